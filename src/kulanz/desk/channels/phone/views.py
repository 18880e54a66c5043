"""What rings, as a page and as a pill on every other page; and taking a call in a case."""

import hashlib
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kulanz.countries import profile
from kulanz.desk.actions.calls import CallEnded, CallRunning
from kulanz.desk.actions.phone import take, take_in_new_case
from kulanz.desk.channels.phone.forms import NEW, TakeForm
from kulanz.desk.models import Call, Case, Person
from kulanz.desk.queries import access
from kulanz.desk.queries.calls import calls_for, running_call
from kulanz.desk.queries.phone import (
    cases_to_choose,
    customers_at,
    has_phone_system,
    incoming_for,
    name_of,
    offered_call,
)

STOP_POLLING = 286  # htmx: swap, and ask no more


@never_cache
@require_safe
def phone(request: HttpRequest) -> HttpResponseBase:
    """Calls that ring at one's team, or were picked up by oneself."""
    person = _worker(request)
    context = {
        "incoming": incoming_for(person, at=timezone.now()),
        "running": running_call(person),
        "connected": has_phone_system(),
    }
    return render(request, "kulanz/phone/page.html", context)


@never_cache
@require_safe
def phone_pill(request: HttpRequest) -> HttpResponse:
    """The same in one line; nothing (204) while the line would say what it says already."""
    person = _worker(request)
    if not has_phone_system():
        return HttpResponse(status=STOP_POLLING)
    incoming, running = incoming_for(person, at=timezone.now()), running_call(person)
    says = [(one.call.pk, one.name, one.mine) for one in incoming], running and running.pk
    seen = hashlib.sha256(repr(says).encode()).hexdigest()[:16]
    if request.GET.get("seen") == seen:
        return HttpResponse(status=204)
    first = next((one for one in incoming if one.mine), None)
    first = first or (incoming[0] if incoming and running is None else None)
    shown = 1 if first else 0
    context = {"first": first, "more": len(incoming) - shown, "running": running, "seen": seen}
    return render(request, "kulanz/phone/pill.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def phone_call(request: HttpRequest, call_id: int) -> HttpResponseBase:
    """Say which case a call is about; from then on it runs in it."""
    person = _worker(request)
    call = offered_call(person, call_id)
    if call is None:
        raise Http404
    if call.contact_id is not None:
        return redirect(screen_of(call))
    offered = cases_to_choose(call, person)
    first = offered[0].number if offered and offered[0].closed_at is None else NEW
    usual = {"case": first, "name": name_of(call), "language": _language(call, offered)}
    form = TakeForm(request.POST or None, initial=usual, offered=offered)
    problem, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(screen_of(_taken(call, form, offered, person)))
        except (CallRunning, CallEnded) as error:
            problem, status = error.code, 409
    context = {"call": call, "form": form, "offered": offered, "problem": problem}
    context |= {"name": name_of(call), "running": running_call(person) if problem else None}
    return render(request, "kulanz/phone/call.html", context, status=status)


def _taken(call: Call, form: TakeForm, offered: list[Case], person: Person) -> Call:
    typed, at = form.cleaned_data, timezone.now()
    case = next((one for one in offered if one.number == typed["case"]), None)
    if case is not None:
        return take(call, case=case, at=at, by=person)
    language = typed["language"] or profile(call.team.country).language
    return take_in_new_case(call, name=typed["name"], language=language, at=at, by=person)


def _language(call: Call, offered: list[Case]) -> str:
    """The only customer's at the number, else the one of the team's country."""
    known = customers_at(call.number, call.team)
    if offered or len(known) == 1:
        return offered[0].language if offered else known[0].language
    return profile(call.team.country).language


@require_safe
def phone_screen(request: HttpRequest, call_id: int) -> HttpResponseBase:
    """To the screen of a call that runs."""
    rows = calls_for(_worker(request)).filter(pk=call_id)
    call = rows.first()
    if call is None:
        raise Http404
    return redirect(screen_of(call))


def screen_of(call: Call) -> str:
    """Where a running call is seen: its own screen, else its case."""
    try:
        return reverse("call", args=[call.pk])
    except NoReverseMatch:
        return reverse("case", args=[call.case.number if call.case else ""])


def _worker(request: HttpRequest) -> Person:
    person = cast("Person", request.user)
    if not access.may_work(person):
        raise Http404
    return person
