/* Every pair of situation and verb against lots.md, written down here a second time by hand. */
#include "bill/lot_state.h"

#include "unit.h"

/* One letter a verb, in the order of enum lot_verb: the first letter of what follows (A F N I E), "=" the same, "." refused.
 *                    clo reo del send rec r+ r- cov sta inv note | acc rep ref uns lost crash */
static const char *const wanted[LOT_SITUATIONS] = {
	[LOT_ABERTO] =   "F.=.......=......",
	[LOT_FECHADO] =  ".A=NE..=.==......",
	[LOT_ENVIANDO] = "..........=EEFFII",
	[LOT_INCERTO] =  "....EEF...=EEFF==",
	[LOT_ENVIADO] =  ".......====......",
};

static const char letters[LOT_SITUATIONS] = { 'A', 'F', 'N', 'I', 'E' };

static void test_every_pair(void)
{
	for (int s = 0; s < LOT_SITUATIONS; s++) {
		CHECK_INT(strlen(wanted[s]), LOT_VERBS);
		for (int v = 0; v < LOT_VERBS; v++) {
			const struct lot_move *m = lot_state_ask((enum lot_situation)s, (enum lot_verb)v);
			char want = wanted[s][v];
			if (!CHECK(m->allowed == (want != '.')))
				printf("#   %s %s\n", lot_situation_name((enum lot_situation)s), lot_verb_name((enum lot_verb)v));
			CHECK(m->allowed == (m->reason == NULL));
			if (want == '.' || want == '=')
				CHECK_INT(m->next, s);
			else
				CHECK_INT(letters[m->next], want);
		}
	}
}

/* A sent lot is never undone, and one that may have been received is not sent. */
static void test_never(void)
{
	for (int v = 0; v < LOT_VERBS; v++)
		CHECK_INT(lot_state_ask(LOT_ENVIADO, (enum lot_verb)v)->next, LOT_ENVIADO);
	for (int s = 0; s < LOT_SITUATIONS; s++)
		CHECK(lot_state_ask((enum lot_situation)s, LOT_SEND)->allowed == (s == LOT_FECHADO));
}

static void test_reasons(void)
{
	struct buf text = BUF_INIT;
	lot_state_reason(&text, lot_state_ask(LOT_ABERTO, LOT_SEND), "id:7");
	CHECK_STR(buf_str(&text), "ainda está aberto: feche-o antes (lot-send close id:7)");
	buf_clear(&text);
	lot_state_reason(&text, lot_state_ask(LOT_INCERTO, LOT_SEND), "12");
	CHECK(strstr(buf_str(&text), "resolve 12 --received") != NULL);
	CHECK(strstr(buf_str(&text), "{") == NULL);
	buf_clear(&text);
	lot_state_reason(&text, lot_state_ask(LOT_ABERTO, LOT_CLOSE), "12");
	CHECK_STR(buf_str(&text), "");
	buf_release(&text);
}

static void test_names(void)
{
	for (int s = 0; s < LOT_SITUATIONS; s++)
		CHECK_INT(lot_situation_of(lot_situation_name((enum lot_situation)s)), s);
	CHECK_INT(lot_situation_of("Aberto"), LOT_SITUATIONS);
	CHECK_STR(protocol_status_title(5), "Liberado para faturamento");
	CHECK_STR(protocol_status_title(0), "");
	CHECK_STR(protocol_status_title(11), "");
	CHECK_STR(protocol_status_title(-1), "");
}

int main(void)
{
	UNIT_RUN(test_every_pair);
	UNIT_RUN(test_never);
	UNIT_RUN(test_reasons);
	UNIT_RUN(test_names);
	return unit_done();
}
