"""Pages of accounts, besides those of the libraries for signing in (`signin_urls`)."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja import jobs
from praja.accounts import actions, codes, mail
from praja.accounts.actions import AccountRefused
from praja.accounts.devices import device
from praja.accounts.filters import AccountFilter
from praja.accounts.forms import CodeForm, FirstForm, NewAccountForm, OwnEmailForm, ReasonForm
from praja.accounts.models import User
from praja.accounts.perms import may_help, may_manage_accounts
from praja.accounts.queries import (
    accounts_listed_for,
    addresses_of,
    has_second_step,
    sessions_of,
)
from praja.accounts.tasks import send_own_email
from praja.web.shell import day_of
from praja.web.tables import Column, Table

# --- before signing in


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Set a password by a one-time code from the officer."""
    limited = ratelimit.consume_or_429(request, action="code")
    if limited is not None:
        return limited
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.use_code(username=given["username"], code=given["code"], password=given["password1"])
        except AccountRefused as refused:
            form.add_error(None, str(refused))
        except ValidationError as wrong:
            form.add_error("password1", wrong)
        else:
            messages.success(request, _("Kata sandi sudah ditetapkan. Silakan masuk."))
            return redirect("account_login")
    return render(request, "accounts/code.html", {"form": form})


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def first(request: HttpRequest, token: str) -> HttpResponse:
    """Create the first administrator by the link of the first start."""
    limited = ratelimit.consume_or_429(request, action="code")
    if limited is not None:
        return limited
    if not actions.first_link_is_good(token):
        raise Http404
    form = FirstForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.create_first_administrator(
                token=token, name=given["name"], username=given["username"], password=given["password1"]
            )
        except AccountRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Akun administrator sudah dibuat. Silakan masuk."))
            return redirect("account_login")
    return render(request, "accounts/first.html", {"form": form})


# --- one's own account


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show one's own account and what can be changed."""
    return render(
        request,
        "accounts/mine.html",
        {"second_step": has_second_step(request.user), "mail": mail.is_configured()},
    )


@never_cache
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def email(request: HttpRequest) -> HttpResponse:
    """Change one's own address: by a link sent to it, or by a code of the officer where none can be sent."""
    user: Any = request.user
    site = mail.site_of(request) if mail.is_configured() else None
    form = OwnEmailForm(request.POST or None, by_link=site is not None)
    if request.method == "POST":
        limited = ratelimit.consume_or_429(request, action="own_email", user=user)
        if limited is not None:
            return limited
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if site is not None:
            wanted = given["email"].strip().lower()
            jobs.enqueue(send_own_email, user=user.pk, email=wanted, site=site)
            messages.success(
                request, _("Tautan dikirim ke %(email)s. Bukalah dalam 24 jam.") % {"email": wanted}
            )
            return redirect("accounts:mine")
        try:
            actions.set_own_email(user=user, email=given["email"], code=given["code"])
        except AccountRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Surel sudah diganti."))
            return redirect("accounts:mine")
    return render(request, "accounts/email.html", {"form": form, "by_link": site is not None})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def email_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm one's own address by the link that was sent to it."""
    user: Any = request.user
    if request.method == "POST":
        try:
            actions.confirm_own_email(user=user, token=token)
        except AccountRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Surel sudah diganti."))
        return redirect("accounts:mine")
    address = codes.email_of(token, user)
    return render(request, "accounts/email_confirm.html", {"address": address, "token": token})


@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Show where one is signed in and which secret addresses are open, and end them."""
    user: Any = request.user
    if request.method == "POST":
        chosen = request.POST.get("session", "")
        if address := request.POST.get("address"):
            if not actions.revoke_address(user=user, name=address, on=day_of(user)):
                raise Http404
            messages.success(request, _("Alamat dicabut; yang memakainya tidak dapat membacanya lagi."))
        elif chosen == "lain":
            actions.end_other_sessions(
                user=user,
                current=request.session.session_key or "",
                addresses="addresses" in request.POST,
                on=day_of(user),
            )
            messages.success(request, _("Semua sesi yang lain sudah diakhiri."))
        elif not chosen.isascii() or not chosen.isdigit() or len(chosen) > 18:
            raise Http404
        elif actions.end_session(user=user, session=int(chosen), by=user):
            messages.success(request, _("Sesi sudah diakhiri."))
        else:
            raise Http404
        return redirect("accounts:sessions")
    found = [(one, device(one.user_agent)) for one in sessions_of(user)]
    return render(
        request,
        "accounts/sessions.html",
        {
            "sessions": found,
            "current": request.session.session_key,
            "others": len(found) > 1,
            "addresses": addresses_of(user),
        },
    )


# --- other accounts


@require_safe
def account_list(request: HttpRequest) -> HttpResponse:
    """Show all accounts to an admin aplikasi: name, account, whether it may sign in, when it last did."""
    if not may_manage_accounts(request.user):
        raise Http404
    table = Table(
        request,
        accounts_listed_for(request.user).order_by("name", "pk"),
        columns=[
            Column("name", gettext_lazy("Nama"), "name", sort="name", link=_address),
            Column("username", gettext_lazy("Akun"), "username", sort="username"),
            Column("state", gettext_lazy("Keadaan"), _state, sort="is_active"),
            Column("last_login", gettext_lazy("Terakhir masuk"), "last_login", sort="last_login"),
        ],
        filters=AccountFilter,
        name="akun",
        empty=gettext_lazy("Tidak ada akun yang cocok. Kosongkan pencarian untuk melihat semuanya."),
    )
    return table.response() or render(request, "accounts/list.html", {"table": table})


def _address(user: User) -> str:
    return reverse("accounts:account", args=[user.number])


def _state(user: User) -> str:
    return _("aktif") if user.is_active else _("dinonaktifkan")


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Make an account for somebody without a record here."""
    if not may_manage_accounts(request.user):
        raise Http404
    form = NewAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.create_account(**form.cleaned_data, by=request.user)
        except AccountRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Akun sudah dibuat. Buatlah kode sekali pakai untuk pemiliknya."))
            return redirect("accounts:account", user.number)
    return render(request, "accounts/create.html", {"form": form})


def _found(request: HttpRequest, number: Any) -> User:
    """Return an account that one may manage or help; others do not exist (404)."""
    user = get_object_or_404(User, number=number)
    if not (may_manage_accounts(request.user) or may_help(request.user, user)):
        raise Http404
    return user


@require_safe
def account(request: HttpRequest, number: Any) -> HttpResponse:
    """Show an account to those who may manage or help it."""
    return _account(request, _found(request, number), ReasonForm(auto_id=False))


def _account(request: HttpRequest, user: User, form: ReasonForm, status: int = 200) -> HttpResponse:
    manages = may_manage_accounts(request.user) and user.pk != request.user.pk
    context = {
        "account": user,
        "form": form,
        "manages": manages,
        "helps": may_help(request.user, user),
        "second_step": has_second_step(user),
    }
    return render(request, "accounts/account.html", context, status=status)


@never_cache
@require_POST
def make_code(request: HttpRequest, number: Any) -> HttpResponse:
    """Make a one-time code and show it once."""
    user = _found(request, number)
    if not may_help(request.user, user):
        raise Http404
    fresh = actions.make_code(user=user, by=request.user)
    return render(
        request,
        "accounts/code_made.html",
        {"account": user, "code": codes.written(fresh), "hours": codes.HOURS},
    )


@require_POST
def disable(request: HttpRequest, number: Any) -> HttpResponse:
    """Let an account sign in no more."""
    return _change(request, number, actions.disable, _("Akun dinonaktifkan dan semua sesinya diakhiri."))


@require_POST
def enable(request: HttpRequest, number: Any) -> HttpResponse:
    """Let a disabled account sign in again."""
    return _change(request, number, actions.enable, _("Akun aktif kembali."))


@require_POST
def second_step_off(request: HttpRequest, number: Any) -> HttpResponse:
    """Turn off the second step of somebody who lost their phone."""
    return _change(
        request,
        number,
        actions.turn_off_second_step,
        _("Langkah kedua dimatikan dan semua sesinya diakhiri."),
    )


def _change(request: HttpRequest, number: Any, action: Any, done: str) -> HttpResponse:
    user = _found(request, number)
    helping = action is actions.turn_off_second_step
    if not (may_help(request.user, user) if helping else may_manage_accounts(request.user)):
        raise Http404
    form = ReasonForm(request.POST, auto_id=False)
    if not form.is_valid():
        return _account(request, user, form, status=422)
    try:
        action(user=user, by=request.user, reason=form.cleaned_data["reason"])
    except AccountRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("accounts:account", user.number)
