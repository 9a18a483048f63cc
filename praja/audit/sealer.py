"""Chain committed events, and sign where the chain stood at the end of each day.

Events are written without any chain, so that no writer waits for another. The sealer takes, one at a time
(an advisory lock), the committed events that no seal names, in the order of their moments, and gives them
the next places. "Which no seal names" is asked as such, never guessed from a highest id or moment: an event
whose transaction was committed late is sealed late, not never.
"""

from __future__ import annotations

import datetime
import logging
import uuid
import zoneinfo
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from praja.audit import keys
from praja.audit.models import DailyHead, Event, Seal
from praja.audit.verify import COLUMNS, START, head_message, link

LOGGER = logging.getLogger(__name__)
LOCK = 0x70_72_61_6A_61_73_67
RECENT = datetime.timedelta(days=2)
"""How far back the frequent runs look. The run that signs a day looks at all events, however old."""
BATCH = 5000


def seal(limit: int = BATCH) -> int:
    """Give up to `limit` committed events their places in the chain, sign the day before if that is due, and
    return how many were sealed. Returns 0 at once while another sealer is at work.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                return 0
        day = timezone.localdate(timezone=zoneinfo.ZoneInfo(settings.TIME_ZONE)) - datetime.timedelta(days=1)
        due = not DailyHead.objects.filter(day__gte=day).exists()
        waiting = unsealed() if due else unsealed().filter(at__gte=timezone.now() - RECENT)
        tip = Seal.objects.order_by("-position").first()
        position, previous = (tip.position, bytes(tip.hash)) if tip else (0, START)
        seals = []
        for event in waiting.order_by("at", "id")[:limit]:
            position, previous = position + 1, link(previous, content_of(event))
            seals.append(Seal(position=position, event=event, hash=previous))
        Seal.objects.bulk_create(seals, batch_size=1000)
        if due and len(seals) < limit and position:
            _sign(day, position, previous)
    return len(seals)


def seal_all() -> int:
    """Seal until nothing waits, and return how many were sealed."""
    total = 0
    while sealed := seal():
        total += sealed
    return total


def unsealed() -> QuerySet[Event]:
    """Return the events that have no place in the chain yet."""
    return Event.objects.filter(seal__isnull=True)


def content_of(event: Event) -> dict[str, Any]:
    """Return every column of an event as the chain hashes it (see `praja.audit.verify`)."""
    return {name: _plain(getattr(event, name)) for name in COLUMNS}


def moment(value: datetime.datetime) -> str:
    """Return a moment as the chain spells it."""
    return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _plain(value: Any) -> Any:
    match value:
        case datetime.datetime():
            return moment(value)
        case datetime.date():
            return value.isoformat()
        case uuid.UUID():
            return str(value)
    return value


def _sign(day: datetime.date, position: int, hash_: bytes) -> None:
    try:
        key = keys.signing_key()
    except (keys.KeyMissing, OSError) as error:
        # The chain must go on; `praja doctor` tells how long nothing has been signed.
        LOGGER.error("Kepala harian %s tidak ditandatangani: %s", day, error)
        return
    signature = key.sign(head_message(day.isoformat(), position, hash_.hex(), key.id))
    DailyHead.objects.create(day=day, position=position, hash=hash_, key_id=key.id, signature=signature)
