"""The telephone: what rings is shown on every page, and whoever picks up says what it is about."""
