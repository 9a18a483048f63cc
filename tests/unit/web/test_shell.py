"""What apps register with the shell."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from praja.web import shell
from praja.web.shell import Found, NavItem, NavLine, Panel, Registry, SearchSource, Task, TaskSource


class Sari:
    is_authenticated = True


def test_entries_come_in_their_order_and_then_by_name():
    registry = Registry(NavItem)
    for key, order in (("pay", 30), ("people", 20), ("attendance", 30)):
        registry.add(NavItem(key, key, "web:home", order))

    assert [item.key for item in registry] == ["people", "attendance", "pay"]


def test_the_same_name_twice_is_one_entry():
    registry = Registry(NavItem)
    registry.add(NavItem("people", "Pegawai", "web:home", 20))
    registry.add(NavItem("people", "Pegawai", "web:search", 20))

    assert [item.url_name for item in registry] == ["web:search"]


def test_panels_of_one_name_at_two_places_are_two():
    registry = Registry(Panel)
    for place in ("person", "unit"):
        registry.add(Panel(place, "pay", "x.html", lambda request, subject: {}))

    assert len(registry) == 2


def test_something_else_is_refused():
    with pytest.raises(TypeError, match="is not a NavItem"):
        Registry(NavItem).add(SearchSource("people", "Pegawai", lambda user, text: [Found("a", "", "/")]))


def test_navigation_shows_only_what_a_person_may_follow():
    items = [
        NavItem("home", "Beranda", "web:home", 0),
        NavItem("pay", "Gaji", "web:style", 10, may=lambda user: False),
    ]

    assert [line.label for line in shell.navigation_for(Sari(), "/", items)] == ["Beranda"]
    assert shell.navigation_for(AnonymousUser(), "/", items) == []


@pytest.mark.parametrize(
    ("path", "current"), [("/", "Beranda"), ("/cari/", "Cari"), ("/cari/lagi/", "Cari"), ("/lain/", None)]
)
def test_the_line_of_this_page_is_current(path, current):
    items = [NavItem("home", "Beranda", "web:home", 0), NavItem("search", "Cari", "web:search", 1)]

    lines = shell.navigation_for(Sari(), path, items)

    assert [line.label for line in lines if line.current] == ([current] if current else [])


def lines(*groups, current=None):
    """Return lines of a navigation: the first of a group named by it, so many in each."""
    return [
        NavLine(f"{group} {number}", f"/{group}/{number}/", group, f"{group} {number}" == current)
        for group, count in groups
        for number in range(count)
    ]


def test_a_short_navigation_is_read_at_a_glance_and_a_long_one_folds_but_for_this_page():
    short = shell.grouped(lines(("", 2), ("Gaji", 3)))
    long = shell.grouped(lines(("", 2), ("Gaji", 20), ("Kinerja", 20), current="Kinerja 7"))

    assert [(one.name, one.folds, one.open) for one in short] == [("", False, True), ("Gaji", True, True)]
    assert [(one.name, one.open) for one in long if one.folds] == [("Gaji", False), ("Kinerja", True)]
    assert sum(len(one.lines) for one in long) == 42


def test_a_group_of_one_line_is_that_line():
    (group,) = shell.grouped(lines(("Kepegawaian", 1)))

    assert not group.folds


def test_pages_are_found_by_beginnings_of_their_words(monkeypatch):
    items = Registry(NavItem)
    for key, label, group in (("a", "Cuti saya", "Kehadiran saya"), ("b", "Cuti menunggu", "Kehadiran unit")):
        items.add(NavItem(key, label, "web:search", 1, group=group))
    items.add(NavItem("c", "Daftar cuti", "web:style", 2, may=lambda user: False))
    monkeypatch.setattr(shell, "navigation", items)

    def found(text):
        return [(one.title, one.detail) for one in shell.find_pages(Sari(), text)]

    assert found("CUT") == [("Cuti saya", "Kehadiran saya"), ("Cuti menunggu", "Kehadiran unit")]
    assert found("saya cuti") == [("Cuti saya", "Kehadiran saya")]
    assert found("aya") == found("gaji") == []


@pytest.mark.parametrize(
    ("title", "count", "counted"),
    [
        ("Menilai kinerja", 17, 17),
        ("3 usulan menunggu", 3, None),
        ("1.200 slip menunggu", 1200, None),
        ("30 hari lagi", 3, 3),
        ("Cuti menunggu", 1, None),
    ],
)
def test_a_count_is_told_once(title, count, counted):
    assert Task(title, "/", count=count).counted == counted


def test_tasks_due_soonest_come_first_and_those_without_a_date_last(monkeypatch):
    day = datetime.date(2026, 11, 21)
    registry = Registry(TaskSource)
    registry.add(
        TaskSource(
            "a", lambda user, on: [Task("kapan saja", "/a"), Task("besok", "/b", on + datetime.timedelta(1))]
        )
    )
    registry.add(TaskSource("b", lambda user, on: [Task("kemarin", "/c", on - datetime.timedelta(1))]))
    monkeypatch.setattr(shell, "tasks", registry)

    assert [task.title for task in shell.tasks_for(Sari(), day)] == ["kemarin", "besok", "kapan saja"]


def test_the_app_that_knows_workplaces_says_which_day_it_is(monkeypatch):
    monkeypatch.setattr(shell, "_day_of", [])
    shell.set_day_of(lambda user: datetime.date(2026, 12, 1))

    assert shell.day_of(Sari()) == datetime.date(2026, 12, 1)
