#define _XOPEN_SOURCE 700 /* mkdtemp */

#include "lot/lot_output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/leftover.h"
#include "base/mem.h"
#include "base/names.h"
#include "base/output.h"
#include "base/temp.h"
#include "fmt/money.h"

struct lot_output {
	struct lot_output_options options;
	struct output out;      /* standard output: the lot, or the manifest */
	struct buf row;
	struct csv_writer csv;
	bool made_dir;          /* the folder was not there */
	char *staging;          /* the folder that files wait in; NULL: none */
	struct names *files;    /* their names */
	size_t count;
};

static void release(struct lot_output *o)
{
	if (o->staging != NULL)
		leftover_drop(o->staging);
	if (o->made_dir)
		leftover_drop(o->options.dir);
	names_free(o->files);
	buf_release(&o->row);
	free(o->staging);
	free(o);
}

static void flush_row(struct lot_output *o)
{
	output_write(&o->out, buf_str(&o->row), o->row.len);
	buf_clear(&o->row);
}

static void write_titles(struct lot_output *o)
{
	static const char *const titles[] = { "numeroLote", "arquivo", "versao", "registroANS", "tipoGuia", "guias", "itens",
	                                      "valorInformado", "hash" };
	csv_writer_init(&o->csv, o->options.style, &o->row);
	if (o->options.no_header)
		return;
	csv_writer_mark(&o->csv);
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		csv_writer_text(&o->csv, titles[i]);
	csv_writer_row(&o->csv);
	flush_row(o);
}

/* Makes DIR, unless it is there, and a folder inside for files that are not yet in place. */
static int make_staging(struct lot_output *o, struct error *err)
{
	const char *dir = o->options.dir;
	o->made_dir = mkdir(dir, 0700) == 0;
	if (!o->made_dir && errno != EEXIST)
		return error_sys(err, errno, "%s", dir);
	struct buf name = BUF_INIT;
	buf_addf(&name, "%s/.lot-build-XXXXXX", dir);
	if (mkdtemp(name.data) == NULL) {
		error_sys(err, errno, "%s", dir);
		buf_release(&name);
		return -1;
	}
	o->staging = name.data;
	if (o->made_dir)
		leftover_add(dir); /* empty, then */
	leftover_add(o->staging);
	return 0;
}

struct lot_output *lot_output_open(const struct lot_output_options *options, struct error *err)
{
	struct lot_output *o = mem_zero(1, sizeof *o);
	o->options = *options;
	o->out = (struct output)OUTPUT_INIT;
	o->files = names_new();
	if ((options->dir != NULL && make_staging(o, err) != 0) || output_open(&o->out, NULL, OUTPUT_SPOOL, err) != 0) {
		lot_output_abort(o);
		return NULL;
	}
	if (options->dir != NULL)
		write_titles(o);
	return o;
}

/* ---- names of files ---- */

/* A lot's number names a file: letters, digits and - _ . inside, so that it stays in its folder. */
static bool is_name(const char *text)
{
	static const char allowed[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.";
	return *text != '\0' && *text != '.' && *text != '-' && text[strspn(text, allowed)] == '\0';
}

static int make_name(struct lot_output *o, const struct lot_info *info, struct buf *name, struct error *err)
{
	enum { SEQUENCE_WIDTH = 20 };
	const char *base = o->options.portal_names ? info->sequence : info->number;
	if (!is_name(base))
		return error_set(err, "lote “%s”: %s não serve de nome de arquivo", info->number, base);
	if (o->options.portal_names) {
		size_t len = strlen(base);
		for (size_t i = len; i < SEQUENCE_WIDTH; i++)
			buf_addc(name, '0');
		buf_addf(name, "%s_%s.xml", base, info->hash);
	} else {
		buf_addf(name, "%s.xml", base);
	}
	if (names_find(o->files, buf_str(name), name->len) != 0)
		return error_set(err, "dois lotes seriam gravados em %s/%s: dê números diferentes a eles, em numeroLote ou com -n",
		                 o->options.dir, buf_str(name));
	names_add(o->files, buf_str(name), name->len);
	return 0;
}

/* ---- lots ---- */

static void write_pieces(struct output *out, const struct buf *const pieces[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		output_write(out, buf_str(pieces[i]), pieces[i]->len);
}

static void write_row(struct lot_output *o, const struct lot_info *info, const char *name)
{
	struct buf number = BUF_INIT;
	csv_writer_text(&o->csv, info->number);
	csv_writer_text(&o->csv, name);
	csv_writer_text(&o->csv, info->version);
	csv_writer_text(&o->csv, info->operator);
	csv_writer_text(&o->csv, info->type);
	buf_addf(&number, "%zu", info->guides);
	csv_writer_text(&o->csv, buf_str(&number));
	buf_clear(&number);
	buf_addf(&number, "%zu", info->items);
	csv_writer_text(&o->csv, buf_str(&number));
	buf_clear(&number);
	money_add(&number, info->amount, 2);
	csv_writer_number(&o->csv, buf_str(&number), number.len);
	csv_writer_text(&o->csv, info->hash);
	csv_writer_row(&o->csv);
	flush_row(o);
	buf_release(&number);
}

/* Writes the file PATH. It is synced at the end, when much of it has been written to the disk already: telling the system that
 * it will not be read again makes that begin now. */
static int write_file(const char *path, const struct buf *const pieces[], size_t n, struct error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool good = fd >= 0;
	for (size_t i = 0; i < n && good; i++)
		good = temp_write(fd, buf_str(pieces[i]), pieces[i]->len) == 0;
	int failed = good ? 0 : error_sys(err, errno, "%s", path);
	if (good)
		posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	if (fd >= 0 && close(fd) != 0)
		failed = error_sys(err, errno, "%s", path);
	return failed;
}

static int put_file(struct lot_output *o, const struct lot_info *info, const struct buf *const pieces[], size_t n,
                    struct error *err)
{
	struct buf name = BUF_INIT, path = BUF_INIT;
	int failed = make_name(o, info, &name, err);
	if (failed == 0) {
		buf_addf(&path, "%s/%s", o->staging, buf_str(&name));
		leftover_add(buf_str(&path));
		failed = write_file(buf_str(&path), pieces, n, err);
	}
	if (failed == 0)
		write_row(o, info, buf_str(&name));
	buf_release(&name);
	buf_release(&path);
	return failed;
}

int lot_output_put(struct lot_output *o, const struct lot_info *info, const struct buf *const pieces[], size_t n,
                   struct error *err)
{
	o->count++;
	if (o->options.dir != NULL)
		return put_file(o, info, pieces, n, err);
	if (o->count == 1)
		write_pieces(&o->out, pieces, n);
	return 0;
}

size_t lot_output_count(const struct lot_output *o)
{
	return o->count;
}

/* ---- the end ---- */

static void path_of(struct buf *out, const char *dir, const char *name)
{
	buf_clear(out);
	buf_addf(out, "%s/%s", dir, name);
}

/* All that the file holds is on the disk when this returns. */
static int sync_file(const char *path, struct error *err)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int failed = fd < 0 || fsync(fd) != 0 ? error_sys(err, errno, "%s", path) : 0;
	if (fd >= 0 && close(fd) != 0)
		failed = error_sys(err, errno, "%s", path);
	return failed;
}

/* Every file is synced before the first one is put in place. */
static int place_files(struct lot_output *o, struct error *err)
{
	struct buf from = BUF_INIT, to = BUF_INIT;
	sigset_t all, before;
	int failed = 0;
	for (uint32_t id = 1; id <= names_count(o->files) && failed == 0; id++) {
		path_of(&from, o->staging, names_text(o->files, id));
		failed = sync_file(buf_str(&from), err);
	}
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before); /* all of them, or none */
	for (uint32_t id = 1; id <= names_count(o->files) && failed == 0; id++) {
		path_of(&from, o->staging, names_text(o->files, id));
		path_of(&to, o->options.dir, names_text(o->files, id));
		if (rename(buf_str(&from), buf_str(&to)) != 0)
			failed = error_sys(err, errno, "%s", buf_str(&to));
	}
	if (failed == 0)
		rmdir(o->staging);
	sigprocmask(SIG_SETMASK, &before, NULL);
	buf_release(&from);
	buf_release(&to);
	return failed;
}

int lot_output_commit(struct lot_output *o, struct error *err)
{
	int failed = 0;
	if (o->options.dir == NULL && o->count > 1)
		failed = error_set(err, "as guias dão %zu lotes, e a saída padrão só leva um: diga com -o a pasta em que gravá-los",
		                   o->count);
	if (failed == 0 && o->staging != NULL)
		failed = place_files(o, err);
	if (failed != 0) {
		lot_output_abort(o);
		return -1;
	}
	failed = output_close(&o->out, err);
	release(o);
	return failed;
}

void lot_output_abort(struct lot_output *o)
{
	struct buf path = BUF_INIT;
	if (o == NULL)
		return;
	for (uint32_t id = 1; o->staging != NULL && id <= names_count(o->files); id++) {
		path_of(&path, o->staging, names_text(o->files, id));
		unlink(buf_str(&path));
	}
	if (o->staging != NULL)
		rmdir(o->staging);
	if (o->made_dir)
		rmdir(o->options.dir);
	output_abort(&o->out);
	buf_release(&path);
	release(o);
}
