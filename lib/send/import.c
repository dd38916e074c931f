#include "send/import.h"

#include <md5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/inputs.h"
#include "base/mem.h"
#include "io/store_file.h"
#include "run/job.h"
#include "send/lot_facts.h"

/* A lot is at most some 15 MB; what is larger than this is no lot, and is judged without being kept. */
enum { KEPT_MAX = 256 * 1024 * 1024 };

/* A name that was offered, and its row in the store. */
struct offered {
	char *name;
	int64_t id;
};

struct import {
	struct lot_send *x;
	const struct import_listener *listener;
	struct job *job;
	struct output findings;
	struct lot_facts facts;
	struct buf bytes;          /* of the message being read */
	MD5_CTX sum;
	uint64_t size;
	bool too_large;
	struct offered *names;
	size_t nnames, nread; /* NREAD of them are read to their end */
	int64_t row;               /* of the file that comes, 0: none was made yet */
};

const struct table_column import_columns[] = {
	{ "arquivo", "arquivo", TABLE_TEXT }, { "situacao", "situação", TABLE_TEXT }, { "criticas", "críticas", TABLE_COUNT },
	{ "numeroLote", "lote", TABLE_TEXT }, { "id", "id", TABLE_COUNT }, { "registroANS", "operadora", TABLE_TEXT },
	{ "tipoGuia", "tipo", TABLE_TEXT }, { "guias", "guias", TABLE_COUNT }, { "valorInformado", "informado", TABLE_MONEY },
	{ "enviarAte", "enviar até", TABLE_DATE },
};
const size_t import_ncolumns = sizeof import_columns / sizeof *import_columns;

/* ---- what became of a file ---- */

static void put_row(struct import *m, const struct store_file *f, const struct lot_record *lot)
{
	struct table_out *t = m->listener->table;
	if (t == NULL)
		return;
	table_out_text(t, f->name);
	table_out_text(t, f->state);
	table_out_number(t, f->findings);
	table_out_text(t, f->number);
	table_out_number(t, f->lot);
	table_out_text(t, f->operator);
	table_out_text(t, lot->guide_type);
	table_out_number(t, lot->guide_type != NULL ? lot->guides : STORE_NULL);
	table_out_number(t, lot->guide_type != NULL ? lot->informed : STORE_NULL);
	table_out_text(t, lot->send_until);
	table_out_row(t);
}

/* Writes the row of F inside the open transaction; one more if it stands in an archive with others. */
static int settle_row(struct import *m, struct store_file *f, struct error *err)
{
	if (m->row == 0 && store_file_offer(m->x->store, f->name, m->x->now, &m->row, err) != 0)
		return -1;
	f->id = m->row;
	m->row = 0;
	return store_file_settle(m->x->store, f, err);
}

/* Why a message without errors is not taken in; NULL: it is. Known without the store. */
static const char *unfit(const struct import *m)
{
	const struct lot_record *lot = &m->facts.lot;
	if (m->too_large)
		return "é grande demais para um lote";
	if (!m->facts.is_lot || lot->number == NULL || lot->operator == NULL || lot->hash == NULL || lot->version == NULL)
		return "não é um lote de guias (mensagemTISS com loteGuias), e só lotes entram no banco";
	return NULL;
}

/* Whether the store has this very file, or another one with its number: 1 with ERR set to what to do about it. *SAME: the first. */
static int is_there(struct import *m, const char *name, bool *same, int64_t *id, struct error *err)
{
	struct store *s = m->x->store;
	const struct lot_record *lot = &m->facts.lot;
	struct lot_record other;
	int got = store_lot_of_md5(s, lot->md5, id, err);
	*same = got > 0;
	if (got == 0 && !m->x->o->yes)
		got = store_lot_of_number(s, lot->operator, lot->number, id, err);
	if (got <= 0)
		return got;
	got = store_lot_get(s, *id, &other, err);
	if (got <= 0)
		return got;
	if (*same)
		error_set(err, "%s: este arquivo já é o lote %s (id:%lld, %s); não foi importado outra vez", name, other.number,
		          (long long)other.id, lot_situation_title(other.situation));
	else
		error_set(err, "%s: a operadora %s já tem um lote %s (id:%lld, %s), e recusa números repetidos (3268); renumere-o "
		          "(lot-build --from-xml -n), apague o outro, ou importe assim mesmo com --yes", name, other.operator, other.number,
		          (long long)other.id, lot_situation_title(other.situation));
	lot_record_release(&other);
	return 1;
}

static int add_lot(struct import *m, struct store_file *f, struct error *err)
{
	struct lot_record *lot = &m->facts.lot;
	lot->included_at = m->x->now;
	if (store_lot_add(m->x->store, lot, m->bytes.data, m->bytes.len, m->facts.guides, m->facts.nguides, err) != 0)
		return -1;
	f->state = "importado";
	f->lot = lot->id;
	return settle_row(m, f, err);
}

/* One transaction: the lot with all that belongs to it, or the word that it is none. WHY: what the user is told. 1: it is in the store. */
static int take_in(struct import *m, struct store_file *f, struct error *why, struct error *err)
{
	bool same = false;
	int64_t id = 0;
	if (store_begin(m->x->store, err) != 0)
		return -1;
	int there = is_there(m, f->name, &same, &id, why);
	f->lot = there > 0 && same ? id : STORE_NULL;
	if (there > 0 && same)
		f->state = "repetido";
	int result = there < 0 ? -1 : there == 0 ? add_lot(m, f, err) : settle_row(m, f, err);
	if (result != 0) {
		store_rollback(m->x->store);
		return -1;
	}
	return store_commit(m->x->store, err) == 0 ? there == 0 : -1;
}

static void refuse(struct import *m, struct store_file *f, struct error *err)
{
	if (store_begin(m->x->store, err) != 0 || settle_row(m, f, err) != 0) {
		store_rollback(m->x->store);
		lot_send_fail(m->x, SEND_NOT_DONE, err);
	} else if (store_commit(m->x->store, err) != 0) {
		lot_send_fail(m->x, SEND_NOT_DONE, err);
	}
}

/* ---- what the job tells ---- */

static void on_findings(void *context, const char *bytes, size_t len)
{
	struct import *m = context;
	progress_clear(&m->x->meter);
	output_write(&m->findings, bytes, len);
}

static void on_copy(void *context, const char *bytes, size_t len)
{
	struct import *m = context;
	m->size += len;
	m->too_large = m->too_large || m->bytes.len + len > KEPT_MAX;
	if (m->too_large)
		return;
	buf_add(&m->bytes, bytes, len);
	MD5Update(&m->sum, (const uint8_t *)bytes, len);
}

static void next_message(struct import *m)
{
	lot_facts_clear(&m->facts);
	buf_clear(&m->bytes);
	MD5Init(&m->sum);
	m->size = 0;
	m->too_large = false;
}

/* A lot that is now in the store, or was there before as it is. */
static void tell_lot(struct import *m, const struct store_file *f, bool new)
{
	struct error err = ERROR_INIT;
	struct lot_record lot;
	if (m->listener->lot == NULL || f->lot == STORE_NULL)
		return;
	if (store_lot_get(m->x->store, f->lot, &lot, &err) > 0) {
		m->listener->lot(m->listener->context, &lot, new);
		lot_record_release(&lot);
	} else {
		lot_send_fail(m->x, SEND_NOT_DONE, &err);
	}
}

static void take_good(struct import *m, struct store_file *f)
{
	struct error err = ERROR_INIT, why = ERROR_INIT;
	const char *reason = unfit(m);
	f->state = "recusado";
	if (reason != NULL) {
		error_set(&why, "%s: %s", f->name, reason);
		refuse(m, f, &err);
	} else {
		int got = take_in(m, f, &why, &err);
		if (got < 0)
			lot_send_fail(m->x, SEND_NOT_DONE, &err);
		else
			tell_lot(m, f, got > 0);
	}
	/* The very file is in the store, as was wanted: a run that begins again is no error. Whoever asked for the lot was told it. */
	bool there = f->lot != STORE_NULL;
	if (why.text.len > 0 && !there)
		lot_send_fail(m->x, SEND_REFUSED, &why);
	else if (why.text.len > 0 && m->listener->lot == NULL)
		m->x->o->say(m->x->o->context, buf_str(&why.text));
	error_release(&why);
	error_release(&err);
}

static void on_file(void *context, const struct job_file *file)
{
	struct import *m = context;
	struct error err = ERROR_INIT;
	struct lot_record *lot = &m->facts.lot;
	char md5[MD5_DIGEST_STRING_LENGTH];
	MD5End(&m->sum, md5);
	output_flush(&m->findings); /* before what is said of the file as a whole */
	lot->md5 = md5;
	lot->size = (int64_t)m->size;
	lot->guides = (int64_t)m->facts.nguides;
	lot->items = (int64_t)file->result.items;
	lot->informed = file->result.amount;
	struct store_file f = {
		.name = file->name, .state = "invalido", .findings = (int64_t)file->result.errors, .operator = lot->operator,
		.number = lot->number, .md5 = m->too_large ? NULL : md5, .size = lot->size, .lot = STORE_NULL, .corrected_by = STORE_NULL,
	};
	if (file->result.errors > 0) {
		lot_send_note_status(m->x, SEND_REFUSED);
		refuse(m, &f, &err);
	} else {
		take_good(m, &f);
	}
	put_row(m, &f, lot);
	error_release(&err);
	next_message(m);
	progress_update(&m->x->meter, m->nread, 0);
}

/* A file that could not be read. */
static void on_error(void *context, const char *text)
{
	struct import *m = context;
	struct error why = ERROR_INIT, err = ERROR_INIT;
	error_set(&why, "%s", text);
	lot_send_fail(m->x, SEND_NOT_DONE, &why);
	if (m->row != 0) {
		const char *name = "";
		for (size_t i = 0; i < m->nnames; i++)
			if (m->names[i].id == m->row)
				name = m->names[i].name;
		struct store_file f = { .name = name, .state = "recusado", .findings = STORE_NULL, .size = STORE_NULL, .lot = STORE_NULL,
		                        .corrected_by = STORE_NULL };
		refuse(m, &f, &err);
	}
	error_release(&err);
	next_message(m);
}

static void on_warning(void *context, const char *text)
{
	struct import *m = context;
	struct buf line = BUF_INIT;
	buf_addf(&line, "aviso: %s", text);
	m->x->o->say(m->x->o->context, buf_str(&line));
	buf_release(&line);
}

static bool never(void *context)
{
	(void)context;
	return false;
}

/* ---- all of them ---- */

static bool list_names(struct import *m, char **names, size_t n)
{
	struct inputs inputs = { .operands = names, .noperands = n, .recursive = m->x->o->recursive, .wanted = job_wants };
	struct error err = ERROR_INIT;
	const char *name;
	int got;
	while ((got = inputs_next(&inputs, &name, &err)) != 0) {
		if (got < 0) {
			lot_send_fail(m->x, SEND_NOT_DONE, &err);
			continue;
		}
		m->names = mem_grow(m->names, m->nnames + 1, sizeof *m->names);
		m->names[m->nnames++] = (struct offered){ mem_dup(name), 0 };
	}
	inputs_release(&inputs);
	error_release(&err);
	return m->nnames > 0;
}

/* Every file that is offered is known before the first one is judged. */
static bool offer_all(struct import *m)
{
	struct error err = ERROR_INIT;
	int failed = store_begin(m->x->store, &err);
	for (size_t i = 0; failed == 0 && i < m->nnames; i++) {
		const char *name = strcmp(m->names[i].name, "-") == 0 ? "(entrada padrão)" : m->names[i].name;
		failed = store_file_offer(m->x->store, name, m->x->now, &m->names[i].id, &err);
	}
	if (failed == 0)
		failed = store_commit(m->x->store, &err);
	if (failed != 0) {
		store_rollback(m->x->store);
		lot_send_fail(m->x, SEND_NOT_DONE, &err);
	}
	return failed == 0;
}

static void judge_all(struct import *m)
{
	struct lot_send *x = m->x;
	struct error err = ERROR_INIT;
	struct job_options options = {
		.validator = { .layers = (1u << LAYER_COUNT) - 1, .limits = LIMITS_OF_THE_NORM, .operator.profile = x->o->profile,
		               .observer = &m->facts.observer },
		.unpack = UNPACK_LIMITS, .format = finding_format_of("text"),
	};
	struct job_events events = {
		.context = m, .findings = on_findings, .file = on_file, .error = on_error, .warning = on_warning, .copy = on_copy,
		.stopped = never,
	};
	m->job = job_new(&options, &events, &err);
	if (m->job == NULL) {
		lot_send_fail(x, SEND_NOT_DONE, &err);
		return;
	}
	progress_init(&x->meter, x->o->progress, stderr, m->nnames);
	for (size_t i = 0; i < m->nnames; i++) {
		m->row = m->names[i].id;
		next_message(m);
		job_validate(m->job, m->names[i].name);
		progress_update(&x->meter, ++m->nread, 0);
	}
	job_free(m->job);
}

void import_files(struct lot_send *x, char **names, size_t n, const struct import_listener *listener)
{
	struct import m = { .x = x, .listener = listener };
	struct error err = ERROR_INIT;
	lot_facts_init(&m.facts);
	output_open_stderr(&m.findings);
	if (list_names(&m, names, n) && offer_all(&m))
		judge_all(&m);
	if (output_close(&m.findings, &err) != 0)
		lot_send_fail(x, SEND_NOT_DONE, &err);
	for (size_t i = 0; i < m.nnames; i++)
		free(m.names[i].name);
	free(m.names);
	lot_facts_release(&m.facts);
	buf_release(&m.bytes);
	error_release(&err);
}

enum lot_send_status lot_send_import(const struct lot_send_options *o)
{
	static char standard[] = "-", *const none[] = { standard };
	struct lot_send x;
	struct table_out table;
	if (!lot_send_open(&x, o, STORE_CREATE))
		return x.status;
	table_out_init(&table, import_columns, import_ncolumns, o->style, &x.out);
	struct import_listener listener = { .table = &table };
	import_files(&x, o->noperands > 0 ? o->operands : (char **)none, o->noperands > 0 ? o->noperands : 1, &listener);
	table_out_finish(&table);
	return lot_send_close_run(&x);
}
