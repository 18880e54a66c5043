"""Offering during a call, and calling the lead."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from kulanz.authority import explain, name
from kulanz.commitments import presets
from kulanz.countries import profile
from kulanz.desk.actions.approvals import AmountMissing
from kulanz.desk.actions.commitments import promise
from kulanz.desk.actions.offers import OverAuthority, accept_offer, make_offer
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.actions.safety import lead_of
from kulanz.desk.models import Call, Case, Commitment, Person
from kulanz.desk.web.calls.doors import by_script, refused, speaking
from kulanz.desk.web.calls.parts import changed
from kulanz.desk.web.doors import person_of
from kulanz.desk.web.languages import code_of, reading
from kulanz.desk.web.offers.forms import OfferForm
from kulanz.desk.web.offers.tab import begun


@require_POST
@speaking
def offer(request: HttpRequest, call: Call) -> HttpResponse:
    """Offered, or offered and accepted, with one click; an amount where the remedy has one."""
    case, by, at = _case(call), person_of(request), timezone.now()
    country = profile(case.profile)
    remedy = request.POST.get("remedy", "")
    if remedy not in country.remedies:
        raise Http404
    amount = OfferForm.base_fields["amount"]
    due_at = presets(country, at)[-1].due
    words = begun(name(remedy, code_of(case.language)))
    try:
        made = make_offer(
            case,
            remedy=remedy,
            text=words,
            amount=amount.clean(request.POST.get("amount", "")),
            due_at=due_at,
            at=at,
            by=by,
        )
        if request.POST.get("how") == "accepted":
            accept_offer(made, at=at, by=by)
    except OverAuthority as refusal:
        return _no(request, call, explain(refusal.verdict, country, reading()))
    except AmountMissing:
        return _no(request, call, _("How much? Goodwill is added up in a case."))
    except DeskRefusal as refusal:
        return refused(request, call, refusal)
    return changed(request, call)


@require_POST
@speaking
def help_wanted(request: HttpRequest, call: Call) -> HttpResponse:
    """The lead is asked to join: a task that is due now, and a line in the history."""
    case, by = _case(call), person_of(request)
    lead = lead_of(case)
    if lead is None or lead.pk == by.pk:
        return _no(request, call, _("Your team has no lead who could join."))
    _ask(case, lead, by)
    return changed(request, call)


def _ask(case: Case, lead: Person, by: Person) -> None:
    at = timezone.now()
    with override(lead.language):
        text = _("%(name)s asks you to join the call") % {"name": by.name}
    promise(
        case,
        side=Commitment.OURS,
        text=text,
        due_at=at,
        at=at,
        owner=lead,
        by=by,
        shared=False,
        act="lead_joins",
    )


def _no(request: HttpRequest, call: Call, text: str) -> HttpResponse:
    if by_script(request):
        return HttpResponse(text, status=422, content_type="text/plain; charset=utf-8")
    messages.error(request, text)
    return redirect("call", call.pk)


def _case(call: Call) -> Case:
    if call.case is None:
        raise Http404
    return call.case
