/* Where the parts of a lot stand in the bytes of its file, so that guides go from one lot to another unchanged. */
#ifndef LOT_LOT_BYTES_H
#define LOT_LOT_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "fix/fix.h"
#include "fmt/xml_bytes.h"
#include "fmt/xml_tags.h"

struct lot_span {
	uint64_t from, to;          /* both 0: there is none */
};

enum { LOT_PREFIX_MAX = 31 };

struct lot_bytes {
	enum xml_encoding encoding; /* declared */
	bool mark;                  /* the file begins with a byte order mark */
	char prefix[LOT_PREFIX_MAX + 1]; /* of its elements, with the colon; "" for none */
	uint64_t size;
	struct lot_span number;     /* what numeroLote holds */
	struct lot_span hash;       /* what the message's hash holds */
	uint64_t opened;            /* behind <guiasTISS> */
	struct lot_span *guides;    /* each from its '<' to behind its end tag */
	size_t n, cap;
	bool is_signed;             /* the message as a whole is (a guide's own signature goes with the guide) */
};

/* Finds them in IN, a well-formed message that is a lot. -1 with ERR set when it cannot be read, or lacks a part. */
int lot_bytes_find(struct lot_bytes *b, const struct fix_input *in, struct error *err);
void lot_bytes_release(struct lot_bytes *b);

/* Adds the bytes FROM up to TO of IN to OUT. -1 with ERR set when there are not as many. */
int lot_bytes_read(const struct fix_input *in, uint64_t from, uint64_t to, struct buf *out, struct error *err);

/* Adds the N bytes of a guide, which stood in a lot like FROM, to OUT as they shall stand in a lot like TO:
 * unchanged, or with another encoding or another prefix where the two differ in them. False when TO's encoding
 * lacks one of its characters. */
bool lot_bytes_convert(struct buf *out, const char *bytes, size_t n, const struct lot_bytes *from, const struct lot_bytes *to);

#endif
