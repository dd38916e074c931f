#!/usr/bin/env python3
"""billing-calc against rules written a second time, and properties over generated contracts.

	fee_oracle.py BILLING-CALC [COUNT [SEED]]     generated cases: rows, memória, sums, states
	fee_oracle.py --memoria NOTAS.csv             evaluates every memoria of a file

Everything here is computed with fractions and dates of Python, from the text of the rules; nothing is shared with
the program. Prints one line for each failure and the case's folder; the exit status is 1 then.
"""
import calendar
import csv
import datetime
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from fractions import Fraction as F

failures = 0


def fail(where, what):
    global failures
    failures += 1
    print(f"FAILED {where}: {what}")


# ---------------------------------------------------------------- numbers


def half_up(x, places=2):
    unit = 10 ** places
    n = abs(x) * unit
    whole = n.numerator // n.denominator
    if n - whole >= F(1, 2):
        whole += 1
    return F(whole if x >= 0 else -whole, unit)


def floor_at(x, places=2):
    unit = 10 ** places
    return F((x * unit).numerator // (x * unit).denominator, unit)


def truncate(x, places=2):
    return floor_at(x, places) if x >= 0 else -floor_at(-x, places)


# ---------------------------------------------------------------- memória: a reader of its sums

TOKEN = re.compile(r"\s*(ARRED|TRUNCAR|\d[\d.]*(?:,\d+)?|[-+×/÷();])")


class Sum:
    """Evaluates ARRED, TRUNCAR, + - × / ÷ and parentheses over numbers written 1.234,56."""

    def __init__(self, text):
        self.tokens = []
        at = 0
        while at < len(text):
            m = TOKEN.match(text, at)
            if not m:
                if text[at:].strip() == "":
                    break
                raise ValueError(f"what is {text[at:]!r}?")
            self.tokens.append(m.group(1))
            at = m.end()
        self.at = 0

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self, wanted=None):
        token = self.peek()
        if token is None or (wanted and token != wanted):
            raise ValueError(f"expected {wanted}, got {token}")
        self.at += 1
        return token

    def atom(self):
        token = self.take()
        if token == "-":
            return -self.atom()
        if token == "(":
            value = self.sum()
            self.take(")")
            return value
        if token in ("ARRED", "TRUNCAR"):
            self.take("(")
            value = self.sum()
            self.take(";")
            places = int(self.take())
            self.take(")")
            return half_up(value, places) if token == "ARRED" else truncate(value, places)
        return F(token.replace(".", "").replace(",", "."))

    def product(self):
        value = self.atom()
        while self.peek() in ("×", "/", "÷"):
            if self.take() == "×":
                value *= self.atom()
            else:
                value /= self.atom()
        return value

    def sum(self):
        value = self.product()
        while self.peek() in ("+", "-"):
            if self.take() == "+":
                value += self.product()
            else:
                value -= self.product()
        return value


def evaluate(text):
    s = Sum(text)
    value = s.sum()
    if s.peek() is not None:
        raise ValueError(f"{s.peek()} is left over")
    return value


def check_share(text):
    """rateio FLOOR + CENT de TOTAL -> (floor + cent, floor, total)"""
    m = re.fullmatch(r"rateio (\S+) \+ (0,0[01]) de (\S+)", text)
    if not m:
        raise ValueError(f"rateio? {text!r}")
    floor, cent, total = (evaluate(x) for x in m.groups())
    return floor + cent, floor, total


def check_memo(row, groups):
    """Does the sum of one row again."""
    memo, valor, calculado = row["memoria"], F(row["valor"]), row["valorCalculado"]
    head, part = (memo.split("; parcela ") + [None])[:2]
    share = None
    if part is not None:
        m = re.fullmatch(r"(.*) = (\S+|\(\S+\))(?: \((rateio .*)\))?", head)
        head, total, share = m.group(1), evaluate(m.group(2)), m.group(3)
    elif "; rateio " in head:
        head, share = head.split("; rateio ", 1)
        share = "rateio " + share
    exact = evaluate(head)
    whole = half_up(exact)
    if share:
        whole, floor, of = check_share(share)
        if floor != floor_at(exact):
            raise ValueError(f"{floor} is not the floor of {exact}")
        groups[of_group(row)].append((exact, whole, of))
    if part is None:
        amount, shown = whole, exact
    else:
        if whole != total:
            raise ValueError(f"the parts are of {whole}, not {total}")
        amount = shown = evaluate(part)
    if amount != valor:
        raise ValueError(f"valor {valor}, memoria {amount}")
    # the column has all digits, or 12 of a repeating decimal
    if F(calculado) != shown and F(calculado) != half_up(shown, 12):
        raise ValueError(f"valorCalculado {calculado}, memoria {shown}")


def of_group(row):
    return (row["modalidade"], row["termo"], row["matricula"], row["evento"], row["inicioPeriodo"], row["fimPeriodo"], row["parcela"])


def check_memos(where, rows):
    groups = defaultdict(list)
    for row in rows:
        try:
            check_memo(row, groups)
        except (ValueError, AttributeError) as e:
            fail(where, f"memoria {row['memoria']!r}: {e}")
    return groups


# ---------------------------------------------------------------- dates


def month_of(d):
    return d.year * 12 + d.month - 1


def month_text(m):
    return f"{m // 12:04}{m % 12 + 1:02}"


def month_parse(t):
    return int(t[:4]) * 12 + int(t[4:]) - 1 if t else None


def first(m):
    return datetime.date(m // 12, m % 12 + 1, 1)


def last(m):
    return day_of(m, 31)


def day_of(m, day):
    y, mo = m // 12, m % 12 + 1
    return datetime.date(y, mo, min(day, calendar.monthrange(y, mo)[1]))


def date_parse(t):
    return datetime.date.fromisoformat(t) if t else None


def d30(d):
    return min(d.day, 30)


def d30_end(d):
    return 30 if d == last(month_of(d)) else d30(d)


# ---------------------------------------------------------------- the rules, a second time


class Term:
    def __init__(self, row):
        self.row = row
        self.key = (row["modalidade"], row["termo"])
        self.start = date_parse(row["dataInicio"])
        self.end = min((d for d in (date_parse(row["dataFim"]), date_parse(row["dataCancelamento"])) if d), default=None)
        self.last = month_parse(row["ultimoFaturamento"])
        self.adjustments = []

    def yes(self, name):
        return self.row[name] == "S"

    def billed(self, c):
        return self.yes("faturar") and self.start <= last(c) and not (self.end and self.end < first(c)) and \
            not (self.last is not None and self.last >= c)


class Case:
    def __init__(self, folder):
        def read(name):
            with open(os.path.join(folder, name), encoding="utf-8", newline="") as f:
                return list(csv.DictReader(f))
        self.terms = {t.key: t for t in map(Term, read("termos.csv"))}
        self.people = read("beneficiarios.csv")
        self.prices = defaultdict(list)
        for p in read("precos.csv"):
            self.prices[p["modalidade"], p["plano"], p["tipoPlano"]].append(p)
        for a in read("reajustes.csv"):
            due = month_parse(a["competencia"])
            self.terms[a["modalidade"], a["termo"]].adjustments.append(
                (due, month_parse(a["competenciaAplicacao"]) or due, F(a["percentual"]) / 100))
        for t in self.terms.values():
            t.adjustments = sorted((a for a in t.adjustments if a[2] != 0))
        self.events = read("eventos.csv")
        self.due = {d["vencimento"]: int(d["meses"]) for d in read("vencimentos.csv")}

    def modules(self, term):
        seen = []
        for p in self.prices[term.row["modalidade"], term.row["plano"], term.row["tipoPlano"]]:
            if p["modulo"] not in seen:
                seen.append(p["modulo"])
        return seen

    def price(self, term, person, module, m, entry):
        at = max(first(m), entry)
        birth = date_parse(person["dataNascimento"])
        age = max(0, (m - 1 - month_of(birth)) // 12)
        for p in self.prices[term.row["modalidade"], term.row["plano"], term.row["tipoPlano"]]:
            if p["modulo"] == module and int(p["idadeMinima"] or 0) <= age <= int(p["idadeMaxima"] or 999) and \
                    date_parse(p["inicioVigencia"]) <= at <= (date_parse(p["fimVigencia"]) or datetime.date.max):
                return p
        return None

    def has(self, person, module, price):
        return price is not None and (price["obrigatorio"] == "S" or module in person["modulosOpcionais"].split())


def charged_days(term, entry, leave, m):
    """(first day, last day) of the 30, and the calendar period."""
    p, q = term.yes("faturamentoProporcional"), term.yes("proporcionalSaidaVigencia")
    enters, leaves = month_of(entry) == m, leave is not None and month_of(leave) == m
    lo, hi, begin, finish = 1, 30, first(m), last(m)
    if enters and leaves and p and q:
        lo, hi, begin, finish = d30(entry), d30_end(leave), entry, leave
    elif enters and p:
        lo, begin = d30(entry), entry
    elif leaves and q:
        lo, hi = d30(term.start), d30_end(leave)
        begin, finish = day_of(m, d30(term.start)), leave
    if not p and not (leaves and q):
        begin, finish = day_of(m, entry.day), day_of(m + 1, entry.day)
    return lo, hi, begin, finish


def segments(term, m, lo, hi):
    """[(days, late part of the month)]: before the term's day and from it on."""
    if hi < lo:
        return []
    if term.yes("reajusteInicioVigencia") and any(a[0] == m for a in term.adjustments):
        edge = d30(term.start)
        before = max(0, min(hi, edge - 1) - lo + 1)
        return [x for x in ((before, False), (hi - lo + 1 - before, True)) if x[0]]
    return [(hi - lo + 1, True)]


def due_in(a, m, after, price_from):
    return (a[0] < m or (a[0] == m and after)) and a[0] >= month_of(price_from)


def round_group(term, exacts):
    places = int(term.row["casasDecimais"] or 0)
    if places == 2 or (not places and term.yes("arredondaModulo")):
        return [half_up(x) for x in exacts]
    if places:
        exacts = [half_up(x, places) for x in exacts]
    total = half_up(sum(exacts, F(0)))
    floors = [floor_at(x) for x in exacts]
    cents = int((total - sum(floors, F(0))) * 100)
    order = sorted(range(len(exacts)), key=lambda i: (-(exacts[i] - floors[i]), i))
    for i in order[:cents]:
        floors[i] += F(1, 100)
    return floors


def month_rows(case, term, person, c, m, entry, leave):
    rows = []
    lo, hi, begin, finish = charged_days(term, entry, leave, m)
    if hi >= lo:
        found, exacts = [], []
        for module in case.modules(term):
            price = case.price(term, person, module, m, entry)
            if module == "INSCRICAO" or not case.has(person, module, price):
                continue
            exact = F(0)
            for days, after in segments(term, m, lo, hi):
                part = F(price["valor"]) * days / 30
                for a in term.adjustments:
                    if a[1] <= m and due_in(a, m, after, date_parse(price["inicioVigencia"])):
                        part *= 1 + a[2]
                exact += part
            found.append((module, price))
            exacts.append(exact)
        for (module, price), cents in zip(found, round_group(term, exacts)):
            rows.append(("retroativo" if m < c else "mensalidade", module, "1/1", begin, finish, hi - lo + 1, cents, F(price["valor"])))
        if m == month_of(entry) and "INSCRICAO" in case.modules(term):
            price = case.price(term, person, "INSCRICAO", m, entry)
            if price:
                rows.append(("inscricao", "INSCRICAO", "1/1", entry, entry, None, round_group(term, [F(price["valor"])])[0],
                             F(price["valor"])))
    return rows + late_rows(case, term, person, m, entry, leave)


def late_rows(case, term, person, m, entry, leave):
    rows = []
    for k, late in enumerate(term.adjustments):
        due, since, rate = late
        months = list(range(max(due, month_of(entry)), since))
        if since == due or m < since or not months:
            continue
        parts = len(months) if term.yes("reajusteRetroativoParcelado") else 1
        part = m - since + 1
        if part > parts:
            continue
        found = []
        for module in case.modules(term):
            exact, base, days_sum = F(0), None, 0
            for n in months if module != "INSCRICAO" else []:
                price = case.price(term, person, module, n, entry)
                if not case.has(person, module, price):
                    continue
                begun = date_parse(price["inicioVigencia"])
                lo, hi, _, _ = charged_days(term, entry, leave, n)
                for days, after in segments(term, n, lo, hi):
                    if not due_in(late, n, after, begun):
                        continue
                    piece = F(price["valor"]) * days / 30 * rate
                    for j, a in enumerate(term.adjustments):
                        charged = a[1] <= n and due_in(a, n, after, begun)
                        before = j < k and a[1] > n and due_in(a, n, after, begun)
                        if j != k and (charged or before):
                            piece *= 1 + a[2]
                    exact += piece
                    days_sum += days
                    base = base if base is not None else F(price["valor"])
            if exact:
                found.append((module, exact, base, days_sum))
        totals = round_group(term, [x[1] for x in found])
        until = parts if leave and month_of(leave) == m else part
        for (module, _, base, days), total in zip(found, totals):
            piece = truncate(total / parts)
            for i in range(part, until + 1):
                value = piece if i < parts else total - piece * (parts - 1)
                rows.append(("reajuste-retroativo", module, f"{i}/{parts}", first(months[0]), last(months[-1]), days, value, base))
    return rows


def expected(case, c):
    out = []
    for person in case.people:
        term = case.terms[person["modalidade"], person["termo"]]
        if not term.billed(c):
            continue
        entry = max(date_parse(person["dataInclusao"]), term.start)
        leave = min((d for d in (date_parse(person["dataExclusao"]), term.end) if d), default=None)
        if leave and leave < entry:
            continue
        done = month_parse(person["ultimoFaturamento"])
        m = month_of(entry) if done is None else max(month_of(entry), done + 1)
        while m <= min(c, month_of(leave) if leave else c):
            for row in month_rows(case, term, person, c, m, entry, leave):
                out.append(row_key(case, term, c, "pre-pagamento", person["matricula"], "", *row))
            m += 1
    return out + expected_events(case, c)


def expected_events(case, c):
    out = []
    closed = {(e["modalidade"], e["termo"], e["internacao"]) for e in case.events
              if e["internacao"] and e["dataAlta"] and e["contaFechada"] == "S"}
    for e in case.events:
        term = case.terms[e["modalidade"], e["termo"]]
        when = date_parse(e["data"])
        if not term.billed(c) or e["faturadoEm"] or month_of(when) > c:
            continue
        if term.yes("bloqueiaContaFechada") and e["internacao"] and e["transacaoLiberaFaturamento"] == "N" and \
                (e["modalidade"], e["termo"], e["internacao"]) not in closed:
            continue
        value = F(e["valor"])
        if e["tipo"] == "participacao":
            value = F(e["valorFixo"]) if e["valorFixo"] else value * F(e["percentual"]) / 100
        out.append(row_key(case, term, c, e["tipo"], e["matricula"], e["documento"], e["tipo"], "", "1/1", when, when, None,
                           half_up(value), F(e["valor"])))
    return out


WHO = {"pre-pagamento": "cobrarMensalidade", "participacao": "cobrarParticipacao", "custo-operacional": "cobrarCustoOperacional"}


def row_key(case, term, c, tipo, matricula, document, event, module, part, begin, finish, days, value, base):
    origin = term.row[WHO[tipo]] == "1"
    due = day_of(c + case.due.get(term.row["vencimento"], 0), int(term.row["diaVencimento"]))
    nota = f"{term.key[0]}.{term.key[1]}.{month_text(c)}.{tipo}.{int(origin)}"
    return (nota, term.row["contratanteOrigem" if origin else "contratante"], str(due), matricula, module, event, part, str(begin),
            str(finish), str(days) if days is not None else "", base, value, document)


def actual(rows):
    return [(r["nota"], r["contratante"], r["vencimento"], r["matricula"], r["modulo"], r["evento"], r["parcela"], r["inicioPeriodo"],
             r["fimPeriodo"], r["dias"], F(r["valorBase"]), F(r["valor"]), r["documento"]) for r in rows]


# ---------------------------------------------------------------- generated contracts

TERM_COLUMNS = ("modalidade termo contratante contratanteOrigem plano tipoPlano dataInicio dataFim dataCancelamento ultimoFaturamento "
                "faturar vencimento diaVencimento cobrarMensalidade cobrarParticipacao cobrarCustoOperacional inadimplenciaPor "
                "faturamentoProporcional bloqueiaContaFechada reajusteInicioVigencia reajusteRetroativoParcelado "
                "proporcionalSaidaVigencia arredondaModulo casasDecimais").split()
PEOPLE_COLUMNS = "modalidade termo matricula dataNascimento dataInclusao dataExclusao ultimoFaturamento modulosOpcionais".split()
PRICE_COLUMNS = "modalidade plano tipoPlano modulo obrigatorio idadeMinima idadeMaxima valor inicioVigencia fimVigencia".split()
ADJUST_COLUMNS = "modalidade termo competencia percentual competenciaAplicacao".split()
EVENT_COLUMNS = ("documento modalidade termo matricula tipo data valor percentual valorFixo internacao transacaoLiberaFaturamento "
                 "dataAlta contaFechada faturadoEm").split()
YEAR = 2024 * 12  # the cases bill months of 2024


def write(folder, name, columns, rows):
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(columns)
        for row in rows:
            w.writerow([row.get(c, "") for c in columns])


def some_date(r, lo, hi):
    return day_of(r.randint(lo, hi), r.choice([1, 1, 5, 10, 15, 18, 28, 29, 30, 31, r.randint(1, 31)]))


def generate_prices(r, plan):
    rows = []
    for module, mandatory in [("MED", "S"), ("ODO", "S"), ("OPT", "N"), ("INSCRICAO", "S")][:r.randint(1, 4)]:
        starts = [datetime.date(2022, 1, 1)] + ([day_of(YEAR + r.randint(-6, 8), 1)] if r.random() < .4 else [])
        for i, start in enumerate(starts):
            until = starts[i + 1] - datetime.timedelta(days=1) if i + 1 < len(starts) else ""
            cuts = sorted(r.sample(range(1, 60), r.randint(0, 3)))
            for lo, hi in zip([0] + cuts, [x - 1 for x in cuts] + [""]):
                value = r.choice([f"{r.randint(100, 90000) / 100:.2f}", f"{r.randint(1000, 900000) / 1000:.3f}",
                                  f"{r.randint(10**6, 9 * 10**7) / 10**5:.5f}"])
                rows.append(dict(modalidade="10", plano=plan, tipoPlano="I", modulo=module, obrigatorio=mandatory, idadeMinima=lo,
                                 idadeMaxima=hi, valor=value, inicioVigencia=start, fimVigencia=until))
    return rows


def generate_term(r, number, stays):
    def flag(p=.5):
        return r.choice(["S", "N", ""]) if r.random() < p else "N"
    who = [r.choice(["0", "1", ""]) for _ in range(3)]
    ones = sum(x == "1" for x in who)
    t = dict(modalidade="10", termo=number, contratante=f"C{r.randint(1, 2)}", contratanteOrigem="O1", plano=f"P{r.randint(1, 2)}",
             tipoPlano="I", dataInicio=some_date(r, YEAR - 18, YEAR + 2), faturar="S" if r.random() < .95 or stays else "N",
             vencimento=r.choice(["", "V1", "V2"]), diaVencimento=r.choice([1, 10, 28, 31]),
             inadimplenciaPor={0: r.choice(["", "0"]), 3: "1"}.get(ones, r.choice("012")),
             casasDecimais=r.choice(["", "", "", "2", "3", "4"]))
    t.update(zip(("cobrarMensalidade", "cobrarParticipacao", "cobrarCustoOperacional"), who))
    for name in ("faturamentoProporcional", "bloqueiaContaFechada", "reajusteInicioVigencia", "reajusteRetroativoParcelado",
                 "proporcionalSaidaVigencia", "arredondaModulo"):
        t[name] = flag(.9)
    if not stays and r.random() < .3:
        end = t["dataInicio"] + datetime.timedelta(days=r.randint(0, 500))
        t[r.choice(["dataFim", "dataCancelamento"])] = end
    return t


def generate(folder, seed, stays):
    """STAYS: terms stay in force and nothing is billed yet, so that months can be run one by one."""
    r = random.Random(seed)
    terms = [generate_term(r, 100 + i, stays) for i in range(r.randint(1, 4))]
    prices = [p for plan in ("P1", "P2") for p in generate_prices(r, plan)]
    people, adjustments, events = [], [], []
    for t in terms:
        modules = {p["modulo"] for p in prices if p["plano"] == t["plano"]}
        for i in range(r.randint(1, 4)):
            entry = some_date(r, YEAR - 6, YEAR + 5)
            p = dict(modalidade="10", termo=t["termo"], matricula=f"{t['termo']}-{i}",
                     dataNascimento=some_date(r, YEAR - 80 * 12, YEAR - 8), dataInclusao=entry,
                     modulosOpcionais="OPT" if "OPT" in modules and r.random() < .5 else "")
            if r.random() < .4:
                p["dataExclusao"] = entry + datetime.timedelta(days=r.choice([0, 3, 20, 40, 100, 200]))
            if not stays and r.random() < .5:
                p["ultimoFaturamento"] = month_text(r.randint(month_of(entry), YEAR + 5))
            people.append(p)
            for k in range(r.randint(0, 2)):
                events.append(generate_event(r, t, p, f"{p['matricula']}-{k}"))
        used = set()
        for _ in range(r.choice([0, 0, 1, 1, 2, 3])):
            due = YEAR + r.randint(-4, 6)
            a = dict(modalidade="10", termo=t["termo"], competencia=month_text(due),
                     percentual=r.choice(["9.63", "5", "10", "-8.19", "0.5", "12.3456", "100"]),
                     competenciaAplicacao=r.choice(["", "", month_text(due + r.randint(0, 3))]))
            if tuple(a.values()) not in used:
                used.add(tuple(a.values()))
                adjustments.append(a)
    write(folder, "termos.csv", TERM_COLUMNS, terms)
    write(folder, "beneficiarios.csv", PEOPLE_COLUMNS, people)
    write(folder, "precos.csv", PRICE_COLUMNS, prices)
    write(folder, "reajustes.csv", ADJUST_COLUMNS, dedupe(adjustments))
    write(folder, "eventos.csv", EVENT_COLUMNS, events)
    write(folder, "vencimentos.csv", ["vencimento", "meses"], [dict(vencimento="V1", meses=1), dict(vencimento="V2", meses=-1)])


def dedupe(adjustments):
    """No two alike once an empty competenciaAplicacao is what it means."""
    seen, out = set(), []
    for a in adjustments:
        key = (a["termo"], a["competencia"], a["competenciaAplicacao"] or a["competencia"], F(a["percentual"]))
        if key not in seen:
            seen.add(key)
            out.append(a)
    return out


def generate_event(r, t, p, document):
    e = dict(documento=document, modalidade="10", termo=t["termo"], matricula=p["matricula"],
             tipo=r.choice(["participacao", "custo-operacional"]), data=some_date(r, YEAR, YEAR + 8),
             valor=f"{r.randint(1, 99999) / 100:.2f}")
    if e["tipo"] == "participacao":
        e[r.choice(["percentual", "valorFixo"])] = r.choice(["30", "12.5", "33.33"])
    if r.random() < .5:
        e.update(internacao=f"I{r.randint(1, 2)}", transacaoLiberaFaturamento=r.choice(["S", "N", "N", ""]),
                 dataAlta=r.choice(["", "2024-03-01"]), contaFechada=r.choice(["", "S", "N"]))
    return e


# ---------------------------------------------------------------- running

FILES = ("terms", "termos"), ("beneficiaries", "beneficiarios"), ("prices", "precos"), ("adjustments", "reajustes"), \
        ("events", "eventos"), ("due-dates", "vencimentos")


def run(binary, folder, c, *more):
    args = [binary, "-c", month_text(c), "--date", "2024-01-01"] + [f"--{o}={folder}/{n}.csv" for o, n in FILES]
    done = subprocess.run(args + list(more), capture_output=True, text=True, encoding="utf-8")
    if done.returncode != 0:
        fail(folder, f"{month_text(c)}: status {done.returncode}: {done.stderr.strip()}")
        return []
    return list(csv.DictReader(done.stdout.splitlines()))


def read_csv(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def check_sums(where, rows, folder):
    notas = defaultdict(F)
    for r in rows:
        notas[r["nota"], r["devedor"], r["contratante"], r["vencimento"]] += F(r["valor"])
    invoices = defaultdict(F)
    for (_, origin, debtor, due), value in notas.items():
        invoices[origin, debtor, due] += value
    found = {(f["devedor"], f["contratante"], f["vencimento"]): F(f["valor"]) for f in read_csv(f"{folder}/faturas.csv")}
    if found != dict(invoices):
        fail(where, "the faturas are not the sums of their notas")
    total = sum((F(a["valor"]) for a in read_csv(f"{folder}/contabil.csv")), F(0))
    if total != sum(notas.values(), F(0)):
        fail(where, "the accounting rows do not add up to the notas")
    for a in read_csv(f"{folder}/contabil.csv"):
        if a["valorMes"]:
            begin, until = date_parse(a["inicioPeriodo"]), date_parse(a["fimPeriodo"])
            own = min(until, last(month_of(begin)) + datetime.timedelta(days=1)) - begin
            share = half_up(F(a["valor"]) * own.days / (until - begin).days)
            if F(a["valorMes"]) != share or F(a["valorMesSeguinte"]) != F(a["valor"]) - share:
                fail(where, f"pro rata dia of {a}")


def check_one(binary, folder, c):
    """One month of any contracts: every row, sum and memoria."""
    rows = run(binary, folder, c, f"--invoices={folder}/faturas.csv", f"--accounting={folder}/contabil.csv")
    want, got = sorted(expected(Case(folder), c)), sorted(actual(rows))
    if want != got:
        for row in sorted(set(want) ^ set(got)):
            fail(folder, f"{month_text(c)}: {'wanted' if row in want else 'got'} {tuple(str(x) for x in row)}")
        if set(want) == set(got):
            fail(folder, f"{month_text(c)}: rows are repeated")
    check_memos(folder, rows)
    if os.path.exists(f"{folder}/faturas.csv"):
        check_sums(folder, rows, folder)


def totals(rows):
    """What each person came to pay, whenever it was."""
    out = defaultdict(F)
    for r in rows:
        event = "mensalidade" if r["evento"] == "retroativo" else r["evento"]
        out[r["termo"], r["matricula"], r["modulo"], event, r["inicioPeriodo"], r["fimPeriodo"], r["parcela"], r["documento"]] += F(r["valor"])
    return dict(out)


def check_months(binary, folder, months):
    """Months one by one, with the state kept, come to what the last of them comes to when it is the only one; and a rerun to nothing."""
    late = run(binary, folder, YEAR + months - 1)
    copy = folder + "/estado"
    os.mkdir(copy)
    for _, name in FILES:
        shutil.copy(f"{folder}/{name}.csv", copy)
    rows = []
    update = [f"--update-terms={copy}/termos.csv", f"--update-beneficiaries={copy}/beneficiarios.csv", f"--update-events={copy}/eventos.csv"]
    for c in range(YEAR, YEAR + months):
        rows += run(binary, copy, c, *update)
    if totals(rows) != totals(late):
        a, b = totals(rows), totals(late)
        for key in sorted(set(a) | set(b)):
            if a.get(key) != b.get(key):
                fail(folder, f"month by month {a.get(key)}, late {b.get(key)}: {key}")
    for c in (YEAR + months - 1, YEAR + 3):
        if run(binary, copy, c):
            fail(folder, f"{month_text(c)} was billed twice")


def check_zero(binary, folder, c):
    """Readjustments of 0 % change nothing."""
    adjustments = read_csv(f"{folder}/reajustes.csv")
    write(folder, "reajustes.csv", ADJUST_COLUMNS, [])
    before = run(binary, folder, c)
    months = sorted({(a["termo"], a["competencia"], a["competenciaAplicacao"] or a["competencia"]) for a in adjustments})
    write(folder, "reajustes.csv", ADJUST_COLUMNS, [dict(modalidade="10", termo=t, competencia=d, percentual="0", competenciaAplicacao=s)
                                                    for t, d, s in months])
    if run(binary, folder, c) != before:
        fail(folder, "readjustments of 0 % change something")
    for r in before:
        if r["dias"] and r["parcela"] == "1/1" and (int(r["dias"]) > 30 or F(r["valorCalculado"]) > F(r["valorBase"]) + F(1, 100)):
            fail(folder, f"a proration exceeds the whole: {r}")


def main():
    if sys.argv[1] == "--memoria":
        check_memos(sys.argv[2], read_csv(sys.argv[2]))
        sys.exit(failures > 0)
    binary, count, seed = sys.argv[1], int((sys.argv + ["40"])[2]), int((sys.argv + ["", "1"])[3] or 1) if len(sys.argv) > 3 else 1
    base = tempfile.mkdtemp()
    for i in range(seed, seed + count):
        folder = os.path.join(base, str(i))
        os.mkdir(folder)
        generate(folder, i, stays=i % 2 == 0)
        check_one(binary, folder, YEAR + i % 9)
        if i % 2 == 0:
            check_months(binary, folder, 8)
        if i % 5 == 0:
            check_zero(binary, folder, YEAR + 6)
        if failures == 0:
            shutil.rmtree(folder)
        elif failures > 20:
            break
    if failures == 0:
        shutil.rmtree(base)
        print(f"{count} cases")
    sys.exit(failures > 0)


if __name__ == "__main__":
    main()
