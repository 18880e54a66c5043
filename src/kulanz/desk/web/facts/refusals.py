"""What the desk says when the ledger refuses something."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, str | Promise] = {
    "nothing_said": _("Nothing was written down: the line was empty."),
    "source_missing": _("Name the source: who or what shows that it is so?"),
    "not_checkable": _(
        "Only claims can be verified or refuted; opinions and feelings stay what they are."
    ),
    "not_shareable": _(
        "Opinions, feelings, questions and refuted lines are not shown to the customer."
    ),
    "changed_meanwhile": _(
        "Somebody changed this line in the meantime. Look at the new wording first."
    ),
    "commitment_in_ledger": _(
        "What we will do is a commitment: note it under Commitments, with a date."
    ),
    "case_closed": _("That case is closed. Open it again first."),
    "already_decided": _("Somebody has decided about this declaration already."),
}
