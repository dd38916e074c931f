/* A vocabulary: strings numbered 1, 2, 3 … in the order they were added, so that the rest compares numbers. */
#ifndef BASE_NAMES_H
#define BASE_NAMES_H

#include <stddef.h>
#include <stdint.h>

struct names;

struct names *names_new(void);
void names_free(struct names *n);

/* Forgets all strings; N can be used again. Keeps the memory that an ordinary number of strings needs. */
void names_clear(struct names *n);

/* Makes room for COUNT strings in all, so that adding them moves nothing. */
void names_reserve(struct names *n, uint32_t count);

/* The number of TEXT (LEN bytes), added if it is new. */
uint32_t names_add(struct names *n, const char *text, size_t len);

/* The same for who has its hash already, and looked for it a while ago: then what adding it touches is in the processor's cache. */
uint32_t names_add_hashed(struct names *n, const char *text, size_t len, uint32_t hash);
void names_look(const struct names *n, uint32_t hash);

/* The number of TEXT, or 0 when it was never added. */
uint32_t names_find(const struct names *n, const char *text, size_t len);

/* The string numbered ID ("" for 0), NUL-terminated, valid as long as N. */
const char *names_text(const struct names *n, uint32_t id);

uint32_t names_count(const struct names *n);

/* The hash that N uses, for others that keep tables of strings (FNV-1a). */
uint32_t names_hash(const char *text, size_t len);

#endif
