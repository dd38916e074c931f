# Hostile input is normal input: an answer within seconds and in bounded memory, a message that says what it is, no
# crash, and nothing opened or fetched but the input.
load helper

# Seconds and KiB of address space that any of these may take. A build with sanitizers needs terabytes of it.
SECONDS_MAX=${HOSTILE_SECONDS:-20}
MEMORY_MAX=${HOSTILE_MEMORY:-65536}

setup() {
	mkdir "$BATS_TEST_TMPDIR/work" && cd "$BATS_TEST_TMPDIR/work" || return
}

bounded() {
	(
		grep -qs __asan_init "$TISS_BIN/tiss-validate" || ulimit -v "$MEMORY_MAX"
		exec timeout "$SECONDS_MAX" "$TISS_BIN/tiss-validate" "$@"
	)
}

# Standard input, or FILE..., ends in STATUS with one finding (or none) of CODE, and nothing else.
judged() { # STATUS CODE [FILE...]
	local want=$1 code=$2
	shift 2
	run_split bounded -f csv --no-header "$@"
	assert_equal "$status" "$want"
	if [ -n "$code" ]; then
		[ "${#lines[@]}" -eq 1 ] || fail "not one finding: $output"
		assert_output --partial ",$code,"
	fi
	refute_output --partial $'\033'
}

# Standard input ends in STATUS with at least one finding of CODE.
found() { # STATUS CODE [FILE...]
	local want=$1 code=$2
	shift 2
	run_split bounded -f csv --no-header "$@"
	assert_equal "$status" "$want"
	assert_output --partial ",$code,"
}

# COUNT times TEXT.
times() { # COUNT TEXT
	yes "$2" | head -n "$1" | tr -d '\n'
}

# COUNT bytes x.
bytes() { # COUNT
	head -c "$1" /dev/zero | tr '\0' x
}

head_of() { # of a clean message up to the observation's value
	sed '/<ans:observacao>/,$d' "$CLEAN"
	printf '<ans:observacao>'
}

tail_of() {
	echo '</ans:observacao>'
	sed '1,/<ans:observacao>/d' "$CLEAN"
}

NS='xmlns="http://www.ans.gov.br/padroes/tiss/schemas"'

# --- no file to speak of

@test "an empty file, /dev/null" {
	: >empty
	judged 1 bytes.empty empty
	judged 1 bytes.empty /dev/null
	judged 1 bytes.empty </dev/null
}

@test "a directory, a name that does not exist, one too long" {
	for name in . missing "$(bytes 5000)" ''; do
		run_split bounded -- "$name"
		assert_equal "$status" 2
		assert_output ""
		assert_errors_contain "tiss-validate: "
	done
}

@test "a file that may not be read" {
	[ "$(id -u)" -ne 0 ] || skip "root may read everything"
	cp "$CLEAN" locked && chmod 0 locked
	run_split bounded locked
	assert_equal "$status" 2
	assert_errors_contain "locked"
}

@test "no TISS at all: binary, JSON, PDF, ZIP, gzip, text, HTML, XSD" {
	head -c 100000 "$TISS_BIN/tiss-validate" >binary
	judged 1 xml.malformed binary
	judged 1 xml.malformed < <(printf '{"a": 1}')
	assert_output --partial "JSON"
	judged 1 xml.malformed < <(printf '%%PDF-1.4\n%%\xe2\xe3\n')
	assert_output --partial "PDF"
	judged 1 bytes.archive-broken < <(printf 'PK\003\004\024\000\000\000')
	judged 1 bytes.archive-nested < <(gzip <"$CLEAN" | gzip)
	judged 1 xml.malformed < <(printf '<!DOCTYPE html>\n<html/>')
	assert_output --partial "HTML"
	printf 'guia;valor\n1;2\n' | judged 1 xml.malformed
	printf '   \n\n' | judged 1 xml.malformed
	printf '<html><body><p>a<br>b</p></body></html>' | judged 1 xml.malformed
	printf '<?xml version="1.0"?><xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>' | found 1 schema.root
	head -c 100000 /dev/urandom | tr -d '\0' >noise
	run_split bounded -f csv --no-header noise
	assert_equal "$status" 1
	assert_equal "${#lines[@]}" 1
}

@test "a lot cut at every byte: each piece is one error, or the whole" {
	tr -d '\n' <"$GOLDEN/clean-fault.xml" >lot
	printf '%s' '<?xml version="1.0" encoding="UTF-8"?><ans:mensagemTISS xmlns:ans="http://www.ans.gov.br/padroes/tiss/schemas"><!-- é --><ans:cabecalho a="b"><ans:identificacaoTransacao/><![CDATA[x]]>&amp;<?pi x?></ans:cabecalho></ans:mensagemTISS>' >other
	mkdir cut
	for file in lot other; do
		size=$(wc -c <$file)
		for ((n = 0; n < size; n++)); do
			head -c "$n" $file >"cut/$file.$n"
		done
	done
	find cut -type f -print0 | sort -z >list
	run_split bounded -f csv --no-header -0 --files-from list
	assert_equal "$status" 1
	total=$(tr -cd '\0' <list | wc -c)
	assert_equal "${#lines[@]}" "$total"
	assert_equal "$(grep -Ec ',(xml.malformed|bytes.empty|xml.encoding|bytes.encoding-unsupported),' <<<"$output")" "$total"
}

@test "a real lot cut at every hundredth byte" {
	mkdir cut
	size=$(wc -c <"$DIRTY")
	for ((n = 1; n < size - 2; n += 97)); do
		head -c "$n" "$DIRTY" >"cut/$n"
	done
	find cut -type f >list
	run_split bounded -f csv --no-header --files-from list
	assert_equal "$status" 1
	assert_equal "$(count_of xml.malformed)" "$(wc -l <list)"
}

# --- encodings

@test "UTF-16 and UTF-32, either way round, with and without byte order mark" {
	for encoding in UTF-16LE UTF-16BE UTF-32LE UTF-32BE; do
		iconv -f ISO-8859-1 -t $encoding "$CLEAN" >plain
		judged 1 bytes.utf16 plain
		{ printf '\xef\xbb\xbf' | iconv -f UTF-8 -t $encoding; cat plain; } >marked
		judged 1 bytes.utf16 marked
	done
}

@test "a wrong declaration, both ways round, and encodings that are none of ours" {
	judged 1 xml.encoding "$GOLDEN/bytes-latin1-as-utf8.xml"
	judged 1 xml.encoding "$GOLDEN/bytes-utf8-as-latin1.xml"
	for encoding in UTF-7 UTF-16 IBM1047 windows-1252 EBCDIC-US HTML x "" "$(bytes 900)"; do
		printf '<?xml version="1.0" encoding="%s"?><a/>' "$encoding" >declared
		run_split bounded -f csv --no-header --skip schema,hash declared
		assert_equal "$status" 1
		assert_equal "${#lines[@]}" 1
	done
}

@test "UTF-8 that is none: overlong forms, surrogates, beyond U+10FFFF, a character cut off" {
	for sequence in '\xc0\x80' '\xc1\xbf' '\xe0\x80\x80' '\xe0\x9f\xbf' '\xf0\x80\x80\x80' '\xf0\x8f\xbf\xbf' '\xed\xa0\x80' '\xed\xbf\xbf' \
		'\xf4\x90\x80\x80' '\xf5\x80\x80\x80' '\xff' '\xfe' '\x80' '\xc3' '\xe2\x82' '\xf0\x9f\x98'; do
		# shellcheck disable=SC2059 # the sequence is the format
		{ printf '<a>'; printf "$sequence"; printf '</a>'; } >wrong
		run_split bounded -f csv --no-header --skip schema,hash wrong
		assert_equal "$status" 1
		[ "${#lines[@]}" -eq 1 ] || fail "$sequence: $output"
		assert_output --partial ",xml.encoding,"
		assert_output --regexp ' na posição [3-6]"'
	done
}

@test "NUL bytes at the start, in the middle, at the end, everywhere" {
	{ printf '\0'; cat "$CLEAN"; } | found 1 bytes.nul
	{ head_of; printf '\0'; tail_of; } | judged 1 bytes.nul
	{ cat "$CLEAN"; printf '\0'; } | judged 1 bytes.nul
	head -c 100000 /dev/zero | judged 1 bytes.nul
}

# --- size

@test "200 MB in one text node" {
	{ head_of; bytes 200000000; tail_of; } | found 1 bytes.value
}

@test "a base64 document of 200 MB is no fault of memory" {
	{ printf '<envioDocumentoWS %s><envioDOcumento><documento>' "$NS"; yes QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU2Nzg5 | head -c 200000000
		printf '</documento></envioDOcumento></envioDocumentoWS>'; } | found 1 bytes.value
}

@test "a comment of 100 MB, a comment of 5 MB" {
	{ printf '<!-- '; bytes 100000000; printf ' --><a/>'; } | judged 1 xml.malformed
	{ printf '<!-- '; bytes 5000000; printf ' -->'; tail -n +2 "$GOLDEN/clean-utf8.xml"; } | judged 0 ""
}

@test "a CDATA section of 10 MB" {
	{ head_of; printf '<![CDATA['; bytes 9000000; printf ']]>'; tail_of; } >cdata.xml
	MEMORY_MAX=262144 found 1 schema.length cdata.xml
	{ head_of; printf '<![CDATA['; bytes 11000000; printf ']]>'; tail_of; } | MEMORY_MAX=262144 judged 1 xml.malformed
}

@test "200,000 levels" {
	{ times 200000 '<a>'; times 200000 '</a>'; } | judged 1 xml.depth --skip schema
	{ printf '<mensagemTISS %s>' "$NS"; times 200000 '<a>'; } | judged 1 xml.depth
}

@test "300,000 attributes, and one of 10 MB" {
	awk 'BEGIN { printf "<a"; for (i = 0; i < 300000; i++) printf " a%d=\"1\"", i; print "/>" }' | judged 1 bytes.start-tag
	{ printf '<a b="'; bytes 10000000; printf '"/>'; } | judged 1 bytes.start-tag
	{ printf '<a b="'; bytes 10000000; } | judged 1 bytes.start-tag
	{ printf '<a b='; bytes 10000000; } | judged 1 xml.malformed
	{ printf '<'; bytes 10000000; } | found 1 ""
}

@test "attributes that fill a start tag of 64 KiB" {
	awk -v ns="$NS" 'BEGIN { printf "<mensagemTISS %s", ns; for (i = 0; i < 7000; i++) printf " z%x=\"\"", i; print "/>" }' >many
	[ "$(wc -c <many)" -lt 65536 ]
	run_split bounded -f csv many
	assert_equal "$status" 1
}

@test "100,000 namespace declarations, in one tag and one inside the other" {
	awk 'BEGIN { printf "<a"; for (i = 0; i < 100000; i++) printf " xmlns:n%d=\"u%d\"", i, i; print "/>" }' | judged 1 bytes.start-tag
	awk 'BEGIN { for (k = 0; k < 200; k++) { printf "<a"; for (i = 0; i < 500; i++) printf " xmlns:n%d=\"u\"", i; printf ">" } }' >nested
	run_split bounded -f csv nested
	assert_equal "$status" 1
}

@test "1,000,000 distinct element names" {
	{ printf '<mensagemTISS %s>' "$NS"; awk 'BEGIN { for (i = 0; i < 1000000; i++) printf "<n%d/>", i }'; printf '</mensagemTISS>'; } >names.xml
	MEMORY_MAX=262144 run_split bounded -q names.xml
	assert_equal "$status" 1
}

@test "500,000 errors: time and memory stay in proportion" {
	errors_of() { # N
		printf '<mensagemTISS %s><cabecalho><Padrao>4.03.00</Padrao></cabecalho>' "$NS"
		times "$1" '<x y="1"/>'
		printf '</mensagemTISS>'
	}
	errors_of 500000 >many.xml
	bounded -f csv --no-header many.xml >out || true
	[ "$(wc -l <out)" -ge 500000 ]
	run_split bounded --max-findings 3 -f csv --no-header many.xml
	assert_equal "$status" 1
	assert_equal "${#lines[@]}" 3
}

@test "errors in a guide whose number never comes are not kept without bound" {
	{ sed '/<ans:cabecalhoConsulta>/,$d' "$CLEAN"; times 200000 '<ans:x/>'; } >open.xml
	bounded -f csv --no-header open.xml >out || true
	[ "$(wc -l <out)" -ge 200000 ]
}

@test "a value of 60 KB in every field, 200 of them" {
	{ sed '/<ans:observacao>/,$d' "$CLEAN"
		awk -v value="$(bytes 60000)" 'BEGIN { for (i = 0; i < 200; i++) printf "<ans:observacao>%s</ans:observacao>", value }'
		sed '1,/<ans:observacao>/d' "$CLEAN"; } >values.xml
	found 1 schema.length values.xml
	[ "${#output}" -lt 1000000 ]
}

# --- entities

doctype() { # DECLARATIONS BODY
	printf '<?xml version="1.0"?>\n<!DOCTYPE a %s>\n<a>%s</a>\n' "$1" "$2"
}

@test "billion laughs, quadratic blow-up, XXE, parameter entities, external DTD" {
	doctype '[<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]' '&d;' |
		judged 1 xml.doctype
	doctype "[<!ENTITY a \"$(bytes 30000)\">]" "$(times 10000 '&a;')" | judged 1 xml.doctype
	judged 1 xml.doctype < <(doctype '[<!ENTITY a SYSTEM "file:///etc/passwd">]' '&a;')
	refute_output --partial root:
	doctype '[<!ENTITY a SYSTEM "http://127.0.0.1:9/">]' '&a;' | judged 1 xml.doctype
	doctype '[<!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p;]' '' | judged 1 xml.doctype
	doctype 'SYSTEM "http://127.0.0.1:9/a.dtd"' '' | judged 1 xml.doctype
	doctype 'PUBLIC "-//W3C//DTD XHTML 1.0//EN" "file:///etc/passwd"' '' | judged 1 xml.doctype
	doctype '[<!ATTLIST a b CDATA "1">]' '' | judged 1 xml.doctype
	printf '<a>&b;</a>' | found 1 xml.malformed
	{ printf '<!DOCTYPE a ['; bytes 30000000; } | judged 1 xml.doctype
}

@test "XInclude and xsi:schemaLocation fetch nothing" {
	printf '<mensagemTISS %s xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="x http://127.0.0.1:9/tissV4_03_00.xsd"><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/></mensagemTISS>' "$NS" >include
	run_split bounded include
	assert_equal "$status" 1
	refute_output --partial root:
}

@test "nothing is opened but libraries, data and the input; no network" {
	command -v strace >/dev/null || skip "strace is not there"
	doctype '[<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p;]' '&a;' >xxe
	strace -o /dev/null true 2>/dev/null || skip "strace may not trace here"
	! grep -qs __asan_init "$TISS_BIN/tiss-validate" || skip "a build with sanitizers opens files of its own"
	for file in xxe "$CLEAN" "$GOLDEN/version-unknown.xml"; do
		strace -f -e trace=openat,open,connect,socket -o trace "$TISS_BIN/tiss-validate" "$file" >/dev/null 2>&1 || true
		grep -v ENOENT trace | sed -n 's/.*open[a-z]*([^"]*"\([^"]*\)".*/\1/p' >opened
		[ "$(grep -c -e connect -e socket trace)" -eq 0 ]
		run grep -vE -e '^/(usr/)?lib' -e '^/etc/ld\.so' -e '/share/tissutils/' -e "^$file\$" -e '^/(proc|sys)/' opened
		assert_output ""
	done
}

# --- what reaches the terminal

@test "values, names and file names with escapes never reach the terminal raw" {
	printf '<mensagemTISS %s a\xc2\x9bb="1"><\xc2\x9b31m/>\xc2\x9b2J\xe2\x80\xae</mensagemTISS>' "$NS" >$'esc\033[2Jname\r\n\xff.xml'
	for format in text csv jsonl; do
		run_split bounded -f $format $'esc\033[2Jname\r\n\xff.xml'
		[ "$(printf '%s%s' "$output" "$errors" | LC_ALL=C tr -d '\n' | LC_ALL=C grep -c $'[\001-\037\177]')" -eq 0 ] || fail "$output"
		[[ $output$errors != *$'\xc2\x9b'* ]] || fail "C1 control"
		printf '%s%s' "$output" "$errors" | iconv -f UTF-8 -t UTF-8 >/dev/null
	done
	run_split bounded $'no\033[2Jfile\n\xff'
	assert_equal "$status" 2
	[[ $errors != *$'\033'* ]] || fail "an escape in: $errors"
	run_split bounded --schema $'no\033[2Jtable' "$CLEAN"
	[[ $errors != *$'\033'* ]] || fail "an escape in: $errors"
	run_split bounded -f $'\033[2J' "$CLEAN"
	[[ $errors != *$'\033'* ]] || fail "an escape in: $errors"
	printf '<a>&#27;</a>' | found 1 xml.malformed
	found 1 xml.malformed < <(printf '<a>&\x7f\xc2\x9b;</a>')
	[[ $output != *$'\xc2\x9b'* ]] || fail "C1 control"
}

@test "a version full of escapes is shown as text" {
	sed $'s|<ans:Padrao>[^<]*|<ans:Padrao>\x9b31m4.03.00|' "$CLEAN" >version.xml
	run_split bounded version.xml
	assert_equal "$status" 1
	[[ $output != *$'\xc2\x9b'* ]] || fail "C1 control"
}

# --- output that goes wrong

@test "a pipe that is closed is status 2, with a message" {
	mkfifo pipe
	{ times 1 ''; printf '<mensagemTISS %s>' "$NS"; times 100000 '<x/>'; } >many.xml
	head -n 1 <pipe >/dev/null &
	local status=0
	bounded -t 4.03.00 many.xml >pipe 2>errors || status=$?
	wait
	assert_equal $status 2
	[ -s errors ]
}

@test "a full disk is status 2, with a message" {
	[ -w /dev/full ] || skip "there is no /dev/full"
	for options in "" "-f csv" "--pass" "--list-rules" "--help"; do
		local status=0
		# shellcheck disable=SC2086 # none or two words
		bounded $options "$CLEAN" >/dev/full 2>errors || status=$?
		if [ -z "$options" ]; then
			assert_equal $status 0 # a clean file has nothing to say there
			continue
		fi
		assert_equal "$options: $status" "$options: 2"
		[ -s errors ]
	done
}

@test "a spool that cannot be made is status 2" {
	TMPDIR=$PWD/missing run_split bounded --pass "$CLEAN"
	assert_equal "$status" 2
	assert_output ""
}

@test "the output may not be the input of --pass cut off: FILE is replaced only when all was read" {
	cp "$CLEAN" lot.xml
	bounded --pass -o lot.xml lot.xml
	cmp "$CLEAN" lot.xml
}
