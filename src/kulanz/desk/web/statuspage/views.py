"""The customer's page: GET shows, POST does. No login, no JavaScript."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kulanz.case import LANGUAGES
from kulanz.desk.actions import closure, commitments, offers, recap, statuspage, wishes
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Case, RecapLine
from kulanz.desk.queries.clocks import deadlines_for_customer
from kulanz.desk.queries.statuspage import page_for
from kulanz.desk.web.languages import reading
from kulanz.desk.web.statuspage.doors import found, with_token

WORDS = 4000


@require_GET
@with_token
def status_page(request: HttpRequest, case: Case, token: str) -> HttpResponse:
    """Where the case stands. Opening it changes nothing: mail scanners open links too."""
    values = {
        "page": page_for(case),
        "deadlines": deadlines_for_customer(case, language=reading(), at=timezone.now()),
        "token": token,
        "shown_language": translation.get_language(),
        "codes": LANGUAGES,
    }
    return render(request, "kulanz/statuspage/page.html", values)


@require_POST
@with_token
def confirmation(request: HttpRequest, case: Case, token: str, line: int) -> HttpResponse:
    """The customer says that a line is right, or how it really was."""
    row = found(
        RecapLine.objects.filter(pk=line, recap__case=case, statement__shareable=True).first()
    )
    correction = request.POST.get("correction", "").strip()[:WORDS]
    stands = request.POST.get("stands") == "yes"
    if not stands and not correction:
        messages.error(request, _("Please write how it really was."))
    else:
        recap.confirm_line(
            row, stands=stands, correction="" if stands else correction, at=timezone.now()
        )
        messages.success(request, _("Thank you, we have noted that."))
    return _back(request, token)


@require_POST
@with_token
def addition(request: HttpRequest, case: Case, token: str) -> HttpResponse:
    """What the customer wants to add."""
    text = request.POST.get("text", "").strip()[:WORDS]
    if text:
        statuspage.add_words(case, text=text, at=timezone.now())
        messages.success(request, _("Thank you, we have received that."))
    return _back(request, token)


@require_POST
@with_token
def wish(request: HttpRequest, case: Case, token: str) -> HttpResponse:
    """The customer's own solution, word for word."""
    text = request.POST.get("text", "").strip()[:WORDS]
    if text:
        wishes.note_wish(case, text=text, at=timezone.now())
        messages.success(request, _("Thank you, we have received your proposal."))
    return _back(request, token)


@require_POST
@with_token
def offer_answer(request: HttpRequest, case: Case, token: str, offer: int) -> HttpResponse:
    """Accept our offer, or say what would be better."""
    row = found(case.offers.filter(pk=offer).first())
    at = timezone.now()
    try:
        if request.POST.get("answer") == "accept":
            offers.accept_offer(row, at=at)
            messages.success(request, _("Thank you. We will do it as offered."))
        else:
            offers.decline_offer(row, at=at, instead=request.POST.get("instead", "")[:WORDS])
            messages.success(request, _("Thank you, we will get back to you."))
    except DeskRefusal:
        messages.error(request, _("This offer is no longer open."))
    return _back(request, token)


@require_POST
@with_token
def commitment_done(request: HttpRequest, case: Case, token: str, commitment: int) -> HttpResponse:
    """The customer has done what was asked of them."""
    row = found(case.commitments.filter(pk=commitment, side="theirs", shared=True).first())
    try:
        commitments.keep(row, at=timezone.now(), by_customer=True)
        messages.success(request, _("Thank you, we have noted that."))
    except DeskRefusal:
        messages.error(request, _("This point is settled already."))
    return _back(request, token)


@require_POST
@with_token
def callback(request: HttpRequest, case: Case, token: str) -> HttpResponse:
    """Ask to be called back; at most one open request at a time."""
    made = statuspage.ask_for_callback(case, at=timezone.now())
    messages.success(
        request, _("We will call you back.") if made else _("A call-back is already arranged.")
    )
    return _back(request, token)


@require_POST
@with_token
def solution(request: HttpRequest, case: Case, token: str) -> HttpResponse:
    """The customer says that it is solved, or that it is not."""
    at = timezone.now()
    try:
        if request.POST.get("solved") == "yes":
            closure.confirm_solved(case, at=at)
            messages.success(request, _("Thank you for telling us. The case is closed."))
        else:
            text = request.POST.get("text", "").strip()[:WORDS]
            if text:
                statuspage.add_words(case, text=text, at=at)
            closure.say_not_solved(case, at=at, text=text)
            messages.success(request, _("Thank you for telling us. We will go on."))
    except DeskRefusal:
        messages.error(request, _("That is not possible right now: we still owe you something."))
    return _back(request, token)


def _back(request: HttpRequest, token: str) -> HttpResponse:
    response = redirect("status_page", token)
    asked = request.GET.get("lang")
    if asked:
        response["Location"] += f"?lang={asked[:2]}"
    return response
