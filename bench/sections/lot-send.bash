# lot-send: what the store costs beside validating.
# shellcheck shell=bash disable=SC2016,SC2154 # the backquotes are Markdown; the settings are those of bench/run

# Lots into the store, against validating them and then copying their bytes by SQLite's own shell.
imports() {
	local i
	local import='rm -f "$1" "$1"-*; db=$1; lot_send=$2; shift 2; "$lot_send" -d "$db" import "$@" >/dev/null'
	local both='db=$1; validate=$2; shift 2; "$validate" -q "$@" && bench/sqlite-copy "$db" "$@"'

	rm -rf "$lots"
	mkdir -p "$lots"
	for ((i = 1; i <= many; i++)); do
		"$out/gen-lot" --guides 100 --items 3 --one-line --lot "$i" >"$lots/$i.xml"
	done
	measure imports "$rounds_many" 1 \
		:: 'lot-send import' sh -c "$import" sh "$out"/store.db "$lot_send" "$lots"/*.xml \
		:: 'tiss-validate, then sqlite3' sh -c "$both" sh "$out"/copy.db "$tiss_validate" "$lots"/*.xml
	rm -rf "$lots" "$out"/store.db* "$out"/copy.db*
	warn_unless_clean imports
	verdict "$many lots of 100 guides imported: time of \`tiss-validate\`, all layers, and copying the bytes by \`sqlite3\`" \
		"$(ratio_of imports 'lot-send import' 'tiss-validate, then sqlite3')" '<=' 1.5 ' ×'
	detail "$many lots of 100 guides imported, a durable transaction each" imports
}

section() {
	imports
}
