"""The public form: no login, no JavaScript, and nothing typed is ever lost."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kulanz.case import LANGUAGES
from kulanz.desk.channels import webform
from kulanz.desk.channels.webform.forms import ComplaintForm, new_key
from kulanz.desk.models import Contact, Team
from kulanz.desk.queries.contacts import team_for
from kulanz.desk.queries.limits import within_limit

PER_ORIGIN = {"count": 20, "seconds": 3600}
PER_ADDRESS = {"count": 6, "seconds": 3600}
THANKS_FOR = 60 * 60 * 24 * 7
_SALT = "kulanz.webform.thanks"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest) -> HttpResponseBase:
    """Ask, and take the answer in."""
    if request.method != "POST":
        return _page(request, ComplaintForm(initial={"key": new_key()}))
    form = ComplaintForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form)
    if not _within_limits(request, form):
        return _page(request, form, too_often=True)
    return _taken_in(request, form)


def _page(request: HttpRequest, form: ComplaintForm, *, too_often: bool = False) -> HttpResponse:
    status = 429 if too_often else 200
    context = {
        "form": form,
        "too_often": too_often,
        "languages": _languages(request),
        "contact_ways": [form["email"], form["phone"]],
    }
    response = render(request, "kulanz/webform/form.html", context, status=status)
    if too_often:
        response["Retry-After"] = str(PER_ORIGIN["seconds"])
    return response


def _languages(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Code, own name and address of the form in each language; the team stays."""
    own_names = {"de": "Deutsch", "nl": "Nederlands", "en": "English"}
    query = request.GET.copy()
    found: list[tuple[str, str, str]] = []
    for code in LANGUAGES:
        query["lang"] = code
        found.append((code, own_names[code], f"?{query.urlencode()}"))
    return found


def _within_limits(request: HttpRequest, form: ComplaintForm) -> bool:
    """Few per origin, fewer in one person's name."""
    typed = form.cleaned_data
    who = (typed["email"] or typed["phone"]).strip().lower()
    return within_limit("webform", _origin(request), **PER_ORIGIN) and within_limit(
        "webform-address", who, **PER_ADDRESS
    )


def _origin(request: HttpRequest) -> str:
    """The address a request comes from; what a proxy of ours added last counts, nothing before."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    if settings.TRUSTED_PROXY and forwarded:
        return str(forwarded)
    return str(request.META.get("REMOTE_ADDR", ""))


def _taken_in(request: HttpRequest, form: ComplaintForm) -> HttpResponse:
    at, language = timezone.now(), _language()
    team = _team(request, language)
    contact = webform.take_in(
        form.content(language=language, at=at), at=at, team_hint=team.mail_address if team else ""
    )
    return redirect("complain_thanks", _receipt(contact, language))


def _team(request: HttpRequest, language: str) -> Team | None:
    """The team named in the address of the form, else the one that speaks the language."""
    asked = request.GET.get("team", "")
    named = Team.objects.filter(name__iexact=asked).first() if asked else None
    return named or team_for([], language=language)


def _language() -> str:
    code = translation.get_language()
    return code if code in LANGUAGES else "en"


def _receipt(contact: Contact | None, language: str) -> str:
    """What the thank-you page knows: number and day; signed, so nobody tries numbers."""
    case = contact.case if contact else None
    by = case.human_by.isoformat() if case and case.human_by else ""
    return signing.dumps([case.number if case else "", language, by], salt=_SALT)


@login_not_required
@never_cache
@require_safe
def thanks(request: HttpRequest, receipt: str) -> HttpResponseBase:
    """The case number, and what happens next."""
    try:
        number, language, by = signing.loads(receipt, salt=_SALT, max_age=THANKS_FOR)
    except signing.BadSignature as error:
        raise Http404 from error
    answer_by = datetime.fromisoformat(by) if by else None
    with translation.override(language):
        context = {"number": number, "answer_by": answer_by, "page_language": language}
        return render(request, "kulanz/webform/thanks.html", context)


@login_not_required
@require_safe
def in_language(request: HttpRequest, language: str) -> HttpResponseBase:
    """The short addresses in each language lead to the form."""
    query = request.GET.copy()
    query["lang"] = language
    response = redirect("complain")
    response["Location"] += f"?{query.urlencode()}"
    return response
