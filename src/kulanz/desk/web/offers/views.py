"""What I may offer now, and what the customer said to it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kulanz.authority import explain
from kulanz.countries import profile
from kulanz.desk.actions import case_facts as facts
from kulanz.desk.actions import offers as actions
from kulanz.desk.actions.approvals import AmountMissing, ShareMissing
from kulanz.desk.actions.record import CaseClosed, DeskRefusal
from kulanz.desk.models import Case
from kulanz.desk.queries import access
from kulanz.desk.web.approvals.refusals import TEXTS
from kulanz.desk.web.doors import of_case, person_of, working_on_case
from kulanz.desk.web.languages import reading
from kulanz.desk.web.offers.forms import OfferForm
from kulanz.desk.web.offers.tab import render_offers, suggested


@require_http_methods(["GET", "POST"])
@of_case
def offers(request: HttpRequest, case: Case) -> HttpResponse:
    """The tab, and making an offer."""
    if request.method == "GET":
        filled = suggested(case, request.GET.get("remedy", ""))
        return render_offers(request, case, OfferForm(initial=filled))
    if not access.may_work(person_of(request)):
        raise Http404
    form = OfferForm(request.POST)
    if form.is_valid() and _made(request, case, form):
        messages.success(request, _("Offered. The customer sees it on their page."))
        return redirect("offers", case.number)
    return render_offers(request, case, form, status=422)


@require_POST
@working_on_case
def answer(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """What the customer said to the offer, noted by a colleague; or taking it back."""
    offer = case.offers.filter(pk=pk).first()
    deeds = {
        "accepted": actions.accept_offer,
        "declined": actions.decline_offer,
        "withdrawn": actions.withdraw_offer,
    }
    deed = deeds.get(request.POST.get("answer", ""))
    if offer is None or deed is None:
        raise Http404
    try:
        deed(offer, at=timezone.now(), by=person_of(request))  # type: ignore[operator] # same keywords
    except DeskRefusal:
        messages.error(request, _("This offer is no longer open."))
    return redirect("offers", case.number)


@require_POST
@working_on_case
def deciding_fact(request: HttpRequest, case: Case) -> HttpResponse:
    """A fact that decides what may be offered, as found out; empty takes it back."""
    name, value = request.POST.get("name", ""), request.POST.get("value", "").strip()
    try:
        facts.note_case_fact(case, name=name, value=value, at=timezone.now(), by=person_of(request))
    except CaseClosed:
        messages.error(request, _("That case is closed. Open it again first."))
    except DeskRefusal:
        messages.error(request, _("That is no value for this fact. Nothing was changed."))
    return redirect("offers", case.number)


def _made(request: HttpRequest, case: Case, form: OfferForm) -> bool:
    chosen = {key: value for key, value in form.cleaned_data.items() if key != "preset"}
    if chosen["remedy"] not in profile(case.profile).remedies:
        raise Http404
    try:
        actions.make_offer(case, at=timezone.now(), by=person_of(request), **chosen)
    except actions.OverAuthority as refusal:
        form.add_error("amount", explain(refusal.verdict, profile(case.profile), reading()))
        return False
    except ShareMissing:
        form.add_error("amount", str(TEXTS["share_missing"]))
        return False
    except AmountMissing:
        form.add_error("amount", _("How much? Goodwill is added up in a case."))
        return False
    except CaseClosed:
        messages.error(request, _("That case is closed. Open it again first."))
        return False
    except DeskRefusal:
        form.add_error("due_at", _("That time has passed. Choose a later one."))
        return False
    return True
