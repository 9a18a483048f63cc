"""Forms for the structure. They offer what there is on a day; the actions decide."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from praja.organization import queries
from praja.organization.enums import Eselon, JenisJabatan, JenisUnit, Zona
from praja.organization.models import NPWP, Position, PositionVersion, Unit, UnitVersion

KINDS_OF_UNITS = [(kind.value, kind.label) for kind in JenisUnit if kind not in JenisUnit.governments()]
KINDS_OF_GOVERNMENTS = [(kind.value, kind.label) for kind in JenisUnit if kind in JenisUnit.governments()]


POSSIBLE_DAYS = (
    MinValueValidator(datetime.date(1900, 1, 1), _("Tahunnya terlalu jauh di masa lalu.")),
    MaxValueValidator(datetime.date(2199, 12, 31), _("Tahunnya terlalu jauh di masa depan.")),
)


class AsOfForm(forms.Form):
    """For which day the structure is shown, and as it was known at the end of which day."""

    per = forms.DateField(
        label=_("Keadaan per tanggal"), required=False, widget=forms.DateInput(), validators=POSSIBLE_DAYS
    )
    diketahui = forms.DateField(
        label=_("Seperti tercatat sampai"),
        required=False,
        widget=forms.DateInput(),
        validators=POSSIBLE_DAYS,
        help_text=_("Kosongkan untuk catatan terakhir."),
    )


class _Change(forms.Form):
    """What every change has: from when it holds, and why."""

    start = forms.DateField(label=_("Mulai berlaku"), widget=forms.DateInput(), validators=POSSIBLE_DAYS)
    dasar = forms.CharField(
        label=_("Dasar hukum atau alasan"),
        max_length=300,
        help_text=_("Misalnya Perda 2/2026 atau Perwali 15/2026."),
    )

    def changes(self) -> dict[str, Any]:
        """Return the fields whose values differ from those that were shown."""
        return {
            name: self.cleaned_data[name]
            for name in self.changed_data
            if name not in ("start", "dasar") and name in self.cleaned_data
        }


class UnitForm(_Change):
    """A new unit, or what a unit is called and does."""

    name = forms.CharField(label=_("Nama"), max_length=200)
    short_name = forms.CharField(label=_("Nama singkat"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("Jenis"), choices=KINDS_OF_UNITS)
    zone = forms.ChoiceField(label=_("Zona waktu"), choices=Zona.choices)
    order = forms.IntegerField(
        label=_("Urutan"), min_value=0, max_value=9999, initial=0, help_text=_("Di antara unit seinduk.")
    )
    npwp = forms.CharField(
        label=_("NPWP pemotong pajak"),
        max_length=16,
        required=False,
        validators=[NPWP],
        help_text=_("15 atau 16 angka. Kosong berarti memakai NPWP unit di atasnya."),
    )
    budget_code = forms.CharField(label=_("Kode anggaran"), max_length=60, required=False)
    address = forms.CharField(label=_("Alamat"), max_length=300, required=False)

    field_order = ["name", "short_name", "kind", "zone", "order", "npwp", "budget_code", "address"]

    def __init__(self, *args: Any, government: bool = False, **named: Any) -> None:
        """Offer the kinds of governments for a government, else those of other units."""
        super().__init__(*args, **named)
        if government:
            self.fields["kind"].choices = KINDS_OF_GOVERNMENTS  # type: ignore[attr-defined]

    @staticmethod
    def shown(version: UnitVersion) -> dict[str, Any]:
        """Return what the form shows of a version."""
        names = ("name", "short_name", "kind", "zone", "order", "npwp", "budget_code", "address")
        return {name: getattr(version, name) for name in names}


class MoveForm(_Change):
    """Below which unit a unit stands."""

    parent = forms.ChoiceField(label=_("Unit induk yang baru"))
    field_order = ["parent"]

    def __init__(self, *args: Any, unit: Unit, on: datetime.date, **named: Any) -> None:
        """Offer all units of the government but those below this one."""
        super().__init__(*args, **named)
        below = queries.subtree([unit], on)
        self.fields["parent"].choices = [  # type: ignore[attr-defined]
            ("", _("Pilih unit")),
            *(one for one in unit_choices(unit.government or unit, on) if uuid.UUID(one[0]) not in below),
        ]

    def clean_parent(self) -> Unit:
        """Return the unit that is meant."""
        return Unit.objects.get(pk=self.cleaned_data["parent"])


class MergeForm(_Change):
    """Which units become part of this one."""

    units = forms.MultipleChoiceField(
        label=_("Unit yang digabungkan ke sini"), widget=forms.CheckboxSelectMultiple
    )
    move = forms.BooleanField(
        label=_("Pindahkan juga jabatan dan unit di bawahnya"),
        required=False,
        initial=True,
        help_text=_("Jabatan yang memimpin unit lama berakhir bila tidak ada pemangkunya."),
    )
    field_order = ["units", "move"]

    def __init__(self, *args: Any, unit: Unit, kind: str, on: datetime.date, **named: Any) -> None:
        """Offer the other units of the same kind."""
        super().__init__(*args, **named)
        self.fields["units"].choices = unit_choices(  # type: ignore[attr-defined]
            unit.government or unit, on, kind=kind, without=unit
        )

    def clean_units(self) -> list[Unit]:
        """Return the units that are meant."""
        return list(Unit.objects.filter(pk__in=self.cleaned_data["units"]).order_by("code"))


class SplitForm(_Change):
    """Which new units come from this one."""

    names = forms.CharField(
        label=_("Nama unit baru"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Satu nama pada tiap baris. Jenis dan induknya sama dengan unit ini."),
    )
    close = forms.BooleanField(
        label=_("Unit ini berakhir"),
        required=False,
        help_text=_("Hanya bila jabatan, unit dan orangnya sudah dipindahkan."),
    )
    field_order = ["names", "close"]

    def clean_names(self) -> list[str]:
        """Return the names, without empty lines."""
        names = [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if len({name.lower() for name in names}) < len(names):
            raise forms.ValidationError(_("Ada nama yang ditulis dua kali."))
        if any(len(name) > 200 for name in names):
            raise forms.ValidationError(_("Nama unit paling panjang 200 huruf."))
        return names


class CloseForm(_Change):
    """From when something is no more."""

    def __init__(self, *args: Any, **named: Any) -> None:
        """Say what the day means here."""
        super().__init__(*args, **named)
        self.fields["start"].label = _("Tidak ada lagi mulai tanggal")


class ClosePositionForm(CloseForm):
    """From when a post is no more, and to whom those who report to it report then."""

    successor = forms.ChoiceField(label=_("Atasan pengganti bagi bawahannya"), required=False)

    def __init__(self, *args: Any, post: PositionVersion, on: datetime.date, **named: Any) -> None:
        """Offer the posts to which others may report."""
        super().__init__(*args, **named)
        self.fields["successor"].choices = [  # type: ignore[attr-defined]
            ("", _("Tidak ada bawahan")),
            *(one for one in superior_choices(post.unit, on) if one[0] != str(post.position_id)),
        ]

    def clean_successor(self) -> Position | None:
        """Return the post that is meant."""
        return _position(self.cleaned_data["successor"])


class WithdrawForm(forms.Form):
    """Why a recorded change is taken back."""

    reason = forms.CharField(label=_("Alasan menarik perubahan ini"), max_length=300)


class PositionForm(_Change):
    """A post, new or changed."""

    title = forms.CharField(label=_("Nama jabatan"), max_length=200)
    unit = forms.ChoiceField(label=_("Unit"))
    superior = forms.ChoiceField(
        label=_("Atasan langsung"), required=False, help_text=_("Kosong hanya untuk jabatan teratas.")
    )
    kind = forms.ChoiceField(label=_("Jenis jabatan"), choices=JenisJabatan.choices)
    heads_unit = forms.BooleanField(label=_("Memimpin unitnya"), required=False)
    kelas_jabatan = forms.IntegerField(label=_("Kelas jabatan"), min_value=1, max_value=17, required=False)
    eselon = forms.ChoiceField(label=_("Eselon"), choices=Eselon.choices, initial=Eselon.TIDAK_ADA)
    jenjang = forms.CharField(
        label=_("Jenjang jabatan fungsional"),
        max_length=40,
        required=False,
        help_text=_("Misalnya Ahli Muda."),
    )
    formasi = forms.IntegerField(label=_("Kebutuhan pegawai"), min_value=0, max_value=10000, initial=1)
    bup = forms.IntegerField(
        label=_("Batas usia pensiun (tahun)"), min_value=50, max_value=75, help_text=_("UU 20/2023 Pasal 55.")
    )
    tugas_pokok = forms.CharField(
        label=_("Tugas pokok"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    syarat = forms.CharField(
        label=_("Persyaratan jabatan"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    order = forms.IntegerField(label=_("Urutan"), min_value=0, max_value=9999, initial=0)

    NAMES = (
        "title", "unit", "superior", "kind", "heads_unit", "kelas_jabatan", "eselon", "jenjang", "formasi",
        "bup", "tugas_pokok", "syarat", "order",
    )  # fmt: skip
    field_order = NAMES

    def __init__(self, *args: Any, unit: Unit, on: datetime.date, **named: Any) -> None:
        """Offer the units of the government, and the posts to which one may report."""
        super().__init__(*args, **named)
        self.fields["unit"].choices = unit_choices(unit.government or unit, on)  # type: ignore[attr-defined]
        offered = superior_choices(unit, on)
        current = self.initial.get("superior")
        if current and current not in [one[0] for one in offered]:
            version = queries.position_version(uuid.UUID(current), on)
            offered.append((current, version.title if version else current))
        self.fields["superior"].choices = [  # type: ignore[attr-defined]
            ("", _("Tanpa atasan")),
            *offered,
        ]

    @classmethod
    def shown(cls, version: PositionVersion) -> dict[str, Any]:
        """Return what the form shows of a version."""
        values = {name: getattr(version, name) for name in cls.NAMES}
        values["unit"] = str(version.unit_id)
        values["superior"] = str(version.superior_id) if version.superior_id else ""
        return values

    def clean_unit(self) -> Unit:
        """Return the unit that is meant."""
        return Unit.objects.get(pk=self.cleaned_data["unit"])

    def clean_superior(self) -> Position | None:
        """Return the post that is meant."""
        return _position(self.cleaned_data["superior"])


def unit_choices(
    government: Unit, on: datetime.date, *, kind: str = "", without: Unit | None = None
) -> list[tuple[str, str]]:
    """Return the units of a government on a day, each with the name of the unit above it."""
    rows = list(queries.units_of(government, on))
    names = {row.unit_id: row.name for row in rows}
    found = [
        (str(row.unit_id), f"{row.name} · {names[row.parent_id]}" if row.parent_id in names else row.name)
        for row in rows
        if (not kind or row.kind == kind) and row.unit_id != getattr(without, "pk", None)
    ]
    return sorted(found, key=lambda one: one[1].lower())


def superior_choices(unit: Unit, on: datetime.date) -> list[tuple[str, str]]:
    """Return the posts to which one of a unit may report: those of the unit and above it, and all heads."""
    government = unit.government or unit
    near = queries.ancestor_ids(unit, on)
    names = queries.names_in(government, on)
    rows = queries.positions_of_government(government, on)
    found = [
        (str(row.position_id), f"{row.title} · {names.get(row.unit_id, '')}")
        for row in rows
        if row.heads_unit or row.unit_id in near
    ]
    return sorted(found, key=lambda one: one[1].lower())


def _position(value: str) -> Position | None:
    return Position.objects.get(pk=value) if value else None
