"""Secrets at rest: readable with the desk's secret key, useless in a copy of the database alone."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

_PURPOSE = b"kulanz webhook secrets 1"


class Unsealable(Exception):
    """It was sealed with a secret key that is not here any more."""


def seal(secret: str) -> str:
    """The secret as it is stored (Fernet: AES-128-CBC with HMAC-SHA256)."""
    return _box().encrypt(secret.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """The secret itself.

    Raises:
        Unsealable: see there.
    """
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unsealable from error


def _box() -> MultiFernet:
    """A key of its own for this purpose, derived by HKDF (RFC 5869); older ones still open."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str | bytes) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE)
    return base64.urlsafe_b64encode(kdf.derive(force_bytes(key)))
