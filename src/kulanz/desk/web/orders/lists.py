"""Bringing in a list of orders as a CSV file: kept, tried, looked at, taken over."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kulanz.desk import storage
from kulanz.desk.actions.order_lists import ListTooLarge, keep_list, take_list
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.queries import order_lists as queries
from kulanz.desk.queries.orders import may_bring_lists
from kulanz.desk.web.doors import person_of
from kulanz.desk.web.languages import reading


class ListForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )


@require_http_methods(["GET", "POST"])
def order_lists(request: HttpRequest) -> HttpResponse:
    """Bring in a file: it is kept as it came, and its trial is shown."""
    if not may_bring_lists(person_of(request)):
        raise Http404
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if form.is_valid():
        file, at = form.cleaned_data["file"], timezone.now()
        try:
            kept = keep_list(file.read(), name=file.name, at=at, by=person_of(request))
            return redirect("order_list", kept)
        except ListTooLarge:
            form.add_error("file", _("This file is too large: at most 5 MB."))
    context = {"form": form, "section": "orders"}
    status = 422 if request.method == "POST" else 200
    return render(request, "kulanz/orders/lists.html", context, status=status)


@require_http_methods(["GET", "POST"])
def order_list(request: HttpRequest, sha256: str) -> HttpResponse:
    """What the list would do; POST does it."""
    if not may_bring_lists(person_of(request)) or not queries.was_kept(sha256):
        raise Http404
    if request.method == "POST":
        _take(request, sha256)
        return redirect("order_list", sha256)
    trial = queries.trial(sha256, storage.get(sha256), language=reading())
    return render(request, "kulanz/orders/list_trial.html", {"trial": trial, "section": "orders"})


def _take(request: HttpRequest, sha256: str) -> None:
    try:
        taken = take_list(sha256, at=timezone.now(), by=person_of(request))
    except DeskRefusal:
        messages.error(request, _("Nothing was taken over: a line cannot be kept as it is."))
        return
    said = _("Taken over: %(new)s new, %(changed)s changed, %(same)s as they were.")
    messages.success(
        request, said % {"new": taken.new, "changed": taken.changed, "same": taken.same}
    )
