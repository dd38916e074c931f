/* lot-send: the life of a lot, and sending it. Options and wiring; the work is in lib/send. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/opt.h"
#include "fmt/date.h"
#include "fmt/money.h"
#include "send/lot_send.h"

enum {
	OPT_PROFILE = OPT_LONG, OPT_CSV, OPT_NO_HEADER, OPT_OPERATOR, OPT_NUMBER, OPT_PROTOCOL, OPT_TYPE, OPT_SITUATION, OPT_STATUS,
	OPT_FROM, OPT_TO, OPT_PENDING, OPT_LIMIT, OPT_AFTER, OPT_INVALID, OPT_ALL, OPT_RECEIVED, OPT_NOT_RECEIVED, OPT_DATE, OPT_VALUE,
	OPT_PAYMENT_DATE, OPT_MONTH, OPT_ODONTO, OPT_INSECURE
};

enum {
	VERB_IMPORT, VERB_FILES, VERB_LIST, VERB_SHOW, VERB_CLOSE, VERB_REOPEN, VERB_DELETE, VERB_SEND, VERB_RECEIPT, VERB_RESOLVE,
	VERB_STATUS, VERB_STATEMENT, VERB_INVOICE, VERB_NOTE, VERB_LOG, VERB_COVER, VERB_DUMP, VERB_RESTORE
};

#define ROWS "import,files,list,show,log,send,status"

static const struct opt options[] = {
	{ 'd', "db", "ARQUIVO", "o banco; padrão: TISS_DB, ou tissutils/tiss.db em XDG_STATE_HOME (~/.local/state)", "FILE", NULL, NULL },
	{ OPT_PROFILE, "profile", "PERFIL", "perfil da operadora: um arquivo ou um registro ANS; padrão: o da operadora de cada lote", "FILE",
	  NULL, NULL },
	{ 'f', "format", "FORMATO", "formato das listas (text, csv; padrão: text no terminal, csv fora dele) ou da capa (text, html, pdf; padrão: o que "
	  "diz o nome dado com -o, ou text)", "text,csv,html,pdf", NULL, ROWS ",cover" },
	{ OPT_CSV, "csv", "ESTILO", "estilo do CSV: std (RFC 4180) ou br (para o Excel brasileiro); supõe -f csv", CSV_STYLES, NULL, ROWS },
	{ OPT_NO_HEADER, "no-header", NULL, "CSV sem a linha de títulos", NULL, NULL, ROWS },
	{ 'o', "output", "ARQUIVO", "grava em ARQUIVO, por inteiro ou nada, em vez da saída padrão", "FILE", NULL,
	  ROWS ",statement,cover,dump" },
	{ OPT_OPERATOR, "operator", "REGISTRO", "só os lotes da operadora com este registro ANS", NULL, NULL, NULL },
	{ OPT_NUMBER, "number", "N", "em list: só os lotes com este número; em invoice: o número da nota fiscal", NULL, NULL, "list,invoice" },
	{ OPT_PROTOCOL, "protocol", "N", "só o lote com este protocolo (PEG)", NULL, NULL, "list" },
	{ OPT_TYPE, "type", "TIPO", "só os lotes de guias deste tipo", "consulta,sp-sadt,internacao,honorarios,odonto", NULL, "list" },
	{ OPT_SITUATION, "situation", "SITUAÇÕES", "só os lotes nestas situações", ",aberto,fechado,enviando,incerto,enviado", NULL, "list" },
	{ OPT_STATUS, "status", "N", "só os lotes com esta situação do protocolo (dm_statusProtocolo, 1 a 10); 0: os que não têm nenhuma", NULL, NULL,
	  "list" },
	{ OPT_FROM, "from", "DATA", "só os incluídos desde DATA (aaaa-mm-dd)", NULL, NULL, "list" },
	{ OPT_TO, "to", "DATA", "só os incluídos até DATA", NULL, NULL, "list" },
	{ OPT_PENDING, "pending", "O QUÊ", "só os enviados que esperam a nota fiscal, ou o pagamento", "nota-fiscal,payment", NULL, "list" },
	{ OPT_LIMIT, "limit", "N", "no máximo N lotes", NULL, NULL, "list" },
	{ OPT_AFTER, "after", "ID", "só os lotes depois deste id: a página seguinte", NULL, NULL, "list" },
	{ OPT_INVALID, "invalid", NULL, "só os arquivos inválidos que ainda não foram corrigidos", NULL, NULL, "files" },
	{ 'r', "recursive", NULL, "importa os arquivos *.xml, *.gz e *.zip dos diretórios dados e dos que há neles", NULL, NULL, "import" },
	{ OPT_ALL, "all", NULL, "todos os lotes que podem ser fechados, enviados ou consultados, em vez dos nomeados", NULL, NULL,
	  "close,send,status" },
	{ OPT_RECEIVED, "received", "PROTOCOLO", "a operadora recebeu o lote, e este é o protocolo", NULL, "resposta", "resolve" },
	{ OPT_NOT_RECEIVED, "not-received", NULL, "a operadora não recebeu o lote", NULL, "resposta", "resolve" },
	{ OPT_DATE, "date", "DATA", "data de emissão da nota fiscal (aaaa-mm-dd)", NULL, NULL, "invoice" },
	{ OPT_VALUE, "value", "VALOR", "valor da nota fiscal: 1234.56 ou 1234,56", NULL, NULL, "invoice" },
	{ OPT_PAYMENT_DATE, "payment-date", "DATA", "o demonstrativo dos pagamentos de DATA (aaaa-mm-dd)", NULL, "pedido", "statement" },
	{ OPT_MONTH, "month", "AAAAMM", "o demonstrativo dos pagamentos da competência", NULL, "pedido", "statement" },
	{ OPT_ODONTO, "odonto", NULL, "o demonstrativo de pagamento de odontologia", NULL, NULL, "statement" },
	{ OPT_INSECURE, "insecure", NULL, "não confere o certificado da operadora: qualquer um no caminho pode ler e mudar os dados", NULL, NULL,
	  "send,status,statement" },
	OPT_ROW_YES,
	OPT_ROW_PROGRESS,
	OPT_ROW_VERBOSE,
	OPT_TABLE_END
};

static const struct opt_verb verbs[] = {
	[VERB_IMPORT] = { "import", "[ARQUIVO...]", "confere lotes em XML e os põe no banco; os que têm críticas de erro são recusados" },
	[VERB_FILES] = { "files", "", "lista os arquivos oferecidos, e o que houve com cada um" },
	[VERB_LIST] = { "list", "", "lista os lotes" },
	[VERB_SHOW] = { "show", "LOTE...", "mostra um lote e as guias dele" },
	[VERB_CLOSE] = { "close", "[LOTE...]", "fecha lotes: só os fechados são enviados" },
	[VERB_REOPEN] = { "reopen", "LOTE...", "abre lotes fechados" },
	[VERB_DELETE] = { "delete", "LOTE...", "apaga lotes que não foram enviados" },
	[VERB_SEND] = { "send", "[LOTE...|-]", "envia lotes fechados à operadora; com -, importa, fecha e envia o lote da entrada padrão" },
	[VERB_RECEIPT] = { "receipt", "LOTE PROTOCOLO", "registra o protocolo de um lote entregue pelo portal da operadora" },
	[VERB_RESOLVE] = { "resolve", "LOTE", "resolve um envio incerto, com o que a operadora disse" },
	[VERB_STATUS] = { "status", "[LOTE...]", "pergunta à operadora a situação dos protocolos, e atualiza os valores" },
	[VERB_STATEMENT] = { "statement", "[LOTE...]", "pede à operadora o demonstrativo de lotes, ou de pagamentos, e o escreve (XML)" },
	[VERB_INVOICE] = { "invoice", "LOTE", "registra a nota fiscal de um lote" },
	[VERB_NOTE] = { "note", "LOTE TEXTO...", "anota uma mensagem trocada com a operadora" },
	[VERB_LOG] = { "log", "LOTE...", "mostra tudo o que houve com um lote, apagado ou não" },
	[VERB_COVER] = { "cover", "LOTE...", "escreve a capa do lote, em texto, HTML ou PDF" },
	[VERB_DUMP] = { "dump", "", "escreve o banco inteiro como texto" },
	[VERB_RESTORE] = { "restore", "[ARQUIVO]", "faz um banco novo do que dump escreveu" },
	{ NULL, NULL, NULL }
};

static const char *const synopsis[] = {
	"[-d BANCO] import [-r] [ARQUIVO...]",
	"[-d BANCO] close | reopen | delete | show | log | cover LOTE...",
	"[-d BANCO] [--profile=PERFIL] send LOTE... | --all | -",
	"[-d BANCO] [--profile=PERFIL] status [LOTE...]",
	"[-d BANCO] statement LOTE... | --payment-date=DATA | --month=AAAAMM",
	"[-d BANCO] receipt LOTE PROTOCOLO",
	"[-d BANCO] resolve LOTE --received=PROTOCOLO | --not-received",
	"[-d BANCO] invoice LOTE --number=N --date=DATA --value=VALOR",
	"[-d BANCO] note LOTE TEXTO...",
	"[-d BANCO] list | files [OPÇÃO]...",
	"[-d BANCO] dump [-o ARQUIVO] | restore [ARQUIVO]",
	NULL
};

static const struct opt_command command = {
	.name = "lot-send",
	.summary = "guarda os lotes do Padrão TISS, da importação ao pagamento, e os envia à operadora",
	.synopsis = synopsis,
	.options = options,
	.verbs = verbs,
	.operands = "FILE",
	.description = "LOTE é o número do lote; onde há mais de um com o mesmo número, id:K diz qual.\n"
	               "Um lote é importado (Aberto), fechado e enviado. Um envio cujo resultado não se conhece fica Envio incerto, e não se "
	               "repete até que se diga, com resolve, o que a operadora disse.\n"
	               "Apagar, enviar, receipt e resolve perguntam antes, no terminal; fora dele pedem --yes.",
	.exits = "0\tfeito\n"
	         "1\tfeito, e a resposta é negativa: críticas de erro, verbo que a situação do lote não permite, recusa da operadora\n"
	         "2\tnão foi feito: uso incorreto, arquivo ou banco que não se lê ou não se grava, perfil errado\n"
	         "3\tnada foi enviado, por uma falha passageira: pode ser tentado de novo\n"
	         "4\to resultado do envio não é conhecido: o lote pode ter sido recebido",
};

/* ---- speaking ---- */

static void complain(void *context, const char *text)
{
	(void)context;
	fprintf(stderr, "lot-send: %s\n", text);
}

static void say(void *context, const char *text)
{
	(void)context;
	fprintf(stderr, "lot-send: %s\n", text);
}

/* On the terminal, whatever standard input is. */
static int ask(void *context, const char *question)
{
	char answer[16] = "";
	(void)context;
	FILE *terminal = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 ? stdin : NULL;
	if (terminal == NULL)
		return -1;
	fprintf(stderr, "%s [s/N] ", question);
	return fgets(answer, sizeof answer, terminal) != NULL && (answer[0] == 's' || answer[0] == 'S');
}

/* ---- options ---- */

static int take_date(struct opt_state *o, const char **date)
{
	*date = o->arg;
	if (strlen(o->arg) == DATE_TEXT - 1 && date_parse(o->arg, DATE_TEXT - 1) != DATE_NONE)
		return 0;
	return opt_wrong(o, "--%s espera uma data aaaa-mm-dd, e não “%s”", o->option->name, o->arg);
}

static int take_number(struct opt_state *o, long min, long max, int64_t *number)
{
	long value;
	if (opt_number(o, min, max, &value) < 0)
		return OPT_STOP;
	*number = value;
	return 0;
}

/* A point, or a comma without points. */
static int take_value(struct opt_state *o, int64_t *cents)
{
	char text[32];
	size_t len = strlen(o->arg);
	if (len < sizeof text) {
		memcpy(text, o->arg, len + 1);
		char *comma = strchr(text, ',');
		if (comma != NULL && strchr(text, '.') == NULL)
			*comma = '.';
		if (money_parse(text, len, 2, cents) && *cents >= 0)
			return 0;
	}
	return opt_wrong(o, "--value espera um valor como 1234.56 ou 1234,56, e não “%s”", o->arg);
}

static int take_month(struct opt_state *o, const char **month)
{
	*month = o->arg;
	bool good = strlen(o->arg) == 6 && strspn(o->arg, "0123456789") == 6;
	int number = good ? atoi(o->arg + 4) : 0;
	return number >= 1 && number <= 12 ? 0 : opt_wrong(o, "--month espera ano e mês, AAAAMM, e não “%s”", o->arg);
}

static int take_filter(struct lot_filter *f, struct opt_state *o, int id)
{
	int64_t status = -1;
	switch (id) {
	case OPT_OPERATOR: f->operator = o->arg; break;
	case OPT_PROTOCOL: f->protocol = o->arg; break;
	case OPT_TYPE: f->guide_type = o->arg; break;
	case OPT_SITUATION: f->situations = opt_value_set(o); break;
	case OPT_STATUS:
		if (take_number(o, 0, 10, &status) < 0)
			return OPT_STOP;
		f->protocol_status = (int)status;
		break;
	case OPT_FROM: return take_date(o, &f->from);
	case OPT_TO: return take_date(o, &f->to);
	case OPT_PENDING:
		f->without_invoice = opt_value_index(o) == 0;
		f->without_payment = opt_value_index(o) == 1;
		break;
	case OPT_LIMIT: return take_number(o, 1, 1000000000, &f->limit);
	case OPT_AFTER: return take_number(o, 0, 1000000000000, &f->after);
	}
	return 0;
}

/* What the style of rows depends on: -1 the terminal decides. */
struct wanted {
	struct lot_send_options send;
	int format;
	const char *number; /* --number, of list or invoice */
};

static int take_option(struct wanted *w, struct opt_state *o, int id)
{
	struct lot_send_options *s = &w->send;
	switch (id) {
	case 'd': s->db = o->arg; break;
	case 'f': w->format = opt_value_index(o); break;
	case 'o': s->output = o->arg; break;
	case 'r': s->recursive = true; break;
	case 'v': s->verbose = true; break;
	case OPT_PROFILE: s->profile = o->arg; break;
	case OPT_CSV:
		s->style.csv = (enum csv_style)opt_value_index(o);
		w->format = 1;
		break;
	case OPT_NO_HEADER: s->style.no_header = true; break;
	case OPT_NUMBER: w->number = o->arg; break;
	case OPT_INVALID: s->invalid = true; break;
	case OPT_ALL: s->all = true; break;
	case OPT_RECEIVED: s->received = o->arg; break;
	case OPT_NOT_RECEIVED: s->not_received = true; break;
	case OPT_DATE: return take_date(o, &s->invoice_date);
	case OPT_VALUE: return take_value(o, &s->invoice_value);
	case OPT_PAYMENT_DATE: return take_date(o, &s->payment_date);
	case OPT_MONTH: return take_month(o, &s->month);
	case OPT_ODONTO: s->odonto = true; break;
	case OPT_INSECURE: s->insecure = true; break;
	case OPT_YES: s->yes = true; break;
	case OPT_PROGRESS: s->progress = (enum progress_mode)opt_value_index(o); break;
	default: return take_filter(&s->filter, o, id);
	}
	return 0;
}

/* A protocol as the standard has them (st_texto12), and nothing that could pass for an option forgotten. */
static bool is_protocol(const char *text)
{
	size_t len = strlen(text);
	return len > 0 && len <= 12 && text[0] != '-' && strspn(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-./") == len;
}

/* How many operands a verb wants. */
static int check_operands(const struct wanted *w, struct opt_state *o)
{
	static const struct {
		int min, max;
	} wants[] = {
		[VERB_IMPORT] = { 0, -1 }, [VERB_FILES] = { 0, 0 }, [VERB_LIST] = { 0, 0 }, [VERB_SHOW] = { 1, -1 }, [VERB_CLOSE] = { 1, -1 },
		[VERB_REOPEN] = { 1, -1 }, [VERB_DELETE] = { 1, -1 }, [VERB_SEND] = { 1, -1 }, [VERB_RECEIPT] = { 2, 2 },
		[VERB_RESOLVE] = { 1, 1 }, [VERB_STATUS] = { 0, -1 }, [VERB_STATEMENT] = { 0, -1 }, [VERB_INVOICE] = { 1, 1 },
		[VERB_NOTE] = { 2, -1 }, [VERB_LOG] = { 1, -1 }, [VERB_COVER] = { 1, -1 }, [VERB_DUMP] = { 0, 0 }, [VERB_RESTORE] = { 0, 1 },
	};
	const struct opt_verb *verb = &verbs[o->verb];
	if (w->send.all)
		return o->argc == 0 ? OPT_END : opt_wrong(o, "dê os lotes ou --all, não os dois");
	if (o->argc < wants[o->verb].min || (wants[o->verb].max >= 0 && o->argc > wants[o->verb].max))
		return opt_wrong(o, "%s espera: %s%s", verb->name, *verb->operands != '\0' ? verb->operands : "nenhum operando",
		                 o->verb == VERB_CLOSE || o->verb == VERB_SEND ? ", ou --all" : "");
	return OPT_END;
}

enum { FORMAT_TEXT, FORMAT_CSV, FORMAT_HTML, FORMAT_PDF };

/* The cover's format: -f, or the ending of -o. */
static int take_cover_format(struct wanted *w, struct opt_state *o)
{
	static const char *const names[] = { "text", NULL, "html", "pdf" };
	const char *output = w->send.output, *dot = output != NULL ? strrchr(output, '.') : NULL;
	if (o->verb != VERB_COVER)
		return w->format <= FORMAT_CSV ? OPT_END : opt_wrong(o, "-f %s só com cover", names[w->format]);
	if (w->format == FORMAT_CSV)
		return opt_wrong(o, "a capa se escreve em text, html ou pdf");
	w->send.cover = w->format > FORMAT_CSV ? names[w->format]
	              : w->format < 0 && dot != NULL && (strcmp(dot, ".html") == 0 || strcmp(dot, ".pdf") == 0) ? dot + 1 : "text";
	return OPT_END;
}

static int check_verb(const struct wanted *w, struct opt_state *o)
{
	const struct lot_send_options *s = &w->send;
	if (check_operands(w, o) == OPT_STOP)
		return OPT_STOP;
	if (o->verb == VERB_RECEIPT && !is_protocol(o->argv[1]))
		return opt_wrong(o, "“%s” não é um protocolo: esperado um número de até 12 caracteres", o->argv[1]);
	if (o->verb == VERB_RESOLVE && s->received == NULL && !s->not_received)
		return opt_wrong(o, "resolve espera --received=PROTOCOLO ou --not-received");
	if (s->received != NULL && !is_protocol(s->received))
		return opt_wrong(o, "“%s” não é um protocolo: esperado um número de até 12 caracteres", s->received);
	if (o->verb == VERB_INVOICE && (w->number == NULL || s->invoice_date == NULL || s->invoice_value == STORE_NULL))
		return opt_wrong(o, "invoice espera --number, --date e --value");
	bool asked = s->payment_date != NULL || s->month != NULL;
	if (o->verb == VERB_STATEMENT && asked == (o->argc > 0))
		return opt_wrong(o, "statement espera lotes, ou --payment-date, ou --month");
	if (s->odonto && !asked)
		return opt_wrong(o, "--odonto só com --payment-date ou --month");
	return OPT_END;
}

static int take_options(struct wanted *w, struct opt_state *o)
{
	int id;
	while ((id = opt_next(o)) > 0)
		if (take_option(w, o, id) < 0)
			return OPT_STOP;
	if (id == OPT_STOP || check_verb(w, o) == OPT_STOP || take_cover_format(w, o) == OPT_STOP)
		return OPT_STOP;
	struct lot_send_options *s = &w->send;
	s->operands = o->argv;
	s->noperands = (size_t)o->argc;
	s->style.text = w->format == 0 || (w->format < 0 && s->output == NULL && isatty(STDOUT_FILENO) == 1);
	if (o->verb == VERB_INVOICE)
		s->invoice_number = w->number;
	else
		s->filter.number = w->number;
	return OPT_END;
}

static int run(const struct wanted *w, struct opt_state *o)
{
	static enum lot_send_status (*const functions[])(const struct lot_send_options *) = {
		[VERB_IMPORT] = lot_send_import, [VERB_FILES] = lot_send_files, [VERB_LIST] = lot_send_list, [VERB_SHOW] = lot_send_show,
		[VERB_CLOSE] = lot_send_close, [VERB_REOPEN] = lot_send_reopen, [VERB_DELETE] = lot_send_delete, [VERB_SEND] = lot_send_send,
		[VERB_RECEIPT] = lot_send_receipt, [VERB_RESOLVE] = lot_send_resolve, [VERB_STATUS] = lot_send_ask_status,
		[VERB_STATEMENT] = lot_send_statement, [VERB_INVOICE] = lot_send_invoice, [VERB_NOTE] = lot_send_note,
		[VERB_LOG] = lot_send_log, [VERB_COVER] = lot_send_cover, [VERB_DUMP] = lot_send_dump, [VERB_RESTORE] = lot_send_restore,
	};
	return (int)functions[o->verb](&w->send);
}

int main(int argc, char **argv)
{
	struct opt_state o;
	struct wanted w = {
		.send = { .invoice_value = STORE_NULL, .filter.protocol_status = -1, .complain = complain, .say = say, .ask = ask },
		.format = -1,
	};
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a limit of the files' size is an error like a full disk */
	opt_init(&o, &command, argc, argv);
	if (take_options(&w, &o) == OPT_STOP)
		return opt_finish(&o);
	if (o.verb == VERB_IMPORT && opt_lacks_input(&o))
		return opt_usage_error(&o);
	return opt_close(&o, run(&w, &o));
}
