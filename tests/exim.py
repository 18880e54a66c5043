"""A real mail server of the tests' own (Exim): takes mail from us and delivers it into a folder."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from dovecot import certificate, free_port

USER, PASSWORD = "desk", "geheim"
NOBODY, LATER = "nobody@mail.example", "later@mail.example"
CONFIG = """
primary_hostname = mx.mail.example
spool_directory = FOLDER/spool
log_file_path = FOLDER/log-%s
pid_file_path = FOLDER/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = PORT
exim_user = OWNER
exim_group = OWNER
never_users =
deliver_drop_privilege = DROP
tls_advertise_hosts = *
tls_certificate = FOLDER/localhost.pem
tls_privatekey = FOLDER/localhost.key
acl_smtp_rcpt = who
smtp_accept_max = 50

begin acl
who:
  deny local_parts = nobody
       message = no such user
  defer local_parts = later
       message = not now
  accept

begin routers
all:
  driver = accept
  transport = into

begin transports
into:
  driver = appendfile
  directory = FOLDER/mails
  create_directory
  maildir_format
  user = OWNER
  group = OWNER

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${if and{{eq{$auth2}{USER}}{eq{$auth3}{PASSWORD}}}}
  server_set_id = $auth2
  server_advertise_condition = ${if def:tls_in_cipher}
"""
EXIM = shutil.which("exim4") or "/usr/sbin/exim4"


@dataclass
class Exim:
    """Offers STARTTLS, and a sign-in once the line is encrypted."""

    folder: Path
    port: int = field(default_factory=free_port)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=none"

    def start(self) -> None:
        root = os.getuid() == 0
        owner = "Debian-exim" if root else pwd.getpwuid(os.getuid()).pw_name
        text = CONFIG.replace("FOLDER", str(self.folder)).replace("PORT", str(self.port))
        text = text.replace("OWNER", owner).replace("DROP", "false" if root else "true")
        text = text.replace("{USER}", f"{{{USER}}}").replace("{PASSWORD}", f"{{{PASSWORD}}}")
        conf = self.folder / "exim.conf"
        conf.write_text(text)
        if not (self.folder / "localhost.pem").exists():
            certificate(self.folder)
        for one in (self.folder, *self.folder.iterdir()):
            one.chmod(0o755 if one.is_dir() else 0o644)
            if root and one != conf:  # its settings stay ours, or it would not believe them
                shutil.chown(one, owner, owner)
        subprocess.run([EXIM, "-C", conf, "-bd"], check=True, capture_output=True)
        deadline = time.monotonic() + 20
        while not _listens(self.port):
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def stop(self) -> None:
        file = self.folder / "exim.pid"
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            pid = int(file.read_text())
            os.kill(pid, signal.SIGTERM)
            while _listens(self.port):
                time.sleep(0.02)
            file.unlink()

    def mails(self, wanted: int) -> list[EmailMessage]:
        """What was delivered; waits for as many as are wanted, and a moment for one too many."""
        deadline = time.monotonic() + 20
        while len(self._files()) < wanted:
            assert time.monotonic() < deadline, len(self._files())
            time.sleep(0.05)
        time.sleep(0.3)
        return [
            message_from_bytes(one.read_bytes(), policy=policy.default) for one in self._files()
        ]

    def forget(self) -> None:
        for one in self._files():
            one.unlink()

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("mails/new/*"))


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as line:
        return line.recv(3) == b"220"
    return False


@contextlib.contextmanager
def exim() -> Iterator[Exim]:
    """One that runs until the end."""
    server = Exim(Path(tempfile.mkdtemp(prefix="kz")))
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(server.folder, ignore_errors=True)
