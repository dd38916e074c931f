/* demo-render: statements of operators, proved and rendered. Options and wiring; the work is in statement/statement_run.h. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/opt.h"
#include "base/output.h"
#include "base/progress.h"
#include "fmt/date.h"
#include "statement/statement_run.h"

enum {
	OPT_CHECK = OPT_LONG, OPT_HEADER, OPT_BENEFICIARIES, OPT_PROVIDERS, OPT_ENCODING, OPT_CSV, OPT_NO_HEADER, OPT_TRANSACTION,
	OPT_DATE, OPT_TIME
};

static const struct opt options[] = {
	{ 'f', "format", "FORMATO", "formato do documento; padrão: o que diz o nome dado com -o, ou text", RENDER_FORMATS, "saída", NULL },
	{ 'o', "output", "DESTINO", "grava em DESTINO, por inteiro ou nada; uma pasta (ou um nome terminado em /) recebe um arquivo por "
	  "demonstrativo", "FILE", NULL, NULL },
	{ OPT_CHECK, "check", NULL, "só confere as somas, sem fazer documento", NULL, "saída", NULL },
	{ OPT_HEADER, "header", "ARQUIVO", "o que uma conta em CSV não diz (operadora, protocolo…), em linhas chave = valor", "FILE", NULL, NULL },
	{ OPT_BENEFICIARIES, "beneficiaries", "ARQUIVO", "cadastro de beneficiários (CSV), para o nome (campo 17)", "FILE", NULL, NULL },
	{ OPT_PROVIDERS, "providers", "ARQUIVO", "cadastro de prestadores (CSV), para o nome (campo 7)", "FILE", NULL, NULL },
	{ OPT_ENCODING, "encoding", "CODIFICAÇÃO", "codificação dos arquivos CSV (utf-8, windows-1252); padrão: a que se nota neles", NULL,
	  NULL, NULL },
	{ OPT_CSV, "csv", "ESTILO", "estilo do CSV: std (RFC 4180) ou br (para o Excel brasileiro); supõe -f csv", CSV_STYLES, NULL, NULL },
	{ OPT_NO_HEADER, "no-header", NULL, "CSV sem a linha de títulos", NULL, NULL, NULL },
	{ 't', "tiss", "VERSÃO", "versão em que se escreve o XML; padrão: a do cabeçalho ou da mensagem, ou a mais nova", NULL, NULL, NULL },
	{ OPT_TRANSACTION, "transaction", "N", "sequencialTransacao do XML; padrão: o número do demonstrativo", NULL, NULL, NULL },
	{ OPT_DATE, "date", "DATA", "data da transação do XML (aaaa-mm-dd); padrão: SOURCE_DATE_EPOCH, ou hoje", NULL, NULL, NULL },
	{ OPT_TIME, "time", "HORA", "hora da transação do XML (hh:mm:ss)", NULL, NULL, NULL },
	OPT_ROW_PROGRESS,
	OPT_TABLE_END
};

static const char *const synopsis[] = {
	"[-f FORMATO] [-o DESTINO] [OPÇÃO]... [ARQUIVO]...",
	"--check [ARQUIVO]...",
	"-f xml --header=ARQUIVO [-t VERSÃO] [-o DESTINO] [CONTAS.csv]",
	NULL
};

static const struct opt_command command = {
	.name = "demo-render",
	.summary = "lê demonstrativos da operadora, confere se fecham e os mostra",
	.synopsis = synopsis,
	.options = options,
	.operands = "FILE",
	.description = "Lê Demonstrativos de Análise de Conta e de Pagamento do Padrão TISS (mensagens XML de qualquer versão, soltas ou em "
	               "envelopes SOAP) ou a conta que o guide-match escreve (CSV), dos arquivos ou da entrada padrão, também com o nome -.\n"
	               "Prova que as somas fecham, do item ao total geral, e escreve o documento: texto, HTML, PDF, CSV ou XML.",
	.exits = "0\tfeito, e as somas fecham\n"
	         "1\tfeito, mas algo não fecha, ou a operadora respondeu com outra coisa que um demonstrativo\n"
	         "2\tnão foi feito: uso incorreto, arquivo que não se lê ou não se grava, conta em CSV com erro",
};

struct wanted {
	struct statement_options run;
	int progress;
	struct progress meter;
};

static void complain(void *context, const char *text)
{
	struct wanted *w = context;
	progress_clear(&w->meter);
	fprintf(stderr, "demo-render: %s\n", text);
}

static void show_progress(void *context, size_t files, uint64_t guides)
{
	struct wanted *w = context;
	(void)guides;
	progress_update(&w->meter, files, 0);
}

static int take_moment(struct statement_options *r, struct opt_state *o, int id)
{
	if (id == OPT_DATE && (strlen(o->arg) != DATE_TEXT - 1 || date_parse(o->arg, DATE_TEXT - 1) == DATE_NONE))
		return opt_wrong(o, "--date espera uma data aaaa-mm-dd, e não “%s”", o->arg);
	if (id == OPT_TIME && (strlen(o->arg) != strlen("hh:mm:ss") || date_minutes(o->arg, strlen(o->arg)) < 0))
		return opt_wrong(o, "--time espera uma hora hh:mm:ss, e não “%s”", o->arg);
	*(id == OPT_DATE ? &r->date : &r->time) = o->arg;
	return 0;
}

static int take_option(struct wanted *w, struct opt_state *o, int id)
{
	struct statement_options *r = &w->run;
	switch (id) {
	case 'f': r->format = render_format_of(o->arg); break;
	case 'o': r->output = o->arg; break;
	case 't': r->version = o->arg; break;
	case OPT_CHECK: r->check = true; break;
	case OPT_HEADER: r->header = o->arg; break;
	case OPT_BENEFICIARIES: r->beneficiaries = o->arg; break;
	case OPT_PROVIDERS: r->providers = o->arg; break;
	case OPT_ENCODING:
		if (!csv_encoding_of(o->arg, &r->encoding))
			return opt_wrong(o, "--encoding: “%s” não é utf-8 nem windows-1252", o->arg);
		break;
	case OPT_CSV:
		r->csv_style = (enum csv_style)opt_value_index(o);
		if (r->format == NULL)
			r->format = render_format_of("csv");
		break;
	case OPT_NO_HEADER: r->no_header = true; break;
	case OPT_TRANSACTION: r->transaction = o->arg; break;
	case OPT_DATE:
	case OPT_TIME: return take_moment(r, o, id);
	case OPT_PROGRESS: w->progress = opt_value_index(o); break;
	}
	return 0;
}

static bool is_folder(const char *path)
{
	struct stat st;
	size_t len = strlen(path);
	return (len > 0 && path[len - 1] == '/') || (stat(path, &st) == 0 && S_ISDIR(st.st_mode));
}

static unsigned width(void)
{
	const char *columns = getenv("COLUMNS");
	long value = columns != NULL ? strtol(columns, NULL, 10) : 80;
	return value < TEXT_COLUMNS_MIN ? TEXT_COLUMNS_MIN : value > TEXT_COLUMNS_MAX ? TEXT_COLUMNS_MAX : (unsigned)value;
}

static int take_options(struct wanted *w, struct opt_state *o)
{
	struct statement_options *r = &w->run;
	int id;
	while ((id = opt_next(o)) > 0)
		if (take_option(w, o, id) < 0)
			return OPT_STOP;
	if (id == OPT_STOP)
		return id;
	if (r->check && r->output != NULL)
		return opt_wrong(o, "--check não faz documento: -o não tem sentido com ela");
	r->dir = r->output != NULL && is_folder(r->output);
	if (r->format == NULL && r->output != NULL && !r->dir)
		r->format = render_format_of_file(r->output);
	if (r->format == NULL && r->dir)
		return opt_wrong(o, "com uma pasta em -o, diga o formato com -f");
	if (r->format == NULL)
		r->format = render_format_of("text");
	return OPT_END;
}

static int run(struct wanted *w, int argc, char **argv)
{
	static const char *const standard[] = { "-" };
	struct statement_options *r = &w->run;
	struct statement_counts counts = { 0 };
	struct error err = ERROR_INIT;
	struct output findings = OUTPUT_INIT;
	struct buf text = BUF_INIT;
	r->files = argc > 0 ? (const char *const *)argv : standard;
	r->nfiles = argc > 0 ? (size_t)argc : 1;
	r->findings = &findings;
	r->complain = complain;
	r->progress = show_progress;
	r->context = w;
	r->columns = width();
	progress_init(&w->meter, (enum progress_mode)w->progress, stderr, r->nfiles);
	output_open_stderr(&findings);
	int status = statement_run(r, &counts, &err);
	progress_clear(&w->meter);
	output_close(&findings, &err);
	if (err.text.len > 0) {
		complain(w, buf_str(&err.text));
		status = 2;
	}
	statement_summary(&text, &counts);
	if (status != 2)
		fprintf(r->check ? stdout : stderr, "%s%s\n", r->check ? "" : "demo-render: ", buf_str(&text));
	if (r->check && fflush(stdout) != 0)
		status = 2;
	buf_release(&text);
	error_release(&err);
	return status;
}

int main(int argc, char **argv)
{
	struct opt_state o;
	struct wanted w = { .progress = PROGRESS_AUTO };
	signal(SIGPIPE, SIG_IGN);
	opt_init(&o, &command, argc, argv);
	if (take_options(&w, &o) == OPT_STOP)
		return opt_finish(&o);
	if (opt_lacks_input(&o))
		return opt_usage_error(&o);
	return opt_close(&o, run(&w, o.argc, o.argv));
}
