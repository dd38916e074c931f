#include "sim/sim_lot.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fmt/money.h"
#include "schema/simple.h"

enum { QUANTITY_ONE = 10000 };

const struct xml_node *sim_find(const struct xml_node *node, const char *name)
{
	for (const struct xml_node *child = node != NULL ? node->child : NULL; child != NULL; child = child->next) {
		const struct xml_node *found = strcmp(child->name, name) == 0 ? child : sim_find(child, name);
		if (found != NULL)
			return found;
	}
	return NULL;
}

static const struct xml_node *find_any(const struct xml_node *node, const char *names)
{
	const struct xml_node *found = NULL;
	while (*names != '\0' && found == NULL) {
		size_t len = strcspn(names, " ");
		char *name = mem_dup_n(names, len);
		found = sim_find(node, name);
		free(name);
		names += len + strspn(names + len, " ");
	}
	return found;
}

const char *sim_take(const struct xml_node *node, const char *names, struct arena *arena)
{
	const struct xml_node *found = find_any(node, names);
	return found != NULL ? arena_dup(arena, found->text, found->len) : "";
}

static int64_t amount(const struct xml_node *node, const char *names, unsigned scale, int64_t otherwise)
{
	const struct xml_node *found = find_any(node, names);
	int64_t value;
	return found != NULL && money_parse(found->text, found->len, scale, &value) ? value : otherwise;
}

struct sim_provider sim_provider_of(const struct xml_node *root, struct arena *arena)
{
	const struct xml_node *who = xml_node_find(root, "cabecalho/origem/identificacaoPrestador");
	struct sim_provider p = { .kind = "codigoPrestadorNaOperadora", .value = "" };
	if (who != NULL && who->child != NULL) {
		p.kind = arena_dup(arena, who->child->name, strlen(who->child->name));
		p.value = arena_dup(arena, who->child->text, who->child->len);
	}
	p.name = sim_take(root, "nomeContratado nomeContratadoExecutante", arena);
	p.cnes = sim_take(root, "CNES cnesContratadoExecutante", arena);
	return p;
}

/* ---- reading ---- */

/* Whether NODE is what a guide is billed by: one executed procedure, expense, consultation or dental procedure. */
static bool is_item(const struct xml_node *node, bool odonto)
{
	const char *name = node->name;
	return strcmp(name, "procedimentoExecutado") == 0 || strcmp(name, "procedimentoRealizado") == 0 || strcmp(name, "despesa") == 0 ||
	       (odonto && strcmp(name, "procedimentosExecutados") == 0) || strcmp(name, "dadosAtendimento") == 0;
}

static size_t count_items(const struct xml_node *node, bool odonto)
{
	size_t n = 0;
	for (const struct xml_node *child = node->child; child != NULL; child = child->next)
		n += is_item(child, odonto) && sim_find(child, "codigoProcedimento") != NULL ? 1 : count_items(child, odonto);
	return n;
}

static void read_item(struct sim_lot *lot, const struct xml_node *node, struct sim_item *item, size_t ordinal)
{
	struct arena *a = &lot->arena;
	struct buf number = BUF_INIT;
	item->sequence = sim_take(node, "sequencialItem", a);
	if (*item->sequence == '\0') {
		buf_addf(&number, "%zu", ordinal);
		item->sequence = arena_dup(a, buf_str(&number), number.len);
	}
	item->date = sim_take(node, "dataExecucao dataRealizacao dataAtendimento", a);
	item->table = sim_take(node, "codigoTabela", a);
	item->code = sim_take(node, "codigoProcedimento", a);
	item->description = sim_take(node, "descricaoProcedimento", a);
	if (*item->description == '\0')
		item->description = "Consulta";
	item->participation = sim_take(node, "grauParticipacao grauPart", a);
	item->tooth = sim_take(node, "codDente", a);
	item->region = sim_take(node, "codRegiao", a);
	item->face = sim_take(node, "denteFace", a);
	item->quantity = amount(node, "quantidadeExecutada qtdProc", 4, QUANTITY_ONE);
	item->value = amount(node, "valorTotal valorProcedimento valorProc", 2, 0);
	item->franchise = amount(node, "valorFranquia", 2, 0);
	item->glosa = "";
	buf_release(&number);
}

static size_t read_items(struct sim_lot *lot, const struct xml_node *node, struct sim_guide *g, size_t n)
{
	for (const struct xml_node *child = node->child; child != NULL; child = child->next)
		if (is_item(child, lot->odonto) && sim_find(child, "codigoProcedimento") != NULL) {
			read_item(lot, child, &g->items[n], n + 1);
			n++;
		} else {
			n = read_items(lot, child, g, n);
		}
	return n;
}

static int64_t sum_of(const struct sim_guide *g, bool times)
{
	int64_t sum = 0;
	for (size_t i = 0; i < g->nitems; i++)
		sum += times ? g->items[i].value * g->items[i].quantity / QUANTITY_ONE : g->items[i].value;
	return sum;
}

/* The guide's own total is what its items come to; of odontologia it may be of single values or of them by quantity. */
static void settle_value(struct sim_guide *g, int64_t total, bool odonto)
{
	if (odonto && sum_of(g, false) != total && sum_of(g, true) == total)
		for (size_t i = 0; i < g->nitems; i++)
			g->items[i].value = g->items[i].value * g->items[i].quantity / QUANTITY_ONE;
	g->value = g->nitems > 0 ? sum_of(g, false) : total;
	for (size_t i = 0; i < g->nitems; i++)
		g->franchise += g->items[i].franchise;
}

static void read_guide(struct sim_lot *lot, const struct xml_node *node, struct sim_guide *g)
{
	struct arena *a = &lot->arena;
	g->number = sim_take(node, "numeroGuiaPrestador", a);
	g->operator_number = sim_take(node, "numeroGuiaOperadora", a);
	g->password = sim_take(node, "senha senhaAutorizacao", a);
	g->card = sim_take(node, "numeroCarteira", a);
	g->newborn = sim_take(node, "atendimentoRN", a);
	g->beneficiary = sim_take(node, "nomeBeneficiario", a);
	g->professional = sim_take(node, "nomeProfExecutante nomeProfissional nomeExecutante nomeProfSolicitante", a);
	g->nitems = count_items(node, lot->odonto);
	g->items = arena_alloc(a, g->nitems > 0 ? g->nitems : 1, sizeof *g->items);
	read_items(lot, node, g, 0);
	g->start = sim_take(node, "dataInicioFaturamento dataAtendimento dataExecucao dataRealizacao", a);
	g->end = sim_take(node, "dataFinalFaturamento dataFimFaturamento", a);
	g->glosa = "";
	settle_value(g, amount(node, "valorTotalGeral valorTotalHonorarios valorTotalProc valorProcedimento", 2, 0), lot->odonto);
	lot->value += g->value;
	lot->franchise += g->franchise;
}

struct sim_lot *sim_lot_new(const struct xml_node *root)
{
	struct sim_lot *lot = mem_zero(1, sizeof *lot);
	const struct xml_node *guides = xml_node_find(root, "loteGuias/guiasTISS");
	struct arena *a = &lot->arena;
	lot->number = sim_take(root, "numeroLote", a);
	lot->version = sim_take(root, "Padrao versaoPadrao", a);
	lot->registro = sim_take(xml_node_find(root, "cabecalho/destino"), "registroANS", a);
	lot->provider = sim_provider_of(root, a);
	lot->protocol = lot->received = "";
	const struct xml_node *first = guides != NULL ? guides->child : NULL;
	lot->odonto = first != NULL && strcmp(first->name, "guiaOdonto") == 0;
	for (const struct xml_node *g = first; g != NULL; g = g->next)
		lot->nguides++;
	lot->guides = arena_alloc(a, lot->nguides > 0 ? lot->nguides : 1, sizeof *lot->guides);
	size_t n = 0;
	for (const struct xml_node *g = first; g != NULL; g = g->next)
		read_guide(lot, g, &lot->guides[n++]);
	return lot;
}

void sim_lot_free(struct sim_lot *lot)
{
	if (lot != NULL)
		arena_release(&lot->arena);
	free(lot);
}

/* ---- glosas ---- */

static bool copy_part(char *to, size_t size, const char *from, size_t len)
{
	if (len == 0 || len >= size)
		return false;
	memcpy(to, from, len);
	to[len] = '\0';
	return true;
}

int sim_denial_read(struct sim_denial *d, const char *text, struct error *err)
{
	size_t guide = strcspn(text, "/="), item = 0;
	const char *rest = text + guide;
	*d = (struct sim_denial){ .amount = -1 };
	bool good = copy_part(d->guide, sizeof d->guide, text, guide);
	if (*rest == '/') {
		item = strcspn(++rest, "=");
		good = good && copy_part(d->item, sizeof d->item, rest, item);
		rest += item;
	}
	if (*rest == '=') {
		size_t code = strcspn(++rest, ":");
		good = good && copy_part(d->code, sizeof d->code, rest, code);
		rest += code;
		if (*rest == ':')
			good = good && money_parse(rest + 1, strlen(rest + 1), 2, &d->amount) && d->amount > 0;
	} else {
		good = false;
	}
	return good ? 0 : error_set(err, "“%s”: esperado GUIA[/ITEM]=CÓDIGO[:VALOR], como em 1001/2=1702:10.50 ou */1=1801", text);
}

bool sim_has_code(struct schema *schema, const char *code)
{
	struct schema_type *t = schema_type_find(schema, "dm_tipoGlosa");
	return t != NULL && *code != '\0' && simple_enum_has(schema_rules(t), code, strlen(code));
}

static bool fits(const char *pattern, const char *text)
{
	return strcmp(pattern, "*") == 0 || strcmp(pattern, text) == 0;
}

static void deny_item(struct sim_item *item, const struct sim_denial *d, struct arena *a)
{
	int64_t due = item->value - item->franchise;
	if (item->denied > 0 || due <= 0)
		return;
	item->denied = d->amount < 0 || d->amount > due ? due : d->amount;
	item->glosa = arena_dup(a, d->code, strlen(d->code));
}

static void deny_guide(struct sim_lot *lot, struct sim_guide *g, const struct sim_denial *d)
{
	if (d->item[0] == '\0' && g->nitems == 0 && g->denied == 0) {
		g->denied = d->amount < 0 || d->amount > g->value ? g->value : d->amount;
		g->glosa = arena_dup(&lot->arena, d->code, strlen(d->code));
	}
	for (size_t i = 0; i < g->nitems; i++)
		if (d->item[0] == '\0' || fits(d->item, g->items[i].sequence))
			deny_item(&g->items[i], d, &lot->arena);
}

void sim_lot_deny(struct sim_lot *lot, const struct sim_denial *denials, struct schema *schema,
                  void (*missing)(void *context, const char *code), void *context)
{
	for (const struct sim_denial *d = denials; d != NULL; d = d->next) {
		bool known = sim_has_code(schema, d->code);
		if (!known)
			missing(context, d->code);
		for (size_t i = 0; known && i < lot->nguides; i++)
			if (fits(d->guide, lot->guides[i].number))
				deny_guide(lot, &lot->guides[i], d);
	}
	for (size_t i = 0; i < lot->nguides; i++) {
		struct sim_guide *g = &lot->guides[i];
		for (size_t k = 0; k < g->nitems; k++)
			g->denied += g->items[k].denied;
		lot->denied += g->denied;
	}
}
