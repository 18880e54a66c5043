"""`kulanz mail-score`: what the desk makes of the mails in a folder, one line of JSON each.

The mails take the same way as those of the channel: kept raw, read, decided on and written into a
real database, by default one that is thrown away afterwards.
"""

import hashlib
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from kulanz.cli import desk

# Beside mails in a folder, and no mails.
OTHER_NAMES = {
    *("license", "licence", "copying", "notice", "readme", "changelog", "authors", "makefile"),
    *("apache-2.0", "mit", "bsd", "bsd-2-clause", "bsd-3-clause", "gpl-2.0", "gpl-3.0"),
}
OTHER_ENDINGS = {
    *(".json", ".jsonl", ".md", ".rst", ".py", ".rb", ".pl", ".sh", ".toml", ".yml", ".yaml"),
    *(".csv", ".tsv", ".xml", ".log", ".gz", ".zip", ".tar"),
}
OUTCOMES = ("case", "reply", "bounce", "auto_reply", "quarantine", "duplicate")
SAME = {"own": "auto_reply", "": "quarantine"}  # ours is a machine's; unread waits for a person
MBOX = {".mbox", ".mbx"}


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("mail-score")(mail_score)


def mail_score(
    folders: Annotated[
        list[Path], typer.Argument(metavar="FOLDER...", help="Folders with mails, or single mails.")
    ],
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object per mail, in the order of the files.")
    ] = False,
    data: Annotated[
        Path | None,
        typer.Option(help="Keep the desk in this folder, and use the one that is there."),
    ] = None,
) -> None:
    """Say what the desk would make of the mails in a folder; sends nothing.

    Every file is a mail, but for hidden files and those whose name says otherwise (.json, LICENSE).
    Feeding a folder twice gives duplicates and nothing else.
    """
    missing = next((one for one in folders if not one.exists()), None)
    if missing is not None:
        desk.stop(f"mail-score: {missing} is not there.")
    counts: Counter[str] = Counter()
    with _desk(data):
        for name, content in _mails(folders):
            found = _scored(name, content)
            counts[found["outcome"]] += 1
            if as_json:
                print(json.dumps(found, ensure_ascii=False), flush=True)
    if not as_json:
        for outcome in OUTCOMES:
            print(f"{outcome:12}{counts[outcome]:8}")
        print(f"{'all':12}{counts.total():8}")


@contextmanager
def _desk(data: Path | None) -> Iterator[None]:
    """A desk with one team that sends nothing and reaches nobody."""
    with tempfile.TemporaryDirectory(prefix="kulanz-mail-score-") as place:
        os.environ["KULANZ_DATA_DIR"] = str(data.resolve() if data else place)
        for name in ("KULANZ_DATABASE_URL", "KULANZ_SMTP_URL", "KULANZ_SMTP_URL_FILE"):
            os.environ.pop(name, None)
        desk.set_up()
        from django.core.management import call_command
        from django.db import connections

        from kulanz.desk.models import Team

        with desk.with_database():
            call_command("migrate", verbosity=0)
            if not Team.objects.exists():
                Team.objects.create(
                    name="Desk", country="de_shop", mail_address="desk@kulanz-score.example"
                )
            try:
                yield
            finally:
                connections.close_all()


def _mails(folders: Sequence[Path]) -> Iterator[tuple[str, bytes | None]]:
    """Name and bytes of each mail, None where they cannot be read; in an mbox they are numbered."""
    from kulanz.desk.channels.email.files import content, find

    for folder in folders:
        files = sorted(folder.rglob("*")) if folder.is_dir() else [folder]
        for file in (one for one in files if one.is_file() and _is_mail(one)):
            try:
                if file.suffix.lower() not in MBOX:
                    yield str(file), file.read_bytes()
                    continue
                for number, one in enumerate(find([file]).mails, start=1):
                    yield f"{file}#{number}", content(one)
            except OSError as error:
                print(f"{file}: {error.strerror}", file=sys.stderr)
                yield str(file), None


def _is_mail(file: Path) -> bool:
    hidden = file.name.startswith(".")
    other = file.name.lower().removesuffix(".txt") in OTHER_NAMES
    return not hidden and not other and file.suffix.lower() not in OTHER_ENDINGS


def _scored(name: str, content: bytes | None) -> dict[str, Any]:
    """One mail through the channel, and what can be seen of it afterwards."""
    from django.utils import timezone

    from kulanz.desk.channels.email import take_in
    from kulanz.desk.models import RawMessage

    if content is None:
        return {"file": name, "outcome": "quarantine", **_seen(b""), "parent": None}
    sha256 = hashlib.sha256(content).hexdigest()
    known = RawMessage.objects.filter(sha256=sha256).exists()
    contact = take_in(content, at=timezone.now())
    raw = RawMessage.objects.get(sha256=sha256)
    outcome = "duplicate" if known else SAME.get(raw.outcome, raw.outcome)
    parent = _parent(contact) if outcome not in {"quarantine", "duplicate"} else None
    return {"file": name, "outcome": outcome, **_seen(content), "parent": parent}


def _parent(contact: Any) -> str | None:
    """The Message-ID of the contact that it answers, else of the one before it in its case."""
    from kulanz.desk.actions.arrivals import from_mail
    from kulanz.desk.storage import get

    if contact is None:
        return None
    before = contact.case.contacts.filter(id__lt=contact.pk).exclude(message_id="")
    known = list(before.order_by("-id").values_list("message_id", flat=True))
    answers = from_mail(get(contact.raw.blob)).answers if contact.raw else ()
    return next((one for one in answers if one in known), next(iter(known), None))


def _seen(content: bytes) -> dict[str, Any]:
    """What the mail says, whatever became of it."""
    from kulanz.reading import letter

    mail = letter(content)
    return {
        "subject": mail.subject,
        "from_email": mail.sender.address,
        "from_name": mail.sender.name,
        "text": mail.with_answered,
        "quoted": mail.quoted,
        "attachments": [
            {"name": one.name, "type": one.content_type, "size": len(one.content)}
            for one in mail.attachments
        ],
        "message_id": mail.message_id,
    }
