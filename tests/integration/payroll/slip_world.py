"""Slips as a run leaves them, made by hand: facts, their origin, results, law and slips of a few people."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from django.utils import timezone

from praja.accounts.models import User
from praja.organization.models import Unit
from praja.payroll.enums import KeadaanProses
from praja.payroll.models import Run, Slip
from praja.payroll.programs import law_of, programs_for
from praja.payroll.runs import archive, bundle
from praja.people.models import Person
from praja.rules.month import run_lists

PACK = "semarang_76_2021"
ORIGIN = ("nip", "fakta", "sumber", "rujukan", "keterangan", "oleh")
FACTS: dict[str, Any] = {
    "status_asn": "pns",
    "golongan": "III/a",
    "mkg": 2,
    "pasangan_ditunjang": True,
    "jumlah_anak_ditunjang": 1,
    "jenis_jabatan": "pelaksana",
    "status_ptkp": "K/1",
    "pagu_tpp": 6_000_000,
    "nilai_skp": 90,
    "hari_alpa": 0,
    "menit_kurang": 0,
    "upacara_absen": 0,
    "lhkpn_tertunggak": False,
    "bulan_ini(bruto_pajak)": 0,
    "bulan_ini(dasar_bpjs)": 0,
    "bulan_ini(pph)": 0,
}
"""What a month of Sari's is computed from, unless a test says otherwise."""


def make_run(
    unit: Unit,
    people: Mapping[Person, Mapping[str, Any]],
    *,
    period: datetime.date,
    pay_list: str = "gaji",
    pack: str = PACK,
    state: str = KeadaanProses.DIBAYAR,
    origin: Sequence[tuple[str, ...]] = (),
) -> Run:
    """Return a run with the slips of some people, each with `FACTS` but for what is given of them."""
    clerk, _made = User.objects.get_or_create(username="pembuat-daftar", defaults={"name": "Pembuat Daftar"})
    boss, _made = User.objects.get_or_create(username="penyetuju-daftar", defaults={"name": "Penyetuju"})
    now = timezone.now()
    run = Run.objects.create(
        pay_list=pay_list,
        period=period,
        unit=unit,
        government=unit.government or unit,
        pack=pack,
        paid_on=period.replace(day=2),
        known_at=now,
        people_count=len(people),
        made_by=clerk,
        computed_by=clerk,
        approved_by=boss,
        approved_at=now,
    )
    rows = [{"nip": person.nip, "nama": person.name, **FACTS, **given} for person, given in people.items()]
    frames = {"orang": pl.DataFrame(rows, infer_schema_length=None)}
    programs = programs_for(pack, pay_list, run.period, run.paid_on)
    result = run_lists(programs, frames)[pay_list]
    archive.write(
        run,
        {
            bundle.frame_name("orang"): bundle.to_parquet(frames["orang"]),
            bundle.ORIGIN: bundle.to_parquet(
                pl.DataFrame(list(origin), schema=dict.fromkeys(ORIGIN, pl.String), orient="row")
            ),
            bundle.RESULTS: bundle.to_parquet(result.amounts),
            bundle.LAW: bundle.law_archive(law_of(pack)),
        },
    )
    totals = law_of(pack).lists[pay_list].totals
    by_nip = {row["nip"]: row for row in result.amounts.to_dicts()}
    Slip.objects.bulk_create(
        _slip(run, person, by_nip[person.nip], totals[-1], result.problems) for person in people
    )
    run.state = state
    run.save(update_fields=["state"])
    return run


def _slip(run: Run, person: Person, row: dict[str, Any], net: str, problems: pl.DataFrame) -> Slip:
    state = row.pop("keadaan")
    amounts = {name: amount for name, amount in row.items() if name != "nip"} if state != "masalah" else {}
    gross = amounts.get("kotor")
    return Slip(
        id=uuid.uuid4(),
        run=run,
        person=person,
        period=run.period,
        pay_list=run.pay_list,
        unit=run.unit,
        nip=person.nip,
        name=person.full_name,
        unit_name="Dinas Sosial",
        post="Pengolah Data",
        golongan="III/a",
        bank="Bank Jateng",
        bank_number="1234567890",
        bank_holder=person.name.upper(),
        state=state,
        amounts=amounts,
        gross=gross,
        cuts=gross - amounts[net] if gross is not None else None,
        net=amounts.get(net),
        problems=problems.filter(pl.col("nip") == person.nip).drop("nip").to_dicts() or _held(state, amounts),
    )


def _held(state: str, amounts: Mapping[str, Any]) -> list[dict[str, str]]:
    held = [name for name, amount in amounts.items() if name.startswith("tahan_") and amount]
    why = {
        "message": "LHKPN belum disampaikan.",
        "advice": "Dibayarkan sesudah disampaikan.",
        "kind": "ditahan",
    }
    return [{**why, "rule": name} for name in held] if state == "ditahan" else []


def slip_of(run: Run, person: Person) -> Slip:
    """Return the slip of a person in a run."""
    return Slip.objects.select_related("run", "person").get(run=run, person=person)
