"""The project stands alone: it names no machine, no folder outside itself and no private registry."""

import re
import tomllib

import pytest

from tests.consistency.tree import ROOT, text_files

# One letter of each is in a class, so that no pattern finds itself here.
ELSEWHERE = {
    "a folder of somebody's machine": r"(?<![\w.])/(wor[k]|roo[t]|hom[e]/\w+|User[s]/\w+|op[t])/",
    "a folder beside the project": r"\.\./share[d]\b",
    "a file address": r"\bfil[e]://",
    "a private address": r"https?[:]//(10|192\.168|172\.(1[6-9]|2\d|3[01]))\.",
    "a registry of packages": r"(--(extra-)?index-ur[l]|--find-link[s]|\bindex-ur[l] *=)",
}
PUBLIC = {"https://pypi.org/simple", "https://files.pythonhosted.org"}


@pytest.mark.parametrize("pattern", ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_no_file_names(pattern):
    named = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path, text in text_files()
        for number, line in enumerate(text.splitlines(), start=1)
        if re.search(pattern, line)
    ]

    assert not named, "\n".join(named)


def test_no_file_says_where_this_checkout_lies():
    saying = [path.relative_to(ROOT) for path, text in text_files() if f"{ROOT}/" in text]

    assert not saying


def test_uv_is_told_of_no_other_index():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["uv"]

    assert settings.keys() <= {"build-backend", "python-downloads", "python-preference"}


def test_every_package_comes_from_the_public_index_with_a_hash():
    packages = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    fetched = [package for package in packages if package["source"] != {"editable": "."}]
    files = [
        file for package in fetched for file in [*package.get("wheels", []), package.get("sdist")] if file
    ]

    assert {package["source"]["registry"] for package in fetched} <= PUBLIC
    assert all(file["url"].startswith("https://files.pythonhosted.org/") for file in files)
    assert all(file["hash"].startswith("sha256:") for file in files)
