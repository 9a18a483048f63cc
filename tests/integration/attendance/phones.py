"""Terms of check-in and what phones say, for tests."""

from __future__ import annotations

import base64
import datetime
import io
import uuid
from typing import Any

from django.utils import timezone
from PIL import Image, ImageDraw

from praja.attendance.checkin.actions import consents
from praja.attendance.checkin.actions.checkins import Said
from praja.attendance.checkin.moments import page_made
from praja.attendance.models import CheckInPolicy
from praja.organization.models import Unit
from praja.people.models import Person
from praja.temporal.actions import span

LAT, LON = -7.005145, 110.438125
METRE = 1 / 111_195
"""In degrees of latitude."""
LONG_AGO = datetime.date(2026, 1, 1)


def terms(unit: Unit, *, since: datetime.date = LONG_AGO, **more: Any) -> CheckInPolicy:
    """Let the people of a unit check in within 100 m of its office."""
    more.setdefault("places", [{"name": "Kantor Dinas Sosial", "lat": LAT, "lon": LON, "radius": 100}])
    made: CheckInPolicy = CheckInPolicy.objects.create(
        unit=unit, berlaku=span(since), dasar="SK Kepala Dinas 800/12/2026", **more
    )
    return made


def agreed(person: Person, on: datetime.date | None = None) -> None:
    """Let somebody have agreed."""
    consents.agree(person=person, by=person.account, on=on or timezone.localdate())


def said(
    person: Person,
    at: datetime.datetime,
    *,
    sent: datetime.datetime | None = None,
    metres: float = 0,
    accuracy: float | None = 12,
    key: uuid.UUID | None = None,
    **more: Any,
) -> Said:
    """Return what a phone says that was pressed at a moment, so many metres north of the office."""
    sent = sent or at
    page = more.pop("page", page_made(person.pk, at - datetime.timedelta(minutes=1)))
    return Said(
        key=key or uuid.uuid4(), pressed=at, sent=sent, page=page, counted=datetime.timedelta(minutes=1),
        lat=LAT + metres * METRE, lon=LON, accuracy=accuracy, phone=more.pop("phone", f"ponsel {person.pk}"),
        agent="Mozilla/5.0 (Android 14)", **more,
    )  # fmt: skip


def picture(seed: int = 1, *, quality: int = 60) -> bytes:
    """Return a photo with something on it to know it by."""
    image = Image.new("RGB", (320, 240), "white")
    draw = ImageDraw.Draw(image)
    for place in range(6):
        left = (seed * 37 + place * 53) % 260
        top = (seed * 71 + place * 29) % 180
        shade = (seed * 91 + place * 40) % 200
        draw.ellipse((left, top, left + 60, top + 60), fill=(shade, shade // 2, 200 - shade))
    data = io.BytesIO()
    image.save(data, "JPEG", quality=quality)
    return data.getvalue()


def as_text(data: bytes) -> str:
    """Return a photo as a page sends it."""
    return "data:image/jpeg;base64," + base64.b64encode(data).decode()
