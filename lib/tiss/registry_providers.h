/* The operator's providers, by its own code or by CNPJ or CPF: a CSV with codigoPrestador, cnpjCpf, nome, cnes, inicio, fim,
 * of which the first two columns are required, and no value of either may repeat. */
#ifndef TISS_REGISTRY_PROVIDERS_H
#define TISS_REGISTRY_PROVIDERS_H

#include <stddef.h>

#include "tiss/registry.h"

/* All borrowed until the registry is freed; "" where the file gives nothing. */
struct provider {
	const char *code;
	const char *cnpj_cpf; /* as TISS writes it: without points, slash and hyphen */
	const char *name;
	const char *cnes;
	struct registry_validity validity;
	long line;
};

struct registry_providers;

/* Loads PATH ("-": standard input); OPTIONS as csv_reader_open has them. NULL with ERR set when the file is no such registry:
 * a repeated or missing key, check digits that do not hold, a date that does not exist, an end before its start. */
struct registry_providers *registry_providers_load(const char *path, const struct csv_options *options, struct error *err);
void registry_providers_free(struct registry_providers *p);

size_t registry_providers_count(const struct registry_providers *p);

/* Whether the provider was in the network on DATE. *FOUND, which may be NULL, is the provider, NULL when unknown. */
enum registry_answer registry_providers_by_code(const struct registry_providers *p, const char *code, size_t len,
                                                date_days date, const struct provider **found);
enum registry_answer registry_providers_by_cnpj_cpf(const struct registry_providers *p, const char *cnpj_cpf, size_t len,
                                                    date_days date, const struct provider **found);

#endif
