#include "tiss/report.h"

#include <string.h>

#include "schema/simple.h"

void report_init(struct report *r, void (*put)(void *context, const struct finding *f), void *context, unsigned layers)
{
	r->put = put;
	r->context = context;
	r->layers = layers;
}

void report_release(struct report *r)
{
	for (size_t i = 0; i <= REPORT_WAITING_MAX; i++)
		finding_release(&r->findings[i]);
	buf_release(&r->guide);
}

void report_begin_file(struct report *r, const char *file)
{
	r->file = file;
	r->schema = NULL;
	r->profile_policy = NULL;
	r->date[0] = '\0';
	if (r->as_of[0] != '\0')
		memcpy(r->date, r->as_of, sizeof r->date);
	buf_clear(&r->guide);
	r->item = 0;
	r->guide_due = r->in_guide = false;
	r->errors = r->warnings = r->infos = r->ignored = r->schema_errors = 0;
}

bool report_wants(const struct report *r, enum finding_code code)
{
	return (r->layers >> finding_def(code)->layer & 1u) != 0;
}

struct finding *report_start(struct report *r, enum finding_code code, long line, long column)
{
	struct finding *f = &r->findings[r->waiting];
	finding_start(f, code);
	f->file = r->file;
	f->line = line;
	f->column = column;
	return f;
}

/* Whether ANS CODE exists in the message's version: a code may be valid and still not be in its dm_tipoGlosa. */
static bool code_in_version(void *context, const char *code)
{
	const struct report *r = context;
	struct schema_type *codes = r->schema != NULL ? schema_type_find(r->schema, "dm_tipoGlosa") : NULL;
	return codes == NULL || simple_enum_has(schema_rules(codes), code, strlen(code));
}

static void emit(struct report *r, struct finding *f)
{
	char ans[8];
	struct finding_def def = *finding_def(f->code);
	if (f->ans_wanted != NULL)
		def.ans = f->ans_wanted;
	finding_ans_code(&def, r->date, code_in_version, r, ans);
	if (r->profile_policy != NULL)
		policy_apply(r->profile_policy, f);
	if (r->policy != NULL)
		policy_apply(r->policy, f);
	f->ans = ans;
	if (f->ignored)
		r->ignored++;
	else if (f->severity == FINDING_ERRO)
		r->errors++, r->schema_errors += finding_def(f->code)->layer <= LAYER_SCHEMA;
	else if (f->severity == FINDING_AVISO)
		r->warnings++;
	else
		r->infos++;
	r->put(r->context, f);
}

/* The findings that waited go out, by their place in the file: what is missing is known later than what came instead. */
static void release_waiting(struct report *r)
{
	size_t order[REPORT_WAITING_MAX];
	for (size_t i = 0; i < r->waiting; i++) {
		const struct finding *f = &r->findings[i];
		size_t at = i;
		for (; at > 0; at--) {
			const struct finding *before = &r->findings[order[at - 1]];
			if (before->line < f->line || (before->line == f->line && before->column <= f->column))
				break;
			order[at] = order[at - 1];
		}
		order[at] = i;
	}
	for (size_t i = 0; i < r->waiting; i++) {
		struct finding *f = &r->findings[order[i]];
		buf_clear(&f->guide);
		buf_add(&f->guide, buf_str(&r->guide), r->guide.len);
		emit(r, f);
	}
	r->waiting = 0;
}

void report_add(struct report *r, struct finding *f)
{
	if (!report_wants(r, f->code))
		return;
	buf_add(&f->guide, buf_str(&r->guide), r->guide.len);
	if (r->item > 0)
		buf_addf(&f->item, "%u", r->item);
	if (!r->guide_due) {
		emit(r, f);
		return;
	}
	if (++r->waiting == REPORT_WAITING_MAX)
		release_waiting(r);
}

void report_guide_start(struct report *r)
{
	release_waiting(r);
	r->guide_due = r->in_guide = true;
	r->guide_amount = 0;
	if (r->guide_starts != NULL)
		r->guide_starts(r->context);
}

void report_guide_number(struct report *r, const char *number, size_t len)
{
	if (!r->guide_due)
		return;
	buf_clear(&r->guide);
	buf_add(&r->guide, number, len < FINDING_VALUE_MAX ? len : FINDING_VALUE_MAX);
	release_waiting(r);
	r->guide_due = false;
}

void report_guide_end(struct report *r)
{
	release_waiting(r);
	if (r->in_guide && r->guide_ends != NULL)
		r->guide_ends(r->context, r->guide_amount);
	r->guide_due = r->in_guide = false;
	buf_clear(&r->guide);
	r->item = 0;
}

void report_end_file(struct report *r)
{
	report_guide_end(r);
}
