"""Finding or making the customer behind an address."""

from datetime import datetime

from django.db import IntegrityError, transaction

from kulanz.desk.models import Address, Customer
from kulanz.desk.models.customers import normal_address


def customer_at(*, kind: str, value: str, name: str, language: str, at: datetime) -> Customer:
    """The customer known by this address; a new one when nobody is."""
    value = normal_address(kind, value)
    addresses = Address.objects.select_related("customer").filter(kind=kind, value=value)
    there_is = addresses.first()
    if there_is is not None:
        return there_is.customer
    try:
        with transaction.atomic():  # where somebody is faster, nothing is left behind
            customer = Customer.objects.create(
                name=name.strip() or value, language=language, created_at=at
            )
            Address.objects.create(customer=customer, kind=kind, value=value)
    except IntegrityError:
        return addresses.get().customer
    return customer
