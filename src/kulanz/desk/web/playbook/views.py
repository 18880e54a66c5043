"""Taking or declining a proposal, and the list of rules."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kulanz.case import LanguageCode
from kulanz.countries import PACKS
from kulanz.desk.actions import playbook as actions
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Case
from kulanz.desk.models.people import Role
from kulanz.desk.queries.playbook import settings_of
from kulanz.desk.web.doors import back, person_of, working_on_case

MAY_SWITCH = frozenset({Role.MANAGER, Role.DIRECTOR})


@require_POST
@working_on_case
def proposal(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """Taken or not now."""
    row = case.proposals.filter(pk=pk).first()
    deeds = {"taken": actions.take, "declined": actions.decline}
    deed = deeds.get(request.POST.get("answer", ""))
    if row is None or deed is None:
        raise Http404
    try:
        deed(row, at=timezone.now(), by=person_of(request))
    except DeskRefusal:
        messages.error(request, _("This proposal is no longer open."))
    return back(request, "case", case.number)


@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest, pack: str = PACKS[0]) -> HttpResponse:
    """Every rule of casework; complaint manager and management switch them."""
    person = person_of(request)
    if pack not in PACKS:
        raise Http404
    if request.method == "POST":
        return _switched(request, pack)
    values = {
        "pack": pack,
        "packs": PACKS,
        "settings": settings_of(
            pack, language=cast("LanguageCode", get_language()), at=timezone.now()
        ),
        "may_switch": person.role in MAY_SWITCH,
        "section": "rules",
    }
    return render(request, "kulanz/playbook/rules.html", values)


def _switched(request: HttpRequest, pack: str) -> HttpResponse:
    person = person_of(request)
    if person.role not in MAY_SWITCH:
        raise Http404
    try:
        actions.switch(
            pack,
            rule=request.POST.get("rule", ""),
            on=request.POST.get("on") == "yes",
            because=request.POST.get("because", ""),
            at=timezone.now(),
            by=person,
        )
        messages.success(request, _("Switched. It counts from the next thing that happens."))
    except DeskRefusal:
        messages.error(request, _("Say why, in a few words."))
    return redirect("rules_of", pack)
