"""The SKP in its official form as PDF, by typst (PermenPANRB 6/2022).

What people wrote is data of it, never its code. Always in Indonesian.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any, Final

from django.utils.translation import override

from praja.organization.models import PositionVersion, UnitVersion
from praja.people.models import GolonganHistory, Person, UnitHistory
from praja.performance.enums import Aspek, KeadaanVersi, Perspektif
from praja.performance.goals.queries import titles_of
from praja.performance.measuring import steps_said, target_said
from praja.performance.models import IndicatorVersion, Skp, SkpVersion
from praja.performance.plan.content import Content, Result, content_of
from praja.web.typeset import typeset
from praja.web.words import tanggal, waktu

_DAY: Final = datetime.timedelta(days=1)
FOLDER: Final = Path(__file__).parent / "drafts"


def skp_paper(version: SkpVersion, on: datetime.date) -> bytes:
    """Return a version of an SKP as PDF, with its annexes.

    :param version: with its `skp`, and that with its person and appraiser
    """
    with override("id"):
        said = _said(content_of(version), on)
    return typeset(FOLDER / "skp.typ", said)


def _said(content: Content, on: datetime.date) -> dict[str, Any]:
    skp, version = content.skp, content.version
    day = min(max(on, skp.berlaku.lower), skp.berlaku.upper - _DAY)
    post = PositionVersion.objects.on(day).filter(position=skp.position_id).first()
    heads = post is not None and post.heads_unit
    return {
        "jenis": post.get_kind_display() if post else "",
        "pendekatan": version.get_approach_display(),
        "instansi": _government(skp, day),
        "periode": f"{tanggal(skp.berlaku.lower)} sampai {tanggal(skp.berlaku.upper - _DAY)}",
        "pegawai": _person(skp.person, skp, day),
        "penilai": _appraiser(skp, day),
        "memimpin": heads,
        "kualitatif": version.approach == "kualitatif",
        "bagian": [
            {"nama": str(label), "hasil": [_result(one, heads) for one in results]}
            for label, results in content.by_kind
        ],
        "perilaku": [
            {"nama": str(label), "panduan": list(guides), "ekspektasi": text}
            for label, guides, text in content.behaviours
        ],
        "lampiran": [{"nama": str(label), "baris": lines} for label, lines in content.annex_lists],
        "keadaan": _state(version),
        "disepakati": tanggal(version.agreed_at) if version.agreed_at else "",
        "versi": version.number,
        "sejak": tanggal(version.since),
    }


def _state(version: SkpVersion) -> str:
    if version.state in (KeadaanVersi.DISEPAKATI, KeadaanVersi.DIGANTIKAN):
        if version.agreed_file_id is not None:
            return f"Disepakati di atas kertas; dicatat {waktu(version.agreed_at)} di Praja."
        said = f"Diajukan pegawai {waktu(version.proposed_at)}, " if version.proposed_at else ""
        return f"{said}disepakati {waktu(version.agreed_at)} di Praja."
    return "Rancangan, belum disepakati."


def _government(skp: Skp, day: datetime.date) -> str:
    top = UnitVersion.objects.on(day).filter(unit=skp.unit.government_id or skp.unit_id).first()
    return str(top.name) if top else ""


def _person(person: Person, skp: Skp, day: datetime.date) -> list[list[str]]:
    golongan = GolonganHistory.objects.on(day).filter(person=person).first()
    unit = UnitVersion.objects.on(day).filter(unit=skp.unit_id).first()
    return [
        ["Nama", person.full_name],
        ["NIP", person.nip],
        ["Pangkat/Gol.", golongan.golongan if golongan else ""],
        ["Jabatan", titles_of([skp.position_id], day).get(skp.position_id, "")],
        ["Unit kerja", str(unit.name) if unit else ""],
    ]


def _appraiser(skp: Skp, day: datetime.date) -> list[list[str]]:
    person = skp.appraiser
    title = titles_of([skp.appraiser_position_id], day) if skp.appraiser_position_id else {}
    golongan = GolonganHistory.objects.on(day).filter(person=person).first() if person else None
    member = UnitHistory.objects.on(day).filter(person=person).first() if person else None
    unit = UnitVersion.objects.on(day).filter(unit=member.unit_id).first() if member else None
    return [
        ["Nama", person.full_name if person else skp.appraiser_name],
        ["NIP", person.nip if person else ""],
        ["Pangkat/Gol.", golongan.golongan if golongan else ""],
        ["Jabatan", next(iter(title.values()), skp.appraiser_title)],
        ["Unit kerja", str(unit.name) if unit else ""],
    ]


def _result(result: Result, heads: bool) -> dict[str, Any]:
    row = result.row
    return {
        "atasan": result.served,
        "rhk": row.text,
        "perspektif": str(Perspektif(row.perspective).label) if heads and row.perspective else "",
        "ukuran": row.success,
        "indikator": [_indicator(one) for one in result.indicators],
    }


def _indicator(one: IndicatorVersion) -> dict[str, str]:
    steps = "; ".join(steps_said(one))
    return {
        "aspek": str(Aspek(one.aspect).label),
        "teks": f"{one.text} ({steps})" if steps else one.text,
        "target": target_said(one),
    }
