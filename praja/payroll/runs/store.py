"""Writing the result of a run: slips by COPY, numbers and files, all in the caller's transaction.

Readers see the result before or this one, never a mixture of both.
"""

from __future__ import annotations

import concurrent.futures
import hashlib
from collections.abc import Iterable
from typing import Any

import polars as pl
from django.db import connection

from praja import __version__
from praja.audit import keys
from praja.organization.queries import version_of
from praja.payroll.budget import booking
from praja.payroll.copying import copy_rows
from praja.payroll.enums import KeadaanSlip
from praja.payroll.models import Run, Slip
from praja.payroll.programs import law_of
from praja.payroll.runs import archive, bundle
from praja.payroll.runs.compute import Outcome


def lock_month(run: Run) -> None:
    """Let no other run of the same government, list and month be written until the transaction ends.

    So that nobody gets into two of them, and none fails because two are written at once.
    """
    text = f"payroll {run.government_id} {run.pay_list} {run.period}"
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def slip_ids(run: Run, people: Iterable[str]) -> pl.Series:
    """Return the ids of people's slips in a run: computed anew, a slip keeps its address.

    They are those of `uuid.uuid5`, made many times as fast.
    """
    start = hashlib.sha1(run.pk.bytes, usedforsecurity=False)

    def digest(person: str) -> bytes:
        here = start.copy()
        here.update(person.encode())
        return here.digest()

    digits = pl.Series([digest(person) for person in people], dtype=pl.Binary).bin.encode("hex").to_frame("d")
    variant = pl.col("d").str.slice(16, 1).replace_strict(
        {f"{digit:x}": "89ab"[digit & 3] for digit in range(16)}, return_dtype=pl.String
    )  # fmt: skip
    part = pl.col("d").str.slice
    return digits.select(
        pl.format(
            "{}-{}-5{}-{}{}-{}", part(0, 8), part(8, 4), part(13, 3), variant, part(17, 3), part(20, 12)
        )
    ).to_series()


def write(run: Run, outcome: Outcome, *, by: Any) -> str:
    """Put a result in place of what a run had, and return the hash of its manifest.

    The caller holds the transaction and has locked the run and its month; it saves the run itself.

    :raises praja.files.disk.DiskFull: if there is no room for the files
    :raises praja.audit.keys.KeyMissing: if the key that signs is gone
    """
    slips, results = outcome.slips, outcome.results
    paid = slips.filter(pl.col("keadaan") == KeadaanSlip.DIBAYAR)
    run.totals = bundle.totals_of(results, paid["nip"])
    run.people_count = run.done_count = slips.height
    run.problem_count = slips.filter(pl.col("keadaan") == KeadaanSlip.MASALAH).height
    run.known_at, run.left_out, run.software = outcome.known.at, outcome.known.left_out, __version__
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        made = pool.submit(_parts, run, outcome)  # while the database is busy
        _copy(run, slips)
        booking.write(run, outcome)
        parts = made.result()
    counts = {state: int(n) for state, n in slips.group_by("keadaan").len().sort("keadaan").iter_rows()}
    parts[bundle.MANIFEST] = _manifest(run, parts, counts, int(paid["net"].sum() or 0), by)
    archive.write(run, parts)
    return bundle.digest(parts[bundle.MANIFEST])


def _copy(run: Run, slips: pl.DataFrame) -> None:
    frame = slips.select(
        slip_ids(run, slips["person_id"]).alias("id"),
        pl.lit(str(run.pk)).alias("run_id"),
        "person_id",
        pl.lit(run.period.isoformat()).alias("period"),
        pl.lit(run.pay_list).alias("pay_list"),
        pl.lit(run.kind).alias("kind"),
        "unit_id",
        pl.col("npwp_pemotong").alias("npwp_withholder"),
        "nip",
        pl.col("nama").alias("name"),
        pl.col("unit").alias("unit_name"),
        pl.col("jabatan").alias("post"),
        "golongan",
        "bank",
        pl.col("bank_nomor").alias("bank_number"),
        pl.col("bank_nama").alias("bank_holder"),
        pl.col("keadaan").alias("state"),
        "amounts",
        "gross",
        "cuts",
        "net",
        "problems",
    )
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {Slip._meta.db_table} WHERE run_id = %s", [run.pk])
    copy_rows(Slip, frame)


def _parts(run: Run, outcome: Outcome) -> dict[str, bytes]:
    frames = {bundle.frame_name(grain): frame for grain, frame in outcome.known.frames.items()}
    called = {"gross": "kotor", "cuts": "potongan", "net": "diterima", "problems": "sebab"}
    told = outcome.slips.rename(called).select("nip", "keadaan", *called.values())
    others = {
        bundle.ORIGIN: outcome.known.origin.sort("nip", maintain_order=True),
        bundle.RESULTS: outcome.results,
        bundle.PROBLEMS: outcome.problems,
        bundle.SLIPS: told,
    }
    parts = {name: bundle.to_parquet(frame) for name, frame in {**frames, **others}.items()}
    return {**parts, bundle.LAW: bundle.law_archive(law_of(run.pack))}


def _manifest(run: Run, parts: dict[str, bytes], counts: dict[str, int], net: int, by: Any) -> bytes:
    unit = version_of(run.unit_id, run.period)
    key = keys.signing_key()
    content = {
        "proses": {
            "id": str(run.pk),
            "daftar": run.pay_list,
            "jenis": run.kind,
            "bulan": run.period.isoformat(),
            "unit": {"id": str(run.unit_id), "nama": unit.name if unit else ""},
            "pemerintah": str(run.government_id),
            "paket": run.pack,
            "tanggal_bayar": run.paid_on.isoformat(),
            "batas_pencatatan": run.cut_off.isoformat() if run.cut_off else None,
            "percobaan": run.attempt,
        },
        "fakta_per": run.known_at.isoformat() if run.known_at else None,
        "praja": run.software,
        "berkas": bundle.described(parts),
        "jumlah": run.totals,
        "diterima": net,
        "orang": counts,
        "dilewati": len(run.left_out),
        "dihitung_oleh": str(by),
    }
    return bundle.signed(content, key, key.private.public_key().public_bytes_raw().hex())
