"""From what was told to a causal model that the engine can be asked.

One variable per node, named like it and true when its clause is so. Its equation joins what was
told: the reasons of one sentence are a conjunction, reasons of several sentences alternatives,
an exception must not be so, what would have prevented it neither (see `reasons`). Repetitions are
unrolled (`repeating`), other circles cut (`cutting`). What the text leaves open becomes a `Doubt`.

Values: a clause is so as told. What is only supposed counts as so and is a hypothesis, except an
exception and what a had-sentence supposes, which the sentence itself says not to be so.
Norms: the conditions of had-sentences name what should have been; that is how people tell it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kulanz.case import LanguageCode
from kulanz.chain.chain import Chain
from kulanz.chain.formulas import And, Formula, both, either, literal, opposite
from kulanz.chain.notes.claims import Claims, Node
from kulanz.chain.notes.cutting import acyclic, circles_of
from kulanz.chain.notes.doubts import Doubt
from kulanz.chain.notes.levers import levers_for
from kulanz.chain.notes.opposites import is_inner, opposite_of
from kulanz.chain.notes.reasons import Reason, reasons
from kulanz.chain.notes.repeating import unrolled
from kulanz.chain.notes.steps import steps
from kulanz.chain.notes.told import Told
from kulanz.chain.notes.unclear import states_last, unclear
from kulanz.chain.parts import Action, Influence, Sign, Variable

APPROVER = "TL"


@dataclass(frozen=True)
class Modelled:
    """A model of a telling, and what the telling leaves open."""

    chain: Chain
    doubts: tuple[Doubt, ...] = ()


def model_of(told: Told, language: LanguageCode, *, title: str = "") -> Modelled:
    """The model of a telling; never raises for what was told.

    Variables are called like their nodes, copies of a repetition "n12.2", "n12.3" (`node_of`).
    Needs and influences are about nodes; a node "comes about" among the needs when it no longer
    stands in the way.
    """
    said, through = states_last(reasons(told), language)
    rounds = unrolled(told, said, language)
    kept, cut = acyclic(rounds.reasons, circles_of(rounds.reasons))
    settled = {*rounds.copies, *(doubt.names[-1] for doubt in through)}
    doubts = [*rounds.doubts, *through, *cut, *unclear(told, language, settled)]
    active, _ = states_last(reasons(told.active()), language)
    chain = Chain(
        variables=_variables(told, kept, rounds.copies, language),
        influences=_influences(active),
        needs=told.needs,
        actions=_actions(told, language),
        title=title,
        language=language,
    )
    return Modelled(chain, tuple(sorted(doubts, key=lambda doubt: doubt.line)))


def node_of(name: str) -> str:
    """The node that a variable is, or is a copy of: "n12" for "n12.2"."""
    return name.partition(".")[0]


def _variables(
    told: Claims,
    kept: Sequence[Reason],
    copies: Mapping[str, Sequence[str]],
    language: LanguageCode,
) -> tuple[Variable, ...]:
    values, norms, t = _values(told), _norms(told), steps(told, kept, copies)
    reasons_for: dict[str, list[Reason]] = defaultdict(list)
    for one in kept:
        reasons_for[one.effect].append(one)
    said = _where_said(kept)
    found = []
    for node in told.nodes:
        plain = _plain(node, language, value=values[node.id], norm=norms.get(node.id))
        for number, name in enumerate(copies.get(node.id, [node.id]), start=1):
            quote, line = said.get(name, ("", 0))
            equation = _equation(reasons_for[name]) if name in reasons_for else None
            copy = replace(plain, name=name, equation=equation, t=t[name], quote=quote, line=line)
            found.append(_numbered(copy, number))
    return tuple(found)


def _where_said(kept: Sequence[Reason]) -> dict[str, tuple[str, int]]:
    """The sentence that first gives a reason for a thing, or else the first that names it."""
    found: dict[str, tuple[str, int]] = {}
    for one in kept:
        found.setdefault(one.effect, (one.quote, one.line))
    for one in kept:
        for name, _ in one.parts:
            found.setdefault(name, (one.quote, one.line))
    return found


def _plain(node: Node, language: LanguageCode, *, value: bool, norm: bool | None) -> Variable:
    opposite = node.opposite or opposite_of(node.label, language)
    return Variable(
        name=node.id,
        actual=value,
        norm=norm if node.norm is None else node.norm,
        actor=node.actor,
        status="hypothesis" if node.holds is None else node.status,
        yes={language: node.label},
        no={language: opposite} if opposite else {},
        inner=node.inner or is_inner(node.label, language),
    )


def _equation(told: Sequence[Reason]) -> Formula | None:
    """One of the reasons, and nothing that prevents it; what is said twice stands once."""
    alternatives = dict.fromkeys(_joined(one) for one in told if not one.prevents)
    barriers = [opposite(_joined(one)) for one in told if one.prevents]
    needed = [*([either(alternatives)] if alternatives else []), *barriers]
    parts = (one.of if isinstance(one, And) else (one,) for one in needed)
    return both(dict.fromkeys(part for some in parts for part in some))


def _joined(one: Reason) -> Formula:
    return both(literal(name, value) for name, value in one.parts)


def _numbered(one: Variable, number: int) -> Variable:
    """Later copies say which one they are: "she calls again (2)"."""
    if number == 1:
        return one
    yes = {code: f"{clause} ({number})" for code, clause in one.yes.items()}
    no = {code: f"{clause} ({number})" for code, clause in one.no.items()}
    return replace(one, yes=yes, no=no)


def _values(told: Claims) -> dict[str, bool]:
    """What is so; see the top of this module for what is only supposed."""
    found = {node.id: node.holds for node in told.nodes}
    stated = {name for rule in told.rules for name in (rule.effect, *rule.because)}
    for name in stated:
        if found[name] is None:
            found[name] = True
    for had in told.counterfactuals:
        for part in had.conditions + had.consequences:
            if found[part.node] is None:
                found[part.node] = part.negated
    excepted = {name for rule in told.rules for name in rule.unless}
    return {name: name not in excepted if value is None else value for name, value in found.items()}


def _norms(told: Claims) -> dict[str, bool]:
    """What should have been, by the had-sentences; the first one told counts."""
    found: dict[str, bool] = {}
    for had in told.counterfactuals:
        for part in had.conditions:
            found.setdefault(part.node, not part.negated)
    return found


def _influences(told: Iterable[Reason]) -> tuple[Influence, ...]:
    """Each link once, time folded away, with the sign it was first told with."""
    found: dict[tuple[str, str], Influence] = {}
    for one in told:
        for name, value in one.parts:
            sign: Sign = "-" if value is one.prevents else "+"
            found.setdefault((name, one.effect), Influence(name, one.effect, sign))
    return tuple(found.values())


def _actions(told: Claims, language: LanguageCode) -> tuple[Action, ...]:
    """The remedies that are about some node; whatever needs a yes needs a team lead's at least."""
    return tuple(
        Action(
            name=lever.action,
            establishes=tuple(sorted(lever.ends)),
            actor=lever.actor,
            cost=lever.cost,
            remedy=lever.action,
            needs=APPROVER if lever.approval is True else lever.approval or "",
        )
        for lever in levers_for(told, language)
    )
