"""What a file for e-Kinerja holds: plans as agreed, what was reached, and ratings, all of it signed.

It is gathered for a number of people at a time, in a number of queries that stays the same, and written as
a workbook or as one JSON object a person. Praja itself sends nothing.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import tempfile
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from praja.access.queries import names_of
from praja.organization.models import PositionVersion, Unit
from praja.people.imports.sheets import MadeBook
from praja.people.models import GolonganHistory, UnitHistory
from praja.performance import law
from praja.performance.bkn.explained import SHEETS
from praja.performance.enums import JenisPeriode
from praja.performance.follow.months import AGREED, holding
from praja.performance.measuring import target_said
from praja.performance.models import (
    Annex,
    BknPredicate,
    Evidence,
    Expectation,
    IndicatorVersion,
    Period,
    Rating,
    Realisation,
    RhkVersion,
    SelfReport,
    Skp,
    SkpVersion,
)
from praja.performance.rating.closing import units_to_close
from praja.performance.rating.standing import RATED_STATES

AT_A_TIME: Final = 500
Line = dict[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class Made:
    """A file for e-Kinerja."""

    content: bytes
    people: dict[uuid.UUID, str]
    """Of whom it is → NIP."""
    rows: int


def chosen(unit: Unit, period: Period, on: datetime.date) -> QuerySet[Skp]:
    """Return the SKP of a unit with all below it that both have agreed to and that touch a period."""
    rows = Skp.objects.filter(
        unit__in=units_to_close(unit, period, on),
        berlaku__overlap=period.days,
        state__in=RATED_STATES,
        versions__state__in=AGREED,
    )
    return (
        rows.select_related("person", "appraiser")
        .order_by("person__name", "person__nip", "berlaku__startswith")
        .distinct()
    )


def gathered(
    unit: Unit, period: Period, on: datetime.date, tell: Callable[[int, int], None]
) -> Iterator[Line]:
    """Yield what there is of each person, as one object of the JSON form.

    :param tell: told of how many people how many are gathered
    """
    rows = chosen(unit, period, on)
    of_person: dict[uuid.UUID, list[Skp]] = defaultdict(list)
    for skp in rows:
        of_person[skp.person_id].append(skp)
    people = list(of_person.values())
    for start in range(0, len(people), AT_A_TIME):
        some = people[start : start + AT_A_TIME]
        known = _Known([skp for skps in some for skp in skps], period)
        with override("id"):  # what goes to BKN is Indonesian, whoever asks for it
            found = [known.person(skps) for skps in some]
        tell(len(people), start + len(some))
        yield from found


class _Known:
    """What is recorded of some SKP, read in a number of queries that stays the same."""

    def __init__(self, skps: Sequence[Skp], period: Period) -> None:
        self.period = period
        self.last = period.days.upper - datetime.timedelta(days=1)
        pks = [one.pk for one in skps]
        versions = SkpVersion.objects.filter(skp__in=pks, state__in=AGREED).order_by("since", "number")
        self.versions = holding(versions, self.last)
        held = [one.pk for one in self.versions.values()]
        self.rhk = _by(RhkVersion.objects.filter(version__in=held).order_by("order", "pk"), "version_id")
        served = {one.serves_id for rows in self.rhk.values() for one in rows if one.serves_id}
        self.served = dict(
            RhkVersion.objects.filter(rhk__in=served, version__state__in=AGREED)
            .order_by("version__since", "version__number")
            .values_list("rhk_id", "text")
        )
        indicators = IndicatorVersion.objects.filter(version__in=held).select_related("indicator")
        self.indicators: dict[tuple[Any, Any], list[IndicatorVersion]] = defaultdict(list)
        for one in indicators.order_by("order", "pk"):
            self.indicators[one.version_id, one.indicator.rhk_id].append(one)
        self.expected = _by(Expectation.objects.filter(version__in=held).order_by("value"), "version_id")
        self.annexes = _by(Annex.objects.filter(version__in=held).order_by("kind", "order"), "version_id")
        self.titles = dict(
            PositionVersion.objects.on(self.last)
            .filter(position__in={one.position_id for one in skps})
            .values_list("position_id", "title")
        )
        self._ratings(pks, {one.person_id for one in skps})
        self._reached(pks, [row.indicator_id for rows in self.indicators.values() for row in rows])
        self.units = names_of({one.unit_id for one in skps} | set(self.places.values()), self.last)

    def _ratings(self, pks: Collection[uuid.UUID], people: Collection[uuid.UUID]) -> None:
        rows = Rating.objects.filter(
            skp__in=pks, period=self.period, signed_at__isnull=False, digantikan__isnull=True
        ).select_related("rater")
        self.ratings = {one.skp_id: one for one in rows}
        raters = {one.rater_id for one in self.ratings.values() if one.rater_id}
        self.ranks = dict(
            GolonganHistory.objects.on(self.last)
            .filter(person__in=raters)
            .values_list("person_id", "golongan")
        )
        self.places = dict(
            UnitHistory.objects.on(self.last).filter(person__in=raters).values_list("person_id", "unit_id")
        )
        known = BknPredicate.objects.filter(
            person__in=people, period=self.period, digantikan__isnull=True
        ).exclude(siasn_id="")
        self.ids = dict(known.values_list("person_id", "siasn_id"))

    def _reached(self, pks: Collection[uuid.UUID], indicators: Collection[uuid.UUID]) -> None:
        reports = SelfReport.objects.filter(
            skp__in=pks, signed_at__isnull=False, period__days__overlap=self.period.days
        )
        self.reported: dict[Any, list[Any]] = defaultdict(list)
        for report in reports.select_related("period"):
            self.reported[report.skp_id].append(report.period.days)
        months = {"month__gte": self.period.days.lower, "month__lt": self.period.days.upper}
        self.realised = _by(
            Realisation.objects.filter(
                indicator__in=indicators, digantikan__isnull=True, **months
            ).order_by("month"),
            "indicator_id",
        )  # fmt: skip
        self.evidence = _by(
            Evidence.objects.filter(
                indicator__in=indicators, withdrawn_at__isnull=True, **months
            ).order_by("month", "made_at"),
            "indicator_id",
        )  # fmt: skip

    # --- one person

    def person(self, skps: Sequence[Skp]) -> Line:
        """Return all that there is of a person."""
        person = skps[0].person
        saved = [self._payload(skp) for skp in skps if skp.pk in self.ratings]
        annual = self.period.kind == JenisPeriode.TAHUNAN
        return {
            "nip": person.nip,
            "nama": person.full_name,
            "skp": [self._skp(skp) for skp in skps if skp.pk in self.versions],
            "skp22_save": saved if annual else [],
            "kinerjaperiodik_save": [] if annual else saved,
        }

    def _skp(self, skp: Skp) -> Line:
        version = self.versions[skp.pk]
        appraiser = skp.appraiser
        return {
            "tahun": skp.year,
            "tanggal_mulai": skp.berlaku.lower.isoformat(),
            "tanggal_selesai": (skp.berlaku.upper - datetime.timedelta(days=1)).isoformat(),
            "pendekatan": version.approach,
            "versi": version.number,
            "disepakati": "" if version.agreed_at is None else f"{version.agreed_at:%Y-%m-%d}",
            "jabatan": self.titles.get(skp.position_id, ""),
            "unit_kerja": self.units.get(skp.unit_id, ""),
            "penilai_nip": appraiser.nip if appraiser else "",
            "penilai_nama": appraiser.full_name if appraiser else skp.appraiser_name,
            "penilai_status": "ASN" if appraiser else "NON ASN",
            "rhk": [
                self._rhk(skp, version, number, one)
                for number, one in enumerate(self.rhk.get(version.pk, ()), start=1)
            ],
            "perilaku": [
                {"nilai": one.get_value_display(), "ekspektasi_khusus": one.text}
                for one in self.expected.get(version.pk, ())
            ],
            "lampiran": [
                {"lampiran": one.get_kind_display(), "isi": one.text}
                for one in self.annexes.get(version.pk, ())
            ],
        }

    def _rhk(self, skp: Skp, version: SkpVersion, number: int, one: RhkVersion) -> Line:
        return {
            "no": number,
            "klasifikasi": one.scope,
            "jenis": one.kind,
            "rhk_pimpinan_diintervensi": self.served.get(one.serves_id, "") if one.serves_id else "",
            "rhk": one.text,
            "perspektif": one.get_perspective_display() if one.perspective else "",
            "ukuran_keberhasilan": one.success,
            "indikator": [
                self._indicator(skp, place, indicator)
                for place, indicator in enumerate(self.indicators[version.pk, one.rhk_id], start=1)
            ],
        }

    def _indicator(self, skp: Skp, number: int, one: IndicatorVersion) -> Line:
        return {
            "no": number,
            "aspek": one.aspect,
            "indikator": one.text,
            "target": target_said(one),
            "satuan": one.measure,
            "realisasi": [
                {
                    "bulan": f"{row.month:%Y-%m}",
                    "realisasi": row.done_on.isoformat() if row.done_on else _figure(row.value),
                    "narasi": row.story,
                    "sumber_data": one.source,
                }
                for row in self.realised.get(one.indicator_id, ())
                if self._is_signed(skp, row.month)
            ],
            "bukti_dukung": [
                {"bulan": f"{row.month:%Y-%m}", "nama": row.title, "tautan": row.link}
                for row in self.evidence.get(one.indicator_id, ())
                if self._is_signed(skp, row.month)
            ],
        }

    def _is_signed(self, skp: Skp, month: datetime.date) -> bool:
        """Tell whether somebody has signed what was reached in a month: the person, or who rated it."""
        if skp.pk in self.ratings:
            return True
        return any(days.lower <= month < days.upper for days in self.reported[skp.pk])

    def _payload(self, skp: Skp) -> Line:
        """Return a rating as SIASN takes it; what only SIASN knows is left for the caller (`explained`)."""
        one = self.ratings[skp.pk]
        rater = one.rater
        codes = {
            "hasilKinerjaNilai": law.siasn_code("rating", one.result),
            "perilakuKerjaNilai": law.siasn_code("rating", one.behaviour),
            "kuadranKinerjaNilai": law.siasn_code("kuadran", one.predicate),
        }
        said = {
            "penilaiNipNrp": rater.nip if rater else "",
            "penilaiNama": rater.full_name if rater else one.rater_name,
        }
        place = self.places.get(rater.pk) if rater else None
        more: Line = {
            "penilaiGolongan": self.ranks.get(rater.pk, "") if rater else "",
            "penilaiUnorNama": self.units.get(place, ""),
            "statusPenilai": "ASN" if rater else "NON ASN",
            "path": [],
        }
        own = {"id": self.ids.get(skp.person_id)}
        if self.period.kind == JenisPeriode.TAHUNAN:
            return {
                **own, "pnsDinilaiOrang": None, "tahun": self.period.year, **codes, **said,
                "penilaiJabatan": one.rater_post, **more,
            }  # fmt: skip
        start = max(skp.berlaku.lower, self.period.days.lower)
        end = min(skp.berlaku.upper, self.period.days.upper) - datetime.timedelta(days=1)
        return {
            **own, "pnsDinilaiId": None, "tahun": self.period.year,
            "bulanMulaiPenilaian": start.month, "tahunMulaiPenilaian": start.year,
            "bulanSelesaiPenilaian": end.month, "tahunSelesaiPenilaian": end.year,
            "periodikId": str(law.siasn_code("periodik", self.period.kind)), "koefisienId": None,
            **codes, **said, "penilaiJabatanNama": one.rater_post, **more,
        }  # fmt: skip


def _by(rows: Iterable[Any], name: str) -> Mapping[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _figure(value: Any) -> str:
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# --- the two forms


def as_lines(people: Iterable[Line]) -> tuple[bytes, int]:
    """Return JSON Lines, an object a person, and how many there are."""
    lines = [json.dumps(one, ensure_ascii=False) for one in people]
    return "".join(f"{line}\n" for line in lines).encode(), len(lines)


def as_workbook(people: Iterable[Line]) -> tuple[bytes, int]:
    """Return a workbook with a sheet a kind and one that explains each column, and how many rows it has."""
    with tempfile.TemporaryFile() as file:
        book = MadeBook(file)
        explained = book.book.add_worksheet("petunjuk")
        explained.set_column(0, 1, 26)
        explained.set_column(2, 3, 60)
        for place, head in enumerate((_("lembar"), _("kolom"), _("arti"), _("seberapa pasti"))):
            explained.write_string(0, place, head, book.bold)
        line = 1
        for sheet in SHEETS.values():
            for column in sheet.columns:
                words = (sheet.name, column.name, str(column.text), str(column.mark.label))
                book.put(explained, line, words)
                line += 1
        sheets = {name: _sheet(book, name) for name in SHEETS}
        lines = dict.fromkeys(SHEETS, 0)
        for name, row in _rows(people):
            lines[name] += 1
            book.put(sheets[name], lines[name], [row.get(one.name) for one in SHEETS[name].columns])
        return book.done().read(), sum(lines.values())


def _sheet(book: MadeBook, name: str) -> Any:
    sheet = book.book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(SHEETS[name].columns):
        sheet.set_column(place, place, max(14, min(40, len(column.name) + 6)))
        sheet.write_string(0, place, column.name, book.bold)
    return sheet


def _rows(people: Iterable[Line]) -> Iterator[tuple[str, Line]]:
    """Yield the rows of all sheets: the objects of people, each part a row with what it belongs to."""
    for one in people:
        who = {"nip": one["nip"], "nama": one["nama"]}
        for skp in one["skp"]:
            yield "skp", who | skp
            for row in skp["perilaku"]:
                yield "perilaku", who | row
            for row in skp["lampiran"]:
                yield "lampiran", who | row
            for rhk in skp["rhk"]:
                yield "rhk", who | {"tanggal_mulai": skp["tanggal_mulai"]} | rhk
                for indicator in rhk["indikator"]:
                    place = {"rhk_no": rhk["no"], "rhk": rhk["rhk"]}
                    yield "indikator", who | place | indicator
                    named = who | place | {"indikator": indicator["indikator"]}
                    for row in indicator["realisasi"]:
                        yield "realisasi", named | row
                    for row in indicator["bukti_dukung"]:
                        yield "bukti_dukung", named | row
        for sheet in ("skp22_save", "kinerjaperiodik_save"):
            for payload in one[sheet]:
                yield sheet, who | payload
