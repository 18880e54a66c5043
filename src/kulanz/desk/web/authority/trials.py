"""Trying a draft: on one case, and on the offers of the last month."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kulanz.desk.queries import access
from kulanz.desk.queries.authority_drafts import last_month, tried
from kulanz.desk.web.authority.doors import draft_or_404, frame, keeping_authority
from kulanz.desk.web.doors import person_of
from kulanz.desk.web.languages import reading


@require_GET
@keeping_authority
def trial(request: HttpRequest, pack: str) -> HttpResponse:
    """What the draft would have said."""
    _row, country = draft_or_404(pack)
    found = frame(request, pack)
    number, role = request.GET.get("case", "").strip(), request.GET.get("role", "AG")
    case = access.cases_for(person_of(request)).filter(number=number, profile=pack).first()
    at = timezone.now()
    shown = tried(case, country, role, language=reading(), at=at) if case else ()
    context = found | {
        "number": number,
        "role": role,
        "roles": [(code, one.names[reading()]) for code, one in country.roles.items()],
        "case": case,
        "differ": [one for one in shown if one.differs],
        "same": [one for one in shown if not one.differs],
        "month": last_month(pack, found["now"].country, country, at, reading()),
    }
    return render(request, "kulanz/authority/trial.html", context)
