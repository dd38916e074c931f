/* Where findings go: one record each, as text, CSV or JSON lines, to a struct output. */
#ifndef FMT_FINDING_SINK_H
#define FMT_FINDING_SINK_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/finding.h"
#include "base/output.h"

struct finding_sink;

/* One way of writing findings. Sinks keep no memory of the findings before: the output of two runs, one behind the
 * other, is that of one run over both inputs. */
struct finding_format {
	const char *name;                           /* "text", "csv", "csv-br", "jsonl" */
	void (*head)(struct finding_sink *s);       /* what stands before the first finding; NULL: nothing */
	void (*put)(struct finding_sink *s, const struct finding *f);
};

struct finding_sink {
	const struct finding_format *format;
	struct output *out; /* borrowed */
	bool colour;        /* text: the severity in colour, for a terminal; false after init */
	/* private */
	struct buf line;    /* the record being made */
	struct buf filled;  /* a template filled in */
};

/* The formats, ended by a row whose name is NULL, and the one called NAME or NULL. */
extern const struct finding_format finding_formats[];
const struct finding_format *finding_format_of(const char *name);

/* A failure to write stays with OUT (output_failed, output_close). */
void finding_sink_init(struct finding_sink *s, const struct finding_format *format, struct output *out);
void finding_sink_release(struct finding_sink *s);

/* Writes what stands before the first record: the column names of CSV. Not called for --no-header. */
void finding_sink_head(struct finding_sink *s);

void finding_sink_put(struct finding_sink *s, const struct finding *f);

/* The bytes that finding_sink_head and finding_sink_put would write, borrowed until the next call; for these, OUT may be NULL. */
const struct buf *finding_sink_head_text(struct finding_sink *s);
const struct buf *finding_sink_text(struct finding_sink *s, const struct finding *f);

/* ---- for the writers (finding_text.c, finding_csv.c, finding_json.c) ---- */

/* The filled message or suggestion of F in S->filled, not yet made visible; borrowed until the next call. */
const struct buf *finding_sink_fill(struct finding_sink *s, const char *template, const struct finding *f);

void finding_text_put(struct finding_sink *s, const struct finding *f);
void finding_csv_head(struct finding_sink *s);
void finding_csv_put(struct finding_sink *s, const struct finding *f);
void finding_csv_br_head(struct finding_sink *s);
void finding_csv_br_put(struct finding_sink *s, const struct finding *f);
void finding_json_put(struct finding_sink *s, const struct finding *f);

#endif
