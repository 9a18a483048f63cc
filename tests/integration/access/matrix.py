"""Who may what: a table of every address × role × own or foreign unit × GET and POST, and what walks it.

Each app writes `tests/integration/<app>/who_may_what.py`::

    from tests.integration.access.matrix import Row, SIGNED_IN

    ARGS = {"pk": lambda world: world.person("pegawai:self").pk}
    ROWS = [
        Row("people:detail", may={"pegawai:self", "atasan", "pengelola_kepegawaian:own", "auditor:own"}),
        Row("people:rename", "POST", may={"admin_bkpsdm:own"}, data={"name": "Sari"}),
    ]

- `may` holds *actors*: `pegawai:self` (whose record it is), `pegawai:other` (a colleague), `pegawai:foreign`,
  `atasan` (the superior of `pegawai:self`), `<role>:own` and `<role>:foreign` for every role (held for the
  government of `pegawai:self`, or for another one), `admin_aplikasi`; or `SIGNED_IN`, `ANYONE`.
- Whoever is not in `may` must get 404, and somebody who is not signed in a redirect to the sign-in page.
- `ARGS` says what stands for the parts of an address; a row may have its own `args`.
- A few of those who may and of those who may not try in `make test`, all in `make test-all` (`Row.is_left`).
- A method that a row does not name must be refused (405 or 404) to everybody who is signed in.
- `FACTORIES = {"proposal": lambda world: …}` makes objects once; `world["proposal"]` gives them.

Every request is rolled back, so that rows do not disturb each other.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

from django.contrib.auth.hashers import make_password
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from praja.access.enums import Role
from praja.access.models import RoleHeld
from praja.accounts.models import User
from praja.organization.models import Position, PositionVersion, Unit, UnitVersion
from praja.people.models import GolonganHistory, JabatanHistory, Person, StatusHistory, UnitHistory

LONG_AGO = datetime.date(2015, 1, 1)
HERE = Path(__file__).parent.parent

SIGNED_IN = "siapa saja yang sudah masuk"
ANYONE = "siapa saja"
PEOPLE = ("pegawai:self", "pegawai:other", "pegawai:foreign", "atasan")
ROLE_ACTORS = tuple(
    f"{role.value}:{side}" for role in Role if role != Role.ADMIN_APLIKASI for side in ("own", "foreign")
)
ACTORS = (*PEOPLE, *ROLE_ACTORS, Role.ADMIN_APLIKASI.value)
SAMPLE = frozenset({"pegawai:self", "admin_bkpsdm:own", "tapd:foreign"})
"""Those who try each time what all may."""
FINE = frozenset({200, 204, 302, 303, 422})

Args = Callable[["World"], dict[str, Any]]


@dataclasses.dataclass(frozen=True)
class Row:
    """One address and method, and who may.

    :param may: actors, or `SIGNED_IN` or `ANYONE`
    :param args: gives the parts of the address; else the app's `ARGS` do
    :param data: of the query (GET) or form (POST): a dict, or made from the world
    :param fine: the statuses that mean yes
    :param key: of the object, where one address has several rows
    """

    url: str
    method: str = "GET"
    may: frozenset[str] | set[str] | str = frozenset()
    args: Args | dict[str, Any] | None = None
    data: Callable[[World], dict[str, Any]] | dict[str, Any] | None = None
    fine: frozenset[int] | set[int] = FINE
    key: str = ""

    def concerns(self, actor: str) -> bool:
        """Tell whether an actor is to try it each time: where all may, a few do instead of all."""
        if isinstance(self.may, str):
            return actor in SAMPLE
        return actor in self._tried

    def is_left(self, actor: str) -> bool:
        """Tell whether only `make test-all` has an actor try it."""
        return not self.concerns(actor)

    @functools.cached_property
    def _tried(self) -> frozenset[str]:
        """Those who try it each time: some of those who may and some of those who may not, other ones at each
        address. Whose role opens nothing at home need not try elsewhere.
        """
        may, may_not = [], []
        for actor in sorted(
            ACTORS, key=lambda one: crc32(f"{self.url} {self.method} {self.key} {one}".encode())
        ):
            role, _, side = actor.partition(":")
            if self.lets(actor):
                may.append(actor)
            elif not (actor in ROLE_ACTORS and side == "foreign" and f"{role}:own" not in self.may):
                may_not.append(actor)
        return frozenset(may[: max(2, len(may) // 3)] + may_not[: max(3, len(may_not) // 4)])

    def lets(self, actor: str) -> bool:
        """Tell whether the table lets an actor through."""
        return self.may in (SIGNED_IN, ANYONE) or (not isinstance(self.may, str) and actor in self.may)


class World:
    """Two governments: in one Sari, her superior and a colleague, in the other a stranger; one per role."""

    def __init__(self) -> None:
        """Make it, inside the caller's transaction."""
        self._made: dict[str, Any] = {}
        self.factories: dict[str, Callable[[World], Any]] = {}
        self._password = make_password("kalimat yang panjang sekali")
        self.government = self._unit("semarang", "Kota Semarang", "pemerintah_kota")
        self.unit = self._unit("semarang.dinsos", "Dinas Sosial", "dinas", self.government)
        self.foreign_government = self._unit("sawahlunto", "Kota Sawahlunto", "pemerintah_kota")
        self.foreign_unit = self._unit("sawahlunto.dinsos", "Dinas Sosial", "dinas", self.foreign_government)
        head = self._post("semarang.dinsos.kepala", "Kepala Dinas Sosial", self.unit)
        staff = self._post("semarang.dinsos.penelaah", "Penelaah", self.unit, head)
        clerk = self._post("semarang.dinsos.pengadministrasi", "Pengadministrasi", self.unit, head)
        abroad = self._post("sawahlunto.dinsos.kepala", "Kepala Dinas Sosial", self.foreign_unit)
        self.position = staff
        self._people = {
            "pegawai:self": self._person("199005172019032001", "Sari", self.unit, staff),
            "pegawai:other": self._person("198802022015031002", "Budi", self.unit, clerk),
            "atasan": self._person("197501012000031003", "Ratna", self.unit, head),
            "pegawai:foreign": self._person("198503032010032004", "Yuni", self.foreign_unit, abroad),
        }
        self._users: dict[str, User] = {}
        for name, person in self._people.items():
            if person.account is not None:
                self._users[name] = person.account
        for actor in ROLE_ACTORS:
            role, side = actor.split(":")
            self._users[actor] = self._holder(
                actor, role, self.government if side == "own" else self.foreign_government
            )
        self._users[Role.ADMIN_APLIKASI.value] = self._holder("admin_aplikasi", Role.ADMIN_APLIKASI, None)
        self.administrator = User.objects.create_user("administrator", None, name="Administrator pertama")
        self._hold(self.administrator, Role.ADMIN_APLIKASI, None)

    def person(self, name: str) -> Person:
        """Return the person `pegawai:self`, `pegawai:other`, `pegawai:foreign` or `atasan`."""
        return self._people[name]

    def user(self, actor: str) -> User:
        """Return the account of an actor."""
        return self._users[actor]

    def __getitem__(self, name: str) -> Any:
        """Return what a factory of an app made, made when first asked for."""
        if name not in self._made:
            self._made[name] = self.factories[name](self)
        return self._made[name]

    def _unit(self, code: str, name: str, kind: str, parent: Unit | None = None) -> Unit:
        made = Unit.objects.create(code=code, government=parent)
        UnitVersion.objects.create(unit=made, parent=parent, name=name, kind=kind, berlaku=(LONG_AGO, None))
        return made

    def _post(self, code: str, title: str, unit: Unit, superior: Position | None = None) -> Position:
        made = Position.objects.create(code=code)
        PositionVersion.objects.create(
            position=made,
            unit=unit,
            superior=superior,
            title=title,
            kind="pelaksana" if superior else "jpt_pratama",
            heads_unit=superior is None,
            bup=58,
            berlaku=(LONG_AGO, None),
        )
        return made

    def _person(self, nip: str, name: str, unit: Unit, post: Position) -> Person:
        account = self._account(nip, name)
        made = Person.objects.create(
            account=account,
            nip=nip,
            name=name,
            sex="P",
            birth_date=datetime.date(1980, 1, 1),
            search=f"{name} {nip}".lower(),
        )
        span = {"person": made, "sk_number": "800/1", "berlaku": (LONG_AGO, None)}
        UnitHistory.objects.create(unit=unit, **span)
        StatusHistory.objects.create(status="pns", **span)
        GolonganHistory.objects.create(golongan="III/a", mkg_years=0, mkg_months=0, **span)
        JabatanHistory.objects.create(position=post, **span)
        return made

    def _account(self, username: str, name: str) -> User:
        return User.objects.create(username=username, name=name, password=self._password)

    def _holder(self, actor: str, role: str, unit: Unit | None) -> User:
        user = self._account(actor.replace(":", "-"), actor)
        self._hold(user, role, unit)
        return user

    def _hold(self, user: User, role: str, unit: Unit | None) -> None:
        RoleHeld.objects.create(
            user=user, role=role, unit=unit, berlaku=(LONG_AGO, None), reason="SK 1", granted_by="Praja"
        )


@dataclasses.dataclass
class TableOfAll:
    """The rows of all apps, with what they need."""

    rows: list[Row]
    args: dict[str, dict[str, Callable[[World], Any]]]
    """App → part of an address → what stands for it."""
    factories: dict[str, Callable[[World], Any]]

    def of(self, row: Row, world: World) -> dict[str, Any]:
        """Return the parts of a row's address."""
        if isinstance(row.args, dict):
            return row.args
        if row.args is not None:
            return row.args(world)
        known = self.args.get(app_of(row.url), {})
        missing = [part for part in parts_of(row.url) if part not in known]
        assert not missing, f"{row.url} needs {missing}: give args= in its row, or ARGS in who_may_what.py."
        return {part: known[part](world) for part in parts_of(row.url)}


def collect() -> TableOfAll:
    """Return the rows of every `tests/integration/*/who_may_what.py`."""
    table = TableOfAll([], {}, {})
    for path in sorted(HERE.glob("*/who_may_what.py")):
        module = importlib.import_module(f"tests.integration.{path.parent.name}.who_may_what")
        table.rows += module.ROWS
        table.factories |= getattr(module, "FACTORIES", {})
        for app in {app_of(row.url) for row in module.ROWS}:
            table.args.setdefault(app, {}).update(getattr(module, "ARGS", {}))
    return table


def app_of(url: str) -> str:
    """Return the app of a name, `` for the libraries'."""
    return url.split(":")[0] if ":" in url else ""


@functools.cache
def all_urls() -> dict[str, list[str]]:
    """Return the names of all addresses of the project, each with its parts."""
    return dict(_names(get_resolver(), "", []))


def _names(resolver: URLResolver, space: str, parts: list[str]) -> Iterator[tuple[str, list[str]]]:
    for one in resolver.url_patterns:
        inside = [*parts, *one.pattern.regex.groupindex]
        if isinstance(one, URLPattern):
            yield f"{space}{one.name or one.pattern}", inside
        else:
            yield from _names(one, f"{space}{one.namespace}:" if one.namespace else space, inside)


def parts_of(url: str) -> list[str]:
    """Return the parts of an address that must be given."""
    return all_urls()[url]


def address(row: Row, table: TableOfAll, world: World) -> str:
    """Return the address of a row in a world."""
    return reverse(row.url, kwargs=table.of(row, world))
