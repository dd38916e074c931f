/* Inside of lot/columns.h: which fields a name may mean. */
#ifndef LOT_COLUMNS_FIT_H
#define LOT_COLUMNS_FIT_H

#include "lot/columns.h"

/* What the names of header fields begin with. */
#define COLUMN_HEADER_PATH "cabecalho/"

enum column_fit { FIT_NOT, FIT_END, FIT_WHOLE };

/* How the LEN bytes of NAME, without numbers, fit FIELD. */
enum column_fit column_fit_of(const struct column *field, const char *name, size_t len);

/* The fields that a name fits, the best fits only: where one is named whole, no other is meant. */
struct column_fits {
	enum column_fit best;
	size_t n[COLUMN_SCOPES];
	const struct column *first[COLUMN_SCOPES];
};

struct column_fits columns_fits(const struct columns *c, const char *name, size_t len);
bool column_fits_ambiguous(const struct column_fits *f);

#endif
