"""The offer tab: what may be offered, the form for it, and what colleagues are asked."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from kulanz.authority import Extent, measures, name
from kulanz.commitments import presets
from kulanz.countries import profile
from kulanz.desk.models import Case
from kulanz.desk.queries.approvals import AskBox, Line, ask_box, is_on_line, of_case
from kulanz.desk.queries.offers import offer_tab, rules_for
from kulanz.desk.web.cases.frame import render_tab
from kulanz.desk.web.doors import person_of
from kulanz.desk.web.languages import code_of, reading
from kulanz.desk.web.offers.forms import OfferForm

QUESTION = 300


def render_offers(
    request: HttpRequest, case: Case, form: OfferForm, *, status: int = 200
) -> HttpResponse:
    """The tab with a form as it was typed."""
    at, language = timezone.now(), reading()
    lines = of_case(case, language=language, at=at)
    ask = _ask(request, case, form)
    context: dict[str, Any] = {
        "offers": offer_tab(case, person_of(request), language=language, at=at),
        "form": form,
        "ask": ask,
        "on_line": form.data.get("on_line") if form.is_bound else is_on_line(case),
        "measures": _measured(case, form["remedy"].value() or ""),
        "question": form.data.get("question") or (sentence(ask) if ask else ""),
        "approvals": lines,
        "seen": seen_of(lines),
    }
    return render_tab(
        request,
        case,
        tab="offers",
        template="kulanz/offers/panel.html",
        context=context,
        status=status,
    )


def suggested(case: Case, remedy: str) -> dict[str, str]:
    """A click on a remedy fills the form: its name in the case's language, three business days."""
    country = profile(case.profile)
    if remedy not in country.remedies:
        return {}
    due = timezone.localtime(presets(country, timezone.now())[-1].due)
    return {
        "remedy": remedy,
        "text": begun(name(remedy, code_of(case.language))),
        "due_at": f"{due:%Y-%m-%dT%H:%M}",
    }


def begun(words: str) -> str:
    """As the beginning of a sentence; German nouns further on keep their capitals."""
    return f"{words[:1].upper()}{words[1:]}"


def sentence(ask: AskBox) -> str:
    """The question in the asker's language: the remedy, the amount, and why."""
    why = "; ".join(f"{one.label}: {one.value}" for one in ask.facts)
    what = _("May I offer this: %(what)s?") % {"what": f"{ask.remedy} {ask.worth}".strip()}
    return f"{what} {why[:1].upper()}{why[1:]}"[:QUESTION].strip()


def seen_of(lines: Sequence[Line]) -> str:
    """What a page has shown of the questions; another value means that something is new."""
    return "-".join(
        f"{one.row.pk}.{one.row.standing}.{one.row.role}.{int(one.on_hold)}" for one in lines
    )


def _ask(request: HttpRequest, case: Case, form: OfferForm) -> AskBox | None:
    remedy = form["remedy"].value() or ""
    if not remedy or case.closed_at is not None or remedy not in profile(case.profile).remedies:
        return None
    return ask_box(
        case,
        person_of(request),
        remedy=remedy,
        wanted=_wanted(form),
        language=reading(),
        at=timezone.now(),
    )


def _measured(case: Case, remedy: str) -> frozenset[str]:
    """The fields that a remedy has beside its amount."""
    country = rules_for(case, at=timezone.now()).country
    return measures(country, remedy) if remedy in country.remedies else frozenset()


def _wanted(form: OfferForm) -> Extent:
    return Extent(**{part: _number(form, part) for part in ("amount", "percent", "count")})


def _number(form: OfferForm, part: str) -> Any:
    try:
        return form.fields[part].clean(form.data.get(part, ""))
    except ValidationError:
        return None
