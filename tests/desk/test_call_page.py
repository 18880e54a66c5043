"""The call screen: who gets in, what a line, a tap and a command do, and how a call ends."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cast import Cast, case_of_brandt
from kulanz.desk.actions.calls import start_call
from kulanz.desk.models import Call, Case, Contact, Draft, Person, Recap, Wish
from kulanz.desk.queries.callhints import regions
from kulanz.desk.queries.calls import call_for

pytestmark = pytest.mark.django_db

SCRIPT = {"headers": {"x-requested-with": "call"}}


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def call(cast: Cast) -> Call:
    return start_call(
        case_of_brandt(cast), form_key="k", at=timezone.now(), by=cast.ali, wait_minutes=19
    )


def at(call: Call, door: str) -> str:
    return reverse(door, args=[call.pk])


def say(client: Client, call: Call, text: str, key: str = "") -> None:
    client.post(at(call, "call_entries"), {"text": text, "key": key or text})


def stage(call: Call, cast: Cast, typed: str = "") -> str:
    fresh = call_for(cast.ali, call.pk)
    found = regions(fresh, typed=typed, at=timezone.now(), screen="de")
    return found.temperature.stage


# ---- who gets in --------------------------------------------------------------------------------


def test_another_team_does_not_know_of_the_call(cast: Cast, call: Call) -> None:
    assert signed_in(cast.tom).get(at(call, "call")).status_code == 404
    assert signed_in(cast.tom).get(at(call, "call_live")).status_code == 404


def test_who_is_in_a_call_is_led_back_and_told_once(cast: Cast, call: Call) -> None:
    other = reverse("case_calls", args=[case_of_brandt(cast).number])
    page = signed_in(cast.ali).post(other, {"direction": "in"}, follow=True)
    assert page.redirect_chain == [(at(call, "call"), 302)]
    assert page.content.decode().count("You are in another call.") == 1


def test_a_colleague_may_look_and_not_write(cast: Cast, call: Call) -> None:
    charlotte = signed_in(cast.charlotte)
    page = charlotte.get(at(call, "call")).content.decode()
    assert "Ali Kaya is in the call" in page
    assert 'id="line"' not in page
    doors = (
        "typed",
        "entries",
        "undoing",
        "signs",
        "said",
        "muting",
        "recording",
        "pause",
        "skipping",
    )
    more = ("offers", "help", "writing", "break", "end")
    answers = [charlotte.post(at(call, f"call_{door}")).status_code for door in (*doors, *more)]
    assert answers == [404] * len(answers)


def test_a_call_that_is_over_leads_to_its_case(cast: Cast, call: Call) -> None:
    client = signed_in(cast.ali)
    client.post(at(call, "call_end"))
    assert client.get(at(call, "call")).headers["Location"] == reverse(
        "case", args=[Case.objects.get().number]
    )


# ---- starting -----------------------------------------------------------------------------------


def test_nobody_sees_the_key_of_the_form(cast: Cast) -> None:
    page = signed_in(cast.ali).get(reverse("new_call")).content.decode()
    assert page.count('name="form_key"') == page.count('type="hidden" name="form_key"') == 1


def test_a_new_caller_needs_a_number_or_an_address(cast: Cast) -> None:
    form = {"name": "Jan", "language": "nl", "direction": "in", "form_key": "f"}
    client = signed_in(cast.ali)
    assert client.post(reverse("new_call"), form).status_code == 422
    answer = client.post(reverse("new_call"), {**form, "phone": "+49 221 123456"})
    assert answer.headers["Location"] == reverse("call", args=[Call.objects.get().pk])


def test_who_is_in_a_call_is_led_back_to_it(cast: Cast, call: Call) -> None:
    number = case_of_brandt(cast).number
    answer = signed_in(cast.ali).post(reverse("case_calls", args=[number]), {"direction": "in"})
    assert answer.headers["Location"] == at(call, "call")


# ---- the line -----------------------------------------------------------------------------------


def test_without_a_script_a_line_is_written_and_the_page_comes_back(cast: Cast, call: Call) -> None:
    answer = signed_in(cast.ali).post(at(call, "call_entries"), {"text": "ware nie angekommen"})
    assert answer.headers["Location"] == at(call, "call")
    assert Case.objects.get().statements.get().text == "ware nie angekommen"


def test_a_line_sent_twice_is_written_once(cast: Cast, call: Call) -> None:
    client = signed_in(cast.ali)
    say(client, call, "ware nie angekommen", "same")
    say(client, call, "ware nie angekommen", "same")
    assert call.entries.count() == 1


def test_a_date_in_a_line_is_when_it_is_due(cast: Cast, call: Call) -> None:
    say(signed_in(cast.ali), call, "> rückruf morgen um 12 uhr")
    due = timezone.localtime(Case.objects.get().commitments.get().due_at)
    assert (due.hour, due.date() > timezone.localdate()) == (12, True)


def test_every_key_is_kept_and_answered_and_costs_few_queries(cast: Cast, call: Call) -> None:
    client = signed_in(cast.ali)
    client.post(at(call, "call_typed"), {"text": "das", "n": "1"})
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(at(call, "call_typed"), {"text": "das ist doch abzocke!!!", "n": "2"})
    told = json.loads(answer.content)
    assert (told["stage"], told["seen"]) == ("loud", 2)
    assert len(asked) <= 6
    call.refresh_from_db()
    assert call.typed == "das ist doch abzocke!!!"


def test_with_an_open_stream_the_answer_is_empty(cast: Cast, call: Call) -> None:
    answer = signed_in(cast.ali).post(
        at(call, "call_typed"), {"text": "das", "n": "1"}, headers={"x-stream": "open"}
    )
    assert answer.status_code == 204


def test_backspace_brings_the_last_line_back(cast: Cast, call: Call) -> None:
    client = signed_in(cast.ali)
    say(client, call, "? verkäufer kontaktiert")
    answer = client.post(at(call, "call_undoing"), **SCRIPT)  # type: ignore[arg-type] # headers
    assert answer.headers["X-Typed"] == "%3F%20verk%C3%A4ufer%20kontaktiert"
    assert Case.objects.get().statements.count() == 0


def test_an_unknown_command_stays_and_names_the_nearest(cast: Cast, call: Call) -> None:
    answer = signed_in(cast.ali).post(
        at(call, "call_entries"),
        {"text": "/paus"},
        **SCRIPT,  # type: ignore[arg-type] # headers
    )
    assert answer.status_code == 422
    assert answer.content.decode() == "There is no command /paus. Did you mean /pause?"


def test_commands_pause_set_a_boundary_and_open_the_endings(cast: Cast, call: Call) -> None:
    client = signed_in(cast.ali)
    say(client, call, "/pause 5")
    pause = Case.objects.get().pauses.get()
    assert round((pause.returns_at - pause.at).total_seconds()) == 300
    say(client, call, "/grenze")
    assert Case.objects.get().events.filter(kind="conversation.said").count() == 1
    answer = client.post(at(call, "call_entries"), {"text": "/mail"}, **SCRIPT)  # type: ignore[arg-type] # headers
    assert json.loads(answer.content) == {"opens": "writing"}
    assert Call.objects.get().ended_at is None


# ---- taps and the temperature -------------------------------------------------------------------


def test_a_tap_raises_and_the_agent_corrects(cast: Cast, call: Call) -> None:
    client = signed_in(cast.ali)
    assert stage(call, cast) == "calm"
    client.post(at(call, "call_signs"), {"sign": "personal", "key": "1"})
    assert stage(call, cast) == "attacking"
    client.post(at(call, "call_signs"), {"sign": "cooler", "key": "2"})
    assert stage(call, cast) == "loud"
    assert Contact.objects.get().heat == Case.objects.get().heat == 2


def test_a_hot_word_that_was_typed_and_not_sent_counts_too(cast: Cast, call: Call) -> None:
    assert stage(call, cast, "Das ist doch Abzocke!!!") == "loud"
    assert stage(call, cast, "") == "loud"


def test_a_digit_alone_is_a_tap_and_a_note_may_begin_with_one(cast: Cast, call: Call) -> None:
    client = signed_in(cast.ali)
    say(client, call, "3")
    say(client, call, "-")
    say(client, call, "20 min gewartet")
    assert [one.sign for one in call.signs.all()] == ["personal", "cooler"]
    assert [one.text for one in call.entries.all()] == ["20 min gewartet"]


def test_a_step_is_left_out_on_purpose_and_only_one_there_is(cast: Cast, call: Call) -> None:
    client = signed_in(cast.ali)
    page = client.get(at(call, "call")).content.decode()
    assert 'name="step" value="listen"' in page
    client.post(at(call, "call_skipping"), {"step": "listen"})
    client.post(at(call, "call_skipping"), {"step": "listen"})
    client.post(at(call, "call_skipping"), {"step": "dance"})
    page = client.get(at(call, "call")).content.decode()
    assert 'name="step" value="summarise"' in page
    assert Case.objects.get().events.filter(kind="step.skipped").count() == 1


def test_during_a_pause_its_return_is_announced(cast: Cast, call: Call) -> None:
    client = signed_in(cast.ali)
    client.post(at(call, "call_pause"), {"minutes": "2"})
    back = timezone.localtime(Case.objects.get().pauses.get().returns_at)
    page = client.get(at(call, "call")).content.decode()
    assert f"m {back:%H:%M}" in page
    client.post(at(call, "call_pause"))
    assert Case.objects.get().pauses.filter(ended_at=None).count() == 0


def test_the_lead_sees_who_is_in_a_call_and_how_it_goes(cast: Cast, call: Call) -> None:
    signed_in(cast.ali).post(at(call, "call_signs"), {"sign": "loud", "key": "1"})
    board = signed_in(cast.an).get(reverse("board")).content.decode()
    assert at(call, "call") in board
    assert "heat-words--loud" in board


def test_muted_shows_no_sentence(cast: Cast, call: Call) -> None:
    client = signed_in(cast.ali)
    client.post(at(call, "call_muting"), {"muted": "yes"})
    assert "data-sentence" not in client.get(at(call, "call")).content.decode()


# ---- saying -------------------------------------------------------------------------------------


def test_saying_the_sentence_is_its_evidence(cast: Cast, call: Call) -> None:
    client = signed_in(cast.ali)
    form = {"situation": "loud", "sentence": "Dass Sie wütend sind, verstehe ich.", "key": "s"}
    client.post(at(call, "call_said"), form)
    client.post(at(call, "call_said"), form)
    assert call.entries.filter(kind="told").count() == 1
    assert Case.objects.get().events.filter(kind="conversation.said").count() == 1


def test_reading_back_makes_a_recap_and_the_customers_yes_confirms_it(
    cast: Cast, call: Call
) -> None:
    client = signed_in(cast.ali)
    say(client, call, "ware vom 21.10. nie angekommen")
    for key in ("1", "2"):
        form = {"situation": "summarise", "sentence": "Ich fasse zusammen.", "key": key}
        client.post(at(call, "call_said"), form)
    lines = Recap.objects.get().lines.all()
    assert [[one.stands for one in line.confirmations.all()] for line in lines] == [[True]]


def test_what_is_said_after_the_question_is_the_customers_own_solution(
    cast: Cast, call: Call
) -> None:
    client = signed_in(cast.ali)
    form = {"situation": "ask_wish", "sentence": "Was wäre eine gute Lösung?", "key": "w"}
    client.post(at(call, "call_said"), form)
    say(client, call, "geld zurück und ruhe")
    say(client, call, "und zwar bald")
    assert [one.text for one in Wish.objects.all()] == ["geld zurück und ruhe"]


# ---- offering and ending ------------------------------------------------------------------------


def test_an_offer_is_made_and_accepted_with_one_click(cast: Cast, call: Call) -> None:
    form = {"remedy": "dunning_stop", "how": "accepted"}
    signed_in(cast.ali).post(at(call, "call_offers"), form)
    offer = Case.objects.get().offers.get()
    assert (offer.standing, offer.commitment.side) == ("accepted", "ours")


def test_what_the_role_may_not_offer_is_refused_in_words(cast: Cast, call: Call) -> None:
    answer = signed_in(cast.ali).post(
        at(call, "call_offers"),
        {"remedy": "write_off", "amount": "500", "how": "offered"},
        **SCRIPT,  # type: ignore[arg-type] # headers
    )
    assert answer.status_code == 422
    assert Case.objects.get().offers.count() == 0


def test_the_lead_is_asked_to_join(cast: Cast, call: Call) -> None:
    signed_in(cast.ali).post(at(call, "call_help"))
    task = Case.objects.get().commitments.get()
    assert (task.owner, task.shared) == (cast.an, False)


def test_end_and_write_leads_to_the_letter(cast: Cast, call: Call) -> None:
    client = signed_in(cast.ali)
    say(client, call, "ware vom 21.10. nie angekommen")
    answer = client.post(at(call, "call_writing"), {"due": "tomorrow_morning"}, **SCRIPT)  # type: ignore[arg-type] # headers
    assert "goes" in json.loads(answer.content)
    assert "ware vom 21.10. nie angekommen" in Draft.objects.get().text.lower()
    assert Call.objects.get().ending == "moved_to_mail"


def test_a_broken_call_says_who_rings_back(cast: Cast, call: Call) -> None:
    client = signed_in(cast.ali)
    answer = client.post(at(call, "call_break"), {"ended_by": "line"}, follow=True)
    assert "Charlotte de Wit rings back by" in answer.content.decode()


def test_a_break_without_who_ended_it_is_refused(cast: Cast, call: Call) -> None:
    signed_in(cast.ali).post(at(call, "call_break"), {"ended_by": "weather"})
    assert Call.objects.get().ended_at is None


def test_the_recording_is_noted(cast: Cast, call: Call) -> None:
    signed_in(cast.ali).post(at(call, "call_recording"), {"recording": "refused"})
    assert Call.objects.get().recording == "refused"


def test_as_many_queries_for_many_lines_as_for_one(cast: Cast, call: Call) -> None:
    client = signed_in(cast.ali)
    say(client, call, "ware nie angekommen")
    with CaptureQueriesContext(connection) as one:
        client.get(at(call, "call"))
    for number in range(3):
        say(client, call, f"mahnung nummer {number} kam trotzdem")
    client.get(at(call, "call"))
    with CaptureQueriesContext(connection) as four:
        client.get(at(call, "call"))
    assert len(four) <= len(one)
