#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/temp.h"
#include "fmt/csv_writer.h"
#include "sim/sim_state.h"

static const char *const columns[] = { "numero", "servico", "numeroLote", "numeroProtocolo", "comportamento", "resultado" };
enum { COLUMNS = sizeof columns / sizeof columns[0] };

/* Adds a row to the log in memory and to its file; the file has it before the answer goes out. */
static int add_row(struct sim *s, const char *const cells[COLUMNS], struct error *err)
{
	struct buf row = BUF_INIT;
	struct csv_writer w;
	csv_writer_init(&w, CSV_STD, &row);
	for (size_t i = 0; i < COLUMNS; i++)
		csv_writer_text(&w, cells[i]);
	csv_writer_row(&w);
	buf_add(&s->log, buf_str(&row), row.len);
	int result = s->log_fd < 0 || temp_write(s->log_fd, row.data, row.len) == 0 ? 0 : error_sys(err, errno, "%s", s->options->log_file);
	buf_release(&row);
	return result;
}

int sim_log_open(struct sim *s, struct error *err)
{
	s->log_fd = -1;
	if (s->options->log_file != NULL) {
		s->log_fd = open(s->options->log_file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		if (s->log_fd < 0)
			return error_sys(err, errno, "%s", s->options->log_file);
	}
	return add_row(s, columns, err);
}

/* PASTA/000007-lote-pedido.xml */
static void keep(struct sim_case *c, const char *what, const struct buf *bytes)
{
	const struct sim_options *o = c->sim->options;
	struct error err = ERROR_INIT;
	struct buf path = BUF_INIT;
	buf_addf(&path, "%s/%06llu-%s-%s.xml", o->keep_dir, (unsigned long long)c->sim->requests, sim_service_name(c->service), what);
	int fd = open(buf_str(&path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || (bytes->len > 0 && temp_write(fd, bytes->data, bytes->len) != 0))
		error_sys(&err, errno, "%s", buf_str(&path));
	if (fd >= 0)
		close(fd);
	if (err.text.len > 0)
		o->complain(buf_str(&err.text));
	buf_release(&path);
	error_release(&err);
}

void sim_log_add(struct sim_case *c)
{
	struct error err = ERROR_INIT;
	struct buf number = BUF_INIT;
	buf_addf(&number, "%llu", (unsigned long long)c->sim->requests);
	const char *const cells[COLUMNS] = { buf_str(&number), sim_service_name(c->service), c->lot, c->protocol,
	                                     sim_manner_name(c->rule.manner), c->outcome };
	if (add_row(c->sim, cells, &err) != 0)
		c->sim->options->complain(buf_str(&err.text));
	if (c->sim->options->keep_dir != NULL) {
		keep(c, "pedido", &c->request->body);
		keep(c, "resposta", &c->answer->body);
	}
	buf_release(&number);
	error_release(&err);
}
