/* What can be said of an XML file by its bytes alone, before a parser sees them: its encoding, declared and actual,
 * NUL bytes, and start tags so long that parsing them would take minutes. */
#ifndef FMT_XML_BYTES_H
#define FMT_XML_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { XML_HEAD_MAX = 1024, XML_START_TAG_MAX = 64 * 1024 };

enum xml_encoding { XML_UTF8, XML_LATIN1, XML_UTF16, XML_OTHER_ENCODING };

/* What the first bytes of a file say. */
struct xml_head {
	enum xml_encoding encoding; /* what is declared; XML_UTF8 when nothing is */
	bool declared;              /* there is an encoding declaration */
	bool bom;                   /* the file begins with the UTF-8 byte order mark */
	char name[41];              /* the declared encoding as written, "" if none; visible ASCII only */
};

/* Reads the head of a file from its first N bytes (XML_HEAD_MAX or the whole file, if shorter). */
void xml_head_read(struct xml_head *head, const unsigned char *bytes, size_t n);

/* A guess at what a file that is no XML is ("não é XML: parece um PDF"); NULL when nothing comes to mind. */
const char *xml_head_looks_like(const unsigned char *bytes, size_t n);

enum xml_bytes_fault { XML_BYTES_OK, XML_BYTES_NUL, XML_BYTES_NOT_UTF8, XML_BYTES_START_TAG };

/* A place in a file. */
struct xml_place {
	uint64_t offset; /* in bytes, from 0 */
	long line;       /* from 1 */
	long column;     /* in bytes, from 1 */
	unsigned char byte;
};

struct xml_bytes {
	enum xml_encoding encoding;
	uint64_t offset;          /* bytes seen so far */
	long line;                /* of the next byte */
	uint64_t line_start;      /* offset of its line's first byte */
	unsigned pending;         /* UTF-8 continuation bytes that are still due */
	unsigned char low, high;  /* bounds of the next one */
	uint64_t lead;            /* where that character began */
	struct xml_place lead_place; /* of that byte, when its character goes on in the next piece */
	bool not_utf8;            /* some byte above 0x7f is not part of a UTF-8 character */
	uint64_t multibyte;       /* complete UTF-8 characters of two bytes or more */
	bool has_first;           /* FIRST is the first byte above 0x7f */
	struct xml_place first;
	bool has_control;         /* CONTROL is the first byte 0x80–0x9f (a control in ISO-8859-1, a letter in Windows-1252) */
	struct xml_place control;
	bool tag_open;            /* the bytes seen end inside a start tag … */
	struct xml_place tag;     /* … that began here */
	char quote;               /* … and inside an attribute value in these quotes, or 0 */
};

void xml_bytes_init(struct xml_bytes *b, enum xml_encoding encoding);

/* Looks at the next N bytes. On a fault, *WHERE is its place, and bytes before it (*GOOD of them) are sound. */
enum xml_bytes_fault xml_bytes_feed(struct xml_bytes *b, const unsigned char *p, size_t n, size_t *good,
                                    struct xml_place *where);

/* Writes N bytes of ISO-8859-1 to TO as UTF-8 (room for 2 * N) and returns how many they are there. Several times faster
 * than the parser's own conversion, since most text is ASCII. */
size_t xml_latin1_to_utf8(const unsigned char *from, size_t n, unsigned char *to);

/* At the end of a file declared ISO-8859-1: whether all its bytes above 0x7f form UTF-8 characters, which
 * happens by chance only in a file with hardly any. */
bool xml_bytes_is_utf8_in_disguise(const struct xml_bytes *b);

#endif
