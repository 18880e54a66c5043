"""Taking a known course of events over into the chain of a case: its parts and its sentences.

Facts that somebody verified fill it, everything else stays open; what the case says by itself
stays. Nothing happens without a press.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import product

from django.db import transaction

from kulanz.chain.filling import recognised
from kulanz.chain.formulas import And, Formula, Name, Not, Or
from kulanz.chain.joining import matched
from kulanz.chain.parts import party
from kulanz.chain.situations import Template, Thing, clause
from kulanz.chain.templates import templates
from kulanz.desk import casefiles
from kulanz.desk.actions.chain import MOST_NODES, ChainFull, add_node
from kulanz.desk.actions.record import DeskRefusal, hold, record
from kulanz.desk.models import Because, BecauseNode, Case, Node, Person, Statement

MOST_SENTENCES = 16  # of one part; an equation with more would be no sentence for anybody
Literal = tuple[str, bool]


class UnknownTemplate(DeskRefusal):
    """The country pack of the case has no such template."""

    code = "unknown_template"


class TemplateTaken(DeskRefusal):
    """The case has a template already."""

    code = "template_taken"


@transaction.atomic
def take_template(case: Case, name: str, *, at: datetime, by: Person) -> Template:
    """The template's parts and sentences become part of the chain; the same one twice is once.

    Raises:
        UnknownTemplate, TemplateTaken, ChainFull: see there.
    """
    case = hold(case)
    known = next((one for one in templates(case.profile) if one.name == name), None)
    if known is None:
        raise UnknownTemplate
    before = case.taken_templates.values_list("name", flat=True).first()
    if before == name:
        return known
    if before:
        raise TemplateTaken
    rows = _recognise(case, known)
    missing = [one for one in known.things if one.name not in rows]
    if case.nodes.count() + len(missing) > MOST_NODES:
        raise ChainFull
    facts = _verified(case)
    for thing in missing:
        rows[thing.name] = (_add(case, thing, facts.get(thing.name), at=at, by=by), True)
    for thing in known.things:
        _sentences(case, known, thing, rows, at=at, by=by)
    case.taken_templates.create(name=name, at=at, by=by)
    record("template.taken", case=case, at=at, by=by, template=name, added=len(missing))
    return known


Rows = dict[str, tuple[Node, bool]]


def _recognise(case: Case, known: Template) -> Rows:
    """Nodes of the case that are things of the template get its type and what it expects."""
    language = casefiles.language_of(case)
    told = casefiles.model(case).chain
    nodes = {f"n{node.pk}": node for node in case.nodes.all()}
    things = {one.name: one for one in known.things}
    rows: Rows = {}
    for name, (thing, so) in matched(known, told, language).items():
        node = nodes.get(name)
        if node is None or thing in rows:
            continue
        node.code = thing if so else f"~{thing}"
        if node.norm is None and things[thing].sources.get(case.profile):
            norm = things[thing].norm
            node.norm = None if norm is None else norm is so
        node.inner = node.inner or things[thing].inner
        node.opposite = node.opposite or clause(thing, language, value=not so)
        node.save(update_fields=["code", "norm", "inner", "opposite"])
        rows[thing] = (node, so)
    return rows


def _verified(case: Case) -> Mapping[str, tuple[bool, int]]:
    """What the verified lines of the ledger say, by type: whether it is so, and in which line."""
    lines = list(
        Statement.objects.filter(case=case, standing="verified", replaced_by=None).order_by(
            "line_no"
        )
    )
    found = recognised([one.text for one in lines], casefiles.language_of(case))
    return {one.name: (one.value, lines[one.line - 1].line_no) for one in found}


def _add(
    case: Case, thing: Thing, fact: tuple[bool, int] | None, *, at: datetime, by: Person
) -> Node:
    language = casefiles.language_of(case)
    label = clause(thing.name, language, value=True)
    taken = case.nodes.filter(label__iexact=label).first()
    if taken is not None:  # said in just these words, but not recognised as this thing
        taken.code = thing.name
        taken.save(update_fields=["code"])
        return taken
    holds, line_no = fact or (None, None)
    return add_node(
        case,
        label=label,
        actor=party(thing.actor),
        holds=holds,
        line_no=line_no,
        norm=thing.norm if thing.sources.get(case.profile) else None,
        t=thing.t,
        opposite=clause(thing.name, language, value=False),
        inner=thing.inner,
        code=thing.name,
        at=at,
        by=by,
    )


def _sentences(
    case: Case, known: Template, thing: Thing, rows: Rows, *, at: datetime, by: Person
) -> None:
    """What leads to a thing, as one because for each alternative."""
    if thing.equation is None:
        return
    effect, so = rows[thing.name]
    for literals in list(_alternatives(thing.equation, so=so))[:MOST_SENTENCES]:
        because = Because.objects.create(
            case=case, effect=effect, template=known.name, at=at, by=by
        )
        parts: dict[int, bool] = {}
        for name, value in literals:
            node, says_so = rows[name]
            parts.setdefault(node.pk, value is not says_so)
        BecauseNode.objects.bulk_create(
            BecauseNode(because=because, node_id=pk, unless=unless) for pk, unless in parts.items()
        )


def _alternatives(formula: Formula, *, so: bool) -> Iterator[tuple[Literal, ...]]:
    """The formula, or its opposite, as alternatives of what has to be so or not so together."""
    match formula:
        case Name(name):
            yield ((name, so),)
        case Not(of):
            yield from _alternatives(of, so=not so)
        case And(of) | Or(of):
            parts = [list(_alternatives(part, so=so)) for part in of]
            if isinstance(formula, And) is so:
                for chosen in product(*parts):
                    yield tuple(dict.fromkeys(one for part in chosen for one in part))
            else:
                yield from (one for part in parts for one in part)
