#include "tiss/endpoint.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PORT_DIGITS = 5, PORT_MAX = 65535 };

static const char digits[] = "0123456789";
static const char host_characters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";

/* Visible ASCII without what a URL has to escape. */
static bool is_clean(const char *url)
{
	for (const char *c = url; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~' || strchr("\"<>\\^`{|}", *c) != NULL)
			return false;
	return true;
}

/* Four numbers up to 255, the first of them 127. */
static bool is_loopback_ipv4(const char *host, size_t len)
{
	const char *end = host + len;
	for (int part = 0; part < 4; part++) {
		size_t n = strspn(host, digits);
		int number = n >= 1 && n <= 3 ? atoi(host) : -1;
		if (number < 0 || number > 255 || (part == 0 && number != 127))
			return false;
		host += n;
		if (part < 3 && *host++ != '.')
			return false;
	}
	return host == end;
}

static bool is_loopback(const char *host, size_t len)
{
	return (len == 9 && strncasecmp(host, "localhost", len) == 0) || (len == 5 && strncmp(host, "[::1]", len) == 0) ||
	       is_loopback_ipv4(host, len);
}

/* The length of the host that AUTHORITY begins with, 0 when it has none. */
static size_t host_length(const char *authority)
{
	if (*authority != '[')
		return strspn(authority, host_characters);
	size_t inside = strspn(authority + 1, "0123456789abcdefABCDEF:.");
	return inside > 0 && authority[1 + inside] == ']' ? inside + 2 : 0;
}

/* Whether TEXT, LEN bytes behind the host, is nothing or a port. */
static bool is_port(const char *text, size_t len)
{
	if (len == 0)
		return true;
	if (*text != ':' || len == 1 || len > 1 + PORT_DIGITS || strspn(text + 1, digits) != len - 1)
		return false;
	int port = atoi(text + 1);
	return port >= 1 && port <= PORT_MAX;
}

const char *endpoint_wrong(const char *url, bool base)
{
	bool secure = strncasecmp(url, "https://", 8) == 0;
	if (!secure && strncasecmp(url, "http://", 7) != 0)
		return "esperado um endereço que começa por https://";
	if (!is_clean(url) || strchr(url, '#') != NULL)
		return "esperado um endereço sem espaços, acentos, aspas nem “#”";
	const char *authority = url + (secure ? 8 : 7);
	size_t len = strcspn(authority, "/?"), host = host_length(authority);
	if (memchr(authority, '@', len) != NULL)
		return "esperado um endereço sem usuário nem senha (eles ficam no arquivo de login-file)";
	if (host == 0 || !is_port(authority + host, len - host))
		return "esperado https://SERVIDOR[:PORTA][/CAMINHO]";
	if (!secure && !is_loopback(authority, host))
		return "esperado https://; http:// só vale para a própria máquina (localhost, 127.0.0.1, [::1])";
	if (base && strchr(url, '?') != NULL)
		return "esperado um endereço sem “?”: o nome do serviço é posto no fim dele";
	return NULL;
}
