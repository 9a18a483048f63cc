"""What an upload is, by its bytes; and what is refused, however it is called."""

from __future__ import annotations

import io
import random
import zipfile
import zlib

import pytest
import xlsxwriter
from PIL import Image

from praja.files import content
from praja.files.content import examine
from praja.files.errors import UploadRefused
from praja.files.models import StoredFile
from tests.unit.files.made import empty_png, pdf, picture, stream, workbook

Kind = StoredFile.Kind
ALL = tuple(Kind)
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SCRIPT = b"<< /Type /Action /S /JavaScript /JS (app.alert\\(1\\)) >>"


def why(data: bytes, kinds: tuple[StoredFile.Kind, ...] = ALL) -> str:
    with pytest.raises(UploadRefused) as caught:
        examine(data, kinds)
    return str(caught.value)


def real_workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet().write(0, 0, "NIP")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (pdf(), Kind.PDF),
        (pdf(stream(b"BT /F1 12 Tf (Surat Keputusan) Tj ET")), Kind.PDF),
        (pdf(stream(b"4 0 <</Type /Font>>", b"/Type /ObjStm /N 1 /First 4 ")), Kind.PDF),
        (pdf(tail=b"\r\n\r\n"), Kind.PDF),
        (picture(), Kind.JPEG),
        (picture("PNG"), Kind.PNG),
        (workbook(), Kind.XLSX),
        (real_workbook(), Kind.XLSX),
        (b"nip,nama\n198503122010012005,Sari\n", Kind.CSV),
        ("\ufeffnip;nama\n1;Zoë\n".encode(), Kind.CSV),
        ("nip;nama\n1;Zoë\n".encode("cp1252"), Kind.CSV),
        (b"nip\tnama\n1\tSari\n", Kind.CSV),
    ],
)
def test_kinds_are_seen_from_the_bytes(data: bytes, kind: StoredFile.Kind) -> None:
    assert examine(data, ALL).kind == kind


@pytest.mark.parametrize(
    "data",
    [
        SVG,
        HTML,
        b"  \n" + HTML,
        b"\xef\xbb\xbf" + SVG,
        b"a,b\n<script>alert(1)</script>,2\n",
        b"GIF89a" + b"\0" * 100,
        b"MZ" + b"\0" * 100,
        b"\x7fELF" + b"\0" * 100,
        b"#!/bin/sh\nrm -rf a,b\n",
        b"{\\rtf1 a,b}",
        b"%!PS-Adobe\n1,2\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        b"RIFF\0\0\0\0WEBP",
        "nip,nama\n".encode("utf-16"),
        b"a,b\0c\n",
        b"\0" * 1000,
        b"hanya kalimat biasa",
    ],
)
def test_other_kinds_are_refused(data: bytes) -> None:
    assert "Jenis berkas ini tidak diterima" in why(data)


def test_an_empty_file_is_refused() -> None:
    assert "kosong" in why(b"")


def test_a_kind_that_is_not_asked_for_here_is_refused_and_the_others_are_named() -> None:
    assert (
        why(workbook(), (Kind.PDF, Kind.JPEG))
        == "Jenis berkas ini tidak diterima di sini: lembar kerja. Kirim PDF atau foto JPEG. Buka, cetak "
        "atau simpan sebagai PDF, lalu kirim hasilnya."
    )


class TestPdf:
    @pytest.mark.parametrize(
        "data",
        [
            pdf()[:-30],
            b"%PDF-1.7\n",
            b"%PDF-1.7\n%%EOF",
            pdf(tail=b"MZ\x90\0 and a program"),
        ],
    )
    def test_without_its_end_it_is_refused(self, data: bytes) -> None:
        assert "bagian akhirnya" in why(data)

    @pytest.mark.parametrize(
        "data",
        [
            HTML + pdf(),
            b"\n" + pdf(),
            b"GIF89a" + pdf(),
            b"\xff\xd8\xff\xe0" + pdf(),
            workbook() + pdf(),
            pdf().replace(b"%\xe2\xe3\xcf\xd3", b"<html><script>alert(1)</script>"),
            pdf(stream(workbook(), packed=False)),
            pdf() + workbook(),
        ],
    )
    def test_what_is_also_something_else_is_refused(self, data: bytes) -> None:
        why(data)

    @pytest.mark.parametrize(
        "data",
        [
            pdf(SCRIPT),
            pdf(b"<< /S /Java#53cript /JS (1) >>"),
            pdf(b"<< /S /#4a#61#76#61#53#63#72#69#70#74 /JS 9 0 R >>"),
            pdf(b"<< /S /Launch /F (cmd.exe) >>"),
            pdf(b"<< /Names << /EmbeddedFiles 9 0 R >> >>"),
            pdf(stream(b"isi", b"/Type /EmbeddedFile ")),
            pdf(b"<< /Type /Annot /Subtype /FileAttachment >>"),
            pdf(b"<< /Subtype /RichMedia >>"),
            pdf(b"<< /AcroForm << /XFA 9 0 R >> >>"),
            pdf(b"<< /S /SubmitForm /F (http://x) >>"),
            pdf(stream(b"4 0 " + SCRIPT, b"/Type /ObjStm /N 1 /First 4 ")),
            pdf(stream(b"4 0 << /S /Java#53cript >>", b"/Type /Obj#53tm /N 1 /First 4 ")),
            pdf(stream(b"4 0 " + SCRIPT, b"/Type /ObjStm /Subtype /Image /N 1 /First 4 ")),
            pdf(stream(b"4 0 " + SCRIPT, b"/Type /ObjStm /N 1 /First 4 ", packed=False)),
            pdf(stream(b"4 0 " + SCRIPT)),
            pdf(b"<< /X (endobj) >>", stream(b"4 0 " + SCRIPT, b"/X (endobj) /Type /ObjStm ")),
        ],
    )
    def test_what_runs_or_hides_something_is_refused(self, data: bytes) -> None:
        assert "skrip, perintah, atau lampiran" in why(data)

    @pytest.mark.parametrize(
        "data",
        [
            pdf(
                stream(
                    zlib.compress(SCRIPT).hex().encode() + b">",
                    b"/Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode] ",
                    packed=False,
                )
            ),
            pdf(
                stream(SCRIPT.hex().encode() + b">", b"/Type /ObjStm /Filter /ASCIIHexDecode ", packed=False)
            ),
            pdf(stream(b"x", b"/Type 9 0 R ")),
            pdf(stream(b"x", b"/Type /ObjStm /DecodeParms << /Predictor 12 >> ")),
            pdf(b"<< /Type /ObjStm /X (terpisah dari alirannya) >>"),
        ],
    )
    def test_what_cannot_be_looked_into_is_refused(self, data: bytes) -> None:
        assert "tidak dapat diperiksa" in why(data)

    def test_a_locked_one_is_refused(self) -> None:
        assert "terkunci sandi" in why(pdf(b"<< /Encrypt 5 0 R >>"))

    def test_a_bomb_is_refused_before_it_is_open(self) -> None:
        bomb = zlib.compress(b"\0" * (content.MOST_PDF_UNPACKED + 1024))
        data = pdf(b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(bomb), bomb))

        assert len(data) < 200_000
        assert "terlalu besar bila dibuka" in why(data)

    def test_words_of_the_page_are_not_taken_for_commands(self) -> None:
        shown = stream(b"BT (Mata kuliah JavaScript, /Launching, Embedded) Tj ET")

        assert examine(pdf(shown), ALL).kind == Kind.PDF

    def test_scans_full_of_chance_bytes_pass(self) -> None:
        chance = random.Random(7)
        scan = stream(chance.randbytes(400_000), b"/Subtype /Image /Filter /DCTDecode ", packed=False)

        assert examine(pdf(scan), ALL).kind == Kind.PDF


class TestPictures:
    def test_metadata_stays_behind(self) -> None:
        where = Image.Exif()
        where[0x010E] = "Rumah Sari"
        where.get_ifd(0x8825)[2] = (6.0, 12.0, 30.0)
        data = picture(exif=where, comment=b"RAHASIA-KOMENTAR")
        assert b"Rumah Sari" in data

        kept = examine(data, ALL).data

        assert b"Rumah Sari" not in kept
        assert b"RAHASIA" not in kept
        with Image.open(io.BytesIO(kept)) as image:
            assert not image.getexif()
            assert image.size == (60, 40)

    def test_a_picture_taken_upright_stays_upright(self) -> None:
        turned = Image.Exif()
        turned[0x0112] = 6

        with Image.open(io.BytesIO(examine(picture(exif=turned), ALL).data)) as image:
            assert image.size == (40, 60)

    @pytest.mark.parametrize("kind", ["JPEG", "PNG"])
    @pytest.mark.parametrize("behind", [workbook(), HTML, pdf(), SVG])
    def test_what_hides_behind_a_picture_stays_behind(self, kind: str, behind: bytes) -> None:
        kept = examine(picture(kind) + behind, ALL).data

        assert behind[:12] not in kept
        assert not zipfile.is_zipfile(io.BytesIO(kept))

    def test_text_chunks_of_png_stay_behind(self) -> None:
        from PIL.PngImagePlugin import PngInfo

        info = PngInfo()
        info.add_text("Comment", "<script>alert(1)</script>")
        info.add_itxt("XML:com.adobe.xmp", "Rumah Sari", zip=False)
        data = picture("PNG", pnginfo=info)
        assert b"<script>" in data

        kept = examine(data, ALL).data

        assert b"<script>" not in kept
        assert b"Rumah" not in kept

    @pytest.mark.parametrize(("width", "height"), [(20_000, 20_000), (8_000, 5_001), (2**31 - 1, 2**31 - 1)])
    def test_a_huge_one_is_refused_without_being_drawn(self, width: int, height: int) -> None:
        assert "juta titik" in why(empty_png(width, height))

    @pytest.mark.parametrize(
        "data",
        [
            picture()[:200],
            b"\xff\xd8\xff" + b"\0" * 50,
            picture("PNG")[:40],
            b"\xff\xd8\xff<script>alert(1)</script>",
            b"\x89PNG\r\n\x1a\n",
        ],
    )
    def test_a_damaged_one_is_refused(self, data: bytes) -> None:
        assert "rusak" in why(data)

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
    def test_all_usual_modes_can_be_drawn(self, mode: str) -> None:
        out = io.BytesIO()
        Image.new(mode, (8, 8)).save(out, "JPEG" if mode == "CMYK" else "PNG")

        with Image.open(io.BytesIO(examine(out.getvalue(), ALL).data)) as image:
            assert image.size == (8, 8)


class TestWorkbooks:
    @pytest.mark.parametrize(
        "data",
        [
            workbook(without="xl/workbook.xml"),
            workbook(without="[Content_Types].xml"),
            workbook()[:-10],
            workbook()[:60],
            workbook({"../../cron.d/x": b"x"}),
            workbook({"/etc/x": b"x"}),
            workbook({"xl\\..\\..\\x": b"x"}),
            b"PK\x03\x04" + b"\0" * 100,
        ],
        ids=["no book", "no types", "cut", "cut short", "above", "root", "backwards", "only a head"],
    )
    def test_what_is_no_whole_workbook_is_refused(self, data: bytes) -> None:
        why(data)

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def test_two_parts_of_one_name_are_refused(self) -> None:
        out = io.BytesIO(workbook())
        with zipfile.ZipFile(out, "a") as packed:
            packed.writestr("xl/workbook.xml", b"<other/>")

        assert "tidak utuh" in why(out.getvalue()) or "bukan buku kerja" in why(out.getvalue())

    @pytest.mark.parametrize(
        "data", [workbook() + HTML, workbook() + pdf(), b"PK\x03\x04" + HTML + workbook()]
    )
    def test_what_is_also_something_else_is_refused(self, data: bytes) -> None:
        why(data)

    def test_a_bomb_is_refused(self) -> None:
        assert "terlalu besar bila dibuka" in why(workbook({"xl/worksheets/sheet2.xml": b"0" * 30_000_000}))

    def test_a_bomb_of_many_parts_is_refused(self) -> None:
        parts = {f"xl/media/{number}": b"" for number in range(content.MOST_PARTS)}

        assert "terlalu besar bila dibuka" in why(workbook(parts))

    def test_a_part_that_lies_about_its_size_is_refused(self) -> None:
        data = bytearray(workbook({"xl/worksheets/sheet2.xml": b"0" * 3_000_000}))
        true = (3_000_000).to_bytes(4, "little")
        assert data.count(true) == 2
        lied = bytes(data).replace(true, (10).to_bytes(4, "little"))

        why(lied)

    @pytest.mark.parametrize(
        "xml",
        [
            b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "passwd">]><x>&a;</x>',
            b" " * (content.PIECE - 5) + b"<!DOCTYPE x>",
            '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x><x/>'.encode("utf-16"),
            '<!ENTITY % a "b">'.encode("utf-16-be"),
        ],
    )
    def test_entities_are_refused(self, xml: bytes) -> None:
        assert "rujukan ke luar" in why(workbook({"xl/sharedStrings.xml": xml}))

    @pytest.mark.parametrize(
        "name", ["xl/vbaProject.bin", "xl/embeddings/oleObject1.bin", "xl/activeX/activeX1.bin"]
    )
    def test_macros_and_objects_are_refused(self, name: str) -> None:
        assert "makro" in why(workbook({name: b"x"}))

    def test_a_locked_part_is_refused(self) -> None:
        locked = bytearray(workbook())
        for mark in (b"PK\x03\x04", b"PK\x01\x02"):
            at = locked.find(mark) + (6 if mark == b"PK\x03\x04" else 8)
            locked[at] |= 1

        why(bytes(locked))


def test_chance_bytes_are_refused_not_crashes() -> None:
    chance = random.Random(11)
    heads = (b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
    for number in range(300):
        data = heads[number % 5] + chance.randbytes(chance.randrange(2000))
        try:
            assert examine(data, ALL).kind == Kind.CSV
        except UploadRefused:
            pass
    for good in (pdf(stream(b"x")), picture(), picture("PNG"), workbook()):
        for _ in range(60):
            changed = bytearray(good)
            changed[chance.randrange(len(changed))] = chance.randrange(256)
            try:
                examine(bytes(changed), ALL)
            except UploadRefused:
                pass
