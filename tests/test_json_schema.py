"""The JSON Schema of a record; what it refuses is in test_records.py."""

import jsonschema
import pytest

from attrib.json_schema import json_schema
from attrib.records import Act


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


def test_a_field_of_one_word_lists_what_it_may_be_and_that_it_may_be_absent() -> None:
    assert json_schema()["properties"]["act"]["enum"] == [*(act.value for act in Act), None]


@pytest.mark.parametrize("name", ["extent", "content_part", "addressee", "moment", "speaker"])
def test_each_part_of_a_record_is_described_with_all_its_fields(name: str) -> None:
    part = json_schema()["$defs"][name]
    assert part["description"] and all(field["description"] for field in part["properties"].values())
    assert part["required"] == list(part["properties"])
