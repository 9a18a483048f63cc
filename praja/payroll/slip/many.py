"""Printed slips of a whole run: a file for each unit, made in the background and kept with the run."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import datetime
import multiprocessing
import os
import re
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from praja import jobs
from praja.audit.actions import record
from praja.files.actions import keep
from praja.organization.models import Unit
from praja.payroll.enums import KeadaanSlip, PeranBerkas
from praja.payroll.models import Run, RunFile, Slip
from praja.payroll.perms import LOCKED, may_print_slips
from praja.payroll.slip.keys import CHAIN
from praja.payroll.slip.pdf import document_of
from praja.payroll.slip.typeset import typeset, typeset_each

MOST_AT_ONCE: Final = 100
"""Slips in one file; a larger unit gets several, of about the same length."""
ALONE: Final = 50
"""So many slips or fewer are set here; starting other processes would take longer."""
PROCESSES: Final = 2
PRINTED: Final = (KeadaanSlip.DIBAYAR, KeadaanSlip.DITAHAN, KeadaanSlip.TERUTANG)
JOB: Final = "payroll.slips"
MEDIA: Final = "application/pdf"


class SlipsRefused(Exception):
    """What was asked for cannot be done; its text says why and what to do."""


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """A file of slips of one unit: which, and whether it is there."""

    unit_id: uuid.UUID
    unit: str
    name: str
    slips: tuple[uuid.UUID, ...]
    file: RunFile | None = None


def parts_of(run: Run) -> list[Part]:
    """Return the files that the slips of a run make, by unit, in a constant number of queries."""
    found: dict[uuid.UUID, list[Any]] = defaultdict(list)
    names: dict[uuid.UUID, str] = {}
    rows = Slip.objects.filter(run=run, state__in=PRINTED).order_by("unit_name", "name", "nip")
    for pk, unit, name in rows.values_list("pk", "unit_id", "unit_name"):
        found[unit].append(pk)
        names[unit] = name
    codes = dict(Unit.objects.filter(pk__in=found).values_list("pk", "code"))
    files = {one.name: one for one in RunFile.objects.filter(run=run, role=PeranBerkas.KELUARAN, media=MEDIA)}
    parts: list[Part] = []
    for unit, slips in found.items():
        pieces = list(_pieces(slips))
        for number, piece in enumerate(pieces, 1):
            called = file_name(run, codes[unit], number if len(pieces) > 1 else 0)
            parts.append(Part(unit, names[unit], called, tuple(piece), files.get(called)))
    return parts


def file_name(run: Run, code: str, number: int = 0) -> str:
    """Return what the file of a unit is called. A run that is computed again makes other files."""
    plain = re.sub(r"[^a-z0-9]+", "-", code.lower()).strip("-")
    piece = f"-bagian-{number}" if number else ""
    return f"slip-{run.pay_list}-{run.period:%Y-%m}-{plain}{piece}-{run.pk.hex[:8]}-{run.attempt}.pdf"


def _pieces(slips: Sequence[uuid.UUID]) -> Iterator[Sequence[uuid.UUID]]:
    count = -(-len(slips) // MOST_AT_ONCE)
    length = -(-len(slips) // count)
    for start in range(0, len(slips), length):
        yield slips[start : start + length]


@transaction.atomic
def ask_for_slips(*, run: Run, by: Any, on: datetime.date, site: str = "") -> None:
    """Have the printed slips of a run made in the background.

    :param site: the address of the site, printed on them
    :raises SlipsRefused: if the run is not approved, or `by` may not print them
    """
    run = Run.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if not may_print_slips(by, run, on):
        raise SlipsRefused(_("Slip per unit dicetak oleh bendahara atau pejabat penyetuju unit ini."))
    if run.state not in LOCKED:
        raise SlipsRefused(_("Slip dicetak sesudah prosesnya disetujui."))
    jobs.enqueue(JOB, key=f"{JOB}:{run.pk}", run_id=str(run.pk), site=site)
    record(kind="payroll.slips_asked", by=by, target=run, unit=run.unit_id, on=on)


def make(run_id: str, site: str = "") -> int:
    """Make the files of a run that are not there yet, and return how many were made.

    Each file is kept as soon as it is set: a job that dies is begun again where it ended.

    :raises KeyMissing: if the key that signs is gone
    """
    run = Run.objects.filter(pk=run_id, state__in=LOCKED).first()
    if run is None:
        return 0
    missing = [part for part in parts_of(run) if part.file is None]
    made = 0
    for part, pdf in printed(run, missing, site):
        made += _keep(run, part, pdf)
    return made


def _keep(run: Run, part: Part, pdf: bytes) -> bool:
    """Keep a file with its run, unless the run was reopened or computed again meanwhile."""
    with transaction.atomic():
        now = Run.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if now.state not in LOCKED or now.attempt != run.attempt:
            return False
        found = {"role": PeranBerkas.KELUARAN, "sha256": keep(pdf), "size": len(pdf), "media": MEDIA}
        return RunFile.objects.get_or_create(run=run, name=part.name, defaults=found)[1]


def printed(run: Run, parts: Sequence[Part], site: str) -> Iterator[tuple[Part, bytes]]:
    """Yield each part with its slips as PDF, as soon as they are set; many are set by other processes.

    :raises KeyMissing: if the key that signs is gone
    """
    signer = CHAIN.signing_key()

    def document(part: Part) -> dict[str, Any]:
        slips = {one.pk: one for one in Slip.objects.filter(pk__in=part.slips)}
        for one in slips.values():
            one.run = run
        return document_of([slips[pk] for pk in part.slips], signer=signer, site=site)

    if sum(len(part.slips) for part in parts) <= ALONE:
        for part in parts:
            yield part, typeset(document(part))
        return
    workers = min(PROCESSES, os.cpu_count() or 1)
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(workers, context, max_tasks_per_child=8) as pool:
        waiting: dict[concurrent.futures.Future[list[bytes]], Sequence[Part]] = {}
        for few in _together(parts):
            waiting[pool.submit(typeset_each, [document(part) for part in few])] = few
            if len(waiting) > workers + 1:
                done, _others = concurrent.futures.wait(
                    waiting, return_when=concurrent.futures.FIRST_COMPLETED
                )
                for one in done:
                    yield from zip(waiting.pop(one), one.result(), strict=True)
        for one in concurrent.futures.as_completed(list(waiting)):
            yield from zip(waiting[one], one.result(), strict=True)


def _together(parts: Sequence[Part]) -> Iterator[Sequence[Part]]:
    """Yield the parts in their order, as many at a time as another process sets at once: most units are
    small, and asking for each by itself would take longer."""
    few: list[Part] = []
    for part in parts:
        if few and sum(len(one.slips) for one in few) + len(part.slips) > MOST_AT_ONCE:
            yield few
            few = []
        few.append(part)
    if few:
        yield few
