#include "lot/lot_settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tiss/profile.h"

struct entry {
	char *registro;
	struct lot_setting setting;
	struct entry *next;
};

struct lot_settings {
	const struct lot_build_options *options;
	struct profile *given;  /* of --profile, or NULL */
	struct entry *entries;
	struct entry *recent;
};

struct lot_settings *lot_settings_new(const struct lot_build_options *options, struct error *err)
{
	struct lot_settings *s = mem_zero(1, sizeof *s);
	s->options = options;
	if (options->profile != NULL && (s->given = profile_load(options->profile, err)) == NULL) {
		free(s);
		return NULL;
	}
	return s;
}

void lot_settings_free(struct lot_settings *s)
{
	if (s == NULL)
		return;
	while (s->entries != NULL) {
		struct entry *next = s->entries->next;
		free(s->entries->registro);
		free(s->entries);
		s->entries = next;
	}
	profile_free(s->given);
	free(s);
}

static struct lot_setting setting_of(const struct lot_build_options *o, const struct profile *p)
{
	struct lot_setting setting = { .max_guides = (size_t)p->max_guides, .max_bytes = p->max_bytes };
	if (o->max_guides > 0)
		setting.max_guides = o->max_guides;
	if (o->max_bytes > 0 || setting.max_bytes == 0)
		setting.max_bytes = o->max_bytes > 0 ? o->max_bytes : LOT_BYTES_MAX;
	setting.encoding = p->encoding == PROFILE_UTF_8 ? XML_OUT_UTF_8 : XML_OUT_ISO_8859_1;
	if (o->encoding_given)
		setting.encoding = o->encoding;
	return setting;
}

/* The operator's own profile, or the defaults; owned by the caller. */
static struct profile *find_profile(const char *registro, struct error *err)
{
	struct error wrong = ERROR_INIT;
	struct profile *p = profile_find(registro, &wrong);
	if (wrong.text.len > 0)
		error_set(err, "%s", buf_str(&wrong.text));
	else if (p == NULL)
		p = profile_defaults();
	error_release(&wrong);
	return p;
}

const struct lot_setting *lot_settings_get(struct lot_settings *s, const char *registro, struct error *err)
{
	if (s->recent != NULL && strcmp(s->recent->registro, registro) == 0)
		return &s->recent->setting;
	for (struct entry *e = s->entries; e != NULL; e = e->next)
		if (strcmp(e->registro, registro) == 0)
			return &(s->recent = e)->setting;
	struct profile *found = s->given == NULL ? find_profile(registro, err) : NULL;
	if (s->given == NULL && found == NULL)
		return NULL;
	struct entry *e = mem_zero(1, sizeof *e);
	e->registro = mem_dup(registro);
	e->setting = setting_of(s->options, s->given != NULL ? s->given : found);
	e->next = s->entries;
	s->entries = s->recent = e;
	profile_free(found);
	return &e->setting;
}
