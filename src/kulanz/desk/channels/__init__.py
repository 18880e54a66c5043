"""The ways in and out: one folder per channel, each with a line in `CHANNELS`.

A channel takes bytes in by `take_in(content, *, at)`, which keeps them raw before anything is read.
"""

from kulanz.desk.channels import email, webform

CHANNELS = (email, webform)
