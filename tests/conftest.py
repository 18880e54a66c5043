"""One temporary data folder per run; nothing of the machine's own is read."""

import os
import tempfile

os.environ["KULANZ_DATA_DIR"] = tempfile.mkdtemp(prefix="kulanz-test-")
os.environ.setdefault("KULANZ_PUBLIC_URL", "http://127.0.0.1:8000")
for name in ("KULANZ_SECRET_KEY", "KULANZ_SMTP_URL", "KULANZ_DEMO"):
    os.environ.pop(name, None)
# The workers of a parallel run inherit the URL from the process that started the cluster.
wanted = os.environ.get("KULANZ_TEST_DATABASE")
if wanted == "postgresql" and "KULANZ_DATABASE_URL" not in os.environ:
    import postgres

    os.environ["KULANZ_DATABASE_URL"] = postgres.start()
# Named here and not in pyproject.toml: pytest-django would read the settings before this file.
os.environ["DJANGO_SETTINGS_MODULE"] = "kulanz.desk.project.settings"

import django  # noqa: E402 - after the environment is set
import hypothesis  # noqa: E402 - same
from django.conf import settings  # noqa: E402 - same

# A busy machine breaks no law: time is measured in bench/, never asserted.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

# Static files by their plain names, without collecting them first.
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
settings.STORAGES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
database = settings.DATABASES["default"]
if database["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: only then do two threads meet the locks that two processes meet.
    database.setdefault("TEST", {})["NAME"] = str(settings.DATA_DIR / "test.sqlite3")
django.setup()
