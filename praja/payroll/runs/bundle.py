"""What a run leaves behind for those who recompute it years later: facts, law, results, a signed manifest.

This module needs neither the application nor its database: `praja run verify FILE.zip` has only it. Parts:

- `fakta-<grain>.parquet`: the frames that the programs read; `asal.parquet`: where each fact came from;
- `hukum.zip`: the exact text of every file of law that was used, in one spelling (sorted, not compressed);
- `hasil.parquet`: every amount of everybody, and the state that the law gives; `masalah.parquet`: why some
  could not be computed;
- `slip.parquet`: what became of each: the state after what officers hold, before and after deductions;
- `manifes.json`: what the run is, the SHA-256 of each part, the totals, the version of the software, and over
  the canonical JSON of that (`praja.audit.verify.canonical`) an Ed25519 signature.
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

import polars as pl
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from praja.audit.verify import canonical, key_id
from praja.rules.errors import RulesError
from praja.rules.loader import load_law
from praja.rules.month import ListResult, programs_of_month, run_lists
from praja.rules.schema import Law
from praja.sheet.archive import BROKEN

FORMAT = 1
MANIFEST, LAW, RESULTS = "manifes.json", "hukum.zip", "hasil.parquet"
PROBLEMS, ORIGIN, SLIPS = "masalah.parquet", "asal.parquet", "slip.parquet"
FRAME, PARQUET = "fakta-", ".parquet"
LARGEST = 512 * 1024**2
"""Bytes of all parts of a bundle together; a run of 250,000 people takes a tenth of it."""
MOST_PARTS = 2_000
ROWS_A_GROUP = 4_000
_STAMP = (1980, 1, 1, 0, 0, 0)


class Unusable(Exception):
    """It is no bundle, or cannot be read at all; its text says why."""


class Signer(Protocol):
    """A key that signs."""

    @property
    def id(self) -> str: ...

    def sign(self, message: bytes) -> bytes: ...


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes, under which they are known."""
    return hashlib.sha256(data).hexdigest()


# --- parts


def frame_name(grain: str) -> str:
    """Return the name of the part that holds a frame."""
    return f"{FRAME}{grain}{PARQUET}"


def grain_of(name: str) -> str:
    """Return the grain of the frame that a part of this name holds."""
    return name.removeprefix(FRAME).removesuffix(PARQUET)


def storable(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame as Parquet can hold it, so that what is read is what was written."""
    return frame.with_columns(
        pl.col(name).cast(pl.String if isinstance(dtype, (pl.Enum, pl.Categorical)) else pl.Decimal(38, 0))
        for name, dtype in frame.schema.items()
        if isinstance(dtype, (pl.Enum, pl.Categorical)) or dtype == pl.Int128
    )


def to_parquet(frame: pl.DataFrame) -> bytes:
    """Return a frame as bytes of Parquet, in groups of rows of which `rows_of` reads only those it needs."""
    file = io.BytesIO()
    storable(frame).write_parquet(file, compression="zstd", row_group_size=ROWS_A_GROUP)
    return file.getvalue()


def from_parquet(data: bytes) -> pl.DataFrame:
    """Return the frame that bytes of Parquet hold."""
    return pl.read_parquet(io.BytesIO(data))


def rows_of(data: bytes, nip: str) -> pl.DataFrame:
    """Return the rows of one person in a frame that bytes of Parquet hold, without making out the others."""
    return pl.scan_parquet(io.BytesIO(data)).filter(pl.col("nip") == nip).collect()


def law_archive(law: Law) -> bytes:
    """Return the text of all files of a law as one ZIP: the same texts, the same bytes, everywhere."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(law.texts):
            archive.writestr(zipfile.ZipInfo(path, _STAMP), law.texts[path].encode())
    return file.getvalue()


def law_texts(data: bytes) -> dict[str, bytes]:
    """Return the files of law in a ZIP, by their path below the folder of law.

    :raises Unusable: if it is no such archive
    """
    return _unpacked(io.BytesIO(data), "hukum.zip")


def read_law(data: bytes, pack: str) -> Law:
    """Return the law that a ZIP of `law_archive` holds.

    :raises Unusable: if it is no such archive
    :raises LawErrors: if its texts are no law
    """
    with tempfile.TemporaryDirectory(prefix="praja-hukum-") as name:
        for path, text in law_texts(data).items():
            target = Path(name, *PurePosixPath(path).parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text)
        return load_law(Path(name), pack=pack)


def frames_in(parts: Mapping[str, bytes]) -> dict[str, pl.DataFrame]:
    """Return the frames of facts among the parts, by grain."""
    return {
        grain_of(name): from_parquet(data)
        for name, data in parts.items()
        if name.startswith(FRAME) and name.endswith(PARQUET)
    }


# --- the manifest


def signed(content: Mapping[str, Any], signer: Signer, public: str) -> bytes:
    """Return a manifest with its signature, as it is kept."""
    whole = {**content, "format": FORMAT, "jenis": "praja-proses", "kunci": signer.id}
    signature = signer.sign(canonical(whole)).hex()
    told = {"manifes": whole, "kunci_publik": public, "tanda_tangan": signature}
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()


def described(parts: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
    """Return hash and size of each part, as the manifest names them."""
    return {name: {"sha256": digest(data), "ukuran": len(data)} for name, data in sorted(parts.items())}


# --- bundles


def pack_bundle(parts: Mapping[str, bytes]) -> bytes:
    """Return all parts of a run in one ZIP."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts):
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, parts[name])
    return file.getvalue()


def unpack_bundle(path: Path) -> dict[str, bytes]:
    """Return the parts of a bundle.

    :raises Unusable: if the file cannot be read, is no bundle, or holds more than any run has
    """
    try:
        parts = _unpacked(path, path.name)
    except OSError as error:
        raise Unusable(f"{path} tidak dapat dibaca: {error.strerror}.") from error
    if MANIFEST not in parts:
        raise Unusable(f"{path.name} bukan bundel proses gaji: {MANIFEST} tidak ada di dalamnya.")
    return parts


def _unpacked(source: Path | io.BytesIO, called: str) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    left = LARGEST
    try:
        with zipfile.ZipFile(source) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_PARTS:
                raise Unusable(
                    f"{called} memuat {len(entries)} bagian; proses gaji tidak pernah sebanyak itu."
                )
            for entry in entries:
                name = entry.filename
                if not _is_plain(name) or name in parts:
                    raise Unusable(f"{called} memuat nama bagian yang tidak wajar: {name[:80]!r}.")
                # Only as much as was promised is ever inflated, and never more than is left of the whole.
                with archive.open(entry) as part:
                    data = part.read(left + 1)
                left -= len(data)
                if left < 0:
                    raise Unusable(
                        f"{called} mengembang melampaui {LARGEST // 1024**2} MB, seperti berkas perusak. "
                        "Praja tidak membukanya."
                    )
                parts[name] = data
    except BROKEN as error:
        raise Unusable(f"{called} rusak atau bukan ZIP: isinya tidak dapat dibuka.") from error
    return parts


def _is_plain(name: str) -> bool:
    path = PurePosixPath(name)
    usual = all(part not in ("..", ".", "") and part.isprintable() for part in name.split("/"))
    return usual and not path.is_absolute() and "\\" not in name and ":" not in name and len(name) < 200


# --- checking


@dataclasses.dataclass(slots=True)
class Report:
    """What was looked at, and what was found wrong."""

    right: list[str] = dataclasses.field(default_factory=list)
    wrong: list[str] = dataclasses.field(default_factory=list)
    notes: list[str] = dataclasses.field(default_factory=list)

    def told(self, right: bool, sentence: str, otherwise: str) -> None:
        """Note one thing: the first sentence if it is right, the other if not."""
        (self.right if right else self.wrong).append(sentence if right else otherwise)


def check(parts: Mapping[str, bytes], *, keys: Collection[str] = ()) -> Report:
    """Check the parts of a run: signature, hashes, and that facts and law give the same amounts again.

    :param keys: ids of keys that are known to be the government's; none: the key is only named
    :raises Unusable: if there is no manifest that can be read
    """
    report = Report()
    manifest = _check_manifest(parts, report, frozenset(keys))
    said = manifest.get("berkas")
    if not isinstance(said, dict):
        raise Unusable("Manifes tidak menyebut berkas satu pun.")
    found = described({name: data for name, data in parts.items() if name != MANIFEST})
    for name in sorted({*said, *found}):
        if name not in found:
            report.wrong.append(f"{name} disebut manifes, tetapi tidak ada.")
        elif name not in said:
            report.wrong.append(f"{name} tidak disebut manifes.")
        elif said[name] != found[name]:
            report.wrong.append(f"{name} bukan lagi yang ditandatangani: sidiknya berbeda.")
    if not report.wrong:
        report.right.append(f"{len(found)} berkas utuh.")
        _check_amounts(parts, manifest, report)
    return report


def _check_manifest(parts: Mapping[str, bytes], report: Report, keys: frozenset[str]) -> dict[str, Any]:
    try:
        told = json.loads(parts[MANIFEST])
        manifest, public = told["manifes"], bytes.fromhex(told["kunci_publik"])
        signature = bytes.fromhex(told["tanda_tangan"])
        if manifest["format"] != FORMAT or manifest["jenis"] != "praja-proses":
            raise Unusable("Manifes ini dari bentuk yang tidak dikenal; pakai Praja yang lebih baru.")
        message = canonical(manifest)
        key = Ed25519PublicKey.from_public_bytes(public)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise Unusable("Manifes tidak terbaca.") from error
    name = key_id(public)
    try:
        key.verify(signature, message)
        report.told(
            manifest.get("kunci") == name,
            f"Tanda tangan sah, oleh kunci {name}.",
            "Manifes menyebut kunci lain.",
        )
    except InvalidSignature:
        report.wrong.append("Tanda tangan manifes tidak sah: manifes berubah sesudah ditandatangani.")
    if keys:
        report.told(
            name in keys, "Kuncinya dikenal.", f"Kunci {name} tidak ada di antara kunci yang dikenal."
        )
    else:
        report.notes.append(f"Cocokkan kunci {name} dengan daftar kunci publik pemerintah daerah.")
    return dict(manifest)


def _check_amounts(parts: Mapping[str, bytes], manifest: Mapping[str, Any], report: Report) -> None:
    try:
        run = manifest["proses"]
        again = recomputed(
            parts,
            pack=run["paket"],
            pay_list=run["daftar"],
            period=datetime.date.fromisoformat(run["bulan"]),
            paid_on=datetime.date.fromisoformat(run["tanggal_bayar"]),
        )
        results, slips = from_parquet(parts[RESULTS]), from_parquet(parts[SLIPS])
    except (
        KeyError,
        TypeError,
        ValueError,
        OSError,
        RulesError,
        Unusable,
        pl.exceptions.PolarsError,
    ) as error:
        report.wrong.append(f"Tidak dapat dihitung ulang: {error}")
        return
    wrong = differing(results, storable(again.amounts))
    report.told(
        not wrong,
        f"Fakta dan aturan memberi jumlah yang sama bagi {results.height} orang.",
        f"Hitungan ulang berbeda bagi {len(wrong)} orang: {', '.join(wrong[:5])}.",
    )
    paid = slips.filter(pl.col("keadaan") == "dibayar")
    totals = {name: int(value) for name, value in totals_of(results, paid["nip"]).items()}
    report.told(
        totals == manifest["jumlah"] and int(paid["diterima"].sum() or 0) == manifest["diterima"],
        f"Jumlah {manifest['diterima']} rupiah bagi {paid.height} orang yang dibayar cocok.",
        "Jumlah dalam manifes bukan jumlah slipnya.",
    )


def recomputed(
    parts: Mapping[str, bytes], *, pack: str, pay_list: str, period: datetime.date, paid_on: datetime.date
) -> ListResult:
    """Return what the facts and the law among the parts give.

    :raises RulesError: if they give nothing
    """
    law = read_law(parts[LAW], pack)
    programs = programs_of_month(law, [pay_list], on=period, paid_on=paid_on)
    return run_lists(programs, frames_in(parts))[pay_list]


def differing(before: pl.DataFrame, after: pl.DataFrame, key: str = "nip") -> list[str]:
    """Return the keys of the rows that are not the same in both frames, or not in both."""
    if before.schema != after.schema:
        if set(before.columns) != set(after.columns):
            return [str(one) for one in pl.concat([before[key], after[key]]).unique().sort()]
        try:
            after = after.select(before.columns).cast(before.schema)
        except pl.exceptions.PolarsError:
            return [str(one) for one in pl.concat([before[key], after[key]]).unique().sort()]
    same = before.join(after, on=before.columns, how="semi", nulls_equal=True)[key]
    everyone = pl.concat([before[key], after[key]]).unique().sort()
    return [str(one) for one in everyone.filter(~everyone.is_in(same.implode()))]


def totals_of(results: pl.DataFrame, paid: pl.Series) -> dict[str, int]:
    """Return by rule what it comes to for those who are paid; amounts of money only."""
    rows = results.filter(pl.col("nip").is_in(paid.implode()))
    return {
        name: int(rows[name].sum() or 0)
        for name, dtype in rows.schema.items()
        if dtype.is_integer() or isinstance(dtype, pl.Decimal)
    }
