#!/usr/bin/env python3
"""An independent judge of the norm's rules on items, totals, duplicates and dates.

Takes lots from bench/gen-lot, spoils them at random (amounts, quantities, factors, dates, hours, item numbers, totals),
judges them anew with exact decimals over a parsed tree, and compares the set of (code, guide, item) with what
tiss-validate's CSV says. Prints the differences; ends with 1 when there are any.

    tests/rules_oracle.py --gen-lot build/bench/gen-lot --tiss-validate build/bin/tiss-validate [--count N] [--seed N]
"""
import argparse
import csv
import io
import random
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections import Counter
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from pathlib import Path

NS = "{http://www.ans.gov.br/padroes/tiss/schemas}"
CENT = Decimal("0.01")
TYPES = ("sp-sadt", "consulta", "internacao", "honorarios", "odonto")
VERSIONS = ("3.02.00", "3.02.02", "3.03.03", "3.05.00", "4.01.00", "4.02.00", "4.03.00")
CODES = {"guide.duplicate", "item.duplicate", "item.sequence", "item.quantity", "item.amount", "item.total", "guide.total",
         "date.future", "date.order", "date.authorization"}
BUCKETS = {"01": "valorGasesMedicinais", "02": "valorMedicamentos", "03": "valorMateriais", "05": "valorDiarias",
           "07": "valorTaxasAlugueis", "08": "valorOPME", None: "valorProcedimentos"}


# --- the tree

def local(element):
    return element.tag.split("}")[-1]


def first(element, *names):
    """The text of the first element below that has one of these names."""
    for one in element.iter():
        if local(one) in names and one.text and not len(one):
            return one.text.strip()
    return None


def last(element, *names):
    """The text of the last one, as for participation: an item may have a team."""
    found = [one.text.strip() for one in element.iter() if local(one) in names and one.text and not len(one)]
    return found[-1] if found else None


def amount(text):
    return None if text is None else Decimal(text)


def day(text):
    return None if text is None else date.fromisoformat(text[:10])


def outside(guide, items):
    """The guide without its items."""
    inside = {id(one) for item in items for one in item.iter()}
    return {local(one): one.text.strip() for one in guide.iter() if id(one) not in inside and one.text and not len(one)}


def items_of(guide):
    kind = local(guide)
    if kind == "guiaConsulta":
        return [one for one in guide.iter(NS + "procedimento")]
    if kind == "guiaOdonto":
        return [one for one in guide if local(one) == "procedimentosExecutados"]
    names = ("procedimentoExecutado", "procedimentoRealizado", "despesa")
    return [one for one in guide.iter() if local(one) in names]


# --- the rules

class Judge:
    def __init__(self, root):
        self.found = Counter()
        self.message = day(first(root, "dataRegistroTransacao"))
        self.numbers = set()
        for guide in root.find(f".//{NS}guiasTISS"):
            self.guide(guide)

    def say(self, code, item=""):
        self.found[code, self.number, str(item)] += 1

    def guide(self, guide):
        items = items_of(guide)
        fields = outside(guide, items)
        self.number = first(guide, "numeroGuiaPrestador")
        self.seen, self.sequence, self.told = set(), set(), set()
        for ordinal, item in enumerate(items, 1):
            self.item(item, first(item, "sequencialItem") or ordinal, fields)
        if self.number in self.numbers:
            self.say("guide.duplicate")
        self.numbers.add(self.number)
        self.totals(guide, items, fields)
        self.order(fields)

    def item(self, item, number, fields):
        sequence = first(item, "sequencialItem")
        if sequence is not None and sequence in self.sequence:
            self.say("item.sequence", number)
        self.sequence.add(sequence)
        same = (first(item, "codigoTabela"), first(item, "codigoProcedimento"), first(item, "dataExecucao", "dataRealizacao"),
                first(item, "horaInicial"), last(item, "grauPart", "grauParticipacao"), last(item, "codDente", "codRegiao"),
                first(item, "denteFace"))
        if same in self.seen:
            self.say("item.duplicate", number)
        self.seen.add(same)
        self.money(item, number)
        self.dates(item, number, fields)

    def money(self, item, number):
        quantity = amount(first(item, "quantidadeExecutada", "qtdProc"))
        unit = amount(first(item, "valorUnitario"))
        price = unit if unit is not None else amount(first(item, "valorProcedimento", "valorProc"))
        if quantity is not None and quantity <= 0:
            self.say("item.quantity", number)
        if price is not None and price <= 0:
            self.say("item.amount", number)
        total, factor = amount(first(item, "valorTotal")), amount(first(item, "reducaoAcrescimo"))
        if None in (quantity, unit, total, factor) or quantity <= 0 or unit <= 0:
            return
        if (quantity * unit * factor).quantize(CENT, ROUND_HALF_UP) != total:
            self.say("item.total", number)

    def dates(self, item, number, fields):
        served = day(first(item, "dataExecucao", "dataRealizacao") or fields.get("dataAtendimento"))
        if served > self.message:
            self.say("date.future", number)
        begins, ends = first(item, "horaInicial"), first(item, "horaFinal")
        period_end = day(fields.get("dataFinalFaturamento") or fields.get("dataFimFaturamento"))
        if begins and ends and ends < begins and served in (period_end, self.message):
            self.say("date.order", number)
        valid = day(fields.get("dataValidadeSenha") or fields.get("validadeSenha"))
        if valid and served > valid and "expired" not in self.told:
            self.told.add("expired")
            self.say("date.authorization", number)
        given = day(fields.get("dataAutorizacao"))
        if given and given > served and fields.get("caraterAtendimento") != "2" and "late" not in self.told:
            self.told.add("late")
            self.say("date.authorization", number)

    def order(self, fields):
        start = day(fields.get("dataInicioFaturamento"))
        end = day(fields.get("dataFinalFaturamento") or fields.get("dataFimFaturamento"))
        hours = fields.get("horaInicioFaturamento"), fields.get("horaFinalFaturamento")
        if start and end and (end < start or (end == start and all(hours) and hours[1] < hours[0])):
            self.say("date.order")
        given = day(fields.get("dataAutorizacao"))
        valid = day(fields.get("dataValidadeSenha") or fields.get("validadeSenha"))
        if given and valid and valid < given:
            self.say("date.order")

    def totals(self, guide, items, fields):
        worth = [amount(first(one, "valorTotal") or first(one, "valorProcedimento", "valorProc")) for one in items]
        if "valorTotalHonorarios" in fields and amount(fields["valorTotalHonorarios"]) != sum(worth):
            self.say("guide.total")
        if "valorTotalProc" in fields:
            multiplied = sum(int(first(one, "qtdProc") or 1) * w for one, w in zip(items, worth))
            if amount(fields["valorTotalProc"]) not in (sum(worth), multiplied):
                self.say("guide.total")
        if "valorTotalGeral" not in fields:
            return
        due = Counter()
        for one, w in zip(items, worth):
            due[BUCKETS[first(one, "codigoDespesa")]] += w
        informed = {name: amount(fields.get(name, "0")) for name in BUCKETS.values()}
        wrong = [name for name in informed if informed[name] != due[name]]
        for _ in wrong:
            self.say("guide.total")
        general = amount(fields["valorTotalGeral"])
        if general != sum(worth) and not (wrong and general == sum(informed.values())):
            self.say("guide.total")


# --- spoiling

def near(rng, text):
    """An amount of the same form that differs a little, or much, or is zero or negative."""
    value = Decimal(text)
    places = -value.as_tuple().exponent
    step = Decimal(1).scaleb(-places)
    change = rng.choice((step, -step, 10 * step, value, -value, -2 * value, -value - step))
    return f"{value + change:.{places}f}"


def other_day(rng, text):
    """Near the day it is, or near the others of the message: all of them lie in this month and the ones around it."""
    if rng.random() < 0.5:
        return date(2026, 7, rng.randrange(1, 13)).isoformat()
    shift = rng.choice((-40, -2, -1, 1, 2, 40))
    return date.fromordinal(date.fromisoformat(text).toordinal() + shift).isoformat()


def other_hour(rng, text):
    return rng.choice((text, "00:10:00", "06:00:00", "06:20:00", "07:00:00", "23:50:00"))


MONEY = ("valorUnitario", "valorTotal", "valorProcedimento", "valorProc", "reducaoAcrescimo", "valorTotalGeral", "valorProcedimentos",
         "valorMateriais", "valorMedicamentos", "valorTotalHonorarios", "valorTotalProc", "valorDiarias", "valorTaxasAlugueis")
SPOIL = {
    **{name: near for name in MONEY},
    "quantidadeExecutada": near, "qtdProc": near,
    "sequencialItem": lambda rng, text: str(max(1, int(text) + rng.choice((-1, 1, 5)))),
    "numeroGuiaPrestador": lambda rng, text: rng.choice((text, "1001", "1002")),
    "codigoProcedimento": lambda rng, text: rng.choice(("10101012", "40304361", text)),
    "caraterAtendimento": lambda rng, _text: rng.choice("12"),
    **dict.fromkeys(("dataExecucao", "dataRealizacao", "dataAtendimento", "dataAutorizacao", "dataValidadeSenha", "validadeSenha",
                     "dataInicioFaturamento", "dataFinalFaturamento", "dataFimFaturamento"), other_day),
    **dict.fromkeys(("horaInicial", "horaFinal", "horaInicioFaturamento", "horaFinalFaturamento"), other_hour),
}


def reprice(rng, item):
    """Another quantity, price and factor, and a total next to what they make: most of all around half a cent."""
    parts = {local(one): one for one in item.iter() if not len(one)}
    if not {"quantidadeExecutada", "valorUnitario", "reducaoAcrescimo", "valorTotal"} <= parts.keys():
        return
    quantity = Decimal(rng.randrange(1, 30))
    if "." in parts["quantidadeExecutada"].text:
        quantity /= rng.choice((1, 2, 8, 1000))
    unit, factor = Decimal(rng.randrange(1, 99999)) / 100, Decimal(rng.choice(("0.05", "0.50", "0.70", "1.00", "1.30", "1.50")))
    due = quantity * unit * factor
    cents = due.quantize(CENT, ROUND_FLOOR) + rng.choice((0, 0, 0, CENT, CENT, CENT, 2 * CENT, -CENT))
    for name, text in (("quantidadeExecutada", f"{quantity}"), ("valorUnitario", f"{unit:.2f}"), ("reducaoAcrescimo", f"{factor}"),
                       ("valorTotal", f"{cents:.2f}")):
        parts[name].text = text


def spoil(rng, root):
    if rng.random() < 0.5:
        for item in (one for guide in root.find(f".//{NS}guiasTISS") for one in items_of(guide)):
            reprice(rng, item)
    leaves = [one for one in root.find(f".//{NS}guiasTISS").iter() if local(one) in SPOIL and one.text and not len(one)]
    for one in rng.sample(leaves, min(len(leaves), rng.choice((1, 2, 4, 12)))):
        one.text = SPOIL[local(one)](rng, one.text.strip())
    if rng.random() < 0.3:
        guide = rng.choice(list(root.find(f".//{NS}guiasTISS")))
        parents = {child: parent for parent in guide.iter() for child in parent}
        item = rng.choice(items_of(guide))
        if local(item) != "procedimento":
            again = ET.fromstring(ET.tostring(item))
            parents[item].append(again)
            for one in (one for one in again.iter() if local(one) in SPOIL and one.text and not len(one)):
                if rng.random() < 0.1:
                    one.text = SPOIL[local(one)](rng, one.text.strip())


# --- running

def lots(args, rng):
    """One lot of each type and version, made once and spoiled many times."""
    made = {}
    while True:
        key = rng.choice(TYPES), rng.choice(VERSIONS), rng.choice((1, 2, 3)), rng.choice((1, 3, 7))
        if key not in made:
            kind, version, guides, items = key
            made[key] = subprocess.run([args.gen_lot, "--type", kind, "--version", version, "--guides", str(guides),
                                        "--items", str(items)], check=True, capture_output=True).stdout
        yield ET.fromstring(made[key])


def said(args, files):
    """What tiss-validate finds in each file: code, guide and item."""
    run = subprocess.run([args.tiss_validate, "-f", "csv", "--only", "rules", *files], capture_output=True, check=False)
    if run.returncode == 2:
        sys.exit(run.stderr.decode())
    found = {name: Counter() for name in files}
    for row in csv.DictReader(io.StringIO(run.stdout.decode())):
        if row["codigo"] in CODES:
            found[row["arquivo"]][row["codigo"], row["guia"], row["item"]] += 1
    return found


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--gen-lot", required=True)
    options.add_argument("--tiss-validate", required=True)
    options.add_argument("--count", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    args = options.parse_args()
    rng = random.Random(args.seed)
    due, wrong = {}, 0
    with tempfile.TemporaryDirectory() as folder:
        source = lots(args, rng)
        for number in range(args.count):
            root = next(source)
            spoil(rng, root)
            path = str(Path(folder, f"{number}.xml"))
            ET.ElementTree(root).write(path, encoding="ISO-8859-1", xml_declaration=True)
            due[path] = Judge(root).found
        found = said(args, list(due))
        for path, expected in due.items():
            if expected != found[path]:
                wrong += 1
                print(f"{Path(path).name}: only here {dict(expected - found[path])}, only there {dict(found[path] - expected)}")
    codes = Counter(code for expected in due.values() for code, _, _ in expected.elements())
    print(f"seed {args.seed}: {args.count} messages, {wrong} judged otherwise; findings: {dict(sorted(codes.items()))}")
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main())
