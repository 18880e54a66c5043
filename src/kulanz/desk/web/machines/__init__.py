"""Setting up doors for machines: tokens and webhooks."""
