"""By when, as it is typed in a hurry: "bis di 12", "morgen", "vor vrijdag", "by tue 5pm", "24.11."

A day without an hour is due when the desk closes; an hour without a day is its next time to come;
"in three days" ends with that day. What has passed is no commitment.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kulanz.calls.due_words import After, Span, after_in, bare_hour, day_in, hour_in
from kulanz.case import LanguageCode
from kulanz.commitments import closing_time
from kulanz.countries import Profile
from kulanz.languages import Folded, fold


@dataclass(frozen=True, slots=True)
class Due:
    """The moment, and the words that said it, as typed."""

    at: datetime
    words: str


def due_in(text: str, language: LanguageCode, *, now: datetime, profile: Profile) -> Due | None:
    """When a typed line says that something is due; None where it does not say or it has passed."""
    here = now.astimezone(profile.timezone)
    folded = fold(text, language)
    span = after_in(folded.text, language)
    if span is not None:
        return Due(_after(span, here, profile), _words(text, folded, [span.span]))
    day = day_in(folded.text, language, here.date())
    hour = hour_in(_without(folded.text, day.span) if day else folded.text, language)
    if day is not None and hour is None:
        hour = bare_hour(folded.text, day.span[1])
    if day is None and hour is None:
        return None
    when = _moment(day.on if day else None, hour.at if hour else None, here, profile)
    spans = [one.span for one in (day, hour) if one is not None]
    return Due(when, _words(text, folded, spans)) if when > now else None


def _after(found: After, here: datetime, profile: Profile) -> datetime:
    if found.in_days:
        return closing_time(profile, here.date() + found.span_of_time)
    return here + found.span_of_time


def _moment(day: date | None, clock: time | None, here: datetime, profile: Profile) -> datetime:
    zone = profile.timezone
    if clock is None:
        return closing_time(profile, day or here.date())
    if day is None:
        today = datetime.combine(here.date(), clock, zone)
        return today if today > here else today + timedelta(days=1)
    return datetime.combine(day, clock, zone)


def _without(text: str, span: Span) -> str:
    """The text with a blank for each letter of the span, so that places stay."""
    return text[: span[0]] + " " * (span[1] - span[0]) + text[span[1] :]


def _words(text: str, folded: Folded, spans: list[Span]) -> str:
    parts = (text[slice(*folded.raw(*span))].strip(" ,") for span in sorted(spans))
    return " ".join(parts)
