# billing-calc: the monthly fee. The rules are held against tests/golden/billing-calc/cases.tab (done by hand) and against
# tests/fee_oracle.py (written a second time); here also the files, the states and what is refused.
# shellcheck disable=SC2016,SC2154 # $ of sed; helper.bash sets errors

setup() {
	load helper
	WANTED=$ROOT/tests/golden/billing-calc
	cd "$BATS_TEST_TMPDIR" || return 1
	cp "$ROOT"/examples/operadora/*.csv .
}

billing-calc() {
	"$TISS_BIN/billing-calc" "$@"
}

# With the files of the example. Options come behind them, and so may name others.
calc() { # AAAAMM [OPTION]...
	local month=$1
	shift
	billing-calc -q -c "$month" --date 2026-07-01 --terms termos.csv --beneficiaries beneficiarios.csv --prices precos.csv \
		--adjustments reajustes.csv --events eventos.csv --due-dates vencimentos.csv "$@"
}

# FILE changed by a sed SCRIPT must be refused: status 2, nothing written, and a message that holds TEXT.
refused() { # FILE SCRIPT TEXT
	local good=good-$1
	[ -e "$good" ] || cp "$1" "$good"
	sed -E "$2" "$good" >"$1"
	cmp -s "$1" "$good" && fail "the script changes nothing: $2"
	run_split calc 202607 --invoices f.csv --update-terms t.csv
	cp "$good" "$1"
	assert_equal "$status" 2
	assert_equal "$output" ""
	[[ $errors == *"$3"* ]] || fail "wanted “$3”, got: $errors"
	[ ! -e f.csv ] && [ ! -e t.csv ] || fail "something was written"
}

# The cells of column NAME of the CSV in FILE, without its header line.
column() { # NAME FILE
	python3 -c 'import csv,sys
for r in csv.DictReader(open(sys.argv[2], encoding="utf-8-sig", newline="")): print(r[sys.argv[1]])' "$1" "$2"
}

# ---- what is calculated

@test "the worked figures and the combinations of indicators" {
	run "$ROOT/tests/fee_cases.py" "$TISS_BIN/billing-calc" "$WANTED/cases.tab"
	assert_success
	assert_output "$(grep -c '^[^#]' "$WANTED/cases.tab") cases"
}

@test "generated contracts: rows, memória and sums as written a second time; months one by one as all at once; nothing twice" {
	run "$ROOT/tests/fee_oracle.py" "$TISS_BIN/billing-calc" "${FEE_CASES:-150}"
	assert_success
	assert_output "${FEE_CASES:-150} cases"
}

@test "the example: notas, faturas, contabilidade and an explanation as written down" {
	run_split calc 202607 -o notas.csv --invoices faturas.csv --accounting contabil.csv
	assert_success
	assert_equal "$errors" ""
	for file in notas faturas contabil; do
		diff -u "$WANTED/$file.csv" "$file.csv"
	done
	calc 202607 --explain 10.100 | diff -u "$WANTED/explicacao.txt" -
	"$ROOT/tests/fee_oracle.py" --memoria notas.csv
}

@test "the summary says what was billed, what was skipped and why" {
	run_split billing-calc -c 202607 --terms termos.csv --beneficiaries beneficiarios.csv --prices precos.csv -o notas.csv
	assert_success
	assert_errors_contain "competência 202607: 3 termos faturados, 2 não (faturar=N 1, vigência encerrada 1); 13 beneficiários"
	assert_errors_contain "billing-calc: mensalidade R$ "
	assert_errors_contain " notas e "
}

@test "accounting: a period from day to day is parted pro rata dia" {
	sed -i '3s/202512,S,B/,S,B/' termos.csv
	printf '%s\n' modalidade,termo,matricula,dataNascimento,dataInclusao,ultimoFaturamento 10,101,1,1975-06-01,2026-10-05, >b.csv
	printf '%s\n' modalidade,plano,tipoPlano,modulo,obrigatorio,idadeMinima,idadeMaxima,valor,inicioVigencia,fimVigencia \
		10,ESSENCIAL,EMPRESARIAL,M,S,,,450.00,2025-01-01, >p.csv
	sed -i '3s/2026-06-18//' termos.csv
	sed -n '1p;3p' termos.csv >t.csv
	billing-calc -q -c 202610 --terms t.csv --beneficiaries b.csv --prices p.csv --accounting c.csv >/dev/null
	run tail -n 1 c.csv
	assert_output 10,101,C-PADARIA,202610,mensalidade,2026-10-05,2026-11-05,202610,450.00,391.94,58.06
}

@test "the age band changes in the month after the birthday, or with --age-band in its month" {
	sed -i 's/^10,100,100-03,2007-03-03,\(.*\),202512,/10,100,100-03,2007-07-03,\1,202606,/' beneficiarios.csv
	calc 202607 -o a.csv
	calc 202607 --age-band birthday -o b.csv
	assert_equal "$(grep ',100-03,.*,mensalidade,' a.csv | cut -d , -f 17)" 0-18
	assert_equal "$(grep ',100-03,.*,mensalidade,' b.csv | cut -d , -f 17)" 19-23
}

@test "--adjust-enrollment readjusts the inscrição, which otherwise is not" {
	sed -i 's/202605,9.63,202607/202601,9.63,/' reajustes.csv
	calc 202607 -o a.csv
	calc 202607 --adjust-enrollment -o b.csv
	assert_equal "$(grep ',inscricao,' a.csv | cut -d , -f 21)" 50.00
	assert_equal "$(grep ',inscricao,' b.csv | cut -d , -f 21)" 54.82
}

@test "documents of an open hospital account wait, and are released together and once" {
	calc 202602 --update-events e2.csv -o /dev/null
	run cut -d , -f 1,14 e2.csv
	assert_line G-1003,202602
	sed -i '/G-100[34]/s/2026-03-02,S/,N/' eventos.csv
	calc 202602 --update-events e2.csv -o /dev/null
	run cut -d , -f 1,14 e2.csv
	assert_line G-1003,
	assert_line G-1004,
	sed -i '/G-1004/s/,,N,/,2026-03-02,S,/' e2.csv # one row says that the account is closed
	calc 202603 --events e2.csv --update-events e3.csv -o /dev/null
	run cut -d , -f 1,14 e3.csv
	assert_line G-1003,202603
	assert_line G-1004,202603
	calc 202604 --events e3.csv -o n4.csv
	run grep -c G-100[34] n4.csv
	assert_output 0
}

# ---- files and forms

@test "--number numbers the notas from N, each with one number" {
	calc 202607 --number 5001 -o n.csv
	run sort -u <(column nota n.csv)
	assert_output "$(seq 5001 5006)"
}

@test "--csv=br reads back as the same" {
	calc 202607 --csv=br -o br.csv
	calc 202607 -o std.csv
	[ "$(head -c 3 br.csv)" = $'\xEF\xBB\xBF' ]
	python3 - <<-'END'
		import csv
		std = list(csv.reader(open("std.csv", encoding="utf-8", newline="")))
		br = list(csv.reader(open("br.csv", encoding="utf-8-sig", newline=""), delimiter=";"))
		def back(x, name):
		    x = x.replace(",", ".") if name.startswith("valor") else x
		    return "-".join(reversed(x.split("/"))) if len(x) == 10 and x[2] == "/" else x
		assert [[back(x, n) for x, n in zip(r, std[0])] for r in br] == std
	END
}

@test "separators, commas, Windows-1252, pipes and columns in any order are all read" {
	calc 202607 -o std.csv
	python3 - <<-'END'
		import csv
		for name in "termos", "beneficiarios", "precos", "reajustes", "eventos", "vencimentos":
		    rows = list(csv.reader(open(name + ".csv", encoding="utf-8", newline="")))
		    numbers = [i for i, c in enumerate(rows[0]) if c in ("valor", "percentual", "valorFixo")]
		    dates = [i for i, c in enumerate(rows[0]) if c.startswith("data") or c.endswith("Vigencia") and "inicio" in c[:6] + "x"]
		    for r in rows[1:]:
		        for i in numbers: r[i] = r[i].replace(".", ",") if len(r[i].split(".")[-1]) != 3 else r[i].replace(".", ",")
		    rows = [list(reversed(r)) for r in rows]
		    with open(name + ".csv", "w", encoding="cp1252", newline="") as f:
		        csv.writer(f, delimiter=";", lineterminator="\r\n").writerows(rows)
	END
	calc 202607 --beneficiaries <(cat beneficiarios.csv) --events <(cat eventos.csv) --prices - <precos.csv -o other.csv
	cmp std.csv other.csv
}

@test "--no-header leaves titles out of all outputs; --stream writes the same" {
	calc 202607 >all.csv
	calc 202607 --no-header --invoices f.csv --accounting c.csv >bare.csv
	diff <(tail -n +2 all.csv) bare.csv
	run head -n 1 f.csv
	assert_output --partial 0.C-OFICINA
	diff all.csv <(calc 202607 --stream)
}

@test "parts cut by contratante give, concatenated, the same rows" {
	local part
	head -n 1 beneficiarios.csv >b0.csv
	calc 202607 -o all.csv --invoices fall.csv
	for part in C-OFICINA C-PADARIA C-SINDICATO C-ESCOLA; do
		awk -F , -v c=$part 'NR == 1 || $4 == c' termos.csv >t.csv
		awk -F , 'NR == FNR { if (FNR > 1) term[$1, $2] = 1; next } FNR == 1 || ($1, $2) in term' t.csv beneficiarios.csv >b.csv
		awk -F , 'NR == FNR { if (FNR > 1) term[$1, $2] = 1; next } FNR == 1 || ($2, $3) in term' t.csv eventos.csv >e.csv
		calc 202607 --terms t.csv --beneficiaries b.csv --events e.csv --no-header -o part.csv --invoices fpart.csv 2>/dev/null
		cat part.csv >>parts.csv
		cat fpart.csv >>fparts.csv
	done
	diff <(tail -n +2 all.csv | sort) <(sort parts.csv)
	diff <(tail -n +2 fall.csv | sort) <(sort fparts.csv)
}

# ---- the state between months

@test "the files of the state keep their columns and what is not changed" {
	calc 202607 -o /dev/null --update-terms t.csv --update-beneficiaries b.csv --update-events e.csv
	diff <(sed -E '/^(10,100|20,200|20,201),/s/^(([^,]*,){11})[^,]*/\1202607/' termos.csv) t.csv
	assert_equal "$(column ultimoFaturamento b.csv | tr '\n' ' ')" \
		"202607 202607 202607 202604 202607 202512 202512 202607 202607 202603 202607 202607 202512 "
	calc 202607 --terms t.csv --beneficiaries b.csv --events e.csv >again.csv
	assert_equal "$(wc -l <again.csv)" 1
	calc 202607 --beneficiaries b.csv --events e.csv >again.csv # one of the two is enough
	assert_equal "$(wc -l <again.csv)" 1
}

@test "a state without its column gets it" {
	cut -d , -f 1-8,10 beneficiarios.csv >b.csv
	run_split calc 202601 --beneficiaries b.csv --update-beneficiaries b2.csv -o /dev/null
	assert_success
	assert_errors_contain "sem a coluna ultimoFaturamento, vale a dos termos"
	run head -n 1 b2.csv
	assert_output "$(head -n 1 b.csv),ultimoFaturamento"
	run_split calc 202601 --beneficiaries b2.csv --terms termos.csv
	assert_equal "$(wc -l <<<"$output")" 4 # the header and the events
}

@test "all outputs are written, or none: a full disk, a folder that is not there, a closed pipe" {
	local option
	for option in --invoices --accounting --update-terms --update-beneficiaries --update-events -o; do
		cp termos.csv t.csv
		run_split calc 202607 --invoices f.csv --update-terms t.csv "$option" /dev/full
		assert_equal "$status" 2
		cmp t.csv termos.csv
		[[ $option == --invoices || ! -e f.csv ]] || fail "$option: the faturas were written"
		run_split calc 202607 --update-terms t.csv "$option" nowhere/x.csv
		assert_equal "$status" 2
		cmp t.csv termos.csv
	done
	(sleep 0.3; calc 202607 --update-terms t.csv 2>closed.txt) | true # whoever read has gone
	grep -q "saída padrão" closed.txt
	cmp t.csv termos.csv
	run ls -A
	refute_output --partial .tiss-
}

@test "two outputs cannot be one file, nor two inputs standard input" {
	run_split calc 202607 --invoices x.csv --accounting x.csv
	assert_equal "$status" 2
	assert_errors_contain "x.csv: duas saídas"
	run_split calc 202607 --terms - --prices - <termos.csv
	assert_equal "$status" 2
	assert_errors_contain "a entrada padrão"
}

@test "outputs are for their owner only" {
	calc 202607 -o n.csv --invoices f.csv --update-terms t.csv
	assert_equal "$(stat -c %a n.csv f.csv t.csv | tr '\n' ' ')" "600 600 600 "
}

@test "twelve months by the script of examples/: every month once, and the same as all at once" {
	local month status
	PATH=$TISS_BIN:$PATH
	calc 202612 -o late.csv --accounting late-contabil.csv
	for month in 01 02 03 04 05 06 07 08 09 10 11 12; do
		run "$ROOT/examples/faturamento-mensal" . "2026$month"
		assert_success
	done
	for month in 12 05; do
		run "$ROOT/examples/faturamento-mensal" . "2026$month"
		assert_success
		assert_output --partial "nada a faturar"
	done
	run ls -d 2026*/2
	assert_failure
	run ls -d .faturando
	assert_failure
	# one term ended in June: the late run does not bill it
	local total
	total() {
		python3 -c 'import csv,sys
from fractions import Fraction as F
print(sum(F(r["valor"]) for f in sys.argv[1:] for r in csv.DictReader(open(f, encoding="utf-8")) if r["termo"] != "101"))' "$@"
	}
	assert_equal "$(total 2026*/1/notas.csv)" "$(total late.csv)"
	assert_equal "$(cat 2026*/1/notas.csv | cut -d , -f 1,9,13,14,15,16,23 | grep -v ^nota, | sort | uniq -d)" ""
	for month in 2026*/1/notas.csv; do
		"$ROOT/tests/fee_oracle.py" --memoria "$month"
	done
}

@test "the script sets terms aside with status 1, bills them when they are corrected, and tells when it cannot run" {
	PATH=$TISS_BIN:$PATH
	sed -i '/^10,101,101-02/s/1978-12-31/1978-12-32/' beneficiarios.csv
	run "$ROOT/examples/faturamento-mensal" . 202601
	assert_failure 1
	assert_equal "$(column termo 202601/1/a-parte.csv)" 101
	sed -i '/^10,101,101-02/s/1978-12-32/1978-12-31/' beneficiarios.csv
	run "$ROOT/examples/faturamento-mensal" . 202601
	assert_success
	assert_equal "$(column termo 202601/2/notas.csv | sort -u)" 101
	mkdir .faturando
	run "$ROOT/examples/faturamento-mensal" . 202602
	assert_failure 2
	rmdir .faturando
	mv precos.csv p.csv
	run "$ROOT/examples/faturamento-mensal" . 202602
	assert_failure 2
	run ls -d 202602 .faturando
	assert_failure
}

# ---- terms set aside

@test "--rejects sets aside, whole, the terms that something is wrong with, and leaves their state" {
	sed -i '/^10,100,100-03/s/2007-03-03/2007-13-03/' beneficiarios.csv # the third of five persons of the term
	sed -i '/^G-2003/s/200-01/200-99/' eventos.csv
	run_split calc 202607 --rejects r.csv --update-terms t.csv --update-beneficiaries b.csv --update-events e.csv -o n.csv
	assert_equal "$status" 1
	assert_errors_contain "beneficiarios.csv:4: coluna «dataNascimento»: "
	assert_errors_contain "eventos.csv:9: coluna «matricula»: "
	diff <(sed -n '1p;2p;4p' termos.csv) r.csv
	assert_equal "$(column termo n.csv | sort -u)" 201
	diff <(grep -E '^(10,100|20,200)|^modalidade' termos.csv) <(grep -E '^(10,100|20,200)|^modalidade' t.csv)
	diff <(grep -E '^(10,100|20,200)' beneficiarios.csv) <(grep -E '^(10,100|20,200)' b.csv)
	diff eventos.csv e.csv
}

@test "--rejects: a plan with wrong prices sets its terms aside; a row of nobody's stops it all" {
	sed -i '/ESSENCIAL,EMPRESARIAL,MEDICO,S,19/d' precos.csv
	run_split calc 202607 --rejects r.csv -o n.csv
	assert_equal "$status" 1
	assert_equal "$(column termo r.csv)" 100
	sed -i '2s/^20,AMPLO/,AMPLO/; 2s/^10,ESSENCIAL/,ESSENCIAL/' precos.csv
	run_split calc 202607 --rejects r2.csv -o n2.csv
	assert_equal "$status" 2
	[ ! -e r2.csv ] && [ ! -e n2.csv ]
}

# ---- what is refused

@test "refused: terms" {
	refused termos.csv '2s/,10,0,0,0,0,/,0,0,0,0,0,/' "termos.csv:2: coluna «diaVencimento»: “0”: fora do que esta coluna aceita, de 1 a 31"
	refused termos.csv '2s/,10,0,0,0,0,/,32,0,0,0,0,/' "“32”: fora do que esta coluna aceita, de 1 a 31"
	refused termos.csv '2s/202512/202613/' "coluna «ultimoFaturamento»: “202613”: não é uma competência"
	refused termos.csv '2s/202512/202504/' "coluna «ultimoFaturamento»: “202504”: é anterior ao mês de dataInicio"
	refused termos.csv '2s/,S,A/,X,A/' "coluna «faturar»: “X”: deve ser S ou N"
	refused termos.csv '2s/,S,A/,,A/' "coluna «faturar»: a célula está vazia, e esta coluna é obrigatória"
	refused termos.csv '2s/,10,0,0,0,0,/,10,1,0,0,0,/' "coluna «cobrarMensalidade»: “1”: 1 (contratante origem), mas o termo não tem contratanteOrigem"
	refused termos.csv '2s/,10,0,0,0,0,/,10,0,0,0,1,/' "as três colunas cobrar… são 0"
	refused termos.csv '4s/,5,0,1,1,2,/,5,0,1,1,,/' "inadimplenciaPor é obrigatório"
	refused termos.csv '4s/,5,0,1,1,2,/,5,1,1,1,2,/' "as três colunas cobrar… são 1"
	refused termos.csv '4s/,5,0,1,1,2,/,5,0,1,1,3,/' "“3”: fora do que esta coluna aceita, de 0 a 2"
	refused termos.csv '3s/2026-06-18/2025-07-31/' "coluna «dataCancelamento»: “2025-07-31”: é anterior a dataInicio"
	refused termos.csv '4s/,3,,,$/,7,,,/' "coluna «casasDecimais»: “7”: fora"
	refused termos.csv '3s/^10,101/10,100/' "termos.csv:3: coluna «termo»: “100”: esta modalidade e este termo já estão na linha 2"
	refused termos.csv '2s/ESSENCIAL/OUTRO/' "termos.csv:2: coluna «plano»: “OUTRO”: não há preços"
	refused termos.csv '1s/diaVencimento/dia/' "falta no cabeçalho: «diaVencimento»"
	refused termos.csv '2s/2025-05-10/2025-02-29/' "coluna «dataInicio»"
	refused termos.csv '2s/$/,mais/' "termos.csv:2:"
}

@test "refused: beneficiaries" {
	refused beneficiarios.csv '2s/,100,/,999,/' "beneficiarios.csv:2: coluna «termo»: “999”: não há termo"
	refused beneficiarios.csv '5s/2026-04-18/2025-08-31/' "coluna «dataExclusao»: “2025-08-31”: é anterior a dataInclusao"
	refused beneficiarios.csv '2s/1985-04-12/2025-05-11/' "coluna «dataNascimento»: é posterior a dataInclusao"
	refused beneficiarios.csv '2s/1985-04-12/1885-04-12/' "coluna «dataNascimento»: data fora de 1900"
	refused beneficiarios.csv '3s/100-02/100-01/' "beneficiarios.csv:3: coluna «matricula»: esta matrícula já está, no mesmo termo, na linha 2"
	refused beneficiarios.csv '3s/ODONTO/ODONTOX/' "coluna «modulosOpcionais»: “ODONTOX”: um dos módulos não está"
	refused beneficiarios.csv '2s/202512/2025/' "coluna «ultimoFaturamento»"
	run grep -c '100-01\|1985' <<<"$errors" # nobody is named
	assert_output 0
}

@test "refused: prices" {
	refused precos.csv 's/,59,,680.00/,60,,680.00/' "entre as faixas da linha 10 (até 58 anos) e desta (de 60 em diante) falta preço em 2025-01-01"
	refused precos.csv 's/,59,,680.00/,58,,680.00/' "esta faixa etária e a da linha 10 se sobrepõem"
	refused precos.csv 's/2026-07-01/2026-07-02/' "nenhum vale em 2026-07-01"
	refused precos.csv 's/2026-07-01/2026-06-30/' "se sobrepõem em 2026-06-30"
	refused precos.csv 's/,680.00,/,-680.00,/' "coluna «valor»: “-680.00”: fora"
	refused precos.csv 's/,680.00,/,6.8e2,/' "coluna «valor»: “6.8e2”: não é um número"
	refused precos.csv '2s/,0,18,/,18,0,/' "coluna «idadeMaxima»: “0”: é menor que idadeMinima (18)"
	refused precos.csv 's/2025-01-01,2026-06-30/2027-01-01,2026-06-30/' "coluna «fimVigencia»"
}

@test "refused: age outside every band, a price that ended" {
	sed -i 's/^10,ESSENCIAL,EMPRESARIAL,MEDICO,S,59,,/10,ESSENCIAL,EMPRESARIAL,MEDICO,S,59,70,/' precos.csv
	refused beneficiarios.csv '2s/1985-04-12/1950-04-12/' "beneficiarios.csv:2: coluna «dataNascimento»: com 75 anos em 202601, está fora de todas as faixas do módulo MEDICO"
	refused precos.csv 's/(2025-01-01),$/\1,2026-05-31/' "o preço do módulo MEDICO já não vale em 202606"
}

@test "refused: readjustments" {
	refused reajustes.csv '2s/9.63/1000/' "reajustes.csv:2: coluna «percentual»: “1000”: fora do que esta coluna aceita"
	refused reajustes.csv '2s/9.63/-100/' "“-100”: fora"
	refused reajustes.csv '2s/9.63/"9,63"/' "vírgula decimal"
	refused reajustes.csv '2s/202605,9.63,202607/202605,9.63,202604/' "coluna «competenciaAplicacao»: “202604”: é anterior"
	refused reajustes.csv '2s/202607/203607/' "é mais de 120 meses depois de competencia"
	refused reajustes.csv '2s/202605/202600/' "“202600”: não é uma competência"
	refused reajustes.csv '2p' "reajustes.csv:3: este reajuste já está na linha 2"
	sed -i '2s/,100,/,999,/' reajustes.csv
	run_split calc 202607 -o n.csv
	assert_success
	assert_errors_contain "aviso: reajustes.csv:2: coluna «termo»: “999”: este termo não está em --terms: reajuste não usado"
}

@test "refused: events and due dates" {
	refused eventos.csv '2s/100-01//' "eventos.csv:2: coluna «matricula»: a célula está vazia"
	refused eventos.csv '2s/100-01/100-77/' "coluna «matricula»: não há beneficiário com esta matrícula"
	refused eventos.csv '2s/,100,/,999,/' "não há termo"
	refused eventos.csv '3s/G-1002/G-1001/' "eventos.csv:3: coluna «documento»: “G-1001”: este documento já veio"
	refused eventos.csv '2s/participacao/consulta/' "coluna «tipo»: “consulta”: não é um dos valores"
	refused eventos.csv '2s/120.00,30/120.00,130/' "coluna «percentual»: “130”: fora"
	refused eventos.csv '2s/120.00,30,/120.00,30,5/' "há percentual e valorFixo"
	refused eventos.csv '2s/120.00,30,/120.00,,/' "a participação precisa de percentual ou de valorFixo"
	refused eventos.csv '2s/120.00/-120.00/' "coluna «valor»: “-120.00”: fora"
	refused eventos.csv '2s/120.00/120.005/' "coluna «valor»"
	refused vencimentos.csv '3s/B/A/' "vencimentos.csv:3: coluna «vencimento»: “A”: este código já veio"
	refused vencimentos.csv '3s/,1/,13/' "“13”: fora"
	sed -i '2s/A/C/' vencimentos.csv
	run_split calc 202607 -o n.csv
	assert_success
	assert_errors_contain "este código não está em --due-dates"
}

@test "many faults: the first hundred are told, the others counted" {
	seq -f '10,100,x-%.0f,2000-01-01,2026-01-32,,,,,' 150 >>beneficiarios.csv
	run_split calc 202607
	assert_equal "$status" 2
	assert_errors_contain "mais 50 erros não mostrados"
	assert_errors_contain "nada foi gravado (com --rejects"
}

# ---- prices and explanations

@test "--check-prices: the ten bands of RN 563/2022" {
	run_split billing-calc --check-prices --prices precos.csv
	assert_success
	assert_equal "$output$errors" ""
	sed -i 's/,59,,680.00/,59,,1200.00/; s/,24,28,231.115/,24,28,200.00/' precos.csv
	run_split billing-calc --check-prices --prices precos.csv -f csv
	assert_equal "$status" 1
	assert_equal "$(count_of prices.last-over-first) $(count_of prices.growth) $(count_of prices.decrease)" "1 1 1"
	sed -i 's/,19,23,212.50/,19,21,212.50/; s/,24,28,200.00/,22,28,231.115/' precos.csv
	run_split billing-calc --check-prices --prices precos.csv
	assert_equal "$status" 1
	[[ $output == *"precos.csv:2: erro: plano 10 ESSENCIAL EMPRESARIAL, módulos obrigatórios, em 2025-01-01: na faixa 19-23 "*"[prices.bands]"* ]]
	sed -i '2s/,0,18,/,0,17,/' precos.csv
	run_split billing-calc --check-prices --prices precos.csv
	assert_equal "$status" 2
}

@test "--explain: a term that is not billed, one that is not there, one of two" {
	run_split calc 202607 --explain 202
	assert_success
	assert_line --partial "não é faturado nesta competência: faturar=N"
	assert_line --partial "nenhuma nota"
	run_split calc 202607 --explain 999
	assert_equal "$status" 2
	assert_errors_contain "não há o termo “999”"
	sed -i '3s/^10,101/20,100/; 3s/ESSENCIAL,EMPRESARIAL/AMPLO,ADESAO/' termos.csv
	sed -i 's/^10,101/20,100/' beneficiarios.csv reajustes.csv
	run_split calc 202607 --explain 100
	assert_equal "$status" 2
	assert_errors_contain "há mais de um termo"
	calc 202607 --explain 10.100 >/dev/null
	sed -i '$s/2025-03-01/2025-03-32/' beneficiarios.csv # of 20.202
	run_split calc 202607 --explain 10.100
	assert_success
	assert_errors_contain "coluna «dataInclusao»"
	run_split calc 202607 --explain 202
	assert_equal "$status" 2
	assert_equal "$output" ""
}

@test "half a state is warned about" {
	run_split calc 202607 --update-terms t.csv -o n.csv
	assert_success
	assert_errors_contain "andam juntos"
}

# ---- options

@test "options: what is missing and what does not fit" {
	run_split billing-calc
	assert_equal "$status" 2
	assert_errors_contain "faltam: -c AAAAMM, --terms ARQUIVO, --beneficiaries ARQUIVO, --prices ARQUIVO"
	run_split billing-calc --check-prices
	assert_errors_contain "falta: --prices ARQUIVO"
	run_split billing-calc --prices precos.csv
	assert_errors_contain "faltam: -c AAAAMM, --terms ARQUIVO, --beneficiaries ARQUIVO"
	run_split calc 202613
	assert_equal "$status" 2
	assert_errors_contain "-c espera uma competência AAAAMM, e não “202613”"
	run_split billing-calc -c 202607 --prices precos.csv
	assert_errors_contain "faltam: --terms ARQUIVO, --beneficiaries ARQUIVO"
	run_split calc 202607 extra.csv
	assert_errors_contain "“extra.csv” a mais"
	run_split calc 202607 --explain 100 --invoices x.csv
	assert_errors_contain "--explain não fatura"
	run_split calc 202607 --date 2026-02-30
	assert_errors_contain "--date espera"
	run_split calc 202607 --encoding ebcdic
	assert_errors_contain "não é utf-8"
	run_split calc 202607 --terms nada.csv
	assert_equal "$status" 2
	assert_errors_contain "nada.csv: "
}

# ---- hostile files

# Refused, or done, within seconds and 128 MiB: the run with what the options say instead of the example's files.
bounded() { # STATUS OPTION...
	local want=$1
	shift
	run_split bash -c 'grep -qs __asan_init "$1/billing-calc" || ulimit -v 131072; shift
		exec timeout 20 "$@"' bash "$TISS_BIN" "$TISS_BIN/billing-calc" -q -c 202607 --date 2026-07-01 --terms termos.csv \
		--beneficiaries beneficiarios.csv --prices precos.csv --adjustments reajustes.csv --events eventos.csv --due-dates vencimentos.csv \
		-o out.csv "$@"
	assert_equal "$status" "$want"
	[[ $errors != *$'\033'* ]] || fail "an escape reached the terminal"
}

@test "hostile: files that are none" {
	local option file
	printf 'a\0b\n' >nul.csv
	printf 'modalidade,termo\n"aberta' >open.csv
	printf 'modalidade,termo\n\xff\xfe\xc3\xa9,\xc3\xa9\n' >mixed.csv
	printf 'modalidade\033[31m,termo\n1,2\n' >escape.csv
	printf 'modalidade,modalidade\n1,2\n' >twice.csv
	: >empty.csv
	for option in --terms --beneficiaries --prices --adjustments --events --due-dates; do
		for file in nul.csv open.csv mixed.csv escape.csv twice.csv empty.csv /dev/null . nowhere.csv; do
			bounded 2 "$option" "$file"
			[ -n "$errors" ] || fail "$option $file: no message"
			[ ! -e out.csv ] || fail "$option $file: something was written"
		done
	done
}

@test "hostile: cells of megabytes, a hundred thousand columns, headers alone" {
	local name
	python3 -c 'print("modalidade,termo," + "x" * 2000000)' >wide.csv
	bounded 2 --terms wide.csv
	python3 -c 'print("modalidade,termo," + ",".join("c%d" % i for i in range(100000)))' >many.csv
	bounded 2 --beneficiaries many.csv
	for name in termos beneficiarios eventos reajustes vencimentos; do
		head -n 1 $name.csv >h-$name.csv
	done
	bounded 0 --terms h-termos.csv --beneficiaries h-beneficiarios.csv --events h-eventos.csv --adjustments h-reajustes.csv \
		--due-dates h-vencimentos.csv
	assert_equal "$(wc -l <out.csv)" 1
}

@test "hostile: prices without number, and readjustments" {
	{
		head -n 1 precos.csv
		seq -f '10,ESSENCIAL,EMPRESARIAL,M%.0f,S,,,1.00,2025-01-01,' 0 19999
	} >modules.csv
	bounded 2 --prices modules.csv
	assert_errors_contain "o plano já tem 200 módulos, o máximo"
	{
		cat precos.csv
		seq -f '10,ESSENCIAL,EMPRESARIAL,MEDICO,S,59,,%.0f.00,2025-01-01,' 0 19999
	} >overlaps.csv
	bounded 2 --prices overlaps.csv
	assert_errors_contain "se sobrepõem"
	{
		head -n 1 precos.csv
		python3 -c 'import datetime
d = datetime.date(1970, 1, 1)
for i in range(20000):
    print(f"10,ESSENCIAL,EMPRESARIAL,MEDICO,S,,,1.00,{d},{d}"); d += datetime.timedelta(days=1)
print(f"10,ESSENCIAL,EMPRESARIAL,MEDICO,S,,,1.00,{d},")
print("10,ESSENCIAL,EMPRESARIAL,ODONTO,N,,,1.00,1970-01-01,")
print("20,AMPLO,ADESAO,MEDICO,S,,,1.00,1970-01-01,")'
	} >days.csv
	bounded 0 --prices days.csv
	{
		head -n 1 reajustes.csv
		seq -f '10,100,202605,9.%.0f,202606' 1000 9999
	} >many.csv
	bounded 2 --adjustments many.csv
	assert_errors_contain "o termo já tem 200 reajustes, o máximo"
	{
		head -n 1 reajustes.csv
		seq -f '10,100,202601,99.9%.0f,' 100 299
	} >large.csv
	bounded 2 --adjustments large.csv
	assert_errors_contain "valor grande demais em 2026"
}

@test "hostile: a century of months, a thousand times the same person" {
	sed -i '2s/2025-05-10,,202512/1900-01-01,,/' termos.csv
	sed -i '2s/1985-04-12,2025-05-10,1,S,,202512/1900-01-01,1900-01-01,1,S,,/' beneficiarios.csv
	sed -i 's/2025-01-01/1900-01-01/' precos.csv
	bounded 0
	assert_equal "$(grep -c ',100-01,MEDICO,retroativo,' out.csv)" 1518
	awk 'NR == 3 { for (i = 0; i < 1000; i++) print }' beneficiarios.csv >same.csv
	cat same.csv >>beneficiarios.csv
	rm out.csv
	bounded 2
	assert_errors_contain "mais 900 erros não mostrados"
}

@test "hostile: amounts that add up to more than a number holds" {
	sed -i 's/,50.00,/,999999999,/; s/,[0-9.]*,2025-01-01/,999999999,2025-01-01/' precos.csv
	seq -f 'D%.0f,10,100,100-01,custo-operacional,2026-01-01,999999999999.00,,,,,,,' 0 1999 >>eventos.csv
	bounded 0
	seq -f 'D%.0f,10,100,100-01,custo-operacional,2026-01-01,999999999999.00,,,,,,,' 2000 99999 >>eventos.csv
	rm out.csv
	bounded 2
	assert_errors_contain "a soma das notas é grande demais"
	[ ! -e out.csv ]
}

@test "hostile: what a spreadsheet would run is made harmless" {
	sed -i 's/^10,100,100-01,/10,100,=1+1,/' beneficiarios.csv
	head -n 1 eventos.csv >vazio.csv
	bounded 0 --csv=br --events vazio.csv
	grep -q ";'=1+1;" out.csv
	run grep -c ';=1+1;' out.csv
	assert_output 0
}

@test "the manual pages name every column" {
	local file column
	while IFS=$'\t' read -r file column _; do
		case $file in
		notas | faturas | contabil | historico) page=notas ;;
		*) page=mensalidades ;;
		esac
		grep -qx -- ".B $column" "$ROOT/man/$page.5" || fail "man/$page.5 lacks $column of $file"
	done < <(grep -v '^#' "$ROOT/data/fees.tab" | grep .)
}
