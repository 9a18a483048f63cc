"""Read the law folder into values, strictly: every fault with its file and line, none guessed away.

The format of the files is in docs/law/berkas.md.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import re
from collections.abc import Callable, Collection
from fractions import Fraction
from pathlib import Path

from praja.rules.errors import LawError, LawErrors, did_you_mean, order_of
from praja.rules.fields import Fields
from praja.rules.language.parse import FUNCTIONS, KEYWORDS
from praja.rules.schema import (
    Fact,
    Following,
    Grain,
    Group,
    KeyMatch,
    Kind,
    Law,
    Pack,
    PayList,
    Place,
    Rule,
    Status,
    Table,
    TableRow,
    TableVersion,
    Version,
)
from praja.rules.table_csv import read_rows
from praja.rules.written import day_from, number_from
from praja.rules.yaml_reader import Mapping, read_yaml

LAW_FOLDER = Path(__file__).resolve().parent.parent / "law"

CONTEXT = {
    "ya": Kind.YA,
    "tidak": Kind.YA,
    "awal_bulan": Kind.TANGGAL,
    "akhir_bulan": Kind.TANGGAL,
    "tanggal_bayar": Kind.TANGGAL,
    "dasar_hukum_berlaku": Kind.YA,
}
"""What a formula may name without a fact: the two truths, the month's first and last day, the day of
payment, and whether the pack's regulation is (still) in force on that day."""

_SORTS = ("fakta", "kelompok", "daftar", "aturan", "tabel")
"""What a law file may hold: a file that cannot be read leaves names of its sort unknown."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_PATTERN_NAME = re.compile(r"[a-z0-9_]*<k>[a-z0-9_]*")


def unit_kind(unit: str) -> Kind:
    """Return the kind of value that a rule's `satuan` announces."""
    if unit == "rupiah" or unit.startswith("rupiah/"):
        return Kind.RUPIAH
    if unit in ("ya", "tanggal", "pilihan"):
        return Kind(unit)
    return Kind.ANGKA


def load_law(folder: Path | None = None, *, pack: str | None = None) -> Law:
    """Return the national law, with the pack `pack` and its parents laid over it.

    :param folder: another law folder than the one that ships with the program
    :raises LawErrors: with every fault found: files that cannot be read first, then by file and line. A name
        that may stand in what could not be read is not told as missing
    """
    return LawReader(folder or LAW_FOLDER).law(pack)


@functools.lru_cache(maxsize=64)
def shipped_law(pack: str | None = None) -> Law:
    """Return what `load_law` does of the law that ships with the program, read once while the process lives.

    :raises LawErrors: with every fault found
    """
    return _shipped().law(pack)


@functools.cache
def _shipped() -> LawReader:
    return LawReader()


def pack_names(folder: Path | None = None) -> tuple[str, ...]:
    """Return the names of the packs in the law folder."""
    places = (folder or LAW_FOLDER) / "daerah"
    if not places.is_dir():
        return ()
    return tuple(sorted(place.name for place in places.iterdir() if (place / "pak.yaml").is_file()))


class LawReader:
    """Reads a law folder: the national law once, then any pack laid over a copy of it; parents of packs once.

    Faults are gathered; a part with a fault is left out, and the reading goes on.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._national: _Reader | None = None
        self._parents: dict[str, _Reader] = {}
        self.folder = folder or LAW_FOLDER

    def law(self, pack: str | None = None) -> Law:
        """Return the national law with `pack` laid over it; raise LawErrors with every fault."""
        if self._national is None:
            national = _Reader(self.folder)
            national.read_national()
            self._national = national  # whole, for the other threads that use this reader
        return self._national.copy().law(pack, self._parents)


class _Reader:
    """What has been read so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.errors: list[LawError] = []
        self.texts: dict[str, str] = {}
        self.facts: dict[str, Fact] = {}
        self.rules: dict[str, list[Rule]] = {}
        self.tables: dict[str, list[Table]] = {}
        self.groups: dict[str, Group] = {}
        self.lists: dict[str, PayList] = {}
        self.packs: list[Pack] = []
        self.choices_from: list[tuple[str, str, Place]] = []
        self.unread: set[str] = set()
        """The sorts of which a file could not be read."""
        self.lost: set[tuple[str, str]] = set()
        """Sort and name of what was left out because of a fault in it."""

    def copy(self) -> _Reader:
        """Return a reader that goes on from here without changing this one."""
        other = _Reader(self.folder)
        other.errors = list(self.errors)
        other.texts = dict(self.texts)
        other.facts = dict(self.facts)
        other.rules = {name: list(layers) for name, layers in self.rules.items()}
        other.tables = {name: list(layers) for name, layers in self.tables.items()}
        other.groups = dict(self.groups)
        other.lists = dict(self.lists)
        other.choices_from = list(self.choices_from)
        other.unread = set(self.unread)
        other.lost = set(self.lost)
        return other

    def read_national(self) -> None:
        if not self.folder.is_dir():
            raise LawErrors([LawError(f"Folder hukum '{self.folder}' tidak ada.")])
        for path in [self.folder / "fakta.yaml", *self.files("fakta")]:
            if path.is_file():
                self.each(path, "fakta", self.fact)
        self.each(self.folder / "kelompok.yaml", "kelompok", self.group)
        for path in self.files("nasional"):
            self.each(path, "aturan", self.rule_of("nasional"))
        for path in self.files("nasional/tabel"):
            self.each(path, "tabel", self.table_of("nasional"))
        self.each(self.folder / "daftar.yaml", "daftar", self.pay_list)

    def take(self, other: _Reader) -> None:
        """Go on from what another has read, with the packs found here."""
        own = {path: text for path, text in self.texts.items() if path.endswith("/pak.yaml")}
        packs = self.packs
        self.__dict__.update(other.copy().__dict__)
        self.packs = packs
        self.texts = {path: text for path, text in self.texts.items() if not path.endswith("/pak.yaml")} | own

    def law(self, pack: str | None, parents: dict[str, _Reader]) -> Law:
        """Return the law of a pack; `parents` keeps, by name, what was read up to it without a fault."""
        names = self.chain(pack)
        for name in names:
            if name in parents and not self.errors:
                self.take(parents[name])
                continue
            place = self.folder / "daerah" / name
            if (place / "fakta.yaml").is_file():
                self.each(place / "fakta.yaml", "fakta", self.fact)
            for path in self.files(f"daerah/{name}"):
                if path.name not in ("pak.yaml", "fakta.yaml"):
                    self.each(path, "aturan", self.rule_of(name))
            for path in self.files(f"daerah/{name}/tabel"):
                self.each(path, "tabel", self.table_of(name))
            if name != names[-1] and not self.errors:
                parents[name] = self.copy()
        self.fill_choices()
        self.check_names()
        if self.errors:
            raise LawErrors(sorted(self.errors, key=order_of))
        return Law(
            facts=self.facts,
            rules={name: tuple(layers) for name, layers in self.rules.items()},
            tables={name: tuple(layers) for name, layers in self.tables.items()},
            groups=self.groups,
            lists=self.lists,
            packs=tuple(self.packs),
            texts=self.texts,
        )

    # --- files

    def files(self, below: str) -> list[Path]:
        place = self.folder / below
        return sorted(place.glob("*.yaml")) if place.is_dir() else []

    def text(self, path: Path, at: Place | None = None) -> str:
        """Return the text of a file and keep it; raise LawError, at `at` or at the file, if there is none."""
        shown = path.relative_to(self.folder).as_posix()
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = "tidak ada" if isinstance(error, FileNotFoundError) else f"tidak terbaca ({error})"
            raise LawError(f"Berkas '{shown}' {reason}.", place=at or Place(shown, 1)) from None
        self.texts[shown] = text
        return text

    def entries(self, path: Path, wanted: str) -> Mapping | None:
        """Return what a file holds, or None when it is empty; raise LawError, saying that `wanted` was
        wanted, if it is no mapping. Such a fault is told first, for it explains others."""
        try:
            root = read_yaml(self.text(path), file=path.relative_to(self.folder).as_posix())
            if root is None or isinstance(root, Mapping):
                return root
            raise LawError(wanted, place=root.place)
        except LawError as error:
            error.of_whole_file = True
            raise

    def may_be_lost(self, sort: str, name: str) -> bool:
        """Tell whether a name that is missing may stand in what could not be read: no fault of its own."""
        return sort in self.unread or any(
            re.fullmatch(re.escape(lost).replace("<k>", "[a-z0-9_]+"), name)
            for of, lost in self.lost
            if of == sort
        )

    def each(self, path: Path, sort: str, read: Callable[[str, Fields], None]) -> None:
        """Read every named entry of a file, gathering the faults of each."""
        try:
            root = self.entries(path, "Berkas ini harus berupa daftar bernama (nama: isi).")
        except LawError as error:
            self.errors.append(error)
            self.unread.add(sort)
            return
        if root is None:
            return
        for name, node in root.entries.items():
            try:
                fields = Fields(node, root.places[name], self.errors)
                read(name, fields)
                fields.finish()
            except LawError as error:
                self.errors.append(error)
                self.lost.add((sort, name))

    def chain(self, pack: str | None) -> list[str]:
        """Read the packs from the one asked for up to the national law; return them outermost first."""
        names: list[str] = []
        wanted = pack
        asked_at: Place | None = None
        while wanted is not None and wanted != "nasional":
            known = pack_names(self.folder)
            if wanted not in known:
                hint = did_you_mean(wanted, known) or f"Pak yang ada: {', '.join(known) or 'belum ada'}."
                raise LawErrors([LawError(f"Pak '{wanted}' tidak ada.", place=asked_at, hint=hint)])
            if wanted in names:
                circle = " → ".join([*names, wanted])
                raise LawErrors([LawError(f"Pak saling mewarisi: {circle}.", place=asked_at)])
            names.append(wanted)
            path = self.folder / "daerah" / wanted / "pak.yaml"
            before = len(self.packs)
            self.pack_file(path, wanted)
            if len(self.packs) == before:
                break
            asked_at = self.packs[-1].place
            wanted = self.packs[-1].parent
        self.packs.reverse()
        return names[::-1]

    def pack_file(self, path: Path, name: str) -> None:
        """Read a pak.yaml. What its parents hold is unknown when there is a fault in it."""
        wanted = "pak.yaml harus berisi nama, judul, berlaku, hukum, …"
        try:
            root = self.entries(path, wanted)
            if root is None:
                raise LawError(wanted, place=Place(path.relative_to(self.folder).as_posix(), 1))
            fields = Fields(root, root.place, self.errors)
            self.packs.append(self.pack(name, fields))
            fields.finish()
        except LawError as error:
            self.errors.append(error)
            self.unread.update(_SORTS)

    # --- what the files say

    def fact(self, name: str, fields: Fields) -> None:
        _check_name(name, fields.place)
        kind = fields.one_of("jenis", Kind)
        if name in self.facts or name in CONTEXT:
            where = f" di {self.facts[name].place}" if name in self.facts else " dalam bahasa rumus"
            raise LawError(f"Fakta '{name}' sudah ada{where}.", place=fields.place)
        decimals = fields.whole("desimal", 0, 9)
        low = high = None
        if kind in (Kind.RUPIAH, Kind.ANGKA):
            low, high = fields.number("dari"), fields.number("sampai")
        elif kind is Kind.TANGGAL:
            low, high = (Fraction(fields.date(key).toordinal()) for key in ("dari", "sampai"))
        if low is not None and high is not None and max(abs(low), abs(high)) * 10**decimals >= 2**62:
            raise LawError("Batas ini melebihi 62 bit; tidak ada nilai sebesar itu.", place=fields.place)
        if low is not None and high is not None and low > high:
            raise LawError(f"'dari' lebih besar dari 'sampai' pada fakta '{name}'.", place=fields.place)
        scale = 10**decimals
        if low is not None and high is not None and math.ceil(low * scale) > math.floor(high * scale):
            raise LawError(
                f"Di antara 'dari' dan 'sampai' tidak ada nilai dengan {decimals} desimal.",
                place=fields.place,
            )
        choices: tuple[str, ...] = ()
        if kind is Kind.PILIHAN:
            if source := fields.text("pilihan_dari", ""):
                self.choices_from.append((name, source, fields.place))
            else:
                choices = fields.words("pilihan", required=True)
        self.facts[name] = Fact(
            name=name,
            title=fields.text("judul"),
            label_en=fields.text("label_en"),
            kind=kind,
            unit=fields.text("satuan", kind.value),
            grain=fields.one_of("butir", Grain, Grain.ORANG),
            place=fields.place,
            decimals=decimals,
            low=low,
            high=high,
            choices=choices,
            default=fields.text("bila_kosong", "") or None,
            origin=fields.text("sumber", ""),
            remark=fields.text("catatan", ""),
        )

    def group(self, name: str, fields: Fields) -> None:
        _check_name(name, fields.place)
        self.groups[name] = Group(
            name=name,
            title=fields.text("judul"),
            label_en=fields.text("label_en"),
            place=fields.place,
            open_to_packs=fields.yes("boleh_ditambah", True),
        )

    def pay_list(self, name: str, fields: Fields) -> None:
        _check_name(name, fields.place)
        self.lists[name] = PayList(
            name=name,
            title=fields.text("judul"),
            label_en=fields.text("label_en"),
            lines=fields.words("baris", required=True),
            totals=fields.words("jumlah", required=True),
            place=fields.place,
            holds=fields.text("tahan", "") or None,
            gates=fields.text("gugur", "") or None,
            accrues=fields.text("utang", "") or None,
        )

    def pack(self, name: str, fields: Fields) -> Pack:
        if (written := fields.text("nama")) != name:
            raise LawError(f"nama '{written}' berbeda dari nama foldernya '{name}'.", place=fields.place)
        parent = fields.text("mewarisi", "nasional")
        return Pack(
            name=name,
            title=fields.text("judul"),
            label_en=fields.text("label_en"),
            parent=None if parent == "nasional" else parent,
            starts=fields.date("berlaku"),
            ends=fields.date("sampai") if fields.has("sampai") else None,
            sources=fields.sources("hukum"),
            place=fields.place,
            repeals=fields.words("mencabut"),
            incomplete=fields.words("belum_lengkap"),
            part_months=fields.words("bagian_bulan"),
            remark=fields.text("catatan", ""),
        )

    def rule_of(self, pack: str) -> Callable[[str, Fields], None]:
        def read(name: str, fields: Fields) -> None:
            if "<k>" not in name:
                self.add_rule(self.rule(name, fields, pack, {}))
                if fields.has("untuk"):
                    raise LawError("Aturan dengan 'untuk' perlu '<k>' dalam namanya.", place=fields.place)
                return
            if not _PATTERN_NAME.fullmatch(name):
                raise LawError(f"Nama pola '{name}' tidak sah, contoh: tpp_<k>.", place=fields.place)
            for filled in fields.pattern("untuk"):
                self.add_rule(self.rule(name.replace("<k>", filled["k"]), fields, pack, filled))

        return read

    def rule(self, name: str, fields: Fields, pack: str, filled: dict[str, str]) -> Rule:
        _check_name(name, fields.place)
        under = self.rules[name][-1] if self.rules.get(name) else None
        replaced = under if fields.yes("mengganti", False) else None

        def called(field: str, before: str | None) -> str:
            """Return what a rule is called; one that replaces another may keep the name that it finds."""
            if before is not None and not fields.has(field):
                return before
            return fields.text(field).replace("<k>", filled.get(field, ""))

        return Rule(
            name=name,
            title=called("judul", replaced.title if replaced else None),
            label_en=called("label_en", replaced.label_en if replaced else None),
            unit=called("satuan", replaced.unit if replaced else None),
            place=fields.place,
            versions=fields.versions("versi", lambda inner: self.version(inner, filled.get("k"))),
            groups=fields.words("kelompok"),
            lists=fields.words("daftar"),
            follows=fields.one_of("menurut", Following, under.follows if under else Following.MASA),
            delegated=fields.yes("delegasi", False),
            replaces=fields.yes("mengganti", False),
            checked_on=fields.date("masih_berlaku_per") if fields.has("masih_berlaku_per") else None,
            pack=pack,
            remark=fields.text("catatan", ""),
        )

    def version(self, fields: Fields, key: str | None) -> Version:
        starts = fields.date("berlaku")
        repealed = fields.yes("dicabut", False)
        if repealed and fields.has("rumus"):
            raise LawError("Versi yang dicabut tidak punya rumus; hapus salah satu.", place=fields.place)
        formula = None if repealed else fields.text("rumus")
        guard = fields.text("syarat", "") or None
        return Version(
            starts=starts,
            enacted=fields.date("ditetapkan") if fields.has("ditetapkan") else starts,
            formula=formula.replace("<k>", key) if formula and key else formula,
            guard=guard.replace("<k>", key) if guard and key else guard,
            sources=fields.sources("hukum"),
            status=fields.one_of("status", Status),
            place=fields.place,
            formula_place=fields.place_of("rumus"),
            guard_place=fields.place_of("syarat"),
        )

    def add_rule(self, rule: Rule) -> None:
        layers = self.rules.setdefault(rule.name, [])
        if layers and layers[-1].pack == rule.pack:
            raise LawError(
                f"Aturan '{rule.name}' sudah ada di {layers[-1].place}; hapus salah satu.", place=rule.place
            )
        if layers:
            under = layers[-1]
            if not rule.replaces:
                raise LawError(
                    f"Aturan '{rule.name}' sudah ada di {under.place}.",
                    place=rule.place,
                    hint="Tulis 'mengganti: ya' bila memang hendak menggantinya, atau beri nama lain.",
                )
            if under.pack == "nasional" and not under.delegated:
                raise LawError(
                    f"Aturan nasional '{rule.name}' tidak diserahkan kepada daerah ({under.place}).",
                    place=rule.place,
                    hint="Hanya aturan nasional dengan 'delegasi: ya' yang boleh diganti.",
                )
            if unit_kind(under.unit) is not unit_kind(rule.unit):
                raise LawError(
                    f"Pengganti '{rule.name}' bersatuan '{rule.unit}', yang diganti '{under.unit}'.",
                    place=rule.place,
                )
            if under.follows is not rule.follows:
                raise LawError(
                    f"Pengganti '{rule.name}' harus menurut {under.follows.value}, seperti yang diganti.",
                    place=rule.place,
                )
            merged = dataclasses.replace(
                rule, groups=rule.groups or under.groups, lists=rule.lists or under.lists, delegated=True
            )
            layers.append(merged)
            return
        if rule.replaces and not self.may_be_lost("aturan", rule.name):
            raise LawError(
                f"Tidak ada aturan '{rule.name}' yang dapat diganti.",
                place=rule.place,
                hint=did_you_mean(rule.name, [name for name, found in self.rules.items() if found]),
            )
        layers.append(rule)

    def table_of(self, pack: str) -> Callable[[str, Fields], None]:
        def read(name: str, fields: Fields) -> None:
            _check_name(name, fields.place)
            keys = fields.keys("kunci")
            value_name, value_kind = fields.value_column("nilai")
            before = len(self.errors)
            if value_name in ("status", "catatan", *(key for key, _ in keys)):
                raise LawError(f"Kolom nilai tidak boleh bernama '{value_name}'.", place=fields.place)
            table = Table(
                name=name,
                title=fields.text("judul"),
                label_en=fields.text("label_en"),
                keys=keys,
                value_name=value_name,
                value_kind=value_kind,
                unit=fields.text("satuan"),
                place=fields.place,
                versions=fields.versions(
                    "versi", lambda inner: self.table_version(inner, keys, value_name, value_kind)
                ),
                pack=pack,
                replaces=fields.yes("mengganti", False),
            )
            if len(self.errors) > before:
                self.lost.add(("tabel", name))
            layers = self.tables.setdefault(name, [])
            if layers and (layers[-1].pack == pack or not table.replaces):
                raise LawError(
                    f"Tabel '{name}' sudah ada di {layers[-1].place}.",
                    place=fields.place,
                    hint="Tulis 'mengganti: ya' bila pak ini memang menggantinya.",
                )
            if layers and (layers[-1].keys, layers[-1].value_kind) != (table.keys, table.value_kind):
                raise LawError(
                    f"Tabel pengganti '{name}' harus punya kunci dan jenis nilai yang sama.",
                    place=fields.place,
                )
            layers.append(table)

        return read

    def table_version(
        self, fields: Fields, keys: tuple[tuple[str, KeyMatch], ...], value_name: str, value_kind: Kind
    ) -> TableVersion:
        name = fields.text("berkas")
        if not re.fullmatch(r"[a-z0-9_.-]+\.csv", name):
            raise LawError(f"Nama berkas tabel '{name}' tidak sah; contoh: ter_2024.csv.", place=fields.place)
        status = fields.one_of("status", Status)
        starts = fields.date("berlaku")
        path = self.folder / Path(fields.place.file).parent / name
        file = path.relative_to(self.folder).as_posix()
        rows: tuple[TableRow, ...] = ()
        try:
            text = self.text(path, fields.place)
            rows = read_rows(text, file, keys, value_name, value_kind, status, self.errors)
        except LawError as error:
            self.errors.append(error)
        return TableVersion(
            starts=starts,
            enacted=fields.date("ditetapkan") if fields.has("ditetapkan") else starts,
            sources=fields.sources("hukum"),
            status=status,
            place=fields.place,
            file=file,
            rows=rows,
        )

    # --- what holds across files

    def fill_choices(self) -> None:
        for name, source, place in self.choices_from:
            table, _, column = source.partition(".")
            if self.may_be_lost("tabel", table):
                continue
            layers = self.tables.get(table, [])
            names = [key for key, _ in layers[0].keys] if layers else []
            if column not in names:
                hint = did_you_mean(table, self.tables) if not layers else f"Kuncinya: {', '.join(names)}."
                self.errors.append(LawError(f"pilihan_dari '{source}' tidak ada.", place=place, hint=hint))
                continue
            at = names.index(column)
            found = dict.fromkeys(
                row.keys[at] for layer in layers for version in layer.versions for row in version.rows
            )
            choices = tuple(dict.fromkeys([*found, "tidak_ada"]))
            self.facts[name] = dataclasses.replace(self.facts[name], choices=choices)

    def check_names(self) -> None:
        for name, layers in self.rules.items():
            if not layers:
                continue
            if name in self.facts or name in CONTEXT:
                where = self.facts[name].place if name in self.facts else "bahasa rumus"
                self.errors.append(
                    LawError(f"Nama '{name}' sudah dipakai fakta ({where}).", place=layers[0].place)
                )
            for at, rule in enumerate(layers):
                before = layers[at - 1].groups if at else ()
                for group in rule.groups:
                    if group not in self.groups:
                        self.missing("kelompok", group, self.groups, rule.place)
                    elif (
                        rule.pack != "nasional"
                        and group not in before
                        and not self.groups[group].open_to_packs
                    ):
                        self.errors.append(
                            LawError(
                                f"Kelompok '{group}' tidak boleh ditambah oleh daerah.", place=rule.place
                            )
                        )
                for pay_list in rule.lists:
                    self.missing("daftar", pay_list, self.lists, rule.place)
        for pay in self.lists.values():
            for group in [*pay.lines, *filter(None, (pay.holds, pay.gates, pay.accrues))]:
                self.missing("kelompok", group, self.groups, pay.place)
            for total in pay.totals:
                self.missing("aturan", total, self.rules, pay.place, called="aturan jumlah")
        for pack in self.packs:
            for name in pack.repeals:
                self.missing("aturan", name, self.rules, pack.place)
            for name in pack.part_months:
                self.missing("daftar", name, self.lists, pack.place)
        for fact in self.facts.values():
            if fact.default is not None:
                self.check_default(fact)

    def missing(
        self, sort: str, name: str, known: Collection[str], place: Place, *, called: str | None = None
    ) -> None:
        """Note a name that is not among the known ones, unless it may stand in what could not be read."""
        if name in known or self.may_be_lost(sort, name):
            return
        message = f"{(called or sort).capitalize()} '{name}' tidak ada."
        self.errors.append(LawError(message, place=place, hint=did_you_mean(name, known)))

    def check_default(self, fact: Fact) -> None:
        assert fact.default is not None
        if fact.kind is Kind.PILIHAN and fact.choices and fact.default not in fact.choices:
            hint = did_you_mean(fact.default, fact.choices)
            self.errors.append(
                LawError(
                    f"bila_kosong '{fact.default}' bukan salah satu pilihan.", place=fact.place, hint=hint
                )
            )
        if fact.kind is Kind.YA and fact.default not in ("ya", "tidak"):
            self.errors.append(LawError("bila_kosong harus 'ya' atau 'tidak'.", place=fact.place))
        if fact.kind in (Kind.RUPIAH, Kind.ANGKA, Kind.TANGGAL):
            self.check_default_number(fact, fact.default)

    def check_default_number(self, fact: Fact, text: str) -> None:
        assert fact.low is not None and fact.high is not None
        try:
            if fact.kind is Kind.TANGGAL:
                value = Fraction(day_from(text).toordinal())
            else:
                value = number_from(text)
        except ValueError:
            self.errors.append(LawError(f"bila_kosong '{text}' bukan {fact.kind.value}.", place=fact.place))
            return
        if not fact.low <= value <= fact.high or (value * 10**fact.decimals).denominator != 1:
            self.errors.append(
                LawError(f"bila_kosong '{text}' di luar batas atau terlalu banyak desimal.", place=fact.place)
            )


def _check_name(name: str, place: Place) -> None:
    if not _NAME.fullmatch(name):
        raise LawError(
            f"Nama '{name[:60]}' tidak sah: huruf kecil, angka, garis bawah, huruf di depan, maksimal 60.",
            place=place,
        )
    if name in KEYWORDS or name in FUNCTIONS or name in ("tabel", "kelompok", *Grain):
        raise LawError(f"'{name}' adalah kata bahasa rumus; pilih nama lain.", place=place)
