"""The mailboxes: how each stands, and a form for one. Nothing here talks to a mail server."""

from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kulanz.desk.actions import mailboxes as actions
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Mailbox
from kulanz.desk.queries import mailboxes as queries
from kulanz.desk.queries.machines import may_manage
from kulanz.desk.web.doors import person_of
from kulanz.desk.web.mailboxes.forms import MailboxForm
from kulanz.desk.web.mailboxes.providers import OTHER, PROVIDERS, provider

REFUSED: dict[str, tuple[str, Promise]] = {
    "mailbox_name_taken": ("name", _("There is a mailbox of this name.")),
    "mailbox_unencrypted": (
        "tls",
        _("A password never travels unencrypted over a network. Choose TLS."),
    ),
    "mailbox_secret_missing": ("secret", _("Without a secret nobody lets us in.")),
}


@require_safe
def mailboxes(request: HttpRequest) -> HttpResponse:
    """All mailboxes; the part that changes by itself is asked for anew while one is tried."""
    _managing(request)
    lines = queries.mailboxes(at=timezone.now())
    part = request.headers.get("HX-Request") == "true"
    context = {
        "lines": lines,
        "unsettled": any(line.standing in {"new", "trying"} for line in lines),
        "section": "mailboxes",
    }
    return render(request, f"kulanz/mailboxes/{'list' if part else 'page'}.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_mailbox(request: HttpRequest) -> HttpResponse:
    """A form that knows the usual providers."""
    _managing(request)
    if request.method == "POST":
        form = MailboxForm(request.POST)
        return _saved(request, form, None) or _form(request, form, None, status=422)
    chosen = provider(request.GET.get("provider", ""))
    if "provider" not in request.GET:
        context = {"providers": PROVIDERS, "section": "mailboxes"}
        return render(request, "kulanz/mailboxes/providers.html", context)
    known = asdict(chosen) | {"name": "" if chosen is OTHER else chosen.name}
    return _form(request, MailboxForm(initial=known | {"folder": "INBOX", "tls": "tls"}), None)


@require_http_methods(["GET", "HEAD", "POST"])
def mailbox(request: HttpRequest, pk: int) -> HttpResponse:
    """The settings of one; its secrets are not shown."""
    _managing(request)
    row = get_object_or_404(Mailbox, pk=pk)
    if request.method == "POST":
        form = MailboxForm(request.POST)
        return _saved(request, form, row) or _form(request, form, row, status=422)
    given = actions.settings_of(row)
    shown: dict[str, Any] = {name: getattr(given, name) for name in given.__slots__}
    return _form(request, MailboxForm(initial=shown), row)


@require_POST
def standing(request: HttpRequest, pk: int) -> HttpResponse:
    """Fetch no more, or again."""
    _managing(request)
    row = get_object_or_404(Mailbox, pk=pk)
    on = request.POST.get("on") == "yes"
    actions.switch_mailbox(row, on=on, at=timezone.now(), by=person_of(request))
    return redirect("mailboxes")


@require_POST
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """Try now."""
    _managing(request)
    row = get_object_or_404(Mailbox, pk=pk)
    actions.try_mailbox(row, at=timezone.now(), by=person_of(request))
    return redirect("mailboxes")


def _managing(request: HttpRequest) -> None:
    if not may_manage(person_of(request)):
        raise Http404


def _saved(request: HttpRequest, form: MailboxForm, row: Mailbox | None) -> HttpResponse | None:
    """Written, then tried by the jobs process; None: something typed cannot be."""
    if not form.is_valid():
        return None
    at, by = timezone.now(), person_of(request)
    try:
        if row is None:
            everything = form.cleaned_data["everything"]
            actions.make_mailbox(form.settings(), at=at, by=by, everything=everything)
        else:
            actions.change_mailbox(row, form.settings(), at=at, by=by)
    except DeskRefusal as refusal:
        field, words = REFUSED[refusal.code]
        form.add_error(field, str(words))
        return None
    return redirect("mailboxes")


def _form(
    request: HttpRequest,
    form: MailboxForm,
    row: Mailbox | None,
    *,
    status: int = 200,
    tls: str = "",
) -> HttpResponse:
    if tls:
        form.initial["tls"] = tls
    context = {"form": form, "row": row, "section": "mailboxes"}
    return render(request, "kulanz/mailboxes/form.html", context, status=status)
