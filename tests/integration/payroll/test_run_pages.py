"""The desk and the pages of a run, from opening to payment."""

from __future__ import annotations

import datetime
import io
import zipfile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from praja.audit.models import Event
from praja.audit.queries import events_about
from praja.jobs.testing import run_all
from praja.payroll.enums import KeadaanProses as State
from praja.payroll.models import PayHold, Run
from praja.payroll.runs import actions
from praja.payroll.tasks import look_later
from tests.integration.payroll.runs_world import MONTH, REASON, PayDay
from tests.integration.people.conftest import person


def signed_in(payday: PayDay, name: str) -> Client:
    client = Client()
    client.force_login(payday.user(name), backend="praja.accounts.backends.NipOrEmail")
    return client


def text(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(f"payroll:{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def press(client: Client, name: str, run: Run, **data: str) -> str:
    """Press a button of a run, and return what the page says then."""
    answer = client.post(reverse(f"payroll:{name}", args=[run.pk]), data, follow=True)
    run.refresh_from_db()
    return answer.content.decode()


def test_a_month_from_opening_to_payment(payday: PayDay) -> None:
    rini, agus = signed_in(payday, "bendahara"), signed_in(payday, "penyetuju")
    home = reverse("web:home")
    said = {"pay_list": "gaji", "period": "2026-11-01", "unit": str(payday.dinas.pk), "paid_on": "2026-11-02"}
    rini.post(reverse("payroll:run_open"), said)
    run = Run.objects.get()
    again = rini.post(reverse("payroll:run_open"), said)
    assert again.status_code == 400 and "sudah dibuka; lanjutkan yang itu" in again.content.decode()

    assert "Siap dihitung" in text(rini, "run", run.pk)
    assert "Menunggu giliran" in press(rini, "run_compute", run)
    assert "sedang dihitung" in press(rini, "run_compute", run)
    run_all()
    page = text(rini, "run", run.pk)
    assert "Berikutnya: Periksa hasilnya" in page and "eselon" in page and "Siti Seksi" in page
    assert "1 proses gaji menunggu langkah Anda" in rini.get(home).content.decode()

    assert "Kini menunggu pejabat penyetuju" in press(rini, "run_check", run)
    assert "1 proses gaji menunggu persetujuan Anda" in agus.get(home).content.decode()
    assert "Mulai sekarang isinya terkunci" in press(agus, "run_approve", run)
    assert "Catat pembayaran" not in text(agus, "run", run.pk)
    press(rini, "run_pay", run, day=f"{payday.on + datetime.timedelta(days=1)}")
    assert run.state == State.DISETUJUI
    press(rini, "run_pay", run, day=f"{payday.on}")
    assert run.state == State.DIBAYAR
    assert "menunggu langkah Anda" not in text(rini, "desk")


def test_who_computed_is_told_that_another_approves(payday: PayDay) -> None:
    from praja.access.enums import Role
    from praja.access.models import RoleHeld

    run = payday.checked()
    RoleHeld.objects.filter(user=payday.user("bendahara")).update(role=Role.PEJABAT_PENYETUJU)
    rini = signed_in(payday, "bendahara")

    page = text(rini, "run", run.pk)

    assert "maka orang lain yang menyetujuinya" in page and "Setujui dan kunci" not in page
    assert "Minta pejabat penyetuju lain" in press(rini, "run_approve", run) and run.state == State.DIPERIKSA


def test_a_stale_run_shows_what_changed_and_computes_only_that(payday: PayDay) -> None:
    from praja.payroll.models import Deduction
    from praja.temporal.actions import span

    run = payday.checked()
    rini, agus = signed_in(payday, "bendahara"), signed_in(payday, "penyetuju")
    assert "Tidak ada yang berubah" in text(agus, "run_changes", run.pk)
    Deduction.objects.create(
        person=payday.office.sari, kind="angsuran_koperasi", creditor="Koperasi", monthly=75_000,
        berlaku=span(datetime.date(2026, 1, 1)),
    )  # fmt: skip

    assert "1 orang, 0 berkas aturan" in press(agus, "run_approve", run)
    page = text(rini, "run_changes", run.pk)
    assert (
        "1 orang berubah sejak dihitung" in page and "75.000" in page and "Hitung ulang yang berubah" in page
    )
    press(rini, "run_compute", run, berubah="1")
    run_all()

    event = Event.objects.filter(kind="payroll.run_computed").latest("at")
    assert event.after and event.after["dihitung_ulang"] == 1
    assert "Tidak ada yang berubah" in text(rini, "run_changes", run.pk)


def test_what_changed_after_locking_shows_on_the_desk(payday: PayDay) -> None:
    from praja.people.models import UnitHistory

    payday.paid()
    UnitHistory.objects.filter(person=payday.office.sari).update(digantikan=timezone.now())
    rini = signed_in(payday, "bendahara")
    assert "Berubah sesudah terkunci" not in text(rini, "desk")

    look_later.func(0)  # as the night does

    assert "Berubah sesudah terkunci" in text(rini, "desk")


def test_the_budget_team_sees_totals_and_nobody(payday: PayDay) -> None:
    run = payday.computed()

    page = text(signed_in(payday, "tapd"), "run", run.pk)

    assert "Rp" in page and "Gaji pokok" in page
    assert "Sari" not in page and "Siti" not in page and "hasil.parquet" not in page


def test_asking_for_progress_gets_only_that(payday: PayDay) -> None:
    run = payday.ask(payday.open())
    Run.objects.filter(pk=run.pk).update(people_count=3, done_count=2, problem_count=1)
    rini = signed_in(payday, "bendahara")
    address = reverse("payroll:run", args=[run.pk])

    said = rini.get(address, headers={"HX-Request": "true"}).content.decode()

    assert "2 dari 3" in said and "1 bermasalah" in said and "<html" not in said
    assert said.partition("<p")[0].strip() in rini.get(address).content.decode()
    Run.objects.filter(pk=run.pk).update(progress_at=timezone.now() - datetime.timedelta(minutes=5))
    assert "mengulanginya aman" in text(rini, "run", run.pk)
    press(rini, "run_compute", run)
    run_all()
    done = rini.get(address, headers={"HX-Request": "true"})
    assert (done.status_code, done.headers["HX-Refresh"]) == (286, "true")


def test_slips_are_narrowed_and_taken_away_on_record(payday: PayDay) -> None:
    budi = person("Budi Tunai", payday.dinas, payday.office.staff_post, sex="L")
    run = payday.computed()
    rini = signed_in(payday, "bendahara")

    page = text(rini, "run_slips", run.pk, rekening="tanpa")
    assert budi.name in page and "Sari Utami" not in page
    assert "Siti Seksi" in text(rini, "run_slips", run.pk, keadaan="masalah")
    sheet = text(rini, "run_slips", run.pk, ekspor="csv")
    assert sheet.count("\n") == 5 and "eselon" in sheet
    told = Event.objects.get(kind="payroll.list_exported")
    assert (told.target_id, told.unit_id) == (str(run.pk), run.unit_id)
    assert events_about(budi.pk).filter(pk=told.pk).exists()

    bundle = rini.get(reverse("payroll:run_bundle", args=[run.pk]))
    assert "manifes.json" in zipfile.ZipFile(io.BytesIO(bundle.content)).namelist()
    one = run.files.get(name="manifes.json")
    assert rini.get(reverse("payroll:run_file", args=[run.pk, one.pk])).json()["manifes"]["orang"]
    assert Event.objects.filter(kind="payroll.run_exported").count() == 2


@pytest.mark.parametrize("name", ["desk", "run", "run_slips"])
def test_pages_ask_as_often_however_many_there_are(payday: PayDay, name: str) -> None:
    run = payday.computed()
    rini = signed_in(payday, "bendahara")
    args = [] if name == "desk" else [run.pk]

    def queries() -> int:
        text(rini, name, *args)
        with CaptureQueriesContext(connection) as said:
            text(rini, name, *args)
        return len(said)

    before = queries()
    for number in range(6):
        person(f"Orang {number}", payday.dinas, payday.office.section_post)
    payday.computed(payday.open(pay_list="tpp"))
    payday.computed(run)

    assert queries() == before


def test_reasons_are_asked_for(payday: PayDay) -> None:
    run = payday.checked()
    agus, rini = signed_in(payday, "penyetuju"), signed_in(payday, "bendahara")

    press(agus, "run_send_back", run, reason="ulang")
    assert run.state == State.DIPERIKSA
    assert "Potongan Sari ganda" in press(agus, "run_send_back", run, reason="Potongan Sari ganda.")
    payday.approved(payday.checked(run))
    assert "Yang menutup proses" in press(agus, "run_reopen", run, reason=REASON)
    assert f"Dibuka lagi karena: {REASON}" in press(rini, "run_reopen", run, reason=REASON)
    assert REASON in press(rini, "run_cancel", run, reason=REASON) and run.state == State.DIBATALKAN
    assert not run.slips.exists()


def test_holding_and_releasing_a_unit(payday: PayDay) -> None:
    rini = signed_in(payday, "bendahara")
    said = {
        "pay_list": "gaji",
        "period": "2026-11-01",
        "unit": str(payday.dinas.pk),
        "reason": "Laporan belum masuk",
    }
    assert rini.post(reverse("payroll:holds"), said).status_code == 302
    assert "sudah ditahan" in rini.post(reverse("payroll:holds"), said).content.decode()
    hold = PayHold.objects.get()
    assert "Laporan belum masuk" in text(rini, "holds")

    rini.post(reverse("payroll:hold_release", args=[hold.pk]), {"reason": "Laporannya sudah masuk."})

    hold.refresh_from_db()
    assert hold.released_why == "Laporannya sudah masuk." and "dilepas" in text(rini, "holds")


def test_the_page_of_a_run_says_what_was_held_and_released_since(payday: PayDay) -> None:
    rini, agus = signed_in(payday, "bendahara"), signed_in(payday, "penyetuju")
    run = payday.computed()
    assert 'id="penahanan"' not in text(rini, "run", run.pk)

    said = {
        "pay_list": run.pay_list,
        "period": f"{run.period}",
        "unit": str(payday.dinas.pk),
        "reason": REASON,
    }
    rini.post(reverse("payroll:holds"), said)
    page = text(rini, "run", run.pk)
    assert "orang kini ditahan, tetapi slipnya masih dibayar" in page and "tidak ditahan lagi" not in page
    assert "Bendahara menghitungnya ulang" in text(agus, "run", run.pk)

    press(rini, "run_compute", run, berubah="1")
    run_all()
    assert 'id="penahanan"' not in text(rini, "run", run.pk)

    hold = PayHold.objects.get()
    rini.post(reverse("payroll:hold_release", args=[hold.pk]), {"reason": REASON})
    page = text(rini, "run", run.pk)
    assert "orang tidak ditahan lagi, tetapi slipnya masih ditahan" in page and "kini ditahan" not in page

    press(rini, "run_compute", run, berubah="1")
    run_all()
    assert 'id="penahanan"' not in text(rini, "run", run.pk)


def test_the_missed_are_chosen_from_a_list(payday: PayDay) -> None:
    from praja.organization.models import PositionVersion

    payday.paid()
    rini = signed_in(payday, "bendahara")
    asked = {"pay_list": "gaji", "period": f"{MONTH}", "unit": str(payday.dinas.pk)}
    assert "Masih tertahan" in text(rini, "run_late", **asked)
    PositionVersion.objects.filter(position=payday.office.section_post).update(eselon="IV.a")
    page = text(rini, "run_late", **asked)
    assert "Sebabnya sudah selesai" in page and "Siti Seksi" in page

    siti = str(payday.office.section.pk)
    for wrong in ("bukan-id", str(payday.office.sari.pk)):
        refused = rini.post(reverse("payroll:run_late"), {**asked, "pilih": wrong})
        assert refused.status_code == 200 and "pilih" in refused.content.decode().lower()
    assert rini.post(reverse("payroll:run_late"), {**asked, "pilih": siti}).status_code == 302

    run = Run.objects.get(kind="susulan")
    assert run.people == [siti] and actions.silent(run) is False
