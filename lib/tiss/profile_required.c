#include "tiss/profile_required.h"

#include <stdlib.h>
#include <string.h>

#include "schema/schema_find.h"
#include "schema/schema_store.h"
#include "tiss/profile_value.h"

/* Marks in FOUND the paths that VERSION has; *SIMILAR gets names like the first that it has not. A table that cannot be read
 * has none: whoever needs it will say so. */
static void look(struct schema_store *store, const char *version, const struct profile_list *required, bool found[],
                 struct buf *similar)
{
	struct error ignored = ERROR_INIT;
	struct schema *schema = schema_store_get(store, version, &ignored);
	error_release(&ignored);
	if (schema == NULL)
		return;
	struct schema_places places;
	schema_places_init(&places, schema);
	for (size_t i = 0; i < required->n; i++) {
		const struct schema_place **at = NULL;
		const char *path = required->items[i].value, *name = strrchr(path, '/');
		found[i] = found[i] || schema_find(&places, path, &at) > 0;
		free(at);
		if (!found[i] && similar->len == 0)
			schema_similar(similar, &places, name != NULL ? name + 1 : path);
	}
	schema_places_release(&places);
}

/* The first path that is not FOUND, or NULL. */
static const struct profile_item *lost(const struct profile_list *required, const bool found[])
{
	for (size_t i = 0; i < required->n; i++)
		if (!found[i])
			return &required->items[i];
	return NULL;
}

static int report_lost(const struct profile *p, const struct profile_item *item, const char *similar, struct error *err)
{
	return profile_value_wrong(p, PROFILE_REQUIRED, item->value, item->line, err,
	                           "nenhuma versão do padrão tem este elemento neste lugar%s%s", *similar != '\0' ? "; há " : "",
	                           similar);
}

int profile_required_check(const struct profile *p, struct error *err)
{
	const struct profile_list *required = &p->required;
	bool found[PROFILE_REQUIRED_MAX] = { false };
	if (required->n > PROFILE_REQUIRED_MAX)
		return profile_value_wrong(p, PROFILE_REQUIRED, required->items[PROFILE_REQUIRED_MAX].value,
		                           required->items[PROFILE_REQUIRED_MAX].line, err, "esperados no máximo %d caminhos",
		                           PROFILE_REQUIRED_MAX);
	if (required->n == 0)
		return 0;
	struct vocabulary vocabulary;
	struct buf similar = BUF_INIT;
	vocabulary_init(&vocabulary);
	struct schema_store *store = schema_store_open(&vocabulary, true);
	size_t n;
	const struct schema_entry *entries = schema_store_list(store, &n);
	for (size_t i = n; i > 0 && lost(required, found) != NULL; i--)
		look(store, entries[i - 1].version, required, found, &similar);
	const struct profile_item *item = n > 0 ? lost(required, found) : NULL;
	int result = item != NULL ? report_lost(p, item, buf_str(&similar), err) : 0;
	schema_store_free(store);
	vocabulary_release(&vocabulary);
	buf_release(&similar);
	return result;
}
