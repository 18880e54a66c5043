"""Replies, notes and drafts of one case. Both composers work without JavaScript."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kulanz.desk.actions import drafts as draft_actions
from kulanz.desk.actions import notes as note_actions
from kulanz.desk.actions import replies as reply_actions
from kulanz.desk.actions.outbox import TooLate
from kulanz.desk.actions.phrases import put_into_reply
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Case, Draft
from kulanz.desk.queries.replies import composers, remarks_on
from kulanz.desk.web.cases.frame import render_tab
from kulanz.desk.web.cases.history_lines import line_of
from kulanz.desk.web.doors import person_of, whole_number, working_on_case
from kulanz.desk.web.replies.texts import REFUSALS

STOPPED = "kulanz/replies/stopped.html"
CONFLICT, NOT_ACCEPTED = 409, 422


@require_POST
@working_on_case
def replies(request: HttpRequest, case: Case) -> HttpResponse:
    """Send an answer to the customer; what stops it is shown above the text, which is kept."""
    extras = _extras(request)
    try:
        _keep(request, case, Draft.REPLY)
        reply_actions.send_reply(
            case,
            text=request.POST.get("text", ""),
            form_key=request.POST.get("form_key", ""),
            last_event=whole_number(request.POST.get("last_event", "")),
            at=timezone.now(),
            by=person_of(request),
            reason=request.POST.get("reason", ""),
            copies=extras.copies,
            important=extras.important,
        )
    except DeskRefusal as refusal:
        return _stopped(request, case, refusal)
    return _back(case)


@require_POST
@working_on_case
def undoing(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """Take a reply back while it has not left."""
    message = case.outbox.filter(pk=pk, by=person_of(request), kind=reply_actions.KIND).first()
    if message is None:
        raise Http404
    try:
        reply_actions.undo_reply(message, at=timezone.now(), by=person_of(request))
    except TooLate as refusal:
        messages.error(request, REFUSALS[refusal.code])
    else:
        messages.success(
            request, _("Taken back. Nothing was sent, your text is in the reply again.")
        )
    return redirect("case", case.number)


@require_POST
@working_on_case
def notes(request: HttpRequest, case: Case) -> HttpResponse:
    """Write an internal note."""
    try:
        note_actions.add_note(
            case,
            text=request.POST.get("text", ""),
            form_key=request.POST.get("form_key", ""),
            at=timezone.now(),
            by=person_of(request),
        )
    except DeskRefusal as refusal:
        return _note_stopped(request, case, refusal)
    messages.success(request, _("Noted. Only colleagues see it."))
    return redirect("case", case.number)


@require_POST
@working_on_case
def draft(request: HttpRequest, case: Case, kind: str) -> HttpResponse:
    """Keep what is being written, with its files; or take one file out again."""
    at, about_files = timezone.now(), bool(request.FILES or request.POST.get("drop_file"))
    file = whole_number(request.POST.get("drop_file", ""))
    draft_actions.drop_file(case, file=file, by=person_of(request))
    try:
        _keep(request, case, kind)
    except DeskRefusal as refusal:
        messages.error(request, _said(refusal))
        return _back(case)
    if request.accepts("text/html"):
        messages.success(request, _("Draft saved."))
        return _back(case) if about_files else redirect("case", case.number)
    return JsonResponse({"saved": date_format(timezone.localtime(at), "H:i:s")})


def _keep(request: HttpRequest, case: Case, kind: str) -> None:
    draft_actions.save_draft(
        case,
        kind=kind,
        text=request.POST.get("text", ""),
        form_key=request.POST.get("form_key", ""),
        at=timezone.now(),
        by=person_of(request),
        extras=_extras(request) if kind == Draft.REPLY and "copies" in request.POST else None,
    )


def _extras(request: HttpRequest) -> draft_actions.DraftExtras:
    """Copies as typed (with commas, semicolons or blanks between) and as ticked, and the files."""
    typed = request.POST.get("copies", "").replace(";", " ").replace(",", " ").split()
    named = {one.lower(): one for one in (*typed, *request.POST.getlist("copy"))}
    return draft_actions.DraftExtras(
        copies=tuple(named.values()),
        important=request.POST.get("important") == "yes",
        files=[
            draft_actions.NewFile(one.name or "", one.size or 0, one.read)
            for one in request.FILES.getlist("files")
        ],
    )


@require_POST
@working_on_case
def sentence(request: HttpRequest, case: Case) -> HttpResponse:
    """Put a sentence of the library at the end of the reply, for browsers without JavaScript."""
    person, at = person_of(request), timezone.now()
    text, key = request.POST.get("text", ""), request.POST.get("form_key", "")
    draft_actions.save_draft(case, kind=Draft.REPLY, text=text, form_key=key, at=at, by=person)
    if request.POST.get("sentence", "").strip():
        put_into_reply(case, text=request.POST["sentence"], at=at, by=person)
    return redirect("case", case.number)


@require_POST
@working_on_case
def check(request: HttpRequest, case: Case) -> HttpResponse:
    """What the check says about a text while it is being written."""
    kind = "note" if request.POST.get("kind") == "note" else "reply"
    text = request.POST.get("text", "").replace("\r\n", "\n")
    remarks = remarks_on(
        case, person_of(request), text=text, kind="note" if kind == "note" else "reply"
    )
    return render(request, "kulanz/replies/remarks.html", {"remarks": remarks, "kind": kind})


def _back(case: Case) -> HttpResponse:
    """To the composers, where the way to undo is."""
    return redirect(f"{reverse('case', args=[case.number])}#composers")


def _said(refusal: DeskRefusal) -> str:
    """The refusal in words, with what it is about."""
    return str(REFUSALS[refusal.code]) % {"value": getattr(refusal, "value", "")}


def _stopped(request: HttpRequest, case: Case, refusal: DeskRefusal) -> HttpResponse:
    """The case page with the text as it was typed and what stands in its way."""
    case.refresh_from_db()
    shown = replace(
        composers(case, person_of(request), at=timezone.now()),
        reply=request.POST.get("text", ""),
        reply_key=request.POST.get("form_key", ""),
        reason=request.POST.get("reason", ""),
        remarks=getattr(refusal, "remarks", ()),
        news=getattr(refusal, "news", ()),
    )
    status = CONFLICT if shown.news else NOT_ACCEPTED
    news = [line_of(event, case) for event in shown.news]
    context = {"composers": shown, "refusal": _said(refusal), "news": news}
    return render_tab(request, case, tab="", template=STOPPED, context=context, status=status)


def _note_stopped(request: HttpRequest, case: Case, refusal: DeskRefusal) -> HttpResponse:
    shown = replace(
        composers(case, person_of(request), at=timezone.now()),
        note=request.POST.get("text", ""),
        note_key=request.POST.get("form_key", ""),
        note_remarks=getattr(refusal, "remarks", ()),
    )
    context = {"composers": shown, "note_refusal": REFUSALS[refusal.code]}
    return render_tab(request, case, tab="", template=STOPPED, context=context, status=NOT_ACCEPTED)
