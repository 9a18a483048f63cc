"""Giving and taking roles."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from praja.access.enums import Role
from praja.access.models import RoleHeld
from praja.access.perms import may_grant, may_revoke
from praja.access.queries import TECHNICAL, held_on, names_of, unended
from praja.access.seen import forget
from praja.access.tree import above
from praja.audit.actions import record
from praja.organization.models import Unit
from praja.organization.queries import today
from praja.temporal.actions import span, until


class RoleRefused(Exception):
    """A role that cannot be given or taken; its text says why and what to do."""


APART = {Role.BENDAHARA: Role.PEJABAT_PENYETUJU, Role.PEJABAT_PENYETUJU: Role.BENDAHARA}
"""Who makes a list and who approves it are two people."""


@transaction.atomic
def grant(
    *,
    user: Any,
    role: str,
    unit: Unit | None,
    start: datetime.date,
    end: datetime.date | None = None,
    reason: str,
    by: Any,
    on: datetime.date | None = None,
) -> RoleHeld:
    """Give an account a role for a unit and all below it, or everywhere.

    :param end: the last day; none while no end is known
    :param reason: the decision (SK) that it rests on
    :raises RoleRefused: if `by` may not give it, the dates cannot be, the account holds it already, or the
        account would make lists and approve them too
    """
    day = on or today(unit)
    if by.pk == user.pk:
        raise RoleRefused(
            _("Peran tidak dapat diberikan kepada diri sendiri. Mintalah kepada admin yang lain.")
        )
    if not may_grant(by, role, unit, to=user, on=day):
        raise RoleRefused(_("Anda tidak berwenang memberi peran ini untuk unit tersebut."))
    return _grant(user=user, role=role, unit=unit, start=start, end=end, reason=reason, by=by, on=day)


@transaction.atomic
def grant_first(*, user: Any, role: str, on: datetime.date) -> RoleHeld:
    """Give a role everywhere to the first administrator, whom nobody else could give it.

    Only the link of the first start calls it, which dies with its use.
    """
    return _grant(
        user=user, role=role, unit=None, start=on, end=None, reason="Administrator pertama", by=None, on=on
    )


@transaction.atomic
def revoke(*, held: RoleHeld, reason: str, by: Any, on: datetime.date | None = None) -> RoleHeld:
    """Take a role away from today on. The days before stay as they were.

    :raises RoleRefused: if `by` may not, it has ended, or nobody would administer the application any more
    """
    # one of the two last administrators at a time
    if held.role == Role.ADMIN_APLIKASI:
        list(RoleHeld.objects.select_for_update(of=("self",)).filter(role=held.role).values_list("pk"))
    held = RoleHeld.objects.select_for_update(of=("self",)).select_related("user", "unit").get(pk=held.pk)
    day = on or today(held.unit)
    if not may_revoke(by, held.role, held.unit, on=day):
        raise RoleRefused(_("Anda tidak berwenang mencabut peran ini."))
    if not reason.strip():
        raise RoleRefused(_("Alasan pencabutan belum diisi. Tulislah dasar atau sebabnya."))
    if held.revoked_at or held.berlaku.isempty or (held.berlaku.upper and held.berlaku.upper <= day):
        raise RoleRefused(_("Peran ini sudah berakhir."))
    if held.role == Role.ADMIN_APLIKASI and not _another_admin(held, day):
        raise RoleRefused(
            _("Ini admin aplikasi yang terakhir. Berikan peran itu kepada orang lain lebih dahulu.")
        )
    before = _as_json(held)
    first = held.berlaku.lower
    held.berlaku = DateRange(first, day) if first < day else DateRange(empty=True)
    held.revoked_at, held.revoked_by, held.revoked_reason = timezone.now(), str(by), reason.strip()
    held.save(update_fields=["berlaku", "revoked_at", "revoked_by", "revoked_reason"])
    forget()
    record(
        kind="access.role_revoked",
        by=by,
        target=held,
        unit=held.unit_id,
        on=day,
        before=before,
        after=_as_json(held),
        reason=reason.strip(),
    )
    return held


@transaction.atomic
def ask_review(*, user: Any, since: datetime.date, why: str, by: Any) -> list[RoleHeld]:
    """Ask those who may take roles away to look at the roles of somebody who moves or leaves on a day.

    Roles that begin on that day or later were given in view of it. Asked again about the same or an earlier
    day, nothing happens.

    :param by: whoever an upper app lets record the move, None for the daily job
    """
    held = list(
        RoleHeld.objects.select_for_update(of=("self",))
        .filter(unended(since), user=user, berlaku__startswith__lt=since)
        .filter(Q(review_from__isnull=True) | Q(review_from__gt=since))
        .order_by("pk")
    )
    for one in held:
        one.review_from, one.review_why = since, why[:200]
        one.save(update_fields=["review_from", "review_why"])
        record(
            kind="access.review_asked",
            by=by,
            target=one,
            unit=one.unit_id,
            on=since,
            after=_as_json(one),
            reason=why,
        )
    return held


@transaction.atomic
def withdraw_review(*, user: Any, since: datetime.date) -> None:
    """Ask no longer to look at the roles of somebody who does not move or leave on a day after all."""
    RoleHeld.objects.filter(user=user, review_from=since).update(review_from=None, review_why="")


@transaction.atomic
def keep(*, held: RoleHeld, reason: str, by: Any, on: datetime.date | None = None) -> RoleHeld:
    """Decide that somebody who moved keeps a role.

    :raises RoleRefused: if `by` may not decide, gives no reason, or nothing is to be decided
    """
    held = RoleHeld.objects.select_for_update(of=("self",)).select_related("user", "unit").get(pk=held.pk)
    day = on or today(held.unit)
    if not may_grant(by, held.role, held.unit, to=held.user, on=day):
        raise RoleRefused(_("Anda tidak berwenang memutus peran ini."))
    if not reason.strip():
        raise RoleRefused(_("Alasan belum diisi. Tulislah mengapa peran ini tetap diperlukan."))
    if held.review_from is None or held.revoked_at:
        raise RoleRefused(_("Peran ini tidak sedang menunggu ditinjau."))
    since, held.review_from, held.review_why = held.review_from, None, ""
    held.save(update_fields=["review_from", "review_why"])
    record(
        kind="access.role_kept",
        by=by,
        target=held,
        unit=held.unit_id,
        on=day,
        before={"ditinjau_sejak": since.isoformat()},
        reason=reason.strip(),
    )
    return held


def _grant(
    *,
    user: Any,
    role: str,
    unit: Unit | None,
    start: datetime.date,
    end: datetime.date | None,
    reason: str,
    by: Any,
    on: datetime.date,
) -> RoleHeld:
    # one at a time per account: the checks below must see what another has just given
    user = get_user_model().objects.select_for_update(of=("self",)).get(pk=user.pk)
    if role not in Role.values:
        raise RoleRefused(_("Peran ini tidak dikenal."))
    if not user.is_active:
        raise RoleRefused(_("Akun ini dinonaktifkan. Aktifkan lebih dahulu, baru beri peran."))
    if role in TECHNICAL and unit is not None:
        raise RoleRefused(_("Admin aplikasi berlaku untuk seluruh aplikasi; kosongkan unitnya."))
    if not reason.strip():
        raise RoleRefused(_("Dasar belum diisi. Tulislah nomor SK atau sebabnya."))
    if end is not None and end < start:
        raise RoleRefused(_("Hari terakhir mendahului hari pertama."))
    if end is not None and end < on:
        raise RoleRefused(_("Hari terakhir sudah lewat. Peran diberikan untuk hari ini atau sesudahnya."))
    berlaku = span(start, until(end))
    same_time = RoleHeld.objects.filter(user=user, revoked_at__isnull=True, berlaku__overlap=berlaku)
    if same_time.filter(role=role, unit=unit).exists():
        raise RoleRefused(_("Akun ini sudah memegang peran itu untuk unit yang sama pada masa tersebut."))
    if role in APART:
        _keep_apart(same_time.filter(role=APART[Role(role)]), unit, start)
    held = RoleHeld.objects.create(
        user=user,
        role=role,
        unit=unit,
        berlaku=berlaku,
        reason=reason.strip(),
        granted_by="Praja" if by is None else str(by),
    )
    forget()
    record(
        kind="access.role_granted",
        by=by,
        target=held,
        unit=None if unit is None else unit.pk,
        on=on,
        after=_as_json(held),
        reason=reason.strip(),
    )
    return held


def _keep_apart(others: Any, unit: Unit | None, start: datetime.date) -> None:
    for other in others.select_related("unit"):
        if (
            unit is None
            or other.unit_id is None
            or _one_line(unit, other.unit, max(start, other.berlaku.lower))
        ):
            raise RoleRefused(
                _(
                    "Bendahara dan pejabat penyetuju satu unit harus dua orang. Akun ini sudah menjadi "
                    "%(role)s untuk %(unit)s pada masa itu."
                )
                % {
                    "role": Role(other.role).label,
                    "unit": names_of([other.unit_id]).get(other.unit_id, _("semua unit")),
                }
            )


def _one_line(one: Unit, other: Unit, on: datetime.date) -> bool:
    """Tell whether one of the units is the other or lies above it."""
    above_one = above(one.pk, on) | {one.pk, one.government_id}
    above_other = above(other.pk, on) | {other.pk, other.government_id}
    return other.pk in above_one or one.pk in above_other


def _another_admin(held: RoleHeld, on: datetime.date) -> bool:
    return held_on(on).filter(~Q(pk=held.pk), role=Role.ADMIN_APLIKASI, user__is_active=True).exists()


def _as_json(held: RoleHeld) -> dict[str, Any]:
    lower = None if held.berlaku.isempty else held.berlaku.lower
    upper = None if held.berlaku.isempty else held.berlaku.upper
    last: uuid.UUID | None = held.unit_id
    return {
        "akun": held.user.username,
        "peran": held.role,
        "unit": None if last is None else str(last),
        "mulai": None if lower is None else lower.isoformat(),
        "sampai": None if upper is None else (upper - datetime.timedelta(days=1)).isoformat(),
    }
