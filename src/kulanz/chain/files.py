"""Reads a model from JSON and writes it again; whatever is wrong with it names its line.

A file holds one entry or a list of them, in the shape that docs/building/chain-models.md describes.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kulanz.case import LanguageCode
from kulanz.chain.chain import Chain
from kulanz.chain.file_lines import Lines, Path, first_repeated
from kulanz.chain.file_reader import LANGUAGES, Reader
from kulanz.chain.formulas import parse, spelled
from kulanz.chain.parts import Action, Variable
from kulanz.chain.problems import BadModel


def load(text: str, *, case: str = "", strict: bool = True) -> Chain:
    """The model in a JSON text; `case` is the id of one, where the text holds several.

    `strict` refuses an effect before its cause and a told value that contradicts its equation
    too; without it, `Chain.check` lists them.

    Raises:
        BadModel: not JSON, not a model, or a bad one.
    """
    entry, place = _chosen(_json(text), case)
    lines = Lines(text, place)
    chain = from_entry(entry, lines=lines)
    if strict:
        _refuse(chain, lines)
    return chain


def from_entry(entry: object, *, lines: Callable[[Path], int] = lambda _: 0) -> Chain:
    """The model of one entry; `lines` says in which line each part of it stands.

    A variable keeps the line of its quote, and has that of the file when nothing is quoted.

    Raises:
        BadModel: a part missing, unknown or of the wrong kind, a bad formula, or as `Chain` does.
    """
    reader = Reader(lines)
    whole = reader.mapping(entry, ())
    language = reader.one_of(whole.get("lang", "en"), LANGUAGES, ("lang",))
    told = reader.mapping(whole.get("variables"), ("variables",))
    parts: dict[str, Any] = {
        "variables": tuple(reader.variable(name, told[name], language) for name in told),
        "influences": tuple(reader.influences(whole.get("influence", []))),
        "needs": tuple(reader.needs(whole.get("rules", []))),
        "actions": tuple(reader.actions(whole.get("actions", {}))),
        "title": reader.text(whole.get("title", ""), ("title",)),
        "language": language,
    }
    try:
        chain = Chain(**parts)
    except BadModel as error:
        where = error.reason.values.get("where", error.names[-1])
        line = lines(("variables", where))
        raise BadModel(error.code, error.names, line=line, where=where) from None
    untold = {name for name in told if "actual" not in told[name]}
    return _completed(chain, untold) if untold else chain


def as_entry(chain: Chain) -> dict[str, Any]:
    """The entry that `from_entry` reads as the same chain.

    The line of a variable belongs to the text that it was told in: kept with a quote only.
    """
    return {
        "title": chain.title,
        "lang": chain.language,
        "variables": {one.name: _of_variable(one, chain.language) for one in chain.variables},
        "influence": [[one.cause, one.effect, one.sign] for one in chain.influences],
        "rules": [{"head": need.head, "body": list(need.body)} for need in chain.needs],
        "actions": {one.name: _of_action(one) for one in chain.actions},
    }


def _json(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_refuse_constant)
    except BadModel:
        name, line = first_repeated(text)
        raise BadModel("duplicate", [name], line=line) from None
    except json.JSONDecodeError as error:
        raise BadModel("not_json", line=error.lineno) from None
    except (RecursionError, ValueError):  # nested too deep, or a number of thousands of digits
        raise BadModel("not_json", line=1) from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadModel("duplicate")
    return found


def _refuse_constant(name: str) -> object:
    raise ValueError(name)  # NaN and Infinity, which Python takes for JSON


def _chosen(found: object, case: str) -> tuple[object, int | None]:
    """One of several entries, and its place among them."""
    entries = found if isinstance(found, list) else [found]
    ids = [str(one.get("id", "")) if isinstance(one, dict) else "" for one in entries]
    places = [place for place, name in enumerate(ids) if not case or name == case]
    if len(places) != 1:
        raise BadModel("which_case", [name for name in ids if name], case=case)
    return entries[places[0]], places[0] if isinstance(found, list) else None


def _refuse(chain: Chain, lines: Lines) -> None:
    for one in chain.variables:
        for cause in chain.worlds.causes[one.name]:
            if chain.by_name[cause].t > one.t:
                line = lines(("variables", one.name))
                raise BadModel("time_order", [cause, one.name], line=line)
        if one.name in chain.worlds.contradicted:
            raise BadModel("differs", [one.name], line=lines(("variables", one.name)))


def _completed(chain: Chain, untold: set[str]) -> Chain:
    """The same with the values that nobody told computed from those that were."""
    told = {one.name: one.actual for one in chain.variables if one.name not in untold}
    values = chain.worlds.told({}).do(told)
    return replace(
        chain, variables=tuple(replace(one, actual=values[one.name]) for one in chain.variables)
    )


def _of_variable(one: Variable, language: LanguageCode) -> dict[str, Any]:
    found: dict[str, Any] = {
        # Read and spelled once more, as reading drops double negations.
        "equation": None if one.equation is None else spelled(parse(spelled(one.equation))),
        "exogenous": one.equation is None,
        "actual": int(one.actual),
        "norm": None if one.norm is None else int(one.norm),
        "actor": one.actor,
        "t": one.t,
        "status": one.status,
    }
    for key, labels in (("label", one.yes), ("label_false", one.no)):
        if language in labels:
            found[key] = labels[language]
    others = {
        code: {key: of[code] for key, of in (("yes", one.yes), ("no", one.no)) if code in of}
        for code in LANGUAGES
        if code != language and (code in one.yes or code in one.no)
    }
    more = {"labels": others, "inner": int(one.inner), "quote": one.quote}
    found |= {key: value for key, value in more.items() if value}
    return found | ({"line": one.line} if one.quote and one.line else {})


def _of_action(one: Action) -> dict[str, Any]:
    found: dict[str, Any] = {
        "establishes": list(one.establishes),
        "actor": one.actor,
        "cost": one.cost,
    }
    if one.needs:
        found["needs"] = one.needs
    return found | ({"remedy": one.remedy} if one.remedy else {})
