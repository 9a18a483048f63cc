"""The list of a run in the layout of SIPD Penatausahaan, and what its form has no column for."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from praja.payroll.enums import JenisDaftar
from praja.payroll.outputs.left_out import SIPD, LeftOut, Told, not_paid, taken
from praja.payroll.outputs.recap import INCOME
from praja.payroll.outputs.source import XLSX, Made, Source
from praja.sheet.sipd import FACTS, GAJI_FORM, TPP_FORM, Holds, SipdForm
from praja.sheet.write import write_sipd


def form(source: Source, told: Told) -> Iterator[Made]:
    """Yield the list in the layout of SIPD Penatausahaan."""
    layout = GAJI_FORM if source.run.pay_list == JenisDaftar.GAJI else TPP_FORM
    layout = layout.fitted(source.program, source.results.columns)
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
            )
            for slip in source.paid
        ],
        schema=dict.fromkeys(
            ("nip", "nik", "npwp", "tanggal_lahir", "nama_jabatan", "alamat", "nama_bank", "nomor_rekening"),
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
        told.notes += _in_the_rest(source, layout)
        yield source.file_name("sipd", "xlsx"), path.read_bytes(), XLSX


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
