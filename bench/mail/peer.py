"""One process: every mail of a folder into django-helpdesk, as its local mailbox reads them.

Runs in an environment of its own, with django-helpdesk 2.6.1 and without Kulanz.
"""

import json
import logging
import sys
import tempfile
import time
from pathlib import Path

from letters import WARM


def main(folder: str) -> None:
    """Feed the folder; the time is processor time of this process, start and set-up left out."""
    with tempfile.TemporaryDirectory() as place:
        _configured(place)
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        print(json.dumps(_fed(folder)))


def _configured(place: str) -> None:
    import django
    from django.conf import settings

    settings.configure(
        SECRET_KEY="b" * 60,
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": f"{place}/helpdesk.sqlite3",
            }
        },
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.sites",
            "django.contrib.humanize",
            "django.contrib.admin",
            "rest_framework",
            "helpdesk",
        ],
        SITE_ID=1,
        MEDIA_ROOT=place,
        MEDIA_URL="/media/",
        STATIC_URL="/static/",
        ROOT_URLCONF="peer_urls",
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        USE_TZ=True,
        HELPDESK_TEAMS_MODE_ENABLED=False,
        HELPDESK_ALWAYS_SAVE_INCOMING_EMAIL_MESSAGE=False,
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {},
            }
        ],
    )
    django.setup()


def _fed(folder: str) -> dict[str, object]:
    from django.contrib.sites.models import Site
    from django.utils.encoding import force_str
    from helpdesk.email import extract_email_metadata
    from helpdesk.models import FollowUp, Queue, Ticket

    Site.objects.get_or_create(pk=1, defaults={"domain": "shop.example", "name": "shop"})
    logger = logging.getLogger("helpdesk")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    queue = Queue.objects.create(
        title="Bench", slug="bench", email_address="bench@shop.example", allow_email_submission=True
    )
    for warm in WARM:
        _one(warm, queue, logger)
    each, crashed = [], 0
    for file in sorted(Path(folder).iterdir()):
        content = file.read_bytes()
        began = time.process_time()
        try:
            extract_email_metadata(force_str(content, errors="replace"), queue, logger)
        except Exception:  # noqa: BLE001 - counted; in its own loop it would end the run
            crashed += 1
        each.append(time.process_time() - began)
    return {
        "cpu": sum(each),
        "worst": max(each),
        "mails": len(each),
        "stored": Ticket.objects.count() + FollowUp.objects.count() - len(WARM),
        "cases": Ticket.objects.count() - len(WARM),
        "crashed": crashed,
    }


def _one(content: bytes, queue: object, logger: logging.Logger) -> None:
    from django.utils.encoding import force_str
    from helpdesk.email import extract_email_metadata

    extract_email_metadata(force_str(content, errors="replace"), queue, logger)


if __name__ == "__main__":
    main(sys.argv[1])
