"""Who rates is decided by two; where it is BKN, nothing is signed here, and facts are what was imported."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from praja.audit.models import Event
from praja.performance.bkn.actions import BknRefused, imports
from praja.performance.bkn.actions.modes import decide, propose, withdraw
from praja.performance.bkn.modes import MODE, by_bkn
from praja.performance.bkn.shell import waiting
from praja.performance.enums import YangMenilai
from praja.performance.models import Period, RatingMode
from praja.performance.queries import facts
from praja.performance.rating.actions import RatingRefused
from praja.performance.rating.actions.closings import close
from praja.performance.rating.actions.ratings import Said, sign
from praja.performance.rating.shell import waiting as to_rate
from praja.web.prepared import rows_of
from tests.integration.people.conftest import Office
from tests.integration.performance.bkn import GOOD, POOR, QUARTER, REASON, applied, rated_by_bkn
from tests.integration.performance.rated import quarter

JULY, OCTOBER = datetime.date(2026, 7, 1), datetime.date(2026, 10, 1)
SAID = Said("sesuai", "sesuai")


def proposed(office: Office, today: Any, mode: str = "bkn", since: datetime.date = JULY) -> RatingMode:
    return propose(
        government=office.government, mode=YangMenilai(mode), since=since, reason=REASON,
        by=office.user("admin"), on=today,
    )  # fmt: skip


def test_it_is_proposed_by_one_and_decided_by_another(office: Office, today: Any, period: Period) -> None:
    one = proposed(office, today)
    assert not by_bkn(period) and [task.count for task in waiting(office.user("admin_aplikasi"), today)] == [
        1
    ]
    assert waiting(office.user("admin"), today) == [] and waiting(office.user("pengelola"), today) == []
    with pytest.raises(BknRefused, match="Sudah ada usulan"):
        proposed(office, today)
    with pytest.raises(BknRefused, match="tidak dapat memutuskan"):
        decide(mode=one, accept=True, why="", by=office.user("admin"), on=today)
    with pytest.raises(BknRefused, match="admin BKPSDM lain"):
        decide(mode=one, accept=True, why="", by=office.user("pengelola"), on=today)
    with pytest.raises(IntegrityError), transaction.atomic():
        RatingMode.objects.update(accepted=True, decided_by=office.user("admin"), decided_at=timezone.now())
    decide(mode=one, accept=True, why="", by=office.user("admin_aplikasi"), on=today)
    assert by_bkn(Period.objects.get(pk=period.pk))
    assert Event.objects.get(kind="performance.mode_accepted").reason == ""
    for write in (lambda: RatingMode.objects.update(mode="praja"), lambda: RatingMode.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    with pytest.raises(BknRefused, match="sudah diputuskan"):
        withdraw(mode=one, by=office.user("admin"), on=today)


def test_a_refused_or_withdrawn_proposal_changes_nothing(office: Office, today: Any, period: Period) -> None:
    one = proposed(office, today)
    with pytest.raises(BknRefused, match="alasannya"):
        decide(mode=one, accept=False, why="x", by=office.user("admin_aplikasi"), on=today)
    decide(mode=one, accept=False, why="Belum ada suratnya", by=office.user("admin_aplikasi"), on=today)
    withdraw(mode=proposed(office, today), by=office.user("admin"), on=today)
    assert not by_bkn(period)


@pytest.mark.parametrize("who", ["pengelola", "auditor", "section", "admin_aplikasi", "bendahara"])
def test_others_propose_nothing(office: Office, today: Any, who: str) -> None:
    with pytest.raises(BknRefused, match="Hanya admin BKPSDM"):
        propose(
            government=office.government, mode=YangMenilai.BKN, since=JULY, reason=REASON,
            by=office.user(who), on=today,
        )  # fmt: skip


def test_it_counts_for_periods_that_end_in_its_month_or_later(office: Office, today: Any) -> None:
    second, third = quarter(office.government, 2), quarter(office.government, 3)
    rated_by_bkn(office, today, office.user("admin_aplikasi"), since=JULY)
    assert [by_bkn(second), by_bkn(third)] == [False, True]
    of_it, given = "t.government_id = %(unit)s ORDER BY t.number", {"unit": office.government.pk}
    known = rows_of(Period, of_it, given, more=(MODE,))
    with CaptureQueriesContext(connection) as asked:
        assert [by_bkn(one) for one in known] == [False, True]
    assert len(asked) == 0
    with pytest.raises(BknRefused, match="Pilih bulan itu atau sesudahnya"):
        proposed(office, today, "praja", datetime.date(2026, 6, 1))
    with pytest.raises(BknRefused, match="Tidak ada yang berubah"):
        proposed(office, today, "bkn", OCTOBER)
    back = proposed(office, today, "praja", OCTOBER)
    decide(mode=back, accept=True, why="", by=office.user("admin_aplikasi"), on=today)
    assert [by_bkn(third), by_bkn(quarter(office.government, 4))] == [True, False]


def test_where_bkn_rates_nothing_is_signed_or_closed_here(
    office: Office, today: Any, period: Period, skp: Any, client: Client
) -> None:
    assert to_rate(office.user("section"), today)
    rated_by_bkn(office, today, office.user("admin_aplikasi"))
    period = Period.objects.select_related("government").get(pk=period.pk)
    with pytest.raises(RatingRefused, match="e-Kinerja BKN"):
        sign(skp=skp, period=period, said=SAID, by=office.user("section"), on=today)
    with pytest.raises(RatingRefused, match="e-Kinerja BKN"):
        close(unit=office.dinas, period=period, missing_reason=REASON, by=office.user("admin"), on=today)
    applied(office, [{"nip": office.sari.nip, **QUARTER, **POOR}], today)

    client.force_login(office.user("section"))
    desk = client.get(reverse("performance:rating_desk", args=[period.pk])).content.decode()
    assert "dinilai di e-Kinerja BKN" in desk and "Butuh perbaikan" in desk
    assert 'name="tandatangani"' not in desk
    assert client.get(reverse("performance:rate", args=[period.pk, skp.pk])).status_code == 302
    told = client.post(reverse("performance:rating_sign_together", args=[period.pk]))
    assert "dinilai di e-Kinerja BKN" in told.content.decode()
    client.force_login(office.user("admin"))
    closing = client.get(reverse("performance:closing", args=[office.dinas.pk, period.pk])).content.decode()
    assert "dinilai di e-Kinerja BKN" in closing and "Tutup penilaian" not in closing
    assert "dinilai di e-Kinerja BKN" in client.get(reverse("performance:closings")).content.decode()
    client.force_login(office.user("sari"))
    own = client.get(reverse("performance:ratings")).content.decode()
    assert "Dari e-Kinerja BKN" in own and "Butuh perbaikan" in own and "belum dinilai" not in own
    assert to_rate(office.user("section"), today) == []


def test_the_person_sees_both(office: Office, today: Any, period: Period, skp: Any, client: Client) -> None:
    sign(skp=skp, period=period, said=SAID, by=office.user("section"), on=today)
    applied(office, [{"nip": office.sari.nip, **QUARTER, **POOR}], today)
    client.force_login(office.user("sari"))
    own = client.get(reverse("performance:ratings")).content.decode()
    assert "Di BKN: Butuh perbaikan" in own and "berbeda; tanyakan" in own and "Baik" in own


def test_facts_are_what_was_imported_as_known_then(
    office: Office, today: Any, period: Period, skp: Any, django_assert_num_queries: Any
) -> None:
    sign(skp=skp, period=period, said=SAID, by=office.user("section"), on=today)
    closing = close(unit=office.dinas, period=period, by=office.user("pengelola"), on=today)
    first = applied(office, [{"nip": office.sari.nip, **QUARTER, **POOR}], today)

    def said(known_at: Any = None) -> list[tuple[str, int, bool]]:
        with django_assert_num_queries(1):
            found = facts(OCTOBER, known_at, government=office.government)
        return [(one.predicate, one.number, one.by_bkn) for one in found]

    assert said() == [("baik", closing.number, False)]
    before = timezone.now()
    rated_by_bkn(office, today, office.user("admin_aplikasi"))
    assert said() == [("butuh_perbaikan", first.number, True)]
    then = timezone.now()
    second = applied(office, [{"nip": office.sari.nip, **QUARTER, **GOOD}], today)
    assert said() == [("baik", second.number, True)]
    imports.undo(one=second, by=office.user("pengelola"), on=today)
    assert said() == [("butuh_perbaikan", first.number, True)]
    assert said(then) == [("butuh_perbaikan", first.number, True)]
    assert said(before) == [("baik", closing.number, False)]
    imports.undo(one=first, by=office.user("pengelola"), on=today)
    assert said() == []
