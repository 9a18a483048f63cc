"""Who may what here: units and posts are open to whoever is signed in; the officer changes them."""

from __future__ import annotations

from typing import Any

from praja.organization.models import PositionVersion, UnitVersion
from tests.integration.access.matrix import SIGNED_IN, Row, World


def _unit(world: World) -> dict[str, Any]:
    return {"number": world.unit.pk}


def _post(world: World) -> dict[str, Any]:
    return {"number": world.position.pk}


def _unit_version(world: World) -> dict[str, Any]:
    row = UnitVersion.objects.known().get(unit=world.unit)
    return {"number": world.unit.pk, "version": row.pk}


def _post_version(world: World) -> dict[str, Any]:
    row = PositionVersion.objects.known().get(position=world.position)
    return {"number": world.position.pk, "version": row.pk}


OFFICER = {"admin_bkpsdm:own"}
"""Of the same government; the admin of another one gets 404."""
DATA = {"langkah": "lihat"}

ROWS = [
    Row("organization:index", may=SIGNED_IN),
    *(
        Row(f"organization:{name}", may=SIGNED_IN, args=_unit)
        for name in ("unit", "chart", "posts", "vacancies")
    ),
    Row("organization:posts", may=SIGNED_IN, args=_unit, data={"ekspor": "csv"}, key="csv"),
    Row("organization:unit", may=SIGNED_IN, args=_unit, data={"per": "2016-01-01"}, key="per tanggal"),
    Row("organization:position", may=SIGNED_IN, args=_post),
    *(
        Row(f"organization:{name}", method, may=OFFICER, args=_unit, data=data)
        for name in (
            "create_unit",
            "change_unit",
            "move_unit",
            "merge_units",
            "split_unit",
            "close_unit",
            "create_position",
        )
        for method, data in (("GET", None), ("POST", DATA))
    ),
    *(
        Row(f"organization:{name}", method, may=OFFICER, args=_post, data=data)
        for name in ("change_position", "close_position")
        for method, data in (("GET", None), ("POST", DATA))
    ),
    Row("organization:withdraw_unit_version", may=OFFICER, args=_unit_version),
    Row("organization:withdraw_unit_version", "POST", may=OFFICER, args=_unit_version, data=DATA),
    Row("organization:withdraw_position_version", may=OFFICER, args=_post_version),
    Row("organization:withdraw_position_version", "POST", may=OFFICER, args=_post_version, data=DATA),
    Row("organization:create_government", may={"admin_aplikasi"}),
    Row("organization:create_government", "POST", may={"admin_aplikasi"}, data=DATA),
]
