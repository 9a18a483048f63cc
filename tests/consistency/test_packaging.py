"""What is declared, what is locked and what is shipped are the same."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile

from packaging.requirements import Requirement

import praja
from tests.consistency.tree import ROOT, project_files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKED = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]


def locked(name):
    return next(package for package in LOCKED if package["name"] == name)


def in_lock_form(requirements):
    parsed = [Requirement(text) for text in requirements]
    return sorted((one.name.lower(), str(one.specifier)) for one in parsed)


def test_the_package_says_its_version():
    assert praja.__version__ == PROJECT["project"]["version"]


def test_the_lock_was_made_from_what_is_declared():
    ours = locked("praja")["metadata"]
    wanted = [one for one in PROJECT["dependency-groups"]["dev"] if isinstance(one, str)]
    wanted += PROJECT["dependency-groups"]["setup"]

    def of_lock(entries):
        return in_lock_form(entry["name"] + entry.get("specifier", "") for entry in entries)

    assert of_lock(ours["requires-dist"]) == in_lock_form(PROJECT["project"]["dependencies"]), (
        "run `make lock`"
    )
    assert of_lock(ours["requires-dev"]["dev"]) == in_lock_form(wanted), "run `make lock`"


def test_setting_up_starts_with_the_locked_uv():
    uv = locked("uv")
    first = (ROOT / ".ci" / "uv.txt").read_text(encoding="utf-8")

    assert f"uv=={uv['version']} " in first, "run `make lock`"
    assert set(re.findall(r"sha256:\w+", first)) == {file["hash"] for file in [*uv["wheels"], uv["sdist"]]}, (
        "run `make lock`"
    )


def test_the_wheel_carries_the_code_and_the_whole_law(tmp_path):
    build = [
        sys.executable,
        "-m",
        "uv",
        "build",
        "--offline",
        "--quiet",
        "--wheel",
        "--out-dir",
        str(tmp_path),
        ".",
    ]
    subprocess.run(build, cwd=ROOT, check=True, env={**os.environ, "UV_PYTHON": sys.executable})

    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        carried = set(wheel.namelist())

    ours = {
        path.relative_to(ROOT).as_posix() for path in project_files() if path.is_relative_to(ROOT / "praja")
    }
    assert ours <= carried
