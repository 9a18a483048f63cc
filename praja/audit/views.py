"""Pages of the trail."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from praja.audit import perms, queries, words
from praja.audit.filters import TrailFilter
from praja.audit.models import Event
from praja.web.tables import Column, Lines, Table

SHOWN = datetime.timedelta(days=30)
"""Without a day in the filter, only this much of the past: the whole trail is long."""


@require_safe
@login_required
def trail(request: HttpRequest) -> HttpResponse:
    """Show what happened, to those whose roles open the trail: a table, narrowed and exported."""
    if not perms.can_read_trail(request.user):
        raise Http404
    events = queries.events_visible_to(request.user).order_by("-at", "-id")
    recent = not (request.GET.get("dari") or request.GET.get("sampai"))
    if recent:
        events = events.filter(at__gte=timezone.now() - SHOWN)
    people: dict[uuid.UUID, str] = {}
    units: dict[uuid.UUID, str] = {}
    table = Table(
        request,
        events,
        columns=_columns(people, units),
        filters=TrailFilter,
        name="jejak",
        counted_apart=True,
        caption=_("Jejak audit"),
        empty=_("Belum ada kejadian pada waktu ini yang dapat Anda lihat. Pilih tanggal lain."),
    )
    if table.exporting:
        rows = table.rows_source.order_by()
        people.update(words.names_of("person", set(rows.values_list("person_id", flat=True).distinct())))
        units.update(words.names_of("unit", set(rows.values_list("unit_id", flat=True).distinct())))
        table.rows_source = table.rows_source.select_related("seal")
        answer = table.response()
        assert answer is not None
        return answer
    shown = list(table.page.object_list)
    people.update(words.names_of("person", {event.person_id for event in shown}))
    units.update(words.names_of("unit", {event.unit_id for event in shown}))
    return render(request, "audit/list.html", {"table": table, "recent": recent, "days": SHOWN.days})


@require_safe
@login_required
def detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one event: who, what, when, why, from where, what differs, and what the chain says of it."""
    if not perms.can_read_trail(request.user):
        raise Http404
    event = get_object_or_404(queries.events_visible_to(request.user), pk=pk)
    context = {
        "breadcrumbs": [(_("Jejak audit"), reverse("audit:list")), (_("Kejadian"), None)],
        "event": event,
        "sentence": words.sentence_of(event),
        "person": words.name_of("person", event.person_id),
        "unit": words.name_of("unit", event.unit_id),
        "differences": words.differences(event.before, event.after),
        "state": queries.state_of(event),
    }
    return render(request, "audit/detail.html", context)


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """Tell a person who looked at or changed their record, in sentences."""
    page = Paginator(queries.events_about_self(request.user), 30).get_page(request.GET.get("hal"))
    items = [
        {
            "when": timezone.localtime(event.at),
            "title": words.told(event, request.user),
            "detail": words.circumstances(event),
        }
        for event in page.object_list
    ]
    return render(request, "audit/mine.html", {"page": page, "items": items})


def _columns(people: dict[uuid.UUID, str], units: dict[uuid.UUID, str]) -> list[Column]:
    return [
        Column("waktu", _("Waktu"), value="at", sort="at"),
        Column("siapa", _("Siapa"), value="actor_name", sort="actor_name"),
        Column("apa", _("Apa"), value=_what, link=_address),
        Column("tentang", _("Tentang"), value=lambda event: people.get(event.person_id)),
        Column("unit", _("Unit"), value=lambda event: units.get(event.unit_id)),
        Column("jenis", _("Jenis"), value="kind", export="only"),
        Column("alasan", _("Alasan"), value="reason", export="only"),
        Column("alamat", _("Alamat IP"), value="address", export="only"),
        Column("permintaan", _("Permintaan"), value="request_id", export="only"),
        Column("posisi", _("Nomor segel"), value=_position, export="only"),
    ]


def _what(event: Event) -> Lines:
    return Lines(words.sentence_of(event), event.reason)


def _address(event: Event) -> str:
    return reverse("audit:detail", args=[event.pk])


def _position(event: Event) -> int | None:
    seal: Any = getattr(event, "seal", None)
    return seal.position if seal else None
