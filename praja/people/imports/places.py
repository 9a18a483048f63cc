"""Units and posts as a file names them, found in the structure of one government."""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from typing import Any

from django.db.models import Q

from praja.organization.models import PositionVersion, Unit, UnitVersion
from praja.sheet.names import closest, plain
from praja.sheet.said import joined
from praja.web.said import gettext as _

MOST_UNKNOWN = 200


class NotFound(Exception):
    """A name that is not one unit or post for certain; the text says why, `what_to_do` what to do."""

    def __init__(self, why: str, what_to_do: str) -> None:
        """Keep both."""
        super().__init__(why)
        self.why = why
        self.what_to_do = what_to_do


class Places:
    """The units and posts of a government by name and code, read in two queries."""

    def __init__(self, government: Unit, chosen: dict[str, str], editable: frozenset[uuid.UUID]) -> None:
        """Read them.

        :param chosen: units as the file names them → ids that an officer gave
        :param editable: units where the officer may record people; of two alike these count first
        """
        self.editable = editable
        self.unknown_units: dict[str, int] = defaultdict(int)
        self._chosen = {plain(text): uuid.UUID(found) for text, found in chosen.items() if found}
        self._units: dict[str, list[tuple[Any, Any]]] = defaultdict(list)
        self._codes: dict[str, uuid.UUID] = {}
        self._names: dict[uuid.UUID, str] = {}
        inside = Q(unit=government) | Q(unit__government=government)
        rows = UnitVersion.objects.known().filter(inside).order_by("berlaku")
        for unit_id, code, name, short, held in rows.values_list(
            "unit_id", "unit__code", "name", "short_name", "berlaku"
        ):
            self._codes[plain(code)] = unit_id
            self._names[unit_id] = name
            for text in {plain(name), plain(short)} - {""}:
                self._units[text].append((unit_id, held))
        self._posts: dict[str, list[tuple[Any, Any, Any]]] = defaultdict(list)
        self._post_codes: dict[str, uuid.UUID] = {}
        self._post_units: dict[uuid.UUID, list[tuple[Any, Any]]] = defaultdict(list)
        self._titles: dict[uuid.UUID, str] = {}
        posts = PositionVersion.objects.known().filter(inside).order_by("berlaku")
        for position_id, code, title, unit_id, held in posts.values_list(
            "position_id", "position__code", "title", "unit_id", "berlaku"
        ):
            self._post_codes[plain(code)] = position_id
            self._titles[position_id] = title
            self._posts[plain(title)].append((position_id, unit_id, held))
            self._post_units[position_id].append((unit_id, held))

    def name(self, unit_id: Any) -> str:
        """Return what a unit is called."""
        return self._names.get(unit_id, _("unit di luar pemerintah daerah ini"))

    def title(self, position_id: Any) -> str:
        """Return what a post is called, with its unit."""
        title = self._titles.get(position_id)
        if title is None:
            return _("jabatan di luar pemerintah daerah ini")
        unit = self.name(self._post_units[position_id][-1][0])
        return title if plain(unit) in plain(title) else f"{title}, {unit}"

    def unit_of_post(self, position_id: Any, day: datetime.date) -> Any:
        """Return the unit of a post on a day, or the nearest that is known."""
        return _nearest(self._post_units.get(position_id, []), day)

    def unit(self, text: str, day: datetime.date) -> uuid.UUID:
        """Return the unit that a text names on a day.

        :raises NotFound: if none does, or several
        """
        key = plain(text)
        if key in self._chosen:
            return self._chosen[key]
        if key in self._codes:
            return self._codes[key]
        found = _on_the_day(self._units.get(key, []), day)
        if len(found) > 1:
            found = (found & self.editable) or found
        if len(found) == 1:
            return found.pop()
        if len(self.unknown_units) < MOST_UNKNOWN or text in self.unknown_units:
            self.unknown_units[text] += 1
        if found:
            codes = sorted(code for code, one in self._codes.items() if one in found)[:6]
            raise NotFound(
                _("Ada %(count)s unit bernama “%(name)s”.") % {"count": len(found), "name": text},
                _("Tulis kode unitnya, misalnya %(codes)s, atau pilih unitnya pada pasangan unit.")
                % {"codes": ", ".join(codes)},
            )
        near = closest(text, self._names.values(), most=2)
        raise NotFound(
            _("Unit “%(name)s” tidak dikenal.") % {"name": text[:100]}
            + (_(" Mungkin maksudnya %(near)s.") % {"near": joined(_(" atau "), near)} if near else ""),
            _("Tulis nama atau kode seperti pada Organisasi, atau pilih unitnya pada pasangan unit."),
        )

    def post(self, text: str, unit: uuid.UUID | None, day: datetime.date) -> uuid.UUID:
        """Return the post that a text names on a day.

        :param unit: where it is, if that is known; it decides between posts of one name
        :raises NotFound: if none does, or several
        """
        key = plain(text)
        if key in self._post_codes:
            return self._post_codes[key]
        rows = self._posts.get(key, [])
        found = _on_the_day([(one, held) for one, _unit, held in rows], day)
        if len(found) > 1 and unit is not None:
            found = {one for one in found if self.unit_of_post(one, day) == unit} or found
        if len(found) == 1:
            return found.pop()
        if found:
            raise NotFound(
                _("Ada %(count)s jabatan bernama “%(name)s”.") % {"count": len(found), "name": text[:100]},
                _("Isi juga kolom unit_jabatan, atau tulis kode jabatannya."),
            )
        near = closest(text, self._titles.values(), most=2)
        raise NotFound(
            _("Jabatan “%(name)s” tidak dikenal.") % {"name": text[:100]}
            + (_(" Mungkin maksudnya %(near)s.") % {"near": joined(_(" atau "), near)} if near else ""),
            _(
                "Tulis nama atau kode seperti pada Organisasi; bila jabatannya "
                "belum ada, buat dahulu di sana."
            ),
        )


def _on_the_day(rows: list[tuple[Any, Any]], day: datetime.date) -> set[uuid.UUID]:
    """Return who had a name on a day; if nobody had, whoever ever had it."""
    holding = {one for one, held in rows if held.lower <= day and (held.upper is None or day < held.upper)}
    return holding or {one for one, _held in rows}


def _nearest(rows: list[tuple[Any, Any]], day: datetime.date) -> Any:
    earlier = [one for one, held in rows if held.lower <= day]
    return earlier[-1] if earlier else rows[0][0] if rows else None
