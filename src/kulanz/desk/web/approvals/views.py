"""The list of questions, one question as the approver reads it, and the answer."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kulanz.desk.actions import approvals as actions
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Approval
from kulanz.desk.queries import access
from kulanz.desk.queries import approvals as queries
from kulanz.desk.web.approvals.refusals import TEXTS
from kulanz.desk.web.doors import person_of
from kulanz.desk.web.languages import reading


class AnswerForm(forms.Form):
    """Yes, no, instead or a question back, with what belongs to it."""

    answer = forms.ChoiceField(choices=[(a, a) for a in ("yes", "no", "instead", "asked_back")])
    words = forms.CharField(required=False, max_length=1000)
    remedy = forms.CharField(required=False, max_length=30)
    amount = forms.DecimalField(
        required=False, min_value=0, max_digits=8, decimal_places=2, localize=True
    )
    percent = forms.DecimalField(
        required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2, localize=True
    )
    count = forms.IntegerField(required=False, min_value=1, max_value=120)


@require_GET
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for me, what I could answer as well, what I have asked."""
    shown = queries.approval_list(person_of(request), language=reading(), at=timezone.now())
    context = {"approvals": shown, "section": "approvals"}
    only_list = request.htmx.target == "approval-list"  # type: ignore[attr-defined] # set by a middleware
    template = "rows" if only_list else "list"
    return render(request, f"kulanz/approvals/{template}.html", context)


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """The number in the navigation, asked for again and again."""
    return render(request, "kulanz/approvals/waiting.html")


@require_GET
def overrides(request: HttpRequest) -> HttpResponse:
    """What went beyond the table, for those who tune its limits."""
    person = person_of(request)
    if not access.may_lead(person):
        raise Http404
    rows = queries.overrides(person, language=reading(), at=timezone.now())
    context = {"lines": rows, "section": "approvals"}
    return render(request, "kulanz/approvals/overrides.html", context)


@require_GET
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """One question, to be read in ten seconds."""
    row, person = _row(request, pk), person_of(request)
    page = queries.approval_page(row, person, language=reading(), at=timezone.now())
    context = {"page": page, "case": row.case, "section": "approvals"}
    return render(request, "kulanz/approvals/page.html", context)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer; what cannot be said is refused with a reason, and the question stays."""
    row, form = _row(request, pk), AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("That is no amount. Nothing was changed."))
        return redirect("approval", pk)
    try:
        _answered(row, form, request)
    except DeskRefusal as refusal:
        messages.error(request, str(TEXTS[refusal.code]))
        return redirect("approval", pk)
    messages.success(request, _("Answered."))
    return redirect("approvals")


def _answered(row: Approval, form: AnswerForm, request: HttpRequest) -> None:
    said, at, by = form.cleaned_data, timezone.now(), person_of(request)
    words = said["words"]
    if said["answer"] == "yes":
        actions.say_yes(row, reason=words, at=at, by=by)
    elif said["answer"] == "no":
        actions.say_no(row, reason=words, at=at, by=by)
    elif said["answer"] == "asked_back":
        actions.ask_back(row, question=words, at=at, by=by)
    else:
        chosen = {key: said[key] for key in ("remedy", "amount", "percent", "count")}
        actions.say_instead(row, **chosen, reason=words, at=at, by=by)


def _row(request: HttpRequest, pk: int) -> Approval:
    row = queries.visible(person_of(request)).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
