# lot-build, the building direction: guides as CSV to lots. tests/golden/lot-build holds what the examples make.
# shellcheck disable=SC2012,SC2016,SC2154 # names of our own files; $ of sed; helper.bash sets errors

setup() {
	load helper
	WANTED=$ROOT/tests/golden/lot-build
	CLINIC=$ROOT/examples/clinica
	cd "$BATS_TEST_TMPDIR" || return 1
	cp "$CLINIC"/*.csv .
}

lot-build() {
	"$TISS_BIN/lot-build" "$@"
}

# With all that a lot needs beside its guides.
build() {
	lot-build --origin 11222333000181 --date 2026-07-10 --time 10:15:00 "$@"
}

# FILE changed by a sed SCRIPT must be refused: status 2, nothing written, and a message that begins as told.
refused() { # FILE SCRIPT MESSAGE
	sed "$2" "$1" >bad.csv
	run_split build bad.csv
	assert_equal "$status" 2
	assert_equal "$output" ""
	[[ $errors == "lot-build: bad.csv$3"* ]] || fail "got: $errors"
}

# The texts of element NAME in $output, one a line.
values() { # NAME
	grep -ao "<ans:$1>[^<]*" <<<"$output" | sed "s/.*>//"
}

# ---- what is built

@test "build: the clinic's guides of each type are the lots written down" {
	local type
	for type in consultas exames internacoes honorarios odonto; do
		build "$type.csv" >"$type.xml"
		cmp "$type.xml" "$WANTED/$type.xml"
	done
}

@test "build: every lot is clean for tiss-validate" {
	local type
	for type in consultas exames internacoes honorarios odonto; do
		build "$type.csv" | tiss-validate --pass -q - >copy.xml
		cmp copy.xml "$WANTED/$type.xml"
	done
}

@test "build: several lots go into a folder, with the manifest on standard output" {
	run_split build -n 501 -o lots consultas.csv exames.csv internacoes.csv honorarios.csv odonto.csv
	assert_success
	assert_equal "$errors" ""
	diff -u "$WANTED/manifest.csv" - <<<"$output"
	assert_equal "$(ls -A lots | tr '\n' ' ')" "501.xml 502.xml 503.xml 504.xml 505.xml "
	run tiss-validate -q lots/*.xml
	assert_success
}

@test "build: the same input gives the same bytes; another run replaces the files" {
	build -o lots consultas.csv >one
	cp -R lots before
	build -o lots consultas.csv >two
	cmp one two
	diff -r before lots
}

@test "build: from standard input, with -, and from several files" {
	build <consultas.csv | cmp - "$WANTED/consultas.xml"
	build - <consultas.csv | cmp - "$WANTED/consultas.xml"
	head -5 consultas.csv >one.csv
	{ head -1 consultas.csv; tail -n +6 consultas.csv; } >two.csv
	build one.csv two.csv | cmp - "$WANTED/consultas.xml"
}

@test "build: separators, encodings, line ends and the order of the columns change nothing" {
	sed '1s/^/\xEF\xBB\xBF/; s/$/\r/' consultas.csv >bom.csv
	build bom.csv | cmp - "$WANTED/consultas.xml"
	iconv -f UTF-8 -t WINDOWS-1252 consultas.csv >cp.csv
	build cp.csv | cmp - "$WANTED/consultas.xml"
	iconv -f UTF-8 -t ISO-8859-1 exames.csv >latin.csv
	build --input-encoding windows-1252 latin.csv | cmp - "$WANTED/exames.xml"
	python3 - <<-'END'
		import csv
		rows = list(csv.reader(open("consultas.csv", encoding="utf-8")))
		out = csv.writer(open("turned.csv", "w", encoding="utf-8", newline=""), delimiter=";")
		out.writerows([cell.replace("150.00", "150,00").replace("180.00", "180,00").replace("165.50", "165,50")
			for cell in reversed(row)] for row in rows)
	END
	build turned.csv >turned.xml
	diff <(iconv -f ISO-8859-1 turned.xml) <(iconv -f ISO-8859-1 "$WANTED/consultas.xml")
}

@test "build: one line, UTF-8" {
	build --one-line consultas.csv >one.xml
	assert_equal "$(wc -l <one.xml)" 1
	tiss-validate -q one.xml
	build --encoding UTF-8 consultas.csv >utf8.xml
	tiss-validate -q utf8.xml
	iconv -f UTF-8 -t ISO-8859-1 utf8.xml | sed 's/UTF-8/ISO-8859-1/' | cmp - "$WANTED/consultas.xml"
}

@test "build: date and time from options, SOURCE_DATE_EPOCH, the clock" {
	SOURCE_DATE_EPOCH=1783678500 run lot-build --origin 11222333000181 consultas.csv
	assert_success
	assert_equal "$(values dataRegistroTransacao) $(values horaRegistroTransacao)" "2026-07-10 10:15:00"
	SOURCE_DATE_EPOCH=x run lot-build --origin 11222333000181 consultas.csv
	assert_equal "$status" 2
	run lot-build --date 2026-02-30 consultas.csv
	assert_equal "$status" 2
	run lot-build --time 10h consultas.csv
	assert_equal "$status" 2
}

@test "build: who sends: CNPJ, CPF or code, as the option has it, or columns" {
	run build consultas.csv
	assert_equal "$(values CNPJ)" 11222333000181
	run build --origin 12345678909 consultas.csv
	assert_equal "$(values CPF)" 12345678909
	run build --origin 0012345 consultas.csv
	assert_equal "$(values codigoPrestadorNaOperadora)" 0012345
	sed '1s|$|,cabecalho/origem/identificacaoPrestador/CNPJ|; 2,$s/$/,11444777000161/' consultas.csv >columns.csv
	run build columns.csv
	assert_success
	assert_equal "$(values CNPJ)" 11444777000161
	run_split lot-build consultas.csv
	assert_equal "$status" 2
	assert_errors_contain "--origin"
}

@test "build: versions from the option and from a column" {
	local version
	for version in 4.01.00 4.02.00 4.03.00; do
		run build -t "$version" odonto.csv
		assert_success
		assert_equal "$(values Padrao)" "$version"
	done
	sed '1s|$|,cabecalho/Padrao|; 2,3s/$/,4.01.00/; 4,$s/$/,4.03.00/' odonto.csv >both.csv
	run build -o lots both.csv
	assert_success
	assert_line --partial "1,1.xml,4.01.00,331988,odonto,1,2,"
	assert_line --partial "2,2.xml,4.03.00,331988,odonto,2,3,"
	run_split build -t 9.99.99 odonto.csv
	assert_equal "$status" 2
	assert_errors_contain "não há tabela da versão 9.99.99"
}

# ---- what is supplied

@test "supplied: item numbers run over procedures and expenses" {
	run build exames.csv
	assert_equal "$(values sequencialItem | tr '\n' ' ')" "1 2 3 1 1 2 1 2 3 1 1 2 "
	sed '1s/$/;sequencialItem/; 2,$s/$/;/' exames.csv >empty.csv
	build empty.csv | cmp - "$WANTED/exames.xml"
	awk 'NR == 1 { print $0 ";sequencialItem"; next } { print $0 ";" NR }' exames.csv >given.csv
	run build given.csv
	assert_equal "$(values sequencialItem | tr '\n' ' ')" "2 3 4 5 6 7 8 9 10 11 12 13 "
	refused given.csv '3s/;3$/;/' ':3: coluna «sequencialItem»: falta o número do item'
}

@test "supplied: totals of items and guides; one that is given must be right" {
	run build exames.csv
	assert_equal "$(values valorTotalGeral | tr '\n' ' ')" "20.74 142.30 20.80 1380.22 32.18 422.75 "
	assert_equal "$(values valorTaxasAlugueis)" 154.00
	sed '1s/$/;valorTotal;valorTotalGeral/; 2s/$/;11,24;20,74/; 3,4s/$/;;20,74/; 5,$s/$/;;/' exames.csv >given.csv
	build given.csv | cmp - "$WANTED/exames.xml"
	refused given.csv '2s/11,24;20,74/11,25;20,74/' ':2: coluna «valorTotal»: “11.25”: o total é 11.24, quantidade × valor unitário × fator'
	refused given.csv '2,4s/20,74/20,75/' ':2: coluna «valorTotalGeral»: “20.75”: o total é 20.74, a soma dos itens'
	sed '2s/;11,24;20,74$/;99,99;20,74/; 2,4s/20,74$/20,75/' given.csv >wrong.csv
	build --recalc wrong.csv | cmp - "$WANTED/exames.xml"
}

@test "supplied: odonto's total may be with or without the quantities" {
	sed '1s/$/,valorTotalProc/; 2,3s/$/,60.48/; 4,$s/$/,/' odonto.csv >given.csv
	build given.csv >/dev/null
	refused given.csv '2,3s/60.48/60.49/' ':2: coluna «valorTotalProc»: “60.49”: o total é 60.48'
}

@test "supplied: a guide without items" {
	sed -n '1p; 2p' exames.csv | sed '2s/;procedimento;/;;/; 2s/09\/07\/2026;22;40304361;[^;]*;1;1,00;11,24/;;;;;;/' >none.csv
	run build none.csv
	assert_success
	assert_equal "$(values valorTotalGeral)" 0.00
	assert_equal "$(values procedimentoExecutado)" ""
	sed -n '1p; 2p' odonto.csv | sed '1s/$/,tipoItem/; 2s/22,81000065.*/,,,,,,,,,/' >none.csv
	run_split build none.csv
	assert_equal "$status" 2
	assert_errors_contain "none.csv:2: a guia não tem itens"
}

@test "supplied: characters that ISO-8859-1 lacks are refused, or replaced" {
	refused consultas.csv '2s/Ana/A“na” €/' ':2: coluna «nomeProfissional»: o caractere'
	sed '2s/Ana/A“na” – €…/' consultas.csv >odd.csv
	run build --translit odd.csv
	assert_success
	grep -qa 'A"na" - EUR... Exemplo' <<<"$output"
	refused consultas.csv '2s/Ana/😀/' ':2: coluna «nomeProfissional»:'
	sed '2s/Ana/😀/' consultas.csv >odd.csv
	run build --translit odd.csv
	assert_equal "$status" 2
}

@test "cells: absent and empty, quoted line breaks, markup" {
	refused consultas.csv '2s/,$/,""/' ':2: coluna «observacao»: “”: esperava-se texto de 1 a 500 caracteres, e tem 0'
	printf '%s\n' 'import csv
rows = list(csv.reader(open("consultas.csv", encoding="utf-8")))
rows[1][-1] = "a <b> & \"c\"\nsegunda linha"
csv.writer(open("odd.csv", "w", encoding="utf-8", newline=""), lineterminator="\n").writerows(rows)' | python3
	run build odd.csv
	assert_success
	grep -qa '<ans:observacao>a &lt;b&gt; &amp; "c"$' <<<"$output"
	grep -qa '^segunda linha</ans:observacao>$' <<<"$output"
	sed '5s/2026-07-02/2026-07-32/' odd.csv >bad.csv
	run_split build bad.csv
	assert_errors_contain "bad.csv:5:"
}

# ---- splitting and numbering

@test "split: at most so many guides, and bytes, in input order" {
	build -o lots -n 7 --max-guides 3 consultas.csv >manifest
	cut -d, -f1,2,6 manifest | diff -u <(printf 'numeroLote,arquivo,guias\n7,7.xml,3\n8,8.xml,3\n9,9.xml,2\n') -
	build -o small --max-bytes 6000 consultas.csv >manifest
	assert_equal "$(tail -n +2 manifest | cut -d, -f6 | tr '\n' ' ')" "2 2 2 2 "
	[ "$(wc -c <small/1.xml)" -le 6000 ]
	assert_equal "$(cat small/*.xml | grep -ao '<ans:numeroGuiaPrestador>[0-9]*' | grep -o '[0-9]*' | tr '\n' ' ')" \
		"1001 1002 1003 1004 1005 1006 1007 1008 "
	run_split build --max-bytes 1000 consultas.csv
	assert_equal "$status" 2
	assert_errors_contain "consultas.csv:2: a guia sozinha tem"
}

@test "split: by operator, origin and given number" {
	sed '3s/331988/326305/; 4s/331988/326305/' consultas.csv >two.csv
	run build -o lots two.csv
	assert_line --partial "1,1.xml,4.03.00,331988,consulta,6,6,"
	assert_line --partial "2,2.xml,4.03.00,326305,consulta,2,2,"
	awk 'NR == 1 { print $0 ",numeroLote"; next } { print $0 "," (NR % 2 ? "B-1" : "A-1") }' consultas.csv >given.csv
	run build -o given given.csv
	assert_success
	assert_line --partial "A-1,A-1.xml,4.03.00,331988,consulta,4,4,"
	assert_line --partial "B-1,B-1.xml,4.03.00,331988,consulta,4,4,"
	run_split build -o given --max-guides 3 given.csv
	assert_equal "$status" 2
	assert_errors_contain "lote A-1 da operadora 331988"
}

@test "split: a lot's number that is no name for a file stays in the folder" {
	awk 'NR == 1 { print $0 ",numeroLote"; next } { print $0 ",../x" }' consultas.csv >given.csv
	run_split build -o lots given.csv
	assert_equal "$status" 2
	assert_errors_contain "não serve de nome de arquivo"
	[ ! -e x.xml ] && [ ! -e lots ]
}

@test "split: several lots for standard output are none" {
	run_split build --max-guides 3 consultas.csv
	assert_equal "$status" 2
	assert_equal "$output" ""
	assert_errors_contain "dão 3 lotes"
}

@test "split: portal names, manifest styles" {
	run build -o lots --portal-names --no-header --csv=br -n 42 consultas.csv
	assert_success
	local hash
	hash=$(grep -ao '<ans:hash>[0-9a-f]*' lots/00000000000000000042_*.xml | sed 's/.*>//')
	assert_equal "$(ls lots)" "00000000000000000042_$hash.xml"
	assert_output --partial "42;00000000000000000042_$hash.xml;4.03.00;331988;consulta;8;8;1291,00;$hash"
	run lot-build --portal-names consultas.csv
	assert_equal "$status" 2
}

@test "split: thousands of open lots lie in a file meanwhile" {
	awk -F, -v OFS=, 'NR == 1 { print $0, "numeroLote"; next } NR == 2 { for (i = 0; i < 2; i++) for (n = 1; n <= 1500; n++) {
		$3 = n + i * 10000; print $0, n } }' consultas.csv >many.csv
	run build -o lots many.csv
	assert_success
	assert_equal "$(ls lots | wc -l)" 1500
	assert_equal "$(tail -n +2 <<<"$output" | cut -d, -f6 | sort -u)" 2
}

# ---- guides' rows

@test "rows: --sort brings a guide's rows together" {
	{ head -1 exames.csv; tail -n +2 exames.csv | awk 'NR % 2'; tail -n +2 exames.csv | awk 'NR % 2 == 0'; } >mixed.csv
	refused mixed.csv '' ':8: a guia já apareceu em bad.csv:2'
	run build --sort mixed.csv
	assert_success
	assert_equal "$(values numeroGuiaPrestador | sort -u | wc -l)" 6
	build --sort exames.csv | cmp - "$WANTED/exames.xml"
}

@test "rows: those of a guide must agree" {
	refused exames.csv '3s/A58213/A58214/' ':3: coluna «senha»: “A58214”: difere do que está na linha 2'
	refused exames.csv '3s/A58213//' ':3: coluna «senha»: difere do que está na linha 2'
	sed '3s|08/07/2026|2026-07-08|' exames.csv >same.csv
	build same.csv | cmp - "$WANTED/exames.xml"
}

@test "rows: choices, and what goes with what" {
	refused consultas.csv '1s/$/,cpfContratado/; 2,$s/$/,12345678909/' ':2: só uma destas pode ter valor: «cpfContratado», «cnpjContratado»'
	refused consultas.csv '2s/11222333000181//' ':2: falta valor em um destes:'
	refused exames.csv '2,4s|;08/07/2026;|;;|' ':2: falta valor em «dataAutorizacao», obrigatório quando há «senha»'
	refused exames.csv '2s/;;$/;;036/' ':2: coluna «unidadeMedida»: “036”: não cabe em item do tipo procedimento'
	refused consultas.csv '3s/1002/1001/; 3s/,00000000009000207/,00000000009000100/' ':3: coluna «tipoConsulta»: “2”: difere do que está na linha 2'
	refused consultas.csv '3s/.*/consulta,999999,1001/' ':3: coluna'
}

@test "rows: a second item where there may be one" {
	sed -n '1p; 2p' consultas.csv >two.csv
	sed -n '2p' consultas.csv | sed 's/10101012/10101020/' >>two.csv
	refused two.csv '' ':3: a guia de consulta só pode ter um item'
}

# ---- bad input: each with file, line, column and value

@test "bad: columns" {
	refused consultas.csv '1s/CNES/CNESx/' ':1: falta no cabeçalho, para guias de consulta na versão 4.03.00: «CNES»; e «CNESx» não é coluna'
	refused consultas.csv '1s/$/,numeroCarteiro/; 2,$s/$/,/' ':1: coluna «numeroCarteiro»: não é coluna de guia de consulta na versão 4.03.00; há estas, parecidas: «numeroCarteira»'
	refused consultas.csv '1s/$/,numeroCarteiro/; 2,$s/$/,9/' ':2: coluna «numeroCarteiro»: “9”: não é coluna'
	refused exames.csv '1s/profissionalSolicitante.UF/UF/' ':1: falta no cabeçalho'
	refused exames.csv '1s/$/;UF/; 2,$s/$/;35/' ':2: coluna «UF»: “35”: nome ambíguo em guia de sp-sadt: pode ser «profissionalSolicitante/UF», «equipeSadt/UF»'
	refused consultas.csv '1s/$/,UF/; 2,$s/$/,35/' ':1: coluna «UF»: está duas vezes'
	refused consultas.csv '1s|$|,profissionalExecutante/UF|; 2,$s/$/,35/' ':1: as colunas «UF» e «profissionalExecutante/UF» são o mesmo campo'
	refused consultas.csv '1s/tipoGuia/tipo/' ':1: falta no cabeçalho a coluna «tipoGuia»'
	refused internacoes.csv '1s/diagnostico\[2\]/diagnostico[5]/' ':7: coluna «diagnostico[5]»: “Z370”: diagnostico se repete no máximo 4 vezes'
}

@test "bad: values" {
	refused consultas.csv '2s/,35,/,SP,/' ':2: coluna «UF»: “SP”: esperava-se um de 28 códigos (dm_UF); o código é 35 (São Paulo SP)?'
	refused consultas.csv '2s/,1001,/,123456789012345678901,/' ':2: coluna «numeroGuiaPrestador»: “123456789012345678901”: esperava-se texto de 1 a 20 caracteres, e tem 21'
	refused consultas.csv '2s/2026-07-01/31\/02\/2026/' ':2: coluna «dataAtendimento»: “31/02/2026”: não é uma data que exista'
	refused consultas.csv '2s/2026-07-01/2026-02-31/' ':2: coluna «dataAtendimento»: “2026-02-31”: não é uma data que exista'
	refused consultas.csv '2s/150.00/"150,00"/' ':2: coluna «valorProcedimento»: “150,00”: vírgula decimal, só em arquivo separado por ponto e vírgula'
	refused exames.csv '2s/11,24/1.124/' ':2: coluna «valorUnitario»: “1.124”: pode ser milhar ou fração'
	refused consultas.csv '2s/150.00/150.001/' ':2: coluna «valorProcedimento»: “150.001”: esperava-se decimal'
	refused consultas.csv '2s/^consulta/consultas/' ':2: “consultas” não é um tipo de guia; os tipos são: consulta'
	refused exames.csv '2s/;procedimento;/;exame;/' ':2: coluna «tipoItem»: “exame”:'
	refused consultas.csv '2s/,N,/,,/' ':2: falta valor em «atendimentoRN»'
}

@test "bad: what only the rules of the norm see" {
	refused consultas.csv '2s/11222333000181/11222333000182/' ':2: coluna «cnpjContratado»:'
	refused consultas.csv '2s/2026-07-01/2026-07-11/' ':2: coluna «dataAtendimento»:'
	refused exames.csv '3s/;1;1,00;4,64/;1;1,00;0,00/' ':3: coluna «valorUnitario»:'
}

@test "bad: guides" {
	{ head -3 consultas.csv; sed -n 2p consultas.csv; } >twice.csv
	refused twice.csv '' ':4: a guia já apareceu em bad.csv:2'
}

@test "bad: files" {
	: >bad.csv
	run_split build bad.csv
	assert_equal "$status" 2
	assert_errors_contain "bad.csv: o arquivo está vazio"
	refused consultas.csv '1!d' ': só há a linha de títulos, e nenhuma guia'
	refused consultas.csv '2s/,[^,]*$//' ':2: coluna «observacao»: o registro tem 19 células, e o cabeçalho 20 colunas'
	refused consultas.csv '2s/$/,1/' ':2: o registro tem 21 células, e o cabeçalho 20 colunas'
	refused consultas.csv '$s/Ana/"Ana/' ':9: coluna «nomeProfissional»: aspas que se abrem aqui'
	refused consultas.csv '$s/Ana/\xC1na/' ':9: coluna «nomeProfissional»: o texto até aqui está em UTF-8, e o byte 0xC1 não'
	run_split build nothing.csv
	assert_equal "$status" 2
	assert_errors_contain "nothing.csv: "
}

@test "bad: a cell of 100 MB" {
	{
		head -1 consultas.csv
		printf 'consulta,'
		head -c 100000000 /dev/zero | tr '\0' 9
		echo
	} >bad.csv
	run_split build bad.csv
	assert_equal "$status" 2
	assert_errors_contain "bad.csv:2: coluna «registroANS»: célula grande demais"
}

@test "bad: after a hundred messages the rest is not read" {
	sed '1!s/,35,/,SP,/' consultas.csv >bad.csv
	awk -F, -v OFS=, 'NR == 1; NR == 2 { for (n = 1; n <= 1000; n++) { $3 = n; print } }' bad.csv >many.csv
	run_split build many.csv
	assert_equal "$status" 2
	assert_errors_contain "100 erros: o resto não foi lido"
	assert_equal "$(wc -l <<<"$errors")" 101
}

# ---- rejects

@test "rejects: guides with something wrong are set aside whole, and the lots are those of the others" {
	sed '5s/;01;/;9;/; 9s/96,35/96,35x/' exames.csv >some.csv
	run_split build -v --rejects aside.csv some.csv
	assert_equal "$status" 1
	assert_errors_contain "some.csv:5: coluna «regimeAtendimento»"
	assert_errors_contain "2 guias com erro"
	head -1 exames.csv | cmp - <(head -1 aside.csv | sed 's/^\xEF\xBB\xBF//; s/\r$//')
	assert_equal "$(tail -n +2 aside.csv | cut -d';' -f4 | tr '\n' ' ')" "2002 2004 2004 2004 "
	sed '5d; 8,10d' exames.csv >clean.csv
	build --rejects aside.csv some.csv >some.xml 2>/dev/null || true
	build clean.csv | cmp - some.xml
	sed 's/;9;9;/;9;01;/; s/96,35x/96,35/' aside.csv >mended.csv
	run build mended.csv
	assert_success
}

@test "rejects: what the validator finds leaves its lot, and others take the place" {
	sed '3s/11222333000181/11222333000182/; 7s/2026-07-06/2026-07-20/' consultas.csv >some.csv
	run build --rejects aside.csv -o lots --max-guides 3 some.csv
	assert_equal "$status" 1
	sed '3d; 7d' consultas.csv >clean.csv
	build -o clean --max-guides 3 clean.csv >/dev/null
	diff -r lots clean
	assert_equal "$(wc -l <aside.csv)" 3
}

@test "rejects: a broken row takes the guides beside it with it" {
	sed '3s/,[^,]*,[^,]*$//' consultas.csv >some.csv
	run_split build --rejects aside.csv some.csv
	assert_equal "$status" 1
	assert_errors_contain "some.csv:3: coluna"
	assert_errors_contain "some.csv:2: a guia fica de fora, porque a linha 3, ao lado, pode ser dela"
	assert_equal "$(values numeroGuiaPrestador | tr '\n' ' ')" "1004 1005 1006 1007 1008 "
}

@test "rejects: a guide whose rows are apart cannot be set aside" {
	{ head -3 consultas.csv; sed -n 2p consultas.csv; } >twice.csv
	run_split build --rejects aside.csv twice.csv
	assert_equal "$status" 2
	[ ! -e aside.csv ]
}

# ---- the rest

@test "nothing is left behind when something is wrong" {
	sed '9s/,35,/,SP,/' consultas.csv >bad.csv
	run build -o lots --max-guides 2 bad.csv
	assert_equal "$status" 2
	[ ! -e lots ]
	mkdir lots
	run build -o lots --max-guides 2 bad.csv
	assert_equal "$(ls -A lots)" ""
}

@test "a full disk and a folder that is a file are errors" {
	run_split build -o consultas.csv/x consultas.csv
	assert_equal "$status" 2
	[ -e /dev/full ] || skip "no /dev/full"
	run bash -c "'$TISS_BIN/lot-build' --origin 11222333000181 consultas.csv >/dev/full"
	assert_equal "$status" 2
}

@test "--progress=always counts guides on standard error, and only there" {
	awk -F , -v OFS=, 'NR == 1 { print } NR == 2 { for (i = 1; i <= 300; i++) { $3 = 5000 + i; print } }' consultas.csv >many.csv
	run_split build --progress=always -o lots many.csv
	assert_success
	[[ $errors =~ $'\r'[0-9]+\ guias ]] || fail "$errors"
	[[ $output != *$'\r'* ]]
}

@test "--columns and --template" {
	run lot-build --columns consulta
	assert_success
	diff -u "$WANTED/columns-consulta.txt" - <<<"$output"
	lot-build --template sp-sadt | cmp - "$WANTED/template-sp-sadt.csv"
	run lot-build --columns honorarios -t 3.02.00 --csv=std
	assert_success
	assert_line --index 0 coluna,onde,preenchimento,repete,conteudo,codigos,caminho
	assert_line --partial 'numeroGuiaPrestador,guia,obrigatória,N,texto de 1 a 20 caracteres,,cabecalhoGuia/numeroGuiaPrestador'
	run lot-build --columns exame
	assert_equal "$status" 2
	assert_output --partial "os tipos são: consulta, sp-sadt, internacao, honorarios, odonto"
}

@test "--template is a header line that lot-build understands, for every type" {
	local type
	for type in consulta sp-sadt internacao honorarios odonto; do
		lot-build --template "$type" --all >head.csv
		run_split build head.csv
		assert_equal "$errors" "lot-build: head.csv: só há a linha de títulos, e nenhuma guia"
		{ cat head.csv; printf '%s' "$type"; sed 's/[^,]//g' head.csv; } >row.csv
		run_split build row.csv
		assert_errors_contain "row.csv:2: falta valor em"
		[[ $errors != *"não é coluna"* ]]
	done
}
