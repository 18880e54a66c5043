"""Who gets where: every address, every role, a foreign case. A new address is classified here."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from cast import MONDAY, Cast, brandt, case_of_brandt, devries
from kulanz.desk.actions.cases import open_case
from kulanz.desk.models import Case, Person
from kulanz.desk.queries import access
from snapshot import snapshot

pytestmark = pytest.mark.django_db

# Everybody, signed in or not. The customer's page asks for its secret itself.
PUBLIC = {"complain", "complain_de", "complain_nl"}
PUBLIC_PREFIXES = ("s/", "complain/", "account/", "health", "api/", "^api/")
# Operations of the API ask for their token themselves: tests/desk/test_api.py.
# Signed in, and only about oneself or about what one may see.
LOGIN = {"work_list_csv", "inbox", "profile", "saved_views", "view_removal", "inbox_live", "my_day"}
LOGIN |= {"day_live", "outgoing"}
LOGIN |= {"holds", "rules", "rules_of"}
# A call belongs to whoever may see its case: tests/desk/test_call_page.py.
LOGIN |= {"call", "call_live", "call_typed", "call_entries", "call_undoing", "call_signs"}
LOGIN |= {"call_said", "call_muting", "call_recording", "call_pause", "call_offers", "call_help"}
LOGIN |= {"call_writing", "call_break", "call_end", "call_skipping"}
LOGIN |= {"call_asking", "call_asked", "call_approved", "call_words"}
LOGIN |= {"protocol", "protocol_of", "protocol_file"}
LOGIN |= {"protocol_publication", "protocol_discarding"}
LOGIN |= {"cool_down", "care_declining", "debrief", "debriefing"}
LOGIN |= {"orders", "order", "new_order", "promises", "promise"}
LOGIN |= {"approvals", "approvals_waiting", "approval", "approval_answer", "bookings", "booking"}
# Signed in with a role that works on cases.
WORKS = {
    "owners",
    "tags",
    "phone_note",
    "new_call",
    "phone",
    "phone_pill",
    "phone_call",
    "phone_screen",
    "known_cases",
    "mail_upload",
    "mail_quarantine",
    "quarantine_raw",
    "quarantine_reading",
}
# Signed in with a role that leads.
LEADS = {"board", "consistency", "approval_overrides", "signatures", "signatures_of"}
# Signed in with a role that decides what may be offered; the table is read by everybody.
LOGIN |= {"authority", "authority_table", "authority_versions", "authority_version"}
LOGIN |= {"authority_file"}
KEEPS_AUTHORITY = {
    "authority_draft",
    "authority_discarding",
    "authority_import",
    "authority_publication",
    "authority_trial",
    "authority_new_rule",
    "authority_rule",
    "authority_removal",
    "authority_restoring",
    "authority_alike",
}
# Signed in with a role that answers for what is advertised, or for the orders of the shop.
# Signed in with a role that lets machines in.
MANAGES = {"machines", "tokens", "token_revocation"}
MANAGES |= {"mailboxes", "new_mailbox", "mailbox", "mailbox_standing", "mailbox_trial"}
MANAGES |= {"webhooks", "webhook_standing", "webhook_secret"}
KEEPS = {
    "new_promise",
    "promise_wording",
    "promise_publication",
    "promise_withdrawal",
    "promise_pages",
    "promise_page",
    "order_lists",
    "order_list",
}
SAMPLE = {
    "number": "?",
    "token": "x" * 43,
    "code": "when",
    "kind": "reply",
    "name": "x",
    "sha256": "0" * 64,
}
SAMPLE |= {"pack": "de_shop", "rule": "voucher"}


def routes(
    patterns: list[URLPattern | URLResolver] | None = None, prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every address of the desk, with its pattern."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, route)
        else:
            yield route, one


def kind_of(route: str, pattern: URLPattern) -> str | None:
    """The class of an address; None when nobody has thought about it."""
    if route.startswith("cases/<str:number>/"):
        return "case"
    if route.startswith(PUBLIC_PREFIXES) or pattern.name in PUBLIC:
        return "public"
    for kind, names in (
        ("login", LOGIN),
        ("works", WORKS),
        ("leads", LEADS),
        ("keeps", KEEPS | KEEPS_AUTHORITY),
        ("manages", MANAGES),
    ):
        if pattern.name in names:
            return kind
    return None


def address(pattern: URLPattern, route: str, number: str) -> str:
    """The route with sample values; child rows of no case at all."""
    path = route
    for name, converter in pattern.pattern.converters.items():
        value = number if name == "number" else SAMPLE.get(name, "1")
        for spelling in (
            f"<{word}:{name}>" for word in (*_converter_words(), type(converter).__name__)
        ):
            path = path.replace(spelling, value)
    assert "<" not in path, f"no sample value for {path}"
    return f"/{path}"


def _converter_words() -> tuple[str, ...]:
    from django.urls.converters import get_converters

    return tuple(get_converters())


CASE_ROUTES = [(route, pattern) for route, pattern in routes() if kind_of(route, pattern) == "case"]


def test_every_address_is_classified() -> None:
    assert [route for route, pattern in routes() if kind_of(route, pattern) is None] == []


def test_no_address_with_a_case_number_hides_outside_of_cases() -> None:
    assert [
        route
        for route, pattern in routes()
        if "number" in pattern.pattern.converters and kind_of(route, pattern) != "case"
    ] == []


def _outsiders(cast: Cast) -> list[Person]:
    """Everybody who may not see a case of the team in Utrecht."""
    return [cast.ali, cast.sam, cast.an, cast.fin, cast.log, cast.mkt]


@pytest.fixture
def foreign(cast: Cast) -> Case:
    return open_case(
        customer=devries(), team=cast.utrecht, subject="X", language="nl", at=MONDAY, by=cast.tom
    )


@pytest.mark.parametrize(
    ("route", "pattern"), CASE_ROUTES, ids=[route for route, _pattern in CASE_ROUTES]
)
def test_s11_a_foreign_case_is_a_404_like_no_case_at_all(
    cast: Cast, client: Client, foreign: Case, route: str, pattern: URLPattern
) -> None:
    for person in _outsiders(cast):
        client.force_login(person)
        for number in (foreign.number, "2026-9999"):
            path = address(pattern, route, number)
            statuses = {client.get(path).status_code, client.post(path).status_code}
            assert statuses <= {404, 405}, (person.role, path)
            assert 404 in statuses, (person.role, path)


@pytest.mark.parametrize(
    ("route", "pattern"), CASE_ROUTES, ids=[route for route, _pattern in CASE_ROUTES]
)
def test_s11_strangers_are_sent_to_sign_in(
    client: Client, foreign: Case, route: str, pattern: URLPattern
) -> None:
    path = address(pattern, route, foreign.number)
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 405 or answer.headers["Location"].startswith("/account/login/")


@pytest.mark.parametrize("kind", ["login", "works", "leads", "keeps", "manages"])
def test_strangers_see_no_page_of_the_desk(cast: Cast, client: Client, kind: str) -> None:
    for route, pattern in routes():
        if kind_of(route, pattern) == kind:
            answer = client.get(address(pattern, route, "1"))
            assert answer.status_code == 405 or answer.headers["Location"].startswith(
                "/account/login/"
            ), route


def test_only_leads_see_the_board_and_only_those_who_work_on_cases_the_rest(
    cast: Cast, client: Client
) -> None:
    for route, pattern in routes():
        for kind, person in (
            ("leads", cast.ali),
            ("works", cast.dpo),
            ("keeps", cast.ali),
            ("manages", cast.an),
        ):
            if kind_of(route, pattern) == kind:
                client.force_login(person)
                path = address(pattern, route, "1")
                assert {client.get(path).status_code, client.post(path).status_code} <= {
                    404,
                    405,
                    403,
                }, route


def test_s28_reading_a_page_changes_nothing(cast: Cast, client: Client) -> None:
    case = case_of_brandt(cast, owner=cast.ali)
    client.force_login(cast.ali)
    for page in ("/", f"/cases/{case.number}/"):
        client.get(page)
    before = snapshot()
    for route, pattern in routes():
        kind = kind_of(route, pattern)
        if kind in {"case", "login", "works"} and "live" not in route:
            client.get(address(pattern, route, case.number))
    assert snapshot() == before


def test_s28_every_change_needs_the_token_of_our_own_form(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    case = case_of_brandt(cast, owner=cast.ali)
    client.force_login(cast.ali)
    for route, pattern in routes():
        if kind_of(route, pattern) in {"case", "login", "works"}:
            assert client.post(address(pattern, route, case.number)).status_code in {403, 405}, (
                route
            )


def test_who_sees_which_case(cast: Cast) -> None:
    ours = case_of_brandt(cast)
    theirs = open_case(customer=brandt(), team=cast.utrecht, subject="X", language="nl", at=MONDAY)
    seen = {
        person.role: set(access.cases_for(person))
        for person in (cast.ali, cast.sam, cast.an, cast.mira, cast.dpo, cast.dir)
    }
    assert seen == {
        "AG": {ours},
        "SA": {ours},
        "TL": {ours},
        "CM": {ours, theirs},
        "LEG": {ours, theirs},
        "GF": {ours, theirs},
    }
    assert set(access.cases_for(cast.fin)) == set()


def test_receivables_see_a_case_once_they_owe_something_in_it(cast: Cast) -> None:
    from kulanz.desk.actions.commitments import promise

    case = case_of_brandt(cast, owner=cast.ali)
    promise(
        case,
        side="ours",
        kind="task",
        text="Ausbuchen",
        due_at=MONDAY.replace(hour=12),
        owner=cast.fin,
        at=MONDAY,
        by=cast.ali,
    )
    assert list(access.cases_for(cast.fin)) == [case]


def test_who_has_left_sees_nothing(cast: Cast) -> None:
    case_of_brandt(cast, owner=cast.ali)
    cast.ali.is_active = False
    assert list(access.cases_for(cast.ali)) == []
