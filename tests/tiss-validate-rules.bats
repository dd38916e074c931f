# tiss-validate, layers rules and operator: every rule broken once, and just not broken. The messages are in
# tests/golden/rules, their date is 2026-07-10; rules.bash there says how a case reads.
load helper

setup() {
	load golden/rules/rules
	mkdir "$BATS_TEST_TMPDIR/work" && cd "$BATS_TEST_TMPDIR/work" || return
}

# Registration 326305 in the profile FILE, with the lines given.
profile() { # FILE LINE...
	local file=$1
	shift
	printf 'registroANS = 326305\n' >"$file"
	printf '%s\n' "$@" >>"$file"
}

# A data folder of the test's own with the program's tables: $PWD/data.
own_data() {
	mkdir -p data/operators
	ln -s "$ROOT"/data/*.tab "$ROOT/data/schema" data
	export TISS_DATA_DIR=$PWD/data
}

# The command ends with 2 and says TEXT, and no finding.
refused() { # TEXT ARGUMENT...
	local text=$1
	shift
	run_split tiss-validate -f csv --no-header "$@"
	assert_equal "$status" 2
	assert_errors_contain "$text"
}

# --- the messages themselves

@test "rules: the messages that the cases spoil are clean, hash included" {
	for file in "$RULES"/*.xml; do
		run_split tiss-validate "$file"
		assert_success
		assert_output ""
	done
}

@test "rules: the messages that the cases spoil are valid by ANS's schemas" {
	[ -n "${TISS_ANS_DIR:-}" ] || skip "TISS_ANS_DIR is not set"
	for file in "$RULES"/*.xml; do
		version=$(sed -n 's/.*adrao>\([0-9.]*\)<.*/\1/p' "$file")
		xmllint --noout --schema "$TISS_ANS_DIR/xsd/$version/tissV${version//./_}.xsd" "$file"
	done
}

# --- identifiers

@test "id.cpf-cnpj: CPF" {
	local at=equipeSadt/codProfissional/cpfContratado
	for cpf in 12345678919 12345678908 11111111111 00000000000; do
		breaks sp-sadt "s/12345678909/$cpf/" "id.cpf-cnpj 1206 erro 1001 2 $cpf" $at
	done
	holds sp-sadt 's/12345678909/11144477735/'
	holds sp-sadt 's/12345678909/00000000191/'
	found_times 0 sp-sadt 's/12345678909/1234567890/' id.cpf-cnpj # the schema says that one
	found_times 0 sp-sadt 's/12345678909/1234567890A/' id.cpf-cnpj
}

@test "id.cpf-cnpj: CNPJ, of digits and with letters" {
	local at=dadosSolicitante/contratadoSolicitante/cnpjContratado cnpj
	one() { in_guide 1001 "s/12ABC34501DE35/$1/"; }
	for cnpj in 12ABC34501DE36 12ABC34501DE25 12ABC34501DF35 11222333000182 00000000000000; do
		breaks sp-sadt "$(one $cnpj)" "id.cpf-cnpj 1206 erro 1001 - $cnpj" $at
	done
	for cnpj in 11222333000181 11444777000161; do # and 12ABC34501DE35, which is in the message
		holds sp-sadt "$(one $cnpj)"
	done
	found_times 0 sp-sadt "$(one 12abc34501de35)" id.cpf-cnpj # small letters: the schema's
	found_times 0 sp-sadt "$(one 12ABC34501DEAA)" id.cpf-cnpj
}

@test "id.cpf-cnpj: wherever there is one" {
	breaks consulta '1,/<\/origem>/s/11222333000181/11222333000182/' "id.cpf-cnpj 1206 erro - - 11222333000182" origem/identificacaoPrestador/CNPJ
	breaks consulta 's/<CNPJ>11222333000181<\/CNPJ>/<CPF>12345678919<\/CPF>/' "id.cpf-cnpj 1206 erro - - 12345678919" identificacaoPrestador/CPF
	breaks honorarios 's/11444777000161/11444777000162/' "id.cpf-cnpj 1206 erro 4001 - 11444777000162" codigoContratado/cnpjLocalExecutante
	breaks honorarios "$(in_item 2 's/12345678909/12345678919/')" "id.cpf-cnpj 1206 erro 4001 2 12345678919" 'procedimentoRealizado[2]/profissionais/codProfissional/cpfContratado'
	breaks analise 's/11444777000161/11444777000162/' "id.cpf-cnpj 1206 erro - - 11444777000162" cabecalhoDemonstrativo/numeroCNPJ
	breaks pagamento-odonto 's/11444777000161/11444777000162/' "id.cpf-cnpj 1206 erro - - 11444777000162" cabecalhoDemonstrativoOdonto/cnpjOper
	breaks pagamento-odonto 's/(cnpjPrestador>)11222333000181/\111222333000182/' "id.cpf-cnpj 1206 erro - - 11222333000182" cpfCNPJContratado/cnpjPrestador
	breaks recebimento 's/(cnpjContratado>)11222333000181/\111222333000182/' "id.cpf-cnpj 1206 erro - - 11222333000182" dadosPrestador/cnpjContratado
}

@test "id.cns" {
	for cns in 700000000000006 300000000000005 70000000000000 7000000000000050 70000000000000X; do
		found_times 1 sp-sadt-3.05.00 "s/700000000000005/$cns/" id.cns
	done
	breaks sp-sadt-3.05.00 s/700000000000005/700000000000006/ "id.cns 1002 erro 1001 - 700000000000006" dadosBeneficiario/numeroCNS
	for cns in 100000000000007 898000000000002; do
		holds sp-sadt-3.05.00 "s/700000000000005/$cns/"
	done
}

# --- guides and items

@test "guide.duplicate" {
	breaks sp-sadt s/1002/1001/ "guide.duplicate 1308 erro 1001 - 1001" 'guiaSP-SADT[2]'
	holds sp-sadt s/1002/01001/
	LAYERS=(--skip "hash,schema")
	holds analise s/1002/1001/ # guides that the operator lists are not the provider's
}

@test "guide.duplicate: in one file, not across files" {
	run_split tiss-validate -f csv --no-header "$RULES/consulta.xml" "$RULES/consulta.xml"
	assert_success
	assert_output ""
}

@test "item.duplicate: code, date, hour and participation" {
	same='s/2026-07-08/2026-07-09/; s/23:50:00/08:30:00/; s/00:10:00/08:50:00/'
	grau="s/<valorTotal>110.00.*/&$(sed -n '/<equipeSadt>/,/<\/equipeSadt>/p' "$RULES/sp-sadt.xml" | tr -d '\n' | sed 's|/|\\/|g; s/> *</></g')/"
	judge sp-sadt "$(in_item 3 "$same; $grau")"
	assert_equal "$(cut -d '|' -f 1-6 case.found)" "item.duplicate|3209|aviso|1001|3|40901122"
	assert_equal "$judged" 0 # a warning
	holds sp-sadt "$(in_item 3 "$same")" # no participation, the other has one
	judge sp-sadt "$(in_item 3 "$same; $grau; s/08:30:00/08:31:00/")"
	assert_equal "$(cat case.found)" ""
	judge sp-sadt "$(in_item 3 "$same; $grau; s/40901122/40901123/")"
	assert_equal "$(cat case.found)" ""
}

@test "item.duplicate: honorários by participation, odonto by tooth and face" {
	breaks honorarios "$(in_item 2 's/>06</>12</; ')" "item.duplicate 3209 aviso 4001 2 31602231" 'procedimentoRealizado[2]/procedimento/codigoProcedimento'
	judge odonto "$(in_item 2 's/>21</>16</')"
	assert_equal "$(cat case.found)" "" # no face: not the same
	judge odonto "$(in_item 2 's/(.*)>21<(.*)/\1>16<\2/; s/<\/denteRegiao>/&<denteFace>O<\/denteFace>/')"
	assert_equal "$(cut -d '|' -f 1-6 case.found)" "item.duplicate|3209|aviso|5001|2|81000421"
	judge odonto "$(in_item 2 's/>21</>16</; s/<\/denteRegiao>/&<denteFace>M<\/denteFace>/')"
	assert_equal "$(cat case.found)" ""
}

@test "item.duplicate: expenses, and not from one guide to another" {
	breaks internacao "$(in_item 5 's/70030/70020/')" "item.duplicate 3209 aviso 3001 5 70020" 'despesa[3]/servicosExecutados/codigoProcedimento'
	holds sp-sadt '' # both guides have the same haemogram
}

@test "item.sequence: repeated in the guide, expenses included; the order is free" {
	breaks sp-sadt 's/sequencialItem>3</sequencialItem>2</' "item.sequence 3167 erro 1001 2 2" 'procedimentoExecutado[3]/sequencialItem'
	breaks sp-sadt 's/sequencialItem>4</sequencialItem>1</' "item.sequence 3167 erro 1001 1 1" 'outrasDespesas/despesa/sequencialItem'
	holds sp-sadt 's/sequencialItem>4</sequencialItem>9999</'
	holds sp-sadt 's/sequencialItem>3</sequencialItem>7</; s/sequencialItem>4</sequencialItem>3</'
	holds sp-sadt '' # 1 is in both guides
}

@test "item.quantity: zero and less" {
	breaks sp-sadt "$(in_item 2 's/>3</>0</')" "item.quantity 1806 erro 1001 2 0" 'procedimentoExecutado[2]/quantidadeExecutada'
	breaks sp-sadt "$(in_item 2 's/>3</>-1</')" "item.quantity 1806 erro 1001 2 -1" 'procedimentoExecutado[2]/quantidadeExecutada'
	breaks sp-sadt "$(in_item 4 's/>2.5000</>0.0000</')" "item.quantity 1806 erro 1001 4 0.0000" despesa/servicosExecutados/quantidadeExecutada
	breaks odonto "$(in_item 2 's/qtdProc>1</qtdProc>0</')" "item.quantity 1806 erro 5001 2 0" 'procedimentosExecutados[2]/qtdProc'
	holds sp-sadt "$(in_item 2 's/>3</>1</; s/>0.05</>0.15</')"
	holds sp-sadt "$(in_item 4 's/2.5000/0.0001/; s/>3.10</>77500.00</')"
}

@test "item.amount: zero and less where a price is due" {
	breaks consulta 's/>150.00</>0.00</' 'item.amount 5040 erro 2001 1 0.00' dadosAtendimento/procedimento/valorProcedimento
	breaks consulta 's/>150.00</>-150.00</' 'item.amount 5049 erro 2001 1 -150.00' dadosAtendimento/procedimento/valorProcedimento
	breaks odonto 's/>20.00</>0.00</; s/>38.12</>18.12</' 'item.amount 5040 erro 5001 2 0.00' 'procedimentosExecutados[2]/valorProc'
	breaks sp-sadt "$(in_item 4 's/valorUnitario>3.10/valorUnitario>0.00/')" 'item.amount 5040 erro 1001 4 0.00' despesa/servicosExecutados/valorUnitario
	breaks sp-sadt "$(in_item 4 's/valorUnitario>3.10/valorUnitario>-0.01/')" 'item.amount 5049 erro 1001 4 -0.01' despesa/servicosExecutados/valorUnitario
	holds consulta 's/>150.00</>0.01</'
}

@test "item.total: to the cent" {
	local at='procedimentoExecutado[3]/valorTotal'
	total() { in_item 3 "s/valorTotal>110.00/valorTotal>$1/"; }
	judge sp-sadt "$(total 110.01)"
	assert_equal "$(cut -d '|' -f 1-6 case.found)" "$(printf '%s\n' 'item.total|1805|erro|1001|3|110.01' 'guide.total|5042|erro|1001|-|121.32')" # the general total follows from that
	LAYERS=(--only rules)
	for wrong in 109.99 110.01 0.00 -110.00 1100.00; do
		judge sp-sadt "$(total $wrong)"
		assert_equal "$(grep ^item.total case.found | cut -d '|' -f 1-6)" "item.total|1805|erro|1001|3|$wrong"
	done
	LAYERS=(--skip hash)
	breaks sp-sadt "s/121.32/121.33/; s/129.07/129.08/; $(total 110.01)" 'item.total 1805 erro 1001 3 110.01' "$at"
	breaks honorarios "s/109.33/109.32/; s/327.97/327.96/" 'item.total 1805 erro 4001 2 109.32' 'procedimentoRealizado[2]/valorTotal'
	breaks internacao "s/>7.75</>7.74</; s/1061.93/1061.92/" 'item.total 1805 erro 3001 5 7.74' 'despesa[3]/servicosExecutados/valorTotal'
	holds sp-sadt "$(total 110)"
	holds sp-sadt "$(total 110.0)"
	holds sp-sadt "$(total 00110.00)"
	holds sp-sadt "$(total +110.00)"
}

@test "item.total: half a cent goes up" {
	# 3 × 0.05 × 0.50 = 0.075
	breaks sp-sadt "s/121.32/121.31/; s/129.07/129.06/; $(in_item 2 's/>0.08</>0.07</')" 'item.total 1805 erro 1001 2 0.07' 'procedimentoExecutado[2]/valorTotal'
	# 1 × 218.65 × 0.50 = 109.325, which honorarios.xml has as 109.33; 1 × 0.01 × 0.50 = 0.005; 0.01 × 0.49 = 0.0049
	holds sp-sadt "s/121.32/121.25/; s/129.07/129.00/; $(in_item 2 's/>3</>1</; s/>0.05</>0.01</; s/>0.08</>0.01</')"
	holds sp-sadt "s/121.32/121.24/; s/129.07/128.99/; $(in_item 2 's/>3</>1</; s/>0.05</>0.01</; s/>0.50</>0.49</; s/>0.08</>0.00</')"
	# quantities have four decimals: 0.0001 × 50.00 = 0.005
	holds sp-sadt "s/>7.75<\/valorM/>0.01<\/valorM/; s/129.07/121.33/; $(in_item 4 's/2.5000/0.0001/; s/>3.10</>50.00</; s/>7.75</>0.01</')"
	holds sp-sadt "s/>7.75<\/valorM/>0.00<\/valorM/; s/129.07/121.32/; $(in_item 4 's/2.5000/0.0001/; s/>3.10</>49.99</; s/>7.75</>0.00</')"
}

@test "item.total: factors of 3.02.00 have five digits" {
	unit=$(sed -n 's/.*<valorUnitario>\(.*\)<.*/\1/p; /<sequencialItem>2/q' "$RULES/sp-sadt-3.02.00.xml" | head -n 1)
	LAYERS=(--only "rules,schema")
	judge sp-sadt-3.02.00 "0,/<reducaoAcrescimo>/s/(reducaoAcrescimo>)[0-9.]*/\1123.45/"
	assert_equal "$(cut -d '|' -f 1,2,5 case.found | head -n 1)" "item.total|1805|1"
	due=$(python3 -c 'import decimal, sys; print((decimal.Decimal(sys.argv[1]) * decimal.Decimal("123.45")).quantize(decimal.Decimal("0.01"), "ROUND_HALF_UP"))' "$unit")
	assert_equal "$(sed -n 's/.*fator dá \([0-9.]*\)".*/\1/p' case.jsonl | head -n 1)" "$due"
	judge sp-sadt "$(in_item 3 's/>1.10</>123.45</')" # of 4.03.00, three
	assert_equal "$(grep -c ^schema.digits case.found)" 1
}

@test "guide.total: buckets and the general total of SP/SADT" {
	breaks sp-sadt s/121.32/121.31/ 'guide.total 5042 erro 1001 - 121.31' valorTotal/valorProcedimentos
	breaks sp-sadt s/129.07/129.08/ 'guide.total 5042 erro 1001 - 129.08' valorTotal/valorTotalGeral
	breaks sp-sadt 's/>121.32</>121.31</; s/129.07/129.06/' 'guide.total 5042 erro 1001 - 121.31' valorTotal/valorProcedimentos # the general one follows
	breaks sp-sadt '/<valorMateriais>/d' 'guide.total 5042 erro 1001 - -' guiaSP-SADT # an absent bucket is zero
	breaks sp-sadt 's/ *<valorMateriais>.*/&\n<valorOPME>1.00<\/valorOPME>/' 'guide.total 5042 erro 1001 - 1.00' valorTotal/valorOPME
	holds sp-sadt 's/ *<valorProcedimentos>121.*/&\n            <valorDiarias>0.00<\/valorDiarias>/'
	holds sp-sadt '/<outrasDespesas>/,/<\/outrasDespesas>/d; s/>7.75</>0.00</; s/129.07/121.32/'
	holds sp-sadt '/<outrasDespesas>/,/<\/outrasDespesas>/d; /<valorMateriais>/d; s/129.07/121.32/'
}

@test "guide.total: each codigoDespesa has its bucket" {
	while read -r name was is; do
		breaks internacao "s/<$name>$was/<$name>$is/" "guide.total 5042 erro 3001 - $is" "valorTotal/$name"
	done <<'END'
valorProcedimentos 196.84 196.83
valorDiarias 300.00 300.01
valorTaxasAlugueis 40.00 4.00
valorMateriais 7.75 7.7
valorMedicamentos 12.34 12.43
valorOPME 500.00 0.00
valorGasesMedicinais 5.00 05.10
valorTotalGeral 1061.93 1061.39
END
	judge internacao 's/codigoDespesa>01/codigoDespesa>07/'
	assert_equal "$(cut -d '|' -f 1,9 case.found | sed 's/|.*\//|/')" "$(printf 'guide.total|%s\n' valorTaxasAlugueis valorGasesMedicinais)"
}

@test "guide.total: honorários, and odonto added either way" {
	breaks honorarios s/327.97/327.96/ 'guide.total 5042 erro 4001 - 327.96' guiaHonorarios/valorTotalHonorarios
	breaks odonto 's/valorTotalProc>38.12/valorTotalProc>38.13/' 'guide.total 5042 erro 5001 - 38.13' guiaOdonto/valorTotalProc
	holds odonto 's/valorTotalProc>38.12/valorTotalProc>56.24/' # 2 × 18.12 + 20.00
	breaks odonto 's/valorTotalProc>38.12/valorTotalProc>56.23/' 'guide.total 5042 erro 5001 - 56.23' guiaOdonto/valorTotalProc
}

@test "guide.total: silent where an item's amount cannot be read: that is the schema's to say" {
	found_times 0 sp-sadt "$(in_item 3 's/>110.00</>110,00</')" guide.total
	found_times 0 sp-sadt "$(in_item 4 '/<codigoDespesa>/d')" guide.total
	found_times 0 sp-sadt "$(in_item 3 's/valorTotal>110.00/valorTotal>000000000000000000000000110.00/')" item.total
}

# --- statements and receipts

@test "lot.total: each total of a demonstrativo de análise" {
	while read -r name was is; do
		breaks analise "0,/<$name>/s/<$name>$was/<$name>$is/" "lot.total 1104 erro - - $is" "$name"
	done <<'END'
valorInformadoGeral 170.50 170.51
valorProcessadoGeral 170.50 170.49
valorLiberadoGeral 160.50 16.05
valorGlosaGeral 10.00 0.00
END
	for name in valorInformado valorProcessado valorLiberado; do # a wrong protocol makes the general total wrong, too
		judge analise "0,/<${name}Protocolo>/s/(<${name}Protocolo>)[0-9.]*/\11.00/"
		assert_equal "$(cut -d '|' -f 1,6 case.found | head -n 1)" "lot.total|1.00"
		assert_equal "$(wc -l <case.found)" 2
	done
	breaks analise "0,/<valorInformadoProtocolo>/s/150.50<.valorInformadoP/150.51<\/valorInformadoP/; s/170.50(<.valorInformadoG)/170.51\1/" "lot.total 1104 erro - - 150.51" dadosProtocolo/valorInformadoProtocolo
	holds analise '' # protocol 502 lists no guides: they may be left out
}

@test "lot.total: each total of a demonstrativo de pagamento" {
	while read -r name is; do
		judge pagamento "0,/<$name>/s/(<$name>)[0-9.]*/\1$is/"
		grep -q "^lot.total|1104|erro|-|-|$is|.*/$name\$" case.found || fail "$name: $(cat case.found)"
	done <<'END'
totalInformadoPorData 170.51
totalProcessadoPorData 17.05
totaLiberadoPorData 160.00
totalGlosaPorData 0.00
liquidoPorData 160.50
valorInformadoBruto 170.51
valorProcessadoBruto 170.51
valorLiberadoBruto 170.51
valorGlosaBruto 170.51
valorProcessado 150.51
valorLiberado 140.51
END
	breaks pagamento 's/liquidoPorData>157.00/liquidoPorData>153.00/' "lot.total 1104 erro - - 153.00" totaisLiquidosPorData/liquidoPorData
	holds pagamento 's/(totalDebitosPorData>)5.50/\10.00/; s/(liquidoPorData>)157.00/\1162.50/'
	breaks pagamento '0,/valorLiberadoGuia>1.00/s/valorLiberadoGuia>1.00/valorLiberadoGuia>1.01/' "lot.total 1104 erro - - 140.50" relacaoProtocolos/valorLiberado
}

@test "lot.total: each total of a demonstrativo odontológico" {
	while read -r name is; do
		judge pagamento-odonto "s/(<$name>)[0-9.]*/\1$is/"
		grep -q "^lot.total|1104|erro|-|-|$is|.*/$name\$" case.found || fail "$name: $(cat case.found)"
	done <<'END'
valorTotalInformadoPorProtocolo 38.13
valorTotalProcessadoPorProtocolo 38.13
valorTotalGlosaPorProtocolo 8.01
valorTotalFranquiaPorProtocolo 0.00
valorTotalLiberadoPorProtocolo 30.01
valorBrutonformadoPorData 38.13
valorBrutoProcessadoPorData 38.13
valorBrutoGlosaPorData 8.01
valorBrutoFranquiaPorData 0.13
valorBrutoLiberadoPorData 30.01
valorFinalAReceberPorData 24.51
valorInformadoPorDemonstrativoData 38.13
valorlProcessadoPorDemonstrativo 38.13
valorlGlosaPorDemonstrativo 8.01
valoFranquiaPorDemonstrativo 0.13
valorLiberadoPorDemonstrativo 30.01
END
}

@test "lot.total: a receipt" {
	breaks recebimento s/150.50/150.51/ "lot.total 1104 erro - - 150.51" detalheProtocolo/valorTotalProtocolo
	holds recebimento '/<vlInformadoGuia>/,/<\/vlInformadoGuia>/d; s/150.50/999.99/' # the guides bring no values
}

# --- dates

@test "date.future: after dataRegistroTransacao; the same day is right" {
	breaks consulta 's/2026-07-09/2026-07-11/' "date.future 3223 erro 2001 1 2026-07-11" dadosAtendimento/dataAtendimento
	holds consulta 's/2026-07-09/2026-07-10/'
	holds consulta 's/2026-07-09/2026-07-10Z/'
	breaks odonto "$(in_item 2 's/2026-07-09/2026-07-11/')" "date.future 3223 erro 5001 2 2026-07-11" 'procedimentosExecutados[2]/dataRealizacao'
	breaks internacao "s/(dataValidadeSenha>)2026-07-09/\12027-08-09/; $(in_item 4 's/2026-07-09/2027-07-09/')" "date.future 3223 erro 3001 4 2027-07-09" 'despesa[2]/servicosExecutados/dataExecucao'
	breaks honorarios "$(in_item 1 's/2026-07-09/2026-07-11/')" "date.future 3223 erro 4001 1 2026-07-11" procedimentoRealizado/dataExecucao
}

@test "date.order: the billing period" {
	breaks internacao 's/(dataInicioFaturamento>)2026-07-07/\12026-07-10/' "date.order 1323 aviso 3001 - 2026-07-09" dadosInternacao/dataFinalFaturamento
	holds internacao 's/(dataInicioFaturamento>)2026-07-07/\12026-07-09/'
	breaks internacao 's/(dataInicioFaturamento>)2026-07-07/\12026-07-09/; s/21:00:00/06:59:59/' "date.order 1323 aviso 3001 - 06:59:59" dadosInternacao/horaFinalFaturamento
	holds internacao 's/21:00:00/06:59:59/' # two days later
	holds internacao 's/(dataInicioFaturamento>)2026-07-07/\12026-07-09/; s/21:00:00/07:00:00/'
	breaks honorarios 's/(dataInicioFaturamento>)2026-07-07/\12026-07-10/' "date.order 1323 aviso 4001 - 2026-07-09" dadosInternacao/dataFimFaturamento
}

@test "date.order: the senha's validity before its authorisation" {
	judge odonto 's/2026-08-08/2026-07-07/' # which the services then are after, too
	assert_equal "$(cut -d '|' -f 1-6 case.found)" "$(printf '%s\n' 'date.authorization|1414|aviso|5001|1|2026-07-09' 'date.order|1323|aviso|5001|-|2026-07-07')"
	found_times 0 odonto 's/2026-08-08/2026-07-08/' date.order
	found_times 1 sp-sadt 's/(dataValidadeSenha>)2026-07-09/\12026-07-07/' date.order
}

@test "date.order: hours of an item that may have gone on past midnight" {
	holds sp-sadt '' # 23:50 to 00:10, two days before the message
	breaks sp-sadt "s/2026-07-10/2026-07-09/; $(in_item 2 's/08:50:00/08:29:59/')" "date.order 1323 aviso 1001 2 08:29:59" 'procedimentoExecutado[2]/horaFinal'
	found_times 0 sp-sadt "$(in_item 2 's/08:50:00/08:29:59/')" date.order # the day before the message
	breaks internacao "$(in_item 2 's/09:20:00/08:59:59/')" "date.order 1323 aviso 3001 2 08:59:59" 'procedimentoExecutado[2]/horaFinal'
	holds internacao '' # 22:40 to 00:30, the day before the period ends
	holds internacao "$(in_item 2 's/09:20:00/09:00:00/')"
	holds internacao "$(in_item 2 's/09:20:00/24:00:00/')"
}

@test "date.authorization: after the senha's validity" {
	breaks sp-sadt 's/(dataValidadeSenha>)2026-07-09/\12026-07-08/' "date.authorization 1414 aviso 1001 1 2026-07-09" procedimentoExecutado/dataExecucao
	holds sp-sadt '' # the last day
	breaks odonto 's/2026-08-08/2026-07-08/' "date.authorization 1414 aviso 5001 1 2026-07-09" procedimentosExecutados/dataRealizacao
	holds sp-sadt '/<dataValidadeSenha>/d'
}

@test "date.authorization: authorised after the service, unless urgent" {
	breaks sp-sadt "s/(dataAutorizacao>)2026-07-08/\12026-07-09/" "date.authorization 1814 aviso 1001 3 2026-07-08" 'procedimentoExecutado[3]/dataExecucao'
	holds sp-sadt "s/(dataAutorizacao>)2026-07-08/\12026-07-09/; s/caraterAtendimento>1/caraterAtendimento>2/"
	breaks internacao "s/(dataAutorizacao>)2026-07-07/\12026-07-09/" "date.authorization 1814 aviso 3001 1 2026-07-08" procedimentoExecutado/dataExecucao
	holds internacao "s/(dataAutorizacao>)2026-07-07/\12026-07-09/; s/caraterAtendimento>1/caraterAtendimento>2/"
	breaks sp-sadt "s/(dataValidadeSenha>)2026-07-09/\12026-07-08/; s/caraterAtendimento>1/caraterAtendimento>2/" "date.authorization 1414 aviso 1001 1 2026-07-09" procedimentoExecutado/dataExecucao # urgency does not prolong it
}

# --- ANS codes: which one a day and a version have

@test "ANS codes change with their validity: --as-of" {
	local same='s/2026-07-08/2026-07-09/; s/23:50:00/08:30:00/; s/00:10:00/08:50:00/'
	profile days.conf 'deadline-days = 1'
	printf 'numeroCarteira,inicio\n00000000009000100,2026-08-01\n' >early.csv
	while read -r day duplicate future deadline early; do
		OPTIONS=(--as-of "$day" --profile days.conf --beneficiaries early.csv)
		told_with "$duplicate" honorarios "$(in_item 2 's/>06</>12</')" item.duplicate
		told_with "$future" consulta 's/2026-07-09/2026-07-11/' date.future
		told_with "$deadline" consulta 's/2026-07-09/2026-07-08/' date.deadline
		told_with "$early" consulta '' beneficiary.early
	done <<'END'
2025-11-30 1702 1323 3091 1003
2025-12-01 3209 3223 3214 1003
2026-06-30 3209 3223 3214 1003
2026-07-01 3209 3223 3214 1001
END
}

@test "ANS codes change with their validity: the message's own date" {
	profile days.conf 'deadline-days = 1'
	printf 'numeroCarteira,inicio\n00000000009000100,2026-08-01\n' >early.csv
	OPTIONS=(--profile days.conf --beneficiaries early.csv)
	while read -r day duplicate future deadline early; do
		date="s/(dataRegistroTransacao>)2026-07-10/\1$day/"
		told_with "$duplicate" honorarios "$date; $(in_item 2 's/>06</>12</')" item.duplicate
		told_with "$future" consulta "$date; s/2026-07-09/2026-07-11/" date.future
		told_with "$deadline" consulta "$date; s/2026-07-09/2020-01-01/" date.deadline
		told_with "$early" consulta "$date" beneficiary.early
	done <<'END'
2025-11-30 1702 1323 3091 1003
2025-12-01 3209 3223 3214 1003
2026-06-30 3209 3223 3214 1003
2026-07-01 3209 3223 3214 1001
END
}

@test "ANS codes: only those that the version's dm_tipoGlosa has" {
	local last
	profile days.conf 'deadline-days = 1'
	for version in 3.02.00 3.05.00 4.01.00; do
		base=sp-sadt-$version
		last=$(grep -c '<procedimentoExecutado>' "$RULES/$base.xml")
		[ "$last" -ge 1 ]
		for day in 2025-11-30 2025-12-01 2026-06-30 2026-07-01; do
			code=1702 late=3091
			[[ $day < 2026-07-01 ]] || code=- late=-
			[ $version != 3.02.00 ] || late=- # has no 3091
			OPTIONS=(--as-of "$day" --profile days.conf)
			again='/<procedimentoExecutado>/,/<\/procedimentoExecutado>/H; /<\/procedimentoExecutado>/G'
			told_with "$code" "$base" "$again" item.duplicate
			told_with 1323 $base 's/(dataExecucao>)[0-9-]*/\12026-08-01/' date.future
			told_with "$late" "$base" 's/(dataExecucao>)[0-9-]*/\12026-01-01/' date.deadline
		done
	done
}

@test "rules hold in the older versions, too" {
	for version in 3.02.00 3.05.00 4.01.00; do
		base=sp-sadt-$version
		found_times 1 "$base" '0,/<valorTotal>[0-9]/s/(<valorTotal>)[0-9.]*/\17777.77/' item.total
		found_times 1 "$base" 's/(valorTotalGeral>)[0-9.]*/\17777.77/' guide.total
		found_times 2 "$base" 's/(dataExecucao>)[0-9-]*/\12026-07-11/' date.future
		found_times 1 "$base" '0,/11444777000161/s/11444777000161/11444777000162/' id.cpf-cnpj
	done
	assert_equal "$(grep -c sequencialItem "$RULES/sp-sadt-3.02.00.xml")" 0 # from 3.04.00 on
	told_with 5001 sp-sadt-3.05.00 's/(sequencialItem>)2/\11/' item.sequence # 3167 is not in its list
	told_with 5040 sp-sadt-3.02.00 's/(valorUnitario>)/\1-/' item.amount    # nor 5049 in this one's
	told_with 5049 sp-sadt-3.05.00 's/(valorUnitario>)/\1-/' item.amount
}

# --- silencing and weighing

@test "--ignore CODE, CODE@path: listed as ignored, and the status is that of the rest" {
	spoil sp-sadt s/121.32/121.31/
	for what in guide.total guide.total@valorProcedimentos guide.total@guiaSP-SADT/valorTotal/valorProcedimentos; do
		run_split tiss-validate -f csv --no-header --skip hash --ignore "$what" case.xml
		assert_success
		assert_equal "${#lines[@]}" 1
		assert_output --regexp ',guide.total,.*,sim$'
		assert_errors_contain "nenhum erro"
	done
	for what in guide.total@valorTotalGeral guide.total@valorTotal item.total; do
		run_split tiss-validate -f csv --no-header --skip hash --ignore "$what" case.xml
		assert_equal "$status" 1
		assert_output --regexp ',guide.total,.*,nao$'
	done
	run_split tiss-validate -f jsonl --skip hash --ignore guide.total case.xml
	assert_output --partial '"ignorada":true'
	assert_output --partial '"severidade":"erro"'
}

@test "--ignore: what is wrong with the file itself cannot be silenced" {
	for code in schema.enum bytes.nul xml.malformed hash.mismatch version.unknown; do
		refused "$code" --ignore "$code" "$RULES/consulta.xml"
	done
	refused "no.such" --ignore no.such "$RULES/consulta.xml"
}

@test "a profile ignores rules, and changes how much they weigh" {
	spoil sp-sadt s/121.32/121.31/
	profile ignore.conf 'ignore = guide.total@valorProcedimentos'
	run_split tiss-validate -f csv --no-header --skip hash --profile ignore.conf case.xml
	assert_success
	assert_output --regexp ',guide.total,.*,sim$'
	profile weigh.conf 'severity = guide.total=aviso' 'severity = item.duplicate = erro'
	run_split tiss-validate -f csv --no-header --skip hash --profile weigh.conf case.xml
	assert_success
	assert_output --partial ',aviso,guide.total,'
	OPTIONS=(--profile weigh.conf)
	breaks honorarios "$(in_item 2 's/>06</>12</')" "item.duplicate 3209 erro 4001 2 31602231" 'procedimentoRealizado[2]/procedimento/codigoProcedimento'
}

@test "what a user ignores, no profile brings back" {
	spoil sp-sadt s/121.32/121.31/
	profile weigh.conf 'severity = guide.total=erro'
	run_split tiss-validate -f csv --no-header --skip hash --profile weigh.conf --ignore guide.total case.xml
	assert_success
	assert_output --regexp ',guide.total,.*,sim$'
}

# --- the operator's profile

@test "operator.registry: the profile's, the header's and each guide's" {
	profile own.conf
	OPTIONS=(--profile own.conf)
	holds consulta ''
	breaks consulta '/<cabecalhoConsulta>/,$s/326305/331988/' "operator.registry 5027 erro 2001 - 331988" guiaConsulta/cabecalhoConsulta/registroANS
	sed s/326305/331988/ own.conf >other.conf
	OPTIONS=(--profile other.conf)
	breaks consulta '' "operator.registry 5027 erro - - 326305" cabecalho/destino/registroANS
	breaks analise '' "operator.registry 5027 erro - - 326305" cabecalho/origem/registroANS
}

@test "operator.unregistered: a number that ANS has not given" {
	breaks consulta s/326305/999998/ "operator.unregistered 5027 aviso - - 999998" cabecalho/destino/registroANS
	holds consulta s/326305/331988/
}

@test "operator.version" {
	profile versions.conf 'versions = 4.01.00, 4.02.00'
	OPTIONS=(--profile versions.conf)
	breaks consulta '' "operator.version 5028 erro - - 4.03.00" cabecalho/Padrao
	holds sp-sadt-4.01.00 ''
	breaks sp-sadt-3.02.00 '' "operator.version 5028 erro - - 3.02.00" cabecalho/versaoPadrao
}

@test "limit.guides and limit.size: the operator's own" {
	profile limits.conf 'max-guides = 1'
	OPTIONS=(--profile limits.conf)
	found_times 1 sp-sadt '' limit.guides
	holds consulta ''
	profile limits.conf 'max-guides = 2'
	holds sp-sadt ''
	size=$(wc -c <"$RULES/consulta.xml")
	profile limits.conf "max-bytes = $size"
	holds consulta ''
	profile limits.conf "max-bytes = $((size - 1))"
	found_times 1 consulta '' limit.size
	assert_equal "$(cut -d '|' -f 2 case.found)" 3166
}

@test "operator.card" {
	profile card.conf 'card-pattern = [0-9]{17}'
	OPTIONS=(--profile card.conf)
	for base in consulta sp-sadt internacao honorarios odonto; do
		holds $base ''
	done
	breaks consulta s/00000000009000100/0000000009000100/ "operator.card 1001 erro 2001 - 0000000009000100" dadosBeneficiario/numeroCarteira
	breaks honorarios s/00000000009000100/0000000000900010A/ "operator.card 1001 erro 4001 - 0000000000900010A" beneficiario/numeroCarteira
}

@test "operator.required: missing, empty, there; in the header, too" {
	profile required.conf 'required = dadosSolicitacao/indicacaoClinica'
	OPTIONS=(--profile required.conf)
	judge sp-sadt ''
	assert_equal "$(cut -d '|' -f 1-5 case.found)" "$(printf 'operator.required|5001|erro|%s|-\n' 1001 1002)"
	holds sp-sadt 's/(caraterAtendimento>1<.*)/\1<indicacaoClinica>Dor<\/indicacaoClinica>/'
	holds consulta '' # has no dadosSolicitacao
	profile required.conf 'required = codValidacao'
	breaks consulta '' "operator.required 5001 erro 2001 - -" guiaConsulta
	profile required.conf 'required = cabecalho/loginSenhaPrestador'
	breaks consulta '' "operator.required 5001 erro - - -" mensagemTISS/cabecalho
}

@test "a required path that no version has is a mistake of the profile" {
	profile required.conf '' 'required = dadosSolicitacao/indicacaoClinca'
	refused "required.conf:3: required = dadosSolicitacao/indicacaoClinca" --profile required.conf "$RULES/consulta.xml"
	assert_errors_contain indicacaoClinica
	profile required.conf 'required = guiaConsulta/indicacaoClinica'
	refused "required.conf:2:" --profile required.conf "$RULES/consulta.xml"
	profile required.conf 'required = dadosBeneficiario/nomeBeneficiario' # of 3.x
	run_split tiss-validate -f csv --no-header --profile required.conf "$RULES/consulta.xml"
	assert_equal "$status" 1
	assert_output --partial ,operator.required,
}

@test "date.deadline: the last day is in time, the next is not" {
	profile days.conf 'deadline-days = 30'
	OPTIONS=(--profile days.conf)
	holds consulta s/2026-07-09/2026-06-10/
	breaks consulta s/2026-07-09/2026-06-09/ "date.deadline 3214 erro 2001 1 2026-06-09" dadosAtendimento/dataAtendimento
	breaks odonto "s/2026-07-08/2026-05-01/; $(in_item 2 's/2026-07-09/2026-06-09/')" "date.deadline 3214 erro 5001 2 2026-06-09" 'procedimentosExecutados[2]/dataRealizacao'
	LAYERS=(--skip "hash,rules")
	breaks internacao 's/(dataFinalFaturamento>)2026-07-09/\12026-06-09/' "date.deadline 3214 erro 3001 - 2026-06-09" dadosInternacao/dataFinalFaturamento
	holds internacao "s/(dataExecucao>)2026-07-0./\12026-06-01/" # counted from the end of the period
	holds honorarios 's/(dataFimFaturamento>)2026-07-09/\12026-06-09/' # counted from the service
	breaks honorarios "$(in_item 1 's/2026-07-09/2026-06-09/')" "date.deadline 3214 erro 4001 1 2026-06-09" procedimentoRealizado/dataExecucao
	breaks internacao 's/(dataFinalFaturamento>)2026-07-09/\12026-06-09/; /<procedimentosExecutados>/,/<\/procedimentosExecutados>/d; /<outrasDespesas>/,/<\/outrasDespesas>/d' "date.deadline 3214 erro 3001 - 2026-06-09" dadosInternacao/dataFinalFaturamento
}

@test "hash-variant: the profile's is accepted, another is not" {
	spoil sp-sadt 's/Ultrassom/Exame médico: ultrassom/; 1s/ISO-8859-1/UTF-8/'
	utf8=$(tr -d '\n' <case.xml | sed -E 's/ *<epilogo.*//; s/<\?[^>]*>//; s/>[ \t]+</></g; s/<[^>]*>//g' | md5sum | cut -c 1-32)
	sed -i -E "s/(<hash>)[0-9a-f]*/\1$utf8/" case.xml
	run_split tiss-validate -f csv --no-header case.xml
	assert_equal "$status" 1
	assert_output --partial ,hash.variant,5014,
	profile variant.conf 'hash-variant = utf-8'
	run_split tiss-validate -f csv --no-header --profile variant.conf case.xml
	assert_success
	assert_output ""
	profile variant.conf 'hash-variant = utf-8+crlf'
	spoil sp-sadt "s/(<hash>)[0-9a-f]*/\1$utf8/"
	run_split tiss-validate -f csv --no-header --profile variant.conf case.xml
	assert_equal "$status" 1
}

@test "each message's own profile, by destino and origem" {
	own_data
	profile data/operators/326305.conf 'max-guides = 1' 'versions = 4.02.00'
	found_times 1 sp-sadt '' limit.guides
	found_times 1 analise '' operator.version
	run_split tiss-validate -f csv --no-header "$RULES/sp-sadt.xml" <(sed s/326305/331988/ "$RULES/sp-sadt.xml") "$RULES/sp-sadt.xml"
	assert_equal "$(count_of limit.guides)" 2 # the second is another operator's
}

@test "--profile goes before the message's own; a registration names one in the data folder" {
	own_data
	profile data/operators/326305.conf 'max-guides = 1'
	profile own.conf
	OPTIONS=(--profile own.conf)
	holds sp-sadt ''
	OPTIONS=(--profile 326305)
	found_times 1 sp-sadt '' limit.guides
	refused 331987 --profile 331987 "$RULES/sp-sadt.xml"
	refused none.conf --profile none.conf "$RULES/sp-sadt.xml"
}

@test "a wrong profile is status 2, with file and line, however it was found" {
	profile wrong.conf '# a line' 'max-guide = 3'
	refused "wrong.conf:3: chave desconhecida “max-guide”" --profile wrong.conf "$RULES/sp-sadt.xml"
	own_data
	cp wrong.conf data/operators/326305.conf
	run_split tiss-validate -f csv --no-header "$RULES/sp-sadt.xml" "$RULES/consulta.xml"
	assert_equal "$status" 2
	assert_equal "$(grep -c '326305.conf:3: ' <<<"$errors")" 2 # for each message
	refused "326305.conf:3:" --show-profile 326305
	run_split tiss-validate -f csv <(sed s/326305/331988/ "$RULES/sp-sadt.xml") # nobody needs it
	refute_output --partial 326305.conf
}

@test "--show-profile: what holds, and where from" {
	run_split tiss-validate --show-profile 331988
	assert_success
	assert_line --regexp '^registroANS +331988 .*331988.conf:[0-9]+'
	assert_line --regexp '^deadline-days +90 .*331988.conf:[0-9]+'
	cd "$ROOT"
	run_split tiss-validate --show-profile tests/golden/rules/perfil.conf
	assert_success
	diff -u tests/golden/rules/perfil.show <(printf '%s\n' "$output")
}

# --- registries

providers() {
	printf '%s\n' codigoPrestador,cnpjCpf,nome,inicio,fim "$@" >providers.csv
}

@test "provider.unknown: by CNPJ, CPF and code, and on the day of the message" {
	local at=origem/identificacaoPrestador
	OPTIONS=(--providers providers.csv)
	providers 123,11222333000181,Clinica,, 124,123.456.789-09,Ana,,
	holds consulta ''
	holds consulta 's/<CNPJ>11222333000181<\/CNPJ>/<CPF>12345678909<\/CPF>/'
	holds consulta 's/<CNPJ>11222333000181<\/CNPJ>/<codigoPrestadorNaOperadora>124<\/codigoPrestadorNaOperadora>/'
	breaks consulta 's/<CNPJ>11222333000181/<CNPJ>11444777000161/' "provider.unknown 1206 erro - - 11444777000161" $at/CNPJ
	breaks consulta 's/<CNPJ>11222333000181<\/CNPJ>/<CPF>11144477735<\/CPF>/' "provider.unknown 1206 erro - - 11144477735" $at/CPF
	breaks consulta 's/<CNPJ>11222333000181<\/CNPJ>/<codigoPrestadorNaOperadora>125<\/codigoPrestadorNaOperadora>/' "provider.unknown 1206 erro - - 125" $at/codigoPrestadorNaOperadora
	providers 123,11222333000181,Clinica,2026-07-10,2026-07-10
	holds consulta ''
	providers 123,11222333000181,Clinica,2026-07-11,
	breaks consulta '' "provider.unknown 1206 erro - - 11222333000181" $at/CNPJ
	providers 123,11222333000181,Clinica,,2026-07-09
	breaks consulta '' "provider.unknown 1206 erro - - 11222333000181" $at/CNPJ
}

beneficiary() { # VALIDADE INICIO FIM
	printf 'numeroCarteira,nome,validadeCarteira,inicio,fim\n00000000009000100,Fulana,%s,%s,%s\n' "$1" "$2" "$3" >beneficiaries.csv
}

@test "beneficiary: unknown, early, left, card expired" {
	local at=dadosBeneficiario/numeroCarteira card=00000000009000100
	OPTIONS=(--beneficiaries beneficiaries.csv)
	beneficiary '' '' ''
	for base in consulta sp-sadt internacao honorarios odonto; do
		holds $base ''
	done
	breaks consulta s/$card/00000000009000101/ "beneficiary.unknown 1001 erro 2001 - 00000000009000101" $at
	breaks honorarios s/$card/00000000009000101/ "beneficiary.unknown 1001 erro 4001 - 00000000009000101" beneficiario/numeroCarteira
	beneficiary 2026-07-09 2026-07-09 2026-07-09 # all on the very day
	holds consulta ''
	beneficiary '' 2026-07-10 ''
	breaks consulta '' "beneficiary.early 1001 erro 2001 - $card" $at
	beneficiary '' '' 2026-07-08
	breaks consulta '' "beneficiary.left 1006 erro 2001 - $card" $at
	beneficiary 2026-07-08 '' ''
	breaks consulta '' "beneficiary.card-expired 1017 erro 2001 - $card" $at
}

@test "beneficiary: the first and the last item of a guide count" {
	OPTIONS=(--beneficiaries beneficiaries.csv)
	beneficiary '' 2026-07-09 '' # one item of the internação is of the 8th
	breaks internacao '' "beneficiary.early 1001 erro 3001 - 00000000009000100" dadosBeneficiario/numeroCarteira
	beneficiary '' 2026-07-08 2026-07-08
	breaks internacao '' "beneficiary.left 1006 erro 3001 - 00000000009000100" dadosBeneficiario/numeroCarteira
	beneficiary '' 2026-07-08 2026-07-09
	holds internacao ''
}

terms() {
	printf '%s\n' codigo,termo,inicio,fim "$@" >tuss.csv
}

@test "tuss: unknown and expired on the day of service, by table" {
	OPTIONS=(--tuss 22=tuss.csv)
	terms 10101012,Consulta,2010-01-01,2026-07-09
	holds consulta ''
	breaks consulta s/10101012/10101020/ "tuss.unknown 1801 erro 2001 1 10101020" dadosAtendimento/procedimento/codigoProcedimento
	breaks consulta s/2026-07-09/2026-07-10/ "tuss.expired 1801 erro 2001 1 10101012" dadosAtendimento/procedimento/codigoProcedimento
	terms 10101012,Consulta,2026-07-09,
	holds consulta ''
	breaks consulta s/2026-07-09/2026-07-08/ "tuss.expired 1801 erro 2001 1 10101012" dadosAtendimento/procedimento/codigoProcedimento
	terms 10101012,Consulta,2010-01-01,2026-07-08 10101012,Consulta,2026-07-10,
	breaks consulta '' "tuss.expired 1801 erro 2001 1 10101012" dadosAtendimento/procedimento/codigoProcedimento # between two validities
	holds consulta 's/codigoTabela>22/codigoTabela>00/' # nobody's terminology
	OPTIONS=(--tuss 20=tuss.csv)
	holds consulta 's/10101012/99999999/'
}

@test "tuss: the code of the day of each item" {
	terms 40304361,Hemograma,2010-01-01, 40901122,Ultrassom,2010-01-01,2026-07-08
	OPTIONS=(--tuss 22=tuss.csv)
	breaks sp-sadt '' "tuss.expired 1801 erro 1001 2 40901122" 'procedimentoExecutado[2]/procedimento/codigoProcedimento' # the third is of the 8th
	for what in 22 22= =tuss.csv 00=tuss.csv 98=tuss.csv 222=tuss.csv; do
		refused "--tuss=$what: " --tuss "$what" "$RULES/sp-sadt.xml"
	done
	refused "já foi dada" --tuss 22=tuss.csv --tuss 22=tuss.csv "$RULES/sp-sadt.xml"
}

@test "ANS's own tuss22_2020.csv loads as it is" {
	[ -n "${TISS_ANS_DIR:-}" ] || skip "TISS_ANS_DIR is not set"
	OPTIONS=(--tuss "22=$TISS_ANS_DIR/tables/tuss22_2020.csv")
	holds consulta ''
	breaks consulta s/10101012/10101013/ "tuss.unknown 1801 erro 2001 1 10101013" dadosAtendimento/procedimento/codigoProcedimento
	breaks consulta s/2026-07-09/2009-02-12/ "tuss.expired 1801 erro 2001 1 10101012" dadosAtendimento/procedimento/codigoProcedimento
	holds consulta s/2026-07-09/2009-02-13/
}

@test "registries of the profile, their paths beside it; the user's go before" {
	mkdir folder
	printf 'codigo,termo,inicio,fim\n10101012,Consulta,2010-01-01,2020-01-01\n' >folder/tuss.csv
	(cd folder && providers 123,11444777000161,Clinica,, && beneficiary '' '' 2020-01-01)
	profile folder/all.conf 'providers = providers.csv' 'beneficiaries = beneficiaries.csv' 'tuss = 22=tuss.csv'
	OPTIONS=(--profile folder/all.conf)
	judge consulta ''
	assert_equal "$(cut -d '|' -f 1 case.found)" "$(printf '%s\n' provider.unknown tuss.expired beneficiary.left)"
	providers 123,11222333000181,Clinica,,
	beneficiary '' '' ''
	printf 'codigo,termo,inicio,fim\n10101012,Consulta,2010-01-01,\n' >tuss.csv
	OPTIONS=(--profile folder/all.conf --providers providers.csv --beneficiaries beneficiaries.csv --tuss 22=tuss.csv)
	holds consulta ''
}

@test "wrong registries are status 2, with file and line" {
	while IFS='|' read -r option file text wanted; do
		printf '%b' "$text" >"$file"
		refused "$file:$wanted" "$option$file" "$RULES/consulta.xml"
	done <<'END'
--providers=|p1.csv|codigoPrestador,cnpjCpf\n1,11222333000181\n1,11444777000161\n|3:
--providers=|p2.csv|codigoPrestador,cnpjCpf\n1,11222333000181\n2,11222333000181\n|3:
--providers=|p3.csv|codigoPrestador,cnpjCpf\n1,11222333000182\n|2:
--providers=|p4.csv|codigoPrestador,nome\n1,Clinica\n|1:
--providers=|p5.csv|codigoPrestador,cnpjCpf\n,11222333000181\n|2:
--beneficiaries=|b1.csv|numeroCarteira\n1\n1\n|3:
--beneficiaries=|b2.csv|numeroCarteira,nome\n,Fulana\n|2:
--beneficiaries=|b3.csv|nome\nFulana\n|1:
--beneficiaries=|b4.csv|numeroCarteira,inicio,fim\n1,2026-01-02,2026-01-01\n|2:
--beneficiaries=|b5.csv|numeroCarteira,fim\n1,2026-02-30\n|2:
--tuss=22=|t1.csv|codigo,termo,inicio,fim\n1,A,2020-01-01,2021-01-01\n1,A,2021-01-01,\n|3:
--tuss=22=|t2.csv|codigo,termo,inicio,fim\n1,A,2020-01-01,\n1,A,2021-01-01,\n|3:
--tuss=22=|t3.csv|codigo,termo,inicio,fim\n1,A,,\n|2:
--tuss=22=|t4.csv|codigo,termo\n1,A\n|1:
END
	refused none.csv --providers none.csv "$RULES/consulta.xml"
	profile bad.conf 'beneficiaries = b1.csv'
	refused "b1.csv:3:" --profile bad.conf "$RULES/consulta.xml"
}

@test "a wrong registry of a message's own profile is told for each message" {
	own_data
	printf 'numeroCarteira\n1\n1\n' >data/operators/b.csv
	profile data/operators/326305.conf 'beneficiaries = b.csv'
	run_split tiss-validate -f csv --no-header "$RULES/consulta.xml" "$RULES/odonto.xml"
	assert_equal "$status" 2
	assert_equal "$(grep -c 'b.csv:3:' <<<"$errors")" 2
}

# --- memory, and an independent judge

# KiB that tiss-validate takes at most.
peak() { # ARGUMENT...
	python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$TISS_BIN/tiss-validate" "$@"
}

@test "memory: 30,000 items in a guide, 20,000 guides in a lot" {
	! grep -qs __asan_init "$TISS_BIN/tiss-validate" || skip "a build with sanitizers takes what it likes"
	awk '/<procedimentoExecutado>/ && !done { inside = 1 }
		inside { item = item $0 "\n"; if (/<\/procedimentoExecutado>/) { inside = 0; done = 1
			for (i = 1; i <= 30000; i++) { one = item; sub(/Item>1</, "Item>" i "<", one); sub(/40304361/, 10000000 + i, one); printf "%s", one } }; next }
		{ print }' "$RULES/sp-sadt.xml" >items.xml
	awk '/<guiaConsulta>/ { inside = 1 }
		inside { guide = guide $0 "\n" } !inside
		/<\/guiaConsulta>/ { for (inside = 0; n < 20000; n++) { one = guide; sub(/2001/, n, one); printf "%s", one } }' "$RULES/consulta.xml" >guides.xml
	small=$(peak "$RULES/sp-sadt.xml")
	assert_equal "$(tiss-validate -f csv --skip hash,schema,limits items.xml 2>/dev/null | cut -d , -f 8 | sort | uniq -c | tr -s ' ')" "$(printf ' 1 codigo\n 1 guide.total\n 3 item.sequence')"
	items=$(peak -q items.xml) guides=$(peak -q guides.xml)
	[ $((items - small)) -lt 8192 ] || fail "30,000 items: $items KiB, against $small"
	[ $((guides - small)) -lt 8192 ] || fail "20,000 guides: $guides KiB, against $small"
}

@test "random lots, spoiled at random: the same findings as an independent program's" {
	"${CC:-cc}" -std=c11 -O1 -o gen-lot "$ROOT/bench/gen-lot.c" -lmd
	run python3 "$ROOT/tests/rules_oracle.py" --gen-lot ./gen-lot --tiss-validate "$TISS_BIN/tiss-validate" --count "${ORACLE_COUNT:-300}"
	assert_success
}
