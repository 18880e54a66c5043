"""About forty everyday cases, so that lists look like real life. The same seed, the same cases."""

from datetime import datetime, timedelta
from itertools import cycle
from random import Random
from typing import Any

from kulanz.desk.actions import cases, closure, commitments
from kulanz.desk.actions.cases import refresh
from kulanz.desk.actions.intake import read_raw
from kulanz.desk.actions.raw import keep_raw
from kulanz.desk.demo.stories import mail_bytes
from kulanz.desk.models import Case, Person, Problem, Team
from kulanz.languages.fold import fold_word

COUNT = 40
SEED = 4711
TEAMS = {"de": "Köln", "nl": "Utrecht", "en": "Bristol"}
TASKS = {
    "de": [
        "Nachforschung beim Paketdienst starten",
        "Ersatz verschicken",
        "Erstattung prüfen",
        "Rückruf mit Ergebnis",
    ],
    "nl": [
        "Onderzoek bij de vervoerder starten",
        "Nieuw exemplaar sturen",
        "Terugbetaling nakijken",
        "Terugbellen met de uitkomst",
    ],
    "en": [
        "Start a trace with the carrier",
        "Send a replacement",
        "Check the refund",
        "Call back with the result",
    ],
}
WAITS = {
    "de": "Foto vom Schaden schicken",
    "nl": "Foto van de schade sturen",
    "en": "Send a photo of the damage",
}


def fill(people: dict[str, Person], problems: dict[str, Problem], *, now: datetime) -> None:
    """The cases, spread over the last two weeks and over all states."""
    from kulanz.desk.demo.world import read_toml

    told = read_toml("everyday.toml")
    dice = Random(SEED)  # noqa: S311 - invented cases, not secrets
    names = {language: cycle(given) for language, given in told["names"].items()}
    for number in range(COUNT):
        mail = told["mail"][number % len(told["mail"])]
        name = next(names[mail["language"]])
        at = now - timedelta(
            days=dice.randrange(14), hours=dice.randrange(1, 10), minutes=dice.randrange(60)
        )
        case = _came_in(mail, name, number, at=at)
        case.problems.set([problems[mail["problem"]]])
        _handled(case, number, people, dice, now=now)


def _came_in(mail: dict[str, Any], name: str, number: int, *, at: datetime) -> Case:
    team = Team.objects.get(name=TEAMS[mail["language"]])
    written = ".".join(fold_word(one, mail["language"]) for one in name.split())
    address = f"{written}@post.example".encode("ascii", "ignore").decode()
    story = {"customer": {"name": name, "mail": address}}
    placed = mail["text"].format(
        order=f"47{number + 20:02}-{1000 + number * 37}",
        name=name,
        date=f"{at - timedelta(days=9):%d.%m.%Y}",
    )
    raw = keep_raw(
        source="mail", content=mail_bytes(story, mail | {"text": placed}, team, at), at=at
    )
    contact = read_raw(raw, at=at)
    if contact is None:
        raise ValueError(f"The mail was not read: {raw.problem}")
    return contact.case


def _handled(
    case: Case, number: int, people: dict[str, Person], dice: Random, *, now: datetime
) -> None:
    """All are acknowledged; a fifth waits for a person, the rest has an owner and a state."""
    at = case.received_at + timedelta(minutes=dice.randrange(5, 50))
    case.acknowledged_at = at
    case.save(update_fields=["acknowledged_at"])
    refresh(case)
    if number % 5 == 0:
        return
    team = [
        one for one in people.values() if one.team_id == case.team_id and one.role in {"AG", "SA"}
    ]
    owner = dice.choice(team)
    case.human_answer_at = at
    case.save(update_fields=["human_answer_at"])
    cases.give_owner(case, owner, at=at, by=owner)
    if number % 5 == 1:
        _promise(case, owner, dice, now=now)
        cases.move(case, "investigating", at=at, by=owner)
    elif number % 5 == 2:  # noqa: PLR2004 - a fifth each
        commitments.promise(
            case,
            side="theirs",
            kind="answer",
            text=WAITS[case.language],
            due_at=now + timedelta(days=dice.randrange(1, 4)),
            at=at,
            by=owner,
        )
        cases.move(case, "waiting_customer", at=at, by=owner)
    elif number % 5 == 3:  # noqa: PLR2004 - same
        cases.move(case, "verifying", at=at, by=owner)
    else:
        closure.confirm_solved(case, at=min(now, at + timedelta(hours=20)))
    refresh(Case.objects.get(pk=case.pk))


def _promise(case: Case, owner: Person, dice: Random, *, now: datetime) -> None:
    due_at = now + timedelta(hours=dice.choice([-3, 2, 5, 20, 28, 50, 70]))
    made_at = min(case.received_at + timedelta(hours=1), now, due_at)
    kind = dice.choice(["task", "task", "callback"])
    commitments.promise(
        case,
        side="ours",
        kind=kind,
        text=dice.choice(TASKS[case.language]),
        due_at=due_at,
        owner=owner,
        at=made_at,
        by=owner,
    )
