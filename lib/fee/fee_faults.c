#include "fee/fee_faults.h"

#include <stdarg.h>

void fee_fault_text(struct fee_faults *f, const char *text)
{
	if (f->count++ < f->max)
		f->complain(f->context, text);
}

void fee_fault_error(struct fee_faults *f, struct error *err)
{
	fee_fault_text(f, buf_str(&err->text));
	buf_clear(&err->text);
}

void fee_fault_at(struct fee_faults *f, const struct csv_reader *r, size_t column, const char *fmt, ...)
{
	struct error err = ERROR_INIT;
	struct buf what = BUF_INIT;
	va_list ap;
	va_start(ap, fmt);
	buf_vaddf(&what, fmt, ap);
	va_end(ap);
	csv_reader_error(r, column, &err, "%s", buf_str(&what));
	fee_fault_error(f, &err);
	buf_release(&what);
	error_release(&err);
}
