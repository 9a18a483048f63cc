"""Forms of the exchange with e-Kinerja."""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.performance.enums import YangMenilai
from praja.performance.models import BknExport, Period
from praja.performance.periods import named


class MonthField(forms.CharField):
    """A month, as `2026-10`; its first day."""

    widget = forms.TextInput(attrs={"type": "month", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        """Show a day as its month."""
        return f"{value:%Y-%m}" if isinstance(value, datetime.date) else value

    def clean(self, value: Any) -> datetime.date:
        """Return the first day of the month."""
        found = re.fullmatch(r"(20[0-9]{2})-(0[1-9]|1[0-2])", super().clean(value), re.ASCII)
        if found is None:
            raise forms.ValidationError(_("Tulis bulan sebagai tahun-bulan, misalnya 2026-10."))
        return datetime.date(int(found[1]), int(found[2]), 1)


class _OfUnit(forms.Form):
    """A unit that somebody exchanges or compares, and a period of its government that is over."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit, dengan semua di bawahnya"))
    period = forms.ChoiceField(label=gettext_lazy("Periode"))

    def __init__(
        self, *args: Any, units: Mapping[uuid.UUID, str], periods: Sequence[Period], **more: Any
    ) -> None:
        """Offer units by name, and periods."""
        super().__init__(*args, **more)
        self.periods = {str(one.pk): one for one in periods}
        unit: Any = self.fields["unit"]
        unit.choices = [(str(pk), name) for pk, name in units.items()]
        period: Any = self.fields["period"]
        period.choices = [(str(one.pk), named(one)) for one in periods]

    def clean_period(self) -> Period | None:
        """Return the period itself."""
        return self.periods.get(self.cleaned_data["period"])


class CompareForm(_OfUnit):
    """Whom to compare, and when."""


class ExportForm(_OfUnit):
    """Of whom a file for e-Kinerja is made, and in which form."""

    form = forms.ChoiceField(
        label=gettext_lazy("Bentuk berkas"), choices=BknExport.Form.choices, widget=forms.RadioSelect
    )


class UploadForm(_OfUnit):
    """A file with predicates."""

    file = forms.FileField(
        label=gettext_lazy("Berkas XLSX, CSV, atau JSON"),
        help_text=gettext_lazy("Paling besar 20 MB. Belum ada yang berubah sebelum Anda menerapkannya."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.json"}),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        """Let the rows say of which period they are, where none is chosen."""
        super().__init__(*args, **more)
        period: Any = self.fields["period"]
        period.required = False
        period.choices = [("", _("Menurut isi berkas (tahun dan bulan tiap baris)")), *period.choices]


class ModeForm(forms.Form):
    """Where a government is rated, from when on, and why."""

    mode = forms.ChoiceField(
        label=gettext_lazy("Siapa yang menilai"), choices=YangMenilai.choices, widget=forms.RadioSelect
    )
    since = MonthField(
        label=gettext_lazy("Berlaku mulai bulan"),
        help_text=gettext_lazy("Untuk periode yang berakhir pada bulan itu atau sesudahnya."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Dasar atau alasan"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Misalnya nomor dan tanggal surat yang memutuskannya."),
    )
