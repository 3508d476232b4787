"""The wheel: it holds all that it needs, and works in an empty environment, away from the checkout and the network."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.wheel

ROOT = Path(__file__).parents[1]
LARGEST = 45_000_000
"""Bytes."""

NEWS = "The bridge will open in May, the minister said.\n"

NO_NETWORK = """\
import sys

def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        raise OSError("no network here")

sys.addaudithook(refuse)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that holds the wheel, what it depends on, and a lock on the network."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", folder)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    run(programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    site = Path(run(programs / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    (site / "no_network.py").write_text(NO_NETWORK, "utf-8")
    (site / "no_network.pth").write_text("import no_network\n", "utf-8")
    return programs


def run(*command: object, cwd: Path | None = None) -> str:
    """What a command prints; it must succeed."""
    variables = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, env=variables, check=False, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_it_is_small_enough_to_download(wheel: Path) -> None:
    assert wheel.stat().st_size <= LARGEST


def test_it_holds_the_code_the_data_the_model_and_the_licence(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    package, model = ROOT / "src" / "attrib", ROOT / "models" / "en_attrib"
    wanted = {f"attrib/{name}" for name in files_of(package)} | {
        f"attrib/models/en_attrib/{n}" for n in files_of(model)
    }
    assert wanted >= {"attrib/py.typed", "attrib/models/en_attrib/meta.json"}
    assert wanted <= names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert all(name.startswith(("attrib/", "attrib-")) for name in names)


def files_of(folder: Path) -> set[str]:
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if "__pycache__" not in path.parts}


def test_the_command_extracts_away_from_the_checkout(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text(NEWS, "utf-8")
    output = run(environment / "attrib", "extract", "news.txt", cwd=tmp_path)
    (found,) = (json.loads(line) for line in output.splitlines())
    assert found["file"] == "news.txt"
    assert {role: found[role]["text"] for role in ("source", "cue", "content")} == {
        "source": "the minister",
        "cue": "said",
        "content": "The bridge will open in May",
    }
    assert found["score"] > 0.5


def test_python_extracts_away_from_the_checkout(environment: Path, tmp_path: Path) -> None:
    code = (
        "import attrib, importlib.util as u, spacy\n"
        f"record, = attrib.extract({NEWS!r})\n"
        "print(record.source.text, record.cue.text, record.type, attrib.load().path, sep='|')\n"
        "print(*(name for name in ('torch', 'onnx', 'transformers', 'pytest') if u.find_spec(name)))"
    )
    found, installed = run(environment / "python", "-c", code, cwd=tmp_path).splitlines()
    source, cue, kind, model = found.split("|")
    assert (source, cue, kind) == ("the minister", "said", "indirect")
    assert Path(model).is_relative_to(environment.parent)
    assert installed == ""


def test_a_corpus_is_read_and_written_in_plain_forms(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text(NEWS, "utf-8")
    (tmp_path / "rows.csv").write_text(f'text,id\n"{NEWS.strip()}",b\n', "utf-8")
    for output in ("found.jsonl", "found.csv", "found.sqlite"):
        told = run(environment / "attrib", "run", "news", "rows.csv", "-o", output, "--jobs", "1", cwd=tmp_path)
        assert told.startswith(f"{output}: 2 attributions in 2 documents")


@pytest.mark.parametrize(("name", "library"), [("found.parquet", "pyarrow"), ("found.duckdb", "duckdb")])
def test_a_form_that_needs_more_says_what_to_install(
    environment: Path, tmp_path: Path, name: str, library: str
) -> None:
    (tmp_path / "a.txt").write_text(NEWS, "utf-8")
    command = [environment / "attrib", "run", "a.txt", "-o", name]
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.rstrip().endswith(f"needs {library}, which is not installed: pip install 'attrib[corpus]'")


def test_the_network_is_locked_in_that_environment(environment: Path) -> None:
    code = "import urllib.request as r\ntry: r.urlopen('http://localhost:9')\nexcept OSError as error: print(error)"
    assert "no network here" in run(environment / "python", "-c", code)
