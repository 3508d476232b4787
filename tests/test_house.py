"""The house rules that a machine can check."""

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

import attrib

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src" / "attrib").rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
ENTRY_POINTS = [
    EntryPoint(name, value, group) for group, lines in PROJECT["entry-points"].items() for name, value in lines.items()
] + [EntryPoint(name, value, "scripts") for name, value in PROJECT["scripts"].items()]


def name_of(path: object) -> str:
    return str(path.relative_to(ROOT / "src")) if isinstance(path, Path) else str(path)


def test_the_public_names_are_listed_in_order_and_are_there() -> None:
    assert attrib.__all__ == sorted(attrib.__all__)
    assert all(getattr(attrib, name) is not None for name in attrib.__all__)
    public = {
        name
        for name, value in vars(attrib).items()
        if name[0] != "_" and getattr(value, "__module__", "").startswith("attrib")
    }
    assert public <= set(attrib.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Manager'"):
        _ = attrib.Manager


@pytest.mark.parametrize("entry", ENTRY_POINTS, ids=lambda entry: entry.name)
def test_every_entry_point_loads(entry: EntryPoint) -> None:
    if "Torch" in entry.name:
        pytest.importorskip("torch")  # comes with the extra `trf`
    assert callable(entry.load())


@pytest.mark.parametrize("entry", ENTRY_POINTS, ids=lambda entry: entry.name)
def test_every_entry_point_is_registered(entry: EntryPoint) -> None:
    """Where this fails after a change of pyproject.toml, attrib must be installed again."""
    if "Torch" in entry.name:
        pytest.importorskip("torch")
    if entry.group == "spacy_factories":
        entry.load()
        assert Language.has_factory(entry.name)
        assert Language.get_factory_meta(entry.name).factory == entry.name
    elif entry.group == "spacy_architectures":
        assert spacy.registry.get("architectures", entry.name) is entry.load()


def test_every_component_and_architecture_is_an_entry_point() -> None:
    """So `spacy.load` finds them without `import attrib`."""
    listed = {entry.name for entry in ENTRY_POINTS}
    schema = importlib.import_module("attrib.schema")
    assert {schema.PARAGRAPHS, schema.QUOTES, schema.SPANS, schema.LINKS} <= listed
    named = {name for path in SOURCES for name in re.findall(r"attrib\.\w+\.v\d+", path.read_text("utf-8"))}
    assert named and named <= listed


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_file_is_short_and_says_what_it_is(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) < 400
    assert ast.get_docstring(ast.parse(text))
    assert path.stem not in {"utils", "util", "helpers", "helper", "common", "base", "misc"}


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_names_are_the_fields_own(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    names = [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef | ast.FunctionDef)]
    assert not [name for name in names if re.search(r"manager|handler|helper|util|trigger", name, re.IGNORECASE)]


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_the_library_never_prints(path: Path) -> None:
    if "cli" in path.parts:
        return
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    assert not [call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"]


@pytest.mark.parametrize("module", ["records", "errors", "schema", "scoring", "marks", "layout", "corpora.gold"])
def test_plain_modules_do_without_spacy(module: str) -> None:
    code = f"import sys, attrib.{module}; sys.exit('spacy' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("module", [path.stem for path in (ROOT / "src" / "attrib").glob("[!_]*.py")])
def test_every_module_has_its_tests(module: str) -> None:
    assert (ROOT / "tests" / f"test_{module}.py").is_file() or module == "schema"
