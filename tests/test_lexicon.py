"""The word lists: what a resolver relies on, and that nobody can spoil them."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any, get_args

import pytest

from attrib import lexicon
from attrib.lexicon import NOUN_KINDS, NounKind, NounTrait, nouns
from attrib.records import Act

LISTS = sorted((Path(lexicon.__file__).parent / "data" / "en").glob("*.toml"))


def words_of(values: Any) -> Iterator[str]:
    """Every word of a list file, the keys of its tables of titles among them."""
    if isinstance(values, str):
        yield values
    elif isinstance(values, list):
        for value in values:
            yield from words_of(value)
    else:
        for key, value in values.items():
            if isinstance(value, str):
                yield key
            yield from words_of(value)


def lists_of(values: Any) -> Iterator[list[str]]:
    if isinstance(values, dict):
        for value in values.values():
            yield from lists_of(value)
    elif isinstance(values, list):
        yield values


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_every_word_is_in_lowercase_and_trimmed(path: Path) -> None:
    words = list(words_of(tomllib.loads(path.read_text("utf-8"))))
    assert words
    assert [word for word in words if word != " ".join(word.casefold().split()) or word.endswith(".")] == []


@pytest.mark.parametrize("name", ["names", "titles"])
def test_names_and_titles_have_no_accents(name: str) -> None:
    (path,) = (path for path in LISTS if path.stem == name)
    assert [word for word in words_of(tomllib.loads(path.read_text("utf-8"))) if not word.isascii()] == []


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_every_part_of_a_file_says_where_it_comes_from(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    sections = [number for number, line in enumerate(lines) if line.startswith("[")]
    parts = sections or [number for number, line in enumerate(lines) if " = [" in line]
    assert parts and all(lines[number - 1].startswith("# ") for number in parts)


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_no_list_names_a_word_twice(path: Path) -> None:
    for words in lists_of(tomllib.loads(path.read_text("utf-8"))):
        assert [word for word, count in Counter(map(str, words)).items() if count > 1] == []


@pytest.mark.parametrize(("one", "other"), list(combinations(NOUN_KINDS, 2)))
def test_a_noun_makes_one_kind_of_speaker(one: NounKind, other: NounKind) -> None:
    assert nouns(one) & nouns(other) == set()


@pytest.mark.parametrize("trait", get_args(NounTrait))
def test_a_trait_is_one_of_a_person_or_a_group(trait: NounTrait) -> None:
    assert nouns(trait) <= nouns("person") | nouns("group")


def test_no_noun_is_of_two_genders() -> None:
    assert nouns("female") & nouns("male") == set()


@pytest.mark.parametrize("noun", ["chairman", "fisherman", "freshman", "ombudsman", "doctor", "nurse", "secretary"])
def test_a_noun_said_of_women_and_men_tells_no_gender(noun: str) -> None:
    assert noun in nouns("person")
    assert noun not in nouns("female") | nouns("male")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (
            "person",
            "minister spokesman spokeswoman senator lawyer witness neighbour neighbor analyst farmer goalkeeper",
        ),
        ("organization", "ministry company court police government union party agency council bank university team"),
        ("document", "study report poll survey statement law letter post tweet memo book constitution"),
        ("place", "country city village island"),
        ("group", "crowd couple family public staff crew jury people"),
        ("anonymous", "source insider official aide adviser person employee diplomat people"),
        ("generic", "man woman boy girl child person"),
        ("female", "woman mother spokeswoman actress queen widow"),
        ("male", "man father spokesman king monk widower"),
    ],
)
def test_what_news_quotes_most_is_known(kind: NounKind | NounTrait, expected: str) -> None:
    assert set(expected.split()) <= nouns(kind)


def test_plurals_are_left_to_the_lemmatizer() -> None:
    known = frozenset().union(*(nouns(kind) for kind in NOUN_KINDS))
    plurals = {noun for noun in known if noun.endswith("s") and noun[:-1] in known}
    assert plurals == set()


def test_a_title_is_a_courtesy_or_a_role() -> None:
    assert lexicon.courtesy_titles().keys() & lexicon.role_titles().keys() == set()
    pronouns = {*lexicon.courtesy_titles().values(), *lexicon.role_titles().values()}
    assert pronouns == {"he", "she", ""}


@pytest.mark.parametrize(
    ("title", "pronoun"), [("mr", "he"), ("mrs", "she"), ("ms", "she"), ("dame", "she"), ("dr", ""), ("prof", "")]
)
def test_a_courtesy_title_may_tell_a_gender(title: str, pronoun: str) -> None:
    assert lexicon.courtesy_titles()[title] == pronoun


@pytest.mark.parametrize(
    ("title", "pronoun"),
    [("king", "he"), ("queen", "she"), ("congresswoman", "she"), ("foreign minister", ""), ("sgt", ""), ("coach", "")],
)
def test_a_role_title_may_tell_a_gender(title: str, pronoun: str) -> None:
    assert lexicon.role_titles()[title] == pronoun


def test_a_title_and_the_noun_in_it_tell_the_same_gender() -> None:
    told = {title: pronoun for title, pronoun in lexicon.role_titles().items() if title in nouns("person")}
    assert {title for title, pronoun in told.items() if pronoun == "she"} == told.keys() & nouns("female")
    assert {title for title, pronoun in told.items() if pronoun == "he"} == told.keys() & nouns("male")


def test_an_abbreviated_title_is_a_title_and_so_is_its_full_form() -> None:
    titles = lexicon.courtesy_titles().keys() | lexicon.role_titles().keys()
    abbreviations = lexicon.title_abbreviations()
    assert {*abbreviations, *abbreviations.values()} <= titles
    assert abbreviations["sen"] == "senator"


def test_every_gender_of_a_role_title_is_used() -> None:
    """A slip in the list of genders would go unseen, for a title that is not listed has none."""
    (path,) = (path for path in LISTS if path.stem == "titles")
    assert tomllib.loads(path.read_text("utf-8"))["gender"].keys() <= lexicon.role_titles().keys()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sergei", "sergey"),
        ("aleksandr", "alexandr"),
        ("muhammad", "mohamed"),
        ("bill", "william"),
        ("joe", "joseph"),
        ("evgeny", "yevgeny"),
        ("giorgos", "georgios"),
        ("haim", "chaim"),
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    variants = lexicon.name_variants()
    assert variants[one] == variants[other]


def test_the_first_spelling_stands_for_all() -> None:
    variants = lexicon.name_variants()
    assert variants["sergey"] == variants["sergei"] == "sergei"
    assert all(variants[first] == first for first in variants.values())


def test_no_spelling_belongs_to_two_names() -> None:
    (path,) = (path for path in LISTS if path.stem == "names")
    groups = tomllib.loads(path.read_text("utf-8"))["variants"].values()
    spellings = [name for field in groups for group in field for name in group]
    assert [name for name, count in Counter(spellings).items() if count > 1] == []


@pytest.mark.parametrize("name", ["alex", "chris", "jack", "pat", "sam", "ted", "kim", "jamie"])
def test_a_short_form_of_several_names_stands_for_none(name: str) -> None:
    assert name not in lexicon.name_variants()


def test_legal_forms_of_companies_may_be_left_out() -> None:
    assert {"inc", "ltd", "llc", "plc", "gmbh", "corp", "co", "group", "ag", "sa"} <= lexicon.organization_suffixes()


def test_names_of_seats_are_written_as_they_are_looked_up() -> None:
    assert {"kremlin", "elysee", "white house", "vatican"} <= lexicon.seats()
    assert not [seat for seat in lexicon.seats() if seat.startswith("the ") or not seat.isascii()]
    assert {"anonymity", "close to", "familiar with"} <= set(lexicon.secrecy())


def test_the_lists_cannot_be_changed() -> None:
    for mapping in (lexicon.courtesy_titles(), lexicon.role_titles(), lexicon.name_variants()):
        with pytest.raises(TypeError):
            mapping["mr"] = "she"  # type: ignore[index]
    assert isinstance(nouns("person"), frozenset)
    assert isinstance(lexicon.organization_suffixes(), frozenset)


def test_the_lists_are_read_once() -> None:
    assert nouns("person") is nouns("person")
    assert lexicon.name_variants() is lexicon.name_variants()


@pytest.mark.parametrize("part", lexicon.PARTS)
def test_a_lemma_in_one_frame_has_one_act(part: lexicon.PartOfSpeech) -> None:
    for lemma, entries in lexicon.acts(part).items():
        frames = [frame for frame, _ in entries]
        assert len(set(frames)) == len(frames), lemma
        assert [len(frame) for frame in frames] == sorted(map(len, frames), reverse=True), lemma


def test_frames_name_only_kinds_of_complement_that_there_are() -> None:
    tables: list[Any] = [*(lexicon.acts(part) for part in lexicon.PARTS), lexicon.stances(), lexicon.governors()]
    needs = {need for table in tables for entries in table.values() for frame, _ in entries for need in frame}
    kinds = {"+clause", "+quote", "+question", "+wh", "+inf", "+ing", "+obj"}
    assert {need for need in needs if need.startswith("+")} <= kinds


def test_every_act_has_cues() -> None:
    given = {act for part in lexicon.PARTS for entries in lexicon.acts(part).values() for _, act in entries}
    assert given == set(Act)


@pytest.mark.parametrize(
    ("form", "lemma", "expected"),
    [
        ("said", "say", "say"),
        ("disclosed", "disclosed", "disclose"),
        ("added", "adde", "add"),
        ("denies", "denies", "deny"),
        ("quipped", "quippe", "quip"),
        ("told", "told", "tell"),
        ("blurfed", "blurf", "blurf"),
    ],
)
def test_a_cue_is_led_back_to_its_lemma_where_the_lemmatizer_fails(form: str, lemma: str, expected: str) -> None:
    assert lexicon.cue_lemma(form, lemma) == expected


def test_agencies_have_their_full_names() -> None:
    names = lexicon.credited()
    assert (names["afp"], names["ap"], names["reuters"]) == ("Agence France-Presse", "Associated Press", "Reuters")
    assert all(full.casefold() in names for full in names.values())
