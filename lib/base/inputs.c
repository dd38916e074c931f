#include "base/inputs.h"

#include <string.h>
#include <sys/stat.h>

/* The next name that was given, which may be a directory's. */
static int given_next(struct inputs *in, const char **name, struct error *err)
{
	if (in->list == NULL) {
		if (in->next >= in->noperands)
			return 0;
		*name = in->operands[in->next++];
		return 1;
	}
	if (!in->open && file_list_open(&in->names, in->list, in->null, err) != 0)
		return -1;
	in->open = true;
	*name = file_list_next(&in->names, err);
	return *name != NULL ? 1 : err->text.len > 0 ? -1 : 0;
}

static bool is_directory(const char *name)
{
	struct stat st;
	return strcmp(name, "-") != 0 && stat(name, &st) == 0 && S_ISDIR(st.st_mode);
}

int inputs_next(struct inputs *in, const char **name, struct error *err)
{
	while (!in->over) {
		if (in->tree != NULL) {
			int got = tree_next(in->tree, name, err);
			if (got != 0)
				return got;
			tree_free(in->tree);
			in->tree = NULL;
		}
		int got = given_next(in, name, err);
		in->over = got == 0 || (got < 0 && in->list != NULL);
		if (got == 1 && in->recursive && is_directory(*name)) {
			in->tree = tree_open(*name, in->wanted);
			continue;
		}
		if (got != 0)
			return got;
	}
	if (in->list == NULL && in->noperands == 0 && in->next == 0) {
		in->next = 1;
		*name = "-";
		return 1;
	}
	return 0;
}

void inputs_release(struct inputs *in)
{
	tree_free(in->tree);
	in->tree = NULL;
	if (in->open)
		file_list_close(&in->names);
	in->open = false;
}
