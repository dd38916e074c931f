/* A text that lies somewhere else. */
#ifndef BASE_TEXT_REF_H
#define BASE_TEXT_REF_H

#include <stddef.h>

struct text_ref {
	const char *text; /* need not be NUL-terminated; NULL or "": nothing */
	size_t len;
};

#endif
