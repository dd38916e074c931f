#include "fee/fee_account_book.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bill/fee_account.h"
#include "fee/fee_line.h"

struct entry {
	uint32_t term;
	uint8_t event;
	bool until, used;
	date_days first, last;
	int64_t cents;
};

struct fee_account_book {
	struct entry *entries; /* open addressing */
	size_t n, mask;
};

struct fee_account_book *fee_account_book_new(void)
{
	struct fee_account_book *b = mem_zero(1, sizeof *b);
	b->mask = 255;
	b->entries = mem_zero(b->mask + 1, sizeof *b->entries);
	return b;
}

void fee_account_book_free(struct fee_account_book *b)
{
	if (b == NULL)
		return;
	free(b->entries);
	free(b);
}

static struct entry *slot_of(const struct fee_account_book *b, const struct entry *key)
{
	uint64_t h = key->term * UINT64_C(0x9e3779b97f4a7c15) + (uint32_t)key->first * UINT64_C(0xd6e8feb86659fd93) +
		(uint32_t)key->last * UINT64_C(0xca5a826395121157) + key->event * 31u + key->until;
	h ^= h >> 32;
	for (size_t i = (size_t)h;; i++) {
		struct entry *e = &b->entries[i & b->mask];
		if (!e->used || (e->term == key->term && e->event == key->event && e->until == key->until && e->first == key->first &&
		    e->last == key->last))
			return e;
	}
}

static void grow(struct fee_account_book *b)
{
	struct entry *old = b->entries;
	size_t nold = b->mask + 1;
	b->mask = nold * 2 - 1;
	b->entries = mem_zero(b->mask + 1, sizeof *b->entries);
	for (size_t i = 0; i < nold; i++)
		if (old[i].used)
			*slot_of(b, &old[i]) = old[i];
	free(old);
}

/* What is charged for one day (the inscrição, an event of use) belongs to that day's month as a whole. */
static struct entry entry_of(size_t term, const struct fee_row *row)
{
	struct entry e = { .term = (uint32_t)term, .event = (uint8_t)row->event, .until = row->until, .first = row->first, .last = row->last };
	if (row->event == FEE_ENROLLMENT || row->event == FEE_EVENT_PARTICIPATION || row->event == FEE_EVENT_COST) {
		e.first = fee_month_first(fee_month_of(row->first));
		e.last = fee_month_last(fee_month_of(row->first));
	}
	return e;
}

bool fee_account_book_add(struct fee_account_book *b, size_t term, const struct fee_row *row)
{
	struct entry key = entry_of(term, row);
	struct entry *e = slot_of(b, &key);
	if (!e->used) {
		if (++b->n * 2 > b->mask) {
			grow(b);
			e = slot_of(b, &key);
		}
		*e = key;
		e->used = true;
	}
	return !__builtin_add_overflow(e->cents, row->amount.cents, &e->cents);
}

static int by_key(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	if (x->term != y->term)
		return x->term < y->term ? -1 : 1;
	if (x->event != y->event)
		return x->event < y->event ? -1 : 1;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	if (x->last != y->last)
		return x->last < y->last ? -1 : 1;
	return x->until - y->until;
}

/* Puts the used entries first, in order. The book takes no more then. */
static void sort(struct fee_account_book *b)
{
	size_t n = 0;
	for (size_t i = 0; i <= b->mask; i++)
		if (b->entries[i].used)
			b->entries[n++] = b->entries[i];
	qsort(b->entries, n, sizeof *b->entries, by_key);
}

static void write_entry(struct fee_line *line, const struct fee_term *t, const struct entry *e, fee_month month)
{
	/* a late readjustment is owed from the month that charges it */
	fee_month of = e->event == FEE_LATE_ADJUSTMENT ? month : fee_month_of(e->first);
	fee_line_text(line, t->modality);
	fee_line_text(line, t->number);
	fee_line_text(line, t->contractor);
	fee_line_month(line, month);
	fee_line_text(line, fee_event_name((enum fee_event_kind)e->event));
	fee_line_date(line, e->first);
	fee_line_date(line, e->last);
	fee_line_month(line, of);
	fee_line_cents(line, e->cents);
	if (e->until) { /* billing.md, contabil.csv: pro rata dia by calendar days */
		int64_t own = fee_first_month_share(e->cents, e->first, e->last);
		fee_line_cents(line, own);
		fee_line_cents(line, e->cents - own);
	} else {
		fee_line_text(line, "");
		fee_line_text(line, "");
	}
	fee_line_end(line);
}

void fee_account_book_write(struct fee_account_book *b, const struct fee_store *s, fee_month month, enum csv_style style, bool header,
                            struct output *out, int64_t *total)
{
	struct fee_line line;
	fee_line_init(&line, style, out);
	if (header)
		fee_line_head(&line, FEE_FILE_CONTABIL);
	sort(b);
	*total = 0;
	for (size_t i = 0; i < b->n; i++) {
		write_entry(&line, &s->terms[b->entries[i].term], &b->entries[i], month);
		*total += b->entries[i].cents;
	}
	fee_line_release(&line);
}
