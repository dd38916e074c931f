#include "tiss/fault_finding.h"

enum finding_code fault_finding_code(enum xml_fault_kind kind)
{
	switch (kind) {
	case XML_FAULT_EMPTY: return FINDING_BYTES_EMPTY;
	case XML_FAULT_WIDE: return FINDING_BYTES_UTF16;
	case XML_FAULT_UNSUPPORTED: return FINDING_BYTES_ENCODING_UNSUPPORTED;
	case XML_FAULT_NUL: return FINDING_BYTES_NUL;
	case XML_FAULT_START_TAG: return FINDING_BYTES_START_TAG;
	case XML_FAULT_DOCTYPE: return FINDING_XML_DOCTYPE;
	case XML_FAULT_DEPTH: return FINDING_XML_DEPTH;
	case XML_FAULT_MALFORMED: return FINDING_XML_MALFORMED;
	case XML_FAULT_PACKED_BOMB: return FINDING_BYTES_ARCHIVE_BOMB;
	case XML_FAULT_PACKED_NESTED: return FINDING_BYTES_ARCHIVE_NESTED;
	case XML_FAULT_PACKED_ENTRIES: return FINDING_BYTES_ARCHIVE_ENTRIES;
	case XML_FAULT_PACKED_BROKEN: return FINDING_BYTES_ARCHIVE_BROKEN;
	case XML_FAULT_PACKED_ENCRYPTED: return FINDING_BYTES_ARCHIVE_ENCRYPTED;
	case XML_FAULT_PACKED_EMPTY: return FINDING_BYTES_ARCHIVE_EMPTY;
	case XML_FAULT_CONTROL: return FINDING_BYTES_WINDOWS_1252;
	case XML_FAULT_NOT_UTF8:
	case XML_FAULT_BOM:
	case XML_FAULT_DISGUISED: break;
	}
	return FINDING_XML_ENCODING;
}

static const char *encoding_found(enum xml_fault_kind kind)
{
	switch (kind) {
	case XML_FAULT_WIDE: return "UTF-16 ou UTF-32";
	case XML_FAULT_BOM: return "UTF-8 (começa com a marca BOM)";
	case XML_FAULT_DISGUISED: return "UTF-8";
	default: return "outra codificação, provavelmente ISO-8859-1 ou Windows-1252";
	}
}

void fault_finding_fill(struct finding *f, const struct xml_fault *fault)
{
	if (fault->declared[0] != '\0')
		finding_arg(f, "declarada", "%s", fault->declared);
	else
		finding_arg(f, "declarada", "UTF-8, que vale quando nada é declarado");
	finding_arg(f, "encontrada", "%s", encoding_found(fault->kind));
	finding_arg(f, "posicao", "%llu", (unsigned long long)fault->place.offset);
	finding_arg(f, "byte", "0x%02X", fault->place.byte);
	if (fault->reason != NULL)
		finding_arg(f, "erro", "%s", fault->reason);
}
