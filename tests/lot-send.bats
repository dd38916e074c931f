#!/usr/bin/env bats
# shellcheck disable=SC2030,SC2031,SC2046,SC2154 # each test has its own DB; an operand more or none; helper.bash sets errors
# lot-send without an operator: the store, and the life of a lot up to its sending. Sending: lot-send-operator.bats.

setup() {
	load helper
	cd "$BATS_TEST_TMPDIR" || return
	unset TISS_DB TISS_LOGIN TISS_PASSWORD
	export XDG_STATE_HOME=$PWD/state SOURCE_DATE_EPOCH=1783678500 # 2026-07-10 10:15:00 UTC
	GOOD=$ROOT/examples/lote-limpo.xml   # lote 301, 3 guias
	OTHER=$ROOT/examples/consulta.xml    # lote 302, 2 guias
	BAD=$ROOT/examples/lote-com-erros.xml
	DB=$PWD/tiss.db
}

lot-send() {
	"$TISS_BIN/lot-send" "$@"
}

send() { # on this test's store
	"$TISS_BIN/lot-send" -d "$DB" "$@"
}

situation() { # LOT
	send list -f csv --no-header --number "$1" | cut -d, -f4
}

# The lot 301 in a situation that only an operator brings about.
force() { # SITUATION-NUMBER
	sqlite3 "$DB" "UPDATE lot SET situation = $1, sent_at = '2026-07-10 10:15:00' WHERE number = '301'"
}

@test "a clean lot is imported, and its row says what it is" {
	run_split send import "$GOOD"
	assert_success
	assert_output - <<-CSV
	arquivo,situacao,criticas,numeroLote,id,registroANS,tipoGuia,guias,valorInformado,enviarAte
	$GOOD,importado,0,301,1,331988,sp-sadt,3,252.52,2026-10-07
	CSV
	[ -z "$errors" ]
	[ "$(stat -c %a "$DB")" = 600 ]
	run send list -f csv --no-header
	assert_output '301,1,331988,aberto,sp-sadt,4.03.00,,3,6,252.52,,,,,,Não enviado,2026-07-10 10:15:00,,2026-10-07,,,,,,38ab96fce182b016cd5ef200469b00d2'
}

@test "the XML is kept byte by byte, with its guides" {
	send import "$GOOD"
	sqlite3 "$DB" "SELECT writefile('copy.xml', bytes) FROM lot_xml" >/dev/null
	cmp copy.xml "$GOOD"
	run send show 301 -f csv --no-header
	assert_line --index 0 '301,5001,705001,00000000009000100,2026-07-09,2,15.88,,,'
	[ "${#lines[@]}" -eq 3 ]
}

@test "a lot with errors is refused with the críticas of tiss-validate, and remembered until it is corrected" {
	run_split send import "$BAD"
	assert_failure 1
	printf '%s\n' "$errors" >ours
	tiss-validate "$BAD" >theirs || true
	diff ours theirs
	assert_output --partial "$BAD,invalido,14,,,331988,,," || assert_output --partial "$BAD,invalido,14,301,"
	run send list -f csv --no-header
	assert_output ''
	run send files --invalid -f csv --no-header
	assert_output --partial 'invalido,14,não,331988,301'
	send import "$GOOD"
	run send files -f csv --no-header
	assert_line --index 0 --partial 'invalido,14,sim,331988,301'
	assert_line --index 1 --partial 'importado,0,,331988,301,1'
	run send files --invalid -f csv --no-header
	assert_output ''
}

@test "several files: what is good is taken in, and the status is the worst" {
	run_split send import "$GOOD" "$BAD" nada.xml "$OTHER"
	assert_failure 2
	assert_errors_contain 'nada.xml: '
	run send list -f csv --no-header
	[ "${#lines[@]}" -eq 2 ]
	run send files -f csv --no-header
	assert_line --partial 'nada.xml,recusado'
	[ "${#lines[@]}" -eq 4 ]
}

@test "archives, folders and standard input are imported as tiss-validate reads them" {
	mkdir folder
	gzip -c "$GOOD" >folder/a.xml.gz
	cp "$OTHER" folder/b.xml
	run send import -r folder
	assert_success
	run send list -f csv --no-header
	[ "${#lines[@]}" -eq 2 ]
	DB=$PWD/other.db
	send import <"$GOOD"
	send import - <"$OTHER"
	run send list -f csv --no-header
	[ "${#lines[@]}" -eq 2 ]
}

@test "the same file is not taken in twice, nor another one with its number without the user's word" {
	send import "$GOOD"
	run_split send import "$GOOD"
	assert_success
	assert_errors_contain 'já é o lote 301 (id:1, Aberto)'
	assert_output --partial ',repetido,0,301,1,'
	sed 's/<?xml version="1.0"/<?xml  version="1.0"/' "$GOOD" >same-number.xml
	run_split send import same-number.xml
	assert_failure 1
	assert_errors_contain 'já tem um lote 301 (id:1, Aberto)'
	run_split send import --yes "$GOOD"
	assert_errors_contain 'já é o lote 301'
	send import --yes same-number.xml
	run_split send close 301
	assert_failure 2
	assert_errors_contain 'há mais de um'
	assert_errors_contain 'id:1 (operadora 331988, Aberto, incluído em 2026-07-10); id:2'
	send close id:2
	[ "$(send list -f csv --no-header | cut -d, -f2,4 | tr '\n' ' ')" = '1,aberto 2,fechado ' ]
}

@test "what is no lot of guides is refused" {
	run_split send import "$ROOT/examples/envelope-soap.xml"
	assert_failure 1
	assert_errors_contain 'não é um lote de guias'
	printf 'isto não é xml' >texto
	run_split send import texto
	assert_failure 1
	: >vazio
	run_split send import vazio
	assert_failure 1
	run send list -f csv --no-header
	assert_output ''
}

@test "open, closed, open again, deleted; its number and its log stay" {
	send import "$GOOD"
	send close 301
	[ "$(situation 301)" = fechado ]
	run_split send close 301
	assert_failure 1
	assert_errors_contain 'lote 301: já está fechado; o que falta é enviá-lo (lot-send send 301)'
	send reopen 301
	[ "$(situation 301)" = aberto ]
	run_split send delete 301
	assert_failure 2
	assert_errors_contain '--yes'
	[ "$(situation 301)" = aberto ]
	send delete --yes 301
	[ -z "$(situation 301)" ]
	run send log 301 -f csv --no-header
	assert_output - <<-CSV
	2026-07-10 10:15:00,301,1,331988,import,,aberto,
	2026-07-10 10:15:00,301,1,331988,close,aberto,fechado,
	2026-07-10 10:15:00,301,1,331988,reopen,fechado,aberto,
	2026-07-10 10:15:00,301,1,331988,delete,aberto,,
	CSV
	run send log id:1 -f csv --no-header
	[ "${#lines[@]}" -eq 4 ]
	"$TISS_BIN/lot-build" -d "$DB" --from-xml "$GOOD" >again.xml
	grep -q '<ans:numeroLote>302<' again.xml
}

@test "no byte of a deleted lot stays in the file" {
	send import "$GOOD"
	send delete --yes 301
	sqlite3 "$DB" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
	run grep -c 00000000009000100 "$DB"
	assert_output 0
}

@test "a lot uploaded by hand gets its receipt, nota fiscal and cover" {
	send import "$GOOD"
	run_split send receipt --yes 301 123456
	assert_failure 1
	send close 301
	run_split send receipt 301 123456
	assert_failure 2
	send receipt --yes 301 123456
	[ "$(situation 301)" = enviado ]
	send invoice 301 --number 77 --date 2026-07-20 --value 252,52
	run send cover 301
	assert_success
	assert_line --regexp '^Protocolo \(PEG\) +123456$'
	assert_line --regexp '^Origem +Portal da operadora$'
	assert_line --regexp '^Nota fiscal +77$'
	assert_line --regexp '^Valor da nota +R\$ 252,52$'
	assert_line --regexp '^Guias apresentadas +3$'
	refute_output --partial RASCUNHO
	run send list --pending nota-fiscal -f csv --no-header
	assert_output ''
	run send list --pending payment -f csv --no-header
	assert_output --partial '301,1,'
	# one protocol, one lot
	send import "$OTHER"
	send close 302
	run_split send receipt --yes 302 123456
	assert_failure 1
	assert_errors_contain 'já é do lote id:1'
	for verb in close reopen 'delete --yes' 'send --yes' 'receipt --yes'; do
		# shellcheck disable=SC2086 # a verb and its option
		run_split send $verb 301 $([ "${verb% *}" = receipt ] && echo 999)
		assert_failure 1
		[ "$(situation 301)" = enviado ]
	done
}

@test "a closed lot has a draft of its cover, an open one none" {
	send import "$GOOD"
	run_split send cover 301
	assert_failure 1
	send close 301
	run send cover 301
	assert_output --partial 'RASCUNHO'
	assert_output --partial 'Impresso em 10/07/2026 10:15:00'
}

@test "an uncertain sending is settled by the user's word, and by nothing else" {
	send import "$GOOD"
	send close 301
	force 3
	for verb in close reopen 'delete --yes' cover; do
		# shellcheck disable=SC2086
		run_split send $verb 301
		assert_failure 1
		assert_errors_contain resolve
	done
	run_split send send --yes 301
	assert_failure 4
	assert_errors_contain 'pode ter chegado à operadora'
	run_split send resolve 301
	assert_failure 2
	run_split send resolve 301 --not-received
	assert_failure 2
	assert_errors_contain '--yes'
	[ "$(situation 301)" = incerto ]
	send resolve 301 --not-received --yes
	[ "$(situation 301)" = fechado ]
	force 3
	send resolve 301 --received 55 --yes
	[ "$(situation 301)" = enviado ]
	run send log 301 -f csv --no-header
	assert_line --partial 'resolve-received,incerto,enviado,"protocolo 55, dado pelo usuário"'
}

@test "a sender that is gone is found by whoever looks" {
	send import "$GOOD"
	send close 301
	force 2
	run_split send list -f csv --no-header
	assert_success
	assert_errors_contain 'envio foi interrompido'
	[ "$(situation 301)" = incerto ]
	run send log 301 -f csv --no-header
	assert_line --partial 'crashed,enviando,incerto'
}

@test "notes are kept in the log" {
	send import "$GOOD"
	send note 301 'falei com a operadora:' ainda em análise
	run send log 301 -f csv --no-header
	assert_line --partial 'note,aberto,aberto,falei com a operadora: ainda em análise'
}

@test "lists: filters, pages, aligned for people, for Brazilian Excel" {
	send import "$GOOD" "$OTHER"
	send close 302
	run send list --situation fechado -f csv --no-header
	assert_output --partial '302,2,'
	[ "${#lines[@]}" -eq 1 ]
	run send list --limit 1 --after 1 -f csv --no-header
	assert_output --partial '302,2,'
	run send list --type odonto -f csv --no-header
	assert_output ''
	run send list --from 2026-07-11 -f csv --no-header
	assert_output ''
	run send list --from 2026-07-10 --to 2026-07-10 -f csv --no-header
	[ "${#lines[@]}" -eq 2 ]
	run send list -f text
	assert_line --index 0 --regexp '^lote +id +operadora +situação'
	assert_line --index 1 --regexp '^301 +1 +331988 +Aberto +sp-sadt +3 +252,52'
	run send list --csv=br
	assert_line --index 1 --partial '301;1;331988;aberto;sp-sadt;4.03.00;;3;6;252,52;'
	run send list -o lista.csv
	[ "$(wc -l <lista.csv)" -eq 3 ]
}

@test "dump and restore: the same bytes, the same lots" {
	send import "$GOOD" "$BAD" "$OTHER" || true
	send close 302
	send note 302 "com 'aspas', \\barras e
duas linhas"
	send dump -o one
	"$TISS_BIN/lot-send" -d new.db restore one
	"$TISS_BIN/lot-send" -d new.db dump >two
	cmp one two
	[ "$(stat -c %a new.db)" = 600 ]
	diff <(send log 302 -f csv) <("$TISS_BIN/lot-send" -d new.db log 302 -f csv)
	run_split "$TISS_BIN/lot-send" -d new.db restore one
	assert_failure 2
	assert_errors_contain 'já existe'
	sed 's/fechado/aberto/; s/331988/331989/' one >changed
	run_split "$TISS_BIN/lot-send" -d third.db restore changed
	assert_failure 2
	[ ! -e third.db ]
	head -n 5 one >cut.dump
	run_split "$TISS_BIN/lot-send" -d third.db restore cut.dump
	assert_failure 2
	assert_errors_contain cortado
	[ ! -e third.db ]
}

@test "where the store is: -d, TISS_DB, XDG_STATE_HOME" {
	lot-send import "$GOOD"
	[ -f state/tissutils/tiss.db ]
	[ "$(stat -c %a state/tissutils)" = 700 ]
	TISS_DB=$PWD/env.db lot-send import "$GOOD"
	[ -f env.db ]
	TISS_DB=$PWD/env.db lot-send -d "$PWD/given.db" import "$GOOD"
	[ -f given.db ]
	run_split lot-send -d nada.db list
	assert_failure 2
	assert_errors_contain 'nada.db: não existe'
	[ ! -e nada.db ]
}

@test "what is no store, or one of a newer version, stays as it is" {
	send import "$GOOD"
	sqlite3 "$DB" 'PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
	cp "$DB" before
	run_split send list
	assert_failure 2
	assert_errors_contain 'versão mais nova'
	cmp "$DB" before
	sqlite3 foreign.db 'CREATE TABLE t (a)'
	cp foreign.db before
	run_split lot-send -d foreign.db import "$GOOD"
	assert_failure 2
	assert_errors_contain 'não do tissutils'
	cmp foreign.db before
	cp "$GOOD" text.db
	run_split lot-send -d text.db import "$OTHER"
	assert_failure 2
	assert_errors_contain 'não é um banco do tissutils'
	cmp text.db "$GOOD"
	run_split lot-send -d . import "$GOOD"
	assert_failure 2
}

@test "a full disk: a clear error, and the store as it was" {
	send import "$OTHER"
	send dump >before
	run_split bash -c "trap '' XFSZ; ulimit -f 130; exec '$TISS_BIN/lot-send' -d '$DB' import '$GOOD' '$GOLDEN'/clean-*.xml"
	assert_failure 2
	assert_errors_contain "$DB: "
	sqlite3 "$DB" 'PRAGMA integrity_check' | grep -qx ok
	send list >/dev/null
}

@test "a store that may only be read: lists work where they can, changes are refused" {
	[ "$(id -u)" -ne 0 ] || command -v setpriv >/dev/null || skip 'root, and no setpriv'
	local reachable
	reachable=$(mktemp -d)
	chmod 755 "$reachable"
	DB=$reachable/tiss.db
	send import "$GOOD"
	send dump >before
	sqlite3 "$DB" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
	chmod 444 "$DB"
	as_other() {
		if [ "$(id -u)" -eq 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; else "$@"; fi
	}
	as_other test -x "$TISS_BIN/lot-send" && as_other test -r "$DB" || skip 'another user does not reach the build'
	run_split as_other "$TISS_BIN/lot-send" -d "$DB" close 301
	assert_failure 2
	assert_errors_contain 'só pode ser lido'
	chmod 600 "$DB"
	send dump | cmp - before
	rm -r "$reachable"
}

@test "another process that writes: waited for" {
	send import "$GOOD"
	(
		printf 'BEGIN IMMEDIATE;\n'
		sleep 1
		printf 'COMMIT;\n'
	) | sqlite3 "$DB" &
	sleep 0.3
	send close 301
	wait
	[ "$(situation 301)" = fechado ]
}

@test "the log cannot be changed, a lot's XML neither" {
	send import "$GOOD"
	run sqlite3 "$DB" "UPDATE event SET text = 'x'"
	assert_failure
	run sqlite3 "$DB" "DELETE FROM event"
	assert_failure
	run sqlite3 "$DB" "UPDATE lot_xml SET bytes = x'00'"
	assert_failure
}

@test "no name or card of a person on standard error" {
	run_split send import "$GOOD" "$BAD" "$OTHER"
	send close 301 302
	run_split send -v delete --yes 301
	[[ $errors != *00000000009000100* && $errors != *Exemplo* ]]
}

@test "wrong usage" {
	local args
	for args in '' 'nada' 'close' 'receipt 1' 'resolve 1' 'resolve 1 --received x --not-received' 'invoice 1' 'list x' 'note 1' \
		'receipt --yes 1 ../..' 'list --situation aberto,nada' 'list --from 10/07/2026' 'invoice 1 --number 1 --date 2026-07-01 --value 1.2.3' \
		'statement' 'statement 1 --month 202607' 'statement --month 202613' 'close 1 --all' 'import --insecure' 'dump x'; do
		# shellcheck disable=SC2086
		run_split send $args
		assert_failure 2
		assert_errors_contain 'lot-send'
	done
	send import "$GOOD"
	for args in 'close 999' 'show id:9' 'log 999' 'cover x' 'note 999 x'; do
		# shellcheck disable=SC2086
		run_split send $args
		assert_failure 2
		assert_errors_contain 'não há no banco'
	done
}

@test "the cover as HTML and as PDF, of one lot and of several" {
	send import "$GOOD" "$OTHER"
	send close 301
	send close 302
	run send cover -f html 301
	assert_success
	assert_output --partial '<h1>Capa de Lote – RASCUNHO (lote ainda não enviado)</h1>'
	assert_output --partial '<div><dt>Guias apresentadas</dt><dd>3</dd></div>'
	assert_equal "$(grep -c '<tr><th scope="row">' <<<"$output")" 3
	send cover -o capa.pdf 301 302
	assert_equal "$(pdfinfo capa.pdf | awk '/^Pages/ { print $2 }')" 2
	pdftotext -layout capa.pdf capa.txt
	for text in 'Capa de Lote – RASCUNHO' 'Protocolo (PEG)' 'Valor informado' 'R$ 252,52' 'página 2 de 2'; do
		grep -qF -- "$text" capa.txt || fail "the PDF lacks $text"
	done
	send cover -o capa.html 301 302
	assert_equal "$(grep -c '<h1>' capa.html)" 2
	run_split send cover -f csv 301
	assert_failure 2
	run_split send list -f pdf
	assert_failure 2
}
