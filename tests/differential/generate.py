"""Draws random valid messages from the model of a version's XSD files.

A message is drawn for a kind: a root, and for mensagemTISS also the branch of
prestadorParaOperadora or operadoraParaPrestador that it carries. Generator.kinds lists them all, so
that the caller can give each its share.
"""

from dataclasses import dataclass, field

import xsd
from tree import Node, TypeReference
from values import ValueSpace

# How a message spends its occurrences: the chance that an optional element is there.
DENSITIES = (0.0, 0.15, 0.4, 0.6, 0.9, 1.0)
# Elements after which a message draws only what is mandatory.
BUDGETS = (30, 80, 150, 400)
# A list is drawn at its full length only up to this maxOccurs.
LONGEST_LIST = 100
# Wildcards inside wildcards end here.
DEEPEST_WILDCARD = 2

STRANGER = 'urn:exemplo:estranho'
# xsi:type gives an undeclared element a type, built-in types that no TISS set mentions included.
TYPED_STRANGERS = (('integer', '-7 '), ('int', '007'), ('date', '2026-07-01'), ('token', ' a  b '),
                   ('boolean', 'true'), ('NMTOKEN', '1a'), ('anySimpleType', 'x'), ('string', ''))


@dataclass(frozen=True, eq=False)
class Kind:
    """A root and the choices that lead to one type of message: {choice particle: branch}."""
    name: str
    root: xsd.Element
    route: dict = field(default_factory=dict)


@dataclass
class Drawing:
    """The state of one message while it is drawn."""
    rng: object
    kind: Kind
    density: float
    budget: int
    crowded: bool       # one list is still to be drawn at its full length
    signed: bool
    wildcards: int = 0  # nesting


class Generator:
    """Draws messages of one version."""

    def __init__(self, schema):
        self.schema = schema
        self.spaces = {}
        self.drawn = set()      # every declaration drawn so far: shows what is never reached
        # An XML signature is a root to the XSD, but no message.
        self.roots = [element for (namespace, _), element in sorted(schema.elements.items())
                      if namespace == xsd.ANS]
        self.signature_parts = [element for (namespace, _), element
                                in sorted(schema.elements.items()) if namespace == xsd.DS]
        self.kinds = [kind for root in self.roots for kind in self._kinds_of(root)]
        self.declarations = self._reachable()

    # What there is to draw

    @staticmethod
    def _kinds_of(root):
        """One kind a root, or one a branch where the root is a choice of directions."""
        choices = [part for part in root.type.content.children if part.kind == 'choice']
        if not choices:
            return [Kind(root.name[1], root)]
        direction, = choices
        return [Kind(f'{root.name[1]}/{way.element.name[1]}/{branch.element.name[1]}', root,
                     {direction: way, way.element.type.content: branch})
                for way in direction.children for branch in way.element.type.content.children]

    def _reachable(self):
        """Every element declaration that a message reaches through content models, in the same
        order each time."""
        seen, pending = {}, list(self.roots)
        while pending:
            element = pending.pop()
            if element not in seen:
                seen[element] = True
                if isinstance(element.type, xsd.ComplexType):
                    pending += [leaf.element for leaf in xsd.leaves(element.type.content)]
        return list(seen)

    def space(self, type_):
        """The values of a simple type; digested once."""
        if type_ not in self.spaces:
            self.spaces[type_] = ValueSpace(type_)
        return self.spaces[type_]

    # Drawing

    def message(self, rng, kind):
        drawing = Drawing(rng, kind, rng.choice(DENSITIES), rng.choice(BUDGETS),
                          crowded=False, signed=rng.random() < 0.2)
        if rng.random() < 0.08:
            drawing.density, drawing.budget, drawing.crowded = rng.choice((0.0, 0.5)), 30, True
        return self.element(drawing, kind.root)

    def fragment(self, rng, element, particle=None):
        """A small valid element, for a place in an existing message."""
        drawing = Drawing(rng, Kind('', element), rng.choice((0.0, 0.3)), 12, False, False)
        return self.element(drawing, element, particle)

    def refill(self, rng, node, type_):
        """Draws the attributes and children of a node anew, as the type wants them."""
        drawing = Drawing(rng, Kind('', None), 0.2, 12, False, False)
        node.type, node.attributes, node.children = type_, {}, []
        self._fill(drawing, node)

    def element(self, drawing, element, particle=None):
        drawing.budget -= 1
        self.drawn.add(element)
        node = Node(element.name, element.type, particle)
        self._fill(drawing, node)
        return node

    def _fill(self, drawing, node):
        type_, rng = node.type, drawing.rng
        if isinstance(type_, xsd.SimpleType):
            node.children.append(self.space(type_).draw(rng))
            return
        for attribute in type_.attributes:
            if attribute.required or rng.random() < 0.3:
                node.attributes[attribute.name] = self.space(attribute.type).draw(rng)
        if type_.text:
            node.children.append(self.space(type_.text).draw(rng))
        elif type_.content:
            self._content(drawing, type_.content, node.children)
        if type_.mixed:
            for _ in range(rng.choice((0, 0, 1, 2))):
                node.children.insert(rng.randint(0, len(node.children)),
                                     rng.choice(('texto', ' ', '\n', 'é &', '0')))

    def _content(self, drawing, particle, into):
        for _ in range(self._occurrences(drawing, particle)):
            if particle.kind == 'element':
                into.append(self.element(drawing, particle.element, particle))
            elif particle.kind == 'any':
                into.append(self._wildcard(drawing, particle))
            elif particle.kind == 'choice':
                branch = drawing.kind.route.get(particle)
                self._content(drawing, branch or drawing.rng.choice(particle.children), into)
            else:
                for child in particle.children:
                    self._content(drawing, child, into)

    def _occurrences(self, drawing, particle):
        low, high = particle.low, particle.high
        if low == high == 1:
            return 1
        rng = drawing.rng
        if particle in drawing.kind.route.values():
            return int(rng.random() < 0.97)     # the branch of the message, rarely left out
        if particle.kind == 'element' and particle.element.name[1] in ('Signature',
                                                                       'assinaturaDigital'):
            return int(drawing.signed)
        if drawing.crowded and 1 < high <= LONGEST_LIST and rng.random() < 0.7:
            drawing.crowded = False
            return high
        if drawing.budget <= 0:
            return low
        if low == 0 and rng.random() >= drawing.density:
            return 0
        count = max(low, 1)
        while count < high and rng.random() < 0.3:
            count += 1
        return count

    # Wildcards, which only XML signatures have

    def _wildcard(self, drawing, particle):
        rng = drawing.rng
        drawing.wildcards += 1
        if particle.strict:
            node = self._declared(drawing, particle)
        elif rng.random() < 0.3:
            node = self._declared(drawing, particle)
        else:
            node = self.stranger(rng, '' if particle.namespace == '##any' else None)
        drawing.wildcards -= 1
        return node

    def _declared(self, drawing, particle):
        """A global element, valid: what a strict wildcard wants and a lax one checks."""
        rng = drawing.rng
        drawing.budget = min(drawing.budget, 5)
        if particle.namespace == '##any' and rng.random() < 0.7:
            return self.element(drawing, rng.choice(self._shallow(drawing)))
        return self.element(drawing, rng.choice(self.roots))

    def _shallow(self, drawing):
        """Parts of a signature; when wildcards nest too deep, only those that hold text."""
        if drawing.wildcards <= DEEPEST_WILDCARD:
            return self.signature_parts
        return [element for element in self.signature_parts
                if isinstance(element.type, xsd.SimpleType)]

    def stranger(self, rng, namespace=None, depth=0):
        """An element that no schema declares: only a lax wildcard takes it."""
        namespace = rng.choice((STRANGER, 'urn:outro', namespace or STRANGER))
        node = Node((namespace, rng.choice(('x', 'dado', 'Objeto', 'hash'))))
        if rng.random() < 0.3:
            node.attributes[rng.choice((('', 'a'), (STRANGER, 'a'), ('', 'Id'),
                                        (xsd.XML, 'lang')))] = rng.choice(('1', 'é', ''))
        if rng.random() < 0.1:
            type_, value = rng.choice(TYPED_STRANGERS)
            node.attributes = {(xsd.XSI, 'type'): TypeReference(xsd.XS, type_)}
            node.children = [value]
            return node
        for _ in range(rng.choice((0, 1, 2))):
            if depth < DEEPEST_WILDCARD and rng.random() < 0.4:
                node.children.append(self.stranger(rng, namespace, depth + 1))
            else:
                node.children.append(rng.choice(('texto', 'á', '<&>', '')))
        return node
