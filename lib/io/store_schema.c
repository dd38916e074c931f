/* The tables of the store, version by version. What a version made is never edited: the next one changes it. */
#include "io/store_sql.h"

/* Times are "aaaa-mm-dd hh:mm:ss" of the user's clock, dates "aaaa-mm-dd", amounts cents, situations enum lot_situation. */
static const char version_1[] =
"CREATE TABLE lot ("
"  id INTEGER PRIMARY KEY AUTOINCREMENT," /* never used again, so that the log of a lot that was deleted stays its own */
"  number TEXT NOT NULL,"                 /* numeroLote; not unique: real portals have the same one twice */
"  operator TEXT NOT NULL,"               /* registroANS */
"  situation INTEGER NOT NULL CHECK (situation BETWEEN 0 AND 4),"
"  guide_type TEXT NOT NULL,"
"  version TEXT NOT NULL,"
"  channel TEXT CHECK (channel IN ('webservice', 'portal'))," /* how it reached the operator */
"  sequence TEXT,"                        /* sequencialTransacao */
"  provider_cnpj TEXT, provider_cpf TEXT, provider_code TEXT, provider_name TEXT,"
"  hash TEXT NOT NULL,"                   /* of the message, as it says it */
"  md5 TEXT NOT NULL,"                    /* of the file's bytes */
"  size INTEGER NOT NULL,"
"  guides INTEGER NOT NULL, items INTEGER NOT NULL,"
"  guides_denied INTEGER, items_denied INTEGER," /* with glosas */
"  included_at TEXT NOT NULL, closed_at TEXT, send_until TEXT, sent_at TEXT, payment_date TEXT,"
"  protocol TEXT, protocol_status INTEGER, protocol_date TEXT,"
"  invoice_number TEXT, invoice_date TEXT, invoice_value INTEGER,"
"  informed INTEGER NOT NULL, processed INTEGER, denied INTEGER, released INTEGER,"
"  doubted INTEGER NOT NULL DEFAULT 0 CHECK (doubted IN (0, 1))," /* the user said --not-received of a sending that was uncertain */
"  CHECK (situation <> 4 OR sent_at IS NOT NULL)"
") STRICT;"
"CREATE INDEX lot_of_number ON lot (number);"
"CREATE INDEX lot_of_operator ON lot (operator);"
"CREATE INDEX lot_of_situation ON lot (situation);"
"CREATE INDEX lot_of_protocol ON lot (protocol) WHERE protocol IS NOT NULL;"
"CREATE INDEX lot_of_type ON lot (guide_type);"
"CREATE INDEX lot_of_status ON lot (protocol_status);"
"CREATE INDEX lot_of_inclusion ON lot (included_at);"
"CREATE INDEX lot_of_md5 ON lot (md5);"
"CREATE INDEX lot_without_invoice ON lot (situation) WHERE situation = 4 AND invoice_number IS NULL;"
"CREATE INDEX lot_without_payment ON lot (situation) WHERE situation = 4 AND payment_date IS NULL;"
/* The message, byte by byte, apart: lists do not read it. */
"CREATE TABLE lot_xml ("
"  lot INTEGER PRIMARY KEY REFERENCES lot (id) ON DELETE CASCADE,"
"  bytes BLOB NOT NULL"
") STRICT;"
"CREATE TRIGGER lot_xml_stays BEFORE UPDATE ON lot_xml BEGIN SELECT RAISE(ABORT, 'a lot does not change'); END;"
"CREATE TABLE guide ("
"  lot INTEGER NOT NULL REFERENCES lot (id) ON DELETE CASCADE,"
"  ordinal INTEGER NOT NULL,"
"  number TEXT NOT NULL,"                 /* numeroGuiaPrestador */
"  operator_number TEXT,"                 /* numeroGuiaOperadora */
"  card TEXT,"                            /* numeroCarteira */
"  entry_date TEXT,"
"  items INTEGER NOT NULL,"
"  informed INTEGER NOT NULL, processed INTEGER, denied INTEGER, released INTEGER,"
"  PRIMARY KEY (lot, ordinal)"
") STRICT, WITHOUT ROWID;"
/* Every file that was offered, whatever became of it. */
"CREATE TABLE file ("
"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
"  name TEXT NOT NULL,"
"  offered_at TEXT NOT NULL,"
"  state TEXT NOT NULL CHECK (state IN ('processando', 'invalido', 'recusado', 'repetido', 'importado')),"
"  findings INTEGER,"                     /* error-level */
"  operator TEXT, number TEXT, md5 TEXT, size INTEGER,"
"  lot INTEGER,"                          /* that it became; the lot may be deleted since */
"  corrected_by INTEGER REFERENCES file (id)"
") STRICT;"
"CREATE INDEX file_of_lot ON file (operator, number) WHERE state = 'invalido' AND corrected_by IS NULL;"
"CREATE INDEX file_of_name ON file (name) WHERE state = 'invalido' AND corrected_by IS NULL;"
/* The next lot number of an operator, beyond all that were ever given out or imported. */
"CREATE TABLE lot_number ("
"  operator TEXT PRIMARY KEY,"
"  next INTEGER NOT NULL"
") STRICT, WITHOUT ROWID;"
/* What was sent and what came back. */
"CREATE TABLE sending ("
"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
"  lot INTEGER NOT NULL REFERENCES lot (id) ON DELETE CASCADE,"
"  at TEXT NOT NULL,"
"  url TEXT NOT NULL,"
"  hash TEXT NOT NULL,"                   /* of the message as it was sent */
"  request_size INTEGER NOT NULL,"
"  request BLOB,"                         /* without the password; dropped when the answer is known */
"  outcome TEXT,"                         /* NULL: on its way; otherwise a lot_verb_name without its @ */
"  answer BLOB"
") STRICT;"
"CREATE INDEX sending_of_lot ON sending (lot);"
/* What happened. Lots that are gone keep theirs: LOT refers to nothing. */
"CREATE TABLE event ("
"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
"  at TEXT NOT NULL,"
"  lot INTEGER NOT NULL, operator TEXT NOT NULL, number TEXT NOT NULL,"
"  verb TEXT NOT NULL,"
"  before INTEGER, after INTEGER,"        /* situations; NULL: there was none yet, there is none any more */
"  text TEXT NOT NULL DEFAULT ''"
") STRICT;"
"CREATE INDEX event_of_lot ON event (lot);"
"CREATE INDEX event_of_number ON event (number);"
"CREATE TRIGGER event_not_changed BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;"
"CREATE TRIGGER event_not_deleted BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;"
/* Statements as the operator sent them. */
"CREATE TABLE statement ("
"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
"  at TEXT NOT NULL,"
"  operator TEXT NOT NULL,"
"  kind TEXT NOT NULL,"
"  md5 TEXT NOT NULL,"
"  bytes BLOB NOT NULL,"
"  UNIQUE (operator, md5)"
") STRICT;";

/* What guide-match keeps: authorisations, and the accounts that consumed them. Quantities at scale 4. */
static const char version_2[] =
"CREATE TABLE authorisation ("
"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
"  guide TEXT NOT NULL, password TEXT NOT NULL," /* numeroGuiaOperadora, senha; '' for none */
"  card TEXT NOT NULL,"                   /* numeroCarteira */
"  status INTEGER NOT NULL,"              /* statusSolicitacao */
"  authorised_on TEXT, valid_until TEXT,"
"  UNIQUE (guide, password)"
") STRICT;"
"CREATE INDEX authorisation_of_password ON authorisation (password);"
/* The account of one lot. */
"CREATE TABLE account ("
"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
"  operator TEXT NOT NULL, provider TEXT NOT NULL, number TEXT NOT NULL," /* registroANS, codigoPrestador, numeroLote */
"  at TEXT NOT NULL,"
"  issued TEXT NOT NULL,"                 /* the date of its glosas */
"  items INTEGER NOT NULL, fingerprint INTEGER NOT NULL," /* of what was billed, item by item */
"  UNIQUE (operator, provider, number)"
") STRICT;"
"CREATE TABLE account_item ("
"  account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,"
"  ordinal INTEGER NOT NULL,"
"  relation TEXT NOT NULL, code TEXT NOT NULL, detail TEXT NOT NULL,"
"  informed INTEGER NOT NULL, processed INTEGER NOT NULL, released INTEGER NOT NULL, denied INTEGER NOT NULL,"
"  line TEXT NOT NULL,"                   /* as contas.csv has it */
"  PRIMARY KEY (account, ordinal)"
") STRICT, WITHOUT ROWID;"
"CREATE TABLE authorised_item ("
"  authorisation INTEGER NOT NULL REFERENCES authorisation (id) ON DELETE CASCADE,"
"  item INTEGER NOT NULL,"                /* sequencialItem */
"  code_table TEXT NOT NULL, code TEXT NOT NULL,"
"  tooth TEXT NOT NULL, region TEXT NOT NULL, face TEXT NOT NULL,"
"  participation INTEGER NOT NULL,"       /* grauParticipacao + 1; 0 for none */
"  quantity INTEGER NOT NULL, paid INTEGER,"
"  payable INTEGER NOT NULL, receivable INTEGER NOT NULL,"
"  number_payable INTEGER NOT NULL, number_receivable INTEGER NOT NULL,"
"  account INTEGER,"                      /* that consumed it */
"  PRIMARY KEY (authorisation, item)"
") STRICT, WITHOUT ROWID;";

/* In order: the first makes version 1. Append, never change. */
static const char *const migrations[] = { version_1, version_2 };

int store_schema_version(void)
{
	return (int)(sizeof migrations / sizeof *migrations);
}

int store_schema_migrate(struct store *s, int from, int to, struct error *err)
{
	struct buf mark = BUF_INIT;
	int result = 0;
	for (int version = from; result == 0 && version < to; version++)
		result = sql_script(s, migrations[version], err);
	buf_addf(&mark, "PRAGMA application_id=%d; PRAGMA user_version=%d", STORE_APPLICATION, to);
	if (result == 0 && from < to)
		result = sql_script(s, buf_str(&mark), err);
	buf_release(&mark);
	return result;
}
