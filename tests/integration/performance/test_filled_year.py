"""What the benchmark of performance fills and does with everybody at once. No test looks at a clock."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.urls import reverse

from benchmarks import _performance, kinerja
from praja.performance.models import Closing, RhkVersion, Skp, SkpVersion

PEOPLE = 3


@pytest.fixture
def filled(office: Any, today: datetime.date, monkeypatch: pytest.MonkeyPatch) -> _performance.Filled:
    monkeypatch.setattr(_performance, "UNRATED", "kota.tani")
    return _performance.fill(today)


def test_a_year_is_filled_once(filled: _performance.Filled, today: datetime.date) -> None:
    whole = PEOPLE * _performance.INDICATORS * 12

    assert (filled.skps, filled.indicators) == (PEOPLE, PEOPLE * _performance.INDICATORS)
    assert whole // 2 < filled.realisations <= whole and filled.evidence == whole // 3
    assert SkpVersion.objects.filter(state="disepakati").count() == filled.ratings
    assert RhkVersion.objects.filter(serves__isnull=False).exists()
    assert _performance.fill(today) == filled, "what is there is not filled again"


def test_everybody_is_opened_closed_and_read_and_all_of_it_is_undone(
    filled: _performance.Filled, today: datetime.date
) -> None:
    with kinerja.undone():
        assert kinerja.open_everybody(today.year + 1, today) == PEOPLE
    with kinerja.undone():
        assert kinerja.close_everybody(today) == filled.ratings
        assert kinerja.read_everybody(today) == filled.ratings

    assert Skp.objects.count() == PEOPLE and not Closing.objects.exists()


def test_pages_of_somebody_whose_year_is_filled_open(
    client: Any, office: Any, filled: _performance.Filled, today: datetime.date
) -> None:
    own = Skp.objects.get(person=office.sari)
    client.force_login(office.user("sari"))
    month = f"{today:%Y-%m}"
    for name, args in (("skp", [own.pk]), ("month", [own.pk, month]), ("ratings", [])):
        assert client.get(reverse(f"performance:{name}", args=args)).status_code == 200
