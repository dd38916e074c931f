#include "fmt/unpack.h"

#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/size.h"
#include "base/temp.h"
#include "base/visible.h"
#include "fmt/archive_api.h"

enum { HEAD = 512, BLOCK = 16 * 1024, NAME_MAX_BYTES = 1000, NO_FAULT = -1 };

enum packing { PLAIN, GZIP, ZIP };

/* Bytes that were read ahead, and how many of them were handed on. */
struct ahead {
	unsigned char bytes[HEAD];
	size_t len, at;
};

struct unpack {
	int fd;
	int copy;                  /* FD is this file of our own; -1: it is the caller's */
	struct unpack_limits limits;
	enum packing packing;
	struct ahead head;         /* of the file */
	struct ahead entry;        /* of what is unpacked */
	const struct archive_api *lib;
	struct archive *archive;
	char *block;
	uint64_t file_size;        /* of a zip */
	uint64_t taken;            /* bytes that libarchive has had */
	uint64_t taken_before;     /* … when this entry began */
	uint64_t unpacked, total;  /* bytes of this entry, of all */
	locale_t utf8;             /* entries' names are converted to it; (locale_t)0: there is none */
	struct buf name;
	size_t entries;            /* of the zip, seen so far */
	bool named, begun, over;
	bool empty;                /* a gzip of nothing */
	int fault;                 /* enum xml_fault_kind, or NO_FAULT */
	struct buf reason;
	int read_error;            /* errno of a failed read of FD, or 0 */
};

/* ---- the file ---- */

static ssize_t fd_read(struct unpack *u, void *bytes, size_t n)
{
	ssize_t got;
	do {
		got = read(u->fd, bytes, n);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		u->read_error = errno;
	return got;
}

/* What was read AHEAD, then what MORE gives. */
static ssize_t ahead_then(struct unpack *u, struct ahead *ahead, char *bytes, size_t n,
                          ssize_t (*more)(struct unpack *, void *, size_t))
{
	size_t left = ahead->len - ahead->at;
	if (left == 0)
		return more(u, bytes, n);
	n = n < left ? n : left;
	memcpy(bytes, ahead->bytes + ahead->at, n);
	ahead->at += n;
	return (ssize_t)n;
}

/* Reads as much AHEAD as there is room for; -1 when MORE says so. */
static int ahead_read(struct unpack *u, struct ahead *ahead, ssize_t (*more)(struct unpack *, void *, size_t))
{
	ssize_t n = 1;
	ahead->len = ahead->at = 0;
	while (ahead->len < HEAD && (n = more(u, ahead->bytes + ahead->len, HEAD - ahead->len)) > 0)
		ahead->len += (size_t)n;
	return n < 0 ? -1 : 0;
}

/* Copies the file to one of our own, the head first. */
static int copy_file(struct unpack *u, struct error *err)
{
	u->copy = temp_open(err);
	if (u->copy < 0)
		return -1;
	char *block = mem_alloc(BLOCK);
	ssize_t n;
	int failed = 0;
	while (failed == 0 && (n = ahead_then(u, &u->head, block, BLOCK, fd_read)) > 0)
		failed = temp_write(u->copy, block, (size_t)n);
	if (failed != 0)
		error_sys(err, errno, "arquivo temporário");
	free(block);
	u->fd = u->copy;
	return failed;
}

/* A zip is read from its end. */
static int make_seekable(struct unpack *u, struct error *err)
{
	struct stat st;
	bool from_start = fstat(u->fd, &st) == 0 && S_ISREG(st.st_mode) && lseek(u->fd, 0, SEEK_CUR) == (off_t)u->head.len;
	if (!from_start && copy_file(u, err) != 0)
		return -1;
	if (fstat(u->fd, &st) != 0 || lseek(u->fd, 0, SEEK_SET) != 0)
		return error_sys(err, errno, "arquivo temporário");
	u->file_size = (uint64_t)st.st_size;
	return 0;
}

/* ---- what it is ---- */

static bool begins(const unsigned char *bytes, size_t n, const char *magic, size_t len)
{
	return n >= len && memcmp(bytes, magic, len) == 0;
}

/* A zip with one of these first is a document of an office program, not lots. */
static bool is_document(const unsigned char *head, size_t n)
{
	static const char *const names[] = { "[Content_Types].xml", "mimetype", "_rels/", "docProps/", "xl/", "word/" };
	if (n < 30)
		return false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (begins(head + 30, n - 30, names[i], strlen(names[i])))
			return true;
	return false;
}

static enum packing packing_of(const unsigned char *head, size_t n)
{
	if (begins(head, n, "\x1f\x8b", 2))
		return GZIP;
	if (begins(head, n, "PK\x05\x06", 4) || begins(head, n, "PK\x07\x08", 4))
		return ZIP;
	return begins(head, n, "PK\x03\x04", 4) && !is_document(head, n) ? ZIP : PLAIN;
}

static bool is_archive(const unsigned char *head, size_t n)
{
	static const struct {
		const char *magic;
		size_t len;
	} kinds[] = {
		{ "\x1f\x8b", 2 }, { "PK\x03\x04", 4 }, { "PK\x05\x06", 4 }, { "BZh", 3 }, { "\xfd" "7zXZ", 5 }, { "7z\xbc\xaf", 4 },
		{ "Rar!", 4 }, { "\x28\xb5\x2f\xfd", 4 },
	};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (begins(head, n, kinds[i].magic, kinds[i].len))
			return true;
	return n > 262 && memcmp(head + 257, "ustar", 5) == 0;
}

/* ---- faults ---- */

static ssize_t refuse(struct unpack *u, enum xml_fault_kind kind)
{
	if (u->read_error == 0 && u->fault == NO_FAULT)
		u->fault = (int)kind;
	u->entry.len = u->entry.at = 0;
	errno = u->read_error != 0 ? u->read_error : EINVAL;
	return -1;
}

/* Nothing that an archive holds is read on behind a bomb. */
static ssize_t refuse_bomb(struct unpack *u, bool ratio)
{
	buf_clear(&u->reason);
	if (ratio) {
		buf_addf(&u->reason, "mais de %d vezes o tamanho do arquivo", UNPACK_RATIO_MAX);
	} else {
		buf_adds(&u->reason, "mais de ");
		size_add(&u->reason, u->limits.bytes);
	}
	u->over = true;
	return refuse(u, XML_FAULT_PACKED_BOMB);
}

/* ---- unpacking ---- */

static la_ssize_t on_read(struct archive *a, void *context, const void **bytes)
{
	struct unpack *u = context;
	ssize_t n = u->packing == GZIP ? ahead_then(u, &u->head, u->block, BLOCK, fd_read) : fd_read(u, u->block, BLOCK);
	if (n < 0)
		u->lib->archive_set_error(a, u->read_error, "read");
	else
		u->taken += (uint64_t)n;
	*bytes = u->block;
	return n;
}

static la_int64_t on_seek(struct archive *a, void *context, la_int64_t offset, int whence)
{
	struct unpack *u = context;
	off_t at = lseek(u->fd, (off_t)offset, whence);
	if (at < 0)
		u->lib->archive_set_error(a, errno, "seek");
	return at < 0 ? ARCHIVE_FATAL : (la_int64_t)at;
}

static bool too_tight(const struct unpack *u)
{
	uint64_t of_entry = u->taken - u->taken_before + BLOCK; /* its first block may have come with the entry before */
	if (u->unpacked / UNPACK_RATIO_MAX > of_entry)
		return true;
	return u->packing == ZIP && u->total / UNPACK_RATIO_MAX > u->file_size + BLOCK; /* entries that share their bytes */
}

static ssize_t unpack_read(struct unpack *u, void *bytes, size_t n)
{
	if (u->fault != NO_FAULT || u->read_error != 0)
		return refuse(u, XML_FAULT_PACKED_BROKEN);
	la_ssize_t got = u->lib->archive_read_data(u->archive, bytes, n);
	if (got < 0)
		return refuse(u, XML_FAULT_PACKED_BROKEN);
	u->unpacked += (uint64_t)got;
	u->total += (uint64_t)got;
	if (u->unpacked > u->limits.bytes)
		return refuse_bomb(u, false);
	if (too_tight(u))
		return refuse_bomb(u, true);
	return got;
}

static ssize_t no_bytes(struct unpack *u, void *bytes, size_t n)
{
	(void)u;
	(void)bytes;
	(void)n;
	return 0;
}

/* Begins the entry that libarchive stands at; its first bytes tell an archive. */
static void entry_begin(struct unpack *u)
{
	u->unpacked = 0;
	u->taken_before = u->taken;
	if (ahead_read(u, &u->entry, unpack_read) == 0 && is_archive(u->entry.bytes, u->entry.len))
		refuse(u, XML_FAULT_PACKED_NESTED);
}

static void archive_close(struct unpack *u)
{
	if (u->archive != NULL)
		u->lib->archive_read_free(u->archive);
	u->archive = NULL;
}

static bool archive_start(struct unpack *u)
{
	archive_close(u);
	u->archive = u->lib->archive_read_new();
	if (u->archive == NULL)
		return false;
	if (u->packing == GZIP) {
		u->lib->archive_read_support_filter_gzip(u->archive);
		u->lib->archive_read_support_format_raw(u->archive);
		u->lib->archive_read_support_format_empty(u->archive);
	} else {
		u->lib->archive_read_support_format_zip_seekable(u->archive);
		u->lib->archive_read_set_seek_callback(u->archive, on_seek);
	}
	return u->lib->archive_read_open2(u->archive, u, NULL, on_read, NULL, NULL) == ARCHIVE_OK;
}

/* The archive stands for one input: what is in it, or what is wrong with it. */
static bool gzip_next(struct unpack *u)
{
	struct archive_entry *entry;
	u->over = true;
	int result = archive_start(u) ? u->lib->archive_read_next_header(u->archive, &entry) : ARCHIVE_FATAL;
	if (result == ARCHIVE_EOF)
		u->empty = true;
	else if (result < ARCHIVE_WARN || u->lib->archive_filter_code(u->archive, 0) != ARCHIVE_FILTER_GZIP)
		refuse(u, XML_FAULT_PACKED_BROKEN);
	else if (u->lib->archive_filter_count(u->archive) > 2) /* libarchive opens what is packed twice; the last one is the file */
		refuse(u, XML_FAULT_PACKED_NESTED);
	else
		entry_begin(u);
	return true;
}

/* ---- zip ---- */

static bool is_junk(const char *name)
{
	static const char *const names[] = { ".DS_Store", "Thumbs.db", "desktop.ini" };
	const char *slash = strrchr(name, '/');
	const char *last = slash != NULL ? slash + 1 : name;
	if (strncmp(name, "__MACOSX/", 9) == 0 || strncmp(last, "._", 2) == 0)
		return true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcasecmp(last, names[i]) == 0)
			return true;
	return false;
}

static bool is_directory(const struct unpack *u, struct archive_entry *entry, const char *name)
{
	size_t len = strlen(name);
	return u->lib->archive_entry_filetype(entry) == AE_IFDIR || (len > 0 && name[len - 1] == '/');
}

/* libarchive converts names to the locale's encoding, and "C" has none. */
static int header_next(struct unpack *u, struct archive_entry **entry)
{
	locale_t before = u->utf8 != (locale_t)0 ? uselocale(u->utf8) : (locale_t)0;
	int result = u->lib->archive_read_next_header(u->archive, entry);
	const char *name = result >= ARCHIVE_WARN && result != ARCHIVE_EOF ? u->lib->archive_entry_pathname(*entry) : NULL;
	u->entries++;
	buf_clear(&u->name);
	if (name != NULL && *name != '\0')
		buf_adds(&u->name, name);
	else
		buf_addf(&u->name, "(entrada %zu)", u->entries); /* none, or one that is not in the encoding it says */
	if (before != (locale_t)0)
		uselocale(before);
	return result;
}

/* Before any entry is judged: whether there are too many. */
static bool too_many(struct unpack *u)
{
	struct archive_entry *entry;
	size_t n = 0;
	int result;
	while (n <= u->limits.entries && (result = u->lib->archive_read_next_header(u->archive, &entry)) >= ARCHIVE_WARN &&
	       result != ARCHIVE_EOF)
		n++;
	return n > u->limits.entries;
}

/* The whole archive is refused for KIND. */
static bool zip_refuse(struct unpack *u, enum xml_fault_kind kind)
{
	u->over = true;
	u->named = false;
	refuse(u, kind);
	return true;
}

/* libarchive takes a zip of nothing for none. */
static bool is_empty_zip(const struct unpack *u)
{
	return begins(u->head.bytes, u->head.len, "PK\x05\x06", 4);
}

static bool zip_start(struct unpack *u)
{
	if (is_empty_zip(u))
		return !zip_refuse(u, XML_FAULT_PACKED_EMPTY);
	if (!archive_start(u))
		return !zip_refuse(u, XML_FAULT_PACKED_BROKEN);
	if (too_many(u)) {
		buf_addf(&u->reason, "%zu", u->limits.entries);
		return !zip_refuse(u, XML_FAULT_PACKED_ENTRIES);
	}
	if (lseek(u->fd, 0, SEEK_SET) != 0 || !archive_start(u))
		return !zip_refuse(u, XML_FAULT_PACKED_BROKEN);
	return true;
}

static void zip_entry(struct unpack *u, struct archive_entry *entry)
{
	u->named = true;
	if (u->name.len > NAME_MAX_BYTES) {
		u->name.len = visible_cut(u->name.data, u->name.len, NAME_MAX_BYTES);
		buf_adds(&u->name, "…");
	}
	if (u->lib->archive_entry_is_data_encrypted(entry))
		refuse(u, XML_FAULT_PACKED_ENCRYPTED);
	else if (u->lib->archive_entry_size_is_set(entry) && u->lib->archive_entry_size(entry) > 0 &&
	         (uint64_t)u->lib->archive_entry_size(entry) > u->limits.bytes)
		refuse_bomb(u, false);
	else
		entry_begin(u);
}

static bool zip_next(struct unpack *u)
{
	bool first = u->archive == NULL;
	if (first && !zip_start(u))
		return true;
	for (;;) {
		struct archive_entry *entry;
		int result = header_next(u, &entry);
		if (result == ARCHIVE_EOF) {
			u->over = true;
			return !u->begun && zip_refuse(u, XML_FAULT_PACKED_EMPTY);
		}
		if (result < ARCHIVE_WARN)
			return zip_refuse(u, XML_FAULT_PACKED_BROKEN);
		if (is_directory(u, entry, u->name.data) || is_junk(u->name.data))
			continue;
		zip_entry(u, entry);
		return true;
	}
}

/* ---- the door ---- */

struct unpack *unpack_open(int fd, const struct unpack_limits *limits, struct error *err)
{
	struct unpack *u = mem_zero(1, sizeof *u);
	u->fd = fd;
	u->copy = -1;
	u->limits = *limits;
	u->fault = NO_FAULT;
	int failed = ahead_read(u, &u->head, fd_read);
	if (!failed) {
		u->packing = packing_of(u->head.bytes, u->head.len);
		if (u->packing != PLAIN) {
			u->block = mem_alloc(BLOCK);
			u->lib = archive_api_load(err);
			failed = u->lib == NULL;
		}
		if (u->packing == ZIP && !failed) {
			u->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
			failed = make_seekable(u, err);
		}
	}
	if (u->read_error != 0)
		failed = error_set(err, "%s", error_errno_text(u->read_error));
	if (failed) {
		unpack_free(u);
		return NULL;
	}
	return u;
}

void unpack_free(struct unpack *u)
{
	if (u == NULL)
		return;
	archive_close(u);
	if (u->copy >= 0)
		close(u->copy);
	if (u->utf8 != (locale_t)0)
		freelocale(u->utf8);
	buf_release(&u->name);
	buf_release(&u->reason);
	free(u->block);
	free(u);
}

bool unpack_next(struct unpack *u)
{
	if (u->over)
		return false;
	u->fault = NO_FAULT;
	u->named = false;
	u->entry.len = u->entry.at = 0;
	bool there = true;
	if (u->packing == PLAIN)
		u->over = true;
	else
		there = u->packing == GZIP ? gzip_next(u) : zip_next(u);
	u->begun = true;
	return there;
}

const char *unpack_name(const struct unpack *u)
{
	return u->named ? buf_str(&u->name) : NULL;
}

static ssize_t source_read(void *context, char *bytes, size_t n)
{
	struct unpack *u = context;
	if (u->packing == PLAIN)
		return ahead_then(u, &u->head, bytes, n, fd_read);
	return ahead_then(u, &u->entry, bytes, n, u->empty ? no_bytes : unpack_read);
}

static bool source_refused(void *context, enum xml_fault_kind *kind, const char **reason)
{
	struct unpack *u = context;
	if (u->fault == NO_FAULT || u->read_error != 0)
		return false;
	*kind = (enum xml_fault_kind)u->fault;
	*reason = u->reason.len > 0 ? buf_str(&u->reason) : NULL;
	return true;
}

struct xml_source unpack_source(struct unpack *u)
{
	return (struct xml_source){ u, source_read, source_refused };
}
