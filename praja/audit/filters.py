"""Narrowing the trail."""

from __future__ import annotations

import datetime
import zoneinfo
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from praja.audit import queries, words
from praja.audit.models import Event


class TrailFilter(django_filters.FilterSet):
    """By time, who, what, about whom, and for which unit."""

    dari = django_filters.DateFilter(
        label=_("Dari tanggal"), method="since", widget=forms.DateInput(attrs={"type": "date"})
    )
    sampai = django_filters.DateFilter(
        label=_("Sampai tanggal"), method="until", widget=forms.DateInput(attrs={"type": "date"})
    )
    siapa = django_filters.CharFilter(label=_("Oleh (nama)"), method="by", max_length=100)
    jenis = django_filters.ChoiceFilter(label=_("Kejadian"), field_name="kind", empty_label=_("Semua"))
    pegawai = django_filters.CharFilter(
        label=_("Tentang pegawai (nama atau NIP)"), method="about", max_length=100
    )
    unit = django_filters.CharFilter(label=_("Unit (nama atau kode)"), method="of_unit", max_length=100)

    class Meta:
        model = Event
        fields: list[str] = []

    def __init__(self, *given: Any, **named: Any) -> None:
        """Offer the kinds that apps have told."""
        super().__init__(*given, **named)
        self.filters["jenis"].extra["choices"] = words.kinds()

    def since(self, found: QuerySet[Event], name: str, day: datetime.date) -> QuerySet[Event]:
        """Return what happened on a day or later."""
        return found.filter(at__gte=_midnight(day))

    def until(self, found: QuerySet[Event], name: str, day: datetime.date) -> QuerySet[Event]:
        """Return what happened on a day or before."""
        if day == datetime.date.max:
            return found
        return found.filter(at__lt=_midnight(day + datetime.timedelta(days=1)))

    def by(self, found: QuerySet[Event], name: str, text: str) -> QuerySet[Event]:
        """Return what somebody with this name did."""
        return found.filter(actor_name__icontains=text)

    def about(self, found: QuerySet[Event], name: str, text: str) -> QuerySet[Event]:
        """Return what concerns people that a text names."""
        return found.filter(queries.about(words.ids_named("person", self.request.user, text)))

    def of_unit(self, found: QuerySet[Event], name: str, text: str) -> QuerySet[Event]:
        """Return what concerns units that a text names."""
        return found.filter(unit_id__in=words.ids_named("unit", self.request.user, text))


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), zoneinfo.ZoneInfo(settings.TIME_ZONE))
