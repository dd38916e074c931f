#include "io/store_statement.h"

#include <md5.h>

#include "io/store_sql.h"

int store_statement_add(struct store *s, const char *operator, const char *kind, const char *now, const void *bytes, size_t n,
                        struct error *err)
{
	char md5[MD5_DIGEST_STRING_LENGTH];
	MD5Data((const uint8_t *)bytes, n, md5);
	return sql_run(s, err, "INSERT OR IGNORE INTO statement (at, operator, kind, md5, bytes) VALUES (?, ?, ?, ?, ?)", "ttttb", now, operator,
	               kind, md5, bytes, n);
}
