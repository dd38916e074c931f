/* Reads what a file holds, packed or not: as it is, unpacked from gzip, or entry by entry from a zip. What it is, its bytes
 * say, not its name.
 *
 * Hostile archives are normal input: nothing is ever written under a name that stands in one, what an entry unpacks to is
 * bounded, and an archive in an archive is not opened. Whatever is wrong with an archive is a fault of the input that it
 * gives in place of what it should have held (enum xml_fault_kind, XML_FAULT_PACKED_*).
 *
 * (libarchive has taken the names archive_*.) */
#ifndef FMT_UNPACK_H
#define FMT_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "fmt/xml_reader.h"

struct unpack_limits {
	uint64_t bytes; /* that one entry may unpack to */
	size_t entries; /* of an archive, those included that are skipped */
};

#define UNPACK_LIMITS { UINT64_C(512) << 20, 10000 }

/* No lot shrinks that much: XML of identical guides comes to 30 or 50. Told of what unpacks to 4 MiB or more. */
enum { UNPACK_RATIO_MAX = 250 };

struct unpack;

/* Looks at what FD holds, which is borrowed. A zip that does not come from a regular file is first copied to an unlinked 0600
 * file, since its table of contents stands at its end. NULL with ERR set when FD cannot be read. */
struct unpack *unpack_open(int fd, const struct unpack_limits *limits, struct error *err);
void unpack_free(struct unpack *u);

/* Goes to the next input; false when there is no more. There is at least one. Directories and what macOS and Windows put
 * into zips on their own (__MACOSX, .DS_Store, Thumbs.db, desktop.ini) are skipped. */
bool unpack_next(struct unpack *u);

/* The name of the input within the zip, as it stands there, cut to 1000 bytes; NULL when the input is what the file itself
 * holds, or a fault of the whole archive. Borrowed until unpack_next. */
const char *unpack_name(const struct unpack *u);

/* The bytes of the input. Valid until unpack_next. */
struct xml_source unpack_source(struct unpack *u);

#endif
