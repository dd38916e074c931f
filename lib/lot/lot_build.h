/* From guides as CSV to lots: the run of lot-build.
 *
 * Rows become guide records (lot/guide_record.h), records XML (lot/lot_writer.h), guides lots (lot/lot_split.h); each
 * lot is held against the validator (lot/lot_check.h) and written (lot/lot_output.h). A guide with something wrong is
 * told and leaves the run, whole; unless there is a file for such guides nothing is written then. */
#ifndef LOT_LOT_BUILD_H
#define LOT_LOT_BUILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "fmt/csv_reader.h"
#include "fmt/xml_writer.h"
#include "lot/lot_output.h"

#define LOT_VERSION_DEFAULT "4.03.00"

/* All strings are borrowed. */
struct lot_build_options {
	const char *const *files;
	size_t nfiles;
	struct csv_options csv;
	const char *version;       /* of guides whose rows do not say one */
	const char *origin;        /* the provider: CNPJ, CPF or code; NULL: columns say it */
	const char *date, *time;   /* of the transaction; NULL: SOURCE_DATE_EPOCH, then the clock */
	long first_number;         /* of lots that the columns do not number */
	/* Gives the next number of the operator REGISTRO instead, 0, or -1 with ERR set; NULL: they follow FIRST_NUMBER */
	int (*next_number)(void *context, const char *registro, long *number, struct error *err);
	void *numbers;             /* its context */
	size_t max_guides;         /* 0: the profile's */
	uint64_t max_bytes;        /* 0: the profile's, or LOT_BYTES_MAX */
	bool encoding_given;       /* ENCODING, instead of the profile's */
	enum xml_output_encoding encoding;
	bool one_line, translit, recalc, sort;
	const char *profile;       /* a file or a registration; NULL: each operator's own */
	const char *rejects;       /* where guides with something wrong go; NULL: then nothing is written */
	struct lot_output_options output;
	void (*complain)(void *context, const char *text); /* what is wrong with a row or a guide: one line */
	size_t max_complaints;     /* so many of them; without REJECTS the run then stops. 0: no bound */
	void (*progress)(void *context, uint64_t guides);  /* told now and then; NULL: nobody looks */
	void *context;
};

/* 15 MB: what Conecta takes. */
enum { LOT_BYTES_MAX = 15 * 1000 * 1000 };

struct lot_build_counts {
	uint64_t lots, guides, items, rejected, warnings, complaints;
	int64_t amount;            /* valor informado, in cents */
};

/* Builds. 0: all is written; 1: something was wrong with guides, and was told; what is not wrong is written if there is a
 * file for the others, otherwise nothing is; -1 with ERR set: not done, nothing is written. */
int lot_build_run(const struct lot_build_options *options, struct lot_build_counts *counts, struct error *err);

/* Adds "2 lotes, 5 guias, 7 itens, R$ 1.234,56; 0 guias com erro, 1 aviso" to OUT. */
void lot_build_summary(struct buf *out, const struct lot_build_counts *counts);

#endif
