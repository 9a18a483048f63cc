"""Writing histories: a row is added, or replaced by another, and never changed in what it says.

Every function here locks the owner of the row (its unit, its person) and gives all that it writes one moment
of recording, later than every earlier one of that owner. So rows known at one time never overlap, and the
view of any moment in the past stays as it was. Who may write, and the audit event, belong to the caller.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import IntegrityError, connection, models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from praja.temporal.models import History

H = TypeVar("H", bound=History)

_OWN = frozenset(("tercatat", "dicatat_oleh", "digantikan", "pengganti"))
_INSTANT = datetime.timedelta(microseconds=1)


class TemporalError(Exception):
    """A row that cannot be written; the text is a sentence for the person who asked for it."""


class Overlap(TemporalError):
    """Another row of the same owner already holds on some of those days."""

    def __init__(self, conflict: History | None, message: str = "") -> None:
        """Name the row that is in the way."""
        self.conflict = conflict
        super().__init__(message or _overlap_text(conflict))


class Superseded(TemporalError):
    """Somebody else replaced or withdrew the row in the meantime."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            _(
                "Data ini sudah diperbaiki atau ditarik oleh orang lain. "
                "Muat ulang halaman ini, lalu periksa lagi."
            )
        )


class EmptyRange(TemporalError):
    """The row would hold on no day."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(_("Tanggal akhir harus sesudah tanggal mulai."))


@dataclasses.dataclass(frozen=True, slots=True)
class Consequence:
    """What recording a row would do: which rows would end earlier, and which are in the way."""

    ended: Sequence[History]
    conflicts: Sequence[History]


def span(start: datetime.date, end: datetime.date | None = None) -> DateRange:
    """Return the range of days from `start` to before `end`, or without end."""
    return DateRange(start, end, "[)")


def until(last: datetime.date | None) -> datetime.date | None:
    """Return the day after the last day, as ranges end with it; none after the last of all, 31-12-9999."""
    return None if last is None or last == datetime.date.max else last + datetime.timedelta(days=1)


def holds_on(row: History, day: datetime.date) -> bool:
    """Whether a row holds on a day."""
    start, end = row.berlaku.lower, row.berlaku.upper
    return bool(start <= day and (end is None or day < end))


# --- looking before writing


def consequence(
    row: History, *, close_previous: bool = False, instead_of: History | None = None
) -> Consequence:
    """Return what recording `row` would do to the other rows of its owner, without writing anything."""
    found: dict[Any, History] = {}
    for constraint in _constraints(type(row)):
        if _holds(constraint.condition, row):
            for other in _conflicting(constraint, row, instead_of):
                found.setdefault(other.pk, other)
    conflicts = sorted(found.values(), key=lambda other: other.mulai)
    ended = [
        other
        for other in conflicts
        if close_previous and other.berlaku.upper is None and other.berlaku.lower < row.berlaku.lower
    ]
    return Consequence(ended, [other for other in conflicts if other not in ended])


def met(row: History, others: Iterable[H], *, instead_of: History | None = None) -> list[H]:
    """Return which of `others` are in the way of `row`, as `consequence` would, without reading anything.

    :param others: all known rows of its owner
    """
    concerned = [one for one in _constraints(type(row)) if _holds(one.condition, row)]
    found = [
        other
        for other in others
        if (instead_of is None or other.pk != instead_of.pk)
        and overlap(row, other)
        and any(
            _holds(one.condition, other)
            and all(getattr(row, name) == getattr(other, name) for name in _columns(type(row), one))
            for one in concerned
        )
    ]
    return sorted(found, key=lambda other: other.mulai)


def overlap(one: History, other: History) -> bool:
    """Whether two rows hold on a common day."""
    ours, theirs = one.berlaku, other.berlaku
    return (theirs.upper is None or ours.lower < theirs.upper) and (
        ours.upper is None or theirs.lower < ours.upper
    )


# --- writing


@transaction.atomic
def record(row: H, *, by: Any, close_previous: bool = False) -> H:
    """Add a row.

    :param row: not saved yet
    :param by: the account that records it; None for the system itself
    :param close_previous: an earlier row of the same owner without an end gets one: it is replaced by a copy
        that ends where `row` begins
    :raises Overlap: if another row holds on some of the days
    """
    moment = _begin(row)
    would = consequence(row, close_previous=close_previous)
    if would.conflicts:
        raise Overlap(would.conflicts[0])
    for earlier in would.ended:
        _replace(earlier, _copy(earlier, berlaku=span(earlier.berlaku.lower, row.berlaku.lower)), by, moment)
    return _insert_unless_overlap(row, by, moment)


@transaction.atomic
def succeed(row: H, start: datetime.date, *, by: Any, **changes: Any) -> H:
    """Replace a row from a day on: it ends there, and a copy with `changes` follows until its old end.

    From the first day of the row on this is a correction of the whole row.

    :raises Superseded: if the row is not the known one any more
    :raises EmptyRange: if the row does not hold on `start`
    """
    if start == row.berlaku.lower:
        return correct(row, by=by, **changes)
    moment = _begin(row)
    row = _current(row)
    end = row.berlaku.upper
    if start < row.berlaku.lower or (end is not None and start >= end):
        raise EmptyRange
    later = _copy(row, **{"berlaku": span(start, end), **changes})
    _replace(row, _copy(row, berlaku=span(row.berlaku.lower, start)), by, moment)
    return _insert_unless_overlap(later, by, moment)


@transaction.atomic
def correct(row: H, *, by: Any, **changes: Any) -> H:
    """Replace a row by a changed copy, which is returned; both stay, the old one as superseded.

    :raises Superseded: if the row is not the known one any more
    :raises Overlap: if with its new days it meets another row
    """
    copy = _copy(row, **changes)
    moment = _begin(copy)
    row = _current(row)
    _check_range(copy)
    would = consequence(copy, instead_of=row)
    if would.conflicts:
        raise Overlap(would.conflicts[0])
    _replace(row, copy, by, moment)
    return copy


@transaction.atomic
def end(row: H, on: datetime.date, *, by: Any) -> H:
    """Let a row end: `on` is the first day on which it holds no longer. The shortened copy is returned.

    :raises EmptyRange: if nothing would be left of it; `withdraw` it instead
    """
    return correct(row, by=by, berlaku=span(row.berlaku.lower, on))


@transaction.atomic
def withdraw(row: History, *, by: Any, extend_previous: bool = False) -> History | None:
    """Replace a row by nothing: it should never have been recorded.

    :param by: the account that withdraws it; it stands in the audit, a withdrawn row has no place for it
    :param extend_previous: the row of the same owner that ended where this one begins holds on its days again
    :returns: the row that was extended, if one was
    :raises Superseded: if the row is not the known one any more
    """
    moment = _begin(row)
    row = _current(row)
    _supersede(row, None, moment)
    if not extend_previous:
        return None
    touching = span(row.berlaku.lower - datetime.timedelta(days=1), row.berlaku.lower)
    earlier = _neighbour(row, touching)
    if earlier is None or earlier.berlaku.upper != row.berlaku.lower:
        return None
    longer = _copy(earlier, berlaku=span(earlier.berlaku.lower, row.berlaku.upper))
    would = consequence(longer, instead_of=earlier)
    if would.conflicts:
        raise Overlap(would.conflicts[0])
    _replace(earlier, longer, by, moment)
    return longer


@transaction.atomic
def record_many(rows: Iterable[H], *, by: Any) -> list[H]:
    """Add many rows in a few statements, all recorded at one moment.

    Their owners are not locked one by one: the database alone refuses what overlaps.

    :raises Overlap: if one of them overlaps another; then nothing is written
    """
    rows = list(rows)
    return _insert_many(rows, by, _begin_many(rows)) if rows else rows


@transaction.atomic
def correct_many(changes: Iterable[tuple[H, Mapping[str, Any]]], *, by: Any) -> list[H]:
    """Replace many rows of one history by changed copies, in a few statements and at one moment.

    The caller holds the locks of their owners.

    :param changes: a row, and what is changed in its copy
    :raises Superseded: if one of the rows is not the known one any more
    :raises Overlap: if one of the copies meets another row; then nothing is written
    """
    pairs = [(row, _copy(row, **said)) for row, said in changes]
    if not pairs:
        return []
    model, copies = type(pairs[0][0]), [copy for _row, copy in pairs]
    moment = _begin_many(copies)
    old = model._default_manager.filter(pk__in=[row.pk for row, _copy in pairs], digantikan__isnull=True)
    if old.update(digantikan=moment) != len(pairs):
        raise Superseded
    _insert_many(copies, by, moment)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE {table} SET pengganti_id = said.new
                FROM unnest(%s::bigint[], %s::bigint[]) AS said(old, new) WHERE {table}.id = said.old""",
            [[row.pk for row, _copy in pairs], [copy.pk for copy in copies]],
        )
    return copies


# --- inside


def _begin(row: History) -> datetime.datetime:
    """Lock the owner of the row; return a moment later than all that was recorded of it."""
    _check_range(row)
    owner = _owner(type(row))
    if owner is None:
        return _clock()
    field: Any = type(row)._meta.get_field(owner)
    key = getattr(row, field.attname)
    target: Any = field.related_model
    lock = target._default_manager.select_for_update(of=("self",), no_key=True)
    lock.filter(pk=key).values_list("pk").first()
    latest = (
        type(row)
        ._default_manager.filter(**{field.attname: key})
        .aggregate(recorded=Max("tercatat"), replaced=Max("digantikan"))
    )
    return max((_clock(), *(time + _INSTANT for time in latest.values() if time is not None)))


def _begin_many(rows: Sequence[History]) -> datetime.datetime:
    """Return a moment later than all that was recorded of the owners of some rows."""
    for row in rows:
        _check_range(row)
    owner = _owner(type(rows[0]))
    if owner is None:
        return _clock()
    attname = type(rows[0])._meta.get_field(owner).attname  # type: ignore[union-attr]
    latest = (
        type(rows[0])
        ._default_manager.filter(**{f"{owner}__in": {getattr(row, attname) for row in rows}})
        .aggregate(recorded=Max("tercatat"), replaced=Max("digantikan"))
    )
    return max((_clock(), *(time + _INSTANT for time in latest.values() if time is not None)))


def _insert_many(rows: list[H], by: Any, moment: datetime.datetime) -> list[H]:
    for row in rows:
        row.tercatat, row.dicatat_oleh = moment, _name(by)
    manager: Any = type(rows[0])._default_manager
    try:
        with transaction.atomic():
            return list(manager.bulk_create(rows, batch_size=2000))
    except IntegrityError as error:
        if not _is_overlap(error):
            raise
        raise Overlap(None) from error


def _clock() -> datetime.datetime:
    """Return what the database's clock shows now, also late in a long transaction."""
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    moment: datetime.datetime = now
    return moment


def _owner(model: type[History]) -> str | None:
    """Return the foreign key that says whose history it is."""
    for constraint in _constraints(model):
        return str(constraint.expressions[0][0])
    for name in ("person", "unit", "position"):
        if any(field.name == name for field in model._meta.fields):
            return name
    return None


def _constraints(model: type[History]) -> list[ExclusionConstraint]:
    return [one for one in model._meta.constraints if isinstance(one, ExclusionConstraint)]


def _holds(condition: Q | None, row: History) -> bool:
    """Whether a constraint concerns a row, for the plain conditions that histories have."""
    if condition is None:
        return True
    results = []
    children: list[Any] = list(condition.children)
    for child in children:
        if isinstance(child, Q):
            results.append(_holds(child, row))
            continue
        name, wanted = child
        field, _sep, lookup = name.partition("__")
        match lookup:
            case "" | "exact":
                results.append(getattr(row, field) == wanted)
            case "isnull":
                results.append((getattr(row, field) is None) == wanted)
            case "in":
                results.append(getattr(row, field) in wanted)
            case _:
                raise ValueError(
                    f"A history may not have the condition {name}: equality, `in` or `isnull` only."
                )
    held = any(results) if condition.connector == Q.OR else all(results)
    return held != condition.negated


def _conflicting(constraint: ExclusionConstraint, row: History, instead_of: History | None) -> list[History]:
    rows = _same_owner(constraint, row).filter(berlaku__overlap=row.berlaku)
    gone = [one.pk for one in (row, instead_of) if one is not None and one.pk is not None]
    return list(rows.exclude(pk__in=gone))


def _same_owner(constraint: ExclusionConstraint, row: History) -> models.QuerySet[Any]:
    """Return the rows that a constraint would compare with this one, whatever their days."""
    same = {name: getattr(row, name) for name in _columns(type(row), constraint)}
    return type(row)._default_manager.filter(constraint.condition or Q(), **same)


def _columns(model: type[History], constraint: ExclusionConstraint) -> list[str]:
    """Return the columns in which rows must be equal for a constraint to compare them."""
    names = (str(name) for name, _operator in constraint.expressions)
    return [str(model._meta.get_field(name).attname) for name in names if name != "berlaku"]  # type: ignore[union-attr]


def _neighbour(row: History, touching: DateRange) -> Any:
    for constraint in _constraints(type(row)):
        if not _holds(constraint.condition, row):
            continue
        found = _same_owner(constraint, row).filter(berlaku__overlap=touching).first()
        if found is not None:
            return found
    return None


def _current(row: H) -> H:
    """Return the row as it stands, locked; the history of somebody who replaced it meanwhile is not lost."""
    now: Any = type(row)._default_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if now is None or now.digantikan is not None:
        raise Superseded
    found: H = now
    return found


def _copy(row: H, **changes: Any) -> H:
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in _OWN
    }
    copy = type(row)(**values)
    names = {name for field in row._meta.concrete_fields for name in (field.name, field.attname)}
    for name, value in changes.items():
        if name not in names or name in _OWN:
            raise TypeError(f"{type(row).__name__} has no {name} that can be changed.")
        setattr(copy, name, value)
    return copy


def _check_range(row: History) -> None:
    start, end = row.berlaku.lower, row.berlaku.upper
    if start is None or (end is not None and end <= start):
        raise EmptyRange


def _replace(old: History, new: H, by: Any, moment: datetime.datetime) -> H:
    _supersede(old, None, moment)
    _insert_unless_overlap(new, by, moment)
    type(old)._default_manager.filter(pk=old.pk).update(pengganti=new)
    return new


def _supersede(row: History, by_row: History | None, moment: datetime.datetime) -> None:
    changed = (
        type(row)
        ._default_manager.filter(pk=row.pk, digantikan__isnull=True)
        .update(digantikan=moment, pengganti=by_row)
    )
    if not changed:
        raise Superseded


def _insert(row: H, by: Any, moment: datetime.datetime) -> H:
    row.tercatat, row.dicatat_oleh = moment, _name(by)
    row.save(force_insert=True)
    return row


def _insert_unless_overlap(row: H, by: Any, moment: datetime.datetime) -> H:
    """Insert; the database's own refusal, for which there is no earlier look, becomes a sentence too."""
    try:
        with transaction.atomic():
            return _insert(row, by, moment)
    except IntegrityError as error:
        if not _is_overlap(error):
            raise
        row.pk = None
        would = consequence(row)
        raise Overlap(would.conflicts[0] if would.conflicts else None) from error


def _is_overlap(error: IntegrityError) -> bool:
    return getattr(error.__cause__, "sqlstate", "") == "23P01"


def _name(by: Any) -> str:
    return "Praja" if by is None else str(by)


def _overlap_text(conflict: History | None) -> str:
    if conflict is None:
        return _("Tidak dapat disimpan: ada data lain yang berlaku pada hari yang sama.")
    named = "" if type(conflict).__str__ is models.Model.__str__ else f" ({conflict})"
    start = date_format(conflict.mulai, "j F Y")
    if conflict.sampai is None:
        text = _(
            "Tidak dapat disimpan: data lain%(row)s berlaku sejak %(start)s dan belum berakhir. "
            "Pilih tanggal lain, atau perbaiki data itu lebih dahulu."
        )
        return text % {"row": named, "start": start}
    text = _(
        "Tidak dapat disimpan: data lain%(row)s berlaku dari %(start)s sampai %(end)s. "
        "Pilih tanggal lain, atau perbaiki data itu lebih dahulu."
    )
    return text % {"row": named, "start": start, "end": date_format(conflict.sampai, "j F Y")}
