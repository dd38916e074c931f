# The options that a manual page documents, one a line ("-o", "--output"): those in the heads of its lists,
# that is ".It Fl o , Fl Fl output Ns = Ns Ar ARQUIVO" (mdoc) or the line behind ".TP" or ".TQ" (man).

function mdoc(    i, name) {
	for (i = 2; i <= NF; i++) {
		if ($i != "Fl")
			continue
		name = $(++i)
		if (name == "Fl")
			name = "-" $(++i)
		gsub(/\\&|\\/, "", name)
		sub(/[=,].*/, "", name)
		print "-" name
	}
}

function man(    line) {
	line = $0
	gsub(/\\f[A-Z]|\\f\[[A-Z]*\]|\\&|"/, "", line)
	gsub(/\\/, "", line)
	sub(/^\.[A-Z]+ /, "", line)
	while (match(line, /(^|[ ,|])--?[A-Za-z0-9][-A-Za-z0-9]*/)) {
		name = substr(line, RSTART, RLENGTH)
		line = substr(line, RSTART + RLENGTH)
		sub(/^[ ,|]/, "", name)
		print name
	}
}

head { man(); head = 0 }
/^\.It / { mdoc() }
/^\.T[PQ]/ { head = 1 }
