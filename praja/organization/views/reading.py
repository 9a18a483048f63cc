"""Pages that show the structure: units, posts, chart, vacancies."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django.db.models import Count, Sum
from django.db.models.expressions import RawSQL
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from praja.organization import queries, shown
from praja.organization.enums import Eselon, JenisJabatan, JenisUnit
from praja.organization.filters import PostFilter, UnitFilter
from praja.organization.hooks import Holder, incumbents
from praja.organization.models import PositionVersion, Unit, UnitVersion
from praja.organization.perms import can_change_structure, can_create_government, can_see_codes
from praja.organization.shown import position_url, unit_url
from praja.organization.views.common import AsOf, as_of, unit_seen
from praja.web.exports import EXPORT
from praja.web.tables import Column, Table, labelled

MOST_CHILDREN = 60
"""A unit with more units directly below it shows them as a table instead of a tree."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the governments, each with how many units and posts it has."""
    open_to = queries.units_open_to(request.user)
    if not request.user.is_authenticated:
        raise Http404
    at = as_of(request)
    governments = list(queries.governments(at.day, at.known_at).filter(unit__in=open_to))
    units = dict(
        UnitVersion.objects.on(at.day, known_at=at.known_at)
        .filter(unit__government__isnull=False)
        .values_list("unit__government")
        .annotate(number=Count("pk"))
    )
    posts: dict[uuid.UUID | None, Any] = {
        row["unit__government"]: row
        for row in PositionVersion.objects.on(at.day, known_at=at.known_at)
        .values("unit__government")
        .annotate(posts=Count("pk"), places=Sum("formasi"))
    }
    cards = [
        {
            "version": version,
            "url": unit_url(version.unit_id, at.query),
            "units": units.get(version.unit_id, 0),
            "posts": posts.get(version.unit_id, {}).get("posts", 0),
            "places": posts.get(version.unit_id, {}).get("places", 0),
        }
        for version in governments
    ]
    context = {"at": at, "cards": cards, "may_create": can_create_government(request.user, at.today)}
    return render(request, "organization/index.html", context)


@require_safe
def unit(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Show one unit: its head, facts, posts, the units below it and its history."""
    subject = unit_seen(request, number)
    rows = list(queries.history_of(subject))
    known = [row for row in rows if row.digantikan is None]
    at = as_of(request, subject, known=known)
    version = next((row for row in rows if row.holds(at.day, at.known_at)), None)
    named = version or queries.nearest_in(known, at.day)
    if named is None:
        raise Http404
    line = queries.lineage(subject, at.day, at.known_at)
    codes = can_see_codes(request.user, subject, at.today)
    root = queries.tree(subject, at.day, at.known_at, heads_of=lambda _top: ()) if version else None
    broad = root is not None and len(root.children) > MOST_CHILDREN
    below = _table_of_units(request, subject, at) if broad else None
    if below is not None and (file := below.response()):
        return file
    held = list(queries.positions_of(subject, at.day, at.known_at).select_related(None))
    posts = _lines_of_posts(held, at, _holders_of([row.position_id for row in held], at, request))
    if root is not None and root.head is not None:
        root.head_holders = posts[0].holders
    came, became = queries.successions_of(subject)
    names = shown.names_of_units(
        [row.parent_id for row in rows] + [row.old_id for row in came] + [row.new_id for row in became]
    )
    context = {
        "at": at,
        "unit": subject,
        "version": version,
        "named": named,
        "breadcrumbs": shown.trail(subject, at.day, named.name, line=None if at.known_at else line),
        "root": root,
        "branches": shown.branches(root.children, at.query) if root and not broad else [],
        "below": below,
        "posts": posts,
        "history": shown.history(rows, names, codes=codes),
        "came": [(names.get(row.old_id, ""), unit_url(row.old_id), row.on) for row in came],
        "became": [(names.get(row.new_id, ""), unit_url(row.new_id), row.on) for row in became],
        "codes": codes,
        "withholder": queries.withholder_in(line) if codes and version else None,
        "may_change": can_change_structure(request.user, subject, at.today),
        "is_government": subject.government_id is None,
    }
    return render(request, "organization/unit.html", context)


@require_safe
def position(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Show one post: what it is for, who holds it, to whom it reports, and its history."""
    subject = get_object_or_404(queries.positions_open_to(request.user), pk=number)
    rows = list(queries.history_of_position(subject))
    known = [row for row in rows if row.digantikan is None]
    near = queries.nearest_in(known, queries.today())
    if near is None:
        raise Http404
    at = as_of(request, near.unit)
    version = next((row for row in rows if row.holds(at.day, at.known_at)), None)
    named = version or queries.nearest_in(known, at.day) or near
    place = Unit.objects.select_related("government").get(pk=named.unit_id)
    names = {
        **shown.names_of_units([row.unit_id for row in rows]),
        **shown.names_of_positions([row.superior_id for row in rows]),
    }
    under = list(queries.subordinates_of(subject, at.day, at.known_at)) if version else []
    holders = _holders_of([subject.pk, *(row.position_id for row in under)], at, request)
    context = {
        "at": at,
        "position": subject,
        "version": version,
        "named": named,
        "breadcrumbs": shown.trail(place, at.day, named.title, itself=True),
        "unit_name": names.get(named.unit_id, ""),
        "unit_url": unit_url(named.unit_id, at.query),
        "superior_name": names.get(named.superior_id, "") if named.superior_id else "",
        "superior_url": position_url(named.superior_id, at.query) if named.superior_id else "",
        "holders": holders.get(subject.pk, []),
        "under": _lines_of_posts(under, at, holders),
        "history": shown.history(rows, names, codes=True),
        "may_change": can_change_structure(request.user, place, at.today),
    }
    return render(request, "organization/position.html", context)


@require_safe
def chart(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Show the chart of a unit: who leads what, on a page to browse and to print."""
    subject = unit_seen(request, number)
    at = as_of(request, subject)
    root = queries.tree(subject, at.day, at.known_at, user=request.user, heads_of=_drawn)
    if root is None:
        raise Http404
    context = {
        "at": at,
        "unit": subject,
        "root": root,
        "top": _boxes(root, at),
        "breadcrumbs": shown.trail(subject, at.day, _("Bagan"), itself=True),
    }
    return render(request, "organization/chart.html", context)


@require_safe
def posts(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Show the map of posts (peta jabatan) of a unit and all below it, to filter and to take away."""
    subject = unit_seen(request, number)
    at = as_of(request, subject)
    government = subject.government_id or subject.pk

    @cache
    def filled() -> Mapping[uuid.UUID, int]:
        """How many people hold the posts that are shown: those of the page, or all of a file."""
        shown_posts = None if table.exporting else [row.position_id for row in table.page.object_list]
        return incumbents().counts(government, at.day, known_at=at.known_at, positions=shown_posts)

    names = queries.names_in(government, at.day, at.known_at)
    table = Table(
        request,
        _posts_below(request, subject, at),
        columns=[
            *_columns_of_posts(names, at),
            Column("formasi", gettext_lazy("Kebutuhan"), sort="formasi", num=True, total=True),
            Column("filled", gettext_lazy("Terisi"), lambda row: filled().get(row.position_id, 0), num=True),
            Column(
                "open",
                gettext_lazy("Selisih"),
                lambda row: filled().get(row.position_id, 0) - row.formasi,
                num=True,
            ),
            Column("bup", gettext_lazy("BUP"), num=True, export="only"),
            Column("tugas_pokok", gettext_lazy("Tugas pokok"), export="only"),
            Column("syarat", gettext_lazy("Persyaratan"), export="only"),
            Column("code", gettext_lazy("Kode jabatan"), "position.code", export="only"),
            Column("unit_code", gettext_lazy("Kode unit"), "unit.code", export="only"),
        ],
        filters=PostFilter,
        name="peta-jabatan",
        about=subject,
        unit=subject.pk,
        caption=gettext_lazy("Jabatan dengan kebutuhan dan isinya"),
        empty=gettext_lazy("Unit ini belum mempunyai jabatan. Tambahkan dari halaman unitnya."),
    )
    return table.response() or render(
        request,
        "organization/table.html",
        {
            "table": table,
            "at": at,
            "title": _("Peta jabatan"),
            "lead": at.name,
            "breadcrumbs": shown.trail(subject, at.day, _("Peta jabatan"), itself=True),
        },
    )


@require_safe
def vacancies(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Show the posts of a unit and all below it that are not full, and who keeps them meanwhile."""
    subject = unit_seen(request, number)
    at = as_of(request, subject)
    government = subject.government_id or subject.pk
    places = incumbents().open_places(government, at.day, known_at=at.known_at)
    below = _posts_below(request, subject, at)
    names = queries.names_in(government, at.day, at.known_at)

    @cache
    def acting() -> dict[uuid.UUID, list[str]]:
        """Who keeps the posts that are shown: those of the page, or all of a file."""
        shown_rows = table.rows_source if table.exporting else table.page.object_list
        ids = [row.position_id for row in shown_rows]
        held = incumbents().holders(ids, at.day, known_at=at.known_at) if ids else {}
        return {key: [one.label for one in ones if not one.definitive] for key, ones in held.items()}

    table = Table(
        request,
        below.filter(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [list(places)])),
        columns=[
            *_columns_of_posts(names, at),
            Column("formasi", gettext_lazy("Kebutuhan"), sort="formasi", num=True, total=True),
            Column("open", gettext_lazy("Lowong"), lambda row: places[row.pk], num=True),
            Column(
                "acting",
                gettext_lazy("Diisi sementara oleh"),
                lambda row: ", ".join(acting().get(row.position_id, ())),
            ),
        ],
        filters=PostFilter,
        name="jabatan-lowong",
        about=subject,
        unit=subject.pk,
        caption=gettext_lazy("Jabatan yang belum terisi penuh"),
        empty=gettext_lazy("Semua jabatan terisi."),
    )
    return table.response() or render(
        request,
        "organization/table.html",
        {
            "table": table,
            "at": at,
            "title": _("Jabatan lowong"),
            "lead": at.name,
            "breadcrumbs": shown.trail(subject, at.day, _("Jabatan lowong"), itself=True),
        },
    )


_OF_A_POST = ("position_id", "unit_id", "title", "kind", "kelas_jabatan", "eselon", "formasi")
"""What pages show of a post; files have more."""


def _posts_below(request: HttpRequest, subject: Unit, at: AsOf) -> Any:
    if subject.government_id is None:
        found = queries.positions_of_government(subject, at.day, at.known_at)
    else:
        units = queries.subtree([subject], at.day, at.known_at)
        found = queries.positions_in(units, at.day, at.known_at)
    return found if request.GET.get(EXPORT) else found.select_related(None).only(*_OF_A_POST)


def _columns_of_posts(names: dict[uuid.UUID, str], at: AsOf) -> list[Column]:
    return [
        Column(
            "title",
            gettext_lazy("Jabatan"),
            sort="title",
            link=lambda row: position_url(row.position_id, at.query),
        ),
        Column(
            "unit",
            gettext_lazy("Unit"),
            lambda row: names.get(row.unit_id) or row.unit.code,
            link=lambda row: unit_url(row.unit_id, at.query),
        ),
        Column("kind", gettext_lazy("Jenis"), labelled("kind", JenisJabatan.choices), sort="kind"),
        Column("kelas_jabatan", gettext_lazy("Kelas"), sort="kelas_jabatan", num=True),
        Column("eselon", gettext_lazy("Eselon"), labelled("eselon", Eselon.choices), sort="eselon"),
        Column("jenjang", gettext_lazy("Jenjang"), sort="jenjang", export="only"),
    ]


def _table_of_units(request: HttpRequest, subject: Unit, at: AsOf) -> Table:
    return Table(
        request,
        queries.children(subject, at.day, at.known_at),
        columns=[
            Column(
                "name",
                gettext_lazy("Unit"),
                sort="name",
                link=lambda row: unit_url(row.unit_id, at.query),
            ),
            Column("kind", gettext_lazy("Jenis"), labelled("kind", JenisUnit.choices), sort="kind"),
            Column("code", gettext_lazy("Kode"), "unit.code", sort="unit__code"),
        ],
        filters=UnitFilter,
        name="unit",
        caption=gettext_lazy("Unit di bawahnya"),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class PostLine:
    """A post as a list shows it, with those who hold it."""

    version: PositionVersion
    url: str
    holders: list[Any]
    open: int


def _holders_of(posts: list[uuid.UUID], at: AsOf, request: HttpRequest) -> Mapping[uuid.UUID, list[Holder]]:
    if not posts:
        return {}
    return incumbents().holders(posts, at.day, known_at=at.known_at, user=request.user)


def _lines_of_posts(
    rows: list[PositionVersion], at: AsOf, holders: Mapping[uuid.UUID, list[Holder]]
) -> list[PostLine]:
    lines = []
    for row in rows:
        held = list(holders.get(row.position_id, ()))
        definitive = sum(1 for one in held if one.definitive)
        lines.append(
            PostLine(row, position_url(row.position_id, at.query), held, max(0, row.formasi - definitive))
        )
    return lines


@dataclasses.dataclass(frozen=True, slots=True)
class Box:
    """A unit in the chart, with those directly below it."""

    node: queries.Node
    url: str
    counts: str
    children: list[Box]
    hidden: int
    """How many units below it the chart leaves out, because they are too many to draw."""


def _drawn(node: queries.Node) -> Iterator[queries.Node]:
    """Go through what the chart draws: of a very broad unit, no schools and not more than fit."""
    yield node
    for child in _drawn_below(node):
        yield from _drawn(child)


def _drawn_below(node: queries.Node) -> list[queries.Node]:
    if len(node.children) <= shown.MOST_BRANCHES:
        return node.children
    leading = [child for child in node.children if child.children or child.version.kind != "sekolah"]
    return leading[: shown.MOST_BRANCHES]


def _boxes(node: queries.Node, at: AsOf) -> Box:
    children = _drawn_below(node)
    return Box(
        node,
        unit_url(node.unit_id, at.query),
        shown.counts(node),
        [_boxes(child, at) for child in children],
        len(node.children) - len(children),
    )
