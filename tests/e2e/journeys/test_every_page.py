"""Every page of the house once with axe: those that no other browser test checks; none is left out.

Pages of pay need runs and slips and are not walked through here; attendance and performance have walks of
their own.
"""

from __future__ import annotations

import datetime
from functools import partial
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory

from praja.access.actions import grant_first
from praja.access.enums import Role
from praja.accounts import codes
from praja.accounts.models import User
from praja.people.actions import propose
from praja.people.due.queries import refresh
from praja.people.models import FamilyMember, GolonganHistory, ManySk, PeopleExport, PeopleImport
from tests.e2e.conftest import PHONE, go_by, login, run_jobs
from tests.e2e.journeys.conftest import SENTENCE, Office, sign_in
from tests.e2e.walking import Walk, all_pages
from tests.integration.people_imports.conftest import HEAD, book, row

ELSEWHERE = {
    "tests/e2e/access": "access/grant access/list access/role access/why",
    "tests/e2e/accounts": "account/login account/logout account/password_change account/password_reset "
    "account/password_reset_done account/password_reset_from_key account/reauthenticate accounts/account "
    "accounts/code accounts/code_made accounts/first accounts/list accounts/mine accounts/sessions "
    "mfa/authenticate mfa/index mfa/recovery_codes/index mfa/totp/activate_form",
    "tests/e2e/audit": "audit/detail audit/list audit/mine",
    "tests/e2e/organization": "organization/change organization/chart organization/index organization/table "
    "organization/unit",
    "tests/e2e/web": "404 web/home web/notices web/search web/style",
}
"""Pages that other tests check, by folder."""
HOUSE = ("attendance/", "payroll/", "performance/")
"""Where the pages that are not of the house stand."""
RARE = {
    "400": {}, "403": {}, "403_csrf": {}, "429": {}, "500": {}, "account/account_inactive": {},
    "account/password_reset_from_key_done": {}, "accounts/locked_out": {"minutes": 15},
}  # fmt: skip
"""Pages to which no click leads: shown as they are, with what they need."""


def test_every_page_is_accessible_and_fits(
    open_page: Any, office: Office, day: datetime.date, rendered: set[str]
) -> None:
    elsewhere = {name for names in ELSEWHERE.values() for name in names.split()}
    assert elsewhere | set(RARE) <= all_pages(*HOUSE)
    refresh(day)
    sari = office.sari
    member = FamilyMember.objects.create(
        person=sari, relation="anak_kandung", name="Putri", birth_date=datetime.date(2015, 3, 1)
    )
    proposal = propose(
        person=sari,
        subject="kontak",
        content={"phone": "0812345678"},
        file=None,
        by=office.user("sari"),
        on=day,
    )
    grade = GolonganHistory.objects.get(person=sari).pk
    for role in (Role.ADMIN_APLIKASI, Role.ADMIN_BKPSDM):
        grant_first(user=office.user("admin"), role=role, on=day)
    walk = Walk(open_page(PHONE))

    login(walk.page, office.user("sari"))
    walk.to("/saya/", "/saya/keluarga/", "/saya/usulan/keluarga/", "/saya/salinan/")
    token = codes.email_token(office.user("sari"), "sari@contoh.go.id")
    walk.to("/akun/surel/", f"/akun/surel/{token}/")

    login(walk.page, office.user("pengelola"))
    person = f"/pegawai/{sari.pk}/"
    walk.to("/pegawai/", "/pegawai/sk/", "/pegawai/sk/kgb/", person, f"{person}?per=2020-01-01")
    walk.to(f"{person}linimasa/", f"{person}beda/?dari=2018-01-01&ke=2026-01-01", f"{person}foto/ganti/")
    walk.to(f"{person}sk/golongan/{grade}/perbaiki/", f"{person}keluarga/{member.pk}/", f"{person}berhenti/")
    walk.to("/usulan/", f"/usulan/{proposal.pk}/", "/jatuh-tempo/", f"/jatuh-tempo/{sari.pk}/kgb/")
    for state in (ManySk.State.MENCATAT, ManySk.State.GAGAL):
        many = ManySk.objects.create(
            kind="kgb",
            people=400,
            done=40,
            state=state,
            made_by=office.user("pengelola"),
            message="Periksa lagi.",
        )
        walk.to(f"/pegawai/sk/catat/{many.pk}/")
    for stage in (PeopleExport.State.MENYUSUN, PeopleExport.State.GAGAL):
        export = PeopleExport.objects.create(
            state=stage,
            rows=400,
            done=40,
            message="Mintalah lagi.",
            keep_until=datetime.date(2999, 1, 1),
            made_by=office.user("pengelola"),
        )
        walk.to(f"/impor/ekspor/{export.pk}/")
    walk.to(f"/organisasi/jabatan/{office.section_post.pk}/")
    walk.to(f"/organisasi/{office.dinas.pk}/", f"/pegawai/unit/{office.dinas.pk}/grafik/golongan/")
    walk.press("Buat alamat kalender", "/jatuh-tempo/")
    walk.press("Buat kode masuk baru", person)
    walk.page.goto(f"{person}ubah/")
    walk.page.get_by_label("NIK").fill("3374015705900001")
    walk.page.get_by_label("Alasan perubahan").fill("Menurut KTP")
    go_by(walk.page.get_by_role("button", name="Simpan perubahan"))
    walk.page.get_by_text("Data diri sudah diubah.").wait_for()
    walk.press("Tampilkan NIK", person)

    walk.page.goto("/impor/")
    sheet = book({"orang": [HEAD, row(golongan="III/z"), row("199203102020121002", "Ani Lestari")]})
    file = {"name": "pegawai.xlsx", "mimeType": "application/octet-stream", "buffer": sheet}
    walk.page.locator("input[type=file]").set_input_files(file)
    walk.press("Unggah dan kenali kolomnya")
    walk.press("Periksa berkas")
    run_jobs(walk.page)
    made = PeopleImport.objects.get()
    walk.to("/impor/", f"/impor/{made.pk}/", f"/impor/{made.pk}/masalah/")

    login(walk.page, office.user("admin"))
    account: Any = sari.account
    walk.to("/akun/daftar/baru/", f"/peran/akun/{account.number}/")
    second_step(walk, account)
    rare(walk)

    assert not walk.wrong, "\n\n".join(walk.wrong)
    assert all_pages(*HOUSE) - elsewhere <= rendered, all_pages(*HOUSE) - elsewhere - rendered


def second_step(walk: Walk, account: User) -> None:
    """Look at the pages of a second step that is on."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    account.set_password(SENTENCE)
    account.save()
    TOTP.activate(account, generate_totp_secret())
    backup = RecoveryCodes.activate(account)
    walk.page.context.clear_cookies()
    sign_in(walk.page, account.username)
    walk.page.get_by_label("Kode enam angka").fill(backup.get_unused_codes()[0])
    go_by(walk.page.locator("main").get_by_role("button", name="Masuk"))
    walk.to("/akun/pastikan/kode/")
    walk.page.goto("/akun/pastikan/?next=/akun/langkah-kedua/matikan/")
    walk.page.get_by_label("Kata sandi", exact=True).fill(SENTENCE)
    walk.press("Lanjutkan")
    walk.to("/akun/langkah-kedua/cadangan/baru/")


def rare(walk: Walk) -> None:
    """Look at the pages to which no click leads."""
    request = RequestFactory().get("/")
    request.user, request.session = AnonymousUser(), {}  # type: ignore[assignment]
    for name, context in RARE.items():
        written = render_to_string(f"{name}.html", context, request)
        answer = partial(_answer, written)
        walk.page.route("**/jarang/", answer)
        walk.to("/jarang/")
        walk.page.unroute("**/jarang/", answer)


def _answer(written: str, route: Any) -> None:
    route.fulfill(body=written, content_type="text/html; charset=utf-8")
