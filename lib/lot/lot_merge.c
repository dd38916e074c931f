#include "lot/lot_merge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/names.h"
#include "fmt/money.h"
#include "lot/lot_bytes.h"
#include "lot/lot_reader.h"

enum { ENDS_MAX = 4 * 1024 * 1024, HASH_LEN = HASH_HEX - 1 };

/* What is added up on both sides. */
struct totals {
	uint64_t guides, items;
	int64_t amount; /* -1: too large */
};

/* One message of the input. */
struct source {
	char *name;
	struct fix_input in;  /* of standard input, which is kept; others are opened again */
	bool kept;
	struct lot_head head;
	size_t order;         /* in the input */
	uint32_t group;       /* operator, origin, version and guide type: their number in m->groups */
	char operator[16];
	char *sequence;       /* sequencialTransacao */
	uint64_t size;
	size_t guides;
};

struct lot_merge {
	struct lot_merge_options options;
	struct lot_reader *reader;
	struct validator *validator;
	struct names *groups;
	struct source *sources;
	size_t nsources;
	struct totals in, out;
	int64_t number;       /* of the next lot */
	struct lot_output *output;  /* borrowed */
	uint64_t lots;
	bool refused;
	/* the message being taken in */
	struct buf origin, operator, sequence, lot_number;
	struct lot_listener listener;
	/* the lot being made */
	const struct source *first; /* NULL: none */
	struct lot_bytes like;      /* how FIRST writes its lot; its guides are not in it */
	struct buf bytes, tail, between;
	size_t hash_at;             /* where the hash stands in TAIL */
	size_t guides;
	size_t max_guides;
	uint64_t max_bytes;
	char hash[HASH_HEX];
};

static void add_totals(struct totals *t, uint64_t guides, uint64_t items, int64_t amount)
{
	t->guides += guides;
	t->items += items;
	t->amount = t->amount < 0 || amount < 0 || amount > INT64_MAX - t->amount ? -1 : t->amount + amount;
}

/* ---- taking in ---- */

static void on_end(void *context, const struct walk *w)
{
	struct lot_merge *m = context;
	const struct node *n = &w->nodes[w->depth];
	const struct node *part = &w->nodes[w->message_depth + 1], *below = &w->nodes[w->message_depth + 2];
	if (n->has_children || w->message_depth == 0)
		return;
	if (strcmp(n->local, "numeroLote") == 0 && m->lot_number.len == 0) {
		buf_add(&m->lot_number, buf_str(&w->text), w->text.len);
	} else if (KEY_NAME(part->key) == TERM_cabecalho && w->depth > w->message_depth + 2) {
		if (KEY_NAME(below->key) == TERM_origem)
			buf_addf(&m->origin, "%s=%s|", n->local, buf_str(&w->text));
		else if (KEY_NAME(below->key) == TERM_destino)
			buf_add(&m->operator, buf_str(&w->text), w->text.len);
		else if (strcmp(n->local, "sequencialTransacao") == 0)
			buf_add(&m->sequence, buf_str(&w->text), w->text.len);
	}
	m->listener.stop = m->origin.len + m->operator.len + m->sequence.len + m->lot_number.len > ENDS_MAX;
}

/* What is wrong with a message that cannot even be read as XML, or names no version. 0 when that was told; 1 when
 * all is well with it. */
static int tell_findings(struct lot_merge *m, const struct fix_input *in, struct error *err)
{
	struct validation result;
	if (fix_input_rewind(in, err) != 0)
		return -1;
	if (validator_run(m->validator, xml_source_fd(&in->fd), in->name, NULL, NULL, &result, err) != 0)
		return -1;
	return result.errors == 0;
}

static int take_number(struct lot_merge *m, const struct source *s, struct error *err)
{
	int64_t number;
	if (m->options.number > 0)
		return 0;
	if (!money_parse(buf_str(&m->lot_number), m->lot_number.len, 0, &number) || number < 1)
		return error_set(err, "%s: o numeroLote não é um número: diga o primeiro com -n", s->name);
	if (m->number == 0 || number < m->number)
		m->number = number;
	return 0;
}

static int find_parts(struct source *s, struct error *err)
{
	struct lot_bytes b;
	int result = lot_bytes_find(&b, &s->in, err);
	s->size = b.size;
	s->guides = b.n;
	if (result == 0 && b.is_signed)
		result = error_set(err, "%s: a mensagem tem assinatura digital, que não valeria para outro lote: "
		                   "refaça o lote no sistema de origem e assine de novo", s->name);
	lot_bytes_release(&b);
	return result;
}

static void take_group(struct lot_merge *m, struct source *s)
{
	struct buf group = BUF_INIT;
	buf_addf(&group, "%s|%s|%s|%s", buf_str(&m->operator), buf_str(&m->origin), s->head.schema->version, s->head.guide->type);
	s->group = names_add(m->groups, buf_str(&group), group.len);
	s->sequence = mem_dup_n(buf_str(&m->sequence), m->sequence.len);
	strncat(s->operator, buf_str(&m->operator), sizeof s->operator - 1);
	buf_release(&group);
}

static int take_in(struct lot_merge *m, struct source *s, struct error *err)
{
	struct lot_reading reading;
	if (lot_reader_head(m->reader, &s->in, &s->head, err) != 0)
		return -1;
	bool lot = s->head.schema != NULL && s->head.guide != NULL;
	buf_clear(&m->origin);
	buf_clear(&m->operator);
	buf_clear(&m->sequence);
	buf_clear(&m->lot_number);
	m->listener = (struct lot_listener){ .context = m, .end = on_end };
	if (lot && lot_reader_run(m->reader, &s->in, &s->head, LOT_READ_ALL, &m->listener, &reading, err) != 0)
		return -1;
	if (!lot || reading.broken || m->listener.stop) {
		int clean = tell_findings(m, &s->in, err);
		return clean > 0 ? error_set(err, "%s: não é um lote de guias", s->name) : clean;
	}
	if (find_parts(s, err) != 0 || take_number(m, s, err) != 0)
		return -1;
	take_group(m, s);
	add_totals(&m->in, reading.guides, reading.items, reading.amount);
	return 1;
}

int lot_merge_add(struct lot_merge *m, const char *name, struct error *err)
{
	bool standard = strcmp(name, "-") == 0;
	struct source s = { .name = mem_dup(standard ? "(entrada padrão)" : name), .kept = standard, .order = m->nsources };
	if (fix_input_open(&s.in, name, s.name, err) != 0) {
		free(s.name);
		return -1;
	}
	int result = take_in(m, &s, err);
	if (!s.kept || result <= 0)
		fix_input_close(&s.in);
	if (result <= 0) {
		free(s.name);
		return result;
	}
	m->sources = mem_grow(m->sources, m->nsources + 1, sizeof *m->sources);
	m->sources[m->nsources++] = s;
	return 1;
}

/* ---- a lot ---- */

struct memory {
	const char *bytes;
	size_t left;
};

static ssize_t read_memory(void *context, char *buffer, size_t n)
{
	struct memory *m = context;
	if (n > m->left)
		n = m->left;
	memcpy(buffer, m->bytes, n);
	m->bytes += n;
	m->left -= n;
	return (ssize_t)n;
}

/* Computes the hash of the lot's bytes and puts it in its place. */
static int put_hash(struct lot_merge *m, struct error *err)
{
	struct lot_reading reading;
	struct memory memory = { m->bytes.data, m->bytes.len };
	struct xml_source source = { .context = &memory, .read = read_memory };
	if (lot_reader_run_source(m->reader, source, m->first->name, &m->first->head, LOT_READ_ALL | LOT_READ_HASH, NULL, &reading,
	                          err) != 0)
		return -1;
	if (reading.hash[0] != '\0')
		memcpy(m->bytes.data + m->bytes.len - m->tail.len + m->hash_at, reading.hash, HASH_LEN);
	memcpy(m->hash, reading.hash, HASH_HEX);
	return 0;
}

/* Puts the lot to the proof. */
static int judge(struct lot_merge *m, struct validation *result, struct error *err)
{
	struct buf name = BUF_INIT;
	struct memory memory = { m->bytes.data, m->bytes.len };
	struct xml_source source = { .context = &memory, .read = read_memory };
	buf_addf(&name, "(lote %lld, de %s)", (long long)m->number, m->first->name);
	int failed = validator_run(m->validator, source, buf_str(&name), NULL, NULL, result, err);
	buf_release(&name);
	m->refused = m->refused || result->errors > 0;
	add_totals(&m->out, result->guides, result->items, result->amount);
	return failed;
}

static int hand_over(struct lot_merge *m, const struct validation *result, struct error *err)
{
	char number[24];
	const struct source *s = m->first;
	const struct buf *const pieces[] = { &m->bytes };
	snprintf(number, sizeof number, "%lld", (long long)m->number);
	struct lot_info info = {
		.number = number, .sequence = s->sequence, .version = s->head.schema->version, .operator = s->operator,
		.type = s->head.guide->type, .hash = m->hash, .guides = (size_t)result->guides, .items = (size_t)result->items,
		.amount = result->amount,
	};
	return lot_output_put(m->output, &info, pieces, 1, err);
}

static int end_lot(struct lot_merge *m, struct error *err)
{
	struct validation result;
	if (m->first == NULL)
		return 0;
	buf_add(&m->bytes, buf_str(&m->tail), m->tail.len);
	if (put_hash(m, err) != 0 || judge(m, &result, err) != 0 || (!m->refused && hand_over(m, &result, err) != 0))
		return -1;
	m->number++;
	m->lots++;
	m->first = NULL;
	return 0;
}

/* How much a lot of the operator of S may hold. */
static int find_limits(struct lot_merge *m, const struct source *s, struct error *err)
{
	const struct lot_setting *setting = NULL;
	m->max_guides = m->options.max_guides;
	m->max_bytes = m->options.max_bytes;
	if (m->options.settings == NULL)
		return 0;
	setting = lot_settings_get(m->options.settings, s->operator, err);
	if (setting == NULL)
		return -1;
	m->max_guides = setting->max_guides;
	m->max_bytes = setting->max_bytes;
	return 0;
}

static int next_number(struct lot_merge *m, const struct source *s, struct error *err)
{
	long number;
	if (m->options.next_number == NULL)
		return 0;
	if (m->options.next_number(m->options.numbers, s->operator, &number, err) != 0)
		return -1;
	m->number = number;
	return 0;
}

/* The bytes before the first guide, with the lot's number, and those behind the last, with room for a hash. */
static int begin_lot(struct lot_merge *m, const struct source *s, const struct fix_input *in, const struct lot_bytes *b,
                     struct error *err)
{
	uint64_t from = b->guides[0].from, to = b->guides[b->n - 1].to;
	if (from > ENDS_MAX || b->size - to > ENDS_MAX)
		return error_set(err, "%s: há bytes demais antes ou depois das guias", s->name);
	buf_clear(&m->bytes);
	buf_clear(&m->tail);
	buf_clear(&m->between);
	if (next_number(m, s, err) != 0)
		return -1;
	if (lot_bytes_read(in, 0, b->number.from, &m->bytes, err) != 0)
		return -1;
	buf_addf(&m->bytes, "%lld", (long long)m->number);
	if (lot_bytes_read(in, b->number.to, from, &m->bytes, err) != 0 || lot_bytes_read(in, to, b->hash.from, &m->tail, err) != 0)
		return -1;
	m->hash_at = m->tail.len;
	buf_addf(&m->tail, "%0*d", HASH_LEN, 0);
	if (lot_bytes_read(in, b->hash.to, b->size, &m->tail, err) != 0 || lot_bytes_read(in, b->opened, from, &m->between, err) != 0)
		return -1;
	if (find_limits(m, s, err) != 0)
		return -1;
	m->first = s;
	m->like = *b;
	m->like.guides = NULL;
	m->guides = 0;
	return 0;
}

static int convert(struct buf *out, const struct buf *guide, const struct source *s, const struct lot_bytes *from,
                   const struct lot_bytes *to, struct error *err)
{
	if (lot_bytes_convert(out, buf_str(guide), guide->len, from, to))
		return 0;
	return error_set(err, "%s: há um caractere que não existe em ISO-8859-1, a codificação do lote em que a guia entraria: "
	                 "dê este arquivo antes dos outros", s->name);
}

static int add_guide(struct lot_merge *m, const struct source *s, const struct fix_input *in, const struct lot_bytes *b, size_t i,
                     struct error *err)
{
	struct buf bytes = BUF_INIT, guide = BUF_INIT;
	int result = lot_bytes_read(in, b->guides[i].from, b->guides[i].to, &bytes, err);
	for (int tries = 0; result == 0 && tries < 2; tries++) {
		if (m->first == NULL)
			result = begin_lot(m, s, in, b, err);
		if (result != 0)
			break;
		buf_clear(&guide);
		result = convert(&guide, &bytes, s, b, &m->like, err);
		if (result != 0)
			break;
		uint64_t size = m->bytes.len + m->between.len + guide.len + m->tail.len;
		bool room = m->guides < m->max_guides && (m->max_bytes == 0 || size <= m->max_bytes);
		if (room)
			break;
		if (m->guides == 0)
			result = error_set(err, "%s: a guia %zu não cabe em um lote de %llu bytes", s->name, i + 1,
			                   (unsigned long long)m->max_bytes);
		else
			result = end_lot(m, err);
	}
	if (result == 0) {
		if (m->guides++ > 0)
			buf_add(&m->bytes, buf_str(&m->between), m->between.len);
		buf_add(&m->bytes, buf_str(&guide), guide.len);
	}
	buf_release(&bytes);
	buf_release(&guide);
	return result;
}

static int add_guides(struct lot_merge *m, const struct source *s, struct error *err)
{
	struct fix_input in = s->in;
	struct lot_bytes b;
	if (!s->kept && fix_input_open(&in, s->name, s->name, err) != 0)
		return -1;
	int result = lot_bytes_find(&b, &in, err);
	if (result == 0 && (b.size != s->size || b.n != s->guides))
		result = error_set(err, "%s: o arquivo mudou enquanto era lido", s->name);
	for (size_t i = 0; result == 0 && i < b.n; i++)
		result = add_guide(m, s, &in, &b, i, err);
	lot_bytes_release(&b);
	if (!s->kept)
		fix_input_close(&in);
	return result;
}

/* ---- all of them ---- */

static int prove(const struct lot_merge *m, struct error *err)
{
	const struct totals *in = &m->in, *out = &m->out;
	if (in->guides == out->guides && in->items == out->items && in->amount == out->amount && in->amount >= 0)
		return 0;
	struct buf before = BUF_INIT, after = BUF_INIT;
	money_add_br(&before, in->amount, 2);
	money_add_br(&after, out->amount, 2);
	error_set(err, "os lotes novos não somam o mesmo que os antigos: eram %llu guias, %llu itens e R$ %s; seriam %llu, %llu e R$ %s",
	          (unsigned long long)in->guides, (unsigned long long)in->items, buf_str(&before),
	          (unsigned long long)out->guides, (unsigned long long)out->items, buf_str(&after));
	buf_release(&before);
	buf_release(&after);
	return -1;
}

/* By group, and in a group as they came. */
static int compare_sources(const void *a, const void *b)
{
	const struct source *x = a, *y = b;
	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

static int make_lots(struct lot_merge *m, struct error *err)
{
	qsort(m->sources, m->nsources, sizeof *m->sources, compare_sources);
	for (size_t i = 0; i < m->nsources; i++) {
		bool same = i > 0 && m->sources[i].group == m->sources[i - 1].group;
		if ((!same && end_lot(m, err) != 0) || add_guides(m, &m->sources[i], err) != 0)
			return -1;
	}
	return end_lot(m, err);
}

int lot_merge_run(struct lot_merge *m, struct lot_output *out, struct lot_merge_counts *counts, struct error *err)
{
	if (m->options.number > 0)
		m->number = m->options.number;
	m->output = out;
	if (make_lots(m, err) != 0)
		return -1;
	*counts = (struct lot_merge_counts){ m->lots, m->out.guides, m->out.items, m->out.amount };
	if (m->refused)
		return 0;
	return prove(m, err) == 0 ? 1 : -1;
}

struct lot_merge *lot_merge_new(const struct lot_merge_options *options, struct error *err)
{
	struct validator *validator = validator_new(&options->validator, err);
	if (validator == NULL)
		return NULL;
	struct lot_merge *m = mem_zero(1, sizeof *m);
	m->options = *options;
	m->validator = validator;
	m->reader = lot_reader_new();
	m->groups = names_new();
	return m;
}

void lot_merge_free(struct lot_merge *m)
{
	if (m == NULL)
		return;
	for (size_t i = 0; i < m->nsources; i++) {
		if (m->sources[i].kept)
			fix_input_close(&m->sources[i].in);
		free(m->sources[i].sequence);
		free(m->sources[i].name);
	}
	free(m->sources);
	buf_release(&m->origin);
	buf_release(&m->operator);
	buf_release(&m->sequence);
	buf_release(&m->lot_number);
	buf_release(&m->bytes);
	buf_release(&m->tail);
	buf_release(&m->between);
	names_free(m->groups);
	lot_reader_free(m->reader);
	validator_free(m->validator);
	free(m);
}
