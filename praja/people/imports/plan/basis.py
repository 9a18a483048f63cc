"""What plans are made from: what is recorded of many people at once, and how the file is to be read."""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from praja.people import secrets
from praja.people.imports.columns import GRAINS, HISTORIES, Gaya
from praja.people.imports.mapping import Mapping
from praja.people.imports.places import Places
from praja.people.imports.plan.shapes import IDENTITY, Held, attnames
from praja.people.imports.reading import Read, Someone
from praja.people.models import FamilyMember, Person
from praja.people.perms import editable_people
from praja.people.queries import folded, people_visible_to

UNSEEN = ("", "")
"""Stands for somebody whom the officer may not see: without NIP and name."""


class Basis:
    """What is recorded of the people of a file, loaded for many at a time."""

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
        by_nik = list(
            known.filter(nik_digest__in=list(self.digests)).values_list("nik_digest", "nip", "name")
        )
        by_name = [
            (key, nip, name)
            for nip, name, day in known.filter(birth_date__in=born).values_list("nip", "name", "birth_date")
            if (key := (folded(name), day)) in self.namesakes
        ]
        found = {nip for _of, nip, _name in by_nik} | {nip for _of, nip, _name in by_name}
        seen = set(
            people_visible_to(self.by, self.on).filter(nip__in=found).values_list("nip", flat=True)
            if found
            else ()
        )
        # That there is somebody is told; who it is, only to those who may see them.
        for digest, nip, name in by_nik:
            self.digests[str(digest)].append((nip, name) if nip in seen else UNSEEN)
        for key, nip, name in by_name:
            self.namesakes[key].append((nip, name) if nip in seen else UNSEEN)

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


def _born(nip: str) -> datetime.date | None:
    try:
        return datetime.date(int(nip[:4]), int(nip[4:6]), int(nip[6:8]))
    except ValueError:
        return None
