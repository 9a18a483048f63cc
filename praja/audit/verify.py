"""Check an export of the trail without the application and without its database.

This file needs Python and `cryptography`, nothing else of ours: an auditor may copy it and run
`python verify.py EXPORT`. What is hashed and signed, byte by byte:

- **Canonical JSON** of a value: UTF-8, keys sorted by code point, no space, `,` and `:` between, only `"`,
  `\\` and characters below U+0020 escaped (as Python's `json.dumps(value, ensure_ascii=False,
  sort_keys=True, separators=(",", ":"), allow_nan=False)` writes it). Numbers in events are whole; other
  numbers are text.
- **Content** of an event: an object of all its columns (`COLUMNS`). Moments in UTC as
  `2026-11-22T03:13:51.123456Z`, days as `2026-11-22`, ids in lower case with hyphens, what is absent `null`.
- **Link**: `SHA-256(hash of the link before || canonical JSON of the content)`; before the first stand 32
  zero bytes.
- **Signatures**: Ed25519 over the canonical JSON of an object that names what it is (`head_message`,
  `key_message`, `closing_message`). A key's id is the first 16 hexadecimal digits of the SHA-256 of its 32
  public bytes.

An export is lines of JSON, in this order: one `praja-audit` (the opening), `kunci` (public keys), `kepala`
(signed daily heads), `peristiwa` (events in the order of the chain), one `penutup` (the closing, signed).
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

COLUMNS = (
    "id",
    "at",
    "actor_id",
    "actor_name",
    "kind",
    "target_kind",
    "target_id",
    "person_id",
    "unit_id",
    "on",
    "before",
    "after",
    "reason",
    "address",
    "request_id",
)
OPENING, KEY, HEAD, EVENT, CLOSING = "praja-audit", "kunci", "kepala", "peristiwa", "penutup"
ORDER = {OPENING: 0, KEY: 1, HEAD: 2, EVENT: 3, CLOSING: 4}
VERSION = 1
START = bytes(32)
TOLERANCE = datetime.timedelta(minutes=10)
"""Events of a long transaction become known after younger ones; more than this is worth a look."""
MOST_FINDINGS = 200
LONGEST_LINE = 64 * 1024 * 1024


class Unusable(Exception):
    """The file is no export, or cannot be read at all; its text says which and why."""


def canonical(value: Any) -> bytes:
    """Return the one spelling of a JSON value that is hashed and signed."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def link(previous: bytes, content: Mapping[str, Any]) -> bytes:
    """Return the hash of the link that holds `content` after the link `previous`."""
    return hashlib.sha256(previous + canonical(content)).digest()


def key_id(public: bytes) -> str:
    """Return the short name of a public key."""
    return hashlib.sha256(public).hexdigest()[:16]


def head_message(day: str, position: int, hash_: str, key: str) -> bytes:
    """Return what is signed when a day's chain is closed."""
    return canonical(
        {"jenis": "praja-audit-kepala", "hari": day, "posisi": position, "hash": hash_, "kunci": key}
    )


def key_message(public: str, by: str) -> bytes:
    """Return what the key `by` signs when it hands over to the key with the public bytes `public`."""
    return canonical({"jenis": "praja-audit-kunci", "publik": public, "oleh": by})


def closing_message(line: Mapping[str, Any]) -> bytes:
    """Return what is signed at the end of an export."""
    return canonical({**{name: line.get(name) for name in CLOSED}, "jenis": "praja-audit-penutup"})


CLOSED = ("dari", "sampai", "hash", "dibuat", "kunci")


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """Something that was found: a fault, or (`fault` false) a notice."""

    line: int
    text: str
    fault: bool = True


@dataclasses.dataclass(slots=True)
class Report:
    """What an export turned out to be."""

    rows: int = 0
    first: int = 0
    last: int = 0
    heads: int = 0
    signed_until: int = 0
    more: int = 0
    findings: list[Finding] = dataclasses.field(default_factory=list)

    @property
    def faults(self) -> list[Finding]:
        """What is wrong."""
        return [finding for finding in self.findings if finding.fault]

    @property
    def notices(self) -> list[Finding]:
        """What is worth knowing, though it is not wrong in itself."""
        return [finding for finding in self.findings if not finding.fault]

    def fault(self, line: int, text: str) -> None:
        """Add a fault."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(line, text))
        else:
            self.more += 1

    def notice(self, line: int, text: str) -> None:
        """Add a notice."""
        self.findings.append(Finding(line, text, fault=False))


@dataclasses.dataclass(frozen=True, slots=True)
class Anchors:
    """What an earlier export promised: the hash at some positions. A later export must agree with it."""

    at: Mapping[int, str]


def verify(
    lines: Iterable[bytes], *, trusted: Mapping[str, bytes] | None = None, earlier: Anchors | None = None
) -> Report:
    """Check an export line by line and return what was found.

    :param trusted: public keys by their id that were handed over on another way than in the export itself
    :param earlier: what an earlier export of the same installation promised
    :raises Unusable: if it is no export
    """
    return _Check(trusted, earlier).run(lines)


def anchors(lines: Iterable[bytes]) -> Anchors:
    """Return what an export promises for later ones: its heads and its closing."""
    found: dict[int, str] = {}
    for _, line in _read(lines):
        match line.get("jenis"):
            case "kepala":
                found[line["posisi"]] = str(line["hash"])
            case "penutup" if line.get("sampai"):
                found[line["sampai"]] = str(line["hash"])
    return Anchors(found)


def read_keys(text: str) -> dict[str, bytes]:
    """Return the public keys of a file of `praja audit kunci ekspor`, by their ids.

    :raises Unusable: if a line holds no key
    """
    keys: dict[str, bytes] = {}
    for line in text.splitlines():
        words = line.split("#")[0].split()
        if not words:
            continue
        public = _hex(words[-1], 32)
        if public is None:
            raise Unusable(
                "Berkas kunci tidak terbaca: setiap baris memuat kunci publik, 64 angka heksadesimal."
            )
        keys[key_id(public)] = public
    if not keys:
        raise Unusable("Berkas kunci kosong.")
    return keys


class _Check:
    """The state of one check, from line to line."""

    def __init__(self, trusted: Mapping[str, bytes] | None, earlier: Anchors | None) -> None:
        self.given = trusted
        self.earlier = earlier.at if earlier else {}
        self.report = Report()
        self.opening: Mapping[str, Any] = {}
        self.keys: dict[str, Mapping[str, Any]] = {}
        self.trusted: dict[str, bytes] | None = None
        self.heads: dict[int, list[tuple[int, Mapping[str, Any]]]] = {}
        self.head_positions: list[int] = []
        self.previous = START
        self.newest: datetime.datetime | None = None
        self.sealed: datetime.datetime | None = None
        self.closing = False

    def run(self, lines: Iterable[bytes]) -> Report:
        stage = -1
        number = 0
        for number, line in _read(lines):
            kind = line.get("jenis")
            if number == 1 and kind != OPENING:
                raise Unusable("Berkas ini bukan hasil `praja audit ekspor`.")
            place = ORDER.get(kind, -1) if isinstance(kind, str) else -1
            if place < stage or place < 0 or (place == stage and kind in (OPENING, CLOSING)):
                self.report.fault(number, f"Jenis baris {kind!r} tidak pada tempatnya.")
                continue
            stage = place
            getattr(self, "_" + str(kind).replace("-", "_"))(number, line)
        if number == 0:
            raise Unusable("Berkas kosong.")
        self._end(number)
        return self.report

    def _praja_audit(self, number: int, line: Mapping[str, Any]) -> None:
        if line.get("versi") != VERSION:
            raise Unusable(f"Versi ekspor {line.get('versi')!r} tidak dikenal; pakai Praja yang lebih baru.")
        first, before = line.get("dari"), _hex(line.get("hash_sebelum"), 32)
        if type(first) is not int or first < 1 or before is None:
            raise Unusable("Baris pembuka rusak: `dari` atau `hash_sebelum` tidak terbaca.")
        if first == 1 and before != START:
            self.report.fault(number, "Rantai tidak berawal dari nol, padahal dimulai dari peristiwa 1.")
        if first > 1:
            self.report.notice(number, f"Berkas ini bukan seluruh rantai: dimulai dari peristiwa {first}.")
        self.opening, self.previous = line, before
        self.report.first, self.report.last = first, first - 1

    def _kunci(self, number: int, line: Mapping[str, Any]) -> None:
        public = _hex(line.get("publik"), 32)
        if public is None or key_id(public) != line.get("id"):
            self.report.fault(number, f"Kunci publik {line.get('id')!r} rusak.")
            return
        self.keys[key_id(public)] = line

    def _known_keys(self) -> dict[str, bytes]:
        """Return the keys that may sign: those given, and those to which one of them handed over."""
        if self.trusted is None:
            inside = {name: bytes.fromhex(line["publik"]) for name, line in self.keys.items()}
            if self.given is None:
                self.trusted = inside
                named = ", ".join(sorted(inside)) or "tidak ada"
                self.report.notice(
                    1,
                    f"Kunci diambil dari berkas ini sendiri ({named}). Bandingkan dengan catatan kunci "
                    f"yang Anda "
                    "simpan terpisah, atau sebutkan dengan --kunci.",
                )
                return inside
            self.trusted = dict(self.given)
            grown = True
            while grown:
                grown = False
                for name, line in self.keys.items():
                    by = line.get("oleh")
                    if name not in self.trusted and by in self.trusted:
                        message = key_message(line["publik"], by)
                        if _signed(self.trusted[by], line.get("tanda"), message):
                            self.trusted[name] = inside[name]
                            grown = True
        return self.trusted

    def _kepala(self, number: int, line: Mapping[str, Any]) -> None:
        day, position, hash_, key = (line.get(name) for name in ("hari", "posisi", "hash", "kunci"))
        if type(position) is not int or _hex(hash_, 32) is None or not isinstance(day, str):
            self.report.fault(number, "Kepala harian rusak.")
            return
        public = self._known_keys().get(str(key))
        if public is None:
            self.report.fault(number, f"Kepala hari {day} ditandatangani kunci yang tidak dikenal ({key}).")
        elif not _signed(public, line.get("tanda"), head_message(day, position, str(hash_), str(key))):
            self.report.fault(number, f"Tanda tangan kepala hari {day} tidak sah.")
        else:
            self.report.heads += 1
            self.heads.setdefault(position, []).append((number, line))

    def _peristiwa(self, number: int, line: Mapping[str, Any]) -> None:
        position, content, stated = line.get("posisi"), line.get("isi"), _hex(line.get("hash"), 32)
        if type(position) is not int or not isinstance(content, dict) or stated is None:
            self.report.fault(number, "Baris peristiwa rusak.")
            return
        if set(line) - {"jenis", "posisi", "hash", "disegel", "isi"} or set(content) != set(COLUMNS):
            self.report.fault(number, f"Peristiwa {position}: kolomnya bukan kolom jejak audit.")
        self.report.rows += 1
        due = self.report.last + 1
        if position != due:
            self._out_of_place(number, position, due)
        elif link(self.previous, content) != stated:
            self.report.fault(
                number,
                f"Peristiwa {position}: isinya bukan yang dirantai (diubah, disisipkan, atau tertukar).",
            )
        self._promised(number, position, str(line["hash"]))
        self._clock(number, position, content, line)
        # Go on from what the row says of itself, so that one changed row is one finding.
        self.previous, self.report.last = stated, max(position, self.report.last)

    def _out_of_place(self, number: int, position: int, due: int) -> None:
        if position > due:
            missing = f"{due}" if position == due + 1 else f"{due}–{position - 1}"
            self.report.fault(number, f"Peristiwa {missing} tidak ada: baris dihapus atau dipindahkan.")
        else:
            self.report.fault(
                number, f"Peristiwa {position} tidak pada urutannya: baris tertukar atau disisipkan."
            )

    def _promised(self, number: int, position: int, hash_: str) -> None:
        for _, head in self.heads.get(position, ()):
            if head["hash"] != hash_:
                self.report.fault(
                    number,
                    f"Peristiwa {position}: rantai berbeda dari yang ditandatangani untuk hari "
                    f"{head['hari']}; "
                    "ada peristiwa sebelumnya yang diubah dan rantainya dihitung ulang.",
                )
            elif not self.report.faults:
                self.report.signed_until = position
        if self.earlier.get(position, hash_) != hash_:
            self.report.fault(
                number, f"Peristiwa {position}: berbeda dari ekspor pembanding yang lebih lama."
            )

    def _clock(self, number: int, position: int, content: Mapping[str, Any], line: Mapping[str, Any]) -> None:
        at, sealed = _moment(content.get("at")), _moment(line.get("disegel"))
        if at is None or sealed is None:
            self.report.fault(number, f"Peristiwa {position}: waktunya tidak terbaca.")
            return
        if self.newest is not None and at < self.newest - TOLERANCE:
            self.report.notice(
                number,
                f"Peristiwa {position}: jam mundur, dari {self.newest:%Y-%m-%d %H.%M} "
                f"ke {at:%Y-%m-%d %H.%M} UTC "
                "(jam peladen diubah, atau pekerjaan yang sangat lama).",
            )
            self.newest = at
        if self.sealed is not None and sealed < self.sealed:
            self.report.notice(
                number, f"Peristiwa {position}: disegel sebelum pendahulunya; jam peladen mundur."
            )
        if at > sealed:
            self.report.notice(number, f"Peristiwa {position}: disegel sebelum terjadi; jam peladen mundur.")
        self.newest = at if self.newest is None else max(self.newest, at)
        self.sealed = sealed

    def _penutup(self, number: int, line: Mapping[str, Any]) -> None:
        self.closing = True
        last, hash_, key = line.get("sampai"), line.get("hash"), line.get("kunci")
        if line.get("dari") != self.opening.get("dari"):
            self.report.fault(
                number, "Penutup tidak cocok dengan pembuka: bagian depan dipotong atau diganti."
            )
        if last != self.report.last:
            self.report.fault(
                number, f"Berkas berakhir pada peristiwa {self.report.last}, padahal penutup menyebut {last}."
            )
        elif hash_ != self.previous.hex():
            self.report.fault(number, "Hash pada penutup bukan hash peristiwa terakhir.")
        if key is None:
            self.report.notice(number, "Penutup tidak ditandatangani.")
            return
        public = self._known_keys().get(str(key))
        if public is None:
            self.report.fault(number, f"Penutup ditandatangani kunci yang tidak dikenal ({key}).")
        elif not _signed(public, line.get("tanda"), closing_message(line)):
            self.report.fault(number, "Tanda tangan penutup tidak sah.")
        elif not self.report.faults:
            self.report.signed_until = self.report.last

    def _end(self, number: int) -> None:
        if not self.closing:
            self.report.fault(number, "Berkas terpotong: baris penutup tidak ada.")
        for position in sorted(self.heads):
            if position > self.report.last:
                line, head = self.heads[position][0]
                self.report.fault(
                    line,
                    f"Kepala hari {head['hari']} menjamin peristiwa sampai {position}, tetapi berkas "
                    f"berakhir pada "
                    f"{self.report.last}: ekornya dipotong.",
                )
        beyond = [position for position in self.earlier if position > self.report.last]
        if beyond:
            self.report.fault(
                number,
                f"Ekspor pembanding memuat peristiwa sampai {max(beyond)}, tetapi berkas ini berakhir pada "
                f"{self.report.last}: ekornya dipotong, atau basis data dikembalikan ke keadaan lama.",
            )
        unsigned = self.report.last - max(self.report.signed_until, self.report.first - 1)
        if unsigned > 0 and not self.report.faults:
            self.report.notice(number, f"{unsigned} peristiwa terakhir belum dijamin tanda tangan.")


def _read(lines: Iterable[bytes]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of a file with the numbers of their lines.

    :raises Unusable: at a line that is no JSON object
    """
    for number, raw in enumerate(lines, start=1):
        try:
            if len(raw) > LONGEST_LINE:
                raise ValueError("terlalu panjang")
            line = json.loads(
                raw.decode("utf-8"), object_pairs_hook=_no_duplicates, parse_constant=_no_constant
            )
        except (ValueError, RecursionError) as error:
            raise Unusable(f"Baris {number} tidak terbaca sebagai JSON: {error}.") from error
        if not isinstance(line, dict):
            raise Unusable(f"Baris {number} bukan objek JSON.")
        yield number, line


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("satu nama ditulis dua kali")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} bukan angka JSON")


def _hex(text: object, size: int) -> bytes | None:
    if not isinstance(text, str) or len(text) != 2 * size or text != text.lower():
        return None
    try:
        return bytes.fromhex(text)
    except ValueError:
        return None


def _moment(text: object) -> datetime.datetime | None:
    try:
        found = datetime.datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _signed(public: bytes, signature: object, message: bytes) -> bool:
    given = _hex(signature, 64)
    if given is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(given, message)
    except InvalidSignature:
        return False
    return True


def run(path: Path, *, keys: Path | None = None, earlier: Path | None = None) -> int:
    """Check a file, print what was found in Indonesian, and return the exit code: 0, 1 (faults), 2
    (unusable).
    """
    try:
        trusted = read_keys(keys.read_text("utf-8")) if keys else None
        promised = None
        if earlier:
            with earlier.open("rb") as old:
                promised = anchors(old)
        with path.open("rb") as file:
            report = verify(file, trusted=trusted, earlier=promised)
    except Unusable as error:
        print(error, file=sys.stderr)
        return 2
    except UnicodeDecodeError:
        print("Berkas kunci bukan teks.", file=sys.stderr)
        return 2
    except KeyError as error:
        print(f"Ekspor pembanding rusak: {error} tidak ada.", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{error.filename}: {error.strerror}.", file=sys.stderr)
        return 2
    for finding in report.findings:
        print(f"{'SALAH' if finding.fault else 'catatan'}, baris {finding.line}: {finding.text}")
    if report.more:
        print(f"… dan {report.more} kesalahan lagi.")
    print(
        f"{report.rows} peristiwa ({report.first}–{report.last}), {report.heads} kepala harian yang sah, "
        f"dijamin tanda tangan sampai peristiwa {report.signed_until}."
    )
    print("Jejak TIDAK utuh." if report.faults else "Jejak utuh.")
    return 1 if report.faults else 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        print("Pemakaian: python verify.py EKSPOR [KUNCI]", file=sys.stderr)
        sys.exit(2)
    sys.exit(run(Path(sys.argv[1]), keys=Path(sys.argv[2]) if len(sys.argv) == 3 else None))
