"""What is weak in an SKP, told beside the line while it is drafted.

Advice warns; only what cannot be carried out blocks: a plan without results, a result that nothing measures,
a target against which nothing can be held.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from praja.performance.enums import Arah, Aspek, JenisRhk, Pendekatan
from praja.performance.measuring import no_zero
from praja.performance.models import IndicatorVersion, RhkVersion
from praja.performance.plan.content import Content, Result

MANY_RESULTS: Final = 10
_HUNDRED: Final = Decimal(100)
_ACTIVITY: Final = re.compile(
    r"\b(menghadiri|hadir|hadirnya|kehadiran|mengikuti|ikut serta|apel|rapat|perjalanan dinas|membantu|"
    r"(melaksanakan|melakukan|terlaksananya) (rapat|kegiatan|tugas|sosialisasi|koordinasi))\b",
    re.IGNORECASE,
)
"""Words of being there or being busy, which say nothing of what comes of it."""
_PAPERS: Final = re.compile(r"^(laporan|dokumen|kegiatan|kali|berkas|paket|buah)$", re.IGNORECASE)


@dataclasses.dataclass(frozen=True, slots=True)
class Advice:
    """Something weak in a line, or in the plan as a whole."""

    text: str
    blocks: bool = False
    """Whether the plan cannot be proposed with it."""


@dataclasses.dataclass(slots=True)
class Advices:
    """All advice on a version."""

    whole: list[Advice] = dataclasses.field(default_factory=list)
    lines: dict[uuid.UUID, list[Advice]] = dataclasses.field(default_factory=lambda: defaultdict(list))
    """By the id of the row (`RhkVersion`, `IndicatorVersion`)."""

    def __iter__(self) -> Iterator[Advice]:
        """Go through all of it."""
        yield from self.whole
        for found in self.lines.values():
            yield from found

    @property
    def blocking(self) -> list[Advice]:
        """What must be mended before the plan can be proposed."""
        return [one for one in self if one.blocks]


def advise(content: Content, *, acting: bool = False) -> Advices:
    """Return all that is weak in a version.

    :param acting: whether the person acts in another post as Plt or Plh during the SKP
    """
    found = Advices()
    _whole(content, found, acting)
    texts = Counter(_bare(result.row.text) for result in content.results)
    measures = Counter(_bare(one.text) for result in content.results for one in result.indicators)
    for result in content.results:
        found.lines[result.row.pk] += _result(content, result, texts)
        for one in result.indicators:
            found.lines[one.pk] += _indicator(content, result.row, one, measures)
    return found


def _whole(content: Content, found: Advices, acting: bool) -> None:
    results = content.results
    say = found.whole.append
    if not results:
        say(
            Advice(_("Belum ada rencana hasil kerja. Tambahkan yang pertama, atau salin dari pustaka."), True)
        )
        return
    if not any(one.row.kind == JenisRhk.UTAMA for one in results):
        say(Advice(_("Belum ada kinerja utama. Paling sedikit satu hasil berasal dari tugas jabatan."), True))
    if len(results) > MANY_RESULTS:
        say(
            Advice(
                _("%(count)s rencana hasil kerja sulit dipantau. Gabungkan yang serupa: sepuluh cukup.")
                % {"count": len(results)}
            )
        )
    weights = [one.row.weight for one in results if one.row.weight is not None]
    if weights and (len(weights) != len(results) or sum(weights) != _HUNDRED):
        total = f"{sum(weights):f}".rstrip("0").rstrip(".") if "." in f"{sum(weights):f}" else sum(weights)
        say(
            Advice(
                _("Jumlah bobot %(total)s %%, seharusnya 100 %%. Isi semua bobot, atau kosongkan semuanya.")
                % {"total": str(total).replace(".", ",")}
            )
        )
    if acting and not any(one.row.kind == JenisRhk.TAMBAHAN for one in results):
        say(
            Advice(
                _("Anda juga menjabat sebagai Plt. atau Plh. Tambahkan hasilnya sebagai kinerja tambahan.")
            )
        )


def _result(content: Content, result: Result, texts: Counter[str]) -> Iterator[Advice]:
    row = result.row
    if texts[_bare(row.text)] > 1:
        yield Advice(_("Sama dengan rencana hasil kerja lain. Hapus salah satu, atau bedakan hasilnya."))
    if found := _ACTIVITY.search(row.text):
        yield Advice(
            _("“%(word)s” menyebut kegiatan. Tuliskan apa yang berubah atau diterima orang karenanya.")
            % {"word": found[0]}
        )
    if row.kind == JenisRhk.UTAMA and not (row.serves_id or row.goal_id or row.programme_id):
        yield Advice(_("Belum menunjuk hasil kerja atasan atau sasaran unit yang didukungnya."))
    if content.version.approach == Pendekatan.KUALITATIF:
        if not row.success.strip() and not result.indicators:
            yield Advice(_("Ukuran keberhasilannya belum ditulis."), True)
    elif not result.indicators:
        yield Advice(_("Belum ada indikatornya, sehingga tidak dapat diukur."), True)
    weights = [one.weight for one in result.indicators if one.weight is not None]
    if weights and (len(weights) != len(result.indicators) or sum(weights) != _HUNDRED):
        yield Advice(_("Bobot indikatornya tidak berjumlah 100 %."))


def _indicator(
    content: Content, row: RhkVersion, one: IndicatorVersion, measures: Counter[str]
) -> Iterator[Advice]:
    if measures[_bare(one.text)] > 1:
        yield Advice(_("Indikator yang sama dipakai dua kali."))
    if _bare(one.text) == _bare(row.text):
        yield Advice(_("Indikator mengulang rencana hasil kerjanya. Sebutkan apa yang dihitung."))
    if found := _ACTIVITY.search(one.text):
        yield Advice(
            _("“%(word)s” mengukur kehadiran atau kesibukan. Ukurlah hasilnya.") % {"word": found[0]}
        )
    yield from _target(content, one)
    if not one.measure.strip() and one.direction not in (Arah.TANGGAL, Arah.TAHAPAN):
        yield Advice(_("Satuannya belum diisi: persen, orang, dokumen, hari …"))
    if not one.formula.strip() and one.direction not in (Arah.TANGGAL, Arah.TAHAPAN):
        yield Advice(_("Cara menghitungnya belum ditulis. Dua orang harus sampai pada angka yang sama."))
    if not one.source.strip():
        yield Advice(_("Sumber datanya belum disebut."))


def _target(content: Content, one: IndicatorVersion) -> Iterator[Advice]:
    days = content.skp.berlaku
    match one.direction:
        case Arah.TANGGAL:
            if one.due is None:
                yield Advice(_("Tanggal selesainya belum diisi."), True)
            elif not days.lower <= one.due < days.upper:
                yield Advice(_("Tanggal selesainya di luar masa SKP ini."), True)
            return
        case Arah.TAHAPAN:
            if not one.steps:
                yield Advice(_("Tahapannya belum ditulis."), True)
            elif not any(step.get("due") for step in one.steps):
                yield Advice(_("Tahapannya belum bertanggal, sehingga keterlambatan tidak terlihat."))
            elif any(not _within(step.get("due"), days.lower, days.upper) for step in one.steps):
                yield Advice(_("Ada tahap yang tanggalnya di luar masa SKP ini."))
            return
    if one.target is None:
        yield Advice(_("Targetnya belum diisi."), True)
    elif one.target <= 0:
        yield Advice(no_zero(), True)
    elif one.direction == Arah.RENTANG and one.target_max is None:
        yield Advice(_("Batas atas rentangnya belum diisi."), True)
    elif (
        one.aspect == Aspek.KUANTITAS
        and one.direction == Arah.TINGGI
        and one.target <= 1
        and _PAPERS.match(one.measure.strip())
    ):
        yield Advice(
            _("Target %(target)s %(measure)s setahun hampir pasti tercapai. Ukurlah mutu atau manfaatnya.")
            % {"target": f"{one.target.normalize():f}", "measure": one.measure}
        )


def _within(day: str | None, start: datetime.date, end: datetime.date) -> bool:
    return not day or start.isoformat() <= day < end.isoformat()


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
