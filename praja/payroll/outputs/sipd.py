"""The list of a run in the layout of SIPD Penatausahaan, and what its form has no column for."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl

from praja.payroll.enums import JenisDaftar, JenisProses
from praja.payroll.facts import known
from praja.payroll.facts.family import SPOUSES
from praja.payroll.outputs.left_out import SIPD, LeftOut, Told, not_paid, taken
from praja.payroll.outputs.recap import INCOME
from praja.payroll.outputs.source import XLSX, Made, Source
from praja.sheet.sipd import FACTS, GAJI_FORM, TPP_FORM, Holds, SipdForm
from praja.sheet.write import write_sipd

OF_FAMILY: Final = ("status_pernikahan", "jumlah_tanggungan", "pasangan_pns")
"""Columns of the form of gaji that family records fill."""
MARRIED: Final = "1"


def form(source: Source, told: Told) -> Iterator[Made]:
    """Yield the list in the layout of SIPD Penatausahaan."""
    layout = GAJI_FORM if source.run.pay_list == JenisDaftar.GAJI else TPP_FORM
    layout = layout.fitted(source.program, source.results.columns)
    families = _families(source)
    identity = pl.DataFrame(
        [
            (
                slip.nip,
                source.nik_of(slip.person_id),
                source.records[slip.person_id].npwp,
                f"{source.records[slip.person_id].birth_date:%d-%m-%Y}",
                slip.post,
                source.records[slip.person_id].address,
                slip.bank,
                slip.bank_number,
                *families[str(slip.person_id)],
            )
            for slip in source.paid
        ],
        schema=dict.fromkeys(
            (
                "nip",
                "nik",
                "npwp",
                "tanggal_lahir",
                "nama_jabatan",
                "alamat",
                "nama_bank",
                "nomor_rekening",
                *OF_FAMILY,
            ),
            pl.String,
        ),
        orient="row",
    )
    codes = {FACTS[column.key][0] for column in layout.columns if column.holds is Holds.CODE}
    people = (
        source.people_with(codes)
        .drop("nik", "npwp", strict=False)
        .join(identity, on="nip", maintain_order="right")
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sipd.xlsx"
        done = write_sipd(path, form=layout, amounts=source.results, people=people, leave_out_untied=True)
        slips = {slip.nip: slip for slip in source.paid}
        unnamed = _without_column(source, layout)
        told.left_out += [
            *not_paid(source, SIPD),
            *taken(source, SIPD),
            *(
                LeftOut.of(
                    SIPD,
                    slips[nip],
                    unnamed.get(nip) or f"{why[:1].upper()}{why[1:]}.",
                    "Masukkan langsung di SIPD.",
                )
                for nip, why in done.left_out.iter_rows()
            ),
        ]
        told.notes += [*_in_the_rest(source, layout), *_unfilled(source, layout, families)]
        yield source.file_name("sipd", "xlsx"), path.read_bytes(), XLSX


def _families(source: Source) -> dict[str, tuple[str, str, str]]:
    """Return by person the columns of `OF_FAMILY`, from the family as it was known when the run was computed.

    Married is who has a spouse whom neither divorce nor death has parted by the first of the month. Of those
    who are not, the code of the form is not known: blank. Of gaji terusan all are blank.
    """
    run = source.run
    if run.kind == JenisProses.TERUSAN:
        return {str(slip.person_id): ("", "", "") for slip in source.paid}
    asked = known.Known(run.government, run.unit, run.period, run.known_at)
    people = [str(slip.person_id) for slip in source.paid]
    relatives = defaultdict(list)
    for row in known.family_of(asked, people).iter_rows(named=True):
        if all(row[end] is None or row[end] >= run.period for end in ("died", "divorced")):
            relatives[row["person_id"]].append(row)

    def told(rows: list[dict[str, Any]]) -> tuple[str, str, str]:
        spouses = [
            row for row in rows
            if row["relation"] in SPOUSES and (row["married"] or run.period) <= run.period
        ]  # fmt: skip
        supported = sum(row["dependant_id"] is not None for row in rows)
        with_asn = ("YA" if any(row["asn"] for row in spouses) else "TIDAK") if spouses else ""
        return MARRIED if spouses else "", str(supported), with_asn

    return {person: told(relatives[person]) for person in people}


def _unfilled(source: Source, form: SipdForm, families: Mapping[str, tuple[str, str, str]]) -> Iterator[str]:
    """Yield what stays blank in the columns about the family, and what is taken for what."""
    if not source.paid or not any(column.key == OF_FAMILY[0] for column in form.columns):
        return
    if source.run.kind == JenisProses.TERUSAN:
        yield (
            "SIPD: berkas ini gaji terusan, untuk SPM Gaji Terusan; formulirnya tidak mempunyai kolom jenis "
            "daftar. NIP dan namanya milik almarhum, rekeningnya milik ahli waris; kolom keluarga kosong."
        )
        return
    single = sum(not married for married, _count, _asn in families.values())
    yield (
        "SIPD: Jumlah Tanggungan adalah suami/istri dan anak yang mendapat tunjangan (dianggap), dan "
        "Pasangan PNS adalah pasangan yang tercatat juga ASN. NIP Pasangan dan Kode Bank kosong karena "
        "tidak dicatat Praja."
    )
    if single:
        yield (
            f"SIPD: Status Pernikahan {single} orang yang tidak tercatat kawin dikosongkan, karena kodenya "
            "belum diketahui; isi langsung di SIPD."
        )


def _without_column(source: Source, form: SipdForm) -> dict[str, str]:
    """Return by NIP the lines of the slip for which the form has no column, as a sentence."""
    named = {rule for rules in form.parts.values() for rule in rules}
    others = [rule for rule in source.members((*INCOME, "potongan")) if rule not in named]
    titles = {rule.name: rule.title for rule in source.program.rules}
    found = {}
    for slip in source.paid:
        lines = [titles[rule] for rule in others if slip.amounts.get(rule)]
        if lines:
            found[slip.nip] = f"Formulir SIPD tidak mempunyai kolom bagi baris {', '.join(lines)}."
    return found


def _in_the_rest(source: Source, form: SipdForm) -> Iterator[str]:
    """Yield which lines somebody has that stand in the column for what the form does not name."""
    if form.rest is None:
        return
    own = next(column.header for column in form.columns if column.key == form.rest)
    usual = TPP_FORM.parts[form.rest]
    rules = [rule for rule in form.parts[form.rest] if rule not in usual]
    titles = {rule.name: rule.title for rule in source.program.rules}
    lines = [titles[rule] for rule in rules if any(slip.amounts.get(rule) for slip in source.paid)]
    if lines:
        yield (
            f"Formulir {form.title} tidak mempunyai kolom bagi baris {', '.join(lines)}: jumlahnya berada di "
            f"kolom {own}."
        )
