/* Reads statements from TISS messages of every version from 3.02.00 to 4.03.00: alone, in a message, in a web service's
 * answer, in a SOAP envelope; several in one message. What stands where is said in data/statement.tab. Names are known in any
 * namespace, since operators err there; whether the message is valid is tiss-validate's to say.
 *
 * Memory is bounded by one guide. */
#ifndef STATEMENT_STATEMENT_READER_H
#define STATEMENT_STATEMENT_READER_H

#include <stdint.h>

#include "base/error.h"
#include "base/finding.h"
#include "bill/statement.h"
#include "fmt/xml_reader.h"

struct statement_reading {
	uint64_t statements, answers; /* seen; statements count when they begin */
	uint64_t protocols, guides, items;
	uint64_t bytes;
	bool broken;                  /* it is no XML, as far as it was read: the last statement may not have ended */
};

/* What the reader finds wrong: it is no XML, it holds no statement, a value is no amount. FILE and place are set. */
struct statement_findings {
	void *context;
	void (*put)(void *context, struct finding *f);
};

/* Reads SOURCE, called NAME, to its end and tells SINK. *RESULT is added to. 0, or -1 with ERR set when it cannot be read;
 * what is wrong with what was read is told to FINDINGS. A statement that is cut off is ended with what it has. */
int statement_read(struct xml_source source, const char *name, const struct statement_sink *sink,
                   const struct statement_findings *findings, struct statement_reading *result, struct error *err);

#endif
