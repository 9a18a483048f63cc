"""What an import takes, tells and writes, and who may import."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from praja.audit.models import Event
from praja.jobs.testing import run_all
from praja.people import queries, secrets, states
from praja.people.actions.refused import NotAllowed
from praja.people.imports import actions
from praja.people.models import GolonganHistory, PeopleImport, Person
from tests.integration.people.conftest import TODAY, Office
from tests.integration.people_imports.conftest import ANI, BUDI, HEAD, JOKO, Looked, book, kinds, row, why

D = datetime.date
State = PeopleImport.State


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
    state = states.state_of(budi, TODAY)
    assert (budi.name, budi.sex, budi.birth_date) == ("Budi Santoso", "L", D(1992, 3, 10))
    assert state.unit is not None and state.unit.unit == office.dinas
    assert state.kgb is not None and (state.kgb.gaji_pokok, state.kgb.sk_number) == (2964000, "822/2")
    assert states.state_of(budi, D(2024, 11, 30)).kgb.gaji_pokok == 2873500  # type: ignore[union-attr]
    assert budi.nik_encrypted and b"3374011003920005" not in bytes(budi.nik_encrypted)
    assert secrets.decrypt(budi.nik_encrypted, owner=budi.pk) == "3374011003920005"
    assert states.state_of(Person.objects.get(nip=ANI), TODAY).dependants[0].member.name == "Putri"
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
