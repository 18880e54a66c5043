"""The answers of an authority table as objects for programs and as lines for people."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from kulanz.authority import Finding, Near, Proof, Verdict, Wish, bases, explain, fact_names, gate
from kulanz.authority.replay import Change, Replay
from kulanz.authority.saying import explain_finding
from kulanz.authority.wish import NOTHING
from kulanz.case import LanguageCode
from kulanz.cli.authority_frame import Unclear
from kulanz.conditions import Facts
from kulanz.countries import Limit, Profile
from kulanz.languages import pack

__all__ = ["NOTHING", "Answered", "counted", "known", "proof_json", "proof_lines", "replay_json"]

MOST_SHOWN = 3  # changes of a group that a page shows


@dataclass(frozen=True)
class Answered:
    """A verdict with all that belongs to it."""

    own: Profile
    wish: Wish
    facts: Facts
    ignored: tuple[str, ...]
    language: LanguageCode

    @cached_property
    def verdict(self) -> Verdict:
        """What the role may do."""
        return gate(self.own).verdict(self.wish, self.facts)

    @cached_property
    def near(self) -> tuple[Near, ...]:
        """The rules that would allow it, unless one does."""
        found = self.verdict
        return () if found.answer == "may" else gate(self.own).why_not(self.wish, self.facts)

    def as_json(self) -> dict[str, Any]:
        """One object."""
        one = self.verdict
        return {
            "verdict": one.answer,
            "rule": one.rule,
            "basis": one.basis,
            "limit": one.limit,
            "used": one.used,
            "missing": list(one.missing),
            "approver": one.approver,
            "reason": explain(one, self.own, self.language),
            "code": one.code,
            "remedy": one.remedy,
            "unit": one.unit,
            "failing": list(one.failing),
            "booked_by": one.booked_by,
            "four_eyes": one.four_eyes,
            "second_look": one.second_look,
            "at_best": one.at_best,
            "near": [_near(near) for near in self.near],
            "ignored": list(self.ignored),
        }

    def lines(self) -> Iterator[str]:
        """A page: the answer, why, by which rule, and what stands against the others."""
        one, words = self.verdict, pack(self.language, "remedies")
        page: Mapping[str, str] = pack(self.language, "authority")["command"]["page"]
        name = words["names"].get(one.remedy, one.remedy)
        yield f"{name}: {words['answers'][one.answer]}"
        yield f"  {explain(one, self.own, self.language)}"
        if one.rule and one.basis:
            yield "  " + page["rule"].format(rule=one.rule, basis=words["bases"][one.basis])
        if one.booked_by:
            yield "  " + page["booked_by"].format(role=one.booked_by)
        if one.four_eyes:
            yield "  " + page["four_eyes"]
        if self.near:
            yield page["near"]
        for near in self.near:
            yield f"  - {near.rule} ({', '.join(near.roles) or '-'})" + self._against(near, page)

    def ignored_note(self) -> str:
        """Which facts decide nothing, because nobody knows them."""
        page: Mapping[str, str] = pack(self.language, "authority")["command"]["page"]
        return page["ignored"].format(names=", ".join(self.ignored))

    def _against(self, near: Near, page: Mapping[str, str]) -> str:
        parts = [
            page[key].format(facts=fact_names(facts, self.language))
            for key, facts in (("failing", near.failing), ("missing", near.missing))
            if facts
        ]
        return ": " + "; ".join(parts) if parts else ""


def known(own: Profile, role: str, remedy: str, basis: str | None) -> None:
    """Whether role, remedy and basis are of this table.

    Raises:
        Unclear: one of them is not.
    """
    if role not in own.table.roles:
        raise Unclear("no_role", value=role, known=", ".join(own.table.roles))
    if remedy not in {*own.remedies, *pack("en", "remedies")["names"]}:
        raise Unclear("no_remedy", value=remedy, known=", ".join(own.remedies))
    given = bases(own, remedy)
    if basis and basis not in given:
        raise Unclear("no_basis", value=basis, remedy=remedy, known=", ".join(given))


def counted(count: int | None) -> int | None:
    """A number of instalments.

    Raises:
        Unclear: it is below 0.
    """
    if count is not None and count < 0:
        raise Unclear("no_number", name="count", value=count)
    return count


def proof_json(found: Proof, own: Profile, language: LanguageCode) -> dict[str, Any]:
    """All findings, each with its sentence."""
    kinds = {
        "contradictions": found.contradictions,
        "gaps": found.gaps,
        "faults": found.faults,
        "overlaps": found.overlaps,
    }
    return {"sound": found.sound, "complete": found.complete} | {
        kind: [_finding(one, own, language) for one in ones] for kind, ones in kinds.items()
    }


def proof_lines(found: Proof, own: Profile, language: LanguageCode) -> Iterator[str]:
    """The findings under their headings, what is wrong first."""
    page: Mapping[str, str] = pack(language, "authority")["command"]["page"]
    for heading, ones in (
        ("contradictions", found.contradictions),
        ("gaps", found.gaps),
        ("faults", found.faults),
        ("overlaps", found.overlaps),
    ):
        if ones:
            yield page[heading].format(count=len(ones))
            yield from (f"  {explain_finding(one, own, language)}" for one in ones)
    if not found.complete:
        yield page["incomplete"]
    elif found.sound:
        yield page["sound"].format(rules=len(own.table.rules), remedies=len(own.remedies))


def replay_json(found: Replay) -> dict[str, Any]:
    """Counts, groups, and every change."""
    return {
        "decisions": len(found.changed) + found.same,
        "changed": len(found.changed),
        "same": found.same,
        "groups": [
            {"remedy": remedy, "role": role, "changed": len(ones)}
            for (remedy, role), ones in found.groups.items()
        ],
        "changes": [_change(one) for one in found.changed],
    }


def replay_lines(
    found: Replay, own: Profile, draft: Profile, language: LanguageCode
) -> Iterator[str]:
    """How many change, and the first of each group."""
    words: Mapping[str, str] = pack(language, "authority")["replay"]
    names: Mapping[str, str] = pack(language, "remedies")["names"]
    every = len(found.changed) + found.same
    yield words["changed"].format(changed=len(found.changed), all=every)
    for (remedy, role), ones in found.groups.items():
        named = own.roles[role].names[language]
        name = names.get(remedy, remedy)
        yield words["group"].format(remedy=name, role=named, count=len(ones))
        for one in ones[:MOST_SHOWN]:
            before = words["before"].format(verdict=_said(one.before, own, language))
            after = words["after"].format(verdict=_said(one.after, draft, language))
            yield f"  {one.at + 1}. {before} {after}"


def _said(one: Verdict, own: Profile, language: LanguageCode) -> str:
    return f"{explain(one, own, language)} ({one.rule or '-'})"


def _change(one: Change) -> dict[str, Any]:
    asked = one.decision
    return {
        "number": one.at + 1,
        "remedy": asked.remedy,
        "role": asked.role,
        "amount": asked.amount,
        "before": one.before.answer,
        "after": one.after.answer,
        "rule_before": one.before.rule,
        "rule_after": one.after.rule,
        "approver_before": one.before.approver,
        "approver_after": one.after.approver,
    }


def _finding(one: Finding, own: Profile, language: LanguageCode) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "remedy": one.remedy or None,
        "basis": one.basis,
        "rules": list(one.rules),
        "role": one.role or None,
        "limits": [_limit(limit) for limit in one.limits],
        "where": dict(one.where),
        "sentence": explain_finding(one, own, language),
    }


def _limit(limit: Limit) -> dict[str, Decimal | int]:
    parts = {"amount": limit.amount, "percent": limit.percent, "count": limit.count}
    return {name: one for name, one in parts.items() if one is not None}


def _near(one: Near) -> dict[str, Iterable[str] | str]:
    return {
        "rule": one.rule,
        "failing": list(one.failing),
        "missing": list(one.missing),
        "roles": list(one.roles),
    }
