"""The words of a PDF that typst wrote, for tests: fonts name their letters in ToUnicode maps."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\b(.*?)\bendobj", re.DOTALL)
_TOKEN = re.compile(rb"/ActualText\s*<[^>]*>|/(f\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|(\()")
"""A font that is chosen, or a string of letters; a replacement text is skipped."""
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def words(pdf: bytes) -> str:
    """Return the text of a PDF without spaces, in the order in which it is drawn."""
    objects = {int(number): body for number, body in _objects(pdf)}
    fonts = {}
    for body in objects.values():
        for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", body):
            font = objects.get(int(number), b"")
            found = re.search(rb"/ToUnicode (\d+) 0 R", font)
            if found:
                fonts[name] = _map(_stream(objects[int(found[1])]))
    drawn = []
    for body in objects.values():
        text = _stream(body)
        if b"BT" not in text:
            continue
        now: dict[int, str] = {}
        place = 0
        while found := _TOKEN.search(text, place):
            place = found.end()
            data = bytes.fromhex(found[2].decode()) if found[2] else b""
            if found[1]:
                now = fonts.get(found[1], {})
            elif found[3]:
                place = _end(text, place)
                data = _literal(text[found.end() : place - 1])
            drawn += [now.get(int.from_bytes(data[i : i + 2], "big"), "") for i in range(0, len(data), 2)]
    return "".join(drawn).replace(" ", "").replace("\xa0", "")


def _objects(pdf: bytes) -> list[tuple[bytes, bytes]]:
    found: list[tuple[bytes, bytes]] = list(_OBJECT.findall(pdf))
    for _number, body in list(found):
        if b"/ObjStm" in body[:400]:
            data = _stream(body)
            count, first = (int(re.search(rb"/%s (\d+)" % key, body)[1]) for key in (b"N", b"First"))  # type: ignore[index]
            places = [int(one) for one in data[:first].split()]
            pairs = list(zip(places[::2], places[1::2], strict=True))[:count]
            for (number, start), (_n, end) in zip(pairs, [*pairs[1:], (0, len(data))], strict=True):
                found.append((str(number).encode(), data[first + start : first + end]))
    return found


def _stream(body: bytes) -> bytes:
    found = _STREAM.search(body)
    if found is None:
        return b""
    try:
        return zlib.decompress(found[1]) if b"/FlateDecode" in body[: found.start()] else found[1]
    except zlib.error:
        return b""


def _map(cmap: bytes) -> dict[int, str]:
    known: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            known[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for low, high, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            start = int(text, 16)
            for code in range(int(low, 16), int(high, 16) + 1):
                known[code] = chr(start + code - int(low, 16))
    return known


def _end(text: bytes, place: int) -> int:
    """Return where a string ends that began before `place`: parentheses in it may be balanced."""
    depth = 1
    while depth:
        match text[place : place + 1]:
            case b"\\":
                place += 1
            case b"(":
                depth += 1
            case b")":
                depth -= 1
        place += 1
    return place


def _literal(text: bytes) -> bytes:
    escapes = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

    def one(found: re.Match[bytes]) -> bytes:
        said = found[1]
        return bytes([int(said, 8) & 255]) if said[:1].isdigit() else escapes.get(said, said)

    return re.sub(rb"\\([0-7]{1,3}|.)", one, text, flags=re.DOTALL)
