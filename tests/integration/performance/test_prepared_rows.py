"""What prepared statements read of plans is what query sets read."""

from __future__ import annotations

from typing import Any

from praja.performance.measuring import MEASURES
from praja.performance.models import IndicatorVersion, Skp
from praja.web.prepared import rows_of
from tests.integration.people.conftest import Office
from tests.integration.performance.plans import plan

STEPS = [{"text": "Rancangan", "due": "2026-03-31"}, {"text": "Uji coba", "due": ""}]


def told(one: Any) -> list[Any]:
    return [getattr(one, field.attname) for field in one._meta.concrete_fields]


def test_rows_come_with_those_along_their_keys_which_rows_share(
    office: Office, skp: Skp, django_assert_num_queries: Any
) -> None:
    plan(office.section, None)
    along = ("person", "unit__government", "appraiser")
    wanted = Skp.objects.select_related(*along).order_by("person__name")

    with django_assert_num_queries(1):
        found = rows_of(Skp, "person.name <> %(no)s ORDER BY person.name", {"no": ""}, along=along)
        read = [(one, one.person, one.unit, one.unit.government, one.appraiser) for one in found]
    assert [[one and told(one) for one in row] for row in read] == [
        [one and told(one) for one in (row, row.person, row.unit, row.unit.government, row.appraiser)]
        for row in wanted
    ]
    assert read[0][2] is read[1][2] and None in (read[0][4], read[1][4])


def test_rows_are_converted_as_their_fields_do_and_have_what_is_read_besides(office: Office) -> None:
    step = {"direction": "tahapan", "target": None, "steps": STEPS}
    made = plan(office.sari, office.section, lines=[("Layanan baru berjalan", [step])])

    [one] = rows_of(
        IndicatorVersion, "t.version_id = %(version)s", {"version": made.versions.get().pk}, more=(MEASURES,)
    )

    assert one.steps == STEPS and told(one) == told(IndicatorVersion.objects.get(pk=one.pk))
    assert vars(one)["measures"] == one.indicator.rhk_id
