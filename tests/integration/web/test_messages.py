"""English is complete: every text of the pages has its English, with the same placeholders."""

import functools

from django.template import Context, Template
from django.utils import translation

from praja.web import style_page
from tests.integration.web.messages import collected, compiled, key_of, placeholders, translated


def by_key(catalog):
    return {key_of(message): message for message in catalog if message.id}


@functools.cache
def all_texts():
    """Return every text of the pages, collected once: reading all files takes seconds."""
    return by_key(collected())


def forms(text):
    return [text] if isinstance(text, str) else list(text)


def test_every_text_has_english():
    known = by_key(translated())

    missing = [key for key in all_texts() if key not in known or not all(forms(known[key].string))]

    assert not missing, f"run `make pesan` and translate in praja/web/locale/en: {missing[:20]}"


def test_no_text_is_left_over():
    assert not by_key(translated()).keys() - all_texts().keys(), "run `make pesan`"


def test_english_leaves_the_same_open():
    wrong = [
        (key, english)
        for key, message in by_key(translated()).items()
        for said, english in zip(forms(message.id), forms(message.string), strict=True)
        if placeholders(said) != placeholders(english)
    ]

    assert not wrong


def test_django_reads_what_people_edit():
    edited = {key: forms(message.string) for key, message in by_key(translated()).items()}
    read = {key: forms(message.string) for key, message in by_key(compiled()).items()}

    assert read == edited, "run `make pesan`"


def test_a_page_speaks_english():
    template = Template("{% load i18n %}{% translate 'Menunggu Anda' %}")

    with translation.override("en"):
        assert template.render(Context()) == "Waiting for you"
        assert str(style_page.ExampleForm().fields["nama"].label) == "Full name"
    with translation.override("id"):
        assert template.render(Context()) == "Menunggu Anda"
