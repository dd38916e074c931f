/* billing-calc: the monthly fee, from terms, beneficiaries and prices to notas. Options and wiring; the work is in fee/fee_run.h. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/opt.h"
#include "base/output.h"
#include "base/progress.h"
#include "fee/fee_check.h"
#include "fee/fee_run.h"
#include "fmt/date.h"
#include "fmt/finding_sink.h"

enum {
	OPT_TERMS = OPT_LONG, OPT_BENEFICIARIES, OPT_PRICES, OPT_ADJUSTMENTS, OPT_EVENTS, OPT_DUE_DATES, OPT_INVOICES, OPT_ACCOUNTING,
	OPT_REJECTS, OPT_UPDATE_TERMS, OPT_UPDATE_BENEFICIARIES, OPT_UPDATE_EVENTS, OPT_DATE, OPT_AGE_BAND, OPT_ADJUST_ENROLLMENT,
	OPT_CHECK_PRICES, OPT_EXPLAIN, OPT_STREAM, OPT_CSV, OPT_NO_HEADER, OPT_ENCODING, OPT_FORMAT
};

enum { MESSAGES_MAX = 100 };

static const struct opt options[] = {
	{ 'c', "competencia", "AAAAMM", "competência a faturar", NULL, NULL, NULL },
	{ OPT_TERMS, "terms", "ARQUIVO", "termos de adesão (CSV)", "FILE", NULL, NULL },
	{ OPT_BENEFICIARIES, "beneficiaries", "ARQUIVO", "beneficiários (CSV)", "FILE", NULL, NULL },
	{ OPT_PRICES, "prices", "ARQUIVO", "preços (CSV)", "FILE", NULL, NULL },
	{ OPT_ADJUSTMENTS, "adjustments", "ARQUIVO", "reajustes (CSV)", "FILE", NULL, NULL },
	{ OPT_EVENTS, "events", "ARQUIVO", "participações e custos operacionais (CSV)", "FILE", NULL, NULL },
	{ OPT_DUE_DATES, "due-dates", "ARQUIVO", "em que mês vence cada código de vencimento (CSV)", "FILE", NULL, NULL },
	OPT_ROW_OUTPUT,
	{ OPT_INVOICES, "invoices", "ARQUIVO", "grava as faturas", "FILE", NULL, NULL },
	{ OPT_ACCOUNTING, "accounting", "ARQUIVO", "grava as linhas contábeis", "FILE", NULL, NULL },
	{ OPT_REJECTS, "rejects", "ARQUIVO", "põe à parte em ARQUIVO, inteiros, os termos com algum erro, e fatura os outros", "FILE",
	  NULL, NULL },
	{ OPT_UPDATE_TERMS, "update-terms", "ARQUIVO", "grava os termos com ultimoFaturamento avançado, para o mês seguinte", "FILE",
	  NULL, NULL },
	{ OPT_UPDATE_BENEFICIARIES, "update-beneficiaries", "ARQUIVO", "o mesmo, dos beneficiários", "FILE", NULL, NULL },
	{ OPT_UPDATE_EVENTS, "update-events", "ARQUIVO", "grava os eventos com faturadoEm preenchido", "FILE", NULL, NULL },
	{ 'n', "number", "N", "numera as notas em sequência, a partir de N, em vez de chamá-las por suas chaves", NULL, NULL, NULL },
	{ OPT_DATE, "date", "DATA", "data de emissão (aaaa-mm-dd); padrão: SOURCE_DATE_EPOCH, ou hoje", NULL, NULL, NULL },
	{ OPT_AGE_BAND, "age-band", "QUANDO", "mudança de faixa etária: no mês seguinte ao do aniversário, ou no do próprio aniversário; "
	  "padrão: next-month", "next-month,birthday", NULL, NULL },
	{ OPT_ADJUST_ENROLLMENT, "adjust-enrollment", NULL, "reajusta também a inscrição", NULL, NULL, NULL },
	{ OPT_CHECK_PRICES, "check-prices", NULL, "não fatura: confere os preços pela RN 563/2022 da ANS", NULL, "trabalho", NULL },
	{ OPT_EXPLAIN, "explain", "TERMO", "não fatura: explica o cálculo de um termo (modalidade.termo)", NULL, "trabalho", NULL },
	{ 'f', "format", "FORMATO", "formato das críticas de --check-prices; padrão: text", "text,csv,csv-br,jsonl", NULL, NULL },
	{ OPT_STREAM, "stream", NULL, "escreve a saída padrão à medida que calcula (se houver erro, fica pela metade)", NULL, NULL, NULL },
	{ OPT_CSV, "csv", "ESTILO", "estilo do CSV escrito: std (RFC 4180) ou br (para o Excel brasileiro)", CSV_STYLES, NULL, NULL },
	{ OPT_NO_HEADER, "no-header", NULL, "CSV sem a linha de títulos", NULL, NULL, NULL },
	{ OPT_ENCODING, "encoding", "CODIFICAÇÃO", "codificação dos arquivos lidos (utf-8, windows-1252); padrão: a que se nota neles",
	  NULL, NULL, NULL },
	{ 'q', "quiet", NULL, "sem o resumo ao final", NULL, NULL, NULL },
	OPT_ROW_PROGRESS,
	OPT_TABLE_END
};

static const char *const synopsis[] = {
	"-c AAAAMM --terms=ARQUIVO --beneficiaries=ARQUIVO --prices=ARQUIVO [OPÇÃO]...",
	"--check-prices --prices=ARQUIVO [-f FORMATO] [-o ARQUIVO]",
	NULL
};

static const struct opt_command command = {
	.name = "billing-calc",
	.summary = "calcula as mensalidades de uma competência",
	.synopsis = synopsis,
	.options = options,
	.description = "Lê termos de adesão, beneficiários, preços, reajustes e eventos em CSV, e escreve as notas de serviço da "
	               "competência, uma linha por beneficiário, módulo e evento, cada uma com a sua memória de cálculo; e, se pedidas, "
	               "as faturas, as linhas contábeis e os arquivos de entrada com o que já foi faturado, para o mês seguinte. Tudo é "
	               "gravado, ou nada.\n"
	               "As colunas estão em mensalidades(5) e notas(5).",
	.exits = "0\tfeito\n"
	         "1\tfeito, mas termos com erro ficaram em --rejects; com --check-prices, há preços fora da norma\n"
	         "2\tnão foi feito, e nada foi gravado: erro nos dados, uso incorreto, arquivo que não se lê ou não se grava",
};

struct run {
	struct fee_run_options fee;
	bool check_prices, quiet;
	int format;
	int progress;
	struct progress meter;
	struct clock clock;
};

static void complain(void *context, const char *text)
{
	struct run *r = context;
	progress_clear(&r->meter);
	fprintf(stderr, "billing-calc: %s\n", text);
}

static void warn(void *context, const char *text)
{
	struct run *r = context;
	progress_clear(&r->meter);
	fprintf(stderr, "billing-calc: aviso: %s\n", text);
}

static void show_progress(void *context, uint64_t bytes)
{
	struct run *r = context;
	progress_update(&r->meter, 0, bytes);
}

static int take_month(struct run *r, struct opt_state *o)
{
	r->fee.month = fee_month_parse(o->arg, strlen(o->arg));
	if (r->fee.month != FEE_MONTH_NONE)
		return 0;
	return opt_wrong(o, "-c espera uma competência AAAAMM, e não “%s”", o->arg);
}

static int take_date(struct run *r, struct opt_state *o)
{
	r->fee.date = o->arg;
	if (strlen(o->arg) == DATE_TEXT - 1 && date_parse(o->arg, DATE_TEXT - 1) != DATE_NONE)
		return 0;
	return opt_wrong(o, "--date espera uma data aaaa-mm-dd, e não “%s”", o->arg);
}

static int take_number(struct run *r, struct opt_state *o)
{
	long number;
	if (opt_number(o, 1, 999999999999, &number) < 0)
		return OPT_STOP;
	r->fee.number = (uint64_t)number;
	return 0;
}

/* The options that name a file. */
static const char **path_of(struct fee_run_options *f, int id)
{
	switch (id) {
	case OPT_TERMS: return &f->terms;
	case OPT_BENEFICIARIES: return &f->beneficiaries;
	case OPT_PRICES: return &f->prices;
	case OPT_ADJUSTMENTS: return &f->adjustments;
	case OPT_EVENTS: return &f->events;
	case OPT_DUE_DATES: return &f->due_dates;
	case 'o': return &f->output;
	case OPT_INVOICES: return &f->invoices;
	case OPT_ACCOUNTING: return &f->accounting;
	case OPT_REJECTS: return &f->rejects;
	case OPT_UPDATE_TERMS: return &f->update_terms;
	case OPT_UPDATE_BENEFICIARIES: return &f->update_beneficiaries;
	case OPT_UPDATE_EVENTS: return &f->update_events;
	}
	return NULL;
}

static int take_option(struct run *r, struct opt_state *o, int id)
{
	struct fee_run_options *f = &r->fee;
	const char **path = path_of(f, id);
	if (path != NULL) {
		*path = o->arg;
		return 0;
	}
	switch (id) {
	case 'c': return take_month(r, o);
	case 'n': return take_number(r, o);
	case 'f': r->format = opt_value_index(o); break;
	case 'q': r->quiet = true; break;
	case OPT_DATE: return take_date(r, o);
	case OPT_AGE_BAND: f->ages = (enum fee_age_rule)opt_value_index(o); break;
	case OPT_ADJUST_ENROLLMENT: f->adjust_enrollment = true; break;
	case OPT_CHECK_PRICES: r->check_prices = true; break;
	case OPT_EXPLAIN: f->explain = o->arg; break;
	case OPT_STREAM: f->stream = true; break;
	case OPT_CSV: f->style = (enum csv_style)opt_value_index(o); break;
	case OPT_NO_HEADER: f->no_header = true; break;
	case OPT_ENCODING:
		if (!csv_encoding_of(o->arg, &f->encoding))
			return opt_wrong(o, "--encoding: “%s” não é utf-8 nem windows-1252", o->arg);
		break;
	case OPT_PROGRESS: r->progress = opt_value_index(o); break;
	}
	return 0;
}

/* Everything that is missing, at once. */
static int check_needed(const struct run *r, struct opt_state *o)
{
	const struct fee_run_options *f = &r->fee;
	const struct {
		bool missing;
		const char *name;
	} needed[] = {
		{ !r->check_prices && f->month == FEE_MONTH_NONE, "-c AAAAMM" },
		{ !r->check_prices && f->terms == NULL, "--terms ARQUIVO" },
		{ !r->check_prices && f->beneficiaries == NULL, "--beneficiaries ARQUIVO" },
		{ f->prices == NULL, "--prices ARQUIVO" },
	};
	struct buf missing = BUF_INIT;
	size_t n = 0;
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		if (needed[i].missing)
			buf_addf(&missing, "%s%s", n++ > 0 ? ", " : "", needed[i].name);
	int wrong = n > 0 ? opt_wrong(o, "falta%s: %s", n > 1 ? "m" : "", buf_str(&missing)) : 0;
	buf_release(&missing);
	return wrong;
}

static int check_options(struct run *r, struct opt_state *o)
{
	const struct fee_run_options *f = &r->fee;
	if (o->argc > 0)
		return opt_wrong(o, "“%s” a mais: os arquivos são dados por opções", o->argv[0]);
	int wrong = check_needed(r, o);
	if (wrong != 0 || r->check_prices)
		return wrong != 0 ? wrong : OPT_END;
	if (f->update_events != NULL && f->events == NULL)
		return opt_wrong(o, "--update-events só com --events");
	if (f->explain != NULL && (f->invoices != NULL || f->accounting != NULL || f->rejects != NULL || f->update_terms != NULL ||
	                           f->update_beneficiaries != NULL || f->update_events != NULL))
		return opt_wrong(o, "--explain não fatura: sem as outras saídas");
	return OPT_END;
}

static int take_options(struct run *r, struct opt_state *o)
{
	int id;
	r->fee = (struct fee_run_options){
		.month = FEE_MONTH_NONE, .max_complaints = MESSAGES_MAX, .complain = complain, .warn = warn, .progress = show_progress,
		.context = r,
	};
	while ((id = opt_next(o)) > 0)
		if (take_option(r, o, id) < 0)
			return OPT_STOP;
	return id == OPT_STOP ? id : check_options(r, o);
}

static void summarize(const struct run *r, const struct fee_run_counts *counts)
{
	struct buf text = BUF_INIT;
	fee_run_summary(&text, "billing-calc: ", r->fee.month, counts);
	fputs(buf_str(&text), stderr);
	buf_release(&text);
}

static int bill(struct run *r)
{
	struct error err = ERROR_INIT;
	struct fee_run_counts counts = { 0 };
	int result = 0;
	progress_init(&r->meter, (enum progress_mode)r->progress, stderr, 0);
	if ((r->fee.update_terms != NULL) != (r->fee.update_beneficiaries != NULL))
		warn(r, "--update-terms e --update-beneficiaries andam juntos: só um deles é meio estado, e o mês seguinte pode cobrar o que não deve");
	if (r->fee.date == NULL) {
		result = clock_read(&r->clock, &err);
		r->fee.date = r->clock.date;
	}
	if (result == 0)
		result = fee_run(&r->fee, &counts, &err);
	progress_clear(&r->meter);
	if (counts.faults > MESSAGES_MAX)
		fprintf(stderr, "billing-calc: mais %" PRIu64 " erros não mostrados\n", counts.faults - MESSAGES_MAX);
	if (result < 0)
		complain(r, buf_str(&err.text));
	else if (result == 2)
		complain(r, r->fee.rejects == NULL ? "nada foi gravado (com --rejects ARQUIVO, os termos sem erro são faturados)" :
		                                     "nada foi gravado");
	else if (!r->quiet && r->fee.explain == NULL)
		summarize(r, &counts);
	error_release(&err);
	return result < 0 ? 2 : result;
}

/* --check-prices. */
static int check(struct run *r)
{
	struct error err = ERROR_INIT;
	struct fee_check_options o = {
		.prices = r->fee.prices, .output = r->fee.output, .format = &finding_formats[r->format], .no_header = r->fee.no_header,
		.encoding = r->fee.encoding, .max_complaints = MESSAGES_MAX, .complain = complain, .warn = warn, .context = r,
	};
	int result = fee_check_prices(&o, &err);
	if (result < 0)
		complain(r, buf_str(&err.text));
	error_release(&err);
	return result < 0 ? 2 : result;
}

int main(int argc, char **argv)
{
	struct opt_state o;
	struct run r = { .progress = PROGRESS_AUTO };
	signal(SIGPIPE, SIG_IGN);
	opt_init(&o, &command, argc, argv);
	if (take_options(&r, &o) == OPT_STOP)
		return opt_finish(&o);
	return opt_close(&o, r.check_prices ? check(&r) : bill(&r));
}
