"""What a person reads when the rules do not allow a change to a case."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "cannot_move": _("The case cannot go from its present state to that one."),
    "nothing_to_wait_for": _(
        "A case waits only on a commitment. Note what the customer does by when."
    ),
    "view_needs_a_name": _("Give the view a name, so that you find it again."),
    "too_many_views": _("There are fifty views already. Remove one first."),
    "problem_needs_a_name": _("Name the cause, so that others recognise it."),
    "already_merged": _("One of the two cases has been taken into another one already."),
    "merge_into_itself": _("A case cannot be taken into itself."),
    "different_customer": _(
        "The cases belong to two customers. "
        "Tick that they are the same person, or link the cases instead."
    ),
    "target_closed": _("That case is closed. Open it again first."),
    "merge_already_undone": _("This merge has been undone already."),
    "already_linked": _("The two cases are linked already."),
    "no_such_case": _("No case with this number is open to you."),
    "cannot_own": _("This colleague cannot own this case."),
}
