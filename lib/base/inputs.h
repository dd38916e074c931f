/* The names of the files a command is to read, one by one: its operands, or a list (--files-from), and with -r the files
 * in the directories among them. */
#ifndef BASE_INPUTS_H
#define BASE_INPUTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/file_list.h"
#include "base/tree.h"

struct inputs {
	/* set by the owner, borrowed; the rest zeroed */
	char **operands;
	size_t noperands;                 /* none, and no list: standard input, called "-" */
	const char *list;                 /* of --files-from, or NULL */
	bool null;                        /* -0 */
	bool recursive;                   /* directories stand for the files in them … */
	bool (*wanted)(const char *name); /* … of these names */
	/* private */
	struct file_list names;
	struct tree *tree;                /* the directory we are in */
	size_t next;
	bool open, over;
};

/* 1 with the next name in *NAME, borrowed until the next call; 0 at the end; -1 with ERR set when a list or directory
 * could not be read, after which there may be more. A list is read line by line as it is asked for. */
int inputs_next(struct inputs *in, const char **name, struct error *err);

void inputs_release(struct inputs *in);

#endif
