# lot-build --extract and --from-xml: lots to CSV, and lots to other lots.

setup_file() {
	local root
	root=$(cd "${BATS_TEST_DIRNAME}/.." && pwd)
	"${CC:-cc}" -std=c11 -O1 -o "$BATS_FILE_TMPDIR/gen-lot" "$root/bench/gen-lot.c" -lmd
}

setup() {
	load helper
	cd "$BATS_TEST_TMPDIR" || return 1
}

gen-lot() {
	"$BATS_FILE_TMPDIR/gen-lot" --indent "$@"
}

lot-build() {
	"$TISS_BIN/lot-build" "$@"
}

# The values of column NAME in the CSV of $output, one a line.
column() { # NAME
	python3 -c 'import csv, sys
for row in csv.DictReader(sys.stdin): print(row[sys.argv[1]])' "$1" <<<"$output"
}

# Puts a new hash into FILE, which --fix computes.
rehash() { # FILE
	tiss-validate --fix "$1" >"$1.fixed" 2>/dev/null || true
	mv "$1.fixed" "$1"
}

@test "extract: every guide type and version, to CSV and back, split and merged" {
	# shellcheck disable=SC2153 # helper.bash sets it
	run "$ROOT/tests/lot-extract.py" "$BATS_FILE_TMPDIR/gen-lot" "$TISS_BIN/lot-build" "$TISS_BIN/tiss-validate"
	assert_success
}

@test "extract: columns, the lot's number first, then as the schema has them" {
	gen-lot --guides 1 --items 2 --lot 9 >a.xml
	run lot-build --extract a.xml
	assert_success
	assert_line --index 0 --partial 'tipoGuia,tipoItem,numeroLote,cabecalho/tipoTransacao,'
	assert_line --index 0 --partial ',contratadoSolicitante/cnpjContratado,'
	assert_line --index 1 --partial 'sp-sadt,procedimento,9,ENVIO_LOTE_GUIAS,'
	assert_equal "${#lines[@]}" 3
	run lot-build --extract --no-header a.xml
	assert_equal "${#lines[@]}" 2
}

@test "extract: --all-columns has those that do not occur, and builds the same lot" {
	gen-lot --type consulta --guides 2 >a.xml
	lot-build --extract --all-columns a.xml >a.csv
	run head -n 1 a.csv
	assert_output --partial ',saudeOcupacional,'
	run lot-build a.csv
	assert_output "$(cat a.xml)"
}

@test "extract: --csv=br is for Excel, and read back" {
	gen-lot --guides 1 --items 8 >a.xml
	LC_ALL=C sed -i 's|<ans:observacao>[^<]*<|<ans:observacao>=SOMA(A1:A9)<|' a.xml
	rehash a.xml
	lot-build --extract --csv=br a.xml >a.csv
	run cat a.csv
	assert_line --index 0 --regexp $'^\xEF\xBB\xBFtipoGuia;tipoItem;numeroLote;.*\r$'
	assert_line --index 1 --partial ";'=SOMA(A1:A9);"
	assert_line --index 1 --partial ';10/07/2026;'
	run lot-build a.csv
	assert_output "$(cat a.xml)"
}

@test "extract: values stay as they are" {
	gen-lot --type consulta --guides 2 >a.xml
	LC_ALL=C sed -i '0,/<ans:observacao>[^<]*</s||<ans:observacao>  "a", b;\n\t<![CDATA[<c>]]> \&amp;\&#13; <|' a.xml
	rehash a.xml
	lot-build --extract a.xml >a.csv
	run python3 -c '
import csv
rows = list(csv.DictReader(open("a.csv", newline="")))
print(repr(rows[0]["observacao"]))'
	assert_output "'  \"a\", b;\\n\\t<c> &\\r '"
	lot-build a.csv >b.xml
	run lot-build --extract b.xml
	assert_output "$(cat a.csv)"
}

@test "extract: a guide without items is one row; empty is not absent" {
	gen-lot --guides 2 --items 1 >a.xml
	python3 - <<-'END'
		import re
		s = open('a.xml', encoding='latin-1').read()
		s = re.sub(r'(?s)<ans:procedimentosExecutados>.*?</ans:procedimentosExecutados>\s*', '', s, count=1)
		open('a.xml', 'w', encoding='latin-1').write(s)
	END
	run lot-build --extract a.xml
	assert_success
	assert_line --index 1 --partial 'sp-sadt,,1,ENVIO_LOTE_GUIAS,'
	assert_line --index 2 --partial 'sp-sadt,procedimento,1,'
}

@test "extract: repeated elements are numbered" {
	gen-lot --type honorarios --guides 1 --items 1 >a.xml
	python3 - <<-'END'
		import re
		s = open('a.xml', encoding='latin-1').read()
		block = re.search(r'(?s)\s*<ans:profissionais>.*?</ans:profissionais>', s).group(0)
		s = s.replace(block, block + block.replace('Ana ', 'Bia ') + block)
		open('a.xml', 'w', encoding='latin-1').write(s)
	END
	rehash a.xml
	lot-build --extract a.xml >a.csv
	run head -n 1 a.csv
	assert_output --partial ',profissionais[2]/nomeProfissional,'
	assert_output --partial ',profissionais[3]/grauParticipacao,'
	run lot-build a.csv
	assert_output "$(cat a.xml)"
}

@test "extract: a web service's message and a SOAP envelope give the same CSV" {
	gen-lot --type odonto --guides 2 --items 2 >a.xml
	python3 - <<-'END'
		import re
		s = open('a.xml', encoding='latin-1').read()
		body = s[s.index('?>') + 2:]
		hash_ = re.search(r'<ans:hash>.*?</ans:hash>', body).group(0)
		body = re.sub(r'(?s)<ans:epilogo>.*?</ans:epilogo>', hash_, body)
		body = re.sub(r'</?ans:prestadorParaOperadora>', '', body).replace('ans:mensagemTISS', 'ans:loteGuiasWS')
		head = '<?xml version="1.0" encoding="ISO-8859-1"?>'
		open('ws.xml', 'w', encoding='latin-1').write(head + body)
		open('soap.xml', 'w', encoding='latin-1').write(
			head + '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/><s:Body>' + body
			+ '</s:Body></s:Envelope>')
	END
	lot-build --extract a.xml >a.csv
	run lot-build --extract ws.xml
	assert_success
	assert_output "$(cat a.csv)"
	run lot-build --extract soap.xml
	assert_success
	assert_output "$(cat a.csv)"
}

@test "extract: from a pipe, and with a large lot, as from a file" {
	gen-lot --guides 20 --items 300 >a.xml
	lot-build --extract a.xml >a.csv
	lot-build --extract <a.xml | cmp - a.csv
	# shellcheck disable=SC2002 # a pipe is what is meant
	cat a.xml | lot-build --extract - | cmp - a.csv
	run wc -l a.csv
	assert_output '6001 a.csv'
}

@test "extract: several guide types and versions in one CSV, which builds them all again" {
	local n=0 type version
	mkdir lots
	for type in consulta sp-sadt internacao honorarios odonto; do
		for version in 3.05.00 4.03.00; do
			n=$((n + 1))
			gen-lot --type $type --version $version --guides 2 --items "$([ $type = consulta ] && echo 1 || echo 5)" \
				--lot $n >lots/$n.xml
		done
	done
	lot-build --extract lots/{1..10}.xml >all.csv
	lot-build -o built all.csv >manifest.csv
	run wc -l manifest.csv
	assert_output '11 manifest.csv'
	for n in {1..10}; do
		cmp "lots/$n.xml" "built/$n.xml"
	done
}

@test "extract: -o writes one CSV for each guide type" {
	gen-lot --type consulta --guides 2 >a.xml
	gen-lot --type odonto --guides 2 --items 2 >b.xml
	run lot-build --extract -o out a.xml b.xml
	assert_success
	assert_output ''
	run ls out
	assert_output $'consulta.csv\nodonto.csv'
	lot-build --extract b.xml | cmp - out/odonto.csv
}

@test "extract: a lot with errors is refused with its findings, the others are not" {
	gen-lot --type consulta --guides 2 >good.xml
	sed 's/<ans:atendimentoRN>N</<ans:atendimentoRN>X</' good.xml >bad.xml
	run_split lot-build --extract bad.xml
	assert_equal "$status" 1
	assert_output ''
	assert_errors_contain 'bad.xml:32:'
	assert_errors_contain '[schema.enum'
	lot-build --extract good.xml >good.csv
	run_split lot-build --extract bad.xml good.xml
	assert_equal "$status" 1
	assert_output "$(cat good.csv)"
}

@test "extract: a column that only a refused lot has is not in the CSV" {
	gen-lot --type consulta --guides 2 >good.xml
	sed -e 's|</ans:atendimentoRN>|&<ans:tipoIdent>01</ans:tipoIdent>|' -e 's/<ans:tipoConsulta>1</<ans:tipoConsulta>X</' \
		good.xml >bad.xml
	run_split lot-build --extract good.xml bad.xml
	assert_equal "$status" 1
	assert_line --index 0 --partial 'atendimentoRN,'
	refute_line --index 0 --partial 'tipoIdent'
}

@test "extract: what is no lot" {
	printf 'tipoGuia,tipoItem\n' >a.csv
	run_split lot-build --extract a.csv
	assert_equal "$status" 1
	assert_output ''
	sed -e 's/<ans:prestadorParaOperadora>/&<!--/' -e 's|</ans:prestadorParaOperadora>|-->&|' <(gen-lot --type consulta) >empty.xml
	run_split lot-build --extract empty.xml
	assert_equal "$status" 2
	assert_errors_contain 'empty.xml: não é um lote de guias'
	run_split lot-build --extract missing.xml
	assert_equal "$status" 2
	assert_errors_contain 'missing.xml: '
	gen-lot --type consulta >good.xml
	run_split lot-build --extract missing.xml good.xml
	assert_equal "$status" 2
	assert_output ''
}

@test "extract: hostile input" {
	gen-lot --type consulta >a.xml
	head -c 2000 a.xml >cut.xml
	sed 's/?>/?><!DOCTYPE x [<!ENTITY a "b">]>/' a.xml >doctype.xml
	printf '<a>%.0s' {1..600} >deep.xml
	: >empty.xml
	head -c 100000 /dev/zero >zero.xml
	for file in cut doctype deep empty zero; do
		run_split lot-build --extract $file.xml
		assert_equal "$file $status" "$file 1"
		assert_output ''
		run_split lot-build --from-xml $file.xml
		assert_equal "$file $status" "$file 1"
		assert_output ''
	done
}

@test "extract: more repeated elements than a CSV has columns" {
	gen-lot --type honorarios --guides 1 --items 1 >a.xml
	python3 - <<-'END'
		import re
		s = open('a.xml', encoding='latin-1').read()
		block = re.search(r'(?s)<ans:profissionais>.*?</ans:profissionais>', s).group(0)
		open('a.xml', 'w', encoding='latin-1').write(s.replace(block, block * 4000))
	END
	run_split lot-build --extract a.xml
	assert_equal "$status" 2
	assert_errors_contain 'campos repetidos demais'
	assert_output ''
}

@test "extract: a signature does not fit into CSV, and that is said" {
	gen-lot --type consulta --guides 1 >a.xml
	python3 - <<-'END'
		s = open('a.xml', encoding='latin-1').read()
		signature = ('<ans:assinaturaDigitalGuia><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="a"/>'
			'<ds:SignatureMethod Algorithm="b"/><ds:Reference><ds:DigestMethod Algorithm="c"/><ds:DigestValue>AAAA'
			'</ds:DigestValue></ds:Reference></ds:SignedInfo><ds:SignatureValue>AAAA</ds:SignatureValue>'
			'</ans:assinaturaDigitalGuia>').replace('<ds:SignedInfo>', '<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">'
			).replace('<ds:SignatureValue>', '<ds:SignatureValue xmlns:ds="http://www.w3.org/2000/09/xmldsig#">')
		open('b.xml', 'w', encoding='latin-1').write(s.replace('</ans:guiaConsulta>', signature + '</ans:guiaConsulta>'))
	END
	lot-build --extract a.xml >a.csv
	run_split lot-build --extract b.xml
	assert_equal "$status" 0
	assert_errors_contain 'b.xml: a assinatura digital não cabe em CSV'
	assert_output "$(cat a.csv)"
}

@test "extract: options that do not go together" {
	run lot-build --extract --from-xml
	assert_failure 2
	run lot-build --all-columns a.csv
	assert_failure 2
}

@test "from-xml: one lot goes to standard output, with another number and its hash" {
	gen-lot --guides 3 --items 4 --lot 41 >a.xml
	gen-lot --guides 3 --items 4 --lot 500 >b.xml
	run lot-build --from-xml a.xml
	assert_output "$(cat a.xml)"
	lot-build --from-xml -n 500 a.xml >c.xml
	run tiss-validate -q c.xml
	assert_success
	run grep -c '<ans:numeroLote>500<' c.xml
	assert_output 1
}

@test "from-xml: lots are split, with a manifest, and add up" {
	gen-lot --guides 10 --items 3 --lot 7 >a.xml
	gen-lot --guides 4 --items 3 --lot 30 >b.xml
	gen-lot --type consulta --guides 4 --lot 12 >c.xml
	run lot-build --from-xml --max-guides 6 -o out a.xml b.xml c.xml
	assert_success
	assert_line --index 0 'numeroLote,arquivo,versao,registroANS,tipoGuia,guias,itens,valorInformado,hash'
	assert_equal "$(column numeroLote)" $'7\n8\n9\n10'
	assert_equal "$(column guias)" $'6\n6\n2\n4'
	assert_equal "$(column tipoGuia)" $'sp-sadt\nsp-sadt\nsp-sadt\nconsulta'
	run tiss-validate -q out/7.xml out/8.xml out/9.xml out/10.xml
	assert_success
	lot-build --extract a.xml b.xml c.xml | cut -d , -f 1,2,12- >before
	lot-build --extract out/7.xml out/8.xml out/9.xml out/10.xml | cut -d , -f 1,2,12- >after
	cmp before after
}

@test "from-xml: --max-bytes" {
	gen-lot --guides 10 --items 3 >a.xml
	lot-build --from-xml --max-bytes 20000 -o out a.xml >manifest.csv
	run find out -name '*.xml' -size +20000c
	assert_output ''
	run_split lot-build --from-xml --max-bytes 3000 -o none a.xml
	assert_equal "$status" 2
	assert_errors_contain 'não cabe em um lote de 3000 bytes'
	[ -z "$(ls none 2>/dev/null)" ]
}

@test "from-xml: guides come together from other encodings and prefixes" {
	gen-lot --guides 2 --items 2 --lot 1 --accents >a.xml
	gen-lot --guides 2 --items 2 --lot 2 --accents --encoding UTF-8 |
		sed -e 's/<ans:/<x:/g' -e 's|</ans:|</x:|g' -e 's/xmlns:ans=/xmlns:x=/' >b.xml
	gen-lot --guides 2 --items 2 --lot 3 --accents |
		sed -e 's/<ans:/</g' -e 's|</ans:|</|g' -e 's/xmlns:ans=/xmlns=/' >c.xml
	for order in 'a b c' 'b c a' 'c a b'; do
		# shellcheck disable=SC2086 # three names
		set -- ${order}
		lot-build --from-xml "$1.xml" "$2.xml" "$3.xml" >m.xml
		run tiss-validate -q m.xml
		assert_success
		lot-build --extract "$1.xml" "$2.xml" "$3.xml" | cut -d , -f 1,2,12- >before
		lot-build --extract m.xml | cut -d , -f 1,2,12- | cmp - before
	done
}

@test "from-xml: a lot that exceeds the limits comes apart" {
	gen-lot --type consulta --guides 100 >a.xml
	python3 - <<-'END'
		import re
		s = open('a.xml', encoding='latin-1').read()
		guides = re.search(r'(?s)<ans:guiaConsulta>.*</ans:guiaConsulta>', s).group(0)
		more = re.sub('<ans:numeroGuiaPrestador>', '<ans:numeroGuiaPrestador>9', guides)
		open('b.xml', 'w', encoding='latin-1').write(s.replace(guides, guides + more))
	END
	run tiss-validate -q b.xml
	assert_failure 1
	run lot-build --from-xml -o out b.xml
	assert_success
	assert_equal "$(column guias)" $'100\n100'
	run tiss-validate -q out/1.xml out/2.xml
	assert_success
}

@test "from-xml: nothing is written when a lot would be wrong" {
	gen-lot --type consulta --guides 4 >a.xml
	sed -i '0,/<ans:atendimentoRN>N</s//<ans:atendimentoRN>X</' a.xml
	run_split lot-build --from-xml --max-guides 2 -o out a.xml
	assert_equal "$status" 1
	assert_output ''
	assert_errors_contain '(lote 1, de a.xml):'
	[ -z "$(ls out 2>/dev/null)" ]
}

@test "from-xml: several lots need a folder" {
	gen-lot --guides 4 --items 2 >a.xml
	run_split lot-build --from-xml --max-guides 2 a.xml
	assert_equal "$status" 2
	assert_output ''
	assert_errors_contain '-o'
}

@test "from-xml: a number that is none, a signed message" {
	gen-lot --type consulta --guides 2 --lot 5 >a.xml
	sed 's/<ans:numeroLote>5</<ans:numeroLote>A5</' a.xml >b.xml
	run_split lot-build --from-xml b.xml
	assert_equal "$status" 2
	assert_errors_contain 'diga o primeiro com -n'
	lot-build --from-xml -n 5 b.xml | cmp - a.xml
	sed 's|</ans:epilogo>|&<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>|' a.xml >c.xml
	run_split lot-build --from-xml c.xml
	assert_equal "$status" 2
	assert_errors_contain 'assinatura digital'
}

@test "from-xml: from standard input, and --portal-names" {
	gen-lot --type consulta --guides 2 --lot 5 >a.xml
	lot-build --from-xml <a.xml >b.xml
	cmp a.xml b.xml
	# shellcheck disable=SC2002 # a pipe is what is meant
	cat a.xml | lot-build --from-xml --portal-names -o out >manifest.csv
	run ls out
	assert_output --regexp '^[0-9]{20}_[0-9a-f]{32}\.xml$'
}
