"""The fields of an entry of a law file, asked for one by one; what nobody asks for is a fault."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

from praja.rules.errors import LawError, did_you_mean
from praja.rules.schema import Following, Grain, KeyMatch, Kind, Place, Source, Status, TableVersion, Version
from praja.rules.table_csv import number_at
from praja.rules.written import day_from
from praja.rules.yaml_reader import Mapping, Node, Scalar, Sequence

T = TypeVar("T")
_E = TypeVar("_E", Kind, Grain, Status, Following, KeyMatch)
_V = TypeVar("_V", Version, TableVersion)


class Fields:
    """The fields of one entry. Each is asked for by name; what nobody asked for is a fault."""

    def __init__(self, node: Node, place: Place, errors: list[LawError]) -> None:
        if not isinstance(node, Mapping):
            raise LawError("Di sini ditunggu isian bernama (nama: isi).", place=place)
        self.entries = node.entries
        self.places = node.places
        self.place = place
        self.errors = errors
        self.asked: dict[str, None] = {}

    def finish(self) -> None:
        for name in self.entries:
            if name not in self.asked:
                hint = did_you_mean(name, self.asked) or f"Yang dikenal: {', '.join(self.asked)}."
                self.errors.append(
                    LawError(f"Isian '{name[:60]}' tidak dikenal.", place=self.places[name], hint=hint)
                )

    def missing(self, name: str) -> LawError:
        """Return the fault of a field that is not there: where one is spelt much like it, that spelling."""
        others = {entry.casefold(): entry for entry in self.entries if entry not in self.asked}
        near = difflib.get_close_matches(name, others, n=1)
        if not near or not _is_misspelt(near[0], name):
            return LawError(f"Isian '{name}' belum ada.", place=self.place)
        written = others[near[0]]
        return LawError(
            f"Isian '{written[:60]}' tidak dikenal.",
            place=self.places[written],
            hint=f"Mungkin maksud Anda: {name}?",
        )

    def has(self, name: str) -> bool:
        self.asked[name] = None
        return name in self.entries

    def place_of(self, name: str) -> Place:
        node = self.entries.get(name)
        return node.place if node is not None else self.place

    def text(self, name: str, default: str | None = None) -> str:
        if not self.has(name):
            if default is None:
                raise self.missing(name)
            return default
        node = self.entries[name]
        if not isinstance(node, Scalar):
            raise LawError(f"'{name}' harus berupa satu teks.", place=node.place)
        text = node.text.strip()
        if not text and default is None:
            raise LawError(f"Isian '{name}' kosong.", place=node.place)
        return text

    def yes(self, name: str, default: bool) -> bool:
        text = self.text(name, "ya" if default else "tidak")
        if text not in ("ya", "tidak"):
            raise LawError(f"'{name}' harus 'ya' atau 'tidak'.", place=self.place_of(name))
        return text == "ya"

    def one_of(self, name: str, kinds: type[_E], default: _E | None = None) -> _E:
        text = self.text(name, default.value if default is not None else None)
        known = {kind.value: kind for kind in kinds}
        if text not in known:
            hint = did_you_mean(text, known) or f"Pilihannya: {', '.join(known)}."
            raise LawError(f"'{text[:40]}' bukan {name} yang dikenal.", place=self.place_of(name), hint=hint)
        return known[text]

    def date(self, name: str) -> datetime.date:
        text = self.text(name)
        try:
            return day_from(text)
        except ValueError:
            raise LawError(
                f"'{text[:40]}' bukan tanggal; tulis tahun-bulan-hari, misalnya 2024-01-26.",
                place=self.place_of(name),
            ) from None

    def number(self, name: str) -> Fraction:
        text = self.text(name)
        return number_at(text, name, self.place_of(name))

    def whole(self, name: str, default: int, most: int) -> int:
        text = self.text(name, str(default))
        if not (text.isascii() and text.isdigit() and len(text) <= 4 and int(text) <= most):
            raise LawError(f"'{name}' harus angka bulat 0 sampai {most}.", place=self.place_of(name))
        return int(text)

    def words(self, name: str, *, required: bool = False) -> tuple[str, ...]:
        if not self.has(name):
            if required:
                raise self.missing(name)
            return ()
        found: list[str] = []
        for item in self.items(name):
            if not isinstance(item, Scalar) or not item.text.strip():
                raise LawError(f"'{name}' harus berupa daftar kata.", place=item.place)
            word = item.text.strip()
            if word in found:
                raise LawError(f"'{word}' tertulis dua kali.", place=item.place)
            found.append(word)
        return tuple(found)

    def items(self, name: str) -> tuple[Node, ...]:
        self.asked[name] = None
        node = self.entries.get(name)
        if node is None:
            raise self.missing(name)
        if not isinstance(node, Sequence) or not node.items:
            raise LawError(f"'{name}' harus berupa daftar yang tidak kosong.", place=node.place)
        return node.items

    def each(self, name: str, read: Callable[[Fields], T]) -> tuple[T, ...]:
        found: list[T] = []
        for item in self.items(name):
            fields = Fields(item, item.place, self.errors)
            found.append(read(fields))
            fields.finish()
        return tuple(found)

    def versions(self, name: str, read: Callable[[Fields], _V]) -> tuple[_V, ...]:
        found = self.each(name, read)
        for before, after in zip(found, found[1:], strict=False):
            if (after.starts, after.enacted) <= (before.starts, before.enacted):
                raise LawError(
                    f"Versi {after.starts} tidak lebih baru dari versi sebelumnya {before.starts}; "
                    "urutkan dari yang lama.",
                    place=after.place,
                )
        return found

    def sources(self, name: str) -> tuple[Source, ...]:
        return self.each(
            name,
            lambda inner: Source(inner.text("dokumen"), inner.text("pasal", ""), inner.text("catatan", "")),
        )

    def pattern(self, name: str) -> list[dict[str, str]]:
        filled: list[dict[str, str]] = []
        for item in self.items(name):
            if isinstance(item, Scalar):
                word = item.text.strip()
                filled.append({"k": word, "judul": word.upper(), "label_en": word.upper()})
                continue
            inner = Fields(item, item.place, self.errors)
            filled.append({key: inner.text(key) for key in ("k", "judul", "label_en")})
            inner.finish()
        return filled

    def keys(self, name: str) -> tuple[tuple[str, KeyMatch], ...]:
        found: list[tuple[str, KeyMatch]] = []
        for item in self.items(name):
            if not isinstance(item, Mapping) or len(item.entries) != 1:
                raise LawError("Kunci ditulis satu per baris, misalnya '- golongan: sama'.", place=item.place)
            fields = Fields(item, item.place, self.errors)
            key = next(iter(item.entries))
            if found and found[-1][1] is not KeyMatch.SAMA:
                raise LawError("Kunci rentang (mulai, sampai) hanya satu dan paling akhir.", place=item.place)
            if key in ("status", "catatan", *(name for name, _ in found)):
                raise LawError(f"Kunci tidak boleh bernama '{key}' (lagi).", place=item.place)
            found.append((key, fields.one_of(key, KeyMatch)))
        return tuple(found)

    def value_column(self, name: str) -> tuple[str, Kind]:
        self.asked[name] = None
        node = self.entries.get(name)
        if node is None:
            raise self.missing(name)
        if not isinstance(node, Mapping) or len(node.entries) != 1:
            raise LawError(
                "'nilai' memuat tepat satu kolom, misalnya rupiah: {jenis: rupiah}.", place=node.place
            )
        (column, inner), *_ = node.entries.items()
        fields = Fields(inner, inner.place, self.errors)
        kind = fields.one_of("jenis", Kind)
        fields.finish()
        if kind in (Kind.YA, Kind.TANGGAL):
            raise LawError("Nilai tabel berjenis rupiah, angka, atau pilihan.", place=inner.place)
        return column, kind


def _is_misspelt(written: str, name: str) -> bool:
    """Whether a field is meant to be another: three quarters of their letters agree, as in no two fields."""
    blocks = difflib.SequenceMatcher(None, written, name).get_matching_blocks()
    return 8 * sum(block.size for block in blocks) >= 3 * (len(written) + len(name))
