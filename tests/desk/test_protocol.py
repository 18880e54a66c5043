"""The guide of a team: who changes it, what cannot be followed, and what a call then asks for."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions.calls import start_call
from kulanz.desk.actions.protocol import (
    CannotFollow,
    GuideReasonMissing,
    NotYourGuide,
    change_guide,
)
from kulanz.desk.models import Person, TeamGuide
from kulanz.desk.queries.callhints import regions
from kulanz.desk.queries.calls import call_for
from kulanz.desk.queries.protocol import HOUSE, guide_of, may_change, standing, teams_for
from kulanz.protocol import Progress
from kulanz.protocol.order import GuideStep

pytestmark = pytest.mark.django_db

WISH_FIRST = tuple(
    GuideStep(id=step, needs=(step,), may_skip=step != "own")
    for step in ("ask_wish", "listen", "summarise", "empathise", "offer", "own")
)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def form(places: tuple[str, ...], **more: object) -> dict[str, object]:
    ids = [step.id for step in HOUSE]
    return {
        **{f"place_{step}": str(places.index(step) + 1) for step in ids},
        **{f"skip_{step}": "yes" for step in ids},
        "because": "So fragen wir in Köln",
        **more,
    }


def test_without_a_guide_of_its_own_a_team_follows_the_house(cast: Cast) -> None:
    assert guide_of(cast.koeln) == HOUSE


def test_the_latest_guide_of_the_team_counts(cast: Cast) -> None:
    change_guide(cast.koeln, steps=WISH_FIRST, because="Probe", at=MONDAY, by=cast.an)
    assert guide_of(cast.koeln) == WISH_FIRST
    assert guide_of(cast.utrecht) == HOUSE
    change_guide(cast.koeln, steps=(), because="Zurück", at=MONDAY, by=cast.mira)
    assert guide_of(cast.koeln) == HOUSE


def test_who_changes_which_guide(cast: Cast) -> None:
    may = [
        one
        for one in (cast.ali, cast.an, cast.mira, cast.dir, cast.tom)
        if may_change(one, cast.koeln)
    ]
    assert may == [cast.an, cast.mira, cast.dir]
    with pytest.raises(NotYourGuide):
        change_guide(cast.utrecht, steps=WISH_FIRST, because="x", at=MONDAY, by=cast.an)
    assert teams_for(cast.an) == [cast.koeln]


def test_a_change_needs_a_reason(cast: Cast) -> None:
    with pytest.raises(GuideReasonMissing):
        change_guide(cast.koeln, steps=WISH_FIRST, because=" ", at=MONDAY, by=cast.an)


def test_what_waits_for_itself_or_lacks_a_step_is_refused(cast: Cast) -> None:
    circle = tuple(
        GuideStep(id=one.id, after=("own",) if one.id == "listen" else ("listen",)) for one in HOUSE
    )
    with pytest.raises(CannotFollow):
        change_guide(cast.koeln, steps=circle, because="x", at=MONDAY, by=cast.an)
    with pytest.raises(CannotFollow) as refusal:
        change_guide(cast.koeln, steps=HOUSE[:-1], because="x", at=MONDAY, by=cast.an)
    assert refusal.value.steps == "own"
    assert TeamGuide.objects.count() == 0


def test_a_step_waits_for_what_it_comes_after() -> None:
    found = standing(HOUSE, Progress(), ())
    assert found == {
        "listen": "next",
        "summarise": "waits",
        "empathise": "open",
        "ask_wish": "waits",
        "offer": "waits",
        "own": "waits",
    }
    assert standing(HOUSE, Progress(), ("listen",))["summarise"] == "next"


def test_a_call_asks_in_the_order_of_the_team(cast: Cast) -> None:
    change_guide(cast.koeln, steps=WISH_FIRST, because="Probe", at=MONDAY, by=cast.an)
    call = start_call(case_of_brandt(cast), form_key="k", at=timezone.now(), by=cast.ali)
    client = signed_in(cast.ali)
    client.post(reverse("call_entries", args=[call.pk]), {"text": "ware nie angekommen"})
    found = regions(call_for(cast.ali, call.pk), typed="", at=timezone.now(), screen="de")
    assert found.hint is not None
    assert found.hint.situation == "ask_wish"
    page = client.get(reverse("call", args=[call.pk])).content.decode()
    assert 'name="step" value="ask_wish"' in page


def test_a_lead_changes_the_guide_in_the_browser(cast: Cast) -> None:
    client = signed_in(cast.an)
    places = tuple(one.id for one in WISH_FIRST)
    sent = form(places, after_offer=["listen", "ask_wish"])
    client.post(reverse("protocol_of", args=[cast.koeln.pk]), sent)
    assert tuple(one.id for one in guide_of(cast.koeln)) == places
    assert next(one.after for one in guide_of(cast.koeln) if one.id == "offer") == (
        "listen",
        "ask_wish",
    )
    assert "So fragen wir in Köln" in client.get(reverse("protocol")).content.decode()


def test_a_circle_is_refused_in_words(cast: Cast) -> None:
    places = tuple(one.id for one in HOUSE)
    sent = form(places, after_offer=["own"], after_own=["offer"])
    answer = signed_in(cast.an).post(
        reverse("protocol_of", args=[cast.koeln.pk]), sent, follow=True
    )
    assert "a step would wait for itself" in answer.content.decode()


def test_an_agent_reads_the_guide_and_cannot_save_it(cast: Cast) -> None:
    client = signed_in(cast.ali)
    page = client.get(reverse("protocol")).content.decode()
    assert 'name="because"' not in page
    client.post(reverse("protocol_of", args=[cast.koeln.pk]), form(tuple(o.id for o in HOUSE)))
    assert TeamGuide.objects.count() == 0


def test_the_guide_of_another_team_is_not_there(cast: Cast) -> None:
    assert signed_in(cast.tom).get(reverse("protocol_of", args=[cast.koeln.pk])).status_code == 404
