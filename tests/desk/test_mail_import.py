"""An archive taken over: old mails as closed cases, recent ones as work, nobody outside hears."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from cast import Cast
from kulanz.cli.app import app
from kulanz.desk import storage
from kulanz.desk.actions.intake import read_again
from kulanz.desk.channels.email import mail_in
from kulanz.desk.jobs.clock import tick
from kulanz.desk.jobs.reactions import Reactor
from kulanz.desk.models import (
    Case,
    CaseClock,
    Commitment,
    Contact,
    Event,
    OutboxMessage,
    RawMessage,
)
from kulanz.desk.web.cases.history_lines import text_of
from mails import BRANDT, HELP, bounce, mail

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2021, 3, 1, 9, tzinfo=UTC)
RETURN = "Ich widerrufe den Vertrag und will mein Geld zurück. Das ist unverschämt!"


def dated(at: datetime, text: str = "", **changes: str) -> bytes:
    fields = {"Date": format_datetime(at)}
    return mail(text or RETURN, fields=fields, **changes)  # type: ignore[arg-type] # strings only


def answer(at: datetime, of: str, **changes: str) -> bytes:
    values = {"sender": f"Hilfe <{HELP}>", "to": BRANDT, "subject": "Re: x", "answers": of}
    return dated(at, "Guten Tag, wir prüfen das.", **{**values, **changes})


def archive(folder: Path, *letters: bytes) -> Path:
    """An mbox with these mails in this order."""
    path = folder / f"mbox{len(list(folder.iterdir()))}"
    path.write_bytes(b"".join(b"From x Mon Nov 16 09:00:00 2020\n" + one for one in letters))
    return path


def run(*words: object) -> tuple[int, list[str]]:
    """Exit status, and the lines of the report."""
    done = CliRunner().invoke(app, ["mail-import", *map(str, words)])
    return done.exit_code, done.stdout.splitlines()


def jobs(at: datetime) -> None:
    """Everything the jobs process would do by then."""
    tick(at=at)
    Reactor().react(at=at)


def rows() -> Sequence[int]:
    tables = (RawMessage, Case, Contact, Event, OutboxMessage)
    return [table.objects.count() for table in tables]


def test_an_old_thread_is_one_closed_case_at_its_own_time(cast: Cast, tmp_path: Path) -> None:
    letters = (
        dated(LONG_AGO, message_id="<a@x>"),
        answer(LONG_AGO + timedelta(hours=3), "<a@x>", message_id="<b@x>"),
        dated(LONG_AGO + timedelta(days=1), "Danke!", message_id="<c@x>", answers="<b@x>"),
    )
    assert run(archive(tmp_path, *letters)) == (
        0,
        [
            "Done: 3 of 3 mails",
            "        1  new cases",
            "        1  into a case that is there",
            "        1  sent by us, into their case",
        ],
    )
    case = Case.objects.get()
    assert (case.number, case.received_at) == ("2021-1001", LONG_AGO)
    assert (case.state, case.closed_at) == ("closed_final_answer", LONG_AGO + timedelta(days=1))
    assert case.team == cast.koeln
    assert [(one.direction, one.at, one.sender) for one in case.contacts.all()] == [
        ("in", LONG_AGO, BRANDT),
        ("out", LONG_AGO + timedelta(hours=3), HELP),
        ("in", LONG_AGO + timedelta(days=1), BRANDT),
    ]
    assert [storage.get(one.raw.blob) for one in case.contacts.all() if one.raw] == list(letters)
    assert set(RawMessage.objects.values_list("source", "state")) == {("import", "read")}
    assert case.statements.exists()


def test_history_raises_no_alarm_and_writes_to_nobody(cast: Cast, tmp_path: Path) -> None:
    run(archive(tmp_path, dated(LONG_AGO, message_id="<a@x>")))
    now = timezone.now()
    for later in (timedelta(), timedelta(minutes=1), timedelta(days=60)):
        jobs(now + later)
    events = Event.objects.exclude(kind="behaviours.forgotten")  # 90 days after the end are over
    kinds = set(events.values_list("kind", flat=True))
    assert kinds == {"case.opened", "case.closed", "contact.imported", "contact.read"}
    assert (OutboxMessage.objects.count(), Commitment.objects.count()) == (0, 0)
    assert CaseClock.objects.exclude(declaration=None).count() == 0
    assert {one.at for one in events} == {LONG_AGO}


def test_a_recent_mail_is_work_whose_clocks_start_now(cast: Cast, tmp_path: Path) -> None:
    before = timezone.now()
    sent = (before - timedelta(days=9)).replace(microsecond=0)
    run(archive(tmp_path, dated(sent, "Wo bleibt mein Paket?", message_id="<a@x>")))
    case = Case.objects.get()
    assert (case.state, case.closed_at, case.received_at) == ("received", None, sent)
    assert all(one.started_at >= before for one in case.clocks.all())
    jobs(timezone.now() + timedelta(minutes=1))
    assert not Event.objects.filter(kind="clock.overdue").exists()
    assert OutboxMessage.objects.count() == 0


def test_acknowledged_on_request_and_only_what_is_work(cast: Cast, tmp_path: Path) -> None:
    now = timezone.now()
    recent = dated(now - timedelta(days=2), message_id="<b@x>", sender="b@mail.example")
    run("--acknowledge", archive(tmp_path, dated(LONG_AGO, message_id="<a@x>"), recent))
    jobs(now)
    assert [one.recipient for one in OutboxMessage.objects.all()] == ["b@mail.example"]


def test_what_counts_as_recent_can_be_said(cast: Cast, tmp_path: Path) -> None:
    yesterday = dated(timezone.now() - timedelta(days=1), message_id="<a@x>")
    run("--open-days", 0, archive(tmp_path, yesterday))
    assert Case.objects.get().closed_at is not None


def test_the_same_archive_again_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    letters = [dated(LONG_AGO, f"{n}", message_id=f"<{n}@x>") for n in range(3)]
    path = archive(tmp_path, *letters, answer(LONG_AGO, "<1@x>", message_id="<o@x>"))
    run(path)
    before = rows()
    assert run(path) == (0, ["Done: 4 of 4 mails", "        4  known already"])
    assert rows() == before


def test_the_same_mails_in_other_files_are_known(cast: Cast, tmp_path: Path) -> None:
    letters = [dated(LONG_AGO, f"{n}", message_id=f"<{n}@x>" if n else "") for n in range(3)]
    run(archive(tmp_path, *letters))
    for number, letter in enumerate(letters):
        (tmp_path / f"{number}.eml").write_bytes(
            b"Delivered-To: hilfe@shop.example\r\n" + letter.replace(b"\n", b"\r\n")
        )
    assert run(*tmp_path.glob("*.eml"))[1][1:] == ["        3  known already"]


def test_what_came_by_mail_before_is_known_and_what_comes_after_too(
    cast: Cast, tmp_path: Path
) -> None:
    live, later = dated(LONG_AGO, message_id="<a@x>"), dated(LONG_AGO, message_id="<b@x>")
    mail_in(b"Received: from mx\r\n" + live, timezone.now())
    assert run(archive(tmp_path, live, later))[1][1:] == [
        "        1  new cases",
        "        1  known already",
    ]
    mail_in(b"Received: from mx\r\n" + later, timezone.now())
    assert (Case.objects.count(), Contact.objects.count()) == (2, 2)


@pytest.mark.parametrize("turned", [False, True])
def test_threads_join_whichever_end_comes_first(
    cast: Cast, tmp_path: Path, *, turned: bool
) -> None:
    """The dates are wrong: what was asked first claims to be the newest."""
    times = [LONG_AGO + timedelta(days=n) for n in range(3)]
    first, ours, last = reversed(times) if turned else times
    run(
        archive(
            tmp_path,
            dated(first, "eins", message_id="<a@x>"),
            answer(ours, "<a@x>", message_id="<b@x>"),
            dated(last, "drei", message_id="<c@x>", answers="<b@x>"),
        )
    )
    case = Case.objects.get()
    assert sorted(case.contacts.values_list("message_id", flat=True)) == [
        "<a@x>",
        "<b@x>",
        "<c@x>",
    ]


def test_a_stranger_does_not_join_by_a_reference(cast: Cast, tmp_path: Path) -> None:
    stranger = dated(LONG_AGO, sender="eve@evil.example", message_id="<e@x>", answers="<a@x>")
    run(archive(tmp_path, dated(LONG_AGO, message_id="<a@x>"), stranger))
    assert Case.objects.count() == 2


def test_a_mail_of_ours_goes_only_to_its_recipients_case(cast: Cast, tmp_path: Path) -> None:
    letters = (
        dated(LONG_AGO, message_id="<a@x>"),
        answer(LONG_AGO, "<a@x>", to="else@mail.example", message_id="<b@x>"),
        answer(LONG_AGO, "", message_id="<c@x>"),
    )
    assert run(archive(tmp_path, *letters))[1][1:] == [
        "        1  new cases",
        "        2  left out: sent by us, no case",
    ]
    assert RawMessage.objects.count() == 1


def test_a_recent_letter_opens_an_old_case_again_and_an_old_one_does_not(
    cast: Cast, tmp_path: Path
) -> None:
    run(archive(tmp_path, dated(LONG_AGO, message_id="<a@x>")))
    old = dated(LONG_AGO + timedelta(days=400), "noch da?", message_id="<b@x>", answers="<a@x>")
    run(archive(tmp_path, old))
    assert Case.objects.get().state == "closed_final_answer"
    now = timezone.now()
    new = dated(now - timedelta(days=1), "jetzt?", message_id="<c@x>", answers="<b@x>")
    run(archive(tmp_path, new))
    case = Case.objects.get()
    assert (case.state, case.contacts.count()) == ("reopened", 3)
    jobs(timezone.now() + timedelta(minutes=1))
    assert not Event.objects.filter(kind="clock.overdue").exists()


def test_an_answer_of_ours_has_answered_a_recent_case(cast: Cast, tmp_path: Path) -> None:
    sent = (timezone.now() - timedelta(days=3)).replace(microsecond=0)
    ours = answer(sent + timedelta(hours=1), "<a@x>", message_id="<b@x>")
    run(archive(tmp_path, dated(sent, message_id="<a@x>"), ours))
    case = Case.objects.get()
    assert (case.human_answer_at, case.acknowledged_at) == (sent + timedelta(hours=1),) * 2
    assert case.waiting_since is None


def test_what_is_left_out_and_what_is_put_aside_is_counted(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "notes.json").write_text("{}")
    (tmp_path / "a.eml").write_bytes(b"Subject: nobody wrote this\n\ntext\n")
    (tmp_path / "b.eml").write_bytes(bounce("<unknown@x>"))
    (tmp_path / "c.eml").write_bytes(b"X-Mozilla-Status: 0008\n" + dated(LONG_AGO))
    (tmp_path / "d.eml").symlink_to(tmp_path / "gone")
    status, said = run(tmp_path)
    assert (status, said) == (
        0,
        [
            "Done: 3 of 3 mails",
            "        1  left out: written by a machine, no case",
            "        1  left out: marked as deleted",
            "        1  put aside: without a sender",
            "        1  files are no mail",
            f"! {tmp_path / 'a.eml'}: put aside: without a sender",
        ],
    )
    raw = RawMessage.objects.get()
    assert (raw.state, raw.problem, raw.source) == ("quarantined", "no_sender", "import")


def test_put_aside_and_opened_by_a_person_it_is_not_acknowledged(
    cast: Cast, tmp_path: Path
) -> None:
    (tmp_path / "a.eml").write_bytes(b"Subject: nobody wrote this\n\ntext\n")
    run(tmp_path)
    contact = read_again(RawMessage.objects.get(), at=timezone.now(), by=cast.ali, anyway=True)
    assert contact is not None
    contact.case.customer.addresses.create(kind="mail", value=BRANDT)
    jobs(timezone.now())
    assert OutboxMessage.objects.count() == 0


def test_a_mail_too_large_is_named_and_the_others_are_taken(
    cast: Cast, tmp_path: Path, settings: object
) -> None:
    settings.MAX_MAIL_BYTES = 2000  # type: ignore[attr-defined] # pytest-django's
    large = dated(LONG_AGO, "x" * 70 + "\n" * 3000, message_id="<l@x>")
    path = archive(tmp_path, large, dated(LONG_AGO, message_id="<a@x>"))
    status, said = run(path)
    assert (status, said[:3]) == (
        1,
        ["Done: 2 of 2 mails", "        1  new cases", "        1  not taken: too large"],
    )
    assert said[3].startswith(f"! {path} from octet 32: not taken: too large (")


def test_a_rehearsal_says_the_same_and_writes_nothing(cast: Cast, tmp_path: Path) -> None:
    mail_in(dated(LONG_AGO, message_id="<live@x>"), timezone.now())
    path = archive(
        tmp_path,
        dated(LONG_AGO, message_id="<live@x>"),
        dated(LONG_AGO, "noch", message_id="<l2@x>", answers="<live@x>"),
        dated(LONG_AGO, "neu", message_id="<a@x>", sender="c@mail.example"),
        answer(LONG_AGO, "<a@x>", to="c@mail.example", message_id="<b@x>"),
        dated(LONG_AGO, "mehr", message_id="<c@x>", answers="<b@x>", sender="c@mail.example"),
        dated(LONG_AGO, "fremd", message_id="<d@x>", answers="<b@x>", sender="d@mail.example"),
        answer(LONG_AGO, "<nothing@x>", message_id="<e@x>"),
        dated(LONG_AGO, "mehr", message_id="<c@x>", answers="<b@x>", sender="c@mail.example"),
        bounce("<unknown@x>"),
        b"Subject: nobody\n\ntext\n",
    )
    before = rows()
    blobs = RawMessage.objects.values_list("blob", flat=True)
    told = run("--dry-run", path)[1]
    assert (rows(), told[0], len(blobs)) == (before, "Would be: 10 of 10 mails", 1)
    done = run(path)[1]
    assert told[1:] == done[1:]
    assert told[1:8] == [
        "        2  new cases",
        "        2  into a case that is there",
        "        1  sent by us, into their case",
        "        2  known already",
        "        1  left out: written by a machine, no case",
        "        1  left out: sent by us, no case",
        "        1  put aside: without a sender",
    ]


def test_the_team_can_be_named(cast: Cast, tmp_path: Path) -> None:
    path = archive(tmp_path, dated(LONG_AGO, to="x@y.example"))
    assert run("--team", "Nobody", path)[0] == 2
    assert run("--team", cast.utrecht.name, path)[0] == 0
    assert Case.objects.get().team == cast.utrecht


def test_a_path_that_is_not_there_is_said(cast: Cast, tmp_path: Path) -> None:
    assert run(tmp_path / "gone") == (2, [])


def test_a_date_to_come_is_now(cast: Cast, tmp_path: Path) -> None:
    run(archive(tmp_path, dated(timezone.now() + timedelta(days=900))))
    assert Contact.objects.get().at <= timezone.now()


def test_the_history_says_where_it_came_from(cast: Cast, tmp_path: Path) -> None:
    run(archive(tmp_path, dated(LONG_AGO)))
    event = Event.objects.get(kind="contact.imported")
    assert text_of(event) == "a mail was taken over from an archive"
