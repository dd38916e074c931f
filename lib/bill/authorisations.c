#include "bill/authorisations.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/names.h"

enum { FACE_MAX = 32, TEXTS_FIRST = 1, ITEM_SMALL = 31 };

/* Offsets are into TEXTS, where every text ends in a NUL; 0 is the empty text. */
struct authorisation {
	uint32_t operator_guide, password, card;
	uint32_t first, last;      /* lines; AUTHORISATION_NONE for none */
	int32_t valid_until;
	uint32_t line;             /* of its first row */
	uint16_t file;
	uint8_t status;
	bool disorder : 1;         /* its large sequencialItem do not ascend: there may be a repeated one */
	bool shared_guide : 1, shared_password : 1; /* another authorisation has the same */
	uint32_t small_items;      /* set of 1 << sequencialItem, of those up to ITEM_SMALL … */
	uint16_t last_item;        /* … and the largest of the others */
};

struct line {
	uint32_t next;             /* of the same authorisation */
	uint32_t authorisation;
	uint32_t code;             /* number of table and code */
	uint32_t place;            /* number of tooth, region and face; 0: none */
	int64_t quantity;
	uint32_t line;
	uint32_t carry;            /* place in CARRIES; 0: nothing */
	uint16_t item;
	uint16_t file;
	uint8_t participation;     /* grauParticipacao + 1; 0: none */
	bool consumed : 1;
	bool by_us : 1;            /* authorisations_consume did it */
};

/* Open addressing; the hash beside the number, so that a look-up touches only the authorisation that it most likely wants. */
struct slot {
	uint32_t hash;
	uint32_t id;               /* AUTHORISATION_NONE: free */
};

struct index {
	struct slot *slots;
	uint32_t mask, used;
};

/* A second authorisation under a key: rare, so that it need not be small. */
struct twin {
	uint32_t first, second;
};

struct authorisations {
	struct authorisation *all;
	uint32_t n, cap;
	struct line *lines;
	uint32_t nlines, lines_cap;
	struct match_carry *carries; /* the first stands for nothing */
	uint32_t ncarries, carries_cap;
	char *texts;
	uint32_t ntexts, texts_cap;
	struct names *codes, *places;
	struct index by_guide, by_password;
	struct names *extra;       /* identities that share a key with an earlier one … */
	uint32_t *extra_id;        /* … and their authorisations, by number in EXTRA */
	struct twin *twins;        /* by FIRST */
	size_t ntwins;
};

static void index_init(struct index *x, uint32_t size)
{
	x->slots = mem_array(size, sizeof *x->slots);
	memset(x->slots, 0xff, size * sizeof *x->slots);
	x->mask = size - 1;
	x->used = 0;
}

struct authorisations *authorisations_new(void)
{
	struct authorisations *a = mem_zero(1, sizeof *a);
	index_init(&a->by_guide, 1024);
	index_init(&a->by_password, 1024);
	a->codes = names_new();
	a->places = names_new();
	a->extra = names_new();
	a->texts_cap = 4096;
	a->texts = mem_zero(a->texts_cap, 1);
	a->ntexts = TEXTS_FIRST;
	a->ncarries = 1;
	a->carries_cap = 16;
	a->carries = mem_zero(a->carries_cap, sizeof *a->carries);
	return a;
}

void authorisations_free(struct authorisations *a)
{
	if (a == NULL)
		return;
	free(a->all);
	free(a->lines);
	free(a->carries);
	free(a->texts);
	free(a->by_guide.slots);
	free(a->by_password.slots);
	names_free(a->codes);
	names_free(a->places);
	names_free(a->extra);
	free(a->extra_id);
	free(a->twins);
	free(a);
}

/* ---- texts ---- */

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Keys are compared without the spaces around them, and with their leading zeros. */
static struct text_ref trimmed(struct text_ref t)
{
	while (t.len > 0 && is_space(t.text[0]))
		t.text++, t.len--;
	while (t.len > 0 && is_space(t.text[t.len - 1]))
		t.len--;
	return t;
}

static bool same(const struct authorisations *a, uint32_t at, struct text_ref t)
{
	const char *text = a->texts + at;
	return strncmp(text, t.len > 0 ? t.text : "", t.len) == 0 && text[t.len] == '\0';
}

static uint32_t keep(struct authorisations *a, struct text_ref t)
{
	if (t.len == 0)
		return 0;
	uint64_t need = (uint64_t)a->ntexts + t.len + 1;
	if (need > UINT32_MAX)
		return AUTHORISATION_NONE;
	if (need > a->texts_cap) {
		uint64_t cap = (uint64_t)a->texts_cap * 2 > need ? (uint64_t)a->texts_cap * 2 : need;
		a->texts_cap = cap < UINT32_MAX ? (uint32_t)cap : UINT32_MAX;
		a->texts = mem_grow(a->texts, a->texts_cap, 1);
	}
	uint32_t at = a->ntexts;
	memcpy(a->texts + at, t.text, t.len);
	a->texts[at + t.len] = '\0';
	a->ntexts = (uint32_t)need;
	return at;
}

/* ---- numbers for what is compared often ---- */

enum { PAIR_MAX = 128 };

/* Several short texts as one, parted by a byte that none of them holds; what is longer than any such value is cut. */
static size_t join(char out[PAIR_MAX], const struct text_ref *parts, size_t n)
{
	size_t at = 0;
	for (size_t i = 0; i < n; i++) {
		struct text_ref t = trimmed(parts[i]);
		size_t room = PAIR_MAX / 3 - 1, len = t.len < room ? t.len : room;
		if (len > 0)
			memcpy(out + at, t.text, len);
		at += len;
		out[at++] = '\t';
	}
	return at;
}

/* The letters of a tooth's faces in one order: MO and OM are the same faces. */
static struct text_ref sorted_face(struct text_ref face, char out[FACE_MAX])
{
	struct text_ref t = trimmed(face);
	size_t n = t.len < FACE_MAX ? t.len : FACE_MAX;
	for (size_t i = 0; i < n; i++) {
		size_t at = i;
		for (; at > 0 && out[at - 1] > t.text[i]; at--)
			out[at] = out[at - 1];
		out[at] = t.text[i];
	}
	return (struct text_ref){ out, n };
}

static size_t code_text(char out[PAIR_MAX], struct text_ref table, struct text_ref code)
{
	return join(out, (const struct text_ref[]){ table, code }, 2);
}

static size_t place_text(char out[PAIR_MAX], struct text_ref tooth, struct text_ref region, struct text_ref face)
{
	char letters[FACE_MAX];
	return join(out, (const struct text_ref[]){ tooth, region, sorted_face(face, letters) }, 3);
}

static bool is_nowhere(struct text_ref tooth, struct text_ref region, struct text_ref face)
{
	return tooth.len == 0 && region.len == 0 && face.len == 0;
}

/* ---- the two indexes ---- */

static uint32_t hash_of(struct text_ref key)
{
	uint32_t h = names_hash(key.text, key.len);
	return h ^ h >> 15; /* the low bits choose the slot */
}

static uint32_t key_at(const struct authorisations *a, const struct index *x, uint32_t id)
{
	return x == &a->by_guide ? a->all[id].operator_guide : a->all[id].password;
}

static struct slot *slot_of(const struct authorisations *a, const struct index *x, struct text_ref key, uint32_t hash)
{
	for (uint32_t i = hash;; i++) {
		struct slot *s = &x->slots[i & x->mask];
		if (s->id == AUTHORISATION_NONE || (s->hash == hash && same(a, key_at(a, x, s->id), key)))
			return s;
	}
}

static void grow_index(struct index *x)
{
	struct index old = *x;
	index_init(x, (old.mask + 1) * 2);
	x->used = old.used;
	for (uint32_t i = 0; i <= old.mask; i++) {
		if (old.slots[i].id == AUTHORISATION_NONE)
			continue;
		uint32_t at = old.slots[i].hash;
		while (x->slots[at & x->mask].id != AUTHORISATION_NONE)
			at++;
		x->slots[at & x->mask] = old.slots[i];
	}
	free(old.slots);
}

static uint32_t find_key(const struct authorisations *a, const struct index *x, struct text_ref key)
{
	return key.len == 0 ? AUTHORISATION_NONE : slot_of(a, x, key, hash_of(key))->id;
}

static void add_twin(struct authorisations *a, uint32_t first, uint32_t second)
{
	a->twins = mem_grow(a->twins, a->ntwins + 1, sizeof *a->twins);
	size_t at = a->ntwins++;
	for (; at > 0 && a->twins[at - 1].first > first; at--)
		a->twins[at] = a->twins[at - 1];
	a->twins[at] = (struct twin){ first, second };
}

/* Enters ID under KEY; when another is there already, the key is shared, and finds neither. */
static void enter(struct authorisations *a, struct index *x, struct text_ref key, uint32_t id)
{
	if (key.len == 0)
		return;
	uint32_t hash = hash_of(key);
	struct slot *s = slot_of(a, x, key, hash);
	if (s->id != AUTHORISATION_NONE) {
		struct authorisation *first = &a->all[s->id];
		bool already = x == &a->by_guide ? first->shared_guide : first->shared_password;
		if (x == &a->by_guide)
			first->shared_guide = true;
		else
			first->shared_password = true;
		if (!already)
			add_twin(a, s->id, id);
		return;
	}
	*s = (struct slot){ hash, id };
	if (++x->used > x->mask / 3 * 2)
		grow_index(x);
}

/* ---- adding ---- */

static bool is_identity(const struct authorisations *a, uint32_t id, struct text_ref guide, struct text_ref password)
{
	return same(a, a->all[id].operator_guide, guide) && same(a, a->all[id].password, password);
}

/* The authorisation of GUIDE and PASSWORD; AUTHORISATION_NONE when there is none. *SHARED says whether another one has a key of theirs. */
static uint32_t find_identity(const struct authorisations *a, struct text_ref guide, struct text_ref password, bool *shared)
{
	char both[PAIR_MAX];
	uint32_t id = guide.len > 0 ? find_key(a, &a->by_guide, guide) : find_key(a, &a->by_password, password);
	*shared = false;
	if (id == AUTHORISATION_NONE || is_identity(a, id, guide, password))
		return id;
	*shared = true;
	size_t len = join(both, (const struct text_ref[]){ guide, password }, 2);
	uint32_t number = names_find(a->extra, both, len);
	return number == 0 ? AUTHORISATION_NONE : a->extra_id[number];
}

static uint32_t add_authorisation(struct authorisations *a, const struct authorised_row *row, struct text_ref guide,
                                  struct text_ref password, bool shared)
{
	if (a->n == a->cap) {
		a->cap = a->cap ? a->cap + a->cap / 2 : 1024;
		a->all = mem_grow(a->all, a->cap, sizeof *a->all);
	}
	uint32_t id = a->n;
	a->all[id] = (struct authorisation){
		.operator_guide = keep(a, guide), .password = keep(a, password), .card = keep(a, trimmed(row->card)),
		.first = AUTHORISATION_NONE, .last = AUTHORISATION_NONE, .valid_until = row->valid_until,
		.line = row->line, .file = (uint16_t)row->file, .status = (uint8_t)row->status,
	};
	const struct authorisation *made = &a->all[id];
	if (made->operator_guide == AUTHORISATION_NONE || made->password == AUTHORISATION_NONE || made->card == AUTHORISATION_NONE)
		return AUTHORISATION_NONE;
	a->n++;
	if (shared) {
		char both[PAIR_MAX];
		size_t len = join(both, (const struct text_ref[]){ guide, password }, 2);
		uint32_t number = names_add(a->extra, both, len);
		a->extra_id = mem_grow(a->extra_id, number + 1u, sizeof *a->extra_id);
		a->extra_id[number] = id;
	}
	enter(a, &a->by_guide, guide, id);
	enter(a, &a->by_password, password, id);
	return id;
}

/* The column in which ROW says something else than its authorisation's first row, or NULL. */
static const char *difference(const struct authorisations *a, uint32_t id, const struct authorised_row *row)
{
	const struct authorisation *g = &a->all[id];
	if (!same(a, g->card, trimmed(row->card)))
		return "numeroCarteira";
	if (g->status != row->status)
		return "statusSolicitacao";
	return g->valid_until != row->valid_until ? "dataValidadeSenha" : NULL;
}

static uint32_t add_carry(struct authorisations *a, const struct match_carry *carry)
{
	if (carry->number_payable == 0 && carry->number_receivable == 0)
		return 0;
	if (a->ncarries == a->carries_cap) {
		a->carries_cap += a->carries_cap / 2;
		a->carries = mem_grow(a->carries, a->carries_cap, sizeof *a->carries);
	}
	a->carries[a->ncarries] = *carry;
	return a->ncarries++;
}

static void add_line(struct authorisations *a, uint32_t id, const struct authorised_row *row)
{
	char text[PAIR_MAX];
	struct authorisation *g = &a->all[id];
	if (a->nlines == a->lines_cap) {
		a->lines_cap = a->lines_cap ? a->lines_cap + a->lines_cap / 2 : 1024;
		a->lines = mem_grow(a->lines, a->lines_cap, sizeof *a->lines);
	}
	struct line *l = &a->lines[a->nlines];
	*l = (struct line){
		.next = AUTHORISATION_NONE, .authorisation = id, .quantity = row->quantity, .line = row->line,
		.file = (uint16_t)row->file, .item = (uint16_t)row->item, .participation = (uint8_t)row->participation,
		.consumed = row->consumed, .carry = add_carry(a, &row->carry),
	};
	size_t len = code_text(text, row->table, row->code);
	l->code = names_add(a->codes, text, len);
	if (!is_nowhere(row->tooth, row->region, row->face)) {
		len = place_text(text, row->tooth, row->region, row->face);
		l->place = names_add(a->places, text, len);
	}
	if (g->first == AUTHORISATION_NONE)
		g->first = a->nlines;
	else
		a->lines[g->last].next = a->nlines;
	if (row->item <= ITEM_SMALL) {
		g->small_items |= 1u << row->item;
	} else {
		g->disorder = g->disorder || row->item <= g->last_item;
		if (row->item > g->last_item)
			g->last_item = (uint16_t)row->item;
	}
	g->last = a->nlines++;
}

/* The line of authorisation ID that has ITEM already, where that can be seen at once: a small one always, a large one as the last. With
 * ITEM 0, for an authorisation without items, its last line. AUTHORISATION_NONE for none. */
static uint32_t earlier_line(const struct authorisations *a, uint32_t id, unsigned item)
{
	const struct authorisation *g = &a->all[id];
	if (item == 0)
		return g->last;
	if (item > ITEM_SMALL)
		return g->last != AUTHORISATION_NONE && a->lines[g->last].item == item ? g->last : AUTHORISATION_NONE;
	uint32_t i = (g->small_items >> item & 1u) != 0 ? g->first : AUTHORISATION_NONE;
	while (i != AUTHORISATION_NONE && a->lines[i].item != item)
		i = a->lines[i].next;
	return i;
}

/* Whether ROW, of the authorisation ID, may stand beside its rows so far. */
static enum authorisation_fault judge_row(const struct authorisations *a, uint32_t id, const struct authorised_row *row, uint32_t *file,
                                          uint32_t *line, const char **what)
{
	*file = a->all[id].file;
	*line = a->all[id].line;
	*what = difference(a, id, row);
	if (*what != NULL)
		return AUTHORISATION_DIFFERS;
	uint32_t earlier = earlier_line(a, id, row->item);
	if (earlier != AUTHORISATION_NONE) {
		*file = a->lines[earlier].file;
		*line = a->lines[earlier].line;
	}
	return earlier != AUTHORISATION_NONE || row->item == 0 ? AUTHORISATION_REPEATED : AUTHORISATION_TAKEN;
}

enum authorisation_fault authorisations_add(struct authorisations *a, const struct authorised_row *row, uint32_t *file,
                                            uint32_t *line, const char **what)
{
	struct text_ref guide = trimmed(row->operator_guide), password = trimmed(row->password);
	bool shared;
	if (a->nlines == AUTHORISATION_NONE - 1 || row->file > UINT16_MAX)
		return AUTHORISATION_FULL;
	uint32_t id = find_identity(a, guide, password, &shared);
	if (id == AUTHORISATION_NONE) {
		id = add_authorisation(a, row, guide, password, shared);
		if (id == AUTHORISATION_NONE)
			return AUTHORISATION_FULL;
	} else {
		enum authorisation_fault fault = judge_row(a, id, row, file, line, what);
		if (fault != AUTHORISATION_TAKEN)
			return fault;
	}
	if (row->item > 0)
		add_line(a, id, row);
	return AUTHORISATION_TAKEN;
}

bool authorisations_repeated(struct authorisations *a, uint32_t *file, uint32_t *line, uint32_t *earlier_file, uint32_t *earlier)
{
	uint32_t first = AUTHORISATION_NONE, before = 0;
	uint32_t *seen = mem_zero(AUTHORISATION_ITEM_MAX + 1, sizeof *seen); /* a line's number + 1 */
	for (uint32_t id = 0; id < a->n; id++) {
		if (!a->all[id].disorder)
			continue;
		for (uint32_t i = a->all[id].first; i != AUTHORISATION_NONE; i = a->lines[i].next) {
			uint32_t *at = &seen[a->lines[i].item];
			bool again = *at != 0 && a->lines[*at - 1].authorisation == id;
			if (again && i < first) {
				first = i;
				before = *at - 1;
			}
			*at = i + 1;
		}
	}
	free(seen);
	if (first == AUTHORISATION_NONE)
		return false;
	*file = a->lines[first].file;
	*line = a->lines[first].line;
	*earlier_file = a->lines[before].file;
	*earlier = a->lines[before].line;
	return true;
}

uint32_t authorisations_lines(const struct authorisations *a)
{
	return a->nlines;
}

uint32_t authorisations_count(const struct authorisations *a)
{
	return a->n;
}

/* ---- finding ---- */

/* Queries as numbers, so that lines are compared quickly. */
struct wanted {
	const struct match_query *query;
	uint32_t code, place;
	const char *tooth_and_region; /* as they begin the text of PLACE; of TOOTH_LEN bytes */
	size_t tooth_len;
};

static bool same_tooth(const struct authorisations *a, const struct wanted *w, uint32_t place)
{
	const char *text = names_text(a->places, place);
	return strncmp(text[0] != '\0' ? text : "\t\t", w->tooth_and_region, w->tooth_len) == 0;
}

static bool fits_participation(const struct line *l, uint64_t set)
{
	return l->participation == 0 || (l->participation <= 64 && (set >> (l->participation - 1) & 1u) != 0);
}

/* How L, a line of the right code, stands to what is wanted: from the best answer to the worst. */
enum nearness { SAME_OPEN, SAME_CONSUMED, OTHER_QUANTITY, NOTHING_AUTHORISED, OTHER_PARTICIPATION, OTHER_FACE, OTHER_TOOTH, OTHER_CODE };

static enum nearness nearness_of(const struct authorisations *a, const struct wanted *w, const struct line *l)
{
	const struct match_query *q = w->query;
	if (q->by_tooth && l->place != w->place)
		return same_tooth(a, w, l->place) ? OTHER_FACE : OTHER_TOOTH;
	if (!fits_participation(l, q->participations))
		return OTHER_PARTICIPATION;
	if (l->quantity == 0)
		return NOTHING_AUTHORISED;
	if (l->quantity != q->quantity)
		return OTHER_QUANTITY;
	return l->consumed ? SAME_CONSUMED : SAME_OPEN;
}

static enum match_situation situation_of(const struct authorisations *a, const struct wanted *w, enum nearness near, uint32_t line)
{
	static const enum match_situation situations[] = {
		[SAME_OPEN] = MATCH_RELACIONADO, [SAME_CONSUMED] = MATCH_JA_CONSUMIDA, [NOTHING_AUTHORISED] = MATCH_QUANTIDADE_ZERO,
		[OTHER_PARTICIPATION] = MATCH_OUTRA_PARTICIPACAO, [OTHER_FACE] = MATCH_OUTRA_FACE, [OTHER_TOOTH] = MATCH_OUTRO_DENTE,
		[OTHER_CODE] = MATCH_OUTRO_CODIGO,
	};
	if (near == OTHER_QUANTITY)
		return w->query->quantity < a->lines[line].quantity ? MATCH_QUANTIDADE_MENOR : MATCH_QUANTIDADE_MAIOR;
	return situations[near];
}

/* The best of the authorisation's lines, of equals the first. */
static void find_line(const struct authorisations *a, const struct match_query *q, struct match_found *found)
{
	char text[PAIR_MAX], tooth[PAIR_MAX];
	struct wanted w = { .query = q, .tooth_and_region = tooth };
	w.code = names_find(a->codes, text, code_text(text, q->table, q->code));
	if (q->by_tooth) {
		w.tooth_len = join(tooth, (const struct text_ref[]){ q->tooth, q->region }, 2);
		size_t len = place_text(text, q->tooth, q->region, q->face);
		w.place = is_nowhere(q->tooth, q->region, q->face) ? 0 : names_find(a->places, text, len);
		if (w.place == 0 && !is_nowhere(q->tooth, q->region, q->face))
			w.place = UINT32_MAX; /* a place that no line has */
	}
	enum nearness best = OTHER_CODE;
	for (uint32_t i = a->all[found->authorisation].first; i != AUTHORISATION_NONE && w.code != 0 && best != SAME_OPEN;
	     i = a->lines[i].next) {
		const struct line *l = &a->lines[i];
		enum nearness near = l->code == w.code ? nearness_of(a, &w, l) : OTHER_CODE;
		if (near < best) {
			best = near;
			found->line = i;
		}
	}
	found->situation = situation_of(a, &w, best, found->line);
}

static int by_first(const void *x, const void *y)
{
	const struct twin *a = x, *b = y;
	return (a->first > b->first) - (a->first < b->first);
}

static uint32_t other_of(const struct authorisations *a, uint32_t first)
{
	const struct twin wanted = { first, 0 }, *t = NULL;
	if (a->ntwins > 0)
		t = bsearch(&wanted, a->twins, a->ntwins, sizeof *a->twins, by_first);
	return t != NULL ? t->second : AUTHORISATION_NONE;
}

/* What the authorisation as a whole decides, before its lines are looked at; MATCH_RELACIONADO when nothing is. */
static enum match_situation judge(const struct authorisations *a, uint32_t id, const struct match_query *q)
{
	enum { AUTHORISED = 1, CANCELLED = 6, PARTLY = 7 }; /* dm_statusSolicitacao */
	const struct authorisation *g = &a->all[id];
	struct text_ref card = trimmed(q->card);
	if (q->by_operator_guide ? g->shared_guide : g->shared_password)
		return MATCH_DUAS_AUTORIZACOES;
	if (card.len > 0 && g->card != 0 && !same(a, g->card, card))
		return MATCH_OUTRO_BENEFICIARIO;
	if (g->status == CANCELLED)
		return MATCH_CANCELADA;
	if (g->status != AUTHORISED && g->status != PARTLY)
		return MATCH_NAO_AUTORIZADA;
	if (g->valid_until != DATE_NONE && q->date != DATE_NONE && g->valid_until < q->date)
		return MATCH_SENHA_EXPIRADA;
	return MATCH_RELACIONADO;
}

struct match_found authorisations_find(const struct authorisations *a, const struct match_query *q)
{
	struct text_ref key = trimmed(q->key);
	struct match_found found = { MATCH_SEM_CHAVE, AUTHORISATION_NONE, AUTHORISATION_NONE, AUTHORISATION_NONE };
	if (key.len == 0)
		return found;
	found.authorisation = find_key(a, q->by_operator_guide ? &a->by_guide : &a->by_password, key);
	found.situation = MATCH_GUIA_NAO_LOCALIZADA;
	if (found.authorisation == AUTHORISATION_NONE)
		return found;
	found.situation = judge(a, found.authorisation, q);
	if (found.situation == MATCH_RELACIONADO)
		find_line(a, q, &found);
	else if (found.situation == MATCH_DUAS_AUTORIZACOES)
		found.other = other_of(a, found.authorisation);
	return found;
}

/* ---- looking ahead ---- */

struct authorisation_hint authorisation_hint_of(bool by_operator_guide, struct text_ref key)
{
	key = trimmed(key);
	return (struct authorisation_hint){ key.len > 0 ? hash_of(key) : 0, AUTHORISATION_NONE, AUTHORISATION_NONE, by_operator_guide };
}

/* The slot that most likely holds the hint's key has come: on to its authorisation. */
static void look_at_authorisation(const struct authorisations *a, const struct index *x, struct authorisation_hint *h)
{
	uint32_t at = h->hash;
	while (x->slots[at & x->mask].id != AUTHORISATION_NONE && x->slots[at & x->mask].hash != h->hash)
		at++;
	h->id = x->slots[at & x->mask].id;
	if (h->id != AUTHORISATION_NONE)
		__builtin_prefetch(&a->all[h->id]);
}

static void look_at_line(const struct authorisations *a, struct authorisation_hint *h, uint32_t line)
{
	h->line = line;
	if (line != AUTHORISATION_NONE)
		__builtin_prefetch(&a->lines[line]);
}

/* The authorisation has come: on to its texts, its first line and the last one. */
static void look_at_parts(const struct authorisations *a, struct authorisation_hint *h)
{
	const struct authorisation *g = &a->all[h->id];
	__builtin_prefetch(a->texts + g->operator_guide);
	__builtin_prefetch(a->texts + g->card);
	look_at_line(a, h, g->last);
	look_at_line(a, h, g->first);
}

void authorisations_look(const struct authorisations *a, struct authorisation_hint *h, unsigned step)
{
	const struct index *x = h->by_operator_guide ? &a->by_guide : &a->by_password;
	if (step == 0)
		__builtin_prefetch(&x->slots[h->hash & x->mask]);
	else if (step == 1)
		look_at_authorisation(a, x, h);
	else if (step == 2 && h->id != AUTHORISATION_NONE)
		look_at_parts(a, h);
	else if (h->line != AUTHORISATION_NONE)
		look_at_line(a, h, a->lines[h->line].next);
}

/* ---- consuming ---- */

struct match_carry authorisations_carry(const struct authorisations *a, uint32_t line)
{
	return a->carries[a->lines[line].carry];
}

void authorisations_consume(struct authorisations *a, uint32_t line)
{
	a->lines[line].consumed = a->lines[line].by_us = true;
}

bool authorisations_was_consumed(const struct authorisations *a, uint32_t line)
{
	return a->lines[line].by_us;
}

/* ---- views ---- */

struct authorisation_view authorisations_view(const struct authorisations *a, uint32_t authorisation)
{
	const struct authorisation *g = &a->all[authorisation];
	return (struct authorisation_view){
		a->texts + g->operator_guide, a->texts + g->password, g->status, g->valid_until, g->file, g->line
	};
}

struct authorised_line_view authorisations_line(const struct authorisations *a, uint32_t line)
{
	const struct line *l = &a->lines[line];
	return (struct authorised_line_view){ l->authorisation, l->item, l->quantity, l->file, l->line };
}
