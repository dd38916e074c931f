# Turns data/form.tab into the rows of the table in lib/io/form.c.
#	awk -f tools/gen-form.awk data/form.tab > build/gen/form_labels.inc

BEGIN {
	FS = "\t"
	print "/* Generated from data/form.tab by tools/gen-form.awk. */"
}

/^#/ || /^$/ { next }

NF != 3 || $1 + 0 != n + 1 {
	printf "%s:%d: field %d and 3 columns expected\n", FILENAME, FNR, n + 1 > "/dev/stderr"
	exit 1
}

{
	n = $1 + 0
	printf "[%d] = { \"%s\", \"%s\" },\n", n, $2, $3 == "-" ? $2 : $3
}
