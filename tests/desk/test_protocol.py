"""The guide of a team: who changes it, drafts and their trial, and what is then asked for."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions.calls import start_call
from kulanz.desk.actions.conversation import skip_step
from kulanz.desk.actions.problems import name_problem, tag
from kulanz.desk.actions.protocol import (
    CannotFollow,
    GuideDayPast,
    GuideReasonMissing,
    NoGuideDraft,
    NotYourGuide,
    discard_guide,
    draft_guide,
    publish_guide,
)
from kulanz.desk.models import Event, Person, Problem, Team, TeamGuide
from kulanz.desk.queries.callhints import regions
from kulanz.desk.queries.calls import call_for
from kulanz.desk.queries.conversation import conversation_page
from kulanz.desk.queries.guide_trials import tried
from kulanz.desk.queries.protocol import (
    HOUSE,
    draft_of,
    guide_of,
    may_change,
    standing,
    teams_for,
    versions_of,
)
from kulanz.protocol import Progress
from kulanz.protocol.guide_file import only_for, read_guide, written
from kulanz.protocol.order import GuideStep

pytestmark = pytest.mark.django_db

TODAY = MONDAY.date()
WISH_FIRST = tuple(
    GuideStep(id=step, needs=(step,), may_skip=step != "own")
    for step in ("ask_wish", "listen", "summarise", "empathise", "offer", "own")
)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def put_in_force(
    team: Team, steps: tuple[GuideStep, ...], by: Person, *, day: date = TODAY
) -> TeamGuide:
    draft_guide(team, steps=steps, at=MONDAY, by=by)
    return publish_guide(team, valid_from=day, because="Probe", at=MONDAY, by=by)


def form(places: tuple[str, ...], **more: object) -> dict[str, object]:
    ids = [step.id for step in HOUSE]
    return {
        **{f"place_{step}": str(places.index(step) + 1) for step in ids},
        **{f"skip_{step}": "yes" for step in ids},
        **more,
    }


def without(steps: tuple[GuideStep, ...], step: str, **asked: list[str]) -> tuple[GuideStep, ...]:
    """The guide with a condition on one step."""
    return tuple(
        GuideStep(
            id=one.id,
            after=one.after,
            needs=one.needs,
            may_skip=one.may_skip,
            only_if=only_for(asked) if one.id == step else one.only_if,
        )
        for one in steps
    )


def test_without_a_guide_of_its_own_a_team_follows_the_house(cast: Cast) -> None:
    assert guide_of(cast.koeln, at=MONDAY) == HOUSE


def test_a_draft_counts_for_nobody_and_a_published_guide_for_its_team(cast: Cast) -> None:
    draft_guide(cast.koeln, steps=WISH_FIRST, at=MONDAY, by=cast.an)
    assert guide_of(cast.koeln, at=MONDAY) == HOUSE
    publish_guide(cast.koeln, valid_from=TODAY, because="Probe", at=MONDAY, by=cast.an)
    assert guide_of(cast.koeln, at=MONDAY) == WISH_FIRST
    assert guide_of(cast.utrecht, at=MONDAY) == HOUSE
    put_in_force(cast.koeln, (), cast.mira)
    assert guide_of(cast.koeln, at=MONDAY) == HOUSE


def test_a_guide_counts_from_its_day_at_the_place_of_the_team(cast: Cast) -> None:
    put_in_force(cast.koeln, WISH_FIRST, cast.an, day=date(2026, 11, 20))
    put_in_force(cast.koeln, HOUSE, cast.an, day=date(2026, 11, 18))
    evening = MONDAY.replace(day=19, hour=22, minute=59)
    assert guide_of(cast.koeln, at=evening) == HOUSE
    assert guide_of(cast.koeln, at=evening + timedelta(minutes=1)) == WISH_FIRST


def test_who_changes_which_guide(cast: Cast) -> None:
    may = [
        one
        for one in (cast.ali, cast.an, cast.mira, cast.dir, cast.tom)
        if may_change(one, cast.koeln)
    ]
    assert may == [cast.an, cast.mira, cast.dir]
    with pytest.raises(NotYourGuide):
        draft_guide(cast.utrecht, steps=WISH_FIRST, at=MONDAY, by=cast.an)
    draft_guide(cast.utrecht, steps=WISH_FIRST, at=MONDAY, by=cast.mira)
    with pytest.raises(NotYourGuide):
        publish_guide(cast.utrecht, valid_from=TODAY, because="x", at=MONDAY, by=cast.an)
    with pytest.raises(NotYourGuide):
        discard_guide(cast.utrecht, at=MONDAY, by=cast.an)
    assert teams_for(cast.an) == [cast.koeln]


def test_publishing_needs_a_draft_a_reason_and_a_day_to_come(cast: Cast) -> None:
    with pytest.raises(NoGuideDraft):
        publish_guide(cast.koeln, valid_from=TODAY, because="x", at=MONDAY, by=cast.an)
    draft_guide(cast.koeln, steps=WISH_FIRST, at=MONDAY, by=cast.an)
    with pytest.raises(GuideReasonMissing):
        publish_guide(cast.koeln, valid_from=TODAY, because=" ", at=MONDAY, by=cast.an)
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(GuideDayPast):
        publish_guide(cast.koeln, valid_from=yesterday, because="x", at=MONDAY, by=cast.an)
    assert guide_of(cast.koeln, at=MONDAY) == HOUSE


def test_a_team_has_one_draft_that_is_written_on(cast: Cast) -> None:
    first = draft_guide(cast.koeln, steps=WISH_FIRST, at=MONDAY, by=cast.an)
    again = draft_guide(cast.koeln, steps=HOUSE, at=MONDAY, by=cast.mira)
    assert (first.pk, again.by) == (again.pk, cast.mira)
    with pytest.raises(IntegrityError):
        TeamGuide.objects.create(team=cast.koeln, by=cast.an, at=MONDAY)


def test_a_draft_that_is_given_up_stays_among_the_versions(cast: Cast) -> None:
    draft_guide(cast.koeln, steps=WISH_FIRST, at=MONDAY, by=cast.an)
    discard_guide(cast.koeln, at=MONDAY, by=cast.an)
    assert draft_of(cast.koeln) is None
    (version,) = versions_of(cast.koeln, at=MONDAY)
    assert (version.row.standing, version.in_force) == ("discarded", False)
    with pytest.raises(NoGuideDraft):
        discard_guide(cast.koeln, at=MONDAY, by=cast.an)


def test_the_history_says_who_when_and_what(cast: Cast) -> None:
    put_in_force(cast.koeln, without(HOUSE, "offer", channel=["spoken"]), cast.an)
    put_in_force(cast.koeln, without(HOUSE, "offer", channel=["written"]), cast.mira)
    newest, oldest = versions_of(cast.koeln, at=MONDAY)
    assert (newest.changes, oldest.changes) == ((("offer", "only_if"),), (("offer", "only_if"),))
    assert (newest.in_force, oldest.in_force) == (True, False)
    kinds = Event.objects.filter(kind__startswith="guide.").order_by("id")
    assert [(one.kind, one.by) for one in kinds] == [
        ("guide.drafted", cast.an),
        ("guide.changed", cast.an),
        ("guide.drafted", cast.mira),
        ("guide.changed", cast.mira),
    ]


def test_what_waits_for_itself_or_lacks_a_step_is_refused(cast: Cast) -> None:
    circle = tuple(
        GuideStep(id=one.id, after=("own",) if one.id == "listen" else ("listen",)) for one in HOUSE
    )
    with pytest.raises(CannotFollow):
        draft_guide(cast.koeln, steps=circle, at=MONDAY, by=cast.an)
    with pytest.raises(CannotFollow) as refusal:
        draft_guide(cast.koeln, steps=HOUSE[:-1], at=MONDAY, by=cast.an)
    assert refusal.value.steps == "own"
    unknown = without(HOUSE, "offer", problem=["weather"])
    with pytest.raises(CannotFollow) as refusal:
        draft_guide(cast.koeln, steps=unknown, at=MONDAY, by=cast.an)
    assert refusal.value.steps == "problem = weather"
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
    put_in_force(cast.koeln, WISH_FIRST, cast.an)
    call = start_call(case_of_brandt(cast), form_key="k", at=timezone.now(), by=cast.ali)
    client = signed_in(cast.ali)
    client.post(reverse("call_entries", args=[call.pk]), {"text": "ware nie angekommen"})
    found = regions(call_for(cast.ali, call.pk), typed="", at=timezone.now(), screen="de")
    assert found.hint is not None
    assert found.hint.situation == "ask_wish"
    page = client.get(reverse("call", args=[call.pk])).content.decode()
    assert 'name="step" value="ask_wish"' in page


def test_the_tab_asks_in_the_order_of_the_team_too(cast: Cast) -> None:
    case = case_of_brandt(cast)
    put_in_force(cast.koeln, WISH_FIRST, cast.an)
    page = conversation_page(case, person=cast.ali, at=MONDAY, language="en")
    assert [one.code for one in page.steps] == [one.id for one in WISH_FIRST]
    assert page.step == "ask_wish"
    skip_step(case, step="ask_wish", reason="", at=MONDAY, by=cast.ali)
    page = conversation_page(case, person=cast.ali, at=MONDAY, language="en")
    assert page.step == "listen"
    assert [one.code for one in page.steps if one.left_out == "skipped"] == ["ask_wish"]


def test_a_step_is_asked_for_only_in_its_cases(cast: Cast) -> None:
    problem = name_problem("Goods lost")
    put_in_force(cast.koeln, without(WISH_FIRST, "ask_wish", problem=[problem.code]), cast.an)
    case = case_of_brandt(cast)
    before = conversation_page(case, person=cast.ali, at=MONDAY, language="en")
    assert before.step == "listen"
    assert [one.code for one in before.steps if one.left_out == "unneeded"] == ["ask_wish"]
    tag(case, problem, at=MONDAY, by=cast.ali)
    after = conversation_page(case, person=cast.ali, at=MONDAY, language="en")
    assert (after.step, [one for one in after.steps if one.left_out]) == ("ask_wish", [])


def test_a_draft_is_tried_on_a_case_without_changing_anything(cast: Cast) -> None:
    case = case_of_brandt(cast)
    found = tried(case, HOUSE, WISH_FIRST)
    assert (found.now_asks, found.then_asks) == ("listen", "ask_wish")
    assert [step for step, _ in found.then] == [one.id for one in WISH_FIRST]
    assert guide_of(cast.koeln, at=MONDAY) == HOUSE


def test_a_lead_drafts_tries_and_publishes_in_the_browser(cast: Cast) -> None:
    client, case = signed_in(cast.an), case_of_brandt(cast)
    places = tuple(one.id for one in WISH_FIRST)
    sent = form(places, after_offer=["listen", "ask_wish"], language_offer=["de", "nl"])
    page = reverse("protocol_of", args=[cast.koeln.pk])
    client.post(page, sent)
    assert guide_of(cast.koeln, at=timezone.now()) == HOUSE
    trial = client.get(page, {"case": case.number}).content.decode()
    told = f"case {case.number} would stand at <strong>Ask for the customer&#x27;s solution"
    assert told in trial
    day = timezone.localdate().isoformat()
    publication = reverse("protocol_publication", args=[cast.koeln.pk])
    client.post(publication, {"valid_from": day, "because": "So fragen wir in Köln"})
    guide = guide_of(cast.koeln, at=timezone.now())
    assert tuple(one.id for one in guide) == places
    offer = next(one for one in guide if one.id == "offer")
    assert offer.after == ("listen", "ask_wish")
    assert offer.only_if == only_for({"language": ["de", "nl"]})
    text = client.get(reverse("protocol")).content.decode()
    assert "So fragen wir in Köln" in text
    assert "German, Dutch" in text


def test_a_case_of_another_team_is_no_trial(cast: Cast) -> None:
    number = case_of_brandt(cast).number
    draft_guide(cast.utrecht, steps=WISH_FIRST, at=MONDAY, by=cast.mira)
    page = signed_in(cast.mira).get(
        reverse("protocol_of", args=[cast.utrecht.pk]), {"case": number}
    )
    assert "There is no such case in this team." in page.content.decode()


@pytest.mark.parametrize(
    ("day", "because", "told"),
    [
        ("2020-01-01", "x", "Valid from today or a later day."),
        ("2026-99-99", "x", "Valid from today or a later day."),
        ("", "x", "Valid from today or a later day."),
        ("2999-01-01", " ", "Say why, in a few words."),
    ],
)
def test_a_publication_is_refused_in_words(cast: Cast, day: str, because: str, told: str) -> None:
    draft_guide(cast.koeln, steps=WISH_FIRST, at=MONDAY, by=cast.an)
    publication = reverse("protocol_publication", args=[cast.koeln.pk])
    sent = {"valid_from": day, "because": because}
    page = signed_in(cast.an).post(publication, sent, follow=True)
    assert told in page.content.decode()
    assert draft_of(cast.koeln) is not None


def test_a_circle_is_refused_in_words(cast: Cast) -> None:
    places = tuple(one.id for one in HOUSE)
    sent = form(places, after_offer=["own"], after_own=["offer"])
    answer = signed_in(cast.an).post(
        reverse("protocol_of", args=[cast.koeln.pk]), sent, follow=True
    )
    assert "a step would wait for itself" in answer.content.decode()


def test_a_word_that_nobody_offered_is_refused_in_words(cast: Cast) -> None:
    sent = form(tuple(one.id for one in HOUSE), language_offer=["xx"])
    answer = signed_in(cast.an).post(
        reverse("protocol_of", args=[cast.koeln.pk]), sent, follow=True
    )
    assert "language = xx is missing, doubled or unknown" in answer.content.decode()
    assert draft_of(cast.koeln) is None


def test_a_guide_goes_to_another_team_as_a_file(cast: Cast) -> None:
    Problem.objects.create(code="parcel_damaged", name="Parcel damaged")
    guide = without(WISH_FIRST, "offer", problem=["parcel_damaged"])
    put_in_force(cast.koeln, guide, cast.an)
    client = signed_in(cast.mira)
    answer = client.get(reverse("protocol_file", args=[cast.koeln.pk]))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="guide-koln.toml"'
    assert read_guide(answer.content.decode()) == guide
    sent = SimpleUploadedFile("guide.toml", answer.content)
    client.post(reverse("protocol_file", args=[cast.utrecht.pk]), {"file": sent})
    draft = draft_of(cast.utrecht)
    assert draft is not None
    assert guide_of(cast.utrecht, at=MONDAY) == HOUSE
    publish_guide(cast.utrecht, valid_from=TODAY, because="wie Köln", at=MONDAY, by=cast.mira)
    assert guide_of(cast.utrecht, at=MONDAY) == guide


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff\xfe", "This file is no guide"),
        (b"format = 7", "This file is no guide"),
        (written(HOUSE[:3]).encode(), "is missing, doubled or unknown"),
    ],
)
def test_a_bad_file_leaves_everything_as_it_was(cast: Cast, content: bytes, told: str) -> None:
    sent = SimpleUploadedFile("guide.toml", content)
    page = signed_in(cast.an).post(
        reverse("protocol_file", args=[cast.koeln.pk]), {"file": sent}, follow=True
    )
    assert told in page.content.decode()
    assert TeamGuide.objects.count() == 0


def test_an_agent_reads_the_guide_and_cannot_change_it(cast: Cast) -> None:
    draft_guide(cast.koeln, steps=WISH_FIRST, at=MONDAY, by=cast.an)
    client, pk = signed_in(cast.ali), cast.koeln.pk
    page = client.get(reverse("protocol")).content.decode()
    assert [word for word in ('name="because"', 'type="file"', 'name="case"') if word in page] == []
    client.post(reverse("protocol_of", args=[pk]), form(tuple(o.id for o in HOUSE)))
    day = timezone.localdate().isoformat()
    client.post(reverse("protocol_publication", args=[pk]), {"valid_from": day, "because": "x"})
    client.post(reverse("protocol_discarding", args=[pk]))
    (row,) = TeamGuide.objects.all()
    assert (row.standing, row.by, row.steps[0]["id"]) == ("draft", cast.an, "ask_wish")


@pytest.mark.parametrize(
    "name", ["protocol_of", "protocol_publication", "protocol_discarding", "protocol_file"]
)
def test_the_guide_of_another_team_is_not_there(cast: Cast, name: str) -> None:
    assert signed_in(cast.tom).post(reverse(name, args=[cast.koeln.pk])).status_code == 404
