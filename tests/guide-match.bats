#!/usr/bin/env bats
# shellcheck disable=SC1111,SC2154 # the quotes are what the messages have; errors is set by run_split
# guide-match: the decisions (against an independent program), the inputs, what is consumed, the store, the statement, and bad input.

setup_file() {
	# five lots of the clinic, made once
	ROOT=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
	TISS_BIN=${TISS_BIN:-$ROOT/build/bin}
	"$TISS_BIN/lot-build" --origin 11222333000181 --date 2026-07-10 --time 10:15:00 -n 501 -o "$BATS_FILE_TMPDIR/lotes" \
		"$ROOT"/examples/clinica/{consultas,exames,internacoes,honorarios,odonto}.csv >/dev/null
	"$TISS_BIN/lot-build" --extract "$BATS_FILE_TMPDIR"/lotes/*.xml >"$BATS_FILE_TMPDIR/guias.csv"
}

setup() {
	load helper
	lots=$BATS_FILE_TMPDIR/lotes
	guides=$BATS_FILE_TMPDIR/guias.csv
	auth=$ROOT/examples/operadora/autorizacoes.csv
	requires=$ROOT/examples/operadora/requer-autorizacao.csv
	cd "$BATS_TEST_TMPDIR" || return 1
}

guide-match() {
	"$TISS_BIN/guide-match" "$@"
}

match() { # ARGUMENT...: the example's authorisations, on one date
	guide-match -q --date 2026-07-20 -a "$auth" --requires "$requires" "$@"
}

# A file of authorisations of one line each: HEADER-less values for the ten columns that are always there.
authorisations() {
	echo numeroGuiaOperadora,senha,dataAutorizacao,dataValidadeSenha,statusSolicitacao,numeroCarteira,sequencialItem,codigoTabela,codigoProcedimento,quantidadeAutorizada
	printf '%s\n' "$@"
}

nothing_written() {
	assert_errors_contain "nada foi escrito"
	assert [ -z "$output" ]
}

@test "every row of the decision table, guide type, requirement and date of the glosa" {
	mkdir work
	run python3 "$ROOT/tests/match_oracle.py" table "$TISS_BIN/guide-match" work
	assert_success
	assert_output "1107 cases"
}

@test "random accounts with repeated items, consumed lines and shared keys are decided as the oracle decides them" {
	mkdir work
	run python3 "$ROOT/tests/match_oracle.py" random "$TISS_BIN/guide-match" work "${MATCH_ROUNDS:-60}"
	assert_success
}

@test "lots and the CSV that lot-build extracts from them give the same account, rows in the order of the input" {
	run_split match "$lots"/*.xml
	assert_success
	printf '%s\n' "$output" >from-xml
	run_split match "$guides"
	assert_success
	printf '%s\n' "$output" >from-csv
	cmp from-xml from-csv
	assert_equal "$(wc -l <from-xml)" 37
	(head -n 1 "$guides"; tail -n +2 "$guides" | tac) >reversed.csv
	run_split match reversed.csv
	assert_equal "$(tail -n 1 <<<"$output" | cut -d , -f 5)" 1001
}

@test "the account has the columns that the statement reads" {
	run_split match "$lots/502.xml"
	assert_line -n 0 registroANS,codigoPrestador,numeroLote,tipoGuia,numeroGuiaPrestador,numeroGuiaOperadora,senha,numeroCarteira,dataInicioFat,horaInicioFat,dataFimFat,horaFimFat,dataRealizacao,sequencialItem,codigoTabela,codigoProcedimento,descricaoProcedimento,grauParticipacao,codDente,codRegiao,denteFace,quantidadeExecutada,valorInformado,valorProcessado,valorLiberado,valorGlosa,codigoGlosa,glosas,relacionamento,valorPagar,nroGcrPag,valorReceber,nroGcrRec
	assert_line "331988,11222333000181,502,sp-sadt,2004,,A58216,00000000009000421,2026-07-10,,,,2026-07-10,1,22,41001095,Tomografia computadorizada de abdome superior,,,,,1,1180.40,1100.00,1100.00,0.00,,,relacionado,1100.00,70004,50.00,80004"
}

@test "lots of an older version are read, and codes that its list lacks are not used" {
	run_split "$TISS_BIN/lot-build" -t 3.05.00 --origin 11222333000181 --date 2026-07-10 --template sp-sadt
	printf '%s\n' "tipoGuia,registroANS,numeroGuiaPrestador,senha,numeroCarteira,codigoTabela,codigoProcedimento,quantidadeExecutada,valorTotal,dataExecucao" \
		"sp-sadt,331988,1,X,1,22,40901122,1,10.00,2026-07-01" >g.csv
	run_split match -t 3.05.00 g.csv
	assert_success
	assert_equal "$(tail -n 1 <<<"$output" | cut -d , -f 27-29)" "1818,1818:10.00,guia-nao-localizada"
	run_split guide-match -q --date 2026-06-20 -a "$auth" --requires "$requires" -t 3.05.00 g.csv
	assert_equal "$(tail -n 1 <<<"$output" | cut -d , -f 28)" "1818:10.00 1404:0.00"
}

@test "what is consumed is zeroed in --auth-out, all else stays; a second run finds it consumed" {
	match --auth-out after.csv -o account.csv "$lots/502.xml"
	run diff "$auth" after.csv
	assert_line "> 900001,A58213,2026-06-25,2026-07-25,1,00000000009000100,1,22,40304361,1,,,,,0,0.00,,70001,"
	assert_line "> 900004,A58216,2026-06-25,2026-07-25,7,00000000009000421,1,22,41001095,1,,,,,0,0.00,0.00,70004,80004"
	assert_equal "$(grep -c '^>' <<<"$output")" 5
	run_split guide-match -q --date 2026-07-20 -a after.csv "$lots/502.xml"
	assert_equal "$(grep -c ,ja-consumida, <<<"$output")" 5
}

@test "--auth-out may be the file of -a; when the account cannot be written it does not change" {
	cp "$auth" a.csv
	run_split guide-match -q -a a.csv --auth-out a.csv -o missing/account.csv "$lots/502.xml"
	assert_equal "$status" 2
	cmp a.csv "$auth"
	run_split guide-match -q -a a.csv --auth-out a.csv -o /dev/full "$lots/502.xml"
	assert_equal "$status" 2
	cmp a.csv "$auth"
	run_split guide-match -q -a a.csv --auth-out a.csv -o account.csv "$lots/502.xml"
	assert_success
	run cmp -s a.csv "$auth"
	assert_failure
	assert_equal "$(stat -c %a account.csv)" 600
}

@test "authorisations come from a TISS message, from standard input, and from a web service's answer" {
	run_split match "$lots/502.xml"
	from_csv=$(grep ,2003, <<<"$output")
	run_split guide-match -q --date 2026-07-20 -a "$ROOT/tests/fixtures/match/autorizacao.xml" --requires "$requires" "$lots/502.xml"
	assert_equal "$(grep ,2003, <<<"$output")" "$from_csv"
	run_split guide-match -q --date 2026-07-20 -a - --requires "$requires" "$lots/502.xml" <"$ROOT/tests/fixtures/match/autorizacao.xml"
	assert_equal "$(grep ,2003, <<<"$output")" "$from_csv"
	sed -e 's/ans:mensagemTISS/ans:autorizacaoProcedimentoWS/' -e '/operadoraParaPrestador>/d' -e '/ans:epilogo>/d' \
		-e 's/autorizacaoServicos>/autorizacaoProcedimento>/' "$ROOT/tests/fixtures/match/autorizacao.xml" >ws.xml
	"$TISS_BIN/tiss-validate" --fix -q ws.xml >fixed.xml
	run_split guide-match -q --date 2026-07-20 -a fixed.xml --requires "$requires" "$lots/502.xml"
	assert_equal "$(grep ,2003, <<<"$output")" "$from_csv"
}

@test "authorisations of a message go to --auth-out as CSV" {
	run_split guide-match -q -a "$ROOT/tests/fixtures/match/autorizacao.xml" --auth-out after.csv "$lots/502.xml"
	assert_success
	assert_equal "$(sed -n 2p after.csv)" "900003,A58215,2026-06-25,2026-07-25,1,00000000009000314,1,22,40304361,1,,,,,0,,,,"
	assert_equal "$(sed -n 3p after.csv)" "900003,A58215,2026-06-25,2026-07-25,1,00000000009000314,2,22,40301605,1,,,,,,,,,"
}

@test "an authorisation message with an error is refused with its críticas" {
	sed 's/<ans:statusSolicitacao>1</<ans:statusSolicitacao>9</' "$ROOT/tests/fixtures/match/autorizacao.xml" >bad.xml
	run_split guide-match -a bad.xml "$lots/502.xml"
	assert_equal "$status" 1
	assert_errors_contain "schema.enum"
	nothing_written
}

@test "--report has the sums by relationship and by code, and they add up" {
	match --report report.csv -o account.csv "$lots"/*.xml
	run cat report.csv
	assert_line -n 0 grupo,chave,itens,valorInformado,valorProcessado,valorLiberado,valorGlosa,itensInformativos
	assert_line "relacionamento,ja-consumida,2,1578.42,1578.42,0.00,1578.42,0"
	assert_line "glosa,1818,11,2765.71,2765.71,0.00,2765.71,0"
	assert_line "total,,36,9822.99,9742.59,5398.46,4344.13,0"
	cents=$(tail -n +2 account.csv | python3 -c 'import csv,sys; from decimal import Decimal
print(sum(Decimal(r[24]) for r in csv.reader(sys.stdin)))')
	assert_equal "$cents" 5398.46
}

@test "--explain says which row of the table an item hit, and writes nothing" {
	run_split match --explain 2003 "$lots/502.xml"
	assert_success
	assert_line --partial "linha 1 da tabela, relacionado"
	assert_line --partial "linha 3 da tabela, quantidade-maior"
	assert_line --partial "glosa de R$ 9,56, código 1818, detalhe 3210"
	run_split match --explain 2003 --auth-out x.csv "$lots/502.xml"
	assert_equal "$status" 2
}

@test "a profile gives other codes" {
	printf 'registroANS = 331988\nmatch-glosa = guia-nao-localizada=1426,1818\nmatch-detalhe = guia-nao-localizada=1437\n' >p.conf
	run_split match --profile p.conf "$lots/504.xml"
	assert_success
	assert_equal "$(tail -n 1 <<<"$output" | cut -d , -f 27-28)" "1426,1426:73.11 1437:0.00"
	printf 'registroANS = 331988\nmatch-glosa = nenhuma=1818\n' >p.conf
	run_split match --profile p.conf "$lots/504.xml"
	assert_equal "$status" 2
	assert_errors_contain "p.conf:2"
	assert_errors_contain "nenhuma"
}

@test "--csv=br is read by lot-build's neighbours as the same account" {
	run_split match --csv=br "$lots/502.xml"
	assert_line --partial ';10/07/2026;1;22;40202615;'
	assert_line --partial ';268,75;268,75;0,00;268,75;1818;'
}

@test "-d: consumed in the store together with the account; the same lot again changes nothing" {
	run_split guide-match -d t.db --import-auth "$auth"
	assert_success
	assert_errors_contain "16 linhas"
	assert_equal "$(stat -c %a t.db)" 600
	match "$lots"/*.xml >plain.csv 2>/dev/null
	run_split guide-match -q -d t.db --date 2026-07-20 --requires "$requires" -o first.csv "$lots"/*.xml
	assert_success
	cmp plain.csv first.csv
	run_split guide-match -d t.db --date 2026-07-21 --requires "$requires" -o second.csv "$guides"
	assert_success
	assert_errors_contain "match.lot-done"
	assert_errors_contain "5 lotes já analisados antes"
	cmp first.csv second.csv
	run_split guide-match -d t.db --import-auth "$auth"
	assert_errors_contain "8 já consumidas"
	assert_equal "$(sqlite3 t.db 'SELECT count(*) FROM authorised_item WHERE paid = 0 AND account IS NOT NULL')" 8
}

@test "-d: a lot that comes again with other items is refused, and nothing changes" {
	guide-match -q -d t.db --import-auth "$auth"
	guide-match -q -d t.db -o first.csv "$lots/502.xml" 2>/dev/null
	sqlite3 t.db .dump >before
	grep -e ^tipoGuia -e ,502, "$guides" | sed s/40301630/40301631/ >other.csv
	run_split guide-match -q -d t.db other.csv
	assert_equal "$status" 1
	assert_errors_contain "match.lot-changed"
	nothing_written
	sqlite3 t.db .dump >after
	cmp before after
}

# Beyond a thousand look-ups all authorisations are read at once.
@test "-d: thousands of items are decided as without a store, whatever comes first, and are recognised when they come again" {
	awk 'BEGIN {
		srand(7)
		auth = "autorizacoes.csv"; guides = "muitas.csv"
		print "numeroGuiaOperadora,senha,statusSolicitacao,numeroCarteira,sequencialItem,codigoTabela,codigoProcedimento,quantidadeAutorizada,nroGcrPag,valorPagar" >auth
		print "tipoGuia,tipoItem,numeroLote,cabecalho/origem/identificacaoPrestador/CNPJ,registroANS,numeroGuiaPrestador,numeroGuiaOperadora,senha,numeroCarteira,dataExecucao,codigoTabela,codigoProcedimento,quantidadeExecutada,valorTotal" >guides
		for (i = 1; i <= 6000; i++) {
			lines = 1 + i % 3
			for (k = 1; k <= lines; k++)
				printf "%d,S%d,1,%017d,%d,22,%d,%d,%d,%d.50\n", 90000 + i, i, i, k, 40300000 + k, k, i, i % 90 >auth
		}
		for (i = 1; i <= 4000; i++) {
			n = 1 + int(rand() * 6600)
			k = 1 + i % 4
			printf "sp-sadt,procedimento,%d,11222333000181,331988,%d,%d,S%d,%017d,2026-07-05,22,%d,%d,%d.10\n", i % 37, 500000 + i, 90000 + n, n, n, 40300000 + k, k, i % 500 >guides
		}
	}'
	guide-match -q -d store.db --import-auth autorizacoes.csv
	guide-match -q --date 2026-07-20 -a autorizacoes.csv -o wanted.csv muitas.csv
	guide-match -q --date 2026-07-20 -d store.db -o first.csv muitas.csv
	cmp first.csv wanted.csv
	assert [ "$(grep -c ,relacionado, wanted.csv)" -gt 1000 ]
	assert_equal "$(sqlite3 store.db "SELECT count(*) FROM authorised_item WHERE account IS NOT NULL AND paid = 0 AND payable = 0")" \
		"$(grep -c ,relacionado, wanted.csv)"
	run_split guide-match --date 2026-07-21 -d store.db -o again.csv muitas.csv
	assert_success
	cmp again.csv wanted.csv
	guide-match -q --date 2026-07-20 -d store.db --csv=br -o br.csv muitas.csv
	assert_equal "$(wc -l <br.csv)" 4001
}

@test "-d: when the account cannot be written the store does not change" {
	guide-match -q -d t.db --import-auth "$auth"
	sqlite3 t.db .dump >before
	run_split guide-match -q -d t.db -o missing/a.csv "$lots/502.xml"
	assert_equal "$status" 2
	sed s/40304361/4030436X/ "$lots/502.xml" >bad.xml
	run_split guide-match -q -d t.db bad.xml
	assert_equal "$status" 1
	run_split guide-match -q -d t.db --explain 2001 "$lots/502.xml"
	assert_success
	sqlite3 t.db .dump >after
	cmp before after
}

@test "-d: a store that is not there, is none, or is of a newer version" {
	run_split guide-match -d none.db "$lots/502.xml"
	assert_equal "$status" 2
	echo text >text.db
	run_split guide-match -d text.db "$lots/502.xml"
	assert_equal "$status" 2
	assert_errors_contain text.db
	guide-match -q -d t.db --import-auth "$auth"
	sqlite3 t.db 'PRAGMA user_version = 99' >/dev/null
	run_split guide-match -d t.db "$lots/502.xml"
	assert_equal "$status" 2
	assert_errors_contain t.db
	nothing_written
}

# The operator's own answer to the lot 502, as a message.
statement() { # FILE
	match "$lots/502.xml" 2>/dev/null |
		"$TISS_BIN/demo-render" -f xml --header "$ROOT/examples/operadora/cabecalho.conf" -o "$1" - 2>/dev/null
}

@test "--statement: billed, paid and denied by guide and item, to the cent" {
	statement demo.xml
	run_split guide-match --statement demo.xml "$lots/502.xml"
	assert_equal "$status" 1
	assert_errors_contain "guia 2004: cobrado R$ 1.380,22, liberado R$ 1.299,82, glosa R$ 0,00: diferença de R$ 80,40 [match.difference]"
	assert_line "guia,502,260712345,2001,,,,pago,20.74,20.74,20.74,0.00,0.00,0.00,"
	assert_line "item,502,260712345,2003,2,22,40301605,glosado,9.56,9.56,0.00,9.56,0.00,0.00,1818 3210"
	sed s/1100.00,50.00,70004/1180.40,50.00,70004/ "$auth" >a.csv
	auth=$PWD/a.csv statement balanced.xml
	run_split guide-match -q --statement balanced.xml "$lots/502.xml"
	assert_success
	assert_equal "$errors" ""
}

@test "--statement: unanswered, paid without being billed, and guides that list only items with glosa" {
	sed s/1100.00,50.00,70004/1180.40,50.00,70004/ "$auth" >a.csv
	auth=$PWD/a.csv statement demo.xml
	run_split guide-match -q --statement demo.xml "$lots/501.xml" "$lots/502.xml"
	assert_success
	assert_line "guia,501,,1001,,,,nao-respondido,150.00,,,,,,"
	sed 's/>2001</>2901</' demo.xml >other.xml
	run_split guide-match -q --statement other.xml "$lots/502.xml"
	assert_line "guia,,260712345,2901,,,,nao-cobrado,0.00,20.74,20.74,0.00,0.00,-20.74,"
	# guide 2003 lists its denied item only (CO 56)
	python3 - demo.xml >short.xml <<-'END'
		import re, sys
		text = open(sys.argv[1], encoding="iso-8859-1").read()
		guide = re.search(r"<ans:relacaoGuias>(?:(?!</ans:relacaoGuias>).)*>2003<.*?</ans:relacaoGuias>", text, re.S).group(0)
		cut = re.sub(r"\s*<ans:detalhesGuia>(?:(?!</ans:detalhesGuia>).)*40304361.*?</ans:detalhesGuia>", "", guide, count=1, flags=re.S)
		assert cut != guide
		sys.stdout.buffer.write(text.replace(guide, cut).encode("iso-8859-1"))
	END
	run_split guide-match -q --statement short.xml "$lots/502.xml"
	assert_success
	assert_line "item,502,260712345,2003,1,22,40304361,pago,11.24,11.24,11.24,0.00,0.00,0.00,"
	assert_line --partial "item,502,260712345,2003,2,22,40301605,glosado,9.56"
}

@test "--statement: a statement that does not add up in itself is told, with both figures" {
	statement demo.xml
	sed 's/<ans:valorLiberado>4.64/<ans:valorLiberado>4.00/' demo.xml >wrong.xml
	run_split guide-match -q --statement wrong.xml "$lots/502.xml"
	assert_equal "$status" 1
	assert_errors_contain "4,00, mas processado − glosa dá 4,64 [match.difference]"
}

@test "bad authorisations: each with file, line and column, and nothing is written" {
	authorisations 1,A,,,1,9,1,22,10101012,1 1,A,,,1,9,1,22,10101012,1 >repeated.csv
	run_split guide-match -a repeated.csv "$lots/502.xml"
	assert_equal "$status" 2
	assert_errors_contain "repeated.csv:3: linha repetida: o item 1 desta autorização já está em repeated.csv:2"
	nothing_written
	authorisations 1,A,,,1,9,2,22,10101012,1 1,A,,,1,9,1,22,10101013,1 1,A,,,1,9,2,22,10101014,1 >apart.csv
	run_split guide-match -a apart.csv "$lots/502.xml"
	assert_equal "$status" 2
	assert_errors_contain "apart.csv:4: linha repetida: o item 2 desta autorização já está em apart.csv:2"
	authorisations 1,A,,,1,9,200,22,10101012,1 1,A,,,1,9,100,22,10101013,1 1,A,,,1,9,200,22,10101014,1 >apart.csv
	run_split guide-match -a apart.csv "$lots/502.xml"
	assert_equal "$status" 2
	assert_errors_contain "apart.csv:4: linha repetida: este item desta autorização já está em apart.csv:2"
	authorisations 1,A,,,1,9,1,22,10101012,-1 2,B,,,1,9,1,22,10101012,um 3,C,,,9,9,1,22,10101012,1 4,D,,2026-13-01,1,9,1,22,10101012,1 \
		5,E,,,1,9,1,22,10101012,1.00001 ,,,,1,9,1,22,10101012,1 >bad.csv
	run_split guide-match -a bad.csv "$lots/502.xml"
	assert_equal "$status" 2
	assert_errors_contain "bad.csv:2: coluna «quantidadeAutorizada»: “-1”: é negativo"
	assert_errors_contain "bad.csv:3: coluna «quantidadeAutorizada»: “um”:"
	assert_errors_contain "bad.csv:4: coluna «statusSolicitacao»: “9”: situação desconhecida"
	assert_errors_contain "bad.csv:5: coluna «dataValidadeSenha»: “2026-13-01”:"
	assert_errors_contain "bad.csv:6: coluna «quantidadeAutorizada»: “1.00001”:"
	assert_errors_contain "bad.csv:7: coluna «senha»: sem senha e sem numeroGuiaOperadora"
	nothing_written
	authorisations 1,A,,,1,9,1,22,10101012,1 1,A,,,1,8,2,22,10101012,1 >differs.csv
	run_split guide-match -a differs.csv "$lots/502.xml"
	assert_equal "$status" 2
	assert_errors_contain "differs.csv:3: coluna «numeroCarteira»: não é a mesma que em differs.csv:2"
	[[ $errors != *"“8”"* ]]
}

@test "two authorisations under one key: an error that names both, and the account is written" {
	authorisations 1,A58213,,,1,00000000009000100,1,22,40304361,1 2,A58213,,,1,00000000009000100,1,22,40302040,1 >shared.csv
	run_split guide-match -a shared.csv -q "$lots/502.xml"
	assert_equal "$status" 1
	assert_errors_contain "senha A58213 é de duas autorizações, shared.csv:2 (guia 1, senha A58213) e shared.csv:3 (guia 2, senha A58213): nenhuma das duas vale [match.shared-key]"
	assert_equal "$(grep -c ",2001,.*guia-nao-localizada" <<<"$output")" 3
}

@test "an authorisation of another beneficiary: a warning without the card, once a key, and nothing of it is consumed" {
	authorisations 900001,A58213,,,1,00000000009000999,1,22,40304361,1 >other.csv
	run_split guide-match -a other.csv --auth-out left.csv "$lots/502.xml"
	assert_success
	assert_equal "$(grep -c match.other-beneficiary <<<"$errors")" 1
	assert_errors_contain "a autorização de senha A58213 é de outro beneficiário que o da guia [match.other-beneficiary]"
	refute [ "$(grep -c 00000000009000999 <<<"$errors")" -gt 0 ]
	assert_equal "$(grep -c ",2001,.*guia-nao-localizada" <<<"$output")" 3
	assert_equal "$(tail -n 1 left.csv | cut -d , -f 10)" 1
}

@test "a lot that fails validation is refused with its críticas; nothing is consumed" {
	sed 's/<ans:quantidadeExecutada>2</<ans:quantidadeExecutada>dois</' "$lots/502.xml" >bad.xml
	cp "$auth" a.csv
	run_split guide-match -a a.csv --auth-out a.csv "$lots/501.xml" bad.xml
	assert_equal "$status" 1
	assert_errors_contain "bad.xml:"
	nothing_written
	cmp a.csv "$auth"
	echo '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>' >doctype.xml
	run_split guide-match -a "$auth" doctype.xml
	assert_equal "$status" 1
	assert_errors_contain "xml.doctype"
}

@test "the same guide in two lots, or twice in one" {
	sed 's/<ans:numeroLote>502</<ans:numeroLote>999</' "$lots/502.xml" | "$TISS_BIN/tiss-validate" --fix -q >again.xml 2>/dev/null
	run_split guide-match -a "$auth" "$lots/502.xml" again.xml
	assert_equal "$status" 1
	assert_errors_contain "a guia 2001 está em dois lugares: aqui e em $lots/502.xml:"
	nothing_written
	(cat "$guides"; tail -n +2 "$guides" | sed 's/,502,/,777,/' | grep ,777,) >twice.csv
	run_split guide-match -a "$auth" twice.csv
	assert_equal "$status" 1
	assert_errors_contain "twice.csv:38: erro: a guia 2001 está em dois lugares: aqui e em twice.csv:10 [match.repeated-guide, ANS 1308]"
}

@test "bad guides in CSV: file, line, column, value" {
	sed '10s/,40304361,/,,/; 11s/,4.64,/,x,/; 12s/^sp-sadt/outra/' "$guides" >bad.csv
	run_split guide-match -a "$auth" bad.csv
	assert_equal "$status" 2
	assert_errors_contain "bad.csv:10: coluna «codigoProcedimento»: a célula está vazia"
	assert_errors_contain "bad.csv:12: coluna «tipoGuia»: “outra”"
	nothing_written
	: >empty.csv
	run_split guide-match -a "$auth" empty.csv
	assert_equal "$status" 2
	run_split guide-match -a "$auth" missing.csv
	assert_equal "$status" 2
	printf 'a,b\n1,2\n' >other.csv
	run_split guide-match -a "$auth" other.csv
	assert_equal "$status" 2
	assert_errors_contain "falta no cabeçalho: «tipoGuia»"
}

@test "the requirement table: validity by the date of the service, one warning a code, and bad rows" {
	authorisations 1,Z,,,1,1,1,22,1,1 >a.csv
	echo tipoGuia,registroANS,numeroGuiaPrestador,numeroCarteira,dataExecucao,codigoTabela,codigoProcedimento,quantidadeExecutada,valorTotal >g.csv
	printf 'sp-sadt,331988,%s,1,%s,22,%s,1,10\n' 1 2026-03-31 10 2 2026-04-01 10 3 2026-05-01 11 4 2026-05-01 11 >>g.csv
	printf 'codigoTabela,codigoProcedimento,requerAutorizacao,inicioVigencia,fimVigencia\n22,10,N,,2026-03-31\n22,10,S,2026-04-01,\n' >r.csv
	run_split guide-match -q --date 2026-07-01 -a a.csv --requires r.csv g.csv
	assert_success
	assert_equal "$(tail -n +2 <<<"$output" | cut -d , -f 27 | tr '\n' ' ')" " 1818   "
	assert_equal "$(grep -c match.requirement-unknown <<<"$errors")" 1
	assert_errors_contain "o item 22 11 não está na tabela de --requires: é tratado como um que não requer autorização prévia [match.requirement-unknown]"
	printf '22,10,N,2026-06-01,\n22,12,talvez,,\n' >>r.csv
	run_split guide-match -a a.csv --requires r.csv g.csv
	assert_equal "$status" 2
	assert_errors_contain "r.csv:4: coluna «codigoProcedimento»: “10”: a vigência coincide com a da linha 3"
	assert_errors_contain "r.csv:5: coluna «requerAutorizacao»: “talvez”: espera-se S ou N"
}

@test "usage: what does not go together" {
	for arguments in "$lots/502.xml" "-a x -d y $lots/502.xml" "--import-auth x" "-d x --auth-out y $lots/502.xml" "-a x --date ontem $lots/502.xml" \
		"--statement x -a y $lots/502.xml" "-d x --import-auth y $lots/502.xml"; do
		# shellcheck disable=SC2086 # several arguments
		run_split guide-match $arguments
		assert_equal "$status" 2
	done
}
