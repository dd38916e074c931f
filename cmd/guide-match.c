/* guide-match: billing guides against authorisations. Options and wiring; the work is in match/match_run.h. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/opt.h"
#include "base/output.h"
#include "fmt/date.h"
#include "lot/lot_build.h"
#include "match/match_run.h"
#include "statement/reconcile_run.h"

enum {
	OPT_REQUIRES = OPT_LONG, OPT_AUTH_OUT, OPT_REPORT, OPT_EXPLAIN, OPT_DATE, OPT_PROFILE, OPT_ENCODING, OPT_CSV, OPT_NO_HEADER,
	OPT_IMPORT, OPT_STATEMENT
};

enum { MESSAGES_MAX = 100 };

static const struct opt options[] = {
	{ 'a', "authorisations", "ARQUIVO", "autorizações: CSV ou mensagem TISS da operadora; pode ser dada várias vezes", "FILE",
	  "origem", NULL },
	{ 'd', "db", "BANCO", "as autorizações estão em BANCO (as de --import-auth), e lá a conta é guardada com elas; um lote que já foi "
	  "analisado recebe a mesma conta, e nada muda", "FILE", "origem", NULL },
	{ OPT_IMPORT, "import-auth", "ARQUIVO", "com -d: acrescenta ao banco as autorizações de ARQUIVO, ou as atualiza, e termina", "FILE",
	  NULL, NULL },
	{ OPT_STATEMENT, "statement", "DEMO.xml", "o lado do prestador: confere o que foi cobrado com o demonstrativo da operadora, e diz de cada "
	  "guia e item o que foi pago, glosado ou ficou sem resposta; pode ser dada várias vezes", "FILE", NULL, NULL },
	{ OPT_REQUIRES, "requires", "ARQUIVO", "CSV que diz quais itens requerem autorização prévia; sem ele, nenhum requer", "FILE", NULL, NULL },
	{ OPT_AUTH_OUT, "auth-out", "ARQUIVO", "grava em ARQUIVO as autorizações depois de consumidas, junto com a conta", "FILE", NULL, NULL },
	OPT_ROW_OUTPUT,
	{ OPT_REPORT, "report", "ARQUIVO", "grava em ARQUIVO os totais por relacionamento e por código de glosa (CSV)", "FILE", NULL, NULL },
	{ OPT_EXPLAIN, "explain", "GUIA", "em vez da conta, diz de cada item da guia de número GUIA (do prestador) que linha da tabela "
	  "de decisão o decidiu e por quê; não grava nada", NULL, NULL, NULL },
	{ OPT_DATE, "date", "DATA", "data em que as glosas são emitidas (aaaa-mm-dd); padrão: SOURCE_DATE_EPOCH, ou hoje", NULL, NULL, NULL },
	{ 't', "tiss", "VERSÃO", "versão das guias em CSV cujas linhas não a dizem; padrão: " LOT_VERSION_DEFAULT, NULL, NULL, NULL },
	{ OPT_PROFILE, "profile", "PERFIL", "perfil da operadora: um arquivo ou um registro ANS", "FILE", NULL, NULL },
	{ OPT_ENCODING, "encoding", "CODIFICAÇÃO", "codificação dos arquivos CSV (utf-8, windows-1252); padrão: a que se nota neles",
	  NULL, NULL, NULL },
	{ OPT_CSV, "csv", "ESTILO", "estilo do CSV escrito: std (RFC 4180) ou br (para o Excel brasileiro)", CSV_STYLES, NULL, NULL },
	{ OPT_NO_HEADER, "no-header", NULL, "CSV sem a linha de títulos", NULL, NULL, NULL },
	{ 'q', "quiet", NULL, "não resume na saída de erros o que foi decidido", NULL, NULL, NULL },
	OPT_TABLE_END
};

static const char *const synopsis[] = {
	"-a ARQUIVO... [--requires ARQUIVO] [--auth-out ARQUIVO] [OPÇÃO]... [LOTE.xml | GUIAS.csv]...",
	"-d BANCO [--requires ARQUIVO] [OPÇÃO]... [LOTE.xml | GUIAS.csv]...",
	"-d BANCO --import-auth ARQUIVO...",
	"--statement DEMO.xml... [-o ARQUIVO] [LOTE.xml | GUIAS.csv]...",
	"--explain GUIA -a ARQUIVO... [OPÇÃO]... [LOTE.xml | GUIAS.csv]...",
	NULL
};

static const struct opt_command command = {
	.name = "guide-match",
	.summary = "relaciona as guias cobradas com as autorizações e decide cada item",
	.synopsis = synopsis,
	.options = options,
	.operands = "FILE",
	.description = "Lê guias cobradas, em lotes TISS ou no CSV de lot-build --extract, e autorizações, e decide cada item cobrado: "
	               "relacionado com uma linha autorizada, pago sem ela ou glosado, com o código da Tabela 38. Escreve a conta em CSV, uma "
	               "linha por item, na ordem da entrada; demo-render faz dela o demonstrativo.\n"
	               "Cada item relacionado consome uma linha autorizada. Se algo está errado na entrada, nada é escrito e nada é consumido.",
	.exits = "0\tfeito; glosas são uma resposta, e não um erro\n"
	         "1\terro nos dados: lote inválido ou guia repetida (nada foi escrito), ou duas autorizações com a mesma chave\n"
	         "2\tnão foi feito, e nada foi escrito: uso incorreto, linha de CSV errada, arquivo que não se lê ou não se grava",
};

struct run {
	struct match_options match;
	const char **auth;
	const char **statements;
	size_t nstatements;
	bool quiet, imports;
};

static void complain(void *context, const char *text)
{
	(void)context;
	fprintf(stderr, "guide-match: %s\n", text);
}

static int take_date(struct run *r, struct opt_state *o)
{
	r->match.date = o->arg;
	if (strlen(o->arg) == DATE_TEXT - 1 && date_parse(o->arg, DATE_TEXT - 1) != DATE_NONE)
		return 0;
	return opt_wrong(o, "--date espera uma data aaaa-mm-dd, e não “%s”", o->arg);
}

static int take_option(struct run *r, struct opt_state *o, int id)
{
	struct match_options *m = &r->match;
	switch (id) {
	case OPT_IMPORT:
	case 'a':
		r->imports = r->imports || id == OPT_IMPORT;
		r->auth = mem_grow(r->auth, m->nauth_files + 1, sizeof *r->auth);
		r->auth[m->nauth_files++] = o->arg;
		break;
	case OPT_STATEMENT:
		r->statements = mem_grow(r->statements, r->nstatements + 1, sizeof *r->statements);
		r->statements[r->nstatements++] = o->arg;
		break;
	case 'd': m->db = o->arg; break;
	case 'o': m->output = o->arg; break;
	case 'q': r->quiet = true; break;
	case 't': m->version = o->arg; break;
	case OPT_REQUIRES: m->requires = o->arg; break;
	case OPT_AUTH_OUT: m->auth_output = o->arg; break;
	case OPT_REPORT: m->report = o->arg; break;
	case OPT_EXPLAIN: m->explain = o->arg; break;
	case OPT_DATE: return take_date(r, o);
	case OPT_PROFILE: m->profile = o->arg; break;
	case OPT_ENCODING:
		if (!csv_encoding_of(o->arg, &m->encoding))
			return opt_wrong(o, "--encoding: “%s” não é utf-8 nem windows-1252", o->arg);
		break;
	case OPT_CSV: m->style = (enum csv_style)opt_value_index(o); break;
	case OPT_NO_HEADER: m->no_header = true; break;
	}
	return 0;
}

static int take_options(struct run *r, struct opt_state *o)
{
	int id;
	r->match = (struct match_options){ .version = LOT_VERSION_DEFAULT, .complain = complain, .max_complaints = MESSAGES_MAX };
	while ((id = opt_next(o)) > 0)
		if (take_option(r, o, id) < 0)
			return OPT_STOP;
	if (id == OPT_STOP)
		return id;
	if (r->nstatements > 0 && (r->match.nauth_files > 0 || r->match.db != NULL || r->match.explain != NULL || r->match.report != NULL))
		return opt_wrong(o, "--statement confere cobranças com o demonstrativo: sem -a, -d, --explain e --report");
	if (r->nstatements > 0)
		return OPT_END;
	if (r->match.nauth_files == 0 && r->match.db == NULL)
		return opt_wrong(o, "faltam as autorizações: -a ARQUIVO, ou -d BANCO");
	if (r->imports && r->match.db == NULL)
		return opt_wrong(o, "--import-auth só com -d BANCO");
	if (r->imports && o->argc > 0)
		return opt_wrong(o, "--import-auth não analisa guias: dê-as em outra execução");
	if (r->match.db != NULL && r->match.auth_output != NULL)
		return opt_wrong(o, "com -d as autorizações são consumidas no banco: sem --auth-out");
	if (r->match.explain != NULL && (r->match.auth_output != NULL || r->match.report != NULL))
		return opt_wrong(o, "--explain não grava nada: sem --auth-out e sem --report");
	r->match.auth_files = r->auth;
	return OPT_END;
}

static void summarize(const struct match_result *result)
{
	struct buf text = BUF_INIT;
	match_summary(&text, result);
	fprintf(stderr, "guide-match:\n%s", buf_str(&text));
	buf_release(&text);
}

static int check_statement(struct run *r, int argc, char **argv)
{
	static const char *const standard[] = { "-" };
	struct error err = ERROR_INIT;
	struct reconcile_counts counts;
	struct output findings;
	struct buf text = BUF_INIT;
	r->match.files = argc > 0 ? (const char *const *)argv : standard;
	r->match.nfiles = argc > 0 ? (size_t)argc : 1;
	r->match.findings = &findings;
	output_open_stderr(&findings);
	int status = reconcile_run(&r->match, r->statements, r->nstatements, &counts, &err);
	output_close(&findings, &err);
	if (err.text.len > 0) {
		complain(r, buf_str(&err.text));
		status = 2;
	}
	reconcile_summary(&text, &counts);
	if (!r->quiet && counts.billed > 0 && status != 2)
		fprintf(stderr, "guide-match:\n%s", buf_str(&text));
	buf_release(&text);
	error_release(&err);
	return status;
}

static void summarize_import(const struct match_result *result)
{
	fprintf(stderr, "guide-match: %llu linhas de autorizações no banco", (unsigned long long)result->imported);
	if (result->kept > 0)
		fprintf(stderr, "; %llu já consumidas ficaram como estavam", (unsigned long long)result->kept);
	fputs("\n", stderr);
}

static int match(struct run *r, int argc, char **argv)
{
	static const char *const standard[] = { "-" };
	struct error err = ERROR_INIT;
	struct match_result result = { .complaints = 0 };
	struct output findings;
	r->match.files = argc > 0 ? (const char *const *)argv : standard;
	r->match.nfiles = argc > 0 ? (size_t)argc : 1;
	r->match.findings = &findings;
	output_open_stderr(&findings);
	int status = (r->imports ? match_import : match_run)(&r->match, &result, &err);
	output_close(&findings, &err);
	if (result.complaints > MESSAGES_MAX)
		fprintf(stderr, "guide-match: mais %llu erros não mostrados\n", (unsigned long long)(result.complaints - MESSAGES_MAX));
	if (err.text.len > 0) {
		complain(r, buf_str(&err.text));
		status = 2;
	}
	if (!result.written)
		complain(r, "nada foi escrito, e nenhuma autorização foi consumida");
	else if (!r->quiet && r->imports)
		summarize_import(&result);
	else if (!r->quiet && r->match.explain == NULL)
		summarize(&result);
	error_release(&err);
	return status;
}

int main(int argc, char **argv)
{
	struct opt_state o;
	struct run r = { .auth = NULL };
	signal(SIGPIPE, SIG_IGN);
	opt_init(&o, &command, argc, argv);
	int status = take_options(&r, &o);
	if (status == OPT_STOP)
		status = opt_finish(&o);
	else if (!r.imports && opt_lacks_input(&o))
		status = opt_usage_error(&o);
	else if (r.nstatements > 0)
		status = opt_close(&o, check_statement(&r, o.argc, o.argv));
	else
		status = opt_close(&o, match(&r, o.argc, o.argv));
	free(r.auth);
	free(r.statements);
	return status;
}
