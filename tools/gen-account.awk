# Turns data/account.tab into the enum of fields (-v out=codes) or the rows of the table in lib/match/billed_fields.c (-v out=table).
#	awk -v out=codes -f tools/gen-account.awk data/account.tab > build/gen/account_codes.h

BEGIN {
	FS = "\t"
	print "/* Generated from data/account.tab by tools/gen-account.awk. */"
	if (out == "codes")
		print "#ifndef ACCOUNT_CODES_H\n#define ACCOUNT_CODES_H\n\nenum account_field {"
}

/^#/ || /^$/ {
	next
}

NF != 3 || ($2 != "cabecalho" && $2 != "lote" && $2 != "guia" && $2 != "item") {
	printf "%s:%d: campo, escopo (cabecalho, lote, guia, item) and elementos expected\n", FILENAME, FNR > "/dev/stderr"
	exit failed = 1
}

{
	name = symbol_of($1)
	if (out == "codes" && !($1 in seen))
		print "\t" name ","
	else if (out != "codes")
		printf "{ %s, BILLED_%s, \"%s\", \"%s\" },\n", name, toupper($2), $1, $3
	seen[$1] = 1
}

END {
	if (out == "codes" && !failed)
		print "\tACCOUNT_FIELD_COUNT\n};\n\n#endif"
}

# dataInicioFat: ACCOUNT_DATA_INICIO_FAT
function symbol_of(text,    i, c, symbol)
{
	symbol = "ACCOUNT_"
	for (i = 1; i <= length(text); i++) {
		c = substr(text, i, 1)
		if (i > 1 && c ~ /[A-Z]/ && substr(text, i - 1, 1) !~ /[A-Z]/)
			symbol = symbol "_"
		symbol = symbol toupper(c)
	}
	return symbol
}
