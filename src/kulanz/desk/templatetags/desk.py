"""Small template words of the desk."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format

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
