"""How the libraries for signing in behave here."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from praja.accounts.lockout import address

WRONG = _("NIP, surel, atau kata sandi tidak cocok. Periksa lagi, lalu coba sekali lagi.")
WAIT = _("Terlalu banyak percobaan. Tunggu beberapa menit, lalu coba lagi.")
WRONG_CODE = _("Kode tidak cocok atau sudah dipakai. Tunggu kode berikutnya di aplikasi, lalu coba lagi.")


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; failures are counted by axes, in the database; messages are ours."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Akun ini dinonaktifkan. Hubungi pengelola kepegawaian unit Anda."),
        "email_password_mismatch": WRONG,
        "username_password_mismatch": WRONG,
        "invalid_login": WRONG,
        "enter_current_password": _("Kata sandi yang sekarang tidak cocok."),
        "incorrect_password": _("Kata sandi tidak cocok."),
        "incorrect_code": WRONG_CODE,
        "too_many_login_attempts": WAIT,
        "rate_limited": WAIT,
        "invalid_password_reset": _("Tautan ini sudah dipakai atau kedaluwarsa. Mintalah yang baru."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Officers make accounts; nobody makes their own."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the client's address, as the audit knows it."""
        return address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave counting to axes, which all processes share and which says how long to wait."""

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return to one's own account."""
        from django.urls import reverse

        return reverse("accounts:mine")

    def add_message(self, request: Any, level: Any, *args: Any, **named: Any) -> None:
        """Say nothing in the library's words: our pages say what happened."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing in the library's words; `praja.accounts.mail` sends ours."""


class SecondStepAdapter(DefaultMFAAdapter):
    """Secrets of the second step are kept encrypted."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "cannot_delete_authenticator": _("Langkah kedua tidak dapat dimatikan."),
        "cannot_generate_recovery_codes": _("Nyalakan dahulu langkah kedua, baru buat kode cadangan."),
    }

    def get_totp_label(self, user: Any) -> str:
        """Return what the app on the phone shows: the account's name, never the e-mail address."""
        return str(user.username)

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code on a white ground, which a phone can read on a dark page, too."""
        import qrcode
        from qrcode.image.svg import SvgPathFillImage

        drawn: str = qrcode.make(url, image_factory=SvgPathFillImage).to_string(encoding="unicode")
        return drawn

    def encrypt(self, text: str) -> str:
        """Return a secret as it is stored."""
        return _box().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret that was stored."""
        return _box().decrypt(encrypted_text.encode("ascii")).decode()


def _box() -> Fernet:
    key = hashlib.sha256(b"praja.accounts.second-step\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
