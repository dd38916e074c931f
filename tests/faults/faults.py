#!/usr/bin/env python3
"""Kills lot-send while it sends, and asks what became of the lot: the store's word against the operator's.

    faults.py --bin DIR [--runs N] [--steps] [--pairs N] [--seed N]

--runs   kill -9 from outside, at random moments, while the operator answers well or badly
--steps  kill at every step, one after the other; DIR holds a build with -DTISS_FAULTS
--pairs  two processes that send the same lot at once

Prints TAP. What has to hold after every run, whatever happened:
  - no lot is Enviando once its sender is gone;
  - Fechado: the operator has not received it. Enviado: it has, once, and the protocol is its own. Envio incerto: either;
  - the user, who asks the operator and says so with resolve, ends with every lot received exactly once.
"""

import argparse
import csv
import hashlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
FECHADO, ENVIANDO, INCERTO, ENVIADO = 1, 2, 3, 4
NAMES = {"fechado": FECHADO, "enviando": ENVIANDO, "incerto": INCERTO, "enviado": ENVIADO}
# What the operator does, and whether it has then received the lot.
MANNERS = [None, None, None, "lote=drop*1", "lote=lose*1", "lote=cut*1", "lote=garbage*1", "lote=empty*1", "lote=delay:30*1",
           "lote=http:500*1", "lote=http:404*1", "lote=refuse:5001*1", "lote=fault:LoginInvalido*1", "lote=soap-status:500*1",
           "lote=fault:ErroInesperadoServidor*1"]


class Wrong(Exception):
    pass


class Operator:
    """operator-sim, and what it says it received."""

    def __init__(self, bin_dir, folder):
        self.log = os.path.join(folder, "operator.csv")
        port_file = os.path.join(folder, "port")
        self.process = subprocess.Popen([os.path.join(bin_dir, "operator-sim"), "--port", "0", "--port-file", port_file, "--log", self.log,
                                         "--accept-repeated"],
                                        stdout=subprocess.DEVNULL)
        for _ in range(500):
            if os.path.exists(port_file) and os.path.getsize(port_file) > 0:
                break
            time.sleep(0.01)
        with open(port_file) as f:
            self.url = "http://127.0.0.1:" + f.read().strip()

    def misbehave(self, rule):
        request = urllib.request.Request(self.url + "/_control", data=rule.encode(), method="POST")
        urllib.request.urlopen(request, timeout=10).read()

    def received(self, number):
        """The protocols that it gave to the lot NUMBER."""
        with open(self.log, newline="") as f:
            return [row["numeroProtocolo"] for row in csv.DictReader(f)
                    if row["servico"] == "lote" and row["numeroLote"] == number and row["resultado"] == "recebido"]

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Bench:
    """A store with many closed lots, of one guide each, and an operator."""

    def __init__(self, bin_dir, lots):
        self.bin = bin_dir
        self.folder = tempfile.mkdtemp(prefix="faults-")
        self.db = os.path.join(self.folder, "tiss.db")
        self.operator = Operator(bin_dir, self.folder)
        self.profile = os.path.join(self.folder, "operator.conf")
        with open(self.profile, "w") as f:
            f.write("registroANS = 331988\nconnect-timeout = 1\ntotal-timeout = 1\nendpoint = %s\n" % self.operator.url)
        self.next = 0
        self.numbers = self.make_lots(lots)

    def make_lots(self, count):
        with open(os.path.join(ROOT, "examples/clinica/consultas.csv"), encoding="utf-8-sig", newline="") as f:
            sample = f.read()
        separator = ";" if ";" in sample.splitlines()[0] else ","
        rows = list(csv.reader(sample.splitlines(), delimiter=separator))
        number = rows[0].index("numeroGuiaPrestador")
        guides = os.path.join(self.folder, "guias.csv")
        with open(guides, "w", newline="") as f:
            writer = csv.writer(f, delimiter=separator)
            writer.writerow(rows[0])
            for i in range(count):
                writer.writerow(rows[1][:number] + [str(100000 + i)] + rows[1][number + 1:])
        folder = os.path.join(self.folder, "lotes")
        self.check([os.path.join(self.bin, "lot-build"), "--origin", "11222333000181", "--max-guides", "1", "-o", folder, guides])
        self.check(self.send("import", "-r", folder))
        self.check(self.send("close", "--all"))
        with sqlite3.connect(self.db) as db:
            return [row[0] for row in db.execute("SELECT number FROM lot ORDER BY id")]

    def send(self, *arguments):
        return [os.path.join(self.bin, "lot-send"), "-d", self.db, "--profile", self.profile] + list(arguments)

    def check(self, command):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise Wrong("%s: status %d: %s" % (" ".join(command[:6]), done.returncode, done.stderr))
        return done.stdout

    def lot(self):
        self.next += 1
        return self.numbers[self.next - 1]

    def situation(self, number):
        """As the next command sees it: (situation, protocol)."""
        row = self.check(self.send("list", "-f", "csv", "--number", number)).splitlines()[1].split(",")
        return NAMES[row[3]], row[13]

    def look(self, number, was_killed):
        situation, protocol = self.situation(number)
        received = self.operator.received(number)
        said = "lote %s: %s, protocolo %r; a operadora recebeu %r" % (number, situation, protocol, received)
        if len(received) > 1:
            raise Wrong("received twice: " + said)
        if situation == ENVIANDO:
            raise Wrong("still Enviando, and its sender is gone: " + said)
        if situation == FECHADO and received:
            raise Wrong("Fechado, and it was received: it would be sent twice: " + said)
        if situation == ENVIADO and received != [protocol]:
            raise Wrong("Enviado, and it was not received so: it would be lost: " + said)
        return situation, received

    def finish(self, number, was_killed):
        """What a user does until the lot is there."""
        self.operator.misbehave("limpar")
        for _ in range(3):
            situation, received = self.look(number, was_killed)
            if situation == ENVIADO:
                return
            if situation == INCERTO and received:
                self.check(self.send("resolve", number, "--received", received[0], "--yes"))
            elif situation == INCERTO:
                self.check(self.send("resolve", number, "--not-received", "--yes"))
            else:
                self.check(self.send("send", "--yes", number))
        situation, received = self.look(number, was_killed)
        if situation != ENVIADO or len(received) != 1:
            raise Wrong("lote %s did not get there" % number)

    def sound(self):
        with sqlite3.connect(self.db) as db:
            verdict = db.execute("PRAGMA integrity_check").fetchall()
            if verdict != [("ok",)]:
                raise Wrong("integrity_check: %r" % verdict)
            for number, md5, content in db.execute("SELECT number, md5, bytes FROM lot JOIN lot_xml ON lot = id"):
                if hashlib.md5(content).hexdigest() != md5:
                    raise Wrong("the XML of lote %s changed" % number)
            doubts = db.execute("SELECT count(*) FROM sending WHERE outcome IS NULL").fetchone()[0]
            if doubts:
                raise Wrong("%d sendings without an outcome" % doubts)

    def close(self):
        self.operator.stop()
        subprocess.run(["rm", "-rf", self.folder], check=False)


def kill_at_random(bench, runs, rng):
    seen = {"killed": 0, "incerto": 0}
    for _ in range(runs):
        number = bench.lot()
        manner = rng.choice(MANNERS)
        if manner:
            bench.operator.misbehave(manner)
        process = subprocess.Popen(bench.send("send", "--yes", number), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0, 0.022))
        process.send_signal(signal.SIGKILL)
        killed = process.wait() == -signal.SIGKILL
        seen["killed"] += killed
        time.sleep(0.04 if manner and "delay" in manner else 0.005)
        situation, _ = bench.look(number, killed)
        seen["incerto"] += situation == INCERTO
        bench.finish(number, killed)
    bench.sound()
    print("# %d runs: %d killed before they ended, %d left uncertain" % (runs, seen["killed"], seen["incerto"]))
    if runs >= 50 and (seen["killed"] == 0 or seen["incerto"] == 0):
        raise Wrong("the kills came too late or too early to tell anything")


def kill_at_every_step(bench):
    situations = {}
    for step in range(1, 10000):
        number = bench.lot()
        process = subprocess.run(bench.send("send", "--yes", number), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                 env=dict(os.environ, TISS_FAULT_AT=str(step)), check=False)
        killed = process.returncode == -signal.SIGKILL
        time.sleep(0.005)
        situation, _ = bench.look(number, killed)
        situations[situation] = situations.get(situation, 0) + 1
        bench.finish(number, killed)
        if not killed:
            break
    bench.sound()
    print("# %d steps: %d left closed, %d uncertain, %d sent" % (step - 1, situations.get(FECHADO, 0), situations.get(INCERTO, 0),
                                                                situations.get(ENVIADO, 0)))
    if step < 20 or min(situations.get(s, 0) for s in (FECHADO, INCERTO, ENVIADO)) == 0:
        raise Wrong("is this a build with -DTISS_FAULTS?")


def two_at_once(bench, pairs, rng):
    for i in range(pairs):
        number = bench.lot()
        if i % 3 == 0:
            bench.operator.misbehave("lote=delay:20*1")
        both = [subprocess.Popen(bench.send("send", "--yes", number), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                for _ in range(2)]
        if i % 4 == 1:
            time.sleep(rng.uniform(0, 0.03))
            both[0].send_signal(signal.SIGKILL)
        statuses = sorted(p.wait() for p in both)
        time.sleep(0.03)
        bench.look(number, True)
        if i % 4 != 1 and (statuses[0] != 0 or statuses[1] not in (1, 3)):
            raise Wrong("statuses %r" % statuses)
        bench.finish(number, True)
    bench.sound()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--runs", type=int, default=0)
    parser.add_argument("--pairs", type=int, default=0)
    parser.add_argument("--steps", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    rng = random.Random(wanted.seed)
    tests = []
    if wanted.steps:
        tests.append(("killed at every step of a sending", 400, kill_at_every_step))
    if wanted.runs:
        tests.append(("killed %d times at random moments" % wanted.runs, wanted.runs, lambda b: kill_at_random(b, wanted.runs, rng)))
    if wanted.pairs:
        tests.append(("%d lots sent by two processes at once" % wanted.pairs, wanted.pairs, lambda b: two_at_once(b, wanted.pairs, rng)))
    failed = 0
    for i, (name, lots, test) in enumerate(tests, 1):
        bench = Bench(os.path.abspath(wanted.bin), lots)
        try:
            test(bench)
            print("ok %d - %s" % (i, name))
        except Wrong as why:
            print("# %s\nnot ok %d - %s" % (why, i, name))
            failed = 1
        finally:
            bench.close()
        sys.stdout.flush()
    print("1..%d" % len(tests))
    return failed


if __name__ == "__main__":
    sys.exit(main())
