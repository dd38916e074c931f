/* libxml2's side of fmt/xml_reader.h: takes a source's bytes, checks them, has them parsed and tells a consumer.
 *
 * It does not know the reader's lists of names unless it is given them: when it runs in a thread of its own, the consumer's side
 * numbers the names (fmt/xml_numbers.h), because a consumer may add to its lists on the way. */
#ifndef FMT_XML_PARSER_H
#define FMT_XML_PARSER_H

#include "fmt/xml_numbers.h"
#include "fmt/xml_reader.h"

struct xml_parser;

/* Reads the head of SOURCE and tells CONSUMER (borrowed) what that alone decides. Never NULL. */
struct xml_parser *xml_parser_open(struct xml_source source, struct xml_consumer *consumer);

/* Whether there is more of the file than its head: enough work for a thread. */
bool xml_parser_is_long(const struct xml_parser *p);

/* From now on CONSUMER is told, and names are numbered by NUMBERS, or not when it is NULL; both are borrowed. */
void xml_parser_tell(struct xml_parser *p, struct xml_consumer *consumer, struct xml_numbers *numbers);

/* In another thread than the one that runs P, which waits for it: does some of what that would have to do. False when there is nothing. */
bool xml_parser_help(struct xml_parser *p);

/* Parses to the end or to the first fault that ends it, and passes what is left of the source to the consumer's RAW. */
void xml_parser_run(struct xml_parser *p);

/* Frees P, and with it the names that it told; the file's size goes to *SIZE. 0, or -1 with ERR set when NAME could not be read. */
int xml_parser_close(struct xml_parser *p, const char *name, uint64_t *size, struct error *err);

#endif
