# For tests/tiss-validate-golden.bats. Loads nothing: bats reads it anew for each of many tests.

# One golden case: the findings as CSV, and the exit status, are those written down.
golden() { # NAME
	local args=() status=0
	cd "$BATS_TEST_DIRNAME/golden/tiss-validate" || return
	[ ! -e "$1.args" ] || mapfile -t args <"$1.args"
	"${TISS_BIN:-$BATS_TEST_DIRNAME/../build/bin}/tiss-validate" -f csv "${args[@]}" "$1.xml" >"$BATS_TEST_TMPDIR/csv" 2>/dev/null || status=$?
	diff -u "$1.csv" "$BATS_TEST_TMPDIR/csv"
	echo $status | diff -u "$1.status" -
}
