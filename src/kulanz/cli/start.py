"""Starting, watching and stopping the processes of the desk."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from types import FrameType

import typer

PATIENCE = 10.0  # seconds a process gets to finish its item before it is killed


def refuse_taken_port(host: str, port: int) -> None:
    """Stop with one clear line when somebody else listens there already."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            print(
                f"Cannot listen on {host}:{port} ({error.strerror}). Try --port {port + 1}.",
                file=sys.stderr,
            )
            raise typer.Exit(2) from error


def prepare() -> None:
    """Migrate, make the cache table, collect static files; safe to repeat."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def serve(host: str, port: int) -> None:
    """The web process. No access log: addresses of customers' pages are secrets."""
    import uvicorn
    from django.conf import settings

    threading.Thread(target=_warm, name="warm", daemon=True).start()
    uvicorn.run(
        "kulanz.desk.project.asgi:application",
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        log_config=None,  # ours: a traceback of uvicorn's own would quote what a customer wrote
        server_header=False,
        proxy_headers=settings.TRUSTED_PROXY,
        timeout_graceful_shutdown=3,
        lifespan="off",
    )


def _warm() -> None:
    """Read a sentence in each language, so that the first call does not wait for the tables."""
    from kulanz.calls import Entry, read_call
    from kulanz.languages import CODES

    for code in CODES:
        read_call([Entry(1, "customer", "ok")], code)


def work() -> None:
    """The jobs process, until it is asked to stop."""
    from kulanz.desk.jobs.run import run

    stop = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    run(stop)


def receive() -> None:
    """The receiver of mail, until it is asked to stop; nothing to do where none is wanted."""
    import asyncio

    from django.conf import settings

    from kulanz.desk.channels.email.receive import listen, listen_at

    if not settings.MAIL_LISTEN:
        print("Where? For example: kulanz mail-listen lmtp://127.0.0.1:8024", file=sys.stderr)
        raise typer.Exit(2)
    asyncio.run(
        listen(
            listen_at(settings.MAIL_LISTEN),
            signals=(signal.SIGTERM, signal.SIGINT),
            say=lambda where: print(f"Taking mail at {where}", flush=True),
        )
    )


def supervise(host: str, port: int) -> int:
    """Run web, jobs and the receiver of mail, if one is wanted; returns the exit code.

    Until Ctrl-C, a stop signal, or one of them ends.
    """
    from django.conf import settings

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _signal, _frame: stop.set())
    start = [sys.executable, "-m", "kulanz.cli"]
    parts = [["web", "--host", host, "--port", str(port)], ["jobs"]]
    parts += [["mail-listen"]] if settings.MAIL_LISTEN else []
    processes = [
        subprocess.Popen([*start, *words], start_new_session=True)  # noqa: S603 - our own program
        for words in parts
    ]
    while not stop.is_set() and all(one.poll() is None for one in processes):
        stop.wait(0.3)
    asked = stop.is_set()
    _end(processes)
    if asked:
        print("Stopped.", flush=True)
        return 0
    print("A part of the desk ended unexpectedly; everything was stopped.", file=sys.stderr)
    return 1


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for one in processes:
        if one.poll() is None:
            os.killpg(one.pid, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    for one in processes:
        try:
            one.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(one.pid, signal.SIGKILL)
            one.wait()
