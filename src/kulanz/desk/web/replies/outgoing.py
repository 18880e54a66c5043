"""The list of outgoing mail, settling what is not known, and what a team signs with."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.actions.sending import it_left, send_again
from kulanz.desk.actions.signatures import LONGEST, sign_with
from kulanz.desk.models import Case, Team
from kulanz.desk.queries import access
from kulanz.desk.queries.outgoing import outgoing
from kulanz.desk.queries.protocol import may_change, teams_for
from kulanz.desk.web.doors import back, person_of, working_on_case
from kulanz.desk.web.replies.texts import REFUSALS

LANGUAGES = (("de", "Deutsch"), ("nl", "Nederlands"), ("en", "English"))
EXAMPLE = "2026-1001"


@require_safe
def outgoing_list(request: HttpRequest) -> HttpResponse:
    """What is not known, not delivered or not leaving, in the cases one may see."""
    mails = outgoing(person_of(request), at=timezone.now())
    return render(request, "kulanz/replies/outgoing_list.html", {"mails": mails})


@require_POST
@working_on_case
def settling(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """A person has looked: it did leave, or it goes out again."""
    message = case.outbox.filter(pk=pk).first()
    settle = {"left": it_left, "again": send_again}.get(request.POST.get("outcome", ""))
    if message is None or settle is None:
        raise Http404
    try:
        settle(message, at=timezone.now(), by=person_of(request))
    except DeskRefusal as refusal:
        messages.error(request, REFUSALS[refusal.code])
    else:
        left = _("Noted: the mail had left.")
        messages.success(request, left if settle is it_left else _("The mail is sent again."))
    return back(request, "case", case.number)


@require_http_methods(["GET", "HEAD", "POST"])
def signatures(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """What a team signs with; its lead and the complaint manager change it."""
    person = person_of(request)
    teams = teams_for(person)
    team = next((one for one in teams if one.pk == pk or not pk), None)
    if team is None or not access.may_lead(person):
        raise Http404
    if request.method == "POST":
        return _signed(request, team)
    texts = dict(team.signatures.values_list("language", "text"))
    context = {
        "team": team,
        "teams": teams,
        "signatures": [(code, name, texts.get(code, "")) for code, name in LANGUAGES],
        "example": team.mail_address.replace("@", f"+{EXAMPLE}@"),
        "longest": LONGEST,
        "may_change": may_change(person, team),
        "section": "profile",
    }
    return render(request, "kulanz/replies/signatures.html", context)


def _signed(request: HttpRequest, team: Team) -> HttpResponse:
    texts = {code: request.POST.get(f"signature_{code}", "") for code, _name in LANGUAGES}
    plus = request.POST.get("plus_address") == "yes"
    person = person_of(request)
    try:
        sign_with(team, texts=texts, plus_address=plus, at=timezone.now(), by=person)
    except DeskRefusal as refusal:
        messages.error(request, REFUSALS[refusal.code])
    else:
        messages.success(request, _("Saved."))
    return redirect("signatures_of", team.pk)
