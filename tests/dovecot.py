"""A real Dovecot of the tests' own: a folder, a port that is free, and a certificate of its own."""

import contextlib
import imaplib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "hilfe@shop.example", "geheim & Grün"


def certificate(folder: Path, name: str = "localhost") -> tuple[Path, Path]:
    """A certificate that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), 1, now, now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, private = folder / f"{name}.pem", folder / f"{name}.key"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return pem, private


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Dovecot:
    """`plain` speaks unencrypted and offers STARTTLS, `tls` is encrypted from the start."""

    folder: Path
    plain: int = field(default_factory=free_port)
    tls: int = field(default_factory=free_port)
    settings: str = ""
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def certificate(self) -> Path:
        return self.folder / "localhost.pem"

    def start(self) -> None:
        self._write()
        for one in self.folder.iterdir():  # whatever the umask is: its processes are not us
            if one.suffix != ".key":
                one.chmod(0o755)
        subprocess.run([DOVECOT, "-c", str(self.folder / "dovecot.conf")], check=True)
        deadline = time.monotonic() + 20
        while not _listens(self.plain):
            assert time.monotonic() < deadline, (self.folder / "log").read_text()
            time.sleep(0.02)

    def stop(self) -> None:
        """As a restart of the machine does: everybody is cut off."""
        pid_file = self.folder / "run" / "master.pid"
        if not pid_file.exists():
            return
        pid = int(pid_file.read_text())
        children = [
            int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + 20
        while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)
        with contextlib.suppress(FileNotFoundError):
            pid_file.unlink()

    def put(self, *mails: bytes, folder: str = "INBOX", when: datetime | None = None) -> None:
        """As a delivery, or as a person who moves a mail there."""
        with self.at_home() as line:
            date = imaplib.Time2Internaldate(when or datetime.now(UTC))
            for one in mails:
                assert line.append(folder, "", date, one)[0] == "OK"

    def put_at_once(self, mails: Iterable[bytes]) -> None:
        """Very many, as files in the folder of the account."""
        new = self.folder / "mails" / "new"
        for number, one in enumerate(mails, 1):
            file = new / f"{number}.M1P1.shop"
            file.write_bytes(one)
            file.chmod(0o644)

    @contextlib.contextmanager
    def at_home(self) -> Iterator[imaplib.IMAP4]:
        """The account, by another program than ours."""
        with imaplib.IMAP4("127.0.0.1", self.plain) as line:
            try:
                line.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
            except imaplib.IMAP4.error as error:
                raise AssertionError((self.folder / "log").read_text()) from error
            yield line

    def flags(self, folder: str = "INBOX") -> list[str]:
        """What is noted at each mail of a folder."""
        with self.at_home() as line:
            if line.select(folder, readonly=True)[1] == [b"0"]:
                return []
            _, rows = line.fetch("1:*", "(FLAGS)")
        noted = [str(row).split("FLAGS (")[1].split(")")[0] for row in rows if row]
        return [one.replace(r"\\", "\\").replace(r"\Recent", "").strip() for one in noted]

    def _write(self) -> None:
        """The settings; as root its processes have users of their own, else they are ours."""
        root = os.getuid() == 0
        me = pwd.getpwuid(os.getuid()).pw_name
        own = "" if root else f"default_internal_user = {me}\ndefault_login_user = {me}\n"
        mails = self.folder / "mails"
        mails.mkdir(exist_ok=True)
        if root:
            shutil.chown(mails, "mail", "mail")
        certificate(self.folder) if not self.certificate.exists() else None
        for name, text in self.files.items():
            (self.folder / name).write_text(text)
        (self.folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
        (self.folder / "dovecot.conf").write_text(
            CONFIG.format(
                folder=self.folder,
                plain=self.plain,
                tls=self.tls,
                own=own,
                more=self.settings.replace("FOLDER", str(self.folder)),
                user="mail" if root else me,
            )
        )


DOVECOT = shutil.which("dovecot") or "/usr/sbin/dovecot"
CONFIG = """
protocols = imap
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
listen = 127.0.0.1
{own}
mail_uid = {user}
mail_gid = {user}
first_valid_uid = 1
mail_location = maildir:{folder}/mails
mailbox_idle_check_interval = 1 secs
auth_mechanisms = plain login
auth_username_format = %u
disable_plaintext_auth = no
ssl = yes
ssl_cert = <{folder}/localhost.pem
ssl_key = <{folder}/localhost.key
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={user} home={folder}/mails
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
namespace inbox {{
  inbox = yes
}}
{more}
"""


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as line:
        return line.recv(4) == b"* OK"
    return False


@contextlib.contextmanager
def dovecot(settings: str = "", files: Mapping[str, str] | None = None) -> Iterator[Dovecot]:
    """One that runs until the end; in a folder with a short name, as sockets need one.

    `settings` are added to the others (FOLDER is its folder), `files` put beside them.
    """
    folder = Path(tempfile.mkdtemp(prefix="kz"))
    folder.chmod(0o755)
    server = Dovecot(folder, settings=settings, files=files or {})
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
