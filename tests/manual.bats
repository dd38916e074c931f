#!/usr/bin/env bats
# What the manual pages and the READMEs show is what happens: their examples are run, each file's in a folder of its
# own that looks like the repository's root, and what they print (standard error too) is compared with what is shown.

setup() {
	load "${BATS_LIB_PATH:-/usr/lib/bats}/bats-support/load"
	load "${BATS_LIB_PATH:-/usr/lib/bats}/bats-assert/load"
	repository=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
	bin=${TISS_BIN:-$repository/build/bin}
	export LC_ALL=C.UTF-8 PATH=$bin:$PATH XDG_DATA_HOME=$BATS_TEST_TMPDIR/none
	unset TISS_DATA_DIR
}

# Runs the commands of DIR one after the other in one shell, each with the exit status of the one before in $?.
# Leaves DIR/NNN.printed.
run_commands() { # DIR
	local example command status=0
	set +e
	for example in "$1"/*.command; do
		command=$(cat "$example")
		# shellcheck disable=SC2320 # the status is for the example to see
		(exit "$status")
		eval "$command" >"${example%.command}.printed" 2>&1 </dev/null
		status=$?
	done
}

# A folder in which examples may leave files: links to what the repository holds, and a copy of examples/, which find
# and rm then treat as the real one.
make_root() { # DIR
	local entry
	mkdir "$1"
	for entry in "$repository"/*; do
		case $(basename "$entry") in
		examples | build) ;;
		*) ln -s "$entry" "$1" ;;
		esac
	done
	cp -R "$repository/examples" "$1"
}

# Says on standard output where the examples of FILE and what they print differ.
differences() { # FILE
	local name work example shown printed lines
	name=${1#"$repository/"}
	work=$(mktemp -d "$BATS_TEST_TMPDIR/XXXXXX")
	mkdir "$work/commands"
	make_root "$work/root"
	awk -v out="$work/commands" -f "$repository/tools/manual-examples.awk" "$1"
	[ -e "$work/commands/001.command" ] || return 0
	(cd "$work/root" && run_commands "$work/commands")
	for example in "$work"/commands/*.command; do
		shown=${example%.command}.output
		printed=${example%.command}.printed
		if grep -qx '…' "$shown"; then
			lines=$(($(grep -nx -m 1 '…' "$shown" | cut -d : -f 1) - 1))
			head -n "$lines" "$shown" >"$shown.part"
			head -n "$lines" "$printed" >"$printed.part"
			shown=$shown.part
			printed=$printed.part
		fi
		cmp -s "$shown" "$printed" || {
			echo "$name: $(cat "$example")"
			diff -u "$shown" "$printed" | tail -n +3
			echo
		}
	done
}

check_files() { # FILE...
	local file wrong=
	for file; do
		wrong+=$(differences "$file")
	done
	[ -z "$wrong" ] || fail "$wrong"
}

@test "the examples of the manual pages print what the pages show" {
	check_files "$repository"/man/*.[157]
}

@test "the examples of the READMEs print what they show" {
	check_files "$repository"/README.md "$repository"/README.pt-BR.md "$repository"/examples/README.md
}

@test "every command's manual page has examples" {
	local source command examples
	for source in "$repository"/cmd/*.c; do
		command=$(basename "$source" .c)
		[ "$command" != boilerplate ] || continue
		examples=$BATS_TEST_TMPDIR/examples-$command
		mkdir "$examples"
		awk -v out="$examples" -f "$repository/tools/manual-examples.awk" "$repository/man/$command.1"
		[ -e "$examples/001.command" ] || fail "man/$command.1 has no example"
	done
}

@test "the demonstration ends as it tells" {
	cp -R "$repository/examples" "$BATS_TEST_TMPDIR"
	TISS_BIN=$bin run "$BATS_TEST_TMPDIR/examples/demo.sh"
	assert_success
	refute_output --partial "era para ser"
}
