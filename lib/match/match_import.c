#include <string.h>

#include "io/store_auth.h"
#include "match/match_private.h"

struct importing {
	struct match_run *run;
	struct store *store;
	struct error *err;
	bool failed;
};

static const char *text_of(struct text_ref t)
{
	return t.len > 0 ? t.text : "";
}

/* An authorisation stays its beneficiary's: another card under the same numbers is another authorisation, or a mistake. */
static bool is_other_card(struct importing *i, const struct auth_row *row)
{
	struct buf card = BUF_INIT, text = BUF_INIT;
	int got = store_auth_card(i->store, text_of(row->row.operator_guide), text_of(row->row.password), &card, i->err);
	bool other = got > 0 && strcmp(buf_str(&card), text_of(row->row.card)) != 0;
	i->failed = i->failed || got < 0;
	if (other) {
		buf_addf(&text, "%s:%u: coluna «numeroCarteira»: no banco, esta autorização é de outro beneficiário",
		         i->run->inputs[row->row.file].name, (unsigned)row->row.line);
		match_complain(i->run, buf_str(&text));
	}
	buf_release(&card);
	buf_release(&text);
	return other;
}

static void take(void *context, const struct auth_row *row)
{
	struct importing *i = context;
	if (i->failed || is_other_card(i, row) || i->failed)
		return;
	int added = store_auth_add(i->store, &row->row, row->authorised_on, row->paid_given ? row->paid : STORE_NULL, i->err);
	i->failed = added < 0;
	i->run->result->imported++;
	i->run->result->kept += added == 0;
}

static void ignore(void *context, const char *text)
{
	(void)context, (void)text; /* it was told when the file was read first */
}

int match_import_rows(struct match_run *run, struct error *err)
{
	struct importing i = { .run = run, .err = err };
	struct auth_listener listener = {
		.context = &i, .take = take, .complain = ignore, .encoding = run->options->encoding, .messages = run->messages,
	};
	i.store = store_open(run->options->db, STORE_CREATE, err);
	if (i.store == NULL)
		return -1;
	int result = store_begin(i.store, err);
	for (size_t f = 0; f < run->ninputs && result == 0 && !i.failed; f++)
		result = auth_input_read(&run->inputs[f], &listener, err);
	if (i.failed)
		result = -1;
	if (result == 0 && run->rows_told == 0)
		result = store_commit(i.store, err);
	store_rollback(i.store);
	store_close(i.store);
	return result;
}
