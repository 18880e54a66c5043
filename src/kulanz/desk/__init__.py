"""The desk: one Django app, the only part of Kulanz that knows a web and a database."""
