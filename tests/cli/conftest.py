"""No test of the command line runs a model."""

from pathlib import Path

import pytest
from cli_stand_in import TWO, pipe

from attrib import api


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "pipe", pipe)
    monkeypatch.setattr(api, "load", lambda model=None: None)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "two.txt").write_text(TWO, "utf-8")
    (tmp_path / "one.txt").write_text("The mayor said “enough”.\r\n", "utf-8", newline="")
    (tmp_path / "none.txt").write_text("", "utf-8")
    return tmp_path
