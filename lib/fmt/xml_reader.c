#include "fmt/xml_reader.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "fmt/xml_batch.h"
#include "fmt/xml_numbers.h"
#include "fmt/xml_parser.h"

/* Batches are large enough that waking the other thread costs nothing beside them, and small enough to stay in a processor's
 * cache together. */
enum { BATCH = 64 * 1024, BATCHES = 4, STACK = 1024 * 1024 };

static enum xml_threads threads_wanted = XML_THREADS_AUTO;

void xml_reader_threads(enum xml_threads threads)
{
	threads_wanted = threads;
}

/* The parser's thread writes events into one batch after the other, the caller's tells them. */
struct relay {
	struct xml_parser *parser;
	struct xml_consumer recorder;     /* whom the parser tells; STOP is the parser's thread's own */
	const struct xml_consumer *consumer;
	struct xml_batch *writing;        /* the parser's thread's own, as STATE is */
	struct xml_writer_state state;
	struct xml_batch batches[BATCHES];
	pthread_mutex_t mutex;            /* for what follows */
	pthread_cond_t changed;
	size_t written, told;             /* batches so far; those between are the teller's */
	bool ended;                       /* no more are written */
	bool stopped;                     /* the consumer wants none */
};

/* ---- the parser's thread ---- */

/* The batch that is being written may be told from now on. Waits until the next is free. */
static void hand_on(struct relay *r)
{
	pthread_mutex_lock(&r->mutex);
	r->written++;
	pthread_cond_signal(&r->changed);
	while (r->written - r->told == BATCHES)
		pthread_cond_wait(&r->changed, &r->mutex);
	r->recorder.stop = r->stopped;
	pthread_mutex_unlock(&r->mutex);
	r->writing = &r->batches[r->written % BATCHES];
	if (r->writing->events.cap > 4 * BATCH) /* a comment of megabytes was in it */
		buf_release(&r->writing->events);
	buf_clear(&r->writing->events);
}

static void hand_on_when_full(struct relay *r)
{
	if (r->writing->events.len >= BATCH)
		hand_on(r);
}

static void pass_raw(void *context, const char *bytes, size_t len)
{
	const struct relay *r = context;
	r->consumer->raw(r->consumer->context, bytes, len);
}

static void record_start(void *context, const struct xml_start *start)
{
	struct relay *r = context;
	xml_batch_start(r->writing, &r->state, start);
	hand_on_when_full(r);
}

static void record_text(void *context, const char *text, size_t len, bool cdata)
{
	struct relay *r = context;
	xml_batch_text(r->writing, text, len, cdata);
	hand_on_when_full(r);
}

static void record_end(void *context, long line, long column, bool empty)
{
	struct relay *r = context;
	xml_batch_end(r->writing, &r->state, line, column, empty);
	hand_on_when_full(r);
}

static void record_comment(void *context, const char *text, size_t len)
{
	struct relay *r = context;
	xml_batch_comment(r->writing, text, len);
	hand_on_when_full(r);
}

static void record_fault(void *context, const struct xml_fault *fault)
{
	struct relay *r = context;
	xml_batch_fault(r->writing, fault);
}

static void *parse(void *context)
{
	struct relay *r = context;
	xml_parser_run(r->parser);
	pthread_mutex_lock(&r->mutex);
	r->written++;
	r->ended = true;
	pthread_cond_signal(&r->changed);
	pthread_mutex_unlock(&r->mutex);
	return NULL;
}

/* ---- the caller's thread ---- */

/* The next batch to tell, or NULL at the end. */
static const struct xml_batch *next_batch(struct relay *r)
{
	pthread_mutex_lock(&r->mutex);
	while (r->told == r->written && !r->ended)
		pthread_cond_wait(&r->changed, &r->mutex);
	const struct xml_batch *b = r->told < r->written ? &r->batches[r->told % BATCHES] : NULL;
	pthread_mutex_unlock(&r->mutex);
	return b;
}

static void give_back(struct relay *r, bool stopped)
{
	pthread_mutex_lock(&r->mutex);
	r->told++;
	r->stopped = stopped;
	pthread_cond_signal(&r->changed);
	pthread_mutex_unlock(&r->mutex);
}

/* Starts the parser's thread, to which no signal comes: they are for the caller's. */
static bool start_thread(struct relay *r, pthread_t *thread)
{
	sigset_t all, before;
	pthread_attr_t attributes;
	sigfillset(&all);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK); /* libxml2 does not recurse, and a limit on memory may hold */
	pthread_sigmask(SIG_SETMASK, &all, &before);
	bool started = pthread_create(thread, &attributes, parse, r) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return started;
}

static void tell_all(struct relay *r, struct xml_teller *teller)
{
	const struct xml_batch *b;
	while ((b = next_batch(r)) != NULL) {
		xml_teller_tell(teller, b);
		give_back(r, r->consumer->stop);
	}
}

/* Parses in a thread of its own and tells CONSUMER, with names of the lists, from this one. False when no thread could be made: then
 * nothing was done. */
static bool parse_beside(struct xml_parser *parser, struct xml_consumer *consumer, const struct names *locals,
                         const struct names *namespaces)
{
	struct relay *r = mem_zero(1, sizeof *r);
	struct xml_teller *teller = xml_teller_new(consumer, locals, namespaces);
	pthread_t thread;
	r->parser = parser;
	r->consumer = consumer;
	r->writing = &r->batches[0];
	r->recorder = (struct xml_consumer){
		.context = r, .raw = consumer->raw != NULL ? pass_raw : NULL, .start = record_start, .text = record_text,
		.end = record_end, .comment = consumer->comment != NULL ? record_comment : NULL,
		.fault = consumer->fault != NULL ? record_fault : NULL, .stop = consumer->stop
	};
	pthread_mutex_init(&r->mutex, NULL);
	pthread_cond_init(&r->changed, NULL);
	xml_parser_tell(parser, &r->recorder, NULL);
	bool started = start_thread(r, &thread);
	if (started) {
		tell_all(r, teller);
		pthread_join(thread, NULL);
	}
	for (size_t i = 0; i < BATCHES; i++)
		buf_release(&r->batches[i].events);
	pthread_cond_destroy(&r->changed);
	pthread_mutex_destroy(&r->mutex);
	xml_teller_free(teller);
	free(r);
	return started;
}

static bool wants_thread(const struct xml_parser *parser)
{
	return threads_wanted == XML_THREADS_ALWAYS ||
	       (threads_wanted == XML_THREADS_AUTO && xml_parser_is_long(parser) && sysconf(_SC_NPROCESSORS_ONLN) > 1);
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
	if (!wants_thread(parser) || !parse_beside(parser, consumer, locals, namespaces))
		parse_here(parser, consumer, locals, namespaces);
	return xml_parser_close(parser, name, size, err);
}
