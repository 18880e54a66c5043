"""The commands, and a help that shows examples first."""

import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperCommand, TyperGroup

from kulanz import __version__
from kulanz.cli import authority, chain, desk, mail_import, mail_score, promises
from kulanz.cli.source import BadInput, content
from kulanz.cli.wording import words

_HELP: dict[str, str] = words()["help"]


class _Group(TyperGroup):
    """Examples before usage and options (clig.dev, "lead with examples")."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(_HELP["examples"] + "\n")
        super().format_help(ctx, formatter)


class _Read(TyperCommand):
    """The same for one command."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(_HELP["read_examples"] + "\n")
        super().format_help(ctx, formatter)


app = typer.Typer(
    cls=_Group,
    help=_HELP["summary"],
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(*, wanted: bool) -> None:
    if wanted:
        print(f"kulanz {__version__}")
        raise typer.Exit


@app.callback()
def start(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            is_eager=True,
            callback=lambda value: _version(wanted=value),
            help=_HELP["version"],
        ),
    ] = False,
) -> None:
    """What holds for all commands."""


@app.command(cls=_Read, help=_HELP["read"])
def read(
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help=_HELP["file"], show_default=False)
    ] = "",
    *,
    archive: Annotated[
        Path | None, typer.Option("--batch", help=_HELP["batch"], show_default=False)
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help=_HELP["out"], show_default=False)
    ] = None,
    jobs: Annotated[int, typer.Option(min=0, max=256, help=_HELP["jobs"])] = 0,
    as_json: Annotated[bool, typer.Option("--json", help=_HELP["json"])] = False,
    language: Annotated[
        Literal["de", "nl", "en"] | None, typer.Option(help=_HELP["language"], show_default=False)
    ] = None,
) -> None:
    """Print what the desk would see in one mail, note or transcript."""
    if archive is not None:
        _read_archive(archive, out, jobs)
        return
    if not file:
        print(f"kulanz: {words()['batch']['nothing_given']}", file=sys.stderr)
        raise typer.Exit(2)
    try:
        text = content(file)
    except BadInput as problem:
        name = _HELP["standard_input"] if file == "-" else " ".join(file.split())
        line = words()["error"][problem.code].format(name=name, limit=problem.limit)
        print(f"kulanz: {line}", file=sys.stderr)
        raise typer.Exit(2) from None
    from kulanz.cli.show import as_json_text, as_page
    from kulanz.reading import read as read_text

    reading = read_text(text, language=language)
    print(as_json_text(reading) if as_json else as_page(reading))
    sys.stdout.flush()  # here a closed pipe is met while typer still handles it


def _read_archive(archive: Path, out: Path | None, jobs: int) -> None:
    from kulanz.cli import batch

    say = words()["batch"]
    try:
        done = batch.run(archive, out, jobs=jobs)
    except OSError as problem:
        print(f"kulanz: {problem.filename or archive}: {problem.strerror}", file=sys.stderr)
        raise typer.Exit(2) from None
    print(f"kulanz: {say['done'].format(read=done.read, skipped=done.skipped)}", file=sys.stderr)
    if done.skipped:
        raise typer.Exit(1)


authority.register(app)
chain.register(app)
promises.register(app)
desk.register(app)
mail_import.register(app)
mail_score.register(app)
