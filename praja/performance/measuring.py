"""How something is measured, of a unit's indicators and of a person's alike: its form, and it in words."""

from __future__ import annotations

import datetime
import decimal
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.performance.enums import Arah
from praja.performance.models.plan import Measured
from praja.web.words import angka, tanggal

MEASURED: Final = (
    "text", "measure", "direction", "target", "target_max", "due", "steps", "formula", "source",
)  # fmt: skip
"""The fields of `Measured`."""
MEASURES: Final = (
    "measures",
    "(SELECT i.rhk_id FROM performance_indicator i WHERE i.id = t.indicator_id)",
)
"""Which result an indicator measures, for versions read by `praja.web.prepared.rows_of`."""
LARGEST: Final = Decimal(10) ** 15
MOST_STEPS: Final = 20


class FigureField(forms.CharField):
    """A figure as people write it: `1.250`, `87,5`, `87.5`; an exact decimal with at most four places.

    A dot before three digits groups thousands, unless all that stands before it is zero (`0.125`); any other
    dot or a comma begins the decimals.
    """

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        """Show a decimal as it would be written here."""
        return angka(_short(value)) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        """Return the figure; None where it may be left out."""
        text = super().clean(value).replace(" ", "").replace("\N{MINUS SIGN}", "-").removesuffix("%")
        if not text:
            return None
        if re.fullmatch(r"-?[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]+)?", text, re.ASCII):
            text = text.replace(".", "")
        if not re.fullmatch(r"-?[0-9]{1,20}([.,][0-9]{1,4})?", text, re.ASCII):
            raise forms.ValidationError(
                _("Tulis angka saja, misalnya 1.250 atau 87,5; paling banyak empat angka desimal.")
            )
        figure = decimal.Decimal(text.replace(",", "."))
        if abs(figure) > LARGEST:
            raise forms.ValidationError(_("Angka ini terlalu besar. Periksa satuannya."))
        return figure


class StepsField(forms.CharField):
    """Milestones, a line each; a date at the end of a line is the day by which it is to be done."""

    widget = forms.Textarea(attrs={"rows": 5})

    def prepare_value(self, value: Any) -> Any:
        """Show milestones as they would be written here."""
        if not isinstance(value, list):
            return value
        return "\n".join(" ".join(filter(None, (one["text"], one.get("due")))) for one in value)

    def clean(self, value: Any) -> Any:
        """Return the milestones: `[{"text": …, "due": "2026-06-30" or ""}, …]`."""
        lines = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > MOST_STEPS:
            raise forms.ValidationError(_("Paling banyak dua puluh tahap. Gabungkan yang kecil."))
        return [_step(line) for line in lines]


_DAY_AT_END: Final = re.compile(
    r"(?P<text>.+?)\s+"
    r"(?:(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})|(?P<d2>\d{1,2})[-/](?P<m2>\d{1,2})[-/](?P<y2>\d{4}))",
    re.ASCII,
)
"""A milestone that ends in a day: `2026-06-30`, `30-06-2026` or `30/6/2026`."""


def _step(line: str) -> dict[str, str]:
    found = _DAY_AT_END.fullmatch(line)
    if found is None:
        return {"text": line[:200], "due": ""}
    year, month, day = (int(found[name] or found[f"{name}2"]) for name in "ymd")
    try:
        due = datetime.date(year, month, day)
    except ValueError:
        raise forms.ValidationError(
            _("Tanggal pada “%(line)s” tidak ada. Tulis misalnya 30-06-2026.") % {"line": line[-60:]}
        ) from None
    return {"text": found["text"][:200], "due": due.isoformat()}


class MeasuredForm(forms.Form):
    """The fields of `Measured`; what `cleaned_data` holds of them can be given to a model as it is."""

    text = forms.CharField(
        label=gettext_lazy("Indikator"),
        max_length=400,
        help_text=gettext_lazy("Apa yang dihitung atau dilihat, misalnya: Anak yang lengkap imunisasinya."),
    )
    direction = forms.ChoiceField(
        label=gettext_lazy("Cara menilai capaian"), choices=Arah.choices, initial=Arah.TINGGI
    )
    target = FigureField(label=gettext_lazy("Target"), required=False)
    target_max = FigureField(
        label=gettext_lazy("Batas atas target"),
        required=False,
        help_text=gettext_lazy("Hanya untuk rentang, misalnya 80 sampai 90."),
    )
    measure = forms.CharField(
        label=gettext_lazy("Satuan"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Misalnya: %, dokumen, anak, hari."),
    )
    due = forms.DateField(label=gettext_lazy("Tanggal selesai"), required=False, widget=forms.DateInput())
    steps = StepsField(
        label=gettext_lazy("Tahapan"),
        required=False,
        help_text=gettext_lazy("Satu baris satu tahap; boleh diakhiri tanggal, misalnya 30-06-2026."),
    )
    formula = forms.CharField(
        label=gettext_lazy("Cara menghitung"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("Misalnya: anak yang lengkap imunisasinya ÷ anak sasaran × 100."),
    )
    source = forms.CharField(
        label=gettext_lazy("Sumber data"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Dari mana angkanya diambil, misalnya: register imunisasi puskesmas."),
    )

    def clean(self) -> dict[str, Any]:
        """Say what is missing for the direction that was chosen, and drop what does not belong to it."""
        said: dict[str, Any] = super().clean() or {}
        direction, target, upper = said.get("direction"), said.get("target"), said.get("target_max")
        if "target" in said and target is not None and target <= 0:
            self.add_error("target", no_zero())
        match direction:
            case Arah.RENTANG:
                if (target is None or upper is None) and not {"target", "target_max"} & set(self.errors):
                    self.add_error("target_max", _("Isi batas bawah (target) dan batas atasnya."))
                elif target is not None and upper is not None and upper < target:
                    self.add_error("target_max", _("Batas atas lebih kecil dari batas bawahnya."))
            case Arah.TANGGAL:
                if said.get("due") is None and "due" not in self.errors:
                    self.add_error("due", _("Isi tanggal selesainya."))
            case Arah.TAHAPAN:
                if not said.get("steps") and "steps" not in self.errors:
                    self.add_error("steps", _("Tuliskan tahapannya, satu baris satu tahap."))
            case _ if target is None and "target" not in self.errors:
                self.add_error("target", _("Isi targetnya dengan angka."))
        return said | _only_what_belongs(said)


def no_zero() -> str:
    """Return why a target is more than zero, and what to write instead."""
    return _(
        "Target harus lebih dari nol: capaian terhadap nol tidak dapat dihitung. Tulislah bagian yang "
        "berhasil, misalnya 100 persen tanpa temuan, atau batas yang diterima, misalnya paling banyak 2."
    )


def _only_what_belongs(said: dict[str, Any]) -> dict[str, Any]:
    match said.get("direction"):
        case Arah.TANGGAL:
            return {"target": None, "target_max": None, "steps": []}
        case Arah.TAHAPAN:
            count = Decimal(len(said.get("steps") or ())) or None
            return {"target": count, "target_max": None, "due": None}
        case Arah.RENTANG:
            return {"due": None, "steps": []}
    return {"target_max": None, "due": None, "steps": []}


def target_said(one: Measured) -> str:
    """Return the target of an indicator in words: `95 %`, `80–90 %`, `paling banyak 3 hari`, a date."""
    unit = f" {one.measure}" if one.measure else ""
    match one.direction:
        case Arah.TANGGAL:
            return date_format(one.due, "j F Y") if one.due else ""
        case Arah.TAHAPAN:
            return _("%(count)s tahap") % {"count": len(_steps(one))}
        case Arah.RENTANG if one.target is not None and one.target_max is not None:
            return f"{angka(_short(one.target))}–{angka(_short(one.target_max))}{unit}"
        case Arah.RENDAH if one.target is not None:
            return _("paling banyak %(figure)s") % {"figure": f"{angka(_short(one.target))}{unit}"}
    return "" if one.target is None else f"{angka(_short(one.target))}{unit}"


def steps_said(one: Measured) -> list[str]:
    """Return the milestones in words, each with the day by which it is to be done."""
    return [
        f"{step['text']} ({tanggal(datetime.date.fromisoformat(due))})"
        if (due := step.get("due"))
        else step["text"]
        for step in _steps(one)
    ]


def _steps(one: Measured) -> Sequence[Any]:
    return one.steps if isinstance(one.steps, list) else ()


def _short(figure: Decimal) -> Decimal:
    """Return a figure without the zeros that the database adds."""
    whole = figure.to_integral_value()
    return whole if figure == whole else figure.normalize()
