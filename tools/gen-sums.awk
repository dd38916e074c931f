# Turns data/sums.tab into the rows of the table in lib/tiss/rules_sum.c.
#	awk -f tools/gen-sums.awk data/sums.tab > build/gen/sums.inc

BEGIN {
	FS = "\t"
	print "/* Generated from data/sums.tab by tools/gen-sums.awk. */"
}

/^#/ || /^$/ {
	next
}

NF != 3 {
	printf "%s:%d: 3 columns expected, %d found\n", FILENAME, FNR, NF > "/dev/stderr"
	exit 1
}

{
	printf "{ \"%s\", \"%s\", \"%s\" },\n", $1, $2, $3
}
