"""What a sheet of facts would do: person by person what is new, what changes, what stays, what cannot be."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from praja.organization.models import PositionVersion, UnitVersion
from praja.organization.queries import subtree, today
from praja.payroll.budget import giving
from praja.payroll.budget.accounts import Chart, chart
from praja.payroll.enums import JenisMasukan, JenisTambahan
from praja.payroll.extra import sheets as extra
from praja.payroll.facts.typed import as_shown
from praja.payroll.models import Deduction, FactSheet, Pagu, Recap, StandingFact
from praja.payroll.sheets.columns import DEDUCTION, EXTRA, JABATAN, ORANG, PAGU, Columns
from praja.payroll.sheets.reading import Read, Row
from praja.payroll.slip.lines import title_of
from praja.people.imports.maps import Problem
from praja.people.models import UnitHistory
from praja.rules.facts import Fault, encode
from praja.rules.language.value import Codebook
from praja.rules.schema import Fact
from praja.rules.show import show_rupiah
from praja.rules.written import day_from, number_from
from praja.web.said import gettext as _

BARU, BERUBAH, TETAP = "baru", "berubah", "tetap"
_TOLD_APART: Mapping[str, tuple[str, ...]] = {
    JenisMasukan.POTONGAN: ("jenis", "kepada", "nomor"),
    JenisMasukan.TAMBAHAN: ("daftar", "jenis", "dokumen", "jumlah"),
    JenisMasukan.PAGU: ("kode_akun", "komponen"),
}
"""By kind, the columns by which rows of the same owner are told apart."""


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """What would be written of one row: a new one, or one that takes the place of `instead_of`."""

    kind: str
    line: int
    key: str
    name: str
    says: tuple[tuple[str, str, str], ...]
    """Field by field what it is called, what stood there, what will."""
    owner: tuple[str, uuid.UUID]
    content: Mapping[str, Any]
    instead_of: Any = None

    def as_json(self) -> dict[str, Any]:
        """Return it as the preview shows it."""
        return {"kind": self.kind, "line": self.line, "key": self.key, "name": self.name,
                "says": [list(one) for one in self.says]}  # fmt: skip


@dataclasses.dataclass(slots=True)
class Plan:
    """Everything that would be done, and what is wrong."""

    changes: list[Change]
    problems: list[Problem]
    same: int
    bad: int

    @property
    def digest(self) -> str:
        """Two equal plans have the same one: what is applied is what was looked at."""
        said = [
            [*one.owner, one.kind, one.content, getattr(one.instead_of, "pk", None)] for one in self.changes
        ]
        text = json.dumps(said, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def make_plan(read: Read, sheet: FactSheet, columns: Columns, may: Callable[[Fact], bool]) -> Plan:
    """Return what a sheet would do, from what it says and what is recorded.

    :param may: whether the one who gives it may give a fact
    """
    return _Planner(read, sheet, columns, may).plan()


class _Planner:
    def __init__(self, read: Read, sheet: FactSheet, columns: Columns, may: Callable[[Fact], bool]) -> None:
        self.read, self.sheet, self.columns, self.may = read, sheet, columns, may
        self.period = sheet.period
        self.problems = list(read.problems)
        self.bad = set(read.bad)
        self.changes: list[Change] = []
        self.same = 0
        self.units = subtree([sheet.unit_id], self.period) | {sheet.unit_id}
        self.codebook = Codebook()

    def plan(self) -> Plan:
        rows = self._allowed()
        owners = self._owners(rows)
        rows = [row for row in rows if (row.part, row.key) in owners]
        self._twice(rows)
        if self.sheet.kind not in (JenisMasukan.POTONGAN, JenisMasukan.TAMBAHAN, JenisMasukan.PAGU):
            self._check_values(rows)
        good = [row for row in rows if (row.part, row.key) not in self.bad]
        match self.sheet.kind:
            case JenisMasukan.TETAP:
                self._standing(good, owners)
            case JenisMasukan.POTONGAN:
                self._deductions(good, owners)
            case JenisMasukan.TAMBAHAN:
                self._extras(good, owners)
            case JenisMasukan.PAGU:
                # Everything wrong is told at once; a unit of which anything is wrong is left out whole.
                self._pagu(rows, owners)
            case _:
                self._recaps(good, owners)
        # A person with one bad deduction is left out whole, those found before as well.
        changes = [one for one in self.changes if (self._part(one), one.key) not in self.bad]
        return Plan(changes, self.problems, self.same, len({*self.bad}))

    @staticmethod
    def _part(change: Change) -> str:
        return {"person": ORANG, "position": JABATAN}.get(change.owner[0], "unit")

    # --- who

    def _allowed(self) -> list[Row]:
        """Leave out the columns of facts that the giver may not give, and tell each once."""
        told: set[tuple[str, str]] = set()
        for row in self.read.rows:
            for name in [one for one in row.values if not self._may(row.part, one)]:
                del row.values[name]
                if (row.part, name) not in told:
                    told.add((row.part, name))
                    self.problems.append(
                        Problem(
                            row.part, None, "", name, "",
                            _("Kolom ini tidak diambil: faktanya diisi oleh pejabat lain."),
                            _("Mintalah pejabat yang berwenang mengisinya, atau lewati kolomnya."),
                        )
                    )  # fmt: skip
        return [row for row in self.read.rows if row.values or row.finer]

    def _may(self, part: str, name: str) -> bool:
        fact = self.columns.parts.get(part, {}).get(name)
        if fact is None:
            return False
        return self.sheet.kind != JenisMasukan.TETAP or self.may(fact)

    def _owners(self, rows: Sequence[Row]) -> dict[tuple[str, str], tuple[str, uuid.UUID, str]]:
        """Return whose each row is: people, posts and units below the unit of the sheet."""
        keys: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            keys[row.part].add(row.key)
        found: dict[tuple[str, str], tuple[str, uuid.UUID, str]] = {}
        members = UnitHistory.objects.on(self.period).filter(
            unit__in=self.units, person__nip__in=keys.get(ORANG, ())
        )
        for nip, pk, name in members.values_list("person__nip", "person_id", "person__name"):
            found[ORANG, nip] = ("person", pk, name)
        posts = PositionVersion.objects.on(self.period).filter(
            unit__in=self.units, position__code__in=keys.get(JABATAN, ())
        )
        for code, pk, name in posts.values_list("position__code", "position_id", "title"):
            found[JABATAN, code] = ("position", pk, name)
        units = UnitVersion.objects.on(self.period).filter(
            unit__in=self.units, unit__code__in=keys.get("unit", ())
        )
        for code, pk, name in units.values_list("unit__code", "unit_id", "name"):
            found["unit", code] = ("unit", pk, name)
        for row in rows:
            if (row.part, row.key) not in found:
                self._problem(
                    row, self.columns.key_of(row.part), row.key,
                    _("Tidak ditemukan pada unit ini dan unit di bawahnya pada bulan itu."),
                    _("Periksa nomor atau kodenya, bulannya, dan unit yang Anda pilih saat mengunggah."),
                )  # fmt: skip
        return found

    def _twice(self, rows: Sequence[Row]) -> None:
        seen: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for row in rows:
            more = tuple(row.values.get(name, "") for name in _TOLD_APART.get(self.sheet.kind, ()))
            seen[(row.part, row.key, *more)].append(row)
        for same in seen.values():
            for row in same if len(same) > 1 else ():
                others = ", ".join(str(one.line) for one in same if one is not row)
                self._problem(
                    row, self.columns.key_of(row.part), row.key,
                    _("Juga ada pada baris %(lines)s; tidak diketahui mana yang benar.") % {"lines": others},
                    _("Sisakan satu baris yang benar."),
                )  # fmt: skip

    def _check_values(self, rows: Sequence[Row]) -> None:
        """Tell what is out of bounds, as the engine would."""
        checked: dict[tuple[str, str, str], bool] = {}
        for row in rows:
            said = [(row.part, name, text) for name, text in row.values.items()]
            said += [
                (grain, name, text)
                for grain, own in row.finer.items()
                for one in own
                for name, text in one.items()
            ]
            for part, name, text in said:
                if (part, name, text) not in checked:
                    fact = self.columns.parts[part][name]
                    checked[part, name, text] = self._is_impossible(fact, text)
                if checked[part, name, text]:
                    self._problem(
                        row, name, text,
                        _("%(title)s sebesar %(value)s tidak mungkin.")
                        % {"title": title_of(self.columns.parts[part][name]), "value": text},
                        _("Periksa isinya pada sumbernya, lalu perbaiki sel ini."),
                    )  # fmt: skip

    def _is_impossible(self, fact: Fact, text: str) -> bool:
        """Whether the engine would refuse a value that a cell could be read as."""
        if fact.low is None and fact.kind.value in ("rupiah", "angka"):
            return False
        return isinstance(encode(fact, text, self.codebook, None), Fault)

    def _problem(self, row: Row, column: str, value: str, why: str, what_to_do: str) -> None:
        self.bad.add((row.part, row.key))
        self.problems.append(Problem(row.part, row.line, row.key, column, value, why, what_to_do))

    # --- recaps of a month

    def _recaps(
        self, rows: Sequence[Row], owners: Mapping[tuple[str, str], tuple[str, uuid.UUID, str]]
    ) -> None:
        ids = [owners[row.part, row.key][1] for row in rows]
        recorded = {
            one.person_id: one
            for one in Recap.objects.filter(
                person__in=ids, period=self.period, kind=self.sheet.kind, digantikan__isnull=True
            )
        }
        facts = {fact.name: fact for part in self.columns.parts.values() for fact in part.values()}
        for row in rows:
            what, pk, name = owners[row.part, row.key]
            before = recorded.get(pk)
            old = dict(before.values) if before else {}
            old_rows = dict(before.rows) if before and isinstance(before.rows, dict) else {}
            values, finer = old | row.values, old_rows | row.finer
            says = [
                (title_of(facts[one]), as_shown(facts[one], old.get(one)), as_shown(facts[one], text))
                for one, text in row.values.items()
                if old.get(one) != text
            ]
            says += [
                (grain, str(len(old_rows.get(grain, ()))), str(len(own)))
                for grain, own in row.finer.items()
                if old_rows.get(grain) != own
            ]
            if before is not None and not says:
                self.same += 1
                continue
            self.changes.append(
                Change(BERUBAH if before else BARU, row.line, row.key, name, tuple(says), (what, pk),
                       {"values": values, "rows": finer or []}, before)
            )  # fmt: skip

    # --- standing facts

    def _standing(
        self, rows: Sequence[Row], owners: Mapping[tuple[str, str], tuple[str, uuid.UUID, str]]
    ) -> None:
        wanted: dict[str, list[uuid.UUID]] = defaultdict(list)
        for row in rows:
            what, pk, _name = owners[row.part, row.key]
            wanted[what].append(pk)
        recorded: dict[tuple[str, uuid.UUID, str], list[StandingFact]] = defaultdict(list)
        for what, ids in wanted.items():
            known = StandingFact.objects.known().filter(**{f"{what}__in": ids})
            ahead = Q(berlaku__endswith__isnull=True) | Q(berlaku__endswith__gt=self.period)
            for one in known.filter(ahead).order_by("berlaku"):
                recorded[what, getattr(one, f"{what}_id"), one.fact].append(one)
        for row in rows:
            what, pk, name = owners[row.part, row.key]
            facts = self.columns.parts[row.part]
            for fact, text in row.values.items():
                self._one_standing(row, name, (what, pk), facts[fact], text, recorded[what, pk, fact])

    def _one_standing(
        self, row: Row, name: str, owner: tuple[str, uuid.UUID], fact: Fact, text: str,
        recorded: Sequence[StandingFact],
    ) -> None:  # fmt: skip
        now, end = covering(recorded, self.period)
        if now is not None and now.value == text:
            self.same += 1
            return
        self.changes.append(
            Change(
                BERUBAH if now else BARU, row.line, row.key, name,
                ((title_of(fact), as_shown(fact, now and now.value), as_shown(fact, text)),), owner,
                {"fact": fact.name, "value": text, "end": end}, now,
            )
        )  # fmt: skip

    # --- deductions

    def _deductions(
        self, rows: Sequence[Row], owners: Mapping[tuple[str, str], tuple[str, uuid.UUID, str]]
    ) -> None:
        ids = {owners[row.part, row.key][1] for row in rows}
        recorded: dict[tuple[Any, ...], list[Deduction]] = defaultdict(list)
        for one in Deduction.objects.known().filter(person__in=ids).order_by("berlaku"):
            recorded[one.person_id, one.kind, one.creditor, one.number].append(one)
        for row in rows:
            said = self._deduction(row)
            if said is None:
                continue
            what, pk, name = owners[row.part, row.key]
            start, end = said.pop("start"), said.pop("end")
            same = recorded[pk, said["kind"], said["creditor"], said["number"]]
            now, later = covering(same, start)
            end = min((one for one in (end, later) if one is not None), default=None)
            old = {field: getattr(now, field) for field in said} if now is not None else {}
            if now is not None and old == said and now.berlaku.upper == end:
                self.same += 1
                continue
            titles = {"monthly": "sebulan", "total": "seluruhnya", "paid_before": "sudah_dibayar"}
            says = [
                (title_of(DEDUCTION[column]), _shown(old.get(field)), _shown(said[field]))
                for field, column in titles.items()
                if old.get(field) != said[field]
            ]
            says.append((_("Mulai"), _day(now and now.berlaku.lower), _day(start)))
            self.changes.append(
                Change(BERUBAH if now else BARU, row.line, row.key, name, tuple(says), (what, pk),
                       {**said, "start": start, "end": end}, now)
            )  # fmt: skip

    # --- extra lines

    def _extras(
        self, rows: Sequence[Row], owners: Mapping[tuple[str, str], tuple[str, uuid.UUID, str]]
    ) -> None:
        known = extra.recorded({owners[row.part, row.key][1] for row in rows}, self.sheet)
        for row in rows:
            what, pk, name = owners[row.part, row.key]
            try:
                said = extra.said_of(row.values, self.period, today(self.sheet.unit))
                stands = extra.is_recorded(pk, said, known)
            except extra.RowRefused as error:
                self._problem(row, error.column, error.value, error.why, error.what_to_do)
                continue
            if stands:
                self.same += 1
                continue
            says = (
                (JenisTambahan(said.kind).label, "", show_rupiah(said.amount)),
                (title_of(EXTRA["alasan"]), "", f"{said.reason} ({said.document})"),
            )
            self.changes.append(
                Change(BARU, row.line, row.key, name, tuple((str(a), b, c) for a, b, c in says), (what, pk),
                       {"said": said})
            )  # fmt: skip

    # --- pagu of a year

    def _pagu(
        self, rows: Sequence[Row], owners: Mapping[tuple[str, str], tuple[str, uuid.UUID, str]]
    ) -> None:
        year = self.period.year
        known = chart()
        recorded = giving.standing({owners[row.part, row.key][1] for row in rows}, year)
        for row in rows:
            if not row.values.get("pagu"):
                continue  # an account of the template for which there is no pagu
            what, pk, name = owners[row.part, row.key]
            account = giving.code_of(row.values.get("kode_akun", ""), known)
            component = row.values.get("komponen", "")
            now = recorded.get((pk, account, component))
            said = self._one_pagu(row, account, component, now, known)
            if said is None:
                continue
            old = {} if now is None else {field: getattr(now, field) for field in said}
            if old == said:
                self.same += 1
                continue
            titles = {"amount": "pagu", "revision": "revisi", "document": "dokumen"}
            says = [
                (title_of(PAGU[column]), _shown(old.get(field)), _shown(said[field]))
                for field, column in titles.items()
                if old.get(field) != said[field]
            ]
            called = f"{name}, {account} {component}".strip()
            content = said | {"year": year, "account": account, "component": component}
            self.changes.append(
                Change(BERUBAH if now else BARU, row.line, row.key, called, tuple(says), (what, pk), content,
                       now)
            )  # fmt: skip

    def _one_pagu(
        self, row: Row, account: str, component: str, now: Pagu | None, known: Chart
    ) -> dict[str, Any] | None:
        """Return amount, revision and document of a pagu; None where something is wrong, which is told."""
        for name in ("kode_akun", "revisi", "dokumen"):
            if not row.values.get(name):
                self._problem(
                    row, name, "",
                    _("%(title)s belum diisi.") % {"title": title_of(PAGU[name])},
                    _("Isi kolom %(name)s pada baris ini.") % {"name": name},
                )  # fmt: skip
                return None
        amount, revision = int(number_from(row.values["pagu"])), row.values["revisi"]
        if not 0 <= amount < giving.MOST:
            self._problem(
                row, "pagu", row.values["pagu"],
                _("Jumlah ini tidak mungkin."), _("Isi dengan rupiah bulat, nol atau lebih."),
            )  # fmt: skip
            return None
        if (fault := giving.wrong_with(account, component, revision, now, known)) is not None:
            column = {"account": "kode_akun", "component": "komponen", "revision": "revisi"}[fault.field]
            self._problem(row, column, fault.value, fault.why, fault.what_to_do)
            return None
        return {"amount": amount, "revision": revision, "document": row.values["dokumen"][:200]}

    def _deduction(self, row: Row) -> dict[str, Any] | None:
        """Return the fields of a deduction; None where something is wrong, which is told."""
        for name in ("jenis", "kepada", "sebulan"):
            if not row.values.get(name):
                self._problem(
                    row, name, "",
                    _("%(title)s belum diisi.") % {"title": title_of(DEDUCTION[name])},
                    _("Isi kolom %(name)s pada baris ini.") % {"name": name},
                )  # fmt: skip
                return None
        amounts: dict[str, int | None] = {}
        for name in ("sebulan", "seluruhnya", "sudah_dibayar"):
            text = row.values.get(name)
            amounts[name] = int(number_from(text)) if text else None
            if text and not 0 <= (amounts[name] or 0) < 10**12 or (name == "sebulan" and not amounts[name]):
                self._problem(
                    row, name, text or "",
                    _("Jumlah ini tidak mungkin."),
                    _("Isi dengan rupiah bulat yang lebih dari nol."),
                )  # fmt: skip
                return None
        paid = amounts["sudah_dibayar"] or 0
        if amounts["seluruhnya"] is not None and paid > amounts["seluruhnya"]:
            self._problem(
                row, "sudah_dibayar", str(paid),
                _("Yang sudah dibayar lebih besar daripada jumlah seluruhnya."),
                _("Periksa kedua jumlahnya pada perjanjian."),
            )  # fmt: skip
            return None
        start = day_from(row.values["mulai"]) if row.values.get("mulai") else self.period
        last = day_from(row.values["sampai"]) if row.values.get("sampai") else None
        if last is not None and last < start:
            self._problem(
                row, "sampai", row.values["sampai"],
                _("Berakhir sebelum mulai."), _("Periksa kedua tanggalnya."),
            )  # fmt: skip
            return None
        return {
            "kind": row.values["jenis"],
            "creditor": row.values["kepada"][:120],
            "number": row.values.get("nomor", "")[:120],
            "monthly": amounts["sebulan"],
            "total": amounts["seluruhnya"],
            "paid_before": paid,
            "start": start,
            "end": last + datetime.timedelta(days=1) if last else None,
        }


def covering(rows: Sequence[Any], day: datetime.date) -> tuple[Any, datetime.date | None]:
    """Return which row of a history holds on a day, and where what begins then must end: with that row, or
    before the next one.
    """
    now = next(
        (
            one
            for one in rows
            if one.berlaku.lower <= day and (one.berlaku.upper is None or day < one.berlaku.upper)
        ),
        None,
    )
    if now is not None:
        return now, now.berlaku.upper
    later = [one.berlaku.lower for one in rows if one.berlaku.lower > day]
    return None, min(later, default=None)


def _day(value: datetime.date | None) -> str:
    return "" if value is None else f"{value:%d-%m-%Y}"


def _shown(value: int | str | None) -> str:
    """Return an amount, or a word, as the preview shows it."""
    return show_rupiah(value) if isinstance(value, int) else value or ""
