/* The old file beside the corrected one. */
#ifndef FIX_FIX_BACKUP_H
#define FIX_FIX_BACKUP_H

#include <stdbool.h>

#include "base/error.h"
#include "fix/fix.h"

/* The name of PATH's backup: that of the file itself, links resolved, with SUFFIX behind it; owned by the caller. NULL with ERR
 * set when there is no such file, or when there is a backup already and OVERWRITE is false. */
char *fix_backup_name(const char *path, const char *suffix, bool overwrite, struct error *err);

/* Gives the bytes of IN, which was opened from PATH, the name BACKUP too; what had that name is lost, if OVERWRITE says it may. */
int fix_backup_make(const struct fix_input *in, const char *path, const char *backup, bool overwrite, struct error *err);

#endif
