#!/usr/bin/env bats
# The simulated operator: requests made without the library (tests/ws.py), sent with curl, its answers held against ANS's XSDs
# and against a second opinion on hash and sums.

setup() {
	load helper
	WORK=$BATS_TEST_TMPDIR
	RULES=$ROOT/tests/golden/rules
	XSD=${TISS_ANS_DIR:-}/xsd
	cd "$WORK" || exit
	answers=0
}

teardown() {
	if [ -s "$WORK/pid" ]; then
		kill "$(cat "$WORK/pid")" 2>/dev/null || true
		wait "$(cat "$WORK/pid")" 2>/dev/null || true
	fi
}

ws() {
	python3 "$ROOT/tests/ws.py" "$@"
}

# Starts the operator with OPTIONS; its address in $URL.
start() { # OPTION...
	rm -f port
	"$TISS_BIN/operator-sim" --port 0 --port-file port --date 2026-07-20 --time 09:00:00 --log log.csv "$@" >out 2>err 3>&- &
	echo $! >pid
	for _ in $(seq 200); do
		[ ! -s port ] || break
		sleep 0.02
	done
	URL=http://127.0.0.1:$(cat port)
}

# Posts standard input to SERVICE: the answer in r.xml, its HTTP status (000 when none came) in $status_line.
post() { # SERVICE
	status_line=$(curl -sS -m 20 -H 'Content-Type: text/xml' --data-binary @- -o r.xml -w '%{http_code}' "$URL/$1" 2>curl.err) || true
}

send_lot() { # FILE [NUMBER]
	sed "s|numeroLote>[^<]*<|numeroLote>${2:-1}<|" "$1" >lot.xml
	ws lote lot.xml >request.xml
	post tissLoteGuias <request.xml
}

ask_status() { # PROTOCOL [VERSION]
	ws status "${2:-4.03.00}" 331988 11222333000181 "$1" >request.xml
	post tissSolicitacaoStatusProtocolo <request.xml
}

ask_statement() { # KIND ARGUMENT... (analise PROTOCOL..., pagamento DATE [3])
	local kind=$1
	shift
	ws "$kind" "${VERSION:-4.03.00}" 331988 11222333000181 "$@" >request.xml
	post tissSolicitacaoDemonstrativoRetorno <request.xml
}

control() { # TEXT
	curl -sS --data-binary "$1" "$URL/_control"
}

# The answer is right: HTTP 200, the hash, the sums; and by lint_all the XSD, where it is there.
assert_right() { # [VERSION]
	local version=${1:-4.03.00}
	mkdir -p "bodies/$version"
	answers=$((answers + 1))
	assert_equal "$status_line" 200
	assert_equal "$(ws check r.xml "bodies/$version/$answers.xml")" certo
}

# All answers that were right so far, at once: compiling the XSD takes longer than all the rest.
lint_all() {
	local folder version
	for folder in bodies/*; do
		version=${folder#bodies/}
		[ -d "$XSD/$version" ] || continue
		xmllint --nonet --noout --schema "$XSD/$version"/tissWebServicesV*.xsd "$folder"/*.xml 2>lint || fail "$version: $(grep -v ' validates$' lint)"
	done
}

value() { # ELEMENT: the first one's text
	grep -o "$1>[^<]*<" r.xml | head -n 1 | sed 's/.*>\(.*\)</\1/'
}

received() { # NUMBER
	curl -sS "$URL/_control/contagem" | awk -F, -v n="$1" '$1 == n { print $2 }'
}

@test "starts, says where, writes the port, ends cleanly with SIGTERM" {
	start
	assert_equal "$(cat out)" "escutando em $URL"
	[ "$(stat -c %a log.csv)" = 600 ]
	kill -TERM "$(cat pid)"
	run wait "$(cat pid)"
	assert_success
	assert_equal "$(cat err)" ''
	rm pid
}

@test "the story of every guide type: receipt, situations, statements, valid and with sums that agree" {
	start --stages 2,5,3 --deny '*/1=1702:10.50'
	local n=0 kind
	for type in consulta sp-sadt internacao honorarios odonto; do
		n=$((n + 1))
		send_lot "$RULES/$type.xml" $n
		assert_right
		protocol=$(value numeroProtocolo)
		assert_equal "$protocol" $((700000000 + n))
		assert_equal "$(value numeroLote)" $n
		assert_equal "$(received $n)" 1
		ask_status "$protocol"
		assert_right
		assert_equal "$(value statusProtocolo)" 2
		ask_statement analise "$protocol"
		assert_right
		assert_equal "$(value situacaoDemonstrativo)" 2
		ask_status "$protocol"
		assert_equal "$(value statusProtocolo)" 5
		ask_statement analise "$protocol"
		assert_right
		assert_equal "$(value tipoGlosa)" 1702
		assert_equal "$(value valorGlosa)" 10.50
		ask_status "$protocol"
		assert_equal "$(value statusProtocolo)" 3
		kind=1
		[ $type != odonto ] || kind=3
		ask_statement pagamento 2026-08-19 $kind
		assert_right
		grep -q "$protocol" r.xml
		ask_statement pagamento 202608 $kind
		assert_right
		assert_equal "$(value dataPagamento)" 2026-08-19
	done
	ask_statement analise 700000001 700000002 700000003
	assert_right
	lint_all
}

@test "older versions have their own names" {
	start --stages 5 --deny '*=1702'
	for version in 3.02.00 3.05.00 4.01.00; do
		send_lot "$RULES/sp-sadt-$version.xml" "${version//./}"
		assert_right $version
		protocol=$(value numeroProtocolo)
		ask_status "$protocol" $version
		assert_right $version
		VERSION=$version ask_statement analise "$protocol"
		assert_right $version
		assert_equal "$(value valorLiberadoGeral)" 0.00
		VERSION=$version ask_statement analise 1
		assert_right $version
		[[ $(value codigoGlosa) == 505[24] || $(value codigoGlosa) == 5001 ]]
	done
	lint_all
	grep -q 'situacaoProtrocolo' <(ws analise 3.02.00 331988 11222333000181 700000001 |
		curl -sS --data-binary @- "$URL/tissSolicitacaoDemonstrativoRetorno")
}

@test "a lot number that came before is refused with 3268, unless told otherwise" {
	start
	send_lot "$RULES/consulta.xml" 7
	assert_equal "$(value numeroProtocolo)" 700000001
	send_lot "$RULES/consulta.xml" 7
	assert_right
	assert_equal "$(value codigoGlosa)" 3268
	assert_equal "$(received 7)" 1
	assert_equal "$(curl -sS "$URL/_control/contagem" | tail -n 1)" '7,1,1'
	teardown
	start --accept-repeated
	send_lot "$RULES/consulta.xml" 7
	send_lot "$RULES/consulta.xml" 7
	assert_equal "$(received 7)" 2
}

@test "faults: what is wrong with a message is told by tissFaultWS" {
	printf 'login = clinica\npassword = segredo\n' >login
	start --registro 326305 --login-file login
	fault() { # KIND
		assert_equal "$status_line" 500
		assert_equal "$(value tissFault)" "$1"
	}
	ws lote "$RULES/consulta.xml" clinica segredo >good.xml
	ws lote "$RULES/consulta.xml" clinica errada >request.xml
	post tissLoteGuias <request.xml
	fault LoginInvalido
	ws lote "$RULES/consulta.xml" >request.xml
	post tissLoteGuias <request.xml
	fault LoginInvalido
	sed 's|hash>[0-9a-f]*<|hash>00000000000000000000000000000000<|' good.xml >request.xml
	post tissLoteGuias <request.xml
	fault HashInvalido
	sed 's|Padrao>4.03.00<|Padrao>9.99.00<|' good.xml >request.xml
	post tissLoteGuias <request.xml
	fault VersaoInvalida
	sed 's|tipoConsulta>|tipoDaConsulta>|g' good.xml >request.xml
	post tissLoteGuias <request.xml
	fault SchemaInvalido
	post tissSolicitacaoStatusProtocolo <good.xml
	fault SchemaInvalido
	sed 's|326305|331988|g' "$RULES/consulta.xml" >other.xml
	ws lote other.xml clinica segredo >request.xml
	post tissLoteGuias <request.xml
	fault DestinatarioInvalido
	assert_equal "$(received 1)" ''
	post tissLoteGuias <good.xml
	assert_equal "$status_line" 200
	assert_equal "$(received 1)" 1
}

@test "rules of the norm: mensagemErro with the ANS code" {
	start
	sed 's|valorTotal>1|valorTotal>2|' "$RULES/sp-sadt.xml" >wrong.xml
	send_lot wrong.xml
	assert_right
	assert_equal "$(value codigoGlosa)" 1805
	assert_equal "$(received 1)" 0
}

# Each manner: what a client sees, and whether the lot was received.
manner() { # RULE HTTP-STATUS RECEIVED
	number=$((number + 1))
	control "lote=$1*1" >/dev/null
	send_lot "$RULES/consulta.xml" $number
	assert_equal "$1 $status_line $(received $number)" "$1 $2 $3"
}

@test "misbehaves as it is told" {
	start
	number=0
	manner normal 200 1
	manner refuse:1801 200 0
	assert_equal "$(value codigoGlosa)" 1801
	manner fault:RemetenteInvalido 500 ''
	assert_equal "$(value tissFault)" RemetenteInvalido
	manner fault:ErroInesperadoServidor 500 1
	manner soap-fault:Client 500 ''
	manner soap-fault:Server 500 1
	grep -q 'faultcode>soapenv:Server<' r.xml
	manner drop 000 1
	manner lose 000 ''
	manner cut 200 1
	grep -q 'transfer closed\|bytes remaining' curl.err
	manner garbage 200 1
	manner empty 200 1
	[ ! -s r.xml ]
	manner repeat 200 1
	assert_equal "$(value numeroProtocolo)" 700000007
	manner wrong-lot 200 1
	assert_equal "$(value numeroLote)" 139
	manner http:302 302 ''
	manner http:404 404 ''
	manner http:503 503 1
	manner soap-status:500 500 1
	assert_equal "$(value numeroLote)" 17
	manner prefix:ns2 200 1
	grep -q '<ns2:protocoloRecebimentoWS xmlns:ns2=' r.xml
	assert_right
	manner prefix:- 200 1
	grep -q '<protocoloRecebimentoWS xmlns=' r.xml
	assert_right
	manner bare 200 1
	[ "$(head -c 27 r.xml)" = '<ans:protocoloRecebimentoWS' ]
	manner other 200 1
	grep -q situacaoProtocoloWS r.xml
	manner huge:5000000 200 1
	[ "$(stat -c %s r.xml)" -gt 5000000 ]
	start_time=$(date +%s%N)
	manner delay:600 200 1
	[ $(($(date +%s%N) - start_time)) -gt 600000000 ]
	assert_equal "$(control nada=drop)" '“nada” não é um serviço: lote, status, demonstrativo ou todos'
}

@test "the other services misbehave, too; rules are used up in order" {
	start --misbehave 'lote=drop*1,status=http:500*2,todos=garbage*1'
	send_lot "$RULES/consulta.xml"
	assert_equal "$status_line" 000
	ask_status 700000001
	assert_equal "$status_line" 500
	ask_status 700000001
	assert_equal "$status_line" 500
	ask_statement analise 700000001
	grep -q '<html>' r.xml
	ask_statement analise 700000001
	assert_right
	assert_equal "$(control 'lote=drop
situacao 700000001 6
limpar')" feito
	ask_status 700000001
	assert_equal "$(value statusProtocolo)" 6
	send_lot "$RULES/consulta.xml" 2
	assert_right
	assert_equal "$(control 'situacao 1 6')" 'não há esse protocolo'
	assert_equal "$(curl -sS "$URL/_control")" 'numeroProtocolo,numeroLote,guias,valorInformado,valorGlosa,situacao
700000001,1,1,150.00,0.00,6
700000002,2,1,150.00,0.00,1'
}

@test "deterministic: the same requests give the same bytes, which --keep keeps, and a log" {
	for run in a b; do
		mkdir $run
		start --keep $run
		send_lot "$RULES/sp-sadt.xml"
		ask_status 700000001
		ask_statement pagamento 2026-08-19
		teardown
	done
	diff -r a b
	assert_equal "$(ls a | tr '\n' ' ')" '000001-lote-pedido.xml 000001-lote-resposta.xml 000002-status-pedido.xml 000002-status-resposta.xml 000003-demonstrativo-pedido.xml 000003-demonstrativo-resposta.xml '
	[ "$(stat -c %a a/000001-lote-pedido.xml)" = 600 ]
	cmp a/000003-demonstrativo-resposta.xml r.xml
	assert_equal "$(cat log.csv)" 'numero,servico,numeroLote,numeroProtocolo,comportamento,resultado
1,lote,1,700000001,normal,recebido
2,status,1,700000001,normal,respondido
3,demonstrativo,,,normal,respondido'
}

@test "denied: whole guides, single items, any; a code that the version lacks is told and left out" {
	start --stages 5 --deny 'SADT-1/2=1801' --deny '*/1=3312:1.00' --deny '*=9999'
	send_lot "$RULES/sp-sadt.xml"
	ask_statement analise 700000001
	assert_right
	grep -q 'a versão 4.03.00 não tem a glosa 9999' err
}

@test "hostile requests: refused, counted nowhere, and the next one is served" {
	start --max-bytes 100000
	printf '<!DOCTYPE x [<!ENTITY a "%s">]><x>&a;</x>' "$(head -c 1000 /dev/zero | tr '\0' a)" >request.xml
	post tissLoteGuias <request.xml
	assert_equal "$status_line" 500
	printf 'isto não é XML' >request.xml
	post tissLoteGuias <request.xml
	assert_equal "$status_line" 500
	printf '' >request.xml
	post tissLoteGuias <request.xml
	assert_equal "$status_line" 500
	head -c 200000 /dev/zero >request.xml
	post tissLoteGuias <request.xml
	assert_equal "$status_line" 413
	for _ in $(seq 2000); do printf '<a>'; done >request.xml
	post tissSolicitacaoStatusProtocolo <request.xml
	assert_equal "$status_line" 500
	assert_equal "$(curl -sS -o /dev/null -w '%{http_code}' "$URL/tissLoteGuias")" 405
	assert_equal "$(curl -sS -o /dev/null -w '%{http_code}' "$URL/")" 404
	assert_equal "$(curl -sS -o /dev/null -w '%{http_code}' "$URL/tissLoteGuias?wsdl")" 405
	assert_equal "$(curl -sS -o /dev/null -w '%{http_code}' "$URL/_control/x")" 404
	send_lot "$RULES/consulta.xml"
	assert_right
	assert_equal "$(cat err)" ''
}

@test "HTTPS, with a certificate of one's own" {
	openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 3650 -subj /CN=localhost \
		-addext subjectAltName=IP:127.0.0.1 2>/dev/null
	start --certificate cert.pem --key key.pem
	assert_equal "$(cat out)" "escutando em https://127.0.0.1:$(cat port)"
	URL=https://127.0.0.1:$(cat port)
	run curl -sS "$URL/_control"
	assert_failure
	run curl -sS --cacert cert.pem "$URL/_control"
	assert_output 'numeroProtocolo,numeroLote,guias,valorInformado,valorGlosa,situacao'
	teardown
	openssl req -x509 -newkey rsa:2048 -nodes -keyout client-key.pem -out client.pem -days 3650 -subj /CN=prestador 2>/dev/null
	start --certificate cert.pem --key key.pem --client-ca client.pem
	URL=https://127.0.0.1:$(cat port)
	assert_equal "$(curl -sS -o /dev/null -w '%{http_code}' --cacert cert.pem "$URL/_control")" 403
	assert_equal "$(curl -sS -o /dev/null -w '%{http_code}' --cacert cert.pem --cert cert.pem --key key.pem "$URL/_control")" 403
	assert_equal "$(curl -sS -o /dev/null -w '%{http_code}' --cacert cert.pem --cert client.pem --key client-key.pem "$URL/_control")" 200
	teardown
	run_split "$TISS_BIN/operator-sim" -p 0 --certificate cert.pem --key cert.pem
	assert_equal "$status" 2
	assert_errors_contain 'o certificado ou a chave não serve'
}

refused() { # MESSAGE OPTION...
	local message=$1
	shift
	run_split timeout 10 "$TISS_BIN/operator-sim" "$@"
	assert_equal "$status" 2
	assert_errors_contain "$message"
}

@test "wrong usage" {
	refused 'esperado SERVIÇO=COMPORTAMENTO' --misbehave drop
	refused '“cair” não é um comportamento' --misbehave lote=cair
	refused '“drop” não leva valor' --misbehave lote=drop:1
	refused '“delay” precisa de um valor' --misbehave lote=delay
	refused 'esperado um número de 300 a 599' --misbehave lote=http:200
	refused 'esperado o número de vezes' --misbehave 'lote=drop*0'
	refused 'esperado GUIA[/ITEM]=CÓDIGO[:VALOR]' --deny 1702
	refused 'esperado GUIA[/ITEM]=CÓDIGO[:VALOR]' --deny '1=1702:x'
	refused '--stages espera' --stages 1,11
	refused '--registro espera seis algarismos' --registro 12
	refused '--date espera uma data' --date 2026-02-30
	refused '--certificate e --key vão juntas' --key x
	refused '--client-ca só com --certificate' --client-ca x
	refused '“sobra” sobra' sobra
	refused 'nao-existe' --log nao-existe/log
	refused 'nao-existe' --login-file nao-existe
	printf 'login = x\n' >login
	refused '“login = …” e “password = …”' --login-file login
	start
	refused 'a porta' --port "$(cat port)"
}

@test "lists its manners" {
	run "$TISS_BIN/operator-sim" --manners
	assert_success
	assert_line --partial 'drop         recebe, e fecha a conexão sem responder'
	assert_equal "${#lines[@]}" 18
}
