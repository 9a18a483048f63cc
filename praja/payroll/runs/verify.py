"""Checking a run as the site has it: its parts, its slips, and whether the database still tells its facts."""

from __future__ import annotations

from collections.abc import Collection

from praja.payroll.enums import KeadaanSlip
from praja.payroll.models import Run, Slip
from praja.payroll.runs import archive, bundle
from praja.payroll.runs.compute import changed_people, known_facts


def check_run(run: Run, *, keys: Collection[str] = ()) -> bundle.Report:
    """Check that facts and law give the amounts of a run, and the database as known then gives the facts.

    :param keys: ids of keys that are known to be the government's
    :raises praja.payroll.runs.archive.ArchiveMissing: if it was not computed, or a part is gone
    :raises praja.payroll.runs.bundle.Unusable: if its manifest cannot be read
    """
    if run.known_at is None:
        archive.frames(run)
    parts = archive.parts(run)
    report = bundle.check(parts, keys=keys)
    _check_slips(run, parts, report)
    _check_facts(run, parts, report)
    return report


def _check_slips(run: Run, parts: dict[str, bytes], report: bundle.Report) -> None:
    kept = bundle.from_parquet(parts[bundle.SLIPS]).select("nip", "keadaan", "kotor", "diterima")
    results = bundle.from_parquet(parts[bundle.RESULTS])
    lines = [name for name in results.columns if name not in ("nip", "keadaan")]
    amounts = {row.pop("nip"): row for row in results.select("nip", *lines).iter_rows(named=True)}
    found: dict[str, tuple[object, ...]] = {}
    wrong = set()
    for slip in Slip.objects.filter(run=run).iterator(chunk_size=2000):
        found[slip.nip] = (slip.state, slip.gross, slip.net)
        law = {} if slip.state == KeadaanSlip.MASALAH else amounts.get(slip.nip)
        if law is None or slip.amounts != {name: _plain(value) for name, value in law.items()}:
            wrong.add(slip.nip)
    said = {nip: told for nip, *told in kept.iter_rows()}
    wrong |= {nip for nip in {*said, *found} if tuple(said.get(nip, ())) != found.get(nip)}
    report.told(
        not wrong,
        f"{len(found)} slip dalam basis data sama dengan hasil yang disimpan.",
        f"Slip dalam basis data berbeda bagi {len(wrong)} orang: {', '.join(sorted(wrong)[:5])}.",
    )


def _plain(value: object) -> object:
    """Return a value as JSON of the database gives it back."""
    return value if value is None or isinstance(value, bool | str) else _whole(value)


def _whole(value: object) -> object:
    return int(value) if hasattr(value, "__int__") else str(value)


def _check_facts(run: Run, parts: dict[str, bytes], report: bundle.Report) -> None:
    if run.known_at is None:
        return
    known = known_facts(run, run.known_at, left_out=run.left_out)
    wrong = changed_people(bundle.frames_in(parts), known.frames)
    report.told(
        not wrong,
        f"Basis data per {run.known_at:%Y-%m-%d %H:%M:%S} UTC memberi fakta yang sama.",
        f"Fakta dalam basis data per {run.known_at:%Y-%m-%d %H:%M:%S} UTC berbeda bagi {len(wrong)} orang: "
        f"{', '.join(wrong[:5])}.",
    )
