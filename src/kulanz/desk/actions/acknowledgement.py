"""The automatic acknowledgement: at most one per case, few per address, nothing echoed.

ISO 10002:2018, 7.4 asks for it; RFC 3834, 2 for never answering a machine. It repeats no word that
came from outside, so nobody can have us send their text to somebody else.
"""

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format

from kulanz.countries import profile
from kulanz.desk.actions.cases import refresh
from kulanz.desk.actions.contacts import one_at_a_time
from kulanz.desk.actions.outbox import queue_mail
from kulanz.desk.actions.record import hold, record
from kulanz.desk.actions.statuspage import make_link
from kulanz.desk.models import Address, Case, OutboxMessage


class _Limit(NamedTuple):
    mails: int
    within: timedelta


# A forged sender gets one an hour; two machines that answer each other stop after three.
PER_ADDRESS = (_Limit(1, timedelta(hours=1)), _Limit(3, timedelta(days=1)))
PER_DESK = _Limit(500, timedelta(hours=1))
KIND = "ack"
# What says of itself that a machine sent it is read by a person and answered by none: where the
# fields got lost on the way, these words are all that is left of RFC 3834.
_OF_ITSELF = re.compile(
    r"automatisch (?:verschickt|versendet|versandt|gesendet|erstellt|erzeugt|generiert)"
    r"|automati(?:sierte|sche) (?:nachricht|antwort|e-?mail|mail|empfangs|eingangs)"
    r"|automatisch (?:verstuurd|verzonden|aangemaakt|gegenereerd)"
    r"|automatische? (?:bericht|antwoord|e-?mail|ontvangst)"
    r"|(?:sent|generated|created) automatically|automatically (?:sent|generated|created)"
    r"|automat(?:ed|ic) (?:message|mail|e-?mail|reply|response|acknowledge)",
    re.IGNORECASE,
)


@transaction.atomic
def acknowledge(case: Case, *, at: datetime) -> OutboxMessage | None:
    """Queue the acknowledgement of a case; None when none is due or a limit is reached."""
    one_at_a_time()
    case = hold(case)
    recipient = _recipient(case)
    if recipient is None or not _within_limits(recipient, at=at):
        return None
    subject, text = _words(case, link=make_link(case, at=at))
    message = queue_mail(
        case=case, recipient=recipient, subject=subject, text=text, kind=KIND, at=at, form_key=KIND
    )
    case = hold(case)
    case.acknowledged_at = at
    if case.state == "received":
        case.state = "acknowledged"
    case.save(update_fields=["acknowledged_at", "state"])
    record("case.acknowledged", case=case, at=at, automatic=True)
    refresh(case)
    return message


def _recipient(case: Case) -> str | None:
    """The customer's own address; nobody when the case is acknowledged, of a machine, or old.

    Also nobody where a mail says of itself that a machine sent it: it may be another desk's
    acknowledgement of ours.
    """
    if case.acknowledged_at is not None or case.outbox.filter(kind=KIND).exists():
        return None
    last = case.contacts.filter(direction="in").order_by("-at", "-id").first()
    if last is None or last.automatic or (last.raw is not None and last.raw.source == "import"):
        return None
    if last.channel == "mail" and _OF_ITSELF.search(last.new_text):
        return None
    addresses = list(
        case.customer.addresses.filter(kind=Address.MAIL, undeliverable_at=None)
        .order_by("pk")
        .values_list("value", flat=True)
    )
    return last.sender if last.sender in addresses else next(iter(addresses), None)


def _within_limits(recipient: str, *, at: datetime) -> bool:
    sent = OutboxMessage.objects.filter(kind=KIND)
    to_them = sent.filter(recipient__iexact=recipient)
    return (
        all(
            to_them.filter(created_at__gt=at - limit.within).count() < limit.mails
            for limit in PER_ADDRESS
        )
        and sent.filter(created_at__gt=at - PER_DESK.within).count() < PER_DESK.mails
    )


def _words(case: Case, *, link: str) -> tuple[str, str]:
    """Subject and text: the first line of the template, and what follows the empty line."""
    with translation.override(case.language):
        by = case.human_by or case.received_at
        values = {
            "number": case.number,
            "team": case.team.name,
            "link": link,
            "answer_by": date_format(
                timezone.localtime(by, profile(case.profile).timezone),
                "l, j. F" if case.language == "de" else "l j F",
            ),
            "desk": settings.PUBLIC_URL,
        }
        whole = render_to_string(f"kulanz/intake/acknowledgement.{case.language}.txt", values)
    subject, _, text = whole.strip().partition("\n\n")
    return subject, text + "\n"
