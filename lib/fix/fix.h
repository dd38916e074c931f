/* Correcting a message (validation.md, "Correcting"): what is recomputed, what is set by hand, and the message with just
 * these values replaced.
 *
 * A message is read twice. fixer_plan follows it as the validator does, with the values corrected on the way: so totals are
 * summed from corrected items, and the hash is that of the corrected message. Then a fix_stream gives the file's bytes
 * with the corrections in them, to whoever validates or writes them. Memory grows with the number of corrections. */
#ifndef FIX_FIX_H
#define FIX_FIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/finding.h"
#include "fix/fix_set.h"
#include "fmt/unified_diff.h"
#include "fmt/xml_patch.h"
#include "fmt/xml_reader.h"
#include "tiss/operator.h"

/* A file that can be read more than once. */
struct fix_input {
	const char *name; /* as messages name it; borrowed */
	int fd;
	off_t start;      /* where its bytes begin */
	bool close;       /* FD is ours */
};

/* Opens NAME ("-": standard input), called CALLED. What is no regular file is copied to an unlinked 0600 file in $TMPDIR
 * or /tmp. */
int fix_input_open(struct fix_input *in, const char *name, const char *called, struct error *err);
void fix_input_close(struct fix_input *in);

/* Its bytes from the start, for one reader. 0, or -1 with ERR set. */
int fix_input_rewind(const struct fix_input *in, struct error *err);

/* Whether the first of its bytes that is neither white space nor a byte order mark is '<': XML, and no CSV. */
bool fix_input_is_xml(const struct fix_input *in);

/* One corrected value. All strings live as long as the plan. */
struct fix_change {
	uint64_t tag;           /* number of its start tag; 0: the XML declaration */
	enum finding_code code; /* FINDING_FIX_… */
	long line, column;      /* in the file as it was */
	const char *path, *guide, *element;
	uint32_t item;          /* 0: in none */
	const char *old, *new;  /* UTF-8 */
};

/* What is to be changed in one file. */
struct fix_plan {
	struct arena arena;
	bool broken;                /* the file cannot be read to its end as XML: nothing is changed */
	enum xml_encoding encoding; /* that it declares, once corrected */
	struct xml_splice splice;   /* of the declaration */
	struct fix_change *changes; /* in document order */
	struct xml_edit *edits;     /* the same without the declaration's, as bytes */
	size_t n, nedits, cap, edits_cap;
};

#define FIX_PLAN_INIT { .encoding = XML_UTF8 }

void fix_plan_release(struct fix_plan *p);

struct fix_options {
	const char *version, *schema_file;       /* as the validator's */
	const struct operator_options *operator; /* borrowed; of it, only the profile counts */
	struct fix_sets *sets;                   /* borrowed */
};

struct fixer;

/* NULL with ERR set as validator_new. */
struct fixer *fixer_new(const struct fix_options *options, struct error *err);
void fixer_free(struct fixer *f);

/* Finds what is to be changed in the file IN; PLAN is as after FIX_PLAN_INIT. -1 with ERR set when it cannot be read, is
 * signed or compressed, or when a path of --set does not fit one element. */
int fixer_plan(struct fixer *f, const struct fix_input *in, struct fix_plan *plan, struct error *err);

/* The file with its corrections. Private but for its size. */
struct fix_stream {
	const struct fix_input *in;
	struct xml_patch patch;
	struct unified_diff *diff;
	const char *wanted; /* where the reader wants bytes … */
	size_t in_place;    /* … and how many of them are there as they shall be */
	struct buf ready;   /* corrected bytes behind those, READY_AT of which were given out */
	size_t ready_at;
};

/* Gives the bytes of IN as PLAN has them, and tells DIFF (NULL: nobody) what stays and what changes. All borrowed until
 * fix_stream_close, which says whether every correction found its place: it does, unless the file changed meanwhile. */
struct xml_source fix_stream_open(struct fix_stream *s, const struct fix_input *in, const struct fix_plan *plan,
                                  struct unified_diff *diff);
bool fix_stream_close(struct fix_stream *s);

/* C as a record for the sink of findings, in a message of the file NAME. */
void fix_change_finding(const struct fix_change *c, const char *name, struct finding *f);

/* ---- between the parts ---- */

/* Adds a change to P, in any order; strings are copied. */
void fix_plan_add(struct fix_plan *p, const struct fix_change *c);

/* Puts the changes in document order. */
void fix_plan_sort(struct fix_plan *p);

/* Notes in PLAN the encoding that the file declares. -1 with ERR set when it is compressed. */
int fix_head_read(const struct fix_input *in, struct fix_plan *plan, struct error *err);

/* Notes in PLAN the repair of the declaration, where exactly one is right. */
int fix_encoding_plan(const struct fix_input *in, struct fix_plan *plan, struct error *err);

#endif
