"""Forms of shifts, rosters and swaps."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.attendance.calendar.clock import MinuteField
from praja.attendance.calendar.forms import minutes
from praja.attendance.models import RosterDay
from praja.attendance.models.calendar import WINDOW
from praja.attendance.roster import grid


class ShiftForm(forms.Form):
    """A shift, from a day on."""

    code = forms.CharField(
        label=gettext_lazy("Kode"), max_length=4,
        help_text=gettext_lazy("1 sampai 4 huruf atau angka, misalnya P, S, M. L berarti hari lepas."),
    )  # fmt: skip
    name = forms.CharField(label=gettext_lazy("Nama sif"), max_length=80)
    start = MinuteField(label=gettext_lazy("Mulai"))
    end = MinuteField(
        label=gettext_lazy("Selesai"),
        help_text=gettext_lazy("Yang tidak sesudah jam mulai berarti hari berikutnya."),
    )
    since = forms.DateField(label=gettext_lazy("Berlaku mulai"))
    pause = minutes(gettext_lazy("Istirahat (menit)"))
    counts_breaks = forms.BooleanField(
        label=gettext_lazy("Istirahat dihitung sebagai jam kerja"), required=False, initial=True
    )
    tolerance_in = minutes(gettext_lazy("Toleransi datang (menit)"))
    tolerance_out = minutes(gettext_lazy("Toleransi pulang (menit)"))
    in_before = minutes(
        gettext_lazy("Rekaman datang dihitung sejak (menit sebelum mulai)"), WINDOW["in_before"]
    )
    out_after = minutes(gettext_lazy("Rekaman pulang dihitung sampai (menit sesudah selesai)"), 240)
    requires_attendance = forms.BooleanField(
        label=gettext_lazy("Wajib merekam kehadiran"), required=False, initial=True
    )

    TERMS = (
        "pause",
        "counts_breaks",
        "tolerance_in",
        "tolerance_out",
        "in_before",
        "out_after",
        "requires_attendance",
    )

    def said(self) -> dict[str, Any]:
        """Return what the action takes."""
        data = dict(self.cleaned_data)
        return data | {"terms": {name: data.pop(name) for name in self.TERMS}}


class PatternForm(forms.Form):
    """A pattern that is repeated for people, each some days later than the one before."""

    pattern = forms.CharField(
        label=gettext_lazy("Pola"), max_length=200,
        help_text=gettext_lazy("Misalnya P P S S M M L L. Tanda - berarti mengikuti jam kerja biasa."),
    )  # fmt: skip
    since = forms.DateField(label=gettext_lazy("Mulai tanggal"))
    step = forms.IntegerField(
        label=gettext_lazy("Geser tiap pegawai (hari)"), min_value=0, max_value=31, initial=0,
        help_text=gettext_lazy("Pegawai kedua mulai sekian langkah lebih jauh dalam pola, dan seterusnya."),
    )  # fmt: skip
    people = forms.MultipleChoiceField(
        label=gettext_lazy("Bagi pegawai"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, lines: Sequence[grid.Line], **more: Any) -> None:
        """Offer the people of the roster."""
        super().__init__(*args, **more)
        self.fields["people"].choices = [(str(one.person.pk), one.person.full_name) for one in lines]  # type: ignore[attr-defined]


class SheetForm(forms.Form):
    """A table that was copied from a sheet, or the sheet itself."""

    pasted = forms.CharField(
        label=gettext_lazy("Tempel dari lembar kerja"), required=False, max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=gettext_lazy("Salin baris dengan NIP atau nama, lalu kode tiap tanggal."),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("Atau unggah lembar kerja"), required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=gettext_lazy("XLSX atau CSV: kolom NIP, Nama, lalu 1 sampai akhir bulan."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask for one of both."""
        data = super().clean() or {}
        if not data.get("pasted", "").strip() and not data.get("file"):
            raise forms.ValidationError(_("Tempelkan baris dari lembar kerja, atau pilih berkasnya."))
        return data


class PublishForm(forms.Form):
    """What must be said to publish."""

    despite = forms.BooleanField(
        label=gettext_lazy("Tetap terbitkan meskipun ada sif yang terlalu rapat"), required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Alasan mengubah hari yang sudah lewat"), max_length=300, required=False
    )

    def __init__(self, *args: Any, bad: bool, past: bool, **more: Any) -> None:
        """Ask only what is needed."""
        super().__init__(*args, **more)
        if not bad:
            del self.fields["despite"]
        if not past:
            del self.fields["reason"]


class SwapForm(forms.Form):
    """With whom one exchanges, on which of their days, and why."""

    other = forms.ChoiceField(label=gettext_lazy("Rekan"), widget=forms.RadioSelect)
    other_day = forms.DateField(
        label=gettext_lazy("Sebagai gantinya, tanggal"),
        help_text=gettext_lazy("Tanggal yang sama bila hanya bertukar sif hari itu."),
    )
    reason = forms.CharField(label=gettext_lazy("Alasan"), max_length=300)
    sent = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, day: datetime.date, mates: Sequence[RosterDay], **more: Any) -> None:
        """Offer the colleagues of the same roster, with what each works on that day."""
        super().__init__(*args, **more)
        self.fields["other"].choices = [  # type: ignore[attr-defined]
            (
                str(one.person_id),
                _("%(name)s (%(code)s)") % {"name": one.person.full_name, "code": code(one)},
            )
            for one in mates
        ]
        self.fields["other_day"].initial = day
        self.fields["sent"].initial = uuid.uuid4


def code(row: RosterDay) -> str:
    """Return what somebody works on a day, in a word."""
    return _("lepas") if row.shift is None else row.shift.code


class DecideForm(forms.Form):
    """Why a swap is refused, or a word with its approval."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan"), max_length=300, required=False,
        help_text=gettext_lazy("Wajib diisi bila ditolak."),
    )  # fmt: skip
