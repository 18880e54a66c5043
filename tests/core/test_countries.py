"""Country packs: every pack is complete, and a wrong one names its key."""

from dataclasses import FrozenInstanceError
from datetime import time
from decimal import Decimal
from importlib.resources import files
from typing import Any

import pytest

from kulanz.case import LANGUAGES
from kulanz.conditions import condition
from kulanz.countries import (
    BASES,
    PACKS,
    Callback,
    Deadline,
    Limit,
    PackError,
    Profile,
    Rule,
    SecondLook,
    Window,
    load,
    profile,
)

ROLES = ("AG", "SA", "TL", "CM", "GF", "FIN", "LOG", "LEG", "MKT")


def text_of(name: str) -> str:
    return files("kulanz.countries").joinpath(f"{name}.toml").read_text(encoding="utf-8")


TABLE = text_of("authority/de_shop")


def test_the_packs_are_the_toml_files_and_nothing_else() -> None:
    found = {p.name.removesuffix(".toml") for p in files("kulanz.countries").iterdir()}
    assert {name for name in found if name.endswith("_shop")} == set(PACKS)


@pytest.mark.parametrize("name", PACKS)
def test_every_pack_has_the_roles_and_ladder_everybody_knows(name: str) -> None:
    pack = profile(name)
    assert pack.name == name
    assert tuple(pack.roles) == ROLES
    assert pack.ladder == ("AG", "SA", "TL", "CM", "GF")
    assert {code: set(role.names) for code, role in pack.roles.items()} == {
        code: set(LANGUAGES) for code in ROLES
    }


@pytest.mark.parametrize("name", PACKS)
def test_every_pack_speaks_of_dispute_bodies_in_every_language_without_the_closed_platform(
    name: str,
) -> None:
    adr = profile(name).adr
    assert set(adr) == set(LANGUAGES)
    assert [text for text in adr.values() if "consumers/odr" in text or not text.strip()] == []


@pytest.mark.parametrize("name", PACKS)
def test_every_limit_rises_or_stays_along_the_ladder(name: str) -> None:
    pack = profile(name)
    infinite = Decimal("Infinity")
    for rule in pack.table.rules:
        amounts = [
            infinite if limit.amount is None else limit.amount
            for role in pack.ladder
            if (limit := rule.limits.get(role))
        ]
        assert amounts == sorted(amounts), rule.id


@pytest.mark.parametrize("name", PACKS)
def test_protective_remedies_are_reversible_or_free(name: str) -> None:
    rules = profile(name).remedies.values()
    assert [r.code for r in rules if r.protective and (not r.reversible or r.unit == "money")] == []


def test_deadlines_of_the_three_shops() -> None:
    own = "own service promise"
    assert profile("de_shop").deadlines["decide"] == Deadline("10d_b", "policy", own)
    assert profile("nl_shop").deadlines["decide"].clock == "14d_c"
    assert profile("uk_shop").deadlines["decide"] == Deadline("10d_b", "policy", own)
    assert {profile(n).deadlines["ack"].clock for n in PACKS} == {"24h_c"}
    assert {profile(n).deadlines["first_human"].clock for n in PACKS} == {"2d_b"}
    assert {profile(n).deadlines["access"].clock for n in PACKS} == {"1month_c"}


def test_the_german_pack_in_detail() -> None:
    pack = profile("de_shop")
    assert (pack.country, pack.subdivision, pack.timezone.key) == ("DE", "NW", "Europe/Berlin")
    assert pack.currency == "EUR"
    assert pack.business_days == frozenset({0, 1, 2, 3, 4})
    assert pack.opening[5] == (Window(time(9), time(14)),)
    assert pack.opening[6] == ()
    assert pack.callback == Callback(60, time(10))
    assert pack.table.second_look == SecondLook(Decimal(60), "SA")
    assert pack.table.caps["goodwill_case"]["AG"] == Limit(Decimal(20))
    rules = by_id(pack)
    assert rules["voucher-fault"] == Rule(
        id="voucher-fault",
        remedy="voucher",
        basis="goodwill",
        limits={
            "AG": Limit(Decimal(10)),
            "SA": Limit(Decimal(25)),
            "TL": Limit(Decimal(50)),
            "CM": Limit(Decimal(150)),
            "GF": Limit(),
        },
        when=condition({"fault": "company, shared"}),
        source="own service policy",
    )
    assert rules["shipping_refund"].limits["AG"] == Limit(Decimal("6.95"))
    assert rules["price_reduction-faulty"].limits["AG"] == Limit(Decimal(20), percent=Decimal(10))
    assert set(rules["erasure"].limits) == {"LEG"}
    assert rules["instalments"].limits["SA"] == Limit(Decimal(300), count=3)


def by_id(pack: Profile) -> dict[str, Rule]:
    return {rule.id: rule for rule in pack.table.rules}


def test_dutch_shops_trust_more_and_never_charge_a_fee_as_goodwill() -> None:
    dutch, german = profile("nl_shop"), profile("de_shop")
    assert by_id(dutch)["replace-lost"].limits["AG"] == Limit(Decimal(250))
    assert by_id(german)["replace-lost"].limits["AG"] == Limit(Decimal(150))
    fees = {rule.basis for rule in dutch.table.rules if rule.remedy == "fee_waiver"}
    assert fees == {"legal"}
    assert set(dutch.remedies) - set(german.remedies) == {"cod"}


def test_british_shops_have_letters_and_bands_of_their_own() -> None:
    british, german = profile("uk_shop"), profile("de_shop")
    assert british.currency == "GBP"
    assert set(british.remedies) - set(german.remedies) == {
        "final_response_letter",
        "deadlock_letter",
        "distress_and_inconvenience",
    }
    bands = by_id(british)["distress_and_inconvenience"].limits
    assert {role: limit.amount for role, limit in bands.items()} == {
        "SA": Decimal(50),
        "TL": Decimal(150),
        "CM": Decimal(300),
        "GF": None,
    }


def test_a_profile_cannot_be_changed() -> None:
    pack = profile("de_shop")
    with pytest.raises(FrozenInstanceError):
        pack.currency = "USD"  # type: ignore[misc]
    frozen: Any = pack.remedies
    with pytest.raises(TypeError):
        frozen["voucher"] = None


def test_a_profile_is_read_once() -> None:
    assert profile("nl_shop") is profile("nl_shop")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('timezone = "Europe/Berlin"', 'timezone = "Europe/Bonn"', "timezone: 'Europe/Bonn' is no"),
        ('currency = "EUR"', 'currency = "Euro"', "currency: 'Euro' is no ISO 4217 code"),
        ('currency = "EUR"', "", "currency: is missing"),
        ('currency = "EUR"', "currency = 3", "currency: must be str, is 3"),
        ('language = "de"', 'language = "fr"', "language: 'fr' is unknown; known are de, nl, en"),
        ('"thu", "fri"]', '"thu", "fry"]', "business_days: 'fry' is unknown"),
        ('"thu", "fri"]', '"thu", "thu"]', "business_days: names something twice"),
        ('ladder = ["AG",', 'ladder = ["XX",', "ladder: 'XX' is unknown"),
        ('"10d_b"', '"10d_x"', "deadlines.decide.clock: '10d_x' is no clock"),
        ('"10d_b", basis = "policy"', '"10d_b", basis = "law"', "decide.basis: 'law' is unknown"),
        ('"09:00-14:00"', '"14:00-09:00"', "opening.sat: must run forward"),
        ('"09:00-14:00"', '"9 to 2"', "opening.sat: must be like 08:00-20:00, is '9 to 2'"),
        ('"09:00-14:00"', '"9-2"', "opening.sat: must be a time like 08:30, is '9'"),
        ('"09:00-14:00"', "9", "opening.sat: must hold only texts, holds 9"),
        ("within_minutes = 60", "within_minutes = 0", "callback.within_minutes: must be at least"),
        ("within_minutes = 60", "within_minutes = true", "within_minutes: must be int, is True"),
        ('subdivision = "NW"', 'subdivison = "NW"', "subdivison: is unknown; known are name,"),
        ('[adr]\nde = "', '[adr]\nfr = "', "adr.fr: is unknown; known are de, nl, en"),
    ],
)
def test_a_wrong_pack_names_its_key(old: str, new: str, message: str) -> None:
    source = text_of("de_shop")
    assert old in source
    with pytest.raises(PackError) as caught:
        load(source.replace(old, new), TABLE, "mine")
    assert str(caught.value).startswith("mine.")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("AG = 20,", "AG = -20,", "caps.goodwill_case.AG: must be finite and not negative, is -20"),
        ("AG = 20,", "AG = nan,", "caps.goodwill_case.AG: must be finite"),
        ("AG = 20,", "ZZ = 20,", "caps.goodwill_case.ZZ: is unknown"),
        ("AG = 20,", 'AG = "lots",', 'caps.goodwill_case.AG: must be a number or "any"'),
        ("AG = 20,", "AG = [20],", "caps.goodwill_case.AG: must be a number"),
        ("AG = 20,", "AG = 60,", "caps.goodwill_case.SA: is less than that of AG"),
        ("amount = 60\n", "", "second_look.amount: is missing"),
        ('role = "SA"\n', 'role = "QQ"\n', "second_look.role: 'QQ' is unknown"),
        ('unit = "hours"', 'unit = "weeks"', "remedies.order_reserve.unit: 'weeks' is unknown"),
        ('stack = "goodwill_case"', 'stack = "other"', "stack: 'other' has no cap"),
        ("apologise = {}", "apologize = {}", "rules.apologise.remedy: 'apologise' is unknown"),
        ('id = "explain"', 'id = "apologise"', "rules.apologise.id: is there twice"),
        ('booked_by = "FIN"', 'booked_by = "QQ"', "booked_by: 'QQ' is unknown"),
        ('basis = "legal"', 'basis = "law"', "basis: 'law' is unknown; known are legal, policy"),
        ('fault = "company, shared"', 'fault = "weather"', "when.fault: character 1: 'weather'"),
        ('fault = "company, shared"', 'mood = "angry"', "when.mood: character 1: nobody knows"),
        (
            'fault = "company, shared"',
            '"conversation.insult_or_shouting" = "yes"',
            "conversation.insult_or_shouting: never decides what may be offered",
        ),
        ("forbids = true", "forbids = false", "limit: is missing"),
        (
            'id = "callback"\n',
            'id = "callback"\nwhen = { fault = "company" }\n',
            "callback.when: callback is protective: it has no condition",
        ),
        (
            'id = "explain"\n',
            'id = "explain"\nsince = 2026-02-01\nuntil = 2026-01-01\n',
            "explain.until: is before since",
        ),
        (
            'limit = { LEG = "any" }',
            "limit = {}",
            "limit: names no role",
        ),
    ],
)
def test_a_wrong_table_names_its_rule_and_key(old: str, new: str, message: str) -> None:
    assert old in TABLE
    with pytest.raises(PackError) as caught:
        load(text_of("de_shop"), TABLE.replace(old, new), "mine")
    assert str(caught.value).startswith("mine.authority.")
    assert message in str(caught.value)


def test_a_pack_that_is_no_toml_or_unknown_says_so() -> None:
    with pytest.raises(PackError, match="mine: is not TOML"):
        load("a = = b", TABLE, "mine")
    with pytest.raises(PackError, match="fr_shop: is unknown; known are de_shop, nl_shop, uk_shop"):
        profile("fr_shop")


def test_a_pack_without_any_opening_hours_is_refused() -> None:
    closed = "\n".join(
        line for line in text_of("de_shop").splitlines() if '-20:00"' not in line
    ).replace('sat = ["09:00-14:00"]', "sat = []")
    with pytest.raises(PackError, match=r"mine\.opening: must not be empty"):
        load(closed, TABLE, "mine")


def test_the_bases_are_three() -> None:
    assert BASES == ("legal", "policy", "goodwill")
    assert {rule.basis for n in PACKS for rule in profile(n).table.rules} == set(BASES)


def test_loading_the_same_text_gives_equal_profiles() -> None:
    first: Profile = load(text_of("uk_shop"), text_of("authority/uk_shop"), "uk_shop")
    assert first == load(text_of("uk_shop"), text_of("authority/uk_shop"), "uk_shop")


def test_up_the_ladder_a_role_has_what_the_one_below_has() -> None:
    pack = profile("de_shop")
    ladder = {"AG", "SA", "TL", "CM", "GF"}
    rules = by_id(pack)
    assert rules["explain"].limits == dict.fromkeys(ladder, Limit())
    assert rules["dunning_stop"].limits["GF"] == Limit()
    assert set(rules["write_off"].limits) == ladder - {"AG"}
