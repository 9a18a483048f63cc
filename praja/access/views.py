"""Pages of roles."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.access import actions, reasons
from praja.access.actions import RoleRefused
from praja.access.decorators import allowed
from praja.access.enums import Role
from praja.access.filters import RoleFilter
from praja.access.forms import GrantForm, KeepForm, RevokeForm, WhyForm
from praja.access.models import RoleHeld
from praja.access.perms import may_ask_why, may_grant, may_grant_any, may_revoke
from praja.access.queries import accounts_visible_to, names_of, roles_visible_to
from praja.accounts.backends import find_account
from praja.organization.queries import today
from praja.web.tables import Chip, Column, Table

_APART = "tetap_%s"
"""Ids of the form that keeps a role, beside the one that takes it away."""


@require_safe
def role_list(request: HttpRequest) -> HttpResponse:
    """Show who holds which role: one's own, and those of the units that one oversees."""
    roles = roles_visible_to(request.user)
    names = names_of(roles.order_by().values_list("unit", flat=True).distinct())
    may_grant = may_grant_any(request.user)
    table = Table(
        request,
        roles.order_by("user__name", "role", "pk"),
        columns=_columns(names, person=True),
        filters=RoleFilter,
        name="peran",
        empty=gettext_lazy("Tidak ada peran yang cocok. Ubah saringan, atau berikan peran baru.")
        if may_grant
        else gettext_lazy("Anda tidak memegang peran. Data Anda sendiri tetap dapat Anda lihat dan usulkan."),
    )
    context = {"table": table, "may_grant": may_grant, "may_ask": may_ask_why(request.user)}
    return table.response() or render(request, "access/list.html", context)


@require_safe
def of_account(request: HttpRequest, number: Any) -> HttpResponse:
    """Show all roles that an account held, holds and will hold."""
    account = get_object_or_404(accounts_visible_to(request.user), number=number)
    roles = roles_visible_to(request.user).filter(user=account)
    names = names_of(roles.order_by().values_list("unit", flat=True).distinct())
    table = Table(
        request,
        roles.order_by("-granted_at", "pk"),
        columns=_columns(names, person=False),
        name="peran",
        empty=gettext_lazy("Akun ini belum pernah diberi peran di unit yang dapat Anda lihat."),
    )
    context = {"account": account, "table": table, "may_grant": may_grant_any(request.user)}
    return table.response() or render(request, "access/account.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(may_grant_any)
def grant(request: HttpRequest) -> HttpResponse:
    """Give a role."""
    day = today()
    first = {"start": day, "username": request.GET.get("akun", "")[:254]}
    form = GrantForm(request.POST or None, initial=first, by=request.user, on=day)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            held = actions.grant(
                user=given["username"],
                role=given["role"],
                unit=given["unit"],
                start=given["start"],
                end=given["end"],
                reason=given["reason"],
                by=request.user,
            )
        except RoleRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Peran sudah diberikan."))
            return redirect("access:role", held.number)
    return render(request, "access/grant.html", {"form": form})


@require_safe
def role(request: HttpRequest, number: Any) -> HttpResponse:
    """Show one role: of whom, for what, since when, on which ground, given and taken by whom."""
    return _role(request, _held(request, number), RevokeForm())


@require_POST
def revoke(request: HttpRequest, number: Any) -> HttpResponse:
    """Take a role away."""
    held = _held(request, number)
    if not may_revoke(request.user, held.role, held.unit):
        raise Http404
    form = RevokeForm(request.POST)
    if form.is_valid():
        try:
            actions.revoke(held=held, reason=form.cleaned_data["reason"], by=request.user)
        except RoleRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Peran sudah dicabut."))
            return redirect("access:role", held.number)
    return _role(request, held, form, status=422)


@require_POST
def keep(request: HttpRequest, number: Any) -> HttpResponse:
    """Decide that somebody who moved keeps a role."""
    held = _held(request, number)
    if not may_grant(request.user, held.role, held.unit, to=held.user):
        raise Http404
    form = KeepForm(request.POST, auto_id=_APART)
    if form.is_valid():
        try:
            actions.keep(held=held, reason=form.cleaned_data["reason"], by=request.user)
        except RoleRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Peran tetap berlaku."))
            return redirect("access:role", held.number)
    return _role(request, held, RevokeForm(), keeping=form, status=422)


@require_safe
@allowed(may_ask_why)
def why(request: HttpRequest) -> HttpResponse:
    """Answer why somebody may, or may not, see something on a day."""
    day = today()
    asked = "akun" in request.GET
    form = WhyForm(request.GET if asked else None, initial={"hari": day})
    context: dict[str, Any] = {"form": form}
    if asked and form.is_valid():
        given = form.cleaned_data
        account = find_account(given["akun"])
        kind = reasons.kind(given["jenis"])
        if account is None or not accounts_visible_to(request.user).filter(pk=account.pk).exists():
            form.add_error("akun", _("Tidak ada akun dengan nama ini di unit Anda."))
        found = kind.find(request.user, given["objek"], given["hari"]) if kind else None
        if found is None:
            form.add_error("objek", _("Tidak ditemukan di antara yang dapat Anda lihat. Periksa tulisannya."))
        if found is not None and not form.errors:
            context |= {
                "account": account,
                "found": found,
                "name": names_of([found.pk], given["hari"]).get(found.pk, str(found)),
                "on": given["hari"],
                "answers": reasons.answers(account, found, given["hari"]),
            }
    return render(request, "access/why.html", context)


def _held(request: HttpRequest, number: Any) -> RoleHeld:
    return get_object_or_404(roles_visible_to(request.user), number=number)


def _role(
    request: HttpRequest,
    held: RoleHeld,
    form: RevokeForm,
    *,
    keeping: KeepForm | None = None,
    status: int = 200,
) -> HttpResponse:
    state = _state(held)
    open_still = not held.revoked_at and not held.berlaku.isempty
    open_still = open_still and (held.berlaku.upper is None or held.berlaku.upper > today())
    context = {
        "held": held,
        "label": Role(held.role).label,
        "unit": names_of([held.unit_id]).get(held.unit_id, _("Semua unit")),
        "state": state,
        "start": None if held.berlaku.isempty else held.berlaku.lower,
        "until": _until(held),
        "form": form,
        "may_revoke": open_still and may_revoke(request.user, held.role, held.unit),
        "review": open_still and held.review_from is not None,
        "may_keep": open_still and may_grant(request.user, held.role, held.unit, to=held.user),
        "keeping": keeping or KeepForm(auto_id=_APART),
    }
    return render(request, "access/role.html", context, status=status)


def _columns(names: dict[Any, str], *, person: bool) -> list[Column]:
    everywhere = _("Semua unit")
    who = [
        Column("name", gettext_lazy("Nama"), "user.name", sort="user__name", link=_account_page),
        Column("username", gettext_lazy("Akun"), "user.username", sort="user__username"),
    ]
    return [
        *(who if person else []),
        Column(
            "role", gettext_lazy("Peran"), lambda held: str(Role(held.role).label), sort="role", link=_page
        ),
        Column("unit", gettext_lazy("Unit"), lambda held: names.get(held.unit_id, everywhere)),
        Column("start", gettext_lazy("Mulai"), lambda held: held.berlaku.lower, sort="berlaku__startswith"),
        Column("until", gettext_lazy("Sampai"), _until, sort="berlaku__endswith"),
        Column("reason", gettext_lazy("Dasar"), "reason"),
        Column("state", gettext_lazy("Keadaan"), _state),
    ]


def _page(held: RoleHeld) -> str:
    return reverse("access:role", args=[held.number])


def _account_page(held: RoleHeld) -> str:
    return reverse("access:of_account", args=[held.user.number])


def _until(held: RoleHeld) -> datetime.date | None:
    if held.berlaku.isempty or held.berlaku.upper is None:
        return None
    last: datetime.date = held.berlaku.upper - datetime.timedelta(days=1)
    return last


def _state(held: RoleHeld) -> Chip:
    """Return whether a role is held now, in words."""
    day = today()
    if held.revoked_at:
        return Chip(_("dicabut"), "bad")
    if held.berlaku.isempty or (held.berlaku.upper and held.berlaku.upper <= day):
        return Chip(_("berakhir"), "warn")
    if held.review_from is not None:
        return Chip(_("perlu ditinjau"), "warn")
    return Chip(_("akan berlaku")) if held.berlaku.lower > day else Chip(_("berlaku"), "ok")
