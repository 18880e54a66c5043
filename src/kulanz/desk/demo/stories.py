"""Telling the source cases as stories, through the same actions as in real life."""

import tomllib
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from importlib.resources import files
from typing import Any

from django.utils import timezone

from kulanz.chain import parse_notation
from kulanz.desk.actions import cases, chain, commitments, contacts, notes, recap, wishes
from kulanz.desk.actions.intake import read_raw
from kulanz.desk.actions.raw import keep_raw
from kulanz.desk.actions.telling import add_told
from kulanz.desk.models import Case, Contact, Person, Problem, Statement, Team
from kulanz.facts import parse_transcript

Told = dict[str, Any]


def tell_all(people: dict[str, Person], problems: dict[str, Problem], *, now: datetime) -> None:
    """Every story of the folder `stories`, in the order of their names."""
    folder = files(__package__).joinpath("stories")
    for one in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if one.name.endswith(".toml"):
            tell(tomllib.loads(one.read_text(encoding="utf-8")), people, problems, now=now)


def tell(
    story: Told, people: dict[str, Person], problems: dict[str, Problem], *, now: datetime
) -> Case:
    """One story: its contacts, notes, wishes and commitments, in the order of their times."""
    case: Case | None = None
    entries = [
        (_moment(now, entry), kind, entry)
        for kind in ("contact", "note", "wish", "recap", "node", "because", "commitment")
        for entry in story.get(kind, [])
    ]
    for at, kind, entry in sorted(entries, key=lambda one: (one[0], one[1] != "contact")):
        case = DEEDS[kind](story, entry, case, people, at)
    if case is None:
        raise ValueError("A story needs a contact.")
    _frame(case, story, people, problems, at=min(now, max(at for at, _kind, _entry in entries)))
    return Case.objects.get(pk=case.pk)


def _moment(now: datetime, entry: Told) -> datetime:
    """When it happened: `day` counts from today; a commitment was made when the story left off."""
    if "due_day" in entry:
        return _clock(
            now,
            entry.get("made_day", min(-1, entry["due_day"] - 1)),
            entry.get("made_time", "15:45"),
        )
    at = _clock(now, entry["day"], entry["time"])
    return at if at <= now else at - timedelta(days=1)


def _clock(now: datetime, day: int, time: str) -> datetime:
    hour, minute = (int(part) for part in time.split(":"))
    local = timezone.localtime(now) + timedelta(days=day)
    return local.replace(hour=hour, minute=minute, second=0, microsecond=0)


def _contact(
    story: Told, entry: Told, case: Case | None, people: dict[str, Person], at: datetime
) -> Case:
    if entry["channel"] == "mail":
        return _mail(story, entry, at)
    note = contacts.CallNote(
        text=entry["text"].strip(),
        form_key=f"demo:{story['customer']['mail']}:{at.isoformat()}",
        subject=story["subject"],
        wait_minutes=entry.get("wait_minutes"),
        minutes=entry.get("duration_minutes"),
        broken_off_by=entry.get("broken_off_by", ""),
    )
    by = people[entry["by"]]
    caller = contacts.Caller(
        story["customer"]["name"], story["customer"].get("phone", ""), story["customer"]["mail"]
    )
    if case is not None:
        return contacts.note_call(case, note=note, at=at, by=by, caller=caller).case
    team = Team.objects.get(name=story["team"])
    return contacts.open_by_call(
        caller=caller, note=note, team=team, language=story["customer"]["language"], at=at, by=by
    ).case


def _mail(story: Told, entry: Told, at: datetime) -> Case:
    team = Team.objects.get(name=story["team"])
    raw = keep_raw(source="mail", content=mail_bytes(story, entry, team, at), at=at)
    contact = read_raw(raw, at=at)
    if contact is None:
        raise ValueError(f"The mail was not read: {raw.problem}")
    return contact.case


def mail_bytes(story: Told, entry: Told, team: Team, at: datetime) -> bytes:
    """The mail as it would have come in."""
    mail = EmailMessage()
    mail["From"] = f"{story['customer']['name']} <{story['customer']['mail']}>"
    mail["To"] = team.mail_address
    mail["Subject"] = entry["subject"]
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = make_msgid(domain="mail.example")
    mail.set_content(entry["text"].strip() + "\n")
    return mail.as_bytes()


def _note(
    _story: Told, entry: Told, case: Case | None, people: dict[str, Person], at: datetime
) -> Case:
    told = _needs(case)
    text = entry["text"].strip()
    notes.add_note(
        told, text=text, form_key=f"demo:{at.isoformat()}", at=at, by=people[entry["by"]]
    )
    last = Contact.objects.filter(case=told, at__lte=at).order_by("-at", "-id").first()
    if entry.get("as_chain") and last is not None:
        add_told(told, last, parse_notation(parse_transcript(text), told.language), at=at)  # type: ignore[arg-type] # one of the three codes
    return told


def _wish(
    _story: Told, entry: Told, case: Case | None, people: dict[str, Person], at: datetime
) -> Case:
    told = _needs(case)
    wishes.note_wish(told, text=entry["text"], at=at, by=people[entry["by"]])
    return told


def _recap(
    _story: Told, entry: Told, case: Case | None, people: dict[str, Person], at: datetime
) -> Case:
    told, by = _needs(case), people[entry["by"]]
    lines = [(_said(told, one["words"]), one) for one in entry["lines"]]
    made = recap.make_recap(
        told, statements=[said for said, _one in lines], way=entry["way"], at=at, by=by
    )
    for row, (_said_line, one) in zip(made.lines.all(), lines, strict=True):
        recap.confirm_line(
            row, stands=one["stands"], correction=one.get("correction", ""), at=at, by=by
        )
    return told


def _said(case: Case, words: str) -> Statement:
    """The current version of the ledger line with these words."""
    return case.statements.filter(text__contains=words, replaced_by=None).latest("id")


def _node(
    _story: Told, entry: Told, case: Case | None, people: dict[str, Person], at: datetime
) -> Case:
    """Something put into the chain by hand, or said more of what is in it already."""
    told, by = _needs(case), people[entry["by"]]
    row = told.nodes.filter(label=entry["label"]).first()
    if row is None:
        row = chain.add_node(
            told, label=entry["label"], actor=entry["actor"], holds=entry["holds"], at=at, by=by
        )
    chain.describe(
        row,
        actor=entry.get("actor", row.actor),
        norm=entry.get("norm"),
        t=entry.get("t"),
        status=entry.get("status", ""),
        opposite=entry.get("opposite", ""),
        inner=entry.get("inner", False),
        at=at,
        by=by,
    )
    return told


def _because(
    _story: Told, entry: Told, case: Case | None, people: dict[str, Person], at: datetime
) -> Case:
    told = _needs(case)
    nodes = {row.label: row for row in told.nodes.all()}
    chain.add_because(
        told,
        effect=nodes[entry["effect"]],
        causes=[nodes[label] for label in entry.get("causes", [])],
        unless=[nodes[label] for label in entry.get("unless", [])],
        at=at,
        by=people[entry["by"]],
    )
    return told


def _commitment(
    _story: Told, entry: Told, case: Case | None, people: dict[str, Person], at: datetime
) -> Case:
    told = _needs(case)
    maker = people[entry["made_by"]]
    made = commitments.promise(
        told,
        side=entry["side"],
        kind=entry.get("kind", "task"),
        text=entry["text"],
        due_at=_clock(
            at,
            entry["due_day"] - entry.get("made_day", min(-1, entry["due_day"] - 1)),
            entry["due_time"],
        ),
        owner=people.get(entry.get("owner", "")),
        at=at,
        by=maker,
    )
    if "done_day" in entry:
        commitments.keep(made, at=made.due_at - timedelta(hours=3), by=maker)
    return told


def _needs(case: Case | None) -> Case:
    if case is None:
        raise ValueError("The first entry of a story is a contact.")
    return case


def _frame(
    case: Case,
    story: Told,
    people: dict[str, Person],
    problems: dict[str, Problem],
    *,
    at: datetime,
) -> None:
    case.customer.salutation = story["customer"].get("salutation", "")
    case.customer.save(update_fields=["salutation"])
    case.subject = story["subject"]
    case.save(update_fields=["subject"])
    case.problems.set([problems[code] for code in story.get("problems", [])])
    owner = people.get(story.get("owner", ""))
    cases.give_owner(case, owner, at=at, by=owner)
    if story.get("state"):
        cases.move(case, story["state"], at=at, by=owner)
    elif owner is not None:
        cases.move(case, "investigating", at=at, by=owner)


DEEDS = {
    "contact": _contact,
    "note": _note,
    "wish": _wish,
    "recap": _recap,
    "node": _node,
    "because": _because,
    "commitment": _commitment,
}
