"""The site's settings in a folder of their own that is thrown away, on the database of FOURFOLD_DATABASE_URL or on SQLite."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = Path(tempfile.mkdtemp(prefix="fourfold-tests-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["FOURFOLD_HOME"] = str(_folder / "home")
os.environ["FOURFOLD_KEYS"] = str(_folder / "keys")
(_folder / "home").mkdir()

from fourfold.web.storage.keys import make_key

make_key(_folder / "keys")

from fourfold.web.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
