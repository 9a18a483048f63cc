"""Times of the day as people write and read them; they are kept as minutes from midnight."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from praja.attendance.models.calendar import MIDNIGHT


class MinuteField(forms.TimeField):
    """A time of the day, given as minutes from midnight."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    default_error_messages = {"invalid": gettext_lazy("Tulis jamnya seperti 07.30.")}

    def __init__(self, **more: Any) -> None:
        """Ask for a time; a dot between hours and minutes is as good as a colon."""
        super().__init__(input_formats=["%H:%M", "%H.%M", "%H:%M:%S"], **more)

    def clean(self, value: Any) -> Any:
        """Return minutes, or none where nothing is written."""
        found = super().clean(value)
        return None if found is None else found.hour * 60 + found.minute

    def prepare_value(self, value: Any) -> Any:
        """Return minutes as a time."""
        return as_time(value) if isinstance(value, int) else value


def as_time(minutes: int) -> datetime.time:
    """Return minutes from midnight as a time of a day."""
    return datetime.time(minutes // 60 % 24, minutes % 60)


def said(minutes: int) -> str:
    """Return minutes from midnight as people read them: 07.30."""
    return f"{minutes // 60 % 24:02}.{minutes % 60:02}"


def between(start: int, end: int) -> str:
    """Return a time of work as people read it: 21.00–07.00 (+1)."""
    return f"{said(start)}–{said(end)}{' (+1)' if end > MIDNIGHT else ''}"
