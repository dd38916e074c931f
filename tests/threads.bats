#!/usr/bin/env bats
# shellcheck disable=SC2154 # errors is set by run_split
# Lots and tables long enough for a second thread (base/relay.h): what comes out is what one thread gives. `make check-threads` runs
# these under ThreadSanitizer.

setup_file() {
	ROOT=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
	TISS_BIN=${TISS_BIN:-$ROOT/build/bin}
	cd "$BATS_FILE_TMPDIR" || return 1
	# 60 guides of 40 items: a lot of 1.5 MB
	awk -F ';' -v OFS=';' 'NR == 1 { print } NR == 2 {
		for (guide = 1; guide <= 60; guide++)
			for (item = 1; item <= 40; item++) {
				$4 = 7000 + guide
				$6 = "S" guide
				print
			}
	}' "$ROOT/examples/clinica/exames.csv" >guias.csv
	"$TISS_BIN/lot-build" --origin 11222333000181 --date 2026-07-10 --time 10:15:00 -n 801 guias.csv >lote.xml
	sed 's/\(<ans:valorTotalGeral>[0-9]*\)\.[0-9]/\1.0/' lote.xml >wrong.xml
	printf 'numeroGuiaOperadora,senha,statusSolicitacao,numeroCarteira,sequencialItem,codigoTabela,codigoProcedimento,quantidadeAutorizada\n' >auth.csv
	awk 'BEGIN { for (i = 1; i <= 60; i++) for (k = 1; k <= 30; k++) printf "%d,S%d,1,00000000009000100,%d,22,40304361,1\n", i, i, k }' >>auth.csv
}

setup() {
	load helper
	cd "$BATS_TEST_TMPDIR" || return 1
	files=$BATS_FILE_TMPDIR
}

@test "a long lot is judged, and handed on byte by byte" {
	run_split tiss-validate --pass -o out.xml "$files/lote.xml"
	assert_success
	assert_errors_contain "60 guias, 2.400 itens"
	cmp "$files/lote.xml" out.xml
	tiss-validate -q - <"$files/lote.xml"
}

@test "workers, which have no second thread, say the same" {
	cp "$files/lote.xml" a.xml
	cp "$files/wrong.xml" b.xml
	run_split tiss-validate -f csv a.xml b.xml
	alone=$output
	run_split tiss-validate -f csv -j 2 a.xml b.xml
	assert_equal "$output" "$alone"
	assert [ "$(wc -l <<<"$alone")" -gt 60 ]
}

@test "a long lot that is cut off says where, after what was wrong before" {
	head -c 1000000 "$files/wrong.xml" >cut.xml
	run_split tiss-validate -f csv cut.xml
	assert_equal "$status" 1
	assert_equal "$(tail -n 1 <<<"$output" | cut -d , -f 8)" xml.malformed
	assert [ "$(wc -l <<<"$output")" -gt 10 ]
}

@test "--fix, --max-findings and --dry-run on a long lot" {
	run_split tiss-validate --fix -o fixed.xml "$files/wrong.xml"
	assert_success
	cmp "$files/lote.xml" fixed.xml
	run_split tiss-validate --fix --dry-run "$files/wrong.xml"
	assert_success
	assert [ "$(grep -c '^+[^+]' <<<"$output")" -ge 1 ]
	run_split tiss-validate -f csv --max-findings 3 "$files/wrong.xml"
	assert_equal "$status" 1
	assert_equal "$(wc -l <<<"$output")" 4
}

@test "a long lot to CSV and back is the same lot" {
	"$TISS_BIN/lot-build" --extract "$files/lote.xml" >back.csv
	"$TISS_BIN/lot-build" --origin 11222333000181 --date 2026-07-10 --time 10:15:00 -n 801 back.csv >again.xml
	cmp "$files/lote.xml" again.xml
}

@test "guide-match decides a long lot and its CSV alike" {
	"$TISS_BIN/lot-build" --extract "$files/lote.xml" >back.csv
	"$TISS_BIN/guide-match" -q --date 2026-07-20 -a "$files/auth.csv" -o xml.csv "$files/lote.xml"
	"$TISS_BIN/guide-match" -q --date 2026-07-20 -a "$files/auth.csv" -o csv.csv back.csv
	cmp xml.csv csv.csv
	assert_equal "$(grep -c ,relacionado, csv.csv)" 1800
}

@test "guide-match: bad rows come in their order, from whichever thread" {
	(head -n 100 "$files/auth.csv"; sed -n 101,200p "$files/auth.csv" | sed 's/,1$/,x/'; tail -n +201 "$files/auth.csv") >bad.csv
	run_split "$TISS_BIN/guide-match" -q -a bad.csv "$files/lote.xml"
	assert_equal "$status" 2
	assert_errors_contain "bad.csv:101: "
	grep -o 'bad.csv:[0-9]*' <<<"$errors" >order
	sort -t : -k 2n order | cmp - order
}
