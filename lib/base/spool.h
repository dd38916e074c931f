/* Bytes put aside and read again in the order they came: in memory while they are few, then in an unlinked file in
 * $TMPDIR or /tmp that only this process can read (0600).
 *
 * Writing returns nothing: the first failure is remembered, and spool_rewind reports it. */
#ifndef BASE_SPOOL_H
#define BASE_SPOOL_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { SPOOL_MEMORY = 1024 * 1024 }; /* bytes kept in memory at most */

/* Private but for its size, which is the number of bytes in SIZE. */
struct spool {
	uint64_t size;
	uint64_t on_disk;   /* of them in the file; the others are the first HELD bytes of MEMORY */
	size_t held;
	char *memory;
	int fd;             /* -1: no file */
	uint64_t at;        /* the next byte to be read */
	uint64_t window;    /* while reading: MEMORY holds the file's bytes from here … */
	size_t window_size; /* … as many as these */
	int errnum;         /* what went wrong, or 0 */
};

#define SPOOL_INIT { 0, 0, 0, NULL, -1, 0, 0, 0, 0 }

void spool_release(struct spool *s);

/* Adds N bytes at the end. */
void spool_write(struct spool *s, const void *bytes, size_t n);

/* Drops what stands behind the first SIZE bytes. */
void spool_cut(struct spool *s, uint64_t size);

/* Writing is over (for good): the next byte read is the first. 0, or -1 with ERR set when something was not
 * written. */
int spool_rewind(struct spool *s, struct error *err);

/* The next N bytes to TO. 1; 0 at the end; -1 with ERR set when fewer are left or they cannot be read. */
int spool_read(struct spool *s, void *to, size_t n, struct error *err);

#endif
