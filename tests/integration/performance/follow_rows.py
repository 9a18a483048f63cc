"""Who may what with what follows a plan."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from praja.access.enums import Role
from praja.files import disk
from praja.files.models import StoredFile
from praja.organization.queries import today
from praja.performance.models import (
    Coaching,
    Evidence,
    FeedBatch,
    FeedToken,
    FollowUp,
    Indicator,
    Obstacle,
    Period,
    Realisation,
    Recognition,
    Rhk,
    Skp,
)
from praja.performance.perms import OFFICERS, READERS
from tests.integration.access.matrix import ANYONE, SIGNED_IN, Row, World
from tests.integration.performance.plans import plan

YEAR = 2020
MONTH = datetime.date(YEAR, 3, 1)


def _own(*roles: Role) -> set[str]:
    return {f"{role.value}:own" for role in roles}


def _anywhere(*roles: Role) -> set[str]:
    return {f"{role.value}:{side}" for role in roles for side in ("own", "foreign")}


PERSON, APPRAISER, BOTH = {"pegawai:self"}, {"atasan"}, {"pegawai:self", "atasan"}
SEES = BOTH | _own(*READERS)
PEOPLE = {"pegawai:self", "pegawai:other", "pegawai:foreign", "atasan"}
GIVES = _own(*OFFICERS)
KEEPS = _own(Role.ADMIN_BKPSDM)


def _skp(world: World) -> Skp:
    for name in ("pegawai:self", "pegawai:other"):
        made = plan(world.person(name), world.person("atasan"), year=YEAR)
        if name == "pegawai:self":
            found = made
    return Skp.objects.get(pk=found.pk)


def _team(world: World) -> Skp:
    """Somebody elsewhere, so that nobody in the unit carries a goal by it."""
    return plan(world.person("pegawai:foreign"), world.person("atasan"), year=today().year)


def _file(world: World, name: str, kind: str) -> StoredFile:
    return StoredFile.objects.create(
        sha256=disk.write(name.encode()), name=name, kind=kind, size=len(name),
        uploaded_by=world.administrator,
    )  # fmt: skip


def _indicator(world: World) -> Indicator:
    return Indicator.objects.get(rhk__skp=world["followed_skp"])


def _evidence(world: World) -> Evidence:
    return Evidence.objects.create(
        indicator=_indicator(world), month=MONTH, title="bukti.pdf", by=world.user("pegawai:self"),
        file=_file(world, "bukti.pdf", StoredFile.Kind.PDF),
    )  # fmt: skip


def _batch(world: World) -> FeedBatch:
    return FeedBatch.objects.create(
        government=world.government, unit=world.unit, digest="", made_by=world.administrator,
        file=_file(world, "angka.csv", StoredFile.Kind.CSV), summary={"baru": 0},
    )  # fmt: skip


def _figure(world: World) -> Realisation:
    return Realisation.objects.create(
        indicator=_indicator(world), month=MONTH, value=5, source="lembar", batch=world["feed_batch"]
    )


def _obstacle(world: World) -> Obstacle:
    skp = world["followed_skp"]
    return Obstacle.objects.create(
        skp=skp, rhk=Rhk.objects.get(skp=skp), kind="luar", text="Banjir sejak Januari.", since=MONTH,
        by=world.user("pegawai:self"), photo=_file(world, "banjir.pdf", StoredFile.Kind.PDF),
    )  # fmt: skip


def _accepted(world: World) -> Obstacle:
    skp = world["followed_skp"]
    return Obstacle.objects.create(
        skp=skp, rhk=Rhk.objects.get(skp=skp), kind="luar", text="Banjir sejak Januari.", since=MONTH,
        by=world.user("pegawai:self"), state="diterima", owner=world.person("pegawai:other"), due=MONTH,
    )  # fmt: skip


def _talk(world: World) -> Coaching:
    return Coaching.objects.create(
        skp=world["followed_skp"], kind="bimbingan", on=MONTH, agenda="Target", by=world.user("atasan")
    )


def _step(world: World) -> FollowUp:
    return FollowUp.objects.create(
        coaching=world["talk"], text="Ikut pelatihan", owner=world.person("pegawai:self"), due=MONTH
    )


def _thanks(world: World) -> Recognition:
    return Recognition.objects.create(
        person=world.person("pegawai:self"), text="Terima kasih banyak", by=world.user("pegawai:other")
    )


def _period(world: World) -> Period:
    days = DateRange(datetime.date(YEAR, 1, 1), datetime.date(YEAR, 4, 1))
    return Period.objects.create(
        government=world.government, year=YEAR, kind="triwulanan", number=1, days=days,
        report_by=datetime.date(YEAR, 4, 5), rate_by=datetime.date(YEAR, 4, 10),
    )  # fmt: skip


def _token(world: World) -> FeedToken:
    return FeedToken.objects.create(
        government=world.government, name="SIM", hint="abcd", digest="0" * 64, made_by=world.administrator
    )


FACTORIES: dict[str, Any] = {
    "followed_skp": _skp,
    "team_skp": _team,
    "evidence": _evidence,
    "feed_batch": _batch,
    "figure": _figure,
    "obstacle": _obstacle,
    "accepted_obstacle": _accepted,
    "talk": _talk,
    "follow_up": _step,
    "thanks": _thanks,
    "performance_period": _period,
    "feed_token": _token,
}


def _pk(name: str) -> Any:
    return lambda world: {"pk": world[name].pk}


def _month(world: World) -> dict[str, Any]:
    return {"pk": world["followed_skp"].pk, "month": f"{MONTH:%Y-%m}"}


def _line(world: World) -> dict[str, Any]:
    return _month(world) | {"indicator": _indicator(world).pk}


def _day(world: World) -> dict[str, Any]:
    """A day of the log, for which the national law does not ask."""
    return {"pk": world["followed_skp"].pk, "day": MONTH.isoformat()}


def _noted(world: World) -> dict[str, Any]:
    return _day(world) | {"indicator": _indicator(world).pk}


def _report(world: World) -> dict[str, Any]:
    return {"pk": world["followed_skp"].pk, "period": world["performance_period"].pk}


def _do(what: str) -> Any:
    return lambda world: {"pk": world["talk"].pk, "what": what}


def _with_team(world: World) -> dict[str, Any]:
    assert world["team_skp"]
    return {}


TEXT = {"text": "Kalimat yang cukup jelas", "butir-text": "Kalimat yang cukup jelas",
        "catatan-text": "Kalimat yang cukup jelas"}  # fmt: skip
ROWS = [
    Row("performance:month_now", may=PEOPLE),
    Row("performance:log_now", may=SIGNED_IN),
    Row("performance:log", args=_day),
    Row("performance:log_write", "POST", args=_noted),
    Row("performance:month", may=SEES, args=_month),
    Row("performance:month_report", "POST", may=PERSON, args=_line, fine={400}),
    Row("performance:month_reopen", may=APPRAISER, args=_month),
    Row("performance:month_reopen", "POST", may=APPRAISER, args=_month, fine={400}),
    Row("performance:evidence", may=SEES, args=_pk("evidence")),
    Row("performance:evidence_withdraw", "POST", may=PERSON, args=_pk("evidence")),
    Row("performance:figure_objection", "POST", may=PERSON, args=_pk("figure"), data=TEXT),
    Row("performance:periods", may=_anywhere(Role.ADMIN_BKPSDM)),
    Row("performance:periods", "POST", may=_anywhere(Role.ADMIN_BKPSDM), fine={400}),
    Row("performance:period", may=KEEPS, args=_pk("performance_period")),
    Row("performance:period", "POST", may=KEEPS, args=_pk("performance_period"), fine={400}),
    Row("performance:self_reports", may=SEES, args=_pk("followed_skp")),
    Row("performance:self_report", may=SEES, args=_report),
    Row("performance:self_report", "POST", may=PERSON, args=_report, fine={400}),
    Row("performance:obstacles", may=SIGNED_IN),
    Row("performance:obstacle_new", may=PERSON, args=_pk("followed_skp")),
    Row("performance:obstacle_new", "POST", may=PERSON, args=_pk("followed_skp"), fine={400}),
    Row("performance:obstacle", may=SEES, args=_pk("obstacle")),
    Row("performance:obstacle", "POST", may=APPRAISER, args=_pk("obstacle"), fine={400}),
    Row("performance:obstacle_photo", may=SEES, args=_pk("obstacle")),
    Row(
        "performance:obstacle_solve",
        "POST",
        may={*BOTH, "pegawai:other"},
        args=_pk("accepted_obstacle"),
    ),
    Row("performance:feedback", may=PEOPLE),
    Row("performance:feedback_read", "POST", may=PEOPLE),
    Row("performance:feedback_of", may={"atasan", "pegawai:other"}, args=_pk("followed_skp")),
    Row(
        "performance:feedback_of",
        "POST",
        may={"atasan", "pegawai:other"},
        args=_pk("followed_skp"),
        fine={400},
    ),
    Row("performance:feedback_ask", may=PERSON, args=_pk("followed_skp")),
    Row("performance:feedback_ask", "POST", may=PERSON, args=_pk("followed_skp"), fine={400}),
    Row("performance:talks", may=BOTH, args=_pk("followed_skp")),
    Row("performance:talks", "POST", may=BOTH, args=_pk("followed_skp"), fine={400}),
    Row("performance:talk", may=BOTH, args=_pk("talk")),
    Row("performance:talk_do", "POST", may=BOTH, args=_do("butir"), data=TEXT, key="butir"),
    Row("performance:talk_do", "POST", may=APPRAISER, args=_do("catatan"), data=TEXT, key="catatan"),
    Row("performance:talk_do", "POST", may=APPRAISER, args=_do("lanjut"), key="lanjut"),
    Row("performance:talk_do", "POST", may=PERSON, args=_do("dibaca"), key="dibaca"),
    Row("performance:follow_up_done", "POST", may=BOTH, args=_pk("follow_up")),
    Row("performance:thanks", may=PEOPLE),
    Row("performance:thanks", "POST", may=PEOPLE, fine={400}),
    Row(
        "performance:thanks_withdraw",
        "POST",
        may={"pegawai:self", "pegawai:other", "atasan"},
        args=_pk("thanks"),
    ),
    Row("performance:team", may=APPRAISER, args=_with_team),
    Row("performance:feeds", may=_anywhere(*OFFICERS)),
    Row("performance:feeds", "POST", may=_anywhere(*OFFICERS), fine={400}),
    Row("performance:feed", may=GIVES, args=_pk("feed_batch")),
    Row("performance:feed", "POST", may=GIVES, args=_pk("feed_batch"), data={"langkah": "tolak"}),
    Row("performance:feed_tokens", may=_anywhere(Role.ADMIN_BKPSDM)),
    Row("performance:feed_tokens", "POST", may=_anywhere(Role.ADMIN_BKPSDM), fine={400}),
    Row("performance:feed_token_revoke", "POST", may=KEEPS, args=_pk("feed_token")),
    Row("performance:feed_receive", "POST", may=ANYONE, fine={401}),
]
