#!/usr/bin/env bats
# The monthly routine of tiss-monthly(7), run as cron would, with an operator that behaves well, badly, or not at all.

setup() {
	load helper
	cd "$BATS_TEST_TMPDIR" || return
	unset TISS_LOGIN TISS_PASSWORD http_proxy
	export SOURCE_DATE_EPOCH=1783678500 PATH=$TISS_BIN:$PATH
	export TISS_DB=$PWD/tiss.db PERFIL=$PWD/operator.conf PRESTADOR=11222333000181
	mkdir -p mes/guias
	cp "$ROOT"/examples/clinica/{consultas,exames,honorarios,internacoes,odonto}.csv mes/guias
	SIM=
}

teardown() {
	[ -z "$SIM" ] || kill "$SIM" 2>/dev/null || true
}

operator() { # OPTION...
	rm -f port
	"$TISS_BIN/operator-sim" --port "${PORT:-0}" --port-file port --log log "$@" >sim.out 2>sim.err 3>&- &
	SIM=$!
	for _ in $(seq 200); do
		[ -s port ] && break
		sleep 0.02
	done
	PORT=$(cat port)
	printf 'registroANS = 331988\nendpoint = http://localhost:%s\nconnect-timeout = 2\ntotal-timeout = 2\n' "$PORT" >operator.conf
}

month() {
	env -i HOME="$PWD" PATH="$PATH" TISS_DB="$TISS_DB" PERFIL="$PERFIL" PRESTADOR="$PRESTADOR" SOURCE_DATE_EPOCH="$SOURCE_DATE_EPOCH" \
		LC_ALL=C "$ROOT/examples/mensal.sh" "$PWD/mes"
}

received() {
	awk -F, 'NR > 1 && $2 == "lote" && $6 == "recebido"' log | wc -l
}

@test "the page shows the script that is run here" {
	awk '/^\\&#!\/bin\/sh/ { on = 1 } /^\.fi/ { on = 0 } on' "$ROOT/man/tiss-monthly.7" |
		sed "s/^\\\\&//; s/\\\\-/-/g; s/\\\\(aq/'/g; s/\\\\e/\\\\/g" >shown
	diff shown "$ROOT/examples/mensal.sh"
}

@test "a good month: everything sent, silence, status 0; again: nothing sent twice" {
	operator
	run_split month
	assert_success
	[ -z "$errors$output" ]
	[ "$(received)" = 5 ]
	[ "$(grep -c ,enviado, mes/enviados.csv)" = 5 ]
	run_split month
	assert_success
	[ "$(received)" = 5 ]
	[ "$(find mes/lotes -name '*.xml' | wc -l)" = 5 ]
	[ "$(grep -c ,repetido, mes/importados.csv)" = 5 ]
	[ "$(stat -c %a mes/banco.dump)" = 600 ]
}

@test "guides with errors stay aside: status 1, the others are sent" {
	operator
	cp "$ROOT/examples/clinica/consultas-com-erro.csv" mes/guias/consultas.csv
	run_split month
	assert_failure 1
	[ "$(received)" = 5 ]
	[ "$(wc -l <mes/corrigir/consultas.csv)" -gt 1 ]
}

@test "nobody answers: status 3, and the next run sends" {
	operator
	kill "$SIM"
	wait "$SIM" || true
	run_split month
	assert_failure 3
	operator
	run_split month
	assert_success
	[ "$(received)" = 5 ]
}

@test "a reply that is lost: status 4 until somebody asks the operator, and nothing is sent twice" {
	operator --misbehave 'lote=normal*2,lote=drop*1'
	run_split month
	assert_failure 4
	[ "$(received)" = 5 ]
	run_split month
	assert_failure 4
	[ "$(received)" = 5 ]
	lot=$(lot-send list --situation incerto --no-header -f csv | cut -d, -f1)
	lot-send resolve "$lot" --received "$(awk -F, -v lot="$lot" '$2 == "lote" && $3 == lot { print $4 }' log)" --yes
	run_split month
	assert_success
	[ "$(received)" = 5 ]
	[ "$(lot-send list --situation enviado --no-header -f csv | wc -l)" = 5 ]
}

@test "a lot that the operator refuses: status 1, its word on standard error" {
	operator --misbehave 'lote=refuse:5001*1'
	run_split month
	assert_failure 1
	assert_errors_contain '[send.refused, ANS 5001]'
	[ "$(received)" = 4 ]
}

@test "a profile that is wrong: status 2, nothing made" {
	operator
	echo 'nada = 1' >>operator.conf
	run_split month
	assert_failure 2
	[ -z "$(ls mes/lotes)" ]
	[ "$(received)" = 0 ]
}
