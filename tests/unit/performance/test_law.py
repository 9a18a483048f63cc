"""The law of performance as the app asks for it."""

import dataclasses
import datetime
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praja.performance.law import (
    ACHIEVED,
    METHOD,
    SCORED,
    Method,
    RatingUnknown,
    SkpIndicator,
    SkpInput,
    Staff,
    allowed,
    credit,
    credit_base,
    credit_code,
    credit_coefficient,
    credit_good_years,
    credit_levels,
    credit_progress,
    credit_share,
    credit_thresholds,
    digest,
    explain,
    final_predicate,
    final_score,
    final_told,
    improvement_end,
    leader_result,
    may_be_awarded,
    method_of,
    needs_improvement,
    objection_deadline,
    pattern,
    pattern_is_meaningful,
    posting_end,
    predicate,
    rate,
    rating,
    siasn_code,
    siasn_value,
    told,
)
from tests.properties.dice import effort

ON = datetime.date(2026, 11, 22)


def indicator(key, realisation, target=100, *, rhk="A", direction="tinggi", **more):
    numbers = {
        name: None if value is None else D(str(value))
        for name, value in {"target": target, "realisation": realisation}.items()
    }
    return SkpIndicator(key, rhk, direction, **numbers, **more)


def by_date(key, start, due, done, rhk="A"):
    days = dict(zip(("start", "due", "done"), map(day, (start, due, done)), strict=True))
    return SkpIndicator(key, rhk, "tanggal", **days)


def day(text):
    return None if text is None else datetime.date.fromisoformat(text)


def outcome(*indicators, **more):
    return rate([SkpInput("sari", indicators, **more)], on=ON)[0]


# --- results


@pytest.mark.parametrize(
    ("given", "achievement"),
    [
        (indicator("1", 93, 95), "97.89"),
        (indicator("1", "6.5", 7, direction="rendah", target_max=D(8)), "107.14"),
        (indicator("1", 9, 7, direction="rendah", target_max=D(8)), "87.50"),
        (indicator("1", 85, 80, direction="rentang", target_max=D(90)), "100.00"),
        (indicator("1", 70, 80, direction="rentang", target_max=D(90)), "87.50"),
        (indicator("1", 3, 4, direction="tahapan"), "75.00"),
        (by_date("1", "2026-01-01", "2026-03-31", "2026-04-09"), "90.00"),
        (indicator("1", "9999999999999", "0.0001"), "120.00"),
        (indicator("1", 0), "0.00"),
    ],
)
def test_an_indicator_comes_to_its_achievement(given, achievement):
    found = outcome(given)

    assert found.indicators["1"].achievement == found.achievement == D(achievement)
    assert str(found.achievement) == achievement
    assert found.indicators["1"].problem is None
    assert found.indicators["1"].score is None


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (indicator("1", None), "Realisasi belum diisi."),
        (indicator("1", -1), "Realisasi harus tidak kurang dari 0."),
        (indicator("1", "NaN"), "Realisasi tidak terbaca."),
        (indicator("1", "1E+30"), "Realisasi terlalu besar."),
        (indicator("1", "0.00001"), "Realisasi paling banyak 4 angka di belakang koma."),
        (indicator("1", "1." + "0" * 40 + "1"), "Realisasi paling banyak 4 angka di belakang koma."),
        (indicator("1", 5, None), "Target belum diisi."),
        (indicator("1", 5, 0), "Target 0 tidak dapat menjadi pembanding"),
        (indicator("1", 5, -3), "Target harus lebih dari 0."),
        (indicator("1", 5, direction="rentang"), "Batas atas target belum diisi."),
        (indicator("1", 5, direction="rentang", target_max=D(90)), "Batas atas target lebih kecil"),
        (indicator("1", 5, direction="naik"), "Arah indikator 'naik' tidak dikenal."),
        (by_date("1", "2026-01-01", None, "2026-04-09"), "Tanggal target belum diisi."),
        (by_date("1", "2026-01-01", "2026-03-31", None), "Tanggal selesai belum diisi."),
        (by_date("1", None, "2026-03-31", "2026-04-09"), "Hari mulai bekerja belum diisi."),
        (by_date("1", "1926-01-01", "2026-03-31", "2026-04-09"), "Hari mulai bekerja harus di antara"),
    ],
)
def test_what_cannot_be_computed_says_why_and_spreads_no_further_than_it_must(given, problem):
    found = outcome(given, indicator("2", 100), indicator("3", 90, rhk="B"))

    assert found.indicators["1"].problem.startswith(problem)
    assert found.indicators["1"].achievement is None
    assert found.indicators["2"].achievement == 100
    assert found.rhk["A"].achievement is found.rhk["A"].proposal is None
    assert found.rhk["A"].problem == "1 dari 2 indikator belum dapat dihitung."
    assert (found.rhk["B"].achievement, found.rhk["B"].proposal) == (90, "sesuai")
    assert found.achievement is found.proposal is None
    assert found.problem == "1 dari 3 indikator belum dapat dihitung."


def test_without_weights_every_indicator_and_every_rhk_counts_the_same():
    found = outcome(indicator("1", 100), indicator("2", 80), indicator("3", 120, rhk="B"))

    assert [one.achievement for one in found.rhk.values()] == [90, 120]
    assert (found.achievement, found.proposal) == (105, "sesuai")


def test_with_weights_they_count_as_they_weigh():
    found = outcome(
        indicator("1", 100, weight=D(30)),
        indicator("2", 80, weight=D(10)),
        indicator("3", 120, rhk="B", weight=D(60)),
    )

    assert [one.achievement for one in found.rhk.values()] == [95, 120]
    assert found.achievement == 110


@pytest.mark.parametrize(
    ("weight", "problem"),
    [
        (None, "belum diisi"),
        (D(0), "harus lebih dari 0"),
        (D("1E+30"), "terlalu besar"),
        (D("NaN"), "tidak terbaca"),
        (D("0.005"), "paling banyak 2 angka"),
        (D("-1E+30"), "terlalu kecil"),
        (D("1.005"), "paling banyak 2 angka"),
    ],
)
def test_a_weight_that_cannot_be_used_is_said(weight, problem):
    found = outcome(indicator("1", 100, weight=D(30)), indicator("2", 80, weight=weight))

    assert found.indicators["2"].problem.startswith(f"Bobot {problem}")
    assert found.achievement is None


@pytest.mark.parametrize(
    ("realised", "proposal"),
    [("115", "di_atas"), ("114.99", "sesuai"), ("90", "sesuai"), ("89.99", "di_bawah")],
)
def test_the_proposal_changes_at_the_thresholds(realised, proposal):
    assert outcome(indicator("1", realised)).proposal == proposal


def test_nothing_to_rate_is_no_zero():
    found = outcome()

    assert (found.achievement, found.proposal) == (None, None)
    assert found.problem == "Belum ada indikator yang dapat dinilai."


def test_indicators_come_in_the_order_given_wherever_their_rhk_stand():
    found = outcome(indicator("1", 10, rhk="B"), indicator("2", 20, rhk="A"), indicator("3", 30, rhk="B"))

    assert [(one.key, one.achievement) for one in found.indicators.values()] == [
        ("1", 10),
        ("2", 20),
        ("3", 30),
    ]
    assert {one.key: one.achievement for one in found.rhk.values()} == {"B": 20, "A": 20}


def test_the_method_of_scores():
    rows = [indicator("1", 100), indicator("2", 93, 95), indicator("3", 100, rhk="B", maximum=True)]

    found = outcome(*rows, method=SCORED)

    assert [one.score for one in found.indicators.values()] == [109, D("87.89"), 120]
    assert [one.score for one in found.rhk.values()] == [D("98.45"), 120]
    assert found.score == D("109.23")


def test_additional_results_add_points_to_the_score():
    rows = [indicator("1", 100), indicator("2", 100, rhk="B")]

    assert outcome(*rows, method=SCORED, additional={"B": D(5)}).score == D("113.36")
    wide = outcome(*rows, method=SCORED, additional={"B": D(11)})
    assert (wide.score, wide.problem) == (None, "Bobot lingkup terlalu besar.")
    assert wide.problem.told("en") == "The weight of the scope is too large."
    assert (wide.achievement, wide.proposal) == (100, "sesuai")
    untold = explain(SkpInput("sari", rows, SCORED, {"B": None}), on=ON).overall()
    assert untold.startswith("Bobot lingkup belum diisi.") and "Capaian hasil kerja" in untold
    assert outcome(*rows, additional={"B": D("1E+30")}).achievement == 100


def test_methods_stand_side_by_side():
    rows = [indicator("1", 93, 95), indicator("2", 70, 80, target_max=D(90), rhk="B")]

    first, second, third = rate(
        [
            SkpInput("sari", rows),
            SkpInput("budi", rows, SCORED),
            SkpInput("citra", rows, ACHIEVED, {"B": None}),
        ],
        on=ON,
    )

    assert (first.score, second.score, third.score) == (None, D("82.7"), D("92.7"))
    assert first.achievement == second.achievement == third.achievement == D("92.7")
    assert {one.score for one in (*third.indicators.values(), *third.rhk.values())} == {None}
    assert [Method(one).scored for one in (METHOD, SCORED, ACHIEVED)] == [False, True, True]


def test_the_achievement_of_indicators_as_a_score_is_told_by_its_own_rule():
    rows = [indicator("1", 87.5)]

    told = explain(SkpInput("citra", rows, ACHIEVED, staff=Staff(D(100), D(100))), on=ON, pack="bogor")

    assert told.outcome.score == D(90)  # 80 % of 87.5 and 20 % of 100
    assert "Nilai menurut capaian indikator kinerja individu" in told.overall()
    assert "kategori" not in told.overall() and "87,5" in told.indicator("1")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([SkpInput("sari", []), SkpInput("sari", [])], "sari"),
        ([SkpInput("sari", [indicator("1", 1), indicator("1", 2)])], "'1' dua kali"),
        ([SkpInput("sari", [], "kira_kira")], "kira_kira"),
    ],
)
def test_what_no_person_is_to_blame_for_is_refused(rows, said):
    with pytest.raises(ValueError, match=said):
        rate(rows, on=ON)


def test_a_month_before_the_law_and_a_pack_that_does_not_exist_are_said():
    with pytest.raises(RatingUnknown, match="belum punya versi"):
        rate([SkpInput("sari", [indicator("1", 1)])], on=datetime.date(2010, 1, 1))
    with pytest.raises(RatingUnknown, match="tidak_ada"):
        rate([], on=ON, pack="tidak_ada")


def test_a_rating_can_name_the_texts_of_its_law():
    assert len(digest("nasional")) == 64
    assert digest("bogor") != digest("nasional") == digest("nasional")


def test_figures_beside_a_date_are_not_read():
    row = dataclasses.replace(by_date("1", "2026-01-01", "2026-06-30", "2026-06-30"), realisation=D("1E+20"))

    (outcome,) = rate([SkpInput("sari", [row])], on=ON)

    assert outcome.indicators["1"].achievement is not None


@pytest.mark.parametrize(("realised", "achievement"), [("75.3", "94.13"), ("75.299", "94.12")])
def test_half_a_hundredth_is_rounded_up_alone_among_many_and_as_explained(realised, achievement):
    row = SkpInput("sari", [indicator("1", D(realised), 80)])

    outcomes = (*rate([row], on=ON), *rate_as_many([row]), explain(row, on=ON).outcome)

    assert {one.indicators["1"].achievement for one in outcomes} == {D(achievement)}
    assert achievement.replace(".", ",") in explain(row, on=ON).indicator("1")


FIGURES = st.one_of(st.none(), st.decimals(-5, 500, places=2), st.just(D("1E+20")))
DIRECTIONS = st.sampled_from(["tinggi", "rendah", "rentang", "tahapan", "tanggal", "naik"])
DAYS = st.one_of(st.none(), st.dates())
GIVEN = st.tuples(st.sampled_from("ABC"), DIRECTIONS, FIGURES, FIGURES, FIGURES, st.booleans(), DAYS)
SKPS = st.lists(
    st.tuples(st.lists(GIVEN, max_size=5), st.sampled_from([SCORED, ACHIEVED, METHOD])), max_size=5
)


def skp(place, drawn):
    rows, method = drawn
    return SkpInput(
        str(place),
        [
            SkpIndicator(str(number), rhk, direction, target, upper, real, None, maximum, ON, ON, done)
            for number, (rhk, direction, target, upper, real, maximum, done) in enumerate(rows)
        ],
        method,
    )


def rate_as_many(rows):
    """Rate as a whole government is rated: in frames, however few they are."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rating, "FEW", 0)
        return rate(rows, on=ON)


@effort(0.2)
@given(SKPS)
def test_alone_or_together_the_same_and_a_figure_or_a_reason(drawn):
    rows = [skp(place, one) for place, one in enumerate(drawn)]

    found = rate(rows, on=ON)

    assert found == [rate([row], on=ON)[0] for row in rows] == rate_as_many(rows)
    for one in found:
        for part in (*one.indicators.values(), *one.rhk.values(), one):
            assert (part.achievement is None) is (part.problem is not None)
        if not one.problem:
            assert 0 <= one.achievement <= 120
            assert (one.score is None) is (rows[int(one.key)].method == METHOD)


@effort(0.2)
@given(SKPS)
def test_the_explanation_tells_the_figure_that_was_computed(drawn):
    for place, one in enumerate(drawn):
        row = skp(place, one)

        told = explain(row, on=ON)

        assert told.outcome == rate([row], on=ON)[0]
        for key, part in told.outcome.indicators.items():
            figure = part.achievement if part.score is None else part.score
            assert (part.problem or shown(figure)) in told.indicator(key)
        assert all(told.rhk(key) and told.overall("en") for key in told.outcome.rhk)


def shown(figure):
    """Return a figure as explanations write it."""
    return f"{figure.normalize():f}".replace(".", ",")


def test_an_explanation_names_figures_and_articles():
    told = explain(SkpInput("sari", [indicator("1", 93, 95), indicator("2", None)]), on=ON)

    assert "realisasi 93 ÷ target pembanding 95 = 97,894736…%" in told.indicator("1")
    assert "PermenPANRB 8/2021 Lampiran hlm. 91-100" in told.indicator("1")
    assert told.indicator("2").startswith("Realisasi belum diisi.\n")
    assert told.rhk("A") == told.overall() == "1 dari 2 indikator belum dapat dihitung."


# --- predicates


def test_bad_behaviour_is_never_offset_by_results():
    assert predicate("di_atas", "di_bawah", on=ON) == "kurang"
    assert predicate("di_bawah", "di_bawah", on=ON) == "sangat_kurang"
    assert predicate("di_atas", "di_atas", on=ON) == "sangat_baik"


def test_a_rating_that_the_law_does_not_know_is_said():
    with pytest.raises(RatingUnknown, match="Rating hasil kerja 'bagus' tidak dikenal"):
        predicate("bagus", "sesuai", on=ON)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("rating", ["di_atas", "sesuai", "di_bawah"]),
        ("kuadran", ["sangat_baik", "baik", "butuh_perbaikan", "kurang", "sangat_kurang"]),
        ("periodik", ["bulanan", "triwulanan"]),
    ],
)
def test_the_codes_of_siasn_count_from_the_best(kind, values):
    codes = [siasn_code(kind, value, on=ON) for value in values]

    assert codes == list(range(1, len(values) + 1))
    assert [siasn_value(kind, code, on=ON) for code in codes] == values


def test_codes_that_siasn_does_not_have_are_said():
    with pytest.raises(RatingUnknown, match="'belum_dinilai'"):
        siasn_code("kuadran", "belum_dinilai", on=ON)
    with pytest.raises(RatingUnknown, match="tidak_ada"):
        siasn_code("periodik", "tidak_ada", on=ON)
    with pytest.raises(RatingUnknown, match="rating 4"):
        siasn_value("rating", 4, on=ON)
    with pytest.raises(RatingUnknown, match="'warna'"):
        siasn_code("warna", "biru", on=ON)


def test_the_final_score_of_former_rules_follows_the_day():
    scores = (D(90), D(80))

    assert final_score(*scores, peers=False, on=datetime.date(2019, 4, 1)) == (86, "baik")
    assert final_score(*scores, peers=False, on=ON) == (87, "cukup")
    assert final_score(*scores, peers=True, on=ON) == (86, "cukup")


# --- patterns


def test_departures_from_the_pattern_name_their_figures_and_their_source():
    (found,) = pattern({"sangat_baik": 15, "baik": 4, "kurang": 1}, "istimewa", on=ON)

    assert found.rule == "pola_lebih_sangat_baik"
    assert found.text == (
        "Predikat Sangat Baik melebihi batasnya: pegawai berpredikat Sangat Baik 15 orang > "
        "bagian paling banyak bagi predikat itu 70% × pegawai yang dinilai 20 orang"
    )
    assert "SE MenPANRB 3/2023" in found.source and "belum diperiksa" in found.source


def test_a_unit_within_the_pattern_departs_from_nothing():
    assert pattern({"sangat_baik": 14, "baik": 5, "butuh_perbaikan": 1}, "istimewa", on=ON) == []


@pytest.mark.parametrize("organisation", ["istimewa", "baik", "butuh_perbaikan", "kurang", "sangat_kurang"])
def test_the_bounds_of_the_pattern_are_where_departures_begin(organisation):
    names = ("sangat_baik", "baik", "butuh_perbaikan", "kurang", "sangat_kurang")
    for name, bound in allowed(organisation, on=ON).items():
        other = next(one for one in names if one != name)
        for count in (0, 1, 2, 11, 12, 14, 15, 20):
            told = pattern({name: count, other: 20 - count}, organisation, on=ON)
            departs = {f"pola_lebih_{name}", f"pola_kurang_{name}"} & {one.rule for one in told}
            assert bool(departs) is not (bound.least * 20 <= count <= bound.most * 20), (name, count)
    with pytest.raises(RatingUnknown, match="'bagus'"):
        allowed("bagus", on=ON)


def test_a_small_unit_has_no_meaningful_pattern():
    assert not pattern_is_meaningful({"baik": 9}, on=ON)
    assert pattern_is_meaningful({"baik": 9, "kurang": 1}, on=ON)


def test_unknown_predicates_and_absurd_counts_are_said():
    with pytest.raises(RatingUnknown, match="'cukup'"):
        pattern({"cukup": 1}, "baik", on=ON)
    with pytest.raises(RatingUnknown, match="di luar batas"):
        pattern({"baik": -1}, "baik", on=ON)
    with pytest.raises(RatingUnknown, match="'bagus'"):
        leader_result("bagus", on=ON)


# --- credit points and objections


def test_credit_points_of_a_year_and_of_two_months():
    assert credit("Ahli Pertama", "sangat_baik", 12, on=ON) == D("18.75")
    assert credit("Ahli Pertama", "baik", 2, on=ON) == D("2.08")
    assert credit_code("Ahli Muda", "baik", on=ON) == 22


def test_what_is_missing_to_the_next_rank_and_level():
    assert credit_thresholds("Terampil", on=ON).level == 60
    assert credit_thresholds("Penyelia", on=ON).level is None
    found = credit_progress("Ahli Muda", D("99.5"), degree=True, on=ON)
    assert (found.missing_rank, found.missing_level, found.carried_over) == (0, D("75.5"), D("24.5"))
    assert credit_progress("Ahli Utama", D(150), on=ON).missing_rank == 50


def test_a_level_that_the_law_does_not_know_is_said():
    with pytest.raises(RatingUnknown, match="'Ahli Luar Biasa'"):
        credit("Ahli Luar Biasa", "baik", 12, on=ON)


def test_the_last_day_to_object_is_the_fourteenth():
    assert objection_deadline(datetime.date(2028, 2, 20), on=ON) == datetime.date(2028, 3, 5)


def test_what_else_is_known_of_credit_points():
    assert credit_levels(ON)[:2] == ["Pemula", "Terampil"] and len(credit_levels(ON)) == 8
    assert (credit_coefficient("Ahli Muda", ON), credit_share("kurang", ON)) == (25, D("0.5"))
    assert (credit_base("III/b", ON), credit_base("III/c", ON), credit_base("II/c", ON)) == (50, 0, None)
    assert credit_good_years(ON) == (2, 1)


def test_below_good_one_has_six_months_and_a_temporary_post_for_a_year():
    assert [needs_improvement(one, ON) for one in ("sangat_baik", "baik", "butuh_perbaikan", "kurang")] == [
        False, False, True, True,
    ]  # fmt: skip
    assert [may_be_awarded(one, ON) for one in ("sangat_baik", "baik")] == [True, False]
    assert improvement_end(datetime.date(2027, 8, 31), ON) == datetime.date(2028, 2, 29)
    assert posting_end(datetime.date(2028, 2, 29), ON) == datetime.date(2029, 2, 28)


# --- how a government rates


@pytest.mark.parametrize(
    ("pack", "on", "results", "final", "share", "log"),
    [
        ("nasional", "2021-12-01", SCORED, True, "0", "bulanan"),
        ("nasional", "2022-03-01", METHOD, False, "0", "bulanan"),
        ("semarang_76_2021", "2026-11-01", SCORED, False, "0", "bulanan"),
        ("balangan_2025", "2024-01-01", METHOD, False, "0", "bulanan"),
        ("bogor", "2026-11-01", METHOD, False, "0.2", "harian"),
        ("nasional", "2010-01-01", METHOD, False, "0", "bulanan"),
    ],
)
def test_a_pack_and_a_day_say_how_a_government_rates(pack, on, results, final, share, log):
    method = method_of(day(on), pack)

    assert (method.results, method.final, method.by_score) == (results, final, final)
    assert (method.staff_share, method.log) == (D(share), log)


def test_the_predicate_of_a_final_score_has_its_present_name_and_tells_how_it_came():
    given = {"peers": True, "on": day("2021-12-01")}

    assert final_predicate(D(85), D(70), **given) == "butuh_perbaikan"
    assert "60%" in final_told(D(85), D(70), **given)
    assert "Final score" in final_told(D(85), D(70), lang="en", **given)


def test_what_is_unknown_is_told_in_both_languages_and_kept_in_one():
    why = outcome(indicator("1", None)).indicators["1"].problem

    assert why == "Realisasi belum diisi." and told(why, "en") == "The realisation is missing."
    with pytest.raises(RatingUnknown) as caught:
        allowed("hebat", ON)
    assert caught.value.told("en") == "The predicate 'hebat' of the unit is unknown."
    assert str(caught.value) == caught.value.told() == "Predikat unit 'hebat' tidak dikenal."
