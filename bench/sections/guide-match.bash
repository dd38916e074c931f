# guide-match against the joins of sqlite3 and of awk.
# shellcheck shell=bash disable=SC2016,SC2154 # the backquotes are Markdown; the settings are those of bench/run

# Billed items against as many authorised ones, rows shuffled, against the sqlite3 shell that imports both, indexes one and joins, and
# against a hash join in awk. Then ten times the billed items: time grows with them, memory hardly.
account() {
	local dir=$out/match large=$out/match-large join=$out/match/join.sql program=$out/match/join.awk
	local sums='.mode csv
.import DIR/autorizacoes.csv a
.import DIR/guias.csv g
CREATE INDEX ai ON a (senha, codigoTabela, codigoProcedimento, quantidadeAutorizada);
SELECT g.*, a.nroGcrPag, a.valorPagar FROM g LEFT JOIN a ON a.senha = g.senha AND a.codigoTabela = g.codigoTabela
  AND a.codigoProcedimento = g.codigoProcedimento AND a.quantidadeAutorizada = g.quantidadeExecutada;'

	mkdir -p "$dir" "$large"
	"$out/gen-match" "$match_items" "$match_items" "$dir"
	printf '%s\n' "${sums//DIR/$dir}" >"$join"
	cat >"$program" <<-'END'
		BEGIN { FS = OFS = "," }
		NR == FNR { a[$2 SUBSEP $8 SUBSEP $9 SUBSEP $10] = $14 OFS $12; next }
		{ k = $7 SUBSEP $11 SUBSEP $12 SUBSEP $14; print $0, (k in a) ? "relacionado" OFS a[k] : "nao" }
	END
	measure match "$rounds_many" 1 \
		:: guide-match "$guide_match" -q --date 2026-07-20 -a "$dir/autorizacoes.csv" -o /dev/null "$dir/guias.csv" \
		:: sqlite3 sh -c 'exec sqlite3 :memory: <"$1"' sh "$join" \
		:: awk awk -f "$program" "$dir/autorizacoes.csv" "$dir/guias.csv"
	verdict "$match_items billed against $match_items authorised items, shuffled: speed against sqlite3" \
		"$(ratio_of match sqlite3 guide-match)" '>=' 4 ' ×'
	verdict "the same: speed against a hash join in awk" "$(ratio_of match awk guide-match)" '>=' 3 ' ×'
	verdict 'the same: peak memory beyond that of sqlite3' "$(extra_mib match guide-match sqlite3)" '<=' 0 ' MiB'
	detail "Billed items against authorisations ($match_items each, CSV, shuffled)" match
	"$out/gen-match" "$match_large" "$match_items" "$large"
	measure match-large 1 0 \
		:: "$match_items billed" "$guide_match" -q --date 2026-07-20 -a "$dir/autorizacoes.csv" -o /dev/null "$dir/guias.csv" \
		:: "$match_large billed" "$guide_match" -q --date 2026-07-20 -a "$large/autorizacoes.csv" -o /dev/null "$large/guias.csv"
	verdict "$match_large billed items against $match_items: time against ten times that of $match_items" \
		"$(calc %.2f "$(ratio_of match-large "$match_large billed" "$match_items billed") / 10")" '<=' 1.2 ' ×'
	detail 'Ten times the billed items' match-large
	rm -rf "$large"
}

# The same join and the same updates in a store.
account_in_store() {
	local dir=$out/match db=$out/match/ours.db theirs=$out/match/theirs.db

	"$guide_match" -q -d "$db" --import-auth "$dir/autorizacoes.csv"
	sqlite3 "$theirs" '.mode csv' ".import $dir/autorizacoes.csv a" \
		'CREATE INDEX ai ON a (senha, codigoTabela, codigoProcedimento, quantidadeAutorizada)'
	cat >"$dir/update.sql" <<-END
		.mode csv
		.import $dir/guias.csv g
		BEGIN;
		CREATE TABLE conta AS SELECT g.*, a.nroGcrPag, a.valorPagar, a.rowid AS linha FROM g LEFT JOIN a ON a.senha = g.senha
		  AND a.codigoTabela = g.codigoTabela AND a.codigoProcedimento = g.codigoProcedimento
		  AND a.quantidadeAutorizada = g.quantidadeExecutada;
		UPDATE a SET quantidadePaga = 0, valorPagar = 0, valorReceber = 0 WHERE rowid IN (SELECT linha FROM conta);
		COMMIT;
		SELECT * FROM conta;
	END
	# each run consumes: both work on a copy
	measure match-store "$rounds_many" 0 \
		:: 'guide-match -d' sh -c 'cp "$1" "$1.run" && exec "$2" -q -d "$1.run" --date 2026-07-20 -o /dev/null "$3"' sh "$db" "$guide_match" "$dir/guias.csv" \
		:: sqlite3 sh -c 'cp "$1" "$1.run" && exec sqlite3 "$1.run" <"$2"' sh "$theirs" "$dir/update.sql"
	verdict "$match_items billed items against a store: speed against the join and updates of sqlite3" \
		"$(ratio_of match-store sqlite3 'guide-match -d')" '>=' 1 ' ×'
	detail 'The same in a store' match-store
	rm -rf "$dir"
}

section() {
	account
	account_in_store
}
