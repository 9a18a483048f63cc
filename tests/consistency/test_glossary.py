"""Every name that the law folder uses is explained in GLOSSARY.md."""

import re

import yaml

from tests.consistency.tree import ROOT

LAW = ROOT / "praja" / "law"
NAMELESS = {"pak.yaml"}


def names():
    """Return the names of facts, rules, tables, groups, lists and packs, with the first file of each."""
    found = {pack.name: pack for pack in (LAW / "daerah").glob("*") if pack.is_dir()}
    for path in sorted(LAW.rglob("*.yaml")):
        if path.name in NAMELESS or path.parent.name == "kasus":
            continue
        for name in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) or {}:
            found.setdefault(name, path)
    return found


def test_every_name_of_the_law_is_in_the_glossary():
    explained = set(re.findall(r"[\w<>]+", (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")))

    missing = [
        f"{name} ({path.relative_to(ROOT)})" for name, path in names().items() if name not in explained
    ]

    assert not missing, "\n".join(missing)
