#include "schema/schema_open.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

static const struct schema_entry *entry_of(const struct schema_store *store, const char *version)
{
	size_t n;
	const struct schema_entry *entries = schema_store_list(store, &n);
	for (size_t i = 0; i < n; i++)
		if (version == NULL ? i == n - 1 : strcmp(entries[i].version, version) == 0)
			return &entries[i];
	return NULL;
}

static void no_table(const struct schema_store *store, const char *version, struct error *err)
{
	size_t n;
	const struct schema_entry *entries = schema_store_list(store, &n);
	struct buf known = BUF_INIT;
	for (size_t i = 0; i < n; i++)
		buf_addf(&known, "%s%s", i > 0 ? ", " : "", entries[i].version);
	if (n == 0)
		error_set(err, "não há tabelas de esquema nas pastas de dados");
	else
		error_set(err, "não há tabela da versão %s; há estas: %s", version, buf_str(&known));
	buf_release(&known);
}

struct schema *schema_open_version(struct schema_store *store, const char *version, struct error *err)
{
	const struct schema_entry *entry = entry_of(store, version);
	if (entry != NULL)
		return schema_store_add(store, entry->file, err);
	no_table(store, version, err);
	return NULL;
}

struct schema *schema_open_any(struct schema_store *store, const char *what, struct error *err)
{
	bool file = strchr(what, '/') != NULL || (entry_of(store, what) == NULL && access(what, F_OK) == 0);
	return file ? schema_store_add(store, what, err) : schema_open_version(store, what, err);
}
