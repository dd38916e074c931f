# Turns data/match.tab into the enum of situations (-v out=codes) or the rows of the table in lib/bill/decision.c (-v out=table).
#	awk -v out=codes -f tools/gen-match.awk data/match.tab > build/gen/match_codes.h

BEGIN {
	FS = "\t"
	set_of(is_action, "relaciona paga glosa")
	set_of(is_relationship, "relacionado item-nao-localizado quantidade-divergente guia-nao-localizada sem-chave ja-consumida")
	print "/* Generated from data/match.tab by tools/gen-match.awk. */"
	if (out == "codes")
		print "#ifndef MATCH_CODES_H\n#define MATCH_CODES_H\n\nenum match_situation {"
}

/^#/ || /^$/ {
	next
}

NF != 8 || $2 !~ /^[0-9]+$/ || !($3 in is_action) || !($4 in is_action) || !($5 in is_relationship) || $8 == "" {
	fail("situacao, linha, se_requer, se_nao, relacionamento, glosa, detalhe and motivo expected")
}

$1 in seen {
	fail("a second \"" $1 "\"")
}

{
	check_codes($6)
	check_codes($7)
	seen[$1] = 1
	if (out == "codes")
		print "\tMATCH_" symbol_of($1) ","
	else
		printf "{ \"%s\", %s, ACTION_%s, ACTION_%s, RELATION_%s, \"%s\", \"%s\", \"%s\" },\n", $1, $2, symbol_of($3),
			symbol_of($4), symbol_of($5), $6 == "-" ? "" : $6, $7 == "-" ? "" : $7, $8
}

END {
	if (out == "codes" && !failed)
		print "\tMATCH_SITUATION_COUNT\n};\n\n#endif"
}

function set_of(set, words,    word, n, i)
{
	n = split(words, word, " ")
	for (i = 1; i <= n; i++)
		set[word[i]] = 1
}

function fail(what)
{
	printf "%s:%d: %s\n", FILENAME, FNR, what > "/dev/stderr"
	exit failed = 1
}

# CODE or CODE@FROM..TO, separated by commas; FROM and TO are dates or empty.
function check_codes(codes,    list, n, i, day)
{
	if (codes == "-")
		return
	day = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
	n = split(codes, list, ",")
	for (i = 1; i <= n; i++)
		if (list[i] !~ ("^[0-9][0-9][0-9][0-9](@(" day ")?[.][.](" day ")?)?$"))
			fail("\"" list[i] "\" is not CODE or CODE@FROM..TO")
}

function symbol_of(text)
{
	text = toupper(text)
	gsub(/-/, "_", text)
	return text
}
