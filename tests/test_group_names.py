"""Named mentions that are one person's, body's or place's: `attrib.resolution.names`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib.resolution.mentions import Form, Mention
from attrib.resolution.names import group_names


def mention(i: int, label: str, form: Form = Form.NAME) -> Mention:
    return Mention(
        start=3 * i,
        end=3 * i + 2,
        head=3 * i,
        form=form,
        word="",
        label=label,
        gender="",
        plural=None,
        definite=True,
    )


def grouped(*names: str) -> list[list[int]]:
    """The groups of names in the order of the text: the name alone, or name/label, or name/label/words of a title."""
    split = [[*name.split("/"), "PERSON", ""][:3] if "/" not in name else [*name.split("/"), ""][:3] for name in names]
    texts, labels, roles = zip(*split, strict=True)
    mentions = [mention(i, label) for i, label in enumerate(labels)]
    return group_names(mentions, texts, [frozenset(role.split()) for role in roles], [""] * len(names))


PEOPLE = [
    ("a surname after the full name", ["Anna Lind", "Lind", "Lind's"], [[0, 1, 2]]),
    ("a surname with a title", ["Anna Lind", "Mrs. Lind", "Mayor Lind"], [[0, 1, 2]]),
    ("a headline's surname", ["Lind", "Anna Lind", "Lind"], [[0, 1, 2]]),
    ("a surname alone", ["Lind", "Berg", "Lind"], [[0, 2], [1]]),
    ("another surname", ["Anna Lind", "Berg"], [[0], [1]]),
    ("a first name", ["Anna Lind", "Anna"], [[0, 1]]),
    ("a surname that comes first", ["Li Weimin", "Li"], [[0, 1]]),
    ("a surname goes before a first name", ["Boris Lind", "Anna Boris", "Boris"], [[0], [1, 2]]),
    ("the one named last", ["Anna Lind", "Olof Lind", "Lind"], [[0], [1, 2]]),
    ("the first to be named later", ["Lind", "Anna Lind", "Olof Lind"], [[0, 1], [2]]),
    ("one named before goes before one named later", ["Anna Lind", "Lind", "Olof Lind"], [[0, 1], [2]]),
    ("titles of two", ["Mrs. Anna Lind", "Mr. Olof Lind", "Mrs. Lind", "Mr. Lind"], [[0, 2], [1, 3]]),
    ("titles and given names", ["Anna Lind", "Per Lind", "Ms. Lind", "Mr. Lind"], [[0, 2], [1, 3]]),
    ("a title that is not the given name's", ["Per Lind", "Mrs. Lind"], [[0], [1]]),
    ("a title that fits neither", ["Mr. Jan Lind", "Mr. Olof Lind", "Mrs. Lind"], [[0], [1], [2]]),
    ("two titles and one surname", ["Mrs. Lind", "Mr. Lind", "Mrs. Lind"], [[0, 2], [1]]),
    ("two spellings", ["Volodymyr Polyansky", "Polyanskyy", "Vladimir Polyanski"], [[0, 1, 2]]),
    ("an accent", ["Tomás Muñoz", "Munoz"], [[0, 1]]),
    ("an initial", ["Anna Lind", "A. Lind"], [[0, 1]]),
    ("one family", ["Anna Lind", "Karin Lind"], [[0], [1]]),
    ("labels of CoNLL", ["Anna Lind/PER", "Lind/PER"], [[0, 1]]),
    ("no letter", ["…", "Anna Lind", "…"], [[0, 2], [1]]),
    ("two surnames", ["Andrés María López Vega", "López Vega", "Vega"], [[0, 1, 2]]),
    ("a longer name after a shorter one", ["Anna Lind", "Lind", "Anna Maria Lind"], [[0, 1, 2]]),
    ("titles alone", ["Mr.", "Anna Lind"], [[0], [1]]),
]

ROLES = [
    ("one of two", ["Anna Lind/PERSON/mayor", "Olof Lind/PERSON/judge", "Lind/PERSON/mayor", "Lind"], [[0, 2, 3], [1]]),
    ("a word of it", ["Anna Lind/PERSON/deputy mayor", "Olof Lind", "Lind/PERSON/mayor"], [[0, 2], [1]]),
    ("of one named later", ["Anna Lind/PERSON/judge", "Lind/PERSON/mayor", "Olof Lind/PERSON/mayor"], [[0], [1, 2]]),
    ("of nobody", ["Anna Lind/PERSON/judge", "Olof Lind/PERSON/judge", "Lind/PERSON/mayor"], [[0], [1, 2]]),
    ("of another name", ["Anna Lind/PERSON/mayor", "Berg/PERSON/mayor"], [[0], [1]]),
]

BODIES = [
    ("the same words", ["Harbour Inc./ORG", "Harbour/ORG", "the Harbour Group/ORG"], [[0, 1, 2]]),
    ("places", ["Oslo/GPE", "Bergen/GPE", "Oslo's/GPE"], [[0, 2], [1]]),
    ("an acronym", ["European Union/ORG", "EU/ORG"], [[0, 1]]),
    ("an acronym before what it is short for", ["UN/ORG", "Oslo/GPE", "United Nations/ORG"], [[0, 2], [1]]),
    ("first words", ["Harbour Light Shipping/ORG", "Harbour/ORG", "Harbour Light/ORG"], [[0, 1, 2]]),
    ("last words", ["Swedish Foreign Ministry/ORG", "Foreign Ministry/ORG"], [[0, 1]]),
    ("a short form first", ["Harbour/ORG", "Harbour Light/ORG"], [[0, 1]]),
    ("short for two", ["Bank of Lund/ORG", "Bank of Malmo/ORG", "Bank/ORG"], [[0], [1], [2]]),
    ("places have no short form", ["New Lund/GPE", "Lund/GPE"], [[0], [1]]),
    ("a person and a place", ["George Lund/PERSON", "Lund/GPE"], [[0], [1]]),
    ("a surname taken for a body", ["Anna Lind/PERSON", "Lind/ORG", "Lind/PERSON"], [[0, 1, 2]]),
    ("a headline's surname taken for a body", ["Lind/ORG", "Anna Lind/PERSON"], [[0, 1]]),
    ("a surname of two taken for a body", ["Anna Lind/PERSON", "Olof Lind/PERSON", "Lind/ORG"], [[0], [1], [2]]),
    ("a body called as a person's first name", ["Anna Lind/PERSON", "Anna/ORG"], [[0], [1]]),
    ("a body of two words", ["Anna Lind/PERSON", "Lind Shipping/ORG"], [[0], [1]]),
]


@pytest.mark.parametrize(("names", "groups"), [case[1:] for case in PEOPLE], ids=[case[0] for case in PEOPLE])
def test_people(names: list[str], groups: list[list[int]]) -> None:
    assert grouped(*names) == groups


@pytest.mark.parametrize(("names", "groups"), [case[1:] for case in ROLES], ids=[case[0] for case in ROLES])
def test_a_role_tells_two_people_apart(names: list[str], groups: list[list[int]]) -> None:
    assert grouped(*names) == groups


@pytest.mark.parametrize(("names", "groups"), [case[1:] for case in BODIES], ids=[case[0] for case in BODIES])
def test_bodies_and_places(names: list[str], groups: list[list[int]]) -> None:
    assert grouped(*names) == groups


def test_a_title_outside_of_the_name_tells_two_people_apart() -> None:
    texts = ["Anna Lind", "Olof Lind", "Lind"]
    genders = ["she", "he", "she"]
    found = group_names([mention(i, "PERSON") for i in range(3)], texts, [frozenset()] * 3, genders)
    assert found == [[0, 2], [1]]


def test_pronouns_and_descriptions_are_left_out() -> None:
    forms = [Form.PRONOUN, Form.NAME, Form.NOMINAL, Form.NAME]
    mentions = [mention(i, "PERSON", form) for i, form in enumerate(forms)]
    texts = ["Lind", "Anna Lind", "Lind", "Lind"]
    assert group_names(mentions, texts, [frozenset()] * 4, [""] * 4) == [[1, 3]]


def test_no_mentions_have_no_groups() -> None:
    assert group_names([], [], [], []) == []


WORDS = ["Anna", "A.", "Lind", "Lindh", "Berg", "EU", "European", "Union", "Mr.", "Mrs.", "the", "Inc.", "'s", "…"]
NAMES = st.tuples(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join),
    st.sampled_from(["PERSON", "PER", "ORG", "GPE", "NORP"]),
    st.sampled_from(list(Form)),
    st.frozensets(st.sampled_from(["mayor", "judge"])),
)


@given(st.lists(NAMES, max_size=8))
def test_each_name_is_in_one_group_in_the_order_of_the_text(drawn: list[tuple[str, str, Form, frozenset[str]]]) -> None:
    mentions = [mention(i, label, form) for i, (_, label, form, _) in enumerate(drawn)]
    groups = group_names(
        mentions, [text for text, *_ in drawn], [roles for *_, roles in drawn], [m.gender for m in mentions]
    )
    assert sorted(i for group in groups for i in group) == [i for i, m in enumerate(mentions) if m.form == Form.NAME]
    assert [group[0] for group in groups] == sorted(group[0] for group in groups)
    assert all(group == sorted(group) for group in groups)


def test_the_same_surname_goes_before_a_like_one() -> None:
    assert grouped("Boris Johnsen", "Ann Johnssen", "Johnsen") == [[0, 2], [1]]


def test_an_initial_does_not_join_two_people() -> None:
    assert grouped("John Lind", "J. Lind", "Jane Lind") == [[0, 1], [2]]


def test_a_name_whose_letters_lie_inside_of_another_is_another() -> None:
    assert grouped("Frederic Lind Berg", "Eric Lind") == [[0], [1]]


@pytest.mark.parametrize(
    ("names", "groups"),
    [
        (["Anna Lind", "Olof Lind", "Lind", "Anna Lind", "Lind"], [[0, 3, 4], [1, 2]]),
        (["Anna Lind/PERSON/mayor", "Olof Lind/PERSON/judge", "Lind", "Lind/PERSON/mayor"], [[0, 3], [1, 2]]),
        (["Anna Lind", "Lind", "Olof Lind", "Lind"], [[0, 1], [2, 3]]),
    ],
)
def test_a_surname_used_before_may_mean_another(names: list[str], groups: list[list[int]]) -> None:
    assert grouped(*names) == groups
