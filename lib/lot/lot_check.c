#include "lot/lot_check.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lot/lot_judge.h"

/* While the thread runs, all of this is its own. It shares nothing with the builder but the lot and its plan, which do not
 * change meanwhile (a schema's vocabulary does: it must not be asked here). The validator has its own schema tables; and
 * libxml2's types, made when they are first asked for, were asked for by the builder's plans (schema/simple.h). */
struct lot_check {
	struct lot_judge *judge;
	pthread_t thread;
	bool running;                /* there is a thread */
	bool waiting;                /* there is a judgement to be told */
	struct complaints complaints; /* gathered in TOLD, each with its NUL */
	struct buf told;
	uint64_t warnings;
	int failed;
	struct error error;
	struct lot *lot;             /* being judged */
	const char *number;
	const struct buf *pieces[3]; /* its bytes */
};

/* ---- where in the CSV ---- */

/* A finding's path below guiasTISS taken apart: names without numbers, and the number of each step. */
struct finding_place {
	struct buf path;      /* below the guide */
	uint16_t numbers[COLUMN_STEPS_MAX + GUIDE_PATH_MAX];
	size_t nsteps;
	size_t guide;         /* from 1; 0: in none */
};

/* Reads "name[3]" at *AT up to the next "/", which is stepped over. */
static uint16_t read_step(const char **at, struct buf *name)
{
	size_t len = strcspn(*at, "/[");
	uint16_t number = 1;
	buf_add(name, *at, len);
	*at += len;
	if (**at == '[') {
		number = (uint16_t)strtoul(*at + 1, NULL, 10);
		*at += strcspn(*at, "/");
	}
	*at += **at == '/';
	return number;
}

static void place_read(struct finding_place *place, const char *path)
{
	static const char guides[] = "/guiasTISS/";
	struct buf name = BUF_INIT;
	const char *at = strstr(path, guides);
	if (at == NULL)
		return;
	at += sizeof guides - 1;
	place->guide = read_step(&at, &name);
	while (*at != '\0' && place->nsteps < sizeof place->numbers / sizeof *place->numbers) {
		if (place->nsteps > 0)
			buf_addc(&place->path, '/');
		place->numbers[place->nsteps++] = read_step(&at, &place->path);
	}
	buf_release(&name);
}

/* Whether the place is in an item of SCOPE: then its number in *NUMBER. */
static bool is_in_item(const struct lot_plan *p, enum column_scope scope, const struct finding_place *place, size_t *number)
{
	const char *item = p->columns->item_path[scope], *path = buf_str(&place->path);
	size_t len = strlen(item), nsteps = p->columns->kind.items[scope - COLUMN_PROCEDURE].n;
	if (len == 0 || strncmp(path, item, len) != 0 || (path[len] != '/' && path[len] != '\0') || nsteps > place->nsteps)
		return false;
	*number = place->numbers[nsteps - 1];
	return *number > 0;
}

/* The row of item NUMBER of SCOPE in the guide. */
static long item_line(const struct lot *lot, const struct lot_guide *guide, enum column_scope scope, size_t number)
{
	for (size_t i = 0; i < guide->items; i++) {
		const struct lot_line *line = &lot->lines[guide->lines + i];
		if (line->scope == scope && --number == 0)
			return line->line;
	}
	return guide->line;
}

/* Adds " coluna «name»:" when the place is a field of SCOPE. */
static void add_column(struct buf *out, const struct lot_plan *p, enum column_scope scope, const struct finding_place *place)
{
	const struct column *field = columns_find(p->columns, scope, buf_str(&place->path));
	struct plan_slot slot = { .field = field, .csv_column = -1 };
	if (field == NULL)
		return;
	for (size_t i = 0; i < field->nsteps; i++)
		slot.index[i] = place->numbers[place->nsteps - field->nsteps + i];
	const struct plan_part *part = &p->part[scope];
	for (size_t i = 0; i < part->nslots; i++)
		if (part->slots[i].field == field && memcmp(part->slots[i].index, slot.index, field->nsteps * sizeof *slot.index) == 0)
			slot.csv_column = part->slots[i].csv_column;
	buf_adds(out, " coluna «");
	plan_slot_name(p, &slot, out);
	buf_adds(out, "»:");
}

/* ---- telling ---- */

static void add_message(struct buf *out, const struct finding *f)
{
	const struct finding_def *def = finding_def(f->code);
	buf_addc(out, ' ');
	finding_fill(out, def->message, f);
	buf_addf(out, " [%s]", def->code);
}

static void tell_in_guide(struct lot_check *c, struct lot_guide *guide, const struct finding_place *place, const struct finding *f)
{
	const struct lot_plan *p = guide->plan;
	struct buf out = BUF_INIT;
	enum column_scope scope = COLUMN_GUIDE;
	long line = guide->line;
	size_t number;
	for (int item = COLUMN_PROCEDURE; item <= COLUMN_EXPENSE; item++) {
		if (!is_in_item(p, (enum column_scope)item, place, &number))
			continue;
		scope = (enum column_scope)item;
		line = item_line(c->lot, guide, scope, number);
	}
	add_column(&out, p, scope, place);
	add_message(&out, f);
	complaints_put(&c->complaints, "%s:%ld:%s", p->file, line, buf_str(&out));
	guide->bad = true;
	buf_release(&out);
}

static void tell_in_lot(struct lot_check *c, const struct finding *f)
{
	struct buf out = BUF_INIT;
	add_message(&out, f);
	complaints_put(&c->complaints, "%s: lote %s: %s:%s", c->lot->header.plan->file, c->number,
	               f->path.len > 0 ? buf_str(&f->path) : "a mensagem", buf_str(&out));
	for (size_t i = 0; i < c->lot->nguides; i++)
		c->lot->guides[i].bad = true;
	buf_release(&out);
}

static void put_finding(void *context, const struct finding *f)
{
	struct lot_check *c = context;
	struct finding_place place = { .path = BUF_INIT };
	if (f->severity != FINDING_ERRO || f->ignored)
		return;
	place_read(&place, buf_str(&f->path));
	if (place.guide > 0 && place.guide <= c->lot->nguides)
		tell_in_guide(c, &c->lot->guides[place.guide - 1], &place, f);
	else
		tell_in_lot(c, f);
	buf_release(&place.path);
}

/* ---- the run ---- */

static void gather(void *context, const char *text)
{
	struct lot_check *c = context;
	buf_add(&c->told, text, strlen(text) + 1);
}

static void *judge(void *context)
{
	struct lot_check *c = context;
	const struct lot *lot = c->lot;
	c->failed = lot_judge_run(c->judge, lot->header.plan->columns->schema->version, lot->encoding, c->pieces, 3, &c->warnings,
	                          &c->error);
	return NULL;
}

struct lot_check *lot_check_new(const char *profile, struct error *err)
{
	struct lot_check *c = mem_zero(1, sizeof *c);
	c->complaints = (struct complaints){ gather, c, 0, 0 };
	c->judge = lot_judge_new(profile, put_finding, c, err);
	if (c->judge != NULL)
		return c;
	lot_check_free(c);
	return NULL;
}

static void join(struct lot_check *c)
{
	if (c->running)
		pthread_join(c->thread, NULL);
	c->running = false;
}

void lot_check_free(struct lot_check *c)
{
	if (c == NULL)
		return;
	join(c);
	lot_judge_free(c->judge);
	buf_release(&c->told);
	error_release(&c->error);
	free(c);
}

void lot_check_start(struct lot_check *c, struct lot *lot, const char *number, const struct buf *head, const struct buf *tail)
{
	c->lot = lot;
	c->number = number;
	c->pieces[0] = head;
	c->pieces[1] = &lot->bytes;
	c->pieces[2] = tail;
	c->waiting = true;
	buf_clear(&c->told);
	c->running = pthread_create(&c->thread, NULL, judge, c) == 0;
	if (!c->running) /* no thread to be had: then now */
		judge(c);
}

int lot_check_wait(struct lot_check *c, struct complaints *complaints, uint64_t *warnings, struct error *err)
{
	join(c);
	if (!c->waiting)
		return 0;
	c->waiting = false;
	for (size_t at = 0; at < c->told.len; at += strlen(c->told.data + at) + 1)
		complaints_put(complaints, "%s", c->told.data + at);
	*warnings += c->warnings;
	return c->failed == 0 ? 0 : error_set(err, "%s", buf_str(&c->error.text));
}
