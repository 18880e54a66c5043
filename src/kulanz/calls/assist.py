"""The one sentence on the screen: what to do now, and what to say.

Never two hints, never more than twenty words to say, nothing when nothing is known. The order of
what is looked at: danger; explanations that no longer land; an insult (boundary in two steps, then
the end); tears; attack; anger; then the first of the six steps that lacks its evidence. Sources:
source cases 000 and 003; empathy before any fix (Herhausen et al. 2023); a hint shows only where
there is something to go by (Brynjolfsson, Li and Raymond 2025 on assistance and experts).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kulanz.calls.course import CallReading
from kulanz.calls.sentences import sentences_of, step_of
from kulanz.calls.stop import landing
from kulanz.calls.temperature import HOLDS, Sign, Temperature
from kulanz.case import LanguageCode, Reason
from kulanz.languages import pack
from kulanz.protocol import Progress, StepState, fill, steps

LONG_WAIT = 5  # minutes that are worth an apology before anything else
_LOUD, _ATTACKING, _UNREACHABLE = 2, 3, 4
_BOUNDARIES = 2
_RECENT = 2  # an insult or tears are answered while they are among the last lines
_INSULT, _DISTRESS = "B08", "B19"


@dataclass(frozen=True, slots=True)
class Hint:
    """One instruction for the agent, one sentence for the customer, and why.

    `options` are other sentences for the same situation, `primary` the button that is filled now:
    "mail", "safety" or none.
    """

    situation: str
    step: str
    instruction: str
    sentence: str
    why: Reason
    options: tuple[str, ...] = ()
    primary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What is known at a moment of a call.

    `signs` are the taps, `waited` the minutes before the answer, `question` the next open question
    in the words of the case's language, `values` what placeholders are filled with, `skipped` the
    steps left out, `following` the open steps that may come now, in the order of a team's guide
    (None: the order of the house), `handled` the dangers somebody has taken care of. An insult or
    tears before `at` by more than a minute, or before the last boundary (`boundary_at`), need no
    answer any more.
    """

    reading: CallReading
    temperature: Temperature
    progress: Progress
    signs: Sequence[Sign] = ()
    waited: int = 0
    question: str = ""
    values: Mapping[str, str] | None = None
    skipped: frozenset[str] = frozenset()
    following: tuple[str, ...] | None = None
    handled: frozenset[str] = frozenset()
    at: datetime | None = None
    boundary_at: datetime | None = None
    muted: bool = False


def assist(now: Moment, *, language: LanguageCode, screen: LanguageCode) -> Hint | None:
    """The hint of the moment, the sentence in the case's `language`; None when silence is better.

    The instruction is in the language of the `screen`.
    """
    if now.muted:
        return None
    situation, why = _situation(now)
    said = _sentences(situation, now, language)
    return Hint(
        situation=situation,
        step=step_of(situation),
        instruction=str(pack(screen, "calls")["instructions"][situation]),
        sentence=said[0],
        why=Reason(f"calls.{why}", {}),
        options=tuple(said[1:]),
        primary=_primary(situation),
    )


def _primary(situation: str) -> str:
    if situation == "switch":
        return "mail"
    return "safety" if situation.startswith("safety") else ""


Found = tuple[str, str]


def _situation(now: Moment) -> Found:
    """The situation, and the code of why."""
    return _danger(now) or _lost(now) or _hot(now) or _ordinary(now)


def _danger(now: Moment) -> Found | None:
    dangers = set(now.reading.dangers) - now.handled
    if "self_harm" in dangers:
        return "safety_self", "danger"
    return ("safety_threat", "danger") if "threat_violence" in dangers else None


def _lost(now: Moment) -> Found | None:
    if landing(now.reading, now.signs).stop:
        return "switch", "no_uptake"
    if now.temperature.value >= _UNREACHABLE:
        return "switch", "unreachable"
    return None


def _hot(now: Moment) -> Found | None:
    value, boundaries = now.temperature.value, now.progress.boundaries
    if value >= _ATTACKING and _insulted(now):
        if boundaries >= _BOUNDARIES:
            return "switch", "boundaries"
        return ("boundary_last" if boundaries else "boundary_first"), "insulted"
    if _in_distress(now):
        return "distress", "distress"
    if value >= _ATTACKING:
        return "attacked", "attack"
    if value >= _LOUD and not now.progress.empathy:
        return "loud", "loud"
    return None


def _insulted(now: Moment) -> bool:
    """By the last lines or a tap, since the last boundary."""
    since = now.boundary_at
    return _noted(now, "personal", since) or _said(now, _INSULT, since)


def _in_distress(now: Moment) -> bool:
    return _noted(now, "cries", None) or _said(now, _DISTRESS, None)


def _noted(now: Moment, tap: str, since: datetime | None) -> bool:
    """A tap in the last minute, after that moment."""
    return any(
        one.kind == tap
        and (since is None or one.at > since)
        and (now.at is None or one.at <= now.at < one.at + HOLDS)
        for one in now.signs
    )


def _said(now: Moment, code: str, since: datetime | None) -> bool:
    """Among the customer's last lines, after that moment."""
    heard = [one for one in now.reading.talk if one.speaker == "customer"][-_RECENT:]
    lines = {one.number for one in heard if since is None or one.at is None or one.at > since}
    return any(one.code == code and one.line in lines for one in now.reading.behaviours)


def _ordinary(now: Moment) -> Found:
    if not now.reading.entries and not now.progress.told:
        return ("greet", "waited") if now.waited >= LONG_WAIT else ("listen", "begins")
    missing = next((one for one in _open(now)), None)
    if missing is None:
        return "close", "all_done"
    if missing.step == "empathise" and now.progress.empathy:
        return "apologise", "missing"
    return missing.step, "missing"


def _open(now: Moment) -> Iterable[StepState]:
    open_ones = [one for one in steps(now.progress) if not one.done]
    if now.following is None:
        return (one for one in open_ones if one.step not in now.skipped)
    place = {step: number for number, step in enumerate(now.following)}
    return iter(
        sorted((one for one in open_ones if one.step in place), key=lambda o: place[o.step])
    )


def _sentences(situation: str, now: Moment, language: LanguageCode) -> list[str]:
    """The sentences that can be said as they are; one with a gap only when all have one."""
    values = {key: value for key, value in (now.values or {}).items() if value}
    found = [fill(text, values) for text in sentences_of(situation, language)]
    whole = [one.text for one in found if not one.missing] or [one.text for one in found]
    asks = situation == "listen" and now.question and now.progress.told > 0
    return [now.question, *whole] if asks else whole
