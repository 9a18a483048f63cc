"""What follows when somebody leaves the unit in which they worked: sessions end, and roles are looked at."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from praja.access import actions as access
from praja.access.models import RoleHeld
from praja.access.queries import names_of, unended
from praja.people.actions.beside import Beside
from praja.people.actions.sessions import sign_out, sign_out_many
from praja.people.enums import CaraMenjabat
from praja.people.kinds import kind_of
from praja.people.models import JabatanHistory, Person, SkHistory, UnitHistory


def leaves_unit(row: SkHistory, beside: Beside) -> bool:
    """Whether somebody leaves the unit in which they worked before, by a row that says where they work.

    A first unit is no move, nor is another post in the same unit. Who acts as Plt or Plh stays.
    """
    unit: Any
    match row:
        case UnitHistory():
            unit = row.unit_id
        case JabatanHistory(how=CaraMenjabat.DEFINITIF):
            version = beside.version(row.position_id, row.mulai)
            unit = version.unit_id if version else None
        case _:
            return False
    earlier = [one for one in beside.rows(UnitHistory, row.person) if one.mulai < row.mulai]
    return unit is not None and bool(earlier) and earlier[-1].unit_id != unit


def if_moved(rows: Sequence[SkHistory], by: Any, on: datetime.date) -> None:
    """End the sessions of those who work elsewhere by rows of one kind, and have their roles looked at.

    Where the day of the move lies ahead, the daily job ends the sessions when it comes; the roles are looked
    at beforehand, so that somebody else can be given them.
    """
    lasting = [row for row in rows if row.berlaku.upper is None or row.berlaku.upper > on]
    if not lasting:
        return
    kind = kind_of(lasting[0])
    beside = Beside(kind, [row.person for row in lasting], by=by, on=on)
    moved = [row for row in lasting if leaves_unit(row, beside)]
    for row, roles in zip(moved, roles_held_after([(row.person, row.mulai) for row in moved]), strict=True):
        if roles:
            ask_review(row.person, since=row.mulai, why=_("Pindah unit"), by=by)
    now = [row.person for row in moved if row.mulai <= on]
    if len(now) == 1:
        sign_out(now[0], by=by, reason=str(kind.label))
    elif now:
        sign_out_many(now, by=by, reason=str(kind.label))


def if_corrected(row: SkHistory, corrected: SkHistory | None, by: Any, on: datetime.date) -> None:
    """Do what follows where a row was corrected, or withdrawn: a move that never was asks nobody anything.

    :param corrected: the row that was recorded instead; none where it was withdrawn
    """
    kind = kind_of(row)
    beside = Beside(kind, [row.person], by=by, on=on)
    if not leaves_unit(row, beside):
        if corrected is not None:
            if_moved([corrected], by, on)
        return
    if row.person.account is not None:
        access.withdraw_review(user=row.person.account, since=row.mulai)
    if corrected is not None and leaves_unit(corrected, beside):
        if_moved([corrected], by, on)
    elif row.mulai <= on and (row.berlaku.upper is None or row.berlaku.upper > on):
        sign_out(row.person, by=by, reason=str(kind.label))


def if_never_moved(moves: Iterable[tuple[int, datetime.date]]) -> None:
    """Ask nobody any more about moves that are taken back, each the id of an account and a day."""
    days: dict[int, set[datetime.date]] = defaultdict(set)
    for account, day in moves:
        days[account].add(day)
    asked = RoleHeld.objects.filter(user__in=days, review_from__isnull=False) if days else ()
    for held in asked:
        if held.review_from in days[held.user_id]:
            access.withdraw_review(user=held.user_id, since=held.review_from)


def ask_review(person: Person, *, since: datetime.date, why: str, by: Any) -> None:
    """Have the roles looked at that somebody who moves or leaves on a day held before it."""
    if person.account is not None:
        access.ask_review(user=person.account, since=since, why=why, by=by)


def roles_held_after(moves: Sequence[tuple[Person, datetime.date]]) -> list[list[RoleHeld]]:
    """Return for each person the roles that they were given before a day and still hold on it; one query."""
    accounts = {person.account_id for person, _day in moves if person.account_id is not None}
    held: dict[Any, list[RoleHeld]] = {}
    if accounts:
        first = min(day for _person, day in moves)
        for one in RoleHeld.objects.filter(unended(first), user__in=accounts).order_by("pk"):
            held.setdefault(one.user_id, []).append(one)
    return [
        [
            one
            for one in held.get(person.account_id, ())
            if one.berlaku.lower < day and (one.berlaku.upper is None or one.berlaku.upper > day)
        ]
        for person, day in moves
    ]


def roles_said(person: Person, day: datetime.date) -> list[str]:
    """Return in words the roles that somebody who moves or leaves on a day still holds then."""
    return roles_said_of_many([person], day)[0]


def roles_said_of_many(people: Sequence[Person], day: datetime.date) -> list[list[str]]:
    """Return `roles_said` for each of those who move on one day, in two queries."""
    held = roles_held_after([(person, day) for person in people])
    units = [one.unit_id for roles in held for one in roles]
    names = names_of(units, day) if units else {}
    everywhere = _("semua unit")
    return [
        [f"{one.get_role_display()}, {names.get(one.unit_id, everywhere)}" for one in roles] for roles in held
    ]


def note_of_roles(roles: Sequence[str]) -> str:
    """Return what is said of the roles that somebody who moves still holds."""
    return _("Peran yang perlu ditinjau: %(roles)s.") % {"roles": "; ".join(roles)}
