"""What is different between two authority tables, row by row and cell by cell."""

from collections.abc import Mapping
from dataclasses import dataclass

from kulanz.authority.entries import text_of
from kulanz.authority.rows import as_rows
from kulanz.case import LanguageCode
from kulanz.countries import Limit, Rule, Table


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """One cell that says something else."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """One row that was added, removed or changed."""

    rule: str
    mark: str
    cells: tuple[ChangedCell, ...] = ()


def standings(before: Table, after: Table) -> Mapping[str, str]:
    """By rule: added, removed or changed; the others are not named."""
    old = {one.id: one for one in before.rules}
    new = {one.id: one for one in after.rules}
    found = {id_: "removed" for id_ in old if id_ not in new}
    for id_, rule in new.items():
        if id_ not in old:
            found[id_] = "added"
        elif old[id_] != rule:
            found[id_] = "changed"
    return found


def differences(before: Table, after: Table, language: LanguageCode) -> tuple[ChangedRow, ...]:
    """The rows that differ, with the cells that changed."""
    old, new = _cells(before, language), _cells(after, language)
    return tuple(
        ChangedRow(id_, mark, tuple(_changed(old.get(id_, {}), new.get(id_, {}))))
        for id_, mark in standings(before, after).items()
    )


def _cells(table: Table, language: LanguageCode) -> Mapping[str, Mapping[str, str]]:
    head, *rows = as_rows(table, language)
    words = [text_of(one) for one in head]
    return {text_of(row[0]): dict(zip(words, map(text_of, row), strict=True)) for row in rows}


def _changed(old: Mapping[str, str], new: Mapping[str, str]) -> list[ChangedCell]:
    columns = dict.fromkeys((*old, *new))
    pairs = ((one, old.get(one, ""), new.get(one, "")) for one in columns)
    return [ChangedCell(*one) for one in pairs if one[1] != one[2]]


def gives_more(before: Table, after: Table) -> bool:
    """Whether somebody may give more, in more cases or with fewer eyes on it, than before.

    A rule whose condition or evidence changed counts: it may hold where it did not. So does a cap
    that is raised or gone, a remedy that is added up against another one, and a second look that
    comes later or by another role.
    """
    if _caps_loosened(before, after) or _looks_less(before, after):
        return True
    old = {one.id: one for one in before.rules}
    gone = [one for one in before.rules if one.forbids and one not in after.rules]
    return bool(gone) or any(_more(old.get(one.id), one) for one in after.rules if not one.forbids)


def _caps_loosened(before: Table, after: Table) -> bool:
    """A role without a cap may give any amount, so a cap that is gone is one that was raised."""
    stacks = {code: one.stack for code, one in after.remedies.items()}
    if any(stacks.get(code) != one.stack for code, one in before.remedies.items()):
        return True
    return any(
        role not in after.caps.get(stack, {}) or _higher(cap, after.caps[stack][role])
        for stack, caps in before.caps.items()
        for role, cap in caps.items()
    )


def _looks_less(before: Table, after: Table) -> bool:
    old, new = before.second_look, after.second_look
    return new.amount > old.amount or new.role != old.role


def _more(old: Rule | None, new: Rule) -> bool:
    if old is None or _raised(old.limits, new.limits):
        return True
    same = ("remedy", "basis", "when", "evidence", "booked_by", "since", "until")
    if old.four_eyes_above is not None and (
        new.four_eyes_above is None or new.four_eyes_above > old.four_eyes_above
    ):
        return True
    return any(getattr(old, one) != getattr(new, one) for one in same)


def _raised(old: Mapping[str, Limit], new: Mapping[str, Limit]) -> bool:
    return any(role not in old or _higher(old[role], one) for role, one in new.items())


def _higher(old: Limit, new: Limit) -> bool:
    pairs = (
        (old.amount, new.amount),
        (old.percent, new.percent),
        (old.count, new.count),
    )
    return any(a is not None and (b is None or b > a) for a, b in pairs)
