"""Where no system obeys holds by itself, a person at receivables is asked to."""

from datetime import datetime

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from kulanz.commitments import due
from kulanz.countries import profile
from kulanz.desk.actions.commitments import promise, withdraw
from kulanz.desk.models import Commitment, Hold, Person
from kulanz.desk.models.people import Role
from kulanz.desk.queries.holds import obeyed_by_webhook, running

WITHIN = "1h_b"
STOP, GO_ON = "hold_stop", "hold_go_on"


def ask_to_stop(row: Hold, *, at: datetime, by: Person | None, anyway: bool = False) -> None:
    """Ask for the hold to be typed in; not where a webhook tells billing, except `anyway`."""
    if anyway or not obeyed_by_webhook():
        _ask(row, STOP, at=at, by=by)


def ask_to_go_on(row: Hold, *, at: datetime, by: Person | None, anyway: bool = False) -> None:
    """Ask for its end to be typed in, unless another hold still stands on the order."""
    others = running(row.case.holds.filter(order=row.order), at=at).exclude(pk=row.pk)
    if others.exists() or _drop(row, STOP, at=at, by=by):
        return
    if anyway or not obeyed_by_webhook():
        _ask(row, GO_ON, at=at, by=by)


def drop_unnamed(row: Hold, *, at: datetime, by: Person | None) -> None:
    """The order has a number now: what was asked without it is moot."""
    _drop(row, STOP, at=at, by=by)


def _drop(row: Hold, act: str, *, at: datetime, by: Person | None) -> bool:
    """Nobody has done it yet, so nobody needs to; whether there was such a task."""
    open_ones = row.case.commitments.filter(
        act=f"{act}:{row.order}", done_at=None, withdrawn_at=None
    )
    return bool([withdraw(task, at=at, by=by) for task in open_ones])


def _ask(row: Hold, act: str, *, at: datetime, by: Person | None) -> None:
    """Once per order; what was asked before and is now the contrary is withdrawn."""
    case, wanted = row.case, f"{act}:{row.order}"
    _drop(row, GO_ON if act == STOP else STOP, at=at, by=by)
    owner = receivables() or case.owner or by
    asked = case.commitments.filter(act=wanted, done_at=None, withdrawn_at=None).exists()
    if owner is None or asked or case.closed_at is not None:
        return
    promise(
        case,
        side=Commitment.OURS,
        text=_words(row, act, language=owner.language),
        due_at=due(profile(case.profile), WITHIN, at),
        at=at,
        owner=owner,
        by=by,
        shared=False,
        act=wanted,
    )


def receivables() -> Person | None:
    """Who is asked: of receivables, whoever has been here longest."""
    return Person.objects.filter(is_active=True, role=Role.FINANCE).order_by("pk").first()


def _words(row: Hold, act: str, *, language: str) -> str:
    with translation.override(language):
        order = row.order or gettext("number not known yet")
        if act == GO_ON:
            return gettext("Let dunning go on in the billing system: order %(order)s") % {
                "order": order
            }
        if row.until is None:
            return gettext("Stop dunning in the billing system: order %(order)s, until lifted") % {
                "order": order
            }
        until = date_format(localtime(row.until), "SHORT_DATETIME_FORMAT")
        return gettext("Stop dunning in the billing system: order %(order)s, until %(until)s") % {
            "order": order,
            "until": until,
        }
