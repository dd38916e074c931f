#include "fmt/xml_reason.h"

#include <libxml/parser.h>

/* %1, %2 stand for the error's strings, %n for the line of the element that is open; an error that lacks a string takes the next row. */
static const struct {
	int code;
	const char *text;
} reasons[] = {
	{ XML_ERR_TAG_NAME_MISMATCH, "o elemento <%1>, aberto na linha %n, foi fechado com </%2>" },
	{ XML_ERR_TAG_NAME_MISMATCH, "um elemento foi fechado com o nome de outro" },
	{ XML_ERR_TAG_NOT_FINISHED, "o arquivo termina antes da hora: o elemento <%1>, aberto na linha %n, não foi fechado" },
	{ XML_ERR_TAG_NOT_FINISHED, "o arquivo termina antes da hora: há elementos que não foram fechados" },
	{ XML_ERR_DOCUMENT_END, "o arquivo termina antes da hora, ou há texto depois do último elemento" },
	{ XML_ERR_DOCUMENT_EMPTY, "o arquivo não começa com um elemento XML" },
	{ XML_ERR_DOCUMENT_START, "falta o primeiro elemento" },
	{ XML_ERR_INVALID_CHAR, "há um caractere que o XML não permite" },
	{ XML_ERR_INVALID_CHARREF, "há uma referência de caractere que o XML não permite" },
	{ XML_ERR_INVALID_HEX_CHARREF, "a referência de caractere &#x…; está malformada" },
	{ XML_ERR_INVALID_DEC_CHARREF, "a referência de caractere &#…; está malformada" },
	{ XML_ERR_CHARREF_AT_EOF, "o arquivo termina no meio de uma referência de caractere" },
	{ XML_ERR_UNDECLARED_ENTITY, "a entidade &%1; não existe em XML: escreva o próprio caractere" },
	{ XML_WAR_UNDECLARED_ENTITY, "a entidade &%1; não existe em XML: escreva o próprio caractere" },
	{ XML_ERR_ENTITYREF_SEMICOL_MISSING, "há um & solto: escreva &amp;" },
	{ XML_ERR_NAME_REQUIRED, "há um < ou um & solto no texto (escreva &lt; ou &amp;), ou um nome de elemento inválido" },
	{ XML_ERR_LT_REQUIRED, "há um < onde não pode haver" },
	{ XML_ERR_LTSLASH_REQUIRED, "falta fechar um elemento com </…>" },
	{ XML_ERR_GT_REQUIRED, "falta o > que fecha uma marca" },
	{ XML_ERR_SPACE_REQUIRED, "falta um espaço" },
	{ XML_ERR_LT_IN_ATTRIBUTE, "há um < no valor de um atributo: escreva &lt;" },
	{ XML_ERR_ATTRIBUTE_NOT_STARTED, "falta a aspa que abre o valor de um atributo" },
	{ XML_ERR_ATTRIBUTE_NOT_FINISHED, "falta a aspa que fecha o valor de um atributo" },
	{ XML_ERR_ATTRIBUTE_WITHOUT_VALUE, "o atributo %1 não tem valor" },
	{ XML_ERR_ATTRIBUTE_REDEFINED, "o atributo %1 aparece duas vezes no mesmo elemento" },
	{ XML_NS_ERR_COLON, "há um : a mais no nome de um elemento ou atributo" },
	{ XML_ERR_CDATA_NOT_FINISHED, "uma seção CDATA não foi fechada com ]]>, ou passa de 10 MB" },
	{ XML_ERR_MISPLACED_CDATA_END, "há um ]]> solto no texto" },
	{ XML_ERR_COMMENT_NOT_FINISHED, "um comentário não foi fechado com -->, ou passa de 10 MB" },
	{ XML_ERR_HYPHEN_IN_COMMENT, "há -- dentro de um comentário" },
	{ XML_ERR_PI_NOT_FINISHED, "uma instrução <?…?> não foi fechada" },
	{ XML_ERR_RESERVED_XML_NAME, "a declaração <?xml …?> não está no começo do arquivo: apague o que vem antes dela" },
	{ XML_ERR_XMLDECL_NOT_FINISHED, "a declaração <?xml …?> está malformada" },
	{ XML_ERR_XMLDECL_NOT_STARTED, "a declaração <?xml …?> está malformada" },
	{ XML_ERR_VERSION_MISSING, "a declaração <?xml …?> não diz a versão (version=\"1.0\")" },
	{ XML_ERR_UNKNOWN_VERSION, "a versão de XML declarada não existe: use version=\"1.0\"" },
	{ XML_ERR_ENCODING_NAME, "a codificação declarada está malformada" },
	{ XML_ERR_UNSUPPORTED_ENCODING, "a codificação declarada não existe" },
	{ XML_ERR_INVALID_ENCODING, "há bytes que não existem na codificação declarada" },
	{ XML_ERR_NAME_TOO_LONG, "há um nome longo demais" },
};

static int has_arguments(const char *text, const xmlError *e)
{
	for (; *text != '\0'; text++)
		if ((text[0] == '%' && text[1] == '1' && e->str1 == NULL) || (text[0] == '%' && text[1] == '2' && e->str2 == NULL))
			return 0;
	return 1;
}

static void fill(struct buf *out, const char *text, const xmlError *e, long open_line)
{
	for (; *text != '\0'; text++) {
		if (text[0] != '%') {
			buf_addc(out, *text);
			continue;
		}
		text++;
		if (*text == 'n')
			buf_addf(out, "%ld", open_line);
		else
			buf_adds(out, *text == '1' ? e->str1 : e->str2);
	}
}

void xml_reason(struct buf *out, const xmlError *e, long open_line)
{
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
		if (reasons[i].code == e->code && has_arguments(reasons[i].text, e)) {
			fill(out, reasons[i].text, e, open_line);
			return;
		}
	}
	buf_addf(out, "XML malformado (libxml2, erro %d)", e->code);
}
