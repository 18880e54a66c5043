"""`kulanz chain`: asks a causal model. What answers is imported only when something is asked."""

from typing import Annotated

import typer

from kulanz.cli.chain_frame import (
    HELP,
    NOT_SO,
    AsJson,
    Case,
    Command,
    Effect,
    File,
    For,
    Format,
    Goals,
    Group,
    Language,
    Values,
    answering,
    asked,
    meant,
    page_of,
    show,
    show_about,
    write,
)

MOST_OPENED = 20  # knots for which a way out is searched

app = typer.Typer(cls=Group, help=HELP["summary"], no_args_is_help=True, rich_markup_mode=None)


def register(whole: typer.Typer) -> None:
    """Add these commands to the command line."""
    whole.add_typer(app, name="chain")


@app.command("check", cls=Command, help=HELP["check"])
def check(
    file: File, *, case: Case = "", as_json: AsJson = False, language: Language = None
) -> None:
    """What is wrong or weak in the model."""
    from kulanz.chain.notes.doubts import doubt_text
    from kulanz.chain.problems import BadModel
    from kulanz.cli import chain_json
    from kulanz.cli.chain_model import model

    with answering(file, language):
        try:
            found = model(file, case, strict=False)
        except BadModel as problem:
            if as_json and problem.code != "which_case":
                print(chain_json.text(chain_json.refused(problem)))
            raise
        page = page_of(found, language)
        troubles = found.chain.check()
        told = found.told
        asked = [doubt_text(one, told, page.language) for one in found.doubts] if told else []
        show(chain_json.check(troubles, asked), page.check(troubles, asked), as_json=as_json)
    if any(one.hard for one in troubles):
        raise typer.Exit(NOT_SO)


@app.command("why", cls=Command, help=HELP["why"])
def why(
    file: File,
    effect: Effect,
    *,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help=HELP["limit"])] = 50,
    case: Case = "",
    as_json: AsJson = False,
    language: Language = None,
) -> None:
    """All minimal causes of an effect."""
    from kulanz.cli import chain_json

    with answering(file, language):
        page = asked(file, case, language)
        found = page.chain.why(meant(page, effect), limit=limit)
        show_about(page, found.effect, chain_json.why(found), page.why(found), as_json=as_json)


@app.command("is-cause", cls=Command, help=HELP["is_cause"])
def is_cause(
    file: File,
    effect: Effect,
    values: Values,
    *,
    case: Case = "",
    as_json: AsJson = False,
    language: Language = None,
) -> None:
    """Is this, together, an actual cause?"""
    from kulanz.cli import chain_json, chain_names

    with answering(file, language):
        page = asked(file, case, language)
        about, given = meant(page, effect), chain_names.values(page.chain, values)
        found = page.chain.is_cause(given, about)
        shown = chain_json.is_cause(about, given, found)
        show(shown, page.is_cause(found, effect=about), as_json=as_json)


@app.command("had", cls=Command, help=HELP["had"])
def had(
    file: File,
    values: Values,
    *,
    case: Case = "",
    as_json: AsJson = False,
    language: Language = None,
) -> None:
    """What would be otherwise, had something been so."""
    from kulanz.cli import chain_json, chain_names

    with answering(file, language):
        page = asked(file, case, language)
        found = page.chain.had(chain_names.values(page.chain, values))
        show(chain_json.had(found), page.had(found), as_json=as_json)


@app.command("headline", cls=Command, help=HELP["headline"])
def headline(
    file: File,
    effect: Effect,
    *,
    audience: For = "internal",
    case: Case = "",
    as_json: AsJson = False,
    language: Language = None,
) -> None:
    """The causes that depart from the norm, by time."""
    from kulanz.cli import chain_json

    with answering(file, language):
        page = asked(file, case, language)
        about = meant(page, effect)
        found = page.chain.headline(about, audience)
        show_about(
            page,
            about,
            chain_json.headline(about, audience, found),
            page.headline(found),
            as_json=as_json,
        )


@app.command("breakers", cls=Command, help=HELP["breakers"])
def breakers(
    file: File,
    effect: Effect,
    *,
    actor: Annotated[str, typer.Option(help=HELP["actor"], show_default=False)] = "",
    knowing_all: Annotated[bool, typer.Option("--knowing-all", help=HELP["knowing_all"])] = False,
    case: Case = "",
    as_json: AsJson = False,
    language: Language = None,
) -> None:
    """Who could have broken the chain, the earliest first."""
    from kulanz.cli import chain_json, chain_names

    with answering(file, language):
        page = asked(file, case, language)
        about, who = meant(page, effect), chain_names.actor(page.chain, actor)
        found = page.chain.breakers(about, who, known=not knowing_all)
        show_about(
            page, about, chain_json.breakers(about, found), page.breakers(found), as_json=as_json
        )


@app.command("loops", cls=Command, help=HELP["loops"])
def loops(
    file: File, *, case: Case = "", as_json: AsJson = False, language: Language = None
) -> None:
    """Vicious and balancing circles."""
    from kulanz.cli import chain_json

    with answering(file, language):
        page = asked(file, case, language)
        found = page.chain.loops()
        show(chain_json.loops(found), page.loops(found), as_json=as_json)


@app.command("deadlocks", cls=Command, help=HELP["deadlocks"])
def deadlocks(
    file: File, *, case: Case = "", as_json: AsJson = False, language: Language = None
) -> None:
    """Who waits for whom, and what opens it."""
    from kulanz.cli import chain_json

    with answering(file, language):
        page = asked(file, case, language)
        found = page.chain.deadlocks()
        ways = [page.chain.unlock(knot).ways for knot in found.knots[:MOST_OPENED]]
        opens = [of[0].actions if of else () for of in ways]
        opens += [()] * (len(found.knots) - len(opens))
        show(chain_json.deadlocks(found, opens), page.deadlocks(found, opens), as_json=as_json)


@app.command("unlock", cls=Command, help=HELP["unlock"])
def unlock(
    file: File,
    goals: Goals,
    *,
    without: Annotated[
        list[str] | None, typer.Option(help=HELP["without"], show_default=False)
    ] = None,
    role: Annotated[str, typer.Option(help=HELP["role"], show_default=False)] = "",
    case: Case = "",
    as_json: AsJson = False,
    language: Language = None,
) -> None:
    """The cheapest sets of actions that reach all goals."""
    from kulanz.cli import chain_json, chain_names

    with answering(file, language):
        page = asked(file, case, language)
        chain = page.chain
        standing, ladder = chain_names.role(chain, role)
        found = chain.unlock(
            chain_names.goals(chain, goals),
            without=chain_names.excluded(chain, without or []),
            role=standing,
            ladder=ladder,
        )
        show(chain_json.unlock(found), page.unlock(found), as_json=as_json)


@app.command("questions", cls=Command, help=HELP["questions"])
def questions(
    file: File,
    effect: Effect,
    *,
    case: Case = "",
    as_json: AsJson = False,
    language: Language = None,
) -> None:
    """What to find out first."""
    from kulanz.cli import chain_json

    with answering(file, language):
        page = asked(file, case, language)
        about = meant(page, effect)
        found = page.chain.open_questions(about)
        show_about(
            page, about, chain_json.questions(about, found), page.questions(found), as_json=as_json
        )


@app.command("draw", cls=Command, help=HELP["draw"])
def draw(
    file: File,
    *,
    form: Annotated[Format, typer.Option("--format", help=HELP["format"])] = "svg",
    whole: Annotated[bool, typer.Option("--whole", help=HELP["whole"])] = False,
    influences: Annotated[bool, typer.Option("--influences", help=HELP["influences"])] = False,
    audience: For = "internal",
    case: Case = "",
    language: Language = None,
) -> None:
    """The chain as a picture, or as text for other programs."""
    from kulanz.cli import chain_drawing

    with answering(file, language):
        page = asked(file, case, language)
        if influences:
            write(chain_drawing.influences(page, form, audience))
        else:
            write(chain_drawing.drawn(page, form, audience, whole=whole))
