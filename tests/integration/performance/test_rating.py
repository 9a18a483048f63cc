"""Rating: what is proposed, who may rate, what needs a reason, and what stays."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from praja.access.enums import Role
from praja.audit.models import Event
from praja.people.models import JabatanHistory
from praja.performance.enums import AkibatHambatan, KeadaanHambatan, KeadaanSkp
from praja.performance.models import BehaviourRating, Indicator, Obstacle, Period, Rating, RhkRating, Skp
from praja.performance.rating import flags
from praja.performance.rating.actions import RatingRefused, recusals
from praja.performance.rating.actions import units as unit_actions
from praja.performance.rating.actions.ratings import Said, save_draft, sign, sign_together
from praja.performance.rating.desk import desk_of
from praja.performance.rating.proposals import propose
from praja.performance.rating.queries import ratings_visible_to
from praja.temporal.actions import span
from praja.web.models import Notice
from tests.integration.people.conftest import Office, person, role
from tests.integration.performance.plans import plan
from tests.integration.performance.rated import quarter, reached, whole_year

GOOD = Said(result="sesuai", behaviour="sesuai")
WHY = "Layanan keliling berjalan tanpa henti selama banjir"


def one(skp: Skp, period: Period) -> Any:
    return propose([Skp.objects.select_related("unit__government", "person").get(pk=skp.pk)], period)[skp.pk]


# --- what is proposed


@pytest.mark.parametrize(
    ("value", "result", "flagged"),
    [("95", "sesuai", []), ("110", "di_atas", []), ("40", "di_bawah", [flags.BEHIND])],
)
def test_the_proposal_follows_from_what_was_reached(
    office: Office, period: Period, value: str, result: str, flagged: list[str]
) -> None:
    skp = plan(office.sari, office.section, understood=True)
    reached(skp, period, value)

    found = one(skp, period)

    assert (found.result, found.behaviour, found.flags) == (result, "sesuai", flagged)
    assert found.basis()["indikator"][0]["realisasi"] == value and found.basis()["hukum"]


def test_no_realisation_no_evidence_no_report_and_no_understanding_are_told(
    office: Office, period: Period
) -> None:
    silent = plan(office.sari, office.section)
    unproven = plan(office.section, office.head, understood=True)
    reached(unproven, period, proven=False)

    assert one(silent, period).flags == [flags.NO_REALISATION, flags.NOT_UNDERSTOOD, flags.NO_REPORT]
    assert one(silent, period).result == ""
    assert one(unproven, period).flags == [flags.NO_EVIDENCE]


def test_what_a_unit_reached_is_the_result_of_its_head(office: Office, today: Any, period: Period) -> None:
    skp = plan(office.head, None, understood=True)
    reached(skp, period, "95")
    admin = office.user("admin")
    unit_actions.set_achievement(
        unit=office.dinas, period=period, predicate="istimewa", basis=WHY, by=admin, on=today
    )
    found = one(skp, period)
    assert found.result == "di_atas" and found.basis()["unit"] == "istimewa"


def test_months_that_add_up_are_held_against_their_part_of_the_year(office: Office, period: Period) -> None:
    lines = (("Dokumen", [{"text": "Dokumen", "measure": "dokumen", "target": 120}]),)
    skp = plan(office.sari, office.section, lines=lines, understood=True)
    reached(skp, period, "90")  # nine months of twelve

    [measured] = one(skp, period).measured

    assert measured.now == 90 and measured.achievement == 100


def test_what_falls_due_later_is_not_measured_yet(office: Office, period: Period) -> None:
    due = datetime.date(2026, 12, 15)
    lines = (
        ("Sistem", [{"text": "Sistem dipakai", "direction": "tanggal", "target": None, "due": due}]),
        ("Cakupan", [{"text": "Cakupan"}]),
    )
    skp = plan(office.sari, office.section, lines=lines, understood=True)
    for indicator in Indicator.objects.filter(rhk__skp=skp, versions__direction="tinggi"):
        indicator.realisations.create(month="2026-09-01", value=95, by=office.sari.account)

    later, counted = one(skp, period).measured

    assert later.later and not later.counts and counted.achievement is not None
    assert one(skp, period).result == "sesuai"


def test_an_accepted_obstacle_leaves_an_indicator_out_and_is_shown(office: Office, period: Period) -> None:
    lines = (("A", [{"text": "A"}]), ("B", [{"text": "B"}]))
    skp = plan(office.sari, office.section, lines=lines, understood=True)
    first, second = Indicator.objects.filter(rhk__skp=skp).order_by("versions__text")
    first.realisations.create(month="2026-09-01", value=95, by=office.sari.account)
    Obstacle.objects.create(
        skp=skp, rhk=second.rhk, indicator=second, kind="luar", text="Banjir", since="2026-08-01",
        state=KeadaanHambatan.DITERIMA, effect=AkibatHambatan.DIKECUALIKAN, effective="2026-08-01",
        reason="Diakui", decided_at="2026-08-02T00:00Z", by=office.user("sari"),
    )  # fmt: skip

    found = one(skp, period)

    assert found.result == "sesuai" and flags.OBSTACLE in found.flags
    assert flags.NO_REALISATION not in found.flags
    assert found.basis()["hambatan"][0]["akibat"] == "dikecualikan"


def test_proposals_of_many_take_the_same_queries(
    office: Office, period: Period, skp: Skp, django_assert_num_queries: Any
) -> None:
    def all_of() -> list[Skp]:
        return list(Skp.objects.select_related("unit__government", "person"))

    few_skps = all_of()
    with CaptureQueriesContext(connection) as few:
        propose(few_skps, period)
    for number in range(5):
        made = plan(person(f"Orang {number}", office.dinas, office.staff_post), office.section)
        reached(made, period)
    many = all_of()
    with django_assert_num_queries(len(few)):
        assert len(propose(many, period)) == 6


# --- giving


def test_a_rating_as_proposed_is_signed_told_and_stays(
    office: Office, today: Any, period: Period, skp: Skp
) -> None:
    made = sign(skp=skp, period=period, said=GOOD, by=office.user("section"), on=today)

    assert (made.predicate, made.rater_post, made.flags) == ("baik", "Kepala Seksi Bantuan", [])
    assert (Event.objects.get(kind="performance.rated").after or {})["predikat"] == "baik"
    assert Notice.objects.get(user=office.sari.account).url == reverse("performance:rating", args=[made.pk])
    for changed in ({"result": "di_atas"}, {"rater_name": "Lain"}, {"signed_at": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Rating.objects.filter(pk=made.pk).update(**changed)
    with pytest.raises(DatabaseError), transaction.atomic():
        made.rhk_ratings.update(given="di_atas")
    with pytest.raises(DatabaseError), transaction.atomic():
        BehaviourRating.objects.create(rating=made, value="loyal", given="di_bawah", example="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        RhkRating.objects.filter(rating=made).delete()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Said(result="di_atas", behaviour="sesuai"), "berbeda dari usulan"),
        (Said(result="di_atas", behaviour="sesuai", result_reason="ya"), "berbeda dari usulan"),
        (Said(result="sesuai", behaviour="di_bawah"), "perilaku kerja berbeda"),
        (Said(result="sesuai"), "Pilih rating"),
        (Said(result="sesuai", behaviour="sesuai", values={"loyal": ("di_atas", "")}), "contohnya"),
        (Said(result="bagus", behaviour="sesuai"), "Pilih di bawah"),
        (Said(result="sesuai", behaviour="sesuai", values={"rajin": ("sesuai", "")}), "Pilih di bawah"),
        (Said(result="sesuai", behaviour="sesuai", note="x" * 1001), "terlalu panjang"),
    ],
)
def test_what_is_missing_or_cannot_be_is_told(
    office: Office, today: Any, period: Period, skp: Skp, said: Said, words: str
) -> None:
    with pytest.raises(RatingRefused, match=words):
        sign(skp=skp, period=period, said=said, by=office.user("section"), on=today)
    assert not Rating.objects.filter(signed_at__isnull=False).exists()


def test_a_departure_with_its_reason_is_flagged_and_kept(
    office: Office, today: Any, period: Period, skp: Skp
) -> None:
    said = Said(result="di_atas", behaviour="di_atas", result_reason=WHY, behaviour_reason=WHY)
    made = sign(skp=skp, period=period, said=said, by=office.user("section"), on=today)
    assert (made.predicate, made.flags) == ("sangat_baik", [flags.DEPARTS])
    assert WHY in Event.objects.get(kind="performance.rated").reason


def absent(skp: Skp, *days: datetime.date) -> None:
    """Let somebody have been absent without notice on some days."""
    from praja.attendance.models import Day

    usual: dict[str, Any] = dict.fromkeys(
        ("net", "late", "early", "forgiven", "worked", "breaks", "short", "late_band", "early_band"), 0
    )
    Day.objects.bulk_create(
        Day(person_id=skp.person_id, date=day, kind="kerja", status="alpa", place="kantor", zone="WIB",
            missing_in=True, missing_out=True, **usual)
        for day in days
    )  # fmt: skip


def test_whoever_was_absent_without_notice_is_not_rated_as_expected_without_a_reason(
    office: Office, today: Any, period: Period, skp: Skp, client: Any
) -> None:
    absent(skp, datetime.date(2026, 8, 3), datetime.date(2026, 8, 4), datetime.date(2026, 11, 2))
    by = office.user("section")
    client.force_login(by)
    page = client.get(reverse("performance:rate", args=[period.pk, skp.pk])).content.decode()
    assert "Kehadiran pada periode ini" in page and "tidak masuk tanpa keterangan" in page
    with pytest.raises(RatingRefused, match="satu per satu"):
        sign_together(period=period, skps=[skp.pk], by=by, on=today)
    with pytest.raises(RatingRefused, match="tanpa keterangan"):
        sign(skp=skp, period=period, said=GOOD, by=by, on=today)
    said = Said("sesuai", "sesuai", behaviour_reason="Ia menunggui anaknya yang dirawat, suratnya menyusul")
    made = sign(skp=skp, period=period, said=said, by=by, on=today)
    assert made.flags == [flags.ABSENT] and made.basis["kehadiran"]["hari_alpa"] == 2


def test_without_evidence_one_says_from_where_one_knows(office: Office, today: Any, period: Period) -> None:
    skp = plan(office.sari, office.section, understood=True)
    reached(skp, period, proven=False)
    by = office.user("section")
    with pytest.raises(RatingRefused, match="bukti"):
        sign(skp=skp, period=period, said=GOOD, by=by, on=today)
    said = Said(result="sesuai", behaviour="sesuai", result_reason="Saya melihat sendiri penyalurannya")
    made = sign(skp=skp, period=period, said=said, by=by, on=today)
    assert made.flags == [flags.NO_EVIDENCE]


def test_a_signed_rating_is_given_anew_with_a_reason_and_both_are_kept(
    office: Office, today: Any, period: Period, skp: Skp
) -> None:
    by = office.user("section")
    first = sign(skp=skp, period=period, said=GOOD, by=by, on=today)
    worse: dict[str, Any] = {
        "result": "di_bawah",
        "behaviour": "sesuai",
        "result_reason": "Ternyata datanya keliru",
    }
    with pytest.raises(RatingRefused, match="pernah ditandatangani"):
        sign(skp=skp, period=period, said=Said(**worse), by=by, on=today)
    second = sign(skp=skp, period=period, said=Said(**worse, note="Data dikoreksi"), by=by, on=today)
    first.refresh_from_db()
    assert (first.predicate, second.predicate, second.number) == ("baik", "butuh_perbaikan", 2)
    assert first.digantikan is not None and second.digantikan is None
    said = {one.pk for one in ratings_visible_to(office.user("sari"), today)}
    assert said == {first.pk, second.pk}


def test_a_page_that_saves_itself_after_it_was_signed_begins_no_new_draft(
    office: Office, today: Any, period: Period, skp: Skp
) -> None:
    by = office.user("section")
    said = Said("sesuai", "sesuai", "", "", "", values={"loyal": ("di_atas", WHY), "adaptif": ("", "")})
    made = sign(skp=skp, period=period, said=said, by=by, on=today)
    assert save_draft(skp=skp, period=period, said=said, by=by, on=today) == made
    assert Rating.objects.count() == 1
    changed = save_draft(skp=skp, period=period, said=Said(result="di_bawah"), by=by, on=today)
    assert changed.signed_at is None and changed.number == 2


def test_a_draft_is_read_by_the_one_who_writes_it_alone(
    office: Office, today: Any, period: Period, skp: Skp
) -> None:
    draft = save_draft(
        skp=skp, period=period, said=Said(result="di_bawah"), by=office.user("section"), on=today
    )
    again = save_draft(
        skp=skp, period=period, said=Said(behaviour="sesuai"), by=office.user("section"), on=today
    )
    assert again.pk == draft.pk and (again.result, again.predicate) == ("di_bawah", "butuh_perbaikan")
    assert list(ratings_visible_to(office.user("section"), today)) == [draft]
    for other in ("sari", "head", "pengelola", "admin", "auditor", "kepala_unit", "stranger"):
        assert not ratings_visible_to(office.user(other), today).exists(), other


def test_who_reads_a_signed_rating(office: Office, today: Any, period: Period, skp: Skp) -> None:
    sign(skp=skp, period=period, said=GOOD, by=office.user("section"), on=today)
    for one_who in ("sari", "section", "head", "pengelola", "admin", "auditor", "kepala_unit"):
        assert ratings_visible_to(office.user(one_who), today).exists(), one_who
    for other in ("stranger", "pengelola_lain", "bendahara", "tapd", "admin_aplikasi"):
        assert not ratings_visible_to(office.user(other), today).exists(), other


def test_a_role_everywhere_reads_all_signed_ratings_and_no_draft(
    office: Office, today: Any, period: Period, skp: Skp
) -> None:
    made = sign(skp=skp, period=period, said=GOOD, by=office.user("section"), on=today)
    save_draft(skp=skp, period=period, said=Said(result="di_bawah"), by=office.user("section"), on=today)
    stranger = role(office.user("stranger"), Role.AUDITOR, None)
    assert list(ratings_visible_to(stranger, today)) == [made]


# --- who may not, and when


def refused(skp: Skp, period: Period, by: Any, on: datetime.date) -> str:
    with pytest.raises(RatingRefused) as caught:
        sign(skp=skp, period=period, said=GOOD, by=by, on=on)
    return str(caught.value)


def test_nobody_rates_themself_not_even_in_the_database(
    office: Office, today: Any, period: Period, skp: Skp
) -> None:
    sari = office.user("sari")
    assert "menilai diri sendiri" in refused(skp, period, sari, today)
    JabatanHistory.objects.create(
        person=office.sari, position=office.section_post, how="plt", berlaku=span(today), sk_number="821/1"
    )
    assert "menilai diri sendiri" in refused(skp, period, sari, today)
    usual = {"skp": skp, "period": period, "rater_name": "x"}
    for own in ({"rater": office.sari, "by": office.user("section")}, {"rater": None, "by": sari}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Rating.objects.create(**usual, **own)


@pytest.mark.parametrize(
    "who", ["head", "stranger", "pengelola", "admin", "kepala_unit", "auditor", "bendahara"]
)
def test_others_rate_nobody(office: Office, today: Any, period: Period, skp: Skp, who: str) -> None:
    assert "Hanya pejabat penilai" in refused(skp, period, office.user(who), today)


def test_a_subordinate_who_acts_as_plt_does_not_rate_the_superior(
    office: Office, today: Any, period: Period
) -> None:
    boss = plan(office.section, office.head, understood=True)
    reached(boss, period)
    plan(office.sari, office.section)
    JabatanHistory.objects.create(
        person=office.sari, position=office.head_post, how="plt", berlaku=span(today), sk_number="821/2"
    )
    acting = office.user("sari")
    assert "Anda bawahan" in refused(boss, period, acting, today)
    recusals.declare(skp=boss, period=period, text="Saya bawahan beliau", by=acting, on=today)
    assert "Ada benturan kepentingan" in refused(boss, period, office.user("head"), today)


def test_a_plt_of_the_appraisers_post_rates_within_the_window(
    office: Office, today: Any, period: Period, skp: Skp
) -> None:
    other = person("Rudi Pengganti", office.dinas, office.head_post)
    JabatanHistory.objects.create(
        person=other, position=office.section_post, how="plt", sk_number="821/3",
        berlaku=span(today, today + datetime.timedelta(days=1)),
    )  # fmt: skip
    assert "Hanya pejabat" in refused(skp, period, other.account, today + datetime.timedelta(days=1))
    made = sign(skp=skp, period=period, said=GOOD, by=other.account, on=today)
    assert made.rater == other and made.rater_post == "Plt. Kepala Seksi Bantuan"


def test_each_part_of_a_year_is_rated_by_its_own_appraiser_and_the_year_by_the_last(
    office: Office, today: Any
) -> None:
    year = 2025
    half = datetime.date(year, 7, 1)
    before = plan(
        office.sari, office.section, year=year, days=(datetime.date(year, 1, 1), half), understood=True
    )
    after = plan(
        office.sari, office.head, year=year, days=(half, datetime.date(year + 1, 1, 1)), understood=True
    )
    Skp.objects.filter(pk=before.pk).update(state=KeadaanSkp.BERAKHIR)
    first, annual = quarter(office.government, 1, year=year), whole_year(office.government, year=year)
    why = Said(result="sesuai", behaviour="sesuai", result_reason="Dari laporan tertulis waktu itu")

    assert "penilai pada masa itu" in refused(before, first, office.user("head"), today)
    assert "bukan bagian" in refused(after, first, office.user("head"), today)
    assert "SKP terakhir" in refused(before, annual, office.user("section"), today)
    sign(skp=before, period=first, said=why, by=office.user("section"), on=today)
    assert sign(skp=after, period=annual, said=why, by=office.user("head"), on=today).predicate == "baik"


def test_not_before_the_period_is_over_and_not_without_an_agreed_plan(office: Office, today: Any) -> None:
    running = quarter(office.government, 4)
    skp = plan(office.sari, office.section)
    assert "baru berakhir 31 Desember 2026" in refused(skp, running, office.user("section"), today)
    Skp.objects.filter(pk=skp.pk).update(state=KeadaanSkp.BERAKHIR, berlaku=("2026-01-01", "2026-11-01"))
    with pytest.raises(RatingRefused, match="tidak dapat diusulkan"):
        sign(skp=skp, period=running, said=GOOD, by=office.user("section"), on=today)
    draft = plan(office.section, office.head, agreed=False)
    over = quarter(office.government)
    assert "belum disepakati" in refused(draft, over, office.user("head"), today)


def test_before_the_law_knew_predicates_nothing_is_proposed_or_signed(office: Office, today: Any) -> None:
    early = quarter(office.government, 2, year=2020)
    skp = plan(office.sari, office.section, year=2020)
    said = Said(result="sesuai", behaviour="sesuai", result_reason=WHY)
    with pytest.raises(RatingRefused, match="Tidak ada aturan predikat"):
        sign(skp=skp, period=early, said=said, by=office.user("section"), on=today)
    assert desk_of(office.user("section"), early, today).counts == {}


def test_29_february_is_a_day_like_another(office: Office) -> None:
    period = quarter(office.government, 1, year=2028)
    skp = plan(
        office.sari, office.section, year=2028, days=(datetime.date(2028, 1, 1), datetime.date(2028, 3, 1))
    )
    leap = datetime.date(2028, 2, 29)
    assert "baru berakhir 29 Februari 2028" in refused(skp, period, office.user("section"), leap)


def test_a_conflict_of_interest_is_declared_and_decided_by_others(
    office: Office, today: Any, period: Period, skp: Skp
) -> None:
    section, sari = office.user("section"), office.user("sari")
    save_draft(skp=skp, period=period, said=GOOD, by=section, on=today)
    with pytest.raises(RatingRefused, match="Hanya pegawai"):
        recusals.declare(
            skp=skp, period=period, text="Mereka bersaudara", by=office.user("auditor"), on=today
        )
    made = recusals.declare(skp=skp, period=period, text="Kami bersaudara kandung", by=sari, on=today)
    assert not Rating.objects.exists()
    assert "benturan kepentingan" in refused(skp, period, section, today)
    for who in (section, sari):
        with pytest.raises(RatingRefused, match="atasan penilai"):
            recusals.decide(recusal=made, substitute=office.head, answer=WHY, by=who, on=today)
    with pytest.raises(RatingRefused, match="orang lain"):
        recusals.decide(recusal=made, substitute=office.section, answer=WHY, by=office.user("head"), on=today)
    recusals.decide(recusal=made, substitute=office.head, answer=WHY, by=office.user("pengelola"), on=today)
    assert "penilai pengganti" in refused(skp, period, section, today)
    assert sign(skp=skp, period=period, said=GOOD, by=office.user("head"), on=today).rater == office.head


def test_an_officer_records_the_form_of_an_appraiser_outside_of_the_records(
    office: Office, today: Any, period: Period
) -> None:
    skp = plan(office.head, None, understood=True)
    Skp.objects.filter(pk=skp.pk).update(appraiser_name="Ibu Wali Kota", appraiser_title="Wali Kota")
    skp.refresh_from_db()
    reached(skp, period)
    made = sign(skp=skp, period=period, said=GOOD, by=office.user("admin"), on=today)
    assert (made.rater, made.rater_name, made.rater_post) == (None, "Ibu Wali Kota", "Wali Kota")
    assert "menilai diri sendiri" in refused(skp, period, office.user("head"), today)


# --- the desk


def team(office: Office, period: Period, count: int, value: str = "95") -> list[Skp]:
    made = []
    for number in range(count):
        who = person(f"Anggota {number}", office.dinas, office.staff_post)
        made.append(plan(who, office.section, understood=True))
        reached(made[-1], period, value)
    return made


def test_the_desk_shows_exceptions_first_in_the_same_queries_for_many(
    office: Office, today: Any, period: Period, skp: Skp, django_assert_num_queries: Any
) -> None:
    behind = plan(person("Beni", office.dinas, office.staff_post), office.section, understood=True)
    reached(behind, period, "40")
    nobody = person("Tanpa Rencana", office.dinas, office.staff_post)
    by = office.user("section")
    desk_of(by, period, today)
    with CaptureQueriesContext(connection) as few:
        desk = desk_of(by, period, today)
    assert [row.skp.pk for row in desk.looked_at] == [behind.pk]
    assert [row.skp.pk for row in desk.clear] == [skp.pk]
    assert desk.without == [(nobody, "Pengolah Data")]
    assert desk.counts == {"baik": 1, "butuh_perbaikan": 1}
    team(office, period, 5)
    with django_assert_num_queries(len(few)):
        assert len(desk_of(by, period, today).rows) == 7


def test_what_is_unflagged_is_signed_together_and_the_rest_is_left(
    office: Office, today: Any, period: Period, skp: Skp
) -> None:
    behind = plan(person("Beni", office.dinas, office.staff_post), office.section, understood=True)
    reached(behind, period, "40")
    others = team(office, period, 2)
    better = team(office, period, 1, "110")
    by = office.user("section")
    pks = [one.pk for one in (skp, behind, *others, *better)]
    made = sign_together(period=period, skps=pks, by=by, on=today)
    assert {one.skp_id for one in made} == {skp.pk, *(one.pk for one in (*others, *better))}
    assert {one.predicate for one in Rating.objects.filter(signed_at__isnull=False)} == {"baik"}
    assert all(one.rhk_ratings.exists() for one in made)
    event = Event.objects.get(kind="performance.rated_together")
    assert (event.after or {})["jumlah"] == 4
    with pytest.raises(RatingRefused, match="satu per satu"):
        sign_together(period=period, skps=pks, by=by, on=today)


def test_what_was_drafted_of_a_result_stays_when_it_is_signed_together(
    office: Office, today: Any, period: Period, skp: Skp
) -> None:
    by = office.user("section")
    rhk = propose([skp], period)[skp.pk].lines[0].rhk.rhk_id
    save_draft(skp=skp, period=period, said=Said(results={rhk: "di_atas"}), by=by, on=today)
    [made] = sign_together(period=period, skps=[skp.pk], by=by, on=today)
    given = {one.rhk_id: (one.proposed, one.given) for one in made.rhk_ratings.all()}
    assert given.pop(rhk) == ("sesuai", "di_atas")
    assert all(proposed == own for proposed, own in given.values())


def test_signing_all_alike_is_pointed_out_first(office: Office, today: Any, period: Period, skp: Skp) -> None:
    pks = [skp.pk, *(one.pk for one in team(office, period, 3))]
    by = office.user("section")
    with pytest.raises(RatingRefused, match="sama persis"):
        sign_together(period=period, skps=pks, by=by, on=today)
    assert len(sign_together(period=period, skps=pks, alike_seen=True, by=by, on=today)) == 4


def test_signing_together_rates_nobody_elses_people(
    office: Office, today: Any, period: Period, skp: Skp
) -> None:
    for who in ("head", "sari", "pengelola", "stranger"):
        with pytest.raises(RatingRefused):
            sign_together(period=period, skps=[skp.pk], by=office.user(who), on=today)
    assert not Rating.objects.exists()


def test_the_pattern_stands_beside_the_ratings(office: Office, today: Any, period: Period) -> None:
    team(office, period, 12)
    with pytest.raises(RatingRefused, match="pimpinan satu tingkat"):
        unit_actions.set_achievement(
            unit=office.dinas,
            period=period,
            predicate="istimewa",
            basis=WHY,
            by=office.user("head"),
            on=today,
        )
    unit_actions.set_achievement(
        unit=office.dinas, period=period, predicate="istimewa", basis=WHY, by=office.user("admin"), on=today
    )
    desk = desk_of(office.user("section"), period, today)
    assert desk.organisation_name == "Dinas Sosial" and desk.violations and desk.alike
