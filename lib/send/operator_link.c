#include "send/operator_link.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"

enum { LOGIN_FILE_MAX = 4096 };

/* ---- the login ---- */

static int set_login(struct operator_link *l, const char *login, const char *password, const char *from, struct error *err)
{
	if (*login == '\0' || strlen(login) >= LOGIN_MAX)
		return error_set(err, "%s: o login está vazio, ou é comprido demais", from);
	if (*password == '\0')
		return error_set(err, "%s: falta a senha", from);
	strcpy(l->login, login);
	ws_password_md5(password, l->password_md5);
	return 0;
}

/* Others may not read a password. */
static int check_mode(const char *path, struct error *err)
{
	struct stat st;
	if (stat(path, &st) != 0)
		return error_sys(err, errno, "%s", path);
	if ((st.st_mode & 077) != 0)
		return error_set(err, "%s: guarda a senha do prestador, e outros usuários podem lê-lo: chmod 600", path);
	return 0;
}

/* "KEY = VALUE": the value, without the blanks around it; NULL when LINE says something else. LINE is cut. */
static char *value_of(char *line, const char *key)
{
	static const char blank[] = " \t\r";
	size_t len = strlen(key);
	line += strspn(line, blank);
	if (strncmp(line, key, len) != 0)
		return NULL;
	line += len + strspn(line + len, blank);
	if (*line != '=')
		return NULL;
	line += 1 + strspn(line + 1, blank);
	for (size_t n = strlen(line); n > 0 && strchr(blank, line[n - 1]) != NULL; n--)
		line[n - 1] = '\0';
	return line;
}

/* Lines "login = ..." and "password = ...", "#" before what is no matter. */
static int parse_login(struct operator_link *l, char *text, const char *path, struct error *err)
{
	const char *login = "", *password = "";
	char *next;
	for (char *line = text; line != NULL; line = next) {
		char *end = strchr(line, '\n'), *value;
		next = end != NULL ? end + 1 : NULL;
		if (end != NULL)
			*end = '\0';
		if ((value = value_of(line, "login")) != NULL)
			login = value;
		else if ((value = value_of(line, "password")) != NULL)
			password = value;
		else if (line[strspn(line, " \t\r")] != '\0' && line[0] != '#')
			return error_set(err, "%s: esperado “login = …” e “password = …”, uma linha cada", path);
	}
	return set_login(l, login, password, path, err);
}

static int read_login_file(struct operator_link *l, const char *path, struct error *err)
{
	size_t len;
	if (check_mode(path, err) != 0)
		return -1;
	char *text = file_read(path, LOGIN_FILE_MAX, &len, err);
	if (text == NULL)
		return -1;
	int result = parse_login(l, text, path, err);
	memset(text, 0, len);
	free(text);
	return result;
}

static int read_login(struct operator_link *l, struct error *err)
{
	const char *login = getenv("TISS_LOGIN"), *password = getenv("TISS_PASSWORD");
	if (login != NULL || password != NULL)
		return set_login(l, login != NULL ? login : "", password != NULL ? password : "", "TISS_LOGIN e TISS_PASSWORD", err);
	return l->profile->login_file != NULL ? read_login_file(l, l->profile->login_file, err) : 0;
}

/* ---- the link ---- */

static int load_profile(struct operator_link *l, const char *given, const char *registro, struct error *err)
{
	l->profile = given != NULL ? profile_load(given, err) : profile_find(registro, err);
	if (l->profile != NULL && l->profile->registro != NULL && strcmp(l->profile->registro, registro) != 0)
		return error_set(err, "%s: é o perfil da operadora %s, e o lote é da %s", l->profile->file, l->profile->registro, registro);
	if (l->profile == NULL && err->text.len == 0)
		error_set(err, "operadora %s: não há perfil dela; é nele que fica o endereço dos serviços (tiss-profile(5))", registro);
	return l->profile != NULL ? 0 : -1;
}

int operator_link_open(struct operator_link *l, struct lot_send *x, const char *registro, enum ws_service service, struct error *err)
{
	memset(l, 0, sizeof *l);
	if (load_profile(l, x->o->profile, registro, err) != 0)
		return -1;
	const struct profile *p = l->profile;
	if (!profile_endpoint(p, ws_service_name(service), &l->url))
		return error_set(err, "%s: falta o endereço do serviço: endpoint, ou endpoint-%s", p->file, ws_service_name(service));
	l->encoding = p->encoding == PROFILE_UTF_8 ? XML_OUT_UTF_8 : XML_OUT_ISO_8859_1;
	l->soap = (struct soap_options){
		.url = buf_str(&l->url), .ca_file = p->ca_file, .client_certificate = p->client_certificate, .client_key = p->client_key,
		.connect_timeout = p->connect_timeout, .total_timeout = p->total_timeout, .insecure = x->o->insecure,
	};
	if (x->o->insecure)
		x->o->say(x->o->context, "aviso: --insecure: o certificado da operadora não é conferido; qualquer um no caminho pode ler e mudar os "
		                         "dados de saúde que são enviados");
	vocabulary_init(&l->vocabulary);
	l->schemas = schema_store_open(&l->vocabulary, false);
	return read_login(l, err);
}

void operator_link_release(struct operator_link *l)
{
	profile_free(l->profile);
	buf_release(&l->url);
	if (l->schemas != NULL) {
		schema_store_free(l->schemas);
		vocabulary_release(&l->vocabulary);
	}
	memset(l, 0, sizeof *l);
}

struct schema *operator_link_schema(struct operator_link *l, const char *version, struct error *err)
{
	struct schema *s = schema_store_get(l->schemas, version, err);
	if (s == NULL)
		error_set(err, "não há tabela da versão %s do Padrão TISS (tiss-schema list mostra as que há)", version);
	return s;
}

void operator_link_header(const struct operator_link *l, struct ws_header *h)
{
	h->encoding = l->encoding;
	h->login = l->login[0] != '\0' ? l->login : NULL;
	h->password_md5 = l->login[0] != '\0' ? l->password_md5 : NULL;
}

void operator_link_provider(const struct lot_record *lot, const char **kind, const char **value)
{
	*kind = lot->provider_cnpj != NULL ? "CNPJ" : lot->provider_cpf != NULL ? "CPF" : "codigoPrestadorNaOperadora";
	*value = lot->provider_cnpj != NULL ? lot->provider_cnpj : lot->provider_cpf != NULL ? lot->provider_cpf : lot->provider_code;
}
