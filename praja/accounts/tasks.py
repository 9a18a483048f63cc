"""Work of this app in the background."""

from __future__ import annotations

import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from praja import jobs
from praja.accounts import codes, mail
from praja.accounts.mail import MailText
from praja.accounts.models import Note, OneTimeCode
from praja.audit.actions import record

mail.register(
    MailText(
        "accounts.forgotten",
        _("Menetapkan kata sandi baru"),
        _(
            "Yth. {nama},\n\n"
            "Kami menerima permintaan untuk menetapkan kata sandi baru bagi akun {akun}. "
            "Bukalah tautan ini:\n\n"
            "{tautan}\n\n"
            "Tautan hanya dapat dipakai satu kali. Bila Anda tidak memintanya, abaikan surat ini: "
            "kata sandi Anda tidak berubah.\n"
        ),
    )
)

mail.register(
    MailText(
        "accounts.own_email",
        _("Memastikan surel Anda"),
        _(
            "Yth. {nama},\n\n"
            "Surel ini diminta dipakai untuk akun {akun}. Bila Anda yang memintanya, bukalah tautan ini di "
            "perangkat tempat Anda masuk:\n\n"
            "{tautan}\n\n"
            "Tautan berlaku 24 jam. Bila bukan Anda, abaikan surat ini: tidak ada yang berubah.\n"
        ),
    )
)
mail.register(
    MailText(
        "accounts.email_changed",
        _("Surel akun Anda diganti"),
        _(
            "Yth. {nama},\n\n"
            "Surel akun {akun} baru saja diganti, sehingga surat untuk akun itu tidak lagi dikirim ke sini. "
            "Bila bukan Anda yang menggantinya, segera hubungi pengelola kepegawaian unit Anda.\n"
        ),
    )
)


@jobs.task(name="accounts.own_email", retry=3)
def send_own_email(user: int, email: str, site: str) -> None:
    """Send the link that confirms an address, unless another account has it: the page answers alike."""
    found = get_user_model().objects.filter(pk=user, is_active=True).first()
    if found is None or not mail.is_configured():
        return
    if get_user_model().objects.filter(email__iexact=email).exclude(pk=user).exists():
        return
    path = reverse("accounts:email_confirm", kwargs={"token": codes.email_token(found, email)})
    values = {"nama": found.name, "akun": found.username, "tautan": site + path}
    mail.send("accounts.own_email", email, values, language=found.language)


@jobs.task(name="accounts.email_changed", retry=3)
def tell_old_email(user: int, email: str) -> None:
    """Tell the address that an account had that it has another now."""
    found = get_user_model().objects.filter(pk=user).first()
    if found is not None and mail.is_configured():
        values = {"nama": found.name, "akun": found.username}
        mail.send("accounts.email_changed", email, values, language=found.language)


@jobs.task(name="accounts.forgotten", retry=3)
def send_forgotten(email: str, site: str) -> None:
    """Send the link for a new password to the account with this address, if there is one.

    The page that asks does not look for the account, so it takes the same time whether there is one.
    """
    user = get_user_model().objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None or not mail.is_configured():
        return
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)},
    )
    values = {"nama": user.name, "akun": user.username, "tautan": site + path}
    mail.send("accounts.forgotten", str(user.email), values, language=user.language)
    record(kind="accounts.reset_mailed", by=None, target=user)


KEPT = datetime.timedelta(days=30)
"""How long spent codes and failures to sign in are kept; what was done stays in the audit."""


@jobs.periodic(cron="30 19 * * *", name="accounts.tidy")
def tidy() -> None:
    """Delete what no longer has a use: sessions that ran out, spent codes, old failures to sign in, notes."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    OneTimeCode.objects.filter(expires_at__lt=now - KEPT).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - KEPT).delete()
    Note.objects.filter(expires__lt=now).delete()
