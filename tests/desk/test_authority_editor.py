"""The authority editor: read by everybody, changed in a draft, proved, tried and published."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cast import Cast, case_of_brandt
from kulanz.authority.exchange import as_toml
from kulanz.countries import Limit, Rule, profile
from kulanz.desk.actions import authority as actions
from kulanz.desk.models import AuthorityVersion
from kulanz.desk.queries.authority import in_force, with_table
from kulanz.desk.queries.authority_diff import differences, gives_more, standings
from kulanz.desk.web.authority.rule_form import RuleForm, typed_of

pytestmark = pytest.mark.django_db
HOME = "/setup/authority/de_shop/"
PACK = profile("de_shop")


def a_rule() -> Rule:
    """The one row of a remedy without conditions, which is not owed by law."""
    (found,) = (one for one in PACK.table.rules if one.remedy == "write_off")
    return found


def draft_rules() -> tuple[Rule, ...]:
    return with_table("de_shop", AuthorityVersion.objects.get(standing="draft").text).table.rules


def begun(cast: Cast) -> AuthorityVersion:
    return actions.start_draft("de_shop", at=timezone.now(), by=cast.mira)


def test_everybody_reads_the_table_and_filters_it(cast: Cast, client: Client) -> None:
    client.force_login(cast.ali)

    grid = client.get(HOME).context["grid"]
    assert (grid.shown, grid.all) == (len(PACK.table.rules), len(PACK.table.rules))

    one = client.get(HOME, {"remedy": "voucher", "basis": "goodwill"}).context["grid"]
    assert {row.rule.id for group in one.groups for row in group.rows} == {
        rule.id for rule in PACK.table.rules if (rule.remedy, rule.basis) == ("voucher", "goodwill")
    }
    assert b'<form method="post" action="/setup/authority' not in client.get(HOME).content


def test_a_draft_begins_as_the_table_in_force_and_there_is_one(cast: Cast, client: Client) -> None:
    client.force_login(cast.mira)
    for _again in range(2):
        client.post(f"{HOME}draft/")
    row = AuthorityVersion.objects.get()
    assert (row.number, row.standing, row.made_by) == (1, "draft", cast.mira)
    assert with_table("de_shop", row.text).table == PACK.table
    assert client.get(f"{HOME}draft/").status_code == 200


@pytest.mark.parametrize("language", ["de", "nl", "en"])
@pytest.mark.parametrize("pack", ["de_shop", "nl_shop", "uk_shop"])
def test_the_form_shows_every_rule_as_it_is_and_changes_nothing_by_itself(
    pack: str, language: str
) -> None:
    country = profile(pack)
    for rule in country.table.rules:
        typed = typed_of(rule, country.table, language)  # type: ignore[arg-type]
        form = RuleForm(typed, country, language, rule.id)  # type: ignore[arg-type]
        assert (form.rule(), form.errors) == (rule, {})


def test_a_row_is_written_with_pickers(cast: Cast, client: Client) -> None:
    begun(cast)
    client.force_login(cast.mira)
    typed = {
        "id": "voucher_waited",
        "remedy": "voucher",
        "basis": "goodwill",
        "source": "decision of 23 November",
        "when-1": "fault",
        "when-1-fact": "fault",
        "when-1-shown": "",
        "when-1-pick": ["company", "shared"],
        "when-2": "wait_seconds",
        "when-2-fact": "wait_seconds",
        "when-2-shown": "",
        "when-2-how": ">",
        "when-2-low": "900",
        "limit-AG": "upto",
        "limit-AG-amount": "12.50",
        "limit-GF": "any",
    }
    answer = client.post(f"{HOME}draft/rules/", typed)
    assert answer.status_code == 302, answer.context["form"].errors
    made = next(one for one in draft_rules() if one.id == "voucher_waited")
    assert made.when.as_texts() == {"fault": "company, shared", "wait_seconds": "> 900"}
    assert made.limits["AG"] == Limit(Decimal("12.50"))
    assert made.limits["GF"] == Limit()


def test_what_cannot_be_read_is_said_at_its_field_and_nothing_is_kept(
    cast: Cast, client: Client
) -> None:
    begun(cast)
    before = draft_rules()
    client.force_login(cast.mira)
    rule = a_rule()
    typed = typed_of(rule, PACK.table, "en") | {
        "when-9": "wait_seconds",
        "when-9-text": "> many",
        "when-9-fact": "wait_seconds",
        "when-9-shown": "> 9",
    }
    answer = client.post(f"{HOME}draft/rules/{rule.id}/", typed)
    assert answer.status_code == 422
    assert [*answer.context["form"].errors] == ["when-9"]
    assert answer.context["form"].errors["when-9"].startswith("Character 3:")
    assert draft_rules() == before

    looked = client.post(f"{HOME}draft/rules/{rule.id}/", typed | {"look": "1"})
    assert looked.status_code == 200
    assert draft_rules() == before


def test_the_pickers_show_what_a_cell_says_in_every_language(cast: Cast) -> None:
    for language in ("de", "nl", "en"):
        typed = {"when-1": "fault", "when-1-text": "not(carrier, customer)"}
        typed |= {"when-2": "order.amount", "when-2-text": "[10..20]", "source": ""}
        chosen, between, *_rest = RuleForm(typed, PACK, language, "").conditions()
        assert [one.value for one in chosen.options if one.picked] == ["carrier", "customer"]
        assert chosen.negated
        assert (between.how, between.low, between.high) == ("..", "10", "20")


def test_a_row_is_deleted_and_restored(cast: Cast, client: Client) -> None:
    begun(cast)
    client.force_login(cast.mira)
    rule = next(one for one in PACK.table.rules if one.id == "voucher-fault")
    client.post(f"{HOME}draft/removal/{rule.id}/")
    assert [r.id for r in PACK.table.rules if r not in draft_rules()] == [rule.id]
    client.post(f"{HOME}draft/restoring/{rule.id}/")
    assert {r.id: r for r in draft_rules()} == {r.id: r for r in PACK.table.rules}


def _raise(cast: Cast, *, below: bool = False) -> None:
    """One row of the draft gives everybody more, or less."""
    rule = a_rule()
    changed = Rule(
        **{
            one: getattr(rule, one)
            for one in ("id", "remedy", "basis", "when", "evidence", "source", "booked_by")
        },
        limits={"GF": Limit(Decimal(1))} if below else {"AG": Limit()},
        four_eyes_above=rule.four_eyes_above,
        since=rule.since,
        until=rule.until,
    )
    actions.put_rule("de_shop", changed, instead_of=rule.id, at=timezone.now(), by=cast.mira)


def test_two_rules_with_different_limits_stop_the_publication(cast: Cast, client: Client) -> None:
    begun(cast)
    rule = a_rule()
    copy = typed_of(rule, PACK.table, "en") | {
        "id": "twice",
        "limit-GF": "upto",
        "limit-GF-amount": "9999",
    }
    client.force_login(cast.mira)
    assert client.post(f"{HOME}draft/rules/", copy).status_code == 302
    checks = client.get(f"{HOME}draft/").context["checks"]
    assert checks.stops
    assert {rule.id, "twice"} in [{*one.rules} for one in checks.contradictions]
    today = {"valid_from": timezone.localdate().isoformat(), "note": "more"}
    assert client.post(f"{HOME}draft/publication/", today).status_code == 422
    assert AuthorityVersion.objects.get().standing == "draft"


def test_less_is_published_by_who_wrote_it_and_decides_from_its_day(cast: Cast) -> None:
    begun(cast)
    _raise(cast, below=True)
    now = timezone.now()
    day = timezone.localdate() + timedelta(days=3)
    yesterday = timezone.localdate() - timedelta(days=2)
    with pytest.raises(actions.DayIsPast):
        actions.publish("de_shop", valid_from=yesterday, note="less", at=now, by=cast.mira)
    with pytest.raises(actions.NoNote):
        actions.publish("de_shop", valid_from=day, note=" ", at=now, by=cast.mira)
    actions.publish("de_shop", valid_from=day, note="less", at=now, by=cast.mira)
    assert in_force("de_shop", on=day - timedelta(days=1)).number == 0
    assert in_force("de_shop", on=day).number == 1


def test_what_gives_more_is_published_by_somebody_else_or_by_the_management(cast: Cast) -> None:
    begun(cast)
    _raise(cast)
    now, day = timezone.now(), timezone.localdate() + timedelta(days=1)
    with pytest.raises(actions.AnotherPerson):
        actions.publish("de_shop", valid_from=day, note="more", at=now, by=cast.mira)
    made = actions.publish("de_shop", valid_from=day, note="more", at=now, by=cast.dir)
    assert (made.standing, made.published_by) == ("published", cast.dir)


def test_a_file_comes_back_as_it_went_and_a_bad_one_leaves_the_draft(
    cast: Cast, client: Client
) -> None:
    begun(cast)
    _raise(cast)
    kept = draft_rules()
    client.force_login(cast.mira)
    for kind in ("xlsx", "csv", "toml"):
        raw = client.get(f"{HOME}versions/1/{kind}/").content
        AuthorityVersion.objects.update(text=as_toml(PACK.table))
        file = BytesIO(raw)
        file.name = f"table.{kind}"
        client.post(f"{HOME}draft/import/", {"file": file})
        assert draft_rules() == kept, kind

    for name, raw in (
        ("bad.csv", b"Rule,Remedy,Basis\nx,nothing,goodwill\n"),
        ("bad.toml", b"[[rules"),
        ("bad.xlsx", b"no workbook"),
    ):
        file = BytesIO(raw)
        file.name = name
        answer = client.post(f"{HOME}draft/import/", {"file": file}, follow=True)
        assert [m.level_tag for m in answer.context["messages"]][-1] == "error", name
        assert draft_rules() == kept


def test_the_history_names_the_cells_that_changed(cast: Cast, client: Client) -> None:
    begun(cast)
    _raise(cast)
    client.force_login(cast.ali)
    (row,) = client.get(f"{HOME}versions/1/").context["rows"]
    assert (row.rule, row.mark) == (a_rule().id, "changed")
    assert {cell.column for cell in row.cells} <= {f"Limit {role}" for role in PACK.table.roles}
    assert differences(PACK.table, PACK.table, "en") == ()
    assert dict(standings(PACK.table, PACK.table)) == {}
    assert not gives_more(PACK.table, PACK.table)

    client.force_login(cast.mira)
    client.post(f"{HOME}draft/discarding/")
    client.post(f"{HOME}draft/", {"version": "1"})
    old, new = AuthorityVersion.objects.order_by("number")
    assert (new.standing, new.text) == ("draft", old.text)


def test_trying_the_draft_answers_for_a_case_and_the_last_month(cast: Cast, client: Client) -> None:
    begun(cast)
    _raise(cast, below=True)
    case = case_of_brandt(cast, owner=cast.ali)
    client.force_login(cast.mira)
    context = client.get(f"{HOME}draft/trial/", {"case": case.number, "role": "AG"}).context
    assert context["case"] == case
    assert [one.now.remedy.code for one in context["differ"]] == [a_rule().remedy]
    assert context["differ"]
    assert (context["month"].changed, context["month"].same) == ((), 0)


def test_the_list_of_versions_asks_as_often_for_three_as_for_one(
    cast: Cast, client: Client
) -> None:
    client.force_login(cast.mira)
    counts = []
    for rounds in (1, 2):
        for _one in range(rounds):
            client.post(f"{HOME}draft/")
            client.post(f"{HOME}draft/discarding/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(f"{HOME}versions/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
