"""The words for codes of a case: states, heat, channels, clocks. Colour never speaks alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, cast

from django import template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from kulanz.case import LanguageCode
from kulanz.languages import pack

register = template.Library()

HEAT = (lazy("calm"), lazy("tense"), lazy("loud"), lazy("attacking"), lazy("out of reach"))
CHANNELS = {
    "mail": lazy("Mail"),
    "call": lazy("Call"),
    "form": lazy("Web form"),
    "statuspage": lazy("Status page"),
    "letter": lazy("Letter"),
}
CLOCKS = {
    "clock:acknowledge": lazy("acknowledge receipt"),
    "clock:human": lazy("first answer by a person"),
    "clock:interim": lazy("news in between"),
    "clock:decide": lazy("decision"),
}
SIDES = {"ours": lazy("we"), "theirs": lazy("they")}
LANGUAGES = {"de": lazy("German"), "nl": lazy("Dutch"), "en": lazy("English")}
# What somebody did with words; the codes are those of `kulanz.signals.behaviours`.
BEHAVIOURS = {
    "B01": lazy("says that it is always others"),
    "B02": lazy("puts it aside"),
    "B03": lazy("asks for an exception"),
    "B04": lazy("lectures"),
    "B05": lazy("picks on a detail"),
    "B06": lazy("finds fault throughout"),
    "B07": lazy("shouts"),
    "B08": lazy("insults a person"),
    "B09": lazy("announces to go public"),
    "B10": lazy("announces legal steps"),
    "B11": lazy("threatens with violence"),
    "B12": lazy("interrupts"),
    "B13": lazy("talks on and on"),
    "B14": lazy("hardly answers"),
    "B15": lazy("mocks"),
    "B16": lazy("speaks of fraud"),
    "B17": lazy("chases on many channels"),
    "B18": lazy("bargains for extras"),
    "B19": lazy("speaks of distress"),
    "B20": lazy("asks for the boss"),
    "B21": lazy("breaks off out of spite"),
    "B22": lazy("meets us halfway"),
}
BROKEN_OFF = {
    "agent": lazy("ended by us"),
    "customer": lazy("broken off by the customer"),
    "line": lazy("line dropped"),
}


def _word(words: Mapping[str, str | Promise], code: str) -> str:
    return str(words.get(code, code))


@register.filter
def state_word(code: str) -> str:
    """The state in the reader's language, from the language pack."""
    labels = pack(cast("LanguageCode", (get_language() or "en")[:2]), "states")["labels"]
    return str(labels.get(code, code))


@register.filter
def behaviour_word(code: str) -> str:
    """What was done with words in a contact; never what somebody is."""
    return _word(BEHAVIOURS, code)


@register.filter
def heat_word(value: int) -> str:
    return str(HEAT[max(0, min(len(HEAT) - 1, int(value)))])


@register.filter
def channel_word(code: str) -> str:
    return _word(CHANNELS, code)


@register.filter
def language_word(code: str) -> str:
    return _word(LANGUAGES, code)


@register.filter
def broken_off_word(code: str) -> str:
    return _word(BROKEN_OFF, code)


class Due(NamedTuple):
    """Who owes what next."""

    side: str
    what: str


@register.filter
def due_words(next_due_what: str) -> Due:
    """`Case.next_due_what` in words: "ours:Call back" or "clock:decide"."""
    side, _colon, what = next_due_what.partition(":")
    if side == "clock":
        return Due(str(SIDES["ours"]), _word(CLOCKS, next_due_what))
    return Due(_word(SIDES, side) if side in SIDES else "", what)


@register.filter
def is_past(moment: datetime | None) -> bool:
    return moment is not None and moment < timezone.now()


@register.filter
def how_long(since: datetime | None) -> str:
    """How long ago, in the one unit that matters: minutes, hours or days."""
    if since is None:
        return ""
    return spoken_minutes(int((timezone.now() - since).total_seconds() // 60))


@register.filter
def spoken_seconds(seconds: int | None) -> str:
    """A duration in seconds, as people say it: "20 min", "40 s"."""
    if seconds is None:
        return ""
    if seconds < 60:  # noqa: PLR2004 - seconds in a minute
        return _("%(n)d s") % {"n": seconds}
    return spoken_minutes(seconds // 60)


def spoken_minutes(minutes: int) -> str:
    minutes = max(0, minutes)
    if minutes < 60:  # noqa: PLR2004 - minutes in an hour
        return _("%(n)d min") % {"n": minutes}
    hours = minutes // 60
    if hours < 48:  # noqa: PLR2004 - from two days on, days say more
        return _("%(n)d h") % {"n": hours}
    return ngettext("%(n)d day", "%(n)d days", hours // 24) % {"n": hours // 24}
