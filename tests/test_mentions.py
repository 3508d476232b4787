"""Mentions of people, bodies and places in documents that were parsed by hand."""

import pytest
from spacy.tokens import Doc

from attrib.resolution.mentions import Form, Mention, find_mentions, source_heads
from hand_parsed import parse

NAME, NOMINAL, PRONOUN = Form


def found(written: str) -> list[tuple[str, Form, str]]:
    doc = parse(written)
    return [(words(doc, mention), mention.form, mention.word) for mention in find_mentions(doc)]


def words(doc: Doc, mention: Mention) -> str:
    assert mention.start <= mention.head < mention.end
    return doc[mention.start : mention.end].text


def test_a_surname_that_is_tagged_as_a_pronoun_is_a_name() -> None:
    full = "[Ada/NNP/left/nsubj Lund/NNP/Ada/flat]PERSON left/VBD/ROOT ."
    assert found(f"{full}\nLund/PRP/left/nsubj left/VBD/ROOT .") == [("Ada Lund", NAME, "lund"), ("Lund", NAME, "lund")]
    assert found(f"{full}\nBerg/PRP/left/nsubj left/VBD/ROOT .") == [("Ada Lund", NAME, "lund")]


def the(word: str, doc: Doc) -> Mention:
    """The mention that a word heads."""
    (mention,) = (mention for mention in find_mentions(doc) if doc[mention.head].text == word)
    return mention


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "[Ada/NNP/met/nsubj Lund/NNP/Ada/flat]PERSON met/VBD/ROOT the/DT/minister/det minister/NN/met/obj",
            [("Ada Lund", NAME, "lund"), ("the minister", NOMINAL, "minister")],
        ),
        (
            "[Ada/NNP/Lund/compound Lund/NNP/met/nsubj]PERSON met/VBD/ROOT the/DT/minister/det minister/NN/met/dobj",
            [("Ada Lund", NAME, "lund"), ("the minister", NOMINAL, "minister")],
        ),
        (
            "She/PRP/told/nsubj told/VBD/ROOT him/PRP/told/obj it/PRP/told/obj",
            [("She", PRONOUN, "she"), ("him", PRONOUN, "he"), ("it", PRONOUN, "it")],
        ),
        (
            "The/DT/Reporter/det Hill/NNP/Reporter/compound Reporter/NNP/left/nsubj left/VBD/ROOT",
            [("Hill Reporter", NAME, "reporter")],
        ),
        (
            "The/DT/reporter/det Hill/NNP/reporter/compound reporter/NN/left/nsubj left/VBD/ROOT",
            [("The Hill reporter", NOMINAL, "reporter")],
        ),
        (
            "Two/CD/ministers/nummod old/JJ/ministers/amod ministers/NNS/left/nsubj left/VBD/ROOT",
            [("Two old ministers", NOMINAL, "minister")],
        ),
        (
            "The/DT/mayor/det mayor/NN/left/nsubj of/IN/Oslo/case [Oslo/NNP/mayor/nmod]GPE left/VBD/ROOT",
            [("The mayor", NOMINAL, "mayor"), ("Oslo", NAME, "oslo")],
        ),
        (
            "The/DT/mayor/det mayor/NN/left/nsubj of/IN/mayor/prep [Oslo/NNP/of/pobj]GPE left/VBD/ROOT",
            [("The mayor", NOMINAL, "mayor"), ("Oslo", NAME, "oslo")],
        ),
    ],
    ids=["UD", "ClearNLP", "pronouns", "newspaper", "reporter", "bare plural", "UD phrase", "ClearNLP phrase"],
)
def test_names_descriptions_and_pronouns_are_mentions(written: str, expected: list[tuple[str, Form, str]]) -> None:
    assert found(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "Run/VB/ROOT !",
        "[Monday/NNP/came/nsubj]DATE came/VBD/ROOT",
        "[Two/CD/came/nsubj]CARDINAL came/VBD/ROOT",
        "[Ten/CD/euros/nummod euros/NNS/came/nsubj]MONEY came/VBD/ROOT",
        "[Olympics/NNP/came/nsubj]EVENT came/VBD/ROOT",
        "That/DT/rains/nsubj rains/VBZ/ROOT",
        "that/IN/rains/mark rains/VBZ/ROOT",
    ],
)
def test_what_cannot_speak_is_no_mention(written: str) -> None:
    assert found(written) == []


def test_an_empty_document_has_no_mention() -> None:
    assert find_mentions(Doc(parse("Run/VB/ROOT").vocab)) == []


@pytest.mark.parametrize(
    "written",
    [
        "His/PRP$/aide/nmod:poss aide/NN/left/nsubj left/VBD/ROOT",
        "His/PRP$/aide/poss aide/NN/left/nsubj left/VBD/ROOT",
    ],
)
def test_a_possessive_is_a_mention_inside_another(written: str) -> None:
    assert found(written) == [("His", PRONOUN, "he"), ("His aide", NOMINAL, "aide")]


@pytest.mark.parametrize(
    ("pronoun", "gender", "plural"),
    [
        ("she", "she", False),
        ("himself", "he", False),
        ("it", "it", False),
        ("they", "", True),
        ("we", "", True),
        ("me", "", False),
        ("you", "", None),
    ],
)
def test_a_pronoun_tells_gender_and_number(pronoun: str, gender: str, plural: bool | None) -> None:
    mention = the(pronoun, parse(f"{pronoun}/PRP/left/nsubj left/VBD/ROOT"))
    assert (mention.gender, mention.plural, mention.definite) == (gender, plural, True)


@pytest.mark.parametrize(
    ("phrase", "gender", "plural", "definite"),
    [
        ("the/DT/spokeswoman/det spokeswoman/NN/left/nsubj", "she", False, True),
        ("a/DT/spokesman/det spokesman/NN/left/nsubj", "he", False, False),
        ("the/DT/lawyer/det lawyer/NN/left/nsubj", "", False, True),
        ("an/DT/actress/det actress/NN/left/nsubj", "she", False, False),
        ("two/CD/brothers/nummod brothers/NNS/left/nsubj", "he", True, False),
        ("these/DT/voters/det voters/NNS/left/nsubj", "", True, True),
        ("her/PRP$/lawyer/nmod:poss lawyer/NN/left/nsubj", "", False, True),
        ("another/DT/lawyer/det lawyer/NN/left/nsubj", "", False, False),
    ],
)
def test_a_description_tells_gender_number_and_whether_it_points_back(
    phrase: str, gender: str, plural: bool, definite: bool
) -> None:
    doc = parse(f"{phrase} left/VBD/ROOT")
    mention = next(mention for mention in find_mentions(doc) if mention.form == NOMINAL)
    assert (mention.gender, mention.plural, mention.definite) == (gender, plural, definite)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Minister/NN/Lund/compound A./NNP/Lund/compound [Lund/NNP/left/nsubj]PERSON left/VBD/ROOT", "A. Lund"),
        (
            "[Ada/NNP/left/nsubj]PERSON \"/``/Red/punct Red/NNP/Ada/flat \"/''/Red/punct [Lund/NNP/Ada/flat]PERSON "
            "left/VBD/ROOT",
            'Ada " Red " Lund',
        ),
        ("[M./NNP/Lund/flat]PERSON [Lund/NNP/left/nsubj]PERSON left/VBD/ROOT", "M. Lund"),
        ("[Fram/NNP/left/nsubj and/CC/left/cc]ORG left/VBD/ROOT", "Fram"),
    ],
)
def test_a_name_is_whole(written: str, name: str) -> None:
    named = [mention for mention in found(written) if mention[1] == NAME]
    assert [mention[0] for mention in named] == [name]


@pytest.mark.parametrize(
    ("written", "gender"),
    [
        ("[Lund/NNP/left/nsubj]PERSON left/VBD/ROOT", ""),
        ("Mrs/NNP/Lund/compound [Lund/NNP/left/nsubj]PERSON left/VBD/ROOT", "she"),
        ("[Mr./NNP/Lund/compound Lund/NNP/left/nsubj]PERSON left/VBD/ROOT", "he"),
        ("Dr./NNP/Lund/compound [Lund/NNP/left/nsubj]PERSON left/VBD/ROOT", ""),
    ],
)
def test_a_courtesy_title_tells_the_gender_of_a_name(written: str, gender: str) -> None:
    assert the("Lund", parse(written)).gender == gender


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "[Brandt/NNP/office/nmod:poss]PERSON 's/POS/Brandt/case office/NN/left/nsubj left/VBD/ROOT",
            [("Brandt", NAME, "brandt"), ("Brandt's office", NAME, "office")],
        ),
        (
            "[Brandt/NNP/office/poss]PERSON 's/POS/Brandt/case office/NN/left/nsubj left/VBD/ROOT",
            [("Brandt", NAME, "brandt"), ("Brandt's office", NAME, "office")],
        ),
        (
            "The/DT/ministry/det [Oslo/NNP/ministry/compound]GPE ministry/NN/left/nsubj left/VBD/ROOT",
            [("Oslo", NAME, "oslo"), ("Oslo ministry", NAME, "ministry")],
        ),
        (
            "A/DT/ministry/det [Oslo/NNP/ministry/compound]GPE ministry/NN/left/nsubj left/VBD/ROOT",
            [("A Oslo ministry", NOMINAL, "ministry"), ("Oslo", NAME, "oslo")],
        ),
        (
            "[Oslo/NNP/ministries/compound]GPE ministries=ministry/NNS/left/nsubj left/VBD/ROOT",
            [("Oslo", NAME, "oslo"), ("Oslo ministries", NOMINAL, "ministry")],
        ),
        (
            "The/DT/company/det [French/JJ/company/amod]NORP company/NN/left/nsubj left/VBD/ROOT",
            [("French", NAME, "french"), ("The French company", NOMINAL, "company")],
        ),
        (
            "The/DT/group/det [Oslo/NNP/based/compound]GPE -/HYPH/based/punct based/VBN/group/amod "
            "group/NN/left/nsubj left/VBD/ROOT",
            [("Oslo", NAME, "oslo"), ("The Oslo - based group", NOMINAL, "group")],
        ),
        (
            "Yesterday/NN/left/advmod the/DT/Union/det Nurses/NNPS/Union/nmod:poss '/POS/Nurses/case "
            "Union/NN/left/nsubj left/VBD/ROOT",
            [("Nurses' Union", NAME, "union"), ("Yesterday", NOMINAL, "yesterday")],
        ),
        (
            "[Brandt/NNP/bridge/nmod:poss]PERSON 's/POS/Brandt/case bridge/NN/fell/nsubj fell/VBD/ROOT",
            [("Brandt", NAME, "brandt"), ("Brandt's bridge", NOMINAL, "bridge")],
        ),
        (
            "The/DT/ministry/det ministry/NN/left/nsubj left/VBD/ROOT",
            [("The ministry", NOMINAL, "ministry")],
        ),
    ],
    ids=["UD", "ClearNLP", "article", "a", "plural", "of a nation", "of a place", "capitals", "no body", "no name"],
)
def test_a_body_whose_description_holds_a_name_is_named(written: str, expected: list[tuple[str, Form, str]]) -> None:
    assert sorted(found(written)) == sorted(expected)


@pytest.mark.parametrize(
    ("before", "label", "expected"),
    [
        ("[Norwegian/JJ/Ministry/amod]NORP", "ORG", "Norwegian Health Ministry"),
        ("[Oslo/NNP/Ministry/compound]GPE", "ORG", "Oslo Health Ministry"),
        ("[Norwegian/JJ/Ministry/amod]NORP", "FAC", "Health Ministry"),
        ("[Monday/NNP/Ministry/nmod]DATE", "ORG", "Health Ministry"),
        ("big/JJ/Ministry/amod", "ORG", "Health Ministry"),
        ("[Oslo/NNP/left/nmod]GPE", "ORG", "Health Ministry"),
    ],
)
def test_a_body_s_name_takes_in_the_name_that_modifies_it(before: str, label: str, expected: str) -> None:
    doc = parse(
        f"the/DT/Ministry/det {before} [Health/NNP/Ministry/compound Ministry/NNP/left/nsubj]{label} left/VBD/ROOT"
    )
    assert words(doc, the("Ministry", doc)) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[Norwegians/NNPS/left/nsubj]NORP", ("Norwegians", NAME, True)),
        ("The/DT/Norwegians/det [Norwegians/NNPS/left/nsubj]NORP", ("Norwegians", NAME, True)),
        ("[Norwegian/JJ/left/nsubj]NORP", ("Norwegian", NAME, False)),
        ("The/DT/Norwegian/det [Norwegian/NN/left/nsubj]NORP", ("The Norwegian", NOMINAL, False)),
        ("A/DT/Norwegian/det [Norwegian/NN/left/nsubj]NORP", ("A Norwegian", NOMINAL, False)),
    ],
)
def test_a_people_is_named_and_one_of_them_described(written: str, expected: tuple[str, Form, bool]) -> None:
    doc = parse(f"{written} left/VBD/ROOT")
    (mention,) = find_mentions(doc)
    assert (words(doc, mention), mention.form, mention.plural) == expected


def test_a_people_s_name_before_a_noun_is_nobody() -> None:
    written = "The/DT/government/det [Norwegian/JJ/government/amod]NORP government/NN/left/nsubj left/VBD/ROOT"
    assert [form for _, form, _ in found(written)] == [NAME, NAME]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<source>[Ada/NNP/said/nsubj Lund/NNP/Ada/flat]PERSON</source> said/VBD/ROOT", ["Ada"]),
        ("<source>[Ada/NNP/Lund/compound Lund/NNP/said/nsubj]PERSON</source> said/VBD/ROOT", ["Lund"]),
        (
            "<source>[Ada/NNP/said/nsubj]PERSON and/CC/Bo/cc [Bo/NNP/Ada/conj]PERSON</source> said/VBD/ROOT",
            ["Ada", "Bo"],
        ),
        (
            "<source>Ada/NNP/said/nsubj , Bo/NNP/Ada/conj and/CC/Cy/cc Cy/NNP/Bo/conj</source> said/VBD/ROOT",
            ["Ada", "Bo", "Cy"],
        ),
        (
            "<source>Officials/NNS/said/nsubj and/CC/she/cc she/PRP/Officials/conj</source> said/VBD/ROOT",
            ["Officials", "she"],
        ),
        ("<source>Ada/NNP/said/nsubj</source> and/CC/Bo/cc Bo/NNP/Ada/conj said/VBD/ROOT", ["Ada"]),
        (
            "<source>The/DT/chair/det chair/NN/said/nsubj and/CC/old/cc old/JJ/chair/conj</source> said/VBD/ROOT",
            ["chair"],
        ),
        ("<source>according to</source> said/VBD/ROOT", ["according"]),
        (
            "<source>Ada/NNP/said/nsubj , the/DT/mayor/det mayor/NN/Ada/appos of Oslo</source> said/VBD/ROOT",
            ["Ada"],
        ),
        (
            "<source>[Cole/NNP/mayor/appos]PERSON and/CC/mayor/cc mayor/NN/Ada/nmod:desc"
            " [Ada/NNP/said/nsubj]PERSON</source> said/VBD/ROOT",
            ["Cole", "Ada"],
        ),
    ],
    ids=[
        "UD",
        "ClearNLP",
        "two",
        "three",
        "pronoun",
        "outside",
        "no noun",
        "no noun at all",
        "apposition",
        "tree",
    ],
)
def test_a_source_has_a_head_for_each_of_its_speakers(written: str, expected: list[str]) -> None:
    doc = parse(written)
    (span,) = doc.spans["attrib_links"]
    assert [token.text for token in source_heads(doc, span.start, span.end)] == expected
