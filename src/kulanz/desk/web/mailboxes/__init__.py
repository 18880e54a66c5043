"""Setting up where mail comes in."""
