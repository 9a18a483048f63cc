"""What a run leaves behind: the parts, the signed manifest, the bundle, and what checking them finds."""

from __future__ import annotations

import datetime
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.db import connection
from django.utils import timezone

import praja.cli.run
from praja.audit import keys
from praja.cli import main
from praja.files import disk
from praja.files.actions import sweep
from praja.payroll.models import Deduction, Run, RunFile, Slip
from praja.payroll.programs import programs_for
from praja.payroll.runs import actions, archive, bundle
from praja.payroll.runs.compute import changed_people, known_facts
from praja.payroll.runs.verify import check_run
from praja.people import actions as people
from praja.people.models import DependantHistory, FamilyMember
from praja.rules.month import explain_lists
from praja.server.backup import NAMED
from praja.temporal.actions import span
from tests.integration.payroll.runs_world import REASON, PayDay
from tests.integration.people.conftest import LONG_AGO


@pytest.fixture
def run(payday: PayDay) -> Run:
    return payday.approved()


def tampered(run: Run, name: str, change: Callable[[bytes], bytes]) -> dict[str, bytes]:
    parts = archive.parts(run)
    return {**parts, name: change(parts[name])}


def signed_anew(parts: dict[str, bytes], **changes: Any) -> dict[str, bytes]:
    """Return parts with a manifest that fits them, signed by the same key: only the arithmetic can tell."""
    told = json.loads(parts[bundle.MANIFEST])
    key = keys.signing_key()
    rest = {name: data for name, data in parts.items() if name != bundle.MANIFEST}
    content = {**told["manifes"], "berkas": bundle.described(rest), **changes}
    return {**rest, bundle.MANIFEST: bundle.signed(content, key, told["kunci_publik"])}


def raised(data: bytes) -> bytes:
    """Return a frame with one amount a rupiah higher."""
    frame = bundle.from_parquet(data)
    return bundle.to_parquet(frame.with_columns(pl.col("kotor") + 1))


def test_a_run_verifies_whatever_is_corrected_of_people_and_families_later(payday: PayDay) -> None:
    sari, officer = payday.office.sari, payday.user("pengelola")
    spouse = FamilyMember.objects.create(person=sari, relation="suami", name="Budi", married_on=LONG_AGO)
    child, wrong = (
        FamilyMember.objects.create(person=sari, relation="anak_kandung", name=name, birth_date=born)
        for name, born in (("Ani", datetime.date(2004, 4, 5)), ("Beni", datetime.date(2019, 4, 5)))
    )
    for member in (spouse, child):
        DependantHistory.objects.create(
            person=sari, member=member, berlaku=span(datetime.date(2020, 1, 1)), sk_number="KP4/1"
        )
    FamilyMember.objects.filter(pk=child.pk).update(school="UGM", school_until=datetime.date(2027, 6, 30))
    run = payday.approved()
    slip = payday.slip(run, sari)
    frames = archive.frames(run)
    moved: list[bool] = []

    def corrected(member: FamilyMember, **changes: Any) -> None:
        people.change_family_member(member=member, changes=changes, reason="Akta.", by=officer, on=payday.on)

    def renamed(**changes: Any) -> None:
        people.change_identity(person=sari, changes=changes, reason="KTP.", by=officer, on=payday.on)

    for change in (
        lambda: corrected(child, birth_date=datetime.date(2003, 4, 5)),
        lambda: corrected(child, school_until=datetime.date(2026, 6, 30)),
        lambda: corrected(child, relation="anak_angkat", married_on=datetime.date(2026, 5, 1)),
        lambda: corrected(spouse, married_on=datetime.date(2026, 2, 1)),
        lambda: corrected(spouse, died_on=datetime.date(2026, 9, 1)),
        lambda: people.withdraw_family_member(member=wrong, reason="Keliru.", by=officer, on=payday.on),
        lambda: people.add_family_member(
            person=sari, relation="anak_kandung", name="Caca", birth_date=datetime.date(2021, 1, 1),
            by=officer, on=payday.on,
        ),
        lambda: renamed(name="Sari Rahma", title_after="S.H."),
        lambda: renamed(npwp="1234567890123456"),
        lambda: renamed(sex="L", nip=f"{sari.nip[:14]}1{sari.nip[15:]}"),
    ):  # fmt: skip
        change()
        assert check_run(run).wrong == []
        frames, before = known_facts(run, timezone.now()).frames, frames
        moved.append(sari.nip in changed_people(before, frames))

    assert moved == [True, True, True, True, True, True, True, True, False, True], "NPWP is no fact of pay"
    assert (payday.slip(run, sari).nip, payday.slip(run, sari).amounts) == (slip.nip, slip.amounts)


def test_what_was_computed_verifies(run: Run) -> None:
    report = check_run(run, keys=[keys.active_id()])

    assert report.wrong == [] and report.notes == [] and len(report.right) == 7
    manifest = json.loads(archive.part(run, bundle.MANIFEST))["manifes"]
    assert manifest["orang"] == {"dibayar": 2, "masalah": 1} and manifest["proses"]["id"] == str(run.pk)
    assert manifest["jumlah"] == run.totals and manifest["praja"] == run.software


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (bundle.RESULTS, raised),
        (bundle.LAW, lambda data: data.replace(b"10% * gaji_pokok", b"11% * gaji_pokok")),
        (bundle.frame_name("orang"), lambda data: data[:-1] + b"x"),
    ],
)
def test_a_part_that_was_changed_is_found(run: Run, name: str, change: Callable[[bytes], bytes]) -> None:
    report = bundle.check(tampered(run, name, change))

    assert report.wrong == [f"{name} bukan lagi yang ditandatangani: sidiknya berbeda."]


def test_a_manifest_that_was_changed_is_found(run: Run) -> None:
    def more(data: bytes) -> bytes:
        told = json.loads(data)
        told["manifes"]["diterima"] += 1
        return json.dumps(told).encode()

    report = bundle.check(tampered(run, bundle.MANIFEST, more))

    (wrong,) = report.wrong
    assert wrong.startswith("Tanda tangan manifes tidak sah")


def test_amounts_that_do_not_follow_are_found_whoever_signed_them(run: Run) -> None:
    report = bundle.check(signed_anew(tampered(run, bundle.RESULTS, raised)))
    assert any(
        "Hitungan ulang berbeda bagi 2 orang" in one for one in report.wrong
    )  # of Siti nothing is known

    report = bundle.check(signed_anew(archive.parts(run), diterima=1))
    assert report.wrong == ["Jumlah dalam manifes bukan jumlah slipnya."]


def test_a_strangers_key_is_told_apart(run: Run) -> None:
    assert (
        "tidak ada di antara kunci yang dikenal" in bundle.check(archive.parts(run), keys=["0" * 16]).wrong[0]
    )


def test_slips_and_facts_of_the_database_are_compared(payday: PayDay, run: Run) -> None:
    sari = payday.office.sari
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE payroll_slip DISABLE TRIGGER USER")
        cursor.execute("UPDATE payroll_slip SET net = net + 1 WHERE nip = %s", [sari.nip])
        cursor.execute("ALTER TABLE payroll_slip ENABLE TRIGGER USER")
    assert check_run(run).wrong == [f"Slip dalam basis data berbeda bagi 1 orang: {sari.nip}."]

    assert run.known_at
    # Somebody writes into the past, as if it had been known then.
    Deduction.objects.create(
        person=sari, kind="infak", creditor="Baznas", monthly=1, berlaku=span(LONG_AGO),
        tercatat=run.known_at - datetime.timedelta(hours=1),
    )  # fmt: skip
    assert f"berbeda bagi 1 orang: {sari.nip}" in check_run(run).wrong[1]


def test_one_person_is_explained_from_what_was_kept(payday: PayDay, run: Run) -> None:
    sari = payday.office.sari

    programs = programs_for(run.pack, run.pay_list, run.period, run.paid_on)
    facts = archive.person_facts(run, sari.nip)

    slip = Slip.objects.get(run=run, person=sari)
    assert programs["gaji"].run_one(facts).amounts["diterima"] == slip.net
    assert explain_lists(programs, facts)["gaji"].state == "dibayar"
    origin = archive.origin(run, sari.nip)
    assert "golongan" in set(origin["fakta"])
    with pytest.raises(KeyError):
        archive.person_facts(run, "0" * 18)


def test_nothing_of_a_run_is_swept_away_or_left_out_of_a_backup(payday: PayDay, run: Run) -> None:
    kept = set(RunFile.objects.values_list("sha256", flat=True))

    assert sweep(older_than=0) == 0 and all(disk.read(one) for one in kept)

    with connection.cursor() as cursor:
        cursor.execute(NAMED)
        assert kept <= {row[0] for row in cursor.fetchall()}
    run = actions.reopen(run=run, reason=REASON, by=payday.user("bendahara"), on=payday.on)
    payday.computed(run)
    assert sweep(older_than=0) == 0  # what was approved is kept beside what came


# --- bundles


def test_a_bundle_verifies_without_the_application(run: Run, tmp_path: Path) -> None:
    """Only Python, the engine and the command: no Django is loaded, no database is there."""
    path = tmp_path / "proses.zip"
    path.write_bytes(actions.export_bundle(run=run, by=None))
    program = (
        "import sys\nfrom praja.cli import main\ncode = main(sys.argv[1:])\n"
        "assert not {'django', 'psycopg'} & {name.partition('.')[0] for name in sys.modules}\n"
        "sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "run", "verify", str(path)],
        env={"PYTHONPATH": str(Path(praja.cli.__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "[sah] Fakta dan aturan memberi jumlah yang sama bagi 3 orang." in done.stdout


def _zip(entries: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive_:
        for name, data in entries.items():
            archive_.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04 nothing more", "rusak atau bukan ZIP"),
        (_zip({"lain.txt": b""}), "bukan bundel"),
        (_zip({"../../keluar.json": b"", "manifes.json": b"{}"}), "tidak wajar"),
        (_zip({"/etc/passwd": b"", "manifes.json": b"{}"}), "tidak wajar"),
        (_zip({"c:\\x": b"", "manifes.json": b"{}"}), "tidak wajar"),
        (_zip({"manifes.json": b"[" * 100_000}), "tidak terbaca"),
        (_zip({"manifes.json": b'{"manifes": {}, "kunci_publik": "", "tanda_tangan": ""}'}), "tidak terbaca"),
        (_zip({f"{number}.txt": b"" for number in range(2_001)}), "tidak pernah sebanyak itu"),
    ],
)
def test_what_is_no_bundle_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, why: str
) -> None:
    path = tmp_path / "bundel.zip"
    path.write_bytes(content)

    assert main(["run", "verify", str(path)]) == 2
    assert why in capsys.readouterr().err
    assert sorted(one.name for one in tmp_path.iterdir()) == ["bundel.zip"]


def test_a_bundle_that_swells_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "LARGEST", 10_000)
    path = tmp_path / "bom.zip"
    path.write_bytes(_zip({"manifes.json": b"{}", "a.parquet": bytes(6_000), "b.parquet": bytes(6_000)}))

    with pytest.raises(bundle.Unusable, match="mengembang"):
        bundle.unpack_bundle(path)


def test_law_in_a_bundle_cannot_be_written_elsewhere(run: Run, tmp_path: Path) -> None:
    law = _zip({"../../../luar.yaml": b"x: 1"})

    with pytest.raises(bundle.Unusable, match="tidak wajar"):
        bundle.read_law(law, "nasional")

    report = bundle.check(signed_anew(tampered(run, bundle.LAW, lambda data: law)))
    assert any("tidak dapat dihitung ulang" in one.lower() for one in report.wrong)


# --- the command


def test_the_command_checks_and_bundles(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import contextlib

    monkeypatch.setattr(praja.cli.run, "site_open", contextlib.nullcontext)
    public = tmp_path / "kunci.txt"
    public.write_text(f"# Kunci\n{keys.active_id()} 2026-11-22 abc\n")
    path = tmp_path / "proses.zip"

    assert main(["run", "verify", str(run.pk), "--kunci", str(public)]) == 0
    assert "[sah] 3 slip dalam basis data sama" in capsys.readouterr().out
    assert main(["run", "bundel", str(run.pk), str(path)]) == 0
    assert path.stat().st_mode & 0o077 == 0
    assert main(["run", "bundel", str(run.pk), str(path)]) == 2
    assert "--timpa" in capsys.readouterr().err
    assert main(["run", "verify", str(path), "--kunci", str(public)]) == 0
    public.write_text("0000000000000000 lain\n")
    assert main(["run", "verify", str(path), "--kunci", str(public)]) == 1
    assert "[SALAH] Kunci" in capsys.readouterr().out
    assert main(["run", "verify", "5b0e1c2e-0000-4000-8000-000000000000"]) == 2
    assert main(["run", "verify", str(tmp_path / "tidak-ada.zip")]) == 2
    assert main(["run"]) == 2
