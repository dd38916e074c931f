/* Text of unknown origin made fit to be shown: what a file's values and names hold must never reach a terminal, a
 * spreadsheet or a log as something else than text. */
#ifndef BASE_VISIBLE_H
#define BASE_VISIBLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum visible_kind {
	VISIBLE_PLAIN,  /* shown as it is */
	VISIBLE_HIDDEN, /* a control character, or one that cannot be seen or turns the direction of the line */
	VISIBLE_BROKEN  /* a byte that is no UTF-8 */
};

struct visible_char {
	enum visible_kind kind;
	size_t len;    /* bytes it takes, at least 1 */
	uint32_t code; /* code point; the byte when broken */
};

/* The character that TEXT (LEN bytes, at least 1) begins with. */
struct visible_char visible_next(const char *text, size_t len);

/* How many bytes at the start of TEXT are plain. */
size_t visible_plain(const char *text, size_t len);

/* Adds TEXT to OUT as valid UTF-8 without hidden characters: ASCII controls as their pictures (␊, ␛), other hidden
 * characters as <U+202E>, broken bytes as \xE9. */
void visible_add(struct buf *out, const char *text, size_t len);
void visible_add_char(struct buf *out, const char *text, struct visible_char c);

/* The largest number of bytes, up to MAX, that TEXT (LEN bytes) can be cut to without parting a character. */
size_t visible_cut(const char *text, size_t len, size_t max);

/* Number of characters of a NUL-terminated text: its columns, where all are one wide. */
size_t visible_width(const char *text);

#endif
