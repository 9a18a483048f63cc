"""Settings of the site, all from the environment, each with a safe default.

| variable | meaning | if absent |
|---|---|---|
| `PRAJA_VAR` | folder of this installation: database, files, secret key | `./var` |
| `DATABASE_URL` | PostgreSQL 15 or newer, as the application's role, which owns no table | embedded server |
| `PRAJA_OWNER_DATABASE_URL` | the same as the owner of the tables; only commands read it | embedded server |
| `PRAJA_HOSTS` | host names that the site answers to, separated by commas | `localhost,127.0.0.1,[::1]` |
| `PRAJA_HTTPS` | `tidak` only where people reach the site without https, as on a laptop | `ya` |
| `PRAJA_DEBUG` | `ya` shows errors with their source; never on a server | `tidak` |
| `PRAJA_PROXIES` | proxies in front of the site whose X-Forwarded-… is believed, a number | `0` |
| `PRAJA_EMAIL` | `smtp://user:password@host:587` (`smtps://` for TLS from the start) | nothing is sent |
| `PRAJA_EMAIL_FROM` | sender of e-mail | `praja@localhost` |
"""

from __future__ import annotations

import os
from pathlib import Path

from praja.config.environment import BACKUP_NOTE, Environment, secret_key

ENVIRONMENT = Environment(os.environ)
VAR = ENVIRONMENT.folder("PRAJA_VAR", Path("var"))

DEBUG = ENVIRONMENT.truth("PRAJA_DEBUG", False)
HTTPS = ENVIRONMENT.truth("PRAJA_HTTPS", True)
SECRET_KEY = secret_key(VAR / "kunci-rahasia")
ALLOWED_HOSTS = ENVIRONMENT.hosts("PRAJA_HOSTS", ("localhost", "127.0.0.1", "[::1]"))
CSRF_TRUSTED_ORIGINS = [
    f"{'https' if HTTPS else 'http'}://{'*' if host.startswith('.') else ''}{host}" for host in ALLOWED_HOSTS
]

# Lowest first, as imports point down; the shell is last among ours, so that it finds all that registered.
INSTALLED_APPS = [
    "praja.audit",
    "praja.accounts",
    "praja.files",
    "praja.organization",
    "praja.access",
    "praja.people",
    "praja.attendance",
    "praja.performance",
    "praja.payroll",
    "praja.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "praja.accounts.middleware.SignInFirst",
    "praja.web.middleware.ShellMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "praja.audit.middleware.AuditMiddleware",
    "praja.accounts.middleware.SessionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "praja.config.urls"
WSGI_APPLICATION = "praja.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "praja.web.context.shell",
                "praja.accounts.context.account",
            ],
        },
    },
]
FORM_RENDERER = "praja.web.form_renderer.FormRenderer"

# --- data

DATABASES = {"default": ENVIRONMENT.database("DATABASE_URL", VAR / "postgres")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FILES = VAR / "berkas"
"""Uploaded files, each named by the hash of its content; never served by path."""
LAST_BACKUP = VAR / BACKUP_NOTE
FILE_UPLOAD_HANDLERS = [
    "praja.files.uploads.LargestRequest",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- who signs in

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "praja.accounts.backends.NipOrEmail"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

# --- language, place, time

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).parent.parent / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"

# --- pages

STATIC_URL = "static/"
STATIC_ROOT = VAR / "statis"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = DEBUG

# --- mail

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
if ENVIRONMENT.text("PRAJA_EMAIL"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    _mail = ENVIRONMENT.mail("PRAJA_EMAIL")
    EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.tls_from_start, not _mail.tls_from_start
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.text("PRAJA_EMAIL_FROM") or "praja@localhost"

# --- what a browser may do with our pages

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-praja" if HTTPS else "praja"
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
PROXIES = ENVIRONMENT.number("PRAJA_PROXIES", 0)
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    },
}

# --- what goes wrong, to the standard error, which the system's journal keeps

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"error": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["error"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING"},
        # Anybody can ask for a host that is not ours; it is refused, which is no event.
        "django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL"},
    },
}

# --- work in the background

PROCRASTINATE_ON_APP_READY = None

from praja.accounts.settings import *  # noqa: E402, F403  (sign-in libraries, in the words of that app)
