/* Rules of the operator's side: its registration, its profile. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "schema/schema_store.h"
#include "tiss/rules_layer.h"

enum { LIST_MAX = 1 << 20 };

/* The lines of data/registered-operators.tab, or "" when it is not there: then nothing is said. */
static const char *registered(struct rules_layer *l)
{
	if (l->registered != NULL)
		return l->registered;
	struct error ignored = ERROR_INIT;
	char *path = data_file_find("registered-operators.tab");
	size_t len;
	l->registered = path != NULL ? file_read(path, LIST_MAX, &len, &ignored) : NULL;
	if (l->registered == NULL)
		l->registered = mem_dup("");
	error_release(&ignored);
	free(path);
	return l->registered;
}

/* operator.unregistered: a number that ANS has not given. */
static void check_registered(struct walk *w, struct rules_layer *l, const char *value, size_t len)
{
	const char *list = registered(l);
	char line[16];
	if (list == NULL || list[0] == '\0' || len + 3 > sizeof line)
		return;
	line[0] = '\n';
	memcpy(line + 1, value, len);
	line[len + 1] = '\n';
	line[len + 2] = '\0';
	if (strstr(list, line) == NULL)
		report_add(w->report, walk_value_finding(w, FINDING_OPERATOR_UNREGISTERED, value, len));
}

static void report_registry(struct walk *w, struct finding *f, const char *other, const char *whose)
{
	finding_arg(f, "outra", "%s", other);
	finding_arg(f, "motivo", "%s", whose);
	report_add(w->report, f);
}

/* operator.registry: destino/registroANS (origem's, in an operator's message) is not the profile's. */
void rule_operator_header(struct walk *w, struct rules_layer *l, const char *value, size_t len)
{
	const char *due = l->operator->profile->registro;
	check_registered(w, l, value, len);
	if (due == NULL || (strlen(due) == len && memcmp(due, value, len) == 0))
		return;
	report_registry(w, walk_value_finding(w, FINDING_OPERATOR_REGISTRY, value, len), due, "no perfil");
}

/* operator.registry: a guide of another operator than the message's. */
void rule_operator_guide(struct walk *w, const struct rules_layer *l)
{
	const struct field_value *v = &l->guide[FIELD_REGISTRO_ANS];
	if (!v->present || l->header_operator[0] == '\0' || field_is(v, l->header_operator))
		return;
	report_registry(w, field_finding(w, FINDING_OPERATOR_REGISTRY, w->guides->guide_depth, v), l->header_operator, "no cabeçalho");
}

/* operator.version: a version of the standard that the operator does not take. */
void rule_operator_version(struct walk *w, const struct rules_layer *l, const char *value, size_t len)
{
	const struct profile *p = l->operator->profile;
	char *version = mem_dup_n(value, len);
	if (!profile_accepts_version(p, version)) {
		struct finding *f = walk_value_finding(w, FINDING_OPERATOR_VERSION, value, len);
		for (size_t i = 0; i < p->versions.n; i++)
			buf_addf(&f->detail, "%s%s", i > 0 ? ", " : "", p->versions.items[i].value);
		report_add(w->report, f);
	}
	free(version);
}

/* operator.card: numeroCarteira is not of the operator's form. */
void rule_operator_card(struct walk *w, const struct rules_layer *l)
{
	const struct field_value *v = &l->guide[FIELD_CARTEIRA];
	const struct profile *p = l->operator->profile;
	if (!v->present || profile_card_holds(p, v->text))
		return;
	struct finding *f = field_finding(w, FINDING_OPERATOR_CARD, w->guides->guide_depth, v);
	finding_arg(f, "regra", "%s", p->card_pattern);
	report_add(w->report, f);
}

/* Whether the path of the element at DEPTH ends in the first LEN bytes of TAIL ("dadosSolicitacao/indicacaoClinica"). */
static bool ends_in(const struct walk *w, unsigned depth, const char *tail, size_t len)
{
	while (len > 0 && depth > 0) {
		size_t step = len;
		while (step > 0 && tail[step - 1] != '/')
			step--;
		const char *local = w->nodes[depth].local;
		if (strlen(local) != len - step || memcmp(local, tail + step, len - step) != 0)
			return false;
		len = step > 0 ? step - 1 : 0;
		depth--;
	}
	return len == 0;
}

/* The part of required path I that names the element it belongs to: all but its last step; 0: the guide itself. */
static size_t parent_length(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash != NULL ? (size_t)(slash - path) : 0;
}

/* operator.required: a field that the profile requires beyond the schema, missing or empty in the element it belongs to. */
void rule_required_value(struct walk *w, struct rules_layer *l, size_t len)
{
	const struct profile_list *required = &l->operator->profile->required;
	for (size_t i = 0; i < required->n && i < RULES_REQUIRED_MAX; i++) {
		const char *path = required->items[i].value;
		if (len > 0 && ends_in(w, w->depth, path, strlen(path)))
			l->required_seen[i] = true;
	}
}

void rule_required_end(struct walk *w, struct rules_layer *l)
{
	const struct profile_list *required = &l->operator->profile->required;
	if (w->guides->guide_depth != 0 && !w->guides->kind->in_lot)
		return; /* a guide as the operator lists it */
	for (size_t i = 0; i < required->n && i < RULES_REQUIRED_MAX; i++) {
		const char *path = required->items[i].value;
		size_t parent = parent_length(path);
		if (parent == 0 ? w->depth != w->guides->guide_depth : !ends_in(w, w->depth, path, parent))
			continue;
		if (!l->required_seen[i]) {
			struct finding *f = walk_finding(w, FINDING_OPERATOR_REQUIRED, w->depth);
			finding_arg(f, "elemento", "%s", path + (parent > 0 ? parent + 1 : 0));
			finding_arg(f, "pai", "%s", walk_node(w)->local);
			report_add(w->report, f);
		}
		l->required_seen[i] = false;
	}
}
