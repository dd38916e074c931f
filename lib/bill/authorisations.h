/* Authorisations in memory: each with its keys, its beneficiary and its lines, found by what a billed item says. Pure.
 *
 * An authorisation is what numeroGuiaOperadora and senha name together. When two of them have one senha, or one
 * numeroGuiaOperadora, that key finds none of them. About 32 bytes a line and 70 an authorisation, so that a million lines
 * fit where a database would need more. */
#ifndef BILL_AUTHORISATIONS_H
#define BILL_AUTHORISATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text_ref.h"
#include "bill/decision.h"
#include "fmt/date.h"

enum {
	AUTHORISATION_ITEM_MAX = 9999, /* the largest sequencialItem (st_numerico4) */
	AUTHORISED_TEXTS = 8
};

#define AUTHORISATION_NONE UINT32_MAX

/* Memory is waited for longer than anything is computed here: who has several rows or queries at hand looks ahead to each in
 * AUTHORISATION_LOOKS steps, some rows apart, and it is fetched meanwhile. Only hints: they change no answer. */
enum { AUTHORISATION_LOOKS = 5, AUTHORISATION_LOOKS_TO_ADD = 3 }; /* of which a row that is to be added needs the first ones */

struct authorisation_hint {
	uint32_t hash, id, line;
	bool by_operator_guide;
};

/* What one line of an authorisation says: the authorisation's own data and one item. */
struct authorised_row {
	struct text_ref operator_guide, password, card, /* numeroGuiaOperadora, senha, numeroCarteira */
		table, code, tooth, region, face; /* AUTHORISED_TEXTS in all, in one stretch */
	date_days valid_until;      /* dataValidadeSenha; DATE_NONE */
	unsigned status;            /* statusSolicitacao, 1 to 7 */
	unsigned item;              /* sequencialItem, from 1; 0: the authorisation has no items, and this is no line */
	unsigned participation;     /* grauParticipacao + 1; 0: none */
	int64_t quantity;           /* quantidadeAutorizada, at scale 4 */
	bool consumed;              /* quantidadePaga is 0, and quantity is not */
	struct match_carry carry;
	uint32_t file, line;        /* where it stands; FILE is the caller's number */
	struct authorisation_hint hints[2]; /* of its two keys; for who looks ahead */
};

struct authorisations;

struct authorisations *authorisations_new(void);
void authorisations_free(struct authorisations *a);

enum authorisation_fault {
	AUTHORISATION_TAKEN,
	AUTHORISATION_REPEATED,     /* the same sequencialItem again (or no item twice) … */
	AUTHORISATION_DIFFERS,      /* beneficiary, status or validity are not those of … */
	AUTHORISATION_FULL          /* more than fit */
};

/* Adds a row. Its line, if it is one, gets the next number, from 0. Otherwise *FILE and *LINE are the place of the
 * earlier row, and *WHAT (AUTHORISATION_DIFFERS) the column that differs. */
enum authorisation_fault authorisations_add(struct authorisations *a, const struct authorised_row *row, uint32_t *file,
                                            uint32_t *line, const char **what);

/* Looks for a repeated sequencialItem that authorisations_add could not see: one that is large, and far behind the first. True when there
 * is one: *FILE, *LINE and *EARLIER are those of the first, by line. */
bool authorisations_repeated(struct authorisations *a, uint32_t *file, uint32_t *line, uint32_t *earlier_file,
                             uint32_t *earlier);

uint32_t authorisations_lines(const struct authorisations *a);
uint32_t authorisations_count(const struct authorisations *a);

/* What a billed item looks for. */
struct match_query {
	bool by_operator_guide;     /* its key is numeroGuiaOperadora (consulta); else a senha */
	bool by_tooth;              /* tooth, region and face count (odonto) */
	struct text_ref key, card;
	date_days date;             /* of the service; DATE_NONE */
	struct text_ref table, code, tooth, region, face;
	uint64_t participations;    /* set of 1 << grauParticipacao, of those below 64 */
	int64_t quantity;           /* at scale 4 */
};

struct match_found {
	enum match_situation situation;
	uint32_t authorisation;     /* that the key names, AUTHORISATION_NONE for none; of two the first … */
	uint32_t other;             /* … and this the second */
	uint32_t line;              /* that the situation speaks of; AUTHORISATION_NONE for none */
};

/* Finds what Q is to be decided by; nothing is consumed. */
struct match_found authorisations_find(const struct authorisations *a, const struct match_query *q);

/* ---- looking ahead ---- */

/* For a row or query with KEY. Needs no authorisations: another thread may make it. */
struct authorisation_hint authorisation_hint_of(bool by_operator_guide, struct text_ref key);

/* The steps are taken in order, from 0. */
void authorisations_look(const struct authorisations *a, struct authorisation_hint *h, unsigned step);

/* ---- consuming ---- */

/* What LINE carries; zeros where it carries nothing. */
struct match_carry authorisations_carry(const struct authorisations *a, uint32_t line);

/* Zeroes the line's quantidade paga, valor a pagar and valor a receber. */
void authorisations_consume(struct authorisations *a, uint32_t line);
/* Whether that was done by authorisations_consume. */
bool authorisations_was_consumed(const struct authorisations *a, uint32_t line);

/* What an authorisation and a line say, for messages and tables; texts are borrowed. */
struct authorisation_view {
	const char *operator_guide, *password;
	unsigned status;
	date_days valid_until;
	uint32_t file, line;        /* of its first row */
};

struct authorised_line_view {
	uint32_t authorisation;
	unsigned item;
	int64_t quantity;
	uint32_t file, line;
};

struct authorisation_view authorisations_view(const struct authorisations *a, uint32_t authorisation);
struct authorised_line_view authorisations_line(const struct authorisations *a, uint32_t line);

#endif
