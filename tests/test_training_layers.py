"""What the network is to answer of each layer, and what it is not asked where a corpus does not say."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.pre_tokenizers import Whitespace

from attrib.corpora.gold import GoldDocument
from attrib.corpora.gum import is_kept_out
from attrib.corpora.ud import UdDocument, UdWord
from attrib.ml.pieces import PieceReader
from attrib.schema import ENTITY_LABELS, ENTITY_TAGS, TAGS
from attrib.scoring import Relation
from attrib.training.examples import Example, collate, cut, gold_candidates, make_example
from attrib.training.gold import Annotated, Chains, Entities, read_all
from attrib.training.syntax import (
    DEP,
    HEAD,
    LAYERS,
    LEMMA,
    MORPH,
    SENTENCE,
    START,
    TAG,
    SyntaxLabels,
    head_words,
    reference,
)
from pipeline_stand_in import LISTENER, make_pipeline

Ints = NDArray[np.int64]
Make = Callable[..., Example]
MakeDoc = Callable[[str], Doc]

ANY_TAG = set(TAGS)


def treebank(text: str, *sentences: str) -> UdDocument:
    """A document of words written as form/lemma/part of speech/tag/features/relation/number of the head."""
    document = UdDocument("d", text, [], [])
    place = 0
    for sentence in sentences:
        first = len(document.words)
        document.starts.append(first)
        for word in sentence.split():
            form, lemma, pos, tag, morph, dep, head = word.split("/")
            start = text.index(form, place)
            place = start + len(form)
            document.words.append(UdWord(form, lemma, pos, tag, morph, first + int(head), dep, start, place))
    return document


def saw(who: str, lemma: str, what: str) -> str:
    return (
        f"{who}/{who}/PROPN/NNP/Number=Sing/nsubj/1 saw/see/VERB/VBD/Tense=Past/root/1"
        f" {what}/{lemma}/NOUN/NNS/Number=Plur/obj/1 ././PUNCT/.//punct/1"
    )


SENTENCES = saw("Ann", "dog", "dogs"), saw("Bo", "cat", "cats"), saw("Cy", "bird", "birds")
TREEBANK = treebank("Ann saw dogs. Bo  saw cats.\n\nCy saw birds.", *SENTENCES)


@pytest.fixture(scope="module")
def pipeline() -> Language:
    """The rule stages, and the components whose labels are learned, over almost nothing."""
    model = {"@architectures": "attrib.Softmax.v1", "tok2vec": LISTENER}
    nlp = make_pipeline()
    for name in LAYERS[:DEP]:
        nlp.add_pipe(name, config={"model": model})
    return nlp


@pytest.fixture(scope="module")
def labels(pipeline: Language) -> SyntaxLabels:
    return SyntaxLabels(pipeline, [TREEBANK])


@pytest.fixture(scope="module")
def reader() -> PieceReader:
    """A piece a letter."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    pieces = ["[UNK]", "[CLS]", "[SEP]", "[unused1]", "[unused2]", *letters, *(f"##{letter}" for letter in letters)]
    tokenizer = Tokenizer(WordPiece({piece: i for i, piece in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    return PieceReader(tokenizer)


@pytest.fixture
def make(pipeline: Language, labels: SyntaxLabels, reader: PieceReader) -> Make:
    def make(text: str, **layers: Any) -> Example:
        with pipeline.select_pipes(enable=["attrib_paragraphs", "attrib_quotes"]):
            return make_example(pipeline, reader, labels, Annotated("d", text, **layers))

    return make


def at(text: str, *words: str) -> tuple[tuple[int, int], ...]:
    """Where words stand in a text, each after the one before."""
    found: list[tuple[int, int]] = []
    for word in words:
        start = text.index(word, found[-1][1] if found else 0)
        found.append((start, start + len(word)))
    return tuple(found)


# Syntax


def test_each_layer_has_its_labels(labels: SyntaxLabels) -> None:
    assert labels.deps == ["ROOT", "nsubj", "obj", "punct"]
    assert labels.counts[:1] == [4] and labels.counts[-2:] == [2, 4]
    assert set(labels.label_data) == set(LAYERS[:DEP])
    assert len(labels.counts) == len(LAYERS[:DEP]) + 1


def test_words_are_numbered_by_the_labels_of_their_components(
    make: Make, labels: SyntaxLabels, pipeline: Language
) -> None:
    rows = make(TREEBANK.text, syntax=TREEBANK).syntax
    assert rows.shape == (12, len(LAYERS))
    tagger, morphologizer, lemmatizer = (pipeline.get_pipe(name) for name in LAYERS[:START])
    assert [tagger.labels[i] for i in rows[:, TAG]] == ["NNP", "VBD", "NNS", "."] * 3
    assert [morphologizer.labels[i] for i in rows[:4, MORPH]] == [
        "Number=Sing|POS=PROPN",
        "POS=VERB|Tense=Past",
        "Number=Plur|POS=NOUN",
        "POS=PUNCT",
    ]
    trees = [lemmatizer.cfg["labels"][i] for i in rows[:, LEMMA]]
    lemmas = [lemmatizer.trees.apply(tree, w.form) for tree, w in zip(trees, TREEBANK.words, strict=True)]
    assert lemmas == [word.lemma for word in TREEBANK.words]
    assert [labels.deps[i] for i in rows[:, DEP]] == ["nsubj", "ROOT", "obj", "punct"] * 3


def test_heads_and_sentences_count_words(make: Make, pipeline: Language) -> None:
    rows = make(TREEBANK.text, syntax=TREEBANK).syntax
    assert pipeline.get_pipe("senter").labels == ("I", "S")
    assert rows[:, HEAD].tolist() == [1] * 4 + [5] * 4 + [9] * 4
    assert rows[:, START].tolist() == [1, 0, 0, 0] * 3
    assert rows[:, SENTENCE].tolist() == [1] * 4 + [2] * 4 + [3] * 4


def test_a_word_that_the_treebank_divides_is_not_asked_for(make: Make) -> None:
    document = treebank(
        "Ann saw tonight.",
        "Ann/Ann/PROPN/NNP/Number=Sing/nsubj/3 saw/see/VERB/VBD/Tense=Past/obj/0"
        " to/to/ADP/IN//case/3 night/night/NOUN/NNS/Number=Plur/root/3 ././PUNCT/.//punct/3",
    )
    rows = make(document.text, syntax=document).syntax
    assert (rows[2, [TAG, MORPH, LEMMA, DEP, HEAD]] == -1).all()
    assert rows[:, HEAD].tolist() == [2, 0, -1, 2]
    assert (rows[[0, 1, 3], TAG] >= 0).all()


def test_labels_that_are_not_known_are_not_asked_for(make: Make) -> None:
    document = treebank("Ann saw dogs.", SENTENCES[0].replace("NNS", "FW").replace("obj", "iobj"))
    rows = make(document.text, syntax=document).syntax
    assert rows[2, [TAG, DEP]].tolist() == [-1, -1]
    assert rows[2, HEAD] == 1


@pytest.mark.parametrize("layers", [{}, {"entities": Entities((), frozenset())}, {"chains": Chains([], [])}])
def test_without_a_treebank_nothing_is_asked_of_syntax(make: Make, layers: dict[str, Any]) -> None:
    assert (make("Ann saw dogs.", **layers).syntax == -1).all()


def test_a_reference_is_the_document_as_the_treebank_has_it(pipeline: Language) -> None:
    doc = reference(pipeline.vocab, TREEBANK)
    assert [token.text for token in doc] == [word.form for word in TREEBANK.words]
    assert [token.head.i for token in doc] == [word.head for word in TREEBANK.words]
    assert [sentence.text for sentence in doc.sents] == ["Ann saw dogs.", "Bo saw cats.", "Cy saw birds."]
    assert [token.dep_ for token in doc[:4]] == ["nsubj", "ROOT", "obj", "punct"]
    assert (doc[1].lemma_, doc[1].pos_, doc[1].tag_, str(doc[1].morph)) == ("see", "VERB", "VBD", "Tense=Past")


def windows_of(example: Example, length: int, overlap: int, shift: int) -> list[tuple[int, Example]]:
    """Windows, each with its first word; the words are numbered in the column of lemmas to know it."""
    syntax = example.syntax.copy()
    syntax[:, LEMMA] = np.arange(len(syntax))
    found = [
        (int(window.syntax[0, LEMMA]), window)
        for window in cut(replace(example, syntax=syntax), length, overlap, shift)
    ]
    assert len(found) > 2
    assert all(len(window.pieces.ids) <= length for _, window in found)
    assert {first + i for first, window in found for i in range(len(window.tags))} == set(range(len(syntax)))
    return found


def test_heads_in_a_window_count_from_its_first_word_and_those_outside_are_unknown(make: Make) -> None:
    example = make(TREEBANK.text, syntax=TREEBANK)
    heads = example.syntax[:, HEAD].tolist()
    unknown = 0
    for first, window in windows_of(example, 12, 4, 2):
        n_words = len(window.tags)
        wanted = [head - first if 0 <= head - first < n_words else -1 for head in heads[first : first + n_words]]
        assert window.syntax[:, HEAD].tolist() == wanted
        unknown += wanted.count(-1)
    assert unknown > 0
    assert example.syntax[:, HEAD].tolist() == heads


HEADS = [
    ("the minister of health", "minister"),
    ("the tall man, who left", "man"),
    ("Ann Lee", "Lee"),
    ("she", "she"),
    ("the 12", "the"),
    ("of late", "late"),
    ("12", "12"),
]


@pytest.mark.parametrize(("text", "head"), HEADS)
def test_without_syntax_a_mention_is_headed_by_its_last_word_before_what_modifies_it(
    make_doc: MakeDoc, text: str, head: str
) -> None:
    doc = make_doc(text)
    assert doc[head_words(doc, None)(doc[:])].text == head


def test_with_syntax_a_mention_is_headed_by_the_word_that_hangs_outside(make_doc: MakeDoc) -> None:
    document = treebank(
        "The men in hats saw us.",
        "The/the/DET/DT//det/1 men/man/NOUN/NNS//nsubj/4 in/in/ADP/IN//case/3 hats/hat/NOUN/NNS//nmod/1"
        " saw/see/VERB/VBD//root/4 us/we/PRON/PRP//obj/4 ././PUNCT/.//punct/4",
    )
    doc = make_doc(document.text)
    head = head_words(doc, document)
    assert [doc[head(doc[a:b])].text for a, b in ((0, 4), (3, 4), (5, 6), (0, 7))] == ["men", "hats", "us", "saw"]


def test_where_the_treebank_has_other_words_a_head_is_found_by_rule(make_doc: MakeDoc) -> None:
    document = treebank("Ann saw dogs.", SENTENCES[0])
    doc = make_doc(" a big dog of Bo")
    assert doc[head_words(doc, document)(doc[1:4])].text == "dog"


# Entities


def allowed(bits: int, tags: tuple[str, ...] = ENTITY_TAGS) -> set[str]:
    assert 0 <= bits < 1 << len(tags)
    return {tag for i, tag in enumerate(tags) if bits >> i & 1}


def of_labels(*names: str) -> set[str]:
    return {f"{place}-{name}" for name in names for place in "BI"}


NAMED = "Ann Lee left  Oslo in May ."
EVERY = frozenset(ENTITY_LABELS)


def test_where_all_labels_are_annotated_one_tag_is_right(make: Make) -> None:
    found = tuple((*span, label) for span, label in zip(at(NAMED, "Ann Lee", "Oslo"), ("PERSON", "GPE"), strict=True))
    tags = make(NAMED, entities=Entities(found, EVERY)).entities.tolist()
    assert [allowed(bits) for bits in tags] == [{"B-PERSON"}, {"I-PERSON"}, {"O"}, {"B-GPE"}, {"O"}, {"O"}, {"O"}]


@pytest.mark.parametrize("full", [frozenset(("GPE",)), frozenset(("DATE", "TIME")), frozenset(), EVERY])
def test_a_label_that_is_not_annotated_is_never_wrong(make: Make, full: frozenset[str]) -> None:
    tags = make(NAMED, entities=Entities((), full)).entities.tolist()
    assert [allowed(bits) for bits in tags] == [{"O"} | of_labels(*(EVERY - full))] * 7


@pytest.mark.parametrize(
    ("label", "full", "right"),
    [
        ("GPE", ("GPE",), {"B-GPE"}),
        ("DATE", ("GPE",), {"B-DATE"}),
        ("DATE", (), {"B-DATE"}),
        ("ORG", ("GPE",), {"O"} | of_labels(*(EVERY - {"GPE"}))),
        ("VEHICLE", ENTITY_LABELS, {"O"} | of_labels("EVENT", "PRODUCT")),
        ("VEHICLE", ("GPE",), {"O"} | of_labels(*(EVERY - {"GPE"}))),
    ],
)
def test_what_may_be_right_of_an_entity(make: Make, label: str, full: tuple[str, ...], right: set[str]) -> None:
    start, end = at(NAMED, "Oslo")[0]
    tags = make(NAMED, entities=Entities(((start, end, label),), frozenset(full))).entities.tolist()
    assert allowed(tags[3]) == right
    assert allowed(tags[2]) == {"O"} | of_labels(*(EVERY - set(full)))


def test_edges_inside_of_a_token_are_widened(make: Make) -> None:
    tags = make(NAMED, entities=Entities(((1, 5, "PERSON"),), EVERY)).entities.tolist()
    assert [allowed(bits) for bits in tags[:3]] == [{"B-PERSON"}, {"I-PERSON"}, {"O"}]


def test_white_space_inside_an_entity_is_left_out(make: Make) -> None:
    (start, _), (_, end) = at(NAMED, "left", "Oslo")
    tags = make(NAMED, entities=Entities(((start, end, "ORG"),), EVERY)).entities.tolist()
    assert [allowed(bits) for bits in tags[2:5]] == [{"B-ORG"}, {"I-ORG"}, {"O"}]


def test_layers_that_a_corpus_does_not_have_allow_nothing(make: Make) -> None:
    example = make(NAMED)
    assert not example.entities.any() and not example.tags.any()
    assert example.mentions.shape == (0, 2)
    assert example.relations is None


# Attributions

SAID = "Ann Lee said that it will rain again tomorrow . Bo slept ."


def relation_in(text: str, content: str) -> Relation:
    return Relation(at(text, "Ann Lee"), at(text, "said"), at(text, content))


def test_of_gold_one_tag_is_right(make: Make) -> None:
    content = "that it will rain again tomorrow"
    example = make(SAID, gold=GoldDocument("d", SAID, {"x": [relation_in(SAID, content)]}))
    right = [allowed(bits, TAGS) for bits in example.tags.tolist()]
    inside = [{"B-CONTENT"}, *[{"I-CONTENT"}] * 5]
    assert right == [{"B-SOURCE"}, {"I-SOURCE"}, {"B-CUE"}, *inside, {"O"}, {"O"}, {"O"}, {"O"}]
    assert example.relations is not None and len(example.relations) == 1


@pytest.mark.parametrize(
    ("content", "known"),
    [
        ("that it will rain again tomorrow", range(5, 7)),
        ("that it will rain again", range(3, 8)),
        ("that", range(3, 4)),
    ],
)
def test_of_presence_the_role_inside_is_right_and_anything_elsewhere(make: Make, content: str, known: range) -> None:
    example = make(SAID, presence=(relation_in(SAID, content),))
    right = [allowed(bits, TAGS) for bits in example.tags.tolist()]
    wanted = [of_labels("SOURCE")] * 2 + [of_labels("CUE")] + [ANY_TAG] * 10
    for i in known:
        wanted[i] = of_labels("CONTENT")
    assert right == wanted
    assert example.relations is None


def test_without_presence_of_any_anything_is_right(make: Make) -> None:
    assert [allowed(bits, TAGS) for bits in make("Bo slept.", presence=()).tags.tolist()] == [ANY_TAG] * 3


# Mentions

TOLD = "The mayor of Oslo told  Ann that she likes her dog ."


def test_mentions_are_head_words_with_their_chains(make: Make) -> None:
    mayor, ann, she, her, dog = at(TOLD, "The mayor of Oslo", "Ann", "she", "her", "dog")
    example = make(TOLD, chains=Chains([[she, mayor, her]], [dog, ann]))
    assert example.mentions.tolist() == [[1, 0], [5, 2], [7, 0], [9, 0], [10, 1]]


def test_of_two_mentions_with_one_head_the_first_is_taken(make: Make) -> None:
    mayor, short = at(TOLD, "The mayor of Oslo")[0], at(TOLD, "The mayor")[0]
    assert make(TOLD, chains=Chains([[mayor], [short]], [])).mentions.tolist() == [[1, 0]]


def test_mentions_in_a_window_count_from_its_first_word(make: Make) -> None:
    mayor, ann, she, her, dog = at(TOLD, "The mayor of Oslo", "Ann", "she", "her", "dog")
    example = make(TOLD, chains=Chains([[mayor, she, her]], [ann, dog]))
    words, number = TOLD.split(), {"mayor": 0, "Ann": 1, "she": 0, "her": 0, "dog": 2}
    seen = set()
    for first, window in windows_of(example, 14, 5, 3):
        mentioned = [(words[first + word], chain) for word, chain in window.mentions.tolist()]
        here = words[first : first + len(window.tags)]
        assert mentioned == [(word, number[word]) for word in here if word in number]
        seen |= dict(mentioned).keys()
    assert seen == number.keys()


# Windows and batches


def test_a_window_has_all_layers_of_its_words(make: Make) -> None:
    entities = Entities(tuple((*span, "GPE") for span in at(TREEBANK.text, "Ann", "Cy")), EVERY)
    example = make(TREEBANK.text, syntax=TREEBANK, entities=entities, presence=())
    for first, window in windows_of(example, 15, 5, 4):
        n_words = len(window.tags)
        assert window.pieces.tokens.max() == n_words - 1
        for name in ("tags", "entities", "paragraphs"):
            values = getattr(example, name)[first : first + n_words]
            assert getattr(window, name).tolist() == values.tolist()
        assert len(window.syntax) == n_words
        assert window.relations is None


def test_a_batch_asks_nothing_of_padding(make: Make, reader: PieceReader) -> None:
    known = make("Ann saw dogs.", syntax=treebank("Ann saw dogs.", SENTENCES[0]), presence=())
    long = make("Bo slept on and on and on.", entities=Entities((), EVERY))
    batch = collate([known, long], reader)
    assert batch.tags.shape == batch.entities.shape == batch.syntax.shape[:2] == (2, 8)
    assert batch.lengths.tolist() == [4, 8]
    assert batch.syntax[0, :4].tolist() == known.syntax.tolist()
    assert (batch.syntax[0, 4:] == -1).all() and (batch.syntax[1] == -1).all()
    assert batch.tags[0].tolist() == [(1 << len(TAGS)) - 1] * 4 + [0] * 4
    assert batch.entities.tolist() == [[0] * 8, [1] * 8]
    assert not batch.tags[1].any()


def test_a_window_without_relations_has_no_gold_candidates(make: Make) -> None:
    found = gold_candidates(make("Bo slept.", presence=()))
    assert found.cues.shape == found.sources.shape == found.contents.shape == (0, 2)


# Corpora


def dump(path: Path, *rows: Any) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf8")


TRAINED = next(name for i in range(99) if not is_kept_out(name := f"GUM_news_rain{i}"))
KEPT_OUT = "GUM_fiction_rain"
ROW = "\t".join(["{}", "{}", "rain", "NOUN", "NN", "_", "{}", "{}", "_", "_"])


def conllu(name: str) -> str:
    return f"# newdoc id = {name}\n# text = Rain\n{ROW.format(1, 'Rain', 0, 'root')}\n\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A small file of each corpus."""
    relation = {"source": [[0, 3]], "cue": [[4, 8]], "content": [[9, 11]]}
    texts = {"a": "Ann said no.", "b": "Bob said no.", "c": "Cyd said no."}
    dump(tmp_path / "gold", *({"doc_id": i, "text": t, "attributions": [relation]} for i, t in texts.items()))
    dump(tmp_path / "silver", {"doc_id": "b", "text": texts["b"], "source": "m", "ents": [[0, 3, "PERSON"]]})
    dump(tmp_path / "names", {"doc_id": "n", "text": "Oslo", "source": "m", "ents": [[0, 4, "GPE"]]})
    dump(tmp_path / "chains", {"doc_id": "k", "text": "Ann, she", "clusters": [[[0, 3], [5, 8]]]})
    (tmp_path / "syntax").write_text(conllu("s"), "utf8")
    (tmp_path / "gum_syntax").write_text(conllu(KEPT_OUT) + conllu(TRAINED), "utf8")
    both = (KEPT_OUT, TRAINED)
    dump(tmp_path / "gum_names", *({"doc_id": i, "text": "Rain\n", "source": "g", "ents": []} for i in both))
    dump(tmp_path / "gum_chains", *({"doc_id": i, "text": "Rain\n", "clusters": []} for i in both))
    dump(
        tmp_path / "gum_mentions",
        *({"doc_id": i, "text": "Rain\n", "clusters": [], "singletons": [[0, 4]]} for i in both),
    )
    relations = [
        relation,
        relation | {"cue": []},
        relation | {"content": [[20, 40], [50, 60]], "cue": [[15, 19]]},
        relation | {"content": [[35, 40]], "cue": [[30, 34]]},
        relation | {"content": [[100, 501]], "cue": [[90, 99]]},
    ]
    dump(tmp_path / "gum_gold", *({"doc_id": i, "attributions": relations} for i in both))
    return tmp_path


PLAN = {
    "attributions": "gold",
    "held_out": 1,
    "silver_names": [["silver", ["DATE"]]],
    "share": 0.75,
    "syntax": [["syntax", 2]],
    "names": [["names", 0.5, ["GPE"]]],
    "chains": [["chains", 0.25]],
    "gum": {
        "attributions": "gum_gold",
        "share": 1.5,
        "syntax": "gum_syntax",
        "names": "gum_names",
        "full": ["ORG"],
        "chains": "gum_chains",
        "mentions": "gum_mentions",
    },
}


def layers_of(document: Annotated) -> set[str]:
    names = ("gold", "presence", "syntax", "entities", "chains")
    return {name for name in names if getattr(document, name) is not None}


def test_each_corpus_gives_the_layers_that_it_annotates(data: Path) -> None:
    found = {document.doc_id: document for document in read_all(data, PLAN)}
    assert {name: layers_of(document) for name, document in found.items()} == {
        "a": {"gold"},
        "b": {"gold", "entities"},
        TRAINED: {"presence", "syntax", "entities", "chains"},
        "s": {"syntax"},
        "n": {"entities"},
        "k": {"chains"},
    }
    assert [document.share for document in found.values()] == [0.75, 0.75, 1.5, 2, 0.5, 0.25]
    assert found["b"].entities == Entities(((0, 3, "PERSON"),), frozenset({"DATE"}))
    assert found["n"].entities == Entities(((0, 4, "GPE"),), frozenset({"GPE"}))
    assert found["k"].chains == Chains([[(0, 3), (5, 8)]], [])


def test_no_document_need_be_held_out(data: Path) -> None:
    assert {"a", "b", "c"} <= {document.doc_id for document in read_all(data, PLAN | {"held_out": 0})}


def test_gum_has_the_text_of_its_chains_and_mentions_that_are_alone(data: Path) -> None:
    (found,) = (document for document in read_all(data, PLAN) if document.doc_id == TRAINED)
    assert found.text == "Rain\n"
    assert found.chains == Chains([], [(0, 4)])
    assert found.entities == Entities((), frozenset({"ORG"}))


def test_of_gum_only_whole_outer_attributions_of_a_sentence_are_present(data: Path) -> None:
    (found,) = (document for document in read_all(data, PLAN) if document.doc_id == TRAINED)
    assert found.presence is not None
    assert [relation.content for relation in found.presence] == [((9, 11),), ((20, 40), (50, 60))]
