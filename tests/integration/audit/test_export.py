"""An export is checked offline; whatever somebody did to it, or to the database before it, is found."""

from __future__ import annotations

import ast
import datetime
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

import praja.audit.verify
from praja.accounts.models import User
from praja.audit import export, keys, sealer
from praja.audit.actions import record
from praja.audit.models import Event
from praja.audit.verify import (
    START,
    Anchors,
    Report,
    Unusable,
    anchors,
    canonical,
    head_message,
    key_id,
    link,
    read_keys,
    run,
    verify,
)

Line = dict[str, Any]


@pytest.fixture
def exported(sari: User, tmp_path: Path) -> Path:
    """Five events, then the head of the day before, then two more."""
    for number in range(5):
        record(kind="uji.satu", by=sari, reason=f"ke-{number}", after={"gaji": number}, before={"gaji": None})
    sealer.seal_all()
    for number in (5, 6):
        record(kind="uji.dua", by=None, reason=f"ke-{number}")
    path = tmp_path / "jejak.jsonl"
    export.write(path)
    return path


def lines_of(path: Path) -> list[Line]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def check(lines: list[Line], **options: Any) -> Report:
    return verify((json.dumps(line).encode() for line in lines), **options)


def events(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line["jenis"] == "peristiwa"]


def said(report: Report) -> str:
    return "\n".join(finding.text for finding in report.faults)


def rechain(lines: list[Line]) -> None:
    """Compute the chain anew, as somebody who can write but not sign would."""
    previous, position = START, 0
    for line in lines:
        if line["jenis"] == "peristiwa":
            position += 1
            previous = link(previous, line["isi"])
            line.update(posisi=position, hash=previous.hex())
    lines[-1].update(sampai=position, hash=previous.hex())


def test_a_faithful_export_is_whole(exported: Path) -> None:
    report = check(lines_of(exported))

    assert said(report) == ""
    assert (report.rows, report.first, report.last, report.heads, report.signed_until) == (7, 1, 7, 1, 7)
    assert ["Kunci diambil dari berkas ini sendiri" in finding.text for finding in report.notices] == [True]


def test_it_is_kept_from_other_accounts_of_the_machine(exported: Path) -> None:
    assert exported.stat().st_mode & 0o077 == 0


def changed(lines: list[Line]) -> None:
    events(lines)[2]["isi"]["after"] = {"gaji": 9}


def changed_time(lines: list[Line]) -> None:
    events(lines)[2]["isi"]["at"] = "2020-01-01T00:00:00.000000Z"


def changed_name(lines: list[Line]) -> None:
    events(lines)[0]["isi"]["actor_name"] = "Orang Lain"


def removed(lines: list[Line]) -> None:
    lines.remove(events(lines)[2])


def removed_first(lines: list[Line]) -> None:
    lines.remove(events(lines)[0])


def reordered(lines: list[Line]) -> None:
    first, second = events(lines)[1:3]
    a, b = lines.index(first), lines.index(second)
    lines[a], lines[b] = lines[b], lines[a]


def contents_swapped(lines: list[Line]) -> None:
    first, second = events(lines)[1:3]
    first["isi"], second["isi"] = second["isi"], first["isi"]


def inserted(lines: list[Line]) -> None:
    row = json.loads(json.dumps(events(lines)[2]))
    row["isi"]["id"] = "00000000-0000-0000-0000-000000000001"
    lines.insert(lines.index(events(lines)[3]), row)


def doubled(lines: list[Line]) -> None:
    lines.insert(lines.index(events(lines)[3]), events(lines)[2])


def tail_cut(lines: list[Line]) -> None:
    del lines[-3:-1]


def end_cut(lines: list[Line]) -> None:
    del lines[-3:]


def front_cut(lines: list[Line]) -> None:
    first, second = events(lines)[:2]
    lines[0].update(dari=3, hash_sebelum=second["hash"])
    lines.remove(first)
    lines.remove(second)


def column_added(lines: list[Line]) -> None:
    events(lines)[2]["catatan"] = "tidak dirantai"


def signature_wrong(lines: list[Line]) -> None:
    head = next(line for line in lines if line["jenis"] == "kepala")
    head["tanda"] = "00" * 64


def head_moved(lines: list[Line]) -> None:
    head = next(line for line in lines if line["jenis"] == "kepala")
    head["hari"] = "2031-01-01"


def closing_unsigned_differs(lines: list[Line]) -> None:
    lines[-1].update(dibuat="2031-01-01T00:00:00.000000Z")


@pytest.mark.parametrize(
    ("attack", "words"),
    [
        (changed, "Peristiwa 3: isinya bukan yang dirantai"),
        (changed_time, "Peristiwa 3: isinya bukan yang dirantai"),
        (changed_name, "Peristiwa 1: isinya bukan yang dirantai"),
        (removed, "Peristiwa 3 tidak ada"),
        (removed_first, "Peristiwa 1 tidak ada"),
        (reordered, "Peristiwa 2 tidak pada urutannya"),
        (contents_swapped, "Peristiwa 2: isinya bukan yang dirantai"),
        (inserted, "Peristiwa 3 tidak pada urutannya"),
        (doubled, "Peristiwa 3 tidak pada urutannya"),
        (tail_cut, "Berkas berakhir pada peristiwa 5, padahal penutup menyebut 7"),
        (end_cut, "baris penutup tidak ada"),
        (front_cut, "Penutup tidak cocok dengan pembuka"),
        (column_added, "kolomnya bukan kolom jejak audit"),
        (signature_wrong, "Tanda tangan kepala hari"),
        (head_moved, "Tanda tangan kepala hari 2031-01-01 tidak sah"),
        (closing_unsigned_differs, "Tanda tangan penutup tidak sah"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_was_done_to_it_is_found(
    exported: Path, attack: Callable[[list[Line]], None], words: str
) -> None:
    lines = lines_of(exported)

    attack(lines)

    assert words in said(check(lines))


def test_one_changed_row_is_one_fault(exported: Path) -> None:
    lines = lines_of(exported)

    changed(lines)

    assert len(check(lines).faults) == 1


@pytest.mark.parametrize("attack", [changed, removed, reordered, inserted], ids=lambda value: value.__name__)
def test_a_chain_computed_anew_does_not_agree_with_what_was_signed(
    exported: Path, attack: Callable[[list[Line]], None]
) -> None:
    lines = lines_of(exported)

    attack(lines)
    rechain(lines)

    assert "berbeda dari yang ditandatangani" in said(check(lines))
    assert "Tanda tangan penutup tidak sah" in said(check(lines))


def test_a_tail_cut_behind_the_signed_head_is_found(exported: Path) -> None:
    lines = lines_of(exported)

    while events(lines)[-1]["posisi"] > 3:
        lines.remove(events(lines)[-1])
    lines[-1].update(sampai=3, hash=events(lines)[-1]["hash"])

    assert "menjamin peristiwa sampai 5, tetapi berkas berakhir pada 3: ekornya dipotong" in said(
        check(lines)
    )


def test_one_who_signs_it_all_anew_with_a_key_of_their_own_is_found_by_the_keys_kept_apart(
    exported: Path,
) -> None:
    lines, kept = lines_of(exported), {key.id: bytes.fromhex(key.public) for key in keys.public_keys()}
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    forger = Ed25519PrivateKey.generate()
    public = forger.public_key().public_bytes_raw()
    changed(lines)
    rechain(lines)
    tips = {line["posisi"]: line["hash"] for line in events(lines)}
    for line in lines:
        if line["jenis"] == "kunci":
            line.update(id=key_id(public), publik=public.hex())
        if line["jenis"] == "kepala":
            line.update(hash=tips[line["posisi"]], kunci=key_id(public))
            line["tanda"] = forger.sign(
                head_message(line["hari"], line["posisi"], line["hash"], key_id(public))
            ).hex()
    lines[-1]["kunci"] = key_id(public)
    lines[-1]["tanda"] = forger.sign(praja.audit.verify.closing_message(lines[-1])).hex()

    assert not check(lines).faults  # in itself it is whole, as the notice about keys warns
    assert "kunci yang tidak dikenal" in said(check(lines, trusted=kept))


def test_a_key_is_believed_if_one_that_is_known_handed_over_to_it(exported: Path, tmp_path: Path) -> None:
    known = {key.id: bytes.fromhex(key.public) for key in keys.public_keys()}
    keys.rotate()
    keys.rotate()
    later = tmp_path / "kemudian.jsonl"
    export.write(later)
    lines = lines_of(later)

    assert len([line for line in lines if line["jenis"] == "kunci"]) == 3
    assert said(check(lines, trusted=known)) == ""

    next(line for line in lines if line.get("oleh"))["tanda"] = "00" * 64
    assert "Penutup ditandatangani kunci yang tidak dikenal" in said(check(lines, trusted=known))


def test_a_database_put_back_to_an_older_state_is_found_by_an_earlier_export(
    exported: Path, sari: User, tmp_path: Path
) -> None:
    promised = anchors(exported.read_bytes().splitlines())
    shorter = [line for line in lines_of(exported) if line.get("posisi", 0) <= 5]
    shorter[-1].update(sampai=5, hash=events(shorter)[-1]["hash"], kunci=None)

    assert said(check(shorter)) == ""  # in itself it is whole
    assert "dikembalikan ke keadaan lama" in said(check(shorter, earlier=promised))

    record(kind="uji.tiga", by=sari)
    later = tmp_path / "kemudian.jsonl"
    export.write(later)
    assert said(check(lines_of(later), earlier=promised)) == ""
    other = Anchors(dict.fromkeys(promised.at, "00" * 32))
    assert "berbeda dari ekspor pembanding" in said(check(lines_of(later), earlier=other))


def test_rows_changed_in_the_database_itself_are_found(exported: Path, tmp_path: Path) -> None:
    with connection.cursor() as cursor:  # an administrator with the database's own shell
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER ALL") if _strong() else cursor.execute(
            "ALTER TABLE audit_event DISABLE TRIGGER audit_event_unchanged"
        )
        cursor.execute("UPDATE audit_event SET actor_name = 'Orang Lain' WHERE reason = 'ke-2'")
        cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER audit_event_unchanged")
    again = tmp_path / "lagi.jsonl"

    export.write(again)

    assert "Peristiwa 3: isinya bukan yang dirantai" in said(check(lines_of(again)))


def _strong() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db
def test_a_clock_that_goes_backwards_is_a_notice(tmp_path: Path) -> None:
    now = timezone.now()
    for ago in (0, 300, 0):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO audit_event (id, at, actor_name, kind, target_kind, target_id, reason, "
                "request_id) "
                "VALUES (gen_random_uuid(), %s, 'Praja', 'uji.jam', '', '', '', '')",
                [now - datetime.timedelta(minutes=ago)],
            )
        sealer.seal()
    path = tmp_path / "jejak.jsonl"
    export.write(path)

    report = check(lines_of(path))

    assert said(report) == ""
    assert ["jam mundur" in finding.text for finding in report.notices].count(True) == 1
    rows = lines_of(path)
    events(rows)[2]["disegel"] = "2020-01-01T00:00:00.000000Z"
    assert "jam peladen mundur" in "".join(finding.text for finding in check(rows).notices)


def test_a_part_can_be_exported_and_is_told_to_be_one(exported: Path, tmp_path: Path) -> None:
    part, today = tmp_path / "bagian.jsonl", timezone.localdate()

    with pytest.raises(export.NothingToExport):
        export.write(part, end=today - datetime.timedelta(days=2))
    assert not part.exists()
    assert list(tmp_path.glob(".bagian*")) == []
    export.write(part, start=today, end=today)

    report = check(lines_of(part))
    assert said(report) == ""
    assert report.rows == 7


def test_a_stretch_from_the_middle_holds_by_the_signature_after_it(exported: Path) -> None:
    lines = lines_of(exported)
    front_cut(lines)
    lines[-1].update(dari=3, kunci=None)

    report = check(lines)
    assert said(report) == ""
    assert any("bukan seluruh rantai: dimulai dari peristiwa 3" in finding.text for finding in report.notices)

    lines[0]["hash_sebelum"] = "11" * 32
    assert "Peristiwa 3: isinya bukan yang dirantai" in said(check(lines))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"nip,nama\n1,Sari\n",
        b"[]\n",
        b'{"jenis":"lain"}\n',
        b'{"jenis":"praja-audit","versi":99,"dari":1,"hash_sebelum":"' + b"0" * 64 + b'"}\n',
        b'{"jenis":"praja-audit","versi":1,"dari":0,"hash_sebelum":"' + b"0" * 64 + b'"}\n',
        b'{"jenis":"praja-audit","jenis":"praja-audit"}\n',
        b'{"jenis":NaN}\n',
        b"[" * 100_000 + b"\n",
        b'{"a":' + b"9" * 10_000 + b"}\n",
    ],
)
def test_what_is_no_export_is_refused(content: bytes, tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "bukan"
    path.write_bytes(content)

    assert run(path) == 2
    assert capsys.readouterr().err


def test_rows_of_any_shape_are_faults_not_crashes(exported: Path) -> None:
    for broken in ({}, {"posisi": "1"}, {"posisi": 3, "isi": [], "hash": "zz"}, {"posisi": True, "isi": {}}):
        lines = lines_of(exported)
        at = lines.index(events(lines)[2])
        lines[at] = {"jenis": "peristiwa", **broken}
        assert "rusak" in said(check(lines))
    for kind in ("kepala", "kunci", "penutup", "asing", 7):
        lines = lines_of(exported)
        lines.insert(2, {"jenis": kind})
        assert check(lines).faults


def test_the_exit_codes(exported: Path, tmp_path: Path, capsys: Any) -> None:
    assert run(exported) == 0
    assert "Jejak utuh." in capsys.readouterr().out

    lines = lines_of(exported)
    changed(lines)
    broken = tmp_path / "rusak.jsonl"
    broken.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    assert run(broken) == 1
    assert "Jejak TIDAK utuh." in capsys.readouterr().out
    assert run(tmp_path / "tidak-ada") == 2
    bad = tmp_path / "kunci.txt"
    bad.write_text("bukan kunci", "utf-8")
    assert run(exported, keys=bad) == 2
    assert run(exported, earlier=bad) == 2


def test_the_checker_needs_nothing_of_ours(exported: Path, tmp_path: Path) -> None:
    """It is copied alone to an empty folder and run there, where there is no praja and no Django."""
    source = Path(praja.audit.verify.__file__)
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(source.read_text("utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= {*sys.stdlib_module_names, "cryptography"}
    alone = tmp_path / "alone"
    alone.mkdir()
    shutil.copy(source, alone / "verify.py")
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PRAJA", "DJANGO", "DATABASE"))
    }

    done = subprocess.run(
        [sys.executable, "verify.py", str(exported)], cwd=alone, env=clean, capture_output=True, text=True
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "Jejak utuh." in done.stdout


def test_a_file_of_public_keys_is_read(exported: Path) -> None:
    key = keys.public_keys()[0]

    assert read_keys(f"# catatan\n\n{key.id} 2026-11-22 {key.public}\n") == {
        key.id: bytes.fromhex(key.public)
    }
    for bad in ("", "# saja", "abc", "zz" * 32):
        with pytest.raises(Unusable):
            read_keys(bad)


def test_the_chain_can_be_recomputed_by_hand(exported: Path) -> None:
    """What the documentation says, done with nothing but a hash function."""
    import hashlib

    previous = bytes(32)
    for line in events(lines_of(exported)):
        text = json.dumps(line["isi"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        previous = hashlib.sha256(previous + text.encode("utf-8")).digest()
        assert canonical(line["isi"]) == text.encode("utf-8")
        assert previous.hex() == line["hash"]
    assert Event.objects.count() == 7
