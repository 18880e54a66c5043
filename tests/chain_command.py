"""`kulanz chain` in this process, with a small model and the source cases."""

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from kulanz.cli.app import app

FILE = Path(__file__).parent / "core" / "chain_cases" / "seed_cases.json"
CASES: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
SMALL = {
    "title": "Small",
    "variables": {
        "late": {"actual": 1, "norm": 0, "actor": "carrier", "t": 1, "label": "the parcel is late"},
        "calm": {"actual": 0, "actor": "customer", "t": 1, "label": "she is calm"},
        "calls": {"equation": "late & ~calm", "t": 2, "label": "she calls"},
    },
}


def written(folder: Path, model: dict[str, Any]) -> str:
    """The name of a file with this model."""
    path = folder / "model.json"
    path.write_text(json.dumps(model, indent=1), encoding="utf-8")
    return str(path)


def chain(*arguments: str, given: str = "") -> Result:
    """Runs `kulanz chain` in this process, its words in English."""
    return CliRunner(env={"LC_ALL": "C.UTF-8", "COLUMNS": "100"}).invoke(
        app, ["chain", *arguments], input=given
    )
