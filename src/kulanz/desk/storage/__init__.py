"""Bytes by their SHA-256: one interface, so that a folder can become an object store."""

from kulanz.desk.storage.blobs import BlobMissing, delete, get, put

__all__ = ["BlobMissing", "delete", "get", "put"]
