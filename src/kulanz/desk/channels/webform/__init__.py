"""The public form: complaints without a login, in three languages."""

from datetime import datetime

from kulanz.desk.actions.intake import keep_raw, read_raw
from kulanz.desk.models import Contact

SOURCE = "webform"


def take_in(content: bytes, *, at: datetime, team_hint: str = "") -> Contact | None:
    """Keep what was typed, then read it; None when it became no contact."""
    return read_raw(keep_raw(source=SOURCE, content=content, at=at, team_hint=team_hint), at=at)
