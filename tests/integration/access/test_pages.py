"""The pages of roles."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from praja.access.actions import grant
from praja.access.enums import Role
from praja.access.models import RoleHeld
from praja.access.queries import has_role
from praja.accounts.models import User
from praja.organization.queries import today


def give(town, user, role, unit):
    return grant(user=user, role=role, unit=unit, start=today(), reason="SK 1/2026", by=town.first)


def form(**change):
    filled = {"username": "sari", "role": "auditor", "unit": "", "end": "", "reason": "SK 7"}
    return filled | {"start": today().isoformat()} | change


def test_a_role_is_given_and_taken_on_the_pages(client, town):
    client.force_login(town.first)

    answer = client.post(reverse("access:grant"), form(unit=str(town.kota.pk)))
    held = RoleHeld.objects.get(user=town.sari)
    page = client.get(answer["Location"]).content.decode()

    assert answer["Location"] == reverse("access:role", args=[held.number])
    assert "Kota Semarang" in page and "SK 7" in page and "Cabut peran" in page

    client.post(reverse("access:revoke", args=[held.number]), {"reason": "Pindah"})
    page = client.get(reverse("access:role", args=[held.number])).content.decode()

    assert not has_role(town.sari, Role.AUDITOR)
    assert "dicabut" in page and "Pindah" in page and "Cabut peran" not in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"username": "siapa"}, "Tidak ada akun"),
        ({"username": "administrator"}, "diri sendiri"),
        ({"role": "raja"}, "role"),
        ({"unit": "bukan-unit"}, "unit"),
        ({"start": "kemarin"}, "start"),
        ({"reason": ""}, "reason"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, town, change, words):
    client.force_login(town.first)

    page = client.post(reverse("access:grant"), form(**change)).content.decode()

    assert words in page and ("SK 7" in page or "reason" in change)
    assert not RoleHeld.objects.filter(user=town.sari).exists()


def test_the_form_offers_only_what_one_may_give(client, town):
    give(town, town.sari, Role.ADMIN_BKPSDM, town.kecamatan)
    client.force_login(town.sari)

    page = client.get(reverse("access:grant")).content.decode()
    forged = client.post(reverse("access:grant"), form(username="budi", unit=str(town.kota.pk)))

    assert "Kelurahan Ngesrep" in page
    assert "Kota Sawahlunto" not in page and "Kota Semarang" not in page
    assert "admin_aplikasi" not in page
    assert forged.status_code == 200
    assert not RoleHeld.objects.filter(user=town.budi).exists()


def test_the_granter_cannot_be_named_in_the_request(client, town):
    client.force_login(town.sari)

    answer = client.post(
        reverse("access:grant") + f"?by={town.first.pk}&user={town.first.pk}",
        form(username="budi", by=town.first.pk),
    )

    assert answer.status_code == 404
    assert not RoleHeld.objects.filter(user=town.budi).exists()


def test_everyone_sees_their_own_roles_and_no_others(client, town):
    give(town, town.sari, Role.BENDAHARA, town.kota)
    far = give(town, town.budi, Role.BENDAHARA, town.elsewhere)
    client.force_login(town.sari)

    page = client.get(reverse("access:list")).content.decode()

    assert "Bendahara" in page and "Kota Semarang" in page
    assert "Budi" not in page and "Sawahlunto" not in page
    assert client.get(reverse("access:role", args=[far.number])).status_code == 404
    assert client.get(reverse("access:of_account", args=[town.budi.number])).status_code == 404


def test_the_list_is_narrowed_and_exported(client, town):
    give(town, town.sari, Role.BENDAHARA, town.kota)
    give(town, town.budi, Role.AUDITOR, town.elsewhere)
    client.force_login(town.first)

    narrowed = client.get(
        reverse("access:list"), {"orang": "sar", "unit": str(town.kota.pk)}
    ).content.decode()
    sheet = client.get(reverse("access:list"), {"ekspor": "csv"})

    assert "Sari" in narrowed and "Budi" not in narrowed
    assert b"Budi" in b"".join(sheet) if sheet.streaming else b"Budi" in sheet.content


@pytest.mark.parametrize(
    "query", ["?urut=user__password", "?orang=%00", "?unit=x", "?keadaan='--", "?hal=-1", "?hal=x"]
)
def test_bad_parameters_do_no_harm(client, town, query):
    client.force_login(town.first)

    assert client.get(reverse("access:list") + query).status_code in (200, 400, 404)


def test_the_number_of_queries_does_not_grow_with_the_roles(client, town):
    client.force_login(town.first)
    give(town, town.sari, Role.AUDITOR, town.kota)
    client.get(reverse("access:list"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("access:list"))
    for number in range(30):
        other = User.objects.create_user(f"pegawai{number}", None, name=f"Pegawai {number}")
        give(town, other, Role.AUDITOR, town.kecamatan)

    with CaptureQueriesContext(connection) as many:
        client.get(reverse("access:list"))

    assert len(many) == len(few), [query["sql"][:120] for query in many]


# --- why


def ask(client, **change):
    question = {
        "akun": "sari",
        "jenis": "unit",
        "objek": "Kelurahan Ngesrep",
        "hari": today().isoformat(),
    } | change
    return client.get(reverse("access:why"), question)


def test_the_reason_for_yes_names_the_role_and_its_ground(client, town):
    give(town, town.sari, Role.ADMIN_BKPSDM, town.kota)
    client.force_login(town.first)

    page = ask(client).content.decode()

    assert "Memegang peran Admin BKPSDM untuk Kota Semarang dan semua di bawahnya (dasar: SK 1/2026)." in page
    assert "terpenuhi" in page


def test_the_reason_for_no_names_what_is_missing(client, town):
    give(town, town.sari, Role.AUDITOR, town.elsewhere)
    client.force_login(town.first)

    assert "hanya untuk Kota Sawahlunto, yang tidak mencakup unit ini" in ask(client).content.decode()
    assert "tidak memegang peran apa pun" in ask(client, akun="budi").content.decode()


def test_one_may_ask_only_about_accounts_that_one_oversees(client, town):
    give(town, town.sari, Role.AUDITOR, town.kecamatan)
    client.force_login(town.sari)

    refusal = "Tidak ada akun dengan nama ini di unit Anda"
    for name in ("budi", "tidak-ada"):
        page = ask(client, akun=name).content.decode()
        assert refusal in page


def test_those_who_oversee_nothing_cannot_ask(client, town):
    client.force_login(town.budi)

    assert ask(client).status_code == 404


@pytest.mark.parametrize(
    "change", [{"objek": "x" * 300}, {"hari": "0000-00-00"}, {"jenis": "orang"}, {"objek": "\x00"}]
)
def test_a_bad_question_is_refused_politely(client, town, change):
    client.force_login(town.first)

    assert ask(client, **change).status_code == 200
