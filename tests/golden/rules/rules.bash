# For tests/tiss-validate-rules.bats. A case spoils one of the clean messages beside this file with a sed script, and says
# what tiss-validate has to find in it: at which element, in which guide and item, with which value and ANS code.

RULES=$ROOT/tests/golden/rules
OPTIONS=() # of the cases that follow; the hash is left out, since every case changes it

# The place of each value and each group of FILE, which has one element a line: path, line, column.
places() { # FILE
	awk '
		function path(name,   key) {
			key = at[depth] "/" name
			count[key]++
			return key (count[key] > 1 ? "[" count[key] "]" : "")
		}
		/^ *<\// { depth--; next }
		/^ *<[A-Za-z]/ {
			indent = match($0, /</)
			name = substr($0, indent + 1)
			sub(/[ >].*/, "", name)
			if ($0 ~ /<\//) {
				print path(name) "\t" NR "\t" index($0, ">") + 1
			} else {
				here = path(name)
				at[++depth] = here
				print here "\t" NR "\t" indent
			}
		}' "$1"
}

# The findings of the JSON lines in FILE: code, ANS code, severity, guide, item, value, line, column, path, ignored, separated
# by "|"; "-" where there is nothing.
findings() { # FILE
	sed -E -e 's/.*"linha":([0-9]+),"coluna":([0-9]+),"caminho":"([^"]*)","guia":"([^"]*)","item":"([^"]*)","severidade":"([^"]*)","codigo":"([^"]*)","codigoANS":"([^"]*)".*"valor":"([^"]*)".*"ignorada":(true|false).*/\7|\8|\6|\4|\5|\9|\1|\2|\3|\n\10/' \
		-e 's/\n1?0?//' -e 's/\|\|/|-|/g; s/\|\|/|-|/g' -e 's/\[1\]//g' "$1"
}

# Spoils BASE into ./case.xml with SCRIPT, which has to change something ("": BASE as it is).
spoil() { # BASE SCRIPT
	sed -E "$2" "$RULES/$1.xml" >case.xml
	[ -z "$2" ] || ! cmp -s "$RULES/$1.xml" case.xml || fail "the script changes nothing in $1: $2"
}

judge() { # BASE SCRIPT
	spoil "$1" "$2"
	judged=0
	tiss-validate -f jsonl --skip hash "${OPTIONS[@]}" case.xml >case.jsonl 2>case.err || judged=$?
	[ "$judged" -ne 2 ] || fail "$1, $2: $(cat case.err)"
	findings case.jsonl >case.found
}

# SCRIPT breaks a rule in BASE, once, and nothing else: WANTED is "code ANS-code severity guide item value", PATH the end of
# the path of the element it is said of.
breaks() { # BASE SCRIPT WANTED PATH
	local found line column wanted
	judge "$1" "$2"
	[ "$(wc -l <case.found)" -eq 1 ] || fail "not one finding, $1, $2: $(cat case.found)"
	found=$(cat case.found)
	wanted=${3// /|}
	[ "${found:0:${#wanted}+1}" = "$wanted|" ] || fail "$1, $2: wanted $wanted, found $found"
	IFS='|' read -r _ _ _ _ _ _ line column path _ <<<"$found"
	[[ $path == */$4 ]] || fail "$1, $2: the path is not …/$4: $found"
	assert_equal "$line:$column" "$(places case.xml | awk -F '\t' -v path="$path" '$1 == path { print $2 ":" $3 }')"
	if [[ $3 == *" erro "* ]]; then assert_equal $judged 1; else assert_equal $judged 0; fi
}

# SCRIPT breaks nothing in BASE.
holds() { # BASE SCRIPT
	judge "$1" "$2"
	[ ! -s case.found ] || fail "$1, $2: $(cat case.found)"
	assert_equal $judged 0
}

# How often SCRIPT makes CODE be found in BASE, whatever else is.
times_of() { # BASE SCRIPT CODE
	judge "$1" "$2"
	grep -c "^$3|" case.found || true
}

# The ANS code that CODE, which SCRIPT breaks in BASE among others, is told with; - for none.
ans_of() { # BASE SCRIPT CODE
	judge "$1" "$2"
	grep -m 1 "^$3|" case.found | cut -d '|' -f 2
}

# Scripts for one item or guide. All numbers are quoted in the messages as they are here.
in_item() { # SEQUENCIAL SCRIPT
	printf '/<sequencialItem>%s</,/<\\/(procedimentoExecutado|procedimentoRealizado|despesa|procedimentosExecutados)>/ { %s\n}' "$1" "$2"
}

in_guide() { # NUMBER SCRIPT
	printf '/<numeroGuiaPrestador>%s</,/<\\/guia[A-Z]/ { %s\n}' "$1" "$2"
}
