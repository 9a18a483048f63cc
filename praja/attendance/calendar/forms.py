"""Forms of hours, holidays, places and events."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.attendance.calendar.clock import MinuteField
from praja.attendance.calendar.enums import JenisKegiatan, Ketetapan, PolaJam, Tempat
from praja.attendance.models import HoursVersion
from praja.attendance.models.calendar import WINDOW
from praja.rules import workhours

MONDAY = datetime.date(2026, 1, 5)
Choices = Sequence[tuple[str, Any]]


def weekday(number: int) -> str:
    """Return the name of a day of the week; 0 is Monday."""
    return date_format(MONDAY + datetime.timedelta(days=number), "l")


def minutes(label: Any, initial: int = 0, **more: Any) -> forms.IntegerField:
    """Return a field for minutes."""
    return forms.IntegerField(label=label, min_value=0, max_value=720, initial=initial, **more)


def letter(label: Any = None, **more: Any) -> forms.CharField:
    """Return a field for the letter that something rests on."""
    label = label or gettext_lazy("Surat")
    help_text = gettext_lazy("Jenis, nomor dan tahun, misalnya SE Sekda 800/12/2026.")
    return forms.CharField(label=label, max_length=300, help_text=help_text, **more)


class HoursForm(forms.Form):
    """Hours of a week, from a day on."""

    name = forms.CharField(label=gettext_lazy("Nama jam kerja"), max_length=120)
    dasar = letter(gettext_lazy("Dasar hukum"))
    start = forms.DateField(label=gettext_lazy("Berlaku mulai"))
    pattern = forms.ChoiceField(label=gettext_lazy("Pola"), choices=PolaJam.choices, initial=PolaJam.TETAP)
    flex = minutes(gettext_lazy("Boleh bergeser (menit)"), required=False)
    counts_breaks = forms.BooleanField(
        label=gettext_lazy("Istirahat dihitung sebagai jam kerja"), required=False
    )
    tolerance_in = minutes(gettext_lazy("Toleransi datang (menit)"))
    tolerance_out = minutes(gettext_lazy("Toleransi pulang (menit)"))
    tolerance_moves_band = forms.BooleanField(
        label=gettext_lazy("Terlambat dihitung sejak akhir toleransi, bukan sejak jam mulai"), required=False
    )
    min_inclusive = forms.BooleanField(
        label=gettext_lazy("Tepat satu menit sudah terlambat"), required=False, initial=True
    )
    in_before = minutes(gettext_lazy("Rekaman datang sejak (menit sebelum mulai)"), WINDOW["in_before"])
    in_after = minutes(gettext_lazy("Rekaman datang sampai (menit sesudah mulai)"), WINDOW["in_after"])
    out_before = minutes(gettext_lazy("Rekaman pulang sejak (menit sebelum selesai)"), WINDOW["out_before"])
    out_after = minutes(gettext_lazy("Rekaman pulang sampai (menit sesudah selesai)"), WINDOW["out_after"])

    TERMS = (
        "pattern", "flex", "counts_breaks", "tolerance_moves_band", "min_inclusive", "tolerance_in",
        "tolerance_out", *WINDOW,
    )  # fmt: skip

    def __init__(self, *args: Any, named: bool = True, **more: Any) -> None:
        """Ask for the hours of each day, usual and in Ramadan.

        :param named: whether a name is asked for
        """
        super().__init__(*args, **more)
        if not named:
            del self.fields["name"]
        for key in self.keys():
            self.fields[f"s{key}"] = MinuteField(label=_("Mulai"), required=False)
            self.fields[f"e{key}"] = MinuteField(label=_("Selesai"), required=False)
            self.fields[f"p{key}"] = minutes(_("Istirahat"), required=False)

    @staticmethod
    def keys() -> list[str]:
        """Return what stands behind the names of the fields of each day."""
        return [f"{variant}{day}" for variant in "br" for day in range(7)]

    def week_rows(self) -> list[dict[str, Any]]:
        """Return the fields of the days, a row each, the usual ones first."""
        return [
            {"name": weekday(int(key[1])), "ramadan": key[0] == "r",
             "start": self[f"s{key}"], "end": self[f"e{key}"], "pause": self[f"p{key}"]}
            for key in self.keys()
        ]  # fmt: skip

    def plain_fields(self) -> list[Any]:
        """Return the fields that are not of a day."""
        days = {f"{part}{key}" for part in "sep" for key in self.keys()}
        return [self[name] for name in self.fields if name not in days]

    def clean(self) -> dict[str, Any]:
        """Put the days together."""
        data = super().clean() or {}
        week = []
        for key in self.keys():
            start, end = data.pop(f"s{key}", None), data.pop(f"e{key}", None)
            pause = data.pop(f"p{key}", None) or 0
            if (start is None) != (end is None):
                self.add_error(f"e{key}", _("Isi jam mulai dan jam selesai, atau kosongkan keduanya."))
            elif start is not None and end is not None:
                if end <= start:
                    self.add_error(f"e{key}", _("Jam selesai harus sesudah jam mulai."))
                elif pause >= end - start:
                    self.add_error(f"p{key}", _("Istirahat harus lebih pendek daripada jam kerjanya."))
                week.append({"ramadan": key[0] == "r", "weekday": int(key[1]), "start": start, "end": end,
                             "pause": pause})  # fmt: skip
        return data | {"week": week}

    def said(self) -> dict[str, Any]:
        """Return what the action takes."""
        data = dict(self.cleaned_data)
        terms = {name: data.pop(name) for name in self.TERMS}
        return data | {"terms": terms | {"flex": terms["flex"] or 0}}


def as_initial(days: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the days of a week as the form shows them."""
    found: dict[str, Any] = {}
    for day in days:
        key = f"{'r' if day['ramadan'] else 'b'}{day['weekday']}"
        found |= {f"s{key}": day["start"], f"e{key}": day["end"], f"p{key}": day["pause"]}
    return found


def given_initial(code: str, on: datetime.date) -> dict[str, Any]:
    """Return what the law gives, as the form shows it."""
    given = workhours.given_on(code, on)
    if given is None:
        return {}
    days = [{"ramadan": one.ramadan, "weekday": one.weekday, "start": one.start, "end": one.end,
             "pause": one.pause} for one in given.days]  # fmt: skip
    return as_initial(days) | {
        "name": given.name,
        "dasar": given.document,
        "counts_breaks": given.counts_breaks,
    }


def version_initial(version: HoursVersion) -> dict[str, Any]:
    """Return what a version says, as the form shows it."""
    return as_initial(version.days) | {name: getattr(version, name) for name in HoursForm.TERMS}


class AssignForm(forms.Form):
    """To whom hours are given."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit, dengan semua di bawahnya"), required=False)
    nip = forms.CharField(label=gettext_lazy("Atau pegawai (NIP)"), max_length=30, required=False)
    position = forms.CharField(label=gettext_lazy("Atau jabatan (kode)"), max_length=80, required=False)
    start = forms.DateField(label=gettext_lazy("Mulai"))
    last = forms.DateField(label=gettext_lazy("Sampai"), required=False)
    letter = letter()

    def __init__(self, *args: Any, units: Choices, **more: Any) -> None:
        """Offer units."""
        super().__init__(*args, **more)
        self.fields["unit"].choices = [("", "–"), *units]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for one of the three."""
        data = super().clean() or {}
        if sum(bool(data.get(name)) for name in ("unit", "nip", "position")) != 1:
            raise forms.ValidationError(_("Pilih salah satu: unit, pegawai, atau jabatan."))
        return data


class EndForm(forms.Form):
    """Until when hours hold that were given."""

    last = forms.DateField(label=gettext_lazy("Hari terakhir"))


class HolidayForm(forms.Form):
    """What a letter makes of a day."""

    unit = forms.ChoiceField(label=gettext_lazy("Bagi unit, dengan semua di bawahnya"))
    day = forms.DateField(label=gettext_lazy("Tanggal"))
    kind = forms.ChoiceField(label=gettext_lazy("Menjadi"), choices=Ketetapan.choices)
    name = forms.CharField(label=gettext_lazy("Nama hari"), max_length=200)
    letter = letter()

    def __init__(self, *args: Any, units: Choices, **more: Any) -> None:
        """Offer units."""
        super().__init__(*args, **more)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]


class RamadanForm(forms.Form):
    """When the hours of Ramadan are kept."""

    government = forms.ChoiceField(label=gettext_lazy("Pemerintah daerah"))
    first = forms.DateField(label=gettext_lazy("Hari pertama"))
    last = forms.DateField(label=gettext_lazy("Hari terakhir"))
    letter = letter(gettext_lazy("Surat edaran"))

    def __init__(self, *args: Any, governments: Choices, **more: Any) -> None:
        """Offer governments."""
        super().__init__(*args, **more)
        self.fields["government"].choices = governments  # type: ignore[attr-defined]


class PlaceForm(forms.Form):
    """Who works elsewhere when."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit"))
    nips = forms.CharField(
        label=gettext_lazy("Hanya pegawai ini (NIP)"), required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Satu NIP tiap baris. Kosongkan bila bagi seluruh unit."),
    )  # fmt: skip
    place = forms.ChoiceField(
        label=gettext_lazy("Bekerja di"),
        choices=[one for one in Tempat.choices if one[0] != Tempat.KANTOR],
    )
    first = forms.DateField(label=gettext_lazy("Mulai"))
    last = forms.DateField(label=gettext_lazy("Sampai"))
    weekdays = forms.MultipleChoiceField(label=gettext_lazy("Pada hari"), widget=forms.CheckboxSelectMultiple)
    letter = letter()

    def __init__(self, *args: Any, units: Choices, **more: Any) -> None:
        """Offer units and days."""
        super().__init__(*args, **more)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        days = self.fields["weekdays"]
        days.choices = [(str(one), weekday(one)) for one in range(7)]  # type: ignore[attr-defined]
        days.initial = ["0", "1", "2", "3", "4"]


class EventForm(forms.Form):
    """An apel or ceremony."""

    unit = forms.ChoiceField(label=gettext_lazy("Diselenggarakan oleh"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Jenis"), choices=JenisKegiatan.choices,
        help_text=gettext_lazy(
            "Upacara Hari Pahlawan, wirid, dan rapat paripurna hanya berakibat bila peraturan pemerintah "
            "Anda menyebutnya; selain itu pilih Upacara atau Rapat wajib."
        ),
    )  # fmt: skip
    name = forms.CharField(label=gettext_lazy("Nama kegiatan"), max_length=200)
    first = forms.DateField(label=gettext_lazy("Tanggal"))
    last = forms.DateField(
        label=gettext_lazy("Ulangi tiap pekan sampai"), required=False,
        help_text=gettext_lazy("Kosongkan bila sekali saja."),
    )  # fmt: skip
    tap_from = MinuteField(label=gettext_lazy("Rekaman dihitung sejak"))
    tap_until = MinuteField(label=gettext_lazy("Sampai"))
    place = forms.CharField(label=gettext_lazy("Tempat"), max_length=200, required=False)
    letter = forms.CharField(label=gettext_lazy("Surat"), max_length=300, required=False)
    units = forms.MultipleChoiceField(
        label=gettext_lazy("Wajib hadir: unit, dengan semua di bawahnya"), required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )  # fmt: skip
    positions = forms.CharField(
        label=gettext_lazy("Wajib hadir juga: jabatan (kode)"), required=False, max_length=2000,
        help_text=gettext_lazy("Dipisah koma."),
    )  # fmt: skip
    exempt_shift = forms.BooleanField(
        label=gettext_lazy("Yang bertugas sif dibebaskan"), required=False, initial=True
    )

    def __init__(self, *args: Any, units: Choices, **more: Any) -> None:
        """Offer units."""
        super().__init__(*args, **more)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        self.fields["units"].choices = units  # type: ignore[attr-defined]


class ListForm(forms.Form):
    """Who attended, by NIP, or as a sheet."""

    nips = forms.CharField(
        label=gettext_lazy("NIP yang hadir"), required=False, max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 6, "inputmode": "numeric"}),
        help_text=gettext_lazy("Satu NIP tiap baris. Daftar ini menggantikan yang sebelumnya."),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("Atau unggah lembar kerja"), required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=gettext_lazy("XLSX atau CSV dengan NIP di salah satu kolomnya."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask for one of both."""
        data = super().clean() or {}
        if not data.get("nips", "").strip() and not data.get("file"):
            raise forms.ValidationError(_("Tulis NIP yang hadir, atau pilih berkasnya."))
        return data


class CancelForm(forms.Form):
    """Why an event is cancelled."""

    reason = forms.CharField(label=gettext_lazy("Alasan"), max_length=300)
