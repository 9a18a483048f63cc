"""How lists of posts and units are narrowed."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from praja.organization.enums import JenisJabatan, JenisUnit
from praja.organization.models import PositionVersion, UnitVersion


class _AsOf(django_filters.FilterSet):
    """Keeps the day that the page shows; the view has applied it."""

    per = django_filters.DateFilter(
        label=_("Keadaan per tanggal"), method="as_given", widget=forms.DateInput()
    )

    def as_given(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """Return the rows as they are."""
        return rows


class PostFilter(_AsOf):
    """By words, kind, class, and whether a post heads its unit."""

    cari = django_filters.CharFilter(label=_("Nama jabatan atau unit"), method="by_text", max_length=100)
    jenis = django_filters.ChoiceFilter(
        label=_("Jenis"), field_name="kind", choices=JenisJabatan.choices, empty_label=_("semua")
    )
    kelas = django_filters.NumberFilter(label=_("Kelas"), field_name="kelas_jabatan")
    memimpin = django_filters.ChoiceFilter(
        label=_("Memimpin unit"),
        field_name="heads_unit",
        choices=[("True", _("ya")), ("False", _("tidak"))],
        empty_label=_("semua"),
    )

    class Meta:
        model = PositionVersion
        fields: list[str] = []

    def by_text(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep posts whose title, or whose unit's code or name, holds all words."""
        for word in value.split()[:6]:
            named = UnitVersion.objects.known().filter(name__icontains=word).values("unit")
            rows = rows.filter(Q(title__icontains=word) | Q(unit__code__icontains=word) | Q(unit__in=named))
        return rows


class UnitFilter(_AsOf):
    """By words and kind."""

    cari = django_filters.CharFilter(label=_("Nama unit"), method="by_text", max_length=100)
    jenis = django_filters.ChoiceFilter(
        label=_("Jenis"), field_name="kind", choices=JenisUnit.choices, empty_label=_("semua")
    )

    class Meta:
        model = UnitVersion
        fields: list[str] = []

    def by_text(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep units whose name holds all words."""
        for word in value.split()[:6]:
            rows = rows.filter(name__icontains=word)
        return rows
