"""Forms of rapel."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.payroll.rapel.replay import MOST_MONTHS
from praja.payroll.runs.forms import MonthForm
from praja.payroll.sheets.forms import DOCUMENT


class FindForm(MonthForm):
    """Which closed months to reckon again."""

    last = forms.TypedChoiceField(label=gettext_lazy("Sampai bulan"), coerce=datetime.date.fromisoformat)
    field_order = ("pay_list", "period", "last", "unit")

    def __init__(self, *args: Any, **more: Any) -> None:
        """Propose the three months before this one."""
        super().__init__(*args, **more)
        self.fields["period"].label = _("Dari bulan")
        self._choose("last", list(self.fields["period"].choices))  # type: ignore[attr-defined]
        this = self.on.replace(day=1)
        before = (this - datetime.timedelta(days=1)).replace(day=1)
        self.initial["period"] = (before - datetime.timedelta(days=62)).replace(day=1).isoformat()
        self.initial["last"] = before.isoformat()

    def clean(self) -> dict[str, Any]:
        """Refuse months in the wrong order, or more than can be told at once."""
        said = super().clean() or {}
        first, last = said.get("period"), said.get("last")
        if first and last:
            many = (last.year - first.year) * 12 + last.month - first.month + 1
            if many < 1:
                raise forms.ValidationError(_("Bulan terakhirnya mendahului bulan pertamanya."))
            if many > MOST_MONTHS:
                raise forms.ValidationError(_("Paling banyak 24 bulan sekali. Persempit bulannya."))
        return said


class GiveForm(forms.Form):
    """By which document rapel is paid, and together with which month."""

    month = forms.TypedChoiceField(
        label=gettext_lazy("Dibayar bersama bulan"), coerce=datetime.date.fromisoformat
    )
    document = forms.CharField(
        label=gettext_lazy("Nomor dokumen"),
        max_length=120,
        help_text=gettext_lazy("Daftar rapel atau nota yang ditandatangani, dengan SK-nya sebagai lampiran."),
    )
    document_date = forms.DateField(label=gettext_lazy("Tanggal dokumen"), widget=forms.DateInput())
    file = forms.FileField(label=gettext_lazy("Pindaian dokumen"), widget=DOCUMENT)

    def __init__(self, *args: Any, months: list[tuple[str, str]], this: datetime.date, **more: Any) -> None:
        """Offer the months that can still be open."""
        super().__init__(*args, **more)
        self.fields["month"].choices = months  # type: ignore[attr-defined]
        self.initial.setdefault("month", this.isoformat())
