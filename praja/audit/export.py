"""Write the trail into a file that can be checked without us; see `praja.audit.verify` for what stands in
it.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import os
import secrets
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from praja.audit import keys, sealer, verify
from praja.audit.models import DailyHead, Seal


@dataclasses.dataclass(frozen=True, slots=True)
class Exported:
    """What was written: from which event to which, and by which key its end is signed."""

    first: int
    last: int
    key: str | None


class NothingToExport(Exception):
    """There is no event in the time that was asked for."""


def write(
    path: Path, *, start: datetime.date | None = None, end: datetime.date | None = None, sign: bool = True
) -> Exported:
    """Seal what waits, write the events from `start` to `end` (both included) with heads and keys, and sign
    the end.

    The file always holds one stretch of the chain without gaps: all places between the first and the last
    event of these days, and on to the next signed head, so that a signature vouches for all of it. It
    appears when it is whole.

    :param sign: sign the end with the key of this installation
    :raises NothingToExport: if there is no event in that time
    :raises keys.KeyMissing: if the key that should sign is gone
    """
    sealer.seal_all()
    key = keys.signing_key() if sign else None
    mine = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        with open(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            with transaction.atomic():
                first, last = _stretch(start, end)
                for line in _lines(first, last, key):
                    file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(mine, path)
    finally:
        mine.unlink(missing_ok=True)
    return Exported(first, last, key.id if key else None)


def _stretch(start: datetime.date | None, end: datetime.date | None) -> tuple[int, int]:
    zone = zoneinfo.ZoneInfo(settings.TIME_ZONE)
    asked = Seal.objects.all()
    if start is not None:
        asked = asked.filter(event__at__gte=datetime.datetime.combine(start, datetime.time(), zone))
    if end is not None:
        after = datetime.datetime.combine(end + datetime.timedelta(days=1), datetime.time(), zone)
        asked = asked.filter(event__at__lt=after)
    found = asked.aggregate(first=Min("position"), last=Max("position"))
    if found["first"] is None:
        raise NothingToExport
    head = DailyHead.objects.filter(position__gte=found["last"]).order_by("position").first()
    last = head.position if head and end is not None else found["last"]
    return (1 if start is None else found["first"]), last


def _lines(first: int, last: int, key: keys.SigningKey | None) -> Iterator[dict[str, Any]]:
    before = Seal.objects.filter(position=first - 1).first()
    yield {
        "jenis": verify.OPENING,
        "versi": verify.VERSION,
        "dari": first,
        "hash_sebelum": bytes(before.hash).hex() if before else verify.START.hex(),
    }
    for public in keys.public_keys():
        yield {
            "jenis": verify.KEY,
            "id": public.id,
            "publik": public.public,
            "dibuat": public.made,
            "oleh": public.by,
            "tanda": public.signature,
        }
    for head in DailyHead.objects.filter(position__gte=first, position__lte=last).order_by("position", "day"):
        yield {
            "jenis": verify.HEAD,
            "hari": head.day.isoformat(),
            "posisi": head.position,
            "hash": bytes(head.hash).hex(),
            "kunci": head.key_id,
            "tanda": bytes(head.signature).hex(),
        }
    tip = ""
    seals = Seal.objects.filter(position__gte=first, position__lte=last).select_related("event")
    for seal in seals.order_by("position").iterator(chunk_size=2000):
        tip = bytes(seal.hash).hex()
        yield {
            "jenis": verify.EVENT,
            "posisi": seal.position,
            "hash": tip,
            "disegel": sealer.moment(seal.sealed_at),
            "isi": sealer.content_of(seal.event),
        }
    closing: dict[str, Any] = {
        "jenis": verify.CLOSING,
        "dari": first,
        "sampai": last,
        "hash": tip,
        "dibuat": sealer.moment(timezone.now()),
        "kunci": key.id if key else None,
    }
    if key:
        closing["tanda"] = key.sign(verify.closing_message(closing)).hex()
    yield closing
