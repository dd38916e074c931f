/* Lots in the store: every situation and verb through the store, numbers, names, and the plans of the lists. */
#include "io/store_lot.h"

#include <stdlib.h>
#include <unistd.h>

#include "io/store_event.h"
#include "io/store_file.h"
#include "io/store_sending.h"
#include "io/store_sql.h"
#include "unit.h"

#define NOW "2026-07-10 10:15:00"

static struct store *s;
static struct error err = ERROR_INIT;

static int64_t add(const char *number, const char *operator, enum lot_situation situation)
{
	struct lot_record lot = { .number = number, .operator = operator, .guide_type = "consulta", .version = "4.03.00", .hash = "", .md5 = number,
	                          .included_at = NOW, .informed = 100, .guides = 1, .items = 1, .size = 3 };
	struct lot_guide_record guide = { .number = "1", .items = 1, .informed = 100 };
	CHECK_INT(store_begin(s, &err), 0);
	CHECK_INT(store_lot_add(s, &lot, "xml", 3, &guide, 1, &err), 0);
	CHECK_INT(sql_run(s, &err, "UPDATE lot SET situation = ?, sent_at = 'x' WHERE id = ?", "il", (int)situation, lot.id), 0);
	CHECK_INT(store_commit(s, &err), 0);
	return lot.id;
}

/* The store does to a lot what the table says, or nothing. */
static void test_every_pair(void)
{
	char number[16];
	for (int from = 0; from < LOT_SITUATIONS; from++)
		for (int verb = 0; verb < LOT_VERBS; verb++) {
			const struct lot_move *move = lot_state_ask((enum lot_situation)from, (enum lot_verb)verb);
			struct lot_record lot = { .id = 0 };
			snprintf(number, sizeof number, "%d", 1000 + from * 100 + verb);
			int64_t id = add(number, "111111", (enum lot_situation)from);
			CHECK_INT(store_lot_get(s, id, &lot, &err), 1);
			CHECK_INT(store_begin(s, &err), 0);
			CHECK_INT(store_lot_move(s, &lot, (enum lot_verb)verb, "7", NOW, "", &err), move->allowed);
			CHECK((err.text.len > 0) == !move->allowed);
			buf_clear(&err.text);
			CHECK_INT(store_commit(s, &err), 0);
			lot_record_release(&lot);
			CHECK_INT(store_lot_get(s, id, &lot, &err), 1);
			CHECK_INT(lot.situation, move->allowed ? move->next : (enum lot_situation)from);
			lot_record_release(&lot);
		}
}

static void test_names(void)
{
	struct lot_record lot;
	char ref[32];
	int64_t a = add("77", "111111", LOT_ABERTO), b = add("77", "222222", LOT_ABERTO);
	CHECK_INT(store_lot_find(s, "77", NULL, &lot, &err), 0);
	CHECK(strstr(buf_str(&err.text), "há mais de um") != NULL);
	snprintf(ref, sizeof ref, "id:%lld", (long long)a);
	CHECK(strstr(buf_str(&err.text), ref) != NULL);
	buf_clear(&err.text);
	CHECK_INT(store_lot_find(s, "77", "222222", &lot, &err), 1);
	CHECK_INT(lot.id, b);
	lot_record_release(&lot);
	CHECK_INT(store_lot_find(s, ref, NULL, &lot, &err), 1);
	CHECK_INT(lot.id, a);
	lot_record_release(&lot);
	static const char *const none[] = { "78", "id:", "id:0", "id:999999", "id:1x", "id:-1", "", "77 " };
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		CHECK_INT(store_lot_find(s, none[i], NULL, &lot, &err), 0);
		CHECK(err.text.len > 0);
		buf_clear(&err.text);
	}
}

/* Numbers are given out once, and never those of lots that are or were there. */
static void test_numbers(void)
{
	long first = 0, next = 0;
	struct lot_record lot;
	CHECK_INT(store_lot_number(s, "333333", &first, &err), 0);
	CHECK_INT(first, 1);
	CHECK_INT(store_lot_number(s, "333333", &next, &err), 0);
	CHECK_INT(next, 2);
	int64_t id = add("50", "333333", LOT_ABERTO);
	CHECK_INT(store_lot_get(s, id, &lot, &err), 1);
	CHECK_INT(store_begin(s, &err), 0);
	CHECK_INT(store_lot_delete(s, &lot, "50", NOW, &err), 1);
	CHECK_INT(store_commit(s, &err), 0);
	lot_record_release(&lot);
	CHECK_INT(store_lot_number(s, "333333", &next, &err), 0);
	CHECK_INT(next, 51);
	add("A12", "333333", LOT_ABERTO);
	CHECK_INT(store_lot_number(s, "333333", &next, &err), 0);
	CHECK_INT(next, 52);
}

static void count_event(void *context, const struct store_event *e)
{
	int *n = context;
	(void)e;
	++*n;
}

/* A lot that is deleted takes its XML and guides along, and leaves its log. */
static void test_deleted(void)
{
	struct lot_record lot;
	struct buf xml = BUF_INIT;
	int64_t id = add("60", "333333", LOT_FECHADO), count = 0;
	int events = 0;
	CHECK_INT(store_lot_xml(s, id, &xml, &err), 0);
	CHECK_STR(buf_str(&xml), "xml");
	CHECK_INT(store_lot_get(s, id, &lot, &err), 1);
	CHECK_INT(store_begin(s, &err), 0);
	CHECK_INT(store_lot_delete(s, &lot, "60", NOW, &err), 1);
	CHECK_INT(store_commit(s, &err), 0);
	CHECK_INT(sql_number(s, &err, &count, "SELECT count(*) FROM lot_xml WHERE lot = ?", "l", id), 1);
	CHECK_INT(count, 0);
	CHECK_INT(sql_number(s, &err, &count, "SELECT count(*) FROM guide WHERE lot = ?", "l", id), 1);
	CHECK_INT(count, 0);
	CHECK_INT(store_events(s, id, NULL, count_event, &events, &err), 2);
	CHECK_INT(store_events(s, 0, "60", count_event, &events, &err), 2);
	CHECK_INT(events, 4);
	lot_record_release(&lot);
	buf_release(&xml);
}

/* The XML of a lot does not change. */
static void test_unchanging(void)
{
	int64_t id = add("61", "333333", LOT_ABERTO);
	CHECK_INT(sql_run(s, &err, "UPDATE lot_xml SET bytes = x'00' WHERE lot = ?", "l", id), -1);
	buf_clear(&err.text);
}

/* A sender that is gone leaves a doubt; one that lives does not. */
static void test_recover(void)
{
	struct lot_record lot;
	CHECK(store_recover(s, NOW, &err) >= 0);
	int64_t id = add("62", "333333", LOT_ENVIANDO);
	CHECK_INT(store_recover(s, NOW, &err), 1);
	CHECK_INT(store_recover(s, NOW, &err), 0);
	CHECK_INT(store_lot_get(s, id, &lot, &err), 1);
	CHECK_INT(lot.situation, LOT_INCERTO);
	lot_record_release(&lot);
}

static bool count_lot(void *context, const struct lot_record *lot)
{
	int64_t *last = context;
	CHECK(lot->id > *last);
	*last = lot->id;
	return true;
}

static void test_list(void)
{
	int64_t last = 0;
	struct lot_filter filter = { .operator = "444444", .protocol_status = -1 };
	for (int i = 0; i < 5; i++)
		add("70", "444444", i % 2 == 0 ? LOT_ABERTO : LOT_ENVIADO);
	CHECK_INT(store_lots(s, &filter, count_lot, &last, &err), 5);
	filter.situations = 1u << LOT_ABERTO;
	last = 0;
	CHECK_INT(store_lots(s, &filter, count_lot, &last, &err), 3);
	filter.limit = 2;
	last = 0;
	CHECK_INT(store_lots(s, &filter, count_lot, &last, &err), 2);
	filter.after = last;
	CHECK_INT(store_lots(s, &filter, count_lot, &last, &err), 1);
	filter = (struct lot_filter){ .operator = "444444", .protocol_status = 0, .from = "2026-07-10", .to = "2026-07-10" };
	last = 0;
	CHECK_INT(store_lots(s, &filter, count_lot, &last, &err), 5);
	filter.to = "2026-07-09";
	filter.from = NULL;
	CHECK_INT(store_lots(s, &filter, count_lot, &last, &err), 0);
	filter = (struct lot_filter){ .operator = "444444", .protocol_status = -1, .without_invoice = true };
	last = 0;
	CHECK_INT(store_lots(s, &filter, count_lot, &last, &err), 2);
}

/* No filter reads all lots, or sorts what it finds. */
static void test_plans(void)
{
	static const struct lot_filter filters[] = {
		{ .operator = "111111", .protocol_status = -1, .limit = 50 }, { .number = "77", .protocol_status = -1, .limit = 50 },
		{ .protocol = "9", .protocol_status = -1 }, { .guide_type = "odonto", .protocol_status = -1, .limit = 50, .after = 1000 },
		{ .situations = 1u << LOT_FECHADO, .protocol_status = -1, .limit = 50 }, { .protocol_status = 3, .limit = 50 },
		{ .protocol_status = 0, .limit = 50 }, { .from = "2026-07-01", .to = "2026-07-31", .protocol_status = -1, .limit = 50 },
		{ .without_invoice = true, .protocol_status = -1, .limit = 50 }, { .without_payment = true, .protocol_status = -1, .limit = 50 },
		{ .operator = "111111", .situations = 1u << LOT_ENVIADO, .from = "2026-07-01", .protocol_status = -1, .limit = 50 },
	};
	struct buf plan = BUF_INIT;
	for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
		buf_clear(&plan);
		CHECK_INT(store_lots_plan(s, &filters[i], &plan, &err), 0);
		bool good = strstr(buf_str(&plan), "SEARCH lot USING") != NULL && strstr(buf_str(&plan), "SCAN") == NULL &&
		            strstr(buf_str(&plan), "TEMP B-TREE") == NULL;
		if (!CHECK(good))
			printf("#   filter %zu: %s\n", i, buf_str(&plan));
	}
	buf_clear(&plan);
	CHECK_INT(store_lots_plan(s, &(struct lot_filter){ .protocol_status = -1, .limit = 50, .after = 1000 }, &plan, &err), 0);
	CHECK(strstr(buf_str(&plan), "USING INTEGER PRIMARY KEY") != NULL && strstr(buf_str(&plan), "TEMP") == NULL);
	buf_release(&plan);
}

static void see_file(void *context, const struct store_file *f)
{
	char *seen = context;
	size_t n = strlen(seen);
	seen[n] = f->state[0];
	seen[n + 1] = f->corrected_by == STORE_NULL ? '-' : '+';
	seen[n + 2] = '\0';
}

static void settle_file(const char *name, const char *state, const char *operator, const char *number)
{
	struct store_file f = { .name = name, .state = state, .findings = 1, .operator = operator, .number = number, .size = 1, .lot = STORE_NULL };
	CHECK_INT(store_begin(s, &err), 0);
	CHECK_INT(store_file_offer(s, name, NOW, &f.id, &err), 0);
	CHECK_INT(store_file_settle(s, &f, &err), 0);
	CHECK_INT(store_commit(s, &err), 0);
}

/* An invalid file is corrected by a good one of its name, or of its operator and lot number. */
static void test_files(void)
{
	char seen[64] = "";
	settle_file("a.xml", "invalido", NULL, NULL);
	settle_file("b.xml", "invalido", "111111", "5");
	settle_file("(entrada padrão)", "invalido", NULL, NULL);
	settle_file("a.xml", "importado", "111111", "4");
	settle_file("(entrada padrão)", "importado", "111111", "6");
	settle_file("c.xml", "recusado", "111111", "5");
	CHECK_INT(store_files(s, false, see_file, seen, &err), 6);
	CHECK_STR(seen, "i+i-i-i-i-r-");
	settle_file("c.xml", "importado", "111111", "5");
	seen[0] = '\0';
	CHECK_INT(store_files(s, true, see_file, seen, &err), 1);
	CHECK_STR(seen, "i-");
}

int main(void)
{
	char folder[64], path[96], side[128];
	const char *tmp = getenv("TMPDIR");
	snprintf(folder, sizeof folder, "%.40s/store-XXXXXX", tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(folder) == NULL)
		return 2;
	snprintf(path, sizeof path, "%s/tiss.db", folder);
	s = store_open(path, STORE_CREATE, &err);
	if (s == NULL)
		return 2;
	sql_script(s, "PRAGMA synchronous=OFF", &err);
	UNIT_RUN(test_every_pair);
	UNIT_RUN(test_names);
	UNIT_RUN(test_numbers);
	UNIT_RUN(test_deleted);
	UNIT_RUN(test_unchanging);
	UNIT_RUN(test_recover);
	UNIT_RUN(test_list);
	UNIT_RUN(test_plans);
	UNIT_RUN(test_files);
	if (err.text.len > 0)
		printf("# %s\n", buf_str(&err.text));
	store_close(s);
	error_release(&err);
	static const char *const ends[] = { "", "-wal", "-shm", "-lock" };
	for (size_t i = 0; i < 4; i++) {
		snprintf(side, sizeof side, "%s%s", path, ends[i]);
		unlink(side);
	}
	rmdir(folder);
	return unit_done();
}
