"""What everybody promised for the year: goals of units, and SKP that serve them, agreed by both."""

from __future__ import annotations

import dataclasses
import datetime
import functools
from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Any, Final

from django.db import connection

from praja.demo.copying import write
from praja.demo.performance.examples import Example, Line, example_of
from praja.demo.performance.staff import Member, at
from praja.files.models import StoredFile
from praja.organization.models import Unit
from praja.performance.enums import (
    AntarBulan,
    Arah,
    JenisLampiran,
    JenisSasaran,
    KeadaanSkp,
    KeadaanVersi,
    Perspektif,
)
from praja.performance.models import (
    Annex,
    Goal,
    GoalIndicator,
    Indicator,
    IndicatorVersion,
    Programme,
    ProgrammeEvaluation,
    ProgrammeMember,
    Rhk,
    RhkVersion,
    SkpVersion,
)
from praja.performance.plan.actions.dialogue import QUESTIONS
from praja.performance.plan.library import Entry, fitting, library

WORDS: Final[Mapping[str, str]] = {
    "Camat": "cam", "Lurah": "lur", "Ketenteraman": "tra", "Satuan": "sat", "Polisi": "sat",
    "Kesejahteraan": "pem", "Pemberdayaan": "pem", "Pembangunan": "pem", "Pelayanan Publik": "pel",
    "Kepala Seksi Pemerintahan": "pel", "Sekretaris Kelurahan": "pel", "Sekretaris Kecamatan": "pel",
    "Keuangan": "aku", "Bendahara": "ben", "Kepegawaian": "peg", "SDM": "peg", "Mutasi": "peg",
    "Puskesmas": "vak", "Kesehatan": "vak", "Penyakit": "vak", "Dokter": "vak", "Perawat": "per",
    "Bidan ": "bid", "Guru": "gur", "Kepala Sekolah": "kep", "Sekolah": "dik", "Pendidikan": "dik",
    "SMA": "dik", "SMK": "dik", "Kebersihan": "keb", "Auditor": "ins", "Inspektur": "ins",
    "Perencana": "ren", "Penelaah": "ren", "Arsiparis": "ars", "Komputer": "kom", "Pangan": "ptn",
    "Pertanian": "ptn", "Pencatatan Sipil": "duk", "Penduduk": "duk", "Kependudukan": "duk",
    "Pengolah Data": "duk", "Pengadministrasi": "adm", "Operator": "sop", "Sekretaris": "sek",
    "Kepala": "sek", "Asisten": "sek",
}  # fmt: skip
"""By a word of the title, the entries of the library; the first word that is found counts."""
SECOND: Final = {True: "sek", False: "adm"}
"""The entries of the second result: of those who head a unit, and of all others."""
ANNEXES: Final = {
    JenisLampiran.DUKUNGAN: "Anggaran sesuai DPA dan satu petugas pendamping",
    JenisLampiran.PERTANGGUNGJAWABAN: "Laporan bulanan di Praja, dibahas tiap triwulan",
    JenisLampiran.KONSEKUENSI: "Capaian dibaca TPP; keberhasilan diusulkan untuk penghargaan",
}
TUJUAN: Final = (
    "Pelayanan publik yang pasti, cepat dan merata", "Warga sehat, terdidik dan sejahtera",
)  # fmt: skip
CARRIED_BY_NOBODY: Final = "Indeks inovasi daerah naik ke kategori sangat inovatif"
DOCUMENT: Final = "Perjanjian kinerja (rekaan)"
STANDING: Final = ("titik", "kasus")
"""Units of measure of what is there at the end of a month, and does not add up."""
DRAFTED: Final = 0.03
"""The share of SKP that are still talked about where pay does not read ratings."""


@dataclasses.dataclass(slots=True)
class Planned:
    """An SKP with what it promises, and how much of that is reached in the end."""

    member: Member
    version: SkpVersion
    agreed: bool = True
    example: Example | None = None
    results: list[tuple[RhkVersion, list[IndicatorVersion]]] = dataclasses.field(default_factory=list)
    reached: dict[Any, float] = dataclasses.field(default_factory=dict)
    """By indicator, the share of its target."""

    @property
    def indicators(self) -> list[IndicatorVersion]:
        """All of them."""
        return [one for _result, rows in self.results for one in rows]


def plan_year(
    government: Unit, found: Sequence[Member], *, paper: StoredFile, officer: Any, all_agree: bool
) -> list[Planned]:
    """Write the goals of units and the content of opened SKP, and let them be agreed.

    :param paper: the signed form where the appraiser has no account
    :param officer: who recorded that one
    :param all_agree: whether nobody still talks about the SKP
    """
    versions = {one.skp_id: one for one in SkpVersion.objects.filter(skp__in=[one.skp.pk for one in found])}
    goals = _goals(government, found)
    taken: set[str] = set()
    plans = [_planned(one, versions[one.skp.pk], taken) for one in found]
    _cascade(plans, goals)
    rows = [pair for one in plans for pair in one.results]
    write([row.rhk for row, _measured in rows])
    write([one.indicator for _row, measured in rows for one in measured])
    write([row for row, _measured in rows])
    write([one for _row, measured in rows for one in measured])
    write(
        [
            Annex(version=one.version, kind=kind, order=0, text=text)
            for one in plans
            if one.member.heads_unit or one.example
            for kind, text in ANNEXES.items()
        ]
    )
    _programme(plans, goals, officer)
    for one in plans:
        dice = one.member.dice("sepakat")
        one.agreed = all_agree or bool(one.example) or dice.random() >= DRAFTED
    _agree([one for one in plans if one.agreed], paper, officer)
    return plans


# --- goals


def _goals(government: Unit, found: Sequence[Member]) -> dict[Any, Goal]:
    """Write what a government and its units want to reach, and return by unit what its head carries."""
    year = found[0].skp.year
    top = [
        Goal(unit=government, year=year, kind=JenisSasaran.TUJUAN, text=text, document=DOCUMENT, order=order)
        for order, text in enumerate(TUJUAN, 1)
    ]
    nobodys = Goal(
        unit=government, year=year, kind=JenisSasaran.SASARAN, parent=top[0], text=CARRIED_BY_NOBODY,
        document=DOCUMENT, order=3,
    )  # fmt: skip
    goals: dict[Any, Goal] = {}
    measured = []
    for one in found:
        if not one.heads_unit or one.skp.unit_id in goals:
            continue
        entries = entries_for(one.title, one.duties)
        health = entries[0].kode[:3] in ("vak", "gur", "kep", "dik")
        goal = goals[one.skp.unit_id] = Goal(
            unit=one.skp.unit, year=year, kind=JenisSasaran.SASARAN, parent=top[health],
            text=entries[0].hasil, document=DOCUMENT, order=1,
        )  # fmt: skip
        for order, entry in enumerate(entries[:2], 1):
            said = _measure(entry, one, one.dice("iku"))
            measured.append(GoalIndicator(goal=goal, order=order, **said))
    write([*top, nobodys, *goals.values()])
    write(measured)
    return goals


def _programme(plans: Sequence[Planned], goals: Mapping[Any, Goal], officer: Any) -> None:
    """Write the programme of the environment, with those of its unit who carry parts of it."""
    lead = next((one for one in plans if one.example and one.example.key == "lingkungan"), None)
    if lead is None:
        return
    skp = lead.member.skp
    made = Programme(
        unit=skp.unit, year=skp.year, goal=goals.get(skp.unit_id), name="Kampung bebas sampah (rekaan)",
        result="Sepuluh kelurahan memilah sampah di rumah, dan timbulannya turun seperlima",
        owner=skp.person, budget_code="2.11.03.2.01", starts=datetime.date(skp.year, 1, 2),
        ends=datetime.date(skp.year, 12, 31),
    )  # fmt: skip
    made.save()
    team = [one.member.skp.person for one in plans if one.member.skp.unit_id == skp.unit_id]
    for person, part in zip(team, ("Penanggung jawab", "Data timbangan", "Pendampingan"), strict=False):
        ProgrammeMember.objects.create(programme=made, person=person, part=part)
    ProgrammeEvaluation.objects.create(
        programme=made, on=datetime.date(skp.year, 7, 6), percent=50, by=officer,
        finding="Bank sampah terbentuk di sepuluh kelurahan; dua di antaranya belum punya tempat tetap.",
        next_step="Lurah mencarikan tempat sebelum akhir Agustus.",
    )  # fmt: skip


# --- what is promised


@functools.cache
def entries_for(title: str, duties: str) -> tuple[Entry, ...]:
    """Return the entries of the library for a post."""
    for word, code in WORDS.items():
        if word in f"{title} ":
            return _coded(code)
    return tuple(fitting(title, duties, most=4)) or _coded("adm")


@functools.cache
def _coded(code: str) -> tuple[Entry, ...]:
    # A range of nought to some cases has no target that an achievement could be held against.
    return tuple(
        one
        for one in library()
        if one.kode.startswith(f"{code}-") and (one.arah != Arah.RENTANG or one.satuan == "%")
    )


def _planned(member: Member, version: SkpVersion, taken: set[str]) -> Planned:
    version.skp = member.skp
    plan = Planned(member, version, example=example_of(member.post, taken))
    if plan.example is not None:
        for result in plan.example.results:
            _add(plan, result.text, [_line(member, line) for line in result.lines])
        return plan
    dice = member.dice("skp")
    luck = _luck(dice)
    main, second = entries_for(member.title, member.duties), _coded(SECOND[member.heads_unit])
    if main[0].kode[:3] == second[0].kode[:3]:
        second = _coded("ren" if member.heads_unit else "ars")
    for entries, most in ((main, 3), (second, 2)):
        chosen = sorted(dice.sample(range(len(entries)), min(most, len(entries))))
        lines = [(_promised(entries[one], member, dice), _wobble(luck, dice)) for one in chosen]
        _add(plan, entries[0].hasil, lines)
    return plan


def _promised(entry: Entry, member: Member, dice: Random) -> dict[str, Any]:
    """Return an indicator of the library as somebody promises it."""
    said = _measure(entry, member, dice) | {"library": entry.kode, "aspect": entry.aspek}
    return said | ({"across": AntarBulan.TERAKHIR} if entry.satuan in STANDING else {})


def _luck(dice: Random) -> float:
    low, high = dice.choices(((1.02, 1.09), (0.97, 1.03), (0.84, 0.95), (0.6, 0.8)), (40, 42, 13, 5))[0]
    return dice.uniform(low, high)


def _wobble(luck: float, dice: Random) -> float:
    return luck * dice.uniform(0.97, 1.03)


def _add(plan: Planned, text: str, lines: Sequence[tuple[dict[str, Any], float]]) -> None:
    rhk = Rhk(skp=plan.member.skp)
    row = RhkVersion(version=plan.version, rhk=rhk, order=len(plan.results), text=text)
    if plan.member.heads_unit:
        row.perspective = (Perspektif.PENERIMA_LAYANAN, Perspektif.PENGUATAN_INTERNAL)[bool(plan.results)]
    measured = []
    for order, (said, share) in enumerate(lines):
        indicator = Indicator(rhk=rhk)
        measured.append(IndicatorVersion(version=plan.version, indicator=indicator, order=order, **said))
        plan.reached[indicator.pk] = share
    plan.results.append((row, measured))


def _line(member: Member, line: Line) -> tuple[dict[str, Any], float]:
    """Return an indicator of an example."""
    entry = next((one for one in library() if one.kode == line.library), None)
    said: dict[str, Any] = {
        "text": line.text or (entry.indikator if entry else ""),
        "measure": line.measure or (entry.satuan if entry else ""),
        "direction": entry.arah if entry else line.direction,
        "formula": line.formula or (entry.rumus if entry else ""),
        "source": line.source or (entry.sumber if entry else ""),
        "aspect": entry.aspek if entry else line.aspect,
        "library": line.library,
        "feed": line.feed,
        "target": Decimal(line.target),
    }
    if said["measure"] in STANDING:
        said["across"] = AntarBulan.TERAKHIR
    if line.due is not None:
        said |= {"target": None, "due": datetime.date(member.skp.year, *line.due)}
    if line.steps:
        said["steps"] = _steps(member, line.steps)
    return said, line.reached


def _steps(member: Member, texts: Sequence[str]) -> list[dict[str, str]]:
    """Return milestones, one at the end of each part of the SKP."""
    months = member.months
    places = [len(months) * (number + 1) // len(texts) - 1 for number in range(len(texts))]
    return [
        {"text": text, "due": months[max(place, 0)].replace(day=25).isoformat()}
        for text, place in zip(texts, places, strict=True)
    ]


def _measure(entry: Entry, member: Member, dice: Random) -> dict[str, Any]:
    """Return how an entry of the library is measured, with a target."""
    said: dict[str, Any] = {
        "text": entry.indikator, "measure": entry.satuan, "direction": entry.arah, "formula": entry.rumus,
        "source": entry.sumber,
    }  # fmt: skip
    match entry.arah:
        case Arah.TANGGAL:
            said["due"] = member.months[len(member.months) // 2].replace(day=dice.randrange(10, 28))
        case Arah.TAHAPAN:
            said["steps"] = _steps(member, ("Rancangan disetujui", "Uji coba", "Dipakai", "Dievaluasi"))
            said["target"] = Decimal(4)
        case Arah.RENTANG:
            said |= {"target": Decimal(90), "target_max": Decimal(102)}
        case Arah.RENDAH:
            said["target"] = Decimal(_LOW.get(entry.satuan, 12))
        case _:
            said["target"] = Decimal(_HIGH.get(entry.satuan, 24) + dice.choice((0, 2, 4)))
    return said


_LOW: Final = {"%": 4, "hari": 3, "menit": 15, "jam": 24, "titik": 6, "kasus": 3, "rupiah": 25_000}
_HIGH: Final = {"%": 90, "poin": 82, "ton/ha": 5, "km/liter": 9}


def _cascade(plans: Sequence[Planned], goals: Mapping[Any, Goal]) -> None:
    """Let heads of units carry their unit's goal, and everybody serve the first result of who appraises."""
    first = {one.member.skp.person_id: one.results[0][0].rhk for one in plans}
    for one in plans:
        skp = one.member.skp
        above = first.get(skp.appraiser_id) if skp.appraiser_id else None
        for row, _measured in one.results:
            if one.member.heads_unit:
                row.goal = goals.get(skp.unit_id)
            row.serves = above


# --- agreement

_AGREE: Final = """
UPDATE performance_skpversion v
SET state = %(agreed)s, proposed_at = g.proposed, agreed_at = g.agreed, agreed_by_id = g.by,
    agreed_file_id = g.file, understood_at = g.understood, answers = %(answers)s::jsonb
FROM unnest(%(ids)s::uuid[], %(proposed)s::timestamptz[], %(when)s::timestamptz[], %(by)s::bigint[],
            %(files)s::uuid[], %(understood)s::timestamptz[]) AS g(id, proposed, agreed, by, file, understood)
WHERE v.id = g.id
"""
NOT_UNDERSTOOD: Final = 0.02


def _agree(plans: Sequence[Planned], paper: StoredFile, officer: Any) -> None:
    """Let both have agreed in the first weeks, and nearly everybody have understood how they are measured."""
    given: dict[str, list[Any]] = {
        name: [] for name in ("ids", "proposed", "when", "by", "files", "understood")
    }
    for one in plans:
        dice, begun = one.member.dice("paham"), one.member.skp.berlaku.lower
        day = begun + datetime.timedelta(days=dice.randrange(9, 27))
        signed = one.member.appraiser_account is None
        given["ids"].append(one.version.pk)
        given["proposed"].append(at(day - datetime.timedelta(days=3)))
        given["when"].append(at(day))
        given["by"].append(officer.pk if signed else one.member.appraiser_account)
        given["files"].append(paper.pk if signed else None)
        unclear = one.example is None and dice.random() < NOT_UNDERSTOOD
        given["understood"].append(None if unclear else at(day + datetime.timedelta(days=2)))
    answers = "{" + ",".join(f'"{question}": true' for question in QUESTIONS) + "}"
    with connection.cursor() as cursor:
        cursor.execute(_AGREE, {**given, "agreed": KeadaanVersi.DISEPAKATI, "answers": answers})
        cursor.execute(
            "UPDATE performance_skp SET state = %s WHERE id = ANY(%s::uuid[])",
            [KeadaanSkp.BERJALAN, [one.member.skp.pk for one in plans]],
        )
    for one in plans:
        one.member.skp.state = KeadaanSkp.BERJALAN
