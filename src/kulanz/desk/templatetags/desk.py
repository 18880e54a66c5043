"""Small template words of the desk."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from kulanz.case import LanguageCode
from kulanz.desk.models import Problem
from kulanz.languages import CODES, pack

register = template.Library()
DAY_AND_HOUR = {"de": "D d.m. H:i", "nl": "D j M H:i", "en": "D j M H:i"}


@register.filter
def moment(value: datetime | None) -> str:
    """A time as people write it: only the hour today, else day and hour, in local time."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    if local.date() == timezone.localdate():
        return date_format(local, "H:i")
    return date_format(local, DAY_AND_HOUR[_reader()])


@register.filter
def day_and_hour(value: datetime | None) -> str:
    """Like `moment`, and with the day also today: for pages that are read later."""
    return "" if value is None else date_format(timezone.localtime(value), DAY_AND_HOUR[_reader()])


@register.filter
def stage_word(value: int) -> str:
    """The code of a heat value, for class names: 0 calm ... 4 unreachable."""
    return ("calm", "tense", "loud", "attacking", "unreachable")[max(0, min(4, int(value)))]


@register.filter
def problem_name(problem: Problem) -> str:
    """A root cause in the reader's language where it is a usual one, else as the team named it."""
    return str(pack(_reader(), "problems")["names"].get(problem.code, problem.name))


def _reader() -> LanguageCode:
    return next((code for code in CODES if code == get_language()), "en")


@register.filter
def basis_word(value: str | None) -> str:
    """On which basis a remedy rests: what is owed by law is not goodwill."""
    words = {
        "legal": gettext("owed by law"),
        "policy": gettext("our own rule"),
        "goodwill": gettext("goodwill"),
    }
    return words.get(value or "", "")
