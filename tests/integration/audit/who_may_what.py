"""Who may read which event; see `tests/integration/access/matrix.py`."""

from __future__ import annotations

from praja.audit.actions import record
from praja.audit.models import Event
from tests.integration.access.matrix import SIGNED_IN, Row, World

READERS = {"auditor:own", "admin_bkpsdm:own"}
EVERYBODY_WITH_A_TRAIL = {
    *READERS,
    "auditor:foreign",
    "admin_bkpsdm:foreign",
    "admin_aplikasi",
}


def about_sari(world: World) -> Event:
    """Make an event about Sari's record, done by another."""
    return record(
        kind="people.sk_recorded",
        by=world.user("pengelola_kepegawaian:own"),
        person=world.person("pegawai:self").pk,
        reason="SK terlambat",
    )


def of_her_unit(world: World) -> Event:
    """Make an event about Sari's unit."""
    return record(kind="organization.unit_changed", by=None, unit=world.unit.pk)


def of_an_account(world: World) -> Event:
    """Make an event about an account, of nobody in the records."""
    return record(kind="accounts.disabled", by=world.user("admin_aplikasi"), target=world.user("atasan"))


FACTORIES = {
    "event_about_sari": about_sari,
    "event_of_unit": of_her_unit,
    "event_of_account": of_an_account,
}
ROWS = [
    Row("audit:list", may=EVERYBODY_WITH_A_TRAIL),
    Row("audit:list", may=EVERYBODY_WITH_A_TRAIL, data={"ekspor": "csv"}, key="csv"),
    Row("audit:list", may=EVERYBODY_WITH_A_TRAIL, data={"ekspor": "xlsx"}, key="xlsx"),
    Row("audit:detail", may=READERS, args=lambda world: {"pk": world["event_about_sari"].pk}, key="person"),
    Row("audit:detail", may=READERS, args=lambda world: {"pk": world["event_of_unit"].pk}, key="unit"),
    Row(
        "audit:detail",
        may={"admin_aplikasi"},
        args=lambda world: {"pk": world["event_of_account"].pk},
        key="account",
    ),
    Row("audit:mine", may=SIGNED_IN),
]
