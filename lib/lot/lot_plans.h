/* The plans of a run, each made when the first guide that needs it comes: one for each file, guide type and version. */
#ifndef LOT_LOT_PLANS_H
#define LOT_LOT_PLANS_H

#include "base/error.h"
#include "lot/guide_record.h"
#include "lot/lot_plan.h"

struct lot_plans;

struct lot_plans *lot_plans_new(bool one_line);
void lot_plans_free(struct lot_plans *p);

/* -1 with ERR set, naming the versions that there are, when there is no table of VERSION. */
int lot_plans_check_version(struct lot_plans *p, const char *version, struct error *err);

/* The plan for guides of TYPE in FILE and VERSION; borrowed until lot_plans_free. NULL with ERR set: there is no such type
 * or version (*BAD_GUIDE is true then: it is the guide that is wrong), or the file's header line cannot serve it. */
const struct lot_plan *lot_plans_get(struct lot_plans *p, const struct guide_file *file, const char *type,
                                     const char *version, bool *bad_guide, struct error *err);

/* The first column of FILE that none of its plans understands, with why in ERR: -1; 0 when there is none. */
int lot_plans_check_columns(const struct lot_plans *p, const struct guide_file *file, struct error *err);

#endif
