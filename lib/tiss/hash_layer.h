/* Layer "hash": the message's values are hashed as they pass, and the result is held against the one it carries. */
#ifndef TISS_HASH_LAYER_H
#define TISS_HASH_LAYER_H

#include "tiss/hash.h"
#include "tiss/walk.h"

struct hash_layer {
	bool on;
	struct hash *hash;
	bool running;          /* inside the message, before epilogo (or the *WS root's own hash) */
	bool closed;           /* the values are complete */
	unsigned carriers;     /* hash elements seen */
	struct buf carried;    /* what the first one holds */
	unsigned carrier_depth;
	long line, column;     /* where it stands, or where it should */
	struct buf path;
	bool told_outside;
	char result[HASH_HEX]; /* the official value, once closed */
	int accepted;          /* a variant that the operator takes besides the norm's, or HASH_OFFICIAL */
	bool expected;         /* the message is of a kind that carries a hash */
};

void hash_layer_init(struct hash_layer *l, bool on);
void hash_layer_release(struct hash_layer *l);
void hash_layer_begin(struct hash_layer *l);

void hash_layer_start(struct walk *w);
void hash_layer_value(struct walk *w, const char *value, size_t len); /* a whole value */
void hash_layer_piece(struct walk *w, const char *piece, size_t len); /* of a long one */
void hash_layer_end_value(struct walk *w);                            /* the innermost element's value is complete */
void hash_layer_comment(struct walk *w, const char *text, size_t len);

/* The end of a well-formed message: compares, and reports what differs. */
void hash_layer_finish(struct walk *w);

#endif
