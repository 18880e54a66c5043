"""Why no mail comes in from a mailbox, in words."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

register = template.Library()

# Codes of `channels/email/imap.py`, `oauth.py` and `jobs/mailboxes.py`.
PROBLEMS: dict[str, Promise] = {
    "name": _("the mail server's name is not known"),
    "refused": _("the mail server does not take calls at this port"),
    "slow": _("the mail server does not answer"),
    "connection": _("the mail server cut the line"),
    "tls": _("no encrypted connection to the mail server comes about"),
    "certificate": _("nobody vouches for the mail server's certificate: our password was not sent"),
    "no_starttls": _("the mail server offers no encryption (STARTTLS): our password was not sent"),
    "login": _("the mail server refuses our user or password"),
    "busy": _("the mail server lets nobody in at the moment"),
    "mechanism": _("the mail server wants another way to sign in"),
    "folder": _("there is no such folder"),
    "server": _("the mail server refuses what we ask for"),
    "protocol": _("what the mail server says cannot be understood"),
    "address": _("this name leads to an address where no mail server may be"),
    "secret": _("its password was stored with another secret key: type it again"),
    "token": _("the provider gives us no token: sign in there again"),
    "token_busy": _("the provider of tokens has no time at the moment"),
    "no_room": _("our disk is full"),
    "not_kept": _("our disk does not take the mail"),
    "not_moved": _("mails cannot be moved to the other folder"),
    "not_marked": _("mails cannot be marked as seen"),
}


@register.filter
def mailbox_problem(code: str) -> str:
    """What a person can do something with; an unknown code is shown as it is."""
    if code.startswith("token_") and code not in PROBLEMS:
        return gettext("the provider of tokens cannot be reached (%(code)s)") % {"code": code[6:]}
    found = PROBLEMS.get(code)
    return str(found) if found else gettext("something went wrong (%(code)s)") % {"code": code}
