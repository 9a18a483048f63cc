"""The files that leave the office, each made from a locked run."""

from __future__ import annotations

import datetime
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import polars as pl
from django.utils.formats import date_format
from django.utils.translation import override

from praja.files.disk import digest_of
from praja.payroll.enums import JenisDaftar, JenisProses, KeadaanSlip
from praja.payroll.models import Run, Slip
from praja.payroll.outputs import sipd, withholding
from praja.payroll.outputs.bank.queries import in_force, transfers_of
from praja.payroll.outputs.bank.shape import USUAL, BankFormat, BankFormatWrong, Transfer
from praja.payroll.outputs.bank.writing import ENDINGS, MEDIA, TransferRefused, control_total, write_transfers
from praja.payroll.outputs.left_out import (
    BANK,
    HEADINGS,
    LeftOut,
    Told,
    as_frame,
    not_paid,
    taken,
)
from praja.payroll.outputs.paper import (
    Heading,
    PaidRow,
    Signer,
    UnpaidRow,
    bank_letter,
    list_to_sign,
    rapel_paper,
    recap_paper,
)
from praja.payroll.outputs.recap import INCOME, recap
from praja.payroll.outputs.source import XLSX, Made, Source
from praja.payroll.outputs.terbilang import terbilang
from praja.payroll.rapel.queries import SIGNS, OfRun, of_run
from praja.sheet.write import write_table
from praja.web.words import rupiah

PDF = "application/pdf"
CUTS = ("potongan", "potongan_pribadi")
FUNDS = ("gaji_pokok", "dasar_bpjs", "bpjs_1", "bpjs_4", "iwp", "taperum", "jkk", "jkm")

LEFT_OUT: Final = "tidak-ikut"


def lists_to_sign(source: Source, told: Told) -> Iterator[Made]:
    """Yield the list of each unit, to be signed."""
    titles = {rule.name: rule.title for rule in source.program.rules}
    income, cuts = (source.members(groups) for groups in (INCOME, CUTS))
    for unit, group in groupby(source.slips, key=lambda slip: (slip.unit_id, slip.unit_name)):
        slips = list(group)
        paid = [
            PaidRow(
                slip.name,
                slip.nip,
                slip.post,
                slip.golongan,
                [(titles[rule], slip.amounts.get(rule) or 0) for rule in income],
                [(titles[rule], slip.amounts.get(rule) or 0) for rule in cuts],
                slip.gross or 0,
                slip.cuts or 0,
                slip.net or 0,
                source.before.get(slip.person_id, 0),
            )
            for slip in slips
            if slip.state == KeadaanSlip.DIBAYAR
        ]
        unpaid = [UnpaidRow(slip.name, slip.nip, _why(slip)) for slip in slips if slip.state != "dibayar"]
        heading = _heading(source, f"Daftar {_list(source)}", unit[1])
        signers = [Signer("Kepala unit kerja", opening="Mengetahui,"), Signer("Bendahara")]
        yield (
            source.file_name(f"daftar-{source.codes[unit[0]]}", "pdf"),
            list_to_sign(heading, paid, unpaid, signers),
            PDF,
        )


def recaps(source: Source, told: Told) -> Iterator[Made]:
    """Yield the recap by component and account, for the SPP and as a sheet."""
    summed = recap(source.program, source.results, source.people, source.accounts)
    signers = [Signer("Pengguna anggaran", opening="Mengetahui,"), Signer("Bendahara pengeluaran")]
    heading = _heading(source, f"Rekapitulasi {_list(source)}", source.unit)
    yield source.file_name("rekap", "pdf"), recap_paper(heading, summed, signers), PDF
    doubt = {True: "", False: "kode dari ingatan, belum diperiksa"}
    rows = [
        *(("Komponen", one.rule, one.title, one.people, one.amount, "") for one in summed.components),
        *(
            (
                "Akun",
                one.code,
                one.title,
                None,
                one.amount,
                doubt[one.verified] if one.code else "belum ada akunnya",
            )
            for one in summed.accounts
        ),
    ]
    titles = {"bagian": "Bagian", "kode": "Kode", "uraian": "Uraian", "orang": "Orang", "rupiah": "Rupiah",
              "catatan": "Catatan"}  # fmt: skip
    numbers = {"orang": pl.Int64, "rupiah": pl.Int64}
    schema = {name: numbers.get(name, pl.String) for name in titles}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    yield source.file_name("rekap", "xlsx"), _sheet(frame, "Rekap", titles), XLSX


def bank_lists(source: Source, told: Told) -> Iterator[Made]:
    """Yield for each bank the list of transfers, in its confirmed form, and the letter that goes with it."""
    note = f"{_list(source)} {source.run.period:%m-%Y}"
    personal = source.members(("potongan_pribadi",))
    transfers = transfers_of(source.run, source.paid, personal, note, source.before)
    told.left_out += [*not_paid(source, BANK), *taken(source, BANK), *_without_transfer(source)]
    told.notes += [
        f"{name} ({nip}) sudah dibayar {rupiah(amount)} lebih banyak daripada hasil sekarang. Mintakan "
        "setorannya kembali, atau catat sebagai potongan utang kepada negara."
        for name, nip, amount in (source.settlement.back if source.settlement else ())
    ]
    told.notes += _shared(transfers)
    by_bank: dict[str, list[Transfer]] = defaultdict(list)
    names: dict[str, str] = {}
    for one in transfers:
        by_bank[names.setdefault(one.bank.casefold(), one.bank)].append(one)
    forms = in_force(source.run.government_id)
    for bank, own in sorted(by_bank.items()):
        chosen = forms.get(bank.casefold())
        try:
            form: BankFormat = BankFormat.from_json(chosen.shape) if chosen else USUAL
            data = write_transfers(form, own, _cover(source, bank, own))
        except (TransferRefused, BankFormatWrong) as refused:
            told.notes.append(f"Daftar untuk {bank} tidak dibuat. {refused}")
            nips = {one.nip for one in own}
            told.left_out += [
                LeftOut.of(BANK, slip, f"Daftar untuk {bank} tidak dibuat.", str(refused))
                for slip in source.paid
                if slip.nip in nips
            ]
            continue
        if chosen is not None:
            told.notes.append(
                f"Daftar untuk {bank} memakai bentuk versi {chosen.version}, diusulkan {chosen.made_by} dan "
                f"disetujui {chosen.decided_by} pada {chosen.decided_at:%d-%m-%Y}."
            )
        rows, amount = control_total(own)
        name = source.file_name(f"bank-{bank}", ENDINGS[form.form])
        yield name, data, MEDIA[form.form]
        letter = bank_letter(
            _heading(source, f"Surat pengantar {_list(source)}", source.unit),
            bank=bank,
            rows=rows,
            amount=amount,
            sha256=digest_of(data),
            paid_on=source.run.paid_on,
            subject=f"{_list(source)} bulan {_month(source.run.period)}",
            signers=[Signer("Pengguna anggaran", opening="Mengetahui,"), Signer("Bendahara pengeluaran")],
        )
        yield source.file_name(f"surat-bank-{bank}", "pdf"), letter, PDF


def _without_transfer(source: Source) -> Iterator[LeftOut]:
    """Yield those who are paid, but to whom nothing is transferred."""
    for slip in source.paid:
        left = (slip.net or 0) - source.before.get(slip.person_id, 0)
        if left <= 0:
            why = "Sudah dibayar sebelum prosesnya dibuka lagi." if slip.net else "Diterimanya nol rupiah."
            yield LeftOut.of(BANK, slip, why)
        elif not slip.bank_number:
            to_do = "Bayarkan tunai, atau isi rekeningnya untuk bulan depan."
            yield LeftOut.of(BANK, slip, "Rekening belum ada.", to_do)


def _cover(source: Source, bank: str, transfers: list[Transfer]) -> list[tuple[str, str | int]]:
    """Return what the covering sheet of a workbook for a bank says."""
    rows, amount = control_total(transfers)
    return [
        ("Kepada", f"Pimpinan {bank}"),
        ("Dari", f"{source.unit}, {source.government}"),
        ("Perihal", f"Pemindahbukuan {_list(source)} bulan {_month(source.run.period)}"),
        ("Tanggal bayar", f"{source.run.paid_on:%d-%m-%Y}"),
        ("Banyaknya rekening", rows),
        ("Jumlah bersih", amount),
        ("Terbilang", f"{terbilang(amount)} rupiah"),
    ]


def _shared(transfers: list[Transfer]) -> list[str]:
    """Return a sentence for each account to which more than one person is paid."""
    owners: dict[str, list[Transfer]] = defaultdict(list)
    for one in transfers:
        owners["".join(filter(str.isalnum, one.number)).casefold()].append(one)
    return [
        f"Rekening {same[0].number} dipakai {len(same)} orang: "
        + ", ".join(f"{one.name} ({one.nip})" for one in same)
        + ". Pastikan memang demikian sebelum daftarnya dikirim ke bank."
        for same in owners.values()
        if len(same) > 1
    ]


def arrears(source: Source, told: Told) -> Iterator[Made]:
    """Yield who gets or gives back something of earlier months, for which months, and by which SK: to sign,
    and as a sheet with a row a line of the slip.
    """
    with override("id"):
        found = of_run(source.run)
        if not found.people:
            return
        heading = _heading(source, f"Daftar rapel {_list(source)}", source.unit)
        signers = [Signer("Kepala unit kerja", opening="Mengetahui,"), Signer("Bendahara")]
        yield source.file_name("rapel", "pdf"), rapel_paper(heading, found, signers), PDF
        titles = {"nama": "Nama", "nip": "NIP", "unit": "Unit", "bulan": "Bulan", "bagian": "Bagian",
                  "baris": "Baris slip", "semula": "Sudah dibayar", "seharusnya": "Seharusnya",
                  "selisih": "Selisih", "dasar": "Dasar", "dokumen": "Dokumen rapel"}  # fmt: skip
        numbers = dict.fromkeys(("semula", "seharusnya", "selisih"), pl.Int64)
        schema = {name: numbers.get(name, pl.String) for name in titles}
        frame = pl.DataFrame(list(_arrears_rows(found)), schema=schema, orient="row")
        yield source.file_name("rapel", "xlsx"), _sheet(frame, "Rapel", titles), XLSX


def _arrears_rows(found: OfRun) -> Iterator[tuple[str | int | None, ...]]:
    for one in found.people:
        who, papers = (one.slip.name, one.slip.nip, one.slip.unit_name), "; ".join(one.papers)
        for month in one.months:
            for part in month.parts:
                side = "Potongan" if part.cut else "Penghasilan"
                yield (*who, f"{month.period:%Y-%m}", side, part.title, part.before, part.after,
                       part.difference, month.papers, papers)  # fmt: skip
        if not one.months:
            for line in one.lines:
                title = str(line.get_kind_display())
                yield (*who, "", "", title, None, None, SIGNS[line.kind] * line.amount, line.reason, papers)
    yield ("Jumlah bersih", "", "", "", "", "", None, None, found.net, "", "")


def funds(source: Source, told: Told) -> Iterator[Made]:
    """Yield the contributions of each person to Taspen and BPJS, and what they are reckoned from: those of
    the month, and of earlier months what rapel pays in or takes back.
    """
    columns = [name for name in FUNDS if name in source.results.columns]
    who: dict[str, Any] = dict.fromkeys(("nip", "nama", "unit", "golongan", "bulan", "bagian"), pl.String)
    month = f"{source.run.period:%Y-%m}"
    slips = pl.DataFrame(
        [(one.nip, one.name, one.unit_name, one.golongan, month, "Bulan ini") for one in source.paid],
        schema=who,
        orient="row",
    )
    frame = slips.join(source.results.select("nip", *columns), on="nip", maintain_order="left")
    numbers = {name: frame.schema[name] for name in columns}
    earlier = pl.DataFrame(list(_funds_of_earlier(source.run)), schema=who | numbers, orient="row")
    whole = pl.concat([frame, earlier])
    sums = whole.select(pl.lit("Jumlah").alias("nip"), *(pl.col(name).sum() for name in columns))
    titles = {rule.name: rule.title for rule in source.program.rules}
    titles |= {name: name.capitalize() for name in who} | {"nip": "NIP"}
    whole = pl.concat([whole, sums], how="diagonal_relaxed")
    yield source.file_name("iuran", "xlsx"), _sheet(whole, "Iuran", titles), XLSX


def _funds_of_earlier(run: Run) -> Iterator[dict[str, str | int]]:
    """Yield of each earlier month what the rapel of a run pays into the funds, and more gaji pokok."""
    with override("id"):
        people = of_run(run).people
    for one in people:
        slip = one.slip
        who = {"nip": slip.nip, "nama": slip.name, "unit": slip.unit_name, "golongan": slip.golongan}
        for month in one.months:
            paid = {
                part.rule: part.difference
                for part in month.parts
                if part.rule in FUNDS and part.cut == (part.rule != "gaji_pokok")
            }
            if paid:
                yield {**who, "bulan": f"{month.period:%Y-%m}", "bagian": "Rapel", **paid}


KINDS: Final[tuple[tuple[str, Callable[[Source, Told], Iterator[Made]]], ...]] = (
    ("daftar", lists_to_sign),
    ("rekap", recaps),
    ("bank", bank_lists),
    ("sipd", sipd.form),
    ("rapel", arrears),
    ("iuran", funds),
    ("coretax", withholding.slips),
)


def left_out(source: Source, told: Told) -> Made:
    """Return the list of everyone who was left out of a file, after all files were made."""
    return (
        source.file_name(LEFT_OUT, "xlsx"),
        _sheet(as_frame(told.left_out), "Tidak ikut", HEADINGS),
        XLSX,
    )


# --- words


def _why(slip: Slip) -> str:
    said = next((one["message"] for one in slip.problems if one.get("message")), "")
    return said or str(KeadaanSlip(slip.state).label)


def _list(source: Source) -> str:
    with override("id"):
        if source.run.kind == JenisProses.TERUSAN:
            return str(JenisProses.TERUSAN.label)
        return str(JenisDaftar(source.run.pay_list).label)


def _month(period: datetime.date) -> str:
    with override("id"):
        return date_format(period, "F Y")


def _heading(source: Source, title: str, unit: str) -> Heading:
    return Heading(title, source.government, unit, source.run.period, source.footer)


def _sheet(frame: pl.DataFrame, title: str, headers: dict[str, str] | None = None) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lembar.xlsx"
        write_table(path, frame, title=title, headers=headers or {})
        return path.read_bytes()
