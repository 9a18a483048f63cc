"""The slip on paper: one page, a signed code, keys that change, files by unit; and the page that checks."""

from __future__ import annotations

import datetime
import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import praja.cli.slip
from praja.audit.models import Event
from praja.cli import main
from praja.jobs.testing import run_all
from praja.payroll.enums import KeadaanProses
from praja.payroll.models import Run, RunFile
from praja.payroll.slip import many
from praja.payroll.slip.keys import CHAIN, hand_over_message
from praja.payroll.slip.pdf import document_of, set_slips
from praja.payroll.slip.qr import drawn
from praja.payroll.slip.sign import Said, Verdict, check, is_of, signed_text
from tests.integration.payroll.slip_world import make_run, slip_of
from tests.integration.people.conftest import Office, person

NOVEMBER = datetime.date(2026, 11, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def run(office: Office) -> Run:
    return make_run(office.dinas, {office.sari: {}, office.section: {}}, period=NOVEMBER)


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def keys() -> dict[str, bytes]:
    return {key.id: bytes.fromhex(key.public) for key in CHAIN.public_keys()}


# --- what is signed


def test_what_is_signed_holds_and_says_what_is_printed(office: Office, run: Run) -> None:
    slip = slip_of(run, office.sari)
    text = signed_text(slip, CHAIN.signing_key())

    verdict, said = check(text, keys())

    assert verdict is Verdict.ASLI and isinstance(said, Said)
    assert (said.gross, said.cuts, said.net) == (slip.gross, slip.cuts, slip.net)
    assert (said.run, said.period, said.pay_list) == (run.pk.hex.upper(), "202611", "GAJI")
    assert slip.nip not in text
    assert is_of(said, slip.nip) and not is_of(said, slip_of(run, office.section).nip)
    # A scanner may break it into lines; a person may write small letters.
    assert check("\n".join(re.findall(".{1,40}", text.lower())), keys())[0] is Verdict.ASLI


def test_what_was_altered_is_found(office: Office, run: Run) -> None:
    text = signed_text(slip_of(run, office.sari), CHAIN.signing_key())
    parts = text.split("/")

    def altered(place: int, value: str) -> Verdict:
        return check("/".join([*parts[:place], value, *parts[place + 1 :]]), keys())[0]

    assert altered(8, "9999999") is Verdict.BERUBAH
    assert altered(4, "0000") is Verdict.BERUBAH
    assert altered(10, "A" * 103) is Verdict.BERUBAH
    assert altered(9, "0" * 16) is Verdict.KUNCI_ASING
    assert check("/".join(parts[:-1]), keys())[0] is Verdict.TANPA_TANDA
    assert check(text[:-5], keys())[0] is Verdict.TANPA_TANDA
    assert check("https://contoh.go.id", keys())[0] is Verdict.BUKAN_SLIP
    assert check("PRAJA1/" * 1000, keys())[0] is Verdict.BUKAN_SLIP
    assert check(text, {})[0] is Verdict.KUNCI_ASING
    other = bytes(32)
    assert check(text, dict.fromkeys(keys(), other))[0] is Verdict.BERUBAH
    assert check(text.replace("/8", "/08", 1) + "\x00", keys())[0] is not Verdict.ASLI


def test_a_rotated_key_still_checks_and_its_private_half_is_gone(office: Office, run: Run) -> None:
    text = signed_text(slip_of(run, office.sari), CHAIN.signing_key())
    old = CHAIN.active_id()
    new = CHAIN.rotate()

    assert check(text, keys())[0] is Verdict.ASLI
    assert signed_text(slip_of(run, office.sari), CHAIN.signing_key()).split("/")[9] == new.id.upper()
    assert not (CHAIN.folder() / f"{old}.pem").exists() and CHAIN.folder().name == "kunci-slip"
    assert b"praja-slip-kunci" in hand_over_message(new.public, old) and new.by == old


def test_the_command_lists_hands_out_and_replaces_keys(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    import contextlib

    monkeypatch.setattr(praja.cli.slip, "site_open", contextlib.nullcontext)
    assert main(["slip", "kunci"]) == 0 and "Belum ada kunci" in capsys.readouterr().out
    assert main(["slip", "kunci", "ekspor", str(tmp_path / "kunci.txt")]) == 0
    first = CHAIN.active_id()
    assert first in (tmp_path / "kunci.txt").read_text()
    assert main(["slip", "kunci", "ganti"]) == 0
    assert f"Kunci {first} diganti {CHAIN.active_id()}" in capsys.readouterr().out
    assert Event.objects.get(kind="payroll.slip_key_rotated").before == {"kunci": first}
    (CHAIN.folder() / f"{CHAIN.active_id()}.pem").unlink()
    assert main(["slip", "kunci", "ganti"]) == 2
    assert main(["slip", "kunci", "ganti", "--hilang"]) == 0


# --- the paper


def test_one_slip_is_one_page_whatever_its_names(office: Office) -> None:
    office.sari.name = '#panic("x") #pagebreak() <b>$x$</b> *_\\ ' + "Sari " * 30
    office.sari.save(update_fields=["name"])
    run = make_run(office.dinas, {office.sari: {}}, period=NOVEMBER)
    slip = slip_of(run, office.sari)
    slip.unit_name = "Unit " * 40

    pdf = set_slips([slip], signer=CHAIN.signing_key())

    assert pages_of(pdf) == 1 and pdf.startswith(b"%PDF-")
    assert b"pdfaid:part" in pdf and b"<pdfaid:part>2" in pdf
    assert document_of([slip], signer=CHAIN.signing_key())["slips"][0]["long"]


def test_the_pdf_of_a_slip(client: Client, office: Office, run: Run) -> None:
    client.force_login(office.user("sari"))

    answer = client.get(reverse("payroll:slip_pdf", args=[slip_of(run, office.sari).pk]))

    assert answer["Content-Type"] == "application/pdf" and pages_of(answer.content) == 1
    assert answer["Content-Disposition"] == f'attachment; filename="slip-gaji-2026-11-{office.sari.nip}.pdf"'
    (CHAIN.folder() / f"{CHAIN.active_id()}.pem").unlink()
    answer = client.get(reverse("payroll:slip_pdf", args=[slip_of(run, office.sari).pk]), follow=True)
    assert "kunci penanda tangannya tidak ada" in answer.content.decode()


def test_the_code_is_drawn_as_the_library_would() -> None:
    import qrcode

    text = "PRAJA1/" + "0123456789ABCDEF/" * 12
    svg = drawn(text)
    code = qrcode.QRCode(8, qrcode.ERROR_CORRECT_M, border=0, mask_pattern=2)
    code.add_data(text, optimize=0)
    code.make(fit=False)

    rows: dict[int, set[int]] = {}
    for y, path in re.findall(r"M4 (\d+)\.5((?:m\d+ 0|h\d+)*)", svg):
        x = 4
        for gap, width in re.findall(r"m(\d+) 0|h(\d+)", path):
            if width:
                rows.setdefault(int(y) - 4, set()).update(range(x - 4, x - 4 + int(width)))
            x += int(gap or width)
    assert rows == {y: {x for x, dark in enumerate(row) if dark} for y, row in enumerate(code.modules)}


# --- many


def test_the_slips_of_a_run_by_unit(client: Client, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    people: dict[Any, dict[str, Any]] = {person(f"Orang {n}", office.dinas): {} for n in range(5)}
    run = make_run(office.dinas, people, period=NOVEMBER)
    monkeypatch.setattr(many, "MOST_AT_ONCE", 3)
    monkeypatch.setattr(many, "ALONE", 4)  # so that other processes set them
    url = reverse("payroll:run_slip_papers", args=[run.pk])
    for name in ("sari", "tapd", "admin", "kepala_unit", "pengelola"):
        client.force_login(office.user(name))
        assert client.get(url).status_code == 404 and client.post(url).status_code == 404

    client.force_login(office.user("auditor"))
    assert client.get(url).status_code == 200 and client.post(url).status_code == 404
    client.force_login(office.user("bendahara"))
    assert url in client.get(reverse("payroll:run", args=[run.pk])).content.decode()
    assert "belum dicetak" in client.get(url).content.decode()
    client.post(url)
    client.post(url)
    run_all()

    files = list(RunFile.objects.filter(run=run, role="keluaran").order_by("name"))
    assert [file.name.split("-bagian-")[1][0] for file in files] == ["1", "2"]
    page = client.get(url).content.decode()
    assert "belum dicetak" not in page and files[0].name in page
    answer = client.get(reverse("payroll:run_file", args=[run.pk, files[0].pk]))
    assert pages_of(answer.content) == 3
    assert many.make(str(run.pk)) == 0
    assert Event.objects.filter(kind="payroll.slips_asked").count() == 2


def test_slips_are_printed_once_a_run_is_approved(client: Client, office: Office) -> None:
    run = make_run(office.dinas, {office.sari: {}}, period=NOVEMBER, state=KeadaanProses.DIHITUNG)
    client.force_login(office.user("bendahara"))

    assert client.get(reverse("payroll:run_slip_papers", args=[run.pk])).status_code == 404
    with pytest.raises(many.SlipsRefused):
        many.ask_for_slips(run=run, by=office.user("bendahara"), on=NOVEMBER)
    assert many.make(str(run.pk)) == 0


# --- the page that checks


def test_anybody_checks_a_text_on_the_server(client: Client, office: Office, run: Run) -> None:
    slip = slip_of(run, office.sari)
    url = reverse("payroll:slip_check")
    assert "Belum ada slip yang ditandatangani" in client.get(url).content.decode()
    text = signed_text(slip, CHAIN.signing_key())

    def shown(given: str, nip: str = "") -> str:
        page = client.post(url, {"teks": given, "nip": nip}).content.decode()
        verdicts = re.findall(r'data-verdict="(\w+)"( hidden)?', page)
        found = [name for name, hidden in verdicts if not hidden]
        fits = [name for name, hidden in re.findall(r'data-nip="(\w+)"( hidden)?', page) if not hidden]
        assert ("data-said" in page and "Rp3.329.100" in page) == (found == ["asli"])
        return " ".join([*found, *(f"nip-{name}" for name in fits)])

    assert shown(text) == "asli"
    assert shown(text, slip.nip) == "asli nip-ya"
    assert shown(text, slip_of(run, office.section).nip) == "asli nip-tidak"
    assert shown(text.replace("3329100", "9329100")) == "berubah"
    assert shown(text.rsplit("/", 1)[0]) == "tanpa_tanda"
    assert shown("<script>") == "bukan_slip"
    assert "<script>alert" not in client.post(url, {"teks": "<script>alert(1)"}).content.decode()


def test_the_saved_page_has_all_that_it_needs(client: Client, office: Office, run: Run) -> None:
    CHAIN.signing_key()
    answer = client.get(reverse("payroll:slip_check_saved"))
    page = answer.content.decode()

    assert "attachment" in answer["Content-Disposition"]
    assert "crypto.subtle.verify" in page and f'data-public="{CHAIN.public_keys()[0].public}"' in page
    assert not re.search(r'(src|href|action)="', page)
    assert io.StringIO(page).readline().startswith("<!doctype html>")
