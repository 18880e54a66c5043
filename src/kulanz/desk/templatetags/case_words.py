"""The words for codes of a case: states, heat, channels, clocks. Colour never speaks alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, cast

from django import template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from kulanz.case import LanguageCode
from kulanz.languages import pack

register = template.Library()

HEAT = (
    gettext_lazy("calm"),
    gettext_lazy("tense"),
    gettext_lazy("loud"),
    gettext_lazy("attacking"),
    gettext_lazy("out of reach"),
)
CHANNELS = {
    "mail": gettext_lazy("Mail"),
    "call": gettext_lazy("Call"),
    "form": gettext_lazy("Web form"),
    "statuspage": gettext_lazy("Status page"),
    "letter": gettext_lazy("Letter"),
}
CLOCKS = {
    "clock:acknowledge": gettext_lazy("acknowledge receipt"),
    "clock:human": gettext_lazy("first answer by a person"),
    "clock:interim": gettext_lazy("news in between"),
    "clock:decide": gettext_lazy("decision"),
}
SIDES = {"ours": gettext_lazy("we"), "theirs": gettext_lazy("they")}
LANGUAGES = {
    "de": gettext_lazy("German"),
    "nl": gettext_lazy("Dutch"),
    "en": gettext_lazy("English"),
}
# What somebody did with words; the codes are those of `kulanz.signals.behaviours`.
BEHAVIOURS = {
    "B01": gettext_lazy("says that it is always others"),
    "B02": gettext_lazy("puts it aside"),
    "B03": gettext_lazy("asks for an exception"),
    "B04": gettext_lazy("lectures"),
    "B05": gettext_lazy("picks on a detail"),
    "B06": gettext_lazy("finds fault throughout"),
    "B07": gettext_lazy("shouts"),
    "B08": gettext_lazy("insults a person"),
    "B09": gettext_lazy("announces to go public"),
    "B10": gettext_lazy("announces legal steps"),
    "B11": gettext_lazy("threatens with violence"),
    "B12": gettext_lazy("interrupts"),
    "B13": gettext_lazy("talks on and on"),
    "B14": gettext_lazy("hardly answers"),
    "B15": gettext_lazy("mocks"),
    "B16": gettext_lazy("speaks of fraud"),
    "B17": gettext_lazy("chases on many channels"),
    "B18": gettext_lazy("bargains for extras"),
    "B19": gettext_lazy("speaks of distress"),
    "B20": gettext_lazy("asks for the boss"),
    "B21": gettext_lazy("breaks off out of spite"),
    "B22": gettext_lazy("meets us halfway"),
}
BROKEN_OFF = {
    "agent": gettext_lazy("ended by us"),
    "customer": gettext_lazy("broken off by the customer"),
    "line": gettext_lazy("line dropped"),
}


def _word(words: Mapping[str, str | Promise], code: str) -> str:
    return str(words.get(code, code))


def fact_label(name: str) -> str:
    """What a deciding fact is called in the language of the moment."""
    return str(pack(_code(), "conditions")["labels"][name])


def act_label(code: str) -> str:
    """What a rule of casework proposes, in the language of the moment."""
    return str(pack(_code(), "playbook")["acts"][code])


def _code() -> LanguageCode:
    return cast("LanguageCode", (get_language() or "en")[:2])


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
