/* Authorisations in the messages of an operator. In all of them an authorisation is one of four elements, and what matters of it
 * stands in the same places below. */
#include <string.h>

#include "base/buf.h"
#include "fmt/money.h"
#include "match/auth_input.h"

enum { ITEM_TEXTS_MAX = 64 };

struct reading {
	struct auth_input *input;
	struct auth_listener *listener;
	struct lot_listener events;
	unsigned depth;            /* of the authorisation we are in; 0: none */
	unsigned item_depth;       /* of its item; 0: none */
	unsigned items;            /* of this authorisation */
	size_t authorisations;
	bool refused_item;         /* odontology: aut is N */
	struct buf texts[AUTH_COLUMNS];
	struct csv_cell cells[AUTH_COLUMNS];
	long line;                 /* of the authorisation or item */
	struct buf refusal;        /* what mensagemErro says */
};

static bool is(const struct walk *w, unsigned depth, const char *name)
{
	return strcmp(w->nodes[depth].local, name) == 0;
}

static bool is_authorisation(const struct walk *w)
{
	return is(w, w->depth, "autorizacaoServico") || is(w, w->depth, "autorizacaoServicoOdonto") ||
	       is(w, w->depth, "autorizacaoDosServicos");
}

static void clear(struct reading *r, enum auth_column from, enum auth_column to)
{
	for (unsigned i = from; i <= (unsigned)to; i++)
		buf_clear(&r->texts[i]);
}

static void on_start(void *context, const struct walk *w)
{
	struct reading *r = context;
	if (r->depth == 0) {
		if (!is_authorisation(w))
			return;
		r->depth = w->depth;
		r->items = 0;
		r->line = w->nodes[w->depth].line;
		clear(r, 0, AUTH_COLUMNS - 1);
		return;
	}
	unsigned below = w->depth - r->depth;
	if ((below == 2 && is(w, w->depth, "servicoAutorizado")) || (below == 1 && is(w, w->depth, "procedimentosAutorizados"))) {
		r->item_depth = w->depth;
		r->items++;
		r->refused_item = false;
		r->line = w->nodes[w->depth].line;
		clear(r, AUTH_ITEM, AUTH_COLUMNS - 1);
	}
}

/* The column of an element of an item, or of the authorisation itself. */
static const struct {
	const char *name;
	enum auth_column column;
	const char *parent;         /* of the authorisation's; NULL: the authorisation or item itself, or any element in the item */
} elements[] = {
	{ "numeroGuiaOperadora", AUTH_GUIDE, "dadosAutorizacao" },
	{ "senha", AUTH_PASSWORD, "dadosAutorizacao" },
	{ "dataAutorizacao", AUTH_DATE, "dadosAutorizacao" },
	{ "dataValidadeSenha", AUTH_VALID_UNTIL, "dadosAutorizacao" },
	{ "numeroCarteira", AUTH_CARD, "dadosBeneficiario" },
	{ "numeroCarteira", AUTH_CARD, NULL },
	{ "statusSolicitacao", AUTH_STATUS, NULL },
	{ "sequencialItem", AUTH_ITEM, NULL },
	{ "codigoTabela", AUTH_TABLE, NULL },
	{ "codigoProcedimento", AUTH_CODE, NULL },
	{ "quantidadeAutorizada", AUTH_QUANTITY, NULL },
	{ "qtdProc", AUTH_QUANTITY, NULL },
	{ "codDente", AUTH_TOOTH, NULL },
	{ "codRegiao", AUTH_REGION, NULL },
	{ "denteFace", AUTH_FACE, NULL },
};

static void take_value(struct reading *r, const struct walk *w)
{
	unsigned below = w->depth - r->depth;
	if (r->item_depth != 0 && is(w, w->depth, "aut"))
		r->refused_item = w->text.len == 1 && w->text.data[0] == 'N';
	for (size_t i = 0; i < sizeof elements / sizeof *elements; i++) {
		if (strcmp(elements[i].name, w->nodes[w->depth].local) != 0 || (elements[i].column >= AUTH_ITEM) != (r->item_depth != 0))
			continue;
		bool own = elements[i].parent == NULL ? below == 1 : below == 2 && is(w, w->depth - 1, elements[i].parent);
		if (!own && r->item_depth == 0)
			continue;
		buf_clear(&r->texts[elements[i].column]);
		buf_add(&r->texts[elements[i].column], buf_str(&w->text), w->text.len);
	}
}

static struct text_ref text_of(const struct reading *r, enum auth_column column)
{
	return (struct text_ref){ buf_str(&r->texts[column]), r->texts[column].len };
}

/* The message is valid against its schema: what it says are values. */
static void emit(struct reading *r, bool item)
{
	struct auth_row row = { .authorised_on = DATE_NONE };
	struct text_ref number = text_of(r, AUTH_ITEM), quantity = text_of(r, AUTH_QUANTITY);
	int64_t value = r->items;
	if (item && number.len > 0)
		money_parse(number.text, number.len, 0, &value);
	if (item && r->refused_item) {
		buf_clear(&r->texts[AUTH_QUANTITY]);
		buf_adds(&r->texts[AUTH_QUANTITY], "0");
		quantity = text_of(r, AUTH_QUANTITY);
	}
	row.row = (struct authorised_row){
		.operator_guide = text_of(r, AUTH_GUIDE), .password = text_of(r, AUTH_PASSWORD), .card = text_of(r, AUTH_CARD),
		.valid_until = date_parse(buf_str(&r->texts[AUTH_VALID_UNTIL]), r->texts[AUTH_VALID_UNTIL].len),
		.table = text_of(r, AUTH_TABLE), .code = text_of(r, AUTH_CODE), .tooth = text_of(r, AUTH_TOOTH),
		.region = text_of(r, AUTH_REGION), .face = text_of(r, AUTH_FACE), .item = item ? (unsigned)value : 0,
		.status = (unsigned)(buf_str(&r->texts[AUTH_STATUS])[0] - '0'), .file = r->input->number, .line = (uint32_t)r->line,
	};
	row.authorised_on = date_parse(buf_str(&r->texts[AUTH_DATE]), r->texts[AUTH_DATE].len);
	money_parse(quantity.text, quantity.len, 4, &row.row.quantity);
	for (size_t i = 0; i < AUTH_COLUMNS; i++) {
		r->cells[i] = (struct csv_cell){ buf_str(&r->texts[i]), r->texts[i].len, r->line, (uint32_t)i, r->texts[i].len > 0 };
		row.cells[i] = &r->cells[i];
	}
	if (r->listener->take_values != NULL)
		r->listener->take_values(r->listener->context, &row.row);
	else
		r->listener->take(r->listener->context, &row);
}

/* What would be no row of a CSV either. */
static void check(struct reading *r)
{
	struct buf text = BUF_INIT;
	if (text_of(r, AUTH_GUIDE).len == 0 && text_of(r, AUTH_PASSWORD).len == 0)
		buf_addf(&text, "%s:%ld: autorização sem senha e sem numeroGuiaOperadora: nenhuma guia a encontraria", r->input->name, r->line);
	else if (r->items > AUTHORISATION_ITEM_MAX)
		buf_addf(&text, "%s:%ld: autorização com mais de %d itens", r->input->name, r->line, AUTHORISATION_ITEM_MAX);
	if (text.len > 0) {
		r->listener->complaints++;
		r->listener->complain(r->listener->context, buf_str(&text));
		r->events.stop = true;
	}
	buf_release(&text);
}

static void on_end(void *context, const struct walk *w)
{
	struct reading *r = context;
	if (r->depth == 0) {
		if (w->depth > 1 && is(w, w->depth - 1, "mensagemErro") && is(w, w->depth, "codigoGlosa"))
			buf_add(&r->refusal, buf_str(&w->text), w->text.len);
		return;
	}
	if (w->depth == r->item_depth) {
		check(r);
		if (!r->events.stop)
			emit(r, true);
		r->item_depth = 0;
	} else if (w->depth == r->depth) {
		if (r->items == 0) {
			check(r);
			if (!r->events.stop)
				emit(r, false);
		}
		r->authorisations++;
		r->depth = 0;
	} else if (!w->nodes[w->depth].has_children) {
		take_value(r, w);
	}
}

static int tell_none(struct reading *r, struct error *err)
{
	struct buf text = BUF_INIT;
	if (r->refusal.len == 0)
		return error_set(err, "%s: a mensagem não traz autorizações (autorizacaoServicos, situacaoAutorizacao)", r->input->name);
	buf_addf(&text, "%s: em vez de autorizações, a mensagem traz o erro %s da operadora", r->input->name, buf_str(&r->refusal));
	if (r->listener->warn != NULL)
		r->listener->warn(r->listener->context, buf_str(&text));
	buf_release(&text);
	return 0;
}

int auth_xml_read(struct auth_input *a, struct auth_listener *l, struct error *err)
{
	struct lot_head head;
	struct reading r = { .input = a, .listener = l };
	int clean = message_judge(l->messages, &a->in, &head, err);
	if (clean <= 0) {
		l->refused = clean == 0;
		return clean;
	}
	r.events = (struct lot_listener){ .context = &r, .start = on_start, .end = on_end };
	int result = message_read(l->messages, &a->in, &head, &r.events, err);
	if (l->complaints > 0) {
		buf_clear(&err->text);
		result = 0;
	} else if (result == 0 && r.authorisations == 0) {
		result = tell_none(&r, err);
	}
	for (size_t i = 0; i < AUTH_COLUMNS; i++)
		buf_release(&r.texts[i]);
	buf_release(&r.refusal);
	return result;
}
