"""Closing the ratings of a period, opening it again, and what others read of it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from praja.audit.models import Event
from praja.performance.enums import KeadaanSkp
from praja.performance.models import ClosedRating, Closing, Period, Skp
from praja.performance.queries import facts
from praja.performance.rating import closing
from praja.performance.rating.actions import RatingRefused
from praja.performance.rating.actions.closings import close, reopen
from praja.performance.rating.actions.ratings import Said, sign
from praja.performance.rating.closing import readiness
from tests.integration.people.conftest import Office, person
from tests.integration.performance.plans import plan
from tests.integration.performance.rated import quarter, reached, whole_year

GOOD = Said(result="sesuai", behaviour="sesuai")
WHY = "Penilainya sakit dan belum ada pengganti"
MONTH = datetime.date(2026, 10, 1)


@pytest.fixture
def rated(office: Office, today: Any, period: Period, skp: Skp) -> Any:
    return sign(skp=skp, period=period, said=GOOD, by=office.user("section"), on=today)


def test_a_unit_is_closed_with_what_stands_and_nothing_of_it_changes(
    office: Office, today: Any, period: Period, rated: Any
) -> None:
    made = close(unit=office.dinas, period=period, by=office.user("pengelola"), on=today)

    [row] = made.rows.all()
    assert (row.person, row.rating, row.predicate, row.achievement) == (
        office.sari, rated, "baik", rated.achievement,
    )  # fmt: skip
    assert (made.number, made.missing) == (1, 0)
    assert (Event.objects.get(kind="performance.period_closed").after or {})["jumlah"] == 1
    for write in (
        lambda: ClosedRating.objects.update(predicate="sangat_baik"),
        lambda: ClosedRating.objects.all().delete(),
        lambda: Closing.objects.update(missing=3, missing_reason="x"),
        lambda: Closing.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    with pytest.raises(RatingRefused, match="sudah ditutup"):
        sign(skp=rated.skp, period=period, said=GOOD, by=office.user("section"), on=today)
    with pytest.raises(RatingRefused, match="sudah ditutup"):
        close(unit=office.dinas, period=period, by=office.user("admin"), on=today)


def test_who_is_not_rated_is_told_and_closed_only_with_a_reason(
    office: Office, today: Any, period: Period, rated: Any
) -> None:
    late = plan(office.section, office.head)
    by = office.user("pengelola")
    found = readiness(office.dinas, period, today)
    [waiting] = found.waiting
    assert (found.rated, found.missing, waiting.appraiser) == (1, 1, office.head.name)
    assert waiting.people == [(office.section.name, late.pk)] and found.without == [office.head]
    with pytest.raises(RatingRefused, match="1 orang belum dinilai"):
        close(unit=office.dinas, period=period, by=by, on=today)
    made = close(unit=office.dinas, period=period, missing_reason=WHY, by=by, on=today)
    assert made.missing == 1 and made.rows.get(skp=late).predicate == ""
    assert {one.person: one.predicate for one in facts(MONTH, government=office.government)} == {
        office.sari.pk: "baik", office.section.pk: "",
    }  # fmt: skip


def test_of_many_who_are_not_rated_the_first_are_named_and_all_are_counted(
    office: Office, today: Any, period: Period, skp: Skp, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan(office.section, office.head)
    monkeypatch.setattr(closing, "MOST_TOLD", 1)

    found = readiness(office.dinas, period, today)

    assert (found.missing, found.more) == (2, 1)
    assert sum(len(one.people) for one in found.waiting) == 1


@pytest.mark.parametrize(
    "who", ["section", "head", "sari", "pengelola_lain", "auditor", "bendahara", "kepala_unit"]
)
def test_others_close_nothing(office: Office, today: Any, period: Period, rated: Any, who: str) -> None:
    with pytest.raises(RatingRefused, match="Hanya pengelola"):
        close(unit=office.dinas, period=period, by=office.user(who), on=today)


def test_nothing_is_closed_before_the_period_is_over_or_where_nobody_is(
    office: Office, today: Any, period: Period
) -> None:
    running = quarter(office.government, 4)
    with pytest.raises(RatingRefused, match="baru berakhir"):
        close(unit=office.dinas, period=running, by=office.user("admin"), on=today)
    with pytest.raises(RatingRefused, match="Tidak ada yang dapat ditutup"):
        close(unit=office.other, period=period, by=office.user("admin"), on=today)
    assert not Closing.objects.exists()


def test_a_government_closes_the_rest_and_opens_again_with_a_reason(
    office: Office, today: Any, period: Period, rated: Any
) -> None:
    stranger = plan(office.stranger, office.head, position=office.staff_post)
    reached(stranger, period)
    sign(skp=stranger, period=period, said=GOOD, by=office.user("head"), on=today)
    admin, before = office.user("admin"), timezone.now()
    own = close(unit=office.dinas, period=period, by=admin, on=today)
    rest = close(unit=office.government, period=period, by=admin, on=today)
    assert [row.person for row in rest.rows.all()] == [office.stranger]
    then = timezone.now()
    with pytest.raises(RatingRefused, match="Hanya admin BKPSDM"):
        reopen(closing=own, text=WHY, by=office.user("pengelola"), on=today)
    with pytest.raises(RatingRefused, match="alasannya"):
        reopen(closing=own, text="salah", by=admin, on=today)
    reopen(closing=own, text="Rating Sari keliru dicatat", by=admin, on=today)
    worse = Said(result="di_bawah", behaviour="sesuai", result_reason="Datanya keliru", note="Data dikoreksi")
    sign(skp=rated.skp, period=period, said=worse, by=office.user("section"), on=today)
    again = close(unit=office.dinas, period=period, by=admin, on=today)

    assert again.number == 2

    def said(at: Any) -> dict[Any, str]:
        return {one.person: one.predicate for one in facts(MONTH, at, government=office.government)}

    assert said(before) == {}
    assert said(then) == {office.sari.pk: "baik", office.stranger.pk: "baik"}
    assert said(None) == {office.sari.pk: "butuh_perbaikan", office.stranger.pk: "baik"}
    [one] = facts(MONTH, government=office.government, people=[office.sari.pk])
    assert (one.closing, one.number, one.unit) == (again.pk, 2, office.dinas.pk)


def test_a_month_reads_the_period_that_ended_last_and_no_older_one(
    office: Office, today: Any, period: Period, rated: Any
) -> None:
    close(unit=office.dinas, period=period, by=office.user("admin"), on=today)
    quarter(office.government, 2)

    def read(month: int) -> int:
        return len(facts(datetime.date(2026, month, 1), government=office.government))

    assert [read(month) for month in (6, 8, 9, 11, 12)] == [0, 0, 1, 1, 1]
    quarter(office.government, 4)
    assert [read(month) for month in (11, 12)] == [1, 0]


def test_a_year_is_closed_on_each_ones_last_plan_even_of_a_unit_that_was_merged(
    office: Office, today: Any
) -> None:
    half, year = datetime.date(2025, 7, 1), whole_year(office.government)
    first = plan(office.sari, office.section, year=2025, days=(datetime.date(2025, 1, 1), half))
    last = plan(office.sari, office.head, year=2025, days=(half, datetime.date(2026, 1, 1)))
    Skp.objects.update(state=KeadaanSkp.BERAKHIR)
    from praja.organization.models import UnitVersion

    UnitVersion.objects.filter(unit=office.dinas).update(
        berlaku=(datetime.date(2015, 1, 1), datetime.date(2025, 9, 1))
    )
    made = close(unit=office.government, period=year, missing_reason=WHY, by=office.user("admin"), on=today)
    assert [row.skp for row in made.rows.all()] == [last] and first.pk != last.pk


def test_closing_and_its_facts_take_the_same_queries_for_many(
    office: Office, today: Any, period: Period, rated: Any, django_assert_num_queries: Any
) -> None:
    admin = office.user("admin")

    def walk() -> Closing:
        readiness(office.dinas, period, today)
        made = close(unit=office.dinas, period=period, missing_reason=WHY, by=admin, on=today)
        facts(MONTH, government=office.government)
        return made

    plan(person("Orang", office.dinas, office.staff_post), office.section)
    with CaptureQueriesContext(connection) as few:
        made = walk()
    reopen(closing=made, text="Dibuka untuk dicoba lagi", by=admin, on=today)
    for number in range(6):
        plan(person(f"Orang {number}", office.dinas, office.staff_post), office.section)
    with django_assert_num_queries(len(few)):
        assert walk().missing == 7
