"""The chain templates of the country packs, one file each in `countries/chains`.

What a template is: `kulanz.chain.situations`. A wrong file names its key.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from kulanz.chain.formulas import BadFormula, Formula, names, parse
from kulanz.chain.parts import Action, Influence, Need
from kulanz.chain.situations import Act, Template, Thing
from kulanz.countries import PACKS
from kulanz.countries.reader import PackError, Reader

TEMPLATES: tuple[str, ...] = (
    "returned_debit",
    "unpaid_direct_debit",
    "dunning_despite_payment",
    "goods_not_received",
    "purchase_on_invoice",
    "damaged_parcel",
    "long_wait_broken_call",
    "wrong_item",
    "late_delivery",
    "double_charge",
    "refund_not_arrived",
    "cancellation_ignored",
    "voucher_not_accepted",
    "wrong_information",
    "marketplace_seller_silent",
)
_KEYS = (
    "trade",
    "packs",
    "effects",
    "goals",
    "influences",
    "needs",
    "variables",
    "actions",
)
_OF_THING = ("equation", "default", "norm", "actor", "t", "inner", "source")
_OF_ACT = ("gives", "actor", "cost", "remedy", "packs")


@cache
def templates(pack_name: str) -> tuple[Template, ...]:
    """The templates of a country pack.

    Raises:
        PackError: there is no such pack, or a file cannot be used.
    """
    if pack_name not in PACKS:
        raise PackError(f"{pack_name}: is unknown; known are {', '.join(PACKS)}")
    return tuple(one for one in map(template, TEMPLATES) if pack_name in one.packs)


@cache
def template(name: str) -> Template:
    """A template by its name in `TEMPLATES`.

    Raises:
        PackError: there is no such template, or its file cannot be used.
    """
    if name not in TEMPLATES:
        raise PackError(f"{name}: is unknown; known are {', '.join(TEMPLATES)}")
    source = files("kulanz.countries").joinpath("chains", f"{name}.toml")
    return load(source.read_text(encoding="utf-8"), name)


def load(text: str, name: str = "template") -> Template:
    """A template from the text of a TOML file.

    Raises:
        PackError: names the first key that is missing, unknown or of the wrong kind.
    """
    try:
        table = Reader(name, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{name}: is not TOML: {error}") from error
    table.only(_KEYS)
    packs = _packs(table, PACKS)
    things = table.sub("variables")
    acts = table.sub("actions")
    return Template(
        name=name,
        trade=table.get("trade", str),
        packs=packs,
        effects=table.strings("effects"),
        goals=table.strings("goals"),
        things=tuple(_thing(key, things.sub(key), packs) for key in things.table),
        influences=tuple(_influence(table, line) for line in table.strings("influences")),
        needs=tuple(_need(table, line) for line in table.strings("needs")),
        acts=tuple(_act(key, acts.sub(key), packs) for key in acts.table),
    )


def _packs(table: Reader, allowed: tuple[str, ...]) -> tuple[str, ...]:
    found = table.strings("packs") or allowed
    for one in found:
        if one not in allowed:
            raise table.wrong("packs", f"{one!r} is unknown; known are {', '.join(allowed)}")
    return found


def _thing(name: str, row: Reader, packs: tuple[str, ...]) -> Thing:
    row.only(_OF_THING)
    spelled = row.optional("equation", str)
    default, norm = _bit(row, "default"), _bit(row, "norm")
    if (spelled is None) is (default is None):
        raise row.wrong("default", "belongs to what has no equation, and only to that")
    sources = _sources(row, packs)
    if (norm is None) is bool(sources):
        raise row.wrong("source", "belongs to a norm, and every norm has one")
    return Thing(
        name=name,
        equation=_formula(row, "equation", spelled) if spelled else None,
        default=bool(default),
        norm=norm,
        actor=row.get("actor", str),
        t=row.get("t", int),
        inner=row.optional("inner", bool) or False,
        sources=sources,
    )


def _bit(row: Reader, key: str) -> bool | None:
    value = row.optional(key, int)
    if value not in {None, 0, 1}:
        raise row.wrong(key, f"must be 0 or 1, is {value!r}")
    return None if value is None else bool(value)


def _sources(row: Reader, packs: tuple[str, ...]) -> Mapping[str, str]:
    if isinstance(row.table.get("source"), dict):
        sub = row.sub("source")
        sub.only(packs)
        return {one: sub.get(one, str) for one in sub.table}
    said = row.optional("source", str)
    return dict.fromkeys(packs, said) if said else {}


def _formula(row: Reader, key: str, text: str) -> Formula:
    try:
        return parse(text)
    except BadFormula as error:
        raise row.wrong(key, f"is no formula: {error}") from error


def _influence(table: Reader, line: str) -> Influence:
    match line.split():
        case [cause, ("+" | "-") as sign, effect]:
            return Influence(cause, effect, "+" if sign == "+" else "-")
    raise table.wrong("influences", f"must be like 'a + b' or 'a - b', is {line!r}")


def _need(table: Reader, line: str) -> Need:
    head, arrow, body = (part.strip() for part in line.partition("<="))
    if not arrow or not head:
        raise table.wrong("needs", f"must be like 'head <= a & b', is {line!r}")
    return Need(head, tuple(names(_formula(table, "needs", body))))


def _act(name: str, row: Reader, packs: tuple[str, ...]) -> Act:
    row.only(_OF_ACT)
    action = Action(
        name=name,
        establishes=row.strings("gives"),
        actor=row.get("actor", str),
        cost=row.get("cost", int),
        remedy=row.optional("remedy", str) or "",
    )
    return Act(action, _packs(row, packs))
