/* Makes a schema table (lib/schema/schema-table.md) from the folder of XSDs that ANS publishes for a version. */
#ifndef SCHEMA_XSD_IMPORT_H
#define SCHEMA_XSD_IMPORT_H

#include "base/buf.h"
#include "base/error.h"

/* Reads tissV*.xsd and tissWebServicesV*.xsd in folder DIR, and what they include and import from it, and adds their
 * table to TABLE_OUT. VERSION ("4.03.00") stands in the table; NULL takes it from the name of tissV*.xsd. Never reads outside of DIR. -1 with ERR set, naming file and line, when something is missing or wrong, and for
 * every construct that the table has no words for: a table that says less than the XSDs would judge bills wrongly.
 * The same folder always gives the same bytes. */
int xsd_import(const char *dir, const char *version, struct buf *table_out, struct error *err);

#endif
