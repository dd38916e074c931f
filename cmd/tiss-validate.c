/* tiss-validate: says what is wrong with TISS messages. Options and wiring; the work is in run/run.h. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/opt.h"
#include "base/output.h"
#include "base/size.h"
#include "fmt/finding_list.h"
#include "run/run.h"

enum {
	OPT_ONLY = OPT_LONG, OPT_SKIP, OPT_SCHEMA, OPT_MAX_FINDINGS, OPT_PASS, OPT_FILES_FROM, OPT_LIST_RULES, OPT_EXPLAIN,
	OPT_COLOR, OPT_NO_HEADER, OPT_CSV, OPT_IGNORE, OPT_AS_OF,
	OPT_PROFILE, OPT_SHOW_PROFILE, OPT_PROVIDERS, OPT_BENEFICIARIES, OPT_TUSS, OPT_XSD,
	OPT_FIX, OPT_SET, OPT_DRY_RUN, OPT_IN_PLACE, OPT_SUMMARY, OPT_MAX_UNPACKED
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
	{ 'r', "recursive", NULL, "confere os arquivos *.xml, *.gz e *.zip dos diretórios dados e dos que há neles", NULL, NULL, NULL },
	{ 'j', "jobs", "N", "reparte os arquivos entre N processos (0: um por processador); a saída é a mesma", NULL, NULL, NULL },
	{ OPT_SUMMARY, "summary", "[FORMA]", "totais por arquivo e por crítica, da que mais custa para a que menos; csv e csv-codes vão "
	  "para a saída no lugar das críticas; padrão: text", "text,csv,csv-codes", NULL, NULL },
	{ OPT_MAX_UNPACKED, "max-unpacked", "TAMANHO", "até quanto um arquivo compactado pode se expandir, com K, M ou G; padrão: 512M",
	  NULL, NULL, NULL },
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
	               "hash, limites, regras da norma e regras da operadora. Cada crítica diz onde está o erro, o que se esperava e o que fazer. "
	               "Arquivos gzip e zip são lidos diretamente.",
	.exits = "0\tnenhum erro (avisos podem ter sido dados)\n"
	         "1\thá erros\n"
	         "2\to trabalho não pôde ser feito: uso errado, arquivo que não se lê, saída que não se grava",
};

/* What the options say. */
struct wanted {
	struct run_options run;
	struct policy policy;
	struct fix_sets sets;
	const char *explain, *show_profile;
	int format, color;
	bool csv_br, list_rules;
	long processes, max_findings;
};

static void complain(const char *text)
{
	fprintf(stderr, "tiss-validate: %s\n", text);
}

static void warn(const char *text)
{
	fprintf(stderr, "tiss-validate: aviso: %s\n", text);
}

static void say(const char *text)
{
	fprintf(stderr, "%s\n", text);
}

static int take_ignore(struct wanted *w, struct opt_state *o)
{
	struct error err = ERROR_INIT;
	int result = policy_add_ignore(&w->policy, o->arg, &err);
	if (result < 0)
		opt_wrong(o, "--ignore: %s", buf_str(&err.text));
	error_release(&err);
	return result;
}

static int take_set(struct wanted *w, struct opt_state *o)
{
	struct error err = ERROR_INIT;
	int result = fix_sets_add(&w->sets, o->arg, &err);
	w->run.fix = true;
	if (result < 0)
		opt_wrong(o, "--set: %s", buf_str(&err.text));
	error_release(&err);
	return result;
}

static int take_suffix(struct wanted *w, struct opt_state *o)
{
	struct fix_target *t = &w->run.target;
	t->in_place = true;
	t->suffix = o->arg != NULL ? o->arg : ".orig";
	if (t->suffix[0] == '\0' || strchr(t->suffix, '/') != NULL)
		return opt_wrong(o, "--in-place espera um sufixo para o nome do original, como .orig");
	return 0;
}

/* What --fix asks of the other options. */
static int check_fix(const struct wanted *w, struct opt_state *o)
{
	const struct run_options *r = &w->run;
	const struct fix_target *t = &r->target;
	if (!r->fix && (t->dry_run || t->in_place || t->overwrite))
		return opt_wrong(o, "--dry-run, --in-place e --yes só têm sentido com --fix ou --set");
	if (!r->fix)
		return 0;
	if (r->pass)
		return opt_wrong(o, "--pass e --fix não podem ser usadas juntas");
	if (t->overwrite && !t->in_place)
		return opt_wrong(o, "--yes só tem sentido com --in-place");
	if (!t->in_place && (o->argc > 1 || r->inputs.list != NULL || r->inputs.recursive))
		return opt_wrong(o, "--fix aceita uma só mensagem; para corrigir vários arquivos, use --in-place");
	bool standard = r->inputs.list == NULL && o->argc == 0;
	for (int i = 0; i < o->argc; i++)
		standard = standard || strcmp(o->argv[i], "-") == 0;
	if (t->in_place && standard)
		return opt_wrong(o, "--in-place corrige arquivos, e não a entrada padrão");
	return 0;
}

static int take_tuss(struct wanted *w, struct opt_state *o)
{
	struct operator_options *operator = &w->run.job.validator.operator;
	if (operator->ntuss == OPERATOR_TUSS_MAX)
		return opt_wrong(o, "--tuss pode ser dada até %d vezes", OPERATOR_TUSS_MAX);
	operator->tuss[operator->ntuss++] = o->arg;
	return 0;
}

static int take_date(struct wanted *w, struct opt_state *o)
{
	w->run.job.validator.as_of = o->arg;
	if (date_parse(o->arg, strlen(o->arg)) == DATE_NONE)
		return opt_wrong(o, "--as-of espera uma data aaaa-mm-dd, e não “%s”", o->arg);
	return 0;
}

static int take_size(struct wanted *w, struct opt_state *o)
{
	if (!size_parse(o->arg, &w->run.job.unpack.bytes))
		return opt_wrong(o, "--max-unpacked espera um tamanho, como 800M ou 2G, e não “%s”", o->arg);
	return 0;
}

/* Options that stand in each other's way. */
static int check_options(const struct wanted *w, struct opt_state *o)
{
	const struct run_options *r = &w->run;
	if (check_fix(w, o) < 0)
		return OPT_STOP;
	if (r->pass && (o->argc > 1 || r->inputs.list != NULL || r->inputs.recursive))
		return opt_wrong(o, "--pass aceita uma só mensagem");
	if (r->inputs.list != NULL && o->argc > 0)
		return opt_wrong(o, "dê os arquivos ou em --files-from ou na linha de comando, não nos dois");
	return OPT_END;
}

static int take_options(struct wanted *w, struct opt_state *o)
{
	const unsigned all = (1u << LAYER_COUNT) - 1;
	struct run_options *r = &w->run;
	struct validator_options *v = &r->job.validator;
	int id, wrong = 0;
	while (wrong == 0 && (id = opt_next(o)) > 0) {
		switch (id) {
		case 'f': w->format = opt_value_index(o); break;
		case 'j': wrong = opt_number(o, 0, 256, &w->processes); break;
		case 'o': r->output = o->arg; break;
		case 'r': r->inputs.recursive = true; break;
		case 't': v->version = o->arg; break;
		case 's': r->job.severity = (enum finding_severity)opt_value_index(o); break;
		case 'q': r->quiet = true; break;
		case 'v': r->verbose = true; break;
		case '0': r->inputs.null = true; break;
		case OPT_SCHEMA: v->schema_file = o->arg; break;
		case OPT_ONLY: v->layers = opt_value_set(o); break;
		case OPT_SKIP: v->layers = all & ~(opt_value_set(o) << LAYER_SCHEMA); break;
		case OPT_PASS: r->pass = true; break;
		case OPT_FIX: r->fix = true; break;
		case OPT_DRY_RUN: r->target.dry_run = true; break;
		case OPT_YES: r->target.overwrite = true; break;
		case OPT_SET: wrong = take_set(w, o); break;
		case OPT_IN_PLACE: wrong = take_suffix(w, o); break;
		case OPT_FILES_FROM: r->inputs.list = o->arg; break;
		case OPT_NO_HEADER: r->no_header = true; break;
		case OPT_CSV: w->csv_br = opt_value_index(o) == 1; w->format = 1; break;
		case OPT_SUMMARY: r->summary = o->arg != NULL ? (enum summary_form)opt_value_index(o) : SUMMARY_TEXT; break;
		case OPT_COLOR: w->color = opt_value_index(o); break;
		case OPT_PROGRESS: r->progress = (enum progress_mode)opt_value_index(o); break;
		case OPT_LIST_RULES: w->list_rules = true; break;
		case OPT_EXPLAIN: w->explain = o->arg; break;
		case OPT_XSD: v->xsd_dir = o->arg; break;
		case OPT_PROFILE: v->operator.profile = o->arg; break;
		case OPT_SHOW_PROFILE: w->show_profile = o->arg; break;
		case OPT_PROVIDERS: v->operator.providers = o->arg; break;
		case OPT_BENEFICIARIES: v->operator.beneficiaries = o->arg; break;
		case OPT_TUSS: wrong = take_tuss(w, o); break;
		case OPT_IGNORE: wrong = take_ignore(w, o); break;
		case OPT_AS_OF: wrong = take_date(w, o); break;
		case OPT_MAX_FINDINGS: wrong = opt_number(o, 1, 1000000000, &w->max_findings); break;
		case OPT_MAX_UNPACKED: wrong = take_size(w, o); break;
		}
	}
	r->inputs.operands = o->argv;
	r->inputs.noperands = (size_t)o->argc;
	return wrong != 0 || id == OPT_STOP ? OPT_STOP : check_options(w, o);
}

static bool wants_color(const struct wanted *w, int fd)
{
	const char *term = getenv("TERM"), *no = getenv("NO_COLOR");
	if (w->color != 0)
		return w->color == 1;
	return isatty(fd) == 1 && (no == NULL || *no == '\0') && term != NULL && strcmp(term, "dumb") != 0;
}

/* What follows from the options taken together. */
static void settle_options(struct wanted *w)
{
	static const char *const names[] = { "text", "csv", "jsonl" };
	struct run_options *r = &w->run;
	bool to_stderr = run_writes_messages(r);
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	r->job.format = finding_format_of(w->csv_br ? "csv-br" : names[w->format]);
	r->job.max_findings = (size_t)w->max_findings;
	r->job.one_message = r->pass;
	r->job.colour = wants_color(w, to_stderr ? STDERR_FILENO : STDOUT_FILENO) && (to_stderr || r->output == NULL);
	r->summary_style = w->csv_br ? SCHEMA_CSV_BR : SCHEMA_CSV_STD;
	r->processes = (unsigned)(w->processes > 0 ? w->processes : processors > 0 ? processors : 1);
}

/* --list-rules, --explain and --show-profile: what the findings and an operator's profile say of themselves. */
static int tell_rules(const struct wanted *w)
{
	struct error err = ERROR_INIT;
	struct output out = OUTPUT_INIT;
	struct profile *profile = w->show_profile != NULL ? profile_load(w->show_profile, &err) : NULL;
	int failed = err.text.len > 0 || output_open(&out, w->run.output, OUTPUT_STREAM, &err) != 0;
	if (!failed && w->explain != NULL)
		failed = finding_explain_write(&out, w->explain, &err) != 0;
	if (!failed && w->list_rules)
		finding_list_write(&out);
	if (!failed && profile != NULL)
		profile_show(profile, &out);
	if (failed)
		output_abort(&out);
	else
		failed = output_close(&out, &err) != 0;
	if (failed)
		complain(buf_str(&err.text));
	profile_free(profile);
	error_release(&err);
	return failed ? 2 : 0;
}

int main(int argc, char **argv)
{
	struct opt_state o;
	struct wanted w = {
		.run = {
			.job = { .validator = { .layers = (1u << LAYER_COUNT) - 1, .limits = LIMITS_OF_THE_NORM }, .unpack = UNPACK_LIMITS },
			.inputs.wanted = job_wants, .summary = SUMMARY_NONE, .terminal = stderr, .say = say, .complain = complain, .warn = warn,
		},
		.processes = 1,
	};
	int status = 0;
	signal(SIGPIPE, SIG_IGN);
	policy_init(&w.policy);
	w.run.job.validator.policy = &w.policy;
	w.run.job.sets = &w.sets;
	opt_init(&o, &command, argc, argv);
	if (take_options(&w, &o) == OPT_STOP) {
		status = opt_finish(&o);
	} else if (w.list_rules || w.explain != NULL || w.show_profile != NULL) {
		status = opt_close(&o, tell_rules(&w));
	} else if (w.run.inputs.list == NULL && opt_lacks_input(&o)) {
		status = opt_usage_error(&o);
	} else {
		settle_options(&w);
		status = opt_close(&o, run_validate(&w.run));
	}
	policy_release(&w.policy);
	fix_sets_release(&w.sets);
	return status;
}
