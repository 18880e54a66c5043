"""The safety page: what to do now, whom to ring, and telling the lead."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kulanz.countries import profile
from kulanz.countries.safety import safety_numbers
from kulanz.desk.actions.record import CaseClosed
from kulanz.desk.actions.safety import NoSuchDanger, lead_of, report_danger
from kulanz.desk.models import Case
from kulanz.desk.web.doors import person_of, working_on_case


@require_http_methods(["GET", "POST"])
@working_on_case
def safety(request: HttpRequest, case: Case) -> HttpResponse:
    """Steps and numbers; a report reaches the lead at once."""
    if request.method == "POST":
        danger = request.POST.get("danger", "")
        try:
            task = report_danger(case, danger=danger, at=timezone.now(), by=person_of(request))
            told = _("%(name)s knows now and has a task due at once.")
            messages.success(request, told % {"name": task.owner.name if task.owner else ""})
        except NoSuchDanger:
            messages.error(request, _("Is somebody threatened, or in danger?"))
        except CaseClosed:
            messages.error(request, _("That case is closed. Open it again first."))
        return redirect("safety", case.number)
    context = {
        "case": case,
        "numbers": safety_numbers(profile(case.profile).country),
        "lead": lead_of(case),
        "reports": case.events.filter(kind="safety.reported").order_by("-id")[:3],
    }
    return render(request, "kulanz/safety/page.html", context)
