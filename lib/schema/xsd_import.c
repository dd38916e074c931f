/* The import of a folder: which files it starts from and which version they are. */
#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "schema/xsd.h"
#include "schema/xsd_import.h"

/* If NAME is PREFIX, numbers joined by "_", ".xsd": those numbers with points, "4.03.00", in VERSION. */
static bool version_in(const char *name, const char *prefix, struct buf *version)
{
	buf_clear(version);
	if (strncmp(name, prefix, strlen(prefix)) != 0)
		return false;
	name += strlen(prefix);
	for (int numbers = 0; numbers < 3; numbers++) {
		size_t digits = strspn(name, "0123456789");
		if (digits == 0 || name[digits] != (numbers < 2 ? '_' : '.'))
			return false;
		buf_add(version, name, digits);
		if (numbers < 2)
			buf_addc(version, '.');
		name += digits + 1;
	}
	return strcmp(name, "xsd") == 0;
}

static bool is_version(const char *text)
{
	for (int numbers = 0; numbers < 3; numbers++) {
		size_t digits = strspn(text, "0123456789");
		if (digits == 0 || text[digits] != (numbers < 2 ? '.' : '\0'))
			return false;
		text += digits + (numbers < 2);
	}
	return true;
}

/* Keeps file NAME of the folder as START if it is named PREFIX and a version. */
static int keep_start(struct xsd_set *set, const char *name, const char *prefix, const char **start,
                      struct buf *version)
{
	struct buf v = BUF_INIT;
	int rc = 0;
	if (version_in(name, prefix, &v)) {
		if (*start != NULL)
			rc = error_set(set->err, "%s: há mais de uma versão na pasta: %s e %s; deixe uma só", set->dir,
			               strcmp(*start, name) < 0 ? *start : name,
			               strcmp(*start, name) < 0 ? name : *start);
		*start = arena_dup(&set->arena, name, strlen(name));
		buf_clear(version);
		buf_adds(version, buf_str(&v));
	}
	buf_release(&v);
	return rc;
}

/* Finds tissV*.xsd and tissWebServicesV*.xsd (START[0] and [1]) and their versions (VERSIONS). */
static int find_start(struct xsd_set *set, const char *start[2], struct buf versions[2])
{
	static const char *const prefix[] = { "tissV", "tissWebServicesV" };
	DIR *d = opendir(set->dir);
	if (d == NULL)
		return error_sys(set->err, errno, "%s", set->dir);
	int rc = 0;
	const struct dirent *e;
	while (errno = 0, rc == 0 && (e = readdir(d)) != NULL)
		for (int i = 0; rc == 0 && i < 2; i++)
			rc = keep_start(set, e->d_name, prefix[i], &start[i], &versions[i]);
	if (rc == 0 && errno != 0)
		rc = error_sys(set->err, errno, "%s", set->dir);
	closedir(d);
	for (int i = 0; rc == 0 && i < 2; i++)
		if (start[i] == NULL)
			rc = error_set(set->err, "%s: falta o arquivo %sN_NN_NN.xsd, que a ANS publica com os demais",
			               set->dir, prefix[i]);
	if (rc == 0 && strcmp(buf_str(&versions[0]), buf_str(&versions[1])) != 0)
		rc = error_set(set->err, "%s: %s e %s são de versões diferentes", set->dir, start[0], start[1]);
	return rc;
}

int xsd_import(const char *dir, const char *version, struct buf *table_out, struct error *err)
{
	struct xsd_set set = { .dir = dir, .err = err };
	const char *start[2] = { NULL, NULL };
	struct buf versions[2] = { BUF_INIT, BUF_INIT };
	int rc = 0;
	if (version != NULL && !is_version(version))
		rc = error_set(err, "versão «%s»: o esperado é algo como 4.03.00", version);
	if (rc == 0)
		rc = find_start(&set, start, versions);
	if (rc == 0)
		rc = xsd_set_read(&set, start, 2);
	if (rc == 0)
		rc = xsd_write(&set, version != NULL ? version : buf_str(&versions[0]), table_out);
	xsd_set_release(&set);
	buf_release(&versions[0]);
	buf_release(&versions[1]);
	return rc;
}
