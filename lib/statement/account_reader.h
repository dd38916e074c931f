/* Reads the account of guide-match (contas.csv) as a Demonstrativo de Análise de Conta: totals are summed, what the columns
 * do not say comes from a header. The CSV that demo-render writes reads back too. Rows of one guide are adjacent. */
#ifndef STATEMENT_ACCOUNT_READER_H
#define STATEMENT_ACCOUNT_READER_H

#include <sys/types.h>

#include "bill/statement.h"
#include "fmt/csv_reader.h"
#include "statement/statement_header.h"
#include "statement/statement_reader.h"

struct account_options {
	const struct statement_header *header; /* borrowed */
	struct csv_options csv;
	const char *issued;                    /* dataEmissao where neither columns nor header say */
};

/* Reads SOURCE, called NAME, and tells SINK; *RESULT is added to. A statement begins where operator, provider or numeroDemonstrativo
 * change, a protocol where the lot or numeroProtocolo do. 0, or -1 with ERR set, naming file, line and column, when
 * the account is wrong: what was told until then is of no use. */
int account_read(struct csv_source source, const char *name, const struct account_options *options,
                 const struct statement_sink *sink, struct statement_reading *result, struct error *err);

#endif
