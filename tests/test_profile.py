"""What the words around a mention say of it, in documents that were parsed by hand."""

import pytest
from spacy.tokens import Doc

from attrib.resolution.mentions import Mention, find_mentions
from attrib.resolution.profile import affiliation, is_role, kind_of, membership, roles, without_determiner
from hand_parsed import parse


def the(word: str, doc: Doc) -> Mention:
    """The mention that a word heads."""
    (mention,) = (mention for mention in find_mentions(doc) if doc[mention.head].text == word)
    return mention


@pytest.mark.parametrize(
    ("name", "label", "kind"),
    [
        ("Lund/NNP", "PERSON", "person"),
        ("Lund/NNP", "PER", "person"),
        ("Lund/NNP", "ORG", "organization"),
        ("Lund/NNP", "GPE", "place"),
        ("Lund/NNP", "LOC", "place"),
        ("Lund/NNP", "FAC", "place"),
        ("Kremlin/NNP", "FAC", "organization"),
        ("Kremlin/NNP", "GPE", "organization"),
        ("Élysée/NNP", "LOC", "organization"),
        ("Parliament/NNP", "FAC", "organization"),
        ("Board/NNP", "PERSON", "person"),
        ("Norwegians/NNPS", "NORP", "group"),
        ("Norwegian/JJ", "NORP", "group"),
        ("@adalund/NNP", "GPE", "unknown"),
    ],
)
def test_a_name_is_of_the_kind_of_its_label_or_its_words(name: str, label: str, kind: str) -> None:
    doc = parse(f"[{name}/left/nsubj]{label} left/VBD/ROOT")
    (mention,) = find_mentions(doc)
    assert kind_of(doc, mention) == kind


def test_what_is_called_an_agency_is_no_person() -> None:
    doc = parse("news/NN/Belta/compound agency/NN/Belta/compound [Belta/NNP/left/nsubj]PERSON left/VBD/ROOT")
    assert kind_of(doc, the("Belta", doc)) == "organization"


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("the/DT/minister/det minister/NN/left/nsubj", "person"),
        ("a/DT/woman/det woman/NN/left/nsubj", "person"),
        ("ministers/NNS/left/nsubj", "group"),
        ("women=woman/NNS/left/nsubj", "group"),
        ("the/DT/ministry/det ministry/NN/left/nsubj", "organization"),
        ("banks/NNS/left/nsubj", "organization"),
        ("a/DT/poll/det poll/NN/left/nsubj", "document"),
        ("the/DT/city/det city/NN/left/nsubj", "place"),
        ("the/DT/crowd/det crowd/NN/left/nsubj", "group"),
        ("a/DT/source/det source/NN/left/nsubj", "anonymous"),
        ("sources/NNS/left/nsubj", "anonymous"),
        ("insiders/NNS/left/nsubj", "anonymous"),
        ("the/DT/Norwegian/det [Norwegian/NN/left/nsubj]NORP", "person"),
        ("the/DT/rain/det rain/NN/left/nsubj", "unknown"),
    ],
)
def test_a_description_is_of_the_kind_of_its_head(phrase: str, kind: str) -> None:
    doc = parse(f"{phrase} left/VBD/ROOT")
    (mention,) = find_mentions(doc)
    assert kind_of(doc, mention) == kind


@pytest.mark.parametrize(
    ("pronoun", "kind"),
    [("he", "person"), ("She", "person"), ("I", "person"), ("they", "unknown"), ("it", "unknown"), ("we", "unknown")],
)
def test_only_some_pronouns_tell_the_kind(pronoun: str, kind: str) -> None:
    doc = parse(f"{pronoun}/PRP/left/nsubj left/VBD/ROOT")
    (mention,) = find_mentions(doc)
    assert kind_of(doc, mention) == kind


SECRET = "who/WP/asked/nsubj asked/VBD/{head}/acl:relcl not/RB/be/advmod to/TO/be/mark be/VB/asked/xcomp named"


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (f"An/DT/official/det official/NN/left/nsubj {SECRET.format(head='official')} left/VBD/ROOT", "anonymous"),
        ("An/DT/official/det unnamed/JJ/official/amod official/NN/left/nsubj left/VBD/ROOT", "anonymous"),
        (
            "An/DT/official/det official/NN/left/nsubj close/JJ/official/amod to/IN/her/case her/PRP/close/obl "
            "left/VBD/ROOT",
            "anonymous",
        ),
        (f"A/DT/singer/det singer/NN/left/nsubj {SECRET.format(head='singer')} left/VBD/ROOT", "person"),
        ("An/DT/official/det official/NN/left/nsubj left/VBD/ROOT by unnamed/JJ/left/dep", "person"),
        ("An/DT/official/det official/NN/left/nsubj left/VBD/ROOT", "person"),
    ],
    ids=["relative clause", "adjective", "close to", "no such noun", "elsewhere", "nothing"],
)
def test_secrecy_makes_an_official_anonymous(written: str, kind: str) -> None:
    doc = parse(written)
    assert kind_of(doc, next(m for m in find_mentions(doc) if m.word in ("official", "singer"))) == kind


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[Lund/NNP/left/nsubj]PERSON left/VBD/ROOT", []),
        ("Mayor/NNP/Lund/compound [Lund/NNP/left/nsubj]PERSON left/VBD/ROOT", [("Mayor", None)]),
        (
            "Foreign/JJ/Minister/amod Minister/NNP/Lund/compound [Lund/NNP/left/nsubj]PERSON left/VBD/ROOT",
            [("Foreign Minister", None)],
        ),
        (
            "[Swedish/JJ/minister/amod]NORP old/JJ/minister/amod minister/NN/Lund/compound "
            "[Lund/NNP/left/nsubj]PERSON left/VBD/ROOT",
            [("Swedish old minister", None)],
        ),
        (
            "The/DT/mayor/det mayor/NN/Lund/compound [Lund/NNP/left/nsubj]PERSON left/VBD/ROOT",
            [("mayor", None)],
        ),
        (
            "Mayor/NNP/Lund/compound Mrs/NNP/Lund/compound [Lund/NNP/left/nsubj]PERSON left/VBD/ROOT",
            [("Mayor", None)],
        ),
        ("Mrs/NNP/Lund/compound [Lund/NNP/left/nsubj]PERSON left/VBD/ROOT", []),
        ("Sen./NNP/Lund/compound [Lund/NNP/left/nsubj]PERSON left/VBD/ROOT", [("Sen.", None)]),
        ("Rainy/JJ/Lund/amod [Lund/NNP/left/nsubj]PERSON left/VBD/ROOT", []),
        ("Mayor/NNP/ROOT\n[Lund/NNP/left/nsubj]PERSON left/VBD/ROOT", []),
        (
            "[Ola/NNP/mayor/nsubj]PERSON mayor/NN/ROOT [Lund/NNP/mayor/obj]PERSON",
            [("mayor", None)],
        ),
        (
            "[Monday/NNP/mayor/compound]DATE mayor/NN/Lund/compound [Lund/NNP/left/nsubj]PERSON left/VBD/ROOT",
            [("mayor", None)],
        ),
    ],
    ids=[
        "none",
        "title",
        "two words",
        "people",
        "article",
        "courtesy after",
        "courtesy",
        "abbreviation",
        "no role",
        "another sentence",
        "another person",
        "date",
    ],
)
def test_a_title_before_a_name_is_a_role(written: str, expected: list[tuple[str, str | None]]) -> None:
    doc = parse(written)
    assert list(roles(doc, the("Lund", doc))) == expected


MAYOR = "the/DT/mayor/det old/JJ/mayor/amod mayor/NN/{head}/{dep} of/IN/{of} [Oslo/NNP/{oslo}]GPE"
UD = {"of": "Oslo/case", "oslo": "mayor/nmod"}
CLEAR = {"of": "mayor/prep", "oslo": "of/pobj"}


@pytest.mark.parametrize("scheme", [UD, CLEAR], ids=["UD", "ClearNLP"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[Lund/NNP/left/nsubj]PERSON ,", ", left/VBD/ROOT"),
        ("Yesterday/NN/left/advmod [Lund/NNP/left/nsubj]PERSON ,", ", left/VBD/ROOT"),
    ],
)
def test_an_apposition_gives_role_and_affiliation(before: str, after: str, scheme: dict[str, str]) -> None:
    doc = parse(f"{before} {MAYOR.format(head='Lund', dep='appos', **scheme)} {after}")
    assert list(roles(doc, the("Lund", doc))) == [("old mayor", "Oslo")]


@pytest.mark.parametrize("scheme", [UD, CLEAR], ids=["UD", "ClearNLP"])
def test_a_name_may_itself_be_the_apposition(scheme: dict[str, str]) -> None:
    doc = parse(f"{MAYOR.format(head='left', dep='nsubj', **scheme)} , [Lund/NNP/mayor/appos]PERSON , left/VBD/ROOT")
    assert list(roles(doc, the("Lund", doc))) == [("old mayor", "Oslo")]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "[Fram/NNP/boss/compound]ORG boss/NN/Lund/nmod:desc [Lund/NNP/left/nsubj]PERSON left/VBD/ROOT",
            [("Fram boss", "Fram")],
        ),
        (
            "[South/JJ/farmer/amod Korean/JJ/farmer/amod]NORP farmer/NN/Lund/nmod:desc [Lund/NNP/left/nsubj]PERSON "
            "left/VBD/ROOT",
            [("South Korean farmer", None)],
        ),
        (
            "[Texas/NNP/farmer/compound]GPE farmer/NN/Lund/nmod:desc [Lund/NNP/left/nsubj]PERSON left/VBD/ROOT",
            [("Texas farmer", None)],
        ),
        (
            "[Texas/NNP/Gov./compound]GPE Gov./NNP/Lund/nmod:desc [Lund/NNP/left/nsubj]PERSON left/VBD/ROOT",
            [("Texas Gov.", "Texas")],
        ),
        (
            "Secretary/NNP/Lund/nmod:desc of/IN/State/case State/NNP/Secretary/nmod "
            "[Lund/NNP/left/nsubj]PERSON left/VBD/ROOT",
            [("Secretary of State", None)],
        ),
        (
            "[Fram/NNP/envoy/nmod:poss]ORG 's/POS/Fram/case envoy/NN/left/nsubj for/IN/Chad/case "
            "[Chad/NNP/envoy/nmod]GPE , [Lund/NNP/envoy/appos]PERSON , left/VBD/ROOT",
            [("envoy", "Fram")],
        ),
        (
            "the/DT/writer/det writer/NN/widow/nmod:poss 's/POS/writer/case widow/NN/left/nsubj , "
            "[Lund/NNP/widow/appos]PERSON , left/VBD/ROOT",
            [("writer's widow", None)],
        ),
        (
            "[Lund/NNP/left/nsubj]PERSON , head/NN/Lund/appos of/IN/sales/case sales/NNS/head/nmod , left/VBD/ROOT",
            [("head of sales", None)],
        ),
        (
            "[Lund/NNP/left/nsubj]PERSON , president/NN/Lund/appos and/CC/CEO/cc CEO/NN/president/conj of/IN/Fram/case "
            "[Fram/NNP/Lund/nmod]ORG , left/VBD/ROOT",
            [("president and CEO", "Fram")],
        ),
        (
            "their/PRP$/lawyer/nmod:poss lawyer/NN/ROOT , Atty/NNP/lawyer/appos . "
            "[Lund/NNP/left/nsubj]PERSON , left/VBD/ROOT",
            [("lawyer", None)],
        ),
    ],
    ids=["body", "people", "farmer", "office", "of", "possessor", "widow", "field", "two", "no apposition"],
)
def test_roles_are_whole_and_bring_their_bodies(written: str, expected: list[tuple[str, str | None]]) -> None:
    doc = parse(written)
    assert list(roles(doc, the("Lund", doc))) == expected


@pytest.mark.parametrize(
    ("after", "body"),
    [
        ("of/IN/Fram/case [Fram/NNP/Lund/nmod]ORG", "Fram"),
        (", 38/CD/Lund/nummod , of/IN/Fram/case the/DT/Fram/det [Fram/NNP/Lund/nmod]ORG", "the Fram"),
        ("( [Fram/NNP/Lund/appos]ORG , [Oslo/NNP/Fram/appos]GPE )", "Fram"),
        ("( [Oslo/NNP/Lund/appos]GPE )", None),
        (", of/IN/Oslo/case [Oslo/NNP/Lund/nmod]GPE", None),
        (", who/WP/left/nsubj", None),
    ],
)
def test_the_body_behind_a_name_is_an_affiliation(after: str, body: str | None) -> None:
    doc = parse(f"[Lund/NNP/left/nsubj]PERSON {after} left/VBD/ROOT")
    assert membership(doc, the("Lund", doc)) == body


def test_a_sentence_that_says_what_somebody_is_gives_the_role() -> None:
    doc = parse(
        "[Lund/NNP/mayor/nsubj]PERSON is/VBZ/mayor/cop the/DT/mayor/det mayor/NN/ROOT of/IN/Oslo/case "
        "[Oslo/NNP/mayor/nmod]GPE"
    )
    assert list(roles(doc, the("Lund", doc))) == [("mayor", "Oslo")]


@pytest.mark.parametrize(
    "written",
    [
        "[Lund/NNP/left/nsubj]PERSON , a/DT/town/det town/NN/Lund/appos , left/VBD/ROOT",
        "[Lund/NNP/left/nsubj]PERSON , [Minister/NNP/Lund/appos]PERSON , left/VBD/ROOT",
        "[Lund/NNP/town/nsubj]PERSON is/VBZ/town/cop a/DT/town/det town/NN/ROOT",
        "[Lund/NNP/left/nsubj]PERSON , their/PRP$/counterpart/nmod:poss counterpart/NN/Lund/appos , left/VBD/ROOT",
    ],
    ids=["no role", "a name", "is no role", "counterpart"],
)
def test_not_every_apposition_is_a_role(written: str) -> None:
    doc = parse(written)
    assert list(roles(doc, the("Lund", doc))) == []


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("minister/NN", True),
        ("Minister/NNP", True),
        ("ministers=minister/NNS", True),
        ("Gov./NNP", True),
        ("town/NN", False),
        ("Mrs/NNP", False),
        ("counterpart/NN", False),
    ],
)
def test_a_role_is_what_somebody_is(word: str, expected: bool) -> None:
    assert is_role(parse(f"{word}/ROOT")[0]) is expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("a/DT/spokesman/det {} for/IN/Elysee/case the/DT/Elysee/det [Elysee/NNP/spokesman/nmod]FAC", "the Elysee"),
        ("a/DT/spokesman/det {} for/IN/spokesman/prep the/DT/Elysee/det [Elysee/NNP/for/pobj]FAC", "the Elysee"),
        ("a/DT/spokesman/det {} for/IN/ministry/case the/DT/ministry/det ministry/NN/spokesman/nmod", "the ministry"),
        ("{} of/IN/Bank/case [Bank/NNP/spokesman/nmod of/IN/Oslo/case Oslo/NNP/Bank/nmod]ORG", "Bank of Oslo"),
        ("{} with/IN/police/case Oslo/NNP/police/compound police/NNS/spokesman/nmod", "Oslo police"),
        ("a/DT/spokesman/det [Kremlin/NNP/spokesman/compound]ORG {}", "Kremlin"),
        ("[New/NNP/York/compound York/NNP/spokesman/compound]GPE city/NN/spokesman/compound {}", "New York"),
        ("the/DT/company/det company/NN/spokesman/nmod:poss 's/POS/company/case {}", "the company"),
        ("the/DT/company/det company/NN/spokesman/poss 's/POS/company/case {}", "the company"),
        ("[Shell/NNP/spokesman/nmod:poss]ORG 's/POS/Shell/case {}", "Shell"),
        ("a/DT/spokesman/det {} for/IN/him/case him/PRP/spokesman/nmod", None),
        ("a/DT/spokesman/det {} for/IN/children/case children=child/NNS/spokesman/nmod", None),
        ("a/DT/spokesman/det {} in/IN/Oslo/case [Oslo/NNP/spokesman/nmod]GPE", None),
        ("[Norwegian/JJ/spokesman/amod]NORP {}", None),
        ("a/DT/spokesman/det {}", None),
    ],
)
def test_an_affiliation_is_the_body_that_a_role_belongs_to(phrase: str, expected: str | None) -> None:
    doc = parse(f"{phrase.format('spokesman/NN/left/nsubj')} left/VBD/ROOT")
    assert affiliation(next(token for token in doc if token.text == "spokesman")) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("the/DT mayor/NN", "mayor"),
        ("all/PDT her/PRP$ mayors/NNS", "mayors"),
        ("mayor/NN", "mayor"),
        ("the/DT", "the"),
    ],
)
def test_articles_and_possessives_are_taken_off(written: str, expected: str) -> None:
    doc = parse(written)
    start, end = without_determiner(doc, 0, len(doc))
    assert doc[start:end].text == expected
