"""What holds of the TPP list of every pack, whatever its regulation: who has no right gets nothing, and each
rupiah that is paid stands in one column of the form."""

from __future__ import annotations

import datetime
import functools
import math
import random
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest

from praja.rules.loader import shipped_law
from praja.rules.month import State, programs_of_month, run_month
from praja.rules.schema import Fact, Grain, Kind
from praja.rules.selection import NotYetInForce
from praja.sheet.sipd import TPP_FORM
from praja.sheet.write import sipd_frame
from tests.packs import FRAMES
from tests.properties.frames import frames_of, nips

PEOPLE = 90
USUAL = {
    "keadaan_pegawai": "aktif",
    "sebab_tanpa_tpp": "tidak_ada",
    "hukuman_disiplin": "tidak_ada",
    "perkada_ditetapkan": True,
    "masa_pajak_terakhir": False,
    "pph_cara_lama": 10_000,
    **dict.fromkeys(("lhkpn_tertunggak", "spt_tertunggak", "skp_tertunggak", "aset_tertunggak"), False),
    **dict.fromkeys(("pengurangan_kelebihan", "pengurangan_keputusan"), 0),
}
"""What would void the TPP of most people, hold it, or make their tax absurd, were it drawn at random; and the
extra deductions, for which the form of SIPD has no column, so that whoever has one is left out of it."""


def months(pack):
    """Return the first days of the months in which the pack's own texts begin, and a recent one."""
    law = shipped_law(pack)
    own = {
        version.starts.replace(day=1)
        for layers in law.rules.values()
        for rule in layers
        if rule.pack == pack
        for version in rule.versions
    }
    return sorted({*own, datetime.date(2026, 10, 1)})


def drawn(fact: Fact, dice: random.Random):
    """Return a value that the fact may have; amounts and counts of ordinary size."""
    match fact.kind:
        case Kind.YA:
            return dice.random() < 0.5
        case Kind.PILIHAN:
            return dice.choice(fact.choices)
        case Kind.TANGGAL:
            return datetime.date(1990, 1, 1)
    assert fact.low is not None and fact.high is not None
    usual = 9_000_000 if fact.kind is Kind.RUPIAH else 1 if fact.unit == "persen" else 22
    scale = 10**fact.decimals
    low, high = max(fact.low, Fraction(-100_000)) * scale, min(fact.high, Fraction(usual)) * scale
    value = dice.randint(math.ceil(low), math.floor(high))
    return Decimal(value) / scale if fact.decimals else value


@functools.cache
def paid(pack, on):
    """Return the TPP list of a month for people drawn at random; None where the pack has none yet.

    Of every three the last is on unpaid leave, which voids TPP.
    """
    law = shipped_law(pack)
    try:
        programs = programs_of_month(law, ["tpp"], on=on)
        facts = programs["tpp"].facts
    except NotYetInForce:
        return None
    dice = random.Random(f"{pack} {on}")
    people = []
    for number in range(PEOPLE):
        person = {fact.name: drawn(fact, dice) for fact in facts if fact.grain is Grain.ORANG}
        person.update({name: value for name, value in USUAL.items() if name in person})
        person.update(dict.fromkeys(programs["tpp"].earlier, 0))
        for grain in {fact.grain for fact in facts} - {Grain.ORANG}:
            rows = range(dice.randint(1, 3))
            person[grain.value] = [
                {fact.name: drawn(fact, dice) for fact in facts if fact.grain is grain} for _ in rows
            ]
        if number % 3 == 2:
            person["keadaan_pegawai"] = "cltn"
        people.append(person)
    return run_month(programs, frames_of(law, people))["tpp"]


@pytest.mark.parametrize("pack", FRAMES)
def test_who_has_no_right_to_tpp_gets_nothing_on_top_of_it_either(pack):
    results = [result for on in months(pack) if (result := paid(pack, on)) is not None]

    void = [result.amounts.filter(pl.col("keadaan") == State.GUGUR.value) for result in results]

    assert results
    for amounts in void:
        assert amounts.height
        assert set(amounts["jumlah_tpp"]) == {0}


@pytest.mark.parametrize("pack", FRAMES)
def test_every_rupiah_of_tpp_is_in_one_column_of_the_form(pack):
    people = pl.DataFrame({"nip": nips(PEOPLE)})
    written = 0
    for on in months(pack):
        result = paid(pack, on)
        if result is None:
            continue
        amounts = result.amounts.filter(pl.col("keadaan").is_in([State.DIBAYAR.value, State.DITAHAN.value]))
        form = TPP_FORM.fitted(result.program, result.amounts.columns)
        incomes = [rule for key in form.income for rule in form.parts.get(key, ())]
        program = result.program.selection

        frame, left_out = sipd_frame(form, amounts=amounts, people=people, leave_out_untied=True)

        assert sorted(set(incomes)) == sorted(incomes), "a line in two columns"
        assert {one.rule.name for one in program.members("penghasilan")} <= set(incomes), "a line in none"
        assert set(left_out["mengapa"]) <= {
            "ada kolom yang bernilai negatif, yang tidak dikenal formulir ini"
        }
        assert frame.height > PEOPLE // 4
        written += frame["Jumlah TPP"].sum()
    assert written > 0
