#include "statement/statement_run.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "bill/statement_balance.h"
#include "fmt/finding_sink.h"
#include "fmt/money.h"
#include "fmt/unpack.h"
#include "statement/account_reader.h"
#include "statement/statement_enrich.h"
#include "statement/statement_output.h"
#include "statement/statement_reader.h"

struct run {
	const struct statement_options *options;
	struct statement_counts *counts;
	struct statement_header header;
	struct clock now;
	struct terms *terms;
	struct registry_beneficiaries *beneficiaries;
	struct registry_providers *providers;
	struct statement_output output;
	struct statement_balance balance;
	struct statement_enrich enrich;
	const struct statement_sink *sink;  /* what the readers tell: the answers, the balance, the names, the document */
	struct statement_sink front;
	struct finding_sink findings;
	struct finding finding;
	struct statement_reading reading;
	bool broken;
};

/* ---- findings ---- */

static void put_finding(void *context, struct finding *f)
{
	struct run *r = context;
	if (f->severity == FINDING_ERRO)
		r->counts->errors++;
	else if (f->severity == FINDING_AVISO)
		r->counts->warnings++;
	finding_sink_put(&r->findings, f);
}

static enum finding_code mark_code(enum statement_rule rule)
{
	switch (rule) {
	case RULE_SUM: return FINDING_STATEMENT_SUM;
	case RULE_RELEASE: return FINDING_STATEMENT_RELEASE;
	case RULE_ITEMS: return FINDING_STATEMENT_ITEMS;
	case RULE_DEBITS:
	case RULE_NET: return FINDING_STATEMENT_NET;
	case RULE_MISSING: return FINDING_STATEMENT_MISSING;
	case RULE_OVERFLOW: break;
	}
	return FINDING_STATEMENT_OVERFLOW;
}

static void amount_arg(struct finding *f, const char *name, int64_t cents)
{
	struct buf text = BUF_INIT;
	money_add_br(&text, cents, 2);
	finding_arg(f, name, "%s", buf_str(&text));
	buf_release(&text);
}

static void put_mark(void *context, const struct statement_mark *m, const struct statement_mark_place *place)
{
	struct run *r = context;
	struct finding *f = &r->finding;
	finding_start(f, mark_code(m->rule));
	f->file = place->file;
	f->line = m->item != NULL ? m->item->line : place->line;
	f->ans = m->rule == RULE_SUM || m->rule == RULE_ITEMS ? "1104" : "";
	finding_arg(f, "campo", "%s", m->field);
	finding_arg(f, "contra", "%s", m->against != NULL ? m->against : "");
	amount_arg(f, "informado", m->stated);
	amount_arg(f, "conta", m->computed);
	buf_adds(&f->guide, place->guide);
	if (m->item != NULL)
		buf_adds(&f->item, m->item->sequence);
	put_finding(r, f);
}

/* What the operator answered in place of a statement. */
static void on_answer(void *context, const struct statement_answer *a)
{
	struct statement_balance *b = context;
	struct run *r = b->context;
	struct finding *f = &r->finding;
	finding_start(f, a->kind == ANSWER_SITUATION ? FINDING_STATEMENT_PENDING : FINDING_STATEMENT_ERROR);
	f->file = a->file;
	f->line = a->line;
	f->ans = "";
	if (a->kind == ANSWER_SITUATION) {
		const char *words = terms_find(r->terms, "dm_statusProtocolo", a->situation);
		buf_addf(&f->detail, "situação %s%s%s", a->situation, words != NULL ? ", " : "", words != NULL ? words : "");
		if (*a->request != '\0')
			buf_addf(&f->detail, ", protocolo da solicitação %s", a->request);
	} else {
		const struct glosa_term *term = terms_glosa(r->terms, a->code);
		buf_addf(&f->detail, "%s%s%s", a->code, *a->code != '\0' ? " " : "",
		         *a->description != '\0' ? a->description : term != NULL ? term->term : "");
	}
	put_finding(r, f);
	b->sink.answer(b, a);
}

/* ---- the inputs ---- */

/* Bytes looked at and then read again: whether they are XML is seen from the first ones. */
struct peek {
	struct xml_source source;
	char bytes[512];
	size_t held, at;
	int errnum;
};

static void peek_fill(struct peek *p)
{
	while (p->held < sizeof p->bytes) {
		ssize_t got = p->source.read(p->source.context, p->bytes + p->held, sizeof p->bytes - p->held);
		if (got < 0)
			p->errnum = errno;
		if (got <= 0)
			break;
		p->held += (size_t)got;
	}
}

static ssize_t peek_read(void *context, char *buffer, size_t n)
{
	struct peek *p = context;
	size_t left = p->held - p->at;
	if (left == 0 && p->errnum != 0) {
		errno = p->errnum;
		return -1;
	}
	if (left == 0)
		return p->source.read(p->source.context, buffer, n);
	if (n > left)
		n = left;
	memcpy(buffer, p->bytes + p->at, n);
	p->at += n;
	return (ssize_t)n;
}

static bool peek_refused(void *context, enum xml_fault_kind *kind, const char **reason)
{
	struct peek *p = context;
	return p->source.refused != NULL && p->source.refused(p->source.context, kind, reason);
}

/* XML begins with '<', perhaps behind blanks and a byte order mark; UTF-16 and nothing at all are the XML reader's to refuse. */
static bool peek_is_xml(const struct peek *p)
{
	const unsigned char *b = (const unsigned char *)p->bytes;
	size_t at = p->held >= 3 && memcmp(b, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	if (p->held == 0 || p->errnum != 0 || (p->held >= 2 && (b[0] == 0 || b[1] == 0 || b[0] == 0xfe || b[0] == 0xff)))
		return true;
	while (at < p->held && (b[at] == ' ' || b[at] == '\t' || b[at] == '\r' || b[at] == '\n'))
		at++;
	return at == p->held || b[at] == '<';
}

static void warn(void *context, const char *text)
{
	struct run *r = context;
	struct buf line = BUF_INIT;
	buf_addf(&line, "aviso: %s", text);
	r->options->complain(r->options->context, buf_str(&line));
	buf_release(&line);
}

static int read_account(struct run *r, struct peek *p, const char *name, struct error *err)
{
	const struct account_options account = {
		.header = &r->header, .csv = { .encoding = r->options->encoding, .warn = warn, .context = r }, .issued = r->now.date,
	};
	return account_read((struct csv_source){ p, peek_read }, name, &account, r->sink, &r->reading, err);
}

static int read_one(struct run *r, struct xml_source source, const char *name, struct error *err)
{
	const struct statement_findings findings = { r, put_finding };
	struct peek p = { .source = source };
	peek_fill(&p);
	if (!peek_is_xml(&p) && xml_head_looks_like((const unsigned char *)p.bytes, p.held) == NULL)
		return read_account(r, &p, name, err);
	int failed = statement_read((struct xml_source){ &p, peek_read, peek_refused }, name, r->sink, &findings, &r->reading, err);
	r->broken = r->broken || r->reading.broken;
	return failed;
}

static int read_packed(struct run *r, struct unpack *u, const char *called, struct error *err)
{
	struct buf name = BUF_INIT;
	int failed = 0;
	while (failed == 0 && unpack_next(u)) {
		buf_clear(&name);
		buf_adds(&name, called);
		if (unpack_name(u) != NULL)
			buf_addf(&name, ":%s", unpack_name(u));
		failed = read_one(r, unpack_source(u), buf_str(&name), err);
	}
	buf_release(&name);
	return failed;
}

static int read_file(struct run *r, const char *file, struct error *err)
{
	static const struct unpack_limits limits = UNPACK_LIMITS;
	bool standard = strcmp(file, "-") == 0;
	const char *called = standard ? "(entrada padrão)" : file;
	int fd = standard ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return error_sys(err, errno, "%s", called);
	struct error why = ERROR_INIT;
	struct unpack *u = unpack_open(fd, &limits, &why);
	int failed = u != NULL ? read_packed(r, u, called, err) : error_set(err, "%s: %s", called, buf_str(&why.text));
	unpack_free(u);
	error_release(&why);
	if (!standard)
		close(fd);
	return failed;
}

static int read_files(struct run *r, struct error *err)
{
	const struct statement_options *o = r->options;
	for (size_t i = 0; i < o->nfiles; i++) {
		if (read_file(r, o->files[i], err) != 0)
			return -1;
		r->counts->files++;
		if (statement_output_failed(&r->output))
			return 0; /* closing says why */
		if (o->progress != NULL)
			o->progress(o->context, i + 1, r->reading.guides);
	}
	return 0;
}

/* ---- a whole run ---- */

static int load(struct run *r, struct error *err)
{
	const struct statement_options *o = r->options;
	const struct csv_options csv = { .encoding = o->encoding, .warn = warn, .context = r };
	statement_header_init(&r->header);
	if (clock_read(&r->now, err) != 0 || (o->header != NULL && statement_header_read(&r->header, o->header, err) != 0))
		return -1;
	r->terms = terms_open(err);
	if (r->terms == NULL)
		return -1;
	if (o->beneficiaries != NULL && (r->beneficiaries = registry_beneficiaries_load(o->beneficiaries, &csv, true, err)) == NULL)
		return -1;
	if (o->providers != NULL && (r->providers = registry_providers_load(o->providers, &csv, err)) == NULL)
		return -1;
	return 0;
}

/* Reader, answers, balance, names, document: each tells the next. */
static int chain(struct run *r, struct error *err)
{
	const struct statement_options *o = r->options;
	r->output = (struct statement_output){
		.format = o->check ? NULL : o->format, .path = o->output, .dir = o->dir,
		.render = { .terms = r->terms, .csv_style = o->csv_style, .no_header = o->no_header, .columns = o->columns,
		            .version = o->version != NULL ? o->version : *r->header.version != '\0' ? r->header.version : NULL,
		            .transaction = o->transaction, .date = o->date != NULL ? o->date : r->now.date,
		            .time = o->time != NULL ? o->time : r->now.time, .finding = put_finding, .warn = warn, .context = r },
	};
	const struct statement_sink *document = statement_output_open(&r->output, err);
	if (document == NULL)
		return -1;
	r->enrich = (struct statement_enrich){
		.next = document, .beneficiaries = r->beneficiaries, .providers = r->providers, .terms = r->terms, .finding = put_finding, .context = r,
	};
	r->balance = (struct statement_balance){ .next = statement_enrich_init(&r->enrich), .report = put_mark, .context = r };
	r->front = *statement_balance_init(&r->balance);
	r->front.answer = on_answer; /* its context is the balance */
	r->sink = &r->front;
	return 0;
}

static void release(struct run *r)
{
	statement_balance_release(&r->balance);
	statement_enrich_release(&r->enrich);
	registry_beneficiaries_free(r->beneficiaries);
	registry_providers_free(r->providers);
	terms_free(r->terms);
	statement_header_release(&r->header);
	finding_sink_release(&r->findings);
	finding_release(&r->finding);
}

int statement_run(const struct statement_options *options, struct statement_counts *counts, struct error *err)
{
	struct run r = { .options = options, .counts = counts };
	finding_sink_init(&r.findings, finding_format_of("text"), options->findings);
	int failed = load(&r, err) != 0 || chain(&r, err) != 0;
	if (!failed) {
		failed = read_files(&r, err) != 0;
		if (failed || r.broken || (r.reading.statements == 0 && r.reading.answers == 0))
			statement_output_abort(&r.output);
		else
			failed = statement_output_close(&r.output, err) != 0;
	}
	counts->statements = r.reading.statements;
	counts->answers = r.reading.answers;
	counts->protocols = r.reading.protocols;
	counts->guides = r.reading.guides;
	counts->items = r.reading.items;
	counts->checks = r.balance.checks;
	counts->faults = r.balance.faults;
	release(&r);
	return failed ? 2 : counts->errors > 0 ? 1 : 0;
}

static void add_count(struct buf *out, uint64_t n, const char *one, const char *many)
{
	buf_addf(out, "%llu %s", (unsigned long long)n, n == 1 ? one : many);
}

void statement_summary(struct buf *out, const struct statement_counts *c)
{
	add_count(out, c->statements, "demonstrativo", "demonstrativos");
	buf_adds(out, ", ");
	add_count(out, c->protocols, "protocolo", "protocolos");
	buf_adds(out, ", ");
	add_count(out, c->guides, "guia", "guias");
	buf_adds(out, ", ");
	add_count(out, c->items, "item", "itens");
	if (c->statements == 0)
		return;
	buf_adds(out, c->faults == 0 ? "; fecha: " : "; NÃO FECHA: ");
	add_count(out, c->checks, "soma conferida", "somas conferidas");
	if (c->faults > 0) {
		buf_adds(out, ", ");
		add_count(out, c->faults, "diferença", "diferenças");
	}
}
