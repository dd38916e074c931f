#include "tiss/schema_check.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libxml/xmlerror.h>

#include "schema/content.h"
#include "schema/simple.h"

/* What may come after A may come after B: they are copies of one place, as a group repeated a number of times has. */
static bool copies(const struct content_state *a, const struct content_state *b)
{
	return a->nfollow == b->nfollow && memcmp(a->keys, b->keys, a->nfollow * sizeof *a->keys) == 0;
}

/* Two places that one child may go to: XSD forbids it, and content_step would take the first. */
static int check_unique(const struct content_model *m, uint16_t state, const struct schema_type *t,
                        const struct vocabulary *v, struct error *err)
{
	const struct content_state *s = &m->states[state];
	for (uint16_t i = 0; i < s->nfollow; i++)
		for (uint16_t j = 0; j < i; j++)
			if (s->keys[i] != KEY_ANY && s->keys[i] == s->keys[j] &&
			    !copies(&m->states[s->follow[i]], &m->states[s->follow[j]]))
				return error_set(err, "conteúdo ambíguo em %s: «%s» cabe em dois lugares", t->name,
				                 vocabulary_name(v, s->keys[i]));
	return 0;
}

static int check_content(struct schema_type *t, const struct vocabulary *v, struct error *err)
{
	const struct content_model *m = schema_content(t);
	for (uint16_t i = 0; i < m->nstates; i++)
		if (check_unique(m, i, t, v, err) != 0)
			return -1;
	return 0;
}

static void say_nothing(void *context, const char *text, ...)
{
	(void)context;
	(void)text;
}

static int check_type(struct schema_type *t, const struct vocabulary *v, struct error *err)
{
	struct error why = ERROR_INIT;
	int rc = t->simple ? simple_rules_check(t, &why) : check_content(t, v, &why);
	if (rc != 0)
		error_set(err, "tipo %s: %s", t->name, buf_str(&why.text));
	error_release(&why);
	return rc;
}

static int check_types(struct schema *s, struct error *err)
{
	for (size_t i = 0; i < SCHEMA_SLOTS; i++) /* XSD's own types, which are not in the table's list */
		for (struct schema_type *t = s->slots[i]; t != NULL; t = t->next_in_slot)
			if (t->builtin && t != s->any_type && check_type(t, s->vocabulary, err) != 0)
				return -1;
	for (struct schema_type *t = s->types; t != NULL; t = t->next_in_table)
		if (check_type(t, s->vocabulary, err) != 0)
			return -1;
	return 0;
}

/* libxml2 would print what it thinks of a pattern; ERR says it. */
int schema_check(struct schema *s, struct error *err)
{
	xmlSetGenericErrorFunc(NULL, say_nothing);
	int rc = check_types(s, err);
	xmlSetGenericErrorFunc(NULL, NULL);
	return rc;
}

static int write_all(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, bytes, n);
		if (done < 0 && errno != EINTR)
			return -1;
		if (done > 0) {
			bytes += done;
			n -= (size_t)done;
		}
	}
	return 0;
}

/* Writes TABLE to a new file, whose name goes to PATH. */
static int put_table(const struct buf *table, struct buf *path, struct error *err)
{
	const char *folder = getenv("TMPDIR");
	buf_addf(path, "%s/tiss-schema.XXXXXX", folder != NULL && *folder != '\0' ? folder : "/tmp");
	int fd = mkstemp(path->data);
	if (fd < 0)
		return error_sys(err, errno, "%s", buf_str(path));
	int rc = 0;
	if (write_all(fd, buf_str(table), table->len) != 0)
		rc = error_sys(err, errno, "%s", buf_str(path));
	close(fd);
	if (rc != 0)
		unlink(buf_str(path));
	return rc;
}

/* The table in PATH, read and checked. */
static int check_file(const char *path, size_t *types, struct error *err)
{
	struct vocabulary v;
	vocabulary_init(&v);
	struct schema *s = schema_read(path, &v, err);
	int rc = s != NULL ? schema_check(s, err) : -1;
	*types = 0;
	for (const struct schema_type *t = s != NULL ? s->types : NULL; t != NULL; t = t->next_in_table)
		++*types;
	schema_free(s);
	vocabulary_release(&v);
	return rc;
}

int schema_check_table(const struct buf *table, const char *name, size_t *types, struct error *err)
{
	struct buf path = BUF_INIT;
	struct error why = ERROR_INIT;
	int rc = put_table(table, &path, err);
	if (rc == 0) {
		rc = check_file(buf_str(&path), types, &why);
		if (rc != 0)
			error_set(err, "%s: a tabela que sairia daqui não serve: %s", name, buf_str(&why.text));
		unlink(buf_str(&path));
	}
	error_release(&why);
	buf_release(&path);
	return rc;
}
