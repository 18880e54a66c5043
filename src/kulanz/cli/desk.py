"""Commands that run the desk. Django is imported only when one of them is called."""

import contextlib
import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

SETTINGS = "kulanz.desk.project.settings"
TEMPORARY_FAILURE = 75  # EX_TEMPFAIL: the mail server keeps the message and tries again


def register(app: typer.Typer) -> None:
    """Add the desk's commands to the command line."""
    app.command("demo")(demo)
    app.command("run")(run)
    app.command("web")(web)
    app.command("jobs")(jobs)
    app.command("migrate")(migrate)
    app.command("mail-in")(mail_in)
    app.command("mail-listen")(mail_listen)
    app.command("person")(person)
    app.command("erase")(erase)
    app.command(
        "manage", context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
    )(manage)


def set_up(failure: int = 2) -> None:
    """Configure Django, or say in one line what is missing or wrong, and exit with `failure`."""
    if importlib.util.find_spec("django") is None or importlib.util.find_spec("allauth") is None:
        stop("The desk is not installed. Install it with: pip install 'kulanz[desk]'", failure)
    os.umask(0o077)  # database, files and logs are for the desk's own user only
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (ImproperlyConfigured, OSError, ValueError) as error:
        stop(f"Settings: {error}", failure)


@contextlib.contextmanager
def with_database() -> Iterator[None]:
    """One line instead of a traceback when the database is away or has no tables yet."""
    from django.db import Error

    try:
        yield
    except Error as error:
        why = (str(error).splitlines() or [type(error).__name__])[0]
        stop(f"The database: {why}. Is it running, and has `kulanz migrate` been run?")


def stop(line: str, code: int = 2) -> None:
    print(line, file=sys.stderr)
    raise typer.Exit(code)


Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)]


def demo(
    *,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Throw the demo world away and make a new one.")
    ] = False,
) -> None:
    """Start a desk with a demo world: embedded database, invented customers, printed logins."""
    from kulanz.cli.start import prepare, refuse_taken_port, supervise

    refuse_taken_port(host, port)  # first: a running demo keeps its data
    folder = Path(os.environ.get("KULANZ_DATA_DIR") or Path.home() / ".local/share/kulanz-demo")
    os.environ["KULANZ_DATA_DIR"] = str(folder)
    os.environ["KULANZ_DEMO"] = "yes"
    # A demo touches nothing outside of its folder.
    for name in ("DATABASE_URL", "SMTP_URL", "MAIL_LISTEN"):
        os.environ.pop(f"KULANZ_{name}", None)
        os.environ.pop(f"KULANZ_{name}_FILE", None)
    os.environ.setdefault("KULANZ_PUBLIC_URL", f"http://{host}:{port}")
    _claim(folder, fresh=fresh)
    set_up()
    from kulanz.desk.demo.world import load_if_empty, logins

    prepare()
    load_if_empty()
    print(logins(), flush=True)
    raise typer.Exit(supervise(host, port))


def _claim(folder: Path, *, fresh: bool) -> None:
    from kulanz.cli.demo_folder import NotADemo, claim, clear

    try:
        (clear if fresh else claim)(folder)
    except NotADemo as error:
        stop(str(error))


def _desk() -> None:
    """Django, ready to serve: never a real desk on a demo's data, whose passwords are public."""
    set_up()
    from django.conf import settings

    from kulanz.cli.demo_folder import is_demo
    from kulanz.desk.channels.email.deliver import MailServerError, check_mail_server
    from kulanz.desk.channels.email.receive import ListenError, check_listening

    if is_demo(settings.DATA_DIR) and not settings.DEMO:
        stop(f"{settings.DATA_DIR} is a demo's. Name another folder in KULANZ_DATA_DIR.")
    if settings.DEMO and not is_demo(settings.DATA_DIR):
        stop("KULANZ_DEMO belongs to `kulanz demo`; a real desk would show everybody's address.")
    try:
        check_mail_server()
        check_listening()
    except (MailServerError, ListenError) as error:
        stop(str(error))


def run(*, host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Start the desk: web, jobs and clock under one command."""
    _desk()
    from kulanz.cli.start import prepare, refuse_taken_port, supervise

    refuse_taken_port(host, port)
    with with_database():
        prepare()
    raise typer.Exit(supervise(host, port))


def web(*, host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Serve the pages only."""
    _desk()
    from kulanz.cli.start import serve

    serve(host, port)


def jobs() -> None:
    """Run the jobs only: outgoing mail, reactions and the clock."""
    _desk()
    from kulanz.cli.start import work

    work()


def migrate() -> None:
    """Bring the database and the static files up to date; safe to repeat."""
    set_up()
    from kulanz.cli.start import prepare

    with with_database():
        prepare()
    print("The database is up to date.")


def mail_in() -> None:
    """Take one mail from standard input, as a mail server's pipe delivers it.

    Exits with 75 when it could not be kept, whatever the reason, so that the mail server tries
    again: any other status would send the customer's mail back, and a second delivery is harmless.
    """
    content = sys.stdin.buffer.read()
    if not content.strip():
        stop("mail-in: nothing on standard input.")
    set_up(TEMPORARY_FAILURE)
    from django.utils import timezone

    from kulanz.desk.channels.email import mail_in as take

    try:
        print(take(content, at=timezone.now()))
    except Exception as error:  # noqa: BLE001 - see above
        stop(f"mail-in: not kept, try again ({type(error).__name__}).", TEMPORARY_FAILURE)


def mail_listen(
    url: Annotated[
        str, typer.Argument(help="Where, such as lmtp://127.0.0.1:8024; else KULANZ_MAIL_LISTEN.")
    ] = "",
) -> None:
    """Take mail from a mail server on this machine, by LMTP or SMTP, until asked to stop."""
    if url:
        os.environ["KULANZ_MAIL_LISTEN"] = url
        os.environ.pop("KULANZ_MAIL_LISTEN_FILE", None)
    _desk()
    from kulanz.cli.start import receive

    try:
        receive()
    except OSError as error:
        stop(f"mail-listen: cannot listen there ({os.strerror(error.errno or 0)}).")


def person(
    email: Annotated[str, typer.Argument(help="Address to sign in with.")],
    name: Annotated[str, typer.Argument(help="Name as colleagues and customers see it.")],
    *,
    role: Annotated[str, typer.Option(help="AG, SA, TL, CM, FIN, LOG, LEG, MKT or GF.")] = "AG",
    team: Annotated[str, typer.Option(help="Name of the team; made when it does not exist.")] = "",
    country: Annotated[str, typer.Option(help="Country pack of a new team.")] = "de_shop",
    mail: Annotated[str, typer.Option(help="Mail address of a new team.")] = "",
    language: Annotated[str, typer.Option(help="de, nl or en.")] = "de",
) -> None:
    """Add a colleague; prints a link to set the password, valid for one day."""
    set_up()
    from kulanz.desk.actions.people import Refused, add_person

    try:
        with with_database():
            link = add_person(
                email=email,
                name=name,
                role=role,
                team=team,
                country=country,
                mail=mail,
                language=language,
            )
    except Refused as error:
        stop(str(error))
    print(link)


def erase(
    address: Annotated[str, typer.Argument(help="Mail address or phone number of the customer.")],
    *,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do it; without this nothing is erased.")
    ] = False,
) -> None:
    """Erase what is kept of a customer. Case numbers and dates stay (Art. 17 GDPR)."""
    set_up()
    from django.utils import timezone

    from kulanz.desk.actions.erasure import compact, erase_customer
    from kulanz.desk.queries.customers import customer_by_address

    with with_database():
        customer = customer_by_address(address)
        if customer is None:
            stop("No customer is known by this address.")
        elif not yes:
            print(f"Would erase {customer.cases.count()} case(s). Repeat with --yes to do it.")
        else:
            erase_customer(customer, at=timezone.now(), by=None)
            compact()
            print("Erased.")


def manage(context: typer.Context) -> None:
    """Django's own commands, for example `kulanz manage shell`."""
    set_up()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["kulanz manage", *context.args])
