/* Inside of lot/lot_plan.h: the elements of a plan, made from the schema's particles once the slots are known. */
#ifndef LOT_LOT_PLAN_GROW_H
#define LOT_LOT_PLAN_GROW_H

#include "lot/lot_plan.h"

/* The slot of PART for FIELD with numbers INDEX, or NULL. (lot_plan.c) */
struct plan_slot *plan_find_slot(const struct plan_part *part, const struct column *field, const uint16_t *index);

/* Makes the nodes of SCOPE; none when the guide type has no such items. */
void plan_grow(struct lot_plan *p, enum column_scope scope);

/* Whether NODE must have a value where its parent stands. */
bool plan_is_mandatory(const struct plan_part *part, uint32_t node);

#endif
