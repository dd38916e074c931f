#include "io/render.h"

#include <string.h>
#include <strings.h>

const struct render_format render_formats[] = {
	{ "text", false, render_text_open },
	{ "html", false, render_html_open },
	{ "pdf", false, render_pdf_open },
	{ "csv", false, render_csv_open },
	{ "xml", true, render_xml_open },
	{ NULL, false, NULL }
};

const struct render_format *render_format_of(const char *name)
{
	for (const struct render_format *f = render_formats; f->name != NULL; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

const struct render_format *render_format_of_file(const char *path)
{
	const char *dot = strrchr(path, '.');
	if (dot == NULL || strchr(dot, '/') != NULL)
		return NULL;
	const char *ending = dot + 1;
	if (strcasecmp(ending, "txt") == 0)
		ending = "text";
	else if (strcasecmp(ending, "htm") == 0)
		ending = "html";
	for (const struct render_format *f = render_formats; f->name != NULL; f++)
		if (strcasecmp(f->name, ending) == 0)
			return f;
	return NULL;
}
