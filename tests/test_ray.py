"""`attrib.ray`: a column of records for a dataset."""

from operator import itemgetter
from typing import Any

import pytest

import attrib
import attrib.ray
from attrib.batch import forms
from attrib.errors import FieldNotFound, LibraryMissing
from attrib.records import Attribution, Extent, QuotationType

TEXTS = ["Ann said no.", None, "", "RAISE"]


def find(texts: list[str]) -> list[list[Attribution]]:
    if "RAISE" in texts:
        raise ValueError
    content = Extent("no", ((9, 11),))
    return [[Attribution("a0", QuotationType.INDIRECT, content, None, None)] if text else [] for text in texts]


def test_a_table_gets_a_column_of_records(monkeypatch: pytest.MonkeyPatch) -> None:
    arrow = pytest.importorskip("pyarrow")
    monkeypatch.setattr(attrib.ray, "open_model", lambda model, min_score, gpu: find)
    extract = attrib.ray._Extract("body", "found", None, 0.0, gpu=False)
    table = extract(arrow.table({"body": TEXTS, "n": [1, 2, 3, 4]}))
    one, none, empty, failed = table.column("found").to_pylist()
    assert table.column_names == ["body", "n", "found"]
    assert (one[0]["content"], one[0]["source"]) == ({"text": "no", "parts": [[9, 11]]}, None)
    assert (none, empty, failed) == (None, [], None)


def test_tables_with_and_without_records_fit_together(monkeypatch: pytest.MonkeyPatch) -> None:
    arrow = pytest.importorskip("pyarrow")
    monkeypatch.setattr(attrib.ray, "open_model", lambda model, min_score, gpu: find)
    extract = attrib.ray._Extract("body", "found", None, 0.0, gpu=False)
    tables = [extract(arrow.table({"body": arrow.array(texts, arrow.string())})) for texts in (["Ann"], [""], [])]
    assert len(arrow.concat_tables(tables)) == 2


class Dataset:
    def columns(self) -> list[str]:
        return ["body", "url"]


def test_a_column_that_is_not_there_is_told_with_those_that_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attrib.ray, "load_library", lambda *arguments: None)
    with pytest.raises(FieldNotFound, match="no field 'text'; the file has: body, url"):
        attrib.ray.extract(Dataset())  # type: ignore[arg-type]


def test_without_ray_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> None:
        raise ModuleNotFoundError(f"No module named {name!r}", name="ray")

    monkeypatch.setattr(forms.importlib, "import_module", refuse)
    with pytest.raises(LibraryMissing, match=r"attrib\.ray needs ray, .*: pip install 'attrib\[ray\]'"):
        attrib.ray.extract(Dataset())  # type: ignore[arg-type]


@pytest.mark.model
@pytest.mark.filterwarnings("default")
def test_a_dataset_on_this_machine_has_the_records_that_extract_gives() -> None:
    ray, data = pytest.importorskip("ray"), pytest.importorskip("ray.data")
    texts = ["The minister said taxes would rise.", "Nobody spoke.", "“We won,” Ann Lee said."]
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="error")
    try:
        dataset = data.from_items([{"body": text, "n": i} for i, text in enumerate(texts)])
        rows: list[dict[str, Any]] = attrib.ray.extract(dataset, "body").take_all()
    finally:
        ray.shutdown()
    expected = [[record.to_dict()["content"] for record in attrib.extract(text)] for text in texts]
    assert [[record["content"] for record in row["attributions"]] for row in sorted(rows, key=itemgetter("n"))] == [
        [{"text": content["text"], "parts": content["parts"]} for content in contents] for contents in expected
    ]
