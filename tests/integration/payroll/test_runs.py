"""A run from opening to payment, who takes which step, and what refuses it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from praja.access.enums import Role
from praja.access.models import RoleHeld
from praja.audit.models import Event
from praja.jobs.testing import run_all
from praja.payroll import perms
from praja.payroll.enums import KeadaanProses as State
from praja.payroll.enums import KeadaanSlip
from praja.payroll.models import Deduction, RunFile, Slip
from praja.payroll.queries import counts_of, runs_visible_to, slips_visible_to, sums_of
from praja.payroll.runs import actions, archive, late, stale
from praja.payroll.runs.actions import NotAllowed, RunRefused
from praja.people.models import GolonganHistory, UnitHistory
from praja.temporal.actions import span
from tests.integration.payroll.runs_world import MONTH, REASON, PayDay
from tests.integration.people.conftest import LONG_AGO, person

HALF_LATER = datetime.date(2026, 6, 1)


def owes(payday: PayDay, monthly: int) -> Deduction:
    return Deduction.objects.create(
        person=payday.office.sari, kind="angsuran_koperasi", creditor="Koperasi", monthly=monthly,
        berlaku=span(LONG_AGO),
    )  # fmt: skip


def promoted(payday: PayDay) -> None:
    """Let Sari be a class higher since the middle of the year, by an SK recorded only now."""
    old = GolonganHistory.objects.known().get(person=payday.office.sari)
    now = timezone.now()
    GolonganHistory.objects.filter(pk=old.pk).update(digantikan=now)
    said: dict[str, Any] = {"person": old.person, "sk_number": "823/7", "tercatat": now}
    GolonganHistory.objects.create(
        **{**said, "sk_number": old.sk_number}, golongan="III/a", mkg_years=0, mkg_months=0,
        berlaku=span(old.mulai, HALF_LATER),
    )  # fmt: skip
    GolonganHistory.objects.create(
        **said, golongan="III/b", mkg_years=3, mkg_months=0, berlaku=span(HALF_LATER)
    )


# --- the whole way


def test_a_run_from_opening_to_payment(payday: PayDay) -> None:
    run = payday.open()
    payday.ask(run)

    assert run_all() == ["payroll.compute"]

    run.refresh_from_db()
    sari, siti = payday.slip(run, payday.office.sari), payday.slip(run, payday.office.section)
    assert run.state == State.DIHITUNG and (run.people_count, run.problem_count) == (3, 1)
    assert sari.state == KeadaanSlip.DIBAYAR and sari.net == sari.amounts["diterima"] == (sari.gross or 0) - (
        sari.cuts or 0
    )
    assert (sari.bank_number, sari.golongan, sari.unit_name) == ("10032903", "III/a", "Dinas Sosial")
    assert siti.state == KeadaanSlip.MASALAH and siti.net is None and siti.amounts == {}
    assert "eselon" in siti.problems[0]["message"]
    advice = siti.problems[0]["advice"]
    assert advice.startswith("Periksa eselon") and "tabel" not in advice and "kolom" not in advice
    paid = Slip.objects.filter(run=run, state=KeadaanSlip.DIBAYAR)
    assert run.totals["diterima"] == sums_of(run)["net"] == sum(slip.net or 0 for slip in paid)

    run = payday.paid(payday.approved(payday.checked(run)))

    assert run.state == State.DIBAYAR and run.paid_day == payday.on
    kinds = Event.objects.filter(kind__startswith="payroll.").order_by("at").values_list("kind", flat=True)
    steps = ["opened", "computed", "checked", "approved", "paid"]
    assert list(kinds) == [f"payroll.run_{step}" for step in steps]


def test_each_step_is_taken_by_the_one_whose_it_is(payday: PayDay) -> None:
    for name in ("penyetuju", "admin", "kepala_unit", "sari", "bendahara_lain", "tapd", "auditor"):
        with pytest.raises(NotAllowed):
            payday.open(by=name)
    run = payday.computed()
    with pytest.raises(NotAllowed):
        payday.checked(run, by="penyetuju")
    payday.checked(run)
    with pytest.raises(NotAllowed):
        payday.approved(run, by="bendahara_dua")
    with pytest.raises(RunRefused, match="sudah disetujui"):
        payday.paid(run)
    payday.approved(run)
    with pytest.raises(NotAllowed):
        payday.paid(run, by="penyetuju")


def test_nobody_approves_what_they_computed_or_checked(payday: PayDay) -> None:
    run = payday.checked(payday.computed(by="bendahara"), by="bendahara_dua")
    RoleHeld.objects.filter(role=Role.BENDAHARA).update(role=Role.PEJABAT_PENYETUJU)  # they move on

    for name in ("bendahara", "bendahara_dua"):
        with pytest.raises(NotAllowed, match="penyetuju lain"):
            payday.approved(run, by=name)
        run.approved_by, run.approved_at = payday.user(name), timezone.now()
        with pytest.raises(IntegrityError, match="run_maker_is_not_checker"), transaction.atomic():
            run.save()


def test_what_is_not_ready_is_not_approved(payday: PayDay) -> None:
    run = payday.open()
    with pytest.raises(RunRefused, match="sudah dihitung"):
        payday.checked(run)
    payday.computed(run)
    with pytest.raises(RunRefused, match="sudah diperiksa"):
        payday.approved(run)
    payday.checked(run)
    sent = actions.send_back(
        run=run, reason="Potongan koperasi tampak ganda.", by=payday.user("penyetuju"), on=payday.on
    )
    assert sent.state == State.DIHITUNG and "ganda" in sent.message


# --- computing


def test_of_two_who_compute_at_once_the_second_is_told(payday: PayDay) -> None:
    run = payday.ask(payday.open())

    with pytest.raises(RunRefused, match="sedang dihitung"):
        payday.ask(run, by="bendahara_dua")


def test_a_job_asked_for_twice_or_too_late_does_nothing(payday: PayDay) -> None:
    run = payday.computed()
    before = list(Slip.objects.filter(run=run).order_by("pk").values())

    actions.work(str(run.pk), run.attempt, payday.user("bendahara").pk)
    actions.work(str(run.pk), run.attempt - 1, payday.user("bendahara").pk)

    assert list(Slip.objects.filter(run=run).order_by("pk").values()) == before
    assert Event.objects.filter(kind="payroll.run_computed").count() == 1


def test_computing_that_is_stopped_leaves_what_was_there(
    payday: PayDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = payday.computed()
    before = list(Slip.objects.filter(run=run).order_by("pk").values())
    owes(payday, 100_000)
    asked = payday.ask(run)
    real = actions.outcome_of

    def stopped_meanwhile(*args: Any, **more: Any) -> Any:
        actions.stop(run=run, by=payday.user("bendahara_dua"), on=payday.on)
        return real(*args, **more)

    monkeypatch.setattr(actions, "outcome_of", stopped_meanwhile)
    actions.work(str(run.pk), asked.attempt, payday.user("bendahara").pk)

    assert list(Slip.objects.filter(run=run).order_by("pk").values()) == before
    run = actions.stop(
        run=run, by=payday.user("bendahara_dua"), on=payday.on
    )  # the job's end undid the first
    assert run.state == State.DIHITUNG and "menghentikan" in run.message and run.people_count == 3
    actions.work(str(run.pk), asked.attempt, payday.user("bendahara").pk)
    assert list(Slip.objects.filter(run=run).order_by("pk").values()) == before


def test_computing_that_fails_at_the_last_moment_leaves_what_was_there(
    payday: PayDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = payday.computed()
    before = list(Slip.objects.filter(run=run).order_by("pk").values())
    files = set(RunFile.objects.values_list("name", "sha256"))
    owes(payday, 100_000)

    def broken(*args: Any) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(archive, "write", broken)
    run = payday.computed(run)

    assert run.state == State.DIHITUNG and "terputus" in run.message
    assert list(Slip.objects.filter(run=run).order_by("pk").values()) == before
    assert set(RunFile.objects.values_list("name", "sha256")) == files
    monkeypatch.undo()
    run = payday.computed(run)
    assert run.message == "" and payday.slip(run, payday.office.sari).amounts["potongan_koperasi"] == 100_000


def test_a_unit_without_people_and_a_run_of_one(payday: PayDay) -> None:
    from tests.integration.people.conftest import unit

    empty = unit("kota.kosong", "Badan Baru", "badan", payday.office.government, payday.office.government)
    run = payday.computed(payday.open(empty, by="bendahara_kota"), by="bendahara_kota")
    assert run.state == State.TERBUKA and "Tidak ada pegawai" in run.message

    run = payday.computed(payday.open(people=[payday.office.sari.pk]))
    assert (run.people_count, counts_of(run)[KeadaanSlip.DIBAYAR]) == (1, 1)


def test_somebody_in_two_units_stands_in_one_run(payday: PayDay) -> None:
    first = payday.computed()

    second = payday.computed(payday.open(payday.office.government, by="bendahara_kota"), by="bendahara_kota")

    names = {one["name"] for one in second.left_out}
    assert names == {"Hadi Kepala", "Sari Utami", "Siti Seksi"}
    assert "Dinas Sosial" in second.left_out[0]["why"] and "dilewati" in second.left_out[0]["why"]
    assert {slip.name for slip in second.slips.all()} == {"Wayan Lain"}
    actions.cancel(run=first, reason=REASON, by=payday.user("bendahara"), on=payday.on)
    second = payday.computed(second, by="bendahara_kota")
    assert second.left_out == [] and second.people_count == 4


def test_nobody_is_paid_less_than_nothing(payday: PayDay) -> None:
    owes(payday, 9_000_000)

    run = payday.computed()

    slip = payday.slip(run, payday.office.sari)
    assert slip.state == KeadaanSlip.DITAHAN and slip.net is not None and slip.net < 0
    assert "melebihi penghasilan" in slip.problems[0]["message"]
    assert sums_of(run)["net"] == payday.slip(run, payday.office.head).net == run.totals["diterima"]


def test_who_has_no_account_is_counted_for_cash(payday: PayDay) -> None:
    budi = person("Budi Tunai", payday.dinas, payday.office.staff_post, sex="L")

    run = payday.computed()

    assert counts_of(run)["tunai"] == 1 and payday.slip(run, budi).state == KeadaanSlip.DIBAYAR


def test_a_fact_that_cannot_be_read_is_a_problem_although_it_has_a_default(
    payday: PayDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    from praja.payroll.models import StandingFact

    StandingFact.objects.create(
        person=payday.office.sari, fact="kuasa_zakat", value="mungkin", berlaku=span(LONG_AGO)
    )

    run = payday.computed()

    slip = payday.slip(run, payday.office.sari)
    assert slip.state == KeadaanSlip.MASALAH and slip.net is None and "mungkin" in slip.problems[0]["message"]


def test_pay_of_a_unit_that_an_officer_holds(payday: PayDay) -> None:
    hold = actions.hold(
        unit=payday.dinas, period=MONTH, pay_list="gaji", reason="Laporan belum masuk.",
        by=payday.user("penyetuju"), on=payday.on,
    )  # fmt: skip
    run = payday.computed()
    slip = payday.slip(run, payday.office.sari)
    assert slip.state == KeadaanSlip.DITAHAN and "Laporan belum masuk" in slip.problems[0]["message"]
    assert slip.net is not None and sums_of(run)["net"] == 0
    with pytest.raises(RunRefused, match="Tidak ada seorang pun"):
        payday.checked(run)

    actions.release(hold=hold, reason="Laporannya sudah masuk.", by=payday.user("bendahara"), on=payday.on)

    assert {one.after for one in stale.changes_since(run).people} == {"dilepas"}
    assert payday.slip(payday.computed(run), payday.office.sari).state == KeadaanSlip.DIBAYAR


def test_what_is_recorded_after_the_cut_off_waits(payday: PayDay) -> None:
    run = payday.open(cut_off=timezone.now())
    owes(payday, 100_000)

    run = payday.computed(run)

    assert payday.slip(run, payday.office.sari).amounts["potongan_koperasi"] == 0
    assert not stale.changes_since(run)
    payday.approved(payday.checked(run))


def test_queries_do_not_grow_with_the_people(payday: PayDay) -> None:
    run = payday.open()

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as said:
            payday.computed(run)
        return len(said)

    queries()
    before = queries()
    for number in range(12):
        person(f"Orang {number}", payday.dinas, payday.office.staff_post)

    assert queries() == before and Slip.objects.filter(run=run).count() == 15


# --- stale


def test_a_stale_run_is_not_approved_and_says_whose_and_why(payday: PayDay) -> None:
    run = payday.checked()
    promoted(payday)

    with pytest.raises(RunRefused, match="Sari Utami: Golongan ruang.* III/a → III/b") as refused:
        payday.approved(run)

    assert "1 orang" in str(refused.value)
    told = {one.title: one for one in stale.changes_since(run).people}
    (golongan,) = [one for title, one in told.items() if title.startswith("Golongan")]
    assert (golongan.before, golongan.after) == ("III/a", "III/b") and "823/7" in golongan.why


def test_computing_the_changed_ones_gives_what_computing_all_gives(payday: PayDay) -> None:
    run = payday.computed()
    promoted(payday)
    owes(payday, 50_000)
    budi = person("Budi Baru", payday.dinas, payday.office.staff_post, sex="L")
    UnitHistory.objects.filter(person=payday.office.head).update(digantikan=timezone.now())

    some = payday.computed(run, only_changed=True)

    event = Event.objects.filter(kind="payroll.run_computed").latest("at")
    assert event.after and event.after["dihitung_ulang"] == 3  # Sari, Budi who came, Hadi who left
    slips = list(Slip.objects.filter(run=run).order_by("pk").values())
    kept = {one.name: one.sha256 for one in archive.current(some)}
    assert {slip["name"] for slip in slips} == {"Sari Utami", "Siti Seksi", budi.name}
    every = payday.computed(run)
    assert list(Slip.objects.filter(run=run).order_by("pk").values()) == slips
    again = {one.name: one.sha256 for one in archive.current(every)}
    assert {name for name in kept if kept[name] != again[name]} == {"manifes.json"}


def test_rules_that_change_make_a_run_stale(payday: PayDay, monkeypatch: pytest.MonkeyPatch) -> None:
    import dataclasses

    from praja.payroll.programs import law_of

    run = payday.checked()
    law = law_of(run.pack)
    path = "nasional/gaji.yaml"
    other = dataclasses.replace(law, texts={**law.texts, path: law.texts[path] + "\n# diralat"})
    monkeypatch.setattr(stale, "law_of", lambda pack: other)

    with pytest.raises(RunRefused, match=r"1 berkas aturan\): nasional/gaji.yaml"):
        payday.approved(run)


# --- locked


def test_a_fact_that_changes_later_leaves_the_slip_and_shows_what_to_pay(payday: PayDay) -> None:
    run = payday.paid()
    before = list(Slip.objects.filter(run=run).order_by("pk").values())
    promoted(payday)

    changes = stale.changes_since(run)
    actions.look_later(run)

    run.refresh_from_db()
    assert changes.count == run.changed_count == 1
    assert list(Slip.objects.filter(run=run).order_by("pk").values()) == before
    with pytest.raises(RunRefused, match="terkunci"):
        payday.ask(run)


@pytest.mark.parametrize("paid", [False, True])
def test_what_is_locked_is_refused_by_the_database(payday: PayDay, as_app: Any, paid: bool) -> None:
    run = payday.paid() if paid else payday.approved()
    mine = f"run_id = '{run.pk}'"
    rest = (
        "period, pay_list, npwp_withholder, nip, name, unit_name, post, golongan, bank, bank_number, "
        "bank_holder, state, amounts, gross, cuts, net, problems"
    )

    with as_app() as found:
        for statement in (
            f"UPDATE payroll_slip SET net = net + 1 WHERE {mine}",
            f"DELETE FROM payroll_slip WHERE {mine}",
            f"UPDATE payroll_runfile SET sha256 = '' WHERE {mine}",
            f"DELETE FROM payroll_runfile WHERE {mine}",
            f"UPDATE payroll_run SET totals = '{{}}' WHERE id = '{run.pk}'",
            f"UPDATE payroll_run SET state = 'dihitung' WHERE id = '{run.pk}'",
            f"UPDATE payroll_run SET approved_by_id = computed_by_id WHERE id = '{run.pk}'",
            f"DELETE FROM payroll_run WHERE id = '{run.pk}'",
            f"INSERT INTO payroll_slip (id, run_id, person_id, unit_id, kind, {rest}) "
            f"SELECT gen_random_uuid(), run_id, '{payday.office.stranger.pk}', unit_id, 'susulan', {rest} "
            f"FROM payroll_slip WHERE {mine} LIMIT 1",
            "INSERT INTO payroll_runfile (run_id, role, name, sha256, size, media) "
            f"VALUES ('{run.pk}', 'hasil', 'lain.parquet', '', 0, '')",
        ):
            with pytest.raises(Exception, match="terkunci"), transaction.atomic(), found.cursor() as cursor:
                cursor.execute(statement)
        with found.cursor() as cursor:  # what leaves the office is made from a locked run
            cursor.execute(
                "INSERT INTO payroll_runfile (run_id, role, name, sha256, size, media) "
                f"VALUES ('{run.pk}', 'keluaran', 'bank.xlsx', '', 0, '')"
            )


def test_reopening_needs_a_reason_and_another_person(payday: PayDay) -> None:
    run = payday.approved()
    kept = {one.sha256 for one in archive.current(run)}

    with pytest.raises(NotAllowed, match="tidak dapat membukanya lagi"):
        actions.reopen(run=run, reason=REASON, by=payday.user("penyetuju"), on=payday.on)
    with pytest.raises(RunRefused, match="alasannya"):
        actions.reopen(run=run, reason=" salah ", by=payday.user("bendahara"), on=payday.on)
    with pytest.raises(NotAllowed):
        actions.reopen(run=run, reason=REASON, by=payday.user("admin"), on=payday.on)
    run = actions.reopen(run=run, reason=REASON, by=payday.user("bendahara"), on=payday.on)

    assert run.state == State.DIHITUNG and run.approved_by is None
    assert Event.objects.get(kind="payroll.run_reopened").reason == REASON
    owes(payday, 100_000)
    run = payday.computed(run)
    assert payday.slip(run, payday.office.sari).amounts["potongan_koperasi"] == 100_000
    assert kept <= set(RunFile.objects.filter(run=run).values_list("sha256", flat=True))
    run = payday.paid(payday.approved(payday.checked(run)))
    with pytest.raises(NotAllowed, match="tidak dapat membukanya lagi"):
        actions.reopen(run=run, reason=REASON, by=payday.user("bendahara"), on=payday.on)
    assert actions.reopen(run=run, reason=REASON, by=payday.user("penyetuju"), on=payday.on).paid_day is None


def test_an_approved_run_is_not_cancelled(payday: PayDay) -> None:
    run = payday.approved()

    with pytest.raises(RunRefused, match="Buka lagi dahulu"):
        actions.cancel(run=run, reason=REASON, by=payday.user("bendahara"), on=payday.on)


def test_the_day_of_payment_is_between_approval_and_today(payday: PayDay) -> None:
    run = payday.approved()
    for day in (payday.on + datetime.timedelta(days=1), payday.on - datetime.timedelta(days=2)):
        with pytest.raises(RunRefused, match="Tanggal bayar"):
            actions.mark_paid(run=run, day=day, by=payday.user("bendahara"), on=payday.on)


# --- who was missed


def test_who_was_stuck_or_held_is_paid_by_a_supplementary_run_once(payday: PayDay) -> None:
    from praja.organization.models import PositionVersion

    siti = payday.office.section
    main = payday.paid()
    (waiting,) = late.candidates(payday.dinas, "gaji", MONTH)
    assert (waiting.person_id, waiting.ready) == (siti.pk, False) and "eselon" in waiting.still
    with pytest.raises(RunRefused, match="Pilih orang"):
        payday.open(kind="susulan", people=[siti.pk])
    PositionVersion.objects.filter(position=payday.office.section_post).update(eselon="IV.a")
    (waiting,) = late.candidates(payday.dinas, "gaji", MONTH)
    assert waiting.ready and waiting.net

    run = payday.computed(payday.open(kind="susulan", people=[siti.pk]))

    slip = payday.slip(run, siti)
    assert run.people_count == 1 and slip.state == KeadaanSlip.DIBAYAR and slip.net == waiting.net
    assert payday.slip(main, siti).state == KeadaanSlip.MASALAH
    payday.paid(payday.approved(payday.checked(run)))
    assert late.candidates(payday.dinas, "gaji", MONTH) == []
    with pytest.raises(RunRefused, match="Pilih orang"):
        payday.open(kind="susulan", people=[siti.pk])


def test_who_came_into_the_records_too_late_was_missed(payday: PayDay) -> None:
    payday.paid()
    budi = person("Budi Terlambat", payday.dinas, payday.office.staff_post, sex="L")

    found = {one.name: one for one in late.candidates(payday.dinas, "gaji", MONTH)}

    assert found[budi.name].ready and not found["Siti Seksi"].ready


# --- who sees what


def test_who_sees_slips_and_totals(payday: PayDay) -> None:
    run = payday.computed()
    slip = payday.slip(run, payday.office.sari)

    def seeing() -> tuple[set[str], set[str]]:
        people = ["sari", "section", "head", "stranger", "pengelola", "admin", "auditor", "bendahara",
                  "bendahara_lain", "bendahara_kota", "penyetuju", "kepala_unit", "tapd", "admin_aplikasi",
                  "tim"]  # fmt: skip
        of_slip = {
            name for name in people if slips_visible_to(payday.user(name), payday.on).filter(pk=slip.pk)
        }
        assert of_slip == {
            name
            for name in people
            if perms.may_see_slip(payday.user(name), payday.slip(run, slip.person), payday.on)
        }
        of_run = {name for name in people if runs_visible_to(payday.user(name), payday.on).filter(pk=run.pk)}
        assert of_run == {name for name in people if perms.may_see_totals(payday.user(name), run, payday.on)}
        return of_slip, of_run

    officers = {"auditor", "bendahara", "bendahara_kota", "penyetuju"}
    assert seeing() == (officers, {*officers, "tapd"})
    run = payday.approved(payday.checked(run))
    assert seeing() == ({*officers, "sari"}, {*officers, "tapd"})
