"""What became of a mail of ours, in words."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

register = template.Library()

# Codes of `channels/email/deliver.py`: what the mail server refused, with its reply code.
REFUSED: dict[str, Promise] = {
    "recipient refused": _("the address was refused (code %(code)s)"),
    "content refused": _("the mail was refused (code %(code)s)"),
    "sender refused": _("the mail server does not let us send from our address (code %(code)s)"),
    "SMTPAuthenticationError": _("the mail server refuses our user or password (code %(code)s)"),
}
# Codes of the way to the mail server, and of a sender that stopped.
WAY: dict[str, Promise] = {
    "SMTPNotSupportedError": _("the mail server offers no encryption (STARTTLS): nothing is sent"),
    "SSLCertVerificationError": _("nobody vouches for the mail server's certificate"),
    "SSLError": _("no encrypted connection to the mail server comes about"),
    "gaierror": _("the mail server's name is not known"),
    "ConnectionRefusedError": _("the mail server does not take calls"),
    "TimeoutError": _("the mail server does not answer"),
    "SMTPServerDisconnected": _("the mail server cut the line"),
    "sender stopped": _("the desk was stopped in the middle"),
    "bytes missing": _("the stored mail is gone"),
    "address not sendable": _("the address cannot be written to"),
}
# Reasons of a report of non-delivery: `kulanz.reading.bounces`.
REPORTED: dict[str, Promise] = {
    "no_such_user": _("nobody has this address"),
    "mailbox_full": _("mailbox full"),
    "moved": _("the address has moved"),
    "takes_no_mail": _("nobody takes mail there"),
    "host_unknown": _("there is no such mail domain"),
    "suspended": _("the mailbox is closed or locked"),
    "too_large": _("the mail was too large"),
    "expired": _("their mail server could not be reached for days"),
    "network": _("their mail server could not be reached"),
    "system": _("their mail server has a fault"),
    "relaying_denied": _("the mail server does not pass mail on to there"),
    "virus": _("taken for harmful"),
    "spam": _("taken for advertising (spam)"),
    "blocked": _("our mail server is on a block list"),
    "reputation": _("our mail server is not trusted there"),
    "auth_failure": _("our domain's SPF, DKIM or DMARC was not accepted"),
    "no_ptr": _("our mail server's name and address do not match"),
    "too_many": _("too many mails at once"),
    "too_fast": _("too many mails in a short time"),
    "policy": _("their rules do not allow the mail"),
    "filtered": _("a filter holds our mails back"),
    "sender_rejected": _("they do not accept our address"),
    "security": _("no encrypted connection came about"),
    "syntax": _("the mail servers did not understand each other"),
    "rejected": _("refused without a reason"),
    "complaint": _("reported as unwanted"),
}


@register.filter
def mail_problem(code: str) -> str:
    """Why a mail did not leave or arrive, in the reader's language."""
    words, _space, number = code.rpartition(" ")
    if number.isdigit() and words in REFUSED:
        return str(REFUSED[words]) % {"code": number}
    known = WAY.get(code) or REPORTED.get(code)
    return str(known) if known else gettext("no reason was given")
