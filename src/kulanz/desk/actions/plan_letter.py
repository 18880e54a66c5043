"""What we do and what the customer does, as two lists of a letter in the customer's language.

Source: the way out in source case 000. Call inside of `translation.override`.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from kulanz.desk.models import Commitment


def two_lists(rows: Iterable[Commitment]) -> list[str]:
    """One paragraph for each side; what still needs approval is only announced."""
    rows = list(rows)
    ours = [row for row in rows if row.side == Commitment.OURS]
    theirs = [row for row in rows if row.side == Commitment.THEIRS]
    parts = []
    if firm := [row for row in ours if not row.approver]:
        parts.append(_list(gettext("This is what I do:"), firm))
    if asked := [row for row in ours if row.approver]:
        text = gettext("One more thing I have to clear up. By %(date)s I write to you about it.")
        parts.append(text % {"date": day(asked[-1].due_at)})
    nothing = gettext("There is nothing you have to do.")
    parts.append(_list(gettext("This is what you do:"), theirs) if theirs else nothing)
    return parts


def day(moment: datetime) -> str:
    """A date as a letter has it."""
    return date_format(timezone.localtime(moment), "DATE_FORMAT")


def _list(head: str, rows: list[Commitment]) -> str:
    until = gettext("by %(date)s")
    lines = [f"– {row.text}, {until % {'date': day(row.due_at)}}" for row in rows]
    return "\n".join([head, *lines])
