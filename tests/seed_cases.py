"""Chains to ask: three source cases with the answers worked out by hand, and one to be said."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from kulanz.case import LanguageCode
from kulanz.chain.chain import Chain
from kulanz.chain.files import from_entry
from kulanz.chain.formulas import parse
from kulanz.chain.parts import Variable

FILE = Path(__file__).parent / "core" / "chain_cases" / "seed_cases.json"
ENTRIES: dict[str, dict[str, Any]] = {
    entry["id"]: entry for entry in json.loads(FILE.read_text(encoding="utf-8"))
}


@cache
def seed(name: str) -> Chain:
    """A source case as a chain: "seed-000", "seed-001" or "seed-003"."""
    return from_entry(ENTRIES[name])


def _said(de: str, nl: str, en: str) -> dict[LanguageCode, str]:
    return {"de": de, "nl": nl, "en": en}


MAILS = Variable(
    "reads_mails",
    actual=False,
    norm=True,
    actor="customer",
    yes=_said("Kundin liest ihre Mails", "klant leest haar mails", "she reads her mails"),
    no=_said("Kundin liest ihre Mails nicht", "klant leest haar mails niet", "she reads no mails"),
)
BLOCKED = Variable(
    "blocked",
    status="hypothesis",
    yes=_said("Konto bleibt gesperrt", "account blijft dicht", "account stays blocked"),
    no=_said("Konto ist offen", "account is open", "account is open"),
)
DUNNED = Variable(
    "dunned",
    parse("~reads_mails"),
    t=1,
    yes=_said("Mahnung ging raus", "aanmaning is verstuurd", "dunning letter went out"),
    no=_said("Keine Mahnung", "geen aanmaning", "no dunning letter"),
)
ANGRY = Variable(
    "angry",
    parse("dunned | blocked"),
    t=2,
    status="emotion",
    yes=_said("Kundin ist wütend", "klant is boos", "she is angry"),
    no=_said("Kundin ist ruhig", "klant is rustig", "she is calm"),
)
STORY = Chain((MAILS, BLOCKED, DUNNED, ANGRY))
