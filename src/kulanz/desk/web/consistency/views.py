"""The page for those who lead: problems and remedies, never colleagues."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kulanz.desk.queries import access
from kulanz.desk.queries.consistency import FEWEST, PERIOD, consistency
from kulanz.desk.web.doors import person_of
from kulanz.desk.web.languages import reading


@require_GET
def offers_compared(request: HttpRequest) -> HttpResponse:
    """What was offered for the same problem, with the spread."""
    person = person_of(request)
    if not access.may_lead(person):
        raise Http404
    groups = consistency(person, language=reading(), at=timezone.now())
    packs = len({one.pack for one in groups})
    context = {"groups": groups, "packs": packs, "fewest": FEWEST, "days": PERIOD.days}
    return render(request, "kulanz/consistency/page.html", {**context, "section": "approvals"})
