"""Writes a message tree as bytes, in one of the many ways that mean the same.

Everything that differs between the programs that write TISS messages is drawn here: prefixes,
encoding, line ends, indentation, quotes, references, CDATA sections, comments and processing
instructions, the XML declaration and xsi:schemaLocation. None of it may change the verdict.
"""

import re
from dataclasses import dataclass

import xsd
from tree import Node, TypeReference

NOISE = ('<!-- comentário -->', '<!---->', '<!-- <x> & ]]> -->', '<?aplicativo versao="1"?>',
         '<?p?>')
FILLER_TEXTS = ('', ' ', '\n  ')
LATIN_1_TEXT = range(0xA0, 0x100)   # below lie control characters, which no one writes on purpose


@dataclass
class Style:
    """How one message is written."""
    encoding: str           # 'ISO-8859-1' or 'UTF-8'
    declaration: str        # the XML declaration, '' for none
    bom: bool
    line_end: str
    indent: str | None      # None: everything on one line
    quote: str
    prefixes: dict          # namespace -> preferred prefix, '' for the default namespace
    root_prefixes: dict     # prefix -> namespace, declared on the root whether used or not
    location: str | None    # xsi:schemaLocation of the root
    noise: float            # chance of a comment or processing instruction at each place
    reference: float        # chance that a value is written with references
    cdata: float            # chance that a value is written as a CDATA section


def draw_style(rng, version):
    encoding = 'UTF-8' if rng.random() < 0.25 else 'ISO-8859-1'
    ans = rng.choice(('ans', 'ans', 'ans', '', '', 'tiss', 'ns1', 'ANS_-.1'))
    prefixes = {xsd.ANS: ans, xsd.XSI: rng.choice(('xsi', 'xsi', 'i')), xsd.XS: 'xs',
                xsd.DS: rng.choice(('ds', '', 'dsig') if ans else ('ds', '')), '': ''}
    upfront = {ans: xsd.ANS}
    for namespace in (xsd.XSI, xsd.DS):
        if prefixes[namespace] and rng.random() < 0.6:
            upfront[prefixes[namespace]] = namespace
    if rng.random() < 0.1:
        # Seen in the field: the namespace of XML Schema, misspelt.
        upfront['xsd'] = 'http://www.w3.org/2001/xmlschema'
    plain = rng.random() < 0.6
    return Style(
        encoding=encoding, declaration=_draw_declaration(rng, encoding),
        bom=encoding == 'UTF-8' and rng.random() < 0.2,
        line_end=rng.choice(('\n',) * 10 + ('\r\n',) * 10 + ('\r',)),
        indent=rng.choice((None, '  ', '  ', '\t', '')), quote=rng.choice('""""\''),
        prefixes=prefixes, root_prefixes=upfront, location=_draw_location(rng, version),
        noise=0 if plain else rng.choice((0, 0.02, 0.2)),
        reference=0 if plain else rng.choice((0, 0.05, 0.5)),
        cdata=0 if plain else rng.choice((0, 0.05, 0.5)))


def _draw_declaration(rng, encoding):
    if encoding == 'UTF-8' and rng.random() < 0.3:
        return ''
    name = rng.choice((encoding, encoding, encoding.lower()))
    return rng.choice((f'<?xml version="1.0" encoding="{name}"?>',
                       f'<?xml version="1.0" encoding="{name}" ?>',
                       f"<?xml version='1.0' encoding='{name}'?>",
                       f'<?xml version="1.0" encoding="{name}" standalone="yes"?>'))


def _draw_location(rng, version):
    if rng.random() < 0.5:
        return None
    version = rng.choice((version, version, '3.02.00', '9.99.99')).replace('.', '_')
    return f'{xsd.ANS} {rng.choice(("", xsd.ANS + "/"))}tissV{version}.xsd'


class Writer:
    """Writes one message."""

    def __init__(self, style, rng):
        self.style = style
        self.rng = rng
        self.out = []

    def message(self, root):
        style, out = self.style, self.out
        if style.declaration:
            out.append(style.declaration)
            if style.indent is not None:
                out.append('\n')
        out.append(self._noise())
        self._element(root, {'': '', 'xml': xsd.XML}, '\n', root=True)
        out.append(self._noise())
        out.append(self.rng.choice(('', '\n')))
        text = ''.join(out)
        if style.line_end != '\n':
            text = text.replace('\n', style.line_end)
        return (b'\xef\xbb\xbf' if style.bom else b'') + text.encode(style.encoding)

    def _noise(self):
        if self.style.noise and self.rng.random() < self.style.noise:
            return self.rng.choice(NOISE)
        return ''

    def _element(self, node, scope, line, root=False):
        """scope is {prefix: namespace} in force; line is what starts a new line here, or ''."""
        declared = dict(self.style.root_prefixes) if root else {}
        if declared:
            scope = {**scope, **declared}
        scope, name = self._name(node.name, scope, declared)
        scope, attributes = self._attributes(node, scope, declared, root)
        q = self.style.quote
        space = ' ' if self.style.quote == '"' else '\n '
        namespaces = ''.join(
            f'{space}xmlns{":" + prefix if prefix else ""}={q}{namespace}{q}'
            for prefix, namespace in declared.items())
        tag = name + namespaces + ''.join(
            f'{space}{key}={q}{value}{q}' for key, value in attributes)
        if not node.children and self.rng.random() < 0.5:
            self.out.append(f'<{tag}{self.rng.choice(("", " "))}/>')
            return
        self.out.append(f'<{tag}>')
        self._children(node, scope, line)
        self.out.append(f'</{name}>' if self.rng.random() < 0.98 else f'</{name}\n >')

    def _children(self, node, scope, line):
        indented = (self.style.indent is not None and xsd.element_only(node.type)
                    and line and not any(isinstance(child, str) for child in node.children))
        inner = line + self.style.indent if indented else ''
        for child in node.children:
            if isinstance(child, str):
                self.out.append(self._text(child))
                continue
            self.out.append(inner)
            self.out.append(self._noise())
            if isinstance(child, Node):
                self._element(child, scope, inner)
            else:
                self.out.append(child.text)
        if indented:
            # An element left without children may still hold white space.
            self.out.append(line if node.children else self.rng.choice(FILLER_TEXTS))
        self.out.append(self._noise())

    # Names and attributes

    def _name(self, name, scope, declared):
        namespace, local = name
        prefix = self.style.prefixes.get(namespace, 'x')
        scope = self._bind(prefix, namespace, scope, declared)
        return scope, f'{prefix}:{local}' if prefix else local

    @staticmethod
    def _bind(prefix, namespace, scope, declared):
        """The scope with prefix bound to namespace, declaring it on this element if need be."""
        if scope.get(prefix) == namespace:
            return scope
        declared[prefix] = namespace
        return {**scope, prefix: namespace}

    def _attributes(self, node, scope, declared, root):
        attributes = []
        for name, value in node.attributes.items():
            scope, key = self._attribute_name(name, scope, declared)
            if isinstance(value, TypeReference):
                scope, value = self._type_name(value, scope, declared)
            attributes.append((key, self._attribute_value(value)))
        if root and self.style.location and (xsd.XSI, 'schemaLocation') not in node.attributes:
            scope, key = self._attribute_name((xsd.XSI, 'schemaLocation'), scope, declared)
            attributes.insert(0, (key, self.style.location))
        return scope, attributes

    def _attribute_name(self, name, scope, declared):
        """Attributes do not take the default namespace: one in a namespace needs a prefix."""
        namespace, local = name
        if not namespace:
            return scope, local
        if namespace == xsd.XML:
            return scope, 'xml:' + local
        # Not the prefix of another namespace's elements: an element may declare both.
        prefix = self.style.prefixes.get(namespace) or 'a' + str(len(namespace))
        return self._bind(prefix, namespace, scope, declared), f'{prefix}:{local}'

    def _type_name(self, reference, scope, declared):
        """A QName in a value does take the default namespace, if it is the right one here."""
        name = (reference.namespace, reference.local)
        if scope[''] == reference.namespace:
            return scope, reference.local
        return self._attribute_name(name, scope, declared)

    def _attribute_value(self, value):
        value = self._escape(value).replace('\n', '&#10;').replace('\t', '&#9;')
        return value.replace('"', '&quot;').replace("'", '&apos;')

    # Values

    def _text(self, value):
        style, rng = self.style, self.rng
        if not value:
            return ''
        if style.noise and rng.random() < style.noise:
            at = rng.randint(0, len(value))
            return self._piece(value[:at]) + rng.choice(NOISE) + self._piece(value[at:])
        return self._piece(value)

    def _piece(self, value):
        style, rng = self.style, self.rng
        if style.cdata and rng.random() < style.cdata and self._fits_cdata(value):
            return f'<![CDATA[{value}]]>'
        if style.reference and value and rng.random() < style.reference:
            at = rng.randrange(len(value))
            form = rng.choice(('&#{};', '&#x{:X};', '&#x{:x};', '&#000{};'))
            return (self._escape(value[:at]) + form.format(ord(value[at])) +
                    self._escape(value[at + 1:]))
        return self._escape(value)

    def _fits_cdata(self, value):
        return (']]>' not in value and '\r' not in value
                and self._representable(value) == value)

    def _escape(self, value):
        if value.isalnum() and value.isascii():
            return value
        value = value.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')
        # A carriage return written as it is would be read as a line feed.
        return self._representable(value.replace('\r', '&#13;'))

    def _representable(self, value):
        """References for what the encoding cannot say.

        In ISO-8859-1 an accented letter stands alone between ASCII characters, so that no bytes
        can be taken for UTF-8: such a contradiction is refused before the schema is looked at.
        """
        if self.style.encoding == 'UTF-8' or value.isascii():
            return value
        return re.sub(r'[^\x00-\x7f]+', self._references, value)

    @staticmethod
    def _references(match):
        first, rest = match[0][0], match[0][1:]
        if ord(first) not in LATIN_1_TEXT:
            first, rest = '', match[0]
        return first + ''.join(f'&#{ord(character)};' for character in rest)


def serialize(rng, root, version):
    return Writer(draw_style(rng, version), rng).message(root)
