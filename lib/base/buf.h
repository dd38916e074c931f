/* A byte buffer that grows. Always NUL-terminated behind its LEN bytes once something was added. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buf {
	char *data; /* owned; NULL while empty and never written */
	size_t len;
	size_t cap;
};

#define BUF_INIT { NULL, 0, 0 }

void buf_release(struct buf *b);            /* frees what B owns and makes it empty */
void buf_reserve(struct buf *b, size_t n);  /* room for N more bytes and a NUL */
void buf_adds(struct buf *b, const char *text);
void buf_addu(struct buf *b, uint64_t n);   /* in decimal, many times faster than buf_addf */
void buf_addf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vaddf(struct buf *b, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));

/* Here for the sake of speed: most of what the commands write passes through these. */

/* Empty, but keeps the memory. */
static inline void buf_clear(struct buf *b)
{
	b->len = 0;
	if (b->data != NULL)
		b->data[0] = '\0';
}

static inline void buf_add(struct buf *b, const void *bytes, size_t n)
{
	if (b->cap - b->len <= n)
		buf_reserve(b, n);
	if (n > 0)
		memcpy(b->data + b->len, bytes, n);
	b->len += n;
	b->data[b->len] = '\0';
}

static inline void buf_addc(struct buf *b, char c)
{
	if (b->cap - b->len < 2)
		buf_reserve(b, 1);
	b->data[b->len++] = c;
	b->data[b->len] = '\0';
}

/* The bytes as a C string, "" when nothing was ever added; borrowed until the next change. */
const char *buf_str(const struct buf *b);

#endif
