# Turns data/lot-states.tab into the rows of the table in lib/bill/lot_state.c.
#	awk -f tools/gen-lot-states.awk data/lot-states.tab > build/gen/lot_states.inc

BEGIN {
	FS = "\t"
	nsituations = split("aberto fechado enviando incerto enviado", situations, " ")
	nverbs = split("close reopen delete send receipt resolve-received resolve-not-received cover status invoice note " \
		"@accepted @repeated @refused @unsent @lost @crashed", verbs, " ")
	for (i = 1; i <= nsituations; i++)
		known["s", situations[i]] = 1
	for (i = 1; i <= nverbs; i++)
		known["v", verbs[i]] = 1
	print "/* Generated from data/lot-states.tab by tools/gen-lot-states.awk. */"
}

function fail(what) {
	printf "%s:%d: %s\n", FILENAME, FNR, what > "/dev/stderr"
	failed = 1
	exit 1
}

function constant(prefix, name) {
	name = toupper(name)
	sub(/^@/, "OUTCOME_", name)
	gsub(/-/, "_", name)
	return prefix name
}

/^#/ || /^$/ {
	next
}

NF != 4 {
	fail("4 columns expected, " NF " found")
}

!(("s", $1) in known) || !(("v", $2) in known) {
	fail("unknown situation or verb: " $1 " " $2)
}

(($1, $2) in seen) {
	fail("twice: " $1 " " $2)
}

$3 != "=" && $3 != "!" && !(("s", $3) in known) {
	fail("unknown situation: " $3)
}

($3 == "!") != ($4 != "-") {
	fail("a reason belongs to what is refused, and to nothing else")
}

{
	seen[$1, $2] = 1
	printf "[%s][%s] = { %s, %s, %s },\n", constant("LOT_", $1), constant("LOT_", $2), $3 == "!" ? "false" : "true",
		constant("LOT_", $3 == "!" || $3 == "=" ? $1 : $3), $3 == "!" ? "\"" $4 "\"" : "NULL"
}

END {
	if (failed)
		exit 1
	for (i = 1; i <= nsituations; i++)
		for (j = 1; j <= nverbs; j++)
			if (!((situations[i], verbs[j]) in seen)) {
				printf "%s: missing: %s %s\n", FILENAME, situations[i], verbs[j] > "/dev/stderr"
				exit 1
			}
}
