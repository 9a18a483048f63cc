"""Forms of goals and programmes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.people.models import Person
from praja.performance.enums import JenisSasaran
from praja.performance.goals.actions import GoalSaid, ProgrammeSaid
from praja.performance.models import Goal


class GoalForm(forms.Form):
    """A goal of a unit."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Jenis"), choices=JenisSasaran.choices, initial=JenisSasaran.SASARAN
    )
    text = forms.CharField(
        label=gettext_lazy("Uraian"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Keadaan yang hendak dicapai, misalnya: Meningkatnya derajat kesehatan ibu dan anak."
        ),
    )
    parent = forms.ModelChoiceField(
        Goal.objects.none(),
        label=gettext_lazy("Mendukung"),
        required=False,
        empty_label=gettext_lazy("Tidak mendukung tujuan lain"),
    )
    document = forms.CharField(
        label=gettext_lazy("Ditetapkan dalam"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Misalnya: Perjanjian Kinerja 2026, Renstra 2025–2029."),
    )

    def __init__(self, *args: Any, parents: QuerySet[Goal], **more: Any) -> None:
        """Offer the goals that it may serve."""
        super().__init__(*args, **more)
        field: Any = self.fields["parent"]
        field.queryset = parents
        field.label_from_instance = lambda goal: goal.text

    def said(self) -> GoalSaid:
        """Return what is said, as the action takes it."""
        return GoalSaid(**self.cleaned_data)


class PersonByNip(forms.CharField):
    """Somebody of the records, told by NIP, among those who are known to the one who asks."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, **more: Any) -> None:
        """Take at most the length of a NIP with its spaces."""
        super().__init__(max_length=30, **more)
        self.people: QuerySet[Person] = Person.objects.none()

    def prepare_value(self, value: Any) -> Any:
        """Show a person as their NIP."""
        return value.nip if isinstance(value, Person) else value

    def clean(self, value: Any) -> Any:
        """Return the person."""
        nip = "".join(super().clean(value).split())
        if not nip:
            return None
        found = self.people.filter(nip=nip).first()
        if found is None:
            raise forms.ValidationError(
                _("NIP ini tidak ditemukan di antara pegawai yang dapat Anda lihat. Periksa angkanya.")
            )
        return found


class ProgrammeForm(forms.Form):
    """A programme."""

    name = forms.CharField(label=gettext_lazy("Nama program"), max_length=300)
    result = forms.CharField(
        label=gettext_lazy("Hasil bersama"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Apa yang berubah bagi warga bila program ini berhasil."),
    )
    owner = PersonByNip(label=gettext_lazy("NIP penanggung jawab"))
    goal = forms.ModelChoiceField(
        Goal.objects.none(),
        label=gettext_lazy("Mendukung sasaran"),
        required=False,
        empty_label=gettext_lazy("Belum dikaitkan"),
    )
    budget_code = forms.CharField(label=gettext_lazy("Kode anggaran"), max_length=80, required=False)
    starts = forms.DateField(label=gettext_lazy("Mulai"), widget=forms.DateInput())
    ends = forms.DateField(label=gettext_lazy("Selesai"), widget=forms.DateInput())

    def __init__(self, *args: Any, goals: QuerySet[Goal], people: QuerySet[Person], **more: Any) -> None:
        """Offer the goals of the unit, and know the people who can be named."""
        super().__init__(*args, **more)
        field: Any = self.fields["goal"]
        field.queryset = goals
        field.label_from_instance = lambda goal: goal.text
        owner: Any = self.fields["owner"]
        owner.people = people

    def said(self) -> ProgrammeSaid:
        """Return what is said, as the action takes it."""
        return ProgrammeSaid(**self.cleaned_data)


class MemberForm(forms.Form):
    """Somebody's part of a programme."""

    person = PersonByNip(label=gettext_lazy("NIP anggota"))
    part = forms.CharField(label=gettext_lazy("Bagian yang dikerjakan"), max_length=300)

    def __init__(self, *args: Any, people: QuerySet[Person], **more: Any) -> None:
        """Know the people who can be named."""
        super().__init__(*args, **more)
        field: Any = self.fields["person"]
        field.people = people


class EvaluationForm(forms.Form):
    """What was found when a programme was looked at."""

    day = forms.DateField(label=gettext_lazy("Tanggal"), widget=forms.DateInput())
    percent = forms.IntegerField(label=gettext_lazy("Kemajuan (%)"), min_value=0, max_value=100)
    finding = forms.CharField(
        label=gettext_lazy("Temuan"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    next_step = forms.CharField(
        label=gettext_lazy("Tindak lanjut"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
