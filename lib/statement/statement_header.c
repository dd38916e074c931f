#include "statement/statement_header.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "fmt/csv_encoding.h"

enum { HEADER_MAX = 64 * 1024 };

#define KEY(name) { #name, offsetof(struct statement_header, name) }

static const struct {
	const char *name;
	size_t member;
} keys[] = {
	KEY(registroANS), KEY(nomeOperadora), KEY(cnpjOperadora), KEY(numeroDemonstrativo), KEY(dataEmissao), KEY(prestador),
	KEY(nomeContratado), KEY(CNES), KEY(numeroLote), KEY(numeroProtocolo), KEY(dataProtocolo), KEY(situacaoProtocolo),
	KEY(situacaoGuia), KEY(observacao), KEY(version),
};

enum { KEYS = sizeof keys / sizeof *keys };

static const char **member_of(struct statement_header *h, size_t key)
{
	return (const char **)(void *)((char *)h + keys[key].member);
}

void statement_header_init(struct statement_header *h)
{
	memset(h, 0, sizeof *h);
	for (size_t i = 0; i < KEYS; i++)
		*member_of(h, i) = "";
}

void statement_header_release(struct statement_header *h)
{
	arena_release(&h->arena);
}

static char *trim(char *text)
{
	while (*text == ' ' || *text == '\t')
		text++;
	size_t len = strlen(text);
	while (len > 0 && strchr(" \t\r", text[len - 1]) != NULL)
		text[--len] = '\0';
	return text;
}

static int take_line(struct statement_header *h, char *line, const char *file, unsigned number, struct error *err)
{
	char *text = trim(line), *equals = strchr(text, '=');
	if (*text == '\0' || *text == '#')
		return 0;
	if (equals == NULL)
		return error_set(err, "%s:%u: esperava-se chave = valor", file, number);
	*equals = '\0';
	const char *name = trim(text), *value = trim(equals + 1);
	for (size_t i = 0; i < KEYS; i++) {
		if (strcmp(keys[i].name, name) != 0)
			continue;
		if (**member_of(h, i) != '\0')
			return error_set(err, "%s:%u: %s aparece duas vezes", file, number, name);
		*member_of(h, i) = value;
		return 0;
	}
	struct buf known = BUF_INIT;
	for (size_t i = 0; i < KEYS; i++)
		buf_addf(&known, "%s%s", i > 0 ? ", " : "", keys[i].name);
	error_set(err, "%s:%u: chave desconhecida “%s”; as chaves são: %s", file, number, name, buf_str(&known));
	buf_release(&known);
	return -1;
}

/* The text of FILE in UTF-8, of H; NULL with ERR set. */
static char *read_text(struct statement_header *h, const char *file, struct error *err)
{
	size_t len;
	char *bytes = file_read(file, HEADER_MAX, &len, err), *text = NULL;
	if (bytes == NULL)
		return NULL;
	size_t bom = len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	struct csv_decoder d;
	csv_decoder_init(&d, CSV_ENCODING_GUESS);
	struct csv_decoded decoded = csv_decode(&d, (const unsigned char *)bytes + bom, len - bom, true);
	if (decoded.fault != CSV_DECODE_OK)
		error_set(err, "%s: não é texto em UTF-8 nem em Windows-1252", file);
	else
		text = arena_dup(&h->arena, decoded.text, decoded.len);
	csv_decoder_release(&d);
	free(bytes);
	return text;
}

int statement_header_read(struct statement_header *h, const char *file, struct error *err)
{
	char *text = read_text(h, file, err);
	if (text == NULL)
		return -1;
	unsigned number = 1;
	for (char *line = text, *next; line != NULL; line = next, number++) {
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		if (take_line(h, line, file, number, err) != 0)
			return -1;
	}
	return 0;
}
