"""Rows become values of the core: the only stair between the desk and the rooms above it."""

from collections.abc import Iterable
from typing import cast

from kulanz.case import LANGUAGES, Kind, LanguageCode, Speaker
from kulanz.case import Statement as CoreStatement
from kulanz.desk.models import Case, Contact, Statement


def language_of(row: Case | Contact) -> LanguageCode:
    """The language of a case or contact; English when the row names one we do not speak."""
    return next((code for code in LANGUAGES if code == row.language), "en")


def core_statements(rows: Iterable[Statement]) -> tuple[CoreStatement, ...]:
    """Ledger lines as the core knows them; `id` is the row's key."""
    return tuple(
        CoreStatement(
            id=str(row.pk),
            kind=cast("Kind", row.kind),
            text=row.text,
            quote=row.quote,
            speaker=cast("Speaker", row.speaker),
            line=row.line_no,
        )
        for row in rows
    )
