"""Content-addressed blobs on Django's storage `blobs` (folder by default, S3 by configuration)."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import storages


class BlobMissing(Exception):
    """The bytes for this hash are gone; the case still opens and says so."""


def _path(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def put(content: bytes) -> str:
    """Keep the bytes durably; returns their SHA-256 in hex. Keeping the same twice is free."""
    sha256 = hashlib.sha256(content).hexdigest()
    storage = storages["blobs"]
    if not storage.exists(_path(sha256)):
        storage.save(_path(sha256), ContentFile(content))
    return sha256


def get(sha256: str) -> bytes:
    """The bytes for a hash.

    Raises:
        BlobMissing: nothing is stored under it, or what is stored has another hash.
    """
    try:
        with storages["blobs"].open(_path(sha256)) as stream:
            content = bytes(stream.read())
    except FileNotFoundError as error:
        raise BlobMissing(sha256) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise BlobMissing(sha256)
    return content


def delete(sha256: str) -> None:
    """Forget the bytes; forgetting what is not there is fine."""
    storages["blobs"].delete(_path(sha256))
