"""One process: every mail of a folder into a desk of its own; prints what it cost as JSON."""

import contextlib
import io
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from letters import WARM


def main(folder: str) -> None:
    """Feed the folder; the time is processor time of this process, start and set-up left out."""
    with tempfile.TemporaryDirectory() as place:
        os.environ["KULANZ_DATA_DIR"] = place
        os.environ["DJANGO_SETTINGS_MODULE"] = "kulanz.desk.project.settings"
        import django
        from django.core.management import call_command

        django.setup()
        with contextlib.redirect_stdout(io.StringIO()):
            call_command("migrate", verbosity=0)
        print(json.dumps(_fed(folder)))


def _fed(folder: str) -> dict[str, object]:
    from django.utils import timezone

    from kulanz.desk.channels.email import take_in
    from kulanz.desk.models import RawMessage, Team

    Team.objects.create(name="Bench", country="de_shop", mail_address="bench@shop.example")
    for warm in WARM:
        take_in(warm, at=timezone.now())
    each = []
    for file in sorted(Path(folder).iterdir()):
        content = file.read_bytes()
        began = time.process_time()
        take_in(content, at=timezone.now())
        each.append(time.process_time() - began)
    states = RawMessage.objects.values_list("state", flat=True)
    warm = len(WARM)
    return {
        "cpu": sum(each),
        "worst": max(each),
        "mails": len(each),
        "stored": len(states) - warm,
        "cases": RawMessage.objects.filter(contact__case__isnull=False).count() - warm,
    }


if __name__ == "__main__":
    main(sys.argv[1])
