from praja.access.enums import Role
from praja.people.models import ChangeProposal, DependantHistory, FamilyMember
from praja.temporal.actions import span
import datetime
from tests.e2e.conftest import PHONE, DESKTOP, login, assert_accessible
from tests.e2e.journeys.conftest import look, Office
from tests.integration.people.conftest import role


def test_look(open_page, office: Office) -> None:
    role(office.user("sari"), Role.BENDAHARA, office.dinas)
    m = FamilyMember.objects.create(person=office.sari, relation="suami", name="Bambang", married_on=datetime.date(2019, 12, 1))
    DependantHistory.objects.create(person=office.sari, member=m, berlaku=span(datetime.date(2020, 1, 1)))
    p = ChangeProposal.objects.create(person=office.sari, subject="keluarga", content={"member": str(m.pk), "relation": "suami", "divorced_on": "2026-03-05"}, made_by=office.user("sari"))
    for size in (PHONE, DESKTOP):
        page = open_page(size)
        login(page, office.user("pengelola"))
        page.goto("/pegawai/baru/")
        page.get_by_label("NIP atau NI PPPK").fill("199005172022032044")
        page.get_by_label("Nama lengkap tanpa gelar").fill("sari utami")
        page.get_by_label("Jenis kelamin").select_option("P")
        page.get_by_label("Tanggal lahir").fill("1990-05-17")
        page.locator("select[name=unit]").select_option(str(office.dinas.pk))
        page.get_by_label("Bekerja di unit ini mulai").fill("2022-03-01")
        page.get_by_role("button", name="Tambahkan pegawai").click()
        page.get_by_role("heading", name="Mungkin orang yang sama").wait_for()
        look(page, "v-kembar"); assert_accessible(page)
        page.goto(f"/usulan/{p.pk}/")
        look(page, "v-usulan"); assert_accessible(page)
        login(page, office.user("admin"))
        page.goto("/pegawai/sk/unit/")
        page.get_by_label("NIP pegawai").fill(f"{office.sari.nip}\n{office.section.nip}")
        page.locator("select[name=unit]").select_option(str(office.other.pk))
        page.get_by_label("Berlaku mulai (TMT)").fill("2026-12-01")
        page.get_by_label("Nomor SK").fill("824/1")
        page.get_by_role("button", name="Lihat akibatnya").click()
        page.get_by_text("masih memegang peran").wait_for()
        page.get_by_text("masih memegang peran").click()
        look(page, "v-banyak"); assert_accessible(page)
