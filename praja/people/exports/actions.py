"""Making a workbook of all people whose record somebody may change: asked for, watched, stopped, fetched.

Reading 12,000 people with their histories takes longer than a request should. The job reads all of it as it
was at one moment, with the rights of that moment, and keeps the file for some days.
"""

from __future__ import annotations

import datetime
import logging
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from praja import jobs
from praja.audit.actions import record, record_bulk
from praja.files import asked_for
from praja.files.actions import store_made
from praja.files.models import StoredFile
from praja.jobs import asked
from praja.jobs.progress import Progress
from praja.people.actions.refused import PersonRefused, needs
from praja.people.exports.notices import tell_failed, tell_ready
from praja.people.exports.perms import can_fetch_export, can_see_export, chosen_by, may_export
from praja.people.imports import sheets
from praja.people.models import PeopleExport
from praja.web.shell import day_of

State = PeopleExport.State
LOG = logging.getLogger(__name__)
JOB = "people.export"
"""The job that makes these files, and their purpose in the table of retention periods."""


# --- what an officer asks for


@transaction.atomic
def ask(*, by: Any, on: datetime.date) -> PeopleExport:
    """Ask for a workbook of all people whose record `by` may change; asking twice asks once.

    :raises PersonRefused: if `by` may not
    """
    needs(may_export(by, on), _("Anda tidak berwenang mengekspor data pegawai."))
    asked.alone(f"{JOB}:{by.pk}")
    found = PeopleExport.objects.filter(made_by=by, state=State.MENYUSUN).first()
    return found or _ask(PeopleExport(made_by=by), on)


@transaction.atomic
def ask_again(*, export: PeopleExport, by: Any, on: datetime.date) -> PeopleExport:
    """Ask once more for a workbook that nobody seems to work on: its worker may have been stopped.

    :raises PersonRefused: if `by` may not, or it gave a sign of life lately
    """
    found = _mine(export, by, on)
    if not silent(found):
        raise PersonRefused(_("Pekerjaan ini masih berjalan, atau sudah selesai."))
    return _ask(found, on)


@transaction.atomic
def stop(*, export: PeopleExport, by: Any, on: datetime.date) -> PeopleExport:
    """Stop a workbook that is being made; what was made of it is thrown away.

    :raises PersonRefused: if `by` may not, or it is over
    """
    found = _mine(export, by, on)
    if found.state != State.MENYUSUN:
        raise PersonRefused(_("Pekerjaan ini sudah selesai."))
    found.attempt += 1
    asked_for.end(found, State.DIHENTIKAN)
    return found


@transaction.atomic
def fetch(*, export: PeopleExport, by: Any, on: datetime.date) -> StoredFile:
    """Return the file of a workbook for whoever asked for it, and record that it was fetched.

    :raises PersonRefused: if `by` may not have it, or not any more
    """
    needs(can_fetch_export(by, export, on), _("Anda tidak berwenang mengunduh ekspor ini."))
    file = export.file
    assert file is not None  # `can_fetch_export` says so
    record(kind="people.export_fetched", by=by, target=export, on=on, after={"sidik_berkas": file.sha256})
    return file


def silent(export: PeopleExport) -> bool:
    """Whether a workbook was asked for and its job has given no sign of life for a while."""
    return export.state == State.MENYUSUN and asked.is_silent(export.progress_at)


def _mine(export: PeopleExport, by: Any, on: datetime.date) -> PeopleExport:
    found = PeopleExport.objects.select_for_update(of=("self",)).get(pk=export.pk)
    needs(can_see_export(by, found, on), _("Anda tidak berwenang atas ekspor ini."))
    return found


def _ask(export: PeopleExport, on: datetime.date) -> PeopleExport:
    asked_for.begin(export, JOB, on, rows=0, done=0)
    jobs.enqueue(
        JOB,
        key=f"{JOB}:{export.pk}:{export.attempt}",
        export_id=str(export.pk),
        attempt=export.attempt,
    )
    return export


# --- what the job does


def work(export_id: str, attempt: int) -> None:
    """Make what was asked for, unless it was made already, stopped, or asked for anew since.

    Whatever goes wrong, the export says why. Only where not even that can be written, the exception leaves,
    and the queue tries again.
    """
    export = PeopleExport.objects.select_related("made_by").get(pk=export_id)
    user = get_user_model().objects.get(pk=export.made_by_id)
    if not asked_for.is_wanted(export, attempt):
        return
    with translation.override(user.language):
        asked_for.make_or_tell(
            lambda: _keep(export, user, *_made(export, user)),
            lambda why: _failed(export_id, attempt, user, why),
            refused=PersonRefused,
            what=f"export {export_id}",
        )


def _made(export: PeopleExport, user: Any) -> tuple[sheets.Exported, list[int], datetime.date]:
    """Return the workbook, the roles by which its people were chosen, and the day of that."""
    outermost = not connection.in_atomic_block
    with transaction.atomic(), Progress(export) as progress:
        if outermost:  # all sheets tell of one moment; within another transaction its moment is theirs
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        on = day_of(user)
        needs(may_export(user, on), _("Anda tidak berwenang lagi mengekspor data pegawai."))

        def tell(rows: int, done: int) -> None:
            progress.tell(rows=rows, done=done)

        return sheets.export(by=user, on=on, tell=tell), chosen_by(user, on), on


@transaction.atomic
def _keep(
    export: PeopleExport, user: Any, made: sheets.Exported, roles: list[int], on: datetime.date
) -> None:
    found = PeopleExport.objects.select_for_update(of=("self",)).get(pk=export.pk)
    if not asked_for.is_wanted(found, export.attempt):
        LOG.info("The export %s is not wanted any more.", export.pk)
        return
    found.keep_until = asked_for.last_day(JOB, on)
    found.file = store_made(
        made.content,
        name=f"pegawai-{on:%Y%m%d}.xlsx",
        kind=StoredFile.Kind.XLSX,
        by=user,
        keep_until=found.keep_until,
    )
    found.people, found.rows, found.done, found.roles = len(made.nips), made.rows, made.rows, roles
    asked_for.end(found, State.SIAP)
    record_bulk(
        kind="people.exported",
        by=user,
        on=on,
        target=found,
        rows=({"nip": nip} for nip in made.nips.values()),
        after={"apa": "data pegawai dengan riwayat, tanpa NIK", "sidik_berkas": found.file.sha256},
        people=made.nips,
    )
    tell_ready(found, user)


def _failed(export_id: str, attempt: int, user: Any, message: str) -> None:
    with transaction.atomic():
        found = PeopleExport.objects.select_for_update(of=("self",)).get(pk=export_id)
        if asked_for.is_wanted(found, attempt):
            asked_for.end(found, State.GAGAL, message)
            tell_failed(found, user)


# --- letting go


def forget_old(on: datetime.date) -> int:
    """Let go of the workbooks whose last day is over, and return how many; their files are deleted after."""
    count, _each = PeopleExport.objects.filter(keep_until__lt=on).delete()
    return count
