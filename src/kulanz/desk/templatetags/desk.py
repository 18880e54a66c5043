"""Small template words of the desk."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from kulanz.languages import CODES, pack

register = template.Library()


@register.filter
def moment(value: datetime | None) -> str:
    """A time as people say it: only the hour today, else day and hour, in local time."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    if local.date() == timezone.localdate():
        return date_format(local, "H:i")
    return date_format(local, "D d.m. H:i")


@register.filter
def stage_word(value: int) -> str:
    """The code of a heat value, for class names: 0 calm ... 4 unreachable."""
    return ("calm", "tense", "loud", "attacking", "unreachable")[max(0, min(4, int(value)))]


@register.filter
def heat_word(value: int) -> str:
    """The temperature of a contact in a word; never a word about a person."""
    words = (
        gettext("calm"),
        gettext("tense"),
        gettext("loud"),
        gettext("attacking"),
        gettext("not reachable"),
    )
    return words[max(0, min(4, int(value)))]


@register.filter
def state_word(value: str) -> str:
    """The label of a case's state in the reader's language, from the language packs."""
    language = next((code for code in CODES if code == get_language()), "en")
    return str(pack(language, "states")["labels"].get(value, value))


@register.filter
def basis_word(value: str | None) -> str:
    """On which basis a remedy rests: what is owed by law is not goodwill."""
    words = {
        "legal": gettext("owed by law"),
        "policy": gettext("our own rule"),
        "goodwill": gettext("goodwill"),
    }
    return words.get(value or "", "")
