"""Every setting, read top to bottom; values come from the environment, listed in .env.example."""

from pathlib import Path

import environ
import structlog
from bootstrap_wrapper import get_bootstrap_dir
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.logs import without_secrets

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.FileAwareEnv()
env.read_env(BASE_DIR / ".env")

# --- What kind of installation this is -------------------------------------------------------

WAYMARK_VERSION = "0.1.0"
WAYMARK_DEMO = env.bool("WAYMARK_DEMO", default=False)
WAYMARK_DEMO_PASSWORD = "waymark-demo"  # noqa: S105  # nosec B105  # in the README; refused elsewhere
WAYMARK_DEMO_LOGINS = ["apprentice", "assessor", "manager", "iqa", "admin", "visitor", "verifier"]
DEBUG = env.bool("DEBUG", default=False)
WAYMARK_DATA = Path(env.str("WAYMARK_DATA", default=str(BASE_DIR / "var"))).resolve()
WAYMARK_DATA.mkdir(parents=True, exist_ok=True)

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY and (WAYMARK_DEMO or DEBUG):
    SECRET_KEY = "only-for-demonstration-and-development-never-for-real-people"  # noqa: S105  # nosec B105
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set. Put it into .env; .env.example lists every setting.")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# True when people reach the site over HTTPS. Cookies then carry the __Host- prefix and HSTS is sent.
HTTPS = env.bool("HTTPS", default=False)

# --- Applications ----------------------------------------------------------------------------

INSTALLED_APPS = [
    "accounts",
    "standards",
    "portfolio",
    "assessments",
    "reports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "config.static_files.OurStaticFiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "accounts.middleware.only_known_methods",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "accounts.middleware.privacy_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portfolio.middleware.attach_roles",
    "portfolio.middleware.write_down_viewings",
    "accounts.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.navigation",
            ],
        },
    },
]

# --- Where things are kept -------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{WAYMARK_DATA / 'waymark.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue instead of failing: the lock is taken at BEGIN, and waited for.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;"
        ),
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    # Compiling a query takes longer than any query of a page does.
    DATABASES["default"]["OPTIONS"].setdefault("options", "-c jit=off")
DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache_url("CACHE_URL", default="dbcache://waymark_cache")}
if CACHES["default"]["BACKEND"].endswith(".RedisCache"):
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    # A Redis that hangs costs a second, not the fifteen that its client would spend on trying again.
    CACHES["default"]["OPTIONS"] = {
        "socket_timeout": 1,
        "socket_connect_timeout": 1,
        "retry": Retry(NoBackoff(), 0),
    }

# Files people upload never lie below a folder that a web server serves.
FILE_UPLOAD_TEMP_DIR = WAYMARK_DATA / "incoming"
FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True)
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = ["portfolio.upload_handlers.LimitedUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 40
# One file sent in chunks, which can go on after a break; and one sent with a form, which cannot.
WAYMARK_MAX_FILE_BYTES = env.int("WAYMARK_MAX_FILE_BYTES", default=2_000_000_000)
# All files of one archive that is brought in, unpacked.
WAYMARK_MAX_ARCHIVE_BYTES = env.int("WAYMARK_MAX_ARCHIVE_BYTES", default=5_000_000_000)
WAYMARK_MAX_FORM_FILE_BYTES = env.int("WAYMARK_MAX_FORM_FILE_BYTES", default=200_000_000)
WAYMARK_MAX_FILES_PER_EVIDENCE = env.int("WAYMARK_MAX_FILES_PER_EVIDENCE", default=40)

STORAGES = {
    "default": {
        "BACKEND": "portfolio.storage.DurableFileStorage",
        "OPTIONS": {"location": str(WAYMARK_DATA / "files")},
    },
    "staticfiles": {"BACKEND": "config.static_files.ModuleStorage"},
}
if env.str("S3_BUCKET", default=""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.str("S3_BUCKET"),
            "endpoint_url": env.str("S3_ENDPOINT_URL", default="") or None,
            "access_key": env.str("S3_ACCESS_KEY", default="") or None,
            "secret_key": env.str("S3_SECRET_KEY", default="") or None,
            "region_name": env.str("S3_REGION", default="eu-west-2"),
            "querystring_auth": True,
            "querystring_expire": 60,
            "file_overwrite": True,
            "default_acl": None,
        },
    }

STATIC_URL = "/static/"
STATIC_ROOT = WAYMARK_DATA / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("bootstrap/css", str(Path(get_bootstrap_dir()) / "css")),
]
WHITENOISE_USE_FINDERS = DEBUG

# --- Serving ---------------------------------------------------------------------------------

WAYMARK_HOST = env.str("WAYMARK_HOST", default="127.0.0.1")
WAYMARK_PORT = env.int("WAYMARK_PORT", default=8000)
WAYMARK_WEB_PROCESSES = env.int("WAYMARK_WEB_PROCESSES", default=2)
WAYMARK_WEB_THREADS = env.int("WAYMARK_WEB_THREADS", default=4)
WAYMARK_MAX_REQUEST_BYTES = env.int("WAYMARK_MAX_REQUEST_BYTES", default=500_000_000)
# The address of the proxy in front, when there is one; nobody else's forwarded headers are believed.
WAYMARK_TRUSTED_PROXY = env.str("WAYMARK_TRUSTED_PROXY", default="")
WAYMARK_TRUSTED_PROXY_COUNT = env.int("WAYMARK_TRUSTED_PROXY_COUNT", default=1)

# --- Background work -------------------------------------------------------------------------

_TASK_BACKENDS = {
    "database": "django_tasks_db.DatabaseBackend",
    "redis": "django_tasks_rq.RQBackend",
    "immediate": "django_tasks.backends.immediate.ImmediateBackend",
}
WAYMARK_TASKS = env.str("WAYMARK_TASKS", default="database")
TASKS = {"default": {"BACKEND": _TASK_BACKENDS[WAYMARK_TASKS]}}
if WAYMARK_TASKS == "redis":
    INSTALLED_APPS.append("django_rq")
    RQ_QUEUES = {"default": {"URL": env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")}}

# Finished files are kept so long; and so many exports of one person are made at the same time.
WAYMARK_EXPORT_DAYS = env.int("WAYMARK_EXPORT_DAYS", default=30)
WAYMARK_EXPORTS_AT_ONCE = env.int("WAYMARK_EXPORTS_AT_ONCE", default=2)
# What issued files are signed with. Without a setting the key is made once, in WAYMARK_DATA/keys.
WAYMARK_SIGNING_KEY = env.str("WAYMARK_SIGNING_KEY", default="")
# A folder of certificates: <provider id>.p12 or .pem, or default.p12 or .pem for all others.
WAYMARK_CERTIFICATES = Path(
    env.str("WAYMARK_CERTIFICATES", default=str(WAYMARK_DATA / "keys" / "certificates"))
)
WAYMARK_CERTIFICATE_PASSWORD = env.str("WAYMARK_CERTIFICATE_PASSWORD", default="")
WAYMARK_VERIFY_RATE = env.str("WAYMARK_VERIFY_RATE", default="30/m/ip")
# One document may use this much; a runaway one dies alone.
WAYMARK_PDF_SECONDS = env.int("WAYMARK_PDF_SECONDS", default=180)
# Asked by the status page: why PDFs cannot be made here; an empty answer means they can.
WAYMARK_PDF_PROBLEM = "reports.press.pdf_problem"
WAYMARK_PDF_MEGABYTES = env.int("WAYMARK_PDF_MEGABYTES", default=1500)
WAYMARK_CHECK_SECONDS = env.int("WAYMARK_CHECK_SECONDS", default=6)
WAYMARK_CHECK_MEGABYTES = env.int("WAYMARK_CHECK_MEGABYTES", default=1000)
# Asked by the status page too: why recordings get neither picture nor length here.
WAYMARK_CLIP_PROBLEM = "portfolio.opener.clip_problem"
# A virus scanner (clamd): unix:/path/of/socket or tcp:host:port. Others see nothing before it is clean.
WAYMARK_CLAMD = env.str("WAYMARK_CLAMD", default="")
if WAYMARK_CLAMD and not WAYMARK_CLAMD.startswith(("unix:/", "tcp:")):
    raise ImproperlyConfigured(
        "WAYMARK_CLAMD must read unix:/path/of/socket or tcp:host:port; .env.example lists every setting."
    )

# Links by which people without an account sign: how many days each lives, how many requests one portfolio
# makes in a day, and how often one address may ask for anything behind such links.
WAYMARK_SIGN_LINK_DAYS = env.int("WAYMARK_SIGN_LINK_DAYS", default=14)
WAYMARK_SIGN_REQUESTS_A_DAY = env.int("WAYMARK_SIGN_REQUESTS_A_DAY", default=20)
WAYMARK_SIGN_RATE = env.str("WAYMARK_SIGN_RATE", default="240/m/ip")
# Links by which assessment organisations read: how often one address may try to open one, and ask for
# anything behind those that it opened.
WAYMARK_ROOM_OPEN_RATE = env.str("WAYMARK_ROOM_OPEN_RATE", default="30/m/ip")
WAYMARK_ROOM_RATE = env.str("WAYMARK_ROOM_RATE", default="1200/m/ip")
# Asked by the page of a piece, which belongs to the app below: what was signed about it.
WAYMARK_SIGNED = "assessments.testimonies.signed_about"

# --- People and sessions ---------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.EmailBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.validators.NotTheDemoPassword"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "accounts.adapter.InvitationOnlyAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
# A whole class logs in at nine from one address; one account's wrong guesses are counted first.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "5/5m/key,60/m/ip"}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Waymark: "
ACCOUNT_USER_DISPLAY = "accounts.models.display_name"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Waymark"
MFA_FORMS = {
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "login_webauthn": "accounts.forms.LoginPasskeyForm",
    "authenticate_webauthn": "accounts.forms.AuthenticatePasskeyForm",
    "reauthenticate_webauthn": "accounts.forms.ReauthenticatePasskeyForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody signs up alone: addresses come from the training provider
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or WAYMARK_DEMO

SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "accounts.views.errors.csrf_failure"
if HTTPS:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", default=True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Scripts, styles, pictures and fonts come from this site alone; nothing is inline.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # blob: is what the page itself holds: a picture just taken, a voice note before it is kept.
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    },
}

# --- Words, time, mail -----------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["config.formats"]

SITE_URL = env.str("SITE_URL", default=f"http://{WAYMARK_HOST}:{WAYMARK_PORT}")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Waymark <no-reply@waymark.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 10
# A demonstration prints its mail. Elsewhere that would put addresses and links into the log.
if not env.str("EMAIL_URL", default="") and not (WAYMARK_DEMO or DEBUG):
    raise ImproperlyConfigured("EMAIL_URL is not set. Put it into .env; .env.example lists every setting.")
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))

# --- Logs: one event one line, ids and never names --------------------------------------------

_log_processors: list[structlog.types.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    without_secrets,
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(),
            "foreign_pre_chain": _log_processors,
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {
        "waymark": {"level": env.str("LOG_LEVEL", default="INFO")},
        "waitress.queue": {"level": "ERROR"},  # says at every short rush that requests wait
    },
}
structlog.configure(
    processors=[*_log_processors, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
