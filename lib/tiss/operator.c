#include "tiss/operator.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tiss/profile_required.h"

struct operator_book {
	struct operator_options options;
	struct operator first;     /* the default, or the one of --profile; its registries are the user's */
	struct operator *others;   /* by registration, as messages named them */
};

static int add_tuss(struct operator *o, const char *table, size_t len, const char *file, const struct csv_options *csv,
                    struct error *err)
{
	if (len >= sizeof o->tuss->table || o->ntuss == OPERATOR_TUSS_MAX)
		return error_set(err, "tabela TUSS “%.*s”: são aceitas até %d tabelas", (int)len, table, OPERATOR_TUSS_MAX);
	struct operator_tuss *t = &o->tuss[o->ntuss];
	memcpy(t->table, table, len);
	t->table[len] = '\0';
	if (operator_terms(o, t->table) != NULL)
		return 0; /* the user's comes before the profile's */
	t->terms = registry_tuss_load(file, csv, false, err);
	if (t->terms == NULL)
		return -1;
	o->ntuss++;
	return 0;
}

const struct registry_tuss *operator_terms(const struct operator *o, const char *table)
{
	for (size_t i = 0; i < o->ntuss; i++)
		if (strcmp(o->tuss[i].table, table) == 0)
			return o->tuss[i].terms;
	return NULL;
}

/* Whether the LEN bytes of TABLE are the number of a terminology: 00, 90 and 98 are nobody's. */
static bool is_terminology(const char *table, size_t len)
{
	static const char *const tables[] = { "18", "19", "20", "22" };
	bool known = false;
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		known = known || (len == 2 && memcmp(tables[i], table, len) == 0);
	return known;
}

/* "TABLE=FILE", as --tuss has it. */
static int add_tuss_option(struct operator *o, const char *text, const struct csv_options *csv, struct error *err)
{
	const char *equals = strchr(text, '=');
	size_t len = equals != NULL ? (size_t)(equals - text) : 0, before = o->ntuss;
	if (equals == NULL || equals[1] == '\0' || !is_terminology(text, len))
		return error_set(err, "--tuss=%s: esperava-se TABELA=ARQUIVO, como 22=tuss22.csv, e por tabela 18, 19, 20 ou 22",
		                 text);
	if (add_tuss(o, text, len, equals + 1, csv, err) != 0)
		return -1;
	return o->ntuss > before ? 0 : error_set(err, "--tuss=%s: a tabela %.*s já foi dada", text, (int)len, text);
}

/* What the user gave. */
static int load_options(struct operator *o, const struct operator_options *options, struct error *err)
{
	if (options->providers != NULL)
		o->providers = registry_providers_load(options->providers, &options->csv, err);
	if (options->beneficiaries != NULL)
		o->beneficiaries = registry_beneficiaries_load(options->beneficiaries, &options->csv, false, err);
	if ((options->providers != NULL && o->providers == NULL) || (options->beneficiaries != NULL && o->beneficiaries == NULL))
		return -1;
	for (size_t i = 0; i < options->ntuss; i++)
		if (add_tuss_option(o, options->tuss[i], &options->csv, err) != 0)
			return -1;
	return 0;
}

/* What the profile names and the user did not. */
static int load_profile(struct operator *o, const struct csv_options *csv, struct error *err)
{
	const struct profile *p = o->profile;
	if (profile_required_check(p, err) != 0)
		return -1;
	if (o->providers == NULL && p->providers != NULL) {
		o->providers = registry_providers_load(p->providers, csv, err);
		if (o->providers == NULL)
			return -1;
	}
	if (o->beneficiaries == NULL && p->beneficiaries != NULL) {
		o->beneficiaries = registry_beneficiaries_load(p->beneficiaries, csv, false, err);
		if (o->beneficiaries == NULL)
			return -1;
	}
	for (size_t i = 0; i < p->tuss.n; i++)
		if (add_tuss(o, p->tuss.items[i].name, strlen(p->tuss.items[i].name), p->tuss.items[i].value, csv, err) != 0)
			return -1;
	return 0;
}

struct operator_book *operator_book_open(const struct operator_options *options, struct error *err)
{
	struct operator_book *b = mem_zero(1, sizeof *b);
	b->options = *options;
	b->first.profile = options->profile != NULL ? profile_load(options->profile, err) : profile_defaults();
	if (b->first.profile == NULL || load_options(&b->first, options, err) != 0 ||
	    load_profile(&b->first, &options->csv, err) != 0) {
		operator_book_free(b);
		return NULL;
	}
	return b;
}

static bool is_users(const struct operator *first, const struct registry_tuss *terms)
{
	for (size_t i = 0; i < first->ntuss; i++)
		if (first->tuss[i].terms == terms)
			return true;
	return false;
}

/* Frees what O owns; a registry that the user gave belongs to FIRST alone. */
static void release(struct operator *o, const struct operator *first)
{
	profile_free(o->profile);
	if (o == first || o->providers != first->providers)
		registry_providers_free(o->providers);
	if (o == first || o->beneficiaries != first->beneficiaries)
		registry_beneficiaries_free(o->beneficiaries);
	for (size_t i = 0; i < o->ntuss; i++)
		if (o == first || !is_users(first, o->tuss[i].terms))
			registry_tuss_free(o->tuss[i].terms);
}

void operator_book_free(struct operator_book *b)
{
	if (b == NULL)
		return;
	while (b->others != NULL) {
		struct operator *next = b->others->next;
		release(b->others, &b->first);
		free(b->others);
		b->others = next;
	}
	release(&b->first, &b->first);
	free(b);
}

const struct operator *operator_default(const struct operator_book *b)
{
	return &b->first;
}

/* A new operator with PROFILE, sharing the user's registries. One whose registries fail is not kept: every message of it
 * says so again. */
static struct operator *add_operator(struct operator_book *b, struct profile *profile, struct error *err)
{
	struct operator *o = mem_zero(1, sizeof *o);
	*o = b->first;
	o->profile = profile;
	if (load_profile(o, &b->options.csv, err) != 0) {
		release(o, &b->first);
		free(o);
		return NULL;
	}
	o->next = b->others;
	b->others = o;
	return o;
}

const struct operator *operator_of(struct operator_book *b, const char *registro, struct error *err)
{
	if (b->options.profile != NULL)
		return &b->first;
	for (const struct operator *o = b->others; o != NULL; o = o->next)
		if (strcmp(o->profile->registro, registro) == 0)
			return o;
	struct error wrong = ERROR_INIT;
	struct profile *profile = profile_find(registro, &wrong);
	const struct operator *o = &b->first;
	if (profile != NULL)
		o = add_operator(b, profile, &wrong);
	if (wrong.text.len > 0) {
		error_set(err, "%s", buf_str(&wrong.text));
		o = NULL;
	}
	error_release(&wrong);
	return o;
}
