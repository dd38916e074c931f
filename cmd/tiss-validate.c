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
#include "tiss/fix_file.h"
#include "tiss/summary.h"
#include "tiss/validator.h"

enum {
	OPT_ONLY = OPT_LONG, OPT_SKIP, OPT_SCHEMA, OPT_MAX_FINDINGS, OPT_PASS, OPT_FILES_FROM, OPT_LIST_RULES, OPT_EXPLAIN,
	OPT_COLOR, OPT_NO_HEADER, OPT_CSV, OPT_IGNORE, OPT_AS_OF,
	OPT_PROFILE, OPT_SHOW_PROFILE, OPT_PROVIDERS, OPT_BENEFICIARIES, OPT_TUSS, OPT_XSD,
	OPT_FIX, OPT_SET, OPT_DRY_RUN, OPT_IN_PLACE
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
	{ OPT_FIX, "fix", NULL, "corrige totais, hash e declaração de codificação, copia a mensagem corrigida para a saída e a valida; "
	  "correções e críticas na saída de erros", NULL, NULL, NULL },
	{ OPT_SET, "set", "CAMINHO=VALOR", "troca antes o valor de um elemento; supõe --fix. Pode ser repetida", NULL, NULL, NULL },
	{ OPT_DRY_RUN, "dry-run", NULL, "com --fix: em vez da mensagem corrigida, escreve a diferença (diff unificado)", NULL, NULL, NULL },
	{ OPT_IN_PLACE, "in-place", "[SUFIXO]", "com --fix: corrige os próprios arquivos; cada original fica com SUFIXO no fim do nome; "
	  "padrão: .orig", NULL, NULL, NULL },
	{ OPT_YES, "yes", NULL, "com --in-place: troca a cópia do original que já existir", NULL, NULL, NULL },
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
	"--fix [--set=CAMINHO=VALOR]... [--dry-run] [OPÇÃO]... [ARQUIVO]",
	"--fix --in-place[=SUFIXO] [OPÇÃO]... ARQUIVO...",
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
	bool fix, any_broken;
	struct fix_sets sets;
	struct fix_target target;   /* of --fix */
	struct fixer *fixer;
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

static int take_set(struct run *r, struct opt_state *o)
{
	struct error err = ERROR_INIT;
	int result = fix_sets_add(&r->sets, o->arg, &err);
	r->fix = true;
	if (result < 0)
		opt_wrong(o, "--set: %s", buf_str(&err.text));
	error_release(&err);
	return result;
}

static int take_suffix(struct run *r, struct opt_state *o)
{
	r->target.in_place = true;
	r->target.suffix = o->arg != NULL ? o->arg : ".orig";
	if (r->target.suffix[0] == '\0' || strchr(r->target.suffix, '/') != NULL)
		return opt_wrong(o, "--in-place espera um sufixo para o nome do original, como .orig");
	return 0;
}

/* What --fix asks of the other options. */
static int check_fix(const struct run *r, struct opt_state *o)
{
	const struct fix_target *t = &r->target;
	if (!r->fix && (t->dry_run || t->in_place || t->overwrite))
		return opt_wrong(o, "--dry-run, --in-place e --yes só têm sentido com --fix ou --set");
	if (!r->fix)
		return 0;
	if (r->pass)
		return opt_wrong(o, "--pass e --fix não podem ser usadas juntas");
	if (t->overwrite && !t->in_place)
		return opt_wrong(o, "--yes só tem sentido com --in-place");
	if (!t->in_place && (o->argc > 1 || r->files_from != NULL))
		return opt_wrong(o, "--fix aceita uma só mensagem; para corrigir vários arquivos, use --in-place");
	bool standard = r->files_from == NULL && o->argc == 0;
	for (int i = 0; i < o->argc; i++)
		standard = standard || strcmp(o->argv[i], "-") == 0;
	if (t->in_place && standard)
		return opt_wrong(o, "--in-place corrige arquivos, e não a entrada padrão");
	return 0;
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
		case OPT_FIX: r->fix = true; break;
		case OPT_DRY_RUN: r->target.dry_run = true; break;
		case OPT_YES: r->target.overwrite = true; break;
		case OPT_SET:
			if (take_set(r, o) < 0)
				return OPT_STOP;
			break;
		case OPT_IN_PLACE:
			if (take_suffix(r, o) < 0)
				return OPT_STOP;
			break;
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
	if (check_fix(r, o) < 0)
		return OPT_STOP;
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
	bool copies = r->pass || (r->fix && (!r->target.in_place || r->target.dry_run));
	if (copies) {
		output_open_stderr(&r->findings);
		if (output_open(&r->copy, r->output, OUTPUT_SPOOL, err) != 0)
			return -1;
	} else if (output_open(&r->findings, r->output, OUTPUT_STREAM, err) != 0) {
		return -1;
	}
	finding_sink_init(&r->sink, finding_format_of(r->csv_br ? "csv-br" : names[r->format]), &r->findings);
	r->sink.colour = wants_color(r, copies ? STDERR_FILENO : STDOUT_FILENO) && (copies || r->output == NULL);
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

static void tell_fixed(struct run *r, const char *name, const struct fix_result *result)
{
	struct buf text = BUF_INIT;
	if (result->broken)
		buf_addf(&text, "%s: o arquivo não pôde ser lido até o fim, e nada foi corrigido", name);
	else if (result->changes == 0)
		buf_addf(&text, "%s: nada a corrigir", name);
	else
		buf_addf(&text, "%s: %zu %s", name, result->changes, result->changes == 1 ? "correção" : "correções");
	say(r, &text);
	buf_release(&text);
	tell_file(r, name, &result->validation);
}

static void put_change(void *context, const struct finding *f)
{
	struct run *r = context;
	progress_clear(&r->meter);
	if (!r->quiet)
		finding_sink_put(&r->sink, f);
}

static void fix_one(struct run *r, struct validator *v, const char *name, bool alone)
{
	struct error err = ERROR_INIT;
	struct fix_result result;
	const char *called = strcmp(name, "-") == 0 ? "(entrada padrão)" : name;
	r->shown = r->hidden = 0;
	r->target.out = &r->copy;
	if (fix_file(r->fixer, v, name, called, &r->target, put_change, r, &result, &err) == 0) {
		summary_add(&r->total, &result.validation);
		r->status = worse(r->status, result.validation.errors > 0);
		r->any_broken = r->any_broken || result.broken;
		if (!r->quiet && (alone || r->verbose || r->hidden > 0))
			tell_fixed(r, called, &result);
	} else {
		complain(r, &err);
	}
	error_release(&err);
	progress_update(&r->meter, (size_t)r->total.files, r->total.bytes);
}

static void validate_file(struct run *r, struct validator *v, const char *name, bool alone)
{
	struct error err = ERROR_INIT;
	struct validation result;
	if (r->fix) {
		fix_one(r, v, name, alone);
		return;
	}
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
	bool nothing = r->status == 2 || (r->any_broken && !r->target.dry_run);
	if ((r->pass && r->status != 0) || (r->fix && nothing))
		output_abort(&r->copy);
	else if (output_close(&r->copy, &err) != 0)
		complain(r, &err);
	error_release(&err);
}

static void validate(struct run *r, int argc, char **argv)
{
	struct error err = ERROR_INIT;
	struct fix_options fix = { r->validator.version, r->validator.schema_file, &r->validator.operator, &r->sets };
	struct validator *v = validator_new(&r->validator, &err);
	if (v != NULL && r->fix)
		r->fixer = fixer_new(&fix, &err);
	if (v == NULL || err.text.len > 0 || open_outputs(r, &err) != 0) {
		complain(r, &err);
		output_abort(&r->findings);
	} else {
		validate_all(r, v, argc, argv);
		close_outputs(r);
	}
	fixer_free(r->fixer);
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
	if (take_options(&r, &o) == OPT_STOP) {
		fix_sets_release(&r.sets);
		return opt_finish(&o);
	}
	if (r.list_rules || r.explain != NULL || r.show_profile != NULL) {
		tell_rules(&r);
		return opt_close(&o, r.status);
	}
	if (r.files_from == NULL && opt_lacks_input(&o))
		return opt_usage_error(&o);
	validate(&r, o.argc, o.argv);
	policy_release(&r.policy);
	fix_sets_release(&r.sets);
	return opt_close(&o, r.status);
}
