/* tiss-schema: makes, lists, shows and compares schema tables. Options and wiring; the work is in tiss/schema_*.h. */
#include <signal.h>
#include <stdio.h>

#include "base/opt.h"
#include "base/output.h"
#include "schema/schema_diff.h"
#include "schema/schema_layout.h"
#include "schema/schema_list.h"
#include "schema/schema_open.h"
#include "schema/schema_show.h"
#include "schema/schema_store.h"
#include "schema/xsd_import.h"
#include "tiss/schema_check.h"

enum { STATUS_CLEAN = 0, STATUS_NOT_DONE = 2 };
enum { OPT_SCHEMA = OPT_LONG, OPT_DEPTH, OPT_ALL, OPT_NO_HEADER, OPT_CSV };
enum { VERB_IMPORT, VERB_LIST, VERB_SHOW, VERB_DIFF };

static const struct opt options[] = {
	{ 't', "tiss", "VERSÃO", "mostra o que diz a tabela de VERSÃO (4.03.00); padrão: a mais nova", NULL, "tabela", "show" },
	{ OPT_SCHEMA, "schema", "TABELA", "mostra o que diz a tabela de esquema no arquivo TABELA", "FILE", "tabela", "show" },
	{ OPT_DEPTH, "depth", "N", "mostra N níveis de elementos; padrão: 1", NULL, "níveis", "show" },
	{ OPT_ALL, "all", NULL, "mostra tudo: todos os níveis, todos os lugares, listas inteiras", NULL, "níveis", "show,diff" },
	{ 'f', "format", "FORMATO", "formato da saída; padrão: text", "text,csv", NULL, "list,diff" },
	{ OPT_CSV, "csv", "ESTILO", "estilo do CSV: std (RFC 4180) ou br (para o Excel brasileiro); supõe -f csv", "std,br", NULL,
	  "list,diff" },
	{ OPT_NO_HEADER, "no-header", NULL, "CSV sem a linha de títulos", NULL, NULL, "list,diff" },
	OPT_ROW_OUTPUT,
	OPT_ROW_VERBOSE,
	OPT_TABLE_END
};

static const struct opt_verb verbs[] = {
	[VERB_IMPORT] = { "import", "DIRETÓRIO", "faz a tabela de uma versão com os arquivos XSD que a ANS publica" },
	[VERB_LIST] = { "list", "", "lista as versões que há, onde está cada tabela e o que cada uma aceita em Padrao" },
	[VERB_SHOW] = { "show", "NOME...", "mostra o que pode conter um elemento ou tipo" },
	[VERB_DIFF] = { "diff", "ANTES DEPOIS", "mostra o que mudou entre duas versões ou duas tabelas" },
	{ NULL, NULL, NULL }
};

static const char *const synopsis[] = {
	"import [-v] [-o TABELA] DIRETÓRIO",
	"list [-v] [-f FORMATO] [-o ARQUIVO]",
	"show [-v] [-t VERSÃO | --schema=TABELA] [--depth=N | --all] [-o ARQUIVO] NOME...",
	"diff [-v] [-f FORMATO] [--all] [-o ARQUIVO] ANTES DEPOIS",
	NULL
};

static const struct opt_command command = {
	.name = "tiss-schema",
	.summary = "a estrutura das versões do Padrão TISS: o que cada uma pede e o que mudou",
	.synopsis = synopsis,
	.options = options,
	.verbs = verbs,
	.operands = "FILE",
	.description =
		"NOME é um elemento (guiaSP-SADT), o fim do caminho até ele (guiaSP-SADT/valorTotal), o caminho inteiro "
		"(/mensagemTISS/cabecalho) ou um tipo (dm_caraterAtendimento, st_texto20).\n"
		"ANTES e DEPOIS são versões (4.02.00) ou arquivos de tabelas de esquema.",
	.exits = "0\tfeito; em diff, também quando há mudanças\n2\tnão foi feito: uso incorreto, versão ou nome desconhecido, "
	         "nome que serve a vários elementos, arquivo que não pôde ser lido ou gravado",
};

struct run {
	const char *output, *version, *schema_file;
	bool verbose, csv, no_header;
	enum schema_csv style;
	struct schema_show show;
	struct vocabulary vocabulary;
	struct schema_store *store;
	struct buf text;    /* the answer */
	struct buf summary; /* what -v says */
	int status;
};

static void complain(struct run *r, struct error *err)
{
	fprintf(stderr, "%s: %s\n", command.name, buf_str(&err->text));
	error_release(err);
	r->status = STATUS_NOT_DONE;
}

static int take_options(struct run *r, struct opt_state *o)
{
	static const int operands[] = { [VERB_IMPORT] = 1, [VERB_LIST] = 0, [VERB_DIFF] = 2 };
	long depth;
	int id;
	r->show.depth = 1;
	while ((id = opt_next(o)) > 0) {
		switch (id) {
		case 't': r->version = o->arg; break;
		case 'f': r->csv = opt_value_index(o) == 1; break;
		case 'o': r->output = o->arg; break;
		case 'v': r->verbose = true; break;
		case OPT_SCHEMA: r->schema_file = o->arg; break;
		case OPT_ALL: r->show.all = true; break;
		case OPT_NO_HEADER: r->no_header = true; break;
		case OPT_CSV: r->csv = true; r->style = (enum schema_csv)opt_value_index(o); break;
		case OPT_DEPTH:
			if (opt_number(o, 1, 1000, &depth) < 0)
				return OPT_STOP;
			r->show.depth = (unsigned)depth;
			break;
		}
	}
	if (id == OPT_STOP)
		return id;
	if (o->verb == VERB_SHOW ? o->argc == 0 : o->argc != operands[o->verb])
		return opt_wrong(o, "o comando é: %s %s", verbs[o->verb].name, verbs[o->verb].operands);
	return OPT_END;
}

static void run_import(struct run *r, const char *dir)
{
	struct error err = ERROR_INIT;
	size_t types;
	if (xsd_import(dir, NULL, &r->text, &err) != 0 || schema_check_table(&r->text, dir, &types, &err) != 0) {
		buf_clear(&r->text);
		complain(r, &err);
		return;
	}
	buf_addf(&r->summary, "%s: tabela com %zu tipos, conferida", dir, types);
}

static void run_list(struct run *r)
{
	struct error err = ERROR_INIT;
	struct schema_list list;
	if (schema_list_init(&list, r->store, &err) != 0)
		complain(r, &err);
	if (r->csv)
		schema_list_csv(&r->text, &list, r->style, !r->no_header);
	else
		schema_list_text(&r->text, &list);
	buf_addf(&r->summary, "%zu versões", list.n);
	schema_list_release(&list);
}

static void run_show(struct run *r, int argc, char **argv)
{
	struct error err = ERROR_INIT;
	struct schema_places places;
	struct schema *s = r->schema_file != NULL ? schema_store_add(r->store, r->schema_file, &err)
	                                          : schema_open_version(r->store, r->version, &err);
	if (s == NULL) {
		complain(r, &err);
		return;
	}
	schema_places_init(&places, s);
	for (int i = 0; i < argc; i++) {
		struct buf answer = BUF_INIT, hints = BUF_INIT;
		if (schema_show(&answer, &places, argv[i], &r->show, &hints, &err) != 0) {
			complain(r, &err);
			fputs(buf_str(&hints), stderr);
		} else {
			buf_adds(&r->text, r->text.len > 0 ? "\n" : "");
			layout_visible(&r->text, buf_str(&answer), answer.len);
		}
		buf_release(&answer);
		buf_release(&hints);
	}
	buf_addf(&r->summary, "versão %s, de %s", s->version, s->file);
	schema_places_release(&places);
}

static void run_diff(struct run *r, char **argv)
{
	struct error err = ERROR_INIT;
	struct schema_diff diff;
	struct schema *old = schema_open_any(r->store, argv[0], &err);
	struct schema *new = old != NULL ? schema_open_any(r->store, argv[1], &err) : NULL;
	if (new == NULL) {
		complain(r, &err);
		return;
	}
	schema_diff_init(&diff, old, new);
	if (r->csv)
		schema_diff_csv(&r->text, &diff, r->style, !r->no_header);
	else
		schema_diff_text(&r->text, &diff, r->show.all);
	schema_diff_summary(&r->summary, &diff);
	schema_diff_release(&diff);
}

/* Writes the answer; an import or a diff that failed leaves the file as it was. */
static void put_answer(struct run *r)
{
	struct output out = OUTPUT_INIT;
	struct error err = ERROR_INIT;
	if (r->status != STATUS_CLEAN && (r->text.len == 0 || r->output != NULL))
		return;
	int rc = output_open(&out, r->output, OUTPUT_STREAM, &err);
	if (rc == 0) {
		output_write(&out, buf_str(&r->text), r->text.len);
		rc = output_close(&out, &err);
	}
	if (rc != 0)
		complain(r, &err);
	else if (r->verbose)
		fprintf(stderr, "%s: %s\n", command.name, buf_str(&r->summary));
	error_release(&err);
}

int main(int argc, char **argv)
{
	struct opt_state o;
	struct run r = { .status = STATUS_CLEAN };
	signal(SIGPIPE, SIG_IGN);
	opt_init(&o, &command, argc, argv);
	if (take_options(&r, &o) == OPT_STOP)
		return opt_finish(&o);
	vocabulary_init(&r.vocabulary);
	r.store = schema_store_open(&r.vocabulary, true);
	switch (o.verb) {
	case VERB_IMPORT: run_import(&r, o.argv[0]); break;
	case VERB_LIST: run_list(&r); break;
	case VERB_SHOW: run_show(&r, o.argc, o.argv); break;
	case VERB_DIFF: run_diff(&r, o.argv); break;
	}
	put_answer(&r);
	schema_store_free(r.store);
	vocabulary_release(&r.vocabulary);
	buf_release(&r.text);
	buf_release(&r.summary);
	return opt_close(&o, r.status);
}
