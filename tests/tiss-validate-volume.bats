# tiss-validate: many files, archives, directories, several processes, --summary.
load helper

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	mkdir many
	local n=0 file golden=$BATS_TEST_DIRNAME/golden/tiss-validate
	for file in "$golden"/*.xml; do
		n=$((n + 1))
		[ $n -le 56 ] || break
		cp "$file" "many/$(printf %03d $n)-$(basename "$file")"
	done
	gzip -c "$golden/several.xml" >many/010-packed.xml.gz
	(cd "$golden" && python3 -m zipfile -c "$BATS_FILE_TMPDIR/many/020-packed.zip" several.xml clean-consulta.xml enum.xml)
	head -c 300 many/020-packed.zip >many/030-cut.zip
	ln -s nothing many/040-missing.xml
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	cp "$CLEAN" clean.xml
	cp "$DIRTY" dirty.xml
}

# A zip made of entries "NAME=FILE".
make_zip() { # ZIP NAME=FILE...
	python3 - "$@" <<'END'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as z:
    for one in sys.argv[2:]:
        name, _, file = one.partition("=")
        z.writestr(zipfile.ZipInfo(name), open(file, "rb").read() if file else b"", zipfile.ZIP_DEFLATED)
END
}

# --- several processes

same_for_all_jobs() { # ARGUMENT...
	local jobs status expected
	expected=0
	tiss-validate "$@" >one.out 2>one.err || expected=$?
	for jobs in 1 2 4 0; do
		status=0
		tiss-validate -j "$jobs" "$@" >more.out 2>more.err || status=$?
		assert_equal "$status" "$expected"
		diff one.out more.out
		diff one.err more.err
	done
	echo "$expected"
}

@test "the output is the same whatever the number of processes, in every format" {
	local files=("$BATS_FILE_TMPDIR"/many/*)
	[ "${#files[@]}" -eq 60 ]
	for arguments in "" "-f csv" "-f jsonl -v" "--csv=br" "-s aviso --max-findings 1" "--summary" "-q --summary" "--summary=csv" \
		"--summary=csv-codes" "-q" "--only hash"; do
		# shellcheck disable=SC2086 # several words
		assert_equal "$(same_for_all_jobs $arguments "${files[@]}")" 2
	done
}

@test "-j with --files-from, -r and -o gives the same too" {
	ls -d "$BATS_FILE_TMPDIR"/many/* >list
	same_for_all_jobs -v --files-from list
	same_for_all_jobs -v -r "$BATS_FILE_TMPDIR/many" clean.xml missing.xml "$BATS_FILE_TMPDIR/nothing"
	tiss-validate -r -f csv -o one.csv "$BATS_FILE_TMPDIR/many" 2>/dev/null || true
	tiss-validate -j 3 -r -f csv -o three.csv "$BATS_FILE_TMPDIR/many" 2>/dev/null || true
	cmp one.csv three.csv
	cat list | tiss-validate -j 2 -f csv --files-from - 2>/dev/null | cmp one.csv -
}

@test "a result larger than what is held in memory waits in its file, and nothing of it is left" {
	python3 - "$DIRTY" <<'END'
import sys
text = open(sys.argv[1], "rb").read()
start = text.index(b"<ans:procedimentoExecutado>")
end = text.index(b"</ans:procedimentosExecutados>")
open("large.xml", "wb").write(text[:start] + text[start:end] * 6000 + text[end:])
END
	mkfifo slow
	mkdir temporary
	(sleep 0.5; cat dirty.xml >slow) &
	TMPDIR=$PWD/temporary tiss-validate -j 2 -f csv slow large.xml large.xml >two.csv 2>two.err || true
	wait
	cp dirty.xml plain
	tiss-validate -f csv plain large.xml large.xml 2>one.err | sed 's/^plain,/slow,/' >one.csv || true
	[ "$(wc -c <one.csv)" -gt 1000000 ]
	cmp one.csv two.csv
	cmp one.err two.err
	assert_equal "$(ls temporary)" ""
}

@test "workers that are killed: the file at work is named, the others go on, status 2" {
	mkfifo stuck
	{ echo clean.xml; echo stuck; for i in {1..100}; do echo clean.xml; done; echo dirty.xml; } >list
	"$TISS_BIN/tiss-validate" -j 2 -f csv --files-from list >out 2>err 3>&- &
	local parent=$! status=0
	sleep 1 # one worker waits for somebody to write to the pipe, the other has done all that may be held back
	pkill -9 -P $parent
	wait $parent || status=$?
	assert_equal "$status" 2
	grep -q "^tiss-validate: stuck: .*sinal 9" err
	assert_equal "$(grep -c ',schema.date,' out)" 1
	grep -q "arquivos (1 com erros)" err
}

@test "a reader that has enough ends the work early" {
	for i in {1..400}; do echo dirty.xml; done >list
	local status=0
	{ tiss-validate -j 2 --files-from list 2>err || echo $? >status; } | head -n 1 >first
	assert_equal "$(cat status)" 2
	grep -q "quem lia a saída encerrou" err
}

@test "-j takes 0 to 256; standard input works among several files" {
	for n in -1 257 x; do
		run tiss-validate -j $n clean.xml
		assert_equal "$status" 2
	done
	same_for_all_jobs -f csv clean.xml - dirty.xml <dirty.xml || true
	run_split tiss-validate -j 2 -f csv - - clean.xml <dirty.xml
	assert_equal "$(count_of bytes.empty)" 1
	assert_equal "$(count_of schema.date)" 1
}

# --- archives

@test "a gzip is judged as what it holds, whatever it is called, from a file and from a pipe" {
	gzip -c dirty.xml >packed.xml
	tiss-validate -f csv dirty.xml >plain.csv 2>/dev/null || true
	tiss-validate -f csv packed.xml 2>/dev/null | sed 's/^packed.xml,/dirty.xml,/' | cmp plain.csv -
	cat packed.xml | tiss-validate -f csv 2>/dev/null | sed 's/^(entrada padrão),/dirty.xml,/' | cmp plain.csv -
	printf '%%PDF-1.4 not XML' | gzip >a.gz
	run_split tiss-validate a.gz
	assert_output --partial "parece um PDF"
	gzip -c </dev/null >nothing.gz
	run_split tiss-validate -f csv nothing.gz
	assert_equal "$(count_of bytes.empty)" 1
	cat packed.xml packed.xml >two.gz
	run_split tiss-validate -f csv two.gz
	assert_equal "$(count_of xml.malformed)" 1
}

@test "a zip is as many inputs as it has entries, from a file and from a pipe" {
	make_zip lote.zip b/dirty.xml=dirty.xml dir/= __MACOSX/._x=clean.xml .DS_Store=clean.xml b/Thumbs.db=clean.xml a.xml=clean.xml
	run_split tiss-validate -v lote.zip
	assert_equal "$status" 1
	assert_line --partial "lote.zip:b/dirty.xml:36:13: erro:"
	assert_errors_contain "lote.zip:a.xml: 1 guia"
	assert_errors_contain "2 arquivos (1 com erros)"
	tiss-validate -f csv lote.zip 2>/dev/null | sed 's/^lote.zip:/(entrada padrão):/' >file.csv || true
	cat lote.zip | tiss-validate -f csv 2>/dev/null | cmp file.csv -
	tiss-validate -f csv <lote.zip 2>/dev/null | cmp file.csv -
	(read -r -n 1 _; tiss-validate -f csv 2>&1) <lote.zip | grep -q erro
	make_zip one.zip a.xml=clean.xml
	run_split tiss-validate one.zip
	assert_success
	assert_errors_contain "one.zip:a.xml: 1 guia"
}

@test "names in a zip: absolute, upwards, accented, hostile; nothing is written anywhere" {
	make_zip names.zip /etc/abs.xml=clean.xml ../../up.xml=clean.xml ação.xml=clean.xml $'esc\e[31m\n.xml=clean.xml'
	run_split tiss-validate -v names.zip
	assert_success
	assert_errors_contain "names.zip:/etc/abs.xml: 1 guia"
	assert_errors_contain "names.zip:../../up.xml: 1 guia"
	assert_errors_contain "names.zip:ação.xml: 1 guia"
	assert_errors_contain "names.zip:esc␛[31m␊.xml: 1 guia"
	assert_equal "$(find . ../.. /etc -maxdepth 1 -name '*.xml' | sort | tr '\n' ' ')" "./clean.xml ./dirty.xml "
}

@test "an office document is none of our archives" {
	make_zip sheet.xlsx '[Content_Types].xml=clean.xml' xl/workbook.xml=clean.xml
	run_split tiss-validate sheet.xlsx
	assert_equal "$status" 1
	assert_output --partial "XLSX"
}

@test "bombs are a finding: by size, by ratio, from a zip, a gzip and a pipe, and quickly" {
	head -c 60000000 /dev/zero | tr '\0' ' ' >spaces
	{ printf '<a>'; cat spaces; printf '</a>'; } >large
	gzip -c large >large.gz
	make_zip large.zip a.xml=large b.xml=clean.xml
	for file in large.gz large.zip; do
		run_split tiss-validate -f csv $file
		assert_equal "$status" 1
		assert_equal "$(count_of bytes.archive-bomb)" 1
		assert_output --partial "mais de 250 vezes"
		cat $file >pipe.in
		run_split tiss-validate -f csv - <pipe.in
		assert_equal "$(count_of bytes.archive-bomb)" 1
	done
	gzip -c dirty.xml >small.gz
	make_zip small.zip a.xml=dirty.xml b.xml=clean.xml
	for file in small.gz small.zip; do
		run_split tiss-validate -f csv --max-unpacked 1K $file
		assert_equal "$(count_of bytes.archive-bomb)" 1
		assert_output --partial "mais de 1 KiB"
		run_split tiss-validate -f csv --max-unpacked 1m $file
		assert_equal "$(count_of bytes.archive-bomb)" 0
		assert_equal "$(count_of schema.date)" 1
	done
	for size in 0 -1 x 1T 1KB 99999999999999999999 99999999999999G ''; do
		run_split tiss-validate --max-unpacked "$size" clean.xml
		assert_equal "$status" 2
		assert_errors_contain "max-unpacked"
	done
}

@test "an archive in an archive is refused, and the entries beside it are judged" {
	gzip -c clean.xml >in.gz
	make_zip in.zip a.xml=clean.xml
	tar cf in.tar clean.xml
	gzip -c in.gz >double.gz
	gzip -c in.zip >zip.gz
	gzip -c in.tar >in.tgz
	for file in double.gz zip.gz in.tgz; do
		run_split tiss-validate -f csv $file
		assert_equal "$(count_of bytes.archive-nested)" 1
		assert_equal "${#lines[@]}" 2
	done
	make_zip out.zip in.zip=in.zip b.gz=in.gz dirty.xml=dirty.xml
	run_split tiss-validate -f csv out.zip
	assert_equal "$(count_of bytes.archive-nested)" 2
	assert_equal "$(count_of schema.date)" 1
}

@test "a zip of more than 10,000 entries is refused whole; one of 10,000 is read" {
	python3 - <<'END'
import zipfile
for n in 10000, 10001:
    with zipfile.ZipFile("%d.zip" % n, "w") as z:
        for i in range(n):
            z.writestr("%05d.xml" % i, "")
END
	run_split tiss-validate -f csv 10001.zip
	assert_equal "$status" 1
	assert_equal "${#lines[@]}" 2
	assert_equal "$(count_of bytes.archive-entries)" 1
	assert_equal "$(tiss-validate -f csv 10000.zip 2>/dev/null | grep -c bytes.empty)" 10000
}

@test "broken archives are findings with clear words" {
	make_zip good.zip a.xml=dirty.xml b.xml=clean.xml
	gzip -c dirty.xml >good.gz
	local n size
	for file in good.zip good.gz; do
		size=$(wc -c <$file)
		for n in 4 20 $((size / 2)) $((size - 9)) $((size - 1)); do
			head -c "$n" $file >cut
			run_split tiss-validate -f csv cut
			assert_equal "$status" 1
			assert_equal "$(count_of bytes.archive-broken)" 1
			run_split tiss-validate -f csv - <cut
			assert_equal "$(count_of bytes.archive-broken)" 1
		done
	done
	printf '\037\213garbage' >bad.gz
	printf 'PK\003\004garbage' >bad.zip
	printf 'PK\005\006\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0' >empty.zip
	make_zip junk.zip dir/= .DS_Store=clean.xml
	run_split tiss-validate -f csv bad.gz bad.zip empty.zip junk.zip
	assert_equal "$(count_of bytes.archive-broken)" 2
	assert_equal "$(count_of bytes.archive-empty)" 2
}

@test "a bad checksum in a zip is told, and a password" {
	make_zip sum.zip a.xml=clean.xml b.xml=dirty.xml
	python3 - <<'END'
data = bytearray(open("sum.zip", "rb").read())
central = data.index(b"PK\x01\x02")
data[14] ^= 0xFF
data[central + 16] ^= 0xFF
open("sum.zip", "wb").write(data)
data[14] ^= 0xFF
data[central + 16] ^= 0xFF
data[6] |= 1
data[central + 8] |= 1
open("secret.zip", "wb").write(data)
END
	run_split tiss-validate -f csv sum.zip
	assert_equal "$(count_of bytes.archive-broken)" 1
	assert_equal "$(count_of schema.date)" 1
	run_split tiss-validate -f csv secret.zip
	assert_equal "$(count_of bytes.archive-encrypted)" 1
	assert_equal "$(count_of schema.date)" 1
}

@test "--pass hands out the message of an archive that has one, and nothing of one that has two" {
	gzip -c clean.xml >clean.xml.gz
	tiss-validate --pass clean.xml.gz | cmp clean.xml -
	make_zip one.zip a.xml=clean.xml
	tiss-validate --pass one.zip | cmp clean.xml -
	make_zip two.zip a.xml=clean.xml b.xml=clean.xml
	run_split tiss-validate --pass two.zip
	assert_equal "$status" 2
	assert_output ""
	assert_errors_contain "mais de uma mensagem"
}

# --- directories

@test "-r takes *.xml, *.gz and *.zip in the order of their names; loops are harmless" {
	mkdir -p d/a d/z d/a.d
	for file in d/b.XML d/a/1.xml d/a.d/1.xml d/a-1.xml d/z/9.Xml; do
		cp dirty.xml $file
	done
	gzip -c dirty.xml >d/c.GZ
	make_zip d/m.Zip x.xml=dirty.xml
	cp dirty.xml d/leia.txt
	ln -s .. d/z/up
	ln -s "$PWD/d" d/self
	ln -s ../clean.xml d/link.xml
	mkfifo d/pipe.xml
	tiss-validate -r -v d 2>err >/dev/null || true
	sed -n 's/^\(d[^ ]*\): [0-9].*/\1/p' err >names
	printf '%s\n' d/a-1.xml d/a.d/1.xml d/a/1.xml d/b.XML d/c.GZ d/link.xml d/m.Zip:x.xml d/z/9.Xml | diff - names
	tiss-validate -r -v d/ 2>&1 >/dev/null | grep -q '^d/b.XML: '
}

@test "a directory without -r is status 2 and says what to do" {
	run_split tiss-validate -f csv . dirty.xml
	assert_equal "$status" 2
	assert_errors_contain "-r"
	assert_equal "$(count_of schema.date)" 1
	run_split tiss-validate --pass -r .
	assert_equal "$status" 2
}

@test "-r: a directory that cannot be read, and a link to nothing, are status 2, and the others are judged" {
	mkdir -p d/locked
	ln -s nothing d/gone.xml
	cp clean.xml d/z.xml
	run_split tiss-validate -r -v d
	assert_equal "$status" 2
	assert_errors_contain "d/gone.xml: arquivo não encontrado"
	assert_errors_contain "d/z.xml: 1 guia"
	[ "$(id -u)" -ne 0 ] || return 0
	chmod 0 d/locked
	run_split tiss-validate -r d
	chmod 700 d/locked
	assert_errors_contain "d/locked"
}

# --- the summary

@test "--summary: a table behind the findings, on standard error; with -q, the table alone on standard output" {
	cp "$GOLDEN/guides-errors-in-each.xml" guides.xml
	tiss-validate --summary clean.xml dirty.xml guides.xml >findings 2>table || true
	tiss-validate clean.xml dirty.xml guides.xml 2>/dev/null | cmp findings - || true
	tiss-validate -q --summary clean.xml dirty.xml guides.xml >alone 2>err || true
	cmp table alone
	assert_equal "$(cat err)" ""
	diff "$BATS_TEST_DIRNAME/golden/tiss-validate-summary.txt" table
}

@test "--summary=csv and csv-codes take the place of the findings" {
	cp "$GOLDEN/guides-errors-in-each.xml" guides.xml
	tiss-validate --summary=csv clean.xml dirty.xml guides.xml >files.csv 2>/dev/null || true
	diff "$BATS_TEST_DIRNAME/golden/tiss-validate-summary.csv" files.csv
	tiss-validate --summary=csv-codes clean.xml dirty.xml guides.xml >codes.csv 2>/dev/null || true
	diff "$BATS_TEST_DIRNAME/golden/tiss-validate-summary-codes.csv" codes.csv
	tiss-validate --summary=csv --csv=br -q clean.xml >br.csv
	assert_equal "$(head -c 3 br.csv | od -An -tx1 | tr -d ' ')" efbbbf
	grep -q ';150,00;' br.csv
	{ tiss-validate --summary=csv clean.xml; tiss-validate --summary=csv --no-header dirty.xml guides.xml || true; } 2>/dev/null |
		cmp files.csv -
}

@test "--summary: a guide's amount counts once for each code, however many findings it has" {
	tiss-validate --summary=csv-codes -q "$GOLDEN/guides-errors-in-each.xml" >codes.csv || true
	python3 - "$GOLDEN/guides-errors-in-each.xml" <<'END'
import csv, re, sys
text = open(sys.argv[1], encoding="latin-1").read()
most = sum(float(v) for v in re.findall(r"valor(?:Procedimento|TotalGeral)>([0-9.]+)<", text))
for row in csv.DictReader(open("codes.csv", encoding="utf-8")):
    assert float(row["valorInformado"]) <= most + 0.001, (row, most)
END
}
