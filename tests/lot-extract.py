#!/usr/bin/env python3
"""Property test of lot-build's two directions, over invented lots of every guide type and version.

tests/lot-extract.py GEN_LOT LOT_BUILD TISS_VALIDATE [VERSION]...

For each lot x:  build(extract(x)) has the values and the hash of x, in both styles of CSV;  extract(build(csv)) = csv;
what is extracted is in x, as an independent reader of XML sees it;  splitting and merging again loses nothing.
Prints one line of TAP for each guide type.
"""
import collections
import csv
import io
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

NS = '{http://www.ans.gov.br/padroes/tiss/schemas}'
VERSIONS = ['3.02.00', '3.02.01', '3.02.02', '3.03.01', '3.03.02', '3.03.03', '3.04.00', '3.04.01', '3.05.00',
            '4.00.00', '4.00.01', '4.01.00', '4.02.00', '4.03.00']
TYPES = {  # guide type: its element, and where its items are
    'consulta': ('guiaConsulta', ['dadosAtendimento/procedimento']),
    'sp-sadt': ('guiaSP-SADT', ['procedimentosExecutados/procedimentoExecutado', 'outrasDespesas/despesa']),
    'internacao': ('guiaResumoInternacao', ['procedimentosExecutados/procedimentoExecutado', 'outrasDespesas/despesa']),
    'honorarios': ('guiaHonorarios', ['procedimentosRealizados/procedimentoRealizado']),
    'odonto': ('guiaOdonto', ['procedimentosExecutados']),
}
GUIDES = 5


class Failed(Exception):
    pass


def run(*command, status=0):
    done = subprocess.run(command, capture_output=True)
    if done.returncode != status:
        raise Failed(f'{command} ended with {done.returncode}: {done.stderr.decode()[:500]}')
    return done.stdout


def leaves(element):
    return [e.text or '' for e in element.iter() if len(e) == 0]


def values(xml):
    """All values of a message, with their paths' last steps, in order."""
    return [(e.tag, e.text or '') for e in ET.fromstring(xml).iter() if len(e) == 0]


def expected_rows(xml, guide_type):
    """Of each row the values that it must have, in any order."""
    root = ET.fromstring(xml)
    name, paths = TYPES[guide_type]
    head = leaves(root.find(NS + 'cabecalho')) + [root.find(f'.//{NS}numeroLote').text]
    for guide in root.iter(NS + name):
        items = [(i, 'despesa' if 'despesa' in p else 'procedimento') for p in paths
                 for i in guide.findall('/'.join(NS + step for step in p.split('/')))]
        own = collections.Counter(leaves(guide))
        for item, _ in items:
            own.subtract(leaves(item))
        for item, kind in items:
            yield kind, collections.Counter(head) + (+own) + collections.Counter(leaves(item))


def check_rows(table, xml, guide_type):
    rows = list(csv.reader(io.StringIO(table.decode(), newline='')))
    wanted = list(expected_rows(xml, guide_type))
    if len(set(rows[0])) != len(rows[0]) or len(rows) - 1 != len(wanted):
        raise Failed(f'{len(rows) - 1} rows instead of {len(wanted)}, or repeated columns')
    for row, (kind, cells) in zip(rows[1:], wanted):
        if row[:2] != [guide_type, kind] or collections.Counter(c for c in row[2:] if c != '') != cells:
            raise Failed(f'another row: {row}')


def guides_of(xml, guide_type):
    """The bytes of each guide."""
    name = TYPES[guide_type][0].encode()
    return re.findall(rb'<ans:' + name + rb'>.*?</ans:' + name + rb'>', xml, re.S)


class Test:
    def __init__(self, gen_lot, lot_build, tiss_validate, folder):
        self.gen_lot, self.lot_build, self.tiss_validate, self.folder = gen_lot, lot_build, tiss_validate, folder

    def file(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, 'wb') as f:
            f.write(content)
        return path

    def generate(self, guide_type, version, encoding):
        items = '1' if guide_type == 'consulta' else '23'
        return run(self.gen_lot, '--type', guide_type, '--version', version, '--guides', str(GUIDES), '--items', items,
                   '--accents', '--lot', '77', '--encoding', encoding, '--indent')

    def round_trip(self, xml, guide_type, encoding):
        lot = self.file('lot.xml', xml)
        for style in 'std', 'br':
            table = run(self.lot_build, '--extract', '--csv=' + style, lot)
            if style == 'std':
                check_rows(table, xml, guide_type)
            again = run(self.lot_build, '--encoding', encoding, self.file('lot.csv', table))
            if values(again) != values(xml):
                raise Failed(f'another lot came out of the CSV ({style})')
            if run(self.lot_build, '--extract', '--csv=' + style, self.file('again.xml', again)) != table:
                raise Failed(f'another CSV came out of the lot ({style})')
        return table

    def split_and_merge(self, xml, guide_type):
        lot, folder = self.file('lot.xml', xml), os.path.join(self.folder, 'split')
        manifest = list(csv.DictReader(io.StringIO(
            run(self.lot_build, '--from-xml', '--max-guides=2', '-o', folder, lot).decode())))
        if [m['guias'] for m in manifest] != ['2', '2', '1'] or [m['numeroLote'] for m in manifest] != ['77', '78', '79']:
            raise Failed(f'split into {manifest}')
        parts = [os.path.join(folder, os.path.basename(m['arquivo'])) for m in manifest]
        run(self.tiss_validate, '-q', *parts)
        bytes_of = [g for p in parts for g in guides_of(open(p, 'rb').read(), guide_type)]
        if bytes_of != guides_of(xml, guide_type):
            raise Failed('a guide is not what it was')
        if run(self.lot_build, '--from-xml', *parts) != xml:
            raise Failed('merged again, it is another lot')
        for p in parts:
            os.remove(p)

    def check(self, guide_type, version):
        encoding = 'UTF-8' if version.endswith('1') else 'ISO-8859-1'
        xml = self.generate(guide_type, version, encoding)
        self.round_trip(xml, guide_type, encoding)
        self.split_and_merge(xml, guide_type)


def main():
    versions = sys.argv[4:] or VERSIONS
    failed = False
    for number, guide_type in enumerate(TYPES, 1):
        problem = ''
        with tempfile.TemporaryDirectory() as folder:
            test = Test(*sys.argv[1:4], folder)
            for version in versions:
                try:
                    test.check(guide_type, version)
                except Failed as e:
                    problem = f'{version}: {e}'
                    break
        if problem:
            print('# ' + problem.replace('\n', '\n# '))
            failed = True
        print(f'{"not ok" if problem else "ok"} {number} - {guide_type}: {len(versions)} versions, to CSV and back, split and merged')
    print(f'1..{len(TYPES)}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
