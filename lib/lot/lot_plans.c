#include "lot/lot_plans.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "schema/schema_open.h"
#include "schema/schema_store.h"

struct entry {
	const struct guide_file *file;
	struct columns *columns; /* owned by the first entry of its type and version */
	struct lot_plan *plan;
	bool owner;
	struct entry *next;
};

struct lot_plans {
	struct vocabulary vocabulary;
	struct schema_store *store;
	bool one_line;
	struct entry *entries;
};

struct lot_plans *lot_plans_new(bool one_line)
{
	struct lot_plans *p = mem_zero(1, sizeof *p);
	vocabulary_init(&p->vocabulary);
	p->store = schema_store_open(&p->vocabulary, false);
	p->one_line = one_line;
	return p;
}

void lot_plans_free(struct lot_plans *p)
{
	if (p == NULL)
		return;
	while (p->entries != NULL) {
		struct entry *next = p->entries->next;
		lot_plan_free(p->entries->plan);
		if (p->entries->owner)
			columns_free(p->entries->columns);
		free(p->entries);
		p->entries = next;
	}
	schema_store_free(p->store);
	vocabulary_release(&p->vocabulary);
	free(p);
}

int lot_plans_check_version(struct lot_plans *p, const char *version, struct error *err)
{
	if (schema_store_get(p->store, version, err) != NULL)
		return 0;
	if (err->text.len == 0)
		schema_open_version(p->store, version, err); /* says which there are */
	return -1;
}

static bool fits(const struct columns *c, const char *type, const char *version)
{
	return strcmp(c->guide_type, type) == 0 && strcmp(c->schema->version, version) == 0;
}

static struct columns *find_columns(const struct lot_plans *p, const char *type, const char *version)
{
	for (const struct entry *e = p->entries; e != NULL; e = e->next)
		if (fits(e->columns, type, version))
			return e->columns;
	return NULL;
}

static struct columns *make_columns(struct lot_plans *p, const char *type, const char *version, bool *bad_guide,
                                    struct error *err)
{
	if (lot_plans_check_version(p, version, err) != 0) {
		*bad_guide = true;
		return NULL;
	}
	struct columns *columns = columns_new(schema_store_get(p->store, version, err), type, err);
	*bad_guide = columns == NULL;
	return columns;
}

const struct lot_plan *lot_plans_get(struct lot_plans *p, const struct guide_file *file, const char *type,
                                     const char *version, bool *bad_guide, struct error *err)
{
	*bad_guide = false;
	for (const struct entry *e = p->entries; e != NULL; e = e->next)
		if (e->file == file && fits(e->columns, type, version))
			return e->plan;
	struct columns *columns = find_columns(p, type, version);
	bool owner = columns == NULL;
	if (owner)
		columns = make_columns(p, type, version, bad_guide, err);
	if (columns == NULL)
		return NULL;
	struct entry *e = mem_zero(1, sizeof *e);
	*e = (struct entry){ file, columns, NULL, owner, p->entries };
	p->entries = e;
	e->plan = lot_plan_new(columns, file->name, file->columns, file->ncolumns, p->one_line, err);
	return e->plan;
}

int lot_plans_check_columns(const struct lot_plans *p, const struct guide_file *file, struct error *err)
{
	for (size_t i = 0; i < file->ncolumns; i++) {
		const char *why = NULL;
		bool understood = false;
		for (const struct entry *e = p->entries; e != NULL; e = e->next) {
			if (e->file != file || e->plan == NULL)
				continue;
			understood = understood || e->plan->column[i].why == NULL;
			why = e->plan->column[i].why;
		}
		if (why != NULL && !understood)
			return error_set(err, "%s:1: coluna «%s»: %s", file->name, file->columns[i], why);
	}
	return 0;
}
