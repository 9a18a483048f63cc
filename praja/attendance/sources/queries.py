"""Reading taps, devices and what waits for somebody to say whose it is."""

from __future__ import annotations

import datetime
import io
import uuid
from collections.abc import Collection
from typing import Any, Final

import polars as pl
from django.db import connection
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from praja.attendance.models import Device, DevicePerson, Tap, TapBatch, UnknownDevice
from praja.attendance.sources import perms
from praja.attendance.sources.enums import JenisMesin

TAPS: Final = {
    "person": pl.String(),
    "at": pl.Datetime("us", "UTC"),
    "local": pl.Datetime("us"),
    "source": pl.String(),
    "direction": pl.String(),
    "tap": pl.Int64(),
}
"""The columns of `tap_frame`."""
NIGHT: Final = datetime.timedelta(days=2)
"""How far after the last day's beginning taps are read: to the end of the day after it."""


def tap_frame(people: Collection[uuid.UUID], start: datetime.date, end: datetime.date) -> pl.DataFrame:
    """Return the taps of people from `start` to `end`, both included, and of the day after, on which a night
    shift may end; in the order of person, time and number. One query.
    """
    from psycopg import sql

    command = sql.SQL(
        "COPY (SELECT person_id, at AT TIME ZONE 'UTC', local, source, direction, id FROM attendance_tap "
        "WHERE person_id = ANY({people}::uuid[]) AND local >= {start} AND local < {end} "
        "ORDER BY person_id, local, id) TO STDOUT (FORMAT csv)"
    ).format(
        people=sql.Literal([str(one) for one in people]),
        start=sql.Literal(start),
        end=sql.Literal(end + NIGHT),
    )
    written = io.BytesIO()
    with connection.cursor() as cursor:
        told = command.as_string(connection.connection)
        with cursor.copy(told) as copy:  # type: ignore[attr-defined]
            for part in copy:
                written.write(part)
    if not written.tell():
        return pl.DataFrame(schema=TAPS)
    written.seek(0)
    text = {name: pl.String() for name in TAPS} | {"tap": pl.Int64()}
    frame = pl.read_csv(written, has_header=False, schema=text)
    clock = pl.col("at", "local").str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us")
    return frame.with_columns(clock, pl.col("direction").fill_null("")).with_columns(
        pl.col("at").dt.replace_time_zone("UTC")
    )


# --- devices


def devices_visible_to(user: Any, on: datetime.date) -> QuerySet[Device]:
    """Return the devices that an account may see (`perms.may_see_device`); phones are none of them."""
    rows = Device.objects.filter(unit__in=perms.reads(user, on).values("pk")).exclude(kind=JenisMesin.PONSEL)
    return rows.select_related("unit__government", "government")


def with_health(devices: QuerySet[Device], on: datetime.date) -> QuerySet[Device]:
    """Add to devices how many taps came from each on a day (`taps_today`), and how many of its PINs are
    nobody's (`nobodys`).
    """
    start = datetime.datetime.combine(on, datetime.time())
    of_day = Tap.objects.filter(
        device=OuterRef("pk"), local__gte=start, local__lt=start + datetime.timedelta(days=1)
    )
    waiting = nobodys().filter(device=OuterRef("pk"))
    return devices.annotate(
        taps_today=Coalesce(Subquery(_counted(of_day, "pk")), 0),
        nobodys=Coalesce(Subquery(_counted(waiting, "pin", distinct=True)), 0),
    )


def _counted(rows: QuerySet[Tap], what: str, *, distinct: bool = False) -> QuerySet[Any]:
    return rows.order_by().values("device").annotate(n=Count(what, distinct=distinct)).values("n")


def nobodys() -> QuerySet[Tap]:
    """Return the taps, on days on which their device was in use, whose PIN is nobody's as far as anybody has
    said; not those of guests, nor those that came before their time.
    """
    known = DevicePerson.objects.known().filter(
        government=OuterRef("device__government"), pin=OuterRef("pin"),
        berlaku__contains=OuterRef("local__date"),
    )  # fmt: skip
    return Tap.objects.filter(
        ~Exists(known.filter(Q(device__isnull=True) | Q(device=OuterRef("device")))),
        person__isnull=True,
        device__used__contains=F("local__date"),
        at__lte=F("received_at") + datetime.timedelta(days=1),
    )


def unknown_pins_visible_to(user: Any, on: datetime.date) -> QuerySet[Any, Any]:
    """Return the PINs that are nobody's at the devices that an account may see, those with most taps first:
    device, pin, taps, first and last time.
    """
    rows = nobodys().filter(device__in=devices_visible_to(user, on).values("pk"))
    found = rows.values("device", "device__name", "pin").annotate(
        taps=Count("pk"), first=Min("local"), last=Max("local")
    )
    return found.order_by("-taps", "device__name", "pin")


def batches_visible_to(user: Any, on: datetime.date) -> QuerySet[TapBatch]:
    """Return what came in from the devices that an account may see."""
    rows = TapBatch.objects.filter(device__in=devices_visible_to(user, on).values("pk"))
    return rows.select_related("device__unit__government", "file", "made_by")


def pins_visible_to(user: Any, on: datetime.date) -> QuerySet[DevicePerson]:
    """Return what is known of PINs at the devices that an account may see, or at all of their governments."""
    devices = devices_visible_to(user, on)
    rows = DevicePerson.objects.known().filter(
        Q(device__in=devices.values("pk"))
        | Q(device__isnull=True, government__in=devices.values("government"))
    )
    return rows.select_related("person", "device__unit", "government")


def unknown_devices_visible_to(user: Any, on: datetime.date) -> QuerySet[UnknownDevice]:
    """Return the devices that asked to send in the last thirty days and that nobody has registered or set
    aside (`perms.may_register_unknown`).
    """
    if not perms.may_register_unknown(user, on):
        return UnknownDevice.objects.none()
    lately = timezone.now() - datetime.timedelta(days=30)
    return UnknownDevice.objects.filter(dismissed_at__isnull=True, last_at__gte=lately).order_by("-last_at")
