/* Options of a command, from one table.
 *
 * Each command writes its options down once, as a table of struct opt; parsing, checks, --help, the completions and
 * the check of the manual page are all derived from it. Used like this:
 *
 *	struct opt_state o;
 *	int id;
 *	opt_init(&o, &command, argc, argv);
 *	while ((id = opt_next(&o)) > 0)
 *		switch (id) { case 'o': output = o.arg; break; ... }
 *	if (id < 0)
 *		return opt_finish(&o);            // --help, --version, or wrong usage
 *	...                                       // operands: o.argc, o.argv; verb: o.verb
 *	return opt_close(&o, status);
 *
 * All tables and texts are static and in Portuguese, UTF-8. The rows for --help, --version and --print-options
 * are added here, to every command. Long options may be abbreviated while only one fits. */
#ifndef BASE_OPT_H
#define BASE_OPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* The ids opt_next returns. A short option's id is its letter; a long-only option's is OPT_LONG or more.
 * OPT_PROGRESS and OPT_YES are of rows that commands share, below. */
enum {
	OPT_STOP = -1, /* nothing more to do: return opt_finish() */
	OPT_END = 0,   /* all options read; the operands are in argc, argv */
	OPT_LONG = 256,
	OPT_PROGRESS = 900,
	OPT_YES,
	OPT_HELP,
	OPT_VERSION,
	OPT_PRINT
};

/* One option. VALUES says what its argument may be:
 *	NULL           anything; the command checks it
 *	"FILE", "DIR"  a path; shells complete it
 *	"a,b,c"        one of these, checked here (opt_value_index tells which)
 *	",a,b,c"       a comma list of these, checked here (opt_value_set tells which) */
struct opt {
	int id;             /* 0 ends the table */
	const char *name;   /* without the dashes */
	const char *arg;    /* name of the argument, "ARQUIVO"; "[ARQUIVO]" for an optional one; NULL for none */
	const char *help;   /* lower case, no final point; the values are added behind it by --help */
	const char *values;
	const char *group;  /* at most one of the options of a group may be given; NULL for no group */
	const char *verbs;  /* "import,diff": the verbs it is for; NULL for all */
};

/* Rows every command writes in the same words; OPT_TABLE_END ends a table. */
#define OPT_ROW_OUTPUT \
	{ 'o', "output", "ARQUIVO", "grava em ARQUIVO, por inteiro ou nada, em vez da saída padrão", "FILE", NULL, NULL }
#define OPT_ROW_VERBOSE \
	{ 'v', "verbose", NULL, "ao final, resume na saída de erros o que foi feito", NULL, NULL, NULL }
#define OPT_ROW_PROGRESS \
	{ OPT_PROGRESS, "progress", "QUANDO", "mostra o andamento na saída de erros; padrão: auto, isto é, " \
	  "só no terminal e quando demora", "auto,always,never", NULL, NULL }
#define OPT_ROW_YES \
	{ OPT_YES, "yes", NULL, "não pede confirmação", NULL, NULL, NULL }
#define OPT_TABLE_END \
	{ 0, NULL, NULL, NULL, NULL, NULL, NULL }

/* A verb of a command that has verbs ("tiss-schema import DIR"). */
struct opt_verb {
	const char *name;     /* NULL ends the table */
	const char *operands; /* "DIRETÓRIO..."; "" for none */
	const char *help;
};

struct opt_command {
	const char *name;
	const char *summary;          /* one line */
	const char *const *synopsis;  /* lines without the name: "[OPÇÃO]... [ARQUIVO]..."; NULL-terminated */
	const struct opt *options;
	const struct opt_verb *verbs; /* NULL: the command has no verbs */
	const char *operands;         /* what shells complete: "FILE", "DIR" or NULL for nothing */
	const char *description;      /* paragraphs, each ended by a line end but the last; wrapped here */
	const char *exits;            /* lines "0<TAB>meaning"; "" or NULL: not shown */
};

/* The state of parsing. What the command reads: */
struct opt_state {
	const char *arg;          /* the argument of the option just returned, or NULL; borrowed from argv */
	const struct opt *option; /* its row */
	int argc;                 /* operands, behind the verb if there is one; valid after OPT_END */
	char **argv;
	int verb;                 /* index in the command's verbs; -1 for a command without verbs */
	/* private */
	const struct opt_command *command;
	struct opt_parser *parser;
	struct buf text;          /* what opt_finish prints */
	int status;               /* what opt_finish returns */
};

/* Starts parsing. Owns memory until opt_finish or opt_close. One parsing at a time (getopt has globals). */
void opt_init(struct opt_state *o, const struct opt_command *command, int argc, char **argv);

/* The id of the next option, OPT_END, or OPT_STOP. Operands and options may be mixed; "--" ends the options.
 * Checks the option's name, whether it takes an argument, its values, its group and its verb. */
int opt_next(struct opt_state *o);

/* Prints what made the parsing stop: help and version on standard output, an error on standard error.
 * Frees what O owns and returns the exit status: 0, or 2. */
int opt_finish(struct opt_state *o);

/* Frees what O owns and returns STATUS. */
int opt_close(struct opt_state *o, int status);

/* Wrong usage found by the command: sets what opt_finish prints, "command: message" and where to find help, and
 * returns OPT_STOP. The first cause stays. */
int opt_wrong(struct opt_state *o, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The command would wait for a person to type XML: no operand, and standard input is a terminal. The answer is
 *	if (opt_lacks_input(&o)) return opt_usage_error(&o); */
bool opt_lacks_input(const struct opt_state *o);
int opt_usage_error(struct opt_state *o); /* prints the synopsis on standard error, frees, returns 2 */

/* Reads the argument of the option just returned. On a wrong one they return OPT_STOP with the message set, so
 * that the command does `if (opt_number(&o, 1, 64, &jobs) < 0) return opt_finish(&o);`; otherwise 0. */
int opt_number(struct opt_state *o, long min, long max, long *number);

/* A comma list of NAMES (COUNT of them): sets CHOSEN[i] for each one named. Leaves the others as they are. */
int opt_list(struct opt_state *o, const char *const names[], size_t count, bool chosen[]);

/* The argument just returned, as its place in the closed VALUES of its row, which opt_next has checked: an index
 * from 0, or, for a list, the set of bits 1 << index. */
int opt_value_index(const struct opt_state *o);
unsigned opt_value_set(const struct opt_state *o);

/* The next item of the comma list *REST, of *LEN bytes, or NULL at the end. Empty items are skipped. */
const char *opt_item(const char **rest, size_t *len);

/* Adds the comma list VALUES to OUT with a space behind each comma. */
void opt_values_text(struct buf *out, const char *values);

/* Texts derived from the table (base/opt_help.c), added to OUT. */
void opt_help_text(struct buf *out, const struct opt_command *command);
void opt_synopsis_text(struct buf *out, const struct opt_command *command);
void opt_table_text(struct buf *out, const struct opt_command *command); /* --print-options */
extern const struct opt opt_common[]; /* the rows for --help, --version, --print-options */

#endif
