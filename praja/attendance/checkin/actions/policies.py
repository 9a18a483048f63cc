"""Setting on which terms the people of a unit check in from a phone, and who may by name."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from praja.attendance.checkin import perms
from praja.attendance.checkin.actions import CheckInRefused, said_clearly
from praja.attendance.checkin.policies import Place
from praja.attendance.models import CheckInPermit, CheckInPolicy
from praja.attendance.models.checkin import RADIUS
from praja.audit.actions import record
from praja.organization.models import Unit
from praja.people.models import Person
from praja.people.perms import can_edit_person
from praja.temporal import actions as temporal
from praja.web.said import gettext as _

MOST_PLACES = 30
_LIMITS = {"accuracy": (10, 1000), "keep_photo": (1, 366), "keep_position": (30, 730), "late_hours": (1, 168)}


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """What an officer says of the terms."""

    open: bool = True
    who: str = CheckInPolicy.Who.SEMUA
    places: Sequence[Place] = ()
    accuracy: int = 100
    photo: str = CheckInPolicy.Photo.TIDAK
    keep_photo: int = 30
    keep_position: int = 90
    late_hours: int = 24
    dasar: str = ""


@transaction.atomic
def set_terms(*, unit: Unit, start: datetime.date, said: Said, by: Any, on: datetime.date) -> CheckInPolicy:
    """Set on which terms the people of a unit, and of those below without terms of their own, check in.

    What held before ends the day before; what was to begin on that very day is corrected. What is past stays,
    so that each check-in keeps the terms under which it was made.

    :raises CheckInRefused: if `by` may not, the day is past, or a figure cannot be
    """
    if not perms.sets_terms(by, unit, on):
        raise CheckInRefused(_("Hanya pengelola kepegawaian unit ini yang mengatur presensi dari ponsel."))
    if start < on:
        raise CheckInRefused(_("Aturan berlaku paling cepat hari ini; yang sudah lewat tidak berubah."))
    _check(said)
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    fields = {name: getattr(said, name) for name in ("open", "who", "photo", *_LIMITS)}
    fields |= {"places": [dataclasses.asdict(one) for one in said.places], "dasar": said.dasar.strip()}
    held = CheckInPolicy.objects.on(start).filter(unit=unit).first()
    later = CheckInPolicy.objects.known().filter(unit=unit, berlaku__startswith__gt=start)
    if later.exists():
        raise CheckInRefused(_("Sudah ada aturan yang mulai sesudah hari itu. Pilih hari sesudahnya."))
    made: CheckInPolicy
    if held is not None:
        made = temporal.succeed(held, start, by=by, **fields)
    else:
        made = temporal.record(CheckInPolicy(unit=unit, berlaku=temporal.span(start), **fields), by=by)
    record(
        kind="attendance.checkin_terms", by=by, target=made, unit=unit.pk, on=on,
        before=None if held is None else _plain(held), after={"mulai": start, **_plain(made)},
        reason=made.dasar,
    )  # fmt: skip
    return made


def _check(said: Said) -> None:
    for name, (least, most) in _LIMITS.items():
        if not least <= getattr(said, name) <= most:
            label = CheckInPolicy._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            raise CheckInRefused(
                _("%(what)s: isi antara %(least)s dan %(most)s.")
                % {"what": label, "least": least, "most": most}
            )
    if said.who not in CheckInPolicy.Who.values or said.photo not in CheckInPolicy.Photo.values:
        raise CheckInRefused(_("Pilih bagi siapa dan dengan foto atau tidak."))
    if len(said.places) > MOST_PLACES:
        raise CheckInRefused(_("Paling banyak tiga puluh tempat untuk satu unit."))
    for place in said.places:
        if not place.name.strip() or len(place.name) > 120:
            raise CheckInRefused(_("Beri tiap tempat sebuah nama, paling panjang 120 huruf."))
        if not (-90 <= place.lat <= 90 and -180 <= place.lon <= 180):
            raise CheckInRefused(_("Koordinat %(place)s tidak mungkin.") % {"place": place.name})
        if not RADIUS[0] <= place.radius <= RADIUS[1]:
            raise CheckInRefused(_("Radius tiap tempat antara 10 dan 1000 meter."))
    if not said.dasar.strip():
        raise CheckInRefused(_("Sebutkan dasarnya, seperti nomor surat keputusan kepala dinas."))


def _plain(policy: CheckInPolicy) -> dict[str, Any]:
    return {
        "dibuka": policy.open, "bagi_siapa": policy.get_who_display(), "foto": policy.get_photo_display(),
        "tempat": ", ".join(f"{one['name']} ({one['radius']} m)" for one in policy.places),
        "ketelitian_m": policy.accuracy, "foto_hari": policy.keep_photo,
        "posisi_hari": policy.keep_position, "kemudian_jam": policy.late_hours,
    }  # fmt: skip


@transaction.atomic
def permit(
    *,
    person: Person,
    start: datetime.date,
    last: datetime.date | None,
    reason: str,
    by: Any,
    on: datetime.date,
) -> CheckInPermit:
    """Let somebody check in from a phone by name, where the terms of the unit name those who may.

    :param last: the last day; none: until it is ended
    :raises CheckInRefused: if `by` may not, or they may already on one of the days
    """
    if not can_edit_person(by, person, on):
        raise CheckInRefused(
            _("Hanya pengelola kepegawaian pegawai itu yang memberi izin, bukan untuk diri sendiri.")
        )
    if start < on or (last is not None and last < start):
        raise CheckInRefused(_("Izin dimulai paling cepat hari ini, dan berakhir tidak sebelum dimulai."))
    said = said_clearly(reason)
    row = CheckInPermit(person=person, reason=said, berlaku=temporal.span(start, temporal.until(last)))
    try:
        made = temporal.record(row, by=by)
    except temporal.Overlap as error:
        raise CheckInRefused(_("Pegawai ini sudah diberi izin pada hari-hari itu.")) from error
    record(
        kind="attendance.checkin_permitted", by=by, target=made, person=person.pk, on=on,
        after={"mulai": start, "sampai": last}, reason=said,
    )  # fmt: skip
    return made


@transaction.atomic
def end_permit(*, row: CheckInPermit, by: Any, on: datetime.date) -> None:
    """End a permit today; one that has not begun is withdrawn.

    :raises CheckInRefused: if `by` may not, or it has ended already
    """
    found = CheckInPermit.objects.known().select_related("person").filter(pk=row.pk).first()
    if found is None or not can_edit_person(by, found.person, on):
        raise CheckInRefused(_("Hanya pengelola kepegawaian pegawai itu yang mengakhiri izinnya."))
    if found.sampai is not None and found.sampai < on:
        raise CheckInRefused(_("Izin ini sudah berakhir."))
    if found.mulai >= on:
        temporal.withdraw(found, by=by)
    else:
        temporal.end(found, on, by=by)
    record(
        kind="attendance.checkin_permit_ended", by=by, target=found, person=found.person_id, on=on,
        before={"mulai": found.mulai, "sampai": found.sampai},
        after={"sampai": on - datetime.timedelta(days=1)},
    )  # fmt: skip
