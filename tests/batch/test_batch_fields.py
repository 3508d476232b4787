"""Which fields are the text and the id: named, or guessed and said."""

import json
from pathlib import Path
from typing import Any

import pytest

from attrib.batch.corpus import Corpus, find_files
from attrib.batch.documents import Fields
from attrib.batch.fields import resolve_fields
from attrib.errors import FieldNotFound, InputError


def resolve(rows: list[Any], text: str | None = None, id: str | None = None, keep: tuple[str, ...] = ()) -> Any:
    Path("a.txt").write_text("It rains.")
    Path("rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    files, _ = find_files(["a.txt", "rows.jsonl"], None, Path("out.jsonl"))
    return resolve_fields(Corpus(files), text, id, keep)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("row", "text", "id"),
    [
        ({"text": "", "id": ""}, "text", "id"),
        ({"content": "", "body": "", "URL": "", "link": ""}, "body", "URL"),
        ({"Body": "", "title": ""}, "Body", None),
    ],
)
def test_fields_are_guessed_by_their_names_and_said(row: dict[str, str], text: str, id: str | None) -> None:
    fields, said = resolve([row])
    assert fields == Fields(text, id)
    assert [f"'{text}'" in said[0], f"'{id}'" in said[1]] == [True, id is not None]


@pytest.mark.usefixtures("folder")
def test_fields_that_are_named_are_taken_and_nothing_is_said() -> None:
    rows = [{"text": "", "story": "", "nr": 1}, {"date": ""}]
    assert resolve(rows, "story", "nr", ("date",)) == (Fields("story", "nr", ("date",)), ())


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            {"text": "body"},
            "rows.jsonl: no field 'body'; the file has: story, url, date. Name one",
        ),
        (
            {"text": "story", "id": "nr"},
            "no field 'nr'; the file has: story, url, date. Name one",
        ),
        ({"text": "story", "keep": ("date", "outlet")}, "no field 'outlet'"),
        ({}, "no field that is called text, body, content, article or the like; the file has: story, url, date."),
    ],
)
def test_a_field_that_is_not_there_is_told_with_those_that_are(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(FieldNotFound) as raised:
        resolve(["no object", {"story": "", "url": "", "date": ""}], **options)
    assert sentence in str(raised.value)


@pytest.mark.usefixtures("folder")
def test_where_nothing_has_fields_none_are_needed_and_none_may_be_named() -> None:
    assert resolve([]) == (Fields(), ())
    with pytest.raises(InputError, match="no field 'body'"):
        resolve([], "body")
