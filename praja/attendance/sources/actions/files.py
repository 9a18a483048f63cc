"""Files with taps: uploaded, their columns chosen, looked at, and taken in by a job."""

from __future__ import annotations

import datetime
import hashlib
import json
from itertools import islice
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from praja import jobs
from praja.attendance.models import Device, TapBatch
from praja.attendance.sources import files, perms
from praja.attendance.sources.actions.refused import SourcesRefused
from praja.attendance.sources.actions.taking import GIVEN, copy_lines, take
from praja.attendance.sources.enums import Jalan
from praja.attendance.sources.readers.lines import Line, Unread
from praja.attendance.touched import FIRST, MISSING
from praja.audit.actions import record
from praja.files.actions import LARGEST, UploadRefused, store_made
from praja.files.disk import DiskFull
from praja.files.models import StoredFile
from praja.files.names import clean_name
from praja.jobs import asked
from praja.organization.queries import today
from praja.people.imports.mapping import SheetMap, opened
from praja.people.imports.maps import adopt, as_json, from_json
from praja.sheet.errors import SheetError
from praja.web.said import gettext as _
from praja.web.said import kept, spoken

State = TapBatch.State
OPEN: Final = (State.DIUNGGAH, State.DIPERIKSA)
JOB: Final = "attendance.import"
KEEP_DAYS: Final = 400
CHUNK: Final = 50_000
MOST_SHOWN: Final = 100

# What a file would bring, compared with what is there.
_LOOK: Final = """
WITH once AS MATERIALIZED (
    SELECT DISTINCT ON (local, pin) given.*, daterange(%(from)s, %(until)s) @> local::date
           AND local >= %(first)s AND local::date <= %(last)s AS inside
    FROM {given} AS given ORDER BY local, pin
), meant AS MATERIALIZED (
    SELECT once.*, EXISTS (SELECT FROM attendance_tap t WHERE t.device_id = %(device)s
                             AND t.local = once.local AND t.pin = once.pin) AS there,
           EXISTS (SELECT FROM attendance_deviceperson known WHERE known.pin = once.pin
                     AND known.government_id = %(government)s AND known.digantikan IS NULL
                     AND (known.device_id = %(device)s OR known.device_id IS NULL)
                     AND known.berlaku @> once.local::date) AS known
    FROM once
)
SELECT (SELECT count(*) FROM {given}), count(*) FILTER (WHERE NOT there), count(*) FILTER (WHERE NOT inside),
       min(local)::date, max(local)::date, count(DISTINCT pin),
       (SELECT coalesce(jsonb_agg(jsonb_build_object('pin', pin, 'tap', taps) ORDER BY taps DESC, pin), '[]')
        FROM (SELECT pin, count(*) AS taps FROM meant WHERE inside AND NOT known GROUP BY pin
              ORDER BY 2 DESC, 1 LIMIT %(most)s) AS nobodys),
       count(DISTINCT pin) FILTER (WHERE inside AND NOT known)
FROM meant
"""


@transaction.atomic
def upload(*, file: Any, device: Device, by: Any, on: datetime.date) -> TapBatch:
    """Keep a file of a device, recognise what it is, and look at once what it would bring.

    :raises SourcesRefused: if `by` may not, or the file cannot be read as a whole
    """
    if not perms.may_keep_device(by, device.unit, on):
        raise SourcesRefused(_("Anda tidak berwenang memasukkan tap dari mesin ini."))
    if file.size > LARGEST[StoredFile.Kind.CSV]:
        raise SourcesRefused(_("Berkas ini lebih dari 20 MB. Bagi menjadi beberapa."))
    data = file.read()
    if what := files.no_list(data):
        raise SourcesRefused(
            _(
                "Isi berkas ini %(what)s, bukan daftar tap. Ambil attlog.dat dari mesinnya, atau simpan "
                "daftarnya sebagai XLSX atau CSV."
            )
            % {"what": what}
        )
    form = files.form_of(data)
    is_book = data[:4] == b"PK\x03\x04"
    kind = StoredFile.Kind.XLSX if is_book else StoredFile.Kind.CSV
    until = on + datetime.timedelta(days=KEEP_DAYS)
    try:
        stored = store_made(data, name=clean_name(file.name or "", kind), kind=kind, by=by, keep_until=until)
    except (DiskFull, UploadRefused) as error:
        raise SourcesRefused(_("Penyimpanan peladen penuh. Beri tahu admin aplikasi.")) from error
    one = TapBatch.objects.create(
        device=device, how=Jalan.UNGGAH, day=today(device.unit), state=State.DIUNGGAH, file=stored,
        name=(file.name or stored.name)[:200], form=form, made_by=by,
    )  # fmt: skip
    ready = True
    if form == files.SHEET:
        with _told():
            with opened(stored) as book:
                maps = files.recognise(book)
        one.mapping = as_json(maps)
        if (earlier := _remembered(one)) is not None:
            adopt(maps, from_json(earlier.mapping))
            one.mapping = as_json(maps)
        ready = not files.wrong(maps)
        one.save(update_fields=["mapping"])
    record(
        kind="attendance.taps_uploaded", by=by, target=one, unit=device.unit_id, on=on,
        after={"berkas": one.name, "sidik": hashlib.sha256(data).hexdigest(), "mesin": device.serial},
    )  # fmt: skip
    if ready:
        _look(one)
    return one


@transaction.atomic
def choose(*, batch: TapBatch, maps: list[SheetMap], by: Any, on: datetime.date) -> TapBatch:
    """Keep which column is what, and look again what the file would bring.

    :raises SourcesRefused: if `by` may not, it is taken already, or it cannot be read so
    """
    found = _open(batch, by, on)
    found.mapping = as_json(maps)
    if said := files.wrong(maps):
        raise SourcesRefused(" ".join(said))
    found.save(update_fields=["mapping"])
    _look(found)
    return found


@transaction.atomic
def ask(*, batch: TapBatch, by: Any, on: datetime.date) -> TapBatch:
    """Have a file taken in by a job; also once more, where nobody seems to work on it.

    :raises SourcesRefused: if `by` may not, or it is taken already or being taken
    """
    rows = TapBatch.objects.select_for_update(of=("self",)).select_related("device__unit", "file")
    found = rows.get(pk=batch.pk)
    _check(found, by, on)
    waits = found.state == State.DIMINTA and asked.is_silent(found.progress_at)
    if not (waits or found.state in (State.DIPERIKSA, State.GAGAL)) or found.file is None:
        raise SourcesRefused(_("Berkas ini sudah diterima, atau sedang diterima."))
    found.state, found.progress_at = State.DIMINTA, timezone.now()
    found.attempt += 1
    found.save(update_fields=["state", "progress_at", "attempt"])
    record(kind="attendance.taps_taken", by=by, target=found, unit=found.device.unit_id, on=on,
           after={"berkas": found.name, "mesin": found.device.serial})  # fmt: skip
    key = f"{JOB}:{found.pk}:{found.attempt}"
    jobs.enqueue(JOB, key=key, batch_id=str(found.pk), attempt=found.attempt)
    return found


@transaction.atomic
def refuse(*, batch: TapBatch, by: Any, on: datetime.date) -> None:
    """Leave a file that was looked at: nothing of it is taken.

    :raises SourcesRefused: if `by` may not, or it is taken already
    """
    found = _open(batch, by, on)
    found.state = State.DITOLAK
    found.save(update_fields=["state"])
    record(kind="attendance.taps_refused", by=by, target=found, unit=found.device.unit_id, on=on,
           after={"berkas": found.name})  # fmt: skip


def work(batch_id: str, attempt: int) -> None:
    """Take a file in, part by part, unless that was done or asked for anew since. Where it was stopped in the
    middle it goes on with the next part: what is done and how far are written together.
    """
    batch = TapBatch.objects.select_related("device", "file").get(pk=batch_id)
    if batch.state != State.DIMINTA or batch.attempt != attempt or batch.file is None:
        return
    try:
        lines = files.read_file(batch.file, batch.form, from_json(batch.mapping))
        for _done in islice(lines, batch.done):
            pass
        while part := list(islice(lines, CHUNK)):
            with transaction.atomic():
                row = TapBatch.objects.select_for_update().get(pk=batch.pk)
                if row.state != State.DIMINTA or row.attempt != attempt:
                    return
                take(batch.device, part, how=Jalan.UNGGAH, batch=row)
                batch.done += len(part)
                TapBatch.objects.filter(pk=row.pk).update(done=batch.done, progress_at=timezone.now())
    except SheetError as error:
        TapBatch.objects.filter(pk=batch.pk, attempt=attempt).update(
            state=State.GAGAL,
            summary={**batch.summary, "galat": [*kept(error.why), " ", *kept(error.what_to_do)]},
        )
        return
    with transaction.atomic():
        TapBatch.objects.filter(pk=batch.pk, attempt=attempt).update(state=State.SELESAI)
        jobs.enqueue(MISSING, key=MISSING)


def release(on: datetime.date) -> int:
    """Let go of files whose time is over, and return how many; the taps and their lines stay."""
    old = timezone.now() - datetime.timedelta(days=KEEP_DAYS)
    found = TapBatch.objects.filter(made_at__lt=old, file__isnull=False)
    found.filter(state__in=(*OPEN, State.DIMINTA)).update(state=State.GAGAL)
    return found.update(file=None)


# --- inside


class _told:
    """Turns what a sheet refuses into what these actions refuse."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if isinstance(error, SheetError):
            raise SourcesRefused(spoken([*kept(error.why), " ", *kept(error.what_to_do)])) from error


def _check(batch: TapBatch, by: Any, on: datetime.date) -> None:
    if batch.how != Jalan.UNGGAH or not perms.may_keep_device(by, batch.device.unit, on):
        raise SourcesRefused(_("Anda tidak berwenang atas berkas ini."))


def _open(batch: TapBatch, by: Any, on: datetime.date) -> TapBatch:
    rows = TapBatch.objects.select_for_update(of=("self",)).select_related("device__unit", "file")
    found = rows.get(pk=batch.pk)
    _check(found, by, on)
    if found.state not in OPEN or found.file is None:
        raise SourcesRefused(_("Berkas ini sudah diterima, atau sudah disisihkan."))
    return found


def _remembered(one: TapBatch) -> TapBatch | None:
    """Return the last file with the same headings whose columns somebody of this government has seen."""
    earlier = TapBatch.objects.filter(
        device__government=one.device.government_id, mapping__signature=one.mapping["signature"]
    )
    return earlier.exclude(pk=one.pk).exclude(summary={}).order_by("-made_at").first()


def _look(one: TapBatch) -> None:
    assert one.file is not None
    good: list[Line] = []
    bad: list[Unread] = []
    with _told():
        for line in files.read_file(one.file, one.form, from_json(one.mapping)):
            if isinstance(line, Line):
                good.append(line)
            else:
                bad.append(line)
    used = one.device.used
    with connection.cursor() as cursor:
        copy_lines(cursor, good)
        cursor.execute(
            _LOOK.format(given=GIVEN),
            {
                "device": one.device_id,
                "government": one.device.government_id,
                "from": used.lower,
                "until": used.upper,
                "first": FIRST,
                "last": one.day,
                "most": MOST_SHOWN,
            },
        )
        given, new, outside, first, last, pins, nobodys, unknown = cursor.fetchone()
    one.summary = {
        "baru": new,
        "sudah_ada": given - new,
        "tidak_terbaca": len(bad),
        "di_luar": outside,
        "pin": pins,
        "pin_tak_dikenal": unknown,
        "pin_contoh": json.loads(nobodys),
        "dari": first and first.isoformat(),
        "sampai": last and last.isoformat(),
        "baris_buruk": [{"line": line.number, "raw": line.raw, "why": line.why} for line in bad[:MOST_SHOWN]],
    }
    one.rows, one.state = len(good) + len(bad), State.DIPERIKSA
    one.save(update_fields=["summary", "rows", "state"])
