"""What all commands of `kulanz chain` share: arguments, help with examples, errors in one line."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from kulanz.cli.folding import UNSEEN
from kulanz.cli.wording import terminal_language, words
from kulanz.languages import pack

if TYPE_CHECKING:
    from kulanz.case import LanguageCode
    from kulanz.cli.chain_model import Model
    from kulanz.cli.chain_page import Page

WORDS: dict[str, Any] = words()["chain"]
HELP: dict[str, str] = WORDS["help"]
NOT_SO = 1  # a question that has no answer, or a model that contradicts itself
BAD_INPUT = 2


class Group(TyperGroup):
    """Examples before usage and options, as for the other commands."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(WORDS["examples"]["all"] + "\n")
        super().format_help(ctx, formatter)


class Command(TyperCommand):
    """The same for one command."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(WORDS["examples"][str(self.name).replace("-", "_")] + "\n")
        super().format_help(ctx, formatter)


def _argument(key: str, shown: str) -> Any:
    return typer.Argument(metavar=shown, help=HELP[key], show_default=False)


File = Annotated[str, _argument("model", "MODEL|-")]
Effect = Annotated[str, _argument("effect", "EFFECT")]
Values = Annotated[list[str], _argument("values", "NAME=0|1...")]
Goals = Annotated[list[str], _argument("goals", "GOAL...")]
Case = Annotated[str, typer.Option("--case", help=HELP["case"], show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help=HELP["json"])]
Language = Annotated[
    Literal["de", "nl", "en"] | None,
    typer.Option("--language", help=HELP["language"], show_default=False),
]
Format = Literal["svg", "dot", "mermaid", "json", "list"]
For = Annotated[Literal["internal", "customer"], typer.Option("--audience", help=HELP["audience"])]


def asked(file: str, case: str, language: "LanguageCode | None") -> "Page":
    """The model that somebody names, ready to answer in a language (its own by default)."""
    from kulanz.cli.chain_model import model

    return page_of(model(file, case, strict=True), language)


def page_of(found: "Model", language: "LanguageCode | None") -> "Page":
    """The same for a model that has been read."""
    from kulanz.cli.chain_page import Page

    return Page(found.chain, language or found.chain.language)


def meant(page: "Page", effect: str) -> str:
    """The effect as a formula over the names of the chain."""
    from kulanz.cli.chain_names import effect as formula

    return formula(page.chain, effect)


def show(found: Mapping[str, Any], lines: Iterable[str], *, as_json: bool) -> None:
    """One object, or lines as wide as the terminal."""
    from kulanz.cli import chain_json
    from kulanz.cli.folding import folded

    write(chain_json.text(found) if as_json else "\n".join(folded(lines)))


def show_about(
    page: "Page", effect: str, found: Mapping[str, Any], lines: Iterable[str], *, as_json: bool
) -> None:
    """The same about an effect: why something is so that is not so, has no answer."""
    from kulanz.cli.chain_names import not_so

    problem = not_so(page.chain, effect)
    if as_json or problem is None:
        show(found, lines, as_json=as_json)
    if problem is not None:
        raise problem


def write(text: str) -> None:
    """To standard output at once: here a closed pipe is met while typer still handles it."""
    print(text)
    sys.stdout.flush()


@contextmanager
def answering(file: str, language: "LanguageCode | None") -> Iterator[None]:
    """Whatever is wrong with what was given, in one line; never a traceback."""
    from kulanz.chain.problems import BadModel
    from kulanz.chain.saying import trouble_sentence
    from kulanz.cli.chain_names import NotSo, Unclear
    from kulanz.cli.source import BadInput

    code = language or terminal_language()
    say = pack(code, "cli")
    name = say["help"]["standard_input"] if file == "-" else file
    unclear: Mapping[str, str] = say["chain"]["unclear"]
    try:
        yield
    except BadInput as problem:
        _stop(say["error"][problem.code].format(name=name, limit=problem.limit), BAD_INPUT)
    except NotSo as problem:
        _stop(unclear["not_so"].format(word=problem.word, candidates=problem.candidates), NOT_SO)
    except Unclear as problem:
        line = unclear[problem.code]
        _stop(line.format(word=problem.word, candidates=problem.candidates), BAD_INPUT)
    except BadModel as problem:
        if problem.code == "which_case":
            line = unclear["which_case" if problem.names else "no_case"]
            _stop(line.format(word=name, candidates=", ".join(problem.names)), BAD_INPUT)
        where = f"{name}: " if problem.line else ""
        _stop(where + trouble_sentence(None, problem, code), BAD_INPUT)


def _stop(line: str, code: int) -> NoReturn:
    """Names of files and models may hold anything; a terminal gets one clean line."""
    shown = " ".join(UNSEEN.sub(" ", line.encode("utf-8", "replace").decode()).split())
    print(f"kulanz: {shown}", file=sys.stderr)
    raise typer.Exit(code) from None
