"""The pages and papers of a report: what the person reads, what others do not, and what is printed."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from praja.audit.models import Event
from praja.files import disk
from praja.performance.models import (
    Feedback,
    Indicator,
    Obstacle,
    Period,
    Rating,
    RatingPapers,
    Skp,
)
from praja.performance.rating.actions.ratings import Said, sign
from praja.performance.rating.packs import name_of
from praja.performance.telling.actions import TellingRefused, forms
from praja.performance.telling.actions.answering import Answers, keep_answer
from praja.performance.telling.paper import DOCUMENT, READ, _filled, forms_of
from praja.performance.telling.report import reckoned
from tests.integration.people.conftest import Office, person
from tests.integration.performance.objected import filed, won
from tests.integration.performance.plans import plan
from tests.integration.performance.rated import quarter, reached

HOSTILE = '<script>alert(1)</script>{{ 7|add:7 }}#panic("x")'


@pytest.fixture
def signed(office: Office, period: Period, skp: Skp, today: datetime.date) -> Rating:
    rhk = Indicator.objects.filter(rhk__skp=skp).values_list("rhk", flat=True)[0]
    by: Any = office.user("section")
    Obstacle.objects.create(
        skp=skp,
        rhk_id=rhk,
        kind="luar",
        text="Banjir dua minggu",
        state="diterima",
        by=office.user("sari"),
        since=datetime.date(2026, 8, 1),
    )
    for about in ({"rhk_id": rhk}, {"value": "loyal"}):
        when = datetime.datetime(2026, 9, 5, tzinfo=datetime.UTC)
        said_of: dict[str, Any] = {"skp": skp, "role": "atasan", "text": f"Rapi {HOSTILE}", **about}
        Feedback.objects.create(by=by, made_at=when, **said_of)
    said = Said(
        result="di_atas", behaviour="sesuai", result_reason=f"Melampaui harapan {HOSTILE}",
        note="Teruskan", values={"loyal": ("di_atas", "Berjaga saat banjir tiga malam")},
    )  # fmt: skip
    made = sign(skp=skp, period=period, said=said, by=by, on=today)
    return Rating.objects.select_related(*READ).get(pk=made.pk)


def as_(office: Office, who: str) -> Client:
    client = Client()
    client.force_login(office.user(who))
    return client


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def address(name: str, rating: Rating) -> str:
    return reverse(f"performance:{name}", args=[rating.pk])


def test_the_report_begins_with_the_predicate_and_tells_why_and_what_is_next(
    office: Office, skp: Skp, signed: Rating, today: datetime.date
) -> None:
    before = quarter(office.government, 2)
    Rating.objects.create(
        skp=skp, period=before, rater=office.section, rater_name="Siti", by=office.user("section"),
        result="sesuai", behaviour="sesuai", predicate="butuh_perbaikan", proposed_result="sesuai",
        proposed_behaviour="sesuai", signed_at=signed.signed_at,
    )  # fmt: skip
    sari = as_(office, "sari")
    page = sari.get(address("rating", signed))
    shown = text(page)

    main = shown[shown.index("Bagaimana kinerja saya dinilai, Triwulan III") :]
    assert main.index("Baik") < main.index("Hasil kerja di atas ekspektasi") < main.index("Siti Seksi")
    for said in (
        "95 %", "target 90 %", "105,56%", "1 bukti", "Melampaui harapan", "Berjaga saat banjir tiga malam",
        "Banjir dua minggu", "Teruskan", "Triwulan II 2026: Butuh perbaikan", "Ajukan keberatan",
        "paling lambat", "bukan bahwa Anda setuju", "Tiga pertanyaan", "Slip saya",
    ):  # fmt: skip
        assert said in main, said
    assert "Rp" not in main and HOSTILE not in page.content.decode()
    assert "Dihitung dengan aturan nasional." in main
    assert (name_of("sawahlunto", "id"), name_of("sawahlunto", "en")) == (
        "Kota Sawahlunto",
        "Sawahlunto City",
    )
    assert "1 hasil penilaian belum Anda baca" in text(sari.get("/"))


def test_why_opens_with_the_figures_that_were_kept(office: Office, skp: Skp, signed: Rating) -> None:
    sari = as_(office, "sari")
    line = signed.rhk_ratings.get()
    part = sari.get(
        address("rating_reckoning", signed), {"rhk": str(line.rhk_id)}, headers={"HX-Request": "true"}
    )
    assert "105,56" in text(part) and "PermenPANRB" in text(part) and "<html" not in part.content.decode()
    assert "Seluruhnya" in text(sari.get(address("rating_reckoning", signed)))

    kept = signed.basis["indikator"][0]
    signed.basis = {**signed.basis, "indikator": [{**kept, "capaian": "99"}]}
    assert reckoned(signed) == {}  # another reckoning than that of the rating is not told


def test_the_person_confirms_and_answers_and_others_see_no_more_than_they_may(
    office: Office, period: Period, signed: Rating, today: datetime.date
) -> None:
    sari = as_(office, "sari")
    too_long = sari.post(address("rating_read", signed), {"comment": "panjang " * 200})
    assert too_long.status_code == 422 and "panjang panjang" in text(too_long)
    assert sari.post(address("rating_read", signed), {"comment": f"Setuju {HOSTILE}"}).status_code == 302
    page = sari.get(address("rating", signed))
    assert "Anda konfirmasi sudah dibaca" in text(page) and "Saya sudah membaca" not in text(page)
    missing = sari.post(address("rating_process", signed), {"known": "4", "words": "Tersimpan dulu"})
    assert missing.status_code == 422 and "Tersimpan dulu" in text(missing)
    said = {"known": "4", "helped": "3", "explained": "5", "words": f"Bagus {HOSTILE}"}
    assert sari.post(address("rating_process", signed), said).status_code == 302
    assert "Tiga pertanyaan" not in text(sari.get(address("rating", signed)))
    assert sari.post(address("rating_process", signed), said).status_code == 422

    unit = reverse("performance:telling_unit", args=[office.dinas.pk, period.pk])
    head = as_(office, "kepala_unit")
    shown = head.get(unit)
    assert "1 dari 1 penilaian sudah dibaca" in text(shown) and "Belum cukup jawaban" in text(shown)
    assert "Setuju" not in text(shown) and "Bagus" not in text(shown) and "Susun PDF" not in text(shown)
    assert "Setuju" in text(head.get(address("rating", signed)))
    for _number in range(4):
        keep_answer(office.dinas.pk, period, Answers(2, 2, 2))
    shown = head.get(unit)
    assert "5 jawaban" in text(shown) and "Bagus" in text(shown) and "2,4" in text(shown)
    assert HOSTILE not in shown.content.decode()


def test_a_report_leads_to_the_other_versions_for_all_who_may_read_them(
    office: Office, period: Period, skp: Skp, signed: Rating, today: Any
) -> None:
    why = "Ternyata datanya keliru"
    anew = Said(result="di_bawah", behaviour="sesuai", result_reason=why, note="Data dikoreksi")
    second = sign(skp=skp, period=period, said=anew, by=office.user("section"), on=today)
    draft = Rating.objects.create(
        skp=skp, period=period, number=3, by=office.user("section"), result="sesuai", basis={}
    )
    for who in ("sari", "section", "auditor"):
        page = as_(office, who).get(address("rating", second)).content.decode()
        assert address("rating", signed) in page and str(draft.pk) not in page, who
        assert address("rating", second) in as_(office, who).get(address("rating", signed)).content.decode()


def test_a_report_asks_a_number_of_queries_that_stays(office: Office, period: Period, signed: Rating) -> None:
    many = plan(
        person("Orang Banyak", office.dinas, office.staff_post), office.section, understood=True,
        lines=[(f"Hasil {n}", [{"text": f"Indikator {n}.{k}"} for k in range(3)]) for n in range(6)],
    )  # fmt: skip
    reached(many, period)
    by: Any = office.user("section")
    other = sign(
        skp=many, period=period, said=Said(result="sesuai", behaviour="sesuai"), by=by,
        on=datetime.date(2026, 11, 23),
    )  # fmt: skip
    counts = []
    for who, one in (("sari", signed), ("", other)):
        client = Client()
        client.force_login(office.user(who) if who else many.person.account)  # type: ignore[arg-type]
        client.get(address("rating", one))
        with CaptureQueriesContext(connection) as asked:
            client.get(address("rating", one))
        counts.append(len(asked))
    assert counts[1] <= counts[0] <= 36, counts


# --- on paper


def test_the_forms_say_what_was_signed_and_a_draft_prints_nothing(
    office: Office, skp: Skp, signed: Rating, period: Period
) -> None:
    [form] = _filled([signed])
    [part] = form["bagian"]
    [result] = part["hasil"]
    [indicator] = result["indikator"]
    assert form["pegawai"][:3] == [
        ["Nama", "Sari Utami"],
        ["NIP", office.sari.nip],
        ["Pangkat/Gol.", "III/a"],
    ]
    assert form["penilai"][0] == ["Nama", "Siti Seksi"] and form["atasan"][0] == ["Nama", "Hadi Kepala"]
    assert form["atasan"][3] == ["Jabatan", "Kepala Dinas Sosial"]
    assert indicator["realisasi"] == "95 % (capaian 105,56%)" and "90" in indicator["target"]
    assert result["umpan_balik"] == [f"Rapi {HOSTILE}"]
    loyal = next(one for one in form["perilaku"] if one["nama"] == "Loyal")
    assert loyal["umpan_balik"] == [f"Rapi {HOSTILE}", "Berjaga saat banjir tiga malam"]
    assert (form["hasil"], form["perilaku_kerja"], form["predikat"]) == (
        "Di atas ekspektasi", "Sesuai ekspektasi", "Baik",
    )  # fmt: skip
    assert {form[field] for field in ("keberatan", "penjelasan", "putusan")} == {"Tidak ada."}
    assert form["organisasi"] == "Belum ditetapkan" and form["sebaran"] == [] and form["dibaca"] == ""

    for name in ("rating_evaluation", "rating_document"):
        answer = as_(office, "sari").get(address(name, signed))
        assert answer.content.startswith(b"%PDF") and b"pdfaid" in answer.content
        assert office.sari.nip in answer["Content-Disposition"] and "no-store" in answer["Cache-Control"]
    draft = Rating.objects.create(
        skp=skp, period=period, number=2, rater_name="Siti", by=office.user("section")
    )
    with pytest.raises(ValueError, match="signed"):
        forms_of([draft], (DOCUMENT,))
    for who in ("section", "sari"):
        assert as_(office, who).get(address("rating_evaluation", draft)).status_code == 404


def test_the_document_tells_of_an_objection_that_was_won(
    office: Office, period: Period, skp: Skp, today: datetime.date
) -> None:
    said = Said(result="di_bawah", behaviour="sesuai", result_reason="Laporannya belum saya terima")
    by: Any = office.user("section")
    first = sign(skp=skp, period=period, said=said, by=by, on=today)
    decision = won(office, filed(office, first))
    assert decision.rating is not None
    page = text(as_(office, "sari").get(address("rating", decision.rating)))
    assert "Keputusan atas keberatan final" in page and "Hak Anda mengajukan keberatan tetap" not in page

    rows = Rating.objects.filter(signed_at__isnull=False).select_related(*READ).order_by("number")
    [before, after] = _filled(list(rows))
    for form in (before, after):
        assert form["penilai"][0] == ["Nama", "Siti Seksi"] and form["atasan"][0] == ["Nama", "Hadi Kepala"]
        assert "Yang diminta" in form["keberatan"] and form["penjelasan"].startswith("Laporannya terlambat")
        assert "menjadi Baik" in form["putusan"] and form["diputus_oleh"] == "Hadi Kepala"
    assert (before["predikat"], after["predikat"]) == ("Butuh perbaikan", "Baik")
    assert "SUDAH DIGANTIKAN" in before["keadaan"] and "SUDAH" not in after["keadaan"]
    assert as_(office, "sari").get(address("rating_document", decision.rating)).content.startswith(b"%PDF")
    page = text(as_(office, "sari").get(address("rating", decision.rating)))
    assert "Keberatan Anda" in page and "Ajukan keberatan" not in page


def test_forms_of_several_take_the_same_queries_and_hide_what_would_name_people(
    office: Office, period: Period, signed: Rating, today: datetime.date
) -> None:
    by: Any = office.user("section")
    for number in range(3):
        more = plan(
            person(f"Orang {number}", office.dinas, office.staff_post), office.section, understood=True
        )
        reached(more, period)
        sign(skp=more, period=period, said=Said(result="sesuai", behaviour="sesuai"), by=by, on=today)
    rows = list(Rating.objects.select_related(*READ).order_by("made_at"))
    counts = []
    for several in (rows[:1], rows):
        with CaptureQueriesContext(connection) as asked:
            filled = _filled(several)
        counts.append(len(asked))
    assert counts[0] == counts[1], counts
    assert all(one["sebaran"] == [] for one in filled)  # four people: the bars would name them


def test_an_officer_has_the_forms_of_a_unit_made_and_nobody_else_gets_them(
    office: Office, period: Period, signed: Rating, today: datetime.date
) -> None:
    ask = reverse("performance:rating_forms_ask", args=[office.dinas.pk, period.pk])
    for who in ("kepala_unit", "auditor", "sari", "section", "pengelola_lain"):
        assert as_(office, who).post(ask).status_code == 404, who
    officer = as_(office, "pengelola")
    page = officer.post(ask, follow=True)
    made = RatingPapers.objects.get()
    assert "Sedang disusun" in text(page) and officer.post(ask).status_code == 302
    assert RatingPapers.objects.count() == 1

    forms.work(str(made.pk), made.attempt + 1)  # an attempt that nobody asked for
    assert RatingPapers.objects.get().file is None
    forms.work(str(made.pk), made.attempt)
    made = RatingPapers.objects.get()
    assert (made.state, made.people, made.done) == ("siap", 1, 1)
    file = reverse("performance:rating_forms_file", args=[made.pk])
    answer: Any = officer.get(file)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert content.startswith(b"%PDF") and made.file is not None
    assert disk.read(made.file.sha256) == content
    for who in ("admin", "pengelola_lain", "kepala_unit"):
        assert as_(office, who).get(file).status_code == 404, who
    assert Event.objects.filter(kind="performance.forms_fetched").count() == 1
    assert Event.objects.filter(kind="performance.forms_made").exists()
    assert forms.forget_old(made.keep_until + datetime.timedelta(days=1)) == 1


def test_forms_are_stopped_and_too_many_at_once_are_refused(
    office: Office, period: Period, signed: Rating, today: datetime.date, monkeypatch: Any
) -> None:
    by: Any = office.user("admin")
    made = forms.ask(unit=office.dinas, period=period, by=by, on=today)
    stopped = forms.stop(papers=made, by=by, on=today)
    forms.work(str(made.pk), made.attempt)
    assert RatingPapers.objects.get().state == stopped.state == "dihentikan"
    with pytest.raises(TellingRefused, match="sudah selesai"):
        forms.stop(papers=made, by=by, on=today)
    with pytest.raises(TellingRefused, match="Belum ada penilaian"):
        forms.ask(unit=office.other, period=period, by=by, on=today)
    monkeypatch.setattr(forms, "MOST_AT_ONCE", 0)
    with pytest.raises(TellingRefused, match="per unit di bawahnya"):
        forms.ask(unit=office.dinas, period=period, by=by, on=today)
