"""A mailbox with ten thousand mails: all are kept, and what is fetched at once stays small."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from django.db import connection
from django.utils import timezone

from cast import Cast
from dovecot import PASSWORD, USER, Dovecot, dovecot
from kulanz.desk.actions.mailboxes import Settings, make_mailbox
from kulanz.desk.channels.email.imap import BATCH, Fetching, Key, connected
from kulanz.desk.models import Contact, RawMessage
from mails import mail

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="it is the mail server that has many"),
]
MANY = 10_000
READ = 3 * BATCH


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as one:
        one.put(mail("Brief 0"))
        letter = mail("Brief 0", message_id="<0@m.example>")
        one.put_at_once(letter.replace(b"0@m", b"%d@m" % n) for n in range(1, MANY))
        yield one


def test_ten_thousand_mails_are_kept_in_pieces(cast: Cast, server: Dovecot) -> None:
    """It is stopped after some batches, as by a restart, and goes on with the next one."""
    given = Settings(
        name="Hilfe", host="127.0.0.1", port=server.plain, user=USER, tls="none", secret=PASSWORD
    )
    row = make_mailbox(given, at=timezone.now(), by=cast.charlotte, everything=True)
    together: list[int] = []
    read: list[RawMessage] = []
    with connected(row, Key(PASSWORD)) as client:
        some = Fetching(row, client, may_go_on=lambda: RawMessage.objects.count() < READ)
        assert some.fetch() == READ
    row.refresh_from_db()
    assert (row.fetched, Contact.objects.count()) == (READ, READ - BATCH)
    with connected(row, Key(PASSWORD)) as client:
        rest = Fetching(
            row, client, before_batch=lambda: together.append(len(read)), then=read.append
        )
        assert rest.fetch() == MANY - READ
    assert {later - before for before, later in pairwise(together)} == {BATCH}
    assert RawMessage.objects.values("sha256").distinct().count() == MANY
    with connected(row, Key(PASSWORD)) as client:
        assert Fetching(row, client).fetch() == 0
