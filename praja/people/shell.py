"""What people tell the shell and the apps below, when the site starts."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from praja.access import belonging, reasons
from praja.access.queries import roles_of
from praja.access.reasons import Reason
from praja.access.seen import seen
from praja.audit import perms as audit
from praja.audit import words
from praja.organization.hooks import Holder, register_incumbents
from praja.organization.models import PositionVersion, Unit
from praja.people import charts, holders, retention, trail
from praja.people.asker import asker_of
from praja.people.enums import SebabBerhenti
from praja.people.models import JabatanHistory, Person, StatusHistory, UnitHistory, full_name
from praja.people.perms import (
    EDITORS,
    SECTION_ROLES,
    Section,
    can_edit_person,
    is_officer,
    is_superior_of,
    roles_over,
    sees_lists,
)
from praja.people.queries import (
    SHOWN,
    looks_like_sk,
    matching,
    people_by_sk,
    people_visible_to,
    person_of,
    proposals_waiting_for,
)
from praja.people.states import facts_of
from praja.web import shell
from praja.web.addresses import addresses

MOST_FOUND = 8


def register() -> None:
    """Register everything."""
    _shell()
    _below()


def _shell() -> None:
    add = shell.navigation.add
    add(shell.NavItem("people.own", gettext_lazy("Data saya"), "people:own", 10, _has_record))
    add(
        shell.NavItem(
            "people.list",
            gettext_lazy("Pegawai"),
            "people:list",
            20,
            _sees_lists,
            gettext_lazy("Kepegawaian"),
        )
    )
    add(
        shell.NavItem(
            "people.queue",
            gettext_lazy("Usulan"),
            "people:queue",
            30,
            _is_officer,
            gettext_lazy("Kepegawaian"),
        )
    )
    add(
        shell.NavItem(
            "people.many",
            gettext_lazy("SK untuk banyak"),
            "people:many_kinds",
            40,
            _is_officer,
            gettext_lazy("Kepegawaian"),
        )
    )
    shell.tasks.add(shell.TaskSource("people.proposals", _waiting))
    shell.searches.add(shell.SearchSource("people", gettext_lazy("Pegawai"), find_people, 10))
    shell.searches.add(shell.SearchSource("people.sk", gettext_lazy("Nomor SK"), find_sk, 30))
    shell.panels.add(shell.Panel("unit", "people.charts", "people/_unit_charts.html", charts.panel, 20))
    shell.panels.add(shell.Panel("position", "people.holders", "people/_holders.html", holders.panel, 10))
    shell.set_day_of(_day_of)


def _has_record(user: Any) -> bool:
    """
    To be shown the way to one's own record, one must be
    - somebody in the records.
    """
    return asker_of(user).person is not None


def _sees_lists(user: Any) -> bool:
    """
    To be shown the way to the list of people, one must
    - be one who sees somebody besides oneself (`sees_lists`).
    """
    return bool(seen(("lists", user.pk), lambda: sees_lists(user, _day_of(user))))


def _is_officer(user: Any) -> bool:
    """
    To be shown the way to officers' pages, one must be
    - pengelola kepegawaian or admin BKPSDM of any unit.
    """
    return is_officer(user, _day_of(user))


def _day_of(user: Any) -> datetime.date:
    """Return the date at the workplace of an account's person: Sofifi is two hours ahead of Semarang. It is
    the same while one request is answered.
    """
    return seen(("day", getattr(user, "pk", None)), lambda: asker_of(user).today)


_NAMED = ("person__name", "person__title_before", "person__title_after")


def _waiting(user: Any, on: datetime.date) -> list[shell.Task]:
    waiting = proposals_waiting_for(user, on)
    found = list(waiting.select_related(None).select_related("person").only(*_NAMED)[:1])
    if not found:
        return []
    count = waiting.count()
    return [
        shell.Task(
            ngettext("%(count)s usulan menunggu", "%(count)s usulan menunggu", count) % {"count": count},
            reverse("people:queue"),
            None,
            count,
            _("Paling lama menunggu: %(name)s") % {"name": found[0].person.full_name},
        )
    ]


def find_people(user: Any, text: str) -> list[shell.Found]:
    """Find people by name, NIP, unit or SK, of those whom the account may see."""
    on = _day_of(user)
    found = people_visible_to(user, on).filter(matching(text, user, on)).only(*SHOWN)
    people = list(found.order_by("name", "nip")[:MOST_FOUND])
    facts = facts_of([one.pk for one in people], on)
    return [
        shell.Found(
            one.full_name,
            " · ".join(part for part in (one.nip, facts[one.pk].post, facts[one.pk].unit) if part),
            reverse("people:detail", args=[one.pk]),
        )
        for one in people
    ]


def find_sk(user: Any, text: str) -> list[shell.Found]:
    """Find people one of whose SK has a number with this text in it."""
    if not looks_like_sk(text) or text.strip().isdigit():
        return []
    on = _day_of(user)
    people = people_visible_to(user, on).filter(pk__in=people_by_sk(text, user, on)).only(*SHOWN)
    return [
        shell.Found(
            one.full_name,
            _("SK dengan nomor “%(text)s”") % {"text": text.strip()},
            reverse("people:detail", args=[one.pk]),
        )
        for one in people.order_by("name")[:MOST_FOUND]
    ]


# --- the apps below


def _below() -> None:
    register_incumbents(PeopleInPosts())
    belonging.tell(
        accounts_in=_accounts_in,
        unit_of=_unit_of,
        is_recorded=_has_record,
        has_left=_has_left,
        left=lambda user, on: asker_of(user).has_left(on),
    )
    audit.persons.add(_persons_of)
    audit.visibility.add(trail.events_open_to)
    trail.tell()
    words.names.add(words.Names("person", _person_names, _persons_named))
    words.names.add(words.Names("unit", trail.unit_names, trail.units_named))
    reasons.add_kind("person", gettext_lazy("Pegawai"), _find_person, gettext_lazy("NIP pegawai."))
    reasons.add("people.see", gettext_lazy("Melihat pegawai dan kariernya"), explain_see)
    reasons.add(
        "people.pay", gettext_lazy("Melihat gaji berkala dan rekening"), explain_section(Section.GAJI)
    )
    reasons.add("people.family", gettext_lazy("Melihat keluarga"), explain_section(Section.KELUARGA))
    reasons.add(
        "people.discipline", gettext_lazy("Melihat hukuman disiplin"), explain_section(Section.DISIPLIN)
    )
    reasons.add("people.contact", gettext_lazy("Melihat kontak"), explain_section(Section.KONTAK))
    reasons.add("people.edit", gettext_lazy("Mencatat SK dan mengubah data"), explain_edit)
    retention.register()


def _accounts_in(units: QuerySet[Unit], on: datetime.date) -> QuerySet[Any]:
    from praja.people.perms import members_of

    people = Person.objects.filter(members_of(units.values("pk"), on), account__isnull=False)
    return people.values_list("account", flat=True)


def _unit_of(user: Any, on: datetime.date) -> Unit | None:
    from praja.people.perms import unit_of

    person = person_of(user)
    unit_id = unit_of(person, on) if person else None
    return Unit.objects.filter(pk=unit_id).first() if unit_id else None


def _has_left(account: str, on: datetime.date) -> Q:
    status: QuerySet[StatusHistory] = StatusHistory.objects.known().filter(person__account=OuterRef(account))
    ended = status.filter(berlaku__endswith__lte=on).exclude(ended_by__in=("", SebabBerhenti.DIANGKAT_PNS))
    return Q(Exists(ended)) & ~Q(Exists(status.filter(berlaku__contains=on)))


def _persons_of(user: Any) -> list[uuid.UUID]:
    person = asker_of(user).person
    return [person] if person else []


_KNOWN = "h.digantikan IS NULL"
_KNOWN_THEN = "h.tercatat <= %(at)s AND (h.digantikan IS NULL OR h.digantikan > %(at)s)"
_HOLDERS = """
SELECT h.position_id, h.person_id, h.how, lower(h.berlaku), upper(h.berlaku),
    p.title_before, p.name, p.title_after
FROM people_jabatanhistory h JOIN people_person p ON p.id = h.person_id
WHERE h.position_id = ANY(%(posts)s::uuid[]) AND h.berlaku @> %(on)s::date AND {known}
ORDER BY h.how, h.berlaku, h.id
"""
_BY_UNIT = """
WITH posts AS MATERIALIZED (
    SELECT v.position_id, v.unit_id FROM organization_positionversion v
    WHERE v.unit_id = ANY({units}) AND v.berlaku @> %(on)s::date AND {of_post}
)
SELECT p.unit_id, count(*) FROM posts p JOIN people_jabatanhistory h ON h.position_id = p.position_id
WHERE h.how = 'definitif' AND h.berlaku @> %(on)s::date AND {known}
GROUP BY p.unit_id
"""
_OPEN_PLACES = """
WITH posts AS MATERIALIZED (
    SELECT v.id, v.position_id, v.formasi FROM organization_positionversion v
    WHERE v.unit_id = ANY({units}) AND v.berlaku @> %(on)s::date AND {of_post}
)
SELECT p.id, p.formasi - coalesce(held.number, 0) FROM posts p LEFT JOIN (
    SELECT h.position_id, count(*) AS number
    FROM people_jabatanhistory h JOIN posts p ON p.position_id = h.position_id
    WHERE h.how = 'definitif' AND h.berlaku @> %(on)s::date AND {known} GROUP BY h.position_id
) held ON held.position_id = p.position_id
WHERE p.formasi > coalesce(held.number, 0)
"""
_OF_GOVERNMENT = "ARRAY(SELECT id FROM organization_unit WHERE id = %(of)s OR government_id = %(of)s)"


class PeopleInPosts:
    """Who holds posts and works in units, told to the organization."""

    def holders(
        self,
        positions: Collection[uuid.UUID],
        on: datetime.date,
        *,
        known_at: datetime.datetime | None = None,
        user: Any = None,
    ) -> Mapping[uuid.UUID, list[Holder]]:
        """Return the holders of posts on a day, the definitive ones first; with a link for whom it opens."""
        if not positions:
            return {}
        with connection.cursor() as cursor:
            known = _KNOWN if known_at is None else _KNOWN_THEN
            cursor.execute(_HOLDERS.format(known=known), {"posts": list(positions), "on": on, "at": known_at})
            rows = cursor.fetchall()
        open_to: set[Any] = set()
        if user is not None and rows:
            visible = people_visible_to(user, _day_of(user), among={row[1] for row in rows})
            open_to = set(visible.values_list("pk", flat=True))
        address = addresses("people:detail")
        found: dict[uuid.UUID, list[Holder]] = defaultdict(list)
        for post, person, how, start, end, before, name, after in rows:
            named = full_name(before, name, after)
            url = address(person) if person in open_to else ""
            last = None if end is None else end - datetime.timedelta(days=1)
            found[post].append(Holder(named, how, url, start, last))
        return found

    def counts(
        self,
        government: uuid.UUID,
        on: datetime.date,
        *,
        known_at: datetime.datetime | None = None,
        positions: Collection[uuid.UUID] | None = None,
    ) -> Mapping[uuid.UUID, int]:
        """Return for all posts of a government, or some, how many people hold each definitively on a day."""
        posts: Any = positions
        if posts is None:
            of = Q(unit=government) | Q(unit__government=government)
            posts = PositionVersion.objects.on(on, known_at=known_at).filter(of).values("position")
        rows: QuerySet[JabatanHistory] = JabatanHistory.objects.on(on, known_at=known_at)
        rows = rows.filter(how="definitif", position__in=posts)
        held = rows.values_list("position")
        return dict(held.annotate(number=Count("pk")))

    def counts_by_unit(
        self,
        government: uuid.UUID,
        on: datetime.date,
        *,
        known_at: datetime.datetime | None = None,
        units: Collection[uuid.UUID] | None = None,
    ) -> Mapping[uuid.UUID, int]:
        """Return for each unit of a government, or of some of its units, how many people hold its posts
        definitively on a day.
        """
        known = _KNOWN if known_at is None else _KNOWN_THEN
        those = _OF_GOVERNMENT if units is None else "%(units)s::uuid[]"
        sql = _BY_UNIT.format(known=known, of_post=known.replace("h.", "v."), units=those)
        with connection.cursor() as cursor:
            cursor.execute(sql, {"of": government, "units": list(units or ()), "on": on, "at": known_at})
            return dict(cursor.fetchall())

    def open_places(
        self, government: uuid.UUID, on: datetime.date, *, known_at: datetime.datetime | None = None
    ) -> Mapping[int, int]:
        """Return for each post of a government that is not full, by the id of its version, how many more
        people it needs.
        """
        known = _KNOWN if known_at is None else _KNOWN_THEN
        sql = _OPEN_PLACES.format(known=known, of_post=known.replace("h.", "v."), units=_OF_GOVERNMENT)
        with connection.cursor() as cursor:
            cursor.execute(sql, {"of": government, "on": on, "at": known_at})
            return dict(cursor.fetchall())

    def held_from(self, positions: Collection[uuid.UUID], start: datetime.date) -> Mapping[uuid.UUID, int]:
        """Return how many people hold each post on a day or later, in any way."""
        rows = JabatanHistory.objects.known().filter(position__in=list(positions)).filter(_from(start))
        return Counter(position for position, _person in rows.values_list("position", "person").distinct())

    def members_from(self, units: Collection[uuid.UUID], start: datetime.date) -> Mapping[uuid.UUID, int]:
        """Return how many people work in each unit on a day or later."""
        rows = UnitHistory.objects.known().filter(unit__in=list(units)).filter(_from(start))
        return Counter(unit for unit, _person in rows.values_list("unit", "person").distinct())


def _from(start: datetime.date) -> Q:
    return Q(berlaku__endswith__isnull=True) | Q(berlaku__endswith__gt=start)


# --- why


def _find_person(user: Any, typed: str, on: datetime.date) -> Person | None:
    return people_visible_to(user, on).filter(nip=typed.strip()).first()


def explain_see(user: Any, person: Any, on: datetime.date) -> list[Reason]:
    """Tell why an account may, or may not, see a person."""
    if not isinstance(person, Person):
        return []
    return [
        Reason(person.account_id == user.pk, _("Ini data dirinya sendiri.")),
        Reason(
            is_superior_of(user, person, on),
            _("Ia atasan dalam garis pelaporan pada hari ini, secara definitif atau sebagai Plt. atau Plh."),
        ),
        _by_role(user, person, SECTION_ROLES[Section.KARIER], on),
    ]


def explain_section(section: Section) -> Any:
    """Return what tells why an account may, or may not, see a section of a person's record."""

    def explain(user: Any, person: Any, on: datetime.date) -> list[Reason]:
        if not isinstance(person, Person):
            return []
        return [
            Reason(person.account_id == user.pk, _("Ini data dirinya sendiri.")),
            _by_role(user, person, SECTION_ROLES[section], on),
        ]

    return explain


def explain_edit(user: Any, person: Any, on: datetime.date) -> list[Reason]:
    """Tell why an account may, or may not, change a person's record."""
    if not isinstance(person, Person):
        return []
    said = _by_role(user, person, EDITORS, on)
    if said.granted and not can_edit_person(user, person, on):
        return [
            Reason(
                False, _("Ia memegang peran itu, tetapi ini datanya sendiri: orang lain yang harus mencatat.")
            )
        ]
    return [said]


def _by_role(user: Any, person: Person, roles: Any, on: datetime.date) -> Reason:
    held = roles_over(user, person, on).intersection(roles) if roles_of(user, on) else frozenset()
    named = ", ".join(str(one.label) for one in roles)
    return Reason(
        bool(held),
        _("Ia memegang salah satu peran ini untuk unit pegawai itu atau unit di atasnya: %(roles)s.")
        % {"roles": named},
    )


# --- names in the trail


def _person_names(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    return {one.pk: one.full_name for one in Person.objects.filter(pk__in=list(ids))}


def _persons_named(user: Any, text: str) -> list[uuid.UUID]:
    on = _day_of(user)
    return list(
        people_visible_to(user, on).filter(matching(text, user, on)).values_list("pk", flat=True)[:50]
    )
