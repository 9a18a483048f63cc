"""The budget of a year: what is booked, what is left, how far it reaches, and what is told before."""

from __future__ import annotations

import datetime
from collections import defaultdict
from typing import Any

import polars as pl
import pytest
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from praja.audit.models import Event
from praja.payroll.budget import giving, lines, warnings_for
from praja.payroll.budget.accounts import component_title
from praja.payroll.budget.forecast import forecast
from praja.payroll.budget.share import share
from praja.payroll.enums import KeadaanSlip
from praja.payroll.models import AccountChoice, PackInUse, Pagu, RegionalBudget, Run, RunAccount, Slip
from praja.payroll.outputs.recap import recap
from praja.payroll.outputs.source import Source
from praja.payroll.runs.refused import RunRefused
from praja.people.due import law
from praja.people.models import DueItem, GolonganHistory, UnitHistory
from praja.temporal.actions import span
from tests.integration.payroll.runs_world import PayDay, has_account
from tests.integration.people.conftest import LONG_AGO, person

SEPTEMBER = datetime.date(2026, 9, 1)
BASIC, FAMILY = "5.1.01.01.01.0001", "5.1.01.01.02.0001"
PERDA = "Perda 12 Tahun 2025 tentang APBD 2026"


def give(payday: PayDay, amount: int, account: str = BASIC, *, by: str = "bendahara", **more: Any) -> Pagu:
    said: dict[str, Any] = {"unit": payday.dinas, "year": 2026, "component": "", "revision": "murni"}
    said |= {"document": PERDA} | more
    return giving.give_pagu(account=account, amount=amount, by=payday.user(by), on=payday.on, **said)


def due(payday: PayDay, who: str, kind: str, day: datetime.date, **basis: Any) -> None:
    DueItem.objects.create(person=getattr(payday.office, who), kind=kind, day=day, basis=basis)


def months_of(payday: PayDay) -> dict[str, dict[int, int]]:
    """Return what is foreseen, by account and month, without what is paid once a year."""
    told = forecast(payday.dinas, [payday.dinas.pk], 2026)
    sums: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for (account, _rule, _title), by_month in told.months.items():
        for month, amount in by_month.items():
            sums[account][month] += amount
    assert told.holiday is not None
    for account, _rule, _title, amount in told.holiday.rows.iter_rows():
        sums[account][10] -= amount
    return sums


def by_account(run: Run, nip: str = "") -> dict[str, int]:
    """Return what the recap of the files books to each account, of all who are paid or of one of them."""
    source = Source(run)
    results = source.results if not nip else source.results.filter(pl.col("nip") == nip)
    return {
        one.code: one.amount for one in recap(source.program, results, source.people).accounts if one.code
    }


@pytest.fixture
def september(payday: PayDay) -> Run:
    """The list of September, locked: two are paid, of Siti something is missing."""
    run = payday.open(period=SEPTEMBER, paid_on=SEPTEMBER)
    payday.approved(payday.checked(payday.computed(run)))
    run.refresh_from_db()
    return run


# --- what is booked


def test_what_is_booked_is_the_recap_and_the_gross_of_the_slips(payday: PayDay, september: Run) -> None:
    booked = RunAccount.objects.filter(run=september).order_by()
    by_code = dict(booked.exclude(account="").values_list("account").annotate(Sum("amount")))
    paid = Slip.objects.filter(run=september, state=KeadaanSlip.DIBAYAR)

    assert by_code == by_account(september) and len(by_code) > 3
    assert booked.aggregate(all=Sum("amount"))["all"] == paid.aggregate(all=Sum("gross"))["all"]
    assert set(booked.values_list("unit", flat=True)) == {payday.dinas.pk}


def test_a_run_that_is_computed_again_books_once_and_one_that_is_locked_not_at_all(payday: PayDay) -> None:
    run = payday.computed()
    once = sorted(RunAccount.objects.filter(run=run).values_list("account", "rule", "amount"))
    payday.computed(run)
    assert sorted(RunAccount.objects.filter(run=run).values_list("account", "rule", "amount")) == once
    payday.approved(payday.checked(run))
    from django.db.utils import ProgrammingError

    with pytest.raises(ProgrammingError, match="terkunci"):
        RunAccount.objects.filter(run=run).update(amount=0)


def test_only_what_is_locked_is_used(payday: PayDay) -> None:
    run = payday.checked()
    booked = by_account(run)
    for account in booked:
        give(payday, 100_000_000, account)
    assert lines.budget(payday.dinas, 2026).total().taken == 0
    payday.approved(run)
    told = lines.budget(payday.dinas, 2026)
    assert told.total().taken == sum(booked.values())
    assert {one.code: one.left for one in told.lines if one.code} == {
        account: 100_000_000 - amount for account, amount in booked.items()
    }


# --- how far it reaches


def test_without_news_the_last_month_is_repeated(payday: PayDay, september: Run) -> None:
    base = by_account(september)
    foreseen = months_of(payday)
    assert foreseen == {code: dict.fromkeys((10, 11, 12), base[code]) for code in foreseen if code} | (
        {"": foreseen[""]} if "" in foreseen else {}
    )
    assert set(base) <= set(foreseen)


def test_a_raise_counts_from_its_month_by_the_tables_of_the_law(payday: PayDay, september: Run) -> None:
    before = months_of(payday)[BASIC]
    due(payday, "sari", "kgb", datetime.date(2026, 11, 1), mkg_after=9)
    (row,) = Source(september).people.filter(pl.col("nip") == payday.office.sari.nip).to_dicts()
    amounts = [law.gaji_pokok(SEPTEMBER, row["golongan"], mkg) for mkg in (row["mkg"], 9)]
    more = (amounts[1] or 0) - (amounts[0] or 0)

    after = months_of(payday)[BASIC]

    assert more > 0
    assert [after[month] - before[month] for month in (10, 11, 12)] == [0, more, more]


def test_a_promotion_that_is_recorded_counts_from_its_month_and_a_raise_after_it_builds_on_it(
    payday: PayDay, september: Run
) -> None:
    before = months_of(payday)[BASIC]
    sari = payday.office.sari
    (row,) = Source(september).people.filter(pl.col("nip") == sari.nip).to_dicts()
    GolonganHistory.objects.filter(person=sari).update(
        berlaku=span(datetime.date(2020, 1, 1), datetime.date(2026, 11, 1))
    )
    GolonganHistory.objects.create(
        person=sari, golongan="III/b", mkg_years=7, mkg_months=0, sk_number="823/1",
        berlaku=span(datetime.date(2026, 11, 1)),
    )  # fmt: skip
    due(payday, "sari", "kgb", datetime.date(2026, 12, 1), mkg_after=8)

    after = months_of(payday)[BASIC]

    now, promoted, raised = (
        law.gaji_pokok(SEPTEMBER, golongan, mkg) or 0
        for golongan, mkg in ((row["golongan"], row["mkg"]), ("III/b", 7), ("III/b", 8))
    )
    assert now < promoted < raised
    assert [after[month] - before[month] for month in (10, 11, 12)] == [0, promoted - now, raised - now]
    told = forecast(payday.dinas, [payday.dinas.pk], 2026)
    assert (told.promotions, told.raises) == (1, 1)


def test_thr_and_the_thirteenth_salary_are_added_once_by_the_lists_of_the_law(
    payday: PayDay, september: Run
) -> None:
    base = by_account(september)
    told = forecast(payday.dinas, [payday.dinas.pk], 2026).holiday
    assert told is not None and told.lists == ("thr", "gaji13")
    by_code = dict(told.rows.group_by("kode").agg(pl.col("jumlah").sum()).iter_rows())
    assert by_code[BASIC] == 2 * base[BASIC]
    assert set(by_code) < set(base), "taxes and contributions are not paid with them"
    budget = lines.budget(payday.dinas, 2026)
    line = next(one for one in budget.lines if one.code == BASIC)
    assert line.year_end == base[BASIC] * (1 + 3 + 2)
    said = " ".join(map(str, budget.sentences))
    assert "dari slip September 2026" in said
    assert "PP 9/2026 (bulan dasar Februari" in said and "PP 9/2026 (bulan dasar Mei" in said


def test_a_line_that_only_a_pack_has_is_called_by_its_title(payday: PayDay, client: Client) -> None:
    assert component_title("tpp_gabungan") == "tpp_gabungan"
    PackInUse.objects.create(
        government=payday.office.government, pack="semarang_76_2021", berlaku=span(LONG_AGO)
    )
    assert component_title("tpp_gabungan") == "TPP"
    AccountChoice.objects.create(
        government=payday.office.government, rule="tpp_gabungan", status="pns", account="5.1.01.02.99",
        title="TPP", document=PERDA,
    )  # fmt: skip
    Pagu.objects.create(
        unit=payday.dinas, year=2026, account="5.1.01.02.99", component="tpp_gabungan", amount=1,
        revision="murni", document=PERDA,
    )  # fmt: skip
    client.force_login(payday.user("bendahara"))
    form, listed = (client.get(reverse(f"payroll:{name}")).content.decode() for name in ("pagu_give", "pagu"))
    assert '<option value="tpp_gabungan">TPP</option>' in form
    assert "5.1.01.02.99 TPP" in listed and "tpp_gabungan" not in listed


def test_accounts_from_memory_are_told_wherever_they_are_chosen(
    payday: PayDay, client: Client, today: datetime.date
) -> None:
    give(payday, 1_000, "5.1.01.02.01.0002")
    client.force_login(payday.user("bendahara"))
    form, budget = (
        client.get(reverse(f"payroll:{name}")).content.decode() for name in ("pagu_give", "budget")
    )
    assert "5.1.01.02.01.0002 Tambahan Penghasilan berdasarkan Beban Kerja PPPK (belum diperiksa)" in form
    assert "5.1.01.02.01.0002 · kode belum diperiksa" in budget
    assert f"{BASIC} · kode belum" not in budget


def test_who_leaves_is_not_paid_from_then_on(payday: PayDay, september: Run) -> None:
    before = months_of(payday)[BASIC]
    own = by_account(september, payday.office.sari.nip)[BASIC]
    for kind, day, gone in (
        ("pensiun", datetime.date(2026, 11, 1), (11, 12)),
        ("kontrak", datetime.date(2026, 10, 31), (11, 12)),
        ("kontrak", datetime.date(2026, 11, 15), (12,)),
        ("pensiun", datetime.date(2026, 6, 1), (10, 11, 12)),
        ("pensiun", datetime.date(2027, 1, 1), ()),
    ):
        due(payday, "sari", kind, day)
        after = months_of(payday)[BASIC]
        less = {month for month in (10, 11, 12) if before[month] - after[month] == own}
        assert less == set(gone), (kind, day)
        assert all(after[month] == before[month] for month in {10, 11, 12} - less)
        DueItem.objects.all().delete()


def test_who_moves_away_and_who_comes_is_known_from_their_units(payday: PayDay, september: Run) -> None:
    sari, before = payday.office.sari, months_of(payday)
    own = by_account(september, sari.nip)
    start = datetime.date(2026, 12, 1)
    UnitHistory.objects.filter(person=sari).update(berlaku=span(datetime.date(2019, 3, 1), start))
    UnitHistory.objects.create(person=sari, unit=payday.office.other, sk_number="1", berlaku=span(start))
    moved = months_of(payday)
    assert {code: before[code][12] - moved[code][12] for code in own} == own
    assert moved[BASIC][11] == before[BASIC][11]

    new = person("Tono Baru", payday.dinas, payday.office.staff_post)
    UnitHistory.objects.filter(person=new).update(berlaku=span(datetime.date(2026, 11, 1)))
    has_account(new)
    joined = forecast(payday.dinas, [payday.dinas.pk], 2026)
    assert (joined.joiners, joined.moves, joined.unknown) == (1, 1, 0)
    assert [months_of(payday)[BASIC][month] - moved[BASIC][month] for month in (10, 11, 12)] == [
        0, own[BASIC], own[BASIC],
    ]  # fmt: skip


def test_the_state_says_from_which_month_it_is_too_little(payday: PayDay, september: Run) -> None:
    month = by_account(september)[BASIC]

    def line(amount: int, revision: str = "pergeseran") -> lines.Line:
        give(payday, amount, revision=revision)
        return lines.budget(payday.dinas, 2026).total(BASIC)

    # Four months from September, and two more with THR and the thirteenth salary.
    assert line(6 * month, "murni").state == ("cukup", "ok")
    short = line(5 * month)
    assert short.state == ("akan kurang Desember", "warn") and short.after == -month
    assert (short.taken, short.left, short.year_end) == (month, 4 * month, 6 * month)
    assert "mulai Desember" in short.sentence
    assert line(month - 1).state == ("kurang", "bad")


def test_pagu_of_a_unit_is_used_by_all_below_it_unless_they_have_their_own(
    payday: PayDay, september: Run
) -> None:
    used = by_account(september)[BASIC]
    give(payday, 10 * used, by="bendahara_kota", unit=payday.office.government)
    assert lines.budget(payday.office.government, 2026).total(BASIC).taken == used
    assert lines.budget(payday.dinas, 2026).above == "Kota Contoh"
    run = payday.computed(payday.open(period=datetime.date(2026, 10, 1)))
    assert [one for one in warnings_for(run) if BASIC in one] == []
    give(payday, used)
    assert [one.split(",")[0] for one in warnings_for(run) if BASIC in one] == ["Dinas Sosial"]


# --- before a run is approved


def test_who_approves_beyond_the_pagu_says_that_they_know_and_the_trail_tells(
    payday: PayDay, september: Run, client: Client
) -> None:
    month = by_account(september)[BASIC]
    give(payday, 2 * month - 1)
    run = payday.checked(payday.computed(payday.open(period=datetime.date(2026, 10, 1))))
    said = warnings_for(run)
    assert any(BASIC in one and "melampaui pagu sebesar Rp1." in f"{one[:-1]}." for one in said)

    client.force_login(payday.user("penyetuju"))
    page = client.get(reverse("payroll:run", args=[run.pk])).content.decode()
    assert "saya_tahu" in page and all(one.split(";")[0] in page for one in said)
    address = reverse("payroll:run_approve", args=[run.pk])
    assert "Saya tahu" in client.post(address, follow=True).content.decode()
    run.refresh_from_db()
    assert run.state == "diperiksa"
    with pytest.raises(RunRefused, match="Saya tahu"):
        payday.approved(run)

    client.post(address, {"saya_tahu": "ya"})
    run.refresh_from_db()
    assert run.state == "disetujui" and warnings_for(run) == []
    event = Event.objects.filter(kind="payroll.run_approved", target_id=str(run.pk)).get()
    assert (event.after or {})["melampaui_pagu"] == said


def test_within_the_pagu_or_without_any_nothing_is_said(payday: PayDay) -> None:
    run = payday.computed()
    assert warnings_for(run) == []
    for account in by_account(run):
        give(payday, 10**12, account)
    assert warnings_for(run) == []
    with CaptureQueriesContext(connection) as queries:
        warnings_for(run)
    assert len(queries) <= 5


def test_an_account_without_pagu_and_a_component_beyond_its_own_are_told(payday: PayDay) -> None:
    run = payday.computed()
    family = RunAccount.objects.filter(run=run, account=FAMILY).exists()
    give(payday, 1, component="gaji_pokok")
    said = " ".join(warnings_for(run))
    assert "(Gaji pokok)" in said and f"{BASIC} Belanja Gaji Pokok PNS: pagu" in said
    assert "belum ada pagunya untuk 2026" in said
    assert (FAMILY in said) is family


# --- recording


def test_a_later_pagu_replaces_and_both_are_kept(payday: PayDay) -> None:
    give(payday, 500, by="bendahara")
    give(payday, 700, revision="perubahan", document="Perda 5 Tahun 2026")
    kept = [(one.amount, one.digantikan is None) for one in Pagu.objects.order_by("tercatat")]
    assert kept == [(500, False), (700, True)]
    for said, what in (
        ({"amount": 900}, "murni tidak menggantikan"),
        ({"amount": 1, "account": "5.1.99"}, "tidak dikenal"),
        ({"amount": 1, "component": "tpp_bk"}, "tidak dibebankan"),
        ({"amount": 1, "by": "bendahara_lain"}, "Hanya bendahara"),
        ({"amount": 1, "by": "tapd"}, "Hanya bendahara"),
        ({"amount": 700, "revision": "perubahan", "document": "Perda 5 Tahun 2026"}, "sama persis"),
    ):
        with pytest.raises(giving.PaguRefused, match=what):
            give(payday, **said)  # type: ignore[arg-type]
    assert Event.objects.filter(kind="payroll.pagu_given").count() == 2


# --- the share of personnel


def test_the_share_of_personnel_is_reckoned_and_cited_by_the_law(payday: PayDay) -> None:
    city = payday.office.government
    amounts = {"belanja_daerah": 1_500_000, "belanja_pegawai": 480_000, "tunjangan_guru_tkd": 60_000}
    assert share(city, 2026) is None
    for who, said, what in (
        ("bendahara", amounts, "Hanya bendahara"),
        ("tapd", amounts, "Hanya bendahara"),
        ("bendahara_kota", amounts | {"tunjangan_guru_tkd": 500_000}, "lebih besar"),
    ):
        with pytest.raises(giving.PaguRefused, match=what):
            giving.give_regional(
                government=city, year=2026, amounts=said, document=PERDA, by=payday.user(who), on=payday.on
            )
    giving.give_regional(
        government=city, year=2026, amounts=amounts, document=PERDA, by=payday.user("bendahara_kota"),
        on=payday.on,
    )  # fmt: skip

    told = share(city, 2026)

    assert told is not None and not told.over
    assert (told.ratio, told.limit, told.room) == ("28%", "30%", 30_000)
    assert "2027" in told.remark and "Pasal 146" in told.reasons[0].top.source
    assert {one.title for one in told.reasons[0].inputs} >= {"Belanja daerah dalam APBD"}
    assert RegionalBudget.objects.count() == 1


# --- the page


def test_the_page_tells_totals_and_nobodys_name(payday: PayDay, september: Run, client: Client) -> None:
    give(payday, 3 * by_account(september)[BASIC])
    due(payday, "sari", "pensiun", datetime.date(2026, 11, 1))
    address = reverse("payroll:budget", query={"tahun": 2026, "unit": str(payday.dinas.pk)})
    for who in ("bendahara", "penyetuju", "auditor", "tapd"):
        client.force_login(payday.user(who))
        page = client.get(address).content.decode()
        assert "Belanja Gaji Pokok PNS" in page and "1 pensiun" in page and "grafik-anggaran" in page, who
        assert "Sari" not in page and payday.office.sari.nip not in page
    for who in ("sari", "kepala_unit", "bendahara_lain", "admin"):
        client.force_login(payday.user(who))
        assert client.get(address).status_code == 404, who


def test_the_page_takes_as_many_queries_for_two_people_as_for_ten(
    payday: PayDay, client: Client, django_assert_max_num_queries: Any
) -> None:
    def count(month: int) -> int:
        period = datetime.date(2026, month, 1)
        payday.approved(payday.checked(payday.computed(payday.open(period=period, paid_on=period))))
        with CaptureQueriesContext(connection) as queries:
            lines.budget(payday.dinas, 2026)
        return len(queries)

    give(payday, 1)
    due(payday, "sari", "pensiun", datetime.date(2026, 12, 1))
    Pagu.objects.all().delete()
    few = count(8)
    for name in ("Adi", "Beni", "Cica", "Dodo", "Eko", "Fani", "Gita", "Hana"):
        new = person(name, payday.dinas, payday.office.staff_post)
        has_account(new)
        DueItem.objects.create(person=new, kind="pensiun", day=datetime.date(2026, 12, 1))
    assert count(9) <= few
