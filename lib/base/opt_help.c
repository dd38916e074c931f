/* The texts derived from a command's option table: --help, the synopsis, --print-options. */
#include <stdio.h>
#include <string.h>

#include "base/opt.h"

/* An option without help, as --print-options, which is for the generators in tools/, is shown nowhere. */
const struct opt opt_common[] = {
	{ OPT_HELP, "help", NULL, "mostra esta ajuda e termina", NULL, NULL, NULL },
	{ OPT_VERSION, "version", NULL, "mostra a versão e termina", NULL, NULL, NULL },
	{ OPT_PRINT, "print-options", NULL, "", NULL, NULL, NULL },
	OPT_TABLE_END
};

enum { WIDTH = 80, LABEL_MAX = 26, GAP = 2 };

/* Columns TEXT takes on a terminal; all characters of Portuguese take one. */
static size_t text_width(const char *text, size_t len)
{
	size_t width = 0;
	for (size_t i = 0; i < len; i++)
		width += ((unsigned char)text[i] & 0xc0) != 0x80;
	return width;
}

static void add_spaces(struct buf *out, size_t n)
{
	while (n-- > 0)
		buf_addc(out, ' ');
}

/* Adds the words of TEXT, wrapped, to a line that stands at COLUMN already; further lines start at INDENT.
 * A line end in TEXT stays one. */
static void add_wrapped(struct buf *out, const char *text, size_t column, size_t indent)
{
	bool first = true;
	while (*text != '\0') {
		size_t len = strcspn(text, " \n");
		size_t width = text_width(text, len);
		if (!first && column + 1 + width > WIDTH - 1) {
			buf_addc(out, '\n');
			add_spaces(out, indent);
			column = indent;
			first = true;
		}
		if (!first && len > 0) {
			buf_addc(out, ' ');
			column++;
		}
		buf_add(out, text, len);
		column += width;
		first = first && len == 0;
		text += len;
		if (*text == '\n') {
			buf_addc(out, '\n');
			add_spaces(out, text[1] == '\0' ? 0 : indent);
			column = indent;
			first = true;
		}
		text += *text != '\0';
	}
	buf_addc(out, '\n');
}

/* A row of a list: LABEL, and TEXT wrapped at COLUMN, on the next line when the label is too long. */
static void add_row(struct buf *out, const char *label, const char *text, size_t column)
{
	size_t width = text_width(label, strlen(label));
	buf_adds(out, label);
	if (width + GAP > column) {
		buf_addc(out, '\n');
		width = 0;
	}
	add_spaces(out, column - width);
	add_wrapped(out, text, column, column);
}

/* "  -o, --output=ARQUIVO" */
static void option_label(struct buf *out, const struct opt *row)
{
	if (row->id < OPT_LONG)
		buf_addf(out, "  -%c, --%s", row->id, row->name);
	else
		buf_addf(out, "      --%s", row->name);
	if (row->arg != NULL && row->arg[0] == '[')
		buf_addf(out, "[=%s", row->arg + 1);
	else if (row->arg != NULL)
		buf_addf(out, "=%s", row->arg);
}

void opt_values_text(struct buf *out, const char *values)
{
	const char *item;
	size_t len;
	for (const char *sep = ""; (item = opt_item(&values, &len)) != NULL; sep = ", ") {
		buf_adds(out, sep);
		buf_add(out, item, len);
	}
}

/* The help of ROW with its closed values and its verbs behind it. */
static void option_help(struct buf *out, const struct opt *row)
{
	buf_adds(out, row->help);
	if (row->values != NULL && strcmp(row->values, "FILE") != 0 && strcmp(row->values, "DIR") != 0) {
		buf_adds(out, row->values[0] == ',' ? " (lista de: " : " (");
		opt_values_text(out, row->values);
		buf_addc(out, ')');
	}
	if (row->verbs != NULL) {
		buf_adds(out, " [");
		opt_values_text(out, row->verbs);
		buf_addc(out, ']');
	}
}

static void verb_label(struct buf *out, const struct opt_verb *verb)
{
	buf_addf(out, "  %s%s%s", verb->name, verb->operands[0] != '\0' ? " " : "", verb->operands);
}

/* The column the help starts at: behind the longest label that is not too long. Empties LABEL. */
static size_t label_column(size_t column, struct buf *label)
{
	size_t width = text_width(buf_str(label), label->len);
	buf_clear(label);
	return width <= LABEL_MAX && width + GAP > column ? width + GAP : column;
}

static size_t options_column(const struct opt *rows, size_t column)
{
	struct buf label = BUF_INIT;
	for (; rows->id != 0; rows++) {
		if (rows->help[0] != '\0')
			option_label(&label, rows);
		column = label_column(column, &label);
	}
	buf_release(&label);
	return column;
}

static void add_options(struct buf *out, const struct opt *rows, size_t column)
{
	struct buf label = BUF_INIT, help = BUF_INIT;
	for (; rows->id != 0; rows++) {
		if (rows->help[0] == '\0')
			continue;
		buf_clear(&label);
		buf_clear(&help);
		option_label(&label, rows);
		option_help(&help, rows);
		add_row(out, buf_str(&label), buf_str(&help), column);
	}
	buf_release(&label);
	buf_release(&help);
}

static void add_verbs(struct buf *out, const struct opt_verb *verbs)
{
	struct buf label = BUF_INIT;
	size_t column = 0;
	for (const struct opt_verb *verb = verbs; verb->name != NULL; verb++) {
		verb_label(&label, verb);
		column = label_column(column, &label);
	}
	for (; verbs->name != NULL; verbs++) {
		buf_clear(&label);
		verb_label(&label, verbs);
		add_row(out, buf_str(&label), verbs->help, column);
	}
	buf_release(&label);
}

static void add_exits(struct buf *out, const char *exits)
{
	struct buf line = BUF_INIT;
	while (*exits != '\0') {
		size_t len = strcspn(exits, "\n");
		size_t label = strcspn(exits, "\t");
		buf_addf(out, "  %.*s  ", (int)label, exits);
		buf_clear(&line);
		if (label < len)
			buf_add(&line, exits + label + 1, len - label - 1);
		add_wrapped(out, buf_str(&line), label + 4, label + 4);
		exits += len + (exits[len] == '\n');
	}
	buf_release(&line);
}

void opt_synopsis_text(struct buf *out, const struct opt_command *command)
{
	for (size_t i = 0; command->synopsis[i] != NULL; i++)
		buf_addf(out, "%s %s %s\n", i == 0 ? "Uso:" : " ou:", command->name, command->synopsis[i]);
}

void opt_help_text(struct buf *out, const struct opt_command *command)
{
	size_t column = options_column(opt_common, options_column(command->options, 0));
	opt_synopsis_text(out, command);
	add_wrapped(out, command->summary, 0, 0);
	if (command->description != NULL && command->description[0] != '\0') {
		buf_addc(out, '\n');
		add_wrapped(out, command->description, 0, 0);
	}
	if (command->verbs != NULL) {
		buf_adds(out, "\nComandos:\n");
		add_verbs(out, command->verbs);
	}
	buf_adds(out, "\nOpções:\n");
	add_options(out, command->options, column);
	add_options(out, opt_common, column);
	if (command->exits != NULL && command->exits[0] != '\0') {
		buf_adds(out, "\nTermina com:\n");
		add_exits(out, command->exits);
	}
	buf_addf(out, "\nManual: man %s\n", command->name);
}

static void add_table_rows(struct buf *out, const struct opt *rows)
{
	for (; rows->id != 0; rows++) {
		if (rows->help[0] == '\0')
			continue;
		if (rows->id < OPT_LONG)
			buf_addc(out, (char)rows->id);
		buf_addf(out, "\t%s\t%s\t%s\t%s\n", rows->name, rows->arg != NULL ? rows->arg : "",
		         rows->values != NULL ? rows->values : "", rows->help);
	}
}

void opt_table_text(struct buf *out, const struct opt_command *command)
{
	add_table_rows(out, command->options);
	add_table_rows(out, opt_common);
	for (const struct opt_verb *verb = command->verbs; verb != NULL && verb->name != NULL; verb++)
		buf_addf(out, "verb\t%s\t%s\n", verb->name, verb->help);
	if (command->operands != NULL)
		buf_addf(out, "operand\t%s\n", command->operands);
}
