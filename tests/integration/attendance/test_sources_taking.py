"""Taps taken in: each once, whoever sends it how often, with whose it is and what it touches."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from praja.attendance.models import Device, Tap, TapBatch, TouchedDay
from praja.attendance.sources.actions import Taken, take, taking
from praja.attendance.sources.queries import tap_frame
from praja.attendance.sources.readers.lines import Line, Unread
from praja.attendance.touched import touch, touch_span
from praja.people.models import Person
from tests.integration.attendance.machines import device, pin, taps
from tests.integration.payroll.test_at_once import second_waits
from tests.integration.people.conftest import Office

DAY = datetime.date(2026, 10, 5)
AT = datetime.datetime(2026, 10, 5, 7)


@pytest.mark.parametrize("few", (taking.FEW, 0), ids=("few", "copied"))
def test_taps_are_taken_once_with_whose_they_are(office: Office, monkeypatch: Any, few: int) -> None:
    monkeypatch.setattr(taking, "FEW", few)
    here = device(office.dinas, zone="WIT")
    pin("7", office.sari, of=office.government)
    pin("8", None, at=here)
    lines = taps("7 2026-10-05 07:21:05", "8 2026-10-05 07:22:00", "9 2026-10-05 07:23:00")
    lines[0].raw = "7\t\\N'{}"

    first = take(here, [*lines, lines[0], Unread(5, "?", "tidak terbaca")], how="adms")
    again = take(here, lines, how="adms")

    assert first == Taken(new=3, doubled=1, unreadable=1, unknown=1)
    assert again == Taken(doubled=3)
    kept = Tap.objects.get(pin="7")
    assert kept.raw == "7\t\\N'{}"
    assert kept.local == datetime.datetime(2026, 10, 5, 7, 21, 5)
    assert kept.at == datetime.datetime(2026, 10, 4, 22, 21, 5, tzinfo=datetime.UTC)
    assert dict(Tap.objects.values_list("pin", "person")) == {"7": office.sari.pk, "8": None, "9": None}
    batch = TapBatch.objects.get()
    assert (batch.new, batch.doubled, batch.unreadable, batch.unknown) == (3, 4, 1, 1)
    assert batch.problems == [{"line": 5, "raw": "?", "why": "tidak terbaca"}]


def test_a_pin_is_whose_it_was_that_day_and_one_device_may_know_better(office: Office) -> None:
    here, there = device(office.dinas), device(office.other, "CKJ2")
    pin("7", office.sari, of=office.government, until=DAY)
    pin("7", office.head, of=office.government, since=DAY)
    pin("7", office.stranger, at=there)
    lines = taps("7 2026-10-04 07:00:00", "7 2026-10-05 07:00:00")

    for one in (here, there):
        take(one, lines, how="adms")

    whose = dict(Tap.objects.filter(device=here).values_list("local__date", "person"))
    assert whose == {DAY - datetime.timedelta(days=1): office.sari.pk, DAY: office.head.pk}
    assert set(Tap.objects.filter(device=there).values_list("person", flat=True)) == {office.stranger.pk}


def test_a_tap_touches_its_day_and_before_two_in_the_afternoon_the_night_before(office: Office) -> None:
    here = device(office.dinas)
    pin("7", office.sari, at=here)

    take(here, taps("7 2026-10-05 13:59:59", "7 2026-10-07 14:00:00", "7 2000-01-01 07:00:00"), how="adms")
    take(here, taps("7 2026-10-05 13:59:59"), how="adms")

    touched = sorted(TouchedDay.objects.values_list("date", flat=True))
    assert [day.day for day in touched] == [4, 5, 7]


def test_what_a_device_says_of_days_on_which_it_was_not_used_is_kept_and_is_nobodys(office: Office) -> None:
    here = device(office.dinas, used=(DAY, None))
    pin("7", office.sari, of=office.government)

    taken = take(here, taps("7 2026-10-04 07:00:00", "7 2026-10-05 07:00:00"), how="adms")

    assert taken == Taken(new=2, outside=1)
    assert Tap.objects.get(person=None).local.day == 4


def test_a_tap_stays_as_it_came(office: Office) -> None:
    take(device(office.dinas), taps("7 2026-10-05 07:00:00"), how="adms")

    for change in (lambda: Tap.objects.update(pin="8"), lambda: Tap.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError, match="stays as it came"), transaction.atomic():
            change()
    with pytest.raises(DatabaseError, match="has taps"), transaction.atomic():
        TapBatch.objects.all()._raw_delete("default")
    assert Tap.objects.update(person=office.sari) == 1


def test_the_frame_of_taps_has_the_days_and_the_night_after(
    office: Office, django_assert_num_queries: Any
) -> None:
    here = device(office.dinas, zone="WITA")
    pin("7", office.sari, at=here)
    pin("8", office.head, at=here)
    times = ("2026-10-04 23:59:59", "2026-10-05 00:00:00", "2026-10-06 06:00:00", "2026-10-07 00:00:00")
    take(here, taps(*(f"7 {one}" for one in times), "8 2026-10-05 07:00:00"), how="adms")

    with django_assert_num_queries(1):
        frame = tap_frame([office.sari.pk], DAY, DAY)

    assert frame["local"].to_list() == [
        datetime.datetime(2026, 10, 5, 0, 0), datetime.datetime(2026, 10, 6, 6, 0)
    ]  # fmt: skip
    assert frame["at"].to_list()[0] == datetime.datetime(2026, 10, 4, 16, 0, tzinfo=datetime.UTC)
    assert frame.row(0, named=True) | {"tap": 0, "at": 0, "local": 0} == {
        "person": str(office.sari.pk), "at": 0, "local": 0, "source": "adms", "direction": "", "tap": 0
    }  # fmt: skip
    assert tap_frame([office.stranger.pk], DAY, DAY).schema == frame.schema


def test_days_are_touched_by_pairs_a_query_or_a_span(office: Office) -> None:
    here = device(office.dinas)
    pin("7", office.sari, at=here)
    take(here, taps("7 2026-10-05 15:00:00", "9 2026-10-05 15:00:00"), how="adms")
    TouchedDay.objects.all().delete()

    touch([(office.sari.pk, DAY), (office.sari.pk, DAY)], "cuti")
    touch(Tap.objects.values_list("person", "local__date"), "pin")
    touch_span([office.sari.pk, office.head.pk], DAY, DAY + datetime.timedelta(days=1), "libur")

    rows = sorted(TouchedDay.objects.values_list("why", "person", "date"))
    assert [why for why, _person, _date in rows] == ["cuti", *["libur"] * 4, "pin"]
    assert rows[-1] == ("pin", office.sari.pk, DAY)


def somebody() -> Person:
    return Person.objects.create(
        nip="199005172019032999", name="Orang Baru", sex="P", birth_date=datetime.date(1990, 5, 17)
    )


def tapped(who: uuid.UUID, number: str = "1") -> None:
    take(Device.objects.get(), [Line(pin=number, local=AT, person=who)], how="adms")


def removed(who: uuid.UUID) -> None:
    connection.cursor().execute("DELETE FROM people_person WHERE id = %s", [who])


def test_taps_are_of_people_who_are_there_and_who_has_taps_stays(office: Office) -> None:
    device(office.dinas)
    here = somebody()
    tapped(here.pk)

    for write in (
        lambda: tapped(uuid.uuid4(), "2"),
        lambda: Tap.objects.update(person=uuid.uuid4()),
        lambda: removed(here.pk),
        lambda: Person.objects.filter(pk=here.pk).update(id=uuid.uuid4()),
    ):
        with (
            pytest.raises(IntegrityError, match="refers to nobody|has taps|tidak dapat diganti"),
            transaction.atomic(),
        ):
            write()

    assert Tap.objects.get().person == here


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["tapped", "removed"])
def test_of_two_who_take_a_tap_and_remove_its_person_the_second_is_refused(
    office: Office, first: str
) -> None:
    """As a foreign key would: each waits for the other, and then sees what was committed."""
    device(office.dinas)
    new = somebody()
    steps = [tapped, removed] if first == "tapped" else [removed, tapped]

    told = second_waits(lambda: steps[0](new.pk), lambda: steps[1](new.pk))

    assert len(told) == 1 and ("has taps" if first == "tapped" else "refers to nobody") in told[0]
    left = Person.objects.filter(pk=new.pk).count(), Tap.objects.filter(person=new.pk).count()
    assert left == ((1, 1) if first == "tapped" else (0, 0))
