"""Each error pickles, with all that it carries, and reads as one line."""

import pickle
from pathlib import Path

import pytest

from attrib import errors
from attrib.errors import (
    AttribError,
    CorpusError,
    FieldNotFound,
    GpuNotAvailable,
    InputError,
    LibraryMissing,
    MissingAnnotation,
    ModelError,
    ModelNotFound,
    OutputBusy,
    OutputError,
    RunDiffers,
    WorkerError,
)

# Errors, what else they are, and what their sentence must hold.
ERRORS = [
    (ModelNotFound(Path("one")), FileNotFoundError, ["'one'", "attrib train"]),
    (ModelNotFound(Path("one"), Path("two")), FileNotFoundError, ["'one' or 'two'"]),
    (ModelNotFound(Path("one"), Path("two"), Path("three")), FileNotFoundError, ["'one' or 'two' or 'three'"]),
    (ModelError(Path("one"), "no\n  config\n"), ValueError, ["'one'", "no config. "]),
    (GpuNotAvailable("there is none"), RuntimeError, ["No GPU", "there is none."]),
    (MissingAnnotation("attrib_quotes", "attrib_links"), ValueError, ["doc.spans['attrib_quotes']", "'attrib_links'"]),
    (InputError("one.txt", "not\r\nUTF-8"), ValueError, ["one.txt: not UTF-8"]),
    (CorpusError(Path("gold.jsonl"), 7, "no\ntext"), ValueError, ["gold.jsonl, line 7: no text"]),
    (LibraryMissing("Parquet", "pyarrow", "corpus"), ModuleNotFoundError, ["Parquet needs pyarrow", "attrib[corpus]"]),
    (
        FieldNotFound("a.csv", "'body'", ("text", "url"), "--text-field"),
        ValueError,
        ["'body'", "has: text, url"],
    ),
    (FieldNotFound("a.csv", "'body'", (), "--text-field"), ValueError, ["has: no fields at all"]),
    (OutputError(Path("out.csv"), "disk\nfull"), ValueError, ["out.csv: disk full"]),
    (OutputBusy(Path("out.csv")), RuntimeError, ["out.csv: another run is writing it"]),
    (RunDiffers(Path("out.csv"), "--limit", "none", "5"), ValueError, ["another --limit: none then, 5 now", "journal"]),
    (WorkerError("two\nlines"), RuntimeError, ["No process can work: two lines"]),
]


@pytest.mark.parametrize(("error", "kind", "said"), ERRORS)
def test_an_error_reads_as_one_line(error: AttribError, kind: type[Exception], said: list[str]) -> None:
    assert isinstance(error, kind)
    assert len(str(error).splitlines()) == 1
    assert all(words in str(error) for words in said)


@pytest.mark.parametrize("error", [error for error, _, _ in ERRORS])
def test_an_error_pickles(error: AttribError) -> None:
    other = pickle.loads(pickle.dumps(error))
    assert type(other) is type(error)
    assert vars(other) == vars(error) != {}
    assert str(other) == str(error)


def test_every_error_is_tried_here_and_drawn_in_the_tree() -> None:
    defined = {value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, AttribError)}
    assert {type(error) for error, _, _ in ERRORS} == defined - {AttribError}
    assert all(kind.__name__ in str(errors.__doc__) for kind in defined)
