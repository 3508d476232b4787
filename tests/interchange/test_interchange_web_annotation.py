"""Records as W3C Web Annotations, and back."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from interchange_records import RECORDS, TEXT, documents

from attrib.errors import InputError
from attrib.interchange.web_annotation import NAMESPACE, from_page, to_page
from attrib.records import Attribution

PAGE = to_page("news/the mill.txt", TEXT, RECORDS)
TOLD, NESTED, UNSAID = PAGE["items"]


@settings(max_examples=30)
@given(documents())
def test_records_come_back(document: tuple[str, list[Attribution]]) -> None:
    page = json.loads(json.dumps(to_page("100% #1?.txt", *document)))
    assert from_page(page, "x.jsonld") == ("100% #1?.txt", document[1])


def test_records_with_every_field_come_back() -> None:
    assert from_page(json.loads(json.dumps(PAGE)), "x.jsonld") == ("news/the mill.txt", RECORDS)


def test_a_page_is_what_the_standard_asks_for() -> None:
    assert PAGE["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert PAGE["@context"][1]["attrib"] == NAMESPACE
    assert (PAGE["type"], PAGE["id"]) == ("AnnotationPage", "news/the%20mill.txt#attributions")
    assert [(item["type"], item["id"]) for item in PAGE["items"]] == [
        ("Annotation", f"news/the%20mill.txt#{name}") for name in ("a0", "a0.0", "a1")
    ]


def test_each_part_is_found_by_position_and_by_words_that_count_characters() -> None:
    (place, words) = TOLD["target"][1]["selector"]
    assert place == {
        "type": "TextPositionSelector",
        "start": TEXT.index("“and"),
        "end": TEXT.index("there.”") + len("there.”"),
    }
    assert words["exact"] == "“and Bo Reed said nobody mills 🌾 there.”"
    assert (len(words["prefix"]), words["prefix"][-8:], words["suffix"][:5]) == (32, "Sunday, ", "\nShe ")
    assert {target["source"] for target in TOLD["target"]} == {"news/the%20mill.txt"}


def test_bodies_say_what_they_are_for() -> None:
    assert [body["purpose"] for body in TOLD["body"]] == [
        "attrib:source",
        "attrib:cue",
        "attrib:addressee",
        "attrib:time",
        "identifying",
    ]
    assert TOLD["body"][-1]["value"] == "Iris Cole"
    assert TOLD["body"][-2]["attrib:date"] == "2024-05-05"


def test_a_field_that_is_empty_is_left_out() -> None:
    assert (NESTED["attrib:parent"], UNSAID["attrib:polarity"]) == ("a0", "negative")
    assert "attrib:act" not in NESTED and "attrib:content_parts" not in NESTED


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ([], "AnnotationPage"),
        ({"type": "Annotation"}, "AnnotationPage"),
        ({"type": "AnnotationPage", "items": [TOLD, {"body": "good!", "target": "x"}]}, "annotation 2"),
        ({"type": "AnnotationPage", "items": [{**TOLD, "attrib:type": "loud"}]}, "'loud'"),
    ],
)
def test_a_page_of_others_is_refused_in_one_line(page: Any, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        from_page(page, "x.jsonld")
    assert str(caught.value).startswith("x.jsonld: ") and "\n" not in str(caught.value)
