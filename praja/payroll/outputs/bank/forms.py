"""The form on which a treasurer describes a bank's file, column by column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.payroll.outputs.bank import shape
from praja.payroll.outputs.bank.shape import BankColumn, BankFormat, Form
from praja.web.reasons import SHORTEST

FORMS = (
    (Form.XLSX.value, gettext_lazy("Excel (XLSX), dengan lembar pengantar")),
    (Form.CSV.value, gettext_lazy("Teks dengan pemisah (CSV)")),
    (Form.LEBAR_TETAP.value, gettext_lazy("Teks dengan lebar tetap")),
)


class ShapeForm(forms.Form):
    """What holds for the file as a whole."""

    bank = forms.ChoiceField(
        label=gettext_lazy("Bank"),
        help_text=gettext_lazy("Nama seperti pada rekening pegawai; tiap nama mendapat daftarnya sendiri."),
    )
    form = forms.ChoiceField(label=gettext_lazy("Bentuk"), choices=FORMS)
    separator = forms.ChoiceField(
        label=gettext_lazy("Pemisah"),
        choices=tuple(shape.SEPARATOR_TITLES.items()),
        help_text=gettext_lazy("Hanya untuk CSV."),
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("Huruf"), choices=tuple(shape.ENCODINGS.items()),
        help_text=gettext_lazy("Untuk CSV dan lebar tetap."),
    )  # fmt: skip
    dates = forms.ChoiceField(label=gettext_lazy("Cara menulis tanggal"), choices=tuple(shape.DATES.items()))
    headings = forms.BooleanField(label=gettext_lazy("Baris pertama berisi judul kolom"), required=False)
    decimals = forms.BooleanField(
        label=gettext_lazy("Rupiah ditulis dengan .00 di belakangnya"), required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Dasar permintaan bank"),
        max_length=300,
        min_length=SHORTEST,
        help_text=gettext_lazy("Misalnya nomor dan tanggal surat bank. Yang menyetujui membaca ini."),
    )

    def __init__(self, *args: Any, banks: Sequence[str], **more: Any) -> None:
        """Offer the banks to which the government pays."""
        super().__init__(*args, **more)
        field: Any = self.fields["bank"]
        field.choices = [(one, one) for one in banks]

    def shape_with(self, columns: Sequence[BankColumn]) -> BankFormat:
        """Return the form that was described.

        :raises praja.payroll.outputs.bank.shape.BankFormatWrong: with everything that is wrong
        """
        given = self.cleaned_data
        return shape.checked(
            BankFormat(
                Form(given["form"]),
                tuple(columns),
                given["separator"],
                given["headings"],
                given["encoding"],
                given["dates"],
                given["decimals"],
            )
        )


class ColumnForm(forms.Form):
    """One column; nothing chosen means that there is none."""

    value = forms.ChoiceField(label=gettext_lazy("Isi"), required=False)
    title = forms.CharField(label=gettext_lazy("Judul"), max_length=60, required=False)
    text = forms.CharField(label=gettext_lazy("Teks tetap"), max_length=80, required=False, strip=False)
    width = forms.IntegerField(
        label=gettext_lazy("Lebar"), min_value=1, max_value=shape.WIDEST, required=False
    )
    right = forms.BooleanField(label=gettext_lazy("Rata kanan"), required=False)
    zeros = forms.BooleanField(label=gettext_lazy("Diisi nol"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        """Offer what a column may hold, in the reader's language."""
        super().__init__(*args, **more)
        field: Any = self.fields["value"]
        field.choices = [
            ("", _("tidak dipakai")),
            *((key, str(title)) for key, title in shape.TITLES.items()),
        ]

    def column(self) -> BankColumn | None:
        """Return the column that was described; none where nothing was chosen."""
        given = self.cleaned_data
        value = given.get("value", "")
        if not value:
            return None
        return BankColumn(
            value,
            given["title"].strip() or str(shape.TITLES[value]),
            given["width"] or 0,
            given["right"],
            given["zeros"],
            given["text"] if value == shape.FIXED else given["text"].strip(),
        )


class _Columns(forms.BaseFormSet):
    """The columns, in the order of their numbers."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Call the number what it is."""
        super().add_fields(form, index)
        form.fields["ORDER"].label = _("Urutan")


ColumnFormSet = forms.formset_factory(
    ColumnForm, formset=_Columns, extra=0, can_order=True, max_num=shape.MOST_COLUMNS,
    absolute_max=shape.MOST_COLUMNS, validate_max=True,
)  # fmt: skip


def described_columns(formset: Any) -> list[BankColumn]:
    """Return the columns that were described, in their order."""
    found = (one.column() for one in formset.ordered_forms)
    return [one for one in found if one is not None]


def initial_of(form: BankFormat) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return with what the form and its columns begin: those of a known form, and blank ones behind."""
    whole = form.as_json()
    columns = [{**one, "width": one["width"] or None} for one in whole.pop("columns")]
    blank: list[dict[str, Any]] = [{} for _at in range(shape.MOST_COLUMNS - len(columns))]
    return whole, columns + blank
