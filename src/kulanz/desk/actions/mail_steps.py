"""Where a message goes, decided step by step in the order in which the steps stand in `STEPS`.

Each step looks at one thing and either decides or passes the message on. What is believed: the
bytes; then who is known at the sender's address; never a number, an identifier or a name alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from kulanz.desk.actions.arrivals import (
    ADDRESS_LENGTH,
    NAME_LENGTH,
    SUBJECT_LENGTH,
    Arrival,
    Unreadable,
    plain,
    without_nul,
)
from kulanz.desk.models import Case, Contact, OutboxMessage, Person
from kulanz.desk.queries import contacts as known

MAX_HOPS = 50  # Received fields; beyond that mail servers call it a loop (RFC 5321, 6.3)
# The mail has more parts, levels or fields than were read: nobody knows what was left out.
TOO_MUCH = frozenset({"mail_cut", "too_many_parts", "nested_too_deep", "headers_cut"})


@dataclass(frozen=True, slots=True)
class Place:
    """Into a case, or a new one where `case` is None; `hint` is a case named without proof.

    `bounced` is the mail of ours that did not arrive.
    """

    case: Case | None = None
    hint: Case | None = None
    bounced: OutboxMessage | None = None

    def outcome_of(self, arrival: Arrival) -> str:
        """What a message that goes here has become, one of `RawMessage.OUTCOMES`."""
        if self.case is None:
            return "case"
        if self.bounced is not None:
            return "bounce"
        return "auto_reply" if arrival.automatic else "reply"


@dataclass(frozen=True, slots=True)
class Nowhere:
    """Kept and shown with what came in, but no contact; `reason` says why."""

    reason: str

    @property
    def outcome(self) -> str:
        """What has become of it, one of `RawMessage.OUTCOMES`."""
        return {"own_mail": "own", "bounce": "bounce"}.get(self.reason, "auto_reply")


Decision = Place | Nowhere | None


def _robot(arrival: Arrival, earlier: Contact | None) -> Decision:  # noqa: ARG001 - a step
    if arrival.trap:
        raise Unreadable("trap")
    return None


def _circling(arrival: Arrival, earlier: Contact | None) -> Decision:  # noqa: ARG001 - a step
    if arrival.hops > MAX_HOPS:
        raise Unreadable("loop")
    return None


def _ours(arrival: Arrival, earlier: Contact | None) -> Decision:  # noqa: ARG001 - a step
    """Our own mail coming back: from our address, or under an identifier that we gave."""
    if arrival.channel != "mail":
        return None
    own = known.is_ours(arrival.sender) or known.is_sent_by_us(arrival.message_id)
    return Nowhere("own_mail") if own else None


def _too_much(arrival: Arrival, earlier: Contact | None) -> Decision:  # noqa: ARG001 - a step
    if beyond := sorted(TOO_MUCH & set(arrival.problems)):
        raise Unreadable(beyond[0])
    return None


def _form_again(arrival: Arrival, earlier: Contact | None) -> Decision:  # noqa: ARG001 - a step
    """The form sent again after a change: only its sender has the key."""
    return Place(case=earlier.case) if earlier is not None else None


def _bounce(arrival: Arrival, earlier: Contact | None) -> Decision:  # noqa: ARG001 - a step
    """A report of non-delivery goes to the mail that it is about; it never opens a case."""
    returned = _returned(arrival)
    if returned is not None:
        return Place(case=returned.case, bounced=returned)
    return Nowhere("bounce") if arrival.bounce is not None else None


def _belongs(arrival: Arrival, earlier: Contact | None) -> Decision:  # noqa: ARG001 - a step
    """To the case that it names, if the sender is that case's customer."""
    meant = known.cases_meant(arrival.answers, arrival.subject, arrival.recipients)
    if arrival.channel == "mail":
        for case in meant:
            if known.knows(case, kind=arrival.address_kind, address=arrival.sender):
                return Place(case=case)
    if arrival.automatic:
        return Nowhere(arrival.kind or "automatic")
    if not is_address(arrival):
        raise Unreadable("no_sender")
    return Place(hint=meant[0] if meant else None)


Step = Callable[[Arrival, Contact | None], Decision]
STEPS: tuple[Step, ...] = (_robot, _circling, _ours, _form_again, _too_much, _bounce, _belongs)


def place_of(arrival: Arrival, *, earlier: Contact | None) -> Place | Nowhere:
    """What the first step that knows says; `earlier` is the contact of another copy.

    Raises:
        Unreadable: nobody stands behind it ("no_sender"), a robot filled in the form ("trap"), it
            goes in circles ("loop"), or it has more than is read ("too_many_parts", ...).
    """
    decisions = (step(arrival, earlier) for step in STEPS)
    return next(one for one in decisions if one is not None)


def place_anyway(arrival: Arrival) -> Place:
    """A person wants it in a case whatever it is: in its own, else in a new one."""
    returned = _returned(arrival)
    if returned is not None:
        return Place(case=returned.case, bounced=returned)
    meant = known.cases_meant(arrival.answers, arrival.subject, arrival.recipients)
    own = (
        case
        for case in meant
        if known.knows(case, kind=arrival.address_kind, address=arrival.sender)
    )
    case = next(own, None)
    return Place(case=case, hint=meant[0] if meant and case is None else None)


def _returned(arrival: Arrival) -> OutboxMessage | None:
    """The mail of ours that could not be delivered; only a mail server's own report says so."""
    if not arrival.automatic:
        return None
    by_server = arrival.sender.partition("@")[0] in {"", "mailer-daemon", "postmaster"}
    named = (*arrival.returned, *(arrival.answers if by_server or arrival.bounce else ()))
    if (row := known.sent_by_us(named)) is not None or arrival.bounce is None:
        return row
    return known.sent_to(arrival.bounce.recipient, subject=arrival.bounce.subject)


def is_address(arrival: Arrival) -> bool:
    """Whether somebody can be answered there."""
    if arrival.address_kind == "phone":
        return any(sign.isdigit() for sign in arrival.sender)
    local, _, domain = arrival.sender.rpartition("@")
    return bool(local and domain) and len(arrival.sender) <= ADDRESS_LENGTH  # RFC 5321, 4.5.3.1.3


def unwrapped(arrival: Arrival) -> tuple[Arrival, Person | None, str]:
    """What a colleague passed on: the customer's letter, the colleague, and what they wrote above.

    Only a colleague's address counts, and what was passed on joins no case: an address can be
    forged, so nobody gets into another's case this way. A colleague without an account can sign
    no note; then the whole mail stays beside the customer's words.
    """
    passed = arrival.forwarded
    if (
        passed is None
        or arrival.channel != "mail"
        or "@" not in passed.sender.address
        or known.is_ours(passed.sender.address)
        or not known.is_colleagues(arrival.sender)
    ):
        return arrival, None, ""
    colleague = known.colleague_at(arrival.sender)
    words = without_nul(passed.text)
    letter = replace(
        arrival,
        sender=plain(passed.sender.address)[: ADDRESS_LENGTH + 1].lower(),
        sender_name=plain(passed.sender.name)[:NAME_LENGTH],
        subject=plain(passed.subject)[:SUBJECT_LENGTH] or arrival.subject,
        text=words if colleague else arrival.text,
        new_text=words,
        html=without_nul(passed.html or "") if colleague else arrival.html,
        answers=(),
        files=passed.attachments if passed.attached else arrival.files,
    )
    return letter, colleague, without_nul(passed.note).strip() if colleague else ""
