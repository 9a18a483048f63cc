"""Forms of credit points."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from praja.people.enums import JenjangPendidikan
from praja.performance import law
from praja.performance.credit.actions import OPENING, Opening, Sk
from praja.performance.enums import JenisAngkaKredit
from praja.performance.follow.forms import UploadField
from praja.performance.measuring import FigureField


class SkForm(forms.Form):
    """The SK that determines."""

    number = forms.CharField(label=gettext_lazy("Nomor SK"), max_length=120)
    dated = forms.DateField(label=gettext_lazy("Tanggal SK"), widget=forms.DateInput())
    signer = forms.CharField(label=gettext_lazy("Pejabat yang menetapkan"), max_length=200, required=False)
    file = UploadField(label=gettext_lazy("Pindaian SK (PDF atau foto)"))

    def sk(self) -> Sk:
        """Return what was said of the SK."""
        said = self.cleaned_data
        return Sk(said["number"], said["dated"], said["signer"])


class OpeningForm(SkForm):
    """A balance that stands outside of Praja, or a new degree."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Jenis"),
        choices=[(one.value, one.label) for one in map(JenisAngkaKredit, OPENING)],
    )
    level = forms.ChoiceField(label=gettext_lazy("Jenjang"))
    amount = FigureField(
        label=gettext_lazy("Angka kredit"),
        help_text=gettext_lazy("Seperti pada SK-nya, dengan koma: 153,275."),
    )
    degree = forms.ChoiceField(
        label=gettext_lazy("Ijazah"), required=False,
        choices=[("", gettext_lazy("bukan karena ijazah")), *JenjangPendidikan.choices],
        help_text=gettext_lazy("Sekali untuk tiap jenjang pendidikan: seperempat dari ambang pangkatnya."),
    )  # fmt: skip
    field_order = ["kind", "level", "amount", "degree", "number", "dated", "signer", "file"]

    def __init__(self, *args: Any, on: datetime.date, **more: Any) -> None:
        """Offer the levels that the law has."""
        super().__init__(*args, **more)
        field: Any = self.fields["level"]
        field.choices = [(one, one) for one in law.credit_levels(on)]

    def opening(self) -> Opening:
        """Return what was said of the balance."""
        said = self.cleaned_data
        return Opening(said["kind"], said["level"], said["amount"], said["degree"])


class SheetForm(forms.Form):
    """A sheet of opening balances."""

    unit = forms.ChoiceField(label=gettext_lazy("Untuk pegawai unit, dengan semua di bawahnya"))
    file = forms.FileField(
        label=gettext_lazy("Lembar (CSV atau XLSX)"), allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text=gettext_lazy(
            "Kolom: NIP, Jenis (dasar, integrasi, atau ijazah), Jenjang, Angka kredit, Nomor SK, Tanggal SK, "
            "dan bila perlu Ijazah dan Pejabat."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, names: Mapping[Any, str], **more: Any) -> None:
        """Offer units."""
        super().__init__(*args, **more)
        field: Any = self.fields["unit"]
        field.choices = sorted(((str(pk), name) for pk, name in names.items()), key=lambda one: one[1])
