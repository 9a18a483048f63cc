"""What was true of people on a day, as known at a moment, and what differs between two days.

Every function takes a constant number of queries, however many people there are.
"""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from praja.people.former import Family
from praja.people.kinds import KINDS, SkKind, kind_of
from praja.people.models import (
    BankAccountHistory,
    CltnHistory,
    DependantHistory,
    DisciplineHistory,
    GolonganHistory,
    JabatanHistory,
    KgbHistory,
    Person,
    SkHistory,
    StatusHistory,
    StudyHistory,
    UnitHistory,
)
from praja.people.perms import (
    Section,
)
from praja.people.words import Titles, describe, span_text, years_months

Moment = datetime.datetime | None


def is_known(row: SkHistory, at: Moment) -> bool:
    """Whether a row was known at a moment, by default now."""
    if at is None:
        return row.digantikan is None
    return row.tercatat <= at and (row.digantikan is None or row.digantikan > at)


@dataclasses.dataclass(frozen=True)
class PersonState:
    """What was true of a person on a day, as known at a moment; each fact is the row it came from."""

    person: Person
    on: datetime.date
    known_at: Moment
    titles: Titles
    status: StatusHistory | None = None
    golongan: GolonganHistory | None = None
    kgb: KgbHistory | None = None
    jabatan: JabatanHistory | None = None
    """The post held definitively."""
    acting: Sequence[JabatanHistory] = ()
    """Posts held as Plt. or Plh."""
    unit: UnitHistory | None = None
    dependants: Sequence[DependantHistory] = ()
    bank_account: BankAccountHistory | None = None
    discipline: Sequence[DisciplineHistory] = ()
    study: StudyHistory | None = None
    cltn: CltnHistory | None = None
    away: Sequence[CltnHistory] = ()
    """All CLTN that is known: it is not counted as time of service."""
    last_status: StatusHistory | None = None
    """The status that ended last, of somebody who has none on the day."""

    @cached_property
    def mkg(self) -> tuple[int, int] | None:
        """The masa kerja golongan on the day, in years and months: that of the SK and the months since."""
        return None if self.golongan is None else mkg_on(self.golongan, self.on, self.away)

    @property
    def unit_name(self) -> str:
        """What the unit was called on the day."""
        return self.titles.unit(self.unit.unit_id, self.on) if self.unit else ""

    @property
    def jabatan_title(self) -> str:
        """What the definitive post was called on the day."""
        if self.jabatan is None:
            return ""
        version = self.titles.position(self.jabatan.position_id, self.on)
        return version.title if version else _("jabatan yang tidak dikenal")

    @property
    def mkg_text(self) -> str:
        """The masa kerja golongan in words."""
        return years_months(*self.mkg) if self.mkg else ""

    def facts(self) -> list[tuple[SkKind, SkHistory]]:
        """Return every row that holds on the day, with its kind."""
        single = (self.status, self.golongan, self.kgb, self.jabatan)
        later = (self.unit, self.bank_account, self.study, self.cltn)
        rows = [*single, *self.acting, *later, *self.dependants, *self.discipline]
        return [(kind_of(row), row) for row in rows if row is not None]


def mkg_on(row: GolonganHistory, on: datetime.date, away: Iterable[CltnHistory] = ()) -> tuple[int, int]:
    """Return the masa kerja golongan on a day, in years and months.

    It grows by full months from that of the SK on. Full months of CLTN after the TMT are left out: a leave
    out of the state's account is not counted as service.
    """
    months = row.mkg_years * 12 + row.mkg_months + full_months(row.mulai, on)
    for one in away:
        start, end = max(one.mulai, row.mulai), min(one.berlaku.upper or on, on)
        months -= full_months(start, end)
    return divmod(max(0, months), 12)


def full_months(start: datetime.date, end: datetime.date) -> int:
    """Return how many full months lie between two days, none where the second is earlier."""
    months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    return max(0, months)


_SINGLE = {
    StatusHistory: "status",
    GolonganHistory: "golongan",
    KgbHistory: "kgb",
    UnitHistory: "unit",
    BankAccountHistory: "bank_account",
    StudyHistory: "study",
}


def states_of(
    people: Iterable[Person],
    on: datetime.date,
    known_at: Moment = None,
    *,
    kinds: Collection[str] | None = None,
) -> dict[uuid.UUID, PersonState]:
    """Return what was true of several people on a day, by their ids.

    One query for each kind of history, one for titles, and one for what was recorded of the family then.

    :param known_at: as known at this moment; by default now
    :param kinds: keys of the kinds that are wanted; by default all
    """
    by_id = {person.pk: person for person in people}
    found: dict[uuid.UUID, dict[str, Any]] = {pk: defaultdict(list) for pk in by_id}
    rows: list[SkHistory] = []
    for kind in KINDS.values():
        if (kinds is not None and kind.key not in kinds) or not by_id:
            continue
        if kind.model is CltnHistory:
            _fill_away(found, list(by_id), on, known_at)
            continue
        queryset: Any = kind.model.objects.on(on, known_at=known_at).filter(person__in=list(by_id))  # type: ignore[attr-defined]
        if kind.model is DependantHistory:
            queryset = queryset.select_related("member")
        held = list(queryset.order_by("berlaku", "pk"))
        if kind.model is DependantHistory and known_at is not None and held:
            family = Family.supported(held, known_at)
            held = [family.named_at(row, known_at) for row in held]
        for row in held:
            rows.append(row)
            put(found[row.person_id], row)
    if kinds is None or "status" in kinds:
        rows += _fill_last_status(found, on, known_at)
    titles = Titles(rows, known_at)
    return {
        pk: PersonState(person=person, on=on, known_at=known_at, titles=titles, **found[pk])
        for pk, person in by_id.items()
    }


def put(here: dict[str, Any], row: SkHistory) -> None:
    """Put a row that holds on the day into its place."""
    match row:
        case JabatanHistory(how="definitif"):
            here["jabatan"] = row
        case JabatanHistory():
            here["acting"].append(row)
        case DependantHistory():
            here["dependants"].append(row)
        case DisciplineHistory():
            here["discipline"].append(row)
        case CltnHistory():
            here["cltn"] = row
        case _:
            here[_SINGLE[type(row)]] = row


def _fill_away(found: dict[Any, dict[str, Any]], ids: list[Any], on: datetime.date, known_at: Moment) -> None:
    rows = CltnHistory.objects.known(known_at).filter(person__in=ids, berlaku__startswith__lte=on)
    for row in rows.order_by("berlaku"):
        here = found[row.person_id]
        here["away"].append(row)
        if row.sampai is None or row.sampai >= on:
            here["cltn"] = row


def _fill_last_status(
    found: dict[Any, dict[str, Any]], on: datetime.date, known_at: Moment
) -> list[StatusHistory]:
    gone = [pk for pk, here in found.items() if not here.get("status")]
    if not gone:
        return []
    ended = StatusHistory.objects.known(known_at).filter(person__in=gone, berlaku__endswith__lte=on)
    rows = list(ended.order_by("berlaku"))
    for row in rows:
        found[row.person_id]["last_status"] = row
    return rows


def state_of(person: Person, on: datetime.date, known_at: Moment = None) -> PersonState:
    """Return what was true of a person on a day, as known at a moment."""
    return states_of([person], on, known_at)[person.pk]


@dataclasses.dataclass(frozen=True, slots=True)
class Facts:
    """What a list shows of a person on a day, as known now; none of what is not recorded."""

    status: str | None
    golongan: str | None
    unit: str | None
    """What their unit is called."""
    post: str | None
    """What the post is called that they hold definitively."""


_FACTS = """
SELECT p.id, s.status, g.golongan, u.unit_id, called.name, j.position_id, titled.title
FROM unnest(%(people)s::uuid[]) AS p(id)
LEFT JOIN people_statushistory s
    ON s.person_id = p.id AND s.digantikan IS NULL AND s.berlaku @> %(on)s::date
LEFT JOIN people_golonganhistory g
    ON g.person_id = p.id AND g.digantikan IS NULL AND g.berlaku @> %(on)s::date
LEFT JOIN people_unithistory u
    ON u.person_id = p.id AND u.digantikan IS NULL AND u.berlaku @> %(on)s::date
LEFT JOIN people_jabatanhistory j
    ON j.person_id = p.id AND j.digantikan IS NULL AND j.berlaku @> %(on)s::date AND j.how = 'definitif'
LEFT JOIN LATERAL (
    SELECT v.name FROM organization_unitversion v
    WHERE v.unit_id = u.unit_id AND v.digantikan IS NULL
    ORDER BY lower(v.berlaku) > %(on)s::date, abs(lower(v.berlaku) - %(on)s::date) LIMIT 1
) called ON true
LEFT JOIN LATERAL (
    SELECT v.title FROM organization_positionversion v
    WHERE v.position_id = j.position_id AND v.digantikan IS NULL
    ORDER BY lower(v.berlaku) > %(on)s::date, abs(lower(v.berlaku) - %(on)s::date) LIMIT 1
) titled ON true
"""


def facts_of(people: Iterable[uuid.UUID], on: datetime.date) -> dict[uuid.UUID, Facts]:
    """Return what lists show of several people on a day, by their ids, in one query.

    The same words as those of `states_of`, for a tenth of its work: a list needs no rows, only what they say.
    """
    ids = list(people)
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, {"people": ids, "on": on})
        return {
            pk: Facts(
                status,
                golongan,
                None if unit is None else unit_name or _("unit yang tidak dikenal"),
                None if post is None else title or _("jabatan yang tidak dikenal"),
            )
            for pk, status, golongan, unit, unit_name, post, title in cursor.fetchall()
        }


# --- what differs


def differences(
    person: Person,
    day1: datetime.date,
    day2: datetime.date,
    known_at: Moment = None,
    *,
    sections: Collection[Section] | None = None,
) -> list[str]:
    """Return in sentences what differs of a person between two days."""
    first, second = state_of(person, day1, known_at), state_of(person, day2, known_at)
    sections = frozenset(Section) if sections is None else sections
    said: list[str] = []
    for label, section, before, after in zip_states(first, second):
        if section not in sections or before == after:
            continue
        if before and after:
            said.append(
                _("%(what)s: dari %(before)s menjadi %(after)s.")
                % {"what": label, "before": before, "after": after}
            )
        elif after:
            said.append(
                _("%(what)s: menjadi %(after)s, sebelumnya tidak ada.") % {"what": label, "after": after}
            )
        else:
            said.append(
                _("%(what)s: %(before)s, kemudian tidak ada lagi.") % {"what": label, "before": before}
            )
    return said


def zip_states(first: PersonState, second: PersonState) -> list[tuple[str, Section, str, str]]:
    """Return each fact of two states in words, with its label and the section it belongs to."""
    labels = (
        (_("Status"), Section.KARIER, lambda s: s.status and describe(s.status, s.titles, s.on)),
        (_("Golongan"), Section.KARIER, lambda s: s.golongan and s.golongan.golongan),
        (_("Masa kerja golongan"), Section.KARIER, lambda s: s.mkg_text),
        (_("Jabatan"), Section.KARIER, lambda s: s.jabatan and describe(s.jabatan, s.titles, s.on)),
        (_("Plt. atau Plh."), Section.KARIER, lambda s: _joined(s.acting, s)),
        (_("Unit kerja"), Section.KARIER, lambda s: s.unit_name),
        (_("Tugas belajar"), Section.KARIER, lambda s: s.study and describe(s.study, s.titles, s.on)),
        (
            _("Cuti di luar tanggungan negara"),
            Section.KARIER,
            lambda s: s.cltn and span_text(s.cltn.mulai, s.cltn.sampai),
        ),
        (_("Gaji berkala"), Section.GAJI, lambda s: s.kgb and describe(s.kgb, s.titles, s.on)),
        (
            _("Rekening gaji"),
            Section.GAJI,
            lambda s: s.bank_account and describe(s.bank_account, s.titles, s.on),
        ),
        (
            _("Tunjangan keluarga"),
            Section.KELUARGA,
            lambda s: ", ".join(sorted(d.member.name for d in s.dependants)),
        ),
        (_("Hukuman disiplin"), Section.DISIPLIN, lambda s: _joined(s.discipline, s)),
    )
    return [(label, section, of(first) or "", of(second) or "") for label, section, of in labels]


def _joined(rows: Iterable[SkHistory], state: PersonState) -> str:
    return "; ".join(describe(row, state.titles, state.on) for row in rows)
