#include "match/auth_input.h"

#include <string.h>

const struct csv_column auth_columns[AUTH_COLUMNS] = {
	[AUTH_GUIDE] = { .name = "numeroGuiaOperadora", .required = true },
	[AUTH_PASSWORD] = { .name = "senha", .required = true },
	[AUTH_DATE] = { .name = "dataAutorizacao" },
	[AUTH_VALID_UNTIL] = { .name = "dataValidadeSenha" },
	[AUTH_STATUS] = { .name = "statusSolicitacao", .required = true },
	[AUTH_CARD] = { .name = "numeroCarteira", .required = true, .personal = true },
	[AUTH_ITEM] = { .name = "sequencialItem", .required = true },
	[AUTH_TABLE] = { .name = "codigoTabela", .required = true },
	[AUTH_CODE] = { .name = "codigoProcedimento", .required = true },
	[AUTH_QUANTITY] = { .name = "quantidadeAutorizada", .required = true },
	[AUTH_TOOTH] = { .name = "codDente" },
	[AUTH_REGION] = { .name = "codRegiao" },
	[AUTH_FACE] = { .name = "denteFace" },
	[AUTH_PARTICIPATION] = { .name = "grauParticipacao" },
	[AUTH_PAID] = { .name = "quantidadePaga" },
	[AUTH_PAYABLE] = { .name = "valorPagar" },
	[AUTH_RECEIVABLE] = { .name = "valorReceber" },
	[AUTH_NUMBER_PAYABLE] = { .name = "nroGcrPag" },
	[AUTH_NUMBER_RECEIVABLE] = { .name = "nroGcrRec" },
};

int auth_input_open(struct auth_input *a, const char *name, uint32_t number, struct error *err)
{
	*a = (struct auth_input){ .name = strcmp(name, "-") == 0 ? "(entrada padrão)" : name, .number = number };
	if (fix_input_open(&a->in, name, a->name, err) != 0)
		return -1;
	a->xml = fix_input_is_xml(&a->in);
	return 0;
}

void auth_input_close(struct auth_input *a)
{
	fix_input_close(&a->in);
}

int auth_input_read(struct auth_input *a, struct auth_listener *l, struct error *err)
{
	l->complaints = l->refused = 0;
	if (fix_input_rewind(&a->in, err) != 0)
		return -1;
	return a->xml ? auth_xml_read(a, l, err) : auth_csv_read(a, l, err);
}
