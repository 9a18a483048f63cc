"""Writing a plan, and taking it back: set by set, inside the caller's transaction.

Rows go in by COPY with numbers drawn before, so that what was written is known. Everything of one import has
one moment of recording. A row that is replaced stays as superseded, as everywhere in the histories.
"""

from __future__ import annotations

import base64
import datetime
import json
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection

from praja.people import secrets
from praja.people.actions import moving
from praja.people.imports.columns import GRAINS, HISTORIES, Gaya
from praja.people.imports.plan import IDENTITY, PersonPlan, attnames
from praja.people.models import DueItem, DueStale, FamilyMember, ImportRow, PeopleImport, Person
from praja.people.queries import search_text
from praja.web.said import gettext as _

MEMBER = (
    "relation",
    "name",
    "birth_date",
    "married_on",
    "divorced_on",
    "died_on",
    "works_as_asn",
    "school",
    "school_until",
)
_PLACES = {"unit": "unit_id", "jabatan": "position_id"}
"""The histories that say where somebody works, and by which field."""


class ChangedSince(Exception):
    """What an import wrote was changed since; `who` lists the first of them."""

    def __init__(self, who: Sequence[str], count: int) -> None:
        """Say which."""
        self.who = who
        super().__init__(
            _(
                "Tidak diurungkan: data %(count)s pegawai sudah berubah sesudah impor ini (%(who)s). "
                "Perbaiki mereka satu per satu di halamannya."
            )
            % {"count": count, "who": "; ".join(who)}
        )


def write(
    people: Sequence[PersonPlan],
    *,
    by: Any,
    on: datetime.date,
    tell: Callable[[int], None] = lambda done: None,
) -> dict[str, dict[str, Any]]:
    """Write what a plan says of people; return by NIP what was written, enough to take it back.

    The caller holds the transaction and has locked the people.
    """
    moment, name = _clock(), _name(by)
    written: dict[str, dict[str, Any]] = {one.nip: {} for one in people}
    _new_people([one for one in people if one.new], moment, written)
    _changed_people([one for one in people if not one.new], written)
    _members(people, moment, written)
    rows = 0
    for grain in HISTORIES:
        rows += _history(grain.key, people, moment, name, written)
        tell(rows)
    for grain in GRAINS.values():
        if grain.gaya is Gaya.CATATAN:
            rows += _records(grain.key, people, moment, name, written)
    _after_moves(people, written, by, on)
    return written


def _new_people(
    people: Sequence[PersonPlan], moment: datetime.datetime, written: dict[str, dict[str, Any]]
) -> None:
    def rows() -> Iterable[tuple[Any, ...]]:
        for one in people:
            values = [one.identity[field][1] for field in IDENTITY]
            person = Person(nip=one.nip, **dict(zip(IDENTITY, values, strict=True)))
            nik = (
                (secrets.encrypt(one.nik, owner=one.id), secrets.digest(one.nik)) if one.nik else (None, None)
            )
            yield (one.id, one.nip, moment, *values, search_text(person), *nik)
            written[one.nip]["new"] = True

    columns = ("id", "nip", "tercatat", *IDENTITY, "search", "nik_encrypted", "nik_digest")
    _copy(Person._meta.db_table, columns, rows())


def _changed_people(people: Sequence[PersonPlan], written: dict[str, dict[str, Any]]) -> None:
    changed = {one.id: one for one in people if one.identity or one.nik}
    persons = list(Person.objects.filter(pk__in=changed))
    for person in persons:
        one = changed[person.pk]
        kept: dict[str, Any] = {}
        for field, (before, after) in one.identity.items():
            kept[field] = [_plain(before), _plain(after)]
            setattr(person, field, after)
        if one.nik:
            written[one.nip]["nik"] = {
                "sealed": base64.b64encode(bytes(person.nik_encrypted)).decode()
                if person.nik_encrypted
                else None,
                "digest": person.nik_digest,
            }
            person.nik_encrypted = secrets.encrypt(one.nik, owner=person.pk)
            person.nik_digest = secrets.digest(one.nik)
        if kept:
            written[one.nip]["identity"] = kept
        person.search = search_text(person)
        person.changed_at = _clock()
    fields = [*IDENTITY, "search", "nik_encrypted", "nik_digest", "changed_at"]
    Person.objects.bulk_update(persons, fields, batch_size=300)


def _members(
    people: Sequence[PersonPlan], moment: datetime.datetime, written: dict[str, dict[str, Any]]
) -> None:
    def rows() -> Iterable[tuple[Any, ...]]:
        for one in people:
            for member in one.members:
                if member.new is not None:
                    yield (member.id, one.id, moment, *(member.new.get(field) for field in MEMBER))
                    written[one.nip].setdefault("members", []).append(str(member.id))

    _copy(FamilyMember._meta.db_table, ("id", "person_id", "tercatat", *MEMBER), rows())
    changes = {m.id: (one, m) for one in people for m in one.members if m.changes}
    found = list(FamilyMember.objects.filter(pk__in=changes))
    for row in found:
        one, member = changes[row.pk]
        for field, (_before, after) in member.changes.items():
            setattr(row, field, after)
        kept = {field: [_plain(before), _plain(after)] for field, (before, after) in member.changes.items()}
        written[one.nip].setdefault("members_changed", {})[str(row.pk)] = kept
    FamilyMember.objects.bulk_update(found, list(MEMBER), batch_size=300)


def _history(
    key: str,
    people: Sequence[PersonPlan],
    moment: datetime.datetime,
    name: str,
    written: dict[str, dict[str, Any]],
) -> int:
    writes = [(one, w) for one in people for w in one.writes if w.grain == key]
    if not writes:
        return 0
    grain = GRAINS[key]
    table, names = grain.model._meta.db_table, attnames(grain)
    old = [w.old for _one, w in writes if w.old is not None]
    ids = _numbers(table, len(writes))
    with connection.cursor() as cursor:
        if old:
            cursor.execute(
                f"UPDATE {table} SET digantikan = %s WHERE id = ANY(%s) AND digantikan IS NULL", [moment, old]
            )
            assert cursor.rowcount == len(old), "the people are locked"
    _copy(
        table,
        ("id", "person_id", "berlaku", "tercatat", "dicatat_oleh", *names),
        (
            (pk, one.id, _span(w.start, w.upper), moment, name, *(w.fields[n] for n in names))
            for pk, (one, w) in zip(ids, writes, strict=True)
        ),
    )
    pairs = [(w.old, pk) for pk, (_one, w) in zip(ids, writes, strict=True) if w.old is not None]
    _point(table, pairs)
    for pk, (one, w) in zip(ids, writes, strict=True):
        kept = written[one.nip].setdefault("rows", {}).setdefault(key, [])
        kept.append([pk, w.old])
    return len(writes)


def _records(
    key: str,
    people: Sequence[PersonPlan],
    moment: datetime.datetime,
    name: str,
    written: dict[str, dict[str, Any]],
) -> int:
    found = [(one, fields) for one in people for grain, fields in one.records if grain == key]
    if not found:
        return 0
    grain = GRAINS[key]
    names = [column.field for column in grain.columns]
    table = grain.model._meta.db_table
    ids = _numbers(table, len(found))
    _copy(
        table,
        ("id", "person_id", "tercatat", "dicatat_oleh", *names),
        (
            (pk, one.id, moment, name, *(fields.get(n, "") for n in names))
            for pk, (one, fields) in zip(ids, found, strict=True)
        ),
    )
    for pk, (one, _fields) in zip(ids, found, strict=True):
        written[one.nip].setdefault("records", {}).setdefault(key, []).append(pk)
    return len(found)


def _after_moves(
    people: Sequence[PersonPlan], written: dict[str, dict[str, Any]], by: Any, on: datetime.date
) -> None:
    """Do what follows where somebody with an account works elsewhere, as recording an SK does."""
    seen: set[tuple[uuid.UUID, datetime.date]] = set()
    there = [one.nip for one in people if not one.new]
    for key, place in _PLACES.items():
        replaced = dict(pair for nip in there for pair in written[nip].get("rows", {}).get(key, ()))
        manager: Any = GRAINS[key].model._default_manager
        rows = manager.filter(pk__in=replaced, person__account__isnull=False)
        moved = []
        if found := list(rows.select_related("person__account").order_by("pk")):
            before = manager.in_bulk([replaced[row.pk] for row in found if replaced[row.pk] is not None])
            for row in found:
                old = before.get(replaced[row.pk])
                same = old is not None and (old.mulai, getattr(old, place)) == (
                    row.mulai,
                    getattr(row, place),
                )
                if not same and (row.person_id, row.mulai) not in seen:
                    moved.append(row)
        seen |= {(row.person_id, row.mulai) for row in moved}
        moving.if_moved(moved, by, on)


# --- taking back


def undo(
    people_import: PeopleImport, *, by: Any, tell: Callable[[int], None] = lambda done: None
) -> list[str]:
    """Take back what an import wrote, and return the NIPs concerned.

    People it added are deleted; of others the rows are superseded, and those before hold again. The caller
    holds the transaction.

    :raises ChangedSince: if anything of it was changed since; then nothing is taken back
    """
    rows = list(people_import.people_rows.exclude(written={}).order_by("line", "nip"))
    by_nip = {row.nip: row for row in rows}
    persons = {
        p.nip: p for p in Person.objects.select_for_update(of=("self",)).filter(nip__in=by_nip).order_by("pk")
    }
    changed = _changed_since(rows, persons)
    if changed:
        raise ChangedSince([str(row) for row in changed[:10]], len(changed))
    moment, name = _clock(), _name(by)
    new = [persons[row.nip] for row in rows if row.written.get("new")]
    old = [(row, persons[row.nip]) for row in rows if not row.written.get("new")]
    _delete(new, [row for row in rows if row.written.get("new")])
    tell(len(new))
    _moves_back([row for row, _person in old])
    for grain in HISTORIES:
        _rows_back(grain.key, [row for row, _person in old], moment, name)
    for grain in GRAINS.values():
        if grain.gaya is Gaya.CATATAN:
            ids = [pk for row, _person in old for pk in row.written.get("records", {}).get(grain.key, ())]
            grain.model._default_manager.filter(pk__in=ids).update(withdrawn_at=moment)
    _family_back(old, moment)
    _identity_back(old, moment)
    return sorted(by_nip)


def _changed_since(rows: Sequence[ImportRow], persons: dict[str, Person]) -> list[str]:
    """Return the names of people whose imported data are no longer as the import wrote them."""
    ids = {person.pk: nip for nip, person in persons.items()}
    written = {row.nip: row.written for row in rows}
    wrong: set[str] = {row.nip for row in rows if row.nip not in persons}
    for nip, person in persons.items():
        said = written[nip]
        if said.get("new") and (
            person.account_id is not None or person.changed_at != person.created_at or person.photo_id
        ):
            wrong.add(nip)
        for field, (_before, after) in said.get("identity", {}).items():
            if _plain(getattr(person, field)) != after:
                wrong.add(nip)
    for grain in HISTORIES:
        model: Any = grain.model
        mine = {
            pk: nip for nip, said in written.items() for pk, _old in said.get("rows", {}).get(grain.key, ())
        }
        still = set(
            model._default_manager.filter(pk__in=list(mine), digantikan__isnull=True).values_list(
                "pk", flat=True
            )
        )
        wrong |= {nip for pk, nip in mine.items() if pk not in still}
        new = [pk for pk, nip in ids.items() if written[nip].get("new")]
        others = model._default_manager.filter(person__in=new).exclude(pk__in=list(mine))
        wrong |= {ids[pk] for pk in others.values_list("person_id", flat=True)}
    for grain in GRAINS.values():
        if grain.gaya is Gaya.CATATAN:
            kept: Any = grain.model
            mine = {
                pk: nip for nip, said in written.items() for pk in said.get("records", {}).get(grain.key, ())
            }
            still = set(
                kept._default_manager.filter(pk__in=list(mine), withdrawn_at__isnull=True).values_list(
                    "pk", flat=True
                )
            )
            wrong |= {nip for pk, nip in mine.items() if pk not in still}
            new = [pk for pk, nip in ids.items() if written[nip].get("new")]
            others = kept._default_manager.filter(person__in=new).exclude(pk__in=list(mine))
            wrong |= {ids[pk] for pk in others.values_list("person_id", flat=True)}
    wrong |= _family_changed(written, ids)
    wrong |= _referred_to(ids, written)
    return [f"{persons[nip].full_name} ({nip})" if nip in persons else nip for nip in sorted(wrong)]


def _family_changed(written: dict[str, dict[str, Any]], ids: dict[Any, str]) -> set[str]:
    wrong: set[str] = set()
    added = {uuid.UUID(pk): nip for nip, said in written.items() for pk in said.get("members", ())}
    present = set(
        FamilyMember.objects.filter(pk__in=added, withdrawn_at__isnull=True).values_list("pk", flat=True)
    )
    wrong |= {nip for pk, nip in added.items() if pk not in present}
    new = [pk for pk, nip in ids.items() if written[nip].get("new")]
    for pk, person in FamilyMember.objects.filter(person__in=new).values_list("pk", "person_id"):
        if pk not in added:
            wrong.add(ids[person])
    changed = {
        uuid.UUID(pk): (nip, kept)
        for nip, said in written.items()
        for pk, kept in said.get("members_changed", {}).items()
    }
    for member in FamilyMember.objects.filter(pk__in=changed):
        nip, kept = changed[member.pk]
        if any(_plain(getattr(member, field)) != after for field, (_before, after) in kept.items()):
            wrong.add(nip)
    depending = GRAINS["tanggungan"].model._default_manager.filter(member__in=added, digantikan__isnull=True)
    mine = {pk for said in written.values() for pk, _old in said.get("rows", {}).get("tanggungan", ())}
    for pk, member in depending.values_list("pk", "member_id"):
        if pk not in mine:
            wrong.add(added[member])
    return wrong


def _referred_to(ids: dict[Any, str], written: dict[str, dict[str, Any]]) -> set[str]:
    """Return those added people to whom records of other kinds refer meanwhile, of whatever app."""
    new = [pk for pk, nip in ids.items() if written[nip].get("new")]
    ours = {grain.model for grain in GRAINS.values()} | {DueItem, DueStale}
    wrong: set[str] = set()
    for relation in Person._meta.related_objects:
        model: Any = relation.related_model
        if model in ours:
            continue
        attname = relation.field.attname  # type: ignore[union-attr]
        found = model._default_manager.filter(**{f"{attname.removesuffix('_id')}__in": new})
        wrong |= {ids[pk] for pk in found.values_list(attname, flat=True)}
    return wrong


def _delete(people: Sequence[Person], rows: Sequence[ImportRow]) -> None:
    """Delete people whom an import added, with all that it wrote of them."""
    ids = [person.pk for person in people]
    if not ids:
        return
    order = [grain for grain in HISTORIES if grain.key == "tanggungan"]
    order += [grain for grain in HISTORIES if grain.key != "tanggungan"]
    tables = [grain.model._meta.db_table for grain in order]
    tables += [grain.model._meta.db_table for grain in GRAINS.values() if grain.gaya is Gaya.CATATAN]
    tables += [DueItem._meta.db_table, FamilyMember._meta.db_table, DueStale._meta.db_table]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM {table} WHERE person_id = ANY(%s)", [ids])
        cursor.execute("DELETE FROM people_person WHERE id = ANY(%s)", [ids])


def _rows_back(key: str, rows: Sequence[ImportRow], moment: datetime.datetime, name: str) -> None:
    grain = GRAINS[key]
    table, names = grain.model._meta.db_table, attnames(grain)
    pairs = [(pk, old) for row in rows for pk, old in row.written.get("rows", {}).get(key, ())]
    if not pairs:
        return
    replaced = {old: pk for pk, old in pairs if old is not None}
    manager: Any = grain.model._default_manager
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET digantikan = %s WHERE id = ANY(%s)", [moment, [pk for pk, _old in pairs]]
        )
    before = list(manager.filter(pk__in=list(replaced)).values_list("pk", "person_id", "berlaku", *names))
    ids = _numbers(table, len(before))
    _copy(
        table,
        ("id", "person_id", "berlaku", "tercatat", "dicatat_oleh", *names),
        (
            (pk, person, _span(span.lower, span.upper), moment, name, *values)
            for pk, (_old, person, span, *values) in zip(ids, before, strict=True)
        ),
    )
    _point(table, [(replaced[old], pk) for pk, (old, *_rest) in zip(ids, before, strict=True)])


def _moves_back(rows: Sequence[ImportRow]) -> None:
    for key in _PLACES:
        ids = [pk for row in rows for pk, _old in row.written.get("rows", {}).get(key, ())]
        manager: Any = GRAINS[key].model._default_manager
        moving.if_never_moved(
            manager.filter(pk__in=ids, person__account__isnull=False).values_list(
                "person__account", "berlaku__startswith"
            )
        )


def _family_back(old: Sequence[tuple[ImportRow, Person]], moment: datetime.datetime) -> None:
    added = [pk for row, _person in old for pk in row.written.get("members", ())]
    FamilyMember.objects.filter(pk__in=added).update(withdrawn_at=moment)
    changes = {
        uuid.UUID(pk): kept
        for row, _person in old
        for pk, kept in row.written.get("members_changed", {}).items()
    }
    members = list(FamilyMember.objects.filter(pk__in=changes))
    for member in members:
        for field, (before, _after) in changes[member.pk].items():
            setattr(member, field, _value(FamilyMember, field, before))
    FamilyMember.objects.bulk_update(members, list(MEMBER), batch_size=300)


def _identity_back(old: Sequence[tuple[ImportRow, Person]], moment: datetime.datetime) -> None:
    persons = []
    for row, person in old:
        identity, nik = row.written.get("identity", {}), row.written.get("nik")
        if not identity and nik is None:
            continue
        for field, (before, _after) in identity.items():
            setattr(person, field, _value(Person, field, before))
        if nik is not None:
            person.nik_encrypted = base64.b64decode(nik["sealed"]) if nik["sealed"] else None
            person.nik_digest = nik["digest"]
        person.search, person.changed_at = search_text(person), moment
        persons.append(person)
    fields = [*IDENTITY, "search", "nik_encrypted", "nik_digest", "changed_at"]
    Person.objects.bulk_update(persons, fields, batch_size=300)


# --- small things


def keep_written(people_import: PeopleImport, written: dict[str, dict[str, Any]]) -> None:
    """Note in the rows of an import what was written of each person."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE people_importrow SET written = said.written::jsonb
               FROM unnest(%s::text[], %s::text[]) AS said(nip, written)
               WHERE people_import_id = %s AND people_importrow.nip = said.nip""",
            [list(written), [json.dumps(one) for one in written.values()], people_import.pk],
        )


def keep_plan(people_import: PeopleImport, people: Iterable[PersonPlan]) -> None:
    """Add the rows of an import: what it would do with each person who would not stay as they are."""
    columns = (
        "id",
        "people_import_id",
        "kind",
        "line",
        "nip",
        "name",
        "says",
        "alike",
        "accepted",
        "written",
    )
    _copy(
        ImportRow._meta.db_table,
        columns,
        (
            (
                uuid.uuid4(), people_import.pk, kind, one.line, one.nip, one.name[:200],
                json.dumps(one.says), json.dumps(one.alike[:5]), False, "{}",
            )
            for one in people
            if (kind := one.kind) != "tetap"
        ),
    )  # fmt: skip


def _copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:  # type: ignore[attr-defined]
            for row in rows:
                copy.write_row(row)


def _numbers(table: str, count: int) -> list[int]:
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
        )
        return [row[0] for row in cursor.fetchall()]


def _point(table: str, pairs: Sequence[tuple[int | None, int]]) -> None:
    """Let replaced rows name what was recorded instead."""
    if pairs:
        with connection.cursor() as cursor:
            cursor.execute(
                f"""UPDATE {table} SET pengganti_id = said.new
                    FROM unnest(%s::bigint[], %s::bigint[]) AS said(old, new) WHERE {table}.id = said.old""",
                [[old for old, _new in pairs], [new for _old, new in pairs]],
            )


def _span(start: datetime.date, upper: datetime.date | None) -> str:
    return f"[{start.isoformat()},{upper.isoformat() if upper else ''})"


def _clock() -> datetime.datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        row = cursor.fetchone()
    moment: datetime.datetime = row[0]
    return moment


def _name(by: Any) -> str:
    return "Praja" if by is None else str(by)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _value(model: Any, field: str, kept: Any) -> Any:
    return model._meta.get_field(field).to_python(kept)
