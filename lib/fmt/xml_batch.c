#include "fmt/xml_batch.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fmt/xml_numbers.h"

/* An event is a byte that tells its kind, a record of that kind, and bytes. What is copied from one processor's cache to the other's
 * is what this costs, so nothing is aligned and the common events are small: above all a field, which is LEAF as a whole. It is
 * written as START, takes its text and becomes a LEAF when its end tag is where it is expected. */
enum kind { NAME, PLACE, START, LEAF, START_WITH, TEXT, CDATA, END, EMPTY_END, COMMENT, FAULT };

/* A place is told as how far its column is behind the last one; where that does not do, PLACE goes before. libxml2 counts lines and
 * columns as int. */
struct place_record {
	int line, column;
};

/* A start tag of WIDTH characters without attributes, and the text of LEN bytes, which follows. LEAF: and its end tag, at once and on
 * the same line, of one character more. */
struct start_record {
	uint16_t advance;
	uint8_t slot, width, len;
} __attribute__((packed));

/* A start tag with attributes, or of several lines, or a very wide one; behind it an attribute_record for each. */
struct start_with_record {
	uint16_t advance;
	uint8_t slot;
	int value_line, value_column;
	size_t nattributes;
};

struct attribute_record {
	const char *local, *prefix, *uri, *value_uri;
	size_t len; /* of its value, which follows */
};

struct end_record {
	uint16_t advance;
};

struct name_record {
	uint8_t slot;
	struct xml_name name;
};

struct bytes_record {
	uint32_t len;
};

struct fault_record {
	struct xml_fault fault; /* without its reason */
	size_t reason_len;      /* of the reason with its NUL, which follows; 0: there is none */
};

/* ---- writing ---- */

/* Where a recorder's last event is no START. */
static const size_t NOT_OPEN = SIZE_MAX;

/* Adds a KIND (none when it is negative) and SIZE bytes of RECORD. */
static void add(struct xml_recorder *r, int kind, const void *record, size_t size)
{
	struct buf *b = r->relay->batch;
	if (b->cap - b->len <= size + 1)
		buf_reserve(b, size + 1);
	char *at = b->data + b->len;
	if (kind >= 0)
		*at++ = (char)kind;
	if (size > 0)
		memcpy(at, record, size);
	b->len = (size_t)(at - b->data) + size;
}

/* An event is whole, and no other will be put into it. */
static void wrote(struct xml_recorder *r)
{
	r->open = NOT_OPEN;
	if (!relay_wrote(r->relay))
		r->consumer.stop = true;
}

static void record_raw(void *context, const char *bytes, size_t len)
{
	const struct xml_recorder *r = context;
	r->listener->raw(r->listener->context, bytes, len);
}

static void record_bytes(struct xml_recorder *r, enum kind kind, const char *bytes, size_t len)
{
	struct bytes_record record = { (uint32_t)len }; /* a piece of a file is far shorter than 4 GiB */
	add(r, (int)kind, &record, sizeof record);
	add(r, -1, bytes, len);
	wrote(r);
}

/* The START that stands open. Only to be asked while one does. */
static struct start_record *open_start(struct xml_recorder *r)
{
	return (struct start_record *)(void *)(r->relay->batch->data + r->open);
}

static void record_text(void *context, const char *text, size_t len, bool cdata)
{
	struct xml_recorder *r = context;
	if (r->open == NOT_OPEN || cdata || len > UINT8_MAX || open_start(r)->len > 0) {
		record_bytes(r, cdata ? CDATA : TEXT, text, len);
		return;
	}
	open_start(r)->len = (uint8_t)len;
	add(r, -1, text, len);
}

static void record_comment(void *context, const char *text, size_t len)
{
	record_bytes(context, COMMENT, text, len);
}

/* How far LINE, COLUMN is behind the last place, which it becomes. */
static uint16_t advance(struct xml_recorder *r, long line, long column)
{
	struct place_record place = { (int)line, (int)column };
	long far = column - r->column;
	bool near = line == r->line && far >= 0 && far <= UINT16_MAX;
	if (!near)
		add(r, PLACE, &place, sizeof place);
	r->line = line;
	r->column = column;
	return near ? (uint16_t)far : 0;
}

/* Whether the end tag before LINE, COLUMN makes a field of the START that stands open. */
static bool closes_leaf(struct xml_recorder *r, long line, long column)
{
	if (r->open == NOT_OPEN || line != r->line)
		return false;
	const struct start_record *start = open_start(r);
	return column == r->column + 2 * start->width + 1 + start->len;
}

static void record_end(void *context, long line, long column, bool empty)
{
	struct xml_recorder *r = context;
	if (!empty && closes_leaf(r, line, column)) {
		r->relay->batch->data[r->open - 1] = LEAF;
		r->column = column;
		wrote(r);
		return;
	}
	struct end_record end = { advance(r, line, column) };
	add(r, empty ? EMPTY_END : END, &end, sizeof end);
	wrote(r);
}

/* START's name takes SLOT. (Out of line, so that the compiler does not read names for it where there is nothing to write.) */
static __attribute__((noinline)) void write_name(struct xml_recorder *r, uint8_t slot, const struct xml_start *start)
{
	r->slots[slot] = (struct xml_name){ start->local, start->prefix, start->uri };
	struct name_record record = { slot, r->slots[slot] };
	add(r, NAME, &record, sizeof record);
}

/* The slot of START's name, which is written down when it is new there. */
static uint8_t slot_of(struct xml_recorder *r, const struct xml_start *start)
{
	uint8_t slot = (uint8_t)(((uintptr_t)start->local >> 3) % XML_SLOTS);
	const struct xml_name *name = &r->slots[slot];
	if (name->local != start->local || name->prefix != start->prefix || name->uri != start->uri)
		write_name(r, slot, start);
	return slot;
}

static void add_attributes(struct xml_recorder *r, const struct xml_start *start)
{
	for (size_t i = 0; i < start->nattributes; i++) {
		const struct xml_attribute *a = &start->attributes[i];
		struct attribute_record record = { a->local, a->prefix, a->uri, a->value_uri, a->len };
		add(r, -1, &record, sizeof record);
		add(r, -1, a->value, a->len);
	}
}

static void record_start(void *context, const struct xml_start *start)
{
	struct xml_recorder *r = context;
	uint8_t slot = slot_of(r, start);
	uint16_t far = advance(r, start->line, start->column);
	long width = start->value_column - start->column;
	if (start->nattributes == 0 && start->value_line == start->line && width >= 0 && width <= UINT8_MAX) {
		struct start_record record = { far, slot, (uint8_t)width, 0 };
		add(r, START, &record, sizeof record);
		r->open = r->relay->batch->len - sizeof record;
		return;
	}
	struct start_with_record record = { far, slot, (int)start->value_line, (int)start->value_column, start->nattributes };
	add(r, START_WITH, &record, sizeof record);
	add_attributes(r, start);
	wrote(r);
}

static void record_fault(void *context, const struct xml_fault *fault)
{
	struct xml_recorder *r = context;
	struct fault_record record = { *fault, fault->reason != NULL ? strlen(fault->reason) + 1 : 0 };
	add(r, FAULT, &record, sizeof record);
	add(r, -1, fault->reason, record.reason_len);
	wrote(r);
}

void xml_recorder_init(struct xml_recorder *r, struct relay *relay, const struct xml_consumer *listener)
{
	*r = (struct xml_recorder){ .listener = listener, .relay = relay, .open = NOT_OPEN };
	r->consumer = (struct xml_consumer){
		.context = r, .raw = listener->raw != NULL ? record_raw : NULL, .start = record_start, .text = record_text,
		.end = record_end, .comment = listener->comment != NULL ? record_comment : NULL,
		.fault = listener->fault != NULL ? record_fault : NULL,
	};
}

/* ---- telling ---- */

struct slot {
	struct xml_name text;
	uint32_t ns, name, known; /* numbered when the lists had KNOWN names */
};

struct xml_teller {
	struct xml_consumer *consumer;
	struct xml_numbers numbers;
	long line, column; /* the last place */
	struct slot slots[XML_SLOTS];
	struct xml_attribute *attributes;
	size_t attributes_cap;
};

struct xml_teller *xml_teller_new(struct xml_consumer *consumer, const struct names *locals, const struct names *namespaces)
{
	struct xml_teller *t = mem_zero(1, sizeof *t);
	t->consumer = consumer;
	xml_numbers_init(&t->numbers, locals, namespaces);
	return t;
}

void xml_teller_free(struct xml_teller *t)
{
	free(t->attributes);
	free(t);
}

static void set_name(struct xml_teller *t, const struct name_record *record)
{
	struct slot *s = &t->slots[record->slot];
	s->text = record->name;
	s->known = xml_numbers_known(&t->numbers);
	xml_numbers_of(&t->numbers, s->text.uri, s->text.local, &s->ns, &s->name);
}

/* Tells START, whose name is in SLOT; all else is there already. */
static void tell_start(struct xml_teller *t, uint8_t slot, struct xml_start *start)
{
	struct slot *s = &t->slots[slot];
	uint32_t known = xml_numbers_known(&t->numbers);
	if (s->known != known) {
		s->known = known;
		xml_numbers_of(&t->numbers, s->text.uri, s->text.local, &s->ns, &s->name);
	}
	start->ns = s->ns;
	start->name = s->name;
	start->local = s->text.local;
	start->prefix = s->text.prefix;
	start->uri = s->text.uri;
	t->consumer->start(t->consumer->context, start);
}

/* Reads SIZE bytes at *AT into RECORD. */
static void take(const char **at, void *record, size_t size)
{
	memcpy(record, *at, size);
	*at += size;
}

static void tell_plain_start(struct xml_teller *t, const char **at, bool leaf)
{
	struct xml_consumer *c = t->consumer;
	struct start_record record;
	take(at, &record, sizeof record);
	const char *text = *at;
	*at += record.len;
	long line = t->line, column = t->column += record.advance;
	struct xml_start start = { .line = line, .column = column, .value_line = line, .value_column = column + record.width };
	tell_start(t, record.slot, &start);
	if (record.len > 0 && !c->stop)
		c->text(c->context, text, record.len, false);
	if (!leaf)
		return;
	t->column = column + 2 * record.width + 1 + record.len;
	if (!c->stop)
		c->end(c->context, line, t->column, false);
}

static void tell_start_with(struct xml_teller *t, const char **at)
{
	struct start_with_record record;
	take(at, &record, sizeof record);
	t->column += record.advance;
	if (record.nattributes > t->attributes_cap) {
		t->attributes_cap = record.nattributes;
		t->attributes = mem_grow(t->attributes, t->attributes_cap, sizeof *t->attributes);
	}
	for (size_t i = 0; i < record.nattributes; i++) {
		struct attribute_record r;
		struct xml_attribute *a = &t->attributes[i];
		take(at, &r, sizeof r);
		*a = (struct xml_attribute){ 0, 0, r.local, r.prefix, r.uri, *at, r.len, r.value_uri };
		xml_numbers_of(&t->numbers, a->uri, a->local, &a->ns, &a->name);
		*at += r.len;
	}
	struct xml_start start = { .line = t->line, .column = t->column, .value_line = record.value_line, .value_column = record.value_column,
		.attributes = t->attributes, .nattributes = record.nattributes };
	tell_start(t, record.slot, &start);
}

static void tell_end(struct xml_teller *t, const char **at, bool empty)
{
	struct end_record record;
	take(at, &record, sizeof record);
	t->column += record.advance;
	t->consumer->end(t->consumer->context, t->line, t->column, empty);
}

static void tell_bytes(struct xml_teller *t, const char **at, enum kind kind)
{
	const struct xml_consumer *c = t->consumer;
	struct bytes_record record;
	take(at, &record, sizeof record);
	const char *bytes = *at;
	*at += record.len;
	if (kind == COMMENT)
		c->comment(c->context, bytes, record.len);
	else
		c->text(c->context, bytes, record.len, kind == CDATA);
}

static void tell_fault(struct xml_teller *t, const char **at)
{
	struct fault_record record;
	take(at, &record, sizeof record);
	record.fault.reason = record.reason_len > 0 ? *at : NULL;
	*at += record.reason_len;
	t->consumer->fault(t->consumer->context, &record.fault);
}

/* Tells the event at *AT, which goes behind it. */
static void tell(struct xml_teller *t, const char **at)
{
	enum kind kind = (enum kind)*(*at)++;
	struct name_record name;
	struct place_record place;
	switch (kind) {
	case START:
	case LEAF:
		tell_plain_start(t, at, kind == LEAF);
		break;
	case END:
	case EMPTY_END:
		tell_end(t, at, kind == EMPTY_END);
		break;
	case TEXT:
	case CDATA:
	case COMMENT:
		tell_bytes(t, at, kind);
		break;
	case START_WITH:
		tell_start_with(t, at);
		break;
	case NAME:
		take(at, &name, sizeof name);
		set_name(t, &name);
		break;
	case PLACE:
		take(at, &place, sizeof place);
		t->line = place.line;
		t->column = place.column;
		break;
	case FAULT:
		tell_fault(t, at);
		break;
	}
}

void xml_teller_tell(struct xml_teller *t, const struct buf *b)
{
	const char *at = b->data, *end = at + b->len;
	while (at < end && !t->consumer->stop)
		tell(t, &at);
}
