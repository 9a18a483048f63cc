"""The house of the demo in a database: who settles there, and what they may see."""

import datetime

import pytest

from praja.access.enums import Role
from praja.access.queries import has_role
from praja.accounts.models import User
from praja.demo.desks import settle_desks
from praja.demo.happenings import BEREAVED_AT, before_month
from praja.demo.house import build_structures
from praja.demo.pay import months
from praja.demo.performance import settle_performance
from praja.demo.settle import ADMIN, CAST, settle
from praja.organization.models import PositionVersion, Unit
from praja.payroll.models import PayHold
from praja.payroll.runs.survivors import deceased
from praja.people.models import (
    BankAccountHistory,
    ChangeProposal,
    ImportProblem,
    JabatanHistory,
    PeopleImport,
    Person,
    StatusHistory,
)
from praja.people.queries import people_visible_to
from praja.people.states import state_of
from praja.performance.models import (
    AssessmentTeam,
    Closing,
    IndicatorJudgement,
    Minutes,
    Period,
    Rating,
    Review,
    Skp,
    SkpVersion,
    TeamMember,
)
from praja.performance.plan.checks import advise
from praja.performance.plan.content import contents_of
from praja.performance.rating.desk import desk_of
from praja.performance.team.queries import waiting_for

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

    # A year of performance: what is agreed could be proposed, all months but the last are closed, and of the
    # last one the lurah has people to rate, some of whom need to be looked at.
    done = settle_performance(Unit.objects.get(code="semarang"), ON)
    assert done.plans == Skp.objects.count() and done.indicators == 5 * done.plans
    agreed = SkpVersion.objects.filter(state="disepakati").select_related("skp")
    assert 0.9 * done.plans < agreed.count() < done.plans
    assert not any(advise(one).blocking for one in contents_of(agreed[:80]).values())
    assert Closing.objects.get().period.number == 9
    october = Period.objects.get(kind="bulanan", number=10)
    desk = desk_of(lurah, october, ON)
    assert desk.rows and not desk.signed
    assert any(row.refusal == "" and row.proposal.result for row in desk.rows)
    assert Rating.objects.filter(period=october).exists()

    # The team: of those whom the demo names, its chair; a case decided on paper, one for the chair, one open.
    (team,) = AssessmentTeam.objects.all()
    named = next(one for one in house.sign_ins if one.role == "Tim penilai kinerja")
    chair = User.objects.get(username=named.account)
    assert team.sk_date < team.berlaku.lower <= ON and team.sk_file is not None
    assert sorted(TeamMember.objects.values_list("office", flat=True)) == ["anggota", "ketua", "sekretaris"]
    assert TeamMember.objects.get(office="ketua").person == chair.person
    cases = {one.state: one for one in Review.objects.filter(period=october)}
    assert cases.keys() == {"diputus", "dibahas", "antre"}
    assert Minutes.objects.get().cases.get() == cases["diputus"]
    assert waiting_for(chair, ON) == 2
    assert IndicatorJudgement.objects.filter(review=cases["dibahas"], agrees=False).exists()

    # On the desks of officers: proposals, two of them undecided, and a list with a misspelt unit.
    semarang = Unit.objects.get(code="semarang")
    settle_desks(semarang, ON)
    states = sorted(ChangeProposal.objects.values_list("state", flat=True))
    assert states == ["diajukan", "diajukan", "diterima", "ditolak"]
    assert PeopleImport.objects.get().state == PeopleImport.State.DIPERIKSA
    assert "Sumurbotto" in ImportProblem.objects.get().why

    # Somebody died last month: the family has an account of its own, for the first of four months. The TPP of
    # a unit is held.
    periods = months(ON, past=2)
    before_month(semarang, periods[-1], periods, ON)
    (one,) = deceased(Unit.objects.get(code=BEREAVED_AT), periods[-1])
    assert one.month == 1
    assert PayHold.objects.get().period == periods[-1]
    last = BankAccountHistory.objects.on(ON).get(person=one.person)
    assert last.mulai > one.died and last.holder != one.person.name
