#include "send/ws_message.h"

#include <string.h>

enum { PENDING = 64 * 1024, NESTED_MAX = 64 };

static const char soap_uri[] = "http://schemas.xmlsoap.org/soap/envelope/";

void ws_message_init(struct ws_message *m, struct schema *schema, enum xml_output_encoding encoding, const char *prefix,
                     struct spool *out, struct error *err)
{
	*m = (struct ws_message){ .schema = schema, .encoding = encoding, .out = out, .text = BUF_INIT, .hash = hash_new(),
	                          .prefix = prefix, .err = err };
}

void ws_message_release(struct ws_message *m)
{
	hash_free(m->hash);
	buf_release(&m->text);
}

static void flush(struct ws_message *m)
{
	spool_write(m->out, buf_str(&m->text), m->text.len);
	buf_clear(&m->text);
}

void ws_envelope_open(struct buf *out, enum xml_output_encoding encoding)
{
	buf_addf(out, "<?xml version=\"1.0\" encoding=\"%s\"?>\n<soapenv:Envelope xmlns:soapenv=\"%s\"><soapenv:Body>",
	         encoding == XML_OUT_UTF_8 ? "UTF-8" : "ISO-8859-1", soap_uri);
}

void ws_envelope_close(struct buf *out)
{
	buf_adds(out, "</soapenv:Body></soapenv:Envelope>\n");
}

void ws_message_open(struct ws_message *m, const char *root)
{
	size_t len = strlen(m->prefix);
	ws_envelope_open(&m->text, m->encoding);
	if (len > 0)
		buf_addf(&m->text, "<%s%s xmlns:%.*s=\"%s\">", m->prefix, root, (int)(len - 1), m->prefix, NS_ANS_URI);
	else
		buf_addf(&m->text, "<%s xmlns=\"%s\">", root, NS_ANS_URI);
}

void ws_message_start(struct ws_message *m, const char *name)
{
	buf_addf(&m->text, "<%s%s>", m->prefix, name);
	if (m->text.len > PENDING)
		flush(m);
}

void ws_message_end(struct ws_message *m, const char *name)
{
	buf_addf(&m->text, "</%s%s>", m->prefix, name);
}

static void fail(struct ws_message *m, const char *fmt, const char *name)
{
	error_set(m->err, fmt, name);
	m->failed = true;
}

void ws_message_value(struct ws_message *m, const char *text, size_t len)
{
	size_t at;
	if (xml_text_check(text, len, &at) == XML_TEXT_CONTROL)
		fail(m, "há um caractere de controle que o XML não aceita em um valor da mensagem%s", "");
	else if (!hash_value(m->hash, text, len))
		fail(m, "o caractere “%s” não existe em ISO-8859-1, e sem isso não há hash", hash_outside(m->hash));
	else
		xml_add_text(&m->text, m->encoding, text, len);
}

void ws_message_hash(struct ws_message *m, char hex[HASH_HEX])
{
	char own[HASH_HEX];
	hash_result(m->hash, HASH_OFFICIAL, own);
	ws_message_start(m, "hash");
	buf_adds(&m->text, own);
	ws_message_end(m, "hash");
	if (hex != NULL)
		memcpy(hex, own, sizeof own);
}

static const struct xml_node *child_of(const struct xml_node *node, const char *name)
{
	for (const struct xml_node *child = node->child; child != NULL; child = child->next)
		if (strcmp(child->name, name) == 0)
			return child;
	return NULL;
}

static void write_particles(struct ws_message *m, const struct xml_node *node, const struct particle *p, bool choice);

/* The children that element P has in NODE, all of them. */
static void write_children(struct ws_message *m, const struct xml_node *node, const struct particle *p, bool choice)
{
	const char *name = schema_element_name(m->schema, p->key);
	const struct xml_node *child = child_of(node, name);
	if (child == NULL && p->min > 0 && !choice && strcmp(name, "hash") != 0) {
		struct buf where = BUF_INIT;
		buf_addf(&where, "%s/%s", node->name, name);
		fail(m, "falta à mensagem o elemento %s, que esta versão exige", buf_str(&where));
		buf_release(&where);
	}
	if (child == NULL && strcmp(name, "hash") == 0)
		ws_message_hash(m, NULL);
	for (; child != NULL && !m->failed; child = xml_node_again(child))
		ws_message_element(m, child, p->type);
}

static void write_particles(struct ws_message *m, const struct xml_node *node, const struct particle *p, bool choice)
{
	for (; p != NULL && !m->failed; p = p->next)
		if (p->kind == PARTICLE_ELEMENT)
			write_children(m, node, p, choice);
		else
			write_particles(m, node, p->child, choice || p->kind == PARTICLE_CHOICE || p->min == 0);
}

/* What T extends comes first. */
static void write_content(struct ws_message *m, const struct xml_node *node, struct schema_type *t)
{
	struct schema_type *chain[NESTED_MAX];
	size_t n = 0;
	for (; t != NULL && !t->builtin && n < NESTED_MAX; t = t->base) {
		schema_type_load(t);
		chain[n++] = t;
	}
	while (n > 0)
		write_particles(m, node, chain[--n]->particle, false);
}

void ws_message_element(struct ws_message *m, const struct xml_node *node, struct schema_type *type)
{
	ws_message_start(m, node->name);
	if (node->child != NULL)
		write_content(m, node, type);
	else if (schema_text_type(type) != NULL)
		ws_message_value(m, node->text, node->len);
	else
		write_content(m, node, type);
	ws_message_end(m, node->name);
}

int ws_message_close(struct ws_message *m, const char *root)
{
	ws_message_end(m, root);
	ws_envelope_close(&m->text);
	flush(m);
	return m->failed ? -1 : spool_rewind(m->out, m->err);
}

int ws_message_write(struct ws_message *m, const struct xml_node *root)
{
	uint32_t name = names_find(m->schema->vocabulary->names, root->name, strlen(root->name));
	struct schema_type *type = name != 0 ? schema_root(m->schema, KEY(NS_ANS, name)) : NULL;
	if (type == NULL)
		return error_set(m->err, "a versão %s não tem a mensagem %s", m->schema->version, root->name);
	ws_message_open(m, root->name);
	write_content(m, root, type);
	return ws_message_close(m, root->name);
}

static struct schema_type *type_in(const struct particle *p, element_key key)
{
	for (; p != NULL; p = p->next) {
		struct schema_type *nested = p->kind == PARTICLE_ELEMENT ? NULL : type_in(p->child, key);
		if (nested != NULL)
			return nested;
		if (p->kind == PARTICLE_ELEMENT && p->key == key)
			return p->type;
	}
	return NULL;
}

struct schema_type *ws_child_type(struct schema *s, struct schema_type *t, const char *name)
{
	element_key key = KEY(NS_ANS, names_find(s->vocabulary->names, name, strlen(name)));
	for (; t != NULL && !t->builtin; t = t->base) {
		schema_type_load(t);
		struct schema_type *found = type_in(t->particle, key);
		if (found != NULL)
			return found;
	}
	return NULL;
}
