/* A list of file names, read one by one from a file or from standard input (--files-from). */
#ifndef BASE_FILE_LIST_H
#define BASE_FILE_LIST_H

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"

struct file_list {
	FILE *stream;
	char *line;  /* the name read last */
	size_t cap;
	int separator;
};

/* Opens the list in PATH ("-": standard input), its names ended by line ends or, with NUL, by NUL bytes. */
int file_list_open(struct file_list *l, const char *path, bool nul, struct error *err);

/* The next name that is not empty, borrowed until the next call; NULL at the end, or with ERR set. */
const char *file_list_next(struct file_list *l, struct error *err);

void file_list_close(struct file_list *l);

#endif
