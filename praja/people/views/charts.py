"""Charts of units, each at an address of its own."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from praja.access.queries import names_of
from praja.organization.models import Unit
from praja.people.charts import CHARTS
from praja.people.perms import can_count_people
from praja.people.views.common import today_of

KEPT = 300
"""Seconds for which a browser keeps a chart."""


@login_required
@require_safe
def unit_chart(request: HttpRequest, unit: uuid.UUID, key: str) -> HttpResponse:
    """Show a chart of a unit's people: alone for a page that fetches it, else as a page of its own."""
    on = today_of(request)
    user: Any = request.user
    found = get_object_or_404(Unit, pk=unit)
    if key not in CHARTS or not can_count_people(user, found.pk, on):
        raise Http404
    title, draw = CHARTS[key]
    context: dict[str, Any] = {"chart": draw(found.pk, on)}
    if request.htmx:  # type: ignore[attr-defined]
        answer = render(request, "web/_chart.html", context)
        answer["Cache-Control"] = f"private, max-age={KEPT}"
        patch_vary_headers(answer, ["HX-Request", "Cookie"])
        return answer
    name = names_of([found.pk], on).get(found.pk, found.code)
    context |= {
        "unit_name": name,
        "breadcrumbs": [
            (_("Organisasi"), reverse("organization:index")),
            (name, reverse("organization:unit", args=[found.pk])),
            (title, ""),
        ],
    }
    return render(request, "people/unit_chart.html", context)
