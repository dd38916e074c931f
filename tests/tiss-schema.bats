#!/usr/bin/env bats
# tiss-schema: each verb on invented tables (tests/fixtures/schema) and on those that ship with the commands.
# The answers are in tests/golden/tiss-schema; TISS_UPDATE=1 writes them anew, to be read before they are kept.
bats_load_library bats-support
bats_load_library bats-assert

setup() {
	ROOT=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
	TISS_BIN=${TISS_BIN:-$ROOT/build/bin}
	GOLDEN=$ROOT/tests/golden/tiss-schema
	export LC_ALL=C.UTF-8 TISS_DATA_DIR=$ROOT/data
	unset XDG_DATA_HOME
	cd "$ROOT/tests/fixtures/schema" || return
}

tiss-schema() {
	"$TISS_BIN/tiss-schema" "$@"
}

# The answer, and standard error, are those of tests/golden/tiss-schema/NAME.
golden() { # STATUS NAME ARGUMENT...
	local status=0 want=$1 name=$2
	shift 2
	tiss-schema "$@" >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" || status=$?
	cat "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/err" >"$BATS_TEST_TMPDIR/all"
	[ -z "${TISS_UPDATE:-}" ] || cp "$BATS_TEST_TMPDIR/all" "$GOLDEN/$name"
	diff -u "$GOLDEN/$name" "$BATS_TEST_TMPDIR/all"
	assert_equal "$status" "$want"
}

# Refused: status 2, nothing on standard output, TEXT on standard error.
refused() { # TEXT ARGUMENT...
	local status=0 text=$1
	shift
	tiss-schema "$@" >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" || status=$?
	assert_equal "$status" 2
	assert_equal "$(cat "$BATS_TEST_TMPDIR/out")" ""
	run cat "$BATS_TEST_TMPDIR/err"
	assert_line --index 0 --partial "tiss-schema: $text"
}

# --- diff

@test "diff: every kind of change" { golden 0 diff.txt diff antes.tab depois.tab; }
@test "diff: the other way round" { golden 0 diff-back.txt diff depois.tab antes.tab; }
@test "diff: as CSV" { golden 0 diff.csv diff -f csv antes.tab depois.tab; }
@test "diff: as CSV for Brazilian Excel" { golden 0 diff-br.csv diff --csv=br antes.tab depois.tab; }
@test "diff: nothing changed" { golden 0 diff-same.txt diff antes.tab antes.tab; }
@test "diff: two versions" { golden 0 diff-versions.txt diff 4.00.00 4.00.01; }
@test "diff: long lists in full" { golden 0 diff-all.txt diff --all 4.00.00 4.00.01; }

@test "diff: pieces without header concatenate" {
	run tiss-schema diff -f csv --no-header antes.tab depois.tab
	assert_success
	refute_line --partial mudanca
}

@test "diff: a file of the same version does not take the version's place" {
	sed 's/Eletiva/Programada/' "$TISS_DATA_DIR/schema/4.03.00.tab" >"$BATS_TEST_TMPDIR/4.03.00.tab"
	run tiss-schema diff "$BATS_TEST_TMPDIR/4.03.00.tab" 4.03.00
	assert_success
	assert_output --partial 'código reescrito: 1, de «Programada» para «Eletiva»'
}

@test "diff: every pair of neighbours is compared, and each with itself is the same" {
	local old='' version
	for version in "$TISS_DATA_DIR"/schema/*.tab; do
		version=$(basename "$version" .tab)
		tiss-schema diff "$version" "$version" | grep -q 'nada mudou'
		[ -z "$old" ] || tiss-schema diff "$old" "$version" | grep -q "mudança"
		old=$version
	done
}

@test "diff: unknown version" { refused 'não há tabela da versão 9.99.99; há estas: 3.02.00' diff 9.99.99 4.03.00; }
@test "diff: missing file" { refused './nada.tab: ' diff antes.tab ./nada.tab; }
@test "diff: one operand" { refused 'o comando é: diff ANTES DEPOIS' diff 4.03.00; }

# --- show

@test "show: an element" { golden 0 show-element.txt show --schema antes.tab guia; }
@test "show: a path, and values" { golden 0 show-values.txt show --schema depois.tab guia/carater guia/cnpj /mensagemTISS; }
@test "show: a type" { golden 0 show-type.txt show --schema antes.tab ct_lote st_texto20 dm_solto; }
@test "show: all levels" { golden 0 show-all.txt show --schema antes.tab --all /mensagemTISS; }
@test "show: two levels" { golden 0 show-depth.txt show --schema antes.tab --depth=2 loteGuias; }
@test "show: groups in groups, foreign names" { golden 0 show-groups.txt show --schema ../xsd/good.tab --all mensagem dm_codigo ct_maior; }
@test "show: a guide of a version" { golden 0 show-guide.txt show -t 4.03.00 guiaSP-SADT; }
@test "show: an ambiguous name" { golden 2 show-ambiguous.txt show -t 4.03.00 dadosBeneficiario; }
@test "show: an ambiguous name beside a good one" { golden 2 show-mixed.txt show --schema antes.tab texto guia/valor; }
@test "show: a wrong path" { golden 2 show-wrong-path.txt show -t 4.03.00 guiaConsulta/valorTotal; }
@test "show: a misspelt name" { refused 'caraterAtendimeto: não há elemento nem tipo com este nome na versão 4.03.00; parecidos: caraterAtendimento, dm_caraterAtendimento' show -t 4.03.00 caraterAtendimeto; }
@test "show: a name like no other" { refused 'zzzzzzzzzz: não há elemento nem tipo com este nome na versão 4.03.00' show -t 4.03.00 zzzzzzzzzz; }
@test "show: empty names" {
	refused ': não há elemento' show ''
	refused '/: não há elemento' show /
	refused '//: não há elemento' show //
}

@test "show: the newest version when none is asked for" {
	run tiss-schema show dm_simNao
	assert_success
	assert_line --index 0 'dm_simNao (tipo, TISS 4.03.00)'
}

@test "show: every element of every version can be asked for by its short name" {
	skip_unless_all
	local version
	for version in 3.02.00 4.03.00; do
		awk '($1 == "simple" || $1 == "complex") && $2 !~ "/" { print $2 }' "$TISS_DATA_DIR/schema/$version.tab" |
			xargs "$TISS_BIN/tiss-schema" show -t "$version" --all >"$BATS_TEST_TMPDIR/types"
		sed -n '/^  Usado em/,/^  [VC]/{ /^  Usado em\|^      /s/^.............\([^ ]*\)$/\1/p; }' \
			"$BATS_TEST_TMPDIR/types" | sort -u >"$BATS_TEST_TMPDIR/names"
		[ -s "$BATS_TEST_TMPDIR/names" ]
		xargs "$TISS_BIN/tiss-schema" show -t "$version" <"$BATS_TEST_TMPDIR/names" >"$BATS_TEST_TMPDIR/shown"
	done
}

# Slow under valgrind.
skip_unless_all() {
	case $TISS_BIN in */valgrind/*) skip "too slow under valgrind" ;; esac
}

@test "show: control characters of a table do not reach the terminal" {
	printf 's/Eletiva/Ele\033[31mtiva/\n' >"$BATS_TEST_TMPDIR/script"
	sed -f "$BATS_TEST_TMPDIR/script" antes.tab >"$BATS_TEST_TMPDIR/t.tab"
	run tiss-schema show --schema "$BATS_TEST_TMPDIR/t.tab" dm_carater
	assert_success
	assert_output --partial 'Ele␛[31mtiva'
}

@test "show: unknown version" { refused 'não há tabela da versão 9.9; há estas: ' show -t 9.9 guia; }
@test "show: version and table together" { refused "as opções '--tiss' e '--schema'" show -t 4.03.00 --schema antes.tab guia; }
@test "show: no name" { refused 'o comando é: show NOME...' show; }
@test "show: a depth that is none" { refused "opção '--depth'" show --depth=0 guia; }
@test "show: an option of another verb" { refused "a opção '--format' não vale para o comando 'show'" show -f csv guia; }

# --- list

@test "list: CSV" {
	run tiss-schema list -f csv
	assert_success
	assert_line --index 0 versao,maisNova,padrao,tabela
	assert_line "4.00.01,nao,\"4.00.00, 4.00.01\",$TISS_DATA_DIR/schema/4.00.01.tab"
	assert_line "4.03.00,sim,\"4.00.00, 4.00.01, 4.01.00, 4.02.00, 4.03.00\",$TISS_DATA_DIR/schema/4.03.00.tab"
}

@test "list: text" {
	run tiss-schema list
	assert_success
	assert_line "3.02.00    3.02.00                                      $TISS_DATA_DIR/schema/3.02.00.tab"
	assert_line "4.03.00 *  4.00.00, 4.00.01, 4.01.00, 4.02.00, 4.03.00  $TISS_DATA_DIR/schema/4.03.00.tab"
}

@test "list: a user's table goes before the one that ships" {
	unset TISS_DATA_DIR
	mkdir -p "$BATS_TEST_TMPDIR/tissutils/schema"
	cp antes.tab "$BATS_TEST_TMPDIR/tissutils/schema/9.01.00.tab"
	XDG_DATA_HOME=$BATS_TEST_TMPDIR run tiss-schema list -f csv
	assert_success
	assert_line "9.01.00,sim,9.01.00,$BATS_TEST_TMPDIR/tissutils/schema/9.01.00.tab"
}

@test "list: a table that cannot be read is named, the others are listed" {
	mkdir "$BATS_TEST_TMPDIR/schema"
	cp antes.tab "$BATS_TEST_TMPDIR/schema/9.01.00.tab"
	echo lixo >"$BATS_TEST_TMPDIR/schema/9.02.00.tab"
	TISS_DATA_DIR=$BATS_TEST_TMPDIR run tiss-schema list
	assert_failure 2
	assert_line --partial 'schema/9.02.00.tab:1: tabela de esquema inválida'
	assert_line --partial '9.01.00'
}

@test "list: no tables" { TISS_DATA_DIR=/nonexistent refused 'não há tabelas de esquema' list; }

# --- tables that are no tables

@test "table: of a newer format" {
	sed '1s/1/2/' antes.tab >"$BATS_TEST_TMPDIR/t.tab"
	refused "$BATS_TEST_TMPDIR/t.tab:1: tabela de esquema inválida: formato de tabela mais novo" show --schema "$BATS_TEST_TMPDIR/t.tab" guia
}

@test "table: truncated" {
	head -n 30 antes.tab >"$BATS_TEST_TMPDIR/t.tab"
	refused "$BATS_TEST_TMPDIR/t.tab:8: tabela de esquema inválida: o tipo " show --schema "$BATS_TEST_TMPDIR/t.tab" guia
}

@test "table: a value that derives from what has elements" {
	printf 'tiss-schema\t1\nversion\t1.00.00\nnamespace\tans\turn:x\nroot\tr\tv\ncomplex\tc\nsimple\tv\tc\n' >"$BATS_TEST_TMPDIR/t.tab"
	refused "$BATS_TEST_TMPDIR/t.tab:6: tabela de esquema inválida: v, que tem só um valor, não pode derivar de c" show --schema "$BATS_TEST_TMPDIR/t.tab" r
}

@test "table: empty" {
	: >"$BATS_TEST_TMPDIR/t.tab"
	refused "$BATS_TEST_TMPDIR/t.tab:" diff "$BATS_TEST_TMPDIR/t.tab" antes.tab
}

@test "table: cut at any line it is refused or read, and nothing breaks" {
	skip_unless_all
	local lines n status
	lines=$(wc -l <antes.tab)
	for ((n = 0; n < lines; n++)); do
		head -n "$n" antes.tab >"$BATS_TEST_TMPDIR/t.tab"
		status=0
		tiss-schema diff "$BATS_TEST_TMPDIR/t.tab" depois.tab >/dev/null 2>&1 || status=$?
		[ "$status" -eq 0 ] || [ "$status" -eq 2 ]
	done
}

# --- import

@test "import: an invented folder" {
	run tiss-schema import -v -o "$BATS_TEST_TMPDIR/t.tab" ../xsd/good
	assert_success
	assert_output 'tiss-schema: ../xsd/good: tabela com 19 tipos, conferida'
	cmp "$BATS_TEST_TMPDIR/t.tab" ../xsd/good.tab
}

@test "import: missing folder" { refused '/nonexistent: ' import /nonexistent; }
@test "import: folder without XSDs" { refused "$BATS_TEST_TMPDIR: falta o arquivo tissV" import "$BATS_TEST_TMPDIR"; }
@test "import: no folder" { refused 'o comando é: import DIRETÓRIO' import; }
@test "import: a file for a folder" { refused 'antes.tab: ' import antes.tab; }

@test "import: output that cannot be written" {
	refused '/nonexistent/t.tab: ' import -o /nonexistent/t.tab ../xsd/good
}

@test "import: a failed import leaves the old table" {
	echo antiga >"$BATS_TEST_TMPDIR/t.tab"
	run tiss-schema import -o "$BATS_TEST_TMPDIR/t.tab" /nonexistent
	assert_failure 2
	assert_equal "$(cat "$BATS_TEST_TMPDIR/t.tab")" antiga
}

@test "import: a table that could not be used is not written" {
	cp ../xsd/good/*.xsd "$BATS_TEST_TMPDIR"
	sed -i 's/[[]A-Z[]][^"]*/[A-/' "$BATS_TEST_TMPDIR"/tissTipos*.xsd
	grep -q '"\[A-"' "$BATS_TEST_TMPDIR"/tissTipos*.xsd || skip "the fixture has no such pattern"
	refused "$BATS_TEST_TMPDIR: a tabela que sairia daqui não serve: " import "$BATS_TEST_TMPDIR"
}

@test "import: no temporary file is left" {
	mkdir "$BATS_TEST_TMPDIR/tmp"
	TMPDIR=$BATS_TEST_TMPDIR/tmp tiss-schema import ../xsd/good >/dev/null
	assert_equal "$(ls "$BATS_TEST_TMPDIR/tmp")" ""
}

@test "import: ANS's folders give the tables that ship, byte for byte" {
	[ -n "${TISS_ANS_DIR:-}" ] || skip "TISS_ANS_DIR is not set"
	local table version
	for table in "$ROOT"/data/schema/*.tab; do
		version=$(basename "$table" .tab)
		tiss-schema import -o "$BATS_TEST_TMPDIR/t.tab" "$TISS_ANS_DIR/xsd/$version"
		cmp "$BATS_TEST_TMPDIR/t.tab" "$table"
	done
}

# --- the contracts of every command

@test "a full disk is an error, in every verb" {
	local verb
	for verb in "list" "show guiaConsulta" "diff 4.02.00 4.03.00" "import ../xsd/good"; do
		# shellcheck disable=SC2086 # the verb and its operands
		run bash -c "'$TISS_BIN/tiss-schema' $verb >/dev/full"
		assert_failure 2
		assert_output --partial 'tiss-schema: saída padrão: '
	done
}

@test "a closed pipe is an error" {
	run bash -c "{ '$TISS_BIN/tiss-schema' show --all /mensagemTISS; echo \$? >&2; } | :"
	assert_line 2
}

@test "the same bytes every time" {
	tiss-schema diff 3.05.00 4.03.00 >"$BATS_TEST_TMPDIR/1"
	tiss-schema diff 3.05.00 4.03.00 | cmp - "$BATS_TEST_TMPDIR/1"
}

@test "no verb, an unknown verb, --help, --version" {
	refused 'falta o comando; os comandos são: import, list, show, diff'
	refused "comando 'mostra' desconhecido" mostra
	run tiss-schema --help
	assert_success
	assert_line --index 0 --partial 'tiss-schema import'
	run tiss-schema --version
	assert_success
	assert_output --regexp '^tiss-schema \(tissutils\) '
}
