"""Forms of corrections, letters of duty, and closed months."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.attendance.days.actions import LONGEST
from praja.attendance.days.enums import PERMITS, JenisKoreksi, JenisTemuan, Paruh
from praja.people.models import Person

EVIDENCE = "image/*,application/pdf"


class EvidenceField(forms.FileField):
    """A photo or PDF that may be left out; of an empty file the action speaks, not this."""

    widget = forms.FileInput(attrs={"accept": EVIDENCE, "data-no-draft": True})

    def __init__(self, **more: Any) -> None:
        """Ask for a photo or PDF."""
        super().__init__(required=False, allow_empty_file=True, **more)


def story(label: Any, **more: Any) -> forms.CharField:
    """Return a field for a few sentences."""
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}), **more)


class _SentOnce(forms.Form):
    kirim = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        """Give the form a number of its own, by which it counts once however often it is sent."""
        more["initial"] = {"kirim": uuid.uuid4(), **more.get("initial", {})}
        super().__init__(*args, **more)


class CorrectionForm(_SentOnce):
    """What is asked of a day."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Apa yang diminta?"), choices=JenisKoreksi.choices, widget=forms.RadioSelect
    )
    date = forms.DateField(label=gettext_lazy("Tanggal"), widget=forms.DateInput())
    until = forms.DateField(
        label=gettext_lazy("Sampai tanggal"),
        required=False,
        widget=forms.DateInput(),
        help_text=gettext_lazy("Hanya untuk izin lebih dari satu hari."),
    )
    came = forms.TimeField(
        label=gettext_lazy("Jam datang yang benar"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    went = forms.TimeField(
        label=gettext_lazy("Jam pulang yang benar"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    next_day = forms.BooleanField(label=gettext_lazy("Pulang pada esok harinya"), required=False)
    text = story(
        gettext_lazy("Apa yang terjadi?"),
        help_text=gettext_lazy("Misalnya mesin mati, lupa merekam, atau keperluan izinnya."),
    )
    evidence = EvidenceField(
        label=gettext_lazy("Bukti"),
        help_text=gettext_lazy("Foto atau PDF, bila ada: surat, foto kegiatan, keterangan rekan."),
    )

    def asked(self) -> dict[str, Any]:
        """Return what the action takes."""
        said = self.cleaned_data
        permit = said["kind"] in PERMITS
        came = None if permit or said["kind"] == JenisKoreksi.PULANG else _minute(said["came"])
        went = None if permit or said["kind"] == JenisKoreksi.MASUK else _minute(said["went"])
        if went is not None and said["next_day"]:
            went += 1440
        return {
            "kind": said["kind"], "date": said["date"], "until": said["until"] if permit else None,
            "in_minute": came, "out_minute": went, "text": said["text"], "evidence": said["evidence"] or None,
            "sent": said["kirim"],
        }  # fmt: skip


def _minute(time: datetime.time | None) -> int | None:
    return None if time is None else time.hour * 60 + time.minute


class DecisionForm(forms.Form):
    """What the superior says of a request."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Keputusan"),
        choices=[("diterima", gettext_lazy("Terima")), ("ditolak", gettext_lazy("Tolak"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=gettext_lazy("Keterangan"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Wajib bila ditolak; pegawai membacanya."),
    )


class DutyForm(_SentOnce):
    """A letter of duty."""

    number = forms.CharField(label=gettext_lazy("Nomor surat tugas"), max_length=120)
    subject = forms.CharField(label=gettext_lazy("Untuk apa"), max_length=300)
    place = forms.CharField(label=gettext_lazy("Ke mana"), max_length=200)
    start = forms.DateField(label=gettext_lazy("Mulai tanggal"), widget=forms.DateInput())
    end = forms.DateField(label=gettext_lazy("Sampai tanggal"), widget=forms.DateInput())
    half = forms.ChoiceField(
        label=gettext_lazy("Paruh hari"),
        required=False,
        choices=[("", gettext_lazy("Sehari penuh")), *Paruh.choices],
        help_text=gettext_lazy("Paruh hari hanya untuk tugas satu hari."),
    )
    people = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Siapa yang ditugaskan"),
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    file = EvidenceField(label=gettext_lazy("Surat tugas"), help_text=gettext_lazy("Foto atau PDF."))

    def __init__(self, *args: Any, people: QuerySet[Person], **more: Any) -> None:
        """Ask for a letter that names some of these people."""
        super().__init__(*args, **more)
        field: Any = self.fields["people"]
        field.queryset = people
        field.label_from_instance = lambda one: f"{one.full_name}, {one.nip}"


class FindingForm(_SentOnce):
    """What was found of somebody in hours of work."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("Tentang siapa"), queryset=Person.objects.none(), empty_label=gettext_lazy("Pilih")
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Apa yang ditemukan?"), choices=JenisTemuan.choices, widget=forms.RadioSelect
    )
    date = forms.DateField(label=gettext_lazy("Tanggal"), widget=forms.DateInput())
    left = forms.TimeField(
        label=gettext_lazy("Keluar sejak jam"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy(
            "Hanya untuk keluar tanpa izin. Yang dihitung hanya menit dalam jam kerjanya."
        ),
    )
    back = forms.TimeField(
        label=gettext_lazy("Sampai jam"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    text = story(
        gettext_lazy("Uraian"),
        help_text=gettext_lazy("Siapa yang memeriksa dan apa yang dilihat. Orangnya membaca ini."),
    )
    letter = forms.CharField(label=gettext_lazy("Berita acara atau surat"), max_length=200, required=False)
    file = EvidenceField(label=gettext_lazy("Bukti"), help_text=gettext_lazy("Foto atau PDF, bila ada."))

    def __init__(self, *args: Any, people: QuerySet[Person], **more: Any) -> None:
        """Ask for a finding about one of these people."""
        super().__init__(*args, **more)
        field: Any = self.fields["person"]
        field.queryset = people
        field.label_from_instance = lambda one: f"{one.full_name}, {one.nip}"

    def said(self) -> dict[str, Any]:
        """Return what the action takes."""
        given = self.cleaned_data
        left, back = _minute(given["left"]), _minute(given["back"])
        if left is not None and back is not None and back <= left - 12 * 60:
            back += 1440  # a shift over midnight
        return {
            "person": given["person"], "kind": given["kind"], "date": given["date"], "from_minute": left,
            "until_minute": back, "text": given["text"], "letter": given["letter"],
            "file": given["file"] or None, "sent": given["kirim"],
        }  # fmt: skip


class ReasonForm(forms.Form):
    """Why something is done."""

    def __init__(self, *args: Any, label: str = "", required: bool = True, **more: Any) -> None:
        """Ask why."""
        super().__init__(*args, **more)
        self.fields["reason"] = story(label or _("Alasan"), required=required)
