#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "base/visible.h"

void error_release(struct error *e)
{
	buf_release(&e->text);
}

/* Names of files and bytes of theirs end up here: no control character of theirs may reach a terminal. */
static void set_text(struct error *e, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));

static void set_text(struct error *e, const char *fmt, va_list ap)
{
	struct buf raw = BUF_INIT;
	buf_vaddf(&raw, fmt, ap);
	visible_add(&e->text, buf_str(&raw), raw.len);
	buf_release(&raw);
}

int error_set(struct error *e, const char *fmt, ...)
{
	if (e->text.len == 0) {
		va_list ap;
		va_start(ap, fmt);
		set_text(e, fmt, ap);
		va_end(ap);
	}
	return -1;
}

int error_sys(struct error *e, int errnum, const char *fmt, ...)
{
	if (e->text.len == 0) {
		va_list ap;
		va_start(ap, fmt);
		set_text(e, fmt, ap);
		va_end(ap);
		buf_addf(&e->text, ": %s", error_errno_text(errnum));
	}
	return -1;
}

/* The C library speaks the locale's language, which under cron is English: these are the ones an analyst meets. */
const char *error_errno_text(int errnum)
{
	switch (errnum) {
	case ENOENT: return "arquivo não encontrado";
	case EACCES: return "sem permissão";
	case EPERM: return "operação não permitida";
	case EISDIR: return "é um diretório";
	case ENOTDIR: return "um componente do caminho não é um diretório";
	case ENOSPC: return "disco cheio";
	case EDQUOT: return "cota de disco esgotada";
	case EROFS: return "sistema de arquivos somente para leitura";
	case EIO: return "erro de leitura ou gravação no dispositivo";
	case EFBIG: return "arquivo grande demais";
	case EPIPE: return "quem lia a saída encerrou antes do fim";
	case EMFILE: return "arquivos abertos demais";
	case ENAMETOOLONG: return "nome longo demais";
	case ELOOP: return "ligações simbólicas em círculo";
	case EEXIST: return "já existe";
	default: return strerror(errnum);
	}
}
