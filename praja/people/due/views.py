"""Pages of what falls due."""

from __future__ import annotations

import datetime
import uuid
from functools import cache
from typing import Any

import django_filters
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja import jobs
from praja.audit.actions import record
from praja.organization.models import UnitVersion
from praja.people.due import feed, tasks, words
from praja.people.due.forms import LetterForm
from praja.people.due.letters import FOR_KIND, LETTERS, draft
from praja.people.due.queries import (
    AT_ONCE,
    counts,
    due_soon,
    due_visible_to,
    horizon,
    late,
    refresh,
    stale_count,
)
from praja.people.due.urgency import effect, most_urgent_first, pressing
from praja.people.feeds import as_calendar
from praja.people.models import DueItem, Person, UnitHistory
from praja.people.perms import (
    SECTION_ROLES,
    Section,
    can_edit_person,
    can_see_section,
    has_subordinates,
    is_officer,
    stands_in_own_list,
)
from praja.people.queries import SHOWN, people_visible_to
from praja.people.states import facts_of
from praja.people.views.lists import units_to_choose
from praja.web.addresses import addresses
from praja.web.exports import EXPORT, SORT, handed_out
from praja.web.shell import day_of
from praja.web.tables import Chip, Column, Lines, Table, labelled

YEARS = 10
"""Years ahead that can be asked for one by one; unasked, the list looks some months ahead."""


def sees_due(user: Any, on: datetime.date) -> bool:
    """
    To see the list of what falls due, one must
    - hold a role that opens careers, for any unit, or
    - be the superior of somebody.
    Of each person only those kinds are listed whose section one may see.
    """
    from praja.access.queries import has_role

    return has_role(user, *SECTION_ROLES[Section.KARIER], on=on) or has_subordinates(user, on)


class DueFilter(django_filters.FilterSet):
    """What the list can be narrowed by."""

    jenis = django_filters.ChoiceFilter(
        label=gettext_lazy("Jenis"), field_name="kind", choices=DueItem.Kind.choices
    )
    unit = django_filters.ChoiceFilter(label=gettext_lazy("Unit kerja"), method="by_unit", choices=())
    keadaan = django_filters.ChoiceFilter(
        label=gettext_lazy("Keadaan"),
        method="by_state",
        choices=[("terlambat", gettext_lazy("Terlambat")), ("akan", gettext_lazy("Akan datang"))],
    )
    tahun = django_filters.ChoiceFilter(label=gettext_lazy("Tahun"), method="by_year", choices=())

    class Meta:
        model = DueItem
        fields: list[str] = []

    def __init__(self, *args: Any, **more: Any) -> None:
        """Offer the units that the asker's roles reach."""
        super().__init__(*args, **more)
        self.filters["unit"].extra["choices"] = units_to_choose(self.request)
        self.on = day_of(self.request.user)
        years = [str(self.on.year + ahead) for ahead in range(YEARS + 1)]
        self.filters["tahun"].extra["choices"] = [(one, one) for one in years]

    def by_year(self, items: QuerySet[DueItem], name: str, value: str) -> QuerySet[DueItem]:
        return items.filter(day__year=value)

    def by_unit(self, items: QuerySet[DueItem], name: str, value: str) -> QuerySet[DueItem]:
        from praja.access.tree import below

        units = below([uuid.UUID(value)], self.on)
        return items.filter(
            person__in=UnitHistory.objects.on(self.on).filter(unit__in=units).values("person")
        )

    def by_state(self, items: QuerySet[DueItem], name: str, value: str) -> QuerySet[DueItem]:
        return late(items, self.on) if value == "terlambat" else items.filter(day__gte=self.on)


@login_required
@require_safe
def due_list(request: HttpRequest) -> HttpResponse:
    """Show what falls due in the coming months, and what is late, of all people that one may see."""
    on = day_of(request.user)
    if not sees_due(request.user, on):
        raise Http404
    behind = _kept_up(on)
    visible = due_visible_to(request.user, on)
    user: Any = request.user
    if not stands_in_own_list(user, on):
        visible = visible.exclude(person__account=user)
    here = UnitHistory.objects.on(on).filter(person=OuterRef("person"))
    called = UnitVersion.objects.on(on).filter(unit=OuterRef("unit"))
    year = request.GET.get("tahun", "")
    items = (visible if year else due_soon(visible, on)).prefetch_related(
        Prefetch("person", Person.objects.only(*SHOWN)), "member"
    )
    if request.GET.get(EXPORT) or request.GET.get(SORT, "").removeprefix("-") == "unit":
        items = items.annotate(
            unit_name=Subquery(here.annotate(called=Subquery(called.values("name")[:1])).values("called")[:1])
        )
    page_of, kind_of = addresses("people:detail"), labelled("kind", DueItem.Kind.choices)

    @cache
    def by_kind() -> list[dict[str, Any]]:
        return counts(visible, on)

    table = Table(
        request,
        most_urgent_first(items, on),
        columns=[
            Column(
                "nama",
                _("Nama"),
                lambda one: Lines(one.person.full_name, one.person.nip),
                sort="person__name",
                link=lambda one: page_of(one.person_id),
            ),
            Column("nip", _("NIP"), "person.nip", export="only"),
            Column(
                "jenis",
                _("Jenis"),
                lambda one: Lines(kind_of(one), words.reckoned(one)),
                sort="kind",
            ),
            Column("tanggal", _("Tanggal"), "day", sort="day"),
            Column("keadaan", _("Keadaan"), lambda one: Lines(Chip(*words.state(one, on)), effect(one, on))),
            Column("unit", _("Unit kerja"), "unit_name", sort="unit_name"),
            Column("dasar", _("Dasar"), words.source, export="only"),
            *(
                [Column("rancangan", _("Rancangan"), _letter_name, link=_letter_url, export=False)]
                if is_officer(user, on)
                else []
            ),
        ],
        filters=DueFilter,
        name="jatuh-tempo",
        per_page=30,
        number=None if year else lambda: sum(one["number"] for one in by_kind()),
        people="person_id",
        caption=_("Jatuh tempo, yang mendesak lebih dahulu"),
        empty=_("Tidak ada yang jatuh tempo sampai enam bulan ke depan, dan tidak ada yang terlambat."),
    )
    answer = table.response()
    if answer is not None:
        return answer
    page = table.page
    if not (table.filtered or table.order or year):
        start = (page.number - 1) * page.paginator.per_page
        page.object_list = pressing(items, on, by_kind(), start, page.paginator.per_page)
    facts = facts_of({one.person_id for one in page.object_list}, on)
    for one in page.object_list:
        one.unit_name = facts[one.person_id].unit
    number = [
        {**one, "label": DueItem.Kind(one["kind"]).label, "url": f"{request.path}?jenis={one['kind']}"}
        for one in by_kind()
    ]
    context = {
        "table": table,
        "counts": number,
        "until": horizon(on),
        "year": year,
        "by_urgency": not table.order,
        "behind": behind,
        "feed": feed.FEEDS.of(request.user),
        "late": sum(one["late"] for one in number),
    }
    return render(request, "people/due/list.html", context)


def _kept_up(on: datetime.date) -> int:
    """Reckon anew whom the records changed, and return how many are left to a job."""
    if refresh(on) < AT_ONCE:
        return 0
    behind = stale_count()
    if behind:
        jobs.enqueue(tasks.reckon_due, key="people.due")
    return behind


def _letter_name(item: DueItem) -> Any:
    key = FOR_KIND.get(item.kind)
    return LETTERS[key].label if key else ""


def _letter_url(item: DueItem) -> str | None:
    key = FOR_KIND.get(item.kind)
    return addresses("people:due_letter", key)(item.person_id) if key else None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def due_letter(request: HttpRequest, pk: uuid.UUID, key: str) -> HttpResponse:
    """Ask for what only the signatory knows, and give the draft of a letter as PDF."""
    on = day_of(request.user)
    person = get_object_or_404(people_visible_to(request.user, on), pk=pk)
    letter = LETTERS.get(key)
    user: Any = request.user
    if (
        letter is None
        or not can_edit_person(user, person, on)
        or not can_see_section(user, person, letter.section, on)
    ):
        raise Http404
    form = LetterForm(*((request.POST,) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        refresh(on, person=person.pk)
        pdf = draft(letter, person, form=form.said(), on=on)
        record(
            kind="people.letter_drafted",
            by=user,
            target=person,
            person=person.pk,
            on=on,
            after={"surat": letter.key},
        )
        return handed_out(pdf, f"{letter.key}-{person.nip}.pdf")
    context = {"form": form, "person": person, "letter": letter, "letters": LETTERS.values()}
    return render(request, "people/due/letter.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def due_feed(request: HttpRequest) -> HttpResponse:
    """Make a calendar address, or revoke it."""
    on = day_of(request.user)
    if "cabut" in request.POST:
        if feed.FEEDS.revoke(by=request.user, on=on):
            messages.success(
                request, _("Alamat kalender dicabut. Kalender yang memakainya tidak lagi diperbarui.")
            )
        return redirect("people:due" if sees_due(request.user, on) else "people:own")
    secret = feed.FEEDS.make(by=request.user, on=on)
    address = request.build_absolute_uri(reverse("people:due_calendar", args=[secret]))
    answer = render(request, "people/due/feed.html", {"address": address})
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_not_required
@require_safe
def due_calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """Give a calendar to whoever has its secret address."""
    owner = feed.FEEDS.owner_of(secret)
    if owner is None:
        raise Http404
    return as_calendar(feed.calendar(owner, day_of(owner)), "jatuh-tempo")
