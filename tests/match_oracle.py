#!/usr/bin/env python3
"""guide-match decided anew, from the words of guide-match(1) and not from its code.

    match_oracle.py table GUIDE_MATCH DIR    every row of the decision table x guide type x requires x date of the glosa
    match_oracle.py random GUIDE_MATCH DIR N N random accounts with repeated, consumed and shared authorisations

Prints what differs; exit status 1 when something does."""
import csv
import os
import random
import subprocess
import sys
from decimal import Decimal

AUTH = ("numeroGuiaOperadora senha dataAutorizacao dataValidadeSenha statusSolicitacao numeroCarteira sequencialItem codigoTabela "
        "codigoProcedimento quantidadeAutorizada codDente codRegiao denteFace grauParticipacao quantidadePaga valorPagar valorReceber "
        "nroGcrPag nroGcrRec").split()
GUIDE = ("tipoGuia tipoItem numeroLote cabecalho/origem/identificacaoPrestador/CNPJ registroANS numeroGuiaPrestador "
         "numeroGuiaOperadora senha senhaAutorizacao numeroCarteira sequencialItem dataExecucao dataAtendimento dataRealizacao "
         "codigoTabela codigoProcedimento quantidadeExecutada qtdProc codDente denteFace grauParticipacao valorTotal valorProcedimento "
         "valorProc").split()
TYPES = ("consulta", "sp-sadt", "internacao", "honorarios", "odonto")
DATES = ("2025-11-30", "2026-01-15", "2026-07-20")
CARD = "00012345"


def billed(kind, number, key, code, quantity="1", tooth="", face="", part="01", value="100.00", seq="1", card=CARD):
    row = dict.fromkeys(GUIDE, "")
    row.update({"tipoGuia": kind, "tipoItem": "procedimento", "numeroLote": "7", "registroANS": "331988",
                "cabecalho/origem/identificacaoPrestador/CNPJ": "11222333000181", "numeroGuiaPrestador": number,
                "numeroCarteira": card, "codigoTabela": "22", "codigoProcedimento": code, "sequencialItem": seq})
    if kind == "consulta":
        row.update({"numeroGuiaOperadora": key, "dataAtendimento": "2026-01-10", "valorProcedimento": value})
    elif kind == "odonto":
        row.update({"senhaAutorizacao": key, "dataRealizacao": "2026-01-10", "qtdProc": quantity, "codDente": tooth,
                    "denteFace": face, "valorProc": value})
    else:
        row.update({"senha": key, "dataExecucao": "2026-01-10", "quantidadeExecutada": quantity, "valorTotal": value})
        if kind == "honorarios":
            row["grauParticipacao"] = part
    return row


def authorised(key, code, quantity="1", seq="1", **more):
    row = dict.fromkeys(AUTH, "")
    row.update({"numeroGuiaOperadora": key, "senha": key, "statusSolicitacao": "1", "numeroCarteira": CARD, "sequencialItem": seq,
                "codigoTabela": "22", "codigoProcedimento": code, "quantidadeAutorizada": quantity})
    row.update(more)
    return row


def write(path, columns, rows):
    with open(path, "w", newline="") as f:
        w = csv.DictWriter(f, columns)
        w.writeheader()
        w.writerows(rows)


def valid(codes, date):
    """The first of CODES that is valid on DATE: 3306 and 3210 begin on 2025-12-01, 1404, 1406 and 1820 end on 2026-06-30."""
    for code in codes:
        if code in ("3306", "3210") and date < "2025-12-01":
            continue
        if code in ("1404", "1406", "1820") and date > "2026-06-30":
            continue
        return code
    return ""


NOT_FOUND = ("3306", "1404", "1406")
ABOVE = ("3210", "1820", "2506")


def key_of(row):
    return {"consulta": row["numeroGuiaOperadora"], "odonto": row["senhaAutorizacao"]}.get(row["tipoGuia"], row["senha"]).strip()


def quantity_of(row):
    return Decimal({"consulta": "1", "odonto": row["qtdProc"]}.get(row["tipoGuia"], row["quantidadeExecutada"]))


def fits(row, line):
    """Why LINE, of the right code, is not the one that ROW bills: None, 'part', 'face' or 'tooth'."""
    if row["tipoGuia"] == "odonto":
        if row["codDente"] != line["codDente"]:
            return "tooth"
        if sorted(row["denteFace"]) != sorted(line["denteFace"]):
            return "face"
    if line["grauParticipacao"] and line["grauParticipacao"] != row["grauParticipacao"]:
        return "part"
    return None


def look(row, lines):
    """(relationship, detail codes, line) of ROW among LINES."""
    key = key_of(row)
    if not key:
        return "sem-chave", NOT_FOUND, None
    field = "numeroGuiaOperadora" if row["tipoGuia"] == "consulta" else "senha"
    mine = [l for l in lines if l[field] == key]
    if not mine or len({(l["numeroGuiaOperadora"], l["senha"]) for l in mine}) > 1:
        return "guia-nao-localizada", NOT_FOUND, None
    head = mine[0]
    if head["numeroCarteira"] != row["numeroCarteira"]:
        return "guia-nao-localizada", ("3306", "1406", "1404"), None
    if head["statusSolicitacao"] == "6":
        return "guia-nao-localizada", ("1437",), None
    if head["statusSolicitacao"] not in "17":
        return "guia-nao-localizada", NOT_FOUND, None
    if head["dataValidadeSenha"] and head["dataValidadeSenha"] < "2026-01-10":
        return "guia-nao-localizada", ("1414",), None
    same = [l for l in mine if l["codigoProcedimento"] == row["codigoProcedimento"]]
    good = [l for l in same if fits(row, l) is None]
    wanted = quantity_of(row)
    equal = [l for l in good if Decimal(l["quantidadeAutorizada"]) == wanted and wanted > 0]
    for line in equal:
        if not (line["quantidadePaga"] and Decimal(line["quantidadePaga"]) == 0):
            return "relacionado", (), line
    if equal:
        return "ja-consumida", (), None
    other = [l for l in good if Decimal(l["quantidadeAutorizada"]) > 0]
    if other:
        return "quantidade-divergente", ("2506",) if wanted < Decimal(other[0]["quantidadeAutorizada"]) else ABOVE, None
    if good:
        return "guia-nao-localizada", ABOVE, None
    why = {fits(row, l) for l in same}
    for reason, codes in (("part", ()), ("face", ("1431",)), ("tooth", ("1432",))):
        if reason in why:
            return "item-nao-localizado", codes, None
    return "item-nao-localizado", ("2505",), None


def decide(row, lines, requires, date):
    relation, details, line = look(row, lines)
    value = Decimal(row["valorTotal"] or row["valorProcedimento"] or row["valorProc"])
    out = {"relacionamento": relation, "codigoGlosa": "", "glosas": "", "valorProcessado": value, "valorLiberado": value,
           "valorGlosa": Decimal("0.00"), "valorPagar": "", "nroGcrPag": "", "valorReceber": "", "nroGcrRec": ""}
    if relation == "relacionado":
        if int(line["nroGcrRec"] or 0):
            out["valorReceber"], out["nroGcrRec"] = line["valorReceber"] or "0.00", line["nroGcrRec"]
        if int(line["nroGcrPag"] or 0):
            out["valorPagar"], out["nroGcrPag"] = line["valorPagar"] or "0.00", line["nroGcrPag"]
            out["valorProcessado"] = out["valorLiberado"] = Decimal(out["valorPagar"])
        line["quantidadePaga"] = "0"
        for field in ("valorPagar", "valorReceber"):
            if line[field]:
                line[field] = "0.00"
    elif relation == "ja-consumida" or requires == "S":
        code = "1305" if relation == "ja-consumida" else "1818"
        detail = "" if relation == "ja-consumida" else valid(details, date)
        out["codigoGlosa"] = code
        out["glosas"] = f"{code}:{value}" + (f" {detail}:0.00" if detail else "")
        out["valorGlosa"], out["valorLiberado"] = value, Decimal("0.00")
    return out


def run(program, folder, guides, lines, requires, date):
    """How many rows, or lines of --auth-out, differ."""
    paths = {n: os.path.join(folder, n + ".csv") for n in ("guias", "auth", "requires", "conta", "depois")}
    write(paths["guias"], GUIDE, guides)
    write(paths["auth"], AUTH, lines)
    write(paths["requires"], ["codigoTabela", "codigoProcedimento", "requerAutorizacao"],
          [{"codigoTabela": "22", "codigoProcedimento": c, "requerAutorizacao": r} for c, r in requires.items()])
    done = subprocess.run([program, "-q", "-a", paths["auth"], "--requires", paths["requires"], "--date", date, "-o", paths["conta"],
                           "--auth-out", paths["depois"], paths["guias"]], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        print(done.stderr)
        return 1
    wrong = 0
    with open(paths["conta"], newline="") as f:
        got = list(csv.DictReader(f))
    if len(got) != len(guides):
        print(f"{len(guides)} items billed, {len(got)} in the account")
        return 1
    for row, line in zip(guides, got):
        expected = decide(row, lines, requires.get(row["codigoProcedimento"], ""), date)
        for column, value in expected.items():
            if line[column] != str(value):
                print(f"{date} {row['tipoGuia']} {row['numeroGuiaPrestador']}/{row['sequencialItem']} {column}: "
                      f"{line[column]!r}, expected {str(value)!r}")
                wrong += 1
    with open(paths["depois"], newline="") as f:
        for line, after in zip(lines, csv.DictReader(f)):
            if any(line[c] != after[c] for c in AUTH):
                print(f"after: {after}, expected {line}")
                wrong += 1
    return wrong


def table(program, folder):
    """Each situation under its own key, for each type and each of S, N and unknown."""
    wrong = cases = 0
    for date in DATES:
        guides, lines, requires = [], [], {}
        for kind in TYPES:
            for number, need in enumerate(("S", "N", "")):
                def case(name, billing=None, **line):
                    nonlocal cases
                    cases += 1
                    key = f"{kind[:2]}{number}{name}"[:20]
                    code = f"1{TYPES.index(kind)}{number}{len(guides):05d}"
                    if need:
                        requires[code] = need
                    lines.extend(authorised(key, line.pop("code", code), **l) for l in line.pop("lines", [line]))
                    guides.append(billed(kind, str(len(guides) + 1), key, code, **(billing or {})))
                case("related")
                case("carried", nroGcrPag="70", valorPagar="90.00", nroGcrRec="80", valorReceber="10.00")
                case("payable", nroGcrPag="70", valorPagar="90.00", valorReceber="10.00")
                case("receivable", nroGcrPag="0", valorPagar="90.00", nroGcrRec="81", valorReceber="12.00")
                case("numbers0", nroGcrPag="0", nroGcrRec="0", valorPagar="5.00")
                case("othercode", code="99999999")
                case("less", quantity="10")
                case("none", lines=[])
                case("consumed", quantidadePaga="0")
                case("unconsumed", quantidadePaga="1")
                case("zero", quantity="0")
                case("card", numeroCarteira="999")
                for status in "234567":
                    case("status" + status, statusSolicitacao=status)
                case("expired", dataValidadeSenha="2026-01-09")
                case("lastday", dataValidadeSenha="2026-01-10")
                case("second", lines=[{"quantidadePaga": "0"}, {"seq": "2"}])
                case("shared", lines=[{}, {"numeroGuiaOperadora": "x" + kind + str(number)} if kind != "consulta" else
                                      {"senha": "x" + str(number)}])
                guides.append(billed(kind, str(len(guides) + 1), "", guides[-1]["codigoProcedimento"]))
                if kind == "odonto":
                    case("tooth", {"tooth": "16"}, codDente="17")
                    case("face", {"tooth": "16", "face": "OM"}, codDente="16", denteFace="O")
                    case("faces", {"tooth": "16", "face": "OM"}, codDente="16", denteFace="MO")
                if kind != "consulta":
                    case("more", {"quantity": "5"}, quantity="2")
                    case("fraction", {"quantity": "2.5"} if kind != "odonto" else {}, quantity="2.5000" if kind != "odonto" else "1")
                if kind == "honorarios":
                    case("part", {"part": "02"}, grauParticipacao="01")
                    case("samepart", {"part": "01"}, grauParticipacao="01")
        for line in lines:
            if line["quantidadeAutorizada"] == "2.5000":
                line["quantidadeAutorizada"] = "2.5"
        wrong += run(program, folder, guides, lines, requires, date)
    print(f"{cases} cases")
    return wrong


def rounds(program, folder, n):
    wrong = 0
    for seed in range(n):
        rng = random.Random(seed)
        codes = [f"4{i:07d}" for i in range(6)]
        requires = {c: r for c in codes if (r := rng.choice("SN "))
                    != " "}
        lines, guides = [], []
        for a in range(12):
            more = {"statusSolicitacao": rng.choice("1111117236"), "numeroCarteira": rng.choice([CARD] * 5 + ["9"]),
                    "senha": f"S{rng.choice([a, a, a, a, 0])}", "dataValidadeSenha": rng.choice(["", "2026-02-01", "2026-01-01"])}
            for i in range(rng.randint(1, 5)):
                pay, receive = rng.choice(["", "0", "71"]), rng.choice(["", "82"])
                lines.append(authorised(f"G{a}", rng.choice(codes), str(rng.randint(0, 3)), str(i + 1), **more, nroGcrPag=pay,
                                        nroGcrRec=receive, valorPagar=rng.choice(["", "33.10"]), valorReceber=rng.choice(["", "4.00"]),
                                        codDente=rng.choice(["", "11"])))
                if lines[-1]["quantidadeAutorizada"] != "0":
                    lines[-1]["quantidadePaga"] = rng.choice(["", "", "0"])
        rng.shuffle(lines)
        for g in range(25):
            kind = rng.choice(TYPES)
            key = f"G{rng.randint(0, 12)}" if kind == "consulta" else f"S{rng.randint(0, 12)}"
            for i in range(1 if kind == "consulta" else rng.randint(1, 4)):
                guides.append(billed(kind, str(g), key, rng.choice(codes), str(rng.randint(1, 3)), rng.choice(["", "11"]),
                                     value=f"{rng.randint(1, 99999) / 100:.2f}", seq=str(i + 1)))
        rng.shuffle(guides)
        wrong += run(program, folder, guides, lines, requires, rng.choice(DATES))
    print(f"{n} random accounts")
    return wrong


if __name__ == "__main__":
    WHAT, PROGRAM, FOLDER = sys.argv[1:4]
    sys.exit(1 if (table(PROGRAM, FOLDER) if WHAT == "table" else rounds(PROGRAM, FOLDER, int(sys.argv[4]))) else 0)
