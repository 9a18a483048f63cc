"""Forms of the assessment team."""

from __future__ import annotations

import dataclasses
import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.http.request import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.organization.forms import POSSIBLE_DAYS
from praja.organization.models import Unit
from praja.performance.enums import JabatanTim, PutusanTim
from praja.performance.goals.forms import PersonByNip
from praja.performance.measuring import FigureField
from praja.performance.models import Period, Review, TeamMember
from praja.performance.periods import named
from praja.performance.team.actions.reviews import Judged
from praja.performance.team.actions.teams import Rule
from praja.performance.team.case import Case


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class RuleForm(forms.Form):
    """What a team is for, and which ratings come to it."""

    purpose = forms.CharField(
        label=gettext_lazy("Tugas tim"),
        max_length=500,
        widget=_area(2),
        help_text=gettext_lazy("Seperti tertulis pada SK-nya."),
    )
    flagged = forms.BooleanField(
        label=gettext_lazy("Penilaian dengan catatan"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Misalnya tanpa bukti, tertinggal dari target, atau ada hambatan."),
    )
    departing = forms.BooleanField(
        label=gettext_lazy("Penilaian yang berbeda dari usulan"), required=False, initial=True
    )
    sample = forms.IntegerField(
        label=gettext_lazy("Sampel dari yang lain (%)"),
        min_value=0,
        max_value=100,
        initial=0,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=gettext_lazy(
            "0 berarti tanpa sampel, 100 berarti semua. Yang terpilih tidak ditentukan orang."
        ),
    )

    def rule(self) -> Rule:
        """Return the rule, as the action takes it."""
        said = self.cleaned_data
        return Rule(said["flagged"], said["departing"], said["sample"])


class TeamForm(RuleForm):
    """A new team."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("Untuk unit, dengan semua di bawahnya"), empty_label=None
    )
    sk_number = forms.CharField(label=gettext_lazy("Nomor SK"), max_length=100)
    sk_date = forms.DateField(label=gettext_lazy("Tanggal SK"), widget=forms.DateInput())
    file = forms.FileField(
        label=gettext_lazy("Pindaian SK"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
    start = forms.DateField(label=gettext_lazy("Bertugas sejak"), widget=forms.DateInput())
    last = forms.DateField(
        label=gettext_lazy("Sampai dengan"), widget=forms.DateInput(), validators=POSSIBLE_DAYS
    )
    field_order = ["unit", "sk_number", "sk_date", "file", "start", "last", "purpose"]

    def __init__(self, *args: Any, units: Any, names: dict[Any, str], **more: Any) -> None:
        """Make it, with the units for which a team may be formed."""
        super().__init__(*args, **more)
        field: Any = self.fields["unit"]
        field.queryset = units
        field.label_from_instance = lambda unit: names.get(unit.pk, unit.code)


class MemberForm(forms.Form):
    """A member."""

    person = PersonByNip(label=gettext_lazy("NIP anggota"))
    office = forms.ChoiceField(
        label=gettext_lazy("Sebagai"), choices=JabatanTim.choices, widget=forms.RadioSelect
    )
    start = forms.DateField(label=gettext_lazy("Sejak"), widget=forms.DateInput())

    def __init__(self, *args: Any, people: Any, **more: Any) -> None:
        """Make it, with those who can be appointed."""
        super().__init__(*args, **more)
        field: Any = self.fields["person"]
        field.people = people


class FillForm(forms.Form):
    """Of which period ratings are taken to the team."""

    period = forms.ModelChoiceField(Period.objects.none(), label=gettext_lazy("Periode"), empty_label=None)

    def __init__(self, *args: Any, periods: Any, **more: Any) -> None:
        """Make it, with the periods that are over."""
        super().__init__(*args, **more)
        field: Any = self.fields["period"]
        field.queryset = periods
        field.label_from_instance = named


class DecisionForm(forms.Form):
    """What the team decided."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Putusan tim"), choices=PutusanTim.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Pertimbangannya"),
        max_length=1000,
        widget=_area(),
        help_text=gettext_lazy(
            "Bila dikembalikan: apa yang harus diperiksa penilainya. Pegawai ikut membacanya."
        ),
    )


class MinutesForm(forms.Form):
    """A session."""

    session = forms.DateField(label=gettext_lazy("Tanggal sidang"), widget=forms.DateInput())
    place = forms.CharField(label=gettext_lazy("Tempat"), max_length=200)
    present = forms.ModelMultipleChoiceField(
        TeamMember.objects.none(), label=gettext_lazy("Yang hadir"), widget=forms.CheckboxSelectMultiple
    )
    cases = forms.ModelMultipleChoiceField(
        Review.objects.none(), label=gettext_lazy("Perkara yang diputus"), widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=gettext_lazy("Catatan sidang"), max_length=1000, required=False, widget=_area()
    )

    def __init__(self, *args: Any, members: Any, cases: Any, **more: Any) -> None:
        """Make it, with the members and the cases that no minutes name yet."""
        super().__init__(*args, **more)
        field: Any = self.fields["present"]
        field.queryset = members
        field.label_from_instance = lambda one: f"{one.person.full_name}, {one.get_office_display().lower()}"
        field = self.fields["cases"]
        field.queryset = cases
        field.label_from_instance = lambda one: (
            f"{one.skp.person.full_name}, {named(one.period)}: {one.get_state_display().lower()}"
        )


@dataclasses.dataclass(slots=True)
class Typed:
    """What a member typed of an indicator, as it was typed."""

    answer: str = ""
    """`sesuai`, `lain` or nothing."""
    figure: str = ""
    reason: str = ""


@dataclasses.dataclass(slots=True)
class JudgeForm:
    """What a member says of a case: of each indicator, and of the whole."""

    typed: dict[uuid.UUID, Typed]
    choice: str
    reason: str

    @classmethod
    def of(cls, case: Case) -> JudgeForm:
        """Return it as the member left it."""
        typed = {}
        for one in case.judged:
            mine = one.mine
            typed[one.key] = (
                Typed()
                if mine is None
                else Typed(
                    "sesuai" if mine.agrees else "lain",
                    "" if mine.achievement is None else FigureField().prepare_value(mine.achievement),
                    mine.reason,
                )
            )
        opinion = case.opinion
        return cls(typed, opinion.choice if opinion else "", opinion.reason if opinion else "")

    @classmethod
    def sent(cls, case: Case, post: QueryDict) -> JudgeForm:
        """Return it as it was sent."""
        typed = {
            one.key: Typed(
                post.get(f"i-{one.key}", ""), post.get(f"c-{one.key}", ""), post.get(f"a-{one.key}", "")
            )
            for one in case.judged
        }
        return cls(typed, post.get("pendapat", ""), post.get("alasan", ""))

    def judged(self, case: Case) -> dict[uuid.UUID, Judged]:
        """Return what is said of the indicators, as the action takes it; who is not named is not judged.

        :raises ValidationError: if a figure is none
        """
        said = {}
        for one in case.judged:
            typed = self.typed[one.key]
            if typed.answer == "sesuai":
                said[one.key] = Judged(True)
            elif typed.answer == "lain":
                said[one.key] = Judged(False, self._figure(one.text, typed.figure), typed.reason)
        return said

    @staticmethod
    def _figure(text: str, figure: str) -> Decimal | None:
        try:
            found: Decimal | None = FigureField(required=False).clean(figure)
        except forms.ValidationError as error:
            raise forms.ValidationError(
                _("“%(text)s”: %(error)s") % {"text": text, "error": error.messages[0]}
            ) from None
        return found
