"""What accounting and others carry out."""
