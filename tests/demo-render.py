#!/usr/bin/env python3
"""Invents statements of every kind and version, and says independently what demo-render has to make of them.

    demo-render.py --bin DIR [--xsd DIR] [--count N] [--seed N]

For each version from 3.02.00 to 4.03.00 and each kind of statement, COUNT random messages: valid in ANS's schema (--xsd: xmllint
agrees), balanced, with items that only the version has. The CSV of demo-render must have the values that were invented; then one
figure is changed by some cents, and demo-render must name that field with both figures. Prints TAP.
"""
import argparse
import csv
import io
import os
import random
import subprocess
import sys
import tempfile
from xml.sax.saxutils import escape

VERSIONS = ["3.02.00", "3.02.01", "3.02.02", "3.03.01", "3.03.02", "3.03.03", "3.04.00", "3.04.01", "3.05.00",
            "4.00.00", "4.00.01", "4.01.00", "4.02.00", "4.03.00"]
WORDS = ["Hemograma", "Glicose & cia", "US < abdome >", "Sessão \"A\"", "Órtese d'água", "Tórax – 2"]
GLOSAS = ["1001", "1801", "1818", "2505"]


def money(cents):
    return "%s%d.%02d" % ("-" if cents < 0 else "", abs(cents) // 100, abs(cents) % 100)


def br(cents):
    return "%s%s,%02d" % ("-" if cents < 0 else "", format(abs(cents) // 100, ",d").replace(",", "."), abs(cents) % 100)


def e(name, *content):
    """An element; None leaves one out."""
    return (name, [c for c in content if c is not None])


def xml(node, out, depth=0):
    name, content = node
    if len(content) == 1 and isinstance(content[0], str):
        out.append("%s<ans:%s>%s</ans:%s>" % ("  " * depth, name, escape(content[0]), name))
        return
    out.append("%s<ans:%s>" % ("  " * depth, name))
    for child in content:
        xml(child, out, depth + 1)
    out.append("%s</ans:%s>" % ("  " * depth, name))


class Case:
    def __init__(self, version, kind, rng):
        self.v, self.kind, self.r = version, kind, rng
        self.rows = []     # what the CSV has to say
        self.figures = []  # (element list, index, cents, field's name): totals that may be spoilt
        self.before_names = version < "4.00.00"

    def total(self, name, cents, field):
        node = (name, [money(cents)])
        self.figures.append((node, cents, field))
        return node

    def cents(self):
        return self.r.choice([0, 1, 99, 100, 12345, self.r.randrange(1, 500000)])

    def text(self):
        return " ".join(self.r.choice(WORDS) for _ in range(self.r.randrange(1, 4)))

    def glosas(self, value):
        parts, n = [], self.r.randrange(1, 4)
        for i in range(n):
            part = value if i == n - 1 else self.r.randrange(0, value + 1)
            value -= part
            parts.append((part, self.r.choice(GLOSAS)))
        return parts

    # --- análise de conta
    def item(self, sequence, guide, forced):
        processed = self.cents() + 1
        denied = processed if self.r.random() < .2 else self.r.randrange(0, processed + 1) if forced or self.r.random() < .4 else 0
        informed = processed + (self.cents() if self.r.random() < .1 else 0)
        if forced and denied == 0:
            denied = 1
        glosas = self.glosas(denied) if denied else []
        code, text, quantity = "40%06d" % self.r.randrange(1000000), self.text(), self.r.randrange(1, 90000)
        grau = self.r.choice([None, "00", "12"])
        centro = self.r.choice([None, "5"]) if self.v >= "4.03.00" else None
        node = e("detalhesGuia", e("sequencialItem", str(sequence)) if self.v >= "3.04.00" else None, e("dataRealizacao", "2026-07-01"),
                 e("procedimento", e("codigoTabela", "22"), e("codigoProcedimento", code), e("descricaoProcedimento", text)),
                 e("grauParticipacao", grau) if grau else None, e("valorInformado", money(informed)),
                 e("qtdExecutada", "%d.%04d" % (quantity // 10000, quantity % 10000)), e("valorProcessado", money(processed)),
                 self.total("valorLiberado", processed - denied, "Valor Liberado"),
                 *[e("relacaoGlosa", e("valorGlosa", money(v)), e("tipoGlosa", c)) for v, c in glosas],
                 e("centroConsumo", centro) if centro else None)
        self.rows.append({"numeroGuiaPrestador": guide, "codigoProcedimento": code, "descricaoProcedimento": text,
                          "sequencialItem": str(sequence) if self.v >= "3.04.00" else "", "grauParticipacao": grau or "",
                          "centroConsumo": centro or "", "quantidadeExecutada": "%d.%04d" % (quantity // 10000, quantity % 10000),
                          "valorInformado": money(informed), "valorProcessado": money(processed), "valorLiberado": money(processed - denied),
                          "valorGlosa": money(denied), "glosas": " ".join(c + ":" + money(v) for v, c in glosas),
                          "codigoGlosa": glosas[0][1] if glosas else ""})
        return node, (informed, processed, processed - denied, denied)

    def totals(self, names, sums, label):
        return [self.total(n, c, f % label) for n, c, f in zip(names, sums, ["Valor Informado %s", "Valor Processado %s", "Valor Liberado %s", "Valor Glosa %s"])]

    def guide(self, number):
        partial = self.r.random() < .2
        items = [self.item(i + 1, number, partial) for i in range(self.r.randrange(1, 5))]
        sums = [sum(s[i] for _, s in items) for i in range(4)]
        if partial:  # items without glosa are not listed
            more = self.cents() + 1
            sums = [sums[0] + more, sums[1] + more, sums[2] + more, sums[3]]
        return e("relacaoGuias", e("numeroGuiaPrestador", number), e("senha", "S1") if self.r.random() < .5 else None,
                 e("nomeBeneficiario", "Ana Exemplo") if self.before_names else None, e("numeroCarteira", "0900"), e("dataInicioFat", "2026-07-01"),
                 e("horaInicioFat", "08:00:00") if self.r.random() < .5 else None, e("situacaoGuia", "3"), *[n for n, _ in items],
                 *self.totals(["valorInformadoGuia", "valorProcessadoGuia", "valorLiberadoGuia", "valorGlosaGuia"], sums, "da Guia"),
                 e("observacao", "Guia & nota") if self.v >= "4.03.00" else None), sums

    def protocol(self, number):
        guides = [self.guide("%s%02d" % (number, i)) for i in range(self.r.randrange(1, 4))]
        sums = [sum(s[i] for _, s in guides) for i in range(4)]
        status = "situacaoProtrocolo" if self.v == "3.02.00" else "situacaoProtocolo"
        return e("dadosProtocolo", e("numeroLotePrestador", "1"), e("numeroProtocolo", number), e("dataProtocolo", "2026-07-10"), e(status, "3"),
                 *[n for n, _ in guides],
                 *self.totals(["valorInformadoProtocolo", "valorProcessadoProtocolo", "valorLiberadoProtocolo", "valorGlosaProtocolo"], sums,
                              "do Protocolo")), sums

    def header(self):
        return e("cabecalhoDemonstrativo", e("registroANS", "999999"), e("numeroDemonstrativo", "77"), e("nomeOperadora", "Operadora & Exemplo"),
                 e("numeroCNPJ", "11444777000161"), e("dataEmissao", "2026-07-20"))

    def contracted(self, name):
        return e(name, e("cnpjContratado", "11222333000181"), e("nomeContratado", "Clínica Exemplo") if self.before_names else None)

    def analysis(self):
        protocols = [self.protocol("5%d" % i) for i in range(self.r.randrange(1, 3))]
        sums = [sum(s[i] for _, s in protocols) for i in range(4)]
        return e("demonstrativoAnaliseConta", self.header(), e("dadosPrestador", self.contracted("dadosContratado"), e("CNES", "0000123")),
                 e("dadosConta", *[n for n, _ in protocols]),
                 *self.totals(["valorInformadoGeral", "valorProcessadoGeral", "valorLiberadoGeral", "valorGlosaGeral"], sums, "Geral"),
                 e("observacao", "Nota") if self.v >= "4.02.00" else None)

    # --- pagamento
    def paid_guide(self, number):
        processed, denied = self.cents() + 1, 0
        denied = self.r.randrange(0, processed + 1)
        self.rows.append({"numeroGuiaPrestador": number, "valorProcessadoGuia": money(processed), "valorLiberadoGuia": money(processed - denied),
                          "valorGlosaGuia": money(denied), "tipoPagamento": "1"})
        return e("guiasDoLote", e("numeroGuiaPrestador", number), e("tipoPagamento", "1"), e("valorProcessadoGuia", money(processed)),
                 self.total("valorLiberadoGuia", processed - denied, "Valor Liberado da Guia"), e("valorGlosaGuia", money(denied))), \
            (processed, processed, processed - denied, denied)

    def paid_protocol(self, number):
        if self.v >= "4.00.00":
            guides = [self.paid_guide("%s%02d" % (number, i)) for i in range(self.r.randrange(1, 4))]
            sums = [sum(s[i] for _, s in guides) for i in range(4)]
        else:
            processed = self.cents() + 1
            denied = self.r.randrange(0, processed + 1)
            guides, sums = [], [processed, processed, processed - denied, denied]
            self.rows.append({"numeroProtocolo": number, "numeroGuiaPrestador": "", "valorProcessadoGuia": money(processed),
                              "valorLiberadoGuia": money(processed - denied)})
        return e("relacaoProtocolos", e("dataProtocolo", "2026-07-10"), e("numeroProtocolo", number), e("numeroLote", "1"),
                 e("valorInformado", money(sums[0])), self.total("valorProcessado", sums[1], "Valor Processado do Protocolo"),
                 e("valorLiberado", money(sums[2])), self.total("valorGlosa", sums[3], "Valor Glosa do Protocolo"), *[n for n, _ in guides]), sums

    def adjustments(self, name):
        rows = [("1", "01", self.cents()), ("1", "02", self.cents()), ("2", "08", self.cents())]
        nodes = [e(name, e("indicador", i), e("tipoDebitoCredito", t), e("descricaoDbCr", "Imposto"), e("valorDbCr", money(v))) for i, t, v in rows]
        return nodes, rows[0][2] + rows[1][2], rows[2][2]

    def date(self, number):
        protocols = [self.paid_protocol("%d%d" % (number, i)) for i in range(self.r.randrange(1, 3))]
        sums = [sum(s[i] for _, s in protocols) for i in range(4)]
        adjustments, debits, credits = self.adjustments("debitosCreditos")
        return e("pagamentosPorData", e("dadosPagamento", e("dataPagamento", "2026-08-0%d" % number), e("formaPagamento", "1"), e("banco", "001")),
                 e("dadosResumo", *[n for n, _ in protocols]),
                 e("totaisBrutosPorData", self.total("totalInformadoPorData", sums[0], "Valor Informado na Data"),
                   e("totalProcessadoPorData", money(sums[1])), self.total("totaLiberadoPorData", sums[2], "Valor Liberado na Data"),
                   e("totalGlosaPorData", money(sums[3]))),
                 e("debitosCreditosPorData", *adjustments),
                 e("totaisLiquidosPorData", self.total("totalDebitosPorData", debits, "Total de Débitos na Data"),
                   e("totalCreditosPorData", money(credits)),
                   self.total("liquidoPorData", sums[2] - debits + credits, "Valor Líquido na Data"))), sums, debits, credits

    def payment(self):
        dates = [self.date(i + 1) for i in range(self.r.randrange(1, 3))]
        sums = [sum(d[1][i] for d in dates) for i in range(4)]
        debits, credits = sum(d[2] for d in dates), sum(d[3] for d in dates)
        return e("demonstrativoPagamento", self.header(), e("dadosContratado", self.contracted("dadosPrestador"), e("CNES", "0000123")),
                 e("pagamentos", *[d[0] for d in dates]),
                 e("totaisDemonstrativo",
                   e("totaisBrutosDemonstrativo", *self.totals(["valorInformadoBruto", "valorProcessadoBruto", "valorLiberadoBruto", "valorGlosaBruto"],
                                                               sums, "do Demonstrativo")),
                   e("totaisLiquidosDemonstrativo", e("totalDebitosDemonstrativo", money(debits)),
                     self.total("totalCreditosdemonstrativo", credits, "Total de Créditos do Demonstrativo"),
                     e("valorLiberadoDemonstrativo", money(sums[2] - debits + credits)))),
                 e("observacao", "Nota"))

    # --- odontologia: informado, processado, glosa, franquia, liberado
    def tooth(self, sequence, guide):
        processed = self.r.randrange(1, 99999)
        denied = self.r.randrange(0, processed + 1)
        franchise = self.r.randrange(0, processed - denied + 1)
        sums = (processed, processed, denied, franchise, processed - denied - franchise)
        code = "81%06d" % self.r.randrange(1000000)
        self.rows.append({"numeroGuiaPrestador": guide, "codigoProcedimento": code, "codDente": "16", "denteFace": "O", "valorGlosa": money(denied),
                          "valorFranquia": money(franchise), "valorLiberado": money(sums[4])})
        return e("dadosPagamento", e("sequencialItem", str(sequence)) if self.v >= "3.04.00" else None,
                 e("procedimento", e("codigoTabela", "22"), e("codigoProcedimento", code), e("descricaoProcedimento", self.text())),
                 e("denteRegiao", e("codDente", "16")), e("denteFace", "O"), e("dataRealizacao", "2026-07-01"), e("qtdProc", "1"),
                 e("valorInformado", money(sums[0])), e("valorProcessado", money(sums[1])), e("valorGlosaEstorno", money(denied)),
                 e("valorFranquia", money(franchise)), self.total("valorLiberado", sums[4], "Valor Liberado"),
                 *[e("codigosGlosa", "1801") for _ in range(1 if denied else 0)]), sums

    def dental_guide(self, number):
        items = [self.tooth(i + 1, number) for i in range(self.r.randrange(1, 4))]
        sums = [sum(s[i] for _, s in items) for i in range(5)]
        names = ["Informado", "Processado", "Glosa", "Franquia", "Liberado"]
        return e("dadosPagamentoGuia", e("numeroGuiaPrestador", number), e("recurso", "N"), e("nomeExecutante", "Ana Exemplo"),
                 e("carteiraBeneficiario", "0900"), e("nomeBeneficiario", "Bia Exemplo") if self.before_names else None, *[n for n, _ in items],
                 *[self.total("valorTotal%sGuia" % n, s, "Valor %s da Guia" % n) for n, s in zip(names, sums)]), sums

    def dental(self):
        guides = [self.dental_guide("9%02d" % i) for i in range(self.r.randrange(1, 4))]
        sums = [sum(s[i] for _, s in guides) for i in range(5)]
        adjustments, debits, credits = self.adjustments("descontos")
        net = sums[4] - debits + credits
        names = ["Informado", "Processado", "Glosa", "Franquia", "Liberado"]
        return e("demonstrativoPagamentoOdonto",
                 e("cabecalhoDemonstrativoOdonto", e("registroANS", "999999"), e("numeroDemonstrativo", "78"), e("nomeOperadora", "Operadora Exemplo"),
                   e("cnpjOper", "11444777000161"), e("periodoProc", e("datainicio", "2026-07-01"), e("datafim", "2026-07-31"))),
                 e("dadosPrestador", e("codigoPrestador", "123"), e("nomePrestador", "Clínica") if self.before_names else None,
                   e("cpfCNPJContratado", e("cnpjPrestador", "11222333000181"))),
                 e("dadosPagamentoPorData", e("dadosPagamento", e("dataPagamento", "2026-08-01")),
                   e("protocolos", e("numeroLote", "1"), e("numeroProtocolo", "501"), *[n for n, _ in guides],
                     e("totaisPorProtocolo", *[self.total("valorTotal%sPorProtocolo" % n, s, "Valor %s do Protocolo" % n) for n, s in zip(names, sums)])),
                   e("totaisPorData", *[self.total(n, s, "Valor %s na Data" % f) for n, s, f in zip(
                       ["valorBrutonformadoPorData", "valorBrutoProcessadoPorData", "valorBrutoGlosaPorData", "valorBrutoFranquiaPorData",
                        "valorBrutoLiberadoPorData"], sums, names)]),
                   e("debCredPorDataPagamento", *adjustments),
                   e("totalLiquidoPorData", e("valorTotalDebitosPorData", money(debits)), e("valorTotalCreditosPorData", money(credits)),
                     self.total("valorFinalAReceberPorData", net, "Valor Líquido na Data"))),
                 e("totaisBrutoDemonstrativo", *[self.total(n, s, "Valor %s do Demonstrativo" % f) for n, s, f in zip(
                     ["valorInformadoPorDemonstrativoData", "valorlProcessadoPorDemonstrativo", "valorlGlosaPorDemonstrativo",
                      "valoFranquiaPorDemonstrativo", "valorLiberadoPorDemonstrativo"], sums, names)]),
                 e("totalDebitosDemonstativo", money(debits)), e("totalCreditosDemonstrativo", money(credits)),
                 self.total("valorRecebidoDemonstrativo", net, "Valor Líquido do Demonstrativo"))

    def message(self):
        statement = {"analise": self.analysis, "pagamento": self.payment, "odonto": self.dental}[self.kind]()
        version = "versaoPadrao" if self.v < "3.02.02" else "Padrao"
        self.body = e("mensagemTISS",
                      e("cabecalho", e("identificacaoTransacao", e("tipoTransacao", "DEMONSTRATIVO_ANALISE_CONTA"), e("sequencialTransacao", "1"),
                                       e("dataRegistroTransacao", "2026-07-20"), e("horaRegistroTransacao", "10:00:00")),
                        e("origem", e("registroANS", "999999")), e("destino", e("identificacaoPrestador", e("CNPJ", "11222333000181"))),
                        e(version, self.v)),
                      e("operadoraParaPrestador", e("demonstrativosRetorno", statement)), e("epilogo", e("hash", "0" * 32)))

    def write(self, path):
        out = []
        xml(self.body, out)
        text = "\n".join(out).replace("<ans:mensagemTISS>", '<ans:mensagemTISS xmlns:ans="http://www.ans.gov.br/padroes/tiss/schemas">', 1)
        with open(path, "w", encoding="utf-8") as f:
            f.write('<?xml version="1.0" encoding="UTF-8"?>\n' + text + "\n")


def run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", check=False)


def judge(case, path, options):
    """None, or what is wrong."""
    case.message()
    case.write(path)
    if options.xsd:
        folder = os.path.join(options.xsd, case.v)
        schema = [f for f in os.listdir(folder) if f.startswith("tissV") and f.endswith(".xsd")][0]
        lint = run("xmllint", "--nonet", "--noout", "--schema", os.path.join(folder, schema), path)
        if lint.returncode != 0:
            return "the invented message is not valid: " + lint.stderr[:600]
    command = os.path.join(options.bin, "demo-render")
    done = run(command, "-f", "csv", path)
    if done.returncode != 0:
        return "status %d: %s" % (done.returncode, done.stderr[:800])
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    if len(rows) != len(case.rows):
        return "%d rows instead of %d" % (len(rows), len(case.rows))
    for got, want in zip(rows, case.rows):
        for column, text in want.items():
            if got[column] != text:
                return "%s is “%s” instead of “%s”" % (column, got[column], text)
        if got["confere"] != "S":
            return "confere: " + got["confere"]
    node, cents, field = case.r.choice(case.figures)
    node[1][0] = money(cents + case.r.choice([1, 100, 7777]))
    wrong = "%s é %s, mas" % (field, br(int(node[1][0].replace(".", ""))))
    case.write(path)
    done = run(command, "--check", path)
    # Where nothing below shows that a figure is wrong (a guide that may list some items only, a protocol without guides), the sum above it
    # does, under its own name.
    named = not (field in ("Valor Informado da Guia", "Valor Processado da Guia") or (field.endswith("do Protocolo") and case.kind == "pagamento"))
    if done.returncode != 1 or (named and wrong not in done.stderr) or "NÃO FECHA" not in done.stdout:
        return "not found: %s (status %d): %s" % (wrong, done.returncode, done.stderr[:600])
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--xsd")
    parser.add_argument("--count", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    number = bad = 0
    with tempfile.TemporaryDirectory() as folder:
        for version in VERSIONS:
            for kind in ("analise", "pagamento", "odonto"):
                wrong = None
                for i in range(options.count):
                    seed = "%s %s %d %d" % (version, kind, options.seed, i)
                    wrong = judge(Case(version, kind, random.Random(seed)), os.path.join(folder, "m.xml"), options)
                    if wrong:
                        print("# seed %d, message %d: %s" % (options.seed, i, wrong.replace("\n", "\n# ")))
                        break
                number += 1
                bad += wrong is not None
                print("%s %d - %s in %s: what was invented is what is read, and a wrong figure is found" % ("not ok" if wrong else "ok", number, kind, version))
    print("1..%d" % number)
    sys.exit(bad > 0)


main()
