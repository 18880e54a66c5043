"""A folder for blobs that survives a power cut: written aside, synced, then renamed."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class DurableFolder(FileSystemStorage):
    """FileSystemStorage whose files are on the disk before `save` returns."""

    def _save(self, name: str, content: "File[Any]") -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
        with aside.open("wb") as stream:
            stream.writelines(content.chunks())
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(target)
        _sync_folder(target.parent)
        return name


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
