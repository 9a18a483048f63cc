"""Writing to accounts. Nothing else changes them."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from praja import jobs
from praja.accounts import codes, hooks
from praja.accounts.backends import find_account
from praja.accounts.models import OneTimeCode, User
from praja.accounts.perms import may_help, may_manage_accounts
from praja.accounts.tasks import tell_old_email
from praja.audit.actions import record, record_bulk

_FIRST = 6_021_001
"""Number of the lock under which there is only one first administrator."""


class AccountRefused(Exception):
    """Something that cannot be done with an account; its text says why and what to do."""


class NewAccount(NamedTuple):
    """An account to be made; it opens nothing until a one-time code sets its password."""

    username: str
    name: str
    email: str = ""


# --- accounts


@transaction.atomic
def create_account(*, username: str, name: str, email: str = "", by: Any) -> User:
    """Make an account without a password and without roles.

    :param by: an admin aplikasi, or whoever an upper app lets make accounts for the people it records
    :raises AccountRefused: if the name or address is taken
    """
    username, email = username.strip(), email.strip().lower()
    if User.objects.filter(Q(username__iexact=username)).exists():
        raise AccountRefused(_("Nama akun ini sudah dipakai. Pilihlah nama yang lain."))
    if email and User.objects.filter(email__iexact=email).exists():
        raise AccountRefused(_("Surel ini sudah dipakai akun lain. Kosongkan, atau pakai surel yang lain."))
    user = User.objects.create_user(username, None, name=name.strip(), email=email)
    record(kind="accounts.created", by=by, target=user, after={"akun": username, "nama": user.name})
    return user


@transaction.atomic
def create_accounts(*, accounts: Iterable[NewAccount], by: Any) -> dict[str, User]:
    """Make many accounts in one write and one event; names that exist already are left as they are.

    An address that another account has is left out, so that one bad row does not stop the others.
    """
    wanted = {one.username: one for one in accounts}
    there = User.objects.in_bulk(list(wanted), field_name="username")
    addresses = [one.email.strip().lower() for one in wanted.values() if one.email]
    taken = set(User.objects.filter(email__in=addresses).values_list("email", flat=True))
    fresh = []
    for one in wanted.values():
        if one.username in there:
            continue
        email: str | None = one.email.strip().lower() or None
        if email in taken:
            email = None
        elif email:
            taken.add(email)
        user = User(username=one.username, name=one.name, email=email)
        user.set_unusable_password()
        fresh.append(user)
    if not fresh:
        return there
    made = User.objects.bulk_create(fresh, batch_size=2000)
    names = [user.username for user in made]
    seal = hashlib.sha256(json.dumps(names).encode()).hexdigest()
    record(
        kind="accounts.created_many",
        by=by,
        target="",
        target_kind="accounts.user",
        after={"banyak": len(names), "sha256": seal, "akun": names[:50]},
    )
    return {**there, **{user.username: user for user in made}}


@transaction.atomic
def set_email(*, user: User, email: str, by: Any, reason: str) -> User:
    """Change the address to which links for a new password go, as an officer recorded it.

    :raises AccountRefused: if another account has it
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    fresh = email.strip().lower() or None
    if fresh == user.email:
        return user
    if fresh and User.objects.filter(email__iexact=fresh).exclude(pk=user.pk).exists():
        raise AccountRefused(_("Surel ini sudah dipakai akun lain. Kosongkan, atau pakai surel yang lain."))
    before, user.email = user.email, fresh
    user.save(update_fields=["email"])
    record(
        kind="accounts.email_changed",
        by=by,
        target=user,
        before=before or "",
        after=fresh or "",
        reason=reason,
    )
    return user


# --- one's own address


@transaction.atomic
def confirm_own_email(*, user: User, token: str) -> User:
    """Change one's own address by the link that was sent to it.

    :raises AccountRefused: if the link is another's, used or too old, or another account has the address
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    email = codes.email_of(token, user)
    if email is None or not user.is_active:
        raise AccountRefused(
            _("Tautan ini sudah dipakai, kedaluwarsa, atau untuk akun lain. Mintalah yang baru.")
        )
    return _set_own_email(user, email, _("Dipastikan lewat tautan"))


def set_own_email(*, user: User, email: str, code: str) -> User:
    """Change one's own address with a one-time code from the officer, where no link can be sent.

    :raises AccountRefused: if the code is wrong, used or too old, or another account has the address
    """
    done = _set_own_email_by_code(user, email, codes.read(code))
    if done is None:
        raise AccountRefused(
            _(
                "Kode tidak cocok, sudah dipakai, atau kedaluwarsa. Mintalah kode baru kepada pengelola "
                "kepegawaian."
            )
        )
    return done


@transaction.atomic
def _set_own_email_by_code(user: User, email: str, code: str) -> User | None:
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active or not _take_code(user, code):
        return None
    return _set_own_email(user, email, _("Dengan kode sekali pakai"))


def _set_own_email(user: User, email: str, reason: str) -> User:
    before = user.email
    user = set_email(user=user, email=email, by=user, reason=reason)
    if before and before != user.email:
        jobs.enqueue(tell_old_email, user=user.pk, email=before)
    return user


@transaction.atomic
def disable(*, user: User, by: Any, reason: str) -> User:
    """Let an account sign in no more, and end its sessions.

    :raises AccountRefused: if `by` may not, it is their own, or nobody would administer the application
    """
    if not may_manage_accounts(by):
        raise AccountRefused(_("Hanya admin aplikasi yang dapat menonaktifkan akun."))
    if user.pk == by.pk:
        raise AccountRefused(_("Akun sendiri tidak dapat dinonaktifkan. Mintalah kepada admin yang lain."))
    if not reason.strip():
        raise AccountRefused(_("Alasan belum diisi."))
    with connection.cursor() as cursor:  # two administrators must not disable each other at once
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FIRST])
    user = User.objects.select_for_update().get(pk=user.pk)
    if hooks.is_last_administrator(user):
        raise AccountRefused(
            _("Ini admin aplikasi yang terakhir. Berikan peran itu kepada orang lain lebih dahulu.")
        )
    if user.is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
        record(kind="accounts.disabled", by=by, target=user, reason=reason.strip())
        _end_sessions(user)
    return user


@transaction.atomic
def enable(*, user: User, by: Any, reason: str) -> User:
    """Let a disabled account sign in again, with the password that it had.

    :raises AccountRefused: if `by` may not
    """
    if not may_manage_accounts(by):
        raise AccountRefused(_("Hanya admin aplikasi yang dapat mengaktifkan akun."))
    if not reason.strip():
        raise AccountRefused(_("Alasan belum diisi."))
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        record(kind="accounts.enabled", by=by, target=user, reason=reason.strip())
    return user


# --- sessions


@transaction.atomic
def end_sessions(*, user: User, by: Any, reason: str) -> None:
    """End all sessions of an account, as when its person moves or leaves."""
    user = User.objects.select_for_update().get(pk=user.pk)
    _end_sessions(user)
    record(kind="accounts.sessions_ended", by=by, target=user, reason=reason)


@transaction.atomic
def end_sessions_of_many(*, users: Collection[int], by: Any, reason: str) -> None:
    """End all sessions of many accounts, given by their ids, in a few statements and with one event."""
    if not users:
        return
    User.objects.filter(pk__in=users).update(sessions_end=timezone.now())
    begun = UserSession.objects.filter(user__in=users)
    Session.objects.filter(session_key__in=begun.values("session_key")).delete()
    begun.delete()
    record_bulk(
        kind="accounts.many_sessions_ended",
        by=by,
        target_kind=User._meta.label_lower,
        rows=({"akun": pk} for pk in sorted(users)),
        reason=reason,
    )


@transaction.atomic
def close(*, user: User, by: Any, reason: str) -> User:
    """Close the account of somebody who has left service, as the records say; an admin may enable it again.

    The last administrator's account stays open, or nobody could mend anything; its sessions end all the same.

    :param by: whoever an upper app lets record that a person has left
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    _end_sessions(user)
    user.closed_at = user.sessions_end
    closes = user.is_active and not hooks.is_last_administrator(user)
    if closes:
        user.is_active = False
    user.save(update_fields=["is_active", "closed_at"])
    record(
        kind="accounts.disabled" if closes else "accounts.sessions_ended", by=by, target=user, reason=reason
    )
    return user


def _end_sessions(user: User) -> None:
    """Mark the moment; whatever began before it is over, also where its row cannot be found."""
    user.sessions_end = timezone.now()
    user.save(update_fields=["sessions_end"])
    for session in UserSession.objects.filter(user=user):
        session.end()


@transaction.atomic
def end_other_sessions(*, user: User, current: str, addresses: bool, on: datetime.date) -> None:
    """End one's sessions but the one in which one asks for it.

    :param current: the key of that session
    :param addresses: revoke one's secret addresses too, which need no session
    """
    for one in UserSession.objects.filter(user=user).exclude(session_key=current):
        end_session(user=user, session=one.pk, by=user)
    if addresses:
        for name in hooks.addresses:
            revoke_address(user=user, name=name, on=on)


def revoke_address(*, user: User, name: str, on: datetime.date) -> bool:
    """Revoke one's secret address of a kind; tell whether there was one."""
    kind = hooks.addresses.get(name)
    return kind is not None and kind.revoke(by=user, on=on)


@transaction.atomic
def end_session(*, user: User, session: int, by: Any) -> bool:
    """End one session of an account; tell whether there was one."""
    found = UserSession.objects.filter(user=user, pk=session).first()
    if found is None:
        return False
    found.end()
    record(kind="accounts.session_ended", by=by, target=user, after={"alamat": found.ip})
    return True


# --- one-time codes


@transaction.atomic
def make_code(*, user: User, by: Any) -> str:
    """Make a one-time code with which an account sets its password, and return it to be handed over.

    It holds for 24 hours and replaces earlier ones. It is shown once and stored nowhere.

    :raises AccountRefused: if `by` may not
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if not may_help(by, user):
        raise AccountRefused(_("Anda tidak berwenang membuat kode untuk akun ini."))
    _forget_codes(user)
    code = codes.new_code()
    made = OneTimeCode.objects.create(
        user=user,
        purpose=OneTimeCode.Purpose.SANDI,
        digest=codes.digest(f"{user.pk}:{code}"),
        made_by=str(by),
        expires_at=timezone.now() + datetime.timedelta(hours=codes.HOURS),
    )
    record(kind="accounts.code_made", by=by, target=user, after={"sampai": made.expires_at.isoformat()})
    return code


def use_code(*, username: str, code: str, password: str) -> User:
    """Set the password of an account by a one-time code; all its sessions end with the old password.

    :raises AccountRefused: in the same words and time whether the account, the code or both are unknown
    :raises ValidationError: if the password is too much like the account's name; the code then stays good
    """
    done = _use_code(username, codes.read(code), password)
    if done is None:
        User().set_password(password)  # a wrong code must not answer sooner than a right one
        raise AccountRefused(
            _(
                "NIP atau kode tidak cocok, atau kode sudah dipakai atau kedaluwarsa. Periksa lagi; "
                "bila tetap tidak bisa, mintalah kode baru kepada pengelola kepegawaian."
            )
        )
    return done


@transaction.atomic
def _use_code(username: str, code: str, password: str) -> User | None:
    """Failures are counted, so nothing that is raised here may undo them."""
    found = find_account(username)
    if found is None:
        return None
    user = User.objects.select_for_update().get(pk=found.pk)  # of two at once, one waits and finds it used
    if not user.is_active or not _take_code(user, code):
        return None
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    _end_sessions(user)
    return user


def _take_code(user: User, code: str) -> bool:
    """Use up the open code of a locked account if this is it; else count the failure."""
    open_code = (
        OneTimeCode.objects.select_for_update()
        .filter(
            user=user,
            purpose=OneTimeCode.Purpose.SANDI,
            used_at__isnull=True,
            expires_at__gt=timezone.now(),
            failures__lt=codes.TRIES,
        )
        .order_by("-pk")
        .first()
    )
    if open_code is None:
        return False
    if not constant_time_compare(open_code.digest, codes.digest(f"{user.pk}:{code}")):
        open_code.failures += 1
        open_code.save(update_fields=["failures"])
        record(kind="accounts.code_failed", by=None, target=user, after={"percobaan": open_code.failures})
        return False
    open_code.used_at = timezone.now()
    open_code.save(update_fields=["used_at"])
    record(kind="accounts.code_used", by=user, target=user)
    return True


def _forget_codes(user: User | None) -> None:
    unused = OneTimeCode.objects.filter(user=user, used_at__isnull=True)
    unused.update(expires_at=timezone.now())


def use_second_step(*, user: User, secret: str, code: str) -> bool:
    """Take a code of the second step as used, and tell whether that was possible: neither it nor an earlier
    one is taken again, by whichever process (RFC 6238, 5.2).

    :param secret: of the app that shows the codes
    """
    typed = normalize_user_code(code)
    steps = [
        step
        for step in totp.yield_hotp_counters_from_time()
        if constant_time_compare(totp.format_hotp_value(totp.hotp_value(secret, step)), typed)
    ]
    if not steps:
        return False
    unused = Q(second_step_counter__isnull=True) | Q(second_step_counter__lt=max(steps))
    return bool(User.objects.filter(unused, pk=user.pk).update(second_step_counter=max(steps)))


@transaction.atomic
def turn_off_second_step(*, user: User, by: Any, reason: str) -> None:
    """Turn off the second step of somebody who lost their phone and their backup codes.

    :raises AccountRefused: if `by` may not
    """
    if not may_help(by, user):
        raise AccountRefused(_("Anda tidak berwenang mematikan langkah kedua akun ini."))
    if not reason.strip():
        raise AccountRefused(_("Alasan belum diisi."))
    Authenticator.objects.filter(user=user).delete()
    record(kind="accounts.second_step_off", by=by, target=user, reason=reason.strip())
    _end_sessions(User.objects.select_for_update().get(pk=user.pk))


# --- the first administrator


@transaction.atomic
def first_administrator_link() -> str | None:
    """Make the link that creates the first administrator and return its path; None once there is one.

    An earlier link that was not used is dead from then on.
    """
    if hooks.administrator_exists():
        return None
    OneTimeCode.objects.filter(purpose=OneTimeCode.Purpose.PERTAMA, used_at__isnull=True).delete()
    token = codes.new_token()
    OneTimeCode.objects.create(
        purpose=OneTimeCode.Purpose.PERTAMA,
        digest=codes.digest(token),
        made_by="Praja",
        expires_at=timezone.now() + datetime.timedelta(hours=codes.HOURS),
    )
    return reverse("accounts:first", kwargs={"token": token})


def first_link_is_good(token: str) -> bool:
    """Tell whether a link still creates the first administrator."""
    return _first_code(token).exists() and not hooks.administrator_exists()


@transaction.atomic
def create_first_administrator(*, token: str, name: str, username: str, password: str) -> User:
    """Make the first administrator by the link of the first start, which is dead from then on.

    :raises AccountRefused: if the link is dead, or the account's name is taken
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FIRST])
    link = _first_code(token).select_for_update().first()
    if link is None or hooks.administrator_exists():
        raise AccountRefused(_("Tautan ini sudah dipakai atau kedaluwarsa."))
    user = create_account(username=username, name=name, by=None)
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    link.used_at = timezone.now()
    link.user = user
    link.save(update_fields=["used_at", "user"])
    hooks.make_administrator(user)
    record(kind="accounts.first_administrator", by=user, target=user)
    return user


def _first_code(token: str) -> Any:
    return OneTimeCode.objects.filter(
        purpose=OneTimeCode.Purpose.PERTAMA,
        digest=codes.digest(token),
        used_at__isnull=True,
        expires_at__gt=timezone.now(),
    )
