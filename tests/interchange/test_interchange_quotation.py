"""Records as schema.org Quotations."""

from dataclasses import replace
from typing import Any

import pytest
from interchange_records import NESTED, RECORDS, TOLD, UNSAID, speaker

from attrib.interchange.quotation import to_graph
from attrib.records import Attribution, Modality, Polarity, SpeakerKind


def nodes(*records: Attribution) -> list[Any]:
    graph = to_graph([("the mill.txt", records)])
    assert graph["@context"] == "https://schema.org"
    return list(graph["@graph"])


def test_a_direct_quotation_names_who_spoke_and_chose_the_words() -> None:
    mayor = {
        "@type": "Person",
        "name": "Iris Cole",
        "jobTitle": "Mayor",
        "affiliation": {"@type": "Organization", "name": "Lund"},
    }
    assert nodes(TOLD) == [
        {
            "@type": "Quotation",
            "text": TOLD.content.text,
            "spokenByCharacter": [mayor],
            "creator": [mayor],
            "isPartOf": {"@type": "CreativeWork", "url": "the%20mill.txt"},
        }
    ]


def test_the_words_of_an_indirect_one_are_the_writers() -> None:
    (node,) = nodes(NESTED)
    assert "creator" not in node
    assert node["spokenByCharacter"] == [{"description": "Bo Reed"}]


@pytest.mark.parametrize(
    ("kind", "name", "shown"),
    [
        (SpeakerKind.ORGANIZATION, "The Gazette", {"@type": "Organization", "name": "The Gazette"}),
        (SpeakerKind.ANONYMOUS, None, {"@type": "Person", "description": "She"}),
        (SpeakerKind.UNKNOWN, None, {"description": "She"}),
    ],
)
def test_a_speaker_is_what_its_kind_says(kind: SpeakerKind, name: str | None, shown: Any) -> None:
    (node,) = nodes(replace(NESTED, speakers=(speaker(name, "She", kind),)))
    assert node["spokenByCharacter"] == [shown]


def test_a_document_is_no_speaker() -> None:
    (node,) = nodes(replace(NESTED, speakers=(speaker(None, "her letter", SpeakerKind.DOCUMENT),)))
    assert "spokenByCharacter" not in node
    assert node["isBasedOn"] == [{"@type": "CreativeWork", "description": "her letter"}]


@pytest.mark.parametrize("modality", [Modality.POSSIBLE, Modality.HYPOTHETICAL, Modality.FUTURE])
def test_what_was_not_said_is_no_quotation(modality: Modality) -> None:
    assert nodes(UNSAID, replace(TOLD, modality=modality)) == []
    assert len(nodes(replace(UNSAID, polarity=Polarity.POSITIVE))) == 1


def test_the_documents_share_a_graph() -> None:
    graph = to_graph([("a.txt", RECORDS), ("b.txt", [TOLD])])
    assert [node["isPartOf"]["url"] for node in graph["@graph"]] == ["a.txt", "a.txt", "b.txt"]
