/* The beginning of a message, kept back until it says which version of the standard it is written in: only then
 * is there a schema to hold it against. The header stands first, so little is kept; and not without bound. */
#ifndef TISS_PROLOGUE_H
#define TISS_PROLOGUE_H

#include "base/arena.h"
#include "fmt/xml_reader.h"
#include "tiss/walk.h"

enum prologue_verdict {
	PROLOGUE_OPEN,       /* nothing said yet */
	PROLOGUE_VERSION,    /* the header named its version */
	PROLOGUE_UNVERSIONED,/* the root is no message, or one without a header: any version tells as much */
	PROLOGUE_NONE        /* the bound is reached, or the file ended, and no version was named */
};

struct prologue {
	struct arena arena;
	struct prologue_event *events, *last;
	size_t size;                /* of what is kept, roughly */
	unsigned depth;
	bool envelope, message;     /* the root is a SOAP envelope; a message was seen */
	bool in_header, in_version; /* inside cabecalho; inside its Padrao */
	struct buf version;         /* what Padrao holds, without white space at its ends */
	long line, column;          /* where it stands, or the root */
	char location[16];          /* the version that xsi:schemaLocation names, "" if none */
	long location_line, location_column;
	enum prologue_verdict verdict;
};

void prologue_begin(struct prologue *p);
void prologue_release(struct prologue *p);

/* Keep an event. When the verdict is no longer PROLOGUE_OPEN, the owner replays and passes further events on itself. */
void prologue_start(struct prologue *p, const struct xml_start *start);
void prologue_text(struct prologue *p, const char *text, size_t len, bool cdata);
void prologue_end(struct prologue *p, long line, long column, bool empty);
void prologue_comment(struct prologue *p, const char *text, size_t len);

/* Hands the events kept to W, in order, and lets go of them. */
void prologue_replay(struct prologue *p, struct walk *w);

#endif
