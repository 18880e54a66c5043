"""A mail becomes a case, once, whatever it looks like."""

from datetime import timedelta
from typing import Any

import pytest

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk import storage
from kulanz.desk.actions.closure import close
from kulanz.desk.actions.intake import keep_raw, read_again, read_raw, read_what_is_new
from kulanz.desk.channels import CHANNELS
from kulanz.desk.channels.email import mail_in, take_in
from kulanz.desk.models import Address, Case, Contact, Event, RawMessage
from mails import BRANDT, COMPLAINT, HELP, mail

pytestmark = pytest.mark.django_db


def values_of(kind: str) -> list[dict[str, Any]]:
    return list(Event.objects.filter(kind=kind).values_list("values", flat=True))


def test_a_mail_opens_a_case_in_its_team_and_language(cast: Cast) -> None:
    contact = take_in(mail(), at=MONDAY)
    assert contact is not None
    case = contact.case
    assert (case.subject, case.language, case.team, case.state, case.received_at) == (
        "Mahnung trotz fehlender Ware",
        "de",
        cast.koeln,
        "received",
        MONDAY,
    )
    assert (case.customer.name, case.customer.language) == ("Susanne Brandt", "de")
    assert list(case.customer.addresses.values_list("kind", "value")) == [("mail", BRANDT)]
    assert (contact.channel, contact.direction, contact.at, contact.sender) == (
        "mail",
        "in",
        MONDAY,
        BRANDT,
    )
    assert contact.new_text.strip() == COMPLAINT.strip()
    assert values_of("contact.received") == [
        {"contact": contact.pk, "automatic": False, "channel": "mail"}
    ]


def test_the_bytes_are_kept_before_they_are_read(cast: Cast) -> None:
    raw = keep_raw(source="mail", content=b"\xff\x00 no mail at all", at=MONDAY)
    assert (raw.state, raw.size, storage.get(raw.blob)) == ("new", 17, b"\xff\x00 no mail at all")
    assert Contact.objects.count() == 0


def test_a_mail_is_read_into_the_ledger(cast: Cast) -> None:
    contact = take_in(mail("Die Ware ist nicht angekommen."), at=MONDAY)
    assert contact is not None
    assert [row.quote for row in contact.statements.all()] == ["Die Ware ist nicht angekommen."]


def test_the_same_bytes_twice_are_one(cast: Cast) -> None:
    first, second = take_in(mail(), at=MONDAY), take_in(mail(), at=MONDAY + timedelta(hours=1))
    assert first == second
    assert (Case.objects.count(), Contact.objects.count(), RawMessage.objects.count()) == (1, 1, 1)


def test_the_same_mail_over_another_way_is_one(cast: Cast) -> None:
    first = take_in(mail(), at=MONDAY)
    second = take_in(b"Received: from elsewhere\r\n" + mail().replace(b"\n", b"\r\n"), at=MONDAY)
    assert first == second
    assert (Case.objects.count(), Contact.objects.count()) == (1, 1)
    assert list(RawMessage.objects.order_by("pk").values_list("state", flat=True)) == [
        "read",
        "duplicate",
    ]


def test_a_used_message_id_with_other_words_is_not_lost(cast: Cast) -> None:
    take_in(mail(), at=MONDAY)
    other = take_in(mail("Etwas ganz anderes ist passiert."), at=MONDAY)
    assert other is not None
    assert (Case.objects.count(), other.new_text.strip()) == (2, "Etwas ganz anderes ist passiert.")


def test_mails_without_message_id_are_all_kept(cast: Cast) -> None:
    for text in ("Erste Beschwerde über die Ware.", "Zweite Beschwerde über die Ware."):
        take_in(mail(text, message_id=""), at=MONDAY)
    assert Case.objects.count() == 2


def test_a_reply_joins_its_case(cast: Cast) -> None:
    first = take_in(mail(), at=MONDAY)
    reply = take_in(
        mail(
            "Sie ist immer noch nicht da.",
            message_id="<2@mail.example>",
            answers="<first@mail.example>",
            subject="x",
        ),
        at=MONDAY + timedelta(days=1),
    )
    assert first is not None
    assert reply is not None
    assert (reply.case, Case.objects.get().contact_count) == (first.case, 2)


def test_the_case_number_joins_only_with_a_known_sender(cast: Cast) -> None:
    case = case_of_brandt(cast)
    known = take_in(mail(subject=f"Re: {case.number}", message_id="<a@x>"), at=MONDAY)
    stranger = take_in(
        mail(subject=f"Re: {case.number}", sender="eve@evil.example", message_id="<b@x>"), at=MONDAY
    )
    assert known is not None
    assert stranger is not None
    assert (known.case == case, stranger.case == case) == (True, False)


def test_the_number_in_our_address_counts_like_one_in_the_subject(cast: Cast) -> None:
    case = case_of_brandt(cast)
    contact = take_in(mail(to=f"hilfe+{case.number}@shop.example", subject="x"), at=MONDAY)
    assert contact is not None
    assert (contact.case, contact.case.team) == (case, cast.koeln)


def test_a_reply_to_a_merged_case_lands_where_it_went(cast: Cast) -> None:
    first = take_in(mail(), at=MONDAY)
    assert first is not None
    target = case_of_brandt(cast)
    Case.objects.filter(pk=first.case_id).update(merged_into=target)
    reply = take_in(
        mail("Noch etwas.", message_id="<2@x>", answers="<first@mail.example>"), at=MONDAY
    )
    assert reply is not None
    assert reply.case == target


def test_a_reply_opens_a_closed_case_again_and_its_clocks_run_anew(cast: Cast) -> None:
    case = case_of_brandt(cast)
    close(case, kind="closed_final_answer", reasons="x", ways_on="y", at=MONDAY)
    contact = take_in(mail(subject=f"Re: {case.number}"), at=MONDAY + timedelta(days=3))
    again = Case.objects.get(pk=case.pk)
    assert contact is not None
    assert (contact.case_id, again.state, again.closed_at) == (case.pk, "reopened", None)
    assert case.decide_by is not None
    later = case.decide_by + timedelta(days=3)
    assert (again.received_at, again.decide_by) == (case.received_at, later)
    assert again.closures.get().reopened_at == MONDAY + timedelta(days=3)


def test_an_answer_ends_the_waiting(cast: Cast) -> None:
    case = case_of_brandt(cast)
    Case.objects.filter(pk=case.pk).update(state="waiting_customer")
    take_in(mail(subject=f"Re: {case.number}"), at=MONDAY)
    assert Case.objects.get(pk=case.pk).state == "investigating"


@pytest.mark.parametrize(
    ("to", "hint", "team"),
    [
        ("hulp@shop.example", "", "utrecht"),
        ("Hulp+20@Shop.example", "", "utrecht"),
        ("somebody@shop.example", "hulp@shop.example", "utrecht"),
        ("hilfe@shop.example", "hulp@shop.example", "koeln"),
        ("somebody@shop.example", "", "koeln"),
        ("", "", "koeln"),
    ],
)
def test_the_team_is_the_one_written_to(cast: Cast, to: str, hint: str, team: str) -> None:
    contact = take_in(mail(to=to), at=MONDAY, team_hint=hint)
    assert contact is not None
    assert contact.case.team == getattr(cast, team)


def test_what_has_no_sender_waits_in_quarantine_and_can_be_opened_anyway(cast: Cast) -> None:
    raw = keep_raw(source="mail", content=mail(sender=""), at=MONDAY)
    assert read_raw(raw, at=MONDAY) is None
    raw.refresh_from_db()
    assert (raw.state, raw.problem, Case.objects.count()) == ("quarantined", "no_sender", 0)
    contact = read_again(raw, at=MONDAY, by=cast.an, anyway=True)
    raw.refresh_from_db()
    assert contact is not None
    assert (raw.state, raw.problem, contact.case.customer.name) == ("read", "", "?")


def test_a_mail_that_breaks_the_reading_waits_and_is_read_after_the_fix(cast: Cast) -> None:
    raw = keep_raw(source="mail", content=mail(), at=MONDAY)
    content = storage.get(raw.blob)
    storage.delete(raw.blob)
    assert read_raw(raw, at=MONDAY) is None
    raw.refresh_from_db()
    assert (raw.state, raw.problem) == ("quarantined", "error:BlobMissing")
    storage.put(content)
    contact = read_again(raw, at=MONDAY, by=cast.an)
    assert contact is not None
    assert (Contact.objects.get(), RawMessage.objects.get().state) == (contact, "read")


def test_reading_again_what_was_read_changes_nothing(cast: Cast) -> None:
    contact = take_in(mail(), at=MONDAY)
    raw = RawMessage.objects.get()
    events = Event.objects.count()
    assert read_again(raw, at=MONDAY, by=cast.an) == contact
    assert (Contact.objects.count(), Event.objects.count()) == (1, events)


def test_what_was_kept_when_the_power_went_is_read_later(cast: Cast) -> None:
    keep_raw(source="mail", content=mail(), at=MONDAY)
    assert (read_what_is_new(at=MONDAY), read_what_is_new(at=MONDAY)) == (1, 0)
    assert Case.objects.count() == 1


def test_mail_in_says_what_became_of_it(cast: Cast) -> None:
    number = mail_in(mail(), MONDAY)
    assert number == Case.objects.get().number
    assert mail_in(mail(), MONDAY) == number
    assert mail_in(b"Received: x\r\n" + mail(), MONDAY) == f"{number} (duplicate)"
    raw = RawMessage.objects.count()
    assert raw == 2
    unread = mail_in(mail(sender="", message_id="<9@x>"), MONDAY)
    assert unread == f"message {RawMessage.objects.latest('pk').pk}: quarantined (no_sender)"


def test_people_in_copy_are_never_subscribed(cast: Cast) -> None:
    take_in(mail(fields={"Cc": "eve@evil.example", "Reply-To": "eve@evil.example"}), at=MONDAY)
    assert list(Address.objects.values_list("value", flat=True)) == [BRANDT]


def test_two_customers_never_share_an_address(cast: Cast) -> None:
    take_in(mail(message_id="<1@x>"), at=MONDAY)
    take_in(
        mail("Und noch eine Beschwerde.", message_id="<2@x>", sender="S.BRANDT@Mail.Example"),
        at=MONDAY,
    )
    assert (Case.objects.count(), Address.objects.count()) == (2, 1)


def test_a_mail_to_nobody_of_ours_still_arrives(cast: Cast) -> None:
    assert take_in(mail(to=f"Undisclosed: ;, {HELP}"), at=MONDAY) is not None


def test_every_channel_keeps_raw_and_is_idempotent(cast: Cast) -> None:
    contents = {
        "mail": mail(),
        "webform": b'{"language": "de", "name": "A", "email": "a@b.example", '
        b'"text": "Kaputt.", "key": "k"}',
    }
    for channel in CHANNELS:
        content = contents.pop(channel.SOURCE)
        first, second = channel.take_in(content, at=MONDAY), channel.take_in(content, at=MONDAY)
        raw = RawMessage.objects.get(source=channel.SOURCE)
        assert first is not None
        assert (first, first.raw, storage.get(raw.blob)) == (second, raw, content)
    assert contents == {}
