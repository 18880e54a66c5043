"""What is sent to somebody whose call we missed: a short text with the way to their case.

It fits an SMS and a mail. Whoever has hidden the number cannot be written to, and is told so by
nobody: the desk says it to the colleague.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from kulanz.desk.actions.record import DeskRefusal, record
from kulanz.desk.actions.statuspage import make_link
from kulanz.desk.models import Call
from kulanz.desk.queries.phone import open_callback_for

# Day and hour as they are read in each language; 11/12 would be another day in London.
WHEN = {"de": "j.n., H:i", "nl": "j F, H:i", "en": "j F, H:i"}


class NumberHidden(DeskRefusal):
    """Nobody can be rung or written to whose number is hidden."""

    code = "number_hidden"


class NoCaseYet(DeskRefusal):
    """A text names the way to a case; this call has none yet."""

    code = "call_without_case"


@dataclass(frozen=True, slots=True)
class Message:
    """A text, the number it goes to, and the link in it, which is shown only this once."""

    text: str
    number: str
    link: str
    language: str


@transaction.atomic
def message_after(call: Call, *, at: datetime) -> Message:
    """The text for whoever rang in vain, in the case's language, with a link of their own.

    Raises:
        NumberHidden, NoCaseYet: see there.
    """
    if not call.number:
        raise NumberHidden
    if call.case is None:
        raise NoCaseYet
    owed = open_callback_for([call.case.customer])
    link = make_link(call.case, at=at)
    with translation.override(call.case.language):
        if owed is None:
            said = gettext("You called us and we did not speak. Here you can write to us: %(link)s")
            text = said % {"link": link}
        else:
            said = gettext(
                "You called us and we did not speak. We ring you back by %(time)s. "
                "Here you can write to us or choose another time: %(link)s"
            )
            due = timezone.localtime(owed.due_at)
            text = said % {"link": link, "time": date_format(due, WHEN[call.case.language])}
    record("call.message", case=call.case, at=at, call=call.pk)
    return Message(text, call.number, link, call.case.language)
