# shellcheck shell=bash disable=SC2154 # ROOT is set in tests/helper.bash
# For tests/tiss-validate-rules.bats. A case spoils one of the clean messages beside this file with a sed script, and says
# what tiss-validate has to find in it: at which element, in which guide and item, with which value and ANS code.

RULES=$ROOT/tests/golden/rules
OPTIONS=()            # of the cases that follow
LAYERS=(--skip hash)  # every case changes the hash

# The place, "line:column", of the value or the group PATH of ./case.xml, which has one element a line.
place_of() { # PATH
	LC_ALL=C awk -v wanted="$1" '
		function path(name,   key) {
			key = at[depth] "/" name
			count[key]++
			return key (count[key] > 1 ? "[" count[key] "]" : "")
		}
		function met(where, column) { if (where == wanted) { print NR ":" column; exit } }
		/^ *<\// { depth--; next }
		/^ *<[A-Za-z]/ {
			indent = match($0, /</)
			name = substr($0, indent + 1)
			sub(/[ >].*/, "", name)
			here = path(name)
			if ($0 ~ /<\//)
				met(here, index($0, ">") + 1)
			else
				met(at[++depth] = here, indent)
		}' case.xml
}

# Spoils BASE into ./case.xml with SCRIPT, which has to change something ("": BASE as it is).
spoil() { # BASE SCRIPT
	sed -E "$2" "$RULES/$1.xml" >case.xml
	[ -z "$2" ] || ! cmp -s "$RULES/$1.xml" case.xml || fail "the script changes nothing in $1: $2"
}

# Spoils BASE and validates it. ./case.found gets a line for each finding: code, ANS code, severity, guide, item, value, line,
# column, path, separated by "|", "-" where there is nothing; ${found[@]} has the lines, $judged the exit status.
judge() { # BASE SCRIPT
	spoil "$1" "$2"
	judged=0
	tiss-validate -f jsonl "${LAYERS[@]}" "${OPTIONS[@]}" case.xml >case.jsonl 2>case.err || judged=$?
	[ "$judged" -ne 2 ] || fail "$1, $2: $(cat case.err)"
	found=()
	: >case.found
	[ -s case.jsonl ] || return 0
	sed -E -e 's/.*"linha":([0-9]+|null),"coluna":([0-9]+|null),"caminho":"([^"]*)","guia":"([^"]*)","item":"([^"]*)","severidade":"([^"]*)","codigo":"([^"]*)","codigoANS":"([^"]*)".*"valor":"([^"]*)".*/\7|\8|\6|\4|\5|\9|\1|\2|\3/' \
		-e 's/\|\|/|-|/g; s/\|\|/|-|/g' -e 's/\[1\]//g' case.jsonl >case.found
	mapfile -t found <case.found
}

# SCRIPT breaks a rule in BASE, once, and nothing else: WANTED is "code ANS-code severity guide item value", PATH the end of
# the path of the element it is said of.
breaks() { # BASE SCRIPT WANTED PATH
	local line column path wanted=${3// /|} place
	judge "$1" "$2"
	[ "${#found[@]}" -eq 1 ] || fail "not one finding, $1, $2: ${found[*]}"
	[[ ${found[0]} == "$wanted|"* ]] || fail "$1, $2: wanted $wanted, found ${found[0]}"
	IFS='|' read -r _ _ _ _ _ _ line column path <<<"${found[0]}"
	[[ $path == */"$4" ]] || fail "$1, $2: the path is not …/$4: $path"
	place=$(place_of "$path")
	[ "$line:$column" = "$place" ] || fail "$1, $2: told at $line:$column, it is at $place"
	if [[ $3 == *" erro "* ]]; then assert_equal "$judged" 1; else assert_equal "$judged" 0; fi
}

# SCRIPT breaks nothing in BASE.
holds() { # BASE SCRIPT
	judge "$1" "$2"
	[ "${#found[@]}" -eq 0 ] || fail "$1, $2: ${found[*]}"
	assert_equal "$judged" 0
}

# SCRIPT makes CODE be found TIMES times in BASE, whatever else is.
found_times() { # TIMES BASE SCRIPT CODE
	local one n=0
	judge "$2" "$3"
	for one in "${found[@]}"; do
		[[ $one != "$4|"* ]] || n=$((n + 1))
	done
	[ "$n" -eq "$1" ] || fail "$2, $3: $4 $n times, not $1: ${found[*]}"
}

# CODE, which SCRIPT breaks in BASE, perhaps among others, is told with the ANS code ANS; - for none.
told_with() { # ANS BASE SCRIPT CODE
	local one code
	judge "$2" "$3"
	for one in "${found[@]}"; do
		IFS='|' read -r _ code _ <<<"$one"
		[[ $one != "$4|"* ]] || { [ "$code" = "$1" ] || fail "$2, $3, ${OPTIONS[*]}: $4 with $code, not $1"; return 0; }
	done
	fail "$2, $3: no $4"
}

# Scripts for one item or guide. All numbers are quoted in the messages as they are here.
in_item() { # SEQUENCIAL SCRIPT
	printf '/<sequencialItem>%s</,/<\\/(procedimentoExecutado|procedimentoRealizado|despesa|procedimentosExecutados)>/ { %s\n}' "$1" "$2"
}

in_guide() { # NUMBER SCRIPT
	printf '/<numeroGuiaPrestador>%s</,/<\\/guia[A-Z]/ { %s\n}' "$1" "$2"
}
