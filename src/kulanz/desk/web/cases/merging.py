"""Merging a case into another one, undoing it, and linking two."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kulanz.desk.actions import merging
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Case, CaseLink
from kulanz.desk.queries import access
from kulanz.desk.web.cases.refusals import TEXTS
from kulanz.desk.web.doors import back, person_of, working_on_case


def _other(request: HttpRequest, name: str) -> Case | None:
    """The case named in the form, if it is open to the person who names it."""
    try:
        return access.case_for(person_of(request), request.POST.get(name, "").strip())
    except Case.DoesNotExist:
        messages.error(request, TEXTS["no_such_case"])
        return None


@require_POST
@working_on_case
def merges(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Take another case (`source`) into this one, or this one into another (`target`)."""
    takes_in = "source" in request.POST
    other = _other(request, "source" if takes_in else "target")
    if other is None:
        return back(request, "case", case.number)
    source, target = (other, case) if takes_in else (case, other)
    same = request.POST.get("same_person") == "yes"
    try:
        merging.merge(
            source, into=target, same_person=same, at=timezone.now(), by=person_of(request)
        )
    except DeskRefusal as refusal:
        messages.error(request, TEXTS[refusal.code])
        return back(request, "case", case.number)
    text = _("Case %(source)s is now part of %(target)s.") % {
        "source": source.number,
        "target": target.number,
    }
    messages.success(request, text)
    return redirect("case", target.number)


@require_POST
@working_on_case
def undoing(request: HttpRequest, case: Case, merge_id: int) -> HttpResponseBase:
    """Take a merge into this case back."""
    merge = get_object_or_404(case.merges_in.select_related("source", "target"), pk=merge_id)
    try:
        source = merging.undo_merge(merge, at=timezone.now(), by=person_of(request))
    except DeskRefusal as refusal:
        messages.error(request, TEXTS[refusal.code])
    else:
        messages.success(
            request, _("Case %(number)s stands on its own again.") % {"number": source.number}
        )
    return back(request, "case", case.number)


@require_POST
@working_on_case
def links(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Link another case to this one; both keep their lives."""
    other = _other(request, "other")
    if other is not None:
        try:
            merging.link(case, other, at=timezone.now(), by=person_of(request))
        except DeskRefusal as refusal:
            messages.error(request, TEXTS[refusal.code])
    return back(request, "case", case.number)


@require_POST
@working_on_case
def link_removal(request: HttpRequest, case: Case, link_id: int) -> HttpResponseBase:
    """Remove a link of this case."""
    link = get_object_or_404(
        CaseLink.objects.filter(first=case) | CaseLink.objects.filter(second=case), pk=link_id
    )
    merging.unlink(link, at=timezone.now(), by=person_of(request))
    return back(request, "case", case.number)
