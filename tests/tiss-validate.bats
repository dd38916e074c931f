# tiss-validate: its options and contracts. What it finds in files: tests/tiss-validate-golden.bats.
load helper

setup() {
	mkdir "$BATS_TEST_TMPDIR/work" && cd "$BATS_TEST_TMPDIR/work" || return # bats keeps files of its own in the other
	cp "$CLEAN" clean.xml
	cp "$DIRTY" dirty.xml
}

# --- usage

@test "--help and --version go to standard output and succeed" {
	run_split tiss-validate --help
	assert_success
	assert_line --index 0 --partial "Uso: tiss-validate"
	assert_equal "$errors" ""
	run_split tiss-validate --version
	assert_success
	assert_output --regexp '^tiss-validate \(tissutils\) [0-9.]+$'
}

@test "wrong usage is status 2, a message that says what, and nothing on standard output" {
	while IFS='|' read -r args message; do
		# shellcheck disable=SC2086 # several words
		run_split tiss-validate $args clean.xml
		assert_equal "$status" 2
		assert_output ""
		assert_errors_contain "$message"
	done <<'END'
--bogus|--bogus
-f xml|text, csv, jsonl
--only regras|schema, hash, limits
--only=|--only
--skip xml|schema, hash, limits
--skip bytes|schema, hash, limits
--ignore nothing|nothing
--ignore schema.enum|schema.enum
--as-of 01/02/2026|aaaa-mm-dd
--as-of 2026-02-30|2026-02-30
--only schema --skip hash|não podem ser usadas juntas
-t 4.03.00 --schema x.tab|não podem ser usadas juntas
-s grave|info, aviso, erro
--max-findings 0|1 a 1000000000
--max-findings -1|1 a 1000000000
--max-findings 99999999999999999999|1 a 1000000000
--max-findings 3x|1 a 1000000000
--csv=us|std, br
--color=nunca|auto, always, never
--progress=talvez|auto, always, never
-t 9.99.00|9.99.00
-t ../schema/4.03.00|versão
--pass dirty.xml|uma só mensagem
--pass --files-from dirty.xml|uma só mensagem
--files-from dirty.xml|não nos dois
--quiet=1|--quiet
--explain no.such|no.such
END
}

@test "an option without its argument is wrong usage" {
	run_split tiss-validate --schema
	assert_equal "$status" 2
	assert_errors_contain "--schema"
}

@test "long options may be abbreviated while only one fits" {
	run tiss-validate --quie dirty.xml
	assert_equal "$status" 1
	assert_output ""
	run tiss-validate --s hash clean.xml
	assert_equal "$status" 2
}

# --- input

@test "no operand, and -, mean standard input" {
	run_split tiss-validate <clean.xml
	assert_success
	assert_errors_contain "(entrada padrão): 1 guia"
	run_split tiss-validate - <dirty.xml
	assert_equal "$status" 1
	assert_output --partial "(entrada padrão):36:13: erro:"
}

@test "a name after -- is a file even if it looks like an option" {
	cp dirty.xml ./-q
	run tiss-validate -f csv -- -q
	assert_equal "$status" 1
	assert_line --partial "-q,36,13,"
}

@test "several files: each is judged, the last line sums up" {
	run_split tiss-validate clean.xml dirty.xml
	assert_equal "$status" 1
	assert_errors_contain "2 arquivos (1 com erros): 2 guias"
	refute_line --partial "clean.xml:"
}

@test "an unreadable input is status 2, above the 1 of errors, and the others are still judged" {
	run_split tiss-validate -f csv missing.xml dirty.xml
	assert_equal "$status" 2
	assert_errors_contain "tiss-validate: missing.xml: arquivo não encontrado"
	assert_equal "$(count_of schema.date)" 1
	run_split tiss-validate dirty.xml missing.xml
	assert_equal "$status" 2
}

@test "a directory is status 2" {
	run_split tiss-validate .
	assert_equal "$status" 2
	assert_errors_contain "diretório"
}

@test "--files-from takes a name a line, or with -0 up to each NUL" {
	printf 'clean.xml\n\ndirty.xml\n' >list
	run_split tiss-validate -f csv --files-from list
	assert_equal "$status" 1
	assert_equal "$(count_of schema.date)" 1
	cp dirty.xml $'two\nlines.xml'
	printf 'two\nlines.xml\0clean.xml\0' >list
	run_split tiss-validate -f csv -0 --files-from - <list
	assert_equal "$status" 1
	assert_equal "$(count_of schema.date)" 1
	assert_line --partial "two␊lines.xml,36,13,"
}

@test "--files-from: the last name needs no line end; a line may end in CR LF only if the name does" {
	printf 'dirty.xml' >list
	run tiss-validate -q --files-from list
	assert_equal "$status" 1
}

@test "--files-from: a list that is missing, a file that is missing, an empty list" {
	run_split tiss-validate --files-from nothing
	assert_equal "$status" 2
	assert_errors_contain "nothing"
	printf 'missing.xml\ndirty.xml\n' >list
	run_split tiss-validate -f csv --files-from list
	assert_equal "$status" 2
	assert_equal "$(count_of schema.date)" 1
	run_split tiss-validate --files-from - </dev/null
	assert_success
	assert_output ""
}

# --- which table

@test "-t holds the message against the table named, whatever it says" {
	run_split tiss-validate -f csv -t 3.05.00 clean.xml
	assert_equal "$status" 1
	assert_output --partial "falta nomeBeneficiario"
	run_split tiss-validate -t 4.03.00 "$GOLDEN/version-unknown.xml"
	refute_output --partial version.unknown
}

@test "--schema: a table of the user's own, one that is broken, one of a newer format" {
	run_split tiss-validate --only schema --schema "$ROOT/tests/fixtures/schema/small.tab" "$GOLDEN/small-clean.xml"
	assert_success
	assert_errors_contain "(TISS 9.00.00)"
	printf 'tiss-schema\t1\nversion\t1.00.00\nnamespace\tans\thttp://www.ans.gov.br/padroes/tiss/schemas\nroot\tmensagemTISS\ta\ncomplex\ta\n\tsequence\t1..x\n' >broken.tab
	run_split tiss-validate --schema broken.tab clean.xml
	assert_equal "$status" 2
	assert_errors_contain "broken.tab:6: "
	printf 'tiss-schema\t2\n' >newer.tab
	run_split tiss-validate --schema newer.tab clean.xml
	assert_equal "$status" 2
	assert_errors_contain "newer.tab:1: "
	assert_errors_contain "mais novo"
	run_split tiss-validate --schema clean.xml clean.xml
	assert_equal "$status" 2
	assert_errors_contain "não é uma tabela"
	run_split tiss-validate --schema missing.tab clean.xml
	assert_equal "$status" 2
	assert_errors_contain "missing.tab"
}

@test "TISS_DATA_DIR is the only place that tables are looked for in" {
	mkdir -p own/schema
	sed 's/9.00.00/4.03.00/' "$ROOT/tests/fixtures/schema/small.tab" >own/schema/4.03.00.tab
	TISS_DATA_DIR=$PWD/own run_split tiss-validate -f csv clean.xml
	assert_equal "$status" 1
	assert_output --partial "cabecalho"
	TISS_DATA_DIR=$PWD/own run_split tiss-validate -t 4.02.00 clean.xml
	assert_equal "$status" 2
	printf 'tiss-schema\t1\nversion\t4.03.00\nbogus\n' >own/schema/4.03.00.tab
	TISS_DATA_DIR=$PWD/own run_split tiss-validate clean.xml
	assert_equal "$status" 2
	assert_errors_contain "4.03.00.tab:3: "
}

@test "a table of the user's own folder goes before the program's" {
	mkdir -p xdg/tissutils/schema
	sed 's/9.00.00/4.03.00/' "$ROOT/tests/fixtures/schema/small.tab" >xdg/tissutils/schema/4.03.00.tab
	XDG_DATA_HOME=$PWD/xdg run_split tiss-validate -f csv clean.xml
	assert_equal "$status" 1
	assert_output --partial "cabecalho"
}

# --- what is shown

@test "--only and --skip choose layers" {
	run_split tiss-validate -f csv --only hash dirty.xml
	assert_equal "$status" 1
	assert_equal "$(count_of hash.mismatch)" 1
	assert_equal "${#lines[@]}" 2
	run_split tiss-validate -f csv --only schema dirty.xml
	assert_equal "${#lines[@]}" 5
	assert_equal "$(count_of hash.mismatch)" 0
	run_split tiss-validate -f csv --skip hash,schema dirty.xml
	assert_success
	assert_equal "${#lines[@]}" 1
	run_split tiss-validate -f csv --only limits,bytes,rules,operator dirty.xml
	assert_success
}

@test "--only never leaves out bytes and xml" {
	for name in bytes-nul xml-mismatch bytes-doctype; do
		run_split tiss-validate -f csv --only hash "$GOLDEN/$name.xml"
		assert_equal "$status" 1
		assert_equal "${#lines[@]}" 2
	done
}

@test "-s hides the lower grades, and the status stays" {
	run_split tiss-validate -f csv -s erro "$GOLDEN/version-location.xml"
	assert_success
	assert_equal "${#lines[@]}" 1
	run_split tiss-validate -f csv -s aviso "$GOLDEN/version-location.xml"
	assert_success
	assert_equal "${#lines[@]}" 2
	run_split tiss-validate -f csv -s erro dirty.xml
	assert_equal "$status" 1
	assert_equal "${#lines[@]}" 6
}

@test "--max-findings bounds what is shown of each file, and counts the rest" {
	run_split tiss-validate -f csv --max-findings 2 dirty.xml dirty.xml
	assert_equal "$status" 1
	assert_equal "${#lines[@]}" 5
	assert_errors_contain "dirty.xml: mais 3 críticas não mostradas"
	assert_errors_contain "10 erros"
	run_split tiss-validate -f csv --max-findings 5 dirty.xml
	[[ $errors != *"não mostradas"* ]] || fail "$errors"
}

@test "-q writes nothing: only the status answers" {
	run tiss-validate -q dirty.xml
	assert_equal "$status" 1
	assert_output ""
	run tiss-validate -q -f csv -v clean.xml dirty.xml
	assert_equal "$status" 1
	assert_output ""
	run tiss-validate -q clean.xml
	assert_success
	assert_output ""
	run_split tiss-validate -q missing.xml
	assert_equal "$status" 2
	assert_errors_contain "missing.xml"
}

@test "text: place, severity, message, code; then guide, item and path; then what to do" {
	run_split tiss-validate dirty.xml
	assert_equal "$status" 1
	assert_line "dirty.xml:70:33: erro: dataExecucao não é uma data válida: “2026-7-9” [schema.date, ANS 5001]"
	assert_line --regexp '^    guia 1001, item 1, /mensagemTISS/.*/procedimentoExecutado\[1\]/dataExecucao$'
	assert_line --regexp '^    esperado: 1 \(Eletiva\), '
	assert_errors_contain "dirty.xml: 1 guia, 2 itens"
}

@test "CSV of two runs concatenates to that of one, but for the title line" {
	tiss-validate -f csv dirty.xml "$GOLDEN/enum.xml" >both || true
	{ tiss-validate -f csv dirty.xml || true; tiss-validate -f csv --no-header "$GOLDEN/enum.xml" || true; } >pieces 2>/dev/null
	cmp both pieces
}

@test "--csv=br: byte order mark, semicolons, CR LF, no formula; --csv=std is -f csv" {
	tiss-validate --csv=br "$GOLDEN/value-formula.xml" >br || true
	assert_equal "$(head -c 3 br | od -An -tx1 | tr -d ' ')" efbbbf
	assert_equal "$(grep -c $'\r$' br)" 2
	grep -q ";'=1+1;" br
	tiss-validate --csv=br --no-header "$GOLDEN/value-formula.xml" >bare || true
	assert_equal "$(head -c 5 bare)" "$(cut -c 1-5 <<<"$GOLDEN")"
	tiss-validate --csv=std dirty.xml >std || true
	tiss-validate -f csv dirty.xml >csv || true
	cmp std csv
}

@test "jsonl: a line is an object that a JSON parser takes" {
	tiss-validate -f jsonl dirty.xml "$GOLDEN/value-terminal-escape.xml" "$GOLDEN/text-in-group.xml" >jsonl || true
	assert_equal "$(wc -l <jsonl)" 7
	python3 -c 'import json, sys
for line in open("jsonl", encoding="utf-8"):
    one = json.loads(line)
    assert one["codigo"] and one["linha"] > 0 and one["severidade"] == "erro", line'
}

@test "--color: never unless asked for or on a terminal, and NO_COLOR says no to auto only" {
	run tiss-validate dirty.xml
	refute_output --partial $'\033'
	run tiss-validate --color=always dirty.xml
	assert_output --partial $'\033[1;31merro\033[0m'
	run tiss-validate --color=always -o out dirty.xml
	run cat out
	refute_output --partial $'\033'
}

@test "-v says what was done" {
	run_split tiss-validate -v clean.xml clean.xml
	assert_success
	assert_errors_contain "clean.xml: 1 guia, 1 item, valor informado R\$ 150,00; nenhum erro (TISS 4.03.00)"
	assert_errors_contain "2 arquivos: 2 guias, 2 itens, valor informado R\$ 300,00; nenhum erro"
}

@test "--progress=always shows the work on standard error, and only there" {
	run_split tiss-validate -f csv --progress=always clean.xml
	assert_success
	assert_equal "${#lines[@]}" 1
	assert_errors_contain $'\r1 de 1 arquivos, 0,0 MB'
}

@test "--list-rules lists every code, --explain explains each" {
	run_split tiss-validate --list-rules
	assert_success
	while read -r code; do
		assert_line --regexp "^$code "
		tiss-validate --explain "$code" >explained
		grep -q "^Norma " explained
	done < <(sed -n 's/^code\t//p' "$ROOT/data/findings.tab")
	run_split tiss-validate --explain schema.nothing
	assert_equal "$status" 2
	assert_errors_contain "--list-rules"
}

@test "--ignore silences a rule, everywhere or at a path, and still lists it; the status is that of the rest" {
	local total="$GOLDEN/rule-guide-total.xml"
	run_split tiss-validate -f csv --ignore guide.total "$total"
	assert_success
	assert_line --regexp ',guide.total,.*,sim$'
	run_split tiss-validate -f csv --ignore guide.total@valorTotal/valorTotalGeral "$total"
	assert_success
	run_split tiss-validate -f csv --ignore guide.total@valorProcedimentos "$total"
	assert_equal "$status" 1
	assert_line --regexp ',guide.total,.*,nao$'
	run_split tiss-validate -f csv --ignore item.total --ignore guide.total "$GOLDEN/rule-item-total-only.xml"
	assert_success
	run_split tiss-validate --ignore guide.total "$total"
	assert_line --partial "erro (ignorada): valorTotalGeral"
}

@test "--as-of chooses the ANS codes of a day" {
	local file="$GOLDEN/rule-item-duplicate.xml"
	run_split tiss-validate -f csv "$file"
	assert_line --partial ",item.duplicate,3209,"
	run_split tiss-validate -f csv --as-of 2025-06-01 "$file"
	assert_line --partial ",item.duplicate,1702,"
}

# --- output

@test "-o writes the file whole, 0600, and keeps the old one's mode" {
	run_split tiss-validate -f csv -o out.csv dirty.xml
	assert_equal "$status" 1
	assert_output ""
	assert_equal "$(wc -l <out.csv)" 6
	assert_equal "$(stat -c %a out.csv)" 600
	chmod 644 out.csv
	tiss-validate -f csv -o out.csv clean.xml
	assert_equal "$(wc -l <out.csv)" 1
	assert_equal "$(stat -c %a out.csv)" 644
	assert_equal "$(ls)" "$(printf 'clean.xml\ndirty.xml\nout.csv')"
}

@test "-o into a folder that does not exist, or over a folder, is status 2 and leaves nothing" {
	run_split tiss-validate -o no/such/out dirty.xml
	assert_equal "$status" 2
	mkdir folder
	run_split tiss-validate -o folder dirty.xml
	assert_equal "$status" 2
	assert_equal "$(ls)" "$(printf 'clean.xml\ndirty.xml\nfolder')"
}

@test "-o into a folder that may not be written is status 2" {
	[ "$(id -u)" -ne 0 ] || skip "root may write everywhere"
	mkdir -m 500 locked
	run_split tiss-validate -o locked/out dirty.xml
	assert_equal "$status" 2
	assert_errors_contain "locked/out"
}

@test "--pass copies a clean message byte for byte, from a file and from a pipe" {
	for name in clean-consulta clean-crlf clean-utf8-bom clean-one-line clean-soap-1.1 bytes-windows-1252; do
		tiss-validate --pass "$GOLDEN/$name.xml" >copy
		cmp "$GOLDEN/$name.xml" copy
		cat "$GOLDEN/$name.xml" | tiss-validate --pass | cmp "$GOLDEN/$name.xml" -
	done
}

@test "--pass copies a message larger than every buffer" {
	sed '/<ans:guiaConsulta>/,/<\/ans:guiaConsulta>/!d' clean.xml >guide
	{ sed '/<ans:guiaConsulta>/,$d' clean.xml; for _ in {1..60}; do cat guide; done; sed '1,/<\/ans:guiaConsulta>/d' clean.xml; } >big.xml
	[ "$(wc -c <big.xml)" -gt 100000 ]
	cat big.xml | tiss-validate --pass --skip hash,rules >copy
	cmp big.xml copy
}

@test "--pass writes nothing at all of a message with errors, findings on standard error" {
	run_split tiss-validate --pass dirty.xml
	assert_equal "$status" 1
	assert_output ""
	assert_errors_contain "schema.date"
	for name in xml-truncated bytes-nul bytes-utf16 version-missing hash-mismatch; do
		run_split tiss-validate --pass "$GOLDEN/$name.xml"
		assert_equal "$status" 1
		assert_output ""
	done
	run_split tiss-validate --pass missing.xml
	assert_equal "$status" 2
	assert_output ""
}

@test "--pass -o FILE: the message, or FILE as it was" {
	tiss-validate --pass -o out.xml clean.xml
	cmp clean.xml out.xml
	run_split tiss-validate --pass -o out.xml dirty.xml
	assert_equal "$status" 1
	cmp clean.xml out.xml
	assert_equal "$(ls)" "$(printf 'clean.xml\ndirty.xml\nout.xml')"
	tiss-validate --pass -o clean.xml clean.xml
	cmp "$CLEAN" clean.xml
}

@test "--pass -q: the message and not a word" {
	run_split tiss-validate --pass -q dirty.xml
	assert_equal "$status" 1
	assert_equal "$output$errors" ""
	tiss-validate --pass -q clean.xml >copy 2>errors
	cmp clean.xml copy
	[ ! -s errors ]
}

@test "a run is repeated to the same bytes" {
	tiss-validate dirty.xml clean.xml >one 2>&1 || true
	tiss-validate dirty.xml clean.xml >two 2>&1 || true
	cmp one two
}

# --- findings that need larger files than the golden ones

# A lot of N guides made of the clean one.
lot_of() { # N
	awk -v n="$1" '
		/<ans:guiaConsulta>/ { inside = 1 }
		inside { guide = guide $0 "\n" } !inside
		/<\/ans:guiaConsulta>/ { for (inside = 0; n > 0; n--) printf "%s", guide }' clean.xml
}

@test "100 guides are a lot, 101 are one finding" {
	lot_of 100 >lot.xml
	run_split tiss-validate -f csv --skip hash,rules lot.xml
	assert_success
	lot_of 101 >lot.xml
	run_split tiss-validate -f csv --skip hash,rules lot.xml
	assert_equal "$status" 1
	assert_equal "$(count_of schema.repeated)" 1
	assert_equal "${#lines[@]}" 2
	lot_of 150 >lot.xml
	run_split tiss-validate -f csv --skip hash,rules lot.xml
	assert_equal "${#lines[@]}" 2
	run_split tiss-validate -f csv --skip hash,schema,rules lot.xml
	assert_equal "$(count_of limit.guides)" 1
	assert_equal "${#lines[@]}" 2
	assert_output --partial "o lote tem 150 guias; o máximo é 100"
}

# A file whose start tag has SIZE bytes.
tag_of() { # SIZE
	printf '<a b="'
	head -c $(($1 - 8)) /dev/zero | tr '\0' x
	printf '">\n</a>\n'
}

@test "bytes.start-tag: a start tag of 64 KiB is read, one of a byte more is not" {
	tag_of 65536 >tag.xml
	run_split tiss-validate -f csv tag.xml
	assert_equal "$(count_of bytes.start-tag)" 0
	assert_equal "$(count_of schema.root)" 1
	for size in 65537 70000 200000; do
		tag_of $size >tag.xml
		run_split tiss-validate -f csv tag.xml
		assert_equal "$status" 1
		assert_equal "$(count_of bytes.start-tag)" 1
		assert_equal "${#lines[@]}" 2
	done
}

@test "bytes.value: a value of more than 10 million bytes" {
	{ sed '/<ans:observacao>/,$d' clean.xml; printf '<ans:observacao>'; head -c 10000001 /dev/zero | tr '\0' x
		echo '</ans:observacao>'; sed '1,/<ans:observacao>/d' clean.xml; } >value.xml
	run_split tiss-validate -f csv --only limits value.xml
	assert_equal "$status" 1
	assert_equal "$(count_of bytes.value)" 1
	assert_equal "${#lines[@]}" 2
}

# Not of these tests: what --fix changed and what other commands find, which have tests of their own; and xsd.differs, which says that
# this program is wrong.
OF_OTHERS='^(fix|match|send|statement|prices)\.'

@test "every code of data/findings.tab appears in a golden case or in a test" {
	local missing=
	while read -r code; do
		if [[ $code =~ $OF_OTHERS ]]; then
			grep -rqsw -- "$code" "$ROOT"/tests/*.bats "$ROOT"/tests/golden "$ROOT"/tests/unit || missing+=" $code"
		else
			grep -qs -- ",$code," "$GOLDEN"/*.csv || grep -qsw -- "$code" "$ROOT"/tests/tiss-validate*.bats || missing+=" $code"
		fi
	done < <(sed -n 's/^code\t//p' "$ROOT/data/findings.tab" | grep -v '^xsd\.differs$')
	assert_equal "$missing" ""
}

@test "every golden case has its test, its findings and its status" {
	for file in "$GOLDEN"/*.xml; do
		name=$(basename "$file" .xml)
		[ -e "$GOLDEN/$name.csv" ] && [ -e "$GOLDEN/$name.status" ] || fail "$name lacks .csv or .status"
		grep -q "^@test \"golden: $name\" " "$ROOT/tests/tiss-validate-golden.bats" || fail "$name: run tests/golden/update"
	done
}

# --- the published hash vectors

vectors() {
	[ -n "${TISS_ANS_DIR:-}" ] || skip "TISS_ANS_DIR is not set"
	VECTORS=$TISS_ANS_DIR/hash-vectors
}

@test "ANS hash vectors: 18 official values are what the text output shows" {
	vectors
	local n=0
	while IFS=, read -r id usable official _; do
		[ -n "$usable" ] || continue
		sed -E 's|(hash>)[^<]*(</)|\1\2|' "$VECTORS/$id" >one.xml
		run_split tiss-validate --only hash one.xml
		assert_output --partial "o valor calculado é $official"
		n=$((n + 1))
	done < <(tail -n +2 "$VECTORS/vectors_both_rules.csv" | tr ';' ',')
	assert_equal "$n" 18
}

@test "ANS hash vectors: a hash over UTF-8 is recognised where it differs" {
	vectors
	local n=0
	while IFS=, read -r id _ official utf8 _; do
		[ -n "$official" ] && [ "$official" != "$utf8" ] || continue
		sed -E "s|(hash>)[^<]*(</)|\1$utf8\2|" "$VECTORS/$id" >one.xml
		run_split tiss-validate --only hash one.xml
		assert_output --partial "UTF-8 em vez de ISO-8859-1"
		assert_output --partial "pela norma é $official"
		n=$((n + 1))
	done < <(tail -n +2 "$VECTORS/vectors_both_rules.csv" | tr ';' ',')
	[ "$n" -gt 0 ]
}

@test "ANS hash vectors: two hashes, and UTF-16, are refused" {
	vectors
	run_split tiss-validate --only hash "$VECTORS/syn_multi_hash.xml"
	assert_equal "$status" 1
	assert_output --partial "[hash.repeated"
	run_split tiss-validate --only hash "$VECTORS/syn_utf16.xml"
	assert_equal "$status" 1
	assert_output --partial "[bytes.utf16"
}
