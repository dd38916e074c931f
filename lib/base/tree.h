/* The files below a directory, by name. */
#ifndef BASE_TREE_H
#define BASE_TREE_H

#include <stdbool.h>

#include "base/error.h"

struct tree;

/* Begins at the directory PATH. WANTED says by the last part of a file's name whether it is given. */
struct tree *tree_open(const char *path, bool (*wanted)(const char *name));
void tree_free(struct tree *t);

/* The next file: 1 with its path, PATH/…, in *PATH, borrowed until the next call; 0 at the end; -1 with ERR set when
 * something could not be read, after which the walk goes on.
 *
 * Paths come in the order of their bytes. Regular files are given, and links to them; links to directories are not followed, so that no
 * loop can be entered; devices, FIFOs and sockets are left out. */
int tree_next(struct tree *t, const char **path, struct error *err);

#endif
