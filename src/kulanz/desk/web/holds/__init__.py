"""Doors for holds: the list, and setting, extending and lifting them in a case."""
