#include "schema/schema_store.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#ifndef TISS_DATADIR
#define TISS_DATADIR "/usr/local/share/tissutils"
#endif

enum { FOLDERS_MAX = 4, PATH_LENGTH = 4096 };

struct loaded {
	struct schema *schema;
	struct loaded *next;
};

struct schema_store {
	struct vocabulary *vocabulary;
	bool whole;
	struct schema_entry *entries;
	size_t nentries;
	struct loaded *loaded;
};

/* Cuts the last part off PATH, which has no links in it: what is left names the folder above. */
static void cut_last(char *path)
{
	char *slash = strrchr(path, '/');
	if (slash != NULL)
		*slash = '\0';
}

/* The data folders in the order they are looked into; the caller frees the strings. */
static size_t data_folders(char *folders[FOLDERS_MAX])
{
	size_t n = 0;
	struct buf path = BUF_INIT;
	const char *only = getenv("TISS_DATA_DIR"), *xdg = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
	if (only != NULL && *only != '\0') {
		folders[0] = mem_dup(only);
		return 1;
	}
	if (xdg != NULL && *xdg == '/')
		buf_addf(&path, "%s/tissutils", xdg);
	else if (home != NULL && *home == '/')
		buf_addf(&path, "%s/.local/share/tissutils", home);
	if (path.len > 0)
		folders[n++] = mem_dup(path.data);
	buf_clear(&path);
	char self[PATH_LENGTH];
	ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
	if (len > 0) {
		self[len] = '\0';
		cut_last(self);
		cut_last(self);
		buf_addf(&path, "%s/share/tissutils", self);
		folders[n++] = mem_dup(path.data);
	}
	buf_release(&path);
	folders[n++] = mem_dup(TISS_DATADIR);
	return n;
}

char *data_file_find(const char *name)
{
	char *folders[FOLDERS_MAX], *found = NULL;
	size_t n = data_folders(folders);
	for (size_t i = 0; i < n; i++) {
		struct buf path = BUF_INIT;
		struct stat st;
		buf_addf(&path, "%s/%s", folders[i], name);
		if (found == NULL && stat(path.data, &st) == 0)
			found = mem_dup(path.data);
		buf_release(&path);
		free(folders[i]);
	}
	return found;
}

static int compare_entries(const void *a, const void *b)
{
	const struct schema_entry *x = a, *y = b;
	return strcmp(x->version, y->version);
}

static void add_entry(struct schema_store *s, const char *folder, const char *name)
{
	size_t len = strlen(name);
	struct schema_entry entry = { .file = NULL };
	if (len < 5 || strcmp(name + len - 4, ".tab") != 0 || len - 4 >= sizeof entry.version)
		return;
	memcpy(entry.version, name, len - 4);
	for (size_t i = 0; i < s->nentries; i++)
		if (strcmp(s->entries[i].version, entry.version) == 0)
			return;
	struct buf path = BUF_INIT;
	buf_addf(&path, "%s/schema/%s", folder, name);
	entry.file = path.data;
	s->entries = mem_grow(s->entries, s->nentries + 1, sizeof *s->entries);
	s->entries[s->nentries++] = entry;
}

static void look_into(struct schema_store *s, const char *folder)
{
	struct buf path = BUF_INIT;
	buf_addf(&path, "%s/schema", folder);
	DIR *dir = opendir(path.data);
	buf_release(&path);
	if (dir == NULL)
		return;
	for (struct dirent *e; (e = readdir(dir)) != NULL;)
		add_entry(s, folder, e->d_name);
	closedir(dir);
}

struct schema_store *schema_store_open(struct vocabulary *vocabulary, bool whole)
{
	struct schema_store *s = mem_zero(1, sizeof *s);
	char *folders[FOLDERS_MAX];
	s->vocabulary = vocabulary;
	s->whole = whole;
	size_t n = data_folders(folders);
	for (size_t i = 0; i < n; i++) {
		look_into(s, folders[i]);
		free(folders[i]);
	}
	if (s->nentries > 0)
		qsort(s->entries, s->nentries, sizeof *s->entries, compare_entries);
	return s;
}

void schema_store_free(struct schema_store *s)
{
	if (s == NULL)
		return;
	while (s->loaded != NULL) {
		struct loaded *next = s->loaded->next;
		schema_free(s->loaded->schema);
		free(s->loaded);
		s->loaded = next;
	}
	for (size_t i = 0; i < s->nentries; i++)
		free(s->entries[i].file);
	free(s->entries);
	free(s);
}

const struct schema_entry *schema_store_list(const struct schema_store *s, size_t *n)
{
	*n = s->nentries;
	return s->entries;
}

static struct schema *keep(struct schema_store *s, struct schema *schema)
{
	if (schema == NULL)
		return NULL;
	struct loaded *loaded = mem_zero(1, sizeof *loaded);
	*loaded = (struct loaded){ schema, s->loaded };
	s->loaded = loaded;
	return schema;
}

struct schema *schema_store_add(struct schema_store *s, const char *file, struct error *err)
{
	return keep(s, schema_read(file, s->vocabulary, err));
}

struct schema *schema_store_get(struct schema_store *s, const char *version, struct error *err)
{
	for (const struct loaded *l = s->loaded; l != NULL; l = l->next)
		if (strcmp(l->schema->version, version) == 0)
			return l->schema;
	for (size_t i = 0; i < s->nentries; i++)
		if (strcmp(s->entries[i].version, version) == 0)
			return keep(s, (s->whole ? schema_read : schema_open)(s->entries[i].file, s->vocabulary, err));
	return NULL;
}

struct schema *schema_store_newest(struct schema_store *s, struct error *err)
{
	if (s->nentries == 0)
		return s->loaded != NULL ? s->loaded->schema : NULL;
	return schema_store_get(s, s->entries[s->nentries - 1].version, err);
}
