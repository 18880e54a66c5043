"""What to do when somebody is in danger."""
