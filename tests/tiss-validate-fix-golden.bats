# tiss-validate --fix on the cases of tests/golden/fix, each kept with what it is to give.

# One case: the corrected message, what is said, and the exit status are those written down.
fixed() { # NAME
	local args=() status=0 fixed=$BATS_TEST_TMPDIR/fixed
	cd "$BATS_TEST_DIRNAME/golden/fix" || return
	export LC_ALL=C.UTF-8
	[ ! -e "$1.args" ] || mapfile -t args <"$1.args"
	"${TISS_BIN:-$BATS_TEST_DIRNAME/../build/bin}/tiss-validate" --fix -f csv "${args[@]}" -o "$fixed" "$1.xml" \
		2>"$BATS_TEST_TMPDIR/err" || status=$?
	grep "^arquivo,\|^$1\.xml," "$BATS_TEST_TMPDIR/err" | diff -u "$1.csv" -
	echo $status | diff -u "$1.status" -
	if [ -e "$1.fixed" ]; then
		cmp "$1.fixed" "$fixed"
	else
		[ ! -e "$fixed" ]
	fi
}

# --- cases, listed by tests/golden/fix/update
@test "fix: bucket-absent" { fixed bucket-absent; }
@test "fix: clean-consulta" { fixed clean-consulta; }
@test "fix: encoding-bom" { fixed encoding-bom; }
@test "fix: encoding-latin1" { fixed encoding-latin1; }
@test "fix: encoding-missing" { fixed encoding-missing; }
@test "fix: encoding-mixed" { fixed encoding-mixed; }
@test "fix: encoding-other" { fixed encoding-other; }
@test "fix: encoding-undeclared" { fixed encoding-undeclared; }
@test "fix: encoding-utf8" { fixed encoding-utf8; }
@test "fix: guide-total-internacao" { fixed guide-total-internacao; }
@test "fix: guide-total" { fixed guide-total; }
@test "fix: hash-absent" { fixed hash-absent; }
@test "fix: hash-empty" { fixed hash-empty; }
@test "fix: hash-outside" { fixed hash-outside; }
@test "fix: hash-upper" { fixed hash-upper; }
@test "fix: honorarios" { fixed honorarios; }
@test "fix: item-quantity-after" { fixed item-quantity-after; }
@test "fix: item-total-cdata" { fixed item-total-cdata; }
@test "fix: item-total" { fixed item-total; }
@test "fix: malformed" { fixed malformed; }
@test "fix: no-items" { fixed no-items; }
@test "fix: odonto" { fixed odonto; }
@test "fix: quantity-zero" { fixed quantity-zero; }
@test "fix: set-invalid" { fixed set-invalid; }
@test "fix: set" { fixed set; }
@test "fix: soap" { fixed soap; }
@test "fix: unreadable" { fixed unreadable; }
