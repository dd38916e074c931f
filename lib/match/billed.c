#include "match/billed.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "match/billed_fields.h"

static const char *const type_names[BILLED_TYPES] = { "consulta", "sp-sadt", "internacao", "honorarios", "odonto" };

const char *billed_type_name(enum billed_type type)
{
	return type_names[type];
}

enum billed_type billed_type_of(const char *name)
{
	unsigned i = 0;
	while (i < BILLED_TYPES && strcmp(type_names[i], name) != 0)
		i++;
	return (enum billed_type)i;
}

struct billed_reader *billed_reader_new(const struct billed_options *options)
{
	struct billed_reader *b = mem_zero(1, sizeof *b);
	b->options = *options;
	b->fields = billed_fields_new();
	return b;
}

void billed_reader_free(struct billed_reader *b)
{
	if (b == NULL)
		return;
	billed_csv_free(b->csv);
	billed_fields_free(b->fields);
	free(b);
}

const struct billed_counts *billed_counts(const struct billed_reader *b)
{
	return &b->counts;
}

const void *billed_prepare(const struct billed_reader *b, struct schema *schema)
{
	return b->options.prepare != NULL ? b->options.prepare(b->options.context, schema) : NULL;
}

void billed_made(const struct billed_reader *b, struct billed_item *item)
{
	if (b->options.made != NULL)
		b->options.made(b->options.context, item);
}

void billed_add_participation(uint64_t *set, const char *text, size_t len)
{
	unsigned code = 0;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9' || code > 6)
			return;
		code = code * 10 + (unsigned)(text[i] - '0');
	}
	if (len > 0 && code < 64)
		*set |= (uint64_t)1 << code;
}

int billed_read(struct billed_reader *b, const char *name, struct error *err)
{
	struct fix_input in;
	if (fix_input_open(&in, name, strcmp(name, "-") == 0 ? "(entrada padrão)" : name, err) != 0)
		return -1;
	int result = fix_input_is_xml(&in) ? billed_xml_read(b, &in, err) : billed_csv_read(b, &in, err);
	fix_input_close(&in);
	return result;
}
