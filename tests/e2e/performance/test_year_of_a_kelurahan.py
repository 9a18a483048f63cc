"""A year of one kelurahan on phones: a lurah and six people, from the plan to an objection that is paid."""

from __future__ import annotations

import dataclasses
import datetime
import re
from decimal import Decimal
from typing import Any

import pytest

from praja.access.enums import Role
from praja.accounts.models import User
from praja.organization.models import Unit
from praja.payroll.models import PackInUse, Recap, StandingFact
from praja.payroll.rapel.replay import find
from praja.people.models import Person
from praja.performance.enums import Nilai
from praja.performance.follow.actions import months, talks
from praja.performance.goals.actions import GoalSaid, set_goal
from praja.performance.models import (
    ClosedRating,
    Indicator,
    ObjectionDecision,
    Obstacle,
    Period,
    Realisation,
    Rhk,
    Skp,
    SkpVersion,
)
from praja.performance.plan.actions import dialogue, drafting, opening
from praja.performance.plan.actions.drafting import IndicatorSaid, ResultSaid
from praja.performance.rating.actions import closings
from praja.performance.rating.actions.ratings import Said, sign
from praja.temporal.actions import span
from praja.web.words import selisih
from tests.e2e.conftest import PHONE, assert_accessible_now, assert_fits, go_by, login, shot
from tests.e2e.payroll.conftest import said
from tests.integration.payroll.runs_world import PayDay, has_account
from tests.integration.people.conftest import LONG_AGO, Office, office, person, position, role, unit
from tests.integration.performance.rated import quarter

__all__ = ["office"]

PROMISES = {
    "Lurah": ("Warga terlayani tuntas pada kunjungan pertama", "Surat yang selesai pada hari yang sama"),
    "Sekretaris": ("Administrasi kelurahan tidak membuat warga menunggu", "Surat masuk yang sampai hari itu"),
    "Kasi": ("Pemohon dilayani tanpa bolak-balik", "Berkas yang benar sejak pertama"),
    "Kesos": ("Bantuan sampai kepada yang berhak", "Keluarga dengan data mutakhir"),
    "Sari": ("Surat keterangan selesai pada hari yang sama", "Surat yang selesai hari itu"),
    "Bagus": ("Data penduduk kelurahan mutakhir", "Kartu keluarga yang datanya benar"),
    "Citra": ("Arsip surat ditemukan dengan cepat", "Arsip yang ditemukan dalam sepuluh menit"),
}
COUNTED = {
    "hari_masuk": "20",
    "hari_kerja": "20",
    "persen_potongan_hadir": "0%",
    "sumber_kehadiran": "persen",
}


@dataclasses.dataclass
class Kelurahan:
    """A lurah with six people, the camat above, and those who keep and pay them."""

    office: Office
    unit: Unit
    people: dict[str, Person]
    payday: PayDay
    period: Period
    month: datetime.date
    """The last month that was paid, by that period."""
    on: datetime.date

    def user(self, name: str) -> User:
        if name in self.people:
            account = self.people[name].account
            assert account is not None
            return account
        return self.payday.user(name)

    def skp(self, name: str) -> Skp:
        return Skp.objects.select_related("person").get(person=self.people[name], year=self.period.year)


@pytest.fixture
def kelurahan(office: Office, day: datetime.date) -> Kelurahan:
    government = office.government
    kecamatan = unit("kota.timur", "Kecamatan Timur", "kecamatan", government, government)
    here = unit("kota.timur.mawar", "Kelurahan Mawar", "kelurahan", kecamatan, government)
    camat = position("timur.camat", "Camat Timur", "administrator", kecamatan, None, True)
    lurah = position("mawar.lurah", "Lurah Mawar", "pengawas", here, camat, True)
    posts = {
        "Lurah": lurah,
        "Sekretaris": position("mawar.seklur", "Sekretaris Kelurahan", "pengawas", here, lurah),
        "Kasi": position("mawar.kasi", "Kepala Seksi Pemerintahan", "pengawas", here, lurah),
        "Kesos": position("mawar.kesos", "Kepala Seksi Kesejahteraan Sosial", "pengawas", here, lurah),
    }
    posts["Sari"] = position("mawar.loket", "Pengadministrasi Perkantoran", "pelaksana", here, posts["Kasi"])
    posts["Bagus"] = position("mawar.data", "Pengolah Data", "pelaksana", here, posts["Kasi"])
    posts["Citra"] = position("mawar.arsip", "Arsiparis Terampil", "fungsional", here, posts["Sekretaris"])
    names = {
        "Lurah": "Lina Lurah", "Sekretaris": "Seno Sekretaris", "Kasi": "Kartika Kasi", "Sari": "Sari Loket",
        "Kesos": "Dewi Kesos", "Bagus": "Bagus Data", "Citra": "Citra Arsip",
    }  # fmt: skip
    people = {"Camat": person("Candra Camat", kecamatan, camat, sex="L")}
    people |= {name: person(names[name], here, post) for name, post in posts.items()}
    users = {
        name: role(User.objects.create_user(f"{name}_mawar", name=name.title()), which, here)
        for name, which in (
            ("pengelola", Role.PENGELOLA_KEPEGAWAIAN),
            ("bendahara", Role.BENDAHARA),
            ("penyetuju", Role.PEJABAT_PENYETUJU),
        )
    }
    number = (day.month - 1) // 3 or 4
    year = day.year - (day.month < 4)
    month = (day.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)
    PackInUse.objects.create(government=government, pack="balangan_2025", berlaku=span(LONG_AGO))
    for name, value in {"pagu_pk": "3000000", "pagu_bk": "2000000"}.items():
        StandingFact.objects.create(fact=name, value=value, unit=government, berlaku=span(LONG_AGO))
    for one in people.values():
        has_account(one, f"10{one.nip[-6:]}")
        Recap.objects.create(person=one, period=month, kind="kehadiran", values=COUNTED)
    world = dataclasses.replace(office, dinas=here)
    return Kelurahan(
        office, here, people, PayDay(world, users), quarter(government, number, year=year), month, day
    )


# --- what is done by the dozen, through the same actions


def _drafted(kelurahan: Kelurahan, name: str, *, goal: Any = None) -> SkpVersion:
    """Let somebody have drafted and proposed what they promise, serving what their superior does."""
    skp, by, on = kelurahan.skp(name), kelurahan.user(name), kelurahan.on
    version = SkpVersion.objects.get(skp=skp)
    above = Rhk.objects.filter(skp__person=skp.appraiser_id, skp__year=skp.year).first()
    text, indicator = PROMISES[name]
    row = drafting.add_result(version=version, said=ResultSaid(text, serves=above, goal=goal), by=by, on=on)
    drafting.add_indicator(
        row=row, by=by, on=on,
        said=IndicatorSaid(indicator, "%", target=Decimal(90), source="Register", formula="tepat ÷ semua"),
    )  # fmt: skip
    return dialogue.propose(version=version, by=by, on=on)


def _agreed(kelurahan: Kelurahan, name: str, by: str, **more: Any) -> None:
    version = _drafted(kelurahan, name, **more)
    dialogue.agree(version=version, by=kelurahan.user(by), on=kelurahan.on)
    clear = dict.fromkeys(dialogue.QUESTIONS, True)
    dialogue.confirm_understanding(
        version=version, answers=clear, unclear="", by=kelurahan.user(name), on=kelurahan.on
    )


def _reported(kelurahan: Kelurahan, name: str, value: str) -> None:
    """Let somebody have reported the months of the quarter in time, with a link to what proves them."""
    skp, days = kelurahan.skp(name), kelurahan.period.days
    indicator = Indicator.objects.get(rhk__skp=skp)
    for number in (days.lower.month, days.lower.month + 1, days.lower.month + 2):
        month = datetime.date(days.lower.year, number, 1)
        now = datetime.datetime(month.year, month.month, 27, 3, tzinfo=datetime.UTC)
        said = months.Said(
            Decimal(value), story="Sesuai register.", link=f"https://berkas.contoh.go.id/{number}"
        )
        months.report(
            skp=skp,
            indicator=indicator,
            month=month,
            said=said,
            by=kelurahan.user(name),
            on=now.date(),
            now=now,
        )


def _tpp(kelurahan: Kelurahan) -> Any:
    """Pay the month, and return the slip of Sari."""
    payday = kelurahan.payday
    run = payday.computed(payday.open(pay_list="tpp", period=kelurahan.month, paid_on=kelurahan.month))
    run = payday.paid(payday.approved(payday.checked(run)))
    return payday.slip(run, kelurahan.people["Sari"])


def look(page: Any, name: str) -> None:
    assert_fits(page)
    shot(page, f"kelurahan-{name}")


def test_a_year_of_a_kelurahan(open_page: Any, kelurahan: Kelurahan) -> None:
    year, on = kelurahan.period.year, kelurahan.on

    # The plan: a goal, an SKP for each of the seven; Sari proposes hers, Kartika agrees, Sari has understood.
    goal = set_goal(
        unit=kelurahan.unit, year=year, by=kelurahan.user("Lurah"), on=on,
        said=GoalSaid("sasaran", "Layanan kelurahan selesai pada hari yang sama"),
    )  # fmt: skip
    opened = opening.open_year(unit=kelurahan.unit, year=year, by=kelurahan.user("pengelola"), on=on)
    assert opened == 7
    _agreed(kelurahan, "Lurah", "Camat", goal=goal)
    for name in ("Sekretaris", "Kasi", "Kesos"):
        _agreed(kelurahan, name, "Lurah")
    _agreed(kelurahan, "Bagus", "Kasi")
    _agreed(kelurahan, "Citra", "Sekretaris")
    version = _drafted(kelurahan, "Sari")
    dialogue.take_back(version=version, by=kelurahan.user("Sari"), on=on)
    skp = kelurahan.skp("Sari")
    sari, kasi = open_page(PHONE), open_page(PHONE)
    login(sari, kelurahan.user("Sari"))
    login(kasi, kelurahan.user("Kasi"))
    sari.goto(f"/kinerja/skp/{skp.pk}/")
    go_by(sari.get_by_role("button", name="Ajukan kepada penilai"))
    sari.get_by_text("Menunggu persetujuan: Kartika Kasi").wait_for()
    kasi.goto(f"/kinerja/skp/{skp.pk}/")
    look(kasi, "sepakati")
    go_by(kasi.get_by_role("button", name="Sepakati"))
    kasi.get_by_text("SKP disepakati.").wait_for()
    sari.goto(f"/kinerja/skp/{skp.pk}/pahami/")
    for answer in sari.get_by_label("Ya, jelas").all():
        answer.check()
    go_by(sari.get_by_role("button", name="Kirim jawaban"))
    sari.get_by_text("Pernyataan Anda dicatat.").wait_for()

    # The cascade: what everybody promises adds up to the goal.
    lurah = open_page(PHONE)
    login(lurah, kelurahan.user("Lurah"))
    lurah.goto(f"/kinerja/sasaran/{kelurahan.unit.pk}/{year}/pohon/")
    told = lurah.locator("main").text_content()
    assert all(text in told for text, _indicator in PROMISES.values())
    look(lurah, "pohon")

    # The months: those of the quarter are reported; Sari reports this one, and what stands in the way.
    for name in PROMISES:
        _reported(kelurahan, name, "94" if name != "Citra" else "60")
    before = Realisation.objects.count()
    sari.goto(f"/kinerja/skp/{skp.pk}/bulan/{on:%Y-%m}/")
    if year == on.year:
        sari.get_by_label("Realisasi bulan ini (%)").fill("95")
        sari.get_by_label("Apa yang dikerjakan").first.fill("Loket dibuka pukul tujuh.")
        go_by(sari.get_by_role("button", name="Simpan").first)
        sari.get_by_text("1 dari 1 indikator terisi.").wait_for()
        assert Realisation.objects.count() == before + 1
    look(sari, "bulan")
    sari.goto(f"/kinerja/skp/{skp.pk}/hambatan/baru/")
    sari.get_by_label("Apa yang terjadi dan apa yang dibutuhkan?").fill("Pencetak loket rusak sejak Senin.")
    sari.get_by_label("Sebabnya").select_option("sumber_daya")
    sari.get_by_label("Hasil kerja yang terhambat").select_option(label=PROMISES["Sari"][1])
    go_by(sari.get_by_role("button", name="Laporkan"))
    sari.get_by_text("Hambatan dilaporkan kepada atasan.").wait_for()
    kasi.goto("/kinerja/tim/")
    if year == on.year:
        kasi.get_by_text("1 hambatan menunggu Anda").wait_for()
    look(kasi, "tim")
    kasi.goto(f"/kinerja/hambatan/{Obstacle.objects.get().pk}/")
    kasi.get_by_label("Diterima").check()
    kasi.get_by_label("Alasan", exact=True).fill("Pencetak baru dipesan pekan ini.")
    kasi.get_by_label("Ditangani oleh").select_option(label="Kartika Kasi")
    go_by(kasi.get_by_role("button", name="Simpan keputusan"))
    kasi.get_by_text("Pencetak baru dipesan pekan ini.").first.wait_for()
    talks.give_feedback(
        skp=skp, rhk=None, value=Nilai.BERORIENTASI_PELAYANAN, text="Loket pagi membantu warga yang bekerja.",
        by=kelurahan.user("Kasi"), on=on,
    )  # fmt: skip
    sari.goto("/kinerja/umpan-balik/")
    sari.get_by_text("Loket pagi membantu warga yang bekerja.").wait_for()

    # The rating: Kartika rates Sari lower than proposed, with a reason; the others are rated; all is closed.
    kasi.goto(f"/kinerja/nilai/{kelurahan.period.pk}/{skp.pk}/")
    with kasi.expect_response(re.compile("/kinerja/nilai/")):
        whole = kasi.get_by_role("group", name=re.compile("^Rating hasil kerja seluruhnya"))
        whole.get_by_text("Di bawah").click()
    kasi.get_by_label("Mengapa berbeda dari usulan?").fill("Laporannya terlambat sampai kepada saya.")
    look(kasi, "menilai")
    go_by(kasi.get_by_role("button", name="Tandatangani"))
    kasi.get_by_text(re.compile("ditandatangani|sudah Anda nilai")).first.wait_for()
    raters = {"Lurah": "Camat", "Sekretaris": "Lurah", "Kasi": "Lurah", "Kesos": "Lurah", "Bagus": "Kasi",
              "Citra": "Sekretaris"}  # fmt: skip
    for name, rater in raters.items():
        given = Said("di_bawah" if name == "Citra" else "sesuai", "sesuai")
        sign(skp=kelurahan.skp(name), period=kelurahan.period, said=given, by=kelurahan.user(rater), on=on)
    closings.close(unit=kelurahan.unit, period=kelurahan.period, by=kelurahan.user("pengelola"), on=on)
    assert ClosedRating.objects.get(skp=skp).predicate == "butuh_perbaikan"
    slip = _tpp(kelurahan)
    assert slip.amounts["jumlah_tpp"] == 4_400_000

    # The report: Sari reads it and does not agree; Kartika explains, Lina decides.
    sari.goto("/kinerja/hasil/")
    go_by(sari.get_by_role("link", name=re.compile("Triwulan")).first)
    sari.get_by_text("Laporannya terlambat sampai kepada saya.").first.wait_for()
    assert sari.inner_text("p.total") == "Butuh perbaikan"
    assert_accessible_now(sari)
    look(sari, "hasil")
    go_by(sari.get_by_role("link", name=re.compile("Ajukan keberatan")))
    sari.get_by_label(re.compile("^Hasil kerja “Surat keterangan")).fill(
        "Laporan saya masuk sebelum tanggal lima."
    )
    sari.get_by_label("Uraian keberatan").fill("Ketiga bulannya terisi tepat waktu, dengan buktinya.")
    sari.get_by_label("Apa yang Anda minta?").fill("Hasil kerja dinilai sesuai ekspektasi.")
    go_by(sari.get_by_role("button", name="Simpan dan periksa"))
    sari.get_by_role("heading", name="Sudah benar sebelum diajukan?").wait_for()
    sari.get_by_role("button", name="Ajukan keberatan").click()
    go_by(sari.locator("dialog [value=ya]"))
    sari.get_by_text("Keberatan diajukan kepada atasan penilai.").wait_for()
    kasi.goto("/kinerja/keberatan/")
    go_by(kasi.get_by_role("link", name=re.compile("Sari Loket")).first)
    go_by(kasi.get_by_role("link", name="Jelaskan", exact=True))
    kasi.get_by_label("Penjelasan Anda").fill("Saya tidak melihat pemberitahuannya.")
    go_by(kasi.get_by_role("button", name="Simpan penjelasan"))
    kasi.get_by_text("Penjelasan tercatat.").wait_for()
    lurah.goto("/kinerja/keberatan/")
    go_by(lurah.get_by_role("link", name=re.compile("Sari Loket")).first)
    go_by(lurah.get_by_role("link", name="Putuskan"))
    lurah.get_by_label("Diterima", exact=True).check()
    lurah.get_by_label("Hasil kerja menjadi").select_option("sesuai")
    lurah.get_by_label("Pertimbangan").fill("Ketiga laporannya tercatat sebelum batas waktunya.")
    look(lurah, "putuskan")
    go_by(lurah.get_by_role("button", name="Simpan keputusan"))
    lurah.get_by_text("semula Butuh perbaikan, menjadi Baik").wait_for()
    sari.goto(f"/kinerja/keberatan/{ObjectionDecision.objects.get().objection_id}/")
    sari.get_by_text("semula Butuh perbaikan, menjadi Baik").wait_for()
    look(sari, "menang")

    # The difference: the month that was paid is named, and rapel tells what Sari still gets.
    treasurer = open_page(PHONE)
    login(treasurer, kelurahan.user("bendahara"))
    treasurer.goto("/gaji/rapel/tersentuh/")
    assert "Sari Loket" in said(treasurer)
    look(treasurer, "tersentuh")
    go_by(treasurer.get_by_role("link", name="periksa rapelnya").first)
    treasurer.get_by_text("Sari Loket").first.wait_for()
    [due] = find(kelurahan.unit, "tpp", kelurahan.month, kelurahan.month).due
    # Four fifths of the 60 % for performance were paid; with the rest come the employer's 4 % of BPJS.
    assert due.person_id == skp.person_id and due.income == 624_000
    assert selisih(due.net) in said(treasurer)
    assert "keputusan keberatan" in treasurer.locator("main").text_content()
    look(treasurer, "rapel")
