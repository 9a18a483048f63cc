"""The page of what a person's pay is computed from: for who pays, checks, and the person."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from praja.audit.models import Event
from tests.integration.payroll import facts_world as world
from tests.integration.payroll.runs_world import PayDay


def test_everything_given_of_a_person_stands_on_one_page(payday: PayDay, client: Any) -> None:
    sari = payday.office.sari
    world.standing("kuasa_zakat", "ya", person=sari)
    world.standing("tahun_ini(pph)", "125000", person=sari)
    world.loan(sari, 275_000, 3_000_000)
    world.recap(sari, {"hari_alpa": "2"})
    payday.paid()
    client.force_login(payday.user("bendahara"))

    record = client.get(reverse("people:detail", args=[sari.pk])).content.decode()
    address = reverse("payroll:person_facts", args=[sari.pk])
    page = client.get(address).content.decode()

    assert address in record
    for said in ("Memberi kuasa memotong zakat", "PPh Pasal 21, sudah dibayar tahun ini", "Rp125.000",
                 "Rp275.000", "Oktober 2026", "Gaji induk November 2026", "Isi atau ubah"):  # fmt: skip
        assert said in page, said
    assert Event.objects.filter(person_id=sari.pk, kind="audit.viewed").exists()


def test_a_superior_finds_no_way_to_it_and_the_person_does(payday: PayDay, client: Any) -> None:
    sari = payday.office.sari
    world.loan(sari, 275_000)
    address = reverse("payroll:person_facts", args=[sari.pk])
    client.force_login(payday.user("section"))
    assert client.get(address).status_code == 404
    assert address not in client.get(reverse("people:detail", args=[sari.pk])).content.decode()
    client.force_login(payday.user("sari"))
    page = client.get(address).content.decode()
    assert "Gaji Anda dihitung dari apa?" in page and "Rp275.000" in page and "Isi atau ubah" not in page
