"""The command line: `kulanz read` needs only the core, the other commands start the desk."""

import sys


def main() -> None:
    """Entry point of `kulanz`."""
    from kulanz.cli.app import app

    if hasattr(sys.stdout, "reconfigure"):  # a terminal in Latin-1 gets "?" rather than a crash
        sys.stdout.reconfigure(errors="replace")
    app()
