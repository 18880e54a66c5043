"""What has become of a message, in words."""

from django.utils.translation import gettext as _

from kulanz.desk.models import RawMessage


def outcome_words(raw: RawMessage) -> str:
    """What a message has become."""
    words = {
        "": _("not read yet"),
        "case": _("a new case"),
        "reply": _("a message in a case"),
        "bounce": _("a report that a mail did not arrive"),
        "auto_reply": _("written by a machine"),
        "quarantine": _("put aside"),
        "duplicate": _("a copy of a message that is here"),
        "own": _("our own mail"),
    }
    return words[raw.outcome]


def way_words(raw: RawMessage) -> str:
    """Which way it came."""
    words = {
        "mail": _("by mail"),
        "upload": _("as a file"),
        "webform": _("by the form"),
        "statuspage": _("on the status page"),
        "import": _("from an archive"),
    }
    return words[raw.source]


def why(raw: RawMessage) -> str:
    """Why a message is no contact, in words."""
    words = {
        "no_sender": _("nobody is named as sender"),
        "automatic": _("a machine wrote it, and it belongs to no case"),
        "own_mail": _("it comes from our own address"),
        "bounce": _("a mail server reports that a mail did not arrive, and it is none of ours"),
        "out_of_office": _("an absence notice that belongs to no case"),
        "auto_reply": _("an automatic answer that belongs to no case"),
        "receipt": _("a receipt that a mail was opened"),
        "report": _("a report of a mail server"),
        "list": _("a mail to many, from a list"),
        "machine": _("a machine wrote it, and it belongs to no case"),
        "loop": _("it goes in circles between mail servers"),
        "too_large": _("it is larger than what is read"),
        "left_in_mailbox": _("it is too large, and is still in the mailbox"),
        "not_handed_over": _("the mail server does not hand it over; it is still in the mailbox"),
        "mail_cut": _("it is larger than what is read"),
        "too_many_parts": _("it has more parts than are read"),
        "nested_too_deep": _("its parts are nested deeper than is read"),
        "headers_cut": _("its head is longer than is read"),
        "trap": _("the form was filled in by a robot"),
        "not_a_form": _("the form is damaged"),
    }
    return words.get(
        raw.problem, _("it could not be read (%(code)s)") % {"code": raw.problem or raw.state}
    )
