"""Trying a draft of the authority table, settling its contradictions, publishing more or less."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from asking import a_case, asked
from cast import Cast
from kulanz.authority.exchange import as_toml
from kulanz.countries import Limit, Rule, Table, profile
from kulanz.desk.actions import authority as actions
from kulanz.desk.actions.case_facts import note_case_fact
from kulanz.desk.actions.offers import make_offer
from kulanz.desk.models import AuthorityVersion
from kulanz.desk.queries.authority import with_table
from kulanz.desk.queries.authority_diff import gives_more

pytestmark = pytest.mark.django_db
HOME = "/setup/authority/de_shop/"
PACK = profile("de_shop")


def draft_rules() -> tuple[Rule, ...]:
    return with_table("de_shop", AuthorityVersion.objects.get(standing="draft").text).table.rules


def begun(cast: Cast) -> AuthorityVersion:
    return actions.start_draft("de_shop", at=timezone.now(), by=cast.mira)


def _limits(rule: str, **amounts: str) -> None:
    """Other limits of one rule in the draft."""
    old = next(one for one in draft_rules() if one.id == rule)
    limits = {**old.limits, **{role: Limit(Decimal(one)) for role, one in amounts.items()}}
    by = AuthorityVersion.objects.get(standing="draft").made_by
    changed = replace(old, limits=limits)
    actions.put_rule("de_shop", changed, instead_of=rule, at=timezone.now(), by=by)


def test_the_last_month_holds_questions_to_colleagues_too(cast: Cast, client: Client) -> None:
    begun(cast)
    case, now = a_case(cast), timezone.now()
    offer = make_offer(
        case,
        remedy="voucher",
        text="Gutschein",
        amount=Decimal(5),
        due_at=now + timedelta(days=1),
        at=now,
        by=cast.ali,
    )
    asked(case, cast.ali, "14", at=now)
    _limits("voucher-fault", AG="15")
    client.force_login(cast.mira)

    month = client.get(f"{HOME}draft/trial/").context["month"]

    (other,) = month.changed
    assert (other.asked, other.role, other.worth) == (True, "AG", "14 EUR")
    assert (month.others, month.same) == (1, 1)
    assert (other.before != other.after, offer.used) == (True, Decimal(0))


def test_goodwill_given_before_counts_in_the_last_month(cast: Cast, client: Client) -> None:
    """Nine of ten were given, so a cap of fifteen instead of twenty changes the second offer."""
    begun(cast)
    case, now = a_case(cast), timezone.now()
    for text in ("Gutschein", "Noch ein Gutschein"):
        make_offer(
            case,
            remedy="voucher",
            text=text,
            amount=Decimal(9),
            due_at=now + timedelta(days=1),
            at=now,
            by=cast.ali,
        )
    draft = AuthorityVersion.objects.get()
    table = with_table("de_shop", draft.text).table
    caps = {stack: {**one, "AG": Limit(Decimal(15))} for stack, one in table.caps.items()}
    actions.take_in("de_shop", replace(table, caps=caps), at=now, by=cast.mira)
    client.force_login(cast.mira)

    month = client.get(f"{HOME}draft/trial/").context["month"]

    assert [one.row.text for one in month.changed] == ["Noch ein Gutschein"]
    assert month.same == 1


def _cap(role: str, amount: str | None) -> Table:
    caps = {
        stack: {who: limit for who, limit in one.items() if who != role or amount is not None}
        | ({role: Limit(Decimal(amount))} if amount is not None else {})
        for stack, one in PACK.table.caps.items()
    }
    return replace(PACK.table, caps=caps)


@pytest.mark.parametrize(
    ("after", "more"),
    [
        (_cap("AG", "21"), True),
        (_cap("AG", "20"), False),
        (_cap("AG", "19"), False),
        (_cap("AG", None), True),
        (
            replace(PACK.table, second_look=replace(PACK.table.second_look, amount=Decimal(9))),
            False,
        ),
        (
            replace(PACK.table, second_look=replace(PACK.table.second_look, amount=Decimal(9999))),
            True,
        ),
        (replace(PACK.table, second_look=replace(PACK.table.second_look, role="AG")), True),
        (
            replace(
                PACK.table,
                remedies={
                    code: replace(one, stack="") for code, one in PACK.table.remedies.items()
                },
            ),
            True,
        ),
    ],
)
def test_caps_and_the_second_look_are_limits_too(after: Table, more: bool) -> None:
    assert gives_more(PACK.table, after) is more


def test_the_hint_compares_with_the_table_of_that_day(cast: Cast, client: Client) -> None:
    """From next week on everybody has less; back to today's limits is more only from then on."""
    begun(cast)
    _limits("write_off", SA="1")
    today, day = timezone.localdate(), timezone.localdate() + timedelta(days=7)
    actions.publish("de_shop", valid_from=day, note="less", at=timezone.now(), by=cast.mira)
    text = as_toml(PACK.table)
    actions.start_draft("de_shop", at=timezone.now(), by=cast.mira, text=text)
    client.force_login(cast.mira)

    another = {
        one: client.get(f"{HOME}draft/publication/", {"valid_from": one.isoformat()}).context[
            "another"
        ]
        for one in (today, day - timedelta(days=1), day)
    }

    assert another == {today: False, day - timedelta(days=1): False, day: True}


def test_a_contradiction_is_settled_with_one_press(cast: Cast, client: Client) -> None:
    """Somebody raises the voucher of one rule from 10 to 15; two others can hold as well."""
    begun(cast)
    _limits("voucher-fault", AG="15")
    client.force_login(cast.mira)
    page = client.get(f"{HOME}draft/")
    pairs = [{*one.rules} for one in page.context["checks"].contradictions]
    assert pairs == [{"voucher-fault", "voucher-wait"}, {"voucher-fault", "voucher-broken_off"}]
    assert page.content.decode().count('action="/setup/authority/de_shop/draft/alike/') == 4

    for pair in pairs:
        rules = " ".join(sorted(pair))
        client.post(f"{HOME}draft/alike/voucher-fault/", {"rules": rules})

    assert not client.get(f"{HOME}draft/").context["checks"].stops
    changed = {one.id: one for one in draft_rules() if one not in PACK.table.rules}
    assert {id_: one.limits["AG"] for id_, one in changed.items()} == {
        id_: Limit(Decimal(15)) for id_ in ("voucher-fault", "voucher-wait", "voucher-broken_off")
    }
    before = draft_rules()
    client.post(f"{HOME}draft/alike/voucher-fault/", {"rules": "write_off no-such"})
    client.post(f"{HOME}draft/alike/voucher-for_review/", {"rules": "voucher-fault"})
    client.post(f"{HOME}draft/alike/no-such/", {"rules": "voucher-fault"})
    assert draft_rules() == before


def test_a_share_that_changes_differs_though_the_amount_stays(cast: Cast, client: Client) -> None:
    begun(cast)
    old = next(one for one in draft_rules() if one.id == "price_reduction-goodwill")
    limits = {**old.limits, "AG": Limit(Decimal(20), Decimal(5))}
    changed = replace(old, limits=limits)
    actions.put_rule("de_shop", changed, instead_of=old.id, at=timezone.now(), by=cast.mira)
    case = a_case(cast)
    note_case_fact(case, name="item.kept", value="yes", at=timezone.now(), by=cast.ali)
    note_case_fact(case, name="claim.type", value="late", at=timezone.now(), by=cast.ali)
    client.force_login(cast.mira)

    trial = client.get(f"{HOME}draft/trial/", {"case": case.number, "role": "AG"})

    (differs,) = trial.context["differ"]
    assert (differs.now.upto, differs.then.upto) == ("20 EUR, 10 %", "20 EUR, 5 %")
