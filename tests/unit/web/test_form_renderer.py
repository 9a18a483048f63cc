"""Inputs are written without a template for each part, and come out as Django writes them."""

from __future__ import annotations

import datetime

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from praja.web.form_renderer import FormRenderer

GROUPED = [("", "Pilih…"), ('a<"', "Gaji & 'tunjangan'"), ("PNS <1>", [("III/a", "III/a"), (2, "Dua")])]


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        (forms.Select(choices=GROUPED), 'a<"'),
        (forms.Select(choices=GROUPED, attrs={"required": True, "hidden": False, "title": '"<'}), 2),
        (forms.Select(choices=()), None),
        (forms.SelectMultiple(choices=GROUPED), ["III/a", "2"]),
        (forms.NullBooleanSelect(), True),
        (forms.TextInput(attrs={"maxlength": 9, "hidden": False, "required": True}), "Sari & <b>"),
        (forms.TextInput(), None),
        (forms.NumberInput(attrs={"title": "'<\""}), 0),
        (forms.DateInput(), datetime.date(2026, 11, 22)),
        (forms.HiddenInput(), mark_safe("<&>")),
        (forms.PasswordInput(), "rahasia"),
        (forms.RadioSelect(choices=GROUPED), "2"),
    ],
)
def test_the_same_html_as_of_django(widget: forms.Widget, value: object) -> None:
    ours = widget.render("pilihan<", value, {"id": "id_x"}, renderer=FormRenderer())

    assert ours == widget.render("pilihan<", value, {"id": "id_x"}, renderer=DjangoTemplates())


def test_an_option_with_a_template_of_its_own_keeps_it() -> None:
    class Marked(forms.Select):
        option_template_name = "django/forms/widgets/radio_option.html"

    assert 'type="' in Marked(choices=[("a", "A")]).render("x", "a", renderer=FormRenderer())
