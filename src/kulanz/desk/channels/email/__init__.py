"""E-mail: what the mail server hands over."""

from datetime import datetime

from kulanz.desk.actions.intake import keep_raw, read_raw
from kulanz.desk.models import Contact
from kulanz.desk.queries.contacts import team_address
from kulanz.reading.delivery import delivered_to

SOURCE = "mail"


def take_in(content: bytes, *, at: datetime, team_hint: str = "") -> Contact | None:
    """Keep a mail, then read it; None when it became no contact. The same mail twice is one.

    Raises:
        OperationalError, OSError: it could not be kept; hand it over again later.
    """
    return read_raw(keep_raw(source=SOURCE, content=content, at=at, team_hint=team_hint), at=at)


def mail_in(content: bytes, at: datetime, *, team_hint: str = "") -> str:
    """What became of a mail, in one line for the mail server's log: a case number, or why not.

    Raises:
        OperationalError, OSError: it could not be kept (exit 75 asks for another attempt).
    """
    hint = team_hint or team_address(delivered_to(content))
    raw = keep_raw(source=SOURCE, content=content, at=at, team_hint=hint)
    contact = read_raw(raw, at=at)
    raw.refresh_from_db()
    if contact is not None:
        return (
            contact.case.number if raw.state == "read" else f"{contact.case.number} ({raw.state})"
        )
    return f"message {raw.pk}: {raw.state}{f' ({raw.problem})' if raw.problem else ''}"
