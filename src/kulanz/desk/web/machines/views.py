"""One page: who may come in as a machine, and who is told. Secrets are shown once."""

from datetime import timedelta

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kulanz.desk.actions import machines as actions
from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import ApiToken, Webhook
from kulanz.desk.queries import machines as queries
from kulanz.desk.web.doors import person_of
from kulanz.desk.web.machines.forms import SCOPE_NAMES, TOLD_NAMES, TokenForm, WebhookForm


@require_GET
def machines(request: HttpRequest) -> HttpResponse:
    """Tokens and webhooks as they stand."""
    _managing(request)
    return _page(request)


@require_POST
def tokens(request: HttpRequest) -> HttpResponse:
    """A new key; its text is on the page that answers, and nowhere else."""
    _managing(request)
    form, at = TokenForm(request.POST), timezone.now()
    if not form.is_valid():
        return _refused(request, form)
    days = form.cleaned_data.pop("days")
    expires_at = None if days is None else at + timedelta(days=days)
    row, secret = actions.make_token(
        at=at, by=person_of(request), expires_at=expires_at, **form.cleaned_data
    )
    return _page(request, made=row.name, secret=secret)


@require_POST
def revocation(request: HttpRequest, pk: int) -> HttpResponse:
    """The key opens nothing any more."""
    _managing(request)
    row = get_object_or_404(ApiToken, pk=pk)
    actions.revoke_token(row, at=timezone.now(), by=person_of(request))
    return redirect("machines")


@require_POST
def webhooks(request: HttpRequest) -> HttpResponse:
    """A new address; the secret of its signature is shown once, too."""
    _managing(request)
    form = WebhookForm(request.POST)
    if not form.is_valid():
        return _refused(request, form)
    try:
        row, secret = actions.make_webhook(
            at=timezone.now(), by=person_of(request), **form.cleaned_data
        )
    except DeskRefusal:
        messages.error(request, _("An address looks like https://billing.example/hooks."))
        return _page(request, status=422)
    return _page(request, made=row.url, secret=secret)


@require_POST
def standing(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell it nothing more, or tell it again."""
    _managing(request)
    row, at, by = get_object_or_404(Webhook, pk=pk), timezone.now(), person_of(request)
    if request.POST.get("enabled") == "yes":
        actions.enable_webhook(row, at=at, by=by)
    else:
        actions.disable_webhook(row, at=at, by=by)
    return redirect("machines")


@require_POST
def secret(request: HttpRequest, pk: int) -> HttpResponse:
    """Another secret for a webhook; for a day the old one signs beside it."""
    _managing(request)
    row = get_object_or_404(Webhook, pk=pk)
    new = actions.rotate_secret(row, at=timezone.now(), by=person_of(request))
    return _page(request, made=row.url, secret=new, rotated=True)


def _managing(request: HttpRequest) -> None:
    if not queries.may_manage(person_of(request)):
        raise Http404


def _refused(request: HttpRequest, form: Form) -> HttpResponse:
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))
    return _page(request, status=422)


def _page(
    request: HttpRequest,
    *,
    made: str = "",
    secret: str = "",
    rotated: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "machines": queries.machines(at=timezone.now()),
        "scopes": SCOPE_NAMES.items(),
        "told": TOLD_NAMES.items(),
        "made": made,
        "secret": secret,
        "rotated": rotated,
        "section": "machines",
    }
    return render(request, "kulanz/machines/page.html", context, status=status)
