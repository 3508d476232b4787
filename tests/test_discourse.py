"""What a pronoun or a description may go back to, and what is told of each pair; on documents parsed by hand."""

import numpy as np
import pytest
from spacy.tokens import Doc

from attrib.resolution.discourse import FEATURES, REACH, Discourse, ask, is_anaphor, read_discourse
from hand_parsed import parse

NAMES = (
    "forms",
    "sentences",
    "mentions",
    "paragraphs",
    "quotations",
    "candidate's part",
    "anaphor's part",
    "gender",
    "number",
    "likeness",
    "count",
    "rank",
    "first paragraph",
    "place",
)
ADA, BO = "[Ada/NNP/left/nsubj]PERSON left/VBD/ROOT .", "[Bo/NNP/left/nsubj]PERSON left/VBD/ROOT ."
HE, SHE = "He/PRP/left/nsubj left/VBD/ROOT .", "She/PRP/left/nsubj left/VBD/ROOT ."
MAYOR = "The/DT/mayor/det mayor/NN/left/nsubj left/VBD/ROOT ."


def place(doc: Doc, found: Discourse, word: str) -> int:
    """The mention that a word heads; "She:2" is the second such."""
    form, _, number = word.partition(":")
    return [i for i, mention in enumerate(found.mentions) if doc[mention.head].text == form][int(number or 1) - 1]


def candidates(written: str, anaphor: str) -> list[str]:
    doc = parse(written)
    found = read_discourse(doc)
    question = ask(found, [place(doc, found, anaphor)])
    return [found.texts[i] for i in question.candidates]


def pair(written: str, anaphor: str, candidate: str) -> dict[str, int]:
    """The features of one pair, each counted from zero."""
    doc = parse(written)
    found = read_discourse(doc)
    question = ask(found, [place(doc, found, anaphor)])
    (row,) = question.features[question.candidates == place(doc, found, candidate)]
    offsets = np.cumsum([0, *FEATURES[:-1]])
    return dict(zip(NAMES, (row - offsets).tolist(), strict=True))


def test_the_nearest_mention_before_is_the_first_candidate() -> None:
    assert candidates("\n".join([ADA, MAYOR, BO, SHE, MAYOR]), "She") == ["Bo", "The mayor", "Ada"]


@pytest.mark.parametrize(
    ("border", "expected"),
    [("***", ["Bo"]), ("_ _ _", ["Bo"]), ("So it was .", ["Bo", "Ada"])],
)
def test_a_section_that_names_somebody_does_not_reach_into_the_one_before(border: str, expected: list[str]) -> None:
    assert candidates(f"{ADA}\n\n{border}\n\n{BO}\n{HE}", "He") == expected
    assert candidates(f"{ADA}\n\n{border}\n\n{HE}", "He") == ["Ada"]


def test_names_go_back_to_nothing() -> None:
    doc = parse("\n".join([ADA, HE, MAYOR]))
    assert [is_anaphor(mention) for mention in read_discourse(doc).mentions] == [False, True, True]


def test_of_a_name_that_is_out_of_reach_the_last_mention_is_a_candidate() -> None:
    short, full = (
        "[Lund/NNP/left/nsubj]PERSON left/VBD/ROOT .",
        "[Bo/NNP/left/nsubj Lund/NNP/Bo/flat]PERSON left/VBD/ROOT .",
    )
    found = candidates("\n".join([full, short, ADA, *[MAYOR] * (REACH - 1), SHE]), "She")
    assert found == ["The mayor"] * (REACH - 1) + ["Ada", "Lund"]
    again = candidates("\n".join([ADA, *[MAYOR] * (REACH - 1), ADA, SHE]), "She")
    assert again == ["Ada"] + ["The mayor"] * (REACH - 1)
    assert len(found) > REACH


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ("Mayor/NNP/Lund/compound [Lund/NNP/left/nsubj]PERSON left/VBD/ROOT .", ["Lund"]),
        ("[Lund/NNP/left/nsubj]PERSON , the/DT/mayor/det mayor/NN/Lund/appos , left/VBD/ROOT .", ["Lund"]),
        ("Judge/NNP/Lund/compound [Lund/NNP/left/nsubj]PERSON left/VBD/ROOT .", []),
        ("[Lund/NNP/left/nsubj]PERSON left/VBD/ROOT .", []),
    ],
    ids=["title", "apposition", "another role", "no role"],
)
def test_a_description_may_go_back_to_a_later_name_of_its_role(later: str, expected: list[str]) -> None:
    assert candidates("\n".join([MAYOR, later]), "mayor") == expected
    assert candidates("\n".join([SHE, later]), "She") == []


@pytest.mark.parametrize(
    ("written", "anaphor", "expected"),
    [
        ("Her/PRP$/aide/nmod:poss aide/NN/left/nsubj left/VBD/ROOT", "aide", []),
        ("Her/PRP$/aide/nmod:poss aide/NN/left/nsubj left/VBD/ROOT", "Her", []),
        (
            "The/DT/aide/det aide/NN/left/nsubj left/VBD/ROOT her/PRP$/town/nmod:poss town/NN/left/obj",
            "her",
            ["The aide"],
        ),
        ("[Ada/NNP/aide/nmod:poss]PERSON 's/POS/Ada/case aide/NN/left/nsubj left/VBD/ROOT", "aide", []),
    ],
    ids=["inside it", "around it", "beside it", "a name inside it"],
)
def test_no_mention_goes_back_to_what_is_inside_or_around_it(written: str, anaphor: str, expected: list[str]) -> None:
    assert candidates(written, anaphor) == expected


def test_pairs_of_one_anaphor_stand_side_by_side() -> None:
    doc = parse("\n".join([ADA, HE, BO, SHE]))
    found = read_discourse(doc)
    question = ask(found, [1, 3])
    assert question.anaphors.tolist() == [1, 3, 3, 3]
    assert question.candidates.tolist() == [0, 2, 1, 0]
    assert question.spans.tolist() == [[mention.start, mention.end] for mention in found.mentions]
    assert question.features.shape == (4, len(FEATURES))


@pytest.mark.parametrize("written", ["Run/VB/ROOT", SHE, "\n".join([ADA, SHE])])
def test_a_question_may_be_empty(written: str) -> None:
    found = read_discourse(parse(written))
    question = ask(found, [])
    assert question.anaphors.shape == question.candidates.shape == (0,)
    assert question.features.shape == (0, len(FEATURES))
    assert question.spans.shape == (len(found.mentions), 2)


def test_no_value_of_a_feature_is_taken_for_another_s() -> None:
    lines = [
        "<source>[Ada/NNP/said/nsubj]PERSON</source> said/VBD/ROOT <content>“ I/PRP/left/nsubj left ”</content>",
        *[f"{MAYOR}\n\n{SHE}\nTheir/PRP$/aides/nmod:poss aides/NNS/left/nsubj left/VBD/ROOT .\n{BO}"] * 20,
        "It/PRP/left/nsubj left/VBD/ROOT [Norwegians/NNPS/left/obj]NORP [Oslo/NNP/left/obl]GPE [Fram/NNP/left/obl]ORG",
        *[HE, "We/PRP/left/nsubj left/VBD/ROOT you/PRP/left/obj", "who/WP/left/nsubj left/VBD/ROOT"],
    ]
    found = read_discourse(parse("\n".join(lines)))
    question = ask(found, [i for i, mention in enumerate(found.mentions) if is_anaphor(mention)])
    values = question.features - np.cumsum([0, *FEATURES[:-1]])
    assert len(values) > 3000
    assert (values >= 0).all()
    assert (values < FEATURES).all()


@pytest.mark.parametrize(("label", "same"), [("PER", "PERSON"), ("LOC", "GPE"), ("FAC", "GPE")])
def test_labels_of_either_scheme_are_one_form(label: str, same: str) -> None:
    one, other = (
        pair(f"[Ada/NNP/left/nsubj]{name} left/VBD/ROOT\n{SHE}", "She", "Ada")["forms"] for name in (label, same)
    )
    assert one == other


def test_every_two_forms_have_a_value_of_their_own() -> None:
    candidate = {
        "person": "[Ada/NNP/left/nsubj]PERSON",
        "body": "[Ada/NNP/left/nsubj]ORG",
        "place": "[Ada/NNP/left/nsubj]GPE",
        "people": "[Ada/NNP/left/nsubj]NORP",
        "description": "the/DT/Ada/det Ada/NN/left/nsubj",
        "descriptions": "the/DT/Ada/det Ada/NNS/left/nsubj",
    }
    pronouns = ("he", "she", "they", "it", "I", "we", "you", "who")
    anaphors = [f"{word}/PRP/left/nsubj" for word in pronouns]
    anaphors += ["the/DT/end/det end/NN/left/nsubj", "the/DT/end/det end/NNS/left/nsubj"]
    values = [
        pair(f"{first} left/VBD/ROOT\n{second} left/VBD/ROOT", second.split("/")[-4].split()[-1], "Ada")["forms"]
        for first in candidate.values()
        for second in anaphors
    ]
    assert len(set(values)) == len(values) == 60


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        (0, {"sentences": 1, "mentions": 1, "count": 1, "rank": 0}),
        (1, {"sentences": 2, "mentions": 1, "count": 1, "rank": 1}),
        (2, {"sentences": 3, "mentions": 2, "count": 1, "rank": 2}),
        (3, {"sentences": 4, "mentions": 2, "count": 1, "rank": 3}),
        (4, {"sentences": 4, "mentions": 2, "count": 1, "rank": 3}),
        (5, {"sentences": 5, "mentions": 2, "count": 1, "rank": 3}),
        (6, {"sentences": 5, "mentions": 3, "count": 1, "rank": 3}),
        (9, {"sentences": 6, "mentions": 3, "count": 1, "rank": 3}),
        (40, {"sentences": 6, "mentions": 5, "count": 1, "rank": 3}),
    ],
)
def test_a_pair_tells_how_far_it_is_apart(between: int, expected: dict[str, int]) -> None:
    found = pair("\n".join([ADA, *[MAYOR] * between, SHE]), "She", "Ada")
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(("breaks", "expected"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 3)])
def test_a_pair_tells_how_many_paragraphs_lie_between(breaks: int, expected: int) -> None:
    text = f"\n\n{BO}" * (breaks - 1) + "\n\n" * (breaks > 0)
    found = pair(f"{ADA}{text or chr(10)}{SHE}", "She", "Ada")
    assert (found["paragraphs"], found["first paragraph"]) == (expected, 1)
    if breaks > 1:
        assert pair(f"{ADA}{text}{SHE}", "She", "Bo")["first paragraph"] == 0


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (f"{ADA}\n{SHE}", 0),
        (f"{ADA}\n“ {SHE} ”", 1),
        (f"“ {ADA} ”\n{SHE}", 2),
        (f"“ {ADA} {SHE.replace('left', 'went')} ”", 3),
        (f"“ {ADA} ”\n“ {SHE} ”", 4),
    ],
    ids=["neither", "anaphor", "candidate", "the same", "two"],
)
def test_a_pair_tells_which_of_it_is_quoted(written: str, expected: int) -> None:
    assert pair(written, "She", "Ada")["quotations"] == expected


@pytest.mark.parametrize(
    ("first", "part"),
    [
        ("[Ada/NNP/left/obj]PERSON left/VBD/ROOT", 0),
        ("[Ada/NNP/left/nsubj]PERSON left/VBD/ROOT", 1),
        ("[Ada/NNP/left/nsubjpass]PERSON left/VBD/ROOT", 1),
        ("<source>[Ada/NNP/left/obl]PERSON</source> left/VBD/ROOT", 2),
        ("<source>[Ada/NNP/left/nsubj]PERSON</source> left/VBD/ROOT", 3),
        ("<cue>[Ada/NNP/left/nsubj]PERSON</cue> left/VBD/ROOT", 1),
    ],
)
def test_a_pair_tells_who_is_a_subject_and_who_a_source(first: str, part: int) -> None:
    assert pair(f"{first}\n{SHE}", "She", "Ada")["candidate's part"] == part
    assert (
        pair(f"{BO}\n{first.replace('[Ada/NNP', 'she/PRP').replace(']PERSON', '')}", "she", "Bo")["anaphor's part"]
        == part
    )


@pytest.mark.parametrize(
    ("first", "gender", "number", "rank"),
    [
        ("[Ada/NNP/left/nsubj]PERSON", 0, 0, 0),
        ("Mrs/NNP/Ada/compound [Ada/NNP/left/nsubj]PERSON", 1, 0, 0),
        ("Mr/NNP/Ada/compound [Ada/NNP/left/nsubj]PERSON", 2, 0, 4),
        ("the/DT/queen/det queen/NN/left/nsubj", 1, 1, 0),
        ("two/CD/queens/nummod queens/NNS/left/nsubj", 1, 2, 4),
        ("he/PRP/left/nsubj", 2, 1, 4),
        ("they/PRP/left/nsubj", 0, 2, 4),
        ("you/PRP/left/nsubj", 0, 0, 0),
    ],
)
def test_a_pair_tells_what_agrees(first: str, gender: int, number: int, rank: int) -> None:
    word = first.split("/")[-4].split("[")[-1].split()[-1]
    found = pair(f"{first} left/VBD/ROOT\n{SHE}", "She", word)
    assert (found["gender"], found["number"], found["rank"]) == (gender, number, rank)


def test_the_gender_of_one_mention_is_that_of_the_whole_name() -> None:
    title = "Mrs/NNP/Lund/compound [Lund/NNP/left/nsubj]PERSON left/VBD/ROOT ."
    full = "[Ada/NNP/left/nsubj Lund/NNP/Ada/flat]PERSON left/VBD/ROOT ."
    assert pair(f"{full}\n{title}\n{SHE}", "She", "Ada")["gender"] == 1
    assert pair(f"{full}\n{title}\n{HE}", "He", "Ada")["gender"] == 2
    assert pair(f"{full}\n{title}\n{HE}", "He", "Ada")["count"] == 2


def test_a_given_name_alone_tells_a_gender() -> None:
    lines = (f"[{name}/NNP/left/nsubj]PERSON left/VBD/ROOT ." for name in ("Annie", "Lund"))
    assert read_discourse(parse("\n".join(lines))).columns["gender"].tolist() == [2, 0]


def test_ranks_count_those_that_agree_of_each_anaphor_by_itself() -> None:
    doc = parse("\n".join([ADA, HE, BO, SHE, BO, SHE]))
    found = read_discourse(doc)
    question = ask(found, [place(doc, found, "She"), place(doc, found, "She:2")])
    ranks = question.features[:, NAMES.index("rank")] - sum(FEATURES[: NAMES.index("rank")])
    assert ranks.tolist() == [0, 4, 1, 0, 1, 2, 4, 3]


@pytest.mark.parametrize(
    ("first", "anaphor", "expected"),
    [
        ("the/DT/mayor/det mayor/NN/left/nsubj", "the/DT/mayor/det mayor/NN/left/nsubj", 5),
        ("a/DT/mayor/det mayor/NN/left/nsubj", "the/DT/mayor/det mayor/NN/left/nsubj", 4),
        ("Mayor/NNP/Ada/compound [Ada/NNP/left/nsubj]PERSON", "the/DT/mayor/det mayor/NN/left/nsubj", 3),
        ("Judge/NNP/Ada/compound [Ada/NNP/left/nsubj]PERSON", "the/DT/mayor/det mayor/NN/left/nsubj", 1),
        ("the/DT/bank/det bank/NN/left/nsubj", "the/DT/mayor/det mayor/NN/left/nsubj", 2),
        ("the/DT/rain/det rain/NN/left/nsubj", "the/DT/mayor/det mayor/NN/left/nsubj", 0),
        ("[Ada/NNP/left/nsubj]PERSON", "she/PRP/left/nsubj", 1),
        ("[Ada/NNP/left/nsubj]ORG", "she/PRP/left/nsubj", 2),
        ("Mayor/NNP/Ada/compound [Ada/NNP/left/nsubj]PERSON", "she/PRP/left/nsubj", 1),
        ("she/PRP/left/nsubj", "she/PRP/left/nsubj", 1),
        ("[Ada/NNP/left/nsubj]PERSON", "it/PRP/left/nsubj", 0),
    ],
    ids=[
        "same",
        "same head",
        "role",
        "another role",
        "kinds",
        "no kind",
        "kind",
        "other kind",
        "no role",
        "pronouns",
        "it",
    ],
)
def test_a_pair_tells_how_alike_it_is(first: str, anaphor: str, expected: int) -> None:
    one, two = (phrase.split("/")[-4].split("[")[-1].split()[-1] for phrase in (first, anaphor))
    second = f"{two}:2" if one == two else two
    assert pair(f"{first} left/VBD/ROOT\n{anaphor} left/VBD/ROOT", second, one)["likeness"] == expected


def test_a_pair_tells_how_often_the_candidate_is_named() -> None:
    for times, expected in ((1, 1), (3, 3), (5, 5), (7, 5)):
        assert pair("\n".join([ADA] * times + [SHE]), "She", "Ada")["count"] == expected
    assert pair(f"{MAYOR}\n{SHE}", "She", "mayor")["count"] == 0


@pytest.mark.parametrize(
    ("written", "anaphor", "candidate", "expected"),
    [
        (f"{ADA}\n{SHE}", "She", "Ada", 0),
        (
            "[Ada/NNP/aide/nmod:poss]PERSON 's/POS/Ada/case aide/NN/left/nsubj left/VBD/ROOT she/PRP/left/obj",
            "she",
            "Ada",
            1,
        ),
        (
            "[Ada/NNP/aide/poss]PERSON 's/POS/Ada/case aide/NN/left/nsubj left/VBD/ROOT she/PRP/left/obj",
            "she",
            "Ada",
            1,
        ),
        (f"{MAYOR}\nMayor/NNP/Ada/compound [Ada/NNP/left/nsubj]PERSON left/VBD/ROOT .", "mayor", "Ada", 2),
    ],
    ids=["before", "possessor", "ClearNLP possessor", "after"],
)
def test_a_pair_tells_possessors_and_later_names(written: str, anaphor: str, candidate: str, expected: int) -> None:
    assert pair(written, anaphor, candidate)["place"] == expected


def test_whose_driver_somebody_is_he_is_not_himself() -> None:
    driver = "the/DT/doctor/det doctor/NN/driver/nmod:poss 's/POS/doctor/case driver/NN/Bo/appos"
    assert read_discourse(parse(f"[Bo/NNP/left/nsubj]PERSON , {driver} left/VBD/ROOT .")).role_words == [{"driver"}]


def test_a_document_of_nothing_has_no_mentions() -> None:
    doc = parse("Run/VB/ROOT")[0:0].as_doc()
    doc.spans["attrib_paragraphs"], doc.spans["attrib_quotes"] = [], []
    found = read_discourse(doc)
    assert (found.mentions, found.referents) == ([], [])
    assert ask(found, []).spans.shape == (0, 2)
