"""Tables for officers: sorted, filtered, in pages, exported; a table takes a constant number of queries.

A view makes the table, gives back an export if one was asked for, and hands the table to its template::

    table = Table(request, people_visible_to(request.user), columns=[...], filters=PeopleFilter)
    return table.response() or render(request, "people/list.html", {"table": table})
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import django_filters  # type: ignore[import-untyped]
from django.core.paginator import Page, Paginator
from django.db.models import Count, F, QuerySet, Sum, Window
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from praja.web import words
from praja.web.exports import EXPORT, FORMATS, PAGE, SORT, export_response

_NUMBER = "number_on_all_pages"


@dataclass(frozen=True, slots=True)
class Chip:
    """A state in a cell: its word, and `ok`, `warn`, `bad` or nothing."""

    text: Any
    state: str = ""

    def __str__(self) -> str:
        return str(self.text)


@dataclass(frozen=True, slots=True)
class Lines:
    """A cell of two lines, the second small; an export has the first only."""

    main: Any
    sub: Any = ""

    def __str__(self) -> str:
        return str(self.main)


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    :param value: of a row: a callable, or the dotted name of an attribute; by default the key
    :param sort: the path in the database by which the column sorts; without one it does not
    :param num: right-aligned, in equal figures, with dots between thousands
    :param total: sum it over all pages: true by its `sort` path, or the path itself
    :param link: of a row: the address that the cell leads to, or none
    :param export: whether exports have it; `only` where pages do not
    """

    key: str
    label: Any
    value: Callable[[Any], Any] | str | None = None
    sort: str | None = None
    num: bool = False
    total: bool | str = False
    link: Callable[[Any], str | None] | None = None
    export: bool | str = True

    def of(self, row: Any) -> Any:
        """Return the value of a row."""
        if callable(self.value):
            return self.value(row)
        path = self.value or self.key
        if type(found := getattr(row, path, None)) is str:
            return found
        found = row
        for name in path.split("."):
            found = found.get(name) if isinstance(found, dict) else getattr(found, name, None)
            if callable(found) and not isinstance(found, type):
                found = found()
            if found is None:
                return None
        return found

    @property
    def total_path(self) -> str | None:
        """The path whose sum the foot of the table shows."""
        return self.total if isinstance(self.total, str) else (self.sort if self.total else None)


@dataclass(slots=True)
class Cell:
    """A cell as the page shows it."""

    column: Column
    text: Any
    sub: Any
    state: str | None
    url: str | None
    whole: bool = False
    """Never broken across lines, as a day in digits."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: its label, how it is sorted now, and the address that sorts by it."""

    column: Column
    url: str | None
    order: str


@dataclass(slots=True)
class Row:
    """A row as the page shows it, with the object it came from."""

    pk: Any
    subject: Any
    cells: list[Cell]


def labelled(name: str, choices: Iterable[tuple[Any, Any]]) -> Callable[[Any], str]:
    """Return what gives the label of a row's choice, as `get_…_display` does, reading all labels once."""
    labels = {value: str(label) for value, label in choices}

    def label(row: Any) -> str:
        chosen = getattr(row, name)
        return labels.get(chosen, chosen or "")

    return label


def shown(value: Any, column: Column) -> Any:
    """Return a value as a cell shows it: days in digits, numbers with dots, yes and no in words."""
    if isinstance(value, (str, Promise)):
        return value if value != "" else words.UNKNOWN
    if value is None:
        return words.UNKNOWN
    if isinstance(value, bool):
        return _("Ya") if value else _("Tidak")
    if isinstance(value, datetime.datetime):
        return words.waktu(value)
    if isinstance(value, datetime.date):
        return words.tanggal_pendek(value)
    if isinstance(value, int | Decimal) and column.num:
        return words.angka(value)
    return str(value)


class Table:
    """A table of one page of rows. Nothing but declared columns can be sorted by or exported."""

    def __init__(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        columns: Sequence[Column],
        *,
        filters: type[django_filters.FilterSet] | django_filters.FilterSet | None = None,
        per_page: int = 50,
        name: str = "tabel",
        empty: Any = "",
        order: str = "",
        caption: Any = "",
        select: str = "",
        counted_apart: bool = False,
        number: Callable[[], int] | None = None,
        people: str = "",
        about: Any = None,
        unit: uuid.UUID | None = None,
    ) -> None:
        """Read what the request asks of the table.

        :param name: of the table on its page, and of exported files
        :param empty: the sentence shown without rows: what will be here, and what to do
        :param order: the key of the column that sorts if the request names none, with `-` for descending
        :param caption: what the table shows, for those who hear it
        :param select: the id of the form that takes the selected rows as `pilih`; empty: none can be selected
        :param counted_apart: count the rows in a query of its own while nothing is filtered: of a long table
            with wide rows, a page is found by an index, and only counting goes through all
        :param number: of all rows, where the view knows it; asked only while nothing is filtered
        :param people: the path from a row to the id of its person: who is in an exported list may see that
        :param about: the record whose list it is, with its unit: what the trail tells of an export
        """
        self.request = request
        self.all_columns = list(columns)
        self.columns = [column for column in columns if column.export != "only"]
        self.name = name
        self.id = f"tabel-{name}"
        self.empty = empty
        self.caption = caption
        self.select = select
        self._number = number
        self._counted_apart = counted_apart
        self.per_page = per_page
        self._people, self._about, self._unit = people, about, unit
        self.filterset: Any = (
            filters(request.GET, queryset=queryset, request=request) if isinstance(filters, type) else filters
        )
        self._source = queryset
        self._order = self._asked_order() or self._declared(order)

    # --- what was asked

    def _declared(self, order: str) -> str:
        key = order.removeprefix("-")
        return order if any(column.key == key and column.sort for column in self.all_columns) else ""

    def _asked_order(self) -> str:
        return self._declared(self.request.GET.get(SORT, ""))

    @property
    def exporting(self) -> str | None:
        """`csv` or `xlsx` if the request asks for a file, else none."""
        wanted = self.request.GET.get(EXPORT)
        return wanted if wanted in FORMATS else None

    @cached_property
    def filtered(self) -> bool:
        """Whether the request narrows the rows."""
        if self.filterset is None:
            return False
        return any(self.request.GET.get(name) for name in self.filterset.form.fields)

    # --- rows

    @cached_property
    def rows_source(self) -> QuerySet[Any]:
        """All rows that were asked for, in order; none while a filter is not understood."""
        found = self._source
        if self.filterset is not None:
            found = self.filterset.qs if self.filterset.is_valid() else self._source.none()
        if self._order:
            column = next(c for c in self.all_columns if c.key == self._order.removeprefix("-"))
            path = F(str(column.sort))
            by = path.desc(nulls_last=True) if self._order.startswith("-") else path.asc(nulls_last=True)
            return found.order_by(by, "pk")
        return found if found.ordered else found.order_by("pk")

    @property
    def counted_apart(self) -> bool:
        """Whether rows are counted in a query of their own, or by the view; filtered ones are not."""
        return (self._counted_apart or self._number is not None) and not self.filtered

    @cached_property
    def _asked(self) -> dict[str, Any]:
        """What is asked of all rows: how many there are, and the sums of columns."""
        paths = {c.key: c.total_path for c in self.columns if c.total_path}
        return {_NUMBER: Count("*"), **{f"total_{key}": Sum(str(path)) for key, path in paths.items()}}

    @cached_property
    def _sums(self) -> dict[str, Any]:
        if self._whole is not None:
            return self._whole[0]
        if self._number is not None and self.counted_apart:
            return {_NUMBER: self._number()}
        return self.rows_source.order_by().aggregate(**self._asked)

    @cached_property
    def _whole(self) -> tuple[dict[str, Any], list[Any]] | None:
        """What is asked of all rows, and the rows of the page that was asked for, in one query.

        None where one query does not tell: rows are put together or made single after they are counted, the
        page has no rows, or the view asks for two.
        """
        rows, asked = self.rows_source, self.request.GET.get(PAGE) or "1"
        single = isinstance(rows, QuerySet) and not (rows.query.combinator or rows.query.distinct)
        if self.counted_apart or not single or not asked.isdecimal():
            return None
        last = int(asked) * self.per_page
        if not self.per_page <= last < 2**31:
            return None
        over_all = {name: Window(expression) for name, expression in self._asked.items()}
        found = list(rows.annotate(**over_all)[last - self.per_page : last])
        if not found:
            return None
        first = found[0] if isinstance(found[0], dict) else vars(found[0])
        return {name: first[name] for name in over_all}, found

    @property
    def count(self) -> int:
        """How many rows there are on all pages."""
        return int(self._sums[_NUMBER] or 0)

    @cached_property
    def page(self) -> Page[Any]:
        """The page that was asked for; the first or last where there is no such page."""
        paginator = Paginator(self.rows_source, self.per_page)
        paginator.count = self.count
        page = paginator.get_page(self.request.GET.get(PAGE))
        if self._whole is not None:
            page.object_list = self._whole[1]
        return page

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of the page."""
        return [Row(getattr(row, "pk", None), row, self._cells(row)) for row in self.page.object_list]

    def _cells(self, row: Any) -> list[Cell]:
        cells = []
        for column in self.columns:
            value = column.of(row)
            sub, state = "", None
            if isinstance(value, Lines):
                value, sub = value.main, value.sub
            if isinstance(value, Chip):
                value, state = value.text, value.state
            url = column.link(row) if column.link else None
            whole = isinstance(value, datetime.date)
            cells.append(Cell(column, shown(value, column), sub, state, url, whole))
        return cells

    @cached_property
    def totals(self) -> list[Cell] | None:
        """The foot of the table: sums over all pages; none if no column has one."""
        if not any(column.total_path for column in self.columns) or not self.count:
            return None
        return [
            Cell(
                column,
                words.angka(self._sums[f"total_{column.key}"] or 0) if column.total_path else "",
                "",
                None,
                None,
            )
            for column in self.columns
        ]

    # --- addresses

    def address(self, **changes: Any) -> str:
        """Return the address of this page with other parameters; none removes one."""
        query = [
            (key, value)
            for key, values in self.request.GET.lists()
            for value in values
            if key not in changes and key != EXPORT and value != ""
        ]
        query += [(key, str(value)) for key, value in changes.items() if value is not None]
        return f"{self.request.path}?{urlencode(query)}" if query else self.request.path

    @cached_property
    def heads(self) -> list[Head]:
        """The heads of the columns."""
        return [self._head(column) for column in self.columns]

    def _head(self, column: Column) -> Head:
        if not column.sort:
            return Head(column, None, "")
        order = {column.key: "ascending", f"-{column.key}": "descending"}.get(self._order, "")
        towards = f"-{column.key}" if order == "ascending" else column.key
        return Head(column, self.address(**{SORT: towards, PAGE: None}), order)

    @property
    def previous_url(self) -> str | None:
        page = self.page
        return self.address(**{PAGE: page.previous_page_number()}) if page.has_previous() else None

    @property
    def next_url(self) -> str | None:
        page = self.page
        return self.address(**{PAGE: page.next_page_number()}) if page.has_next() else None

    @property
    def export_urls(self) -> list[tuple[str, str]]:
        """What the table can be taken away as, and the address of each."""
        return [(kind.upper(), self.address(**{EXPORT: kind, PAGE: None})) for kind in FORMATS]

    @property
    def order(self) -> str:
        """How it is sorted, as the address says it."""
        return self._asked_order()

    @property
    def bare_url(self) -> str:
        """The address without filters."""
        return f"{self.request.path}?{urlencode({SORT: self.order})}" if self.order else self.request.path

    # --- export

    def export_columns(self) -> list[Column]:
        """Return the columns that exports have."""
        return [column for column in self.all_columns if column.export]

    def _export_rows(self) -> Iterator[list[Any]]:
        columns = self.export_columns()
        rows: Iterable[Any] = self.rows_source
        if isinstance(rows, QuerySet):
            rows = rows.iterator(chunk_size=2000)
        for row in rows:
            yield [_plain(column.of(row)) for column in columns]

    def response(self) -> HttpResponse | None:
        """Return the file if the request asks for one, of all rows as filtered and sorted; else none."""
        kind = self.exporting
        if kind is None:
            return None
        heads = [str(column.label) for column in self.export_columns()]
        people = (
            set(self.rows_source.order_by().values_list(self._people, flat=True)) if self._people else set()
        )
        return export_response(
            self.request, kind, self.name, heads, self._export_rows(),
            people=people, about=self._about, unit=self._unit,
        )  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, Lines):
        value = value.main
    if isinstance(value, Chip):
        value = value.text
    if isinstance(value, bool):
        return _("Ya") if value else _("Tidak")
    if value is None or isinstance(value, int | Decimal | datetime.date):
        return value
    return str(value)
