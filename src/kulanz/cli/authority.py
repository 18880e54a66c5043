"""`kulanz authority`: asks, proves, exchanges and replays an authority table."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from kulanz.cli.authority_frame import (
    HELP,
    UNSOUND,
    AsJson,
    Command,
    Format,
    Group,
    Language,
    On,
    Out,
    Pack,
    TableFile,
    Unclear,
    answering,
    asked,
    day,
    note,
    number,
    option,
    plain_json,
    write,
)

app = typer.Typer(cls=Group, help=HELP["summary"], no_args_is_help=True, rich_markup_mode=None)


def register(whole: typer.Typer) -> None:
    """Add these commands to the command line."""
    whole.add_typer(app, name="authority")


@app.command("check", cls=Command, help=HELP["check"])
def check(
    *,
    role: Annotated[str, option("role")],
    remedy: Annotated[str, option("remedy")],
    amount: Annotated[str, option("amount")] = "",
    facts: Annotated[str, option("facts")] = "",
    used: Annotated[str, option("used")] = "",
    basis: Annotated[Literal["legal", "policy", "goodwill"] | None, option("basis")] = None,
    percent: Annotated[str, option("percent")] = "",
    count: Annotated[int | None, option("count")] = None,
    on: On = "",
    name: Pack = "de_shop",
    table: TableFile = "",
    as_json: AsJson = False,
    language: Language = None,
) -> None:
    """May this role offer this remedy, and why?"""
    from kulanz.authority import Wish
    from kulanz.cli import authority_answers as answers
    from kulanz.cli.authority_files import facts_of

    with answering(table or facts, language):
        own = asked(name, table)
        answers.known(own, role, remedy, basis)
        with answering(facts, language):
            known, ignored = facts_of(facts)
        wish = Wish(
            role,
            remedy,
            number(amount, "amount"),
            basis,
            number(percent, "percent"),
            answers.counted(count),
            number(used or "0", "used") or answers.NOTHING,
            day(on, "on"),
        )
        found = answers.Answered(own, wish, known, ignored, language or own.language)
        if ignored:
            note(found.ignored_note())
        write(plain_json(found.as_json()) if as_json else "\n".join(found.lines()))


@app.command("prove", cls=Command, help=HELP["prove"])
def prove(
    *,
    on: On = "",
    name: Pack = "de_shop",
    table: TableFile = "",
    as_json: AsJson = False,
    language: Language = None,
) -> None:
    """Contradictions, gaps, and rules that can never hold."""
    from kulanz.authority import prove as proof_of
    from kulanz.cli import authority_answers as answers

    with answering(table, language):
        own = asked(name, table)
        found = proof_of(own.table, on=day(on, "on"))
        said = language or own.language
        if as_json:
            write(plain_json(answers.proof_json(found, own, said)))
        else:
            write("\n".join(answers.proof_lines(found, own, said)))
    if not found.sound:
        raise typer.Exit(UNSOUND)


@app.command("export", cls=Command, help=HELP["export"])
def export(
    *,
    form: Annotated[Format, option("format", shown=True)] = "toml",
    out: Out = None,
    name: Pack = "de_shop",
    table: TableFile = "",
    language: Language = None,
) -> None:
    """The table as TOML, or its rules as a sheet."""
    from kulanz.cli.authority_files import written

    with answering(table, language):
        own = asked(name, table)
        _put(written(own.table, form, language or own.language, own.name), form, out)


@app.command("import", cls=Command, help=HELP["import"])
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=HELP["sheet"], show_default=False)],
    *,
    form: Annotated[Format | None, option("format")] = None,
    out: Out = None,
    name: Pack = "de_shop",
    table: TableFile = "",
    language: Language = None,
) -> None:
    """A sheet with rules as a whole table in TOML."""
    from kulanz.cli.authority_files import read_table, written

    with answering(str(file), language):
        own = asked(name, table)
        said = language or own.language
        found = read_table(file, form, own.table, said)
        _put(written(found, "toml", said, own.name), "toml", out)


@app.command("replay", cls=Command, help=HELP["replay"])
def replay(
    *,
    decisions: Annotated[Path, option("decisions")],
    new: Annotated[str, option("new")],
    name: Pack = "de_shop",
    table: TableFile = "",
    as_json: AsJson = False,
    language: Language = None,
) -> None:
    """Whose verdict would change."""
    from kulanz.authority.replay import replay as replayed
    from kulanz.cli import authority_answers as answers
    from kulanz.cli.authority_files import decisions_of

    with answering(table or str(decisions), language):
        own = asked(name, table)
        with answering(new, language):
            draft = asked(name, new)
        found = replayed(decisions_of(decisions, own), own, draft)
        said = language or own.language
        if as_json:
            write(plain_json(answers.replay_json(found)))
        else:
            write("\n".join(answers.replay_lines(found, own, draft, said)))


def _put(raw: bytes, form: Format, out: Path | None) -> None:
    if out is not None:
        out.write_bytes(raw)
    elif form == "xlsx" and sys.stdout.isatty():
        raise Unclear("to_a_file")
    else:
        sys.stdout.buffer.write(raw)
        sys.stdout.buffer.flush()
