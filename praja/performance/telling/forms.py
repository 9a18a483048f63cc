"""What people fill in to their report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from praja.performance.follow.forms import PHOTO
from praja.performance.telling.actions.answering import Answers
from praja.performance.telling.actions.reading import LONGEST
from praja.performance.telling.process import QUESTIONS, SCALE


class ReadForm(forms.Form):
    """That somebody has read, with a word to it."""

    comment = forms.CharField(
        label=_("Tanggapan Anda"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Dibaca penilai Anda dan siapa pun yang boleh membaca penilaian ini. Bukan keberatan."),
    )


class ReceiptForm(forms.Form):
    """A receipt on paper."""

    received = forms.DateField(label=_("Diterima pada"), widget=forms.DateInput())
    comment = forms.CharField(
        label=_("Tanggapan pegawai, bila ditulis"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    scan = forms.FileField(
        label=_("Pindaian tanda terima yang ditandatangani"), widget=forms.FileInput(attrs={"accept": PHOTO})
    )


class ProcessForm(forms.Form):
    """The three questions of the process."""

    words = forms.CharField(
        label=_("Yang ingin Anda sampaikan"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Jangan menulis nama atau hal yang hanya Anda ketahui, bila tidak ingin dikenali."),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        """Make it, with a field for each question before the words."""
        super().__init__(*args, **more)
        for name, text in QUESTIONS:
            choices = [(score, f"{score} · {label}") for score, label in SCALE]
            self.fields[name] = forms.TypedChoiceField(
                label=str(text), choices=choices, coerce=int, widget=forms.RadioSelect
            )
        self.order_fields([name for name, _text in QUESTIONS])

    @property
    def answers(self) -> Answers:
        """What was answered."""
        return Answers(**self.cleaned_data)
