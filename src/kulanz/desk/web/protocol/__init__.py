"""The guide of a team."""
