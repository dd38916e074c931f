/* Any bytes as the dump of a store. What restores dumps again, and that restores to the same dump. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "io/store.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[64], dump[96], again[96], store[96];

static void make_folder(void)
{
	if (folder[0] != '\0')
		return;
	snprintf(folder, sizeof folder, "%s/restore-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (mkdtemp(folder) == NULL)
		abort();
	snprintf(dump, sizeof dump, "%s/dump", folder);
	snprintf(again, sizeof again, "%s/again", folder);
	snprintf(store, sizeof store, "%s/store", folder);
}

static void remove_store(void)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-lock", "-journal" };
	char path[128];
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		snprintf(path, sizeof path, "%s%s", store, ends[i]);
		unlink(path);
	}
}

/* The dump of the store, which the caller frees. */
static char *dump_store(size_t *len)
{
	struct error err = ERROR_INIT;
	struct output out;
	struct store *s = store_open(store, STORE_LOOK, &err);
	if (s == NULL || output_open(&out, again, OUTPUT_STREAM, &err) != 0 || store_dump(s, &out, &err) != 0 || output_close(&out, &err) != 0)
		abort();
	store_close(s);
	char *text = file_read(again, 1 << 24, len, &err);
	error_release(&err);
	return text;
}

static void check_again(void)
{
	struct error err = ERROR_INIT;
	size_t first_len, second_len;
	char *first = dump_store(&first_len);
	remove_store();
	if (store_restore(store, again, &err) != 0)
		abort();
	char *second = dump_store(&second_len);
	if (first_len != second_len)
		abort();
	free(first);
	free(second);
	error_release(&err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error err = ERROR_INIT;
	make_folder();
	FILE *f = fopen(dump, "wb");
	if (f == NULL || fwrite(data, 1, size, f) != size || fclose(f) != 0)
		abort();
	if (store_restore(store, dump, &err) == 0)
		check_again();
	else if (access(store, F_OK) == 0)
		abort();
	remove_store();
	error_release(&err);
	return 0;
}
