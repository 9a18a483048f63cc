"""Telling people of their ratings: delivered when signed, read by the person, asked of the process."""

from __future__ import annotations

import datetime
import itertools
import random
import uuid
from collections import defaultdict
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from praja.audit.models import Event
from praja.organization.models import Unit
from praja.organization.queries import subtree
from praja.performance.mine import mine
from praja.performance.models import (
    Delivery,
    Period,
    ProcessAnswer,
    ProcessAnswered,
    ProcessGroup,
    Rating,
    Skp,
)
from praja.performance.rating.actions.ratings import Said, sign, sign_together
from praja.performance.telling import reminders
from praja.performance.telling.actions import TellingRefused
from praja.performance.telling.actions.answering import (
    Answers,
    answer,
    gather_ended,
    gather_rest,
    keep_answer,
)
from praja.performance.telling.actions.reading import acknowledge
from praja.performance.telling.process import FEWEST, process_of
from praja.performance.telling.queries import deliveries_of, delivery_of, taken_of
from praja.web.models import Notice
from tests.integration.people.conftest import Office, person, unit
from tests.integration.performance.plans import plan
from tests.integration.performance.rated import reached

GOOD = Said(result="sesuai", behaviour="sesuai")
YES = Answers(4, 3, 5, "Penilaiannya dijelaskan")


@pytest.fixture
def signed(office: Office, period: Period, skp: Skp, today: datetime.date) -> Rating:
    made = sign(skp=skp, period=period, said=GOOD, by=office.user("section"), on=today)
    return Rating.objects.select_related("skp__person", "skp__unit__government", "period", "rater").get(
        pk=made.pk
    )


def day_of(rating: Rating) -> datetime.date:
    delivery = delivery_of(rating)
    assert delivery is not None
    return timezone.localdate(delivery.delivered_at)


# --- delivered


def test_signing_delivers_each_rating_and_one_given_anew_again(
    office: Office, period: Period, skp: Skp, signed: Rating, today: datetime.date
) -> None:
    more = [plan(person(f"Orang {n}", office.dinas, office.staff_post), office.section, understood=True)
            for n in range(3)]  # fmt: skip
    for one in more:
        reached(one, period)
    by: Any = office.user("section")
    together = sign_together(period=period, skps=[one.pk for one in more], alike_seen=True, by=by, on=today)
    acknowledge(rating=signed, by=office.user("sari"), on=today)
    anew = sign(
        skp=skp, period=period, by=by, on=today,
        said=Said(result="sesuai", behaviour="sesuai", note="Bukti yang terlambat sudah diperiksa"),
    )  # fmt: skip

    found = deliveries_of([signed, anew, *together])
    assert len(found) == 5
    assert all(found[one.pk].delivered_at == one.signed_at for one in [signed, anew, *together])
    assert taken_of({office.dinas.pk}, period) == (4, 0)  # what was read is not what counts now
    assert mine(office.user("sari"), today).ratings == 1
    with pytest.raises(TellingRefused, match="digantikan"):
        acknowledge(rating=signed, by=office.user("sari"), on=today)


def test_a_delivery_is_of_a_signed_rating_and_stays(signed: Rating) -> None:
    draft = Rating.objects.create(
        skp=signed.skp, period=signed.period, number=2, rater_name="Siti", by=signed.by
    )
    delivery = Delivery.objects.get()
    changes: list[Any] = [
        lambda: Delivery.objects.create(rating=draft, delivered_at=timezone.now()),
        lambda: Delivery.objects.update(delivered_at=timezone.now()),
        lambda: Delivery.objects.update(comment="Tanpa membaca"),
        lambda: delivery.delete(),
    ]
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    Delivery.objects.update(acknowledged_at=timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        Delivery.objects.update(comment="Ditambahkan sesudahnya")


def test_only_the_person_confirms_once_and_the_rater_hears_of_a_word(
    office: Office, signed: Rating, today: datetime.date
) -> None:
    for who in ("section", "head", "admin", "pengelola", "stranger"):
        with pytest.raises(TellingRefused, match="Hanya pegawai yang dinilai"):
            acknowledge(rating=signed, by=office.user(who), on=today)
    with pytest.raises(TellingRefused, match="terlalu panjang"):
        acknowledge(rating=signed, comment="a" * 1001, by=office.user("sari"), on=today)
    acknowledge(rating=signed, comment=" Terima kasih\0 ", by=office.user("sari"), on=today)

    delivery = Delivery.objects.get()
    assert delivery.acknowledged_at is not None and delivery.comment == "Terima kasih"
    assert Notice.objects.filter(user=office.user("section"), title__contains="menanggapi").count() == 1
    event = Event.objects.get(kind="performance.rating_read")
    assert "Terima kasih" not in str(event.after) and event.person_id == office.sari.pk
    with pytest.raises(TellingRefused, match="sudah mengonfirmasi"):
        acknowledge(rating=signed, comment="Lagi", by=office.user("sari"), on=today)
    assert mine(office.user("head"), today).ratings == 0


def test_who_has_not_read_is_reminded_once_after_a_week(office: Office, signed: Rating) -> None:
    delivered = Delivery.objects.get().delivered_at

    assert reminders.remind(delivered + datetime.timedelta(days=6)) == 0
    assert reminders.remind(delivered + datetime.timedelta(days=7, hours=1)) == 1
    assert reminders.remind(delivered + datetime.timedelta(days=8)) == 0
    assert Notice.objects.filter(user=office.user("sari"), title__contains="masa keberatan").count() == 1


# --- asked of the process


def test_an_answer_is_taken_once_in_time_and_of_the_person_alone(office: Office, signed: Rating) -> None:
    last = day_of(signed) + datetime.timedelta(days=30)
    sari: Any = office.user("sari")
    with pytest.raises(TellingRefused, match="Hanya pegawai yang dinilai"):
        answer(rating=signed, said=YES, by=office.user("section"), on=last)
    with pytest.raises(TellingRefused, match="ditutup"):
        answer(rating=signed, said=YES, by=sari, on=last + datetime.timedelta(days=1))
    with pytest.raises(TellingRefused, match="1 sampai 5"):
        answer(rating=signed, said=Answers(0, 3, 6), by=sari, on=last)
    assert not ProcessAnswered.objects.exists()
    answer(rating=signed, said=YES, by=sari, on=last)
    with pytest.raises(TellingRefused, match="sudah menjawab"):
        answer(rating=signed, said=YES, by=sari, on=last)
    assert ProcessAnswer.objects.count() == 1


def test_nothing_that_is_kept_joins_an_answer_to_who_gave_it(office: Office, signed: Rating) -> None:
    fields = {field.name for model in (ProcessAnswer, ProcessGroup) for field in model._meta.get_fields()}
    assert fields == {"id", "unit", "period", "known", "helped", "explained", "words", "group", "answers"}
    assert {field.name for field in ProcessAnswered._meta.get_fields()} == {"id", "person", "period"}
    keep_answer(office.dinas.pk, signed.period, Answers(1, 1, 1, "yang pertama"))
    before = set(ProcessAnswer.objects.values_list("pk", flat=True))
    answer(rating=signed, said=YES, by=office.user("sari"), on=day_of(signed))

    assert not before & set(ProcessAnswer.objects.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM performance_processanswer")
        assert cursor.fetchone()[0] == 1
    event = Event.objects.get(kind="performance.process_answered")
    assert event.target_id == str(signed.period_id) and YES.words not in f"{event.after}{event.reason}"


def _tree(office: Office) -> list[Unit]:
    top = office.dinas
    fields = [unit(f"kota.sosial.b{n}", f"Bidang {n}", "bidang", top, office.government) for n in range(2)]
    return [
        top, *fields,
        *(unit(f"{one.code}.s{n}", f"Seksi {n}", "seksi", one, office.government)
          for one in fields for n in range(2)),
    ]  # fmt: skip


def _published(units: dict[uuid.UUID, set[uuid.UUID]], period: Period) -> dict[uuid.UUID, frozenset[str]]:
    found = {pk: process_of(below, period) for pk, below in units.items()}
    for process in found.values():
        assert process.count == len(process.words)
        assert all(sum(n for *_said, n in one.spread) == process.count for one in process.questions)
    return {pk: frozenset(process.words) for pk, process in found.items()}


@pytest.mark.parametrize("seed", range(2))
def test_no_difference_of_anything_shown_tells_of_fewer_than_five(
    office: Office, period: Period, today: datetime.date, seed: int
) -> None:
    """An attacker keeps all that every page ever showed, and knows which answers came when."""
    chance = random.Random(seed)
    tree = [office.government, *_tree(office)]
    units = {one.pk: subtree([one], today) for one in tree}
    seen: set[frozenset[str]] = set()
    weights = [chance.choice((0, 1, 3)) for _one in tree[1:]]
    weights[chance.randrange(len(weights))] = 4
    for number in range(28):
        where = chance.choices(tree[1:], weights)[0]
        keep_answer(where.pk, period, Answers(chance.randint(1, 5), 2, 3, f"{where.code} {number}"))
        if number in (13, 27):
            gather_rest(period=period, on=today)
        seen |= set(_published(units, period).values())

    # Whatever is added and subtracted, answers that were always shown together stay together.
    together: dict[tuple[bool, ...], set[str]] = defaultdict(set)
    shown = sorted(seen, key=sorted)
    for text in ProcessAnswer.objects.values_list("words", flat=True):
        together[tuple(text in one for one in shown)].add(text)
    assert any(len(one) >= FEWEST for one in seen)
    for signature, texts in together.items():
        assert not any(signature) or len(texts) >= FEWEST, texts
    for one, other in itertools.permutations(shown, 2):
        assert len(one - other) not in range(1, FEWEST)


def test_small_units_are_put_together_with_those_above_once_nobody_is_asked(
    office: Office, period: Period, today: datetime.date
) -> None:
    _top, one, two, *sections = _tree(office)
    for where, count in ((sections[0], 3), (sections[1], 2), (sections[2], 4), (office.other, 3)):
        for _number in range(count):
            keep_answer(where.pk, period, Answers(2, 2, 2))
    assert not ProcessGroup.objects.exists()
    due = datetime.datetime.combine(period.rate_by, datetime.time(), datetime.UTC)

    assert gather_ended(due + datetime.timedelta(days=20)) == 0
    assert gather_ended(due + datetime.timedelta(days=33)) == 2

    groups = dict(ProcessGroup.objects.values_list("unit", "pk"))
    assert set(groups) == {one.pk, office.government.pk}
    assert process_of(subtree([one], today), period).count == 5
    assert process_of(subtree([two], today), period).count == 0
    assert process_of(subtree([office.dinas], today), period).count == 5
    assert process_of(subtree([office.government], today), period).count == 12


@pytest.mark.django_db(transaction=True)
def test_the_database_keeps_groups_large_and_as_they_are(office: Office, period: Period) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        few = ProcessGroup.objects.create(unit=office.dinas, period=period)
        ProcessAnswer.objects.create(
            unit=office.dinas, period=period, known=1, helped=1, explained=1, group=few
        )
    with transaction.atomic():
        for number in range(5):
            keep_answer(office.dinas.pk, period, Answers(number + 1, 2, 3))
    group = ProcessGroup.objects.get()
    for change in (
        lambda: ProcessAnswer.objects.update(known=1),
        lambda: ProcessAnswer.objects.filter(known=2).update(group=None),
        lambda: ProcessAnswer.objects.filter(known=3).delete(),
        lambda: group.delete(),
        lambda: ProcessAnswer.objects.create(
            unit=office.dinas, period=period, known=9, helped=1, explained=1
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert process_of([office.dinas.pk], period).count == 5
