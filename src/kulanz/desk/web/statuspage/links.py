"""Making and revoking the customer's link, from the case page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kulanz.desk.actions.statuspage import renew_link, revoke_links
from kulanz.desk.models import Case
from kulanz.desk.web.doors import person_of, working_on_case


@require_POST
@working_on_case
def status_links(request: HttpRequest, case: Case) -> HttpResponse:
    """Make a new link; it is shown once, because only its hash is kept."""
    link = renew_link(case, at=timezone.now(), by=person_of(request))
    response = render(request, "kulanz/statuspage/link.html", {"case": case, "link": link})
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@working_on_case
def revocation(request: HttpRequest, case: Case) -> HttpResponse:
    """Stop every link to this case."""
    revoke_links(case, at=timezone.now(), by=person_of(request))
    messages.success(request, _("The customer's link no longer works."))
    return redirect("case", case.number)
