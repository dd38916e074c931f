#!/usr/bin/env python3
"""Runs the table of worked figures: fee_cases.py BILLING-CALC CASES.tab. Prints a line for each that fails, and how many there are."""
import csv
import os
import subprocess
import sys
import tempfile

import fee_oracle

LETTERS = {"P": "faturamentoProporcional", "Q": "proporcionalSaidaVigencia", "V": "reajusteInicioVigencia",
           "R": "reajusteRetroativoParcelado", "A": "arredondaModulo"}


def pairs(text):
    return dict(item.split("=", 1) for item in text.split())


def month_before(month):
    return fee_oracle.month_text(fee_oracle.month_parse(month) - 1)


def write_case(folder, letters, term, person, prices, adjustments, month):
    row = dict(modalidade="10", termo="1", contratante="C1", plano="P", tipoPlano="I", dataInicio="2010-01-10", faturar="S", diaVencimento="10",
               ultimoFaturamento="", **{name: "S" if letter in letters else "N" for letter, name in LETTERS.items()})
    row.update(pairs(term))
    fee_oracle.write(folder, "termos.csv", fee_oracle.TERM_COLUMNS, [row])
    who = dict(modalidade="10", termo="1", matricula="1", dataNascimento="1980-06-15", dataInclusao="2010-01-10",
               ultimoFaturamento=month_before(month))
    who.update(pairs(person))
    fee_oracle.write(folder, "beneficiarios.csv", fee_oracle.PEOPLE_COLUMNS, [who])
    fee_oracle.write(folder, "precos.csv", fee_oracle.PRICE_COLUMNS,
                     [dict(modalidade="10", plano="P", tipoPlano="I", modulo=m, obrigatorio="S", valor=v, inicioVigencia="2009-01-01")
                      for m, v in (item.split(":") for item in prices.split())])
    fee_oracle.write(folder, "reajustes.csv", fee_oracle.ADJUST_COLUMNS,
                     [dict(zip(["modalidade", "termo", "competencia", "percentual", "competenciaAplicacao"], ["10", "1"] + a.split(":")))
                      for a in adjustments.split()])


def rows_of(binary, folder, month):
    done = subprocess.run([binary, "-q", "-c", month, "--date", "2010-01-01"] + [f"--{o}={folder}/{n}.csv" for o, n in (
        ("terms", "termos"), ("beneficiaries", "beneficiarios"), ("prices", "precos"), ("adjustments", "reajustes"))],
        capture_output=True, text=True, encoding="utf-8")
    if done.returncode != 0:
        return ["duplicate"] if "já está na linha" in done.stderr else [done.stderr]
    rows = list(csv.DictReader(done.stdout.splitlines()))
    fee_oracle.check_memos(folder, rows)
    return sorted(f"{r['evento']} {r['valor']}" + (f" #{r['parcela']}" if r["parcela"] != "1/1" else "") for r in rows) or ["-"]


def main():
    count = failed = 0
    with open(sys.argv[2], encoding="utf-8") as f:
        for line in f:
            if line.startswith("#") or not line.strip():
                continue
            name, letters, term, person, prices, adjustments, month, wanted = line.rstrip("\n").split("\t")
            with tempfile.TemporaryDirectory() as folder:
                write_case(folder, letters, term, person, prices, adjustments, month)
                got = rows_of(sys.argv[1], folder, month)
            count += 1
            want = sorted(w.strip().replace(" #1/1", "") for w in wanted.split(";"))
            if got != want:
                failed += 1
                print(f"{name}: wanted {want}, got {got}")
    print(f"{count} cases")
    sys.exit(failed > 0 or fee_oracle.failures > 0)


main()
