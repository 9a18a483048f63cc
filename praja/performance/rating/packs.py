"""By which pack of law a government rates, and how that law is recognised later."""

from __future__ import annotations

import datetime
import functools
import hashlib
from collections.abc import Callable

from django.utils.translation import gettext as _

from praja.access.seen import seen
from praja.organization.models import Unit
from praja.performance.law import NATIONAL
from praja.performance.law.asking import RatingUnknown, law_of

_pack_of: list[Callable[[Unit, datetime.date], str]] = []


def set_pack_of(function: Callable[[Unit, datetime.date], str]) -> None:
    """Let the app that knows packs say which one a government uses on a day."""
    _pack_of[:] = [function]


def pack_of(government: Unit, day: datetime.date) -> str:
    """Return the pack that a government uses on a day; the national law where no app knows better."""
    if not _pack_of:
        return NATIONAL
    return seen(("pack of", government.pk, day), lambda: _pack_of[0](government, day))


def name_of(pack: str, lang: str) -> str:
    """Return how a pack is called in a language, `id` or `en`; its own key where it is no longer shipped."""
    try:
        packs = law_of(pack).packs
    except RatingUnknown:
        return pack
    if not packs:
        return _("nasional")
    return packs[-1].label_en if lang == "en" and packs[-1].label_en else packs[-1].title


@functools.lru_cache(maxsize=32)
def law_digest(pack: str) -> str:
    """Return the SHA-256 of all texts of the law of a pack, by which a rating names its law."""
    digest = hashlib.sha256()
    for path, text in sorted(law_of(pack).texts.items()):
        digest.update(f"{path}\0{text}\0".encode())
    return digest.hexdigest()
