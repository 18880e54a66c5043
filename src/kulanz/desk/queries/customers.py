"""Finding customers."""

from kulanz.desk.models import Address, Customer
from kulanz.desk.models.customers import normal_address


def customer_by_address(value: str) -> Customer | None:
    """The customer known by this mail address or phone number, if any."""
    kind = Address.MAIL if "@" in value else Address.PHONE
    found = (
        Address.objects.select_related("customer")
        .filter(kind=kind, value=normal_address(kind, value))
        .first()
    )
    return found.customer if found else None
