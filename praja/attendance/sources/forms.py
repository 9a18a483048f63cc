"""Forms of devices, PINs and files."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.attendance.models.sources import SERIAL
from praja.attendance.sources.enums import JenisMesin
from praja.organization.enums import Zona
from praja.organization.forms import POSSIBLE_DAYS
from praja.people.models import Person


class DayField(forms.DateField):
    """A day of a year that can be."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_validators = list(POSSIBLE_DAYS)


class NipField(forms.CharField):
    """A person by NIP, among those that may be named here."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, **more: Any) -> None:
        """Take at most the length of a NIP with its spaces."""
        super().__init__(max_length=30, **more)
        self.people: QuerySet[Person] = Person.objects.none()

    def clean(self, value: Any) -> Any:
        """Return the person, none where nothing is written."""
        nip = "".join(super().clean(value).split())
        found = self.people.filter(nip=nip).first() if nip else None
        if nip and found is None:
            raise forms.ValidationError(
                _("NIP ini tidak ditemukan di antara pegawai yang dapat Anda lihat. Periksa angkanya.")
            )
        return found


class DeviceForm(forms.Form):
    """A device."""

    serial = forms.CharField(
        label=gettext_lazy("Nomor seri"),
        max_length=40,
        validators=[SERIAL],
        help_text=gettext_lazy("Tertulis di belakang mesin atau pada Info Sistem; pada Fingerspot cloud_id."),
    )
    name = forms.CharField(
        label=gettext_lazy("Nama"),
        max_length=120,
        help_text=gettext_lazy("Nama yang dikenali orang, misalnya “Lobi Dinas Sosial”."),
    )
    unit = forms.ChoiceField(label=gettext_lazy("Unit tempat mesin"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Jenis"),
        choices=[one for one in JenisMesin.choices if one[0] != JenisMesin.PONSEL],
    )
    zone = forms.ChoiceField(label=gettext_lazy("Zona waktu jam mesin"), choices=Zona.choices)
    since = DayField(
        label=gettext_lazy("Dipakai mulai"),
        help_text=gettext_lazy("Tap sebelum hari ini disimpan, tetapi tidak dihitung bagi siapa pun."),
    )
    until = DayField(label=gettext_lazy("Hari terakhir dipakai"), required=False)
    address = forms.GenericIPAddressField(
        label=gettext_lazy("Alamat IP"),
        protocol="IPv4",
        required=False,
        help_text=gettext_lazy(
            "Wajib untuk mesin yang ditarik. Pada ADMS: bila diisi, kiriman hanya diterima dari alamat ini."
        ),
    )
    port = forms.IntegerField(label=gettext_lazy("Port"), min_value=1, max_value=65535, initial=4370)
    comm_key = forms.CharField(
        label=gettext_lazy("Kunci komunikasi"),
        required=False,
        max_length=9,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy(
            "Angka yang diatur di mesin (Comm Key). Kosongkan bila tidak ada atau tidak berubah."
        ),
    )

    def __init__(self, *args: Any, units: Mapping[uuid.UUID, str], known: bool = False, **more: Any) -> None:
        """Offer units by name.

        :param known: of a device that is registered, whose serial number stays
        """
        super().__init__(*args, **more)
        unit: Any = self.fields["unit"]
        unit.choices = [(str(pk), name) for pk, name in units.items()]
        if known:
            del self.fields["serial"]

    def clean_comm_key(self) -> str:
        """Return the key, a number."""
        key: str = self.cleaned_data["comm_key"].strip()
        if key and not (key.isascii() and key.isdigit()):
            raise forms.ValidationError(_("Kunci komunikasi hanya terdiri dari angka."))
        return key


class PinForm(forms.Form):
    """Whose a PIN is."""

    pin = forms.CharField(label=gettext_lazy("PIN"), max_length=36)
    person = NipField(label=gettext_lazy("NIP pegawai"), required=False)
    guest = forms.BooleanField(label=gettext_lazy("Bukan pegawai (tamu, tenaga lain)"), required=False)
    since = DayField(label=gettext_lazy("Mulai"))
    until = DayField(label=gettext_lazy("Sampai"), required=False)
    everywhere = forms.BooleanField(
        label=gettext_lazy("Berlaku di semua mesin pemerintah daerah ini"), required=False
    )

    def __init__(self, *args: Any, people: QuerySet[Person], everywhere: bool, **more: Any) -> None:
        """Take the people that may be named, and whether all devices may be meant."""
        super().__init__(*args, **more)
        person: Any = self.fields["person"]
        person.people = people
        if not everywhere:
            del self.fields["everywhere"]

    def clean(self) -> dict[str, Any]:
        """Return what was said: a person, or that it is no employee."""
        said: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(said.get("person")) == bool(said.get("guest")):
            raise forms.ValidationError(
                _("Isi NIP pegawainya, atau centang “Bukan pegawai”; salah satu saja.")
            )
        return said


class UploadForm(forms.Form):
    """A file with taps of a device."""

    file = forms.FileField(
        label=gettext_lazy("Berkas attlog.dat, XLSX, CSV, atau JSON Fingerspot"),
        help_text=gettext_lazy("Paling besar 20 MB. Belum ada yang masuk sebelum Anda menerimanya."),
        widget=forms.FileInput(attrs={"accept": ".dat,.txt,.xlsx,.csv,.json"}),
    )


def until_of(day: datetime.date | None) -> datetime.date | None:
    """Return the last day of a range that ends before `day`."""
    return None if day is None else day - datetime.timedelta(days=1)
