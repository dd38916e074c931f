#include "send/ws_request.h"

#include <stdlib.h>
#include <string.h>

#include <md5.h>

#include "base/mem.h"
#include "send/ws_message.h"

static const struct {
	const char *name, *root, *transaction;
} services[WS_SERVICES] = {
	[WS_LOT] = { "tissLoteGuias", "loteGuiasWS", "ENVIO_LOTE_GUIAS" },
	[WS_STATUS] = { "tissSolicitacaoStatusProtocolo", "solicitacaoStatusProtocoloWS", "SOLIC_STATUS_PROTOCOLO" },
	[WS_STATEMENT] = { "tissSolicitacaoDemonstrativoRetorno", "solicitacaoDemonstrativoRetornoWS", "SOLIC_DEMONSTRATIVO_RETORNO" },
};

static const char prefix[] = "ans:";

const char *ws_service_name(enum ws_service service)
{
	return services[service].name;
}

const char *ws_service_root(enum ws_service service)
{
	return services[service].root;
}

/* In ISO-8859-1 like all that is hashed in the standard; as it is when it has characters that this lacks. */
void ws_password_md5(const char *password, char hex[WS_MD5_HEX])
{
	struct buf bytes = BUF_INIT;
	unsigned char digest[MD5_DIGEST_LENGTH];
	MD5_CTX md5;
	bool latin1 = true;
	for (const unsigned char *c = (const unsigned char *)password; *c != '\0'; c++)
		if (*c < 0x80)
			buf_addc(&bytes, (char)*c);
		else if ((*c == 0xc2 || *c == 0xc3) && (c[1] & 0xc0) == 0x80) {
			buf_addc(&bytes, (char)((*c & 3) << 6 | (c[1] & 0x3f)));
			c++;
		} else
			latin1 = false;
	MD5Init(&md5);
	if (latin1)
		MD5Update(&md5, (const unsigned char *)buf_str(&bytes), bytes.len);
	else
		MD5Update(&md5, (const unsigned char *)password, strlen(password));
	MD5Final(digest, &md5);
	for (size_t i = 0; i < sizeof digest; i++) {
		hex[2 * i] = "0123456789abcdef"[digest[i] >> 4];
		hex[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
	}
	hex[WS_MD5_HEX - 1] = '\0';
	if (bytes.data != NULL)
		memset(bytes.data, 0, bytes.cap);
	buf_release(&bytes);
}

/* ---- the header ---- */

/* Gives the element at PATH below NODE, made where it is missing, the text TEXT; NULL leaves things as they are. */
static void put(struct xml_tree *t, struct xml_node *node, const char *path, const char *text)
{
	while (text != NULL) {
		size_t len = strcspn(path, "/");
		char *name = mem_dup_n(path, len);
		struct xml_node *child = node->child;
		while (child != NULL && strcmp(child->name, name) != 0)
			child = child->next;
		if (child == NULL)
			child = xml_tree_new(t, node, name, NULL);
		free(name);
		node = child;
		if (path[len] == '\0')
			break;
		path += len + 1;
	}
	if (text == NULL)
		return;
	node->len = strlen(text);
	node->text = arena_dup(&t->arena, text, node->len);
}

/* Empties the element NAME of HEADER, so that another choice can be put in it. */
static struct xml_node *emptied(struct xml_tree *t, struct xml_node *header, const char *name)
{
	put(t, header, name, "");
	struct xml_node *node = header->child;
	while (strcmp(node->name, name) != 0)
		node = node->next;
	node->child = node->last = NULL;
	return node;
}

static void fill_header(struct xml_tree *t, struct xml_node *header, const struct ws_header *h)
{
	put(t, header, "identificacaoTransacao/sequencialTransacao", h->sequence);
	put(t, header, "identificacaoTransacao/dataRegistroTransacao", h->date);
	put(t, header, "identificacaoTransacao/horaRegistroTransacao", h->time);
	if (h->provider != NULL)
		put(t, xml_tree_new(t, emptied(t, header, "origem"), "identificacaoPrestador", NULL), h->provider_kind, h->provider);
	if (h->registro_ans != NULL)
		put(t, emptied(t, header, "destino"), "registroANS", h->registro_ans);
	put(t, header, "loginSenhaPrestador/loginPrestador", h->login);
	put(t, header, "loginSenhaPrestador/senhaPrestador", h->login != NULL ? h->password_md5 : NULL);
}

/* ROOT/cabecalho of a message that is made here. */
static struct xml_node *begin(struct xml_tree *t, struct schema *schema, enum ws_service service, const struct ws_header *h)
{
	struct xml_node *root = xml_tree_new(t, NULL, services[service].root, NULL);
	struct xml_node *header = xml_tree_new(t, root, "cabecalho", NULL);
	put(t, header, "identificacaoTransacao/tipoTransacao", services[service].transaction);
	put(t, header, "Padrao", schema->version);
	put(t, header, "versaoPadrao", schema->version); /* its name in 3.02.00 and 3.02.01 */
	fill_header(t, header, h);
	return root;
}

static void add_contractor(struct xml_tree *t, struct xml_node *body, const struct ws_contractor *who)
{
	struct xml_node *node = xml_tree_new(t, body, "dadosPrestador", NULL);
	const char *name = strcmp(who->kind, "CNPJ") == 0 ? "cnpjContratado" : strcmp(who->kind, "CPF") == 0 ? "cpfContratado" : who->kind;
	put(t, node, name, who->value);
	put(t, node, "nomeContratado", who->name);
}

static int finish(struct xml_tree *t, struct schema *schema, const struct ws_header *h, struct spool *out, struct error *err)
{
	struct ws_message m;
	ws_message_init(&m, schema, h->encoding, prefix, out, err);
	int result = ws_message_write(&m, t->root);
	ws_message_release(&m);
	xml_tree_release(t);
	return result;
}

int ws_request_status(struct schema *schema, const struct ws_header *h, const struct ws_contractor *who, const char *protocol,
                      struct spool *out, struct error *err)
{
	struct xml_tree t = XML_TREE_INIT;
	struct xml_node *body = xml_tree_new(&t, begin(&t, schema, WS_STATUS, h), "solicitacaoStatusProtocolo", NULL);
	add_contractor(&t, body, who);
	put(&t, body, "numeroProtocolo", protocol);
	return finish(&t, schema, h, out, err);
}

int ws_request_statement(struct schema *schema, const struct ws_header *h, const struct ws_contractor *who,
                         const struct ws_statement_wish *wish, struct spool *out, struct error *err)
{
	struct xml_tree t = XML_TREE_INIT;
	struct xml_node *body = xml_tree_new(&t, begin(&t, schema, WS_STATEMENT, h), "solicitacaoDemonstrativoRetorno", NULL);
	struct xml_node *kind = xml_tree_new(&t, body, wish->nprotocols > 0 ? "demonstrativoAnalise" : "demonstrativoPagamento", NULL);
	add_contractor(&t, kind, who);
	put(&t, kind, "dataSolicitacao", h->date);
	if (wish->nprotocols > 0) {
		struct xml_node *list = xml_tree_new(&t, kind, "protocolos", NULL);
		for (size_t i = 0; i < wish->nprotocols; i++)
			xml_tree_new(&t, list, "numeroProtocolo", wish->protocols[i]);
	} else {
		put(&t, kind, "tipoDemonstrativo", wish->odonto ? "3" : "1");
		put(&t, kind, "periodo/dataPagamento", wish->payment_date);
		put(&t, kind, "periodo/competencia", wish->payment_date == NULL ? wish->competencia : NULL);
	}
	return finish(&t, schema, h, out, err);
}

/* ---- the lot ---- */

enum { MESSAGE_DEPTH = 1, PART_DEPTH, LOT_DEPTH };
enum lot_part { PART_NONE, PART_HEADER, PART_LOT };

struct lot_copy {
	struct ws_message m;
	const struct ws_header *h;
	struct ws_lot_facts *facts;
	struct xml_consumer consumer;
	const char *name;                          /* of the file, for errors */
	struct xml_tree tree;                      /* the header */
	struct xml_node *header[XML_DEPTH_MAX + 1]; /* its open elements, by depth */
	const char *open[XML_DEPTH_MAX + 1];       /* the local names of all open elements */
	unsigned depth;
	enum lot_part part;
	bool leaf;                                 /* the innermost element has no child so far */
	bool copied;                               /* the lot is complete */
	struct buf text;                           /* of the innermost element */
};

static void refuse(struct lot_copy *c, const char *why)
{
	if (!c->m.failed)
		error_set(c->m.err, "%s: %s", c->name, why);
	c->m.failed = true;
	c->consumer.stop = true;
}

static void begin_lot(struct lot_copy *c)
{
	struct schema *s = c->m.schema;
	struct schema_type *root = schema_root(s, KEY(NS_ANS, names_find(s->vocabulary->names, "loteGuiasWS", strlen("loteGuiasWS"))));
	struct xml_node *header = c->header[PART_DEPTH];
	if (root == NULL || header == NULL) {
		refuse(c, root == NULL ? "a versão não tem a mensagem loteGuiasWS" : "o lote não tem cabecalho");
		return;
	}
	fill_header(&c->tree, header, c->h);
	ws_message_open(&c->m, services[WS_LOT].root);
	ws_message_element(&c->m, header, ws_child_type(s, root, "cabecalho"));
	c->part = PART_LOT;
}

/* Attributes say nothing in a lot but where the XSD lies; xsi:type and the like would not survive another prefix. */
static bool has_attributes(const struct xml_start *start)
{
	for (size_t i = 0; i < start->nattributes; i++)
		if (strcmp(start->attributes[i].local, "schemaLocation") != 0)
			return true;
	return false;
}

static void lot_start(void *context, const struct xml_start *start)
{
	struct lot_copy *c = context;
	c->open[++c->depth] = start->local;
	buf_clear(&c->text);
	if (c->depth == PART_DEPTH && strcmp(start->local, "Signature") == 0)
		c->facts->signature_dropped = true;
	if (c->depth == PART_DEPTH && strcmp(start->local, "cabecalho") == 0) {
		c->part = PART_HEADER;
		c->header[c->depth] = xml_tree_new(&c->tree, NULL, start->local, NULL);
	} else if (c->part == PART_HEADER) {
		c->header[c->depth] = xml_tree_new(&c->tree, c->header[c->depth - 1], start->local, NULL);
	} else if (c->depth == LOT_DEPTH && strcmp(start->local, "loteGuias") == 0 && !c->copied) {
		begin_lot(c);
	}
	if (c->part == PART_LOT && has_attributes(start))
		refuse(c, "há um atributo dentro de loteGuias, que o envio não levaria");
	if (c->part == PART_LOT && !c->m.failed)
		ws_message_start(&c->m, start->local);
	c->leaf = true;
}

static void lot_text(void *context, const char *text, size_t len, bool cdata)
{
	struct lot_copy *c = context;
	(void)cdata;
	if (c->part != PART_NONE && c->leaf)
		buf_add(&c->text, text, len);
}

static void end_value(struct lot_copy *c, const char *name)
{
	if (c->part == PART_HEADER) {
		c->header[c->depth]->text = arena_dup(&c->tree.arena, buf_str(&c->text), c->text.len);
		c->header[c->depth]->len = c->text.len;
		return;
	}
	ws_message_value(&c->m, buf_str(&c->text), c->text.len);
	if (c->depth == LOT_DEPTH + 1 && strcmp(name, "numeroLote") == 0 && c->text.len < sizeof c->facts->number)
		memcpy(c->facts->number, buf_str(&c->text), c->text.len + 1);
}

static void lot_end(void *context, long line, long column, bool empty)
{
	struct lot_copy *c = context;
	(void)line, (void)column, (void)empty;
	const char *name = c->open[c->depth];
	if (c->part != PART_NONE && c->leaf)
		end_value(c, name);
	if (c->part == PART_LOT)
		ws_message_end(&c->m, name);
	if (c->part == PART_LOT && c->depth == LOT_DEPTH)
		c->copied = true;
	if ((c->part == PART_LOT && c->depth == LOT_DEPTH) || (c->part == PART_HEADER && c->depth == PART_DEPTH))
		c->part = PART_NONE;
	c->leaf = false;
	c->depth--;
	buf_clear(&c->text);
	if (c->m.failed)
		c->consumer.stop = true;
}

static void lot_fault(void *context, const struct xml_fault *fault)
{
	struct lot_copy *c = context;
	if (fault->kind != XML_FAULT_DISGUISED && fault->kind != XML_FAULT_CONTROL)
		refuse(c, fault->reason != NULL ? fault->reason : "não é XML que se possa ler");
}

int ws_request_lot(struct schema *schema, const struct ws_header *h, struct xml_source lot, const char *name, struct spool *out,
                   struct ws_lot_facts *facts, struct error *err)
{
	struct lot_copy *c = mem_zero(1, sizeof *c); /* by depth it holds more than a stack frame should */
	struct names *none = names_new();
	uint64_t size;
	*facts = (struct ws_lot_facts){ .signature_dropped = false };
	c->h = h;
	c->facts = facts;
	c->name = name;
	c->consumer = (struct xml_consumer){ .context = c, .start = lot_start, .text = lot_text, .end = lot_end, .fault = lot_fault };
	ws_message_init(&c->m, schema, h->encoding, prefix, out, err);
	int result = xml_read(lot, name, none, none, &c->consumer, &size, err);
	if (result == 0 && !c->copied && !c->m.failed)
		refuse(c, "não tem um lote de guias (mensagemTISS com loteGuias)");
	if (result == 0 && !c->m.failed) {
		ws_message_hash(&c->m, facts->hash);
		result = ws_message_close(&c->m, services[WS_LOT].root);
	} else {
		result = -1;
	}
	ws_message_release(&c->m);
	xml_tree_release(&c->tree);
	names_free(none);
	buf_release(&c->text);
	free(c);
	return result;
}
