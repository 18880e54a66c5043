"""One row of the draft: writing, copying, removing and restoring it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kulanz.countries import BASES, Profile
from kulanz.desk.actions import authority as actions
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.web.authority.doors import draft_or_404, frame, keeping_authority
from kulanz.desk.web.authority.drafts import refusal_text
from kulanz.desk.web.authority.rule_form import RuleForm, typed_of
from kulanz.desk.web.doors import person_of
from kulanz.desk.web.languages import reading


@require_http_methods(["GET", "POST"])
@keeping_authority
def new_rule(request: HttpRequest, pack: str) -> HttpResponse:
    """A new row, or a copy of one."""
    _row, country = draft_or_404(pack)
    like = request.GET.get("like", "")
    typed = {"remedy": request.GET.get("remedy", "")}
    if like:
        typed = _typed(country, like) | {"id": ""}
    return _form(request, pack, country, typed, "")


@require_http_methods(["GET", "POST"])
@keeping_authority
def rule(request: HttpRequest, pack: str, rule: str) -> HttpResponse:
    """A row as it is, and what it is to be."""
    _row, country = draft_or_404(pack)
    return _form(request, pack, country, _typed(country, rule), rule)


def _typed(country: Profile, rule: str) -> dict[str, str]:
    found = next((one for one in country.table.rules if one.id == rule), None)
    if found is None:
        raise Http404
    return typed_of(found, country.table, reading())


def _form(
    request: HttpRequest, pack: str, country: Profile, typed: dict[str, str], instead_of: str
) -> HttpResponse:
    posted = request.method == "POST"
    form = RuleForm(request.POST if posted else typed, country, reading(), instead_of)
    looked = "look" in request.POST
    if looked:
        form.look()
    elif posted and (found := form.rule()) is not None:
        at, by = timezone.now(), person_of(request)
        try:
            actions.put_rule(pack, found, instead_of=instead_of, at=at, by=by)
        except DeskRefusal as refusal:
            form.errors[""] = refusal_text(refusal)
        else:
            messages.success(request, _("The row %(rule)s is in the draft.") % {"rule": found.id})
            return redirect("authority_draft", pack)
    context = frame(request, pack) | {"form": form, "rule": instead_of, "bases": BASES}
    status = 422 if posted and not looked else 200
    return render(request, "kulanz/authority/rule.html", context, status=status)


@require_POST
@keeping_authority
def removal(request: HttpRequest, pack: str, rule: str) -> HttpResponse:
    """Take a row out."""
    return _done(request, pack, rule, actions.remove_rule)


@require_POST
@keeping_authority
def restoring(request: HttpRequest, pack: str, rule: str) -> HttpResponse:
    """Make a row what it is in the table in force."""
    return _done(request, pack, rule, actions.restore_rule)


@require_POST
@keeping_authority
def alike(request: HttpRequest, pack: str, rule: str) -> HttpResponse:
    """Give the other rules that are named the limits of this one."""
    draft_or_404(pack)
    others = request.POST.get("rules", "")[:400].split()
    try:
        actions.same_limits(pack, rule, others, at=timezone.now(), by=person_of(request))
    except DeskRefusal as refusal:
        messages.error(request, refusal_text(refusal))
    return redirect("authority_draft", pack)


def _done(request: HttpRequest, pack: str, rule: str, act: actions.RowAction) -> HttpResponse:
    draft_or_404(pack)
    try:
        act(pack, rule, at=timezone.now(), by=person_of(request))
    except DeskRefusal as refusal:
        messages.error(request, refusal_text(refusal))
    return redirect("authority_draft", pack)
