#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fmt/csv_writer.h"
#include "fmt/money.h"
#include "sim/sim_state.h"

static const char csv_type[] = "text/csv; charset=utf-8", text_type[] = "text/plain; charset=utf-8";

static void add_number(struct csv_writer *w, uint64_t number)
{
	struct buf text = BUF_INIT;
	buf_addf(&text, "%llu", (unsigned long long)number);
	csv_writer_number(w, text.data, text.len);
	buf_release(&text);
}

static void add_amount(struct csv_writer *w, int64_t cents)
{
	struct buf text = BUF_INIT;
	money_add(&text, cents, 2);
	csv_writer_number(w, text.data, text.len);
	buf_release(&text);
}

static void list_lots(struct sim *s, struct buf *out)
{
	static const char *const titles[] = { "numeroProtocolo", "numeroLote", "guias", "valorInformado", "valorGlosa", "situacao" };
	struct csv_writer w;
	csv_writer_init(&w, CSV_STD, out);
	for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
		csv_writer_text(&w, titles[i]);
	csv_writer_row(&w);
	for (const struct sim_lot *lot = s->lots; lot != NULL; lot = lot->next) {
		csv_writer_text(&w, lot->protocol);
		csv_writer_text(&w, lot->number);
		add_number(&w, lot->nguides);
		add_amount(&w, lot->value);
		add_amount(&w, lot->denied);
		add_number(&w, (uint64_t)lot->status);
		csv_writer_row(&w);
	}
}

static void list_counts(struct sim *s, struct buf *out)
{
	static const char *const titles[] = { "numeroLote", "recebido", "recusado" };
	struct csv_writer w;
	csv_writer_init(&w, CSV_STD, out);
	for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
		csv_writer_text(&w, titles[i]);
	csv_writer_row(&w);
	for (const struct sim_count *count = s->counts; count != NULL; count = count->next) {
		csv_writer_text(&w, count->number);
		add_number(&w, count->received);
		add_number(&w, count->refused);
		csv_writer_row(&w);
	}
}

/* "situacao PROTOCOLO N" */
static int set_status(struct sim *s, const char *text, struct error *err)
{
	size_t len = strcspn(text, " ");
	char *protocol = mem_dup_n(text, len);
	struct sim_lot *lot = sim_find_protocol(s, protocol);
	int status = text[len] != '\0' ? atoi(text + len) : 0;
	free(protocol);
	if (lot == NULL || status < 1 || status > 10)
		return error_set(err, lot == NULL ? "não há esse protocolo" : "esperada uma situação de 1 a 10");
	lot->status = status;
	lot->fixed = true;
	return 0;
}

/* One command of a POST. */
static int obey(struct sim *s, const char *line, struct error *err)
{
	if (strcmp(line, "limpar") == 0) {
		sim_rules_clear(s->rules);
		return 0;
	}
	if (strncmp(line, "situacao ", 9) == 0)
		return set_status(s, line + 9, err);
	return sim_rules_add(s->rules, line, err);
}

static void obey_all(struct sim *s, const struct buf *body, struct http_answer *answer)
{
	struct error err = ERROR_INIT;
	const char *text = buf_str(body), *end = text + body->len;
	int result = 0;
	while (text < end && result == 0) {
		size_t len = strcspn(text, "\r\n");
		char *line = mem_dup_n(text, len);
		result = len > 0 ? obey(s, line, &err) : 0;
		free(line);
		text += len + 1;
	}
	sim_reply_text(answer, result == 0 ? 200 : 400, text_type, result == 0 ? "feito\n" : buf_str(&err.text));
	if (result != 0)
		buf_addc(&answer->body, '\n');
	error_release(&err);
}

void sim_control(struct sim *s, const struct http_request *request, struct http_answer *answer)
{
	const char *rest = request->path + strlen("/_control");
	if (strcmp(request->method, "POST") == 0 && *rest == '\0') {
		obey_all(s, &request->body, answer);
		return;
	}
	sim_reply_text(answer, 200, csv_type, "");
	if (strcmp(request->method, "GET") != 0)
		sim_reply_text(answer, 405, text_type, "use GET ou POST\n");
	else if (*rest == '\0')
		list_lots(s, &answer->body);
	else if (strcmp(rest, "/contagem") == 0)
		list_counts(s, &answer->body);
	else if (strcmp(rest, "/registro") == 0)
		buf_add(&answer->body, buf_str(&s->log), s->log.len);
	else
		sim_reply_text(answer, 404, text_type, "há /_control, /_control/contagem e /_control/registro\n");
}
