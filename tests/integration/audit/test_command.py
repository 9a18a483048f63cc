"""`praja audit …`, as it is called from a shell."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest

import praja.cli.audit
from praja.accounts.models import User
from praja.audit import keys
from praja.audit.actions import record
from praja.audit.models import Event
from praja.cli import main


@pytest.fixture(autouse=True)
def this_database(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command work in the connection of the test."""
    monkeypatch.setattr(praja.cli.audit, "site_open", contextlib.nullcontext)


def test_export_verify_and_keys(sari: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record(kind="uji.satu", by=sari)
    first, second, kept = tmp_path / "satu.jsonl", tmp_path / "dua.jsonl", tmp_path / "kunci.txt"

    assert main(["audit", "ekspor", str(first)]) == 0
    assert main(["audit", "kunci", "ekspor", str(kept)]) == 0
    assert main(["audit", "verify", str(first), "--kunci", str(kept)]) == 0
    assert "catatan" not in capsys.readouterr().out

    assert main(["audit", "kunci", "ganti"]) == 0
    assert main(["audit", "ekspor", str(second)]) == 0
    assert main(["audit", "verify", str(second), "--kunci", str(kept), "--pembanding", str(first)]) == 0
    assert main(["audit", "verify", str(first), "--kunci", str(kept), "--pembanding", str(second)]) == 1
    capsys.readouterr()
    assert main(["audit", "kunci"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in listed] == [key.id for key in keys.public_keys()]
    assert ["menandatangani" in line for line in listed] == [False, True]
    told = Event.objects.filter(actor_id=None).order_by("at").values_list("kind", flat=True)
    assert list(told) == ["audit.exported", "audit.key_rotated", "audit.exported"]


def test_what_cannot_be_done_is_said(sari: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there = tmp_path / "ada"
    there.write_text("penting", "utf-8")

    for arguments, words in (
        (["audit", "ekspor", str(there)], "sudah ada"),
        (["audit", "ekspor", str(tmp_path / "x"), "--dari", "kemarin"], "bukan tanggal"),
        (["audit", "ekspor", str(tmp_path / "x")], "Tidak ada peristiwa"),
        (["audit", "verify", str(there)], "tidak terbaca"),
        (["audit", "verify", str(tmp_path / "tiada")], "No such file"),
    ):
        assert main(arguments) == 2
        assert words in capsys.readouterr().err
    assert there.read_text("utf-8") == "penting"
    record(kind="uji.satu", by=sari)
    assert main(["audit", "ekspor", str(tmp_path / "tiada" / "x")]) == 2
    assert main(["audit"]) == 2


def test_a_lost_key_is_said_and_replaced(sari: User, own_keys: Path, tmp_path: Path, capsys: Any) -> None:
    record(kind="uji.satu", by=sari)
    old = keys.signing_key()
    (own_keys / f"{old.id}.pem").unlink()

    assert main(["audit", "ekspor", str(tmp_path / "x")]) == 2
    assert "--hilang" in capsys.readouterr().err
    assert main(["audit", "kunci", "ganti"]) == 2
    assert main(["audit", "kunci", "ganti", "--hilang"]) == 0
    assert main(["audit", "ekspor", str(tmp_path / "x")]) == 0
