"""Roles: what they cover, who may give them, and what happens when they end."""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError, transaction

from praja.access.actions import RoleRefused, grant, revoke
from praja.access.enums import Role
from praja.access.models import RoleHeld
from praja.access.queries import (
    accounts_visible_to,
    has_role,
    holders,
    names_apart,
    names_of,
    roles_of,
    roles_visible_to,
    units_visible_to,
)
from praja.audit.models import Event
from praja.organization.models import UnitVersion
from praja.organization.queries import today
from praja.web.models import Notice
from praja.web.prepared import rows_of

DAY = datetime.timedelta(days=1)


def give(town, user, role, unit, *, start=None, end=None, by=None):
    return grant(
        user=user,
        role=role,
        unit=unit,
        start=start or today(),
        end=end,
        reason="SK 1/2026",
        by=by or town.first,
    )


def test_a_role_covers_the_unit_and_all_below_it_and_nothing_else(town):
    give(town, town.sari, Role.AUDITOR, town.kecamatan)

    assert has_role(town.sari, Role.AUDITOR, unit=town.kecamatan)
    assert has_role(town.sari, Role.AUDITOR, unit=town.kelurahan.pk)
    assert not has_role(town.sari, Role.AUDITOR, unit=town.kota)
    assert not has_role(town.sari, Role.AUDITOR, unit=town.elsewhere)
    assert not has_role(town.sari, Role.BENDAHARA, unit=town.kecamatan)
    assert set(units_visible_to(town.sari, None, Role.AUDITOR)) == {town.kecamatan, town.kelurahan}


def test_a_role_of_a_government_covers_its_units_that_have_ended(town):
    UnitVersion.objects.filter(unit=town.kelurahan).update(berlaku=(datetime.date(2015, 1, 1), today() - DAY))
    give(town, town.sari, Role.AUDITOR, town.kota)

    assert has_role(town.sari, Role.AUDITOR, unit=town.kelurahan)
    assert town.kelurahan in units_visible_to(town.sari, None, Role.AUDITOR)


def test_a_role_is_held_only_in_its_time(town):
    give(town, town.sari, Role.AUDITOR, town.kota, start=today() + DAY, end=today() + 3 * DAY)

    assert not has_role(town.sari, Role.AUDITOR)
    assert has_role(town.sari, Role.AUDITOR, on=today() + DAY)
    assert has_role(town.sari, Role.AUDITOR, on=today() + 3 * DAY)
    assert not has_role(town.sari, Role.AUDITOR, on=today() + 4 * DAY)


def test_a_role_until_the_last_day_of_all_has_no_end(town):
    held = give(town, town.sari, Role.AUDITOR, town.kota, end=datetime.date.max)

    assert held.berlaku.upper is None and has_role(town.sari, Role.AUDITOR, on=today())


def test_a_disabled_account_holds_no_role(town):
    give(town, town.sari, Role.AUDITOR, town.kota)
    town.sari.is_active = False
    town.sari.save()

    assert roles_of(town.sari) == []
    assert town.sari not in holders(Role.AUDITOR, unit=town.kelurahan)


def test_holders_are_found_from_below(town):
    give(town, town.sari, Role.BENDAHARA, town.kota)
    give(town, town.budi, Role.BENDAHARA, town.elsewhere)

    assert list(holders(Role.BENDAHARA, unit=town.kelurahan)) == [town.sari]


def test_nobody_gives_a_role_to_themselves(town):
    with pytest.raises(RoleRefused, match="diri sendiri"):
        give(town, town.first, Role.AUDITOR, town.kota)


@pytest.mark.parametrize(
    ("role", "place", "refused"),
    [
        (Role.AUDITOR, "kecamatan", False),
        (Role.ADMIN_BKPSDM, "kelurahan", False),
        (Role.AUDITOR, "kota", True),
        (Role.AUDITOR, "elsewhere", True),
        (Role.AUDITOR, None, True),
        (Role.ADMIN_APLIKASI, None, True),
    ],
)
def test_an_admin_bkpsdm_gives_roles_within_their_unit(town, role, place, refused):
    give(town, town.sari, Role.ADMIN_BKPSDM, town.kecamatan)
    unit = None if place is None else getattr(town, place)

    if refused:
        with pytest.raises(RoleRefused, match="tidak berwenang"):
            give(town, town.budi, role, unit, by=town.sari)
    else:
        assert give(town, town.budi, role, unit, by=town.sari).user == town.budi


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN_APLIKASI])
def test_an_admin_aplikasi_gives_no_role_that_opens_personal_data(town, role):
    give(town, town.sari, Role.ADMIN_APLIKASI, None)

    with pytest.raises(RoleRefused, match="tidak berwenang"):
        give(town, town.budi, role, town.kota, by=town.sari)
    with pytest.raises(RoleRefused, match="tidak berwenang"):
        give(town, town.budi, role, None, by=town.sari)
    assert give(town, town.budi, Role.ADMIN_APLIKASI, None, by=town.sari)


@pytest.mark.parametrize("first", [Role.BENDAHARA, Role.PEJABAT_PENYETUJU])
@pytest.mark.parametrize(
    ("one", "other"),
    [("kota", "kota"), ("kota", "kelurahan"), ("kelurahan", "kota"), (None, "kota"), ("kota", None)],
)
def test_who_makes_a_list_does_not_approve_it(town, first, one, other):
    second = Role.PEJABAT_PENYETUJU if first == Role.BENDAHARA else Role.BENDAHARA
    give(town, town.sari, first, one and getattr(town, one))

    with pytest.raises(RoleRefused, match="harus dua orang"):
        give(town, town.sari, second, other and getattr(town, other))


def test_maker_and_checker_may_be_one_at_another_time_or_place(town):
    give(town, town.sari, Role.BENDAHARA, town.kecamatan, end=today() + DAY)

    give(town, town.sari, Role.PEJABAT_PENYETUJU, town.kecamatan, start=today() + 2 * DAY)
    give(town, town.sari, Role.PEJABAT_PENYETUJU, town.elsewhere)


def test_the_database_itself_keeps_maker_and_checker_apart(town):
    give(town, town.sari, Role.BENDAHARA, town.kota)

    with pytest.raises(IntegrityError), transaction.atomic():
        RoleHeld.objects.create(
            user=town.sari,
            role=Role.PEJABAT_PENYETUJU,
            unit=town.kota,
            berlaku=(today(), None),
            reason="-",
            granted_by="-",
        )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"role": "raja"}, "tidak dikenal|tidak berwenang"),
        ({"reason": "  "}, "Dasar belum diisi"),
        ({"end": datetime.date(2020, 1, 1)}, "mendahului|sudah lewat"),
        ({"role": Role.ADMIN_APLIKASI}, "kosongkan unitnya"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(town, change, words):
    given = {
        "role": Role.AUDITOR,
        "unit": town.kota,
        "start": today(),
        "end": None,
        "reason": "SK 1",
    } | change

    with pytest.raises(RoleRefused, match=words):
        grant(user=town.sari, by=town.first, **given)


def test_a_role_is_given_once_for_one_time(town):
    give(town, town.sari, Role.AUDITOR, town.kota)

    with pytest.raises(RoleRefused, match="sudah memegang"):
        give(town, town.sari, Role.AUDITOR, town.kota, start=today() + DAY)


def test_a_revoked_role_ends_today_and_stays_true_for_the_days_before(town):
    held = give(town, town.sari, Role.AUDITOR, town.kota, start=today() - 10 * DAY)

    revoke(held=held, reason="Pindah tugas", by=town.first)

    assert not has_role(town.sari, Role.AUDITOR)
    assert has_role(town.sari, Role.AUDITOR, on=today() - DAY)
    held.refresh_from_db()
    assert (held.revoked_by, held.revoked_reason) == ("Administrator", "Pindah tugas")
    give(town, town.sari, Role.AUDITOR, town.kota)
    assert has_role(town.sari, Role.AUDITOR)


def test_a_role_revoked_on_its_first_day_was_never_held(town):
    held = give(town, town.sari, Role.AUDITOR, town.kota)

    revoke(held=held, reason="Keliru", by=town.first)

    assert not has_role(town.sari, Role.AUDITOR)


def test_a_role_is_not_revoked_twice_or_by_strangers_or_without_a_reason(town):
    held = give(town, town.sari, Role.AUDITOR, town.kota)

    with pytest.raises(RoleRefused, match="tidak berwenang"):
        revoke(held=held, reason="x", by=town.budi)
    with pytest.raises(RoleRefused, match="Alasan"):
        revoke(held=held, reason=" ", by=town.first)
    revoke(held=held, reason="x", by=town.first)
    with pytest.raises(RoleRefused, match="sudah berakhir"):
        revoke(held=held, reason="x", by=town.first)


def test_the_last_admin_aplikasi_stays(town):
    only = RoleHeld.objects.get(user=town.first, role=Role.ADMIN_APLIKASI)

    with pytest.raises(RoleRefused, match="terakhir"):
        revoke(held=only, reason="x", by=town.first)

    give(town, town.sari, Role.ADMIN_APLIKASI, None)
    revoke(held=only, reason="x", by=town.first)
    assert not has_role(town.first, Role.ADMIN_APLIKASI)


def test_every_change_of_roles_is_an_event(town):
    held = give(town, town.sari, Role.AUDITOR, town.kota)
    revoke(held=held, reason="Pindah", by=town.first)

    given, taken = Event.objects.filter(target_kind="access.roleheld", target_id=str(held.pk)).order_by(
        "at", "kind"
    )

    assert {given.kind, taken.kind} == {"access.role_granted", "access.role_revoked"}
    revoked = taken if taken.kind == "access.role_revoked" else given
    assert (revoked.actor_name, revoked.reason, revoked.before["akun"]) == ("Administrator", "Pindah", "sari")
    assert revoked.unit_id == town.kota.pk


def test_who_may_read_about_roles(town):
    held = give(town, town.sari, Role.AUDITOR, town.kecamatan)
    far = give(town, town.budi, Role.KEPALA_UNIT, town.elsewhere)

    assert set(roles_visible_to(town.sari)) == {held}
    assert far in roles_visible_to(town.budi) and held not in roles_visible_to(town.budi)
    assert {held, far} <= set(roles_visible_to(town.first))
    assert set(accounts_visible_to(town.budi)) == {town.budi}
    assert town.budi not in accounts_visible_to(town.sari)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_who_would_make_one_both_maker_and_checker_one_is_refused(town):
    import threading

    from django.db import connection

    begin = threading.Barrier(2)
    refused = []

    def run(role, unit):
        begin.wait()
        try:
            give(town, town.sari, role, unit)
        except RoleRefused as error:
            refused.append(str(error))
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(Role.BENDAHARA, town.kota)),
        threading.Thread(target=run, args=(Role.PEJABAT_PENYETUJU, town.kelurahan)),
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert len(refused) == 1 and "dua orang" in refused[0]
    assert RoleHeld.objects.filter(user=town.sari).count() == 1


def test_the_holder_is_told_of_a_role_given_and_taken_by_another(town):
    held = give(town, town.sari, Role.AUDITOR, town.kota, start=today() - DAY)
    revoke(held=held, reason="Pindah tugas", by=town.first)

    told = Notice.objects.filter(user=town.sari).order_by("at").values_list("title", flat=True)
    assert list(told) == [
        f"{said}: {Role.AUDITOR.label}" for said in ("Anda diberi peran", "Peran Anda diakhiri")
    ]
    assert not Notice.objects.filter(user=town.budi).exists()


def test_rows_read_by_a_prepared_statement_are_those_of_the_query_set(town, django_assert_num_queries):
    give(town, town.sari, Role.AUDITOR, town.kecamatan)
    wanted = list(RoleHeld.objects.order_by("pk").select_related("unit"))
    fields = [field.attname for field in RoleHeld._meta.concrete_fields]

    with django_assert_num_queries(1):
        found = rows_of(RoleHeld, "t.id > %(after)s ORDER BY t.id", {"after": 0}, along="unit")
        assert [one.unit and one.unit.code for one in found] == [None, None, "semarang.banyumanik"]
    assert found == wanted
    assert [[getattr(one, name) for name in fields] for one in found] == [
        [getattr(one, name) for name in fields] for one in wanted
    ]


def test_a_unit_is_called_as_on_the_day_or_by_the_name_nearest_to_it(town):
    first = UnitVersion.objects.get(unit=town.kelurahan)
    begins, renamed, ends = (datetime.date(year, 1, 1) for year in (2000, 2010, 2020))
    UnitVersion.objects.filter(pk=first.pk).update(berlaku=(begins, renamed))
    UnitVersion.objects.create(
        unit=town.kelurahan,
        parent=first.parent,
        name="Ngesrep Baru",
        kind=first.kind,
        berlaku=(renamed, ends),
    )

    def called(year: int) -> str:
        return names_of([town.kelurahan.pk, None], datetime.date(year, 6, 1))[town.kelurahan.pk]

    assert [called(year) for year in (1990, 2005, 2009)] == [first.name] * 3
    assert [called(year) for year in (2010, 2019, 2024)] == ["Ngesrep Baru"] * 3


def test_units_of_the_same_name_are_told_apart_by_the_unit_above(town):
    known = dict(UnitVersion.objects.values_list("unit", "name"))
    below = UnitVersion.objects.filter(parent__in=known).exclude(parent=None)
    first, second = list(below.order_by("name").distinct("name")[:2])
    UnitVersion.objects.filter(pk=second.pk).update(name=first.name)

    names = names_apart(known, datetime.date(2026, 6, 1))

    plain = names_of(known, datetime.date(2026, 6, 1))
    assert names[first.unit_id] == f"{first.name}, {plain[first.parent_id]}"
    assert names[second.unit_id] == f"{first.name}, {plain[second.parent_id]}"
