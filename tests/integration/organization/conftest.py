"""A small government, its officer, and others who may less."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pytest

from praja.access.models import RoleHeld
from praja.accounts.models import User
from praja.organization import hooks
from praja.organization.models import Position, PositionVersion, Unit, UnitVersion
from praja.temporal.actions import record, span

BEGIN = datetime.date(2020, 1, 1)


@pytest.fixture(autouse=True)
def nobody():
    """Let no post be held, whatever the records of people would say."""
    known = hooks.incumbents()
    hooks.register_incumbents(hooks.Nobody())
    yield
    hooks.register_incumbents(known)


def user(name: str, *roles: tuple[str, Unit | None]) -> User:
    """Make an account that holds roles since long."""
    account = User.objects.create_user(name, name=name.title())
    for role, unit in roles:
        RoleHeld.objects.create(
            user=account, role=role, unit=unit, berlaku=span(BEGIN), reason="uji", granted_by="uji"
        )
    return account


def unit(
    code: str, name: str, above: Unit | None = None, kind: str = "dinas", zone: str = "WIB", **more
) -> Unit:
    """Make a unit that began in 2020."""
    government = None if above is None else above.government or above
    made = Unit.objects.create(code=code, government=government)
    version = UnitVersion(
        unit=made,
        parent=above,
        name=name,
        kind="pemerintah_kota" if above is None else kind,
        zone=zone,
        berlaku=span(BEGIN),
        **more,
    )
    record(version, by=None)
    return made


def post(code: str, title: str, at: Unit, above: Position | None = None, **more) -> Position:
    """Make a post that began in 2020."""
    made = Position.objects.create(code=code)
    values = {"kind": "pelaksana", "bup": 58, **more}
    record(
        PositionVersion(position=made, unit=at, superior=above, title=title, berlaku=span(BEGIN), **values),
        by=None,
    )
    return made


@dataclass
class World:
    """A city with a district of two wards, and a province three zones east."""

    city: Unit
    district: Unit
    north: Unit
    south: Unit
    province: Unit
    mayor: Position
    camat: Position
    lurah_north: Position
    lurah_south: Position
    clerk: Position
    officer: User
    stranger: User
    foreign_officer: User
    auditor: User


@pytest.fixture
def world(db) -> World:
    city = unit("kota", "Kota Contoh", npwp="001234567890000")
    district = unit("kota.kec", "Kecamatan Contoh", city, "kecamatan")
    north = unit("kota.kec.utara", "Kelurahan Utara", district, "kelurahan", budget_code="7.01.01")
    south = unit("kota.kec.selatan", "Kelurahan Selatan", district, "kelurahan")
    province = unit("prov", "Provinsi Timur", zone="WIT")
    mayor = post("kota.sekda", "Sekretaris Daerah", city, kind="jpt_pratama", heads_unit=True, bup=60)
    camat = post(
        "kota.kec.camat", "Camat", district, mayor, kind="administrator", heads_unit=True, eselon="III.a"
    )
    lurah_north = post(
        "utara.lurah", "Lurah Utara", north, camat, kind="pengawas", heads_unit=True, kelas_jabatan=9
    )
    lurah_south = post(
        "selatan.lurah", "Lurah Selatan", south, camat, kind="pengawas", heads_unit=True, kelas_jabatan=9
    )
    clerk = post("utara.staf", "Pengadministrasi", north, lurah_north, kelas_jabatan=5, formasi=3)
    return World(
        city,
        district,
        north,
        south,
        province,
        mayor,
        camat,
        lurah_north,
        lurah_south,
        clerk,
        officer=user("petugas", ("admin_bkpsdm", city)),
        stranger=user("pegawai"),
        foreign_officer=user("petugas-timur", ("admin_bkpsdm", province)),
        auditor=user("auditor", ("auditor", city)),
    )
