"""What a person reads when a reply or note is not sent."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "nothing_written": _("There is no text yet."),
    "not_one_address": _(
        "No mail address of this customer is known. Write it down first, or call."
    ),
    "bad_copy": _(
        "Not sent: no copy can go to “%(value)s”. It is no mail address, our own, or one too many."
    ),
    "files_too_large": _(
        "The new files were not added: all together 15 MB and 20 files at most. "
        "Your text and the earlier files are kept."
    ),
    "something_new": _("Not sent: something new has arrived that was not on your screen."),
    "check_stops": _(
        "Not sent: the check found something. Change the text, or say why a warning may stand."
    ),
    "nothing_to_settle": _("It is known by now what became of this mail."),
    "not_your_guide": _("The lead of the team changes this, or the complaint manager."),
    "too_late_to_undo": _("Too late: the reply has left already."),
}
