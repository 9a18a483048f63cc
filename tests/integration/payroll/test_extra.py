"""Extra lines: one records, another confirms; on the slip lines of their own, withdrawn until paid."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from praja.audit.models import Event
from praja.files.actions import DOCUMENTS, store
from praja.payroll.compare.causes import Cause, cause_of
from praja.payroll.enums import JenisTambahan, KeadaanSlip
from praja.payroll.extra import actions
from praja.payroll.extra.actions import ExtraRefused, Said
from praja.payroll.extra.queries import closed_months, extras_visible_to, state_of
from praja.payroll.models import ExtraLine, FactSheet, RunAccount
from praja.payroll.runs import archive, stale
from praja.payroll.runs.verify import check_run
from praja.payroll.sheets import actions as sheets
from praja.payroll.slip import book as slips
from praja.people.models import Person
from tests.integration.payroll.runs_world import MONTH, PayDay
from tests.integration.people_imports.conftest import book

NEXT = datetime.date(2026, 12, 1)
SAID = Said(
    pay_list="gaji", kind="tambahan_kekurangan", first=MONTH, last=MONTH, amount=250_000,
    reason="Kekurangan KGB September", document="900/17", document_date=datetime.date(2026, 11, 3),
)  # fmt: skip
PDF = b"%PDF-1.7\n" + b"isi surat keputusan " * 20 + b"\nstartxref\n9\n%%EOF\n"


def scan(payday: PayDay, by: str = "bendahara") -> Any:
    return store(SimpleUploadedFile("sk.pdf", PDF), by=payday.user(by), kinds=DOCUMENTS)


def give(payday: PayDay, whose: Person | None = None, by: str = "bendahara", **more: Any) -> ExtraLine:
    return actions.give(
        person=whose or payday.office.sari, said=dataclasses.replace(SAID, **more), file=scan(payday),
        by=payday.user(by), on=payday.on,
    )  # fmt: skip


def confirm(payday: PayDay, *lines: ExtraLine, by: str = "penyetuju") -> int:
    return actions.confirm(lines=lines, by=payday.user(by), on=payday.on)


def state(line: ExtraLine) -> str:
    line.refresh_from_db()
    return state_of(line, closed_months([line.person_id]))[0]


def test_a_line_counts_once_another_person_has_confirmed_it(payday: PayDay) -> None:
    sari = payday.office.sari
    run = payday.computed()
    before = payday.slip(run, sari)
    plus, minus = give(payday), give(payday, kind="pengurangan_kelebihan", amount=100_000, document="900/18")
    assert not stale.changes_since(run) and state(plus) == "menunggu pengesahan"

    assert confirm(payday, plus, minus) == 2

    changed = {one.title: (one.after, one.by) for one in stale.changes_since(run).people}
    assert changed["Kekurangan bulan lalu"] == ("250.000", "Bendahara")
    run = payday.computed(run, only_changed=True)
    slip = payday.slip(run, sari)
    assert slip.amounts["baris_gaji_tambahan_kekurangan"] == 250_000
    assert slip.amounts["baris_potong_gaji_pengurangan_kelebihan"] == 100_000
    assert slip.amounts["bruto_pajak"] == before.amounts["bruto_pajak"] + 250_000
    assert slip.amounts["dasar_bpjs"] == before.amounts["dasar_bpjs"]
    tax = slip.amounts["tunjangan_pph"] - before.amounts["tunjangan_pph"]
    assert (slip.gross or 0) - tax == (before.gross or 0) + 250_000 and slip.net == (
        before.net or 0
    ) + 150_000
    told = archive.origin(run, sari.nip).filter(fakta="tambahan_kekurangan").to_dicts()[0]
    assert told["sumber"] == "tambahan" and told["rujukan"] == str(plus.pk) and told["oleh"] == "Bendahara"
    assert told["keterangan"].endswith("(900/17 tanggal 03-11-2026), disahkan Penyetuju")
    (origin,) = slips.origins_of(slip, payday.user("bendahara"))["tambahan_kekurangan"]
    assert origin.url == reverse("payroll:extra", args=[plus.pk])
    booked = RunAccount.objects.get(run=run, rule="baris_gaji_tambahan_kekurangan")
    assert (booked.account, booked.amount) == ("", 250_000)
    kinds = Event.objects.filter(kind__startswith="payroll.extra").order_by("at")
    assert (
        list(kinds.values_list("kind", flat=True))
        == ["payroll.extra_given"] * 2 + ["payroll.extra_confirmed"] * 2
    )


def test_who_recorded_or_receives_it_does_not_confirm_it(payday: PayDay) -> None:
    from praja.access.enums import Role
    from tests.integration.people.conftest import role

    line = give(payday)
    for name in ("bendahara_dua", "admin", "auditor"):
        with pytest.raises(ExtraRefused, match="Hanya pejabat penyetuju"):
            confirm(payday, line, by=name)
    role(payday.user("bendahara"), Role.PEJABAT_PENYETUJU, payday.office.government)
    with pytest.raises(ExtraRefused, match="tidak dapat mengesahkan"):
        confirm(payday, line, by="bendahara")
    with pytest.raises(IntegrityError, match="extraline_second_person"), transaction.atomic():
        ExtraLine.objects.filter(pk=line.pk).update(confirmed_by=line.made_by, confirmed_at=timezone.now())
    sari = role(payday.office.sari.account, Role.PEJABAT_PENYETUJU, payday.dinas)  # type: ignore[arg-type]
    with pytest.raises(ExtraRefused, match="tidak dapat mengesahkan"):
        actions.confirm(lines=[line], by=sari, on=payday.on)
    role(payday.office.head.account, Role.BENDAHARA, payday.dinas)  # type: ignore[arg-type]
    with pytest.raises(ExtraRefused, match="selain dirinya"):
        actions.give(person=payday.office.head, said=SAID, file=scan(payday), by=payday.office.head.account,
                     on=payday.on)  # fmt: skip
    assert extras_visible_to(payday.office.head.account, payday.on).count() == 1
    assert not extras_visible_to(payday.user("tapd"), payday.on).exists()


def test_what_is_confirmed_is_only_withdrawn(payday: PayDay) -> None:
    line = give(payday)
    confirm(payday, line)
    other = {"confirmed_by": payday.user("penyetuju_dua")}
    for change in ({"amount": 1}, {"person": payday.office.head}, other):
        with pytest.raises(DatabaseError, match="tidak dapat diubah"), transaction.atomic():
            ExtraLine.objects.filter(pk=line.pk).update(**change)
    with pytest.raises(DatabaseError, match="tidak dapat diubah"), transaction.atomic():
        ExtraLine.objects.filter(pk=line.pk).delete()
    with pytest.raises(ExtraRefused, match="alasannya"):
        actions.withdraw(line=line, reason="x", by=payday.user("bendahara"), on=payday.on)

    actions.withdraw(line=line, reason="Keliru orangnya", by=payday.user("bendahara"), on=payday.on)

    run = payday.computed()
    assert payday.slip(run, payday.office.sari).amounts["baris_gaji_tambahan_kekurangan"] == 0
    assert state(line) == "ditarik"


def test_a_line_of_some_months_stops_after_those_that_are_paid(payday: PayDay) -> None:
    sari = payday.office.sari
    line = give(payday, last=NEXT)
    confirm(payday, line)
    paid = payday.paid()
    assert state(line) == "sebagian sudah masuk slip"

    actions.withdraw(line=line, reason="Sudah cukup sebulan", by=payday.user("penyetuju"), on=payday.on)

    line.refresh_from_db()
    assert line.withdrawn_from == NEXT and state(line) == "ditarik sebagian"
    assert payday.slip(paid, sari).amounts["baris_gaji_tambahan_kekurangan"] == 250_000
    assert not stale.changes_since(paid) and check_run(paid).wrong == []
    december = payday.computed(payday.open(period=NEXT, paid_on=NEXT))
    assert "baris_gaji_tambahan_kekurangan" not in {
        name for name, amount in payday.slip(december, sari).amounts.items() if amount
    }
    with pytest.raises(ExtraRefused, match="Sudah masuk slip"):
        actions.withdraw(line=line, reason="Sekali lagi saja", by=payday.user("penyetuju"), on=payday.on)


def test_a_locked_month_takes_no_line(payday: PayDay) -> None:
    waiting = give(payday)
    run = payday.paid()
    before = payday.slip(run, payday.office.sari).net
    with pytest.raises(ExtraRefused, match="sudah terkunci"):
        give(payday, document="900/19")
    with pytest.raises(ExtraRefused, match="sudah terkunci"):
        confirm(payday, waiting)
    assert state(waiting) == "terlewat: slip bulannya sudah terkunci"
    assert payday.slip(run, payday.office.sari).net == before and not stale.changes_since(run)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"amount": 0}, "lebih dari nol"),
        ({"amount": 10**12}, "paling banyak"),
        ({"last": datetime.date(2026, 10, 1)}, "mendahului"),
        ({"last": datetime.date(2030, 1, 1)}, "paling lama 24 bulan"),
        ({"document_date": datetime.date(2999, 1, 1)}, "belum tiba"),
        ({"document": "  "}, "nomor dokumen"),
        ({"reason": "......"}, "alasannya"),
        ({"first": datetime.date(2001, 1, 1), "last": datetime.date(2001, 1, 1)}, "tidak lagi bekerja"),
    ],
)
def test_what_cannot_be_is_told(payday: PayDay, wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(ExtraRefused, match=why):
        give(payday, **wrong)


def test_the_same_line_is_not_recorded_twice(payday: PayDay) -> None:
    give(payday)
    with pytest.raises(ExtraRefused, match="sudah tercatat"):
        give(payday)


def test_a_cut_beyond_the_pay_is_held_with_advice(payday: PayDay) -> None:
    confirm(payday, give(payday, kind="pengurangan_keputusan", amount=90_000_000))

    slip = payday.slip(payday.computed(), payday.office.sari)

    assert slip.state == KeadaanSlip.DITAHAN and slip.net is not None and slip.net < 0
    assert "baris tambahannya" in slip.problems[0]["advice"]


def test_every_kind_is_a_fact_of_the_law_and_a_block_of_its_own_between_months() -> None:
    from praja.payroll.programs import law_of

    assert set(JenisTambahan.values) <= law_of("nasional").facts.keys()
    assert {cause_of(kind) for kind in JenisTambahan.values} == {Cause.SEKALI}


# --- from a sheet

HEAD = ["nip", "nama", "daftar", "jenis", "jumlah", "alasan", "dokumen", "tanggal_dokumen"]


def uploaded(payday: PayDay, *rows: list[Any]) -> FactSheet:
    file = SimpleUploadedFile("tambahan.xlsx", book({"orang": [HEAD, *rows]}))
    return sheets.upload(
        file=file, kind="tambahan", unit=payday.dinas, period=MONTH, by=payday.user("bendahara"), on=payday.on
    )


def test_lines_from_a_sheet_are_looked_at_first_and_wait_for_their_scan(payday: PayDay) -> None:
    office = payday.office
    why = ["Kekurangan tunjangan umum", "900/20", "2026-11-03"]
    sheet = uploaded(
        payday,
        [office.sari.nip, "Sari", "gaji", "tambahan_kekurangan", 150_000, *why],
        [office.head.nip, "Hadi", "gaji", "tambahan_kekurangan", -5, *why],
        [office.section.nip, "Siti", "gaji", "hadiah", 5, *why],
        [office.stranger.nip, "Asing", "gaji", "tambahan_kekurangan", 5, *why],
    )
    assert sheet.summary["baru"] == 1 and len({one["line"] for one in sheet.problems}) == 3
    assert not ExtraLine.objects.exists()

    sheets.apply(sheet=sheet, only_good_rows=True, by=payday.user("bendahara"), on=payday.on)

    line = ExtraLine.objects.get()
    assert (line.person, line.amount, line.first, line.unit) == (office.sari, 150_000, MONTH, payday.dinas)
    with pytest.raises(ExtraRefused, match="Pindaian dokumen"):
        confirm(payday, line)
    assert actions.attach(line=line, file=scan(payday), by=payday.user("bendahara"), on=payday.on) == 1
    confirm(payday, line)
    again = uploaded(payday, [office.sari.nip, "Sari", "gaji", "tambahan_kekurangan", 150_000, *why])
    assert (again.summary["baru"], again.summary["tetap"]) == (0, 1)
    sheet.refresh_from_db()
    sheets.undo(sheet=sheet, by=payday.user("bendahara"), on=payday.on)
    assert state(line) == "ditarik"


# --- on the pages


def test_the_pages_from_form_to_slip(payday: PayDay) -> None:
    sari = payday.office.sari
    client = Client()
    client.force_login(payday.user("bendahara"))
    assert client.get(reverse("payroll:extras"), {"nip": sari.nip}).url == reverse(  # type: ignore[attr-defined]
        "payroll:extra_give", args=[sari.pk]
    )
    form = {"pay_list": "gaji", "kind": "tambahan_keputusan", "amount": "1.000.000", "first": "2026-11",
            "reason": "Uang duka keputusan Wali Kota", "document": "900/21", "document_date": "2026-11-02",
            "file": SimpleUploadedFile("sk.pdf", PDF)}  # fmt: skip
    answer = client.post(reverse("payroll:extra_give", args=[sari.pk]), form)
    line = ExtraLine.objects.get()
    page = reverse("payroll:extra", args=[line.pk])
    assert answer.status_code == 302 and client.post(reverse("payroll:extras_confirm")).status_code == 404
    own = Client()
    own.force_login(sari.account)  # type: ignore[arg-type]
    assert own.get(page).status_code == 404

    approver = Client()
    approver.force_login(payday.user("penyetuju"))
    assert "Menunggu pengesahan Anda" in approver.get(reverse("payroll:extras")).content.decode()
    approver.post(reverse("payroll:extras_confirm"), {"pilih": [str(line.pk)]})

    payday.paid()
    text = own.get(page).content.decode()
    assert "Uang duka keputusan Wali Kota" in text and "900/21" in text and "Penyetuju" in text
    assert b"".join(own.get(reverse("payroll:extra_scan", args=[line.pk])).streaming_content) == PDF  # type: ignore[attr-defined]
    slip = sari.slips.get()
    assert "Tambahan menurut keputusan" in own.get(reverse("payroll:slip", args=[slip.pk])).content.decode()
    reason = own.get(
        reverse("payroll:slip_line", args=[slip.pk, "baris_gaji_tambahan_keputusan"])
    ).content.decode()
    assert "disahkan Penyetuju" in reason and page in reason
