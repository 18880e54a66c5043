"""Offering during a call, and calling the lead."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from kulanz.authority import explain, name
from kulanz.commitments import presets
from kulanz.countries import profile
from kulanz.desk.actions.approvals import AmountMissing, ShareMissing
from kulanz.desk.actions.commitments import promise
from kulanz.desk.actions.offers import OverAuthority, accept_offer, make_offer
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.actions.safety import lead_of
from kulanz.desk.models import Call, Case, Commitment, Person
from kulanz.desk.web.approvals.refusals import TEXTS
from kulanz.desk.web.calls.doors import refused, say_no, speaking
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
    numbers = numbers_in(request)
    if numbers is None:
        return say_no(request, call, _("That is no number. Nothing was changed."))
    due_at = presets(country, at)[-1].due
    words = begun(name(remedy, code_of(case.language)))
    try:
        made = make_offer(
            case,
            remedy=remedy,
            text=words,
            **numbers,
            due_at=due_at,
            at=at,
            by=by,
        )
        if request.POST.get("how") == "accepted":
            accept_offer(made, at=at, by=by)
    except OverAuthority as refusal:
        return say_no(request, call, explain(refusal.verdict, country, reading()))
    except ShareMissing:
        return say_no(request, call, str(TEXTS["share_missing"]))
    except AmountMissing:
        return say_no(request, call, _("How much? Goodwill is added up in a case."))
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
        return say_no(request, call, _("Your team has no lead who could join."))
    _ask(case, lead, by)
    return changed(request, call)


def numbers_in(request: HttpRequest) -> dict[str, Any] | None:
    """Amount, percent and count as typed; None where one of them is no number."""
    fields = {part: OfferForm.base_fields[part] for part in ("amount", "percent", "count")}
    try:
        return {part: one.clean(request.POST.get(part, "")) for part, one in fields.items()}
    except ValidationError:
        return None


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


def _case(call: Call) -> Case:
    if call.case is None:
        raise Http404
    return call.case
