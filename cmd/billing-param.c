/* billing-param: changes the billing indicators of contract terms. Options and wiring; the work is in fee/param_run.h. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/opt.h"
#include "base/output.h"
#include "fee/param_run.h"
#include "fmt/date.h"

enum { OPT_SET = OPT_LONG, OPT_WHERE, OPT_ALL, OPT_NOTE, OPT_HISTORY, OPT_USER, OPT_DATE, OPT_DRY_RUN, OPT_CSV, OPT_ENCODING };

enum { MESSAGES_MAX = 100 };

static const struct opt options[] = {
	{ OPT_SET, "set", "INDICADOR=VALOR[,...]", "o que muda; pode vir mais de uma vez", NULL, NULL, NULL },
	{ OPT_WHERE, "where", "CONDIÇÕES", "quais termos: coluna=valor, coluna=de..até, coluna=a,b, coluna!=valor, separadas por "
	  "espaços; todas têm de valer", NULL, NULL, NULL },
	{ OPT_ALL, "all", NULL, "todos os termos do arquivo", NULL, NULL, NULL },
	{ OPT_NOTE, "note", "MOTIVO", "por que se muda; obrigatório", NULL, NULL, NULL },
	{ OPT_HISTORY, "history", "ARQUIVO", "histórico, em que se acrescenta uma linha por mudança; obrigatório", "FILE", NULL, NULL },
	{ OPT_USER, "user", "NOME", "quem muda; padrão: o usuário do sistema", NULL, NULL, NULL },
	{ OPT_DATE, "date", "DATA", "dia da mudança (aaaa-mm-dd); padrão: SOURCE_DATE_EPOCH, ou hoje", NULL, NULL, NULL },
	{ OPT_DRY_RUN, "dry-run", NULL, "só mostra, na saída padrão, as linhas que iriam para o histórico", NULL, NULL, NULL },
	OPT_ROW_OUTPUT,
	{ OPT_CSV, "csv", "ESTILO", "estilo de um histórico novo: std (RFC 4180) ou br (para o Excel brasileiro)", CSV_STYLES, NULL, NULL },
	{ OPT_ENCODING, "encoding", "CODIFICAÇÃO", "codificação do arquivo lido (utf-8, windows-1252); padrão: a que se nota nele",
	  NULL, NULL, NULL },
	{ 'q', "quiet", NULL, "sem o resumo ao final", NULL, NULL, NULL },
	OPT_TABLE_END
};

static const char *const synopsis[] = {
	"--set=INDICADOR=VALOR --where=CONDIÇÕES --note=MOTIVO --history=ARQUIVO [OPÇÃO]... [TERMOS.csv]",
	NULL
};

static const struct opt_command command = {
	.name = "billing-param",
	.summary = "muda os indicadores de faturamento de termos de adesão",
	.synopsis = synopsis,
	.options = options,
	.operands = "FILE",
	.description = "Lê os termos em CSV (ou a entrada padrão), muda os indicadores dos que satisfazem a --where e escreve todos os "
	               "termos, na mesma ordem e com as mesmas colunas; cada mudança ganha uma linha no histórico. Um termo que ficaria "
	               "incoerente (inadimplenciaPor contra as três colunas cobrar…, por exemplo) impede a mudança inteira.\n"
	               "Os indicadores estão em mensalidades(5).",
	.exits = "0\tfeito\n"
	         "1\tnenhum termo satisfaz a --where; os termos saíram como estavam\n"
	         "2\tnão foi feito, e nada foi gravado: termo que ficaria incoerente, uso incorreto, arquivo que não se lê ou não se grava",
};

struct run {
	struct param_options param;
	struct param_settings settings;
	struct param_where where;
	bool all, quiet;
	struct clock clock;
};

static void complain(void *context, const char *text)
{
	(void)context;
	fprintf(stderr, "billing-param: %s\n", text);
}

static void warn(void *context, const char *text)
{
	(void)context;
	fprintf(stderr, "billing-param: aviso: %s\n", text);
}

/* RESULT of something that may have failed with ERR set: then it is wrong usage. */
static int usage(struct opt_state *o, int result, struct error *err)
{
	if (result != 0)
		result = opt_wrong(o, "%s", buf_str(&err->text));
	error_release(err);
	return result;
}

static int take_date(struct run *r, struct opt_state *o)
{
	r->param.date = o->arg;
	if (strlen(o->arg) == DATE_TEXT - 1 && date_parse(o->arg, DATE_TEXT - 1) != DATE_NONE)
		return 0;
	return opt_wrong(o, "--date espera uma data aaaa-mm-dd, e não “%s”", o->arg);
}

static int take_option(struct run *r, struct opt_state *o, int id)
{
	struct error err = ERROR_INIT;
	struct param_options *p = &r->param;
	switch (id) {
	case OPT_SET: return usage(o, param_settings_add(&r->settings, o->arg, &err), &err);
	case OPT_WHERE: return usage(o, param_where_add(&r->where, o->arg, &err), &err);
	case OPT_ALL: r->all = true; break;
	case OPT_NOTE: p->note = o->arg; break;
	case OPT_HISTORY: p->history = o->arg; break;
	case OPT_USER: p->user = o->arg; break;
	case OPT_DATE: return take_date(r, o);
	case OPT_DRY_RUN: p->dry_run = true; break;
	case 'o': p->output = o->arg; break;
	case OPT_CSV: p->style = (enum csv_style)opt_value_index(o); break;
	case OPT_ENCODING:
		if (!csv_encoding_of(o->arg, &p->encoding))
			return opt_wrong(o, "--encoding: “%s” não é utf-8 nem windows-1252", o->arg);
		break;
	case 'q': r->quiet = true; break;
	}
	return 0;
}

static bool is_blank(const char *text)
{
	return text == NULL || text[strspn(text, " \t\r\n")] == '\0';
}

static int check_options(struct run *r, struct opt_state *o)
{
	struct param_options *p = &r->param;
	if (r->settings.n == 0)
		return opt_wrong(o, "falta --set");
	if (r->where.n == 0 && !r->all)
		return opt_wrong(o, "falta --where (ou --all, para todos os termos)");
	if (r->where.n > 0 && r->all)
		return opt_wrong(o, "--where ou --all, não os dois");
	if (is_blank(p->note) && !p->dry_run)
		return opt_wrong(o, "falta o motivo: --note");
	if (p->history == NULL && !p->dry_run)
		return opt_wrong(o, "falta o histórico: --history");
	if (o->argc > 1)
		return opt_wrong(o, "um só arquivo de termos, e não também “%s”", o->argv[1]);
	if (p->user == NULL && (p->user = getenv("LOGNAME")) == NULL && (p->user = getenv("USER")) == NULL && !p->dry_run)
		return opt_wrong(o, "não se sabe quem muda: --user");
	return OPT_END;
}

static int take_options(struct run *r, struct opt_state *o)
{
	int id;
	r->param = (struct param_options){
		.settings = &r->settings, .where = &r->where, .max_complaints = MESSAGES_MAX, .complain = complain, .warn = warn, .context = r,
	};
	while ((id = opt_next(o)) > 0)
		if (take_option(r, o, id) < 0)
			return OPT_STOP;
	return id == OPT_STOP ? id : check_options(r, o);
}

static int change(struct run *r, const char *terms)
{
	struct error err = ERROR_INIT;
	struct param_counts counts = { 0 };
	int result = 0;
	r->param.terms = terms;
	if (r->param.date == NULL) {
		result = clock_read(&r->clock, &err);
		r->param.date = r->clock.date;
	}
	if (result == 0)
		result = param_run(&r->param, &counts, &err);
	if (counts.faults > MESSAGES_MAX)
		fprintf(stderr, "billing-param: mais %" PRIu64 " erros não mostrados\n", counts.faults - MESSAGES_MAX);
	if (result < 0)
		complain(r, buf_str(&err.text));
	else if (result == 2)
		complain(r, "nada foi gravado");
	else if (result == 1)
		complain(r, "nenhum termo satisfaz a --where");
	else if (!r->quiet)
		fprintf(stderr, "billing-param: %" PRIu64 " termos, %" PRIu64 " selecionados, %" PRIu64 " %s; %" PRIu64 " mudanças\n",
		        counts.terms, counts.selected, counts.changed, r->param.dry_run ? "mudariam" : "mudados", counts.changes);
	error_release(&err);
	return result < 0 ? 2 : result;
}

int main(int argc, char **argv)
{
	struct opt_state o;
	struct run r = { .all = false };
	int status;
	signal(SIGPIPE, SIG_IGN);
	opt_init(&o, &command, argc, argv);
	if (take_options(&r, &o) == OPT_STOP)
		status = opt_finish(&o);
	else if (opt_lacks_input(&o))
		status = opt_usage_error(&o);
	else
		status = opt_close(&o, change(&r, o.argc > 0 ? o.argv[0] : "-"));
	param_settings_release(&r.settings);
	param_where_release(&r.where);
	return status;
}
