/* Authorisations as they come: a CSV, or TISS messages of an operator that carry them (autorizacaoServicos, situacaoAutorizacao and
 * the roots of the web services). Row by row, as often as one likes: the file is read again for --auth-out. */
#ifndef MATCH_AUTH_INPUT_H
#define MATCH_AUTH_INPUT_H

#include <stdbool.h>

#include "base/error.h"
#include "bill/authorisations.h"
#include "fix/fix.h"
#include "fmt/csv_reader.h"
#include "match/message.h"

/* The columns of autorizacoes.csv, in the order in which --auth-out writes them. */
enum auth_column {
	AUTH_GUIDE, AUTH_PASSWORD, AUTH_DATE, AUTH_VALID_UNTIL, AUTH_STATUS, AUTH_CARD, AUTH_ITEM, AUTH_TABLE, AUTH_CODE, AUTH_QUANTITY,
	AUTH_TOOTH, AUTH_REGION, AUTH_FACE, AUTH_PARTICIPATION, AUTH_PAID, AUTH_PAYABLE, AUTH_RECEIVABLE, AUTH_NUMBER_PAYABLE,
	AUTH_NUMBER_RECEIVABLE, AUTH_COLUMNS
};

extern const struct csv_column auth_columns[AUTH_COLUMNS];

/* A row as it stands in the file, and as values. Borrowed until the next. */
struct auth_row {
	const struct csv_cell *cells[AUTH_COLUMNS];
	struct authorised_row row;  /* FILE is the input's number */
	date_days authorised_on;
	int64_t paid;               /* quantidadePaga at scale 4 */
	bool paid_given;
};

struct auth_input {
	const char *name;           /* as messages call it; borrowed */
	uint32_t number;
	struct fix_input in;
	bool xml;
};

/* Opens the file NAME ("-": standard input). */
int auth_input_open(struct auth_input *a, const char *name, uint32_t number, struct error *err);
void auth_input_close(struct auth_input *a);

/* Who listens. */
struct auth_listener {
	void *context;
	void (*take)(void *context, const struct auth_row *row);
	/* instead of TAKE, where that is enough: a CSV is then read in another thread, ahead (fmt/rows_ahead.h), and its rows are looked
	 * at in AUTHORISATION_LOOKS_TO_ADD steps */
	void (*take_values)(void *context, const struct authorised_row *row);
	void (*look)(void *context, struct authorised_row *row, unsigned step);
	void (*complain)(void *context, const char *text);           /* a row that is no good, in one line */
	void (*warn)(void *context, const char *text);
	enum csv_encoding encoding;
	struct message_reader *messages; /* borrowed */
	size_t complaints;          /* out: rows that were no good */
	size_t refused;             /* out: 1 when the message was refused */
};

/* Reads all rows from the beginning. 0, whatever was complained about; -1 with ERR set when it cannot be read. */
int auth_input_read(struct auth_input *a, struct auth_listener *l, struct error *err);

/* ---- between the parts ---- */

int auth_csv_read(struct auth_input *a, struct auth_listener *l, struct error *err);
int auth_xml_read(struct auth_input *a, struct auth_listener *l, struct error *err);

#endif
