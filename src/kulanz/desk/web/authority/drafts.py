"""The draft: its grid with the checks beside it, import, publication, giving it up."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kulanz.authority.entries import BadSheet
from kulanz.authority.refusals import explain_pack_error
from kulanz.authority.rows import from_rows
from kulanz.authority.saying import explain_bad_sheet
from kulanz.authority.sheets_file import MOST_BYTES, from_csv, from_xlsx
from kulanz.countries import BASES, PackError, Table, profile
from kulanz.desk.actions import authority as actions
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.queries.authority import with_table
from kulanz.desk.queries.authority_drafts import needs_another_person, versions
from kulanz.desk.queries.authority_grid import checks_of, grid_of
from kulanz.desk.web.authority.doors import draft_or_404, frame, keeping_authority
from kulanz.desk.web.authority.views import asked_of
from kulanz.desk.web.doors import person_of, whole_number
from kulanz.desk.web.languages import reading


def refusal_text(refusal: DeskRefusal) -> str:
    """Why not, as a sentence; what makes it no table is said by the language pack."""
    if isinstance(refusal.__cause__, PackError):
        return explain_pack_error(refusal.__cause__, reading())
    texts = {
        "no_draft": _("There is no draft any more."),
        "not_sound": _("A draft with contradictions or gaps cannot be published."),
        "day_is_past": _("Valid from today or a later day."),
        "no_note": _("Write down why it changes."),
        "another_person": _(
            "Somebody may give more than before: "
            "another person than who wrote the draft publishes it."
        ),
    }
    return texts.get(refusal.code, _("With this row the table cannot be used."))


@require_http_methods(["GET", "POST"])
@keeping_authority
def draft(request: HttpRequest, pack: str) -> HttpResponse:
    """The draft with what the proof says of it; a POST begins it."""
    if request.method == "POST":
        return _begin(request, pack)
    row, country = draft_or_404(pack)
    found, asked = frame(request, pack), asked_of(request)
    context = found | {
        "grid": grid_of(country, reading(), asked, before=found["now"].country),
        "checks": checks_of(country, row.text, reading()),
        "asked": asked,
        "bases": BASES,
        "editing": True,
    }
    return render(request, "kulanz/authority/table.html", context)


def _begin(request: HttpRequest, pack: str) -> HttpResponse:
    """From the table in force, or from an older version."""
    number = request.POST.get("version", "")
    text = None
    if number:
        text = get_object_or_404(versions(pack), number=whole_number(number)).text
    actions.start_draft(pack, at=timezone.now(), by=person_of(request), text=text)
    return redirect("authority_draft", pack)


@require_POST
@keeping_authority
def discarding(request: HttpRequest, pack: str) -> HttpResponse:
    """Give the draft up."""
    draft_or_404(pack)
    actions.discard(pack, at=timezone.now(), by=person_of(request))
    messages.success(request, _("The draft was given up; it stays among the versions."))
    return redirect("authority_table", pack)


@require_POST
@keeping_authority
def taking_in(request: HttpRequest, pack: str) -> HttpResponse:
    """Read a file into the draft; the draft stays as it was until the file is good."""
    _row, country = draft_or_404(pack)
    file = request.FILES.get("file")
    raw = file.read(MOST_BYTES + 1) if file else b""
    try:
        table = _read(pack, country.table, raw, (file.name or "") if file else "")
        actions.take_in(pack, table, at=timezone.now(), by=person_of(request))
        messages.success(request, _("Read into the draft."))
    except BadSheet as problem:
        messages.error(request, explain_bad_sheet(problem, reading()))
    except PackError as problem:
        messages.error(
            request,
            _("This table cannot be used: %(why)s")
            % {"why": explain_pack_error(problem, reading())},
        )
    return redirect("authority_draft", pack)


def _read(pack: str, table: Table, raw: bytes, name: str) -> Table:
    if name.casefold().endswith(".toml"):
        if len(raw) > MOST_BYTES:
            raise BadSheet("unreadable")
        try:
            return with_table(pack, raw.decode()).table
        except UnicodeDecodeError:
            raise BadSheet("unreadable") from None
    xlsx = name.casefold().endswith(".xlsx")
    return from_rows(from_xlsx(raw) if xlsx else from_csv(raw), table, reading())


@require_http_methods(["GET", "POST"])
@keeping_authority
def publication(request: HttpRequest, pack: str) -> HttpResponse:
    """From when the draft decides, and why it changes."""
    row, country = draft_or_404(pack)
    today, why, status = timezone.localdate(timezone=profile(pack).timezone), "", 200
    typed = request.POST or request.GET
    day = _day(typed.get("valid_from", ""))
    if request.method == "POST":
        note = request.POST.get("note", "")[:300]
        try:
            made = actions.publish(
                pack,
                valid_from=day or today.min,
                note=note,
                at=timezone.now(),
                by=person_of(request),
            )
        except DeskRefusal as refusal:
            why, status = refusal_text(refusal), 422
        else:
            messages.success(request, _("Published."))
            return redirect("authority_version", pack, made.number)
    context = frame(request, pack) | {
        "row": row,
        "why": why,
        "today": today,
        "typed": typed,
        "checks": checks_of(country, row.text, reading()),
        "another": needs_another_person(row, person_of(request), on=day or today),
    }
    return render(request, "kulanz/authority/publication.html", context, status=status)


def _day(text: str) -> date | None:
    """A day as a form has it; None for anything else."""
    try:
        return parse_date(text)
    except ValueError:
        return None
