"""The worked cases of the law folder: each passes, and together they reach what pays money."""

import collections
import functools

import pytest

from praja.rules.cases import PROBLEM, CaseRunner, case_files, read_cases
from praja.rules.errors import LawError
from praja.rules.loader import LAW_FOLDER
from praja.rules.program import Program
from praja.rules.schema import Kind

RUNNER = CaseRunner()

UNCOVERED = {}
"""Texts of law that no case reaches, by pack and rule, with the reason. Keep it short."""


def all_cases():
    """Return every case of the law folder with its file; one that cannot be read stands for its file."""
    found = []
    for path in case_files():
        name = f"{path.parent.parent.name}/{path.stem}"
        try:
            found += [pytest.param(case, id=f"{name}/{case.title}") for case in read_cases(path)]
        except LawError as error:
            found.append(pytest.param(error, id=f"{name}/unreadable"))
    return found


ALL = all_cases()
CASES = [param.values[0] for param in ALL if not isinstance(param.values[0], LawError)]


@pytest.mark.parametrize("case", ALL)
def test_worked_case(case):
    if isinstance(case, LawError):
        raise case

    outcome = RUNNER.run(case)

    assert outcome.passed, f"{case.place}\n" + "\n".join([*outcome.faults, f"hitungan: {case.reckoning}"])


@pytest.mark.parametrize("case", ALL)
def test_a_case_shows_its_reckoning_and_its_source(case):
    assert not isinstance(case, LawError)
    assert case.title
    assert case.expected
    assert case.reckoning
    assert case.source


def test_no_two_cases_of_a_file_have_one_title():
    seen = collections.Counter(param.id for param in ALL)

    assert [name for name, times in seen.items() if times > 1] == []


def test_the_expected_value_decides():
    """A case that expects one rupiah more, or a problem where there is none, fails."""
    case = next(case for case in CASES if any(value.isdigit() for value in case.expected.values()))
    rule, value = next((rule, value) for rule, value in case.expected.items() if value.isdigit())

    for wrong in (str(int(value) + 1), PROBLEM):
        changed = {**case.expected, rule: wrong}
        assert not RUNNER.run(type(case)(**{**fields(case), "expected": changed})).passed


def fields(case):
    return {name: getattr(case, name) for name in case.__slots__}


@functools.cache
def packs():
    """Return the law of each pack, the national law first."""
    names = sorted(path.parent.name for path in LAW_FOLDER.glob("daerah/*/pak.yaml"))
    return [RUNNER._law(name) for name in (None, *names)]


@functools.cache
def reached():
    """Return, by place of the text, the cases' amounts of every rule and table they run.

    The amount is None for what has none of its own: a table, a finer grain, a line that is withheld. Rules
    made from one pattern share their text and are reached together.
    """
    found = collections.defaultdict(list)
    for case in CASES:
        program: Program = RUNNER._program(
            case.pack, case.on, case.paid_on, case.known_at, case.pay_list, tuple(case.expected)
        )
        amounts = program.run_one(case.facts).amounts
        for rule in program.rules:
            found[rule.text.place].append(amounts.get(rule.name))
            for table in program.selection.mentions_of(rule.name).tables:
                found[program.selection.tables[table][1].place].append(None)
    return found


def rules():
    """Yield every rule of every layer once, with the groups that its law pays."""
    seen = set()
    for law in packs():
        paying = {group for pay_list in law.lists.values() for group in pay_list.lines}
        for layers in law.rules.values():
            for rule in layers:
                if (rule.pack, rule.name) not in seen:
                    seen.add((rule.pack, rule.name))
                    yield rule, bool(paying & set(rule.groups))


def test_every_line_that_pays_or_deducts_is_reached_by_a_case_with_an_amount():
    """A line counts as reached when a case computes it to something other than nothing on the way to a
    line it expects. A text that says nothing is ever due is reached by running it."""
    missing = [
        f"{rule.pack}: {rule.name} from {version.starts}"
        for rule, pays in rules()
        if pays and (rule.pack, rule.name) not in UNCOVERED
        for version in rule.versions
        if version.formula is not None
        if not any(amount not in (None, 0) for amount in reached()[version.place])
        if version.formula != "Rp0" or not reached()[version.place]
    ]

    assert not missing, "\n".join(missing)


def test_cases_stand_on_each_side_of_every_boundary():
    """Where a rule has several texts, each is run by some case: before the day and from the day on."""
    missing = [
        f"{rule.pack}: {rule.name} from {version.starts}"
        for rule, _ in rules()
        if len(rule.versions) > 1 and (rule.pack, rule.name) not in UNCOVERED
        for version in rule.versions
        if not reached()[version.place]
    ]

    assert not missing, "\n".join(missing)


def test_cases_stand_on_each_side_of_every_boundary_of_a_table():
    tables = {
        (table.pack, table.name): table for law in packs() for one in law.tables.values() for table in one
    }
    missing = [
        f"{pack}: {name} from {version.starts}"
        for (pack, name), table in tables.items()
        if (pack, name) not in UNCOVERED
        for version in table.versions
        if not reached()[version.place]
    ]

    assert not missing, "\n".join(missing)


def test_every_rule_is_run_by_a_case():
    missing = [
        f"{rule.pack}: {rule.name}"
        for rule, _ in rules()
        if (rule.pack, rule.name) not in UNCOVERED
        if not any(reached()[version.place] for version in rule.versions)
    ]

    assert not missing, "\n".join(missing)


def test_exceptions_are_needed_and_have_a_reason():
    known = {(rule.pack, rule.name) for rule, _ in rules()}

    assert UNCOVERED.keys() <= known
    assert all(UNCOVERED.values())
