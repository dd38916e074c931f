#!/bin/sh
# O faturamento do mês, para o cron: das planilhas ao protocolo. tiss-monthly(7) o explica.
#
#	TISS_DB=... PERFIL=... PRESTADOR=... mensal.sh PASTA
#
# PASTA/guias tem as planilhas do mês, *.csv. Pode ser rodado quantas vezes for preciso: nada é feito nem enviado duas vezes.
set -u
umask 077
: "${TISS_DB:?falta o banco}" "${PERFIL:?falta o perfil da operadora}" "${PRESTADOR:?falta o CNPJ, CPF ou código do prestador}"
export TISS_DB
cd "${1:?uso: mensal.sh PASTA}" || exit 2
mkdir -p novos lotes corrigir || exit 2
pior=0

# O status da rotina é o pior dos passos: 4, 2, 3, 1, 0.
nota() { # STATUS
	case $1-$pior in
	0-* | *-4 | [13]-2 | 1-3) ;;
	*) pior=$1 ;;
	esac
}

# Cada planilha vira lotes uma vez só: outra vez teriam outros números. Uma pasta em lotes/ está pronta; em novos/, não.
for planilha in guias/*.csv; do
	nome=$(basename "$planilha" .csv)
	[ ! -e "lotes/$nome" ] || continue
	rm -rf "novos/$nome"
	mkdir "novos/$nome" || exit 2
	lot-build -d "$TISS_DB" --profile "$PERFIL" --origin "$PRESTADOR" --rejects "corrigir/$nome.csv" \
		-o "novos/$nome" "$planilha" >"novos/$nome/lista.csv"
	status=$?
	nota $status
	[ $status -gt 1 ] || mv "novos/$nome" lotes
done

lot-send --profile "$PERFIL" import -r lotes >importados.csv
nota $?
lot-send close --all
nota $?
lot-send --profile "$PERFIL" send --all --yes >enviados.csv
nota $?
lot-send --profile "$PERFIL" status >situacao.csv
nota $?
lot-send list --situation incerto -f csv --no-header >incertos.csv
[ ! -s incertos.csv ] || nota 4
lot-send dump -o banco.dump
nota $?
exit "$pior"
