"""The demo world: colleagues, five full-length stories and about forty everyday cases.

Everything goes through the same actions as in real life, so the demo is also a rehearsal.
"""

import tomllib
from importlib.resources import files
from typing import Any

from django.conf import settings
from django.utils import timezone

from kulanz.desk.demo import advertised, decisions, everyday, stories
from kulanz.desk.models import Case, Event, Person, Problem, Team

PASSWORD = "kulanz-demo"  # noqa: S105 - of invented people, in the demo only


class NotTheDemo(Exception):
    """The demo world is loaded into a demo only: its passwords are public."""


def load_if_empty() -> bool:
    """Fill an empty database with the demo world; returns whether it did.

    Raises:
        NotTheDemo: the desk does not run as a demo.
    """
    if not settings.DEMO:
        raise NotTheDemo
    if Person.objects.exists():
        return False
    now = timezone.now()
    people = _people()
    problems = _problems()
    stories.tell_all(people, problems, now=now)
    everyday.fill(people, problems, now=now)
    advertised.advertise(people, problems, now=now)
    decisions.decide(people, now=now)
    decisions.consult_rules(people, now=now)
    decisions.draft_table(people, now=now)
    # The past is settled: nothing in it is answered by the jobs of today.
    Event.objects.filter(reacted_at=None).update(reacted_at=now)
    return True


def logins() -> str:
    """What the terminal prints: where to go, and as whom."""
    rows = Person.objects.filter(is_active=True).select_related("team").order_by("pk")
    lines = [
        f"  {one.email:<32}{one.role:<5}{one.team.name if one.team else '–':<10}{one.name}"
        for one in rows
    ]
    first = Case.objects.order_by("pk").values_list("number", flat=True).first()
    return "\n".join(
        [
            "",
            f"Kulanz demo: {settings.PUBLIC_URL}/",
            f"Public form: {settings.PUBLIC_URL}/complain/",
            f"Start with:  {settings.PUBLIC_URL}/cases/{first}/",
            "",
            f"Password of everybody: {PASSWORD}",
            *lines,
            "",
            "Ctrl-C stops it.",
        ]
    )


def read_toml(name: str) -> dict[str, Any]:
    """One data file of the demo."""
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def _people() -> dict[str, Person]:
    told = read_toml("people.toml")
    teams = {
        one["name"]: Team.objects.create(
            name=one["name"], country=one["country"], mail_address=one["mail"]
        )
        for one in told["team"]
    }
    people = {}
    for one in told["person"]:
        people[one["key"]] = Person.objects.create_user(
            username=one["key"],
            email=f"{one['key']}@kulanz-demo.example",
            password=PASSWORD,
            name=one["name"],
            role=one["role"],
            team=teams.get(one.get("team", "")),
            language=one["language"],
            direct_phone=one.get("phone", ""),
        )
    return people


def _problems() -> dict[str, Problem]:
    named = read_toml("everyday.toml")["problems"]
    return {code: Problem.objects.create(code=code, name=name) for code, name in named.items()}
