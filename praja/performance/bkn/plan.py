"""What a file of predicates would change: each row decoded, held against the matrix and what is known."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
import re
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from praja.organization.models import Unit
from praja.organization.queries import subtree
from praja.people.imports.maps import Problem
from praja.people.models import Person, UnitHistory
from praja.performance.bkn.fields import (
    BEHAVIOUR,
    CODES,
    QUADRANT,
    RESULT,
    TAKEN,
    code_list,
    code_of,
    periodic_of,
    turned,
    value_of,
)
from praja.performance.bkn.reading import Read, Row
from praja.performance.enums import JenisPeriode, PredikatKinerja
from praja.performance.law import NATIONAL
from praja.performance.models import BknImport, BknPredicate, Period
from praja.performance.periods import named
from praja.performance.rating.predicates import predicate_of, shown
from praja.web.said import gettext as _
from praja.web.words import tanggal

BARU: Final = "baru"
BERUBAH: Final = "berubah"
CONTENT: Final = ("result", "behaviour", "predicate", *(one.kept for one in TAKEN.values() if one.kept))
"""The columns of a predicate that an import fills."""
_LONGEST: Final = {
    field.name: field.max_length for field in BknPredicate._meta.concrete_fields if field.name in CONTENT
}


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """A predicate that would be recorded, in place of what is known."""

    person: uuid.UUID
    nip: str
    name: str
    period: Period
    unit: uuid.UUID
    line: int
    content: dict[str, str]
    instead_of: BknPredicate | None

    @property
    def kind(self) -> str:
        """Whether nothing was known before."""
        return BARU if self.instead_of is None else BERUBAH

    def as_json(self) -> dict[str, Any]:
        """Return it as the preview shows it."""
        old = self.instead_of
        return {
            "kind": self.kind, "nip": self.nip, "nama": self.name, "baris": self.line,
            "periode": str(self.period.pk), "predikat": self.content["predicate"],
            "hasil": self.content["result"], "perilaku": self.content["behaviour"],
            "semula": old.predicate if old is not None else "",
            "penilai_semula": old.rater_name if old is not None else "",
            "penilai": self.content["rater_name"],
        }  # fmt: skip


@dataclasses.dataclass(slots=True)
class Plan:
    """What rows would change, what is wrong with them, and how many say what is known already."""

    changes: list[Change] = dataclasses.field(default_factory=list)
    problems: list[Problem] = dataclasses.field(default_factory=list)
    same: int = 0
    bad: int = 0
    """Rows of which nothing is taken."""
    predicates: dict[str, int] = dataclasses.field(default_factory=lambda: defaultdict(int))
    """Of the rows that can be taken, how many say which predicate."""
    turned: int = 0
    """Rows whose three codes contradict each other, but would not on a scale that begins with the worst."""

    @property
    def all_worst(self) -> bool:
        """Whether every row says the worst there is, as a scale does that was taken the wrong way round."""
        return set(self.predicates) == {PredikatKinerja.SANGAT_KURANG}

    @property
    def doubtful(self) -> bool:
        """Whether somebody must say first that the scale is right."""
        return self.all_worst or self.turned > 0

    @property
    def digest(self) -> str:
        """Return by what the changes can be recognised."""
        rows = sorted(
            [str(one.person), str(one.period.pk), *one.content.values(),
             str(one.instead_of.pk if one.instead_of else "")]
            for one in self.changes
        )  # fmt: skip
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


class _Refused(Exception):
    """A row that cannot be taken: in which column, what stood there, why, and what to do."""

    def __init__(self, column: str, value: str, why: str, what_to_do: str) -> None:
        super().__init__(why)
        self.parts = (str(TAKEN[column].label) if column in TAKEN else column, value, why, what_to_do)


def make_plan(said: Read, one: BknImport, by: Any, on: datetime.date) -> Plan:
    """Return what a file would change, in a number of queries that stays the same.

    :param by: who imports, whose own row is left out
    """
    plan = Plan(problems=list(said.problems), bad=len({problem.line for problem in said.problems}))
    known = _Known(said.rows, one, on)
    found: dict[tuple[uuid.UUID, uuid.UUID], list[tuple[Row, Change]]] = defaultdict(list)
    for row in said.rows:
        try:
            change = _change(row, known, plan, by, on)
        except _Refused as error:
            _tell(plan, row, error)
        else:
            found[change.person, change.period.pk].append((row, change))
    for several in found.values():
        row, change = several[0]
        if any(other.content != change.content for _row, other in several):
            for row, _change_of_row in several:
                _tell(plan, row, _said_twice([other.line for other, _other in several if other != row]))
            continue
        plan.predicates[change.content["predicate"]] += 1
        old = change.instead_of
        if old is not None and all(getattr(old, name) == change.content[name] for name in CONTENT):
            plan.same += 1
        else:
            plan.changes.append(change)
    plan.problems.sort(key=lambda problem: (problem.sheet, problem.line or 0))
    return plan


def _tell(plan: Plan, row: Row, error: _Refused) -> None:
    plan.problems.append(Problem(row.sheet, row.line, row.nip, *error.parts))
    plan.bad += 1


def _said_twice(lines: Collection[int]) -> _Refused:
    return _Refused(
        "", "",
        _("Baris %(lines)s menyebut isi lain bagi orang dan periode yang sama.")
        % {"lines": ", ".join(map(str, lines))},
        _("Sisakan yang benar saja; tidak satu pun diterapkan."),
    )  # fmt: skip


def _change(row: Row, known: _Known, plan: Plan, by: Any, on: datetime.date) -> Change:
    """Return what a row says.

    :raises _Refused: if it cannot be taken
    """
    person = known.people.get(row.nip)
    period = known.period_of(row)
    unit = known.unit_of(person, period) if person is not None else None
    if person is None or unit is None:
        raise _Refused(
            "nip", row.nip,
            _("NIP ini tidak ditemukan di antara pegawai unit itu pada periode itu."),
            _("Periksa NIP dan unitnya; pegawai baru dicatat dahulu di data pegawai."),
        )  # fmt: skip
    if person.account_id is not None and person.account_id == by.pk:
        raise _Refused(
            "nip", row.nip,
            _("Predikat diri sendiri tidak dapat diimpor sendiri."),
            _("Minta petugas lain mengimpor baris ini."),
        )  # fmt: skip
    if period.days.upper > on:
        raise _Refused(
            "", named(period),
            _("Periode ini baru berakhir %(day)s.")
            % {"day": tanggal(period.days.upper - datetime.timedelta(days=1))},
            _("Impor sesudah periodenya berakhir."),
        )  # fmt: skip
    content = _decoded(row, period, plan)
    for field in TAKEN.values():
        if field.kept:
            text = row.values.get(field.key, "")
            most = _LONGEST[field.kept]
            if most is not None and len(text) > most:
                raise _Refused(
                    field.key, text, _("Isinya terlalu panjang."),
                    _("Paling banyak %(most)s huruf.") % {"most": most},
                )  # fmt: skip
            content[field.kept] = text
    return Change(
        person.pk, row.nip, person.full_name, period, unit, row.line, content,
        known.before.get((person.pk, period.pk)),
    )  # fmt: skip


def _decoded(row: Row, period: Period, plan: Plan) -> dict[str, str]:
    """Return the two ratings and the predicate of a row.

    :raises _Refused: if a code is missing or none of SIASN, or the three contradict each other
    """
    codes: dict[str, int] = {}
    for name, kind in CODES.items():
        text = row.values.get(name, "")
        code = code_of(kind, text) if text else None
        if code is None or not value_of(kind, code):
            raise _Refused(
                name, text, _("Kodenya kosong.") if not text else _("Kode ini tidak dikenal SIASN."),
                _("Kode yang ada: %(codes)s.") % {"codes": code_list(kind)},
            )  # fmt: skip
        codes[name] = code
    values = {name: value_of(CODES[name], code) for name, code in codes.items()}
    day = period.days.upper - datetime.timedelta(days=1)
    wanted = predicate_of(values[RESULT], values[BEHAVIOUR], day, NATIONAL)
    if not wanted:
        raise _Refused(
            "", named(period),
            _("Pada periode ini predikat menurut PermenPANRB 6/2022 belum berlaku."),
            _("Hanya periode sesudah peraturan itu yang dapat diimpor."),
        )  # fmt: skip
    if wanted != values[QUADRANT]:
        other = {name: value_of(CODES[name], turned(CODES[name], code)) for name, code in codes.items()}
        plan.turned += predicate_of(other[RESULT], other[BEHAVIOUR], day, NATIONAL) == other[QUADRANT]
        raise _Refused(
            QUADRANT, row.values[QUADRANT],
            _("Ketiga kode bertentangan: dari hasil kerja dan perilakunya predikatnya “%(wanted)s”, bukan "
              "“%(said)s”.") % {"wanted": shown(wanted)[0], "said": shown(values[QUADRANT])[0]},
            _("Cocokkan dengan e-Kinerja. Pada kode SIASN angka terkecil yang terbaik."),
        )  # fmt: skip
    return {"result": values[RESULT], "behaviour": values[BEHAVIOUR], "predicate": values[QUADRANT]}


class _Known:
    """What is recorded of the people and periods of a file, read in a few queries."""

    def __init__(self, rows: Collection[Row], one: BknImport, on: datetime.date) -> None:
        self.one = one
        periods = list(Period.objects.filter(government=one.government_id).select_related("government"))
        self.by_days = {(period.days.lower, period.days.upper): period for period in periods}
        people = Person.objects.filter(nip__in={row.nip for row in rows})
        self.people = {person.nip: person for person in people}
        ids = [person.pk for person in self.people.values()]
        self.units = _units_of(one.unit, on)
        self.places: dict[uuid.UUID, list[UnitHistory]] = defaultdict(list)
        history = UnitHistory.objects.known().filter(person__in=ids)
        for place in history.order_by("berlaku"):
            self.places[place.person_id].append(place)
        self.before = {
            (row.person_id, row.period_id): row
            for row in BknPredicate.objects.filter(
                person__in=ids, digantikan__isnull=True, period__government=one.government_id
            )
        }

    def unit_of(self, person: Person, period: Period) -> uuid.UUID | None:
        """Return where somebody worked last in a period, if it is one of the import's units."""
        found: uuid.UUID | None = None
        for place in self.places[person.pk]:
            starts, ends = place.berlaku.lower, place.berlaku.upper
            if starts < period.days.upper and (ends is None or ends > period.days.lower):
                found = place.unit_id
        return found if found in self.units else None

    def period_of(self, row: Row) -> Period:
        """Return the period of which a row speaks.

        :raises _Refused: if it names none that this government has, or another one than was chosen
        """
        chosen = self.one.period
        days = _days_of(row.values)
        if days is None:
            year = _number(row.values, "tahun", 2000, 2100)
            if chosen is not None and (year is None or year == chosen.year):
                return chosen
            if year is None:
                raise _Refused(
                    "tahun", "", _("Tahunnya kosong."),
                    _("Isi tahun dan bulannya, atau pilih periodenya saat mengunggah."),
                )  # fmt: skip
            days = (datetime.date(year, 1, 1), datetime.date(year + 1, 1, 1))
        found = self.by_days.get(days)
        if found is None:
            raise _Refused(
                "bulanMulaiPenilaian", f"{days[0]:%m-%Y} – {days[1] - datetime.timedelta(days=1):%m-%Y}",
                _("Periode ini tidak ada pada daftar periode kinerja pemerintah daerah ini."),
                _("Periksa bulannya, atau minta admin BKPSDM menetapkan periode setahun itu dahulu."),
            )  # fmt: skip
        if chosen is not None and found.pk != chosen.pk:
            raise _Refused(
                "bulanMulaiPenilaian", named(found),
                _("Baris ini tentang %(found)s, sedangkan yang dipilih %(chosen)s.")
                % {"found": named(found), "chosen": named(chosen)},
                _("Unggah dengan periode yang benar, atau tanpa memilih periode."),
            )  # fmt: skip
        code = row.values.get("periodikId", "")
        if code and found.kind != JenisPeriode.TAHUNAN and periodic_of(code) != found.kind:
            raise _Refused(
                "periodikId", code, _("Kode periodik ini tidak cocok dengan bulannya."),
                _("Kode yang ada: 1 bulanan, 2 triwulan."),
            )  # fmt: skip
        return found


def _units_of(unit: Unit, on: datetime.date) -> set[uuid.UUID]:
    if unit.government_id is None:
        return {unit.pk, *Unit.objects.filter(government=unit).values_list("pk", flat=True)}
    return {unit.pk, *subtree([unit], on)}


def _days_of(values: Mapping[str, str]) -> tuple[datetime.date, datetime.date] | None:
    """Return the days of the months that a row names, the end not included; nothing where it names none.

    :raises _Refused: if they are no months, or end before they begin
    """
    first = _number(values, "bulanMulaiPenilaian", 1, 12)
    last = _number(values, "bulanSelesaiPenilaian", 1, 12)
    if first is None and last is None:
        return None
    start_year = _first(_number(values, name, 2000, 2100) for name in ("tahunMulaiPenilaian", "tahun"))
    end_year = _first([_number(values, "tahunSelesaiPenilaian", 2000, 2100), start_year])
    if first is None or last is None or start_year is None or end_year is None:
        raise _Refused(
            "bulanMulaiPenilaian", "", _("Bulan mulai, bulan selesai atau tahunnya kosong."),
            _("Isi ketiganya, atau kosongkan kedua bulannya bagi predikat tahunan."),
        )  # fmt: skip
    start = datetime.date(start_year, first, 1)
    after = datetime.date(end_year + last // 12, last % 12 + 1, 1)
    if after <= start:
        raise _Refused(
            "bulanSelesaiPenilaian", str(last), _("Bulan selesainya mendahului bulan mulainya."),
            _("Periksa bulan dan tahunnya."),
        )  # fmt: skip
    return start, after


def _first(found: Iterable[int | None]) -> int | None:
    return next((one for one in found if one is not None), None)


def _number(values: Mapping[str, str], name: str, least: int, most: int) -> int | None:
    """Return a whole number of a row; none where it is empty.

    :raises _Refused: if it is none, or out of bounds
    """
    text = values.get(name, "")
    if not text:
        return None
    found = re.fullmatch(r"0*([0-9]{1,4})(?:[.,]0+)?", text, re.ASCII)
    if found is None or not least <= int(found[1]) <= most:
        raise _Refused(
            name, text, _("Isi ini bukan angka yang mungkin."),
            _("Isi angka %(least)s sampai %(most)s.") % {"least": least, "most": most},
        )  # fmt: skip
    return int(found[1])
