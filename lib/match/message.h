/* TISS messages that are taken only when they are clean: the validator judges each first, in all layers but the operator's, and tells
 * what is wrong; then its elements are told to a listener (lot/lot_reader.h). */
#ifndef MATCH_MESSAGE_H
#define MATCH_MESSAGE_H

#include "base/error.h"
#include "base/finding.h"
#include "lot/lot_reader.h"

struct message_reader;

/* PROFILE: as --profile has it, NULL for none. PUT gets the críticas. NULL with ERR set when the profile cannot be used. */
struct message_reader *message_reader_new(const char *profile, void (*put)(void *context, const struct finding *f), void *context,
                                          struct error *err);
void message_reader_free(struct message_reader *m);

/* Judges IN, and reads what stands before its first guide into HEAD (its guide is NULL when it is no lot). 1; 0 when it has an
 * error, which was told; -1 with ERR set. */
int message_judge(struct message_reader *m, const struct fix_input *in, struct lot_head *head, struct error *err);

/* Reads it, telling L. 0, or -1 with ERR set. */
int message_read(struct message_reader *m, const struct fix_input *in, const struct lot_head *head, struct lot_listener *l,
                 struct error *err);

#endif
