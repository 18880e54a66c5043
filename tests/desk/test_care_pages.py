"""Breaks after hard calls on one's day, and the safety page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cast import Cast, case_of_brandt
from kulanz.countries.safety import safety_numbers
from kulanz.desk.actions.call_endings import break_off
from kulanz.desk.actions.calls import start_call
from kulanz.desk.models import Commitment, Person, Recovery

pytestmark = pytest.mark.django_db


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def a_hard_call(cast: Cast) -> Recovery:
    at = timezone.now()
    call = start_call(case_of_brandt(cast), form_key="k", at=at, by=cast.ali)
    break_off(call, ended_by="customer", at=at + timedelta(minutes=3), by=cast.ali)
    return Recovery.objects.get()


def test_a_break_is_offered_on_ones_own_day_and_nobody_elses(cast: Cast) -> None:
    a_hard_call(cast)
    words = "That was a hard call"
    assert words in signed_in(cast.ali).get(reverse("my_day")).content.decode()
    assert words not in signed_in(cast.charlotte).get(reverse("my_day")).content.decode()


def test_taking_the_break_shows_when_it_ends(cast: Cast) -> None:
    recovery = a_hard_call(cast)
    client = signed_in(cast.ali)
    client.post(reverse("cool_down", args=[recovery.pk]), {"seconds": "600"})
    assert "Your break" in client.get(reverse("my_day")).content.decode()
    assert "That was a hard call" not in client.get(reverse("my_day")).content.decode()


def test_the_lead_sees_who_wants_to_talk_and_marks_it_done(cast: Cast) -> None:
    recovery = a_hard_call(cast)
    signed_in(cast.ali).post(reverse("debrief", args=[recovery.pk]))
    lead = signed_in(cast.an)
    assert "Ali Kaya" in lead.get(reverse("my_day")).content.decode()
    lead.post(reverse("debriefing", args=[recovery.pk]))
    recovery.refresh_from_db()
    assert recovery.debriefed_at is not None


@pytest.mark.parametrize("door", ["cool_down", "care_declining", "debrief", "debriefing"])
def test_what_is_not_ones_own_does_not_exist(cast: Cast, door: str) -> None:
    recovery = a_hard_call(cast)
    answer = signed_in(cast.charlotte).post(reverse(door, args=[recovery.pk]), {"seconds": "90"})
    assert answer.status_code == 404


def test_the_safety_page_names_the_numbers_of_the_country_and_tells_the_lead(cast: Cast) -> None:
    case = case_of_brandt(cast)
    client = signed_in(cast.ali)
    page = client.get(reverse("safety", args=[case.number])).content.decode()
    numbers = safety_numbers("DE")
    assert numbers is not None
    assert numbers.listens in page
    client.post(reverse("safety", args=[case.number]), {"danger": "violence"})
    assert Commitment.objects.get().owner == cast.an


def test_an_unknown_danger_is_refused_in_words(cast: Cast) -> None:
    case = case_of_brandt(cast)
    client = signed_in(cast.ali)
    answer = client.post(reverse("safety", args=[case.number]), {"danger": "mood"}, follow=True)
    assert "Is somebody threatened, or in danger?" in answer.content.decode()
    assert Commitment.objects.count() == 0


def test_a_country_without_numbers_has_none() -> None:
    assert safety_numbers("FR") is None
