"""The engine's own code keeps the promises that its results stand on."""

import ast
import unicodedata

import pytest

from tests.consistency.tree import ROOT, project_files

MODULES = [path for path in project_files() if path.suffix == ".py" and path.is_relative_to(ROOT / "praja")]
ENGINE = [path for path in MODULES if path.is_relative_to(ROOT / "praja" / "rules")]

FLOATS = {"float", "Float32", "Float64"}
CLOCKS = {"now", "today", "utcnow"}
EVALUATION = {"eval", "exec", "__import__"}


def named(path):
    return str(path.relative_to(ROOT))


def walk(path):
    return ast.walk(ast.parse(path.read_text(encoding="utf-8"), filename=str(path)))


def says(path, words):
    """Whether a module has any of the words, spelled in any way that Python takes for it."""
    text = unicodedata.normalize("NFKC", path.read_text(encoding="utf-8"))
    return any(word in text for word in words)


def called(node):
    """Return the last name of what a call calls: `date.today()` gives `today`."""
    match node:
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name
    return None


def binary_floats(tree):
    """Yield every use of binary floats; `isinstance(x, float)`, which refuses them, is none."""
    nodes = list(tree)
    asked = {id(part) for node in nodes if called(node) == "isinstance" for part in ast.walk(node)}
    for node in nodes:
        match node:
            case ast.Constant(value=float()):
                yield node
            case ast.Name(id=name) | ast.Attribute(attr=name) if name in FLOATS and id(node) not in asked:
                yield node


@pytest.mark.parametrize("path", ENGINE, ids=named)
def test_no_binary_float_comes_near_money(path):
    found = [f"line {node.lineno}: {ast.unparse(node)}" for node in binary_floats(walk(path))]

    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", ENGINE, ids=named)
def test_the_engine_has_no_clock(path):
    found = [f"line {node.lineno}: {ast.unparse(node)}" for node in walk(path) if called(node) in CLOCKS]

    assert not found, "\n".join(found)


def evaluations(path):
    """Yield the calls of a module that evaluate text as Python."""
    for node in walk(path) if says(path, EVALUATION) else ():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in EVALUATION:
            yield f"{named(path)}, line {node.lineno}: {node.func.id}"


def test_no_text_is_evaluated_as_python():
    found = [call for path in MODULES for call in evaluations(path)]

    assert len(MODULES) > 500
    assert not found, "\n".join(found)


def test_the_check_of_evaluation_sees_it(monkeypatch, tmp_path):
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    module = tmp_path / "jahat.py"
    module.write_text("a = 1\nb = \uff45val('a')\n", encoding="utf-8")

    assert list(evaluations(module)) == ["jahat.py, line 2: eval"]


def test_the_float_check_sees_floats():
    source = (
        "a = 0.5\nb = float('1')\nc = pl.Float64\nd = isinstance(a, float)\ne = isinstance(a, (int, float))\n"
    )

    found = [node.lineno for node in binary_floats(ast.walk(ast.parse(source)))]

    assert sorted(found) == [1, 2, 3]
