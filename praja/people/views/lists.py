"""The list of people."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import django_filters
from django.contrib.auth.decorators import login_required
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.forms import HiddenInput
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from praja.access.queries import units_visible_to
from praja.organization.enums import JenisJabatan
from praja.organization.models import PositionVersion
from praja.people.enums import GOLONGAN_PNS, GOLONGAN_PPPK, StatusAsn
from praja.people.models import GolonganHistory, JabatanHistory, Person, StatusHistory, UnitHistory
from praja.people.perms import SECTION_ROLES, Section, is_officer, sees_lists, stands_in_own_list
from praja.people.queries import SHOWN, matching, people_visible_to
from praja.people.states import facts_of
from praja.people.views.common import today_of
from praja.web.addresses import addresses
from praja.web.exports import FORMATS
from praja.web.tables import Column, Lines, Table

MOST_UNITS = 60
"""Where more units are in reach, only those directly below a government are offered, and the chosen one."""


_CHOICES = """
SELECT found.unit_id, found.name FROM (
    SELECT v.unit_id, v.name, above.government_id, count(*) OVER () AS reached
    FROM organization_unitversion v LEFT JOIN organization_unit above ON above.id = v.parent_id
    WHERE v.digantikan IS NULL AND v.berlaku @> %s::date AND v.unit_id IN ({units})
) found
WHERE found.reached <= %s OR found.government_id IS NULL OR found.unit_id::text = %s
ORDER BY found.name
"""


def units_to_choose(request: HttpRequest | None) -> list[tuple[str, str]]:
    """Return the units of the asker's roles by which a list can be narrowed, each with all below it."""
    if request is None:
        return []
    on = today_of(request)
    units = units_visible_to(request.user, on, *SECTION_ROLES[Section.KARIER]).values("pk")
    try:
        sql, parameters = units.query.sql_with_params()
    except EmptyResultSet:
        return []
    chosen = request.GET.get("unit", "").replace("\x00", "")
    with connection.cursor() as cursor:
        cursor.execute(_CHOICES.format(units=sql), (on, *parameters, MOST_UNITS, chosen))
        return [(str(unit_id), name) for unit_id, name in cursor.fetchall()]


class PeopleFilter(django_filters.FilterSet):
    """What the list can be narrowed by."""

    cari = django_filters.CharFilter(method="by_words", widget=HiddenInput)  # has its own place on the page
    unit = django_filters.ChoiceFilter(label=gettext_lazy("Unit kerja"), method="by_unit", choices=())
    status = django_filters.ChoiceFilter(
        label=gettext_lazy("Status"),
        method="by_status",
        choices=[*StatusAsn.choices, ("berhenti", gettext_lazy("Sudah berhenti"))],
    )
    golongan = django_filters.ChoiceFilter(
        label=gettext_lazy("Golongan"),
        method="by_golongan",
        choices=[(one, one) for one in (*GOLONGAN_PNS, *GOLONGAN_PPPK)],
    )
    jenis = django_filters.ChoiceFilter(
        label=gettext_lazy("Jenis jabatan"), method="by_kind", choices=JenisJabatan.choices
    )

    class Meta:
        model = Person
        fields: list[str] = []

    def __init__(self, *args: Any, **more: Any) -> None:
        """Offer the units that the asker's roles reach."""
        super().__init__(*args, **more)
        self.filters["unit"].extra["choices"] = units_to_choose(self.request)
        self.on = today_of(self.request)

    def by_words(self, people: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        return people.filter(matching(value, self.request.user, self.on))

    def by_unit(self, people: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        from praja.access.tree import below

        units = below([value], self.on)  # type: ignore[list-item]
        return people.filter(pk__in=UnitHistory.objects.on(self.on).filter(unit__in=units).values("person"))

    def by_status(self, people: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        holding = StatusHistory.objects.on(self.on)
        if value == "berhenti":
            gone = StatusHistory.objects.known().filter(berlaku__endswith__lte=self.on).values("person")
            return people.filter(pk__in=gone).exclude(pk__in=holding.values("person"))
        return people.filter(pk__in=holding.filter(status=value).values("person"))

    def by_golongan(self, people: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        return people.filter(
            pk__in=GolonganHistory.objects.on(self.on).filter(golongan=value).values("person")
        )

    def by_kind(self, people: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        posts = PositionVersion.objects.on(self.on).filter(kind=value).values("position")
        held = JabatanHistory.objects.on(self.on).filter(position__in=posts)
        return people.filter(pk__in=held.values("person"))


FACTS = ("status_now", "golongan_now", "unit_now", "post_now")


def with_facts(people: QuerySet[Person], on: Any, names: Collection[str] = FACTS) -> QuerySet[Person]:
    """Return people with what a list shows of each, in the same query: to sort by it, or for an export.

    Whole histories are joined, which takes a small part of asking for each person. A page of fifty is cheaper
    with `facts_of`.
    """
    joins: dict[str, FilteredRelation] = {}
    found: dict[str, F] = {}
    if "status_now" in names:
        joins["status_row"] = _holding("statushistory_set", on)
        found["status_now"] = F("status_row__status")
    if "golongan_now" in names:
        joins["golongan_row"] = _holding("golonganhistory_set", on)
        found["golongan_now"] = F("golongan_row__golongan")
    if "unit_now" in names:
        joins["unit_row"] = _holding("unithistory_set", on)
        joins["unit_version"] = _holding("unit_row__unit__versions", on)
        found["unit_now"] = F("unit_version__name")
    if "post_now" in names:
        joins["post_row"] = _holding("jabatanhistory_set", on, how="definitif")
        joins["post_version"] = _holding("post_row__position__versions", on)
        found["post_now"] = F("post_version__title")
    return people.annotate(**joins).annotate(**found) if found else people


def _holding(path: str, on: Any, **more: Any) -> FilteredRelation:
    """Return the one row at the end of a path that holds on a day."""
    also = {f"{path}__{name}": value for name, value in more.items()}
    holds = Q(**{f"{path}__berlaku__contains": on, f"{path}__digantikan__isnull": True}, **also)
    return FilteredRelation(path, condition=holds)


def _add_facts(people: Iterable[Person], on: Any) -> None:
    """Give each person of a page what `with_facts` would have given, in one query."""
    people = list(people)
    facts = facts_of([person.pk for person in people], on)
    for person in people:
        here: Any = person
        said = facts[person.pk]
        here.status_now, here.golongan_now = said.status, said.golongan
        here.unit_now, here.post_now = said.unit, said.post


def _columns() -> list[Column]:
    names, gone = {value: str(label) for value, label in StatusAsn.choices}, _("Sudah berhenti")
    address = addresses("people:detail")
    return [
        Column(
            "name",
            _("Nama"),
            value=lambda person: Lines(person.full_name, person.nip),
            sort="name",
            link=lambda person: address(person.pk),
        ),
        Column("nip", _("NIP"), sort="nip", export="only"),
        Column("post_now", _("Jabatan"), sort="post_now"),
        Column("unit_now", _("Unit kerja"), sort="unit_now"),
        Column(
            "status_now",
            _("Status"),
            value=lambda person: names.get(person.status_now, gone),
            sort="status_now",
        ),
        Column("golongan_now", _("Golongan"), sort="golongan_now"),
    ]


@login_required
@require_safe
def people_list(request: HttpRequest) -> HttpResponse:
    """Show the people whom the asker may see, to be searched, filtered, sorted and taken away as a file."""
    on = today_of(request)
    user: Any = request.user
    if not sees_lists(user, on):
        raise Http404
    people = people_visible_to(user, on).only(*SHOWN)
    if not stands_in_own_list(user, on):
        people = people.exclude(account=user)
    exporting = request.GET.get("ekspor") in FORMATS
    sorting = request.GET.get("urut", "").removeprefix("-")
    facts = FACTS if exporting else [one for one in FACTS if one == sorting]
    people = with_facts(people, on, facts)
    table = Table(
        request,
        people,
        _columns(),
        filters=PeopleFilter,
        name="pegawai",
        order="name",
        counted_apart=not facts,
        people="pk",
        caption=_("Pegawai"),
        empty=_("Belum ada pegawai yang dapat Anda lihat. Tambahkan seorang, atau impor dari lembar kerja."),
    )
    file = table.response()
    if file is not None:
        return file
    _add_facts(table.page.object_list, on)
    return render(request, "people/list.html", {"table": table, "officer": is_officer(user, on)})
