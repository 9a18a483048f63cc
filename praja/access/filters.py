"""How the list of roles is narrowed."""

from __future__ import annotations

import datetime
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from praja.access.enums import Role
from praja.access.models import RoleHeld
from praja.access.queries import names_of, unended
from praja.organization.queries import today

SOON = datetime.timedelta(days=30)


class RoleFilter(django_filters.FilterSet):
    """By person, role, unit and time. Without a choice of time: what is held now or will be."""

    orang = django_filters.CharFilter(label=_("Nama atau akun"), method="by_text", max_length=100)
    peran = django_filters.ChoiceFilter(
        label=_("Peran"), field_name="role", choices=Role.choices, empty_label=_("semua")
    )
    unit = django_filters.ChoiceFilter(label=_("Unit"), method="by_unit", empty_label=_("semua"), choices=[])
    keadaan = django_filters.ChoiceFilter(
        label=_("Keadaan"),
        method="by_state",
        empty_label=_("berlaku atau akan berlaku"),
        choices=[
            ("segera", _("berakhir dalam 30 hari")),
            ("tinjau", _("perlu ditinjau")),
            ("berakhir", _("sudah berakhir atau dicabut")),
            ("semua", _("semua, dengan riwayatnya")),
        ],
    )

    class Meta:
        model = RoleHeld
        fields: list[str] = []

    def __init__(self, *args: Any, **named: Any) -> None:
        """Offer the units for which somebody holds a role that may be seen."""
        super().__init__(*args, **named)
        units = set(self.queryset.values_list("unit", flat=True).order_by().distinct())
        offered: list[tuple[str, Any]] = sorted(
            ((str(key), name) for key, name in names_of(units).items()), key=lambda one: one[1]
        )
        if None in units:
            offered.insert(0, ("semua", _("semua unit")))
        self.filters["unit"].extra["choices"] = offered

    def filter_queryset(self, queryset: QuerySet[RoleHeld]) -> QuerySet[RoleHeld]:
        """Keep what is held now or will be, unless another time is asked for."""
        queryset = super().filter_queryset(queryset)
        if not self.form.cleaned_data.get("keadaan"):
            queryset = queryset.filter(unended(today()))
        return queryset

    def by_text(self, rows: QuerySet[RoleHeld], name: str, value: str) -> QuerySet[RoleHeld]:
        """Keep those of people whose name or account holds all words."""
        for word in value.split()[:6]:
            rows = rows.filter(Q(user__name__icontains=word) | Q(user__username__icontains=word))
        return rows

    def by_unit(self, rows: QuerySet[RoleHeld], name: str, value: str) -> QuerySet[RoleHeld]:
        """Keep those for one unit, or for all."""
        return rows.filter(unit__isnull=True) if value == "semua" else rows.filter(unit__pk=value)

    def by_state(self, rows: QuerySet[RoleHeld], name: str, value: str) -> QuerySet[RoleHeld]:
        """Keep those that end soon, those that have ended, or all."""
        day = today()
        if value == "segera":
            return rows.filter(
                revoked_at__isnull=True, berlaku__endswith__gt=day, berlaku__endswith__lte=day + SOON
            )
        if value == "tinjau":
            return rows.filter(unended(day), review_from__isnull=False)
        return rows.exclude(unended(day)) if value == "berakhir" else rows
