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

tell "11. A operadora analisa o lote; da conta e do cabeçalho sai o demonstrativo que ela devolve."
run 0 "demo-render -f xml --header examples/operadora/cabecalho.conf --date 2026-08-05 --time 09:00:00 \\
    -o $out/demonstrativo.xml examples/operadora/contas.csv"
run 0 "tiss-validate $out/demonstrativo.xml"

tell "12. A clínica recebe o demonstrativo do lote enviado: confere se fecha, lê no terminal, e guarda em HTML
   e em PDF."
run 0 "demo-render $out/demonstrativo.xml"
run 0 "demo-render -o $out/demonstrativo.html $out/demonstrativo.xml"
run 0 "demo-render -o $out/demonstrativo.pdf $out/demonstrativo.xml"

tell "13. Do lado da operadora: o lote de exames é relacionado com as autorizações. Cada item é pago ou glosado, e as
   autorizações consumidas ficam em outro arquivo, gravado junto com a conta."
run 0 "guide-match --date 2026-07-20 -a examples/operadora/autorizacoes.csv --requires examples/operadora/requer-autorizacao.csv \\
    --auth-out $out/autorizacoes-depois.csv --report $out/totais.csv -o $out/contas.csv $out/lotes/502.xml"
run 0 "cut -d , -f 5,14,23-29 $out/contas.csv"
run 0 "guide-match --date 2026-07-20 -a examples/operadora/autorizacoes.csv --requires examples/operadora/requer-autorizacao.csv \\
    --explain 2003 $out/lotes/502.xml"

tell "14. As autorizações em um banco: o mesmo lote, analisado outra vez, recebe a mesma conta, e nada muda."
run 0 "guide-match -d $out/operadora.db --import-auth examples/operadora/autorizacoes.csv"
run 0 "guide-match -q -d $out/operadora.db --date 2026-07-20 -o $out/conta1.csv $out/lotes/502.xml"
run 0 "guide-match -d $out/operadora.db --date 2026-07-20 -o $out/conta2.csv $out/lotes/502.xml"
run 0 "cmp $out/conta1.csv $out/conta2.csv"

tell "15. A clínica confere o demonstrativo com o que cobrou. Da guia 2004 a operadora pagou menos do que foi cobrado, e não há
   glosa que o explique: o status 1 diz que há o que reclamar."
run 0 "demo-render -f xml --header examples/operadora/cabecalho.conf --date 2026-08-05 --time 09:00:00 $out/contas.csv >$out/resposta.xml"
run 1 "guide-match --statement $out/resposta.xml -o $out/conferencia.csv $out/lotes/502.xml"
run 0 "grep ^guia, $out/conferencia.csv | cut -d , -f 4,8-12,14"

if [ "$wrong" -eq 0 ]; then
	tell "Os $steps passos terminaram como deviam. Os arquivos feitos aqui estão em $out."
	exit 0
fi
tell "$wrong de $steps passos não terminaram como deviam."
exit 1
