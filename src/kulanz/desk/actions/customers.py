"""Finding or making the customer behind an address."""

from datetime import datetime
from typing import Any

from django.db import transaction

from kulanz.desk.models import Address, Customer
from kulanz.desk.models.customers import normal_address


@transaction.atomic
def customer_at(*, kind: str, value: str, name: str, language: str, at: datetime) -> Customer:
    """The customer known by this address; a new one when nobody is."""
    value = normal_address(kind, value)

    def new() -> Customer:
        return Customer.objects.create(name=name.strip() or value, language=language, created_at=at)

    # `new` is called within the savepoint: where somebody is faster, it leaves nothing behind.
    defaults: dict[str, Any] = {"customer": new}
    address, _ = Address.objects.select_related("customer").get_or_create(
        kind=kind, value=value, defaults=defaults
    )
    return address.customer
