"""Having the files of a locked run made, and keeping them with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from praja import jobs
from praja.audit.actions import record
from praja.files.actions import keep
from praja.payroll.enums import PeranBerkas
from praja.payroll.models import Run, RunFile
from praja.payroll.outputs.kinds import KINDS, left_out
from praja.payroll.outputs.left_out import Told
from praja.payroll.outputs.source import Made, Source
from praja.payroll.perms import LOCKED, may_make_files
from praja.payroll.runs import archive

JOB: Final = "payroll.outputs"
NOTES: Final = "catatan-berkas"


class OutputsRefused(Exception):
    """What was asked for cannot be done; its text says why and what to do."""


@transaction.atomic
def ask_for_files(*, run: Run, by: Any) -> None:
    """Have the files that leave the office made in the background.

    :raises OutputsRefused: if `by` may not, or the run is not approved
    """
    found = Run.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if not may_make_files(by, found):
        raise OutputsRefused(
            _("Hanya bendahara atau pejabat penyetuju unit itu yang dapat membuat berkasnya.")
        )
    if found.state not in LOCKED:
        raise OutputsRefused(_("Berkas dibuat sesudah prosesnya disetujui."))
    jobs.enqueue(JOB, key=_key(found), run_id=str(found.pk), attempt=found.attempt)
    record(kind="payroll.files_asked", by=by, target=found, unit=found.unit_id)


def are_being_made(run: Run) -> bool:
    """Tell whether the files of a run were asked for and are not all there yet."""
    return jobs.is_wanted(_key(run))


def _key(run: Run) -> str:
    return f"{JOB}:{run.pk}:{run.attempt}"


def make(run_id: str, attempt: int) -> int:
    """Make the files of a run that are not there yet, and return how many were made.

    Each kind is kept when it is whole: a job that dies is begun again where it ended. A run that was computed
    again in the meantime gets none of these.
    """
    run = Run.objects.select_related("unit", "government").get(pk=run_id)
    if run.state not in LOCKED or run.attempt != attempt:
        return 0
    source, told = Source(run), Told()
    made = 0
    for _kind, maker in KINDS:
        kept = _keep(run, attempt, maker(source, told))
        if kept is None:
            return made
        made += kept
    notes = "".join(f"{note}\n" for note in told.notes)
    if not notes and not told.left_out:
        notes = "Semua orang yang dibayar ada dalam berkasnya.\n"
    name = f"{NOTES}-{run.pay_list}-{run.period:%Y-%m}-{run.pk.hex[:8]}-{run.attempt}.txt"
    last = _keep(run, attempt, [left_out(source, told), (name, notes.encode(), "text/plain")])
    return made + (last or 0)


def _keep(run: Run, attempt: int, files: Iterable[Made]) -> int | None:
    """Keep the files that are not there yet, and return how many; none if the run is not what it was."""
    there = set(archive.made_of(run).values_list("name", flat=True))
    new = [one for one in files if one[0] not in there]
    with transaction.atomic():
        now = Run.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if now.state not in LOCKED or now.attempt != attempt:
            return None
        RunFile.objects.bulk_create(
            RunFile(
                run=run,
                role=PeranBerkas.KELUARAN,
                name=name,
                sha256=keep(data),
                size=len(data),
                media=media,
            )
            for name, data, media in new
        )
    return len(new)
