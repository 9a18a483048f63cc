"""Appointing a team and its members, and ending it."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from praja.access import actions as access
from praja.access.enums import Role
from praja.access.models import RoleHeld
from praja.audit.actions import record
from praja.files.models import StoredFile
from praja.organization.models import Unit
from praja.people.models import Person
from praja.performance.enums import JabatanTim
from praja.performance.models import AssessmentTeam, Review, TeamMember
from praja.performance.team import perms
from praja.performance.team.actions import TeamRefused, plain, reason
from praja.performance.team.queue import OPEN
from praja.temporal.actions import span, until
from praja.web.notices import notify
from praja.web.said import gettext as _
from praja.web.said import label
from praja.web.words import tanggal


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """Which ratings come to a team."""

    flagged: bool = True
    departing: bool = True
    sample: int = 0
    """In a hundred."""

    def told(self) -> dict[str, Any]:
        """Return it as the trail keeps it."""
        return {"catatan": self.flagged, "menyimpang": self.departing, "sampel": self.sample}


def _may_appoint(by: Any, unit: Unit, on: datetime.date) -> None:
    if not perms.may_appoint(by, unit, on):
        raise TeamRefused(_("Tim penilai dibentuk dan diubah admin BKPSDM untuk unit itu."))


def _checked(rule: Rule) -> Rule:
    if not 0 <= rule.sample <= 100:
        raise TeamRefused(_("Sampel ditulis sebagai angka 0 sampai 100 persen."))
    if not (rule.flagged or rule.departing or rule.sample):
        raise TeamRefused(
            _("Pilih paling sedikit satu: dengan catatan, berbeda dari usulan, atau sampel lebih dari 0%.")
        )
    return rule


@transaction.atomic
def appoint(
    *,
    unit: Unit,
    start: datetime.date,
    last: datetime.date,
    sk_number: str,
    sk_date: datetime.date,
    sk_file: StoredFile | None,
    purpose: str,
    rule: Rule,
    by: Any,
    on: datetime.date,
) -> AssessmentTeam:
    """Form a team for a unit with all below it, for a time and by an SK.

    :param last: the last day in office
    :raises TeamRefused: if `by` may not, the dates cannot be, or another team is in office then
    """
    Unit.objects.select_for_update().get(pk=unit.pk)
    _may_appoint(by, unit, on)
    if last < start:
        raise TeamRefused(_("Hari terakhir masa tugas mendahului hari pertamanya."))
    if last < on:
        raise TeamRefused(_("Masa tugas ini sudah lewat. Bentuk tim untuk hari ini atau sesudahnya."))
    if sk_date > on:
        raise TeamRefused(_("Tanggal SK ada di masa depan. Periksa tanggalnya."))
    number = plain(sk_number, 100)
    if not number:
        raise TeamRefused(_("Tuliskan nomor SK yang mengangkat tim ini."))
    days = span(start, until(last))
    other = AssessmentTeam.objects.filter(unit=unit, berlaku__overlap=days).order_by("berlaku").first()
    if other is not None:
        raise TeamRefused(
            _("Unit ini sudah mempunyai tim penilai dari %(start)s (SK %(number)s). Akhiri dahulu tim itu.")
            % {"start": tanggal(other.berlaku.lower), "number": other.sk_number}
        )
    checked = _checked(rule)
    made: AssessmentTeam = AssessmentTeam.objects.create(
        unit=unit, berlaku=days, sk_number=number, sk_date=sk_date, sk_file=sk_file,
        purpose=_purpose(purpose), flagged=checked.flagged, departing=checked.departing,
        sample=checked.sample, by=by,
    )  # fmt: skip
    record(
        kind="performance.team_appointed", by=by, target=made, unit=unit.pk, on=on,
        after={"sk": number, "mulai": start, "sampai": last, **checked.told()}, reason=made.purpose,
    )  # fmt: skip
    return made


def _purpose(text: str) -> str:
    said = plain(text, 500)
    if not said:
        raise TeamRefused(_("Tuliskan tugas tim ini."))
    return said


def _held(team: AssessmentTeam) -> AssessmentTeam:
    found: AssessmentTeam = (
        AssessmentTeam.objects.select_for_update(of=("self",)).select_related("unit").get(pk=team.pk)
    )
    return found


@transaction.atomic
def change_rule(
    *, team: AssessmentTeam, purpose: str, rule: Rule, by: Any, on: datetime.date
) -> AssessmentTeam:
    """Change what a team is for and which ratings come to it from now on; what came before stays there.

    :raises TeamRefused: if `by` may not, or nothing would come to it
    """
    found = _held(team)
    _may_appoint(by, found.unit, on)
    checked = _checked(rule)
    before = {"tugas": found.purpose, **Rule(found.flagged, found.departing, found.sample).told()}
    found.purpose = _purpose(purpose)
    found.flagged, found.departing, found.sample = checked.flagged, checked.departing, checked.sample
    found.save(update_fields=["purpose", "flagged", "departing", "sample"])
    record(
        kind="performance.team_changed", by=by, target=found, unit=found.unit_id, on=on,
        before=before, after={"tugas": found.purpose, **checked.told()},
    )  # fmt: skip
    return found


@transaction.atomic
def appoint_member(
    *, team: AssessmentTeam, person: Person, office: str, start: datetime.date, by: Any, on: datetime.date
) -> TeamMember:
    """Appoint somebody to a team until its last day, and give them the role of tim penilai for its unit.

    Who holds that role for the unit already keeps it as it is.

    :raises TeamRefused: if `by` may not, the person has no account, or the office is taken
    """
    found = _held(team)
    _may_appoint(by, found.unit, on)
    if found.berlaku.isempty or found.berlaku.upper <= on:
        raise TeamRefused(_("Masa tugas tim ini sudah berakhir. Bentuk tim baru."))
    if office not in JabatanTim.values:
        raise TeamRefused(_("Pilih ketua, sekretaris, atau anggota."))
    if not found.berlaku.lower <= start < found.berlaku.upper:
        raise TeamRefused(
            _("Pilih hari di dalam masa tugas tim, %(start)s sampai %(last)s.")
            % {"start": tanggal(found.berlaku.lower), "last": tanggal(_last(found.berlaku))}
        )
    if person.account is None:
        raise TeamRefused(
            _("%(name)s belum mempunyai akun, maka belum dapat memeriksa. Mintakan akunnya dahulu.")
            % {"name": person.full_name}
        )
    days = span(start, found.berlaku.upper)
    members = TeamMember.objects.filter(team=found, berlaku__overlap=days).select_related("person")
    if members.filter(person=person).exists():
        raise TeamRefused(_("%(name)s sudah menjadi anggota tim ini.") % {"name": person.full_name})
    if office != JabatanTim.ANGGOTA and (other := members.filter(office=office).first()) is not None:
        raise TeamRefused(
            _("%(office)s tim ini %(name)s. Akhiri dahulu keanggotaannya.")
            % {"office": label(JabatanTim(other.office).label), "name": other.person.full_name}
        )
    role = _role_given(found, person, days, by, on)
    made: TeamMember = TeamMember.objects.create(
        team=found, person=person, office=office, berlaku=days, role=role, by=by
    )
    record(
        kind="performance.team_member_appointed", by=by, target=made, person=person.pk, unit=found.unit_id,
        on=on, after={"jabatan": office, "mulai": start, "sk": found.sk_number},
    )  # fmt: skip
    notify(
        person.account,
        _("Anda diangkat dalam tim penilai kinerja (SK %(number)s).") % {"number": found.sk_number},
        "/kinerja/tim-penilai/",
    )
    return made


def _last(days: Any) -> datetime.date:
    last: datetime.date = days.upper - datetime.timedelta(days=1)
    return last


def _role_given(
    team: AssessmentTeam, person: Person, days: Any, by: Any, on: datetime.date
) -> RoleHeld | None:
    """Give the role that a member needs; None where it is held for the unit all that time."""
    held = RoleHeld.objects.filter(
        user=person.account, role=Role.TIM_PENILAI, unit=team.unit, revoked_at__isnull=True
    )
    if held.filter(berlaku__contains=days).exists():
        return None
    try:
        return access.grant(
            user=person.account, role=Role.TIM_PENILAI, unit=team.unit, start=days.lower, end=_last(days),
            reason=f"SK {team.sk_number}", by=by, on=on,
        )  # fmt: skip
    except access.RoleRefused as error:
        raise TeamRefused(str(error)) from None


@transaction.atomic
def end_member(*, member: TeamMember, text: str, by: Any, on: datetime.date) -> TeamMember:
    """End somebody's membership with yesterday, and the role that came with it. What they said stays.

    :raises TeamRefused: if `by` may not, it has ended, or the reason is missing
    """
    found: TeamMember = (
        TeamMember.objects.select_for_update(of=("self",))
        .select_related("team__unit", "person", "role")
        .get(pk=member.pk)
    )
    _may_appoint(by, found.team.unit, on)
    if found.berlaku.isempty or found.berlaku.upper <= on:
        raise TeamRefused(_("Keanggotaan ini sudah berakhir."))
    return _ended(found, reason(text)[:300], by, on)


def _ended(member: TeamMember, said: str, by: Any, on: datetime.date) -> TeamMember:
    member.berlaku = _cut(member.berlaku, on)
    member.ended_by, member.ended_because = by, said
    member.save(update_fields=["berlaku", "ended_by", "ended_because"])
    if member.role is not None and member.role.revoked_at is None:
        try:
            access.revoke(held=member.role, reason=said, by=by, on=on)
        except access.RoleRefused as error:
            raise TeamRefused(str(error)) from None
    record(
        kind="performance.team_member_ended", by=by, target=member, person=member.person_id,
        unit=member.team.unit_id, on=on, after={"jabatan": member.office}, reason=said,
    )  # fmt: skip
    return member


def _cut(days: Any, on: datetime.date) -> Any:
    return DateRange(days.lower, on) if days.lower < on else DateRange(empty=True)


@transaction.atomic
def end(*, team: AssessmentTeam, text: str, by: Any, on: datetime.date) -> AssessmentTeam:
    """End a team before its time, with all its members.

    :raises TeamRefused: if `by` may not, it has ended, or cases are still open
    """
    found = _held(team)
    _may_appoint(by, found.unit, on)
    if found.berlaku.isempty or found.berlaku.upper <= on:
        raise TeamRefused(_("Masa tugas tim ini sudah berakhir."))
    said = reason(text)[:300]
    left = Review.objects.filter(team=found, state__in=OPEN, rating__digantikan__isnull=True).count()
    if left:
        raise TeamRefused(
            _("Masih ada %(count)s perkara yang belum diputus. Putuskan dahulu, baru akhiri tim ini.")
            % {"count": left}
        )
    members = TeamMember.objects.select_for_update(of=("self",)).filter(team=found, berlaku__endswith__gt=on)
    for one in members.select_related("team__unit", "person", "role").order_by("pk"):
        _ended(one, said, by, on)
    found.berlaku = _cut(found.berlaku, on)
    found.save(update_fields=["berlaku"])
    record(
        kind="performance.team_ended", by=by, target=found, unit=found.unit_id, on=on,
        after={"sk": found.sk_number}, reason=said,
    )  # fmt: skip
    return found
