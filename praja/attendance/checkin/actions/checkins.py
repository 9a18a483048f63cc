"""Taking a check-in from a phone, and deciding one that waits."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from praja.attendance.checkin import perms
from praja.attendance.checkin.actions import CheckInRefused, said_clearly
from praja.attendance.checkin.moments import Moment, made_at, moment
from praja.attendance.checkin.photos import print_of
from praja.attendance.checkin.policies import Near, Terms, consent_of, nearest, places_of, terms_of
from praja.attendance.checkin.taps import tap, zone_of
from praja.attendance.models import CheckIn, CheckInPolicy, Day
from praja.audit.actions import record
from praja.files import disk
from praja.files.actions import UploadRefused, store
from praja.files.models import StoredFile
from praja.organization.enums import Zona
from praja.organization.models import Unit
from praja.organization.queries import nearest_version
from praja.people.models import Person
from praja.web import typed
from praja.web.said import gettext as _

PHOTOS = (StoredFile.Kind.JPEG, StoredFile.Kind.PNG)
MOST_METRES = 2_000_000
ELSEWHERE = ("wfh", "wfa")
State, Why = CheckIn.State, CheckIn.Why


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """What a phone says."""

    key: uuid.UUID
    pressed: datetime.datetime | None = None
    """By the phone's clock."""
    sent: datetime.datetime | None = None
    """What that clock showed as it sent."""
    page: str = ""
    """When the page was made, signed by us."""
    counted: datetime.timedelta | None = None
    """How long after that the button was pressed, as the page counted."""
    lat: float | None = None
    lon: float | None = None
    accuracy: float | None = None
    mock: bool = False
    phone: str = ""
    """The name that the phone gave itself."""
    agent: str = ""
    photo: UploadedFile | None = None
    note: str = ""


@transaction.atomic
def check_in(*, person: Person, said: Said, by: Any, now: datetime.datetime | None = None) -> CheckIn:
    """Take a check-in, and return what became of it. Sent again under its key, it changes nothing.

    What does not fit the terms is not thrown away: it waits for the superior, with the reason.

    :raises CheckInRefused: if `by` is not the person, has not agreed, or no check-in is open to them
    """
    if not perms.is_own(by, person):
        raise CheckInRefused(_("Presensi hanya dicatat oleh pegawai itu sendiri."))
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    known = CheckIn.objects.filter(person=person, key=said.key).first()
    if known is not None:
        return known
    now = now or timezone.now()
    when = moment(
        pressed=said.pressed, sent=said.sent, made=made_at(said.page, person.pk, now), counted=said.counted,
        now=now,
    )  # fmt: skip
    zone, terms = _terms(person, when.at)
    policy = terms.policy
    if policy is None or terms.unit is None:
        raise CheckInRefused(
            _(
                "Presensi dari ponsel tidak dibuka bagi Anda pada hari itu. Pakailah mesin presensi, atau "
                "ajukan koreksi."
            )
        )
    if consent_of(person) is None:
        raise CheckInRefused(_("Setujui dahulu apa yang disimpan dari ponsel Anda, lalu kirim lagi."))
    row = CheckIn(
        person=person, key=said.key, unit_id=terms.unit, policy=policy, at=when.at, received_at=now,
        day=timezone.localdate(when.at, zone_of(zone)), zone=zone, late=when.late, device_at=said.pressed,
        clock_off=when.clock_off, clock_gap=when.clock_gap, mock=said.mock,
        phone=hashed("ponsel", said.phone), agent=hashed("peramban", said.agent),
        note=typed.lines(said.note)[:300],
        keep_position_until=now.date() + datetime.timedelta(days=policy.keep_position),
    )  # fmt: skip
    near = _place(row, said, policy)
    _photo(row, said, policy, by, now)
    row.why = why_not(row, policy, when, near, now)
    row.state = State.MENUNGGU if row.why else State.TERCATAT
    if not row.why:
        row.tap = tap(row)
    row.save(force_insert=True)
    record(
        kind="attendance.checked_in", by=by, target=row, person=person.pk, unit=terms.unit, on=row.day,
        after={"pukul": row.at, "tempat": row.place, "keadaan": row.state, "kemudian": row.late},
    )  # fmt: skip
    return row


def hashed(what: str, text: str) -> str:
    """Return a keyed hash, by which the same thing is known again and nothing else is known of it."""
    return salted_hmac(f"praja.attendance.{what}", text, algorithm="sha256").hexdigest() if text else ""


def _terms(person: Person, at: datetime.datetime) -> tuple[str, Terms]:
    """Return the zone of somebody's workplace at a moment and the terms of that day there."""
    terms = terms_of(person, at.date())
    if terms.unit is None:
        return Zona.WIB, terms
    version = nearest_version(Unit(pk=terms.unit), at.date())
    zone = version.zone if version is not None else Zona.WIB
    day = timezone.localdate(at, zone_of(zone))
    return zone, terms if day == at.date() else terms_of(person, day)


def _place(row: CheckIn, said: Said, policy: CheckInPolicy) -> Near | None:
    """Write where a phone says it is, and return the nearest place."""
    lat, lon = said.lat, said.lon
    if lat is None or lon is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    row.lat, row.lon = round(lat, 6), round(lon, 6)  # type: ignore[assignment]
    if said.accuracy is not None and said.accuracy >= 0:
        row.accuracy = min(round(said.accuracy), MOST_METRES)
    near = nearest(places_of(policy), lat, lon)
    if near is not None:
        row.place, row.distance = near.place.name, near.metres
    return near


def _photo(row: CheckIn, said: Said, policy: CheckInPolicy, by: Any, now: datetime.datetime) -> None:
    if said.photo is None or policy.photo == CheckInPolicy.Photo.TIDAK:
        return
    row.keep_photo_until = now.date() + datetime.timedelta(days=policy.keep_photo)
    try:
        row.photo = store(said.photo, by=by, kinds=PHOTOS, keep_until=row.keep_photo_until)
    except UploadRefused as error:
        raise CheckInRefused(str(error)) from error
    row.photo_print = print_of(disk.read(row.photo.sha256) or b"")


def why_not(
    row: CheckIn, policy: CheckInPolicy, when: Moment, near: Near | None, now: datetime.datetime
) -> list[str]:
    """Return why a check-in waits for the superior; nothing where it counts at once."""
    found: list[str] = []
    if row.lat is None:
        found.append(Why.TANPA_POSISI)
    else:
        if near is not None and not near.inside and not works_elsewhere(row):
            found.append(Why.DI_LUAR)
        if row.accuracy is None or row.accuracy > policy.accuracy:
            found.append(Why.KASAR)
    if policy.photo == CheckInPolicy.Photo.WAJIB and row.photo is None:
        found.append(Why.TANPA_FOTO)
    if now - row.at > datetime.timedelta(hours=policy.late_hours):
        found.append(Why.TERLAMBAT)
    if not when.sure:
        found.append(Why.WAKTU)
    return found


def works_elsewhere(row: CheckIn) -> bool:
    """Tell whether a letter lets somebody work elsewhere on that day: at home, anywhere, or on duty."""
    day = Day.objects.filter(person=row.person, date=row.day)
    return day.filter(Q(place__in=ELSEWHERE) | Q(excuse="dinas_luar")).exists()


@transaction.atomic
def decide(*, checkin: CheckIn, accepted: bool, reason: str, by: Any, on: datetime.date) -> CheckIn:
    """Decide a check-in that waits: accepted, it counts with its own time; else it stays, and counts not.

    :raises CheckInRefused: if `by` may not, or it waits no more
    """
    found = (
        CheckIn.objects.select_for_update(of=("self",)).select_related("person", "unit").get(pk=checkin.pk)
    )
    if not perms.may_decide(by, found, on):
        raise CheckInRefused(
            _("Hanya atasan pegawai itu, atau pengelola kepegawaiannya, yang memutuskannya.")
        )
    if found.state != State.MENUNGGU:
        raise CheckInRefused(_("Presensi ini sudah diputus. Muat ulang halamannya."))
    said = typed.lines(reason)[:300] if accepted else said_clearly(reason)
    found.state = State.DITERIMA if accepted else State.DITOLAK
    found.decided_by, found.decided_at, found.decision = by, timezone.now(), said
    if accepted:
        found.tap = tap(found)
    found.save(update_fields=["state", "decided_by", "decided_at", "decision", "tap"])
    record(
        kind="attendance.checkin_decided", by=by, target=found, person=found.person_id, unit=found.unit_id,
        on=on, before={"keadaan": State.MENUNGGU}, after={"keadaan": found.state, "pukul": found.at},
        reason=said,
    )  # fmt: skip
    return found
