"""No test of `attrib.batch` loads the model, but those that run the command."""

from pathlib import Path

import pytest

from attrib.batch import plan


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in; the model is one that need not be there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(plan, "describe_model", lambda model: ("stand_in", "1.0", str(model)))
    return tmp_path
