"""Changes a valid message into one that may no longer be valid.

Most mutations break the message; some leave it valid, and are there for that: a validator that is
too strict is as wrong as one that is too lax. No mutation claims to know the outcome.

Mutator works on the tree. malform() works on the bytes, and makes XML that is not well-formed.
"""

import re

import xsd
from generate import STRANGER
from tree import Node, Raw, TypeReference

# Largest list that `occurrences` fills, in elements.
LARGEST_LIST = 4000
# Names of mutations, with how often each is picked.
MUTATIONS = {
    'bad_value': 12, 'drop': 6, 'insert_sibling': 6, 'double': 3, 'swap': 4, 'shuffle': 1,
    'move': 2, 'other_branch': 3, 'rename': 2, 'recase': 2, 'insert_elsewhere': 2,
    'insert_unknown': 1, 'child_in_value': 1, 'wrong_namespace': 2, 'add_attribute': 1,
    'foreign_attribute': 1, 'nil': 2, 'xsi_type': 5, 'schema_location': 1, 'attribute_value': 2,
    'attribute_set': 2, 'duplicate_id': 2, 'stray_text': 3, 'empty': 3, 'exchange_values': 1,
    'occurrences': 8, 'wildcard_child': 3, 'replace_root': 1, 'whole_namespace': 0.3,
}
STRAY_TEXTS = ('x', '0', '\u00a0', '\u3000', '\ufeff', ' \n\t ', ' ', Raw('&#32;&#9;&#10;&#13;'),
               Raw('<![CDATA[ ]]>'), Raw('<![CDATA[]]>'), Raw('<![CDATA[x]]>'), Raw('&#160;'))
OTHER_NAMESPACES = ('', '', xsd.DS, STRANGER, xsd.ANS + '/', xsd.ANS.upper(), xsd.XSI,
                    'http://www.ans.gov.br/padroes/tiss/schemas/tissV3')
# Types that no TISS set mentions: xsi:type may name them all the same.
BUILTIN_TYPES = ('string', 'normalizedString', 'token', 'language', 'Name', 'NCName', 'NMTOKEN',
                 'ID', 'IDREF', 'anyType', 'anySimpleType', 'decimal', 'integer', 'int',
                 'nonNegativeInteger', 'date', 'dateTime', 'boolean', 'base64Binary', 'anyURI',
                 'naoExiste')
NILS = ('true', 'false', '1', '0', 'sim', '', ' true ')


def value_type(type_):
    """The simple type of an element's text; None when it has children, or is unknown."""
    if isinstance(type_, xsd.SimpleType):
        return type_
    return type_.text if isinstance(type_, xsd.ComplexType) else None


def derived_types(schema, base):
    """The named types below a type in the hierarchy."""
    def descends(type_):
        while type_ is not None and type_ is not base:
            type_ = type_.base
        return type_ is base
    return [type_ for type_ in schema.named_types() if type_ is not base and descends(type_)]


class Mutator:
    """Applies mutations to one message; `root` is the message, `applied` their names."""

    def __init__(self, generator, rng, root):
        self.generator = generator
        self.rng = rng
        self.root = root
        self.applied = []

    def mutate(self):
        """Applies one mutation: the first drawn that finds a place in this message."""
        for name in self.rng.choices(list(MUTATIONS), list(MUTATIONS.values()), k=20):
            if getattr(self, name)():
                self.applied.append(name)
                return

    # Places

    def _pick(self, condition=lambda node: True):
        nodes = [node for node in self.root.walk() if condition(node)]
        return self.rng.choice(nodes) if nodes else None

    def _pick_place(self, condition=lambda node: True):
        """An element below the root, as (parent, index in its children)."""
        places = [(parent, index) for parent in self.root.walk()
                  for index, child in enumerate(parent.children)
                  if isinstance(child, Node) and condition(child)]
        return self.rng.choice(places) if places else (None, 0)

    def _pick_parent(self):
        return self._pick(lambda node: xsd.element_only(node.type))

    def _position(self, node):
        return self.rng.randint(0, len(node.children))

    def _some_declaration(self):
        """Any element declaration of the schema, by way of some named type."""
        types = [type_ for type_ in self.generator.schema.named_types()
                 if isinstance(type_, xsd.ComplexType) and type_.content]
        leaves = list(xsd.leaves(self.rng.choice(types).content))
        return self.rng.choice(leaves).element if leaves else self.rng.choice(self.generator.roots)

    # Elements: their order and number

    def drop(self):
        parent, index = self._pick_place(self._half(lambda node: node.particle.low == 0))
        if parent:
            del parent.children[index]
        return parent is not None

    def double(self):
        parent, index = self._pick_place(self._half(lambda node: node.particle.high > 1))
        if parent:
            parent.children.insert(index, parent.children[index].clone())
        return parent is not None

    def _half(self, promising):
        """In half of the cases the condition that makes it likely that the message stays valid."""
        if self.rng.random() < 0.5:
            return lambda node: True
        return lambda node: node.particle is not None and promising(node)

    def swap(self):
        parent = self._pick(lambda node: len(node.nodes()) > 1)
        if not parent:
            return False
        children = parent.children
        index = self.rng.randrange(len(children) - 1)
        children[index:index + 2] = reversed(children[index:index + 2])
        return True

    def shuffle(self):
        parent = self._pick(lambda node: len(node.nodes()) > 1)
        if parent:
            self.rng.shuffle(parent.children)
        return parent is not None

    def move(self):
        parent, index = self._pick_place()
        if not parent:
            return False
        child = parent.children.pop(index)
        target = self._pick_parent() or self.root
        target.children.insert(self._position(target), child)
        return True

    def insert_sibling(self):
        """An element that the content model knows, at a place that may be right."""
        parent = self._pick_parent()
        leaves = list(xsd.leaves(parent.type.content)) if parent else []
        if not leaves:
            return False
        leaf = self.rng.choice(leaves)
        new = self.generator.fragment(self.rng, leaf.element, leaf)
        at = self._position(parent)
        if self.rng.random() < 0.7:
            later = leaves[leaves.index(leaf) + 1:]
            at = next((index for index, child in enumerate(parent.children)
                       if isinstance(child, Node) and child.particle in later),
                      len(parent.children))
        parent.children.insert(at, new)
        return True

    def other_branch(self):
        """Another element of the same content model in the place of one."""
        parent = self._pick(lambda node: xsd.element_only(node.type) and node.nodes())
        if not parent:
            return False
        leaf = self.rng.choice(list(xsd.leaves(parent.type.content)))
        index = self.rng.randrange(len(parent.children))
        parent.children[index] = self.generator.fragment(self.rng, leaf.element, leaf)
        return True

    def insert_elsewhere(self):
        parent = self._pick_parent()
        if parent:
            new = self.generator.fragment(self.rng, self._some_declaration())
            parent.children.insert(self._position(parent), new)
        return parent is not None

    def insert_unknown(self):
        node = self._pick()
        namespace = self.rng.choice((xsd.ANS, '', STRANGER))
        new = Node((namespace, self.rng.choice(('naoExiste', 'guia', 'x', '_'))))
        node.children.insert(self._position(node), new)
        return True

    def child_in_value(self):
        node = self._pick(lambda node: value_type(node.type))
        if node:
            new = self.generator.fragment(self.rng, self._some_declaration())
            node.children.insert(self._position(node), new)
        return node is not None

    def wildcard_child(self):
        """Something in the place of a wildcard: what does it take, and what must be valid?"""
        self._ensure_signature()
        node = self._pick(lambda node: isinstance(node.type, xsd.ComplexType)
                          and xsd.has_wildcard(node.type.content))
        if not node:
            return False
        choice = self.rng.randrange(4)
        if choice == 0:
            new = self.generator.stranger(self.rng)
            new.name = (self.rng.choice(('', xsd.ANS, xsd.DS, STRANGER)), new.name[1])
        elif choice == 1:
            new = self.generator.fragment(self.rng, self._some_declaration())
        else:
            new = self.generator.fragment(self.rng, self.rng.choice(
                self.generator.roots + self.generator.signature_parts))
        if self.rng.random() < 0.3:
            # What an undeclared element holds is checked as far as it is declared.
            wrapper = self.generator.stranger(self.rng)
            wrapper.children.append(new)
            new = wrapper
        node.children.insert(self._position(node), new)
        return True

    def occurrences(self):
        """A list as long as maxOccurs allows, one longer, or one shorter."""
        parent, index = self._pick_place(
            lambda node: node.particle and 1 < node.particle.high <= 100)
        if not parent:
            return False
        node = parent.children[index]
        size = sum(1 for _ in node.walk())
        if size * node.particle.high > LARGEST_LIST:
            node = self.generator.fragment(self.rng, xsd.Element(node.name, node.type),
                                           node.particle)
        here = sum(1 for child in parent.nodes() if child.particle is node.particle)
        missing = node.particle.high + self.rng.choice((-1, 0, 0, 1, 1)) - here
        parent.children[index:index] = [node.clone() for _ in range(missing)]
        return True

    def empty(self):
        """The tag stays, its content goes."""
        node = self._pick(lambda node: node.children and node is not self.root)
        if node:
            node.children = []
        return node is not None

    # Names

    def rename(self):
        node = self._pick()
        if self.rng.random() < 0.3:
            name = self.rng.choice(('naoExiste', node.name[1] + 's', node.name[1][:-1] or 'x'))
            node.name = (node.name[0], name)
        else:
            name = self._some_declaration().name
            if node is self.root and name[0] == xsd.DS:
                return False    # see replace_root
            node.name = name
        return True

    def recase(self):
        """The sets contain names that differ in case only (cnes, CNES): case matters."""
        node = self._pick()
        namespace, name = node.name
        at = self.rng.randrange(len(name))
        name = self.rng.choice((name[0].swapcase() + name[1:], name.lower(), name.upper(),
                                name[:at] + name[at].swapcase() + name[at + 1:]))
        node.name = (namespace, name)
        return True

    def wrong_namespace(self):
        """Of one element; its children keep theirs."""
        node = self._pick()
        node.name = (self.rng.choice(OTHER_NAMESPACES), node.name[1])
        return True

    def whole_namespace(self):
        """Of all elements of the message: a file of another standard, or of none."""
        namespace = self.rng.choice(OTHER_NAMESPACES)
        for node in self.root.walk():
            if node.name[0] == xsd.ANS:
                node.name = (namespace, node.name[1])
        return True

    def replace_root(self):
        """Never by an element of xmldsig, which xmllint accepts though it is no message."""
        namespace, name = self.root.name
        choice = self.rng.randrange(5)
        if choice == 0:
            self.root = self._pick(lambda node: node.name[0] == xsd.ANS) or self.root
        elif choice == 1:
            wrapper = Node(self.rng.choice((self.root.name, (STRANGER, 'Envelope'), ('', 'x'))))
            wrapper.children = [self.root]
            self.root = wrapper
        else:
            name = self.rng.choice((name.lower(), name + 'WS', name.removesuffix('WS'), 'mensagem',
                                    self.rng.choice(self.generator.roots).name[1]))
            self.root.name = (self.rng.choice((namespace, namespace, '')), name)
        return True

    # Values and text

    def bad_value(self):
        node = self._pick(lambda node: value_type(node.type))
        if not node:
            return False
        value = ''.join(child for child in node.children if isinstance(child, str))
        node.children = [self.generator.space(value_type(node.type)).spoil(self.rng, value)]
        return True

    def exchange_values(self):
        first = self._pick(lambda node: value_type(node.type))
        second = self._pick(lambda node: value_type(node.type))
        if first:
            first.children, second.children = second.children, first.children
        return first is not None

    def stray_text(self):
        node = self._pick_parent()
        if node:
            node.children.insert(self._position(node), self.rng.choice(STRAY_TEXTS))
        return node is not None

    # Attributes

    def add_attribute(self):
        self._pick().attributes[('', self.rng.choice(('versao', 'id', 'Id', 'tipo', 'á')))] = 'x1'
        return True

    def foreign_attribute(self):
        name = self.rng.choice(((STRANGER, 'a'), (xsd.ANS, 'versao'), (xsd.XML, 'lang'),
                                (xsd.XML, 'space'), (xsd.XSI, 'tipo'), (xsd.DS, 'Id')))
        value = 'preserve' if name[1] == 'space' else 'pt'
        self._pick().attributes[name] = value
        return True

    def schema_location(self):
        name = self.rng.choice(('schemaLocation', 'noNamespaceSchemaLocation'))
        self._pick().attributes[(xsd.XSI, name)] = self.rng.choice(
            (f'{xsd.ANS} naoExiste.xsd', xsd.ANS, '', 'a b c'))
        return True

    def nil(self):
        node = self._pick()
        node.attributes[(xsd.XSI, 'nil')] = self.rng.choice(NILS)
        if self.rng.random() < 0.5:
            node.children = []
        return True

    def xsi_type(self):
        node = self._pick()
        rng, schema = self.rng, self.generator.schema
        derived = derived_types(schema, node.type) if node.type else []
        choice = rng.randrange(5)
        if derived and choice < 3:
            type_ = rng.choice(derived)
            if rng.random() < 0.7:
                self.generator.refill(rng, node, type_)
            reference = TypeReference(*type_.name)
        elif node.type and node.type.name and choice < 2:
            reference = TypeReference(*node.type.name)
        elif choice == 2:
            reference = TypeReference(*rng.choice(schema.type_names))
        elif choice == 3:
            # Only under a bare built-in type (hash is a string) can another be right.
            node = self._pick(lambda node: value_type(node.type) is node.type is not None
                              and node.type.base is None) or node
            reference = TypeReference(xsd.XS, rng.choice(BUILTIN_TYPES))
            if rng.random() < 0.5:
                node.children = [rng.choice(('abc', 'pt-BR', ' a b ', '7', '-1', '300'))]
        else:
            reference = rng.choice((TypeReference(xsd.ANS, 'ct_naoExiste'), 'naoDeclarado:x', '',
                                    'a b', ':', TypeReference(STRANGER, 'x')))
        node.attributes[(xsd.XSI, 'type')] = reference
        return True

    def _ensure_signature(self):
        """Only XML signatures have attributes; appends one where the message may carry it."""
        if self.root.type not in [root.type for root in self.generator.roots]:
            return
        particle = self.root.type.content.children[-1]
        signed = any(node.particle is particle for node in self.root.nodes())
        if particle.low == 0 and not signed:
            new = self.generator.fragment(self.rng, particle.element, particle)
            self.root.children.append(new)

    def _pick_attributes(self):
        """A node whose type declares attributes."""
        self._ensure_signature()
        return self._pick(lambda node: isinstance(node.type, xsd.ComplexType)
                          and node.type.attributes)

    def attribute_value(self):
        node = self._pick_attributes()
        if not node:
            return False
        attribute = self.rng.choice(node.type.attributes)
        space = self.generator.space(attribute.type)
        value = node.attributes.get(attribute.name, '') or space.draw(self.rng)
        node.attributes[attribute.name] = space.spoil(self.rng, value)
        return True

    def attribute_set(self):
        """Drops, adds or renames a declared attribute."""
        node = self._pick_attributes()
        if not node:
            return False
        attribute = self.rng.choice(node.type.attributes)
        value = node.attributes.pop(attribute.name, None)
        if value is None:
            node.attributes[attribute.name] = self.generator.space(attribute.type).draw(self.rng)
        elif self.rng.random() < 0.4:
            name = attribute.name[1]
            renamed = self.rng.choice((('', name.lower()), ('', name.upper()), (xsd.DS, name)))
            node.attributes[renamed] = value
        return True

    def duplicate_id(self):
        """Two elements with one identity; the name alone does not make an attribute an ID."""
        self._ensure_signature()
        owners = [(node, attribute) for node in self.root.walk()
                  if isinstance(node.type, xsd.ComplexType)
                  for attribute in node.type.attributes if attribute.type.primitive == 'ID']
        if len(owners) < 2:
            return False
        for node, attribute in self.rng.sample(owners, 2):
            node.attributes[attribute.name] = self.rng.choice(('a', 'a', 'a', ' a', 'a ', 'A'))
        return True


# XML that is not well-formed, or (one of them) only so without namespaces. NUL is left out: the
# layer below refuses it, while libxml2 may take it for the end of the file.

def _cut(rng, data):
    return data[:rng.randint(1, len(data) - 1)]


def _mismatch(rng, data):
    tag = rng.choice(list(re.finditer(rb'</[^<>]+>', data)) or [None])
    return data[:tag.start()] + b'</outro>' + data[tag.end():] if tag else data[:-1]


def _double_attribute(rng, data):
    return re.sub(rb'(<[A-Za-z][^\s/>]*)', rb'\1 a="1" a="2"', data, count=1)


def _append(rng, data):
    return data + rng.choice((b'<x/>', b'x', b'</x>', b'<', b'&#32;'))


def _undeclare(rng, data):
    """Without the root's first namespace declaration, the one of its own prefix."""
    return re.sub(rb'\s+xmlns(:[\w.-]+)?=("[^"]*"|\'[^\']*\')', b'', data, count=1)


PIECES = (b'&', b'<', b'<>', b'&nbsp;', b'&#0;', b'&#1;', b'\x01', b']]>', b'<!-- -- -->', b'<!--',
          b'<a b=c/>', b'<a b/>', b'<![CDATA[', b'<?xml version="1.0"?>', b'</naoAberto>',
          b'<a b="<"/>', b'<1/>', b'&#xFFFE;', b'&#x110000;')


def _insert(rng, data):
    """Something impossible at the start of some element's content."""
    places = [match.end() for match in re.finditer(rb'<[A-Za-z][^<>]*[^/<>]>', data)]
    at = rng.choice(places)
    return data[:at] + rng.choice(PIECES) + data[at:]


def malform(rng, data):
    change = rng.choice((_cut, _cut, _mismatch, _double_attribute, _append, _undeclare,
                         _insert, _insert, _insert))
    return change(rng, data)
