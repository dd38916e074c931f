/* Where built lots go: one to standard output, or any number as files in a folder with a manifest (CSV) on standard
 * output. All or nothing: files lie in a folder of their own inside until lot_output_commit. */
#ifndef LOT_LOT_OUTPUT_H
#define LOT_LOT_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "fmt/csv_writer.h"

struct lot_output_options {
	const char *dir;      /* NULL: standard output. Made when it is not there */
	bool portal_names;    /* SEQUENCIAL(20 digits)_MD5.xml instead of LOTE.xml */
	enum csv_style style; /* of the manifest */
	bool no_header;
};

/* A lot, as the manifest tells it. */
struct lot_info {
	const char *number, *sequence; /* of the lot, of its transaction */
	const char *version, *operator, *type, *hash;
	size_t guides, items;
	int64_t amount;
};

struct lot_output;

/* NULL with ERR set. OPTIONS are copied; the strings are borrowed. */
struct lot_output *lot_output_open(const struct lot_output_options *options, struct error *err);

/* Takes a lot of N pieces. -1 with ERR set when it cannot be written, or its name is taken or is no name for a file. A second
 * lot for standard output is only counted. */
int lot_output_put(struct lot_output *o, const struct lot_info *info, const struct buf *const pieces[], size_t n,
                   struct error *err);

/* How many were taken. */
size_t lot_output_count(const struct lot_output *o);

/* Puts all in place; frees O. -1 with ERR set: more than one lot and no folder, or what could not be written. */
int lot_output_commit(struct lot_output *o, struct error *err);

/* Drops all; frees O. */
void lot_output_abort(struct lot_output *o);

#endif
