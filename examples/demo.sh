#!/bin/sh
# The story on invented data: what each step does, its command, its output, its exit status. Leaves its files in
# build/demo. Ends with 0 when every step ended as told. Environment: TISS_BIN, the folder of the commands.
set -u
cd "$(dirname "$0")/.." || exit 2
bin=${TISS_BIN:-build/bin}
case $bin in /*) ;; *) bin=$PWD/$bin ;; esac
[ -x "$bin/tiss-validate" ] || {
	echo "examples/demo.sh: não há tiss-validate em $bin; rode antes: make" >&2
	exit 2
}
PATH=$bin:$PATH
export PATH
out=build/demo
rm -rf "$out"
mkdir -p "$out" || exit 2
steps=0
wrong=0

tell() {
	printf '\n%s\n' "$*"
}

# Shows COMMAND, runs it, shows its exit status, which should be WANTED.
run() { # WANTED COMMAND
	wanted=$1
	printf '\n$ %s\n' "$2"
	sh -c "$2" 2>&1
	status=$?
	steps=$((steps + 1))
	if [ "$status" -eq "$wanted" ]; then
		printf '(status %d)\n' "$status"
	else
		printf '(status %d; era para ser %d)\n' "$status" "$wanted"
		wrong=$((wrong + 1))
	fi
}

tell "1. O sistema da clínica exportou um lote de três guias SP/SADT. Antes de enviar, confere-se.
   Cada crítica diz onde está o erro, o que se esperava e o que fazer; o status 1 diz que há erros."
run 1 'tiss-validate examples/lote-com-erros.xml'

tell "2. As mesmas críticas em uma planilha, para quem vai corrigir; e quantas são de cada guia."
run 1 "tiss-validate --csv=br -o $out/criticas.csv examples/lote-com-erros.xml"
run 0 "cut -d ';' -f 5 $out/criticas.csv | tail -n +2 | sort | uniq -c"

tell "3. O que quer dizer uma delas?"
run 0 'tiss-validate --explain schema.order'

tell "4. O mesmo lote, corrigido no sistema e exportado de novo. O status 0 diz que não há erro."
run 0 'tiss-validate examples/lote-limpo.xml'

tell "5. Em uma sequência de programas, --pass só deixa passar a mensagem sem erros, byte por byte:
   do lote com erros não sai nada, do corrigido sai a cópia fiel."
run 1 "tiss-validate --pass -s erro --max-findings 1 examples/lote-com-erros.xml >$out/recusado.xml"
run 0 "tiss-validate --pass examples/lote-limpo.xml >$out/enviar.xml"
run 0 "wc -c $out/recusado.xml $out/enviar.xml"
run 0 "cmp $out/enviar.xml examples/lote-limpo.xml"

tell "6. Muitos programas calculam o hash em UTF-8, e a norma manda calcular em ISO-8859-1. O mesmo lote
   com o hash de um programa desses: a crítica diz qual foi o engano e qual é o valor certo."
run 0 "sed s/38ab96fce182b016cd5ef200469b00d2/319d9da813cce7f0469086161b49ecba/ examples/lote-limpo.xml >$out/hash-utf8.xml"
run 1 "tiss-validate $out/hash-utf8.xml"

tell "7. A pasta do mês, de uma vez: consultas, um envelope SOAP e o lote. Um resumo no fim."
run 0 'tiss-validate -v examples/consulta.xml examples/envelope-soap.xml examples/lote-limpo.xml'

tell "8. A clínica preencheu as guias do mês em planilhas, salvas como CSV: uma linha por item, e colunas com
   os nomes da norma. Vinte e uma guias dos cinco tipos viram cinco lotes, com números, totais e hash."
run 0 'head -n 3 examples/clinica/exames.csv | cut -d ";" -f 1-4,17,25-31'
run 0 "lot-build --origin 11222333000181 --date 2026-07-10 --time 10:15:00 -n 501 -o $out/lotes \\
    examples/clinica/consultas.csv examples/clinica/exames.csv examples/clinica/internacoes.csv \\
    examples/clinica/honorarios.csv examples/clinica/odonto.csv"
run 0 "tiss-validate $out/lotes/*.xml"

tell "9. Na mesma linha: fazer o lote, conferi-lo e só então gravá-lo."
run 0 "lot-build --origin 11222333000181 --date 2026-07-10 --time 10:15:00 examples/clinica/consultas.csv |
    tiss-validate --pass >$out/lote.xml"

tell "10. Uma das planilhas tem um engano: 31 de junho. Nada é escrito, e a mensagem diz onde está. Com
   --rejects, a guia errada fica de lado, para corrigir, e as outras seguem."
run 2 'lot-build --origin 11222333000181 examples/clinica/consultas-com-erro.csv'
run 1 "lot-build -v --origin 11222333000181 --date 2026-07-10 --rejects $out/corrigir.csv \\
    examples/clinica/consultas-com-erro.csv >$out/sem-a-errada.xml"
run 0 "cut -d , -f 1-4,15 $out/corrigir.csv"

tell "11. Uma operadora simulada, nesta máquina, faz as vezes do web service da operadora. Os cinco lotes entram no
   banco, são conferidos outra vez, fechados e enviados; cada um ganha um protocolo."
operator-sim --port 0 --port-file "$out/porta" --deny '1005=1705' --stages 2,5 --misbehave 'lote=normal*5,lote=drop*1' \
	>"$out/operadora.txt" &
operadora=$!
trap 'kill "$operadora" 2>/dev/null' EXIT
tries=0
while [ ! -s "$out/porta" ] && [ "$tries" -lt 100 ]; do
	sleep 0.1
	tries=$((tries + 1))
done
printf 'registroANS = 331988\nendpoint = http://localhost:%s\n' "$(cat "$out/porta")" >"$out/operadora.conf"
TISS_DB=$out/banco.db
SOURCE_DATE_EPOCH=1783678500
export TISS_DB SOURCE_DATE_EPOCH
run 0 "lot-send import $out/lotes/*.xml"
run 0 'lot-send close --all'
run 0 "lot-send --profile $out/operadora.conf send --all --yes -f text"

tell "12. Dias depois: em que pé estão, e a capa de um deles."
run 0 "lot-send --profile $out/operadora.conf status -f text"
run 0 'lot-send cover 501'
run 0 "lot-send cover -o $out/capa.pdf 501"
run 0 "lot-send cover -o $out/capa.html 501"

tell "13. O lote 302 sai, e a resposta se perde no caminho. Terá chegado? O lote fica em Envio incerto, com o status 4, e
   não é enviado outra vez por conta própria."
run 0 'lot-send import examples/consulta.xml && lot-send close 302'
run 4 "lot-send --profile $out/operadora.conf send 302 --yes -f text"
run 4 "lot-send --profile $out/operadora.conf send 302 --yes -f text"

tell "14. Perguntou-se à operadora: ela o recebeu, com o protocolo 700000006. O registro do lote conta a história."
run 0 'lot-send resolve 302 --received 700000006 --yes'
run 0 'lot-send log 302 -f text'

tell "15. Do lado da operadora: o lote de exames é relacionado com as autorizações. Cada item é pago ou glosado, e as
   autorizações consumidas ficam em outro arquivo, gravado junto com a conta."
run 0 "guide-match --date 2026-07-20 -a examples/operadora/autorizacoes.csv --requires examples/operadora/requer-autorizacao.csv \\
    --auth-out $out/autorizacoes-depois.csv --report $out/totais.csv -o $out/contas.csv $out/lotes/502.xml"
run 0 "cut -d , -f 5,14,23-29 $out/contas.csv"
run 0 "guide-match --date 2026-07-20 -a examples/operadora/autorizacoes.csv --requires examples/operadora/requer-autorizacao.csv \\
    --explain 2003 $out/lotes/502.xml"

tell "16. As autorizações em um banco: o mesmo lote, analisado outra vez, recebe a mesma conta, e nada muda."
run 0 "guide-match -d $out/operadora.db --import-auth examples/operadora/autorizacoes.csv"
run 0 "guide-match -q -d $out/operadora.db --date 2026-07-20 -o $out/conta1.csv $out/lotes/502.xml"
run 0 "guide-match -d $out/operadora.db --date 2026-07-20 -o $out/conta2.csv $out/lotes/502.xml"
run 0 "cmp $out/conta1.csv $out/conta2.csv"

tell "17. Do lado da operadora: da conta, item por item, e de um cabeçalho sai o demonstrativo, em XML."
run 0 "demo-render -f xml --header examples/operadora/cabecalho.conf --date 2026-08-05 --time 09:00:00 \\
    -o $out/resposta.xml $out/contas.csv"
run 0 "tiss-validate $out/resposta.xml"

tell "18. A clínica confere o demonstrativo com o que cobrou. Da guia 2004 a operadora pagou menos do que foi cobrado, e não há
   glosa que o explique: o status 1 diz que há o que reclamar."
run 1 "guide-match --statement $out/resposta.xml -o $out/conferencia.csv $out/lotes/502.xml"
run 0 "grep ^guia, $out/conferencia.csv | cut -d , -f 4,8-12,14"

tell "19. A operadora terminou a análise do lote 501. A clínica pede o demonstrativo, prova que fecha, lê no terminal, e
   guarda em HTML e em PDF."
run 0 "lot-send --profile $out/operadora.conf status -f text 501"
run 0 "lot-send --profile $out/operadora.conf statement -o $out/demonstrativo.xml 501"
run 0 "demo-render $out/demonstrativo.xml"
run 0 "demo-render -o $out/demonstrativo.html $out/demonstrativo.xml"
run 0 "demo-render -o $out/demonstrativo.pdf $out/demonstrativo.xml"

tell "20. A operadora fatura as mensalidades de janeiro: termos, beneficiários e preços viram notas e faturas. Cada valor
   traz a conta que o dá."
run 0 "cp -R examples/operadora $out/operadora"
run 0 "cd $out/operadora && billing-calc -c 202601 --date 2026-01-02 --terms termos.csv --beneficiaries beneficiarios.csv \\
    --prices precos.csv --adjustments reajustes.csv --events eventos.csv --due-dates vencimentos.csv \\
    -o notas.csv --invoices faturas.csv --accounting contabil.csv"
run 0 "cut -d , -f 2,4,13-15,18,21- $out/operadora/notas.csv | head -n 8"
run 0 "cat $out/operadora/faturas.csv"

tell "21. Por que um termo paga o que paga? Cada indicador, e cada conta."
run 0 "cd $out/operadora && billing-calc -c 202601 --terms termos.csv --beneficiaries beneficiarios.csv --prices precos.csv --explain 201"

tell "22. O ano todo, como o cron faria: cada mês parte do que o anterior gravou. Rodado de novo, não cobra de novo."
run 0 "for m in 01 02 03 04 05 06 07 08 09 10 11 12; do
    examples/faturamento-mensal $out/operadora 2026\$m 2>&1 | tail -n 1; done"
run 0 "examples/faturamento-mensal $out/operadora 202612 2>&1 | tail -n 1"

tell "23. Os preços seguem as dez faixas da ANS? E o contratante pediu: reajustes retroativos, só de uma vez."
run 0 'billing-calc --check-prices --prices examples/operadora/precos.csv'
run 0 "billing-param --set reajusteRetroativoParcelado=N --where 'modalidade=10 termo=100..199' --note 'a pedido do contratante' \\
    --user demo --date 2026-12-20 --history $out/operadora/historico.csv -o $out/operadora/termos.csv $out/operadora/termos.csv"
run 0 "cat $out/operadora/historico.csv"

if [ "$wrong" -eq 0 ]; then
	tell "Os $steps passos terminaram como deviam. Os arquivos feitos aqui estão em $out."
	exit 0
fi
tell "$wrong de $steps passos não terminaram como deviam."
exit 1
