"""Forms of the budget."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.organization.models import Unit
from praja.payroll.budget.accounts import Booked, chart, component_title, unchecked
from praja.payroll.budget.giving import MOST
from praja.payroll.enums import RevisiPagu
from praja.payroll.facts.typed import read_texts
from praja.payroll.sheets.columns import PAGU
from praja.payroll.slip.lines import title_of
from praja.rules.schema import Fact

DOCUMENT = gettext_lazy("Misalnya Perda 12 Tahun 2025 tentang APBD 2026, atau DPPA dengan nomornya.")


class BudgetField(forms.CharField):
    """Whole rupiah as treasurers write them, of a size that only budgets have."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        """Return the amount as a whole number."""
        text = super().clean(value)
        amount = read_texts(pl.Series([text]), PAGU["pagu"]).values[0]
        if amount is None or not 0 <= amount < MOST:
            raise forms.ValidationError(_("Tulis rupiah bulat dengan angka saja, misalnya 1500000."))
        return amount


class YearForm(forms.Form):
    """A year of a unit, and by which document something was set."""

    unit = forms.TypedChoiceField(label=gettext_lazy("Unit"), coerce=uuid.UUID)
    year = forms.TypedChoiceField(label=gettext_lazy("Tahun anggaran"), coerce=int)

    def __init__(self, *args: Any, units: Sequence[tuple[Unit, str]], on: datetime.date, **more: Any) -> None:
        """Offer units, and the last, this, and the next year."""
        super().__init__(*args, **more)
        self._units = {unit.pk: unit for unit, _name in units}
        self._choose("unit", [(str(unit.pk), name) for unit, name in units])
        self._choose("year", [(year, str(year)) for year in range(on.year + 1, on.year - 3, -1)])
        self.initial.setdefault("year", on.year)

    def _choose(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def clean_unit(self) -> Unit:
        """Return the unit itself."""
        return self._units[self.cleaned_data["unit"]]


class PaguForm(YearForm):
    """The pagu of one account."""

    account = forms.ChoiceField(label=gettext_lazy("Akun"))
    component = forms.ChoiceField(
        label=gettext_lazy("Komponen"),
        required=False,
        help_text=gettext_lazy("Kosongkan bila pagunya untuk seluruh akun."),
    )
    amount = BudgetField(label=gettext_lazy("Pagu setahun (Rp)"))
    revision = forms.ChoiceField(label=gettext_lazy("Revisi"), choices=RevisiPagu.choices)
    document = forms.CharField(label=gettext_lazy("Dokumen hukum"), max_length=200, help_text=DOCUMENT)

    def __init__(self, *args: Any, **more: Any) -> None:
        """Offer the accounts that pay is booked to, and their components."""
        super().__init__(*args, **more)
        known = chart()
        doubtful, mark = unchecked(), _("belum diperiksa")
        accounts = [
            (code, f"{code} {title} ({mark})" if code in doubtful else f"{code} {title}")
            for code, title in known.titles.items()
        ]
        self._choose("account", accounts)
        titles = {rule: component_title(rule) for booked in known.rules.values() for rule in booked}
        rules = sorted(titles.items(), key=lambda one: (one[1], one[0]))
        self._choose("component", [("", _("Seluruh akun")), *rules])


class RegionalForm(YearForm):
    """What the budget of a government comes to."""

    document = forms.CharField(label=gettext_lazy("Dokumen hukum"), max_length=200, help_text=DOCUMENT)

    def __init__(self, *args: Any, facts: Iterable[Fact], **more: Any) -> None:
        """Ask for the facts of the law, as it calls them."""
        super().__init__(*args, **more)
        self.names = [fact.name for fact in facts]
        for fact in facts:
            self.fields[fact.name] = BudgetField(label=title_of(fact))
        self.order_fields(["unit", "year", *self.names, "document"])

    @property
    def amounts(self) -> dict[str, int]:
        """The facts as they were given."""
        return {name: self.cleaned_data[name] for name in self.names}


class AccountForm(forms.Form):
    """The account to which a line of a government's lists is booked."""

    line = forms.ChoiceField(label=gettext_lazy("Baris dan status pegawai"))
    account = forms.CharField(
        label=gettext_lazy("Kode akun"), max_length=24,
        help_text=gettext_lazy("Seperti dalam DPA, misalnya 5.1.01.02.01.0001."),
    )  # fmt: skip
    title = forms.CharField(
        label=gettext_lazy("Nama akun"), max_length=200, required=False,
        help_text=gettext_lazy("Kosongkan bila akunnya sudah dikenal Praja."),
    )  # fmt: skip
    document = forms.CharField(label=gettext_lazy("Dokumen hukum"), max_length=200, help_text=DOCUMENT)

    def __init__(self, *args: Any, booked: Sequence[Booked], **more: Any) -> None:
        """Offer the lines of the lists, those without an account first."""
        super().__init__(*args, **more)
        field: Any = self.fields["line"]
        field.choices = [
            (
                f"{one.rule}:{one.status}",
                f"{one.title}, {one.status_name} ({one.code or _('belum ada akun')})",
            )
            for one in booked
        ]
