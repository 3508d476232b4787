"""What the encoder reads of a Doc. The stand-in vocabulary knows only letters, so a word has a piece a letter."""

from collections.abc import Callable
from string import ascii_lowercase

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from attrib.errors import MissingAnnotation
from attrib.ml.pieces import LONGEST_TOKEN, Case, PieceReader, is_word, quotation_depths, windows

MakeDoc = Callable[[str], Doc]

SPECIAL = ["[UNK]", "[CLS]", "[SEP]", "[unused1]", "[unused2]"]
VOCABULARY = [*SPECIAL, *ascii_lowercase, *(f"##{letter}" for letter in ascii_lowercase), ".", '"']


@pytest.fixture(scope="module")
def reader() -> PieceReader:
    model = WordPiece({piece: i for i, piece in enumerate(VOCABULARY)}, unk_token="[UNK]", max_input_chars_per_word=99)
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = BertNormalizer()
    tokenizer.pre_tokenizer = BertPreTokenizer()
    return PieceReader(tokenizer)


def spelled(reader: PieceReader, doc: Doc) -> list[str]:
    return [VOCABULARY[i] for i in reader.read(doc).ids]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        (" \n", []),
        ("Go on", ["[unused2]", "g", "##o", "o", "##n"]),
        ("a\n\nb c\n\nd", ["[unused2]", "a", "[unused1]", "b", "c", "[unused1]", "d"]),
        ("  \n\na  b\n", ["[unused2]", "a", "b"]),
        ("aé 😀.", ["[unused2]", "a", "##e", "[UNK]", "."]),
        ("a a a", ["[unused2]", "a", "a", "a"]),
    ],
)
def test_words_are_spelled_with_marks_before_paragraphs(
    reader: PieceReader, make_doc: MakeDoc, text: str, pieces: list[str]
) -> None:
    assert spelled(reader, make_doc(text)) == pieces


def test_each_piece_knows_its_token_and_depth(reader: PieceReader, make_doc: MakeDoc) -> None:
    doc = make_doc('a "b «c» dd"\n\n"e".')
    found = reader.read(doc)
    rows = [
        (VOCABULARY[i], token, depth) for i, token, depth in zip(found.ids, found.tokens, found.depths, strict=True)
    ]
    assert rows == [
        ("[unused2]", -1, 0),
        ("a", 0, 0),
        ('"', 1, 1),
        ("b", 2, 1),
        ("[UNK]", 3, 2),
        ("c", 4, 2),
        ("[UNK]", 5, 2),
        ("d", 6, 1),
        ("##d", 6, 1),
        ('"', 7, 1),
        ("[unused1]", -1, 0),
        ('"', 9, 1),
        ("e", 10, 1),
        ('"', 11, 1),
        (".", 12, 0),
    ]
    assert {x.dtype for x in (found.ids, found.depths, found.cases, found.tokens)} == {np.dtype(np.int64)}


@pytest.mark.parametrize(
    ("word", "case"),
    [
        ("dog", Case.LOWER),
        ("Dog", Case.TITLE),
        ("I", Case.TITLE),
        ("O'Hara", Case.TITLE),
        ("NATO", Case.UPPER),
        ("U.N.", Case.TITLE),
        ("McRae", Case.MIXED),
        ("iPad", Case.MIXED),
        ("ÉLAN", Case.UPPER),
        ("1961", Case.NONE),
        ("“", Case.NONE),
        ("東京", Case.NONE),
    ],
)
def test_a_word_has_the_case_it_is_written_in(word: str, case: Case) -> None:
    assert Case.of(word) is case


def test_every_piece_has_the_case_of_its_word(reader: PieceReader, make_doc: MakeDoc) -> None:
    found = reader.read(make_doc("Ab cD\n\nEF 1"))
    assert [Case(case).name for case in found.cases] == [
        *("NONE", "TITLE", "TITLE", "MIXED", "MIXED"),
        *("NONE", "UPPER", "UPPER", "NONE"),
    ]


def test_deeper_quotations_look_alike(reader: PieceReader, make_doc: MakeDoc) -> None:
    doc = make_doc("\"a 'b «c ‹d› c» b' a\"")
    assert quotation_depths(doc).max() == 4
    assert reader.read(doc).depths.max() == 2


def test_a_long_token_is_cut(reader: PieceReader, make_doc: MakeDoc) -> None:
    tokens = reader.read(make_doc(f"{'a' * 50} b")).tokens.tolist()
    assert tokens == [-1] + [0] * LONGEST_TOKEN + [1]


def test_what_is_missing_is_named(reader: PieceReader, nlp: Language, make_doc: MakeDoc) -> None:
    for group in ("attrib_paragraphs", "attrib_quotes"):
        doc = make_doc("a")
        del doc.spans[group]
        with pytest.raises(MissingAnnotation, match=group):
            reader.read(doc)


def test_white_space_is_no_word(make_doc: MakeDoc) -> None:
    assert is_word(make_doc("a  b\n\n.")).tolist() == [True, False, True, False, True]
    assert is_word(make_doc("")).tolist() == []


@given(st.text(st.sampled_from("ab.\"'“” \n\r\t\u00a0\u200b😀»"), max_size=40))
def test_any_text_has_pieces_in_the_order_of_its_tokens(reader: PieceReader, make_doc: MakeDoc, text: str) -> None:
    doc = make_doc(text)
    found = reader.read(doc)
    real = found.tokens[found.tokens >= 0]
    assert (np.diff(real) >= 0).all()
    words = [token.i for token in doc if not token.is_space and token.text.strip("\u200b")]
    assert set(words) <= set(real.tolist()) <= {token.i for token in doc if not token.is_space}
    assert (found.tokens == -1).sum() == len(doc.spans["attrib_paragraphs"])
    assert ((found.depths >= 0) & (found.depths < 3)).all()
    assert len(found.cases) == len(found.tokens)


@given(st.integers(0, 300), st.integers(1, 60), st.data())
def test_windows_use_each_piece_once(n_pieces: int, length: int, data: st.DataObject) -> None:
    overlap = data.draw(st.integers(0, length - 1))
    found = list(windows(n_pieces, length, overlap))
    used = [piece for window in found for piece in range(window.keep_start, window.keep_end)]
    assert used == list(range(n_pieces))
    for window in found:
        assert 0 <= window.start <= window.keep_start < window.keep_end <= window.end <= n_pieces
        assert window.end - window.start <= length


def test_neighbouring_windows_share_the_overlap_by_halves() -> None:
    first, second, third = windows(25, 11, 4)
    assert (first.start, first.end, second.start, second.end, third.start, third.end) == (0, 11, 7, 18, 14, 25)
    assert (first.keep_end, second.keep_start, second.keep_end) == (9, 9, 16)


def test_a_text_that_fits_has_one_window() -> None:
    assert [(window.start, window.end) for window in windows(11, 11, 4)] == [(0, 11)]
    assert list(windows(0, 11, 4)) == []
