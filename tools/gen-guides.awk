# Turns data/guides.tab into the rows of the table in lib/tiss/guides.c.
#	awk -f tools/gen-guides.awk data/guides.tab > build/gen/guide_kinds.inc

BEGIN {
	FS = "\t"
	print "/* Generated from data/guides.tab by tools/gen-guides.awk. */"
}

/^#/ || /^$/ {
	next
}

NF != 5 {
	printf "%s:%d: 5 columns expected, %d found\n", FILENAME, FNR, NF > "/dev/stderr"
	exit 1
}

function quoted(text) {
	return text == "-" ? "\"\"" : "\"" text "\""
}

{
	printf "{ %s, %s, %s, %s, %s },\n", quoted($1), quoted($2), $3 == "S" ? "true" : "false", quoted($4), quoted($5)
}
