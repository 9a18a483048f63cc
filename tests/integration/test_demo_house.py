"""The house of the demo in a database: who settles there, and what they may see."""

import datetime

import pytest

from praja.access.enums import Role
from praja.access.queries import has_role
from praja.accounts.models import User
from praja.demo.house import build_structures
from praja.demo.settle import ADMIN, CAST, settle
from praja.organization.models import PositionVersion, Unit
from praja.people.models import JabatanHistory, Person, StatusHistory
from praja.people.queries import people_visible_to
from praja.people.states import state_of

ON = datetime.date(2026, 11, 22)
MOST = 700

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    build_structures(by=None, on=ON, large=False)
    return settle(on=ON, most=MOST)


def test_the_house(house):
    assert house.people == Person.objects.count() == MOST
    assert StatusHistory.objects.known().values("person").distinct().count() == MOST
    heads = PositionVersion.objects.on(ON).filter(heads_unit=True)
    held = set(JabatanHistory.objects.on(ON).values_list("position", flat=True))
    assert sum(head.position_id in held for head in heads) > len(heads) * 0.9
    assert JabatanHistory.objects.on(ON).filter(how="plt").exists()

    # Everyone of the cast may sign in with the password that is told, and holds the role that is told.
    assert len(house.sign_ins) == len(CAST) + 1
    for told, cast in zip(house.sign_ins, CAST, strict=False):
        account = User.objects.get(username=told.account)
        assert account.person.full_name == told.name
        if cast.role:
            assert has_role(account, cast.role, unit=Unit.objects.get(code=cast.unit), on=ON)
    lurah = User.objects.get(username=house.sign_ins[1].account)
    assert lurah.check_password(house.password)
    assert has_role(User.objects.get(username=ADMIN), Role.ADMIN_APLIKASI, on=ON)

    # A lurah sees the people of the kelurahan, an officer of one city nobody of another.
    seen = set(people_visible_to(lurah, ON))
    assert lurah.person in seen and 1 < len(seen) < 20
    surabaya = next(one for one in house.sign_ins if "Surabaya" in one.role)
    codes = people_visible_to(User.objects.get(username=surabaya.account), ON).values_list(
        "unithistory_set__unit__code", flat=True
    )
    assert codes and all(code.startswith("surabaya") for code in codes)
    assert state_of(lurah.person, ON).jabatan is not None
