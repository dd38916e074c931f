#include "io/store_sending.h"

#include <stdlib.h>

#include "base/mem.h"
#include "io/store_event.h"
#include "io/store_sql.h"

int store_sending_begin(struct store *s, struct store_sending *sending, const char *now, struct error *err)
{
	if (sql_run(s, err, "INSERT INTO sending (lot, at, url, hash, request_size, request) VALUES (?, ?, ?, ?, ?, ?)", "ltttlb",
	            sending->lot, now, sending->url, sending->hash, (int64_t)sending->size, sending->request, sending->request_len) != 0)
		return -1;
	sending->id = sqlite3_last_insert_rowid(s->db);
	return 0;
}

int store_sending_end(struct store *s, int64_t id, enum lot_verb outcome, const void *answer, size_t len, struct error *err)
{
	static const char keep[] = "UPDATE sending SET outcome = ?, answer = ? WHERE id = ?";
	static const char drop[] = "UPDATE sending SET outcome = ?, answer = ?, request = NULL WHERE id = ?";
	const char *name = lot_verb_name(outcome) + 1;
	return sql_run(s, err, outcome == LOT_OUTCOME_LOST ? keep : drop, "tbl", name, answer, len, id);
}

/* One lot, whose lock is ours now: the sender may have finished before we had it. */
static int recover_one(struct store *s, int64_t id, const char *now, struct error *err)
{
	struct lot_record lot;
	if (store_begin(s, err) != 0)
		return -1;
	int got = store_lot_get(s, id, &lot, err);
	int changed = 0;
	if (got > 0 && lot.situation == LOT_ENVIANDO) {
		changed = store_lot_move(s, &lot, LOT_OUTCOME_CRASHED, lot.number, now, "o processo que enviava terminou sem dizer o que houve", err);
		if (changed > 0 && sql_run(s, err, "UPDATE sending SET outcome = 'crashed' WHERE lot = ? AND outcome IS NULL", "l", id) != 0)
			changed = -1;
	}
	if (got > 0)
		lot_record_release(&lot);
	if (got < 0 || changed < 0) {
		store_rollback(s);
		return -1;
	}
	return store_commit(s, err) == 0 ? changed : -1;
}

int store_recover(struct store *s, const char *now, struct error *err)
{
	int64_t *ids = NULL;
	size_t n = 0;
	int got = -1, recovered = 0;
	sqlite3_stmt *st = sql_query(s, err, "SELECT id FROM lot WHERE situation = 2 ORDER BY id", "");
	while (st != NULL && (got = sql_step(s, st, err)) > 0) {
		ids = mem_grow(ids, n + 1, sizeof *ids);
		ids[n++] = sqlite3_column_int64(st, 0);
	}
	for (size_t i = 0; got >= 0 && i < n; i++) {
		int locked = store_lock(s, ids[i], err);
		if (locked > 0) {
			got = recover_one(s, ids[i], now, err);
			recovered += got > 0;
			store_unlock(s, ids[i]);
		} else {
			got = locked;
		}
	}
	free(ids);
	return got < 0 ? -1 : recovered;
}

int store_sending_doubted(struct store *s, int64_t id, struct error *err)
{
	int64_t count = 0;
	if (sql_number(s, err, &count, "SELECT count(*) FROM sending WHERE lot = ? AND outcome IN ('lost', 'crashed')", "l", id) < 0)
		return -1;
	return count > 0;
}
