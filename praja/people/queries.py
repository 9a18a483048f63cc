"""Reading people: who may be seen, what was true of them on a day as known at a moment, and what changed.

Every function takes a constant number of queries, however many people or rows there are.
"""

from __future__ import annotations

import dataclasses
import datetime
import unicodedata
import uuid
import zoneinfo
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from praja.audit.models import Event
from praja.organization.enums import Zona
from praja.organization.models import UnitVersion
from praja.organization.queries import today
from praja.people.enums import SebabBerhenti
from praja.people.kinds import KINDS, SkKind, kind_of
from praja.people.models import (
    Award,
    BankAccountHistory,
    ChangeProposal,
    CltnHistory,
    DependantHistory,
    DisciplineHistory,
    Education,
    FamilyMember,
    GolonganHistory,
    JabatanHistory,
    KgbHistory,
    Person,
    Record,
    SkHistory,
    StatusHistory,
    StudyHistory,
    Training,
    UnitHistory,
)
from praja.people.perms import (
    EDITORS,
    Section,
    can_see_person,
    editable_people,
    is_officer,
    visible_people,
)
from praja.people.reading import rows_of
from praja.people.words import Titles, describe, span_text, years_months
from praja.web.words import tanggal

Moment = datetime.datetime | None


# --- which people


def people_visible_to(
    user: Any, on: datetime.date | None = None, *, among: Collection[uuid.UUID] | None = None
) -> QuerySet[Person]:
    """Return the people whose career an account may see today (`perms.can_see_person`), in one query.

    :param among: the ids of those who are asked about, where they are few: nobody else is looked for
    """
    return visible_people(user, on or today(), among=among)


def person_visible_to(user: Any, pk: uuid.UUID, on: datetime.date | None = None) -> Person | None:
    """Return one person if an account may see their career today, none for others, whether they exist or not.

    The same answer as `people_visible_to(…).get(pk=…)`, without looking at everybody.
    """
    person = Person.objects.select_related("photo", "account").filter(pk=pk).first()
    return person if person is not None and can_see_person(user, person, on or today()) else None


def people_editable_by(user: Any, on: datetime.date | None = None) -> QuerySet[Person]:
    """Return the people whose record an account may change (`perms.can_edit_person`), in one query."""
    return editable_people(user, on or today())


def people_whose_section_is_visible_to(
    user: Any, section: Section, on: datetime.date | None = None
) -> QuerySet[Person]:
    """Return the people of whom an account may see one section (`perms.can_see_section`)."""
    return visible_people(user, on or today(), section)


def person_of(user: Any) -> Person | None:
    """Return the person of an account, none where it is nobody's in the records."""
    return Person.objects.filter(account=user).first() if getattr(user, "pk", None) else None


_ZONE = """
SELECT v.zone FROM organization_unitversion v
WHERE v.digantikan IS NULL AND v.unit_id = (
    SELECT h.unit_id FROM people_unithistory h JOIN people_person p ON p.id = h.person_id
    WHERE p.account_id = %(account)s AND h.digantikan IS NULL ORDER BY lower(h.berlaku) DESC LIMIT 1
)
ORDER BY lower(v.berlaku) > %(day)s::date, abs(lower(v.berlaku) - %(day)s::date) LIMIT 1
"""


def today_at_work(account: int | None) -> datetime.date:
    """Return the date at the workplace of an account's person, that of the site for others.

    The same as `today` of their last unit, in one query: every page asks it.
    """
    if account is None:
        return today()
    day = timezone.localdate(timezone=datetime.UTC)
    with connection.cursor() as cursor:
        cursor.execute(_ZONE, {"account": account, "day": day})
        found = cursor.fetchone()
    return timezone.localdate(timezone=zoneinfo.ZoneInfo(Zona(found[0]).place)) if found else today()


# --- finding

SHOWN = ("name", "title_before", "title_after", "nip")
"""What lists read of a person."""


def folded(text: str) -> str:
    """Return a text as `Person.search` holds it: lower case, without accents and without doubled spaces."""
    bare = unicodedata.normalize("NFKD", text.replace("\x00", " ").casefold())
    return " ".join("".join(one for one in bare if not unicodedata.combining(one)).split())


def search_text(person: Person) -> str:
    """Return what `Person.search` should hold."""
    return folded(f"{person.title_before} {person.name} {person.title_after} {person.nip}")


def matching(text: str, on: datetime.date) -> Q:
    """Return the condition that a person is found by name, titles, NIP, unit or SK number.

    Of several words each must be found in name or NIP; unit and SK number are looked for as a whole.
    """
    text = text.replace("\x00", " ").strip()[:100]
    wanted = folded(text)
    if not wanted:
        return Q()
    by_name = Q()
    for word in wanted.split():
        by_name &= Q(search__contains=word)
    digits = wanted.replace(" ", "")
    if digits.isdigit():
        by_name |= Q(search__contains=digits)
        if len(digits) > 6:
            return by_name
    units = UnitVersion.objects.on(on).filter(Q(name__icontains=text) | Q(short_name__iexact=text))
    found = by_name
    if len(wanted) >= 3:
        found |= Q(pk__in=UnitHistory.objects.on(on).filter(unit__in=units.values("unit")).values("person"))
    if looks_like_sk(text):
        found |= Q(pk__in=people_by_sk(text))
    return found


def looks_like_sk(text: str) -> bool:
    """Whether a text may be a part of an SK number: it has a digit, and something besides."""
    text = text.strip()
    return len(text) >= 3 and any(one.isdigit() for one in text)


def people_by_sk(text: str) -> QuerySet[Any]:
    """Return the ids of people one of whose known rows is from an SK whose number has this text in it."""
    parts = [
        kind.model.objects.known()
        .filter(sk_number__contains=text.replace("\x00", " ").strip())
        .values("person")  # type: ignore[attr-defined]
        for kind in KINDS.values()
        if kind.sk_needed and kind.section in (Section.KARIER, Section.GAJI)
    ]
    return parts[0].union(*parts[1:])


# --- what was true on a day


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

    One query for each kind of history and two for titles.

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
        for row in queryset.order_by("berlaku", "pk"):
            rows.append(row)
            _put(found[row.person_id], row)
    if kinds is None or "status" in kinds:
        rows += _fill_last_status(found, on, known_at)
    titles = Titles(rows, known_at)
    return {
        pk: PersonState(person=person, on=on, known_at=known_at, titles=titles, **found[pk])
        for pk, person in by_id.items()
    }


def _put(here: dict[str, Any], row: SkHistory) -> None:
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


# --- all that was recorded


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


class PersonFile:
    """All that was recorded of a person in some sections, read once: for any day, as known at any moment."""

    def __init__(self, person: Person, sections: Collection[Section]) -> None:
        """Read one query for all rows, and two for titles."""
        self.person = person
        kinds = [kind for kind in KINDS.values() if kind.section in sections]
        family = [FamilyMember] if Section.KELUARGA in sections else []
        found = rows_of(person.pk, [*(kind.model for kind in kinds), *RECORDS.values(), *family])
        self.rows: dict[str, list[SkHistory]] = {kind.key: found[kind.model] for kind in kinds}
        self.records: dict[str, list[Any]] = {key: found[model] for key, model in RECORDS.items()}
        """Educations, trainings and awards, newest first, without those withdrawn."""
        self.family: list[FamilyMember] = found.get(FamilyMember, [])
        """The family as recorded, spouses first, then children by age."""
        self._all = [row for rows in self.rows.values() for row in rows]
        for row in self._all:
            row.person = person
        self.titles = Titles(self._all)
        self._reasons = _reasons(person, self._all)

    def state(self, on: datetime.date, known_at: Moment = None) -> PersonState:
        """Return what was true on a day, of the sections that were read."""
        known = [row for row in reversed(self._all) if _is_known(row, known_at)]
        here: dict[str, Any] = defaultdict(list)
        for row in known:
            if isinstance(row, CltnHistory) and row.mulai <= on:
                here["away"].append(row)
            if row.mulai <= on and (row.berlaku.upper is None or on < row.berlaku.upper):
                _put(here, row)
            elif isinstance(row, StatusHistory) and row.berlaku.upper is not None and row.berlaku.upper <= on:
                here["last_status"] = max(here["last_status"] or row, row, key=lambda one: one.mulai)
        if here.get("status") or not here.get("last_status"):
            here.pop("last_status", None)
        return PersonState(person=self.person, on=on, known_at=known_at, titles=self.titles, **here)

    def entries(self, known_at: Moment = None) -> dict[str, list[Entry]]:
        """Return by kind the rows known at a moment, newest first, each with what it replaced, and those that
        were withdrawn by then.
        """
        return {
            key: _entries(
                KINDS[key],
                [row for row in rows if known_at is None or row.tercatat <= known_at],
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


def _is_known(row: SkHistory, at: Moment) -> bool:
    if at is None:
        return row.digantikan is None
    return row.tercatat <= at and (row.digantikan is None or row.digantikan > at)


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

    shown = [row for row in rows if _is_known(row, known_at) or (row.digantikan and not row.pengganti_id)]
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


def family_of(person: Person) -> list[FamilyMember]:
    """Return the family of a person as recorded, spouses first, then children by age."""
    return list(
        FamilyMember.objects.filter(person=person, withdrawn_at__isnull=True).order_by(
            "-relation", "birth_date", "name"
        )
    )


def timeline(
    person: Person, known_at: Moment = None, *, sections: Collection[Section] | None = None
) -> list[Happening]:
    """Return what happened to a person, newest first, as known at a moment.

    :param sections: only those that may be seen; by default all
    """
    sections = frozenset(Section) if sections is None else sections
    kinds = [kind.model for kind in KINDS.values() if kind.section in sections]
    records = RECORDS if Section.KARIER in sections else {}
    read = rows_of(person.pk, [*kinds, *records.values()])
    rows = [row for model in kinds for row in read[model] if _is_known(row, known_at)]
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


# --- proposals


def proposals_visible_to(user: Any, on: datetime.date | None = None) -> QuerySet[ChangeProposal]:
    """Return the changes of records that an account proposed, or may decide on."""
    return ChangeProposal.objects.filter(
        Q(made_by=user) | Q(person__in=editable_people(user, on or today()))
    ).select_related("person", "file", "made_by", "decided_by")


def proposals_waiting_for(user: Any, on: datetime.date | None = None) -> QuerySet[ChangeProposal]:
    """Return the proposals that wait for a decision that an account may make, the oldest first."""
    day = on or today()
    if not is_officer(user, day):
        return ChangeProposal.objects.none()
    waiting = ChangeProposal.objects.filter(state="diajukan", person__in=editable_people(user, day))
    return waiting.exclude(made_by=user).select_related("person", "file").order_by("made_at")


# --- units for forms


def units_editable_by(user: Any, on: datetime.date) -> QuerySet[UnitVersion]:
    """Return the units, as they are on a day, where an account may record people."""
    from praja.access.queries import units_visible_to

    units = units_visible_to(user, on, *EDITORS).values("pk")
    return UnitVersion.objects.on(on).filter(unit__in=units).select_related("unit").order_by("name")
