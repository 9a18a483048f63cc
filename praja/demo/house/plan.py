"""The structures of the demo, read from the data beside this file; nothing here touches a database."""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.text import slugify

LONGEST_CODE = 40
DATA = Path(__file__).parent / "data"
GOVERNMENTS = ("semarang", "surabaya", "maluku_utara", "sawahlunto")


@dataclasses.dataclass(frozen=True, slots=True)
class UnitPlan:
    """A unit to be made."""

    code: str
    government: str
    parent: str | None
    name: str
    short_name: str
    kind: str
    zone: str
    order: int
    npwp: str = ""
    budget_code: str = ""
    address: str = ""
    dasar: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class PostPlan:
    """A post to be made, with its number of places."""

    code: str
    unit: str
    superior: str | None
    title: str
    kind: str
    heads_unit: bool
    kelas_jabatan: int
    eselon: str
    jenjang: str
    formasi: int
    bup: int
    tugas_pokok: str
    syarat: str
    order: int


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """All units, each after its parent, and all posts, each after its superior."""

    units: tuple[UnitPlan, ...]
    posts: tuple[PostPlan, ...]

    @property
    def places(self) -> int:
        """For how many people there is a place."""
        return sum(post.formasi for post in self.posts)


Row = Mapping[str, Any]


def plan(*, large: bool = False) -> Plan:
    """Return the structures: places for about 1,350 people, or with `large` for about 13,000."""
    units: list[UnitPlan] = []
    posts: list[PostPlan] = []
    for name in GOVERNMENTS:
        government = _read(name)
        maker = _Maker(government, large)
        maker.run()
        units += maker.units
        posts += maker.posts
    return Plan(tuple(units), tuple(posts))


class _Maker:
    """Goes through one government from above."""

    def __init__(self, government: Row, large: bool) -> None:
        self.government = government
        self.code: str = government["kode"]
        self.large = large
        self.units: list[UnitPlan] = []
        self.posts: list[PostPlan] = []

    def run(self) -> None:
        given = self.government
        self.units.append(
            UnitPlan(
                self.code,
                self.code,
                None,
                given["nama"],
                given["pendek"],
                given["jenis"],
                given["zona"],
                0,
                npwp=given["npwp"],
                address=given["alamat"],
            )
        )
        top = None
        for order, row in enumerate([*given["unit"], *(given.get("besar", ()) if self.large else ())], 1):
            head = self._unit(row, self.code, order, {"": top} if top else {}, row.get("anggaran", ""))
            # The secretary of the region comes first, and the heads of all other offices report to that post.
            top = top or head

    def _unit(self, row: Row, parent: str, order: int, above: Mapping[str, str], budget: str) -> str | None:
        """Make a unit with its posts and all below it; return the code of the post that heads it.

        :param above: the posts of the unit above by their keys, its head under the empty key
        """
        short = row.get("pendek", row["nama"])
        code = _code(parent, row.get("kode", ""), short)
        self.units.append(
            UnitPlan(
                code,
                self.code,
                parent,
                row["nama"],
                short if short != row["nama"] else "",
                row["jenis"],
                self.government["zona"],
                order,
                npwp=row.get("npwp", ""),
                budget_code=budget,
                address=f"{short}, {self.government['alamat']}" if row["jenis"] == "kecamatan" else "",
                dasar=row.get("dasar", ""),
            )
        )
        made = self._posts(row, code, short, above)
        number = 0
        for below in row.get("bawah", ()):
            for one in self._copies(below):
                number += 1
                self._unit(one, code, number, made, f"{budget}.{number:02}" if budget else "")
        return made.get("")

    def _copies(self, row: Row) -> Iterator[Row]:
        if "jumlah" not in row:
            yield row
            return
        for number in range(1, row["jumlah"]["besar" if self.large else "biasa"] + 1):
            yield {**row, "nama": row["nama"].format(nomor=number), "kode": row["kode"].format(nomor=number)}

    def _posts(self, row: Row, unit: str, short: str, above: Mapping[str, str]) -> dict[str, str]:
        made: dict[str, str] = {}
        for order, asked in enumerate(_kinds()[row["susunan"]]["jabatan"]):
            key = asked["kunci"]
            post = _posts_of_law()[key]
            code = f"{unit}.{key.replace('_', '-')}"
            heads = post["pimpinan"] == "ya"
            if heads:
                superior = above.get(row.get("atasan", ""), above.get(""))
            else:
                superior = made.get(asked.get("atasan", ""), made.get(""))
            made[key] = code
            if heads:
                made[""] = code
            self.posts.append(
                PostPlan(
                    code,
                    unit,
                    superior,
                    post["nama"].format(pendek=short),
                    post["jenis"],
                    heads,
                    int(post["kelas"]),
                    post["eselon"],
                    post["jenjang"],
                    asked.get("formasi", 1),
                    int(post["bup"]),
                    post["tugas_pokok"],
                    f"Pendidikan paling rendah {post['sekolah']}. Golongan {post['golongan_dari']} sampai "
                    f"{post['golongan_sampai']}.",
                    order,
                )
            )
        return made


def _code(parent: str, given: str, short: str) -> str:
    """Return the code of a unit: as given, or its short name, or that one's initials where it is too long."""
    named = slugify(short)
    if not given and len(f"{parent}.{named}") > LONGEST_CODE:
        named = "".join(word[0] for word in named.split("-"))
    return f"{parent}.{given or named}"


def _read(name: str) -> Any:
    return yaml.safe_load((DATA / f"{name}.yaml").read_text("utf-8"))


@cache
def _kinds() -> dict[str, Any]:
    found: dict[str, Any] = _read("susunan")
    return found


@cache
def _posts_of_law() -> dict[str, dict[str, str]]:
    with (DATA / "jabatan.csv").open(encoding="utf-8", newline="") as file:
        return {row["kunci"]: row for row in csv.DictReader(file, delimiter=";")}
