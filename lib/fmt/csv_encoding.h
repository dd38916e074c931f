/* The encoding of a CSV file: UTF-8, or Windows-1252 as spreadsheets write it, told apart while the bytes go by. */
#ifndef FMT_CSV_ENCODING_H
#define FMT_CSV_ENCODING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* CSV_ENCODING_GUESS: what the first byte above 0x7f says decides for the whole file: a part of a UTF-8 character, or
 * not. The other encoding further down is then a fault, never a wrong letter. */
enum csv_encoding { CSV_ENCODING_GUESS, CSV_ENCODING_UTF8, CSV_ENCODING_WINDOWS_1252 };

/* Finds the encoding called NAME, as --encoding takes it: utf-8, windows-1252 (cp1252, and iso-8859-1, latin1, its
 * subsets), in any case. False when there is none of that name. */
bool csv_encoding_of(const char *name, enum csv_encoding *encoding);

enum csv_decode_fault {
	CSV_DECODE_OK,
	CSV_DECODE_NUL,
	CSV_DECODE_NOT_UTF8,   /* told to be UTF-8, and is not */
	CSV_DECODE_UNDEFINED,  /* a byte that Windows-1252 leaves undefined */
	CSV_DECODE_MIXED_UTF8, /* guessed to be UTF-8, and here is a byte that is not */
	CSV_DECODE_MIXED_1252  /* guessed to be Windows-1252, and here is a UTF-8 character */
};

struct csv_decoder {
	enum csv_encoding encoding; /* what is known so far */
	bool guessed;
	unsigned char before;       /* the byte before the next one */
	struct buf converted;
};

/* Some decoded bytes: TEXT (LEN bytes of sound UTF-8, not NUL-terminated, borrowed until the next call) and what stands
 * behind them. */
struct csv_decoded {
	const char *text;
	size_t len;
	size_t used; /* of the bytes given; the others, fewer than four, are to be given again with what follows them */
	enum csv_decode_fault fault;
	unsigned char byte; /* the first one at fault */
};

void csv_decoder_init(struct csv_decoder *d, enum csv_encoding encoding);
void csv_decoder_release(struct csv_decoder *d);

/* Decodes N bytes. LAST: nothing follows them. */
struct csv_decoded csv_decode(struct csv_decoder *d, const unsigned char *bytes, size_t n, bool last);

#endif
