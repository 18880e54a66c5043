"""The pages of promises: the registry, the form, what the case and one's own day say."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advertised import BROKEN, CONDITIONS, DAY, HOUR, an_order, proposed, published, wording
from cast import MONDAY, Cast, case_of_brandt
from kulanz.case import Reason
from kulanz.desk.actions.orders import link_order
from kulanz.desk.actions.promises import propose, publish
from kulanz.desk.models import AdvertisedPromise
from kulanz.desk.queries.promises import registry
from kulanz.desk.queries.replies import remarks_on
from kulanz.languages import say

pytestmark = pytest.mark.django_db


def typed(cast: Cast, **changes: str) -> dict[str, str]:
    return {
        "code": "PR-INV-01",
        "kind": "payment",
        "text_de": "Kauf auf Rechnung",
        "since": "2026-11-01",
        "owner": str(cast.mkt.pk),
        "countries": "DE",
        "if-1": "payment.asked|invoice",
        "if-2": "order.amount|<=",
        "if-2-value": "499,50",
        "then-1": "payment.offered|invoice",
        "place-1": "Zahlungsseite",
        "place-1-shows-1": "on",
    } | changes


def test_a_promise_is_written_down_by_form_and_refused_while_a_condition_is_hidden(
    cast: Cast, client: Client
) -> None:
    client.force_login(cast.mkt)

    made = client.post("/setup/promises/new/", typed(cast))
    row = AdvertisedPromise.objects.get()
    assert made.headers["Location"] == f"/setup/promises/{row.pk}/"
    assert (row.conditions, row.pledge, row.places, row.countries) == (
        {"payment.asked": "invoice", "order.amount": "<= 499.50"},
        {"payment.offered": "invoice"},
        [{"name": "Zahlungsseite", "url": "", "shown": ["payment.asked"]}],
        ["DE"],
    )

    answer = client.post(f"/setup/promises/{row.pk}/publication/", follow=True)
    (message,) = answer.context["messages"]
    hidden = {"place": "Zahlungsseite", "fact": "order amount"}
    assert str(message) == say(Reason("promises.hidden_condition", hidden), "en")

    client.post(
        f"/setup/promises/{row.pk}/wording/", typed(cast, code="", **{"place-1-shows-2": "on"})
    )
    client.post(f"/setup/promises/{row.pk}/publication/")
    row.refresh_from_db()
    assert (row.number, row.standing, row.published_by) == (1, "published", cast.mkt)


def test_the_form_shows_a_version_as_it_is_and_changes_nothing_by_itself(
    cast: Cast, client: Client
) -> None:
    row = proposed(cast, conditions=CONDITIONS | {"order.country": "not(GB, other)"})
    client.force_login(cast.mkt)
    form = client.get(f"/setup/promises/{row.pk}/wording/").context["form"]
    shown = {name: form[name].value() for name in form.fields}
    again = {
        name: "on" if value is True else value
        for name, value in shown.items()
        if value is not None and value is not False
    }

    client.post(f"/setup/promises/{row.pk}/wording/", again)

    after = AdvertisedPromise.objects.get()
    for name in ("kind", "texts", "places", "conditions", "pledge", "countries", "since", "owner"):
        assert getattr(after, name) == getattr(row, name), name


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text_de": ""}, "text_de"),
        ({"then-1": ""}, "then-1"),
        ({"if-2-value": ""}, "if-2-value"),
        ({"if-2-value": "viel"}, "if-2-value"),
        ({"until": "2026-10-01"}, "until"),
        ({"owner": ""}, "owner"),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    cast: Cast, client: Client, changes: dict[str, str], field: str
) -> None:
    client.force_login(cast.mkt)
    answer = client.post("/setup/promises/new/", typed(cast, **changes))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_agents_read_the_registry_and_change_nothing(cast: Cast, client: Client) -> None:
    row = published(cast)
    client.force_login(cast.ali)
    assert client.get("/setup/promises/").status_code == 200
    assert client.get(f"/setup/promises/{row.pk}/").status_code == 200
    assert client.post(f"/setup/promises/{row.pk}/withdrawal/").status_code == 404
    row.refresh_from_db()
    assert row.standing == "published"


def test_the_registry_counts_thirty_days_over_all_versions(cast: Cast) -> None:
    published(cast)
    an_order("a-1")
    an_order("a-2", facts=BROKEN | {"payment.offered": "invoice"})
    an_order("a-3", facts=BROKEN | {"order.amount": None})
    publish(proposed(cast, kind="other"), at=MONDAY + 2 * HOUR, by=cast.mira)

    (line,) = registry(language="de", at=MONDAY + DAY)
    assert (line.row.number, line.kept, line.broken, line.unknown) == (2, 1, 1, 1)
    (line,) = registry(language="de", at=MONDAY + 60 * DAY)
    assert (line.kept, line.broken, line.unknown) == (0, 0, 0)


def test_the_case_says_what_was_advertised_and_what_was_done(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    published(cast)
    link_order(an_order(), case, at=timezone.now())
    client.force_login(cast.ali)

    html = client.get(f"/cases/{case.number}/history/").content.decode()

    assert "We advertised: <q>Wir liefern auf Rechnung (Bonität vorausgesetzt)</q>" in html
    assert "We did: Payment method offered: prepayment".lower() in html.lower()


@pytest.mark.parametrize("page", ["/setup/promises/", "promise"])
def test_pages_of_promises_have_the_same_number_of_queries_with_one_and_three(
    cast: Cast, client: Client, page: str
) -> None:
    row = published(cast)
    client.force_login(cast.ali)
    path = f"/setup/promises/{row.pk}/" if page == "promise" else page

    def queries(*numbers: str) -> int:
        for number in numbers:
            an_order(number)
            propose(code=number, wording=wording(cast), at=MONDAY, by=cast.mkt)
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    assert queries("48-1") == queries("48-2", "48-3")


def test_my_day_shows_the_owner_what_a_promise_needs(cast: Cast, client: Client) -> None:
    row = published(cast)
    at = timezone.now()
    for number in range(3):
        an_order(f"48-{number}", at=at)

    for person, told in ((cast.mkt, True), (cast.mira, True), (cast.dir, False)):
        client.force_login(person)
        html = client.get("/day/").content.decode()
        assert ("Promises that need you" in html) is told
        assert (f"/setup/promises/{row.pk}/" in html) is told


CHANGED = "Wir liefern nur gegen Vorkasse. Bitte überweisen Sie 139 EUR bis Freitag."
EXPLAINED = (
    "Wir liefern nur gegen Vorkasse, weil die Bonitätsprüfung nicht gelaufen ist. "
    "Sie können stattdessen per Nachnahme oder Kreditkarte zahlen. Noch ist kein Vertrag "
    "zustande gekommen, Sie entscheiden. Sie können kostenlos stornieren."
)


@pytest.mark.parametrize(("text", "codes"), [(CHANGED, ["R001-04"]), (EXPLAINED, [])])
def test_r001_04_a_reply_that_changes_the_payment_term_without_a_way_out_is_stopped(
    cast: Cast, text: str, codes: list[str]
) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    link_order(an_order(), case, at=MONDAY)

    found = remarks_on(case, cast.ali, text=text, kind="reply")

    assert [
        one.finding.code for one in found if one.stops and one.finding.code.startswith("R001")
    ] == codes
    note = remarks_on(case, cast.ali, text=text, kind="note")
    assert [one for one in note if one.finding.code.startswith("R001")] == []


def test_r001_04_the_check_says_one_by_one_what_is_missing(cast: Cast) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    link_order(an_order(), case, at=MONDAY)
    cast.ali.language = "en"

    found = remarks_on(
        case,
        cast.ali,
        text=EXPLAINED.replace(" Sie können kostenlos stornieren.", "").replace(
            ", Sie entscheiden", ""
        ),
        kind="reply",
    )

    (fault,) = (one.finding for one in found if one.finding.code == "R001-04")
    assert fault.reason.endswith(" Free cancellation is missing.")
    assert "The reason is missing." not in fault.reason
