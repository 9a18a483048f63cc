"""Tables: what a request may ask of one, and what it costs."""

import csv
import datetime
import io
from types import SimpleNamespace

import django_filters  # type: ignore[import-untyped]
import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from praja.web.models import Notice
from praja.web.tables import Chip, Column, Lines, Table, labelled

MOMENT = datetime.datetime(2026, 11, 2, 3, 0, tzinfo=datetime.UTC)

COLUMNS = [
    Column("judul", "Judul", value="title", sort="title"),
    Column("siapa", "Siapa", value=lambda row: Lines(row.user.name, row.user.username), sort="user__name"),
    Column("panjang", "Panjang", value=lambda row: len(row.title), num=True),
    Column("keadaan", "Keadaan", value=lambda row: Chip("baru", "warn"), link=lambda row: row.url),
    Column("id", "Nomor", value="id", export="only"),
]


class NoticeFilter(django_filters.FilterSet):
    judul = django_filters.CharFilter(field_name="title", lookup_expr="icontains", label="Judul")
    sejak = django_filters.DateFilter(field_name="at", lookup_expr="date__gte", label="Sejak")


@pytest.fixture
def notices(db):
    sari = get_user_model().objects.create_user("sari", name="Sari")
    camat = get_user_model().objects.create_user("camat", name="Pak Camat")
    for number in range(1, 8):
        user = sari if number % 2 else camat
        Notice.objects.create(user=user, title=f"Kabar {number}", url=f"/kabar/{number}/", at=MOMENT)
    return Notice.objects.select_related("user")


def table_for(source, query="", **more):
    more.setdefault("filters", NoticeFilter)
    request = RequestFactory().get(f"/daftar/?{query}")
    request.user = get_user_model()(pk=1, name="Sari")
    return Table(
        request, source, COLUMNS, name="kabar", per_page=3, order="judul", empty="Belum ada kabar.", **more
    )


def shown(table):
    return [row.cells[0].text for row in table.rows]


def html(table):
    return Template("{% load praja %}{% table table %}").render(
        Context({"table": table, "request": table.request})
    )


def test_first_page_in_its_usual_order(notices):
    table = table_for(notices)

    assert shown(table) == ["Kabar 1", "Kabar 2", "Kabar 3"]
    assert table.count == 7
    assert table.page.paginator.num_pages == 3


@pytest.mark.parametrize(
    ("order", "first"), [("judul", "Kabar 1"), ("-judul", "Kabar 7"), ("siapa", "Kabar 2")]
)
def test_sorted_by_a_declared_column(notices, order, first):
    rows = shown(table_for(notices, f"urut={order}"))

    assert rows[0].startswith("Kabar")
    if order != "siapa":
        assert rows[0] == first
    else:
        assert set(rows) == {"Kabar 2", "Kabar 4", "Kabar 6"}


@pytest.mark.parametrize(
    "order", ["user__password", "-user__password", "title", "panjang", "judul;drop", "?", "--judul", "'"]
)
def test_nothing_else_can_be_sorted_by(notices, order):
    table = table_for(notices, f"urut={order}")

    assert shown(table) == ["Kabar 1", "Kabar 2", "Kabar 3"]
    assert "password" not in str(table.rows_source.query.order_by)


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "1e9", "9" * 40])
def test_a_page_that_does_not_exist_is_the_nearest(notices, page):
    assert 1 <= table_for(notices, f"hal={page}").page.number <= 3


def test_filtered_and_said_so(notices):
    table = table_for(notices, "judul=Kabar+3")

    assert table.filtered
    assert shown(table) == ["Kabar 3"]


def test_a_lookup_of_the_database_is_no_filter(notices):
    assert table_for(notices, "user__password__startswith=pbkdf2&title__startswith=X").count == 7


def test_a_filter_that_is_not_understood_shows_why_and_no_rows(notices):
    table = table_for(notices, "sejak=31-02-2026")

    page = html(table)

    assert table.count == 0
    assert 'id="id_sejak_error"' in page or "errorlist" in page
    assert 'value="31-02-2026"' in page
    assert table_for(notices, "sejak=31-02-2026&ekspor=csv").response().content.count(b"\r\n") == 1


def test_addresses_keep_what_was_asked(notices):
    table = table_for(notices, "judul=Kabar&urut=-judul&hal=2")

    assert table.next_url == "/daftar/?judul=Kabar&urut=-judul&hal=3"
    assert table.heads[0].url == "/daftar/?judul=Kabar&urut=judul"
    assert table.heads[0].order == "descending"
    assert dict(table.export_urls)["CSV"] == "/daftar/?judul=Kabar&urut=-judul&ekspor=csv"


def test_an_export_has_all_rows_as_filtered_and_sorted(notices):
    response = table_for(notices, "judul=Kabar&urut=-judul&hal=2&ekspor=csv").response()

    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Judul", "Siapa", "Panjang", "Keadaan", "Nomor"]
    assert [row[0] for row in rows[1:]] == [f"Kabar {number}" for number in range(7, 0, -1)]
    assert rows[1][1:4] == ["Sari", "7", "baru"]
    assert response["Content-Disposition"].startswith('attachment; filename="kabar-')


def test_an_export_as_workbook(notices):
    response = table_for(notices, "ekspor=xlsx").response()

    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert (sheet.max_row, sheet["A2"].value, sheet["C2"].value) == (8, "Kabar 1", 7)


def test_another_kind_of_file_is_no_export(notices):
    assert table_for(notices, "ekspor=../../etc/passwd").response() is None


def test_names_cannot_write_markup(notices):
    Notice.objects.filter(title="Kabar 1").update(title="<script>alert(1)</script>")

    page = html(table_for(notices, "urut=judul"))

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_request_cannot_write_markup(notices):
    page = html(table_for(notices, 'judul="><script>alert(1)</script>&lain="><b>'))

    assert "<script>" not in page
    assert "<b>" not in page.replace("<p><b>Tidak ada yang cocok dengan saringan ini.</b></p>", "")


def test_without_rows_the_sentence_of_the_table(notices):
    assert "Belum ada kabar." in html(table_for(Notice.objects.none()))
    assert "Tidak ada yang cocok" in html(table_for(notices, "judul=tidak+ada"))


@pytest.mark.parametrize("rows", [2, 7])
def test_queries_do_not_grow_with_the_rows(notices, rows, django_assert_num_queries):
    for notice in Notice.objects.order_by("title")[rows:]:
        notice.delete()

    with django_assert_num_queries(1):  # how many, and the page
        html(table_for(notices))


def test_a_number_that_is_known_is_not_counted_while_nothing_is_filtered(notices, django_assert_num_queries):
    everything = table_for(notices, number=lambda: 70)
    with django_assert_num_queries(1):
        shown(everything)

    assert (everything.count, table_for(notices, "judul=Kabar+1", number=lambda: 70).count) == (70, 1)


def test_a_choice_without_a_label_is_shown_as_it_is_kept():
    label = labelled("state", [("a", gettext_lazy("Aktif"))])

    assert [label(SimpleNamespace(state=one)) for one in ("a", "lain", "", None)] == ["Aktif", "lain", "", ""]


def test_totals_are_of_all_pages(db):
    people = get_user_model().objects
    for number in range(1, 6):
        people.create_user(f"u{number}", name="Sari")
    columns = [
        Column("nama", "Nama", value="name"),
        Column("nomor", "Nomor", value="id", num=True, total="id"),
    ]
    table = Table(RequestFactory().get("/"), people.order_by("id"), columns, per_page=2)

    expected = sum(people.values_list("id", flat=True))
    assert table.totals[1].text == f"{expected:,}".replace(",", ".")


def test_rows_can_be_picked_for_a_form(notices):
    page = html(table_for(notices, select="sk-massal"))

    assert page.count('name="pilih"') == 3
    assert 'form="sk-massal"' in page


def test_a_filter_without_a_choice_says_all(notices):
    class ByPerson(django_filters.FilterSet):
        siapa = django_filters.ModelChoiceFilter(
            field_name="user", queryset=get_user_model().objects.all(), label="Siapa"
        )
        jenis = django_filters.ChoiceFilter(field_name="title", choices=[("Kabar 1", "Satu")], label="Jenis")

    page = html(table_for(notices, filters=ByPerson))

    assert page.count(">semua</option>") == 2
    assert "-----" not in page


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ("", ["Kabar 1", "Kabar 2", "Kabar 3"]),
        ("hal=1", ["Kabar 1", "Kabar 2", "Kabar 3"]),
        ("hal=3", ["Kabar 7"]),
        ("hal=4", ["Kabar 7"]),
        ("hal=99999999999999999999", ["Kabar 7"]),
        ("hal=0", ["Kabar 7"]),
        ("hal=-1", ["Kabar 7"]),
        ("hal=dua", ["Kabar 1", "Kabar 2", "Kabar 3"]),
        ("hal=²", ["Kabar 1", "Kabar 2", "Kabar 3"]),
        ("hal=2&judul=Kabar+5", ["Kabar 5"]),
        ("judul=tidak+ada", []),
    ],
)
def test_counting_with_the_page_gives_what_counting_apart_gives(notices, asked, rows):
    apart, table = table_for(notices, asked, counted_apart=True), table_for(notices, asked)

    assert shown(table_for(notices.distinct(), asked)) == rows
    assert shown(table) == shown(apart) == rows
    assert (table.count, table.page.number) == (apart.count, apart.page.number)


AS_A_TEMPLATE = """{% load praja %}{% for row in table.rows %}<tr role="row">{% for cell in row.cells %}\
<td role="cell"{% if cell.column.num %} class="num"{% endif %} data-label="{{ cell.column.label }}">\
{% if cell.url %}<a href="{{ cell.url }}">{{ cell.text }}</a>{% elif cell.state is not None %}\
{% chip cell.text cell.state %}{% else %}{{ cell.text }}{% endif %}{% if cell.sub %}\
<span class="sub muted">{{ cell.sub }}</span>{% endif %}</td>{% endfor %}</tr>{% endfor %}"""


def test_rows_are_escaped_as_a_template_escapes_them(notices):
    Notice.objects.filter(title="Kabar 1").update(title="<b>&'\"", url='/x?a=1&b="2"')
    columns = [
        *COLUMNS,
        Column("angka", 'Angka "<', value=lambda row: 1_234_567, num=True),
        Column("aman", "Aman", value=lambda row: format_html("<i>{}</i>", row.title)),
        Column("malas", "Malas", value=lambda row: Lines(gettext_lazy("Nama"), 12_345)),
        Column("chip", "Chip", value=lambda row: Chip(row.title)),
        Column("kosong", "Kosong", value=lambda row: None),
    ]
    table = Table(RequestFactory().get("/"), notices.order_by("title"), columns)

    def rendered(template):
        return Template(template).render(Context({"table": table}))

    assert rendered("{% load praja %}{% table_rows table %}") == rendered(AS_A_TEMPLATE)
    assert "&lt;b&gt;" in rendered("{% load praja %}{% table_rows table %}")
