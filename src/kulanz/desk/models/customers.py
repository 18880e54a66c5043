"""Who complained, and the addresses we know them by."""

from django.db import models


class Customer(models.Model):
    """A customer (de: Kunde, nl: klant). Carries no judgement, no score and no type."""

    name = models.CharField(max_length=200)
    salutation = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=2, default="de")
    erased_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Address(models.Model):
    """A mail address or phone number, normalised; it belongs to one customer.

    `undeliverable_at` is set when a mail came back for good, and cleared when they write from it.
    """

    MAIL, PHONE = "mail", "phone"
    KINDS = ((MAIL, "mail"), (PHONE, "phone"))

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=5, choices=KINDS)
    value = models.CharField(max_length=254)
    undeliverable_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="one_address_one_customer")
        ]

    def __str__(self) -> str:
        return self.value


def normal_address(kind: str, value: str) -> str:
    """Mail addresses in lower case; phone numbers as digits with a leading plus."""
    value = value.strip()
    if kind == Address.MAIL:
        return value.lower()
    digits = "".join(sign for sign in value if sign.isdigit())
    return f"+{digits.removeprefix('00')}" if value.startswith(("+", "00")) else digits
