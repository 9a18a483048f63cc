"""Pages of SKP."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from praja.audit.models import Event
from praja.people.models import JabatanHistory
from praja.performance.enums import KeadaanVersi
from praja.performance.models import IndicatorVersion, RhkVersion, Skp, SkpVersion
from praja.performance.plan.actions import dialogue
from praja.temporal.actions import span
from tests.integration.people.conftest import TODAY, Office, person
from tests.integration.performance.plans import Line, agree, plan

DAY = datetime.date
EVIL = "<script>alert(1)</script> {{ 7*7 }} {% now 'Y' %} {0.__class__} #panic() \\u{1F600} $x$ @ref"
pytestmark = pytest.mark.usefixtures("today")


def signed(office: Office, name: str) -> Client:
    client = Client()
    client.force_login(office.user(name), backend="praja.accounts.backends.NipOrEmail")
    return client


def of(page: Any) -> str:
    return str(page.content.decode())


def proposed(skp: Skp) -> str:
    """Return when an SKP was proposed, as its page names it."""
    when = skp.versions.get().proposed_at
    assert when is not None
    return str(when.isoformat())


@pytest.fixture
def skp(office: Office) -> Skp:
    return plan(office.sari, office.section, lines=(), agreed=False)


def test_a_result_from_the_library_leads_to_its_indicator(office: Office, skp: Skp) -> None:
    served = RhkVersion.objects.get(version__skp=plan(office.section, office.head))
    client = signed(office, "sari")
    address = reverse("performance:result_add", args=[skp.pk]) + "?pustaka=lur-01"
    assert "selesai pada hari yang sama" in of(client.get(address))

    said = {"text": "Warga terlayani", "kind": "utama", "scope": "organisasi", "serves": str(served.rhk_id),
            "weight": ""}  # fmt: skip
    answer: Any = client.post(address, said)

    assert answer.status_code == 302, of(answer)
    row = RhkVersion.objects.get(version__skp=skp)
    assert row.serves_id == served.rhk_id and answer.url.endswith("indikator/?pustaka=lur-01")
    form = client.get(answer.url)
    assert "Register surat kelurahan" in of(form)
    wrong = client.post(answer.url, {"text": "Surat", "target": "0", "aspect": "waktu", "measure": "%"})
    assert wrong.status_code == 400 and "lebih dari nol" in of(wrong) and "Surat" in of(wrong)
    client.post(answer.url, {"text": "Surat", "target": "1.250,5", "aspect": "waktu", "measure": "%",
                             "direction": "rendah"})  # fmt: skip
    made = IndicatorVersion.objects.get(version__skp=skp)
    assert (f"{made.target:f}", made.direction, made.library) == ("1250.5000", "tinggi", "lur-01")


def test_an_indicator_that_data_count_is_given_its_code_in_the_draft(office: Office) -> None:
    skp = plan(office.sari, office.section, agreed=False)
    indicator = IndicatorVersion.objects.get(version__skp=skp)
    sari = signed(office, "sari")
    address = reverse("performance:indicator_edit", args=[skp.pk, indicator.indicator_id])
    said = {"text": "Cakupan imunisasi", "target": "95", "aspect": "kuantitas", "measure": "%",
            "direction": "tinggi"}  # fmt: skip
    assert 'name="feed"' in of(sari.get(address))

    wrong = sari.post(address, said | {"feed": "imunisasi idl"})
    assert wrong.status_code == 400 and "tanpa spasi" in of(wrong)
    assert sari.post(address, said | {"feed": "imunisasi-idl"}).status_code == 302

    indicator.refresh_from_db()
    assert indicator.feed == "imunisasi-idl"
    assert 'value="imunisasi-idl"' in of(sari.get(address))
    assert "imunisasi-idl" in of(signed(office, "section").get(reverse("performance:skp", args=[skp.pk])))
    assert sari.post(address, said).status_code == 302
    indicator.refresh_from_db()
    assert indicator.feed == ""


def test_what_people_write_is_text_on_pages_and_paper(office: Office, skp: Skp) -> None:
    client, on = signed(office, "sari"), DAY(2026, 11, 23)
    add = reverse("performance:result_add", args=[skp.pk])
    client.post(add, {"text": EVIL, "kind": "utama", "scope": "organisasi"})
    row = RhkVersion.objects.get(version__skp=skp)
    assert row.text == EVIL
    client.post(
        reverse("performance:indicator_add", args=[skp.pk, row.rhk_id]) + "?arah=tinggi",
        {
            "text": EVIL,
            "target": "10",
            "aspect": "kualitas",
            "measure": EVIL[:40],
            "formula": EVIL,
            "source": EVIL,
        },
    )
    client.post(reverse("performance:annexes", args=[skp.pk]), {"dukungan": f"{EVIL}\n{EVIL}"})
    client.post(reverse("performance:expectations", args=[skp.pk]), {"loyal": EVIL})
    version = skp.versions.get()
    dialogue.remark(version=version, rhk=row.rhk, text=EVIL, by=office.user("section"), on=on)

    page = of(client.get(reverse("performance:skp", args=[skp.pk])))
    paper = client.get(reverse("performance:skp_print", args=[skp.pk]))

    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}") >= 6 and "<script>alert" not in page
    assert paper.status_code == 200 and paper.content.startswith(b"%PDF")
    assert "attachment" in paper["Content-Disposition"]


@pytest.mark.parametrize("name", ["stranger", "bendahara", "tapd", "admin_aplikasi", "pengelola_lain"])
def test_of_another_nothing_is_told_whatever_is_asked(office: Office, skp: Skp, name: str) -> None:
    client = signed(office, name)
    row = RhkVersion.objects.get(version__skp=plan(office.section, office.head))
    for view, args in (
        ("skp", [skp.pk]), ("skp_print", [skp.pk]), ("result_add", [skp.pk]), ("skp_signed", [skp.pk]),
        ("expectations", [skp.pk]), ("indicator_add", [row.version.skp_id, row.rhk_id]),
    ):  # fmt: skip
        answer = client.get(reverse(f"performance:{view}", args=args), {"user": str(office.sari.account_id)})
        assert answer.status_code == 404, view


def test_no_state_appraiser_or_person_is_taken_from_the_request(office: Office, skp: Skp) -> None:
    client = signed(office, "sari")
    forged = {
        "text": "Hasil", "kind": "utama", "scope": "organisasi", "version": "x", "state": "disepakati",
        "agreed_by": str(office.sari.account_id), "skp": "x", "person": str(office.head.pk), "by": "1",
    }  # fmt: skip
    client.post(reverse("performance:result_add", args=[skp.pk]), forged)
    form = client.get(reverse("performance:result_add", args=[skp.pk])).content.decode()
    assert "Penilai Anda belum mengajukan SKP-nya" in form
    opened = client.post(reverse("performance:own_open"), {"tahun": "2027", "person": str(office.head.pk)})
    assert opened["Location"] == reverse("performance:skp", args=[Skp.objects.get(year=2027).pk])

    version = SkpVersion.objects.get(skp=skp)
    assert (version.state, version.agreed_by, version.skp) == (KeadaanVersi.DISUSUN, None, skp)
    assert not Skp.objects.filter(person=office.head).exists()
    rhk = RhkVersion.objects.get(version=version).rhk_id
    foreign = plan(office.section, office.head, agreed=False)
    crossed = reverse("performance:result_edit", args=[foreign.pk, rhk])
    assert client.post(crossed, forged).status_code == 404
    mixed = RhkVersion.objects.get(version__skp=foreign).rhk_id
    assert client.post(reverse("performance:result_remove", args=[skp.pk, mixed])).status_code == 404


def test_a_result_moves_up_within_its_kind(office: Office) -> None:
    lines: list[Line] = [(text, [{"text": "Cakupan"}]) for text in ("Satu", "Dua", "Tiga")]
    skp = plan(office.sari, office.section, agreed=False, lines=lines)
    rows = RhkVersion.objects.filter(version__skp=skp).order_by("order")
    rows.filter(text="Dua").update(kind="tambahan")
    sari, third = signed(office, "sari"), rows.get(text="Tiga")
    address = reverse("performance:result_raise", args=[skp.pk, third.rhk_id])

    assert "Naikkan" in sari.get(reverse("performance:skp", args=[skp.pk])).content.decode()
    assert sari.get(address).status_code == 405
    for _turn in range(2):
        assert sari.post(address).status_code == 302
        assert list(rows.values_list("text", flat=True)) == ["Tiga", "Dua", "Satu"]
    assert signed(office, "section").post(address).status_code in (302, 404)
    agree(skp.versions.get())
    sari.post(reverse("performance:result_raise", args=[skp.pk, rows.get(text="Satu").rhk_id]))
    assert rows.values_list("text", flat=True)[0] == "Tiga"


def test_nothing_is_agreed_or_proposed_by_a_link(office: Office) -> None:
    skp = plan(office.sari, office.section, agreed=False)
    for view in ("skp_propose", "skp_agree", "skp_send_back", "skp_copy", "skp_move", "skp_take_back"):
        for name in ("sari", "section", "pengelola"):
            answer = signed(office, name).get(reverse(f"performance:{view}", args=[skp.pk]))
            assert answer.status_code == 405, view
    sari = office.user("sari")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(sari, backend="praja.accounts.backends.NipOrEmail")
    assert strict.post(reverse("performance:skp_propose", args=[skp.pk])).status_code == 403
    assert skp.versions.get().state == KeadaanVersi.DISUSUN


def test_pressing_twice_agrees_once_and_tells_why_not_again(office: Office) -> None:
    skp = plan(office.sari, office.section, agreed=False)
    sari, siti = signed(office, "sari"), signed(office, "section")
    sari.post(reverse("performance:skp_propose", args=[skp.pk]))
    agree = reverse("performance:skp_agree", args=[skp.pk])
    said = {"diajukan": proposed(skp)}

    answers = [siti.post(agree, said, follow=True) for _time in range(2)]

    assert "SKP disepakati." in of(answers[0])
    assert "Keadaan SKP ini sudah berubah" in of(answers[1])
    assert skp.versions.get().agreed_by == office.user("section")
    assert Event.objects.filter(kind="performance.skp_agreed").count() == 1
    assert [signed(office, who).post(agree, said).status_code for who in ("sari", "stranger")] == [404, 404]


def test_what_was_proposed_anew_is_read_anew_before_it_is_agreed(office: Office) -> None:
    skp = plan(office.sari, office.section, agreed=False)
    sari, siti = signed(office, "sari"), signed(office, "section")
    propose, take_back, agree = (
        reverse(f"performance:skp_{name}", args=[skp.pk]) for name in ("propose", "take_back", "agree")
    )
    sari.post(propose)
    read = of(siti.get(reverse("performance:skp", args=[skp.pk])))
    seen = re.search(r'name="diajukan" value="([^"]+)"', read)
    assert seen is not None
    sari.post(take_back)
    sari.post(propose)

    answer = siti.post(agree, {"diajukan": seen[1]}, follow=True)

    assert "Baca yang baru" in of(answer)
    assert "Baca yang baru" in of(siti.post(agree, {"diajukan": "kemarin"}, follow=True))
    assert skp.versions.get().state == "diajukan"
    assert "SKP disepakati." in of(siti.post(agree, {"diajukan": proposed(skp)}, follow=True))


def test_a_former_superior_sees_it_no_more(office: Office) -> None:
    skp = plan(office.sari, None)
    Skp.objects.filter(pk=skp.pk).update(appraiser_position=office.section_post)
    address = reverse("performance:skp", args=[skp.pk])
    client = signed(office, "section")
    assert client.get(address).status_code == 200

    JabatanHistory.objects.filter(person=office.section).update(
        berlaku=span(DAY(2019, 3, 1), DAY(2026, 1, 1))
    )

    assert client.get(address).status_code == 404


def test_pages_ask_as_many_questions_for_many_lines_as_for_few(
    office: Office, django_assert_max_num_queries: Any
) -> None:
    lines = [
        (f"Hasil {number}", [{"text": f"Indikator {number}.{at}"} for at in range(5)]) for number in range(15)
    ]
    skp = plan(office.sari, office.section, lines=lines, agreed=False)
    for number in range(40):
        plan(person(f"Pegawai {number}", office.dinas, office.staff_post), office.section)
    for name, address, most in (
        ("sari", reverse("performance:own"), 36),
        ("section", reverse("performance:skp", args=[skp.pk]), 36),
        ("section", reverse("performance:appraised"), 20),
        ("pengelola", reverse("performance:coverage"), 20),
        ("pengelola", reverse("performance:coverage_unit", args=[office.dinas.pk]), 24),
        ("pengelola", reverse("performance:moves"), 20),
    ):
        client = signed(office, name)
        client.get(address)
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def test_the_library_is_searched_and_offered_to_the_draft(office: Office, skp: Skp) -> None:
    client = signed(office, "sari")

    found = of(client.get(reverse("performance:library"), {"q": "vaksinasi"}))
    nothing = of(client.get(reverse("performance:library"), {"q": "<b>zzz"}))

    assert "Cakupan imunisasi dasar lengkap bayi" in found
    assert f"{reverse('performance:result_add', args=[skp.pk])}?pustaka=bid-01" in found
    assert "Tidak ada yang cocok" in nothing and "<b>zzz" not in nothing
    assert (
        client.get(reverse("performance:result_add", args=[skp.pk]), {"pustaka": "tidak-ada"}).status_code
        == 404
    )
    assert "Pakai indikator ini" not in of(signed(office, "auditor").get(reverse("performance:library")))


def test_the_opening_page_tells_who_gets_none_and_why(office: Office) -> None:
    person("Tanpa Jabatan", office.dinas)
    client = signed(office, "pengelola")
    year = TODAY.year
    asked = {"unit": str(office.dinas.pk), "year": str(year)}

    page = of(client.get(reverse("performance:open_year"), asked))
    refused = client.post(reverse("performance:open_year"), asked | {"unit": str(office.other.pk)})
    done = client.post(reverse("performance:open_year"), asked)

    assert "Sari Utami" in page and "penilai: Siti Seksi" in page and "penilai belum ada" in page
    assert "Tanpa Jabatan" in page and "Belum ada jabatan definitif" in page and "Buka 3 SKP" in page
    assert refused.status_code == 400 and done.status_code == 302
    assert Skp.objects.filter(year=year).count() == 3


def test_home_tells_what_waits_for_whom(office: Office) -> None:
    year = TODAY.year
    skp = plan(office.sari, office.section, year=year, agreed=False)
    sari, siti, officer = (signed(office, name) for name in ("sari", "section", "pengelola"))
    assert "Susun dan ajukan SKP Anda" in of(sari.get("/"))
    assert "1 SKP menunggu persetujuan Anda" not in of(siti.get("/"))

    sari.post(reverse("performance:skp_propose", args=[skp.pk]))
    assert "menunggu penilai" in of(sari.get("/"))
    assert "1 SKP menunggu persetujuan Anda" in of(siti.get("/"))
    siti.post(reverse("performance:skp_agree", args=[skp.pk]), {"diajukan": proposed(skp)})
    assert "Nyatakan bahwa Anda memahami" in of(sari.get("/"))
    answers = dict.fromkeys(dialogue.QUESTIONS, "ya")
    sari.post(reverse("performance:skp_understand", args=[skp.pk]), answers)
    assert 'chip ok">disepakati' in of(sari.get("/"))

    assert "berakhir sebelum waktunya" not in of(officer.get("/"))
    JabatanHistory.objects.filter(person=office.sari).update(berlaku=span(DAY(2019, 3, 1), TODAY))
    assert "1 SKP berakhir sebelum waktunya" in of(officer.get("/"))
    assert "Sari Utami" in of(officer.get(reverse("performance:moves")))
    officer.post(reverse("performance:skp_move", args=[skp.pk]))
    skp.refresh_from_db()
    assert (skp.state, skp.berlaku.upper) == ("berakhir", TODAY)
