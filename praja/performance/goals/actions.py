"""Setting goals and leading programmes. What is withdrawn stays in the trail, and is shown no more."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from praja.audit.actions import record
from praja.organization.models import Unit
from praja.people.models import Person
from praja.performance.enums import JenisSasaran, KeadaanVersi
from praja.performance.goals import perms
from praja.performance.measuring import MEASURED
from praja.performance.models import (
    Goal,
    GoalIndicator,
    Programme,
    ProgrammeEvaluation,
    ProgrammeMember,
    RhkVersion,
)
from praja.web.said import gettext as _

MOST_GOALS = 60
"""Of a unit in a year."""
LIVE = (KeadaanVersi.DISUSUN, KeadaanVersi.DIAJUKAN, KeadaanVersi.DISEPAKATI)


class GoalRefused(Exception):
    """Something that cannot be done with a goal or a programme; its text says why and what to do."""


@dataclasses.dataclass(frozen=True, slots=True)
class GoalSaid:
    """What is said of a goal."""

    kind: str
    text: str
    parent: Goal | None = None
    document: str = ""


@transaction.atomic
def set_goal(*, unit: Unit, year: int, said: GoalSaid, by: Any, on: datetime.date) -> Goal:
    """Add a goal to a unit's year.

    :raises GoalRefused: if `by` may not, the same goal stands, or it cannot serve what it is said to serve
    """
    _needs_goals(by, unit, on)
    standing = Goal.objects.filter(unit=unit, year=year, withdrawn_at__isnull=True)
    if standing.count() >= MOST_GOALS:
        raise GoalRefused(_("Satu unit paling banyak mempunyai enam puluh tujuan dan sasaran setahun."))
    _check(said, unit, year, standing, None)
    made: Goal = Goal.objects.create(unit=unit, year=year, order=standing.count() + 1, **_fields(said))
    _record("goal_set", made, unit.pk, by, on, after={"jenis": said.kind, "uraian": made.text, "tahun": year})
    return made


@transaction.atomic
def change_goal(*, goal: Goal, said: GoalSaid, by: Any, on: datetime.date) -> Goal:
    """Say a goal anew. Results that carry it stay with it.

    :raises GoalRefused: as `set_goal` does
    """
    found = Goal.objects.select_for_update().get(pk=goal.pk)
    _needs_goals(by, found.unit, on)
    standing = Goal.objects.filter(unit=found.unit, year=found.year, withdrawn_at__isnull=True)
    _check(said, found.unit, found.year, standing, found)
    before = {"jenis": found.kind, "uraian": found.text}
    for name, value in _fields(said).items():
        setattr(found, name, value)
    found.save(update_fields=["kind", "text", "parent", "document"])
    after = {"jenis": found.kind, "uraian": found.text}
    _record("goal_changed", found, found.unit_id, by, on, before=before, after=after)
    return found


@transaction.atomic
def withdraw_goal(*, goal: Goal, by: Any, on: datetime.date) -> Goal:
    """Withdraw a goal that nobody carries and no goal serves.

    :raises GoalRefused: if `by` may not, or somebody carries it
    """
    found = Goal.objects.select_for_update().get(pk=goal.pk)
    _needs_goals(by, found.unit, on)
    if Goal.objects.filter(parent=found, withdrawn_at__isnull=True).exists():
        raise GoalRefused(_("Masih ada sasaran yang mendukungnya. Pindahkan atau tarik sasaran itu dahulu."))
    carried = RhkVersion.objects.filter(goal=found, version__state__in=LIVE).count()
    if carried:
        raise GoalRefused(
            _("Masih diemban %(count)s rencana hasil kerja. Ubah dahulu SKP yang mengembannya.")
            % {"count": carried}
        )
    found.withdrawn_at = timezone.now()
    found.save(update_fields=["withdrawn_at"])
    _record("goal_withdrawn", found, found.unit_id, by, on, before={"uraian": found.text})
    return found


def _needs_goals(by: Any, unit: Unit, on: datetime.date) -> None:
    if not perms.may_set_goals(by, unit, on):
        raise GoalRefused(
            _("Hanya pimpinan unit itu atau pengelola kepegawaiannya yang menetapkan sasaran unit.")
        )


def _fields(said: GoalSaid) -> dict[str, Any]:
    return {"kind": said.kind, "text": _plain(said.text), "parent": said.parent, "document": said.document}


def _plain(text: str) -> str:
    return " ".join(text.split())


def _check(said: GoalSaid, unit: Unit, year: int, standing: Any, itself: Goal | None) -> None:
    text = _plain(said.text)
    if not text:
        raise GoalRefused(_("Tuliskan tujuan atau sasarannya."))
    others = standing if itself is None else standing.exclude(pk=itself.pk)
    if others.filter(text__iexact=text).exists():
        raise GoalRefused(_("Tujuan atau sasaran dengan kalimat itu sudah ada pada unit ini tahun itu."))
    if said.parent is None:
        return
    if said.kind == JenisSasaran.TUJUAN and said.parent.unit_id == unit.pk:
        raise GoalRefused(
            _("Tujuan berdiri sendiri atau mendukung tujuan unit di atasnya. Pilih jenis sasaran.")
        )
    if said.parent.year != year or said.parent.withdrawn_at is not None:
        raise GoalRefused(_("Yang didukung harus tujuan atau sasaran yang berlaku pada tahun yang sama."))
    above: Goal | None = said.parent
    while above is not None:
        if itself is not None and above.pk == itself.pk:
            raise GoalRefused(
                _("Sasaran tidak dapat mendukung dirinya sendiri, juga tidak lewat sasaran lain.")
            )
        above = above.parent


# --- indicators


@transaction.atomic
def set_indicator(*, goal: Goal, said: dict[str, Any], by: Any, on: datetime.date) -> GoalIndicator:
    """Add an indicator to a goal.

    :param said: the fields of `Measured`, as `MeasuredForm` cleans them
    :raises GoalRefused: if `by` may not
    """
    _needs_goals(by, goal.unit, on)
    count = goal.indicators.filter(withdrawn_at__isnull=True).count()
    made: GoalIndicator = GoalIndicator.objects.create(goal=goal, order=count + 1, **_measured(said))
    _record("goal_indicator_set", made, goal.unit_id, by, on, after={"indikator": made.text})
    return made


@transaction.atomic
def change_indicator(
    *, indicator: GoalIndicator, said: dict[str, Any], by: Any, on: datetime.date
) -> GoalIndicator:
    """Say an indicator of a goal anew.

    :raises GoalRefused: if `by` may not
    """
    found = _held(indicator, by, on)
    fields = _measured(said)
    changed = {name: getattr(found, name) for name in fields if getattr(found, name) != fields[name]}
    for name in changed:
        setattr(found, name, fields[name])
    found.save(update_fields=list(changed))
    _record(
        "goal_indicator_changed", found, found.goal.unit_id, by, on,
        before={name: str(was) for name, was in changed.items()},
        after={name: str(fields[name]) for name in changed},
    )  # fmt: skip
    return found


@transaction.atomic
def withdraw_indicator(*, indicator: GoalIndicator, by: Any, on: datetime.date) -> GoalIndicator:
    """Withdraw an indicator of a goal.

    :raises GoalRefused: if `by` may not
    """
    found = _held(indicator, by, on)
    found.withdrawn_at = timezone.now()
    found.save(update_fields=["withdrawn_at"])
    _record("goal_indicator_withdrawn", found, found.goal.unit_id, by, on, before={"indikator": found.text})
    return found


def _held(indicator: GoalIndicator, by: Any, on: datetime.date) -> GoalIndicator:
    rows = GoalIndicator.objects.select_for_update(of=("self",)).select_related("goal__unit")
    found = rows.get(pk=indicator.pk)
    _needs_goals(by, found.goal.unit, on)
    return found


def _measured(said: dict[str, Any]) -> dict[str, Any]:
    return {name: said[name] for name in MEASURED}


# --- programmes


@dataclasses.dataclass(frozen=True, slots=True)
class ProgrammeSaid:
    """What is said of a programme."""

    name: str
    result: str
    owner: Person
    starts: datetime.date
    ends: datetime.date
    goal: Goal | None = None
    budget_code: str = ""


@transaction.atomic
def open_programme(*, unit: Unit, year: int, said: ProgrammeSaid, by: Any, on: datetime.date) -> Programme:
    """Open a programme of a unit for a year; its owner is its first member.

    :raises GoalRefused: if `by` may not, or what is said cannot be
    """
    _needs_goals(by, unit, on)
    _check_programme(said, year)
    if Programme.objects.filter(
        unit=unit, year=year, name__iexact=_plain(said.name), withdrawn_at__isnull=True
    ).exists():
        raise GoalRefused(_("Program dengan nama itu sudah ada pada unit ini tahun itu."))
    made: Programme = Programme.objects.create(unit=unit, year=year, **dataclasses.asdict(said) | {
        "owner": said.owner, "goal": said.goal, "name": _plain(said.name), "result": _plain(said.result)
    })  # fmt: skip
    ProgrammeMember.objects.create(programme=made, person=said.owner, part=_("Penanggung jawab"))
    _record("programme_opened", made, unit.pk, by, on, after={"nama": made.name, "tahun": year})
    return made


def _check_programme(said: ProgrammeSaid, year: int) -> None:
    if said.ends < said.starts:
        raise GoalRefused(_("Tanggal selesainya mendahului tanggal mulainya."))
    if said.starts.year != year or said.ends.year != year:
        raise GoalRefused(
            _("Program dicatat per tahun anggaran. Pilih tanggal di dalam tahun %(year)s.") % {"year": year}
        )


@transaction.atomic
def change_programme(*, programme: Programme, said: ProgrammeSaid, by: Any, on: datetime.date) -> Programme:
    """Say a programme anew.

    :raises GoalRefused: if `by` may not, or what is said cannot be
    """
    found = _leads(programme, by, on)
    _check_programme(said, found.year)
    before = {"nama": found.name, "hasil": found.result, "penanggung_jawab": str(found.owner)}
    found.name, found.result, found.owner = _plain(said.name), _plain(said.result), said.owner
    found.starts, found.ends, found.goal, found.budget_code = (
        said.starts,
        said.ends,
        said.goal,
        said.budget_code,
    )
    found.save()
    after = {"nama": found.name, "hasil": found.result, "penanggung_jawab": str(found.owner)}
    _record("programme_changed", found, found.unit_id, by, on, before=before, after=after)
    return found


@transaction.atomic
def set_member(
    *, programme: Programme, person: Person, part: str, by: Any, on: datetime.date
) -> ProgrammeMember:
    """Give somebody a part of a programme, or say their part anew.

    :raises GoalRefused: if `by` may not, or no part is told
    """
    found = _leads(programme, by, on)
    said = _plain(part)
    if not said:
        raise GoalRefused(_("Tuliskan bagian yang dikerjakannya, supaya jelas apa yang diharapkan darinya."))
    made, _new = ProgrammeMember.objects.update_or_create(
        programme=found, person=person, defaults={"part": said}
    )
    _record("programme_member_set", found, found.unit_id, by, on, person=person, after={"bagian": said})
    return made


@transaction.atomic
def remove_member(*, member: ProgrammeMember, by: Any, on: datetime.date) -> None:
    """Take somebody out of a programme.

    :raises GoalRefused: if `by` may not, or it is the owner
    """
    found = _leads(member.programme, by, on)
    if member.person_id == found.owner_id:
        raise GoalRefused(_("Penanggung jawab tidak dapat dikeluarkan. Ganti dahulu penanggung jawabnya."))
    _record(
        "programme_member_removed", found, found.unit_id, by, on, person=member.person,
        before={"bagian": member.part},
    )  # fmt: skip
    member.delete()


@transaction.atomic
def evaluate(
    *, programme: Programme, day: datetime.date, percent: int, finding: str, next_step: str, by: Any,
    on: datetime.date,
) -> ProgrammeEvaluation:  # fmt: skip
    """Keep what was found when a programme was looked at.

    :raises GoalRefused: if `by` may not, or the day is outside the programme or has not come
    """
    found = _leads(programme, by, on)
    if day > on:
        raise GoalRefused(_("Tanggal evaluasinya belum tiba."))
    if day < found.starts:
        raise GoalRefused(_("Tanggal evaluasinya mendahului mulainya program."))
    made: ProgrammeEvaluation = ProgrammeEvaluation.objects.create(
        programme=found, on=day, percent=percent, finding=finding.strip(), next_step=next_step.strip(), by=by
    )
    _record("programme_evaluated", found, found.unit_id, by, on, after={"kemajuan": percent})
    return made


@transaction.atomic
def withdraw_programme(*, programme: Programme, by: Any, on: datetime.date) -> Programme:
    """Withdraw a programme that no agreed or negotiated result carries.

    :raises GoalRefused: if `by` may not, or a result carries it
    """
    found = _leads(programme, by, on)
    if RhkVersion.objects.filter(programme=found, version__state__in=LIVE).exists():
        raise GoalRefused(_("Masih ada rencana hasil kerja yang mengembannya. Ubah dahulu SKP-nya."))
    found.withdrawn_at = timezone.now()
    found.save(update_fields=["withdrawn_at"])
    _record("programme_withdrawn", found, found.unit_id, by, on, before={"nama": found.name})
    return found


def _leads(programme: Programme, by: Any, on: datetime.date) -> Programme:
    found: Programme = Programme.objects.select_for_update().get(pk=programme.pk)
    if not perms.may_lead(by, found, on):
        raise GoalRefused(
            _("Hanya penanggung jawab program atau pimpinan unitnya yang mengubah program ini.")
        )
    if found.withdrawn_at is not None:
        raise GoalRefused(_("Program ini sudah ditarik."))
    return found


def _record(
    verb: str, target: Any, unit: Any, by: Any, on: datetime.date, *, person: Person | None = None,
    before: dict[str, Any] | None = None, after: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    record(
        kind=f"performance.{verb}", by=by, target=target, unit=unit, on=on, before=before, after=after,
        person=person.pk if person is not None else None,
    )  # fmt: skip
