#include "base/opt.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/visible.h"

struct opt_parser {
	int argc;
	char **argv;
	size_t count;             /* rows, the common ones included */
	const struct opt **rows;
	const struct opt **seen;  /* the options given so far, one entry per row at most */
	size_t nseen;
	struct option *longs;     /* for getopt_long; VAL is OPT_VAL + index into rows */
	char *shorts;
};

enum { OPT_VAL = 1 << 12, STATUS_USAGE = 2 };

static size_t rows_collect(struct opt_parser *p, const struct opt *rows, size_t at)
{
	for (; rows->id != 0; rows++, at++)
		if (p != NULL)
			p->rows[at] = rows;
	return at;
}

static int row_has_arg(const struct opt *row)
{
	if (row->arg == NULL)
		return no_argument;
	return row->arg[0] == '[' ? optional_argument : required_argument;
}

/* Makes getopt's own tables from the rows. */
static void parser_tables(struct opt_parser *p)
{
	struct buf shorts = BUF_INIT;
	p->longs = mem_zero(p->count + 1, sizeof *p->longs);
	buf_addc(&shorts, ':');
	for (size_t i = 0; i < p->count; i++) {
		const struct opt *row = p->rows[i];
		int has_arg = row_has_arg(row);
		p->longs[i] = (struct option){ row->name, has_arg, NULL, OPT_VAL + (int)i };
		if (row->id < OPT_LONG) {
			buf_addc(&shorts, (char)row->id);
			buf_adds(&shorts, has_arg == no_argument ? "" : has_arg == required_argument ? ":" : "::");
		}
	}
	p->shorts = shorts.data;
}

void opt_init(struct opt_state *o, const struct opt_command *command, int argc, char **argv)
{
	struct opt_parser *p = mem_zero(1, sizeof *p);
	p->argc = argc;
	p->argv = argv;
	p->count = rows_collect(NULL, opt_common, rows_collect(NULL, command->options, 0));
	p->rows = mem_zero(p->count, sizeof *p->rows);
	p->seen = mem_zero(p->count, sizeof *p->seen);
	rows_collect(p, opt_common, rows_collect(p, command->options, 0));
	parser_tables(p);
	opterr = 0;
	optind = 0; /* so that getopt starts anew, in every C library */
	*o = (struct opt_state){ .verb = -1, .command = command, .parser = p, .text = BUF_INIT };
}

int opt_close(struct opt_state *o, int status)
{
	struct opt_parser *p = o->parser;
	if (p != NULL) {
		free(p->rows);
		free(p->seen);
		free(p->longs);
		free(p->shorts);
		free(p);
	}
	o->parser = NULL;
	buf_release(&o->text);
	return status;
}

int opt_finish(struct opt_state *o)
{
	FILE *stream = o->status == 0 ? stdout : stderr;
	int status = o->status;
	bool written = fwrite(o->text.data, 1, o->text.len, stream) == o->text.len;
	if ((!written || fflush(stream) != 0) && stream == stdout) {
		fprintf(stderr, "%s: saída padrão: %s\n", o->command->name, error_errno_text(errno));
		status = STATUS_USAGE;
	}
	return opt_close(o, status);
}

int opt_wrong(struct opt_state *o, const char *fmt, ...)
{
	if (o->text.len > 0)
		return OPT_STOP;
	struct buf raw = BUF_INIT;
	va_list ap;
	va_start(ap, fmt);
	buf_vaddf(&raw, fmt, ap);
	va_end(ap);
	buf_addf(&o->text, "%s: ", o->command->name);
	visible_add(&o->text, buf_str(&raw), raw.len);
	buf_addf(&o->text, "\nTente '%s --help'.\n", o->command->name);
	buf_release(&raw);
	o->status = STATUS_USAGE;
	return OPT_STOP;
}

bool opt_lacks_input(const struct opt_state *o)
{
	return o->argc == 0 && isatty(STDIN_FILENO);
}

int opt_usage_error(struct opt_state *o)
{
	opt_synopsis_text(&o->text, o->command);
	buf_addf(&o->text, "Tente '%s --help'.\n", o->command->name);
	o->status = STATUS_USAGE;
	return opt_finish(o);
}

const char *opt_item(const char **rest, size_t *len)
{
	const char *item = *rest + strspn(*rest, ",");
	*len = strcspn(item, ",");
	*rest = item + *len;
	return *len > 0 ? item : NULL;
}

/* The place of the LEN bytes of NAME in the comma list VALUES, or -1. */
static int values_find(const char *values, const char *name, size_t name_len)
{
	const char *item;
	size_t len;
	for (int i = 0; (item = opt_item(&values, &len)) != NULL; i++)
		if (len == name_len && memcmp(item, name, len) == 0)
			return i;
	return -1;
}

static bool values_closed(const char *values)
{
	return values != NULL && strcmp(values, "FILE") != 0 && strcmp(values, "DIR") != 0;
}

static int wrong_value(struct opt_state *o, const char *value, size_t len, const char *values)
{
	struct buf list = BUF_INIT;
	opt_values_text(&list, values);
	opt_wrong(o, "opção '--%s': valor '%.*s' desconhecido; os valores são: %s", o->option->name, (int)len, value,
	          buf_str(&list));
	buf_release(&list);
	return OPT_STOP;
}

static int check_values(struct opt_state *o)
{
	const char *values = o->option->values;
	const char *rest = o->arg, *item;
	size_t len;
	if (o->arg == NULL || !values_closed(values))
		return 0;
	if (values[0] != ',')
		return values_find(values, o->arg, strlen(o->arg)) < 0 ? wrong_value(o, o->arg, strlen(o->arg), values) : 0;
	if (rest[strspn(rest, ",")] == '\0')
		return wrong_value(o, o->arg, strlen(o->arg), values);
	while ((item = opt_item(&rest, &len)) != NULL)
		if (values_find(values, item, len) < 0)
			return wrong_value(o, item, len, values);
	return 0;
}

/* Notes that ROW was given, and refuses it when another option of its group was. */
static int check_group(struct opt_state *o, const struct opt *row)
{
	struct opt_parser *p = o->parser;
	for (size_t i = 0; i < p->nseen; i++) {
		const struct opt *other = p->seen[i];
		if (other == row)
			return 0;
		if (row->group != NULL && other->group != NULL && strcmp(row->group, other->group) == 0)
			return opt_wrong(o, "as opções '--%s' e '--%s' não podem ser usadas juntas", other->name, row->name);
	}
	p->seen[p->nseen++] = row;
	return 0;
}

/* The word getopt stopped at: the one before optind, or at it while a cluster of short options is read. */
static const char *stopped_word(const struct opt_parser *p)
{
	return optind > 1 && optind <= p->argc ? p->argv[optind - 1] : "";
}

/* Says why getopt refused a long option. Its name may be abbreviated as long as one row alone fits. */
static int wrong_long(struct opt_state *o, const char *word)
{
	const struct opt_parser *p = o->parser;
	size_t len = strcspn(word, "=");
	struct buf fits = BUF_INIT;
	size_t nfits = 0;
	for (size_t i = 0; i < p->count; i++) {
		const char *name = p->rows[i]->name;
		if (strncmp(name, word + 2, len - 2) == 0 && p->rows[i]->help[0] != '\0') {
			buf_addf(&fits, "%s'--%s'", nfits > 0 ? ", " : "", name);
			nfits++;
		}
	}
	if (nfits > 1)
		opt_wrong(o, "opção '%.*s' ambígua; pode ser: %s", (int)len, word, buf_str(&fits));
	else
		opt_wrong(o, "opção '%.*s' desconhecida", (int)len, word);
	buf_release(&fits);
	return OPT_STOP;
}

static int wrong_option(struct opt_state *o, int found)
{
	const struct opt_parser *p = o->parser;
	const char *word = stopped_word(p);
	if (optopt >= OPT_VAL) {
		const struct opt *row = p->rows[optopt - OPT_VAL];
		if (found == ':')
			return opt_wrong(o, "opção '--%s': falta o argumento %s", row->name, row->arg);
		return opt_wrong(o, "opção '--%s' não aceita argumento", row->name);
	}
	if (found == ':') {
		for (size_t i = 0; i < p->count; i++)
			if (p->rows[i]->id == optopt)
				return opt_wrong(o, "opção '-%c': falta o argumento %s", optopt, p->rows[i]->arg);
	}
	if (optopt == 0)
		return wrong_long(o, word);
	if (optopt > ' ' && optopt < 0x7f)
		return opt_wrong(o, "opção '-%c' desconhecida", optopt);
	return opt_wrong(o, "opção '%s' desconhecida", word);
}

static const struct opt *row_of(const struct opt_parser *p, int found)
{
	if (found >= OPT_VAL)
		return p->rows[found - OPT_VAL];
	for (size_t i = 0; i < p->count; i++)
		if (p->rows[i]->id == found)
			return p->rows[i];
	return NULL;
}

static int verb_find(const struct opt_verb *verbs, const char *name)
{
	for (int i = 0; verbs[i].name != NULL; i++)
		if (strcmp(verbs[i].name, name) == 0)
			return i;
	return -1;
}

/* Takes the verb off the operands and refuses the options that are not for it. */
static int take_verb(struct opt_state *o)
{
	const struct opt_verb *verbs = o->command->verbs;
	struct buf list = BUF_INIT;
	for (int i = 0; verbs[i].name != NULL; i++)
		buf_addf(&list, "%s%s", i > 0 ? ", " : "", verbs[i].name);
	if (o->argc == 0)
		opt_wrong(o, "falta o comando; os comandos são: %s", buf_str(&list));
	else if ((o->verb = verb_find(verbs, o->argv[0])) < 0)
		opt_wrong(o, "comando '%s' desconhecido; os comandos são: %s", o->argv[0], buf_str(&list));
	buf_release(&list);
	if (o->verb < 0)
		return OPT_STOP;
	for (size_t i = 0; i < o->parser->nseen; i++) {
		const struct opt *row = o->parser->seen[i];
		const char *name = verbs[o->verb].name;
		if (row->verbs != NULL && values_find(row->verbs, name, strlen(name)) < 0)
			return opt_wrong(o, "a opção '--%s' não vale para o comando '%s'", row->name, name);
	}
	o->argc--;
	o->argv++;
	return OPT_END;
}

static int take_operands(struct opt_state *o)
{
	o->arg = NULL;
	o->option = NULL;
	o->argc = o->parser->argc - optind;
	o->argv = o->parser->argv + optind;
	return o->command->verbs != NULL ? take_verb(o) : OPT_END;
}

int opt_next(struct opt_state *o)
{
	struct opt_parser *p = o->parser;
	int found = getopt_long(p->argc, p->argv, p->shorts, p->longs, NULL);
	if (found == -1)
		return take_operands(o);
	if (found == '?' || found == ':')
		return wrong_option(o, found);
	o->option = row_of(p, found);
	o->arg = optarg;
	switch (o->option->id) {
	case OPT_HELP:
		opt_help_text(&o->text, o->command);
		return OPT_STOP;
	case OPT_VERSION:
		buf_addf(&o->text, "%s (tissutils) %s\n", o->command->name, TISS_VERSION);
		return OPT_STOP;
	case OPT_PRINT:
		opt_table_text(&o->text, o->command);
		return OPT_STOP;
	default:
		break;
	}
	if (check_group(o, o->option) < 0 || check_values(o) < 0)
		return OPT_STOP;
	return o->option->id;
}

int opt_number(struct opt_state *o, long min, long max, long *number)
{
	char *end;
	errno = 0;
	long n = strtol(o->arg, &end, 10);
	if (errno != 0 || end == o->arg || *end != '\0' || strspn(o->arg, "+-0123456789") != strlen(o->arg) || n < min ||
	    n > max) {
		if (max == LONG_MAX)
			return opt_wrong(o, "opção '--%s': '%s' não é um número inteiro a partir de %ld", o->option->name, o->arg, min);
		return opt_wrong(o, "opção '--%s': '%s' não é um número inteiro de %ld a %ld", o->option->name, o->arg, min, max);
	}
	*number = n;
	return 0;
}

int opt_list(struct opt_state *o, const char *const names[], size_t count, bool chosen[])
{
	const char *rest = o->arg, *item;
	size_t len;
	while ((item = opt_item(&rest, &len)) != NULL) {
		size_t i = 0;
		while (i < count && (strlen(names[i]) != len || memcmp(names[i], item, len) != 0))
			i++;
		if (i == count) {
			struct buf list = BUF_INIT;
			for (i = 0; i < count; i++)
				buf_addf(&list, "%s%s", i > 0 ? "," : "", names[i]);
			wrong_value(o, item, len, buf_str(&list));
			buf_release(&list);
			return OPT_STOP;
		}
		chosen[i] = true;
	}
	return 0;
}

int opt_value_index(const struct opt_state *o)
{
	return values_find(o->option->values, o->arg, strlen(o->arg));
}

unsigned opt_value_set(const struct opt_state *o)
{
	const char *rest = o->arg, *item;
	size_t len;
	unsigned set = 0;
	while ((item = opt_item(&rest, &len)) != NULL)
		set |= 1u << values_find(o->option->values, item, len);
	return set;
}
