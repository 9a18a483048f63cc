"""Adapter of the tax vectors, under the national law.

A vector states what a person was paid, not how it came about. The person's own salary list is therefore
empty (unpaid leave), and the stated gross is income that the same payer paid outside it: what is taxed is
exactly what the vector says, and every rule of tax runs as it does for anybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from tests.cases.engine import Engine, Line, NotThere, Slip
from tests.cases.row import Malformed, Row, first_day

SUBJECT = {"pns": "pns", "pegawai_tetap": "pppk"}
"""Any permanent employee outside the special rules for PNS is taxed as a PPPK is."""

KINDS = ("monthly_ter", "monthly_full_gross_up", "final_period")

YEARLY = (
    "start_month",
    "gross_sequence",
    "months",
    "annualise",
    "pension_contrib_total",
    "zakat_total",
    "prior_net",
    "prior_tax",
    "withheld_before",
)
"""What only the last month of the year's work looks at; the rate of a month does not."""

EXPECTED = {
    "exp_deduction_office_or_pension": "biaya_jabatan",
    "exp_net": "neto_pemotong_ini",
    "exp_net_base": "neto_disetahunkan",
    "exp_ptkp": "ptkp",
    "exp_pkp": "pkp",
    "exp_annual_tax": "pph_pasal_17",
    "exp_tax_for_period": "pph_setahun",
    "exp_tax_this_month": "pph_terutang",
    "exp_refund_to_employee": "pph_dikembalikan",
    "exp_annual_credit": "pph_pemotong_ini",
}


def tax(row: Row, engine: Engine) -> Iterator[Line]:
    """Compare the tax of a month, or of the last month of a year's work.

    The rate category is compared: the law finds it from the PTKP status. So is the bearer.
    """
    kind, subject = row.text("kind"), row.text("subject")
    if kind not in KINDS:
        raise NotThere(f"tax of kind {kind}")
    if subject not in SUBJECT or ("pensioner" in row and row.flag("pensioner")):
        raise NotThere(f"tax of a pensioner or of {subject}")
    gross = row.whole("gross_this_month")
    facts: dict[str, object] = {
        "keadaan_pegawai": "cltn",
        "pasangan_ditunjang": False,
        "jumlah_anak_ditunjang": 0,
        "status_asn": SUBJECT[subject],
        "status_ptkp": row.text("ptkp_status"),
        "penghasilan_lain_bulan_ini": gross,
    }
    if kind == "final_period":
        facts |= _year(row, gross)
    else:
        row.leave(*YEARLY)
    rules = {column: rule for column, rule in EXPECTED.items() if column in row}
    slip = engine.compute(
        on=first_day("month", row.whole("tax_year"), row.whole("month")),
        pay_list="gaji",
        facts=facts,
        rules=["kategori_ter", "tarif_ter", "bruto_pajak", "pph_ditanggung", "pph_terutang", *rules.values()],
    )
    yield slip.line("ter_category", row.text("ter_category"), "kategori_ter")
    yield slip.line("gross_this_month", Fraction(gross), "bruto_pajak")
    yield slip.line("tax_bearer", row.text("tax_bearer") == "government", "pph_ditanggung")
    if "exp_rate_percent" in row:
        yield slip.percent("exp_rate_percent", row.number("exp_rate_percent"), "tarif_ter")
    if kind == "monthly_full_gross_up":
        yield _net(row, gross, slip)
    for column, rule in rules.items():
        yield slip.line(column, row.number(column), rule)


def _year(row: Row, gross: int) -> dict[str, object]:
    """Return the facts of the months before: the last of the sequence is the month itself."""
    sequence = row.numbers("gross_sequence")
    months = row.whole("months")
    if len(sequence) != months or sequence[-1] != gross:
        raise Malformed(f"gross_sequence is not {months} months of which the last is gross_this_month")
    row.leave("start_month")  # `months` counts from it.
    return {
        "masa_pajak_terakhir": True,
        "bulan_kerja_setahun": months,
        "subjek_pajak_sebagian_tahun": row.flag("annualise"),
        "zakat_setahun": row.whole("zakat_total"),
        "neto_sebelumnya": row.number("prior_net"),
        "pph_sebelumnya": row.number("prior_tax"),
        "tahun_ini(bruto_pajak)": int(sum(sequence[:-1])),
        "tahun_ini(iwp)": row.whole("pension_contrib_total"),
        "tahun_ini(pph)": row.whole("withheld_before"),
    }


def _net(row: Row, gross: int, slip: Slip) -> Line:
    """Return the net beside the gross less its tax.

    No government office pays a net wage, so no rule looks for the gross of a net. The row states the gross
    that must be found; that its tax gives the net back is what can be checked.
    """
    due = slip["pph_terutang"]
    return Line("net_input", row.number("net_input"), gross - due if isinstance(due, Fraction) else due)
