"""Reading the reference files: which layout it is, and its rows. Nothing is guessed from the path."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.cases import pay, performance, tax, tpp
from tests.cases.engine import Engine, Line
from tests.cases.row import Malformed, Row, read_json

Adapter = Callable[[Row, Engine], Iterator[Line]]


class Unusable(Exception):
    """A file as a whole cannot be used."""


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """One row or block: its place, its name, what compares it. `fault` says why it cannot be read."""

    file: str
    name: str
    row: Row
    adapter: Adapter | None = None
    fault: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Layout:
    """A table as somebody keeps it: its columns, that which names a row, and those that are remarks."""

    title: str
    columns: frozenset[str]
    key: str
    remarks: frozenset[str]
    adapter: Adapter


def _layout(title: str, adapter: Adapter, columns: str, *, remarks: str) -> Layout:
    names = columns.split(",")
    return Layout(title, frozenset(names), names[0], frozenset({names[0], *remarks.split(",")}), adapter)


LAYOUTS = (
    _layout(
        "monthly salary",
        pay.salary,
        "id,jenis,periode,status,golongan,mkg_tahun,pasangan_ditunjang,anak_ditunjang,jiwa_beras,"
        "kategori_ter,catatan,gaji_pokok,tunj_pasangan,tunj_anak,tunj_jabatan_struktural,tunj_fungsional,"
        "tunj_umum,tunj_beras,tunj_pph,tunj_bpjs_kes_4,tunj_jkk,tunj_jkm,pembulatan,kotor_sebelum_bulat,"
        "kotor,pot_iwp_1_bpjs,pot_iwp_8_atau_3_25,pot_bpjs_4,pot_jkk,pot_jkm,pot_pph,jumlah_potongan,"
        "bersih_sebelum_bulat,bersih,sumber,keaslian",
        remarks="sumber,keaslian",
    ),
    _layout(
        "part-time wage",
        pay.wage,
        "id,periode,upah_pokok,umk_setempat,dasar_bpjs,dasar_jkk_jkm,tunj_bpjs_4,tunj_jkk,tunj_jkm,"
        "pembulatan,bruto,pot_bpjs_4,pot_bpjs_1,pot_jkk,pot_jkm,pot_pph,jumlah_potongan,bersih,sumber,"
        "keaslian",
        remarks="sumber,keaslian",
    ),
    _layout(
        "holiday pay",
        pay.holiday,
        "id,jenis,periode,status,golongan,mkg_tahun,gaji_pokok,tunj_pasangan,tunj_anak,"
        "tunj_jabatan_struktural,tunj_fungsional,tunj_umum,tunj_beras,bruto_thr_atau_g13,"
        "bruto_gaji_induk_bulan_bayar,pph_gaji_induk,bruto_gabungan,kategori_ter,tarif_ter_persen,pph,"
        "pembulatan,kotor,bersih,sumber,keaslian",
        remarks="sumber,keaslian",
    ),
    _layout(
        "TPP of an office",
        pay.tpp,
        "id,periode,status,golongan,kelas_jabatan,persen_pembayaran,tpp_kotor,bagian_statis_40,"
        "bagian_dinamis_60,dinamis_30,dinamis_50,dinamis_20,persen_pengurang_disiplin,nominal_pengurang,"
        "tpp_setelah_pengurang,tarif_pph_final_persen,pph,tpp_setelah_pph,dasar_bpjs_dari_gaji,"
        "bpjs_1_atas_tpp,tpp_bersih,sumber,keaslian",
        remarks="sumber,keaslian",
    ),
    _layout(
        "tax vectors",
        tax.tax,
        "vector_id,origin,citation,kind,subject,employer_ref,tax_year,month,start_month,ptkp_status,"
        "ter_category,net_input,gross_this_month,gross_sequence,months,annualise,pensioner,"
        "pension_contrib_total,zakat_total,prior_net,prior_tax,withheld_before,tax_bearer,exp_rate_percent,"
        "exp_deduction_office_or_pension,exp_net,exp_net_base,exp_ptkp,exp_pkp,exp_annual_tax,"
        "exp_tax_for_period,exp_tax_this_month,exp_refund_to_employee,exp_annual_credit,note",
        remarks="origin,citation,employer_ref,note",
    ),
    _layout(
        "performance vectors",
        performance.performance,
        "id,area,rule,inputs,expected,tolerance,status,source,note",
        remarks="status,source,note",
    ),
)

FENCE = re.compile(r"^```json\s*$", re.IGNORECASE)
BLOCK_KEYS = frozenset({"pack", "input", "expect"})
BLOCK_REMARKS = frozenset({"id", "kind"})
TABLE_KEY, TABLE_COLUMN = "class", "tukin BPK"
PLACE = re.compile(r"[A-Z][A-Za-z ]+ (?:19|20)\d\d")


def read(path: Path) -> list[Case]:
    """Return the cases of a file.

    :raises Unusable: if it cannot be read, has none of the known layouts, or has no row
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"{path}: cannot be read: {error}") from None
    header = next(csv.reader(line for line in text.splitlines() if line.strip()), [])
    layout = next((layout for layout in LAYOUTS if layout.columns == {name.strip() for name in header}), None)
    cases = [*_blocks(path, text), *_table(path, text)] if layout is None else [*_rows(path, text, layout)]
    if layout is None and not cases:
        raise Unusable(f"{path}: unknown layout. {_nearest(header)}")
    if not cases:
        raise Unusable(f"{path}: {layout.title if layout else 'the layout'} is known, but there are no rows")
    return cases


def _nearest(header: Sequence[str]) -> str:
    """Return what keeps a header from the layout nearest to it."""
    names = {name.strip() for name in header}
    near = max(LAYOUTS, key=lambda layout: len(layout.columns & names))
    if not near.columns & names:
        titles = ", ".join(layout.title for layout in LAYOUTS)
        return f"Known are: {titles}, and TPP examples in JSON blocks."
    lacking, beyond = sorted(near.columns - names), sorted(names - near.columns)
    said = [f"The nearest is {near.title}"]
    said += [f"lacking {', '.join(lacking)}"] if lacking else []
    said += [f"not knowing {', '.join(beyond)}"] if beyond else []
    return ", ".join(said) + "."


def _rows(path: Path, text: str, layout: Layout) -> Iterator[Case]:
    reader = csv.reader(io.StringIO(text, newline=""))
    header: list[str] = []
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Case(path.name, f"line {reader.line_num}", Row({}), fault=f"not readable: {error}")
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if not header:
            header = [cell.strip() for cell in cells]
            if len(set(header)) != len(header):
                raise Unusable(f"{path}: a column stands twice in the header")
            continue
        values = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        name = values.get(layout.key) or f"line {reader.line_num}"
        if len(cells) != len(header):
            fault = f"{len(cells)} cells under {len(header)} columns"
            yield Case(path.name, name, Row({}), fault=fault)
        else:
            yield Case(path.name, name, Row(values, remarks=layout.remarks), layout.adapter)


def _blocks(path: Path, text: str) -> Iterator[Case]:
    """Yield the fenced JSON blocks; a page of which none is a case has none."""
    found: list[tuple[int, str]] = []
    start = 0
    inside: list[str] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if inside is None:
            if FENCE.match(line):
                start, inside = number, []
        elif line.startswith("```"):
            found.append((start, "\n".join(inside)))
            inside = None
        else:
            inside.append(line)
    if inside is not None:
        found.append((start, "\n".join(inside)))
    if not any(f'"{key}"' in block for _, block in found for key in BLOCK_KEYS):
        return
    for number, block in found:
        try:
            values = read_json(block)
        except Malformed as error:
            yield Case(path.name, f"line {number}", Row({}), fault=str(error))
            continue
        name = values.get("id")
        name = name if isinstance(name, str) and name else f"line {number}"
        yield Case(path.name, name, Row(values, remarks=BLOCK_REMARKS), tpp.block)


def _table(path: Path, text: str) -> Iterator[Case]:
    """Yield the rows of the table of basic TPP, each with the index that the page states for a place."""
    header: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if "|" in line else []
        if not cells:
            header = []
        elif not header:
            if cells[0] == TABLE_KEY and TABLE_COLUMN in cells:
                header = cells
                _check_places(path, header)
        elif not set("".join(cells)) <= set("-: "):
            name = f"class {cells[0]}" if cells[0] else f"line {number}"
            if len(cells) != len(header):
                fault = f"{len(cells)} cells under {len(header)} columns"
                yield Case(path.name, name, Row({}), fault=fault)
            else:
                values = dict(zip(header, cells, strict=True)) | _indices(header, text)
                yield Case(path.name, name, Row(values), tpp.basic)


def _check_places(path: Path, header: Sequence[str]) -> None:
    for name in header:
        if name not in (TABLE_KEY, TABLE_COLUMN) and not PLACE.fullmatch(name):
            raise Unusable(f"{path}: column {name!r} of the table is not a place and a year")


def _indices(header: Sequence[str], text: str) -> dict[str, str]:
    found = {name: re.search(rf"{re.escape(name)} (0\.\d+)", text) for name in header}
    return {f"ITPP {name}": index[1] for name, index in found.items() if index}
