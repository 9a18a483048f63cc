"""The pages: who gets them, what they show, and what their forms do."""

from __future__ import annotations

import datetime
import io
import json
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from praja.access.enums import Role
from praja.audit.models import Event
from praja.files import disk
from praja.files.models import StoredFile
from praja.people import actions, secrets
from praja.people.models import (
    ChangeProposal,
    FamilyMember,
    GolonganHistory,
    JabatanHistory,
    KgbHistory,
    Person,
)
from praja.temporal.actions import span
from praja.web.models import Notice
from praja.web.shell import day_of
from tests.integration.people.conftest import Office, person, role


def scan() -> SimpleUploadedFile:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(buffer, "JPEG")
    return SimpleUploadedFile("akta.jpg", buffer.getvalue(), "image/jpeg")


@pytest.fixture
def as_user(office: Office, client: Client) -> Any:
    def sign_in(name: str) -> Client:
        client.force_login(office.user(name), backend="praja.accounts.backends.NipOrEmail")
        return client

    return sign_in


def text_of(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def test_page_answers_who_what_since_when(office: Office, as_user: Any) -> None:
    page = text_of(as_user("pengelola").get(reverse("people:detail", args=[office.sari.pk])))

    assert "Sari Utami" in page
    assert "Pengolah Data, Dinas Sosial sejak 1 Maret 2019" in page
    assert "Golongan III/a" in page
    assert Event.objects.filter(kind="audit.viewed", person_id=office.sari.pk).count() == 1


def test_superior_sees_the_career_and_neither_pay_nor_family(office: Office, as_user: Any) -> None:
    KgbHistory.objects.create(
        person=office.sari,
        golongan="III/a",
        mkg_years=6,
        gaji_pokok=3_333_300,
        berlaku=span(datetime.date(2025, 3, 1)),
    )
    FamilyMember.objects.create(person=office.sari, relation="suami", name="Joko Rahasia")
    office.sari.email = "sari@contoh.go.id"
    office.sari.save()

    page = text_of(as_user("section").get(reverse("people:detail", args=[office.sari.pk])))
    told = text_of(as_user("section").get(reverse("people:timeline", args=[office.sari.pk])))
    differ = text_of(
        as_user("section").get(
            reverse("people:differences", args=[office.sari.pk]), {"dari": "2024-01-01", "ke": "2026-01-01"}
        )
    )

    for secret in ("3.333.300", "Joko Rahasia", "sari@contoh.go.id"):
        assert secret not in page + told + differ
    assert "Masa kerja golongan" in differ


def test_as_of_and_known_at(office: Office, as_user: Any) -> None:
    from django.utils import timezone

    client = as_user("pengelola")
    url = reverse("people:detail", args=[office.sari.pk])
    by = office.user("pengelola")
    on = day_of(by)
    assert "Golongan III/a" in text_of(client.get(url, {"per": "2020-01-01"}))
    assert "Tidak ada status" in text_of(client.get(url, {"per": "2018-01-01"}))
    GolonganHistory.objects.update(tercatat=timezone.now() - datetime.timedelta(days=9))
    actions.record_sk(
        kind="golongan", person=office.sari, start=datetime.date(2023, 4, 1), sk_number="823/2",
        content={"golongan": "III/b", "mkg_years": 4, "mkg_months": 0}, by=by, on=on,
    )  # fmt: skip
    yesterday = (timezone.localtime() - datetime.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")

    now = text_of(client.get(url, {"per": "2024-01-01"}))
    then = text_of(client.get(url, {"per": "2024-01-01", "diketahui": yesterday}))

    assert 'class="chip ">Golongan III/b' in now
    assert 'class="chip ">Golongan III/a' in then and "III/b" not in then
    assert client.get(url, {"per": "bukan tanggal"}).status_code == 200


def test_recording_a_kgb_shows_what_follows_first(office: Office, as_user: Any) -> None:
    client = as_user("pengelola")
    url = reverse("people:record_sk", args=[office.sari.pk, "kgb"])
    data = {
        "golongan": "III/a",
        "mkg_years": "6",
        "gaji_pokok": "3057300",
        "start": "2025-03-01",
        "sk_number": "822/7",
        "file": scan(),
    }

    looked = client.post(url, {**data, "langkah": "lihat"})
    page = text_of(looked)
    assert "Gaji pokok Rp3.057.300" in page and "rapel" in page and "akta.jpg" in page
    assert not KgbHistory.objects.exists()
    kept = looked.context["form"].data["kept"]
    del data["file"]

    done = client.post(url, {**data, "kept": kept, "langkah": "catat"})
    assert done.status_code == 302
    row = KgbHistory.objects.get()
    assert row.file is not None and row.sk_number == "822/7"
    file = client.get(reverse("people:sk_file", args=[office.sari.pk, "kgb", row.pk]))
    assert file.status_code == 200 and file["Content-Disposition"].startswith("attachment")
    url = reverse("people:sk_file", args=[office.sari.pk, "kgb", row.pk])
    assert as_user("section").get(url).status_code == 404
    assert as_user("stranger").get(url).status_code == 404


def test_a_kept_file_of_another_user_is_not_taken(office: Office, as_user: Any) -> None:
    url = reverse("people:record_sk", args=[office.sari.pk, "kgb"])
    data = {
        "golongan": "III/a",
        "mkg_years": "6",
        "gaji_pokok": "3057300",
        "start": "2025-03-01",
        "sk_number": "1",
    }
    kept = (
        as_user("admin").post(url, {**data, "file": scan(), "langkah": "lihat"}).context["form"].data["kept"]
    )

    as_user("pengelola").post(url, {**data, "kept": kept, "langkah": "catat"})

    assert KgbHistory.objects.get().file is None


def test_choosing_a_post_reloads_the_posts_of_a_unit(office: Office, as_user: Any) -> None:
    client = as_user("pengelola")
    url = reverse("people:record_sk", args=[office.sari.pk, "jabatan"])
    page = text_of(client.post(url, {"at": str(office.dinas.pk), "how": "plt", "langkah": "jabatan"}))
    assert "Kepala Seksi Bantuan" in page
    on = day_of(office.user("pengelola"))
    data = {
        "at": str(office.dinas.pk),
        "position": str(office.section_post.pk),
        "how": "plt",
        "start": on.isoformat(),
        "last": (on + datetime.timedelta(days=30)).isoformat(),
        "sk_number": "821/3",
    }
    assert client.post(url, {**data, "langkah": "catat"}).status_code == 302
    assert JabatanHistory.objects.filter(person=office.sari, how="plt").exists()
    assert "Plt. Kepala Seksi Bantuan" in text_of(client.get(reverse("people:detail", args=[office.sari.pk])))


def test_correct_and_withdraw_by_form(office: Office, as_user: Any) -> None:
    client = as_user("pengelola")
    row = GolonganHistory.objects.get(person=office.sari)
    url = reverse("people:correct_sk", args=[office.sari.pk, "golongan", row.pk])
    assert "III/a" in text_of(client.get(url))
    data = {
        "golongan": "III/b",
        "mkg_years": "0",
        "mkg_months": "0",
        "start": "2019-03-01",
        "sk_number": row.sk_number,
        "reason": "Salah baca",
    }
    assert client.post(url, {**data, "langkah": "catat"}).status_code == 302
    page = text_of(client.get(reverse("people:detail", args=[office.sari.pk])))
    assert "Salah baca" in page and "Sebelumnya tercatat" in page
    assert client.get(url).status_code == 302  # it is not the present row any more

    other = GolonganHistory.objects.get(person=office.section)
    assert (
        client.get(reverse("people:correct_sk", args=[office.sari.pk, "golongan", other.pk])).status_code
        == 404
    )
    assert (
        client.get(reverse("people:withdraw_sk", args=[office.sari.pk, "golongan", other.pk])).status_code
        == 404
    )


@pytest.mark.parametrize("who", ["sari", "section", "pengelola"])
@pytest.mark.parametrize("name", ["people:timeline", "people:differences"])
def test_every_step_above_a_page_of_somebody_opens(office: Office, as_user: Any, who: str, name: str) -> None:
    client = as_user(who)

    page = text_of(client.get(reverse(name, args=[office.sari.pk])))

    crumbs = page[page.index('class="crumbs"') :].partition("</nav>")[0]
    way = re.findall(r'<a href="([^"]+)"', crumbs)
    assert way and [client.get(url).status_code for url in way] == [200] * len(way)


def test_names_with_markup_are_refused_or_shown_escaped(office: Office, as_user: Any) -> None:
    evil = "<script>alert(1)</script>"
    office.sari.name, office.sari.title_after = evil, '"><img src=x onerror=alert(1)>'
    office.sari.save()
    FamilyMember.objects.create(person=office.sari, relation="suami", name=evil)
    client = as_user("pengelola")

    for name in ("people:detail", "people:timeline", "people:differences", "people:end", "people:change"):
        page = text_of(client.get(reverse(name, args=[office.sari.pk])))
        assert evil not in page and "<img src=x" not in page and "&lt;script&gt;" in page, name
    assert evil not in text_of(client.get(reverse("people:list")))


def test_list_is_searched_filtered_and_exported(office: Office, as_user: Any) -> None:
    client = as_user("pengelola")
    url = reverse("people:list")

    everyone = text_of(client.get(url))
    assert "Sari Utami" in everyone and "Wayan Lain" not in everyone
    assert "Hadi Kepala" not in text_of(client.get(url, {"cari": "sári ut"}))
    for query in ("Sári", office.sari.nip, "Dinas Sos", office.sari.unithistory_set.get().sk_number):
        assert "Sari Utami" in text_of(client.get(url, {"cari": query})), query
    assert "Sari Utami" not in text_of(client.get(url, {"golongan": "IV/a"}))
    assert "Sari Utami" in text_of(
        client.get(url, {"jenis": "pelaksana", "status": "pns", "unit": str(office.dinas.pk)})
    )
    for order in ("name", "-nip", "post_now", "unit_now", "-golongan_now", "account__password"):
        assert client.get(url, {"urut": order}).status_code == 200
    assert client.get(url, {"cari": "a\x00b' OR 1=1 --"}).status_code == 200
    assert client.get(reverse("web:search"), {"q": "a\x00b%_"}).status_code == 200
    csv = b"".join(client.get(url, {"ekspor": "csv"})).decode()
    assert office.sari.nip in csv and office.stranger.nip not in csv


def test_list_takes_a_constant_number_of_queries(office: Office, as_user: Any) -> None:
    client = as_user("admin")
    client.get(reverse("people:list"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("people:list"))
    for number in range(30):
        person(f"Orang {number}", office.dinas, office.staff_post, account=False)
    with CaptureQueriesContext(connection) as many:
        text_of(client.get(reverse("people:list")))
    assert len(many) == len(few) <= 9


def test_person_page_takes_a_constant_number_of_queries(office: Office, as_user: Any) -> None:
    client = as_user("admin")
    url = reverse("people:detail", args=[office.sari.pk])
    KgbHistory.objects.create(
        person=office.sari, golongan="III/a", mkg_years=18, gaji_pokok=1_000_000,
        berlaku=span(datetime.date(2019, 1, 1)),
    )  # fmt: skip
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(8):
        KgbHistory.objects.create(
            person=office.sari, golongan="III/a", mkg_years=2 * number, gaji_pokok=1_000_000,
            berlaku=span(datetime.date(2001 + 2 * number, 1, 1), datetime.date(2003 + 2 * number, 1, 1)),
        )  # fmt: skip
    client.get(url)  # what falls due is derived anew once after a change
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few) <= 13


def test_own_page_is_small_and_only_ones_own(office: Office, as_user: Any) -> None:
    client = as_user("sari")
    page = client.get(reverse("people:own"))
    assert "Pengolah Data" in text_of(page)
    assert len(page.content) < 60_000
    assert "<table" not in page.content.decode()
    assert client.get(reverse("people:detail", args=[office.section.pk])).status_code == 404
    assert client.get(reverse("people:list")).status_code == 404
    assert client.get(reverse("people:queue")).status_code == 404
    assert as_user("auditor").get(reverse("people:own")).status_code == 404  # nobody in the records


def test_proposal_is_accepted_by_another(office: Office, as_user: Any) -> None:
    client = as_user("sari")
    url = reverse("people:propose", args=["keluarga"])
    data = {"relation": "anak_kandung", "name": "Bima Utama", "birth_date": "2020-02-02"}
    assert "Lampirkan" in text_of(client.post(url, data))
    assert client.post(url, {**data, "file": scan()}).status_code == 302
    proposal = ChangeProposal.objects.get()
    page = reverse("people:proposal", args=[proposal.pk])
    assert "Bima Utama" in text_of(client.get(page))
    assert client.post(reverse("people:accept", args=[proposal.pk])).status_code == 404
    assert client.post(reverse("people:refuse", args=[proposal.pk]), {"reason": "x"}).status_code == 404
    assert as_user("section").get(page).status_code == 404
    assert as_user("pengelola_lain").post(reverse("people:accept", args=[proposal.pk])).status_code == 404
    assert not FamilyMember.objects.exists()

    officer = as_user("pengelola")
    assert "Sari Utami" in text_of(officer.get(reverse("people:queue")))
    assert officer.get(reverse("people:proposal_file", args=[proposal.pk])).status_code == 200
    assert officer.get(reverse("people:accept", args=[proposal.pk])).status_code == 405
    accepted = officer.post(reverse("people:accept", args=[proposal.pk]), follow=True)
    assert "Catat SK, Tunjangan keluarga" in text_of(accepted)  # what is left to do: nothing is paid by this
    assert FamilyMember.objects.get().name == "Bima Utama"
    proposal.refresh_from_db()
    assert proposal.state == "diterima" and proposal.decided_by == office.user("pengelola")
    officer.post(reverse("people:accept", args=[proposal.pk]))
    assert FamilyMember.objects.count() == 1


CHILD = {"relation": "anak_kandung", "name": "Bima Utama", "birth_date": "2020-02-02"}


@pytest.mark.parametrize(
    ("subject", "data", "said"),
    [
        ("keluarga", CHILD | {"birth_date": "2099-02-02"}, "sesudah hari ini"),
        ("keluarga", CHILD | {"birth_date": ""}, "Isi tanggal lahir anak"),
        ("rekening", {"bank": "B", "number": "1", "holder": "S", "start": "1926-01-01"}, "terlalu awal"),
        ("pendidikan", {"level": "s1", "school": "U", "dated": "2099-01-01"}, "sesudah hari ini"),
        ("kontak", {"phone": "", "email": "", "address": ""}, "Tidak ada yang berubah"),
    ],
)
def test_what_nobody_could_accept_is_refused_when_it_is_proposed(
    office: Office, as_user: Any, subject: str, data: Any, said: str
) -> None:
    proof = {} if subject == "kontak" else {"file": scan()}

    page = as_user("sari").post(reverse("people:propose", args=[subject]), data | proof)

    assert said in text_of(page)
    assert not ChangeProposal.objects.exists()


def test_a_proof_is_sent_once_whatever_else_is_wrong(office: Office, as_user: Any) -> None:
    client, url = as_user("sari"), reverse("people:propose", args=["keluarga"])
    for wrong in ({"relation": ""}, {"birth_date": "2099-02-02"}):
        page = client.post(url, CHILD | wrong | {"file": scan()})
        form = page.context["form"]
        assert "Berkas terlampir" in text_of(page)
        assert "required" not in str(form["file"])  # or the browser sends nothing more

    sent = client.post(url, CHILD | {"kept": form["kept"].value()})

    assert sent.status_code == 302
    assert ChangeProposal.objects.get().file is not None


def test_the_same_is_proposed_once_while_it_waits(office: Office, as_user: Any) -> None:
    client, url = as_user("sari"), reverse("people:propose", args=["keluarga"])
    client.post(url, CHILD | {"file": scan()})

    page = client.post(url, CHILD | {"file": scan()})

    assert "sedang menunggu keputusan" in text_of(page)
    assert ChangeProposal.objects.count() == 1


def test_self_cannot_accept_even_as_officer(office: Office, as_user: Any) -> None:
    role(office.user("sari"), Role.PENGELOLA_KEPEGAWAIAN, office.dinas)
    client = as_user("sari")
    client.post(reverse("people:propose", args=["kontak"]), {"phone": "0812345678"})
    proposal = ChangeProposal.objects.get()

    assert client.post(reverse("people:accept", args=[proposal.pk])).status_code == 404
    with pytest.raises(actions.NotAllowed):
        actions.accept_proposal(proposal=proposal, by=office.user("sari"), on=day_of(office.user("sari")))
    assert client.get(reverse("people:change", args=[office.sari.pk])).status_code == 404
    assert client.get(reverse("people:record_sk", args=[office.sari.pk, "kgb"])).status_code == 404


def test_refusing_needs_a_reason_which_the_maker_reads(office: Office, as_user: Any) -> None:
    as_user("sari").post(reverse("people:propose", args=["kontak"]), {"phone": "0812345678"})
    proposal = ChangeProposal.objects.get()
    url = reverse("people:refuse", args=[proposal.pk])
    assert as_user("pengelola").post(url, {"reason": ""}).status_code == 200
    assert as_user("pengelola").post(url, {"reason": "Nomornya tidak aktif"}).status_code == 302
    assert "Nomornya tidak aktif" in text_of(as_user("sari").get(reverse("people:own")))
    notice = Notice.objects.get(user=office.user("sari"))
    assert notice.title == "Usulan Anda (Kontak): Ditolak"


def test_nik_is_encrypted_unseen_and_each_look_is_recorded(office: Office, as_user: Any) -> None:
    client = as_user("pengelola")
    nik = "3374015705900001"
    data = {
        "nip": office.sari.nip, "name": office.sari.name, "sex": "P", "birth_date": "1990-05-17", "nik": nik,
        "reason": "Dari KTP",
    }  # fmt: skip
    done = client.post(reverse("people:change", args=[office.sari.pk]), data)
    assert done.status_code == 302, done.content.decode()
    office.sari.refresh_from_db()
    assert nik.encode() not in bytes(office.sari.nik_encrypted or b"")
    assert office.sari.nik_digest == secrets.digest(nik)
    assert (secrets.key_file().stat().st_mode & 0o777) == 0o600
    assert nik not in str(list(Event.objects.values_list("before", "after", "reason")))
    assert nik not in text_of(client.get(reverse("people:detail", args=[office.sari.pk])))

    url = reverse("people:nik", args=[office.sari.pk])
    assert client.get(url).status_code == 405
    assert nik in text_of(client.post(url))
    assert (
        Event.objects.filter(kind="audit.viewed", person_id=office.sari.pk, after__bagian="nik").count() == 1
    )
    for name in ("section", "auditor", "bendahara", "stranger"):
        assert as_user(name).post(url).status_code == 404

    assert secrets.rotate() == 1
    assert nik in text_of(as_user("sari").post(url))


def test_two_people_with_one_nik_are_refused(office: Office) -> None:
    by = office.user("pengelola")
    on = day_of(by)
    nik = "3374015705900001"
    actions.change_identity(person=office.sari, changes={}, nik=nik, reason="KTP", by=by, on=on)
    with pytest.raises(actions.PersonRefused, match="NIK ini sudah tercatat"):
        actions.change_identity(person=office.section, changes={}, nik=nik, reason="KTP", by=by, on=on)


def test_adding_a_person_and_an_account(office: Office, as_user: Any) -> None:
    client = as_user("pengelola")
    data = {
        "nip": "199512242024212901",
        "name": "Dewi  Baru",
        "sex": "L",
        "birth_date": "1995-12-24",
        "unit": str(office.dinas.pk),
        "start": "2024-03-01",
    }
    url = reverse("people:create")
    assert "Jenis kelamin menurut NIP perempuan" in text_of(client.post(url, data))
    assert client.post(url, {**data, "sex": "P"}).status_code == 302
    dewi = Person.objects.get(nip="199512242024212901")
    assert dewi.name == "Dewi Baru"
    page = text_of(client.post(reverse("people:give_account", args=[dewi.pk])))

    assert f"Nama akunnya {dewi.nip}." in page
    dewi.refresh_from_db()
    assert dewi.account is not None and dewi.account.username == dewi.nip
    assert "Serahkan kode ini" in page
    assert "sudah dipakai pegawai lain" in text_of(client.post(url, {**data, "sex": "P"}))
    assert "Select a valid choice" not in text_of(client.post(url, {**data, "unit": str(office.other.pk)}))
    assert Person.objects.count() == 5


@pytest.mark.parametrize(
    ("of", "seen"), [("sari", True), ("stranger", False)], ids=["whom one may see", "another unit's"]
)
def test_who_has_the_name_and_birth_date_of_somebody_else_is_asked_about(
    office: Office, as_user: Any, of: str, seen: bool
) -> None:
    other = getattr(office, of)
    client, url = as_user("pengelola"), reverse("people:create")
    data = {
        "nip": "199005172022032044",
        "name": f" {other.name.upper()} ",
        "sex": "P",
        "birth_date": "1990-05-17",
        "unit": str(office.dinas.pk),
        "start": "2022-03-01",
    }

    page = text_of(client.post(url, data))
    assert "Sudah ada pegawai dengan nama dan tanggal lahir ini" in page
    assert "Mengapa bukan orang yang sama" in page
    assert (other.nip in page, "seseorang di luar wewenang Anda" in page) == (seen, not seen)
    assert not Person.objects.filter(nip=data["nip"]).exists()

    assert client.post(url, data | {"not_same": "NIK di KTP berbeda"}).status_code == 302
    assert Event.objects.get(kind="people.created").reason == "NIK di KTP berbeda"

    twin = Person.objects.get(nip=data["nip"])
    same = {**data, "name": twin.name, "phone": "0812345678", "reason": "Kontak"}
    assert client.post(reverse("people:change", args=[twin.pk]), same).status_code == 302, "asked once"
    away = {**same, "name": "Orang Lain"}
    assert client.post(reverse("people:change", args=[twin.pk]), away).status_code == 302
    back = client.post(reverse("people:change", args=[twin.pk]), same)
    assert "Mengapa bukan orang yang sama" in text_of(back)


def test_copy_of_ones_own_data(office: Office, as_user: Any) -> None:
    as_user("pengelola").get(reverse("people:list"), {"ekspor": "csv"})
    client = as_user("sari")
    assert client.get(reverse("people:copy_download")).status_code == 405
    response = client.post(reverse("people:copy_download"))
    with zipfile.ZipFile(io.BytesIO(response.content)) as zipped:
        found = json.loads(zipped.read("data.json"))
        assert "Sari Utami" in zipped.read("data.html").decode()
    assert found["data diri"]["nama"] == "Sari Utami"
    assert (found["akun"]["nama akun"], found["peran"]) == (office.sari.nip, [])
    assert "mengunduh daftar yang memuat pegawai ini" in [
        one["apa"] for one in found["siapa melihat atau mengubah"]
    ]
    assert office.section.nip not in json.dumps(found)
    assert Event.objects.filter(kind="people.copied").count() == 1


def test_files_too_large_for_the_copy_are_named_and_given_one_by_one(
    office: Office, as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = {"kecil.pdf": b"%PDF-1.4 kecil", "hilang.pdf": b"%PDF-1.4 hilang", "besar.pdf": b"%PDF" * 50}
    files = []
    for name, data in contents.items():
        disk.write(data)
        files.append(
            StoredFile.objects.create(
                sha256=disk.digest_of(data), name=name, kind="application/pdf", size=len(data),
                uploaded_by=office.user("pengelola"),
            )
        )  # fmt: skip
        ChangeProposal.objects.create(
            person=office.sari, subject="kontak", content={}, file=files[-1], made_by=office.user("sari")
        )
    disk.remove(files[1].sha256)
    monkeypatch.setattr("praja.people.copies.LARGEST", 100)
    client = as_user("sari")

    page = text_of(client.get(reverse("people:copy")))
    assert "1 berkas terlalu besar" in page and "besar.pdf" in page and "kecil.pdf" not in page
    copied = client.post(reverse("people:copy_download")).content
    with zipfile.ZipFile(io.BytesIO(copied)) as zipped:
        told = {one["nama"]: one["di"] for one in json.loads(zipped.read("data.json"))["berkas"]}
        assert zipped.read(told["kecil.pdf"]) == contents["kecil.pdf"]
        assert "besar.pdf" in zipped.read("data.html").decode()
    assert "terlalu besar" in told["besar.pdf"] and "tidak ada di penyimpanan" in told["hilang.pdf"]
    alone = reverse("people:copy_file", args=[files[2].pk])
    assert b"".join(client.get(alone).streaming_content) == contents["besar.pdf"]  # type: ignore[attr-defined]
    assert as_user("section").get(alone).status_code == 404


def test_photo_is_for_those_who_see_the_person(office: Office, as_user: Any) -> None:
    url = reverse("people:change_photo", args=[office.sari.pk])
    assert as_user("sari").post(url, {"photo": scan()}).status_code == 302
    assert as_user("section").get(reverse("people:photo", args=[office.sari.pk])).status_code == 200
    assert as_user("section").post(url, {"photo": scan()}).status_code == 404
    assert as_user("stranger").get(reverse("people:photo", args=[office.sari.pk])).status_code == 404
    evil = SimpleUploadedFile("x.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    assert as_user("sari").post(url, {"photo": evil}).status_code == 200


def test_one_sk_for_many_by_form(office: Office, as_user: Any) -> None:
    client = as_user("pengelola")
    url = reverse("people:many", args=["golongan"])
    data = {
        "people": f"{office.sari.nip}\n{office.section.nip}",
        "golongan": "III/b",
        "mkg_years": "5",
        "mkg_months": "0",
        "start": "2024-04-01",
        "sk_number": "823/9",
    }
    assert "2 dari 2 orang dapat dicatat" in text_of(client.post(url, {**data, "langkah": "lihat"}))
    wrong = {**data, "people": data["people"] + f"\n{office.stranger.nip}"}
    refused = text_of(client.post(url, {**wrong, "langkah": "catat"}))
    assert "1 NIP tidak ditemukan di antara" in refused and "Keluarkan 1 orang" in refused
    left = text_of(client.post(url, {**wrong, "langkah": "keluarkan"}))
    assert "2 dari 2 orang dapat dicatat" in left and office.stranger.nip not in left
    assert "Isi NIP, satu sebaris" in text_of(client.post(url, {**data, "people": "-", "langkah": "lihat"}))
    assert not GolonganHistory.objects.filter(golongan="III/b").exists()
    assert client.post(url, {**data, "langkah": "catat"}).status_code == 302
    assert GolonganHistory.objects.known().filter(golongan="III/b").count() == 2
    assert as_user("section").get(url).status_code == 404


def test_one_sk_for_hundreds_is_looked_at_page_by_page(office: Office, as_user: Any) -> None:
    client = as_user("pengelola")
    url = reverse("people:many", args=["golongan"])
    people = [person(f"Orang {number:03}", office.dinas, account=False) for number in range(60)]
    people[57].birth_date = datetime.date(2015, 1, 1)
    people[57].save()
    data = {
        "people": "\n".join(one.nip for one in people),
        "golongan": "III/b",
        "mkg_years": "5",
        "mkg_months": "0",
        "start": "2024-04-01",
        "sk_number": "823/9",
    }

    first = text_of(client.post(url, {**data, "langkah": "lihat"}))
    second = text_of(client.post(url, {**data, "hal": "2"}))

    assert "59 dari 60 orang dapat dicatat" in first and "1 orang: TMT 1 April 2024 terlalu awal" in first
    assert "Orang 057" in first and "Orang 048" in first and "Orang 049" not in first
    assert "Orang 049" in second and "Orang 059" in second and "Orang 048" not in second


def test_ending_by_form(office: Office, as_user: Any) -> None:
    client = as_user("pengelola")
    url = reverse("people:end", args=[office.sari.pk])
    data = {"why": "pensiun_dini", "last": "2026-06-30", "sk_number": "882/1"}
    assert "Pengolah Data" in text_of(client.post(url, {**data, "langkah": "lihat"}))
    assert client.post(url, {**data, "langkah": "catat"}).status_code == 302
    assert "Pensiun atas permintaan sendiri" in text_of(
        client.get(reverse("people:detail", args=[office.sari.pk]))
    )


def test_identity_of_the_request_is_not_believed(office: Office, as_user: Any) -> None:
    """Who one is, and which day it is, is never taken from the address or the form."""
    client = as_user("stranger")
    for query in (
        {"user": office.user("admin").pk},
        {"nip": office.sari.nip},
        {"per": "2020-01-01"},
        {"as_of": "2020-01-01"},
    ):
        assert client.get(reverse("people:detail", args=[office.sari.pk]), query).status_code == 404


def test_strangers_are_sent_to_sign_in(office: Office, client: Client) -> None:
    for url in (
        reverse("people:list"),
        reverse("people:detail", args=[office.sari.pk]),
        reverse("people:own"),
    ):
        assert client.get(url).status_code == 302
