/* One cell as a value: conversion, characters, type. */
#include <string.h>

#include "fmt/csv_decimal.h"
#include "fmt/date.h"
#include "fmt/xml_writer.h"
#include "lot/guide_record.h"
#include "schema/schema_words.h"

enum { DATE_LEN = 10, HINT_MIN = 2 };

/* A cell on its way. */
struct passage {
	struct guide_record *record;
	const struct plan_slot *slot;
	const struct csv_cell *cell;
	const char *text;
	size_t len;
};

static bool refuse(const struct passage *p, const char *why)
{
	guide_record_complain(p->record, p->cell->line, p->slot, p->cell->text, "%s", why);
	return false;
}

/* dd/mm/aaaa becomes aaaa-mm-dd; other forms are left to the type. */
static bool convert_date(struct passage *p)
{
	char iso[DATE_TEXT];
	if (p->len != DATE_LEN || p->text[2] != '/')
		return true;
	date_days date = date_parse_br(p->text, p->len);
	if (date == DATE_NONE)
		return refuse(p, "não é uma data que exista, escrita como aaaa-mm-dd ou dd/mm/aaaa");
	date_text(date, iso);
	buf_clear(&p->record->scratch);
	buf_adds(&p->record->scratch, iso);
	p->text = buf_str(&p->record->scratch);
	p->len = p->record->scratch.len;
	return true;
}

/* Whether a decimal's text could be something else than what XML takes it for. */
static bool is_doubtful(const char *text, char separator)
{
	return strchr(text, ',') != NULL || (separator == ';' && strchr(text, '.') != NULL);
}

static bool convert_decimal(struct passage *p, char separator)
{
	if (!is_doubtful(p->text, separator))
		return true;
	struct buf *plain = &p->record->scratch;
	buf_clear(plain);
	buf_adds(plain, p->text);
	const char *why = csv_decimal_plain(plain->data, separator);
	if (why != NULL)
		return refuse(p, why);
	p->text = plain->data;
	p->len = strlen(plain->data);
	return true;
}

/* ---- characters ---- */

static size_t character_length(const char *text)
{
	size_t n = 1;
	while (((unsigned char)text[n] & 0xc0) == 0x80)
		n++;
	return n;
}

static bool refuse_character(const struct passage *p, enum xml_text_fault fault, size_t at)
{
	struct buf what = BUF_INIT;
	if (fault == XML_TEXT_CONTROL)
		buf_addf(&what, "tem um caractere de controle (0x%02X), que XML não admite", (unsigned char)p->text[at]);
	else
		buf_addf(&what, "o caractere “%.*s” não existe em ISO-8859-1, em que o hash é calculado (--translit troca os que puder)",
		         (int)character_length(p->text + at), p->text + at);
	refuse(p, buf_str(&what));
	buf_release(&what);
	return false;
}

/* The text with replacements for what ISO-8859-1 lacks, in the record's scratch. */
static bool transliterate(struct passage *p)
{
	struct buf out = BUF_INIT;
	size_t at;
	enum xml_text_fault fault;
	while ((fault = xml_text_check(p->text, p->len, &at)) == XML_TEXT_OUTSIDE) {
		size_t n = character_length(p->text + at);
		const char *instead = translit_find(p->record->translit, p->text + at, n);
		if (instead == NULL)
			break;
		buf_add(&out, p->text, at);
		buf_adds(&out, instead);
		p->text += at + n;
		p->len -= at + n;
	}
	bool good = fault == XML_TEXT_OK || refuse_character(p, fault, at);
	buf_add(&out, p->text, p->len);
	buf_release(&p->record->scratch);
	p->record->scratch = out;
	p->text = buf_str(&p->record->scratch);
	p->len = p->record->scratch.len;
	return good;
}

static bool convert_text(struct passage *p)
{
	size_t at;
	enum xml_text_fault fault = xml_text_check(p->text, p->len, &at);
	if (fault == XML_TEXT_OK)
		return true;
	if (fault == XML_TEXT_OUTSIDE && p->record->translit != NULL)
		return transliterate(p);
	return refuse_character(p, fault, at);
}

/* ---- the type ---- */

/* Who writes the meaning instead of the code (SP for 35) is told the code. */
static void add_hint(struct buf *out, const struct passage *p)
{
	const struct schema_type *owner = simple_enum_owner(p->slot->rules);
	if (owner == NULL || p->len < HINT_MIN)
		return;
	for (const struct facet *f = owner->facets; f != NULL; f = f->next) {
		const char *found = f->label != NULL ? strstr(f->label, p->text) : NULL;
		bool begins = found != NULL && (found == f->label || strchr(" (-/", found[-1]) != NULL);
		if (!begins || strchr(" )-/", found[p->len]) == NULL)
			continue;
		buf_addf(out, "; o código é %s (%s)?", f->value, f->label);
		return;
	}
}

static bool refuse_value(const struct passage *p, enum simple_fault fault)
{
	struct buf what = BUF_INIT;
	if (fault == SIMPLE_NOT_OF_TYPE && p->slot->kind == SIMPLE_DATE) {
		buf_adds(&what, "não é uma data que exista, escrita como aaaa-mm-dd ou dd/mm/aaaa");
	} else {
		buf_adds(&what, "esperava-se ");
		schema_words_type(&what, p->slot->field->type);
		if (fault == SIMPLE_LENGTH && simple_enum_owner(p->slot->rules) == NULL)
			buf_addf(&what, ", e tem %zu", simple_characters(p->text, p->len));
		add_hint(&what, p);
	}
	refuse(p, buf_str(&what));
	buf_release(&what);
	return false;
}

static bool check_type(const struct passage *p)
{
	if (p->len > SIMPLE_VALUE_MAX)
		return true; /* only base64 needs that; the validator looks at it piece by piece */
	enum simple_fault fault = simple_check(p->slot->rules, p->text, p->len);
	return fault == SIMPLE_OK || refuse_value(p, fault);
}

bool guide_cell_convert(struct guide_record *g, const struct guide_row *row, const struct plan_slot *slot,
                        const struct csv_cell *cell, const char **text, size_t *len)
{
	struct passage p = { g, slot, cell, cell->text, cell->len };
	bool good = true;
	if (slot->kind == SIMPLE_DATE)
		good = convert_date(&p);
	else if (slot->kind == SIMPLE_DECIMAL || slot->kind == SIMPLE_INTEGER)
		good = convert_decimal(&p, row->file->separator);
	good = good && convert_text(&p) && check_type(&p);
	*text = p.text;
	*len = p.len;
	return good;
}
