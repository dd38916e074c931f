/* Reads XML as a stream of events, over libxml2, with the bytes checked first (fmt/xml_bytes.h).
 *
 * Hostile input is normal input: no DTD and no entity is read, nothing is fetched, and memory is bounded whatever
 * the file holds. */
#ifndef FMT_XML_READER_H
#define FMT_XML_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/names.h"
#include "fmt/xml_bytes.h"

enum {
	XML_DEPTH_MAX = 256,
	XML_NS_NONE = 0,
	XML_NS_UNKNOWN = 0xfff /* a namespace that is not in the reader's list */
};

/* An attribute. All strings are borrowed: LOCAL, PREFIX and URI until the end of the file, VALUE (not
 * NUL-terminated) until the event's function returns. */
struct xml_attribute {
	uint32_t ns, name;       /* numbers in the reader's lists; name 0: unknown */
	const char *local, *prefix, *uri;
	const char *value;
	size_t len;
	const char *value_uri;   /* xsi:type: the namespace that the value's prefix stands for, or NULL */
};

/* The start of an element; strings as in struct xml_attribute. Columns are in characters, from 1. */
struct xml_start {
	uint32_t ns, name;
	const char *local, *prefix, *uri; /* prefix and uri may be NULL */
	const struct xml_attribute *attributes;
	size_t nattributes;
	long line, column;                /* of its '<' */
	long value_line, value_column;    /* behind the start tag, where its text begins */
};

/* What a file is refused for, and what is only noted (the last two). */
enum xml_fault_kind {
	XML_FAULT_EMPTY,
	XML_FAULT_WIDE,        /* UTF-16, UTF-32 */
	XML_FAULT_UNSUPPORTED, /* another encoding is declared */
	XML_FAULT_NOT_UTF8,    /* declared (or taken for) UTF-8, and is not */
	XML_FAULT_BOM,         /* UTF-8 byte order mark under another declaration */
	XML_FAULT_NUL,
	XML_FAULT_START_TAG,
	XML_FAULT_DOCTYPE,
	XML_FAULT_DEPTH,
	XML_FAULT_MALFORMED,
	XML_FAULT_PACKED_BOMB,      /* these six: of an archive (fmt/unpack.h), told by the source, without a place */
	XML_FAULT_PACKED_NESTED,
	XML_FAULT_PACKED_ENTRIES,
	XML_FAULT_PACKED_BROKEN,
	XML_FAULT_PACKED_ENCRYPTED,
	XML_FAULT_PACKED_EMPTY,
	XML_FAULT_DISGUISED,   /* declared ISO-8859-1, and all is UTF-8: told at the end */
	XML_FAULT_CONTROL      /* bytes 0x80–0x9f under ISO-8859-1: told at the end */
};

struct xml_fault {
	enum xml_fault_kind kind;
	struct xml_place place;   /* the column in characters where the parser found it */
	const char *declared;     /* the encoding the file declares, "" if none */
	const char *reason;       /* XML_FAULT_MALFORMED: what is wrong, in Portuguese; PACKED_BOMB, PACKED_ENTRIES: the bound that
	                           * was passed; otherwise NULL */
};

/* Who listens, in the thread that called xml_read. RAW, COMMENT and FAULT may be NULL. RAW gets every byte of the file, in order, before
 * it is looked at; it is called from where the source is read, which may be another thread, so it touches nothing that the others do. */
struct xml_consumer {
	void *context;
	void (*raw)(void *context, const char *bytes, size_t len);
	void (*start)(void *context, const struct xml_start *start);
	/* A value may come in several pieces. CDATA: the piece is a whole CDATA section, perhaps an empty one. */
	void (*text)(void *context, const char *text, size_t len, bool cdata);
	/* The place behind the end tag; EMPTY: there is none, the start tag ended in "/>", and the place is before that. */
	void (*end)(void *context, long line, long column, bool empty);
	void (*comment)(void *context, const char *text, size_t len);
	void (*fault)(void *context, const struct xml_fault *fault);
	bool stop; /* set by any of the functions: no event follows, and the rest is only passed to RAW */
	bool brief; /* it is going to stop soon: not worth a thread, which would read far ahead */
};

/* Where the bytes come from, perhaps in another thread than the consumer's: READ gives up to N of them, 0 at the end, -1 with errno
 * set on an error. REFUSED, which may be NULL, says whether that error is the data's and not the system's: then it gives the fault, and
 * there was no error. */
struct xml_source {
	void *context;
	ssize_t (*read)(void *context, char *buffer, size_t n);
	bool (*refused)(void *context, enum xml_fault_kind *kind, const char **reason);
};

struct xml_source xml_source_fd(const int *fd);

/* Bytes in memory, borrowed, read once. */
struct xml_memory {
	const char *bytes;
	size_t len, at; /* AT: the next one, 0 at first */
};

struct xml_source xml_source_memory(struct xml_memory *m);

/* Reads SOURCE to its end or to the first fault that ends it, telling CONSUMER. LOCALS and NAMESPACES number the names
 * that the consumer knows. The file's size goes to *SIZE. 0, or -1 with ERR set when NAME could not be read;
 * what is wrong with the content is told through the consumer's fault. */
int xml_read(struct xml_source source, const char *name, const struct names *locals, const struct names *namespaces,
             struct xml_consumer *consumer, uint64_t *size, struct error *err);

/* Where libxml2 parses: by itself a file that is longer than its head is parsed in a thread of its own while the consumer works in the
 * caller's, which halves the time where there are two processors. */
enum xml_threads {
	XML_THREADS_AUTO,
	XML_THREADS_NEVER, /* for processes that share the processors already */
	XML_THREADS_ALWAYS /* for tests */
};

/* Holds from now on, for the whole process and its children. Not while a file is read. */
void xml_reader_threads(enum xml_threads threads);

#endif
