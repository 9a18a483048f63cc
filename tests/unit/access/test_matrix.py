"""The table of who may what: what its rows mean."""

from __future__ import annotations

from tests.integration.access.matrix import ACTORS, ANYONE, SAMPLE, SIGNED_IN, Row


def test_a_row_lets_those_through_whom_it_names() -> None:
    row = Row("x", may={"atasan", "auditor:own"})

    assert row.lets("atasan") and row.lets("auditor:own")
    assert not row.lets("auditor:foreign") and not row.lets("pegawai:self")


def test_a_row_without_names_lets_nobody_through() -> None:
    assert not any(Row("x").lets(actor) for actor in ACTORS)
    assert all(Row("x", may=word).lets(actor) for actor in ACTORS for word in (SIGNED_IN, ANYONE))


def test_what_only_some_may_is_tried_by_all() -> None:
    near = Row("x", may={"atasan", "auditor:own"})
    assert all(near.concerns(actor) != near.is_left(actor) for actor in ACTORS)
    assert near.concerns("atasan") and near.concerns("auditor:own")
    assert near.is_left("bendahara:foreign")
    rows = [Row(str(number), may={"atasan"}) for number in range(40)]
    assert all(any(row.concerns(actor) for row in rows) for actor in ACTORS if not actor.endswith(":foreign"))
    assert {actor for actor in ACTORS if Row("x", may=SIGNED_IN).concerns(actor)} == SAMPLE
    assert set(ACTORS) > SAMPLE
