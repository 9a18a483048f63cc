"""Pages of the structure: trees, units, posts, charts, vacancies, and the forms of the officer."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from praja.organization import actions, queries, shown
from praja.organization.actions import StructureRefused, rehearsal
from praja.organization.enums import JenisJabatan
from praja.organization.filters import PostFilter, UnitFilter
from praja.organization.forms import (
    AsOfForm,
    CloseForm,
    ClosePositionForm,
    MergeForm,
    MoveForm,
    PositionForm,
    SplitForm,
    UnitForm,
    WithdrawForm,
)
from praja.organization.hooks import incumbents
from praja.organization.models import Position, PositionVersion, Unit, UnitVersion
from praja.organization.perms import can_change_structure, can_create_government, can_see_codes
from praja.organization.shown import position_url, unit_url
from praja.web.tables import Column, Table

MOST_CHILDREN = 60
"""A unit with more units directly below it shows them as a table instead of a tree."""


# --- which day


@dataclasses.dataclass(frozen=True, slots=True)
class AsOf:
    """The day that a page shows, and as known when."""

    day: datetime.date
    known_at: datetime.datetime | None
    form: AsOfForm
    today: datetime.date
    query: str

    @property
    def past(self) -> bool:
        """Whether it is not simply now."""
        return self.day != self.today or self.known_at is not None


def as_of(request: HttpRequest, unit: Unit | None = None) -> AsOf:
    """Return the day that the request asks for; today at the unit's place where it asks for none."""
    today = queries.today(unit)
    form = AsOfForm(request.GET if "per" in request.GET or "diketahui" in request.GET else None)
    day, known_at, query = today, None, ""
    if form.is_bound and form.is_valid():
        day = form.cleaned_data["per"] or today
        known = form.cleaned_data["diketahui"]
        if day != today:
            query = f"per={day.isoformat()}"
        if known:
            end = datetime.datetime.combine(known + datetime.timedelta(days=1), datetime.time())
            known_at = timezone.make_aware(end, queries.zone_of(unit))
            query = f"{query}&diketahui={known.isoformat()}" if query else f"diketahui={known.isoformat()}"
    return AsOf(day, known_at, form, today, query)


# --- reading


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
    subject = _unit(request, number)
    at = as_of(request, subject)
    version = queries.version_of(subject, at.day, at.known_at)
    named = version or queries.nearest_version(subject, at.day)
    if named is None:
        raise Http404
    codes = can_see_codes(request.user, subject, at.today)
    root = queries.tree(subject, at.day, at.known_at, heads_of=lambda _top: ()) if version else None
    broad = root is not None and len(root.children) > MOST_CHILDREN
    below = _table_of_units(request, subject, at) if broad else None
    if below is not None and (file := below.response()):
        return file
    posts = _lines_of_posts(list(queries.positions_of(subject, at.day, at.known_at)), at, request)
    if root is not None and posts and posts[0].version.heads_unit:
        root.head, root.head_holders = posts[0].version, posts[0].holders
    rows = list(queries.history_of(subject))
    came, became = queries.successions_of(subject)
    names = shown.names_of_units(
        [row.parent_id for row in rows] + [row.old_id for row in came] + [row.new_id for row in became]
    )
    context = {
        "at": at,
        "unit": subject,
        "version": version,
        "named": named,
        "breadcrumbs": shown.trail(subject, at.day, named.name),
        "root": root,
        "branches": shown.branches(root.children, at.query) if root and not broad else [],
        "below": below,
        "posts": posts,
        "history": shown.history(rows, names, codes=codes),
        "came": [(names.get(row.old_id, ""), unit_url(row.old_id), row.on) for row in came],
        "became": [(names.get(row.new_id, ""), unit_url(row.new_id), row.on) for row in became],
        "codes": codes,
        "withholder": queries.withholder_of(subject, at.day, at.known_at) if codes and version else None,
        "may_change": can_change_structure(request.user, subject, at.today),
        "is_government": subject.government_id is None,
    }
    return render(request, "organization/unit.html", context)


@require_safe
def position(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Show one post: what it is for, who holds it, to whom it reports, and its history."""
    subject = get_object_or_404(queries.positions_open_to(request.user), pk=number)
    near = queries.nearest_position_version(subject, queries.today())
    if near is None:
        raise Http404
    at = as_of(request, near.unit)
    version = queries.position_version(subject, at.day, at.known_at)
    named = version or queries.nearest_position_version(subject, at.day) or near
    place = Unit.objects.select_related("government").get(pk=named.unit_id)
    holders = incumbents().holders([subject.pk], at.day, known_at=at.known_at, user=request.user)
    rows = list(queries.history_of_position(subject))
    names = {
        **shown.names_of_units([row.unit_id for row in rows]),
        **shown.names_of_positions([row.superior_id for row in rows]),
    }
    under = list(queries.subordinates_of(subject, at.day, at.known_at)) if version else []
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
        "under": _lines_of_posts(under, at, request),
        "history": shown.history(rows, names, codes=True),
        "may_change": can_change_structure(request.user, place, at.today),
    }
    return render(request, "organization/position.html", context)


@require_safe
def chart(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Show the chart of a unit: who leads what, on a page to browse and to print."""
    subject = _unit(request, number)
    at = as_of(request, subject)
    root = queries.tree(subject, at.day, at.known_at, user=request.user, heads_of=_drawn)
    if root is None:
        raise Http404
    context = {
        "at": at,
        "unit": subject,
        "root": root,
        "boxes": _boxes(root, at),
        "breadcrumbs": shown.trail(subject, at.day, _("Bagan"), itself=True),
    }
    return render(request, "organization/chart.html", context)


@require_safe
def posts(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Show the map of posts (peta jabatan) of a unit and all below it, to filter and to take away."""
    subject = _unit(request, number)
    at = as_of(request, subject)
    government = subject.government_id or subject.pk
    filled = incumbents().counts(government, at.day, known_at=at.known_at)
    names = queries.names_in(government, at.day, at.known_at)
    table = Table(
        request,
        _posts_below(subject, at),
        columns=[
            *_columns_of_posts(names, at),
            Column("formasi", gettext_lazy("Kebutuhan"), sort="formasi", num=True, total=True),
            Column("filled", gettext_lazy("Terisi"), lambda row: filled.get(row.position_id, 0), num=True),
            Column(
                "open",
                gettext_lazy("Selisih"),
                lambda row: filled.get(row.position_id, 0) - row.formasi,
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
            "lead": _name(subject, at),
            "breadcrumbs": shown.trail(subject, at.day, _("Peta jabatan"), itself=True),
        },
    )


@require_safe
def vacancies(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Show the posts of a unit and all below it that are not full, and who keeps them meanwhile."""
    subject = _unit(request, number)
    at = as_of(request, subject)
    government = subject.government_id or subject.pk
    filled = incumbents().counts(government, at.day, known_at=at.known_at)
    below = _posts_below(subject, at)
    places = below.order_by().values_list("pk", "position_id", "formasi")
    vacant = [pk for pk, position, wanted in places if filled.get(position, 0) < wanted]
    names = queries.names_in(government, at.day, at.known_at)

    @cache
    def acting() -> dict[uuid.UUID, list[str]]:
        """Who keeps the posts that are shown: those of the page, or all of a file."""
        shown_rows = table.rows_source if table.exporting else table.page.object_list
        ids = [row.position_id for row in shown_rows]
        held = incumbents().holders(ids, at.day, known_at=at.known_at, user=request.user) if ids else {}
        return {key: [one.label for one in ones if not one.definitive] for key, ones in held.items()}

    table = Table(
        request,
        below.filter(pk__in=vacant),
        columns=[
            *_columns_of_posts(names, at),
            Column("formasi", gettext_lazy("Kebutuhan"), sort="formasi", num=True, total=True),
            Column(
                "open",
                gettext_lazy("Lowong"),
                lambda row: row.formasi - filled.get(row.position_id, 0),
                num=True,
            ),
            Column(
                "acting",
                gettext_lazy("Diisi sementara oleh"),
                lambda row: ", ".join(acting().get(row.position_id, ())),
            ),
        ],
        filters=PostFilter,
        name="jabatan-lowong",
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
            "lead": _name(subject, at),
            "breadcrumbs": shown.trail(subject, at.day, _("Jabatan lowong"), itself=True),
        },
    )


def _unit(request: HttpRequest, number: uuid.UUID) -> Unit:
    return get_object_or_404(queries.units_open_to(request.user).select_related("government"), pk=number)


def _name(subject: Unit, at: AsOf) -> str:
    version = queries.nearest_version(subject, at.day)
    return version.name if version else subject.code


def _posts_below(subject: Unit, at: AsOf) -> Any:
    if subject.government_id is None:
        return queries.positions_of_government(subject, at.day, at.known_at)
    return queries.positions_in(queries.subtree([subject], at.day, at.known_at), at.day, at.known_at)


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
            lambda row: names.get(row.unit_id, row.unit.code),
            link=lambda row: unit_url(row.unit_id, at.query),
        ),
        Column("kind", gettext_lazy("Jenis"), "get_kind_display", sort="kind"),
        Column("kelas_jabatan", gettext_lazy("Kelas"), sort="kelas_jabatan", num=True),
        Column("eselon", gettext_lazy("Eselon"), "get_eselon_display", sort="eselon"),
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
            Column("kind", gettext_lazy("Jenis"), "get_kind_display", sort="kind"),
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


def _lines_of_posts(rows: list[PositionVersion], at: AsOf, request: HttpRequest) -> list[PostLine]:
    ids = [row.position_id for row in rows]
    holders = incumbents().holders(ids, at.day, known_at=at.known_at, user=request.user) if ids else {}
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


# --- changing


def _changeable(request: HttpRequest, number: uuid.UUID) -> tuple[Unit, UnitVersion, datetime.date]:
    """Return a unit that the user may change, what it is or was last, and today at its place."""
    subject = _unit(request, number)
    today = queries.today(subject)
    version = queries.nearest_version(subject, today)
    if version is None or not can_change_structure(request.user, subject, today):
        raise Http404
    return subject, version, today


def _perform(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    done: Callable[[Any], str],
    message: str,
    title: str,
    lead: str = "",
    breadcrumbs: list[tuple[str, str]],
) -> HttpResponse:
    """Show a form; show what the change would do; do it when that is confirmed."""
    steps = None
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("langkah") == "simpan":
                with transaction.atomic():
                    result = act(form.cleaned_data)
                messages.success(request, message)
                return redirect(done(result))
            with rehearsal() as made:
                act(form.cleaned_data)
                steps = shown.consequences(made)
        except StructureRefused as refused:
            form.add_error(None, str(refused))
    context = {"form": form, "steps": steps, "title": title, "lead": lead, "breadcrumbs": breadcrumbs}
    status = 422 if form.errors else 200
    return render(request, "organization/change.html", context, status=status)


def _who(request: HttpRequest, today: datetime.date, given: dict[str, Any]) -> dict[str, Any]:
    return {"start": given["start"], "dasar": given["dasar"], "by": request.user, "on": today}


@require_http_methods(["GET", "HEAD", "POST"])
def create_government(request: HttpRequest) -> HttpResponse:
    """Add a government."""
    today = queries.today()
    if not can_create_government(request.user, today):
        raise Http404
    form = UnitForm(request.POST or None, government=True, initial={"start": today})
    return _perform(
        request,
        form,
        lambda given: actions.create_unit(parent=None, **_unit_values(given), **_who(request, today, given)),
        done=lambda made: unit_url(made.pk),
        message=_("Pemerintah daerah sudah ditambahkan."),
        title=_("Pemerintah daerah baru"),
        breadcrumbs=shown.trail(None, today, _("Pemerintah daerah baru")),
    )


def _unit_values(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name not in ("start", "dasar")}


@require_http_methods(["GET", "HEAD", "POST"])
def create_unit(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Add a unit below this one."""
    subject, version, today = _changeable(request, number)
    form = UnitForm(request.POST or None, initial={"start": today, "zone": version.zone})
    return _perform(
        request,
        form,
        lambda given: actions.create_unit(
            parent=subject, **_unit_values(given), **_who(request, today, given)
        ),
        done=lambda made: unit_url(made.pk),
        message=_("Unit sudah ditambahkan."),
        title=_("Unit baru"),
        lead=_("Di bawah %(name)s.") % {"name": version.name},
        breadcrumbs=shown.trail(subject, today, _("Unit baru"), itself=True),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change_unit(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Change what a unit is called and does, from a day on."""
    subject, version, today = _changeable(request, number)
    form = UnitForm(
        request.POST or None,
        government=subject.government_id is None,
        initial={**UnitForm.shown(version), "start": today},
    )
    return _perform(
        request,
        form,
        lambda given: actions.change_unit(unit=subject, **form.changes(), **_who(request, today, given)),
        done=lambda _made: unit_url(subject.pk),
        message=_("Perubahan unit sudah dicatat."),
        title=_("Ubah unit"),
        lead=version.name,
        breadcrumbs=shown.trail(subject, today, _("Ubah"), itself=True),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def move_unit(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Put a unit below another one, from a day on."""
    subject, version, today = _changeable(request, number)
    if subject.government_id is None:
        raise Http404
    form = MoveForm(
        request.POST or None,
        unit=subject,
        on=today,
        initial={"start": today, "parent": str(version.parent_id)},
    )
    return _perform(
        request,
        form,
        lambda given: actions.move_unit(unit=subject, parent=given["parent"], **_who(request, today, given)),
        done=lambda _made: unit_url(subject.pk),
        message=_("Perpindahan unit sudah dicatat."),
        title=_("Pindahkan unit"),
        lead=version.name,
        breadcrumbs=shown.trail(subject, today, _("Pindahkan"), itself=True),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def merge_units(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Let other units become part of this one, from a day on."""
    subject, version, today = _changeable(request, number)
    if subject.government_id is None:
        raise Http404
    form = MergeForm(
        request.POST or None, unit=subject, kind=version.kind, on=today, initial={"start": today}
    )
    return _perform(
        request,
        form,
        lambda given: actions.merge_units(
            units=given["units"], into=subject, move=given["move"], **_who(request, today, given)
        ),
        done=lambda _made: unit_url(subject.pk),
        message=_("Penggabungan unit sudah dicatat."),
        title=_("Gabungkan unit lain ke sini"),
        lead=_("Ke %(name)s. Untuk bergabung menjadi unit baru, buat unit itu lebih dahulu.")
        % {"name": version.name},
        breadcrumbs=shown.trail(subject, today, _("Gabungkan"), itself=True),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def split_unit(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Let new units come from this one, from a day on."""
    subject, version, today = _changeable(request, number)
    if subject.government_id is None:
        raise Http404
    form = SplitForm(request.POST or None, initial={"start": today})

    def split(given: dict[str, Any]) -> None:
        who = _who(request, today, given)
        parent = version.parent
        new = [
            actions.create_unit(parent=parent, name=name, kind=version.kind, zone=version.zone, **who)
            for name in given["names"]
        ]
        actions.split_unit(unit=subject, into=new, close=given["close"], **who)

    return _perform(
        request,
        form,
        split,
        done=lambda _made: unit_url(subject.pk),
        message=_("Pemecahan unit sudah dicatat. Pindahkan jabatan ke unit barunya."),
        title=_("Pecah unit"),
        lead=version.name,
        breadcrumbs=shown.trail(subject, today, _("Pecah"), itself=True),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def close_unit(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Let a unit end."""
    subject, version, today = _changeable(request, number)
    form = CloseForm(request.POST or None, initial={"start": today})
    return _perform(
        request,
        form,
        lambda given: actions.close_unit(unit=subject, **_who(request, today, given)),
        done=lambda _made: unit_url(subject.pk),
        message=_("Unit sudah ditutup."),
        title=_("Tutup unit"),
        lead=version.name,
        breadcrumbs=shown.trail(subject, today, _("Tutup"), itself=True),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_unit_version(request: HttpRequest, number: uuid.UUID, version: int) -> HttpResponse:
    """Take back a recorded change of a unit."""
    subject, _named, today = _changeable(request, number)
    row = get_object_or_404(UnitVersion.objects.known().filter(unit=subject), pk=version)
    form = WithdrawForm(request.POST or None)
    return _perform(
        request,
        form,
        lambda given: actions.withdraw_unit_version(
            version=row, by=request.user, on=today, reason=given["reason"]
        ),
        done=lambda _made: unit_url(subject.pk),
        message=_("Perubahan sudah ditarik."),
        title=_("Tarik perubahan"),
        lead=f"{row.name}, {shown.period(row)}",
        breadcrumbs=shown.trail(subject, today, _("Tarik perubahan"), itself=True),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def create_position(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Add a post to a unit."""
    subject, version, today = _changeable(request, number)
    head = queries.head_of(subject, today)
    initial = {
        "start": today,
        "unit": str(subject.pk),
        "superior": str(head.position_id) if head else "",
        "kind": JenisJabatan.PELAKSANA,
    }
    form = PositionForm(request.POST or None, unit=subject, on=today, initial=initial)
    return _perform(
        request,
        form,
        lambda given: actions.create_position(**_unit_values(given), **_who(request, today, given)),
        done=lambda made: position_url(made.pk),
        message=_("Jabatan sudah ditambahkan."),
        title=_("Jabatan baru"),
        lead=version.name,
        breadcrumbs=shown.trail(subject, today, _("Jabatan baru"), itself=True),
    )


def _changeable_position(
    request: HttpRequest, number: uuid.UUID
) -> tuple[Position, PositionVersion, Unit, datetime.date]:
    subject = get_object_or_404(queries.positions_open_to(request.user), pk=number)
    near = queries.nearest_position_version(subject, queries.today())
    if near is None:
        raise Http404
    place = Unit.objects.select_related("government").get(pk=near.unit_id)
    today = queries.today(place)
    if not can_change_structure(request.user, place, today):
        raise Http404
    return subject, near, place, today


@require_http_methods(["GET", "HEAD", "POST"])
def change_position(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Change a post from a day on, also its unit and its superior."""
    subject, version, place, today = _changeable_position(request, number)
    form = PositionForm(
        request.POST or None,
        unit=place,
        on=today,
        initial={**PositionForm.shown(version), "start": today},
    )
    return _perform(
        request,
        form,
        lambda given: actions.change_position(
            position=subject, **form.changes(), **_who(request, today, given)
        ),
        done=lambda _made: position_url(subject.pk),
        message=_("Perubahan jabatan sudah dicatat."),
        title=_("Ubah jabatan"),
        lead=version.title,
        breadcrumbs=shown.trail(place, today, version.title, itself=True),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def close_position(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Let a post end."""
    subject, version, place, today = _changeable_position(request, number)
    form = ClosePositionForm(request.POST or None, post=version, on=today, initial={"start": today})
    return _perform(
        request,
        form,
        lambda given: actions.close_position(
            position=subject, successor=given["successor"], **_who(request, today, given)
        ),
        done=lambda _made: position_url(subject.pk),
        message=_("Jabatan sudah ditutup."),
        title=_("Tutup jabatan"),
        lead=version.title,
        breadcrumbs=shown.trail(place, today, version.title, itself=True),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_position_version(request: HttpRequest, number: uuid.UUID, version: int) -> HttpResponse:
    """Take back a recorded change of a post."""
    subject, _named, place, today = _changeable_position(request, number)
    rows = PositionVersion.objects.known().filter(position=subject).select_related("unit__government")
    row = get_object_or_404(rows, pk=version)
    form = WithdrawForm(request.POST or None)
    return _perform(
        request,
        form,
        lambda given: actions.withdraw_position_version(
            version=row, by=request.user, on=today, reason=given["reason"]
        ),
        done=lambda _made: position_url(subject.pk),
        message=_("Perubahan sudah ditarik."),
        title=_("Tarik perubahan"),
        lead=f"{row.title}, {shown.period(row)}",
        breadcrumbs=shown.trail(place, today, _("Tarik perubahan"), itself=True),
    )
