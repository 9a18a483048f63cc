"""`praja run …`: check a run of pay, in the site or from a bundle, and write such a bundle."""

from __future__ import annotations

import argparse
import os
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from praja.cli.ask import PAID, PROBLEMS, UNUSABLE, refuse
from praja.cli.opened import site_open

if TYPE_CHECKING:
    from praja.payroll.runs.bundle import Report


def menu(given: argparse.Namespace) -> int:
    """Show what `praja run` can do."""
    given.parser.print_help()
    return UNUSABLE


def verify(given: argparse.Namespace) -> int:
    """Check a run by its id, or a bundle without the application and its database: `praja run verify`."""
    from praja.payroll.runs import bundle

    number = _number(given.proses)
    try:
        keys = _keys(given.kunci)
        if number is None:
            return _tell(bundle.check(bundle.unpack_bundle(Path(given.proses)), keys=keys))
    except (bundle.Unusable, OSError, UnicodeError) as error:
        return refuse(str(error))
    with site_open():
        from praja.payroll.runs import archive
        from praja.payroll.runs.verify import check_run

        run = _run(number)
        if run is None:
            return refuse(f"Tidak ada proses gaji {number}.")
        try:
            return _tell(check_run(run, keys=keys))
        except (archive.ArchiveMissing, bundle.Unusable) as error:
            return refuse(str(error))


def bundle(given: argparse.Namespace) -> int:
    """Write all parts of a run into one file that can be checked anywhere: `praja run bundel`."""
    number = _number(given.proses)
    if number is None:
        return refuse(f"'{given.proses[:60]}' bukan nomor proses. Nomornya ada di alamat halaman prosesnya.")
    if given.berkas.exists() and not given.timpa:
        return refuse(f"{given.berkas} sudah ada. Pilih nama lain, atau tambahkan --timpa.")
    with site_open():
        from praja.payroll.runs import actions, archive

        run = _run(number)
        if run is None:
            return refuse(f"Tidak ada proses gaji {number}.")
        try:
            data = actions.export_bundle(run=run, by=None)
            with os.fdopen(os.open(given.berkas, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(data)
        except archive.ArchiveMissing as error:
            return refuse(str(error))
        except OSError as error:
            return refuse(f"{given.berkas} tidak dapat ditulis: {error.strerror}.")
        print(f"Proses {number} ditulis ke {given.berkas}. Isinya gaji orang: simpan seperti slip.")
    return PAID


def _tell(report: Report) -> int:
    for mark, sentences in (("sah", report.right), ("catatan", report.notes), ("SALAH", report.wrong)):
        for sentence in sentences:
            print(f"[{mark}] {sentence}")
    return PROBLEMS if report.wrong else PAID


def _number(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _keys(path: Path | None) -> frozenset[str]:
    """Return the ids in a file of public keys, as `praja audit kunci ekspor` writes it."""
    if path is None:
        return frozenset()
    lines = path.read_text("utf-8").splitlines()
    return frozenset(line.split()[0] for line in lines if line.strip() and not line.startswith("#"))


def _run(number: uuid.UUID) -> Any:
    from praja.payroll.models import Run

    return Run.objects.select_related("unit", "government").filter(pk=number).first()
