"""Asks the two judges, xmllint and tiss-validate, about many files at once.

Each gives a list of verdicts, one a file in the order given, or raises an exception.
"""

import csv
import glob
import io
import os
import re
import subprocess
from dataclasses import dataclass

TIMEOUT = 60    # seconds, for one batch

XMLLINT_VERDICT = re.compile(r'^(\S+) (validates|fails to validate)$', re.MULTILINE)
XMLLINT_MESSAGE = re.compile(r'^([^\s:]+\.xml):\d+: (.*)$', re.MULTILINE)


class JudgeMissing(Exception):
    """A judge cannot be run at all."""


class JudgeFailure(Exception):
    """A judge crashed, hung, or said something that is no verdict."""


@dataclass
class Verdict:
    valid: bool | None      # None: the judge failed on this file
    reason: str = ''    # the first thing that the judge complained about


def run(command, folder, text=''):
    """Exit status, standard output and standard error, from a run in that folder."""
    try:
        done = subprocess.run(command, cwd=folder, input=text.encode(), capture_output=True,
                              timeout=TIMEOUT, check=False)
    except OSError as error:
        raise JudgeMissing(f'{command[0]}: {error.strerror}') from error
    except subprocess.TimeoutExpired as error:
        raise JudgeFailure(f'{command[0]}: no answer within {TIMEOUT} s') from error
    return (done.returncode, done.stdout.decode('utf-8', 'replace'),
            done.stderr.decode('utf-8', 'replace'))


def web_services_schema(xsd_folder):
    """The file that includes all others but the monitoring schema."""
    found = glob.glob(os.path.join(os.path.abspath(xsd_folder), 'tissWebServicesV*.xsd'))
    if len(found) != 1:
        raise JudgeMissing(f'{xsd_folder}: {len(found)} files tissWebServicesV*.xsd')
    return found[0]


class Xmllint:
    """libxml2's reading of ANS's own XSD files."""
    name = 'xmllint'

    def __init__(self, xsd_folder):
        self.schema = web_services_schema(xsd_folder)

    def judge(self, folder, files):
        command = ['xmllint', '--nonet', '--noout', '--schema', self.schema, *files]
        status, _, errors = run(command, folder)
        verdicts = {name: word == 'validates' for name, word in XMLLINT_VERDICT.findall(errors)}
        messages = {}
        for name, message in XMLLINT_MESSAGE.findall(errors):
            messages.setdefault(name, []).append(message)
        if status not in (0, 1, 3):
            raise JudgeFailure(f'xmllint: exit status {status}: {errors[:500]}')
        return [self._verdict(name, verdicts, messages) for name in files]

    @staticmethod
    def _verdict(name, verdicts, messages):
        said = messages.get(name, [])
        if name in verdicts:
            return Verdict(verdicts[name], said[0] if said else '')
        # A file that is not well-formed gets its parser error, and no verdict.
        errors = [message for message in said if message.startswith('parser error')]
        if not errors:
            raise JudgeFailure(f'xmllint: {name}: no verdict: {said[:1]}')
        return Verdict(False, errors[0])


class TissValidate:
    """The program under test, its schema layer alone."""
    name = 'tiss-validate'

    def __init__(self, program, version):
        self.command = [os.path.abspath(program), '--only', 'schema', '-t', version, '-f', 'csv',
                        '--files-from', '-']

    def judge(self, folder, files):
        status, output, errors = run(self.command, folder, '\n'.join(files) + '\n')
        if status not in (0, 1):
            raise JudgeFailure(f'tiss-validate: exit status {status}: {errors[:500]}')
        refused = {}
        for row in csv.DictReader(io.StringIO(output, newline='')):
            if row['severidade'] == 'erro':
                refused.setdefault(os.path.basename(row['arquivo']), self._reason(row))
        stray = set(refused) - set(files)
        if stray:
            raise JudgeFailure(f'tiss-validate: finding about an unknown file: {sorted(stray)[0]}')
        if bool(refused) != (status == 1):
            raise JudgeFailure(f'tiss-validate: exit status {status}, {len(refused)} refused files')
        return [Verdict(name not in refused, refused.get(name, '')) for name in files]

    @staticmethod
    def _reason(row):
        text = (f'{row["linha"]}:{row["coluna"]}: {row["mensagem"]} [{row["codigo"]}] '
                f'{row["caminho"]}')
        return ' '.join(text.split())
