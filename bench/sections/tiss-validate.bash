# tiss-validate against xmllint, with and without the official XSD.
# shellcheck shell=bash disable=SC2016,SC2154 # the backquotes are Markdown; the settings are those of bench/run

large_lot() { # NAME WHAT
	local file=$out/$1.xml

	measure "$1" "$rounds" 1 \
		:: tiss-validate "$tiss_validate" --only "$layers" "$file" \
		:: 'xmllint --schema' xmllint --noout --schema "$xsd" "$file" \
		:: 'xmllint --sax' xmllint --sax --noout "$file" \
		:: 'xmllint --stream' xmllint --stream --noout "$file"
	warn_unless_clean "$1"
	verdict "$2: times faster than \`xmllint --schema\`" \
		"$(ratio_of "$1" 'xmllint --schema' tiss-validate)" '>=' 4 ' ×'
	verdict "$2: time of the bare parse" \
		"$(ratio_of "$1" tiss-validate 'xmllint --sax')" '<=' 2 ' ×'
	verdict "$2: peak memory over the bare parse" \
		"$(extra_mib "$1" tiss-validate 'xmllint --sax')" '<=' 8 ' MiB'
	detail "$2 ($(megabytes "$file") MB)" "$1"
}

large_lots() {
	large_lot_file >/dev/null
	large_lot large '19 MB lot, 30,000 items, on one line'
	"$out/gen-lot" --guides 100 --items 220 --indent >"$out/large-indented.xml"
	large_lot large-indented '19 MB lot, 22,000 items, indented'
}

large_lot_from_pipe() {
	# shellcheck disable=SC2016 # expanded by the inner shell
	local feed='file=$1; shift; cat "$file" | "$@" -'

	measure pipe "$rounds" 1 \
		:: tiss-validate sh -c "$feed" sh "$out"/large.xml "$tiss_validate" --only "$layers" \
		:: 'xmllint --sax' sh -c "$feed" sh "$out"/large.xml xmllint --sax --noout
	warn_unless_clean pipe
	verdict '19 MB lot from a pipe: time of the bare parse' \
		"$(ratio_of pipe tiss-validate 'xmllint --sax')" '<=' 2 ' ×'
	verdict '19 MB lot from a pipe: peak memory over the bare parse' \
		"$(extra_mib pipe tiss-validate 'xmllint --sax')" '<=' 8 ' MiB'
	detail '19 MB lot, 30,000 items, from a pipe' pipe
}

# All seven layers with registries, against the first five.
all_layers() {
	bench/gen-registries "$out"/large.xml "$out"/tuss22.csv "$out"/beneficiaries.csv
	measure layers "$rounds" 1 \
		:: 'seven layers' "$tiss_validate" --tuss 22="$out"/tuss22.csv --beneficiaries "$out"/beneficiaries.csv "$out"/large.xml \
		:: 'seven layers, no registries' "$tiss_validate" "$out"/large.xml \
		:: 'layers 1–5' "$tiss_validate" --only "$layers" "$out"/large.xml
	verdict '19 MB lot, seven layers, 6,000 TUSS terms and 100,000 beneficiaries: time of layers 1–5' \
		"$(ratio_of layers 'seven layers' 'layers 1–5')" '<=' 1.5 ' ×'
	detail 'All seven layers, with and without registries' layers
}

# The same lot with some totals off by a cent and a wrong hash. What is written goes to /dev/null, as in every measurement; putting it on
# the disk for good, which validating does not do, is a row of its own.
correcting() {
	sed -E 's/(<ans:hash>)./\1x/; s/<ans:valorTotal>([0-9]+)\.([0-9])0</<ans:valorTotal>\1.\21</g' \
		"$out"/large.xml >"$out"/wrong.xml
	measure fix "$rounds" 1 \
		:: --fix "$tiss_validate" --fix "$out"/wrong.xml \
		:: validating "$tiss_validate" -f csv "$out"/wrong.xml \
		:: '--fix, on the disk' "$tiss_validate" --fix -o "$out"/fixed.xml "$out"/wrong.xml
	verdict '19 MB lot, `--fix`: time of validating it' "$(ratio_of fix --fix validating)" '<=' 2 ' ×'
	detail 'Correcting' fix
}

small_lot() {
	"$out/gen-lot" --guides 10 --items 126 --one-line >"$out/small.xml"
	measure small "$rounds_small" 2 \
		:: tiss-validate "$tiss_validate" --only "$layers" "$out"/small.xml \
		:: 'xmllint --schema' xmllint --noout --schema "$xsd" "$out"/small.xml \
		:: 'xmllint --sax' xmllint --sax --noout "$out"/small.xml
	warn_unless_clean small
	verdict '0.8 MB lot, process start included: times faster than `xmllint --schema`' \
		"$(ratio_of small 'xmllint --schema' tiss-validate)" '>=' 3 ' ×'
	detail '0.8 MB lot, process start included' small
}

many_lots() {
	local i

	rm -rf "$lots"
	mkdir -p "$lots"
	for ((i = 1; i <= many; i++)); do
		"$out/gen-lot" --guides 10 --items 126 --one-line --lot "$i" >"$lots/$i.xml"
	done
	measure many "$rounds_many" 1 \
		:: tiss-validate "$tiss_validate" --only "$layers" "$lots"/*.xml \
		:: 'xmllint --schema' xmllint --noout --schema "$xsd" "$lots"/*.xml \
		:: 'xmllint --sax' xmllint --sax --noout "$lots"/*.xml \
		:: 'xmllint --stream' xmllint --stream --noout "$lots"/*.xml \
		:: 'tiss-validate -j 2, all layers' "$tiss_validate" -j 2 "$lots"/*.xml
	rm -rf "$lots"
	warn_unless_clean many
	verdict "$many lots of 0.8 MB in one run: times faster than \`xmllint --schema\`" \
		"$(ratio_of many 'xmllint --schema' tiss-validate)" '>=' 2 ' ×'
	verdict "$many lots of 0.8 MB, all layers, \`-j 2\`: times faster than \`xmllint --schema\`" \
		"$(ratio_of many 'xmllint --schema' 'tiss-validate -j 2, all layers')" '>=' 3.5 ' ×'
	detail "$many lots of 0.8 MB in one run" many
}

# The same guides, more of them: what one guide needs stays as it is.
sizes() {
	local guides file
	local -a commands=()

	for guides in 13 26 52 100; do
		file=$out/guides-$guides.xml
		"$out/gen-lot" --guides $guides --items 630 --one-line >"$file"
		commands+=(:: "$(megabytes "$file") MB" "$tiss_validate" --only "$layers" "$file")
	done
	measure sizes "$rounds" 1 "${commands[@]}"
	warn_unless_clean sizes
	verdict '40 MB against 5 MB: growth of the time per MB' "$(awk -F '\t' '
		{ split($1, size, " "); cost = $2 / size[1] }
		NR == 1 { first = cost }
		END { printf "%.2f", cost / first }' "$out"/sizes.tsv)" '<=' 1.2 ' ×'
	verdict '40 MB against 5 MB: growth of peak memory' "$(growth_mib sizes)" '<=' 1 ' MiB'
	detail 'Linearity: size of the lot' sizes
}

# break_values N: spoil the first N values of types that a question mark does not fit
break_values() {
	awk -v left="$1" '
	left > 0 && /<ans:(sequencialItem|dataExecucao|codigoTabela|quantidadeExecutada|reducaoAcrescimo|valorUnitario|valorTotal)>[^<]/ {
		sub(/>[^<]*</, ">?<")
		left--
	}
	{ print }'
}

# count_findings FILE
count_findings() {
	local status=0

	"$tiss_validate" --only "$layers" -f csv "$1" >"$out/findings.csv" 2>"$out/findings.log" ||
		status=$?
	((status <= 1)) || die "$1: status $status: $(<"$out/findings.log")"
	tail -n +2 "$out/findings.csv" | wc -l
}

# One lot, more and more of it wrong. Each label is the number of findings really reported.
number_of_findings() {
	local n file found
	local most=${findings[-1]} fewer=${findings[-2]}
	local -a commands=()

	"$out/gen-lot" --guides 100 --items "$findings_items" --indent >"$out/findings-0.xml"
	for n in 0 "${findings[@]}"; do
		file=$out/findings-$n.xml
		if [[ $n != 0 ]]; then
			break_values "$n" <"$out/findings-0.xml" >"$file"
		fi
		found=$(count_findings "$file")
		commands+=(:: "$found findings" "$tiss_validate" --only "$layers"
			-f csv "$file")
	done
	measure findings "$rounds" 1 "${commands[@]}"
	# few findings cost less than a run varies by: the two largest numbers are compared
	verdict "$most findings against $fewer: growth of the time per finding" \
		"$(awk -F '\t' -v early_row=${#findings[@]} '
		NR == 1 { base = $2 }
		{ split($1, n, " "); cost = n[1] ? ($2 - base) / n[1] : 0 }
		NR == early_row { early = cost }
		END { printf "%.2f", (early > 0 ? cost / early : 0) }' "$out"/findings.tsv)" '<=' 1.2 ' ×'
	verdict "$most findings against none: growth of peak memory" \
		"$(growth_mib findings)" '<=' 1 ' MiB'
	detail "Linearity: number of findings ($(megabytes "$out"/findings-0.xml) MB each)" findings
}

section() {
	large_lots
	large_lot_from_pipe
	all_layers
	correcting
	small_lot
	many_lots
	sizes
	number_of_findings
}
