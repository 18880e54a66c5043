"""Words for the parts of a chain: labels of variables, names of actions and actors, lists.

Labels are clauses that nobody inflects. What the chain has no label for (needs, actions,
influences) is looked up in `names`, then among the words of the templates (`chains.toml`) and of
the remedies; then it is its own name with spaces.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from kulanz.case import LanguageCode
from kulanz.chain.asking import asked
from kulanz.chain.formulas import And, Formula, Name, Not
from kulanz.chain.parts import Action, Variable
from kulanz.languages import CODES, function_words, pack

if TYPE_CHECKING:
    from kulanz.chain.chain import Chain

Names = Mapping[str, str]
MOST = 5  # of a list; a reader stops there
NO_NAMES: Names = {}


def label(variable: Variable, value: bool, language: LanguageCode) -> str:
    """The clause for a value. Without one in this language: "not so: " and the opposite in it;
    then the same in another language; then the name with spaces.
    """
    said, opposite = (variable.yes, variable.no) if value else (variable.no, variable.yes)
    for code in (language, *CODES):
        if said.get(code):
            return said[code]
        if opposite.get(code):
            return say("not_so", language, label=opposite[code])
    spaced = variable.name.replace("_", " ")
    return spaced if value else say("not_so", language, label=spaced)


def named(chain: "Chain | None", name: str, language: LanguageCode, names: Names = NO_NAMES) -> str:
    """Something by name: a variable by its label, else see above."""
    if name in names:
        return names[name]
    if chain is not None and name in chain.by_name:
        return label(chain.by_name[name], value=True, language=language)
    known = pack(language, "chains")["variables"].get(name, {}).get("yes")
    return str(known or _remedies(language).get(name) or name.replace("_", " "))


def within(text: str, language: LanguageCode) -> str:
    """A label inside of a sentence: "Das Konto ..." begins with a small letter, "Konto" does not.

    Only what is surely no name and no noun: words without content of their own.
    """
    first = text.split(" ", maxsplit=1)[0]
    kept: Sequence[str] = say("keeps_capital", language).split()
    small = first.lower() in function_words(language) and first not in kept
    return text[:1].lower() + text[1:] if small else text


def actor_name(actor: str, language: LanguageCode) -> str:
    """An actor for a reader: "company:billing" is "We (billing)", "agent2" is "Agent 2"."""
    words: Names = pack(language, "answers")["answers"]["actors"]
    head, _, part = actor.partition(":")
    numbered = re.fullmatch(r"agent-?(\d+)", part or head)
    if numbered:
        return f"{words['agent']} {numbered[1]}"
    if part:
        if part == "agent":
            return words["agent"]
        return f"{words.get(head, head)} ({_part(part, words)})"
    if not actor:
        return words["unknown"]
    return "/".join(_part(one, words) for one in head.split("/"))


def listed(items: Iterable[str], language: LanguageCode, *, most: int = MOST) -> str:
    """A list with the language's "and"; after `most` only how many more."""
    found = list(items)
    shown = found[:most]
    rest = len(found) - len(shown)
    if rest:
        shown.append(more(rest, language))
    *before, last = shown or [""]
    if not before:
        return last
    comma = "; " if any("," in one or ";" in one for one in shown) else ", "
    return f"{comma.join(before)} {say('and', language)} {last}"


def actions_named(
    actions: Iterable[Action], language: LanguageCode, names: Names = NO_NAMES
) -> str:
    """A list of actions."""
    known: Names = pack(language, "chains")["actions"]
    remedies = _remedies(language)
    said = (
        names.get(one.name)
        or known.get(one.name)
        or remedies.get(one.remedy)
        or remedies.get(one.name)
        or one.name.replace("_", " ")
        for one in actions
    )
    small = say("actions_begin_small", language)  # with a verb, and no noun of that language
    return listed(
        (one[:1].lower() + one[1:] if small else within(one, language) for one in said), language
    )


def effect_label(chain: "Chain", effect: str, language: LanguageCode) -> str:
    """The clause for an effect as it was asked for."""
    return _clause(chain, asked(chain, effect), language, value=True)


def _clause(chain: "Chain", formula: Formula, language: LanguageCode, *, value: bool) -> str:
    if isinstance(formula, Name):
        return label(chain.by_name[formula.name], value, language)
    if isinstance(formula, Not):
        return _clause(chain, formula.of, language, value=not value)
    first, *rest = [_clause(chain, part, language, value=value) for part in formula.of] or [""]
    word = say("and" if isinstance(formula, And) is value else "or", language)
    return f" {word} ".join([first, *(within(one, language) for one in rest)])


def _remedies(language: LanguageCode) -> Names:
    found: Names = pack(language, "remedies")["names"]
    return found


def _part(part: str, words: Names) -> str:
    return words.get(part) or part.replace("_", " ")


def more(count: int, language: LanguageCode) -> str:
    """How many there are besides."""
    return say("more_one" if count == 1 else "more_many", language, count=str(count))


def say(key: str, language: LanguageCode, **values: str) -> str:
    """A phrase with its values."""
    phrases: Names = pack(language, "answers")["answers"]
    return phrases[key].format(**values)


def sentence(key: str, language: LanguageCode, **values: str) -> str:
    """The same as a sentence: it begins with a capital even where a label comes first."""
    said = say(key, language, **values)
    return said[:1].upper() + said[1:]
