#include <string.h>

#include "sim/sim_state.h"

struct bytes {
	const struct buf *from;
	size_t at;
};

static ssize_t read_bytes(void *context, char *buffer, size_t n)
{
	struct bytes *b = context;
	size_t left = b->from->len - b->at;
	if (n > left)
		n = left;
	if (n > 0)
		memcpy(buffer, b->from->data + b->at, n);
	b->at += n;
	return (ssize_t)n;
}

bool sim_read_request(struct sim_case *c)
{
	struct error err = ERROR_INIT;
	struct bytes bytes = { &c->request->body, 0 };
	struct xml_source source = { .context = &bytes, .read = read_bytes };
	const struct xml_node *body = NULL;
	if (xml_tree_read(source, "mensagem", &c->tree, &err) == 0 && c->tree.root != NULL && strcmp(c->tree.root->name, "Envelope") == 0)
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
	struct bytes bytes = { &c->request->body, 0 };
	struct xml_source source = { .context = &bytes, .read = read_bytes };
	struct validation result;
	c->sim->verdict = &c->verdict;
	return validator_run(c->sim->validator, source, "mensagem", NULL, NULL, &result, err);
}
