#!/usr/bin/env bats
# demo-render: golden documents of each format, the proof of the balance, bad input, what must never get out.
# shellcheck disable=SC1111,SC2154 # our texts quote like this; helper.bash and bats set errors, status, output

setup() {
	load helper
	CASES=$ROOT/tests/golden/demo-render
	export COLUMNS=80
	cd "$BATS_TEST_TMPDIR" || return
}

demo-render() {
	"$TISS_BIN/demo-render" "$@"
}

# The case NAME in FORMAT gives NAME.ENDING, and what is said on standard error.
golden() { # NAME FORMAT ENDING
	(cd "$CASES" && demo-render -f "$2" "$1.xml") >out 2>err && status=0 || status=$?
	diff -u "$CASES/$1.$3" out
	diff -u "$CASES/$1.err" err
	assert_equal $status "$(cat "$CASES/$1.status")"
}

# The análise with the sed program applied.
spoilt() { # SED [OPTION...]
	local program=$1
	shift
	sed -E "$program" "$CASES/analise.xml" >spoilt.xml
	run_split demo-render "$@" spoilt.xml
}

@test "golden: text" {
	for name in analise pagamento odonto analise-3.02.00 situacao erro; do
		golden $name text txt
	done
}

@test "golden: HTML" {
	for name in analise pagamento odonto analise-3.02.00 situacao erro; do
		golden $name html html
	done
}

@test "golden: CSV" {
	for name in analise pagamento odonto analise-3.02.00; do
		golden $name csv csv
	done
}

@test "golden: XML of another version" {
	run_split demo-render -f xml -t 4.01.00 --date 2026-08-01 --time 09:00:00 "$CASES/analise.xml"
	assert_success
	assert_equal "$output" "$(cat "$CASES/analise-4.01.00.out.xml")"
}

@test "PDF: the text of the form, page n of m, accents, metadata" {
	demo-render -o a.pdf "$CASES/analise.xml"
	pdftotext -layout a.pdf a.txt
	for text in "Demonstrativo de Análise de Conta" "14 - Número da Guia no Prestador" "1.234,56" "Operadora Exemplo & Irmãos" \
		"página 1 de 1" "1818, 2505" "37 - Valor Processado da Guia (R\$)" "Recurso em até 30 dias." "<script>"; do
		grep -qF -- "$text" a.txt || fail "the PDF lacks $text: $(cat a.txt)"
	done
	run pdfinfo a.pdf
	assert_output --partial "Demonstrativo de Análise de Conta 20260700001"
	assert_output --partial "Author:          Operadora Exemplo & Irmãos"
	assert_output --partial "(A4)"
}

@test "PDF: every one of the 47 fields has its label" {
	demo-render -o a.pdf "$CASES/analise.xml"
	pdftotext -raw a.pdf a.txt
	awk -F '\t' '/^[0-9]/ && ($1 < 25 || $1 > 35) && $1 != 2 { print $1 " - " $2 }' "$ROOT/data/form.tab" >labels
	while read -r label; do
		grep -qF -- "$label" a.txt || fail "no $label"
	done <labels
	for n in 2 25 26 27 28 29 30 31 32 33 34 35; do
		grep -qw $n a.txt || fail "no field $n"
	done
}

@test "PDF: many pages repeat the heads, and say which they are" {
	many_items 300 >many.xml
	demo-render -o m.pdf many.xml
	pages=$(pdfinfo m.pdf | awk '/^Pages/ { print $2 }')
	((pages > 4))
	for ((page = 1; page <= pages; page++)); do
		pdftotext -layout -f $page -l $page m.pdf p.txt
		grep -q "página $page de $pages" p.txt
		grep -q 'Processado' p.txt
	done
	pdftotext -layout m.pdf p.txt
	assert_equal "$(grep -c 'Procedimento de ensaio' p.txt)" 300
}

# A statement of one guide with N items.
many_items() { # N
	awk -v n="$1" '
		/<ans:detalhesGuia>/ { skipping = 1 }
		!skipping { print }
		/<\/ans:detalhesGuia>|centroConsumo/ && skipping { if (/<\/ans:detalhesGuia>/ && !done) { done = 1
			for (i = 1; i <= n; i++) printf "<ans:detalhesGuia><ans:sequencialItem>%d</ans:sequencialItem><ans:dataRealizacao>2026-07-01</ans:dataRealizacao><ans:procedimento><ans:codigoTabela>22</ans:codigoTabela><ans:codigoProcedimento>40304361</ans:codigoProcedimento><ans:descricaoProcedimento>Procedimento de ensaio</ans:descricaoProcedimento></ans:procedimento><ans:valorInformado>1.00</ans:valorInformado><ans:qtdExecutada>1.0000</ans:qtdExecutada><ans:valorProcessado>1.00</ans:valorProcessado><ans:valorLiberado>1.00</ans:valorLiberado></ans:detalhesGuia>\n", i
			skipping = 0 } }
	' "$CASES/analise.xml" | sed "s/2000\.00/$1.00/g; s/1765\.50/$1.00/; s/234\.50/0.00/; s/2080\.00/$(($1 + 80)).00/g; s/314\.50/80.00/"
}

# --- the balance

@test "a wrong total is named with both figures, marked in every format, and nothing is corrected" {
	spoilt 's/(valorLiberadoProtocolo>)1765\.50/\11765.51/'
	assert_equal "$status" 1
	assert_errors_contain "Valor Liberado do Protocolo é 1.765,51, mas a soma das guias dá 1.765,50 [statement.sum, ANS 1104]"
	assert_errors_contain "NÃO FECHA"
	assert_output --partial "≠ Valor Liberado do Protocolo é 1.765,51"
	assert_output --partial "1.765,51       314,50"
	run_split demo-render -f html spoilt.xml
	assert_output --partial "As somas não fecham"
	demo-render -o s.pdf spoilt.xml 2>/dev/null && fail "status 0" || [ $? -eq 1 ]
	pdftotext -layout s.pdf - | grep -q "NÃO FECHA: Valor Liberado do Protocolo é 1.765,51"
}

@test "what is released is what was processed less the glosa, of an item and of a guide" {
	spoilt 's/(valorLiberado>)1000\.06/\11000.07/'
	assert_equal "$status" 1
	assert_errors_contain "Valor Liberado é 1.000,07, mas processado − glosa dá 1.000,06 [statement.release]"
	sed -E 's/(valorLiberadoGuia>)987\.58/\1987.57/' "$CASES/pagamento.xml" >wrong.xml
	run_split demo-render wrong.xml
	assert_equal "$status" 1
	assert_errors_contain "Valor Liberado da Guia é 987,57, mas processado − glosa dá 987,58 [statement.release]"
}

@test "the net of a payment is what was released, less the debits, plus the credits" {
	sed -E 's/(liquidoPorData>)4275\.89/\14275.88/' "$CASES/pagamento.xml" >wrong.xml
	run_split demo-render wrong.xml
	assert_equal "$status" 1
	assert_errors_contain "Valor Líquido na Data é 4.275,88, mas liberado − débitos + créditos dá 4.275,89 [statement.net]"
	sed -E 's/(totalDebitosPorData>)0\.99/\10.98/' "$CASES/pagamento.xml" >wrong.xml
	run_split demo-render wrong.xml
	assert_equal "$status" 1
	assert_errors_contain "Total de Débitos na Data é 0,98, mas a soma dos lançamentos dá 0,99 [statement.net]"
}

@test "a guide's fault stands in the CSV's confere" {
	spoilt 's/(valorGlosaGuia>)234\.50/\1234.49/' -f csv
	assert_equal "$status" 1
	assert_output --partial "Valor Glosa da Guia é 234,49, mas a soma dos itens dá 234,50"
}

@test "--check proves and writes no document" {
	run_split demo-render --check "$CASES/analise.xml"
	assert_success
	assert_output "1 demonstrativo, 1 protocolo, 2 guias, 1 item; fecha: 15 somas conferidas"
	assert_equal "$errors" ""
	spoilt 's/(valorGlosaGeral>)314/\1315/' --check
	assert_equal "$status" 1
	assert_output --partial "NÃO FECHA"
}

@test "item 56: items without glosa may be left out, but not when some of them are listed" {
	spoilt 's/(valorProcessado>)1234.56/\11234.56/' # as it is: the item has a glosa, the guide has more
	assert_success
	spoilt 's/<ans:relacaoGlosa>.*//; s/(valorLiberado>)1000.06/\11234.56/'
	assert_equal "$status" 1
	assert_errors_contain "Valor Informado da Guia é 2.000,00, mas a soma dos itens dá 1.234,56 [statement.items, ANS 1104]"
}

@test "a glosa of the whole guide has no item, and one that is not given is what is missing" {
	spoilt 's/<ans:valorGlosaGuia>80.00<\/ans:valorGlosaGuia>//'
	assert_success
}

@test "an item's release, and a payment's net, are named with both figures" {
	spoilt 's/(valorLiberado>)1000\.06/\11000.07/'
	assert_equal "$status" 1
	assert_errors_contain "é 1.000,07, mas"
	assert_errors_contain "dá 1.000,06 [statement.release]"
	sed 's/liquidoPorData>4275\.89/liquidoPorData>4275.90/' "$CASES/pagamento.xml" >net.xml
	run_split demo-render net.xml
	assert_equal "$status" 1
	assert_errors_contain "é 4.275,90, mas"
	assert_errors_contain "dá 4.275,89 [statement.net]"
}

@test "missing totals" {
	spoilt 's/<ans:valorLiberadoProtocolo>1765.50<\/ans:valorLiberadoProtocolo>//'
	assert_equal "$status" 1
	assert_errors_contain "Valor Liberado do Protocolo não foi informado; a soma das guias dá 1.765,50 [statement.missing]"
}

@test "negative amounts, amounts that are none, and too large ones" {
	spoilt 's/(valorInformado>)1234.56/\1-1234.56/'
	assert_success
	assert_errors_contain "valorInformado é negativo: -1234.56 [statement.negative]"
	spoilt 's/(valorInformado>)1234.56/\11234,56/'
	assert_equal "$status" 1
	assert_errors_contain "valorInformado não é um valor: “1234,56” [statement.amount]"
	spoilt 's/(valorProcessadoGuia>)[0-9.]+/\192233720368547757.00/g'
	assert_equal "$status" 1
	assert_errors_contain "statement.overflow"
}

@test "codes that Tabela 38 lacks, or has no more on the day, are told once" {
	spoilt 's/>2505</>9999</'
	assert_success
	assert_errors_contain "a glosa 9999 não está na Tabela 38 da TUSS [statement.glosa]"
	assert_output --partial "código que não está na Tabela 38"
	spoilt 's/>2505</>1003</'
	assert_errors_contain "a glosa 1003 não está na Tabela 38 vigente na data de emissão"
	spoilt 's/>2505</>1003</; s/2026-08-01/2026-06-01/'
	refute [ "$(grep -c statement.glosa <<<"$errors")" -gt 0 ]
}

@test "what was invented is what is read, in every kind and version" {
	run "$ROOT/tests/demo-render.py" --bin "$TISS_BIN" --count 2 ${TISS_ANS_DIR:+--xsd "$TISS_ANS_DIR/xsd"}
	assert_success
}

# --- input

@test "what is no statement: a lot, another XML, a text, nothing" {
	run_split demo-render "$CLEAN"
	assert_equal "$status" 1
	assert_errors_contain "não há demonstrativo na mensagem [statement.none]"
	assert_output ""
	: >empty
	run_split demo-render empty
	assert_equal "$status" 1
	assert_errors_contain "bytes.empty"
	echo 'só um texto' >text
	run_split demo-render text
	assert_equal "$status" 2
	assert_errors_contain "numeroGuiaPrestador"
	run_split demo-render missing.xml
	assert_equal "$status" 2
	assert_errors_contain "demo-render: missing.xml: "
	assert_output ""
}

@test "a request for a statement is none" {
	echo '<a><solicitacaoDemonstrativoRetorno><demonstrativoPagamento><x/></demonstrativoPagamento></solicitacaoDemonstrativoRetorno></a>' >request.xml
	run_split demo-render request.xml
	assert_equal "$status" 1
	assert_errors_contain statement.none
}

@test "a message cut off leaves no file" {
	head -c 3500 "$CASES/analise.xml" >cut.xml
	echo before >out.pdf
	run_split demo-render -o out.pdf cut.xml
	assert_equal "$status" 1
	assert_errors_contain "xml.malformed"
	assert_equal "$(cat out.pdf)" before
}

@test "entities and DOCTYPE are refused" {
	sed '1a <!DOCTYPE a [<!ENTITY x SYSTEM "/etc/passwd">]>' "$CASES/analise.xml" >doctype.xml
	run_split demo-render doctype.xml
	assert_equal "$status" 1
	assert_errors_contain xml.doctype
}

@test "several in one message and several files: sections, or a file each" {
	{
		sed '/<ans:demonstrativoAnaliseConta>/,$d' "$CASES/analise.xml"
		for _ in 1 2; do
			sed -n '/<ans:demonstrativoAnaliseConta>/,/<\/ans:demonstrativoAnaliseConta>/p' "$CASES/analise.xml"
		done
		sed '1,/<\/ans:demonstrativoAnaliseConta>/d' "$CASES/analise.xml"
	} >two.xml
	run_split demo-render two.xml
	assert_success
	assert_equal "$(grep -c '^44–47 Geral' <<<"$output")" 2
	demo-render -f html -o pages/ two.xml "$CASES/odonto.xml"
	run ls pages
	assert_output "999999-20260700001-2.html
999999-20260700001.html
999999-78.html"
	assert_equal "$(grep -c '<h1>' pages/999999-78.html)" 1
	assert_equal "$(stat -c %a pages/999999-78.html)" 600
}

@test "zip, gzip and standard input" {
	gzip -c "$CASES/analise.xml" >a.gz
	run_split demo-render -f csv a.gz
	assert_success
	assert_equal "$output" "$(cat "$CASES/analise.csv")"
	assert_equal "$(demo-render -f csv <"$CASES/analise.xml" 2>/dev/null)" "$(cat "$CASES/analise.csv")"
}

# --- what must not get out

@test "no value breaks out of HTML, CSV or the terminal" {
	sed -e 's/SENHA1/\&#x202E;x/' -e "s/Carteira não existe/'\"><b onload='x'>/; s/'\"><b onload='x'>/\&apos;\&quot;\&gt;\&lt;b onload=\&apos;x\&apos;\&gt;/" \
		"$CASES/analise.xml" >hostile.xml
	run_split demo-render -f html hostile.xml
	assert_success
	refute_output --partial "<script"
	refute_output --partial "<b onload"
	assert_output --partial "&lt;U+202E&gt;x"
	assert_output --partial "&#39;&quot;&gt;&lt;b onload"
	run_split demo-render hostile.xml
	refute [ "$(grep -c $'\u202e' <<<"$output")" -gt 0 ]
	run_split demo-render --csv=br hostile.xml
	assert_success
	printf '%s' "$output" | head -c 3 | od -An -tx1 | grep -q 'ef bb bf'
}

@test "control characters of a CSV never reach the terminal" {
	printf 'numeroGuiaPrestador,codigoProcedimento,valorInformado,descricaoProcedimento\n1,2,3.00,\033[31mvermelho\n' >esc.csv
	run_split demo-render esc.csv
	assert_success
	refute [ "$(grep -c $'\033' <<<"$output")" -gt 0 ]
	assert_output --partial "␛[31mvermelho"
}

@test "names come from the registries, and never stand in a message" {
	printf 'numeroCarteira,nome\n00000000009000100,Ana Exemplo\n' >ben.csv
	printf 'codigoPrestador,cnpjCpf,nome\nP-0042,11222333000181,Clínica Exemplo\n' >prov.csv
	spoilt 's/(valorGlosaGuia>)234\.50/\1234.49/' --beneficiaries ben.csv --providers prov.csv
	assert_output --partial "17 Nome do Beneficiário: Ana Exemplo"
	assert_output --partial "7 Nome do Contratado: Clínica Exemplo"
	refute [ "$(grep -c Ana <<<"$errors")" -gt 0 ]
}

@test "PDF: what the fonts lack is replaced visibly, counted and said" {
	sed 's/Hemograma/Hemograma 漢字/' "$CASES/analise.xml" >kanji.xml
	run_split demo-render -o k.pdf kanji.xml
	assert_success
	assert_errors_contain "2 caracteres que as fontes do PDF não têm: no lugar está “¿”"
	pdftotext k.pdf - | grep -q "Hemograma ¿¿"
}

@test "a long observation wraps, over pages in the PDF" {
	long=$(printf 'palavra %.0s' {1..1250})
	sed "s/Recurso em até 30 dias./$long/" "$CASES/analise.xml" >long.xml
	run_split demo-render long.xml
	assert_success
	assert_equal "$(awk '{ gsub(/[\200-\277]/, ""); if (length($0) > 80) n++ } END { print n + 0 }' <<<"$output")" 0
	assert_equal "$(grep -o palavra <<<"$output" | wc -l)" 1250
	demo-render -o l.pdf long.xml
	assert_equal "$(pdftotext l.pdf - | grep -o palavra | wc -l)" 1250
}

@test "100,000 items in one guide" {
	many_items 100000 >many.xml
	run_split demo-render --check many.xml
	assert_success
	assert_output --partial "100000 itens; fecha"
	run_split demo-render -f csv -o many.csv many.xml
	assert_success
	assert_equal "$(grep -c 'Procedimento de ensaio' many.csv)" 100000
}

@test "a full disk, a closed pipe" {
	[ -w /dev/full ] || skip "no /dev/full"
	for format in text html pdf csv xml; do
		run_split demo-render -f $format -o /dev/full "$CASES/analise.xml"
		assert_equal "$status" 2
	done
	run bash -c "'$TISS_BIN/demo-render' -f csv '$CASES/analise.xml' >/dev/full"
	assert_equal "$status" 2
}

@test "text is at least 72 columns, and as wide as COLUMNS says" {
	for columns in 1 72 80 100 132 200; do
		COLUMNS=$columns run_split demo-render "$CASES/odonto.xml"
		assert_success
		want=$((columns < 72 ? 72 : columns))
		assert_equal "$(awk '{ gsub(/[\200-\277]/, ""); if (length($0) > n) n = length($0) } END { print n }' <<<"$output")" $want
	done
}

# --- the account, and XML

account() {
	cp "$ROOT"/examples/operadora/contas.csv "$ROOT"/examples/operadora/cabecalho.conf .
}

@test "account to XML, valid in every 4.x version, and back to the same account" {
	account
	demo-render -f csv --header cabecalho.conf contas.csv 2>/dev/null | cut -d , -f 3,5-6,9-23,26-29,32-49 >before.csv
	for version in 4.00.00 4.00.01 4.01.00 4.02.00 4.03.00; do
		demo-render -f xml --header cabecalho.conf -t $version --date 2026-08-05 --time 10:00:00 -o r.xml contas.csv
		tiss-validate -s erro r.xml
		if [ -n "${TISS_ANS_DIR:-}" ]; then
			xmllint --nonet --noout --schema "$TISS_ANS_DIR"/xsd/$version/tissV*.xsd r.xml
		fi
		demo-render -f csv r.xml 2>/dev/null | cut -d , -f 3,5-6,9-23,26-29,32-49 >after.csv
		diff before.csv after.csv
	done
}

@test "our CSV is read as an account" {
	demo-render -f csv -o a.csv "$CASES/analise.xml"
	demo-render -f csv -o b.csv a.csv
	diff <(cut -d , -f 3-49 a.csv) <(cut -d , -f 3-49 b.csv)
}

@test "XML: a glosa that the version lacks is mapped and said, or refused" {
	account
	sed -i 's/2505:0.00/3306:0.00/' contas.csv
	run_split demo-render -f xml --header cabecalho.conf -t 4.01.00 contas.csv
	assert_success
	assert_errors_contain "a glosa 3306 foi escrita como 1404, o código da mesma regra na versão 4.01.00 [statement.xml-glosa-mapped]"
	assert_output --partial "<ans:tipoGlosa>1404<"
	sed -i 's/3306:0.00/3311:0.00/' contas.csv
	run_split demo-render -f xml --header cabecalho.conf -t 4.01.00 contas.csv
	assert_equal "$status" 1
	assert_errors_contain "a versão 4.01.00 não tem a glosa 3311, nem código anterior da mesma regra [statement.xml-glosa]"
	assert_output ""
}

@test "XML: what the schema would refuse is a finding, and nothing is written" {
	account
	grep -v CNES cabecalho.conf >h.conf
	run_split demo-render -f xml --header h.conf -o r.xml contas.csv
	assert_equal "$status" 1
	assert_errors_contain "CNES não cabe na versão 4.03.00: “” [statement.xml-value]"
	refute [ -e r.xml ]
	run_split demo-render -f xml "$CASES/pagamento.xml"
	assert_equal "$status" 2
	assert_errors_contain "em XML só se escreve o Demonstrativo de Análise de Conta"
}

@test "accounts with errors: file, line, column; nothing is written" {
	account
	sed -i '3s/4\.64/4.64x/' contas.csv
	run_split demo-render contas.csv
	assert_equal "$status" 2
	assert_errors_contain "contas.csv:3: coluna «"
	account
	sed -i '4s/1818:168.32/1818:168.31/' contas.csv
	run_split demo-render -f xml --header cabecalho.conf -o r.xml contas.csv
	assert_equal "$status" 2
	assert_errors_contain "as glosas da coluna «glosas» somam 168,31"
	refute [ -e r.xml ]
	echo 'nomeOperadora' >bad.conf
	run_split demo-render --header bad.conf contas.csv
	assert_equal "$status" 2
	assert_errors_contain "bad.conf:1: esperava-se chave = valor"
	echo 'operadora = x' >bad.conf
	run_split demo-render --header bad.conf contas.csv
	assert_errors_contain "chave desconhecida “operadora”"
}

@test "the format is that of -f, or of the ending of -o" {
	for name in a.txt a.html a.htm a.pdf a.csv a.xml a.dat; do
		demo-render -o $name "$CASES/analise.xml" 2>/dev/null
	done
	assert_equal "$(head -c 4 a.pdf)" %PDF
	cmp a.txt a.dat
	cmp a.html a.htm
	run_split demo-render -f html -o a.pdf "$CASES/analise.xml"
	assert_equal "$(head -c 9 a.pdf)" '<!DOCTYPE'
}

@test "twice the same bytes" {
	for format in text html pdf csv; do
		demo-render -f $format -o one "$CASES/analise.xml" 2>/dev/null
		demo-render -f $format -o two "$CASES/analise.xml" 2>/dev/null
		cmp one two
	done
	SOURCE_DATE_EPOCH=1785000000 demo-render -f xml "$CASES/analise.xml" >one.xml
	SOURCE_DATE_EPOCH=1785000000 demo-render -f xml "$CASES/analise.xml" >two.xml
	cmp one.xml two.xml
}

@test "usage" {
	run_split demo-render --check -o x y.xml
	assert_equal "$status" 2
	run_split demo-render -o . "$CASES/analise.xml"
	assert_equal "$status" 2
	assert_errors_contain "diga o formato com -f"
	run_split demo-render --date 2026-02-30 "$CASES/analise.xml"
	assert_equal "$status" 2
	run_split demo-render -f docx
	assert_equal "$status" 2
}
