"""What a broken promise rests on: the rule about invoices, or the promise itself."""

import pytest
from django.test import Client

from advertised import an_order, published
from cast import MONDAY, Cast, case_of_brandt
from kulanz.case import LanguageCode
from kulanz.desk.actions.orders import link_order
from kulanz.desk.models import Case
from kulanz.desk.queries.breach_rules import act_words, basis_of, rule_named, title_of
from kulanz.desk.queries.playbook import help_now
from kulanz.languages import CODES
from kulanz.promises.outcome import REMEDIES
from kulanz.promises.registry import KINDS

pytestmark = pytest.mark.django_db
LATE = {"delivery.days": "6", "order.country": "DE"}


def late_delivery(cast: Cast) -> Case:
    """A case about an order that came in six days where two were advertised."""
    case = case_of_brandt(cast, owner=cast.ali)
    published(
        cast,
        kind="delivery",
        texts={"de": "In 2 Tagen bei Ihnen."},
        conditions={},
        pledge={"delivery.days": "<= 2"},
        places=[{"name": "Startseite", "url": "", "shown": []}],
    )
    link_order(an_order(facts={}), case, at=MONDAY)
    an_order(facts=LATE)
    return case


def test_a_late_delivery_does_not_cite_the_rule_about_invoices(cast: Cast) -> None:
    case = late_delivery(cast)
    acts = case.proposals.order_by("pk").values_list("rule", "act")
    assert list(acts) == [
        ("promise.delivery", "priority"),
        ("promise.delivery", "shipping_refund"),
        ("promise.delivery", "apologise"),
    ]


@pytest.mark.parametrize(
    ("language", "title", "acts"),
    [
        ("en", "Advertised, not kept: Delivery", ["priority", "refund of shipping costs"]),
        (
            "de",
            "Beworben, nicht gehalten: Lieferung",
            ["bevorzugte Bearbeitung", "Erstattung der Versandkosten"],
        ),
    ],
)
def test_the_case_says_what_was_advertised_and_what_helps(
    cast: Cast, language: LanguageCode, title: str, acts: list[str]
) -> None:
    (line,) = help_now(late_delivery(cast), language=language, at=MONDAY).rules
    assert (line.title, line.rule.law) == (title, ("2011/83/EU art. 18",))
    assert [act.text for act in line.acts][:2] == acts
    assert [(act.row.act, act.remedy) for act in line.acts][:2] == [
        ("priority", "priority"),
        ("shipping_refund", "shipping_refund"),
    ]


def test_on_the_page_promise_and_order_stand_as_its_source(cast: Cast, client: Client) -> None:
    case = late_delivery(cast)
    client.force_login(cast.ali)
    page = client.get(f"/cases/{case.number}/").content.decode()
    found = ["PR-INV-01 · Order 4712-1120 · 2011/83/EU art. 18" in page, "R001-02" in page]
    assert found == [True, False]
    row = case.proposals.get(act="shipping_refund")
    client.post(f"/cases/{case.number}/proposals/{row.pk}/", {"answer": "taken"})
    history = client.get(f"/cases/{case.number}/history/").content.decode()
    assert "took up a proposal: refund of shipping costs" in history


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_promise_has_a_basis_with_words(kind: str, language: LanguageCode) -> None:
    rule = rule_named(basis_of(kind))
    assert rule is not None
    assert (rule.id, bool(title_of(rule.id, language))) == (basis_of(kind), True)
    acts = [act.partition(":")[0] for act in REMEDIES[kind]]  # type: ignore[index] # KINDS are its keys
    assert [act for act in acts if not act_words(act, language)] == []


def test_what_nobody_knows_is_no_rule() -> None:
    assert [rule_named(name) for name in ("promise.mood", "promise.", "R009-01")] == [None] * 3
    assert act_words("dance", "en") == ""
