"""Writing a draft of a roster, and publishing it."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from praja.attendance.models import Roster, RosterDay
from praja.attendance.models.roster import OFF
from praja.attendance.roster import grid
from praja.attendance.roster.actions import RosterRefused, reason_of
from praja.attendance.roster.perms import keeps_roster
from praja.attendance.touched import touch
from praja.audit.actions import record, record_bulk
from praja.organization.models import Unit
from praja.people.asker import asker_of
from praja.web.said import gettext as _


def roster_of(unit: Unit, month: datetime.date) -> Roster | None:
    """Return the roster of a unit and month, if one was begun."""
    return Roster.objects.filter(unit=unit, month=month).select_related("unit__government").first()


@transaction.atomic
def save_draft(
    *, unit: Unit, month: datetime.date, lines: dict[uuid.UUID, dict[str, str]], revision: int, by: Any,
    on: datetime.date,
) -> Roster:  # fmt: skip
    """Write lines of a draft; those of people who are not named stay as they are.

    :param lines: by person, what `grid.Draft` holds
    :param revision: of the draft that the one who writes has seen
    :raises RosterRefused: if `by` may not, or somebody else has written in the meantime
    """
    if not keeps_roster(by, unit, on):
        raise RosterRefused(_("Anda tidak berwenang menyusun jadwal unit ini."))
    if not on - datetime.timedelta(days=366) <= month <= on + datetime.timedelta(days=366):
        raise RosterRefused(_("Bulan ini terlalu jauh. Pilih bulan lain."))
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)
    roster, _new = Roster.objects.select_for_update().get_or_create(unit=unit, month=month)
    if roster.revision != revision:
        raise RosterRefused(
            _("Jadwal ini baru saja diubah orang lain. Yang Anda tulis masih ada; periksa lalu simpan lagi.")
        )
    here = {line.person.pk: line for line in grid.people_of(unit, month)}
    draft = dict(roster.draft)
    for person, cells in lines.items():
        line = here.get(person)
        if line is None:
            raise RosterRefused(_("Ada pegawai yang tidak bekerja di unit ini pada bulan itu."))
        if any(len(code) > 4 or not code.isprintable() for code in cells.values()):
            raise RosterRefused(_("Kode sif paling panjang 4 huruf. Pisahkan kode dengan spasi."))
        kept = {day: code for day, code in cells.items() if code and line.has(month.replace(day=int(day)))}
        draft[str(person)] = dict(sorted(kept.items(), key=lambda item: int(item[0])))
    if draft != roster.draft:
        roster.draft, roster.revision = draft, roster.revision + 1
        roster.changed_at = timezone.now()
        roster.save(update_fields=["draft", "revision", "changed_at"])
        record(
            kind="attendance.roster_drafted", by=by, target=roster, unit=unit.pk, on=on,
            after={"bulan": f"{month:%Y-%m}", "pegawai": len(lines)},
        )  # fmt: skip
    return roster


@transaction.atomic
def publish(*, roster: Roster, revision: int, despite: bool, reason: str, by: Any, on: datetime.date) -> int:
    """Publish a draft: from now on it says when people work. What was published before stays readable.

    :param despite: publish although two shifts are too close
    :param reason: why days that are over change; needed where any do
    :returns: how many days of people have changed
    :raises RosterRefused: if `by` may not, the draft has faults, or the own past is in it
    """
    found = (
        Roster.objects.select_for_update(of=("self",)).select_related("unit__government").get(pk=roster.pk)
    )
    if not keeps_roster(by, found.unit, on):
        raise RosterRefused(_("Anda tidak berwenang menerbitkan jadwal unit ini."))
    if found.revision != revision:
        raise RosterRefused(_("Jadwal ini baru saja diubah orang lain. Muat ulang, lalu periksa lagi."))
    lines = grid.people_of(found.unit, found.month)
    shifts = grid.shifts_of(found.unit, found.month)
    changed = grid.changes(found, lines)
    if any(
        after not in ("", OFF) and grid.on_day(shifts.get(after, ()), day) is None
        for _line, day, _before, after, _row in changed
    ):
        raise RosterRefused(_("Ada kode yang tidak dikenal unit ini. Perbaiki dahulu."))
    bad = [one for one in grid.findings(found.unit, found.month, found.draft, lines) if one.bad]
    if bad and not despite:
        raise RosterRefused(_("Ada sif yang terlalu rapat. Perbaiki, atau centang bahwa tetap diterbitkan."))
    past = [one for one in changed if one[1] < on]
    why = reason_of(reason) if past else ""
    own = asker_of(by).person
    if any(line.person.pk == own for line, *_rest in past):
        raise RosterRefused(_("Jadwal Anda sendiri yang sudah lewat diubah oleh orang lain."))
    now = timezone.now()
    RosterDay.objects.filter(
        pk__in=[row.pk for *_rest, row in changed if row is not None], digantikan__isnull=True
    ).update(digantikan=now)
    RosterDay.objects.bulk_create(
        RosterDay(
            roster=found, person=line.person, day=day,
            shift=None if after == OFF else shifts[after][0].shift,
        )
        for line, day, _before, after, _row in changed
        if after
    )  # fmt: skip
    found.published_at, found.published_by, found.published_revision = now, by, found.revision
    found.save(update_fields=["published_at", "published_by", "published_revision"])
    record_bulk(
        kind="attendance.roster_published", by=by, target=found, unit=found.unit_id, on=on, reason=why,
        after={"bulan": f"{found.month:%Y-%m}", "yang_lewat": len(past), "tetap_diterbitkan": bool(bad)},
        rows=[
            {"pegawai": str(line.person.pk), "tanggal": day.isoformat(), "dari": before, "menjadi": after}
            for line, day, before, after, _row in changed
        ],
        people={line.person.pk for line, *_rest in changed},
    )  # fmt: skip
    touch([(line.person.pk, day) for line, day, *_rest in changed if day <= on], "jadwal")
    return len(changed)
