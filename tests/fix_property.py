#!/usr/bin/env python3
"""Properties of tiss-validate --fix over invented lots of every guide type, spoilt at random.

    fix_property.py TISS_VALIDATE GEN_LOT WORK [SEED]

Says on standard output what does not hold; the status is then 1. Needs patch(1).
"""
import hashlib
import itertools
import os
import random
import re
import subprocess
import sys

VALIDATE, GEN_LOT, WORK = sys.argv[1:4]
SEED = int(sys.argv[4]) if len(sys.argv) > 4 else 1
# what --fix computes; odonto's totals are not among them, nor is what an item or a guide merely states
COMPUTED = rb"valorTotal|valorProcedimentos|valorDiarias|valorTaxasAlugueis|valorMateriais|valorMedicamentos|valorOPME" \
           rb"|valorGasesMedicinais|valorTotalGeral|valorTotalHonorarios"
TOTAL = re.compile(rb"<((?:\w+:)?(?:" + COMPUTED + rb"))>([0-9.]+)<")
HASH = re.compile(rb"<((?:\w+:)?hash)>([0-9a-fA-F]*)<")
failures = []


def run(*args, stdin=b""):
    done = subprocess.run([VALIDATE, *args], input=stdin, capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr


def generate(kind, version, *options):
    return subprocess.run([GEN_LOT, "--type", kind, "--version", version, "--guides", "4", "--items", "7", *options],
                          capture_output=True, check=True).stdout


def spoil(rng, message, share):
    """The message with a share of its totals, and its hash, changed in value."""
    def total(match):
        if rng.random() >= share:
            return match.group(0)
        return b"<%s>%d.%02d<" % (match.group(1), rng.randrange(10000, 99999), rng.randrange(100))

    def digest(match):
        return b"<%s>%s<" % (match.group(1), hashlib.md5(bytes([rng.randrange(256)])).hexdigest().encode())
    return HASH.sub(digest, TOTAL.sub(total, message))


def skeleton(message):
    """The message without the values that may be corrected."""
    return HASH.sub(rb"<\1><", TOTAL.sub(rb"<\1><", message))


def check(name, holds, *what):
    if not holds:
        failures.append(name)
        print(name, *what)


def check_clean(name, message):
    status, fixed, errors = run("--fix", stdin=message)
    check(f"{name}: fix(clean) changes nothing", status == 0 and fixed == message, status, errors.decode())


def check_spoilt(name, clean, spoilt):
    status, fixed, errors = run("--fix", "-f", "csv", stdin=spoilt)
    check(f"{name}: what was spoilt is restored, to the byte", status == 0 and fixed == clean, status, errors.decode())
    check(f"{name}: other bytes are identical", skeleton(fixed) == skeleton(spoilt))
    check(f"{name}: the result validates clean", run("-q", stdin=fixed)[0] == 0)
    check(f"{name}: fix(fix(x)) = fix(x)", run("-q", "--fix", stdin=fixed)[1] == fixed)
    listed = [line for line in errors.decode().splitlines() if ",fix." in line]
    differ = sum(a != b for a, b in zip(values(clean), values(spoilt)))
    check(f"{name}: every change is listed, and nothing else", len(listed) == differ, len(listed), differ)


def values(message):
    return [m.group(2) for m in TOTAL.finditer(message)] + [m.group(2) for m in HASH.finditer(message)]


def check_diff(name, spoilt, fixed):
    path = os.path.join(WORK, "message.xml")
    with open(path, "wb") as file:
        file.write(spoilt)
    difference = run("-q", "--fix", "--dry-run", path)[1]
    check(f"{name}: --dry-run leaves the file as it is", open(path, "rb").read() == spoilt)
    done = subprocess.run(["patch", "-s", path], input=difference, capture_output=True, check=False)
    check(f"{name}: patch applies the diff", done.returncode == 0 and open(path, "rb").read() == fixed, done.stdout.decode())


def lots():
    kinds = ["sp-sadt", "consulta", "internacao", "honorarios", "odonto"]
    layouts = [("--indent",), ("--one-line",), ("--indent", "--encoding", "UTF-8"), ("--indent", "--accents")]
    for kind, version, layout in itertools.product(kinds, ["3.02.00", "3.05.00", "4.01.00", "4.03.00"], layouts):
        yield f"{kind} {version} {' '.join(layout)}", generate(kind, version, *layout)


def main():
    rng = random.Random(SEED)
    for name, message in lots():
        check_clean(name, message)
        for variant, clean in (("LF", message), ("CRLF", message.replace(b"\n", b"\r\n")),
                               ("no prefix", message.replace(b"xmlns:ans=", b"xmlns=").replace(b"ans:", b""))):
            spoilt = spoil(rng, clean, rng.choice([0.1, 0.5, 1]))
            check_spoilt(f"{name} {variant}", clean, spoilt)
            check_diff(f"{name} {variant}", spoilt, clean)
    return 1 if failures else 0


sys.exit(main())
