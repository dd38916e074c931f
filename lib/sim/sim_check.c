#include <string.h>

#include "sim/sim_state.h"

bool sim_read_request(struct sim_case *c)
{
	struct error err = ERROR_INIT;
	struct xml_memory bytes = { c->request->body.data, c->request->body.len, 0 };
	const struct xml_node *body = NULL;
	if (xml_tree_read(xml_source_memory(&bytes), "mensagem", &c->tree, &err) == 0 && c->tree.root != NULL && strcmp(c->tree.root->name, "Envelope") == 0)
		body = xml_node_find(c->tree.root, "Body");
	error_release(&err);
	if (body == NULL || body->child == NULL || strcmp(body->child->name, ws_service_root(c->service)) != 0)
		return false;
	c->root = body->child;
	return true;
}

void sim_verdict_add(struct sim_verdict *v, const struct finding *f)
{
	const struct finding_def *def = finding_def(f->code);
	if (f->severity != FINDING_ERRO || f->ignored)
		return;
	v->error = true;
	if (f->code == FINDING_VERSION_UNKNOWN)
		v->version = true;
	else if (def->layer <= LAYER_SCHEMA)
		v->structure = true;
	else if (def->layer == LAYER_HASH)
		v->hash = true;
	else if (v->message.len == 0) {
		strncat(v->code, f->ans != NULL ? f->ans : "", sizeof v->code - 1);
		finding_fill(&v->message, def->message, f);
	}
}

int sim_check(struct sim_case *c, struct error *err)
{
	struct xml_memory bytes = { c->request->body.data, c->request->body.len, 0 };
	struct validation result;
	c->sim->verdict = &c->verdict;
	return validator_run(c->sim->validator, xml_source_memory(&bytes), "mensagem", NULL, NULL, &result, err);
}
