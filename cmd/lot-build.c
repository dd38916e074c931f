/* lot-build: from guides as CSV to TISS lots, and back. Options and wiring; the work is in lot/lot_build.h. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/opt.h"
#include "base/output.h"
#include "base/progress.h"
#include "fmt/date.h"
#include "fmt/money.h"
#include "io/store_lot.h"
#include "lot/columns_list.h"
#include "lot/lot_build.h"
#include "lot/lot_convert.h"

enum {
	OPT_ORIGIN = OPT_LONG, OPT_DATE, OPT_TIME, OPT_MAX_GUIDES, OPT_MAX_BYTES, OPT_ENCODING, OPT_INPUT_ENCODING, OPT_ONE_LINE,
	OPT_TRANSLIT, OPT_RECALC, OPT_SORT, OPT_REJECTS, OPT_PROFILE, OPT_PORTAL_NAMES, OPT_CSV, OPT_NO_HEADER, OPT_COLUMNS,
	OPT_TEMPLATE, OPT_ALL, OPT_EXTRACT, OPT_ALL_COLUMNS, OPT_FROM_XML
};

enum { MESSAGES_MAX = 100 };

static const struct opt options[] = {
	{ 't', "tiss", "VERSÃO", "versão das guias cujas linhas não a dizem; padrão: " LOT_VERSION_DEFAULT, NULL, NULL, NULL },
	{ 'n', "number", "N", "número do primeiro lote, e da transação dele; os outros seguem. Padrão: 1", NULL, "números", NULL },
	{ 'd', "db", "BANCO", "números que o banco do lot-send dá (lot-send(1)), sem repetir nenhum", "FILE", "números",
	  NULL },
	{ 'o', "output", "PASTA", "grava cada lote em PASTA, e na saída padrão a lista deles (CSV)", "DIR", NULL, NULL },
	{ OPT_ORIGIN, "origin", "PRESTADOR", "quem envia: CNPJ, CPF ou código na operadora, se as colunas não dizem", NULL, NULL, NULL },
	{ OPT_DATE, "date", "DATA", "data da transação (aaaa-mm-dd); padrão: SOURCE_DATE_EPOCH, ou hoje", NULL, NULL, NULL },
	{ OPT_TIME, "time", "HORA", "hora da transação (hh:mm:ss)", NULL, NULL, NULL },
	{ OPT_MAX_GUIDES, "max-guides", "N", "no máximo N guias em um lote; padrão: o do perfil, ou 100", NULL, NULL, NULL },
	{ OPT_MAX_BYTES, "max-bytes", "N", "no máximo N bytes em um lote; padrão: o do perfil, ou 15000000", NULL, NULL, NULL },
	{ OPT_ENCODING, "encoding", "CODIFICAÇÃO", "codificação dos lotes; padrão: a do perfil, ou ISO-8859-1",
	  "ISO-8859-1,UTF-8", NULL, NULL },
	{ OPT_INPUT_ENCODING, "input-encoding", "CODIFICAÇÃO", "codificação dos arquivos CSV (utf-8, windows-1252); padrão: a "
	  "que se nota neles", NULL, NULL, NULL },
	{ OPT_ONE_LINE, "one-line", NULL, "escreve cada lote em uma linha só, sem recuos", NULL, NULL, NULL },
	{ OPT_TRANSLIT, "translit", NULL, "troca os caracteres que ISO-8859-1 não tem (aspas curvas, travessões, €…)", NULL, NULL, NULL },
	{ OPT_RECALC, "recalc", NULL, "põe o total calculado no lugar do que foi dado e não confere", NULL, NULL, NULL },
	{ OPT_SORT, "sort", NULL, "junta as linhas de cada guia, onde quer que estejam", NULL, NULL, NULL },
	{ OPT_REJECTS, "rejects", "ARQUIVO", "grava em ARQUIVO, inteiras, as guias com algum erro, e faz os lotes com as outras",
	  "FILE", NULL, NULL },
	{ OPT_PROFILE, "profile", "PERFIL", "perfil da operadora: um arquivo ou um registro ANS; padrão: o de cada guia, se houver",
	  "FILE", NULL, NULL },
	{ OPT_PORTAL_NAMES, "portal-names", NULL, "com -o: nomes como os portais pedem, transação (20 algarismos)_hash.xml",
	  NULL, NULL, NULL },
	{ OPT_COLUMNS, "columns", "TIPO", "lista as colunas que uma guia de TIPO pode ter (consulta, sp-sadt, internacao, "
	  "honorarios, odonto)", NULL, "trabalho", NULL },
	{ OPT_TEMPLATE, "template", "TIPO", "escreve a linha de títulos de um CSV de guias de TIPO", NULL, "trabalho", NULL },
	{ OPT_ALL, "all", NULL, "com --template: também as colunas que o lot-build preenche e as do cabeçalho", NULL, NULL, NULL },
	{ OPT_EXTRACT, "extract", NULL, "o inverso: lê lotes em XML e escreve as guias em CSV, com que se refaz o mesmo lote; com -o, um CSV por "
	  "tipo de guia em PASTA", NULL, "trabalho", NULL },
	{ OPT_ALL_COLUMNS, "all-columns", NULL, "com --extract: também as colunas que nenhuma guia usa", NULL, NULL, NULL },
	{ OPT_FROM_XML, "from-xml", NULL, "lê lotes em XML e os divide, junta e renumera, sem mudar as guias", NULL, "trabalho", NULL },
	{ OPT_CSV, "csv", "ESTILO", "estilo do CSV escrito: std (RFC 4180) ou br (para o Excel brasileiro)", CSV_STYLES, NULL, NULL },
	{ OPT_NO_HEADER, "no-header", NULL, "CSV sem a linha de títulos", NULL, NULL, NULL },
	OPT_ROW_PROGRESS,
	OPT_ROW_VERBOSE,
	OPT_TABLE_END
};

static const char *const synopsis[] = {
	"[OPÇÃO]... [ARQUIVO.csv]...",
	"--extract [--all-columns] [--csv=ESTILO] [-o PASTA] [LOTE.xml]...",
	"--from-xml [-n N] [--max-guides=N] [--max-bytes=N] [-o PASTA] [LOTE.xml]...",
	"--columns=TIPO | --template=TIPO [-t VERSÃO] [--csv=ESTILO]",
	NULL
};

static const struct opt_command command = {
	.name = "lot-build",
	.summary = "faz lotes do Padrão TISS a partir de guias em planilha (CSV)",
	.synopsis = synopsis,
	.options = options,
	.operands = "FILE",
	.description = "Lê guias em CSV, uma linha por item, dos arquivos (ou da entrada padrão, também com o nome -), e escreve os "
	               "lotes em XML, conferidos: numera os itens, calcula os totais e o hash, divide por operadora, prestador, versão e "
	               "tipo de guia. Um lote vai para a saída padrão; vários, para a pasta dada com -o.\n"
	               "As colunas são os nomes dos elementos da norma, em qualquer ordem: --columns as lista, guias(5) as explica.",
	.exits = "0\tfeito\n"
	         "1\tfeito, mas guias com erro ficaram em --rejects\n"
	         "2\tnão foi feito, e nada foi escrito: erro nas guias, uso incorreto, arquivo que não se lê ou não se grava",
};

struct run {
	struct lot_build_options build;
	const char *columns, *template;
	bool all, csv, verbose;
	bool extract, from_xml, all_columns, number_given, numbered; /* numbered: -d */
	const char *db;
	struct store *store;     /* that gives the numbers, or NULL */
	int progress;
	struct progress meter;
};

static void complain(void *context, const char *text)
{
	struct run *r = context;
	progress_clear(&r->meter);
	fprintf(stderr, "lot-build: %s\n", text);
}

static void show_progress(void *context, uint64_t guides)
{
	struct run *r = context;
	progress_count(&r->meter, guides, "guias");
}

static int take_number(struct opt_state *o, long max, size_t *number)
{
	long value;
	if (opt_number(o, 1, max, &value) < 0)
		return OPT_STOP;
	*number = (size_t)value;
	return 0;
}

static int take_date(struct run *r, struct opt_state *o)
{
	r->build.date = o->arg;
	if (strlen(o->arg) == DATE_TEXT - 1 && date_parse(o->arg, DATE_TEXT - 1) != DATE_NONE)
		return 0;
	return opt_wrong(o, "--date espera uma data aaaa-mm-dd, e não “%s”", o->arg);
}

static int take_time(struct run *r, struct opt_state *o)
{
	r->build.time = o->arg;
	if (strlen(o->arg) == strlen("hh:mm:ss") && date_minutes(o->arg, strlen(o->arg)) >= 0)
		return 0;
	return opt_wrong(o, "--time espera uma hora hh:mm:ss, e não “%s”", o->arg);
}

static int take_option(struct run *r, struct opt_state *o, int id)
{
	struct lot_build_options *b = &r->build;
	size_t bytes;
	switch (id) {
	case 't': b->version = o->arg; break;
	case 'n':
		r->number_given = true;
		return opt_number(o, 1, 999999999999, &b->first_number);
	case 'd':
		r->numbered = true;
		r->db = o->arg;
		break;
	case 'o': b->output.dir = o->arg; break;
	case 'v': r->verbose = true; break;
	case OPT_ORIGIN: b->origin = o->arg; break;
	case OPT_DATE: return take_date(r, o);
	case OPT_TIME: return take_time(r, o);
	case OPT_MAX_GUIDES: return take_number(o, 100, &b->max_guides);
	case OPT_MAX_BYTES:
		if (take_number(o, 1000000000, &bytes) < 0)
			return OPT_STOP;
		b->max_bytes = bytes;
		break;
	case OPT_ENCODING:
		b->encoding_given = true;
		b->encoding = opt_value_index(o) == 1 ? XML_OUT_UTF_8 : XML_OUT_ISO_8859_1;
		break;
	case OPT_INPUT_ENCODING:
		if (!csv_encoding_of(o->arg, &b->csv.encoding))
			return opt_wrong(o, "--input-encoding: “%s” não é utf-8 nem windows-1252", o->arg);
		break;
	case OPT_ONE_LINE: b->one_line = true; break;
	case OPT_TRANSLIT: b->translit = true; break;
	case OPT_RECALC: b->recalc = true; break;
	case OPT_SORT: b->sort = true; break;
	case OPT_REJECTS: b->rejects = o->arg; break;
	case OPT_PROFILE: b->profile = o->arg; break;
	case OPT_PORTAL_NAMES: b->output.portal_names = true; break;
	case OPT_COLUMNS: r->columns = o->arg; break;
	case OPT_TEMPLATE: r->template = o->arg; break;
	case OPT_ALL: r->all = true; break;
	case OPT_EXTRACT: r->extract = true; break;
	case OPT_ALL_COLUMNS: r->all_columns = true; break;
	case OPT_FROM_XML: r->from_xml = true; break;
	case OPT_CSV:
		r->csv = true;
		b->output.style = (enum csv_style)opt_value_index(o);
		break;
	case OPT_NO_HEADER: b->output.no_header = true; break;
	case OPT_PROGRESS: r->progress = opt_value_index(o); break;
	}
	return 0;
}

static int take_options(struct run *r, struct opt_state *o)
{
	int id;
	r->build = (struct lot_build_options){
		.version = LOT_VERSION_DEFAULT, .first_number = 1, .max_complaints = MESSAGES_MAX, .complain = complain,
		.progress = show_progress, .context = r,
	};
	while ((id = opt_next(o)) > 0)
		if (take_option(r, o, id) < 0)
			return OPT_STOP;
	if (id == OPT_STOP)
		return id;
	if (r->build.output.portal_names && r->build.output.dir == NULL)
		return opt_wrong(o, "--portal-names só com -o PASTA");
	if (r->numbered && r->extract)
		return opt_wrong(o, "-d não faz sentido com --extract, que não faz lotes");
	if (r->all_columns && !r->extract)
		return opt_wrong(o, "--all-columns só com --extract");
	return OPT_END;
}

/* --columns and --template. */
static int list_columns(struct run *r)
{
	struct error err = ERROR_INIT;
	enum columns_form form = r->template != NULL ? COLUMNS_TEMPLATE : r->csv ? COLUMNS_CSV : COLUMNS_TEXT;
	struct columns_list_options list = {
		.type = r->template != NULL ? r->template : r->columns, .version = r->build.version, .form = form,
		.style = r->build.output.style, .no_header = r->build.output.no_header, .all = r->all,
	};
	int status = columns_list_write(&list, &err) == 0 ? 0 : 2;
	if (status != 0)
		complain(r, buf_str(&err.text));
	error_release(&err);
	return status;
}

static void summarize(const struct run *r, const struct lot_build_counts *counts)
{
	struct buf text = BUF_INIT;
	lot_build_summary(&text, counts);
	fprintf(stderr, "lot-build: %s; %.1f s\n", buf_str(&text), (double)progress_elapsed(&r->meter) / 1000);
	buf_release(&text);
}

static int build(struct run *r, int argc, char **argv)
{
	static const char *const standard[] = { "-" };
	struct error err = ERROR_INIT;
	struct lot_build_counts counts = { 0 };
	r->build.files = argc > 0 ? (const char *const *)argv : standard;
	r->build.nfiles = argc > 0 ? (size_t)argc : 1;
	progress_init(&r->meter, (enum progress_mode)r->progress, stderr, 0);
	int result = lot_build_run(&r->build, &counts, &err);
	progress_clear(&r->meter);
	if (counts.complaints > MESSAGES_MAX && r->build.rejects != NULL)
		fprintf(stderr, "lot-build: mais %llu erros não mostrados\n", (unsigned long long)(counts.complaints - MESSAGES_MAX));
	if (result < 0)
		complain(r, buf_str(&err.text));
	else if (result > 0 && r->build.rejects == NULL)
		complain(r, "nada foi escrito (com --rejects ARQUIVO, as guias sem erro formam lotes)");
	if (r->verbose && (result == 0 || (result > 0 && r->build.rejects != NULL)))
		summarize(r, &counts);
	error_release(&err);
	return result < 0 ? 2 : result == 0 ? 0 : r->build.rejects != NULL ? 1 : 2;
}

static void summarize_conversion(const struct run *r, const struct lot_convert_counts *c)
{
	struct buf amount = BUF_INIT;
	money_add_br(&amount, c->amount, 2);
	fprintf(stderr, "lot-build: %llu arquivos (%llu com erros); %llu lotes, %llu guias, %llu itens, R$ %s; %.1f s\n",
	        (unsigned long long)c->files, (unsigned long long)c->refused, (unsigned long long)c->lots, (unsigned long long)c->guides,
	        (unsigned long long)c->items, buf_str(&amount), (double)progress_elapsed(&r->meter) / 1000);
	buf_release(&amount);
}

/* --extract and --from-xml. */
static int convert(struct run *r, int argc, char **argv)
{
	static const char *const standard[] = { "-" };
	struct error err = ERROR_INIT;
	struct output findings;
	struct lot_convert_counts counts = { 0 };
	struct lot_convert_options conversion = {
		.build = &r->build, .number_given = r->number_given, .all_columns = r->all_columns, .findings = &findings,
	};
	r->build.files = argc > 0 ? (const char *const *)argv : standard;
	r->build.nfiles = argc > 0 ? (size_t)argc : 1;
	progress_init(&r->meter, (enum progress_mode)r->progress, stderr, 0);
	output_open_stderr(&findings);
	int status = (r->extract ? lot_convert_extract : lot_convert_from_xml)(&conversion, &counts, &err);
	output_close(&findings, &err);
	progress_clear(&r->meter);
	if (err.text.len > 0) {
		complain(r, buf_str(&err.text));
		status = 2;
	}
	if (r->verbose)
		summarize_conversion(r, &counts);
	error_release(&err);
	return status;
}

static int next_number(void *context, const char *registro, long *number, struct error *err)
{
	struct run *r = context;
	return store_lot_number(r->store, registro, number, err);
}

/* -d: the store is opened before anything is built. */
static bool open_numbers(struct run *r)
{
	struct error err = ERROR_INIT;
	if (!r->numbered)
		return true;
	char *path = store_path(r->db, &err);
	if (path != NULL)
		r->store = store_open(path, STORE_CREATE, &err);
	if (r->store == NULL)
		complain(r, buf_str(&err.text));
	r->build.next_number = next_number;
	r->build.numbers = r;
	free(path);
	error_release(&err);
	return r->store != NULL;
}

int main(int argc, char **argv)
{
	struct opt_state o;
	struct run r = { .progress = PROGRESS_AUTO };
	signal(SIGPIPE, SIG_IGN);
	opt_init(&o, &command, argc, argv);
	if (take_options(&r, &o) == OPT_STOP)
		return opt_finish(&o);
	if (r.columns != NULL || r.template != NULL)
		return opt_close(&o, list_columns(&r));
	if (opt_lacks_input(&o))
		return opt_usage_error(&o);
	int status = !open_numbers(&r) ? 2 : r.extract || r.from_xml ? convert(&r, o.argc, o.argv) : build(&r, o.argc, o.argv);
	store_close(r.store);
	return opt_close(&o, status);
}
