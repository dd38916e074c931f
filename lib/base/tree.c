#include "base/tree.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"

/* A directory that is open for the walk: what is left of its names. A directory's name ends in a slash, which makes the
 * order of names that of whole paths. */
struct level {
	char **names;
	size_t n, cap, next;
	size_t path_len; /* of the directory, with its slash */
	struct level *above;
};

struct tree {
	bool (*wanted)(const char *name);
	struct buf path;
	struct level *level;
	bool begun;
};

struct tree *tree_open(const char *path, bool (*wanted)(const char *name))
{
	struct tree *t = mem_zero(1, sizeof *t);
	t->wanted = wanted;
	buf_adds(&t->path, path);
	if (t->path.len > 0 && t->path.data[t->path.len - 1] != '/')
		buf_addc(&t->path, '/');
	return t;
}

static void leave(struct tree *t)
{
	struct level *l = t->level;
	t->level = l->above;
	for (size_t i = 0; i < l->n; i++)
		free(l->names[i]);
	free(l->names);
	free(l);
}

void tree_free(struct tree *t)
{
	if (t == NULL)
		return;
	while (t->level != NULL)
		leave(t);
	buf_release(&t->path);
	free(t);
}

static void path_cut(struct tree *t, size_t len)
{
	t->path.len = len;
	t->path.data[len] = '\0';
}

static void name_add(struct level *l, const char *name, bool directory)
{
	if (l->n == l->cap) {
		l->cap = l->cap > 0 ? 2 * l->cap : 64;
		l->names = mem_grow(l->names, l->cap, sizeof *l->names);
	}
	struct buf copy = BUF_INIT;
	buf_adds(&copy, name);
	if (directory)
		buf_addc(&copy, '/');
	l->names[l->n++] = copy.data;
}

/* Takes the entry NAME of the directory in t->path if it is to be walked or given. A link to nothing is given too: opening it
 * will say so. */
static void entry_add(struct tree *t, struct level *l, const char *name)
{
	struct stat st, target;
	buf_adds(&t->path, name);
	const char *path = buf_str(&t->path);
	if (lstat(path, &st) == 0) {
		bool link = S_ISLNK(st.st_mode);
		if (S_ISDIR(st.st_mode))
			name_add(l, name, true);
		else if (t->wanted(name) && (S_ISREG(st.st_mode) || (link && (stat(path, &target) != 0 || S_ISREG(target.st_mode)))))
			name_add(l, name, false);
	}
	path_cut(t, l->path_len);
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Enters the directory in t->path. */
static int enter(struct tree *t, struct error *err)
{
	DIR *d = opendir(buf_str(&t->path));
	if (d == NULL)
		return error_sys(err, errno, "%s", buf_str(&t->path));
	struct level *l = mem_zero(1, sizeof *l);
	l->path_len = t->path.len;
	l->above = t->level;
	t->level = l;
	errno = 0;
	for (struct dirent *e; (e = readdir(d)) != NULL; errno = 0)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			entry_add(t, l, e->d_name);
	int errnum = errno;
	closedir(d);
	if (l->n > 1)
		qsort(l->names, l->n, sizeof *l->names, by_bytes);
	return errnum == 0 ? 0 : error_sys(err, errnum, "%s", buf_str(&t->path));
}

int tree_next(struct tree *t, const char **path, struct error *err)
{
	if (!t->begun) {
		t->begun = true;
		if (enter(t, err) != 0)
			return -1;
	}
	while (t->level != NULL) {
		struct level *l = t->level;
		if (l->next == l->n) {
			leave(t);
			continue;
		}
		path_cut(t, l->path_len);
		buf_adds(&t->path, l->names[l->next++]);
		if (t->path.data[t->path.len - 1] != '/') {
			*path = buf_str(&t->path);
			return 1;
		}
		if (enter(t, err) != 0)
			return -1;
	}
	return 0;
}
