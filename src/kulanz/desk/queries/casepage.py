"""Everything the frame of the case page shows, in one object."""

from dataclasses import dataclass

from kulanz.desk.models import Case, Contact, Person


@dataclass(frozen=True, slots=True)
class CasePage:
    """The header, recap and contacts of one case for one reader."""

    case: Case
    contacts: tuple[Contact, ...]


def case_page(case: Case, *, person: Person) -> CasePage:  # noqa: ARG001
    """The frame of the case page."""
    return CasePage(case=case, contacts=tuple(case.contacts.order_by("-at")[:20]))
