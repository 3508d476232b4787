"""The shipped model stays as good as it was, where the corpora are at hand."""

import tomllib
from pathlib import Path

import pytest

from attrib.evaluation import evaluate

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
FLOORS = tomllib.loads((ROOT / "models" / "floors.toml").read_text("utf8"))


@pytest.mark.model
@pytest.mark.corpus
@pytest.mark.parametrize("name", sorted(FLOORS))
def test_no_score_falls_below_its_floor(name: str) -> None:
    if not (DATA / name).exists():
        pytest.skip("the corpora are not here")
    table = evaluate(DATA / name).scorer.table()
    below = {row: table[row].f1 for row, floor in FLOORS[name].items() if table[row].f1 < floor}
    assert not below
