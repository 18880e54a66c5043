"""Server time of the inbox with many cases: `python bench/inbox.py [CASES]`.

Builds the cases in a temporary SQLite database, asks for the page as one agent, and prints the
median of 30 requests and the number of queries. The goal is under 150 ms with at most 12 queries.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from typing import Any

os.environ["KULANZ_DATA_DIR"] = tempfile.mkdtemp(prefix="kulanz-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "kulanz.desk.project.settings"

import django
from django.conf import settings

settings.STORAGES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
django.setup()

from django.core.management import call_command  # noqa: E402 - after django.setup()
from django.db import connection  # noqa: E402 - after django.setup()
from django.test import Client  # noqa: E402 - after django.setup()
from django.utils import timezone  # noqa: E402 - after django.setup()

from kulanz.case.states import CLOSED_STATES, OPEN_STATES  # noqa: E402 - after django.setup()
from kulanz.desk.models import Case, Customer, Person, Team  # noqa: E402 - after django.setup()

ROUNDS = 30
GOAL_MS, GOAL_QUERIES = 150.0, 12
VIEWS = (
    "mine",
    "unowned",
    "hot",
    "due",
    "waiting",
    "confirm",
    "all",
    "all&q=Kunde+77",
    "all&language=nl",
)


def fill(count: int) -> Person:
    """Cases of two teams, one in twelve closed, spread over a fortnight; returns an agent."""
    chance = random.Random(4711)  # noqa: S311 - the same cases each time
    now = timezone.now()
    teams = [
        Team.objects.create(name=name, mail_address=f"{name}@shop.example")
        for name in ("koeln", "utrecht")
    ]
    people = [
        Person.objects.create_user(
            username=f"p{n}", email=f"p{n}@kulanz.example", name=f"P {n}", team=teams[n % 2]
        )
        for n in range(12)
    ]
    Customer.objects.bulk_create(
        (Customer(name=f"Kunde {n}", language="de", created_at=now) for n in range(count // 2 + 1)),
        batch_size=1000,
    )
    customers = list(Customer.objects.values_list("pk", flat=True))
    Case.objects.bulk_create(
        (_case(n, chance, teams, people, customers) for n in range(count)), batch_size=500
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return people[0]


def _case(
    n: int, chance: random.Random, teams: list[Team], people: list[Person], customers: list[int]
) -> Case:
    now = timezone.now()
    closed = n % 12 == 0
    owner = chance.choice([None, *people])
    return Case(
        number=f"{now.year}-{n + 1001}",
        subject=f"Beschwerde {n} über eine Lieferung",
        customer_id=chance.choice(customers),
        team=owner.team if owner else chance.choice(teams),
        owner=owner,
        language=chance.choice(["de", "nl", "en"]),
        profile="de_shop",
        state=chance.choice(CLOSED_STATES if closed else OPEN_STATES),
        received_at=now - timedelta(hours=n % 300),
        closed_at=now if closed else None,
        heat=chance.choice([0, 0, 0, 1, 2, 3]),
        contact_count=1 + n % 5,
        last_sentence="Ich warte seit drei Wochen auf eine Antwort, und niemand meldet sich.",
        next_due_at=now + timedelta(minutes=chance.randint(-2000, 20000)),
        next_due_what="ours:Rückruf mit dem Ergebnis der Nachforschung",
        waiting_since=now - timedelta(hours=n % 90),
        touched_at=now,
    )


class _Counter:
    """Counts queries on their way to the database."""

    count = 0

    def __call__(self, execute: Any, *query: Any) -> Any:
        self.count += 1
        return execute(*query)


def measure(client: Client, view: str) -> tuple[float, int]:
    """Median milliseconds of a page and its number of queries."""
    path = f"/?view={view}"
    client.get(path)
    with connection.execute_wrapper(asked := _Counter()):
        assert client.get(path).status_code == 200
    taken = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        client.get(path)
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken), asked.count


def main() -> int:
    """Print one line per view; exit with 1 when a goal is missed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    person = fill(count)
    client = Client()
    client.force_login(person)
    print(f"inbox with {count} cases, median of {ROUNDS} requests")
    missed = 0
    for view in VIEWS:
        milliseconds, queries = measure(client, view)
        met = milliseconds < GOAL_MS and queries <= GOAL_QUERIES
        missed += not met
        print(
            f"{view:<18} {milliseconds:7.1f} ms  {queries:3d} queries  {'ok' if met else 'MISSED'}"
        )
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
