"""Kulanz, a complaint-resolution desk. *Kulanz* is German for goodwill."""

__version__ = "0.1.0"
