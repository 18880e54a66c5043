"""Writing down the customer's own solution, word for word."""

from datetime import datetime

from django.db import transaction

from kulanz.desk.actions.cases import refresh
from kulanz.desk.actions.closure import wake
from kulanz.desk.actions.record import DeskRefusal, hold, record
from kulanz.desk.models import Case, Person, Wish


class NoWish(DeskRefusal):
    """A wish needs words."""

    code = "no_wish"


@transaction.atomic
def note_wish(case: Case, *, text: str, at: datetime, by: Person | None = None) -> Wish:
    """Keep a wish literally; without `by` the customer wrote it themselves. Said twice, kept once.

    Raises:
        NoWish: see there.
    """
    case = hold(case)
    text = text.strip()
    if not text:
        raise NoWish
    last = case.wishes.order_by("-at", "-id").first()
    if last is not None and last.text == text:
        return last
    case = wake(case, at=at) if by is None else case
    wish = Wish.objects.create(case=case, text=text, noted_by=by, at=at)
    record("wish.noted", case=case, at=at, by=by, by_customer=by is None, wish=wish.pk)
    refresh(case)
    return wish
