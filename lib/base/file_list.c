#include "base/file_list.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int file_list_open(struct file_list *l, const char *path, bool nul, struct error *err)
{
	*l = (struct file_list){ .separator = nul ? '\0' : '\n' };
	l->stream = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	return l->stream != NULL ? 0 : error_sys(err, errno, "%s", path);
}

const char *file_list_next(struct file_list *l, struct error *err)
{
	for (;;) {
		errno = 0;
		ssize_t n = getdelim(&l->line, &l->cap, l->separator, l->stream);
		if (n < 0) {
			if (ferror(l->stream))
				error_sys(err, errno, "lista de arquivos");
			return NULL;
		}
		while (n > 0 && (l->line[n - 1] == l->separator || (l->separator == '\n' && l->line[n - 1] == '\r')))
			l->line[--n] = '\0';
		if (n > 0)
			return l->line;
	}
}

void file_list_close(struct file_list *l)
{
	if (l->stream != NULL && l->stream != stdin)
		fclose(l->stream);
	free(l->line);
}
