"""Forms of runs."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.organization.models import Unit
from praja.payroll.enums import JenisDaftar
from praja.web.reasons import SHORTEST

MONTHS_BACK, MONTHS_AHEAD = 14, 2


def months(on: datetime.date) -> list[tuple[str, str]]:
    """Return the months that can be chosen, the newest first."""
    first = on.year * 12 + on.month - 1
    days = [
        datetime.date(number // 12, number % 12 + 1, 1)
        for number in range(first + MONTHS_AHEAD, first - MONTHS_BACK - 1, -1)
    ]
    return [(day.isoformat(), str(date_format(day, "F Y"))) for day in days]


class MonthForm(forms.Form):
    """A list of a month for a unit."""

    pay_list = forms.ChoiceField(label=gettext_lazy("Daftar"), choices=JenisDaftar.choices)
    period = forms.TypedChoiceField(label=gettext_lazy("Bulan"), coerce=datetime.date.fromisoformat)
    unit = forms.TypedChoiceField(label=gettext_lazy("Unit, dengan semua di bawahnya"), coerce=uuid.UUID)

    def __init__(self, *args: Any, units: Sequence[tuple[Unit, str]], on: datetime.date, **more: Any) -> None:
        """Offer the units that somebody pays, and the months around a day."""
        super().__init__(*args, **more)
        self.on = on
        self._units = {unit.pk: unit for unit, _name in units}
        self._choose("unit", [(str(unit.pk), name) for unit, name in units])
        self._choose("period", months(on))
        self.initial.setdefault("period", on.replace(day=1).isoformat())

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def clean_unit(self) -> Unit:
        """Return the unit itself."""
        return self._units[self.cleaned_data["unit"]]


class OpenForm(MonthForm):
    """A new run."""

    paid_on = forms.DateField(
        label=gettext_lazy("Tanggal bayar"),
        help_text=gettext_lazy("Rencana hari uangnya dibayarkan; pajak mengikuti aturan hari itu."),
        widget=forms.DateInput(),
    )
    cut_off = forms.DateTimeField(
        label=gettext_lazy("Batas pencatatan"),
        required=False,
        help_text=gettext_lazy(
            "Boleh kosong. Yang dicatat sesudah saat ini menunggu bulan berikutnya, supaya daftar yang "
            "sedang diperiksa tidak bergerak."
        ),
        widget=forms.DateTimeInput(),
    )

    def clean_cut_off(self) -> datetime.datetime | None:
        """Return the moment, in the zone of the site if it names none."""
        moment: datetime.datetime | None = self.cleaned_data["cut_off"]
        return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment


class LateForm(MonthForm):
    """Which month's missed people to look for."""


class SurvivorsForm(MonthForm):
    """For which month's gaji terusan to look."""

    def __init__(self, *args: Any, **more: Any) -> None:
        """Ask only for month and unit: the list is that of gaji."""
        super().__init__(*args, **more)
        del self.fields["pay_list"]


class HoldForm(MonthForm):
    """Pay of a unit to be held back."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=300,
        min_length=SHORTEST,
        help_text=gettext_lazy("Terlihat pada slip setiap orang yang ditahan."),
    )


class ReasonForm(forms.Form):
    """Why something is undone."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=1000,
        min_length=SHORTEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Disimpan di jejak audit bersama nama Anda."),
    )


class PaidForm(forms.Form):
    """On which day a run was paid."""

    day = forms.DateField(label=gettext_lazy("Tanggal dibayarkan"), widget=forms.DateInput())

    def __init__(self, *args: Any, on: datetime.date, **more: Any) -> None:
        """Propose today."""
        super().__init__(*args, **more)
        self.on = on
        self.initial.setdefault("day", on)

    def clean_day(self) -> datetime.date:
        """Refuse a day that has not come."""
        day: datetime.date = self.cleaned_data["day"]
        if day > self.on:
            raise forms.ValidationError(_("Tanggal bayar belum tiba. Catat sesudah uangnya dibayarkan."))
        return day
