"""Credit points: months at a level, determining after a closing, nothing counted twice, balances, pages."""

from __future__ import annotations

import datetime
from decimal import Decimal as D
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from praja.audit.models import Event
from praja.people.models import JabatanHistory
from praja.performance.credit import actions, queries, sheets
from praja.performance.credit.actions import CreditRefused, Opening, Sk
from praja.performance.credit.balance import balance_of, figure
from praja.performance.credit.paper import said_of
from praja.performance.credit.posts import Held, post_on, segments_in
from praja.performance.credit.proposals import CHANGED, NEW, PROBLEM, SAME, digest_of, proposals_for
from praja.performance.models import ClosedRating, Closing, CreditDetermination
from praja.temporal.actions import span
from tests.integration.people.conftest import Office
from tests.integration.performance.functional import closed, functional, functional_post, month
from tests.integration.performance.rated import quarter, whole_year

SK = Sk("800/12/2026", datetime.date(2026, 1, 20), "Kepala BKPSDM")


@pytest.fixture
def nia(office: Office) -> Any:
    return functional(office)


def determine(
    office: Office, period: Any, today: Any, *, people: Any = None, sk: Sk = SK, by: str = "admin"
) -> Any:
    user = office.user(by)
    found = proposals_for(office.dinas, period, user, today)
    chosen = people if people is not None else [one.person.pk for one in found]
    return actions.determine(
        unit=office.dinas, period=period, people=chosen, sk=sk, digest=digest_of(found), by=user, on=today
    )


def test_a_month_counts_for_the_level_held_on_its_first_day_and_whole_months_alone() -> None:
    def held(level: str, start: tuple[int, int, int], end: tuple[int, int, int] | None) -> Held:
        last = datetime.date(*end) if end else None
        return Held(some_post, level, level, datetime.date(*start), last)

    some_post: Any = "jabatan"
    two = [
        held("Ahli Pertama", (2020, 1, 1), (2026, 4, 15)),
        held("Ahli Muda", (2026, 4, 15), (2026, 11, 20)),
    ]

    found = segments_in(two, month(2026, 1), month(2027, 1))

    assert [(one.level, one.first.month, one.after.month, one.months) for one in found] == [
        ("Ahli Pertama", 1, 5, 4), ("Ahli Muda", 5, 11, 6),
    ]  # fmt: skip
    assert segments_in(two, datetime.date(2026, 1, 10), datetime.date(2026, 2, 27)) == []


def test_the_level_stands_with_the_post_or_in_its_title(office: Office, today: Any) -> None:
    by_post = functional(office, "Ani", functional_post(office, "Perawat", "ahli  muda"))
    by_title = functional(office, "Budi", functional_post(office, "Arsiparis Mahir"))
    unknown = functional(office, "Cici", functional_post(office, "Arsiparis Hebat"))
    found = [post_on(one, today) for one in (by_post, by_title, unknown)]
    assert [one.level if one else None for one in found] == ["Ahli Muda", "Mahir", ""]
    assert post_on(office.sari, today) is None and balance_of(unknown, today) is None


def test_a_closed_year_is_determined_for_many_by_one_sk(office: Office, today: Any, nia: Any) -> None:
    year, other = (
        whole_year(office.government),
        functional(office, "Oki", functional_post(office, "Arsiparis Mahir")),
    )
    closed(office, nia, year, "sangat_baik")
    closed(office, other, year, "kurang")
    closed(office, office.sari, year, "baik")
    found = proposals_for(office.dinas, year, office.user("pengelola"), today)
    assert {one.person: (one.state, one.amount) for one in found} == {
        nia: (NEW, D("18.75")),
        other: (NEW, D("6.25")),
    }

    decree = determine(office, year, today, by="pengelola")

    assert decree.rows.count() == 2 and decree.period == year
    event = Event.objects.get(kind="performance.credit_determined")
    assert (event.after or {})["jumlah"] == 2
    found = proposals_for(office.dinas, year, office.user("pengelola"), today)
    assert {one.state for one in found} == {SAME}
    with pytest.raises(CreditRefused, match="paling sedikit satu"):
        determine(office, year, today)
    balance = balance_of(nia, today)
    assert balance is not None and balance.level is not None
    assert (balance.total, balance.rank.missing, balance.level.missing) == (
        D("18.750"),
        D("31.25"),
        D("81.25"),
    )
    assert (balance.rank.months, balance.level.months) == (30, 78)
    assert balance.level.rated == [(2025, "sangat_baik")] and balance.level.good is True
    assert balance.rank.good is None
    for write in (
        lambda: CreditDetermination.objects.update(amount=99),
        lambda: CreditDetermination.objects.all().delete(),
        lambda: decree.__class__.objects.update(number="x"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_a_year_takes_the_place_of_its_quarters_and_no_month_counts_twice(
    office: Office, today: Any, nia: Any
) -> None:
    first, year = quarter(office.government, 1, year=2025), whole_year(office.government)
    closed(office, nia, first, "baik")
    determine(office, first, today)
    assert CreditDetermination.objects.get().amount == D("3.130")
    closed(office, nia, year, "sangat_baik")
    [found] = proposals_for(office.dinas, year, office.user("admin"), today)
    assert (found.state, [row.amount for row in found.replaced]) == (CHANGED, [D("3.130")])
    determine(office, year, today, sk=Sk("800/13/2026", SK.dated))
    now = CreditDetermination.objects.get(digantikan__isnull=True)
    old = CreditDetermination.objects.get(digantikan__isnull=False)
    assert (now.amount, old.pengganti, "800/13/2026" in old.because) == (D("18.750"), now, True)
    balance = balance_of(nia, today)
    assert balance is not None and balance.total == D("18.750") and balance.replaced == [old]
    [late] = proposals_for(office.dinas, first, office.user("admin"), today)
    assert late.state == PROBLEM and "800/13/2026" in late.problem
    with pytest.raises(DatabaseError, match="credit_no_month_twice"), transaction.atomic():
        CreditDetermination.objects.create(
            decree=now.decree, person=nia, kind="konversi", level="Ahli Pertama", predicate="baik",
            months=(month(2025, 12), month(2026, 2)), coefficient=D("12.5"), share=1, closed=now.closed,
            amount=1,
        )  # fmt: skip


def test_a_predicate_closed_anew_replaces_what_was_determined(office: Office, today: Any, nia: Any) -> None:
    year = whole_year(office.government)
    row = closed(office, nia, year, "baik")
    determine(office, year, today)
    now = timezone.now()
    Closing.objects.update(
        digantikan=now, reopened_by=office.user("admin"), reopened_because="Keberatan diterima"
    )
    ClosedRating.objects.update(digantikan=now)
    assert proposals_for(office.dinas, year, office.user("admin"), today) == []
    closed(office, nia, year, "sangat_baik", skp=row.skp)
    [found] = proposals_for(office.dinas, year, office.user("admin"), today)
    assert found.state == CHANGED
    determine(office, year, today)
    balance = balance_of(nia, today)
    assert balance is not None and balance.total == D("18.750")


def test_a_new_level_in_the_year_counts_from_its_own_months(office: Office, today: Any, nia: Any) -> None:
    year, up = whole_year(office.government), functional_post(office, "Pekerja Sosial Ahli Muda")
    old = JabatanHistory.objects.get(person=nia)
    JabatanHistory.objects.filter(pk=old.pk).update(berlaku=(old.berlaku.lower, month(2025, 7)))
    JabatanHistory.objects.create(person=nia, position=up, sk_number="800/7", berlaku=span(month(2025, 7)))
    closed(office, nia, year, "baik")
    determine(office, year, today)
    balance = balance_of(nia, today)
    assert balance is not None and balance.post.level == "Ahli Muda"
    assert (balance.total, [row.amount for row in balance.earlier]) == (D("12.500"), [D("6.250")])


def test_who_may_not_determines_nothing_and_nobody_their_own(office: Office, today: Any, nia: Any) -> None:
    from praja.access.enums import Role
    from tests.integration.people.conftest import role

    year = whole_year(office.government)
    closed(office, nia, year, "baik")
    for who in ("section", "sari", "auditor", "bendahara", "kepala_unit", "pengelola_lain"):
        with pytest.raises(CreditRefused, match="Hanya pengelola"):
            determine(office, year, today, by=who)
    office.users["nia"] = role(nia.account, Role.PENGELOLA_KEPEGAWAIAN, office.dinas)
    [own] = proposals_for(office.dinas, year, nia.account, today)
    assert own.state == PROBLEM and "pengelola lain" in own.problem
    with pytest.raises(CreditRefused, match="paling sedikit satu"):
        determine(office, year, today, by="nia", people=[nia.pk])
    with pytest.raises(CreditRefused, match="sudah berubah"):
        actions.determine(
            unit=office.dinas, period=year, people=[nia.pk], sk=SK, digest="0" * 64, by=office.user("admin"),
            on=today,
        )  # fmt: skip
    with pytest.raises(CreditRefused, match="belum tiba"):
        determine(office, year, today, sk=Sk("1", today + datetime.timedelta(days=1)))
    with pytest.raises(CreditRefused, match="Isi nomor"):
        determine(office, year, today, sk=Sk(" \0 ", today))
    made = determine(office, year, today)
    made_by = made.__class__.objects.create(unit=office.dinas, number="9", dated=today, by=nia.account)
    with pytest.raises(DatabaseError, match="diri sendiri"), transaction.atomic():
        CreditDetermination.objects.create(
            decree=made_by, person=nia, kind="dasar", level="Ahli Pertama", amount=50
        )


def test_a_closing_without_a_rating_gives_no_credit_points(office: Office, today: Any, nia: Any) -> None:
    year = whole_year(office.government)
    closed(office, nia, year, "")
    [found] = proposals_for(office.dinas, year, office.user("admin"), today)
    assert found.state == PROBLEM and "tanpa penilaian" in found.problem


# --- what stands outside of Praja


def test_balances_count_and_a_golongan_stands_for_its_base(office: Office, today: Any, nia: Any) -> None:
    by = office.user("pengelola")

    def opened(kind: str, amount: str, degree: str = "") -> Any:
        said = Opening(kind, "Ahli Pertama", D(amount), degree)
        return actions.open_balance(person=nia, said=said, sk=SK, by=by, on=today)

    opened("integrasi", "61.275")
    opened("ijazah", "12.5", "s2")
    from praja.people.models import GolonganHistory

    GolonganHistory.objects.filter(person=nia).update(golongan="III/b")
    balance = balance_of(nia, today)
    assert balance is not None and balance.level is not None
    assert (balance.total, balance.base, balance.rank.have) == (D("73.775"), 50, D("23.775"))
    assert (balance.rank.missing, balance.level.missing) == (D("26.225"), D("26.225"))
    with pytest.raises(CreditRefused, match="Sudah tercatat"):
        opened("integrasi", "1")
    with pytest.raises(CreditRefused, match="Sudah tercatat"):
        opened("ijazah", "1", "s2")
    row = CreditDetermination.objects.get(kind="integrasi")
    with pytest.raises(CreditRefused, match="paling sedikit sepuluh"):
        actions.withdraw(row=row, reason="salah", by=by, on=today)
    actions.withdraw(row=row, reason="Angkanya keliru disalin", by=by, on=today)
    with pytest.raises(CreditRefused, match="sudah digantikan"):
        actions.withdraw(row=row, reason="Angkanya keliru disalin", by=by, on=today)
    opened("integrasi", "62")
    assert figure(D("62.000")) == "62,00" and figure(D("61.275")) == "61,275"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Opening("konversi", "Ahli Pertama", D(1)), "sesudah penutupan"),
        (Opening("dasar", "Ahli {{7*7}}", D(1)), "tidak dikenal"),
        (Opening("dasar", "Ahli Pertama", D(-1)), "antara 0 dan 10.000"),
        (Opening("dasar", "Ahli Pertama", D(10) ** 9), "antara 0 dan 10.000"),
        (Opening("dasar", "Ahli Pertama", D("1.2345")), "tiga angka"),
        (Opening("dasar", "Ahli Pertama", D(1), "s2"), "hanya untuk itu"),
        (Opening("ijazah", "Ahli Pertama", D(1)), "hanya untuk itu"),
    ],
)
def test_balances_that_cannot_be_are_refused(
    office: Office, today: Any, nia: Any, said: Opening, why: str
) -> None:
    with pytest.raises(CreditRefused, match=why):
        actions.open_balance(person=nia, said=said, sk=SK, by=office.user("admin"), on=today)


def test_balances_of_others_or_of_no_functional_post_are_refused(
    office: Office, today: Any, nia: Any
) -> None:
    said = Opening("dasar", "Ahli Pertama", D(50))
    with pytest.raises(CreditRefused, match="jabatan fungsional"):
        actions.open_balance(person=office.sari, said=said, sk=SK, by=office.user("admin"), on=today)
    for who in ("section", "pengelola_lain", "auditor"):
        with pytest.raises(CreditRefused, match="Hanya pengelola"):
            actions.open_balance(person=nia, said=said, sk=SK, by=office.user(who), on=today)


def sheet(*rows: str) -> SimpleUploadedFile:
    head = "NIP;Jenis;Jenjang;Angka kredit;Nomor SK;Tanggal SK;Ijazah"
    return SimpleUploadedFile("saldo.csv", "\n".join([head, *rows]).encode(), "text/csv")


def test_a_sheet_of_balances_is_looked_at_and_then_recorded(office: Office, today: Any, nia: Any) -> None:
    by, other = office.user("pengelola"), functional(office, "Oki")
    file = sheet(
        f"{nia.nip};Dasar;ahli pertama;50;800/1/2023;2023-12-29;",
        f"{other.nip};integrasi;Ahli Pertama;61,275;800/1/2023;29-12-2023;",
        f"{other.nip};integrasi;Ahli Pertama;70;800/2/2023;29-12-2023;",
        f"{other.nip};ijazah;Ahli Pertama;12,5;800/2/2023;29-12-2023;S2",
        f"{office.sari.nip};dasar;Ahli Pertama;50;800/1/2023;2023-12-29;",
        f"{office.stranger.nip};dasar;Ahli Pertama;50;800/1/2023;2023-12-29;",
        f"{nia.nip};integrasi;Ahli Pertama;=1+1;800/1/2023;2023-12-29;",
        f"{nia.nip};integrasi;<b>;1e9;800/1/2023;31-31-2023;",
    )
    made = sheets.upload(file=file, unit=office.dinas, by=by, on=today)
    assert {name: made.summary[name] for name in ("baru", "tetap", "masalah")} == {
        "baru": 3, "tetap": 0, "masalah": 5,
    }  # fmt: skip
    assert not CreditDetermination.objects.exists()
    with pytest.raises(CreditRefused, match="bermasalah"):
        sheets.apply(sheet=made, only_good_rows=False, by=by, on=today)
    with pytest.raises(CreditRefused, match="Hanya pengelola"):
        sheets.apply(sheet=made, only_good_rows=True, by=office.user("pengelola_lain"), on=today)
    sheets.apply(sheet=made, only_good_rows=True, by=by, on=today)
    rows = CreditDetermination.objects.order_by("amount").values_list("kind", "amount", "decree__number")
    assert list(rows) == [
        ("ijazah", D("12.500"), "800/2/2023"), ("dasar", D("50.000"), "800/1/2023"),
        ("integrasi", D("61.275"), "800/1/2023"),
    ]  # fmt: skip
    with pytest.raises(CreditRefused, match="sudah diterapkan"):
        sheets.apply(sheet=made, only_good_rows=True, by=by, on=today)
    again = sheets.upload(
        file=sheet(f"{nia.nip};dasar;Ahli Pertama;50;9;2023-12-29;"), unit=office.dinas, by=by, on=today
    )
    assert (again.summary["baru"], again.summary["tetap"]) == (0, 1)
    with pytest.raises(CreditRefused, match="Judul kolomnya"):
        sheets.upload(file=SimpleUploadedFile("a.csv", b"a;b\n1;2"), unit=office.dinas, by=by, on=today)


# --- pages


def test_a_person_reads_what_is_missing_and_everybody_else_a_plain_sentence(
    client: Client, office: Office, today: Any, nia: Any
) -> None:
    year = whole_year(office.government)
    closed(office, nia, year, "sangat_baik")
    determine(office, year, today)
    assert nia.account is not None
    client.force_login(nia.account)
    text = client.get(reverse("performance:credit")).content.decode()
    assert "Kurang 81,25 ke jenjang berikutnya" in text and "12/12 × 150% × 12,50 = 18,75" in text
    assert "6 tahun 6 bulan" in text and "Angka kredit</span>" not in text
    client.force_login(office.user("sari"))
    text = client.get(reverse("performance:credit")).content.decode()
    assert "Hanya pejabat fungsional" in text
    row = CreditDetermination.objects.get()
    for name in ("credit_paper", "credit_file", "credit_withdraw"):
        assert client.get(reverse(f"performance:{name}", args=[row.pk])).status_code == 404
    assert client.get(reverse("performance:credit_of", args=[nia.pk])).status_code == 404


def test_the_conversion_is_printed_from_what_is_recorded(client: Client, office: Office, today: Any) -> None:
    nia = functional(office, "Nia #strong[x] {{7*7}}")
    year = whole_year(office.government)
    closed(office, nia, year, "sangat_baik")
    determine(office, year, today)
    assert nia.account is not None
    client.force_login(nia.account)
    answer = client.get(reverse("performance:credit_paper", args=[CreditDetermination.objects.get().pk]))
    assert answer.content.startswith(b"%PDF-") and "nia" not in answer["Content-Disposition"].lower()
    said = said_of(CreditDetermination.objects.get())
    assert said["pegawai"][0] == ["Nama", "Nia #strong[x] {{7*7}}"] and said["jumlah"] == "18,75"
    assert said["konversi"] == {
        "masa": "01-2025 sampai 12-2025", "bulan": "12", "predikat": "Sangat baik", "persen": "150%",
        "koefisien": "12,50", "angka": "18,75",
    }  # fmt: skip


def test_an_officer_determines_together_and_leaves_one_out(
    client: Client, office: Office, today: Any, nia: Any
) -> None:
    year, other = whole_year(office.government), functional(office, "<b>Oki</b>")
    for who in (nia, other):
        closed(office, who, year, "baik")
    client.force_login(office.user("pengelola"))
    page = reverse("performance:credit_determine", args=[office.dinas.pk, year.pk])
    text = client.get(page).content.decode()
    assert "2 orang menunggu penetapan" in text and "<b>Oki</b>" not in text
    found = proposals_for(office.dinas, year, office.user("pengelola"), today)
    said = {"sidik": digest_of(found), "number": "800/9", "dated": "2026-01-20", "pilih": str(nia.pk)}
    refused = client.post(page, said | {"number": ""})
    assert refused.status_code == 422 and refused.content.decode().count(" checked>") == 1
    assert client.post(page, said).status_code == 302
    assert [row.person for row in CreditDetermination.objects.all()] == [nia]
    assert "1 orang menunggu penetapan" in client.get(page).content.decode()


def test_the_lists_take_the_same_queries_for_many(
    client: Client, office: Office, today: Any, nia: Any
) -> None:
    year = whole_year(office.government)
    closed(office, nia, year, "baik")
    by = office.user("admin")
    client.force_login(by)
    address = reverse("performance:credit_list")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        text = client.get(address).content.decode()
        proposals_for(office.dinas, year, by, today)
    assert "Nia Fungsional" in text and "Sari Utami" not in text
    for number in range(5):
        closed(office, functional(office, f"Orang {number}"), year, "baik")
    determine(office, year, today)
    with CaptureQueriesContext(connection) as many:
        text = client.get(address).content.decode()
        proposals_for(office.dinas, year, by, today)
    assert len(many) == len(few) and "12,50" in text
    assert queries.functional_holders(by, today).count() == 6
