"""The settings that tests run with: the product's own, made quick and quiet."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "tests-only-" + "x" * 40)
os.environ.setdefault("WAYMARK_DATA", tempfile.mkdtemp(prefix="waymark-tests-"))
os.environ.setdefault("WAYMARK_TASKS", "immediate")
os.environ.setdefault("CACHE_URL", "locmemcache://")
os.environ.setdefault("EMAIL_URL", "memorymail://")
os.environ["WAYMARK_DEMO"] = "0"

from config.settings import *  # noqa: F403  # the environment above must be set first

INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]  # noqa: F405  # comes with the star import
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]  # noqa: F405  # comes with the star import
ZEAL_RAISE = True
# Each audit event locks its provider's row on purpose, once an event; an apprenticeship is held by each step
# that needs it; each letter is a task of its own, which here is done within the request that tells people.
ZEAL_ALLOWLIST = [
    {"model": "accounts.Provider", "field": None},
    {"model": "accounts.Letter", "field": None},
    {"model": "portfolio.Apprenticeship", "field": "get()"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
LOGGING_CONFIG = None
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":  # noqa: F405  # comes with the star import
    # A real file, as in production, so that locks and write-ahead logging are tested too.
    DATABASES["default"]["TEST"] = {"NAME": str(WAYMARK_DATA / "tests.sqlite3")}  # noqa: F405
    options = DATABASES["default"]["OPTIONS"]  # noqa: F405
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
else:
    DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"  # noqa: F405
    # Two runs at the same time take a name each.
    name = f"test_{DATABASES['default']['NAME']}{os.environ.get('WAYMARK_TESTS', '')}"  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": name}  # noqa: F405
# All tests ask from one address.
WAYMARK_ROOM_OPEN_RATE = "100000/m/ip"
WAYMARK_ROOM_RATE = "100000/m/ip"
