# billing-calc against libcsv reading the same files, and against sqlite3 computing the same rows.
# shellcheck shell=bash disable=SC2016,SC2154 # the backquotes are Markdown; the settings are those of bench/run

# fees DIR: the command for the files in DIR, in fee_command
fees() {
	fee_command=("$billing_calc" -q -c 202610 --date 2026-10-01 --terms "$1/termos.csv" --beneficiaries "$1/beneficiarios.csv"
		--prices "$1/precos.csv" -o "$1/notas.csv")
}

# The monthly fee of an operator, three modules each: against the least that has to be done (libcsv reads the same files, and as many bytes are
# written), against sqlite3 computing the same file with a query, and against half and twice the people. sqlite3 takes most of a minute: it
# runs once, beside one round of ours.
monthly_fees() {
	local dir=$out/fees rows=$((fee_people * 3)) bytes
	local sql=(sh -c 'cd "$1" && sqlite3 :memory: ".read $2" >"$3"' sh "$dir" "$PWD/bench/fees.sql" sqlite.csv)
	local copy='cat "$2/termos.csv" "$2/precos.csv" "$2/beneficiarios.csv" >"$2/all.csv" && "$1" "$2/all.csv" "$3" >"$2/copy.csv"'

	rm -rf "$dir" "$dir-half" "$dir-twice"
	mkdir -p "$dir" "$dir-half" "$dir-twice"
	"$out/gen-fees" "$dir" "$fee_terms" "$fee_people"
	"$out/gen-fees" "$dir-half" "$fee_terms" $((fee_people / 2))
	"$out/gen-fees" "$dir-twice" "$fee_terms" $((fee_people * 2))
	fees "$dir"
	"${fee_command[@]}"
	bytes=$(wc -c <"$dir/notas.csv")
	fees "$dir-half"
	local half=("${fee_command[@]}")
	fees "$dir-twice"
	local twice=("${fee_command[@]}")
	fees "$dir"
	measure fees "$rounds_many" 1 \
		:: billing-calc "${fee_command[@]}" \
		:: csv-copy sh -c "$copy" sh "$out/csv-copy" "$dir" "$bytes" \
		:: 'billing-calc, half the people' "${half[@]}" \
		:: 'billing-calc, twice the people' "${twice[@]}"
	measure fees-sql 1 0 :: billing-calc "${fee_command[@]}" :: sqlite3 "${sql[@]}"
	tr -d '\r' <"$dir/sqlite.csv" | cmp - "$dir/notas.csv" || die 'sqlite3 and billing-calc do not write the same'
	verdict "$rows rows of monthly fees: time of reading the same with libcsv and writing as much" \
		"$(ratio_of fees billing-calc csv-copy)" '<=' 4 ' ×'
	verdict "$rows rows of monthly fees: times faster than \`sqlite3\`, the same bytes" \
		"$(ratio_of fees-sql sqlite3 billing-calc)" '>=' 1 ' ×'
	verdict "$rows rows of monthly fees: time of half of them" \
		"$(ratio_of fees billing-calc 'billing-calc, half the people')" '<=' 2.2 ' ×'
	# over a fourfold range: tables grow in steps
	verdict "$rows rows of monthly fees: bytes of memory a beneficiary more" \
		"$(calc %.1f "($(peak_kib fees 'billing-calc, twice the people') - $(peak_kib fees 'billing-calc, half the people')) * 1024 / ($fee_people * 1.5)")" \
		'<=' 16 ''
	detail "Monthly fees ($fee_people beneficiaries in $fee_terms terms, $(calc %.1f "$bytes / 1e6") MB of notas)" fees
	detail 'Monthly fees, against sqlite3' fees-sql
	rm -rf "$dir" "$dir-half" "$dir-twice"
}

section() {
	monthly_fees
}
