/*
 * gen-lot: write one invented, schema-valid TISS lot to standard output, as large as asked for.
 *
 * cc -std=c11 -O2 -o build/bench/gen-lot bench/gen-lot.c -lmd
 *
 * The lot is right in every layer of validation: schema, hash, limits, and the rules of the norm
 * (totals, check digits, numbering, order of dates). The same arguments give the same bytes.
 */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif

#include <md5.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "catalog.h"

enum {
	MAX_GUIAS = 100,   /* CO 176, and the maxOccurs of every schema */
	MAX_ITENS = 9999,  /* sequencialItem has four digits */
	DESPESA_EACH = 6,  /* one item in so many is an expense */
	TEXT_SIZE = 256
};

/* 2026-07-10T00:00:00Z: dataRegistroTransacao. Every other day is told relative to it. */
static const time_t DIA_DO_REGISTRO = 1783641600;

enum tipo_guia { SP_SADT, CONSULTA, INTERNACAO, HONORARIOS, ODONTO };

struct options {
	enum tipo_guia tipo;
	int guias;
	int itens;
	int versao; /* 4.03.00 is 40300 */
	const char *versao_text;
	bool indent;
	bool utf8;
	bool accents;
	long lote;
};

/* Writes elements and hashes their values on the way. */
struct writer {
	FILE *out;
	MD5_CTX md5;
	bool indent;
	bool utf8;
	int depth;
};

/* Days are counted from DIA_DO_REGISTRO, so they are negative. */
struct guia {
	int number; /* from 0, within the lot */
	char numero[24];
	int procedimentos;
	int despesas;
	int first_day;
	int last_day;
	int sequencial; /* the last one given out */
};

/* All that is written, and where to. */
struct lote {
	struct writer xml;
	const struct options *opt;
};

/* ---------------------------------------------------------------- XML */

/* TEXT is UTF-8 and holds nothing that ISO-8859-1 lacks. Returns the length. */
static size_t to_latin1(const char *text, char *latin1, size_t size)
{
	size_t n = 0;

	for (const unsigned char *p = (const unsigned char *)text; *p != '\0' && n < size; p++) {
		unsigned c = *p;

		if (c >= 0x80)
			c = (c & 0x03u) << 6 | (*++p & 0x3fu);
		latin1[n++] = (char)(unsigned char)c;
	}
	return n;
}

static void write_escaped(FILE *out, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		switch (text[i]) {
		case '&':
			fputs("&amp;", out);
			break;
		case '<':
			fputs("&lt;", out);
			break;
		default:
			putc(text[i], out);
		}
	}
}

static void break_line(struct writer *w)
{
	if (w->indent)
		fprintf(w->out, "\n%*s", 2 * w->depth, "");
}

static void open_element(struct writer *w, const char *name)
{
	break_line(w);
	fprintf(w->out, "<ans:%s>", name);
	w->depth++;
}

static void close_element(struct writer *w, const char *name)
{
	w->depth--;
	break_line(w);
	fprintf(w->out, "</ans:%s>", name);
}

static void write_element(struct writer *w, const char *name, const char *text)
{
	char latin1[TEXT_SIZE];
	size_t length = to_latin1(text, latin1, sizeof latin1);

	/* The hash is over ISO-8859-1, whatever the encoding of the file (CO 115). */
	MD5Update(&w->md5, (const uint8_t *)latin1, length);
	break_line(w);
	fprintf(w->out, "<ans:%s>", name);
	if (w->utf8)
		write_escaped(w->out, text, strlen(text));
	else
		write_escaped(w->out, latin1, length);
	fprintf(w->out, "</ans:%s>", name);
}

static void write_number(struct writer *w, const char *name, long value)
{
	char text[24];

	snprintf(text, sizeof text, "%ld", value);
	write_element(w, name, text);
}

/* VALUE in units of 10^-DECIMALS. */
static void write_decimal(struct writer *w, const char *name, int64_t value, int decimals)
{
	char text[48];
	int64_t scale = decimals == 4 ? 10000 : 100;

	snprintf(text, sizeof text, "%lld.%0*lld", (long long)(value / scale), decimals,
		 (long long)(value % scale));
	write_element(w, name, text);
}

static void write_money(struct writer *w, const char *name, int64_t cents)
{
	write_decimal(w, name, cents, 2);
}

static void write_date(struct writer *w, const char *name, int day)
{
	time_t t = DIA_DO_REGISTRO + (time_t)day * 86400;
	struct tm tm;
	char text[16];

	gmtime_r(&t, &tm);
	strftime(text, sizeof text, "%Y-%m-%d", &tm);
	write_element(w, name, text);
}

static void write_time(struct writer *w, const char *name, int minutes)
{
	char text[32];

	snprintf(text, sizeof text, "%02d:%02d:00", minutes / 60, minutes % 60);
	write_element(w, name, text);
}

/* ---------------------------------------------------------------- what is billed */

/* What a guide type draws its procedures from: everything in it once a day. */
struct catalogo {
	const struct procedimento *entry;
	int count;
};

static struct catalogo catalogo_of(enum tipo_guia tipo)
{
	switch (tipo) {
	case HONORARIOS:
		return (struct catalogo){ atos, COUNT(atos) };
	case ODONTO:
		return (struct catalogo){ tratamentos, COUNT(tratamentos) };
	case SP_SADT:
	case INTERNACAO:
	case CONSULTA:
	default:
		return (struct catalogo){ servicos, COUNT(servicos) };
	}
}

static bool has_despesas(enum tipo_guia tipo)
{
	return tipo == SP_SADT || tipo == INTERNACAO;
}

static struct guia plan_guia(const struct options *opt, int number)
{
	struct guia g = { .number = number };
	int a_day = catalogo_of(opt->tipo).count;

	snprintf(g.numero, sizeof g.numero, "%ld", opt->lote * 1000 + number + 1);
	if (has_despesas(opt->tipo))
		g.despesas = opt->itens / DESPESA_EACH;
	g.procedimentos = opt->itens - g.despesas;
	g.last_day = -1 - number % 10;
	g.first_day = g.last_day + 1 - (g.procedimentos + a_day - 1) / a_day;
	return g;
}

/* Procedure K of the guide; guides start at different places of the catalogue. */
struct item {
	const struct procedimento *p;
	int day;
	int quantidade;
};

static struct item procedimento_at(const struct options *opt, const struct guia *g, int k)
{
	struct catalogo c = catalogo_of(opt->tipo);
	struct item item = {
		.p = &c.entry[(k + 7 * g->number) % c.count],
		.day = g->first_day + k / c.count,
		.quantidade = 1,
	};

	if (has_despesas(opt->tipo) && item.p->hora == 0)
		item.quantidade += k % 3 / 2;
	return item;
}

/* Expense K of the guide; diárias belong to a stay in hospital. */
static const struct despesa *despesa_at(const struct options *opt, const struct guia *g, int k, int *day)
{
	int first = opt->tipo == INTERNACAO ? 0 : 1;
	int a_day = COUNT(despesas) - first;

	*day = g->first_day + k / a_day;
	return &despesas[first + k % a_day];
}

/* VALOR in cents, FATOR in hundredths, QUANTIDADE in units of 1/SCALE; cents, rounded half up. */
static int64_t multiply(int64_t quantidade, int64_t scale, int64_t valor, int64_t fator)
{
	return (quantidade * valor * fator + scale * 50) / (scale * 100);
}

static int64_t total_of_item(const struct item *item)
{
	return multiply(item->quantidade, 1, item->p->valor, item->p->fator);
}

static int64_t total_of_despesa(const struct despesa *d)
{
	return multiply(d->quantidade, 10000, d->valor, 100);
}

static int64_t total_of_procedimentos(const struct options *opt, const struct guia *g)
{
	int64_t total = 0;

	for (int k = 0; k < g->procedimentos; k++) {
		struct item item = procedimento_at(opt, g, k);

		total += total_of_item(&item);
	}
	return total;
}

static int64_t total_of_despesas(const struct options *opt, const struct guia *g, const char *codigo)
{
	int64_t total = 0;

	for (int k = 0; k < g->despesas; k++) {
		int day;
		const struct despesa *d = despesa_at(opt, g, k, &day);

		if (strcmp(d->codigo_despesa, codigo) == 0)
			total += total_of_despesa(d);
	}
	return total;
}

/* ---------------------------------------------------------------- blocks that guides share */

static bool before_4(const struct lote *l)
{
	return l->opt->versao < 40000;
}

static const struct profissional *profissional_of(const struct guia *g)
{
	return &profissionais[g->number % COUNT(profissionais)];
}

static const char *beneficiario_of(const struct guia *g)
{
	return beneficiarios[g->number % COUNT(beneficiarios)];
}

static void write_sequencial(struct lote *l, struct guia *g)
{
	g->sequencial++;
	if (l->opt->versao >= 30400)
		write_number(&l->xml, "sequencialItem", g->sequencial);
}

static void write_descricao(struct lote *l, const char *descricao)
{
	char text[TEXT_SIZE];

	snprintf(text, sizeof text, "%s%s", descricao,
		 l->opt->accents ? " (código à vista, sessão única)" : "");
	write_element(&l->xml, "descricaoProcedimento", text);
}

static void write_procedimento(struct lote *l, const char *element, const struct procedimento *p)
{
	struct writer *w = &l->xml;

	open_element(w, element);
	write_element(w, "codigoTabela", "22");
	write_element(w, "codigoProcedimento", p->codigo);
	write_descricao(l, p->descricao);
	close_element(w, element);
}

static void write_cabecalho_guia(struct lote *l, const struct guia *g, const char *element)
{
	struct writer *w = &l->xml;

	open_element(w, element);
	write_element(w, "registroANS", REGISTRO_ANS);
	write_element(w, "numeroGuiaPrestador", g->numero);
	close_element(w, element);
}

static void write_carteira(struct lote *l, const struct guia *g)
{
	char numero[32];

	snprintf(numero, sizeof numero, "%017ld", 9000000 + l->opt->lote % 100000 * 100 + g->number);
	write_element(&l->xml, "numeroCarteira", numero);
}

static void write_dados_beneficiario(struct lote *l, const struct guia *g)
{
	struct writer *w = &l->xml;

	open_element(w, "dadosBeneficiario");
	write_carteira(l, g);
	write_element(w, "atendimentoRN", "N");
	if (before_4(l))
		write_element(w, "nomeBeneficiario", beneficiario_of(g));
	close_element(w, "dadosBeneficiario");
}

static void write_senha(struct lote *l, const struct guia *g, const char *element)
{
	char senha[32];

	snprintf(senha, sizeof senha, "S%s", g->numero);
	write_element(&l->xml, element, senha);
}

static void write_dados_autorizacao(struct lote *l, const struct guia *g)
{
	struct writer *w = &l->xml;

	open_element(w, "dadosAutorizacao");
	write_element(w, "numeroGuiaOperadora", g->numero);
	write_date(w, "dataAutorizacao", g->first_day - 1);
	write_senha(l, g, "senha");
	write_date(w, "dataValidadeSenha", g->last_day + 30);
	close_element(w, "dadosAutorizacao");
}

/* The elements of CONSELHO and CBO have different names in different places. */
static void write_conselho(struct lote *l, const struct profissional *p, const char *conselho,
			   const char *cbo)
{
	struct writer *w = &l->xml;

	/* The council of medicine, before and after its code got a second digit. */
	write_element(w, conselho, l->opt->versao < 30301 ? "6" : "06");
	write_element(w, "numeroConselhoProfissional", p->numero_conselho);
	write_element(w, "UF", "35");
	write_element(w, cbo, "225125");
}

static void write_profissional(struct lote *l, const struct profissional *p, const char *element)
{
	struct writer *w = &l->xml;

	open_element(w, element);
	write_element(w, "nomeProfissional", p->nome);
	write_conselho(l, p, "conselhoProfissional", "CBOS");
	close_element(w, element);
}

static void write_cod_profissional(struct lote *l, const struct profissional *p)
{
	open_element(&l->xml, "codProfissional");
	write_element(&l->xml, "cpfContratado", p->cpf);
	close_element(&l->xml, "codProfissional");
}

/* A contratado that is a legal entity; until 3.05.00 its name stands beside its number. */
static void write_contratado(struct lote *l, const char *cnpj, const char *nome)
{
	write_element(&l->xml, "cnpjContratado", cnpj);
	if (before_4(l))
		write_element(&l->xml, "nomeContratado", nome);
}

static void write_dados_executante(struct lote *l)
{
	struct writer *w = &l->xml;

	open_element(w, "dadosExecutante");
	open_element(w, "contratadoExecutante");
	write_contratado(l, CNPJ_PRESTADOR, NOME_PRESTADOR);
	close_element(w, "contratadoExecutante");
	write_element(w, "CNES", CNES);
	close_element(w, "dadosExecutante");
}

static void write_horas(struct writer *w, int hora)
{
	write_time(w, "horaInicial", hora);
	write_time(w, "horaFinal", hora + 20);
}

/* From the date to the total: the same in SP/SADT, internação and honorários. */
static void write_execucao(struct lote *l, struct guia *g, const struct item *item)
{
	struct writer *w = &l->xml;
	const struct procedimento *p = item->p;

	write_sequencial(l, g);
	write_date(w, "dataExecucao", item->day);
	if (p->hora != 0)
		write_horas(w, p->hora);
	write_procedimento(l, "procedimento", p);
	write_number(w, "quantidadeExecutada", item->quantidade);
	if (p->via_acesso != 0) {
		write_number(w, "viaAcesso", p->via_acesso);
		write_element(w, "tecnicaUtilizada", "1");
	}
	write_money(w, "reducaoAcrescimo", p->fator);
	write_money(w, "valorUnitario", p->valor);
	write_money(w, "valorTotal", total_of_item(item));
}

static void write_membro_equipe(struct lote *l, const struct profissional *p)
{
	write_element(&l->xml, "grauPart", "12");
	write_cod_profissional(l, p);
	write_element(&l->xml, "nomeProf", p->nome);
	write_conselho(l, p, "conselho", "CBOS");
}

static void write_equipe(struct lote *l, const struct guia *g)
{
	struct writer *w = &l->xml;

	if (l->opt->tipo == SP_SADT) {
		open_element(w, "equipeSadt");
		write_membro_equipe(l, profissional_of(g));
		close_element(w, "equipeSadt");
	} else {
		open_element(w, "identEquipe");
		open_element(w, "identificacaoEquipe");
		write_membro_equipe(l, profissional_of(g));
		close_element(w, "identificacaoEquipe");
		close_element(w, "identEquipe");
	}
}

static void write_procedimentos_executados(struct lote *l, struct guia *g)
{
	struct writer *w = &l->xml;

	open_element(w, "procedimentosExecutados");
	for (int k = 0; k < g->procedimentos; k++) {
		struct item item = procedimento_at(l->opt, g, k);

		open_element(w, "procedimentoExecutado");
		write_execucao(l, g, &item);
		if (item.p == &servicos[COUNT(servicos) - 1])
			write_equipe(l, g);
		close_element(w, "procedimentoExecutado");
	}
	close_element(w, "procedimentosExecutados");
}

static void write_servicos_executados(struct lote *l, const struct despesa *d, int day)
{
	struct writer *w = &l->xml;

	open_element(w, "servicosExecutados");
	write_date(w, "dataExecucao", day);
	write_horas(w, d->hora);
	write_element(w, "codigoTabela", "00");
	write_element(w, "codigoProcedimento", d->codigo);
	write_decimal(w, "quantidadeExecutada", d->quantidade, 4);
	write_element(w, "unidadeMedida", d->unidade_medida);
	write_money(w, "reducaoAcrescimo", 100);
	write_money(w, "valorUnitario", d->valor);
	write_money(w, "valorTotal", total_of_despesa(d));
	write_descricao(l, d->descricao);
	close_element(w, "servicosExecutados");
}

static void write_outras_despesas(struct lote *l, struct guia *g)
{
	struct writer *w = &l->xml;

	if (g->despesas == 0)
		return;
	open_element(w, "outrasDespesas");
	for (int k = 0; k < g->despesas; k++) {
		int day;
		const struct despesa *d = despesa_at(l->opt, g, k, &day);

		open_element(w, "despesa");
		write_sequencial(l, g);
		write_element(w, "codigoDespesa", d->codigo_despesa);
		write_servicos_executados(l, d, day);
		close_element(w, "despesa");
	}
	close_element(w, "outrasDespesas");
}

static void write_valor_total(struct lote *l, const struct guia *g)
{
	static const struct {
		const char *element;
		const char *codigo_despesa;
	} buckets[] = {
		{ "valorDiarias", "05" },
		{ "valorTaxasAlugueis", "07" },
		{ "valorMateriais", "03" },
		{ "valorMedicamentos", "02" },
		{ "valorOPME", "08" },
		{ "valorGasesMedicinais", "01" },
	};
	struct writer *w = &l->xml;
	int64_t geral = total_of_procedimentos(l->opt, g);

	open_element(w, "valorTotal");
	write_money(w, "valorProcedimentos", geral);
	for (int i = 0; i < COUNT(buckets); i++) {
		int64_t valor = total_of_despesas(l->opt, g, buckets[i].codigo_despesa);

		if (valor != 0)
			write_money(w, buckets[i].element, valor);
		geral += valor;
	}
	write_money(w, "valorTotalGeral", geral);
	close_element(w, "valorTotal");
}

/* ---------------------------------------------------------------- the five guides */

static void write_dados_solicitante(struct lote *l, const struct guia *g)
{
	struct writer *w = &l->xml;

	open_element(w, "dadosSolicitante");
	open_element(w, "contratadoSolicitante");
	write_contratado(l, CNPJ_HOSPITAL, NOME_HOSPITAL);
	close_element(w, "contratadoSolicitante");
	if (!before_4(l))
		write_element(w, "nomeContratadoSolicitante", NOME_HOSPITAL);
	write_profissional(l, profissional_of(g), "profissionalSolicitante");
	close_element(w, "dadosSolicitante");
}

static void write_dados_solicitacao(struct lote *l, const struct guia *g)
{
	struct writer *w = &l->xml;

	open_element(w, "dadosSolicitacao");
	write_date(w, "dataSolicitacao", g->first_day - 3);
	write_element(w, "caraterAtendimento", "1");
	write_element(w, "indicacaoClinica", "Avaliação clínica e investigação diagnóstica");
	close_element(w, "dadosSolicitacao");
}

static void write_dados_atendimento_sadt(struct lote *l)
{
	struct writer *w = &l->xml;

	open_element(w, "dadosAtendimento");
	/* 05 (exame ambulatorial) gave way to 23 (exame). */
	write_element(w, "tipoAtendimento", l->opt->versao < 40100 ? "05" : "23");
	write_element(w, "indicacaoAcidente", "9");
	if (!before_4(l))
		write_element(w, "regimeAtendimento", "01");
	close_element(w, "dadosAtendimento");
}

static void write_sp_sadt(struct lote *l, struct guia *g)
{
	struct writer *w = &l->xml;

	open_element(w, "guiaSP-SADT");
	write_cabecalho_guia(l, g, "cabecalhoGuia");
	write_dados_autorizacao(l, g);
	write_dados_beneficiario(l, g);
	write_dados_solicitante(l, g);
	write_dados_solicitacao(l, g);
	write_dados_executante(l);
	write_dados_atendimento_sadt(l);
	write_procedimentos_executados(l, g);
	write_outras_despesas(l, g);
	write_element(w, "observacao", "Atendimento realizado conforme autorização prévia");
	write_valor_total(l, g);
	close_element(w, "guiaSP-SADT");
}

static void write_estadia(struct lote *l, const struct guia *g)
{
	struct writer *w = &l->xml;

	open_element(w, "dadosInternacao");
	write_element(w, "caraterAtendimento", "1");
	write_element(w, "tipoFaturamento", "4");
	write_date(w, "dataInicioFaturamento", g->first_day);
	write_time(w, "horaInicioFaturamento", 7 * 60);
	write_date(w, "dataFinalFaturamento", g->last_day);
	write_time(w, "horaFinalFaturamento", 21 * 60);
	write_element(w, "tipoInternacao", "1");
	write_element(w, "regimeInternacao", "1");
	close_element(w, "dadosInternacao");
	open_element(w, "dadosSaidaInternacao");
	write_element(w, "diagnostico", "J189");
	write_element(w, "indicadorAcidente", "9");
	write_element(w, "motivoEncerramento", "12");
	close_element(w, "dadosSaidaInternacao");
}

static void write_internacao(struct lote *l, struct guia *g)
{
	struct writer *w = &l->xml;

	open_element(w, "guiaResumoInternacao");
	write_cabecalho_guia(l, g, "cabecalhoGuia");
	write_element(w, "numeroGuiaSolicitacaoInternacao", g->numero);
	write_dados_autorizacao(l, g);
	write_dados_beneficiario(l, g);
	write_dados_executante(l);
	write_estadia(l, g);
	write_procedimentos_executados(l, g);
	write_valor_total(l, g);
	write_outras_despesas(l, g);
	write_element(w, "observacao", "Internação clínica sem intercorrências");
	close_element(w, "guiaResumoInternacao");
}

static void write_partes_honorarios(struct lote *l, const struct guia *g)
{
	struct writer *w = &l->xml;

	open_element(w, "beneficiario");
	write_carteira(l, g);
	if (before_4(l))
		write_element(w, "nomeBeneficiario", beneficiario_of(g));
	write_element(w, "atendimentoRN", "N");
	close_element(w, "beneficiario");
	open_element(w, "localContratado");
	open_element(w, "codigoContratado");
	write_element(w, "cnpjLocalExecutante", CNPJ_HOSPITAL);
	close_element(w, "codigoContratado");
	write_element(w, "nomeContratado", NOME_HOSPITAL);
	write_element(w, "cnes", CNES);
	close_element(w, "localContratado");
	open_element(w, "dadosContratadoExecutante");
	write_element(w, "codigonaOperadora", CODIGO_PRESTADOR);
	if (before_4(l))
		write_element(w, "nomeContratadoExecutante", NOME_PRESTADOR);
	write_element(w, "cnesContratadoExecutante", CNES);
	close_element(w, "dadosContratadoExecutante");
}

static void write_profissionais_honorarios(struct lote *l, const struct profissional *p)
{
	struct writer *w = &l->xml;

	open_element(w, "profissionais");
	write_element(w, "grauParticipacao", "12");
	write_cod_profissional(l, p);
	write_element(w, "nomeProfissional", p->nome);
	write_conselho(l, p, "conselhoProfissional", "CBO");
	close_element(w, "profissionais");
}

static void write_procedimentos_realizados(struct lote *l, struct guia *g)
{
	struct writer *w = &l->xml;

	open_element(w, "procedimentosRealizados");
	for (int k = 0; k < g->procedimentos; k++) {
		struct item item = procedimento_at(l->opt, g, k);

		open_element(w, "procedimentoRealizado");
		write_execucao(l, g, &item);
		write_profissionais_honorarios(l, profissional_of(g));
		close_element(w, "procedimentoRealizado");
	}
	close_element(w, "procedimentosRealizados");
}

static void write_honorarios(struct lote *l, struct guia *g)
{
	struct writer *w = &l->xml;

	open_element(w, "guiaHonorarios");
	write_cabecalho_guia(l, g, "cabecalhoGuia");
	write_element(w, "guiaSolicInternacao", g->numero);
	write_senha(l, g, "senha");
	write_partes_honorarios(l, g);
	open_element(w, "dadosInternacao");
	write_date(w, "dataInicioFaturamento", g->first_day);
	write_date(w, "dataFimFaturamento", g->last_day);
	if (l->opt->versao >= 40300)
		write_element(w, "caraterAtendimento", "1");
	close_element(w, "dadosInternacao");
	write_procedimentos_realizados(l, g);
	write_money(w, "valorTotalHonorarios", total_of_procedimentos(l->opt, g));
	write_date(w, "dataEmissaoGuia", g->last_day);
	close_element(w, "guiaHonorarios");
}

static void write_consulta(struct lote *l, struct guia *g)
{
	struct writer *w = &l->xml;

	open_element(w, "guiaConsulta");
	write_cabecalho_guia(l, g, "cabecalhoConsulta");
	write_element(w, "numeroGuiaOperadora", g->numero);
	write_dados_beneficiario(l, g);
	open_element(w, "contratadoExecutante");
	write_contratado(l, CNPJ_PRESTADOR, NOME_PRESTADOR);
	write_element(w, "CNES", CNES);
	close_element(w, "contratadoExecutante");
	write_profissional(l, profissional_of(g), "profissionalExecutante");
	write_element(w, "indicacaoAcidente", "9");
	open_element(w, "dadosAtendimento");
	if (!before_4(l))
		write_element(w, "regimeAtendimento", "01");
	write_date(w, "dataAtendimento", g->last_day);
	write_element(w, "tipoConsulta", "1");
	open_element(w, "procedimento");
	write_element(w, "codigoTabela", "22");
	write_element(w, "codigoProcedimento", "10101012");
	write_money(w, "valorProcedimento", 15000);
	close_element(w, "procedimento");
	close_element(w, "dadosAtendimento");
	write_element(w, "observacao", "Consulta em consultório, retorno em até 30 dias");
	close_element(w, "guiaConsulta");
}

static void write_profissionais_odonto(struct lote *l, const struct guia *g)
{
	struct writer *w = &l->xml;
	const struct profissional *p = profissional_of(g);

	open_element(w, "dadosProfissionaisResponsaveis");
	write_element(w, "codigoProfExec", p->cpf);
	if (before_4(l))
		write_element(w, "nomeProfExec", p->nome);
	write_element(w, "croExec", p->numero_conselho);
	write_element(w, "ufExec", "35");
	write_element(w, "cnesExec", CNES);
	write_element(w, "cbosExec2", "223208");
	close_element(w, "dadosProfissionaisResponsaveis");
}

static void write_procedimento_odonto(struct lote *l, struct guia *g, const struct item *item)
{
	struct writer *w = &l->xml;

	open_element(w, "procedimentosExecutados");
	write_sequencial(l, g);
	write_procedimento(l, "procSolic", item->p);
	open_element(w, "denteRegiao");
	write_element(w, "codDente", dentes[g->sequencial % COUNT(dentes)]);
	close_element(w, "denteRegiao");
	write_number(w, "qtdProc", item->quantidade);
	write_money(w, "valorProc", total_of_item(item));
	write_element(w, "autorizado", "true");
	write_date(w, "dataRealizacao", item->day);
	close_element(w, "procedimentosExecutados");
}

static void write_odonto(struct lote *l, struct guia *g)
{
	struct writer *w = &l->xml;

	open_element(w, "guiaOdonto");
	write_element(w, "registroANS", REGISTRO_ANS);
	write_element(w, "numeroGuiaPrestador", g->numero);
	write_date(w, "dataAutorizacao", g->first_day - 1);
	write_senha(l, g, "senhaAutorizacao");
	write_date(w, "validadeSenha", g->last_day + 30);
	write_dados_beneficiario(l, g);
	write_element(w, "planoBeneficiario", "Odontológico Básico");
	write_profissionais_odonto(l, g);
	for (int k = 0; k < g->procedimentos; k++) {
		struct item item = procedimento_at(l->opt, g, k);

		write_procedimento_odonto(l, g, &item);
	}
	write_date(w, "dataTerminoTrat", g->last_day);
	write_element(w, "tipoAtendimento", "1");
	write_element(w, "tipoFaturamento", "4");
	write_money(w, "valorTotalProc", total_of_procedimentos(l->opt, g));
	close_element(w, "guiaOdonto");
}

/* ---------------------------------------------------------------- the message */

static void write_cabecalho(struct lote *l)
{
	struct writer *w = &l->xml;

	open_element(w, "cabecalho");
	open_element(w, "identificacaoTransacao");
	write_element(w, "tipoTransacao", "ENVIO_LOTE_GUIAS");
	write_number(w, "sequencialTransacao", l->opt->lote);
	write_date(w, "dataRegistroTransacao", 0);
	write_time(w, "horaRegistroTransacao", 10 * 60 + 15);
	close_element(w, "identificacaoTransacao");
	open_element(w, "origem");
	open_element(w, "identificacaoPrestador");
	write_element(w, "CNPJ", CNPJ_PRESTADOR);
	close_element(w, "identificacaoPrestador");
	close_element(w, "origem");
	open_element(w, "destino");
	write_element(w, "registroANS", REGISTRO_ANS);
	close_element(w, "destino");
	write_element(w, l->opt->versao < 30202 ? "versaoPadrao" : "Padrao", l->opt->versao_text);
	close_element(w, "cabecalho");
}

static void write_lote_guias(struct lote *l)
{
	static void (*const write_guia[])(struct lote *, struct guia *) = {
		[SP_SADT] = write_sp_sadt,	 [CONSULTA] = write_consulta,
		[INTERNACAO] = write_internacao, [HONORARIOS] = write_honorarios,
		[ODONTO] = write_odonto,
	};
	struct writer *w = &l->xml;

	open_element(w, "prestadorParaOperadora");
	open_element(w, "loteGuias");
	write_number(w, "numeroLote", l->opt->lote);
	open_element(w, "guiasTISS");
	for (int i = 0; i < l->opt->guias; i++) {
		struct guia g = plan_guia(l->opt, i);

		write_guia[l->opt->tipo](l, &g);
	}
	close_element(w, "guiasTISS");
	close_element(w, "loteGuias");
	close_element(w, "prestadorParaOperadora");
}

static void write_epilogo(struct writer *w)
{
	char hash[MD5_DIGEST_STRING_LENGTH];

	MD5End(&w->md5, hash);
	open_element(w, "epilogo");
	write_element(w, "hash", hash);
	close_element(w, "epilogo");
}

static void write_root_start(struct lote *l)
{
	const char *v = l->opt->versao_text;

	fprintf(l->xml.out, "<?xml version=\"1.0\" encoding=\"%s\"?>\n",
		l->opt->utf8 ? "UTF-8" : "ISO-8859-1");
	fprintf(l->xml.out,
		"<ans:mensagemTISS xmlns:ans=\"http://www.ans.gov.br/padroes/tiss/schemas\""
		" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
		" xsi:schemaLocation=\"http://www.ans.gov.br/padroes/tiss/schemas"
		" http://www.ans.gov.br/padroes/tiss/schemas/tissV%c_%.2s_%.2s.xsd\">",
		v[0], v + 2, v + 5);
	l->xml.depth = 1;
}

static void write_mensagem(const struct options *opt, FILE *out)
{
	struct lote l = {
		.opt = opt,
		.xml = { .out = out, .indent = opt->indent, .utf8 = opt->utf8 },
	};

	MD5Init(&l.xml.md5);
	write_root_start(&l);
	write_cabecalho(&l);
	write_lote_guias(&l);
	write_epilogo(&l.xml);
	close_element(&l.xml, "mensagemTISS");
	putc('\n', out);
}

/* ---------------------------------------------------------------- options */

static const char usage[] =
	"usage: gen-lot [--type sp-sadt|consulta|internacao|honorarios|odonto]\n"
	"               [--guides 1..100] [--items 1..9999] [--version 4.03.00]\n"
	"               [--indent|--one-line] [--encoding ISO-8859-1|UTF-8]\n"
	"               [--lot N] [--accents]\n"
	"Writes one valid lot to standard output. --items is per guide; a consulta has one.\n";

static bool parse_number(const char *text, long max, long *value)
{
	char *end;

	*value = strtol(text, &end, 10);
	return end != text && *end == '\0' && *value >= 1 && *value <= max;
}

static bool parse_int(const char *text, int max, int *value)
{
	long wide;

	if (!parse_number(text, max, &wide))
		return false;
	*value = (int)wide;
	return true;
}

static bool parse_tipo(const char *text, enum tipo_guia *tipo)
{
	static const char *const names[] = {
		[SP_SADT] = "sp-sadt",	     [CONSULTA] = "consulta", [INTERNACAO] = "internacao",
		[HONORARIOS] = "honorarios", [ODONTO] = "odonto",
	};

	for (int i = 0; i < COUNT(names); i++) {
		if (strcmp(text, names[i]) == 0) {
			*tipo = (enum tipo_guia)i;
			return true;
		}
	}
	return false;
}

static bool parse_versao(const char *text, struct options *opt)
{
	static const int versoes[] = { 30200, 30201, 30202, 30301, 30302, 30303, 30400,
				       30401, 30500, 40000, 40001, 40100, 40200, 40300 };

	for (int i = 0; i < COUNT(versoes); i++) {
		char name[24];
		int v = versoes[i];

		snprintf(name, sizeof name, "%d.%02d.%02d", v / 10000, v / 100 % 100, v % 100);
		if (strcmp(text, name) == 0) {
			opt->versao = v;
			opt->versao_text = text;
			return true;
		}
	}
	return false;
}

static bool parse_encoding(const char *text, bool *utf8)
{
	*utf8 = strcmp(text, "UTF-8") == 0;
	return *utf8 || strcmp(text, "ISO-8859-1") == 0;
}

static bool parse_flag(const char *name, struct options *opt)
{
	if (strcmp(name, "--indent") == 0)
		opt->indent = true;
	else if (strcmp(name, "--one-line") == 0)
		opt->indent = false;
	else if (strcmp(name, "--accents") == 0)
		opt->accents = true;
	else
		return false;
	return true;
}

static bool parse_option(const char *name, const char *value, struct options *opt)
{
	if (strcmp(name, "--type") == 0)
		return parse_tipo(value, &opt->tipo);
	if (strcmp(name, "--guides") == 0)
		return parse_int(value, MAX_GUIAS, &opt->guias);
	if (strcmp(name, "--items") == 0)
		return parse_int(value, MAX_ITENS, &opt->itens);
	if (strcmp(name, "--version") == 0)
		return parse_versao(value, opt);
	if (strcmp(name, "--encoding") == 0)
		return parse_encoding(value, &opt->utf8);
	if (strcmp(name, "--lot") == 0)
		return parse_number(value, 99999999, &opt->lote);
	return false;
}

static bool parse_options(int argc, char **argv, struct options *opt)
{
	for (int i = 1; i < argc; i++) {
		if (parse_flag(argv[i], opt))
			continue;
		if (i + 1 == argc || !parse_option(argv[i], argv[i + 1], opt))
			return false;
		i++;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct options opt = {
		.tipo = SP_SADT,
		.guias = 10,
		.itens = 10,
		.versao = 40300,
		.versao_text = "4.03.00",
		.lote = 1,
	};

	if (!parse_options(argc, argv, &opt)) {
		fputs(usage, stderr);
		return 2;
	}
	if (opt.tipo == CONSULTA)
		opt.itens = 1;
	write_mensagem(&opt, stdout);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("gen-lot: standard output");
		return 2;
	}
	return 0;
}
