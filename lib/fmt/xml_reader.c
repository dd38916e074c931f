#include "fmt/xml_reader.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/relay.h"
#include "fmt/xml_batch.h"
#include "fmt/xml_numbers.h"
#include "fmt/xml_parser.h"

static enum xml_threads threads_wanted = XML_THREADS_AUTO;

void xml_reader_threads(enum xml_threads threads)
{
	threads_wanted = threads;
}

/* The parser's thread writes events down, the caller's tells them. */
struct beside {
	struct xml_parser *parser;
	const struct xml_consumer *consumer;
	struct xml_recorder recorder; /* the parser's thread's own */
	struct xml_teller *teller;    /* the caller's */
};

static void parse(void *context, struct relay *relay)
{
	struct beside *b = context;
	xml_recorder_init(&b->recorder, relay, b->consumer);
	xml_parser_tell(b->parser, &b->recorder.consumer, NULL);
	xml_parser_run(b->parser);
}

static bool help(void *context)
{
	struct beside *b = context;
	return xml_parser_help(b->parser);
}

static bool tell(void *context, struct buf *batch)
{
	struct beside *b = context;
	xml_teller_tell(b->teller, batch);
	return !b->consumer->stop;
}

/* Parses in a thread of its own and tells CONSUMER, with names of the lists, from this one. False when no thread could be made: then
 * nothing was done. */
static bool parse_beside(struct xml_parser *parser, struct xml_consumer *consumer, const struct names *locals,
                         const struct names *namespaces)
{
	struct beside *b = mem_zero(1, sizeof *b);
	b->parser = parser;
	b->consumer = consumer;
	b->teller = xml_teller_new(consumer, locals, namespaces);
	bool done = relay_run(&(struct relay_work){ .context = b, .write = parse, .read = tell, .help = help });
	xml_teller_free(b->teller);
	free(b);
	return done;
}

static bool wants_thread(const struct xml_parser *parser, const struct xml_consumer *consumer)
{
	return threads_wanted == XML_THREADS_ALWAYS ||
	       (threads_wanted == XML_THREADS_AUTO && !consumer->brief && xml_parser_is_long(parser) && relay_is_useful());
}

static void parse_here(struct xml_parser *parser, struct xml_consumer *consumer, const struct names *locals, const struct names *namespaces)
{
	struct xml_numbers *numbers = mem_alloc(sizeof *numbers);
	xml_numbers_init(numbers, locals, namespaces);
	xml_parser_tell(parser, consumer, numbers);
	xml_parser_run(parser);
	free(numbers);
}

int xml_read(struct xml_source source, const char *name, const struct names *locals, const struct names *namespaces,
             struct xml_consumer *consumer, uint64_t *size, struct error *err)
{
	struct xml_parser *parser = xml_parser_open(source, consumer);
	if (!wants_thread(parser, consumer) || !parse_beside(parser, consumer, locals, namespaces))
		parse_here(parser, consumer, locals, namespaces);
	return xml_parser_close(parser, name, size, err);
}
