"""Confirming or dismissing a declaration that was found in a contact."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kulanz.desk.actions.declarations import decide_declaration
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Case, Observation
from kulanz.desk.web.doors import person_of, working_on_case
from kulanz.desk.web.facts.refusals import REFUSALS

STANDINGS = {"confirm": "confirmed", "dismiss": "dismissed"}


@require_POST
@working_on_case
def decision(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """`decision` is confirm or dismiss; `protect` asks for the acts that hold harm off."""
    rows = Observation.objects.filter(contact__case=case, kind="declaration")
    observation = get_object_or_404(rows.select_related("contact__case"), pk=pk)
    standing = STANDINGS.get(request.POST.get("decision", ""))
    if standing is None:
        raise Http404
    protect = request.POST.get("protect") == "yes"
    at, by = timezone.now(), person_of(request)
    try:
        decide_declaration(observation, standing=standing, protect=protect, at=at, by=by)
    except DeskRefusal as refusal:
        messages.error(request, str(REFUSALS[refusal.code]))
    else:
        if protect and standing == "confirmed":
            messages.success(request, _("Dunning is stopped. Undo it under Commitments."))
    return redirect("facts", case.number)
