"""The tree of a message between drawing and writing.

It holds what a parser would report, not how it is written: comments, CDATA sections, references,
prefixes and white space between elements are serialize.py's business.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class TypeReference:
    """An attribute value that is a QName (xsi:type): its prefix depends on where it is written."""
    namespace: str
    local: str


@dataclass(frozen=True)
class Raw:
    """A child that is written as it stands, for what a plain value cannot say (`<![CDATA[ ]]>`)."""
    text: str


class Node:
    """An element of a message.

    type is the declared type, None where none is known (inside a lax wildcard); particle is the
    place in the content model that it was drawn for, None for a root or a stranger.
    children holds Node, str (a value, as a parser reports it) and Raw.
    """
    __slots__ = ('name', 'type', 'particle', 'attributes', 'children')

    def __init__(self, name, type_=None, particle=None):
        self.name = name
        self.type = type_
        self.particle = particle
        self.attributes = {}
        self.children = []

    def clone(self):
        copy = Node(self.name, self.type, self.particle)
        copy.attributes = dict(self.attributes)
        copy.children = [child.clone() if isinstance(child, Node) else child
                         for child in self.children]
        return copy

    def nodes(self):
        return [child for child in self.children if isinstance(child, Node)]

    def walk(self):
        """This element and all below it, in document order."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()
