"""Counted figures: by sheet after a look, from systems by token; the person objects, and types nothing."""

from __future__ import annotations

import datetime
import io
import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from praja.organization.models import Unit
from praja.performance.follow.actions import FollowRefused, figures, months
from praja.performance.follow.actions.months import Said
from praja.performance.follow.figures import Code, codes_in, month_said
from praja.performance.follow.months import board_of
from praja.performance.models import FeedBatch, FeedToken, Indicator, Realisation, RealisationRemark, Skp
from praja.web.tokens import digest_of
from tests.integration.people.conftest import person
from tests.integration.performance.plans import plan

TODAY = datetime.date(2026, 11, 23)
NOV = datetime.date(2026, 11, 1)
NOW = datetime.datetime(2026, 11, 23, 3, tzinfo=datetime.UTC)
COUNTED = (("Anak terlindungi", [{"text": "Cakupan imunisasi", "feed": "IMUN-1"}]),)


@pytest.fixture
def skp(office: Any) -> Skp:
    return Skp.objects.get(pk=plan(office.sari, office.section, lines=COUNTED).pk)


def sheet(*rows: str, head: str = "Kode data;NIP;Kode unit;Bulan;Nilai") -> SimpleUploadedFile:
    return SimpleUploadedFile("angka.csv", "\n".join([head, *rows]).encode(), "text/csv")


def upload(office: Any, *rows: str, who: str = "pengelola") -> FeedBatch:
    return figures.upload(file=sheet(*rows), unit=office.dinas, by=office.user(who), on=TODAY)


def known() -> list[Decimal | None]:
    return list(Realisation.objects.filter(digantikan__isnull=True).values_list("value", flat=True))


def test_a_sheet_changes_nothing_before_it_is_applied(office: Any, skp: Skp) -> None:
    batch = upload(office, f"IMUN-1;{office.sari.nip};;2026-11;87,5")
    assert (batch.summary["baru"], batch.problems, known()) == (1, [], [])

    figures.apply(batch=batch, only_good_rows=False, by=office.user("pengelola"), on=TODAY)

    row = Realisation.objects.get()
    assert (row.value, row.source, row.batch) == (Decimal("87.5"), "lembar", batch)
    with pytest.raises(FollowRefused, match="sudah diterapkan"):
        figures.apply(batch=batch, only_good_rows=False, by=office.user("pengelola"), on=TODAY)
    assert upload(office, f"IMUN-1;{office.sari.nip};;2026-11;87,5").summary["tetap"] == 1


def test_the_codes_that_agreed_plans_name_are_listed_with_how_many_are_filled(
    office: Any, skp: Skp, client: Client
) -> None:
    plan(office.section, office.head, lines=(("Sama", [{"text": "Cakupan lain", "feed": "IMUN-1"}]),))
    plan(office.head, None, lines=(("Draf", [{"feed": "DRAF-1"}]),), agreed=False)
    oct_ = datetime.date(2026, 10, 1)
    units = Unit.objects.filter(pk=office.dinas.pk)
    assert codes_in(units, oct_) == [Code("IMUN-1", "Cakupan imunisasi", 2, 0)]

    batch = upload(office, f"IMUN-1;{office.sari.nip};;2026-10;87,5")
    figures.apply(batch=batch, only_good_rows=False, by=office.user("pengelola"), on=TODAY)

    assert codes_in(units, oct_) == [Code("IMUN-1", "Cakupan imunisasi", 2, 1)]
    assert codes_in(Unit.objects.filter(pk=office.other.pk), oct_) == []
    client.force_login(office.user("pengelola"), backend="praja.accounts.backends.NipOrEmail")
    page = client.get(reverse("performance:feeds")).content.decode()
    assert "IMUN-1" in page and "1 dari 2 orang berangka Oktober 2026" in page


def test_a_row_of_a_unit_is_a_row_of_everybody_there_with_the_code(office: Any, skp: Skp) -> None:
    plan(person("Budi", office.dinas, office.staff_post, sex="L"), office.section, lines=COUNTED)
    batch = upload(office, "IMUN-1;;kota.sosial;11-2026;80", who="admin")

    figures.apply(batch=batch, only_good_rows=False, by=office.user("admin"), on=TODAY)

    assert known() == [Decimal(80), Decimal(80)]


def test_bad_rows_are_told_and_refuse_all_unless_left_out(office: Any, skp: Skp) -> None:
    nip = office.sari.nip
    batch = upload(
        office,
        f"IMUN-1;{nip};;2026-13;1",
        f"IMUN-9;{nip};;2026-11;1",
        f"IMUN-1;{nip};;2026-10;-5",
        f"IMUN-1;{nip};;2026-09;<b>=cmd()</b>",
        f"IMUN-1;{nip};kota.sosial;2026-08;1",
        f"IMUN-1;{nip};;2026-07;900000",
        f"IMUN-1;{nip};;2026-12;5",
        f"IMUN-1;{nip};;2026-06;5",
        f"IMUN-1;{nip};;2026-06;6",
        "IMUN-1;199001012019031999;;2026-05;5",
        f"IMUN-1;{nip};;2026-04;70",
    )
    said = " ".join(one["mengapa"] for one in batch.problems)

    assert len(batch.problems) == 9
    for part in ("tidak terbaca", "Tidak ada SKP", "kurang dari nol", "Tulis angka", "salah satu saja",
                 "seribu kali", "belum tiba", "angka yang berbeda"):  # fmt: skip
        assert part in said
    with pytest.raises(FollowRefused, match="bermasalah"):
        figures.apply(batch=batch, only_good_rows=False, by=office.user("pengelola"), on=TODAY)
    figures.apply(batch=batch, only_good_rows=True, by=office.user("pengelola"), on=TODAY)
    assert sorted(known(), key=str) == [Decimal(5), Decimal(70)]


def test_whoever_gives_figures_gives_none_of_their_own_or_of_other_units(office: Any, skp: Skp) -> None:
    from praja.access.enums import Role
    from tests.integration.people.conftest import role

    role(office.user("sari"), Role.PENGELOLA_KEPEGAWAIAN, office.dinas)
    own = upload(office, f"IMUN-1;{office.sari.nip};;2026-11;99", who="sari")
    assert "SKP sendiri" in own.problems[0]["mengapa"]
    with pytest.raises(FollowRefused, match="tidak berwenang"):
        figures.upload(file=sheet(), unit=office.other, by=office.user("pengelola"), on=TODAY)
    for who in ("section", "auditor", "bendahara", "pengelola_lain"):
        with pytest.raises(FollowRefused, match="tidak berwenang"):
            upload(office, who=who)
    far = figures.upload(
        file=sheet(f"IMUN-1;{office.sari.nip};;2026-11;99"),
        unit=office.other,
        by=office.user("admin"),
        on=TODAY,
    )
    assert "Tidak ada SKP" in far.problems[0]["mengapa"]


def test_what_changed_after_the_look_must_be_looked_at_again(office: Any, skp: Skp) -> None:
    first, second = (upload(office, f"IMUN-1;{office.sari.nip};;2026-11;{n}") for n in (80, 81))
    figures.apply(batch=first, only_good_rows=False, by=office.user("pengelola"), on=TODAY)

    with pytest.raises(FollowRefused, match="sudah berubah"):
        figures.apply(batch=second, only_good_rows=False, by=office.user("pengelola"), on=TODAY)


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"apa;saja\n1;2\n"])
def test_a_file_that_is_no_such_sheet_is_refused(office: Any, content: bytes) -> None:
    with pytest.raises(FollowRefused):
        figures.upload(
            file=SimpleUploadedFile("x.csv", content),
            unit=office.dinas,
            by=office.user("pengelola"),
            on=TODAY,
        )


def test_an_excel_number_keeps_its_decimals(office: Any, skp: Skp) -> None:
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["Kode data", "NIP", "Bulan", "Nilai"])
    page.append(["IMUN-1", office.sari.nip, "2026-11", 12.345])
    data = io.BytesIO()
    book.save(data)
    file = SimpleUploadedFile("angka.xlsx", data.getvalue())
    batch = figures.upload(file=file, unit=office.dinas, by=office.user("pengelola"), on=TODAY)

    assert batch.summary["rincian"][0]["menjadi"] == "12.345"


def test_the_person_types_nothing_over_and_objects_instead(office: Any, skp: Skp) -> None:
    sari, indicator = office.user("sari"), Indicator.objects.get(rhk__skp=skp)
    batch = upload(office, f"IMUN-1;{office.sari.nip};;2026-11;60")
    figures.apply(batch=batch, only_good_rows=False, by=office.user("pengelola"), on=TODAY)
    own: dict[str, Any] = {"skp": skp, "indicator": indicator, "month": NOV, "by": sari, "on": TODAY}
    with pytest.raises(FollowRefused, match="dihitung dari data"):
        months.report(said=Said(value=Decimal(95)), now=NOW, **own)
    months.report(said=Said(link="https://contoh.go.id/register"), now=NOW, **own)
    row = Realisation.objects.get()
    with pytest.raises(FollowRefused, match="Hanya pegawai"):
        months.object_to(realisation=row, text="Kurang dua posyandu.", by=office.user("section"), on=TODAY)
    months.object_to(realisation=row, text="Kurang dua posyandu.", by=sari, on=TODAY)

    line = board_of(skp, NOV).lines[0]

    assert known() == [Decimal(60)]
    assert (line.counted, len(line.evidence), len(line.remarks)) == (True, 1, 1)
    assert RealisationRemark.objects.get().by == sari


def test_a_plan_of_figures_asks_as_much_for_one_row_as_for_many(office: Any, skp: Skp) -> None:
    from praja.organization.models import Unit
    from praja.performance.follow.figures import Row, make_plan

    rows = [Row(n, "IMUN-1", office.sari.nip, "", f"2026-{n:02}", "5") for n in range(1, 12)]
    counts = []
    for some in (rows[:1], rows):
        with CaptureQueriesContext(connection) as asked:
            assert len(make_plan(some, Unit.objects.all(), TODAY).changes) == len(some)
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 5


@pytest.mark.parametrize(
    ("text", "month"),
    [("2026-11", 11), ("11/2026", 11), ("2-2028", 2), ("2026-02-29", 2), ("2026-00", None), ("Nov", None),
     ("９-2026", None)],
)  # fmt: skip
def test_months_are_read_strictly(text: str, month: int | None) -> None:
    found = month_said(text)

    assert (found.month if found else None) == month


# --- other systems


@pytest.fixture
def secret(office: Any) -> str:
    return figures.make_token(
        government=office.government, name="SIM Puskesmas", by=office.user("admin"), on=TODAY
    )[1]


def send(secret: str, said: Any, **headers: str) -> tuple[int, dict[str, Any]]:
    body = said if isinstance(said, str) else json.dumps(said)
    answer = Client(enforce_csrf_checks=True).post(
        reverse("performance:feed_receive"), body, content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"} | headers,
    )  # fmt: skip
    return answer.status_code, answer.json()


def message(office: Any, key: str = "pesan-0001", **more: Any) -> dict[str, Any]:
    row = {"kode": "IMUN-1", "nip": office.sari.nip, "bulan": "2026-03", "nilai": 81.25} | more
    return {"kunci": key, "baris": [row]}


def test_a_message_is_taken_once_however_often_it_is_sent(office: Any, skp: Skp, secret: str) -> None:
    first, again = (send(secret, message(office)) for _turn in range(2))
    other = send(secret, message(office, nilai=82))

    assert first == again
    assert (first[0], first[1]["baru"], first[1]["masalah"]) == (200, 1, 0)
    assert other[0] == 409
    assert known() == [Decimal("81.25")]
    assert Realisation.objects.get().source == "sistem"


def test_a_token_is_a_hash_and_ends_when_revoked(office: Any, skp: Skp, secret: str) -> None:
    token = FeedToken.objects.get()
    assert secret not in json.dumps([token.digest, token.hint])
    with pytest.raises(FollowRefused, match="Hanya admin BKPSDM"):
        figures.revoke_token(token=token, by=office.user("pengelola"), on=TODAY)
    figures.revoke_token(token=token, by=office.user("admin"), on=TODAY)

    for tried in (secret, "praja_" + "x" * 40, "", "x" * 5000, "é" * 30):
        assert send(tried, message(office))[0] == 401
    assert not Realisation.objects.exists()


def test_a_token_speaks_for_its_own_government_alone(office: Any, skp: Skp) -> None:
    from tests.integration.people.conftest import unit

    far = unit("jauh", "Kota Jauh", "pemerintah_kota", None, None)
    FeedToken.objects.create(
        government=far, name="Jauh", hint="jauh", digest=digest_of("praja_" + "y" * 40),
        made_by=office.user("admin"),
    )  # fmt: skip

    status, answer = send("praja_" + "y" * 40, message(office))

    assert (status, answer["baru"], answer["masalah"]) == (200, 0, 1)


@pytest.mark.parametrize(
    "said",
    ["", "[]", "{", "{\"kunci\": 1, \"baris\": []}", "{\"kunci\": \"pesan-0001\", \"baris\": [1]}",
     "{\"kunci\": \"pesan-0001\", \"baris\": []}", "[" * 100_000, "{\"kunci\": \"a\", \"baris\": [{}]}"],
)  # fmt: skip
def test_a_message_that_says_nothing_is_refused(office: Any, secret: str, said: str) -> None:
    assert send(secret, said)[0] == 400


@pytest.mark.parametrize(
    "value", ["NaN", "1e400", "-3", '"1e9"', "true", "null", '"<script>"', "0.123456789"]
)
def test_figures_that_cannot_be_are_told_row_by_row(office: Any, skp: Skp, secret: str, value: str) -> None:
    body = json.dumps(message(office, nilai=0)).replace('"nilai": 0', f'"nilai": {value}')

    status, answer = send(secret, body)

    assert (status, answer["baru"], answer["masalah"]) == (200, 0, 1)
    assert answer["rincian_masalah"][0]["mengapa"]


@pytest.mark.parametrize("odd", ["a\0b", "\ud800", "\u202e"])
def test_letters_that_no_database_keeps_are_told_of_their_row(
    office: Any, skp: Skp, secret: str, odd: str
) -> None:
    for name in ("kode", "nip", "unit", "bulan", "nilai"):
        status, answer = send(secret, message(office, f"pesan-{name}", **{name: odd}))
        assert (status, answer["baru"], answer["masalah"]) == (200, 0, 1), name

    assert send(secret, message(office, f"pesan-{odd}"))[0] == 400


def test_more_than_sixty_messages_a_minute_are_too_many(office: Any, secret: str) -> None:
    FeedToken.objects.update(window_at=datetime.datetime.now(datetime.UTC), window_count=60)

    status, _answer = send(secret, message(office))

    assert status == 429
    assert not FeedBatch.objects.exists()


def test_it_is_no_door_for_whoever_is_signed_in(office: Any, client: Client) -> None:
    client.force_login(office.user("admin"))

    assert client.post(reverse("performance:feed_receive"), "{}", "application/json").status_code == 401
    assert client.get(reverse("performance:feed_receive")).status_code == 405
