#include "fmt/xml_tags.h"

#include <string.h>

enum state {
	IN_TEXT,
	AT_LESS,        /* behind a '<' */
	IN_NAME,
	IN_TAG,         /* behind its name */
	IN_QUOTES,
	AT_BANG,        /* behind "<!" */
	AT_DASH,        /* behind "<!-" */
	IN_COMMENT,
	IN_CDATA,
	IN_INSTRUCTION
};

void xml_tags_init(struct xml_tags *t, void (*tell)(void *context, const struct xml_tag_place *tag), void *context)
{
	*t = (struct xml_tags){ .tell = tell, .context = context, .state = IN_TEXT };
}

const char *xml_tag_local(const char *name)
{
	const char *colon = strchr(name, ':');
	return colon != NULL ? colon + 1 : name;
}

/* The tag ends behind the byte at OFFSET - 1. */
static void end_tag(struct xml_tags *t, uint64_t offset)
{
	struct xml_tag_place tag = {
		.from = t->from, .to = offset, .name = t->name, .start = !t->end_tag, .end = t->end_tag || t->slash,
	};
	t->name[t->name_len] = '\0';
	t->depth += tag.start;
	tag.depth = t->depth;
	t->depth -= tag.end;
	t->state = IN_TEXT;
	t->tell(t->context, &tag);
}

static void begin(struct xml_tags *t, char c)
{
	t->run = 0;
	t->name_len = 0;
	t->slash = false;
	t->end_tag = c == '/';
	switch (c) {
	case '!': t->state = AT_BANG; return;
	case '?': t->state = IN_INSTRUCTION; return;
	case '/': t->state = IN_NAME; return;
	}
	t->state = IN_NAME;
	t->name[t->name_len++] = c;
}

/* C, the byte before OFFSET, stands in a tag behind its name. */
static void step_tag(struct xml_tags *t, char c, uint64_t offset)
{
	if (c == '>') {
		end_tag(t, offset);
		return;
	}
	t->slash = c == '/';
	t->state = IN_TAG;
	if (c == '"' || c == '\'') {
		t->quote = c;
		t->state = IN_QUOTES;
	}
}

static void step_name(struct xml_tags *t, char c, uint64_t offset)
{
	if (strchr(" \t\r\n/>", c) != NULL)
		step_tag(t, c, offset);
	else if (t->name_len < XML_TAG_NAME_MAX)
		t->name[t->name_len++] = c;
}

/* Inside what ends with '>' behind TIMES of MARK. */
static void step_until(struct xml_tags *t, char c, char mark, unsigned times)
{
	if (c == '>' && t->run >= times)
		t->state = IN_TEXT;
	t->run = c == mark ? t->run + 1 : 0;
}

static void step_bang(struct xml_tags *t, char c)
{
	if (t->state == AT_DASH)
		t->state = IN_COMMENT;
	else
		t->state = c == '-' ? AT_DASH : c == '[' ? IN_CDATA : IN_TEXT;
}

static void step(struct xml_tags *t, char c, uint64_t offset)
{
	switch ((enum state)t->state) {
	case IN_TEXT: break;
	case AT_LESS: begin(t, c); break;
	case IN_NAME: step_name(t, c, offset); break;
	case IN_TAG: step_tag(t, c, offset); break;
	case IN_QUOTES: t->state = c == t->quote ? IN_TAG : IN_QUOTES; break;
	case AT_BANG:
	case AT_DASH: step_bang(t, c); break;
	case IN_COMMENT: step_until(t, c, '-', 2); break;
	case IN_CDATA: step_until(t, c, ']', 2); break;
	case IN_INSTRUCTION: step_until(t, c, '?', 1); break;
	}
}

void xml_tags_feed(struct xml_tags *t, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (t->state == IN_TEXT) {
			const char *less = memchr(bytes + i, '<', n - i);
			if (less == NULL)
				break;
			i = (size_t)(less - bytes);
			t->from = t->offset + i;
			t->state = AT_LESS;
		} else {
			step(t, bytes[i], t->offset + i + 1);
		}
	}
	t->offset += n;
}
