"""Files of treebanks, names and chains; the sentences are made up."""

import gzip
import json
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from attrib.corpora.chains import ChainedDocument, read_chains
from attrib.corpora.gum import NON_COMMERCIAL, genre, is_kept_out
from attrib.corpora.names import NamedDocument, read_names
from attrib.corpora.ud import UdDocument, read_conllu
from attrib.errors import CorpusError

RAIN = """\
# newdoc id = rain
# global.Entity = x
# sent_id = rain-1
# newpar
# text = Ann didn't see rain.
1	Ann	Ann	PROPN	NNP	Number=Sing	4	nsubj	4:nsubj	_
2-3	didn't	_	_	_	_	_	_	_	_
2	did	do	AUX	VBD	Tense=Past	4	aux	4:aux	_
3	n't	not	PART	RB	_	4	advmod	4:advmod	_
4	see	see	VERB	VB	VerbForm=Inf	0	root	0:root	_
4.1	it	it	PRON	PRP	_	_	_	4:obj	_
5	rain	rain	NOUN	NN	Number=Sing	4	obj	4:obj	SpaceAfter=No
6	.	.	PUNCT	.	_	4	punct	4:punct	_

# text = Rain fell.
1	Rain	rain	NOUN	NN	Number=Sing	2	nsubj	_	_
2	fell	fall	VERB	VBD	Tense=Past	0	root	_	SpaceAfter=No
3	.	.	PUNCT	.	_	2	punct	_	_

# newpar id = 2
# text = Bo left
1	Bo	Bo	PROPN	NNP	_	2	nsubj	_	_
2	left	leave	VERB	VBD	_	0	root	_	_

"""
SNOW = """\
# newdoc id = snow
# text = Snow
1	Snow	snow	NOUN	NN	_	0	root	_	_

"""


def write(path: Path, *parts: str) -> Path:
    path.write_bytes("".join(parts).encode())
    return path


def words_of(document: UdDocument) -> list[str]:
    assert all(document.text[word.start : word.end] == word.form for word in document.words)
    return [word.form for word in document.words]


def test_documents_are_read_with_their_paragraphs(tmp_path: Path) -> None:
    rain, snow = read_conllu(write(tmp_path / "x.conllu", RAIN, SNOW))
    assert (rain.doc_id, snow.doc_id) == ("rain", "snow")
    assert rain.text == "Ann didn't see rain. Rain fell.\n\nBo left"
    assert snow.text == "Snow"
    assert words_of(rain) == ["Ann", "did", "n't", "see", "rain", ".", "Rain", "fell", ".", "Bo", "left"]
    assert words_of(snow) == ["Snow"]
    assert (rain.starts, snow.starts) == ([0, 6, 9], [0])


def test_words_have_all_that_is_annotated(tmp_path: Path) -> None:
    (rain,) = read_conllu(write(tmp_path / "x.conllu", RAIN))
    assert [word.head for word in rain.words] == [3, 3, 3, 3, 3, 3, 7, 7, 7, 10, 10]
    assert [word.dep for word in rain.words[:6]] == ["nsubj", "aux", "advmod", "root", "obj", "punct"]
    did, not_ = rain.words[1:3]
    assert (did.form, did.lemma, did.pos, did.tag, did.morph) == ("did", "do", "AUX", "VBD", "Tense=Past")
    assert (did.start, did.end, not_.start, not_.end) == (4, 7, 7, 10)
    assert not_.morph == ""


def test_a_text_that_is_given_is_taken(tmp_path: Path) -> None:
    text = "Ann  didn't\nsee rain. Rain fell.\n\n\nBo left\n"
    rain, snow = read_conllu(write(tmp_path / "x.conllu", RAIN, SNOW), {"rain": text})
    assert (rain.text, snow.text) == (text, "Snow")
    assert words_of(rain)[-1] == "left"


def test_a_word_is_looked_for_after_the_one_before(tmp_path: Path) -> None:
    rows = (
        "1\ta\ta\tDET\tDT\t_\t2\tdet\t_\t_\n2\tan\tan\tNOUN\tNN\t_\t0\troot\t_\t_\n3\ta\ta\tX\tFW\t_\t2\tdep\t_\t_\n",
    )
    (document,) = read_conllu(write(tmp_path / "x.conllu", "# newdoc id = a\n# text = a an a\n", *rows, "\n"))
    assert [(word.start, word.end) for word in document.words] == [(0, 1), (2, 4), (5, 6)]


@pytest.mark.parametrize("ends", ["\r\n", "\n"])
def test_line_ends_of_windows_change_nothing(tmp_path: Path, ends: str) -> None:
    plain = list(read_conllu(write(tmp_path / "x.conllu", RAIN, SNOW)))
    assert list(read_conllu(write(tmp_path / "y.conllu", (RAIN + SNOW).replace("\n", ends)))) == plain


def test_an_empty_file_has_no_documents(tmp_path: Path) -> None:
    assert list(read_conllu(write(tmp_path / "x.conllu"))) == []


@pytest.mark.parametrize("row", ["1\tRain", "1\tRain\t_\t_\t_\t_\t0\troot\t_\t_\t_", "Rain"])
def test_a_row_without_ten_columns_is_named(tmp_path: Path, row: str) -> None:
    path = write(tmp_path / "x.conllu", SNOW, f"# text = Rain\n{row}\n\n")
    with pytest.raises(CorpusError, match=r"columns where CoNLL-U has 10") as caught:
        list(read_conllu(path))
    assert (caught.value.path, caught.value.line) == (path, 6)


def test_a_word_that_is_not_in_the_text_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "x.conllu", RAIN, SNOW.replace("text = Snow", "text = Sleet"))
    with pytest.raises(CorpusError, match="the text of snow has no 'Snow' after character 0"):
        list(read_conllu(path))
    with pytest.raises(CorpusError, match="the text of rain has no 'left' after"):
        list(read_conllu(write(tmp_path / "y.conllu", RAIN), {"rain": "Ann didn't see rain. Rain fell. Bo"}))


def test_the_last_sentence_needs_no_blank_line(tmp_path: Path) -> None:
    (rain,) = read_conllu(write(tmp_path / "x.conllu", RAIN.rstrip("\n")))
    assert words_of(rain)[-1] == "left"


def test_a_head_that_is_no_number_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "x.conllu", SNOW.replace("\t0\troot", "\t_\troot"))
    try:
        list(read_conllu(path))
    except CorpusError:
        return


def dump(path: Path, *rows: Any) -> Path:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


ODD = "Ann\u2028saw\x85rain, “Bo”."
"""Marks that end lines for `str.splitlines`."""


@pytest.mark.parametrize("name", ["names.jsonl", "names.jsonl.gz"])
def test_names_are_read_plain_and_gzipped(tmp_path: Path, name: str) -> None:
    rows = (
        {"doc_id": "a", "text": ODD, "source": "x", "ents": [[0, 3, "PERSON"], [15, 17, "ORG"]]},
        {"text": "", "source": "y", "ents": []},
    )
    assert list(read_names(dump(tmp_path / name, *rows))) == [
        NamedDocument("a", ODD, "x", ((0, 3, "PERSON"), (15, 17, "ORG"))),
        NamedDocument("1", "", "y", ()),
    ]


CHAINED = {"doc_id": "a", "text": "Ann said she saw Bo.", "clusters": [[[0, 3], [9, 12]]]}


@pytest.mark.parametrize(
    ("changes", "chains", "singletons"),
    [
        ({}, [[(0, 3), (9, 12)]], []),
        ({"singletons": [[17, 19]]}, [[(0, 3), (9, 12)]], [(17, 19)]),
        ({"clusters": []}, [], []),
        (
            {"partial": True, "a": [0, 3], "b": [17, 19], "pronoun": [9, 12], "singletons": [[4, 8]]},
            [[(0, 3), (9, 12)]],
            [(17, 19)],
        ),
        (
            {"partial": True, "a": [0, 3], "b": [17, 19], "pronoun": [9, 12], "clusters": []},
            [],
            [(0, 3), (17, 19), (9, 12)],
        ),
    ],
)
def test_chains_are_read(
    tmp_path: Path, changes: dict[str, Any], chains: list[list[tuple[int, int]]], singletons: list[tuple[int, int]]
) -> None:
    rows = CHAINED | changes, CHAINED | {"doc_id": "b"}
    first, second = read_chains(dump(tmp_path / "c.jsonl", *rows))
    assert first == ChainedDocument("a", CHAINED["text"], chains, singletons, changes.get("partial", False))
    assert second.doc_id == "b"


def test_only_line_feeds_end_a_row_of_chains(tmp_path: Path) -> None:
    (found,) = read_chains(dump(tmp_path / "c.jsonl", CHAINED | {"text": ODD}))
    assert found.text == ODD


@pytest.mark.parametrize(
    ("doc_id", "wanted"), [("GUM_news_rain", "news"), ("GUM_fiction_rain_2", "fiction"), ("GUM_court_snow", "court")]
)
def test_a_document_of_gum_has_its_genre_in_its_name(doc_id: str, wanted: str) -> None:
    assert genre(doc_id) == wanted


@pytest.mark.parametrize("kind", sorted(NON_COMMERCIAL))
def test_genres_that_may_not_be_sold_are_kept_out(kind: str) -> None:
    assert all(is_kept_out(f"GUM_{kind}_{i}") for i in range(30))


def test_of_other_genres_a_third_is_kept_out() -> None:
    names = [f"GUM_{kind}_{i}" for kind in ("news", "interview", "speech") for i in range(100)]
    kept_out = [name for name in names if is_kept_out(name)]
    assert kept_out == [name for name in names if crc32(name.encode()) % 3 == 0]
    assert 80 < len(kept_out) < 120
