# For the bats files: `load helper` in setup. TISS_BIN is the folder of the commands.
bats_require_minimum_version 1.5.0
bats_load_library bats-support
bats_load_library bats-assert

ROOT=$(cd "${BATS_TEST_DIRNAME}/.." && pwd)
TISS_BIN=${TISS_BIN:-$ROOT/build/bin}
GOLDEN=$ROOT/tests/golden/tiss-validate
CLEAN=$GOLDEN/clean-consulta.xml
DIRTY=$GOLDEN/several.xml # five errors
export LC_ALL=C.UTF-8
unset NO_COLOR SOURCE_DATE_EPOCH TISS_DATA_DIR XDG_DATA_HOME

tiss-validate() {
	"$TISS_BIN/tiss-validate" "$@"
}

# A command's standard output in $output, its standard error in $errors, its status in $status.
run_split() {
	errors=
	run --separate-stderr "$@"
	# shellcheck disable=SC2154 # bats sets it
	errors=$stderr
}

# The number of findings of code CODE that the CSV in $output holds.
count_of() { # CODE
	grep -c ",$1," <<<"$output" || true
}

assert_errors_contain() {
	[[ $errors == *"$1"* ]] || fail "standard error lacks “$1”: $errors"
}
