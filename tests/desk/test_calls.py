"""A running call: lines become ledger, chain and commitments as they are written."""

from datetime import timedelta

import pytest

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions import closure
from kulanz.desk.actions.call_lines import (
    Meant,
    NothingWrittenDown,
    TooLate,
    take_back,
    write_line,
)
from kulanz.desk.actions.calls import (
    CallEnded,
    CallRunning,
    Line,
    NoSuchSign,
    answer,
    keep_typed,
    mute,
    set_recording,
    start_call,
    start_new_case,
    tap,
)
from kulanz.desk.actions.contacts import Caller
from kulanz.desk.actions.facts import verify
from kulanz.desk.models import Call, Case, Contact
from kulanz.desk.queries.calls import calls_for, entries_of, ringing, running_call
from kulanz.facts import parse_transcript

pytestmark = pytest.mark.django_db


def a_call(cast: Cast, case: Case | None = None, *, key: str = "k1", wait: int = 19) -> Call:
    case = case or case_of_brandt(cast)
    return start_call(case, form_key=key, at=MONDAY, by=cast.ali, wait_minutes=wait)


def said(text: str, key: str, kind: str = "said") -> Line:
    speaker = "agent" if kind in {"we", "told", "open", "verified"} else "customer"
    return Line(kind=kind, text=text, key=key, speaker=speaker)


def test_a_call_is_a_contact_with_its_waiting_time(cast: Cast) -> None:
    call = a_call(cast)
    contact = call.contact
    assert contact is not None
    assert (contact.channel, contact.wait_seconds) == ("call", 19 * 60)
    case = Case.objects.get()
    assert (case.owner, case.state, case.human_answer_at) == (cast.ali, "acknowledged", MONDAY)
    assert running_call(cast.ali) == call


def test_the_same_form_again_is_the_same_call(cast: Cast) -> None:
    case = case_of_brandt(cast)
    assert a_call(cast, case) == a_call(cast, case)
    assert Call.objects.count() == Contact.objects.count() == 1


def test_nobody_speaks_to_two_customers_at_once(cast: Cast) -> None:
    a_call(cast)
    with pytest.raises(CallRunning):
        a_call(cast, case_of_brandt(cast), key="k2")
    start_call(case_of_brandt(cast), form_key="k3", at=MONDAY, by=cast.charlotte)
    assert Call.objects.count() == 2


def test_a_customer_who_rings_reopens_the_case(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    closure.close(
        case, kind="closed_withdrawn", reasons="Zurückgezogen", ways_on="", at=MONDAY, by=cast.ali
    )
    call = a_call(cast, case)
    assert call.case is not None
    assert Case.objects.get(pk=call.case.pk).closed_at is None


def test_an_unknown_caller_gets_a_case_named_after_the_first_sentence(cast: Cast) -> None:
    caller = Caller(name="Jan de Vries", phone="+31 6 12345678")
    call = start_new_case(
        caller, team=cast.utrecht, language="nl", form_key="n1", at=MONDAY, by=cast.tom
    )
    write_line(call, said("pakket is stuk aangekomen", "a"), at=MONDAY, by=cast.tom)
    case = Case.objects.get()
    assert (case.subject, case.customer.name) == ("pakket is stuk aangekomen", "Jan de Vries")


def test_lines_become_what_their_first_sign_says(cast: Cast) -> None:
    call = a_call(cast)
    tomorrow = MONDAY + timedelta(days=1)
    lines = [
        ("said", "ware vom 21.10. nie angekommen", Meant()),
        ("feeling", "fühlt sich veräppelt", Meant()),
        ("open", "hat sie den verkäufer kontaktiert?", Meant()),
        ("verified", "rls am 03.11. über 84,90", Meant(source="Buchhaltung")),
        ("opinion", "die sind zu blöd", Meant()),
        ("we", "rückruf mit ergebnis", Meant(due_at=tomorrow)),
        ("they", "schickt screenshot", Meant(due_at=tomorrow)),
        ("told", "die rechnung ist noch offen", Meant()),
    ]
    for number, (kind, text, meant) in enumerate(lines):
        write_line(call, said(text, f"l{number}", kind), at=MONDAY, by=cast.ali, meant=meant)
    case = Case.objects.get()
    ledger = list(case.statements.order_by("line_no").values_list("kind", "standing", "source"))
    assert ledger == [
        ("claim", "stated", ""),
        ("emotion", "stated", ""),
        ("question", "stated", ""),
        ("fact", "verified", "Buchhaltung"),
        ("opinion", "stated", ""),
    ]
    promised = case.commitments.order_by("id").values_list("side", "text", "due_at")
    assert list(promised) == [
        ("ours", "rückruf mit ergebnis", tomorrow),
        ("theirs", "schickt screenshot", tomorrow),
    ]


def test_a_fact_without_a_source_was_seen_during_the_call(cast: Cast) -> None:
    call = a_call(cast)
    entry = write_line(call, said("rls am 03.11.", "a", "verified"), at=MONDAY, by=cast.ali)
    assert entry.statements.get().source == "während des Anrufs um 10:00 gesehen"


def test_a_line_sent_twice_is_written_once(cast: Cast) -> None:
    call = a_call(cast)
    first = write_line(call, said("ware nie angekommen", "same"), at=MONDAY, by=cast.ali)
    again = write_line(call, said("ware nie angekommen", "same"), at=MONDAY, by=cast.ali)
    assert first == again
    assert Case.objects.get().statements.count() == 1


def test_an_empty_line_is_refused(cast: Cast) -> None:
    with pytest.raises(NothingWrittenDown):
        write_line(a_call(cast), said("  ", "a"), at=MONDAY, by=cast.ali)


def test_the_reason_that_a_line_gives_goes_into_the_chain(cast: Cast) -> None:
    call = a_call(cast)
    line = said("sie zahlt nicht, weil die Ware nie angekommen ist", "a")
    write_line(call, line, at=MONDAY, by=cast.ali)
    assert Case.objects.get().becauses.count() == 1


def test_a_declaration_is_proposed_with_its_words(cast: Cast) -> None:
    call = a_call(cast)
    write_line(call, said("ich gehe zum Anwalt", "a"), at=MONDAY, by=cast.ali)
    contact = Contact.objects.get()
    proposed = contact.observations.filter(kind="declaration")
    assert [(one.code, one.standing, one.line) for one in proposed] == [("legal", "proposed", 1)]


def test_the_contact_reads_as_a_transcript(cast: Cast) -> None:
    call = a_call(cast)
    write_line(call, said("ware nie angekommen", "a"), at=MONDAY, by=cast.ali)
    write_line(call, said("wir prüfen das", "b", "told"), at=MONDAY, by=cast.ali)
    text = Contact.objects.get().new_text
    assert text == "10:00 Kunde: ware nie angekommen\n10:00 Agent: wir prüfen das"
    assert [one.speaker for one in parse_transcript(text)] == ["customer", "agent"]


def test_the_last_line_is_taken_back_with_all_it_wrote(cast: Cast) -> None:
    call = a_call(cast)
    kept = write_line(call, said("ware nie angekommen", "a"), at=MONDAY, by=cast.ali)
    wrong = write_line(call, said("ich gehe zum Anwalt", "b"), at=MONDAY, by=cast.ali)
    promised = write_line(call, said("rückruf", "c", "we"), at=MONDAY, by=cast.ali)
    take_back(promised, at=MONDAY, by=cast.ali)
    take_back(wrong, at=MONDAY, by=cast.ali)
    case = Case.objects.get()
    assert entries_of(call) == [kept]
    assert list(case.statements.values_list("quote", flat=True)) == ["ware nie angekommen"]
    assert case.commitments.filter(withdrawn_at=None).count() == 0
    proposed = Contact.objects.get().observations.filter(kind="declaration")
    assert [one.code for one in proposed] == ["not_received"]
    assert Contact.objects.get().new_text == "10:00 Kunde: ware nie angekommen"


def test_what_was_verified_since_is_not_taken_back(cast: Cast) -> None:
    call = a_call(cast)
    entry = write_line(call, said("ware nie angekommen", "a"), at=MONDAY, by=cast.ali)
    verify(entry.statements.get(), source="DHL", at=MONDAY, by=cast.ali)
    with pytest.raises(TooLate):
        take_back(entry, at=MONDAY, by=cast.ali)


def test_a_tap_counts_once_per_key_and_only_known_ones(cast: Cast) -> None:
    call = a_call(cast)
    tap(call, sign="loud", key="t1", at=MONDAY, by=cast.ali)
    tap(call, sign="loud", key="t1", at=MONDAY, by=cast.ali)
    assert call.signs.count() == 1
    with pytest.raises(NoSuchSign):
        tap(call, sign="choleric", key="t2", at=MONDAY, by=cast.ali)


def test_what_is_being_typed_is_kept_for_its_agent_only(cast: Cast) -> None:
    call = a_call(cast)
    keep_typed(call, text="das ist doch abz", by=cast.ali)
    keep_typed(call, text="something else", by=cast.charlotte)
    call.refresh_from_db()
    assert call.typed == "das ist doch abz"
    write_line(call, said("das ist doch abzocke", "a"), at=MONDAY, by=cast.ali)
    call.refresh_from_db()
    assert call.typed == ""


def test_hints_are_muted_and_recording_is_noted(cast: Cast) -> None:
    call = a_call(cast)
    mute(call, muted=True, by=cast.ali)
    set_recording(call, recording="refused", at=MONDAY, by=cast.ali)
    call.refresh_from_db()
    assert (call.muted, call.recording, call.recording_at) == (True, "refused", MONDAY)


def test_a_call_that_is_over_takes_no_more_lines(cast: Cast) -> None:
    call = a_call(cast)
    Call.objects.filter(pk=call.pk).update(ended_at=MONDAY)
    with pytest.raises(CallEnded):
        write_line(call, said("noch etwas", "a"), at=MONDAY, by=cast.ali)
    with pytest.raises(CallEnded):
        answer(Call.objects.get(), case=Case.objects.get(), at=MONDAY, by=cast.ali)


def test_only_calls_of_cases_that_one_may_see(cast: Cast) -> None:
    call = a_call(cast)
    assert list(calls_for(cast.charlotte)) == [call]
    assert list(calls_for(cast.tom)) == []


def test_what_rings_is_shown_for_two_hours(cast: Cast) -> None:
    call = Call.objects.create(team=cast.koeln, began_at=MONDAY, external_id="x")
    assert ringing(cast.koeln, at=MONDAY + timedelta(minutes=5)) == [call]
    assert ringing(cast.koeln, at=MONDAY + timedelta(hours=3)) == []
