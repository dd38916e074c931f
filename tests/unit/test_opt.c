#include "base/opt.h"

#include "unit.h"

enum { OPT_FIX = OPT_LONG, OPT_PASS, OPT_LAYERS, OPT_JOBS, OPT_CSV };

static const struct opt options[] = {
	{ 'f', "format", "FORMATO", "formato da saída", "text,csv,jsonl", NULL, NULL },
	OPT_ROW_OUTPUT,
	OPT_ROW_VERBOSE,
	{ OPT_FIX, "fix", NULL, "corrige", NULL, "saída", NULL },
	{ OPT_PASS, "pass", NULL, "repassa", NULL, "saída", NULL },
	{ OPT_LAYERS, "layers", "LISTA", "camadas", ",bytes,xml,schema", NULL, NULL },
	{ OPT_JOBS, "jobs", "N", "processos", NULL, NULL, "check" },
	{ OPT_CSV, "csv", "[TIPO]", "escreve CSV", "std,br", NULL, NULL },
	OPT_TABLE_END
};

static const char *const synopsis[] = { "[OPÇÃO]... [ARQUIVO]...", "check", NULL };
static const struct opt_verb verbs[] = {
	{ "check", "DIRETÓRIO", "confere" }, { "list", "", "lista" }, { NULL, NULL, NULL }
};
static const struct opt_command plain = {
	.name = "tiss-x", .summary = "Faz algo.", .synopsis = synopsis, .options = options, .operands = "FILE",
	.exits = "0\tcerto\n2\terrado",
};
static const struct opt_command verbal = {
	.name = "tiss-y", .summary = "Faz algo.", .synopsis = synopsis, .options = options, .verbs = verbs,
};

enum { ARGS_MAX = 12 };

/* A parsing with its own copy of the words: getopt moves them about. */
struct run {
	char *argv[ARGS_MAX + 1];
	char words[512];
	struct opt_state o;
};

static void run_start(struct run *r, const struct opt_command *command, const char *line)
{
	int argc = 0;
	snprintf(r->words, sizeof r->words, "%s %s", command->name, line);
	for (char *word = strtok(r->words, " "); word != NULL && argc < ARGS_MAX; word = strtok(NULL, " "))
		r->argv[argc++] = word;
	r->argv[argc] = NULL;
	opt_init(&r->o, command, argc, r->argv);
}

/* Parses LINE to its end and checks the last answer and the text it gives. */
static void check_line(const struct opt_command *command, const char *line, int last, const char *text)
{
	struct run r;
	int id;
	run_start(&r, command, line);
	while ((id = opt_next(&r.o)) > 0)
		;
	CHECK_INT(id, last);
	if (text != NULL)
		CHECK_STR(buf_str(&r.o.text), text);
	CHECK_INT(opt_close(&r.o, 7), 7);
}

static void test_options_and_operands_mix(void)
{
	struct run r;
	run_start(&r, &plain, "a.xml -fcsv --output=o.xml b.xml -v --fix -- -c");
	CHECK_INT(opt_next(&r.o), 'f');
	CHECK_STR(r.o.arg, "csv");
	CHECK_INT(opt_value_index(&r.o), 1);
	CHECK_INT(opt_next(&r.o), 'o');
	CHECK_STR(r.o.arg, "o.xml");
	CHECK_INT(opt_next(&r.o), 'v');
	CHECK_STR(r.o.arg, NULL);
	CHECK_INT(opt_next(&r.o), OPT_FIX);
	CHECK_INT(opt_next(&r.o), OPT_END);
	CHECK_INT(r.o.argc, 3);
	CHECK_STR(r.o.argv[0], "a.xml");
	CHECK_STR(r.o.argv[2], "-c");
	CHECK_INT(r.o.verb, -1);
	opt_close(&r.o, 0);
}

static void test_dash_is_an_operand(void)
{
	struct run r;
	run_start(&r, &plain, "-v -");
	CHECK_INT(opt_next(&r.o), 'v');
	CHECK_INT(opt_next(&r.o), OPT_END);
	CHECK_INT(r.o.argc, 1);
	CHECK_STR(r.o.argv[0], "-");
	CHECK(!opt_lacks_input(&r.o));
	opt_close(&r.o, 0);
}

static void test_wrong_words(void)
{
	check_line(&plain, "--nada", OPT_STOP, "tiss-x: opção '--nada' desconhecida\nTente 'tiss-x --help'.\n");
	check_line(&plain, "--nada=3 x", OPT_STOP, "tiss-x: opção '--nada' desconhecida\nTente 'tiss-x --help'.\n");
	check_line(&plain, "-vz", OPT_STOP, "tiss-x: opção '-z' desconhecida\nTente 'tiss-x --help'.\n");
	check_line(&plain, "-é", OPT_STOP, NULL);
	check_line(&plain, "--f", OPT_STOP,
	           "tiss-x: opção '--f' ambígua; pode ser: '--format', '--fix'\nTente 'tiss-x --help'.\n");
	check_line(&plain, "--output", OPT_STOP,
	           "tiss-x: opção '--output': falta o argumento ARQUIVO\nTente 'tiss-x --help'.\n");
	check_line(&plain, "-o", OPT_STOP, "tiss-x: opção '-o': falta o argumento ARQUIVO\nTente 'tiss-x --help'.\n");
	check_line(&plain, "--fix=3", OPT_STOP, "tiss-x: opção '--fix' não aceita argumento\nTente 'tiss-x --help'.\n");
	check_line(&plain, "--verb", OPT_END, NULL);
}

static void test_closed_values(void)
{
	check_line(&plain, "-f xls", OPT_STOP,
	           "tiss-x: opção '--format': valor 'xls' desconhecido; os valores são: text, csv, jsonl\n"
	           "Tente 'tiss-x --help'.\n");
	check_line(&plain, "-f text,csv", OPT_STOP, NULL);
	check_line(&plain, "-f tex", OPT_STOP, NULL);
	check_line(&plain, "--csv", OPT_END, NULL);
	check_line(&plain, "--csv=br", OPT_END, NULL);
	check_line(&plain, "--csv=pt", OPT_STOP, NULL);
}

static void test_value_lists(void)
{
	struct run r;
	run_start(&r, &plain, "--layers=schema,bytes");
	CHECK_INT(opt_next(&r.o), OPT_LAYERS);
	CHECK_INT(opt_value_set(&r.o), 1 << 2 | 1 << 0);
	opt_close(&r.o, 0);
	check_line(&plain, "--layers=schema,nada", OPT_STOP,
	           "tiss-x: opção '--layers': valor 'nada' desconhecido; os valores são: bytes, xml, schema\n"
	           "Tente 'tiss-x --help'.\n");
	check_line(&plain, "--layers=,", OPT_STOP, NULL);
}

static void test_names_of_the_command(void)
{
	static const char *const names[] = { "um", "dois", "três" };
	bool chosen[3] = { false, false, false };
	struct run r;
	run_start(&r, &plain, "-o três,um -o um,seis");
	CHECK_INT(opt_next(&r.o), 'o');
	CHECK_INT(opt_list(&r.o, names, 3, chosen), 0);
	CHECK(chosen[0] && !chosen[1] && chosen[2]);
	CHECK_INT(opt_next(&r.o), 'o');
	CHECK_INT(opt_list(&r.o, names, 3, chosen), OPT_STOP);
	CHECK(strstr(buf_str(&r.o.text), "'seis' desconhecido; os valores são: um, dois, três") != NULL);
	opt_close(&r.o, 0);
}

static void test_exclusive_group(void)
{
	check_line(&plain, "--fix --fix", OPT_END, NULL);
	check_line(&plain, "--fix a --pass", OPT_STOP,
	           "tiss-x: as opções '--fix' e '--pass' não podem ser usadas juntas\nTente 'tiss-x --help'.\n");
}

static void test_numbers(void)
{
	static const char *const wrong[] = { "x", "3x", "0", "65", "99999999999999999999", "+", NULL };
	struct run r;
	long n = 0;
	run_start(&r, &plain, "--jobs=64");
	CHECK_INT(opt_next(&r.o), OPT_JOBS);
	CHECK_INT(opt_number(&r.o, 1, 64, &n), 0);
	CHECK_INT(n, 64);
	opt_close(&r.o, 0);
	for (size_t i = 0; wrong[i] != NULL; i++) {
		char line[64];
		snprintf(line, sizeof line, "--jobs=%s", wrong[i]);
		run_start(&r, &plain, line);
		CHECK_INT(opt_next(&r.o), OPT_JOBS);
		CHECK_INT(opt_number(&r.o, 1, 64, &n), OPT_STOP);
		CHECK(strstr(buf_str(&r.o.text), "não é um número inteiro de 1 a 64") != NULL);
		opt_close(&r.o, 0);
	}
}

static void test_verbs(void)
{
	struct run r;
	run_start(&r, &verbal, "--jobs=3 check dir");
	CHECK_INT(opt_next(&r.o), OPT_JOBS);
	CHECK_INT(opt_next(&r.o), OPT_END);
	CHECK_INT(r.o.verb, 0);
	CHECK_INT(r.o.argc, 1);
	CHECK_STR(r.o.argv[0], "dir");
	opt_close(&r.o, 0);
	check_line(&verbal, "", OPT_STOP,
	           "tiss-y: falta o comando; os comandos são: check, list\nTente 'tiss-y --help'.\n");
	check_line(&verbal, "lista", OPT_STOP, NULL);
	check_line(&verbal, "list --jobs=3", OPT_STOP,
	           "tiss-y: a opção '--jobs' não vale para o comando 'list'\nTente 'tiss-y --help'.\n");
}

static void test_first_cause_stays(void)
{
	struct run r;
	run_start(&r, &plain, "");
	CHECK_INT(opt_wrong(&r.o, "um"), OPT_STOP);
	opt_wrong(&r.o, "dois");
	CHECK_STR(buf_str(&r.o.text), "tiss-x: um\nTente 'tiss-x --help'.\n");
	CHECK_INT(opt_close(&r.o, 2), 2);
}

static void test_help(void)
{
	struct run r;
	run_start(&r, &verbal, "--help");
	CHECK_INT(opt_next(&r.o), OPT_STOP);
	const char *text = buf_str(&r.o.text);
	CHECK(strstr(text, "Uso: tiss-y [OPÇÃO]... [ARQUIVO]...\n ou: tiss-y check\n") == text);
	CHECK(strstr(text, "\n  -f, --format=FORMATO  formato da saída (text, csv, jsonl)\n") != NULL);
	CHECK(strstr(text, "\n      --csv[=TIPO]      escreve CSV (std, br)\n") != NULL);
	CHECK(strstr(text, "\n      --jobs=N          processos [check]\n") != NULL);
	CHECK(strstr(text, "\n  check DIRETÓRIO  confere\n  list             lista\n") != NULL);
	CHECK(strstr(text, "print-options") == NULL);
	for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1) {
		size_t width = 0;
		for (const char *c = line; *c != '\n'; c++)
			width += ((unsigned char)*c & 0xc0) != 0x80;
		CHECK(width < 80);
		CHECK(line[0] == '\n' || line[strcspn(line, "\n") - 1] != ' ');
	}
	opt_close(&r.o, 0);
}

static void test_printed_table(void)
{
	struct buf out = BUF_INIT;
	opt_table_text(&out, &plain);
	const char *text = buf_str(&out);
	CHECK(strstr(text, "f\tformat\tFORMATO\ttext,csv,jsonl\tformato da saída\n") == text);
	CHECK(strstr(text, "\n\thelp\t\t\tmostra esta ajuda e termina\n") != NULL);
	CHECK(strstr(text, "\noperand\tFILE\n") != NULL);
	buf_clear(&out);
	opt_table_text(&out, &verbal);
	CHECK(strstr(buf_str(&out), "\nverb\tcheck\tconfere\n") != NULL);
	buf_release(&out);
}

int main(void)
{
	UNIT_RUN(test_options_and_operands_mix);
	UNIT_RUN(test_dash_is_an_operand);
	UNIT_RUN(test_wrong_words);
	UNIT_RUN(test_closed_values);
	UNIT_RUN(test_value_lists);
	UNIT_RUN(test_names_of_the_command);
	UNIT_RUN(test_exclusive_group);
	UNIT_RUN(test_numbers);
	UNIT_RUN(test_verbs);
	UNIT_RUN(test_first_cause_stays);
	UNIT_RUN(test_help);
	UNIT_RUN(test_printed_table);
	return unit_done();
}
