#include "sim/sim_fault.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum value_kind { VALUE_NONE, VALUE_NUMBER, VALUE_TEXT };

static const struct {
	const char *name;
	enum value_kind value;
	uint64_t min, max;
	const char *help;
} manners[SIM_MANNERS] = {
	[SIM_NORMAL] = { "normal", VALUE_NONE, 0, 0, "responde como deve" },
	[SIM_REFUSE] = { "refuse", VALUE_TEXT, 0, 0, "recusa com mensagemErro e o código dado (refuse:3268); nada é recebido" },
	[SIM_FAULT] = { "fault", VALUE_TEXT, 0, 0, "tissFaultWS (fault:LoginInvalido); só ErroInesperadoServidor vem depois de receber" },
	[SIM_SOAP_FAULT] = { "soap-fault", VALUE_TEXT, 0, 0, "falha SOAP sem tissFaultWS: Client (nada é recebido) ou Server (recebido)" },
	[SIM_DELAY] = { "delay", VALUE_NUMBER, 1, 3600000, "recebe, e demora tantos milissegundos para responder (delay:5000)" },
	[SIM_DROP] = { "drop", VALUE_NONE, 0, 0, "recebe, e fecha a conexão sem responder" },
	[SIM_LOSE] = { "lose", VALUE_NONE, 0, 0, "fecha a conexão sem responder, e nada foi recebido" },
	[SIM_CUT] = { "cut", VALUE_NONE, 0, 0, "recebe, e fecha a conexão no meio da resposta" },
	[SIM_GARBAGE] = { "garbage", VALUE_NONE, 0, 0, "recebe, e responde o que não é XML" },
	[SIM_EMPTY] = { "empty", VALUE_NONE, 0, 0, "recebe, e a resposta vem vazia" },
	[SIM_REPEAT] = { "repeat", VALUE_NONE, 0, 0, "recebe, e dá o protocolo do lote anterior" },
	[SIM_WRONG_LOT] = { "wrong-lot", VALUE_NONE, 0, 0, "recebe, e o recibo traz o número de outro lote" },
	[SIM_HTTP] = { "http", VALUE_NUMBER, 300, 599, "situação HTTP sem SOAP (http:404, http:302); com 5xx o lote foi recebido" },
	[SIM_SOAP_STATUS] = { "soap-status", VALUE_NUMBER, 200, 599, "responde como deve, mas com a situação HTTP dada (soap-status:500)" },
	[SIM_HUGE] = { "huge", VALUE_NUMBER, 1, UINT64_C(1) << 40, "recebe, e a resposta tem tantos bytes a mais (huge:100000000)" },
	[SIM_PREFIX] = { "prefix", VALUE_TEXT, 0, 0, "responde com este prefixo nos elementos (prefix:ns2); prefix:- é sem prefixo" },
	[SIM_BARE] = { "bare", VALUE_NONE, 0, 0, "responde sem envelope SOAP e sem declaração XML" },
	[SIM_OTHER] = { "other", VALUE_NONE, 0, 0, "recebe, e responde com a mensagem de outro serviço" },
};

static const char *const service_names[WS_SERVICES] = {
	[WS_LOT] = "lote", [WS_STATUS] = "status", [WS_STATEMENT] = "demonstrativo"
};

const char *sim_manner_name(enum sim_manner manner)
{
	return manners[manner].name;
}

const char *sim_service_name(enum ws_service service)
{
	return service_names[service];
}

void sim_manner_list(struct buf *out)
{
	for (int i = 0; i < SIM_MANNERS; i++)
		buf_addf(out, "%-12s %s\n", manners[i].name, manners[i].help);
}

/* Reads all of TEXT as a number from MIN to MAX. */
static bool number_of(const char *text, uint64_t min, uint64_t max, uint64_t *number)
{
	size_t digits = strspn(text, "0123456789");
	if (digits == 0 || digits > 15 || text[digits] != '\0')
		return false;
	*number = strtoull(text, NULL, 10);
	return *number >= min && *number <= max;
}

static int service_of(const char *name)
{
	for (int i = 0; i < WS_SERVICES; i++)
		if (strcmp(name, service_names[i]) == 0)
			return i;
	return -1;
}

static bool is_word(const char *text)
{
	return text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")] == '\0';
}

/* MANNER[:VALUE] */
static int read_manner(struct sim_rule *rule, char *text, struct error *err)
{
	char *value = strchr(text, ':');
	if (value != NULL)
		*value++ = '\0';
	int m = 0;
	while (m < SIM_MANNERS && strcmp(text, manners[m].name) != 0)
		m++;
	if (m == SIM_MANNERS)
		return error_set(err, "“%s” não é um comportamento; operator-sim --manners os lista", text);
	rule->manner = (enum sim_manner)m;
	if ((manners[m].value == VALUE_NONE) != (value == NULL))
		return error_set(err, value == NULL ? "“%s” precisa de um valor, %s:VALOR" : "“%s” não leva valor (%s)", text, text);
	if (manners[m].value == VALUE_NUMBER && !number_of(value, manners[m].min, manners[m].max, &rule->number))
		return error_set(err, "“%s:%s”: esperado um número de %llu a %llu", text, value, (unsigned long long)manners[m].min,
		                 (unsigned long long)manners[m].max);
	if (manners[m].value == VALUE_TEXT && (!is_word(value) || *value == '\0' || strlen(value) >= sizeof rule->value))
		return error_set(err, "“%s:%s”: esperadas letras e algarismos", text, value);
	if (value != NULL && strlen(value) < sizeof rule->value)
		memcpy(rule->value, value, strlen(value) + 1);
	return 0;
}

/* SERVICE=MANNER[:VALUE][*TIMES] */
static int read_rule(struct sim_rule *rule, char *text, struct error *err)
{
	char *manner = strchr(text, '='), *times = strrchr(text, '*');
	if (manner == NULL)
		return error_set(err, "“%s”: esperado SERVIÇO=COMPORTAMENTO, como em lote=drop*1", text);
	*manner++ = '\0';
	rule->service = service_of(text);
	if (rule->service < 0 && strcmp(text, "todos") != 0)
		return error_set(err, "“%s” não é um serviço: lote, status, demonstrativo ou todos", text);
	if (times != NULL && times > manner) {
		*times++ = '\0';
		if (!number_of(times, 1, 1000000, &rule->left))
			return error_set(err, "“%s”: esperado o número de vezes, de 1 a 1000000", times);
	}
	return read_manner(rule, manner, err);
}

int sim_rules_add(struct sim_rules *r, const char *text, struct error *err)
{
	while (*text != '\0') {
		size_t len = strcspn(text, ",\n");
		char *one = mem_dup_n(text, len);
		struct sim_rule *rule = mem_zero(1, sizeof *rule), **end = &r->first;
		if (len > 0 && read_rule(rule, one, err) != 0) {
			free(one);
			free(rule);
			return -1;
		}
		free(one);
		while (*end != NULL)
			end = &(*end)->next;
		if (len > 0)
			*end = rule;
		else
			free(rule);
		text += len + (text[len] != '\0');
	}
	return 0;
}

void sim_rules_clear(struct sim_rules *r)
{
	while (r->first != NULL) {
		struct sim_rule *next = r->first->next;
		free(r->first);
		r->first = next;
	}
}

struct sim_rule sim_rules_take(struct sim_rules *r, enum ws_service service)
{
	for (struct sim_rule **at = &r->first; *at != NULL; at = &(*at)->next) {
		struct sim_rule *rule = *at, taken = *rule;
		if (rule->service != -1 && rule->service != (int)service)
			continue;
		if (rule->left == 1) {
			*at = rule->next;
			free(rule);
		} else if (rule->left > 1) {
			rule->left--;
		}
		return taken;
	}
	return (struct sim_rule){ .manner = SIM_NORMAL };
}
