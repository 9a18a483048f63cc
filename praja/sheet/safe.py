"""Files that appear whole or not at all, and cells that a spreadsheet cannot mistake for a formula."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from praja.sheet.errors import SheetNotWritten

LONGEST_CELL = 32_767
"""Characters that a cell of a spreadsheet can hold."""

_STARTS_FORMULA = re.compile(r"^[\s\u200b\ufeff]*[=+\-@＝＋－＠]|^[\t\r\n]")
_PLAIN_NUMBER = re.compile(r"^[+-]?\d[\d.,]*%?$")


def safe_text(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: what could start one gets an apostrophe in front.

    A plain number such as `-5.000` is left as it is. Text longer than a cell is cut.
    """
    if _STARTS_FORMULA.search(text) and not _PLAIN_NUMBER.match(text):
        text = "'" + text
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


@contextlib.contextmanager
def whole_file(path: Path, *, overwrite: bool) -> Iterator[Path]:
    """Give a temporary path beside `path`, and move it into place when everything went well.

    :raises SheetNotWritten: when the file exists and `overwrite` is false, or it cannot be written
    """
    exists = SheetNotWritten(
        f"Berkas {path} sudah ada dan tidak ditimpa.",
        "Pilih nama atau folder lain, atau izinkan penimpaan bila memang dikehendaki.",
    )
    if os.path.lexists(path) and not overwrite:
        raise exists
    if path.is_dir():
        raise SheetNotWritten(f"{path} adalah folder.", "Sebutkan nama berkas di dalam folder itu.")
    made = ""
    try:
        handle, made = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        temporary = Path(made)
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_mask())
        if overwrite:
            os.replace(temporary, path)
        else:
            _move_new(temporary, path)
    except FileExistsError as error:
        raise exists from error
    except PermissionError as error:
        raise SheetNotWritten(
            f"Tidak boleh menulis ke folder {path.parent}.", "Pilih folder lain, atau minta izin tulis."
        ) from error
    except FileNotFoundError as error:
        raise SheetNotWritten(f"Folder {path.parent} tidak ada.", "Buat foldernya lebih dahulu.") from error
    except OSError as error:
        raise SheetNotWritten(
            f"Berkas {path} tidak dapat ditulis: {error.strerror or error}.",
            "Periksa sisa tempat pada disk, lalu coba lagi.",
        ) from error
    finally:
        if made:
            with contextlib.suppress(OSError):
                os.unlink(made)


def _move_new(temporary: Path, path: Path) -> None:
    """Move a file to a name that must be free: another process may have taken it in the meantime."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems of USB sticks and network shares know no links; then the check above must do.
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        os.replace(temporary, path)


def _mask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
