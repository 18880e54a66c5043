"""`python -m kulanz.cli`, the same as `kulanz`."""

from kulanz.cli import main

main()
