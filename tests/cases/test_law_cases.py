"""The worked cases of the law folder: each passes, and together they reach what pays money."""

import collections
import functools

import pytest

from praja.rules.cases import PROBLEM, CaseRunner, case_files, read_cases
from praja.rules.loader import pack_names, shipped_law

RUNNER = CaseRunner()

UNCOVERED = {
    f"nasional: tpp_thr from {year}-01-01": "due where a region sets persen_tpp_thr above 0%; no pack does"
    for year in (2024, 2025, 2026)
} | {
    "nasional: bagian_bawahan from 2014-01-01": "0%: a leader's share of the staff is set by regions alone",
    "nasional: perilaku_bernilai from 2022-02-03": "no: behaviour has no score since PermenPANRB 6/2022",
}
"""Texts that no case reaches with an amount (`pack: rule from day`), and why none can. Keep it short."""


FILES = {f"{path.parent.parent.name}/{path.stem}": path for path in case_files()}


@functools.cache
def cases_of(name):
    return read_cases(FILES[name])


def all_cases():
    return [case for name in FILES for case in cases_of(name)]


@pytest.mark.parametrize("name", FILES)
def test_worked_cases(name):
    """Each case comes out exactly, shows its reckoning and its source, and has a title of its own."""
    faults = []
    for case in cases_of(name):
        outcome = RUNNER.run(case)
        if not outcome.passed:
            faults.append(f"{case.place} {case.title}: {'; '.join(outcome.faults)} ({case.reckoning})")
        if not (case.title and case.expected and case.reckoning and case.source):
            faults.append(f"{case.place} {case.title}: without hasil, hitungan or sumber")
    titles = collections.Counter(case.title for case in cases_of(name))
    faults += [f"{title}: {times} cases of this title" for title, times in titles.items() if times > 1]

    assert not faults, "\n".join(faults)


def test_the_expected_value_decides():
    """A case that expects one rupiah more, or a problem where there is none, fails."""
    case = next(case for case in all_cases() if any(value.isdigit() for value in case.expected.values()))
    rule, value = next((rule, value) for rule, value in case.expected.items() if value.isdigit())

    for wrong in (str(int(value) + 1), PROBLEM):
        changed = {**case.expected, rule: wrong}
        assert not RUNNER.run(type(case)(**{**fields(case), "expected": changed})).passed


def fields(case):
    return {name: getattr(case, name) for name in case.__slots__}


@functools.cache
def laws():
    """Return the law of each pack, the national law first."""
    return [shipped_law(name) for name in (None, *pack_names())]


@functools.cache
def reached():
    """Return, by place of the text, what the cases compute of every rule and table that they run.

    It is None for what has no amount of its own: a table, a finer grain, a line that is withheld. Rules
    made from one pattern share their text and are reached together.
    """
    found = collections.defaultdict(list)
    for case in all_cases():
        program = RUNNER.program(case)
        amounts = program.run_one(case.facts).amounts
        for rule in program.rules:
            found[rule.text.place].append(amounts.get(rule.name))
            for table in program.selection.mentions_of(rule.name).tables:
                found[program.selection.tables[table][1].place].append(None)
    return dict(found)


def texts():
    """Yield every text of every rule once, as (its name for people, rule, version, whether it pays)."""
    seen = set()
    for law in laws():
        paying = {group for pay_list in law.lists.values() for group in pay_list.lines}
        for layers in law.rules.values():
            for rule in layers:
                for version in rule.versions:
                    if version.place not in seen:
                        seen.add(version.place)
                        name = f"{rule.pack}: {rule.name} from {version.starts}"
                        yield name, rule, version, bool(paying & set(rule.groups))


def never_due():
    """Return the texts that pay or deduct and that no case computes to something other than nothing, on the
    way to a line that it expects. A text by which nothing is ever due need only be run."""
    missing = set()
    for name, _, version, pays in texts():
        amounts = reached().get(version.place, [])
        due = [amount for amount in amounts if amount not in (None, 0)]
        if pays and version.formula is not None and not (amounts if version.formula == "Rp0" else due):
            missing.add(name)
    return missing


def test_every_line_that_pays_or_deducts_is_reached_by_a_case_with_an_amount():
    assert never_due() <= UNCOVERED.keys(), "\n".join(sorted(never_due() - UNCOVERED.keys()))


def test_every_exception_is_still_one_and_has_a_reason():
    assert UNCOVERED.keys() <= never_due()
    assert all(UNCOVERED.values())


def test_cases_stand_on_each_side_of_every_boundary():
    """Where a rule has several texts each is run by some case: before the day and from the day on."""
    missing = [
        name
        for name, rule, version, _ in texts()
        if len(rule.versions) > 1 and version.place not in reached()
    ]

    assert not missing, "\n".join(missing)


def test_cases_stand_on_each_side_of_every_boundary_of_a_table():
    tables = {(one.pack, one.name): one for law in laws() for layers in law.tables.values() for one in layers}
    missing = [
        f"{pack}: table {name} from {version.starts}"
        for (pack, name), table in tables.items()
        for version in table.versions
        if version.place not in reached()
    ]

    assert not missing, "\n".join(missing)


def test_every_rule_is_run_by_a_case():
    missing = {
        f"{rule.pack}: {rule.name}"
        for _, rule, _, _ in texts()
        if not any(version.place in reached() for version in rule.versions)
    }

    assert not missing, "\n".join(sorted(missing))
