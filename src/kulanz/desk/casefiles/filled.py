"""A case's model inside a chain template: the template explains, what was told is added to it.

Nodes that are things of the template carry their type in `code`, with "~" in front where the node
says the opposite ("the goods never came" for "delivery.received"). The model's variables keep the
names of the nodes, so that everything on the page speaks of the same thing.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from kulanz.case import LanguageCode
from kulanz.chain.chain import Chain
from kulanz.chain.formulas import And, Formula, Name, Not, Or, both, either, literal
from kulanz.chain.joining import joined
from kulanz.chain.notes.claims import Node
from kulanz.chain.notes.told import Told
from kulanz.chain.parts import Influence, Sign, Variable, party
from kulanz.chain.situations import Template
from kulanz.chain.templates import TEMPLATES, template
from kulanz.desk.models import Case

Places = Mapping[str, tuple[str, bool]]


def template_of(case: Case) -> Template | None:
    """The template that somebody took over for this case, if any."""
    name = case.taken_templates.values_list("name", flat=True).first()
    return template(name) if name in TEMPLATES else None


def coded(code: str) -> tuple[str, bool]:
    """The thing of a template that a node is, and whether it says it or its opposite."""
    return code.removeprefix("~"), not code.startswith("~")


def fill(
    known: Template,
    country: str,
    told: Told,
    free: Chain,
    *,
    changed: Collection[str],
    language: LanguageCode,
) -> Chain:
    """The model of a case in a template; `free` is that of what the case adds.

    `changed` are the nodes of which somebody has withdrawn a sentence of the template: what leads
    to them is only what is told.
    """
    things = {one.name for one in known.things}
    nodes = {n.id: (n, *coded(n.code)) for n in told.nodes if n.code and coded(n.code)[0] in things}
    facts = {name: n.holds is so for n, name, so in nodes.values() if n.holds is not None}
    statuses = {name: n.status for n, name, so in nodes.values() if n.holds is not None}
    whole = known.chain(country, facts=facts, statuses=statuses, language=language)
    lost = {nodes[node][1] for node in changed if node in nodes}
    whole = replace(
        whole,
        variables=tuple(
            replace(one, equation=None) if one.name in lost else one for one in whole.variables
        ),
    )
    matches = {node: (name, so) for node, (_node, name, so) in nodes.items()}
    copies = _copies(free, matches, things)
    chain = joined(whole, free, {**copies, **matches}).chain
    places = {name: (node, so) for node, (name, so) in reversed(matches.items())}
    return _renamed(chain, places, {n.id: n for n in told.nodes}, language)


def _copies(free: Chain, matches: Places, things: set[str]) -> dict[str, tuple[str, bool]]:
    """The second time of what was told to happen again is the second of the template."""
    found = {}
    for one in free.variables:
        node, _, number = one.name.partition(".")
        if number and node in matches:
            name, so = matches[node]
            if f"{name}#{number}" in things:
                found[one.name] = (f"{name}#{number}", so)
    return found


def _renamed(
    chain: Chain, places: Places, nodes: Mapping[str, Node], language: LanguageCode
) -> Chain:
    return replace(
        chain,
        variables=tuple(_placed(one, places, nodes, language) for one in chain.variables),
        influences=tuple(_influence(one, places) for one in chain.influences),
    )


def _placed(
    one: Variable, places: Places, nodes: Mapping[str, Node], language: LanguageCode
) -> Variable:
    equation = _spelled(one.equation, places) if one.equation else None
    if one.name not in places:
        return replace(one, equation=equation)
    name, so = places[one.name]
    node = nodes[name]
    if equation and not so:
        equation = equation.of if isinstance(equation, Not) else Not(equation)
    yes, no = (one.yes, one.no) if so else (one.no, one.yes)
    return replace(
        one,
        name=name,
        equation=equation,
        actual=one.actual is so,
        norm=node.norm,
        actor=one.actor if party(one.actor) == node.actor else node.actor,
        t=node.t or one.t,
        yes={**yes, language: node.label},
        no={**no, language: node.opposite} if node.opposite else no,
        inner=one.inner or node.inner,
    )


def _spelled(formula: Formula, places: Places) -> Formula:
    """The same with the names of nodes, turned round where the node says the opposite."""
    match formula:
        case Name(name):
            return literal(*places[name]) if name in places else formula
        case Not(of):
            inner = _spelled(of, places)
            return inner.of if isinstance(inner, Not) else Not(inner)
        case And(of):
            return both(_spelled(part, places) for part in of)
        case Or(of):
            return either(_spelled(part, places) for part in of)


def _influence(one: Influence, places: Places) -> Influence:
    cause, cause_so = places.get(one.cause, (one.cause, True))
    effect, effect_so = places.get(one.effect, (one.effect, True))
    flipped: Sign = "-" if one.sign == "+" else "+"
    return Influence(cause, effect, one.sign if cause_so is effect_so else flipped)
