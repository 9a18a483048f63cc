"""What was reached in the months that are over, with evidence, obstacles, feedback, talks and thanks."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from praja.demo.copying import write
from praja.demo.performance.plans import Planned
from praja.demo.performance.staff import at
from praja.files.actions import DOCUMENTS, store
from praja.files.models import StoredFile
from praja.organization.models import Unit
from praja.performance.enums import (
    AkibatHambatan,
    AntarBulan,
    Arah,
    JenisHambatan,
    JenisPembinaan,
    KeadaanHambatan,
    Nilai,
    PemberiUmpanBalik,
)
from praja.performance.follow.actions import figures
from praja.performance.follow.clock import last_day
from praja.performance.follow.progress import across_of
from praja.performance.models import (
    Coaching,
    Evidence,
    Feedback,
    IndicatorVersion,
    Obstacle,
    Recognition,
)

NOT_YET: Final = 0.12
"""Of the people, the share that has not reported the last month yet."""
UNPROVEN: Final = 0.02
"""Of the people, the share without any evidence."""
SHOWN_AT: Final = "semarang.banyumanik"
"""Where most of those work whose accounts are told to whoever tries the demo."""
OFTENER: Final = 4
ADDRESS: Final = "https://berkas.contoh.go.id/kinerja"
WHOLE: Final = ("poin", "%", "ton/ha", "km/liter", "hari")
"""Units of measure with a decimal; all others are counted."""

OBSTACLES: Final = (
    (JenisHambatan.SUMBER_DAYA, "Dua petugas pindah dan belum ada penggantinya sejak bulan lalu."),
    (JenisHambatan.LUAR, "Hujan lebat menutup jalan ke dua wilayah selama tiga pekan."),
    (JenisHambatan.KOORDINASI, "Data dari perangkat daerah lain belum datang walaupun sudah diminta."),
    (JenisHambatan.KEMAMPUAN, "Aplikasi baru belum dikuasai; perlu pendampingan sebelum dipakai penuh."),
)
PRAISE: Final = (
    (Nilai.BERORIENTASI_PELAYANAN, "Warga yang datang menjelang tutup tetap Anda layani sampai selesai."),
    (Nilai.AKUNTABEL, "Angka yang Anda laporkan selalu cocok dengan registernya."),
    (Nilai.KOLABORATIF, "Anda membantu rekan di loket sebelah ketika antreannya panjang."),
    (Nilai.ADAPTIF, "Cara kerja yang Anda coba bulan ini mengurangi bolak-balik berkas."),
    (Nilai.KOMPETEN, "Penjelasan Anda kepada rekan baru membuat berkasnya tidak kembali lagi."),
    (Nilai.HARMONIS, "Perbedaan pendapat dalam rapat Anda selesaikan tanpa ada yang tersinggung."),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Course:
    """How the months of an indicator go: they add up to `base`, or come to it, or lie around it."""

    across: AntarBulan
    base: Decimal
    slope: Decimal
    places: int
    cap: Decimal | None
    months: int
    seed: str

    def value(self, number: int) -> Decimal:
        """Return the figure of a month, the first one being 1; as the statement that writes many does."""
        match self.across:
            case AntarBulan.JUMLAH:
                now, before = (_round(self.base * one / self.months, 0) for one in (number, number - 1))
                return now - before
            case AntarBulan.TERAKHIR:
                back = self.slope * (self.months - number) / self.months
                found = _round(self.base * (1 - back), self.places)
                return found if self.cap is None else min(found, self.cap)
        noise = Decimal(int(hashlib.md5(f"{self.seed}{number}".encode()).hexdigest()[:4], 16)) / 65_536
        return _round(self.base * (1 + (noise - Decimal("0.5")) * Decimal("0.12")), self.places)


def _round(figure: Decimal, places: int) -> Decimal:
    return figure.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def course_of(plan: Planned, one: IndicatorVersion) -> Course:
    """Return how the months of an indicator with a figure go."""
    share = Decimal(str(round(plan.reached[one.indicator_id], 4)))
    target = one.target or Decimal(1)
    slope = Decimal("0.05")
    match one.direction:
        case Arah.RENDAH:
            base, slope = target / share, -slope
        case Arah.RENTANG:
            # Who keeps to the plan spends what was planned; others spend less.
            base = (
                target + ((one.target_max or target) - target) / 2
                if share > Decimal("0.9")
                else target * share
            )
        case _:
            base = target * share
    cap = Decimal(100) if one.measure == "%" and one.direction != Arah.RENDAH else None
    places = 1 if one.measure in WHOLE else 0
    return Course(across_of(one), base, slope, places, cap, len(plan.member.months), plan.member.nip)


# --- what was reached

_REACHED: Final = """
INSERT INTO performance_realisation (id, indicator_id, month, value, story, source, by_id, tercatat)
SELECT gen_random_uuid(), g.id, m.month,
    CASE g.across
        WHEN 'jumlah' THEN round(g.base * m.n / g.months) - round(g.base * (m.n - 1) / g.months)
        WHEN 'terakhir' THEN
            least(round(g.base * (1 - g.slope * (g.months - m.n) / g.months), g.places), g.cap)
        ELSE round(g.base * (1 + (
            ('x' || left(md5(g.seed || m.n), 4))::bit(16)::int / 65536.0 - 0.5) * 0.12), g.places)
    END,
    CASE WHEN m.n IN (3, g.upto) THEN g.story ELSE '' END, 'pegawai', g.by,
    least(now(), m.month + interval '1 month 1 day 2 hours')
FROM unnest(%(ids)s::uuid[], %(across)s::text[], %(base)s::numeric[], %(slope)s::numeric[], %(places)s::int[],
            %(cap)s::numeric[], %(months)s::int[], %(seed)s::text[], %(first)s::date[], %(upto)s::int[],
            %(story)s::text[], %(by)s::bigint[])
    AS g(id, across, base, slope, places, cap, months, seed, first, upto, story, by)
CROSS JOIN LATERAL (
    SELECT n, (g.first + (n - 1) * interval '1 month')::date AS month FROM generate_series(1, g.upto) n
) AS m
"""
_DONE: Final = """
INSERT INTO performance_realisation (id, indicator_id, month, value, done_on, story, source, by_id, tercatat)
SELECT gen_random_uuid(), g.id, g.month, g.value, g.done, '', 'pegawai', g.by,
    least(now(), g.month + interval '1 month 1 day 2 hours')
FROM unnest(%(ids)s::uuid[], %(month)s::date[], %(value)s::numeric[], %(done)s::date[], %(by)s::bigint[])
    AS g(id, month, value, done, by)
"""


def over(plan: Planned, on: datetime.date) -> int:
    """Return how many months of an SKP are over and reported on a day."""
    count = sum(last_day(month) < on for month in plan.member.months)
    late = plan.example is None and plan.member.dice("lapor").random() < NOT_YET
    return max(count - late, 0)


def reach(government: Unit, plans: Sequence[Planned], *, officer: Any, on: datetime.date) -> None:
    """Write what everybody has reached; what is counted comes by a sheet, as in the office."""
    many: dict[str, list[Any]] = {
        name: []
        for name in ("ids", "across", "base", "slope", "places", "cap", "months", "seed", "first", "upto",
                     "story", "by")
    }  # fmt: skip
    done: dict[str, list[Any]] = {name: [] for name in ("ids", "month", "value", "done", "by")}
    counted = ["Kode data;NIP;Bulan;Nilai"]
    for plan in plans:
        upto = over(plan, on)
        for number, (_row, measured) in enumerate(plan.results):
            story = plan.example.results[number].story if plan.example else ""
            for one in measured:
                if one.direction in (Arah.TAHAPAN, Arah.TANGGAL):
                    for month, value, day in _finished(plan, one, upto):
                        _add(done, one.indicator_id, month, value, day, plan.member.account)
                    continue
                course = course_of(plan, one)
                if one.feed:
                    counted += [
                        f"{one.feed};{plan.member.nip};{month:%Y-%m};{str(course.value(n)).replace('.', ',')}"
                        for n, month in enumerate(plan.member.months[:upto], 1)
                    ]
                elif upto:
                    _add(many, one.indicator_id, course.across, course.base, course.slope, course.places,
                         course.cap, course.months, course.seed, plan.member.months[0], upto, story,
                         plan.member.account)  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_REACHED, many)
        cursor.execute(_DONE, done)
    if len(counted) > 1:
        sheet = SimpleUploadedFile("angka-terhitung.csv", "\n".join(counted).encode())
        batch = figures.upload(file=sheet, unit=government, by=officer, on=on)
        figures.apply(batch=batch, only_good_rows=False, by=officer, on=on)


def _add(columns: dict[str, list[Any]], *values: Any) -> None:
    for column, value in zip(columns.values(), values, strict=True):
        column.append(value)


def _finished(
    plan: Planned, one: IndicatorVersion, upto: int
) -> Iterator[tuple[datetime.date, Decimal | None, datetime.date | None]]:
    """Yield what was done of milestones, or when something was done that has a date."""
    months, share = plan.member.months[:upto], plan.reached[one.indicator_id]
    if one.direction == Arah.TAHAPAN:
        dues = [step["due"] for step in one.steps]
        for month in months:
            count = sum(due <= last_day(month).isoformat() for due in dues)
            yield month, Decimal(max(count - (share < 0.9), 0)), None
        return
    due = one.due or plan.member.months[-1]
    day = due - datetime.timedelta(days=6) if share >= 0.97 else due + datetime.timedelta(days=24)
    month = day.replace(day=1)
    if month in months:
        yield month, None, day


# --- what proves it


def prove(plans: Sequence[Planned], on: datetime.date) -> None:
    """Attach evidence: a paper for each result of the examples, a link for everybody else."""
    rows = []
    for plan in plans:
        upto = over(plan, on)
        if not upto or (not plan.example and plan.member.dice("bukti").random() < UNPROVEN):
            continue
        months = plan.member.months[:upto]
        if plan.example:
            rows += list(_papers(plan, months))
            continue
        indicator = plan.indicators[0].indicator
        for month in {months[min(2, upto - 1)], months[-1]}:
            rows.append(
                Evidence(
                    indicator=indicator, month=month, title=f"Laporan {month:%m-%Y}",
                    link=f"{ADDRESS}/{plan.member.skp.pk.hex[:8]}-{month:%m}", by_id=plan.member.account,
                )
            )  # fmt: skip
    write(rows)


def _papers(plan: Planned, months: Sequence[datetime.date]) -> Iterator[Evidence]:
    by = plan.member.skp.person.account
    assert plan.example is not None
    for result, (_row, measured) in zip(plan.example.results, plan.results, strict=True):
        file = paper(result.proof, f"{plan.member.title}, {months[-1].year}", by)
        for month in sorted({*months[2::3], months[-1]}):
            for one in measured:
                if not one.feed:
                    yield Evidence(
                        indicator=one.indicator, month=month, title=f"{result.proof}.pdf", file=file, by=by
                    )


def paper(title: str, text: str, by: Any) -> StoredFile:
    """Return a paper of a few lines that is kept, as if it had been scanned."""
    return store(SimpleUploadedFile(f"{title}.pdf", printed(title, text)), by=by, kinds=DOCUMENTS)


def printed(title: str, text: str) -> bytes:
    """Return a paper of a few lines as a PDF."""
    said = f'#set page(paper: "a5")\n= {title}\n{text}\n\nContoh, bukan dokumen resmi.'
    return typst.compile(said.encode())


# --- what stood in the way, and what was said


def talk(plans: Sequence[Planned], on: datetime.date) -> None:
    """Write obstacles, feedback, talks and thanks of some, and of all examples."""
    led = [one for one in plans if one.member.appraiser_account is not None and over(one, on)]
    Obstacle.objects.bulk_create(_obstacles(led, on))
    Feedback.objects.bulk_create(_feedback(led, on))
    Coaching.objects.bulk_create(_talks(led, on))
    Recognition.objects.bulk_create(_thanks(led, on))


def _some(plans: Sequence[Planned], what: str, share: float) -> Iterator[tuple[Planned, Any]]:
    """Yield all examples, and of others a share, which is larger where most roles are shown."""
    for one in plans:
        dice = one.member.dice(what)
        times = OFTENER if one.member.post.startswith(SHOWN_AT) else 1
        if one.example is not None or dice.random() < share * times:
            yield one, dice


def _obstacles(plans: Sequence[Planned], on: datetime.date) -> Iterator[Obstacle]:
    for plan, dice in _some(plans, "hambatan", 0.06):
        if plan.example is not None and plan.example.key not in ("ujian", "lingkungan"):
            continue
        kind, text = dice.choice(OBSTACLES)
        state = dice.choice((KeadaanHambatan.DILAPORKAN, KeadaanHambatan.DITERIMA, KeadaanHambatan.DITERIMA,
                             KeadaanHambatan.SELESAI, KeadaanHambatan.DITOLAK))  # fmt: skip
        if plan.example is not None:
            reported = plan.example.key == "lingkungan"
            kind, text = (
                (JenisHambatan.SUMBER_DAYA, "Dua dari enam truk sampah rusak dan menunggu suku cadang.")
                if reported
                else (JenisHambatan.SUMBER_DAYA, "Guru matematika kosong tiga bulan; kelasnya digabung.")
            )
            state = KeadaanHambatan.DILAPORKAN if reported else KeadaanHambatan.DITERIMA
        row, measured = plan.results[0]
        since = on - datetime.timedelta(days=dice.randrange(20, 140))
        skp = plan.member.skp
        since = max(since, skp.berlaku.lower)
        made = Obstacle(
            skp=skp, rhk=row.rhk, indicator=measured[0].indicator, kind=kind, text=text, since=since,
            state=state, by_id=plan.member.account, made_at=at(since),
        )  # fmt: skip
        if state != KeadaanHambatan.DILAPORKAN:
            _decide(made, measured[0], plan, on)
        yield made


def _decide(made: Obstacle, version: IndicatorVersion, plan: Planned, on: datetime.date) -> None:
    decided = made.since + datetime.timedelta(days=4)
    made.decided_by_id, made.decided_at = plan.member.superior, at(decided)
    if made.state == KeadaanHambatan.DITOLAK:
        made.reason = "Masih dapat diatasi dengan membagi tugas di dalam tim; dibahas lagi bulan depan."
        return
    made.owner_id, made.due = plan.member.skp.appraiser_id, decided + datetime.timedelta(days=60)
    made.reason = "Benar demikian, dan bukan karena kelalaian pegawai. Penanganannya saya usahakan."
    if made.state == KeadaanHambatan.SELESAI:
        made.solved_at = at(min(made.due, on))
    other = made.kind in (JenisHambatan.SUMBER_DAYA, JenisHambatan.LUAR)
    if other and version.direction == Arah.TINGGI and version.target and plan.example is None:
        made.effect, made.effective = AkibatHambatan.TARGET, made.since.replace(day=1)
        made.effective = max(made.effective, plan.member.skp.berlaku.lower)
        made.new_target = _round(version.target * Decimal("0.9"), 0)
        made.agreed_target, made.agreed_target_max = version.target, version.target_max
        made.agreed_due = version.due


def _feedback(plans: Sequence[Planned], on: datetime.date) -> Iterator[Feedback]:
    for plan, dice in _some(plans, "umpan", 0.15):
        day = on - datetime.timedelta(days=dice.randrange(3, 200))
        value, text = dice.choice(PRAISE)
        yield Feedback(
            skp=plan.member.skp, value=value, role=PemberiUmpanBalik.ATASAN, text=text,
            by_id=plan.member.superior, made_at=at(max(day, plan.member.skp.berlaku.lower)),
        )  # fmt: skip
        if plan.example is not None:
            yield Feedback(
                skp=plan.member.skp, rhk=plan.results[0][0].rhk, role=PemberiUmpanBalik.ATASAN,
                text="Capaiannya terbaca jelas dari buktinya. Pertahankan cara mencatatnya.",
                by_id=plan.member.superior, made_at=at(on - datetime.timedelta(days=40)),
            )  # fmt: skip


def _talks(plans: Sequence[Planned], on: datetime.date) -> Iterator[Coaching]:
    for plan, dice in _some(plans, "temu", 0.05):
        day = on - datetime.timedelta(days=dice.randrange(10, 90))
        yield Coaching(
            skp=plan.member.skp, kind=JenisPembinaan.BIMBINGAN, on=day,
            agenda="Capaian triwulan ini dan yang perlu dibantu",
            notes="Disepakati mendahulukan indikator yang tertinggal, dan saling mengabari tiap Senin.",
            held_at=at(day), by_id=plan.member.superior,
        )  # fmt: skip


def _thanks(plans: Sequence[Planned], on: datetime.date) -> Iterable[Recognition]:
    for plan, dice in _some(plans, "apresiasi", 0.03):
        value, text = dice.choice(PRAISE)
        yield Recognition(
            person=plan.member.skp.person, value=value, text=text, by_id=plan.member.superior,
            made_at=at(on - datetime.timedelta(days=dice.randrange(2, 60))),
        )  # fmt: skip
