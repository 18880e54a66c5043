"""The recap card of a case: what the customer was told we understood, and what they said to it."""

import secrets
from dataclasses import dataclass

from kulanz.desk import casefiles
from kulanz.desk.models import Address, Case, Confirmation, Recap, RecapLine, Statement
from kulanz.desk.models.facts import SHAREABLE_KINDS
from kulanz.desk.queries.facts import current_statements
from kulanz.facts import recap as proposed_recap


@dataclass(frozen=True, slots=True)
class CardLine:
    """One line of the latest recap, with its standing today and the customer's word on it."""

    row: RecapLine
    standing: str
    confirmation: Confirmation | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A ledger line that could go into the next recap; `chosen` is our proposal."""

    statement: Statement
    chosen: bool


@dataclass(frozen=True, slots=True)
class RecapCard:
    """The latest recap, if any, and what a new one could say."""

    recap: Recap | None
    lines: tuple[CardLine, ...]
    choices: tuple[Choice, ...]
    has_mail: bool
    form_key: str

    @property
    def confirmed(self) -> int:
        """How many lines the customer has said yes to."""
        return sum(1 for line in self.lines if line.confirmation and line.confirmation.stands)

    @property
    def corrected(self) -> int:
        """How many lines the customer has corrected."""
        return sum(1 for line in self.lines if line.confirmation and not line.confirmation.stands)


def card(case: Case) -> RecapCard:
    """Everything `kulanz/recap/card.html` shows; the same few queries for any number of lines."""
    statements = current_statements(case)
    recap = case.recaps.select_related("by").order_by("-at", "-id").first()
    mail = case.customer.addresses.filter(kind=Address.MAIL)
    return RecapCard(
        recap=recap,
        lines=_lines(recap, statements) if recap else (),
        choices=_choices(case, statements),
        has_mail=mail.exists(),
        form_key=secrets.token_hex(16),
    )


def _lines(recap: Recap, statements: list[Statement]) -> tuple[CardLine, ...]:
    standing = {statement.line_no: statement.standing for statement in statements}
    rows = recap.lines.select_related("statement").prefetch_related("confirmations")
    return tuple(
        CardLine(
            row,
            standing.get(row.statement.line_no, row.statement.standing),
            max(row.confirmations.all(), key=lambda one: (one.at, one.pk), default=None),
        )
        for row in rows
    )


def _choices(case: Case, statements: list[Statement]) -> tuple[Choice, ...]:
    language = casefiles.language_of(case)
    proposed = {line.statement_id for line in proposed_recap(casefiles.ledger(case), language)}
    return tuple(
        Choice(one, one.shareable or f"s{one.line_no}" in proposed)
        for one in statements
        if one.kind in SHAREABLE_KINDS and one.standing in {"stated", "verified"}
    )
