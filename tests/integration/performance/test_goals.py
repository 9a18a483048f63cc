"""Goals of units, who carries them, and programmes."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from praja.audit.models import Event
from praja.people.models import JabatanHistory
from praja.performance.goals import actions, queries
from praja.performance.goals.actions import GoalRefused, GoalSaid, ProgrammeSaid
from praja.performance.measuring import MeasuredForm, steps_said, target_said
from praja.performance.models import Goal, GoalIndicator, IndicatorVersion, Programme, Rhk, RhkVersion
from praja.temporal.actions import span
from tests.integration.performance.plans import plan

YEAR = 2026
COVERAGE = {
    "text": "Keluarga yang menerima bantuan tepat waktu", "direction": "tinggi", "target": "92,5",
    "measure": "%",
    "formula": "diterima tepat waktu ÷ seluruhnya × 100", "source": "Berita acara penyaluran",
}  # fmt: skip


@pytest.fixture
def goal(office: Any, today: Any) -> Goal:
    said = GoalSaid("sasaran", "Bantuan sosial sampai pada yang berhak")
    return actions.set_goal(unit=office.dinas, year=YEAR, said=said, by=office.user("head"), on=today)


def measured(**said: Any) -> MeasuredForm:
    return MeasuredForm(COVERAGE | said)


# --- goals


def test_the_head_of_a_unit_sets_goals_and_the_trail_says_who(office: Any, goal: Goal) -> None:
    event = Event.objects.get(kind="performance.goal_set")
    assert event.actor_id == office.user("head").pk and (event.after or {})["uraian"] == goal.text


@pytest.mark.parametrize("who", ["sari", "section", "bendahara", "auditor", "pengelola_lain", "tapd"])
def test_others_set_none(office: Any, today: Any, who: str) -> None:
    with pytest.raises(GoalRefused):
        actions.set_goal(
            unit=office.dinas, year=YEAR, said=GoalSaid("sasaran", "Lain"), by=office.user(who), on=today
        )
    assert not Goal.objects.exists()


def test_a_plt_of_the_heading_post_sets_goals_within_the_window_only(office: Any, today: Any) -> None:
    window = span(today - datetime.timedelta(days=5), today + datetime.timedelta(days=1))
    JabatanHistory.objects.create(
        person=office.section, position=office.head_post, how="plt", berlaku=window, sk_number="821/9"
    )
    acting = office.user("section")
    said = GoalSaid("sasaran", "Data penerima bantuan benar")
    made = actions.set_goal(unit=office.dinas, year=YEAR, said=said, by=acting, on=today)
    with pytest.raises(GoalRefused):
        actions.withdraw_goal(goal=made, by=acting, on=today + datetime.timedelta(days=1))


def test_a_goal_is_not_said_twice_and_serves_nothing_in_a_circle(office: Any, today: Any, goal: Goal) -> None:
    by, known = office.user("head"), {"unit": office.dinas, "year": YEAR, "on": today}
    with pytest.raises(GoalRefused, match="sudah ada"):
        actions.set_goal(said=GoalSaid("sasaran", f"  {goal.text.upper()} "), by=by, **known)
    child = actions.set_goal(said=GoalSaid("sasaran", "Data terpadu selalu benar", goal), by=by, **known)
    with pytest.raises(GoalRefused, match="dirinya sendiri"):
        actions.change_goal(goal=goal, said=GoalSaid("sasaran", goal.text, child), by=by, on=today)
    with pytest.raises(GoalRefused, match="tahun yang sama"):
        last = Goal.objects.create(unit=office.dinas, year=YEAR - 1, kind="sasaran", text="Lama")
        actions.set_goal(said=GoalSaid("sasaran", "Baru", last), by=by, **known)


def test_a_goal_that_is_carried_or_served_cannot_be_withdrawn(office: Any, today: Any, goal: Goal) -> None:
    by = office.user("head")
    child = actions.set_goal(
        unit=office.dinas, year=YEAR, said=GoalSaid("sasaran", "Data benar", goal), by=by, on=today
    )
    with pytest.raises(GoalRefused, match="mendukungnya"):
        actions.withdraw_goal(goal=goal, by=by, on=today)
    carrying = plan(office.sari, office.section, agreed=False)
    RhkVersion.objects.filter(version__skp=carrying).update(goal=child)
    with pytest.raises(GoalRefused, match="1 rencana hasil kerja"):
        actions.withdraw_goal(goal=child, by=by, on=today)
    RhkVersion.objects.filter(version__skp=carrying).update(goal=None)
    actions.withdraw_goal(goal=child, by=by, on=today)
    assert list(queries.goals_of(by, office.dinas, YEAR)) == [goal]


# --- indicators


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"target": "0"}, "target", "lebih dari nol"),
        ({"target": "-3"}, "target", "lebih dari nol"),
        ({"target": ""}, "target", "Isi targetnya"),
        ({"target": "dua"}, "target", "angka saja"),
        ({"target": "1" + "0" * 17}, "target", "terlalu besar"),
        ({"direction": "rentang", "target": "90", "target_max": "80"}, "target_max", "lebih kecil"),
        ({"direction": "rentang", "target": "90"}, "target_max", "batas bawah"),
        ({"direction": "tanggal", "due": "2026-02-29"}, "due", ""),
        ({"direction": "tanggal"}, "due", "tanggal selesainya"),
        ({"direction": "tahapan"}, "steps", "tahapannya"),
        ({"direction": "tahapan", "steps": "Survei 2026-02-29"}, "steps", "tidak ada"),
        ({"direction": "tahapan", "steps": "satu\n" * 21}, "steps", "dua puluh"),
        ({"direction": "lain"}, "direction", ""),
    ],
)
def test_what_cannot_be_measured_is_told_at_its_field(said: dict[str, str], field: str, words: str) -> None:
    form = measured(**said)
    assert not form.is_valid() and words in " ".join(map(str, form.errors[field]))


@pytest.mark.parametrize(
    ("said", "target", "words"),
    [
        ({}, Decimal("92.5"), "92,5 %"),
        ({"target": "1.250", "measure": "anak"}, Decimal(1250), "1.250 anak"),
        ({"target": "87.5"}, Decimal("87.5"), "87,5 %"),
        ({"target": "0.125"}, Decimal("0.125"), "0,125 %"),
        ({"target": "3", "direction": "rendah", "measure": "hari"}, Decimal(3), "paling banyak 3 hari"),
        ({"target": "80", "target_max": "90", "direction": "rentang"}, Decimal(80), "80–90 %"),
        (
            {"direction": "tahapan", "target": "", "steps": "Survei\nLaporan 2026-06-30"},
            Decimal(2),
            "2 tahap",
        ),
        (
            {"direction": "tahapan", "target": "", "steps": "Survei 28/2/2026\nLaporan 30-06-2026"},
            Decimal(2),
            "2 tahap",
        ),
        ({"direction": "tanggal", "target": "", "due": "2024-02-29"}, None, "29 Februari 2024"),
    ],
)
def test_targets_are_read_as_people_write_them(said: dict[str, str], target: Any, words: str) -> None:
    form = measured(**said)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["target"] == target
    one = IndicatorVersion(**{name: form.cleaned_data[name] for name in COVERAGE | said})
    one.measure, one.steps = form.cleaned_data["measure"], form.cleaned_data["steps"]
    assert target_said(one) == words


def test_a_milestone_tells_its_day_however_it_was_written() -> None:
    form = measured(direction="tahapan", target="", steps="Survei\nDraf 2026-03-31\nLaporan 30-6-2026")
    assert form.is_valid(), form.errors

    said = steps_said(IndicatorVersion(steps=form.cleaned_data["steps"]))

    assert said == ["Survei", "Draf (31 Maret 2026)", "Laporan (30 Juni 2026)"]


def test_an_indicator_is_set_changed_and_withdrawn_with_its_trail(
    office: Any, today: Any, goal: Goal
) -> None:
    form, by = measured(), office.user("kepala_unit")
    assert form.is_valid()
    made = actions.set_indicator(goal=goal, said=form.cleaned_data, by=by, on=today)
    changed = form.cleaned_data | {"target": Decimal(95)}
    actions.change_indicator(indicator=made, said=changed, by=by, on=today)
    event = Event.objects.get(kind="performance.goal_indicator_changed")
    assert (event.before, event.after) == ({"target": "92.5000"}, {"target": "95"})
    actions.change_indicator(indicator=made, said=changed | {"text": "Tepat waktu"}, by=by, on=today)
    told = [one.after for one in Event.objects.filter(kind="performance.goal_indicator_changed")]
    assert {"text": "Tepat waktu"} in told, "a target that stays is no change, however it is written"
    actions.withdraw_indicator(indicator=made, by=by, on=today)
    assert not queries.indicators_of_goals().exists() and GoalIndicator.objects.count() == 1


# --- the cascade


def link(skp: Any, *, goal: Goal | None = None, serves: Rhk | None = None) -> Rhk:
    row = RhkVersion.objects.get(version__skp=skp)
    RhkVersion.objects.filter(pk=row.pk).update(goal=goal, serves=serves)
    return row.rhk


@pytest.fixture
def carried(office: Any, goal: Goal) -> dict[str, Any]:
    """The head carries the goal, the section serves the head, Sari the section; all of them are drafts."""
    head = plan(office.head, None, agreed=False)
    section = plan(office.section, office.head, agreed=False)
    sari = plan(office.sari, office.section, agreed=False)
    top = link(head, goal=goal)
    middle = link(section, serves=top)
    link(sari, serves=middle)
    return {"head": head, "section": section, "sari": sari, "top": top, "middle": middle}


def test_the_cascade_leads_from_a_goal_to_everybody(
    office: Any, today: Any, goal: Goal, carried: Any
) -> None:
    whole = queries.cascade(office.user("pengelola"), office.dinas, YEAR, today)
    [(found, [top])] = whole.goals
    assert found == goal and top.person == office.head
    [middle] = top.below
    [last] = middle.below
    assert (middle.person, last.person, last.agreed) == (office.section, office.sari, False)
    assert not (whole.uncarried or whole.idle or whole.adrift or whole.outward) and whole.people == 3


def test_goals_nobody_carries_and_people_who_carry_nothing_are_told(
    office: Any, today: Any, goal: Goal, carried: Any
) -> None:
    link(carried["head"])
    link(carried["sari"])
    whole = queries.cascade(office.user("pengelola"), office.dinas, YEAR, today)
    assert whole.uncarried == [goal]
    assert [(one, skp) for one, _post, skp in whole.idle] == [
        (office.head, carried["head"].pk), (office.sari, carried["sari"].pk)
    ]  # fmt: skip
    assert {one.person for one in whole.adrift} == {office.head, office.sari}


def test_of_a_large_unit_the_cascade_shows_its_own_people_and_the_heads_below_it(
    client: Any, office: Any, today: Any, goal: Goal, carried: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = office.user("auditor")
    assert not queries.cascade(by, office.government, YEAR, today).below

    monkeypatch.setattr(queries, "MOST_PEOPLE", 1)
    whole = queries.cascade(by, office.government, YEAR, today)

    assert [one.person for one in whole.outward] == [office.head] and whole.people == 1
    assert {one.unit for one in whole.below} == {office.dinas, office.other}
    client.force_login(by)
    page = client.get(reverse("performance:cascade", args=[office.government.pk, YEAR])).content.decode()
    assert reverse("performance:cascade", args=[office.dinas.pk, YEAR]) in page


def test_results_that_serve_one_another_in_a_circle_are_shown_not_lost(
    office: Any, today: Any, goal: Goal, carried: Any
) -> None:
    link(carried["head"], serves=carried["middle"])
    whole = queries.cascade(office.user("pengelola"), office.dinas, YEAR, today)
    assert {one.person for one in whole.adrift} == {office.head, office.section, office.sari}


def test_the_cascade_shows_nobody_whose_skp_one_may_not_see(
    office: Any, today: Any, goal: Goal, carried: Any
) -> None:
    own = queries.cascade(office.user("sari"), office.dinas, YEAR, today)
    assert {one.person for one in own.outward} == {office.sari} and own.people == 1
    for stranger in ("stranger", "bendahara", "tapd", "admin_aplikasi", "pengelola_lain"):
        assert not queries.may_see_cascade(office.user(stranger), office.dinas, YEAR, today)


def test_the_cascade_takes_the_same_queries_for_many(
    office: Any, today: Any, goal: Goal, carried: Any, django_assert_num_queries: Any
) -> None:
    from tests.integration.people.conftest import person

    by = office.user("pengelola")
    with CaptureQueriesContext(connection) as few:
        queries.cascade(by, office.dinas, YEAR, today)
    for number in range(6):
        more = plan(person(f"Orang {number}", office.dinas, office.staff_post), office.section, agreed=False)
        link(more, serves=carried["middle"])
    with django_assert_num_queries(len(few)):
        whole = queries.cascade(by, office.dinas, YEAR, today)
    assert whole.people == 9


def test_the_matrix_says_who_owes_what_to_which_result(office: Any, today: Any, carried: Any) -> None:
    found = queries.matrix(office.user("head"), carried["head"], today)
    [(rhk, _text)] = found.columns
    assert rhk == carried["top"].pk
    assert [(one, cells) for one, _skp, cells in found.rows] == [
        (office.section, [["Bantuan diterima oleh keluarga yang berhak"]])
    ]


# --- programmes


def said_of(office: Any, **more: Any) -> ProgrammeSaid:
    usual: dict[str, Any] = {
        "name": "Bantuan tepat waktu", "result": "Keluarga menerima bantuan sebelum tanggal 10",
        "owner": office.section, "starts": datetime.date(YEAR, 1, 1), "ends": datetime.date(YEAR, 12, 31),
    }  # fmt: skip
    return ProgrammeSaid(**usual | more)


@pytest.fixture
def programme(office: Any, today: Any) -> Programme:
    return actions.open_programme(
        unit=office.dinas, year=YEAR, said=said_of(office), by=office.user("head"), on=today
    )


def test_the_owner_leads_a_programme_and_cannot_be_put_out(
    office: Any, today: Any, programme: Programme
) -> None:
    owner = office.user("section")
    actions.set_member(programme=programme, person=office.sari, part="Mendata penerima", by=owner, on=today)
    again = actions.set_member(
        programme=programme, person=office.sari, part="Menyalurkan", by=owner, on=today
    )
    assert programme.members.count() == 2 and again.part == "Menyalurkan"
    with pytest.raises(GoalRefused, match="Ganti dahulu"):
        actions.remove_member(member=programme.members.get(person=office.section), by=owner, on=today)
    actions.remove_member(member=again, by=owner, on=today)
    with pytest.raises(GoalRefused, match="Hanya penanggung jawab"):
        actions.set_member(
            programme=programme, person=office.sari, part="Saya", by=office.user("sari"), on=today
        )


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"ends": datetime.date(YEAR - 1, 12, 31)}, "mendahului"),
        ({"ends": datetime.date(YEAR + 1, 1, 1)}, "tahun anggaran"),
        ({"name": " bantuan TEPAT waktu"}, "sudah ada"),
    ],
)
def test_a_programme_that_cannot_be_is_refused(
    office: Any, today: Any, programme: Programme, said: dict[str, Any], words: str
) -> None:
    with pytest.raises(GoalRefused, match=words):
        actions.open_programme(
            unit=office.dinas, year=YEAR, said=said_of(office, **said), by=office.user("head"), on=today
        )


def test_an_evaluation_of_a_day_to_come_is_refused(office: Any, today: Any, programme: Programme) -> None:
    later = {"percent": 50, "finding": "Separuh", "next_step": "", "by": office.user("section"), "on": today}
    with pytest.raises(GoalRefused, match="belum tiba"):
        actions.evaluate(programme=programme, day=today + datetime.timedelta(days=1), **later)
    with pytest.raises(GoalRefused, match="mendahului mulainya"):
        actions.evaluate(programme=programme, day=datetime.date(YEAR - 1, 12, 31), **later)
    assert actions.evaluate(programme=programme, day=today, **later).percent == 50


# --- pages


def test_a_head_sets_a_goal_with_an_indicator_and_sees_it(client: Any, office: Any, today: Any) -> None:
    client.force_login(office.user("head"))
    page = reverse("performance:goals", args=[office.dinas.pk, YEAR])
    assert "Belum ada sasaran" in client.get(page).content.decode()
    new = reverse("performance:goal_new", args=[office.dinas.pk, YEAR])
    client.post(new, {"kind": "sasaran", "text": "<b>Bantuan</b> {{ 7*7 }} sampai"})
    goal = Goal.objects.get()
    answer = client.post(
        reverse("performance:goal_indicator_new", args=[goal.pk]), COVERAGE | {"target": "0"}
    )
    assert answer.status_code == 400 and COVERAGE["text"] in answer.content.decode()
    client.post(reverse("performance:goal_indicator_new", args=[goal.pk]), COVERAGE)
    shown = client.get(page).content.decode()
    assert "&lt;b&gt;Bantuan&lt;/b&gt; {{ 7*7 }} sampai" in shown and "92,5 %" in shown


def test_everybody_reads_goals_and_only_leaders_are_offered_to_change_them(
    client: Any, office: Any, goal: Goal
) -> None:
    client.force_login(office.user("stranger"))
    shown = client.get(reverse("performance:goals", args=[office.dinas.pk, YEAR])).content.decode()
    assert goal.text in shown and "Tambah sasaran" not in shown
    assert client.get(reverse("performance:goal_change", args=[goal.pk])).status_code == 404
    assert client.post(reverse("performance:goal_withdraw", args=[goal.pk])).status_code == 404


def test_a_programme_is_led_on_its_page(client: Any, office: Any, today: Any, programme: Programme) -> None:
    client.force_login(office.user("section"))
    page = reverse("performance:programme", args=[programme.pk])
    client.post(page + "anggota/", {"person": office.sari.nip, "part": "Mendata penerima"})
    client.post(page + "evaluasi/", {"day": "2026-11-02", "percent": "40", "finding": "Dua kelurahan belum"})
    shown = client.get(page).content.decode()
    assert "Mendata penerima" in shown and "Dua kelurahan belum" in shown
    unknown = client.post(page + "anggota/", {"person": "1" * 18, "part": "x"})
    assert unknown.status_code == 400 and "tidak ditemukan" in unknown.content.decode()
