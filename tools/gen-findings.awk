# Checks data/findings.tab and turns it into C.
#
#	awk -v out=codes -f tools/gen-findings.awk data/findings.tab >build/gen/finding_codes.h
#	awk -v out=table -f tools/gen-findings.awk data/findings.tab >build/gen/finding_table.inc
#
# The format is described at the head of that file. Whatever is wrong with it is said as file:line, all of it in one
# run, and the exit status is 1. Written for any POSIX awk, mawk and gawk among them: no intervals in patterns.

BEGIN {
	FS = "\t"
	nkeys = split("code layer severity ans message suggestion explanation norm", keys, " ")
	set_of(is_layer, "bytes xml schema hash limits rules operator prices")
	set_of(is_severity, "info aviso erro")
	set_of(is_key, "code layer severity ans message suggestion explanation norm")
	may_be_none["ans"] = may_be_none["suggestion"] = 1
	may_have_placeholders["message"] = may_have_placeholders["suggestion"] = 1
	if (out != "codes" && out != "table") {
		print "gen-findings.awk: give -v out=codes or -v out=table" | "cat 1>&2"
		failed = 1
		exit 1
	}
}

# Makes every word of WORDS an index of SET.
function set_of(set, words,    word, n, i)
{
	n = split(words, word, " ")
	for (i = 1; i <= n; i++)
		set[word[i]] = 1
}

/^#/ { next }

/^[ \t]*$/ {
	record_end()
	next
}

/^\t/ {
	if (key == "")
		fail(FNR, "a continuation line with nothing to continue")
	else
		value[key] = value[key] " " trim($0)
	next
}

$1 == "placeholder" {
	if (NF != 3 || $2 !~ /^[a-z]+$/)
		fail(FNR, "expected placeholder<TAB>name<TAB>what it is")
	placeholder_line[$2] = FNR
	next
}

{
	key = $1
	if (!(key in is_key))
		fail(FNR, "unknown key \"" key "\"")
	else if (NF != 2 || trim($2) == "")
		fail(FNR, "expected " key "<TAB>value, with - for none")
	else if (key in value)
		fail(FNR, "a second \"" key "\" in one record")
	value[key] = trim($2)
	line[key] = FNR
	if (first == 0)
		first = FNR
}

END {
	record_end()
	for (name in placeholder_line)
		if (!(name in used) && name != "detalhe")
			fail(placeholder_line[name], "placeholder {" name "} is used nowhere")
	if (failed)
		exit 1
	if (out == "codes")
		print_codes()
	else
		print_table()
}

function fail(at, what)
{
	printf "%s:%d: %s\n", FILENAME, at, what | "cat 1>&2"
	failed = 1
}

function trim(text)
{
	gsub(/^[ \t]+|[ \t\r]+$/, "", text)
	return text
}

function record_end(    i, k, complete)
{
	key = ""
	if (first == 0)
		return
	complete = 1
	for (i = 1; i <= nkeys; i++)
		if (!(keys[i] in value)) {
			fail(first, "the record has no \"" keys[i] "\"")
			complete = 0
		}
	if (complete)
		check_record()
	count++
	for (i = 1; i <= nkeys; i++) {
		k = keys[i]
		field[count, k] = (k in may_be_none) && value[k] == "-" ? "" : value[k]
	}
	for (i = 1; i <= nkeys; i++) {
		delete value[keys[i]]
		delete line[keys[i]]
	}
	first = 0
}

function check_record(    symbol)
{
	if (value["code"] !~ /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+$/)
		fail(line["code"], "\"" value["code"] "\" is not dotted words")
	symbol = symbol_of(value["code"])
	if (symbol in symbol_line)
		fail(line["code"], "\"" value["code"] "\" is already in line " symbol_line[symbol])
	symbol_line[symbol] = line["code"]
	if (!(value["layer"] in is_layer))
		fail(line["layer"], "unknown layer \"" value["layer"] "\"")
	if (!(value["severity"] in is_severity))
		fail(line["severity"], "unknown severity \"" value["severity"] "\"")
	check_ans(value["ans"], line["ans"])
	check_placeholders()
}

# CODE or CODE@FROM..TO, separated by commas; FROM and TO are dates or empty.
function check_ans(ans, at,    list, n, i, day)
{
	if (ans == "-")
		return
	day = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
	n = split(ans, list, ",")
	for (i = 1; i <= n; i++)
		if (list[i] !~ ("^[0-9][0-9][0-9][0-9](@(" day ")?\\.\\.(" day ")?)?$"))
			fail(at, "\"" list[i] "\" is not CODE or CODE@FROM..TO")
}

function check_placeholders(    i, k, rest, name, seen, n)
{
	for (i = 1; i <= nkeys; i++) {
		k = keys[i]
		rest = value[k]
		while (k in may_have_placeholders && match(rest, /[{][^{}]*[}]/)) {
			name = substr(rest, RSTART + 1, RLENGTH - 2)
			rest = substr(rest, 1, RSTART - 1) substr(rest, RSTART + RLENGTH)
			if (!(name in placeholder_line))
				fail(line[k], "unknown placeholder {" name "}")
			used[name] = 1
			if (name != "valor" && name != "detalhe" && !(name in seen)) {
				seen[name] = 1
				n++
			}
		}
		if (rest ~ /[{}]/)
			fail(line[k], "a brace that is no placeholder of message or suggestion")
	}
	if (n > 8) # FINDING_ARGS_MAX
		fail(line["message"], "more than 8 placeholders in one record")
}

function symbol_of(code)
{
	code = toupper(code)
	gsub(/[.-]/, "_", code)
	return "FINDING_" code
}

# TEXT as a C string literal. Character by character: what a backslash means to gsub differs from awk to awk.
function c_string(text,    i, c, escaped)
{
	escaped = "\""
	for (i = 1; i <= length(text); i++) {
		c = substr(text, i, 1)
		if (c == "\"" || c == "\\" || c == "?") # ??) would be a trigraph
			escaped = escaped "\\"
		escaped = escaped c
	}
	return escaped "\""
}

function print_codes(    i)
{
	print "/* Generated by tools/gen-findings.awk from data/findings.tab. */"
	print "#ifndef FINDING_CODES_H\n#define FINDING_CODES_H\n"
	print "enum finding_code {"
	for (i = 1; i <= count; i++)
		print "\t" symbol_of(field[i, "code"]) ","
	print "\tFINDING_COUNT\n};\n\n#endif"
}

function print_table(    i, k)
{
	print "/* Generated by tools/gen-findings.awk from data/findings.tab. */"
	for (i = 1; i <= count; i++) {
		print "{"
		for (k = 1; k <= nkeys; k++)
			print "\t." keys[k] " = " initialiser(keys[k], field[i, keys[k]]) ","
		print "},"
	}
}

function initialiser(k, v)
{
	if (k == "layer")
		return "LAYER_" toupper(v)
	if (k == "severity")
		return "FINDING_" toupper(v)
	return c_string(v)
}
