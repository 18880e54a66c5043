"""What colleagues bring in: calls, letters, mails saved as files; and what could not be read."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kulanz.countries import profile
from kulanz.desk.actions import contacts, intake
from kulanz.desk.models import Case, Contact, Person, RawMessage, Team
from kulanz.desk.models.people import Role
from kulanz.desk.queries import access
from kulanz.desk.queries import contacts as known
from kulanz.desk.web.cases.frame import render_tab
from kulanz.desk.web.doors import person_of, whole_number, working, working_on_case
from kulanz.desk.web.intake.contacts import raw_file
from kulanz.desk.web.intake.forms import MailFileForm, NoteForm, PhoneNoteForm

PAGE = 50
MAY_READ_ALL = frozenset({Role.LEAD, Role.MANAGER})


@require_http_methods(["GET", "HEAD", "POST"])
@working
def phone_note(request: HttpRequest) -> HttpResponseBase:
    """Note a call or letter: a new case, or one of those known at the address."""
    person = person_of(request)
    form = PhoneNoteForm(
        request.POST or None, initial=_usual(person), choose_team=person.team is None
    )
    offered: list[Case] = []
    if request.method == "POST" and form.is_valid():
        offered = known.open_cases_at(person, form.caller().addresses())
        chosen = request.POST.get("case", "")
        if not offered or chosen in {"new", *(case.number for case in offered)}:
            contact = _noted(form, next((c for c in offered if c.number == chosen), None), person)
            messages.success(
                request, _("Noted in case %(number)s.") % {"number": contact.case.number}
            )
            return redirect("case", contact.case.number)
    context = {"form": form, "offered": offered, "section": "intake", "way": "phone_note"}
    return render(request, "kulanz/intake/phone_note.html", context)


def _usual(person: Person) -> dict[str, Any]:
    team = person.team or Team.objects.order_by("pk").first()
    return {"team": team, "language": profile(team.country).language if team else person.language}


def _noted(form: PhoneNoteForm, case: Case | None, person: Person) -> Contact:
    caller, note, at = form.caller(), form.note(), timezone.now()
    if case is not None:
        return contacts.note_call(case, note=note, caller=caller, at=at, by=person)
    typed = form.cleaned_data
    team = person.team or typed["team"]
    return contacts.open_by_call(
        caller=caller, note=note, team=team, language=typed["language"], at=at, by=person
    )


@require_safe
@working
def known_cases(request: HttpRequest) -> HttpResponseBase:
    """The cases known at what has been typed so far, for the form of `phone_note`."""
    caller = contacts.Caller(
        name="", phone=request.GET.get("phone", "")[:40], mail=request.GET.get("mail", "")[:254]
    )
    offered = known.open_cases_at(person_of(request), caller.addresses())
    return render(request, "kulanz/intake/known_cases.html", {"offered": offered})


@require_http_methods(["GET", "HEAD", "POST"])
@working_on_case
def case_contacts(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Note a call or letter in this case."""
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        contacts.note_call(case, note=form.note(), at=timezone.now(), by=person_of(request))
        messages.success(request, _("The contact is noted."))
        return redirect("case", case.number)
    status = 422 if form.errors and request.htmx else 200  # type: ignore[attr-defined] # set by a middleware
    return render_tab(
        request,
        case,
        tab="contact",
        template="kulanz/intake/note.html",
        context={"form": form},
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@working
def mail_upload(request: HttpRequest) -> HttpResponseBase:
    """Bring in a mail saved as a file; it is kept and read like one that came by itself."""
    person = person_of(request)
    form = MailFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        hint = person.team.mail_address if person.team else ""
        raw = intake.keep_raw(source="upload", content=content, at=timezone.now(), team_hint=hint)
        contact = intake.read_raw(raw, at=timezone.now())
        raw.refresh_from_db()
        return _after_reading(request, raw, contact)
    context = {"form": form, "section": "intake", "way": "mail_upload"}
    return render(request, "kulanz/intake/upload.html", context)


def _after_reading(
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


def why(raw: RawMessage) -> str:
    """Why a message is no contact, in words."""
    words = {
        "no_sender": _("nobody is named as sender"),
        "automatic": _("a machine wrote it, and it belongs to no case"),
        "own_mail": _("it comes from our own address"),
        "bounce": _("a mail server reports that a mail did not arrive, and it is none of ours"),
        "out_of_office": _("an absence notice that belongs to no case"),
        "auto_reply": _("an automatic answer that belongs to no case"),
        "receipt": _("a receipt that a mail was opened"),
        "report": _("a report of a mail server"),
        "list": _("a mail to many, from a list"),
        "machine": _("a machine wrote it, and it belongs to no case"),
        "loop": _("it goes in circles between mail servers"),
        "too_large": _("it is larger than what is read"),
        "mail_cut": _("it is larger than what is read"),
        "too_many_parts": _("it has more parts than are read"),
        "nested_too_deep": _("its parts are nested deeper than is read"),
        "headers_cut": _("its head is longer than is read"),
        "trap": _("the form was filled in by a robot"),
        "not_a_form": _("the form is damaged"),
    }
    return words.get(
        raw.problem, _("it could not be read (%(code)s)") % {"code": raw.problem or raw.state}
    )


@require_safe
@working
def mail_quarantine(request: HttpRequest) -> HttpResponseBase:
    """What has become no contact, to be read again or opened all the same."""
    before = request.GET.get("before", "")
    automatic = request.GET.get("show") == "automatic"
    rows = known.unread_for(
        _lead_or_404(request),
        automatic=automatic,
        before=whole_number(before) or None,
    )
    found = list(rows[: PAGE + 1])
    context = {
        "messages_kept": [(raw, why(raw)) for raw in found[:PAGE]],
        "next_before": found[PAGE - 1].pk if len(found) > PAGE else None,
        "automatic": automatic,
        "section": "intake",
        "way": "mail_quarantine",
    }
    return render(request, "kulanz/intake/quarantine.html", context)


def _lead_or_404(request: HttpRequest) -> Person:
    person = person_of(request)
    if person.role not in MAY_READ_ALL:
        raise Http404
    return person


def _kept_or_404(request: HttpRequest, pk: int) -> RawMessage:
    person = _lead_or_404(request)
    rows = known.unread_for(person) | known.unread_for(person, automatic=True)
    return get_object_or_404(rows, pk=pk)


@require_safe
@working
def quarantine_raw(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The bytes of a message that became no contact."""
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
    return _after_reading(request, raw, contact)
