"""The chain of a case as a drawing and as words: circles, deadlocks, the smallest way out."""

from dataclasses import dataclass

from kulanz.authority import remedies
from kulanz.case import LanguageCode
from kulanz.chain import Action, Item, Lever, Told, Unlock, draw, levers_for, outline
from kulanz.countries import Profile, profile
from kulanz.desk import casefiles
from kulanz.desk.models import Because, Case, Node, Statement
from kulanz.desk.queries.facts import current_statements
from kulanz.languages import pack

MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Step:
    """One act that helps: what it is called, who does it, and who has to agree."""

    text: str
    actor: str
    approval: bool
    approver: str


@dataclass(frozen=True, slots=True)
class Way:
    """Acts that together set the case free."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One because as the agents see it, to be withdrawn."""

    row: Because
    because: tuple[Node, ...]
    unless: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ChainPage:
    """Everything the tab shows; `svg` is safe to print: the core escapes every text in it."""

    svg: str
    outline: tuple[Item, ...]
    circles: tuple[tuple[str, ...], ...]
    deadlocks: tuple[tuple[str, ...], ...]
    ways: tuple[Way, ...]
    nodes: tuple[Node, ...]
    sentences: tuple[Sentence, ...]
    lines: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Knot:
    """What holds a case up, in its shortest form: one circle of waiting, one way out of it."""

    labels: tuple[str, ...]
    waiting: bool
    way: Way | None


def knot(case: Case, *, language: LanguageCode) -> Knot | None:
    """The first deadlock or else the first circle, with the smallest way out; None without one."""
    chain = casefiles.chain(case)
    if not chain.nodes:
        return None
    label = {node.id: node.label for node in chain.nodes}
    deadlocks = chain.deadlocks()[:1]
    held = _named(deadlocks or chain.circles()[:1], label)
    levers = levers_for(chain, casefiles.language_of(case))
    ways = ways_out(case, chain, levers, language=language)[:1]
    if not held and not ways:
        return None
    return Knot(held[0] if held else (), bool(deadlocks), ways[0] if ways else None)


def chain_page(case: Case, *, title: str, language: LanguageCode) -> ChainPage:
    """The chain of a case in the words of the reader's `language`; labels stay as they were said.

    Every part of it is bounded, so a huge chain is slow for nobody.
    """
    chain = casefiles.chain(case)
    levers = levers_for(chain, casefiles.language_of(case))
    label = {node.id: node.label for node in chain.nodes}
    reachable = {node for lever in levers for node in lever.ends}
    return ChainPage(
        svg=draw(chain, language=language, title=title, unlockable=reachable)
        if chain.nodes
        else "",
        outline=outline(chain),
        circles=_named(chain.circles()[:MOST_SHOWN], label),
        deadlocks=_named(chain.deadlocks()[:MOST_SHOWN], label),
        ways=ways_out(case, chain, levers, language=language),
        nodes=tuple(case.nodes.all()),
        sentences=_sentences(case),
        lines=tuple(s for s in current_statements(case) if s.kind in {"claim", "fact", "demand"}),
    )


def ways_out(
    case: Case, chain: Told, levers: tuple[Lever, ...], *, language: LanguageCode
) -> tuple[Way, ...]:
    """The smallest sets of acts that set the case free, the cheapest first."""
    found: tuple[Unlock, ...] = chain.unlock(levers)[:3] if chain.nodes else ()
    return tuple(Way(tuple(_step(case, act, language) for act in way.actions)) for way in found)


def _named(
    groups: tuple[tuple[str, ...], ...], label: dict[str, str]
) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(label[node] for node in group) for group in groups)


def _step(case: Case, act: Action, language: LanguageCode) -> Step:
    country = profile(case.profile)
    approver = _approver(country, act) if act.approval else ""
    needed = bool(act.approval) and approver != country.ladder[0]
    named = country.roles[approver].names[language] if needed and approver in country.roles else ""
    return Step(act_name(act.action, language), act.actor, needed, named)


def act_name(act: str, language: LanguageCode) -> str:
    """What an act is called; two of them are no remedies of the country packs."""
    names: dict[str, str] = pack(language, "remedies")["names"]
    return names.get(act) or str(pack(language, "cli")["action"].get(act, act))


def _approver(country: Profile, act: Action) -> str:
    """The first role of the country pack that needs to ask nobody; the lowest is no approval."""
    asking = {r.code: r.needs_approval for r in remedies(country)}
    if act.action not in asking:
        return act.approval if isinstance(act.approval, str) else ""
    return next((role for role in country.ladder if role not in asking[act.action]), "")


def _sentences(case: Case) -> tuple[Sentence, ...]:
    rows = (
        case.becauses.filter(withdrawn_at=None)
        .select_related("effect", "contact", "by")
        .prefetch_related("parts__node")
        .order_by("id")
    )
    return tuple(
        Sentence(
            row,
            tuple(part.node for part in row.parts.all() if not part.unless),
            tuple(part.node for part in row.parts.all() if part.unless),
        )
        for row in rows
    )
