"""Django's own mails (forgotten passwords) take the same way out as everything else."""

from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import sanitize_address

from kulanz.desk.channels.email.deliver import DeliveryError, DeliveryUnknownError, deliver


class DeskEmailBackend(BaseEmailBackend):
    """Sends through `deliver`, one recipient at a time."""

    def __init__(self, fail_silently: bool = False, **_: Any) -> None:
        super().__init__(fail_silently=fail_silently)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many mails reached all of their recipients."""
        return sum(self._send(message) for message in email_messages)

    def _send(self, message: EmailMessage) -> bool:
        content = b"\r\n".join(message.message().as_bytes().splitlines()) + b"\r\n"
        encoding = message.encoding or "utf-8"
        try:
            for recipient in message.recipients():
                deliver(
                    content,
                    sender=sanitize_address(message.from_email, encoding)
                    .rsplit("<", 1)[-1]
                    .rstrip(">"),
                    recipients=[sanitize_address(recipient, encoding)],
                )
        except (DeliveryError, DeliveryUnknownError):
            if not self.fail_silently:
                raise
            return False
        return True
