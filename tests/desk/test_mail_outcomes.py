"""Each message has one visible outcome; the migration names the same for those read before it."""

from importlib import import_module

import pytest
from django.apps import apps

from cast import MONDAY, Cast, case_of_brandt
from kulanz.desk.actions.importing import Terms, import_mail
from kulanz.desk.actions.intake import keep_raw, read_again, read_raw
from kulanz.desk.actions.outbox import queue_mail
from kulanz.desk.actions.statuspage import add_words
from kulanz.desk.channels.email import take_in
from kulanz.desk.models import Contact, RawMessage
from mails import BRANDT, bounce, mail

pytestmark = pytest.mark.django_db
EVE = "Eve <eve@evil.example>"


def outcomes() -> list[tuple[str, str]]:
    return list(RawMessage.objects.order_by("pk").values_list("outcome", "problem"))


def one_of_each(cast: Cast) -> None:
    case = case_of_brandt(cast)
    ours = queue_mail(
        case=case, recipient=BRANDT, subject="Ihr Fall", text="Guten Tag", kind="reply", at=MONDAY
    ).message_id
    answer = {"Auto-Submitted": "auto-replied"}
    for content in (
        mail(sender=EVE, message_id="<new@x.example>"),
        b"X-Way: another\n" + mail(sender=EVE, message_id="<new@x.example>"),
        mail(answers=ours, message_id="<reply@x.example>"),
        mail(answers=ours, message_id="<away@x.example>", fields=answer),
        mail(sender=EVE, message_id="<away2@x.example>", fields=answer),
        bounce(ours),
        bounce("<unknown@x.example>").replace(b"<bounce@", b"<bounce2@"),
        mail(sender="hilfe@shop.example", message_id="<own@x.example>"),
        mail(sender="", message_id="<nobody@x.example>"),
    ):
        take_in(content, at=MONDAY)
    add_words(case, text="Und noch etwas.", at=MONDAY)
    add_words(case, text="Und noch etwas.", at=MONDAY.replace(second=1))
    keep_raw(source="mail", content=mail(message_id="<waits@x.example>"), at=MONDAY)


EACH = [
    ("case", ""),
    ("duplicate", ""),
    ("reply", ""),
    ("auto_reply", ""),
    ("auto_reply", "auto_reply"),
    ("bounce", ""),
    ("bounce", "bounce"),
    ("own", "own_mail"),
    ("quarantine", "no_sender"),
    ("reply", ""),
    ("duplicate", ""),
    ("", ""),
]


def test_each_message_has_an_outcome_and_where_it_is_none_of_ours_a_reason(cast: Cast) -> None:
    one_of_each(cast)
    assert outcomes() == EACH


def test_who_wrote_is_kept_beside_it_for_the_list(cast: Cast) -> None:
    take_in(mail(sender="", subject="Wo ist es?"), at=MONDAY)
    take_in(mail(sender=EVE, message_id="<2@x.example>"), at=MONDAY)
    assert list(RawMessage.objects.order_by("pk").values_list("sender", "subject")) == [
        ("", "Wo ist es?"),
        ("eve@evil.example", "Mahnung trotz fehlender Ware"),
    ]


def test_the_migration_names_the_same_outcomes(cast: Cast) -> None:
    one_of_each(cast)
    RawMessage.objects.update(outcome="", sender="", subject="")
    migration = import_module("kulanz.desk.migrations.0009_mail_outcomes")
    migration.name_outcomes(apps, None)
    migration.name_senders(apps, None)
    assert outcomes() == EACH
    assert RawMessage.objects.order_by("pk").values_list("sender", "subject")[0] == (
        "eve@evil.example",
        "Mahnung trotz fehlender Ware",
    )


def test_what_is_read_again_gets_the_outcome_it_has_now(cast: Cast) -> None:
    raw = keep_raw(source="mail", content=mail(sender=""), at=MONDAY)
    assert read_raw(raw, at=MONDAY) is None
    contact = read_again(raw, at=MONDAY, by=cast.an, anyway=True)
    assert contact is not None
    assert outcomes() == [("case", "")]
    RawMessage.objects.update(state="quarantined", outcome="quarantine", problem="error:KeyError")
    raw.refresh_from_db()
    assert read_again(raw, at=MONDAY, by=cast.an) == contact
    assert outcomes() == [("case", "")]


def test_a_mail_too_large_waits_and_opens_a_case_all_the_same(
    cast: Cast, settings: pytest.FixtureRequest
) -> None:
    settings.MAX_MAIL_BYTES = 200  # type: ignore[attr-defined]
    raw = keep_raw(source="mail", content=mail(), at=MONDAY)
    assert read_raw(raw, at=MONDAY) is None
    assert outcomes() == [("quarantine", "too_large")]
    contact = read_again(raw, at=MONDAY, by=cast.an, anyway=True)
    assert contact is not None
    assert (contact.sender, outcomes()) == (BRANDT, [("case", "")])


def test_a_mail_of_an_archive_has_one_too(cast: Cast) -> None:
    terms = Terms(at=MONDAY, open_since=MONDAY)
    assert import_mail(mail(), sent_at=None, terms=terms) == "case"
    assert import_mail(mail(sender="", message_id=""), sent_at=None, terms=terms) == "quarantine"
    answer = mail(
        sender="hilfe@shop.example",
        to=BRANDT,
        message_id="<sent@shop.example>",
        answers="<first@mail.example>",
    )
    assert import_mail(answer, sent_at=None, terms=terms) == "sent"
    assert outcomes() == [("case", ""), ("quarantine", "no_sender"), ("own", "")]
    assert Contact.objects.get(direction="out").raw is not None
