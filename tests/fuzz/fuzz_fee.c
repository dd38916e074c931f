/* A run of billing-calc with one file of any bytes: the first byte says which, the others are its content; the other files are sound. Or the
 * conditions and settings of billing-param, from the same bytes. Nothing may break, and no result but the known ones come. */
#define _XOPEN_SOURCE 700

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "fee/fee_run.h"
#include "fee/param_run.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FILES = 6, MODES = 8 };

static const char *const names[FILES] = { "terms", "people", "prices", "adjustments", "events", "due" };

static const char *const sound[FILES] = {
	"modalidade,termo,contratante,contratanteOrigem,plano,tipoPlano,dataInicio,faturar,vencimento,diaVencimento,"
	"faturamentoProporcional,reajusteInicioVigencia,reajusteRetroativoParcelado,proporcionalSaidaVigencia,arredondaModulo,bloqueiaContaFechada\n"
	"10,1,C,O,P,I,2026-01-10,S,A,10,S,S,S,S,N,S\n10,2,C,,P,I,2026-02-01,S,,31,N,N,N,N,S,N\n",
	"modalidade,termo,matricula,dataNascimento,dataInclusao,dataExclusao,ultimoFaturamento,modulosOpcionais\n"
	"10,1,1,1980-05-05,2026-01-10,,,B\n10,2,2,2020-05-05,2026-03-05,2026-06-18,202603,\n",
	"modalidade,plano,tipoPlano,modulo,obrigatorio,idadeMinima,idadeMaxima,valor,inicioVigencia,fimVigencia\n"
	"10,P,I,A,S,0,18,100.005,2026-01-01,\n10,P,I,A,S,19,,200.00,2026-01-01,\n10,P,I,B,N,,,33.335,2026-01-01,\n10,P,I,INSCRICAO,S,,,5.00,2026-01-01,\n",
	"modalidade,termo,competencia,percentual,competenciaAplicacao\n10,1,202603,9.63,202605\n10,2,202604,-8.19,\n",
	"documento,modalidade,termo,matricula,tipo,data,valor,percentual,valorFixo,internacao,transacaoLiberaFaturamento,dataAlta,contaFechada,faturadoEm\n"
	"D1,10,1,1,participacao,2026-04-04,10.00,30,,I,N,2026-05-01,S,\nD2,10,1,1,custo-operacional,2026-04-04,10.00,,,I,N,,N,\n",
	"vencimento,meses\nA,1\n",
};

static char folder[] = "/tmp/tiss-fuzz-XXXXXX";
static char paths[FILES + 6][64];

static void remove_all(void)
{
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		unlink(paths[i]);
	rmdir(folder);
}

static void write_file(const char *path, const void *bytes, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write(fd, bytes, n) != (ssize_t)n)
		abort();
	close(fd);
}

static void set_up(void)
{
	static const char *const outputs[] = { "notas", "faturas", "contabil", "rejects", "terms2", "people2" };
	if (mkdtemp(folder) == NULL)
		abort();
	for (size_t i = 0; i < FILES + 6; i++)
		snprintf(paths[i], sizeof paths[i], "%s/%s", folder, i < FILES ? names[i] : outputs[i - FILES]);
	for (size_t i = 0; i < FILES; i++)
		write_file(paths[i], sound[i], strlen(sound[i]));
	atexit(remove_all);
}

static void ignore(void *context, const char *text)
{
	(void)context;
	if (text[0] == '\0')
		abort();
}

static void ignore_bytes(void *context, uint64_t bytes)
{
	(void)context, (void)bytes;
}

static void calculate(bool rejects, bool explain)
{
	struct error err = ERROR_INIT;
	struct fee_run_counts counts;
	struct fee_run_options o = {
		.month = fee_month_parse("202607", 6), .terms = paths[0], .beneficiaries = paths[1], .prices = paths[2], .adjustments = paths[3],
		.events = paths[4], .due_dates = paths[5], .output = paths[6], .date = "2026-07-01", .max_complaints = 100, .complain = ignore,
		.warn = ignore, .progress = ignore_bytes, .style = rejects ? CSV_BR : CSV_STD,
	};
	if (!explain) {
		o.invoices = paths[7];
		o.accounting = paths[8];
		o.rejects = rejects ? paths[9] : NULL;
		o.update_terms = paths[10];
		o.update_beneficiaries = paths[11];
	} else {
		o.explain = "1";
	}
	int result = fee_run(&o, &counts, &err);
	if (result < -1 || result > 2 || (result == 1 && !rejects) || (result == -1) != (err.text.len > 0))
		abort();
	if (strncmp(buf_str(&err.text), "erro interno", 12) == 0)
		abort();
	error_release(&err);
}

static void change(const char *text)
{
	struct error err = ERROR_INIT;
	struct param_settings settings = { .n = 0 };
	struct param_where where = { .n = 0 };
	struct param_counts counts;
	const char *half = strchr(text, '\n');
	char *set = half != NULL ? strdup(half + 1) : strdup("faturar=N");
	char *conditions = strndup(text, half != NULL ? (size_t)(half - text) : strlen(text));
	struct param_options o = {
		.terms = paths[0], .output = paths[6], .history = paths[7], .settings = &settings, .where = &where, .note = "n", .user = "u",
		.date = "2026-07-01", .max_complaints = 100, .complain = ignore, .warn = ignore,
	};
	unlink(paths[7]);
	if (param_settings_add(&settings, set, &err) == 0 && param_where_add(&where, conditions, &err) == 0)
		param_run(&o, &counts, &err);
	param_settings_release(&settings);
	param_where_release(&where);
	free(set);
	free(conditions);
	error_release(&err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (folder[strlen(folder) - 1] == 'X')
		set_up();
	if (size < 1)
		return 0;
	unsigned mode = data[0] % MODES;
	if (mode >= FILES) {
		struct buf text = BUF_INIT;
		buf_add(&text, data + 1, size - 1);
		change(buf_str(&text));
		buf_release(&text);
		return 0;
	}
	write_file(paths[mode], data + 1, size - 1);
	calculate(data[0] / MODES % 2 == 1, data[0] / MODES % 4 == 2);
	write_file(paths[mode], sound[mode], strlen(sound[mode]));
	return 0;
}
