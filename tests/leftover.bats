#!/usr/bin/env bats
# shellcheck disable=SC2154 # errors is set by run_split
# What a command was writing when a signal ends it goes with it; what was there before stays.

setup() {
	load helper
	cd "$BATS_TEST_TMPDIR" || return 1
	mkdir here
	mkfifo feed
}

# Starts COMMAND with the file INPUT and then silence on its standard input, and sends it SIGNAL once it writes.
cut_short() { # SIGNAL INPUT COMMAND...
	local signal=$1 input=$2 i
	shift 2
	"$@" <feed >/dev/null 2>&1 3>&- &
	local pid=$!
	exec 9>feed
	cat "$input" >&9
	for ((i = 0; i < 100; i++)); do
		[ -n "$(find here -name '.*-*')" ] && break
		sleep 0.05
	done
	assert [ -n "$(find here -name '.*-*')" ]
	kill -s "$signal" "$pid"
	status=0
	wait "$pid" || status=$?
	exec 9>&-
}

@test "the file that was to be replaced stays as it was, and nothing beside it" {
	echo before >here/out.xml
	cut_short TERM "$CLEAN" "$TISS_BIN/tiss-validate" --pass -o here/out.xml -
	assert_equal "$status" 143
	assert_equal "$(ls -A here)" out.xml
	assert_equal "$(<here/out.xml)" before
	cut_short HUP "$CLEAN" "$TISS_BIN/tiss-validate" --pass -o here/out.xml -
	assert_equal "$status" 129
	assert_equal "$(ls -A here)" out.xml
}

@test "lots that wait for the last one go, with the folder that was made for them" {
	cut_short TERM "$ROOT/examples/clinica/exames.csv" "$TISS_BIN/lot-build" --origin 11222333000181 -o here/lots -
	assert_equal "$status" 143
	assert_equal "$(ls -A here)" ""
	mkdir here/lots
	echo other >here/lots/other.txt
	cut_short TERM "$ROOT/examples/clinica/exames.csv" "$TISS_BIN/lot-build" --origin 11222333000181 -o here/lots -
	assert_equal "$(ls -A here/lots)" other.txt
}

@test "a signal that is ignored stays so" {
	# shellcheck disable=SC2016 # expanded by the inner shell
	"$BASH" -c 'trap "" HUP; exec "$1" --pass -o here/out.xml - <feed' sh "$TISS_BIN/tiss-validate" 2>/dev/null 3>&- &
	pid=$!
	exec 9>feed
	head -c 100 "$CLEAN" >&9
	for ((i = 0; i < 100; i++)); do
		[ -n "$(find here -name '.tiss*')" ] && break
		sleep 0.05
	done
	kill -s HUP "$pid"
	tail -c +101 "$CLEAN" >&9
	exec 9>&-
	wait "$pid"
	cmp here/out.xml "$CLEAN"
}
