/* A message of the web services as it is written: a SOAP envelope around a *WS element, whose elements and their order are those of
 * the version's schema table, and whose hash is computed on the way (CO 115).
 *
 * What to write is a tree (fmt/xml_tree.h) with the children of an element in any order. It may hold what only some versions have:
 * what the version at hand lacks is left out, so that one tree serves all. What the version demands and the tree lacks is an error. */
#ifndef SEND_WS_MESSAGE_H
#define SEND_WS_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/spool.h"
#include "fmt/xml_tree.h"
#include "fmt/xml_writer.h"
#include "schema/schema.h"
#include "tiss/hash.h"

/* A message being written. */
struct ws_message {
	struct schema *schema;
	enum xml_output_encoding encoding;
	struct spool *out;  /* borrowed */
	struct buf text;    /* not yet in OUT */
	struct hash *hash;  /* of the values so far */
	const char *prefix; /* of the message's elements: "ans:", or "" where a default namespace says it */
	struct error *err;  /* borrowed */
	bool failed;        /* ERR is set */
};

/* Begins writing to OUT. PREFIX: "ans:" or another with its colon, "" for none. */
void ws_message_init(struct ws_message *m, struct schema *schema, enum xml_output_encoding encoding, const char *prefix,
                     struct spool *out, struct error *err);
void ws_message_release(struct ws_message *m);

/* The pieces: the envelope down to the start of ROOT ("loteGuiasWS"), … */
void ws_message_open(struct ws_message *m, const char *root);

/* … an element with all below it, of TYPE, … */
void ws_message_element(struct ws_message *m, const struct xml_node *node, struct schema_type *type);

/* … or its parts, where it comes as a stream, … */
void ws_message_start(struct ws_message *m, const char *name);
void ws_message_value(struct ws_message *m, const char *text, size_t len);
void ws_message_end(struct ws_message *m, const char *name);

/* … the hash of the values so far, which is also put into HEX when that is not NULL; … */
void ws_message_hash(struct ws_message *m, char hex[HASH_HEX]);

/* … and the end. OUT is rewound. 0, or -1 with ERR set if anything went wrong since ws_message_init. */
int ws_message_close(struct ws_message *m, const char *root);

/* All of it: ROOT with its tree, the hash put in its element hash where the schema has one. */
int ws_message_write(struct ws_message *m, const struct xml_node *root);

/* Adds what stands before and behind the message in a SOAP 1.1 envelope. */
void ws_envelope_open(struct buf *out, enum xml_output_encoding encoding);
void ws_envelope_close(struct buf *out);

/* The type of the child NAME of T, NULL when T has none. */
struct schema_type *ws_child_type(struct schema *s, struct schema_type *t, const char *name);

#endif
