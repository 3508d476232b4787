"""What happens where the model runs: entries in, results out; in a process here or on a cluster alike."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from attrib.batch.documents import Document, Entry, Fields, find_id, read_document
from attrib.batch.results import Result, make_result
from attrib.errors import AttribError
from attrib.records import Attribution

Extractor = Callable[[list[str]], list[list[Attribution]]]
"""Finds the attributions of texts, text by text."""

Positioned = tuple[int, Entry]


@dataclass(frozen=True, slots=True)
class Task:
    """Entries to be read together. `alone`: one that a process died or hung over, which is tried a last time."""

    entries: tuple[Positioned, ...]
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """How entries become results; pickled to every process. `open_extractor` loads the model there, once."""

    open_extractor: Callable[[], Extractor]
    fields: Fields
    max_chars: int
    keep_text: bool

    def do(self, task: Task, extract: Extractor) -> list[Result]:
        """The result of each entry; what is wrong with one does not touch the others."""
        found: list[tuple[int, Entry, Document | str]] = [
            (position, entry, self._read(entry)) for position, entry in task.entries
        ]
        good = [document.text for _, _, document in found if isinstance(document, Document)]
        attributions = extract_each(extract, good)
        return [self._result(*one, attributions) for one in found]

    def fail(self, task: Task, reason: str) -> list[Result]:
        """The results of a task that could not be done."""
        return [_failed(position, entry, self.fields, reason) for position, entry in task.entries]

    def _read(self, entry: Entry) -> Document | str:
        try:
            return read_document(entry, self.fields, self.max_chars)
        except AttribError as error:
            return getattr(error, "reason", str(error))
        except Exception as error:  # whatever a library makes of what it was never meant to read
            return f"cannot be read: {_describe(error)}"

    def _result(
        self, position: int, entry: Entry, document: Document | str, attributions: Iterator[list[Attribution] | str]
    ) -> Result:
        if isinstance(document, str):
            return _failed(position, entry, self.fields, document)
        found = next(attributions)
        if isinstance(found, str):
            return _failed(position, entry, self.fields, found)
        return make_result(position, entry.place, document, found, keep_text=self.keep_text)


def open_model(model: str | Path | None, min_score: float, *, nested: bool = False, gpu: bool = False) -> Extractor:
    """An extractor that reads with one thread: its process is one of several.

    What spaCy learns of words while it reads is forgotten after each task, so memory does not grow.
    """
    for library in ("OMP", "OPENBLAS", "MKL"):  # read by numpy's libraries when they are first imported
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    from attrib import api

    nlp = api.load(model)
    if gpu:
        api.use_gpu(model)
    attrs = api.encoder(nlp).attrs
    if "threads" in attrs:
        attrs["threads"] = 1

    def extract(texts: list[str]) -> list[list[Attribution]]:
        with nlp.memory_zone():
            return list(api.pipe(texts, model=model, min_score=min_score, nested=nested))

    return extract


def extract_each(extract: Extractor, texts: list[str]) -> Iterator[list[Attribution] | str]:
    """The attributions of each text or, where it makes the extractor fail, the reason."""
    try:
        yield from extract(texts) if texts else []
    except Exception:  # one of them, and the others shall not suffer from it
        for text in texts:
            yield _extract_one(extract, text)


def _extract_one(extract: Extractor, text: str) -> list[Attribution] | str:
    try:
        return extract([text])[0]
    except Exception as error:
        return f"the model fails on it: {_describe(error)}"


def _failed(position: int, entry: Entry, fields: Fields, reason: str) -> Result:
    return Result(position, find_id(entry, fields), entry.place, " ".join(reason.split()))


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
