"""What a structure cannot hold: what is missing, foreign, twice there, or above itself."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from praja.organization.actions.common import StructureRefused, name_of
from praja.organization.enums import Eselon, JenisJabatan
from praja.organization.models import PositionVersion, UnitVersion

STRUCTURAL = frozenset(
    (
        JenisJabatan.JPT_MADYA,
        JenisJabatan.JPT_PRATAMA,
        JenisJabatan.ADMINISTRATOR,
        JenisJabatan.PENGAWAS,
    )
)


def check_unit(version: UnitVersion) -> None:
    """Refuse a version whose parent is missing, foreign, below it, or holds a unit of the same name."""
    unit, parent = version.unit, version.parent
    if parent is None:
        return
    if (parent.government_id or parent.pk) != unit.government_id:
        raise StructureRefused(_("Unit induk harus dari pemerintah daerah yang sama."))
    known = UnitVersion.objects.known()
    if not _covers(known.filter(unit=parent), version):
        raise StructureRefused(
            _("Unit induk %(name)s tidak ada selama seluruh masa berlakunya. Pilih tanggal atau induk lain.")
            % {"name": name_of(parent, version.mulai)}
        )
    twins = known.filter(parent=parent, name__iexact=version.name, berlaku__overlap=version.berlaku)
    if twins.exclude(unit=unit).exists():
        raise StructureRefused(
            _("Di bawah induk itu sudah ada unit bernama %(name)s.") % {"name": version.name}
        )
    changes = known.filter(Q(unit=unit.government_id) | Q(unit__government=unit.government_id))
    for day in _days_of_change(changes, version):
        if _meets_itself("organization_unitversion", "unit_id", "parent_id", unit.pk, day):
            raise StructureRefused(
                _("%(name)s tidak dapat berada di bawah unit yang ada di bawahnya sendiri.")
                % {"name": version.name}
            )


def check_position(version: PositionVersion) -> None:
    """Refuse a version whose unit or superior is missing or foreign, or that is above itself."""
    unit, superior = version.unit, version.superior
    government = unit.government_id or unit.pk
    if version.eselon != Eselon.TIDAK_ADA and version.kind not in STRUCTURAL:
        raise StructureRefused(_("Eselon hanya untuk jabatan pimpinan tinggi, administrator dan pengawas."))
    if version.jenjang and version.kind != JenisJabatan.FUNGSIONAL:
        raise StructureRefused(_("Jenjang hanya untuk jabatan fungsional."))
    if version.heads_unit and version.formasi > 1:
        raise StructureRefused(_("Jabatan yang memimpin unit hanya untuk satu orang."))
    if not _covers(UnitVersion.objects.known().filter(unit=unit), version):
        raise StructureRefused(
            _("Unit %(name)s tidak ada selama seluruh masa berlakunya. Pilih tanggal lain.")
            % {"name": name_of(unit, version.mulai)}
        )
    if superior is None:
        return
    known = PositionVersion.objects.known()
    above = list(known.filter(position=superior).select_related("unit"))
    if not any((row.unit.government_id or row.unit_id) == government for row in above):
        raise StructureRefused(_("Atasan harus dari pemerintah daerah yang sama."))
    if not _covers(known.filter(position=superior), version):
        raise StructureRefused(
            _("Jabatan atasan %(name)s tidak ada selama seluruh masa berlakunya.") % {"name": above[-1].title}
        )
    changes = known.filter(Q(unit=government) | Q(unit__government=government))
    for day in _days_of_change(changes, version):
        if _meets_itself(
            "organization_positionversion", "position_id", "superior_id", version.position_id, day
        ):
            raise StructureRefused(
                _("%(name)s tidak dapat menjadi bawahan jabatan yang ada di bawahnya sendiri.")
                % {"name": version.title}
            )


def _covers(rows: Any, version: Any) -> bool:
    """Whether rows together hold on every day on which `version` holds."""
    day, end = version.berlaku.lower, version.berlaku.upper
    for held in sorted(rows.values_list("berlaku", flat=True), key=lambda one: one.lower):
        if held.lower <= day and (held.upper is None or held.upper > day):
            if held.upper is None:
                return True
            day = held.upper
        if end is not None and day >= end:
            return True
    return False


def _days_of_change(rows: Any, version: Any) -> list[datetime.date]:
    """Return the days in the time of `version` on which the structure is another than the day before."""
    start, end = version.berlaku.lower, version.berlaku.upper
    later = rows.filter(berlaku__startswith__gt=start)
    if end is not None:
        later = later.filter(berlaku__startswith__lt=end)
    days = later.order_by().values_list("berlaku__startswith", flat=True).distinct()
    return [start, *sorted(days)]


def _meets_itself(table: str, own: str, above: str, start: uuid.UUID, day: datetime.date) -> bool:
    """Whether going up from one, on a day, comes back to it."""
    sql = f"""
    WITH RECURSIVE up(id) AS (
        SELECT {above} FROM {table} WHERE {own} = %s AND berlaku @> %s::date AND digantikan IS NULL
      UNION
        SELECT v.{above} FROM {table} v JOIN up ON v.{own} = up.id
        WHERE v.berlaku @> %s::date AND v.digantikan IS NULL
    )
    SELECT EXISTS (SELECT 1 FROM up WHERE id = %s)
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, (start, day, day, start))
        (found,) = cursor.fetchone()
    return bool(found)
