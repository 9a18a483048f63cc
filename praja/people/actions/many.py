"""One SK for many people: each looked at as if alone, all of them read, and written, as one."""

from __future__ import annotations

import dataclasses
import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from praja.audit.actions import record_bulk
from praja.files.models import StoredFile
from praja.people.actions.beside import Beside
from praja.people.actions.effects import shortened_by
from praja.people.actions.moving import if_moved, leaves_unit, note_of_roles, roles_said_of_many
from praja.people.actions.refused import PersonRefused
from praja.people.actions.sk import Preview, check_confirmed, preview_sk
from praja.people.kinds import KINDS, SkKind
from praja.people.models import (
    Person,
    SkHistory,
)
from praja.people.perms import editable_people
from praja.people.words import as_recorded
from praja.temporal import actions as temporal
from praja.temporal.actions import TemporalError, span
from praja.web.words import angka

MOST_PEOPLE = 20_000
"""In one SK for many: more than a large regency has."""
TOLD_EACH = 250
"""People, between two signs of how far looking at them is."""


@dataclasses.dataclass(frozen=True)
class ForOne:
    """What one SK for many would do for one of them."""

    person: Person
    preview: Preview
    roles: Sequence[str] = ()
    """What roles they still hold after they have moved."""

    @property
    def possible(self) -> bool:
        """Whether it can be recorded for this person."""
        return self.preview.possible


def preview_sk_for_many(
    *,
    kind: SkKind | str,
    people: Sequence[Person],
    start: datetime.date,
    last: datetime.date | None = None,
    contents: Mapping[Any, Mapping[str, Any]],
    by: Any,
    on: datetime.date,
    tell: Callable[[int], None] = lambda done: None,
    **sk: Any,
) -> list[ForOne]:
    """Return for each person what `record_sk_for_many` would do; the queries do not grow with the people.

    :param contents: the fields of the kind by the person's id; the same for all where it is one SK for all
    :param tell: told now and then how many were looked at
    """
    kind = KINDS[kind] if isinstance(kind, str) else kind
    editable = set(
        editable_people(by, on).filter(pk__in=[one.pk for one in people]).values_list("pk", flat=True)
    )
    beside = Beside(kind, people, by=by, on=on)
    found = []
    for place, person in enumerate(people):
        if place % TOLD_EACH == 0:
            tell(place)
        if person.pk in editable:
            looked = preview_sk(
                kind=kind,
                person=person,
                start=start,
                last=last,
                content=contents[person.pk],
                by=by,
                on=on,
                beside=beside,
                **sk,
            )
        else:
            empty = kind.model(person=person, berlaku=span(start))
            looked = Preview(empty, [_("Anda tidak berwenang mencatat SK pegawai ini.")], ())
        found.append(ForOne(person, looked))
    return _with_roles(found, beside, start)


def _with_roles(looked: Sequence[ForOne], beside: Beside, start: datetime.date) -> list[ForOne]:
    moved = [one for one in looked if one.possible and leaves_unit(one.preview.row, beside)]
    said = roles_said_of_many([one.person for one in moved], start)
    roles = {one.person.pk: found for one, found in zip(moved, said, strict=True) if found}
    return [
        dataclasses.replace(
            one,
            preview=dataclasses.replace(one.preview, notes=[*one.preview.notes, note_of_roles(found)]),
            roles=found,
        )
        if (found := roles.get(one.person.pk))
        else one
        for one in looked
    ]


def reasons(looked: Iterable[ForOne]) -> list[tuple[str, int]]:
    """Return why people are refused, each reason with how many it concerns, the most frequent first."""
    return Counter(problem for one in looked for problem in one.preview.problems).most_common()


@transaction.atomic
def record_sk_for_many(
    *,
    kind: SkKind | str,
    people: Iterable[Person],
    start: datetime.date,
    last: datetime.date | None = None,
    contents: Mapping[Any, Mapping[str, Any]],
    by: Any,
    on: datetime.date,
    sk_number: str,
    sk_date: datetime.date | None = None,
    sk_by: str = "",
    file: StoredFile | None = None,
    note: str = "",
    because: str = "",
    tell: Callable[[int], None] = lambda done: None,
    begin: Callable[[], None] = lambda: None,
) -> list[SkHistory]:
    """Record one SK for many people: for all of them, or, if one is refused, for none.

    Rows are read, ended and added set by set, and one event holds their number and digest.

    :param because: why the basic salary of a raise is not that of the law's table, where it is another
    :param tell: told now and then how many were looked at; an exception of it ends the recording
    :param begin: called when nothing stands in the way any more, before anything is written
    :raises PersonRefused: naming those for whom it cannot be, with the first reasons
    """
    kind = KINDS[kind] if isinstance(kind, str) else kind
    ids = {person.pk for person in people}
    if not ids:
        raise PersonRefused(_("Pilih paling sedikit seorang pegawai."))
    if len(ids) > MOST_PEOPLE:
        raise PersonRefused(
            _("Paling banyak %(most)s orang dalam satu kali catat. Bagi menjadi beberapa kali.")
            % {"most": angka(MOST_PEOPLE)}
        )
    locked = list(
        Person.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk")
    )
    looked = preview_sk_for_many(
        kind=kind, people=locked, start=start, last=last, contents=contents, by=by, on=on,
        sk_number=sk_number, sk_date=sk_date, sk_by=sk_by, file=file, note=note,
        tell=tell,
    )  # fmt: skip
    refused = [one for one in looked if not one.possible]
    if refused or len(locked) != len(ids):
        raise PersonRefused(_refused_many(refused, len(locked)))
    for one in looked:
        check_confirmed(one.preview, because)
    begin()
    rows = [one.preview.row for one in looked]
    try:
        temporal.correct_many(
            (
                (other, shortened_by(other, one.preview.row, new_end))
                for one in looked
                for other, new_end in one.preview.shortened
            ),
            by=by,
        )
        temporal.record_many(rows, by=by)
    except TemporalError as error:
        raise PersonRefused(str(error)) from error
    record_bulk(
        kind="people.sk_recorded_for_many",
        by=by,
        on=on,
        target_kind=kind.model._meta.label_lower,
        rows=({"person": str(row.person_id), **as_recorded(row)} for row in rows),
        after={"jenis": kind.key, "sk_number": sk_number, "mulai": start.isoformat()},
        people=ids,
        reason="; ".join(said for said in (note.strip(), because.strip()) if said),
    )
    if_moved(rows, by, on)
    return rows


def _refused_many(refused: Sequence[ForOne], count: int) -> str:
    if not refused:
        return _("Seorang dari mereka tidak ditemukan lagi. Muat ulang halaman ini.")
    named = "; ".join(f"{one.person.full_name}: {' '.join(one.preview.problems)}" for one in refused[:3])
    return ngettext(
        "Belum ada yang dicatat: %(count)s dari %(all)s orang bermasalah. %(named)s",
        "Belum ada yang dicatat: %(count)s dari %(all)s orang bermasalah. %(named)s",
        len(refused),
    ) % {"count": len(refused), "all": count, "named": named}
