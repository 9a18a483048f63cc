"""How the libraries for signing in are set, for `praja.config.settings` to take over.

Limits that several processes must share are counted in the database: failures to sign in by axes, the rest in
the cache, which is a table.
"""

from __future__ import annotations

import datetime

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_note",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
"""Used codes and counts of requests, which all processes must know; see `accounts.models.Note`."""

SESSION_ENGINE = "praja.accounts.sessions"

LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "praja.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
"""The session in which a password is changed stays; all others end with the old password."""
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_FORMS = {
    "login": "praja.accounts.forms.SignInForm",
    "change_password": "praja.accounts.forms.ChangePasswordForm",
    "reset_password": "praja.accounts.forms.ForgottenForm",
    "reset_password_from_key": "praja.accounts.forms.NewPasswordForm",
    "reauthenticate": "praja.accounts.forms.AgainForm",
}
ACCOUNT_RATE_LIMITS = {
    # A whole office may share one address.
    "login": "240/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "reset_password": "20/m/ip,3/10m/key",
    "reset_password_from_key": "30/m/ip",
    "change_password": "6/m/user",
    "reauthenticate": "8/m/user",
    "code": "30/m/ip",
    "own_email": "6/h/user",
}

USERSESSIONS_TRACK_ACTIVITY = False
"""Our own middleware notes it every five minutes instead of writing on every request."""

MFA_ADAPTER = "praja.accounts.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Praja"
MFA_ALLOW_UNVERIFIED_EMAIL = True
"""Officers enter the address; nobody can take an account by claiming one."""
MFA_FORMS = {
    "authenticate": "praja.accounts.forms.SecondStepForm",
    "reauthenticate": "praja.accounts.forms.SecondStepAgainForm",
    "activate_totp": "praja.accounts.forms.TurnOnForm",
}

AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = datetime.timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "praja.accounts.lockout.name_tried"
AXES_CLIENT_IP_CALLABLE = "praja.accounts.lockout.address"
AXES_LOCKOUT_CALLABLE = "praja.accounts.lockout.locked_out"
AXES_SENSITIVE_PARAMETERS = ["password", "login", "csrfmiddlewaretoken", "username", "ip_address"]
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
