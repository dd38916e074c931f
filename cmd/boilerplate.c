/* What a new command starts from: copied to cmd/NAME.c, with its own table. Built neither nor installed. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/opt.h"

enum { STATUS_CLEAN = 0, STATUS_NEGATIVE = 1, STATUS_NOT_DONE = 2 };

static const struct opt options[] = {
	{ 'f', "format", "FORMATO", "formato da saída; padrão: text", "text,csv", NULL, NULL },
	OPT_ROW_VERBOSE,
	OPT_TABLE_END
};

static const char *const synopsis[] = { "[OPÇÃO]... [ARQUIVO]...", NULL };

static const struct opt_command command = {
	.name = "boilerplate",
	.summary = "Mostra quantas linhas há em cada ARQUIVO.",
	.synopsis = synopsis,
	.options = options,
	.operands = "FILE",
	.description = "Sem ARQUIVO, ou com ARQUIVO '-', lê a entrada padrão.",
	.exits = "0\ttudo foi lido\n2\tuso incorreto, ou um arquivo que não pôde ser lido",
};

struct settings {
	bool csv;
	bool verbose;
};

/* Prints how many lines NAME has. 0, or -1 with the reason in E. */
static int count_file(const char *name, const struct settings *settings, struct error *e)
{
	FILE *in = strcmp(name, "-") == 0 ? stdin : fopen(name, "rb");
	if (in == NULL)
		return error_set(e, "%s: não foi possível abrir", name);
	long lines = 0;
	for (int c; (c = getc(in)) != EOF;)
		lines += c == '\n';
	int failed = ferror(in);
	if (in != stdin)
		fclose(in);
	if (failed)
		return error_set(e, "%s: não foi possível ler", name);
	printf(settings->csv ? "%s,%ld\n" : "%s: %ld\n", name, lines);
	return 0;
}

int main(int argc, char **argv)
{
	struct settings settings = { false, false };
	struct opt_state o;
	int id, status = STATUS_CLEAN;
	opt_init(&o, &command, argc, argv);
	while ((id = opt_next(&o)) > 0)
		switch (id) {
		case 'f': settings.csv = opt_value_index(&o) == 1; break;
		case 'v': settings.verbose = true; break;
		}
	if (id < 0)
		return opt_finish(&o);
	if (opt_lacks_input(&o))
		return opt_usage_error(&o);

	char *standard_input[] = { "-" };
	char **names = o.argc > 0 ? o.argv : standard_input;
	int count = o.argc > 0 ? o.argc : 1;
	for (int i = 0; i < count; i++) {
		struct error e = ERROR_INIT;
		if (count_file(names[i], &settings, &e) < 0) {
			fprintf(stderr, "%s: %s\n", command.name, buf_str(&e.text));
			status = STATUS_NOT_DONE;
		}
		error_release(&e);
	}
	if (settings.verbose)
		fprintf(stderr, "%s: %d arquivos\n", command.name, count);
	if (fflush(stdout) != 0)
		status = STATUS_NOT_DONE;
	return opt_close(&o, status);
}
