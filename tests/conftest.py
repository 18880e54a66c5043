"""One temporary data folder per run; nothing of the machine's own is read."""

import os
import tempfile

os.environ["KULANZ_DATA_DIR"] = tempfile.mkdtemp(prefix="kulanz-test-")
os.environ.setdefault("KULANZ_PUBLIC_URL", "http://127.0.0.1:8000")
for name in ("KULANZ_SECRET_KEY", "KULANZ_SMTP_URL", "KULANZ_DEMO"):
    os.environ.pop(name, None)
