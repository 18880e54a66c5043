"""What would become of a mail from an archive: decided from what is known, nothing is written."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db.models import Q

from kulanz.desk.models import Case, RawMessage, Team
from kulanz.desk.queries import contacts as known

ADDRESS_LENGTH = 254  # RFC 5321, 4.5.3.1.3
# In the order of the report.
OUTCOMES = ("case", "reply", "sent", "duplicate", "automatic", "own", "quarantine")


class Mail(Protocol):
    """What is asked of a mail; `desk.actions.arrivals.Arrival` is one."""

    @property
    def sender(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def message_id(self) -> str: ...
    @property
    def answers(self) -> tuple[str, ...]: ...
    @property
    def recipients(self) -> tuple[str, ...]: ...
    @property
    def automatic(self) -> bool: ...
    @property
    def key(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Fate:
    """One of OUTCOMES, and the case it goes into; "own" and "automatic" go nowhere."""

    outcome: str
    case: Case | None = None


def team_named(name: str) -> Team | None:
    return Team.objects.filter(name=name).first()


def body_key(mail: Mail) -> str:
    """How copies of this mail are known; "" when that cannot be told."""
    return hashlib.sha256(mail.key.encode("utf-8", "replace")).hexdigest() if mail.key else ""


def is_known(content: bytes) -> bool:
    """Whether these very octets were taken in before."""
    return RawMessage.objects.filter(sha256=hashlib.sha256(content).hexdigest()).exists()


def fate(mail: Mail, *, answered_by: Sequence[str] = ()) -> Fate:
    """Where a mail goes; `answered_by` names mails that answer it and may have come before it.

    As with mail that comes in, an identifier proves nothing: the customer must be the case's.
    """
    understood = Q(state="read") | Q(contact__isnull=False)
    key = body_key(mail)
    if key and RawMessage.objects.filter(understood, body_key=key).exists():
        return Fate("duplicate")
    if known.sent_by_us([mail.message_id]) is not None:
        return Fate("duplicate")
    meant = known.cases_meant(mail.answers, mail.subject, mail.recipients)
    meant += known.cases_meant(answered_by, "", ())
    if known.is_ours(mail.sender):
        return _of(meant, mail.recipients, joined="sent", alone="own")
    return _of(meant, (mail.sender,), joined="reply", alone=_alone(mail))


def _of(meant: Sequence[Case], addresses: Collection[str], *, joined: str, alone: str) -> Fate:
    for case in meant:
        if case.customer.addresses.filter(kind="mail", value__in=addresses).exists():
            return Fate(joined, case)
    return Fate(alone)


def _alone(mail: Mail) -> str:
    if mail.automatic:
        return "automatic"
    local, _, domain = mail.sender.rpartition("@")
    return "case" if local and domain and len(mail.sender) <= ADDRESS_LENGTH else "quarantine"


class Rehearsal:
    """The same as importing mail after mail, remembered instead of written."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.customers: dict[str, str] = {}

    def fate(self, content: bytes, mail: Mail, *, answered_by: Sequence[str] = ()) -> str:
        """What would become of this mail after those before it."""
        keys = {hashlib.sha256(content).hexdigest(), body_key(mail)} - {""}
        if self.seen & keys or is_known(content):
            return "duplicate"
        self.seen |= keys
        found = fate(mail, answered_by=answered_by)
        outcome, customer = found.outcome, mail.sender
        if found.case is None and outcome != "duplicate":
            about = (*mail.answers, *answered_by)
            theirs = {self.customers[one] for one in about if one in self.customers}
            if outcome == "own" and (there := theirs & set(mail.recipients)):
                outcome, customer = "sent", min(there)
            elif mail.sender in theirs:
                outcome = "reply"
        elif outcome == "sent":
            customer = next(iter(mail.recipients), "")
        if mail.message_id and outcome in {"case", "reply", "sent"}:
            self.customers[mail.message_id] = customer
        return outcome
