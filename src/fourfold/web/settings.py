"""The site's settings: everything that differs between sites comes from the environment, and has a safe default."""

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from fourfold.web.storage.keys import derived
from fourfold.web.storage.settings import database

_HERE = Path(__file__).resolve().parent


def _folder(name: str, default: str) -> Path:
    return Path(os.environ.get(name) or Path.home() / default).expanduser().resolve()


def _truth(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


HOME = _folder("FOURFOLD_HOME", ".local/share/fourfold")
KEYS = _folder("FOURFOLD_KEYS", ".config/fourfold")
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
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fourfold.web.middleware.StaffSession",
    "fourfold.web.middleware.NothingKept",
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
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "fourfold.web.accounts.adapter.ByInvitation"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Fourfold"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_ADAPTER = "fourfold.web.accounts.adapter.SecondFactor"

IDLE_SECONDS = 15 * 60
LONGEST_SECONDS = 12 * 60 * 60
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
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _truth("FOURFOLD_BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "no-referrer"
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
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"terminal": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["terminal"], "level": "WARNING"},
}
