/* The hash of a message (Componente Organizacional, item 115): MD5 of the values of its elements in document order,
 * in ISO-8859-1.
 *
 * Programs in the field disagree about it, so the known wrong ways are computed in the same pass: a wrong hash can then be
 * explained. A variant costs nothing until a value makes it differ; only then does it get an MD5 of its own. */
#ifndef TISS_HASH_H
#define TISS_HASH_H

#include <stdbool.h>
#include <stddef.h>

/* What a program may do to the values before hashing them. */
enum hash_text { HASH_PLAIN, HASH_CRLF, HASH_TRIMMED, HASH_NO_LINE_ENDS, HASH_NO_BLANK, HASH_COMMENTS, HASH_TEXTS };

/* A variant is HASH_TEXTS * (UTF-8? 1 : 0) + enum hash_text; variant 0 is the norm's. */
enum { HASH_OFFICIAL = 0, HASH_VARIANTS = 2 * HASH_TEXTS, HASH_HEX = 33 };

struct hash;

struct hash *hash_new(void);
void hash_free(struct hash *h);
void hash_clear(struct hash *h); /* as new */

/* One whole value, or one piece of a value too long to keep (a piece ends at a character's border; that such a value is
 * trimmed or blank is not tried). UTF-8. False once there was a character that ISO-8859-1 lacks. */
bool hash_value(struct hash *h, const char *text, size_t len);
bool hash_piece(struct hash *h, const char *text, size_t len);
void hash_comment(struct hash *h, const char *text, size_t len);

/* The first character that ISO-8859-1 lacks (UTF-8, NUL-terminated), or NULL: then there is no official hash. */
const char *hash_outside(const struct hash *h);

/* The hash as VARIANT computes it, in lower-case hexadecimal, NUL-terminated. More values may be added afterwards. */
void hash_result(const struct hash *h, int variant, char hex[HASH_HEX]);

/* The variant that gives HEX (any case, 32 digits), the official one before others; -1 when none does. */
int hash_variant_of(const struct hash *h, const char *hex, size_t len);

/* What VARIANT does, in Portuguese ("valores em UTF-8 em vez de ISO-8859-1"), and its name in profiles ("utf-8+crlf"). */
const char *hash_variant_text(int variant);
const char *hash_variant_name(int variant);

#endif
