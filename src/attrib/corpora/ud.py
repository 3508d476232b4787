"""Reads Universal Dependencies treebanks (CoNLL-U) as documents.

Words are UD's syntactic words; a multiword token ("don't") is given by its parts. Lines of ranges and of empty nodes
are passed over.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from attrib.errors import CorpusError

_COLUMNS = 10


@dataclass(frozen=True, slots=True)
class UdWord:
    """A word with its annotations; `head` is its governor's index in the document, its own for the root.

    `start` and `end` are character offsets of the document's text.
    """

    form: str
    lemma: str
    pos: str
    tag: str
    morph: str
    head: int
    dep: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class UdDocument:
    """A document: its text, its words, and the index of each sentence's first word."""

    doc_id: str
    text: str
    words: list[UdWord]
    starts: list[int]


@dataclass(slots=True)
class _Draft:
    """A document as far as it is read: rows of columns by sentence, and whether each begins a paragraph."""

    doc_id: str
    sentences: list[tuple[bool, str, list[list[str]]]] = field(default_factory=list)


def read_conllu(path: Path, texts: dict[str, str] | None = None) -> Iterator[UdDocument]:
    """Documents in the order of the file.

    A document has the text that `texts` has under its id; else its sentences are joined by blanks, its paragraphs by
    blank lines.

    Raises:
        CorpusError: a row has not ten columns, or a word is not in the text.
    """
    draft = _Draft("")
    new_paragraph, text, rows = True, "", []
    with path.open(encoding="utf8") as lines:
        for number, line in enumerate(lines, start=1):
            line = line.rstrip("\n")
            if line.startswith("# newdoc"):
                if draft.sentences:
                    yield _finish(draft, texts, path, number)
                draft, new_paragraph = _Draft(line.partition("=")[2].strip()), True
            elif line.startswith("# newpar"):
                new_paragraph = True
            elif line.startswith("# text = "):
                text = line.removeprefix("# text = ")
            elif line and line[0] != "#":
                columns = line.split("\t")
                if len(columns) != _COLUMNS:
                    raise CorpusError(path, number, f"{len(columns)} columns where CoNLL-U has {_COLUMNS}")
                if columns[0].isdigit():
                    if not columns[6].isdigit():
                        raise CorpusError(path, number, f"the head is {columns[6]!r}, no number")
                    rows.append(columns)
            elif not line and rows:
                draft.sentences.append((new_paragraph, text, rows))
                new_paragraph, rows = False, []
    if rows:
        draft.sentences.append((new_paragraph, text, rows))
    if draft.sentences:
        yield _finish(draft, texts, path, number)


def _finish(draft: _Draft, texts: dict[str, str] | None, path: Path, number: int) -> UdDocument:
    joined = "".join(("\n\n" if new else " ") + text for new, text, _ in draft.sentences).lstrip()
    document = UdDocument(draft.doc_id, (texts or {}).get(draft.doc_id, joined), [], [])
    place = 0
    for _, _, rows in draft.sentences:
        first = len(document.words)
        document.starts.append(first)
        for number_, form, lemma, pos, tag, morph, head, dep, _, _ in rows:
            start = document.text.find(form, place)
            if start < 0:
                raise CorpusError(path, number, f"the text of {draft.doc_id} has no {form!r} after character {place}")
            place = start + len(form)
            governor = first + int(head) - 1 if head != "0" else first + int(number_) - 1
            features = "" if morph == "_" else morph
            document.words.append(UdWord(form, lemma, pos, tag, features, governor, dep, start, place))
    return document
