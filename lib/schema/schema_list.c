#include "schema/schema_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/visible.h"
#include "schema/schema_layout.h"

/* The values that Padrao may have, joined by ", "; owned by the caller. */
static char *accepted_by(const struct schema *s)
{
	struct buf list = BUF_INIT;
	const struct schema_type *t = schema_type_find(s, "dm_versao");
	for (const struct facet *f = t != NULL ? t->facets : NULL; f != NULL; f = f->next)
		if (strcmp(f->name, "enum") == 0)
			buf_addf(&list, "%s%s", list.len > 0 ? ", " : "", f->value);
	return list.data != NULL ? list.data : mem_dup("");
}

int schema_list_init(struct schema_list *l, struct schema_store *store, struct error *err)
{
	size_t n;
	int rc = 0;
	const struct schema_entry *entries = schema_store_list(store, &n);
	if (n == 0)
		rc = error_set(err, "não há tabelas de esquema nas pastas de dados");
	*l = (struct schema_list){ mem_zero(n + 1, sizeof *l->rows), 0 };
	for (size_t i = 0; i < n; i++) {
		const struct schema *s = schema_store_get(store, entries[i].version, err);
		if (s == NULL)
			rc = -1;
		else
			l->rows[l->n++] = (struct schema_list_row){ &entries[i], accepted_by(s), i == n - 1 };
	}
	return rc;
}

void schema_list_release(struct schema_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->rows[i].accepts);
	free(l->rows);
	*l = (struct schema_list){ NULL, 0 };
}

static size_t widest(size_t width, const char *text)
{
	return visible_width(text) > width ? visible_width(text) : width;
}

static void put_row(struct buf *out, const char *const cells[3], const size_t widths[2])
{
	layout_cell(out, cells[0], widths[0] + 2);
	layout_cell(out, cells[1], widths[1] + 2);
	buf_addf(out, "%s\n", cells[2]);
}

void schema_list_text(struct buf *out, const struct schema_list *l)
{
	static const char *const head[3] = { "Versão", "Padrao aceito", "Tabela" };
	size_t widths[2] = { visible_width(head[0]), visible_width(head[1]) };
	for (size_t i = 0; i < l->n; i++) {
		widths[0] = widest(widths[0], l->rows[i].entry->version);
		widths[1] = widest(widths[1], l->rows[i].accepts);
	}
	widths[0] += 2; /* room for the mark of the newest */
	if (l->n > 0)
		put_row(out, head, widths);
	for (size_t i = 0; i < l->n; i++) {
		struct buf version = BUF_INIT;
		buf_addf(&version, "%s%s", l->rows[i].entry->version, l->rows[i].newest ? " *" : "");
		put_row(out, (const char *const[3]){ buf_str(&version), l->rows[i].accepts, l->rows[i].entry->file }, widths);
		buf_release(&version);
	}
	if (l->n > 0 && l->rows[l->n - 1].newest)
		buf_adds(out, "\n* a mais nova: a que se usa quando nenhuma é pedida\n");
}

void schema_list_csv(struct buf *out, const struct schema_list *l, enum schema_csv style, bool head)
{
	static const char *const columns[] = { "versao", "maisNova", "padrao", "tabela" };
	enum { COLUMNS = sizeof columns / sizeof *columns };
	if (head) {
		schema_csv_begin(out, style);
		schema_csv_record(out, style, columns, COLUMNS);
	}
	for (size_t i = 0; i < l->n; i++) {
		const struct schema_list_row *row = &l->rows[i];
		const char *const cells[COLUMNS] = { row->entry->version, row->newest ? "sim" : "nao", row->accepts,
		                                     row->entry->file };
		schema_csv_record(out, style, cells, COLUMNS);
	}
}
