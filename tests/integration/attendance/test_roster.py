"""Rosters: shifts, drafts, what is wrong with them, publishing, and swaps."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest

from praja.attendance.calendar.queries import schedule_frame
from praja.attendance.models import Roster, RosterDay, ShiftSwap, TouchedDay
from praja.attendance.roster import grid, queries
from praja.attendance.roster.actions import RosterRefused, rosters, shifts, swaps
from praja.people.models import Person
from tests.integration.people.conftest import Office, person

pytestmark = pytest.mark.django_db
ON = datetime.date(2026, 11, 16)
MONTH = datetime.date(2026, 11, 1)
P, S, M = (7 * 60, 14 * 60), (14 * 60, 21 * 60), (21 * 60, 7 * 60)


def d(day: int) -> datetime.date:
    return MONTH.replace(day=day)


@pytest.fixture
def ward(office: Office) -> Office:
    for code, (start, end) in {"P": P, "S": S, "M": M}.items():
        shifts.set_shift(
            unit=office.dinas, code=code, name=f"Sif {code}", start=start, end=end, since=MONTH, terms={},
            by=office.user("kepala_unit"), on=ON,
        )  # fmt: skip
    return office


@pytest.fixture
def budi(ward: Office) -> Person:
    return person("Budi Rekan", ward.dinas, ward.staff_post, sex="L")


def draft(office: Office, text: str, *people: Person, since: int = 16, revision: int = 0) -> Roster:
    codes = grid.codes_in(text, "PSM")
    cells = {one.pk: {str(since + at): code for at, code in enumerate(codes)} for one in people}
    return rosters.save_draft(
        unit=office.dinas, month=MONTH, lines=cells, revision=revision, by=office.user("kepala_unit"), on=ON
    )


def publish(office: Office, roster: Roster, who: str = "kepala_unit", **more: Any) -> int:
    said: dict[str, Any] = {"despite": False, "reason": "", "revision": roster.revision, **more}
    return rosters.publish(roster=roster, by=office.user(who), on=ON, **said)


def said(office: Office, roster: Roster) -> list[tuple[str, bool]]:
    lines = grid.people_of(office.dinas, MONTH)
    return [(one.text, one.bad) for one in grid.findings(office.dinas, MONTH, roster.draft, lines)]


def codes(one: Person, first: int = 16, last: int = 20) -> str:
    held = grid.published([one.pk], d(first), d(last))
    return " ".join(grid.code_of(held.get((one.pk, d(day)))) or "-" for day in range(first, last + 1))


# --- writing and publishing


def test_a_draft_says_nothing_until_it_is_published(ward: Office) -> None:
    roster = draft(ward, "M L - P", ward.sari)
    assert schedule_frame([ward.sari.pk], d(16), d(16))["shift"].item() is None

    assert publish(ward, roster) == 3
    frame = schedule_frame([ward.sari.pk], d(16), d(19))
    assert frame["shift"].to_list() == ["M", None, None, "P"]
    assert frame["kind"].to_list() == ["kerja", "lepas", "kerja", "kerja"]
    assert frame["end"].to_list() == [31 * 60, None, 960, 14 * 60]
    assert set(TouchedDay.objects.filter(why="jadwal").values_list("person", "date")) == {
        (ward.sari.pk, d(16))
    }

    again = draft(ward, "S", ward.sari, revision=roster.revision)
    assert publish(ward, again) == 3
    assert RosterDay.objects.filter(person=ward.sari, digantikan__isnull=False).count() == 3
    assert codes(ward.sari) == "S - - - -"


def test_who_writes_at_once_does_not_overwrite(ward: Office) -> None:
    draft(ward, "P", ward.sari)

    with pytest.raises(RosterRefused, match="baru saja diubah"):
        draft(ward, "S", ward.sari, revision=0)
    assert Roster.objects.get().draft[str(ward.sari.pk)] == {"16": "P"}


@pytest.mark.parametrize("who", ["sari", "pengelola_lain", "auditor", "bendahara", "tapd"])
def test_nobody_else_writes_a_roster(ward: Office, who: str) -> None:
    roster = draft(ward, "P", ward.sari)

    with pytest.raises(RosterRefused, match="tidak berwenang"):
        publish(ward, roster, who)
    with pytest.raises(RosterRefused, match="tidak berwenang"):
        rosters.save_draft(unit=ward.dinas, month=MONTH, lines={}, revision=1, by=ward.user(who), on=ON)
    with pytest.raises(RosterRefused, match="tidak berwenang"):
        shifts.set_shift(
            unit=ward.dinas, code="X", name="Sif X", start=0, end=60, since=ON, terms={}, by=ward.user(who),
            on=ON,
        )  # fmt: skip


def test_the_head_of_the_unit_may_write_it_and_a_stranger_is_not_put_in(ward: Office) -> None:
    rosters.save_draft(
        unit=ward.dinas,
        month=MONTH,
        lines={ward.sari.pk: {"20": "P"}},
        revision=0,
        by=ward.user("head"),
        on=ON,
    )

    with pytest.raises(RosterRefused, match="tidak bekerja di unit ini"):
        draft(ward, "P", ward.stranger, revision=1)


def test_two_shifts_within_eight_hours_and_long_weeks_are_told(ward: Office) -> None:
    roster = draft(ward, "M P S L S S S S", ward.sari)
    told = said(ward, roster)

    assert any(bad and "M tanggal 16-11-2026 dan P tanggal 17-11-2026" in text for text, bad in told)
    assert not any("S tanggal 18-11-2026 dan" in text for text, _bad in told)
    assert any(not bad and "45 jam" in text for text, bad in told)
    assert any("hari kosong" in text for text, _bad in told)
    with pytest.raises(RosterRefused, match="terlalu rapat"):
        publish(ward, roster)
    assert publish(ward, roster, despite=True) == 8


def test_the_last_night_of_the_month_before_counts(ward: Office) -> None:
    roster = draft(ward, "M", ward.sari, since=30)
    publish(ward, roster)
    after = datetime.date(2026, 12, 1)
    lines = grid.people_of(ward.dinas, after)

    told = grid.findings(ward.dinas, after, {str(ward.sari.pk): {"1": "P"}}, lines)

    assert "M tanggal 30-11-2026 dan P tanggal 01-12-2026" in told[0].text


def test_unknown_codes_are_not_published(ward: Office) -> None:
    roster = draft(ward, "P X", ward.sari)

    with pytest.raises(RosterRefused, match="tidak dikenal"):
        publish(ward, roster, despite=True)


def test_days_that_are_over_need_a_reason_and_another_hand(ward: Office) -> None:
    roster = draft(ward, "P", ward.section, since=2)

    with pytest.raises(RosterRefused, match="alasannya"):
        publish(ward, roster)
    assert publish(ward, roster, reason="bertukar dengan lisan") == 1
    own = rosters.save_draft(
        unit=ward.dinas, month=MONTH, lines={ward.head.pk: {"3": "L"}}, revision=roster.revision,
        by=ward.user("head"), on=ON,
    )  # fmt: skip
    with pytest.raises(RosterRefused, match="orang lain"):
        publish(ward, own, "head", reason="saya lepas hari itu")


def test_a_shift_changes_from_a_day_on_and_touches_who_has_it(ward: Office) -> None:
    publish(ward, draft(ward, "P P P", ward.sari, since=14), reason="menyusul")
    TouchedDay.objects.all().delete()

    shifts.set_shift(
        unit=ward.dinas, code="p", name="Pagi", start=8 * 60, end=15 * 60, since=d(15), terms={"pause": 30},
        by=ward.user("head"), on=ON,
    )  # fmt: skip

    assert schedule_frame([ward.sari.pk], d(14), d(16))["start"].to_list() == [420, 480, 480]
    assert min(TouchedDay.objects.values_list("date", flat=True)) == d(15)
    with pytest.raises(RosterRefused, match="L berarti hari lepas"):
        shifts.set_shift(
            unit=ward.dinas, code="L", name="Lepas", start=0, end=60, since=ON, terms={},
            by=ward.user("head"), on=ON,
        )  # fmt: skip


# --- swaps


@pytest.fixture
def both(ward: Office, budi: Person) -> Person:
    roster = draft(ward, "M L P P", ward.sari)
    publish(ward, draft(ward, "P M L P", budi, revision=roster.revision))
    return budi


def ask(office: Office, other: Person, day: int = 18, other_day: int | None = None, **more: Any) -> ShiftSwap:
    return swaps.ask(
        day=d(day),
        other=other,
        other_day=d(other_day or day),
        reason="anak sakit",
        by=office.user("sari"),
        on=ON,
        **more,
    )


def test_a_swap_is_asked_accepted_approved_and_the_roster_follows(ward: Office, both: Person) -> None:
    assert (codes(ward.sari), codes(both)) == ("M L P P -", "P M L P -")
    key = uuid.uuid4()
    swap = ask(ward, both, sent=key)
    assert ask(ward, both, sent=key).pk == swap.pk

    with pytest.raises(RosterRefused, match="tidak menunggu"):
        swaps.decide(swap=swap, approve=True, reason="", by=ward.user("section"), on=ON)
    swaps.answer(swap=swap, accept=True, by=both.account, on=ON)
    for who in ("sari", "stranger", "auditor"):
        with pytest.raises(RosterRefused, match="tidak berwenang"):
            swaps.decide(swap=swap, approve=True, reason="", by=ward.user(who), on=ON)
    swaps.decide(swap=swap, approve=True, reason="", by=ward.user("section"), on=ON)

    assert (codes(ward.sari), codes(both)) == ("M L L P -", "P M P P -")
    assert schedule_frame([ward.sari.pk], d(18), d(18))["kind"].item() == "lepas"
    roster = Roster.objects.get()
    assert roster.draft[str(ward.sari.pk)]["18"] == "L"
    assert roster.published_revision == roster.revision
    assert publish(ward, roster, despite=True) == 0


def test_who_decides_is_told_what_would_be_too_close(ward: Office, both: Person) -> None:
    quiet, close = ask(ward, both, 16), ask(ward, both, 18)

    assert queries.too_close(quiet) == []
    (told,) = queries.too_close(close)
    assert "Budi Rekan: M tanggal 17-11-2026 dan P tanggal 18-11-2026" in told


def test_two_days_are_exchanged_both_ways(ward: Office, both: Person) -> None:
    swap = ask(ward, both, 18, 17)
    swaps.answer(swap=swap, accept=True, by=both.account, on=ON)
    swaps.decide(swap=swap, approve=True, reason="", by=ward.user("kepala_unit"), on=ON)

    assert (codes(ward.sari), codes(both)) == ("M M L P -", "P L P P -")


def test_what_the_roster_no_longer_says_is_not_exchanged(ward: Office, both: Person) -> None:
    swap = ask(ward, both)
    swaps.answer(swap=swap, accept=True, by=both.account, on=ON)
    publish(ward, draft(ward, "M L S P", ward.sari, revision=Roster.objects.get().revision))

    with pytest.raises(RosterRefused, match="sudah berubah"):
        swaps.decide(swap=swap, approve=True, reason="", by=ward.user("section"), on=ON)
    assert codes(both) == "P M L P -"


def test_only_the_two_answer_and_take_back(ward: Office, both: Person) -> None:
    swap = ask(ward, both)

    with pytest.raises(RosterRefused, match="Hanya rekan"):
        swaps.answer(swap=swap, accept=True, by=ward.user("sari"), on=ON)
    with pytest.raises(RosterRefused, match="Hanya yang meminta"):
        swaps.cancel(swap=swap, by=both.account, on=ON)
    with pytest.raises(RosterRefused, match="sudah meminta"):
        ask(ward, both)
    swaps.cancel(swap=swap, by=ward.user("sari"), on=ON)
    with pytest.raises(RosterRefused, match="sudah dijawab atau dibatalkan"):
        swaps.answer(swap=swap, accept=True, by=both.account, on=ON)


@pytest.mark.parametrize(
    ("day", "other_day", "says"),
    [(15, 15, "sudah lewat"), (19, 19, "Tidak ada yang berubah"), (18, 25, "belum terbit")],
)
def test_what_cannot_be_exchanged_is_said(
    ward: Office, both: Person, day: int, other_day: int, says: str
) -> None:
    with pytest.raises(RosterRefused, match=says):
        ask(ward, both, day, other_day)
