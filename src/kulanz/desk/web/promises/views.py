"""The registry of promises: read by everybody, kept by those who answer for them."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.case import Reason
from kulanz.desk.actions import promises as actions
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import AdvertisedPromise
from kulanz.desk.queries import promises as queries
from kulanz.desk.templatetags.case_words import fact_label
from kulanz.desk.web.doors import person_of
from kulanz.desk.web.languages import reading
from kulanz.desk.web.promises.forms import PromiseForm
from kulanz.languages import say

P = ParamSpec("P")


def keeping_promises(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A door for those who answer for what is advertised; the others get a 404."""

    @wraps(view)
    def checked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not queries.may_keep_promises(person_of(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return checked  # type: ignore[return-value] # `wraps` names the parameters, which hides them


@require_GET
def promises(request: HttpRequest) -> HttpResponse:
    """What we advertise, and how often we kept it."""
    context = {
        "promises": queries.registry(language=reading(), at=timezone.now()),
        "may_keep": queries.may_keep_promises(person_of(request)),
        "section": "promises",
    }
    return render(request, "kulanz/promises/list.html", context)


@require_GET
def promise(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: what it says, where, and how it came out."""
    rows = AdvertisedPromise.objects.select_related("owner", "made_by", "published_by")
    row = get_object_or_404(rows, pk=pk)
    context = {
        "page": queries.promise_page(row, language=reading(), at=timezone.now()),
        "may_keep": queries.may_keep_promises(person_of(request)),
        "section": "promises",
    }
    return render(request, "kulanz/promises/promise.html", context)


@require_http_methods(["GET", "POST"])
@keeping_promises
def new_promise(request: HttpRequest) -> HttpResponse:
    """Write down a promise nobody has written down before."""
    today = {"since": timezone.localdate(), "owner": person_of(request).pk}
    return _form(request, PromiseForm(request.POST or None, language=reading(), initial=today))


@require_http_methods(["GET", "POST"])
@keeping_promises
def wording(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what it says: a new version, which somebody publishes."""
    row = get_object_or_404(AdvertisedPromise, pk=pk)
    typed = request.POST.copy() if request.method == "POST" else None
    if typed is not None:
        typed["code"] = row.code
    return _form(request, PromiseForm(typed, language=reading(), row=row), row)


def _form(
    request: HttpRequest, form: PromiseForm, row: AdvertisedPromise | None = None
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        made = actions.propose(
            code=form.cleaned_data["code"],
            wording=form.wording(),
            at=timezone.now(),
            by=person_of(request),
        )
        return redirect("promise", made.pk)
    context = {"form": form, "row": row, "section": "promises"}
    status = 422 if request.method == "POST" else 200
    return render(request, "kulanz/promises/form.html", context, status=status)


@require_POST
@keeping_promises
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    """From now on we are measured by it."""
    row = get_object_or_404(AdvertisedPromise, pk=pk)
    try:
        actions.publish(row, at=timezone.now(), by=person_of(request))
        messages.success(request, _("Published. From now on every order is measured by it."))
    except actions.NotFit as refusal:
        for why in refusal.why:
            messages.error(request, _why(why))
    except DeskRefusal:
        messages.error(request, _("This version is not waiting to be published."))
    return redirect("promise", row.pk)


def _why(reason: Reason) -> str:
    """The sentence, with a fact by the name people know it by."""
    values = dict(reason.values)
    if "fact" in values:
        values["fact"] = fact_label(values["fact"])
    return say(Reason(reason.code, values), reading())


@require_POST
@keeping_promises
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """It is no longer advertised."""
    row = get_object_or_404(AdvertisedPromise, pk=pk)
    try:
        actions.withdraw(row, at=timezone.now(), by=person_of(request))
        messages.success(request, _("Withdrawn. Take it off its places, and pause the ads."))
    except DeskRefusal:
        messages.error(request, _("It was withdrawn before."))
    return redirect("promise", row.pk)
