"""People and their families as they were known at a moment, as a query and as objects.

Their tables hold what is known now. What a row said before stands in `FormerPerson` and `FormerMember`, which
triggers fill. Together they read like a history: each state with since when it was known (`tercatat`), and
until when (`digantikan`).
"""

from __future__ import annotations

import copy
import dataclasses
import datetime
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.audit.models import Event
from praja.people.models import DependantHistory, FamilyMember, Former, FormerMember, FormerPerson, Person
from praja.people.reading import said_on
from praja.people.words import plain
from praja.web.words import UNKNOWN, tanggal

R = TypeVar("R", Person, FamilyMember)
Moment = datetime.datetime | None

_FORMER: dict[type[models.Model], tuple[type[Former], str]] = {
    Person: (FormerPerson, "person_id"),
    FamilyMember: (FormerMember, "member_id"),
}


def states_at(table: type[models.Model], among: str = "true") -> str:
    """Return, for a FROM clause, the rows of a table as they stand, and as they stood at `%(known_at)s`.

    Beside the columns of the table they have `digantikan`: those known then are
    `tercatat <= %(known_at)s AND (digantikan IS NULL OR digantikan > %(known_at)s)`. Where `known_at` is null
    there are only those of now. What was not kept is as it is now.

    :param among: a condition on `former.person_id`, where few people are asked about
    """
    model, of = _FORMER[table]
    # The first part bare, so that it is read by its indexes; of the second, few rows are as late as a moment.
    return f"""(
    SELECT now.*, NULL::timestamptz AS digantikan FROM {table._meta.db_table} now
    UNION ALL
    SELECT was.*, former.digantikan
    FROM {model._meta.db_table} former JOIN {table._meta.db_table} now ON now.id = former.{of}
    CROSS JOIN LATERAL jsonb_populate_record(
        now, former.said || jsonb_build_object('tercatat', former.tercatat)) was
    WHERE former.tercatat <= %(known_at)s AND former.digantikan > %(known_at)s AND {among}
)"""


# --- as objects


def stood(row: R, former: Former) -> R:
    """Return a row as it stood: a copy that must not be saved."""
    was = copy.copy(row)
    for name, value in said_on(type(row), former.said):
        setattr(was, name, value)
    was.tercatat = former.tercatat
    return was


def known(row: R, former: Iterable[Former], at: Moment) -> R | None:
    """Return a row as it was known at a moment, by default now; none if it was not known yet."""
    if at is None or row.tercatat <= at:
        return row
    for one in former:
        if one.tercatat <= at < one.digantikan:
            return stood(row, one)
    return None


class Family:
    """Spouses and children as they are known now, and as they were at any moment."""

    def __init__(self, members: Iterable[FamilyMember], former: Iterable[FormerMember]) -> None:
        """Take those who are recorded, also who was withdrawn, and what was recorded of them before."""
        self._members = {member.pk: member for member in members}
        self.former: dict[uuid.UUID, list[FormerMember]] = defaultdict(list)
        """What was recorded before, the newest first."""
        for one in sorted(former, key=lambda one: one.digantikan, reverse=True):
            self.former[one.member_id].append(one)

    @classmethod
    def supported(cls, rows: Iterable[DependantHistory], at: datetime.datetime) -> Family:
        """Return the members that rows are about, as they were known at a moment, in one query."""
        members = {row.member_id: row.member for row in rows}
        former = FormerMember.objects.filter(member__in=members, tercatat__lte=at, digantikan__gt=at)
        return cls(members.values(), former)

    def at(self, at: Moment = None) -> list[FamilyMember]:
        """Return those who were recorded, in the order of the family; who was withdrawn is among them."""
        found = (known(member, self.former[pk], at) for pk, member in self._members.items())
        return [member for member in found if member is not None]

    def named_at(self, row: Any, at: Moment) -> Any:
        """Return a row of a history, about the member as known at a moment where it is about one."""
        if at is None or not isinstance(row, DependantHistory):
            return row
        was = known(row.member, self.former[row.member_id], at)
        if was is None or was is row.member:
            return row
        row = copy.copy(row)
        row.member = was
        return row


# --- what was corrected

IDENTITY: dict[str, Any] = {
    "nip": gettext_lazy("NIP"),
    "name": gettext_lazy("Nama"),
    "title_before": gettext_lazy("Gelar depan"),
    "title_after": gettext_lazy("Gelar belakang"),
    "sex": gettext_lazy("Jenis kelamin"),
    "birth_date": gettext_lazy("Tanggal lahir"),
    "birth_place": gettext_lazy("Tempat lahir"),
    "npwp": gettext_lazy("NPWP"),
    "address": gettext_lazy("Alamat"),
}
MEMBER: dict[str, Any] = {
    "relation": gettext_lazy("Hubungan"),
    "name": gettext_lazy("Nama"),
    "birth_date": gettext_lazy("Tanggal lahir"),
    "married_on": gettext_lazy("Tanggal menikah"),
    "divorced_on": gettext_lazy("Tanggal cerai"),
    "died_on": gettext_lazy("Tanggal meninggal"),
    "works_as_asn": gettext_lazy("Juga ASN"),
    "school": gettext_lazy("Sekolah atau kuliah"),
    "school_until": gettext_lazy("Surat sekolah berlaku sampai"),
}
ALONE = ("people.identity_changed", "people.family_changed", "people.family_withdrawn")
AMONG_MANY = ("people.imported", "people.import_undone")
_ONE_IMPORT = datetime.timedelta(hours=1)
"""An import is one transaction: its event, written at its end, cannot be much later than what it changed."""


@dataclasses.dataclass(frozen=True, slots=True)
class Correction:
    """A change of what was recorded: when, and what each field said before and since."""

    when: datetime.datetime
    changes: Sequence[tuple[str, str, str]]
    withdrawn: bool = False
    by: str = ""
    why: str = ""


def corrections(
    row: R,
    former: Iterable[Former],
    events: Sequence[Event],
    *,
    at: Moment = None,
    shown: Collection[str] | None = None,
) -> list[Correction]:
    """Return what was corrected of a row up to a moment, the newest first.

    :param row: as known at that moment
    :param former: what was recorded before, the newest first
    :param events: that may tell of it, the oldest first
    :param shown: the fields that may be seen; by default all. Why is not told where one of them may not
    """
    labels = MEMBER if isinstance(row, FamilyMember) else IDENTITY
    found = []
    after = row
    for one in former:
        if at is not None and one.digantikan > at:
            continue
        before = stood(row, one)
        changed = [name for name in labels if getattr(before, name) != getattr(after, name)]
        open_ = [name for name in changed if shown is None or name in shown]
        withdrawn = isinstance(after, FamilyMember) and after.withdrawn_at is not None
        if open_ or withdrawn:
            event = _event(one, before, after, events)
            told = event is not None and open_ == changed
            found.append(
                Correction(
                    one.digantikan,
                    [(str(labels[name]), _text(before, name), _text(after, name)) for name in open_],
                    withdrawn,
                    by=event.actor_name if event is not None else "",
                    why=event.reason if event is not None and told else "",
                )
            )
        after = before
    return found


def _event(
    former: Former, before: models.Model, after: models.Model, events: Iterable[Event]
) -> Event | None:
    """Return the event of a change: the first one after it that says what changed, or an import."""
    for event in events:
        if event.at < former.digantikan:
            continue
        if event.kind in AMONG_MANY:
            if event.at - former.digantikan < _ONE_IMPORT:
                return event
        elif (
            (event.target_kind, event.target_id) == (before._meta.label_lower, str(before.pk))
            and _says(event.before, before)
            and _says(event.after, after)
        ):
            return event
    return None


def _says(told: dict[str, Any] | None, row: models.Model) -> bool:
    fields = {field.name for field in row._meta.concrete_fields}
    said = {name: getattr(row, name) for name in told or () if name in fields}
    return plain(said) == {name: (told or {})[name] for name in said}


def _text(row: models.Model, name: str) -> str:
    value = getattr(row, name)
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, datetime.date):
        return tanggal(value)
    shown = getattr(row, f"get_{name}_display", None)
    return str(shown() if shown else value)
