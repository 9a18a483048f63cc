"""Making files for e-Kinerja: at once for a unit, by a job for many; asked for, watched, stopped, fetched.

Praja sends nothing: whoever fetches a file uploads it, or calls the API with it.
"""

from __future__ import annotations

import datetime
import logging
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.urls import reverse
from django.utils import translation

from praja import jobs
from praja.audit.actions import record, record_bulk
from praja.files import asked_for
from praja.files.actions import store_made
from praja.files.models import StoredFile
from praja.files.names import clean_name
from praja.jobs import asked
from praja.jobs.progress import Progress
from praja.organization.models import Unit
from praja.performance.bkn import perms
from praja.performance.bkn.actions import BknRefused
from praja.performance.bkn.exporting import Made, as_lines, as_workbook, chosen, gathered
from praja.performance.models import BknExport, Period
from praja.performance.periods import named
from praja.web.notices import notify
from praja.web.said import gettext as _
from praja.web.shell import day_of
from praja.web.words import angka

State = BknExport.State
Form = BknExport.Form
LOG = logging.getLogger(__name__)
JOB: Final = "performance.bkn_export"
"""The job that makes these files, and their purpose in the table of retention periods."""
AT_ONCE: Final = 1_000
"""As many people are gathered while somebody waits; more than that by a job."""
_KINDS: Final = {Form.XLSX: StoredFile.Kind.XLSX, Form.JSONL: StoredFile.Kind.JSONL}


# --- what an officer asks for


def ask(*, unit: Unit, period: Period, form: str, by: Any, on: datetime.date) -> BknExport:
    """Ask for a file of a unit's people, with all below it; a small one is made at once.

    :raises BknRefused: if `by` may not, the period is not this government's, or nobody has an agreed SKP
    """
    if not perms.may_exchange(by, unit, on):
        raise BknRefused(_("Anda tidak berwenang membuat berkas e-Kinerja bagi unit itu."))
    if period.government_id != (unit.government_id or unit.pk):
        raise BknRefused(_("Periode ini bukan periode pemerintah daerah dari unit itu."))
    count = chosen(unit, period, on).order_by().values("person").distinct().count()
    if not count:
        raise BknRefused(_("Tidak ada SKP yang disepakati pada unit dan periode ini."))
    with transaction.atomic():
        asked.alone(f"performance.bkn_export:{by.pk}")
        same = BknExport.objects.filter(made_by=by, unit=unit, period=period, form=form, state=State.MENYUSUN)
        if (waiting := same.first()) is not None:
            return waiting
        made = _ask(BknExport(unit=unit, period=period, form=form, made_by=by), on, job=count > AT_ONCE)
    if count <= AT_ONCE:
        work(str(made.pk), made.attempt)
        made.refresh_from_db()
    return made


@transaction.atomic
def ask_again(*, export: BknExport, by: Any, on: datetime.date) -> BknExport:
    """Ask once more for a file that nobody seems to work on: its worker may have been stopped.

    :raises BknRefused: if `by` may not, or it gave a sign of life lately
    """
    found = _mine(export, by, on)
    if not silent(found):
        raise BknRefused(_("Pekerjaan ini masih berjalan, atau sudah selesai."))
    return _ask(found, on, job=True)


@transaction.atomic
def stop(*, export: BknExport, by: Any, on: datetime.date) -> BknExport:
    """Stop a file that is being made; what was made of it is thrown away.

    :raises BknRefused: if `by` may not, or it is over
    """
    found = _mine(export, by, on)
    if found.state != State.MENYUSUN:
        raise BknRefused(_("Pekerjaan ini sudah selesai."))
    found.attempt += 1
    asked_for.end(found, State.DIHENTIKAN)
    return found


@transaction.atomic
def fetch(*, export: BknExport, by: Any, on: datetime.date) -> StoredFile:
    """Return a file to whoever asked for it, and record that it was fetched.

    :raises BknRefused: if `by` may not have it, or not any more
    """
    file = export.file
    if file is None or not perms.may_fetch(by, export, on):
        raise BknRefused(_("Anda tidak berwenang mengunduh berkas ini, atau masa simpannya lewat."))
    record(
        kind="performance.bkn_export_fetched", by=by, target=export, unit=export.unit_id, on=on,
        after={"sidik_berkas": file.sha256},
    )  # fmt: skip
    return file


def silent(export: BknExport) -> bool:
    """Whether a file was asked for and its job has given no sign of life for a while."""
    return export.state == State.MENYUSUN and asked.is_silent(export.progress_at)


def _mine(export: BknExport, by: Any, on: datetime.date) -> BknExport:
    rows = BknExport.objects.select_for_update(of=("self",)).select_related("unit")
    found: BknExport = rows.get(pk=export.pk)
    if not perms.may_fetch(by, found, on):
        raise BknRefused(_("Anda tidak berwenang atas ekspor ini."))
    return found


def _ask(export: BknExport, on: datetime.date, *, job: bool) -> BknExport:
    asked_for.begin(export, JOB, on, people=0, rows=0, done=0)
    if job:
        jobs.enqueue(
            JOB,
            key=f"{JOB}:{export.pk}:{export.attempt}",
            export_id=str(export.pk),
            attempt=export.attempt,
        )
    return export


# --- what makes it


def work(export_id: str, attempt: int) -> None:
    """Make what was asked for, unless it was made already, stopped, or asked for anew since.

    Whatever goes wrong, the export says why. Only where not even that can be written, the exception leaves,
    and the queue tries again.
    """
    export = BknExport.objects.select_related("unit__government", "period__government").get(pk=export_id)
    user = get_user_model().objects.get(pk=export.made_by_id)
    if not asked_for.is_wanted(export, attempt):
        return
    with translation.override(user.language):
        asked_for.make_or_tell(
            lambda: _keep(export, user, _made(export, user)),
            lambda why: _failed(export_id, attempt, user, why),
            refused=BknRefused,
            what=f"export {export_id}",
        )


def _made(export: BknExport, user: Any) -> Made:
    outermost = not connection.in_atomic_block
    with transaction.atomic(), Progress(export) as progress:
        if outermost:  # all parts tell of one moment; within another transaction its moment is theirs
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        on = day_of(user)
        if not perms.may_exchange(user, export.unit, on):
            raise BknRefused(_("Anda tidak berwenang lagi membuat berkas e-Kinerja bagi unit itu."))

        def tell(people: int, done: int) -> None:
            progress.tell(people=people, done=done)

        skps = chosen(export.unit, export.period, on)
        people = dict(skps.order_by().values_list("person", "person__nip"))
        lines = gathered(export.unit, export.period, on, tell)
        content, rows = as_lines(lines) if export.form == Form.JSONL else as_workbook(lines)
        return Made(content, people, rows)


@transaction.atomic
def _keep(export: BknExport, user: Any, made: Made) -> None:
    found = BknExport.objects.select_for_update(of=("self",)).get(pk=export.pk)
    if not asked_for.is_wanted(found, export.attempt):
        LOG.info("The export %s is not wanted any more.", export.pk)
        return
    on = day_of(user)
    found.keep_until = asked_for.last_day(JOB, on)
    period = export.period
    found.file = store_made(
        made.content,
        name=clean_name(
            f"e-kinerja-{export.unit.code}-{period.kind}-{period.number}-{period.year}",
            _KINDS[Form(export.form)],
        ),
        kind=_KINDS[Form(export.form)],
        by=user,
        keep_until=found.keep_until,
    )
    found.sha256 = found.file.sha256
    found.people, found.rows, found.done = len(made.people), made.rows, len(made.people)
    asked_for.end(found, State.SIAP)
    record_bulk(
        kind="performance.bkn_exported",
        by=user,
        on=on,
        target=found,
        unit=found.unit_id,
        rows=({"nip": nip} for nip in made.people.values()),
        after={"periode": named(period), "bentuk": found.form, "sidik_berkas": found.sha256},
        people=made.people,
    )
    if len(made.people) > AT_ONCE:
        title = _("Berkas e-Kinerja %(count)s pegawai siap diunduh") % {"count": angka(found.people)}
        notify(user, title, reverse("performance:bkn_export", args=[found.pk]), email=True)


def _failed(export_id: str, attempt: int, user: Any, message: str) -> None:
    with transaction.atomic():
        found = BknExport.objects.select_for_update(of=("self",)).get(pk=export_id)
        if asked_for.is_wanted(found, attempt):
            asked_for.end(found, State.GAGAL, message)
            title = _("Berkas e-Kinerja tidak jadi disusun; buka untuk melihat sebabnya")
            notify(user, title, reverse("performance:bkn_export", args=[found.pk]), email=True)
