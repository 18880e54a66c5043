"""The chain as a nested list: each effect with its causes below it, "because ...".

The same content as the drawing, for screen readers, small screens and paper. Every node is
opened once; where it comes again, `again` is set and its causes are not repeated, so that a
vicious circle ends.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kulanz.chain.notes.claims import Claims, Link, LinkKind, Node, Rule

DEEPEST = 40  # deeper causes start a new item at the top


@dataclass(frozen=True, slots=True)
class Item:
    """A node and its alternative reasons; `again` when it is opened elsewhere."""

    node: Node
    reasons: tuple["Reason", ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """One alternative: all of `because` together, unless one of `unless`."""

    kind: LinkKind
    because: tuple[Item, ...]
    unless: tuple[Item, ...]
    quote: str
    line: int


def outline(claims: Claims) -> tuple[Item, ...]:
    """The final effects in order of appearance, each with what it comes from."""
    return _Writer(claims).items()


class _Writer:
    def __init__(self, claims: Claims) -> None:
        self.nodes = claims.by_id
        self.rules: dict[str, list[Rule]] = defaultdict(list)
        self.hads: dict[str, list[Link]] = defaultdict(list)
        for rule in claims.rules:
            self.rules[rule.effect].append(rule)
        for link in claims.links:
            if link.kind == "had":
                self.hads[link.effect].append(link)
        self.causes = {link.cause for link in claims.links}
        self.opened: set[str] = set()

    def items(self) -> tuple[Item, ...]:
        final = [node for node in self.nodes if node not in self.causes]
        found = [self._item(node, 0) for node in final]
        # Last what only circles lead to; opening one closes others, so one after the other.
        rest = (self._item(node, 0) for node in self.nodes if node not in self.opened)
        return (*found, *rest)

    def _item(self, node: str, depth: int) -> Item:
        if node in self.opened or depth >= DEEPEST:
            return Item(self.nodes[node], again=True)
        self.opened.add(node)
        reasons = [self._reason(rule, depth) for rule in self.rules[node]]
        reasons += [self._had(link, depth) for link in self.hads[node]]
        return Item(self.nodes[node], tuple(reasons))

    def _reason(self, rule: Rule, depth: int) -> Reason:
        return Reason(
            kind="because",
            because=self._all(rule.because, depth),
            unless=self._all(rule.unless, depth),
            quote=rule.quote,
            line=rule.line,
        )

    def _had(self, link: Link, depth: int) -> Reason:
        return Reason("had", self._all([link.cause], depth), (), link.quote, link.line)

    def _all(self, nodes: Iterable[str], depth: int) -> tuple[Item, ...]:
        return tuple(self._item(node, depth + 1) for node in nodes)
