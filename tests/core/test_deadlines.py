"""Deadline profiles: what each says, when it holds, and that a bad one names its key."""

import tomllib
from datetime import UTC, date, datetime
from importlib.resources import files

import pytest

from kulanz.commitments import due
from kulanz.countries import PackError, profile
from kulanz.countries.deadlines import (
    DEADLINE_PROFILES,
    DUTIES,
    PAUSES,
    DeadlineProfile,
    deadline_profile,
    load_deadlines,
)

FOLDER = files("kulanz.countries").joinpath("deadlines")
ALL = [deadline_profile(name) for name in DEADLINE_PROFILES]


def test_the_profiles_are_the_toml_files_and_nothing_else() -> None:
    found = sorted(path.name.removesuffix(".toml") for path in FOLDER.iterdir())
    assert found == list(DEADLINE_PROFILES)


def clocks_of(name: str, *keys: str) -> list[str]:
    found = deadline_profile(name).deadlines
    return [found[key].clock for key in keys]


@pytest.mark.parametrize(
    ("name", "keys", "clocks"),
    [
        ("de_shop", "ack first_human decide interim", "24h_c 2d_b 10d_b 5d_b"),
        ("nl_shop", "ack first_human decide interim", "24h_c 2d_b 14d_c 5d_b"),
        ("uk_shop", "ack first_human decide interim", "24h_c 2d_b 10d_b 5d_b"),
        ("de_energy", "ack decide", "24h_c 28d_c"),
        ("de_bank", "ack decide maximum", "2d_b 15d_b 35d_b"),
        ("nl_finance", "ack decide", "2d_b 56d_c"),
        ("uk_finance", "summary decide payment payment_maximum", "3d_b 56d_c 15d_b 35d_b"),
        ("uk_finance", "body_window", "6month_c"),
        ("uk_telecom", "decide", "42d_c"),
        ("uk_energy", "decide", "56d_c"),
        ("gdpr_any", "decide maximum", "1month_c 3month_c"),
        ("withdrawal_eu", "confirm refund", "immediate 14d_c"),
    ],
)
def test_what_each_profile_says(name: str, keys: str, clocks: str) -> None:
    assert clocks_of(name, *keys.split()) == clocks.split()


@pytest.mark.parametrize("shop", ["de_shop", "nl_shop", "uk_shop"])
def test_a_shop_has_the_deadlines_of_its_pack_and_says_no_more_than_everybody(shop: str) -> None:
    found = deadline_profile(shop)
    assert found.deadlines is profile(shop).deadlines
    assert clocks_of(shop, "access", "access_extended") == clocks_of(
        "gdpr_any", "decide", "maximum"
    )
    assert clocks_of(shop, "withdrawal_confirm", "withdrawal_refund") == clocks_of(
        "withdrawal_eu", "confirm", "refund"
    )


@pytest.mark.parametrize("found", ALL, ids=DEADLINE_PROFILES)
def test_an_extension_reaches_further_than_the_deadline(found: DeadlineProfile) -> None:
    calendar, start = profile("de_shop"), datetime(2026, 3, 11, 9, tzinfo=UTC)
    ends = {key: due(calendar, line.clock, start) for key, line in found.deadlines.items()}
    pairs = (("decide", "maximum"), ("payment", "payment_maximum"), ("ack", "decide"))
    wrong = [pair for pair in pairs if set(pair) <= set(ends) and ends[pair[0]] >= ends[pair[1]]]
    assert wrong == []


def test_who_has_verified_what() -> None:
    bank = deadline_profile("de_bank")
    assert [bank.status(key) for key in ("ack", "decide", "maximum")] == [
        "own",
        "unverified",
        "unverified",
    ]
    assert deadline_profile("de_energy").status("decide") == "verified"
    assert deadline_profile("nl_shop").status("decide") == "unverified"
    assert deadline_profile("de_shop").status("decide") == "own"
    with pytest.raises(KeyError):
        bank.status("refund")


def test_only_our_own_promises_stand_still() -> None:
    pausing = {found.name: dict(found.pauses) for found in ALL if found.pauses}
    waiting = {"decide": ("waiting_customer",), "interim": ("waiting_customer",)}
    assert pausing == dict.fromkeys(("de_shop", "nl_shop", "uk_shop"), waiting)


def test_every_duty_and_body() -> None:
    assert {duty for found in ALL for duty in found.duties} == set(DUTIES)
    bodies = {found.name: found.next_body for found in ALL if found.sector != "shop"}
    assert bodies["nl_finance"] == "Kifid"
    assert [name for name, body in bodies.items() if not body] == ["withdrawal_eu"]
    assert set(PAUSES) == {"waiting_customer", "paused", "external"}


def test_the_version_in_force_on_a_day() -> None:
    assert deadline_profile("uk_telecom", on=date(2026, 4, 8)).name == "uk_telecom"
    earlier = deadline_profile("uk_telecom", on=date(2026, 4, 7))
    assert (earlier.name, earlier.deadlines["decide"].clock) == ("uk_telecom_until_2026", "56d_c")
    assert deadline_profile("uk_telecom").name == "uk_telecom"
    assert deadline_profile("de_shop", on=date(1999, 1, 1)).name == "de_shop"
    with pytest.raises(PackError, match="is no longer in force on 2026-04-08"):
        deadline_profile("uk_telecom_until_2026", on=date(2026, 4, 8))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("de_shop", {"decide": (1, "20d_b"), "access": (1, "3month_c")}),
        ("nl_shop", {"decide": (1, "28d_c"), "access": (1, "3month_c")}),
        ("de_bank", {"decide": (1, "35d_b")}),
        ("gdpr_any", {"decide": (1, "3month_c")}),
        ("de_energy", {}),
        ("withdrawal_eu", {}),
    ],
)
def test_how_often_and_how_far_a_deadline_may_be_made_longer(
    name: str, expected: dict[str, tuple[int, str]]
) -> None:
    found = deadline_profile(name).extensions
    assert {key: (one.times, one.latest.clock) for key, one in found.items()} == expected


def test_every_extension_reaches_further_than_its_deadline() -> None:
    start = datetime(2026, 3, 11, 9, tzinfo=UTC)
    country = profile("de_shop")
    nearer = [
        (rules.name, key)
        for rules in ALL
        for key, one in rules.extensions.items()
        if due(country, one.latest.clock, start) <= due(country, rules.deadlines[key].clock, start)
    ]
    assert nearer == []


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(PackError, match="fr_shop: is unknown; known are de_bank"):
        deadline_profile("fr_shop")


BANK = FOLDER.joinpath("de_bank.toml").read_text(encoding="utf-8")
TELECOM = FOLDER.joinpath("uk_telecom.toml").read_text(encoding="utf-8")
SHOP = FOLDER.joinpath("de_shop.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "old", "new", "message"),
    [
        (BANK, "sector =", "sektor =", "x.sektor: is unknown"),
        (BANK, 'sector = "bank"', "", "x.sector: is missing"),
        (BANK, 'sector = "bank"', "sector = 1", "x.sector: must be str"),
        (BANK, '"15d_b"', '"15d_x"', "x.deadlines.decide.clock: '15d_x' is no clock"),
        (BANK, '"35d_b", basis = "legal"', '"35d_b", basis = "law"', "maximum.basis: 'law' is"),
        (BANK, "decide = {", "decided = {", "x.deadlines.decided: is unknown"),
        (BANK, "decide = {", "refund = {", "x.deadlines.maximum: needs decide"),
        (BANK, '["register"]', '["registers"]', "x.duties: 'registers' is unknown"),
        (BANK, '"maximum", "next', '"max", "next', "x.unverified: 'max' is unknown"),
        (BANK, "[deadlines]", "[deadline]", "x.deadline: is unknown"),
        (BANK, "[deadlines]", "[pauses]\ndecide = ['paused']\n[deadlines]", "decide: runs by law"),
        (
            BANK,
            "[deadlines]",
            "[pauses]\nack = ['asleep']\n[deadlines]",
            "ack: 'asleep' is unknown",
        ),
        (BANK, "[deadlines]", "[pauses]\nrefund = []\n[deadlines]", "pauses.refund: is unknown"),
        (BANK, "[deadlines]", "[deadlines", "x: is not TOML"),
        (TELECOM, "2026-04-08 ", "'soon' ", "x.valid_from: must be date"),
        (TELECOM, "2026-04-08 ", "2026-04-08T10:00:00 ", "x.valid_from: must be a day"),
        (TELECOM, "2026-04-08 ", "2026-04-08\nvalid_to = 2026-04-07", "valid_to: is before"),
        (TELECOM, "valid_from = 2026-04-08 ", "", "x.before: needs valid_from"),
        (TELECOM, '"uk_telecom_until_2026"', '"uk_telecom_1"', "x.before: 'uk_telecom_1' is"),
        (SHOP, '"de_shop"', '"fr_shop"', "x.pack: 'fr_shop' is unknown"),
        (SHOP, "[pauses]", "[deadlines]\n[pauses]", "x.deadlines: stand in the pack de_shop"),
        (SHOP, "times = 1", "times = 0", "x.extensions.decide.times: must be at least 1, is 0"),
        (SHOP, "times = 1, ", "", "x.extensions.decide.times: is missing"),
        (SHOP, '"20d_b"', '"20 days"', "x.extensions.decide.clock: '20 days' is no clock"),
        (SHOP, "decide = { times", "interim = { times", "x.extensions.interim: is unknown"),
        (
            BANK,
            "[deadlines]",
            "[extensions]\ndecide = {}\n[deadlines]",
            "x.extensions.decide: is unknown",
        ),
        (SHOP, '"access", ', '"acces", ', "x.unverified: 'acces' is unknown"),
    ],
)
def test_a_bad_profile_names_its_key(text: str, old: str, new: str, message: str) -> None:
    changed = text.replace(old, new, 1)
    assert changed != text
    with pytest.raises(PackError) as refused:
        load_deadlines(changed, "x")
    assert message in str(refused.value)


def test_a_source_is_never_empty() -> None:
    table = tomllib.loads(BANK)["deadlines"]["ack"]["source"]
    with pytest.raises(PackError, match=r"x\.deadlines\.ack\.source: must not be empty"):
        load_deadlines(BANK.replace(table, " "), "x")
