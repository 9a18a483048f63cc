"""Money of an award reaches pay as an extra line, where the law of the government says by which list."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from praja.payroll.extra import actions, awards
from praja.payroll.extra.actions import ExtraRefused
from praja.payroll.models import ExtraLine
from praja.performance.followup.actions import awards as deciding
from praja.performance.models import AwardProposal
from tests.integration.payroll.runs_world import MONTH, PayDay
from tests.integration.performance.rated import whole_year
from tests.integration.performance.test_followup import closed, grant, propose

NEXT = datetime.date(2026, 12, 1)
LATER = "Uang penghargaan yang belum dicatat"


@pytest.fixture
def granted(payday: PayDay) -> AwardProposal:
    """Sari's award of Rp1.500.000, proposed, checked and decided by three."""
    office, on = payday.office, payday.on
    one = propose(office, closed(office, office.sari, whole_year(office.government), "sangat_baik"), on)
    deciding.check(
        proposal=one, accepted=True, note="Tidak sedang dihukum", by=office.user("pengelola"), on=on
    )
    grant(office, one, on)
    one.refresh_from_db()
    return one


@pytest.fixture
def by_tpp(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the law say that such money is paid with the TPP."""
    monkeypatch.setattr(awards.law, "award_list", lambda on, pack: "tpp")


def test_one_treasurer_records_it_once_and_another_person_confirms_it(
    payday: PayDay, granted: AwardProposal, by_tpp: None
) -> None:
    client, sari = Client(), payday.office.sari
    client.force_login(payday.user("bendahara"))
    listed = client.get(reverse("payroll:extras")).content.decode()
    url = reverse("payroll:extra_give", args=[sari.pk]) + f"?penghargaan={granted.pk}"
    form = client.get(url).context["form"]
    given = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert granted.sk_date is not None
    given |= {"first": f"{MONTH:%Y-%m}", "document_date": granted.sk_date.isoformat()}

    more = client.post(url, given | {"amount": "2.000.000"})
    answer = client.post(url, given)

    assert LATER in listed and "Rp1.500.000" in listed
    assert more.status_code == 400 and "mengikuti SK" in more.content.decode()
    line = ExtraLine.objects.get()
    assert answer.status_code == 302 and (line.award, line.file) == (granted, granted.file)
    assert (line.pay_list, line.amount, line.confirmed_at) == ("tpp", 1_500_000, None)
    assert LATER not in client.get(reverse("payroll:extras")).content.decode()
    assert client.get(url).status_code == 404
    with pytest.raises(ExtraRefused, match="sudah dicatat"):
        give(payday, granted, month=NEXT)
    assert actions.confirm(lines=[line], by=payday.user("penyetuju"), on=payday.on) == 1


def give(payday: PayDay, award: AwardProposal, **more: Any) -> ExtraLine:
    said = awards.proposed(award, more.get("month", MONTH))
    return actions.give(
        person=more.get("person", award.person), said=said, file=award.file, award=award,
        by=payday.user("bendahara"), on=payday.on,
    )  # fmt: skip


def test_of_another_person_or_where_the_law_names_no_list_nothing_is_paid(
    payday: PayDay, granted: AwardProposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, sari = Client(), payday.office.sari
    client.force_login(payday.user("bendahara"))
    url = reverse("payroll:extra_give", args=[sari.pk]) + f"?penghargaan={granted.pk}"
    listed = client.get(reverse("payroll:extras")).content.decode()
    assert "belum menyebut daftar" in listed and client.get(url).status_code == 404
    client.force_login(payday.user("bendahara_lain"))
    assert LATER not in client.get(reverse("payroll:extras")).content.decode()
    monkeypatch.setattr(awards.law, "award_list", lambda on, pack: "gaji")
    assert client.get(url).status_code == 404
    with pytest.raises(ExtraRefused, match="bukan milik orang ini"):
        give(payday, granted, person=payday.office.head)
