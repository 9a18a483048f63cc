"""The site's settings as tests run them: files in a folder that goes away, nothing slow, nothing collected.

An installation that `PRAJA_VAR` of the shell names is never touched.
"""

import os
import tempfile

_var = tempfile.TemporaryDirectory(prefix="praja-var-")  # removed when the process ends
os.environ["PRAJA_VAR"] = _var.name
os.environ.setdefault("PRAJA_HTTPS", "tidak")
os.environ.pop("PRAJA_DEBUG", None)

from praja.config.settings import *  # noqa: E402, F403
from praja.config.settings import DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES["default"]["OPTIONS"].pop("pool", None)
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
STATIC_ROOT.mkdir()
