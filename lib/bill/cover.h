/* The capa de lote: what stands on it (lots.md, "Capa de lote"), whatever it is written as. Filled by lib/send, written by a renderer each
 * of lib/io (io/cover_text.h). All strings are borrowed; NULL: not there. Amounts in cents, COVER_NONE: not there. */
#ifndef BILL_COVER_H
#define BILL_COVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COVER_NONE INT64_MIN

struct cover_guide {
	const char *number, *operator_number; /* the provider's, the operator's */
	const char *entry_date;               /* aaaa-mm-dd */
	int64_t items, informed, denied, released;
};

struct cover {
	bool draft;                   /* the lot is not sent yet */
	const char *operator, *operator_name;
	const char *lot, *protocol;   /* numeroLote; PEG */
	const char *sent_at;          /* aaaa-mm-dd hh:mm:ss */
	const char *guide_type;       /* "sp-sadt"; cover_guide_title says it in full */
	const char *channel;          /* "webservice", "portal" */
	const char *version;
	const char *provider_name, *provider_cnpj, *provider_cpf, *provider_code;
	const char *invoice_number, *invoice_date; /* NULL: lines to be filled in by hand */
	int64_t invoice_value;
	int64_t informed, denied, released;
	int64_t guides_presented, guides_denied, items_presented, items_denied; /* denied: with glosas; COVER_NONE: not known */
	const char *printed_date, *printed_time; /* aaaa-mm-dd, hh:mm:ss */
	const struct cover_guide *guides;
	size_t nguides;
};

/* "Guia de SP/SADT"; TYPE itself when it is none of the five. Static, or TYPE. */
const char *cover_guide_title(const char *type);

/* "Web service", "Portal da operadora"; "" for NULL. */
const char *cover_channel_title(const char *channel);

#endif
