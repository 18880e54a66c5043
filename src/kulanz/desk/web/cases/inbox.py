"""The work list: read it, keep a view of it, change several cases at once."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from kulanz.case.states import STATES
from kulanz.desk.actions import problems, views
from kulanz.desk.actions.cases import give_owner
from kulanz.desk.models import Case, Person, Problem
from kulanz.desk.queries.access import cases_for, colleagues_for
from kulanz.desk.queries.events import newest_event
from kulanz.desk.queries.inbox import CHANNELS, Filters, inbox_page
from kulanz.desk.templatetags.case_words import CHANNELS as CHANNEL_WORDS
from kulanz.desk.templatetags.case_words import LANGUAGES, state_word
from kulanz.desk.web.cases.inbox_words import EMPTY, VIEW_NAMES
from kulanz.desk.web.cases.refusals import TEXTS
from kulanz.desk.web.doors import back, person_of, whole_number, working

MOST_AT_ONCE = 100


@require_safe
def inbox(request: HttpRequest) -> HttpResponseBase:
    """The work list of one view, narrowed by what the address says."""
    last_event = newest_event()
    page = inbox_page(person_of(request), Filters.read(request.GET), at=timezone.now())
    values = {
        "section": "inbox",
        "page": page,
        "views": [
            {
                "code": code,
                "name": name,
                "count": page.counts[code],
                "address": Filters(view=code).address(),
            }
            for code, name in VIEW_NAMES.items()
        ],
        "view_name": VIEW_NAMES[page.filters.view],
        "empty": EMPTY[page.filters.view],
        "states": [(code, state_word(code)) for code in STATES],
        "languages": LANGUAGES.items(),
        "channels": [(code, CHANNEL_WORDS[code]) for code in CHANNELS],
        "last_event": last_event,
    }
    return render(request, "kulanz/cases/inbox.html", values)


def _chosen(request: HttpRequest) -> list[Case]:
    numbers = request.POST.getlist("case")[:MOST_AT_ONCE]
    return list(
        cases_for(person_of(request)).filter(number__in=numbers, merged_into=None).order_by("id")
    )


@require_POST
@working
def owners(request: HttpRequest) -> HttpResponseBase:
    """Give the ticked cases to one colleague, where that colleague can own them."""
    new = get_object_or_404(
        Person, pk=whole_number(request.POST.get("new_owner", "")), is_active=True
    )
    given = 0
    for case in _chosen(request):
        if colleagues_for(case).filter(pk=new.pk).exists():
            give_owner(case, new, at=timezone.now(), by=person_of(request))
            given += 1
    text = ngettext(
        "%(n)d case now belongs to %(name)s.", "%(n)d cases now belong to %(name)s.", given
    )
    messages.success(request, text % {"n": given, "name": new.name})
    return back(request, "inbox")


@require_POST
@working
def tags(request: HttpRequest) -> HttpResponseBase:
    """Say for the ticked cases which problem they come from."""
    problem = get_object_or_404(Problem, code=request.POST.get("new_problem", ""))
    chosen = _chosen(request)
    for case in chosen:
        problems.tag(case, problem, at=timezone.now(), by=person_of(request))
    text = ngettext(
        "%(n)d case comes from: %(name)s.", "%(n)d cases come from: %(name)s.", len(chosen)
    )
    messages.success(request, text % {"n": len(chosen), "name": problem.name})
    return back(request, "inbox")


@require_POST
def save_view(request: HttpRequest) -> HttpResponseBase:
    """Keep the filters on the page under a name."""
    filters = Filters.read(QueryDict(request.POST.get("query", "")[:500]).dict())
    name = request.POST.get("name", "")
    try:
        view = views.save_view(
            name=name, filters=filters, for_team="team" in request.POST, by=person_of(request)
        )
    except (views.NameMissing, views.TooManyViews) as refusal:
        messages.error(request, TEXTS[refusal.code])
    else:
        messages.success(request, _("Saved as “%(name)s”.") % {"name": view.name})
    return back(request, "inbox")


@require_POST
def forget_view(request: HttpRequest, view_id: int) -> HttpResponseBase:
    """Remove a saved view."""
    try:
        views.forget_view(view_id, by=person_of(request))
    except views.NotYours as refusal:
        raise Http404 from refusal
    messages.success(request, _("The view is gone; the cases are not."))
    return back(request, "inbox")
