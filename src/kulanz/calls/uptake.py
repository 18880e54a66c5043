"""Whether the explanations of a call are taken up, counted one by one as the call goes.

Source: the desk's heat rule (docs/building/signals.md). An explanation is missed once, however
many lines pass over it; one that is taken up starts the count anew, and so does a customer who
cooperates. A line that may or may not have taken it up changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from kulanz.case import LanguageCode, Speaker, Utterance
from kulanz.signals.uptake import lines, unanswered

_EXPLANATION_WORDS = 6  # below that `kulanz.signals.uptake` takes a line for small talk
TYPED = "told"


class Spoken(Protocol):
    """A line of talk: who said it, the words, and whether it was typed as an explanation."""

    @property
    def speaker(self) -> Speaker: ...
    @property
    def text(self) -> str: ...
    @property
    def kind(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Uptake:
    """Explanations so far, how many in a row were missed, and what the last line did.

    `last` is None (it took up, or there was nothing to take up), False (perhaps not) or True (it
    surely passed over an explanation); `taken` says that it visibly took up or cooperates,
    `counted` that this explanation was missed already.
    """

    explained: int = 0
    missed: int = 0
    last: bool | None = None
    taken: bool = False
    counted: bool = False


NOTHING_EXPLAINED = Uptake()


def explain(before: Uptake, line: Spoken) -> Uptake:
    """One more line of ours; an explanation when it is typed as one or long enough."""
    long_enough = len(line.text.split()) >= _EXPLANATION_WORDS
    explains = not line.text.rstrip().endswith("?") and (line.kind == TYPED or long_enough)
    if not explains:
        return before
    return replace(before, explained=before.explained + 1, taken=False, counted=False)


def take_up(
    before: Uptake,
    talk: Sequence[Spoken],
    language: LanguageCode,
    *,
    loud: frozenset[int],
    cooperates: bool,
) -> Uptake:
    """What the last line of `talk`, a customer's, does with the explanation before it.

    `loud` are the places in `talk` at which somebody is loud, from 1.
    """
    if cooperates:
        return replace(before, missed=0, last=None, taken=True)
    last = _passes_over(talk, language, loud)
    if last and not before.counted:
        return replace(before, missed=before.missed + 1, last=last, taken=False, counted=True)
    answers = len(talk) > 1 and talk[-2].speaker == "agent" and not before.counted
    if last is None and answers and before.explained:
        return replace(before, missed=0, last=last, taken=True)
    return replace(before, last=last, taken=False)


def _passes_over(
    talk: Sequence[Spoken], language: LanguageCode, loud: frozenset[int]
) -> bool | None:
    said = tuple(
        Utterance(_as_explained(one), one.speaker, place, bullet=True)
        for place, one in enumerate(talk, start=1)
    )
    return unanswered(lines(said, language), language, loud=loud).get(len(talk))


def _as_explained(line: Spoken) -> str:
    """What is typed as an explanation is one, although notes are short: its words count twice."""
    short = line.kind == TYPED and len(line.text.split()) < _EXPLANATION_WORDS
    return " ".join([line.text] * _EXPLANATION_WORDS) if short else line.text
