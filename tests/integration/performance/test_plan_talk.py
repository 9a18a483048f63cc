"""Drafting an SKP, the dialogue to agreement, understanding, and later versions."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone

from praja.audit.models import Event
from praja.files.actions import DOCUMENTS, store
from praja.people.models import JabatanHistory
from praja.performance.enums import Arah, JenisRhk, KeadaanSkp, KeadaanVersi, LingkupRhk
from praja.performance.models import (
    Goal,
    IndicatorVersion,
    Period,
    Remark,
    Rhk,
    RhkVersion,
    Skp,
    SkpVersion,
)
from praja.performance.plan.actions import changing, dialogue, drafting
from praja.performance.plan.actions.drafting import IndicatorSaid, ResultSaid
from praja.performance.plan.checks import advise
from praja.performance.plan.content import content_of
from praja.performance.plan.paper import _state
from praja.performance.plan.queries import differences, servable_by, sources_for
from praja.performance.plan.refused import PlanRefused
from praja.temporal.actions import span
from praja.web.models import Notice
from tests.integration.people.conftest import Office
from tests.integration.performance.plans import plan

DAY = datetime.date
SAID = IndicatorSaid(
    text="Bantuan yang diterima keluarga berhak", measure="%", target=Decimal(95),
    formula="berhak ÷ penerima", source="Verifikasi lapangan", aspect="kualitas",
)  # fmt: skip


@dataclasses.dataclass
class Talk:
    """Sari drafts, Siti appraises."""

    office: Office
    on: DAY
    skp: Skp

    @property
    def version(self) -> SkpVersion:
        found = self.skp.versions.order_by("-number")[0]
        found.skp = self.skp
        return found

    def add(self, text: str = "Keluarga miskin menerima haknya tepat waktu", **more: Any) -> RhkVersion:
        return drafting.add_result(
            version=self.version, said=ResultSaid(text=text, **more), by=self.office.user("sari"), on=self.on
        )

    def measure(self, row: RhkVersion, **more: Any) -> IndicatorVersion:
        said = dataclasses.replace(SAID, **more)
        return drafting.add_indicator(row=row, said=said, by=self.office.user("sari"), on=self.on)

    def drafted(self) -> RhkVersion:
        row = self.add()
        self.measure(row)
        return row

    def do(self, act: Callable[..., Any], by: str, **more: Any) -> Any:
        return act(version=self.version, by=self.office.user(by), on=self.on, **more)

    def agreed(self) -> SkpVersion:
        self.drafted()
        self.do(dialogue.propose, "sari")
        self.do(dialogue.agree, "section")
        return self.version


@pytest.fixture
def talk(office: Office, today: DAY) -> Talk:
    skp = plan(office.sari, office.section, lines=(), agreed=False)
    return Talk(office, today, skp)


def test_from_the_draft_over_a_return_to_the_agreement_and_its_understanding(talk: Talk) -> None:
    row = talk.drafted()
    talk.do(dialogue.propose, "sari")
    assert Notice.objects.filter(user=talk.office.user("section")).count() == 1

    talk.do(dialogue.send_back, "section", text="Target terlalu rendah, bandingkan tahun lalu.", rhk=row.rhk)
    assert talk.version.state == KeadaanVersi.DISUSUN
    assert Remark.objects.get().rhk == row.rhk
    talk.do(dialogue.propose, "sari")
    talk.do(dialogue.agree, "section")

    version = talk.version
    talk.skp.refresh_from_db()
    assert (version.state, version.agreed_by) == (KeadaanVersi.DISEPAKATI, talk.office.user("section"))
    assert talk.skp.state == KeadaanSkp.BERJALAN
    clear = dict.fromkeys(dialogue.QUESTIONS, True)
    unclear = clear | {"ukuran": False}
    with pytest.raises(PlanRefused, match="belum jelas"):
        talk.do(dialogue.confirm_understanding, "sari", answers=unclear, unclear=" ")
    talk.do(dialogue.confirm_understanding, "sari", answers=unclear, unclear="Dari mana angkanya?")
    assert talk.version.understood_at is None and Remark.objects.count() == 2
    talk.do(dialogue.confirm_understanding, "sari", answers=clear, unclear="")
    assert talk.version.understood_at is not None
    kinds = set(Event.objects.filter(person_id=talk.office.sari.pk).values_list("kind", flat=True))
    assert {"performance.skp_agreed", "performance.skp_sent_back", "performance.skp_understood"} <= kinds


@pytest.mark.parametrize(
    "by", ["section", "head", "stranger", "pengelola", "admin", "auditor", "kepala_unit"]
)
def test_only_the_person_drafts_and_proposes(talk: Talk, by: str) -> None:
    row = talk.drafted()
    user, on = talk.office.user(by), talk.on
    for act in (
        lambda: drafting.add_result(version=talk.version, said=ResultSaid("Hasil lain"), by=user, on=on),
        lambda: drafting.change_result(row=row, said=ResultSaid("Hasil lain"), by=user, on=on),
        lambda: drafting.remove_result(row=row, by=user, on=on),
        lambda: drafting.add_indicator(row=row, said=SAID, by=user, on=on),
        lambda: drafting.say_annexes(version=talk.version, said={}, by=user, on=on),
        lambda: dialogue.propose(version=talk.version, by=user, on=on),
        lambda: dialogue.take_back(version=talk.version, by=user, on=on),
    ):
        with pytest.raises(PlanRefused):
            act()
    assert RhkVersion.objects.get().text == row.text


@pytest.mark.parametrize("by", ["sari", "head", "stranger", "pengelola", "admin", "kepala_unit"])
def test_only_the_appraiser_agrees_or_sends_back(talk: Talk, by: str) -> None:
    talk.drafted()
    talk.do(dialogue.propose, "sari")

    for act, more in ((dialogue.agree, {}), (dialogue.send_back, {"text": "Perbaiki targetnya."})):
        with pytest.raises(PlanRefused):
            talk.do(act, by, **more)
    assert talk.version.state == KeadaanVersi.DIAJUKAN


def test_who_acts_for_the_appraiser_agrees_but_never_to_the_own_plan(talk: Talk) -> None:
    office = talk.office
    JabatanHistory.objects.filter(person=office.section).update(
        berlaku=span(DAY(2019, 3, 1), DAY(2026, 11, 1))
    )
    for who in (office.sari, office.head):
        JabatanHistory.objects.create(
            person=who, position=office.section_post, how="plt", berlaku=span(DAY(2026, 11, 1))
        )
    Skp.objects.filter(pk=talk.skp.pk).update(appraiser=None)
    talk.skp.refresh_from_db()
    talk.drafted()
    talk.do(dialogue.propose, "sari")

    with pytest.raises(PlanRefused):
        talk.do(dialogue.agree, "sari")
    talk.do(dialogue.agree, "head")

    assert talk.version.agreed_by == office.user("head")


def test_a_former_holder_of_the_appraisers_post_agrees_no_more(talk: Talk) -> None:
    office = talk.office
    Skp.objects.filter(pk=talk.skp.pk).update(appraiser=None)
    talk.skp.refresh_from_db()
    talk.drafted()
    talk.do(dialogue.propose, "sari")
    JabatanHistory.objects.filter(person=office.section).update(berlaku=span(DAY(2019, 3, 1), talk.on))

    with pytest.raises(PlanRefused):
        talk.do(dialogue.agree, "section")


def test_what_is_agreed_stays_whoever_writes(talk: Talk) -> None:
    version = talk.agreed()
    row, indicator = RhkVersion.objects.get(), IndicatorVersion.objects.get()

    def refused(act: Callable[[], Any]) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()

    refused(lambda: RhkVersion.objects.filter(pk=row.pk).update(text="Lain"))
    refused(lambda: IndicatorVersion.objects.filter(pk=indicator.pk).update(target=1))
    refused(lambda: IndicatorVersion.objects.filter(pk=indicator.pk).delete())
    refused(
        lambda: RhkVersion.objects.create(version=version, rhk=Rhk.objects.create(skp=talk.skp), text="x")
    )
    refused(lambda: SkpVersion.objects.filter(pk=version.pk).update(state="disusun"))
    refused(lambda: SkpVersion.objects.filter(pk=version.pk).update(since=DAY(2026, 5, 1)))
    refused(lambda: SkpVersion.objects.filter(pk=version.pk).delete())
    refused(lambda: SkpVersion.objects.filter(pk=version.pk).update(agreed_by=talk.office.user("sari")))
    talk.do(dialogue.remark, "sari", rhk=None, text="Sudah jelas.")
    refused(lambda: Remark.objects.update(text="Lain"))
    with pytest.raises(PlanRefused):
        talk.add()


def test_the_database_refuses_an_agreement_by_the_person(talk: Talk) -> None:
    talk.drafted()
    with pytest.raises(DatabaseError, match="SKP-nya sendiri"), transaction.atomic():
        SkpVersion.objects.filter(pk=talk.version.pk).update(
            state="disepakati", agreed_at=timezone.now(), agreed_by=talk.office.user("sari")
        )
    with pytest.raises(DatabaseError, match="agreed_by_somebody"), transaction.atomic():
        SkpVersion.objects.filter(pk=talk.version.pk).update(state="disepakati")


def test_a_plan_that_cannot_be_carried_out_is_not_proposed(talk: Talk) -> None:
    def said() -> str:
        with pytest.raises(PlanRefused) as refused:
            talk.do(dialogue.propose, "sari")
        return str(refused.value)

    assert "Belum ada rencana hasil kerja" in said()
    row = talk.add()
    assert "Belum ada indikatornya" in said()
    indicator = talk.measure(row, target=None)
    assert "Target" in said()
    by, on = talk.office.user("sari"), talk.on
    for wrong, words in (
        ({"target": Decimal(0)}, "lebih dari nol"),
        ({"direction": Arah.RENTANG, "target": Decimal(0), "target_max": Decimal(2)}, "lebih dari nol"),
        ({"direction": Arah.TANGGAL, "target": None}, "Tanggal selesainya"),
        ({"direction": Arah.TANGGAL, "target": None, "due": DAY(2027, 1, 1)}, "di luar masa"),
        ({"direction": Arah.TAHAPAN, "target": None}, "Tahapannya"),
        ({"direction": Arah.RENTANG, "target": Decimal(80)}, "Batas atas"),
    ):
        drafting.change_indicator(row=indicator, said=dataclasses.replace(SAID, **wrong), by=by, on=on)
        assert words in said()
    drafting.change_indicator(row=indicator, said=SAID, by=by, on=on)
    talk.do(dialogue.propose, "sari")


def test_advice_warns_of_weak_lines_without_blocking(talk: Talk) -> None:
    row = talk.add("Menghadiri rapat koordinasi", weight=Decimal(40))
    talk.measure(row, text="Jumlah laporan", measure="laporan", target=Decimal(1), aspect="kuantitas",
                 formula="", source="")  # fmt: skip
    talk.add("menghadiri  rapat koordinasi!", kind=JenisRhk.TAMBAHAN)
    drafting.remove_result(
        row=RhkVersion.objects.get(kind=JenisRhk.TAMBAHAN), by=talk.office.user("sari"), on=talk.on
    )
    advices = advise(content_of(talk.version), acting=True)

    told = " ".join(one.text for one in advices)
    for words in ("menyebut kegiatan", "bobot 40 %", "hasil kerja atasan", "hampir pasti", "Cara menghitung",
                  "Sumber data", "Plt."):  # fmt: skip
        assert words in told, words
    assert not advices.blocking


def test_only_the_appraisers_plan_and_the_own_units_goals_can_be_served(talk: Talk) -> None:
    office = talk.office
    drafted = plan(office.section, office.head, agreed=False)
    assert servable_by(talk.skp) == []
    drafted.versions.update(state=KeadaanVersi.DIAJUKAN)
    served = RhkVersion.objects.get(version__skp=drafted)
    assert servable_by(talk.skp) == [(served.rhk_id, served.text)]
    foreign = RhkVersion.objects.get(version__skp=plan(office.stranger, None, position=office.other_post))
    goal = Goal.objects.create(unit=office.dinas, year=2026, kind="sasaran", text="Kemiskinan turun")

    assert talk.add(serves=served.rhk).serves == served.rhk
    with pytest.raises(PlanRefused, match="penilai Anda"):
        talk.add(serves=foreign.rhk)
    with pytest.raises(PlanRefused, match="sasaran unit"):
        talk.add(goal=goal)


def test_a_later_version_changes_lines_and_keeps_what_they_are(talk: Talk) -> None:
    first = talk.agreed()
    since, by = DAY(2026, 12, 1), talk.office.user("sari")

    def begin(day: DAY = since, who: str = "sari", reason: str = "Anggaran bantuan dipotong") -> SkpVersion:
        return changing.begin_change(
            skp=talk.skp, since=day, reason=reason, by=talk.office.user(who), on=talk.on
        )

    for wrong in (
        {"day": DAY(2027, 1, 1)},
        {"day": DAY(2025, 12, 31)},
        {"who": "pengelola"},
        {"reason": "."},
    ):
        with pytest.raises(PlanRefused):
            begin(**wrong)  # type: ignore[arg-type]
    begin()
    with pytest.raises(PlanRefused, match="Sudah ada perubahan"):
        begin()
    row = IndicatorVersion.objects.get(version=talk.version)
    drafting.change_indicator(row=row, said=dataclasses.replace(SAID, target=Decimal(70)), by=by, on=talk.on)
    talk.do(dialogue.propose, "sari")
    talk.do(dialogue.agree, "section")

    second = talk.version
    first.refresh_from_db()
    assert (first.state, second.number, second.since) == (KeadaanVersi.DIGANTIKAN, 2, since)
    assert row.indicator_id == IndicatorVersion.objects.get(version=first).indicator_id
    first.skp = talk.skp
    (changed,) = differences(content_of(first), content_of(second))
    assert "95 %" in changed.before and "70 %" in changed.after
    begin(DAY(2026, 12, 15), "section")
    assert Notice.objects.filter(user=by, title__contains="membuka perubahan SKP").exists()
    talk.do(changing.withdraw_change, "section")
    assert second.state == KeadaanVersi.DISEPAKATI


def test_no_change_begins_in_a_period_that_is_closed(talk: Talk) -> None:
    talk.agreed()
    Period.objects.create(
        government=talk.office.government, year=2026, kind="bulanan", number=10,
        days=(DAY(2026, 10, 1), DAY(2026, 11, 1)), report_by=DAY(2026, 11, 5), rate_by=DAY(2026, 11, 10),
    )  # fmt: skip

    with pytest.raises(PlanRefused, match="ditutup"):
        changing.begin_change(
            skp=talk.skp, since=DAY(2026, 10, 15), reason="Perubahan mundur", by=talk.office.user("sari"),
            on=talk.on,
        )  # fmt: skip


def test_a_change_whose_period_closes_meanwhile_is_given_another_day_and_keeps_its_lines(talk: Talk) -> None:
    talk.agreed()
    office, on = talk.office, talk.on
    changing.begin_change(
        skp=talk.skp, since=DAY(2026, 10, 15), reason="Anggaran berubah", by=office.user("sari"), on=on
    )
    talk.do(dialogue.propose, "sari")
    Period.objects.create(
        government=office.government, year=2026, kind="bulanan", number=10,
        days=(DAY(2026, 10, 1), DAY(2026, 11, 1)), report_by=DAY(2026, 11, 5), rate_by=DAY(2026, 11, 10),
    )  # fmt: skip
    later = {"since": DAY(2026, 11, 1), "reason": "Sesudah Oktober ditutup"}

    with pytest.raises(PlanRefused, match="15 Oktober 2026 sudah ditutup"):
        talk.do(dialogue.agree, "section")
    with pytest.raises(PlanRefused, match="selama perubahan itu disusun"):
        talk.do(changing.redate_change, "sari", **later)
    talk.do(dialogue.send_back, "section", text="Pilih tanggal sesudah Oktober.")
    with pytest.raises(PlanRefused, match="sudah ditutup"):
        talk.do(dialogue.propose, "sari")
    with pytest.raises(PlanRefused, match="sudah ditutup"):
        talk.do(changing.redate_change, "sari", since=DAY(2026, 10, 20), reason="Masih Oktober juga")
    with pytest.raises(PlanRefused, match="pegawainya atau penilainya"):
        talk.do(changing.redate_change, "stranger", **later)
    lines = [one.row.rhk_id for one in content_of(talk.version).results]
    talk.do(changing.redate_change, "sari", **later)
    talk.do(dialogue.propose, "sari")
    talk.do(dialogue.agree, "section")

    version = talk.skp.versions.get(state=KeadaanVersi.DISEPAKATI)
    assert (version.number, version.since, version.reason) == (2, later["since"], later["reason"])
    assert [one.row.rhk_id for one in content_of(version).results] == lines
    assert Event.objects.filter(kind="performance.skp_change_redated").count() == 1


def test_last_years_plan_is_copied_with_its_days_a_year_later(office: Office, today: DAY) -> None:
    plan(office.sari, office.section, year=2024, lines=[
        ("Laporan selesai", [{"direction": Arah.TANGGAL, "target": None, "due": DAY(2024, 2, 29)},
                             {"direction": Arah.TAHAPAN, "steps": [{"text": "Satu", "due": "2024-02-29"}]}]),
    ])  # fmt: skip
    skp = plan(office.sari, office.section, year=2025, lines=(), agreed=False)
    (source,) = sources_for(skp)

    copied = drafting.copy_from(
        version=skp.versions.get(), source=source.version, by=office.user("sari"), on=today
    )

    rows = IndicatorVersion.objects.filter(version__skp=skp).order_by("order")
    assert copied == 1
    assert rows[0].due == DAY(2025, 2, 28) and rows[1].steps[0]["due"] == "2025-02-28"
    assert not Rhk.objects.filter(skp=skp, versions__version__skp__year=2024).exists()
    with pytest.raises(PlanRefused, match="kosong"):
        drafting.copy_from(
            version=skp.versions.get(), source=source.version, by=office.user("sari"), on=today
        )


def test_of_a_predecessor_only_what_belongs_to_the_post_is_copied(office: Office, today: DAY) -> None:
    JabatanHistory.objects.filter(person=office.section).update(
        berlaku=span(DAY(2019, 3, 1), DAY(2026, 1, 1))
    )
    old = plan(office.section, office.head, year=2025, agreed=False,
               lines=[("Milik jabatan", [{}]), ("Milik orang", [{}])])  # fmt: skip
    version = old.versions.get()
    version.rhk_versions.filter(text="Milik orang").update(scope=LingkupRhk.INDIVIDU)
    SkpVersion.objects.filter(pk=version.pk).update(
        state="disepakati", agreed_at=timezone.now(), agreed_by=office.user("head")
    )
    JabatanHistory.objects.filter(person=office.sari).update(
        position=office.section_post, berlaku=span(DAY(2026, 1, 1))
    )
    skp = plan(office.sari, office.head, lines=(), agreed=False)

    (source,) = sources_for(skp)
    drafting.copy_from(version=skp.versions.get(), source=source.version, by=office.user("sari"), on=today)

    assert not source.own
    assert [one.text for one in RhkVersion.objects.filter(version__skp=skp)] == ["Milik jabatan"]


def test_of_an_appraiser_without_account_an_officer_records_the_signed_sheet(
    office: Office, today: DAY
) -> None:
    skp = plan(office.head, None, agreed=False)
    talk = Talk(office, today, skp)
    talk.do(dialogue.propose, "head")
    pdf = SimpleUploadedFile("skp.pdf", b"%PDF-1.7\n" + b"isi " * 40 + b"\nstartxref\n9\n%%EOF\n")
    file = store(pdf, by=office.user("pengelola"), kinds=DOCUMENTS)
    for by in ("head", "sari", "auditor", "pengelola_lain"):
        with pytest.raises(PlanRefused):
            talk.do(dialogue.agree_on_paper, by, file=file)

    talk.do(dialogue.agree_on_paper, "pengelola", file=file)

    assert talk.version.agreed_file == file
    assert _state(talk.version).startswith("Disepakati di atas kertas; dicatat")
    other = Talk(office, today, plan(office.sari, office.section, agreed=False))
    other.do(dialogue.propose, "sari")
    with pytest.raises(PlanRefused, match="tidak punya akun"):
        other.do(dialogue.agree_on_paper, "pengelola", file=file)


def test_the_appraiser_says_what_is_expected_while_it_is_talked_about(talk: Talk) -> None:
    talk.drafted()
    talk.do(dialogue.propose, "sari")

    talk.do(drafting.say_expectations, "section", said={"akuntabel": "Laporkan tiap Senin."})
    with pytest.raises(PlanRefused):
        talk.do(drafting.say_expectations, "sari", said={"akuntabel": ""})
    talk.do(dialogue.agree, "section")
    with pytest.raises(PlanRefused):
        talk.do(drafting.say_expectations, "section", said={"akuntabel": ""})
    assert content_of(talk.version).expectations == {"akuntabel": "Laporkan tiap Senin."}
