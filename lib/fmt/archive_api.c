#include "fmt/archive_api.h"

#include <dlfcn.h>

enum { FUNCTIONS = sizeof(struct archive_api) / sizeof(void *) };

#define ARCHIVE_NAME(function) #function,
static const char *const names[FUNCTIONS] = { ARCHIVE_FUNCTIONS(ARCHIVE_NAME) };
#undef ARCHIVE_NAME

/* The members of struct archive_api are all pointers to functions, in the order of NAMES. */
union table {
	struct archive_api api;
	void *functions[FUNCTIONS];
};

static void *open_library(void)
{
	static const char *const files[] = { "libarchive.so.13", "libarchive.so" };
	void *library = NULL;
	for (size_t i = 0; i < sizeof files / sizeof *files && library == NULL; i++)
		library = dlopen(files[i], RTLD_NOW | RTLD_LOCAL);
	return library;
}

const struct archive_api *archive_api_load(struct error *err)
{
	static union table table;
	if (table.functions[FUNCTIONS - 1] != NULL)
		return &table.api;
	void *library = open_library();
	for (size_t i = 0; i < FUNCTIONS; i++) {
		table.functions[i] = library != NULL ? dlsym(library, names[i]) : NULL;
		if (table.functions[i] == NULL) {
			table.functions[FUNCTIONS - 1] = NULL;
			error_set(err, "a libarchive, que lê .zip e .gz, não está instalada (no Debian: apt install libarchive13)");
			return NULL;
		}
	}
	return &table.api;
}
