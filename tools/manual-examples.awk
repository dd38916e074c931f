# The examples of a manual page or of a Markdown file, for tests/manual.bats:
#
#	awk -v out=DIR -f tools/manual-examples.awk FILE
#
# In the literal blocks of EXEMPLOS (man: .EX or .nf; mdoc: .Bd), or between ```console and ```, a line that begins
# with "$ " is a command, which goes on behind a final \, and the lines up to the next one are what it prints. Writes
# DIR/001.command and DIR/001.output, and so on. A line with nothing but … stays: what follows is not compared.

function close_files() {
	if (n > 0) {
		close(name ".command")
		close(name ".output")
	}
}

# Roff's escapes of the characters that an example may hold.
function plain(line) {
	if (markdown)
		return line
	sub(/^\\&/, "", line)
	gsub(/\\-/, "-", line)
	gsub(/\\\(aq/, "'", line)
	gsub(/\\\(dq/, "\"", line)
	gsub(/\\\(ga/, "`", line)
	gsub(/\\\(ti/, "~", line)
	gsub(/\\\(ha/, "^", line)
	gsub(/\\&/, "", line)
	gsub(/\\e|\\\(rs/, "\\", line)
	return line
}

FNR == 1 { markdown = FILENAME ~ /[.]md$/ }

!markdown && /^[.]S[Hh] /                       { examples = $2 == "EXEMPLOS"; next }
!markdown && examples && /^[.](EX|nf|Bd)( |$)/  { inside = 1; next }
!markdown && /^[.](EE|fi|Ed)( |$)/              { inside = more = 0; next }
markdown && /^```console$/                      { inside = 1; next }
markdown && /^```/                              { inside = more = 0; next }
!inside                                         { next }

{ line = plain($0) }

more {
	print line >(name ".command")
	more = line ~ /\\$/
	next
}

line ~ /^\$ / {
	close_files()
	name = sprintf("%s/%03d", out, ++n)
	print substr(line, 3) >(name ".command")
	printf "" >(name ".output")
	more = line ~ /\\$/
	next
}

n > 0 { print line >(name ".output") }
