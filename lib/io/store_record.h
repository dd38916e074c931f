/* The columns of a lot, in the order in which lot_record_read reads them. Within lib/io/store*.c. */
#ifndef IO_STORE_RECORD_H
#define IO_STORE_RECORD_H

#include <sqlite3.h>

#include "io/store_lot.h"

#define LOT_RECORD_COLUMNS \
	"id, situation, number, operator, guide_type, version, channel, sequence, provider_cnpj, provider_cpf, provider_code, " \
	"provider_name, hash, md5, size, guides, items, guides_denied, items_denied, included_at, closed_at, send_until, sent_at, " \
	"payment_date, protocol, protocol_date, protocol_status, invoice_number, invoice_date, invoice_value, informed, processed, denied, " \
	"released, doubted"

/* Reads the row of ST, whose columns are those, into LOT, which is not released before. */
void lot_record_read(sqlite3_stmt *st, struct lot_record *lot);

#endif
