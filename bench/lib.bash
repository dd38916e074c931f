# What every section of the benchmark measures and reports with. $out is the folder of its files.
# shellcheck shell=bash disable=SC2034,SC2154 # the settings are those of bench/run, and what is set here is for the sections

readonly lots=$out/lots
readonly verdicts=$out/verdicts.md
readonly details=$out/details.md

# measure NAME ROUNDS WARMUPS :: LABEL COMMAND... : the figures go to NAME.tsv
measure() {
	local name=$1

	printf 'measuring: %s\n' "$name" >&2
	"$out/ratio" -n "$2" -w "$3" "${@:4}" >"$out/$name.tsv"
}

# figure NAME LABEL COLUMN
figure() {
	awk -F '\t' -v label="$2" -v column="$3" '$1 == label { print $column }' "$out/$1.tsv"
}

median() { figure "$1" "$2" 2; }

peak_kib() { figure "$1" "$2" 7; }

calc() { awk "BEGIN { printf \"$1\", ($2) }"; }

# ratio_of NAME LABEL LABEL: the first one's median over the second's
ratio_of() {
	calc %.2f "$(median "$1" "$2") / $(median "$1" "$3")"
}

# extra_mib NAME LABEL LABEL: how much more memory the first takes at its peak; "+ 0" makes -0.0 0.0
extra_mib() {
	calc %.1f "int(($(peak_kib "$1" "$2") - $(peak_kib "$1" "$3")) / 102.4) / 10 + 0"
}

# growth_mib NAME: the last command's peak memory over the first one's
growth_mib() {
	extra_mib "$1" "$(tail -n 1 "$out/$1.tsv" | cut -f 1)" "$(head -n 1 "$out/$1.tsv" | cut -f 1)"
}

# verdict WHAT FIGURE OPERATOR TARGET UNIT: one row of the first table
verdict() {
	local holds=no

	if [[ $(calc %d "$2 $3 $4") == 1 ]]; then
		holds=yes
	fi
	printf '| %s | %s%s | %s %s%s | %s |\n' \
		"$1" "$2" "$5" "${3/>=/≥}" "$4" "$5" "$holds" | sed 's/<=/≤/' >>"$verdicts"
}

# detail TITLE NAME: every figure of one measurement
detail() {
	{
		printf '\n### %s\n\n' "$1"
		echo '| command | median s | min–max s | ratio of medians | median of ratios | peak MiB | exit |'
		echo '|---|---:|---:|---:|---:|---:|---:|'
		awk -F '\t' '{
			printf "| %s | %.4f | %.4f–%.4f | %.2f | %.2f | %.1f | %d |\n",
				$1, $2, $3, $4, $5, $6, $7 / 1024, $8
		}' "$out/$2.tsv"
	} >>"$details"
}

# A benchmark of a tool that stumbles over a valid lot would measure something else.
warn_unless_clean() {
	awk -F '\t' -v name="$1" '$8 != 0 {
		printf "bench/run: %s: %s ended with status %d on valid lots\n", name, $1, $8
	}' "$out/$1.tsv" >&2
}

megabytes() { calc %.1f "$(wc -c <"$1") / 1e6"; }
