"""The English of the site: collect the texts of pages, take in translations, write what Django reads.

`python -m tests.integration.web.messages` collects every text of praja/ that is marked for translation, keeps
the translations of `django.po`, forgets texts that are gone, and compiles. A folder as argument has files
`*.tsv` with lines `Indonesian<TAB>English`, which are taken in as well: `\\n` stands for a new line, and
a plural is `singular|||plural` on both sides. What is left without English is listed.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[3]
LOCALE = ROOT / "praja" / "web" / "locale" / "en" / "LC_MESSAGES"
PO, MO = LOCALE / "django.po", LOCALE / "django.mo"
PLURAL = "|||"
SINGLE, BOTH = ("_", "gettext", "gettext_lazy", "gettext_noop"), ("ngettext", "ngettext_lazy")
WITH_CONTEXT, BOTH_WITH_CONTEXT = ("pgettext", "pgettext_lazy"), ("npgettext", "npgettext_lazy")
KEYWORDS: dict[str, Any] = dict.fromkeys((*SINGLE, *BOTH, *WITH_CONTEXT, *BOTH_WITH_CONTEXT))
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!%)%[sd]|\{\w*\}")

Key = tuple[str | None, str]
"""The context of a text, and the text."""


def placeholders(text: str) -> list[str]:
    """Return what a text leaves open, in order of the alphabet."""
    return sorted(_PLACEHOLDER.findall(text))


def collected() -> Catalog:
    """Return every text of praja/ that is marked for translation, each with the files that say it."""
    catalog = Catalog(locale="en", domain="django", project="Praja", charset="utf-8", fuzzy=False)
    for path in sorted((ROOT / "praja").rglob("*")):
        place = path.relative_to(ROOT).as_posix()
        for context, text in _texts(path):
            catalog.add(text, context=context, locations=[(place, 0)])
    return catalog


def _texts(path: Path) -> Iterator[tuple[str | None, str | tuple[str, ...]]]:
    if path.suffix == ".py":
        source = path.read_text(encoding="utf-8")
        if "gettext" not in source and "praja.sheet.said" not in source:
            return
    elif path.suffix in (".html", ".txt") and "templates" in path.parts:
        # What remains of a template looks like Python, but for its indentation.
        code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        source = "\n".join(line.lstrip() for line in code.splitlines())
    else:
        return
    found = extract_python(io.BytesIO(source.encode()), KEYWORDS, [], {"encoding": "utf-8"})
    for _line, keyword, given, _comments in found:
        name = str(keyword)
        texts = [given] if isinstance(given, str) else list(given or ())
        context = texts.pop(0) if name in (*WITH_CONTEXT, *BOTH_WITH_CONTEXT) else None
        wanted = texts[:2] if name in (*BOTH, *BOTH_WITH_CONTEXT) else texts[:1]
        if wanted and all(isinstance(text, str) and text for text in wanted):
            yield context, tuple(wanted) if len(wanted) > 1 else wanted[0]


def key_of(message: Message) -> Key:
    """Return by which text a message is found."""
    text = message.id if isinstance(message.id, str) else message.id[0]
    return message.context, text


def translated() -> Catalog:
    """Return the translations as they are in the tree."""
    if not PO.exists():
        return Catalog(locale="en", domain="django")
    with PO.open("rb") as file:
        return read_po(file, locale="en", domain="django")


def compiled() -> Catalog:
    """Return the translations as Django reads them."""
    with MO.open("rb") as file:
        return read_mo(file)


def read_lines(folder: Path) -> dict[str, str]:
    """Return the English of each Indonesian text that the files of a folder bring."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip() or line.startswith("#"):
                continue
            indonesian, tab, english = line.partition("\t")
            if not tab or not english.strip():
                print(f"{path.name}:{number}: no tab between Indonesian and English: {line[:80]}")
                continue
            said, english = (part.strip("\r").replace("\\n", "\n") for part in (indonesian, english))
            if placeholders(said) != placeholders(english):
                print(f"{path.name}:{number}: the English leaves something else open: {line[:80]}")
                continue
            if found.get(said, english) != english:
                print(f"{path.name}:{number}: another file says “{found[said]}”: {line[:80]}")
            found[said] = english
    return found


def merged(folder: Path | None) -> tuple[Catalog, list[str]]:
    """Return the catalogue to write, and the texts that have no English yet."""
    known = {key_of(message): message.string for message in translated() if message.id}
    brought = read_lines(folder) if folder else {}
    catalog, missing = collected(), []
    for message in catalog:
        if not message.id:
            continue
        context, text = key_of(message)
        written = text if isinstance(message.id, str) else PLURAL.join(message.id)
        english = brought.get(written) or brought.get(text)
        if english is not None:
            message.string = english if isinstance(message.id, str) else _plural(english)
        else:
            message.string = known.get((context, text)) or message.string
        if isinstance(message.id, str) and isinstance(message.string, tuple):
            message.string = message.string[0]
        elif not isinstance(message.id, str) and isinstance(message.string, str):
            message.string = _plural(message.string)
        if not message.string or not all(message.string):
            missing.append(written)
        message.locations = [(place, 0) for place in sorted({place for place, _line in message.locations})]
    return catalog, missing


def _plural(english: str) -> tuple[str, str]:
    one, _bar, many = english.partition(PLURAL)
    return one, many or one


def write(catalog: Catalog) -> None:
    """Write the catalogue for people and for Django, the same for the same texts."""
    catalog.header_comment = (
        "# English texts of Praja. Written by `make pesan`; edit the translations, not the texts."
    )
    catalog.mime_headers  # noqa: B018  (Babel fills them when first read)
    LOCALE.mkdir(parents=True, exist_ok=True)
    text = io.BytesIO()
    write_po(text, catalog, width=110, sort_output=True, omit_header=False, include_lineno=False)
    PO.write_bytes(_without_dates(text.getvalue()))
    with PO.open("rb") as file:
        again = read_po(file, locale="en", domain="django")
    binary = io.BytesIO()
    write_mo(binary, again)
    MO.write_bytes(binary.getvalue())


def _without_dates(po: bytes) -> bytes:
    wanted = (
        b'"Content-Type',
        b'"Content-Transfer',
        b'"MIME',
        b'"Language:',
        b'"Plural-Forms',
        b'"Project-Id',
    )
    lines, head = [], True
    for line in po.split(b"\n"):
        if head and line.startswith(b'"') and not line.startswith(wanted):
            continue
        if not line:
            head = False
        lines.append(line)
    return b"\n".join(lines)


def main(arguments: list[str]) -> int:
    """Collect, merge and write; answer 1 while English is missing."""
    catalog, missing = merged(Path(arguments[0]) if arguments else None)
    write(catalog)
    for text in missing:
        print("without English:", text.replace("\n", "\\n"))
    print(f"{len(catalog)} texts, {len(missing)} without English")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
