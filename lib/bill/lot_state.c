#include "bill/lot_state.h"

#include <stddef.h>
#include <string.h>

static const struct lot_move moves[LOT_SITUATIONS][LOT_VERBS] = {
#include "lot_states.inc"
};

static const struct {
	const char *name, *title;
} situations[LOT_SITUATIONS] = {
	[LOT_ABERTO] = { "aberto", "Aberto" },
	[LOT_FECHADO] = { "fechado", "Fechado" },
	[LOT_ENVIANDO] = { "enviando", "Enviando" },
	[LOT_INCERTO] = { "incerto", "Envio incerto" },
	[LOT_ENVIADO] = { "enviado", "Enviado" },
};

static const char *const verbs[LOT_VERBS] = {
	[LOT_CLOSE] = "close", [LOT_REOPEN] = "reopen", [LOT_DELETE] = "delete", [LOT_SEND] = "send", [LOT_RECEIPT] = "receipt",
	[LOT_RESOLVE_RECEIVED] = "resolve-received", [LOT_RESOLVE_NOT_RECEIVED] = "resolve-not-received", [LOT_COVER] = "cover",
	[LOT_STATUS] = "status", [LOT_INVOICE] = "invoice", [LOT_NOTE] = "note",
	[LOT_OUTCOME_ACCEPTED] = "@accepted", [LOT_OUTCOME_REPEATED] = "@repeated", [LOT_OUTCOME_REFUSED] = "@refused",
	[LOT_OUTCOME_UNSENT] = "@unsent", [LOT_OUTCOME_LOST] = "@lost", [LOT_OUTCOME_CRASHED] = "@crashed",
};

/* dm_statusProtocolo, as the portals' stages call them. */
static const char *const protocols[] = {
	[1] = "Enviado", [2] = "Em análise", [3] = "Faturado", [4] = "Encerrado sem pagamento", [5] = "Liberado para faturamento",
	[6] = "Pago", [7] = "Não localizado", [8] = "Aguardando informação", [9] = "Cancelado", [10] = "Bloqueado judicialmente",
};

const struct lot_move *lot_state_ask(enum lot_situation situation, enum lot_verb verb)
{
	return &moves[situation][verb];
}

void lot_state_reason(struct buf *out, const struct lot_move *move, const char *lot)
{
	static const char place[] = "{lote}";
	const char *rest = move->reason != NULL ? move->reason : "", *at;
	while ((at = strstr(rest, place)) != NULL) {
		buf_add(out, rest, (size_t)(at - rest));
		buf_adds(out, lot);
		rest = at + strlen(place);
	}
	buf_adds(out, rest);
}

const char *lot_situation_name(enum lot_situation situation)
{
	return situations[situation].name;
}

const char *lot_situation_title(enum lot_situation situation)
{
	return situations[situation].title;
}

enum lot_situation lot_situation_of(const char *text)
{
	int i = 0;
	while (i < LOT_SITUATIONS && strcmp(situations[i].name, text) != 0)
		i++;
	return (enum lot_situation)i;
}

const char *lot_verb_name(enum lot_verb verb)
{
	return verbs[verb];
}

const char *protocol_status_title(int code)
{
	bool known = code > 0 && (size_t)code < sizeof protocols / sizeof *protocols;
	return known ? protocols[code] : "";
}
