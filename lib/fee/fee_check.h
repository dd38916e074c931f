/* --check-prices: a table of prices held against Resolução Normativa ANS 563/2022. */
#ifndef FEE_FEE_CHECK_H
#define FEE_FEE_CHECK_H

#include "base/error.h"
#include "fmt/csv_reader.h"
#include "fmt/finding_sink.h"

struct fee_check_options {
	const char *prices, *output; /* paths; OUTPUT NULL: standard output */
	const struct finding_format *format;
	bool no_header;
	enum csv_encoding encoding;
	uint64_t max_complaints;
	void (*complain)(void *context, const char *text);
	void (*warn)(void *context, const char *text);
	void *context;
};

/* Writes a finding for each rule broken, for each plan (its mandatory modules together, and each optional one) and each day on which a
 * price begins to hold. 0: none. 1: some. 2: the table itself is wrong, which was told. -1 with ERR set. */
int fee_check_prices(const struct fee_check_options *options, struct error *err);

#endif
