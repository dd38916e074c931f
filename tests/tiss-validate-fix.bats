# tiss-validate --fix and --set: options and contracts. What is corrected in messages: tests/tiss-validate-fix-golden.bats;
# properties over invented lots: tests/fix_property.py.
load helper

CASES=$ROOT/tests/golden/fix

setup() {
	mkdir "$BATS_TEST_TMPDIR/work" && cd "$BATS_TEST_TMPDIR/work" || return
	cp "$CLEAN" clean.xml
	cp "$CASES/item-total.xml" wrong.xml
	cp "$CASES/item-total.fixed" right.xml
}

# --- properties

@test "over lots of every guide type, spoilt at random, --fix restores what was and touches nothing else" {
	"${CC:-cc}" -std=c11 -O2 -o gen-lot "$ROOT/bench/gen-lot.c" -lmd
	run python3 "$ROOT/tests/fix_property.py" "$TISS_BIN/tiss-validate" ./gen-lot .
	assert_success
	assert_output ""
}

# --- usage

@test "wrong usage is status 2, a message that says what, and nothing on standard output" {
	while IFS='|' read -r args message; do
		# shellcheck disable=SC2086 # several words
		run_split tiss-validate $args wrong.xml
		assert_equal "$status" 2
		assert_output ""
		assert_errors_contain "$message"
	done <<'END'
--dry-run|--fix
--in-place|--fix
--yes|--fix
--fix --yes|--in-place
--fix --pass|não podem ser usadas juntas
--fix clean.xml|--in-place
--fix --files-from wrong.xml|--in-place
--fix --in-place -|entrada padrão
--fix --in-place=|sufixo
--fix --in-place=a/b|sufixo
--set numeroLote|CAMINHO=VALOR
--set =1|CAMINHO=VALOR
--set a//b=1|nome vazio
--set a/=1|nome vazio
--set a[0]=1|índice
--set a[x]=1|índice
--set a[1]x=1|índice
--set a[99999999999]=1|índice
--set a/@b=1|atributos
END
}

@test "--set: a value must be UTF-8 and characters that XML has" {
	run_split tiss-validate --set $'numeroLote=\xe9' wrong.xml
	assert_equal "$status" 2
	assert_errors_contain "UTF-8"
	run_split tiss-validate --set $'numeroLote=a\x01' wrong.xml
	assert_equal "$status" 2
	assert_errors_contain "U+0001"
}

# --- output

@test "the corrected message on standard output, what changed on standard error" {
	run_split tiss-validate --fix wrong.xml
	assert_success
	assert_errors_contain "wrong.xml:80:31: info: valorTotal corrigido de 999.99 para 11.24 [fix.total]"
	assert_errors_contain "guia 1001, item 1, /mensagemTISS/"
	assert_errors_contain "wrong.xml: 1 correção"
	tiss-validate -q --fix wrong.xml | cmp - right.xml
}

@test "a clean message comes out as it went in" {
	tiss-validate --fix clean.xml 2>err | cmp - clean.xml
	grep -q "clean.xml: nada a corrigir" err
}

@test "standard input, from a file, from a file read in part, and from a pipe" {
	tiss-validate -q --fix <wrong.xml | cmp - right.xml
	{ printf 'xx' && cat wrong.xml; } >longer
	{ dd bs=2 count=1 status=none of=/dev/null && tiss-validate -q --fix -; } <longer | cmp - right.xml
	# shellcheck disable=SC2002 # a pipe is what is tested
	cat wrong.xml | TMPDIR=$PWD tiss-validate -q --fix | cmp - right.xml
	run ls -A
	refute_output --partial ".tiss-"
}

@test "-o writes the whole file or nothing, also over the input" {
	run tiss-validate -q --fix -o out.xml wrong.xml
	assert_success
	cmp out.xml right.xml
	run tiss-validate -q --fix -o wrong.xml wrong.xml
	assert_success
	cmp wrong.xml right.xml
}

@test "changes as CSV and as JSON lines" {
	tiss-validate --fix -f csv wrong.xml 2>err >/dev/null
	run grep fix err
	assert_output --regexp '^wrong.xml,80,31,/mensagemTISS/.*/valorTotal,1001,1,info,fix.total,,valorTotal corrigido de 999.99 para 11.24,11.24,999.99,,nao$'
	tiss-validate --fix -f jsonl wrong.xml 2>err >/dev/null
	run grep fix err
	assert_output --partial '"codigo":"fix.total"'
	assert_output --partial '"detalhe":"11.24","valor":"999.99"'
}

@test "-s and --max-findings do not hide changes; -q hides all" {
	tiss-validate --fix -s erro --max-findings 1 "$CASES/set-invalid.xml" --set numeroLote=2 2>err >/dev/null
	run grep -cE "\[fix[.]" err
	assert_output 2
	run_split tiss-validate -q --fix --dry-run -o out wrong.xml
	assert_success
	assert_output ""
	assert_equal "$errors" ""
}

@test "what cannot be corrected stays a finding, and the status is 1" {
	run_split tiss-validate --fix -o out.xml "$CASES/odonto.xml"
	assert_equal "$status" 1
	assert_errors_contain "guide.total"
	[ -e out.xml ]
}

@test "names of persons are not listed" {
	run_split tiss-validate --fix --set "nomeContratadoSolicitante=Fulana de Tal" -o out.xml wrong.xml
	assert_success
	assert_errors_contain "nomeContratadoSolicitante trocado de"
	[[ $errors != *Fulana* && $errors != *Hospital* && $errors == *"(nome omitido)"* ]]
	grep -q "Fulana de Tal" out.xml
}

# --- what is refused

@test "malformed XML: findings, status 1, nothing written" {
	head -c 2000 wrong.xml >cut.xml
	run_split tiss-validate --fix -o out.xml cut.xml
	assert_equal "$status" 1
	assert_errors_contain "xml.malformed"
	assert_errors_contain "nada foi corrigido"
	[ ! -e out.xml ]
	run_split tiss-validate --fix cut.xml
	assert_equal "$status" 1
	assert_output ""
}

@test "a signed message: refused, nothing written" {
	for tag in ds:Signature assinaturaDigital ans:assinaturaDigitalGuia; do
		sed "s|</ans:mensagemTISS>|<$tag xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/>&|" wrong.xml >signed.xml
		run_split tiss-validate --fix -o out.xml signed.xml
		assert_equal "$status" 2
		assert_errors_contain "assinatura digital"
		[ ! -e out.xml ]
	done
}

@test "a compressed file: refused" {
	gzip -k wrong.xml
	run_split tiss-validate --fix -o out.xml wrong.xml.gz
	assert_equal "$status" 2
	assert_errors_contain "descompacte"
	[ ! -e out.xml ]
}

@test "a file that cannot be read" {
	run_split tiss-validate --fix missing.xml
	assert_equal "$status" 2
	assert_errors_contain "missing.xml: arquivo não encontrado"
	run_split tiss-validate --fix .
	assert_equal "$status" 2
	assert_errors_contain "diretório"
}

@test "output that cannot be written" {
	[ -e /dev/full ] || skip "no /dev/full"
	run tiss-validate -q --fix -o /dev/full wrong.xml
	assert_equal "$status" 2
	assert_output --partial "disco cheio"
}

# --- --set

@test "--set: indexes only where they are needed, and paths may be the end of one" {
	for path in numeroLote loteGuias/numeroLote /mensagemTISS/prestadorParaOperadora/loteGuias/numeroLote 'guiaSP-SADT/dadosAtendimento/indicacaoAcidente'; do
		run_split tiss-validate --set "$path=2" wrong.xml
		assert_success
		assert_output --partial "${path##*/}>2</ans:"
		assert_errors_contain "[fix.set]"
	done
}

@test "--set on nothing, on many, on a group: an error with candidates, nothing written" {
	run_split tiss-validate --set /mensagemTISS/numeroLote=2 wrong.xml
	assert_equal "$status" 2
	assert_output ""
	assert_errors_contain "nenhum elemento tem o caminho /mensagemTISS/numeroLote; com esse nome há /mensagemTISS/prestadorParaOperadora/loteGuias/numeroLote"
	run_split tiss-validate --set semNada=2 wrong.xml
	assert_equal "$status" 2
	assert_errors_contain "nenhum elemento tem o caminho semNada"
	run_split tiss-validate --set valorUnitario=2 wrong.xml
	assert_equal "$status" 2
	assert_errors_contain "3 elementos têm o caminho valorUnitario"
	assert_errors_contain "procedimentoExecutado[2]/valorUnitario"
	run_split tiss-validate --set loteGuias=2 wrong.xml
	assert_equal "$status" 2
	assert_errors_contain "tem outros elementos dentro"
	run_split tiss-validate --set numeroLote=2 --set loteGuias/numeroLote=3 wrong.xml
	assert_equal "$status" 2
	assert_errors_contain "foi dado duas vezes"
}

@test "--set comes first: totals and hash follow from it" {
	run_split tiss-validate --set 'procedimentoExecutado[3]/quantidadeExecutada=10' wrong.xml -o out.xml
	assert_success
	assert_errors_contain "[fix.total]"
	run tiss-validate -q out.xml
	assert_success
}

@test "--set to what is there changes nothing; to a total, --fix has the last word" {
	tiss-validate -q --set numeroLote=1 right.xml | cmp - right.xml
	tiss-validate -q --set 'procedimentoExecutado[1]/valorTotal=1.00' right.xml | cmp - right.xml
	tiss-validate -q --set epilogo/hash=0 right.xml | cmp - right.xml
}

@test "--set: markup is escaped, what the encoding lacks becomes a reference" {
	run tiss-validate -q --set 'observacao=1 < 2 & ção –' wrong.xml -o out.xml
	LC_ALL=C grep -qa $'<ans:observacao>1 &lt; 2 &amp; \xe7\xe3o &#x2013;</ans:observacao>' out.xml
}

# --- --dry-run

@test "--dry-run: a diff that patch applies; the file stays" {
	cp wrong.xml before.xml
	run_split tiss-validate --fix --dry-run wrong.xml
	assert_success
	assert_line --index 0 "--- wrong.xml"
	assert_line "-              <ans:valorTotal>999.99</ans:valorTotal>"
	assert_line "+              <ans:valorTotal>11.24</ans:valorTotal>"
	assert_errors_contain "1 correção"
	cmp wrong.xml before.xml
	tiss-validate -q --fix --dry-run wrong.xml | patch -s
	cmp wrong.xml right.xml
}

@test "--dry-run: nothing to correct is no diff; names with spaces; no line end at the end; one line" {
	run_split tiss-validate -q --fix --dry-run clean.xml
	assert_output ""
	tr -d '\n' <wrong.xml >'one line.xml'
	tiss-validate -q --fix 'one line.xml' >fixed.xml
	tiss-validate -q --fix --dry-run 'one line.xml' | patch -s
	cmp 'one line.xml' fixed.xml
}

# --- --in-place

@test "--in-place: several files; the originals are kept, those that were right are not touched" {
	touch -d 2020-01-01 clean.xml
	chmod 640 wrong.xml
	cp -p wrong.xml before.xml
	run_split tiss-validate --fix --in-place wrong.xml clean.xml
	assert_success
	assert_output --partial "fix.total"
	cmp wrong.xml right.xml
	cmp wrong.xml.orig before.xml
	assert_equal "$(stat -c %a wrong.xml)" 640
	[ ! -e clean.xml.orig ]
	assert_equal "$(date -r clean.xml +%Y)" 2020
}

@test "--in-place: a backup is not overwritten without --yes" {
	echo older >wrong.xml.bak
	cp wrong.xml before.xml
	run_split tiss-validate --fix --in-place=.bak wrong.xml
	assert_equal "$status" 2
	assert_errors_contain "wrong.xml.bak: a cópia anterior já existe"
	refute_output --partial "fix.total"
	cmp wrong.xml before.xml
	run tiss-validate -q --fix --in-place=.bak --yes wrong.xml
	assert_success
	cmp wrong.xml right.xml
	cmp wrong.xml.bak before.xml
	run ls -A
	refute_output --regexp '(\.tiss-|bak\.)'
}

@test "--in-place: a symbolic link stays one" {
	mkdir there
	mv wrong.xml there
	ln -s there/wrong.xml wrong.xml
	run tiss-validate -q --fix --in-place wrong.xml
	assert_success
	[ -L wrong.xml ]
	cmp wrong.xml right.xml
	[ -e there/wrong.xml.orig ]
}

@test "--in-place: what is refused stays as it is, the others are corrected" {
	head -c 2000 wrong.xml >cut.xml
	run tiss-validate -q --fix --in-place cut.xml missing.xml wrong.xml
	assert_equal "$status" 2
	[ ! -e cut.xml.orig ]
	cmp wrong.xml right.xml
}

@test "--in-place --dry-run: the difference of all, and no file changes" {
	cp wrong.xml before.xml
	cp wrong.xml other.xml
	tiss-validate -q --fix --in-place --dry-run wrong.xml clean.xml other.xml >all.diff
	cmp wrong.xml before.xml
	[ ! -e wrong.xml.orig ]
	patch -s -p0 <all.diff
	cmp wrong.xml right.xml
	cmp other.xml right.xml
}
