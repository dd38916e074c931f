#!/usr/bin/env bats
# shellcheck disable=SC2030,SC2031,SC2154 # helper.bash sets errors
# lot-send with a simulated operator: what becomes of a lot, whatever the operator does. Killed senders: lot-send-faults.bats.

setup() {
	load helper
	cd "$BATS_TEST_TMPDIR" || return
	unset TISS_DB TISS_LOGIN TISS_PASSWORD http_proxy https_proxy
	export SOURCE_DATE_EPOCH=1783678500
	GOOD=$ROOT/examples/lote-limpo.xml   # lote 301, 3 guias
	OTHER=$ROOT/examples/consulta.xml    # lote 302, 2 guias
	DB=$PWD/tiss.db
	SIM=
}

teardown() {
	[ -z "$SIM" ] || kill "$SIM" 2>/dev/null || true
}

send() {
	"$TISS_BIN/lot-send" -d "$DB" --profile operator.conf "$@"
}

# Starts the operator with OPTIONS and makes the profile that reaches it.
operator() { # OPTION...
	local scheme=http
	[[ " $* " != *' --certificate '* ]] || scheme=https
	rm -f port log
	mkdir -p keep
	"$TISS_BIN/operator-sim" --port 0 --port-file port --log log --keep keep "$@" >sim.out 2>sim.err 3>&- &
	SIM=$!
	for _ in $(seq 200); do
		[ -s port ] && break
		sleep 0.02
	done
	cat >operator.conf <<-CONF
	registroANS = 331988
	connect-timeout = 2
	total-timeout = 2
	endpoint = $scheme://localhost:$(cat port)
	CONF
}

restart() {
	kill "$SIM"
	wait "$SIM" || true
	operator "$@"
}

# How often the operator received the lot.
received() { # LOT
	awk -F, -v lot="$1" 'NR > 1 && $2 == "lote" && $3 == lot && $6 == "recebido"' log | wc -l
}

situation() { # LOT
	send list -f csv --no-header --number "$1" | cut -d, -f4
}

ready() { # a closed lot 301
	send import "$GOOD" >/dev/null
	send close 301
}

@test "sent: Enviado with its protocol, received once; not a second time" {
	operator
	ready
	run_split send send 301
	assert_failure 2
	assert_errors_contain '--yes'
	[ "$(received 301)" = 0 ]
	run_split send send --yes 301 -f csv --no-header
	assert_success
	assert_output --partial '301,1,331988,enviado,sp-sadt,4.03.00,webservice,3,6,252.52,'
	assert_output --partial ',700000001,1,Enviado,'
	[ "$(received 301)" = 1 ]
	run_split send send --yes 301
	assert_failure 1
	assert_errors_contain 'não se envia duas vezes'
	[ "$(received 301)" = 1 ]
	run send log 301 -f csv --no-header
	assert_line --partial 'send,fechado,enviando,'
	assert_line --partial 'accepted,enviando,enviado,protocolo 700000001'
}

# manner | exit status | situation | received | what the user is told
outcomes() {
	cat <<-'TABLE'
	refuse:5001|1|fechado|0|a operadora recusou: 5001
	fault:LoginInvalido|1|fechado|0|LoginInvalido
	fault:HashInvalido|1|fechado|0|HashInvalido
	fault:SchemaInvalido|1|fechado|0|SchemaInvalido
	fault:ErroInesperadoServidor|4|incerto|1|envio incerto
	soap-fault:Client|1|fechado|0|recusou a mensagem
	soap-fault:Server|4|incerto|1|envio incerto
	drop|4|incerto|1|resolve id:
	lose|4|incerto|0|resolve id:
	cut|4|incerto|1|resolve id:
	garbage|4|incerto|1|não se entende
	empty|4|incerto|1|envio incerto
	wrong-lot|4|incerto|1|fala de outro lote
	other|4|incerto|1|outro serviço
	http:302|1|fechado|0|HTTP 302
	http:404|1|fechado|0|HTTP 404
	http:500|4|incerto|1|HTTP 500
	http:503|4|incerto|1|HTTP 503
	soap-status:500|0|enviado|1|
	soap-status:404|0|enviado|1|
	prefix:x|0|enviado|1|
	prefix:-|0|enviado|1|
	bare|0|enviado|1|
	delay:100|0|enviado|1|
	delay:3000|4|incerto|1|envio incerto
	TABLE
}

@test "every way an operator can answer, or not" {
	operator
	local n=0 manner want situation times text lot
	# one lot for each
	"$TISS_BIN/lot-build" --origin 11222333000181 --max-guides 1 -n 1 -o lots "$ROOT"/examples/clinica/*s.csv >/dev/null
	"$TISS_BIN/lot-build" --origin 11222333000181 --max-guides 1 -n 101 -o lots "$ROOT"/examples/clinica/*s.csv >/dev/null
	send import -r lots >/dev/null
	send close --all
	while IFS='|' read -r manner want situation times text; do
		n=$((n + 1))
		lot=$(send list -f csv --no-header --after $((n - 1)) --limit 1 | cut -d, -f1)
		curl -sS -X POST -d "lote=$manner*1" "http://localhost:$(cat port)/_control" >/dev/null
		run_split send send --yes "id:$n" -f csv --no-header
		[ "$status" -eq "$want" ] || fail "$manner: status $status, not $want: $errors"
		[ "$(situation "$lot")" = "$situation" ] || fail "$manner: $(situation "$lot"), not $situation"
		[ "$(received "$lot")" = "$times" ] || fail "$manner: received $(received "$lot") times, not $times"
		[[ $errors == *"$text"* ]] || fail "$manner: told $errors"
	done < <(outcomes)
	[ "$n" -gt 20 ]
	# nothing that is uncertain is sent again by itself
	run send send --yes --all
	run send list --situation incerto -f csv --no-header
	[ "${#lines[@]}" -eq "$(outcomes | grep -c '|incerto|')" ]
}

@test "nobody there: nothing sent, status 3, and it may be tried again" {
	operator
	ready
	kill "$SIM" && wait "$SIM" || true
	run_split send send --yes 301
	assert_failure 3
	assert_errors_contain 'pode ser enviado de novo'
	[ "$(situation 301)" = fechado ]
	operator
	send send --yes 301
	[ "$(situation 301)" = enviado ]
	[ "$(received 301)" = 1 ]
}

@test "a name that does not exist, an address that is refused, a profile without one" {
	operator
	ready
	printf 'registroANS = 331988\nendpoint = https://nao-existe.invalid/tiss\n' >operator.conf
	run_split send send --yes 301
	assert_failure 3
	[ "$(situation 301)" = fechado ]
	printf 'registroANS = 331988\n' >operator.conf
	run_split send send --yes 301
	assert_failure 2
	assert_errors_contain 'falta o endereço'
	printf 'registroANS = 123456\nendpoint = http://localhost:1\n' >operator.conf
	run_split send send --yes 301
	assert_failure 2
	assert_errors_contain 'é o perfil da operadora 123456, e o lote é da 331988'
	[ "$(situation 301)" = fechado ]
}

@test "a dropped reply, received: the user says so, and the lot is sent once" {
	operator --misbehave 'lote=drop*1'
	ready
	run_split send send --yes 301
	assert_failure 4
	run_split send send --yes 301
	assert_failure 4
	[ "$(received 301)" = 1 ]
	send resolve 301 --received 700000001 --yes
	[ "$(situation 301)" = enviado ]
	[ "$(received 301)" = 1 ]
}

@test "a dropped reply, not received: sent again when the user says so" {
	operator --misbehave 'lote=lose*1'
	ready
	run_split send send --yes 301
	assert_failure 4
	[ "$(received 301)" = 0 ]
	send resolve 301 --not-received --yes
	send send --yes 301
	[ "$(situation 301)" = enviado ]
	[ "$(received 301)" = 1 ]
}

@test "received although the user thought not: 3268 tells, and the lot waits for its protocol" {
	operator --misbehave 'lote=drop*1'
	ready
	run send send --yes 301
	send resolve 301 --not-received --yes
	run_split send send --yes 301
	assert_success
	assert_errors_contain 'a operadora já tinha este número'
	[ "$(situation 301)" = enviado ]
	[ "$(received 301)" = 1 ]
	run_split send status 301
	assert_failure 1
	assert_errors_contain 'não tem protocolo'
	send receipt 301 700000001 --yes
	run send list -f csv --no-header
	assert_output --partial ',700000001,1,Enviado,'
	send status 301
}

@test "3268 for a lot that was never in doubt is a refusal" {
	operator --misbehave 'lote=refuse:3268*1'
	ready
	run_split send send --yes 301
	assert_failure 1
	assert_errors_contain '3268'
	[ "$(situation 301)" = fechado ]
}

@test "a protocol that is another lot's is kept, and said" {
	operator --misbehave 'lote=normal*1,lote=repeat*1'
	ready
	send import "$OTHER"
	send close 302
	send send --yes 301
	run_split send send --yes 302
	assert_success
	assert_errors_contain 'repetiu o protocolo 700000001'
}

@test "from the pipe: imported, closed and sent; run again, nothing is sent twice" {
	operator
	run_split bash -c "'$TISS_BIN/tiss-validate' --pass '$GOOD' | '$TISS_BIN/lot-send' -d '$DB' --profile operator.conf send - -f csv --no-header"
	assert_success
	assert_output --partial '301,1,331988,enviado,'
	run_split send send - <"$GOOD"
	assert_success
	assert_errors_contain 'já tinha sido enviado'
	[ "$(received 301)" = 1 ]
	run_split send send - <"$ROOT/examples/lote-com-erros.xml"
	assert_failure 1
	assert_errors_contain '[schema.order'
	: >empty
	run_split send send - <empty
	assert_failure 1
}

@test "interrupted between import and send: the pipe goes on where it stood" {
	operator
	send import "$OTHER"
	send send - <"$OTHER"
	[ "$(situation 302)" = enviado ]
	restart --misbehave 'lote=drop*1'
	run send send - <"$GOOD"
	assert_failure 4
	run_split send send - <"$GOOD"
	assert_failure 4
	[ "$(received 301)" = 1 ]
}

@test "all closed lots, of one operator" {
	operator
	send import "$GOOD" "$OTHER"
	send close --all
	run_split send send --all --operator 999999 --yes
	assert_success
	[ "$(received 301)" = 0 ]
	send send --all --yes
	[ "$(situation 301) $(situation 302)" = 'enviado enviado' ]
	run_split send send --all --yes
	assert_success
	[ "$(received 301)$(received 302)" = 11 ]
}

@test "status and values come from the operator, guide by guide; the cover shows them" {
	operator --deny '5001=1705' --stages 2,3
	ready
	send send --yes 301
	send status
	run send list -f csv --no-header
	assert_output --partial ',700000001,2,Em análise,'
	run send status 301 -f csv --no-header
	assert_output --partial '252.52,252.52,15.88,236.64,700000001,3,Faturado,'
	run send show 301 -f csv --no-header
	assert_line --index 0 --partial ',15.88,15.88,15.88,0.00'
	run send cover 301
	assert_line --regexp '^Valor glosado +R\$ 15,88$'
	assert_line --regexp '^Guias com glosas +1$'
	run send list --status 3 -f csv --no-header
	assert_output --partial '301,1,'
}

@test "the statement is written as it came, and its values are taken in" {
	operator --deny '5001=1705' --stages 3
	ready
	send send --yes 301
	send status
	send statement 301 -o analise.xml
	tiss-validate analise.xml
	grep -q demonstrativoRetornoWS analise.xml
	run send statement --month 202607
	restart --misbehave 'demonstrativo=refuse:1003*1'
	run_split send statement 301
	assert_failure 1
	[ -z "$output" ]
}

@test "a question that fails is asked again: status 3, nothing changed" {
	operator --misbehave 'status=drop*1,status=http:500*1,status=garbage*1,status=refuse:1003*1'
	ready
	send send --yes 301
	send dump >before
	for want in 3 3 3 1; do
		run_split send status 301
		assert_failure "$want"
		send dump | cmp - before
	done
	send status 301
}

@test "login and password: from a file of one's own or the environment, never in the store, argv or messages" {
	printf 'login = clinica\npassword = segredo-da-clinica\n' >login
	chmod 600 login
	operator --login-file login
	ready
	run_split send send --yes 301
	assert_failure 1
	[ "$(situation 301)" = fechado ]
	echo 'login-file = login' >>operator.conf
	chmod 644 login
	run_split send send --yes 301
	assert_failure 2
	assert_errors_contain 'chmod 600'
	chmod 600 login
	run_split send -v send --yes 301
	assert_success
	[[ $errors$output != *segredo* ]]
	md5=$(printf segredo-da-clinica | md5sum | cut -c 1-32)
	sqlite3 "$DB" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
	run grep -c -e segredo -e "$md5" "$DB"
	assert_output 0
	cat keep/* | grep -q "$md5"
	sed -i '/login-file/d' operator.conf
	send import "$OTHER"
	send close 302
	TISS_LOGIN=clinica TISS_PASSWORD=segredo-da-clinica send send --yes 302
	[ "$(received 302)" = 1 ]
}

@test "a request kept for an uncertain sending has no password, and goes when it is settled" {
	operator --misbehave 'lote=drop*1'
	ready
	export TISS_LOGIN=clinica TISS_PASSWORD=segredo-da-clinica
	run send send --yes 301
	run sqlite3 "$DB" "SELECT CAST(request AS TEXT) FROM sending"
	assert_output --partial '********************************'
	assert_output --partial 'loteGuiasWS'
}

certificate() { # NAME HOST
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout "$1.key" -out "$1.pem" -subj "/CN=$2" -addext "subjectAltName=DNS:$2" 2>/dev/null
}

@test "TLS: the certificate is checked, against the host too, and --insecure says so" {
	certificate good localhost
	certificate other operadora.example
	operator --certificate good.pem --key good.key
	ready
	run_split send send --yes 301
	assert_failure 3
	assert_errors_contain 'certificado'
	[ "$(situation 301)" = fechado ]
	echo 'ca-file = good.pem' >>operator.conf
	run_split send send --yes 301
	assert_success
	[ -z "$errors" ]
	[ "$(received 301)" = 1 ]
	restart --certificate other.pem --key other.key
	echo 'ca-file = other.pem' >>operator.conf
	send import "$OTHER"
	send close 302
	run_split send send --yes 302
	assert_failure 3
	assert_errors_contain 'certificado'
	[ "$(situation 302)" = fechado ]
	[ "$(received 302)" = 0 ]
	run_split send send --insecure --yes 302
	assert_success
	assert_errors_contain 'aviso: --insecure'
	echo 'insecure = sim' >>operator.conf
	run_split send status 302
	assert_failure 2
}

@test "the operator's limits hold when a lot is sent, too" {
	operator
	echo 'deadline-days = 90' >>operator.conf
	ready
	echo 'max-guides = 2' >>operator.conf
	run_split send send --yes 301
	assert_failure 1
	assert_errors_contain 'aceita até 2 em um lote'
	sed -i 's/max-guides.*/max-bytes = 1000/' operator.conf
	run_split send send --yes 301
	assert_failure 1
	assert_errors_contain 'aceita até 1000'
	[ "$(received 301)" = 0 ]
	sed -i '/max-bytes/d' operator.conf
	SOURCE_DATE_EPOCH=1893456000 run_split send send --yes 301
	assert_success
	assert_errors_contain 'o prazo da operadora terminou em 2026-10-07'
}

@test "requests are valid against ANS's schemas" {
	[ -n "${TISS_ANS_DIR:-}" ] || skip 'TISS_ANS_DIR is not set'
	operator
	ready
	TISS_LOGIN=clinica TISS_PASSWORD=segredo send send --yes 301
	send status 301
	run send statement 301
	local request n=0
	for request in keep/*; do
		grep -q 'WS[ >]' "$request" || continue
		grep -q -e loteGuiasWS -e solicitacaoStatusProtocoloWS -e solicitacaoDemonstrativoRetornoWS "$request" || continue
		python3 - "$request" >body.xml <<-'PY'
		import sys, re
		data = open(sys.argv[1], 'rb').read()
		head = re.match(rb'<\?xml[^>]*\?>', data).group(0)
		body = re.search(rb'Body[^>]*>(.*)</[A-Za-z:]*Body>', data, re.S).group(1)
		sys.stdout.buffer.write(head + body.strip())
		PY
		xmllint --noout --nonet --schema "$TISS_ANS_DIR"/xsd/4.03.00/tissWebServicesV4_03_00.xsd body.xml 2>why || fail "$request: $(cat why)"
		n=$((n + 1))
	done
	[ "$n" -ge 3 ]
}

@test "a full disk when the answer comes: the user has the protocol, and the lot is uncertain, not lost" {
	operator --misbehave 'lote=delay:700*1'
	ready
	"$TISS_BIN/lot-send" -d "$DB" --profile operator.conf send --yes 301 >out 2>err 3>&- &
	local sender=$!
	sleep 0.35
	prlimit --pid "$sender" --fsize=4096
	local ended=0
	wait "$sender" || ended=$?
	[ "$ended" -eq 4 ] || fail "status $ended: $(cat err)"
	grep -q 'RECEBEU, com o protocolo 700000001' err
	run send list --situation incerto -f csv --no-header
	assert_output --partial '301,1,'
	send resolve 301 --received 700000001 --yes
	[ "$(received 301)" = 1 ]
}

@test "a refusal and a fault are findings: send.refused with the ANS code, send.fault with what it means" {
	operator --misbehave 'lote=refuse:1801*1,lote=fault:VersaoInvalida*1'
	ready
	run_split send send --yes 301
	assert_failure 1
	assert_errors_contain '[send.refused, ANS 1801]'
	run_split send send --yes 301
	assert_failure 1
	assert_errors_contain '[send.fault]'
	assert_errors_contain VersaoInvalida
	assert_equal "$(situation 301)" fechado
}
