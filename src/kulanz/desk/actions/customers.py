"""Finding or making the customer behind an address."""

from datetime import datetime

from django.db import transaction

from kulanz.desk.models import Address, Customer
from kulanz.desk.models.customers import normal_address


@transaction.atomic
def customer_at(*, kind: str, value: str, name: str, language: str, at: datetime) -> Customer:
    """The customer known by this address; a new one when nobody is."""
    value = normal_address(kind, value)
    known = Address.objects.select_related("customer").filter(kind=kind, value=value).first()
    if known is not None:
        return known.customer
    customer = Customer.objects.create(name=name.strip() or value, language=language, created_at=at)
    Address.objects.create(customer=customer, kind=kind, value=value)
    return customer
