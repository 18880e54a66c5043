"""Rows of contacts and ledgers as values of the core."""

from dataclasses import replace
from typing import cast

from kulanz.case import Kind, LanguageCode, Speaker, Statement, Utterance
from kulanz.desk.models import Call, CallEntry, Case, Contact
from kulanz.facts import parse_transcript

SPOKEN = ("said", "feeling", "opinion", "told", "asked")


def language_of(row: Case | Contact) -> LanguageCode:
    """The language in which the core reads this case or contact."""
    return cast("LanguageCode", row.language)


def utterances(contact: Contact) -> tuple[Utterance, ...]:
    """What was said in one contact; everything we wrote ourselves is the agent's."""
    if is_live_call(contact):
        return _lines(contact)
    said = parse_transcript(contact.new_text)
    if contact.direction == Contact.OUT and contact.channel != "call":
        return tuple(replace(one, speaker="agent") for one in said)
    return said


def is_live_call(contact: Contact) -> bool:
    """Whether the contact was written down line by line while it went on."""
    return contact.channel == "call" and Call.objects.filter(contact=contact).exists()


def _lines(contact: Contact) -> tuple[Utterance, ...]:
    """What was said, of the lines of a call; what we note for ourselves is not said."""
    rows = CallEntry.objects.filter(
        call__contact=contact, withdrawn_at=None, kind__in=SPOKEN, final=True
    )
    return tuple(
        Utterance(row.text, cast("Speaker", row.speaker), row.number, bullet=True)
        for row in rows.order_by("number")
    )


def ledger(case: Case) -> tuple[Statement, ...]:
    """The present version of every line of the ledger; ids are "s" and the line number."""
    rows = case.statements.filter(replaced_by=None).order_by("line_no", "id")
    return tuple(
        Statement(
            id=f"s{row.line_no}",
            kind=cast("Kind", row.kind),
            text=row.text,
            quote=row.quote or row.text,
            speaker=cast("Speaker", row.speaker),
            line=row.line_no,
        )
        for row in rows
    )
