"""Which column of a file is what, chosen in a form: for files of other apps (`maps`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from praja.people.imports.mapping import SheetMap


class ColumnsForm(forms.Form):
    """Which column of a file is which of some fields."""

    def __init__(self, *args: Any, maps: list[SheetMap], fields: Iterable[Any], **more: Any) -> None:
        """Make a choice for each column.

        :param fields: what a column may be, each with `key` and `label`
        """
        super().__init__(*args, **more)
        self.maps = maps
        targets = [("", _("Lewati kolom ini")), *((one.key, str(one.label)) for one in fields)]
        for number, sheet in enumerate(maps):
            for column in sheet.columns:
                samples = "; ".join(column.samples)
                self.fields[f"s{number}c{column.place}"] = forms.ChoiceField(
                    label=f"{column.heading or _('tanpa judul')} ({column.letter})",
                    required=False,
                    choices=targets,
                    initial=column.target,
                    help_text=_("misalnya %(samples)s") % {"samples": samples} if samples else "",
                )

    def chosen(self) -> list[SheetMap]:
        """Return the mapping as chosen."""
        for number, sheet in enumerate(self.maps):
            for column in sheet.columns:
                column.target = self.cleaned_data.get(f"s{number}c{column.place}", column.target)
        return self.maps
