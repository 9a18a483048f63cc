"""Forms of imports."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.organization.models import Unit, UnitVersion
from praja.people.imports.columns import GRAINS, columns_of
from praja.people.imports.mapping import Mapping


class UploadForm(forms.Form):
    """A sheet of people."""

    government = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("Pemerintah daerah"), empty_label=None
    )
    file = forms.FileField(
        label=gettext_lazy("Berkas XLSX atau CSV"),
        help_text=gettext_lazy("Paling besar 20 MB. Belum ada yang berubah sebelum Anda menerapkannya."),
    )

    def __init__(self, *args: Any, governments: list[Unit], names: dict[Any, str], **more: Any) -> None:
        """Offer the governments in which somebody may record people."""
        super().__init__(*args, **more)
        field: Any = self.fields["government"]
        field.queryset = Unit.objects.filter(pk__in=[one.pk for one in governments])
        field.label_from_instance = lambda unit: names.get(unit.pk, unit.code)
        if len(governments) == 1:
            field.initial = governments[0].pk
            field.widget = forms.HiddenInput()
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv"


class MappingForm(forms.Form):
    """Which sheet is what, and which column."""

    def __init__(
        self, *args: Any, mapping: Mapping, units: list[tuple[str, str]], unknown: dict[str, int], **more: Any
    ) -> None:
        """Make a choice for each sheet, each column, and each unit that was not recognised."""
        super().__init__(*args, **more)
        self.mapping, self.unknown = mapping, list(unknown)
        self.fields["on"] = forms.DateField(
            label=_("Tanggal data"),
            required=False,
            initial=mapping.on,
            help_text=_("Berlaku sebagai TMT bagi keadaan yang di berkas tidak mempunyai TMT sendiri."),
            widget=forms.DateInput(),
        )
        choices = [("", _("– tidak ada –")), *units]
        self.fields["unit"] = forms.ChoiceField(
            label=_("Unit bagi pegawai baru tanpa unit di berkas"),
            required=False,
            choices=choices,
            initial=str(mapping.unit or ""),
        )
        for number, sheet in enumerate(mapping.sheets):
            grains = [("", _("Lewati lembar ini")), *((one.key, one.label) for one in GRAINS.values())]
            self.fields[f"s{number}"] = forms.ChoiceField(
                label=_("Isi lembar %(sheet)s") % {"sheet": sheet.name},
                required=False,
                choices=grains,
                initial=sheet.grain,
            )
            targets: list[tuple[str, Any]] = [("", _("Lewati kolom ini"))]
            if sheet.of is not None:
                targets += [
                    (name, column.label if fills is sheet.of else f"{fills.label}: {column.label}")
                    for name, fills, column in columns_of(sheet.of)
                ]
            for column in sheet.columns if sheet.grain else ():
                heading = column.heading or _("tanpa judul")
                self.fields[f"s{number}c{column.place}"] = forms.ChoiceField(
                    label=f"{heading} ({column.letter})",
                    required=False,
                    choices=targets,
                    initial=column.target,
                    help_text=_("misalnya %(samples)s") % {"samples": "; ".join(column.samples)}
                    if column.samples
                    else "",
                )
        for number, text in enumerate(self.unknown):
            self.fields[f"u{number}"] = forms.ChoiceField(
                label=_("Unit “%(name)s” di berkas (%(count)s baris) adalah")
                % {"name": text, "count": unknown[text]},
                required=False,
                choices=choices,
                initial=mapping.units.get(text, ""),
            )

    def of_sheet(self) -> list[tuple[Any, list[Any]]]:
        """Return, sheet by sheet, the field that says what it is, and those of its columns."""
        return [
            (self[f"s{number}"], [self[name] for name in self.fields if name.startswith(f"s{number}c")])
            for number, _sheet in enumerate(self.mapping.sheets)
        ]

    def of_units(self) -> list[Any]:
        """Return the fields of units that were not recognised."""
        return [self[f"u{number}"] for number, _text in enumerate(self.unknown)]

    def chosen(self) -> tuple[Mapping, bool]:
        """Return the mapping as chosen, and whether a sheet became another "
        "grain, so that its columns changed."""
        from praja.people.imports.mapping import again

        said, mapping, other = self.cleaned_data, self.mapping, False
        mapping.on = said["on"]
        mapping.unit = uuid.UUID(said["unit"]) if said["unit"] else None
        for number, sheet in enumerate(mapping.sheets):
            if said[f"s{number}"] != sheet.grain:
                sheet.grain, other = said[f"s{number}"], True
                again(sheet)
                continue
            for column in sheet.columns:
                if f"s{number}c{column.place}" in said:
                    column.target = said[f"s{number}c{column.place}"]
        for number, text in enumerate(self.unknown):
            mapping.units[text] = said[f"u{number}"]
        mapping.units = {text: unit for text, unit in mapping.units.items() if unit}
        return mapping, other


def names_of(units: list[Unit], on: Any) -> dict[Any, str]:
    """Return what some units are called on a day."""
    return dict(UnitVersion.objects.on(on).filter(unit__in=units).values_list("unit_id", "name"))
