"""Forms of objections."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.performance.enums import Ekspektasi, Nilai, PokokKeberatan, PredikatKinerja, PutusanKeberatan
from praja.performance.follow.forms import PHOTO, LinkField, UploadField, story
from praja.performance.models import Objection, Rating, RhkVersion
from praja.performance.objection.actions.filing import Ground, Said
from praja.performance.objection.actions.handling import EXPLAIN_WITHIN, Verdict

RESULT, BEHAVIOUR = "hasil-", "perilaku-"


class DraftForm(forms.Form):
    """What a person writes against a rating: of what exactly, all in all, and what they ask for."""

    predikat = story(gettext_lazy("Predikat: apa yang keliru?"), required=False)
    proses = story(gettext_lazy("Proses penilaian: apa yang keliru?"), required=False)
    text = story(
        gettext_lazy("Uraian keberatan"),
        rows=5,
        required=False,
        help_text=gettext_lazy("Perlu diisi sebelum diajukan."),
    )
    wanted = forms.CharField(
        label=gettext_lazy("Apa yang Anda minta?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Perlu diisi sebelum diajukan."),
    )
    wanted_predicate = forms.ChoiceField(
        label=gettext_lazy("Predikat yang menurut Anda benar"),
        choices=[("", gettext_lazy("tidak saya sebutkan")), *PredikatKinerja.choices],
        required=False,
    )
    bukti = UploadField(label=gettext_lazy("Foto atau PDF"))
    tautan = LinkField(label=gettext_lazy("Tautan bukti"))

    def __init__(self, *args: Any, rating: Rating, draft: Objection | None, **more: Any) -> None:
        """Ask of each result and each behaviour that was rated, filled with what was written before."""
        super().__init__(*args, **more)
        self.rated = rated_of(rating)
        self.values = [str(one.value) for one in rating.behaviour_ratings.order_by("value")]
        fields: dict[str, forms.Field] = {
            f"{RESULT}{rhk}": story(
                _("Hasil kerja “%(what)s”: apa yang keliru?") % {"what": text[:160]}, required=False
            )
            for rhk, text in self.rated
        }
        fields[BEHAVIOUR] = story(_("Perilaku kerja: apa yang keliru?"), required=False)
        for value in self.values:
            fields[f"{BEHAVIOUR}{value}"] = story(
                _("Perilaku “%(what)s”: apa yang keliru?") % {"what": Nilai(value).label}, required=False
            )
        self.fields = fields | self.fields
        if draft is not None:
            self.initial.update(text=draft.text, wanted=draft.wanted, wanted_predicate=draft.wanted_predicate)
            for one in draft.grounds.all():
                self.initial[_name(one.about, one.rhk_id, one.value)] = one.text

    def said(self) -> Said:
        """Return what was written."""
        given = self.cleaned_data
        asked = [
            *((PokokKeberatan.HASIL, rhk, "") for rhk, _text in self.rated),
            *((PokokKeberatan.PERILAKU, None, value) for value in ("", *self.values)),
            (PokokKeberatan.PREDIKAT, None, ""),
            (PokokKeberatan.PROSES, None, ""),
        ]
        grounds = [
            Ground(about, text, rhk, value)
            for about, rhk, value in asked
            if (text := given.get(_name(about, rhk, value), ""))
        ]
        return Said(
            text=given["text"],
            wanted=given["wanted"],
            wanted_predicate=given["wanted_predicate"],
            grounds=grounds,
            file=given.get("bukti") or None,
            link=given.get("tautan", ""),
        )


def _name(about: str, rhk: uuid.UUID | None, value: str) -> str:
    match about:
        case PokokKeberatan.HASIL:
            return f"{RESULT}{rhk}"
        case PokokKeberatan.PERILAKU:
            return f"{BEHAVIOUR}{value}"
    return str(about)


def rated_of(rating: Rating) -> list[tuple[uuid.UUID, str]]:
    """Return the results that were rated, in the order and words of the plan."""
    rated = set(rating.rhk_ratings.values_list("rhk_id", flat=True))
    rows = RhkVersion.objects.filter(version=rating.basis.get("versi_skp"), rhk__in=rated)
    return list(rows.order_by("order", "pk").values_list("rhk_id", "text"))


class LetterForm(forms.Form):
    """An objection that came as a letter."""

    received = forms.DateField(label=gettext_lazy("Surat diterima pada"), widget=forms.DateInput())
    text = story(gettext_lazy("Uraian keberatan, seperti pada suratnya"), rows=5)
    wanted = forms.CharField(
        label=gettext_lazy("Apa yang diminta?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    wanted_predicate = forms.ChoiceField(
        label=gettext_lazy("Predikat yang diminta"),
        choices=[("", gettext_lazy("tidak disebutkan")), *PredikatKinerja.choices],
        required=False,
    )
    scan = forms.FileField(
        label=gettext_lazy("Pindaian suratnya"), widget=forms.FileInput(attrs={"accept": PHOTO})
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, label: str, **more: Any) -> None:
        """Make it, with what the reason is of."""
        super().__init__(*args, **more)
        self.fields["reason"].label = label


class EvidenceForm(forms.Form):
    """One more piece of evidence."""

    bukti = UploadField(label=gettext_lazy("Foto atau PDF"))
    tautan = LinkField(label=gettext_lazy("Tautan bukti"))


class AskForm(forms.Form):
    """What the rater is to explain, and by when."""

    question = forms.CharField(
        label=gettext_lazy("Apa yang perlu dijelaskan penilai?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    until = forms.DateField(label=gettext_lazy("Paling lambat"), widget=forms.DateInput())

    def __init__(self, *args: Any, on: datetime.date, **more: Any) -> None:
        """Offer a week."""
        super().__init__(*args, **more)
        self.initial.setdefault("until", on + EXPLAIN_WITHIN)


class ExplainForm(forms.Form):
    """What the rater answers."""

    text = story(gettext_lazy("Penjelasan Anda"), rows=6)
    bukti = UploadField(label=gettext_lazy("Foto atau PDF"))
    tautan = LinkField(label=gettext_lazy("Tautan bukti"))


class HearForm(forms.Form):
    """When the sides were heard, who was there, and what was said."""

    day = forms.DateField(label=gettext_lazy("Hari"), widget=forms.DateInput())
    present = forms.CharField(label=gettext_lazy("Siapa yang hadir"), max_length=300)
    text = story(gettext_lazy("Catatan"), rows=6)

    def __init__(self, *args: Any, on: datetime.date, **more: Any) -> None:
        """Offer today."""
        super().__init__(*args, **more)
        self.initial.setdefault("day", on)


class DecideForm(forms.Form):
    """What is decided, and why."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Putusan"), choices=PutusanKeberatan.choices, widget=forms.RadioSelect
    )
    result = forms.ChoiceField(label=gettext_lazy("Hasil kerja menjadi"), choices=Ekspektasi.choices)
    behaviour = forms.ChoiceField(label=gettext_lazy("Perilaku kerja menjadi"), choices=Ekspektasi.choices)
    score = forms.DecimalField(
        label=gettext_lazy("Nilai hasil kerja menjadi"), min_value=0, max_value=120, max_digits=5,
        decimal_places=2,
    )  # fmt: skip
    behaviour_score = forms.DecimalField(
        label=gettext_lazy("Nilai perilaku kerja menjadi"), min_value=0, max_value=120, max_digits=5,
        decimal_places=2,
    )  # fmt: skip
    reasons = story(gettext_lazy("Pertimbangan"), rows=6)
    name = forms.CharField(label=gettext_lazy("Nama yang memutus"), max_length=200)
    post = forms.CharField(label=gettext_lazy("Jabatannya"), max_length=300)
    document = forms.CharField(label=gettext_lazy("Nomor surat keputusan"), max_length=120, required=False)
    document_date = forms.DateField(
        label=gettext_lazy("Tanggal surat keputusan"), required=False, widget=forms.DateInput()
    )
    bukti = UploadField(label=gettext_lazy("Pindaian surat keputusan"))

    def __init__(self, *args: Any, rating: Rating, records: bool, **more: Any) -> None:
        """Ask with what was rated as it stands.

        :param records: an officer records what another decided: by whom and by which document is asked too
        """
        super().__init__(*args, **more)
        self.initial.update(
            result=rating.result, behaviour=rating.behaviour, score=rating.score,
            behaviour_score=rating.behaviour_score,
        )  # fmt: skip
        if not rating.basis.get("perilaku_bernilai"):
            del self.fields["score"], self.fields["behaviour_score"]
        if not records:
            del self.fields["name"], self.fields["post"]
            return
        self.fields["document"].required = self.fields["document_date"].required = True

    def verdict(self) -> Verdict:
        """Return what was decided."""
        given = self.cleaned_data
        return Verdict(
            outcome=given["outcome"],
            reasons=given["reasons"],
            result=given["result"],
            behaviour=given["behaviour"],
            score=given.get("score"),
            behaviour_score=given.get("behaviour_score"),
            name=given.get("name", ""),
            post=given.get("post", ""),
            document=given["document"],
            document_date=given["document_date"],
            file=given.get("bukti") or None,
        )
