"""Names of uploads: cleaned, shown, and used when somebody saves the file; never a path on our disk."""

from __future__ import annotations

import re
import unicodedata

from praja.files.models import StoredFile

LONGEST = 120
EXTENSION = {
    StoredFile.Kind.PDF: ".pdf",
    StoredFile.Kind.JPEG: ".jpg",
    StoredFile.Kind.PNG: ".png",
    StoredFile.Kind.XLSX: ".xlsx",
    StoredFile.Kind.CSV: ".csv",
    StoredFile.Kind.JSONL: ".jsonl",
}
_ALSO = {StoredFile.Kind.JPEG: (".jpeg", ".jpe")}
_FORBIDDEN = re.compile(r'[<>:"|?*;%&$`\'{}\[\]#!=~^]+')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def clean_name(name: str, kind: StoredFile.Kind) -> str:
    """Return the name under which an upload is kept: no folder, no hidden character, one extension, that of
    its kind.

    A dot before a letter inside the name becomes a low line, so that `x.php.pdf` is `x_php.pdf` and no
    server or mail program takes the middle for the type.
    """
    text = unicodedata.normalize("NFKC", name[:2000])
    text = re.split(r"[/\\]", text)[-1]
    text = "".join(" " if letter in "\t\r\n" else letter for letter in text if _may_stay(letter))
    text = _FORBIDDEN.sub("-", text)
    extension = EXTENSION[kind]
    for ending in (extension, *_ALSO.get(kind, ())):
        if text.lower().endswith(ending):
            text = text[: -len(ending)]
            break
    text = re.sub(r"\.(?=[^\W\d_])", "_", text.strip(" .-"))
    text = re.sub(r"\s+", " ", re.sub(r"\.{2,}", ".", text)).strip(" .")
    if _DEVICES.match(text):
        text = f"_{text}"
    return (text[: LONGEST - len(extension)].rstrip(" .") or "berkas") + extension


def _may_stay(letter: str) -> bool:
    """Return whether a character is visible: no control, no direction mark, no half of a pair, nothing
    unassigned.
    """
    return letter in "\t\r\n" or unicodedata.category(letter)[0] != "C"
