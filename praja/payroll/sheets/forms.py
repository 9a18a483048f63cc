"""Forms by which facts are given."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Any

import polars as pl
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.organization.models import Unit
from praja.payroll.enums import JenisMasukan, JenisPotongan
from praja.payroll.facts.typed import as_text, read_texts
from praja.payroll.sheets.columns import DEDUCTION, Columns
from praja.payroll.slip.lines import title_of
from praja.people.imports.mapping import SheetMap
from praja.rules.schema import Fact, Kind

DOCUMENT = forms.ClearableFileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"})


class MonthField(forms.CharField):
    """A month, as `2026-10`; its first day."""

    widget = forms.TextInput(attrs={"type": "month", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        """Show a day as its month."""
        return f"{value:%Y-%m}" if isinstance(value, datetime.date) else value

    def clean(self, value: Any) -> Any:
        """Return the first day of the month."""
        text = super().clean(value)
        if not text and not self.required:
            return None
        found = re.fullmatch(r"(20[0-9]{2})-(0[1-9]|1[0-2])", text, re.ASCII)
        if found is None:
            raise forms.ValidationError(_("Tulis bulan sebagai tahun-bulan, misalnya 2026-10."))
        return datetime.date(int(found[1]), int(found[2]), 1)


class RupiahField(forms.CharField):
    """An amount as treasurers write it: `1.500.000`, `Rp1.500.000,-`; whole rupiah."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        """Return the amount as a whole number; None where it may be left out."""
        text = super().clean(value)
        if not text:
            return None
        reading = read_texts(pl.Series([text]), DEDUCTION["sebulan"])
        amount = reading.values[0]
        if amount is None or not 0 <= amount < 10**12:
            raise forms.ValidationError(_("Tulis rupiah bulat dengan angka saja, misalnya 1500000."))
        return amount


class UploadForm(forms.Form):
    """A sheet of facts."""

    kind = forms.ChoiceField(label=gettext_lazy("Isi lembar"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("Unit"), empty_label=None)
    period = MonthField(
        label=gettext_lazy("Bulan"),
        help_text=gettext_lazy(
            "Bulan yang dibayar; bagi keterangan tetap, bulan pertama berlakunya; "
            "bagi pagu, Januari tahunnya."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Berkas XLSX atau CSV"),
        help_text=gettext_lazy("Paling besar 20 MB. Belum ada yang berubah sebelum Anda menerapkannya."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(
        self, *args: Any, kinds: Iterable[str], units: list[Unit], names: dict[Any, str], **more: Any
    ) -> None:
        """Offer the kinds that somebody may give, and their units."""
        super().__init__(*args, **more)
        choices: Any = self.fields["kind"]
        choices.choices = [(kind, JenisMasukan(kind).label) for kind in kinds]
        field: Any = self.fields["unit"]
        field.queryset = Unit.objects.filter(pk__in=[one.pk for one in units])
        field.label_from_instance = lambda unit: names.get(unit.pk, unit.code)
        if len(units) == 1:
            field.initial = units[0].pk
            field.widget = forms.HiddenInput()


class MappingForm(forms.Form):
    """Which column of a sheet is which fact."""

    def __init__(self, *args: Any, maps: list[SheetMap], columns: Columns, **more: Any) -> None:
        """Make a choice for each column of each sheet that is read."""
        super().__init__(*args, **more)
        self.maps = maps
        for number, sheet in enumerate(maps):
            if sheet.grain not in columns.parts:
                continue
            key = columns.key_of(sheet.grain)
            targets: list[tuple[str, Any]] = [
                ("", _("Lewati kolom ini")),
                (key, key.upper().replace("_", " ")),
                ("nama", _("Nama")),
                *((name, title_of(fact)) for name, fact in columns.parts[sheet.grain].items()),
            ]
            for column in sheet.columns:
                samples = "; ".join(column.samples)
                self.fields[f"s{number}c{column.place}"] = forms.ChoiceField(
                    label=f"{column.heading or _('tanpa judul')} ({column.letter})",
                    required=False,
                    choices=targets,
                    initial=column.target,
                    help_text=_("misalnya %(samples)s") % {"samples": samples} if samples else "",
                )

    def of_sheet(self) -> list[tuple[str, list[Any]]]:
        """Return, sheet by sheet, its name and the fields of its columns."""
        found = [
            (sheet.name, [self[name] for name in self.fields if name.startswith(f"s{number}c")])
            for number, sheet in enumerate(self.maps)
        ]
        return [(name, fields) for name, fields in found if fields]

    def chosen(self) -> list[SheetMap]:
        """Return the mapping as chosen."""
        for number, sheet in enumerate(self.maps):
            for column in sheet.columns:
                name = f"s{number}c{column.place}"
                if name in self.cleaned_data:
                    column.target = self.cleaned_data[name]
        return self.maps


class FactForm(forms.Form):
    """What holds of a person from a day on."""

    start = forms.DateField(label=gettext_lazy("Mulai"), widget=forms.DateInput())
    end = forms.DateField(
        label=gettext_lazy("Sampai"), required=False, widget=forms.DateInput(),
        help_text=gettext_lazy("Hari terakhir berlakunya; kosong bila belum diketahui."),
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("Dasar"), max_length=300,
        help_text=gettext_lazy("Nomor surat atau alasannya; tampil pada penjelasan slip."),
    )  # fmt: skip
    file = forms.FileField(label=gettext_lazy("Pindaian dokumen"), required=False, widget=DOCUMENT)

    field_order = ("value", "start", "end", "note", "file")

    def __init__(self, *args: Any, fact: Fact, **more: Any) -> None:
        """Ask for the value in the way of the fact."""
        self.fact = fact
        super().__init__(*args, **more)
        self.fields["value"] = self._value()
        self.order_fields(self.field_order)

    def _value(self) -> forms.Field:
        fact = self.fact
        if fact.kind is Kind.YA:
            return forms.ChoiceField(label=title_of(fact), choices=[("ya", _("Ya")), ("tidak", _("Tidak"))])
        if fact.kind is Kind.PILIHAN and fact.choices:
            return forms.ChoiceField(label=title_of(fact), choices=[(one, one) for one in fact.choices])
        if fact.kind is Kind.TANGGAL:
            return forms.DateField(label=title_of(fact), widget=forms.DateInput())
        label = title_of(fact) if fact.unit in ("pilihan", "") else f"{title_of(fact)} ({fact.unit})"
        attributes = {"inputmode": "decimal" if fact.decimals else "numeric", "autocomplete": "off"}
        return forms.CharField(label=label, max_length=40, widget=forms.TextInput(attrs=attributes))

    def clean_value(self) -> str:
        """Return the value in the form in which it is kept."""
        given = self.cleaned_data["value"]
        if isinstance(given, datetime.date):
            return as_text(given)
        reading = read_texts(pl.Series([given], dtype=pl.String), self.fact)
        if reading.values[0] is None:
            raise forms.ValidationError(
                _("Isi ini tidak terbaca sebagai %(unit)s. Tulis dengan angka saja.")
                % {"unit": self.fact.unit}
            )
        return as_text(reading.values[0])


class DeductionForm(forms.Form):
    """A loan, due or rent of a person."""

    kind = forms.ChoiceField(label=gettext_lazy("Jenis potongan"), choices=JenisPotongan.choices)
    creditor = forms.CharField(label=gettext_lazy("Kepada"), max_length=120)
    number = forms.CharField(label=gettext_lazy("Nomor perjanjian"), max_length=120, required=False)
    monthly = RupiahField(label=gettext_lazy("Potongan sebulan (rupiah)"))
    total = RupiahField(
        label=gettext_lazy("Jumlah seluruhnya (rupiah)"), required=False,
        help_text=gettext_lazy("Kosong bagi iuran yang tidak berakhir."),
    )  # fmt: skip
    paid_before = RupiahField(
        label=gettext_lazy("Sudah dibayar sebelum dicatat di sini (rupiah)"), required=False
    )
    start = forms.DateField(label=gettext_lazy("Mulai"), widget=forms.DateInput())
    end = forms.DateField(label=gettext_lazy("Sampai"), required=False, widget=forms.DateInput())
    note = forms.CharField(
        label=gettext_lazy("Alasan atau surat kuasa"), max_length=300,
        help_text=gettext_lazy("Surat kuasa, SK, atau perjanjian yang menjadi dasarnya."),
    )  # fmt: skip
    file = forms.FileField(label=gettext_lazy("Pindaian dokumen"), required=False, widget=DOCUMENT)

    def clean_monthly(self) -> int:
        """Return the amount, which is more than nothing."""
        amount: int = self.cleaned_data["monthly"]
        if amount < 1:
            raise forms.ValidationError(_("Potongan sebulan harus lebih dari nol."))
        return amount

    def said(self) -> dict[str, Any]:
        """Return the fields as the action takes them."""
        names = ("kind", "creditor", "number", "monthly", "total")
        return {name: self.cleaned_data[name] for name in names} | {
            "paid_before": self.cleaned_data["paid_before"] or 0
        }


class EndForm(forms.Form):
    """When something ends, and why."""

    what = forms.ChoiceField(choices=[("tetap", ""), ("potongan", "")], widget=forms.HiddenInput())
    row = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput())
    last = forms.DateField(label=gettext_lazy("Hari terakhir"), widget=forms.DateInput())
    reason = forms.CharField(label=gettext_lazy("Alasan"), max_length=300)
