/* Which items require prior authorisation, and when: the operator's table, in memory. Pure. */
#ifndef BILL_REQUIREMENTS_H
#define BILL_REQUIREMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bill/decision.h"
#include "fmt/date.h"

struct requirements;

struct requirements *requirements_new(void);
void requirements_free(struct requirements *r);

/* Adds what holds for CODE of TABLE from FROM to UNTIL, both included (DATE_NONE: no bound), said in line LINE. False when the
 * period overlaps one of the same code, whose line then is *OTHER. */
bool requirements_add(struct requirements *r, const char *table, const char *code, bool required, date_days from, date_days until,
                      uint32_t line, uint32_t *other);

/* What holds for CODE (CODE_LEN bytes) of TABLE on DATE. *FIRST_UNKNOWN, which may be NULL, is set to whether it is unknown and was
 * not asked for before. */
enum requirement requirements_find(struct requirements *r, const char *table, size_t table_len, const char *code, size_t code_len,
                                   date_days date, bool *first_unknown);

size_t requirements_unknown(const struct requirements *r); /* how many codes were asked for in vain */

#endif
