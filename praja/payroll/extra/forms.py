"""Forms of extra lines and regulations."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.organization.models import Unit
from praja.payroll.enums import JenisDaftar, JenisTambahan
from praja.payroll.extra.actions import Said
from praja.payroll.sheets.forms import DOCUMENT, MonthField, RupiahField
from praja.web.reasons import SHORTEST


class ExtraForm(forms.Form):
    """An extra line of a person."""

    pay_list = forms.ChoiceField(label=gettext_lazy("Daftar"), choices=JenisDaftar.choices)
    kind = forms.ChoiceField(
        label=gettext_lazy("Jenis"),
        choices=JenisTambahan.choices,
        help_text=gettext_lazy(
            "Kekurangan dan tambahan menambah penghasilan kena pajak bulan dibayar; pengembalian tidak. "
            "Kelebihan dan potongan lain mengurangi yang diterima, bukan pajaknya."
        ),
    )
    amount = RupiahField(label=gettext_lazy("Jumlah sebulan (rupiah)"))
    first = MonthField(label=gettext_lazy("Bulan"))
    last = MonthField(
        label=gettext_lazy("Sampai bulan"),
        required=False,
        help_text=gettext_lazy("Kosong berarti satu bulan itu saja."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=300,
        min_length=SHORTEST,
        help_text=gettext_lazy("Terbaca pada slip orang itu."),
    )
    document = forms.CharField(label=gettext_lazy("Nomor dokumen"), max_length=120)
    document_date = forms.DateField(label=gettext_lazy("Tanggal dokumen"), widget=forms.DateInput())
    file = forms.FileField(label=gettext_lazy("Pindaian dokumen"), widget=DOCUMENT)

    def __init__(self, *args: Any, award: Said | None = None, **more: Any) -> None:
        """Ask for a line; of an award, filled with what its SK says, whose scan is there already."""
        super().__init__(*args, **more)
        if award is not None:
            self.initial.update(dataclasses.asdict(award), last=None)
            self.fields["file"].required = False
            self.fields["file"].help_text = _("Kosong berarti pindaian SK penghargaannya.")

    def clean_amount(self) -> int:
        """Return the amount, which is more than nothing."""
        amount: int = self.cleaned_data["amount"]
        if amount < 1:
            raise forms.ValidationError(
                _("Tulis jumlahnya lebih dari nol; tambah atau kurangnya dikatakan jenisnya.")
            )
        return amount

    def said(self) -> Said:
        """Return what is said, as the action takes it."""
        said = self.cleaned_data
        names = ("pay_list", "kind", "first", "amount", "document", "document_date")
        return Said(
            **{name: said[name] for name in names},
            last=said["last"] or said["first"],
            reason=" ".join(said["reason"].split()),
        )


class ScanForm(forms.Form):
    """The scan of a document."""

    file = forms.FileField(label=gettext_lazy("Pindaian dokumen"), widget=DOCUMENT)


class BasisForm(forms.Form):
    """A regulation by which a list may be paid."""

    government = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("Pemerintah daerah"), empty_label=None
    )
    pay_list = forms.ChoiceField(
        label=gettext_lazy("Daftar"), choices=JenisDaftar.choices, initial=JenisDaftar.TPP
    )
    document = forms.CharField(
        label=gettext_lazy("Nomor peraturan"),
        max_length=120,
        help_text=gettext_lazy("Misalnya: Pergub 5/2026."),
    )
    document_date = forms.DateField(label=gettext_lazy("Tanggal ditetapkan"), widget=forms.DateInput())
    first = MonthField(label=gettext_lazy("Berlaku bagi bulan"))
    last = MonthField(label=gettext_lazy("Sampai bulan"))
    file = forms.FileField(label=gettext_lazy("Pindaian peraturan"), widget=DOCUMENT)

    def __init__(
        self, *args: Any, governments: Any, names: dict[Any, str], on: datetime.date, **more: Any
    ) -> None:
        """Offer the governments that somebody pays, and the months of the year."""
        super().__init__(*args, **more)
        field: Any = self.fields["government"]
        field.queryset = governments
        field.label_from_instance = lambda unit: names.get(unit.pk, unit.code)
        self.initial.setdefault("first", on.replace(month=1, day=1))
        self.initial.setdefault("last", on.replace(month=12, day=1))
