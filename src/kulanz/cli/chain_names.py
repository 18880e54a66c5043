"""What the words of a command line mean in a chain: names, values, goals, actors."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from kulanz.chain.chain import Chain
from kulanz.chain.equations import bits
from kulanz.chain.formulas import (
    And,
    BadFormula,
    Formula,
    Name,
    Not,
    Or,
    literal,
    names,
    opposite,
    parse,
    spelled,
)
from kulanz.chain.parts import PARTIES
from kulanz.chain.problems import BadModel

MOST_NAMED = 8  # candidates in a message
MOST_COMPARED = 5_000  # names that are searched for something alike
_MARKS = frozenset("&|()")


class Unclear(ValueError):
    """Words that mean nothing, or several things; `code` is a key of `[chain.unclear]`."""

    def __init__(self, code: str, word: str, candidates: Sequence[str] = ()) -> None:
        super().__init__(code, word)
        self.code = code
        self.word = word
        more = ["…"] if len(candidates) > MOST_NAMED else []
        self.candidates = ", ".join([*candidates[:MOST_NAMED], *more])


class NotSo(Unclear):
    """The effect is not so; the one candidate is its opposite, which is."""


def effect(chain: Chain, words: str) -> str:
    """A formula over names of the chain; a unique part of a label will do for a name.

    Raises:
        Unclear: words that mean nothing or several things.
        BadModel: a formula that cannot be read.
    """
    try:
        formula: Formula | None = parse(words)
    except BadFormula as error:
        if _MARKS.intersection(words):
            raise BadModel("formula", [words], why=error.code) from None
        formula = None
    if formula is not None and all(name in chain.by_name for name in names(formula)):
        return spelled(formula)
    texts = _texts(chain)
    rest = words.lstrip("~! ")
    before = words[: len(words) - len(rest)]
    turned = sum(map(before.count, "~!")) % 2 == 1
    if formula is None or (rest and len(_hits(rest, texts)) == 1):
        return spelled(literal(_one(rest, texts), not turned))
    return spelled(_renamed(formula, {name: _one(name, texts) for name in names(formula)}))


def not_so(chain: Chain, about: str) -> NotSo | None:
    """What is wrong with asking about this effect, if it is not so."""
    formula = parse(about)
    if bits(chain.worlds.compiled.rule(formula), chain.worlds.values, 1):
        return None
    return NotSo("not_so", about, [spelled(opposite(formula))])


def values(chain: Chain, words: Iterable[str]) -> dict[str, bool]:
    """What "name=1", "name=0", "name" and "~name" say.

    Raises:
        Unclear: words that mean nothing or several things, or a value other than 0 and 1.
        BadModel: duplicate, one name twice.
    """
    texts = _texts(chain)
    found: dict[str, bool] = {}
    for word in words:
        name, sign, value = word.rpartition("=")
        if not sign:
            name, value = word.lstrip("~! "), "0" if word[:1] in {"~", "!"} else "1"
        if value not in {"0", "1"}:
            raise Unclear("no_value", word)
        name = _one(name.strip(), texts)
        if name in found:
            raise BadModel("duplicate", [name])
        found[name] = value == "1"
    return found


def goals(chain: Chain, words: Iterable[str]) -> list[str]:
    """Things that can come about, by name or a unique part of a label.

    Raises:
        Unclear: words that mean nothing or several things.
    """
    labels = _texts(chain)
    things = [name for one in chain.needs for name in (one.head, *one.body)]
    things += [name for one in chain.actions for name in one.establishes]
    texts = {name: labels.get(name, (name,)) for name in [*things, *labels]}
    return [_one(word, texts) for word in words]


def excluded(chain: Chain, words: Iterable[str]) -> list[str]:
    """Actions, actors or parties.

    Raises:
        Unclear: none of these.
    """
    known = [one.name for one in chain.actions] + _actors(chain)
    return [_one(word, {name: (name,) for name in known}) for word in words]


def actor(chain: Chain, word: str) -> str:
    """An actor or a party; empty stays empty.

    Raises:
        Unclear: neither.
    """
    return _one(word, {name: (name,) for name in _actors(chain)}) if word else ""


def role(chain: Chain, word: str) -> tuple[str, tuple[str, ...]]:
    """A role and the ladder it stands on: that of the country packs, all of which have the same.

    Raises:
        Unclear: on no ladder, and no action asks for it.
    """
    if not word:
        return "", ()
    from kulanz.countries import PACKS, profile

    ladder = tuple(profile(PACKS[0]).ladder)
    known = [*ladder, *(one.needs for one in chain.actions if one.needs)]
    return _one(word, {name: (name,) for name in known}), ladder


def _actors(chain: Chain) -> list[str]:
    acting = [one.actor for one in chain.variables] + [one.actor for one in chain.actions]
    return list(dict.fromkeys(name for name in [*PARTIES, *acting] if name))


def _texts(chain: Chain) -> dict[str, tuple[str, ...]]:
    return {one.name: (one.name, *one.yes.values()) for one in chain.variables}


def _one(word: str, texts: Mapping[str, Sequence[str]]) -> str:
    if word in texts:
        return word
    hits = _hits(word, texts)
    if len(hits) == 1:
        return hits[0]
    if hits:
        raise Unclear("ambiguous", word, [_shown(name, texts) for name in hits])
    alike = {text.casefold(): name for name in [*texts][:MOST_COMPARED] for text in texts[name]}
    near = get_close_matches(word.casefold(), alike, n=3)
    found = list(dict.fromkeys(alike[one] for one in near))
    code = "unknown_near" if found else "unknown"
    raise Unclear(code, word, [_shown(name, texts) for name in found])


def _hits(word: str, texts: Mapping[str, Sequence[str]]) -> list[str]:
    """Whatever is called so; else whatever has it in its name or label."""
    wanted = " ".join(word.casefold().split())
    if not wanted:
        return []
    same = [name for name, of in texts.items() if any(text.casefold() == wanted for text in of)]
    return same or [
        name for name, of in texts.items() if any(wanted in text.casefold() for text in of)
    ]


def _shown(name: str, texts: Mapping[str, Sequence[str]]) -> str:
    label = texts[name][1:2]
    return f"{name} ({label[0]})" if label else name


def _renamed(formula: Formula, names_: Mapping[str, str]) -> Formula:
    match formula:
        case Name(name):
            return Name(names_[name])
        case Not(of):
            return Not(_renamed(of, names_))
        case And(of):
            return And(tuple(_renamed(part, names_) for part in of))
        case Or(of):
            return Or(tuple(_renamed(part, names_) for part in of))
