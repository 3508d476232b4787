"""`attrib info`."""

import json
import re
from pathlib import Path

import pytest
from cli_stand_in import attrib_

from attrib import api


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    about = {
        "format": api.MODEL_FORMAT,
        "trained": "2031-05-06",
        "data": ["one corpus", "another corpus"],
        "licences": {"one corpus": "free"},
        "scores": {"dev": {"link": 61.25}},
        "recipe": {"secret": 1},
    }
    meta = {"lang": "en", "name": "tiny", "version": "7.8", "attrib": about}
    path = tmp_path / "en_tiny"
    path.mkdir()
    (path / "meta.json").write_text(json.dumps(meta), "utf-8")
    (path / "weights").write_bytes(bytes(1_500_000))
    monkeypatch.setattr(api, "model_path", lambda model=None: path)
    return path


def test_info_tells_of_versions_and_of_the_default_model(model: Path) -> None:
    result = attrib_("info", env={"COLUMNS": "200"})
    cells = [re.split(r" {2,}", line.strip()) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    for row in (
        ["model", "name", "en_tiny"],
        ["version", "7.8"],
        ["path", str(model)],
        ["size_mb", "1.5"],
        ["trained", "2031-05-06"],
        ["data", "one corpus"],
        ["another corpus"],
        ["licences", "one corpus", "free"],
        ["scores", "dev link", "61.25"],
    ):
        assert row in cells
    assert [row[-2] for row in cells[:4]] == ["attrib", "spacy", "onnxruntime", "python"]
    assert "secret" not in result.stdout


def test_info_as_json_has_all_that_the_model_says(model: Path) -> None:
    found = json.loads(attrib_("info", "--model", str(model), "--format", "json").stdout)
    assert found["model"] == {"name": "en_tiny", "version": "7.8", "path": str(model), "size_mb": 1.5}
    assert found["attrib"]["recipe"] == {"secret": 1}


def test_info_tells_of_versions_without_a_model_too(tmp_path: Path) -> None:
    result = attrib_("info", "--model", str(tmp_path / "no"), "--format", "json")
    assert list(json.loads(result.stdout)) == ["versions"]
    assert result.exit_code == 1
    assert re.fullmatch(r"attrib: [^\n]+\n", result.stderr)
