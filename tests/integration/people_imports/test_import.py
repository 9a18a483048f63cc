"""What an import takes, tells, writes, and takes back."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from praja.access.enums import Role
from praja.access.models import RoleHeld
from praja.audit.models import Event
from praja.jobs.testing import run_all
from praja.people import queries, secrets
from praja.people.actions import record_sk
from praja.people.actions.refused import NotAllowed
from praja.people.imports import actions
from praja.people.models import (
    FamilyMember,
    GolonganHistory,
    ImportProblem,
    ImportRow,
    PeopleImport,
    Person,
    StatusHistory,
    UnitHistory,
)
from praja.web.models import Notice
from tests.integration.people.conftest import TODAY, Office, role
from tests.integration.people_imports.conftest import ANI, BUDI, HEAD, JOKO, Looked, book, row, text

D = datetime.date
State = PeopleImport.State


def why(made: PeopleImport) -> str:
    return " | ".join(f"{one.column}: {one.why}" for one in ImportProblem.objects.filter(people_import=made))


def kinds(made: PeopleImport) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in ImportRow.objects.filter(people_import=made).order_by("nip"):
        found.setdefault(one.kind, []).append(one.nip)
    return found


def test_new_people_with_their_histories(office: Office, applied: Looked) -> None:
    made = applied(
        book(
            {
                "orang": [HEAD + ["nik"], row() + ["3374011003920005"], row(ANI, "Ani Lestari") + [""]],
                "kgb": [
                    ["NIP", "TMT", "Golongan", "MKG Tahun", "Gaji Pokok", "Nomor SK"],
                    [BUDI, D(2022, 12, 1), "III/a", 2, 2873500, "822/1"],
                    [BUDI, D(2024, 12, 1), "III/a", 4, 2964000, "822/2"],
                ],
                "keluarga": [
                    ["nip", "hubungan", "nama", "tanggal_lahir"],
                    [ANI, "anak", "Putri", D(2015, 3, 1)],
                ],
                "tanggungan": [["nip", "nama_anggota", "mulai"], [ANI, "Putri", D(2015, 4, 1)]],
            }
        )
    )

    assert made.state == State.DITERAPKAN, (made.message, why(made))
    budi = Person.objects.get(nip=BUDI)
    state = queries.state_of(budi, TODAY)
    assert (budi.name, budi.sex, budi.birth_date) == ("Budi Santoso", "L", D(1992, 3, 10))
    assert state.unit is not None and state.unit.unit == office.dinas
    assert state.kgb is not None and (state.kgb.gaji_pokok, state.kgb.sk_number) == (2964000, "822/2")
    assert queries.state_of(budi, D(2024, 11, 30)).kgb.gaji_pokok == 2873500  # type: ignore[union-attr]
    assert budi.nik_encrypted and b"3374011003920005" not in bytes(budi.nik_encrypted)
    assert secrets.decrypt(budi.nik_encrypted, owner=budi.pk) == "3374011003920005"
    assert queries.state_of(Person.objects.get(nip=ANI), TODAY).dependants[0].member.name == "Putri"
    assert Person.objects.get(nip=BUDI) in queries.people_visible_to(office.user("pengelola"), TODAY)
    assert queries.folded("Budi Santoso") in budi.search
    event = Event.objects.get(kind="people.imported")
    assert (event.after or {})["baru"] == 2 and len((event.after or {})["sidik"]) == 64


def test_the_preview_writes_nothing_and_shows_no_nik(office: Office, looked: Looked) -> None:
    before = Person.objects.count()

    made = looked(
        book(
            {"orang": [HEAD + ["nik"], row() + ["3374011003920005"], row(ANI, "Ani") + ["3374014507890099"]]}
        )
    )

    assert Person.objects.count() == before
    assert made.state == State.DIPERIKSA
    kept = (
        repr([one.says for one in made.people_rows.all()])
        + repr(list(made.row_problems.values()))
        + repr(made.mapping)
    )
    assert "3374011003920005" not in kept and "3374014507890099" not in kept


def test_changes_are_shown_field_by_field_and_made(office: Office, looked: Looked) -> None:
    sari = office.sari
    made = looked(
        book(
            {
                "orang": [["NIP", "Nama Pegawai", "Gelar Belakang"], [sari.nip, "Sari Utami", "S.Sos."]],
                "golongan": [
                    ["nip", "tmt", "golongan", "mkg tahun", "nomor sk"],
                    [sari.nip, D(2019, 3, 1), "III/a", 0, "823/77"],
                    [sari.nip, D(2023, 4, 1), "iii/B", 4, "823/88"],
                ],
            }
        )
    )
    says = made.people_rows.get(nip=sari.nip).says
    assert {"grain": "orang", "field": "gelar_belakang", "before": "–", "after": "S.Sos."} in says
    assert any(one.get("field") == "nomor_sk" and one["after"] == "823/77" for one in says)

    actions.ask_for_apply(people_import=made, only_good_rows=False, by=office.user("admin"), on=TODAY)
    run_all()

    held = GolonganHistory.objects.known().filter(person=sari).order_by("berlaku")
    assert [(one.golongan, one.sk_number, one.mulai, one.sampai) for one in held] == [
        ("III/a", "823/77", D(2019, 3, 1), D(2023, 3, 31)),
        ("III/b", "823/88", D(2023, 4, 1), None),
    ]
    old = GolonganHistory.objects.get(person=sari, digantikan__isnull=False)
    assert old.pengganti == held[0]
    sari.refresh_from_db()
    assert sari.full_name == "Sari Utami, S.Sos." and "s.sos" in sari.search


def test_the_same_file_again_changes_nothing(office: Office, applied: Looked, looked: Looked) -> None:
    content = book({"orang": [HEAD, row(), row(ANI, "Ani")]})
    applied(content)

    again = looked(content)

    assert again.summary["tetap"] == 2 and not kinds(again)


def test_good_rows_only_or_all_or_nothing(office: Office, looked: Looked) -> None:
    made = looked(book({"orang": [HEAD, row(), row(ANI, "Ani", golongan="IV/z")]}))
    assert kinds(made) == {"baru": [BUDI], "bermasalah": [ANI]}
    with pytest.raises(actions.ImportRefused, match="1 baris bermasalah"):
        actions.ask_for_apply(people_import=made, only_good_rows=False, by=office.user("admin"), on=TODAY)

    actions.ask_for_apply(people_import=made, only_good_rows=True, by=office.user("admin"), on=TODAY)
    run_all()

    assert Person.objects.filter(nip=BUDI).exists() and not Person.objects.filter(nip=ANI).exists()


def bad(rows: list[list[Any]], **sheets: Any) -> bytes:
    return book({"orang": [HEAD, *rows], **sheets})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (bad([row(), row(nama="Budi Lain")]), "juga ada pada baris"),
        (bad([row(nip=1.98e17)]), "rusak oleh Excel"),
        (bad([row(nip="1.98E+17")]), "rusak oleh Excel"),
        (bad([row(nip="199203102020121000")]), "nomor urut NIP mulai dari 001"),
        (bad([row(nip="99203102020121001")]), "17 angka"),
        (bad([row(golongan="V/e")]), "tidak dikenal sebagai golongan"),
        (bad([row(unit="Dinas Entah")]), "tidak dikenal"),
        (bad([row(unit="")]), "belum diisi unit"),
        (bad([row(unit="", tmt_unit=None)]), "Unit kerjanya belum ada"),
        (bad([row(mkg_tahun=float("99"))]), "45 tahun"),
        (bad([row(tmt_golongan="31-02-2021")]), "tidak ada dalam kalender"),
        (bad([row(tmt_golongan="1-2-21")]), "hanya dua angka"),
        (bad([row(tmt_status=D(1999, 1, 1))]), "terlalu awal"),
        (bad([row(status="PPPK")]), "bukan golongan PPPK"),
        (bad([row(nama="<script>")]), "bukan nama"),
        (bad([row(nip="199213102020121001")]), "bukan tanggal lahir"),
        (
            bad(
                [row()],
                kgb=[
                    ["nip", "tmt", "golongan", "mkg tahun", "gaji pokok"],
                    [JOKO, D(2024, 1, 1), "IX", 0, 3203600],
                ],
            ),
            "belum tercatat, dan tidak ada di lembar orang",
        ),
        (
            bad([row()], cltn=[["nip", "mulai", "sampai"], [BUDI, D(2023, 1, 1), D(2022, 1, 1)]]),
            "sebelum TMT",
        ),
    ],
)
def test_bad_rows_are_told_and_not_taken(
    office: Office, applied: Looked, looked: Looked, content: bytes, said: str
) -> None:
    made = looked(content)

    assert said in why(made)
    assert BUDI not in kinds(made).get("baru", []) or JOKO in kinds(made)["bermasalah"]


def test_columns_that_are_swapped_are_refused_as_a_whole(office: Office, looked: Looked) -> None:
    head = ["nama", "nip", *HEAD[2:]]
    made = looked(book({"orang": [head, row(), row(ANI, "Ani")]}))

    assert made.state == State.GAGAL
    assert "kolom" in made.message.lower() and not kinds(made)


def test_nik_twice_name_twice_and_a_nik_in_place_of_the_nip(office: Office, looked: Looked) -> None:
    other = "199203102020121009"
    made = looked(
        book(
            {
                "orang": [
                    HEAD + ["nik"],
                    row() + ["3374011003920005"],
                    row(ANI, "Ani") + ["3374011003920005"],
                    row(other) + [""],
                    row("3374011003920005", "Keliru") + [""],
                ]
            }
        )
    )

    assert set(kinds(made)["bermasalah"]) == {BUDI, ANI} and kinds(made)["pastikan"] == [other]
    assert "Satu NIK hanya milik satu orang" in why(made)
    assert "3374011003920005" not in why(made) and "…0005" in why(made)
    assert made.people_rows.get(nip=other).alike[0]["by"] == "nama"


@pytest.mark.parametrize(("who", "named"), [("pengelola", False), ("admin", True)])
def test_who_is_like_somebody_that_one_may_not_see_is_told_without_a_name(
    office: Office, looked: Looked, who: str, named: bool
) -> None:
    nik, stranger = "3374011003920005", office.stranger
    Person.objects.filter(pk=stranger.pk).update(
        nik_digest=secrets.digest(nik), name="Budi Santoso", birth_date=D(1992, 3, 10)
    )
    made = looked(book({"orang": [HEAD + ["nik"], row() + [""], row(ANI, "Ani") + [nik]]}), who=who)

    assert set(kinds(made)["pastikan"]) == {BUDI} and set(kinds(made)["bermasalah"]) == {ANI}
    told = why(made) + str(list(made.people_rows.values_list("alike", "says")))
    assert (stranger.nip in told) == named
    assert ("seseorang di luar wewenang Anda" in told) != named
    assert ("Budi Santoso" in why(made)) == named

    sheet: list[list[Any]] = [
        ["NIP", "TMT", "Golongan", "MKG Tahun", "Gaji Pokok"],
        [stranger.nip, D(2022, 12, 1), "III/a", 2, 2873500],
    ]
    made = looked(book({"kgb": sheet}), who=who)
    assert made.people_rows.get(nip=stranger.nip).name == ("Budi Santoso" if named else "")


def test_who_had_to_be_asked_about_is_taken_only_when_somebody_looked(office: Office, looked: Looked) -> None:
    twin = "199203102020121009"
    made = looked(book({"orang": [HEAD, row(), row(twin)]}))
    admin = office.user("admin")
    assert set(kinds(made)["pastikan"]) == {BUDI, twin}
    with pytest.raises(actions.ImportRefused, match="Tidak ada yang perlu"):
        actions.ask_for_apply(people_import=made, only_good_rows=True, by=admin, on=TODAY)

    actions.accept_rows(people_import=made, rows=[made.people_rows.get(nip=twin).pk], by=admin, on=TODAY)
    actions.ask_for_apply(people_import=made, only_good_rows=True, by=admin, on=TODAY)
    run_all()

    assert Person.objects.filter(nip=twin).exists() and not Person.objects.filter(nip=BUDI).exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_csv_with_marks_and_old_encodings(office: Office, applied: Looked, encoding: str) -> None:
    rows = [HEAD, [str(v) if not isinstance(v, D) else f"{v:%d-%m-%Y}" for v in row(nama="André Núñez")]]

    applied(text(rows, encoding), name="pegawai.csv")

    assert Person.objects.get(nip=BUDI).name == "André Núñez"


def test_serial_days_from_1904(office: Office, applied: Looked) -> None:
    applied(book({"orang": [HEAD, row()]}, {"date_1904": True}))

    assert UnitHistory.objects.get(person__nip=BUDI).mulai == D(2020, 12, 1)


def test_mixed_ways_to_write_days(office: Office, applied: Looked) -> None:
    applied(bad([row(tmt_unit="2020-12-01", tmt_status="1 Desember 2020", tmt_golongan="01/12/2020")]))

    person = Person.objects.get(nip=BUDI)
    assert (
        GolonganHistory.objects.get(person=person).mulai
        == StatusHistory.objects.get(person=person).mulai
        == D(2020, 12, 1)
    )


def test_a_heading_of_merged_cells_below_titles(office: Office, applied: Looked) -> None:
    applied(
        book(
            {
                "Sheet1": [
                    ["DAFTAR PEGAWAI DINAS SOSIAL"],
                    [],
                    ["No", "NIP", "Nama", "Unit Kerja", "Golongan", None, None],
                    [None, None, None, None, "Gol", "TMT Golongan", "MK Tahun"],
                    [1, 2, 3, 4, 5, 6, 7],
                    [1, BUDI, "Budi Santoso", "Dinas Sosial", "III/a", D(2020, 12, 1), 0],
                    ["JUMLAH", 1, None, None, None, None, None],
                ]
            }
        ),
    )

    assert queries.state_of(Person.objects.get(nip=BUDI), TODAY).golongan.golongan == "III/a"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "kosong.xlsx"),
        (b"nip;nama\r\n", "tanpa-baris.csv"),
        (b"\x89PNG\r\n\x1a\n", "gambar.xlsx"),
        (b"<html><table><tr><td>NIP</td></tr></table></html>", "laman.csv"),
        (b"PK\x03\x04 broken", "rusak.xlsx"),
    ],
)
def test_files_that_are_no_list(office: Office, content: bytes, name: str) -> None:
    with pytest.raises(actions.ImportRefused):
        made = actions.upload(
            file=SimpleUploadedFile(name, content),
            government=office.government,
            by=office.user("admin"),
            on=TODAY,
        )
        actions.ask_for_check(people_import=made, by=office.user("admin"), on=TODAY)
        run_all()
        made.refresh_from_db()
        raise (
            actions.ImportRefused(made.message if made.state == State.GAGAL else "")
            if made.state == State.GAGAL
            else AssertionError
        )


def test_a_bomb_is_refused(office: Office) -> None:
    import io
    import zipfile

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)

    with pytest.raises(actions.ImportRefused, match="terlalu besar"):
        actions.upload(
            file=SimpleUploadedFile("bom.xlsx", file.getvalue()),
            government=office.government,
            by=office.user("admin"),
            on=TODAY,
        )
    assert not PeopleImport.objects.exists()


def test_formulas_and_broken_numbers(office: Office, looked: Looked) -> None:
    made = looked(
        text([HEAD, [BUDI, "=HYPERLINK(1)", "Dinas Sosial", "", "", "", "III/a", "#REF!", "NaN"]]),
        name="a.csv",
    )

    assert kinds(made) == {"bermasalah": [BUDI]}
    assert "rumus" in why(made).lower() and "#REF!" in why(made)


# --- who may


def test_an_officer_of_a_unit_takes_only_people_and_units_of_it(office: Office, looked: Looked) -> None:
    made = looked(
        book(
            {
                "orang": [
                    HEAD,
                    row(),
                    row(ANI, "Ani", unit="Dinas Pertanian"),
                    row(office.stranger.nip, "Wayan Baru"),
                ]
            }
        ),
        who="pengelola",
    )

    assert kinds(made) == {"baru": [BUDI], "bermasalah": sorted([ANI, office.stranger.nip])}
    assert "tidak berwenang mencatat pegawai di unit ini" in why(made)
    assert "di unit yang tidak Anda urus" in why(made)


def test_nobody_imports_their_own_record(office: Office, looked: Looked) -> None:
    admin = office.user("admin")
    office.sari.account = None
    office.sari.save()
    office.head.account = admin
    office.head.save()

    made = looked(book({"orang": [["nip", "nama"], [office.head.nip, "Naik Pangkat"]]}))

    assert kinds(made) == {"bermasalah": [office.head.nip]} and "petugas lain" in why(made)


@pytest.mark.parametrize(
    "who", ["sari", "head", "auditor", "bendahara", "kepala_unit", "tapd", "admin_aplikasi"]
)
def test_others_may_not_import(office: Office, who: str) -> None:
    with pytest.raises(NotAllowed):
        actions.upload(
            file=SimpleUploadedFile("a.xlsx", book({"orang": [HEAD, row()]})),
            government=office.government,
            by=office.user(who),
            on=TODAY,
        )


def test_anothers_import_is_not_there_except_for_the_admin(office: Office, looked: Looked) -> None:
    from praja.people.imports.queries import imports_visible_to

    made = looked(book({"orang": [HEAD, row()]}), who="pengelola")

    sees = {name for name, user in office.users.items() if made in imports_visible_to(user, TODAY)}
    assert sees == {"pengelola", "admin"}
    with pytest.raises(NotAllowed):
        actions.ask_for_apply(
            people_import=made, only_good_rows=True, by=office.user("pengelola_lain"), on=TODAY
        )


# --- records that change meanwhile; twice; undo


def test_what_changed_since_the_preview_must_be_looked_at_again(office: Office, looked: Looked) -> None:
    sari, admin = office.sari, office.user("admin")
    made = looked(
        book({"golongan": [["nip", "tmt", "golongan", "mkg tahun"], [sari.nip, D(2023, 4, 1), "III/b", 4]]})
    )
    record_sk(
        kind="golongan",
        person=sari,
        start=D(2024, 4, 1),
        content={"golongan": "III/b", "mkg_years": 5, "mkg_months": 0},
        sk_number="823/1",
        by=admin,
        on=TODAY,
    )

    actions.ask_for_apply(people_import=made, only_good_rows=True, by=admin, on=TODAY)
    run_all()

    made.refresh_from_db()
    assert made.state == State.GAGAL and "berubah sesudah pratinjau" in made.message
    assert GolonganHistory.objects.known().filter(person=sari).count() == 2


def test_a_job_of_an_earlier_asking_does_nothing(office: Office, applied: Looked) -> None:
    made = applied(book({"orang": [HEAD, row()]}))
    rows = UnitHistory.objects.count()

    actions.work(str(made.pk), made.attempt, office.user("admin").pk)
    actions.work(str(made.pk), made.attempt - 1, office.user("admin").pk)

    assert UnitHistory.objects.count() == rows and Event.objects.filter(kind="people.imported").count() == 1


def undone(office: Office, made: PeopleImport) -> None:
    actions.ask_for_undo(people_import=made, by=office.user("admin"), on=TODAY)
    run_all()
    made.refresh_from_db()


def test_the_rights_of_the_site_suffice(office: Office, looked: Looked, as_app: Any) -> None:
    made = looked(book({"orang": [HEAD, row(), [office.sari.nip, "Sari Diubah", *[None] * 7]]}))
    admin = office.user("admin")

    with as_app():
        for ask in (
            lambda: actions.ask_for_apply(people_import=made, only_good_rows=False, by=admin, on=TODAY),
            lambda: actions.ask_for_undo(people_import=made, by=admin, on=TODAY),
        ):
            ask()
            made.refresh_from_db()
            actions.work(str(made.pk), made.attempt, admin.pk)
            made.refresh_from_db()

    assert made.state == State.DIURUNGKAN, made.message


def test_undo_leaves_things_as_they_were_and_says_so(office: Office, applied: Looked) -> None:
    sari = office.sari
    before = [
        (one.golongan, one.mulai, one.sampai) for one in GolonganHistory.objects.known().filter(person=sari)
    ]
    made = applied(
        book(
            {
                "orang": [HEAD, row(), [sari.nip, "Sari Diubah", *[None] * 7]],
                "golongan": [["nip", "tmt", "golongan", "mkg tahun"], [sari.nip, D(2023, 4, 1), "III/b", 4]],
                "keluarga": [["nip", "hubungan", "nama"], [sari.nip, "suami", "Agus"]],
            }
        )
    )
    assert made.state == State.DITERAPKAN, why(made)

    undone(office, made)

    assert made.state == State.DIURUNGKAN
    assert not Person.objects.filter(nip=BUDI).exists()
    sari.refresh_from_db()
    assert sari.name == "Sari Utami"
    now = [
        (one.golongan, one.mulai, one.sampai) for one in GolonganHistory.objects.known().filter(person=sari)
    ]
    assert now == before
    assert GolonganHistory.objects.filter(person=sari, digantikan__isnull=False).count() == 3
    assert not FamilyMember.objects.filter(person=sari, withdrawn_at__isnull=True).exists()
    assert Event.objects.filter(kind="people.import_undone").exists()


def test_only_a_real_move_ends_sessions_and_asks_about_roles(office: Office, applied: Looked) -> None:
    sari = office.sari
    account = office.user("sari")
    held = RoleHeld.objects.get(user=role(account, Role.BENDAHARA, office.dinas))

    def placed(unit: str, day: datetime.date, number: str) -> PeopleImport:
        made = applied(book({"unit": [["nip", "tmt", "unit", "nomor sk"], [sari.nip, day, unit, number]]}))
        assert made.state == State.DITERAPKAN, (made.message, why(made))
        account.refresh_from_db()
        held.refresh_from_db()
        return made

    placed("Dinas Sosial", D(2019, 3, 1), "800/77")
    assert (account.sessions_end, held.review_from) == (None, None)

    made = placed("Dinas Pertanian", D(2026, 11, 1), "800/78")
    assert account.sessions_end is not None
    assert held.review_from == D(2026, 11, 1)

    undone(office, made)
    held.refresh_from_db()
    assert held.review_from is None


def test_who_asked_is_told_when_it_is_done_or_has_failed(
    office: Office, looked: Looked, django_capture_on_commit_callbacks: Any
) -> None:
    admin = office.user("admin")
    admin.email, admin.language = "admin@contoh.go.id", "id"
    admin.save()
    made = looked(book({"orang": [HEAD, row()]}))
    assert not Notice.objects.exists()

    actions.ask_for_apply(people_import=made, only_good_rows=True, by=admin, on=TODAY)
    with django_capture_on_commit_callbacks(execute=True):
        run_all()
    assert Notice.objects.get().title == "Impor pegawai.xlsx sudah diterapkan: 1 pegawai"
    assert [one.to for one in mail.outbox] == [["admin@contoh.go.id"]]

    record_sk(
        kind="golongan", person=Person.objects.get(nip=BUDI), start=D(2024, 12, 1),
        content={"golongan": "III/b", "mkg_years": 4, "mkg_months": 0}, sk_number="823/9", by=admin, on=TODAY,
    )  # fmt: skip
    undone(office, made)
    told = Notice.objects.get(title="Impor pegawai.xlsx gagal; tidak ada yang berubah")
    assert told.user == admin and str(made.pk) in told.url


def test_nothing_is_undone_where_anything_changed_since(office: Office, applied: Looked) -> None:
    made = applied(book({"orang": [HEAD, row(), row(ANI, "Ani")]}))
    record_sk(
        kind="kgb",
        person=Person.objects.get(nip=BUDI),
        start=D(2024, 12, 1),
        sk_number="822/9",
        content={"golongan": "III/a", "mkg_years": 4, "gaji_pokok": 2964000},
        by=office.user("admin"),
        on=TODAY,
    )

    undone(office, made)

    assert made.state == State.DITERAPKAN
    assert "Budi Santoso" in made.message and "Ani" not in made.message
    assert Person.objects.filter(nip__in=[BUDI, ANI]).count() == 2


# --- layouts


def test_headings_that_nobody_knows_are_chosen_and_remembered(office: Office, looked: Looked) -> None:
    head = ["Kode", "Siapa", "Tempat"]
    targets = ["orang.nip", "orang.nama", "unit.unit"]
    content = book({"Lembar1": [head, [BUDI, "Budi Santoso", "Dinas Sosial"]]})

    def choose(mapping: Any) -> None:
        mapping.sheets[0].grain = "orang"
        for column, target in zip(mapping.sheets[0].columns, targets, strict=True):
            column.target = target

    first = looked(content, change=choose)
    assert kinds(first) == {"baru": [BUDI]}

    second = looked(book({"Lembar1": [head, [ANI, "Ani", "Dinas Sosial"]]}))

    assert [c["target"] for c in second.mapping["sheets"][0]["columns"]] == targets
    assert kinds(second) == {"baru": [ANI]}


def test_a_sipd_list(office: Office, applied: Looked) -> None:
    from praja.sheet.sipd import GAJI

    head = [column.header for column in GAJI]
    said = {
        "NIP Pegawai": BUDI,
        "Nama Pegawai": "Budi Santoso",
        "NIK Pegawai": "3374011003920005",
        "Status ASN": "1",
        "Tanggal Lahir Pegawai": "10-03-1992",
        "Masa Kerja Golongan": "4",
        "Nama Bank": "Bank Jateng",
        "Nomor Rekening Bank Pegawai": "3007123456",
        "Gaji Pokok": 2964000,
        "Nama Jabatan": "Entah",
        "Alamat": "Jalan",
    }
    line = [said.get(one, "III/a" if one.lower() == "golongan" else "") for one in head]

    def choose(mapping: Any) -> None:
        assert mapping.layout == "sipd"
        mapping.unit, mapping.on = office.dinas.pk, D(2026, 11, 1)

    made = applied(book({"Gaji": [head, line]}), change=choose)

    assert made.state == State.DITERAPKAN, (made.message, why(made))
    state = queries.state_of(Person.objects.get(nip=BUDI), TODAY)
    assert state.status is not None and state.status.status == "pns"
    assert state.golongan is not None and (state.golongan.golongan, state.golongan.mkg_years) == ("III/a", 4)
    assert state.bank_account is not None and state.bank_account.number == "3007123456"
    assert state.kgb is None


def test_simgaji_tables(office: Office, applied: Looked) -> None:
    made = applied(
        book(
            {
                "mstpegawai": [
                    [
                        "NIP",
                        "NAMA",
                        "GLRBELAKAN",
                        "KDJENKEL",
                        "TGLLHR",
                        "KDPANGKAT",
                        "MKGOLT",
                        "BLGOLT",
                        "KDSATKER",
                        "NOKTP",
                        "TMTKGB",
                        "MASKER",
                        "GAPOK",
                    ],
                    [
                        BUDI,
                        "Budi Santoso",
                        "S.E.",
                        1,
                        "1992-03-10",
                        "3A",
                        4,
                        3,
                        "kota.sosial",
                        "3374011003920005",
                        "2025-12-01",
                        6,
                        3057300,
                    ],
                ],
                "keluarga": [
                    ["NIP", "NMKEL", "KDHUBKEL", "TGLLHR", "TATSKS"],
                    [BUDI, "Budi Santoso", "00", "1992-03-10", ""],
                    [BUDI, "Citra", "anak kandung", "2010-05-01", ""],
                ],
                "historis_gapok": [
                    ["TMTGAJI", "NIP", "KDPANGKAT", "GAPOK", "MASKER", "TGLSKEP", "NOMORSKEP"],
                    ["2026-12-01", BUDI, "3A", 2964000, 4, "2026-10-01", "822/5"],
                ],
            }
        ),
        change=lambda mapping: setattr(mapping, "on", D(2025, 12, 1)),
    )

    assert made.state == State.DITERAPKAN, (made.message, why(made))
    budi = Person.objects.get(nip=BUDI)
    assert budi.title_after == "S.E."
    assert FamilyMember.objects.get(person=budi).relation == "anak_kandung"
    assert queries.state_of(budi, D(2026, 12, 2)).kgb.sk_number == "822/5"  # type: ignore[union-attr]
    raised = queries.state_of(budi, D(2026, 11, 30)).kgb
    assert raised is not None and (raised.mkg_years, raised.gaji_pokok) == (6, 3057300), "MASKER, not MKGOLT"


def test_units_that_nobody_knows_are_chosen_by_the_officer(office: Office, looked: Looked) -> None:
    content = bad([row(unit="DINSOS P3A")])
    first = looked(content)
    assert first.summary["unit"] == {"DINSOS P3A": 1}

    second = looked(
        content, change=lambda mapping: mapping.units.update({"DINSOS P3A": str(office.dinas.pk)})
    )

    assert kinds(second) == {"baru": [BUDI]}


def test_every_heading_of_ours_is_recognised() -> None:
    from praja.people.imports.columns import GRAINS, columns_of
    from praja.people.imports.mapping import _book_of

    for grain in GRAINS.values():
        for name, fills, column in columns_of(grain):
            found = _book_of(grain).find(column.key if fills is grain else str(column.wide[0]))  # type: ignore[index]
            assert found is not None and found.name in (name, "nip"), (grain.key, column.key)


# --- what a list does not have


def test_golongan_without_its_masa_kerja_is_told_once_and_the_rest_is_taken(
    office: Office, looked: Looked
) -> None:
    head = HEAD[:-1]
    people = [row()[:-1], row(ANI, "Ani")[:-1]]

    made = looked(book({"orang": [head, *people]}))

    assert kinds(made) == {"baru": [ANI, BUDI]}, why(made)
    (told,) = ImportProblem.objects.filter(people_import=made)
    assert (told.line, told.weight, told.column) == (None, "periksa", "mkg_tahun")
    assert "tidak diambil Golongan" in told.why and "Pasangkan kolomnya" in told.what_to_do
    actions.ask_for_apply(people_import=made, only_good_rows=False, by=office.user("admin"), on=TODAY)
    run_all()
    assert StatusHistory.objects.filter(person__nip=BUDI).exists()
    assert not GolonganHistory.objects.filter(person__nip=BUDI).exists()


def test_an_empty_masa_kerja_holds_back_that_golongan_alone(office: Office, applied: Looked) -> None:
    made = applied(book({"orang": [HEAD, row(mkg_tahun=None), row(ANI, "Ani")]}))

    (told,) = ImportProblem.objects.filter(people_import=made)
    assert (told.nip, told.line, told.weight) == (BUDI, 2, "periksa") and "Golongan tidak diambil" in told.why
    held = GolonganHistory.objects.known().filter(person__nip__in=(BUDI, ANI))
    assert [one.person.nip for one in held] == [ANI] and Person.objects.filter(nip=BUDI).exists()


def test_a_sheet_of_raises_without_its_amounts_is_told_once(office: Office, looked: Looked) -> None:
    rows = [[BUDI, D(2022, 12, 1), 2], [BUDI, D(2024, 12, 1), 4]]

    made = looked(book({"orang": [HEAD, row()], "kgb": [["nip", "tmt", "mkg tahun"], *rows]}))

    assert kinds(made) == {"baru": [BUDI]}
    (told,) = ImportProblem.objects.filter(people_import=made)
    assert (told.sheet, told.line, told.column) == ("kgb", None, "gaji_pokok")
