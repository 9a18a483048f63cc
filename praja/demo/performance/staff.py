"""Whose performance it is: the people of a government with their accounts, posts and SKP."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from random import Random

from django.db import connection
from django.db.models import Q

from praja.access.enums import Role
from praja.access.models import RoleHeld
from praja.accounts.models import User
from praja.demo.copying import write
from praja.demo.people import SEED
from praja.organization.models import PositionVersion, Unit
from praja.people.models import JabatanHistory, Person, UnitHistory
from praja.performance.models import Skp

HEADS = {"semarang": "Wali Kota Semarang", "surabaya": "Wali Kota Surabaya",
         "malut": "Gubernur Maluku Utara", "sawahlunto": "Wali Kota Sawahlunto"}  # fmt: skip
"""Who appraises those to whom nobody of the records is superior."""
_HIGHEST = 12


@dataclasses.dataclass(slots=True)
class Member:
    """Somebody with an SKP."""

    skp: Skp
    nip: str
    account: int
    post: str
    """The code of the post."""
    title: str
    duties: str
    heads_unit: bool
    appraiser_account: int | None
    appraiser_name: str
    appraiser_title: str

    @property
    def superior(self) -> int:
        """The account of who appraises, where that is somebody of the records."""
        assert self.appraiser_account is not None
        return self.appraiser_account

    @property
    def months(self) -> list[datetime.date]:
        """The months of the SKP by their first days."""
        first, last = self.skp.berlaku.lower, self.skp.berlaku.upper - datetime.timedelta(days=1)
        return [datetime.date(first.year, month, 1) for month in range(first.month, last.month + 1)]

    def dice(self, what: str) -> Random:
        """Return a generator of one's own, so that a change for one leaves the others as they were."""
        return Random(f"{SEED}/{what}/{self.nip}")


def holder(government: Unit, role: Role) -> User:
    """Return the account that holds a role for a government."""
    return RoleHeld.objects.select_related("user").get(role=role, unit=government).user


def give_accounts(government: Unit, on: datetime.date) -> int:
    """Give everybody of a government an account that opens by the password of the demo."""
    here = UnitHistory.objects.on(on).filter(Q(unit=government) | Q(unit__government=government))
    people = list(Person.objects.filter(pk__in=here.values("person"), account=None).order_by("nip"))
    password = holder(government, Role.ADMIN_BKPSDM).password
    write([User(username=one.nip, name=one.full_name, password=password) for one in people])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_person p SET account_id = u.id FROM accounts_user u "
            "WHERE u.username = p.nip AND p.account_id IS NULL AND p.id = ANY(%s::uuid[])",
            [[one.pk for one in people]],
        )
    return len(people)


def name_appraisers(government: Unit, on: datetime.date) -> None:
    """Let the next one above appraise whose superior's post is vacant, and the head of the region the top."""
    above = dict(PositionVersion.objects.on(on).values_list("position", "superior"))
    held: dict[uuid.UUID, uuid.UUID] = {}
    for post, person in (
        JabatanHistory.objects.on(on).order_by("-how", "pk").values_list("position", "person")
    ):
        held[post] = person
    changed = []
    for skp in Skp.objects.filter(_of(government), appraiser=None):
        place = above.get(skp.position_id)
        for _step in range(_HIGHEST):
            if place is None or (place in held and held[place] != skp.person_id):
                break
            place = above.get(place)
        if place is None:
            skp.appraiser_position_id = None
            skp.appraiser_name, skp.appraiser_title = "(kepala daerah rekaan)", HEADS[government.code]
        else:
            skp.appraiser_id, skp.appraiser_position_id = held[place], place
        changed.append(skp)
    Skp.objects.bulk_update(
        changed, ["appraiser", "appraiser_position", "appraiser_name", "appraiser_title"], batch_size=500
    )


def members(government: Unit, year: int, on: datetime.date) -> list[Member]:
    """Return everybody with an SKP of a year, in the order of their posts."""
    posts = {one.position_id: one for one in PositionVersion.objects.on(on).select_related("position")}
    rows = Skp.objects.filter(_of(government), year=year).select_related("person", "unit", "appraiser")
    found = []
    for skp in rows.order_by("unit__code", "position__code", "person__nip", "berlaku"):
        post, account = posts[skp.position_id], skp.person.account_id
        above = posts.get(skp.appraiser_position_id) if skp.appraiser_position_id else None
        assert account is not None  # give_accounts
        found.append(
            Member(
                skp, skp.person.nip, account, post.position.code, post.title, post.tugas_pokok,
                post.heads_unit, skp.appraiser.account_id if skp.appraiser else None,
                skp.appraiser.full_name if skp.appraiser else skp.appraiser_name,
                above.title if skp.appraiser and above else skp.appraiser_title,
            )
        )  # fmt: skip
    return found


def _of(government: Unit) -> Q:
    return Q(unit=government) | Q(unit__government=government)


def at(day: datetime.date, hour: int = 2) -> datetime.datetime:
    """Return a moment of a day: in the morning at the workplace."""
    return datetime.datetime(day.year, day.month, day.day, hour, 17, tzinfo=datetime.UTC)
