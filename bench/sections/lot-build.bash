# lot-build: CSV to lots against the least that has to be done, and a lot back to CSV.
# shellcheck shell=bash disable=SC2016,SC2154 # the backquotes are Markdown; the settings are those of bench/run

# CSV to lots of 100 guides, checks included, against the least that has to be done: libcsv reads the CSV, and as many
# bytes are written. Half the guides take as much memory as all.
guides_to_lots() {
	local csv=$out/guides.csv half=$out/guides-half.csv bytes
	local build=("$lot_build" --origin 11222333000181 --date 2026-07-10 --time 10:15:00 -o "$out/built")
	local copy='"$1" "$2" "$3" >"$4"'
	local items=$((build_guides * 50))

	"$out/gen-guides" "$build_guides" 50 >"$csv"
	"$out/gen-guides" $((build_guides / 2)) 50 >"$half"
	"${build[@]}" "$csv" >/dev/null
	bytes=$(cat "$out"/built/*.xml | wc -c)
	measure build "$rounds_many" 1 \
		:: lot-build "${build[@]}" "$csv" \
		:: csv-copy sh -c "$copy" sh "$out/csv-copy" "$csv" "$bytes" "$out/copy.xml" \
		:: 'lot-build, half of it' "${build[@]}" "$half"
	verdict "$items items of CSV to lots: time of reading it with libcsv and writing as much" \
		"$(ratio_of build lot-build csv-copy)" '<=' 4 ' ×'
	verdict "$items items of CSV to lots: memory that half of them do not take" \
		"$(extra_mib build lot-build 'lot-build, half of it')" '<=' 4 ' MiB'
	detail "CSV to lots ($items items, $(megabytes "$csv") MB of CSV, $(calc %.1f "$bytes / 1e6") MB of XML)" build
	rm -rf "$out/built" "$out/copy.xml" "$csv" "$half"
}

# A lot back to CSV, against the least that reading it takes.
lot_to_guides() {
	local lot

	lot=$(large_lot_file)
	measure extract "$rounds" 1 \
		:: 'lot-build --extract' "$lot_build" --extract "$lot" \
		:: 'xmllint --sax' xmllint --sax --noout "$lot"
	verdict '19 MB lot to CSV (`--extract`): time of the bare parse' \
		"$(ratio_of extract 'lot-build --extract' 'xmllint --sax')" '<=' 4 ' ×'
	detail 'A lot to CSV (19 MB, 30,000 items)' extract
}

section() {
	guides_to_lots
	lot_to_guides
}
