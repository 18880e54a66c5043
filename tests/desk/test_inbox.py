"""The work list: views, filters, pages, several cases at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import MONDAY, Cast, brandt, devries
from kulanz.desk.actions.cases import move, open_case
from kulanz.desk.actions.commitments import promise
from kulanz.desk.actions.problems import NameMissing as ProblemNameMissing
from kulanz.desk.actions.problems import name_problem, tag, untag
from kulanz.desk.actions.views import NameMissing, NotYours, TooManyViews, forget_view, save_view
from kulanz.desk.models import Case, Contact, Person, SavedView, Team
from kulanz.desk.queries import inbox
from kulanz.desk.queries.inbox import Filters, inbox_page, matching

pytestmark = pytest.mark.django_db


def _case(
    cast: Cast, number: int = 0, *, owner: Person | None = None, team: Team | None = None
) -> Case:
    case = open_case(
        customer=devries() if number % 2 else brandt(),
        team=team or cast.koeln,
        subject=f"Fall {number}",
        language="nl" if number % 2 else "de",
        at=MONDAY + timedelta(minutes=number),
    )
    Case.objects.filter(pk=case.pk).update(
        owner=owner, next_due_at=MONDAY + timedelta(minutes=number)
    )
    return Case.objects.get(pk=case.pk)


def _found(person: Person, **asked: str) -> list[str]:
    return [case.number for case in matching(person, Filters.read(asked), at=MONDAY)]


def test_mine_and_unowned_part_the_cases(cast: Cast) -> None:
    mine, free, hers = (
        _case(cast, 1, owner=cast.ali),
        _case(cast, 2),
        _case(cast, 3, owner=cast.charlotte),
    )
    assert _found(cast.ali, view="mine") == [mine.number]
    assert _found(cast.ali, view="unowned") == [free.number]
    assert _found(cast.ali, view="all") == [mine.number, free.number, hers.number]


def test_without_a_view_one_sees_ones_own(cast: Cast) -> None:
    assert Filters.read({}).view == "mine"
    assert Filters.read({"q": "Brandt"}).view == "all"


def test_a_case_is_hot_from_loud_on(cast: Cast) -> None:
    tense, loud = _case(cast, 1), _case(cast, 2)
    Case.objects.filter(pk=tense.pk).update(heat=1)
    Case.objects.filter(pk=loud.pk).update(heat=2)
    assert _found(cast.ali, view="hot") == [loud.number]


def test_due_ends_with_the_local_day(cast: Cast) -> None:
    today, tomorrow = _case(cast, 1), _case(cast, 2)
    # Midnight in Berlin is 23:00 UTC in November.
    Case.objects.filter(pk=today.pk).update(next_due_at=MONDAY.replace(hour=22, minute=59))
    Case.objects.filter(pk=tomorrow.pk).update(next_due_at=MONDAY.replace(hour=23, minute=0))
    assert _found(cast.ali, view="due") == [today.number]


def test_waiting_and_confirm_follow_the_state(cast: Cast) -> None:
    waiting, verifying = _case(cast, 1), _case(cast, 2)
    promise(waiting, side="theirs", text="Foto", due_at=MONDAY, at=MONDAY)
    move(waiting, "waiting_customer", at=MONDAY)
    move(verifying, "verifying", at=MONDAY)
    assert _found(cast.ali, view="waiting") == [waiting.number]
    assert _found(cast.ali, view="confirm") == [verifying.number]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"language": "nl"}, [1]),
        ({"state": "investigating"}, [2]),
        ({"owner": "me"}, [1]),
        ({"owner": "nobody"}, [2]),
        ({"channel": "call"}, [2]),
        ({"problem": "lager"}, [1]),
        ({"q": "vries"}, [1]),
        ({"q": "s.brandt@"}, [2]),
        ({"q": "Fall 2"}, [2]),
        ({"language": "xx"}, [1, 2]),
        ({"owner": "1 OR 1=1"}, [1, 2]),
    ],
)
def test_each_filter_narrows(cast: Cast, asked: dict[str, str], expected: list[int]) -> None:
    one, two = _case(cast, 1, owner=cast.ali), _case(cast, 2)
    tag(one, name_problem("Lager"), at=MONDAY, by=cast.ali)
    Contact.objects.create(case=two, channel="call", direction="in", at=MONDAY, language="de")
    move(two, "investigating", at=MONDAY)
    numbers = {1: one.number, 2: two.number}
    assert _found(cast.ali, view="all", **asked) == [numbers[one] for one in expected]


def test_s13_no_filter_reaches_other_fields_or_other_teams(cast: Cast) -> None:
    foreign = _case(cast, 1, team=cast.utrecht)
    ours = _case(cast, 2)
    for oracle in (
        {"owner__password__startswith": "p"},
        {"q": foreign.number},
        {"owner": str(cast.tom.pk)},
    ):
        assert foreign.number not in _found(cast.ali, view="all", **oracle)
    assert _found(cast.ali, view="all", owner__password__startswith="zzz") == [ours.number]
    assert inbox.counts(cast.ali, at=MONDAY)["all"] == "1"
    assert inbox.counts(cast.tom, at=MONDAY)["all"] == "1"


def test_closed_and_merged_cases_show_only_when_asked_for(cast: Cast) -> None:
    closed, merged, open_one = _case(cast, 1), _case(cast, 2), _case(cast, 3)
    Case.objects.filter(pk=closed.pk).update(state="closed_confirmed", closed_at=MONDAY)
    Case.objects.filter(pk=merged.pk).update(merged_into=open_one)
    assert _found(cast.ali, view="all") == [open_one.number]
    assert _found(cast.ali, view="all", state="closed_confirmed") == [closed.number]
    assert _found(cast.ali, view="all", q="Fall") == [closed.number, open_one.number]


def test_counts_stop_at_the_cap(cast: Cast) -> None:
    for number in range(3):
        _case(cast, number, owner=cast.ali if number else None)
    counted = inbox.counts(cast.ali, at=MONDAY, cap=2)
    assert (counted["all"], counted["mine"], counted["unowned"]) == ("2+", "2", "1")


def test_pages_follow_each_other_without_gap_or_repeat(cast: Cast) -> None:
    cases = [_case(cast, number) for number in range(5)]
    Case.objects.update(next_due_at=MONDAY)  # ties are broken by id
    seen: list[str] = []
    filters = Filters.read({"view": "all"})
    while True:
        page = inbox_page(cast.ali, filters, at=MONDAY, size=2)
        seen += [case.number for case in page.cases]
        if not page.older:
            break
        filters = Filters.read(dict(part.split("=", 1) for part in _unquoted(page.older)))
    assert seen == [case.number for case in cases]


def _unquoted(query: str) -> list[str]:
    from urllib.parse import unquote_plus

    return [unquote_plus(part) for part in query.split("&")]


@pytest.mark.parametrize(
    "key",
    ["nonsense", "2026-99-99T00:00_1", "2026-01-01T00:00:00_1", "_", "2026-01-01T00:00:00+00:00_x"],
)
def test_a_key_that_cannot_be_read_is_the_start(cast: Cast, client: Client, key: str) -> None:
    case = _case(cast, 1)
    client.force_login(cast.ali)
    page = client.get("/", {"view": "all", "after": key})
    assert [one.number for one in page.context["page"].cases] == [case.number]


def test_the_list_has_the_same_number_of_queries_with_one_and_three_cases(
    cast: Cast, client: Client
) -> None:
    client.force_login(cast.ali)
    _case(cast, 1, owner=cast.ali)
    client.get("/?view=all")
    with CaptureQueriesContext(connection) as with_one:
        client.get("/?view=all")
    _case(cast, 2, owner=cast.charlotte)
    _case(cast, 3)
    with CaptureQueriesContext(connection) as with_three:
        client.get("/?view=all")
    assert len(with_three) == len(with_one)
    assert 5 < len(with_three) <= 12


def test_every_empty_view_says_what_to_do_next(cast: Cast, client: Client) -> None:
    client.force_login(cast.ali)
    for view in inbox.VIEWS:
        page = client.get("/", {"view": view})
        assert page.context["page"].cases == ()
        assert str(page.context["empty"][1]) in page.content.decode()


def test_an_empty_view_names_the_next_thing_of_ones_own(cast: Cast, client: Client) -> None:
    case = _case(cast, 1, owner=cast.ali)
    client.force_login(cast.ali)
    assert client.get("/?view=hot").context["page"].next_due == case


def test_ticked_cases_go_to_a_colleague_but_foreign_ones_stay(cast: Cast, client: Client) -> None:
    ours, foreign = _case(cast, 1), _case(cast, 2, team=cast.utrecht)
    client.force_login(cast.ali)
    answer = client.post(
        "/owners/", {"case": [ours.number, foreign.number], "new_owner": cast.charlotte.pk}
    )
    assert answer.headers["Location"] == "/"
    owners = dict(Case.objects.values_list("number", "owner__name"))
    assert owners == {ours.number: "Charlotte de Wit", foreign.number: None}


def test_a_colleague_of_another_team_cannot_be_given_a_case(cast: Cast, client: Client) -> None:
    case = _case(cast, 1)
    client.force_login(cast.ali)
    client.post("/owners/", {"case": [case.number], "new_owner": cast.tom.pk})
    assert Case.objects.get(pk=case.pk).owner is None


def test_ticked_cases_get_a_root_cause(cast: Cast, client: Client) -> None:
    case, problem = _case(cast, 1), name_problem("Lager")
    client.force_login(cast.ali)
    client.post(
        "/tags/", {"case": [case.number], "new_problem": problem.code, "next": "/?view=all"}
    )
    assert list(case.problems.all()) == [problem]
    untag(case, problem, at=MONDAY, by=cast.ali)
    assert list(case.problems.all()) == []
    assert [event.kind for event in case.events.all()][-2:] == [
        "case.problem_tagged",
        "case.problem_untagged",
    ]


def test_a_cause_needs_a_name(cast: Cast) -> None:
    with pytest.raises(ProblemNameMissing):
        name_problem(" !! ")
    assert name_problem("Lager  Nord") == name_problem("Lager Nord")


def test_the_bulk_bar_sends_nobody_to_a_strange_page(cast: Cast, client: Client) -> None:
    client.force_login(cast.ali)
    answer = client.post("/owners/", {"new_owner": cast.ali.pk, "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"


def test_a_view_is_kept_for_oneself_or_for_the_team(cast: Cast, client: Client) -> None:
    client.force_login(cast.ali)
    client.post(
        "/views/", {"name": " Niederlande ", "query": "view=all&language=nl&evil=1", "team": "yes"}
    )
    client.post("/views/", {"name": "Meine lauten", "query": "view=hot&owner=me"})
    kept = [(view.name, view.query) for view in inbox.saved_views(cast.ali)]
    assert kept == [("Meine lauten", "view=hot&owner=me"), ("Niederlande", "view=all&language=nl")]
    assert [view.name for view in inbox.saved_views(cast.charlotte)] == ["Niederlande"]
    assert inbox.saved_views(cast.tom) == ()


def test_a_view_of_the_same_name_is_replaced(cast: Cast) -> None:
    save_view(name="A", filters=Filters(view="hot"), for_team=False, by=cast.ali)
    save_view(name="A", filters=Filters(view="due"), for_team=False, by=cast.ali)
    assert [view.query for view in SavedView.objects.all()] == ["view=due"]


def test_a_view_without_a_name_or_one_too_many_is_refused(cast: Cast) -> None:
    with pytest.raises(NameMissing):
        save_view(name="  ", filters=Filters(), for_team=False, by=cast.ali)
    SavedView.objects.bulk_create(
        SavedView(name=f"V {n}", query="view=hot", person=cast.ali) for n in range(50)
    )
    with pytest.raises(TooManyViews):
        save_view(name="A", filters=Filters(), for_team=False, by=cast.ali)


def test_a_foreign_view_cannot_be_removed(cast: Cast, client: Client) -> None:
    view = save_view(name="A", filters=Filters(), for_team=False, by=cast.ali)
    with pytest.raises(NotYours):
        forget_view(view.pk, by=cast.charlotte)
    client.force_login(cast.charlotte)
    assert client.post(f"/views/{view.pk}/removal/").status_code == 404
    client.force_login(cast.ali)
    assert client.post(f"/views/{view.pk}/removal/").status_code == 302
    assert SavedView.objects.count() == 0
