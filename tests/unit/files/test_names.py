"""Names of uploads, as attackers and as people write them."""

from __future__ import annotations

import pytest

from praja.files.models import StoredFile
from praja.files.names import LONGEST, clean_name

Kind = StoredFile.Kind


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("SK KGB 2026.pdf", "SK KGB 2026.pdf"),
        ("SK 12.3.2024.PDF", "SK 12.3.2024.pdf"),
        ("Drs. Budi, M.Si.pdf", "Drs. Budi, M_Si.pdf"),
        ("../../x.php.pdf", "x_php.pdf"),
        ("..\\..\\windows\\x.exe.pdf", "x_exe.pdf"),
        ("/etc/passwd", "passwd.pdf"),
        ("x.pdf.exe", "x_pdf_exe.pdf"),
        ("x.pdf\0.php", "x_pdf_php.pdf"),
        ("x\u202efdp.exe", "xfdp_exe.pdf"),
        ("\u200bSK\u2066.pdf", "SK.pdf"),
        ("SK\r\nSet-Cookie: a=b.pdf", "SK Set-Cookie- a-b.pdf"),
        ('"><script>alert(1)</script>.pdf', "script.pdf"),
        ("..", "berkas.pdf"),
        ("", "berkas.pdf"),
        (".pdf", "berkas.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("con.pdf", "_con.pdf"),
        ("x．ｐｈｐ.pdf", "x_php.pdf"),
        ("a／b.pdf", "b.pdf"),
        ("SK\ud800.pdf", "SK.pdf"),
        ("surat.", "surat.pdf"),
        ("Ijazah.jpeg", "Ijazah_jpeg.pdf"),
    ],
)
def test_what_is_kept_of_a_name(given: str, kept: str) -> None:
    assert clean_name(given, Kind.PDF) == kept


@pytest.mark.parametrize(
    ("kind", "extension"),
    [(Kind.JPEG, ".jpg"), (Kind.PNG, ".png"), (Kind.XLSX, ".xlsx"), (Kind.CSV, ".csv")],
)
def test_the_extension_is_that_of_the_kind(kind: StoredFile.Kind, extension: str) -> None:
    assert clean_name("foto.html", kind) == f"foto_html{extension}"
    assert clean_name(f"foto{extension}", kind) == f"foto{extension}"


def test_a_photograph_keeps_its_name() -> None:
    assert clean_name("IMG_001.JPEG", Kind.JPEG) == "IMG_001.jpg"


@pytest.mark.parametrize("name", ["a" * 5000, "é" * 5000 + ".pdf", "ﷺ" * 300, "." * 5000, "a." * 2000])
def test_no_name_is_longer_than_it_may_be(name: str) -> None:
    kept = clean_name(name, Kind.PDF)

    assert len(kept) <= LONGEST
    assert kept.endswith(".pdf")
