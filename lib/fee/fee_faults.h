/* What is wrong with the input, told one by one as it is found, in an analyst's words. */
#ifndef FEE_FEE_FAULTS_H
#define FEE_FEE_FAULTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "fmt/csv_reader.h"

struct fee_faults {
	void (*complain)(void *context, const char *text); /* "arquivo:linha: coluna «nome»: “valor”: o quê" */
	void *context;
	uint64_t max;   /* told at most; the others are only counted */
	uint64_t count;
};

/* Counts and tells a fault: TEXT; what ERR says, which is emptied; or one of column COLUMN of the row that R is at. */
void fee_fault_text(struct fee_faults *f, const char *text);
void fee_fault_error(struct fee_faults *f, struct error *err);
void fee_fault_at(struct fee_faults *f, const struct csv_reader *r, size_t column, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#endif
