"""What a team signs its replies with, and where their answers go."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from kulanz.case import LANGUAGES
from kulanz.desk.actions.letter_bytes import plain_text
from kulanz.desk.actions.record import DeskRefusal, record
from kulanz.desk.models import Person, Signature, Team
from kulanz.desk.queries.protocol import may_change

LONGEST = 2000


class NotYourTeam(DeskRefusal):
    """Somebody else's team: its lead or the complaint manager changes this."""

    code = "not_your_guide"


@transaction.atomic
def sign_with(
    team: Team, *, texts: Mapping[str, str], plus_address: bool, at: datetime, by: Person
) -> None:
    """Set the signature of each language; an empty one signs nothing. Mails on their way stay.

    Raises:
        NotYourTeam: `by` may not change it.
    """
    if not may_change(by, team):
        raise NotYourTeam
    team.plus_address = plus_address
    team.save(update_fields=["plus_address"])
    for language in LANGUAGES:
        text = plain_text(texts.get(language, ""))[:LONGEST].strip()
        rows = Signature.objects.filter(team=team, language=language)
        if not text:
            rows.delete()
        elif not rows.update(text=text):
            Signature.objects.create(team=team, language=language, text=text)
    record("team.mail_changed", case=None, at=at, by=by, team=team.name)
