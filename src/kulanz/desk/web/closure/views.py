"""Closing: asking the customer, noting their confirmation, or a final answer with reasons."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kulanz.countries import profile
from kulanz.desk.actions import cases
from kulanz.desk.actions import closure as actions
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Case
from kulanz.desk.queries import access
from kulanz.desk.queries.commitments import open_commitments
from kulanz.desk.web.cases.frame import render_tab
from kulanz.desk.web.doors import of_case, person_of, working_on_case

REFUSALS = {
    "our_commitments_open": gettext_lazy(
        "We still owe the customer something. Keep or withdraw it first."
    ),
    "reasons_missing": gettext_lazy(
        "A final answer needs reasons, and says how the customer can go on."
    ),
    "already_closed": gettext_lazy("The case is closed already."),
    "not_closed": gettext_lazy("The case is open."),
    "cannot_move": gettext_lazy("That step is not possible from the present state."),
}
KINDS = (
    ("closed_confirmed", gettext_lazy("The customer confirmed that it is solved")),
    ("closed_final_answer", gettext_lazy("Final answer, without agreement")),
    ("closed_withdrawn", gettext_lazy("The customer withdrew the complaint")),
    ("closed_unreachable", gettext_lazy("The customer could not be reached after two tries")),
)


class ClosureForm(forms.Form):
    """How it ended; a final answer says why and how to go on."""

    kind = forms.ChoiceField(choices=KINDS)
    reasons = forms.CharField(required=False, widget=forms.Textarea)
    ways_on = forms.CharField(required=False, widget=forms.Textarea)


@require_http_methods(["GET", "POST"])
@of_case
def closure(request: HttpRequest, case: Case) -> HttpResponse:
    """The tab, and closing."""
    adr = profile(case.profile).adr.get(case.language, "")  # type: ignore[call-overload] # a code
    if request.method == "GET":
        return _tab(
            request, case, ClosureForm(initial={"kind": "closed_confirmed", "ways_on": adr})
        )
    if not access.may_work(person_of(request)):
        raise Http404
    form = ClosureForm(request.POST)
    if form.is_valid():
        try:
            actions.close(case, at=timezone.now(), by=person_of(request), **form.cleaned_data)
        except DeskRefusal as refusal:
            form.add_error(None, str(REFUSALS[refusal.code]))
        else:
            return redirect("case", case.number)
    return _tab(request, case, form, status=422)


@require_POST
@working_on_case
def verification(request: HttpRequest, case: Case) -> HttpResponse:
    """Done on our side: the solution lies with the customer to be confirmed."""
    try:
        cases.move(case, "verifying", at=timezone.now(), by=person_of(request))
        messages.success(request, _("The customer is now asked whether it is solved."))
    except DeskRefusal as refusal:
        messages.error(request, str(REFUSALS[refusal.code]))
    return redirect("closure", case.number)


@require_POST
@working_on_case
def reopening(request: HttpRequest, case: Case) -> HttpResponse:
    """Open it again; the clocks keep their start."""
    try:
        actions.reopen(case, at=timezone.now(), by=person_of(request))
    except DeskRefusal as refusal:
        messages.error(request, str(REFUSALS[refusal.code]))
    return redirect("case", case.number)


def _tab(request: HttpRequest, case: Case, form: ClosureForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "owed": open_commitments(case).filter(side="ours"),
        "closures": case.closures.select_related("by").order_by("-at"),
    }
    return render_tab(
        request,
        case,
        tab="closure",
        template="kulanz/closure/panel.html",
        context=context,
        status=status,
    )
