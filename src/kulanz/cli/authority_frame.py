"""What all commands of `kulanz authority` share: options, the table in question, errors."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from kulanz.cli.folding import UNSEEN
from kulanz.cli.wording import terminal_language, words
from kulanz.languages import pack

if TYPE_CHECKING:
    from kulanz.authority.entries import BadSheet
    from kulanz.case import LanguageCode
    from kulanz.countries import Profile

WORDS: dict[str, Any] = pack(terminal_language(), "authority")["command"]
HELP: dict[str, str] = WORDS["help"]
UNSOUND = 1  # the table contradicts itself or has gaps
BAD_INPUT = 2


class Group(TyperGroup):
    """Examples before usage and options, as for the other commands."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(WORDS["examples"]["all"] + "\n")
        super().format_help(ctx, formatter)


class Command(TyperCommand):
    """The same for one command."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(WORDS["examples"][str(self.name)] + "\n")
        super().format_help(ctx, formatter)


def option(name: str, *, shown: bool = False) -> Any:
    """An option whose help has its own name."""
    return typer.Option(f"--{name}", help=HELP[name], show_default=shown)


Pack = Annotated[Literal["de_shop", "nl_shop", "uk_shop"], option("pack", shown=True)]
TableFile = Annotated[str, option("table")]
AsJson = Annotated[bool, option("json")]
On = Annotated[str, option("on")]
Language = Annotated[Literal["de", "nl", "en"] | None, option("language")]
Format = Literal["toml", "csv", "xlsx"]
Out = Annotated[Path | None, option("out")]


class Unclear(ValueError):
    """What was given cannot be used; `code` is a key of [command.unclear]."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, {name: str(one) for name, one in values.items()}


def asked(name: str, file: str) -> "Profile":
    """The country pack, with another table where a file has one.

    Raises:
        BadInput: the file cannot be read.
        PackError: it is no table.
    """
    from kulanz.cli.source import content
    from kulanz.countries import authority_table, profile

    own = profile(name)
    if not file:
        return own
    table = own.table
    read = authority_table(content(file), roles=table.roles, ladder=table.ladder, name=file)
    return replace(own, table=read)


def number(text: str, name: str) -> Decimal | None:
    """A number of an option; None where it was not given.

    Raises:
        Unclear: it is none.
    """
    from kulanz.conditions import FACTS, BadFact

    try:
        found = FACTS["amount"].value(text) if text else None
    except BadFact:
        raise Unclear("no_number", name=name, value=text) from None
    return found if isinstance(found, Decimal) else None


def day(text: str, name: str) -> date | None:
    """A day of an option; None where it was not given.

    Raises:
        Unclear: it is none.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Unclear("no_day", name=name, value=text) from None


def plain_json(found: Mapping[str, Any]) -> str:
    """One object; amounts are numbers, letters as they are where the terminal can show them."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    return json.dumps(found, ensure_ascii=plain, indent=2, default=_as_number)


def write(text: str) -> None:
    """To standard output at once: here a closed pipe is met while typer still handles it."""
    print(text)
    sys.stdout.flush()


def note(line: str) -> None:
    """To standard error, in one line that steers no terminal."""
    shown = " ".join(UNSEEN.sub(" ", line.encode("utf-8", "replace").decode()).split())
    print(f"kulanz: {shown}", file=sys.stderr)


@contextmanager
def answering(file: str, language: "LanguageCode | None") -> Iterator[None]:
    """Whatever is wrong with what was given, in one line; never a traceback."""
    from kulanz.authority.entries import BadSheet
    from kulanz.cli.source import BadInput
    from kulanz.conditions import BadFact
    from kulanz.countries import PackError

    code = language or terminal_language()
    unclear: Mapping[str, str] = pack(code, "authority")["command"]["unclear"]
    name = words()["help"]["standard_input"] if file == "-" else file
    try:
        yield
    except BadInput as problem:
        _stop(pack(code, "cli")["error"][problem.code].format(name=name, limit=problem.limit))
    except Unclear as problem:
        _stop(unclear[problem.code].format_map(problem.values))
    except BadFact as problem:
        _stop(unclear["fact"].format(name=problem.name, value=problem.value, wanted=problem.wanted))
    except BadSheet as problem:
        _stop(f"{name}: {_bad_sheet(problem, code)}")
    except PackError as problem:
        from kulanz.authority.refusals import explain_pack_error

        _stop(unclear["table"].format(why=explain_pack_error(problem, code)))
    except ModuleNotFoundError as problem:
        _stop(unclear["no_package"].format(name=problem.name))
    except OSError as problem:
        _stop(f"{problem.filename or name}: {problem.strerror}")


def _bad_sheet(problem: "BadSheet", language: "LanguageCode") -> str:
    from kulanz.authority.saying import explain_bad_sheet

    return explain_bad_sheet(problem, language)


def _as_number(one: object) -> object:
    if isinstance(one, Decimal):
        return int(one) if one == one.to_integral_value() else float(one)
    if isinstance(one, date):
        return one.isoformat()
    raise TypeError(f"{type(one)} has no JSON")


def _stop(line: str) -> NoReturn:
    note(line)
    raise typer.Exit(BAD_INPUT) from None
