# Turns data/fields.tab into the enum of fields (-v out=codes) or the rows of the table in lib/tiss/fields.c (-v out=table).
#	awk -v out=codes -f tools/gen-fields.awk data/fields.tab > build/gen/field_codes.h

BEGIN {
	FS = "\t"
	print "/* Generated from data/fields.tab by tools/gen-fields.awk. */"
	if (out == "codes")
		print "#ifndef FIELD_CODES_H\n#define FIELD_CODES_H\n\nenum field {\n\tFIELD_NONE,"
}

/^#/ || /^$/ {
	next
}

NF != 3 || ($2 != "guia" && $2 != "item" && $2 != "any") {
	printf "%s:%d: campo, escopo (guia, item, any) and elementos expected\n", FILENAME, FNR > "/dev/stderr"
	exit failed = 1
}

{
	name = "FIELD_" toupper($1)
	if (out == "codes")
		print "\t" name ","
	else
		printf "{ %s, SCOPE_%s, \"%s\" },\n", name, toupper($2), $3
}

END {
	if (out == "codes" && !failed)
		print "\tFIELD_COUNT\n};\n\n#endif"
}
