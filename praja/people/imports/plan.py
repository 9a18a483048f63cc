"""What a file would do: a pure comparison of what it says with what is recorded. Nothing is written here.

Everything of one NIP stands or falls together: where one row of somebody is wrong, nothing of that person is
taken, and nobody else is touched. An empty cell leaves what is recorded. What the file does not name stays.
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from praja.access.queries import units_visible_to
from praja.organization.models import Unit
from praja.people import secrets
from praja.people.enums import GOLONGAN_PPPK, CaraMenjabat, SebabBerhenti, StatusAsn
from praja.people.imports.columns import GRAINS, HISTORIES, Gaya, Grain, Jenis
from praja.people.imports.mapping import Mapping
from praja.people.imports.masked import last_digits
from praja.people.imports.places import NotFound, Places
from praja.people.imports.reading import Problem, Read, Rec, Someone, needed_missing
from praja.people.models import FamilyMember, Person
from praja.people.nip import Finding, check_nik, check_nip, read_nip
from praja.people.perms import EDITORS, editable_people
from praja.people.queries import folded
from praja.sheet.names import plain
from praja.web.words import rupiah, tanggal_pendek

FURTHEST_AHEAD = datetime.timedelta(days=3 * 366)
YOUNGEST = 15
ONE_DAY = datetime.timedelta(days=1)
CHUNK = 5000

HISTORY_OWN = frozenset(("id", "tercatat", "dicatat_oleh", "digantikan", "pengganti", "person", "berlaku"))
IDENTITY = (
    "name",
    "title_before",
    "title_after",
    "sex",
    "birth_date",
    "birth_place",
    "npwp",
    "email",
    "phone",
    "address",
)
_SAME_STATE = {
    "status": ("status",),
    "golongan": ("golongan",),
    "unit": ("unit_id",),
    "jabatan": ("position_id",),
    "rekening": ("bank", "number"),
}
_BLANK: dict[str, Any] = {"mkg_months": 0, "how": CaraMenjabat.DEFINITIF.value}


@dataclasses.dataclass(slots=True)
class Held:
    """A row of a history: as it is recorded, or as it will be."""

    id: int | None
    start: datetime.date
    upper: datetime.date | None
    fields: dict[str, Any]
    rec: Rec | None = None
    was: tuple[datetime.date, datetime.date | None, dict[str, Any]] | None = None
    last_given: bool = False

    @property
    def changed(self) -> bool:
        """Whether it is to be written."""
        return self.id is None or self.was != (self.start, self.upper, self.fields)


@dataclasses.dataclass(slots=True)
class Write:
    """A row of a history to add; `old` is the row that it is recorded instead of."""

    grain: str
    old: int | None
    start: datetime.date
    upper: datetime.date | None
    fields: dict[str, Any]


@dataclasses.dataclass(slots=True)
class MemberWrite:
    """A member of the family to add, or to change: field → before, after."""

    id: uuid.UUID
    new: dict[str, Any] | None
    changes: dict[str, tuple[Any, Any]]


@dataclasses.dataclass(slots=True)
class PersonPlan:
    """What the file would do with one person."""

    nip: str
    line: int
    id: uuid.UUID
    new: bool
    name: str
    identity: dict[str, tuple[Any, Any]] = dataclasses.field(default_factory=dict)
    nik: str | None = None
    writes: list[Write] = dataclasses.field(default_factory=list)
    members: list[MemberWrite] = dataclasses.field(default_factory=list)
    records: list[tuple[str, dict[str, Any]]] = dataclasses.field(default_factory=list)
    problems: list[Problem] = dataclasses.field(default_factory=list)
    doubts: list[str] = dataclasses.field(default_factory=list)
    """Why somebody should look before it is done."""
    alike: list[dict[str, str]] = dataclasses.field(default_factory=list)
    says: list[dict[str, Any]] = dataclasses.field(default_factory=list)

    @property
    def wrong(self) -> bool:
        """Whether nothing of it can be done."""
        return any(not one.only_look for one in self.problems)

    @property
    def does(self) -> bool:
        """Whether anything is to be written."""
        return bool(self.new or self.identity or self.nik or self.writes or self.members or self.records)

    @property
    def kind(self) -> str:
        """Its kind, as `ImportRow.Kind` names them; `tetap` for whoever stays as they are."""
        if self.wrong:
            return "bermasalah"
        if not self.does:
            return "tetap"
        if self.doubts:
            return "pastikan"
        return "baru" if self.new else "berubah"

    def facts(self) -> tuple[Any, ...]:
        """Return what would be written, as a digest takes it."""
        return (
            self.nip,
            self.new,
            sorted((k, str(b), str(a)) for k, (b, a) in self.identity.items()),
            bool(self.nik),
            [
                (
                    w.grain,
                    w.old,
                    w.start.isoformat(),
                    str(w.upper),
                    sorted((k, str(v)) for k, v in w.fields.items()),
                )
                for w in self.writes
            ],
            [
                (
                    str(m.id),
                    m.new and sorted((k, str(v)) for k, v in m.new.items()),
                    sorted((k, str(b), str(a)) for k, (b, a) in m.changes.items()),
                )
                for m in self.members
            ],
            [(grain, sorted((k, str(v)) for k, v in fields.items())) for grain, fields in self.records],
        )


@dataclasses.dataclass(slots=True)
class Plan:
    """What a file would do."""

    people: list[PersonPlan]
    loose: list[Problem]
    notices: list[str]
    unknown_units: dict[str, int]

    @property
    def digest(self) -> str:
        """A digest of all that would be written: equal as long as neither file nor records have changed."""
        found = hashlib.sha256()
        for one in self.people:
            if not one.wrong and one.does:
                found.update(repr(one.facts()).encode())
        return found.hexdigest()


def attnames(grain: Grain) -> list[str]:
    """Return the columns of a history that an SK fills, as the database names them."""
    return [f.attname for f in grain.model._meta.concrete_fields if f.name not in HISTORY_OWN]


def make_plan(
    found: Read,
    mapping: Mapping,
    *,
    import_id: uuid.UUID,
    government: Unit,
    by: Any,
    on: datetime.date,
    tell: Callable[[int], None] = lambda done: None,
) -> Plan:
    """Return what the records of a file would do.

    A constant number of queries for each 5,000 people.

    :param by: who would do it; what they may not change is a problem
    :param tell: told how many people are looked at
    """
    editable = frozenset(units_visible_to(by, on, *EDITORS).values_list("pk", flat=True))
    maker = _Maker(found, mapping, import_id, by, on, Places(government, mapping.units, editable))
    people: list[PersonPlan] = []
    everyone = sorted(found.people.values(), key=lambda one: (one.line, one.nip))
    maker.look_for_doubles(everyone)
    for start in range(0, len(everyone), CHUNK):
        chunk = everyone[start : start + CHUNK]
        maker.load(chunk)
        for place, someone in enumerate(chunk):
            people.append(maker.plan(someone))
            if place % 250 == 0:
                tell(start + place)
    tell(len(everyone))
    return Plan(people, found.loose, found.notices, dict(maker.places.unknown_units))


class _Maker:
    """Makes plans person by person, from rows loaded for many."""

    def __init__(
        self, found: Read, mapping: Mapping, import_id: uuid.UUID, by: Any, on: datetime.date, places: Places
    ) -> None:
        self.mapping, self.import_id, self.by, self.on, self.places = mapping, import_id, by, on, places
        self.grains = [
            grain
            for grain in HISTORIES
            if grain.key in ("status", "golongan", "unit", "jabatan")
            or any(grain.key in one.records for one in found.people.values())
        ]
        self.persons: dict[str, dict[str, Any]] = {}
        self.may: set[uuid.UUID] = set()
        self.rows: dict[str, dict[uuid.UUID, list[Held]]] = {}
        self.family: dict[uuid.UUID, list[dict[str, Any]]] = {}
        self.records: dict[str, dict[uuid.UUID, list[dict[str, Any]]]] = {}
        self.digests: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.namesakes: dict[tuple[str, datetime.date], list[tuple[str, str]]] = defaultdict(list)

    # --- loading

    def look_for_doubles(self, everyone: Iterable[Someone]) -> None:
        """Read, for the whole file, who may be one person: by NIK, and by name and birth date."""
        born: set[datetime.date] = set()
        nips: set[str] = set()
        for someone in everyone:
            nips.add(someone.nip)
            said = someone.person.values if someone.person else {}
            if nik := said.get("nik"):
                self.digests[secrets.digest(nik)].append((someone.nip, str(said.get("name", ""))))
            day = said.get("birth_date") or _born(someone.nip)
            if day and said.get("name"):
                born.add(day)
                self.namesakes[(folded(said["name"]), day)].append((someone.nip, said["name"]))
        known = Person.objects.exclude(nip__in=nips)
        for digest, nip, name in known.filter(nik_digest__in=list(self.digests)).values_list(
            "nik_digest", "nip", "name"
        ):
            self.digests[str(digest)].append((nip, name))
        for nip, name, day in known.filter(birth_date__in=born).values_list("nip", "name", "birth_date"):
            key = (folded(name), day)
            if key in self.namesakes:
                self.namesakes[key].append((nip, name))

    def load(self, people: list[Someone]) -> None:
        """Read what is recorded of some people."""
        nips = [one.nip for one in people]
        rows = Person.objects.filter(nip__in=nips).values("id", "nip", "account_id", "nik_digest", *IDENTITY)
        self.persons = {row["nip"]: row for row in rows}
        ids = [row["id"] for row in self.persons.values()]
        self.may = (
            set(editable_people(self.by, self.on).filter(pk__in=ids).values_list("pk", flat=True))
            if ids
            else set()
        )
        self.rows = {grain.key: defaultdict(list) for grain in self.grains}
        self.family = defaultdict(list)
        self.records = {
            grain.key: defaultdict(list) for grain in GRAINS.values() if grain.gaya is Gaya.CATATAN
        }
        if not ids:
            return
        for grain in self.grains:
            names = attnames(grain)
            held: Any = grain.model._default_manager.filter(person__in=ids, digantikan__isnull=True)
            for pk, person, span, *values in held.order_by("berlaku").values_list(
                "id", "person_id", "berlaku", *names
            ):
                fields = dict(zip(names, values, strict=True))
                row = Held(pk, span.lower, span.upper, fields)
                row.was = (row.start, row.upper, dict(fields))
                self.rows[grain.key][person].append(row)
        members = FamilyMember.objects.filter(person__in=ids, withdrawn_at__isnull=True)
        for member in members.values():
            self.family[member["person_id"]].append(dict(member))
        for key, by_person in self.records.items():
            model: Any = GRAINS[key].model
            for record in model._default_manager.filter(person__in=ids, withdrawn_at__isnull=True).values():
                by_person[record["person_id"]].append(record)

    # --- one person

    def plan(self, someone: Someone) -> PersonPlan:
        """Return what the file would do with one person."""
        known = self.persons.get(someone.nip)
        said = dict(someone.person.values) if someone.person else {}
        name = str(said.get("name") or (known["name"] if known else ""))
        line = someone.line or min((r.line for rs in someone.records.values() for r in rs), default=0)
        plan = PersonPlan(
            someone.nip,
            line,
            known["id"] if known else uuid.uuid5(self.import_id, someone.nip),
            known is None,
            name,
            problems=list(someone.problems),
        )
        if known is not None and known["id"] not in self.may:
            self._wrong(
                plan,
                someone.person,
                "NIP",
                someone.nip,
                _("Ini data Anda sendiri, yang diubah oleh petugas lain.")
                if known["account_id"] == self.by.pk
                else _("NIP ini sudah tercatat di unit yang tidak Anda urus."),
                _("Hapus baris ini, atau minta pengelola kepegawaian unitnya atau BKPSDM."),
            )
            return plan
        if known is None and someone.person is None:
            self._wrong(
                plan,
                None,
                "NIP",
                someone.nip,
                _("NIP ini belum tercatat, dan tidak ada di lembar orang."),
                _("Tambahkan barisnya di lembar orang, atau periksa NIP-nya."),
            )
            return plan
        self._identity(plan, someone, said, known)
        if plan.wrong:
            return plan
        final = self._histories(plan, someone, known)
        self._agreement(plan, final)
        self._others(plan, someone)
        self._words(plan, someone, final)
        return plan

    def _wrong(
        self,
        plan: PersonPlan,
        rec: Rec | None,
        column: str,
        value: str,
        why: str,
        what_to_do: str,
        look: bool = False,
    ) -> None:
        plan.problems.append(
            Problem(
                rec.sheet if rec else "",
                rec.line if rec else plan.line or None,
                column,
                plan.nip,
                str(value)[:200],
                why,
                what_to_do,
                look,
            )
        )

    # --- who they are

    def _identity(
        self, plan: PersonPlan, someone: Someone, said: dict[str, Any], known: dict[str, Any] | None
    ) -> None:
        nik = said.pop("nik", None)
        said.pop("nip", None)
        if known is None:
            read = read_nip(plan.nip)
            if isinstance(read, Finding):
                self._wrong(plan, someone.person, "NIP", plan.nip, read.text, _("Cocokkan dengan SK."))
                return
            said.setdefault("birth_date", read.birth_date)
            said.setdefault("sex", read.sex)
            if not plan.name:
                self._wrong(
                    plan,
                    someone.person,
                    "nama",
                    "",
                    _("Pegawai ini belum tercatat, dan namanya kosong."),
                    _("Isi namanya."),
                )
                return
            plan.identity = {field: (None, said.get(field) or "") for field in IDENTITY}
            plan.identity["birth_date"] = (None, said["birth_date"])
        else:
            plan.identity = {
                field: (known[field], value)
                for field, value in said.items()
                if field in IDENTITY and known[field] != value
            }
            if "email" in plan.identity and known["account_id"] is not None:
                self._wrong(
                    plan,
                    someone.person,
                    "surel",
                    plan.identity["email"][1],
                    _(
                        "Surel pegawai yang sudah mempunyai akun diubah di halaman "
                        "pegawai itu, bukan lewat impor."
                    ),
                    _("Kosongkan selnya, atau samakan dengan yang tercatat."),
                )
        now: dict[str, Any] = {
            field: (said.get(field) or (known or {}).get(field)) for field in ("birth_date", "sex")
        }
        if not self.on.year - 100 <= now["birth_date"].year <= self.on.year - YOUNGEST:
            self._wrong(
                plan,
                someone.person,
                "tanggal_lahir",
                tanggal_pendek(now["birth_date"]),
                _("Tanggal lahir ini tidak mungkin bagi pegawai."),
                _("Periksa tahunnya, juga apakah harinya tertukar."),
            )
            return
        if {"birth_date", "sex"} & set(plan.identity):
            plan.doubts += [
                one.text for one in check_nip(plan.nip, birth_date=now["birth_date"], sex=now["sex"])
            ]
        if nik is not None:
            self._nik(plan, someone, nik, known, now)
        if known is None or {"name", "birth_date"} & set(plan.identity):
            self._namesakes(plan, now["birth_date"])

    def _nik(
        self, plan: PersonPlan, someone: Someone, nik: str, known: dict[str, Any] | None, now: dict[str, Any]
    ) -> None:
        digest = secrets.digest(nik)
        if known is not None and known["nik_digest"] == digest:
            return
        plan.nik = nik
        others = [(nip, name) for nip, name in self.digests.get(digest, ()) if nip != plan.nip]
        if others:
            plan.alike += [{"nip": nip, "name": name, "by": "nik"} for nip, name in others]
            self._wrong(
                plan,
                someone.person,
                "nik",
                last_digits(nik),
                _("NIK ini juga ada pada %(others)s. Satu NIK hanya milik satu orang.")
                % {"others": ", ".join(f"{name} ({nip})" for nip, name in others[:3])},
                _("Periksa kedua orang ini; mungkin satu orang dengan dua NIP, atau NIK-nya tertukar."),
            )
        plan.doubts += [one.text for one in check_nik(nik, birth_date=now["birth_date"], sex=now["sex"])]

    def _namesakes(self, plan: PersonPlan, born: datetime.date) -> None:
        others = [
            (nip, name) for nip, name in self.namesakes.get((folded(plan.name), born), ()) if nip != plan.nip
        ]
        if others:
            plan.alike += [{"nip": nip, "name": name, "by": "nama"} for nip, name in others]
            plan.doubts.append(
                _("Nama dan tanggal lahirnya sama dengan %(others)s. Pastikan bukan orang yang sama.")
                % {"others": ", ".join(f"{name} ({nip})" for nip, name in others[:3])}
            )

    # --- histories

    def _histories(
        self, plan: PersonPlan, someone: Someone, known: dict[str, Any] | None
    ) -> dict[str, list[Held]]:
        born = plan.identity.get("birth_date", (None, known and known["birth_date"]))[1]
        self._members(plan, someone)
        final: dict[str, list[Held]] = {}
        # Units first: of posts of one name, that of the person's unit is meant.
        order = sorted(self.grains, key=lambda grain: grain.key not in ("unit", "status", "golongan"))
        for grain in order:
            held = [
                Held(one.id, one.start, one.upper, dict(one.fields), was=one.was)
                for one in self.rows[grain.key].get(plan.id, ())
            ]
            recs = list(someone.records.get(grain.key, ()))
            if grain.key == "unit" and plan.new and not recs and not held:
                recs = self._unit_by_default(plan, someone)
            new = [one for rec in recs if (one := self._row(plan, grain, rec, held, final, born)) is not None]
            final[grain.key] = self._merged(plan, grain, held, new)
        if plan.new and not final.get("unit") and not plan.wrong:
            self._wrong(
                plan,
                someone.person,
                "unit",
                "",
                _("Unit kerjanya belum ada; tanpa unit tidak ada yang mengurus pegawai ini."),
                _("Isi kolom unit, atau pilih unit bagi pegawai baru pada halaman pasangan kolom."),
            )
        return final

    def _unit_by_default(self, plan: PersonPlan, someone: Someone) -> list[Rec]:
        if self.mapping.unit is None:
            return []
        starts = [
            rec.values["mulai"]
            for recs in someone.records.values()
            for rec in recs
            if "mulai" in rec.values and rec.grain.key in ("status", "golongan", "jabatan")
        ]
        day = min(starts, default=self.mapping.on or self.on)
        line = someone.person.line if someone.person else plan.line
        sheet = someone.person.sheet if someone.person else ""
        return [Rec(GRAINS["unit"], sheet, line, {"unit_id": self.mapping.unit, "mulai": day})]

    def _row(
        self,
        plan: PersonPlan,
        grain: Grain,
        rec: Rec,
        held: list[Held],
        final: dict[str, list[Held]],
        born: datetime.date | None,
    ) -> Held | None:
        """Return the row that a record means, none where it is wrong or says nothing."""
        said = dict(rec.values)
        start, last = said.pop("mulai", None), said.pop("sampai", None)
        assumed = False
        if start is None and rec.wide:
            if grain.key == "kgb":
                return None
            start, assumed = self.mapping.on, True
        if start is None:
            self._wrong(
                plan,
                rec,
                "mulai",
                "",
                _("TMT-nya kosong."),
                _("Isi TMT; untuk daftar tanpa TMT, isi tanggal data pada halaman pasangan kolom."),
            )
            return None
        if not self._named(plan, grain, rec, said, start, final):
            return None
        derived = self._derived(plan, grain, said, final, start, rec)
        if missing := needed_missing(Rec(grain, rec.sheet, rec.line, said), frozenset(derived) | {"mulai"}):
            if rec.wide and grain.key == "kgb":
                return None
            names = ", ".join(one.key for one in missing)
            self._wrong(
                plan,
                rec,
                names,
                "",
                _("%(grain)s: belum diisi %(columns)s.") % {"grain": grain.label, "columns": names},
                _("Isi selnya, atau hapus barisnya."),
            )
            return None
        if not self._possible(plan, grain, rec, said, start, last, born):
            return None
        if assumed:
            current = next(
                (h for h in held if h.start <= start and (h.upper is None or start < h.upper)), None
            )
            keys = _SAME_STATE.get(grain.key, ())
            if current is not None and all(current.fields.get(key) == said.get(key) for key in keys):
                return None
        fields = {name: _blank(grain, name) for name in attnames(grain)}
        fields.update({name: value for name, value in derived.items() if name in fields})
        fields.update({name: value for name, value in said.items() if name in fields})
        upper = last + ONE_DAY if last else None
        row = Held(None, start, upper, fields, rec, last_given=last is not None)
        row.was = (start, upper, {name: said[name] for name in said if name in fields})  # what was given
        return row

    def _named(
        self,
        plan: PersonPlan,
        grain: Grain,
        rec: Rec,
        said: dict[str, Any],
        start: datetime.date,
        final: dict[str, list[Held]],
    ) -> bool:
        """Put ids in the place of names of units, posts and members."""
        try:
            if (text := said.pop("unit", None)) is not None:
                said["unit_id"] = self.places.unit(text, start)
            if (text := said.pop("position", None)) is not None:
                at = said.pop("position_unit", None)
                unit = self.places.unit(at, start) if at else _unit_on(final.get("unit", ()), start)
                said["position_id"] = self.places.post(text, unit, start)
            said.pop("position_unit", None)
        except NotFound as error:
            self._wrong(plan, rec, grain.key, text or "", str(error), error.what_to_do)
            return False
        if "unit_id" in said and said["unit_id"] not in self.places.editable:
            self._wrong(
                plan,
                rec,
                "unit",
                self.places.name(said["unit_id"]),
                _("Anda tidak berwenang mencatat pegawai di unit ini."),
                _("Periksa unitnya, atau minta BKPSDM menerapkan baris ini."),
            )
            return False
        if (
            "position_id" in said
            and self.places.unit_of_post(said["position_id"], start) not in self.places.editable
        ):
            self._wrong(
                plan,
                rec,
                "jabatan",
                self.places.title(said["position_id"]),
                _("Jabatan ini di luar unit yang Anda urus."),
                _("Periksa jabatannya, atau minta BKPSDM menerapkan baris ini."),
            )
            return False
        if (text := said.pop("member", None)) is not None:
            found = [one for one in self._family_after(plan) if plain(one[1]) == plain(text)]
            if len(found) != 1:
                self._wrong(
                    plan,
                    rec,
                    "nama_anggota",
                    text,
                    _("Anggota keluarga “%(name)s” tidak ada, atau ada lebih dari satu.") % {"name": text},
                    _("Tulis namanya seperti di lembar keluarga."),
                )
                return False
            said["member_id"] = found[0][0]
        return True

    def _derived(
        self,
        plan: PersonPlan,
        grain: Grain,
        said: dict[str, Any],
        final: dict[str, list[Held]],
        start: datetime.date,
        rec: Rec,
    ) -> dict[str, Any]:
        """Return fields that may be left out because others say them."""
        derived: dict[str, Any] = {}
        for name in ("member", "unit", "position"):
            if f"{name}_id" in said:
                derived[name] = None
        if grain.key == "rekening" and "holder" not in said:
            derived["holder"] = plan.name
        if grain.key == "kgb":
            golongan = next(
                (
                    h
                    for h in final.get("golongan", ())
                    if h.start <= start and (not h.upper or start < h.upper)
                ),
                None,
            )
            if golongan is not None and "golongan" not in said:
                derived["golongan"] = golongan.fields["golongan"]
            if golongan is not None and rec.wide and "mkg_years" not in said:
                derived["mkg_years"] = golongan.fields["mkg_years"]
        return derived

    def _possible(
        self,
        plan: PersonPlan,
        grain: Grain,
        rec: Rec,
        said: dict[str, Any],
        start: datetime.date,
        last: datetime.date | None,
        born: datetime.date | None,
    ) -> bool:
        before = len(plan.problems)
        if born and grain.key != "tanggungan" and (start.year - born.year) < YOUNGEST:
            self._wrong(
                plan,
                rec,
                "mulai",
                tanggal_pendek(start),
                _("TMT ini terlalu awal bagi yang lahir %(born)s.") % {"born": tanggal_pendek(born)},
                _("Periksa tahunnya, juga apakah hari dan bulannya tertukar."),
            )
        if start > self.on + FURTHEST_AHEAD:
            self._wrong(
                plan,
                rec,
                "mulai",
                tanggal_pendek(start),
                _("TMT ini lebih dari tiga tahun lagi."),
                _("Periksa tahunnya."),
            )
        if last is not None and last < start:
            self._wrong(
                plan,
                rec,
                "sampai",
                tanggal_pendek(last),
                _("Hari terakhirnya sebelum TMT."),
                _("Periksa kedua tanggal ini."),
            )
        if (dated := said.get("sk_date")) and dated > self.on:
            self._wrong(
                plan,
                rec,
                "tanggal_sk",
                tanggal_pendek(dated),
                _("Tanggal SK sesudah hari ini."),
                _("Periksa tahunnya."),
            )
        if (
            grain.key == "status"
            and said.get("contract_end")
            and not str(said.get("status", "")).startswith("pppk")
        ):
            self._wrong(
                plan,
                rec,
                "akhir_kontrak",
                tanggal_pendek(said["contract_end"]),
                _("Hanya PPPK yang mempunyai akhir perjanjian kerja."),
                _("Kosongkan selnya, atau periksa statusnya."),
            )
        acting = said.get("how") in (CaraMenjabat.PLT, CaraMenjabat.PLH)
        if last is None and (acting or grain.key in ("disiplin", "cltn")):
            self._wrong(plan, rec, "sampai", "", _("Hari terakhirnya belum diisi."), _("Isi kolom sampai."))
        for field, most in (("mkg_years", 45), ("mkg_months", 11)):
            if (value := said.get(field)) is not None and not 0 <= value <= most:
                self._wrong(
                    plan,
                    rec,
                    "mkg",
                    str(value),
                    _("Masa kerja golongan paling lama 45 tahun 11 bulan."),
                    _("Periksa angkanya."),
                )
        if "gaji_pokok" in said and said["gaji_pokok"] <= 0:
            self._wrong(
                plan,
                rec,
                "gaji_pokok",
                "0",
                _("Gaji pokok harus lebih dari Rp0."),
                _("Isi gaji pokok menurut SK."),
            )
        return len(plan.problems) == before

    def _merged(self, plan: PersonPlan, grain: Grain, held: list[Held], new: list[Held]) -> list[Held]:
        """Return the rows as they would be, each with the days on which it would hold."""
        lanes: dict[Any, list[Held]] = defaultdict(list)
        for row in held:
            lanes[_lane(grain, row)].append(row)
        taken: dict[tuple[Any, datetime.date], Held] = {}
        for row in sorted(new, key=lambda one: one.start):
            assert row.rec is not None and row.was is not None
            lane, given = _lane(grain, row), row.was[2]
            twin = taken.get((lane, row.start, _also(grain, row)))  # type: ignore[arg-type]
            if twin is not None:
                if twin.fields != row.fields or (twin.upper != row.upper):
                    self._wrong(
                        plan,
                        row.rec,
                        "mulai",
                        tanggal_pendek(row.start),
                        _(
                            "%(grain)s dengan TMT ini ada dua kali (juga baris %(line)s), "
                            "dengan isi yang berbeda."
                        )
                        % {"grain": grain.label, "line": twin.rec.line if twin.rec else ""},
                        _("Sisakan satu baris yang benar."),
                    )
                continue
            same = next(
                (
                    one
                    for one in lanes[lane]
                    if one.id is not None
                    and one.start == row.start
                    and _also(grain, one) == _also(grain, row)
                ),
                None,
            )
            if same is not None:
                same.fields.update(given)
                same.rec = row.rec
                if row.last_given:
                    same.upper, same.last_given = row.upper, True
                taken[(lane, row.start, _also(grain, row))] = same  # type: ignore[index]
                continue
            taken[(lane, row.start, _also(grain, row))] = row  # type: ignore[index]
            lanes[lane].append(row)
        rows: list[Held] = []
        for lane, of_lane in lanes.items():
            of_lane.sort(key=lambda one: one.start)
            if grain.follows and (grain.key != "jabatan" or lane == CaraMenjabat.DEFINITIF):
                self._follow(plan, grain, of_lane)
            elif grain.alone:
                self._apart(plan, grain, of_lane)
            rows += of_lane
        if grain.key == "jabatan":
            by_post: dict[Any, list[Held]] = defaultdict(list)
            for row in rows:
                by_post[row.fields["position_id"]].append(row)
            for of_post in by_post.values():
                self._apart(plan, grain, sorted(of_post, key=lambda one: one.start))
        for row in rows:
            if row.changed:
                plan.writes.append(Write(grain.key, row.id, row.start, row.upper, row.fields))
        return rows

    def _follow(self, plan: PersonPlan, grain: Grain, rows: list[Held]) -> None:
        """Let each row end where the next begins."""
        spans = [(row.start, row.upper) for row in rows if row.id is not None and row.was is not None]
        for place, row in enumerate(rows):
            following = rows[place + 1].start if place + 1 < len(rows) else None
            if row.id is None and row.upper is None:
                around = next(
                    (upper for start, upper in spans if start < row.start and upper and upper > row.start),
                    None,
                )
                row.upper = around
            if following is not None and (row.upper is None or row.upper > following):
                if row.last_given and row.upper is not None and row.upper > following and row.rec is not None:
                    self._wrong(
                        plan,
                        row.rec,
                        "sampai",
                        tanggal_pendek(row.upper - ONE_DAY),
                        _("%(grain)s ini masih berlaku ketika yang berikutnya mulai, %(day)s.")
                        % {"grain": grain.label, "day": tanggal_pendek(following)},
                        _("Kosongkan kolom sampai, atau periksa TMT yang berikutnya."),
                    )
                row.upper = following
            if grain.key == "status" and following is not None and row.upper == following:
                became = rows[place + 1].fields["status"]
                if (
                    row.fields["status"] == StatusAsn.CPNS
                    and became == StatusAsn.PNS
                    and not row.fields["ended_by"]
                ):
                    row.fields["ended_by"] = SebabBerhenti.DIANGKAT_PNS.value

    def _apart(self, plan: PersonPlan, grain: Grain, rows: list[Held]) -> None:
        """Tell of rows that hold on the same day although only one may."""
        for earlier, later in zip(rows, rows[1:], strict=False):
            if earlier.upper is None or earlier.upper > later.start:
                rec = later.rec or earlier.rec
                if rec is not None:
                    self._wrong(
                        plan,
                        rec,
                        "mulai",
                        tanggal_pendek(later.start),
                        _("%(grain)s ini tumpang tindih dengan yang mulai %(day)s.")
                        % {"grain": grain.label, "day": tanggal_pendek(earlier.start)},
                        _("Isi kolom sampai pada yang lebih dahulu, atau periksa TMT-nya."),
                    )

    def _agreement(self, plan: PersonPlan, final: dict[str, list[Held]]) -> None:
        """Tell where golongan, status and raises of new rows contradict each other."""
        for row in final.get("golongan", ()):
            status = _on(final.get("status", ()), row.start)
            if row.rec is None or status is None:
                continue
            pppk = status.fields["status"] in (StatusAsn.PPPK, StatusAsn.PPPK_PARUH_WAKTU)
            if (row.fields["golongan"] in GOLONGAN_PPPK) != pppk:
                self._wrong(
                    plan,
                    row.rec,
                    "golongan",
                    row.fields["golongan"],
                    _("Golongan %(golongan)s bukan golongan %(status)s.")
                    % {
                        "golongan": row.fields["golongan"],
                        "status": StatusAsn(status.fields["status"]).label,
                    },
                    _("PNS memakai I/a sampai IV/e, PPPK I sampai XVII. Periksa golongan dan statusnya."),
                )
        for row in final.get("kgb", ()):
            golongan = _on(final.get("golongan", ()), row.start)
            if (
                row.rec is not None
                and golongan is not None
                and golongan.fields["golongan"] != row.fields["golongan"]
            ):
                self._wrong(
                    plan,
                    row.rec,
                    "golongan",
                    row.fields["golongan"],
                    _("Golongan pada TMT ini %(recorded)s, di baris ini %(given)s.")
                    % {"recorded": golongan.fields["golongan"], "given": row.fields["golongan"]},
                    _("Periksa golongannya, atau tambahkan SK kenaikan pangkatnya di lembar golongan."),
                )

    # --- family and records

    def _family_after(self, plan: PersonPlan) -> list[tuple[uuid.UUID, str]]:
        known = [(one["id"], one["name"]) for one in self.family.get(plan.id, ())]
        return known + [(one.id, one.new["name"]) for one in plan.members if one.new]

    def _members(self, plan: PersonPlan, someone: Someone) -> None:
        known = {(plain(one["name"]), one["relation"]): one for one in self.family.get(plan.id, ())}
        seen: set[tuple[str, str]] = set()
        for rec in someone.records.get("keluarga", ()):
            if missing := needed_missing(rec):
                names = ", ".join(one.key for one in missing)
                self._wrong(
                    plan,
                    rec,
                    names,
                    "",
                    _("Keluarga: belum diisi %(columns)s.") % {"columns": names},
                    _("Isi selnya, atau hapus barisnya."),
                )
                continue
            key = (plain(rec.values["name"]), rec.values["relation"])
            if key in seen:
                self._wrong(
                    plan,
                    rec,
                    "nama",
                    rec.values["name"],
                    _("Anggota keluarga ini ada dua kali di berkas."),
                    _("Sisakan satu baris."),
                )
                continue
            seen.add(key)
            self._member(plan, rec, known.get(key))

    def _member(self, plan: PersonPlan, rec: Rec, now: dict[str, Any] | None) -> None:
        said = rec.values
        married, divorced = (said.get(k) or (now or {}).get(k) for k in ("married_on", "divorced_on"))
        if (born := said.get("birth_date")) and born > self.on:
            self._wrong(
                plan,
                rec,
                "tanggal_lahir",
                tanggal_pendek(born),
                _("Tanggal lahir sesudah hari ini."),
                _("Periksa tahunnya."),
            )
            return
        if married and divorced and divorced < married:
            self._wrong(
                plan,
                rec,
                "tanggal_cerai",
                tanggal_pendek(divorced),
                _("Tanggal cerai sebelum tanggal menikah."),
                _("Periksa kedua tanggal ini."),
            )
            return
        if now is None:
            new = {"works_as_asn": False, "school": "", **said}
            pk = uuid.uuid5(plan.id, f"{new['relation']}|{plain(new['name'])}|{self.import_id}")
            plan.members.append(MemberWrite(pk, new, {}))
            return
        changes = {field: (now[field], value) for field, value in said.items() if now[field] != value}
        changes.pop("name", None)
        if changes:
            plan.members.append(MemberWrite(now["id"], None, changes))

    def _others(self, plan: PersonPlan, someone: Someone) -> None:
        for key, by_person in self.records.items():
            grain, known = GRAINS[key], list(by_person.get(plan.id, ()))
            for rec in someone.records.get(key, ()):
                if missing := needed_missing(rec):
                    names = ", ".join(one.key for one in missing)
                    self._wrong(
                        plan,
                        rec,
                        names,
                        "",
                        _("%(grain)s: belum diisi %(columns)s.") % {"grain": grain.label, "columns": names},
                        _("Isi selnya, atau hapus barisnya."),
                    )
                    continue
                if rec.values["dated"] > self.on:
                    self._wrong(
                        plan,
                        rec,
                        "tanggal",
                        tanggal_pendek(rec.values["dated"]),
                        _("Tanggalnya sesudah hari ini."),
                        _("Periksa tahunnya."),
                    )
                    continue
                fields = {"number": "", "note": "", "field": "", "held_by": "", **rec.values}
                ours = {column.field for column in grain.columns}
                fields = {name: value for name, value in fields.items() if name in ours}
                if any(all(one.get(k) == v for k, v in rec.values.items()) for one in known):
                    continue
                known.append(fields)
                plan.records.append((key, fields))

    # --- words

    def _words(self, plan: PersonPlan, someone: Someone, final: dict[str, list[Held]]) -> None:
        """Say what would change, field by field; of somebody new only how many rows of each kind."""
        if plan.new:
            counts: dict[str, int] = defaultdict(int)
            for write in plan.writes:
                counts[write.grain] += 1
            counts["keluarga"] += len(plan.members)
            for key, _fields in plan.records:
                counts[key] += 1
            plan.says = [
                {"part": str(GRAINS[key].label), "count": count} for key, count in counts.items() if count
            ]
            return
        person = GRAINS["orang"]
        for field, (before, after) in plan.identity.items():
            plan.says.append(_said(person, field, self._shown(field, before), self._shown(field, after)))
        if plan.nik:
            plan.says.append(_said(person, "nik", "", last_digits(plan.nik)))
        for grain in self.grains:
            for row in final[grain.key]:
                if row.changed:
                    plan.says += self._row_words(grain, row)
        for member in plan.members:
            grain = GRAINS["keluarga"]
            if member.new:
                plan.says.append({"part": str(grain.label), "text": member.new["name"]})
            for field, (before, after) in member.changes.items():
                plan.says.append(_said(grain, field, self._shown(field, before), self._shown(field, after)))
        for key, fields in plan.records:
            text = ", ".join(self._shown(k, v) for k, v in fields.items() if v not in ("", None))
            plan.says.append({"part": str(GRAINS[key].label), "text": text})

    def _row_words(self, grain: Grain, row: Held) -> list[dict[str, Any]]:
        if row.id is None:
            parts = [
                self._shown(column.field, row.fields.get(_attname(grain, column.field)))
                for column in grain.columns
                if column.needed and column.field != "mulai"
            ]
            days = tanggal_pendek(row.start) + (
                f" – {tanggal_pendek(row.upper - ONE_DAY)}" if row.upper else ""
            )
            return [{"part": str(grain.label), "text": f"{', '.join(parts)} ({_('TMT')} {days})"}]
        assert row.was is not None
        said = []
        start, upper, before = row.was
        for column in grain.columns:
            name = _attname(grain, column.field)
            if name in before and before[name] != row.fields[name]:
                said.append(
                    _said(
                        grain,
                        column.field,
                        self._shown(column.field, before[name]),
                        self._shown(column.field, row.fields[name]),
                        row.start,
                    )
                )
        if upper != row.upper:
            ended, ends = (
                tanggal_pendek(one - ONE_DAY) if one else _("tanpa akhir") for one in (upper, row.upper)
            )
            said.append(_said(grain, "sampai", ended, ends, row.start))
        if not said:
            said.append({"part": str(grain.label), "text": tanggal_pendek(start)})
        return said

    def _shown(self, field: str, value: Any) -> str:
        if value is None or value == "":
            return "–"
        if isinstance(value, datetime.date):
            return tanggal_pendek(value)
        if isinstance(value, bool):
            return _("ya") if value else _("tidak")
        if field == "unit":
            return self.places.name(value)
        if field == "position":
            return self.places.title(value)
        if field in ("number", "npwp") and len(str(value)) > 6:
            return last_digits(str(value))
        if field == "gaji_pokok":
            return rupiah(value)
        return str(value)


def _attname(grain: Grain, field: str) -> str:
    return f"{field}_id" if field in ("unit", "position", "member") else field


def _said(
    grain: Grain, field: str, before: str, after: str, start: datetime.date | None = None
) -> dict[str, Any]:
    column = next((one for one in grain.columns if one.field == field), None)
    said: dict[str, Any] = {
        "part": str(grain.label),
        "field": column.key if column else field,
        "before": before,
        "after": after,
    }
    if start is not None:
        said["of"] = tanggal_pendek(start)
    return said


def _blank(grain: Grain, name: str) -> Any:
    field: Any = next(f for f in grain.model._meta.concrete_fields if f.attname == name)
    if name in _BLANK:
        return _BLANK[name]
    return None if field.null else ""


def _lane(grain: Grain, row: Held) -> Any:
    """Return which rows a row stands in line with."""
    if grain.key == "jabatan":
        how = row.fields["how"]
        return CaraMenjabat.DEFINITIF if how == CaraMenjabat.DEFINITIF else (how, row.fields["position_id"])
    return row.fields["member_id"] if grain.key == "tanggungan" else ""


def _also(grain: Grain, row: Held) -> Any:
    """Return what besides the first day tells rows of one lane apart."""
    return row.fields["kind"] if grain.key == "disiplin" else None


def _on(rows: Iterable[Held], day: datetime.date) -> Held | None:
    return next((one for one in rows if one.start <= day and (one.upper is None or day < one.upper)), None)


def _unit_on(rows: Iterable[Held], day: datetime.date) -> Any:
    found = _on(rows, day)
    return found.fields["unit_id"] if found else None


def _born(nip: str) -> datetime.date | None:
    try:
        return datetime.date(int(nip[:4]), int(nip[4:6]), int(nip[6:8]))
    except ValueError:
        return None


__all__ = ["Jenis", "MemberWrite", "PersonPlan", "Plan", "Write", "attnames", "make_plan"]
