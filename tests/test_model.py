"""The model that ships with attrib: that it reads any text, the same way every time, and finds who said what."""

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import jsonschema
import pytest
import spacy
from hypothesis import example, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

import attrib
from attrib.api import model_path
from attrib.doc import gold_relations
from attrib.json_schema import json_schema
from attrib.records import BETWEEN_PARTS, Attribution
from attrib.scoring import Relation, aligned, as_words, sources_meet

pytestmark = pytest.mark.model

FLOOR = 0.85
"""Share of the relations in tests/cases that must be found."""

ROOT = Path(__file__).parents[1]
SEED = ROOT / "seeds" / "000_d0ee5e6dc7a5c66b.txt"
CASES = sorted((ROOT / "tests" / "cases").glob("*.txt"))
QUARTER = (
    "Profits fell, the company said.\n\n“We are not worried,” chief executive Ann Lee told reporters. “Not yet.”\n"
)

MakeDoc = Callable[[str], Doc]


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def texts(make_doc: MakeDoc) -> list[str]:
    """Short ones and long ones, tidy and not, shuffled."""
    found = [make_doc(read(path)).text for path in CASES]
    found += [read(SEED), found[0] * 9, found[1].replace("\n", "\r\n"), found[2].replace(" ", "\u00a0"), "", " \n", "!"]
    random.Random(1).shuffle(found)
    return found


@pytest.fixture(scope="module")
def alone(texts: list[str]) -> list[list[Attribution]]:
    return [attrib.extract(text) for text in texts]


def check_offsets(text: str, records: list[Attribution]) -> None:
    """What must hold of the records of any text."""
    assert [record.id for record in records] == [f"a{i}" for i in range(len(records))]
    assert records == sorted(records, key=lambda record: record.start)
    for record in records:
        assert 0 <= record.score <= 1
        for extent in filter(None, (record.content, record.cue, record.source)):
            edges = [edge for part in extent.parts for edge in part]
            assert edges == sorted(set(edges))
            assert 0 <= edges[0] < edges[-1] <= len(text)
            assert extent.text == BETWEEN_PARTS.join(text[start:end] for start, end in extent.parts)


def test_spacy_loads_it_without_an_import_of_attrib() -> None:
    code = (
        "import spacy\n"
        f"nlp = spacy.load({str(model_path())!r})\n"
        "record, = nlp('The minister said it would rain.')._.attributions\n"
        "print(record.source.text, record.cue.text, record.content.text, sep='|')"
    )
    result = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=300)
    assert (result.stdout, result.returncode) == ("The minister|said|it would rain\n", 0), result.stderr


@pytest.mark.parametrize("batch_size", [1, 2, 7, 100])
def test_a_text_gives_the_same_records_in_any_batch(
    texts: list[str], alone: list[list[Attribution]], batch_size: int
) -> None:
    assert sum(map(len, alone)) > 50
    assert list(attrib.pipe(texts, batch_size=batch_size)) == alone


def test_a_text_gives_the_same_records_wherever_it_stands(texts: list[str], alone: list[list[Attribution]]) -> None:
    order = list(range(len(texts)))
    random.Random(2).shuffle(order)
    assert list(attrib.pipe([texts[i] for i in order])) == [alone[i] for i in order]


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_text_gives_the_same_records_in_two_processes(texts: list[str], alone: list[list[Attribution]]) -> None:
    assert list(attrib.pipe(texts, batch_size=3, n_process=2)) == alone


@pytest.mark.parametrize("threads", [1, 4])
def test_a_text_gives_the_same_records_on_any_number_of_threads(
    texts: list[str], alone: list[list[Attribution]], threads: int
) -> None:
    nlp = spacy.load(model_path())
    nlp.get_pipe("attrib_encoder").model.attrs["threads"] = threads
    assert [doc._.attributions for doc in nlp.pipe(texts)] == alone


def test_pipe_takes_no_more_texts_than_a_batch_ahead() -> None:
    taken: list[int] = []

    def endless() -> Iterator[str]:
        while True:
            taken.append(1)
            yield QUARTER

    records = attrib.pipe(endless(), batch_size=4)
    assert len([next(records) for _ in range(5)]) == 5
    assert len(taken) <= 12


def test_records_are_what_the_schema_says(texts: list[str], alone: list[list[Attribution]]) -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    for text, records in zip(texts, alone, strict=True):
        check_offsets(text, records)
        for record in records:
            values = json.loads(json.dumps(record.to_dict()))
            validator.validate(values)
            assert Attribution.from_dict(values) == record


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n", "\r\n"),
        (" ", "\t"),
        (" ", "\u00a0"),
        (" ", " \u200b"),
        ("e", "e\u0301"),
        (".", " 😀."),
        ("P", "\ufeffP"),
        ("“", "\u202e“"),
    ],
)
def test_offsets_fit_the_text_as_given(old: str, new: str) -> None:
    text = QUARTER.replace(old, new)
    records = attrib.extract(text)
    check_offsets(text, records)
    assert records


PIECES = ["he", "Ann Lee", "said", "according to", "that", "it rains", '"', "“", "”", "'", "«", ",", ".", ":", "—"]
SPACES = ["", " ", "\n", "\n\n", "\r\n", "\t", "\u00a0", "\u2028"]
ODD = ["\ud800", "\udfff", "\x00", "😀", "e\u0301", "\u200b", "\u202e", "قال", "x" * 500, "\ufeff", "   "]
likely_text = st.lists(
    st.tuples(st.sampled_from(PIECES) | st.sampled_from(ODD), st.sampled_from(SPACES)).map("".join), max_size=40
).map("".join)


@settings(max_examples=150)
@given(st.text(st.characters(), max_size=300) | likely_text)
@example("\x00" * 300)
@example("He said \ud83d\ude00 \udc00 it rains.")
@example('قال الوزير: «نعم». אמר השר: "לא".')
@example("😀" * 1000)
@example('"' * 10_000)
@example('"a" ' * 2_500)
@example("“" * 5_000 + "”" * 5_000)
@example("He said no. " + " " * 999_976 + "She said yes.")
@example(('"' + "x" * 330 + ',"said he. ') * 2_924)
def test_any_text_gives_records_inside_it_or_none(text: str) -> None:
    check_offsets(text, attrib.extract(text))


@pytest.mark.parametrize("text", ["", " ", "\n\r\n\t", "\u00a0\u2003", "\ufeff"])
def test_no_words_give_no_records(text: str) -> None:
    assert attrib.extract(text) == []


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "attrib reads a str, not NoneType"),
        (b"Ann said no.", "attrib reads a str, not bytes: decode them first"),
        (3, "attrib reads a str, not int"),
        (["Ann said no."], "attrib reads a str, not list"),
    ],
)
def test_what_is_no_text_is_refused(value: object, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        attrib.extract(value)
    records = attrib.pipe([QUARTER, value], batch_size=1)
    assert next(records)
    with pytest.raises(TypeError, match=message):
        next(records)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(model_path(), tmp_path / "copy"))


def test_a_copy_of_the_model_gives_the_same(copy: Path) -> None:
    assert attrib.extract(QUARTER, model=copy) == attrib.extract(QUARTER, model=str(copy)) == attrib.extract(QUARTER)


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(attrib.ModelNotFound, match=r"No model found at '.*nowhere'\. Give the path of a folder"):
        attrib.extract(QUARTER, model=tmp_path / "nowhere")


@pytest.mark.parametrize(
    "lost",
    [
        "meta.json",
        "config.cfg",
        "tokenizer",
        "vocab/strings.json",
        "attrib_encoder",
        "attrib_encoder/model",
        "attrib_spans/model",
        "attrib_links",
    ],
)
def test_a_model_that_is_half_there_is_refused(copy: Path, lost: str) -> None:
    path = copy / lost
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    with pytest.raises(attrib.ModelError, match=r"is not a model that this attrib can use: .* Leave the model out"):
        attrib.load(copy)


@pytest.mark.parametrize("file", ["meta.json", "config.cfg", "tokenizer", "attrib_encoder/model", "attrib_links/model"])
def test_a_model_that_was_cut_short_is_refused(copy: Path, file: str) -> None:
    path = copy / file
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(attrib.ModelError, match="is not a model"):
        attrib.load(copy)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(attrib.ModelError, match=r"it has no meta\.json"):
        attrib.load(tmp_path)


def test_a_model_of_another_format_is_refused(copy: Path) -> None:
    meta = json.loads((copy / "meta.json").read_text("utf-8"))
    meta["attrib"]["format"] += 1
    (copy / "meta.json").write_text(json.dumps(meta), "utf-8")
    with pytest.raises(attrib.ModelError, match="it has format 4, this attrib reads format 3"):
        attrib.load(copy)


def test_a_model_of_somebody_else_is_refused(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path / "theirs")
    with pytest.raises(attrib.ModelError, match=r"its meta\.json was not written by 'attrib train'"):
        attrib.load(tmp_path / "theirs")


def find(text: str, gold: list[Relation], found: list[Attribution]) -> dict[int, int]:
    """Which relations are found, by the link criterion: index in gold to index in found."""
    wanted, given = as_words(text, gold), as_words(text, [Relation.of(record) for record in found])
    assert (len(wanted), len(given)) == (len(gold), len(found))
    return aligned(wanted, given, 0.5, sources_meet)


def test_the_article_that_the_project_began_with() -> None:
    text = read(SEED)
    rows = json.loads(read(SEED.with_suffix(".gold.json")))["attributions"]
    gold = [Relation(*(tuple(map(tuple, row[role])) for role in ("source", "cue", "content"))) for row in rows]
    records = attrib.extract(text)
    found = find(text, gold, records)
    missed = [row["id"] for i, row in enumerate(rows) if row["required"] and i not in found]
    unlisted = [record for i, record in enumerate(records) if i not in found.values()]
    assert missed == []
    assert len(unlisted) <= 1, unlisted


def test_a_turn_of_a_transcript_is_its_speakers_and_what_is_told_in_it_is_nested() -> None:
    records = attrib.extract(
        "The Lake Courier sat down with Mayor Teresa Falk on Monday.\n\n"
        "Q: Will the bridge open this year?\n\n"
        "A: It will. The engineer told me last week that the piers are safe.\n\n"
        "Nobody was glad of the delay.\n\n"
        "Q: Who pays for it?\n\n"
        "A: We do.",
        nested=True,
    )
    turns = [record for record in records if record.cue is not None and record.cue.text == ":"]
    assert [(turn.speakers[0].name, turn.content.text) for turn in turns] == [
        (None, "Will the bridge open this year?"),
        (
            "Teresa Falk",
            "It will. The engineer told me last week that the piers are safe. … Nobody was glad of the delay",
        ),
        (None, "Who pays for it?"),
        ("Teresa Falk", "We do"),
    ]
    (inner,) = [record for record in records if record.parent == turns[1].id]
    assert inner.source is not None and inner.source.text == "The engineer"


def test_most_relations_of_the_cases_are_found(make_doc: MakeDoc) -> None:
    gold_count, found_count, report = 0, 0, []
    for path in CASES:
        doc = make_doc(read(path))
        gold, records = char_relations(doc), attrib.extract(doc.text)
        found = find(doc.text, gold, records)
        gold_count += len(gold)
        found_count += len(found)
        report.append(f"{path.name}: {len(found)} of {len(gold)}")
        report += [f"    missed   {describe(doc.text, gold[i])}" for i in range(len(gold)) if i not in found]
        unlisted = (record for i, record in enumerate(records) if i not in found.values())
        report += [f"    unlisted {describe(doc.text, Relation.of(record))}" for record in unlisted]
    sys.stdout.write("\n".join(report) + f"\n{found_count} of {gold_count} found\n")  # pytest -rP shows it
    assert found_count / gold_count >= FLOOR


def char_relations(doc: Doc) -> list[Relation]:
    def parts(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        return tuple((doc[start:end].start_char, doc[start:end].end_char) for start, end in spans)

    return [
        Relation(**{role.lower(): parts(spans) for role, spans in relation.items()}) for relation in gold_relations(doc)
    ]


def describe(text: str, relation: Relation) -> str:
    roles = (relation.source, relation.cue, relation.content)
    return " | ".join(" … ".join(" ".join(text[start:end].split()) for start, end in parts) for parts in roles)


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("The airline did not say how many passengers were on board.", "assertion negative actual past neutral"),
        ("No official said that the runway was clear.", "assertion negative actual past neutral"),
        ("The mayor refused to comment on the sale.", "silence negative actual past neutral"),
        ("She promised to sell the mill.", "promise positive actual past neutral"),
        ("The mayor denied that the vote was rigged.", "denial positive actual past neutral"),
        ("The minister claimed that the vote was fair.", "claim positive actual past doubts"),
        ("The study shows that the ice is melting.", "assertion positive actual present supports"),
        ("He called the judge a liar.", "blame positive actual past neutral"),
        ("The union urged the company to raise wages.", "request positive actual past neutral"),
        ("She may say on Sunday whether she will run.", "assertion positive possible None neutral"),
        ("Critics often say that the mayor is out of touch.", "assertion positive habitual present neutral"),
        ("The court ruled that the law was void.", "decision positive actual past neutral"),
    ],
)
def test_it_tells_how_it_was_said(text: str, how: str) -> None:
    found = attrib.extract(text)[0]
    assert " ".join(map(str, (found.act, found.polarity, found.modality, found.tense, found.stance))) == how


def test_it_tells_what_is_quoted() -> None:
    (found,) = attrib.extract("The mayor said the “deal” with the town was “a very bad mistake”.")
    assert [(part.text, part.quoted) for part in found.content_parts] == [
        ("the “deal” with the town was", False),
        ("“a very bad mistake”", True),
    ]
