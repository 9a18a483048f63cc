"""Facts by sheet and by form: looked at first, written once, taken back whole, by those who may."""

from __future__ import annotations

import datetime
import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from praja.audit.models import Event
from praja.files import retention
from praja.files.actions import delete_expired
from praja.files.models import StoredFile
from praja.payroll.models import Deduction, FactSheet, PackInUse, Recap, StandingFact
from praja.payroll.sheets import actions, single
from praja.payroll.sheets.actions import SheetFactsRefused
from praja.people.actions import end_status
from praja.people.imports.maps import from_json
from tests.integration.payroll import facts_world as world
from tests.integration.payroll.facts_world import OCTOBER, ask, of, since
from tests.integration.people.conftest import TODAY, Office, office, person
from tests.integration.people_imports.conftest import book

__all__ = ["office"]

Rows = list[list[Any]]


@pytest.fixture
def town(office: Office) -> Office:
    """The office under the law of Kota Semarang."""
    PackInUse.objects.create(government=office.government, pack=world.PACK, berlaku=since(2015, 1, 1))
    return office


def upload(office: Office, rows: Rows, *, kind: str = "kehadiran", who: str = "pengelola",
           sheet: str = "orang", month: datetime.date = OCTOBER, **more: Any) -> FactSheet:  # fmt: skip
    content = book({sheet: rows} | more)
    file = SimpleUploadedFile("lembar.xlsx", content)
    return actions.upload(
        file=file, kind=kind, unit=office.dinas, period=month, by=office.user(who), on=TODAY
    )


def apply(sheet: FactSheet, office: Office, who: str = "pengelola", *, only_good: bool = True) -> FactSheet:
    return actions.apply(sheet=sheet, only_good_rows=only_good, by=office.user(who), on=TODAY)


def why(sheet: FactSheet) -> str:
    sheet.refresh_from_db()
    return " ".join(str(one["why"]) + str(one["what_to_do"]) for one in sheet.problems)


# --- recaps


def test_a_recap_is_shown_before_it_is_written_and_then_feeds_the_facts(town: Office) -> None:
    rows: Rows = [
        ["NIP", "Nama", "hari_alpa", "menit_kurang", "upacara_absen"],
        [town.sari.nip, "Sari", 2, 75, 0],
    ]

    sheet = upload(town, rows)

    assert (sheet.state, sheet.summary["baru"], Recap.objects.count()) == ("diperiksa", 1, 0)
    with CaptureQueriesContext(connection):
        apply(sheet, town)
    facts = ask(town, "tpp")
    assert of(facts, town.sari)["menit_kurang"] == 75
    assert world.told(facts, town.sari, "hari_alpa") == (
        "rekap",
        "Rekap kehadiran 10-2026, lembar lembar.xlsx.",
    )
    event = Event.objects.get(kind="payroll.sheet_applied")
    after: Any = event.after
    assert after["jumlah"] == 1 and len(after["sidik"]) == 64


def test_a_second_sheet_changes_only_what_it_says_and_can_be_taken_back(town: Office) -> None:
    apply(upload(town, [["NIP", "hari_alpa", "menit_kurang"], [town.sari.nip, 2, 75]]), town)
    second = upload(
        town,
        [["NIP", "hari_alpa", "menit_kurang"], [town.sari.nip, None, 90], [town.head.nip, 0, 0]],
    )

    assert (second.summary["baru"], second.summary["berubah"]) == (1, 1)
    apply(second, town)
    assert of(ask(town, "tpp"), town.sari)["menit_kurang"] == 90
    assert of(ask(town, "tpp"), town.sari)["hari_alpa"] == 2

    actions.undo(sheet=second, by=town.user("pengelola"), on=TODAY)
    facts = ask(town, "tpp")
    assert of(facts, town.sari)["menit_kurang"] == 75
    assert of(facts, town.head)["menit_kurang"] is None
    assert Recap.objects.count() == 4, "nothing is ever deleted"


def test_after_its_time_a_sheet_is_let_go_but_not_what_it_gave(town: Office, client: Client) -> None:
    rows: Rows = [["NIP", "hari_alpa"], [town.sari.nip, 2], ["198501012010011009", 3]]
    applied = apply(upload(town, rows), town)
    other = upload(town, [*rows, [town.head.nip, 1]])
    young = upload(town, [*rows, [town.head.nip, 4]])
    digest, name = applied.file.sha256, applied.file.name  # type: ignore[union-attr]
    files = {one: one.file_id for one in (applied, other, young)}
    long_ago = timezone.now() - datetime.timedelta(days=actions.KEEP_DAYS + 1)
    FactSheet.objects.filter(pk__in=[applied.pk, other.pk]).update(made_at=long_ago)
    StoredFile.objects.update(keep_until=TODAY - datetime.timedelta(days=1))

    retention.release(TODAY)
    delete_expired(on=TODAY)

    assert set(StoredFile.objects.values_list("pk", flat=True)) == {files[young]}
    applied.refresh_from_db()
    other.refresh_from_db()
    assert (applied.file, applied.problems, applied.state, other.state) == (None, [], "diterapkan", "gagal")
    assert (applied.summary["sidik"], applied.summary["berkas"]) == (digest, name)
    assert (applied.summary["baru"], applied.summary["masalah"]) == (1, 1)
    assert Event.objects.get(kind="payroll.sheets_released").after["jumlah"] == 2  # type: ignore[index]
    client.force_login(town.user("pengelola"), backend="praja.accounts.backends.NipOrEmail")
    for sheet in (applied, other):
        page = client.get(reverse("payroll:sheet", args=[sheet.pk])).content.decode()
        assert f"{name} (isinya sudah dihapus)" in page
    facts = ask(town, "tpp")
    assert of(facts, town.sari)["hari_alpa"] == 2
    assert world.told(facts, town.sari, "hari_alpa")[1] == f"Rekap kehadiran 10-2026, lembar {name}."
    actions.undo(sheet=applied, by=town.user("pengelola"), on=TODAY)
    assert of(ask(town, "tpp"), town.sari)["hari_alpa"] is None


def test_the_same_sheet_again_changes_nothing(town: Office) -> None:
    rows: Rows = [["NIP", "hari_alpa"], [town.sari.nip, 2]]
    apply(upload(town, rows), town)

    again = upload(town, rows)

    assert (again.summary["tetap"], again.summary["baru"], again.summary["berubah"]) == (1, 0, 0)
    with pytest.raises(SheetFactsRefused, match="Tidak ada yang perlu"):
        apply(again, town)


def test_events_come_on_a_sheet_of_their_own(town: Office) -> None:
    sheet = upload(
        town,
        [["NIP", "sumber_kehadiran"], [town.sari.nip, "kejadian"]],
        kejadian=[["NIP", "jenis_kejadian", "menit"],
                  [town.sari.nip, "terlambat", 12], [town.sari.nip, "alpa", None]],
    )  # fmt: skip

    apply(sheet, town)

    events = ask(town, "tpp").frames["kejadian"].to_dicts()
    assert [(one["jenis_kejadian"], one["menit"]) for one in events] == [("terlambat", 12), ("alpa", None)]


def test_what_is_wrong_is_told_with_its_row_and_leaves_the_others_alone(town: Office) -> None:
    stranger = town.stranger.nip
    sheet = upload(
        town,
        [
            ["NIP", "hari_alpa", "menit_kurang"],
            [town.sari.nip, "dua", 1],
            [town.head.nip, 99, 1],
            [stranger, 1, 1],
            ["123", 1, 1],
            [town.section.nip, 0, 5],
        ],
    )

    lines = {(one["line"], one["column"].split(" ")[0]) for one in sheet.problems}

    assert {(2, "hari_alpa"), (3, "hari_alpa"), (4, "nip"), (5, "NIP")} <= lines
    assert (sheet.summary["baru"], sheet.summary["bermasalah"]) == (1, 3)
    with pytest.raises(SheetFactsRefused, match="4 masalah"):
        apply(sheet, town, only_good=False)
    apply(sheet, town)
    assert list(Recap.objects.values_list("person", flat=True)) == [town.section.pk]


def test_one_person_twice_is_taken_from_neither_row(town: Office) -> None:
    sheet = upload(town, [["NIP", "hari_alpa"], [town.sari.nip, 1], [town.sari.nip, 2]])

    assert (sheet.summary["baru"], sheet.summary["bermasalah"]) == (0, 1)


def test_what_changed_after_the_look_is_not_written_over(town: Office) -> None:
    sheet = upload(town, [["NIP", "hari_alpa"], [town.sari.nip, 1]])
    world.recap(town.sari, {"hari_alpa": "3"})

    with pytest.raises(SheetFactsRefused, match="sudah berubah"):
        apply(sheet, town)

    assert Recap.objects.get().values == {"hari_alpa": "3"}


def test_headings_of_the_office_are_matched_once_and_remembered(town: Office) -> None:
    rows: Rows = [["NIP", "Jml Mangkir"], [town.sari.nip, 2]]
    first = upload(town, rows)
    assert first.summary["baru"] == 0
    maps = from_json(first.mapping)
    maps[0].columns[1].target = "hari_alpa"

    actions.choose(sheet=first, maps=maps, by=town.user("pengelola"), on=TODAY)
    apply(FactSheet.objects.get(pk=first.pk), town)

    assert Recap.objects.get().values == {"hari_alpa": "2"}
    rows[1][1] = 3
    assert upload(town, rows).summary["berubah"] == 1


# --- standing facts


def test_a_lasting_fact_of_a_post_ends_the_one_before_and_can_be_taken_back(town: Office) -> None:
    old = world.standing("pagu_tpp", "3000000", position=town.staff_post, days=since(2026, 1, 1))
    sheet = upload(
        town,
        [["Kode Jabatan", "Nama", "pagu_tpp"], [town.staff_post.code, "Pengolah Data", 3_500_000]],
        kind="tetap",
        who="bendahara",
        sheet="jabatan",
    )

    assert sheet.summary["berubah"] == 1
    apply(sheet, town, "bendahara")

    assert of(ask(town, "tpp"), town.sari)["pagu_tpp"] == 3_500_000
    assert of(ask(town, "tpp", period=datetime.date(2026, 9, 1)), town.sari)["pagu_tpp"] == 3_000_000
    old.refresh_from_db()
    assert old.digantikan is not None

    actions.undo(sheet=sheet, by=town.user("bendahara"), on=TODAY)
    facts = ask(town, "tpp")
    assert of(facts, town.sari)["pagu_tpp"] == 3_000_000
    assert StandingFact.objects.known().get().berlaku.upper is None


def test_a_lasting_fact_of_the_same_month_is_replaced_and_comes_back(town: Office) -> None:
    world.standing("pagu_tpp", "3000000", unit=town.dinas, days=since(2026, 10, 1, 2027, 1, 1))
    sheet = upload(
        town, [["kode unit", "pagu_tpp"], [town.dinas.code, 4_000_000]],
        kind="tetap", who="bendahara", sheet="unit",
    )  # fmt: skip

    apply(sheet, town, "bendahara")
    now = StandingFact.objects.known().get()
    assert (now.value, now.berlaku.upper) == ("4000000", datetime.date(2027, 1, 1))

    actions.undo(sheet=sheet, by=town.user("bendahara"), on=TODAY)
    assert StandingFact.objects.known().get().value == "3000000"


def test_each_officer_gives_only_their_own_facts(town: Office) -> None:
    rows: Rows = [["NIP", "pagu_tpp", "status_ptkp"], [town.sari.nip, 5_000_000, "K/1"]]

    sheet = upload(town, rows, kind="tetap", who="pengelola")
    apply(sheet, town)

    assert list(StandingFact.objects.values_list("fact", "value")) == [("status_ptkp", "K/1")]
    assert "pejabat lain" in why(sheet)
    by_sk = upload(town, [["NIP", "golongan", "status_ptkp"], [town.head.nip, "IV/a", "K/0"]], kind="tetap")
    assert "golongan" not in str(by_sk.summary["rincian"])


def test_an_opening_balance_is_given_by_the_treasurer(town: Office) -> None:
    rows: Rows = [
        ["NIP", "tahun_ini(bruto_pajak)", "masa_pajak_terakhir"],
        [town.sari.nip, 45_000_000, None],
        [town.head.nip, 50_000_000, None],
    ]
    world.standing("masa_pajak_terakhir", "ya", person=town.sari)

    apply(upload(town, rows, kind="tetap", who="bendahara"), town, "bendahara")

    assert of(ask(town), town.sari)["tahun_ini(bruto_pajak)"] == 45_000_000
    assert of(ask(town), town.head)["tahun_ini(bruto_pajak)"] is None, "it is settled in the last month"


# --- deductions


def test_deductions_may_be_several_of_one_person(town: Office) -> None:
    rows: Rows = [
        ["NIP", "jenis", "kepada", "nomor", "sebulan", "seluruhnya", "sudah_dibayar", "mulai", "sampai"],
        [town.sari.nip, "angsuran_bank", "Bank Jateng", "K-7", "1.250.000", 12_500_000, 2_500_000,
         None, None],
        [town.sari.nip, "angsuran_koperasi", "Koperasi Praja", None, 150_000, None, None,
         datetime.date(2026, 9, 1), datetime.date(2026, 12, 31)],
        [town.head.nip, "angsuran_bank", "Bank Jateng", None, 500_000, 1_000, 2_000, None, None],
    ]  # fmt: skip

    sheet = upload(town, rows, kind="potongan", who="bendahara")

    assert (sheet.summary["baru"], sheet.summary["bermasalah"]) == (2, 1)
    apply(sheet, town, "bendahara")
    row = of(ask(town), town.sari)
    assert (row["angsuran_bank"], row["angsuran_koperasi"]) == (1_250_000, 150_000)
    assert of(ask(town, period=datetime.date(2027, 1, 1)), town.sari)["angsuran_koperasi"] is None

    rows[1][4], rows[2] = 1_000_000, rows[1]
    again = upload(town, rows[:2], kind="potongan", who="bendahara", month=datetime.date(2026, 11, 1))
    assert again.summary["berubah"] == 1
    apply(again, town, "bendahara")
    assert of(ask(town, period=datetime.date(2026, 11, 1)), town.sari)["angsuran_bank"] == 1_000_000
    actions.undo(sheet=again, by=town.user("bendahara"), on=TODAY)
    november = datetime.date(2026, 11, 1)
    assert of(ask(town, period=november), town.sari)["angsuran_bank"] == 1_250_000


# --- forms


def test_a_form_gives_one_fact_and_the_one_before_ends(town: Office) -> None:
    fact = {one.name: one for one in next(iter(ask(town).programs.values())).facts}["infak"]
    said: dict[str, Any] = {"person": town.sari, "fact": fact, "end": None, "note": "Surat kuasa",
                            "file": None, "by": town.user("bendahara"), "on": TODAY}  # fmt: skip
    single.give_fact(value="50000", start=datetime.date(2026, 1, 1), **said)
    single.give_fact(value="75000", start=datetime.date(2026, 10, 1), **said)

    assert of(ask(town), town.sari)["infak"] == 75_000
    assert of(ask(town, period=datetime.date(2026, 9, 1)), town.sari)["infak"] == 50_000
    with pytest.raises(SheetFactsRefused, match="di luar batas"):
        single.give_fact(value="999999999999", start=TODAY, **said)

    row = StandingFact.objects.known().get(value="75000")
    single.end(row=row, last=datetime.date(2026, 10, 31), reason="dicabut", by=said["by"], on=TODAY)
    assert of(ask(town, period=datetime.date(2026, 11, 1)), town.sari)["infak"] is None
    assert "75000" not in str(Event.objects.filter(kind="payroll.fact_given").values_list("after", "before"))


def test_nobody_gives_facts_of_themselves_or_of_another_unit(town: Office) -> None:
    bendahara = town.user("bendahara")
    town.sari.account = None
    town.sari.save()
    town.head.account = bendahara
    town.head.save()
    said = {
        "kind": "infak",
        "creditor": "Baznas",
        "number": "",
        "monthly": 1,
        "total": None,
        "paid_before": 0,
    }
    given: dict[str, Any] = {
        "said": said,
        "start": OCTOBER,
        "end": None,
        "file": None,
        "note": "x",
        "on": TODAY,
    }

    for whom, by in ((town.head, bendahara), (town.stranger, bendahara), (town.sari, town.user("pengelola"))):
        with pytest.raises(SheetFactsRefused):
            single.give_deduction(person=whom, by=by, **given)
    assert not Deduction.objects.exists()
    with pytest.raises(SheetFactsRefused):
        upload(town, [["NIP", "hari_alpa"], [town.sari.nip, 1]], who="bendahara")


# --- pages


def test_the_way_of_an_officer_from_template_to_undo(town: Office, client: Client) -> None:
    client.force_login(town.user("pengelola"))
    month = f"{OCTOBER:%Y-%m}"
    query = {"jenis": "kehadiran", "bulan": month, "unit": str(town.dinas.pk)}
    answer: Any = client.get(reverse("payroll:sheet_template", query=query))
    made = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    people = made["orang"]
    heads = [cell.value for cell in people[1]]
    assert {"nip", "hari_alpa", "menit_kurang"} <= set(heads) and "pagu_tpp" not in heads
    assert people.max_row == 4
    people.cell(2, heads.index("hari_alpa") + 1, 1)
    filled = io.BytesIO()
    made.save(filled)

    sent = {"kind": "kehadiran", "unit": str(town.dinas.pk), "period": month,
            "file": SimpleUploadedFile("isi.xlsx", filled.getvalue())}  # fmt: skip
    found = client.post(reverse("payroll:sheets"), sent, follow=True)

    assert "Inilah yang akan berubah" in found.content.decode()
    sheet = FactSheet.objects.get()
    for step, word in (("sheet_apply", "sudah diterapkan"), ("sheet_undo", "sudah diurungkan")):
        page = client.post(reverse(f"payroll:{step}", args=[sheet.pk]), follow=True).content.decode()
        assert word in page
    found = client.get(reverse("payroll:sheets", query={"nip": town.sari.nip}), follow=True)
    assert "Keterangan tetap" in found.content.decode()


def test_the_page_of_what_is_missing_tells_who_must_act(town: Office, client: Client) -> None:
    address = reverse("payroll:missing", query={"bulan": "2026-10", "daftar": "tpp"})
    client.force_login(town.user("bendahara"))
    whole = client.get(address).content.decode()
    client.force_login(town.user("pengelola"))
    own = client.get(address).content.decode()

    assert "Pagu TPP jabatan ini" in whole and "Rekening bank" in whole
    assert reverse("payroll:given", args=[town.sari.pk]) in whole
    assert "Hari kerja tidak masuk tanpa keterangan" in own
    closing = reverse("attendance:closing", args=[town.dinas.pk, "2026-10"])
    assert (
        "Tutup kehadiran bulan ini, atau unggah rekapnya." in own and closing in own and closing not in whole
    )
    assert "Pagu TPP jabatan ini" not in own and "Rekening bank" not in own
    file = client.get(address + "&ekspor=csv").content.decode()
    assert "Pagu TPP" not in file and town.sari.nip in file
    client.force_login(town.user("auditor"))
    assert client.get(address).status_code == 200


def test_after_a_death_nothing_is_paid_and_gaji_terusan_is_told_for_four_months(
    town: Office, client: Client
) -> None:
    end_status(person=town.sari, why="meninggal", last=datetime.date(2026, 8, 31), sk_number="",
               by=town.user("admin"), on=datetime.date(2026, 9, 2))  # fmt: skip

    def told(user: str, month: str, pay_list: str = "gaji") -> bool:
        client.force_login(town.user(user))
        asked = {"bulan": month, "daftar": pay_list}
        page = client.get(reverse("payroll:missing", query=asked)).content.decode()
        assert "Gaji terusan" in page or town.sari.nip not in page
        return "Gaji terusan" in page

    assert town.sari.nip not in ask(town).people["nip"].to_list()
    months = ("2026-09", "2026-10", "2026-12")
    assert [told("bendahara", month) for month in months] == [True, True, True]
    assert not told("bendahara", "2027-01")
    assert not told("bendahara", "2026-10", "tpp") and not told("pengelola", "2026-10")


def test_pages_take_as_many_statements_for_many_people(town: Office, client: Client) -> None:
    client.force_login(town.user("bendahara"))
    address = reverse("payroll:missing", query={"bulan": "2026-10"})
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(20):
        person(f"Orang {number}", town.dinas, town.staff_post, account=False)

    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(few)
