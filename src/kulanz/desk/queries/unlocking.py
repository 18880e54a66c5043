"""The smallest sets of acts that set a case free, each act as this person may do it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from kulanz.authority import Verdict, explain
from kulanz.case import LanguageCode
from kulanz.chain import levers_for
from kulanz.chain.answers import Way, Ways
from kulanz.chain.chain import Chain
from kulanz.chain.notes.told import Told
from kulanz.chain.notes.unlock import default_goals
from kulanz.chain.parts import Action, party
from kulanz.chain.situations import Template
from kulanz.desk import casefiles
from kulanz.desk.models import Case, Person
from kulanz.desk.queries.case_facts import facts_of
from kulanz.desk.queries.commitments import open_commitments
from kulanz.desk.queries.offers import Ground, ground_of
from kulanz.desk.queries.playbook import rules_for_pack
from kulanz.languages import pack
from kulanz.playbook import held_back

MOST_WAYS = 3
BY_MAIL = "end_call_and_mail"
NO_WORDS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its name for the reader and, in the case's language, for the customer.

    `answer` is what the reader's role may do: may, needs_approval or may_not; `why` says it, and
    `approver` is the code of the role to ask, `ask` its name. `promised` names the open
    commitment that stands for it already.
    """

    action: Action
    text: str
    said: str
    answer: str = "may"
    approver: str = ""
    ask: str = ""
    why: str = ""
    promised: str = ""

    @property
    def theirs(self) -> bool:
        """Does it lie with the customer?"""
        return party(self.action.actor) == "customer"

    @property
    def who(self) -> str:
        """The party that does it."""
        return party(self.action.actor)


@dataclass(frozen=True, slots=True)
class WayOut:
    """Acts that together set the case free; `key` names the way in a form."""

    key: str
    acts: tuple[Act, ...]

    @property
    def allowed(self) -> bool:
        """Nothing in it that nobody may do."""
        return all(act.answer != "may_not" for act in self.acts)

    @property
    def promised(self) -> bool:
        """All of it is promised already."""
        return all(act.promised for act in self.acts)

    @property
    def sides(self) -> tuple[tuple[Act, ...], tuple[Act, ...]]:
        """Our acts and the customer's."""
        ours = tuple(act for act in self.acts if not act.theirs)
        return ours, tuple(act for act in self.acts if act.theirs)


@dataclass(frozen=True, slots=True)
class WaysOut:
    """The cheapest ways; without one, `impossible` names what nobody can bring about."""

    ways: tuple[WayOut, ...]
    impossible: tuple[str, ...] = ()
    complete: bool = True


def ways_out(
    case: Case,
    chain: Chain,
    goals: Collection[str],
    *,
    known: Template | None,
    words: Mapping[str, str],
    person: Person,
    language: LanguageCode,
    at: datetime | None = None,
) -> WaysOut:
    """The smallest ways to all goals, in the reader's language, by the table in force."""
    if not goals:
        return WaysOut(())
    ground = ground_of(case, at=at or timezone.now())
    country = ground.country
    role = person.role if person.role in country.roles else ""
    withheld = held_back(facts_of(case), rules_for_pack(case.profile))
    without = {one.name for one in chain.actions if (one.remedy or one.name) in withheld}
    found: Ways = chain.unlock(goals, without=without, role=role, ladder=country.ladder)
    writer = _Writer(case, person, known, words, language=language, ground=ground)
    return WaysOut(
        tuple(writer.way(way) for way in found.ways[:MOST_WAYS]),
        tuple(words.get(name, name) for name in found.impossible),
        found.complete,
    )


def goals_of(case: Case, told: Told, known: Template | None) -> frozenset[str]:
    """What a case wants set free: what is blocked, and harm that goes on meanwhile.

    A template that was taken over knows it better than the wording.
    """
    if known is not None:
        return frozenset(known.goals)
    if not told.nodes:
        return frozenset()
    levers = levers_for(told, casefiles.language_of(case))
    reachable = told.loosened({node for lever in levers for node in lever.ends})
    return default_goals(told, levers, reachable)


def act_name(act: str, language: LanguageCode, words: Mapping[str, str] = NO_WORDS) -> str:
    """What an act is called: by its template's `words`, as a remedy, or as what else it is."""
    if act in words:
        return words[act]
    names: dict[str, str] = pack(language, "remedies")["names"]
    return names.get(act) or str(pack(language, "cli")["action"].get(act, act))


class _Writer:
    """Turns actions into acts, with one look at commitments and goodwill for all of them."""

    def __init__(
        self,
        case: Case,
        person: Person,
        known: Template | None,
        words: Mapping[str, str],
        *,
        language: LanguageCode,
        ground: Ground,
    ) -> None:
        self.case, self.person, self.words, self.language = case, person, words, language
        self.ground, self.country = ground, ground.country
        self.said = known.names(casefiles.language_of(case)) if known else NO_WORDS
        self.open = {(row.side, row.act): row.text for row in open_commitments(case) if row.act}

    def way(self, way: Way) -> WayOut:
        acts = tuple(self._acts(way.actions))
        return WayOut("+".join(sorted(act.action.name for act in acts)), acts)

    def _acts(self, actions: Sequence[Action]) -> Iterator[Act]:
        for action in actions:
            words = {
                "text": act_name(action.name, self.language, self.words),
                "said": act_name(action.name, casefiles.language_of(self.case), self.said),
            }
            side = "theirs" if party(action.actor) == "customer" else "ours"
            promised = self.open.get((side, action.name), "")
            answer, approver, why = self._answer(action)
            yield Act(
                action,
                **words,
                answer=answer,
                approver=approver,
                ask=self._role_name(approver),
                why=why,
                promised=promised,
            )

    def _answer(self, action: Action) -> tuple[str, str, str]:
        if party(action.actor) == "customer":
            return "may", "", ""
        code = action.remedy or action.name
        if code in self.country.remedies:
            return self._by_remedy(code)
        if not action.needs or self._reaches(action.needs):
            return "may", "", ""
        return "needs_approval", action.needs, ""

    def _by_remedy(self, remedy: str) -> tuple[str, str, str]:
        verdict = self._verdict(remedy, self.person.role)
        if verdict is None:
            return "may_not", "", ""
        why = explain(verdict, self.country, self.language)
        money = self.country.remedies[remedy].unit == "money"
        if verdict.at_best == "may" and money and verdict.limit is not None:
            # No amount is known here, so an own limit may not cover it.
            return "needs_approval", self._above(remedy), why
        # What is still to be found out is asked for when it is offered; a way shows what can be.
        return verdict.at_best, verdict.approver or "", why

    def _verdict(self, remedy: str, role: str) -> Verdict | None:
        if role not in self.country.roles:
            return None
        return self.ground.verdict(role, remedy)

    def _above(self, remedy: str) -> str:
        """The next role of the ladder that may do it at all."""
        ladder = self.country.ladder
        own = ladder.index(self.person.role) if self.person.role in ladder else -1
        for role in ladder[own + 1 :]:
            verdict = self._verdict(remedy, role)
            if verdict and verdict.at_best == "may":
                return role
        return ""

    def _reaches(self, needed: str) -> bool:
        ladder, role = self.country.ladder, self.person.role
        if role == needed:
            return True
        both = role in ladder and needed in ladder
        return both and ladder.index(role) >= ladder.index(needed)

    def _role_name(self, role: str) -> str:
        known = self.country.roles.get(role)
        return known.names[self.language] if known else ""
