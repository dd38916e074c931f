/* What columns a guide type takes, for those who make the CSV: --columns and --template of lot-build. */
#ifndef LOT_COLUMNS_LIST_H
#define LOT_COLUMNS_LIST_H

#include <stdbool.h>

#include "base/error.h"
#include "fmt/csv_writer.h"

enum columns_form {
	COLUMNS_TEXT,     /* every column: where it belongs, whether it must be given, what it holds, its codes */
	COLUMNS_CSV,      /* the same as CSV, however many codes there are */
	COLUMNS_TEMPLATE  /* a header line: the columns of guide and items that lot-build does not supply */
};

struct columns_list_options {
	const char *type, *version;
	enum columns_form form;
	enum csv_style style;
	bool no_header;
	bool all;         /* a template with those that are supplied too, and those of header and lot */
};

/* Writes the list to standard output. 0, or -1 with ERR set. */
int columns_list_write(const struct columns_list_options *options, struct error *err);

#endif
