"""The guided conversation: the next sentence, what was said, pause and way out."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kulanz.case import LanguageCode
from kulanz.commitments import presets
from kulanz.countries import profile
from kulanz.desk.actions import conversation as conversation_actions
from kulanz.desk.actions.facts import give_up_question
from kulanz.desk.actions.phrases import put_into_reply
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.actions.wishes import note_wish
from kulanz.desk.models import Case
from kulanz.desk.queries.conversation import conversation_page
from kulanz.desk.queries.procedures import open_question
from kulanz.desk.web.cases.frame import render_tab
from kulanz.desk.web.doors import of_case, person_of, whole_number, working_on_case

REFUSALS: dict[str, str | Promise] = {
    "no_wish": gettext_lazy("Write the wish down in the customer's words."),
    "nothing_of_the_kind": gettext_lazy("This cannot be noted here."),
    "pause_running": gettext_lazy("A pause is running already."),
    "case_closed": gettext_lazy("That case is closed. Open it again first."),
    "due_in_the_past": gettext_lazy("This moment is over. Choose a later one."),
}
TEXT_LENGTH = 4_000
STAYS_ON = ("empathise", "boundary", "own")


@require_safe
@of_case
def conversation(request: HttpRequest, case: Case) -> HttpResponse:
    """The tab; `?step=` shows the sentences of another step."""
    page = conversation_page(
        case,
        person=person_of(request),
        at=timezone.now(),
        language=cast("LanguageCode", get_language()),
        step=request.GET.get("step", ""),
    )
    context = {"talk": page, "minutes": conversation_actions.PAUSE_MINUTES}
    template = "kulanz/conversation/panel.html"
    return render_tab(request, case, tab="conversation", template=template, context=context)


@require_POST
@working_on_case
def marks(request: HttpRequest, case: Case) -> HttpResponse:
    """The agent said it."""
    what, at, by = request.POST.get("what", ""), timezone.now(), person_of(request)
    try:
        conversation_actions.mark_said(case, what=what, at=at, by=by)
    except DeskRefusal as refusal:
        messages.error(request, str(REFUSALS[refusal.code]))
    step = request.POST.get("step", "")
    page = reverse("conversation", args=[case.number])
    return redirect(f"{page}?step={step}" if step in STAYS_ON else page)


@require_POST
@working_on_case
def skipping(request: HttpRequest, case: Case) -> HttpResponse:
    """Leave the step out on purpose, or one question that nobody can answer."""
    at, by = timezone.now(), person_of(request)
    asked = open_question(case, request.POST.get("need", ""))
    try:
        if asked is not None:
            give_up_question(case, text=asked.text, at=at, by=by)
        elif "step" in request.POST:
            step = request.POST["step"]
            conversation_actions.skip_step(case, step=step, reason="", at=at, by=by)
    except DeskRefusal as refusal:
        messages.error(request, str(REFUSALS[refusal.code]))
    return redirect("conversation", case.number)


@require_POST
@working_on_case
def draft(request: HttpRequest, case: Case) -> HttpResponse:
    """Copy a sentence into the reply."""
    text = request.POST.get("text", "").strip()[:TEXT_LENGTH]
    if text:
        put_into_reply(case, text=text, at=timezone.now(), by=person_of(request))
        messages.success(request, _("The sentence stands in your reply."))
    return redirect("conversation", case.number)


@require_POST
@working_on_case
def wishes(request: HttpRequest, case: Case) -> HttpResponse:
    """Write down the customer's own solution."""
    text = request.POST.get("text", "")[:TEXT_LENGTH]
    try:
        note_wish(case, text=text, at=timezone.now(), by=person_of(request))
    except DeskRefusal as refusal:
        messages.error(request, str(REFUSALS[refusal.code]))
    return redirect("conversation", case.number)


@require_POST
@working_on_case
def pauses(request: HttpRequest, case: Case) -> HttpResponse:
    """Announce a pause."""
    minutes = whole_number(request.POST.get("minutes", ""))
    at, by = timezone.now(), person_of(request)
    try:
        conversation_actions.start_pause(case, minutes=minutes, at=at, by=by)
    except DeskRefusal as refusal:
        messages.error(request, str(REFUSALS[refusal.code]))
    return redirect("conversation", case.number)


@require_POST
@working_on_case
def pause_end(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """Back on the line."""
    pause = get_object_or_404(case.pauses.select_related("case"), pk=pk)
    conversation_actions.end_pause(pause, at=timezone.now(), by=person_of(request))
    return redirect("conversation", case.number)


@require_POST
@working_on_case
def mail(request: HttpRequest, case: Case) -> HttpResponse:
    """End the call and go on in writing."""
    at, by = timezone.now(), person_of(request)
    due_at = _due(case, request.POST.get("due", ""), at)
    try:
        conversation_actions.move_to_mail(case, due_at=due_at, at=at, by=by)
    except DeskRefusal as refusal:
        messages.error(request, str(REFUSALS[refusal.code]))
        return redirect("conversation", case.number)
    messages.success(request, _("Both commitments are noted; the sentence stands in your reply."))
    return redirect("commitments", case.number)


def _due(case: Case, code: str, at: datetime) -> datetime:
    choices = presets(profile(case.profile), at)
    return next((one.due for one in choices if one.code == code), choices[-1].due)
