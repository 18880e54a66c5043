"""Asking for approval, and answering."""
