"""Reading `KULANZ_*` from the environment; a wrong value stops the start with one clear line."""

import contextlib
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """`KULANZ_<name>`, or the content of the file named by `KULANZ_<name>_FILE`."""
    path = os.environ.get(f"KULANZ_{name}_FILE")
    if path is None:
        return os.environ.get(f"KULANZ_{name}", default)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"KULANZ_{name}_FILE: cannot read {path}: {error}") from error


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name, "yes" if default else "no").lower()
    if value in {"1", "yes", "true", "on"}:
        return True
    if value in {"0", "no", "false", "off", ""}:
        return False
    raise ImproperlyConfigured(f"KULANZ_{name}: {value!r} is neither yes nor no")


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def web_address(name: str, default: str) -> str:
    """An address of the desk, without a slash at the end."""
    address = text(name, default).rstrip("/")
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ImproperlyConfigured(f"KULANZ_{name}: {address!r} is not like https://desk.example")
    return address


def data_folder() -> Path:
    """Where database, blobs and the secret key live; made on first use, for the owner only."""
    named = text("DATA_DIR")
    home = Path(os.environ.get("XDG_DATA_HOME", "~/.local/share")).expanduser()
    folder = Path(named).expanduser() if named else home / "kulanz"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"KULANZ_DATA_DIR: cannot make {folder}: {error}") from error
    return folder.resolve()


def secret_key(folder: Path) -> str:
    """`KULANZ_SECRET_KEY`, or one made on the first start and kept beside the database."""
    given = text("SECRET_KEY")
    if given:
        return given
    kept = folder / "secret-key"
    try:
        if not kept.exists():
            _make_key(kept)
        return kept.read_text(encoding="ascii").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{kept}: {error.strerror}") from error


def _make_key(kept: Path) -> None:
    """Written aside and linked: two processes that start together agree on one whole key."""
    aside = kept.with_name(f".secret-key.{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(secrets.token_urlsafe(50))
    with contextlib.suppress(FileExistsError):
        os.link(aside, kept)
    aside.unlink()
