#!/usr/bin/env bats
# A sample of make check-faults: lot-send killed while it sends, and two that send at once.

setup() {
	load helper
}

@test "killed at random moments, and two at once: no lot is lost or received twice" {
	run python3 "$ROOT/tests/faults/faults.py" --bin "$TISS_BIN" --runs 50 --pairs 12
	assert_success
}
