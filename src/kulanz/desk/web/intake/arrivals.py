"""What came in: what each message has become and why; what waits is read again or opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kulanz.desk.actions import intake
from kulanz.desk.models import Case, Contact, Person, RawMessage
from kulanz.desk.models.people import Role
from kulanz.desk.queries import access
from kulanz.desk.queries.arrivals import OUTCOMES, arrivals_for, originals_of
from kulanz.desk.web.doors import person_of, whole_number, working
from kulanz.desk.web.intake.arrival_words import outcome_words, way_words, why
from kulanz.desk.web.intake.contacts import raw_file

PAGE = 50
MAY_READ_ALL = frozenset({Role.LEAD, Role.MANAGER})
WAITING, ALL = "waiting", "all"


@dataclass(frozen=True, slots=True)
class Line:
    """One message of the list: what it has become, and what can be done with it."""

    raw: RawMessage
    outcome: str
    why: str
    way: str
    case: Case | None

    @property
    def waits(self) -> bool:
        """Whether it was not read, or not to the end."""
        return self.raw.state in {"new", "quarantined"}

    @property
    def can_open(self) -> bool:
        """Whether a person may still make a case of it."""
        return self.case is None and self.raw.outcome != "duplicate"


def lines_of(raws: Sequence[RawMessage]) -> list[Line]:
    """Messages as they are shown; a copy leads to the case of its original."""
    originals = originals_of(raws)
    return [
        Line(
            raw=raw,
            outcome=outcome_words(raw),
            why=why(raw) if raw.problem else "",
            way=way_words(raw),
            case=_case_of(raw, originals),
        )
        for raw in raws
    ]


def _case_of(raw: RawMessage, originals: Mapping[str, Contact]) -> Case | None:
    contact: Contact | None = getattr(raw, "contact", None)
    if contact is None and raw.outcome == "duplicate":
        contact = originals.get(raw.body_key)
    return contact.case if contact is not None else None


@require_safe
@working
def mail_quarantine(request: HttpRequest) -> HttpResponseBase:
    """What came in; at first what waits for a person, else everything or all of one outcome."""
    show = request.GET.get("show", WAITING)
    if show not in {WAITING, ALL, *OUTCOMES}:
        raise Http404
    rows = arrivals_for(
        _lead_or_404(request),
        waiting=show == WAITING,
        outcome=show if show in OUTCOMES else "",
        before=whole_number(request.GET.get("before", "")) or None,
    )
    found = list(rows[: PAGE + 1])
    context = {
        "lines": lines_of(found[:PAGE]),
        "next_before": found[PAGE - 1].pk if len(found) > PAGE else None,
        "show": show,
        "shows": _shows(),
        "section": "intake",
        "way": "mail_quarantine",
    }
    return render(request, "kulanz/intake/quarantine.html", context)


def _shows() -> list[tuple[str, str]]:
    """What can be chosen to be seen, in the order of the page."""
    return [
        (WAITING, _("Waiting for a person")),
        (ALL, _("Everything")),
        ("case", _("New cases")),
        ("reply", _("Replies")),
        ("auto_reply", _("Written by machines")),
        ("bounce", _("Came back")),
        ("duplicate", _("Copies")),
        ("own", _("Our own")),
    ]


@require_safe
@working
def quarantine_raw(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The bytes of a message as they came."""
    return raw_file(_kept_or_404(request, pk))


@require_POST
@working
def quarantine_reading(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Read it once more; with `anyway` open a case whatever it is."""
    raw = _kept_or_404(request, pk)
    contact = intake.read_again(
        raw, at=timezone.now(), by=person_of(request), anyway=request.POST.get("anyway") == "yes"
    )
    raw.refresh_from_db()
    return after_reading(request, raw, contact)


def after_reading(
    request: HttpRequest, raw: RawMessage, contact: Contact | None
) -> HttpResponseBase:
    """To the case, if the person may see it; else a word about what became of the message."""
    person = person_of(request)
    if contact is None:
        messages.warning(
            request, _("The message is kept, but no case was opened: %(why)s") % {"why": why(raw)}
        )
        return redirect("mail_quarantine" if person.role in MAY_READ_ALL else "mail_upload")
    if access.cases_for(person).filter(pk=contact.case_id).exists():
        messages.success(request, _("The message is in this case."))
        return redirect("case", contact.case.number)
    team = {"team": contact.case.team.name}
    messages.success(request, _("The message has gone to team %(team)s.") % team)
    return redirect("mail_upload")


def _lead_or_404(request: HttpRequest) -> Person:
    person = person_of(request)
    if person.role not in MAY_READ_ALL:
        raise Http404
    return person


def _kept_or_404(request: HttpRequest, pk: int) -> RawMessage:
    return get_object_or_404(arrivals_for(_lead_or_404(request)), pk=pk)
