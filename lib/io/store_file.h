/* The files that were offered to the store, whatever became of them. */
#ifndef IO_STORE_FILE_H
#define IO_STORE_FILE_H

#include "io/store.h"

/* What is known of a file: borrowed by those who write, until TAKE returns for those who read. */
struct store_file {
	int64_t id;
	const char *name, *offered_at;
	const char *state;         /* "processando", "invalido", "recusado" (good, but not taken in), "repetido" (LOT is this very file),
	                            * "importado" */
	int64_t findings;          /* error-level; STORE_NULL: not known yet */
	const char *operator, *number, *md5; /* NULL: not known */
	int64_t size, lot;         /* STORE_NULL: none */
	int64_t corrected_by;      /* the file that was imported in its place later; STORE_NULL: none */
};

/* Notes that NAME was offered at NOW: "processando". Its id in *ID. Inside a transaction, as the next one. */
int store_file_offer(struct store *s, const char *name, const char *now, int64_t *id, struct error *err);

/* Writes what became of FILE. An imported one corrects the invalid ones before it that have its name, or its operator and lot number. */
int store_file_settle(struct store *s, const struct store_file *file, struct error *err);

/* Tells TAKE the files offered, by id: their number, or -1 with ERR set. INVALID: only those that were refused and not corrected since. */
long store_files(struct store *s, bool invalid, void (*take)(void *context, const struct store_file *f), void *context, struct error *err);

#endif
