"""The call screen: starting, typing, tapping, saying."""

import secrets
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kulanz.calls import SIGNS, TAP_KEYS, due_in, parse_line
from kulanz.countries import profile
from kulanz.desk.actions import calls as actions
from kulanz.desk.actions.call_lines import Meant, take_back, write_line
from kulanz.desk.actions.call_said import note_own_solution, say_sentence
from kulanz.desk.actions.contacts import Caller
from kulanz.desk.actions.conversation import end_pause, skip_step, start_pause
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Call, Case, Team
from kulanz.desk.queries.callhints import regions
from kulanz.desk.queries.calls import running_call
from kulanz.desk.web.calls.commands import run_command
from kulanz.desk.web.calls.doors import by_script, of_call, refused, speaking
from kulanz.desk.web.calls.forms import NewCallerForm, StartForm
from kulanz.desk.web.calls.parts import changed, page_context, tell
from kulanz.desk.web.doors import person_of, whole_number, working, working_on_case
from kulanz.desk.web.languages import code_of, reading

PAUSE = 2  # minutes


@require_http_methods(["GET", "POST"])
@working
def new_call(request: HttpRequest) -> HttpResponse:
    """A caller without a case: name and number, and the screen opens."""
    person = person_of(request)
    first = {"form_key": secrets.token_hex(16), "language": person.language}
    form = NewCallerForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        caller = Caller(name=given["name"], phone=given["phone"], mail=given["mail"])
        try:
            call = actions.start_new_case(
                caller,
                team=person.team or Team.objects.earliest("pk"),
                language=given["language"],
                form_key=given["form_key"] or secrets.token_hex(16),
                direction=given["direction"],
                wait_minutes=given["wait_minutes"],
                at=timezone.now(),
                by=person,
            )
        except actions.CallRunning:
            return _in_another(request)
        return redirect("call", call.pk)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "section": "intake"}
    return render(request, "kulanz/calls/new.html", context, status=status)


@require_POST
@working_on_case
def case_calls(request: HttpRequest, case: Case) -> HttpResponse:
    """Speak to the customer of this case now."""
    form = StartForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The call could not be started. Try again."))
        return redirect("case", case.number)
    given = form.cleaned_data
    try:
        call = actions.start_call(
            case,
            form_key=given["form_key"] or secrets.token_hex(16),
            direction=given["direction"],
            wait_minutes=given["wait_minutes"],
            at=timezone.now(),
            by=person_of(request),
        )
    except actions.CallRunning:
        return _in_another(request)
    return redirect("call", call.pk)


def _in_another(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("You are in another call. End that one first."))
    running = running_call(person_of(request))
    return redirect("call", running.pk) if running else redirect("inbox")


@require_safe
@of_call
def call(request: HttpRequest, call: Call) -> HttpResponse:
    """The screen; for others than its agent, to look at. A call that is over leads to its case."""
    if call.ended_at is not None and call.case is not None:
        return redirect("case", call.case.number)
    context = page_context(request, call, at=timezone.now())
    return render(request, "kulanz/calls/page.html", {**context, "form_key": secrets.token_hex(8)})


@require_POST
@speaking
def typed(request: HttpRequest, call: Call) -> HttpResponse:
    """The line so far: kept, read, and answered on the stream; here too when no stream is open."""
    text = request.POST.get("text", "")
    actions.keep_typed(call, text=text, by=person_of(request))
    number = whole_number(request.POST.get("n", ""))
    parts = tell(call, typed=text, screen=reading(), number=number)
    if request.headers.get("X-Stream") == "open":
        return HttpResponse(status=204)
    return HttpResponse(parts, content_type="application/json")


@require_POST
@speaking
def entries(request: HttpRequest, call: Call) -> HttpResponse:
    """A line is finished: it is written down, or the command in it is carried out."""
    line = parse_line(request.POST.get("text", ""))
    if line.text in TAP_KEYS:
        return _tapped(request, call, TAP_KEYS[line.text])
    if line.kind == "command":
        return run_command(request, call, line)
    if not line.text and not by_script(request):
        return _say(request, call)
    person, at = person_of(request), timezone.now()
    row = actions.Line(
        kind=line.kind,
        text=line.text,
        key=request.POST.get("key") or secrets.token_hex(8),
        speaker=line.speaker,
    )
    try:
        entry = write_line(call, row, at=at, by=person, meant=_meant(call, line.kind, line.text))
        note_own_solution(call, entry, at=at, by=person)
    except DeskRefusal as refusal:
        return refused(request, call, refusal)
    return changed(request, call)


def _meant(call: Call, kind: str, text: str) -> Meant:
    if kind not in {"we", "they"} or call.case is None:
        return Meant()
    country = profile(call.case.profile)
    found = due_in(text, code_of(call.case.language), now=timezone.now(), profile=country)
    return Meant(due_at=found.at if found else None)


@require_POST
@speaking
def undoing(request: HttpRequest, call: Call) -> HttpResponse:
    """The last line comes back to be typed again."""
    last = call.entries.filter(withdrawn_at=None, heard=False).order_by("-number").first()
    if last is None:
        return changed(request, call)
    try:
        take_back(last, at=timezone.now(), by=person_of(request))
    except DeskRefusal as refusal:
        return refused(request, call, refusal)
    text = _as_typed(last.kind, last.text)
    actions.keep_typed(call, text=text, by=person_of(request))
    answer = changed(request, call)
    answer.headers["X-Typed"] = quote(text)  # a script puts it back into the line
    return answer


def _as_typed(kind: str, text: str) -> str:

    sign = next((sign for sign, known in SIGNS.items() if known == kind), "")
    return f"{sign} {text}" if sign else text


@require_POST
@speaking
def signs(request: HttpRequest, call: Call) -> HttpResponse:
    """A tap, or the temperature set by hand."""
    return _tapped(request, call, request.POST.get("sign", ""))


def _tapped(request: HttpRequest, call: Call, sign: str) -> HttpResponse:
    key = request.POST.get("key") or secrets.token_hex(8)
    try:
        actions.tap(call, sign=sign, key=key, at=timezone.now(), by=person_of(request))
    except DeskRefusal as refusal:
        return refused(request, call, refusal)
    return changed(request, call)


@require_POST
@speaking
def said(request: HttpRequest, call: Call) -> HttpResponse:
    """The agent has said the sentence on the screen."""
    return _say(request, call)


def _say(request: HttpRequest, call: Call) -> HttpResponse:
    hint = regions(call, typed="", at=timezone.now(), screen=reading()).hint
    sentence = request.POST.get("sentence", "").strip()[:300] or (hint.sentence if hint else "")
    situation = request.POST.get("situation") or (hint.situation if hint else "")
    if not sentence:
        return changed(request, call)
    key = request.POST.get("key") or secrets.token_hex(8)
    at, by = timezone.now(), person_of(request)
    try:
        say_sentence(call, situation=situation, sentence=sentence, key=key, at=at, by=by)
    except DeskRefusal as refusal:
        return refused(request, call, refusal)
    return changed(request, call)


@require_POST
@speaking
def muting(request: HttpRequest, call: Call) -> HttpResponse:
    """Hide the sentences, or show them again."""
    muted = request.POST.get("muted") == "yes"
    actions.mute(call, muted=muted, by=person_of(request))
    return changed(request, call)


@require_POST
@speaking
def recording(request: HttpRequest, call: Call) -> HttpResponse:
    """What the customer said to a recording."""
    value = request.POST.get("recording", "")
    try:
        actions.set_recording(call, recording=value, at=timezone.now(), by=person_of(request))
    except DeskRefusal as refusal:
        return refused(request, call, refusal)
    return changed(request, call)


@require_POST
@speaking
def pause(request: HttpRequest, call: Call) -> HttpResponse:
    """Announce a pause with its return, or come back from it."""
    at, by = timezone.now(), person_of(request)
    if call.case is None:
        raise Http404
    running = call.case.pauses.filter(ended_at=None).first()
    minutes = whole_number(request.POST.get("minutes", "")) or PAUSE
    try:
        if running is not None:
            end_pause(running, at=at, by=by)
        else:
            start_pause(call.case, minutes=minutes, at=at, by=by)
    except DeskRefusal as refusal:
        return refused(request, call, refusal)
    return changed(request, call)


@require_POST
@speaking
def skipping(request: HttpRequest, call: Call) -> HttpResponse:
    """Leave a step out, on purpose."""
    at, by = timezone.now(), person_of(request)
    if call.case is None:
        raise Http404
    try:
        skip_step(call.case, step=request.POST.get("step", ""), reason="", at=at, by=by)
    except DeskRefusal as refusal:
        return refused(request, call, refusal)
    return changed(request, call)
