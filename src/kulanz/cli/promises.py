"""`kulanz promises`: what a shop's own pages promise. The network is used only for an address."""

import importlib.util
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from kulanz.cli.source import MAX_BYTES
from kulanz.cli.wording import terminal_language, words
from kulanz.conditions import FACTS
from kulanz.languages import pack

if TYPE_CHECKING:
    from kulanz.promises.proposals import PageReading, Proposal

_SAY: dict[str, Any] = pack(terminal_language(), "promises")
_HELP: dict[str, str] = _SAY["help"]

app = typer.Typer(help=_HELP["promises"], no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def promises() -> None:
    """What holds for all commands about promises."""


def register(whole: typer.Typer) -> None:
    """Add these commands to the command line."""
    whole.add_typer(app, name="promises")


@app.command("read", help=_HELP["read"])
def read(
    source: Annotated[str, typer.Argument(metavar="FILE|URL", help=_HELP["source"])],
    *,
    as_json: Annotated[bool, typer.Option("--json", help=_HELP["json"])] = False,
    language: Annotated[
        Literal["de", "nl", "en"] | None, typer.Option(help=_HELP["language"], show_default=False)
    ] = None,
) -> None:
    """Print what a page promises; a person publishes it."""
    if importlib.util.find_spec("extruct") is None:
        _stop(_SAY["page"]["not_installed"])
    from kulanz.promises.page import page_text
    from kulanz.promises.proposals import read_page

    body, content_type = _fetched(source) if "://" in source else (_bytes(source), "")
    today = datetime.now().astimezone().date()
    reading = read_page(page_text(body, content_type), on=today, language=language)
    print(_as_json(source, reading) if as_json else _as_page(reading))
    sys.stdout.flush()  # here a closed pipe is met while typer still handles it


def _fetched(url: str) -> tuple[bytes, str]:
    from kulanz.fetching import Refused, fetch

    try:
        page = fetch(url)
    except Refused as refused:
        _stop(_SAY["fetching"][refused.code])
    return page.body, page.content_type


def _bytes(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            body = file.read(MAX_BYTES + 1)
    except OSError as problem:
        _stop(f"{name}: {problem.strerror}")
    if len(body) > MAX_BYTES:
        limit = f"{MAX_BYTES // 1024 // 1024} MB"
        _stop(words()["error"]["too_large"].format(name=name, limit=limit))
    return body


def _stop(line: str) -> Any:
    print(f"kulanz: {line}", file=sys.stderr)
    raise typer.Exit(2)


def _as_json(source: str, reading: "PageReading") -> str:
    proposals = [
        {
            "kind": one.kind,
            "quote": one.quote,
            "path": one.path,
            "line": one.line,
            "conditions": dict(one.conditions),
            "pledge": dict(one.pledge),
            "until": one.until.isoformat() if one.until else None,
            "notes": [note.code for note in one.notes],
        }
        for one in reading.proposals
    ]
    page = {
        "source": source,
        "language": reading.language,
        "sha256": reading.sha256,
        "complete": reading.complete,
        "built_by_script": reading.built_by_script,
        "proposals": proposals,
    }
    return json.dumps(page, ensure_ascii=False, indent=2)


def _as_page(reading: "PageReading") -> str:
    say = _SAY["page"]
    if not reading.complete:
        print(f"kulanz: {say['cut']}", file=sys.stderr)
    if reading.built_by_script and reading.proposals:
        print(f"kulanz: {say['script']}", file=sys.stderr)
    if not reading.proposals:
        nothing = say["script" if reading.built_by_script else "nothing"]
        return f"{nothing}\n\n{say['hash']}: {reading.sha256}"
    blocks = [_block(one) for one in reading.proposals]
    ends = [f"{say['hash']}: {reading.sha256}", say["person"]]
    return "\n\n".join([say["title"], *blocks, "\n".join(ends)])


def _block(one: "Proposal") -> str:
    from kulanz.languages import say as said

    say = _SAY["page"]
    lines = [
        _SAY["kinds"][one.kind],
        f"  “{_printable(one.quote)}”",
        f"  {say['place']}: {say['line']} {one.line}, {one.path}",
        f"  {say['pledge']}: {_cells(one.pledge)}",
        f"  {say['conditions']}: {_cells(one.conditions) or say['none']}",
    ]
    if one.until:
        lines.append(f"  {say['until']} {one.until.isoformat()}")
    lines += [f"  {said(note, terminal_language())}" for note in one.notes]
    return "\n".join(lines)


def _cells(cells: Any) -> str:
    """Facts and what they must be, in the person's words where a word is wanted."""
    named = pack(terminal_language(), "conditions")

    def value(fact: str, text: str) -> str:
        if FACTS[fact].kind == "yes_no":
            return str(named["words"].get(text, text))
        table = named["choices"].get(fact, {})
        return ", ".join(table.get(part.strip(), part.strip()) for part in text.split(","))

    return " · ".join(
        f"{named['labels'][fact]}: {value(fact, text)}" for fact, text in cells.items()
    )


def _printable(text: str) -> str:
    """A page cannot steer the terminal it is shown in."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
