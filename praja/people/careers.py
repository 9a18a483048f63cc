"""All that was recorded of one person: histories with what they replaced, records, the timeline.

Every function takes a constant number of queries, however many rows there are.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from praja.audit.models import Event
from praja.people.enums import SebabBerhenti
from praja.people.former import ALONE, AMONG_MANY, Correction, Family, corrections, known, stood
from praja.people.kinds import KINDS, SkKind, kind_of
from praja.people.models import (
    Award,
    CltnHistory,
    Education,
    FamilyMember,
    FormerMember,
    FormerPerson,
    Person,
    Record,
    SkHistory,
    StatusHistory,
    Training,
)
from praja.people.perms import (
    Section,
)
from praja.people.reading import rows_of
from praja.people.states import Moment, PersonState, is_known, put
from praja.people.words import Titles, describe, span_text
from praja.web.words import tanggal

RECORDS: dict[str, type[Record]] = {"pendidikan": Education, "pelatihan": Training, "penghargaan": Award}


def describe_record(record: Any) -> str:
    """Return what an education, a training or an award says."""
    match record:
        case Education():
            field = f" {record.field}" if record.field else ""
            return f"{record.get_level_display()}{field}, {record.school}"
        case Training():
            return _("%(name)s, %(jp)s jam pelajaran") % {"name": record.name, "jp": record.jp}
    return str(record.name)


@dataclasses.dataclass(frozen=True)
class Entry:
    """A row of a history as a page shows it, with what stood in its place before."""

    row: SkHistory
    kind: SkKind
    text: str
    period: str
    replaced: Sequence[Entry] = ()
    """The rows that it was recorded instead of, the newest first."""
    reason: str = ""
    """Why it was corrected or withdrawn, as its event says."""

    @property
    def corrected(self) -> bool:
        """Whether what it says was different before; an end that a later SK set is no correction."""
        return any(
            (one.text, one.row.mulai, one.row.sk_number, one.row.sk_date)
            != (self.text, self.row.mulai, self.row.sk_number, self.row.sk_date)
            or one.reason
            for one in self.replaced
        )

    @property
    def withdrawn(self) -> bool:
        """Whether nothing stands in its place."""
        return self.row.digantikan is not None and self.row.pengganti_id is None  # type: ignore[attr-defined]


@dataclasses.dataclass(frozen=True)
class MemberEntry:
    """A member of the family as a page shows them, with what was corrected of them, the newest first."""

    member: FamilyMember
    corrections: Sequence[Correction] = ()

    @property
    def withdrawn(self) -> bool:
        """Whether they were taken off the list."""
        return self.member.withdrawn_at is not None


class PersonFile:
    """All that was recorded of a person in some sections, read once: for any day, as known at any moment."""

    def __init__(self, person: Person, sections: Collection[Section]) -> None:
        """Read one query for all rows, and one for titles."""
        self.person = person
        kinds = [kind for kind in KINDS.values() if kind.section in sections]
        family = [FamilyMember, FormerMember] if Section.KELUARGA in sections else []
        models: list[type[Any]] = [*(kind.model for kind in kinds), *RECORDS.values(), FormerPerson, *family]
        found = rows_of(person.pk, models)
        self.rows: dict[str, list[SkHistory]] = {kind.key: found[kind.model] for kind in kinds}
        self.records: dict[str, list[Any]] = {key: found[model] for key, model in RECORDS.items()}
        """Educations, trainings and awards, newest first, without those withdrawn."""
        self._family = Family(found.get(FamilyMember, ()), found.get(FormerMember, ()))
        self._former: list[FormerPerson] = found[FormerPerson]
        self._all = [row for rows in self.rows.values() for row in rows]
        for row in self._all:
            row.person = person
        self.titles = Titles(self._all)
        self._reasons = _reasons(person, self._all)

    def person_at(self, at: Moment) -> Person:
        """Return the person as known at a moment, as first known before that."""
        first = stood(self.person, self._former[-1]) if self._former else self.person
        return known(self.person, self._former, at) or first

    def identity_corrections(self, at: Moment = None, *, shown: Collection[str]) -> list[Correction]:
        """Return what was corrected of who the person is, the newest first.

        :param shown: the fields that may be seen
        """
        return corrections(self.person_at(at), self._former, self._events, at=at, shown=shown)

    def members(self, at: Moment = None) -> list[MemberEntry]:
        """Return the family as known at a moment, spouses first, then children by age; who was taken off the
        list by then is among them.
        """
        return [
            MemberEntry(one, corrections(one, self._family.former[one.pk], self._events, at=at))
            for one in self._family.at(at)
        ]

    @cached_property
    def _events(self) -> list[Event]:
        """The events that tell who corrected the family or the identity, and why, the oldest first."""
        if not (self._former or any(self._family.former.values())):
            return []
        alone = Event.objects.filter(person_id=self.person.pk, kind__in=ALONE)
        among_many = Event.objects.filter(people__person_id=self.person.pk, kind__in=AMONG_MANY)
        return sorted([*alone, *among_many], key=lambda one: one.at)

    def state(self, on: datetime.date, known_at: Moment = None) -> PersonState:
        """Return what was true on a day, of the sections that were read."""
        here: dict[str, Any] = defaultdict(list)
        for row in reversed(self._all):
            if not is_known(row, known_at):
                continue
            row = self._family.named_at(row, known_at)
            if isinstance(row, CltnHistory) and row.mulai <= on:
                here["away"].append(row)
            if row.mulai <= on and (row.berlaku.upper is None or on < row.berlaku.upper):
                put(here, row)
            elif isinstance(row, StatusHistory) and row.berlaku.upper is not None and row.berlaku.upper <= on:
                here["last_status"] = max(here["last_status"] or row, row, key=lambda one: one.mulai)
        if here.get("status") or not here.get("last_status"):
            here.pop("last_status", None)
        return PersonState(
            person=self.person_at(known_at), on=on, known_at=known_at, titles=self.titles, **here
        )

    def entries(self, known_at: Moment = None) -> dict[str, list[Entry]]:
        """Return by kind the rows known at a moment, newest first, each with what it replaced, and those that
        were withdrawn by then.
        """
        return {
            key: _entries(
                KINDS[key],
                [
                    self._family.named_at(row, known_at)
                    for row in rows
                    if known_at is None or row.tercatat <= known_at
                ],
                self.titles,
                self._reasons,
                known_at,
            )
            for key, rows in self.rows.items()
        }


def histories(
    person: Person, sections: Collection[Section], known_at: Moment = None
) -> dict[str, list[Entry]]:
    """Return by kind all rows of a person, newest first: those known, each with what it replaced, and those
    that were withdrawn.

    :param sections: only those that may be seen
    """
    return PersonFile(person, sections).entries(known_at)


def _entries(
    kind: SkKind,
    rows: list[Any],
    titles: Titles,
    reasons: dict[tuple[str, str], str],
    known_at: Moment,
) -> list[Entry]:
    before: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        if row.pengganti_id:
            before[row.pengganti_id].append(row)

    def entry(row: SkHistory) -> Entry:
        chain: list[SkHistory] = []
        waiting = list(before.get(row.pk, ()))
        while waiting:
            one = waiting.pop(0)
            chain.append(one)
            waiting += before.get(one.pk, ())
        return Entry(
            row,
            kind,
            describe(row, titles),
            span_text(row.mulai, row.sampai),
            [
                Entry(
                    one,
                    kind,
                    describe(one, titles),
                    span_text(one.mulai, one.sampai),
                    reason=reasons.get((one._meta.label_lower, str(one.pk)), ""),
                )
                for one in chain
            ],
            reasons.get((row._meta.label_lower, str(row.pk)), ""),
        )

    shown = [row for row in rows if is_known(row, known_at) or (row.digantikan and not row.pengganti_id)]
    return [entry(row) for row in shown]


def _reasons(person: Person, rows: Iterable[SkHistory]) -> dict[tuple[str, str], str]:
    if not any(row.digantikan for row in rows):
        return {}
    events = Event.objects.filter(
        person_id=person.pk, kind__in=("people.sk_corrected", "people.sk_withdrawn", "people.status_ended")
    )
    told = events.order_by("at").values_list("target_kind", "target_id", "reason")
    return {(kind, target): reason for kind, target, reason in told}


def visible_row(user: Any, person: Person, kind: SkKind, pk: int) -> SkHistory | None:
    """Return a row of a person's history, none where it is another's."""
    rows = kind.model.objects.filter(person=person, pk=pk).select_related("file")  # type: ignore[attr-defined]
    found: SkHistory | None = rows.first()
    return found


# --- the timeline


@dataclasses.dataclass(frozen=True)
class Happening:
    """Something on the timeline of a person."""

    day: datetime.date
    title: str
    detail: str
    kind: str
    row: Any = None


def timeline(
    person: Person, known_at: Moment = None, *, sections: Collection[Section] | None = None
) -> list[Happening]:
    """Return what happened to a person, newest first, as known at a moment.

    :param sections: only those that may be seen; by default all
    """
    sections = frozenset(Section) if sections is None else sections
    kinds = [kind.model for kind in KINDS.values() if kind.section in sections]
    records = RECORDS if Section.KARIER in sections else {}
    family = [FamilyMember, FormerMember] if Section.KELUARGA in sections else []
    read = rows_of(person.pk, [*kinds, *records.values(), *family])
    members = Family(read.get(FamilyMember, ()), read.get(FormerMember, ()))
    rows = [
        members.named_at(row, known_at) for model in kinds for row in read[model] if is_known(row, known_at)
    ]
    titles = Titles(rows, known_at)
    found = [happening for row in rows for happening in _happenings(row, titles)]
    for key, model in records.items():
        found += [
            Happening(one.dated, describe_record(one), one.number, key, one)
            for one in read[model]
            if known_at is None or one.tercatat <= known_at
        ]
    return sorted(found, key=lambda one: (one.day, one.kind), reverse=True)


def _happenings(row: SkHistory, titles: Titles) -> Iterable[Happening]:
    kind = kind_of(row)
    source = sk_text(row)
    yield Happening(row.mulai, describe(row, titles), source, kind.key, row)
    end = row.berlaku.upper
    if end is None:
        return
    if isinstance(row, StatusHistory) and row.ended_by:
        if row.ended_by != SebabBerhenti.DIANGKAT_PNS:
            title = _("%(status)s berakhir: %(why)s") % {
                "status": row.get_status_display(),
                "why": str(row.get_ended_by_display()).lower(),
            }
            yield Happening(end, title, row.end_sk_number, kind.key, row)
    elif kind.ends != "tidak":
        yield Happening(end, _("Berakhir: %(what)s") % {"what": describe(row, titles)}, source, kind.key, row)


def sk_text(row: SkHistory) -> str:
    """Return number and date of the SK of a row, in words; empty where there is none."""
    if not row.sk_number:
        return ""
    if row.sk_date is None:
        return row.sk_number
    return _("%(number)s, %(date)s") % {"number": row.sk_number, "date": tanggal(row.sk_date)}
