"""The names of the views, and what an empty one says: what would be here, and what to do next."""

from django.utils.translation import gettext_lazy as _

VIEW_NAMES = {
    "mine": _("Mine"),
    "unowned": _("Unowned"),
    "hot": _("Hot"),
    "due": _("Due today"),
    "waiting": _("Waiting for customer"),
    "confirm": _("To confirm"),
    "all": _("All open"),
}

EMPTY = {
    "mine": (_("You own no open case."), _("Take one that nobody owns."), "unowned"),
    "unowned": (_("Every open case has an owner."), _("See what is due today."), "due"),
    "hot": (_("No customer is loud or attacking right now."), _("See what is due today."), "due"),
    "due": (_("Nothing falls due today."), _("Use the time for cases nobody owns."), "unowned"),
    "waiting": (_("We are waiting for no customer."), _("Go on with your own cases."), "mine"),
    "confirm": (
        _("No solution is waiting to be confirmed."),
        _("Go on with your own cases."),
        "mine",
    ),
    "all": (
        _("There is no open case."),
        _("A new one starts with a mail, a web form or a call."),
        "",
    ),
}
