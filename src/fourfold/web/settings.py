"""The site's settings: everything that differs between sites comes from the environment, and has a safe default."""

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from fourfold.web.accounts.mail import mail_address
from fourfold.web.storage.keys import derived
from fourfold.web.storage.settings import database

_HERE = Path(__file__).resolve().parent


def _folder(name: str, default: str) -> Path:
    return Path(os.environ.get(name) or Path.home() / default).expanduser().resolve()


def _truth(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


HOME = _folder("FOURFOLD_HOME", ".local/share/fourfold")
KEYS = _folder("FOURFOLD_KEYS", ".config/fourfold")
BACKUPS = _folder("FOURFOLD_BACKUPS", str(HOME / "backups"))
BACKUPS_KEPT = int(os.environ.get("FOURFOLD_BACKUPS_KEPT") or 30)
DEMO = _truth("FOURFOLD_DEMO")
SECURE = _truth("FOURFOLD_TLS")

SECRET_KEY = derived(KEYS, "signing").hex()
DEBUG = False
ALLOWED_HOSTS = [h for h in os.environ.get("FOURFOLD_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if SECURE else []
ROOT_URLCONF = "fourfold.web.urls"
WSGI_APPLICATION = "fourfold.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES: dict[str, dict[str, Any]] = {
    "default": database(os.environ.get("FOURFOLD_DATABASE_URL", ""), HOME / "fourfold.db", lambda: derived(KEYS, "database"))
}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "ninja",
    "fourfold.web",
]
MIDDLEWARE = [
    "fourfold.web.middleware.NothingKept",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "fourfold.web.returned.SignedInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fourfold.web.middleware.StaffSession",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fourfold.web.page.surroundings",
            ],
            "builtins": ["fourfold.web.templatetags.words", "fourfold.web.templatetags.drawing"],
        },
    }
]

AUTH_USER_MODEL = "web.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["fourfold.web.accounts.passwords.Argon2id"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "20/m/ip,5/5m/key", "reset_password": "10/m/ip,3/10m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _truth("FOURFOLD_BEHIND_PROXY") else 0
ACCOUNT_ADAPTER = "fourfold.web.accounts.adapter.ByInvitation"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Fourfold"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_ADAPTER = "fourfold.web.accounts.adapter.SecondFactor"

# Throttling and used one-time codes are counted here. The counts must be one for all processes and machines, and their changes
# atomic: memory is per process, files have no atomic add. The database is both, and is encrypted. A migration makes the table.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

IDLE_SECONDS = 15 * 60
LONGEST_SECONDS = 12 * 60 * 60
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_AGE = LONGEST_SECONDS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "fourfold_session"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "fourfold_form"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_NAME = "fourfold_language"
CSRF_FAILURE_VIEW = "fourfold.web.faults.form_expired"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _truth("FOURFOLD_BEHIND_PROXY") else None
# Other sites learn nothing. With "no-referrer" browsers hide the origin of every form ("null"), and Django refuses the form.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("FOURFOLD_TIME_ZONE", "UTC")

STATIC_URL = "static/"
STATICFILES_DIRS = [_HERE / "static", _HERE.parent / "feedback" / "templates"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
# The one page that takes a file sets a handler of its own (talk/uploading), once it knows who sends it. Without this, whoever
# sends one, signed in or not, has it written to the disk, whatever its length.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
MAIL = mail_address(os.environ.get("FOURFOLD_MAIL_URL", ""))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_TLS = MAIL or ("", 25, "", "", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("FOURFOLD_MAIL_FROM", "fourfold@localhost")
ACCOUNT_EMAIL_NOTIFICATIONS = MAIL is not None
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_words": {"()": "fourfold.web.logs.WithoutWords"}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "filters": ["without_words"]}},
    "root": {"handlers": ["terminal"], "level": "WARNING"},
}
