"""What a chain is made of: nodes, rules, what-ifs, and the links that follow from them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from kulanz.chain.parts import Status

Actor = Literal["customer", "company", "agent", "third_party", "unknown"]
ACTORS: tuple[Actor, ...] = ("customer", "company", "agent", "third_party", "unknown")

Stance = Literal["none", "wants", "cannot", "refuses"]
LinkKind = Literal["because", "unless", "had"]


@dataclass(frozen=True, slots=True)
class Node:
    """One state or event of the case (de: Glied, nl: schakel).

    `label` is a readable clause with its negation ("Konto kann nicht geschlossen werden").
    `holds` says whether that clause is so: True as told, False when the opposite is so (as in
    "had she read her mails"), None while somebody only supposes it.
    `actor` is who does or could change it: "company" is the firm as such, "agent" the person on
    the phone, "third_party" seller, carrier or bank.
    `stance` marks what a deadlock is made of: a wish, a thing that cannot be had, a refusal.
    `norm` is what could be expected (None: nobody may expect one), `t` the step in time (0: not
    known), `opposite` the clause when it is not so, `code` the type of a template. What is
    `inner`, a behaviour or an opinion on a person, never leaves the house.
    """

    id: str
    label: str
    holds: bool | None = True
    actor: Actor = "unknown"
    stance: Stance = "none"
    norm: bool | None = None
    t: int = 0
    status: Status = "fact"
    opposite: str = ""
    code: str = ""
    inner: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """Effect because A and B, unless D. Several rules for one effect are alternatives.

    The form is the grammar of why-because analysis (Ladkin and Loer 1998) made editable: a
    conjunction of necessary factors, with exceptions. `quote` and `line` are empty for a rule
    that an agent made in the editor.
    """

    effect: str
    because: tuple[str, ...]
    unless: tuple[str, ...] = ()
    quote: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Condition:
    """A node as it would have been: as its label says or, when `negated`, the opposite."""

    node: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """Had the conditions been so, so had the consequences (de: Was-wäre-wenn, nl: wat-als).

    The facts are the opposite on both sides. Several conditions must be met together. `given`
    are nodes that the consequences need as well and that are so: "had she asked, she would have
    got it, because it was there".
    """

    quote: str
    line: int
    conditions: tuple[Condition, ...]
    consequences: tuple[Condition, ...]
    given: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Obstacle:
    """The wish `wish` is not met because of the state `blocked`: "wants X" and "X cannot be"."""

    wish: str
    blocked: str


@dataclass(frozen=True, slots=True)
class Link:
    """One "because" between two nodes, each taken as it actually is.

    `kind` says where it comes from: a because-sentence, an exception that did not happen
    ("unless"), or a had-sentence, which names a necessary factor by the counterfactual test.
    """

    cause: str
    effect: str
    quote: str
    line: int
    kind: LinkKind = "because"


@dataclass(frozen=True)
class Claims:
    """The plain values of a chain. Whoever builds one gives the nodes first.

    Raises:
        ValueError: two nodes share an id, or something speaks of a node that is not there.
    """

    nodes: tuple[Node, ...]
    rules: tuple[Rule, ...] = ()
    counterfactuals: tuple[Counterfactual, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()

    def __post_init__(self) -> None:
        known = {node.id for node in self.nodes}
        if len(known) != len(self.nodes):
            raise ValueError("two nodes of a chain share an id")
        unknown = sorted(set(self._named()) - known)
        if unknown:
            raise ValueError(f"the chain speaks of unknown nodes: {', '.join(unknown)}")

    def _named(self) -> Iterable[str]:
        for rule in self.rules:
            yield from (rule.effect, *rule.because, *rule.unless)
        for had in self.counterfactuals:
            yield from (part.node for part in had.conditions + had.consequences)
            yield from had.given
        for obstacle in self.obstacles:
            yield from (obstacle.wish, obstacle.blocked)

    def node(self, node_id: str) -> Node:
        """The node with this id; KeyError when there is none."""
        return self.by_id[node_id]

    @property
    def by_id(self) -> dict[str, Node]:
        """The nodes by their id, in order of appearance."""
        return {node.id: node for node in self.nodes}

    def active(self) -> "Claims":
        """The same without what the facts contradict.

        A rule drops out when one of its causes is known not to hold or an exception is known to
        hold; a had-sentence when one of its conditions is already met.
        """
        holds = {node.id: node.holds for node in self.nodes}
        return Claims(
            nodes=self.nodes,
            rules=tuple(
                rule
                for rule in self.rules
                if all(holds[cause] is not False for cause in rule.because)
                and all(holds[exception] is not True for exception in rule.unless)
            ),
            counterfactuals=tuple(
                had
                for had in self.counterfactuals
                if all(holds[part.node] is not (not part.negated) for part in had.conditions)
            ),
            obstacles=self.obstacles,
        )

    @property
    def links(self) -> tuple[Link, ...]:
        """Every because-link once, in the order of the lines."""
        found: dict[tuple[str, str], Link] = {}
        for link in self._links():
            found.setdefault((link.cause, link.effect), link)
        return tuple(sorted(found.values(), key=lambda link: link.line))

    def _links(self) -> Iterable[Link]:
        holds = {node.id: node.holds for node in self.nodes}
        for rule in self.rules:
            for cause in rule.because:
                yield Link(cause, rule.effect, rule.quote, rule.line)
            for exception in rule.unless:
                if holds[exception] is False:  # "because not D" is a factor as it stands
                    yield Link(exception, rule.effect, rule.quote, rule.line, "unless")
        for had in self.counterfactuals:
            for condition in had.conditions:
                for consequence in had.consequences:
                    yield Link(condition.node, consequence.node, had.quote, had.line, "had")
