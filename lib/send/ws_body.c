#include "send/ws_body.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

/* As much as tells a declaration or a boundary. */
enum { HEAD = 128 };

static ssize_t read_body(void *context, char *buffer, size_t n)
{
	struct ws_body *b = context;
	struct error ignored = ERROR_INIT;
	if (b->at < b->text.len) {
		size_t left = b->text.len - b->at;
		n = n < left ? n : left;
		memcpy(buffer, b->text.data + b->at, n);
		b->at += n;
		return (ssize_t)n;
	}
	uint64_t left = b->whole ? 0 : b->spool->size - b->spool->at;
	if (n > left)
		n = (size_t)left;
	int got = n > 0 ? spool_read(b->spool, buffer, n, &ignored) : 0;
	error_release(&ignored);
	if (got < 0) {
		errno = EIO;
		return -1;
	}
	return (ssize_t)n;
}

static int read_all(struct spool *spool, struct buf *to, struct error *err)
{
	size_t n = (size_t)spool->size;
	buf_reserve(to, n);
	if (spool_rewind(spool, err) != 0 || (n > 0 && spool_read(spool, to->data, n, err) < 0))
		return -1;
	to->len = n;
	to->data[n] = '\0';
	return 0;
}

/* Cuts TEXT, that begins with "--BOUNDARY", down to its first part without that part's headers. What does not look so stays. */
static void take_first_part(struct buf *text)
{
	const char *line_end = memchr(text->data, '\n', text->len), *body = strstr(text->data, "\r\n\r\n");
	if (line_end == NULL || body == NULL)
		return;
	struct buf boundary = BUF_INIT, part = BUF_INIT;
	buf_adds(&boundary, "\r\n");
	buf_add(&boundary, text->data, (size_t)(line_end - text->data));
	while (boundary.len > 2 && boundary.data[boundary.len - 1] == '\r')
		boundary.data[--boundary.len] = '\0';
	body += strlen("\r\n\r\n");
	const char *end = strstr(body, boundary.data);
	buf_add(&part, body, end != NULL ? (size_t)(end - body) : text->len - (size_t)(body - text->data));
	buf_release(&boundary);
	buf_release(text);
	*text = part;
}

static bool says_latin1(const char *content_type)
{
	static const char key[] = "charset=";
	for (; *content_type != '\0'; content_type++)
		if (strncasecmp(content_type, key, sizeof key - 1) == 0) {
			content_type += sizeof key - 1;
			content_type += *content_type == '"';
			return strncasecmp(content_type, "iso-8859-1", 10) == 0 || strncasecmp(content_type, "latin1", 6) == 0;
		}
	return false;
}

int ws_body_open(struct ws_body *b, struct spool *spool, const char *content_type, struct xml_source *source, struct error *err)
{
	char head[HEAD + 1] = "";
	size_t n = spool->size < HEAD ? (size_t)spool->size : HEAD;
	*b = (struct ws_body){ .spool = spool };
	*source = (struct xml_source){ .context = b, .read = read_body };
	if (n > 0 && (spool_read(spool, head, n, err) < 0 || spool_rewind(spool, err) != 0))
		return -1;
	if (strncmp(head, "--", 2) == 0 && strncasecmp(content_type, "multipart/", 10) == 0) {
		if (read_all(spool, &b->text, err) != 0)
			return -1;
		take_first_part(&b->text);
		b->whole = true;
	} else if (says_latin1(content_type) && head[0] == '<' && strncmp(head, "<?xml", 5) != 0) {
		buf_adds(&b->text, "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>");
	}
	return 0;
}

void ws_body_release(struct ws_body *b)
{
	buf_release(&b->text);
}
