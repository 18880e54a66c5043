"""The three source cases modelled by hand, with the answers that were worked out for them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from kulanz.chain.chain import Chain
from kulanz.chain.files import from_entry

FILE = Path(__file__).parent / "core" / "chain_cases" / "seed_cases.json"
ENTRIES: dict[str, dict[str, Any]] = {
    entry["id"]: entry for entry in json.loads(FILE.read_text(encoding="utf-8"))
}


@cache
def seed(name: str) -> Chain:
    """A source case as a chain: "seed-000", "seed-001" or "seed-003"."""
    return from_entry(ENTRIES[name])
