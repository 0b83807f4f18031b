"""Settings, read from the environment that ``bin/run`` and ``bin/mutuality`` prepare. No secrets stand here."""

import os
from pathlib import Path

from mutuality.host import environment
from mutuality.site import catalogue, order

PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("MUTUALITY_DATA", "data")).resolve()
ADDRESS = environment.address(os.environ.get("MUTUALITY_ADDRESS") or environment.USUAL_ADDRESS)
HTTPS = ADDRESS.startswith("https://")
REDIS_URL = os.environ.get("REDIS_URL", "")
# Whether several processes serve this community. One alone asks nobody what it remembers.
SEVERAL = os.environ.get("MUTUALITY_SEVERAL") == "1"
DEBUG = os.environ.get("MUTUALITY_DEV") == "1"
KEY_FILE = Path(os.environ.get("MUTUALITY_KEY_FILE", DATA / "keys" / "keyfile.json"))
EPOCHS_KEPT_DAYS = environment.number("MUTUALITY_EPOCH_DAYS", usual=14, least=1)
PATIENCE_SECONDS = environment.number("MUTUALITY_PATIENCE", usual=60, least=1)

# Django's own secret signs nothing of ours that outlives a request; the vault's key file replaces it at start.
SECRET_KEY = os.environ.get("MUTUALITY_SECRET", "replaced-by-the-key-file-when-serving")

ALLOWED_HOSTS = [environment.host(ADDRESS), "localhost", "127.0.0.1", "[::1]", *environment.hosts()]
CSRF_TRUSTED_ORIGINS = [ADDRESS]

INSTALLED_APPS = [
    "template_partials",
    "mutuality.kit",
    "mutuality.ui",
    "mutuality.outbox",
    "mutuality.ballots",
    "mutuality.circles",
    *(f"mutuality.{name}" for name in reversed(order.APPS)),
    "mutuality.site",
]

MIDDLEWARE = [
    "mutuality.site.middleware.quiet_log",
    "mutuality.site.middleware.headers",
    # Pads each packed answer by a random length, so that its size does not tell what stands beside somebody's guess.
    "django.middleware.gzip.GZipMiddleware",
    "mutuality.people.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "mutuality.site.middleware.urgent",
    "mutuality.people.middleware.session",
    "mutuality.people.middleware.answer_lines",
    "django.middleware.csrf.CsrfViewMiddleware",
    "mutuality.site.middleware.refusals",
    "mutuality.site.middleware.pace",
    "mutuality.site.maintenance.pauses",
    "mutuality.site.way_out.way_out",
    "mutuality.safety.middleware.changed_limits",
    "mutuality.decisions.middleware.decided_meanwhile",
    "mutuality.people.page_access.gate",
    "mutuality.site.at_hand.view_asked",
]

ROOT_URLCONF = "mutuality.site.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "mutuality.site.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "mutuality.ui.templatetags.parts",
                "mutuality.ui.templatetags.moments",
            ],
        },
    }
]

DATABASES = {"default": environment.database(DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [catalogue.place(DATA)]
DEMO = os.environ.get("MUTUALITY_DEMO") == "1"
LOG_PAGES = os.environ.get("MUTUALITY_LOG_PAGES") == "1"
EXIT_TO = environment.exit_to(own=ADDRESS)
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = ("__Host-f" if HTTPS else "f") + ("-demo" if DEMO else "")
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "mutuality.site.views.trouble.forged"
DATA_UPLOAD_MAX_MEMORY_SIZE = 262_144
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_HANDLERS = ["mutuality.site.uploads.OneSmallFile"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
APPEND_SLASH = True
LOGGING_CONFIG = None
SILENCED_SYSTEM_CHECKS: list[str] = []
