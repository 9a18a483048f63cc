"""The parts of a run (see `bundle`) as the site keeps them: under their hash, named by rows of `RunFile`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from django.db.models import Case, Value, When
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from praja.files import disk
from praja.files.actions import keep
from praja.payroll.enums import PeranBerkas
from praja.payroll.models import Run, RunFile
from praja.payroll.runs import bundle
from praja.rules.schema import Grain

KEPT = (
    PeranBerkas.FAKTA,
    PeranBerkas.RINCI,
    PeranBerkas.ASAL,
    PeranBerkas.HASIL,
    PeranBerkas.HUKUM,
    PeranBerkas.MANIFES,
)
"""What computing writes; what leaves the office is another's."""
BEFORE = "sebelum-dibuka"
"""The folder in whose names the parts of a result stand that was approved once, and reopened."""
_MEDIA = {
    ".parquet": "application/vnd.apache.parquet",
    ".zip": "application/zip",
    ".json": "application/json",
}


class ArchiveMissing(Exception):
    """A part of a run is not on the disk, or is no longer what it was; its text says which."""


def role_of(name: str) -> PeranBerkas:
    """Return what a part is, by its name."""
    if name.startswith(bundle.FRAME):
        person = name == bundle.frame_name(Grain.ORANG)
        return PeranBerkas.FAKTA if person else PeranBerkas.RINCI
    others = {
        bundle.ORIGIN: PeranBerkas.ASAL,
        bundle.LAW: PeranBerkas.HUKUM,
        bundle.MANIFEST: PeranBerkas.MANIFES,
    }
    return others.get(name, PeranBerkas.HASIL)


def write(run: Run, parts: Mapping[str, bytes]) -> None:
    """Keep the parts of a run in place of those that it had.

    The caller holds the transaction and has locked the run.

    :raises disk.DiskFull: if there is no room
    """
    current(run).delete()
    RunFile.objects.bulk_create(
        RunFile(
            run=run,
            role=role_of(name),
            name=name,
            sha256=keep(data),
            size=len(data),
            media=_MEDIA["." + name.rpartition(".")[2]],
        )
        for name, data in sorted(parts.items())
    )


def set_aside(run: Run) -> None:
    """Keep, of a run that is reopened, what was approved and what was made of it, under names of its own.

    The caller holds the transaction and has locked the run, which is open again.
    """
    before = RunFile.objects.filter(run=run, role=PeranBerkas.MANIFES, name__startswith=BEFORE)
    folder = f"{BEFORE}-{before.count() + 1}/"
    RunFile.objects.bulk_create(
        RunFile(
            run=run, role=one.role, name=folder + one.name, sha256=one.sha256, size=one.size, media=one.media
        )
        for one in current(run)
    )
    made_of(run).update(name=Concat(Value(folder), "name"))


def made_of(run: Run) -> Any:
    """Return the rows of what left the office of a run's present result."""
    return RunFile.objects.filter(run=run, role=PeranBerkas.KELUARAN).exclude(name__startswith=BEFORE)


def current(run: Run) -> Any:
    """Return the rows of the parts of a run's present result."""
    return RunFile.objects.filter(run=run, role__in=KEPT).exclude(name__startswith=BEFORE)


def shown(run: Run) -> Any:
    """Return the rows of all files of a run, what leaves the office first."""
    order = Case(When(name__startswith=BEFORE, then=2), When(role=PeranBerkas.KELUARAN, then=0), default=1)
    return RunFile.objects.filter(run=run).order_by(order, "name")


def part(run: Run, name: str) -> bytes:
    """Return a part of a run by its name.

    :raises ArchiveMissing: if the run has none, or it is not on the disk as it was
    """
    sha256 = RunFile.objects.filter(run=run, name=name).values_list("sha256", flat=True).first()
    return _read(name, sha256)


def parts(run: Run) -> dict[str, bytes]:
    """Return all parts of a run's present result.

    :raises ArchiveMissing: if one is not on the disk as it was
    """
    return {one.name: _read(one.name, one.sha256) for one in current(run).order_by("name")}


def frames(run: Run) -> dict[str, pl.DataFrame]:
    """Return the frames of facts that a run was computed from, by grain.

    :raises ArchiveMissing: if it was not computed, or one is not on the disk as it was
    """
    return bundle.frames_in({one.name: _read(one.name, one.sha256) for one in _of_facts(run)})


def look_for_frames(run: Run) -> None:
    """See to it that the frames of facts of a run are there as they were.

    :raises ArchiveMissing: as `frames`
    """
    for one in _of_facts(run):
        _read(one.name, one.sha256)


def _of_facts(run: Run) -> list[RunFile]:
    """Return the rows of the frames of facts of a run.

    :raises ArchiveMissing: if it was not computed
    """
    found = list(current(run).filter(role__in=(PeranBerkas.FAKTA, PeranBerkas.RINCI)).order_by("name"))
    if not any(one.role == PeranBerkas.FAKTA for one in found):
        raise ArchiveMissing(_("Proses ini belum pernah selesai dihitung, jadi faktanya belum ada."))
    return found


def results(run: Run) -> pl.DataFrame:
    """Return every amount of everybody in a run as the law gives it, and the state (`keadaan`).

    :raises ArchiveMissing: as `part`
    """
    return bundle.from_parquet(part(run, bundle.RESULTS))


def problems(run: Run) -> pl.DataFrame:
    """Return why the amounts of some could not be computed.

    :raises ArchiveMissing: as `part`
    """
    return bundle.from_parquet(part(run, bundle.PROBLEMS))


def origin(run: Run, nip: str) -> pl.DataFrame:
    """Return where each fact of a person came from: `fakta, sumber, rujukan, keterangan, oleh`.

    :raises ArchiveMissing: as `part`
    """
    return bundle.rows_of(part(run, bundle.ORIGIN), nip)


def person_facts(run: Run, nip: str) -> dict[str, Any]:
    """Return what was known of a person, with finer rows as lists, as `Program.run_one` takes it.

    :raises KeyError: if the run has nobody of that NIP
    :raises ArchiveMissing: as `part`
    """
    kept = {one.name: _read(one.name, one.sha256) for one in _of_facts(run)}
    rows = bundle.rows_of(kept.pop(bundle.frame_name(Grain.ORANG)), nip).to_dicts()
    if not rows:
        raise KeyError(nip)
    person: dict[str, Any] = rows[0]
    for name, data in kept.items():
        person[bundle.grain_of(name)] = bundle.rows_of(data, nip).drop("nip").to_dicts()
    return person


def _read(name: str, sha256: str | None) -> bytes:
    data = disk.read(sha256) if sha256 else None
    if data is None:
        raise ArchiveMissing(
            _("Berkas %(name)s proses ini tidak ada, atau tidak utuh lagi. Pulihkan dari cadangan.")
            % {"name": name}
        )
    return data
