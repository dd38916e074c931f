/* Files into the store: validated, refused with their críticas, or taken in as lots. */
#ifndef SEND_IMPORT_H
#define SEND_IMPORT_H

#include "send/lot_send.h"

/* Told of every lot: one that was taken in (NEW), or one that the store has already, byte by byte the same. Borrowed until the return. */
struct import_listener {
	void (*lot)(void *context, struct lot_record *lot, bool new);
	void *context;
	struct table_out *table; /* gets a row for every file; NULL: none is written */
};

/* Imports NAMES ("-": standard input; folders are walked with -r). What is refused is told, and noted in X. */
void import_files(struct lot_send *x, char **names, size_t n, const struct import_listener *listener);

extern const struct table_column import_columns[];
extern const size_t import_ncolumns;

#endif
