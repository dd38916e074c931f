#!/usr/bin/env python3
"""Differential test of tiss-validate's schema layer against xmllint with ANS's own XSD files.

For each version of the standard it draws random messages from the XSD files (generate.py), breaks
some of them (mutate.py), writes them in random ways (serialize.py), and has both programs judge
them (judges.py). The verdicts must be the same for every message: accepted by both, or refused by
both.

    differential.py --xsd DIR --tiss-validate PROGRAM [--count N] [--seed S] [--versions V,...]
                    [--keep DIR] [--jobs N] [--statistics]
    differential.py --xsd DIR --self-test [--count N] ...
    differential.py --xsd DIR --show VERSION:INDEX [--seed S]

DIR holds one folder of XSD files a version. A message depends on the seed, its version and its
index alone: --show writes the message of a disagreement again.

--self-test tests the generator instead: xmllint must accept all messages that are not mutated.

Exit status: 0 no disagreement, 1 disagreements or a draw that is not diverse, 2 not done.
"""

import argparse
import collections
import concurrent.futures
import functools
import glob
import os
import random
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field

from generate import Generator
from judges import JudgeFailure, JudgeMissing, TissValidate, Verdict, Xmllint
from mutate import MUTATIONS, Mutator, malform
from serialize import serialize
from xsd import Schema

BATCH = 250             # messages judged in one run of each program
MALFORMED = 0.02        # shares of all messages
UNMUTATED = 0.38
REPORTED = 20           # disagreements printed a version; all are counted and kept
# The guard against a test that draws nothing interesting applies from this count on.
GUARDED = 1000
FEWEST_VALID, MOST_VALID = 0.25, 0.75
FEWEST_ELEMENTS = 0.9   # of the element declarations of a version


@dataclass
class Message:
    index: int
    kind: str
    data: bytes
    mutations: list

    @property
    def file(self):
        return f'm{self.index:06}.xml'


@dataclass
class Disagreement:
    version: str
    index: int
    description: str    # kind and mutations
    official: Verdict
    ours: Verdict


@dataclass
class Tally:
    """What came of a number of messages of one version."""
    messages: int = 0
    valid: int = 0
    size: int = 0
    kinds: collections.Counter = field(default_factory=collections.Counter)
    mutated: collections.Counter = field(default_factory=collections.Counter)
    still_valid: collections.Counter = field(default_factory=collections.Counter)
    elements: set = field(default_factory=set)      # places in Generator.declarations
    disagreements: list = field(default_factory=list)

    def add(self, other):
        self.messages += other.messages
        self.valid += other.valid
        self.size += other.size
        self.kinds.update(other.kinds)
        self.mutated.update(other.mutated)
        self.still_valid.update(other.still_valid)
        self.elements |= other.elements
        self.disagreements += other.disagreements


# Drawing

@functools.lru_cache(maxsize=None)
def generator_for(xsd_folder):
    """The model of a version, read once a process."""
    return Generator(Schema(xsd_folder))


def draw_message(options, version, index):
    generator = generator_for(os.path.join(options.xsd, version))
    rng = random.Random(f'{options.seed}:{version}:{index}')
    kind = generator.kinds[index % len(generator.kinds)]
    root = generator.message(rng, kind)
    share = rng.random()
    if options.self_test or UNMUTATED + MALFORMED > share >= MALFORMED:
        return Message(index, kind.name, serialize(rng, root, version), [])
    if share < MALFORMED:
        return Message(index, kind.name, malform(rng, serialize(rng, root, version)), ['malform'])
    mutator = Mutator(generator, rng, root)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        mutator.mutate()
    return Message(index, kind.name, serialize(rng, mutator.root, version), mutator.applied)


# Judging

def judge_batch(options, version, indices):
    """Draws, judges and compares the messages of these indices."""
    generator = generator_for(os.path.join(options.xsd, version))
    generator.drawn.clear()
    messages = [draw_message(options, version, index) for index in indices]
    drawn = {place for place, element in enumerate(generator.declarations)
             if element in generator.drawn}
    with tempfile.TemporaryDirectory(prefix='tiss-differential-') as folder:
        for message in messages:
            with open(os.path.join(folder, message.file), 'wb') as file:
                file.write(message.data)
        official = Xmllint(os.path.join(options.xsd, version)).judge(
            folder, [message.file for message in messages])
        ours = judge_ours(options, version, folder, messages)
        return tally_batch(options, version, messages, official, ours, drawn, folder)


def judge_ours(options, version, folder, messages):
    """The verdicts under test; in the self-test, that all messages are valid."""
    if options.self_test:
        return [Verdict(True) for _ in messages]
    judge = TissValidate(options.tiss_validate, version)
    try:
        return judge.judge(folder, [message.file for message in messages])
    except JudgeFailure as failure:
        return judge_one_by_one(judge, folder, messages, failure)


def judge_one_by_one(judge, folder, messages, batch_failure):
    """Finds the messages that the program fails on; a failure is neither verdict."""
    verdicts = []
    for message in messages:
        try:
            verdicts += judge.judge(folder, [message.file])
        except JudgeFailure as failure:
            verdicts.append(Verdict(None, f'FAILED: {failure}'))
    failures = sum(verdict.valid is None for verdict in verdicts)
    if failures in (0, len(messages)):
        raise batch_failure     # it is not the messages
    return verdicts


def tally_batch(options, version, messages, official, ours, drawn, folder):
    tally = Tally(elements=drawn)
    for message, theirs, mine in zip(messages, official, ours, strict=True):
        tally.messages += 1
        tally.valid += theirs.valid
        tally.size += len(message.data)
        tally.kinds[message.kind] += 1
        for mutation in set(message.mutations):
            tally.mutated[mutation] += 1
            tally.still_valid[mutation] += theirs.valid
        if mine.valid is not theirs.valid:
            description = message.kind + ''.join(', ' + name for name in message.mutations)
            tally.disagreements.append(
                Disagreement(version, message.index, description, theirs, mine))
            if options.keep:
                shutil.copyfile(os.path.join(folder, message.file),
                                kept_file(options, version, message.index))
    return tally


def kept_file(options, version, index):
    return os.path.join(options.keep, f'{version}-{index:06}.xml')


def judge_all(options):
    """{version: Tally}; batches of all versions share the jobs."""
    tallies = {version: Tally() for version in options.versions}
    with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool:
        batches = {
            pool.submit(judge_batch, options, version,
                        range(first, min(first + BATCH, options.count))): version
            for version in options.versions for first in range(0, options.count, BATCH)}
        try:
            for batch in concurrent.futures.as_completed(batches):
                tallies[batches[batch]].add(batch.result())
        except (JudgeFailure, JudgeMissing):
            pool.shutdown(cancel_futures=True)
            raise
    for tally in tallies.values():
        # Batches end in any order; the report does not depend on it.
        tally.disagreements.sort(key=lambda disagreement: disagreement.index)
    return tallies


# Reporting

def complaints(options, version, tally):
    """Why this draw proves less than it should."""
    generator = generator_for(os.path.join(options.xsd, version))
    missing = [kind.name for kind in generator.kinds if not tally.kinds[kind.name]]
    if missing:
        yield f'messages never drawn: {", ".join(missing)}'
    share = len(tally.elements) / len(generator.declarations)
    if share < FEWEST_ELEMENTS:
        yield f'only {share:.0%} of the elements drawn'
    if options.self_test:
        return
    unused = [name for name in [*MUTATIONS, 'malform'] if not tally.mutated[name]]
    if unused:
        yield f'mutations never applied: {", ".join(unused)}'
    if not FEWEST_VALID <= tally.valid / tally.messages <= MOST_VALID:
        yield f'{tally.valid} of {tally.messages} messages valid: too few or too many'


def describe(options, disagreement):
    """Both sides of a disagreement, and where its message is."""
    words = {True: 'valid', False: 'invalid', None: 'no verdict'}
    where = (kept_file(options, disagreement.version, disagreement.index) if options.keep
             else f'--seed {options.seed} --show {disagreement.version}:{disagreement.index}')
    sides = [('xmllint', disagreement.official)]
    if not options.self_test:
        sides.append(('tiss-validate', disagreement.ours))
    lines = [f'{disagreement.version} {where} ({disagreement.description})']
    lines += [f'    {name}: {words[verdict.valid]} {verdict.reason}' for name, verdict in sides]
    return '\n'.join(lines)


def report_version(options, version, tally):
    """Prints what came of a version; whether all is well."""
    for disagreement in tally.disagreements[:REPORTED]:
        print(describe(options, disagreement))
    if len(tally.disagreements) > REPORTED:
        print(f'{version} ... and {len(tally.disagreements) - REPORTED} more')
    faults = list(complaints(options, version, tally)) if options.count >= GUARDED else []
    for fault in faults:
        print(f'{version} {fault}')
    elements = len(generator_for(os.path.join(options.xsd, version)).declarations)
    print(f'{version}: {tally.messages} messages of {len(tally.kinds)} kinds, '
          f'{tally.valid / tally.messages:.0%} valid, mean size {tally.size // tally.messages}, '
          f'{len(tally.elements)} of {elements} elements, '
          f'{len(tally.disagreements)} disagreements')
    return not tally.disagreements and not faults


def report_mutations(total):
    print('mutation            messages  still valid')
    for name, count in total.mutated.most_common():
        print(f'{name:20}{count:8}{total.still_valid[name] / count:12.0%}')


def report(options, tallies, seconds):
    total = Tally()
    good = True
    for version, tally in tallies.items():
        good = report_version(options, version, tally) and good
        total.add(tally)
    if options.statistics:
        report_mutations(total)
    if options.count < GUARDED:
        print(f'fewer than {GUARDED} messages a version: diversity not checked')
    print(f'{total.messages} messages, {total.valid} valid, '
          f'{len(total.disagreements)} disagreements '
          f'(seed {options.seed}, {seconds:.0f} s, {total.messages / seconds:.0f} a second)')
    return good


# The command

def parse_options():
    parser = argparse.ArgumentParser(
        description='Compares tiss-validate --only schema with xmllint on random messages.')
    parser.add_argument('--xsd', required=True, metavar='DIR',
                        help='folder with one folder of ANS XSD files a version')
    parser.add_argument('--tiss-validate', metavar='PROGRAM')
    parser.add_argument('--count', type=int, default=2000, help='messages a version')
    parser.add_argument('--seed', default='1')
    parser.add_argument('--versions', metavar='V,...', help='default: all in DIR')
    parser.add_argument('--keep', metavar='DIR', help='where messages of disagreements are copied')
    parser.add_argument('--jobs', type=int, default=os.cpu_count())
    parser.add_argument('--statistics', action='store_true', help='what each mutation led to')
    parser.add_argument('--self-test', action='store_true', help='test the generator alone')
    parser.add_argument('--show', metavar='VERSION:INDEX', help='write one message and stop')
    options = parser.parse_args()
    if not (options.tiss_validate or options.self_test or options.show):
        parser.error('--tiss-validate, --self-test or --show is needed')
    if options.tiss_validate and not os.access(options.tiss_validate, os.X_OK):
        parser.error(f'{options.tiss_validate}: not a program')
    if options.count < 1 or options.jobs < 1:
        parser.error('--count and --jobs must be positive')
    options.versions = options.versions.split(',') if options.versions else sorted(
        os.path.basename(os.path.dirname(path))
        for path in glob.glob(os.path.join(options.xsd, '*', 'tissWebServicesV*.xsd')))
    if not options.versions:
        parser.error(f'{options.xsd}: no folder with tissWebServicesV*.xsd')
    return options


def show(options):
    version, _, index = options.show.partition(':')
    sys.stdout.buffer.write(draw_message(options, version, int(index)).data)


def main():
    options = parse_options()
    if options.show:
        show(options)
        return 0
    if options.keep:
        os.makedirs(options.keep, exist_ok=True)
    started = time.monotonic()
    try:
        tallies = judge_all(options)
    except (JudgeFailure, JudgeMissing) as failure:
        print(f'differential.py: {failure}', file=sys.stderr)
        return 2
    return 0 if report(options, tallies, time.monotonic() - started) else 1


if __name__ == '__main__':
    sys.exit(main())
