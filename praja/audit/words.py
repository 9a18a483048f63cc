"""Words for what events say: apps tell here what their kinds and fields are called.

    words.add("people.sk_recorded", _("mencatat SK"))            # what stands between who and whom
    words.fields.update({"golongan": _("golongan")})             # labels of what `before` and `after` hold
    words.names.add(Names("person", named=…, found=…))           # names of ids, and ids of names

A sentence lacks its subject and its end: on the page of the person concerned it becomes "<who> <sentence>.".
All are lazy texts, so that each reader reads them in their language.
"""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Literal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.audit.registry import Hooks

Text = str | Promise

MOST_SHOWN = 300


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of event is called, and whether the person concerned is told of it on their page."""

    sentence: Text
    told: bool = True
    writes: bool = True


@dataclasses.dataclass(frozen=True)
class Names:
    """How ids of people or of units become names, and what somebody types becomes ids."""

    of: Literal["person", "unit"]
    named: Callable[[Collection[uuid.UUID]], Mapping[uuid.UUID, str]]
    found: Callable[[Any, str], Collection[uuid.UUID]]
    """For a user, the ids of those that a text names, only of those whom this user may see."""


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """What one field was before and after."""

    label: str
    before: str
    after: str


_KINDS: dict[str, Kind] = {}
fields: dict[str, Text] = {}
"""Labels of the fields that `before` and `after` hold."""
parts: dict[str, Text] = {}
"""Names of what `viewed` says was looked at."""
names: Hooks[Names] = Hooks()


def add(kind: str, sentence: Text, *, told: bool = True, writes: bool = True) -> None:
    """Say what a kind of event is called.

    :param told: whether the person concerned sees such events on the page about their own record
    :param writes: whether it changes what is recorded; looking, exporting and drafting do not
    """
    _KINDS[kind] = Kind(sentence, told, writes)


def sentence(kind: str) -> str:
    """Return what a kind is called, or the kind itself where no app has told."""
    known = _KINDS.get(kind)
    return str(known.sentence) if known else _("melakukan “%(kind)s”") % {"kind": kind}


def sentence_of(event: Any) -> str:
    """Return what an event was, with the part that was looked at where it was a look."""
    what = event.after.get("bagian") if isinstance(event.after, dict) else None
    said = sentence(event.kind)
    return f"{said}: {part(str(what))}" if event.kind == "audit.viewed" and what else said


def told(event: Any, reader: Any) -> str:
    """Return an event as a sentence for the person whose record it concerns."""
    who = _("Anda") if event.actor_id is not None and event.actor_id == reader.pk else event.actor_name
    return _("%(who)s %(what)s.") % {"who": who, "what": sentence_of(event)}


def circumstances(event: Any) -> str:
    """Return at what time it was, and why if that was said."""
    at = _("Pukul %(time)s") % {"time": date_format(timezone.localtime(event.at), "H.i")}
    return f"{at} · {_('Alasan: %(reason)s') % {'reason': event.reason}}" if event.reason else at


def kinds() -> list[tuple[str, str]]:
    """Return all kinds that were told, with their words in the order of the alphabet."""
    return sorted(((kind, str(known.sentence)) for kind, known in _KINDS.items()), key=lambda pair: pair[1])


def untold() -> list[str]:
    """Return the kinds that the person concerned is not told of."""
    return [kind for kind, known in _KINDS.items() if not known.told]


def reading() -> list[str]:
    """Return the kinds that change nothing of what is recorded."""
    return [kind for kind, known in _KINDS.items() if not known.writes]


def part(what: str) -> str:
    """Return the name of what was looked at."""
    return str(parts.get(what, what))


def names_of(of: str, ids: Collection[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """Return the names of people or of units by their ids; who is unknown is absent."""
    wanted = {one for one in ids if one}
    found: dict[uuid.UUID, str] = {}
    if wanted:
        for hook in names:
            if hook.of == of:
                found.update(hook.named(wanted))
    return found


def name_of(of: str, one: uuid.UUID | None) -> str | None:
    """Return the name of one person or unit, none if it is unknown."""
    return names_of(of, {one}).get(one) if one else None


def ids_named(of: str, user: Any, text: str) -> set[uuid.UUID]:
    """Return the ids of the people or units that a text names: an id itself, or what the hooks find for
    this user.
    """
    try:
        return {uuid.UUID(text.strip())}
    except ValueError:
        return {one for hook in names if hook.of == of for one in hook.found(user, text)}


def differences(before: Any, after: Any) -> list[Difference]:
    """Return the fields in which two states differ, in words. Fields that stayed the same are left out."""
    old, new = dict(_flat(before)), dict(_flat(after))
    return [
        Difference(_label(path), _shown(old.get(path)), _shown(new.get(path)))
        for path in dict.fromkeys([*old, *new])
        if old.get(path) != new.get(path)
    ]


def _flat(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if not path and (value is None or value == {}):
        return
    match value:
        case {} if value:
            for key, inner in value.items():
                yield from _flat(inner, (*path, str(key)))
        case list() if any(isinstance(inner, (dict, list)) for inner in value):
            for number, inner in enumerate(value, start=1):
                yield from _flat(inner, (*path, str(number)))
        case _:
            yield path, value


def _label(path: tuple[str, ...]) -> str:
    if not path:
        return _("isi")
    return " › ".join(str(fields[key]) if key in fields else key.replace("_", " ") for key in path)


def _shown(value: Any) -> str:
    match value:
        case None | "" | [] | {}:
            return "—"
        case bool():
            return _("ya") if value else _("tidak")
        case list():
            text = ", ".join(_shown(one) for one in value)
        case str():
            text = _day(value)
        case _:
            text = str(value)
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"


def _day(text: str) -> str:
    if len(text) == 10:
        try:
            return date_format(datetime.date.fromisoformat(text), "j F Y")
        except ValueError:
            pass
    return text


add("audit.viewed", gettext_lazy("melihat data ini"), writes=False)
add("audit.exported", gettext_lazy("mengekspor jejak audit"), writes=False)
add("audit.list_exported", gettext_lazy("mengunduh daftar dari jejak audit"), writes=False)
add("web.list_exported", gettext_lazy("mengunduh daftar contoh"), writes=False)
add("audit.key_rotated", gettext_lazy("mengganti kunci penanda tangan jejak audit"))
fields.update(
    {
        "bagian": gettext_lazy("bagian"),
        "jumlah": gettext_lazy("jumlah"),
        "sidik": gettext_lazy("sidik isi (SHA-256)"),
        "kunci": gettext_lazy("kunci"),
        "dari": gettext_lazy("dari"),
        "sampai": gettext_lazy("sampai"),
        "saringan": gettext_lazy("saringan"),
    }
)
