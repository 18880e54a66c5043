"""Says the answers of a chain in a language; phrases in `languages/<code>/answers.toml`.

Every phrase puts labels after a colon, so that nobody has to inflect them. `names` are names of
needs, actions and influences, for which a chain has no labels.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from kulanz.case import LanguageCode
from kulanz.chain.answers import (
    Breaker,
    Cause,
    Departure,
    Difference,
    Loop,
    OpenQuestion,
    Trouble,
    Way,
    Ways,
    Why,
)
from kulanz.chain.asking import asked
from kulanz.chain.headline import departs
from kulanz.chain.labels import (
    MOST,
    NO_NAMES,
    Names,
    actions_named,
    actor_name,
    effect_label,
    label,
    listed,
    more,
    named,
    say,
    sentence,
    within,
)
from kulanz.chain.parts import Action, is_ours, party
from kulanz.chain.problems import BadModel
from kulanz.chain.worlds import computed
from kulanz.languages import pack

if TYPE_CHECKING:
    from kulanz.chain.chain import Chain

MOST_JOINT = 2
NOBODY_WILL = 99  # the cost of an action that nobody will take
TWO = 2  # has a word of its own in every language
_RAW = {
    "duplicate",
    "unknown_name",
    "formula",
    "shape",
    "not_json",
    "which_case",
}  # about names as written


def had_sentence(chain: "Chain", difference: Difference, language: LanguageCode) -> str:
    """Suppose ...: then ...; and what stays all the same, with the reason that keeps it."""
    given = _values(chain, difference.given, language)
    if all(chain.values[name] is value for name, value in difference.given.items()):
        return sentence("had_the_same", language, given=given)
    kept = [
        (_labels(chain, [one.name], then=difference, language=language), one.because)
        for one in difference.unchanged
    ]
    said = []
    if difference.changed:
        changed = _values(chain, difference.changed, language)
        said.append(sentence("had", language, given=given, changed=changed))
    elif kept and kept[0][1]:
        stays, because = kept.pop(0)
        reasons = _labels(chain, because, then=difference, language=language)
        said.append(
            sentence("had_nothing_because", language, given=given, because=reasons, stays=stays)
        )
    else:
        said.append(sentence("had_nothing", language, given=given))
    for stays, because in kept[:MOST]:
        reasons = _labels(chain, because, then=difference, language=language)
        code = "stays" if because else "stays_as_told"
        said.append(sentence(code, language, stays=stays, because=reasons))
    if len(kept) > MOST:
        said.append(sentence("stays_more", language, more=more(len(kept) - MOST, language)))
    return " ".join(said)


def why_sentence(chain: "Chain", why: Why, language: LanguageCode) -> str:
    """What was needed for the effect, and what came about twice over; "presumably" apart."""
    effect = effect_label(chain, why.effect, language)
    if not computed(asked(chain, why.effect), _bits(chain), 1):
        return sentence("why_not_so", language, effect=effect)
    said = [sentence("why", language, effect=effect)]
    if why.complete and not why.causes:
        said = [sentence("why_nothing_told", language, effect=effect)]
    for sure in (True, False):
        of = [one for one in why.causes if (one.status != "hypothesis") is sure]
        said += _needed(chain, of, language, ending="" if sure else "_presumably")
    if why.more:
        said.append(sentence("at_least", language, count=str(why.more)))
    elif not why.complete:
        said.append(sentence("not_all", language))
    return " ".join(said)


def headline_lines(
    chain: "Chain", departures: Sequence[Departure], language: LanguageCode
) -> tuple[str, ...]:
    """One line for each departure: who, and what; never a share of responsibility."""
    found = []
    for one in departures:
        variable = chain.by_name[one.name]
        code = "headline" if variable.status == "fact" else f"headline_{variable.status}"
        said = label(variable, one.value, language)
        found.append(sentence(code, language, actor=actor_name(one.actor, language), label=said))
    return tuple(found)


def breaker_sentence(chain: "Chain", breaker: Breaker | None, language: LanguageCode) -> str:
    """Who could have prevented it and how, and what they waited for; None: nobody alone."""
    if breaker is None:
        return sentence("no_breaker", language)
    needed = {one: not chain.values[one] for one in breaker.needed}
    return sentence(
        "breaker_waiting" if breaker.needed else "breaker",
        language,
        actor=actor_name(breaker.actor, language),
        step=say("step", language, t=str(breaker.t)),
        label=label(chain.by_name[breaker.name], breaker.value, language),
        needed=_values(chain, needed, language),
    )


def loop_sentence(
    loop: Loop, language: LanguageCode, chain: "Chain | None" = None, names: Names = NO_NAMES
) -> str:
    """A circle with arrows, back to where it began."""
    path = [named(chain, one, language, names) for one in (*loop.nodes, *loop.nodes[:1])]
    return sentence(f"loop_{loop.type.lower()}", language, path=" → ".join(path))


def deadlock_sentence(
    chain: "Chain",
    knot: Sequence[str],
    opens: Sequence[Action],
    language: LanguageCode,
    names: Names = NO_NAMES,
) -> str:
    """Who waits for whom, and the actions that open it (those of the cheapest way)."""
    nodes = _named(chain, knot, language, names)
    if not opens:
        return sentence("deadlock_stuck", language, nodes=nodes)
    return sentence("deadlock", language, nodes=nodes, opens=actions_named(opens, language, names))


def ways_sentences(
    chain: "Chain",
    ways: Ways,
    language: LanguageCode,
    names: Names = NO_NAMES,
    *,
    goals: Collection[str] = (),
) -> tuple[str, ...]:
    """The cheapest way: what we do, what you do, what others do, approvals; then alternatives.

    Where it is impossible, what is missing for the `goals`; they themselves when nothing else is.
    """
    said = []
    if ways.impossible:
        lacking = [one for one in ways.impossible if one not in goals] or ways.impossible
        missing = _named(chain, lacking, language, names)
        said.append(sentence("impossible", language, names=missing))
    elif not ways.ways:
        said.append(sentence("no_way_found", language))
    else:
        said += _way(ways.ways[0], language, names)
        for one in ways.ways[1:MOST]:
            done = actions_named(one.actions, language, names)
            code = "otherwise_unlikely" if _unlikely(one) else "otherwise"
            said.append(sentence(code, language, actions=done))
        if len(ways.ways) > MOST:
            said.append(
                sentence("otherwise_more", language, more=more(len(ways.ways) - MOST, language))
            )
    if not ways.complete and ways.ways:
        said.append(sentence("ways_not_all", language))
    return tuple(said)


def question_sentence(chain: "Chain", question: OpenQuestion, language: LanguageCode) -> str:
    """An open point as a question, and how much hangs on it."""
    code = "question_one" if question.flips == 1 else "question_many"
    if question.effect_too:
        code = "question_effect"
    elif not question.complete:
        code = "question_at_least" if question.flips else "question_open"
    said = label(chain.by_name[question.name], chain.values[question.name], language)
    return sentence(code, language, label=said, count=str(question.flips))


def trouble_sentence(
    chain: "Chain | None", trouble: Trouble | BadModel, language: LanguageCode
) -> str:
    """What is wrong with a model, with the line where it was told."""
    phrases: Names = pack(language, "answers")["answers"]["troubles"]
    code = trouble.reason.code.partition(".")[2]
    said = [_as_it_is(chain, one, language, raw=code in _RAW) for one in trouble.names]
    text = phrases.get(code, phrases["other"]).format(
        names=", ".join(said),
        first=said[0] if said else "",
        rest=listed(said[1:], language),
        path=" → ".join(said),
    )
    return phrases["line"].format(line=trouble.line, sentence=text) if trouble.line else text


def _needed(
    chain: "Chain", causes: Sequence[Cause], language: LanguageCode, *, ending: str
) -> list[str]:
    """Departures from the norm first: a reader stops after a few."""
    alone = [one for one in causes if len(one.values) == 1]
    alone.sort(key=lambda one: not _departing(chain, one))
    said = []
    for code, of in (
        ("needed", [one for one in alone if not one.witness]),
        ("stepped_in", [one for one in alone if one.witness]),
    ):
        if of:
            many = "" if code == "stepped_in" else "_one" if len(of) == 1 else "_many"
            clauses = listed((_values(chain, one.values, language) for one in of), language)
            said.append(sentence(code + many + ending, language, causes=clauses))
    joint = [one for one in causes if len(one.values) > 1]
    for one in joint[:MOST_JOINT]:
        code = "joint_two" if len(one.values) == TWO else "joint_many"
        clauses = _values(chain, one.values, language)
        said.append(sentence(code + ending, language, causes=clauses, count=str(len(one.values))))
    if len(joint) > MOST_JOINT:
        said.append(sentence("joint_more", language, more=more(len(joint) - MOST_JOINT, language)))
    return said


def _departing(chain: "Chain", cause: Cause) -> bool:
    return any(departs(chain.by_name[name], value) for name, value in cause.values.items())


def _way(way: Way, language: LanguageCode, names: Names) -> list[str]:
    if not way.actions:
        return [sentence("nothing_to_do", language)]
    said = []
    by_actor: dict[str, list[Action]] = {}
    for one in way.actions:
        who = "ours" if is_ours(one.actor) else one.actor
        by_actor.setdefault("theirs" if party(one.actor) == "customer" else who, []).append(one)
    for who in ("ours", "theirs", *by_actor):
        actions = by_actor.pop(who, [])
        if actions:
            code = who if who in {"ours", "theirs"} else "others"
            done = actions_named(actions, language, names)
            said.append(sentence(code, language, actions=done, actor=actor_name(who, language)))
    if _unlikely(way):
        done = actions_named(_unlikely(way), language, names)
        said.append(sentence("unlikely", language, actions=done))
    for role in dict.fromkeys(one.needs for one in way.approvals):
        asked_for = [one for one in way.approvals if one.needs == role]
        done = actions_named(asked_for, language, names)
        said.append(sentence("approval", language, role=actor_name(role, language), actions=done))
    return said


def _unlikely(way: Way) -> list[Action]:
    return [one for one in way.actions if one.cost >= NOBODY_WILL]


def _named(chain: "Chain", found: Iterable[str], language: LanguageCode, names: Names) -> str:
    said = (named(chain, one, language, names) for one in found)
    return listed((within(one, language) for one in said), language)


def _values(chain: "Chain", values: Mapping[str, bool], language: LanguageCode) -> str:
    clauses = (label(chain.by_name[name], value, language) for name, value in values.items())
    return listed((within(one, language) for one in clauses), language)


def _labels(
    chain: "Chain", found: Iterable[str], *, then: Difference, language: LanguageCode
) -> str:
    now = {**chain.values, **then.changed, **then.given}
    clauses = (label(chain.by_name[name], now[name], language) for name in found)
    return listed((within(one, language) for one in clauses), language)


def _as_it_is(chain: "Chain | None", name: str, language: LanguageCode, *, raw: bool) -> str:
    if raw or chain is None or name not in chain.by_name:
        return name
    return label(chain.by_name[name], chain.values[name], language)


def _bits(chain: "Chain") -> dict[str, int]:
    return {name: int(value) for name, value in chain.values.items()}
