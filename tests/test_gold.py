"""Gold files and files of predictions, good and bad."""

import json
from pathlib import Path
from typing import Any

import pytest

from attrib.corpora.gold import GoldDocument, read_gold, read_predictions
from attrib.errors import CorpusError
from attrib.scoring import Relation

TEXT = "Ann said: 😀 rain."
PLAIN = {"source": [[0, 3]], "cue": [[4, 8]], "content": [[10, 11], [12, 16]]}
SPANS = {"source": [[[0, 3]]], "cue": [[[4, 8]]], "content": [[[10, 11]], [[12, 16]]]}
RELATION = Relation(((0, 3),), ((4, 8),), ((10, 11), (12, 16)))


def write(path: Path, *rows: Any, ends: str = "\n") -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_bytes("".join(line + ends for line in lines).encode())
    return path


def document(**changes: Any) -> dict[str, Any]:
    return {"doc_id": "d", "text": TEXT, "attributions": [PLAIN]} | changes


def test_both_forms_give_the_same_relations(tmp_path: Path) -> None:
    polnear = {"doc_id": "e", "text": TEXT, "annotations": {"x": [SPANS], "y": []}, "meta": {"author": "Bo"}}
    plain, spans = read_gold(write(tmp_path / "gold.jsonl", document(genre="news"), polnear))
    assert plain == GoldDocument("d", TEXT, {"gold": [RELATION]})
    assert spans == GoldDocument("e", TEXT, {"x": [RELATION], "y": []})
    assert plain.relations == spans.relations == [RELATION]
    assert [TEXT[start:end] for start, end in RELATION.content] == ["😀", "rain"]


@pytest.mark.parametrize("cue", [{}, {"cue": None}, {"cue": []}])
def test_a_role_may_be_absent(tmp_path: Path, cue: dict[str, Any]) -> None:
    relation = {"source": [[0, 3]], "content": [[12, 16]]} | cue
    (found,) = read_gold(write(tmp_path / "gold.jsonl", document(attributions=[relation])))
    assert found.relations == [Relation(((0, 3),), (), ((12, 16),))]


def test_a_document_may_be_without_relations(tmp_path: Path) -> None:
    rows = document(attributions=[]), {"doc_id": "e", "text": "", "annotations": {}}
    assert [found.relations for found in read_gold(write(tmp_path / "gold.jsonl", *rows))] == [[], []]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\n\n", "\n \n"])
def test_blank_lines_and_windows_line_ends_are_passed_over(tmp_path: Path, ends: str) -> None:
    path = write(tmp_path / "gold.jsonl", document(), document(doc_id="e"), ends=ends)
    assert [found.doc_id for found in read_gold(path)] == ["d", "e"]
    assert read_predictions(path) == {"d": [RELATION], "e": [RELATION]}


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(document()).encode())
    assert [found.doc_id for found in read_gold(path)] == ["d"]


BAD = [
    "{",
    "[]",
    "3",
    "null",
    '"annotations"',
    {},
    {"doc_id": "d"},
    {"doc_id": "d", "attributions": [3]},
    {"doc_id": "d", "attributions": 3},
    document(attributions=[{"source": 3}]),
    document(attributions=[{"source": [[0]]}]),
    document(attributions=[{"source": [[0, 1, 2]]}]),
    document(attributions=[{"source": [[0, "1"]]}]),
    document(attributions=[{"source": [[0, 1.5]]}]),
    document(attributions=[{"source": [[3, 1]]}]),
    document(attributions=[{"source": [[3, 3]]}]),
    document(attributions=[{"source": [[-3, 1]]}]),
]
BAD_GOLD = [
    document(text=None),
    document(attributions=[{"source": [[0, len(TEXT) + 1]]}]),
    {"doc_id": "d", "text": TEXT, "annotations": [SPANS]},
    {"doc_id": "d", "text": TEXT, "annotations": {"x": [PLAIN]}},
    {"doc_id": "d", "text": TEXT, "annotations": {"x": [{"source": []}]}},
]


@pytest.mark.parametrize("row", BAD + BAD_GOLD)
def test_a_bad_line_of_gold_is_named(tmp_path: Path, row: Any) -> None:
    path = write(tmp_path / "gold.jsonl", document(), row)
    with pytest.raises(CorpusError, match=r"gold\.jsonl, line 2: not a gold document") as caught:
        list(read_gold(path))
    assert (caught.value.path, caught.value.line) == (path, 2)


@pytest.mark.parametrize("row", BAD)
def test_a_bad_line_of_predictions_is_named(tmp_path: Path, row: Any) -> None:
    with pytest.raises(CorpusError, match=r"found\.jsonl, line 3: not a line of predictions"):
        read_predictions(write(tmp_path / "found.jsonl", document(), "", row))


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(json.dumps(document()).encode() + b'\n{"doc_id": "\xe9"}')
    with pytest.raises(CorpusError, match="line 2"):
        list(read_gold(path))
