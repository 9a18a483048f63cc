"""What an upload really is, by its bytes alone; and what of it may be kept.

Photographs are drawn anew, which leaves behind their metadata and whatever hid behind the picture.
Documents are kept as they are, so they must be what they seem and hold nothing that runs.
"""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from praja.files import strange
from praja.files.errors import UploadRefused
from praja.files.models import StoredFile
from praja.sheet.archive import BROKEN

Kind = StoredFile.Kind

MOST_PIXELS = 40_000_000
MOST_PARTS = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 200
RATIO_FROM = 1024 * 1024
"""Below this a part may be squeezed as well as it likes: an empty sheet of spaces is no bomb."""
MOST_PDF_UNPACKED = 128 * 1024 * 1024
PIECE = 64 * 1024

_TAGS = rb"<\s*(!doctype|!entity|html|head|body|script|svg|iframe|\?xml|\?php"
_MARKUP = re.compile(_TAGS + rb"|%)", re.IGNORECASE)
_MARKUP_AMONG_BYTES = re.compile(_TAGS + rb")", re.IGNORECASE)
"""Without `<%`, which stands by chance in the first kilobyte of one in sixty files with a picture there."""
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTIVE = re.compile(
    rb"/(JavaScript|Launch|EmbeddedFiles?|FileAttachment|RichMedia|Rendition|XFA|SubmitForm|ImportData|GoToE)"
    rb"(?![A-Za-z0-9])"
)
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_INDIRECT = re.compile(rb"/(Type|Filter)\s+\d+\s+\d+\s+R")


@dataclasses.dataclass(frozen=True, slots=True)
class Content:
    """What may be kept: its kind and its bytes, which for a picture are drawn anew."""

    kind: Kind
    data: bytes


def examine(data: bytes, allowed: Collection[Kind]) -> Content:
    """Return what an upload is and the bytes to keep.

    :raises UploadRefused: if it is none of `allowed`, is damaged, or holds what may not be kept
    """
    if not data:
        raise UploadRefused(_("Berkas ini kosong. Pilih berkas lain."))
    kind = _kind_of(data)
    if kind is None or kind not in allowed:
        raise UploadRefused(strange.refusal(data, allowed))
    match kind:
        case Kind.PDF:
            _examine_pdf(data)
        case Kind.XLSX:
            _examine_xlsx(data)
        case Kind.JPEG | Kind.PNG:
            data = _draw_anew(data, kind)
    return Content(kind, data)


def _kind_of(data: bytes) -> Kind | None:
    if re.match(rb"%PDF-[12]\.\d", data):
        return Kind.PDF
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data.startswith(b"PK\x03\x04"):
        return Kind.XLSX if strange.what_is(data) == strange.SHEET else None
    return Kind.CSV if _is_table_text(data) else None


def _is_table_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    if any(ord(letter) < 32 and letter not in "\t\r\n" for letter in text):
        return False
    start = text.lstrip()[:40].lower()
    if start.startswith(("<", "%pdf", "%!ps", "{\\rtf", "#!", "mz")) or "," not in text and ";" not in text:
        return start[:1] not in ("<", "%", "{", "#") and "\t" in text
    return not _MARKUP.search(data)


# --- PDF


def _examine_pdf(data: bytes) -> None:
    end = data.rstrip(b"\r\n \t\0")
    if not end.endswith(b"%%EOF") or b"startxref" not in end[-2048:]:
        raise UploadRefused(
            _(
                "PDF ini rusak atau tidak lengkap di bagian akhirnya. Simpan ulang sebagai PDF, lalu "
                "kirim lagi."
            )
        )
    if _MARKUP_AMONG_BYTES.search(data[:1024]) or zipfile.is_zipfile(io.BytesIO(data)):
        raise UploadRefused(
            _(
                "Berkas ini PDF dan jenis lain sekaligus, maka tidak diterima. Simpan ulang sebagai PDF, "
                "lalu kirim lagi."
            )
        )
    plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data)
    if re.search(rb"/Encrypt(?![A-Za-z])", plain):
        raise UploadRefused(
            _("PDF ini terkunci sandi, sehingga tidak dapat diperiksa. Kirim yang tidak terkunci.")
        )
    if _ACTIVE.search(plain) or any(_ACTIVE.search(part) for part in _unpacked(data)):
        raise UploadRefused(
            _("PDF ini memuat skrip, perintah, atau lampiran di dalamnya. Cetak ke PDF, lalu kirim hasilnya.")
        )


def _unpacked(data: bytes) -> Iterator[bytes]:
    """Yield what the compressed parts of a PDF hold, apart from pictures, with `#xx` in names resolved.

    :raises UploadRefused: if a part that may hold objects is packed in another way than usual, or is a bomb
    """
    left, held, begin = MOST_PDF_UNPACKED, 0, 0
    for found in _STREAM.finditer(data):
        head = _ESCAPED.sub(
            lambda escape: bytes([int(escape[1], 16)]), data[max(begin, found.start() - 4096) : found.start()]
        )
        head = head[head.rfind(b"endobj") + 1 :]
        begin = found.end()
        objects = head.count(b"/ObjStm")
        held += objects
        if _INDIRECT.search(head) or (objects and not _usually_packed(head)):
            raise _unusual()
        if not objects and re.search(rb"/Subtype\s*/Image", head):
            continue
        unpacked = _inflated(data, found.end(), left)
        if unpacked is None:
            if objects and b"/Filter" in head:
                raise _unusual()
            continue
        left -= len(unpacked)
        if left <= 0:
            raise UploadRefused(
                _("PDF ini terlalu besar bila dibuka. Perkecil pindaiannya, lalu kirim lagi.")
            )
        yield _ESCAPED.sub(lambda escape: bytes([int(escape[1], 16)]), unpacked)
    if _ESCAPED.sub(lambda escape: bytes([int(escape[1], 16)]), data).count(b"/ObjStm") > held:
        raise _unusual()


def _usually_packed(head: bytes) -> bool:
    return b"/Filter" not in head or bool(
        re.search(rb"/Filter\s*(\[\s*)?/FlateDecode\s*(\]|/|>>)", head) and b"/Predictor" not in head
    )


def _unusual() -> UploadRefused:
    return UploadRefused(
        _("Susunan PDF ini tidak biasa dan tidak dapat diperiksa. Cetak ke PDF, lalu kirim hasilnya.")
    )


def _inflated(data: bytes, start: int, most: int) -> bytes | None:
    """Return what is packed from `start` on, up to `most` bytes; none if nothing is packed there."""
    unpacker, out, place = zlib.decompressobj(), bytearray(), start
    try:
        while not unpacker.eof and place < len(data) and len(out) <= most:
            out += unpacker.decompress(unpacker.unconsumed_tail + data[place : place + PIECE], most + 1)
            place += PIECE
    except zlib.error:
        return bytes(out) or None
    return bytes(out)


# --- pictures


def _draw_anew(data: bytes, kind: Kind) -> bytes:
    try:
        with Image.open(io.BytesIO(data), formats=[kind.name]) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise _too_many_pixels()
            drawn = ImageOps.exif_transpose(picture)
            out = io.BytesIO()
            if kind == Kind.JPEG:
                drawn = drawn if drawn.mode in ("L", "RGB") else drawn.convert("RGB")
                bare = Image.frombytes(drawn.mode, drawn.size, drawn.tobytes())
                bare.save(out, "JPEG", quality=90, optimize=True)
            else:
                drawn = drawn if drawn.mode in ("1", "L", "LA", "RGB", "RGBA") else drawn.convert("RGBA")
                bare = Image.frombytes(drawn.mode, drawn.size, drawn.tobytes())
                bare.save(out, "PNG")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except UploadRefused:
        raise
    except Exception as error:  # a damaged picture makes Pillow raise nearly anything
        raise UploadRefused(
            _("Gambar ini rusak dan tidak dapat dibuka. Potret atau simpan ulang, lalu kirim lagi.")
        ) from error
    return out.getvalue()


def _too_many_pixels() -> UploadRefused:
    return UploadRefused(
        _("Gambar ini terlalu besar: paling banyak %(most)s juta titik. Perkecil ukurannya, lalu kirim lagi.")
        % {"most": MOST_PIXELS // 1_000_000}
    )


# --- workbooks


def _examine_xlsx(data: bytes) -> None:
    bad = _("Berkas ini bukan buku kerja Excel yang utuh. Simpan ulang sebagai XLSX, lalu kirim lagi.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            names = [part.filename for part in parts]
            if not {"[Content_Types].xml", "xl/workbook.xml"} <= set(names):
                raise UploadRefused(bad)
            if len(set(names)) != len(names) or any(map(_leaves_its_folder, names)):
                raise UploadRefused(bad)
            if min(part.header_offset for part in parts) != 0 or data[-22:-18] != b"PK\x05\x06":
                raise UploadRefused(_("Berkas ini buku kerja dan jenis lain sekaligus, maka tidak diterima."))
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise _bomb()
            for part in parts:
                if part.file_size > RATIO_FROM and part.file_size > MOST_RATIO * max(part.compress_size, 1):
                    raise _bomb()
            if any(
                re.search(r"vbaproject|/embeddings/|/activex/|/ctrlprops/", name, re.IGNORECASE)
                for name in names
            ):
                raise UploadRefused(
                    _("Buku kerja ini memuat makro atau objek sisipan. Simpan sebagai XLSX tanpa makro.")
                )
            _read_parts(packed, parts)
    except UploadRefused:
        raise
    except (*BROKEN, OSError) as error:
        raise UploadRefused(bad) from error


def _read_parts(packed: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Read every part once: what it says of its size may be a lie, and no XML of a workbook declares
    entities.
    """
    left = MOST_UNPACKED
    for part in parts:
        tail = b""
        with packed.open(part) as stream:
            while piece := stream.read(PIECE):
                left -= len(piece)
                if left < 0:
                    raise _bomb()
                window = (tail + piece).replace(b"\0", b"")  # also where it is written in UTF-16
                if re.search(rb"<!\s*(DOCTYPE|ENTITY)", window, re.IGNORECASE):
                    raise UploadRefused(
                        _("Buku kerja ini memuat rujukan ke luar di dalam XML-nya, maka tidak diterima.")
                    )
                tail = piece[-64:]


def _leaves_its_folder(name: str) -> bool:
    return name.startswith(("/", "\\")) or "\\" in name or ":" in name or ".." in name.split("/")


def _bomb() -> UploadRefused:
    return UploadRefused(
        _("Buku kerja ini terlalu besar bila dibuka. Bagi menjadi beberapa berkas, lalu kirim lagi.")
    )
