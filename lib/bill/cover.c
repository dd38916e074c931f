#include "bill/cover.h"

#include <string.h>

const char *cover_guide_title(const char *type)
{
	static const struct {
		const char *type, *title;
	} titles[] = {
		{ "consulta", "Guia de Consulta" }, { "sp-sadt", "Guia de SP/SADT" }, { "internacao", "Guia de Resumo de Internação" },
		{ "honorarios", "Guia de Honorários" }, { "odonto", "Guia de Tratamento Odontológico" },
	};
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		if (strcmp(titles[i].type, type) == 0)
			return titles[i].title;
	return type;
}

const char *cover_channel_title(const char *channel)
{
	if (channel == NULL)
		return "";
	return strcmp(channel, "webservice") == 0 ? "Web service" : "Portal da operadora";
}
