# Turns data/statement.tab into what lib/statement/statement_reader.c reads by.
#	awk -v out=groups -f tools/gen-statement.awk data/statement.tab > build/gen/statement_groups.h
#	awk -v out=table  -f tools/gen-statement.awk data/statement.tab > build/gen/statement_table.inc

BEGIN {
	FS = "\t"
	count = split("statement payment protocol guide item glosa adjustment answer", objects, " ")
	for (i = 1; i <= count; i++) {
		is_object[objects[i]] = 1
		type_of[objects[i]] = objects[i] == "glosa" ? "struct glosa" : objects[i] == "statement" ? "struct statement" : "struct statement_" objects[i]
	}
	split("texto dinheiro quantidade", scalars, " ")
	kind_of["texto"] = "PART_TEXT"
	kind_of["dinheiro"] = "PART_MONEY"
	kind_of["quantidade"] = "PART_QUANTITY"
	print "/* Generated from data/statement.tab by tools/gen-statement.awk. */"
}

function fail(why)
{
	printf "%s:%d: %s\n", FILENAME, FNR, why > "/dev/stderr"
	failed = 1
	exit 1
}

function group(name)
{
	gsub(/-/, "_", name)
	return "GROUP_" name
}

function row(kind, object, offset, next_group)
{
	lines[++n] = sprintf("{ %s, \"%s\", %s, %s, %s, %s },", group($1), $2, kind, object, offset, next_group)
}

/^#/ || /^$/ { next }

NF != 4 { fail("4 columns expected, " NF " found") }

($1, $2) in seen { fail($2 " stands twice in " $1) }

{
	seen[$1, $2] = 1
	if (!($1 in known)) {
		known[$1] = 1
		order[++groups] = $1
	}
}

$3 == "grupo" { used[$4] = FNR; row("PART_GROUP", "0", "0", group($4)); next }
$3 == "pula" { row("PART_SKIP", "0", "0", "GROUP_topo"); next }
$3 == "glosa" { row("PART_GLOSA", "OBJECT_item", "0", "GROUP_topo"); next }

{
	dot = index($4, ".")
	object = substr($4, 1, dot - 1)
	member = substr($4, dot + 1)
	if (!(object in is_object))
		fail("no such object: " $4)
	if ($3 == "valor")
		row("PART_AMOUNT", "OBJECT_" object, member, "GROUP_topo")
	else if ($3 in kind_of)
		row(kind_of[$3], "OBJECT_" object, "offsetof(" type_of[object] ", " member ")", "GROUP_topo")
	else
		fail("no such kind: " $3)
}

END {
	if (failed)
		exit 1
	for (name in used)
		if (!(name in known)) {
			printf "%s:%d: no such group: %s\n", FILENAME, used[name], name > "/dev/stderr"
			exit 1
		}
	if (out == "table") {
		for (i = 1; i <= n; i++)
			print lines[i]
		exit
	}
	print "enum statement_group {"
	for (i = 1; i <= groups; i++)
		printf "\t%s,\n", group(order[i])
	print "\tGROUP_COUNT\n};\nenum statement_object {"
	for (i = 1; i <= count; i++)
		printf "\tOBJECT_%s,\n", objects[i]
	print "\tOBJECT_COUNT\n};"
}
