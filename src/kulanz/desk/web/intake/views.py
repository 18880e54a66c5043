"""What colleagues bring in: calls, letters, mails saved as files."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kulanz.countries import profile
from kulanz.desk.actions import contacts, intake
from kulanz.desk.models import Case, Contact, Person, Team
from kulanz.desk.queries import contacts as known
from kulanz.desk.web.cases.frame import render_tab
from kulanz.desk.web.doors import person_of, working, working_on_case
from kulanz.desk.web.intake.arrivals import after_reading
from kulanz.desk.web.intake.forms import MailFileForm, NoteForm, PhoneNoteForm


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
        return after_reading(request, raw, contact)
    context = {"form": form, "section": "intake", "way": "mail_upload"}
    return render(request, "kulanz/intake/upload.html", context)
