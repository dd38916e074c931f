# demo-render: a statement as each kind of document, against the bare parse of it and against Chromium.
# shellcheck shell=bash disable=SC2016,SC2154 # the backquotes are Markdown; the settings are those of bench/run

statements() {
	local file=$out/statement.xml pages rate

	"$out/gen-statement" 100 300 >"$file"
	measure statements "$rounds" 1 \
		:: csv "$demo_render" -f csv -o "$out"/s.csv "$file" \
		:: text "$demo_render" -f text -o "$out"/s.txt "$file" \
		:: html "$demo_render" -f html -o "$out"/s.html "$file" \
		:: xml "$demo_render" -f xml -t 4.03.00 -o "$out"/s.xml "$file" \
		:: pdf "$demo_render" -f pdf -o "$out"/s.pdf "$file" \
		:: check "$demo_render" --check "$file" \
		:: 'xmllint --sax' xmllint --sax --noout "$file"
	warn_unless_clean statements
	verdict 'statement of 30,000 items, CSV: time of the bare parse' "$(ratio_of statements csv 'xmllint --sax')" '<=' 2 ' ×'
	verdict 'statement of 30,000 items, text: time of the bare parse' "$(ratio_of statements text 'xmllint --sax')" '<=' 2 ' ×'
	verdict 'statement of 30,000 items, HTML: time of the bare parse' "$(ratio_of statements html 'xmllint --sax')" '<=' 3 ' ×'
	pages=$(pdfinfo "$out"/s.pdf | awk '/^Pages/ { print $2 }')
	rate=$(calc %.0f "$pages / $(median statements pdf)")
	verdict "the same as PDF ($pages pages), reading it included: pages a second" "$rate" '>=' 1000 ''
	detail "A statement of 100 guides with 300 items each ($(megabytes "$file") MB)" statements
}

# Ten times the guides: what one guide needs stays as it is.
statements_memory() {
	local format
	"$out/gen-statement" 1000 300 >"$out"/statement-10.xml
	for format in csv text xml; do
		measure "statement-$format" 3 0 \
			:: "$format, 100 guides" "$demo_render" -f $format -o "$out"/s.out "$out"/statement.xml \
			:: "$format, 1,000 guides" "$demo_render" -f $format -o "$out"/s.out "$out"/statement-10.xml
		verdict "$format of 1,000 guides: peak memory over that of 100" "$(growth_mib "statement-$format")" '<=' 1 ' MiB'
	done
	rm -f "$out"/statement-10.xml
}

statements_chromium() {
	local profile=$out/chromium-profile

	measure chromium 1 0 \
		:: 'demo-render -f pdf' "$demo_render" -f pdf -o "$out"/s.pdf "$out"/statement.xml \
		:: 'chromium, printing our HTML' chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
		--disable-background-networking --disable-component-update --disable-sync --disable-dev-shm-usage \
		--user-data-dir="$PWD/$profile" --no-pdf-header-footer --print-to-pdf="$PWD/$out/chromium.pdf" "file://$PWD/$out/s.html"
	rm -rf "$profile"
	verdict 'the same as PDF: times faster than Chromium printing our HTML' \
		"$(ratio_of chromium 'chromium, printing our HTML' 'demo-render -f pdf')" '>=' 20 ' ×'
	detail 'Printing' chromium
}

section() {
	statements
	statements_memory
	if command -v chromium >/dev/null; then
		statements_chromium
	fi
}
