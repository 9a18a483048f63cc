"""Who may what with SKP."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from praja.access.enums import Role
from praja.files import disk
from praja.files.models import StoredFile
from praja.performance.enums import KeadaanVersi
from praja.performance.models import IndicatorVersion, RhkVersion, Skp, SkpVersion
from praja.performance.perms import OFFICERS, READERS
from tests.integration.access.matrix import SIGNED_IN, Row, World
from tests.integration.performance.plans import agree, plan


def _own(*roles: Role) -> set[str]:
    return {f"{role.value}:own" for role in roles}


def _anywhere(*roles: Role) -> set[str]:
    return {f"{role.value}:{side}" for role in roles for side in ("own", "foreign")}


SEES = {"pegawai:self", "atasan"} | _own(*READERS)
PERSON, APPRAISER, BOTH, KEEPER = {"pegawai:self"}, {"atasan"}, {"pegawai:self", "atasan"}, _own(*OFFICERS)
PEOPLE = {"pegawai:self", "pegawai:other", "pegawai:foreign", "atasan"}
REASON = {"reason": "Alasan yang cukup jelas"}


def _skp(world: World, year: int, **more: Any) -> Skp:
    """Return an SKP of a year that no other part of performance uses."""
    return plan(world.person("pegawai:self"), world.person("atasan"), year=year, **more)


def _drafted(world: World) -> Skp:
    return _skp(world, 2036, agreed=False)


def _proposed(world: World) -> Skp:
    skp = _skp(world, 2035, agreed=False)
    skp.versions.update(state=KeadaanVersi.DIAJUKAN, proposed_at=timezone.now())
    return skp


def _agreed(world: World) -> Skp:
    return _skp(world, 2034)


def _changed(world: World) -> Skp:
    skp = _skp(world, 2033)
    SkpVersion.objects.create(skp=skp, number=2, since=datetime.date(2033, 6, 1))
    return skp


def _on_paper(world: World) -> Skp:
    skp = plan(world.person("atasan"), None, year=2036, agreed=False)
    skp.versions.update(state=KeadaanVersi.DIAJUKAN, proposed_at=timezone.now())
    return skp


def _signed(world: World) -> Skp:
    skp = _skp(world, 2032, agreed=False)
    data = b"%PDF-1.4 SKP bertanda tangan"
    disk.write(data)
    version = skp.versions.get()
    version.agreed_file = StoredFile.objects.create(
        sha256=disk.digest_of(data), name="skp.pdf", kind="application/pdf", size=len(data),
        uploaded_by=world.administrator,
    )  # fmt: skip
    agree(version)
    return skp


FACTORIES = {
    "skp_drafted": _drafted,
    "skp_proposed": _proposed,
    "skp_agreed": _agreed,
    "skp_changed": _changed,
    "skp_on_paper": _on_paper,
    "skp_signed": _signed,
}


def _of(name: str) -> Any:
    return lambda world: {"pk": world[name].pk}


def _result(world: World) -> dict[str, Any]:
    skp = world["skp_drafted"]
    return {"pk": skp.pk, "rhk": RhkVersion.objects.get(version__skp=skp).rhk_id}


def _indicator(world: World) -> dict[str, Any]:
    skp = world["skp_drafted"]
    return {"pk": skp.pk, "indicator": IndicatorVersion.objects.get(version__skp=skp).indicator_id}


def _unit(world: World) -> dict[str, Any]:
    return {"pk": world.unit.pk}


DRAFT, PROPOSED, AGREED = _of("skp_drafted"), _of("skp_proposed"), _of("skp_agreed")
ROWS = [
    Row("performance:own", may=SIGNED_IN),
    Row("performance:own_open", "POST", may=PEOPLE, data={"tahun": "2026"}),
    Row("performance:library", may=SIGNED_IN),
    Row("performance:appraised", may=SIGNED_IN),
    Row("performance:open_year", may=_anywhere(*OFFICERS)),
    Row("performance:open_year", "POST", may=_anywhere(*OFFICERS)),
    Row("performance:moves", may=_anywhere(*OFFICERS)),
    Row("performance:coverage", may=_anywhere(*READERS)),
    Row("performance:coverage_unit", may=_own(*READERS), args=_unit),
    *(Row("performance:skp", may=SEES, args=_of(name), key=name) for name in list(FACTORIES)[:4]),
    Row("performance:skp_print", may=SEES, args=DRAFT),
    Row("performance:skp_signed", may=SEES, args=_of("skp_signed")),
    Row("performance:result_add", may=PERSON, args=DRAFT),
    Row("performance:result_add", "POST", may=PERSON, args=DRAFT, fine={400}),
    Row("performance:result_edit", may=PERSON, args=_result),
    Row("performance:result_edit", "POST", may=PERSON, args=_result, fine={400}),
    Row("performance:result_remove", "POST", may=PERSON, args=_result),
    Row("performance:result_raise", "POST", may=PERSON, args=_result),
    Row("performance:indicator_add", may=PERSON, args=_result),
    Row("performance:indicator_add", "POST", may=PERSON, args=_result, fine={200}),
    Row("performance:indicator_edit", may=PERSON, args=_indicator),
    Row("performance:indicator_edit", "POST", may=PERSON, args=_indicator, fine={400}),
    Row("performance:indicator_remove", "POST", may=PERSON, args=_indicator),
    Row("performance:expectations", may=BOTH, args=DRAFT),
    Row("performance:expectations", "POST", may=BOTH, args=DRAFT),
    Row("performance:expectations", may=APPRAISER, args=PROPOSED, key="diajukan"),
    Row("performance:annexes", may=PERSON, args=DRAFT),
    Row("performance:annexes", "POST", may=PERSON, args=DRAFT),
    Row("performance:approach", may=PERSON, args=DRAFT),
    Row("performance:approach", "POST", may=PERSON, args=DRAFT, data={"approach": "kualitatif"}),
    Row("performance:skp_copy", "POST", may=PERSON, args=DRAFT,
        data=lambda world: {"sumber": str(world["skp_agreed"].versions.get().pk)}),
    Row("performance:skp_propose", "POST", may=PERSON, args=DRAFT),
    Row("performance:skp_take_back", "POST", may=PERSON, args=PROPOSED),
    Row("performance:skp_remark", "POST", may=BOTH, args=PROPOSED, data={"text": "Sudah baik."}),
    Row("performance:skp_agree", "POST", may=APPRAISER, args=PROPOSED),
    Row("performance:skp_send_back", "POST", may=APPRAISER, args=PROPOSED, data={"text": "Perbaiki."}),
    Row("performance:skp_agree_on_paper", may=KEEPER, args=_of("skp_on_paper")),
    Row("performance:skp_agree_on_paper", "POST", may=KEEPER, args=_of("skp_on_paper"), fine={400}),
    Row("performance:skp_understand", may=PERSON, args=AGREED),
    Row("performance:skp_understand", "POST", may=PERSON, args=AGREED, fine={400}),
    Row("performance:skp_change", may=BOTH, args=AGREED),
    Row("performance:skp_change", "POST", may=BOTH, args=AGREED, fine={400}),
    Row("performance:skp_change_withdraw", "POST", may=BOTH, args=_of("skp_changed")),
    Row("performance:skp_appraiser", may=KEEPER, args=AGREED),
    Row("performance:skp_appraiser", "POST", may=KEEPER, args=AGREED, fine={400}),
    Row("performance:skp_move", "POST", may=KEEPER, args=AGREED),
    Row("performance:skp_cancel", may=KEEPER, args=DRAFT),
    Row("performance:skp_cancel", "POST", may=KEEPER, args=DRAFT, data=REASON),
]  # fmt: skip
