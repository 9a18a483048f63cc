"""Forms of what follows a rating."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.performance import law
from praja.performance.enums import JenisPengembangan, JenisPenghargaan, LangkahPerbaikan
from praja.performance.follow.forms import UploadField
from praja.performance.followup.actions.improvements import Point
from praja.performance.models import Coaching
from praja.web.words import tanggal

POINTS = 3
"""Days that the form asks for; more can be added later."""


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(), **more)


def _text(label: Any, rows: int = 3, most: int = 5000, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more)


class BeginForm(forms.Form):
    """What is agreed on for six months."""

    start = _day(gettext_lazy("Mulai"))
    goals = _text(
        gettext_lazy("Yang harus dicapai"),
        help_text=gettext_lazy("Sebut hasil yang dapat dilihat, bukan sikap: apa, berapa, kapan."),
    )
    support = _text(
        gettext_lazy("Dukungan yang diberikan"),
        help_text=gettext_lazy("Misalnya pendampingan, pelatihan, atau pembagian tugas yang diubah."),
    )

    def __init__(self, *args: Any, on: datetime.date, **more: Any) -> None:
        """Ask also for the days on which both look at it, spread over the time that the law gives."""
        end = law.improvement_end(on, on)
        whole = end - on
        initial = {"start": on} | {
            f"day{number}": on + whole * number // POINTS for number in range(1, POINTS + 1)
        }
        more.setdefault("initial", initial)
        super().__init__(*args, **more)
        for number in range(1, POINTS + 1):
            first = number == 1
            self.fields[f"day{number}"] = _day(
                _("Dilihat pada (%(number)s)") % {"number": number}, required=first
            )
            self.fields[f"aim{number}"] = forms.CharField(
                label=_("Yang sudah harus terlihat (%(number)s)") % {"number": number},
                max_length=300,
                required=first,
            )
        self.fields["day1"].help_text = _("Waktunya sampai %(day)s bila mulai hari ini.") % {
            "day": tanggal(end)
        }

    def clean(self) -> dict[str, Any]:
        """Refuse a day without its aim."""
        said: dict[str, Any] = super().clean() or {}
        for number in range(1, POINTS + 1):
            if said.get(f"aim{number}") and not said.get(f"day{number}"):
                self.add_error(f"day{number}", _("Isi harinya."))
        return said

    def points(self) -> list[Point]:
        """Return the days, each with what should be seen by then; a day without it is left out."""
        said = self.cleaned_data
        return [
            (said[f"day{number}"], said[f"aim{number}"])
            for number in range(1, POINTS + 1)
            if said.get(f"aim{number}")
        ]


class PointForm(forms.Form):
    """One more day on which both look."""

    due = _day(gettext_lazy("Dilihat pada"))
    aim = forms.CharField(label=gettext_lazy("Yang sudah harus terlihat"), max_length=300)


class HoldForm(forms.Form):
    """What was seen on a day."""

    on_track = forms.TypedChoiceField(
        label=gettext_lazy("Kemajuannya"),
        choices=[("ya", gettext_lazy("Sesuai rencana")), ("tidak", gettext_lazy("Belum sesuai"))],
        coerce=lambda said: said == "ya",
        widget=forms.RadioSelect,
    )
    notes = _text(gettext_lazy("Yang terlihat"))
    file = UploadField(label=gettext_lazy("Bukti (foto atau PDF)"))


class EndForm(forms.Form):
    """How an improvement ended."""

    met = forms.TypedChoiceField(
        label=gettext_lazy("Hasilnya"),
        choices=[("ya", gettext_lazy("Memenuhi")), ("tidak", gettext_lazy("Tidak memenuhi"))],
        coerce=lambda said: said == "ya",
        widget=forms.RadioSelect,
    )
    reason = _text(gettext_lazy("Alasannya"), most=1000)


class WhyForm(forms.Form):
    """A reason."""

    reason = _text(gettext_lazy("Alasannya"), rows=2, most=1000)


class StepForm(forms.Form):
    """A warning, or a step that people decided."""

    kind = forms.ChoiceField(label=gettext_lazy("Langkah"), choices=LangkahPerbaikan.choices)
    dated = _day(gettext_lazy("Tanggal dokumen"))
    until = _day(gettext_lazy("Sampai"), required=False)
    number = forms.CharField(label=gettext_lazy("Nomor dokumen"), max_length=120)
    note = _text(gettext_lazy("Uraian"), rows=2, most=1000)
    file = UploadField(label=gettext_lazy("Dokumennya (PDF atau foto)"))

    def __init__(self, *args: Any, kinds: list[str], **more: Any) -> None:
        """Offer what may be recorded."""
        super().__init__(*args, **more)
        field: Any = self.fields["kind"]
        field.choices = [(one, LangkahPerbaikan(one).label) for one in kinds]
        if LangkahPerbaikan.PENEMPATAN_SEMENTARA in kinds:
            self.fields["until"].help_text = _("Hanya untuk penempatan sementara, paling lama satu tahun.")
        else:
            del self.fields["until"]


class AwardForm(forms.Form):
    """What somebody is proposed for."""

    kind = forms.ChoiceField(label=gettext_lazy("Penghargaan"), choices=JenisPenghargaan.choices)
    name = forms.CharField(
        label=gettext_lazy("Nama penghargaan"), max_length=300, required=False,
        help_text=gettext_lazy("Kosongkan bila namanya seperti pada pilihan di atas."),
    )  # fmt: skip
    reason = _text(gettext_lazy("Mengapa layak"))


class CheckForm(forms.Form):
    """Whether a proposed award meets what it needs."""

    accepted = forms.TypedChoiceField(
        label=gettext_lazy("Hasil pemeriksaan"),
        choices=[("ya", gettext_lazy("Memenuhi syarat")), ("tidak", gettext_lazy("Tidak memenuhi syarat"))],
        coerce=lambda said: said == "ya",
        widget=forms.RadioSelect,
    )
    note = _text(
        gettext_lazy("Catatan"), rows=2, most=1000,
        help_text=gettext_lazy("Misalnya tidak sedang menjalani hukuman disiplin, dan berkasnya lengkap."),
    )  # fmt: skip


class GrantForm(forms.Form):
    """The SK by which an award is granted."""

    sk_number = forms.CharField(label=gettext_lazy("Nomor SK"), max_length=120)
    sk_date = _day(gettext_lazy("Tanggal SK"))
    amount = forms.IntegerField(
        label=gettext_lazy("Uang penghargaan (rupiah), bila disebut SK"), required=False, min_value=1,
        help_text=gettext_lazy(
            "Tidak dibayar dari sini: bendahara mencatatnya sebagai baris tambahan dengan SK ini, dan orang "
            "lain mengesahkannya."
        ),
    )  # fmt: skip
    reason = _text(gettext_lazy("Pertimbangan"), rows=2, most=1000)
    file = UploadField(label=gettext_lazy("Pindaian SK (PDF atau foto)"))


class WishForm(forms.Form):
    """How somebody wants to develop."""

    kind = forms.ChoiceField(label=gettext_lazy("Caranya"), choices=JenisPengembangan.choices)
    text = forms.CharField(
        label=gettext_lazy("Yang ingin dikembangkan"), max_length=500,
        help_text=gettext_lazy("Misalnya: menyusun laporan keuangan sendiri, belajar dari Bu Rina."),
    )  # fmt: skip


class AgreeForm(forms.Form):
    """By when a wish is to come true."""

    due = _day(gettext_lazy("Selesai sebelum"))
    jp = forms.IntegerField(label=gettext_lazy("Jam pelajaran"), required=False, min_value=1, max_value=2000)
    talk = forms.ModelChoiceField(
        Coaching.objects.none(),
        label=gettext_lazy("Disepakati dalam pertemuan"),
        required=False,
        empty_label=gettext_lazy("di luar pertemuan"),
    )
    answer = forms.CharField(label=gettext_lazy("Tanggapan"), max_length=500, required=False)

    def __init__(self, *args: Any, talks: Any, **more: Any) -> None:
        """Offer the talks with the person."""
        super().__init__(*args, **more)
        field: Any = self.fields["talk"]
        field.queryset = talks
        field.label_from_instance = lambda one: f"{one.get_kind_display()}, {tanggal(one.on)}"
