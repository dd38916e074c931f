"""Reads one folder of ANS's XSD files into a small object model.

The reader knows the part of XML Schema that the TISS sets use (3.02.00 to 4.03.00, with
xmldsig-core-schema.xsd), and stops at anything else: a construct that it passed over in silence
would be one that the differential test never draws.

The model, from the outside in:

    Schema       elements: every global element; type_named(): every named type
    Element      (a declaration) a name and its type
    ComplexType  attributes, and as content a Particle (children) or a SimpleType (text)
    Particle     a sequence, a choice, an element or a wildcard, with its occurrences
    SimpleType   the built-in type that it rests on, and all facets that apply

Names are pairs (namespace, local name); an empty namespace is "no namespace".
"""

import glob
import math
import os
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field

XS = 'http://www.w3.org/2001/XMLSchema'
XSI = 'http://www.w3.org/2001/XMLSchema-instance'
XML = 'http://www.w3.org/XML/1998/namespace'
ANS = 'http://www.ans.gov.br/padroes/tiss/schemas'
DS = 'http://www.w3.org/2000/09/xmldsig#'

UNBOUNDED = math.inf

# The built-in types that the sets refer to.
BUILTIN = ('string', 'date', 'time', 'dateTime', 'decimal', 'integer', 'boolean',
           'base64Binary', 'anyURI', 'ID')
NUMERIC_FACETS = ('length', 'minLength', 'maxLength', 'totalDigits', 'fractionDigits')
LIST_FACETS = ('pattern', 'enumeration')


class UnsupportedSchema(Exception):
    """The XSD uses something that this reader does not know."""


# The classes compare by identity (eq=False): two declarations that look alike stay two.

@dataclass(eq=False)
class SimpleType:
    name: tuple | None          # None: anonymous
    base: 'SimpleType | None'
    primitive: str              # the entry of BUILTIN at the end of the chain of bases
    facets: dict = field(default_factory=dict)   # own and inherited


@dataclass(eq=False)
class Attribute:
    name: tuple
    type: SimpleType
    required: bool


@dataclass(eq=False)
class Particle:
    kind: str                   # 'sequence', 'choice', 'element' or 'any'
    low: int
    high: float                 # an int, or UNBOUNDED
    children: list = field(default_factory=list)   # of a sequence or choice
    element: 'Element | None' = None
    namespace: str = ''         # of a wildcard: '##any' or '##other'
    strict: bool = False        # of a wildcard: processContents="strict"


@dataclass(eq=False)
class ComplexType:
    name: tuple | None
    base: 'ComplexType | None' = None
    content: Particle | None = None     # element content
    text: SimpleType | None = None      # simpleContent
    mixed: bool = False
    attributes: list = field(default_factory=list)


@dataclass(eq=False)
class Element:
    name: tuple
    type: 'SimpleType | ComplexType'


def local(node):
    """The local name of an ElementTree node of the XSD namespace."""
    return node.tag.rpartition('}')[2]


def parts(node):
    """The children of a node that mean something."""
    return [child for child in node if local(child) != 'annotation']


@dataclass
class Source:
    """One XSD file: its root, its target namespace and the prefixes that its QNames use."""
    root: ElementTree.Element
    target: str
    prefixes: dict

    def qname(self, text):
        prefix, _, name = text.rpartition(':')
        return self.prefixes[prefix], name


def read_source(path):
    prefixes = {'': '', 'xml': XML}
    root = None
    for event, value in ElementTree.iterparse(path, events=('start-ns', 'start')):
        if event == 'start-ns':
            prefixes[value[0]] = value[1]
        elif root is None:
            root = value
    return Source(root, root.get('targetNamespace', ''), prefixes)


def read_sources(folder):
    """The message schemas of the folder and everything that they include or import.

    The monitoring schema (tissMonitoramento*) describes other messages, between operators and ANS.
    """
    pending = [os.path.basename(path)
               for path in sorted(glob.glob(os.path.join(folder, 'tissV*.xsd')) +
                                  glob.glob(os.path.join(folder, 'tissWebServicesV*.xsd')))]
    if not pending:
        raise UnsupportedSchema(f'{folder}: no tissV*.xsd')
    sources = {}
    while pending:
        name = pending.pop()
        if name in sources:
            continue
        sources[name] = read_source(os.path.join(folder, name))
        for node in parts(sources[name].root):
            if local(node) in ('include', 'import'):
                pending.append(os.path.basename(node.get('schemaLocation')))
    return sources.values()


class Schema:
    """One version of the standard: its global elements and its named types."""

    def __init__(self, folder):
        self._unread = {}           # name -> (node, source) of types not asked for yet
        self._types = {(XS, name): SimpleType((XS, name), None, name) for name in BUILTIN}
        self.elements = {}
        global_nodes = []
        for source in read_sources(folder):
            for node in parts(source.root):
                name = (source.target, node.get('name'))
                if local(node) == 'element':
                    global_nodes.append((name, node, source))
                elif local(node) in ('simpleType', 'complexType'):
                    self._unread[name] = node, source
                elif local(node) not in ('include', 'import'):
                    raise UnsupportedSchema(f'{folder}: top-level {local(node)}')
        # All declarations exist before the first type is read, so that references find them.
        for name, node, source in global_nodes:
            self.elements[name] = Element(name, None)
        for name, node, source in global_nodes:
            self.elements[name].type = self._type_of(node, source)
        self.type_names = sorted(set(self._unread) | set(self._types))
        for name in list(self._unread):
            self.type_named(name)

    def type_named(self, name):
        if name not in self._types:
            node, source = self._unread[name]
            self._read_type(node, source, name)
        return self._types[name]

    def named_types(self):
        return [self._types[name] for name in self.type_names]

    def _read_type(self, node, source, name=None):
        if local(node) == 'simpleType':
            result = self._simple(node, source, name)
            if name:
                self._types[name] = result
            return result
        result = ComplexType(name)
        if name:
            # Known by name before its content is read: a type may contain itself.
            self._types[name] = result
        self._fill_complex(result, node, source)
        return result

    def _type_of(self, node, source):
        """The type of an element or attribute: named, or written inside it."""
        if node.get('type'):
            return self.type_named(source.qname(node.get('type')))
        inner = parts(node)
        if len(inner) != 1:
            raise UnsupportedSchema(f'{node.get("name")}: no type')
        return self._read_type(inner[0], source)

    def _simple(self, node, source, name):
        restriction, = parts(node)
        if local(restriction) != 'restriction':
            raise UnsupportedSchema(f'{name}: {local(restriction)}')
        base = self.type_named(source.qname(restriction.get('base')))
        facets = dict(base.facets)
        own_lists = {}
        for facet in parts(restriction):
            kind, value = local(facet), facet.get('value')
            if kind in NUMERIC_FACETS:
                facets[kind] = int(value)
            elif kind in LIST_FACETS:
                own_lists.setdefault(kind, []).append(value)
            elif kind == 'minInclusive':
                facets[kind] = value
            else:
                raise UnsupportedSchema(f'{name}: facet {kind}')
        facets.update(own_lists)
        return SimpleType(name, base, base.primitive, facets)

    def _fill_complex(self, result, node, source):
        result.mixed = node.get('mixed') == 'true'
        inner = parts(node)
        if inner and local(inner[0]) in ('complexContent', 'simpleContent'):
            extension, = parts(inner[0])
            if local(extension) != 'extension':
                raise UnsupportedSchema(f'{result.name}: {local(extension)}')
            base = self.type_named(source.qname(extension.get('base')))
            if isinstance(base, SimpleType):
                result.text = base
            else:
                self._inherit(result, base)
            inner = parts(extension)
        for child in inner:
            if local(child) == 'attribute':
                result.attributes.append(self._attribute(child, source))
            else:
                self._append_content(result, self._particle(child, source))

    def _inherit(self, result, base):
        result.base = base
        result.content, result.text = base.content, base.text
        result.mixed = result.mixed or base.mixed
        result.attributes = list(base.attributes)

    @staticmethod
    def _append_content(result, particle):
        """An extension's content follows that of its base."""
        if result.content is None:
            result.content = particle
        else:
            result.content = Particle('sequence', 1, 1, [result.content, particle])

    def _attribute(self, node, source):
        # The sets declare attributes locally and unqualified only.
        return Attribute(('', node.get('name')), self._type_of(node, source),
                         node.get('use') == 'required')

    def _particle(self, node, source):
        low = int(node.get('minOccurs', '1'))
        high = node.get('maxOccurs', '1')
        particle = Particle(local(node), low, UNBOUNDED if high == 'unbounded' else int(high))
        if particle.kind in ('sequence', 'choice'):
            particle.children = [self._particle(child, source) for child in parts(node)]
        elif particle.kind == 'element':
            particle.element = self._element(node, source)
        elif particle.kind == 'any':
            particle.namespace = node.get('namespace', '##any')
            particle.strict = node.get('processContents', 'strict') == 'strict'
        else:
            raise UnsupportedSchema(f'particle {particle.kind}')
        return particle

    def _element(self, node, source):
        if node.get('ref'):
            return self.elements[source.qname(node.get('ref'))]
        return Element((source.target, node.get('name')), self._type_of(node, source))


def leaves(particle):
    """The element particles in a content model, in document order."""
    if particle is None or particle.kind == 'any':
        return
    if particle.kind == 'element':
        yield particle
    for child in particle.children:
        yield from leaves(child)


def has_wildcard(particle):
    return particle is not None and (particle.kind == 'any'
                                     or any(has_wildcard(child) for child in particle.children))


def element_only(type_):
    """Whether white space between the children of such an element means nothing."""
    return isinstance(type_, ComplexType) and type_.content is not None and not type_.mixed
