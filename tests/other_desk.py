"""A desk of its own in another process: one line of JSON in (a mail and the hour), one out.

`python other_desk.py hilfe@shop.example` with its data in KULANZ_DATA_DIR.
"""

import base64
import json
import sys
from datetime import datetime


def main(address: str) -> None:
    """Take in each mail, let the jobs react, and say which mails leave because of it."""
    import django

    django.setup()
    from django.core.management import call_command

    from kulanz.desk import storage
    from kulanz.desk.channels.email import take_in
    from kulanz.desk.jobs.reactions import Reactor
    from kulanz.desk.models import OutboxMessage, RawMessage, Team

    call_command("migrate", verbosity=0)
    Team.objects.create(name="Desk", country="de_shop", mail_address=address)
    reactor, seen = Reactor(), 0
    for line in sys.stdin:
        asked = json.loads(line)
        at = datetime.fromisoformat(asked["at"])
        take_in(base64.b64decode(asked["mail"]), at=at)
        reactor.react(at=at)
        leaving = list(OutboxMessage.objects.filter(pk__gt=seen).order_by("pk"))
        seen = leaving[-1].pk if leaving else seen
        answer = {
            "outcome": RawMessage.objects.latest("pk").outcome,
            "sent": [base64.b64encode(storage.get(one.blob)).decode() for one in leaving],
        }
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
