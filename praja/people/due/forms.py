"""Forms of due days."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from praja.web.words import tanggal


class LetterForm(forms.Form):
    """What of a letter only its signatory knows. Whatever is left blank is dotted."""

    nomor = forms.CharField(label=_("Nomor surat"), required=False, max_length=120)
    tempat = forms.CharField(label=_("Tempat"), required=False, max_length=80)
    tanggal = forms.DateField(label=_("Tanggal surat"), required=False, widget=forms.DateInput())
    jabatan_penanda_tangan = forms.CharField(
        label=_("Jabatan penanda tangan"), required=False, max_length=200
    )
    penanda_tangan = forms.CharField(label=_("Nama penanda tangan"), required=False, max_length=200)
    nip_penanda_tangan = forms.CharField(label=_("NIP penanda tangan"), required=False, max_length=18)

    def said(self) -> dict[str, Any]:
        """Return what was filled in, as the letter takes it."""
        said: dict[str, Any] = dict(self.cleaned_data)
        said["tanggal"] = tanggal(said["tanggal"]) if said["tanggal"] else ""
        return said
