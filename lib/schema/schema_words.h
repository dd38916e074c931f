/* What the structure says, in an analyst's words: how often an element stands, what its value may be.
 *
 * Everything is added to OUT: Portuguese, UTF-8, one line, no final point. */
#ifndef SCHEMA_SCHEMA_WORDS_H
#define SCHEMA_SCHEMA_WORDS_H

#include <stdbool.h>

#include "base/buf.h"
#include "schema/schema.h"

/* "obrigatório", "opcional", "1 a 100 vezes", "0 ou mais vezes"; MAX may be OCCURS_UNBOUNDED. */
void schema_words_occurs(struct buf *out, unsigned min, unsigned max);

/* What the values of simple type T are: "texto de 1 a 20 caracteres", "11 algarismos", "um de 10 códigos". */
void schema_words_value(struct buf *out, struct schema_type *t);

/* What an element or attribute of type T holds: its value; for a group, the number of its
 * elements. The name of T stands
 * behind it in brackets where asking for it ("tiss-schema show NAME") tells more. */
void schema_words_type(struct buf *out, struct schema_type *t);

/* A pattern of the plain forms, "[0-9]{11}" as "11 algarismos". False, and nothing added, for any other. */
bool schema_words_pattern(struct buf *out, const char *pattern);

/* The name of KEY as the table writes it: bare in ANS's namespace, "ds:" for signatures, otherwise "{URI}name". */
void schema_words_name(struct buf *out, const struct schema *s, element_key key);

/* "1 código", "2 códigos". */
void schema_words_count(struct buf *out, size_t n, const char *one, const char *many);

/* Whether T has a name of its own, that is, one that is not the path to the only element that has it. */
bool schema_type_named(const struct schema_type *t);

#endif
