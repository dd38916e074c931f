/* libarchive, loaded when the first archive comes. Linked, it and what it needs would add a fifth to the start of every run,
 * and hardly any run meets an archive. */
#ifndef FMT_ARCHIVE_API_H
#define FMT_ARCHIVE_API_H

#include <archive.h>
#include <archive_entry.h>

#include "base/error.h"

#define ARCHIVE_FUNCTIONS(F) \
	F(archive_entry_filetype) \
	F(archive_entry_is_data_encrypted) \
	F(archive_entry_pathname) \
	F(archive_entry_size) \
	F(archive_entry_size_is_set) \
	F(archive_filter_code) \
	F(archive_filter_count) \
	F(archive_read_data) \
	F(archive_read_free) \
	F(archive_read_new) \
	F(archive_read_next_header) \
	F(archive_read_open2) \
	F(archive_read_set_seek_callback) \
	F(archive_read_support_filter_gzip) \
	F(archive_read_support_format_empty) \
	F(archive_read_support_format_raw) \
	F(archive_read_support_format_zip_seekable) \
	F(archive_set_error)

#define ARCHIVE_MEMBER(function) __typeof__(&function) function;
struct archive_api {
	ARCHIVE_FUNCTIONS(ARCHIVE_MEMBER)
};
#undef ARCHIVE_MEMBER

/* libarchive's functions; NULL with ERR set when it is not installed. Loaded once for the process. */
const struct archive_api *archive_api_load(struct error *err);

#endif
