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
    assert all(near.concerns(actor) or near.is_far_off(actor) for actor in ACTORS)
    assert near.concerns("auditor:foreign") and near.concerns("bendahara:own")
    assert near.is_far_off("bendahara:foreign") and not near.concerns("bendahara:foreign")
    assert {actor for actor in ACTORS if Row("x", may=SIGNED_IN).concerns(actor)} == SAMPLE
    assert set(ACTORS) > SAMPLE
