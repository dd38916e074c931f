# billing-param: indicators changed, with a note and a history.
# shellcheck disable=SC2154 # helper.bash sets errors

setup() {
	load helper
	cd "$BATS_TEST_TMPDIR" || return 1
	cp "$ROOT/examples/operadora/termos.csv" .
}

billing-param() {
	"$TISS_BIN/billing-param" "$@"
}

# With a note, a history, a user and a date.
param() {
	billing-param --note 'a pedido' --history h.csv --user ana --date 2026-07-15 "$@"
}

# Refused: status 2, nothing written, and a message that holds TEXT.
refused() { # TEXT OPTION...
	local text=$1
	shift
	run_split param "$@" termos.csv
	assert_equal "$status" 2
	assert_equal "$output" ""
	[[ $errors == *"$text"* ]] || fail "wanted “$text”, got: $errors"
	[ ! -e h.csv ] || fail "the history was written"
}

# The numbers of the terms that --where CONDITIONS selects.
selected() { # CONDITIONS
	billing-param -q --dry-run --set diaVencimento=31,casasDecimais=6 --where "$1" termos.csv 2>/dev/null | tail -n +2 | cut -d , -f 4 | uniq |
		tr '\n' ' '
}

@test "changes the selected terms, their usuario and atualizacao, and nothing else" {
	run_split param --set faturar=N --where 'modalidade=20 termo=200..201' termos.csv
	assert_success
	assert_equal "$errors" "billing-param: 5 termos, 2 selecionados, 2 mudados; 2 mudanças"
	diff <(sed -E '/^20,20[01]/s/,S,A,/,N,A,/; /^20,20[01]/s/,,,$/,ana,2026-07-15,/' termos.csv) - <<<"$output"
	diff - h.csv <<-'END'
		data,usuario,modalidade,termo,campo,de,para,observacao
		2026-07-15,ana,20,200,faturar,S,N,a pedido
		2026-07-15,ana,20,201,faturar,S,N,a pedido
	END
}

@test "the history grows, keeps what it holds, its separator and columns of others" {
	param --set faturar=N --where 'termo=100' termos.csv >t2.csv
	param --set faturar=S --where 'termo=100' --note 'engano, "desfeito"' t2.csv >t3.csv
	assert_equal "$(wc -l <h.csv)" 3
	assert_equal "$(tail -n 1 h.csv)" '2026-07-15,ana,10,100,faturar,N,S,"engano, ""desfeito"""'
	printf 'observacao;termo;modalidade;outra;campo;de;para;usuario;data\r\nx;1;1;y;faturar;S;N;z;01/01/2026' >h.csv
	param --set faturar=N --where 'termo=100' termos.csv >t2.csv
	assert_equal "$(tr -d '\r' <h.csv | tail -n 2 | tr '\n' '|')" 'x;1;1;y;faturar;S;N;z;01/01/2026|a pedido;100;10;;faturar;S;N;ana;2026-07-15|'
	echo 'data;usuario' >h.csv
	run_split param --set faturar=N --where 'termo=100' termos.csv
	assert_equal "$status" 2
	assert_errors_contain "h.csv:1: falta no cabeçalho do histórico: modalidade"
}

@test "the batch on reajusteRetroativoParcelado, by modalidade, plano, tipoPlano, formaPagamento and a range of termos" {
	run_split param --set reajusteRetroativoParcelado=N \
		--where 'modalidade=10 plano=ESSENCIAL tipoPlano=EMPRESARIAL formaPagamento=boleto termo=100..150' termos.csv
	assert_success
	assert_equal "$errors" "billing-param: 5 termos, 2 selecionados, 1 mudados; 1 mudanças"
	assert_equal "$(tail -n +2 h.csv)" "2026-07-15,ana,10,100,reajusteRetroativoParcelado,S,N,a pedido"
}

@test "--where: values, lists, ranges of numbers and dates, empty cells, negation, quotes" {
	assert_equal "$(selected 'termo=100')" "100 "
	assert_equal "$(selected 'termo=100,202')" "100 202 "
	assert_equal "$(selected 'termo=99..101')" "100 101 "
	assert_equal "$(selected 'termo=0100..00101')" "100 101 "
	assert_equal "$(selected 'dataInicio=2025-03-01..2025-05-10')" "100 200 202 "
	assert_equal "$(selected 'dataInicio=01/03/2025..2025-03-15')" "200 202 "
	assert_equal "$(selected 'dataInicio=15/03/2025')" "200 "
	assert_equal "$(selected 'ultimoFaturamento=')" "201 "
	assert_equal "$(selected 'ultimoFaturamento!= modalidade=20')" "200 202 "
	assert_equal "$(selected 'plano!=AMPLO')" "100 101 "
	assert_equal "$(selected 'observacoes="suspenso a pedido"')" "202 "
	assert_equal "$(selected 'contratante=C-PADARIA..C-SINDICATO')" "" # neither numbers nor dates
}

@test "a term that would not hold together stops it all" {
	refused 'termos.csv:2: coluna «cobrarMensalidade»: “0”: com a mudança: 1 (contratante origem), mas o termo não tem contratanteOrigem' \
		--set cobrarMensalidade=1 --all
	refused 'inadimplenciaPor deve ser 0' --set inadimplenciaPor=1 --where 'termo=100..101'
	refused 'inadimplenciaPor é obrigatório' --set inadimplenciaPor= --where 'termo=200'
	refused 'inadimplenciaPor deve ser 1' --set cobrarMensalidade=1 --where 'termo=200'
	run param -q --set cobrarMensalidade=1,inadimplenciaPor=1 --where 'termo=200' termos.csv
	assert_success
	sed -i '2s/2025-05-10/2025-05-32/' termos.csv
	rm h.csv
	refused 'termos.csv:2: coluna «dataInicio»' --set faturar=N --all
	param -q --set faturar=N --where 'termo=101' termos.csv >t.csv # one that is not changed may be wrong
	cmp <(sed -n 2p termos.csv) <(sed -n 2p t.csv)
}

@test "what is wrong in a term may be put right" {
	sed -i '2s/,S,A,10,/,X,A,10,/' termos.csv
	run_split param -q --set faturar=S --where 'termo=100' termos.csv
	assert_success
	assert_equal "$errors" ""
	assert_equal "$(tail -n 1 h.csv)" "2026-07-15,ana,10,100,faturar,X,S,a pedido"
}

@test "--dry-run shows what would change and writes nothing" {
	run_split billing-param --dry-run --set faturar=N --where 'termo=100..202' --user ana --date 2026-07-15 --history h.csv -o t.csv termos.csv
	assert_success
	assert_equal "$(wc -l <<<"$output")" 5
	assert_line --index 1 "2026-07-15,ana,10,100,faturar,S,N,"
	assert_equal "$errors" "billing-param: 5 termos, 5 selecionados, 4 mudariam; 4 mudanças"
	[ ! -e h.csv ] && [ ! -e t.csv ]
}

@test "no term selected: status 1, the terms as they were" {
	run_split param --set faturar=N --where 'termo=999' termos.csv
	assert_equal "$status" 1
	assert_equal "$errors" "billing-param: nenhum termo satisfaz a --where"
	diff termos.csv - <<<"$output"
}

@test "a value that is there already is no change" {
	run_split param --set faturar=S,diaVencimento=10 --where 'termo=100' termos.csv
	assert_success
	diff termos.csv - <<<"$output"
	assert_equal "$(wc -l <h.csv)" 1
}

@test "columns that the file lacks are added; -o may be the file itself; a pipe is read" {
	cut -d , -f 1-25 termos.csv >t.csv
	param -q --set casasDecimais=4 --where 'termo=100' -o t.csv t.csv
	assert_equal "$(head -n 1 t.csv | cut -d , -f 25-)" "arredondaModulo,usuario,atualizacao,casasDecimais"
	assert_equal "$(sed -n '2p;3p' t.csv | cut -d , -f 26- | tr '\n' ' ')" "ana,2026-07-15,4 ,, "
	param -q --set faturar=N --where 'termo=100' <termos.csv | cmp - <(param -q --set faturar=N --where 'termo=100' <(cat termos.csv))
}

@test "a file for Brazilian Excel stays one" {
	python3 -c 'import csv
rows = list(csv.reader(open("termos.csv", encoding="utf-8")))
csv.writer(open("br.csv", "w", encoding="utf-8-sig", newline=""), delimiter=";", lineterminator="\r\n").writerows(rows)'
	param -q --set faturar=N --where 'termo=100' br.csv >out.csv
	diff <(sed '2s/;S;A;/;N;A;/; 2s/;;;\r/;ana;2026-07-15;\r/' br.csv) out.csv
}

@test "terms and history are written both, or neither" {
	run_split param --set faturar=N --where 'termo=100' -o nowhere/t.csv termos.csv
	assert_equal "$status" 2
	[ ! -e h.csv ]
	run bash -c "$TISS_BIN/billing-param --set faturar=N --where termo=100 --note x --user ana --history h.csv termos.csv >/dev/full"
	assert_failure 2
	[ ! -e h.csv ]
	run_split param --set faturar=N --where 'termo=100' --history h.csv -o h.csv termos.csv
	assert_equal "$status" 2
	[ ! -e h.csv ]
}

@test "options: what is missing and what does not fit" {
	refused "“dataInicio” não é um indicador" --set dataInicio=2020-01-01 --all
	refused "faturar=X: deve ser S ou N" --set faturar=X --all
	refused "faturar=: este indicador não pode ficar vazio" --set faturar= --all
	refused "diaVencimento=32: fora" --set diaVencimento=32 --all
	refused "casasDecimais=1: fora" --set casasDecimais=1 --all
	refused "faturar foi dado duas vezes" --set faturar=S,faturar=N --all
	refused "espera-se indicador=valor" --set faturar --all
	refused "falta --where" --set faturar=S
	refused "falta --set" --all
	refused "--where ou --all" --set faturar=S --all --where termo=1
	refused "os termos não têm a coluna “contrato”" --set faturar=S --where contrato=1
	refused "espera-se coluna=valor" --set faturar=S --where termo
	refused "aspas que não se fecham" --set faturar=S --where 'plano="A'
	refused "falta o motivo: --note" --set faturar=S --all --note ' '
	run_split billing-param --set faturar=S --all --note x termos.csv
	assert_equal "$status" 2
	assert_errors_contain "falta o histórico"
}
