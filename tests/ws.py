#!/usr/bin/env python3
"""Messages of the web services, written and looked at without the library: the tests' second opinion.

ws.py lote LOT.xml [LOGIN PASSWORD]           the envelope of loteGuiasWS with the lot of a mensagemTISS
ws.py status VERSION REGISTRO CNPJ PROTOCOL   the envelope of solicitacaoStatusProtocoloWS
ws.py analise VERSION REGISTRO CNPJ PROTOCOL...
ws.py pagamento VERSION REGISTRO CNPJ DATE [KIND]
ws.py check FILE BODY                         whether hash and sums of the message in FILE's envelope are right: "certo", or what is
                                              not; the message alone goes to BODY
"""
import hashlib
import sys
from decimal import Decimal
from xml.etree import ElementTree as ET

ANS = 'http://www.ans.gov.br/padroes/tiss/schemas'
SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'
ET.register_namespace('ans', ANS)
ET.register_namespace('soapenv', SOAP)


def el(parent, name, text=None):
    node = ET.SubElement(parent, '{%s}%s' % (ANS, name))
    if text is not None:
        node.text = text
    return node


def local(node):
    return node.tag.rsplit('}', 1)[-1]


def values(node):
    if len(node) == 0:
        yield node.text or ''
    for child in node:
        yield from values(child)


def digest(root):
    text = ''
    for child in root:
        if local(child) in ('hash', 'epilogo'):
            break
        text += ''.join(values(child))
    return hashlib.md5(text.encode('iso-8859-1')).hexdigest()


def strip(node):
    """White space beside elements means nothing."""
    if len(node):
        node.text = None
    node.tail = None
    for child in node:
        strip(child)


def wrap(root):
    el(root, 'hash', digest(root))
    envelope = ET.Element('{%s}Envelope' % SOAP)
    ET.SubElement(envelope, '{%s}Body' % SOAP).append(root)
    sys.stdout.buffer.write(ET.tostring(envelope, encoding='utf-8', xml_declaration=True))


def message(path):
    root = ET.parse(path).getroot()
    if local(root) == 'Envelope':
        root = root.find('{%s}Body' % SOAP)[0]
    return root


def header(root, version, kind, registro, cnpj):
    head = el(root, 'cabecalho')
    ident = el(head, 'identificacaoTransacao')
    for name, text in (('tipoTransacao', kind), ('sequencialTransacao', '9'), ('dataRegistroTransacao', '2026-07-20'),
                       ('horaRegistroTransacao', '10:00:00')):
        el(ident, name, text)
    el(el(el(head, 'origem'), 'identificacaoPrestador'), 'CNPJ', cnpj)
    el(el(head, 'destino'), 'registroANS', registro)
    el(head, 'versaoPadrao' if version in ('3.02.00', '3.02.01') else 'Padrao', version)


def contractor(parent, version, cnpj):
    who = el(parent, 'dadosPrestador')
    el(who, 'cnpjContratado', cnpj)
    if version < '4':
        el(who, 'nomeContratado', 'CLINICA INVENTADA')


def lote(path, login=None, password=None):
    lot = message(path)
    strip(lot)
    root = ET.Element('{%s}loteGuiasWS' % ANS)
    head = lot.find('{%s}cabecalho' % ANS)
    root.append(head)
    if login:
        who = el(head, 'loginSenhaPrestador')
        el(who, 'loginPrestador', login)
        el(who, 'senhaPrestador', hashlib.md5(password.encode('iso-8859-1')).hexdigest())
    root.append(lot.find('{%s}prestadorParaOperadora/{%s}loteGuias' % (ANS, ANS)))
    wrap(root)


def status(version, registro, cnpj, protocol):
    root = ET.Element('{%s}solicitacaoStatusProtocoloWS' % ANS)
    header(root, version, 'SOLIC_STATUS_PROTOCOLO', registro, cnpj)
    body = el(root, 'solicitacaoStatusProtocolo')
    contractor(body, version, cnpj)
    el(body, 'numeroProtocolo', protocol)
    wrap(root)


def demonstrativo(version, registro, cnpj, name):
    root = ET.Element('{%s}solicitacaoDemonstrativoRetornoWS' % ANS)
    header(root, version, 'SOLIC_DEMONSTRATIVO_RETORNO', registro, cnpj)
    body = el(el(root, 'solicitacaoDemonstrativoRetorno'), name)
    contractor(body, version, cnpj)
    el(body, 'dataSolicitacao', '2026-07-20')
    return root, body


def analise(version, registro, cnpj, *protocols):
    root, body = demonstrativo(version, registro, cnpj, 'demonstrativoAnalise')
    many = el(body, 'protocolos')
    for protocol in protocols:
        el(many, 'numeroProtocolo', protocol)
    wrap(root)


def pagamento(version, registro, cnpj, date, kind='1'):
    root, body = demonstrativo(version, registro, cnpj, 'demonstrativoPagamento')
    el(body, 'tipoDemonstrativo', kind)
    el(el(body, 'periodo'), 'dataPagamento' if '-' in date else 'competencia', date)
    wrap(root)


def money(node, name):
    found = node.find('{%s}%s' % (ANS, name))
    return Decimal(found.text) if found is not None else Decimal(0)


def below(node, *names):
    path = './/' + '/'.join('{%s}%s' % (ANS, name) for name in names)
    return node.findall(path)


def sums(root):
    """informado, processado, liberado, glosa of each level are the sums of the level below; liberado = processado - glosa - franquia."""
    wrong = []

    def check(where, node, names, parts, part_names):
        for mine, theirs in zip(names, part_names):
            if mine is None or theirs is None:
                continue
            total = sum((money(p, theirs) for p in parts), Decimal(0))
            if parts and money(node, mine) != total:
                wrong.append('%s/%s: %s, sum %s' % (where, mine, money(node, mine), total))

    guide = ['valorInformadoGuia', 'valorProcessadoGuia', 'valorLiberadoGuia', 'valorGlosaGuia']
    item = ['valorInformado', 'valorProcessado', 'valorLiberado', None]
    protocol = [n + 'Protocolo' for n in ('valorInformado', 'valorProcessado', 'valorLiberado', 'valorGlosa')]
    general = [n + 'Geral' for n in ('valorInformado', 'valorProcessado', 'valorLiberado', 'valorGlosa')]
    resume = ['valorInformado', 'valorProcessado', 'valorLiberado', 'valorGlosa']
    by_date = ['totalInformadoPorData', 'totalProcessadoPorData', 'totaLiberadoPorData', 'totalGlosaPorData']
    gross = ['valorInformadoBruto', 'valorProcessadoBruto', 'valorLiberadoBruto', 'valorGlosaBruto']
    for g in below(root, 'relacaoGuias'):
        items = g.findall('{%s}detalhesGuia' % ANS)
        check('guia', g, guide, items, item)
        denied = sum((money(x, 'valorGlosa') for x in below(g, 'relacaoGlosa')), Decimal(0))
        if items and denied != money(g, 'valorGlosaGuia'):
            wrong.append('guia: glosa %s, sum %s' % (money(g, 'valorGlosaGuia'), denied))
    for p in below(root, 'dadosProtocolo'):
        check('protocolo', p, protocol, p.findall('{%s}relacaoGuias' % ANS), guide)
    for a in below(root, 'demonstrativoAnaliseConta'):
        check('geral', a, general, below(a, 'dadosProtocolo'), protocol)
    for r in below(root, 'relacaoProtocolos'):
        check('resumo', r, [None] + resume[1:], r.findall('{%s}guiasDoLote' % ANS), [None] + guide[1:])
    for d in below(root, 'pagamentosPorData'):
        check('data', d.find('{%s}totaisBrutosPorData' % ANS), by_date, below(d, 'relacaoProtocolos'), resume)
    for d in below(root, 'demonstrativoPagamento'):
        check('demonstrativo', below(d, 'totaisBrutosDemonstrativo')[0], gross, below(d, 'totaisBrutosPorData'), by_date)
    return wrong


def check(path, body):
    root = message(path)
    ET.ElementTree(root).write(body, encoding='utf-8', xml_declaration=True)
    wrong = sums(root)
    own = root.findtext('{%s}hash' % ANS)
    if own != digest(root):
        wrong.append('hash %s, %s' % (own, digest(root)))
    print('\n'.join(wrong) or 'certo')


if __name__ == '__main__':
    {'lote': lote, 'status': status, 'analise': analise, 'pagamento': pagamento, 'check': check}[sys.argv[1]](*sys.argv[2:])
