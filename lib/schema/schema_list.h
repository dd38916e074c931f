/* The versions whose tables are found, and what each accepts as the version of a message (Padrao). */
#ifndef SCHEMA_SCHEMA_LIST_H
#define SCHEMA_SCHEMA_LIST_H

#include "base/buf.h"
#include "base/error.h"
#include "schema/schema_csv.h"
#include "schema/schema_store.h"

struct schema_list_row {
	const struct schema_entry *entry;
	char *accepts; /* "4.00.00, 4.00.01"; "" when the table says nothing; owned */
	bool newest;
};

struct schema_list {
	struct schema_list_row *rows; /* from old to new */
	size_t n;
};

/* Reads all tables of STORE, which must outlive the list. -1 with ERR set when there is none, or when one cannot be
 * read: then the list holds the others. schema_list_release frees it in both cases. */
int schema_list_init(struct schema_list *l, struct schema_store *store, struct error *err);
void schema_list_release(struct schema_list *l);

void schema_list_text(struct buf *out, const struct schema_list *l);
void schema_list_csv(struct buf *out, const struct schema_list *l, enum schema_csv style, bool head);

#endif
