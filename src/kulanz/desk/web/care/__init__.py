"""Breaks and talks after hard calls."""
