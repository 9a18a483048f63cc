"""Forms of check-ins."""

from __future__ import annotations

import datetime
import math
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.attendance.checkin.actions import LONGEST
from praja.attendance.checkin.actions.checkins import Said
from praja.attendance.checkin.actions.policies import Said as Terms
from praja.attendance.checkin.photos import MOST_LETTERS, from_text
from praja.attendance.checkin.policies import Place
from praja.attendance.models import CheckInPolicy
from praja.attendance.models.checkin import RADIUS
from praja.people.models import Person

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MOST_MS = 4_102_444_800_000
"""The year 2100."""


def moment_of(milliseconds: Any) -> datetime.datetime | None:
    """Return the moment that a phone writes as milliseconds since 1970; none if it is no such number."""
    try:
        value = int(str(milliseconds)[:20])
    except ValueError:
        return None
    return _EPOCH + datetime.timedelta(milliseconds=value) if 0 <= value <= _MOST_MS else None


class _Number(forms.FloatField):
    """A number that a phone writes; what is none counts as not said, because nobody can mend it there."""

    def __init__(self) -> None:
        """Ask for it, hidden."""
        super().__init__(required=False, widget=forms.HiddenInput())

    def clean(self, value: Any) -> float | None:
        """Return it; none where it is none."""
        try:
            found = float(str(value)[:40])
        except ValueError:
            return None
        return found if math.isfinite(found) else None


def _hidden(most: int) -> forms.CharField:
    return forms.CharField(required=False, max_length=most, widget=forms.HiddenInput())


class CheckInForm(forms.Form):
    """What a phone tells with a check-in: the script of the page writes it, so that most of it is hidden."""

    ditekan = _Number()
    """Milliseconds since 1970, by the phone's clock."""
    dihitung = _Number()
    """Milliseconds since the page was made, as the page counted."""
    dibuat = _hidden(300)
    lintang = _Number()
    bujur = _Number()
    ketelitian = _Number()
    buatan = _hidden(1)
    alat = _hidden(64)
    foto_teks = _hidden(MOST_LETTERS)
    foto = forms.FileField(
        label=gettext_lazy("Foto diri di tempat kerja"),
        required=False,
        widget=forms.FileInput(
            attrs={"accept": "image/*", "capture": "user", "data-no-draft": True, "data-shrunk": True}
        ),
    )
    keterangan = forms.CharField(
        label=gettext_lazy("Keterangan"),
        required=False,
        max_length=LONGEST,
        help_text=gettext_lazy("Misalnya “rapat di kantor kecamatan”; dibaca atasan bila perlu diputus."),
        widget=forms.TextInput(attrs={"maxlength": LONGEST}),
    )

    use_required_attribute = False

    def __init__(self, *args: Any, photo: bool, must: bool = False, **more: Any) -> None:
        """Ask for a photo where the terms want or allow one.

        :param must: say that it may not be left out; what comes without one waits for the superior
        """
        super().__init__(*args, **more)
        if not photo:
            del self.fields["foto"], self.fields["foto_teks"]
        else:
            self.fields["foto"].required = must

    def said(self, key: uuid.UUID, *, sent: Any, agent: str) -> Said:
        """Return what the phone said.

        :param sent: what its clock showed as it sent, in milliseconds since 1970
        """
        given = self.cleaned_data
        counted = given["dihitung"]
        return Said(
            key=key,
            pressed=moment_of(int(given["ditekan"])) if given["ditekan"] is not None else None,
            sent=moment_of(sent),
            page=given["dibuat"],
            counted=datetime.timedelta(milliseconds=counted)
            if counted is not None and 0 <= counted <= _MOST_MS
            else None,
            lat=given["lintang"],
            lon=given["bujur"],
            accuracy=given["ketelitian"],
            mock=given["buatan"] == "1",
            phone=given["alat"],
            agent=agent[:400],
            photo=given.get("foto") or from_text(given.get("foto_teks", "")),
            note=given["keterangan"],
        )


class DecideForm(forms.Form):
    """Whether a check-in that waits counts, and why not."""

    putusan = forms.ChoiceField(
        label=gettext_lazy("Apakah presensi ini dihitung?"),
        choices=[("terima", gettext_lazy("Ya, dihitung")), ("tolak", gettext_lazy("Tidak dihitung"))],
        widget=forms.RadioSelect(),
    )
    alasan = forms.CharField(
        label=gettext_lazy("Alasan"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Harus diisi bila tidak dihitung."),
    )


class TermsForm(forms.ModelForm):
    """On which terms the people of a unit check in."""

    mulai = forms.DateField(label=gettext_lazy("Berlaku mulai"), widget=forms.DateInput())

    class Meta:
        model = CheckInPolicy
        fields = (
            "open", "who", "accuracy", "photo", "keep_photo", "keep_position", "late_hours", "dasar",
        )  # fmt: skip

    field_order = ("mulai",)

    def __init__(self, *args: Any, on: datetime.date, **more: Any) -> None:
        """Offer today."""
        super().__init__(*args, **more)
        self.fields["mulai"].initial = on
        self.fields["open"].label = _("Presensi dari ponsel dibuka")
        self.fields["dasar"].label = _("Dasar (nomor surat keputusan)")

    def _post_clean(self) -> None:
        """Leave the row as it is: the action writes another."""

    def said(self, places: list[Place]) -> Terms:
        """Return what was said."""
        given = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return Terms(places=places, **given)


class PlaceForm(forms.Form):
    """A place, with its position as a map shows it."""

    nama = forms.CharField(label=gettext_lazy("Nama tempat"), max_length=120)
    koordinat = forms.CharField(
        label=gettext_lazy("Koordinat"),
        max_length=60,
        help_text=gettext_lazy("Lintang, lalu bujur, seperti disalin dari peta: -7.005145, 110.438125"),
    )
    radius = forms.IntegerField(
        label=gettext_lazy("Radius (meter)"), min_value=RADIUS[0], max_value=RADIUS[1], initial=100
    )

    def clean_koordinat(self) -> tuple[float, float]:
        """Return latitude and longitude."""
        parts = self.cleaned_data["koordinat"].replace(";", ",").split(",")
        try:
            lat, lon = (float(part.strip()) for part in parts)
        except ValueError:
            raise forms.ValidationError(
                _("Tulis lintang dan bujur dengan titik desimal, dipisah koma: -7.005145, 110.438125")
            ) from None
        if not (math.isfinite(lat) and math.isfinite(lon) and -90 <= lat <= 90 and -180 <= lon <= 180):
            raise forms.ValidationError(
                _("Koordinat ini tidak mungkin. Periksa urutannya: lintang, lalu bujur.")
            )
        return round(lat, 6), round(lon, 6)

    @property
    def place(self) -> Place:
        """Return the place."""
        lat, lon = self.cleaned_data["koordinat"]
        return Place(self.cleaned_data["nama"].strip(), lat, lon, self.cleaned_data["radius"])


PlaceForms = forms.formset_factory(
    PlaceForm, extra=2, max_num=30, absolute_max=40, can_delete=True, can_delete_extra=False
)


class PermitForm(forms.Form):
    """Who may check in by name, and until when."""

    nip = forms.CharField(
        label=gettext_lazy("NIP"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    mulai = forms.DateField(label=gettext_lazy("Mulai"), widget=forms.DateInput())
    sampai = forms.DateField(label=gettext_lazy("Sampai"), required=False, widget=forms.DateInput())
    alasan = forms.CharField(label=gettext_lazy("Alasan"), max_length=LONGEST)

    def __init__(self, *args: Any, people: Any, on: datetime.date, **more: Any) -> None:
        """Ask for one of those whom the one who asks keeps.

        :param people: a query of those
        """
        super().__init__(*args, **more)
        self._people = people
        self.fields["mulai"].initial = on

    def clean_nip(self) -> Person:
        """Return the person."""
        nip = "".join(self.cleaned_data["nip"].split())
        found: Person | None = self._people.filter(nip=nip).first()
        if found is None:
            raise forms.ValidationError(_("Tidak ada pegawai Anda dengan NIP ini. Periksa angkanya."))
        return found
