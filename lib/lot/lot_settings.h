/* What holds for the lots of each operator: its profile's limits and encoding, where the options say nothing. */
#ifndef LOT_LOT_SETTINGS_H
#define LOT_LOT_SETTINGS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "fmt/xml_writer.h"
#include "lot/lot_build.h"

struct lot_setting {
	size_t max_guides;
	uint64_t max_bytes; /* 0: no bound */
	enum xml_output_encoding encoding;
};

struct lot_settings;

/* NULL with ERR set when the profile that OPTIONS name cannot be used. OPTIONS are borrowed. */
struct lot_settings *lot_settings_new(const struct lot_build_options *options, struct error *err);
void lot_settings_free(struct lot_settings *s);

/* Those of the operator REGISTRO; borrowed until lot_settings_free. NULL with ERR set when its profile is wrong. */
const struct lot_setting *lot_settings_get(struct lot_settings *s, const char *registro, struct error *err);

#endif
