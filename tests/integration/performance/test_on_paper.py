"""What comes on paper: receipts of people without an account, and objections by letter."""

from __future__ import annotations

import datetime
import zoneinfo
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from praja.people.models import Person
from praja.performance.models import Delivery, Objection, ObjectionGround, Period, Rating, Skp
from praja.performance.objection.actions import ObjectionRefused
from praja.performance.objection.actions.paper import file_letter
from praja.performance.objection.clock import term_of
from praja.performance.rating.actions.ratings import Said, sign
from praja.performance.telling.actions import TellingRefused
from praja.performance.telling.actions.paper import record_receipt
from tests.integration.people.conftest import Office
from tests.integration.performance.objected import PDF, asked, written
from tests.integration.performance.test_rating import WHY

JAKARTA = zoneinfo.ZoneInfo("Asia/Jakarta")
WORSE = Said("di_bawah", "sesuai", result_reason=WHY)


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("surat.pdf", PDF)


@pytest.fixture
def rating(office: Office, today: Any, period: Period, skp: Skp) -> Rating:
    """Sari's rating, signed ten days ago."""
    made = sign(skp=skp, period=period, said=WORSE, by=office.user("section"), on=today)
    return Rating.objects.select_related("skp__person__account", "skp__unit__government", "period").get(
        pk=made.pk
    )


def day(rating: Rating, after: int = 0) -> datetime.date:
    """Return a day after that on which a rating was signed."""
    first = timezone.localdate(Delivery.objects.get(rating=rating).delivered_at, JAKARTA)
    return first + datetime.timedelta(days=after)


def without_account(rating: Rating) -> Rating:
    Person.objects.filter(pk=rating.skp.person_id).update(account=None)
    return Rating.objects.select_related("skp__person__account", "skp__unit__government", "period").get(
        pk=rating.pk
    )


# --- receipts


def test_an_officer_records_the_receipt_of_somebody_without_an_account_and_the_days_run_from_it(
    office: Office, rating: Rating, client: Any
) -> None:
    by = office.user("pengelola")
    given: dict[str, Any] = {"received": day(rating, 5), "by": by, "on": day(rating, 9)}
    with pytest.raises(TellingRefused, match="belum mempunyai akun"):
        record_receipt(rating=rating, scan=scan(), **given)
    rating = without_account(rating)
    for who in ("section", "head", "pengelola_lain", "auditor"):
        with pytest.raises(TellingRefused, match="pengelola kepegawaian"):
            record_receipt(rating=rating, scan=scan(), **given | {"by": office.user(who)})
    for wrong in (day(rating, -1), day(rating, 10)):
        with pytest.raises(TellingRefused, match="Hari diterimanya"):
            record_receipt(rating=rating, scan=scan(), **given | {"received": wrong})
    with pytest.raises(TellingRefused, match="PDF"):
        record_receipt(rating=rating, scan=SimpleUploadedFile("a.pdf", b"<script>"), **given)

    made = record_receipt(rating=rating, comment="Saya terima", scan=scan(), **given)

    assert (made.received_on, made.paper_by, made.comment) == (day(rating, 5), by, "Saya terima")
    assert term_of(rating, made).last == day(rating, 19)
    with pytest.raises(TellingRefused, match="sudah dikonfirmasi"):
        record_receipt(rating=rating, scan=scan(), **given)
    with pytest.raises(DatabaseError), transaction.atomic():
        Delivery.objects.update(received_on=day(rating, 8))
    client.force_login(by)
    page = client.get(reverse("performance:rating", args=[rating.pk])).content.decode()
    assert "Diterima di atas kertas" in page and "Catat tanda terima kertas" not in page
    assert client.get(reverse("performance:rating_receipt_file", args=[rating.pk])).status_code == 200


def test_the_page_offers_it_where_it_can_be_recorded(office: Office, rating: Rating, client: Any) -> None:
    without_account(rating)
    url = reverse("performance:rating_receipt", args=[rating.pk])
    client.force_login(office.user("pengelola"))
    page = client.get(reverse("performance:rating", args=[rating.pk])).content.decode()
    wrong = client.post(url, {"received": "kemarin"})
    client.post(url, {"received": day(rating).isoformat(), "scan": scan()})
    assert url in page and wrong.status_code == 422
    assert Delivery.objects.get(rating=rating).received_on == day(rating)


# --- letters


def letter(rating: Rating, office: Office, **more: Any) -> Objection:
    usual: dict[str, Any] = {
        "text": "Bantuannya sudah tersalur semua sejak Agustus", "wanted": "Dinilai sesuai ekspektasi",
        "received": day(rating, 3), "scan": scan(), "by": office.user("pengelola"), "on": day(rating, 4),
    }  # fmt: skip
    return file_letter(rating=rating, **usual | more)


def test_a_letter_is_filed_on_the_day_it_was_received_and_goes_on_as_any_objection(
    office: Office, rating: Rating, client: Any
) -> None:
    made = letter(rating, office, wanted_predicate="baik")

    assert (made.state, made.filed_on, made.number) == ("diajukan", day(rating, 3), 1)
    assert made.paper is not None and ObjectionGround.objects.get().about == "predikat"
    asked(office, made)
    client.force_login(office.user("sari"))
    page = client.get(reverse("performance:objection", args=[made.pk])).content.decode()
    assert "surat.pdf" in page
    with pytest.raises(ObjectionRefused, match="sudah menulis"):
        letter(rating, office)


def test_who_may_not_record_a_letter_and_when_it_is_too_late(office: Office, rating: Rating) -> None:
    for who in ("sari", "section", "head", "auditor", "pengelola_lain"):
        with pytest.raises(ObjectionRefused, match="dicatat pengelola"):
            letter(rating, office, by=office.user(who))
    late = {"received": day(rating, 15), "on": day(rating, 20)}
    for more, words in (
        (late, "sudah lewat"),
        ({"received": day(rating, -1)}, "diterima antara"),
        ({"received": day(rating, 6)}, "diterima antara"),
        ({"text": "ya"}, "sepuluh huruf"),
        ({"wanted_predicate": "istimewa"}, "Pilih predikat"),
    ):
        with pytest.raises(ObjectionRefused, match=words):
            letter(rating, office, **more)
    assert letter(rating, office, received=day(rating, 14), on=day(rating, 20)).state == "diajukan"


def test_what_the_person_has_begun_to_write_is_not_thrown_away(office: Office, rating: Rating) -> None:
    written(office, rating)
    with pytest.raises(ObjectionRefused, match="sudah menulis"):
        letter(rating, office)
    with pytest.raises(DatabaseError), transaction.atomic():
        Objection.objects.create(
            rating=rating, skp=rating.skp, period=rating.period, by=office.user("pengelola")
        )
