"""The monthly withholding slips (BPMP) of all whom the runs of a month pay, for Coretax."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction

import polars as pl

from praja.payroll.enums import KeadaanSlip
from praja.payroll.models import Run, Slip
from praja.payroll.outputs import coretax
from praja.payroll.outputs.left_out import CORETAX, LeftOut, Told, not_paid
from praja.payroll.outputs.source import Made, Source
from praja.payroll.perms import LOCKED

XML = "application/xml"
LAST = "Bulan ini masa pajak terakhirnya."


def slips(source: Source, told: Told) -> Iterator[Made]:
    """Yield the monthly withholding slips for Coretax of everyone whom the unit's runs of the month pay, by
    withholder, all lists together: of the month of payment, whatever month it is for.

    They go with the run that was approved last. The last tax period of somebody goes into a yearly slip
    instead, which is not made here.
    """
    run = source.run
    taxed = {"paid_on__year": run.paid_on.year, "paid_on__month": run.paid_on.month}
    runs = Run.objects.filter(unit=run.unit_id, state__in=LOCKED, **taxed).order_by("approved_at")
    if runs.filter(approved_at__gt=run.approved_at).exists():
        told.notes.append("Berkas Coretax bulan ini ada pada proses unit ini yang disetujui terakhir.")
        return
    if source.settlement is not None:
        told.notes.append(
            "Proses ini pernah dibayar lalu dibuka lagi: bila bukti potong bulan ini sudah diunggah ke "
            "Coretax, unggah yang ini sebagai pembetulan."
        )
    paid: dict[uuid.UUID, tuple[Slip, Source]] = {}
    rates: dict[str, tuple[Fraction, str] | None] = {}
    sources = [source if one.pk == run.pk else Source(one) for one in runs]
    for read in sources:
        paid |= {slip.person_id: (slip, read) for slip in read.paid}
        rates |= _rates(read)
    for read in sources:
        told.left_out += not_paid(read, CORETAX, paid)
    sums = _of_the_month(run, paid)
    last: list[coretax.Refused] = []
    by_withholder: dict[str, list[coretax.Withheld]] = defaultdict(list)
    for person, (slip, read) in paid.items():
        rate = rates.get(slip.nip)
        if rate is None:
            last.append(coretax.Refused(slip.nip, slip.name, LAST, "Buat bukti potong tahunan (BPA1, BPA2)."))
            continue
        gross, tax = sums[person]
        withheld = coretax.Withheld(
            slip.nip, slip.name, read.nik_of(person), rate[1], slip.post, gross, rate[0], tax
        )
        by_withholder[slip.npwp_withholder].append(withheld)
    for npwp, people in sorted(by_withholder.items()):
        try:
            files, refused = coretax.bpmp_files(people, coretax.Withholder.of(npwp), run.paid_on)
        except coretax.WithholderUnknown as unknown:
            told.notes.append(str(unknown))
            why = "Pemotong pajaknya tidak dapat ditulis."
            last += [coretax.Refused(one.nip, one.name, why, str(unknown)) for one in people]
            continue
        last += refused
        for number, data in enumerate(files, 1):
            yield source.file_name(f"coretax-bpmp-{npwp}-{number:03}", "xml"), data, XML
    by_nip = {slip.nip: slip for slip, _read in paid.values()}
    told.left_out += [LeftOut.of(CORETAX, by_nip[one.nip], one.why, one.what_to_do) for one in last]


def _of_the_month(run: Run, people: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[int, int]]:
    """Return by person the taxable gross and the tax of all locked slips that are paid in the month."""
    sums: dict[uuid.UUID, tuple[int, int]] = {}
    slips = Slip.objects.filter(
        run__paid_on__year=run.paid_on.year, run__paid_on__month=run.paid_on.month,
        run__state__in=LOCKED, state=KeadaanSlip.DIBAYAR, person__in=list(people),
    )  # fmt: skip
    for person, amounts in slips.values_list("person", "amounts"):
        gross, tax = sums.get(person, (0, 0))
        sums[person] = (gross + (amounts.get("bruto_pajak") or 0), tax + (amounts.get("pph") or 0))
    return sums


def _rates(source: Source) -> dict[str, tuple[Fraction, str] | None]:
    """Return by NIP the effective monthly rate as a share, and the tax status; none in a last tax period."""
    known = [name for name in ("tarif_ter", "masa_terakhir") if name in source.program.lowering.computed]
    if "tarif_ter" not in known:
        return {}
    found: dict[str, tuple[Fraction, str] | None] = {}
    facts = source.people.filter(pl.col("nip").is_in(source.results["nip"].implode()))
    program = source.program.only(*known)
    for row in facts.iter_rows(named=True):
        amounts = program.run_one(row).amounts
        rate, last = amounts["tarif_ter"], amounts.get("masa_terakhir")
        usable = isinstance(rate, (int, Fraction)) and last is not True
        found[row["nip"]] = (Fraction(rate), str(row.get("status_ptkp") or "")) if usable else None  # type: ignore[arg-type]
    return found
