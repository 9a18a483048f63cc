"""Taking counted figures: from a sheet, looked at first and then applied; or from a system, by its token."""

from __future__ import annotations

import datetime
import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from praja.audit.actions import record, record_bulk
from praja.files.actions import UploadRefused, store
from praja.files.models import StoredFile
from praja.jobs.asked import alone
from praja.organization.models import Unit
from praja.organization.queries import subtree_units, today
from praja.people.imports.mapping import opened
from praja.performance.enums import SumberRealisasi
from praja.performance.follow import perms
from praja.performance.follow.actions import FollowRefused
from praja.performance.follow.figures import MOST_TOLD, Change, Plan, Row, make_plan, rows_of
from praja.performance.models import FeedBatch, FeedToken, Realisation
from praja.sheet.errors import SheetError
from praja.web.said import gettext as _
from praja.web.tokens import digest_of

State = FeedBatch.State
SHOWN = 200
PREFIX = "praja_"
MOST_A_MINUTE = 60
MOST_IN_MESSAGE = 5_000
LONGEST_KEY = 100


class KeyTaken(FollowRefused):
    """A message whose key named another one before."""


# --- sheets


def upload(*, file: Any, unit: Unit, by: Any, on: datetime.date) -> FeedBatch:
    """Keep a sheet of figures, and look what it would change; nothing changes yet.

    :raises FollowRefused: if `by` may not, or the sheet cannot be read
    """
    if not perms.gives_figures(by, unit, on):
        raise FollowRefused(_("Anda tidak berwenang memberi angka bagi unit ini."))
    try:
        with transaction.atomic():
            kinds = (StoredFile.Kind.XLSX, StoredFile.Kind.CSV)
            stored = store(file, by=by, kinds=kinds)
            batch = FeedBatch(
                government=unit.government or unit, unit=unit, file=stored, made_by=by, digest=""
            )
            plan = _planned(batch, by, on)
            _look(batch, plan)
            record(
                kind="performance.figures_checked", by=by, target=batch, unit=unit.pk, on=on,
                after={"berkas": stored.name, "sidik": stored.sha256, **_counts(plan)},
            )  # fmt: skip
    except UploadRefused as error:
        raise FollowRefused(str(error)) from error
    except SheetError as error:
        raise FollowRefused(f"{error.why} {error.what_to_do}") from error
    return batch


def _planned(batch: FeedBatch, by: Any, on: datetime.date) -> Plan:
    assert batch.file is not None
    with opened(batch.file) as book:
        return make_plan(rows_of(book), _units(batch.unit, on), on, by)


def _units(unit: Unit, on: datetime.date) -> Any:
    if unit.government_id is None:
        return Unit.objects.filter(government=unit) | Unit.objects.filter(pk=unit.pk)
    return subtree_units([unit.pk], on)


def _look(batch: FeedBatch, plan: Plan) -> None:
    batch.digest = plan.digest
    batch.summary = {**_counts(plan), "rincian": [one.as_json() for one in plan.changes[:SHOWN]]}
    batch.problems = [one.as_json() for one in plan.problems[:MOST_TOLD]]
    batch.save()


def _counts(plan: Plan) -> dict[str, int]:
    return {
        "baru": sum(one.old is None for one in plan.changes),
        "berubah": sum(one.old is not None for one in plan.changes),
        "tetap": plan.same,
        "masalah": len(plan.problems),
    }


@transaction.atomic
def apply(*, batch: FeedBatch, only_good_rows: bool, by: Any, on: datetime.date) -> FeedBatch:
    """Record what the preview shows, in one transaction.

    :param only_good_rows: leave out rows with a problem; without it, any problem refuses everything
    :raises FollowRefused: if `by` may not, there are problems, or something has changed since the preview
    """
    found = FeedBatch.objects.select_for_update(of=("self",)).select_related("unit", "file").get(pk=batch.pk)
    if not perms.gives_figures(by, found.unit, on):
        raise FollowRefused(_("Anda tidak berwenang memberi angka bagi unit ini."))
    if found.state != State.DIPERIKSA or found.file is None:
        raise FollowRefused(_("Lembar ini sudah diterapkan atau ditolak. Unggah lagi bila perlu."))
    alone(f"performance.figures:{found.government_id}")
    try:
        plan = _planned(found, by, on)
    except SheetError as error:
        raise FollowRefused(f"{error.why} {error.what_to_do}") from error
    if plan.digest != found.digest:
        raise FollowRefused(
            _("Data yang tercatat sudah berubah sejak lembar ini diperiksa. Unggah dan periksa lagi.")
        )
    if plan.problems and not only_good_rows:
        raise FollowRefused(_("Ada baris yang bermasalah. Perbaiki, atau terapkan yang benar saja."))
    if not plan.changes:
        raise FollowRefused(_("Tidak ada yang perlu diterapkan."))
    _write(found, plan.changes, SumberRealisasi.LEMBAR, by)
    found.state, found.applied_at = State.DITERAPKAN, timezone.now()
    found.save(update_fields=["state", "applied_at"])
    _told(found, plan, by, on)
    return found


@transaction.atomic
def refuse(*, batch: FeedBatch, by: Any, on: datetime.date) -> None:
    """Put a sheet aside that is not to be applied.

    :raises FollowRefused: if `by` may not, or it is applied already
    """
    found = FeedBatch.objects.select_for_update(of=("self",)).select_related("unit").get(pk=batch.pk)
    if not perms.gives_figures(by, found.unit, on):
        raise FollowRefused(_("Anda tidak berwenang memberi angka bagi unit ini."))
    if found.state != State.DIPERIKSA:
        raise FollowRefused(_("Lembar ini sudah diterapkan atau ditolak. Unggah lagi bila perlu."))
    found.state = State.DITOLAK
    found.save(update_fields=["state"])
    record(kind="performance.figures_refused", by=by, target=found, unit=found.unit_id, on=on)


def _write(batch: FeedBatch, changes: Sequence[Change], source: str, by: Any) -> None:
    now = timezone.now()
    old = [one.old.pk for one in changes if one.old is not None]
    Realisation.objects.filter(pk__in=old, digantikan__isnull=True).update(digantikan=now)
    Realisation.objects.bulk_create(
        [
            Realisation(
                indicator_id=one.indicator, month=one.month, value=one.value, done_on=one.done_on,
                story=one.old.story if one.old else "", source=source, batch=batch, by=by,
            )
            for one in changes
        ],
        batch_size=2000,
    )  # fmt: skip


def _told(batch: FeedBatch, plan: Plan, by: Any, on: datetime.date) -> None:
    record_bulk(
        kind="performance.figures_applied", by=by, target=batch, unit=batch.unit_id, on=on,
        after=_counts(plan),
        rows=[
            {"indikator": str(one.indicator), "bulan": f"{one.month}", "nilai": str(one.done_on or one.value)}
            for one in plan.changes
        ],
        people={one.person for one in plan.changes},
    )  # fmt: skip


# --- other systems


@transaction.atomic
def make_token(*, government: Unit, name: str, by: Any, on: datetime.date) -> tuple[FeedToken, str]:
    """Make a token for another system, and return it; it is shown this once, and kept as a hash alone.

    :raises FollowRefused: if `by` may not
    """
    if not perms.keeps_periods(by, government, on):
        raise FollowRefused(_("Hanya admin BKPSDM pemerintah daerah ini yang membuat token."))
    said = " ".join(name.split())[:120]
    if len(said) < 3:
        raise FollowRefused(_("Tuliskan nama sistem yang akan memakainya."))
    secret = PREFIX + secrets.token_urlsafe(32)
    made = FeedToken.objects.create(
        government=government, name=said, hint=secret[len(PREFIX) : len(PREFIX) + 4],
        digest=digest_of(secret), made_by=by,
    )  # fmt: skip
    record(kind="performance.token_made", by=by, target=made, unit=government.pk, on=on, after={"nama": said})
    return made, secret


@transaction.atomic
def revoke_token(*, token: FeedToken, by: Any, on: datetime.date) -> None:
    """Revoke a token: from now on nothing is taken by it.

    :raises FollowRefused: if `by` may not
    """
    found = FeedToken.objects.select_for_update(of=("self",)).select_related("government").get(pk=token.pk)
    if not perms.keeps_periods(by, found.government, on):
        raise FollowRefused(_("Hanya admin BKPSDM pemerintah daerah ini yang mencabut token."))
    if found.revoked_at is None:
        found.revoked_at, found.revoked_by = timezone.now(), by
        found.save(update_fields=["revoked_at", "revoked_by"])
        record(kind="performance.token_revoked", by=by, target=found, unit=found.government_id, on=on)


@transaction.atomic
def admit(*, secret: str, now: datetime.datetime) -> FeedToken | None:
    """Return the token that somebody shows, counting the message; none if it is unknown or revoked."""
    found = (
        FeedToken.objects.select_for_update(of=("self",))
        .select_related("government")
        .filter(digest=digest_of(secret), revoked_at__isnull=True)
        .first()
    )
    if found is None:
        return None
    if found.window_at is None or now - found.window_at >= datetime.timedelta(minutes=1):
        found.window_at, found.window_count = now, 0
    found.window_count += 1
    found.last_used_at = now
    found.save(update_fields=["window_at", "window_count", "last_used_at"])
    return found


def is_too_much(token: FeedToken) -> bool:
    """Tell whether a system has sent more within a minute than it may."""
    return token.window_count > MOST_A_MINUTE


@transaction.atomic
def receive(*, token: FeedToken, key: str, rows: Sequence[Mapping[str, Any]]) -> FeedBatch:
    """Record the figures of a message: all of its good rows, telling what is wrong with the others.

    A message that was taken before is not taken again: its batch is returned as it was.

    :param key: how the sender names the message
    :raises KeyTaken: if the key named another message
    :raises FollowRefused: if there is no key, or there are too many rows
    """
    if not 8 <= len(key) <= LONGEST_KEY or not key.isprintable():
        raise FollowRefused(_("Isi “kunci” dengan nama unik pesan ini, delapan sampai seratus huruf."))
    if not rows or len(rows) > MOST_IN_MESSAGE:
        raise FollowRefused(_("Isi “baris” dengan satu sampai lima ribu baris."))
    alone(f"performance.figures:{token.government_id}")
    said = hashlib.sha256(json.dumps(rows, sort_keys=True, default=str).encode()).hexdigest()
    if (again := FeedBatch.objects.filter(token=token, key=key).first()) is not None:
        if again.digest != said:
            raise KeyTaken(_("Kunci ini sudah dipakai untuk pesan lain."))
        return again
    on = today(token.government)
    given = [_row(number, one) for number, one in enumerate(rows, start=1)]
    plan = make_plan(given, _units(token.government, on), on)
    batch = FeedBatch.objects.create(
        government=token.government, unit=token.government, token=token, key=key, digest=said,
        state=State.DITERAPKAN, applied_at=timezone.now(), summary=_counts(plan),
        problems=[one.as_json() for one in plan.problems[:MOST_TOLD]],
    )  # fmt: skip
    _write(batch, plan.changes, SumberRealisasi.SISTEM, None)
    _told(batch, plan, None, on)
    return batch


def _row(number: int, said: Mapping[str, Any]) -> Row:
    def text(name: str) -> str:
        value = said.get(name, "")
        bounded = value.strip()[:100] if isinstance(value, str) else ""
        # JSON can say half a letter or a letter zero, which the database could not keep among the problems.
        return "".join(one if one.isprintable() else "\ufffd" for one in bounded)

    value = said.get("nilai")
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    figure = Decimal(value) if is_number else text("nilai")  # type: ignore[arg-type]
    return Row(number, text("kode"), text("nip"), text("unit"), text("bulan"), figure)
