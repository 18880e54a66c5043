"""One look at the chain of a case: what is told, its model, its words, its ways out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kulanz.case import LanguageCode
from kulanz.chain.chain import Chain
from kulanz.chain.notes.modelling import Modelled
from kulanz.chain.notes.told import Told
from kulanz.chain.situations import Template
from kulanz.desk import casefiles
from kulanz.desk.models import Case, Person
from kulanz.desk.queries.unlocking import WayOut, WaysOut, goals_of, ways_out


@dataclass(frozen=True)
class Reading:
    """The chain of `case` as `person` sees it in their `language`; labels stay as they were said.

    `known` is the template that was taken over; `words` name everything that is no variable.
    """

    case: Case
    person: Person
    language: LanguageCode
    told: Told
    modelled: Modelled
    known: Template | None
    words: Mapping[str, str]
    goals: frozenset[str]

    @property
    def chain(self) -> Chain:
        """The model."""
        return self.modelled.chain

    @cached_property
    def ways(self) -> WaysOut:
        """The smallest ways to all goals; looked for only where somebody wants to see them."""
        return ways_out(
            self.case,
            self.chain,
            self.goals,
            known=self.known,
            words=self.words,
            person=self.person,
            language=self.language,
        )

    def labels(self, names: Sequence[str]) -> tuple[str, ...]:
        """What things are called; steps between them that nobody has named are left out."""
        return tuple(self.words[name] for name in names if name in self.words)


def read(case: Case, *, person: Person, language: LanguageCode) -> Reading:
    """The chain of a case, read once for everything that a page shows of it."""
    told = casefiles.chain(case)
    modelled = casefiles.model(case, told)
    known = casefiles.template_of(case)
    goals = goals_of(case, told, known)
    words = {
        **(known.names(language) if known else {}),
        **{node.id: node.label for node in told.nodes},
    }
    return Reading(case, person, language, told, modelled, known, words, goals)


def way_named(case: Case, key: str, *, person: Person, language: LanguageCode) -> WayOut | None:
    """The way with this key, as the chain stands now; None when it is no longer one."""
    ways = read(case, person=person, language=language).ways.ways
    return next((way for way in ways if way.key == key), None)
