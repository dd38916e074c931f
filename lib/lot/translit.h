/* Characters that ISO-8859-1 lacks, and what they may be written as instead: “ as ", – as -, … as three points. */
#ifndef LOT_TRANSLIT_H
#define LOT_TRANSLIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

struct translit;

/* Reads data/translit.tab, found in the data folders. NULL with ERR set. */
struct translit *translit_open(struct error *err);
void translit_free(struct translit *t);

/* What is written instead of the character of LEN bytes of UTF-8; NULL when there is nothing for it. */
const char *translit_find(const struct translit *t, const char *character, size_t len);

#endif
