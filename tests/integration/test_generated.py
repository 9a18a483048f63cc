"""What the documentation says of the law is what the law says."""

import pytest

from praja.rules.facts import ProblemKind
from praja.sheet.problems import Jenis
from tests.consistency.tree import ROOT
from tests.integration.generated import AGAIN, pack_facts, parts, renewed


@pytest.mark.parametrize(
    ("path", "name", "write"),
    [
        pytest.param(
            *where,
            write,
            id=f"{where[0].relative_to(ROOT)}-{where[1]}",
            marks=[pytest.mark.slow] if write is pack_facts else [],  # reads the law of all packs
        )
        for where, write in parts().items()
    ],
)
def test_what_is_written_from_the_law_is_up_to_date(path, name, write):
    page = path.read_text(encoding="utf-8")

    assert page == renewed(page, name, write()), f"run `{AGAIN}`"


def test_only_the_marked_part_is_written_anew():
    page = "before\n<!-- dibuat: a -->\n\nold\n\n<!-- akhir: a -->\nbehind\n"

    assert renewed(page, "a", ["new"]) == page.replace("old", "new")


def test_a_page_without_the_part_is_refused():
    with pytest.raises(ValueError, match="no part 'a'"):
        renewed("nothing here\n", "a", ["new"])


@pytest.mark.parametrize("kind", [*Jenis, *ProblemKind])
def test_the_treasurer_is_told_of_every_kind_of_problem(kind):
    page = (ROOT / "docs" / "panduan" / "daftar-gaji.md").read_text(encoding="utf-8")

    assert f"`{kind}`" in page
