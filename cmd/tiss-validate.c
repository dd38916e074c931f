/* tiss-validate: says what is wrong with TISS messages. Options and wiring; the work is in tiss/validator.h. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file_list.h"
#include "base/opt.h"
#include "base/output.h"
#include "base/progress.h"
#include "fmt/finding_list.h"
#include "fmt/finding_sink.h"
#include "tiss/summary.h"
#include "tiss/validator.h"

enum {
	OPT_ONLY = OPT_LONG, OPT_SKIP, OPT_SCHEMA, OPT_MAX_FINDINGS, OPT_PASS, OPT_FILES_FROM, OPT_LIST_RULES, OPT_EXPLAIN,
	OPT_COLOR, OPT_NO_HEADER, OPT_CSV, OPT_IGNORE, OPT_AS_OF,
	OPT_PROFILE, OPT_SHOW_PROFILE, OPT_PROVIDERS, OPT_BENEFICIARIES, OPT_TUSS, OPT_XSD
};

#define LAYERS ",bytes,xml,schema,hash,limits,rules,operator"

static const struct opt options[] = {
	{ 'f', "format", "FORMATO", "formato das críticas; padrão: text", "text,csv,jsonl", NULL, NULL },
	OPT_ROW_OUTPUT,
	{ 't', "tiss", "VERSÃO", "confere com a tabela de VERSÃO (4.03.00), diga a mensagem o que disser", NULL, "tabela", NULL },
	{ OPT_SCHEMA, "schema", "TABELA", "confere com a tabela de esquema no arquivo TABELA (veja tiss-schema)", "FILE", "tabela", NULL },
	{ OPT_ONLY, "only", "CAMADAS", "só estas camadas; bytes e xml são sempre conferidas", LAYERS, "camadas", NULL },
	{ OPT_SKIP, "skip", "CAMADAS", "todas menos estas camadas", ",schema,hash,limits,rules,operator", "camadas", NULL },
	{ OPT_XSD, "xsd", "PASTA", "pergunta também à libxml2, com o XSD oficial em PASTA (ou PASTA/VERSÃO), e diz onde ela discorda", "DIR", NULL, NULL },
	{ OPT_PROFILE, "profile", "PERFIL", "perfil da operadora: um arquivo ou um registro ANS; padrão: o da operadora de cada mensagem, se houver",
	  "FILE", NULL, NULL },
	{ OPT_SHOW_PROFILE, "show-profile", "PERFIL", "mostra o que vale para a operadora e de onde vem cada valor", "FILE", NULL, NULL },
	{ OPT_PROVIDERS, "providers", "CSV", "cadastro de prestadores da operadora (tiss-registries(5))", "FILE", NULL, NULL },
	{ OPT_BENEFICIARIES, "beneficiaries", "CSV", "cadastro de beneficiários da operadora", "FILE", NULL, NULL },
	{ OPT_TUSS, "tuss", "TABELA=CSV", "termos da TUSS de uma tabela: 22=tuss22.csv. Pode ser repetida", NULL, NULL, NULL },
	{ OPT_IGNORE, "ignore", "CÓDIGO[@CAMINHO]", "silencia uma crítica das camadas limits, rules e operator, em toda parte ou só nos "
	  "caminhos que terminam em CAMINHO; ela ainda é listada, como ignorada. Pode ser repetida", NULL, NULL, NULL },
	{ OPT_AS_OF, "as-of", "DATA", "escolhe os códigos da ANS que valiam em DATA (aaaa-mm-dd), em vez da data da mensagem", NULL, NULL, NULL },
	{ 's', "severity", "GRAU", "mostra as críticas deste grau para cima; padrão: info", "info,aviso,erro", NULL, NULL },
	{ OPT_MAX_FINDINGS, "max-findings", "N", "mostra no máximo N críticas por arquivo; as outras são contadas", NULL, NULL, NULL },
	{ 'q', "quiet", NULL, "não escreve nada: só o status de saída responde", NULL, NULL, NULL },
	{ OPT_PASS, "pass", NULL, "com uma só mensagem: copia os bytes dela para a saída se não tiver erro; críticas na saída de erros",
	  NULL, NULL, NULL },
	{ OPT_FILES_FROM, "files-from", "LISTA", "valida os arquivos cujos nomes estão em LISTA, um por linha (-: entrada padrão)", "FILE", NULL, NULL },
	{ '0', "null", NULL, "em --files-from, os nomes terminam em byte nulo, como escreve find -print0", NULL, NULL, NULL },
	{ OPT_NO_HEADER, "no-header", NULL, "CSV sem a linha de títulos", NULL, NULL, NULL },
	{ OPT_CSV, "csv", "ESTILO", "estilo do CSV: std (RFC 4180) ou br (para o Excel brasileiro); supõe -f csv", "std,br", NULL, NULL },
	{ OPT_COLOR, "color", "QUANDO", "cores; padrão: auto, isto é, só no terminal", "auto,always,never", NULL, NULL },
	OPT_ROW_PROGRESS,
	OPT_ROW_VERBOSE,
	{ OPT_LIST_RULES, "list-rules", NULL, "lista todas as críticas que existem", NULL, NULL, NULL },
	{ OPT_EXPLAIN, "explain", "CÓDIGO", "explica uma crítica: schema.enum, hash.mismatch, …", NULL, NULL, NULL },
	OPT_TABLE_END
};

static const char *const synopsis[] = {
	"[OPÇÃO]... [ARQUIVO]...",
	"--pass [OPÇÃO]... [ARQUIVO]",
	"--list-rules | --explain=CÓDIGO | --show-profile=PERFIL",
	NULL
};

static const struct opt_command command = {
	.name = "tiss-validate",
	.summary = "diz o que há de errado em mensagens do Padrão TISS",
	.synopsis = synopsis,
	.options = options,
	.operands = "FILE",
	.description = "Confere cada ARQUIVO (ou a entrada padrão, também com o nome -) em camadas: bytes, XML, schema da versão, "
	               "hash, limites, regras da norma e regras da operadora. Cada crítica diz onde está o erro, o que se esperava e o que fazer.",
	.exits = "0\tnenhum erro (avisos podem ter sido dados)\n"
	         "1\thá erros\n"
	         "2\to trabalho não pôde ser feito: uso errado, arquivo que não se lê, saída que não se grava",
};

/* What the options say, and the run's state. */
struct run {
	struct validator_options validator;
	struct policy policy;
	const char *output, *files_from, *explain, *show_profile;
	int format, severity, color, progress;
	bool csv_br, no_header, quiet, pass, null, list_rules, verbose;
	long max_findings;          /* 0: no bound */
	struct output findings, copy;
	struct finding_sink sink;
	struct progress meter;
	size_t shown, hidden;       /* findings of the current file */
	struct summary total;
	int status;
};

static int worse(int a, int b)
{
	return a == 2 || b == 2 ? 2 : a > b ? a : b;
}

static void complain(struct run *r, struct error *err)
{
	progress_clear(&r->meter);
	fprintf(stderr, "tiss-validate: %s\n", buf_str(&err->text));
	buf_clear(&err->text);
	r->status = 2;
}

static void warn_csv(void *context, const char *text)
{
	(void)context;
	fprintf(stderr, "tiss-validate: aviso: %s\n", text);
}

static void say(struct run *r, const struct buf *text)
{
	output_flush(&r->findings);
	progress_clear(&r->meter);
	fprintf(stderr, "%s\n", buf_str(text));
}

static void put_finding(void *context, const struct finding *f)
{
	struct run *r = context;
	if (r->quiet || (int)f->severity < r->severity)
		return;
	if (r->max_findings > 0 && r->shown >= (size_t)r->max_findings) {
		r->hidden++;
		return;
	}
	if (r->shown++ == 0)
		progress_clear(&r->meter);
	finding_sink_put(&r->sink, f);
}

static void copy_bytes(void *context, const char *bytes, size_t len)
{
	struct run *r = context;
	output_write(&r->copy, bytes, len);
}

static int take_ignore(struct run *r, struct opt_state *o)
{
	struct error err = ERROR_INIT;
	int result = policy_add_ignore(&r->policy, o->arg, &err);
	if (result < 0)
		opt_wrong(o, "--ignore: %s", buf_str(&err.text));
	error_release(&err);
	return result;
}

static int take_options(struct run *r, struct opt_state *o)
{
	int id;
	unsigned all = (1u << LAYER_COUNT) - 1;
	policy_init(&r->policy);
	r->validator = (struct validator_options){
		.layers = all, .limits = LIMITS_OF_THE_NORM, .policy = &r->policy, .put = put_finding, .context = r,
		.operator.csv = { .warn = warn_csv },
	};
	while ((id = opt_next(o)) > 0) {
		switch (id) {
		case 'f': r->format = opt_value_index(o); break;
		case 'o': r->output = o->arg; break;
		case 't': r->validator.version = o->arg; break;
		case 's': r->severity = opt_value_index(o); break;
		case 'q': r->quiet = true; break;
		case 'v': r->verbose = true; break;
		case '0': r->null = true; break;
		case OPT_SCHEMA: r->validator.schema_file = o->arg; break;
		case OPT_ONLY: r->validator.layers = opt_value_set(o); break;
		case OPT_SKIP: r->validator.layers = all & ~(opt_value_set(o) << LAYER_SCHEMA); break;
		case OPT_PASS: r->pass = true; break;
		case OPT_FILES_FROM: r->files_from = o->arg; break;
		case OPT_NO_HEADER: r->no_header = true; break;
		case OPT_CSV: r->csv_br = opt_value_index(o) == 1; r->format = 1; break;
		case OPT_COLOR: r->color = opt_value_index(o); break;
		case OPT_PROGRESS: r->progress = opt_value_index(o); break;
		case OPT_LIST_RULES: r->list_rules = true; break;
		case OPT_EXPLAIN: r->explain = o->arg; break;
		case OPT_XSD: r->validator.xsd_dir = o->arg; break;
		case OPT_PROFILE: r->validator.operator.profile = o->arg; break;
		case OPT_SHOW_PROFILE: r->show_profile = o->arg; break;
		case OPT_PROVIDERS: r->validator.operator.providers = o->arg; break;
		case OPT_BENEFICIARIES: r->validator.operator.beneficiaries = o->arg; break;
		case OPT_TUSS:
			if (r->validator.operator.ntuss == OPERATOR_TUSS_MAX)
				return opt_wrong(o, "--tuss pode ser dada até %d vezes", OPERATOR_TUSS_MAX);
			r->validator.operator.tuss[r->validator.operator.ntuss++] = o->arg;
			break;
		case OPT_IGNORE:
			if (take_ignore(r, o) < 0)
				return OPT_STOP;
			break;
		case OPT_AS_OF:
			r->validator.as_of = o->arg;
			if (date_parse(o->arg, strlen(o->arg)) == DATE_NONE)
				return opt_wrong(o, "--as-of espera uma data aaaa-mm-dd, e não “%s”", o->arg);
			break;
		case OPT_MAX_FINDINGS:
			if (opt_number(o, 1, 1000000000, &r->max_findings) < 0)
				return OPT_STOP;
			break;
		}
	}
	if (id == OPT_STOP)
		return id;
	if (r->pass && (o->argc > 1 || r->files_from != NULL))
		return opt_wrong(o, "--pass aceita uma só mensagem");
	if (r->files_from != NULL && o->argc > 0)
		return opt_wrong(o, "dê os arquivos ou em --files-from ou na linha de comando, não nos dois");
	return OPT_END;
}

static bool wants_color(const struct run *r, int fd)
{
	const char *term = getenv("TERM"), *no = getenv("NO_COLOR");
	if (r->color != 0)
		return r->color == 1;
	return isatty(fd) == 1 && (no == NULL || *no == '\0') && term != NULL && strcmp(term, "dumb") != 0;
}

static int open_outputs(struct run *r, struct error *err)
{
	static const char *const names[] = { "text", "csv", "jsonl" };
	if (r->pass) {
		output_open_stderr(&r->findings);
		if (output_open(&r->copy, r->output, OUTPUT_SPOOL, err) != 0)
			return -1;
	} else if (output_open(&r->findings, r->output, OUTPUT_STREAM, err) != 0) {
		return -1;
	}
	finding_sink_init(&r->sink, finding_format_of(r->csv_br ? "csv-br" : names[r->format]), &r->findings);
	r->sink.colour = wants_color(r, r->pass ? STDERR_FILENO : STDOUT_FILENO) && (r->pass || r->output == NULL);
	if (!r->no_header && !r->quiet)
		finding_sink_head(&r->sink);
	return 0;
}

static void tell_file(struct run *r, const char *name, const struct validation *v)
{
	struct buf text = BUF_INIT;
	if (r->hidden > 0) {
		buf_addf(&text, "%s: mais %zu críticas não mostradas (--max-findings)", name, r->hidden);
		say(r, &text);
		buf_clear(&text);
	}
	summary_file_text(&text, name, v);
	say(r, &text);
	buf_release(&text);
}

static void validate_file(struct run *r, struct validator *v, const char *name, bool alone)
{
	struct error err = ERROR_INIT;
	struct validation result;
	bool standard = strcmp(name, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
	const char *called = standard ? "(entrada padrão)" : name;
	r->shown = r->hidden = 0;
	if (fd < 0)
		error_sys(&err, errno, "%s", name);
	else if (validator_run(v, xml_source_fd(&fd), called, r->pass ? copy_bytes : NULL, r, &result, &err) == 0) {
		summary_add(&r->total, &result);
		r->status = worse(r->status, result.errors > 0);
		if (!r->quiet && (alone || r->verbose || r->hidden > 0))
			tell_file(r, called, &result);
	}
	if (err.text.len > 0)
		complain(r, &err);
	if (fd >= 0 && !standard)
		close(fd);
	error_release(&err);
	progress_update(&r->meter, (size_t)r->total.files, r->total.bytes);
}

static void validate_list(struct run *r, struct validator *v)
{
	struct error err = ERROR_INIT;
	struct file_list list;
	if (file_list_open(&list, r->files_from, r->null, &err) == 0)
		for (const char *name; !output_failed(&r->findings) && (name = file_list_next(&list, &err)) != NULL;)
			validate_file(r, v, name, false);
	if (err.text.len > 0)
		complain(r, &err);
	file_list_close(&list);
	error_release(&err);
}

static void validate_all(struct run *r, struct validator *v, int argc, char **argv)
{
	progress_init(&r->meter, (enum progress_mode)r->progress, stderr, r->files_from != NULL ? 0 : (size_t)argc);
	if (r->files_from != NULL)
		validate_list(r, v);
	else if (argc == 0)
		validate_file(r, v, "-", true);
	for (int i = 0; i < argc && !output_failed(&r->findings); i++)
		validate_file(r, v, argv[i], argc == 1);
	progress_clear(&r->meter);
	if (!r->quiet && r->total.files > 1) {
		struct buf text = BUF_INIT;
		summary_text(&text, &r->total);
		say(r, &text);
		buf_release(&text);
	}
}

/* The copy of --pass goes out only if the message has no error; findings and copy must both be written in full. */
static void close_outputs(struct run *r)
{
	struct error err = ERROR_INIT;
	finding_sink_release(&r->sink);
	if (output_close(&r->findings, &err) != 0)
		complain(r, &err);
	if (r->pass && r->status != 0)
		output_abort(&r->copy);
	else if (output_close(&r->copy, &err) != 0)
		complain(r, &err);
	error_release(&err);
}

static void validate(struct run *r, int argc, char **argv)
{
	struct error err = ERROR_INIT;
	struct validator *v = validator_new(&r->validator, &err);
	if (v == NULL || open_outputs(r, &err) != 0) {
		complain(r, &err);
		output_abort(&r->findings);
	} else {
		validate_all(r, v, argc, argv);
		close_outputs(r);
	}
	validator_free(v);
	error_release(&err);
}

/* --list-rules, --explain and --show-profile: what the findings and an operator's profile say of themselves. */
static void tell_rules(struct run *r)
{
	struct error err = ERROR_INIT;
	struct profile *profile = r->show_profile != NULL ? profile_load(r->show_profile, &err) : NULL;
	if (err.text.len > 0 || output_open(&r->findings, r->output, OUTPUT_STREAM, &err) != 0) {
		complain(r, &err);
	} else if (r->explain != NULL && finding_explain_write(&r->findings, r->explain, &err) != 0) {
		output_abort(&r->findings);
		complain(r, &err);
	} else {
		if (r->list_rules)
			finding_list_write(&r->findings);
		if (profile != NULL)
			profile_show(profile, &r->findings);
		if (output_close(&r->findings, &err) != 0)
			complain(r, &err);
	}
	profile_free(profile);
	error_release(&err);
}

int main(int argc, char **argv)
{
	struct opt_state o;
	struct run r = { .findings = OUTPUT_INIT, .copy = OUTPUT_INIT };
	signal(SIGPIPE, SIG_IGN);
	opt_init(&o, &command, argc, argv);
	if (take_options(&r, &o) == OPT_STOP)
		return opt_finish(&o);
	if (r.list_rules || r.explain != NULL || r.show_profile != NULL) {
		tell_rules(&r);
		return opt_close(&o, r.status);
	}
	if (r.files_from == NULL && opt_lacks_input(&o))
		return opt_usage_error(&o);
	validate(&r, o.argc, o.argv);
	policy_release(&r.policy);
	return opt_close(&o, r.status);
}
